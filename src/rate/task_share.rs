//! Shares of the year's tasks (R-HTXS-D, R-HTT-D, R-HT-D, R-50-D, R-COLL-D).

use super::share::Bound;
use super::{Case, Judged, Verdict};
use crate::model::{Rating, Slot, Tasks};
use crate::regime::form::{CollectiveField, MemberField};
use crate::regime::rules::TaskMeasure;

/// The share of the tasks assigned keeps the bound. Late tasks are those done,
/// but not in time or not well. Where no task was assigned nothing is judged: a
/// finding says so.
pub(super) fn judge(
    case: Case,
    judged: Judged,
    cap: Rating,
    measure: TaskMeasure,
    bound: Bound,
) -> Verdict {
    let tasks = match judged {
        Judged::Member(it) => &it.tasks,
        Judged::Collective(it) => &it.tasks,
    };
    let (Some(assigned), Some(part)) = (tasks.assigned.get(), part(tasks, measure)) else {
        return Verdict::Unknown;
    };
    // Numbers that contradict one another have a finding of their own.
    if assigned == 0 || part > assigned {
        return Verdict::Unknown;
    }
    if bound.holds(part, assigned) {
        return Verdict::Holds;
    }
    Verdict::Fails(cap, bound.args(&heading(case, judged, measure), format!("{part}/{assigned}")))
}

fn part(tasks: &Tasks, measure: TaskMeasure) -> Option<u32> {
    match measure {
        TaskMeasure::Done => tasks.done.get(),
        TaskMeasure::OnTime => tasks.on_time.get(),
        TaskMeasure::Late => tasks.done.get()?.checked_sub(tasks.on_time.get()?),
        TaskMeasure::Beyond => tasks.beyond.get(),
        TaskMeasure::Failed => match &tasks.failed {
            // An optional cell: blank is none.
            Slot::Empty(_) | Slot::Absent => Some(0),
            other => other.get(),
        },
    }
}

/// The heading of the column; late tasks are told by how many were in time.
fn heading(case: Case, judged: Judged, measure: TaskMeasure) -> String {
    let form = &case.context.regime.form;
    let (member, collective) = match measure {
        TaskMeasure::Done => (MemberField::TasksCompleted, CollectiveField::TasksCompleted),
        TaskMeasure::OnTime => (MemberField::TasksOnTime, CollectiveField::TasksOnTime),
        TaskMeasure::Late => return case.context.regime.rules.words.late_tasks.clone(),
        TaskMeasure::Beyond => (MemberField::TasksBeyond, CollectiveField::TasksBeyond),
        TaskMeasure::Failed => (MemberField::TasksFailed, CollectiveField::TasksCompleted),
    };
    let heading = match judged {
        Judged::Member(_) => form.member_column(member).map(|it| it.heading.clone()),
        Judged::Collective(_) => form.collective_column(collective).map(|it| it.heading.clone()),
    };
    heading.unwrap_or_default()
}
