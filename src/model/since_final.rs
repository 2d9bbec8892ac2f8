//! What changed since the last final workbook of a year.

use super::{PartialDate, Rating};

/// What changed since the last final workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SinceFinal {
    /// The file of that workbook.
    pub file: String,
    /// Who and what changed: members in the order of the workspace, those who left, then branches and units.
    pub changed: Vec<Changed>,
}

/// A member or a branch that stands otherwise than in the last final workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Name of the member, the branch or the unit.
    pub name: String,
    /// When the member was born.
    pub birth: Option<PartialDate>,
    /// Name of the branch; empty of a branch itself, and of a unit.
    pub branch: String,
    /// What the last final workbook says.
    pub before: Stood,
    /// What counts now.
    pub after: Stood,
    /// Whether it is not sure that both are one person.
    pub is_doubtful: bool,
    /// Whether `file` is a supplement.
    pub is_supplement: bool,
    /// The form by which it changed; empty where a decision did.
    pub file: String,
    /// When that was decided on in the branch.
    pub meeting: Option<PartialDate>,
    /// The place of the paper that decided, among those of the decisions.
    pub paper: Option<usize>,
}

/// How somebody stands in a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stood {
    /// Not there.
    Absent,
    /// There, and not rated.
    Unrated,
    /// Rated so.
    Rated(Rating),
}
