//! Votes of a row against the valid ballots (R-VOTE).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::{Ballots, CellRef, Rating, Slot, Submission};
use crate::workspace::QuotaBase;

/// A member who is rated has no votes, where the committee requires them.
pub(super) static REQUIRED: Code =
    code("V204", "votes-required", Severity::Error).citing(&["R-VOTE"]);

/// More votes than valid ballots: an invariant of the workbook.
pub(super) static OVER_VALID: Code = fixed_code("V606", "votes-over-valid").citing(&["R-VOTE"]);

/// Fewer votes than valid ballots.
pub(super) static DIFFER: Code =
    code("V607", "votes-differ-from-valid", Severity::Notice).citing(&["R-VOTE"]);

/// The proposed rating has a smaller share of votes than the committee asks for.
/// No threshold is certain since 2018, so the setting's breach is a warning.
pub(super) static THRESHOLD: Code =
    code("V608", "votes-under-threshold", Severity::Warning).citing(&["R-VOTE"]);

/// A proposal that neither the ballots nor the person gave.
pub(super) static NEITHER: Code =
    code("V215", "proposal-of-nobody", Severity::Warning).citing(&["R-VOTE"]);

/// The votes of one row that is rated.
struct Row<'a> {
    name: &'a str,
    ballots: &'a Ballots,
    proposal: &'a Slot<Rating>,
    own: &'a Slot<Rating>,
    /// Whether something is written that may say why.
    is_explained: bool,
    is_member: bool,
}

impl Row<'_> {
    /// The votes in all; `None` when there are none, or one could not be read.
    fn sum(&self) -> Option<u64> {
        if self.ballots.iter().any(Slot::is_unread) {
            return None;
        }
        let votes: Vec<_> = self.ballots.iter().filter_map(Slot::get).collect();
        (!votes.is_empty()).then(|| votes.into_iter().map(u64::from).sum())
    }

    /// The first cell with a vote, else the first cell.
    fn cell(&self) -> Option<&CellRef> {
        let voted = self.ballots.iter().find(|it| it.get().is_some_and(|it| it > 0));
        voted.unwrap_or(&self.ballots[0]).cell()
    }
}

/// Members who are rated have votes, if the setting `require-ballots` says so.
pub(super) fn required(submission: &Submission, context: &Context) -> Vec<Finding> {
    if !context.settings.require_ballots {
        return Vec::new();
    }
    let mut found = Vec::new();
    for row in rows(submission, context).into_iter().filter(|it| it.is_member) {
        if row.ballots.iter().all(Slot::is_blank) {
            let finding = Finding::new(&REQUIRED)
                .sheet(&context.regime.form.members.sheet)
                .maybe_cell(row.cell())
                .of_whom(row.name);
            found.push(context.cite(finding, "R-VOTE"));
        }
    }
    found
}

/// The votes of a row are not more than the valid ballots.
pub(super) fn over_valid(submission: &Submission, context: &Context) -> Vec<Finding> {
    compared(submission, context, &OVER_VALID, |sum, valid| sum > valid)
}

/// Nor fewer, or somebody voted for no rating: for information.
pub(super) fn differ(submission: &Submission, context: &Context) -> Vec<Finding> {
    compared(submission, context, &DIFFER, |sum, valid| sum < valid)
}

fn compared(
    submission: &Submission,
    context: &Context,
    code: &'static Code,
    is_wrong: fn(u64, u64) -> bool,
) -> Vec<Finding> {
    let Some(valid) = submission.info.ballots_valid.get() else { return Vec::new() };
    let mut found = Vec::new();
    for row in rows(submission, context) {
        let Some(sum) = row.sum().filter(|it| is_wrong(*it, valid.into())) else { continue };
        let finding = Finding::new(code)
            .maybe_cell(row.cell())
            .of_whom(row.name)
            .arg("votes", sum)
            .arg("valid", valid);
        found.push(context.cite(finding, "R-VOTE"));
    }
    found
}

/// The votes for the proposed rating reach the share of valid ballots that the
/// setting `vote-threshold` asks for. It says nothing where more votes than
/// ballots were counted, or no vote was written down.
pub(super) fn threshold(submission: &Submission, context: &Context) -> Vec<Finding> {
    let fraction = context.settings.vote_threshold.fraction();
    let (Some((above, below)), Some(valid)) = (fraction, submission.info.ballots_valid.get())
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for row in rows(submission, context) {
        let (Some(proposal), Some(sum)) = (row.proposal.get(), row.sum()) else { continue };
        let votes = row.ballots[proposal.place()].get().unwrap_or(0);
        let reaches = u64::from(votes) * u64::from(below) >= u64::from(above) * u64::from(valid);
        if sum > u64::from(valid) || reaches {
            continue;
        }
        let finding = Finding::new(&THRESHOLD)
            .maybe_cell(row.proposal.cell())
            .of_whom(row.name)
            .stored(context.regime.rules.short(proposal))
            .arg("votes", votes)
            .arg("valid", valid)
            .arg("share", format!("{above}/{below}"));
        found.push(context.cite(finding, "R-VOTE"));
    }
    found
}

/// The proposed rating is the one that most ballots gave, or the one that the person or
/// the body gave itself: what is neither was probably typed wrong. Where several have the
/// most votes each will do; without votes, or without a rating of their own, nothing is said.
pub(super) fn neither(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in rows(submission, context) {
        let (Some(proposal), Some(own), Some(_)) = (row.proposal.get(), row.own.get(), row.sum())
        else {
            continue;
        };
        let votes = |it: Rating| row.ballots[it.place()].get().unwrap_or(0);
        let most = Rating::BEST_FIRST.into_iter().map(votes).max().unwrap_or(0);
        if most == 0 || proposal == own || votes(proposal) == most {
            continue;
        }
        let rules = &context.regime.rules;
        let levels: Vec<&str> = Rating::BEST_FIRST
            .into_iter()
            .filter(|it| votes(*it) == most)
            .map(|it| rules.short(it))
            .collect();
        let severity = if is_of_quota(&row, most, submission, context) {
            Severity::Notice
        } else {
            NEITHER.severity
        };
        let finding = Finding::new(&NEITHER)
            .severity(severity)
            .maybe_cell(row.proposal.cell())
            .of_whom(row.name)
            .stored(rules.short(proposal))
            .arg("voted", levels.join(", "))
            .arg("votes", u64::from(most))
            .arg("own", rules.short(own));
        found.push(context.cite(finding, "R-VOTE"));
    }
    found
}

/// Whether a quota may have lowered the proposal: everybody, the person included, gave the
/// best level, and the next is proposed. The quota is of the commune or of a group, so the
/// form alone cannot tell that it did; but where the branch says why, or has as many of
/// the best level as its own share would be, there is nothing to warn of.
fn is_of_quota(row: &Row<'_>, most: u32, submission: &Submission, context: &Context) -> bool {
    let best = Rating::BEST_FIRST[0];
    let is_lowered = row.proposal.get() == Some(Rating::BEST_FIRST[1])
        && row.own.get() == Some(best)
        && row.ballots[best.place()].get() == Some(most);
    if !is_lowered || row.is_explained {
        return is_lowered;
    }
    let proposed = |level: Rating| {
        let members = submission.members.iter().filter(|it| it.is_rated());
        members.filter(|it| it.proposal.get() == Some(level)).count() as u64
    };
    let (excellent, good) = (proposed(best) + 1, proposed(Rating::BEST_FIRST[1]).saturating_sub(1));
    let base = match context.settings.quota_base {
        QuotaBase::Good => good,
        QuotaBase::GoodOrBetter => good + excellent,
    };
    let percent = u64::from(context.regime.rules.quota.members.percent);
    row.is_member && excellent > 1 && excellent * 100 > base * percent
}

/// The rows that are rated. Votes in other rows are reported with the rest of
/// what may not stand there.
fn rows<'a>(submission: &'a Submission, context: &Context) -> Vec<Row<'a>> {
    let members = submission.members.iter().filter(|it| it.is_rated()).map(|it| Row {
        name: it.name.text(),
        ballots: &it.ballots,
        proposal: &it.proposal,
        own: &it.self_rating,
        is_explained: it.reason.value().is_some() || it.note.value().is_some(),
        is_member: true,
    });
    let is_rated = |kind| context.is_rated_kind(kind, submission) != Some(false);
    let collectives =
        submission.collectives.iter().filter(|it| it.kind.get().is_none_or(is_rated)).map(|it| {
            Row {
                name: it.name.text(),
                ballots: &it.ballots,
                proposal: &it.proposal,
                own: &it.self_rating,
                is_explained: it.reason.value().is_some() || it.note.value().is_some(),
                is_member: false,
            }
        });
    members.chain(collectives).collect()
}
