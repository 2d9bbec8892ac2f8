//! What the end of a run and the supplements both hold: a file whose outcome is known.

use super::form::Mark;
use super::result::FileResult;
use crate::finding::{Code, Finding, fixed_code};
use crate::model::Extract;

/// Let through at two branches, which would both count somebody.
pub(super) static COUNTED_TWICE: Code = fixed_code("B036", "counted-twice");

/// A file with its form, if it has one that may count.
pub(super) struct Settled {
    pub(super) result: FileResult,
    pub(super) findings: Vec<Finding>,
    pub(super) extract: Option<Extract>,
    /// That it is a supplement.
    pub(super) supplement: Option<Mark>,
    /// Whether it may be another branch's.
    pub(super) is_doubted: bool,
}
