//! What only the whole commune shows: totals and quotas.

use crate::context::Context;
use crate::finding::{Code, Finding};
use crate::model::{BranchResult, Rollup};

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[];

/// Adds up the branches. Tallies are computed here from the rated submissions.
pub fn consolidate(_branches: Vec<BranchResult>, _context: &Context) -> (Rollup, Vec<Finding>) {
    unimplemented!()
}
