//! Which sheets there are, and in which order what stands in each.

use std::collections::BTreeMap;

use super::tables::{Ordered, Part, Table};
use super::{Paper, Which, cells};
use crate::model::{CaseKind, CommuneResult, Rating};
use crate::regime::consolidated::Column;
use crate::regime::decisions::{CaseSource, CaseTable};
use crate::tables::{Case, Whom, cases, limit};
use crate::workspace::QuotaBase;
use crate::write::sheet::Value;

/// The sheets, by authority, then members, collectives, branches and units; those without a case are left
/// out.
pub(super) fn plan<'a>(paper: &'a Paper<'a>, results: &'a CommuneResult) -> Vec<Table<'a>> {
    let mut tables = Vec::new();
    let mut line = 0;
    let is_due = |it: &Case| paper.which != Which::Open || it.decided.is_none();
    for authority in paper.authorities.all() {
        let own = cases(results)
            .filter(|it| it.authority(&paper.authorities).code == authority.code && is_due(it));
        let mut of_kind: BTreeMap<CaseKind, Vec<Case<'_>>> = BTreeMap::new();
        for case in own {
            let kind = match case.whom {
                Whom::Member(_) => CaseKind::Members,
                Whom::Collective(_) => CaseKind::Collectives,
                Whom::Branch(_) => CaseKind::Branches,
                Whom::Unit(_) => CaseKind::Units,
            };
            of_kind.entry(kind).or_default().push(case);
        }
        for (kind, profile) in paper.sheets.tables() {
            let Some(own) = of_kind.remove(&kind) else { continue };
            let mut parts = match kind {
                CaseKind::Members => of_members(paper, results, own),
                CaseKind::Collectives | CaseKind::Units => vec![whole(&authority.name, own)],
                CaseKind::Branches => of_branches(paper, own),
            };
            for part in &mut parts {
                part.line = line;
                line += 1;
            }
            let before = tables.iter().filter(|it: &&Table| it.profile.sheet == profile.sheet);
            let sheet = match before.count() {
                0 => profile.sheet.clone(),
                number => format!("{} {}", profile.sheet, number + 1),
            };
            let columns = columns(paper, profile, &parts);
            tables.push(Table { authority, profile, columns, sheet, parts });
        }
    }
    tables
}

/// The columns without those that no form fills in.
fn columns<'a>(
    paper: &Paper,
    profile: &'a CaseTable,
    parts: &[Part],
) -> Vec<&'a Column<CaseSource>> {
    let cases = || parts.iter().flat_map(|it| &it.cases);
    let is_said = |source| cases().any(|it| cells::cell(paper, source, 1, it).0 != Value::Blank);
    profile.column.iter().filter(|it| !it.source.is_optional() || is_said(it.source)).collect()
}

/// All of them, without a quota.
fn whole<'a>(label: &str, cases: Vec<Case<'a>>) -> Part<'a> {
    Part {
        name: None,
        label: label.to_owned(),
        code: String::new(),
        cases,
        percent: None,
        ordered: None,
        line: 0,
    }
}

/// Members by the groups in which their quota is counted.
fn of_members<'a>(paper: &Paper, results: &CommuneResult, cases: Vec<Case<'a>>) -> Vec<Part<'a>> {
    if results.groups.is_empty() {
        let part = whole(&paper.sheets.watch.whole, cases);
        return vec![ordered(paper, Part { percent: Some(results.quota.percent), ..part })];
    }
    let group_of = |it: &Case| match &it.whom {
        Whom::Member(own) => paper.frame.group(own.branch, &own.member).to_owned(),
        Whom::Collective(_) | Whom::Branch(_) | Whom::Unit(_) => String::new(),
    };
    let mut parts: Vec<Part> = Vec::new();
    for group in &results.groups {
        let own: Vec<_> = cases.iter().filter(|it| group_of(it) == group.name).copied().collect();
        if own.is_empty() {
            continue;
        }
        let part = Part {
            name: Some(group.name.clone()),
            code: paper.frame.code_of(&group.name).to_owned(),
            percent: (!group.is_outside).then_some(group.quota.percent),
            ..whole(&group.name, own)
        };
        parts.push(ordered(paper, part));
    }
    parts
}

/// Branches by the kinds in which their quota is counted.
fn of_branches<'a>(paper: &Paper, cases: Vec<Case<'a>>) -> Vec<Part<'a>> {
    let regime = paper.frame.regime();
    let quota = &regime.rules.quota.branches;
    let percent = quota.weight(paper.frame.context.year_end()).map(|_| quota.percent);
    let mut parts: Vec<Part> = Vec::new();
    for case in cases {
        let kind = regime.branch_kind(case.branch.map_or("", |it| &it.branch.kind));
        if let Some(part) = parts.iter_mut().find(|it| it.code == kind) {
            part.cases.push(case);
        } else {
            let part = whole(kind, vec![case]);
            parts.push(Part { code: kind.to_owned(), percent, ..part });
        }
    }
    parts
}

/// The part with those over its quota first.
fn ordered<'a>(paper: &Paper, mut part: Part<'a>) -> Part<'a> {
    let (excellent, good) = part.proposed();
    let Some(percent) = part.percent else { return part };
    let settings = paper.frame.context.settings;
    let base = match settings.quota_base {
        QuotaBase::Good => good,
        QuotaBase::GoodOrBetter => good + excellent,
    };
    let most = limit(base, percent, settings.quota_rounding);
    if excellent <= most {
        return part;
    }
    // Stable: who is alike stays in the order of the forms.
    let order = paper.frame.order();
    let is_excellent = |it: &Case| it.proposal == Some(Rating::Excellent);
    part.cases.sort_by(|one, other| match (is_excellent(one), is_excellent(other)) {
        (true, true) => one.before(other, order),
        (one, other) => other.cmp(&one),
    });
    part.ordered = Some(Ordered { excellent: excellent as usize, limit: most as usize });
    part
}
