//! `Bieu04`: the collectives, and those who lead and manage.

use super::super::Line;
use super::super::Reader;
use super::super::list::Header;
use super::super::numbered::{counts, is_column_numbers, is_numbered, is_roman};
use super::BRANCH_UNKNOWN;
use super::NAMELESS;
use super::NO_SECTION;
use super::NOT_LISTED;
use super::NOT_PROPOSED;
use super::Sending;
use super::UNREAD;
use super::decided;
use super::own_sheets;
use super::slot;
use crate::finding::Finding;
use crate::model::CellRef;
use crate::model::Collective;
use crate::model::CollectiveKind;
use crate::model::LeaderScope;
use crate::model::text::fold;
use crate::read::grid::Book;
use crate::read::grid::Cell;
use crate::read::grid::Row;
use crate::read::grid::Sheet;
use crate::read::values::ratings;
use crate::regime::Keyed;
use crate::regime::Regime;
use crate::regime::consolidated::CollectiveSource;
use crate::regime::consolidated::Managed;
use crate::regime::consolidated::PersonSource;

/// Rows among which the headings of a second table on a sheet are looked for: all of them.
const ANYWHERE: usize = usize::MAX;

/// What is asked of the collectives.
const COLLECTIVE: [CollectiveSource; 8] = [
    CollectiveSource::Name,
    CollectiveSource::Kind,
    CollectiveSource::Branch,
    CollectiveSource::SelfRating,
    CollectiveSource::Proposal,
    CollectiveSource::Decision,
    CollectiveSource::Reason,
    CollectiveSource::Note,
];

/// What somebody in the tables of leaders is rated.
const RATINGS: [PersonSource; 5] = [
    PersonSource::StateRating,
    PersonSource::SelfRating,
    PersonSource::Proposal,
    PersonSource::Decision,
    PersonSource::SuperiorDecision,
];

impl Reader<'_> {
    /// Leaders and managers: by whom they are led.
    pub(super) fn led(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.leaders;
        let wanted = [&[PersonSource::Name, PersonSource::PostsAndBranch], &RATINGS[..]].concat();
        let sections = Sections::of(self.regime);
        let listed = self.listed(book);
        for sheet in own_sheets(book, &profile.sheet) {
            let header = Header::find_within(sheet, &profile.column, &wanted, ANYWHERE);
            let Some(header) = header else {
                self.people_without_headings(sheet, &sections);
                continue;
            };
            let heading = |source| profile.column.iter().find(|it| it.source == source);
            if let Some(posts) = heading(PersonSource::PostsAndBranch)
                && header.column(posts.source).is_none()
            {
                self.findings.push(decided::missing(sheet, &header, &posts.heading));
                continue;
            }
            let last = wanted.iter().filter_map(|it| header.column(*it)).max();
            let last = last.unwrap_or(header.name);
            let mut scope = None;
            let mut is_told = false;
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.0) {
                let name = row.get(header.name).filter(|it| !counts(it)).and_then(Cell::text);
                let is_rated = RATINGS.iter().any(|it| {
                    let cell = header.column(*it).and_then(|it| row.get(it));
                    cell.is_some_and(|it| ratings::read(&self.words, it).is_ok())
                });
                let posts = header.column(PersonSource::PostsAndBranch).and_then(|it| row.get(it));
                let posts = posts.and_then(Cell::text);
                let is_known = |name| posts.is_some_and(|it| sending.leader(name, it).is_some());
                let is_person = is_numbered(row, header.name) || is_rated;
                let Some(name) = name.filter(|it| is_person || is_known(it)) else {
                    if is_nameless(row, header.name, &[posts.is_some(), is_rated]) {
                        let at = CellRef::new(&sheet.name, row.index, header.name);
                        self.findings.push(Finding::at(&NAMELESS, &at));
                    }
                    if !is_person && let Some(found) = sections.at(row, (header.name, last)) {
                        scope = match found {
                            Section::Of(it) => Some(it),
                            Section::Unknown => None,
                        };
                    }
                    continue;
                };
                let Some(scope) = scope else {
                    if !is_told {
                        let at = CellRef::new(&sheet.name, row.index, header.name);
                        self.findings.push(Finding::at(&NO_SECTION, &at).member(name));
                    }
                    is_told = true;
                    continue;
                };
                let line = Line { sheet, row, header: &header, name };
                let posts = self.text(&line, &[PersonSource::PostsAndBranch]);
                let state = self.rating(&line, PersonSource::StateRating);
                let at = CellRef::new(&sheet.name, row.index, header.name);
                let in_branch = sending.leader(name, &posts);
                // Offices write a leader's post alone: a name that only one member has is his.
                let alone = || sending.only_one_called(name).filter(|_| is_person);
                match in_branch.or_else(alone) {
                    Some(place) => {
                        let told = &mut sending.told[place];
                        (told.leader, told.state_rating) = (Some(scope), state);
                        if told.posts.is_empty() {
                            // His branch stands behind them.
                            let own = posts.rsplit_once("; ").map_or("", |it| it.0);
                            let own = if in_branch.is_some() { own } else { &posts };
                            own.clone_into(&mut told.posts);
                        }
                        let member = &sending.year_book.members[place];
                        self.agrees(&line, scope, &listed, &member.at);
                    }
                    None => self.findings.push(Finding::at(&NOT_LISTED, &at).member(name)),
                }
            }
        }
    }

    /// The first row between two that begins with a number and a text, or with a text and has a rating.
    pub(super) fn first_row(&self, sheet: &Sheet, above: u32, end: u32) -> Option<CellRef> {
        let mut rows = sheet.rows.iter().filter(|it| it.index > above && it.index < end);
        rows.find_map(|row| {
            let [first, second, third, ..] = row.cells.as_slice() else { return None };
            let name = if counts(first) { second } else { first };
            let is_rated = |it: &Cell| ratings::read(&self.words, it).is_ok();
            let is_it = counts(first) || is_rated(third) || row.cells[3..].iter().any(is_rated);
            let is_name = !counts(name) && name.text().is_some();
            (is_it && is_name).then(|| CellRef::new(&sheet.name, row.index, name.col))
        })
    }

    /// That people stand below the heading of a section, and none of the headings that they need.
    fn people_without_headings(&mut self, sheet: &Sheet, sections: &Sections) {
        let columns = &self.regime.consolidated.leaders.column;
        let name = columns.iter().find(|it| it.source == PersonSource::Name);
        let first = sections.first(sheet).and_then(|it| self.first_row(sheet, it, u32::MAX));
        if let (Some(at), Some(name)) = (first, name) {
            self.heading_gone(&at, &name.heading);
        }
    }

    /// The row of the headings of the people below the collectives, or of where they would stand.
    pub(super) fn end_of_collectives(&self, sheet: &Sheet) -> u32 {
        let columns = &self.regime.consolidated.leaders.column;
        let people = Header::find_within(sheet, columns, &[PersonSource::Name], ANYWHERE);
        let people = people.map(|it| it.rows.0);
        people.or_else(|| Sections::of(self.regime).first(sheet)).unwrap_or(u32::MAX)
    }

    /// The collectives.
    pub(super) fn collectives(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.leaders;
        for sheet in own_sheets(book, &profile.sheet) {
            let columns = super::super::list::with_decision(
                &profile.collective,
                CollectiveSource::Decision,
                self.regime,
            );
            let end = self.end_of_collectives(sheet);
            let heading = |source| profile.collective.iter().find(|it| it.source == source);
            let Some(header) = Header::find(sheet, &columns, &COLLECTIVE) else {
                if let (Some(at), Some(name)) =
                    (self.first_row(sheet, 0, end), heading(CollectiveSource::Name))
                {
                    self.heading_gone(&at, &name.heading);
                }
                continue;
            };
            let needed = [CollectiveSource::Branch, CollectiveSource::Proposal].map(heading);
            let lacking = needed.into_iter().flatten();
            let lacking: Vec<_> = lacking.filter(|it| header.column(it.source).is_none()).collect();
            if !lacking.is_empty() && self.first_row(sheet, header.rows.1, end).is_some() {
                let told = lacking.iter().map(|it| decided::missing(sheet, &header, &it.heading));
                self.findings.extend(told);
                continue;
            }
            let branches = sending.by_name();
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                let cell = |source| header.column(source).and_then(|it: u32| row.get(it));
                let shown = |source| cell(source).and_then(Cell::text).map_or("", str::trim);
                let name = shown(CollectiveSource::Name);
                if row.index >= end {
                    break;
                }
                let rated = [
                    CollectiveSource::SelfRating,
                    CollectiveSource::Proposal,
                    CollectiveSource::Decision,
                ];
                let is_rating = |it: &Cell| ratings::read(&self.words, it).is_ok();
                let is_rated = rated.iter().any(|it| cell(*it).is_some_and(is_rating));
                let is_of_branch = branches.get(shown(CollectiveSource::Branch)).is_some();
                let is_its = is_numbered(row, header.name) || is_rated || is_of_branch;
                if is_nameless(row, header.name, &[is_of_branch, is_rated]) {
                    let at = CellRef::new(&sheet.name, row.index, header.name);
                    self.findings.push(Finding::at(&NAMELESS, &at));
                }
                if name.is_empty() || !is_its || cell(CollectiveSource::Name).is_some_and(counts) {
                    continue;
                }
                let at = CellRef::new(&sheet.name, row.index, header.name);
                let Some(branch) = branches.get(shown(CollectiveSource::Branch)) else {
                    let table = &self.regime.consolidated.branches.sheet.name;
                    let finding = Finding::at(&BRANCH_UNKNOWN, &at).arg("table", table.as_str());
                    self.findings.push(finding.stored(shown(CollectiveSource::Branch)));
                    continue;
                };
                let mut rating = |source| {
                    let cell = cell(source)?;
                    if let Ok((rating, _)) = ratings::read(&self.words, cell) {
                        Some(rating)
                    } else {
                        let at = CellRef::new(&sheet.name, row.index, cell.col);
                        let finding =
                            Finding::at(&UNREAD, &at).stored(crate::read::values::stored(cell));
                        self.findings.push(finding.arg("heading", header.heading(source)));
                        None
                    }
                };
                let (own, proposal, decided) = (
                    rating(CollectiveSource::SelfRating),
                    rating(CollectiveSource::Proposal),
                    rating(CollectiveSource::Decision),
                );
                if decided.is_some() && shown(CollectiveSource::Proposal).is_empty() {
                    self.findings.push(Finding::at(&NOT_PROPOSED, &at).member(name));
                }
                let kind = fold(shown(CollectiveSource::Kind));
                let is_it =
                    |it: &CollectiveKind| fold(&self.regime.label("collective", it.key())) == kind;
                let kinds = [CollectiveKind::BranchCommittee, CollectiveKind::Leadership];
                let text = |source| {
                    let text = shown(source);
                    slot((!text.is_empty()).then(|| text.to_owned()), &at)
                };
                let collective = Collective {
                    row: row.index,
                    name: text(CollectiveSource::Name),
                    kind: slot(kinds.into_iter().find(is_it), &at),
                    self_rating: slot(own, &at),
                    proposal: slot(proposal, &at),
                    reason: text(CollectiveSource::Reason),
                    note: text(CollectiveSource::Note),
                    ..Collective::default()
                };
                sending.collectives.entry(branch).or_default().push((collective, decided));
            }
        }
    }
}

/// Whether a row is somebody's, or a collective's, whose name is gone: of its number and what else it may have there
/// are two. A number alone waits for somebody.
fn is_nameless(row: &Row, name: u32, others: &[bool]) -> bool {
    let has = usize::from(is_numbered(row, name)) + others.iter().filter(|it| **it).count();
    row.get(name).is_none() && has >= 2 && !is_column_numbers(row)
}

impl Sending {
    /// The place of the one member who is called so and leads nothing yet; nothing where there are several.
    fn only_one_called(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        let members = self.year_book.members.iter().enumerate();
        let mut called = members.filter(|it| fold(&it.1.name) == name);
        let (place, _) = called.next()?;
        (called.next().is_none() && self.told[place].leader.is_none()).then_some(place)
    }

    /// The place of a leader, by his name and what stands behind his posts: his branch.
    fn leader(&self, name: &str, posts: &str) -> Option<usize> {
        let (name, posts) = (fold(name), fold(posts));
        let year = &self.year_book;
        let mut best: Option<(usize, usize)> = None;
        for (place, member) in year.members.iter().enumerate() {
            let branch = fold(year.branch_of(member));
            if fold(&member.name) != name || branch.is_empty() || !posts.ends_with(&branch) {
                continue;
            }
            let is_taken = self.told[place].leader.is_some();
            let own = fold(&member.posts);
            // Of namesakes in one branch the one with these posts, and nobody twice.
            let closeness = usize::from(!own.is_empty() && posts.starts_with(&own))
                + branch.len() * 2
                + usize::from(!is_taken);
            if !is_taken && best.is_none_or(|it| it.1 < closeness) {
                best = Some((place, closeness));
            }
        }
        best.map(|it| it.0)
    }
}

/// What a heading begins.
#[derive(Clone, Copy)]
enum Section {
    /// Those who are managed so.
    Of(LeaderScope),
    /// Nobody knows whom.
    Unknown,
}

/// The headings of the sections of leaders.
struct Sections {
    /// Each as the regime words it, folded, with its Roman number.
    known: [(String, String, LeaderScope); 2],
    /// The row of a section without people, folded.
    nobody: String,
    managed: Managed,
}

impl Sections {
    fn of(regime: &Regime) -> Self {
        let profile = &regime.consolidated.leaders;
        let known = [
            (&profile.superior, LeaderScope::Superior),
            (&profile.committee, LeaderScope::Committee),
        ];
        let known = known.map(|(title, scope)| (heading_of(title), number_of(title), scope));
        let nobody = fold(&regime.consolidated.words.nobody);
        Self { known, nobody, managed: profile.managed.clone() }
    }

    /// The section that begins in a row which is nobody's. Nothing where the row is no heading.
    fn at(&self, row: &Row, (name, last): (u32, u32)) -> Option<Section> {
        let is_left = |it: &&Cell| it.col <= name;
        let left: Vec<&str> = row.cells.iter().filter(is_left).filter_map(Cell::text).collect();
        let title = match (left.as_slice(), row.cells.as_slice()) {
            ([], [only]) => only.text()?.to_owned(),
            ([], _) => return None,
            (left, _) => left.join(" "),
        };
        let folded = fold(&title);
        if folded.is_empty() || folded == self.nobody {
            return None;
        }
        let scope = self.scope(&title);
        // Two who sign stand beside each other, and begin nothing.
        let others = row.cells.iter().filter(|it| it.col > name && it.col <= last);
        let is_alone = row.cells.len() == 1 || others.count() == 0;
        let is_heading = scope.is_some() || is_alone || !number_of(&title).is_empty();
        is_heading.then_some(scope.map_or(Section::Unknown, Section::Of))
    }

    /// By its words, else by its number.
    fn scope(&self, title: &str) -> Option<LeaderScope> {
        let own = heading_of(title);
        if let Some(known) = self.known.iter().find(|it| it.0 == own) {
            return Some(known.2);
        }
        let number = number_of(title);
        let numbered = self.known.iter().find(|it| !number.is_empty() && it.1 == number);
        let numbered = numbered.map(|it| it.2);
        let folded = fold(title);
        let has = |it: &String| folded.contains(&fold(it));
        let words = &self.managed;
        if has(&words.by) && words.above.iter().any(has) {
            return Some(LeaderScope::Superior);
        }
        if has(&words.by) && has(&words.committee) {
            let is_either = has(&words.either) && numbered == Some(LeaderScope::Superior);
            return (!is_either).then_some(LeaderScope::Committee);
        }
        numbered
    }

    /// The row of the first heading of a section of people.
    fn first(&self, sheet: &Sheet) -> Option<u32> {
        let is_it = |it: &&Row| {
            let first = it.cells.iter().find_map(Cell::text);
            let texts: Vec<&str> = it.cells.iter().take(2).filter_map(Cell::text).collect();
            let is_heading = first.is_some_and(|it| !number_of(it).is_empty());
            is_heading && self.scope(&texts.join(" ")).is_some()
        };
        sheet.rows.iter().find(is_it).map(|it| it.index)
    }
}

/// The Roman number that a heading begins with; blank where it has none.
fn number_of(title: &str) -> String {
    let first = title.trim().split(['.', ')', ' ', '-']).next().unwrap_or_default();
    if is_roman(first) { first.to_owned() } else { String::new() }
}

/// A heading without its number, folded.
fn heading_of(text: &str) -> String {
    fold(super::super::numbered::without_number(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::Sources;

    #[test]
    fn a_section_is_known_by_its_words_else_by_its_number() {
        let (superior, committee) = (Some(LeaderScope::Superior), Some(LeaderScope::Committee));
        let known = [
            ("II. CÁ NHÂN DIỆN BAN THƯỜNG VỤ CẤP TRÊN QUẢN LÝ", LeaderScope::Superior),
            ("III. CÁ NHÂN DIỆN ĐẢNG ỦY QUẢN LÝ", LeaderScope::Committee),
        ];
        let known = known.map(|it| (heading_of(it.0), number_of(it.0), it.1));
        let managed = Sources::builtin().regime("2025-hd43").unwrap().consolidated.leaders.managed;
        let sections = Sections { known, nobody: fold("Không có"), managed };
        for (title, wanted) in [
            ("II. CÁ NHÂN DIỆN BAN THƯỜNG VỤ CẤP TRÊN QUẢN LÝ", superior),
            ("II. CÁ NHÂN DIỆN BAN THƯỜNG VỤ TỈNH ỦY QUẢN LÝ", superior),
            ("III. Cá nhân diện Ban Thường vụ Đảng ủy xã quản lý", committee),
            ("Cá nhân diện Đảng ủy quản lý", committee),
            ("II. Cá nhân diện Đảng ủy quản lý", committee),
            ("II. Cá nhân diện Ban Thường vụ Đảng ủy quản lý", None),
            ("II Lãnh đạo", superior),
            ("III. Lãnh đạo", committee),
            ("IV. Lãnh đạo", None),
            ("Lãnh đạo trường học", None),
        ] {
            assert_eq!(sections.scope(title), wanted, "{title}");
        }
    }
}
