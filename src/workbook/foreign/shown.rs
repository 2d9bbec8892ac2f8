//! How the cells of an Excel 97-2003 workbook are shown, which calamine does not tell: as a percentage, as month and
//! year alone, with noughts before a number, struck out, in hidden rows and columns ([MS-XLS], 2.4).

use std::collections::{BTreeMap, BTreeSet};

use crate::workbook::grid::{DateParts, Format, Sheet};
use crate::workbook::ole::{Ole, records, u16_at, u32_at};
use crate::workbook::seen::Place;
use crate::workbook::xlsx::{format_of_code, noughts_of_code};

/// Numbers of records.
const FONT: u16 = 0x0031;
const NUMBER_FORMAT: u16 = 0x041E;
const LOOK: u16 = 0x00E0;
const SHEET: u16 = 0x0085;
const COLUMNS: u16 = 0x007D;
const ROW: u16 = 0x0208;
const END: u16 = 0x000A;
/// Several numbers one beside another, each with its look.
const NUMBERS: u16 = 0x00BD;
/// Records of one cell, which begin with its row, its column and its look: a formula, a number (twice), a text
/// (three times), a truth value.
const CELLS: [u16; 7] = [0x0006, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205];
/// More groups of hidden columns no sheet has.
const HIDDEN_MAX: usize = 1024;

/// How cells of one look are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// By its number format.
    pub(super) format: Format,
    /// How many digits a whole number has at least.
    pub(super) noughts: usize,
    is_struck: bool,
}

/// What is told of a sheet.
#[derive(Debug, Default)]
pub(super) struct Shown {
    looks: BTreeMap<Place, Look>,
    hidden_rows: BTreeSet<u32>,
    hidden_cols: Vec<(u32, u32)>,
}

impl Shown {
    /// How a cell is shown.
    pub(super) fn look(&self, row: u32, col: u32) -> Look {
        self.looks.get(&(row, col)).copied().unwrap_or_default()
    }

    /// Puts what is hidden and struck out into the sheet, once it has its cells.
    pub(super) fn put(&self, sheet: &mut Sheet) {
        sheet.hidden_rows.extend(&self.hidden_rows);
        sheet.hidden_cols.extend(self.hidden_cols.iter().map(|it| it.0..=it.1));
        let cells =
            sheet.rows.iter().flat_map(|row| row.cells.iter().map(|it| (row.index, it.col)));
        let struck: Vec<Place> = cells.filter(|it| self.look(it.0, it.1).is_struck).collect();
        sheet.seen.struck.extend(struck);
    }
}

/// What is told of each sheet, by its name. Nothing of a workbook that is older than these records, or damaged: then
/// calamine tells what there is.
pub(super) fn of_xls(bytes: &[u8]) -> BTreeMap<String, Shown> {
    let stream = Ole::open(bytes).and_then(|it| it.stream("WORKBOOK"));
    stream.map(|it| of_stream(&it)).unwrap_or_default()
}

fn of_stream(stream: &[u8]) -> BTreeMap<String, Shown> {
    let (mut struck, mut codes, mut looks, mut sheets) =
        (Vec::new(), BTreeMap::new(), Vec::new(), Vec::new());
    for (kind, data) in records(stream).take_while(|it| it.0 != END) {
        let data = &stream[data];
        let mut read = || {
            match kind {
                FONT => struck.push(u16_at(data, 2)? & 8 != 0),
                NUMBER_FORMAT => {
                    let length = u16_at(data, 2)?.into();
                    codes.insert(u16_at(data, 0)?, text(data.get(4..)?, length)?);
                }
                LOOK => looks.push((u16_at(data, 0)?, u16_at(data, 2)?)),
                SHEET => {
                    let name = text(data.get(7..)?, usize::from(*data.get(6)?))?;
                    sheets.push((name, u32_at(data, 0)?));
                }
                _ => {}
            }
            Some(())
        };
        // What is cut short says nothing.
        _ = read();
    }
    let looks: Vec<Look> = looks
        .into_iter()
        .map(|(font, format)| {
            let code = codes.get(&format).map(String::as_str);
            Look {
                format: format_of(format, code),
                noughts: code.map_or(0, noughts_of_code),
                // There is no font of the number 4.
                is_struck: struck.get(usize::from(font - u16::from(font > 4))) == Some(&true),
            }
        })
        .collect();
    let part = |from: u32| stream.get(usize::try_from(from).ok()?..);
    sheets
        .into_iter()
        .filter_map(|(name, from)| Some((name, of_sheet(part(from)?, &looks))))
        .collect()
}

fn of_sheet(part: &[u8], looks: &[Look]) -> Shown {
    let mut shown = Shown::default();
    let mut depth = 0_usize;
    for (kind, data) in records(part) {
        match kind {
            // A chart in a sheet is a part in it.
            0x0809 => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth == 1 => _ = of_record(kind, &part[data], looks, &mut shown),
            _ => {}
        }
    }
    shown
}

fn of_record(kind: u16, data: &[u8], looks: &[Look], shown: &mut Shown) -> Option<()> {
    let first = u16_at(data, 0)?.into();
    let mut put = |col: u32, look: u16| {
        let look = looks.get(usize::from(look)).copied().unwrap_or_default();
        if look != Look::default() {
            shown.looks.insert((first, col), look);
        }
    };
    match kind {
        ROW if u32_at(data, 12)? & 0x20 != 0 => _ = shown.hidden_rows.insert(first),
        COLUMNS => {
            let (last, is_hidden) = (u16_at(data, 2)?.into(), u16_at(data, 8)? & 1 != 0);
            if is_hidden && first <= last && shown.hidden_cols.len() < HIDDEN_MAX {
                shown.hidden_cols.push((first, last));
            }
        }
        NUMBERS => {
            let cells = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
            for (col, cell) in (u32::from(u16_at(data, 2)?)..).zip(cells) {
                put(col, u16_at(cell, 0)?);
            }
        }
        kind if CELLS.contains(&kind) => put(u16_at(data, 2)?.into(), u16_at(data, 4)?),
        _ => {}
    }
    Some(())
}

/// What a format shows: those that differ by language have a number alone.
fn format_of(number: u16, code: Option<&str>) -> Format {
    match (number, code) {
        (_, Some(code)) => format_of_code(code),
        (9 | 10, None) => Format::Percent,
        (17, None) => Format::Date(DateParts::Month),
        _ => Format::Plain,
    }
}

/// A text of so many letters, behind the byte that says how wide they are.
fn text(data: &[u8], length: usize) -> Option<String> {
    let (flags, letters) = data.split_first()?;
    if flags & 1 == 0 {
        return Some(letters.get(..length)?.iter().map(|it| char::from(*it)).collect());
    }
    let wide = letters.get(..length.checked_mul(2)?)?.chunks_exact(2);
    let wide: Vec<u16> = wide.map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
    Some(String::from_utf16_lossy(&wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(crate::sources().join("tests/corpus/other-formats").join(name)).unwrap()
    }

    #[test]
    fn what_calamine_does_not_tell_is_told() {
        let shares = of_xls(&file("percentages-as-numbers.xls"));
        let list = &shares["2_DangVien"];
        let formats: Vec<Format> = (6..10).map(|row| list.look(row, 19).format).collect();
        assert_eq!(formats, [Format::Percent, Format::Percent, Format::Percent, Format::Plain]);
        let struck = of_xls(&file("row-struck-out.xls"));
        let list = &struck["2_DangVien"];
        assert!(list.look(8, 1).is_struck && !list.look(7, 1).is_struck);
        let hidden = of_xls(&file("rows-hidden.xls"));
        assert_eq!(hidden["2_DangVien"].hidden_rows, BTreeSet::from([8, 9]));
        let card = of_xls(&file("card-with-noughts-shown.xls"));
        assert_eq!(card["2_DangVien"].look(6, 9).noughts, 8);
    }

    #[test]
    fn a_stream_that_is_cut_short_or_changed_stops_nothing() {
        let bytes = file("percentages-as-numbers.xls");
        let stream = Ole::open(&bytes).unwrap().stream("WORKBOOK").unwrap();
        for end in (0..stream.len()).step_by(97) {
            of_stream(&stream[..end]);
            let mut other = stream.clone();
            other[end] ^= 0xFF;
            of_stream(&other);
        }
    }
}
