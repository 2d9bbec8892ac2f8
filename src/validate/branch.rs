//! Which branch the form is of.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::fold;
use crate::model::{Branch, CollectiveKind, Info, Submission, is_same_name};
use crate::regime::Keyed;
use crate::workspace::Workspace;

/// The workspace has no branch of this code.
pub(super) static UNKNOWN: Code = fixed_code("V102", "branch-unknown");

/// The code is one branch's, the name another's: which one sent it is not guessed.
pub(super) static CODE_AND_NAME: Code = fixed_code("V103", "branch-code-and-name");

/// The code is one branch's, and all the rest seems to be another's.
pub(super) static MISCODED: Code = fixed_code("V710", "branch-code-of-another");

/// Code and name are one branch's, and all the rest seems to be another's.
pub(super) static MISTAKEN: Code = fixed_code("V712", "form-of-another-branch");

/// The same where no other form claims the branch, and the one that it seems to be has none.
pub(super) static PERHAPS_ANOTHERS: Code =
    code("V713", "form-perhaps-of-another-branch", Severity::Warning);

/// The name is worded in another way than the workspace's.
pub(super) static NAME_WORDED: Code = code("V104", "branch-name-worded", Severity::Notice);

/// The form says another kind of branch than the workspace.
pub(super) static KIND_DIFFERS: Code = code("V107", "branch-kind-differs", Severity::Notice);

/// How many codes a message lists.
const CODES_SHOWN_MAX: usize = 20;

/// Mã chi bộ is a code of the workspace. The message names the code of the
/// branch that has the form's name, else the codes that there are.
pub(super) fn unknown(submission: &Submission, context: &Context) -> Vec<Finding> {
    let slot = &submission.info.branch_code;
    let (Some(workspace), Some(code)) = (context.workspace, slot.value()) else {
        return Vec::new();
    };
    if workspace.branch(code).is_some() {
        return Vec::new();
    }
    let codes = match named(submission.info.branch_name.text(), workspace, context) {
        Some(branch) => branch.code.clone(),
        None => codes(workspace),
    };
    vec![Finding::new(&UNKNOWN).maybe_cell(slot.cell()).stored(code).arg("codes", codes)]
}

/// The branch of the form's code and the other one of its name, where they are two.
pub fn named_otherwise<'c>(info: &Info, context: &Context<'c>) -> Option<(&'c Branch, &'c Branch)> {
    let own = worded_otherwise(info, context)?;
    let other = named(info.branch_name.text(), context.workspace?, context)?;
    Some((own, other))
}

/// The code of the form is `own`'s, but the form seems to be `named`'s, whose name it has.
pub fn miscoded(info: &Info, own: &Branch, named: &Branch) -> Finding {
    let slot = &info.branch_code;
    Finding::new(&MISCODED)
        .maybe_cell(slot.cell())
        .stored(slot.text())
        .arg("own", &own.name)
        .arg("named", &named.name)
        .arg("expected", &named.code)
}

/// Code and name of the form are `own`'s, but all the rest speaks for `other`; the caller says what (`evidence`).
pub fn mistaken(info: &Info, own: &Branch, other: &Branch) -> Finding {
    whose(&MISTAKEN, info, own, other)
        .stored(info.branch_code.text())
        .arg("expected", format!("{}, {}", other.code, other.name))
}

/// The same, where nothing else claims the branch that the form says.
pub fn perhaps_anothers(info: &Info, own: &Branch, other: &Branch) -> Finding {
    whose(&PERHAPS_ANOTHERS, info, own, other)
}

fn whose(code: &'static Code, info: &Info, own: &Branch, other: &Branch) -> Finding {
    Finding::new(code)
        .maybe_cell(info.branch_code.cell())
        .arg("own", &own.name)
        .arg("other", &other.name)
        .arg("other_code", &other.code)
}

/// Code and name are of one branch.
pub(super) fn code_and_name(submission: &Submission, context: &Context) -> Vec<Finding> {
    let slot = &submission.info.branch_name;
    let Some((own, other)) = named_otherwise(&submission.info, context) else { return Vec::new() };
    vec![
        Finding::new(&CODE_AND_NAME)
            .maybe_cell(slot.cell())
            .stored(slot.text())
            .arg("code", &own.code)
            .arg("own", &own.name)
            .arg("other_code", &other.code),
    ]
}

/// The name is the workspace's, or at least no other branch's.
pub(super) fn name_worded(submission: &Submission, context: &Context) -> Vec<Finding> {
    let slot = &submission.info.branch_name;
    let Some(own) = worded_otherwise(&submission.info, context) else { return Vec::new() };
    if !code_and_name(submission, context).is_empty() {
        return Vec::new();
    }
    vec![
        Finding::new(&NAME_WORDED)
            .maybe_cell(slot.cell())
            .stored(slot.text())
            .arg("expected", &own.name),
    ]
}

/// The kind is the workspace's, which is the one that counts.
pub(super) fn kind_differs(submission: &Submission, context: &Context) -> Vec<Finding> {
    let slot = &submission.info.branch_kind;
    let (Some(branch), Some(kind)) = (context.branch_of(&submission.info), slot.value()) else {
        return Vec::new();
    };
    if context.branch_kind(submission) == Some(kind) {
        return Vec::new();
    }
    vec![
        Finding::new(&KIND_DIFFERS)
            .maybe_cell(slot.cell())
            .stored(context.regime.label("branch-kind", kind))
            .arg("expected", &branch.kind),
    ]
}

/// The branch of the form's code, if the form gives it another name.
fn worded_otherwise<'c>(info: &Info, context: &Context<'c>) -> Option<&'c Branch> {
    let own = context.branch_of(info)?;
    let name = key(info.branch_name.value()?, context);
    // The name of another may differ from its own in marks alone.
    match written(info.branch_name.text(), context.workspace?, context) {
        Some(it) => it.code != own.code,
        None => name != key(&own.name, context),
    }
    .then_some(own)
}

/// The branch of that name: that is written so, else the first that differs from it in marks alone.
fn named<'c>(name: &str, workspace: &'c Workspace, context: &Context) -> Option<&'c Branch> {
    let bare = key(name, context);
    // In the workspace the name may be written either way.
    let full = format!("{} {bare}", label(context));
    let is_it = |it: &&(usize, &Branch)| key(&it.1.name, context) == bare;
    written(name, workspace, context).or_else(|| {
        let found = [name, &bare, &full].map(|it| workspace.branch_named(it));
        found.iter().flatten().filter(is_it).min_by_key(|it| it.0).map(|it| it.1)
    })
}

/// The branch whose name is written so, with or without "Chi bộ" before it.
fn written<'c>(name: &str, workspace: &'c Workspace, context: &Context) -> Option<&'c Branch> {
    let label = context.regime.label("collective", CollectiveKind::Branch.key());
    let longer = format!("{label} {name}");
    [name, &longer].into_iter().find_map(|name| {
        let found = workspace.branch_named(name).map(|it| it.1);
        found.filter(|it| is_same_name(&it.name, name))
    })
}

/// What a branch is called, folded.
fn label(context: &Context) -> String {
    fold(&context.regime.label("collective", CollectiveKind::Branch.key()))
}

/// A name by which branches are compared: folded, without "Chi bộ" before it.
fn key(name: &str, context: &Context) -> String {
    let label = label(context);
    let name = fold(name);
    let rest = name.strip_prefix(&label).and_then(|it| it.strip_prefix(' '));
    rest.map(str::to_owned).unwrap_or(name)
}

/// The codes of a workspace, as many as a message may hold.
fn codes(workspace: &Workspace) -> String {
    let all = &workspace.branch;
    let shown: Vec<_> = all.iter().take(CODES_SHOWN_MAX).map(|it| it.code.as_str()).collect();
    let more = if all.len() > CODES_SHOWN_MAX { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
