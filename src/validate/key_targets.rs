//! Less than half of the tasks: whether key targets were missed has to be said (R-50-B).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Hundredths, Rating, Slot, Submission};
use crate::regime::form::{CollectiveField, MemberField};
use crate::regime::rules::{Subject, Test};

/// A share of tasks so small that the answer decides, and no answer.
pub(super) static UNANSWERED: Code =
    code("V860", "key-targets-unanswered", Severity::Error).citing(&["R-50-B"]);

/// The answer is there where it decides: with a share below the limit and a rating
/// better than the lowest.
pub(super) fn unanswered(submission: &Submission, context: &Context) -> Vec<Finding> {
    let form = &context.regime.form;
    let heading = [
        form.member_column(MemberField::KeyTargetsMissed).map(|it| it.heading.as_str()),
        form.collective_column(CollectiveField::KeyTargetsMissed).map(|it| it.heading.as_str()),
    ];
    let limits = [limit(context, true), limit(context, false)];
    let members = submission.members.iter().filter(|it| it.is_rated()).map(|it| {
        (0, &it.tasks_done, &it.key_targets_missed, &it.force_majeure, &it.proposal, &it.name)
    });
    let collectives = submission.collectives.iter().map(|it| {
        (1, &it.tasks_done, &it.key_targets_missed, &it.force_majeure, &it.proposal, &it.name)
    });
    let mut found = Vec::new();
    for (kind, done, answer, prevented, proposal, name) in members.chain(collectives) {
        let (Some(done), Some((limit, rule, clause)), Slot::Empty(cell)) =
            (done.get(), limits[kind], answer)
        else {
            continue;
        };
        let is_better = proposal.get().is_some_and(|it| it > Rating::Unsatisfactory);
        if done >= limit || !is_better || prevented.get() == Some(true) {
            continue;
        }
        let finding = Finding::at(&UNANSWERED, cell)
            .of_whom(name.text())
            .rule(rule, clause)
            .arg("percent", done)
            .arg("limit", limit)
            .arg("heading", heading[kind].unwrap_or_default());
        found.push(finding);
    }
    found
}

/// Below which share the answer decides, and by which rule.
fn limit<'a>(context: &Context<'a>, of_members: bool) -> Option<(Hundredths, &'a str, &'a str)> {
    let conditions = context.regime.rules.condition.iter();
    conditions.filter(|it| (it.subject == Subject::Member) == of_members).find_map(|it| {
        match it.test {
            Test::TasksDone { percent_at_least, only_with_key_targets: true, .. } => {
                Some((percent_at_least, &*it.rule, &*it.clause))
            }
            _ => None,
        }
    })
}
