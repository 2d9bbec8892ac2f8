//! A member of the collective was disciplined (R-COLL-A, R-COLL-DISC-D).

use super::{Case, Verdict};
use crate::model::{Collective, CollectiveKind, Discipline, Member, Rating};
use crate::regime::Keyed;

/// Which disciplines of whom count.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Milder forms than this are passed over.
    pub(super) discipline_below: Discipline,
    /// Party posts whose holders sit in the collective.
    pub(super) posts: &'a [String],
    /// Whether it is only about violations tied to duty at this unit.
    pub(super) only_for_duty: bool,
}

/// No member of the chi ủy, which leads the branch, has that discipline or a harder one.
/// Who sits in it follows from sheet 1 (secretary, deputy) and from the party post; of
/// another collective the form does not tell, so it is not asked. A violation that was
/// counted in an earlier year, or happened at the old unit, is passed over.
pub(super) fn judge(case: Case, collective: &Collective, cap: Rating, asked: Asked) -> Verdict {
    let is_led_by_it = [CollectiveKind::Branch, CollectiveKind::BranchCommittee];
    if collective.kind.get().is_none_or(|it| !is_led_by_it.contains(&it)) {
        return Verdict::NotAsked;
    }
    let Asked { discipline_below, posts, only_for_duty } = asked;
    let mut is_complete = true;
    let mut found = Vec::new();
    for member in case.submission.members.iter().filter(|it| !it.is_guest()) {
        let Some(discipline) = member.discipline.known() else {
            is_complete &= sits(case, member, posts) == Some(false);
            continue;
        };
        let Some(&discipline) = discipline.filter(|it| **it >= discipline_below) else { continue };
        if [&member.discipline_counted, &member.discipline_elsewhere]
            .iter()
            .any(|it| it.get() == Some(true))
        {
            continue;
        }
        let is_meant = if only_for_duty { was_for_duty(member) } else { Some(true) };
        if is_meant == Some(false) {
            continue;
        }
        let is_open = is_meant.is_none() || member.discipline_counted.is_unread();
        match (sits(case, member, posts), is_open) {
            (Some(true), false) => {
                let label = case.context.regime.label("discipline", discipline.key());
                found.push(format!("{}: {label}", member.name.text()));
            }
            (Some(false), _) => {}
            (Some(true), true) | (None, _) => is_complete = false,
        }
    }
    match (found.is_empty(), is_complete) {
        (false, _) => Verdict::Fails(cap, vec![("found", found.join(", ").into())]),
        (true, true) => Verdict::Holds,
        (true, false) => Verdict::Unknown,
    }
}

/// Whether a discipline was for a violation tied to duty at this unit; `None` when the
/// form does not say, which a finding asks.
fn was_for_duty(member: &Member) -> Option<bool> {
    match (member.discipline_duty.known()?, member.discipline_elsewhere.known()?) {
        (Some(false), _) | (_, Some(true)) => Some(false),
        (Some(true), _) => Some(true),
        (None, _) => None,
    }
}

/// Whether a member sits in the chi ủy; `None` when what would tell could not be read.
fn sits(case: Case, member: &Member, posts: &[String]) -> Option<bool> {
    case.context.sits_in_committee(case.submission, member, posts)
}
