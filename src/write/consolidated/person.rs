//! One member in a list: how what the list says looks in its column.

use super::frame::{CENTER, Frame, LEFT};
use crate::regime::consolidated::{Column, PersonSource};
use crate::tables::Person;
use crate::write::sheet::{Fit, Style, Value};

/// What stands in a column, and how it looks. `has_why`: another column says why the member is not
/// rated.
pub(super) fn cell(
    person: &Person,
    source: PersonSource,
    (number, has_why): (Option<u32>, bool),
    frame: &Frame,
) -> (Value, Style) {
    let value = Value::from(person.value(source, number, has_why, frame));
    let style = match source {
        PersonSource::Birth | PersonSource::Admitted | PersonSource::Official => CENTER.day(),
        PersonSource::Branch | PersonSource::Name => LEFT,
        source if fit(source).is_some() => LEFT,
        _ => CENTER,
    };
    (value, style)
}

/// How wide a column of a list is made.
pub(super) fn fit(source: PersonSource) -> Option<Fit> {
    match source {
        PersonSource::Name | PersonSource::Branch => Some(Fit::OneLine),
        PersonSource::Posts
        | PersonSource::PostsShort
        | PersonSource::PostsAndBranch
        | PersonSource::Group
        | PersonSource::Quarters
        | PersonSource::Reason
        | PersonSource::DisciplineDecision
        | PersonSource::Cause
        | PersonSource::Why
        | PersonSource::Note
        | PersonSource::NoteShort
        | PersonSource::NoteAndQuarters => Some(Fit::Wrapped),
        _ => None,
    }
}

/// The columns whose width follows their texts.
pub(super) fn fits<S: Copy>(
    columns: &[Column<S>],
    fit: impl Fn(S) -> Option<Fit>,
) -> Vec<(u16, Fit)> {
    let numbered = (0_u16..).zip(columns);
    numbered.filter_map(|(col, it)| Some((col, fit(it.source)?))).collect()
}
