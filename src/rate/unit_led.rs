//! The unit that a leader runs directly: here the branch, for its secretary (R-LEAD-A).

use super::{Case, Verdict};
use crate::model::{CollectiveKind, Member, Rating};

/// The branch is proposed for at least that, where the member is its secretary.
pub(super) fn judge(case: Case, member: &Member, cap: Rating, unit_at_least: Rating) -> Verdict {
    if !is_secretary(case, member) {
        return Verdict::NotAsked;
    }
    match unit(case) {
        Unit::NotRated => Verdict::NotAsked,
        Unit::Unknown => Verdict::Unknown,
        Unit::Proposed(rating) if rating >= unit_at_least => Verdict::Holds,
        Unit::Proposed(rating) => {
            let rules = &case.context.regime.rules;
            let args = vec![
                ("unit", rules.short(rating).into()),
                ("needed", rules.short(unit_at_least).into()),
            ];
            Verdict::Fails(cap, args)
        }
    }
}

/// How the branch is rated, for its head.
pub(super) enum Unit {
    /// It is too young.
    NotRated,
    /// Its proposal is missing or could not be read.
    Unknown,
    /// As the branch proposes.
    Proposed(Rating),
}

/// How the branch of the case is rated.
pub(super) fn unit(case: Case) -> Unit {
    let Case { submission, context, .. } = case;
    if context.is_rated_kind(CollectiveKind::Branch, submission) == Some(false) {
        return Unit::NotRated;
    }
    let proposal = submission.branch_row().and_then(|it| it.proposal.get());
    case.branch.or(proposal).map_or(Unit::Unknown, Unit::Proposed)
}

/// Whether the member is the secretary of the branch.
pub(super) fn is_secretary(case: Case, member: &Member) -> bool {
    case.secretary == Some(member.row)
}
