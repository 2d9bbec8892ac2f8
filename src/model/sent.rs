//! What a consolidated workbook that came from below says: its head, its branches with all their
//! people, and what it says that the quotas allow.

use std::collections::{BTreeMap, BTreeSet};

use super::{BranchStatus, CellRef, Extract, YearBook};

/// A consolidated workbook as the superior reads it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its head. The people are in the extracts of the branches alone.
    pub head: YearBook,
    /// The đảng bộ between it and its branches, each before those that stand under it.
    pub units: Vec<SentUnit>,
    /// Its branches, in its order.
    pub branches: Vec<SentBranch>,
    /// Whether it puts workbooks of several communes together.
    pub is_above: bool,
    /// What was written by hand into rows for which no form has a source: by the label of the row, of
    /// collectives and of members.
    pub by_hand: BTreeMap<String, [Option<u32>; 2]>,
    /// The limits of its quotas as they stand in it.
    pub limits: Vec<SentLimit>,
}

/// A đảng bộ in such a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentUnit {
    /// Its name.
    pub name: String,
    /// Its number there, e.g. `II.1`.
    pub number: String,
    /// The one that it stands under: its place among them.
    pub under: Option<usize>,
}

/// A branch in such a workbook.
#[derive(Clone, Debug)]
pub struct SentBranch {
    /// Its name.
    pub name: String,
    /// Its kind, as the profile words it.
    pub kind: String,
    /// The đảng bộ that it stands under: its place among the units.
    pub unit: Option<usize>,
    /// Whether its numbers are in the workbook.
    pub status: BranchStatus,
    /// Its people and collectives, decisions with them; none while it is out.
    pub extract: Option<Extract>,
}

/// The limit of a quota of excellent members, as a workbook says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentLimit {
    /// The group that it is counted in; `None` for the whole commune.
    pub group: Option<String>,
    /// The most that are allowed.
    pub limit: u32,
    /// Where that stands.
    pub at: CellRef,
}

/// Where in the tables of a consolidated workbook a number belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet's name in the profile.
    pub table: String,
    /// The text that its row begins with, folded.
    pub row: String,
    /// Which row of this text, from 1.
    pub nth: u32,
    /// The headings above it, folded.
    pub column: String,
}

/// A number of such a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The number; none of a formula that gives none.
    pub number: Option<f64>,
    /// As the workbook shows it.
    pub shown: String,
    /// Where it stands.
    pub at: CellRef,
    /// The text that its row begins with.
    pub label: String,
}

/// The numbers of the tables of a consolidated workbook.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// The tables that are there.
    pub sheets: BTreeSet<String>,
    /// The numbers.
    pub all: BTreeMap<Place, Number>,
}
