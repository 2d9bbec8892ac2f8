//! What is to be done with a blank: which cells have placeholders, which rows are
//! repeated, where rows go. Whatever could not be done properly is found here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Arg, Finding};
use crate::model::CellRef;
use crate::workbook::patch::grid::{Area, GRID};
use crate::workbook::patch::spans::Outline;
use crate::workbook::patch::workbook::{SheetEntry, Workbook};
use crate::workbook::patch::{PatchedPackage, Refusal};

use super::data::Data;
use super::names::{List, nearest};
use super::sheet::{CellAt, Form, Kind, Row, Sheet};
use super::shift::Shift;
use super::strings::shared;
use super::text::{Placeholder, Wrong, has_braces, placeholders};
use super::{
    BRACES, IN_FORMULA, INSIDE_MERGE, MERGE_OVER_ROW, NONE_AT_ALL, NOT_IN_CELL, NOT_MOVABLE,
    ROWS_TOGETHER, TOO_MANY_ROWS, TWO_LISTS, UNKNOWN, formats, refused,
};

/// Most cells of the repeated rows together.
const CELLS_MAX: u64 = 3_000_000;
/// Rows of each list when a blank is only checked.
const TRIAL_ROWS: u32 = 2;

/// What is to be done.
pub(super) struct Plan {
    pub(super) sheets: Vec<Sheet>,
    /// Placeholders by sheet, row and column.
    pub(super) fills: Vec<BTreeMap<(u32, u32), Vec<Placeholder>>>,
    /// The repeated rows and their lists, by sheet.
    pub(super) repeated: Vec<BTreeMap<u32, List>>,
    /// Where rows go, by sheet.
    pub(super) shifts: Vec<Shift>,
    /// For each cell format whether it shows a date.
    pub(super) dates: Vec<bool>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

impl Plan {
    /// Looks through a package; `None` for data: only to be checked.
    pub(super) fn new(
        package: &mut PatchedPackage,
        book: &Workbook,
        data: Option<&Data>,
    ) -> Result<Self, Vec<Finding>> {
        let texts = shared(package, book).map_err(refused)?;
        let mut sheets = Vec::new();
        for entry in book.sheets.iter().filter(|it| it.has_cells) {
            let text = package.text(&entry.part).map_err(refused)?;
            let place = (entry.name.as_str(), entry.part.as_str());
            sheets.push(Sheet::scan(place, text, book.namespace, &texts).map_err(refused)?);
        }
        let mut findings = Vec::new();
        let (mut fills, mut repeated) = (Vec::new(), Vec::new());
        for sheet in &sheets {
            let own = fills_of(sheet, &mut findings);
            let rows = repeated_rows(sheet, &own, &mut findings);
            fixed_parts(sheet, &rows, &mut findings);
            fills.push(own);
            repeated.push(rows);
        }
        let has_rows = repeated.iter().any(|it| !it.is_empty());
        for entry in &book.sheets {
            elsewhere(package, entry, &mut findings).map_err(refused)?;
        }
        if has_rows && !pivots(package).map_err(refused)?.is_empty() {
            findings.push(Finding::new(&NOT_MOVABLE).arg("what", Arg::Word("fill-part-pivot")));
        }
        if findings.is_empty() && fills.iter().all(BTreeMap::is_empty) {
            findings.push(Finding::new(&NONE_AT_ALL));
        }
        let count = |list: List| data.map_or(TRIAL_ROWS, |it| it.count(list));
        let mut shifts = Vec::new();
        let mut cells = 0_u64;
        for (sheet, rows) in sheets.iter().zip(&repeated) {
            let shift = Shift::new(rows.iter().map(|it| (*it.0, count(*it.1).max(1))).collect());
            let last = sheet.rows.last().map_or(0, |it| shift.end(it.index));
            for row in sheet.rows.iter().filter(|it| rows.contains_key(&it.index)) {
                let times = shift.end(row.index) - shift.start(row.index) + 1;
                cells += u64::from(times) * row.cells.len() as u64;
            }
            if last >= GRID.0 || cells > CELLS_MAX {
                findings.push(Finding::new(&TOO_MANY_ROWS).sheet(&sheet.name));
            }
            shifts.push(shift);
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let dates = formats::dates(package, book).map_err(refused)?;
        let is_1904 = is_1904(package, book).map_err(refused)?;
        Ok(Self { sheets, fills, repeated, shifts, dates, is_1904 })
    }

    /// Whether any row of any sheet is repeated.
    pub(super) fn moves(&self) -> bool {
        self.shifts.iter().any(Shift::is_any)
    }

    /// The place of a sheet by its name, and where its rows go.
    pub(super) fn shift_of(&self, name: &str) -> Option<(usize, &Shift)> {
        let wanted = name.to_lowercase();
        let place = self.sheets.iter().position(|it| it.name.to_lowercase() == wanted)?;
        Some((place, &self.shifts[place]))
    }
}

/// A cell of a sheet.
pub(super) fn at(sheet: &Sheet, row: u32, col: u32) -> CellRef {
    CellRef::new(&Arc::from(sheet.name.as_str()), row, col)
}

fn shown(area: Area) -> String {
    let mut out = String::new();
    area.write(&mut out);
    out
}

fn fills_of(sheet: &Sheet, findings: &mut Vec<Finding>) -> BTreeMap<(u32, u32), Vec<Placeholder>> {
    let mut fills = BTreeMap::new();
    for row in &sheet.rows {
        for cell in &row.cells {
            let place = at(sheet, row.index, cell.col);
            let text = match &cell.kind {
                Kind::Text(it) if it.text.contains(['{', '}']) => &it.text,
                Kind::Formula(it) if has_braces(&it.text) && it.text.contains("{{") => {
                    findings.push(Finding::at(&IN_FORMULA, &place).stored(format!("={}", it.text)));
                    continue;
                }
                _ => continue,
            };
            match placeholders(text) {
                Ok(own) if own.is_empty() => {}
                Ok(own) => {
                    let merged = sheet.merged(row.index, cell.col);
                    if let Some(area) =
                        merged.filter(|it| (it.top, it.left) != (row.index, cell.col))
                    {
                        let finding = Finding::at(&INSIDE_MERGE, &place).stored(text.as_str());
                        findings.push(finding.arg("area", shown(area)));
                    }
                    fills.insert((row.index, cell.col), own);
                }
                Err(wrong) => {
                    for it in wrong {
                        let finding = match it {
                            Wrong::Unknown(name) => unknown(&place, &name),
                            Wrong::Braces(part) => Finding::at(&BRACES, &place).arg("part", part),
                        };
                        findings.push(finding.stored(text.as_str()));
                    }
                }
            }
        }
    }
    fills
}

fn unknown(place: &CellRef, name: &str) -> Finding {
    let near = match nearest(name) {
        Some(near) => Arg::from(format!("{{{{{near}}}}}")),
        None => Arg::Word("fill-any-name"),
    };
    Finding::at(&UNKNOWN, place).arg("name", format!("{{{{{name}}}}}")).arg("near", near)
}

/// The rows that have placeholders of a list.
fn repeated_rows(
    sheet: &Sheet,
    fills: &BTreeMap<(u32, u32), Vec<Placeholder>>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<u32, List> {
    let mut rows: BTreeMap<u32, List> = BTreeMap::new();
    for ((row, col), own) in fills {
        for list in own.iter().filter_map(|it| it.source.list()) {
            let place = at(sheet, *row, *col);
            let first = rows.insert(*row, list);
            if let Some(first) = first.filter(|it| *it != list) {
                let (first, second) = (first.prefix().0, list.prefix().0);
                let finding = Finding::at(&TWO_LISTS, &place);
                findings.push(finding.arg("first", first).arg("second", second));
                return rows;
            }
            if first.is_some() {
                continue;
            }
            let over = |it: &&Area| it.top != it.bottom && (it.top..=it.bottom).contains(row);
            if let Some(area) = sheet.merges.iter().find(over) {
                let finding = Finding::at(&MERGE_OVER_ROW, &place);
                findings.push(finding.arg("area", shown(*area)));
            }
            let above = row.checked_sub(1).and_then(|it| rows.get(&it));
            if above == Some(&list) {
                let finding = Finding::at(&ROWS_TOGETHER, &place);
                findings.push(finding.arg("list", list.prefix().0));
            }
        }
    }
    rows
}

/// Formulas that cannot go along when rows are repeated.
fn fixed_parts(sheet: &Sheet, rows: &BTreeMap<u32, List>, findings: &mut Vec<Finding>) {
    if rows.is_empty() {
        return;
    }
    let mut refuse = |row: &Row, cell: &CellAt, what: &'static str| {
        let place = at(sheet, row.index, cell.col);
        findings.push(Finding::at(&NOT_MOVABLE, &place).arg("what", Arg::Word(what)));
    };
    for row in &sheet.rows {
        for cell in &row.cells {
            let Kind::Formula(formula) = &cell.kind else { continue };
            match formula.form {
                Form::Odd => refuse(row, cell, "fill-part-odd-formula"),
                Form::Array(area)
                    if area.top != area.bottom
                        && rows.keys().any(|it| (area.top..=area.bottom).contains(it)) =>
                {
                    refuse(row, cell, "fill-part-array");
                }
                _ => {}
            }
        }
    }
}

/// Placeholders where none can be filled: the sheet's name, headers and footers,
/// shapes and charts.
fn elsewhere(
    package: &mut PatchedPackage,
    entry: &SheetEntry,
    findings: &mut Vec<Finding>,
) -> Result<(), Refusal> {
    let mut found = |what: &'static str| {
        findings.push(Finding::new(&NOT_IN_CELL).sheet(&entry.name).arg("what", Arg::Word(what)));
    };
    if has_braces(&entry.name) {
        found("fill-place-name");
    }
    let text = package.text(&entry.part)?;
    let kept = Outline::with(&text, |tag| {
        let name = tag.name.rsplit(':').next().unwrap_or_default();
        Ok(tag.depth == 0 || name == "headerFooter")
    })?;
    if kept.child(0, "headerFooter").is_some_and(|it| has_braces(&kept.text_of(it))) {
        found("fill-place-margin");
    }
    for drawing in package.relations(&entry.part)? {
        let Some(part) = drawing.part.filter(|it| package.has(it)) else { continue };
        if drawing.kind.ends_with("/drawing") {
            if has_braces(&text_of(package, &part)?) {
                found("fill-place-shape");
            }
            for chart in package.relations(&part)? {
                let is_chart = chart.kind.ends_with("/chart") || chart.kind.ends_with("/chartEx");
                let Some(part) = chart.part.filter(|it| is_chart && package.has(it)) else {
                    continue;
                };
                if has_braces(&text_of(package, &part)?) {
                    found("fill-place-chart");
                }
            }
        }
    }
    Ok(())
}

fn text_of(package: &mut PatchedPackage, part: &str) -> Result<String, Refusal> {
    let text = package.text(part)?;
    Ok(Outline::new(&text)?.text_of(0))
}

/// The parts that say from which cells pivot tables are made.
pub(super) fn pivots(package: &mut PatchedPackage) -> Result<Vec<String>, Refusal> {
    let mut found = package.ending_in(".xml");
    let mut kinds = Vec::with_capacity(found.len());
    for part in &found {
        let kind = package.type_of(part)?;
        kinds.push(kind.is_some_and(|it| it.contains("pivotCacheDefinition")));
    }
    let mut kinds = kinds.into_iter();
    found.retain(|_| kinds.next().unwrap_or_default());
    Ok(found)
}

fn is_1904(package: &mut PatchedPackage, book: &Workbook) -> Result<bool, Refusal> {
    let text = package.text(&book.part)?;
    let outline = Outline::new(&text)?;
    let value = outline.child(0, "workbookPr").and_then(|it| outline.attr(it, "date1904"));
    Ok(value.is_some_and(|it| matches!(&*it, "1" | "true")))
}
