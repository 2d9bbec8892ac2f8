//! Who decides, and how heads and signatures of papers name them.

use crate::context::{Authorities, Context};
use crate::model::{Branch, CommuneResult, Decider, Decisions};
use crate::tables::Case;
use crate::workspace::Workspace;

/// Who issues a paper, and what its head and foot say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issuer {
    /// Whom it stands under.
    pub(crate) above: String,
    /// As its head names it.
    pub(crate) name: String,
    /// The body that decides, e.g. a standing committee.
    pub(crate) body: String,
    /// In whose name it is signed.
    pub(crate) on_behalf: String,
    /// As what the signer signs.
    pub(crate) post: String,
    /// The signer.
    pub(crate) signer: String,
}

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
    pub(super) fn of_branch(&self, branch: &Branch) -> usize {
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

    /// What a paper of a body says of it.
    pub(super) fn issuer(&self, body: usize, paper: &str) -> Issuer {
        let workspace = self.context.workspace;
        let of = |get: fn(&Workspace) -> &String| {
            workspace.map_or_else(String::new, |it| get(it).clone())
        };
        let authority = self.authorities.all().get(body);
        let body_name = authority.map_or_else(|| of(|it| &it.committee), |it| it.name.clone());
        // A standing committee writes under the head of its committee.
        let (above, name) = match self.kind(body) {
            Decider::Unit => (of(|it| &it.organization), body_name.clone()),
            Decider::Branch => (of(|it| &it.committee), body_name.clone()),
            Decider::Superior | Decider::StandingCommittee | Decider::Committee => {
                (of(|it| &it.superior), of(|it| &it.committee))
            }
        };
        let signing = self.context.signature(paper, authority);
        Issuer {
            above,
            name,
            body: body_name,
            on_behalf: signing.on_behalf,
            post: signing.role,
            signer: signing.name,
        }
    }
}

/// Who issues what is of the whole commune, and what it is called as long as not everything is decided.
pub(super) fn of_commune(results: &CommuneResult, context: &Context) -> (Issuer, String) {
    let bodies = Bodies::new(context);
    let is_final = results.decisions.as_ref().is_some_and(Decisions::is_final);
    let said = context.regime.decisions.as_ref().filter(|_| !is_final);
    // The word alone, without what follows of it.
    let said = said.and_then(|it| it.consolidated.draft_proposed.split(':').next());
    (bodies.issuer(bodies.committee(), ""), said.unwrap_or_default().to_owned())
}
