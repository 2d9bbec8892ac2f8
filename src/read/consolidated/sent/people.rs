//! The lists of people: all of them, and those who are excellent, failed, or are not rated.

use super::super::Line;
use super::super::Reader;
use super::super::list::Entry;
use super::super::list::List;
use super::ABOVE_CEILING;
use super::BELONGS_NOT;
use super::BRANCH_UNKNOWN;
use super::LEFT_OUT;
use super::NOT_LISTED;
use super::NOT_PROPOSED;
use super::Sending;
use super::TWICE;
use super::UNREAD;
use super::slot;
use crate::finding::Finding;
use crate::model::BookMember;
use crate::model::CellRef;
use crate::model::Eligibility;
use crate::model::Member;
use crate::model::Rating;
use crate::model::text::card_key;
use crate::model::text::fold;
use crate::read::grid::Book;
use crate::read::grid::Cell;
use crate::read::grid::Row;
use crate::read::values::points;
use crate::regime::Keyed;
use crate::regime::Regime;
use crate::regime::consolidated::PersonSource;
use crate::regime::consolidated::SheetHead;
use std::collections::BTreeMap;

/// Points go up to this.
const POINTS_MAX: u32 = 100;

/// What the list of all members says besides what [`YearBook`] has.
const MEMBER: [PersonSource; 8] = [
    PersonSource::Name,
    PersonSource::SelfPoints,
    PersonSource::Points,
    PersonSource::QuarterOne,
    PersonSource::QuarterTwo,
    PersonSource::QuarterThree,
    PersonSource::QuarterFour,
    PersonSource::Ceiling,
];

/// The list of those who are not rated.
const UNRATED: [PersonSource; 9] = [
    PersonSource::Name,
    PersonSource::Birth,
    PersonSource::Branch,
    PersonSource::Admitted,
    PersonSource::Exempt,
    PersonSource::NotReviewed,
    PersonSource::NotRated,
    PersonSource::Why,
    PersonSource::Note,
];

impl Reader<'_> {
    /// Points, quarters and ceilings of the list of all members.
    pub(super) fn more_of_members(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.members;
        let Some(list) = List::find(book, &profile.sheet, &profile.column, &MEMBER) else { return };
        let places: BTreeMap<(String, u32), usize> = sending
            .year_book
            .members
            .iter()
            .enumerate()
            .map(|(place, it)| ((it.at.sheet.to_string(), it.at.row), place))
            .collect();
        let short = &self.regime.consolidated.members.short.rating;
        for entry in list.entries(&self.regime.consolidated.words) {
            let Entry::Person(sheet, header, row) = entry else { continue };
            let key = (sheet.name.to_string(), row.index);
            let Some(place) = places.get(&key).copied() else { continue };
            let name = sending.year_book.members[place].name.clone();
            let line = Line { sheet, row, header, name: &name };
            let mut quarter = |source| -> Option<Rating> {
                let typed = fold(line.cell(&[source])?.1.text().unwrap_or_default());
                let own = Rating::BEST_FIRST.into_iter();
                let is_it = |it: &Rating| {
                    let own = short.get(it.key());
                    fold(own.map_or_else(|| self.regime.rules.short(*it), String::as_str)) == typed
                };
                // Typed in full, or a value that is none; strokes say that there is none.
                let is_nothing = |it: &str| it.trim().chars().all(|it| "-–—".contains(it));
                own.into_iter().find(is_it).or_else(|| {
                    let text = line.cell(&[source])?.1.text();
                    text.is_none_or(|it| !is_nothing(it)).then(|| self.rating(&line, source))?
                })
            };
            let quarters = [
                PersonSource::QuarterOne,
                PersonSource::QuarterTwo,
                PersonSource::QuarterThree,
                PersonSource::QuarterFour,
            ]
            .map(&mut quarter);
            let points = |_: &super::super::Vocabulary, cell: &Cell| points::read(cell, POINTS_MAX);
            let own = self.value(&line, &[PersonSource::SelfPoints], points);
            let given = self.value(&line, &[PersonSource::Points], points);
            let ceiling = self.rating_if_any(&line, PersonSource::Ceiling);
            let told = &mut sending.told[place];
            (told.self_points, told.points, told.quarters, told.ceiling) =
                (own, given, quarters, ceiling);
        }
    }

    /// Who is exempt, not reviewed or not rated; guests stand below them.
    pub(super) fn unrated(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.unrated;
        let list = List::find(book, &profile.sheet, &profile.column, &UNRATED);
        let Some(list) = list else { return };
        let first_guest = guests_from(&list, &fold(&profile.guests), self.regime);
        let mark = fold(&self.regime.consolidated.words.mark);
        let mut found = Vec::new();
        let mut guests = Vec::new();
        let year = &sending.year_book;
        self.beside(Some(&list), year, |reader, line, place| {
            let is_marked = |source| {
                let typed = line.cell(&[source]).and_then(|it| it.1.text());
                typed.is_some_and(|it| fold(it) == mark)
            };
            let at = CellRef::new(&line.sheet.name, line.row.index, line.header.name);
            let why = reader.text(line, &[PersonSource::Why]);
            let is_guest = first_guest
                .as_ref()
                .is_some_and(|it| *it.0 == *line.sheet.name && it.1 <= line.row.index);
            if is_guest {
                let branch = reader.text(line, &[PersonSource::Branch]);
                let kind = reader.regime.label("eligibility", Eligibility::Temporary.key());
                let text = |it: String| slot((!it.is_empty()).then_some(it), &at);
                let member = Member {
                    name: text(line.name.trim().to_owned()),
                    birth: slot(reader.date(line, PersonSource::Birth), &at),
                    admitted: slot(reader.date(line, PersonSource::Admitted), &at),
                    eligibility: slot(Some(Eligibility::Temporary), &at),
                    reason: text(after_label(&why, &kind)),
                    note: text(reader.text(line, &[PersonSource::Note])),
                    ..Member::default()
                };
                guests.push((branch, member));
                return;
            }
            let Some(place) = place else {
                reader.findings.push(Finding::at(&NOT_LISTED, &at).member(line.name));
                return;
            };
            let is_exempt = is_marked(PersonSource::Exempt);
            let reviewed = !is_exempt && !is_marked(PersonSource::NotReviewed);
            found.push((place, at, is_exempt, reviewed, why));
        });
        for (place, at, is_exempt, reviewed, why) in found {
            if sending.rating(place).is_some() {
                let name = &sending.year_book.members[place].name;
                let head = &self.regime.consolidated.members.sheet.name;
                let finding = Finding::at(&BELONGS_NOT, &at).member(name);
                self.findings.push(finding.arg("list", head.as_str()));
                continue;
            }
            let (kind, why) = self.why(&why, is_exempt);
            let told = &mut sending.told[place];
            (told.eligibility, told.reviewed, told.why) = (Some(kind), Some(reviewed), why);
        }
        let branches = sending.by_name();
        for (branch, member) in guests {
            if let Some(place) = branches.get(&branch) {
                sending.guests.push((place, member));
            } else if let Some(at) = member.name.cell() {
                let table = &self.regime.consolidated.branches.sheet.name;
                let finding = Finding::at(&BRANCH_UNKNOWN, at).stored(branch);
                self.findings.push(finding.arg("table", table.as_str()));
            }
        }
    }

    /// Why somebody is not rated: the kind before the colon, and what was typed behind it.
    fn why(&self, text: &str, is_exempt: bool) -> (Eligibility, String) {
        let kinds = [
            Eligibility::New,
            Eligibility::Exempt,
            Eligibility::Suspended,
            Eligibility::Other,
            Eligibility::Rated,
        ];
        for kind in kinds {
            let label = self.regime.label("eligibility", kind.key());
            let rest = after_label(text, &label);
            if rest != text && (kind == Eligibility::Exempt) == is_exempt {
                return (kind, rest);
            }
        }
        let kind = if is_exempt { Eligibility::Exempt } else { Eligibility::Other };
        (kind, text.to_owned())
    }

    /// Votes and merits of the excellent.
    pub(super) fn excellent_ones(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.excellent;
        let wanted = [
            PersonSource::Name,
            PersonSource::Birth,
            PersonSource::Branch,
            PersonSource::Posts,
            PersonSource::Votes,
            PersonSource::Reason,
        ];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        let mut found = Vec::new();
        self.beside(list.as_ref(), &sending.year_book, |reader, line, place| {
            let at = CellRef::new(&line.sheet.name, line.row.index, line.header.name);
            let votes = reader.votes(line);
            let reason = reader.text(line, &[PersonSource::Reason]);
            let posts = reader.text(line, &[PersonSource::Posts]);
            found.push((place, at, line.name.to_owned(), votes, (reason, posts)));
        });
        let list = self.regime.consolidated.members.sheet.name.as_str();
        for (place, at, name, votes, (reason, posts)) in found {
            let Some(place) = place else {
                self.findings.push(Finding::at(&NOT_LISTED, &at).member(&name));
                continue;
            };
            if sending.rating(place) != Some(Rating::Excellent) {
                let finding = Finding::at(&BELONGS_NOT, &at).member(&name).arg("list", list);
                self.findings.push(finding);
            }
            let told = &mut sending.told[place];
            (told.is_excellent_listed, told.reason, told.posts) = (true, reason, posts);
            told.votes = votes;
        }
    }

    /// Votes for excellent and, behind a stroke, the valid ones: never more than these.
    fn votes(&mut self, line: &Line) -> Option<(u32, Option<u32>)> {
        let text = self.text(line, &[PersonSource::Votes]);
        if text.is_empty() {
            return None;
        }
        let (excellent, valid) = text.split_once('/').unzip();
        let number = |it: &str| it.trim().parse::<u32>().ok();
        let votes = number(excellent.unwrap_or(&text));
        let valid = valid.map(number);
        match (votes, valid) {
            (Some(votes), None) => return Some((votes, None)),
            (Some(votes), Some(Some(valid))) if votes <= valid => {
                return Some((votes, Some(valid)));
            }
            _ => {}
        }
        let (source, cell) = line.cell(&[PersonSource::Votes])?;
        let at = CellRef::new(&line.sheet.name, line.row.index, cell.col);
        let finding = Finding::at(&UNREAD, &at).member(line.name).stored(text);
        self.findings.push(finding.arg("heading", line.header.heading(source)));
        None
    }

    /// Who stands twice in the list of all, and would be counted twice.
    pub(super) fn once(&mut self, sending: &Sending) {
        let mut seen: BTreeMap<_, Vec<&BookMember>> = BTreeMap::new();
        for member in &sending.year_book.members {
            let namesakes = seen.entry((fold(&member.name), member.birth)).or_default();
            match namesakes.iter().find(|it| is_same(it, member)) {
                Some(first) => {
                    let finding = Finding::at(&TWICE, &member.at).member(&member.name);
                    self.findings.push(finding.arg("first", first.at.a1()));
                }
                None => namesakes.push(member),
            }
        }
    }

    /// Causes of those who failed.
    pub(super) fn failing_ones(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.failing;
        let wanted = [
            PersonSource::Name,
            PersonSource::Birth,
            PersonSource::Branch,
            PersonSource::Posts,
            PersonSource::Rating,
            PersonSource::Cause,
        ];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        let mut found = Vec::new();
        self.beside(list.as_ref(), &sending.year_book, |reader, line, place| {
            let at = CellRef::new(&line.sheet.name, line.row.index, line.header.name);
            let rating = reader.rating(line, PersonSource::Rating);
            let cause = reader.text(line, &[PersonSource::Cause]);
            let posts = reader.text(line, &[PersonSource::Posts]);
            found.push((place, at, line.name.to_owned(), rating, (cause, posts)));
        });
        let list = self.regime.consolidated.members.sheet.name.as_str();
        for (place, at, name, rating, (cause, posts)) in found {
            let Some(place) = place else {
                self.findings.push(Finding::at(&NOT_LISTED, &at).member(&name));
                continue;
            };
            if rating != sending.rating(place) {
                let finding = Finding::at(&BELONGS_NOT, &at).member(&name).arg("list", list);
                self.findings.push(finding);
            }
            let wanted = fold(&cause);
            let causes = self.regime.causes().iter();
            let key = causes.clone().find(|it| fold(&it.label) == wanted).map(|it| it.key.clone());
            let told = &mut sending.told[place];
            (told.is_failing_listed, told.cause) = (true, key);
            if told.posts.is_empty() {
                told.posts = posts;
            }
            if told.reason.is_empty() && told.cause.is_none() {
                told.reason = cause;
            }
        }
    }

    /// Those whom a list should have by the list of all.
    pub(super) fn left_out(&mut self, sending: &mut Sending) {
        let profile = &self.regime.consolidated;
        let absent = &mut sending.absent;
        for (member, told) in sending.year_book.members.iter().zip(&sending.told) {
            if member.decided.is_some() && member.proposal.is_none() {
                let finding = Finding::at(&NOT_PROPOSED, &member.at).member(&member.name);
                self.findings.push(finding);
                continue;
            }
            if let (Some(rating), Some(ceiling)) = (member.counted(), told.ceiling)
                && rating > ceiling
            {
                let short = |it| self.regime.rules.short(it);
                let finding = Finding::at(&ABOVE_CEILING, &member.at).member(&member.name);
                let finding = finding.arg("rating", short(rating));
                self.findings.push(finding.arg("ceiling", short(ceiling)));
            }
            let mut miss = |list: &SheetHead| {
                // Without the list that is told, and nobody in particular.
                if let Some(it) = absent.get_mut(&list.name) {
                    it.is_missed = true;
                    return;
                }
                let finding = Finding::at(&LEFT_OUT, &member.at).member(&member.name);
                self.findings.push(finding.arg("list", list.name.as_str()));
            };
            match member.counted() {
                Some(Rating::Excellent) if !told.is_excellent_listed => {
                    miss(&profile.excellent.sheet);
                }
                Some(Rating::Unsatisfactory) if !told.is_failing_listed => {
                    miss(&profile.failing.sheet);
                }
                None if told.eligibility.is_none() => miss(&profile.unrated.sheet),
                _ => {}
            }
        }
    }
}

/// Whether two of one name and birth are one person: by their cards, where one has none by the admission.
fn is_same(one: &BookMember, other: &BookMember) -> bool {
    match (card_key(&one.card), card_key(&other.card)) {
        (Some(one), Some(other)) => one == other,
        // Without a card or a date namesakes cannot be told apart.
        _ => one.birth.is_some() && one.admitted.is_some() && one.admitted == other.admitted,
    }
}

/// Where the guests begin below a list: the sheet, and the row of what stands above them.
fn guests_from(list: &List, wanted: &str, regime: &Regime) -> Option<(std::sync::Arc<str>, u32)> {
    if wanted.is_empty() || regime.consolidated.unrated.guests.is_empty() {
        return None;
    }
    list.sheets.iter().find_map(|(sheet, _)| {
        // A remark may stand beside it.
        let is_it = |it: &&Row| {
            let first = it.cells.first().and_then(Cell::text);
            first.is_some_and(|it| fold(it) == *wanted)
        };
        let row = sheet.rows.iter().find(is_it)?;
        Some((std::sync::Arc::clone(&sheet.name), row.index))
    })
}

/// What is typed behind a label and a colon; the whole text where it has another beginning.
fn after_label(text: &str, label: &str) -> String {
    let Some(rest) = text.trim().strip_prefix(label) else { return text.to_owned() };
    match rest.strip_prefix(':') {
        Some(rest) => rest.trim().to_owned(),
        None if rest.is_empty() => String::new(),
        None => text.to_owned(),
    }
}
