//! Share of the units below a collective that were disciplined within the year
//! (R-COLL-20-B).

use super::{Case, Verdict};
use crate::model::{Collective, Hundredths, Rating};
use crate::regime::form::CollectiveField;

/// At most that many percent. A blank cell means that there is no such unit: a branch
/// has none below it.
pub(super) fn judge(
    case: Case,
    collective: &Collective,
    cap: Rating,
    percent_at_most: Hundredths,
) -> Verdict {
    let Some(percent) = collective.units_disciplined.known() else { return Verdict::Unknown };
    let Some(&percent) = percent.filter(|it| **it > percent_at_most) else {
        return Verdict::Holds;
    };
    let column = case.context.regime.form.collective_column(CollectiveField::UnitsDisciplined);
    let heading = column.map_or("", |it| &it.heading);
    let args = vec![
        ("heading", heading.into()),
        ("percent", percent.into()),
        ("limit", percent_at_most.into()),
    ];
    Verdict::Fails(cap, args)
}
