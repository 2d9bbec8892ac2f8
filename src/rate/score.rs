//! The band of points (R-BAND, R-COLL-D).

use super::share::told;
use super::{Case, Judged, Verdict};
use crate::model::{Hundredths, Rating};
use crate::regime::form::{CollectiveField, Column, MemberField};

/// At least so many points in all: as the branch marks a member, as a
/// collective marks itself.
pub(super) fn judge(
    case: Case,
    judged: Judged,
    cap: Rating,
    points_at_least: Hundredths,
) -> Verdict {
    let form = &case.context.regime.form;
    let (points, heading) = match judged {
        Judged::Member(it) => {
            (&it.points, form.member_column(MemberField::Total).map(Column::full_heading))
        }
        Judged::Collective(it) => {
            (&it.points, form.collective_column(CollectiveField::Total).map(Column::full_heading))
        }
    };
    let Some(total) = points.sum() else { return Verdict::Unknown };
    if total >= points_at_least {
        return Verdict::Holds;
    }
    let heading = heading.unwrap_or_default();
    let limit = points_at_least.with_point(',');
    Verdict::Fails(cap, told(&heading, "bound-at-least", limit, total.with_point(',')))
}
