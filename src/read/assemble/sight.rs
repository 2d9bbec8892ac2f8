//! What people see beside the values: what is struck out is no value, nor is
//! what is drawn; what lies over a value, or is noted beside it, is told.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::Reader;
use super::spots::{DRAWN, STRUCK, Spot, SpotAt, Why, what_is_drawn};
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{CellRef, Slot};
use crate::read::layout::rows::{Entries, Table};
use crate::read::values;
use crate::workbook::grid::{Cell, Sheet};

pub(crate) static STRUCK_LETTERS: Code = code("R265", "struck-letters", Severity::Warning);
pub(crate) static RAISED_LETTERS: Code = code("R320", "raised-letters", Severity::Warning);
pub(crate) static STRUCK_COLUMN: Code = code("R301", "struck-column", Severity::Error);
pub(crate) static STRUCK_ROW: Code = code("R266", "struck-row", Severity::Error);
pub(crate) static STRUCK_NUMBER: Code = code("R277", "struck-number", Severity::Notice);
pub(crate) static DRAWN_OVER: Code = code("R268", "drawn-over-a-cell", Severity::Warning);
pub(crate) static NOTED: Code = code("R269", "note-beside-a-cell", Severity::Warning);

pub(crate) static PERHAPS_STRUCK: Code = code("R282", "perhaps-struck-out", Severity::Warning);

impl Reader<'_> {
    /// Reads the number of a row. Nothing hangs on it: struck out or drawn over, it is told
    /// and asks nobody for anything.
    pub(super) fn numbering(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        let SpotAt::Hidden(at, cell, why) = &spot.at else {
            return self.slot(spot, |_, cell| values::counts::read_numbering(cell));
        };
        let finding = match why {
            Why::Struck => Finding::at(&STRUCK_NUMBER, at),
            Why::Drawn(what) => Finding::at(&DRAWN_OVER, at).arg("what", what_is_drawn(*what)),
        };
        let finding = finding.member(spot.member).arg("heading", spot.heading);
        self.findings.push(match cell {
            Some(cell) => finding.stored(values::stored(cell)),
            None => finding,
        });
        Slot::Empty(at.clone())
    }
}

/// So many struck cells of one column have one cause: it was struck out as a whole.
const COLUMN_MIN: usize = 3;

/// Makes one finding of those about cells of one column that are struck out.
pub(super) fn gather_struck(findings: &mut Vec<Finding>) {
    let mut columns: BTreeMap<(CellRef, String), Vec<usize>> = BTreeMap::new();
    for (place, finding) in findings.iter().enumerate().filter(|it| it.1.code == &STRUCK) {
        let heading = finding.args.iter().find(|it| it.0 == "heading").map(|it| &it.1);
        if let (Some(cell), Some(Arg::Text(heading))) = (&finding.cell, heading) {
            let column = (CellRef { row: 0, ..cell.clone() }, heading.clone());
            columns.entry(column).or_default().push(place);
        }
    }
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for ((_, heading), places) in columns.into_iter().filter(|it| it.1.len() >= COLUMN_MIN) {
        let row = |it: &usize| findings[*it].cell.as_ref().map_or(0, |it| u64::from(it.row) + 1);
        let (Some(&first), Some(last)) = (places.first(), places.last().map(row)) else { continue };
        let Some(cell) = findings[first].cell.clone() else { continue };
        let finding = Finding::at(&STRUCK_COLUMN, &cell)
            .arg("heading", heading)
            .arg("count", places.len())
            .arg("first_row", row(&first))
            .arg("last_row", last);
        findings[first] = finding;
        gone.extend(&places[1..]);
    }
    let mut place = 0;
    findings.retain(|_| {
        place += 1;
        !gone.contains(&(place - 1))
    });
}

/// Takes out the rows that are struck out, each with one finding: whether such a person is
/// still a member only the branch knows.
pub(super) fn take_struck_rows(
    table: &Table<'_>,
    entries: &mut Entries<'_>,
    findings: &mut Vec<Finding>,
) {
    let sheet = table.sheet;
    if sheet.seen.struck.is_empty() {
        return;
    }
    let before = entries.rows.len();
    entries.rows.retain(|(columns, row)| {
        let is_struck = |cell: &&Cell| sheet.seen.struck.contains(&(row.index, cell.col));
        let of_form = || {
            row.cells.iter().filter(|cell| {
                columns.used.get(&cell.col).is_some_and(|it| Some(*it) != table.number)
            })
        };
        let name = columns.col(table.name).and_then(|it| row.get(it));
        let struck = of_form().filter(is_struck).count();
        if !name.as_ref().is_some_and(is_struck) || struck * 2 <= of_form().count() {
            return true;
        }
        let cell = CellRef::new(&sheet.name, row.index, name.map_or(0, |it| it.col));
        let stored = name.map(values::stored).unwrap_or_default();
        let who = name.and_then(Cell::text).map(crate::read::fold::tidy).unwrap_or_default();
        findings.push(
            Finding::at(&STRUCK_ROW, &cell)
                .member(&who)
                .stored(stored)
                .arg("row", u64::from(row.index) + 1),
        );
        false
    });
    let taken = before - entries.rows.len();
    if taken > 0 {
        entries.left_out += taken;
        // Nobody knows which rows they count.
        entries.totals.clear();
    }
}

/// A cell of the form, its heading and whose it is.
pub(super) struct Known<'a> {
    pub heading: &'a str,
    pub member: &'a str,
    pub has_value: bool,
}

/// Tells what is seen over and beside the cells of the form on a sheet.
pub(super) fn report(
    sheet: &Sheet,
    known: &BTreeMap<(u32, u32), Known<'_>>,
    findings: &mut Vec<Finding>,
) {
    let seen = &sheet.seen;
    let at = |place: (u32, u32)| CellRef::new(&sheet.name, place.0, place.1);
    let partly = seen.partly.iter().map(|(place, stored)| (place, stored, None));
    let raised = seen.raised.iter().map(|(place, it)| (place, &it.stored, Some(&it.letters)));
    for (place, stored, raised) in partly.chain(raised) {
        let Some(cell) = known.get(place) else { continue };
        let read = sheet.get(place.0, place.1).and_then(Cell::text).unwrap_or_default();
        let code = if raised.is_some() { &RAISED_LETTERS } else { &STRUCK_LETTERS };
        let finding = Finding::at(code, &at(*place))
            .member(cell.member)
            .stored(values::stored_text(stored))
            .arg("heading", cell.heading)
            .arg("read", crate::read::fold::tidy(read));
        findings.push(match raised {
            Some(letters) => finding.arg("letters", crate::read::fold::tidy(letters)),
            None => finding,
        });
    }
    for drawn in &seen.drawn {
        let region = &drawn.over;
        let first = || {
            let rows = known.range((region.top, 0)..=(region.bottom, u32::MAX));
            rows.map(|it| *it.0).find(|it| region.contains(it.0, it.1))
        };
        let place = if known.contains_key(&drawn.at) { Some(drawn.at) } else { first() };
        let Some((place, cell)) = place.and_then(|it| known.get_key_value(&it)) else { continue };
        // What is drawn into an empty cell was told where its value was looked for.
        if *place == drawn.at && !cell.has_value && drawn.is_of_a_cell() {
            continue;
        }
        let finding = Finding::at(&DRAWN_OVER, &at(*place))
            .member(cell.member)
            .arg("heading", cell.heading)
            .arg("what", what_is_drawn(drawn.what));
        // Words in a box are what people read there.
        findings.push(match drawn.text.trim() {
            "" => finding,
            words => finding.stored(values::stored_text(words)),
        });
    }
    for (place, text) in &seen.notes {
        let Some(cell) = known.get(place) else { continue };
        findings.push(
            Finding::at(&NOTED, &at(*place))
                .member(cell.member)
                .arg("heading", cell.heading)
                .arg("note", text.split_whitespace().collect::<Vec<_>>().join(" ")),
        );
    }
}

/// Tells once of a table that a condition may strike its cells out.
fn report_perhaps_struck(table: &Table<'_>, entries: &Entries<'_>, findings: &mut Vec<Finding>) {
    let struck = &table.sheet.seen.perhaps_struck;
    if struck.is_empty() {
        return;
    }
    let cells = entries.rows.iter().flat_map(|(columns, row)| {
        let of_form = row.cells.iter().filter(|it| columns.used.contains_key(&it.col));
        of_form.map(|it| (row.index, it.col))
    });
    let mut cells = cells.filter(|it| struck.iter().any(|region| region.contains(it.0, it.1)));
    if let Some((row, col)) = cells.next() {
        findings.push({
            let cell = CellRef::new(&table.sheet.name, row, col);
            Finding::at(&PERHAPS_STRUCK, &cell).arg("cell", cell.a1())
        });
    }
}

/// Tells it of the rows of a table.
pub(super) fn report_table(table: &Table<'_>, entries: &Entries<'_>, findings: &mut Vec<Finding>) {
    report_perhaps_struck(table, entries, findings);
    let seen = &table.sheet.seen;
    let is_plain = seen.partly.is_empty() && seen.raised.is_empty();
    if is_plain && seen.drawn.is_empty() && seen.notes.is_empty() {
        return;
    }
    let mut known = BTreeMap::new();
    let names: Vec<String> = entries
        .rows
        .iter()
        .map(|(columns, row)| {
            let name = columns.col(table.name).and_then(|it| row.get(it)).and_then(Cell::text);
            name.map(crate::read::fold::tidy).unwrap_or_default()
        })
        .collect();
    for ((columns, row), name) in entries.rows.iter().zip(&names) {
        for (col, wanted) in &columns.used {
            let heading = table.headings.wanted.get(*wanted).map_or("", |it| it.label.as_str());
            let has_value = row.get(*col).is_some();
            known.insert((row.index, *col), Known { heading, member: name, has_value });
        }
    }
    report(table.sheet, &known, findings);
}

/// Makes one finding a column of those that say the same of each of its cells.
pub(crate) fn once_a_column(findings: &mut Vec<Finding>) {
    let least = |code: &'static Code| match () {
        () if ONCE.contains(&code) => Some(1),
        // A few are told at their cells.
        () if code == &DRAWN => Some(4),
        () => None,
    };
    let mut groups: BTreeMap<(&str, String, String), Vec<usize>> = BTreeMap::new();
    for (place, finding) in findings.iter().enumerate() {
        let (Some(cell), true) = (&finding.cell, least(finding.code).is_some()) else { continue };
        let heading = finding.args.iter().find(|it| it.0 == "heading");
        let key =
            (finding.code.id, cell.sheet.to_string(), format!("{:?}", heading.map(|it| &it.1)));
        groups.entry(key).or_default().push(place);
    }
    let mut gone = std::collections::BTreeSet::new();
    for places in groups.into_values() {
        let Some(code) = findings.get(places[0]).map(|it| it.code) else { continue };
        let is_one = places.len() >= least(code).unwrap_or(usize::MAX);
        let cells: Vec<String> = places
            .iter()
            .filter_map(|it| findings.get(*it)?.cell.as_ref().map(CellRef::a1))
            .collect();
        for (nth, place) in places.into_iter().enumerate() {
            let Some(finding) = findings.get_mut(place) else { continue };
            if !is_one {
                finding.args.push(("cells", cells[nth].clone().into()));
                continue;
            }
            if nth > 0 {
                gone.insert(place);
                continue;
            }
            let shown = cells.iter().take(CELLS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let more = if cells.len() > CELLS_SHOWN { ", …" } else { "" };
            finding.args.push(("cells", format!("{shown}{more}").into()));
            if cells.len() > 1 && code != &DRAWN {
                finding.member = None;
            }
        }
    }
    let mut place = 0;
    findings.retain(|_| {
        place += 1;
        !gone.contains(&(place - 1))
    });
}

/// More cells of a column are not named one by one.
const CELLS_SHOWN: usize = 12;

/// What is told once a column, however many cells are meant.
static ONCE: [&Code; 4] = [
    &values::UNKNOWN_SIGN,
    &values::text::LIST_MARK,
    &values::ratings::SHORT_RATING,
    &STRUCK_NUMBER,
];
