//! Where on the sheets the form's places are: which sheet, which columns,
//! which rows. Everything goes by words, nothing by position.

pub(super) mod columns;
pub(super) mod end_marks;
pub(super) mod facts;
pub(super) mod found;
pub(super) mod header;
pub(super) mod headings;
pub(super) mod labels;
mod levels;
mod renamed;
pub(super) mod rows;
pub(super) mod sheets;
mod ticks;
mod totals;

use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, column_name};
use crate::workbook::grid::{Row, Sheet};
use crate::workbook::region::Region;

pub(super) static ROWS_HIDDEN: Code = code("R120", "rows-hidden", Severity::Notice);
pub(super) static COLUMNS_HIDDEN: Code = code("R121", "columns-hidden", Severity::Notice);
pub(super) static SHEET_HIDDEN: Code = code("R122", "sheet-hidden", Severity::Notice);
pub(super) static CELL_TWICE: Code = code("R123", "cell-twice", Severity::Error);
pub(super) static MERGED_ROWS: Code = code("R124", "merged-rows", Severity::Warning);

/// What a reader of the sheet on the screen does not see, or sees otherwise
/// than the program does. `rows` are those with values, `headings` those among them
/// that repeat the headings, whose merged cells are as they should be.
pub(super) fn report_unseen(
    sheet: &Sheet,
    rows: std::ops::RangeInclusive<u32>,
    headings: &[std::ops::RangeInclusive<u32>],
    is_used: impl Fn(u32) -> bool,
    findings: &mut Vec<Finding>,
) {
    if sheet.hidden {
        findings.push(Finding::new(&SHEET_HIDDEN).sheet(&sheet.name));
    }
    let has_cells = |row: &&u32| rows.contains(*row) && sheet.row(**row).is_some();
    let mut hidden = sheet.hidden_rows.iter().filter(has_cells);
    if let Some(first) = hidden.next() {
        let count = hidden.count() + 1;
        findings.push(
            Finding::new(&ROWS_HIDDEN)
                .sheet(&sheet.name)
                .arg("count", count)
                .arg("first", u64::from(*first) + 1),
        );
    }
    let last = sheet.rows.iter().filter_map(|it| it.cells.last()).map(|it| it.col).max();
    let is_hidden = |col: &u32| sheet.hidden_cols.iter().any(|it| it.contains(col));
    let hidden: Vec<String> = (0..=last.unwrap_or(0))
        .filter(|col| is_used(*col) && is_hidden(col))
        .map(column_name)
        .collect();
    if !hidden.is_empty() {
        let columns = hidden.join(", ");
        findings.push(Finding::new(&COLUMNS_HIDDEN).sheet(&sheet.name).arg("columns", columns));
    }
    for &(row, col) in &sheet.twice {
        findings.push(Finding::at(&CELL_TWICE, &CellRef::new(&sheet.name, row, col)));
    }
    // Regions may lie over one another, each over all rows: none is gone through row by row.
    let has_used = |it: &&Row| it.cells.iter().any(|it| is_used(it.col));
    let used: Vec<u32> = sheet.rows.iter().filter(has_used).map(|it| it.index).collect();
    for region in sheet.merges_from(rows.clone()) {
        // Only the first cell of a merged region has a value: the rows below it have none.
        let is_tall = region.bottom > region.top;
        // A member who takes two rows, the lower of them blank throughout, is plain.
        let below = used.partition_point(|it| *it <= region.top);
        let is_shared = used.get(below).is_some_and(|it| *it <= region.bottom);
        let heading = headings.partition_point(|it| *it.end() < region.top);
        if is_tall
            && is_shared
            && !headings.get(heading).is_some_and(|it| it.contains(&region.top))
            && is_used(region.left)
            && has_value(sheet, region)
        {
            let cell = CellRef::new(&sheet.name, region.top, region.left);
            let last = CellRef::new(&sheet.name, region.bottom, region.right).a1();
            let finding = Finding::at(&MERGED_ROWS, &cell);
            findings.push(finding.arg("region", format!("{}:{last}", cell.a1())));
        }
    }
}

fn has_value(sheet: &Sheet, region: &Region) -> bool {
    sheet.get(region.top, region.left).is_some()
}
