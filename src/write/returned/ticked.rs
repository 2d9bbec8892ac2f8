//! Ratings that a branch ticked in one of four columns: our form has one column
//! for them, where a cross would say nothing, so it gets the level's name.

use std::collections::BTreeMap;

use crate::model::text::fold;
use crate::model::{CellRef, Collective, Member, Rating, Slot, StoredValue, Submission};
use crate::regime::Regime;

/// Every rating that was read, by its cell.
pub(super) fn ratings(submission: &Submission) -> BTreeMap<&CellRef, Rating> {
    let members = submission.members.iter().flat_map(of_member);
    let collectives = submission.collectives.iter().flat_map(of_collective);
    members.chain(collectives).filter_map(|it| Some((it.cell()?, it.get()?))).collect()
}

fn of_member(it: &Member) -> Vec<&Slot<Rating>> {
    let own =
        [&it.self_rating, &it.state_rating, &it.union_rating, &it.committee_rating, &it.proposal];
    own.into_iter().chain(&it.quarters).collect()
}

fn of_collective(it: &Collective) -> Vec<&Slot<Rating>> {
    vec![&it.bodies_rating, &it.self_rating, &it.proposal]
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
