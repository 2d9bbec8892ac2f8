//! The collective itself was disciplined (R-CELL-DISC, R-COLL-A).

use super::{Case, Verdict};
use crate::model::{Collective, Rating};
use crate::regime::form::CollectiveField;

/// Not disciplined, or, where that is let through, self-discovered and repaired.
pub(super) fn judge(
    case: Case,
    collective: &Collective,
    cap: Rating,
    unless_self_discovered: bool,
) -> Verdict {
    match collective.disciplined.known() {
        None => return Verdict::Unknown,
        Some(Some(true)) => {}
        Some(_) => return Verdict::Holds,
    }
    if unless_self_discovered {
        match collective.self_discovered.known() {
            None => return Verdict::Unknown,
            Some(Some(true)) => return Verdict::Holds,
            Some(_) => {}
        }
    }
    let regime = case.context.regime;
    let column = regime.form.collective_column(CollectiveField::Disciplined);
    let heading = column.map_or("", |it| &it.heading);
    let yes = regime.rules.words.yes.first().map_or("", String::as_str);
    Verdict::Fails(cap, vec![("found", format!("{heading}: {yes}").into())])
}
