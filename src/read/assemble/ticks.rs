//! Four columns of a rating, taken together as the one value that they say.

use super::reader::Reader;
use super::spots::{Spot, SpotAt, Ticks};
use crate::model::{At, CellRef, Rating, Slot};
use crate::read::values::Remark;
use crate::read::values::ratings;
use crate::read::values::ticks::{self, TICKED_TWICE, TICKS_MERGED};
use crate::workbook::grid::Cell;

impl Reader<'_> {
    /// Reads a rating, typed in one cell or ticked in one of four.
    pub(super) fn rating(&mut self, spot: &Spot<'_>) -> Slot<Rating> {
        match &spot.at {
            SpotAt::Ticks(ticks) => read(self, spot, ticks),
            _ => self.slot(spot, ratings::read),
        }
    }
}

/// Reads the level whose cell is ticked; its cell is that of the value. Without
/// any the first cell is the empty one.
fn read(reader: &mut Reader<'_>, spot: &Spot<'_>, ticks: &Ticks<'_>) -> Slot<Rating> {
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
