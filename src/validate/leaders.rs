//! What sheet 3 says of the branch's leaders is what sheet 2 says (R-COLL-DISC-D).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CollectiveKind, Rating, Submission};
use crate::regime::Keyed;
use crate::regime::form::CollectiveField;
use crate::regime::rules::Test;

/// Sheet 3 says that no leader was disciplined, and sheet 2 names one.
pub(super) static DISCIPLINED: Code =
    code("V834", "leader-disciplined", Severity::Warning).citing(&["R-COLL-DISC-D"]);

/// Where a leader of the branch was disciplined for something of this unit, no row of sheet 3
/// denies it. A proposal that this forbids has a finding of its own.
pub(super) fn disciplined(submission: &Submission, context: &Context) -> Vec<Finding> {
    let form = &context.regime.form;
    let Some(column) = form.collective_column(CollectiveField::SubordinateDisciplined) else {
        return Vec::new();
    };
    let found = leaders(submission, context);
    if found.is_empty() {
        return Vec::new();
    }
    let is_led = |kind| matches!(kind, CollectiveKind::Branch | CollectiveKind::BranchCommittee);
    let no = context.regime.rules.words.no.first().map_or("", String::as_str);
    submission
        .collectives
        .iter()
        .filter(|it| it.kind.get().is_some_and(is_led))
        .filter(|it| it.subordinate_disciplined.get() == Some(false))
        .filter(|it| it.proposal.get() != Some(Rating::Excellent))
        .map(|it| {
            let finding = Finding::new(&DISCIPLINED)
                .maybe_cell(it.subordinate_disciplined.cell())
                .of_whom(it.name.text())
                .stored(no)
                .arg("heading", &column.heading)
                .arg("found", found.join(", "));
            context.cite(finding, "R-COLL-DISC-D")
        })
        .collect()
}

/// Leaders who were disciplined, as the message names them.
fn leaders(submission: &Submission, context: &Context) -> Vec<String> {
    let conditions = &context.regime.rules.condition;
    let posts = conditions.iter().find_map(|it| match &it.test {
        Test::DisciplinedMember { posts, .. } if &*it.rule == "R-COLL-DISC-D" => Some(posts),
        _ => None,
    });
    let Some(posts) = posts else { return Vec::new() };
    let own = submission.members.iter().filter(|it| !it.is_guest());
    own.filter(|it| it.discipline_elsewhere.get() != Some(true))
        .filter(|it| context.sits_in_committee(submission, it, posts) == Some(true))
        .filter_map(|it| {
            let label = context.regime.label("discipline", it.discipline.get()?.key());
            Some(format!("{}: {label}", it.name.text()))
        })
        .collect()
}
