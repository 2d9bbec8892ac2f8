//! A workbook as plain values: laid out, measured and checked before a byte is
//! written.
//!
//! A computed cell holds its [`Formula`], never a number beside a text: what is
//! cached for readers without a formula engine is what the formula gives, so the
//! two cannot disagree.

mod cells;
pub(super) mod formula;
pub(crate) mod measure;
pub(super) mod named;
pub(super) mod pages;
mod parts;
pub(super) mod render;
mod rows;
pub(super) mod split;
pub(super) mod style;

use std::sync::Arc;

use jiff::civil;

use crate::model::{CellRef, Hundredths, PartialDate};
use crate::tables;

pub(super) use cells::KnownTexts;
use cells::{Cell, Cells, Content};
pub(super) use formula::{Area, Formula};
pub use render::Unwritable;
pub(super) use style::Style;

/// A workbook.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
    /// Title, in the file's properties.
    pub(super) title: String,
    /// Author, in the file's properties.
    pub(super) author: String,
    /// Year of the fixed creation date.
    pub(super) year: u32,
    /// Font of every cell.
    pub(super) font: String,
    /// Margins in millimetres: top, right, bottom, left.
    pub(super) margins_mm: [u8; 4],
    /// Names of cells.
    pub(super) names: Vec<(String, CellRef)>,
    /// Fingerprints of the workbooks of which this one takes the place.
    pub(super) corrects: Vec<String>,
}

#[cfg(test)]
impl Book {
    /// A workbook of one sheet.
    fn of_one(sheet: Sheet) -> Self {
        Self {
            sheets: vec![sheet],
            title: String::new(),
            author: String::new(),
            year: 2020,
            font: String::new(),
            margins_mm: [20, 15, 15, 20],
            names: Vec::new(),
            corrects: Vec::new(),
        }
    }
}

/// A chart over the cells of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    pub(super) title: String,
    /// Bars that lie, one upon another; else columns that stand.
    pub(super) is_stacked: bool,
    pub(super) categories: Area,
    /// Of each series the cell of its name, its numbers, its colour.
    pub(super) series: Vec<(CellRef, Area, u32)>,
    /// The cell of its upper left corner.
    pub(super) at: (u32, u16),
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    /// Head, headings, notes, signatures.
    Frame,
    /// A group within a table.
    Band,
    /// One thing that the table lists.
    Item,
    /// One thing that the table lists, but does not count.
    Aside,
    /// A sum.
    Total,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kind: RowKind,
    /// In points; at least this much, before the texts are measured.
    pub(super) height: f32,
    /// Not parted from the next row by the end of a page.
    pub(super) with_next: bool,
    /// First of a page.
    pub(super) breaks_page: bool,
    /// Folded away below the row before it, from which it is unfolded.
    pub(super) is_folded: bool,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Blank,
    Text(String),
    Number(u32),
    /// A number with decimals, e.g. points.
    Decimal(Hundredths),
    /// A day, sortable as one.
    Day(civil::Date),
    Formula(Formula),
    /// A text that leads to a place outside.
    Link {
        text: String,
        target: String,
    },
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }
}
impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}
impl From<PartialDate> for Value {
    /// A day that the file format can count is a date; a month, a year, and a day before
    /// that are texts.
    fn from(date: PartialDate) -> Self {
        match date {
            PartialDate::Day(day) if serial(day).is_some() => Self::Day(day),
            other => Self::Text(other.to_string()),
        }
    }
}
impl From<tables::Value> for Value {
    fn from(value: tables::Value) -> Self {
        match value {
            tables::Value::Empty => Self::Blank,
            tables::Value::Text(text) => Self::Text(text),
            tables::Value::Number(number) => Self::Number(number),
            tables::Value::Decimal(number) => Self::Decimal(number),
            tables::Value::Date(date) => date.into(),
        }
    }
}
impl From<Formula> for Value {
    fn from(formula: Formula) -> Self {
        Self::Formula(formula)
    }
}

/// A day as Excel counts it. Before March 1900 it counts a day that never was.
pub(super) fn serial(day: civil::Date) -> Option<u32> {
    let zero = civil::date(1899, 12, 30);
    let days = zero.until(day).ok()?.get_days();
    u32::try_from(days).ok().filter(|it| (61..=2_958_465).contains(it))
}

/// How wide a column of texts is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Wide enough that no text of it takes two lines, within reason.
    OneLine,
    /// No wider than its texts need, and narrow where it has none; room that the paper
    /// has to spare makes it wider.
    Wrapped,
}

/// A part of a sheet whose headings are not those that the file format repeats: where
/// it runs over several pages, each of them begins with a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// First and last row of its headings.
    pub(super) heads: (u32, u32),
    /// Its last row.
    pub(super) last: u32,
}

/// Cells that are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) first_row: u32,
    pub(super) first_col: u16,
    pub(super) last_row: u32,
    pub(super) last_col: u16,
}

/// A sheet.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) name: Arc<str>,
    /// In characters.
    pub(super) widths: Vec<f64>,
    pub(super) rows: Vec<Row>,
    pub(super) cells: Cells,
    pub(super) merges: Vec<Merge>,
    /// Cells with a drop-down: first row, last row, column of those of one column that follow one another.
    pub(super) choices: Vec<(u32, u32, u16)>,
    /// What these drop-downs offer.
    pub(super) options: Vec<String>,
    /// Columns of texts that look like numbers.
    pub(super) digits: Vec<u16>,
    /// First and last of the rows that stand on each page again.
    pub(super) repeated: Option<(u32, u32)>,
    /// Rows and columns that stay in sight.
    pub(super) frozen: (u32, u16),
    /// Columns of texts whose width follows the texts.
    pub(super) fits: Vec<(u16, Fit)>,
    /// Parts with headings of their own. Formulas that refer to such a sheet go along where these are repeated,
    /// charts and names do not: none refers to one.
    pub(super) parts: Vec<Part>,
    /// The scale in percent, once it is settled.
    pub(super) scale: Option<u16>,
    /// First and last row of a filter over all columns.
    pub(super) filter: Option<(u32, u32)>,
    /// Whether it is a list that goes on in another sheet where it is too long for one.
    pub(super) is_list: bool,
    /// The list that goes on in it.
    pub(super) part_of: Option<Arc<str>>,
    /// Charts beside the cells.
    pub(super) charts: Vec<Chart>,
    /// Whether it belongs to what is printed and sent.
    pub(super) is_printed: bool,
    /// Columns that nobody sees.
    pub(super) hidden: Vec<u16>,
    /// Whether it is out of sight, whatever is done to see it.
    pub(super) is_veiled: bool,
}

impl Sheet {
    /// An empty sheet.
    pub(super) fn new(name: &str, widths: Vec<f64>) -> Self {
        Self {
            name: Arc::from(name),
            cells: Cells::new(widths.len()),
            widths,
            rows: Vec::new(),
            merges: Vec::new(),
            choices: Vec::new(),
            options: Vec::new(),
            digits: Vec::new(),
            repeated: None,
            frozen: (0, 0),
            fits: Vec::new(),
            parts: Vec::new(),
            scale: None,
            filter: None,
            is_list: false,
            part_of: None,
            charts: Vec::new(),
            is_printed: true,
            hidden: Vec::new(),
            is_veiled: false,
        }
    }

    /// Gives its texts to sheets that are made from now on.
    pub(super) fn share_texts(&mut self) -> KnownTexts {
        self.cells.share_texts()
    }

    /// Keeps none of these texts a second time; before any is put.
    pub(super) fn know_texts(&mut self, known: KnownTexts) {
        self.cells.know_texts(known);
    }

    /// Columns of the sheet.
    pub(super) fn columns(&self) -> u16 {
        // A profile has a few dozen columns at most; Excel takes 16,384.
        u16::try_from(self.widths.len()).unwrap_or(u16::MAX)
    }

    /// A new row at the end, and its number.
    pub(super) fn row(&mut self, kind: RowKind) -> u32 {
        let row = self.next_row();
        let (with_next, breaks_page, is_folded) = (false, false, false);
        self.rows.push(Row { kind, height: 0.0, with_next, breaks_page, is_folded });
        row
    }

    /// The number of the row that comes next.
    pub(super) fn next_row(&self) -> u32 {
        // Excel's limit is met long before this one, and refused by the writer.
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// What is kept of a row besides its cells.
    pub(super) fn row_mut(&mut self, row: u32) -> &mut Row {
        &mut self.rows[row as usize]
    }

    /// The formulas by row, then from left to right.
    pub(super) fn formulas(&self) -> impl Iterator<Item = (u32, u16, Formula)> {
        self.cells.all().filter_map(|((row, col), cell)| match cell.content {
            Content::Formula(formula) => Some((row, col, formula.get())),
            _ => None,
        })
    }

    /// Keeps the rows from `first` to the one before the last together.
    pub(super) fn keep_from(&mut self, first: u32) {
        let last = self.rows.len().saturating_sub(1);
        for row in self.rows.iter_mut().take(last).skip(first as usize) {
            row.with_next = true;
        }
    }

    /// Keeps so many of the last rows of the table together, and all that stands below
    /// them: nothing is alone on the last page.
    pub(super) fn keep_last(&mut self, rows: usize) {
        let is_row = |it: &Row| it.kind != RowKind::Frame;
        let places = self.rows.iter().enumerate().rev().filter(|(_, it)| is_row(it));
        if let Some((first, _)) = places.take(rows).last() {
            self.keep_from(u32::try_from(first).unwrap_or_default());
        }
    }

    /// Writes a cell.
    pub(super) fn put(&mut self, row: u32, col: u16, value: impl Into<Value>, style: Style) {
        self.cells.put(row, col, value.into(), style);
    }

    /// Gives a cell a drop-down.
    pub(super) fn offer(&mut self, row: u32, col: u16) {
        match self.choices.last_mut() {
            Some((_, last, own)) if *own == col && *last + 1 == row => *last = row,
            _ => self.choices.push((row, row, col)),
        }
    }

    /// The cells with a drop-down.
    fn offered(&self) -> impl Iterator<Item = (u32, u16)> {
        let runs = self.choices.iter();
        runs.flat_map(|&(first, last, col)| (first..=last).map(move |row| (row, col)))
    }

    /// Writes a value over the cells from the first column to the last.
    pub(super) fn span(
        &mut self,
        row: u32,
        (first, last): (u16, u16),
        value: impl Into<Value>,
        style: Style,
    ) {
        self.block((row, row), (first, last), value, style);
    }

    /// Writes a value over a block of cells.
    pub(super) fn block(
        &mut self,
        (first_row, last_row): (u32, u32),
        (first_col, last_col): (u16, u16),
        value: impl Into<Value>,
        style: Style,
    ) {
        for row in first_row..=last_row {
            for col in first_col..=last_col {
                self.put(row, col, Value::Blank, style);
            }
        }
        self.put(first_row, first_col, value, style);
        if (first_row, first_col) != (last_row, last_col) {
            self.merges.push(Merge { first_row, first_col, last_row, last_col });
        }
    }

    /// A cell as others refer to it.
    pub(super) fn place(&self, row: u32, col: u16) -> CellRef {
        CellRef::new(&self.name, row, u32::from(col))
    }

    /// Part of a column as others refer to it.
    pub(super) fn area(&self, col: u16, first_row: u32, last_row: u32) -> Area {
        Area { sheet: Arc::clone(&self.name), col: u32::from(col), first_row, last_row }
    }

    /// The last column of a part that starts at `first` and takes at least
    /// `part` of the sheet's width.
    pub(super) fn column_at(&self, first: u16, part: f64) -> u16 {
        let wanted = self.widths.iter().sum::<f64>() * part;
        let mut width = 0.0;
        for (col, more) in (0_u16..).zip(&self.widths).skip(usize::from(first)) {
            width += more;
            if width >= wanted {
                return col;
            }
        }
        self.columns().saturating_sub(1)
    }

    /// Whether a row is no part of a table's body.
    fn is_frame(&self, row: u32) -> bool {
        self.rows[row as usize].kind == RowKind::Frame
    }

    /// Gives back the room that was kept for more rows.
    pub(super) fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.cells.shrink();
    }

    /// Rows of a kind.
    pub(super) fn count(&self, kind: RowKind) -> usize {
        self.rows.iter().filter(|it| it.kind == kind).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_range() {
        let mut sheet = Sheet::new("x", vec![1.0; 3]);
        let cells = [(3, 1), (4, 1), (5, 1), (7, 1), (8, 2)];
        for (row, col) in cells {
            sheet.offer(row, col);
        }
        assert_eq!(sheet.choices, [(3, 5, 1), (7, 7, 1), (8, 8, 2)]);
        assert_eq!(sheet.offered().collect::<Vec<_>>(), cells);
    }
}
