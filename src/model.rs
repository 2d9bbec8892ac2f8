//! Plain values: what a form says, and where it says it.
//!
//! Nothing here reads, judges or words anything. Every value that came from a
//! cell keeps that cell, so that whatever is said of it later can point there.

mod cell;
mod choices;
mod collectives;
mod date;
mod deciding;
mod decision_file;
pub mod decisions;
mod extract;
mod fields;
#[cfg(test)]
pub(crate) mod fixture;
mod hundredths;
mod info;
mod members;
pub mod packed;
mod parts;
pub mod phone;
mod rating;
mod results;
mod slot;
mod stored;
mod submission;
pub mod text;

pub use cell::{CellRef, column_name};
pub use choices::{CollectiveKind, Discipline, Eligibility, Gender, LeaderScope, Weaknesses};
pub use collectives::Collective;
pub use date::PartialDate;
pub use deciding::{Decided, Decider};
pub use decision_file::{CaseKind, DecisionFile, DecisionRow, DecisionSheet};
pub use decisions::{Decision, DecisionPaper, Decisions, Progress, Ruling, Subject};
pub use extract::{Allowed, CollectiveBrief, Extract, MemberBrief};
pub use fields::{CollectiveField, Field, InfoField, MemberField, Record, ScoreField};
pub use hundredths::Hundredths;
pub use info::Info;
pub use members::{Member, Standing};
pub use parts::{Ballots, Criterion, Points, Tasks, UnitLed};
pub use rating::{Grade, Rating};
pub use results::{
    Branch, BranchResult, BranchStatus, Ceiling, Certainty, CommuneResult, Group, QuotaState,
    Rated, Step, Tally,
};
pub use slot::{At, Slot, SlotRef, Value};
pub use stored::{StoredCell, StoredValue};
pub use submission::{ScoreRow, SubCriterion, Submission};
