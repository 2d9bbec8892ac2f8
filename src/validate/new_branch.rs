//! A branch of less than six months is not rated (R-NEWORG).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::Submission;

/// A rating proposed for a branch, or its chi ủy, of less than six months.
pub(super) static RATED: Code =
    code("V307", "new-branch-rated", Severity::Error).citing(&["R-NEWORG"]);

/// The founding date is too vague to tell.
pub(super) static UNDECIDED: Code =
    code("V308", "branch-age-undecided", Severity::Warning).citing(&["R-NEWORG"]);

/// No proposal stands in the row of a collective that is too young.
pub(super) fn rated(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for collective in &submission.collectives {
        let Some(kind) = collective.kind.get() else { continue };
        let (Some(false), Some(proposal), Some(founded)) = (
            context.is_rated_kind(kind, submission),
            collective.proposal.get(),
            submission.info.founded.get(),
        ) else {
            continue;
        };
        let finding = Finding::new(&RATED)
            .maybe_cell(collective.proposal.cell())
            .of_whom(collective.name.text())
            .stored(context.regime.rules.short(proposal))
            .arg("founded", founded);
        found.push(context.cite(finding, "R-NEWORG"));
    }
    found
}

/// The founding date can tell. With a full one it is the meeting's that cannot.
pub(super) fn undecided(submission: &Submission, context: &Context) -> Vec<Finding> {
    let founded = submission.info.founded.get();
    let founded = founded.filter(|it| !it.is_day() && it.earliest() <= context.year_end());
    let (Some(founded), Some(day)) = (founded, context.six_month_day(submission)) else {
        return Vec::new();
    };
    if context.is_new_branch(submission).is_some() {
        return Vec::new();
    }
    let finding = Finding::new(&UNDECIDED)
        .maybe_cell(submission.info.founded.cell())
        .stored(founded.to_string())
        .arg("day", day);
    vec![context.cite(finding, "R-NEWORG")]
}
