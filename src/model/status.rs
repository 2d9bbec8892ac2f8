//! What became of a branch.

use serde::Serialize;

/// What became of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BranchStatus {
    /// In the workbook.
    Accepted,
    /// Its form goes back.
    Returned,
    /// No form came.
    Missing,
}
