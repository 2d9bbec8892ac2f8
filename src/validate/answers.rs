//! Answers that go with a proposal, or against it.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::{Rating, Submission};
use crate::regime::rules::Test;

/// KHTNV without a cause: the workbook's KHTNV is the sum of its causes.
pub(super) static NO_CAUSE: Code = fixed_code("V801", "unsatisfactory-without-cause");

/// A cause without KHTNV.
pub(super) static NEEDLESS_CAUSE: Code =
    code("V802", "cause-without-unsatisfactory", Severity::Warning);

/// Years of HTXSNV running that this year's proposal contradicts (R-AWARD).
pub(super) static EXCELLENT_YEARS: Code =
    code("V806", "excellent-years-contradict", Severity::Warning).citing(&["R-AWARD"]);

/// KHTNV has a cause. Without the column, the finding points at the proposal.
pub(super) fn no_cause(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.is_rated()) {
        if member.proposal.get() == Some(Rating::Unsatisfactory) && member.cause.is_blank() {
            found.push(
                Finding::new(&NO_CAUSE)
                    .maybe_cell(member.cause.cell().or(member.proposal.cell()))
                    .of_whom(member.name.text())
                    .arg("rating", context.regime.rules.short(Rating::Unsatisfactory)),
            );
        }
    }
    found
}

/// Only KHTNV has a cause. A cause that caps the rating by itself (suy thoái)
/// is a matter of the ceilings, and a missing proposal has its own finding.
pub(super) fn needless_cause(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in &submission.members {
        let Some(cause) = member.cause.value() else { continue };
        let is_condition = context
            .regime
            .rules
            .condition
            .iter()
            .any(|it| matches!(&it.test, Test::Cause { cause: own, .. } if own == cause));
        let is_needless = match (member.is_rated(), member.proposal.get()) {
            (true, Some(proposal)) => proposal != Rating::Unsatisfactory && !is_condition,
            (true, None) => false,
            (false, _) => member.eligibility.value().is_some(),
        };
        if is_needless {
            found.push(
                Finding::new(&NEEDLESS_CAUSE)
                    .maybe_cell(member.cause.cell())
                    .of_whom(member.name.text())
                    .stored(context.regime.label("cause", cause))
                    .arg("rating", context.regime.rules.short(Rating::Unsatisfactory)),
            );
        }
    }
    found
}

/// The years running include this year: at least 1 for HTXSNV, else 0.
pub(super) fn excellent_years(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.is_rated()) {
        let (Some(proposal), Some(years)) = (member.proposal.get(), member.excellent_years.get())
        else {
            continue;
        };
        if (proposal == Rating::Excellent) == (years > 0) {
            continue;
        }
        let finding = Finding::new(&EXCELLENT_YEARS)
            .maybe_cell(member.excellent_years.cell())
            .of_whom(member.name.text())
            .stored(years.to_string())
            .arg("best", context.regime.rules.short(Rating::Excellent))
            .arg("proposal", context.regime.rules.short(proposal));
        found.push(context.cite(finding, "R-AWARD"));
    }
    found
}
