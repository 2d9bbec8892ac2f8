//! A form whose rows and columns were moved about says the same: no number
//! changes, and every finding's cell moves by just what was put in before it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::common::source;
use calamine::{DataRef, Reader as _, Xlsx};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook as Writer};
use xeploai::batch::{self, FileStatus, Run, Season};
use xeploai::discover::{Action, Entry};
use xeploai::read::Limits;
use xeploai::regime::{Known, Regime, Sources};
use xeploai::workspace::Workspace;

/// A value that a cell holds, with its number format.
#[derive(Clone)]
enum Stored {
    Text(String),
    Number(f64, String),
}

/// A sheet as its name and its cells.
type Sheet = (String, Vec<(u32, u32, Stored)>);

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
    let text = fs::read_to_string(source("samples/binh-an-2020/xeploai.toml")).unwrap();
    Workspace::parse(&text).unwrap()
});
static REGIME: LazyLock<Regime> =
    LazyLock::new(|| Sources::builtin().regime_of_year(2020).unwrap());

/// A form with mistakes in all three sheets, and one without.
static FAULTY: LazyLock<Vec<Sheet>> =
    LazyLock::new(|| cells("samples/binh-an-2020-loi/nop/Chi bo Tong Pu 2020.xlsx"));
static CLEAN: LazyLock<Vec<Sheet>> =
    LazyLock::new(|| cells("samples/binh-an-2020/nop/CB Nà Mẻ.xlsx"));

fn cells(path: &str) -> Vec<Sheet> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(source(path)).unwrap())).unwrap();
    let names: Vec<String> = book.sheet_names().into_iter().take(3).collect();
    names
        .into_iter()
        .map(|name| {
            let mut found = Vec::new();
            let mut reader = book.worksheet_cells_reader(&name).unwrap();
            while let Some((cell, style)) = reader.next_cell_with_style_id().unwrap() {
                let format = reader.styles()[style].number_format.as_ref();
                let format = format.map_or("General".to_owned(), |it| it.format_code.clone());
                let (row, col) = cell.get_position();
                let stored = match cell.get_value() {
                    DataRef::String(text) => Stored::Text(text.clone()),
                    DataRef::SharedString(text) => Stored::Text((*text).to_owned()),
                    DataRef::Float(number) => Stored::Number(*number, format),
                    DataRef::DateTime(date) => Stored::Number(date.as_f64(), format),
                    _ => continue,
                };
                found.push((row, col, stored));
            }
            (name, found)
        })
        .collect()
}

/// Writes the sheets with every cell at the place that `to` gives it.
fn written(sheets: &[Sheet], to: impl Fn(usize, u32, u32) -> (u32, u32)) -> Vec<u8> {
    let mut book = Writer::new();
    for (place, (name, cells)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, col, stored) in cells {
            let (row, col) = to(place, *row, *col);
            let col = u16::try_from(col).unwrap();
            match stored {
                Stored::Text(text) => sheet.write_string(row, col, text).unwrap(),
                Stored::Number(number, format) => {
                    let format = Format::new().set_num_format(format);
                    sheet.write_number_with_format(row, col, *number, &format).unwrap()
                }
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn run(bytes: &[u8]) -> Run {
    let task = Action::Read(PathBuf::from("a.xlsx"));
    let entry = Entry { path: "nop/a.xlsx".to_owned(), task, bytes: bytes.len() as u64 };
    let limits = Limits::default();
    let regimes = Known::from(&*REGIME);
    let season = Season {
        regimes: &regimes,
        workspace: Some((&WORKSPACE, &REGIME)),
        limits: &limits,
        apart: xeploai::read::foreign::here,
    };
    batch::run(vec![entry], &season, 1, |_: &Path| Ok(bytes.to_vec()), || {})
}

/// Findings of the form itself as code, sheet and cell.
fn found(run: &Run) -> Vec<(&'static str, String, u32, u32)> {
    let with_cell = run.findings.iter().filter_map(|it| Some((it.code.id, it.cell.clone()?)));
    with_cell.map(|(code, cell)| (code, cell.sheet.to_string(), cell.row, cell.col)).collect()
}

/// Where a line goes when blank ones are put in before each of these places.
fn shift(before: &[u32], place: u32) -> u32 {
    place + u32::try_from(before.iter().filter(|it| **it <= place).count()).unwrap()
}

fn place_of(sheets: &[Sheet], name: &str) -> usize {
    sheets.iter().position(|it| it.0 == name).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn blank_rows_and_columns_move_every_finding_by_themselves(
        rows in prop::collection::vec(0_u32..40, 0..10),
        cols in prop::collection::vec(0_u32..40, 0..5),
    ) {
        let before = found(&run(&written(&FAULTY, |_, row, col| (row, col))));
        prop_assert!(before.len() >= 5, "the form has its mistakes: {:?}", before);
        let after = run(&written(&FAULTY, |_, row, col| (shift(&rows, row), shift(&cols, col))));
        let moved: Vec<_> = before
            .into_iter()
            .map(|(code, sheet, row, col)| (code, sheet, shift(&rows, row), shift(&cols, col)))
            .collect();
        prop_assert_eq!(found(&after), moved);
    }

    #[test]
    fn blank_rows_and_columns_change_no_number(
        rows in prop::collection::vec(0_u32..40, 0..10),
        cols in prop::collection::vec(0_u32..40, 0..5),
    ) {
        let before = run(&written(&CLEAN, |_, row, col| (row, col)));
        let after = run(&written(&CLEAN, |_, row, col| (shift(&rows, row), shift(&cols, col))));
        prop_assert_eq!(after.files[0].status, FileStatus::Accepted);
        prop_assert_eq!(before.results.unwrap().total, after.results.unwrap().total);
    }

    #[test]
    fn columns_in_another_order_change_no_number_and_take_their_findings_along(
        order in Just((0..37).collect::<Vec<u32>>()).prop_shuffle(),
    ) {
        // Undone merges: each group's words stand above each of its columns.
        let spread = |sheets: &[Sheet]| -> Vec<Sheet> {
            let mut sheets = sheets.to_vec();
            let members = &mut sheets[1].1;
            let numbers = members.iter().find(|it| matches!(&it.2, Stored::Number(n, _) if (*n - 2.0).abs() < 0.5 && it.1 == 1));
            let top = numbers.map(|it| it.0).unwrap() - 2;
            let mut group = None;
            let mut more = Vec::new();
            for col in 0..37 {
                let here = |row: u32| members.iter().find(|it| it.0 == row && it.1 == col);
                let under = here(top + 1).is_some();
                match (here(top), under) {
                    (Some(cell), true) => group = Some(cell.2.clone()),
                    (None, true) => more.extend(group.clone().map(|it| (top, col, it))),
                    _ => group = None,
                }
            }
            members.extend(more);
            sheets
        };
        let to = |place: usize, row: u32, col: u32| match place {
            1 if col < 37 => (row, order[col as usize]),
            _ => (row, col),
        };
        let (faulty, clean) = (spread(&FAULTY), spread(&CLEAN));
        let before = found(&run(&written(&faulty, |_, row, col| (row, col))));
        let after = run(&written(&faulty, to));
        let mut moved: Vec<_> = before
            .into_iter()
            .map(|(code, sheet, row, col)| {
                let (row, col) = to(place_of(&faulty, &sheet), row, col);
                (code, sheet, row, col)
            })
            .collect();
        let mut is = found(&after);
        moved.sort();
        is.sort();
        prop_assert_eq!(is, moved);
        let total = |sheets: &[Sheet], to: &dyn Fn(usize, u32, u32) -> (u32, u32)| {
            run(&written(sheets, to)).results.unwrap().total
        };
        prop_assert_eq!(total(&clean, &|_, row, col| (row, col)), total(&clean, &to));
    }
}
