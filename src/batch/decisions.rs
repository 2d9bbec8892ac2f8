//! Sheets of decisions among the files of a run: which of them count, and what then counts.

pub(super) mod typed;

use std::collections::{BTreeMap, BTreeSet};

use super::{Content, FileResult, FileStatus, InboxFile, add_up};
use crate::consolidate;
use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{BranchResult, CellRef, CommuneResult, DecisionFile, Rating, Subject};
use crate::validate::decisions::{Decreed, FiledDecisions, decide};

pub(super) static OVER_QUOTA: Code = code("D018", "decided-over-quota", Severity::Error);
pub(super) static BRANCHES_OVER_QUOTA: Code =
    code("D019", "branches-decided-over-quota", Severity::Error);
pub(super) static SUPERSEDED: Code = code("D024", "decisions-superseded", Severity::Notice);
pub(super) static COPY: Code = code("D025", "decisions-copied", Severity::Notice);
/// Nobody is to be decided on here: the file lies among loose forms.
pub(super) static LOOSE: Code = code("D026", "decisions-without-workspace", Severity::Notice);

/// A file of decisions.
pub(super) struct Filed {
    path: String,
    sha256: Option<String>,
    file: DecisionFile,
    /// What was found as it was read.
    found: Vec<Finding>,
}

/// What became of the files of decisions, and of what they decide.
pub(super) struct Counted {
    pub(super) results: CommuneResult,
    /// What is to be said of the commune, and of the files.
    pub(super) findings: Vec<Finding>,
    pub(super) files: Vec<FileResult>,
}

/// Takes the files of decisions out of those of a run.
pub(super) fn take(opened: Vec<InboxFile>) -> (Vec<InboxFile>, Vec<Filed>) {
    let mut others = Vec::with_capacity(opened.len());
    let mut taken = Vec::new();
    for file in opened {
        match file.content {
            Content::Decisions(own) => {
                let (read, found) = *own;
                let InboxFile { path, sha256, .. } = file;
                taken.push(Filed { path, sha256, file: read, found });
            }
            content => others.push(InboxFile { content, ..file }),
        }
    }
    (others, taken)
}

/// Adds up the branches by what is decided on them. A file with an error goes back, and nothing of
/// it counts; `weigh` gives findings the severities of the workspace.
pub(super) fn count(
    taken: Vec<Filed>,
    branches: Vec<BranchResult>,
    context: &Context,
    weigh: impl Fn(&mut Vec<Finding>),
) -> Counted {
    let (mut results, mut of_commune) = add_up(branches, context);
    let (taken, passed) = typed::take(taken, &results, context);
    let left = passed.iter().filter_map(|it| it.reason.as_deref().cloned());
    let mut left: Vec<Finding> = left.collect();
    weigh(&mut left);
    if taken.is_empty() {
        let has_units = context.workspace.is_some_and(|it| !it.unit.is_empty());
        if has_units {
            let decreed = decide(&[], &results, context);
            results.decisions = Some(decreed.decisions);
        }
        weigh(&mut of_commune);
        of_commune.extend(left);
        return Counted { results, findings: of_commune, files: passed };
    }
    let gone = superseded(&taken);
    let mut back: BTreeSet<usize> = BTreeSet::new();
    let mut kept: Vec<Finding> = Vec::new();
    loop {
        let live: Vec<usize> =
            (0..taken.len()).filter(|it| gone[*it].is_none() && !back.contains(it)).collect();
        let filed: Vec<FiledDecisions<'_>> = live
            .iter()
            .map(|it| FiledDecisions {
                path: &taken[*it].path,
                sha256: taken[*it].sha256.as_deref().unwrap_or_default(),
                file: &taken[*it].file,
            })
            .collect();
        let decreed = decide(&filed, &results, context);
        let mut findings = decreed.findings.clone();
        for it in &live {
            let own = taken[*it].found.iter().cloned();
            findings
                .extend(own.map(|found| Finding { file: Some(taken[*it].path.clone()), ..found }));
        }
        let (mut counted, mut commune) = applied(&results, &decreed, context);
        findings.extend(quota(&mut commune, &counted, &decreed, &filed, context));
        weigh(&mut findings);
        let files_with = |counts: &dyn Fn(&Finding) -> bool| -> Vec<usize> {
            let is_wrong = |it: &usize| {
                let path = Some(&taken[*it].path);
                findings.iter().any(|it| it.file.as_ref() == path && it.is_error() && counts(it))
            };
            live.iter().copied().filter(is_wrong).collect()
        };
        // What goes back for mistakes of its own decides nothing: whether a quota is exceeded by the others is
        // asked once it is gone.
        let quotas = [&OVER_QUOTA, &BRANCHES_OVER_QUOTA];
        let mut wrong = files_with(&|it| !quotas.contains(&it.code));
        if wrong.is_empty() {
            wrong = files_with(&|_| true);
        }
        if wrong.is_empty() {
            weigh(&mut commune);
            findings.extend(commune);
            findings.extend(kept);
            findings.extend(left);
            if let Some(decisions) = &mut counted.decisions {
                let own = || live.iter().filter_map(|it| taken.get(*it));
                decisions.typed = typed::sources(own());
                decisions.waiting = own().flat_map(|it| it.file.waiting.iter().cloned()).collect();
            }
            let ended = taken.into_iter().zip(gone).enumerate();
            let ended =
                ended.map(|(place, (it, gone))| result(it, gone, back.contains(&place), &findings));
            let mut ended: Vec<_> = ended.collect();
            for it in ended.iter().filter_map(|it| it.reason.as_ref()) {
                findings.push((**it).clone());
            }
            ended.extend(passed);
            return Counted { results: counted, findings, files: ended };
        }
        for it in &wrong {
            let path = &taken[*it].path;
            kept.extend(findings.iter().filter(|own| own.file.as_ref() == Some(path)).cloned());
        }
        back.extend(wrong);
    }
}

fn result(it: Filed, gone: Option<Finding>, is_back: bool, findings: &[Finding]) -> FileResult {
    let is_its = |own: &&Finding| own.file.as_ref() == Some(&it.path) && own.is_error();
    let errors = findings.iter().filter(is_its).count();
    let status = match (&gone, is_back) {
        (Some(_), _) => FileStatus::Ignored,
        (None, true) => FileStatus::Returned,
        (None, false) => FileStatus::Accepted,
    };
    FileResult {
        status,
        branch: None,
        sha256: it.sha256,
        reason: gone.map(|finding| Box::new(Finding { file: Some(it.path.clone()), ..finding })),
        errors,
        is_supplement: false,
        is_decisions: true,
        is_untouched: it.file.typed.is_none() && it.file.is_untouched(),
        rounds: [it.file.values, it.file.cells]
            .into_iter()
            .filter(|it| !it.is_empty())
            .chain(it.file.corrects)
            .collect(),
        path: it.path,
    }
}

/// Of each file why it is left alone: its corrected copy is there, or it is a copy itself.
fn superseded(taken: &[Filed]) -> Vec<Option<Finding>> {
    let corrects = |later: &Filed, it: &Filed| {
        let hashes = &later.file.corrects;
        it.sha256.as_ref().is_some_and(|own| hashes.contains(own))
            || hashes.contains(&it.file.values)
            || !it.file.cells.is_empty() && hashes.contains(&it.file.cells)
    };
    // Who takes something back and types it again has the values of an earlier one: of two that name one
    // another the one that was made of more is the later.
    let is_of = |later: &Filed, it: &Filed| {
        corrects(later, it)
            && !(corrects(it, later) && it.file.corrects.len() >= later.file.corrects.len())
    };
    let later_than = |place: usize| {
        let mut all = taken.iter().enumerate();
        all.find(|other| other.0 != place && is_of(other.1, &taken[place]))
    };
    let why = |(place, it): (usize, &Filed)| {
        if let Some((_, later)) = later_than(place) {
            let finding = Finding::new(&SUPERSEDED).arg("path", &it.path);
            return Some(finding.arg("other", &later.path));
        }
        let mut before = taken[..place].iter().enumerate();
        let same = before
            .find(|other| other.1.file.values == it.file.values && later_than(other.0).is_none());
        let same = same?.1;
        Some(Finding::new(&COPY).arg("path", &it.path).arg("other", &same.path))
    };
    taken.iter().enumerate().map(why).collect()
}

/// The commune as decided, and what is to be said of it.
fn applied(
    results: &CommuneResult,
    decreed: &Decreed,
    context: &Context,
) -> (CommuneResult, Vec<Finding>) {
    let mut branches = results.branches.clone();
    decreed.decisions.lay_over(&mut branches);
    let (mut counted, findings) = add_up(branches, context);
    counted.decisions = Some(decreed.decisions.clone());
    (counted, findings)
}

/// Quotas that are exceeded by what is decided, told at the cells of the decisions; what is left of
/// the findings of the commune is by proposals.
fn quota(
    commune: &mut Vec<Finding>,
    counted: &CommuneResult,
    decreed: &Decreed,
    filed: &[FiledDecisions<'_>],
    context: &Context,
) -> Vec<Finding> {
    let mut told = Vec::new();
    commune.retain(|finding| {
        let is_members = consolidate::is_quota_of_members(finding.code);
        if !is_members && !consolidate::is_quota_of_branches(finding.code) {
            return true;
        }
        let group = finding.args.iter().find(|it| it.0 == "group");
        let group = match group {
            Some((_, crate::finding::Arg::Text(text))) => fold(text),
            _ => String::new(),
        };
        let cells = excellent(counted, decreed, is_members, &group, context);
        for (file, cell) in &cells {
            let code = if is_members { &OVER_QUOTA } else { &BRANCHES_OVER_QUOTA };
            let own = Finding {
                code,
                file: filed.get(*file).map(|it| it.path.to_owned()),
                ..finding.clone()
            };
            told.push(own.cell(cell));
        }
        cells.is_empty()
    });
    told
}

/// The first cell of each file that makes somebody of a group excellent.
fn excellent(
    counted: &CommuneResult,
    decreed: &Decreed,
    is_members: bool,
    group: &str,
    context: &Context,
) -> Vec<(usize, CellRef)> {
    let mut found: Vec<(usize, CellRef)> = Vec::new();
    let by_code: BTreeMap<&str, &BranchResult> =
        counted.branches.iter().map(|it| (it.branch.code.as_str(), it)).collect();
    let mut groups: BTreeMap<&str, BTreeMap<u32, String>> = BTreeMap::new();
    for (subject, (file, cell)) in &decreed.places {
        let is_excellent =
            decreed.decisions.of(subject).is_some_and(|it| it.now.rating == Rating::Excellent);
        if !is_excellent || is_members != matches!(subject, Subject::Member(..)) {
            continue;
        }
        // No quota is known of units.
        let Some(code) = subject.branch() else { continue };
        let Some(branch) = by_code.get(code).copied() else { continue };
        let own = match subject {
            Subject::Member(_, row) => {
                let rows = groups.entry(code).or_insert_with(|| {
                    let members = branch.members();
                    members.map(|it| (it.row, fold(context.group_of(branch, &it)))).collect()
                });
                rows.get(row).cloned().unwrap_or_default()
            }
            Subject::Branch(_) => fold(context.regime.branch_kind(&branch.branch.kind)),
            Subject::Collective(..) | Subject::Unit(_) => continue,
        };
        if !group.is_empty() && own != group {
            continue;
        }
        let place = |it: &CellRef| (it.sheet.clone(), it.row, it.col);
        match found.iter_mut().find(|it| it.0 == *file) {
            Some(first) if place(cell) < place(&first.1) => first.1 = cell.clone(),
            Some(_) => {}
            None => found.push((*file, cell.clone())),
        }
    }
    found
}

#[cfg(test)]
mod tests;
