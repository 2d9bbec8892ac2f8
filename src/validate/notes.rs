//! What is written beside a member and contradicts the columns: somebody who left, or who was disciplined.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{Eligibility, Member, Slot, Submission};

/// A rated member of whom it is written that he left or died.
pub(super) static LEFT: Code = code("V313", "note-says-gone", Severity::Warning);
/// A member of whom a disciplinary measure is written, and none is in its column.
pub(super) static DISCIPLINED: Code = code("V314", "note-says-disciplined", Severity::Warning);

/// Nobody who is no member any more is counted: the form has no entry for it, so it is told by the words of the
/// profile in the reason or the note.
pub(super) fn left(submission: &Submission, context: &Context) -> Vec<Finding> {
    let is_rated = |it: &&Member| it.eligibility.get() == Some(Eligibility::Rated);
    told(submission, context, &context.regime.rules.words.gone, &LEFT, is_rated)
}

/// A measure that is only written as text is not counted.
pub(super) fn disciplined(submission: &Submission, context: &Context) -> Vec<Finding> {
    let is_open = |it: &&Member| matches!(it.discipline, Slot::Empty(_));
    told(submission, context, &context.regime.rules.words.measures, &DISCIPLINED, is_open)
}

fn told(
    submission: &Submission,
    context: &Context,
    words: &[String],
    code: &'static Code,
    is_asked: impl Fn(&&Member) -> bool,
) -> Vec<Finding> {
    let apart = |list: &[String]| -> Vec<String> {
        list.iter().map(|it| format!(" {} ", fold(it))).collect()
    };
    // The form's own word for no is the first.
    let no = context.regime.rules.words.no.get(..1).unwrap_or_default();
    let (words, no) = (apart(words), apart(no));
    let says = |text: &str| {
        let text = format!(" {} ", fold(text));
        // What did not happen is no measure.
        let has = |list: &[String]| list.iter().any(|it| text.contains(it.as_str()));
        has(&words) && !has(&no)
    };
    let own = submission.members.iter().filter(|it| !it.is_guest()).filter(is_asked);
    let mut found = Vec::new();
    for member in own {
        let written = [&member.note, &member.reason];
        if let Some(written) =
            written.into_iter().find(|it| !it.text().is_empty() && says(it.text()))
        {
            found.push(
                Finding::new(code)
                    .maybe_cell(written.cell())
                    .of_whom(member.name.text())
                    .stored(written.text()),
            );
        }
    }
    found
}
