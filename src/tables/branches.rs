//! The lists of branches: what each says of itself, and what is told of it.

use crate::model::{Allowed, BranchResult, BranchStatus, Rating};

use super::commune::Commune;
use super::people::{ceiling_note, joined};

/// What an accepted branch says of itself.
#[derive(Clone, Copy, Default)]
pub(crate) struct Judged {
    pub(crate) own: Option<Rating>,
    pub(crate) proposal: Option<Rating>,
    pub(crate) decided: Option<Rating>,
    pub(crate) ceiling: Option<Allowed>,
    is_new: bool,
}

impl Judged {
    /// The rating that counts: what was decided, else what is proposed.
    pub(crate) fn counted(self) -> Option<Rating> {
        self.decided.or(self.proposal)
    }
}

/// What it is.
pub(crate) fn judge(branch: &BranchResult) -> Judged {
    let Some(form) = branch.extract() else { return Judged::default() };
    let Some(row) = form.branch_row() else { return Judged::default() };
    Judged {
        own: row.self_rating,
        proposal: row.proposal,
        decided: row.proposal.and(row.decided),
        ceiling: row.allowed,
        is_new: row.allowed.is_none() && form.info().founded.value().is_some(),
    }
}

/// What is told of a branch where it is rated.
pub(crate) fn note_on_rating(commune: &Commune, branch: &BranchResult, judged: Judged) -> String {
    let words = &commune.profile.words;
    match branch.status() {
        BranchStatus::Missing => words.missing.clone(),
        BranchStatus::Returned => words.returned.clone(),
        BranchStatus::Accepted => {
            let proposal = match judged.proposal {
                None if judged.is_new => words.new_branch.clone(),
                None => words.unrated_branch.clone(),
                Some(it) if judged.own != Some(it) => {
                    commune.fill(&words.proposal, &[("rating", commune.short(it))])
                }
                Some(_) => String::new(),
            };
            let counted = judged.counted().or(judged.own);
            joined(vec![proposal, ceiling_note(judged.ceiling, counted, commune)])
        }
    }
}

/// What became of a branch that is out, or what was let through.
pub(crate) fn note(commune: &Commune, branch: &BranchResult) -> String {
    let words = &commune.profile.words;
    match branch.status() {
        BranchStatus::Missing => words.missing.clone(),
        BranchStatus::Returned => words.returned.clone(),
        BranchStatus::Accepted => {
            let waivers = commune.context.workspace.map_or(&[][..], |it| &it.waive);
            let own = waivers
                .iter()
                .filter(|it| it.branch.trim().eq_ignore_ascii_case(&branch.branch.code));
            let told = own
                .map(|it| commune.fill(&words.waived, &[("reason", &it.reason), ("by", &it.by)]));
            joined(told.collect())
        }
    }
}
