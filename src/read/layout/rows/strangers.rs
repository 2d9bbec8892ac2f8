//! Columns beside those of the form.

use std::collections::BTreeMap;

use super::Table;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, column_name};
use crate::read::fold::fold_words;
use crate::read::layout::columns::{Columns, Place};
use crate::read::layout::headings::Headings;
use crate::workbook::grid::{Row, Sheet};
use crate::workbook::region::Region;

pub(crate) static UNKNOWN_COLUMN: Code = code("R112", "unknown-column", Severity::Notice);
pub(crate) static PERHAPS_RENAMED: Code = code("R283", "column-perhaps-renamed", Severity::Warning);
pub(crate) static HEADING_WIDE: Code =
    code("R118", "heading-over-several-columns", Severity::Error);

/// Columns that are not the form's but have something in them.
pub(super) struct Strangers {
    headings: BTreeMap<u32, (u32, String)>,
    /// What the optional columns are called that the table has not.
    missing: Vec<String>,
    used: BTreeMap<u32, usize>,
    /// The last row of headings.
    bottom: u32,
    seen: BTreeMap<u32, u32>,
}

impl Strangers {
    pub(super) fn new(columns: &Columns, all: &Headings) -> Self {
        let headings =
            columns.unknown.iter().map(|(col, row, text)| (*col, (*row, text.clone()))).collect();
        let (used, bottom) = (columns.used.clone(), columns.bottom);
        let missing = all.wanted.iter().zip(&columns.places);
        let missing = missing.filter(|it| *it.1 == Place::Missing && !it.0.required);
        let missing = missing.map(|it| it.0.label.clone()).collect();
        Self { headings, missing, used, bottom, seen: BTreeMap::new() }
    }

    /// A column of the form that the table has not and that begins with the same words.
    fn missing_like(&self, heading: &str) -> Option<String> {
        /// So many words that are the same are no accident.
        const WORDS: usize = 2;
        let begins = |text: &str| {
            let words: Vec<String> = fold_words(text).into_iter().take(WORDS).collect();
            (words.len() == WORDS).then_some(words)
        };
        let own = begins(heading)?;
        let bare = |label: &str| label.rsplit(" / ").next().and_then(begins);
        self.missing.iter().find(|it| bare(it).as_ref() == Some(&own)).cloned()
    }

    pub(super) fn see(&mut self, row: &Row) {
        for cell in &row.cells {
            if !self.used.contains_key(&cell.col) {
                self.seen.entry(cell.col).or_insert(row.index);
            }
        }
    }

    /// The column whose heading is merged over this one too, as when a name takes two
    /// columns: what stands here belongs to it.
    fn heading_over(&self, sheet: &Sheet, col: u32) -> Option<usize> {
        if self.headings.contains_key(&col) {
            return None;
        }
        let is_over = |it: &&Region| {
            let has_below = |row: u32| sheet.get(row, it.left).is_some();
            it.left < col
                && it.right >= col
                && sheet.get(it.top, it.left).is_some()
                && !(it.bottom + 1..=self.bottom).any(has_below)
        };
        // Titles are above the headings, and no column's: the lowest counts.
        let region = sheet.merges_from(0..=self.bottom).iter().rfind(is_over)?;
        self.used.get(&region.left).copied()
    }

    pub(super) fn report(&mut self, table: &Table<'_>, findings: &mut Vec<Finding>) {
        let sheet = table.sheet;
        for (col, first) in std::mem::take(&mut self.seen) {
            if let Some(wanted) = self.heading_over(sheet, col) {
                let heading = table.headings.wanted.get(wanted).map_or("", |it| it.label.as_str());
                findings.push(
                    Finding::at(&HEADING_WIDE, &CellRef::new(&sheet.name, first, col))
                        .arg("heading", heading)
                        .arg("column", column_name(col)),
                );
                continue;
            }
            let (row, heading) = match self.headings.get(&col) {
                Some((row, text)) => (*row, text.clone()),
                None => (first, column_name(col)),
            };
            let cell = CellRef::new(&sheet.name, row, col);
            let perhaps = self.missing_like(&heading);
            let code = if perhaps.is_some() { &PERHAPS_RENAMED } else { &UNKNOWN_COLUMN };
            let finding = Finding::at(code, &cell).arg("heading", heading);
            findings.push(match perhaps {
                Some(wanted) => finding.arg("wanted", wanted),
                None => finding,
            });
        }
    }
}
