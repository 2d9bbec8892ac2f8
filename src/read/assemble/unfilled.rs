//! Telling a blank form, perhaps with its members' names, from a filled one.

use crate::model::{Eligibility, Field, SlotRef, Submission, Value};
use crate::regime::Form;

/// Whether nobody filled the form: no meeting, no counts, and rows with nothing
/// but who the member is and the eligibility that is prefilled.
pub(crate) fn is_unfilled(submission: &Submission, form: &Form) -> bool {
    let info = form.info.slots(&submission.info).map(|(row, slot)| is_left(row.field, slot));
    let members = submission.members.iter().flat_map(|it| form.members.slots(it));
    let collectives = submission.collectives.iter().flat_map(|it| form.collectives.slots(it));
    let scoring = form.scoring.as_ref();
    let scores = submission.scores.iter().filter_map(|it| scoring.map(|table| table.slots(it)));
    info.chain(members.map(|(column, slot)| is_left(column.field, slot)))
        .chain(collectives.map(|(column, slot)| is_left(column.field, slot)))
        .chain(scores.flatten().map(|(column, slot)| is_left(column.field, slot)))
        .all(|it| it)
}

/// Whether a place is as the office hands it out.
fn is_left<F: Field>(field: F, slot: SlotRef<'_>) -> bool {
    const PREFILLED: Value<'_> = Value::Eligibility(Eligibility::Rated);
    slot.is_blank() || field.says_who() || slot.value() == Some(PREFILLED)
}
