//! Grades of the criteria: on tasks, and all others (R-HTXS-A, R-HTT-A, R-HT-A, R-CELL-GRADES).

use super::{Case, Verdict};
use crate::model::{Criterion, Grade, Rating};

/// Every criterion on tasks has at least the one grade, every other at least
/// the other. A criterion that the form does not have is not known.
pub(super) fn judge(
    case: Case,
    criteria: &[Criterion],
    cap: Rating,
    task_at_least: Grade,
    others_at_least: Grade,
) -> Verdict {
    let rules = &case.context.regime.rules;
    let mut is_complete = !criteria.is_empty();
    let mut below = Vec::new();
    for criterion in criteria {
        let needed = if criterion.task { task_at_least } else { others_at_least };
        match criterion.grade.get() {
            None => is_complete = false,
            Some(grade) if grade < needed => {
                below.push(format!("{}: {}", criterion.heading, rules.grade_name(grade)));
            }
            Some(_) => {}
        }
    }
    if below.is_empty() {
        return if is_complete { Verdict::Holds } else { Verdict::Unknown };
    }
    let args = vec![
        ("criteria", below.join(", ").into()),
        ("task_needed", rules.grade_name(task_at_least).into()),
        ("others_needed", rules.grade_name(others_at_least).into()),
    ];
    Verdict::Fails(cap, args)
}
