//! The rows of the tables.

use std::borrow::Cow;

use super::{File, Shape, Sources, TABLES, Table, Value, slug};
use crate::context::Context;
use crate::finding::{Finding, Severity};
use crate::model::{
    Allowed, BranchResult, BranchStatus, CommuneResult, Decision, Decisions, PartialDate, Rating,
    Standing, Subject, Tally,
};
use crate::regime::Keyed;
use crate::tables::{Commune, Person, collectives, everybody, judge};

/// Whose data it is.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) year: u32,
    pub(super) province: String,
    pub(super) commune: String,
}

impl Origin {
    pub(super) fn of(context: &Context) -> Self {
        let named = |it: Option<&String>| it.map(|it| slug(it)).filter(|it| !it.is_empty());
        let workspace = context.workspace;
        Self {
            year: context.year,
            province: named(workspace.map(|it| &it.superior)).unwrap_or_else(none),
            commune: named(workspace.map(|it| &it.organization)).unwrap_or_else(none),
        }
    }

    /// The columns with which every row begins.
    fn begin<'a>(&self) -> Vec<Value<'a>> {
        let word = |it: &String| Value::Text(Cow::Owned(it.clone()));
        vec![Value::Whole(self.year.into()), word(&self.province), word(&self.commune)]
    }
}

fn none() -> String {
    "-".to_owned()
}

pub(super) fn tables<'a>(sources: &Sources<'a>) -> Vec<Table<'a>> {
    let origin = Origin::of(&sources.context);
    let [members, branches, collectives, decisions, findings, files] = &TABLES;
    vec![
        table(members, &origin, member_rows(*sources)),
        table(branches, &origin, sources.results.branches.iter().map(branch_row)),
        table(collectives, &origin, collective_rows(sources.results)),
        table(decisions, &origin, decision_rows(*sources)),
        table(findings, &origin, finding_rows(*sources)),
        table(files, &origin, sources.files.iter().map(file_row)),
    ]
}

fn table<'a>(
    shape: &'static Shape,
    origin: &Origin,
    rows: impl Iterator<Item = Vec<Value<'a>>> + 'a,
) -> Table<'a> {
    let origin = origin.clone();
    let rows = rows.map(move |own| {
        let mut row = origin.begin();
        row.extend(own);
        row
    });
    Table { shape, rows: Box::new(rows) }
}

/// A text that is there; nothing for an empty one.
fn text(it: &str) -> Value<'_> {
    if it.is_empty() { Value::Null } else { Value::Text(Cow::Borrowed(it)) }
}

fn word<'a>(it: Option<&'static str>) -> Value<'a> {
    it.map_or(Value::Null, |it| Value::Text(Cow::Borrowed(it)))
}

fn rating<'a>(it: Option<Rating>) -> Value<'a> {
    word(it.map(Rating::key))
}

fn count<'a>(it: Option<u32>) -> Value<'a> {
    it.map_or(Value::Null, |it| Value::Whole(it.into()))
}

fn day<'a>(it: Option<PartialDate>) -> Value<'a> {
    match it {
        Some(PartialDate::Day(day)) => Value::Day(day),
        Some(PartialDate::Month(..) | PartialDate::Year(_)) | None => Value::Null,
    }
}

fn ceilings<'a>(it: Option<Allowed>) -> [Value<'a>; 2] {
    [rating(it.map(|it| it.certain)), rating(it.map(|it| it.inferred))]
}

fn member_rows(sources: Sources<'_>) -> impl Iterator<Item = Vec<Value<'_>>> {
    let commune = Commune::new(sources.results, &sources.context);
    everybody(sources.results).map(move |it| member_row(&it, &commune, &sources))
}

fn member_row<'a>(person: &Person<'a>, commune: &Commune, sources: &Sources<'a>) -> Vec<Value<'a>> {
    let it = &person.member;
    let mask = sources.mask;
    let open = |shown: &'a str| if mask.is_some() { Value::Null } else { text(shown) };
    let decimal = |it: Option<crate::model::Hundredths>| it.map_or(Value::Null, Value::Decimal);
    let standing = match it.standing() {
        Standing::Rated(_) => "rated",
        Standing::Exempt => "exempt",
        Standing::Unrated => "unrated",
        Standing::Guest => "guest",
    };
    let group = commune.group(person.branch, it).to_owned();
    let [ceiling, inferred] = ceilings(it.allowed);
    let mut row = vec![
        text(&person.branch.branch.code),
        Value::Whole(i64::from(it.row) + 1),
        match mask {
            Some(mask) => Value::Text(Cow::Owned(mask.name(it.name))),
            None => Value::Text(Cow::Borrowed(it.name)),
        },
        day(it.birth.filter(|_| mask.is_none())),
        it.birth
            .filter(|_| mask.is_none())
            .map_or(Value::Null, |it| Value::Whole(it.year().into())),
        match (mask, it.birth) {
            (Some(mask), Some(birth)) => Value::Text(Cow::Owned(mask.birth(birth))),
            _ => Value::Null,
        },
        match mask {
            Some(mask) if !it.card.is_empty() => Value::Text(Cow::Owned(mask.card(it.card))),
            _ => text(it.card),
        },
        word(it.gender.map(|it| it.key())),
        text(it.ethnicity),
        day(it.admitted),
        day(it.official),
        open(it.party_post),
        open(it.other_post),
        word(it.leader.map(|it| it.key())),
        text(it.self_form),
        if group.is_empty() { Value::Null } else { Value::Text(Cow::Owned(group)) },
        word(Some(standing)),
        word(it.eligibility.map(|it| it.key())),
        it.reviewed.map_or(Value::Null, Value::Flag),
        decimal(it.self_points),
        decimal(it.points[2]),
        decimal(it.tasks_done),
    ];
    row.extend(it.quarters.map(rating));
    row.extend([
        count(it.excellent_votes),
        count(person.votes().map(|it| it.1)),
        rating(it.self_rating),
        rating(it.state_rating),
        rating(it.proposal),
        ceiling,
        inferred,
        rating(it.decided),
        rating(person.rating()),
        text(it.cause),
        word(it.discipline.map(|it| it.key())),
        count(it.excellent_years),
    ]);
    row
}

fn branch_row(result: &BranchResult) -> Vec<Value<'_>> {
    let branch = &result.branch;
    let status = match result.status() {
        BranchStatus::Accepted => "accepted",
        BranchStatus::Returned => "returned",
        BranchStatus::Missing => "missing",
    };
    let judged = judge(result);
    let tally = |get: fn(&Tally) -> u32| count(result.tally().map(get));
    let [ceiling, inferred] = ceilings(judged.ceiling);
    vec![
        text(&branch.code),
        text(&branch.name),
        text(&branch.kind),
        branch.unit.as_deref().map_or(Value::Null, text),
        word(Some(status)),
        result.file().map_or(Value::Null, |it| text(&it.path)),
        result.file().and_then(|it| it.sha256.as_deref()).map_or(Value::Null, text),
        count(branch.members),
        tally(|it| it.members),
        tally(|it| it.exempt),
        tally(|it| it.unrated),
        tally(|it| it.rated),
        tally(|it| it.count(Rating::Excellent)),
        tally(|it| it.count(Rating::Good)),
        tally(|it| it.count(Rating::Satisfactory)),
        tally(|it| it.count(Rating::Unsatisfactory)),
        rating(judged.own),
        rating(judged.proposal),
        ceiling,
        inferred,
        rating(judged.decided),
    ]
}

fn collective_rows(results: &CommuneResult) -> impl Iterator<Item = Vec<Value<'_>>> {
    collectives(results).map(|listed| {
        let it = &listed.collective;
        let [ceiling, inferred] = ceilings(it.allowed);
        vec![
            text(&listed.branch.branch.code),
            Value::Whole(i64::from(it.place) + 1),
            Value::Text(Cow::Borrowed(it.name)),
            word(it.kind.map(|it| it.key())),
            it.tasks_done.map_or(Value::Null, Value::Decimal),
            rating(it.self_rating),
            rating(it.proposal),
            ceiling,
            inferred,
            rating(it.decided),
        ]
    })
}

fn decision_rows(sources: Sources<'_>) -> impl Iterator<Item = Vec<Value<'_>>> {
    let all = sources.results.decisions.as_ref();
    all.into_iter().flat_map(move |decisions| {
        decisions.decided.iter().flat_map(move |(subject, ruling)| {
            let now = std::iter::once((&ruling.now, true));
            let earlier = ruling.earlier.iter().map(|it| (it, false));
            now.chain(earlier).map(move |(it, stands)| {
                decision_row(subject, it, stands, decisions, sources.mask.is_some())
            })
        })
    })
}

fn decision_row<'a>(
    subject: &'a Subject,
    it: &'a Decision,
    stands: bool,
    decisions: &'a Decisions,
    is_masked: bool,
) -> Vec<Value<'a>> {
    let (kind, row, place) = match subject {
        Subject::Member(_, row) => ("member", Some(*row), None),
        Subject::Collective(_, place) => ("collective", None, Some(*place)),
        Subject::Branch(_) => ("branch", None, None),
        Subject::Unit(_) => ("unit", None, None),
    };
    let paper = decisions.paper(it);
    let of_paper = |get: fn(&crate::model::DecisionPaper) -> &str| {
        paper.map_or(Value::Null, |it| text(get(it)))
    };
    let from_one = |it: Option<u32>| it.map_or(Value::Null, |it| Value::Whole(i64::from(it) + 1));
    vec![
        text(subject.code()),
        word(Some(kind)),
        from_one(row),
        from_one(place),
        Value::Flag(stands),
        rating(Some(it.rating)),
        of_paper(|it| &it.authority),
        of_paper(|it| &it.body),
        of_paper(|it| &it.number),
        day(paper.and_then(|it| it.date)),
        if is_masked { Value::Null } else { text(&it.reason) },
        of_paper(|it| &it.file),
    ]
}

fn finding_rows(sources: Sources<'_>) -> impl Iterator<Item = Vec<Value<'_>>> {
    (1..).zip(sources.findings).map(move |(number, it)| finding_row(number, it, &sources))
}

fn finding_row<'a>(number: i64, it: &'a Finding, sources: &Sources<'a>) -> Vec<Value<'a>> {
    let severity = match it.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let maybe = |it: &'a Option<String>| it.as_deref().map_or(Value::Null, text);
    vec![
        Value::Whole(number),
        word(Some(it.code.id)),
        word(Some(it.code.name)),
        word(Some(severity)),
        Value::Flag(it.waiver.is_some()),
        maybe(&it.branch),
        maybe(&it.file),
        maybe(&it.sheet),
        it.cell.as_ref().map_or(Value::Null, |it| Value::Text(Cow::Owned(it.a1()))),
        match (sources.mask, &it.member) {
            (Some(mask), Some(name)) => Value::Text(Cow::Owned(mask.name(name))),
            (_, name) => maybe(name),
        },
        maybe(&it.clause),
    ]
}

fn file_row<'a>(it: &File<'a>) -> Vec<Value<'a>> {
    vec![
        text(it.path),
        word(Some(it.status)),
        it.branch.map_or(Value::Null, text),
        it.sha256.map_or(Value::Null, text),
    ]
}
