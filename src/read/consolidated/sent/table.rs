//! The table of branches, with the đảng bộ that they stand under.

use super::super::Reader;
use super::super::list::{self, List};
use super::super::numbered;
use super::BRANCH_TWICE;
use super::BRANCH_UNKNOWN;
use super::NOT_MISSING;
use super::Sending;
use super::TableLine;
use crate::finding::Finding;
use crate::model::BranchStatus;
use crate::model::ByName;
use crate::model::CellRef;
use crate::model::SentUnit;
use crate::model::YearBook;
use crate::model::text::fold;
use crate::read::grid::Book;
use crate::read::grid::Cell;
use crate::regime::consolidated::BranchSource;

impl Reader<'_> {
    /// The units of the table of branches, and what it says of each branch that the year has.
    pub(super) fn table(
        &mut self,
        book: &Book,
        year: &YearBook,
    ) -> (Vec<SentUnit>, Vec<Option<TableLine>>) {
        let profile = &self.regime.consolidated.branches;
        let wanted = [BranchSource::Branch, BranchSource::Number, BranchSource::Note];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        let mut units: Vec<SentUnit> = Vec::new();
        let places = ByName::of(year.branches.iter().map(|it| it.name.as_str()));
        let mut lines: Vec<Option<TableLine>> = year.branches.iter().map(|_| None).collect();
        let words = &self.regime.consolidated.words;
        let sections = self.regime.consolidated.units.as_ref();
        let mut unit = None;
        for (sheet, header) in list.iter().flat_map(|it| &it.sheets) {
            for row in list::rows_to_sum(sheet, header, words) {
                let cell = |source| header.column(source).and_then(|it: u32| row.get(it));
                let shown = |source| cell(source).and_then(Cell::text).map_or("", str::trim);
                let name = shown(BranchSource::Branch);
                if name.is_empty() || row.cells.len() < 2 {
                    continue;
                }
                let number = shown(BranchSource::Number);
                if let Some(words) = sections.filter(|_| {
                    numbered::is_roman(number) && numbered::is_unit_row(name, self.regime)
                }) {
                    let is_direct = counted_name(name, &words.direct).is_some();
                    let named = unit_of(name, &words.row).filter(|_| !is_direct);
                    unit = named.map(|name| {
                        let above = number.rsplit_once('.').map(|it| it.0);
                        let under =
                            above.and_then(|it| units.iter().position(|of| of.number == it));
                        units.push(SentUnit { name, number: number.to_owned(), under });
                        units.len() - 1
                    });
                    continue;
                }
                let name = numbered::branch_name(name, words);
                let note = shown(BranchSource::Note);
                let says = |it: &str| !it.is_empty() && fold(note).contains(&fold(it));
                // Within a remark of somebody the words say nothing of today.
                let begins = |it: &str| !it.is_empty() && is_begun(&fold(note), &fold(it));
                let status = if begins(&words.missing) {
                    BranchStatus::Missing
                } else if begins(&words.returned) {
                    BranchStatus::Returned
                } else {
                    BranchStatus::Accepted
                };
                let col = header.name;
                let at = CellRef::new(&sheet.name, row.index, col);
                let Some(own) = places.get(name).and_then(|it| lines.get_mut(it)) else { continue };
                if own.is_some() {
                    self.findings.push(Finding::at(&BRANCH_TWICE, &at).stored(name));
                }
                let noted = cell(BranchSource::Note)
                    .map(|it| (CellRef::new(&sheet.name, row.index, it.col), note.to_owned()));
                let is_new = says(&words.new_branch);
                *own = Some(TableLine { unit, status, is_new, at, note: noted });
            }
        }
        (units, lines)
    }

    /// Branches of which the table says that nothing came, though the list of all has their people: these would
    /// be lost.
    pub(super) fn with_people(&mut self, sending: &Sending) {
        let list = self.regime.consolidated.members.sheet.name.as_str();
        for (place, line) in sending.table.iter().enumerate() {
            let Some(line) = line.as_ref().filter(|it| it.status != BranchStatus::Accepted) else {
                continue;
            };
            let own = sending.year_book.members.iter().filter(|it| it.branch == place);
            let (members, Some((at, note))) = (own.count(), &line.note) else { continue };
            if members > 0 {
                let name = sending.year_book.branches[place].name.as_str();
                let finding = Finding::at(&NOT_MISSING, at).stored(note.as_str());
                let finding = finding.arg("name", name).arg("members", members);
                self.findings.push(finding.arg("list", list));
            }
        }
    }

    /// Branches of the list of members that the table of branches does not have.
    pub(super) fn known_branches(&mut self, book: &Book, sending: &Sending) {
        let table = &self.regime.consolidated.branches.sheet.name;
        if sending.absent.contains_key(table) {
            return;
        }
        let all = sending.year_book.branches.iter().zip(&sending.table);
        for (branch, _) in all.filter(|it| it.1.is_none()) {
            let first = sending
                .year_book
                .members
                .iter()
                .find(|it| sending.year_book.branch_of(it) == branch.name);
            let finding = Finding::new(&BRANCH_UNKNOWN).stored(branch.name.as_str());
            let finding = match first {
                Some(it) => finding.cell(&it.at),
                None => finding.sheet(book.sheets.first().map_or("", |it| &it.name)),
            };
            self.findings.push(finding.arg("table", table.as_str()));
        }
    }
}

/// Whether a folded text is, or begins with, these words.
fn is_begun(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|it| it.is_empty() || it.starts_with(' '))
}

/// Whether a text is this one with some count in it.
fn counted_name(text: &str, row: &str) -> Option<u32> {
    let (before, after) = row.split_once("{branches}")?;
    text.trim().strip_prefix(before)?.strip_suffix(after)?.trim().parse().ok()
}

/// The name of a unit in the row of its sums.
fn unit_of(text: &str, row: &str) -> Option<String> {
    let (before, rest) = row.split_once("{unit}")?;
    let (between, after) = rest.split_once("{branches}")?;
    let inner = text.trim().strip_prefix(before)?.strip_suffix(after)?;
    let (name, count) = inner.rsplit_once(between)?;
    count.trim().parse::<u32>().ok()?;
    Some(name.trim().to_owned())
}
