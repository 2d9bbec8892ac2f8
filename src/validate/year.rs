//! The form is of the rating year (R-REG).

use crate::context::Context;
use crate::finding::{Code, Finding, fixed_code};
use crate::model::Submission;
use crate::model::text::fold;
use crate::regime::Known;

use super::form_code;

/// A form of another year.
pub(super) static DIFFERS: Code = fixed_code("V105", "year-differs").citing(&["R-REG"]);

/// Năm đánh giá is the workspace's; without a workspace, a year of the regime.
pub(super) fn differs(submission: &Submission, context: &Context) -> Vec<Finding> {
    let slot = &submission.info.year;
    let Some(year) = slot.get() else { return Vec::new() };
    let years = match context.workspace {
        Some(workspace) => std::slice::from_ref(&workspace.year),
        None => &context.regime.rules.years,
    };
    if years.contains(&year) {
        return Vec::new();
    }
    let expected: Vec<_> = years.iter().map(u32::to_string).collect();
    let finding = Finding::new(&DIFFERS)
        .maybe_cell(slot.cell())
        .stored(year.to_string())
        .arg("expected", expected.join(", "));
    vec![context.cite(finding, "R-REG")]
}

/// The one finding of a form of another season: that of another one of the `regimes`, else of another year.
pub fn other_season(
    submission: &Submission,
    regimes: &Known,
    context: &Context,
) -> Option<Finding> {
    let code = fold(submission.info.form_code.text());
    let is_known = || regimes.all().iter().any(|it| fold(&it.form.code) == code);
    let regime = form_code::other_regime(submission, context).into_iter().next();
    regime.filter(|_| is_known()).or_else(|| differs(submission, context).into_iter().next())
}
