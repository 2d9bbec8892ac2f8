//! One filled workbook.

use std::sync::Arc;

use super::{Collective, CollectiveKind, Hundredths, Info, Member, Slot};

/// One filled workbook, as far as it could be understood.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Sheet 1.
    pub info: Info,
    /// Sheet 2, in the order of its rows, guests included.
    pub members: Vec<Member>,
    /// Sheet 3, in the order of its rows.
    pub collectives: Vec<Collective>,
    /// Whether sheet 2 was found and all of its rows were read: only then does
    /// their number say something.
    pub has_all_members: bool,
    /// Whether sheet 3 was found.
    pub has_collectives: bool,
    /// The sheet of sub-criteria, in the order of its rows; empty without one.
    pub scores: Vec<ScoreRow>,
}

/// A row of the optional sheet on which the points of a member are split up.
#[derive(Clone, Debug)]
pub struct ScoreRow {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Số TT, as on sheet 2.
    pub number: Slot<u32>,
    /// Họ và tên, as on sheet 2.
    pub name: Slot<String>,
    /// Points by sub-criterion, in the profile's order.
    pub criteria: Vec<SubCriterion>,
}

/// The points of one sub-criterion.
#[derive(Clone, Debug)]
pub struct SubCriterion {
    /// Its key in the profile.
    pub key: Arc<str>,
    /// Whether it is one of the results of tasks.
    pub task: bool,
    /// The points.
    pub points: Slot<Hundredths>,
}

impl Submission {
    /// The row of sheet 3 that is the branch itself.
    pub fn branch_row(&self) -> Option<&Collective> {
        self.collectives.iter().find(|it| it.kind.get() == Some(CollectiveKind::Branch))
    }
}
