//! One worksheet, in one pass.

use quick_xml::events::BytesStart;

use super::strings::{TextOf, unescape};
use super::xml::{Name, Step, Xml, attr, flag};
use crate::finding::Finding;
use crate::model::{CellRef, column_name};
use crate::read::Limits;
use crate::read::grid::{Cell, Format, Raw, Region, Sheet, is_blank};
use crate::read::package::{Package, damaged, over_limit};

/// Days between the first days of Excel's two calendars.
const DAYS_1904: f64 = 1462.0;
/// How much of a formula without result is kept to be shown.
const FORMULA_CHARS: usize = 60;
/// Excel's own limits: a reference beyond is no reference.
const ROWS: u32 = 1 << 20;
const COLS: u32 = 1 << 14;

/// Where a sheet comes from and what its cells refer to.
pub(super) struct Source<'a> {
    pub part: &'a str,
    pub strings: &'a [String],
    pub formats: &'a [Format],
    pub is_1904: bool,
    pub limits: &'a Limits,
}

/// Reads the sheet, taking what it keeps from the cells left.
pub(super) fn read(
    package: &mut Package<'_>,
    source: &Source<'_>,
    cells_left: &mut usize,
    sheet: &mut Sheet,
) -> Result<(), Box<Finding>> {
    let mut xml = Xml::new(package.open_part(source.part)?, source.part);
    let (mut row, mut col) = (0_u32, 0_u32);
    let mut open: Option<Open> = None;
    let mut cells = Vec::new();
    let mut is_sheet = false;
    loop {
        match xml.step()? {
            Step::Start(it) => match (it.local_name().as_ref(), &mut open) {
                ("c", _) => {
                    let place = attr(&it, "r").map(|it| cell_place(&it));
                    match place {
                        None => {}
                        Some(Some(place)) => (row, col) = place,
                        Some(None) => return Err(damaged(source.part)),
                    }
                    open = Some(Open::new(&it));
                }
                (name, Some(cell)) => cell.start(name),
                ("row", None) => {
                    is_sheet = true;
                    if let Some(number) = attr(&it, "r") {
                        row = row_number(&number).ok_or_else(|| damaged(source.part))?;
                    }
                    col = 0;
                    if flag(&it, "hidden") {
                        sheet.hidden_rows.push(row);
                    }
                }
                ("sheetData", None) => is_sheet = true,
                ("col", None) if flag(&it, "hidden") => {
                    let end = |name| attr(&it, name).and_then(|it| it.parse::<u32>().ok());
                    if let (Some(first), Some(last)) = (end("min"), end("max")) {
                        sheet.hidden_cols.push(first.saturating_sub(1)..=last.saturating_sub(1));
                    }
                }
                ("mergeCell", None) => {
                    sheet.merges.extend(attr(&it, "ref").and_then(|it| region(&it)));
                }
                _ => {}
            },
            Step::Text(piece) => {
                if let Some(cell) = &mut open {
                    cell.piece(&piece);
                }
            }
            Step::End(Name::Cell) => {
                if let Some((raw, format)) = open.take().and_then(|it| it.close(source)) {
                    check_place(source, sheet, row, col)?;
                    if *cells_left == 0 {
                        return Err(too_many(source, sheet));
                    }
                    *cells_left -= 1;
                    cells.push((row, Cell { col, raw, format }));
                }
                col = col.saturating_add(1);
            }
            Step::End(Name::Row) => {
                row = row.saturating_add(1);
                col = 0;
            }
            Step::End(name) => {
                if let Some(cell) = &mut open {
                    cell.end(name);
                }
            }
            Step::Done => break,
        }
    }
    if !is_sheet || open.is_some() {
        return Err(damaged(source.part));
    }
    sheet.hidden_rows.sort_unstable();
    sheet.fill(cells);
    Ok(())
}

fn check_place(source: &Source<'_>, sheet: &Sheet, row: u32, col: u32) -> Result<(), Box<Finding>> {
    let limits = source.limits;
    let cell = CellRef::new(&sheet.name, row, col);
    if row >= limits.rows {
        let (found, allowed) = (u64::from(row) + 1, limits.rows);
        return Err(Box::new(
            over_limit("limit-rows", found.to_string(), allowed.to_string()).cell(&cell),
        ));
    }
    if col >= limits.cols {
        let allowed = column_name(limits.cols.saturating_sub(1));
        return Err(Box::new(over_limit("limit-cols", column_name(col), allowed).cell(&cell)));
    }
    Ok(())
}

fn too_many(source: &Source<'_>, sheet: &Sheet) -> Box<Finding> {
    let allowed = source.limits.cells;
    let finding = over_limit("limit-cells", format!("> {allowed}"), allowed.to_string());
    Box::new(finding.sheet(&sheet.name))
}

/// A cell between its begin and its end.
struct Open {
    kind: String,
    style: usize,
    inside: Inside,
    value: String,
    has_formula: bool,
    formula: String,
    inline: TextOf,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    Formula,
}

impl Open {
    fn new(element: &BytesStart<'_>) -> Self {
        Self {
            kind: attr(element, "t").unwrap_or_default(),
            style: attr(element, "s").and_then(|it| it.parse().ok()).unwrap_or(0),
            inside: Inside::Nothing,
            value: String::new(),
            has_formula: false,
            formula: String::new(),
            inline: TextOf::default(),
        }
    }

    fn start(&mut self, name: &str) {
        match name {
            "v" => self.inside = Inside::Value,
            "f" => (self.inside, self.has_formula) = (Inside::Formula, true),
            _ => self.inline.start(name),
        }
    }

    fn piece(&mut self, piece: &str) {
        match self.inside {
            Inside::Value => self.value.push_str(piece),
            Inside::Formula if self.formula.len() < FORMULA_CHARS => {
                self.formula.extend(piece.chars().take(FORMULA_CHARS));
            }
            Inside::Formula => {}
            Inside::Nothing => self.inline.piece(piece),
        }
    }

    fn end(&mut self, name: Name) {
        match name {
            Name::Value | Name::Formula => self.inside = Inside::Nothing,
            name => self.inline.end(name),
        }
    }

    /// What the cell stores; nothing for a blank one.
    fn close(mut self, source: &Source<'_>) -> Option<(Raw, Format)> {
        let format = source.formats.get(self.style).copied().unwrap_or_default();
        let inline = self.inline.take();
        // A result of no text at all is a result; a number must have digits.
        if self.has_formula && self.value.trim().is_empty() && self.kind != "str" {
            let formula: String = self.formula.chars().take(FORMULA_CHARS).collect();
            return Some((Raw::Uncomputed(formula), format));
        }
        let value = self.value;
        let raw = match self.kind.as_str() {
            "inlineStr" => Raw::Text(inline),
            "str" => Raw::Text(unescape(value)),
            _ if value.trim().is_empty() => return None,
            "s" => match value.trim().parse::<usize>().ok().and_then(|it| source.strings.get(it)) {
                Some(text) => Raw::Text(text.clone()),
                None => Raw::Broken,
            },
            "b" => match value.trim() {
                "1" | "true" => Raw::Bool(true),
                "0" | "false" => Raw::Bool(false),
                _ => Raw::Text(value),
            },
            "e" => Raw::Error(value.trim().to_owned()),
            // A date as text, e.g. 2020-12-05T00:00:00: read like a typed one.
            "d" => Raw::Text(value),
            _ => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    let is_date = matches!(format, Format::Date(_));
                    let shift = if is_date && source.is_1904 { DAYS_1904 } else { 0.0 };
                    Raw::Number(number + shift)
                }
                _ => Raw::Text(value),
            },
        };
        match &raw {
            Raw::Text(text) if is_blank(text) => None,
            _ => Some((raw, format)),
        }
    }
}

/// `F12` as row and column from 0; `$` is let through.
fn cell_place(reference: &str) -> Option<(u32, u32)> {
    let reference = reference.trim();
    let digits = reference.find(|it: char| it.is_ascii_digit())?;
    let mut col = 0_u32;
    for letter in reference[..digits].bytes().filter(|it| *it != b'$') {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() || col > COLS {
            return None;
        }
        col = col * 26 + u32::from(letter - b'A') + 1;
    }
    let row = row_number(&reference[digits..])?;
    (1..=COLS).contains(&col).then(|| (row, col - 1))
}

/// A row's number, from 0.
fn row_number(number: &str) -> Option<u32> {
    let number: u32 = number.trim().parse().ok()?;
    (1..=ROWS).contains(&number).then(|| number - 1)
}

/// `A1:C2` as a region, its corners in any order.
fn region(reference: &str) -> Option<Region> {
    let (from, to) = reference.split_once(':').unwrap_or((reference, reference));
    let (from, to) = (cell_place(from)?, cell_place(to)?);
    Some(Region {
        top: from.0.min(to.0),
        bottom: from.0.max(to.0),
        left: from.1.min(to.1),
        right: from.1.max(to.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_and_impossible_ones_refused() {
        assert_eq!(cell_place("A1"), Some((0, 0)));
        assert_eq!(cell_place("xfd1048576"), Some((1_048_575, 16_383)));
        assert_eq!(cell_place("$F$12"), Some((11, 5)));
        for no in ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZZZZ1", "A99999999999", "É1", "A1B"]
        {
            assert_eq!(cell_place(no), None, "{no}");
        }
        let two = Region { top: 0, bottom: 1, left: 1, right: 2 };
        assert_eq!(region("C2:B1"), Some(two));
        assert_eq!(region("C2:"), None);
    }

    proptest! {
        #[test]
        fn a_name_of_a_cell_leads_back_to_it(row in 0..ROWS, col in 0..COLS) {
            let name = format!("{}{}", column_name(col), row + 1);
            prop_assert_eq!(cell_place(&name), Some((row, col)));
        }

        #[test]
        fn no_reference_makes_it_stumble(text in "\\PC{0,12}") {
            let _ = (cell_place(&text), region(&text));
        }
    }
}
