//! Reads back a workbook that the program wrote.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};
use zip::ZipArchive;

/// A workbook and its package.
pub(crate) struct Reading {
    book: Xlsx<Cursor<Vec<u8>>>,
    values: BTreeMap<String, Range<Data>>,
    spelled: BTreeMap<String, Range<String>>,
    bytes: Vec<u8>,
}

impl Reading {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let mut book = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
        let sheets = book.sheet_names().clone();
        let values = sheets.iter().map(|it| (it.clone(), book.worksheet_range(it).unwrap()));
        let values = values.collect();
        let spelled = sheets.iter().map(|it| (it.clone(), book.worksheet_formula(it).unwrap()));
        let spelled = spelled.collect();
        Self { book, values, spelled, bytes }
    }

    pub(crate) fn sheets(&self) -> Vec<String> {
        self.book.sheet_names().clone()
    }

    fn range(&self, sheet: &str) -> &Range<Data> {
        &self.values[sheet]
    }

    /// A value as text; empty when there is none.
    pub(crate) fn text(&self, sheet: &str, row: u32, col: u32) -> String {
        self.range(sheet).get_value((row, col)).map_or_else(String::new, ToString::to_string)
    }

    pub(crate) fn number(&self, sheet: &str, row: u32, col: u32) -> f64 {
        match self.range(sheet).get_value((row, col)) {
            Some(Data::Float(number)) => *number,
            #[expect(clippy::cast_precision_loss, reason = "small counts")]
            Some(Data::Int(number)) => *number as f64,
            other => panic!("{sheet} {row} {col} is {other:?}"),
        }
    }

    /// A number of people.
    pub(crate) fn count(&self, sheet: &str, row: u32, col: u32) -> u32 {
        let number = self.number(sheet, row, col);
        number.to_string().parse().unwrap_or_else(|_| panic!("{sheet} {row} {col} is {number}"))
    }

    pub(crate) fn formula(&self, sheet: &str, row: u32, col: u32) -> String {
        let formulas = &self.spelled[sheet];
        formulas.get_value((row, col)).cloned().unwrap_or_default()
    }

    /// Cells with a formula.
    pub(crate) fn formulas(&self, sheet: &str) -> usize {
        let formulas = &self.spelled[sheet];
        formulas.used_cells().filter(|it| !it.2.is_empty()).count()
    }

    /// The first row with this text in the column.
    pub(crate) fn row_of(&self, sheet: &str, col: u32, text: &str) -> u32 {
        let range = self.range(sheet);
        let last = range.end().unwrap().0;
        (0..=last)
            .find(|row| {
                range.get_value((*row, col)).map(ToString::to_string).as_deref() == Some(text)
            })
            .unwrap_or_else(|| panic!("{sheet} has no {text:?} in column {col}"))
    }

    /// All texts of a sheet.
    pub(crate) fn texts(&self, sheet: &str) -> Vec<String> {
        let range = self.range(sheet);
        let text = |it: &Data| match it {
            Data::String(text) => Some(text.clone()),
            _ => None,
        };
        range.used_cells().filter_map(|it| text(it.2)).collect()
    }

    /// Rows with a number in the first column, below the row of column numbers.
    pub(crate) fn numbered(&self, sheet: &str) -> usize {
        let range = self.range(sheet);
        let is_number =
            |row: u32| matches!(range.get_value((row, 0)), Some(Data::Float(_) | Data::Int(_)));
        (0..=range.end().unwrap().0).filter(|it| is_number(*it)).count() - 1
    }

    /// A part of the package.
    pub(crate) fn part(&self, name: &str) -> String {
        let mut zip = ZipArchive::new(Cursor::new(&self.bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}
