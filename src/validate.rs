//! The form against itself: identity, completeness, counts, dates, duplicates.

use crate::context::Context;
use crate::finding::{Code, Finding};
use crate::model::Submission;

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[];

/// Applies every rule to one submission.
pub fn validate(_submission: &Submission, _context: &Context) -> Vec<Finding> {
    unimplemented!()
}

/// One form of the inbox beside the others.
#[derive(Clone, Copy, Debug)]
pub struct Filed<'a> {
    /// Its path relative to the workspace.
    pub file: &'a str,
    /// The code of its branch, if known.
    pub branch: Option<&'a str>,
    /// What it says.
    pub submission: &'a Submission,
}

/// Applies the rules that compare forms of different branches. Findings have
/// their file and branch filled in.
pub fn across(_filed: &[Filed], _context: &Context) -> Vec<Finding> {
    unimplemented!()
}
