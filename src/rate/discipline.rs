//! Discipline within the year (R-DISC-A, R-DISC-ONCE, R-DISC-B).

use super::{Case, Verdict};
use crate::model::{Member, Rating};
use crate::regime::Keyed;

/// No discipline of any form; one whose violation lowered an earlier year's
/// rating is passed over where violations count once, one that the member found and
/// repaired himself where the regime says so.
pub(super) fn judge(
    case: Case,
    member: &Member,
    cap: Rating,
    [counted_once, unless_self_discovered]: [bool; 2],
) -> Verdict {
    let Some(discipline) = member.discipline.known() else { return Verdict::Unknown };
    let Some(discipline) = discipline else { return Verdict::Holds };
    let exceptions = [
        (counted_once, &member.discipline_counted),
        (unless_self_discovered, &member.discipline_owned_up),
    ];
    for (_, slot) in exceptions.into_iter().filter(|it| it.0) {
        match slot.known() {
            None => return Verdict::Unknown,
            Some(Some(true)) => return Verdict::Holds,
            Some(_) => {}
        }
    }
    let label = case.context.regime.label("discipline", discipline.key());
    Verdict::Fails(cap, vec![("discipline", label.into())])
}
