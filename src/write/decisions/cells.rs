//! One case in its row.

use super::{Paper, WORDS, Which};
use crate::model::{Decision, Hundredths, Rating, Tally};
use crate::regime::Keyed as _;
use crate::regime::consolidated::{Column, PersonSource};
use crate::regime::decisions::CaseSource;
use crate::tables::{Case, UnitRow, Whom, unit_kind};
use crate::write::consolidated::frame::{CENTER, LEFT};
use crate::write::sheet::{Fit, Sheet, Style, Value};

/// A share of all in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// How wide the columns of texts are made.
pub(super) fn fits(columns: &[&Column<CaseSource>]) -> Vec<(u16, Fit)> {
    let fit = |it: CaseSource| match it {
        CaseSource::Name | CaseSource::Branch => Some(Fit::OneLine),
        CaseSource::Posts | CaseSource::Kind => Some(Fit::Wrapped),
        _ => None,
    };
    let numbered = (0_u16..).zip(columns);
    numbered.filter_map(|(col, it)| Some((col, fit(it.source)?))).collect()
}

/// The columns of texts that look like numbers.
pub(super) fn digits(columns: &[&Column<CaseSource>]) -> Vec<u16> {
    let numbered = (0_u16..).zip(columns);
    numbered.filter(|it| it.1.source == CaseSource::Card).map(|it| it.0).collect()
}

/// Writes a case; its decision is left open.
pub(super) fn write(
    paper: &Paper,
    sheet: &mut Sheet,
    columns: &[&Column<CaseSource>],
    (row, number): (u32, u32),
    case: &Case,
) {
    for (col, column) in (0_u16..).zip(columns) {
        let (value, style) = cell(paper, column.source, number, case);
        sheet.put(row, col, value, style);
        if column.source == CaseSource::Decision {
            sheet.offer(row, col);
        }
    }
}

pub(super) fn cell(paper: &Paper, source: CaseSource, number: u32, case: &Case) -> (Value, Style) {
    let rating =
        |it: Option<Rating>| (Value::from(it.map_or("", |it| paper.frame.short(it))), CENTER);
    match source {
        CaseSource::Number => (Value::Number(number), CENTER),
        CaseSource::Name => (Value::from(case.whom.name()), LEFT),
        CaseSource::Branch => (Value::from(case.branch_name()), LEFT),
        CaseSource::Proposal => rating(case.proposal),
        CaseSource::Ceiling => rating(case.allowed.map(|it| it.certain)),
        CaseSource::CeilingReason => (Value::from(ceiling_reason(paper, case)), LEFT),
        CaseSource::Decision => {
            (rating(filled(paper, case).map(|it| it.rating)).0, CENTER.bold().entry())
        }
        CaseSource::Reason => {
            let reason = filled(paper, case).map_or("", |it| it.reason.as_str());
            (Value::from(reason), LEFT.entry())
        }
        CaseSource::VoteShare => {
            let share = case.votes().map(|(votes, valid)| share(votes, valid));
            (share.map_or(Value::Blank, Value::Decimal), CENTER)
        }
        source => match &case.whom {
            Whom::Member(person) if source == CaseSource::LastYear => {
                rating(person.member.last_year)
            }
            Whom::Member(person) => {
                let Some(own) = of_person(source) else { return (Value::Blank, CENTER) };
                let value = Value::from(person.value(own, None, false, &paper.frame));
                let style = match source {
                    CaseSource::Birth => CENTER.day(),
                    CaseSource::Posts => LEFT,
                    _ => CENTER,
                };
                (value, style)
            }
            Whom::Collective(it) | Whom::Branch(it) => {
                let tally = &it.form.tally;
                match source {
                    CaseSource::SelfRating => rating(it.collective.self_rating),
                    CaseSource::Kind => (Value::from(kind(paper, &case.whom)), LEFT),
                    CaseSource::Rated => (tally.rated.into(), CENTER),
                    CaseSource::GoodOrBetter => (good_or_better(tally), CENTER),
                    _ => (Value::Blank, CENTER),
                }
            }
            Whom::Unit(it) => of_unit(paper, it, source),
        },
    }
}

/// What is known of a unit by its branches.
fn of_unit(paper: &Paper, it: &UnitRow, source: CaseSource) -> (Value, Style) {
    let number = |it: u32| (Value::Number(it), CENTER);
    let rated = |it: &UnitRow, rating: Rating| number(it.ratings()[rating.place()]);
    match source {
        CaseSource::Kind => (Value::from(unit_kind(&paper.frame, it.unit)), LEFT),
        CaseSource::Branches => number(u32::try_from(it.unit.branches.len()).unwrap_or(u32::MAX)),
        CaseSource::BranchesExcellent => rated(it, Rating::Excellent),
        CaseSource::BranchesGood => rated(it, Rating::Good),
        CaseSource::BranchesSatisfactory => rated(it, Rating::Satisfactory),
        CaseSource::BranchesUnsatisfactory => rated(it, Rating::Unsatisfactory),
        CaseSource::Rated => number(it.tally().rated),
        CaseSource::GoodOrBetter => (good_or_better(&it.tally()), CENTER),
        _ => (Value::Blank, CENTER),
    }
}

/// Share of good or better members among those that are rated.
fn good_or_better(tally: &Tally) -> Value {
    let good = tally.count(Rating::Excellent) + tally.count(Rating::Good);
    if tally.rated == 0 { Value::Blank } else { Value::Decimal(share(good, tally.rated)) }
}

/// What is decided, where that is written.
fn filled<'a>(paper: &Paper, case: &Case<'a>) -> Option<&'a Decision> {
    case.decided.map(|it| &it.now).filter(|_| paper.which == Which::Filled)
}

/// What is told of a member as the workbook for the superior tells it.
fn of_person(source: CaseSource) -> Option<PersonSource> {
    Some(match source {
        CaseSource::Birth => PersonSource::Birth,
        CaseSource::Card => PersonSource::Card,
        CaseSource::Posts => PersonSource::PostsShort,
        CaseSource::Group => PersonSource::GroupCode,
        CaseSource::SelfPoints => PersonSource::SelfPoints,
        CaseSource::Points => PersonSource::Points,
        CaseSource::QuarterOne => PersonSource::QuarterOne,
        CaseSource::QuarterTwo => PersonSource::QuarterTwo,
        CaseSource::QuarterThree => PersonSource::QuarterThree,
        CaseSource::QuarterFour => PersonSource::QuarterFour,
        CaseSource::SelfRating => PersonSource::SelfRating,
        CaseSource::StateRating => PersonSource::StateRating,
        CaseSource::Votes => PersonSource::Votes,
        CaseSource::ExcellentYears => PersonSource::ExcellentYears,
        _ => return None,
    })
}

fn kind(paper: &Paper, whom: &Whom) -> String {
    match whom {
        Whom::Member(_) => String::new(),
        Whom::Collective(it) => {
            let kind = it.collective.kind;
            kind.map_or_else(String::new, |it| paper.frame.regime().label("collective", it.key()))
        }
        Whom::Branch(it) => paper.frame.regime().branch_kind(&it.branch.branch.kind).to_owned(),
        Whom::Unit(it) => unit_kind(&paper.frame, it.unit).to_owned(),
    }
}

/// Why the ceiling is below the best, and what inferred conditions leave.
fn ceiling_reason(paper: &Paper, case: &Case) -> String {
    let Some(allowed) = case.allowed else { return String::new() };
    let cap = match &case.whom {
        Whom::Member(it) => it.member.cap,
        Whom::Collective(it) | Whom::Branch(it) => it.collective.cap,
        Whom::Unit(_) => "",
    };
    let why = WORDS.condition(cap).map_or("", |it| it.title.as_str()).to_owned();
    let inferred = if allowed.inferred < allowed.certain {
        let rating = paper.frame.short(allowed.inferred);
        paper.frame.fill(&paper.sheets.words.inferred, &[("rating", rating)])
    } else {
        String::new()
    };
    crate::tables::joined(vec![why, inferred])
}

/// A share in percent, with two decimals.
fn share(part: u32, whole: u32) -> Hundredths {
    let (part, whole) = (u64::from(part) * WHOLE, u64::from(whole.max(1)));
    let rounded = (part + whole / 2) / whole;
    Hundredths::new(i32::try_from(rounded).unwrap_or(i32::MAX))
}
