//! Dates in order: born + 18 years <= admitted <= official, none after the year.
//!
//! Vague dates are compared by what is certain: something is out of order only
//! if it is so on every day that the dates can be.

use jiff::{Span, civil};

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, Member, PartialDate, Slot, Submission};
use crate::regime::form::{InfoField, MemberField};

/// Admitted before the age of 18 (R-AGE).
pub(super) static UNDER_AGE: Code =
    code("V401", "admitted-under-age", Severity::Error).citing(&["R-AGE"]);

/// The dates of birth and admission are too vague to tell.
pub(super) static AGE_UNDECIDED: Code =
    code("V402", "age-undecided", Severity::Notice).citing(&["R-AGE"]);

/// Official before admitted.
pub(super) static OFFICIAL_FIRST: Code = code("V403", "official-before-admitted", Severity::Error);

/// A date after 31 December of the rating year.
pub(super) static AFTER_YEAR: Code = code("V404", "date-after-year", Severity::Error);

/// A meeting after 31 December, where the regime only asks for haste (R-DEADLINE-D).
pub(super) static AFTER_DEADLINE: Code =
    code("V821", "meeting-after-deadline", Severity::Warning).citing(&["R-DEADLINE-D"]);

/// The draft went out too shortly before the meeting (R-DRAFT-D).
pub(super) static DRAFT_LATE: Code =
    code("V822", "draft-sent-late", Severity::Warning).citing(&["R-DRAFT-D"]);

/// A meeting before the rating year.
pub(super) static MEETING_BEFORE: Code = code("V405", "meeting-before-year", Severity::Error);

/// A date between the meeting and 31 December.
pub(super) static AFTER_MEETING: Code = code("V406", "date-after-meeting", Severity::Notice);

/// One date of the form.
struct Dated<'a> {
    date: PartialDate,
    cell: Option<&'a CellRef>,
    heading: &'a str,
    name: &'a str,
    /// Whether it is the admission of a member who is rated; then R-NEW says it.
    is_judged: bool,
}

/// Admitted at 18 or later.
pub(super) fn under_age(submission: &Submission, context: &Context) -> Vec<Finding> {
    ages(submission, context, &UNDER_AGE, |is_under| is_under == Some(true))
}

/// The dates can tell. Only near the limit does a vague date matter.
pub(super) fn age_undecided(submission: &Submission, context: &Context) -> Vec<Finding> {
    ages(submission, context, &AGE_UNDECIDED, |is_under| is_under.is_none())
}

fn ages(
    submission: &Submission,
    context: &Context,
    code: &'static Code,
    is_wrong: fn(Option<bool>) -> bool,
) -> Vec<Finding> {
    let Some(years) = context.regime.rules.rule("R-AGE").and_then(|it| it.years) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for member in &submission.members {
        let (Some(birth), Some(admitted)) =
            (within(&member.birth, context), within(&member.admitted, context))
        else {
            continue;
        };
        if !is_wrong(is_under_age(birth, admitted, years)) {
            continue;
        }
        let finding = Finding::new(code)
            .maybe_cell(member.admitted.cell())
            .of_whom(member.name.text())
            .stored(admitted.to_string())
            .arg("birth", birth)
            .arg("years", u32::from(years));
        found.push(context.cite(finding, "R-AGE"));
    }
    found
}

/// Whether less than `years` lie between birth and admission; `None` when
/// the dates cannot tell.
fn is_under_age(birth: PartialDate, admitted: PartialDate, years: u8) -> Option<bool> {
    let of_age = |date: civil::Date| date.saturating_add(Span::new().years(years));
    if of_age(birth.earliest()) > admitted.latest() {
        Some(true)
    } else if of_age(birth.latest()) <= admitted.earliest() {
        Some(false)
    } else {
        None
    }
}

/// Official on the day of admission or later.
pub(super) fn official_first(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in &submission.members {
        let (Some(admitted), Some(official)) =
            (within(&member.admitted, context), within(&member.official, context))
        else {
            continue;
        };
        if official.latest() < admitted.earliest() {
            found.push(
                Finding::new(&OFFICIAL_FIRST)
                    .maybe_cell(member.official.cell())
                    .of_whom(member.name.text())
                    .stored(official.to_string())
                    .arg("admitted", admitted),
            );
        }
    }
    found
}

/// A date, unless it is after the year: then it is wrong by itself, and its
/// order to others says nothing more.
fn within(slot: &Slot<PartialDate>, context: &Context) -> Option<PartialDate> {
    slot.get().filter(|it| it.earliest() <= context.year_end())
}

/// No date is after 31 December of the rating year.
pub(super) fn after_year(submission: &Submission, context: &Context) -> Vec<Finding> {
    let end = context.year_end();
    let meeting = meeting(submission, context).filter(|it| !is_late(it.date, context));
    let all = meeting.into_iter().chain(dates(submission, context));
    all.filter(|it| it.date.earliest() > end)
        .map(|it| finding(&AFTER_YEAR, &it).arg("end", PartialDate::Day(end)))
        .collect()
}

/// Whether a finding is about the meeting of a form: that it was after 31 December.
pub fn is_after_year(finding: &Finding, submission: &Submission) -> bool {
    let cell = submission.info.meeting.cell();
    finding.code == &AFTER_YEAR && cell.is_some() && finding.cell.as_ref() == cell
}

/// The meeting is held by 31 December.
pub(super) fn after_deadline(submission: &Submission, context: &Context) -> Vec<Finding> {
    let late = meeting(submission, context).filter(|it| is_late(it.date, context));
    late.map(|it| {
        let finding = finding(&AFTER_DEADLINE, &it);
        let end = PartialDate::Day(context.year_end());
        context.cite(finding.arg("end", end), "R-DEADLINE-D")
    })
    .into_iter()
    .collect()
}

/// Whether a meeting is only late: within a year after the rating year, where
/// the regime asks for haste. Later still it is no meeting of this rating year.
fn is_late(meeting: PartialDate, context: &Context) -> bool {
    let end = context.year_end();
    let last = end.saturating_add(Span::new().years(1));
    context.regime.rules.rule("R-DEADLINE-D").is_some()
        && meeting.earliest() > end
        && meeting.earliest() <= last
}

/// The draft of the review went out at least so many working days before the
/// meeting. Holidays are not known here: only Saturdays and Sundays are left out.
pub(super) fn draft_late(submission: &Submission, context: &Context) -> Vec<Finding> {
    let days = context.regime.rules.rule("R-DRAFT-D").and_then(|it| it.working_days);
    let (Some(days), Some(PartialDate::Day(sent)), Some(PartialDate::Day(meeting))) =
        (days, submission.info.draft_sent.get(), submission.info.meeting.get())
    else {
        return Vec::new();
    };
    let given = working_days(sent, meeting);
    if given >= u32::from(days) {
        return Vec::new();
    }
    let Some(dated) = fact(&submission.info.draft_sent, InfoField::DraftSent, context) else {
        return Vec::new();
    };
    let finding = finding(&DRAFT_LATE, &dated)
        .arg("meeting", PartialDate::Day(meeting))
        .arg("days", u32::from(days));
    vec![context.cite(finding, "R-DRAFT-D")]
}

/// Working days from one day to another, the first counted and the last not; 0
/// when they stand the other way round. More than a year is as good as a year.
fn working_days(from: civil::Date, to: civil::Date) -> u32 {
    let works = |day: &civil::Date| {
        !matches!(day.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
    };
    let days = from.series(Span::new().days(1)).take(366).take_while(|it| *it < to);
    u32::try_from(days.filter(works).count()).unwrap_or(u32::MAX)
}

/// The meeting is not before the rating year.
pub(super) fn meeting_before(submission: &Submission, context: &Context) -> Vec<Finding> {
    let start = context.year_end().first_of_year();
    let all = meeting(submission, context).into_iter();
    all.filter(|it| it.date.latest() < start)
        .map(|it| finding(&MEETING_BEFORE, &it).arg("year", context.year))
        .collect()
}

/// What lies between the meeting and the year's end is pointed out: the branch
/// could not know of it at its meeting. A member who is rated although admitted
/// after the meeting has an error for it (R-NEW).
pub(super) fn after_meeting(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(meeting) = context.meeting(&submission.info) else { return Vec::new() };
    let end = context.year_end();
    let is_between = |it: &Dated| {
        it.date.earliest() > meeting.latest() && it.date.earliest() <= end && !it.is_judged
    };
    dates(submission, context)
        .filter(is_between)
        .map(|it| finding(&AFTER_MEETING, &it).arg("meeting", meeting))
        .collect()
}

fn finding(code: &'static Code, dated: &Dated) -> Finding {
    Finding::new(code)
        .maybe_cell(dated.cell)
        .of_whom(dated.name)
        .stored(dated.date.to_string())
        .arg("heading", dated.heading)
}

/// The meeting, unless the form is of another year: then that is said, and the
/// meeting is in the form's own year.
fn meeting<'a>(submission: &'a Submission, context: &Context<'a>) -> Option<Dated<'a>> {
    if submission.info.year.get().is_some_and(|it| it != context.year) {
        return None;
    }
    fact(&submission.info.meeting, InfoField::Meeting, context)
}

fn fact<'a>(
    slot: &'a Slot<PartialDate>,
    field: InfoField,
    context: &Context<'a>,
) -> Option<Dated<'a>> {
    let heading = context.regime.form.info_row(field).map(|it| it.label.as_str());
    Some(Dated {
        date: slot.get()?,
        cell: slot.cell(),
        heading: heading.unwrap_or_default(),
        name: "",
        is_judged: false,
    })
}

/// Every date but the meeting's.
fn dates<'a>(
    submission: &'a Submission,
    context: &'a Context<'a>,
) -> impl Iterator<Item = Dated<'a>> {
    let founded = fact(&submission.info.founded, InfoField::Founded, context);
    let of_member = move |member: &'a Member| {
        let fields = [
            (MemberField::Birth, &member.birth),
            (MemberField::Admitted, &member.admitted),
            (MemberField::Official, &member.official),
        ];
        fields.into_iter().filter_map(move |(field, slot)| {
            let column = context.regime.form.member_column(field);
            Some(Dated {
                date: slot.get()?,
                cell: slot.cell(),
                heading: column.map_or("", |it| &it.heading),
                name: member.name.text(),
                is_judged: field == MemberField::Admitted && member.is_rated(),
            })
        })
    };
    founded.into_iter().chain(submission.members.iter().flat_map(of_member))
}
