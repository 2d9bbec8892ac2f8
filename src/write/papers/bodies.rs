//! Who decides, and how heads and signatures of papers name them.

use crate::context::{Authorities, Context};
use crate::model::Decider;
use crate::tables::Case;
use crate::write::fill::decided::Issuer;

/// The bodies of a workspace, by their place.
pub(super) struct Bodies<'a> {
    context: &'a Context<'a>,
    authorities: Authorities<'a>,
}

impl<'a> Bodies<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        Self { context, authorities: context.authorities() }
    }

    /// The body that reports to the one above: the commune's committee, else whoever is the highest
    /// within the commune.
    pub(super) fn committee(&self) -> usize {
        let all = self.authorities.all();
        let of_kind = |kind| all.iter().position(|it| it.kind == kind);
        let inside = || all.iter().position(|it| it.kind != Decider::Superior);
        of_kind(Decider::Committee).or_else(inside).unwrap_or_default()
    }

    /// Who decides by rule.
    pub(super) fn of_case(&self, case: &Case) -> usize {
        case.authority(&self.authorities).order
    }

    /// Who decides on a branch.
    pub(super) fn of_branch(&self, branch: &crate::model::Branch) -> usize {
        self.authorities.of_branch(branch).order
    }

    /// The body with this code.
    pub(super) fn of_code(&self, code: &str) -> Option<usize> {
        self.authorities.of_code(code).map(|it| it.order)
    }

    /// Its code.
    pub(super) fn code(&self, body: usize) -> &str {
        self.authorities.all().get(body).map_or("", |it| &it.code)
    }

    /// Whether it stands above the commune.
    pub(super) fn is_above(&self, body: usize) -> bool {
        self.kind(body) == Decider::Superior
    }

    fn kind(&self, body: usize) -> Decider {
        self.authorities.all().get(body).map_or(Decider::Committee, |it| it.kind)
    }

    /// What the papers of a body say of it.
    pub(super) fn issuer(&self, body: usize) -> Issuer {
        let (workspace, foot) = (self.context.workspace, &self.context.regime.consolidated.foot);
        let line = |place: usize| foot.right.get(place).cloned().unwrap_or_default();
        let of = |get: fn(&crate::workspace::Workspace) -> &String| {
            workspace.map_or_else(String::new, |it| get(it).clone())
        };
        let authority = self.authorities.all().get(body);
        let body_name = authority.map_or_else(|| of(|it| &it.committee), |it| it.name.clone());
        let on_behalf = authority.map(|it| it.on_behalf.clone()).filter(|it| !it.is_empty());
        // A standing committee writes under the head of its committee.
        let (above, name) = match self.kind(body) {
            Decider::Unit => (of(|it| &it.organization), body_name.clone()),
            Decider::Branch => (of(|it| &it.committee), body_name.clone()),
            Decider::Superior | Decider::StandingCommittee | Decider::Committee => {
                (of(|it| &it.superior), of(|it| &it.committee))
            }
        };
        let on_behalf = on_behalf.unwrap_or_else(|| line(0));
        Issuer { above, name, body: body_name, on_behalf, post: line(1), signer: String::new() }
    }
}
