//! What earlier years say of the people of this one.

use std::collections::BTreeMap;

use super::{PartialDate, Rating};

/// Earlier years, laid beside the results of this one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Before {
    /// The years, the oldest first.
    pub years: Vec<YearLine>,
    /// What is known of a member, by the code of the branch and the row of the form.
    pub people: BTreeMap<(String, u32), Memory>,
    /// Who came, went from one branch to another, or is there no longer: each once.
    pub changes: Vec<Change>,
    /// Members excellent for as many years as the award asks for, in the order of the forms.
    pub awards: Vec<Award>,
    /// The branches of last year, each with the code of one of this year that goes on from it.
    pub branches: Vec<BranchBefore>,
}

/// A branch of last year, beside one of this year that goes on from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchBefore {
    /// Code of the branch of this year.
    pub code: String,
    /// The name then.
    pub name: String,
    /// How it was rated: what was decided, else proposed.
    pub rating: Option<Rating>,
    /// Whether that was decided.
    pub is_decided: bool,
}

/// A member who may be proposed for the award for years in a row, and what that rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The name.
    pub name: String,
    /// The branch.
    pub branch: String,
    /// Years in a row, this one included.
    pub years: u32,
    /// The ratings of the years before, the latest first.
    pub ratings: Vec<PastRating>,
    /// How many of the years no workbook shows: an earlier form said so.
    pub stated: u32,
}

/// The ratings of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearLine {
    /// The rating year.
    pub year: u32,
    /// The workbooks that it was read from.
    pub sources: Vec<String>,
    /// Its members.
    pub members: u32,
    /// Members with each rating, best first.
    pub ratings: [u32; 4],
    /// Whether all of it was decided.
    pub is_final: bool,
}

impl YearLine {
    /// Members who were rated.
    pub fn rated(&self) -> u32 {
        self.ratings.iter().sum()
    }
}

/// What is known of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The branch in which the last year has the member.
    pub branch: String,
    /// The name there.
    pub name: String,
    /// The date of birth there.
    pub birth: Option<PartialDate>,
    /// The workbook of that year, and the row of the list, from 0.
    pub source: (String, u32),
    /// The ratings of the years before, the latest first, without a gap: of a year in which the
    /// member was not rated there is none.
    pub ratings: Vec<PastRating>,
    /// Years of excellence in a row up to last year.
    pub running: Running,
}

/// A rating of an earlier year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRating {
    /// The year.
    pub year: u32,
    /// What counted; `None` of one who was not rated.
    pub rating: Option<Rating>,
    /// Whether that was decided, not only proposed.
    pub is_decided: bool,
}

/// Years of excellence in a row up to last year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// How many, as far as they are known.
    pub years: u32,
    /// How many of them the form of an earlier year said, and no workbook shows.
    pub stated: u32,
    /// Whether there may be more before those that are known.
    pub is_open: bool,
}

/// What became of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Admitted to the Party since.
    Admitted,
    /// Came from elsewhere.
    Came,
    /// From one branch of the commune to another.
    Moved,
    /// No longer there.
    Left,
    /// Somebody has to say who it is.
    Asked,
}

impl ChangeKind {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 5] = [Self::Asked, Self::Admitted, Self::Came, Self::Moved, Self::Left];

    /// The key in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Came => "came",
            Self::Moved => "moved",
            Self::Left => "left",
            Self::Asked => "asked",
        }
    }
}

/// Somebody who is not where he was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What became of him.
    pub kind: ChangeKind,
    /// The name: this year's, of one who left last year's.
    pub name: String,
    /// The day of birth.
    pub birth: Option<PartialDate>,
    /// The branch of this year; empty of one who left.
    pub branch: String,
    /// The branch of last year; empty of one who came.
    pub before: String,
}
