//! Making workbooks for the tests: a form as a grid of values that tests move
//! about, written with `rust_xlsxwriter`, and packages patched part by part.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::regime::Regime;
use crate::regime::form::TableSheet;

/// What a cell is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    /// A serial number shown by a number format.
    Shown(f64, &'static str),
    Formula(&'static str, &'static str),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A date cell.
pub(super) fn date(serial: f64) -> Value {
    Value::Shown(serial, "dd/mm/yyyy")
}

/// A sheet as a grid.
#[derive(Clone, Debug, Default)]
pub(super) struct Tab {
    pub name: String,
    pub cells: BTreeMap<(u32, u16), Value>,
    /// First row, first column, last row, last column; the text is the first cell's.
    pub merges: Vec<(u32, u16, u32, u16)>,
    pub hidden_rows: Vec<u32>,
    pub hidden_cols: Vec<u16>,
    pub hidden: bool,
}

impl Tab {
    pub(super) fn set(&mut self, row: u32, col: u16, value: impl Into<Value>) {
        self.cells.insert((row, col), value.into());
    }

    pub(super) fn clear(&mut self, row: u32, col: u16) {
        self.cells.remove(&(row, col));
    }

    /// The first cell that has this text.
    pub(super) fn find(&self, text: &str) -> (u32, u16) {
        let is_it = |it: &(&(u32, u16), &Value)| *it.1 == Value::from(text);
        *self.cells.iter().find(is_it).unwrap_or_else(|| panic!("no {text:?}")).0
    }

    /// Moves every cell and merged region: a new place for each row and column.
    pub(super) fn moved(&self, row: impl Fn(u32) -> u32, col: impl Fn(u16) -> u16) -> Self {
        let cells = self.cells.iter().map(|((r, c), it)| ((row(*r), col(*c)), it.clone()));
        let merges = self
            .merges
            .iter()
            .map(|(top, left, bottom, right)| (row(*top), col(*left), row(*bottom), col(*right)));
        Self {
            name: self.name.clone(),
            cells: cells.collect(),
            merges: merges.collect(),
            hidden_rows: self.hidden_rows.iter().map(|it| row(*it)).collect(),
            hidden_cols: self.hidden_cols.iter().map(|it| col(*it)).collect(),
            hidden: self.hidden,
        }
    }
}

/// A workbook as grids.
#[derive(Clone, Debug, Default)]
pub(super) struct Made {
    pub tabs: Vec<Tab>,
}

/// First row of entries of sheets 2 and 3 in [`Made::form`].
pub(super) const FIRST: u32 = 5;

/// The values of three members, in the form's order of columns.
fn members() -> [[Value; 37]; 3] {
    let blank = || Value::from("");
    let row = |number: f64, name: &str, birth: Value, gender: &str, rating: &str| {
        [
            Value::Number(number),
            name.into(),
            birth,
            gender.into(),
            "Tày".into(),
            blank(),
            "Nông dân".into(),
            date(38_412.0), // 01/03/2005
            date(38_777.0), // 01/03/2006
            "01234567".into(),
            blank(),
            "Được đánh giá".into(),
            "Có".into(),
            "Xuất sắc".into(),
            "Tốt".into(),
            "Tốt".into(),
            "Tốt".into(),
            "Xuất sắc".into(),
            "Tốt".into(),
            Value::Number(95.0),
            blank(),
            rating.into(),
            blank(),
            blank(),
            rating.into(),
            Value::Number(1.0),
            Value::Number(2.0),
            Value::Number(0.0),
            Value::Number(0.0),
            rating.into(),
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
        ]
    };
    [
        row(1.0, "Ma Văn Hòa", date(29_354.0), "Nam", "HTXSNV"), // 13/05/1980
        row(2.0, "Chẩu Thị Nga", "02/09/1975".into(), "Nữ", "HTTNV"),
        row(3.0, "Bàn Văn Công", "1968".into(), "Nam", "HTTNV"),
    ]
}

fn table<F>(table: &TableSheet<F>, rows: &[Vec<Value>]) -> Tab {
    let mut tab = Tab { name: table.sheet.clone(), ..Tab::default() };
    tab.set(0, 0, "CHI BỘ THÔN TỐNG PU");
    tab.set(1, 0, table.title.as_str());
    let mut group_start: Option<(u16, &str)> = None;
    for (col, column) in (0_u16..).zip(&table.column) {
        let group = column.group.as_str();
        if group.is_empty() {
            tab.set(2, col, column.heading.as_str());
            tab.merges.push((2, col, 3, col));
            group_start = None;
        } else {
            tab.set(3, col, column.heading.as_str());
            match group_start {
                Some((start, name)) if name == group => {
                    tab.merges.retain(|it| (it.0, it.1) != (2, start));
                    tab.merges.push((2, start, 2, col));
                }
                _ => {
                    tab.set(2, col, group);
                    group_start = Some((col, group));
                }
            }
        }
        tab.set(4, col, f64::from(col) + 1.0);
    }
    for (row, values) in (FIRST..).zip(rows) {
        for (col, value) in (0..).zip(values) {
            if *value != Value::from("") {
                tab.set(row, col, value.clone());
            }
        }
    }
    tab
}

impl Made {
    /// A form that is filled as it should be: three members, one collective.
    pub(super) fn form(regime: &Regime) -> Self {
        let values: [Value; 25] = [
            "XL-2019-HD21".into(),
            "TP".into(),
            "Chi bộ thôn Tống Pu".into(),
            "Thôn bản".into(),
            2020.0.into(),
            "Ma Văn Hòa".into(),
            "".into(),
            "Chẩu Thị Nga".into(),
            "0912 345 678".into(),
            "".into(),
            date(44_170.0), // 05/12/2020
            3.0.into(),
            3.0.into(),
            0.0.into(),
            1.0.into(),
            3.0.into(),
            0.0.into(),
            0.0.into(),
            3.0.into(),
            3.0.into(),
            3.0.into(),
            3.0.into(),
            3.0.into(),
            3.0.into(),
            0.0.into(),
        ];
        let members: Vec<Vec<Value>> = members().into_iter().map(Vec::from).collect();
        let collective: Vec<Value> = vec![
            1.0.into(),
            "Chi bộ thôn Tống Pu".into(),
            "Chi bộ".into(),
            "Tốt".into(),
            "Tốt".into(),
            "Tốt".into(),
            "Tốt".into(),
            "Xuất sắc".into(),
            "Xuất sắc".into(),
            "Tốt".into(),
            Value::Shown(0.96, "0%"),
            "Không".into(),
            "".into(),
            "".into(),
            "HTTNV".into(),
            0.0.into(),
            3.0.into(),
            0.0.into(),
            0.0.into(),
            "HTTNV".into(),
        ];
        Self::of(regime, &values, &members, &[collective])
    }

    /// The form of a regime with nothing filled in.
    pub(super) fn blank(regime: &Regime) -> Self {
        Self::of(regime, &[], &[], &[])
    }

    /// A form with these values in the rows of its sheets.
    fn of(
        regime: &Regime,
        facts: &[Value],
        members: &[Vec<Value>],
        collectives: &[Vec<Value>],
    ) -> Self {
        let form = &regime.form;
        let mut info = Tab { name: form.info.sheet.clone(), ..Tab::default() };
        info.set(0, 0, form.info.title.replace("{year}", "2020").as_str());
        let headings = &form.info.headings;
        for (col, text) in
            (0..).zip([&headings.number, &headings.label, &headings.value, &headings.how])
        {
            info.set(2, col, text.as_str());
        }
        for (row, fact) in (3..).zip(&form.info.row) {
            info.set(row, 0, f64::from(row) - 2.0);
            info.set(row, 1, fact.label.as_str());
            info.set(row, 3, fact.how.as_str());
        }
        for (row, value) in (3..).zip(facts) {
            if *value != Value::from("") {
                info.set(row, 2, value.clone());
            }
        }
        let mut guide = Tab { name: form.guide.sheet.clone(), ..Tab::default() };
        guide.set(0, 0, form.guide.title.as_str());
        let mut lists = Tab { name: "_DanhSach".to_owned(), hidden: true, ..Tab::default() };
        for (row, rating) in (0..).zip(["HTXSNV", "HTTNV", "HTNV", "KHTNV"]) {
            lists.set(row, 0, rating);
        }
        let members = table(&form.members, members);
        let collectives = table(&form.collectives, collectives);
        Self { tabs: vec![info, members, collectives, guide, lists] }
    }

    /// Sheet 1.
    pub(super) fn info(&mut self) -> &mut Tab {
        &mut self.tabs[0]
    }

    /// Sheet 2.
    pub(super) fn members(&mut self) -> &mut Tab {
        &mut self.tabs[1]
    }

    /// Sheet 3.
    pub(super) fn collectives(&mut self) -> &mut Tab {
        &mut self.tabs[2]
    }

    /// The workbook's bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        for tab in &self.tabs {
            let sheet = workbook.add_worksheet();
            sheet.set_name(&tab.name).unwrap();
            sheet.set_hidden(tab.hidden);
            for (top, left, bottom, right) in &tab.merges {
                // A region of one cell cannot be merged.
                if (top, left) != (bottom, right) {
                    sheet.merge_range(*top, *left, *bottom, *right, "", &Format::new()).unwrap();
                }
            }
            for ((row, col), value) in &tab.cells {
                match value {
                    Value::Text(text) => sheet.write_string(*row, *col, text).unwrap(),
                    Value::Number(number) => sheet.write_number(*row, *col, *number).unwrap(),
                    Value::Shown(number, code) => {
                        let format = Format::new().set_num_format(*code);
                        sheet.write_number_with_format(*row, *col, *number, &format).unwrap()
                    }
                    Value::Formula(formula, result) => {
                        let formula = Formula::new(*formula).set_result(*result);
                        sheet.write_formula(*row, *col, formula).unwrap()
                    }
                };
            }
            for row in &tab.hidden_rows {
                sheet.set_row_hidden(*row).unwrap();
            }
            for col in &tab.hidden_cols {
                sheet.set_column_hidden(*col).unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}

/// The parts of a package, in order.
pub(super) fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|place| {
            let mut part = zip.by_index(place).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A package of parts.
pub(super) fn package(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The package with one part's text changed.
pub(super) fn patched(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = parts(bytes);
    let (_, text) = parts.iter_mut().find(|it| it.0 == part).unwrap();
    *text = change(std::str::from_utf8(text).unwrap()).into_bytes();
    package(&parts)
}
