//! A whole consolidated workbook, as the superior reads it: every person with how he is counted, every
//! collective, and the limits of the quotas. The list of all members says who is there and with which
//! rating; the other lists say why somebody is not rated, failed, or is led by whom.

use std::collections::BTreeMap;

use super::list::{Entry, Header, List};
use super::{Line, Reader, read};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{
    At, BranchStatus, Ceiling, CellRef, Collective, CollectiveKind, Eligibility, Extract,
    Hundredths, Info, LeaderScope, Member, PartialDate, Points, Rated, Rating, Sent, SentBranch,
    SentLimit, SentUnit, Slot, Submission, YearBook,
};
use crate::read::grid::{Book, Cell, Row, Sheet};
use crate::read::values::{counts, points, ratings};
use crate::regime::consolidated::{
    BranchSource, CollectiveSource, GroupSource, PersonSource, ReviewColumn, ReviewRow, SheetHead,
};
use crate::regime::{Keyed, Regime};

/// Somebody in a list of some of the members whom the list of all does not have.
pub(in crate::read) static NOT_LISTED: Code = code("U010", "person-not-in-list", Severity::Error);
/// Somebody in a list where he does not belong by the list of all.
pub(in crate::read) static BELONGS_NOT: Code =
    code("U011", "person-in-wrong-list", Severity::Error);
/// Somebody whom a list should have by the list of all.
pub(in crate::read) static LEFT_OUT: Code = code("U012", "person-left-out", Severity::Error);
/// Two branches of one name.
pub(in crate::read) static BRANCH_TWICE: Code = code("U013", "branch-name-twice", Severity::Error);
/// A part of the list of members whose branch the table of branches does not have.
pub(in crate::read) static BRANCH_UNKNOWN: Code =
    code("U014", "branch-not-in-table", Severity::Error);
/// A number that is none, or a formula without a result.
pub(in crate::read) static NO_NUMBER: Code = code("U015", "limit-unread", Severity::Error);

/// A column that everything hangs on.
pub(in crate::read) static COLUMN: Code = code("U022", "column-of-list-missing", Severity::Error);
/// A value that is none.
pub(in crate::read) static UNREAD: Code = code("U023", "value-of-list-unread", Severity::Error);
/// The list says that it has more or fewer people.
pub(in crate::read) static COUNT: Code = code("U024", "list-incomplete", Severity::Error);
/// A row of somebody without a name.
pub(in crate::read) static NAMELESS: Code = code("U025", "row-without-name", Severity::Error);

/// Points go up to this.
const POINTS_MAX: u32 = 100;
/// Rows among which the headings of a second table on a sheet are looked for: all of them.
const ANYWHERE: usize = usize::MAX;

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

/// A member as the lists tell him, one after the other.
#[derive(Default)]
struct Told {
    self_points: Option<Hundredths>,
    points: Option<Hundredths>,
    quarters: [Option<Rating>; 4],
    ceiling: Option<Rating>,
    eligibility: Option<Eligibility>,
    reviewed: Option<bool>,
    why: String,
    cause: Option<String>,
    votes: Option<(u32, Option<u32>)>,
    reason: String,
    leader: Option<LeaderScope>,
    /// His posts, where a list has them in full.
    posts: String,
    state_rating: Option<Rating>,
    is_excellent_listed: bool,
    is_failing_listed: bool,
}

/// What a consolidated workbook says, by one of these regimes, and what is wrong with it.
///
/// # Errors
/// As [`read`].
pub(in crate::read) fn whole(
    book: &Book,
    regimes: &[Regime],
) -> Result<(Sent, Vec<Finding>), Box<Finding>> {
    let (year_book, findings) = read(book, regimes)?;
    let Some(regime) = regimes.iter().find(|it| it.id == year_book.regime) else {
        return Err(Box::new(Finding::new(&super::NO_YEAR_BOOK)));
    };
    let words = super::Vocabulary::new(regime);
    let mut reader = Reader { words, regime, findings };
    let told = year_book.members.iter().map(|_| Told::default()).collect();
    let (units, table) = reader.table(book, &year_book);
    let guests = Vec::new();
    let mut sending = Sending { year_book, told, guests, table, collectives: BTreeMap::new() };
    reader.known_branches(book, &sending);
    reader.more_of_members(book, &mut sending);
    reader.unrated(book, &mut sending);
    reader.excellent_ones(book, &mut sending);
    reader.failing_ones(book, &mut sending);
    reader.led(book, &mut sending);
    reader.collectives(book, &mut sending);
    reader.left_out(&sending);
    let limits = reader.limits(book);
    let groups = reader.group_names(book);
    let branches = sending.branches(regime, &groups);
    let head = YearBook { members: Vec::new(), ..sending.year_book };
    let is_above = reader.is_above(book);
    let by_hand = reader.by_hand(book);
    reader.findings.iter_mut().for_each(this_year);
    Ok((Sent { head, units, branches, is_above, by_hand, limits }, reader.findings))
}

/// What is told of an earlier year, of this one: there it is a warning to who looks back, here what is read
/// is counted.
fn this_year(finding: &mut Finding) {
    let pairs = [
        (&super::COLUMN, &COLUMN),
        (&super::UNREAD, &UNREAD),
        (&super::COUNT, &COUNT),
        (&super::NAMELESS, &NAMELESS),
    ];
    if let Some((_, code)) = pairs.into_iter().find(|it| it.0 == finding.code) {
        finding.code = code;
        finding.severity = Severity::Error;
    }
}

/// What the table of branches says of one besides its ratings.
struct TableLine {
    unit: Option<usize>,
    status: BranchStatus,
    is_new: bool,
    at: CellRef,
}

/// A workbook while it is read.
struct Sending {
    year_book: YearBook,
    told: Vec<Told>,
    /// Guests stand in no list of members: branch, name, birth, admission, why and note.
    guests: Vec<(usize, Member)>,
    /// In the order of the branches of the year.
    table: Vec<TableLine>,
    /// Collectives by branch.
    collectives: BTreeMap<usize, Vec<(Collective, Option<Rating>)>>,
}

impl Sending {
    fn rating(&self, place: usize) -> Option<Rating> {
        self.year_book.members.get(place)?.counted()
    }

    fn branch(&self, name: &str) -> Option<usize> {
        let wanted = fold(name);
        self.year_book.branches.iter().position(|it| fold(&it.name) == wanted)
    }

    /// The branches with their people.
    fn branches(&mut self, regime: &Regime, groups: &[(String, String)]) -> Vec<SentBranch> {
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); self.year_book.branches.len()];
        for (place, member) in self.year_book.members.iter().enumerate() {
            if let Some(own) = of.get_mut(member.branch) {
                own.push(place);
            }
        }
        let places = 0..self.year_book.branches.len();
        places.map(|branch| self.one(branch, &of[branch], regime, groups)).collect()
    }

    fn one(
        &mut self,
        branch: usize,
        members: &[usize],
        regime: &Regime,
        groups: &[(String, String)],
    ) -> SentBranch {
        let own = &self.year_book.branches[branch];
        let line = self.table.get(branch);
        let status = line.map_or(BranchStatus::Accepted, |it| it.status);
        let unit = line.and_then(|it| it.unit);
        let at = line.map_or_else(|| CellRef::new(&"".into(), 0, 0), |it| it.at.clone());
        let mut sent = SentBranch {
            name: own.name.clone(),
            kind: own.kind.clone(),
            unit,
            status,
            extract: None,
        };
        if status != BranchStatus::Accepted {
            return sent;
        }
        let mut decided: BTreeMap<u32, Rating> = BTreeMap::new();
        let mut rated = Vec::new();
        let mut ceilings = Vec::new();
        let mut valid = None;
        for (row, place) in (0_u32..).zip(members) {
            let told = &self.told[*place];
            let member = &self.year_book.members[*place];
            decided.extend(member.decided.map(|it| (row, it)));
            valid = valid.or_else(|| told.votes.and_then(|it| it.1));
            ceilings.push(told.ceiling.map(ceiling));
            rated.push(made(member, told, row, regime, groups));
        }
        let guests = self.guests.iter().filter(|it| it.0 == branch);
        for (row, (_, guest)) in (rated.len()..).zip(guests) {
            ceilings.push(None);
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            rated.push(Member { row, ..guest.clone() });
        }
        let itself = Collective {
            name: slot(Some(own.name.clone()), &at),
            kind: slot(Some(CollectiveKind::Branch), &at),
            self_rating: slot(own.self_rating, &at),
            proposal: slot(own.proposal.or(own.self_rating), &at),
            ..Collective::default()
        };
        let own_ceiling = own.ceiling;
        let mut collectives = vec![(itself, own.decided)];
        collectives.extend(self.collectives.remove(&branch).unwrap_or_default());
        let is_new = line.is_some_and(|it| it.is_new);
        let founded =
            jiff::civil::Date::new(i16::try_from(self.year_book.year).unwrap_or(i16::MAX), 12, 1);
        let info = Info {
            branch_name: slot(Some(own.name.clone()), &at),
            branch_kind: slot(Some(own.kind.clone()), &at),
            founded: slot(founded.ok().filter(|_| is_new).map(PartialDate::Day), &at),
            ballots_valid: slot(valid, &at),
            ..Info::default()
        };
        let has_collectives = true;
        let all = collectives.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        let mut allowed: Vec<_> = all.iter().map(|_| None).collect();
        allowed[0] = own_ceiling.map(ceiling);
        let submission = Submission {
            info,
            members: rated,
            collectives: all,
            scores: Vec::new(),
            has_all_members: true,
            has_collectives,
        };
        let rated = Rated { submission, members: ceilings, collectives: allowed };
        let mut extract = Extract::from(&rated);
        extract.decide_members(&decided);
        for (place, (_, rating)) in (0_u32..).zip(&collectives) {
            if let Some(rating) = rating {
                extract.decide_collective(place, *rating);
            }
        }
        sent.extract = Some(extract);
        sent
    }
}

/// A ceiling of which only the rating is known.
fn ceiling(rating: Rating) -> Ceiling {
    Ceiling { certain: rating, inferred: rating, trace: Vec::new() }
}

fn slot<T>(value: Option<T>, at: &CellRef) -> Slot<T> {
    let at = at.clone();
    value.map_or(Slot::Empty(at.clone()), |value| Slot::Is(At { value, at }))
}

/// A member of the list as a form would have him.
fn made(
    member: &crate::model::BookMember,
    told: &Told,
    row: u32,
    regime: &Regime,
    groups: &[(String, String)],
) -> Member {
    let at = &member.at;
    let text = |it: &str| slot((!it.is_empty()).then(|| it.to_owned()), at);
    let group = fold(&member.group);
    let group = groups.iter().find(|it| it.0 == group).map_or(&member.group, |it| &it.1);
    // Who has a rating is rated, whatever another list says: that is told there.
    let eligibility = match member.proposal {
        Some(_) => Eligibility::Rated,
        None => told.eligibility.unwrap_or(Eligibility::Other),
    };
    // A narrow column leaves out what is no post.
    let posts = if told.posts.is_empty() { &member.posts } else { &told.posts };
    let (first, rest) = posts.split_once("; ").unwrap_or(("", posts));
    let points = |it: Option<Hundredths>| Points { total: slot(it, at), ..Points::default() };
    let mut made = Member {
        row,
        name: text(&member.name),
        birth: slot(member.birth, at),
        gender: slot(member.gender, at),
        ethnicity: text(&member.ethnicity),
        party_post: text(first),
        other_post: text(rest),
        admitted: slot(member.admitted, at),
        official: slot(member.official, at),
        card: text(&member.card),
        leader: slot(told.leader, at),
        group: text(group),
        self_points: points(told.self_points),
        points: points(told.points),
        quarters: told.quarters.map(|it| slot(it, at)),
        eligibility: slot(Some(eligibility), at),
        reviewed: slot(told.reviewed, at),
        self_rating: slot(member.self_rating, at),
        state_rating: slot(told.state_rating, at),
        proposal: slot(member.proposal, at),
        cause: slot(told.cause.clone(), at),
        discipline: slot(member.discipline, at),
        discipline_decision: text(&member.discipline_decision),
        excellent_years: slot(member.excellent_years, at),
        reason: text(if told.why.is_empty() { &told.reason } else { &told.why }),
        ..Member::default()
    };
    if member.proposal.is_some() {
        made.note = text(&own_note(&member.note, regime));
    }
    if let Some((excellent, _)) = told.votes {
        made.ballots[Rating::Excellent.place()] = slot(Some(excellent), at);
    }
    made
}

/// A note without the quarters, which stand in it again where no column has them.
fn own_note(note: &str, regime: &Regime) -> String {
    let start = regime.consolidated.words.quarters.split('{').next().unwrap_or_default().trim();
    let is_made = |it: &&str| !start.is_empty() && it.starts_with(start);
    let parts = note.split(';').map(str::trim).filter(|it| !it.is_empty() && !is_made(it));
    parts.collect::<Vec<_>>().join("; ")
}

impl Reader<'_> {
    /// The units of the table of branches, and what it says of each branch that the year has.
    fn table(&mut self, book: &Book, year: &YearBook) -> (Vec<SentUnit>, Vec<TableLine>) {
        let profile = &self.regime.consolidated.branches;
        let wanted = [BranchSource::Branch, BranchSource::Number, BranchSource::Note];
        let list = List::find(book, &profile.sheet, &profile.column, &wanted);
        let (mut units, mut lines): (Vec<SentUnit>, Vec<TableLine>) = (Vec::new(), Vec::new());
        let words = &self.regime.consolidated.words;
        let sections = self.regime.consolidated.units.as_ref();
        let total = fold(&words.total);
        let mut names: BTreeMap<String, ()> = BTreeMap::new();
        let mut unit = None;
        for (sheet, header) in list.iter().flat_map(|it| &it.sheets) {
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                let cell = |source| header.column(source).and_then(|it: u32| row.get(it));
                let shown = |source| cell(source).and_then(Cell::text).map_or("", str::trim);
                let name = shown(BranchSource::Branch);
                let starts = row.cells.first().and_then(Cell::text);
                if starts.is_some_and(|it| fold(it) == total) {
                    break;
                }
                if name.is_empty() || row.cells.len() < 2 {
                    continue;
                }
                let number = shown(BranchSource::Number);
                if let Some(words) = sections.filter(|_| super::list::is_roman(number)) {
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
                let note = shown(BranchSource::Note);
                let says = |it: &str| !it.is_empty() && fold(note).contains(&fold(it));
                let status = if says(&words.missing) {
                    BranchStatus::Missing
                } else if says(&words.returned) {
                    BranchStatus::Returned
                } else {
                    BranchStatus::Accepted
                };
                let col = header.name;
                let at = CellRef::new(&sheet.name, row.index, col);
                if names.insert(fold(name), ()).is_some() {
                    self.findings.push(Finding::at(&BRANCH_TWICE, &at).stored(name));
                }
                lines.push(TableLine { unit, status, is_new: says(&words.new_branch), at });
            }
        }
        lines.truncate(year.branches.len());
        (units, lines)
    }

    /// Branches of the list of members that the table of branches does not have.
    fn known_branches(&mut self, book: &Book, sending: &Sending) {
        let known = sending.table.len();
        for branch in sending.year_book.branches.iter().skip(known) {
            let first = sending
                .year_book
                .members
                .iter()
                .find(|it| sending.year_book.branch_of(it) == branch.name);
            let name = &self.regime.consolidated.branches.sheet.name;
            let finding = Finding::new(&BRANCH_UNKNOWN).stored(branch.name.as_str());
            let finding = match first {
                Some(it) => finding.cell(&it.at),
                None => finding.sheet(book.sheets.first().map_or("", |it| &it.name)),
            };
            self.findings.push(finding.arg("table", name.as_str()));
        }
    }

    /// Points, quarters and ceilings of the list of all members.
    fn more_of_members(&mut self, book: &Book, sending: &mut Sending) {
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
            let quarter = |source| -> Option<Rating> {
                let typed = line.cell(&[source])?.1.text()?.trim();
                let own = Rating::BEST_FIRST.into_iter();
                let is_it = |it: &Rating| {
                    short.get(it.key()).map_or_else(|| self.regime.rules.short(*it), String::as_str)
                        == typed
                };
                own.into_iter().find(is_it)
            };
            let quarters = [
                PersonSource::QuarterOne,
                PersonSource::QuarterTwo,
                PersonSource::QuarterThree,
                PersonSource::QuarterFour,
            ]
            .map(quarter);
            let points = |_: &super::Vocabulary, cell: &Cell| points::read(cell, POINTS_MAX);
            let own = self.value(&line, &[PersonSource::SelfPoints], points);
            let given = self.value(&line, &[PersonSource::Points], points);
            let ceiling = self.rating(&line, PersonSource::Ceiling);
            let told = &mut sending.told[place];
            (told.self_points, told.points, told.quarters, told.ceiling) =
                (own, given, quarters, ceiling);
        }
    }

    /// Who is exempt, not reviewed or not rated; guests stand below them.
    fn unrated(&mut self, book: &Book, sending: &mut Sending) {
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
        for (branch, member) in guests {
            if let Some(place) = sending.branch(&branch) {
                sending.guests.push((place, member));
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
    fn excellent_ones(&mut self, book: &Book, sending: &mut Sending) {
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
            let votes = reader.text(line, &[PersonSource::Votes]);
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
            let (excellent, valid) = votes.split_once('/').unwrap_or((&votes, ""));
            let valid = valid.trim().parse().ok();
            told.votes = excellent.trim().parse().ok().map(|it| (it, valid));
        }
    }

    /// Causes of those who failed.
    fn failing_ones(&mut self, book: &Book, sending: &mut Sending) {
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

    /// Leaders and managers: by whom they are led.
    fn led(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.leaders;
        let wanted = [PersonSource::Name, PersonSource::PostsAndBranch, PersonSource::StateRating];
        let scopes = [
            (heading_of(&profile.superior), LeaderScope::Superior),
            (heading_of(&profile.committee), LeaderScope::Committee),
        ];
        for sheet in own_sheets(book, &profile.sheet) {
            let header = Header::find_within(sheet, &profile.column, &wanted, ANYWHERE);
            let Some(header) = header else { continue };
            let mut scope = None;
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.0) {
                if let [only] = row.cells.as_slice()
                    && let Some(text) = only.text()
                {
                    let own = heading_of(text);
                    scope = scopes.iter().find(|it| it.0 == own).map(|it| it.1);
                    continue;
                }
                let name = row.get(header.name).and_then(Cell::text);
                let is_numbered =
                    row.cells.iter().any(|it| it.col < header.name && it.plain_number().is_some());
                let (Some(name), Some(scope), true) = (name, scope, is_numbered) else { continue };
                let line = Line { sheet, row, header: &header, name };
                let posts = self.text(&line, &[PersonSource::PostsAndBranch]);
                let state = self.rating(&line, PersonSource::StateRating);
                let at = CellRef::new(&sheet.name, row.index, header.name);
                match sending.leader(name, &posts) {
                    Some(place) => {
                        let told = &mut sending.told[place];
                        (told.leader, told.state_rating) = (Some(scope), state);
                        if told.posts.is_empty() {
                            // His branch stands behind them.
                            let own = posts.rsplit_once("; ").map_or("", |it| it.0);
                            own.clone_into(&mut told.posts);
                        }
                    }
                    None => self.findings.push(Finding::at(&NOT_LISTED, &at).member(name)),
                }
            }
        }
    }

    /// The collectives.
    fn collectives(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.leaders;
        let wanted = [
            CollectiveSource::Name,
            CollectiveSource::Kind,
            CollectiveSource::Branch,
            CollectiveSource::SelfRating,
            CollectiveSource::Proposal,
            CollectiveSource::Decision,
            CollectiveSource::Reason,
            CollectiveSource::Note,
        ];
        for sheet in own_sheets(book, &profile.sheet) {
            let columns = super::list::with_decision(
                &profile.collective,
                CollectiveSource::Decision,
                self.regime,
            );
            let Some(header) = Header::find(sheet, &columns, &wanted) else { continue };
            // The headings of the people below.
            let people =
                Header::find_within(sheet, &profile.column, &[PersonSource::Name], ANYWHERE);
            let end = people.map_or(u32::MAX, |it| it.rows.0);
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                let cell = |source| header.column(source).and_then(|it: u32| row.get(it));
                let shown = |source| cell(source).and_then(Cell::text).map_or("", str::trim);
                let is_numbered =
                    row.cells.iter().any(|it| it.col < header.name && it.plain_number().is_some());
                let name = shown(CollectiveSource::Name);
                if row.index >= end {
                    break;
                }
                if name.is_empty() || !is_numbered {
                    continue;
                }
                let at = CellRef::new(&sheet.name, row.index, header.name);
                let Some(branch) = sending.branch(shown(CollectiveSource::Branch)) else {
                    let table = &self.regime.consolidated.branches.sheet.name;
                    let finding = Finding::at(&BRANCH_UNKNOWN, &at).arg("table", table.as_str());
                    self.findings.push(finding.stored(shown(CollectiveSource::Branch)));
                    continue;
                };
                let mut rating = |source| {
                    let cell = cell(source)?;
                    match ratings::read(&self.words, cell) {
                        Ok((rating, _)) => Some(rating),
                        Err(_) => {
                            let at = CellRef::new(&sheet.name, row.index, cell.col);
                            let finding =
                                Finding::at(&UNREAD, &at).stored(crate::read::values::stored(cell));
                            self.findings.push(finding.arg("heading", header.heading(source)));
                            None
                        }
                    }
                };
                let (own, proposal, decided) = (
                    rating(CollectiveSource::SelfRating),
                    rating(CollectiveSource::Proposal),
                    rating(CollectiveSource::Decision),
                );
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

    /// Those whom a list should have by the list of all.
    fn left_out(&mut self, sending: &Sending) {
        let profile = &self.regime.consolidated;
        for (member, told) in sending.year_book.members.iter().zip(&sending.told) {
            let mut miss = |list: &SheetHead| {
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

    /// The limits of quotas as the workbook says them.
    fn limits(&mut self, book: &Book) -> Vec<SentLimit> {
        let profile = &self.regime.consolidated;
        let mut limits = Vec::new();
        if let Some(groups) = &profile.groups {
            let wanted = [GroupSource::Group, GroupSource::Limit];
            let list = List::find(book, &groups.sheet, &groups.column, &wanted);
            for (sheet, header) in list.iter().flat_map(|it| &it.sheets) {
                for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                    let name = row.get(header.name).and_then(Cell::text).map(str::trim);
                    let cell = header.column(GroupSource::Limit).and_then(|it| row.get(it));
                    let (Some(name), Some(cell)) = (name, cell) else { continue };
                    if fold(name) == fold(&profile.words.total) {
                        break;
                    }
                    let group = Some(name.to_owned());
                    limits.extend(self.limit(sheet, row, cell, group));
                }
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
        for sheet in own_sheets(book, &profile.totals.sheet) {
            for row in &sheet.rows {
                let mut cells = row.cells.iter();
                if cells.next().and_then(Cell::text).is_some_and(is_one) {
                    // The number stands right beside it.
                    if let Some(cell) = cells.next() {
                        limits.extend(self.limit(sheet, row, cell, None));
                    }
                }
            }
        }
        limits
    }

    fn limit(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        cell: &Cell,
        group: Option<String>,
    ) -> Option<SentLimit> {
        let at = CellRef::new(&sheet.name, row.index, cell.col);
        let number = cell.plain_number().and_then(|it| crate::read::values::whole(it, u32::MAX));
        if number.is_none() {
            let stored = crate::read::values::stored(cell);
            self.findings.push(Finding::at(&NO_NUMBER, &at).stored(stored));
        }
        Some(SentLimit { group, limit: number?, at })
    }

    /// What stands in the rows that were left for the hand.
    fn by_hand(&mut self, book: &Book) -> BTreeMap<String, [Option<u32>; 2]> {
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

    /// Whether it says below its titles that it puts workbooks of several communes together.
    fn is_above(&self, book: &Book) -> bool {
        let profile = &self.regime.consolidated;
        let Some(words) = &profile.above else { return false };
        let wanted = [PersonSource::Name];
        let list = List::find(book, &profile.members.sheet, &profile.members.column, &wanted);
        let starts = super::above_starts(words);
        list.is_some_and(|it| {
            it.head_texts().map(fold).any(|it| starts.iter().any(|own| it.starts_with(own)))
        })
    }

    /// The groups of members: as a narrow column calls them, folded, and in full.
    fn group_names(&self, book: &Book) -> Vec<(String, String)> {
        let profile = &self.regime.consolidated;
        let Some(groups) = &profile.groups else { return Vec::new() };
        let wanted = [GroupSource::Group, GroupSource::Limit];
        let list = List::find(book, &groups.sheet, &groups.column, &wanted);
        let total = fold(&profile.words.total);
        let mut names = Vec::new();
        for (sheet, header) in list.iter().flat_map(|it| &it.sheets) {
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                let Some(name) = row.get(header.name).and_then(Cell::text) else { continue };
                if fold(name) == total {
                    break;
                }
                names.push(name.trim());
            }
        }
        let codes = crate::tables::codes(&names, &profile.members.short.group);
        codes.iter().zip(&names).map(|(code, name)| (fold(code), (*name).to_owned())).collect()
    }
}

impl Sending {
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

/// The sheets of a section, by name.
fn own_sheets<'a>(book: &'a Book, head: &'a SheetHead) -> impl Iterator<Item = &'a Sheet> {
    let is_its = |it: &&Sheet| super::list::is_named(&it.name, &head.name);
    book.sheets.iter().filter(|it| !it.hidden).filter(is_its)
}

/// Where the guests begin below a list: the sheet, and the row of what stands above them.
fn guests_from(list: &List, wanted: &str, regime: &Regime) -> Option<(std::sync::Arc<str>, u32)> {
    if wanted.is_empty() || regime.consolidated.unrated.guests.is_empty() {
        return None;
    }
    list.sheets.iter().find_map(|(sheet, _)| {
        let is_it = |it: &&Row| match it.cells.as_slice() {
            [only] => only.text().is_some_and(|it| fold(it) == *wanted),
            _ => false,
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

/// A heading without its number, folded.
fn heading_of(text: &str) -> String {
    fold(super::list::without_number(text))
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
