//! What was decided on proposals: by whom, with which paper, and what stood before.
//!
//! The ratings themselves lie in the extracts (`MemberBrief::decided`, `CollectiveBrief::decided`),
//! so that every list and every sum counts them; here stands what is known of each besides.

use std::collections::BTreeMap;

use super::{PartialDate, Rating, TypedDecision};

/// Who or what is decided on. Stable within a run: the code of the branch as the workspace has it,
/// and the row of its form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The member in this row of sheet 2 (`MemberBrief::row`) of this branch.
    Member(String, u32),
    /// The collective in this place of sheet 3 (`CollectiveBrief::place`) of this branch.
    Collective(String, u32),
    /// The branch itself.
    Branch(String),
    /// The đảng bộ with this code, which is no branch's.
    Unit(String),
}

impl Subject {
    /// Code of the branch, of a unit its own.
    pub fn code(&self) -> &str {
        match self {
            Self::Unit(unit) => unit,
            Self::Member(branch, _) | Self::Collective(branch, _) | Self::Branch(branch) => branch,
        }
    }

    /// Code of the branch; none of a unit.
    pub fn branch(&self) -> Option<&str> {
        match self {
            Self::Member(branch, _) | Self::Collective(branch, _) | Self::Branch(branch) => {
                Some(branch)
            }
            Self::Unit(_) => None,
        }
    }
}

/// A paper by which ratings were decided: the head of a sheet of decisions. Sheets with one head
/// are one paper, whatever files they stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionPaper {
    /// Code of the authority that decides on those whom it names.
    pub authority: String,
    /// The body that decided, as its head says, e.g. "Đảng ủy xã Bình An".
    pub body: String,
    /// Its number; empty where none is typed yet.
    pub number: String,
    /// Its date.
    pub date: Option<PartialDate>,
    /// Path of the (first) file that it was read from, relative to the workspace.
    pub file: String,
    /// SHA-256 of that file, in hexadecimal.
    pub sha256: String,
    /// Whether that file is our workbook for the superior, into which it was typed.
    pub is_typed: bool,
    /// How many more it decided on, whose branch's form is out: it is not whole without them.
    pub waiting: u32,
}

/// Whether the second of two papers, by their numbers and dates, is later than the first for sure: by its
/// date, on one day by its number.
pub fn is_later_paper(
    (one, first): (&str, Option<PartialDate>),
    (other, second): (&str, Option<PartialDate>),
) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return false };
    if first.latest() < second.earliest() {
        return true;
    }
    let number = |it: &str| {
        let digits: String = it.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok()
    };
    first == second && number(one).zip(number(other)).is_some_and(|(one, other)| one < other)
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The rating.
    pub rating: Rating,
    /// Why it is not the proposal, as typed; empty where nothing is.
    pub reason: String,
    /// Its place in [`Decisions::papers`].
    pub paper: usize,
}

/// What was decided on one, and what that replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// What stands.
    pub now: Decision,
    /// Earlier decisions that it replaced (R-RERATE), the latest first.
    pub earlier: Vec<Decision>,
}

/// How many of a kind are to be decided on, and how many are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// All that have a proposal.
    pub due: u32,
    /// Of these, those on whom a decision stands.
    pub decided: u32,
}

impl Progress {
    /// Those on whom nobody decided yet.
    pub fn open(self) -> u32 {
        self.due.saturating_sub(self.decided)
    }
}

/// All decisions of a commune's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// The papers in the order of their dates, those without one first.
    pub papers: Vec<DecisionPaper>,
    /// What was decided.
    pub decided: BTreeMap<Subject, Ruling>,
    /// Members to be decided on: rated ones of accepted branches.
    pub members: Progress,
    /// Collectives, branches aside.
    pub collectives: Progress,
    /// Branches.
    pub branches: Progress,
    /// Units: the đảng bộ between the commune and its branches.
    pub units: Progress,
    /// Whether a branch is out, so that there will be more to decide on.
    pub is_provisional: bool,
    /// The workbooks for the superior into which some of it was typed.
    pub typed: TypedSources,
    /// What was typed into them on those whose branch's form is out.
    pub waiting: Vec<TypedDecision>,
}

/// Workbooks for the superior into which decisions were typed, by the fingerprints of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSources {
    /// Those that count.
    pub direct: Vec<String>,
    /// These and all whose place they took.
    pub all: Vec<String>,
}

impl Decisions {
    /// What was decided on one.
    pub fn of(&self, subject: &Subject) -> Option<&Ruling> {
        self.decided.get(subject)
    }

    /// The paper of a decision.
    pub fn paper(&self, decision: &Decision) -> Option<&DecisionPaper> {
        self.papers.get(decision.paper)
    }

    /// What one paper decided as it was signed: what replaced some of it since is not in it. Of others
    /// it says what stands.
    #[must_use]
    pub fn as_of(&self, paper: usize) -> Self {
        let mut all = self.clone();
        for ruling in all.decided.values_mut() {
            if ruling.now.paper != paper
                && let Some(own) = ruling.earlier.iter().find(|it| it.paper == paper)
            {
                ruling.now = own.clone();
                ruling.earlier.clear();
            }
        }
        all
    }

    /// How many are still open.
    pub fn open(&self) -> u32 {
        let all = [self.members, self.collectives, self.branches, self.units];
        all.into_iter().map(Progress::open).sum()
    }

    /// Whether everybody is decided on, by papers with number and date: until then whatever is
    /// made of it is a draft.
    pub fn is_final(&self) -> bool {
        let is_whole = |it: &DecisionPaper| !it.number.is_empty() && it.date.is_some();
        !self.is_provisional
            && self.open() == 0
            && !self.papers.is_empty()
            && self.papers.iter().all(is_whole)
    }
}
