//! Cells of a row that were merged across several columns: Excel keeps one value, in the leftmost,
//! whichever of the columns it was meant for.

use super::reader::Reader;
use super::spots::Eligible;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::read::layout::columns::{Columns, Place};
use crate::read::layout::rows::Table;
use crate::read::values;
use crate::regime::form::Kind;
use crate::workbook::grid::{Cell, Row};
use crate::workbook::region::Region;

pub(crate) static MERGED_COLUMNS: Code = code("R321", "merged-columns", Severity::Error);
pub(crate) static MERGED_TEXTS: Code = code("R322", "merged-texts", Severity::Warning);

/// Tells of the cells of a row that were merged across columns of the form; gives the columns
/// that have no value therefore: one was typed for all of them.
pub(super) fn unclear(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    columns: &Columns,
    row: &Row,
    member: &str,
    eligibility: Option<Eligible<'_>>,
) -> Vec<u32> {
    let mut unclear = Vec::new();
    // Most forms have merged cells above their rows and below them only.
    for region in table.sheet.merges_from(row.index..=row.index) {
        let Some(cell) = row.get(region.left).filter(|it| region.right > region.left && says(it))
        else {
            continue;
        };
        let covered: Vec<(u32, usize)> =
            columns.used.range(region.left..=region.right).map(|it| (*it.0, *it.1)).collect();
        let is_other = |it: &(u32, usize)| {
            // Without a name or a number of its own the row is asked about anyway; a rating in
            // four columns knows of merged cells itself.
            [table.name, table.number].contains(&Some(it.1))
                || !matches!(columns.places.get(it.1), Some(Place::At(_)))
        };
        let is_strange = !columns.used.contains_key(&region.left);
        let (Some(first), Some(last)) = (covered.first(), covered.last()) else { continue };
        if covered.iter().any(is_other) || (covered.len() < 2 && !is_strange) {
            continue;
        }
        let wanted = |it: &(u32, usize)| table.headings.wanted.get(it.1);
        let is_review = |it| wanted(it).is_some_and(|it| it.of_review);
        // Over what somebody who is not rated leaves blank: the first cell tells why.
        if !is_strange && covered.iter().all(is_review) && reader.is_said_unrated(eligibility, cell)
        {
            continue;
        }
        // Texts are what somebody reads: the first column is as good a place as any.
        let is_text = |it: &(u32, usize)| {
            wanted(it).is_some_and(|it| it.kind == Kind::Text && it.may_be_empty)
        };
        let are_texts = !is_strange && covered.iter().all(is_text);
        let label = |it| wanted(it).map_or("", |it| it.label.as_str());
        let at = CellRef::new(&table.sheet.name, row.index, region.left);
        let code = if are_texts { &MERGED_TEXTS } else { &MERGED_COLUMNS };
        reader.findings.push(
            Finding::at(code, &at)
                .member(member)
                .stored(values::stored(cell))
                .arg("region", named(table, region))
                .arg("first", label(first))
                .arg("last", label(last)),
        );
        if !are_texts {
            unclear.extend(covered.iter().map(|it| it.0));
        }
    }
    unclear
}

/// Whether a cell says anything: a dash or a line of dots over all columns leaves each blank.
fn says(cell: &Cell) -> bool {
    cell.text().is_none_or(|it| it.contains(char::is_alphanumeric))
}

fn named(table: &Table<'_>, region: &Region) -> String {
    let cell = |row, col| CellRef::new(&table.sheet.name, row, col).a1();
    format!("{}:{}", cell(region.top, region.left), cell(region.bottom, region.right))
}
