//! The numbers of the tables of a consolidated workbook, each by the table, the row and the column that it
//! belongs to, wherever these stand: by them a workbook is compared with what its own lists give.

use std::collections::BTreeMap;

use super::list::is_of;
use crate::model::text::fold;
use crate::model::{CellRef, Number, Numbers, Place};
use crate::read::grid::{Book, Cell, Raw, Row, Sheet};
use crate::read::values;
use crate::regime::Regime;
use crate::regime::consolidated::Formerly;

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
            let lines = (section == "totals").then(|| Lines::of(regime));
            of_sheet(sheet, (&head.name, lines.as_ref()), &mut seen, &mut all);
        }
    }
    all
}

/// The lines below a table: which columns of it they reach over says nothing.
struct Lines {
    /// What the row of the sum begins with, folded.
    total: String,
    /// How lines begin, now and formerly, folded.
    formerly: Vec<[String; 2]>,
}

impl Lines {
    fn of(regime: &Regime) -> Self {
        let profile = &regime.consolidated;
        let folded = |it: &Formerly| [&it.now, &it.was].map(|it| fold(it));
        let formerly = profile.totals.quota.formerly.iter().map(folded).collect();
        Self { total: fold(&profile.words.total), formerly }
    }

    /// How a line is called, whichever version worded it, and whether an earlier one did.
    fn known(&self, label: &str) -> (String, bool) {
        let is_it = |it: &&[String; 2]| it.iter().any(|own| label.starts_with(own.as_str()));
        match self.formerly.iter().find(is_it) {
            Some([now, _]) => (now.clone(), !label.starts_with(now.as_str())),
            None => (label.to_owned(), false),
        }
    }
}

fn of_sheet(
    sheet: &Sheet,
    (table, lines): (&str, Option<&Lines>),
    seen: &mut BTreeMap<String, u32>,
    all: &mut Numbers,
) {
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
    all.columns.extend(headings.values().map(|it| (table.to_owned(), it.clone())));
    let mut is_below = false;
    for row in &sheet.rows[head + 1..] {
        let Some((first, label)) = label(row) else { continue };
        let mut key = fold(label);
        if let Some(lines) = lines.filter(|_| is_below) {
            let (known, is_formerly) = lines.known(&key);
            all.is_formerly |= is_formerly;
            key = known;
        }
        let nth = seen.entry(key.clone()).or_default();
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
                row: key.clone(),
                nth: *nth,
                column: if is_below { String::new() } else { heading.clone() },
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
        if lines.is_some_and(|it| it.total == fold(label)) {
            is_below = true;
            all.columns.insert((table.to_owned(), String::new()));
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

/// A heading without how its column comes about, as `(6=8+10)`: that may stand in the row of the columns' numbers.
fn without_equation(heading: &str) -> &str {
    let Some((text, equation)) =
        heading.trim().strip_suffix(')').and_then(|it| it.rsplit_once('('))
    else {
        return heading;
    };
    let is_one = |it: char| it.is_ascii_digit() || it.is_whitespace() || "=+-".contains(it);
    if equation.contains('=') && equation.chars().all(is_one) { text } else { heading }
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
                parts.push(fold(without_equation(text)));
            }
        }
        if !parts.is_empty() {
            all.insert(col, parts.join(" | "));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_column_comes_about_is_no_part_of_its_heading() {
        for (heading, own) in [
            ("Số đã được đánh giá (6=8+10+12+14)", "Số đã được đánh giá "),
            ("Tổng số (3 = 4 + 5 + 6)", "Tổng số "),
            ("Tỷ lệ (%)", "Tỷ lệ (%)"),
            ("Được miễn (X)", "Được miễn (X)"),
            ("Số phiếu (2026)", "Số phiếu (2026)"),
            ("Số phiếu", "Số phiếu"),
        ] {
            assert_eq!(without_equation(heading), own);
        }
    }

    #[test]
    fn a_line_is_known_by_its_earlier_words() {
        let lines = Lines {
            total: fold("Tổng cộng"),
            formerly: vec![["ty le a, cong", "ty le a"].map(str::to_owned)],
        };
        for (label, known, is_formerly) in [
            ("ty le a, cong ca", "ty le a, cong", false),
            ("ty le a", "ty le a, cong", true),
            ("ty le b", "ty le b", false),
        ] {
            assert_eq!(lines.known(label), (known.to_owned(), is_formerly));
        }
    }
}
