//! What a workbook says besides its lists: limits, groups, what was written by hand, its level.

use super::super::Reader;
use super::super::list::{Header, List, rows_to_sum};
use super::NO_NUMBER;
use super::UNREAD;
use super::own_sheets;
use crate::finding::Finding;
use crate::model::CellRef;
use crate::model::SentLimit;
use crate::model::text::fold;
use crate::read::grid::Book;
use crate::read::grid::Cell;
use crate::read::grid::Row;
use crate::read::grid::Sheet;
use crate::read::values::counts;
use crate::regime::consolidated::GroupSource;
use crate::regime::consolidated::PersonSource;
use crate::regime::consolidated::ReviewColumn;
use crate::regime::consolidated::ReviewRow;
use crate::regime::consolidated::Words;
use std::collections::BTreeMap;

/// No party has as many members.
const LIMIT_MAX: u32 = 100_000_000;

impl Reader<'_> {
    /// The limits of quotas as the workbook says them.
    pub(super) fn limits(&mut self, book: &Book) -> Vec<SentLimit> {
        let profile = &self.regime.consolidated;
        let mut limits = Vec::new();
        if let Some(groups) = &profile.groups {
            let wanted = [GroupSource::Group, GroupSource::Limit, GroupSource::Note];
            let outside = fold(&groups.outside);
            let list = List::find(book, &groups.sheet, &groups.column, &wanted);
            for (sheet, header, row, name) in groups_of(list.as_ref(), &profile.words) {
                let Some(col) = header.column(GroupSource::Limit) else { continue };
                let note = header.column(GroupSource::Note).and_then(|it| row.get(it)?.text());
                // For heads whom a setting leaves out no quota holds.
                if row.get(col).is_none()
                    && note.is_some_and(|it| !outside.is_empty() && fold(it) == outside)
                {
                    continue;
                }
                limits.extend(self.limit((sheet, row, col), Some(name.to_owned())));
            }
            return limits;
        }
        let above = profile.above.as_ref().map_or("", |it| &it.limit);
        let labels = [profile.totals.quota.limit.as_str(), above]
            .map(|it| fold(it.split('{').next().unwrap_or_default()));
        let is_one = |text: &str| {
            let text = fold(text);
            labels.iter().any(|it| !it.is_empty() && text.starts_with(it.as_str()))
        };
        let mut is_said = false;
        for sheet in own_sheets(book, &profile.totals.sheet) {
            for row in &sheet.rows {
                let mut cells = row.cells.iter();
                if cells.next().and_then(Cell::text).is_some_and(is_one) {
                    // The number stands right beside it.
                    let col = cells.next().map_or(0, |it| it.col);
                    limits.extend(self.limit((sheet, row, col), None));
                    is_said = true;
                }
            }
        }
        if !is_said {
            let finding = Finding::new(&NO_NUMBER).sheet(&profile.totals.sheet.name);
            self.findings.push(finding.stored("–"));
        }
        limits
    }

    fn limit(
        &mut self,
        (sheet, row, col): (&Sheet, &Row, u32),
        group: Option<String>,
    ) -> Option<SentLimit> {
        let at = CellRef::new(&sheet.name, row.index, col);
        let cell = row.get(col);
        // A cell that was made text before the number was typed.
        let typed = || super::super::numbers::typed(cell?.text()?);
        let number = cell.and_then(Cell::plain_number).or_else(typed);
        let number = number.and_then(|it| crate::read::values::whole(it, LIMIT_MAX));
        if number.is_none() {
            let stored = cell.map_or_else(|| "–".to_owned(), crate::read::values::stored);
            self.findings.push(Finding::at(&NO_NUMBER, &at).stored(stored));
        }
        Some(SentLimit { group, limit: number?, at })
    }

    /// Whether it says below its titles that it puts workbooks of several communes together.
    pub(super) fn is_above(&self, book: &Book) -> bool {
        let profile = &self.regime.consolidated;
        let Some(words) = &profile.above else { return false };
        let wanted = [PersonSource::Name];
        let list = List::find(book, &profile.members.sheet, &profile.members.column, &wanted);
        let starts = super::super::above_starts(words);
        list.is_some_and(|it| {
            it.head_texts().map(fold).any(|it| starts.iter().any(|own| it.starts_with(own)))
        })
    }

    /// What stands in the rows that were left for the hand.
    pub(super) fn by_hand(&mut self, book: &Book) -> BTreeMap<String, [Option<u32>; 2]> {
        let profile = &self.regime.consolidated.reviews;
        let wanted = [ReviewColumn::Label, ReviewColumn::Collectives, ReviewColumn::Members];
        let mut all = BTreeMap::new();
        for sheet in own_sheets(book, &profile.sheet) {
            let Some(header) = Header::find(sheet, &profile.column, &wanted) else { continue };
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                let Some(label) = row.get(header.name).and_then(Cell::text).map(fold) else {
                    continue;
                };
                let is_it = |it: &&ReviewRow| fold(&it.label) == label;
                let Some(line) = profile.rows_for_the_hand().find(is_it) else { continue };
                let mut number = |source| {
                    let cell = header.column(source).and_then(|it| row.get(it))?;
                    let read = counts::read(cell);
                    if read.is_err() {
                        let at = CellRef::new(&sheet.name, row.index, cell.col);
                        let finding =
                            Finding::at(&UNREAD, &at).stored(crate::read::values::stored(cell));
                        self.findings.push(finding.arg("heading", header.heading(source)));
                    }
                    read.ok().map(|it| it.0)
                };
                let numbers = [number(ReviewColumn::Collectives), number(ReviewColumn::Members)];
                all.entry(line.label.clone()).or_insert(numbers);
            }
        }
        all
    }

    /// The groups of members: as a narrow column calls them, folded, and in full.
    pub(super) fn group_names(&self, book: &Book) -> Vec<(String, String)> {
        let profile = &self.regime.consolidated;
        let Some(groups) = &profile.groups else { return Vec::new() };
        let wanted = [GroupSource::Group, GroupSource::Limit];
        let list = List::find(book, &groups.sheet, &groups.column, &wanted);
        let names: Vec<&str> =
            groups_of(list.as_ref(), &profile.words).into_iter().map(|it| it.3).collect();
        let codes = crate::tables::codes(&names, &profile.members.short.group);
        codes.iter().zip(&names).map(|(code, name)| (fold(code), (*name).to_owned())).collect()
    }
}

/// The rows of the table of groups as far as the sum, each with its sheet, its headings and the group's name.
fn groups_of<'a, 'b>(
    list: Option<&'b List<'a, GroupSource>>,
    words: &Words,
) -> Vec<(&'a Sheet, &'b Header<GroupSource>, &'a Row, &'a str)> {
    let mut all = Vec::new();
    for (sheet, header) in list.iter().flat_map(|it| &it.sheets) {
        let sheet: &'a Sheet = sheet;
        for row in rows_to_sum(sheet, header, words) {
            let Some(name) = row.get(header.name).and_then(Cell::text) else { continue };
            all.push((sheet, header, row, name.trim()));
        }
    }
    all
}
