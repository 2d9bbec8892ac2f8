//! The meeting and its ballots, sheet 1 (R-VOTE): the form's own arithmetic.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Member, Slot, Submission};

/// More present than summoned.
pub(super) static PRESENT: Code =
    code("V601", "more-present-than-summoned", Severity::Error).citing(&["R-VOTE"]);
/// More ballots than members present.
pub(super) static ISSUED_PRESENT: Code =
    code("V602", "more-ballots-than-present", Severity::Error).citing(&["R-VOTE"]);
/// More ballots than official members: others have no vote.
pub(super) static ISSUED_OFFICIAL: Code =
    code("V603", "more-ballots-than-official", Severity::Error).citing(&["R-VOTE"]);
/// More ballots back than out.
pub(super) static COLLECTED: Code =
    code("V604", "more-ballots-back-than-out", Severity::Error).citing(&["R-VOTE"]);
/// Ballots back are not the valid and the invalid ones.
pub(super) static SUM: Code =
    code("V605", "ballots-do-not-add-up", Severity::Error).citing(&["R-VOTE"]);

/// Present are at most the summoned.
pub(super) fn present(submission: &Submission, context: &Context) -> Vec<Finding> {
    let info = &submission.info;
    over(&PRESENT, &info.present, info.summoned.get(), context)
}

/// Ballots are at most the members present.
pub(super) fn issued_present(submission: &Submission, context: &Context) -> Vec<Finding> {
    let info = &submission.info;
    over(&ISSUED_PRESENT, &info.ballots_issued, info.present.get(), context)
}

/// Ballots are at most the official members, unless the number of those
/// present says it already. Whether an official guest may vote was not seen, so
/// guests raise the limit: the finding is certain.
pub(super) fn issued_official(submission: &Submission, context: &Context) -> Vec<Finding> {
    if !issued_present(submission, context).is_empty() {
        return Vec::new();
    }
    let official = official_members(submission).or_else(|| {
        let guests = submission.members.iter().filter(|it| it.is_guest()).count();
        submission.info.official.get()?.checked_add(u32::try_from(guests).ok()?)
    });
    over(&ISSUED_OFFICIAL, &submission.info.ballots_issued, official, context)
}

/// Ballots back are at most those given out.
pub(super) fn collected(submission: &Submission, context: &Context) -> Vec<Finding> {
    let info = &submission.info;
    over(&COLLECTED, &info.ballots_collected, info.ballots_issued.get(), context)
}

/// Ballots back = valid + invalid.
pub(super) fn sum(submission: &Submission, context: &Context) -> Vec<Finding> {
    let info = &submission.info;
    let (Some(collected), Some(valid), Some(invalid)) =
        (info.ballots_collected.get(), info.ballots_valid.get(), info.ballots_invalid.get())
    else {
        return Vec::new();
    };
    let sum = u64::from(valid) + u64::from(invalid);
    if u64::from(collected) == sum {
        return Vec::new();
    }
    let finding = Finding::new(&SUM)
        .maybe_cell(info.ballots_collected.cell())
        .stored(collected.to_string())
        .arg("valid", valid)
        .arg("invalid", invalid)
        .arg("sum", sum);
    vec![context.cite(finding, "R-VOTE")]
}

/// A finding at a number that is over its limit.
fn over(
    code: &'static Code,
    slot: &Slot<u32>,
    limit: Option<u32>,
    context: &Context,
) -> Vec<Finding> {
    let (Some(number), Some(limit)) = (slot.get(), limit) else { return Vec::new() };
    if number <= limit {
        return Vec::new();
    }
    let finding =
        Finding::new(code).maybe_cell(slot.cell()).stored(number.to_string()).arg("limit", limit);
    vec![context.cite(finding, "R-VOTE")]
}

/// Rows with a date of becoming official; `None` when a row cannot tell.
fn official_members(submission: &Submission) -> Option<u32> {
    let members = &submission.members;
    let is_open = |it: &Member| it.official.is_unread() || it.official.cell().is_none();
    if members.is_empty() || !submission.has_all_members || members.iter().any(is_open) {
        return None;
    }
    let is_official = |it: &&Member| it.official.value().is_some();
    u32::try_from(members.iter().filter(is_official).count()).ok()
}
