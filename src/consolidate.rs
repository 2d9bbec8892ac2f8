//! What only the whole commune shows: totals and quotas.
//!
//! Counts come from the rows of sheet 2, never from sheet 1. Everything is
//! counted and compared in whole numbers.

mod groups;
mod quota;

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{
    BranchResult, CommuneResult, Extract, MemberBrief, QuotaState, Rating, Standing, Tally,
    UnitResult,
};
use crate::regime::Regime;

/// More excellent members than the quota allows (R-Q-MEM-A).
static MEMBER_QUOTA: Code = code("C401", "member-quota", Severity::Error).citing(&["R-Q-MEM-A"]);
/// The same while a branch is out, so that the numbers will still change.
static MEMBER_QUOTA_SO_FAR: Code =
    code("C402", "member-quota-so-far", Severity::Warning).citing(&["R-Q-MEM-A"]);
/// More excellent branches of one kind than the quota allows (R-Q-CELL-A).
static BRANCH_QUOTA: Code =
    code("C403", "branch-quota", Severity::Warning).citing(&["R-Q-CELL-A", "R-Q-B", "R-Q-D"]);
/// Within the quota of members only because the setting rounds it up (R-Q-ROUND).
static MEMBER_QUOTA_ROUNDED: Code =
    code("C404", "member-quota-rounded", Severity::Notice).citing(&["R-Q-MEM-A"]);
/// Within the quota of branches only because the setting rounds it up (R-Q-ROUND).
static BRANCH_QUOTA_ROUNDED: Code = code("C405", "branch-quota-rounded", Severity::Notice)
    .citing(&["R-Q-CELL-A", "R-Q-B", "R-Q-D"]);
/// Rows of the workbook for which no form has a source.
static FOR_THE_HAND: Code = code("C406", "for-the-hand", Severity::Notice);

/// More excellent members than the quota allows within a group (R-Q-D, R-Q-B).
static GROUP_QUOTA: Code = code("C410", "group-quota", Severity::Error).citing(&["R-Q-D", "R-Q-B"]);
/// The same while a branch is out, so that the numbers will still change.
static GROUP_QUOTA_SO_FAR: Code =
    code("C411", "group-quota-so-far", Severity::Warning).citing(&["R-Q-D", "R-Q-B"]);
/// Within the quota of a group only because the setting rounds it up (R-Q-ROUND).
static GROUP_QUOTA_ROUNDED: Code =
    code("C412", "group-quota-rounded", Severity::Notice).citing(&["R-Q-D", "R-Q-B"]);
/// Excellent members in a group that is too small for the quota to allow one (R-Q-ROUND).
static GROUP_QUOTA_SMALL: Code =
    code("C413", "group-quota-small", Severity::Error).citing(&["R-Q-D", "R-Q-B"]);
/// A recorded decision for a group that no form has.
static DECISION_WITHOUT_GROUP: Code =
    code("C416", "quota-decision-without-group", Severity::Warning).citing(&["R-Q-D", "R-Q-B"]);
/// A recorded decision of after the year, in which all has to be finished (R-DEADLINE-D).
static DECISION_LATE: Code =
    code("C417", "quota-decision-after-deadline", Severity::Warning).citing(&["R-DEADLINE-D"]);

/// Members whom no group of the workspace takes.
static IN_NO_GROUP: Code = code("C430", "member-in-no-fixed-group", Severity::Warning);
/// A group of the workspace that nobody is in.
static GROUP_EMPTY: Code = code("C431", "fixed-group-empty", Severity::Notice);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &MEMBER_QUOTA,
    &MEMBER_QUOTA_SO_FAR,
    &BRANCH_QUOTA,
    &MEMBER_QUOTA_ROUNDED,
    &BRANCH_QUOTA_ROUNDED,
    &FOR_THE_HAND,
    &GROUP_QUOTA,
    &GROUP_QUOTA_SO_FAR,
    &GROUP_QUOTA_ROUNDED,
    &GROUP_QUOTA_SMALL,
    &DECISION_WITHOUT_GROUP,
    &DECISION_LATE,
    &IN_NO_GROUP,
    &GROUP_EMPTY,
];

/// Whether a finding says that too many members are excellent.
pub fn is_quota_of_members(code: &Code) -> bool {
    [&MEMBER_QUOTA, &MEMBER_QUOTA_SO_FAR, &GROUP_QUOTA, &GROUP_QUOTA_SO_FAR, &GROUP_QUOTA_SMALL]
        .contains(&code)
}

/// Whether a finding says that too many branches are.
pub fn is_quota_of_branches(code: &Code) -> bool {
    code == &BRANCH_QUOTA
}

/// Adds up the branches. Tallies are computed here from the rows of the forms;
/// a branch that is out has none. The branches keep their order.
pub fn consolidate(
    branches: Vec<BranchResult>,
    context: &Context,
) -> (CommuneResult, Vec<Finding>) {
    let branches: Vec<_> = branches.into_iter().map(|it| counted(it, context.regime)).collect();
    let causes = context.regime.causes().len();
    let mut total = Tally { causes: vec![0; causes], ..Tally::default() };
    for tally in branches.iter().filter_map(BranchResult::tally) {
        total.add(tally);
    }
    let (rules, settings) = (&context.regime.rules.quota, context.settings);
    let groups = if rules.is_by_group() { groups::of(&branches, context) } else { Vec::new() };
    let (excellent, good) = (total.count(Rating::Excellent), total.count(Rating::Good));
    let whole = quota::state(None, excellent, good, rules.members.percent, settings);
    let quota = if rules.is_by_group() { groups::summed(&groups, whole) } else { whole };
    let branch_quotas = branch_quotas(&branches, context);
    let provisional = branches.iter().any(BranchResult::is_out);
    let decisions = None;
    let units = units(&branches, context);
    let results = CommuneResult {
        branches,
        units,
        total,
        quota,
        groups,
        branch_quotas,
        provisional,
        decisions,
        before: None,
        above: None,
    };
    let mut findings = quota::findings(&results, context);
    findings.extend(groups::unknown_decisions(&results, context));
    findings.extend(groups::late_decisions(context));
    findings.extend(groups::in_no_group(&results, context));
    findings.extend(groups::empty_groups(&results, context));
    findings.extend(for_the_hand(&results, context));
    (results, findings)
}

/// The units that are rated: those of a kind on which the regulation says who decides. One under
/// which no branch stands has nothing that it could be rated by.
fn units(branches: &[BranchResult], context: &Context) -> Vec<UnitResult> {
    let Some(workspace) = context.workspace.filter(|it| !it.unit.is_empty()) else {
        return Vec::new();
    };
    let authorities = context.authorities();
    let all = workspace.unit.iter().filter_map(|unit| {
        let kind = authorities.kind_of_unit(unit);
        authorities.ground(kind)?;
        let own = branches.iter().filter(|it| workspace.is_under(&it.branch, unit));
        let own: Vec<String> = own.map(|it| it.branch.code.clone()).collect();
        let (code, name) = (unit.code.clone(), unit.name.trim().to_owned());
        (!own.is_empty()).then_some(UnitResult { code, name, kind, branches: own })
    });
    all.collect()
}

/// The branch with its tally, if it is in.
fn counted(mut result: BranchResult, regime: &Regime) -> BranchResult {
    if let Some(form) = result.accepted_mut() {
        form.tally = tally(&form.extract, regime);
    }
    result
}

/// Counts the rows of one branch, guests aside.
fn tally(form: &Extract, regime: &Regime) -> Tally {
    let mut tally = Tally { causes: vec![0; regime.causes().len()], ..Tally::default() };
    for member in form.members() {
        count(&mut tally, &member, regime);
    }
    tally
}

/// Counts one row, unless it is a guest's.
fn count(tally: &mut Tally, member: &MemberBrief, regime: &Regime) {
    match member.standing() {
        Standing::Guest => return,
        Standing::Exempt => tally.exempt += 1,
        Standing::Unrated => tally.unrated += 1,
        Standing::Rated(rating) => {
            tally.rated += 1;
            tally.ratings[rating.place()] += 1;
            if rating == Rating::Unsatisfactory
                && let Some(count) = tally.causes.get_mut(cause_place(member, regime))
            {
                *count += 1;
            }
        }
    }
    tally.members += 1;
}

/// Place of a member's cause of failing in the form's list. Without a cause
/// (which is an error, unless it was let through) it is the last: "Khác".
fn cause_place(member: &MemberBrief, regime: &Regime) -> usize {
    let causes = regime.causes();
    let place = causes.iter().position(|it| it.key == member.cause);
    place.unwrap_or(causes.len().saturating_sub(1))
}

/// Excellent and good branches by kind, in the order of first appearance.
fn branch_quotas(branches: &[BranchResult], context: &Context) -> Vec<QuotaState> {
    let mut groups: Vec<(&str, u32, u32)> = Vec::new();
    for result in branches {
        let kind = context.regime.branch_kind(&result.branch.kind);
        let place = groups.iter().position(|it| it.0 == kind).unwrap_or_else(|| {
            groups.push((kind, 0, 0));
            groups.len() - 1
        });
        match result.own_row().and_then(|it| it.counted()) {
            Some(Rating::Excellent) => groups[place].1 += 1,
            Some(Rating::Good) => groups[place].2 += 1,
            Some(Rating::Satisfactory | Rating::Unsatisfactory) | None => {}
        }
    }
    let (rule, settings) = (&context.regime.rules.quota.branches, context.settings);
    let state = |&(kind, excellent, good): &(&str, u32, u32)| {
        quota::state(Some(kind.to_owned()), excellent, good, rule.percent, settings)
    };
    groups.iter().map(state).collect()
}

/// Says which rows the clerk has to fill by hand.
fn for_the_hand(results: &CommuneResult, context: &Context) -> Option<Finding> {
    let profile = &context.regime.consolidated;
    let sheet = &profile.reviews;
    if profile.goes_without("reviews") {
        return None;
    }
    let rows: Vec<_> = sheet.rows_for_the_hand().map(|it| it.label.as_str()).collect();
    let is_any_in = results.branches.iter().any(BranchResult::is_accepted);
    (is_any_in && !rows.is_empty()).then(|| {
        Finding::new(&FOR_THE_HAND)
            .arg("sheet", &sheet.sheet.name)
            .arg("rows", rows.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>().join(", "))
    })
}
