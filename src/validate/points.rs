//! Points and tasks against themselves (R-SCORE), and what a discipline was for.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Hundredths, Points, Rating, Slot, Submission, Tasks};
use crate::regime::Keyed;
use crate::regime::form::{CollectiveField, Column, MemberField};

/// A total of points that is not the sum of its parts.
pub(super) static SUM: Code =
    code("V823", "points-do-not-add-up", Severity::Error).citing(&["R-SCORE"]);

/// Numbers of tasks that contradict one another.
pub(super) static TASKS: Code = code("V824", "tasks-contradict", Severity::Error);

/// Somebody is rated for whom no task is counted. Nobody has to invent one: the regulation
/// asks for no number. Where it is odd it is a warning.
pub(super) static NO_TASKS: Code = code("V825", "no-tasks", Severity::Notice);

/// A discipline without a word on what it was for, so that nobody can say
/// whether it decides the rating.
pub(super) static DISCIPLINE_FOR_WHAT: Code =
    code("V826", "discipline-for-what", Severity::Warning).citing(&["R-DISC-D"]);

/// The total is general points + points on tasks, in hundredths.
pub(super) fn sum(submission: &Submission, context: &Context) -> Vec<Finding> {
    let form = &context.regime.form;
    let of_member = |field| form.member_column(field).map(Column::full_heading);
    let of_collective = |field| form.collective_column(field).map(Column::full_heading);
    let mut found = Vec::new();
    for member in &submission.members {
        for (points, fields) in [
            (
                &member.self_points,
                [MemberField::SelfGeneral, MemberField::SelfTask, MemberField::SelfTotal],
            ),
            (&member.points, [MemberField::General, MemberField::Task, MemberField::Total]),
        ] {
            let headings = fields.map(|it| of_member(it).unwrap_or_default());
            found.extend(sum_of(points, headings, member.name.text(), context));
        }
    }
    let fields = [CollectiveField::General, CollectiveField::Task, CollectiveField::Total];
    for collective in &submission.collectives {
        let headings = fields.map(|it| of_collective(it).unwrap_or_default());
        found.extend(sum_of(&collective.points, headings, collective.name.text(), context));
    }
    found
}

fn sum_of(
    points: &Points,
    [general, task, total]: [String; 3],
    name: &str,
    context: &Context,
) -> Option<Finding> {
    let stated = points.total.get()?;
    let parts = [points.general.get()?, points.task.get()?];
    let sum = parts[0].get().checked_add(parts[1].get()).map(Hundredths::new)?;
    if sum == stated {
        return None;
    }
    let finding = Finding::new(&SUM)
        .maybe_cell(points.total.cell())
        .of_whom(name)
        .stored(stated.with_point(','))
        .arg("heading", total)
        .arg("general-heading", general)
        .arg("task-heading", task)
        .arg("general", parts[0])
        .arg("task", parts[1])
        .arg("sum", sum);
    Some(context.cite(finding, "R-SCORE"))
}

/// Done are at most those assigned; in time, and beyond requirement, at most
/// those done; judged not done at most those that were not done.
pub(super) fn tasks(submission: &Submission, context: &Context) -> Vec<Finding> {
    let form = &context.regime.form;
    let heading = |field| form.member_column(field).map_or("", |it| it.heading.as_str());
    let of_member = [
        heading(MemberField::TasksAssigned),
        heading(MemberField::TasksCompleted),
        heading(MemberField::TasksOnTime),
        heading(MemberField::TasksBeyond),
        heading(MemberField::TasksFailed),
    ];
    let members = submission.members.iter().map(|it| (&it.tasks, it.name.text()));
    let collectives = submission.collectives.iter().map(|it| (&it.tasks, it.name.text()));
    // The columns of both sheets are called alike.
    members
        .chain(collectives)
        .flat_map(|(tasks, name)| contradictions(tasks, name, of_member))
        .collect()
}

fn contradictions(tasks: &Tasks, name: &str, headings: [&str; 5]) -> Vec<Finding> {
    let [assigned, done, on_time, beyond, failed] = headings;
    let not_done = tasks.assigned.get().zip(tasks.done.get()).and_then(|it| it.0.checked_sub(it.1));
    let over = |slot: &Slot<u32>, limit: Option<u32>, heading: &str, than: String| {
        let (number, limit) = (slot.get()?, limit?);
        (number > limit).then(|| {
            Finding::new(&TASKS)
                .maybe_cell(slot.cell())
                .of_whom(name)
                .stored(number.to_string())
                .arg("heading", heading)
                .arg("than", than)
                .arg("limit", limit)
        })
    };
    [
        over(&tasks.done, tasks.assigned.get(), done, assigned.to_owned()),
        over(&tasks.on_time, tasks.done.get(), on_time, done.to_owned()),
        over(&tasks.beyond, tasks.done.get(), beyond, done.to_owned()),
        over(&tasks.failed, not_done, failed, format!("{assigned} - {done}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Tells where no task was assigned: shares of nothing say nothing, so that they are not
/// judged. The best rating asks for tasks beyond requirement, and a collective has its
/// programme, so that there it is worth a look.
pub(super) fn no_tasks(submission: &Submission, context: &Context) -> Vec<Finding> {
    let column = context.regime.form.member_column(MemberField::TasksAssigned);
    let heading = column.map_or("", |it| it.heading.as_str());
    let members = submission.members.iter().filter(|it| it.is_rated());
    let members = members.map(|it| (&it.tasks.assigned, it.name.text(), false, &it.proposal));
    let is_rated = |kind| context.is_rated_kind(kind, submission) != Some(false);
    let collectives = submission.collectives.iter().filter(|it| it.kind.get().is_none_or(is_rated));
    members
        .chain(collectives.map(|it| (&it.tasks.assigned, it.name.text(), true, &it.proposal)))
        .filter(|it| it.0.get() == Some(0))
        .map(|(assigned, name, is_collective, proposal)| {
            let is_odd = is_collective || proposal.get() == Some(Rating::Excellent);
            let finding = Finding::new(&NO_TASKS)
                .maybe_cell(assigned.cell())
                .of_whom(name)
                .stored("0")
                .arg("heading", heading);
            if is_odd { finding.severity(Severity::Warning) } else { finding }
        })
        .collect()
}

/// A discipline says whether it was tied to duty, and whether for a named breach.
pub(super) fn discipline_for_what(submission: &Submission, context: &Context) -> Vec<Finding> {
    let heading =
        |field| context.regime.form.member_column(field).map_or("", |it| it.heading.as_str());
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.is_rated()) {
        let Some(discipline) = member.discipline.get() else { continue };
        let answers = [&member.discipline_duty, &member.discipline_breach];
        if answers.iter().any(|it| it.get() == Some(true)) {
            continue;
        }
        let blank = answers.iter().find_map(|it| match it {
            Slot::Empty(cell) => Some(cell),
            Slot::Absent | Slot::Unread(_) | Slot::Is(_) => None,
        });
        let Some(cell) = blank else { continue };
        let finding = Finding::at(&DISCIPLINE_FOR_WHAT, cell)
            .of_whom(member.name.text())
            .arg("discipline", context.regime.label("discipline", discipline.key()))
            .arg("duty", heading(MemberField::DisciplineDuty))
            .arg("breach", heading(MemberField::DisciplineBreach));
        found.push(context.cite(finding, "R-DISC-D"));
    }
    found
}
