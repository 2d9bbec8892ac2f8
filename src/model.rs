//! Plain values: what a form says, and where it says it.
//!
//! Nothing here reads, judges or words anything. Every value that came from a
//! cell keeps that cell, so that whatever is said of it later can point there.

mod before;
mod by_name;
mod ceiling;
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
mod sent;
mod since_final;
mod slot;
mod status;
mod stored;
mod submission;
pub mod text;
mod year_book;

pub use before::{
    Award, Before, BranchBefore, Change, ChangeKind, Memory, PastRating, Running, YearLine,
};
pub use by_name::{ByName, is_same_name};
pub use ceiling::{Ceiling, Certainty, Rated, Step};
pub use cell::{CellRef, column_name};
pub use choices::{CollectiveKind, Discipline, Eligibility, Gender, LeaderScope, Weaknesses};
pub use collectives::Collective;
pub use date::PartialDate;
pub use deciding::{Aid, Decided, Decider};
pub use decision_file::{
    CaseKind, DecidedRecord, DecisionFile, DecisionRow, DecisionSheet, TypedDecision, TypedPaper,
    TypedRow, TypedWorkbook,
};
pub use decisions::{
    Decision, DecisionPaper, Decisions, Progress, Ruling, Subject, TypedSources, is_later_paper,
};
pub use extract::{Allowed, CollectiveBrief, Extract, Late, MemberBrief};
pub use fields::{CollectiveField, Field, InfoField, MemberField, Record, ScoreField};
pub use hundredths::Hundredths;
pub use info::Info;
pub use members::{Member, Standing};
pub use parts::{Ballots, Criterion, Points, Tasks, UnitLed};
pub use rating::{Grade, Rating};
pub use results::{
    Above, Accepted, Branch, BranchForm, BranchResult, CommuneResult, FormFile, Group, QuotaState,
    Tally, UnitResult,
};
pub use sent::{
    Number, NumberColumn, Numbers, Place, Sent, SentBranch, SentChange, SentLimit, SentRow,
    SentSince, SentSinceList, SentUnit, TypedShare,
};
pub use since_final::{Changed, SinceFinal, Stood};
pub use slot::{At, Slot, SlotRef, Value};
pub use status::BranchStatus;
pub use stored::{StoredCell, StoredValue};
pub use submission::{ScoreRow, SubCriterion, Submission};
pub use year_book::{BookBranch, BookMember, YearBook};
