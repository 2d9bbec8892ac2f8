//! When it was decided (R-ORDER): not before the branch met, the lower body before the higher one,
//! members before their branch.

use std::collections::BTreeMap;

use super::{FiledDecisions, Meant, names};
use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{BranchResult, CaseKind, CellRef, Decider, PartialDate};
use crate::tables::Whom;

pub(super) static BEFORE_MEETING: Code =
    code("D030", "decided-before-meeting", Severity::Warning).citing(&["R-ORDER"]);
pub(super) static BEFORE_LOWER: Code =
    code("D031", "decided-before-lower-body", Severity::Warning).citing(&["R-ORDER"]);
pub(super) static BEFORE_MEMBERS: Code =
    code("D032", "branch-decided-before-members", Severity::Warning).citing(&["R-ORDER-D"]);

pub(super) static BEFORE_BRANCHES: Code =
    code("D037", "unit-decided-before-branches", Severity::Warning).citing(&["R-ORDER"]);

/// When one body decided on one kind for the first time, and where that stands.
type First<'a> = (PartialDate, &'a CellRef, usize);

/// What is to be said of the dates.
pub(super) fn findings(
    _files: &[FiledDecisions<'_>],
    meant: &[Meant<'_>],
    context: &Context,
) -> Vec<(usize, Finding)> {
    let authorities = context.authorities();
    let mut found = Vec::new();
    // Branches that met after the day of a sheet, by the cell of its date.
    let mut early: Vec<(&CellRef, usize, PartialDate, Vec<&str>)> = Vec::new();
    let mut when: BTreeMap<(usize, CaseKind), First<'_>> = BTreeMap::new();
    for it in meant.iter().filter(|it| it.row.decision.value().is_some()) {
        let (Some(date), Some(cell)) = (it.sheet.date.get(), it.sheet.date.cell()) else {
            continue;
        };
        let form = it.case.branch.and_then(BranchResult::extract);
        let met = form.and_then(|it| context.meeting(&it.info()));
        if met.is_some_and(|it| date.latest() < it.earliest()) {
            let name = it.case.branch_name();
            match early.iter_mut().find(|own| own.0 == cell && own.1 == it.file) {
                Some(own) if own.3.contains(&name) => {}
                Some(own) => own.3.push(name),
                None => early.push((cell, it.file, date, vec![name])),
            }
        }
        let authority = it.case.authority(&authorities).order;
        let own = when.entry((authority, it.sheet.kind)).or_insert((date, cell, it.file));
        if date.earliest() < own.0.earliest() {
            *own = (date, cell, it.file);
        }
    }
    for (cell, file, date, branches) in early {
        let finding = Finding::at(&BEFORE_MEETING, cell).stored(date.to_string());
        let finding = finding.arg("count", branches.len());
        let finding = finding.arg("branches", names(branches.into_iter()));
        found.push((file, context.cite(finding, "R-ORDER")));
    }
    for ((authority, kind), own) in &when {
        let (first, cell, file) = *own;
        let level = |order: usize| authorities.all().get(order).map_or(0, |it| level(it.kind));
        let own_level = level(*authority);
        let lower = when.iter().filter(|it| level(it.0.0) > own_level && it.0.1 == *kind);
        if let Some(((lower, _), later)) =
            lower.into_iter().find(|it| first.latest() < it.1.0.earliest())
        {
            let name = authorities.all().get(*lower).map_or("", |it| it.name.as_str());
            let finding = Finding::at(&BEFORE_LOWER, cell).stored(first.to_string());
            let finding = finding.arg("body", name).arg("date", later.0);
            found.push((file, context.cite(finding, "R-ORDER")));
        }
        let members = when.get(&(*authority, CaseKind::Members));
        // Which comes first not every regulation says, and of collectives another says the contrary.
        if *kind == CaseKind::Branches
            && context.regime.rules.rule("R-ORDER-D").is_some()
            && let Some(members) = members
            && first.latest() < members.0.earliest()
        {
            let finding = Finding::at(&BEFORE_MEMBERS, cell).stored(first.to_string());
            let finding = finding.arg("date", members.0);
            found.push((file, context.cite(finding, "R-ORDER-D")));
        }
    }
    found.extend(units(meant, context));
    found
}

/// How far below the highest a body is. A committee is not below those of its members who lead it.
fn level(body: Decider) -> u8 {
    match body {
        Decider::Superior => 0,
        Decider::StandingCommittee | Decider::Committee => 1,
        Decider::Unit => 2,
        Decider::Branch => 3,
    }
}

/// Units on which it was decided before it was on one of their branches.
fn units(meant: &[Meant<'_>], context: &Context) -> Vec<(usize, Finding)> {
    let mut branches: BTreeMap<&str, (PartialDate, &str)> = BTreeMap::new();
    let dated =
        |it: &&Meant<'_>| it.row.decision.value().is_some() && it.sheet.date.get().is_some();
    for it in meant.iter().filter(dated) {
        let (Whom::Branch(own), Some(date)) = (&it.case.whom, it.sheet.date.get()) else {
            continue;
        };
        let own = &own.branch.branch;
        // Decided anew it is not the later day that counts.
        let first = branches.entry(&own.code).or_insert((date, &own.name));
        if date.earliest() < first.0.earliest() {
            first.0 = date;
        }
    }
    let mut early: Vec<(&CellRef, usize, PartialDate, (PartialDate, &str))> = Vec::new();
    for it in meant.iter().filter(dated) {
        let (Some(date), Some(cell)) = (it.sheet.date.get(), it.sheet.date.cell()) else {
            continue;
        };
        let Whom::Unit(row) = &it.case.whom else { continue };
        let own = row.unit.branches.iter().filter_map(|it| branches.get(it.as_str()));
        let later =
            own.filter(|it| date.latest() < it.0.earliest()).max_by_key(|it| it.0.earliest());
        if let Some(later) = later
            && !early.iter().any(|own| own.0 == cell && own.1 == it.file)
        {
            early.push((cell, it.file, date, *later));
        }
    }
    let told = early.into_iter().map(|(cell, file, date, (later, branch))| {
        let finding = Finding::at(&BEFORE_BRANCHES, cell).stored(date.to_string());
        let finding = finding.arg("date", later).arg("branch", branch);
        (file, context.cite(finding, "R-ORDER"))
    });
    told.collect()
}
