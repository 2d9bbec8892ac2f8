//! The rating by the state comes before the party's (R-STATEFIRST).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, Member, Slot, Submission};
use crate::regime::form::MemberField;

/// Nobody has a rating by the state in a branch of people whom the state rates.
pub(super) static NOBODY: Code =
    code("V835", "state-rating-of-nobody", Severity::Warning).citing(&["R-STATEFIRST"]);

/// Some of them have none: they may be no servants of the state.
pub(super) static SOME: Code =
    code("V836", "state-rating-missing", Severity::Notice).citing(&["R-STATEFIRST"]);

/// How many of them the message names.
const NAMED_MAX: usize = 5;

/// Somebody has a rating by the state, where a branch is of such people.
pub(super) fn nobody(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some((all, blank)) = asked(submission, context) else { return Vec::new() };
    if all.len() > blank.len() { Vec::new() } else { told(&NOBODY, &all, &blank, context) }
}

/// Everybody has, where somebody does.
pub(super) fn some(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some((all, blank)) = asked(submission, context) else { return Vec::new() };
    if all.len() == blank.len() { Vec::new() } else { told(&SOME, &all, &blank, context) }
}

type Blank<'a> = Vec<(&'a Member, &'a CellRef)>;

/// The members who are asked, and those of them whose cell is blank; nothing where the
/// branch is of another kind. A cell that could not be read is none that is blank.
fn asked<'a>(
    submission: &'a Submission,
    context: &Context,
) -> Option<(Vec<&'a Member>, Blank<'a>)> {
    let rule = context.regime.rules.rule("R-STATEFIRST")?;
    let kind = context.branch_kind(submission)?;
    if !rule.branch_kinds.iter().any(|it| it == kind) {
        return None;
    }
    let is_asked = |it: &&Member| {
        it.is_rated() && it.self_form.value().is_some_and(|own| rule.only_forms.contains(own))
    };
    let all: Vec<_> = submission.members.iter().filter(is_asked).collect();
    let blank = all.iter().filter_map(|it| match &it.state_rating {
        Slot::Empty(cell) => Some((*it, cell)),
        Slot::Absent | Slot::Unread(_) | Slot::Is(_) => None,
    });
    let blank: Vec<_> = blank.collect();
    Some((all, blank))
}

/// One finding a branch, at the first cell that is blank.
fn told(
    code: &'static Code,
    all: &[&Member],
    blank: &Blank<'_>,
    context: &Context,
) -> Vec<Finding> {
    let Some((_, cell)) = blank.first() else { return Vec::new() };
    let column = context.regime.form.member_column(MemberField::StateRating);
    let mut names: Vec<&str> = blank.iter().map(|it| it.0.name.text()).take(NAMED_MAX).collect();
    if blank.len() > names.len() {
        names.push("…");
    }
    let finding = Finding::at(code, cell)
        .arg("heading", column.map_or("", |it| &it.heading))
        .arg("all", all.len())
        .arg("count", blank.len())
        .arg("names", names.join(", "));
    vec![context.cite(finding, "R-STATEFIRST")]
}
