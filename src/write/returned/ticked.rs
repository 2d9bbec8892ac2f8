//! Ratings that a branch ticked in one of four columns: our form has one column
//! for them, where a cross would say nothing, so it gets the level's name.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::text::fold;
use crate::model::{CellRef, Rating, SlotRef, StoredCell, StoredValue, Submission, Value};
use crate::regime::Regime;
use crate::regime::form::{Form, Kind};
use crate::write::blank::Spot;

/// The levels that columns of the branch's file are headed by, where ratings stand there.
pub(super) struct Ticks<'a> {
    levels: BTreeMap<(&'a str, u32), Rating>,
    /// Columns that a rating was read from, or would have been.
    own: BTreeSet<(&'a str, u32)>,
}

impl<'a> Ticks<'a> {
    /// Looks at the columns that our columns of ratings are read from, and beside them.
    pub(super) fn new(
        spots: &'a BTreeMap<CellRef, Spot>,
        (regime, cells): (&'a Regime, &[StoredCell]),
    ) -> Self {
        let form = &regime.form;
        let kind_of = |spot: &Spot| match *spot {
            Spot::Member(_, col) => form.members.column.get(col as usize).map(|it| it.kind),
            Spot::Collective(_, col) => form.collectives.column.get(col as usize).map(|it| it.kind),
            Spot::Info(_) | Spot::Score(..) => None,
        };
        let (mut levels, mut own) = (BTreeMap::new(), BTreeSet::new());
        let mut seen = BTreeSet::new();
        // In the order of rows: the first has the headings above it.
        for (at, _) in spots.iter().filter(|it| kind_of(it.1) == Some(Kind::Rating)) {
            let sheet = at.sheet.as_ref();
            own.insert((sheet, at.col));
            for col in at.col.saturating_sub(3)..=at.col.saturating_add(3) {
                if seen.insert((sheet, col)) {
                    let heading = heading(cells, sheet, col, at.row);
                    let level = heading.and_then(|it| level_of(&it, regime));
                    levels.extend(level.map(|it| ((sheet, col), it)));
                }
            }
        }
        Self { levels, own }
    }

    /// Whether a rating's cell is in a column for one level of it.
    pub(super) fn has(&self, at: &CellRef) -> bool {
        self.levels.contains_key(&(at.sheet.as_ref(), at.col))
    }

    /// The columns that stand with one of a rating as the four levels, best first.
    pub(super) fn beside(&self) -> BTreeSet<(&'a str, u32)> {
        let mut all = BTreeSet::new();
        for (&(sheet, col), level) in self.levels.iter().filter(|it| self.own.contains(it.0)) {
            let Some(first) = u32::try_from(level.place()).ok().and_then(|it| col.checked_sub(it))
            else {
                continue;
            };
            let is_level = |it: &Rating| {
                let col = u32::try_from(it.place()).map_or(u32::MAX, |it| first + it);
                self.levels.get(&(sheet, col)) == Some(it)
            };
            if Rating::BEST_FIRST.iter().all(is_level) {
                all.extend((first..first + 4).map(|it| (sheet, it)));
            }
        }
        all
    }
}

/// The level that a heading names, last where the rating's own stands before it.
fn level_of(heading: &str, regime: &Regime) -> Option<Rating> {
    let heading = fold(heading);
    let names = regime.rules.rating.iter().flat_map(|it| {
        let all = it.aliases.iter().chain([&it.name, &it.short]);
        all.map(|name| (fold(name), it.key))
    });
    // KHTNV ends as HTNV does.
    let fitting = names.filter(|(name, _)| !name.is_empty() && heading.ends_with(name));
    fitting.max_by_key(|it| it.0.len()).map(|it| it.1)
}

/// Every rating that was read, by its cell.
pub(super) fn ratings<'a>(
    submission: &'a Submission,
    form: &'a Form,
) -> BTreeMap<&'a CellRef, Rating> {
    let read = slots(submission, form).filter_map(|it| match it {
        SlotRef::Is(Value::Rating(rating), at) => Some((at, rating)),
        _ => None,
    });
    read.collect()
}

/// The cells of ratings that could not be read.
pub(super) fn unread<'a>(submission: &'a Submission, form: &'a Form) -> BTreeSet<&'a CellRef> {
    slots(submission, form).filter(|it| it.is_unread()).filter_map(SlotRef::cell).collect()
}

/// What is in the columns of ratings.
fn slots<'a>(submission: &'a Submission, form: &'a Form) -> impl Iterator<Item = SlotRef<'a>> {
    let members = submission.members.iter().flat_map(|it| form.members.slots(it));
    let members = members.filter(|it| it.0.kind == Kind::Rating).map(|it| it.1);
    let collectives = submission.collectives.iter().flat_map(|it| form.collectives.slots(it));
    members.chain(collectives.filter(|it| it.0.kind == Kind::Rating).map(|it| it.1))
}

/// What our form is given for a rating: the level's name for a mark, else what
/// was typed.
pub(super) fn put(typed: &StoredValue, rating: Rating, regime: &Regime) -> StoredValue {
    let words = &regime.rules.words;
    let text = typed.text();
    // As the reader compares: "x." and "Co" are marks too.
    let is_it = |it: &String| {
        let plain = |text: &str| text.trim().to_lowercase();
        let folded = fold(&text);
        plain(it) == plain(&text) || (!folded.is_empty() && folded == fold(it))
    };
    let is_mark = matches!(typed, StoredValue::Number(_))
        || text == "TRUE"
        || words.yes.iter().chain(&words.ticks).any(is_it);
    let level = regime.rules.rating.iter().find(|it| it.key == rating);
    match level {
        Some(level) if is_mark => StoredValue::Text(level.name.clone()),
        _ => typed.clone(),
    }
}

/// The text that stands above a row in a column, if one does.
pub(super) fn heading(cells: &[StoredCell], sheet: &str, col: u32, row: u32) -> Option<String> {
    let heading = cells.iter().rfind(|it| {
        it.at.sheet.as_ref() == sheet
            && it.at.col == col
            && it.at.row < row
            && matches!(it.value, StoredValue::Text(_))
    });
    heading.map(|it| it.value.text())
}
