//! What one worksheet says beside the values of its cells, in a first pass.
//!
//! It tells what calamine does not: what is hidden, what is merged, which
//! formulas have no result. And it judges what calamine trusts: that references
//! stay within a sheet, that attributes are well formed, that a value is one
//! piece of text. What calamine would misread is marked, so that it is reported
//! instead of guessed.

use quick_xml::events::BytesStart;

use super::conditional::Rules;
use super::runs::{Run, Runs};
use crate::finding::Finding;
use crate::workbook::Limits;
use crate::workbook::grid::{Region, Sheet, puts_picture};
use crate::workbook::package::{damaged, over_limit};
use crate::workbook::sums::{FORMULA_BYTES, FORMULA_CHARS, Sum};
use crate::workbook::xml::{Name, Step, Xml, attr, attrs, flag};

/// Excel's own limits: a reference beyond is no reference.
const ROWS: u32 = 1 << 20;
const COLS: u32 = 1 << 14;

/// What the first pass knows of a sheet's cells.
pub(super) struct Marks {
    /// The cells that store something, in the order of the file.
    pub cells: Vec<Mark>,
    /// How many elements of cells there are, blank ones too.
    pub elements: usize,
    /// Where the tag ends that tells how large the sheet is, if it names no two corners.
    pub odd_size: Option<usize>,
    /// What lays another look over cells where a condition holds.
    pub rules: Rules,
}

/// A cell that stores something.
pub(super) struct Mark {
    /// Which of the elements it is, from 0.
    pub element: usize,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    pub told: Told,
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

/// What the first pass tells of a cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing: calamine reads it.
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
pub(super) fn read(
    bytes: &[u8],
    part: &str,
    limits: &Limits,
    cells_left: &mut usize,
    sheet: &mut Sheet,
) -> Result<Marks, Box<Finding>> {
    let mut xml = Xml::of(bytes, part);
    let (mut row, mut col) = (0_u32, 0_u32);
    let mut open: Option<Open> = None;
    let mut marks =
        Marks { cells: Vec::new(), elements: 0, odd_size: None, rules: Rules::default() };
    let mut stage = Stage::Before;
    loop {
        match xml.step()? {
            Step::Start(it) => match (stage, it.local_name().as_ref(), &mut open) {
                (Stage::Before, "sheetData", _) => stage = Stage::Cells,
                // Only the first would be read.
                (_, "sheetData", _) | (_, "c" | "row", Some(_)) => return Err(damaged(part)),
                (Stage::Before, "dimension", _) => {
                    let [corners] = attrs(&it, ["ref"]).ok_or_else(|| damaged(part))?;
                    // Whole rows or columns, or nothing: Excel looks at the cells themselves.
                    let is_odd = !corners.is_some_and(|it| are_corners(&it));
                    drop(it);
                    if is_odd {
                        if marks.odd_size.is_some() {
                            return Err(damaged(part));
                        }
                        marks.odd_size = Some(xml.position());
                    }
                }
                (Stage::Cells, "c", None) => {
                    let [place, kind, rich] =
                        attrs(&it, ["r", "t", "vm"]).ok_or_else(|| damaged(part))?;
                    if let Some(place) = place {
                        (row, col) = cell_place(&place).ok_or_else(|| damaged(part))?;
                    }
                    let rich = rich.map(|it| it.parse().unwrap_or_default());
                    open = Some(Open::new(Kind::of(kind.as_deref()), rich));
                }
                (Stage::Cells, "row", None) => {
                    let [number, height] = attrs(&it, ["r", "ht"]).ok_or_else(|| damaged(part))?;
                    if let Some(number) = number {
                        row = row_number(&number).ok_or_else(|| damaged(part))?;
                    }
                    col = 0;
                    // Nobody sees a row without a height.
                    let is_flat = height.is_some_and(|it| it.parse() == Ok(0.0_f64));
                    if flag(&it, "hidden") || is_flat {
                        sheet.hidden_rows.push(row);
                    }
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
                let rich = open.as_ref().and_then(|it| it.rich);
                if let Some((told, fonts)) = open.take().and_then(Open::close) {
                    if *cells_left == 0 {
                        return Err(too_many("limit-cells", limits.cells, sheet));
                    }
                    *cells_left -= 1;
                    let element = marks.elements;
                    marks.cells.push(Mark { element, row, col, told, rich, fonts });
                }
                marks.elements += usize::from(stage == Stage::Cells);
                col = col.saturating_add(1);
            }
            Step::End(Name::Cells) => stage = Stage::After,
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

/// Where in the part the pass is: only what lies between is cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Before,
    Cells,
    After,
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
    fn new(kind: Kind, rich: Option<usize>) -> Self {
        Self {
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
    fn close(mut self) -> Option<(Told, Fonts)> {
        let fonts = match (std::mem::take(&mut self.runs).close(), self.kind) {
            (Some(runs), _) => Fonts::Own(runs),
            (None, Kind::Shared) => self.value.parse().map_or(Fonts::Nothing, Fonts::Shared),
            (None, _) => Fonts::Nothing,
        };
        Some((self.told()?, fonts))
    }

    fn told(self) -> Option<Told> {
        if self.has_formula && puts_picture(&self.formula) {
            return Some(Told::Picture);
        }
        let (kind, value) = (self.kind, self.value);
        if value.trim().is_empty() && !self.has_inline {
            // A result of no text at all is a result; a number must have digits.
            let is_uncomputed = self.has_formula && kind != Kind::Result;
            let formula = || self.formula.chars().take(FORMULA_CHARS).collect();
            return is_uncomputed.then(|| Told::Uncomputed(formula()));
        }
        // Of what can be but figures or a word, calamine takes the first piece.
        let is_plain = matches!(kind, Kind::Number | Kind::Shared | Kind::Bool | Kind::Error);
        if self.is_misread || (is_plain && self.pieces > 1) {
            return Some(Told::Misread);
        }
        let is_number = || value.parse::<f64>().is_ok_and(f64::is_finite);
        Some(match kind {
            // What is no number would be the first text.
            Kind::Shared if value.parse::<usize>().is_err() => Told::Misread,
            Kind::Error => Told::Error(value.trim().to_owned()),
            Kind::Number if !self.has_inline && !is_number() => Told::NoNumber(value),
            _ => Told::Nothing,
        })
    }
}

/// `F12` as row and column from 0.
pub(super) fn cell_place(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|it: char| it.is_ascii_digit())?;
    let mut col = 0_u32;
    for letter in reference[..digits].bytes() {
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
    let is_plain = number.bytes().all(|it| it.is_ascii_digit());
    let number: u32 = number.parse().ok().filter(|_| is_plain)?;
    (1..=ROWS).contains(&number).then(|| number - 1)
}

/// Whether calamine can take it for the corners of a sheet: it subtracts them.
fn are_corners(reference: &str) -> bool {
    let (from, to) = reference.split_once(':').unwrap_or((reference, reference));
    match (cell_place(from), cell_place(to)) {
        (Some(from), Some(to)) => from.0 <= to.0 && from.1 <= to.1,
        _ => false,
    }
}

/// `A1:C2` as a region, its corners in any order; `$` is let through.
pub(super) fn region(reference: &str) -> Option<Region> {
    let reference = reference.replace('$', "");
    let (from, to) = reference.split_once(':').unwrap_or((&reference, &reference));
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
    use crate::model::column_name;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_and_impossible_ones_refused() {
        assert_eq!(cell_place("A1"), Some((0, 0)));
        assert_eq!(cell_place("xfd1048576"), Some((1_048_575, 16_383)));
        for no in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "ZZZZZZZ1",
            "A99999999999",
            "É1",
            "A1B",
            "A+1",
            "$A$1",
            " A1",
            "A1 ",
        ] {
            assert_eq!(cell_place(no), None, "{no}");
        }
        let two = Region { top: 0, bottom: 1, left: 1, right: 2 };
        assert_eq!(region("C2:B1"), Some(two));
        assert_eq!(region("$C$2:$B$1"), Some(two));
        assert_eq!(region("C2:"), None);
        for (corners, expected) in [
            ("A1", true),
            ("A1:XFD1048576", true),
            ("B2:A3", false),
            ("A3:B2", false),
            ("A:C", false),
            ("A1:B2:C3", false),
            ("A1:ZZZZZZZ9", false),
            ("", false),
        ] {
            assert_eq!(are_corners(corners), expected, "{corners}");
        }
    }

    proptest! {
        #[test]
        fn a_name_of_a_cell_leads_back_to_it(row in 0..ROWS, col in 0..COLS) {
            let name = format!("{}{}", column_name(col), row + 1);
            prop_assert_eq!(cell_place(&name), Some((row, col)));
        }

        #[test]
        fn no_reference_makes_it_stumble(text in "\\PC{0,12}") {
            let _ = (cell_place(&text), region(&text), are_corners(&text));
        }
    }
}
