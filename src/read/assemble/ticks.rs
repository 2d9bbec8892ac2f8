//! Four columns of a rating, taken together as the one value that they say.

use super::sight::Why;
use super::{Reader, Spot};
use crate::model::{At, CellRef, Rating, Slot};
use crate::read::values::Remark;
use crate::read::values::ticks::{self, TICKED_TWICE, TICKS_MERGED};
use crate::workbook::grid::{Cell, Sheet};
use crate::workbook::region::Region;

/// A level with its cell, blank or not, and why that gives no value, if it gives none.
pub(super) type Tick<'a> = (Rating, CellRef, Option<&'a Cell>, Option<Why>);

/// Merged cells: the one that has the value, and all of them as Excel names them.
pub(super) type Merged<'a> = (CellRef, &'a Cell, String);

/// The four cells of a rating.
pub(super) struct Ticks<'a> {
    /// Best level first.
    pub cells: Vec<Tick<'a>>,
    /// Several of them that were merged into one, with what was typed there.
    pub merged: Option<Merged<'a>>,
}

/// The cells of a row that were merged across several of these columns and are not
/// blank: Excel keeps what was typed in the leftmost, whichever level was meant.
pub(super) fn merged<'a>(sheet: &'a Sheet, row: u32, cols: &[u32]) -> Option<Merged<'a>> {
    let is_wide = |it: &&Region| {
        let covered = cols.iter().filter(|col| (it.left..=it.right).contains(col)).count();
        covered > 1
    };
    sheet.merges_from(row..=row).iter().filter(is_wide).find_map(|region| {
        let cell = sheet.get(region.top, region.left)?;
        let first = CellRef::new(&sheet.name, region.top, region.left);
        let last = CellRef::new(&sheet.name, region.bottom, region.right);
        let named = format!("{}:{}", first.a1(), last.a1());
        Some((first, cell, named))
    })
}

/// Reads the level whose cell is ticked; its cell is that of the value. Without
/// any the first cell is the empty one.
pub(super) fn read(reader: &mut Reader<'_>, spot: &Spot<'_>, ticks: &Ticks<'_>) -> Slot<Rating> {
    let cells = &ticks.cells;
    if let Some((at, cell, region)) = &ticks.merged {
        let remark = Remark::new(&TICKS_MERGED).arg("region", region.clone());
        reader.report(spot, at, cell, remark);
        return Slot::Unread(Some(at.clone()));
    }
    let mut ticked: Vec<(Rating, &CellRef, &Cell)> = Vec::new();
    let mut doubtful = None;
    for (level, at, cell, why) in cells {
        if let Some(why) = why {
            doubtful.get_or_insert_with(|| at.clone());
            reader.unseen(spot, at, *cell, *why);
            continue;
        }
        let Some(cell) = cell else { continue };
        match ticks::read(reader.words, *level, cell) {
            Ok(true) => ticked.push((*level, at, cell)),
            Ok(false) => {}
            Err(remark) => {
                doubtful.get_or_insert_with(|| at.clone());
                reader.report(spot, at, cell, remark);
            }
        }
    }
    if let Some(at) = doubtful {
        return Slot::Unread(Some(at));
    }
    match ticked.as_slice() {
        [] => cells.first().map_or(Slot::Absent, |it| Slot::Empty(it.1.clone())),
        [(value, at, _)] => Slot::Is(At { value: *value, at: (*at).clone() }),
        [_, (_, at, cell), ..] => {
            let name = |it: &(Rating, &CellRef, &Cell)| {
                format!("{} ({})", reader.words.rating_name(it.0), it.1.a1())
            };
            let names: Vec<String> = ticked.iter().map(name).collect();
            let remark = Remark::new(&TICKED_TWICE).arg("ticked", names.join(", "));
            reader.report(spot, at, cell, remark);
            Slot::Unread(Some((*at).clone()))
        }
    }
}
