//! The secretary of sheet 1 stands on sheet 2: rules on the head need the row.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Member, Submission};

/// No row, or more than one, is the secretary's.
pub(super) static NOT_LISTED: Code = code("V807", "secretary-not-listed", Severity::Notice);

/// One row is the secretary's, by name or else by party post. It does not run
/// while a name could not be read.
pub(super) fn not_listed(submission: &Submission, context: &Context) -> Vec<Finding> {
    let secretary = &submission.info.secretary;
    let members = &submission.members;
    let is_open = |it: &Member| it.name.value().is_none();
    let Some(name) = secretary.value() else { return Vec::new() };
    if members.is_empty()
        || members.iter().any(is_open)
        || context.secretary_of(submission).is_some()
    {
        return Vec::new();
    }
    vec![
        Finding::new(&NOT_LISTED)
            .maybe_cell(secretary.cell())
            .stored(name)
            .arg("sheet", &context.regime.form.members.sheet),
    ]
}
