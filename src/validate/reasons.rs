//! Reasons that have to be given in words.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Rating, Slot, Submission};
use crate::regime::Keyed;

/// A member is not rated, and nothing says why (R-REASON).
pub(super) static UNRATED: Code =
    code("V213", "unrated-without-reason", Severity::Error).citing(&["R-REASON"]);

/// The best or the worst rating without its grounds.
pub(super) static EXPECTED: Code = code("V214", "rating-without-reason", Severity::Warning);

/// A member who is not rated has a reason in words. A guest is asked for none:
/// the branch of official activity gives it. Without the column, the finding
/// points at the eligibility.
pub(super) fn unrated(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| !it.is_guest() && !it.is_rated()) {
        let Some(why) = member.eligibility.get() else { continue };
        if member.reason.is_blank() {
            let cell = member.reason.cell().or(member.eligibility.cell());
            let finding = Finding::new(&UNRATED)
                .maybe_cell(cell)
                .of_whom(member.name.text())
                .arg("eligibility", context.regime.label("eligibility", why.key()));
            found.push(context.cite(finding, "R-REASON"));
        }
    }
    found
}

/// A member proposed for the best or the worst rating has a reason in words.
pub(super) fn expected(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.is_rated()) {
        let Some(rating @ (Rating::Excellent | Rating::Unsatisfactory)) = member.proposal.get()
        else {
            continue;
        };
        // An optional column that is not there was reported when the form was read.
        if let Slot::Empty(cell) = &member.reason {
            found.push(
                Finding::at(&EXPECTED, cell)
                    .of_whom(member.name.text())
                    .arg("rating", context.regime.rules.short(rating)),
            );
        }
    }
    found
}
