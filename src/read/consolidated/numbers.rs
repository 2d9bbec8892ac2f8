//! The numbers of the tables of a consolidated workbook, each by the table, the row and the column that it
//! belongs to, wherever these stand: by them a workbook is compared with what its own lists give.

use std::collections::BTreeMap;

use super::list::{is_of, titled};
use super::numbered::{branch_name, is_column_numbers};
use crate::model::text::fold;
use crate::model::{CellRef, Number, NumberColumn, Numbers, Place, TypedShare};
use crate::read::grid::{Book, Cell, Format, Raw, Row, Sheet};
use crate::read::values;
use crate::regime::Regime;
use crate::regime::consolidated::{Formerly, SheetHead, Words};

/// The sections that have numbers.
const TABLES: [&str; 5] = ["totals", "statistics", "branches", "reviews", "groups"];
/// Numbers stand below so many rows at most.
const HEAD_ROWS: usize = 40;
/// A row of headings has so many of them at least, the first one.
const HEADINGS: usize = 3;
/// Headings take so many rows at most.
const HEADINGS_ROWS: usize = 6;
/// The sections that have a row of the sum.
const SUMMED: [&str; 3] = ["totals", "branches", "groups"];

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
            let words = SUMMED.contains(&section).then_some(&profile.words);
            let table = Table { head, words, lines: lines.as_ref() };
            of_sheet(sheet, &table, &mut seen, &mut all);
        }
    }
    all
}

/// A table that is read.
struct Table<'a> {
    head: &'a SheetHead,
    /// The words for its sum, where it has one.
    words: Option<&'a Words>,
    /// The lines below it.
    lines: Option<&'a Lines>,
}

/// The lines below a table: which columns of it they reach over says nothing.
struct Lines {
    /// How lines begin, now and formerly, folded.
    formerly: Vec<[String; 2]>,
}

impl Lines {
    fn of(regime: &Regime) -> Self {
        let profile = &regime.consolidated;
        let folded = |it: &Formerly| [&it.now, &it.was].map(|it| fold(it));
        let formerly = profile.totals.quota.formerly.iter().map(folded).collect();
        Self { formerly }
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

fn of_sheet(sheet: &Sheet, of: &Table, seen: &mut BTreeMap<String, u32>, all: &mut Numbers) {
    let Some((heads, body)) = parts(sheet, of.head) else { return };
    let table = &of.head.name;
    let headings = headings(heads);
    for (col, (heading, shown)) in &headings {
        let column = NumberColumn { heading: shown.clone(), col: *col };
        all.columns.entry((table.clone(), heading.clone())).or_insert(column);
    }
    let labels = || body.iter().filter_map(|it| Some((it.index, label(it)?.1)));
    let sum = of.words.and_then(|it| it.sum_row(labels()));
    let mut is_below = false;
    for row in body {
        let Some((first, label)) = label(row) else { continue };
        let is_sum = sum == Some(row.index);
        let mut key = match of.words {
            Some(words) if is_sum => fold(&words.total),
            Some(words) => fold(branch_name(label, words)),
            None => fold(label),
        };
        if let Some(lines) = of.lines.filter(|_| is_below) {
            let (known, is_formerly) = lines.known(&key);
            all.is_formerly |= is_formerly;
            key = known;
        }
        let nth = seen.entry(key.clone()).or_default();
        *nth += 1;
        let own = CellRef::new(&sheet.name, row.index, first);
        all.rows.entry((table.clone(), key.clone(), *nth)).or_insert(own);
        // What stands before it is the row's own number.
        for cell in row.cells.iter().filter(|it| it.col > first) {
            let Some((heading, _)) = headings.get(&cell.col) else { continue };
            let is_text = matches!(&cell.raw, Raw::Text(_));
            let number = match &cell.raw {
                Raw::Number(it) => Some(*it),
                Raw::Text(text) => typed(text),
                Raw::Bool(_) | Raw::Picture => continue,
                // A result that is not what the formula gives, or none.
                Raw::Old(..) | Raw::Error(_) | Raw::Uncomputed(_) | Raw::Broken => None,
            };
            let place = Place {
                table: table.clone(),
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
                share: share(cell),
            };
            all.all.entry(place).or_insert(number);
        }
        if of.lines.is_some() && is_sum {
            is_below = true;
            let column = NumberColumn { heading: String::new(), col: first + 1 };
            all.columns.insert((table.clone(), String::new()), column);
        }
    }
}

/// The rows of the headings, and those below them. The numbers of the columns stand between them, or do not: then
/// what has a number is no heading any more.
fn parts<'a>(sheet: &'a Sheet, head: &SheetHead) -> Option<(&'a [Row], &'a [Row])> {
    let title = titled(sheet, &head.title).map(|it| it.0.row);
    let is_behind = |it: &Row| title.is_none_or(|title| it.index > title);
    let from = sheet.rows.iter().position(is_behind)?;
    let rows = sheet.rows.get(from..)?;
    let near = || rows.iter().take(HEAD_ROWS);
    let is_first = |it: &Row| it.cells.iter().filter(|it| it.text().is_some()).count() >= HEADINGS;
    let numbers = near().position(is_column_numbers);
    // What stands beside the titles stands above the headings too.
    let first = near().position(|it| is_first(it) && !is_column_numbers(it));
    let (Some(first), true) = (first, first.zip(numbers).is_none_or(|it| it.0 < it.1)) else {
        // Titles stand alone in their rows; headings do not.
        let numbers = numbers?;
        let first = rows[..numbers].iter().rposition(|it| it.cells.len() < 2);
        return Some((&rows[first.map_or(0, |it| it + 1)..numbers], &rows[numbers + 1..]));
    };
    if let Some(numbers) = numbers.filter(|it| *it <= first + HEADINGS_ROWS) {
        return Some((&rows[first..numbers], &rows[numbers + 1..]));
    }
    let is_number = |it: &Cell| match &it.raw {
        Raw::Text(text) => typed(text).is_some(),
        Raw::Number(_) | Raw::Old(..) | Raw::Uncomputed(_) => true,
        _ => false,
    };
    let has_numbers = |it: &Row| {
        let label = label(it).map(|it| it.0);
        label.is_some_and(|label| it.cells.iter().any(|it| it.col > label && is_number(it)))
    };
    let below = rows[first + 1..].iter().position(has_numbers)? + first + 1;
    Some((&rows[first..below], &rows[below..]))
}

/// A number as a share, as it was typed.
fn share(cell: &Cell) -> Option<TypedShare> {
    let is_percent = cell.format == Format::Percent;
    let (text, is_marked) = match &cell.raw {
        Raw::Number(number) => (number.to_string(), false),
        Raw::Text(text) => {
            let text = text.trim();
            let bare = text.strip_suffix('%').map(str::trim_end);
            (bare.unwrap_or(text).replace(',', "."), bare.is_some())
        }
        _ => return None,
    };
    if typed(&text) == Some(0.0) {
        return Some(TypedShare { number: 0.0, decimals: i32::MAX, is_marked, is_percent });
    }
    let is_one = |it: char| it.is_ascii_digit() || it == '.';
    let number: f64 = text.chars().all(is_one).then(|| text.parse().ok()).flatten()?;
    let decimals = text.split_once('.').map_or(0, |it| it.1.len());
    let decimals = i32::try_from(decimals).ok()?;
    Some(TypedShare { number, decimals, is_marked, is_percent })
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

/// What stands above each column, folded and as it is written: its own headings, and those that reach over it from
/// the left.
fn headings(rows: &[Row]) -> BTreeMap<u32, (String, String)> {
    let last = rows.iter().flat_map(|it| &it.cells).map(|it| it.col).max().unwrap_or_default();
    let mut all = BTreeMap::new();
    for col in 0..=last {
        let mut parts: Vec<&str> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let left = row.cells.iter().rev().find(|it| it.col <= col);
            let own = left.filter(|it| {
                // A heading of the first row reaches to the next one where others stand below it.
                it.col == col || rows[place + 1..].iter().any(|below| below.get(col).is_some())
            });
            if let Some(text) = own.and_then(Cell::text) {
                parts.push(without_equation(text));
            }
        }
        if !parts.is_empty() {
            let folded: Vec<String> = parts.iter().map(|it| fold(it)).collect();
            let shown: Vec<String> = parts
                .iter()
                .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            all.insert(col, (folded.join(" | "), shown.join(" | ")));
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
        let lines = Lines { formerly: vec![["ty le a, cong", "ty le a"].map(str::to_owned)] };
        for (label, known, is_formerly) in [
            ("ty le a, cong ca", "ty le a, cong", false),
            ("ty le a", "ty le a, cong", true),
            ("ty le b", "ty le b", false),
        ] {
            assert_eq!(lines.known(label), (known.to_owned(), is_formerly));
        }
    }
}
