//! Sums over the commune that no list has.

use crate::model::{BranchResult, Eligibility, MemberBrief, Standing};
use crate::regime::consolidated::Reviewed;

use super::people::{is_reviewed, members_of};

/// Collectives: reviewed are those with a rating; only new branches have none.
pub(crate) fn reviewed_collectives<'a>(
    branches: impl Iterator<Item = &'a BranchResult>,
    what: Reviewed,
) -> u32 {
    let count = branches
        .filter_map(BranchResult::extract)
        .flat_map(|form| {
            let is_new = form.info().founded.value().is_some();
            form.collectives().map(move |it| (it, is_new))
        })
        .filter(|(it, is_new)| match what {
            Reviewed::All => true,
            Reviewed::Yes => it.proposal.is_some(),
            Reviewed::No => it.proposal.is_none(),
            Reviewed::New => it.proposal.is_none() && *is_new,
            // Refused by the check of the profile.
            Reviewed::Exempt | Reviewed::Suspended => false,
        })
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Members, guests aside.
pub(crate) fn reviewed_members<'a>(
    branches: impl Iterator<Item = &'a BranchResult>,
    what: Reviewed,
) -> u32 {
    let is_for =
        |member: &MemberBrief, reason| !is_reviewed(member) && member.eligibility == Some(reason);
    let is_counted = |member: &MemberBrief| match what {
        Reviewed::All => true,
        Reviewed::Yes => is_reviewed(member),
        Reviewed::No => !is_reviewed(member),
        Reviewed::New => is_for(member, Eligibility::New),
        Reviewed::Exempt => is_for(member, Eligibility::Exempt),
        Reviewed::Suspended => is_for(member, Eligibility::Suspended),
    };
    let people = branches.flat_map(members_of);
    let own = people.filter(|it| it.member.standing() != Standing::Guest);
    u32::try_from(own.filter(|it| is_counted(&it.member)).count()).unwrap_or(u32::MAX)
}

/// Members of these branches who were disciplined within the year, guests aside.
pub(crate) fn disciplined(branches: &[BranchResult]) -> u32 {
    let people = branches.iter().flat_map(members_of);
    let own = people.filter(|it| !it.member.is_guest() && it.member.discipline.is_some());
    u32::try_from(own.count()).unwrap_or(u32::MAX)
}
