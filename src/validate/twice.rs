//! No person stands twice on sheet 2 (R-DUP). Each later row names the first.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Member, Submission};

use super::person::{Likeness, keys, likeness};

/// One person in two rows.
pub(super) static SAME: Code = code("V701", "member-twice", Severity::Error).citing(&["R-DUP"]);
/// One card number for two names.
pub(super) static CARD: Code = code("V702", "card-of-another", Severity::Error).citing(&["R-DUP"]);
/// Perhaps one person in two rows.
pub(super) static LIKELY: Code =
    code("V703", "member-likely-twice", Severity::Warning).citing(&["R-DUP"]);

/// No person has two rows.
pub(super) fn same(submission: &Submission, context: &Context) -> Vec<Finding> {
    findings(submission, context, Likeness::Same, &SAME)
}

/// No card number has two names.
pub(super) fn card(submission: &Submission, context: &Context) -> Vec<Finding> {
    findings(submission, context, Likeness::Card, &CARD)
}

/// No two rows look like one person.
pub(super) fn likely(submission: &Submission, context: &Context) -> Vec<Finding> {
    findings(submission, context, Likeness::Likely, &LIKELY)
}

fn findings(
    submission: &Submission,
    context: &Context,
    wanted: Likeness,
    code: &'static Code,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (member, first, likeness) in pairs(&submission.members) {
        if likeness != wanted {
            continue;
        }
        let slot = if wanted == Likeness::Card { &member.card } else { &member.name };
        let finding = Finding::new(code)
            .maybe_cell(slot.cell())
            .of_whom(member.name.text())
            .stored(slot.text())
            .arg("name", member.name.text())
            .arg("first", first.name.text())
            .arg("first_row", u64::from(first.row) + 1);
        found.push(context.cite(finding, "R-DUP"));
    }
    found
}

/// Rows that are like an earlier one, with the first of those most like them.
fn pairs(members: &[Member]) -> Vec<(&Member, &Member, Likeness)> {
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (place, member) in members.iter().enumerate() {
        let mut best: Option<(Likeness, usize)> = None;
        for key in keys(member) {
            let earlier = seen.entry(key).or_default();
            for &other in earlier.iter() {
                let Some(likeness) = likeness(member, &members[other]) else { continue };
                let is_better = best.is_none_or(|(own, first)| {
                    likeness > own || (likeness == own && other < first)
                });
                if is_better {
                    best = Some((likeness, other));
                }
            }
            earlier.push(place);
        }
        if let Some((likeness, other)) = best {
            pairs.push((member, &members[other], likeness));
        }
    }
    pairs
}
