//! No person stands in two branches (R-DUP, R-MOVE, R-TEMP): at both rows.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Member, Submission};

use super::person::{Likeness, Rows};

/// One person listed by two branches, guest of neither.
pub(super) static SAME: Code =
    code("V704", "member-of-two-branches", Severity::Error).citing(&["R-DUP"]);
/// Perhaps one person, listed by two branches.
pub(super) static LIKELY: Code =
    code("V705", "member-likely-of-two-branches", Severity::Warning).citing(&["R-DUP"]);
/// A guest whose own branch lists him too: as it should be.
pub(super) static GUEST: Code =
    code("V706", "guest-of-another-branch", Severity::Notice).citing(&["R-TEMP"]);
/// One card number for two names in two branches.
pub(super) static CARD: Code =
    code("V707", "card-of-another-branch", Severity::Error).citing(&["R-DUP"]);

/// One form of the inbox beside the others.
#[derive(Clone, Copy, Debug)]
pub struct Filed<'a> {
    /// Its path relative to the workspace.
    pub file: &'a str,
    /// The code of its branch, if known.
    pub branch: Option<&'a str>,
    /// What it says.
    pub submission: &'a Submission,
}

impl Filed<'_> {
    /// The branch as people call it.
    fn branch_name<'b>(&'b self, context: &'b Context) -> &'b str {
        let listed = self.branch.and_then(|it| context.workspace?.branch(it));
        let stated = self.submission.info.branch_name.text();
        match listed {
            Some(branch) => &branch.name,
            None if stated.is_empty() => self.file,
            None => stated,
        }
    }
}

/// Applies the rules that compare forms of different branches. Findings have
/// their file and branch filled in.
pub fn across(filed: &[Filed], context: &Context) -> Vec<Finding> {
    let lists = lists(filed);
    let mut all = Vec::new();
    let mut rows = Rows::default();
    for (place, form) in filed.iter().enumerate() {
        for member in &form.submission.members {
            rows.insert(member, lists[place], all.len());
            all.push((place, member));
        }
    }
    let mut found = Vec::new();
    for (place, form) in filed.iter().enumerate() {
        for member in &form.submission.members {
            let Some((likeness, other)) = rows.likest(member, lists[place]) else { continue };
            let (other_place, other) = all[other];
            let Some(code) = code_of(likeness, member, other) else { continue };
            found.push(finding(code, member, form, other, &filed[other_place], context));
        }
    }
    found
}

/// The list that each form belongs to: that of its branch, else its own. Two forms of one
/// branch are a matter of their own: everybody would stand twice.
fn lists(filed: &[Filed]) -> Vec<usize> {
    let mut known: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut list_of = |form: &Filed| {
        let key = match form.branch {
            Some(branch) => (true, branch.to_ascii_uppercase()),
            None => (false, form.file.to_owned()),
        };
        let next = known.len();
        *known.entry(key).or_insert(next)
    };
    filed.iter().map(&mut list_of).collect()
}

/// What it is that one person, or card, stands in two branches. A guest is
/// told of at his own row only, and asked nothing where it is not certain.
fn code_of(likeness: Likeness, member: &Member, other: &Member) -> Option<&'static Code> {
    match (likeness, member.is_guest(), other.is_guest()) {
        (Likeness::Card, ..) => Some(&CARD),
        (Likeness::Same, false, false) => Some(&SAME),
        (Likeness::Likely, false, false) => Some(&LIKELY),
        (Likeness::Same, true, false) => Some(&GUEST),
        (Likeness::Same | Likeness::Likely, ..) => None,
    }
}

fn finding(
    code: &'static Code,
    member: &Member,
    form: &Filed,
    other: &Member,
    other_form: &Filed,
    context: &Context,
) -> Finding {
    let slot = if code == &CARD { &member.card } else { &member.name };
    let mut finding = Finding::new(code)
        .maybe_cell(slot.cell())
        .of_whom(member.name.text())
        .stored(slot.text())
        .arg("name", member.name.text())
        .arg("other", other.name.text())
        .arg("other_branch", other_form.branch_name(context))
        .arg("other_file", other_form.file)
        .arg("other_row", u64::from(other.row) + 1);
    finding.file = Some(form.file.to_owned());
    finding.branch = form.branch.map(str::to_owned);
    let mut finding = context.cite(finding, if code == &GUEST { "R-TEMP" } else { "R-DUP" });
    context.weigh(std::slice::from_mut(&mut finding), form.submission);
    finding
}
