//! The headings of the lists and of the tables of branches, collectives and leaders: what stands below one that was
//! cleared or changed would be lost, and nobody would be told.

use super::super::Reader;
use super::super::list::{Entry, Header, List, rows_to_sum, with_decision};
use super::decided::missing;
use super::{BELONGS_NOT, BRANCH_UNKNOWN, HEADING, LEFT_OUT, NOT_LISTED, NOT_PROPOSED, own_sheets};
use crate::finding::{Arg, Code, Finding, Severity};
use crate::model::text::fold;
use crate::read::grid::{Book, Cell, Sheet};
use crate::regime::consolidated::{
    BranchSource, CollectiveSource, Column, PersonSource, SheetHead,
};

/// The columns of the table of branches that hold no number: numbers are counted again, and their columns told there.
const BRANCH: [BranchSource; 5] = [
    BranchSource::Branch,
    BranchSource::Kind,
    BranchSource::SelfRating,
    BranchSource::Ceiling,
    BranchSource::Note,
];

/// By these somebody of another list is found in the list of all.
const KEY: [PersonSource; 3] = [PersonSource::Name, PersonSource::Birth, PersonSource::Branch];

/// Without these columns of the list of all, what the other lists say of anybody cannot be compared.
const COMPARED: [PersonSource; 2] = [PersonSource::Birth, PersonSource::Proposal];

const QUARTERS: [PersonSource; 4] = [
    PersonSource::QuarterOne,
    PersonSource::QuarterTwo,
    PersonSource::QuarterThree,
    PersonSource::QuarterFour,
];

impl Reader<'_> {
    /// Tells of each column that is gone where rows stand that have it, once and for all of them. Whether what else the
    /// workbook says can be compared without it.
    pub(super) fn columns(&mut self, book: &Book) -> bool {
        let mut found = self.of_members(book);
        let profile = &self.regime.consolidated;
        let lists = [
            (&profile.excellent.sheet, &profile.excellent.column),
            (&profile.failing.sheet, &profile.failing.column),
        ];
        for (head, columns) in lists {
            found.extend(self.of_list(book, head, columns, false));
        }
        // Guests stand in no other list.
        let (head, guests) = (&profile.unrated.sheet, fold(&profile.unrated.guests));
        let is_guests = |it: &Cell| it.text().is_some_and(|it| fold(it) == guests);
        let has_guests = !guests.is_empty()
            && own_sheets(book, head)
                .any(|it| it.rows.iter().any(|it| it.cells.iter().any(is_guests)));
        found.extend(self.of_list(book, head, &profile.unrated.column, has_guests));
        found.extend(self.of_branches(book));
        found.extend(self.of_leaders(book));
        let is_one = |it: &&Finding| [&HEADING, &super::super::COLUMN].contains(&it.code);
        let is_told = |finding: &Finding| {
            let mut told =
                self.findings.iter().filter(is_one).filter(|it| it.sheet == finding.sheet);
            told.any(|it| text_of(it, "heading") == text_of(finding, "heading"))
        };
        found.retain(|it| !is_told(it));
        self.findings.extend(found);
        let mut told = self.findings.iter().filter(is_one);
        told.all(|it| it.code == &HEADING && !it.is_error())
    }

    /// The list of all members.
    fn of_members(&mut self, book: &Book) -> Vec<Finding> {
        let profile = &self.regime.consolidated.members;
        let columns = with_decision(&profile.column, PersonSource::Decision, self.regime);
        let mut found = Vec::new();
        for (sheet, header) in self.peopled(book, &profile.sheet, &columns) {
            // Version 0.1.0 told the quarters in the notes.
            let has_quarters = profile.column.iter().any(|it| {
                let is_own = QUARTERS.contains(&it.source);
                is_own && (header.column(it.source).is_some() || has_groups(sheet, &header, it))
            });
            if COMPARED.iter().any(|it| header.column(*it).is_none()) {
                // Of everybody the other lists would seem wrong.
                let codes = [&NOT_LISTED, &LEFT_OUT, &BELONGS_NOT, &NOT_PROPOSED];
                self.findings.retain(|it| !codes.contains(&it.code));
            }
            let lacking = lacking(&header, &profile.column);
            let lacking = lacking.filter(|it| has_quarters || !QUARTERS.contains(&it.source));
            found.extend(lacking.map(|it| missing(sheet, &header, &it.heading)));
        }
        found
    }

    /// A list of some of the members. What the list of all says too is not lost without it, unless the list has people
    /// of whom no other tells.
    fn of_list(
        &mut self,
        book: &Book,
        head: &SheetHead,
        columns: &[Column<PersonSource>],
        has_others: bool,
    ) -> Vec<Finding> {
        let all = &self.regime.consolidated.members.column;
        let mut found = Vec::new();
        for (sheet, header) in self.peopled(book, head, columns) {
            for column in lacking(&header, columns) {
                let is_rating = column.source == PersonSource::Rating;
                // A rating tells who belongs in the list: without it that cannot be asked of anybody.
                let is_repeated = !is_rating && all.iter().any(|it| it.source == column.source);
                let finding = missing(sheet, &header, &column.heading);
                if KEY.contains(&column.source) {
                    // Nobody is found without it: that is one thing, not one for each of them.
                    self.drop(&[&NOT_LISTED, &BRANCH_UNKNOWN], sheet);
                    self.findings.retain(|it| {
                        it.code != &LEFT_OUT || text_of(it, "list") != Some(head.name.as_str())
                    });
                    found.push(finding);
                } else if is_repeated && !has_others {
                    found.push(finding.severity(Severity::Warning));
                } else {
                    found.push(finding);
                }
                if is_rating {
                    self.drop(&[&BELONGS_NOT], sheet);
                }
            }
        }
        found
    }

    /// The sheets of a list in which people stand. A list without the heading of the names is found by another.
    fn peopled<'a>(
        &self,
        book: &'a Book,
        head: &'a SheetHead,
        columns: &[Column<PersonSource>],
    ) -> Vec<(&'a Sheet, Header<PersonSource>)> {
        let words = &self.regime.consolidated.words;
        let sheets = own_sheets(book, head).filter_map(|sheet| {
            let header = by_any(sheet, columns, &sources(columns))?;
            let list = List { sheets: vec![(sheet, header)], year: None };
            let has_people = list.entries(words).any(|it| match it {
                Entry::Person(_, header, row) => {
                    let name = row.get(header.name).and_then(Cell::text);
                    !name.is_some_and(|it| self.is_nobody(it, row, header))
                }
                _ => false,
            });
            list.sheets.into_iter().next().filter(|_| has_people)
        });
        sheets.collect()
    }

    /// The table of branches.
    fn of_branches(&mut self, book: &Book) -> Vec<Finding> {
        let profile = &self.regime.consolidated.branches;
        let columns: Vec<Column<BranchSource>> =
            profile.column.iter().filter(|it| BRANCH.contains(&it.source)).cloned().collect();
        let mut found = Vec::new();
        for sheet in own_sheets(book, &profile.sheet) {
            let Some(header) = by_any(sheet, &columns, &BRANCH) else { continue };
            let words = &self.regime.consolidated.words;
            if rows_to_sum(sheet, &header, words).next().is_none() {
                continue;
            }
            for column in lacking(&header, &columns) {
                if column.source == BranchSource::Branch {
                    // None of them is known then, which is one thing.
                    self.findings.retain(|it| it.code != &BRANCH_UNKNOWN);
                }
                found.push(missing(sheet, &header, &column.heading));
            }
        }
        found
    }

    /// The table of collectives, and that of leaders below it. Without the names nothing of them is found at all, which
    /// is told where they are read.
    fn of_leaders(&self, book: &Book) -> Vec<Finding> {
        let profile = &self.regime.consolidated.leaders;
        let (collectives, leaders) = (&profile.collective, &profile.column);
        let all = &self.regime.consolidated.members.column;
        let mut found = Vec::new();
        for sheet in own_sheets(book, &profile.sheet) {
            let columns = with_decision(collectives, CollectiveSource::Decision, self.regime);
            if let Some(header) =
                Header::find(sheet, &columns, &named(&columns, CollectiveSource::Name))
                && self.first_row(sheet, header.rows.1, self.end_of_collectives(sheet)).is_some()
            {
                let lacking = lacking(&header, collectives);
                found.extend(lacking.map(|it| missing(sheet, &header, &it.heading)));
            }
            let columns = with_decision(leaders, PersonSource::Decision, self.regime);
            let wanted = named(&columns, PersonSource::Name);
            if let Some(header) = Header::find_within(sheet, &columns, &wanted, usize::MAX)
                && self.first_row(sheet, header.rows.1, u32::MAX).is_some()
            {
                found.extend(lacking(&header, leaders).map(|column| {
                    let finding = missing(sheet, &header, &column.heading);
                    let is_repeated = all.iter().any(|it| it.source == column.source);
                    if is_repeated { finding.severity(Severity::Warning) } else { finding }
                }));
            }
        }
        found
    }

    /// Takes back what was told of a sheet for want of a column.
    fn drop(&mut self, codes: &[&'static Code], sheet: &Sheet) {
        self.findings
            .retain(|it| !codes.contains(&it.code) || it.sheet.as_deref() != Some(&*sheet.name));
    }
}

/// What a finding mentions by this name.
fn text_of<'a>(finding: &'a Finding, name: &str) -> Option<&'a str> {
    finding.args.iter().find(|it| it.0 == name).and_then(|it| match &it.1 {
        Arg::Text(it) => Some(it.as_str()),
        _ => None,
    })
}

/// Columns that these headings lack; numbers of rows nobody needs.
fn lacking<'a, S: Copy + PartialEq + Numbered>(
    header: &'a Header<S>,
    columns: &'a [Column<S>],
) -> impl Iterator<Item = &'a Column<S>> {
    columns.iter().filter(|it| it.source != S::NUMBER && header.column(it.source).is_none())
}

/// Whether one of the headings above that of a column is still there.
fn has_groups<S: Copy + PartialEq>(sheet: &Sheet, header: &Header<S>, column: &Column<S>) -> bool {
    let groups: Vec<String> = column.groups.iter().map(|it| fold(it)).collect();
    let rows =
        || sheet.rows.iter().filter(|it| (header.rows.0..=header.rows.1).contains(&it.index));
    rows().flat_map(|it| &it.cells).filter_map(Cell::text).any(|it| groups.contains(&fold(it)))
}

/// What stands in columns, that of the row's number aside.
fn sources<S: Copy + PartialEq + Numbered>(columns: &[Column<S>]) -> Vec<S> {
    columns.iter().map(|it| it.source).filter(|it| *it != S::NUMBER).collect()
}

/// The same, the names first.
fn named<S: Copy + PartialEq + Numbered>(columns: &[Column<S>], name: S) -> Vec<S> {
    let others = sources(columns).into_iter().filter(|it| *it != name);
    std::iter::once(name).chain(others).collect()
}

/// The headings of a sheet, found by the first of these that it has.
fn by_any<S: Copy + PartialEq>(
    sheet: &Sheet,
    columns: &[Column<S>],
    wanted: &[S],
) -> Option<Header<S>> {
    (0..wanted.len()).find_map(|first| {
        let mut wanted = wanted.to_vec();
        wanted[..=first].rotate_right(1);
        Header::find(sheet, columns, &wanted)
    })
}

/// What may stand in a column, a row's number among it.
trait Numbered: Sized {
    const NUMBER: Self;
}

impl Numbered for PersonSource {
    const NUMBER: Self = Self::Number;
}

impl Numbered for CollectiveSource {
    const NUMBER: Self = Self::Number;
}

impl Numbered for BranchSource {
    const NUMBER: Self = Self::Number;
}
