//! Cells of sheet 1 that have to be filled.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{Branch, CellRef, InfoField, SlotRef, Submission, is_same_name};
use crate::regime::form::InfoRow;

/// A required fact is missing.
pub(super) static EMPTY: Code = code("V201", "fact-empty", Severity::Error);

/// Facts of the meeting and its ballots are missing.
pub(super) static EXPECTED: Code = code("V202", "meeting-facts-empty", Severity::Warning);

/// The same, where the committee requires them (setting `require-ballots`).
pub(super) static BALLOTS_REQUIRED: Code = code("V203", "meeting-facts-required", Severity::Error);

/// Every required row is filled.
pub(super) fn empty(submission: &Submission, context: &Context) -> Vec<Finding> {
    let required = context.regime.form.info.slots(&submission.info).filter(|it| it.0.required);
    required
        .filter_map(|(row, slot)| match slot {
            SlotRef::Empty(cell) => {
                let wanted = match row.field {
                    InfoField::BranchCode => code_of(submission, context).unwrap_or_default(),
                    _ => "",
                };
                let finding = Finding::at(&EMPTY, cell).arg("label", &row.label);
                Some(finding.arg("wanted", wanted))
            }
            SlotRef::Absent | SlotRef::Unread(_) | SlotRef::Is(..) => None,
        })
        .collect()
}

/// The code of the one branch that has the name which sheet 1 says: as it is written, else but for its marks.
fn code_of<'a>(submission: &Submission, context: &Context<'a>) -> Option<&'a str> {
    let name = submission.info.branch_name.text();
    let stated = fold(name);
    let branches = context.workspace?.branch.iter();
    let alike = branches.filter(|it| !stated.is_empty() && fold(&it.name) == stated);
    let alike: Vec<&Branch> = alike.map(|it| &**it).collect();
    let same: Vec<&Branch> =
        alike.iter().filter(|it| is_same_name(&it.name, name)).copied().collect();
    match if same.is_empty() { alike } else { same }[..] {
        [only] => Some(only.code.as_str()),
        _ => None,
    }
}

/// The rows of the meeting and its ballots are filled: one finding for all.
/// Rows that are not there at all were reported when the form was read.
pub(super) fn expected(submission: &Submission, context: &Context) -> Vec<Finding> {
    if context.settings.require_ballots {
        return Vec::new();
    }
    let missing = missing(submission, context).filter(|it| it.1.is_some());
    one_finding(&EXPECTED, missing, context)
}

/// The same, when the setting makes them required; then a row that is not
/// there is missing too, which reading could not know.
pub(super) fn ballots_required(submission: &Submission, context: &Context) -> Vec<Finding> {
    if !context.settings.require_ballots {
        return Vec::new();
    }
    one_finding(&BALLOTS_REQUIRED, missing(submission, context), context)
}

/// Expected rows without a value, with their cells.
fn missing<'a>(
    submission: &'a Submission,
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a InfoRow, Option<&'a CellRef>)> {
    let expected = context.regime.form.info.slots(&submission.info).filter(|it| it.0.expected);
    expected.filter_map(|(row, slot)| match slot {
        SlotRef::Empty(cell) => Some((row, Some(cell))),
        SlotRef::Absent => Some((row, None)),
        // What could not be read has its finding.
        SlotRef::Unread(_) | SlotRef::Is(..) => None,
    })
}

fn one_finding<'a>(
    code: &'static Code,
    missing: impl Iterator<Item = (&'a InfoRow, Option<&'a CellRef>)>,
    context: &Context,
) -> Vec<Finding> {
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let labels: Vec<_> = missing.iter().map(|it| it.0.label.as_str()).collect();
    let finding = Finding::new(code)
        .sheet(&context.regime.form.info.sheet)
        .maybe_cell(missing.iter().find_map(|it| it.1))
        .arg("labels", labels.join("; "));
    vec![finding]
}
