//! The communes that count, as one: each a đảng bộ with its branches under it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::settings::Settled;
use super::open::{has_decisions, standing};
use super::sorted::Sorted;
use super::{MISSING, OVER_QUOTA};
use crate::batch::FileStatus;
use crate::context::Context;
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{
    Above, Accepted, BranchForm, BranchResult, BranchStatus, CommuneResult, Decisions, Extract,
    FormFile, Info, MemberBrief, Rating, Sent, SentChange, SentRow, SentSince, Standing,
    Submission, Tally,
};
use crate::workspace::{Commune, Signature, Unit, UnitKind, Workspace};

/// What comes of the files.
pub(super) struct Merged {
    /// The communes, each as a branch.
    pub(super) board: CommuneResult,
    /// All branches under their communes.
    pub(super) whole: Option<(CommuneResult, Workspace)>,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn merge(files: &[Sorted], communes: &[Commune], settled: &Settled) -> Merged {
    let mut workspace = settled.workspace.clone();
    let words = settled.regime.consolidated.above.as_ref();
    if let Some(on_behalf) = words.and_then(|it| it.signs(&workspace.committee)) {
        // Before what the settings say, which comes after it.
        let (list, authority, role, name) = (None, None, None, None);
        let signature = Signature { list, authority, on_behalf: Some(on_behalf), role, name };
        workspace.signature.insert(0, signature);
    }
    let mut branches: Vec<BranchResult> = Vec::new();
    let mut findings = Vec::new();
    let mut above = Above { coverage: (0, communes.len()), ..Above::default() };
    let mut limits = Limits::default();
    let mut is_decided = false;
    // First place of the branches of each commune, and the one behind the last.
    let mut places = vec![(0, 0); communes.len()];
    for (nth, commune) in communes.iter().enumerate() {
        let is_its = |it: &&Sorted| it.commune == Some(nth) && it.status == FileStatus::Accepted;
        let file = files.iter().find(is_its);
        let Some((file, sent)) = file.and_then(|it| Some((it, it.sent.as_ref()?))) else {
            continue;
        };
        above.coverage.0 += 1;
        above.drafts += usize::from(sent.head.is_draft || sent.head.partial.is_some());
        is_decided |= has_decisions(sent);
        for (label, numbers) in &sent.by_hand {
            let sums = above.by_hand.entry(label.clone()).or_default();
            for (sum, number) in sums.iter_mut().zip(numbers) {
                *sum = number.map(|it| sum.unwrap_or_default().saturating_add(it)).or(*sum);
            }
        }
        add_changes(sent, commune, settled, &mut above);
        let first = branches.len();
        add(sent, commune, settled, (&mut workspace.unit, &mut branches));
        places[nth] = (first, branches.len());
        findings.extend(limits.add(sent, file, commune, settled, &mut above));
    }
    workspace.branch = branches.iter().map(|it| it.branch.clone()).collect();
    let context = Context {
        regime: &settled.regime,
        settings: &workspace.settings,
        year: workspace.year,
        workspace: Some(&workspace),
    };
    let (mut whole, _) = crate::consolidate::consolidate(branches, &context);
    let is_whole = above.coverage.0 == above.coverage.1;
    whole.above = Some(above);
    // Who decides on the communes is the next level's.
    whole.units = Vec::new();
    whole.decisions = is_decided.then(Decisions::default);
    limits.put(&mut whole);
    let tallies = places.iter().map(|(first, end)| sum(&whole, *first, *end)).collect();
    let mut board = board(files, communes, settled, tallies, &whole);
    board.provisional |= !is_whole;
    for (commune, result) in communes.iter().zip(&board.branches) {
        if result.status() == BranchStatus::Missing {
            let mut finding = Finding::new(&MISSING).arg("name", commune.name.as_str());
            finding.branch = Some(commune.code.clone());
            findings.push(finding);
        }
    }
    let is_any = whole.branches.iter().any(BranchResult::is_accepted);
    Merged { board, whole: is_any.then_some((whole, workspace)), findings }
}

/// Adds what a commune sent, called by its name.
fn add(
    sent: &Sent,
    commune: &Commune,
    settled: &Settled,
    (units, branches): (&mut Vec<Unit>, &mut Vec<BranchResult>),
) {
    let named = |name: &str| named(name, commune, settled);
    let code = Some(commune.code.clone());
    units.push(Unit {
        code: commune.code.clone(),
        name: commune.name.clone(),
        kind: UnitKind::DangBoCoSo,
        under: commune.unit.clone(),
        body: None,
    });
    let (own_units, own) = standing(sent, &commune.code);
    units.extend(own_units.into_iter().map(|it| Unit {
        name: named(&it.name),
        under: it.under.or_else(|| code.clone()),
        ..it
    }));
    branches.extend(own.into_iter().map(|mut it| {
        let own = Arc::make_mut(&mut it.branch);
        own.name = named(&own.name);
        own.unit = own.unit.take().or_else(|| code.clone());
        it
    }));
}

/// A branch, and whose it is.
fn named(name: &str, commune: &Commune, settled: &Settled) -> String {
    let Some(words) = &settled.regime.consolidated.above else { return name.to_owned() };
    let place = words.place(&commune.name);
    words.branch.replace("{branch}", name).replace("{commune}", &place)
}

/// Adds its lists of what was decided otherwise and of what changed.
fn add_changes(sent: &Sent, commune: &Commune, settled: &Settled, above: &mut Above) {
    let named = |name: &str| named(name, commune, settled);
    let whose = |it: &SentRow| {
        let is_itself = it.branch.is_empty() || fold(&it.branch) == fold(&it.name);
        SentRow {
            name: if is_itself { named(&it.name) } else { it.name.clone() },
            branch: if it.branch.is_empty() { String::new() } else { named(&it.branch) },
            ..it.clone()
        }
    };
    let changes = sent.changes.iter();
    above.changes.extend(changes.map(|it| SentChange { who: whose(&it.who), ..it.clone() }));
    let rows = sent.since.rows.iter();
    above.since.rows.extend(rows.map(|it| SentSince { who: whose(&it.who), ..it.clone() }));
    above.since.bases.extend(sent.since.bases.iter().map(|it| named(it)));
}

fn sum(whole: &CommuneResult, first: usize, end: usize) -> Tally {
    let mut sum = Tally { causes: vec![0; whole.total.causes.len()], ..Tally::default() };
    for tally in whole.branches[first..end].iter().filter_map(BranchResult::tally) {
        sum.add(tally);
    }
    sum
}

/// The communes as branches of their superior.
fn board(
    files: &[Sorted],
    communes: &[Commune],
    settled: &Settled,
    tallies: Vec<Tally>,
    whole: &CommuneResult,
) -> CommuneResult {
    let mut branches = Vec::new();
    let nobody = Submission {
        info: Info::default(),
        members: Vec::new(),
        collectives: Vec::new(),
        scores: Vec::new(),
        has_all_members: false,
        has_collectives: false,
    };
    let all = communes.iter().zip(&settled.workspace.branch).zip(tallies);
    for (nth, ((_, branch), tally)) in all.enumerate() {
        let of = |status| {
            let is_its = |it: &&Sorted| it.commune == Some(nth) && it.status == status;
            files.iter().find(is_its)
        };
        let file = |it: &Sorted| FormFile {
            path: it.path.clone(),
            // In a report nothing can be marked.
            sha256: it.sha256.clone().filter(|_| !it.is_report),
        };
        let form = match (of(FileStatus::Accepted), of(FileStatus::Returned)) {
            (Some(own), _) => BranchForm::Accepted(Box::new(Accepted {
                tally,
                ..Accepted::new(Some(file(own)), Extract::from(&nobody))
            })),
            (None, Some(own)) => BranchForm::Returned(Some(file(own))),
            (None, None) => BranchForm::Missing,
        };
        branches.push(BranchResult { branch: branch.clone(), form });
    }
    CommuneResult {
        branches,
        total: whole.total.clone(),
        quota: whole.quota.clone(),
        groups: whole.groups.clone(),
        branch_quotas: Vec::new(),
        provisional: whole.provisional,
        decisions: None,
        units: Vec::new(),
        before: None,
        above: whole.above.clone(),
    }
}

/// The limits of the quotas of all communes: by group, folded.
#[derive(Default)]
struct Limits {
    whole: u32,
    groups: BTreeMap<String, u32>,
    /// The groups in the order of the workbooks.
    order: Vec<String>,
}

impl Limits {
    /// Adds those of a commune; who of it lies above them.
    fn add(
        &mut self,
        sent: &Sent,
        file: &Sorted,
        commune: &Commune,
        settled: &Settled,
        above: &mut Above,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for limit in &sent.limits {
            self.whole = self.whole.saturating_add(limit.limit);
            if let Some(group) = &limit.group {
                let key = fold(group);
                if !self.order.contains(&key) {
                    self.order.push(key.clone());
                }
                let sum = self.groups.entry(key).or_default();
                *sum = sum.saturating_add(limit.limit);
            }
            let is_its = |it: &MemberBrief| {
                let of = || fold(settled.regime.group_of(it));
                limit.group.as_ref().is_none_or(|group| of() == fold(group))
            };
            let is_excellent =
                |it: &MemberBrief| it.standing() == Standing::Rated(Rating::Excellent);
            let extracts = sent.branches.iter().filter_map(|it| it.extract.as_ref());
            let all = extracts.flat_map(Extract::members);
            let excellent = all.filter(|it| is_excellent(it) && is_its(it)).count();
            let over = u32::try_from(excellent).unwrap_or(u32::MAX).saturating_sub(limit.limit);
            if over > 0 {
                *above.over.entry(limit.group.as_deref().map(fold)).or_default() += over;
                let mut finding = Finding::at(&OVER_QUOTA, &limit.at)
                    .arg("excellent", excellent)
                    .arg("limit", limit.limit)
                    .arg("group", limit.group.as_deref().unwrap_or(&commune.name));
                finding.file = Some(file.path.clone());
                finding.branch = Some(commune.code.clone());
                findings.push(finding);
            }
        }
        findings
    }

    /// Takes the place of what the sums would allow.
    fn put(&self, whole: &mut CommuneResult) {
        let place = |name: &str| self.order.iter().position(|it| *it == fold(name));
        // Which group is the higher one only the forms say.
        whole.groups.sort_by_key(|it| place(&it.name).unwrap_or(usize::MAX));
        for group in &mut whole.groups {
            group.quota.limit = self.groups.get(&fold(&group.name)).copied().unwrap_or_default();
        }
        // What is said of a group that nobody is in is no limit of anybody.
        whole.quota.limit = match whole.groups.as_slice() {
            [] => self.whole,
            groups => groups.iter().map(|it| it.quota.limit).sum(),
        };
    }
}
