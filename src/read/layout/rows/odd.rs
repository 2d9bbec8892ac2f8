//! Rows with values that are nobody's.

use super::Table;
use super::looks::is_nought;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::read::layout::columns::Columns;
use crate::workbook::grid::Row;

pub(crate) static NOBODYS_ROWS: Code = code("R290", "rows-without-a-person", Severity::Error);
pub(crate) static SPARE_ROWS: Code = code("R291", "rows-passed-over", Severity::Notice);

/// Rows that are nobody's, one after another.
#[derive(Default)]
pub(super) struct Odd {
    /// The rows, from 0, and the first column that has something.
    pub(super) rows: Vec<(u32, u32)>,
    /// Whether they may be somebody's all the same.
    may_be: bool,
}

impl Odd {
    pub(super) fn see(&mut self, row: &Row, may_be: bool) {
        let nought = row.cells.iter().find(|it| !is_nought(it)).map_or(0, |it| it.col);
        self.rows.push((row.index, nought));
        self.may_be |= may_be;
    }

    /// Says it of the block as a whole, at its first row.
    pub(super) fn report(
        &mut self,
        table: &Table<'_>,
        columns: &Columns,
        left_out: &mut usize,
        findings: &mut Vec<Finding>,
    ) {
        let (rows, may_be) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.may_be));
        let (Some((first, col)), Some((last, _))) = (rows.first(), rows.last()) else { return };
        let code = if may_be { &NOBODYS_ROWS } else { &SPARE_ROWS };
        let col = columns.col(table.name).filter(|_| may_be).unwrap_or(*col);
        *left_out += if may_be { rows.len() } else { 0 };
        let number = |it: u32| (u64::from(it) + 1).to_string();
        let shown = match rows.len() {
            1 => number(*first),
            _ => format!("{}–{}", number(*first), number(*last)),
        };
        findings.push(
            Finding::at(code, &CellRef::new(&table.sheet.name, *first, col)).arg("rows", shown),
        );
    }
}
