//! What each list says, typed: people, branches, collectives, totals. The workbook, a superior's own
//! blank and whatever else is made of a commune take it from here, so that all say the same.
//!
//! Nothing here knows cells, styles or paper.

mod branches;
mod collectives;
mod commune;
mod decisions;
mod people;
mod roman;
mod totals;
mod units;

use crate::model::{Hundredths, PartialDate};

pub(crate) use branches::{Judged, judge, note, note_on_rating};
pub(crate) use collectives::{Listed, collectives, collectives_of};
pub(crate) use commune::{Commune, codes};
pub(crate) use decisions::{
    Case, UnitRow, Whom, ahead, cases, identity, limit, typed_decision, typed_state, unit_kind,
    units,
};
pub(crate) use people::{
    Person, everybody, is_failing, is_reviewed, is_unrated, joined, members_of,
};
pub(crate) use roman::roman;
pub(crate) use totals::{disciplined, reviewed_collectives, reviewed_members};
pub(crate) use units::{Section, sections};

/// What a list says in a column of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Nothing.
    Empty,
    /// A text; never an empty one.
    Text(String),
    /// A whole number.
    Number(u32),
    /// A number with decimals, e.g. points.
    Decimal(Hundredths),
    /// A day, a month or a year.
    Date(PartialDate),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}
