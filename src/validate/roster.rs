//! The members against the commune's roster.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::Submission;

/// The workspace says another number of members.
pub(super) static MEMBERS_DIFFER: Code =
    code("V106", "members-differ-from-roster", Severity::Warning);

/// As many members, guests aside, as the workspace says. The rows count, not
/// sheet 1; it does not run while a row may or may not be a guest.
pub(super) fn members_differ(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(expected) = context.branch_of(&submission.info).and_then(|it| it.members) else {
        return Vec::new();
    };
    let members = &submission.members;
    // The roster of a branch that is in doubt says nothing.
    if !super::branch::code_and_name(submission, context).is_empty()
        || !submission.has_all_members
        || members.is_empty()
        || members.iter().any(|it| it.eligibility.value().is_none())
    {
        return Vec::new();
    }
    let listed = members.iter().filter(|it| !it.is_guest()).count();
    if u32::try_from(listed) == Ok(expected) {
        return Vec::new();
    }
    let finding = Finding::new(&MEMBERS_DIFFER)
        .sheet(&context.regime.form.members.sheet)
        .maybe_cell(submission.info.total.cell())
        .arg("listed", listed)
        .arg("expected", expected);
    vec![finding]
}
