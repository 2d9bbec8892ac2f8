//! The rating as cán bộ, công chức, viên chức (R-HTXS-STATE, R-STATE-A).

use super::{Case, Verdict};
use crate::model::{Member, Rating};

/// The state rating is at least that; a member without one is not of the state.
pub(super) fn judge(case: Case, member: &Member, cap: Rating, at_least: Rating) -> Verdict {
    match member.state_rating.known() {
        None => Verdict::Unknown,
        Some(None) => Verdict::Holds,
        Some(Some(&rating)) if rating >= at_least => Verdict::Holds,
        Some(Some(&rating)) => {
            let rules = &case.context.regime.rules;
            let args = vec![
                ("state", rules.short(rating).into()),
                ("needed", rules.short(at_least).into()),
            ];
            Verdict::Fails(cap, args)
        }
    }
}
