//! A file of decisions as it was read, before anybody knows whom its rows mean.

use super::{CellRef, PartialDate, Rating, Slot};

/// What the rows of a sheet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    /// Members.
    Members,
    /// Collectives, branches aside.
    Collectives,
    /// Branches.
    Branches,
}

/// A file of decisions.
#[derive(Clone, Debug, Default)]
pub struct DecisionFile {
    /// Its sheets of cases, in their order.
    pub sheets: Vec<DecisionSheet>,
    /// Fingerprints of the files of which it is the corrected copy, latest first.
    pub corrects: Vec<String>,
    /// The fingerprint of every cell.
    pub values: String,
    /// Whether it is our workbook for the superior, whose columns of decisions were typed into.
    pub is_consolidated: bool,
}

/// A sheet of cases.
#[derive(Clone, Debug)]
pub struct DecisionSheet {
    /// What its rows are.
    pub kind: CaseKind,
    /// The rating year in its title, if it says one.
    pub year: Slot<u32>,
    /// The body that decided.
    pub body: Slot<String>,
    /// Its number.
    pub number: Slot<String>,
    /// Its date.
    pub date: Slot<PartialDate>,
    /// The cell of the heading of decisions.
    pub heading: CellRef,
    /// Its rows, in their order.
    pub rows: Vec<DecisionRow>,
}

/// A row of a sheet of cases.
#[derive(Clone, Debug)]
pub struct DecisionRow {
    /// Name of the member, the collective or the branch.
    pub name: Slot<String>,
    /// Date of birth.
    pub birth: Option<PartialDate>,
    /// Number of the card.
    pub card: Slot<String>,
    /// Name of the branch.
    pub branch: Slot<String>,
    /// By what the row was known when it was written: code of the branch, `/`, fingerprint.
    pub key: String,
    /// What is decided.
    pub decision: Slot<Rating>,
    /// Why it is not what is proposed.
    pub reason: Slot<String>,
}

impl DecisionSheet {
    /// Whether nobody has written in it: no decision, no number, no date.
    pub fn is_untouched(&self) -> bool {
        self.number.is_blank()
            && self.date.is_blank()
            && self.rows.iter().all(|it| it.decision.is_blank() && it.reason.is_blank())
    }
}

impl DecisionFile {
    /// Whether nobody has written in any of its sheets.
    pub fn is_untouched(&self) -> bool {
        self.sheets.iter().all(DecisionSheet::is_untouched)
    }
}
