//! The head not above the collective (R-HEAD-CAP): off unless setting `head-cap`.

use super::unit_led::{Unit, is_secretary, unit};
use super::{Case, Verdict};
use crate::model::{Member, Rating};

/// The cap of the secretary is what the branch is proposed for.
pub(super) fn judge(case: Case, member: &Member) -> Verdict {
    if !is_secretary(case, member) {
        return Verdict::NotAsked;
    }
    match unit(case) {
        Unit::NotRated => Verdict::NotAsked,
        Unit::Unknown => Verdict::Unknown,
        Unit::Proposed(Rating::Excellent) => Verdict::Holds,
        Unit::Proposed(rating) => {
            let args = vec![("unit", case.context.regime.rules.short(rating).into())];
            Verdict::Fails(rating, args)
        }
    }
}
