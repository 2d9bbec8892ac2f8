//! The ceilings that the regulation allows, with the trace of every condition.

use crate::context::Context;
use crate::finding::{Code, Finding};
use crate::model::{Rated, Submission};

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[];

/// Rates one submission.
pub fn rate(_submission: Submission, _context: &Context) -> (Rated, Vec<Finding>) {
    unimplemented!()
}
