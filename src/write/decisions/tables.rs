//! The sheets of cases and their parts.

use crate::context::Authority;
use crate::model::Rating;
use crate::regime::consolidated::Column;
use crate::regime::decisions::{CaseSource, CaseTable};
use crate::tables::Case;

/// A sheet of cases.
pub(super) struct Table<'a> {
    pub(super) authority: &'a Authority,
    pub(super) profile: &'a CaseTable,
    /// The columns that say something of some case.
    pub(super) columns: Vec<&'a Column<CaseSource>>,
    /// Its name.
    pub(super) sheet: String,
    pub(super) parts: Vec<Part<'a>>,
}

/// A part of it that is counted by itself.
pub(super) struct Part<'a> {
    /// The name in its band; a part without one has no band.
    pub(super) name: Option<String>,
    /// What it is called in the running count.
    pub(super) label: String,
    /// What stands in the column of groups or kinds; empty where there is no such column.
    pub(super) code: String,
    pub(super) cases: Vec<Case<'a>>,
    /// Its quota in percent, if it has one.
    pub(super) percent: Option<u8>,
    /// How those over it stand first.
    pub(super) ordered: Option<Ordered>,
    /// Its line in the running count.
    pub(super) line: usize,
}

/// The first of the cases are proposed as excellent, and too many.
pub(super) struct Ordered {
    pub(super) excellent: usize,
    pub(super) limit: usize,
}

impl Part<'_> {
    /// Excellent and good ones, as proposed.
    pub(super) fn proposed(&self) -> (u32, u32) {
        let count = |rating| {
            let own = self.cases.iter().filter(|it| it.proposal == Some(rating));
            u32::try_from(own.count()).unwrap_or(u32::MAX)
        };
        (count(Rating::Excellent), count(Rating::Good))
    }
}
