//! Cells of sheet 1 that have to be filled.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, Info, Slot, Submission};
use crate::regime::form::{InfoField, InfoRow};

/// A required fact is missing.
pub(super) static EMPTY: Code = code("V201", "fact-empty", Severity::Error);

/// Facts of the meeting and its ballots are missing.
pub(super) static EXPECTED: Code = code("V202", "meeting-facts-empty", Severity::Warning);

/// The same, where the committee requires them (setting `require-ballots`).
pub(super) static BALLOTS_REQUIRED: Code = code("V203", "meeting-facts-required", Severity::Error);

/// Whether a row of sheet 1 is there and filled.
enum State<'a> {
    Absent,
    Empty(&'a CellRef),
    Filled,
}

/// Every required row is filled.
pub(super) fn empty(submission: &Submission, context: &Context) -> Vec<Finding> {
    let required = context.regime.form.info.row.iter().filter(|it| it.required);
    required
        .filter_map(|row| match state(&submission.info, row.field) {
            State::Empty(cell) => Some(Finding::at(&EMPTY, cell).arg("label", &row.label)),
            State::Absent | State::Filled => None,
        })
        .collect()
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
    let expected = context.regime.form.info.row.iter().filter(|it| it.expected);
    expected.filter_map(|row| match state(&submission.info, row.field) {
        State::Empty(cell) => Some((row, Some(cell))),
        State::Absent => Some((row, None)),
        State::Filled => None,
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

fn state(info: &Info, field: InfoField) -> State<'_> {
    fn of<T>(slot: &Slot<T>) -> State<'_> {
        match slot {
            Slot::Absent => State::Absent,
            Slot::Empty(cell) => State::Empty(cell),
            // What could not be read has its finding.
            Slot::Unread(_) | Slot::Is(_) => State::Filled,
        }
    }
    match field {
        InfoField::FormCode => of(&info.form_code),
        InfoField::BranchCode => of(&info.branch_code),
        InfoField::BranchName => of(&info.branch_name),
        InfoField::BranchKind => of(&info.branch_kind),
        InfoField::Year => of(&info.year),
        InfoField::Secretary => of(&info.secretary),
        InfoField::Deputy => of(&info.deputy),
        InfoField::Preparer => of(&info.preparer),
        InfoField::Phone => of(&info.phone),
        InfoField::Founded => of(&info.founded),
        InfoField::Meeting => of(&info.meeting),
        InfoField::Total => of(&info.total),
        InfoField::Official => of(&info.official),
        InfoField::Probationary => of(&info.probationary),
        InfoField::Female => of(&info.female),
        InfoField::Ethnic => of(&info.ethnic),
        InfoField::Exempt => of(&info.exempt),
        InfoField::Unrated => of(&info.unrated),
        InfoField::Rated => of(&info.rated),
        InfoField::Summoned => of(&info.summoned),
        InfoField::Present => of(&info.present),
        InfoField::BallotsIssued => of(&info.ballots_issued),
        InfoField::BallotsCollected => of(&info.ballots_collected),
        InfoField::BallotsValid => of(&info.ballots_valid),
        InfoField::BallotsInvalid => of(&info.ballots_invalid),
        InfoField::DraftSent => of(&info.draft_sent),
    }
}
