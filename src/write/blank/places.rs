//! Where on the form each place lies that a branch fills.

use crate::regime::form::Form;

use super::filled::Spot;
use super::{info, table};

impl Spot {
    /// The sheet's name, the row and the column, both from 0.
    pub fn place(self, form: &Form) -> (&str, u32, u32) {
        match self {
            Self::Info(fact) => (&form.info.sheet, info::BODY + fact, u32::from(info::VALUE)),
            Self::Member(row, col) => (&form.members.sheet, table::BODY + row, col),
            Self::Collective(row, col) => (&form.collectives.sheet, table::BODY + row, col),
            Self::Score(row, col) => {
                let sheet = form.scoring.as_ref().map_or("", |it| it.sheet.as_str());
                (sheet, table::BODY + row, col)
            }
        }
    }
}
