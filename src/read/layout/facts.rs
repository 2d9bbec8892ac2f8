//! Sheet 1: a list of facts, each a label and a value beside it.

use std::collections::BTreeMap;

use super::header::Top;
use super::headings::fold_heading;
use super::labels::{Labels, fold_label};
use super::renamed::{self, Gone, Stranger};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::read::fold::{fold, tidy};
use crate::read::grid::{Cell, Raw, Row, Sheet};
use crate::read::near::nearest;
use crate::read::values::stored;
use crate::regime::form::{InfoField, InfoRow, InfoSheet, Kind};

pub(crate) static FACT_MISSING: Code = code("R140", "row-missing", Severity::Error);
pub(crate) static EXPECTED_FACT_MISSING: Code =
    code("R141", "expected-row-missing", Severity::Warning);
pub(crate) static OPTIONAL_FACT_MISSING: Code =
    code("R142", "optional-row-missing", Severity::Notice);
pub(crate) static FACT_TWICE: Code = code("R143", "row-twice", Severity::Error);
pub(crate) static UNKNOWN_FACT: Code = code("R144", "unknown-row", Severity::Notice);
pub(crate) static LABEL_CHANGED: Code = code("R304", "row-renamed", Severity::Error);
pub(crate) static FACT_ASIDE: Code = code("R296", "fact-beside-its-cell", Severity::Error);
pub(crate) static NOTE_ASIDE: Code = code("R297", "note-beside-a-fact", Severity::Notice);
pub(crate) static LABEL_MISSPELT: Code = code("R146", "label-misspelt", Severity::Notice);

/// How many rows below those in which headings are searched may have facts.
const ROWS_BELOW: usize = 40;

/// No heading of the list is longer; folding long texts is in vain.
const HEADING_BYTES: usize = 300;

/// Where a fact is.
#[derive(Clone, Debug)]
pub(crate) enum Fact<'a> {
    /// The sheet has no such row.
    Missing,
    /// Several rows give it a value, or it stands where none is looked for, or perhaps in a row
    /// with another label; a finding says so.
    Twice,
    /// Its row is there; the cell where a value is or would be.
    At(CellRef, Option<&'a Cell>),
}

/// The columns of the list.
struct Columns {
    label: u32,
    value: Option<u32>,
    how: Option<u32>,
    /// Rows up to this one are headings.
    bottom: Option<u32>,
}

/// How many facts a sheet has, to recognise one that was renamed.
pub(crate) fn count(labels: &Labels, top: &Top<'_, '_>) -> usize {
    // Folded once for all that is looked for; only a number before a label is not taken off.
    let is_numbered = |it: &str| it.trim_start().starts_with(|it: char| it.is_ascii_digit());
    let place = |(text, folded): (&str, &str)| {
        if is_numbered(text) {
            return labels.names.get(&fold_label(text)).copied();
        }
        labels.names.get(folded).copied()
    };
    let below = top.rows_below().take(ROWS_BELOW).flat_map(|it| &it.cells);
    let below = below.filter_map(|it| labels.names.get(&fold_label(it.text()?)).copied());
    let mut found: Vec<usize> = top.texts().filter_map(place).chain(below).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// Finds each fact of the profile's list, in its order.
pub(crate) fn find<'a>(
    sheet: &'a Sheet,
    info: &InfoSheet,
    labels: &Labels,
    findings: &mut Vec<Finding>,
) -> Vec<Fact<'a>> {
    let names = &labels.names;
    let columns = columns(sheet, labels);
    let mut rows: Vec<Vec<(&Row, u32)>> = vec![Vec::new(); info.row.len()];
    let mut strangers = Vec::new();
    for row in &sheet.rows {
        if columns.bottom.is_some_and(|it| row.index <= it) {
            continue;
        }
        let labelled = row
            .cells
            .iter()
            .filter(|it| it.col == columns.label)
            .find_map(|cell| Some((cell, fold_label(cell.text()?))));
        let Some((cell, folded)) = labelled else { continue };
        match names.get(&folded) {
            Some(fact) => rows[*fact].push((row, cell.col)),
            None => strangers.push((row, cell, folded)),
        }
    }
    let mut unknown = Vec::new();
    for (row, cell, folded) in strangers {
        let open = names.iter().filter(|(_, fact)| rows[**fact].is_empty());
        let near = nearest(&folded, 3, open.map(|(name, fact)| (name.as_str(), *fact)));
        let place = CellRef::new(&sheet.name, row.index, cell.col);
        let text = cell.text().map(tidy).unwrap_or_default();
        if let Some(fact) = near {
            findings.push(
                Finding::at(&LABEL_MISSPELT, &place)
                    .stored(format!("\"{text}\""))
                    .arg("heading", info.row[fact].label.clone()),
            );
            rows[fact].push((row, cell.col));
        } else if value_of(&columns, row, cell.col, "").is_some() {
            unknown.push((place, text));
        }
    }
    let renamed = report_unknown(info, &columns, &rows, &unknown, findings);
    let mut facts = Vec::with_capacity(info.row.len());
    let wanted = info.row.iter().zip(&labels.hints).zip(&rows);
    for (place, ((wanted, hint), rows)) in wanted.enumerate() {
        if renamed.contains(&place) {
            facts.push(Fact::Twice);
        } else {
            facts.push(fact(sheet, &columns, (wanted, hint), rows, findings));
        }
    }
    facts
}

/// Says of each row that is not the form's what it seems to be, and gives the facts that
/// perhaps stand in these rows.
fn report_unknown(
    info: &InfoSheet,
    columns: &Columns,
    rows: &[Vec<(&Row, u32)>],
    unknown: &[(CellRef, String)],
    findings: &mut Vec<Finding>,
) -> Vec<usize> {
    let places = |(fact, rows): (usize, &Vec<(&Row, u32)>)| {
        rows.iter().map(|it| (it.0.index, fact)).collect::<Vec<_>>()
    };
    let known: BTreeMap<u32, usize> = rows.iter().enumerate().flat_map(places).collect();
    let gone = info.row.iter().zip(rows).enumerate().filter(|(_, it)| it.1.is_empty());
    let gone = gone.map(|(place, it)| Gone { place, is_required: it.0.required, is_added: false });
    let form = renamed::Sheet {
        headings: info.row.iter().map(|it| it.label.as_str()).collect(),
        known: &known,
        gone: gone.collect(),
    };
    // Without headings what stands above the first fact may be a title.
    let is_title = |row: u32| columns.bottom.is_none() && known.range(..row).next().is_none();
    let strangers: Vec<Stranger<'_>> = unknown
        .iter()
        .map(|(cell, text)| {
            let is_filled = !is_title(cell.row);
            Stranger { at: cell.row, text: if is_filled { text } else { "" }, is_filled }
        })
        .collect();
    // Whom to call and who typed the form is nothing that is counted or judged.
    let counts =
        |it: &usize| !matches!(info.row[*it].field, InfoField::Phone | InfoField::Preparer);
    let mut renamed = Vec::new();
    let found = renamed::find(&form, &strangers, |_, _| Some(false));
    for ((cell, text), found) in unknown.iter().zip(found) {
        if let Some(fact) = found.filter(counts) {
            let finding = Finding::at(&LABEL_CHANGED, cell).stored(format!("\"{text}\""));
            findings.push(finding.arg("wanted", info.row[fact].label.clone()));
            renamed.push(fact);
        } else {
            findings.push(Finding::at(&UNKNOWN_FACT, cell).arg("heading", text.clone()));
        }
    }
    renamed
}

fn fact<'a>(
    sheet: &'a Sheet,
    columns: &Columns,
    (wanted, hint): (&InfoRow, &str),
    rows: &[(&'a Row, u32)],
    findings: &mut Vec<Finding>,
) -> Fact<'a> {
    let place = |row: &Row, col: u32| CellRef::new(&sheet.name, row.index, col);
    let mut filled = rows
        .iter()
        .filter_map(|(row, label)| Some((*row, *label, value_of(columns, row, *label, hint)?)));
    // "Người lập biểu" is a fact and stands above a signature as well: a second
    // row without a value says nothing.
    match (filled.next(), filled.next()) {
        (Some((first, _, _)), Some((second, label, _))) => {
            findings.push(
                Finding::at(&FACT_TWICE, &place(second, label))
                    .arg("heading", wanted.label.clone())
                    .arg("first", place(first, label).a1()),
            );
            Fact::Twice
        }
        (Some((row, _, cell)), None) => {
            if let Some(note) = aside(columns, row, hint) {
                let finding = Finding::at(&NOTE_ASIDE, &place(row, note.col));
                findings.push(finding.stored(stored(note)).arg("heading", wanted.label.clone()));
            }
            Fact::At(place(row, cell.col), Some(cell))
        }
        (None, _) => {
            let beside = rows.iter().find_map(|(row, _)| Some((row, aside(columns, row, hint)?)));
            if let Some((row, note)) = beside {
                // A date that stands elsewhere may decide whether the branch is rated.
                let is_date = wanted.kind == Kind::Date && is_bare_value(note);
                let is_due = wanted.required || wanted.expected || is_date;
                let code = if is_due { &FACT_ASIDE } else { &NOTE_ASIDE };
                let finding = Finding::at(code, &place(row, note.col));
                let cell = place(row, columns.value.unwrap_or_default());
                findings.push(
                    finding
                        .stored(stored(note))
                        .arg("heading", wanted.label.clone())
                        .arg("cell", cell.a1()),
                );
                if is_due {
                    return Fact::Twice;
                }
            }
            if let Some((row, label)) = rows.first() {
                let col = columns.value.unwrap_or(label.saturating_add(1));
                return Fact::At(place(row, col), None);
            }
            let code = match (wanted.required, wanted.expected) {
                (true, _) => &FACT_MISSING,
                (false, true) => &EXPECTED_FACT_MISSING,
                (false, false) => &OPTIONAL_FACT_MISSING,
            };
            let finding = Finding::new(code).sheet(&sheet.name);
            findings.push(finding.arg("heading", wanted.label.clone()));
            Fact::Missing
        }
    }
}

/// The value of a row: in the column for values, else the first to the right of
/// the label that is not the hint how to fill it.
fn value_of<'a>(columns: &Columns, row: &'a Row, label: u32, hint: &str) -> Option<&'a Cell> {
    if let Some(cell) = columns.value.and_then(|it| row.get(it)) {
        return Some(cell);
    }
    let end = columns.how.filter(|it| *it > label).unwrap_or(u32::MAX);
    row.cells.iter().find(|it| {
        let is_hint = || it.text().is_some_and(|it| !hint.is_empty() && fold(it) == hint);
        it.col > label && it.col < end && !is_hint()
    })
}

/// What stands in the row right of all that the sheet has columns for, where its headings say
/// which these are.
fn aside<'a>(columns: &Columns, row: &'a Row, hint: &str) -> Option<&'a Cell> {
    let value = columns.value?;
    let last = columns.how.map_or(value, |it| it.max(value));
    row.cells.iter().find(|it| {
        let is_hint = it.text().is_some_and(|it| !hint.is_empty() && fold(it) == hint);
        let is_over_hint = Some(it.col) == columns.how && is_bare_value(it);
        (it.col > last || is_over_hint) && !is_hint
    })
}

/// Whether a cell has a number or a date and no words, as no hint has.
fn is_bare_value(cell: &Cell) -> bool {
    match &cell.raw {
        Raw::Number(_) => true,
        Raw::Text(text) => {
            let text = text.trim();
            let is_part = |it: char| it.is_ascii_digit() || matches!(it, '/' | '.' | '-' | ' ');
            text.len() <= 12
                && text.contains(|it: char| it.is_ascii_digit())
                && text.chars().all(is_part)
        }
        _ => false,
    }
}

/// Finds the columns: by their headings, else where most labels are.
fn columns(sheet: &Sheet, labels: &Labels) -> Columns {
    let names = &labels.names;
    for row in &sheet.rows {
        let folded: Vec<(u32, String)> = row
            .cells
            .iter()
            .filter_map(|it| Some((it.col, it.text().filter(|it| it.len() <= HEADING_BYTES)?)))
            .map(|(col, text)| (col, fold_heading(text)))
            .collect();
        let [label, value, how] = labels
            .headings
            .each_ref()
            .map(|it| folded.iter().find(|own| own.1 == *it).map(|it| it.0));
        if let (Some(label), Some(value)) = (label, value) {
            return Columns { label, value: Some(value), how, bottom: Some(row.index) };
        }
    }
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for cell in sheet.rows.iter().flat_map(|it| &it.cells) {
        if cell.text().is_some_and(|it| names.contains_key(&fold_label(it))) {
            *counts.entry(cell.col).or_default() += 1;
        }
    }
    let label = counts.iter().max_by_key(|(col, count)| (**count, std::cmp::Reverse(**col)));
    Columns { label: label.map_or(0, |it| *it.0), value: None, how: None, bottom: None }
}
