//! The three cells on discipline agree (R-DISC-A, R-DISC-ONCE rest on them).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Slot, Submission};
use crate::regime::Keyed;

/// Discipline without number and date of its decision, which DS03 lists.
pub(super) static NO_DECISION: Code =
    code("V803", "discipline-without-decision", Severity::Warning);

/// "Đã tính ở năm trước" without discipline.
pub(super) static ONLY_COUNTED: Code =
    code("V804", "counted-without-discipline", Severity::Warning);

/// A decision without the form of discipline: the rating would pass it over.
pub(super) static ONLY_DECISION: Code =
    code("V805", "decision-without-discipline", Severity::Warning);

/// A discipline has its decision.
pub(super) fn no_decision(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in &submission.members {
        if let (Some(discipline), Slot::Empty(cell)) =
            (member.discipline.get(), &member.discipline_decision)
        {
            let label = context.regime.label("discipline", discipline.key());
            found.push(
                Finding::at(&NO_DECISION, cell)
                    .of_whom(member.name.text())
                    .arg("discipline", label),
            );
        }
    }
    found
}

/// What was counted in an earlier year is a discipline.
pub(super) fn only_counted(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.discipline.is_blank()) {
        if member.discipline_counted.get() == Some(true) {
            found.push(
                Finding::new(&ONLY_COUNTED)
                    .maybe_cell(member.discipline_counted.cell())
                    .of_whom(member.name.text())
                    .stored(context.regime.rules.words.yes.first().map_or("", String::as_str)),
            );
        }
    }
    found
}

/// A decision has its form of discipline.
pub(super) fn only_decision(submission: &Submission, _context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.discipline.is_blank()) {
        if let Some(decision) = member.discipline_decision.value() {
            found.push(
                Finding::new(&ONLY_DECISION)
                    .maybe_cell(member.discipline.cell().or(member.discipline_decision.cell()))
                    .of_whom(member.name.text())
                    .arg("decision", decision),
            );
        }
    }
    found
}
