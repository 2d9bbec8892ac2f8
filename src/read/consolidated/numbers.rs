//! The numbers of the tables of a consolidated workbook, each by the table, the row and the column that it
//! belongs to, wherever these stand: by them a workbook is compared with what its own lists give.

use std::collections::BTreeMap;

use super::list::is_of;
use crate::model::text::fold;
use crate::model::{CellRef, Number, Numbers, Place};
use crate::read::grid::{Book, Cell, Raw, Row, Sheet};
use crate::read::values;
use crate::regime::Regime;

/// The sections that have numbers.
const TABLES: [&str; 5] = ["totals", "statistics", "branches", "reviews", "groups"];
/// Numbers stand below so many rows at most.
const HEAD_ROWS: usize = 40;
/// A row of column numbers has so many of them at least.
const NUMBERED: usize = 3;
/// And so many texts at most that somebody put beside them.
const REMARKS_MAX: usize = 2;

/// Of the tables that have sums: by branch, by criterion, of branches, of reviews, by group.
pub(crate) fn numbers(book: &Book, regime: &Regime) -> Numbers {
    let profile = &regime.consolidated;
    let heads = profile.sections();
    let of = |key: &str| heads.iter().find(|it| it.0 == key).map(|it| it.1);
    let mut all = Numbers::default();
    // A list may be hidden, as one that nobody is in; none may be gone.
    for (section, head) in heads.iter().filter(|it| !profile.goes_without(it.0)) {
        if !TABLES.contains(section) && book.sheets.iter().any(|it| is_of(it, head)) {
            all.sheets.insert(head.name.clone());
        }
    }
    all.hidden = super::sent::hidden_tables(book, regime).collect();
    for section in TABLES {
        let Some(head) = of(section) else { continue };
        let sheets = book.sheets.iter().filter(|it| !it.hidden && is_of(it, head));
        let mut seen = BTreeMap::new();
        for sheet in sheets {
            all.sheets.insert(head.name.clone());
            of_sheet(sheet, &head.name, &mut seen, &mut all);
        }
    }
    all
}

fn of_sheet(sheet: &Sheet, table: &str, seen: &mut BTreeMap<String, u32>, all: &mut Numbers) {
    let is_number = |it: &Cell| match &it.raw {
        Raw::Number(_) => true,
        // `3=4+5` is how a column comes about.
        Raw::Text(text) => {
            let is_made = text.starts_with(|it: char| it.is_ascii_digit()) && text.contains('=');
            is_made || text.trim().bytes().all(|it| it.is_ascii_digit())
        }
        _ => false,
    };
    let is_numbers = |it: &Row| {
        // Remarks may stand beside them.
        let remarks = it.cells.iter().filter(|it| !is_number(it)).count();
        let mut first = it.cells.iter().take(NUMBERED);
        it.cells.len() >= NUMBERED && first.all(is_number) && remarks <= REMARKS_MAX
    };
    let Some(head) = sheet.rows.iter().take(HEAD_ROWS).position(is_numbers) else { return };
    let headings = headings(&sheet.rows[..head]);
    for row in &sheet.rows[head + 1..] {
        let Some((first, label)) = label(row) else { continue };
        let nth = seen.entry(fold(label)).or_default();
        *nth += 1;
        // What stands before it is the row's own number.
        for cell in row.cells.iter().filter(|it| it.col > first) {
            let Some(heading) = headings.get(&cell.col) else { continue };
            let is_text = matches!(&cell.raw, Raw::Text(_));
            let number = match &cell.raw {
                Raw::Number(it) => Some(*it),
                Raw::Text(text) => typed(text),
                Raw::Bool(_) | Raw::Picture => continue,
                // A result that is not what the formula gives, or none.
                Raw::Old(..) | Raw::Error(_) | Raw::Uncomputed(_) | Raw::Broken => None,
            };
            let place = Place {
                table: table.to_owned(),
                row: fold(label),
                nth: *nth,
                column: heading.clone(),
            };
            let at = CellRef::new(&sheet.name, row.index, cell.col);
            let number = Number {
                number,
                shown: values::stored(cell),
                at,
                label: label.to_owned(),
                is_text,
            };
            all.all.entry(place).or_insert(number);
        }
    }
}

/// A whole number that is text, as a cell has it that was made text before it was typed; dashes are nought.
pub(super) fn typed(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.is_empty() && text.chars().all(|it| matches!(it, '-' | '–' | '—')) {
        return Some(0.0);
    }
    let is_whole = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_whole.then(|| text.parse().ok())?
}

/// The text that a row begins with, numbers of parts aside, and its column.
fn label(row: &Row) -> Option<(u32, &str)> {
    let texts = row.cells.iter().take(3).filter_map(|it| Some((it.col, it.text()?.trim())));
    let is_number =
        |it: &str| it.chars().all(|it| it.is_ascii_digit() || it == '.' || "IVXLCDM".contains(it));
    texts.into_iter().find(|it| !it.1.is_empty() && !is_number(it.1))
}

/// What stands above each column: its own headings, and those that reach over it from the left.
fn headings(rows: &[Row]) -> BTreeMap<u32, String> {
    // Titles stand alone in their rows; headings do not.
    let first = rows.iter().rposition(|it| it.cells.len() < 2).map_or(0, |it| it + 1);
    let rows = &rows[first..];
    let last = rows.iter().flat_map(|it| &it.cells).map(|it| it.col).max().unwrap_or_default();
    let mut all = BTreeMap::new();
    for col in 0..=last {
        let mut parts: Vec<String> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let left = row.cells.iter().rev().find(|it| it.col <= col);
            let own = left.filter(|it| {
                // A heading of the first row reaches to the next one where others stand below it.
                it.col == col || rows[place + 1..].iter().any(|below| below.get(col).is_some())
            });
            if let Some(text) = own.and_then(Cell::text) {
                parts.push(fold(text));
            }
        }
        if !parts.is_empty() {
            all.insert(col, parts.join(" | "));
        }
    }
    all
}
