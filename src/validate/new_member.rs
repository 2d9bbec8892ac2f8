//! A member of less than six months is not rated; whether reviewed, the regime
//! says (R-NEW: yes, R-NEW-BD: no).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Eligibility, Member, PartialDate, Submission};
use crate::regime::Keyed;

/// "Mới kết nạp dưới 6 tháng" with six months or more.
pub(super) static NOT_NEW: Code =
    code("V304", "not-new-any-more", Severity::Error).citing(&["R-NEW", "R-NEW-BD"]);

/// Rated with less than six months.
pub(super) static RATED: Code =
    code("V305", "new-yet-rated", Severity::Error).citing(&["R-NEW", "R-NEW-BD"]);

/// The date of admission is too vague to tell.
pub(super) static UNDECIDED: Code =
    code("V306", "six-months-undecided", Severity::Warning).citing(&["R-NEW", "R-NEW-BD"]);

/// The meeting's date is too vague to tell.
pub(super) static MEETING_VAGUE: Code =
    code("V310", "meeting-too-vague", Severity::Warning).citing(&["R-NEW", "R-NEW-BD"]);

/// A new member whose review was not held: he is reviewed, though not rated.
/// The rule gives no letter for it and the meeting is over, so it warns.
pub(super) static NOT_REVIEWED: Code =
    code("V311", "new-not-reviewed", Severity::Warning).citing(&["R-NEW"]);

/// A new member who is reviewed although the regime leaves him out.
pub(super) static REVIEWED: Code =
    code("V820", "new-yet-reviewed", Severity::Warning).citing(&["R-NEW-BD"]);

/// Who counts as new has less than six months.
pub(super) fn not_new(submission: &Submission, context: &Context) -> Vec<Finding> {
    judged(submission, context, &NOT_NEW, |why, _, is_new| {
        why == Eligibility::New && is_new == Some(false)
    })
}

/// Who is rated has six months or more.
pub(super) fn rated(submission: &Submission, context: &Context) -> Vec<Finding> {
    judged(submission, context, &RATED, |why, _, is_new| {
        why == Eligibility::Rated && is_new == Some(true)
    })
}

/// The dates of admission of those who are rated, or new, can tell.
pub(super) fn undecided(submission: &Submission, context: &Context) -> Vec<Finding> {
    judged(submission, context, &UNDECIDED, |why, admitted, is_new| {
        hangs_on_it(why) && is_new.is_none() && !admitted.is_day()
    })
}

/// Where the date of admission, or of founding, is a full one, it is the
/// meeting's date that cannot tell: one finding, at the meeting.
pub(super) fn meeting_vague(submission: &Submission, context: &Context) -> Vec<Finding> {
    let undecided = judged(submission, context, &MEETING_VAGUE, |why, admitted, is_new| {
        hangs_on_it(why) && is_new.is_none() && admitted.is_day()
    });
    let founded = submission
        .info
        .founded
        .get()
        .is_some_and(|it| it.is_day() && it.earliest() <= context.year_end());
    let is_branch_undecided = founded && context.is_new_branch(submission).is_none();
    let Some(meeting) = context.meeting(&submission.info).filter(|it| !it.is_day()) else {
        return Vec::new();
    };
    if undecided.is_empty() && !is_branch_undecided {
        return Vec::new();
    }
    let finding = Finding::new(&MEETING_VAGUE)
        .maybe_cell(submission.info.meeting.cell())
        .stored(meeting.to_string());
    vec![context.cite(finding, rule_id(context))]
}

/// A new member is reviewed, unless admitted after the meeting. A blank cell
/// says neither: the form asks it only of those who are rated.
pub(super) fn not_reviewed(submission: &Submission, context: &Context) -> Vec<Finding> {
    if context.regime.rules.rule("R-NEW").is_none_or(|it| !it.reviewed) {
        return Vec::new();
    }
    let meeting = context.meeting(&submission.info);
    let mut found = Vec::new();
    for member in &submission.members {
        let is_later = admitted(member, context)
            .zip(meeting)
            .is_some_and(|(admitted, meeting)| admitted.earliest() > meeting.latest());
        let is_new = member.eligibility.get() == Some(Eligibility::New);
        if is_new && !is_later && member.reviewed.get() == Some(false) {
            let finding = Finding::new(&NOT_REVIEWED)
                .maybe_cell(member.reviewed.cell())
                .of_whom(member.name.text())
                .stored(context.regime.rules.words.no.first().map_or("", String::as_str));
            found.push(context.cite(finding, "R-NEW"));
        }
    }
    found
}

/// A new member is not reviewed, where the regime says so.
pub(super) fn reviewed(submission: &Submission, context: &Context) -> Vec<Finding> {
    if context.regime.rules.rule("R-NEW-BD").is_none() {
        return Vec::new();
    }
    let is_reviewed = |it: &&Member| {
        it.eligibility.get() == Some(Eligibility::New) && it.reviewed.get() == Some(true)
    };
    let mut found = Vec::new();
    for member in submission.members.iter().filter(is_reviewed) {
        let finding = Finding::new(&REVIEWED)
            .maybe_cell(member.reviewed.cell())
            .of_whom(member.name.text())
            .stored(context.regime.rules.words.yes.first().map_or("", String::as_str));
        found.push(context.cite(finding, "R-NEW-BD"));
    }
    found
}

/// The rule on new members that the regime has.
fn rule_id(context: &Context) -> &'static str {
    context.regime.rules.new_member().map_or("R-NEW", |it| it.0)
}

/// Whether the months since the admission decide about the member.
fn hangs_on_it(why: Eligibility) -> bool {
    matches!(why, Eligibility::Rated | Eligibility::New)
}

fn judged(
    submission: &Submission,
    context: &Context,
    code: &'static Code,
    is_wrong: fn(Eligibility, PartialDate, Option<bool>) -> bool,
) -> Vec<Finding> {
    let months = context.regime.rules.new_member().and_then(|it| it.1.months);
    let (Some(months), Some(day)) = (months, context.six_month_day(submission)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for member in &submission.members {
        let (Some(why), Some(admitted)) = (member.eligibility.get(), admitted(member, context))
        else {
            continue;
        };
        if !is_wrong(why, admitted, admitted.is_under_months(months, day)) {
            continue;
        }
        // A vague date is mended where it stands, a wrong reason where that stands.
        let (cell, stored) = if code == &UNDECIDED {
            (member.admitted.cell(), admitted.to_string())
        } else {
            (member.eligibility.cell(), context.regime.label("eligibility", why.key()))
        };
        let finding = Finding::new(code)
            .maybe_cell(cell)
            .of_whom(member.name.text())
            .stored(stored)
            .arg("admitted", admitted)
            .arg("day", day)
            .arg("months", u32::from(months));
        found.push(context.cite(finding, rule_id(context)));
    }
    found
}

/// The date of admission, unless it is after the year: then it is the date
/// that is wrong, and nothing follows from it.
fn admitted(member: &Member, context: &Context) -> Option<PartialDate> {
    member.admitted.get().filter(|it| it.earliest() <= context.year_end())
}
