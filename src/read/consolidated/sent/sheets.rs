//! The sheets as a whole: those that are gone or hidden, those of another year, rows below the end of a list.

use std::collections::BTreeMap;

use super::super::Reader;
use super::super::list::{self, Entry, List};
use super::{BELOW, HIDDEN, LONE, OTHER_NAME, OTHER_YEAR, TABLE_MISSING};
use crate::finding::{Arg, Finding};
use crate::model::text::{fold, listed};
use crate::model::{CellRef, YearBook};
use crate::read::grid::{Book, Sheet};
use crate::regime::Regime;
use crate::regime::consolidated::{PersonSource, SheetHead};

/// Sheets without which people are missing: lists, and the table of branches.
const NEEDED: [&str; 4] = ["branches", "excellent", "failing", "unrated"];

/// Titles stand within so many rows that have a cell.
const HEAD_ROWS: usize = 12;

/// So many sheets are named.
const TABLES_MAX: usize = 12;

/// Sheets that are not there to be read, by their names.
pub(super) type Absent = BTreeMap<String, Missed>;

/// Why one is not there, and whether anything of it is missed.
pub(super) struct Missed {
    /// The sheet, where it is there and hidden.
    hidden: Option<String>,
    pub(super) is_missed: bool,
}

/// All sheets of a regime, those of decisions with them.
pub(super) fn heads(regime: &Regime) -> Vec<&SheetHead> {
    let decisions = regime.decisions.as_deref();
    let mut heads: Vec<&SheetHead> = regime.consolidated.sections().iter().map(|it| it.1).collect();
    heads.extend(decisions.map(|it| &it.changes.sheet));
    heads.extend(decisions.and_then(|it| it.since.as_ref()).map(|it| &it.sheet));
    heads
}

/// The hidden sheet of a section that no other sheet is of.
pub(super) fn hidden<'a>(book: &'a Book, head: &SheetHead) -> Option<&'a Sheet> {
    let mut own = book.sheets.iter().filter(|it| list::is_of(it, head));
    let first = own.next()?;
    (first.hidden && own.all(|it| it.hidden)).then_some(first)
}

/// That the list of all members is there, and hidden.
pub(super) fn hidden_list(book: &Book, regimes: &[Regime]) -> Option<Box<Finding>> {
    let mut heads = regimes.iter().map(|it| &it.consolidated.members.sheet);
    let found = heads.find_map(|head| hidden(book, head))?;
    Some(Box::new(Finding::new(&HIDDEN).sheet(&found.name)))
}

/// The hidden sheets of the tables, by the names that the profile has for them.
pub(in crate::read) fn hidden_tables(
    book: &Book,
    regime: &Regime,
) -> impl Iterator<Item = (String, String)> {
    let heads = heads(regime).into_iter();
    heads.filter_map(|head| Some((head.name.clone(), hidden(book, head)?.name.to_string())))
}

impl Reader<'_> {
    /// Of the sheets that people are read from, those that are not there.
    pub(super) fn absent(&self, book: &Book) -> Absent {
        let profile = &self.regime.consolidated;
        let sections = profile.sections();
        let of = sections.iter().filter(|it| NEEDED.contains(&it.0) && !profile.goes_without(it.0));
        let is_there =
            |head: &SheetHead| book.sheets.iter().any(|it| !it.hidden && list::is_of(it, head));
        let absent = of.filter(|it| !is_there(it.1)).map(|(section, head)| {
            let hidden = hidden(book, head).map(|it| it.name.to_string());
            // A list that nobody is in may be hidden.
            let is_missed = hidden.is_none() || *section == "branches";
            (head.name.clone(), Missed { hidden, is_missed })
        });
        absent.collect()
    }

    /// One finding for each sheet that is missed, not one for everybody who should stand in it.
    pub(super) fn told_absent(&mut self, absent: &Absent) {
        for (table, missed) in absent.iter().filter(|it| it.1.is_missed) {
            self.findings.push(match &missed.hidden {
                Some(sheet) => Finding::new(&HIDDEN).sheet(sheet),
                None => Finding::new(&TABLE_MISSING).arg("table", table.as_str()),
            });
        }
    }

    /// Sheets whose titles have another year than the list of all members.
    pub(super) fn other_years(&mut self, book: &Book, year: u32) {
        let mut all: BTreeMap<u32, Vec<CellRef>> = BTreeMap::new();
        for head in heads(self.regime) {
            let own = book.sheets.iter().filter(|it| !it.hidden && list::is_of(it, head));
            for (at, other) in own.filter_map(|it| list::year_of(it, head)) {
                all.entry(other).or_default().push(at);
            }
        }
        for (other, places) in all.iter().filter(|it| *it.0 != year) {
            let tables: Vec<&str> = places.iter().map(|it| &*it.sheet).collect();
            let finding = Finding::at(&OTHER_YEAR, &places[0]).arg("other", *other);
            let list = self.regime.consolidated.members.sheet.name.as_str();
            let finding = finding.arg("tables", listed(&tables, TABLES_MAX, ", "));
            self.findings.push(finding.arg("year", year).arg("list", list));
        }
    }

    /// Sheets that say they are another commune's than the list of all members.
    pub(super) fn other_names(&mut self, book: &Book, committee: &str) {
        if committee.is_empty() {
            return;
        }
        let profile = &self.regime.consolidated;
        let place = |it: &str| {
            fold(&profile.above.as_ref().map_or_else(|| it.to_owned(), |words| words.place(it)))
        };
        let wanted = place(committee);
        let mut all: BTreeMap<String, Vec<(CellRef, String)>> = BTreeMap::new();
        for head in heads(self.regime) {
            for sheet in book.sheets.iter().filter(|it| !it.hidden && list::is_of(it, head)) {
                let Some((at, name)) = attached_to(sheet, &profile.head.attached) else { continue };
                let own = all.entry(place(&name)).or_default();
                if own.iter().all(|it| it.0.sheet != at.sheet) {
                    own.push((at, name));
                }
            }
        }
        for (_, places) in all.iter().filter(|it| *it.0 != wanted) {
            let tables: Vec<&str> = places.iter().map(|it| &*it.0.sheet).collect();
            let (at, other) = &places[0];
            let finding = Finding::at(&OTHER_NAME, at).arg("other", other.as_str());
            let finding = finding.arg("tables", listed(&tables, TABLES_MAX, ", "));
            let list = profile.members.sheet.name.as_str();
            self.findings.push(finding.arg("name", committee).arg("list", list));
        }
    }

    /// Names that stand alone in their rows and are those of no part: a member of whom all else is gone.
    pub(super) fn lone(&mut self, book: &Book, year: &YearBook) {
        let profile = &self.regime.consolidated.members;
        let Some(list) = List::find(book, &profile.sheet, &profile.column, &super::super::MEMBER)
        else {
            return;
        };
        let is_part = self.parts(&year.branches);
        let entries: Vec<Entry> = list.entries(&self.regime.consolidated.words).collect();
        let end = entries.iter().rposition(|it| {
            matches!(it, Entry::Person(..) | Entry::Closing(..) | Entry::Below(..))
        });
        let mut above = None;
        let mut found = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            let row = match entry {
                Entry::Person(sheet, _, row) => Some((sheet.name.clone(), row.index)),
                Entry::Lone(at, name) => {
                    let own = Some((at.sheet.clone(), at.row));
                    // Who signs stands apart from the list.
                    let before = at.row.checked_sub(1).map(|it| (at.sheet.clone(), it));
                    let is_within = end.is_some_and(|it| place < it) || above == before;
                    if !is_part(name) && !is_sum(name) && is_within {
                        found.push((at.clone(), *name));
                        own
                    } else {
                        None
                    }
                }
                _ => None,
            };
            above = row;
        }
        // The row below the list tells of the same.
        let missed = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let is_same = |it: &Finding| {
            let of = |key| it.args.iter().find(|own| own.0 == key).map(|own| &own.1);
            let number = |key| match of(key) {
                Some(Arg::Text(it)) => it.parse::<i64>().ok(),
                _ => None,
            };
            it.code == &super::super::COUNT
                && matches!((number("total"), number("count")), (Some(all), Some(own)) if all - own == missed)
        };
        self.findings.retain(|it| !is_same(it));
        let table = self.regime.consolidated.branches.sheet.name.as_str();
        for (at, name) in found {
            let finding = Finding::at(&LONE, &at).stored(name);
            self.findings.push(finding.arg("table", table));
        }
    }

    /// People below the row that says how many the list of all members has.
    pub(super) fn below(&mut self, book: &Book) {
        let profile = &self.regime.consolidated.members;
        let wanted = [
            PersonSource::Name,
            PersonSource::Birth,
            PersonSource::Gender,
            PersonSource::Admitted,
            PersonSource::Card,
            PersonSource::SelfRating,
            PersonSource::Proposal,
            PersonSource::Decision,
        ];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        for entry in list.iter().flat_map(|it| it.entries(&self.regime.consolidated.words)) {
            if let Entry::Below(at, name) = entry {
                self.findings.push(Finding::at(&BELOW, &at).member(name));
            }
        }
    }
}

/// Whether a text says how many there are: `Cộng: 10 đ/c`.
fn is_sum(text: &str) -> bool {
    let folded = fold(text);
    let starts = ["cong", "tong"].iter().any(|it| folded.split(' ').next() == Some(it));
    starts && text.contains(|it: char| it.is_ascii_digit())
}

/// Whose a sheet says it is, and where.
fn attached_to(sheet: &Sheet, attached: &str) -> Option<(CellRef, String)> {
    let (before, after) = attached.split_once("{committee}")?;
    // Number and date are filled in by hand where dots stand.
    let starts = before.split('…').next().unwrap_or_default();
    let ends = before.rsplit('…').next().unwrap_or_default();
    if starts.is_empty() || ends.is_empty() {
        return None;
    }
    let rows = sheet.rows.iter().take(HEAD_ROWS);
    let mut cells = rows.flat_map(|row| row.cells.iter().map(|it| (row.index, it)));
    cells.find_map(|(row, it)| {
        let (_, rest) = it.text()?.trim().strip_prefix(starts)?.split_once(ends)?;
        let name = rest.strip_suffix(after)?.trim();
        let at = CellRef::new(&sheet.name, row, it.col);
        (!name.is_empty()).then(|| (at, name.to_owned()))
    })
}
