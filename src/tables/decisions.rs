//! Who and what is to be decided on, with the proposal and what was decided.

use crate::model::{
    Allowed, BranchResult, CollectiveKind, CommuneResult, Decided, Rating, Standing, Subject,
};

use super::collectives::{Listed, collectives};
use super::people::{Person, everybody};

/// Who or what is decided on.
#[derive(Clone, Copy)]
pub(crate) enum Whom<'a> {
    /// A member.
    Member(Person<'a>),
    /// A collective, no branch.
    Collective(Listed<'a>),
    /// A branch, with the row of its form for itself.
    Branch(Listed<'a>),
}

/// Somebody or something to be decided on.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    /// Who or what.
    pub(crate) whom: Whom<'a>,
    /// The branch that proposes.
    pub(crate) branch: &'a BranchResult,
    /// What it proposes.
    pub(crate) proposal: Rating,
    /// What the regulation allows.
    pub(crate) allowed: Option<Allowed>,
    /// What was decided, with its reason, its paper and what it replaced.
    pub(crate) decided: Option<&'a Decided>,
}

impl Whom<'_> {
    /// By what it is known among decisions.
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Self::Member(it) => Subject::Member(it.branch.branch.code.clone(), it.member.row),
            Self::Collective(it) => {
                Subject::Collective(it.branch.branch.code.clone(), it.collective.place)
            }
            Self::Branch(it) => Subject::Branch(it.branch.branch.code.clone()),
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Member(it) => it.member.name,
            Self::Collective(it) => it.collective.name,
            Self::Branch(it) => &it.branch.branch.name,
        }
    }
}

/// All members, collectives and branches of accepted forms of whom something is proposed: members,
/// then collectives, then branches, each in the order of the workspace and of the forms.
pub(crate) fn cases<'a>(results: &'a CommuneResult) -> impl Iterator<Item = Case<'a>> {
    let decisions = results.decisions.as_ref();
    let case = move |whom: Whom<'a>, branch, proposal, allowed| Case {
        whom,
        branch,
        proposal,
        allowed,
        decided: decisions.and_then(|it| it.of(&whom.subject())),
    };
    let members = everybody(results).filter_map(move |it| match it.member.proposed() {
        Standing::Rated(proposal) => {
            Some(case(Whom::Member(it), it.branch, proposal, it.member.allowed))
        }
        Standing::Guest | Standing::Exempt | Standing::Unrated => None,
    });
    let of_kind = move |is_branch: bool| {
        let own = collectives(results).filter(move |it| {
            (it.collective.kind == Some(CollectiveKind::Branch)) == is_branch
                && (!is_branch || is_own_row(it))
        });
        own.filter_map(move |it| {
            let whom = if is_branch { Whom::Branch(it) } else { Whom::Collective(it) };
            Some(case(whom, it.branch, it.collective.proposal?, it.collective.allowed))
        })
    };
    members.chain(of_kind(false)).chain(of_kind(true))
}

/// Whether a row is the one that counts for its branch.
fn is_own_row(listed: &Listed) -> bool {
    let form = listed.branch.extract.as_ref();
    form.and_then(|it| it.branch_row()).is_some_and(|it| it.place == listed.collective.place)
}
