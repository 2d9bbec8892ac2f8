//! Columns beside those of the form.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Table, split};
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{CellRef, column_name};
use crate::read::fold::fold_words;
use crate::read::layout::columns::{COLUMN_MISSING, Columns, OPTIONAL_COLUMN_MISSING, Place};
use crate::read::layout::headings::{Headings, fold_heading};
use crate::read::layout::renamed::{self, Gone, Stranger};
use crate::regime::form::Kind;
use crate::workbook::grid::{Row, Sheet};
use crate::workbook::region::Region;

pub(crate) static UNKNOWN_COLUMN: Code = code("R112", "unknown-column", Severity::Notice);
pub(crate) static PERHAPS_RENAMED: Code = code("R283", "column-perhaps-renamed", Severity::Warning);
pub(crate) static RENAMED: Code = code("R302", "column-renamed", Severity::Error);
pub(crate) static HEADING_GONE: Code = code("R303", "column-without-heading", Severity::Error);
pub(crate) static HEADING_WIDE: Code =
    code("R118", "heading-over-several-columns", Severity::Error);

/// Columns that are not the form's but have something in them.
pub(super) struct Strangers {
    headings: BTreeMap<u32, (u32, String)>,
    /// What the optional columns are called that the table has not.
    missing: Vec<String>,
    /// All that the table has not.
    gone: Vec<Gone>,
    used: BTreeMap<u32, usize>,
    /// Which columns these are: asked of every cell.
    is_used: Vec<bool>,
    /// The last row of headings.
    bottom: u32,
    seen: BTreeMap<u32, u32>,
}

impl Strangers {
    pub(super) fn new(columns: &Columns, all: &Headings) -> Self {
        let headings =
            columns.unknown.iter().map(|(col, row, text)| (*col, (*row, text.clone()))).collect();
        let (used, bottom) = (columns.used.clone(), columns.bottom);
        let missing = all.wanted.iter().zip(&columns.places).enumerate();
        let missing = missing.filter(|(_, it)| *it.1 == Place::Missing);
        let gone = missing.clone().map(|(place, it)| Gone {
            place,
            is_required: it.0.required,
            is_added: it.0.added,
        });
        let gone = gone.collect();
        let missing = missing.filter(|(_, it)| !it.0.required);
        let missing = missing.map(|(_, it)| it.0.label.clone()).collect();
        let mut is_used = vec![false; used.last_key_value().map_or(0, |it| *it.0 as usize + 1)];
        for col in used.keys() {
            is_used[*col as usize] = true;
        }
        Self { headings, missing, gone, used, is_used, bottom, seen: BTreeMap::new() }
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
            if !self.is_used.get(cell.col as usize).is_some_and(|it| *it) {
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

    /// What each column that is not the form's seems to be of what the table has not.
    fn renamed(&self, table: &Table<'_>) -> BTreeMap<u32, usize> {
        let sheet = table.sheet;
        let mut strangers: BTreeMap<u32, Stranger<'_>> = BTreeMap::new();
        for (col, (_, text)) in &self.headings {
            strangers.insert(*col, Stranger { at: *col, text, is_filled: false });
        }
        for col in self.seen.keys().filter(|it| self.heading_over(sheet, **it).is_none()) {
            let text = self.headings.get(col).map_or("", |it| it.1.as_str());
            strangers.insert(*col, Stranger { at: *col, text, is_filled: true });
        }
        let strangers: Vec<Stranger<'_>> = strangers.into_values().collect();
        let form = renamed::Sheet {
            headings: table.headings.wanted.iter().map(|it| it.heading.as_str()).collect(),
            known: &self.used,
            gone: self.gone.clone(),
        };
        let fits = |at: usize, wanted: usize| {
            let stranger = strangers.get(at)?;
            // One of four columns to tick is not the rating by itself.
            let is_rating = table.headings.wanted.get(wanted)?.kind == Kind::Rating;
            if is_rating && table.headings.levels.is_level(&fold_heading(stranger.text)) {
                return None;
            }
            let first = self.seen.get(&stranger.at).and_then(|it| sheet.get(*it, stranger.at));
            Some(first.is_some_and(|it| (table.is_evidence)(wanted, it)))
        };
        let found = renamed::find(&form, &strangers, fits);
        let found = strangers.iter().zip(found);
        found.filter_map(|(it, wanted)| Some((it.at, wanted?))).collect()
    }

    /// Asks of a column whether it is one that the table has not, in place of the finding that
    /// the table has not that one.
    fn ask(&self, table: &Table<'_>, col: u32, wanted: usize, findings: &mut Vec<Finding>) {
        let sheet = table.sheet;
        let label = table.headings.wanted.get(wanted).map_or("", |it| it.label.as_str());
        let finding = match self.headings.get(&col) {
            Some((row, text)) => Finding::at(&RENAMED, &CellRef::new(&sheet.name, *row, col))
                .stored(format!("\"{text}\"")),
            None => Finding::at(&HEADING_GONE, &CellRef::new(&sheet.name, self.bottom, col)),
        };
        let finding = finding.arg("column", column_name(col)).arg("wanted", label);
        // Headings that are repeated below have one cause.
        if findings.iter().any(|it| it.code == finding.code && it.cell == finding.cell) {
            return;
        }
        let is_said = |it: &Finding| {
            [COLUMN_MISSING.id, OPTIONAL_COLUMN_MISSING.id].contains(&it.code.id)
                && it.sheet.as_deref() == Some(&*sheet.name)
                && it.args.iter().any(|it| it.0 == "heading" && it.1 == Arg::from(label))
        };
        match findings.iter().rposition(is_said) {
            Some(place) => findings[place] = finding,
            None => findings.push(finding),
        }
    }

    /// The names that go on in a column right of them.
    fn split(&self, table: &Table<'_>, rows: &[(Rc<Columns>, &Row)], col: u32) -> Vec<Finding> {
        let is_beside = col.checked_sub(1).and_then(|it| self.used.get(&it)).copied();
        if is_beside.is_none() || is_beside != table.name {
            return Vec::new();
        }
        let heading = self.headings.get(&col).map(|it| it.1.as_str());
        split::find(table, rows, col, heading)
    }

    /// Says what is amiss with these columns, and gives those of the form that perhaps stand
    /// under other headings.
    /// `rows` are the entries below these headings.
    pub(super) fn report(
        &mut self,
        table: &Table<'_>,
        rows: &[(Rc<Columns>, &Row)],
        findings: &mut Vec<Finding>,
    ) -> Vec<usize> {
        let sheet = table.sheet;
        let mut renamed = self.renamed(table);
        // By these nothing is counted or judged: no form goes back for them.
        renamed.retain(|_, it| ![table.number, table.note].contains(&Some(*it)));
        for (col, wanted) in &renamed {
            self.ask(table, *col, *wanted, findings);
        }
        for (col, first) in std::mem::take(&mut self.seen) {
            if renamed.contains_key(&col) {
                continue;
            }
            if let Some(wanted) = self.heading_over(sheet, col) {
                let heading = table.headings.wanted.get(wanted).map_or("", |it| it.label.as_str());
                findings.push(
                    Finding::at(&HEADING_WIDE, &CellRef::new(&sheet.name, first, col))
                        .arg("heading", heading)
                        .arg("column", column_name(col)),
                );
                continue;
            }
            let split = self.split(table, rows, col);
            if !split.is_empty() {
                findings.extend(split);
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
        renamed.into_values().collect()
    }
}
