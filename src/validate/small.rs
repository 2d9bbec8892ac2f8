//! A collective of fewer than three is reviewed with its committee, and not by itself (R-SMALL).

use super::row_number;
use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Collective, CollectiveKind, Submission};

/// A chi ủy of fewer, by the posts of sheet 2.
pub(super) static COMMITTEE: Code =
    code("V714", "committee-of-few", Severity::Warning).citing(&["R-SMALL"]);
/// A collective that the workspace names as one of fewer.
pub(super) static NAMED: Code =
    code("V715", "collective-of-few", Severity::Warning).citing(&["R-SMALL"]);

/// Its own rating stands for nothing where so few sit in the chi ủy. It does not run while
/// somebody's post could not be read.
pub(super) fn committee(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(rule) = context.regime.rules.rule("R-SMALL") else { return Vec::new() };
    let Some(people) = rule.people.map(usize::from) else { return Vec::new() };
    let own = submission.members.iter().filter(|it| !it.is_guest());
    let sit: Option<Vec<bool>> =
        own.map(|it| context.sits_in_committee(submission, it, &rule.words)).collect();
    let Some(sit) = sit.filter(|_| submission.has_all_members) else { return Vec::new() };
    let count = sit.into_iter().filter(|it| *it).count();
    // Nobody at all: posts were not filled in.
    if count == 0 || count >= people {
        return Vec::new();
    }
    let is_it = |it: &&Collective| {
        it.kind.value() == Some(&CollectiveKind::BranchCommittee) && is_rated(it)
    };
    let rated = submission.collectives.iter().filter(is_it);
    rated
        .map(|it| {
            let finding = Finding::new(&COMMITTEE).maybe_cell(it.proposal.cell());
            let finding = finding.member(it.name.text()).arg("count", count);
            context.cite(finding.arg("people", people), "R-SMALL")
        })
        .collect()
}

/// The same of a collective that the workspace names.
pub(super) fn named(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(workspace) = context.workspace else { return Vec::new() };
    let Some(branch) = context.branch_of(&submission.info) else { return Vec::new() };
    let is_it = |it: &&Collective| {
        workspace.is_small_collective(&branch.code, it.name.text()) && is_rated(it)
    };
    let rated = submission.collectives.iter().filter(is_it);
    rated
        .map(|it| {
            let cell = it.proposal.cell().or(it.name.cell());
            let row = cell.map_or(0, row_number);
            let finding = Finding::new(&NAMED).maybe_cell(cell).member(it.name.text());
            context.cite(finding.arg("row", row), "R-SMALL")
        })
        .collect()
}

fn is_rated(it: &Collective) -> bool {
    it.proposal.value().is_some()
}
