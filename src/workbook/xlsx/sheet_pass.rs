//! What one worksheet says, in one pass over its part.
//!
//! The values of plain cells are taken as they are ([`plain`]); those of the rest are left
//! to calamine, which is given these cells alone. It tells what calamine does not: what is
//! hidden, what is merged, which formulas have no result. And it judges what calamine
//! trusts: that references stay within a sheet, that attributes are well formed, that a
//! value is one piece of text. What calamine would misread is marked, so that it is reported
//! instead of guessed.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::BytesStart;

use super::conditional::Rules;
use super::places::{cell_place, region, row_number};
use super::plain::{self, Value};
use super::runs::{Run, Runs};
use crate::finding::Finding;
use crate::workbook::Limits;
use crate::workbook::grid::{Sheet, puts_picture};
use crate::workbook::package::{damaged, over_limit};
use crate::workbook::sum::{FORMULA_BYTES, Sum};
use crate::workbook::sums::FORMULA_CHARS;
use crate::workbook::xml::{Name, Step, Xml, attr, attrs, flag};

/// What is known of a sheet's cells.
pub(super) struct SheetPass<'b> {
    /// The cells that store something, in the order of the file.
    pub cells: Vec<PassedCell<'b>>,
    /// What lays another look over cells where a condition holds.
    pub rules: Rules,
    /// Whether some cells are left to calamine, and whether one of them has a shared text.
    pub has_others: bool,
    pub has_shared_others: bool,
}

/// A cell that stores something.
pub(super) struct PassedCell<'b> {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    pub told: Told<'b>,
    /// The number of what it holds beside the value that is stored, such as a picture.
    pub rich: Option<usize>,
    pub fonts: Fonts,
}

/// Where the fonts of a cell's text are told, beside its style.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fonts {
    /// Nowhere.
    Nothing,
    /// With the shared text of this place.
    Shared(usize),
    /// In the cell itself.
    Own(Vec<Run>),
}

/// What the pass tells of a cell.
#[derive(Debug, PartialEq)]
pub(super) enum Told<'b> {
    /// Its value and the number of its style.
    Value(Value<'b>, usize),
    /// What calamine reads, given the bytes of this place; and what is true whatever it reads.
    Other(Range<usize>, Other),
}

/// What is true of a cell that calamine reads, whatever it reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// Nothing.
    Nothing,
    /// A formula whose result was never computed, the beginning of its text.
    Uncomputed(String),
    /// A picture that a formula puts into the cell, whatever is stored.
    Picture,
    /// An error. calamine knows seven of them, Excel more.
    Error(String),
    /// No number, or none without the spaces around it, where one is due.
    NoNumber(String),
    /// calamine would give a part of it, or another cell's text.
    Misread,
}

/// Takes the marks of a worksheet and what is hidden and merged in it; each cell
/// that stores something is taken from the cells left.
#[expect(clippy::too_many_lines, reason = "one match over the steps of a part")]
pub(super) fn read<'b>(
    bytes: &'b [u8],
    part: &str,
    limits: &Limits,
    cells_left: &mut usize,
    sheet: &mut Sheet,
) -> Result<SheetPass<'b>, Box<Finding>> {
    let mut xml = Xml::of(bytes, part);
    let (mut row, mut col) = (0_u32, 0_u32);
    let mut open: Option<Open> = None;
    let mut marks = SheetPass {
        cells: Vec::new(),
        rules: Rules::default(),
        has_others: false,
        has_shared_others: false,
    };
    let mut stage = Stage::Before;
    // Whether cells may begin here.
    let mut is_row = false;
    // How deep rows lie, and whether one is open whose begin was passed, as its end will be.
    let (mut rows_at, mut is_passed) = (None, false);
    loop {
        // What is plain is passed, as far as it goes.
        loop {
            if std::mem::take(&mut is_row) {
                while let Some(cell) = plain::first(xml.rest()) {
                    if !xml.pass(cell.len) {
                        break;
                    }
                    (row, col) = cell.place;
                    if let Some(value) = cell.value {
                        count(limits, cells_left, sheet)?;
                        marks.cells.push(PassedCell::plain(cell.place, value, cell.style));
                    }
                    col = col.saturating_add(1);
                }
            }
            if open.is_some() || rows_at != Some(xml.depth()) {
                break;
            }
            if is_passed {
                if !plain::end_of_row(xml.rest()).is_some_and(|it| xml.pass(it)) {
                    break;
                }
                (row, col, is_passed) = (row.saturating_add(1), 0, false);
            }
            let Some(begin) = plain::row(xml.rest()).filter(|it| xml.pass(it.len)) else { break };
            (row, col) = (begin.number.unwrap_or(row), 0);
            (is_passed, is_row) = (!begin.is_closed, !begin.is_closed);
            row = row.saturating_add(u32::from(begin.is_closed));
        }
        let start = bytes.len() - xml.rest().len();
        match xml.step()? {
            Step::Start(it) => match (stage, it.local_name().as_ref(), &mut open) {
                (Stage::Before, "sheetData", _) => {
                    stage = Stage::Cells;
                    drop(it);
                    // One without content is over.
                    let is_open = !bytes[..bytes.len() - xml.rest().len()].ends_with(b"/>");
                    rows_at = is_open.then(|| xml.depth());
                }
                // Only the first would be read.
                (_, "sheetData", _) | (_, "c" | "row", Some(_)) => return Err(damaged(part)),
                (Stage::Cells, "c", None) => {
                    let [place, kind, rich] =
                        attrs(&it, ["r", "t", "vm"]).ok_or_else(|| damaged(part))?;
                    if let Some(place) = place {
                        (row, col) = cell_place(place.as_bytes()).ok_or_else(|| damaged(part))?;
                    }
                    let rich = rich.map(|it| it.parse().unwrap_or_default());
                    open = Some(Open::new(start, Kind::of(kind.as_deref()), rich));
                }
                (Stage::Cells, "row", None) => {
                    let [number, height] = attrs(&it, ["r", "ht"]).ok_or_else(|| damaged(part))?;
                    if let Some(number) = number {
                        row = row_number(number.as_bytes()).ok_or_else(|| damaged(part))?;
                    }
                    col = 0;
                    // Nobody sees a row without a height.
                    let is_flat = height.is_some_and(|it| it.parse() == Ok(0.0_f64));
                    if flag(&it, "hidden") || is_flat {
                        sheet.hidden_rows.push(row);
                    }
                    drop(it);
                    // One without content is over, and what follows is not in it.
                    is_row = !bytes[..bytes.len() - xml.rest().len()].ends_with(b"/>");
                }
                (Stage::Cells, name, Some(cell)) => {
                    cell.start(name);
                    if cell.has_inline {
                        cell.runs.start(&it);
                    }
                }
                (_, "col", _) if flag(&it, "hidden") => hide_cols(&it, sheet),
                (_, "mergeCell", _) => {
                    if sheet.merges.len() >= limits.merges {
                        return Err(too_many("limit-merges", limits.merges, sheet));
                    }
                    sheet.merges.extend(attr(&it, "ref").and_then(|it| region(&it)));
                }
                (_, "conditionalFormatting", _) => marks.rules.of(attr(&it, "sqref")),
                (_, "cfRule", _) => marks.rules.add(attr(&it, "dxfId")),
                _ => {}
            },
            Step::Text(piece) => {
                if let Some(cell) = &mut open {
                    cell.piece(&piece);
                }
            }
            Step::Data(piece) => {
                if let Some(cell) = &mut open {
                    cell.data(&piece);
                }
            }
            Step::End(Name::Cell) => {
                if let Some(cell) = open.as_ref().filter(|it| it.has_formula) {
                    sheet.formulas += 1;
                    sheet.has_blank_results |= cell.value.trim().is_empty();
                    sheet.sums.extend(Sum::new(row, col, &cell.formula));
                }
                let end = bytes.len() - xml.rest().len();
                let is_shared = open.as_ref().is_some_and(|it| it.kind == Kind::Shared);
                if let Some(mark) = open.take().and_then(|it| it.close((row, col), end)) {
                    marks.has_others = true;
                    marks.has_shared_others |= is_shared;
                    count(limits, cells_left, sheet)?;
                    marks.cells.push(mark);
                }
                col = col.saturating_add(1);
                is_row = stage == Stage::Cells;
            }
            // The end of the row is missing.
            Step::End(Name::Cells) if is_passed => return Err(damaged(part)),
            Step::End(Name::Cells) => {
                (stage, rows_at) = (Stage::After, None);
                pass_plain(&mut xml, limits, sheet);
            }
            Step::End(Name::Other) if stage == Stage::After => pass_plain(&mut xml, limits, sheet),
            Step::End(Name::Row) => {
                row = row.saturating_add(1);
                col = 0;
            }
            Step::End(Name::Value | Name::Formula) => {
                if let Some(cell) = &mut open {
                    cell.inside = Inside::Nothing;
                }
            }
            Step::End(name) => {
                if let Some(cell) = &mut open {
                    cell.runs.end(name);
                }
            }
            Step::Nothing => {}
            Step::Done => break,
        }
    }
    if stage != Stage::After {
        return Err(damaged(part));
    }
    sheet.hidden_rows.sort_unstable();
    sheet.sums.sort_by_key(|it| (it.row, it.col));
    Ok(marks)
}

/// Takes what is merged and goes past what may be typed, where that comes next and is plain: else it is read like the
/// rest.
fn pass_plain(xml: &mut Xml<'_, Reader<&[u8]>>, limits: &Limits, sheet: &mut Sheet) {
    let most = limits.merges.saturating_sub(sheet.merges.len());
    if let Some((merges, len)) = plain::merges(xml.rest(), most)
        && xml.pass(len)
    {
        sheet.merges.extend(merges);
    }
    let _ = plain::typing_rules(xml.rest()).is_some_and(|it| xml.pass(it));
}

/// Where in the part the pass is: only what lies between is cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Before,
    Cells,
    After,
}

/// Counts a cell that stores something.
fn count(limits: &Limits, left: &mut usize, sheet: &mut Sheet) -> Result<(), Box<Finding>> {
    *left = left.checked_sub(1).ok_or_else(|| too_many("limit-cells", limits.cells, sheet))?;
    Ok(())
}

impl SheetPass<'_> {
    /// The places of the shared texts that plain cells name.
    pub(super) fn shared(&self) -> impl Iterator<Item = usize> {
        self.cells.iter().filter_map(|it| match it.told {
            Told::Value(Value::Shared(place), _) => Some(place),
            _ => None,
        })
    }

    /// The cells that calamine reads, of the part's bytes.
    pub(super) fn others<'c>(&self, bytes: &'c [u8]) -> impl Iterator<Item = &'c [u8]> {
        self.cells.iter().filter_map(|it| match &it.told {
            Told::Other(place, _) => bytes.get(place.clone()),
            Told::Value(..) => None,
        })
    }
}

impl<'b> PassedCell<'b> {
    fn plain((row, col): (u32, u32), value: Value<'b>, style: usize) -> Self {
        let fonts = match value {
            Value::Shared(place) => Fonts::Shared(place),
            Value::Number(_) | Value::Text(_) => Fonts::Nothing,
        };
        Self { row, col, told: Told::Value(value, style), rich: None, fonts }
    }
}

fn hide_cols(element: &BytesStart<'_>, sheet: &mut Sheet) {
    let end = |name| attr(element, name).and_then(|it| it.parse::<u32>().ok());
    if let (Some(first), Some(last)) = (end("min"), end("max")) {
        sheet.hidden_cols.push(first.saturating_sub(1)..=last.saturating_sub(1));
    }
}

fn too_many(limit: &'static str, allowed: usize, sheet: &Sheet) -> Box<Finding> {
    let finding = over_limit(limit, format!("> {allowed}"), allowed.to_string());
    Box::new(finding.sheet(&sheet.name))
}

/// A cell between its begin and its end.
struct Open {
    /// Where it begins in the part.
    start: usize,
    kind: Kind,
    rich: Option<usize>,
    inside: Inside,
    value: String,
    /// Pieces of text that the value came in.
    pieces: usize,
    has_formula: bool,
    formula: String,
    has_inline: bool,
    /// The pieces of a text of its own.
    runs: Runs,
    is_misread: bool,
}

/// The type of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A number, also where none is named.
    Number,
    /// The place of a shared text.
    Shared,
    Bool,
    Error,
    /// The text that a formula gives.
    Result,
    /// Any other.
    Other,
}

impl Kind {
    fn of(written: Option<&str>) -> Self {
        match written {
            None | Some("n") => Self::Number,
            Some("s") => Self::Shared,
            Some("b") => Self::Bool,
            Some("e") => Self::Error,
            Some("str") => Self::Result,
            Some(_) => Self::Other,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    Formula,
}

impl Open {
    fn new(start: usize, kind: Kind, rich: Option<usize>) -> Self {
        Self {
            start,
            kind,
            rich,
            inside: Inside::Nothing,
            value: String::new(),
            pieces: 0,
            has_formula: false,
            formula: String::new(),
            has_inline: false,
            runs: Runs::default(),
            is_misread: false,
        }
    }

    fn start(&mut self, name: &str) {
        if !matches!(name, "v" | "f" | "is") {
            // Nothing of a value, unless it stands in the midst of one.
            self.is_misread |= self.inside == Inside::Value;
            return;
        }
        // Of several, calamine gives the last.
        self.is_misread |= self.has_inline || !self.value.trim().is_empty();
        match name {
            "v" => self.inside = Inside::Value,
            "f" => (self.inside, self.has_formula) = (Inside::Formula, true),
            _ => self.has_inline = true,
        }
    }

    fn piece(&mut self, piece: &str) {
        self.runs.piece(piece);
        match self.inside {
            Inside::Value => {
                self.value.push_str(piece);
                self.pieces += 1;
            }
            // A little more than is computed again tells that it is too much.
            Inside::Formula if self.formula.len() <= FORMULA_BYTES => {
                self.formula.extend(piece.chars().take(FORMULA_BYTES + 1));
            }
            Inside::Formula | Inside::Nothing => {}
        }
    }

    fn data(&mut self, piece: &str) {
        self.piece(piece);
        self.is_misread |= self.inside == Inside::Value;
    }

    /// What is to be told of it; nothing at all of a blank one.
    fn close<'b>(mut self, (row, col): (u32, u32), end: usize) -> Option<PassedCell<'b>> {
        let fonts = match (std::mem::take(&mut self.runs).close(), self.kind) {
            (Some(runs), _) => Fonts::Own(runs),
            (None, Kind::Shared) => self.value.parse().map_or(Fonts::Nothing, Fonts::Shared),
            (None, _) => Fonts::Nothing,
        };
        let (bytes, rich) = (self.start..end, self.rich);
        Some(PassedCell { row, col, told: Told::Other(bytes, self.told()?), rich, fonts })
    }

    fn told(self) -> Option<Other> {
        if self.has_formula && puts_picture(&self.formula) {
            return Some(Other::Picture);
        }
        let (kind, value) = (self.kind, self.value);
        if value.trim().is_empty() && !self.has_inline {
            // A result of no text at all is a result; a number must have digits.
            let is_uncomputed = self.has_formula && kind != Kind::Result;
            let formula = || self.formula.chars().take(FORMULA_CHARS).collect();
            return is_uncomputed.then(|| Other::Uncomputed(formula()));
        }
        // Of what can be but figures or a word, calamine takes the first piece.
        let is_plain = matches!(kind, Kind::Number | Kind::Shared | Kind::Bool | Kind::Error);
        if self.is_misread || (is_plain && self.pieces > 1) {
            return Some(Other::Misread);
        }
        let is_number = || value.parse::<f64>().is_ok_and(f64::is_finite);
        Some(match kind {
            // What is no number would be the first text.
            Kind::Shared if value.parse::<usize>().is_err() => Other::Misread,
            Kind::Error => Other::Error(value.trim().to_owned()),
            Kind::Number if !self.has_inline && !is_number() => Other::NoNumber(value),
            _ => Other::Nothing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places that a worksheet's cells have, or that it is damaged.
    fn places(data: &str) -> Option<Vec<(u32, u32)>> {
        let text = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
        let (mut sheet, mut left) = (Sheet::new("a", false), 1000);
        let read = read(text.as_bytes(), "a.xml", &Limits::default(), &mut left, &mut sheet);
        read.ok().map(|it| it.cells.iter().map(|it| (it.row, it.col)).collect())
    }

    #[test]
    fn what_stands_between_rows_and_cells_takes_none_of_them_away() {
        let (row, cell) = ("<row r=\"1\">", "<c r=\"A1\"><v>1</v></c>");
        let (other, end) = ("<c r=\"B1\"><v>2</v></c>", "</row>");
        // Text belongs there nowhere: the file is damaged then, or nothing is missing.
        let (blanks, texts) = (["", "\n", "<!-- x -->", "\n<!-- x -->\n"], ["x", "\n>", "&#10;"]);
        for between in blanks.iter().chain(&texts) {
            for text in [
                format!("{row}{between}{cell}{other}{end}"),
                format!("{row}{cell}{between}{other}{end}"),
                format!("{row}{cell}{other}{between}{end}"),
                format!("{between}{row}{cell}{other}{end}"),
                format!("\n{row}{cell}{other}{end}{between}"),
                format!("\n<row r=\"1\"/>{between}{row}{cell}{other}{end}"),
            ] {
                let found = places(&text);
                let is_damaged = found.is_none() && texts.contains(between);
                assert!(is_damaged || found == Some(vec![(0, 0), (0, 1)]), "{text}: {found:?}");
            }
        }
    }
}
