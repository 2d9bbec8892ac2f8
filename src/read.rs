//! Reads one form from memory: as much as can be understood, and what could not.

use crate::finding::{Code, Finding};
use crate::model::Submission;
use crate::regime::Regime;

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[];

/// Bounds on what is read; each is a named finding when passed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {}

/// What reading gave.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The form as far as it was understood.
    pub submission: Submission,
    /// What was not, or not quite.
    pub findings: Vec<Finding>,
    /// `dcterms:modified` as stored inside the file, if it is there.
    pub modified: Option<String>,
    /// SHA-256 of the file of which this one is the corrected copy (custom document property `xeploai-original-sha256`).
    pub corrects: Option<String>,
    /// Whether it is our blank form with nothing filled in (a prefilled roster aside).
    pub unfilled: bool,
}

/// Reads one form. The error is the finding of a file that gives no submission.
pub fn read(_bytes: &[u8], _regime: &Regime, _limits: &Limits) -> Result<Parsed, Box<Finding>> {
    unimplemented!()
}
