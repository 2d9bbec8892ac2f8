//! Share of tasks or targets done (R-50-A, R-CELL-50, R-COLL-A).

use super::{Case, Judged, Verdict};
use crate::model::{Hundredths, Rating};
use crate::regime::form::{CollectiveField, MemberField};

/// At least that many percent are done.
pub(super) fn judge(
    case: Case,
    judged: Judged,
    cap: Rating,
    percent_at_least: Hundredths,
) -> Verdict {
    let form = &case.context.regime.form;
    let (slot, heading) = match judged {
        Judged::Member(it) => {
            (&it.tasks_done, form.member_column(MemberField::TasksDone).map(|it| &it.heading))
        }
        Judged::Collective(it) => (
            &it.tasks_done,
            form.collective_column(CollectiveField::TasksDone).map(|it| &it.heading),
        ),
    };
    let Some(percent) = slot.get() else { return Verdict::Unknown };
    if percent >= percent_at_least {
        return Verdict::Holds;
    }
    let heading = heading.map_or("", String::as_str);
    let args = vec![
        ("percent", percent.into()),
        ("needed", percent_at_least.into()),
        ("found", format!("{heading}: {}", percent.with_point(',')).into()),
    ];
    Verdict::Fails(cap, args)
}
