//! A member of the collective was disciplined (R-COLL-A).

use super::{Case, Verdict};
use crate::model::text::fold;
use crate::model::{Collective, CollectiveKind, Discipline, Member, Rating};
use crate::regime::Keyed;

/// No member of the chi ủy has that discipline or a harder one. Who sits in it
/// follows from sheet 1 (secretary, deputy) and from the party post; of another
/// collective the form does not tell, so it is not asked. A violation that was
/// counted in an earlier year is passed over.
pub(super) fn judge(
    case: Case,
    collective: &Collective,
    cap: Rating,
    discipline_below: Discipline,
    posts: &[String],
) -> Verdict {
    if collective.kind.get() != Some(CollectiveKind::BranchCommittee) {
        return Verdict::NotAsked;
    }
    let mut is_complete = true;
    let mut found = Vec::new();
    for member in case.submission.members.iter().filter(|it| !it.is_guest()) {
        let Some(discipline) = member.discipline.known() else {
            is_complete &= sits(case, member, posts) == Some(false);
            continue;
        };
        let Some(&discipline) = discipline.filter(|it| **it >= discipline_below) else { continue };
        if member.discipline_counted.get() == Some(true) {
            continue;
        }
        match (sits(case, member, posts), member.discipline_counted.is_unread()) {
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

/// Whether a member sits in the chi ủy; `None` when what would tell could not be read.
fn sits(case: Case, member: &Member, posts: &[String]) -> Option<bool> {
    let info = &case.submission.info;
    let rules = &case.context.regime.rules;
    let key = fold(member.name.text());
    let is_named = |name: &str| !key.is_empty() && fold(name) == key;
    if is_named(info.secretary.text())
        || is_named(info.deputy.text())
        || rules.posts.is_one_of(member.party_post.text(), posts)
    {
        return Some(true);
    }
    (!member.party_post.is_unread()).then_some(false)
}
