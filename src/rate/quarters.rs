//! Ratings of the quarters that go into the year (R-QUARTER-D).

use super::share::told;
use super::{Case, Verdict};
use crate::model::{Member, Rating};
use crate::regime::form::{Column, MemberField};

/// Each of the first quarters is rated at least that; one without a rating says nothing.
pub(super) fn judge(
    case: Case,
    member: &Member,
    cap: Rating,
    first: u8,
    at_least: Rating,
) -> Verdict {
    let fields = [
        MemberField::QuarterOne,
        MemberField::QuarterTwo,
        MemberField::QuarterThree,
        MemberField::QuarterFour,
    ];
    let asked = || member.quarters.iter().zip(fields).take(first.into());
    let below = asked().find_map(|(slot, field)| {
        let rating = slot.get().filter(|it| *it < at_least)?;
        Some((rating, field))
    });
    let Some((rating, field)) = below else {
        let is_known = asked().all(|it| it.0.known().is_some());
        return if is_known { Verdict::Holds } else { Verdict::Unknown };
    };
    let regime = case.context.regime;
    let heading = regime.form.member_column(field).map(Column::full_heading).unwrap_or_default();
    let short = |it| regime.rules.short(it).to_owned();
    Verdict::Fails(cap, told(&heading, "bound-from", short(at_least), short(rating)))
}
