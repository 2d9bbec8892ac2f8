//! No person stands twice on sheet 2 (R-DUP). Each later row names the first; where there
//! are many of them, one finding names them all.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Member, Submission};
use crate::sorted::BTreeMap;

use super::person::{Likeness, Rows, Shared, Who};

/// One person in two rows.
pub(super) static SAME: Code = code("V701", "member-twice", Severity::Error).citing(&["R-DUP"]);
/// One card number for two names.
pub(super) static CARD: Code = code("V702", "card-of-another", Severity::Error).citing(&["R-DUP"]);
/// Perhaps one person in two rows.
pub(super) static LIKELY: Code =
    code("V703", "member-likely-twice", Severity::Warning).citing(&["R-DUP"]);
/// One person in many rows.
pub(super) static MANY: Code =
    code("V708", "member-in-many-rows", Severity::Error).citing(&["R-DUP"]);
/// One card number for many names.
pub(super) static CARD_OF_MANY: Code =
    code("V709", "card-of-many", Severity::Error).citing(&["R-DUP"]);

/// With more rows like a first one they are not told one by one: somebody filled down.
const ROWS_TOLD: usize = 4;
/// So many ranges of them are named.
const RANGES_NAMED: usize = 20;

/// No person has two rows.
pub(super) fn same(submission: &Submission, context: &Context) -> Vec<Finding> {
    one_by_one(submission, context, Likeness::Same, &SAME)
}

/// No card number has two names.
pub(super) fn card(submission: &Submission, context: &Context) -> Vec<Finding> {
    one_by_one(submission, context, Likeness::Card, &CARD)
}

/// No two rows look like one person.
pub(super) fn likely(submission: &Submission, context: &Context) -> Vec<Finding> {
    let pairs = pairs(&submission.members).into_iter();
    let likely = pairs.filter(|it| it.2 == Likeness::Likely);
    likely.map(|(member, first, _)| told(&LIKELY, member, first, context)).collect()
}

/// No person has many rows.
pub(super) fn many(submission: &Submission, context: &Context) -> Vec<Finding> {
    all_at_once(submission, context, Likeness::Same, &MANY)
}

/// No card number has many names.
pub(super) fn card_of_many(submission: &Submission, context: &Context) -> Vec<Finding> {
    all_at_once(submission, context, Likeness::Card, &CARD_OF_MANY)
}

fn one_by_one(
    submission: &Submission,
    context: &Context,
    wanted: Likeness,
    code: &'static Code,
) -> Vec<Finding> {
    let few = groups(&submission.members, wanted).into_iter().filter(|it| it.1.len() <= ROWS_TOLD);
    let mut rows: Vec<_> =
        few.flat_map(|(first, rows)| rows.into_iter().map(move |it| (it, first))).collect();
    rows.sort_by_key(|it| it.0);
    let members = &submission.members;
    rows.into_iter()
        .map(|(row, first)| told(code, &members[row], &members[first], context))
        .collect()
}

fn all_at_once(
    submission: &Submission,
    context: &Context,
    wanted: Likeness,
    code: &'static Code,
) -> Vec<Finding> {
    let many = groups(&submission.members, wanted).into_iter().filter(|it| it.1.len() > ROWS_TOLD);
    many.map(|(first, rows)| {
        // Its own row is one of them.
        let member = &submission.members[rows.first().copied().unwrap_or(first)];
        told(code, member, &submission.members[first], context)
            .arg("count", rows.len())
            .arg("rows", ranges(rows.iter().map(|it| submission.members[*it].row)))
    })
    .collect()
}

/// The numbers of rows as Excel shows them, those that follow one another as one range.
fn ranges(rows: impl Iterator<Item = u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => ranges.push((row, row)),
        }
    }
    let named = ranges.iter().take(RANGES_NAMED).map(|&(first, last)| {
        let (first, last) = (u64::from(first) + 1, u64::from(last) + 1);
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    });
    let mut named = named.collect::<Vec<_>>().join(", ");
    if ranges.len() > RANGES_NAMED {
        named.push_str(", …");
    }
    named
}

/// That a row is like the first one.
fn told(code: &'static Code, member: &Member, first: &Member, context: &Context) -> Finding {
    let is_card = code == &CARD || code == &CARD_OF_MANY;
    let slot = if is_card { &member.card } else { &member.name };
    let finding = Finding::new(code)
        .maybe_cell(slot.cell())
        .of_whom(member.name.text())
        .stored(slot.text())
        .arg("name", member.name.text())
        .arg("first", first.name.text())
        .arg("first_row", u64::from(first.row) + 1);
    context.cite(finding, "R-DUP")
}

/// The later rows by the first one that they are like.
fn groups(members: &[Member], wanted: Likeness) -> BTreeMap<usize, Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, (first, likeness)) in likest(members) {
        if likeness == wanted {
            groups.entry(first).or_default().push(row);
        }
    }
    groups
}

/// Rows that are like an earlier one, with the first of those most like them.
fn pairs(members: &[Member]) -> Vec<(&Member, &Member, Likeness)> {
    let likest = likest(members).into_iter();
    likest.map(|(row, (first, likeness))| (&members[row], &members[first], likeness)).collect()
}

fn likest(members: &[Member]) -> Vec<(usize, (usize, Likeness))> {
    let shared = Shared::of(members.iter().map(Who::from));
    let mut earlier = Rows::default();
    let mut found = Vec::new();
    for (place, member) in members.iter().enumerate().filter(|it| shared.has(it.1)) {
        // Each row is a list of its own.
        if let Some((likeness, first)) = earlier.likest(member, place) {
            found.push((place, (first, likeness)));
        }
        earlier.insert(member, place, place);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_follow_one_another_are_one_range() {
        for (rows, named) in [(&[3][..], "4"), (&[3, 4, 5, 9, 11, 12], "4–6, 10, 12–13")] {
            assert_eq!(ranges(rows.iter().copied()), named);
        }
        let every_other = ranges((0..100).map(|it| it * 2));
        assert!(every_other.starts_with("1, 3, 5, ") && every_other.ends_with("37, 39, …"));
    }
}
