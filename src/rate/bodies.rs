//! Government, Front and mass organizations of the same level (R-CELL-BODIES).

use super::{Case, Verdict};
use crate::model::{Collective, Rating};

/// The lowest of them is rated at least that. A branch of a kind without such
/// bodies (thôn, unless setting `village-bodies`) need not give it; what it
/// gives all the same is judged.
pub(super) fn judge(case: Case, collective: &Collective, cap: Rating, at_least: Rating) -> Verdict {
    let Some(rating) = collective.bodies_rating.known() else { return Verdict::Unknown };
    match rating {
        Some(rating) if *rating >= at_least => Verdict::Holds,
        Some(rating) => {
            let rules = &case.context.regime.rules;
            let args = vec![
                ("bodies", rules.short(*rating).into()),
                ("needed", rules.short(at_least).into()),
            ];
            Verdict::Fails(cap, args)
        }
        // What kind of branch it is could not be read, and nobody else says it.
        None if is_kind_open(case) => Verdict::Unknown,
        None if has_bodies(case) => Verdict::Missing,
        None => Verdict::NotAsked,
    }
}

/// Whether a branch of this kind has bodies of its own level. One whose kind is
/// not known may have them.
fn has_bodies(case: Case) -> bool {
    let without = &case.context.regime.rules.kinds_without_bodies;
    let kind = case.context.branch_kind(case.submission);
    let is_without = kind.is_some_and(|kind| without.iter().any(|it| it == kind));
    !is_without || case.context.settings.village_bodies
}

fn is_kind_open(case: Case) -> bool {
    let Case { submission, context, .. } = case;
    context.branch_of(&submission.info).is_none() && submission.info.branch_kind.is_unread()
}
