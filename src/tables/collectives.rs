//! The list of collectives.

use crate::model::{Accepted, BranchResult, CollectiveBrief, CommuneResult};

use super::commune::Commune;
use super::people::{ceiling_note, joined};

/// A collective of an accepted branch.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'a> {
    pub(crate) branch: &'a BranchResult,
    /// The form of that branch.
    pub(crate) form: &'a Accepted,
    pub(crate) collective: CollectiveBrief<'a>,
}

/// All collectives in the order of the workspace and of the forms.
pub(crate) fn collectives(results: &CommuneResult) -> impl Iterator<Item = Listed<'_>> {
    results.branches.iter().flat_map(collectives_of)
}

/// Those of a branch whose form counts.
pub(crate) fn collectives_of(branch: &BranchResult) -> impl Iterator<Item = Listed<'_>> {
    let own = branch.accepted().into_iter();
    let rows = own.flat_map(|form| form.extract.collectives().map(move |it| (form, it)));
    rows.map(move |(form, collective)| Listed { branch, form, collective })
}

impl Listed<'_> {
    /// What is told of it: what the form says, and a lower inferred ceiling.
    pub(crate) fn note(&self, commune: &Commune) -> String {
        let it = &self.collective;
        let workspace = commune.context.workspace;
        let is_small =
            workspace.is_some_and(|all| all.is_small_collective(&self.branch.branch.code, it.name));
        let small =
            if is_small { commune.profile.words.small_collective.clone() } else { String::new() };
        joined(vec![small, it.note.to_owned(), ceiling_note(it.allowed, it.counted(), commune)])
    }
}
