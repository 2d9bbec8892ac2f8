//! A whole consolidated workbook, as the superior reads it: every person with how he is counted, every
//! collective, and the limits of the quotas. The list of all members says who is there and with which
//! rating; the other lists say why somebody is not rated, failed, or is led by whom.

mod agreed;
mod bodies;
mod changes;
mod decided;
mod headings;
mod people;
pub(in crate::read) mod repeated;
mod said;
mod sheets;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use super::{Reader, read};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{
    At, BranchStatus, ByName, Ceiling, CellRef, Collective, CollectiveKind, Eligibility, Extract,
    Hundredths, Info, LeaderScope, Member, PartialDate, Points, Rated, Rating, Sent, SentBranch,
    Slot, Submission, YearBook,
};
use crate::read::grid::{Book, Sheet};
use crate::regime::Regime;
use crate::regime::consolidated::SheetHead;

/// Somebody in a list of some of the members whom the list of all does not have.
pub(crate) static NOT_LISTED: Code = code("U010", "person-not-in-list", Severity::Error);
/// Somebody in a list where he does not belong by the list of all.
pub(crate) static BELONGS_NOT: Code = code("U011", "person-in-wrong-list", Severity::Error);
/// Somebody whom a list should have by the list of all.
pub(crate) static LEFT_OUT: Code = code("U012", "person-left-out", Severity::Error);
/// Two branches of one name.
pub(crate) static BRANCH_TWICE: Code = code("U013", "branch-name-twice", Severity::Error);
/// A part of the list of members whose branch the table of branches does not have.
pub(crate) static BRANCH_UNKNOWN: Code = code("U014", "branch-not-in-table", Severity::Error);
/// A number that is none, or a formula without a result.
pub(crate) static NO_NUMBER: Code = code("U015", "limit-unread", Severity::Error);

/// Somebody who stands twice in the list of all.
pub(crate) static TWICE: Code = code("U030", "person-twice", Severity::Error);
/// A rating above the best one that the same row says is possible.
pub(crate) static ABOVE_CEILING: Code = code("U031", "rating-above-ceiling", Severity::Warning);
/// A decision on somebody of whom nothing is proposed.
pub(crate) static NOT_PROPOSED: Code = code("U032", "decided-without-proposal", Severity::Error);
/// A sheet that is gone.
pub(crate) static TABLE_MISSING: Code = code("U017", "table-missing", Severity::Error);
/// A sheet that is hidden.
pub(crate) static HIDDEN: Code = code("U040", "table-hidden", Severity::Error);
/// A sheet that stands there twice.
pub(crate) static REPEATED: Code = code("U041", "table-repeated", Severity::Error);
/// A sheet whose title has another year than the list of all members.
pub(crate) static OTHER_YEAR: Code = code("U043", "table-of-other-year", Severity::Error);
/// Somebody below the end of the list.
pub(crate) static BELOW: Code = code("U044", "person-below-list", Severity::Error);
/// A row of the list of changes that is not what the other lists say.
pub(crate) static CHANGE_DIFFERS: Code = code("U045", "change-not-of-lists", Severity::Error);
/// A branch of which the table says that nothing came, with people in the list of all.
pub(crate) static NOT_MISSING: Code = code("U048", "people-of-missing-branch", Severity::Error);
/// A row that is neither the name of a part nor somebody.
pub(crate) static LONE: Code = code("U050", "row-without-data", Severity::Error);
/// A column whose heading is gone, where rows stand that need it.
pub(crate) static HEADING: Code = code("U051", "heading-missing", Severity::Error);
/// Somebody of whom nothing above says by whom he is led.
pub(crate) static NO_SECTION: Code = code("U052", "leader-without-section", Severity::Error);
/// Some are decided on and some are not, in a workbook that calls itself final.
pub(crate) static UNDECIDED: Code = code("U053", "decisions-missing", Severity::Warning);
/// A sheet that says it is another commune's.
pub(crate) static OTHER_NAME: Code = code("U054", "table-of-other-commune", Severity::Error);
/// A rating of a leader that is not the one in the list of all.
pub(crate) static RATING_DIFFERS: Code = code("U055", "leader-rating-not-of-list", Severity::Error);
/// A column that everything hangs on.
pub(crate) static COLUMN: Code = code("U022", "column-of-list-missing", Severity::Error);
/// A value that is none.
pub(crate) static UNREAD: Code = code("U023", "value-of-list-unread", Severity::Error);
/// The list says that it has more or fewer people.
pub(crate) static COUNT: Code = code("U024", "list-incomplete", Severity::Error);
/// A row of somebody without a name.
pub(crate) static NAMELESS: Code = code("U025", "row-without-name", Severity::Error);

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
pub(crate) fn whole(book: &Book, regimes: &[Regime]) -> Result<(Sent, Vec<Finding>), Box<Finding>> {
    let (year_book, findings) =
        read(book, regimes).map_err(|it| sheets::hidden_list(book, regimes).unwrap_or(it))?;
    let Some(regime) = regimes.iter().find(|it| it.id == year_book.regime) else {
        return Err(Box::new(Finding::new(&super::NO_YEAR_BOOK)));
    };
    let words = super::Vocabulary::new(regime);
    let mut reader = Reader { words, regime, findings };
    let told = year_book.members.iter().map(|_| Told::default()).collect();
    let (units, table) = reader.table(book, &year_book);
    let guests = Vec::new();
    let absent = reader.absent(book);
    let mut sending =
        Sending { year_book, told, guests, table, collectives: BTreeMap::new(), absent };
    reader.known_branches(book, &sending);
    reader.more_of_members(book, &mut sending);
    reader.unrated(book, &mut sending);
    reader.excellent_ones(book, &mut sending);
    reader.failing_ones(book, &mut sending);
    reader.led(book, &mut sending);
    reader.collectives(book, &mut sending);
    reader.left_out(&mut sending);
    reader.once(&sending);
    reader.below(book);
    reader.lone(book, &sending.year_book);
    reader.other_years(book, sending.year_book.year);
    reader.other_names(book, &sending.year_book.committee);
    let has_decisions = reader.has_decision_columns(book);
    let is_comparable = reader.columns(book) && has_decisions;
    let limits = reader.limits(book);
    let groups = reader.group_names(book);
    let is_above = reader.is_above(book);
    let told = reader.findings.len();
    let changes = reader.changes(book, &sending);
    let since = reader.since(book, &sending);
    if !is_comparable {
        // Nothing can be said of decisions and proposals that were not read.
        reader.findings.truncate(told);
    }
    reader.told_absent(&sending.absent);
    reader.with_people(&sending);
    reader.findings.iter_mut().for_each(this_year);
    // Of a workbook that goes back all decisions may be there.
    if has_decisions && !reader.findings.iter().any(Finding::is_error) {
        reader.undecided(&mut sending);
    }
    sending.lacking(is_above);
    let branches = sending.branches(regime, &groups);
    let head = YearBook { members: Vec::new(), ..sending.year_book };
    let by_hand = reader.by_hand(book);
    let sent = Sent { head, units, branches, is_above, by_hand, limits, changes, since };
    Ok((sent, reader.findings))
}

pub(in crate::read) use sheets::hidden_tables;

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
    /// Its note, where one stands.
    note: Option<(CellRef, String)>,
}

/// A workbook while it is read.
struct Sending {
    year_book: YearBook,
    told: Vec<Told>,
    /// Guests stand in no list of members: branch, name, birth, admission, why and note.
    guests: Vec<(usize, Member)>,
    /// In the order of the branches of the year.
    table: Vec<Option<TableLine>>,
    /// Collectives by branch.
    collectives: BTreeMap<usize, Vec<(Collective, Option<Rating>)>>,
    /// Sheets that are not there to be read.
    absent: sheets::Absent,
}

impl Sending {
    fn rating(&self, place: usize) -> Option<Rating> {
        self.year_book.members.get(place)?.counted()
    }

    /// The branches by their names.
    fn by_name(&self) -> ByName {
        ByName::of(self.year_book.branches.iter().map(|it| it.name.as_str()))
    }

    /// Says of a commune's workbook how many of its branches it has, where its head does not.
    fn lacking(&mut self, is_above: bool) {
        let all = self.table.iter().flatten();
        let lacking = |it: &&TableLine| it.status != BranchStatus::Accepted;
        let is_empty = |place: usize| self.year_book.members.iter().all(|it| it.branch != place);
        let places = self.table.iter().enumerate();
        // Of one with people that is told.
        let lacking =
            places.filter(|it| it.1.as_ref().is_some_and(|line| lacking(&line)) && is_empty(it.0));
        let (lacking, all) = (lacking.count(), all.count());
        let (accepted, all) = (u32::try_from(all - lacking), u32::try_from(all));
        if let (Ok(accepted), Ok(all), None, false) =
            (accepted, all, self.year_book.partial, is_above)
            && accepted < all
        {
            self.year_book.partial = Some((accepted, all));
        }
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
        let line = self.table.get(branch).and_then(Option::as_ref);
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
        // A supplement has ballots of its own: then only the votes are known.
        let said: BTreeSet<u32> = members.iter().filter_map(|it| self.told[*it].votes?.1).collect();
        let valid = said.first().copied().filter(|_| said.len() == 1);
        for (row, place) in (0_u32..).zip(members) {
            let told = &self.told[*place];
            let member = &self.year_book.members[*place];
            decided.extend(member.decided.map(|it| (row, it)));
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
        let all = collectives.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        let mut allowed: Vec<_> = all.iter().map(|_| None).collect();
        allowed[0] = own_ceiling.map(ceiling);
        let submission = Submission {
            info,
            members: rated,
            collectives: all,
            scores: Vec::new(),
            has_all_members: true,
            has_collectives: true,
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
        quarters: quarters(told, &member.note, regime).map(|it| slot(it, at)),
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

/// The ratings of quarters: in columns of their own, else in the note, as `Các quý: I: HTTNV, II: HTNV`.
fn quarters(told: &Told, note: &str, regime: &Regime) -> [Option<Rating>; 4] {
    let (start, _) = regime.consolidated.words.quarters.split_once('{').unwrap_or_default();
    let start = start.trim();
    let mut all = told.quarters;
    if start.is_empty() || all.iter().any(Option::is_some) {
        return all;
    }
    let Some(said) = note.split(';').find_map(|it| it.trim().strip_prefix(start)) else {
        return all;
    };
    for one in said.split(',') {
        let Some((number, rating)) = one.split_once(':') else { continue };
        let place = ["I", "II", "III", "IV"].iter().position(|it| *it == number.trim());
        let is_it = |it: &Rating| regime.rules.short(*it) == rating.trim();
        let rating = Rating::BEST_FIRST.into_iter().find(is_it);
        if let Some(slot) = place.and_then(|it| all.get_mut(it)) {
            *slot = rating;
        }
    }
    all
}

/// A note without the quarters, which stand in it again where no column has them.
fn own_note(note: &str, regime: &Regime) -> String {
    let start = regime.consolidated.words.quarters.split('{').next().unwrap_or_default().trim();
    let is_made = |it: &&str| !start.is_empty() && it.starts_with(start);
    let parts = note.split(';').map(str::trim).filter(|it| !it.is_empty() && !is_made(it));
    parts.collect::<Vec<_>>().join("; ")
}

/// The sheets of a section.
fn own_sheets<'a>(book: &'a Book, head: &'a SheetHead) -> impl Iterator<Item = &'a Sheet> {
    book.sheets.iter().filter(|it| !it.hidden && super::list::is_of(it, head))
}
