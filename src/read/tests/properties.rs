//! What holds of every form, however it is moved about or broken.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::made::{Made, package, parts};
use super::{parse, regime, said, width};
use crate::model::{CellRef, SlotRef, Submission};
use crate::read::{Limits, read};

/// Every value with its cell, as text.
pub(super) fn values(form: &Submission) -> Vec<(String, CellRef)> {
    let tables = &regime().form;
    let info = tables.info.slots(&form.info).map(|it| it.1);
    let members = form.members.iter().flat_map(|it| tables.members.slots(it));
    let collectives = form.collectives.iter().flat_map(|it| tables.collectives.slots(it));
    info.chain(members.map(|it| it.1))
        .chain(collectives.map(|it| it.1))
        .filter_map(|it| Some((shown(it), it.cell()?.clone())))
        .collect()
}

fn shown(slot: SlotRef<'_>) -> String {
    match slot {
        SlotRef::Is(value, _) => format!("{value:?}"),
        SlotRef::Empty(_) => "empty".to_owned(),
        SlotRef::Unread(_) => "unread".to_owned(),
        SlotRef::Absent => "absent".to_owned(),
    }
}

/// Where blank lines are put in: before each of these places.
fn shift(before: &[u32], place: u32) -> u32 {
    place + u32::try_from(before.iter().filter(|it| **it <= place).count()).unwrap()
}

static FORM: LazyLock<Made> = LazyLock::new(|| Made::form(regime()));
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| FORM.bytes());
/// Every value of the form untouched, with its place.
static WANTED: LazyLock<Vec<(String, CellRef)>> =
    LazyLock::new(|| values(&parse(&BYTES).submission));
static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| parts(&BYTES));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn blank_rows_and_columns_change_no_value_and_move_each_cell(
        rows in prop::collection::vec(0_u32..30, 0..12),
        cols in prop::collection::vec(0_u32..40, 0..6),
    ) {
        let col = |it: u16| u16::try_from(shift(&cols, u32::from(it))).unwrap();
        let tabs = FORM.tabs.iter().map(|it| it.moved(|it| shift(&rows, it), col)).collect();
        let moved = parse(&Made { tabs }.bytes());
        prop_assert_eq!(said(&moved.findings), Vec::<String>::new());
        let expected: Vec<_> = WANTED
            .iter()
            .cloned()
            .map(|(value, at)| {
                (value, CellRef::new(&at.sheet, shift(&rows, at.row), shift(&cols, at.col)))
            })
            .collect();
        prop_assert_eq!(values(&moved.submission), expected);
    }

    #[test]
    fn columns_may_stand_in_any_order(order in Just((0..width()).collect::<Vec<u16>>()).prop_shuffle()) {
        let mut tabs = FORM.tabs.clone();
        let old = &FORM.tabs[1];
        // Each group is written above each of its columns, as when the merged cells are undone.
        let mut groups: BTreeMap<u16, _> = BTreeMap::new();
        for (top, left, _, right) in &old.merges {
            if right > left {
                let text = &old.cells[&(*top, *left)];
                groups.extend((*left..=*right).map(|it| (it, text.clone())));
            }
        }
        let place = |col: u16| order[usize::from(col)];
        let mut moved = old.moved(|it| it, |it| if it < width() { place(it) } else { it });
        moved.merges.retain(|it| it.1 == it.3);
        for (col, text) in groups {
            moved.set(2, place(col), text);
        }
        // The row of numbers moved with the columns: it is written afresh.
        for col in 0..width() {
            moved.set(4, col, f64::from(col) + 1.0);
        }
        tabs[1] = moved;
        let read = parse(&Made { tabs }.bytes());
        prop_assert_eq!(said(&read.findings), Vec::<String>::new());
        let expected: Vec<_> = WANTED
            .iter()
            .cloned()
            .map(|(value, mut at)| {
                if at.sheet.starts_with('2') {
                    at.col = u32::from(place(u16::try_from(at.col).unwrap()));
                }
                (value, at)
            })
            .collect();
        prop_assert_eq!(values(&read.submission), expected);
    }

    #[test]
    fn no_cell_makes_reading_stumble(
        row in 0_u32..12, col in 0_u16..40, tab in 0_usize..3, text in "\\PC{0,30}|[0-9/.,%-]{1,12}",
    ) {
        let mut made = FORM.clone();
        made.tabs[tab].set(row, col, text.as_str());
        // A damaged heading may cost a column or a sheet, never a panic.
        let _ = read(&made.bytes(), regime(), &Limits::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn changed_bytes_never_make_reading_stumble(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = BYTES.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        let _ = read(&bytes, regime(), &Limits::default());
    }

    /// The packing guards its bytes with checksums; beneath it anything may stand.
    #[test]
    fn changed_parts_never_make_reading_stumble(
        part in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[<>/\"&;a-zA-Z0-9 =!.:-]{0,6}"), 1..6),
    ) {
        let mut parts = PARTS.clone();
        let part = part.index(parts.len());
        for (at, text) in changes {
            let bytes = &mut parts[part].1;
            let at = at.index(bytes.len());
            let end = bytes.len().min(at + text.len());
            bytes.splice(at..end, text.bytes());
        }
        let _ = read(&package(&parts), regime(), &Limits::default());
    }

    #[test]
    fn arbitrary_bytes_never_make_reading_stumble(bytes: Vec<u8>) {
        let _ = read(&bytes, regime(), &Limits::default());
    }
}
