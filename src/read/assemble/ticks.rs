//! Four columns of a rating, taken together as the one value that they say.

use super::{Reader, Spot};
use crate::model::{At, CellRef, Rating, Slot};
use crate::read::grid::Cell;
use crate::read::values::Remark;
use crate::read::values::ticks::{self, TICKED_TWICE};

/// A level with its cell, blank or not.
pub(super) type Tick<'a> = (Rating, CellRef, Option<&'a Cell>);

/// Reads the level whose cell is ticked; its cell is that of the value. Without
/// any the first cell is the empty one.
pub(super) fn read(reader: &mut Reader<'_>, spot: &Spot<'_>, cells: &[Tick<'_>]) -> Slot<Rating> {
    let mut ticked: Vec<(Rating, &CellRef, &Cell)> = Vec::new();
    let mut doubtful = None;
    for (level, at, cell) in cells {
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
