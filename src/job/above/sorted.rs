//! A file of a superior's inbox, and what became of it.

use super::report::{Counts, Said};
use crate::batch::{FileResult, FileStatus};
use crate::finding::Finding;
use crate::model::Sent;

/// A file, and what became of it.
pub(super) struct Sorted {
    pub(super) path: String,
    pub(super) sha256: Option<String>,
    pub(super) status: FileStatus,
    /// The place of its commune.
    pub(super) commune: Option<usize>,
    /// Findings of the file.
    pub(super) findings: Vec<Finding>,
    /// What it says, where it is a workbook that could count.
    pub(super) sent: Option<Sent>,
    /// What its lists give, where they could be counted.
    pub(super) counts: Option<Counts>,
    /// Whether it is a report, and what it says as long as nobody has looked at it.
    pub(super) is_report: bool,
    pub(super) said: Option<Said>,
    pub(super) reason: Option<Box<Finding>>,
    pub(super) code: Option<String>,
    pub(super) rounds: Vec<String>,
}

impl Sorted {
    /// What the run says of the file.
    pub(super) fn result(&self) -> FileResult {
        FileResult {
            path: self.path.clone(),
            status: self.status,
            branch: self.code.clone(),
            sha256: self.sha256.clone(),
            rounds: self.rounds.clone(),
            reason: self.reason.clone(),
            errors: self.findings.iter().filter(|it| it.is_error()).count(),
            is_supplement: false,
            is_decisions: false,
            is_untouched: false,
        }
    }
}
