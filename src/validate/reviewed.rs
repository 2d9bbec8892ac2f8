//! The review comes first; who is not yet rated is to be rated soon.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Eligibility, Submission};

/// Rated without a finished review (R-REVIEW1ST).
pub(super) static NOT_REVIEWED: Code =
    code("V303", "rated-without-review", Severity::Error).citing(&["R-REVIEW1ST"]);

/// Not yet rated for another reason: still to be done. Where the regulation has a rule on
/// it (R-ABSENT), the profile makes it a warning.
pub(super) static NOT_YET_RATED: Code =
    code("V309", "not-yet-rated", Severity::Notice).citing(&["R-ABSENT"]);

/// Who is rated has been reviewed.
pub(super) fn not_reviewed(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.is_rated()) {
        if member.reviewed.get() == Some(false) {
            let finding = Finding::new(&NOT_REVIEWED)
                .maybe_cell(member.reviewed.cell())
                .of_whom(member.name.text())
                .stored(context.regime.rules.words.no.first().map_or("", String::as_str));
            found.push(context.cite(finding, "R-REVIEW1ST"));
        }
    }
    found
}

/// Tells of each member whose rating is still open.
pub(super) fn not_yet_rated(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in &submission.members {
        if member.eligibility.get() == Some(Eligibility::Other) {
            let finding = Finding::new(&NOT_YET_RATED)
                .maybe_cell(member.eligibility.cell())
                .of_whom(member.name.text())
                .stored(context.regime.label("eligibility", "other"));
            found.push(context.cite(finding, "R-ABSENT"));
        }
    }
    found
}
