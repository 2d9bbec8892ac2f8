//! What a consolidated workbook that came from below says: its head, its branches with all their
//! people, and what it says that the quotas allow.

use std::collections::{BTreeMap, BTreeSet};

use super::{BranchStatus, CellRef, Extract, PartialDate, Rating, YearBook};

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
    /// What was decided otherwise than proposed, in the order of its list.
    pub changes: Vec<SentChange>,
    /// What changed since its last final workbook.
    pub since: SentSinceList,
}

/// Whom a row of a list of changes is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRow {
    /// Name of the member, the collective, the branch or the unit.
    pub name: String,
    /// When a member was born.
    pub birth: Option<PartialDate>,
    /// Name of the branch; empty of a unit, and where a list leaves it out of the branch itself.
    pub branch: String,
    /// Where the name stands.
    pub at: CellRef,
}

/// What was decided otherwise than proposed, or anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentChange {
    /// On whom.
    pub who: SentRow,
    /// What was proposed; nothing of a unit.
    pub proposal: Option<Rating>,
    /// What was decided.
    pub decision: Option<Rating>,
    /// Why, as typed.
    pub reason: String,
    /// By which paper, as it stands there.
    pub paper: String,
}

/// What changed since a last final workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentSince {
    /// Of whom.
    pub who: SentRow,
    /// What that workbook says, in its words.
    pub before: String,
    /// What counts now.
    pub after: String,
    /// By which form or paper.
    pub why: String,
    /// The date of that.
    pub date: Option<PartialDate>,
}

/// All of it, and which workbooks those were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentSinceList {
    /// What changed.
    pub rows: Vec<SentSince>,
    /// What stands below the list of the last final workbooks.
    pub bases: Vec<String>,
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
    /// Whether it is text, which is a number only where one belongs.
    pub is_text: bool,
    /// The same as a share, however somebody typed it.
    pub share: Option<TypedShare>,
}

/// A share as it was typed: `0.944`, `94,4` or `94,4%`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypedShare {
    /// The number, its sign off.
    pub number: f64,
    /// How many decimals it has.
    pub decimals: i32,
    /// Whether the sign of a percentage stands behind it.
    pub is_marked: bool,
    /// Whether the cell shows numbers as percentages: then it is none of a hundred.
    pub is_percent: bool,
}

impl TypedShare {
    /// Whether it is this one, as far as it was typed.
    pub fn is(self, wanted: f64) -> bool {
        const EXACT: f64 = 1e-6;
        let half = 0.5 * 10_f64.powi(-self.decimals) + EXACT;
        let is_near = |stated: f64, by: f64| (stated - wanted).abs() <= by;
        // A share to the tenth says too little.
        let of_one = || is_near(self.number, if self.decimals < 2 { EXACT } else { half });
        let of_hundred = || is_near(self.number / 100.0, half / 100.0);
        (!self.is_marked && of_one()) || (!self.is_percent && of_hundred())
    }
}

/// A column of such a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberColumn {
    /// Its headings as they are written.
    pub heading: String,
    /// Its place, counted from the left.
    pub col: u32,
}

/// The numbers of the tables of a consolidated workbook.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// The tables that are there.
    pub sheets: BTreeSet<String>,
    /// Tables that are there and hidden, by their names, and what their sheets are called.
    pub hidden: BTreeMap<String, String>,
    /// The columns of each table, by its name and their headings, folded.
    pub columns: BTreeMap<(String, String), NumberColumn>,
    /// The label of each row, whether it has numbers or not, by its table, its text, folded, and which row of
    /// this text it is.
    pub rows: BTreeMap<(String, String, u32), CellRef>,
    /// Whether a line is worded as an earlier version did.
    pub is_formerly: bool,
    /// The numbers.
    pub all: BTreeMap<Place, Number>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_compared_as_far_as_it_was_typed() {
        const WANTED: f64 = 17.0 / 18.0;
        for (number, decimals, is_marked, is_percent, is_it) in [
            (WANTED, 16, false, true, true),
            (0.944, 3, false, false, true),
            (0.94, 2, false, true, true),
            (94.4, 1, false, false, true),
            (94.4, 1, true, false, true),
            (94.0, 0, true, false, true),
            (0.9, 1, false, false, false),
            (0.943, 3, false, false, false),
            (94.5, 1, false, false, false),
            (95.0, 0, true, false, false),
            (0.944, 3, true, false, false),
            (94.4, 1, false, true, false),
            (1.0, 0, false, false, false),
        ] {
            let typed = TypedShare { number, decimals, is_marked, is_percent };
            assert_eq!(typed.is(WANTED), is_it, "{typed:?}");
        }
    }
}
