//! A yes or no about a collective (R-COLL-D, R-COLL-DISC-B): a unit or leader below it was
//! disciplined, disunity.

use super::share::told;
use super::{Case, Verdict};
use crate::model::{Collective, Rating};
use crate::regime::form::CollectiveField;
use crate::regime::rules::Flag;

/// The answer is not yes, or, where that is let through, what it was was self-discovered
/// and repaired; a blank cell that the form lets be blank is no.
pub(super) fn judge(
    case: Case,
    collective: &Collective,
    cap: Rating,
    flag: Flag,
    unless_self_discovered: bool,
) -> Verdict {
    let (slot, field) = match flag {
        Flag::SubordinateDisciplined => {
            (&collective.subordinate_disciplined, CollectiveField::SubordinateDisciplined)
        }
        Flag::Disunity => (&collective.disunity, CollectiveField::Disunity),
        Flag::Disciplined => (&collective.disciplined, CollectiveField::Disciplined),
    };
    let regime = case.context.regime;
    let column = regime.form.collective_column(field);
    match slot.known() {
        None => Verdict::Unknown,
        Some(None) if column.is_some_and(|it| it.required) => Verdict::Unknown,
        Some(None | Some(false)) => Verdict::Holds,
        Some(Some(true)) => {
            if unless_self_discovered {
                match collective.self_discovered.known() {
                    None => return Verdict::Unknown,
                    Some(Some(true)) => return Verdict::Holds,
                    Some(_) => {}
                }
            }
            let word = |list: &[String]| list.first().cloned().unwrap_or_default();
            let words = &regime.rules.words;
            let heading = column.map_or("", |it| &it.heading);
            Verdict::Fails(cap, told(heading, "bound-is", word(&words.no), word(&words.yes)))
        }
    }
}
