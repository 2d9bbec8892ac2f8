//! A workbook as cells, whatever the format it came in: what stands where.
//!
//! Blank cells are not kept: a sheet is as large as what was typed into it.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fonts::Font;
use super::region::Region;
use super::seen::Seen;
use super::sum::{List, Sum};
use crate::finding;

/// The sheets of a workbook and the two properties that matter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    /// Worksheets in the order of their tabs, hidden ones included.
    pub sheets: Vec<Sheet>,
    /// `dcterms:modified` as stored.
    pub modified: Option<String>,
    /// The format it came in, if it is not xlsx: a word of the catalogue.
    #[serde(skip)]
    pub format: Option<&'static str>,
    /// The hashes in the custom properties `xeploai-original-sha256`, `…-2` and so on.
    pub corrects: Vec<String>,
    /// How many rows a list may have; any number where nothing is said.
    #[serde(skip)]
    pub list_rows: Option<usize>,
    /// Whether our list of findings was there.
    #[serde(skip)]
    pub has_list: bool,
    /// Whether it carries macros; nothing of them is ever run.
    #[serde(skip)]
    pub has_macros: bool,
    /// Whether it is computed only when somebody asks for it, and has results that may be old.
    #[serde(skip)]
    pub is_by_hand: bool,
}

/// A piece of a text: its length in bytes, and its font if that is of an old encoding.
pub(crate) type Piece = (usize, Option<Font>);

/// One worksheet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sheet {
    /// Its name as in the file.
    pub name: Arc<str>,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// Rows that have a cell, in order.
    pub rows: Vec<Row>,
    /// Merged regions, from the top once the cells are there.
    pub merges: Vec<Region>,
    /// Rows that are hidden, by hand or by a filter, in order.
    pub hidden_rows: Vec<u32>,
    /// Columns that are hidden.
    pub hidden_cols: Vec<RangeInclusive<u32>>,
    /// Cells that the file has more than once: only the first is kept.
    pub twice: Vec<(u32, u32)>,
    /// Formulas that add up or count, in order, where the format tells formulas.
    pub sums: Vec<Sum>,
    /// Tables of Excel.
    #[serde(skip)]
    pub lists: Vec<List>,
    /// How many formulas there are.
    #[serde(skip)]
    pub formulas: usize,
    /// Whether some cell is blank to look at and not to a formula.
    #[serde(skip)]
    pub has_blank_results: bool,
    /// Fonts of encodings from before Unicode, by cell, where the format tells fonts.
    #[serde(skip)]
    pub old_fonts: BTreeMap<(u32, u32), Font>,
    /// The pieces of cells that are in several fonts, one of them such, by length in bytes.
    #[serde(skip)]
    pub old_pieces: BTreeMap<(u32, u32), Vec<Piece>>,
    /// What is seen beside the values.
    pub seen: Seen,
}

/// A row that has a cell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// From 0.
    pub index: u32,
    /// Its cells, by column; never empty.
    pub cells: Vec<Cell>,
}

/// A cell with something in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// Column, from 0.
    pub col: u32,
    /// What is stored.
    pub raw: Raw,
    /// How the workbook shows a number.
    pub format: Format,
}

/// What a cell stores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Raw {
    /// Text, as stored; never blank. Cells of one shared text share it.
    Text(Arc<str>),
    /// A number; dates too, counted as Excel for Windows counts them.
    Number(#[serde(with = "bits")] f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula whose result was never computed, with its text.
    Uncomputed(String),
    /// A result that is not what the formula gives now, and the formula.
    Old(#[serde(with = "bits")] f64, String),
    /// A picture that takes the place of a value.
    Picture,
    /// Something that cannot be read, e.g. a reference to a text that the file does not have.
    Broken,
}

/// A number as its bits: decimals that are read back may differ in the last one.
mod bits {
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    pub(super) fn serialize<S: Serializer>(it: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(it.to_bits())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<f64, D::Error> {
        u64::deserialize(from).map(f64::from_bits)
    }
}

/// How the workbook shows a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Format {
    /// As a number.
    #[default]
    Plain,
    /// As a percentage.
    Percent,
    /// As a date, with these parts.
    Date(DateParts),
    /// As a time of day or a duration, without a date.
    Time,
}

/// The parts of a date that a number format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DateParts {
    /// Day, month and perhaps year.
    Day,
    /// Month and year, no day.
    Month,
    /// The year only.
    Year,
}

/// A number as Excel shows it: with 15 digits, so that 94.99999999999999 is 95.
fn as_shown(number: f64) -> f64 {
    if number.fract() == 0.0 || !number.is_finite() {
        return number;
    }
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// Whether it is a formula that puts a picture into its cell: that of WPS Office, of which
/// other programs show the text, or that of Excel.
pub(crate) fn is_picture_formula(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['=', '_'])
        && puts_picture(text.trim_start_matches('=').trim_start_matches("_xlfn."))
}

/// The same of a formula's own text, without the sign before it.
pub(crate) fn puts_picture(formula: &str) -> bool {
    let bare = formula.trim_start().trim_start_matches("_xlfn.");
    let (name, _) = bare.split_once('(').unwrap_or_default();
    ["DISPIMG", "IMAGE"].iter().any(|it| name.eq_ignore_ascii_case(it))
}

impl Cell {
    /// The text, if it is text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.raw {
            Raw::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one that is shown as a number.
    pub(crate) fn plain_number(&self) -> Option<f64> {
        match (&self.raw, self.format) {
            (Raw::Number(number), Format::Plain) => Some(*number),
            _ => None,
        }
    }
}

impl Row {
    /// The cell in a column.
    #[inline]
    pub(crate) fn get(&self, col: u32) -> Option<&Cell> {
        let place = self.cells.binary_search_by_key(&col, |it| it.col).ok()?;
        self.cells.get(place)
    }
}

impl Sheet {
    /// A sheet without cells.
    pub(crate) fn new(name: &str, hidden: bool) -> Self {
        Self {
            name: Arc::from(finding::shown(name)),
            hidden,
            rows: Vec::new(),
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_cols: Vec::new(),
            twice: Vec::new(),
            sums: Vec::new(),
            lists: Vec::new(),
            formulas: 0,
            has_blank_results: false,
            old_fonts: BTreeMap::new(),
            old_pieces: BTreeMap::new(),
            seen: Seen::default(),
        }
    }

    /// Takes cells in any order; of a place named more than once, the first.
    pub(crate) fn fill(&mut self, mut cells: Vec<(u32, Cell)>) {
        self.merges.sort_by_key(|it| it.top);
        for (_, cell) in &mut cells {
            if let Raw::Number(number) = &mut cell.raw {
                *number = as_shown(*number);
            }
        }
        // Stable, and nearly free for the usual case of cells in order.
        cells.sort_by_key(|(row, cell)| (*row, cell.col));
        for (index, mut cell) in cells {
            if cell.text().is_some_and(is_picture_formula) {
                cell.raw = Raw::Picture;
            }
            match self.rows.last_mut() {
                Some(row) if row.index == index => {
                    if row.cells.last().is_some_and(|it| it.col == cell.col) {
                        if self.twice.last() != Some(&(index, cell.col)) {
                            self.twice.push((index, cell.col));
                        }
                    } else {
                        row.cells.push(cell);
                    }
                }
                last => {
                    // Rows of a table are as long as one another.
                    let room = last.map_or(1, |it| it.cells.len());
                    let mut cells = Vec::with_capacity(room);
                    cells.push(cell);
                    self.rows.push(Row { index, cells });
                }
            }
        }
    }

    /// The merged regions whose top is one of these rows.
    pub(crate) fn merges_from(&self, rows: RangeInclusive<u32>) -> &[Region] {
        let start = self.merges.partition_point(|it| it.top < *rows.start());
        let end = self.merges.partition_point(|it| it.top <= *rows.end());
        self.merges.get(start..end).unwrap_or_default()
    }

    /// A row that has a cell.
    pub(crate) fn row(&self, index: u32) -> Option<&Row> {
        let place = self.rows.binary_search_by_key(&index, |it| it.index).ok()?;
        self.rows.get(place)
    }

    /// A cell that is not blank.
    #[inline]
    pub(crate) fn get(&self, row: u32, col: u32) -> Option<&Cell> {
        self.row(row)?.get(col)
    }

    /// The same, to put its text right.
    pub(crate) fn get_mut(&mut self, row: u32, col: u32) -> Option<&mut Cell> {
        let place = self.rows.binary_search_by_key(&row, |it| it.index).ok()?;
        let cells = &mut self.rows.get_mut(place)?.cells;
        let place = cells.binary_search_by_key(&col, |it| it.col).ok()?;
        cells.get_mut(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_excel_shows_them() {
        for (stored, shown) in [
            (0.1 + 0.2, 0.3),
            (94.999_999_999_999_99, 95.0),
            (7.000_000_000_000_001, 7.0),
            (94.999_999_999_999, 94.999_999_999_999),
            (49.996, 49.996),
            (6.0 / 7.0, 0.857_142_857_142_857),
            (44_331.5, 44_331.5),
        ] {
            let mut sheet = Sheet::new("S", false);
            let cell = Cell { col: 0, raw: Raw::Number(stored), format: Format::Plain };
            sheet.fill(vec![(0, cell)]);
            assert_eq!(sheet.get(0, 0).and_then(Cell::plain_number), Some(shown));
        }
    }

    #[test]
    fn cells_come_in_any_order_and_the_first_of_a_place_stays() {
        let cell =
            |col, text: &str| Cell { col, raw: Raw::Text(text.into()), format: Format::Plain };
        let mut sheet = Sheet::new("S", false);
        sheet.fill(vec![
            (5, cell(2, "c")),
            (1, cell(7, "a")),
            (5, cell(0, "b")),
            (1, cell(7, "x")),
        ]);
        assert_eq!(sheet.rows.iter().map(|it| it.index).collect::<Vec<_>>(), [1, 5]);
        assert_eq!(sheet.get(1, 7).and_then(Cell::text), Some("a"));
        assert_eq!(sheet.get(5, 0).and_then(Cell::text), Some("b"));
        assert_eq!(sheet.get(5, 1), None);
        assert_eq!(sheet.twice, [(1, 7)]);
    }
}
