//! Numbers of tables that come about from other numbers of tables: sums, shares, and cells that repeat
//! another. Those that are counted in lists are none.

use crate::model::CellRef;
use crate::write::sheet::{Area, Formula, Sheet};

/// How a number comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Where it stands.
    pub at: CellRef,
    /// The cells that are added up.
    pub parts: Vec<CellRef>,
    /// Those over whose sum that is laid, where it is a share.
    pub whole: Option<Vec<CellRef>>,
    /// What is taken off it, where it says by how much something is above another; never below nought.
    pub above: Option<CellRef>,
}

/// Those of a sheet.
pub(super) fn of(sheet: &Sheet) -> Vec<Derived> {
    let cells = sheet.formulas().filter_map(|(row, col, formula)| {
        let (parts, whole, above) = match formula {
            Formula::Sum(areas) => (areas.iter().flat_map(cells_of).collect(), None, None),
            Formula::Same(cell) => (vec![cell], None, None),
            Formula::Share { parts, whole } => (parts, Some(whole), None),
            Formula::Above(one, other) => (vec![one], None, Some(other)),
            _ => return None,
        };
        Some(Derived { at: sheet.place(row, col), parts, whole, above })
    });
    cells.collect()
}

fn cells_of(area: &Area) -> Vec<CellRef> {
    let rows = area.first_row..=area.last_row;
    rows.map(|row| CellRef::new(&area.sheet, row, area.col)).collect()
}
