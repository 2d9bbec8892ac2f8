//! Suspecting a computer that counts the month before the day.
//!
//! Where Excel speaks American, `05/12/1980` typed for the fifth of December is
//! kept as the twelfth of May, while `13/05/1980` is no date to it and stays
//! text. A sheet made so has date cells with days up to 12 only, and typed
//! dates with days over 12 only. No single cell is wrong to look at.

use super::reader::Reader;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, PartialDate};
use crate::read::layout::rows::{Entries, Table};
use crate::read::values::dates::{self, Typed};
use crate::read::values::stored;
use crate::regime::form::Kind;
use crate::workbook::grid::Raw;

pub(crate) static DATES_SWAPPED: Code =
    code("R217", "day-and-month-maybe-swapped", Severity::Warning);

/// The fewest date cells that may be suspected. A day is 12 or less in two of
/// five dates: three cells and two texts fall so by chance in one sheet of forty.
const CELLS_MIN: usize = 3;
/// The fewest typed dates beside them.
const TEXTS_MIN: usize = 2;
/// The last number that may be a month.
const MONTH_MAX: i8 = 12;

/// Looks at all full dates of the table; one finding at the first date cell.
pub(super) fn check(reader: &mut Reader<'_>, table: &Table<'_>, entries: &Entries<'_>) {
    let (mut cells, mut texts, mut first) = (0, 0, None);
    for (columns, row) in &entries.rows {
        for cell in &row.cells {
            let wanted = columns.used.get(&cell.col).and_then(|it| table.headings.wanted.get(*it));
            if wanted.is_none_or(|it| it.kind != Kind::Date) {
                continue;
            }
            let Ok((Typed::Sure(PartialDate::Day(date)), _)) = dates::read(cell) else { continue };
            match (&cell.raw, date.day() <= MONTH_MAX) {
                (Raw::Number(_), true) => {
                    cells += 1;
                    first.get_or_insert((row.index, cell));
                }
                (Raw::Text(_), false) => texts += 1,
                // One date of the other kind shows that the days are as typed.
                _ => return,
            }
        }
    }
    if let Some((row, cell)) = first
        && cells >= CELLS_MIN
        && texts >= TEXTS_MIN
    {
        let place = CellRef::new(&table.sheet.name, row, cell.col);
        let finding = Finding::at(&DATES_SWAPPED, &place).stored(stored(cell));
        reader.findings.push(finding.arg("cells", cells).arg("texts", texts));
    }
}
