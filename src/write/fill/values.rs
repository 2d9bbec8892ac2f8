//! The values of the placeholders. What a column of our own workbook shows is
//! taken from there, so that both say the same.

use crate::model::{
    BranchResult, BranchStatus, CommuneResult, DecisionPaper, Extract, Hundredths, Info,
    PartialDate, Rating, Slot, Tally,
};
use crate::regime::Keyed;
use crate::regime::consolidated::PersonSource;
use crate::tables::{self, Commune, Judged, Listed, Person, UnitRow, judge};
use crate::workspace::Workspace;
use crate::write::bodies::Issuer;

/// What goes into a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Empty,
    Text(String),
    Number(u32),
    /// A share: its part and its whole.
    Share(u32, u32),
    /// Percent, in hundredths of one.
    Percent(Hundredths),
    /// A number with decimals.
    Decimal(Hundredths),
    Date(PartialDate),
}

/// A branch in its row.
#[derive(Clone, Copy)]
pub(crate) struct BranchRow<'a> {
    pub(super) number: u32,
    pub(super) result: &'a BranchResult,
}

/// A collective in its row.
#[derive(Clone, Copy)]
pub(crate) struct CollectiveRow<'a> {
    pub(super) number: u32,
    pub(super) listed: Listed<'a>,
}

/// What every getter may look at.
pub(crate) struct Whole<'a> {
    pub(super) commune: Commune<'a>,
    pub(super) issuer: Issuer,
    /// What it is called as long as not everything is decided; else empty.
    pub(super) draft: String,
}

/// Whom and what the lists of a paper have, and who issues it.
pub(crate) struct Extent<'a> {
    pub(crate) issuer: Issuer,
    pub(crate) draft: String,
    pub(crate) member: &'a dyn Fn(&Person) -> bool,
    pub(crate) collective: &'a dyn Fn(&Listed) -> bool,
    pub(crate) branch: &'a dyn Fn(&BranchResult) -> bool,
    pub(crate) unit: &'a dyn Fn(&UnitRow) -> bool,
    pub(crate) paper: &'a dyn Fn(usize) -> bool,
}

impl Extent<'_> {
    /// All of the commune, issued by nobody in particular.
    pub(crate) fn all() -> Self {
        Self {
            issuer: Issuer::default(),
            draft: String::new(),
            member: &|_| true,
            collective: &|_| true,
            branch: &|_| true,
            unit: &|_| true,
            paper: &|_| true,
        }
    }
}

pub(super) type WholeGet = fn(&Whole, &CommuneResult) -> Value;
pub(super) type PersonGet = fn(&Whole, &Person, u32) -> Value;
pub(super) type BranchGet = fn(&Whole, &BranchRow) -> Value;
pub(super) type UnitGet = fn(&Whole, &UnitRow, u32) -> Value;
pub(super) type DecisionGet = fn(&DecisionPaper, u32) -> Value;
pub(super) type CollectiveGet = fn(&Whole, &CollectiveRow) -> Value;

impl Value {
    /// Whether it says nothing, or counts nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        match self {
            Self::Empty | Self::Number(0) | Self::Share(0, _) => true,
            Self::Text(it) => it.is_empty(),
            Self::Percent(it) | Self::Decimal(it) => *it == Hundredths::new(0),
            Self::Number(_) | Self::Share(..) | Self::Date(_) => false,
        }
    }
}

/// A value within a text.
pub(crate) fn shown(value: &Value) -> String {
    // Vietnamese documents write the decimal sign as a comma.
    let percent = |hundredths: u64| {
        let (whole, part) = (hundredths / 100, hundredths % 100);
        match part {
            0 => format!("{whole}%"),
            it if it % 10 == 0 => format!("{whole},{}%", it / 10),
            it => format!("{whole},{it:02}%"),
        }
    };
    match value {
        Value::Empty => String::new(),
        Value::Text(it) => it.clone(),
        Value::Number(it) => it.to_string(),
        Value::Date(it) => it.to_string(),
        Value::Percent(it) => format!("{}%", it.with_point(',')),
        Value::Decimal(it) => it.with_point(','),
        Value::Share(part, whole) => {
            let (part, whole) = (u64::from(*part), u64::from(*whole).max(1));
            percent((part * 20_000 + whole) / (whole * 2))
        }
    }
}

pub(super) fn text(text: &str) -> Value {
    if text.is_empty() { Value::Empty } else { Value::Text(text.to_owned()) }
}

pub(super) fn number(number: u32) -> Value {
    Value::Number(number)
}

pub(super) fn count(count: usize) -> Value {
    Value::Number(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) fn date(date: Option<PartialDate>) -> Value {
    date.map_or(Value::Empty, Value::Date)
}

pub(super) fn percent(percent: Option<Hundredths>) -> Value {
    percent.map_or(Value::Empty, Value::Percent)
}

/// Points of a member who is rated, as our own lists show them.
pub(super) fn points(person: &Person, points: Option<Hundredths>) -> Value {
    let points = points.filter(|_| person.rating().is_some());
    points.map_or(Value::Empty, Value::Decimal)
}

/// The share of these ratings among all rated.
pub(super) fn share(tally: &Tally, ratings: &[usize]) -> Value {
    let part = ratings.iter().map(|it| tally.ratings[*it]).sum();
    if tally.rated == 0 { Value::Empty } else { Value::Share(part, tally.rated) }
}

pub(super) fn workspace<'a>(whole: &'a Whole, get: fn(&Workspace) -> &String) -> &'a str {
    whole.commune.context.workspace.map_or("", |it| get(it))
}

pub(super) fn year(whole: &Whole, _: &CommuneResult) -> Value {
    Value::Number(whole.commune.context.year)
}

fn having(results: &CommuneResult, status: BranchStatus) -> Value {
    count(results.branches.iter().filter(|it| it.status() == status).count())
}

pub(super) fn accepted(_: &Whole, results: &CommuneResult) -> Value {
    having(results, BranchStatus::Accepted)
}

pub(super) fn returned(_: &Whole, results: &CommuneResult) -> Value {
    having(results, BranchStatus::Returned)
}

pub(super) fn missing(_: &Whole, results: &CommuneResult) -> Value {
    having(results, BranchStatus::Missing)
}

pub(super) fn rating(whole: &Whole, rating: Option<Rating>) -> Value {
    rating.map_or(Value::Empty, |it| text(whole.commune.short(it)))
}

pub(super) fn tally(row: &BranchRow, get: fn(&Tally) -> u32) -> Value {
    row.result.tally().map_or(Value::Empty, |it| Value::Number(get(it)))
}

pub(super) fn branch_share(row: &BranchRow, ratings: &[usize]) -> Value {
    row.result.tally().map_or(Value::Empty, |it| share(it, ratings))
}

fn info_of(row: &BranchRow) -> Option<Info> {
    row.result.extract().map(Extract::info)
}

pub(super) fn info(row: &BranchRow, get: fn(&Info) -> &Slot<String>) -> Value {
    info_of(row).map_or(Value::Empty, |it| text(get(&it).text()))
}

pub(super) fn info_date(row: &BranchRow, get: fn(&Info) -> &Slot<PartialDate>) -> Value {
    info_of(row).map_or(Value::Empty, |it| date(get(&it).get()))
}

pub(super) fn info_count(row: &BranchRow, get: fn(&Info) -> &Slot<u32>) -> Value {
    info_of(row).and_then(|it| get(&it).get()).map_or(Value::Empty, Value::Number)
}

pub(super) fn branch_rating(
    whole: &Whole,
    row: &BranchRow,
    get: fn(&Judged) -> Option<Rating>,
) -> Value {
    rating(whole, get(&judge(row.result)))
}

pub(super) fn branch_note(whole: &Whole, row: &BranchRow) -> Value {
    text(&tables::note(&whole.commune, row.result))
}

/// A column of our own lists of members.
pub(super) fn own_column(whole: &Whole, person: &Person, source: PersonSource) -> Value {
    match person.value(source, None, false, &whole.commune) {
        tables::Value::Empty => Value::Empty,
        tables::Value::Text(it) => text(&it),
        tables::Value::Number(it) => Value::Number(it),
        // As the form says it, with the comma of Vietnamese numbers.
        tables::Value::Decimal(it) => text(&it.with_point(',')),
        tables::Value::Date(it) => text(&it.to_string()),
    }
}

macro_rules! column {
    ($source:ident) => {
        |whole, person, _| {
            crate::write::fill::values::own_column(
                whole,
                person,
                crate::regime::consolidated::PersonSource::$source,
            )
        }
    };
}
pub(super) use column;

pub(super) fn birth_year(person: &Person) -> Value {
    let year = person.member.birth.and_then(|it| u32::try_from(it.year()).ok());
    year.map_or(Value::Empty, Value::Number)
}

pub(super) fn eligibility(whole: &Whole, person: &Person, _: u32) -> Value {
    let key = person.member.eligibility.map(|it| it.key());
    key.map_or(Value::Empty, |it| text(&whole.commune.regime().label("eligibility", it)))
}

/// Why a member is not rated; nothing for one who is.
pub(super) fn why(whole: &Whole, person: &Person, _: u32) -> Value {
    if person.rating().is_some() {
        return Value::Empty;
    }
    own_column(whole, person, PersonSource::Why)
}

pub(super) fn rating_in_full(whole: &Whole, person: &Person, _: u32) -> Value {
    let rating = person.rating();
    rating.map_or(Value::Empty, |it| text(whole.commune.regime().rules.rating_name(it)))
}

/// A cross in the column of the rating that the member has.
pub(super) fn mark(whole: &Whole, person: &Person, place: usize) -> Value {
    let is_it = person.rating().is_some_and(|it| it.place() == place);
    if is_it { text(&whole.commune.profile.words.mark) } else { Value::Empty }
}

pub(super) fn collective_kind(whole: &Whole, row: &CollectiveRow) -> Value {
    let kind = row.listed.collective.kind;
    kind.map_or(Value::Empty, |it| text(&whole.commune.regime().label("collective", it.key())))
}

pub(super) fn collective_note(whole: &Whole, row: &CollectiveRow) -> Value {
    text(&row.listed.note(&whole.commune))
}
