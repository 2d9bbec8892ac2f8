//! Share of tasks or targets done (R-50-A, R-50-B, R-CELL-50, R-COLL-A).

use super::{Case, Judged, Verdict};
use crate::model::{Hundredths, Rating};
use crate::regime::form::{CollectiveField, MemberField};

/// At least that many percent are done. `only_with_key_targets`: fewer are passed over
/// unless key targets were missed too, and where nobody could prevent it. Whether they
/// were missed has to be said (V860); that nobody could prevent it only if it is so.
pub(super) fn judge(
    case: Case,
    judged: Judged,
    cap: Rating,
    percent_at_least: Hundredths,
    only_with_key_targets: bool,
) -> Verdict {
    let form = &case.context.regime.form;
    let (key_targets, force_majeure) = match judged {
        Judged::Member(it) => (&it.key_targets_missed, &it.force_majeure),
        Judged::Collective(it) => (&it.key_targets_missed, &it.force_majeure),
    };
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
    if only_with_key_targets {
        match (key_targets.get(), force_majeure.known()) {
            (Some(false), _) | (_, Some(Some(true))) => return Verdict::Holds,
            (None, _) | (_, None) => return Verdict::Unknown,
            (Some(true), Some(_)) => {}
        }
    }
    let heading = heading.map_or("", String::as_str);
    let args = vec![
        ("percent", percent.into()),
        ("needed", percent_at_least.into()),
        ("found", format!("{heading}: {}", percent.with_point(',')).into()),
    ];
    Verdict::Fails(cap, args)
}
