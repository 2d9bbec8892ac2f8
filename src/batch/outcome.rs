//! The end of a run: settings and waivers are applied, every file and branch
//! gets its status, and the findings their order.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::listed;
use crate::model::{
    Accepted, BranchForm, BranchResult, BranchStatus, CellRef, Extract, MemberBrief, Rating, Slot,
    Submission, is_same_name,
};
use crate::previous;
use crate::regime::Regime;
use crate::validate::{self, Filed, Twice};
use crate::workspace::{Unfilled, Workspace};

use super::result::sort;
use super::settled::{COUNTED_TWICE, Settled};
use super::supplement;
use super::{Content, FileResult, FileStatus, Form, InboxFile, Run, Season};

pub(super) static UNFILLED: Code = code("B060", "workspace-not-filled-in", Severity::Warning);
pub(super) static WAIVER_UNUSED: Code = code("B012", "waiver-unused", Severity::Warning);
pub(super) static WAIVER_REFUSED: Code = fixed_code("B013", "waiver-refused");
pub(super) static BRANCH_MISSING: Code = fixed_code("B014", "branch-missing");
pub(super) static BRANCH_UNCLEAR: Code = fixed_code("B031", "branch-perhaps-missing");

/// So many forms of no known branch are named where a branch is missing.
const UNCLAIMED_NAMED: usize = 20;
/// Names of people that a message lists.
const NAMES_MAX: usize = 5;

/// Turns the judged files into the result of the run.
pub(super) fn settle(opened: Vec<InboxFile>, season: &Season) -> Run {
    let workspace = season.workspace.map(|(workspace, _)| workspace);
    let (opened, sheets) = super::decisions::take(opened);
    let mut used = BTreeSet::new();
    let mut settled: Vec<Settled> =
        opened.into_iter().map(|file| settle_file(file, workspace, &mut used)).collect();
    if let Some((workspace, regime)) = season.workspace {
        let context = context_of(workspace, regime);
        refuse_twice(&mut settled, &context);
        let waived = RefCell::new(BTreeSet::new());
        supplement::join(&mut settled, &context, |it| {
            adjust_severity(it, workspace);
            waived.borrow_mut().extend(waive(it, workspace));
        });
        used.extend(waived.into_inner());
    }
    let mut findings: Vec<Finding> =
        Vec::with_capacity(settled.iter().map(|it| it.findings.len()).sum());
    let mut files = Vec::with_capacity(settled.len());
    let mut extracts = Vec::with_capacity(settled.len());
    let mut doubted = Vec::with_capacity(settled.len());
    for mut it in settled {
        findings.extend(it.findings);
        // Of what does not go back nobody asks for it.
        if it.result.status == FileStatus::Accepted {
            it.result.rounds = Vec::new();
        }
        doubted.push(it.is_doubted);
        files.push(it.result);
        extracts.push(it.extract);
    }
    let mut of_decisions = Vec::new();
    let results = season.workspace.map(|(workspace, regime)| {
        let branches = branch_results(workspace, &files, &doubted, extracts);
        let unclaimed: Vec<&str> = files
            .iter()
            .filter(|it| it.status == FileStatus::Returned && it.branch.is_none())
            .map(|it| it.path.as_str())
            .take(UNCLAIMED_NAMED + 1)
            .collect();
        for missing in branches.iter().filter(|it| it.status() == BranchStatus::Missing) {
            findings.push(missing_branch(&missing.branch, &unclaimed));
        }
        let context = context_of(workspace, regime);
        let weigh = |it: &mut Vec<Finding>| adjust_severity(it, workspace);
        let counted = super::decisions::count(sheets, branches, &context, weigh);
        let mut results = counted.results;
        findings.extend(counted.findings);
        let mut of_earlier_years = previous::compare(&mut results, &context);
        adjust_severity(&mut of_earlier_years, workspace);
        findings.extend(of_earlier_years);
        of_decisions = counted.files;
        findings.extend(unused_waivers(workspace, &used));
        findings.extend(workspace.unfilled.iter().map(unfilled));
        let mut noted = workspace.noted.clone();
        adjust_severity(&mut noted, workspace);
        findings.extend(noted);
        results
    });
    if !of_decisions.is_empty() {
        files.extend(of_decisions);
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    sort(&mut findings, workspace);
    findings.shrink_to_fit();
    Run { files, results, findings }
}

fn settle_file(
    file: InboxFile,
    workspace: Option<&Workspace>,
    used: &mut BTreeSet<usize>,
) -> Settled {
    let InboxFile { path, sha256, content, .. } = file;
    let result = |status, branch, reason, errors| FileResult {
        path: path.clone(),
        status,
        branch,
        sha256: sha256.clone(),
        rounds: Vec::new(),
        reason,
        errors,
        is_supplement: false,
        is_decisions: false,
        is_untouched: false,
    };
    let file_level = |mut finding: Finding| {
        finding.file = Some(path.clone());
        finding
    };
    // A file with one finding about the whole of it.
    let alone = |finding: Finding, status| {
        let mut findings = vec![file_level(finding)];
        if let Some(workspace) = workspace {
            adjust_severity(&mut findings, workspace);
        }
        let errors = findings.iter().filter(|it| it.is_error()).count();
        let result = result(status, None, findings.first().cloned().map(Box::new), errors);
        Settled { result, findings, extract: None, supplement: None, is_doubted: false }
    };
    match content {
        Content::Ignored(finding) => alone(*finding, FileStatus::Ignored),
        Content::Unreadable(finding) => alone(*finding, FileStatus::Unreadable),
        // Taken out before: see `decisions`.
        Content::Decisions(_) => alone(Finding::new(&super::INTERNAL), FileStatus::Unreadable),
        Content::Form(form) => {
            let Form {
                branch, miscoded, extract, mut findings, values, corrects, supplement, ..
            } = *form;
            let (needed, is_countable) = match &extract {
                Some(_) => (form.judged.needed, form.judged.is_countable),
                None => (BTreeSet::new(), false),
            };
            for finding in &mut findings {
                finding.file = Some(path.clone());
                finding.branch.clone_from(&branch);
            }
            keep_errors(&mut findings, &needed);
            if let Some(workspace) = workspace {
                let plain = findings.clone();
                adjust_severity(&mut findings, workspace);
                keep_errors(&mut findings, &needed);
                let waived = waive(&mut findings, workspace);
                let clean = !findings.iter().any(Finding::is_error);
                if clean && !is_countable {
                    // Without what these findings are about the totals would be wrong.
                    findings = plain;
                    let mut refused = file_level(Finding::new(&WAIVER_REFUSED));
                    refused.branch.clone_from(&branch);
                    findings.push(refused);
                }
                used.extend(waived);
            }
            let errors = findings.iter().filter(|it| it.is_error()).count();
            let status = if errors == 0 { FileStatus::Accepted } else { FileStatus::Returned };
            // Who is on a supplement is asked of one that goes back too.
            let is_kept = status == FileStatus::Accepted || supplement.is_some();
            let extract = extract.filter(|_| is_kept).map(Arc::unwrap_or_clone);
            let mut result = result(status, branch, None, errors);
            result.is_supplement = supplement.is_some();
            result.rounds = std::iter::once(values).chain(corrects).collect();
            Settled { result, findings, extract, supplement, is_doubted: miscoded.is_some() }
        }
    }
}

fn context_of<'a>(workspace: &'a Workspace, regime: &'a Regime) -> Context<'a> {
    let (settings, year) = (&workspace.settings, workspace.year);
    Context { regime, settings, year, workspace: Some(workspace) }
}

/// Who would be counted by two branches goes back, whatever lets the findings through, unless
/// somebody let it through by name that two people without a card number were born on one day.
fn refuse_twice(settled: &mut [Settled], context: &Context) {
    let places: Vec<usize> = (0..settled.len())
        .filter(|&it| settled[it].supplement.is_none())
        .filter(|&it| settled[it].extract.is_some() && settled[it].result.branch.is_some())
        .collect();
    let mut refused: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut others: BTreeMap<usize, String> = BTreeMap::new();
    {
        let filed: Vec<Filed> = places.iter().filter_map(|&it| settled[it].filed()).collect();
        for Twice { forms, members, is_by_card } in validate::counted_twice(&filed) {
            let sides = [0, 1].map(|it| (&settled[places[forms[it]]], members[it]));
            if !is_by_card && sides.iter().any(|(it, nth)| it.is_waived(*nth)) {
                continue;
            }
            let are_lowered =
                sides.map(|(it, nth)| it.findings.iter().any(|own| it.is_of(own, nth)));
            // Where nothing was said of either the earlier form keeps them.
            let back = if are_lowered == [false; 2] { [false, true] } else { are_lowered };
            for side in [0, 1].into_iter().filter(|it| back[*it]) {
                let (own, other) = (places[forms[side]], places[forms[1 - side]]);
                refused.entry((own, other)).or_default().push(members[side]);
                let other_name = || filed[forms[1 - side]].branch_name(context);
                others.entry(other).or_insert_with(other_name);
            }
        }
    }
    let back: BTreeSet<usize> = refused.keys().map(|it| it.0).collect();
    for ((own, other), members) in refused {
        let it = &settled[own];
        let names =
            members.iter().map(|nth| it.member(*nth).map_or("", |it| it.name)).collect::<Vec<_>>();
        let mut finding = Finding::new(&COUNTED_TWICE)
            .arg("count", members.len())
            .arg("names", listed(&names, NAMES_MAX, ", "))
            .arg("other_branch", &others[&other]);
        finding.file = Some(it.result.path.clone());
        finding.branch.clone_from(&it.result.branch);
        let lowered: Vec<usize> = (0..it.findings.len())
            .filter(|place| members.iter().any(|nth| it.is_of(&it.findings[*place], *nth)))
            .collect();
        let it = &mut settled[own];
        for place in lowered {
            it.findings[place].severity = Severity::Error;
            it.findings[place].waiver = None;
        }
        it.findings.push(finding);
    }
    for it in back {
        let it = &mut settled[it];
        it.result.errors = it.findings.iter().filter(|it| it.is_error()).count();
        it.result.status = FileStatus::Returned;
        it.extract = None;
    }
}

impl Settled {
    pub(super) fn filed(&self) -> Option<Filed<'_>> {
        let (file, branch) = (self.result.path.as_str(), self.result.branch.as_deref());
        Some(Filed { file, branch, form: self.extract.as_ref()? })
    }

    fn member(&self, nth: usize) -> Option<MemberBrief<'_>> {
        self.extract.as_ref()?.nth_member(nth)
    }

    /// Whether a finding says of this very person that another branch has him too.
    fn is_of(&self, finding: &Finding, nth: usize) -> bool {
        finding.code == validate::LIST_OF_ANOTHER
            || (finding.code == validate::SAME_PERSON
                && finding.cell == self.member(nth).and_then(|it| it.name_cell()))
    }

    /// Whether somebody let that through.
    fn is_waived(&self, nth: usize) -> bool {
        let own = |it: &&Finding| it.code == validate::SAME_PERSON && self.is_of(it, nth);
        self.findings.iter().filter(own).any(|it| it.waiver.is_some())
    }
}

/// Whether every member of the form falls into exactly one count of the
/// workbook, and there is one: a branch without members is a list not read.
pub(super) fn is_countable(submission: &Submission) -> bool {
    let mut own = submission.members.iter().filter(|it| !it.is_guest()).peekable();
    own.peek().is_some()
        && own.all(|member| {
            let named = member.name.value().is_some();
            let has_cause = member.cause.value().is_some();
            match (member.eligibility.value(), member.proposal.get()) {
                (None, _) => false,
                (Some(_), proposal) if member.is_rated() => {
                    named && proposal.is_some_and(|it| it != Rating::Unsatisfactory || has_cause)
                }
                (Some(_), proposal) => named && proposal.is_none(),
            }
        })
}

/// Cells that were not read and without which a member falls into no count.
pub(super) fn unread(submission: &Submission) -> BTreeSet<CellRef> {
    fn at<T>(slot: &Slot<T>) -> Option<&CellRef> {
        slot.cell().filter(|_| slot.is_unread())
    }
    let own = submission.members.iter().filter(|it| !it.is_guest());
    let cells = own.flat_map(|it| {
        // Nobody needs a cause but who is rated lowest.
        let is_lowest = it.proposal.get().is_none_or(|it| it == Rating::Unsatisfactory);
        let cause = at(&it.cause).filter(|_| is_lowest);
        [at(&it.name), at(&it.eligibility), at(&it.proposal), cause].into_iter().flatten()
    });
    cells.cloned().collect()
}

/// Whatever a profile or the workspace lets its rule weigh: what keeps a member out of
/// every count is an error, and is marked as one where it stands.
fn keep_errors(findings: &mut [Finding], needed: &BTreeSet<CellRef>) {
    for finding in findings {
        let is_needed = finding.cell.as_ref().is_some_and(|it| needed.contains(it));
        if is_needed && finding.code.severity == Severity::Error {
            finding.severity = Severity::Error;
        }
    }
}

/// The workspace's own severities; codes that guard an invariant keep theirs.
fn adjust_severity(findings: &mut [Finding], workspace: &Workspace) {
    for finding in findings {
        let code = finding.code;
        let wanted = workspace.severity.get(code.id).or_else(|| workspace.severity.get(code.name));
        if let (Some(&severity), false) = (wanted, code.fixed) {
            finding.severity = severity;
        }
    }
}

/// Lets findings through that a waiver names; returns the waivers that were used.
fn waive(findings: &mut [Finding], workspace: &Workspace) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    for finding in findings.iter_mut().filter(|it| it.severity == Severity::Error) {
        let named = |waiver: &&crate::workspace::Waiver| {
            finding.branch.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(&waiver.branch))
                && (waiver.code.eq_ignore_ascii_case(finding.code.id)
                    || waiver.code == finding.code.name)
                && waiver.member.as_deref().is_none_or(|it| {
                    finding.member.as_deref().is_some_and(|own| is_same_name(it, own))
                })
        };
        let found = workspace.waive.iter().enumerate().find(|(_, it)| named(it));
        if let Some((place, waiver)) = found
            && !finding.code.fixed
        {
            used.insert(place);
            finding.severity = Severity::Warning;
            finding.waiver = Some(format!("{} ({})", waiver.reason, waiver.by));
        }
    }
    used
}

fn unused_waivers(workspace: &Workspace, used: &BTreeSet<usize>) -> Vec<Finding> {
    let unused = workspace.waive.iter().enumerate().filter(|(place, _)| !used.contains(place));
    unused
        .map(|(_, waiver)| {
            let mut finding = Finding::new(&WAIVER_UNUSED)
                .arg("code", &waiver.code)
                .arg("branch", &waiver.branch);
            finding.branch = workspace.branch(&waiver.branch).map(|it| it.code.clone());
            finding.member.clone_from(&waiver.member);
            finding
        })
        .collect()
}

/// That an entry of the workspace file says nothing yet.
fn unfilled(it: &Unfilled) -> Finding {
    let value = match it.written.trim() {
        "" => String::new(),
        written => format!(": “{written}”"),
    };
    Finding::new(&UNFILLED).arg("key", it.key.as_str()).arg("value", value)
}

/// A branch without a form. `unclaimed` are forms of no known branch: one of
/// them may be this branch's, and then there is nobody to ring.
fn missing_branch(branch: &crate::model::Branch, unclaimed: &[&str]) -> Finding {
    let contact = branch.contact.clone().unwrap_or_else(|| "-".to_owned());
    let code = if unclaimed.is_empty() { &BRANCH_MISSING } else { &BRANCH_UNCLEAR };
    let mut named = unclaimed[..unclaimed.len().min(UNCLAIMED_NAMED)].join(", ");
    if unclaimed.len() > UNCLAIMED_NAMED {
        named.push_str(", …");
    }
    let mut finding = Finding::new(code)
        .arg("branch", &branch.name)
        .arg("contact", contact)
        .arg("unclaimed", named);
    finding.branch = Some(branch.code.clone());
    finding
}

/// One result for each branch of the workspace. `extracts` stand beside `files`.
fn branch_results(
    workspace: &Workspace,
    files: &[FileResult],
    doubted: &[bool],
    mut extracts: Vec<Option<Extract>>,
) -> Vec<BranchResult> {
    let mut of_branch: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, file) in files.iter().enumerate() {
        if let (Some(branch), false) = (&file.branch, file.is_supplement) {
            of_branch.entry(branch).or_default().push(place);
        }
    }
    let is_late = |it: &&FileResult| it.is_supplement && it.status == FileStatus::Returned;
    let late = files.iter().filter(is_late);
    let late_out: BTreeSet<&str> = late.filter_map(|it| it.branch.as_deref()).collect();
    let mut results = Vec::with_capacity(workspace.branch.len());
    for branch in &workspace.branch {
        let own = of_branch.get(branch.code.as_str()).map_or(&[][..], Vec::as_slice);
        let accepted = own.iter().copied().find(|&it| files[it].status == FileStatus::Accepted);
        // What goes back is rather the form that is the branch's for sure.
        let sure = own.iter().copied().find(|&it| !doubted[it]);
        let shown = accepted.or(sure).or(own.first().copied());
        let file = shown.map(|it| files[it].form_file());
        let form = match (accepted.and_then(|it| extracts[it].take()), file) {
            (Some(extract), file) => BranchForm::Accepted(Box::new(Accepted {
                late_out: late_out.contains(branch.code.as_str()),
                ..Accepted::new(file, extract)
            })),
            (None, Some(file)) => BranchForm::Returned(Some(file)),
            (None, None) => BranchForm::Missing,
        };
        results.push(BranchResult { branch: branch.clone(), form });
    }
    results
}

#[cfg(test)]
pub(super) mod tests;
