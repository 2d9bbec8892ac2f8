//! The form is the one of the regime in force (R-REG).

use crate::context::Context;
use crate::finding::{Code, Finding, fixed_code};
use crate::model::Submission;
use crate::model::text::fold;

/// A form of another regime: its columns and its rules are others.
pub(super) static OTHER_REGIME: Code =
    fixed_code("V101", "form-of-another-regime").citing(&["R-REG"]);

/// Mã mẫu is the code of this regime's form; case and blanks do not matter.
pub(super) fn other_regime(submission: &Submission, context: &Context) -> Vec<Finding> {
    let expected = &context.regime.form.code;
    let slot = &submission.info.form_code;
    let Some(found) = slot.value().filter(|it| fold(it) != fold(expected)) else {
        return Vec::new();
    };
    let finding =
        Finding::new(&OTHER_REGIME).maybe_cell(slot.cell()).stored(found).arg("expected", expected);
    vec![context.cite(finding, "R-REG")]
}
