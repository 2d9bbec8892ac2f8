//! Values of papers: what was decided, by whom, and who signs. What is not told of an issuer is empty.

use crate::model::{
    BranchResult, CollectiveKind, CommuneResult, DecisionPaper, Info, PartialDate, Rating, Slot,
};
use crate::tables::Person;
use crate::write::bodies::Issuer;

use super::values::{BranchRow, CollectiveRow, Value, Whole, number, text};

/// What a paper is called that nothing is decided by yet; empty where everything is.
pub(super) fn draft(whole: &Whole, _: &CommuneResult) -> Value {
    text(&whole.draft)
}

/// The regulation, without what the profile adds to it in brackets.
pub(super) fn regulation(whole: &Whole, _: &CommuneResult) -> Value {
    let name = whole.commune.regime().rules.name.as_str();
    text(name.rsplit_once(" (").filter(|it| it.1.ends_with(')')).map_or(name, |it| it.0))
}

pub(super) fn issuer(whole: &Whole, get: fn(&Issuer) -> &String) -> Value {
    text(get(&whole.issuer))
}

/// A sum over sheet 1 of the accepted forms; nothing where none says it.
pub(super) fn info_sum(results: &CommuneResult, get: fn(&Info) -> &Slot<u32>) -> Value {
    let counts = results.branches.iter().filter_map(|it| get(&it.extract()?.info()).get());
    counts.reduce(u32::saturating_add).map_or(Value::Empty, Value::Number)
}

/// How many branches have a rating.
pub(super) fn branches_rated(results: &CommuneResult, rating: Rating) -> Value {
    let rated = results.branches.iter().filter(|it| counted(it) == Some(rating));
    super::values::count(rated.count())
}

/// The rating of a branch that counts.
pub(super) fn counted(branch: &BranchResult) -> Option<Rating> {
    branch.own_row()?.counted()
}

/// A rating in full.
pub(super) fn in_full(whole: &Whole, rating: Option<Rating>) -> Value {
    rating.map_or(Value::Empty, |it| text(whole.commune.regime().rules.rating_name(it)))
}

pub(super) fn rating(whole: &Whole, rating: Option<Rating>) -> Value {
    super::values::rating(whole, rating)
}

/// Votes for one rating.
pub(super) fn votes(person: &Person, rating: Rating) -> Value {
    let votes = person.member.ballots[rating.place()].filter(|_| person.rating().is_some());
    votes.map_or(Value::Empty, number)
}

/// Whether a member was excellent for as many years as the award of the superior asks for.
pub(super) fn is_awarded(whole: &Whole, person: &Person) -> bool {
    let years = whole.commune.regime().rules.award_years;
    person.rating() == Some(Rating::Excellent)
        && years.zip(person.member.excellent_years).is_some_and(|(least, it)| it >= least)
}

pub(super) fn award_mark(whole: &Whole, person: &Person) -> Value {
    let is_it = is_awarded(whole, person);
    if is_it { text(&whole.commune.profile.words.mark) } else { Value::Empty }
}

/// How many are.
pub(super) fn awarded(whole: &Whole, results: &CommuneResult) -> Value {
    let all = crate::tables::everybody(results);
    super::values::count(all.filter(|it| is_awarded(whole, it)).count())
}

/// Collectives that are no branch and have a rating.
pub(super) fn collectives(results: &CommuneResult) -> Value {
    let all = crate::tables::collectives(results).filter(|it| {
        it.collective.counted().is_some() && it.collective.kind != Some(CollectiveKind::Branch)
    });
    super::values::count(all.count())
}

pub(super) fn branch_mark(whole: &Whole, row: &CollectiveRow) -> Value {
    let is_it = row.listed.collective.kind == Some(CollectiveKind::Branch);
    if is_it { text(&whole.commune.profile.words.mark) } else { Value::Empty }
}

/// Path of the form of an accepted branch.
pub(super) fn form_of(row: &BranchRow) -> Value {
    let file = row.result.accepted().and_then(|it| it.file.as_ref());
    let name = file.and_then(|it| it.path.rsplit('/').next());
    name.map_or(Value::Empty, text)
}

/// Day, month and year of a paper, as they stand behind their words.
pub(super) fn part_of_date(paper: &DecisionPaper, get: fn(PartialDate) -> Option<i16>) -> Value {
    let part = paper.date.and_then(get);
    part.map_or(Value::Empty, |it| text(&format!("{it:02}")))
}

pub(super) fn day(date: PartialDate) -> Option<i16> {
    let PartialDate::Day(day) = date else { return None };
    Some(day.day().into())
}

pub(super) fn month(date: PartialDate) -> Option<i16> {
    match date {
        PartialDate::Day(day) => Some(day.month().into()),
        PartialDate::Month(_, month) => Some(month.into()),
        PartialDate::Year(_) => None,
    }
}

pub(super) fn year(paper: &DecisionPaper) -> Value {
    part_of_date(paper, |it| Some(it.year()))
}
