//! Who decides, and how heads and signatures of papers name them.

use crate::context::Context;
use crate::model::{Branch, LeaderScope};
use crate::write::fill::decided::Issuer;

/// The bodies of a workspace.
pub(super) struct Bodies<'a> {
    context: &'a Context<'a>,
}

impl<'a> Bodies<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        Self { context }
    }

    /// The commune's committee.
    pub(super) fn committee(&self) -> usize {
        0
    }

    /// Who decides on a member of a branch.
    pub(super) fn of_member(&self, _: &Branch, _: Option<LeaderScope>) -> usize {
        0
    }

    /// Who decides on a branch and its collectives.
    pub(super) fn of_branch(&self, _: &Branch) -> usize {
        0
    }

    /// The body with this code.
    pub(super) fn of_code(&self, _: &str) -> Option<usize> {
        None
    }

    /// Its code.
    pub(super) fn code(&self, _: usize) -> &str {
        "1"
    }

    /// Whether it stands above the commune.
    pub(super) fn is_above(&self, _: usize) -> bool {
        false
    }

    /// What the papers of a body say of it.
    pub(super) fn issuer(&self, _: usize) -> Issuer {
        let (workspace, foot) = (self.context.workspace, &self.context.regime.consolidated.foot);
        let line = |place: usize| foot.right.get(place).cloned().unwrap_or_default();
        let committee = workspace.map_or_else(String::new, |it| it.committee.clone());
        Issuer {
            above: workspace.map_or_else(String::new, |it| it.superior.clone()),
            name: committee.clone(),
            body: committee,
            on_behalf: line(0),
            post: line(1),
            signer: String::new(),
        }
    }
}
