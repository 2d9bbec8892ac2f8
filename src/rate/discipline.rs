//! Discipline within the year (R-DISC-A, R-DISC-ONCE).

use super::{Case, Verdict};
use crate::model::{Member, Rating};
use crate::regime::Keyed;

/// No discipline of any form; one whose violation lowered an earlier year's
/// rating is passed over where violations count once.
pub(super) fn judge(case: Case, member: &Member, cap: Rating, counted_once: bool) -> Verdict {
    let Some(discipline) = member.discipline.known() else { return Verdict::Unknown };
    let Some(discipline) = discipline else { return Verdict::Holds };
    if counted_once {
        match member.discipline_counted.known() {
            None => return Verdict::Unknown,
            Some(Some(true)) => return Verdict::Holds,
            Some(_) => {}
        }
    }
    let label = case.context.regime.label("discipline", discipline.key());
    Verdict::Fails(cap, vec![("discipline", label.into())])
}
