//! Two sheets with the same table of the form: where one says something else than the other.

use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{CellRef, Collective, Info, LeaderScope, Member, SlotRef, Value, Weaknesses};
use crate::read::fold::{fold, tidy};
use crate::read::values;
use crate::regime::form::{CollectiveField, Form, MemberField};
use crate::workbook::grid::{Raw, Sheet};

pub(crate) static OTHER_ROWS: Code = code("R323", "other-values-on-another-sheet", Severity::Error);
pub(crate) static OTHER_FACTS: Code = code("R324", "other-facts-on-another-sheet", Severity::Error);

/// The first place in which a copy says something else, and in how many rows it does.
pub(super) struct Other<'a> {
    /// Whose row it is; empty on sheet 1.
    who: &'a str,
    /// The column, or the row of sheet 1.
    heading: String,
    own: SlotRef<'a>,
    there: SlotRef<'a>,
    count: usize,
}

/// What a member's row says otherwise, but for notes, which nothing hangs on. `is_only` says
/// that what is missing on the copy is missing to the eye, since it alone is shown.
pub(super) fn of_members<'a>(
    form: &'a Form,
    same: &[(&'a Member, &'a Member)],
    is_only: bool,
) -> Option<Other<'a>> {
    let is_compared = |it: MemberField| {
        use MemberField::{Name, Note, Number, Reason};
        !matches!(it, Number | Name | Note | Reason)
    };
    let rows = same.iter().filter_map(|(own, there)| {
        // A row without a proposal is a draft from before the meeting.
        let is_whole = is_only || there.proposal.value().is_some();
        let there = form.members.slots(*there);
        let mut both = form.members.slots(*own).zip(there).filter(|it| is_compared(it.0.0.field));
        let ((column, mine), (_, its)) =
            both.find(|(own, there)| is_other(own.1, there.1, is_whole))?;
        Some((own.name.text(), column.full_heading(), mine, its))
    });
    first(rows)
}

/// The same of collectives.
pub(super) fn of_collectives<'a>(
    form: &'a Form,
    same: &[(&'a Collective, &'a Collective)],
    is_only: bool,
) -> Option<Other<'a>> {
    let is_compared = |it: CollectiveField| {
        use CollectiveField::{Note, Number, Reason};
        !matches!(it, Number | Note | Reason)
    };
    let rows = same.iter().filter_map(|(own, there)| {
        let is_whole = is_only || there.proposal.value().is_some();
        let there = form.collectives.slots(*there);
        let own_slots = form.collectives.slots(*own);
        let mut both = own_slots.zip(there).filter(|it| is_compared(it.0.0.field));
        let ((column, mine), (_, its)) =
            both.find(|(own, there)| is_other(own.1, there.1, is_whole))?;
        Some((own.name.text(), column.full_heading(), mine, its))
    });
    first(rows)
}

/// The same of the facts of sheet 1.
pub(super) fn of_facts<'a>(
    form: &'a Form,
    own: &'a Info,
    there: &'a Info,
    is_only: bool,
) -> Option<Other<'a>> {
    let both = form.info.slots(own).zip(form.info.slots(there));
    let both = both.filter(|(own, there)| is_other(own.1, there.1, is_only));
    first(both.map(|((row, mine), (_, its))| ("", row.label.clone(), mine, its)))
}

fn first<'a>(
    mut rows: impl Iterator<Item = (&'a str, String, SlotRef<'a>, SlotRef<'a>)>,
) -> Option<Other<'a>> {
    let (who, heading, own, there) = rows.next()?;
    Some(Other { who, heading, own, there, count: rows.count() + 1 })
}

/// Whether a copy says something else. What could not be read says nothing, here or there; what
/// stands on the first sheet alone is missing on a copy that is whole.
fn is_other(own: SlotRef<'_>, there: SlotRef<'_>, is_whole: bool) -> bool {
    match (own, there) {
        (SlotRef::Is(Value::Text(own), _), SlotRef::Is(Value::Text(there), _)) => {
            own != there && fold(own) != fold(there)
        }
        (SlotRef::Is(own, _), SlotRef::Is(there, _)) => own != there,
        (SlotRef::Empty(_), SlotRef::Is(there, _)) => !is_nothing(there),
        (SlotRef::Is(own, _), SlotRef::Empty(_)) => is_whole && !is_nothing(own),
        _ => false,
    }
}

/// What means the same as an empty cell.
fn is_nothing(value: Value<'_>) -> bool {
    value.is_zero()
        || matches!(
            value,
            Value::YesNo(false)
                | Value::LeaderScope(LeaderScope::None)
                | Value::Weaknesses(Weaknesses::None)
        )
}

impl Other<'_> {
    /// That a sheet says something else than that of the form.
    pub(super) fn finding(&self, sheet: &Sheet, own: &Sheet) -> Finding {
        let code = if self.who.is_empty() { &OTHER_FACTS } else { &OTHER_ROWS };
        let cell = self.own.cell().map(CellRef::a1).unwrap_or_default();
        Finding::new(code)
            .sheet(&sheet.name)
            .maybe_cell(self.there.cell())
            .member(self.who)
            .arg("count", self.count)
            .arg("heading", self.heading.clone())
            .arg("there", shown(sheet, self.there))
            .arg("own", shown(own, self.own))
            .arg("list", &*own.name)
            .arg("cell", cell)
    }
}

/// What stands in a cell, as somebody sees it there.
fn shown(sheet: &Sheet, slot: SlotRef<'_>) -> Arg {
    let cell = slot.cell().and_then(|it| sheet.get(it.row, it.col));
    match cell.map(|it| (it, &it.raw)) {
        None => Arg::Word("cell-left-blank"),
        Some((_, Raw::Text(text))) => Arg::from(format!("“{}”", tidy(text))).shown(),
        Some((cell, _)) => Arg::from(values::stored(cell)).shown(),
    }
}
