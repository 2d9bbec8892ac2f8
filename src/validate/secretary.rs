//! The secretary of sheet 1 stands on sheet 2: rules on the head need the row.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{Member, Submission};

/// No row, or more than one, is the secretary's.
pub(super) static NOT_LISTED: Code = code("V807", "secretary-not-listed", Severity::Notice);

/// The list has another one than sheet 1.
pub(super) static OTHERWISE: Code = code("V808", "secretary-otherwise", Severity::Warning);

/// Whoever has the secretary's post is whom sheet 1 names, where that one is on the list: rules on the head
/// would be asked of somebody else. It does not run while a name could not be read.
pub(super) fn otherwise(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(name) = submission.info.secretary.value() else { return Vec::new() };
    let key = fold(name);
    let own = || submission.members.iter().filter(|it| !it.is_guest());
    let is_he = |it: &Member| fold(it.name.text()) == key;
    if key.is_empty() || !own().any(is_he) || own().any(|it| it.name.value().is_none()) {
        return Vec::new();
    }
    let posts = &context.regime.rules.posts;
    let has_post = |it: &&Member| posts.is_one_of(it.party_post.text(), &posts.secretary);
    let others = own().filter(has_post).filter(|it| !is_he(it));
    others
        .map(|it| {
            let post = &it.party_post;
            let finding = Finding::new(&OTHERWISE).maybe_cell(post.cell()).member(it.name.text());
            finding.stored(post.text()).arg("secretary", name.as_str())
        })
        .collect()
}

/// One row is the secretary's, by name or else by party post. It does not run
/// while a name could not be read.
pub(super) fn not_listed(submission: &Submission, context: &Context) -> Vec<Finding> {
    let secretary = &submission.info.secretary;
    let members = &submission.members;
    let is_open = |it: &Member| it.name.value().is_none();
    let Some(name) = secretary.value() else { return Vec::new() };
    let key = fold(name);
    let is_he = |it: &&Member| fold(it.name.text()) == key;
    if members.is_empty() || !submission.has_all_members || members.iter().any(is_open) {
        return Vec::new();
    }
    if members.iter().filter(|it| !it.is_guest()).any(|it| is_he(&it)) {
        return Vec::new();
    }
    vec![
        Finding::new(&NOT_LISTED)
            .maybe_cell(secretary.cell())
            .stored(name)
            .arg("sheet", &context.regime.form.members.sheet),
    ]
}
