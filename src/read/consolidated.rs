//! Consolidated workbooks of this program, read back: who stood in them, what was decided, which
//! branches there were. Sheets are known by their titles and names, columns by their headings, all of
//! them the profile's; what cannot be read is a finding at its cell.

mod list;
mod numbered;
mod numbers;
pub(super) mod sent;

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{Book, Cell, Row, Sheet};
use super::values::vocabulary::Vocabulary;
use super::values::{cards, choices, counts, dates, names, ratings, text};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{BookBranch, BookMember, ByName, CellRef, PartialDate, Rating, YearBook};
use crate::regime::consolidated::{AboveWords, BranchSource, PersonSource, SheetHead};
use crate::regime::{Keyed, Regime};
use dates::Typed;
use list::{Entry, Header, List};

/// The file has no list of members as this program writes it.
pub(super) static NO_YEAR_BOOK: Code = code("P001", "no-consolidated-workbook", Severity::Error);
/// A column is missing without which the list says too little.
pub(super) static COLUMN: Code = code("P002", "column-of-last-year-missing", Severity::Warning);
/// A value that is none.
pub(super) static UNREAD: Code = code("P003", "value-of-last-year-unread", Severity::Warning);
/// The list says that it has more or fewer people.
pub(super) static COUNT: Code = code("P004", "list-of-last-year-incomplete", Severity::Warning);
/// A row of somebody without a name.
pub(super) static NAMELESS: Code = code("P005", "row-of-last-year-without-name", Severity::Warning);

/// What is asked of the list of all members.
const MEMBER: [PersonSource; 17] = [
    PersonSource::Name,
    PersonSource::Birth,
    PersonSource::Gender,
    PersonSource::Ethnicity,
    PersonSource::Posts,
    PersonSource::PostsShort,
    PersonSource::Admitted,
    PersonSource::Official,
    PersonSource::Card,
    PersonSource::Group,
    PersonSource::GroupCode,
    PersonSource::SelfRating,
    PersonSource::Proposal,
    PersonSource::Decision,
    PersonSource::Note,
    PersonSource::NoteShort,
    PersonSource::NoteAndQuarters,
];
/// Without these nobody can be told from another, or nothing is known of him.
const NEEDED: [PersonSource; 4] =
    [PersonSource::Birth, PersonSource::Admitted, PersonSource::Card, PersonSource::Proposal];

/// What a consolidated workbook says, by the regime of its year, and what could not be read of it.
///
/// # Errors
/// The finding of a workbook that has no list of all members of any of these regimes.
pub(super) fn read(
    book: &Book,
    regimes: &[Regime],
) -> Result<(YearBook, Vec<Finding>), Box<Finding>> {
    // Papers of several regimes are alike: the year in the title tells them apart.
    let mut found: Option<(&Regime, List, Option<u32>)> = None;
    for regime in regimes {
        let profile = &regime.consolidated.members;
        let Some(list) = List::find(book, &profile.sheet, &profile.column, &MEMBER) else {
            continue;
        };
        let year = list.year;
        let is_of_year = year.is_some_and(|it| regime.rules.years.contains(&it));
        if is_of_year || found.is_none() {
            found = Some((regime, list, year));
        }
        if is_of_year {
            break;
        }
    }
    let Some((regime, list, Some(year))) = found else {
        return Err(Box::new(Finding::new(&NO_YEAR_BOOK)));
    };
    let mut reader = Reader { words: Vocabulary::new(regime), regime, findings: Vec::new() };
    let mut read = YearBook {
        year,
        regime: regime.id.clone(),
        committee: String::new(),
        is_draft: false,
        partial: None,
        branches: reader.branches(book),
        members: Vec::new(),
        decided: super::assemble::consolidated::recorded(book, regime),
        path: String::new(),
    };
    reader.head(&list, &mut read);
    reader.members(&list, &mut read);
    reader.excellent(book, &mut read);
    reader.failing(book, &mut read);
    Ok((read, reader.findings))
}

pub(super) use numbers::numbers;
pub(super) use sent::repeated::part as part_repeated;
pub(super) use sent::whole;

/// How a workbook that puts those of several communes together begins to say so.
fn above_starts(words: &AboveWords) -> [String; 2] {
    [&words.r#final, &words.draft].map(|it| fold(it.split('{').next().unwrap_or_default()))
}

/// Whose the paper is that a workbook is attached to, by the line that says so: it begins as the profile's line
/// does, and has the committee behind the last `của`. Which paper it is, its number and its date are the office's.
fn committee(text: &str, attached: &str) -> Option<String> {
    /// So many words say that it is attached.
    const STARTS: usize = 2;
    let (before, _) = attached.split_once("{committee}")?;
    // Folded it would be the first word of Cửa Lò.
    let of = before.split_whitespace().next_back()?.to_lowercase();
    let before = fold(before);
    let starts: Vec<&str> = before.split(' ').take(STARTS).collect();
    let text = super::fold::tidy(text);
    let inner = match text.strip_prefix('(') {
        Some(inner) => inner.trim_end().strip_suffix('.').unwrap_or(inner).trim_end(),
        None => &text,
    };
    let inner =
        if inner.len() < text.len() { inner.strip_suffix(')').unwrap_or(inner) } else { inner };
    let words: Vec<&str> = inner.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|it| fold(it)).collect();
    if starts.len() < STARTS || !folded.iter().filter(|it| !it.is_empty()).take(STARTS).eq(&starts)
    {
        return None;
    }
    let behind = words.iter().rposition(|it| it.to_lowercase() == of)? + 1;
    let committee = words[behind..].join(" ");
    (!committee.is_empty()).then_some(committee)
}

/// Reads values and notes what is none.
struct Reader<'a> {
    words: Vocabulary,
    regime: &'a Regime,
    findings: Vec<Finding>,
}

/// A row of a list, with the places of its columns.
struct Line<'a, 'b, S = PersonSource> {
    sheet: &'a Sheet,
    row: &'a Row,
    header: &'b Header<S>,
    name: &'b str,
}

impl<S: Copy + PartialEq> Line<'_, '_, S> {
    /// The cell in the first of these columns that the list has.
    fn cell(&self, sources: &[S]) -> Option<(S, &Cell)> {
        let source = *sources.iter().find(|it| self.header.column(**it).is_some())?;
        Some((source, self.row.get(self.header.column(source)?)?))
    }
}

impl Reader<'_> {
    /// What stands in the first of these columns; a value that is none is told.
    fn value<T, S: Copy + PartialEq>(
        &mut self,
        line: &Line<S>,
        sources: &[S],
        read: impl Fn(&Vocabulary, &Cell) -> super::values::Outcome<T>,
    ) -> Option<T> {
        let (source, cell) = line.cell(sources)?;
        if let Ok((value, _)) = read(&self.words, cell) {
            Some(value)
        } else {
            let at = CellRef::new(&line.sheet.name, line.row.index, cell.col);
            let heading = line.header.heading(source);
            self.findings.push(
                Finding::at(&UNREAD, &at)
                    .member(line.name)
                    .stored(super::values::stored(cell))
                    .arg("heading", heading),
            );
            None
        }
    }

    fn text<S: Copy + PartialEq>(&mut self, line: &Line<S>, sources: &[S]) -> String {
        self.value(line, sources, |_, cell| text::read(cell)).unwrap_or_default()
    }

    fn date<S: Copy + PartialEq>(&mut self, line: &Line<S>, source: S) -> Option<PartialDate> {
        // This program writes whole years; what somebody typed with two digits is no date here.
        let sure = |_: &Vocabulary, cell: &Cell| match dates::read(cell)? {
            (Typed::Sure(date), remark) => Ok((date, remark)),
            (Typed::TwoDigits { .. }, _) => {
                Err(super::values::Remark::new(&dates::CENTURY_UNKNOWN))
            }
        };
        self.value(line, &[source], sure)
    }

    fn rating<S: Copy + PartialEq>(&mut self, line: &Line<S>, source: S) -> Option<Rating> {
        self.value(line, &[source], ratings::read)
    }

    /// The same where dashes, or words for that there is none, may stand.
    fn rating_if_any<S: Copy + PartialEq>(&mut self, line: &Line<S>, source: S) -> Option<Rating> {
        if self.has_no_rating(line, source) { None } else { self.rating(line, source) }
    }

    /// Whether nothing stands there, or that there is no rating.
    fn has_no_rating<S: Copy + PartialEq>(&self, line: &Line<S>, source: S) -> bool {
        let words = &self.regime.consolidated.words;
        line.cell(&[source]).is_none_or(|it| it.1.text().is_some_and(|it| words.is_no_rating(it)))
    }

    fn choice<T: Keyed>(&mut self, line: &Line, source: PersonSource, list: &str) -> Option<T> {
        let read = |words: &Vocabulary, cell: &Cell| choices::read(words, list, cell, false);
        self.value(line, &[source], read)?.and_then(|it| T::from_key(&it))
    }

    /// Whose it is, and what it says of itself.
    fn head(&mut self, list: &List, read: &mut YearBook) {
        let head = &self.regime.consolidated.head;
        let start = |it: &str| fold(it.split('{').next().unwrap_or_default());
        let announced = self.regime.decisions.as_deref().map(|it| &it.consolidated);
        let drafts: Vec<String> = announced.map_or_else(Vec::new, |it| {
            let drafts = [&it.draft, &it.draft_proposed, &it.draft_unnumbered];
            drafts.into_iter().map(|it| start(it)).collect()
        });
        let draft_above = self.regime.consolidated.above.as_ref().map(|it| start(&it.draft));
        let drafts: Vec<String> = drafts.into_iter().chain(draft_above).collect();
        let (basis, partial) = (fold(&head.basis), start(&head.partial));
        for text in list.head_texts() {
            let folded = fold(text);
            if folded.is_empty() {
                continue;
            }
            let is_draft = |it: &String| !it.is_empty() && folded.starts_with(it.as_str());
            read.is_draft |= folded == basis || drafts.iter().any(is_draft);
            if !partial.is_empty() && folded.starts_with(&partial) {
                let numbers = folded.split(' ').filter_map(|it| it.parse::<u32>().ok());
                if let [accepted, branches] = numbers.collect::<Vec<_>>()[..] {
                    read.partial = Some((accepted, branches));
                }
            }
            if let Some(committee) = committee(text, &head.attached) {
                read.committee = committee;
            }
        }
    }

    /// The list of all members.
    fn members(&mut self, list: &List, read: &mut YearBook) {
        let first = &list.sheets[0];
        for source in NEEDED {
            if first.1.column(source).is_none() {
                let at = CellRef::new(&first.0.name, first.1.rows.0, 0);
                let columns = &self.regime.consolidated.members.column;
                let heading = columns.iter().find(|it| it.source == source);
                let heading = heading.map_or("", |it| it.heading.as_str());
                self.findings.push(Finding::at(&COLUMN, &at).arg("heading", heading));
            }
        }
        let mut places = ByName::of(read.branches.iter().map(|it| it.name.as_str()));
        let is_part = self.parts(&read.branches);
        let mut branch = None;
        let mut counted = 0_usize;
        let words = &self.regime.consolidated.words;
        for entry in list.entries(words) {
            match entry {
                Entry::Band(name) => {
                    // Who decides stands in a band too: only the one right above people is theirs.
                    branch = Some(numbered::branch_name(&name, words).to_owned());
                }
                Entry::Lone(_, name) if is_part(name) => {
                    branch = Some(numbered::without_number(name).to_owned());
                }
                Entry::Person(sheet, header, row) => {
                    counted += 1;
                    let at = CellRef::new(&sheet.name, row.index, header.name);
                    let bare = Line { sheet, row, header, name: "" };
                    let named = |words: &Vocabulary, cell: &Cell| names::read_name(words, cell);
                    let Some(name) = self.value(&bare, &[PersonSource::Name], named) else {
                        if row.get(header.name).is_none() {
                            self.findings.push(Finding::at(&NAMELESS, &at));
                        }
                        continue;
                    };
                    let place = branch.as_deref().map_or(0, |name: &str| {
                        places.get(name).unwrap_or_else(|| {
                            let next = read.branches.len();
                            places.add(name, next);
                            let name = name.to_owned();
                            read.branches.push(BookBranch { name, ..BookBranch::default() });
                            next
                        })
                    });
                    let line = Line { sheet, row, header, name: &name };
                    let member = self.member(&line, at, place);
                    read.members.push(member);
                }
                Entry::Closing(at, stated) => {
                    if usize::try_from(stated).ok() != Some(counted) {
                        let finding = Finding::at(&COUNT, &at).arg("total", stated);
                        self.findings.push(finding.arg("count", counted));
                    }
                }
                // Only who counts them asks for these: of somebody of whom the name alone is left, too.
                Entry::Below(..) | Entry::Lone(..) => {}
            }
        }
    }

    /// Whether a text that stands alone in the column of names is that of a part: a branch of the table, or a
    /// heading. Without a table anything may be one.
    fn parts(&self, branches: &[BookBranch]) -> impl Fn(&str) -> bool + use<> {
        let mut known: BTreeSet<String> = branches.iter().map(|it| fold(&it.name)).collect();
        let is_any = known.is_empty();
        // Lists may stand by the kinds of the branches.
        known.extend(branches.iter().map(|it| fold(&it.kind)));
        let words = &self.regime.consolidated.words;
        known.extend([fold(&words.nobody), fold(&words.total)]);
        let of_headings: Vec<String> = words.part_words.iter().map(|it| fold(it)).collect();
        move |text: &str| {
            let folded = fold(numbered::without_number(text));
            is_any
                || folded.is_empty()
                || numbered::is_headed(text)
                || known.contains(&folded)
                || of_headings.iter().any(|it| folded.contains(it.as_str()))
        }
    }

    fn member(&mut self, line: &Line, at: CellRef, branch: usize) -> BookMember {
        // That there is no rating says nothing beside one: there it is one that is not understood.
        let is_unrated = [PersonSource::SelfRating, PersonSource::Proposal, PersonSource::Decision]
            .into_iter()
            .all(|it| self.has_no_rating(line, it));
        let mut rating = |source| if is_unrated { None } else { self.rating(line, source) };
        let [self_rating, proposal, decided] =
            [PersonSource::SelfRating, PersonSource::Proposal, PersonSource::Decision]
                .map(&mut rating);
        let card = |_: &Vocabulary, cell: &Cell| cards::read_card(cell);
        BookMember {
            at,
            branch,
            name: line.name.to_owned(),
            birth: self.date(line, PersonSource::Birth),
            gender: self.choice(line, PersonSource::Gender, "gender"),
            ethnicity: self.text(line, &[PersonSource::Ethnicity]),
            posts: self.text(line, &[PersonSource::Posts, PersonSource::PostsShort]),
            admitted: self.date(line, PersonSource::Admitted),
            official: self.date(line, PersonSource::Official),
            card: self.value(line, &[PersonSource::Card], card).unwrap_or_default(),
            group: self.text(line, &[PersonSource::Group, PersonSource::GroupCode]),
            self_rating,
            proposal,
            decided,
            excellent_years: None,
            discipline: None,
            discipline_decision: String::new(),
            note: self.text(
                line,
                &[PersonSource::Note, PersonSource::NoteShort, PersonSource::NoteAndQuarters],
            ),
        }
    }

    /// Years in a row stand in the list of the excellent.
    fn excellent(&mut self, book: &Book, read: &mut YearBook) {
        let profile = &self.regime.consolidated.excellent;
        let wanted = [
            PersonSource::Name,
            PersonSource::Birth,
            PersonSource::Branch,
            PersonSource::Admitted,
            PersonSource::ExcellentYears,
        ];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        let mut years = Vec::new();
        self.beside(list.as_ref(), read, |reader, line, place| {
            let read = |_: &Vocabulary, cell: &Cell| counts::read_years(cell);
            if place.is_some() {
                years.push((place, reader.value(line, &[PersonSource::ExcellentYears], read)));
            }
        });
        for (place, years) in years {
            if let Some(member) = place.and_then(|it| read.members.get_mut(it)) {
                member.excellent_years = years;
            }
        }
    }

    /// What was disciplined stands in a list of its own.
    fn failing(&mut self, book: &Book, read: &mut YearBook) {
        let profile = &self.regime.consolidated.failing;
        let wanted = [
            PersonSource::Name,
            PersonSource::Birth,
            PersonSource::Branch,
            PersonSource::Discipline,
            PersonSource::DisciplineDecision,
        ];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        let mut found = Vec::new();
        self.beside(list.as_ref(), read, |reader, line, place| {
            if place.is_some() {
                let discipline = reader.choice(line, PersonSource::Discipline, "discipline");
                let decision = reader.text(line, &[PersonSource::DisciplineDecision]);
                found.push((place, discipline, decision));
            }
        });
        for (place, discipline, decision) in found {
            if let Some(member) = place.and_then(|it| read.members.get_mut(it)) {
                (member.discipline, member.discipline_decision) = (discipline, decision);
            }
        }
    }

    /// Goes through a list of some of the members, each with his place in the list of all: found by name,
    /// birth and branch. Two who have all three are told by their order, which is that of the list of all.
    fn beside(
        &mut self,
        list: Option<&List>,
        read: &YearBook,
        mut take: impl FnMut(&mut Self, &Line, Option<usize>),
    ) {
        let Some(list) = list else { return };
        let mut places: BTreeMap<(String, Option<PartialDate>, String), Vec<usize>> =
            BTreeMap::new();
        for (place, it) in read.members.iter().enumerate().rev() {
            let key = (fold(&it.name), it.birth, fold(read.branch_of(it)));
            places.entry(key).or_default().push(place);
        }
        for entry in list.entries(&self.regime.consolidated.words) {
            let Entry::Person(sheet, header, row) = entry else { continue };
            let Some(name) = row.get(header.name).and_then(Cell::text) else { continue };
            if self.is_nobody(name, row, header) {
                continue;
            }
            let line = Line { sheet, row, header, name };
            // What is unreadable here is told in the list of all, where it stands too.
            let told = self.findings.len();
            let (birth, branch) =
                (self.date(&line, PersonSource::Birth), self.text(&line, &[PersonSource::Branch]));
            self.findings.truncate(told);
            let branch = fold(numbered::branch_name(&branch, &self.regime.consolidated.words));
            let place = places.get_mut(&(fold(name), birth, branch)).and_then(Vec::pop);
            take(self, &line, place);
        }
    }

    /// Whether a row says that there is nobody: the word for it or dashes, and nothing about anybody.
    fn is_nobody(&self, name: &str, row: &Row, header: &Header<PersonSource>) -> bool {
        let name = fold(name);
        let is_word = name.is_empty() || name == fold(&self.regime.consolidated.words.nobody);
        let beside = || row.cells.iter().filter(|it| it.col > header.name);
        is_word && beside().all(|it| it.text().is_some_and(|it| fold(it).is_empty()))
    }

    /// The table of branches.
    fn branches(&mut self, book: &Book) -> Vec<BookBranch> {
        let profile = &self.regime.consolidated.branches;
        let wanted = [
            BranchSource::Branch,
            BranchSource::Number,
            BranchSource::Kind,
            BranchSource::SelfRating,
            BranchSource::Ceiling,
            BranchSource::Decision,
            BranchSource::Note,
        ];
        let head: &SheetHead = &profile.sheet;
        let columns = list::with_decision(&profile.column, BranchSource::Decision, self.regime);
        let Some(list) = List::find(book, head, &columns, &wanted) else {
            return Vec::new();
        };
        let mut branches = Vec::new();
        for (sheet, header) in &list.sheets {
            for row in list::rows_to_sum(sheet, header, &self.regime.consolidated.words) {
                let cell = |source| header.column(source).and_then(|it: u32| row.get(it));
                let shown = |source| cell(source).and_then(Cell::text).map_or("", str::trim);
                let name = shown(BranchSource::Branch);
                // The row of column numbers, and those of units, are none.
                let is_unit = numbered::is_roman(shown(BranchSource::Number))
                    && numbered::is_unit_row(name, self.regime);
                if name.is_empty() || row.cells.len() < 2 || is_unit {
                    continue;
                }
                branches.push(BookBranch {
                    code: String::new(),
                    name: numbered::branch_name(name, &self.regime.consolidated.words).to_owned(),
                    kind: shown(BranchSource::Kind).to_owned(),
                    self_rating: self.branch_rating(sheet, row, cell(BranchSource::SelfRating)),
                    proposal: self.proposed(shown(BranchSource::Note)),
                    ceiling: self.branch_rating(sheet, row, cell(BranchSource::Ceiling)),
                    decided: self.branch_rating(sheet, row, cell(BranchSource::Decision)),
                });
            }
        }
        branches
    }

    fn branch_rating(&mut self, sheet: &Sheet, row: &Row, cell: Option<&Cell>) -> Option<Rating> {
        let cell = cell?;
        if let Ok((rating, _)) = ratings::read(&self.words, cell) {
            Some(rating)
        } else {
            let at = CellRef::new(&sheet.name, row.index, cell.col);
            let stored = super::values::stored(cell);
            let finding = Finding::at(&UNREAD, &at).stored(stored);
            self.findings.push(finding.arg("heading", list::title_of(sheet)));
            None
        }
    }

    /// The proposal of a branch, which stands in its note where it differs from its own rating.
    fn proposed(&self, note: &str) -> Option<Rating> {
        let (before, after) = self.regime.consolidated.words.proposal.split_once("{rating}")?;
        note.split(';').map(str::trim).find_map(|part| {
            let typed = part.strip_prefix(before)?.strip_suffix(after)?.trim();
            let is_it = |it: &Rating| self.regime.rules.short(*it) == typed;
            Rating::BEST_FIRST.into_iter().find(is_it)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_workbook_is_stands_behind_the_last_of() {
        let attached = "(Kèm theo Báo cáo số …-BC/ĐU, ngày …/…/… của {committee})";
        for (typed, found) in [
            (
                "(Kèm theo Báo cáo số 25-BC/ĐU, ngày 15/12/2026 của Đảng ủy xã A)",
                Some("Đảng ủy xã A"),
            ),
            ("( kèm theo báo cáo số 25  của  Đảng ủy xã A ).", Some("Đảng ủy xã A")),
            ("Kèm theo Quyết định số 1 CỦA BCH Đảng bộ xã A", Some("BCH Đảng bộ xã A")),
            ("(Kèm theo Báo cáo của Đảng ủy phường Cửa Lò)", Some("Đảng ủy phường Cửa Lò")),
            ("(Ke\u{300}m theo Báo cáo cu\u{309}a Đảng u\u{309}y xã A)", Some("Đảng ủy xã A")),
            ("(Kèm theo Báo cáo của Đảng ủy xã A (mới))", Some("Đảng ủy xã A (mới)")),
            ("(Kèm theo Báo cáo số 25)", None),
            ("(Kèm theo Báo cáo của )", None),
            ("Danh sách của Đảng ủy xã A", None),
            ("", None),
        ] {
            assert_eq!(committee(typed, attached).as_deref(), found, "{typed}");
        }
    }
}
