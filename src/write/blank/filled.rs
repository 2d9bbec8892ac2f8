//! A form of ours with what a branch typed into another: each value as stored,
//! whether it can be right or not, and nothing that the branch did not say.

use std::collections::BTreeMap;

use crate::model::StoredValue;

/// The values by their places on the form.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    values: BTreeMap<Spot, StoredValue>,
    /// Rows of the three tables that are there, empty ones included.
    rows: [u32; 3],
}

/// A place on the form that a branch fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The fact of sheet 1 at this place in the profile's list.
    Info(u32),
    /// The entry of sheet 2 and the place of the column in the profile's list.
    Member(u32, u32),
    /// The same of sheet 3.
    Collective(u32, u32),
    /// The same of the sheet of sub-criteria, where the profile has one.
    Score(u32, u32),
}

impl Filled {
    /// Types a value.
    pub fn put(&mut self, spot: Spot, value: StoredValue) {
        self.reach(spot);
        self.values.insert(spot, value);
    }

    /// Makes sure that the row is there, although nothing may stand in it.
    pub fn reach(&mut self, spot: Spot) {
        let [members, collectives, scores] = &mut self.rows;
        match spot {
            Spot::Info(_) => {}
            Spot::Member(row, _) => *members = (*members).max(row + 1),
            Spot::Collective(row, _) => *collectives = (*collectives).max(row + 1),
            Spot::Score(row, _) => *scores = (*scores).max(row + 1),
        }
    }

    pub(super) fn members(&self) -> u32 {
        self.rows[0]
    }

    pub(super) fn collectives(&self) -> u32 {
        self.rows[1]
    }

    pub(super) fn scores(&self) -> u32 {
        self.rows[2]
    }

    pub(super) fn get(&self, spot: Spot) -> Option<&StoredValue> {
        self.values.get(&spot)
    }
}
