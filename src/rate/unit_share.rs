//! How the units did that a leader runs directly (R-HTXS-D, R-HTT-D, R-LEAD-D).

use super::Case;
use super::Verdict;
use super::share::Bound;
use crate::model::{Member, Rating};
use crate::regime::form::MemberField;
use crate::regime::rules::UnitMeasure;

/// The figure keeps the bound, where the member has the form of leaders. A
/// blank figure that the form lets be blank means that there is none.
pub(super) fn judge(
    case: Case,
    member: &Member,
    cap: Rating,
    self_form: &str,
    measure: UnitMeasure,
    bound: Bound,
) -> Verdict {
    match member.self_form.value() {
        Some(own) if own == self_form => {}
        Some(_) => return Verdict::NotAsked,
        None => return Verdict::Unknown,
    }
    let unit = &member.unit;
    let (slot, field) = match measure {
        UnitMeasure::Done => (&unit.tasks_done, MemberField::UnitDone),
        UnitMeasure::Beyond => (&unit.tasks_beyond, MemberField::UnitBeyond),
        UnitMeasure::Failing => (&unit.failing_units, MemberField::UnitFailing),
        UnitMeasure::LowConfidence => (&unit.low_confidence, MemberField::LowConfidence),
    };
    let column = case.context.regime.form.member_column(field);
    let is_due = column.is_some_and(|it| it.only_for.is_some());
    match slot.known() {
        Some(Some(&percent)) if bound.holds_percent(percent) => Verdict::Holds,
        Some(Some(percent)) => {
            let heading = column.map_or("", |it| &it.heading);
            Verdict::Fails(cap, bound.args(heading, format!("{}%", percent.with_point(','))))
        }
        Some(None) if !is_due => Verdict::Holds,
        Some(None) | None => Verdict::Unknown,
    }
}
