//! A file of decisions as it was read, before anybody knows whom its rows mean.

use std::collections::BTreeMap;

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
    /// Units: the đảng bộ between the commune and its branches.
    Units,
}

impl CaseKind {
    const ALL: [(Self, &str); 4] = [
        (Self::Members, "members"),
        (Self::Collectives, "collectives"),
        (Self::Branches, "branches"),
        (Self::Units, "units"),
    ];

    /// By what it is noted in our workbook.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|it| it.0 == self).map_or("", |it| it.1)
    }

    /// The kind of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|it| it.1 == word).map(|it| it.0)
    }
}

/// A file of decisions.
#[derive(Clone, Debug, Default)]
pub struct DecisionFile {
    /// Its sheets of cases, in their order.
    pub sheets: Vec<DecisionSheet>,
    /// Fingerprints of the files of which it is the corrected copy, latest first.
    pub corrects: Vec<String>,
    /// The fingerprint of every cell; of a workbook that was typed into that of what was, which follows the forms.
    pub values: String,
    /// Of such a workbook the fingerprint of every cell, which stays what it is; else empty.
    pub cells: String,
    /// Of our workbook for the superior, whose columns of decisions may have been typed into: what
    /// stands in them. Its `sheets` are made of that once it is known whom its rows mean.
    pub typed: Option<Box<TypedWorkbook>>,
    /// Of such a workbook what was decided on those whose branch's form is out: it waits.
    pub waiting: Vec<TypedDecision>,
}

/// Our workbook for the superior as it was read: what stands in its columns of decisions, and what
/// we wrote there ourselves.
#[derive(Clone, Debug, Default)]
pub struct TypedWorkbook {
    /// The rating year in its titles, if one says it.
    pub year: Slot<u32>,
    /// The first heading of a column of decisions.
    pub heading: Option<CellRef>,
    /// The rows of its lists.
    pub rows: Vec<TypedRow>,
    /// Numbers and dates of what was typed, by body.
    pub papers: Vec<TypedPaper>,
    /// What we wrote in it; nothing where no decision was known.
    pub record: DecidedRecord,
}

/// A row of a list with a column of decisions.
#[derive(Clone, Debug)]
pub struct TypedRow {
    /// What it is; nothing of a list of all kinds.
    pub kind: Option<CaseKind>,
    /// The row.
    pub row: DecisionRow,
    /// What stands in a column of its own for decisions of the superior.
    pub superior: Slot<Rating>,
    /// Its note, in which a reason may be typed.
    pub note: Slot<String>,
}

/// A row of the table of numbers and dates.
#[derive(Clone, Debug)]
pub struct TypedPaper {
    /// The body that decides.
    pub body: String,
    /// Its number.
    pub number: Slot<String>,
    /// Its date.
    pub date: Slot<PartialDate>,
}

/// What we noted, out of sight, in a workbook that shows decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidedRecord {
    /// Fingerprint of the decisions that had been typed into such workbooks.
    pub state: String,
    /// Fingerprints of the workbooks into which these were typed.
    pub sources: Vec<String>,
    /// Fingerprints of all of which it takes the place.
    pub before: Vec<String>,
    /// What was written of whom, by what a case is known by: the rating, and whether it had been
    /// typed into such a workbook.
    pub written: BTreeMap<String, (Rating, bool)>,
    /// Every decision that had been typed into such workbooks: those that stand, those that were replaced since, and
    /// those that wait for a form.
    pub typed: Vec<TypedDecision>,
}

/// A decision that was typed into our workbook for the superior, as the next one notes it: its table of numbers and
/// dates has room for one paper of each body, and a later one takes that room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedDecision {
    /// By what its case is known from one run to the next; empty where its form was out when it was read.
    pub identity: String,
    /// What it is; nothing where a list of all kinds said it.
    pub kind: Option<CaseKind>,
    /// Name of the member, the collective or the branch.
    pub name: String,
    /// Date of birth.
    pub birth: Option<PartialDate>,
    /// Number of the card.
    pub card: String,
    /// Code of the branch, or what a list said of it; empty where nothing did.
    pub branch: String,
    /// What is decided.
    pub rating: Rating,
    /// Why it is not what is proposed.
    pub reason: String,
    /// The body that decided; empty where that hangs on a form that is out.
    pub body: String,
    /// Number of the paper.
    pub number: String,
    /// Date of the paper.
    pub date: Option<PartialDate>,
    /// Whether another one that was typed later took its place.
    pub is_replaced: bool,
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
