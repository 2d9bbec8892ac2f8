//! Groups of members of similar role, in which a quota may be counted.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{
    BranchResult, CommuneResult, Group, MemberBrief, PartialDate, QuotaState, Rating, Standing,
    Tally,
};
use crate::regime::Regime;

use super::{DECISION_LATE, DECISION_WITHOUT_GROUP, GROUP_EMPTY, IN_NO_GROUP, count, quota};

/// Members in no group are named up to this number.
const NAMED: usize = 12;

/// A group while it is counted.
struct Counted {
    name: String,
    /// The best place of a member's own form in the form's list: leaders stand first.
    place: usize,
    tally: Tally,
    is_outside: bool,
}

/// The groups that have a member, those of the higher forms first, else in the
/// order of first appearance. Members of whom no group is known come last.
pub(super) fn of(branches: &[BranchResult], context: &Context) -> Vec<Group> {
    let regime = context.regime;
    let mut found: Vec<Counted> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let members =
        branches.iter().flat_map(|branch| branch.members().map(move |member| (branch, member)));
    for (branch, member) in members.filter(|it| it.1.standing() != Standing::Guest) {
        let name = context.group_of(branch, &member);
        let key = fold(name);
        let at = *places.entry(key).or_insert_with(|| {
            let tally = Tally { causes: vec![0; regime.causes().len()], ..Tally::default() };
            let is_outside = context.is_head_outside(branch, &member);
            found.push(Counted { name: name.to_owned(), place: usize::MAX, tally, is_outside });
            found.len() - 1
        });
        let group = &mut found[at];
        group.place = group.place.min(place(&member, regime));
        count(&mut group.tally, &member, regime);
    }
    let fixed = fixed_places(context);
    found.sort_by_key(|it| {
        // Heads first, then as the workspace fixes them.
        let fixed = fixed.get(&fold(&it.name)).copied().unwrap_or(usize::MAX);
        (!it.is_outside, fixed, it.place)
    });
    found.into_iter().map(|it| judged(it, context)).collect()
}

/// Places of the groups that the workspace fixes, by their folded names.
fn fixed_places(context: &Context) -> BTreeMap<String, usize> {
    let fixed = context.workspace.map_or(&[][..], |it| &it.group);
    fixed.iter().enumerate().map(|(place, it)| (fold(&it.name), place)).collect()
}

/// Place of the member's own form in the form's list; the last without one.
fn place(member: &MemberBrief, regime: &Regime) -> usize {
    let forms = regime.self_forms();
    forms.iter().position(|it| it.key == member.self_form).unwrap_or(usize::MAX)
}

fn judged(it: Counted, context: &Context) -> Group {
    let rule = &context.regime.rules.quota.members;
    let decision = context.decision(&it.name);
    let percent = decision.and_then(|own| u8::try_from(own.percent).ok());
    let (excellent, good) = (it.tally.count(Rating::Excellent), it.tally.count(Rating::Good));
    let percent = percent.unwrap_or(rule.percent);
    let mut quota = quota::state(Some(it.name.clone()), excellent, good, percent, context.settings);
    if it.is_outside {
        (quota.limit, quota.base) = (excellent, 0);
        (quota.limit_good, quota.limit_good_or_better) = (excellent, excellent);
    }
    Group { name: it.name, tally: it.tally, quota, is_outside: it.is_outside }
}

/// The sums of the groups: no more than these are allowed in all. Whoever no quota holds for
/// is in none of them.
pub(super) fn summed(groups: &[Group], whole: QuotaState) -> QuotaState {
    let counted = || groups.iter().filter(|it| !it.is_outside);
    let sum = |of: fn(&QuotaState) -> u32| counted().map(|it| of(&it.quota)).sum();
    QuotaState {
        excellent: sum(|it| it.excellent),
        good: sum(|it| it.good),
        base: sum(|it| it.base),
        limit: sum(|it| it.limit),
        limit_good: sum(|it| it.limit_good),
        limit_good_or_better: sum(|it| it.limit_good_or_better),
        ..whole
    }
}

/// Decisions for groups that no accepted form has.
pub(super) fn unknown_decisions(results: &CommuneResult, context: &Context) -> Vec<Finding> {
    let decisions = context.workspace.map_or(&[][..], |it| &it.quota_decision);
    let is_known = |group: &str| {
        let named = fold(context.group_named(group));
        results.groups.iter().any(|it| fold(&it.name) == named)
    };
    let unknown = decisions.iter().filter(|it| !is_known(&it.group));
    let known: Vec<_> = results.groups.iter().map(|it| format!("“{}”", it.name)).collect();
    let told = unknown.map(|it| {
        Finding::new(&DECISION_WITHOUT_GROUP)
            .arg("number", &it.number)
            .arg("date", &it.date)
            .arg("group", &it.group)
            .arg("known", known.join(", "))
            .rule(
                &context.regime.rules.quota.members.rule,
                &context.regime.rules.quota.members.clause,
            )
    });
    told.collect()
}

/// Members whom none of the workspace's groups takes: they are counted as their forms say.
pub(super) fn in_no_group(results: &CommuneResult, context: &Context) -> Option<Finding> {
    if context.workspace.is_none_or(|it| it.group.is_empty()) {
        return None;
    }
    let mut names = Vec::new();
    for branch in &results.branches {
        for member in branch.members().filter(|it| it.standing() != Standing::Guest) {
            let is_in = context.is_head_outside(branch, &member)
                || context.fixed_group(branch, &member).is_some();
            if !is_in {
                names.push(format!("{} ({})", member.name, branch.branch.code));
            }
        }
    }
    let count = names.len();
    let more = if count > NAMED { ", …" } else { "" };
    names.truncate(NAMED);
    (count > 0).then(|| {
        let listed = names.join(", ");
        Finding::new(&IN_NO_GROUP).arg("count", count).arg("members", format!("{listed}{more}"))
    })
}

/// Groups of the workspace that nobody is in.
pub(super) fn empty_groups(results: &CommuneResult, context: &Context) -> Vec<Finding> {
    let fixed = context.workspace.map_or(&[][..], |it| &it.group);
    if results.provisional {
        return Vec::new();
    }
    let is_empty = |name: &str| !results.groups.iter().any(|it| fold(&it.name) == fold(name));
    let empty = fixed.iter().filter(|it| is_empty(&it.name));
    empty.map(|it| Finding::new(&GROUP_EMPTY).arg("group", &it.name)).collect()
}

/// Decisions of after 31 December, where the regulation asks for haste.
pub(super) fn late_decisions(context: &Context) -> Vec<Finding> {
    let Some(rule) = context.regime.rules.rule("R-DEADLINE-D") else { return Vec::new() };
    let end = context.year_end();
    let decisions = context.workspace.map_or(&[][..], |it| &it.quota_decision);
    let late = decisions.iter().filter(|it| it.day().is_some_and(|it| it > end));
    let told = late.map(|it| {
        let finding = Finding::new(&DECISION_LATE)
            .arg("number", &it.number)
            .arg("date", &it.date)
            .arg("group", &it.group)
            .arg("end", PartialDate::Day(end));
        let weight = rule.own_weight(end).unwrap_or(DECISION_LATE.severity);
        context.cite(finding, "R-DEADLINE-D").severity(weight)
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consolidate::consolidate;
    use crate::context::fixture::World;
    use crate::finding::{Arg, Severity};
    use crate::model::fixture::{member, submission};
    use crate::model::{
        Accepted, At, BranchForm, CellRef, Eligibility, Extract, LeaderScope, Member, Slot,
    };
    use crate::regime::rules::Within;
    use crate::workspace::{
        FixedGroup, Heads, QuotaBase, QuotaDecision, QuotaHeads, QuotaRounding,
    };

    fn slot(text: &str) -> Slot<String> {
        let at = CellRef::new(&"2_DangVien".into(), 9, 14);
        Slot::Is(At { value: text.to_owned(), at })
    }

    /// So many excellent and good members of a group.
    fn people(group: &str, excellent: usize, good: usize) -> Vec<Member> {
        let ratings = std::iter::repeat_n(Rating::Excellent, excellent)
            .chain(std::iter::repeat_n(Rating::Good, good));
        ratings
            .map(|rating| {
                let mut one = member(0);
                one.proposal.put(rating);
                if !group.is_empty() {
                    one.group = slot(group);
                }
                one
            })
            .collect()
    }

    fn world() -> World {
        let mut world = World::new();
        let members = &mut world.regime.rules.quota.members;
        (members.within, members.ungrouped) = (Within::SimilarRole, "Chưa rõ nhóm".to_owned());
        members.percent_with_decision = Some(25);
        world
    }

    fn decide(world: &mut World, group: &str, percent: u32) {
        world.workspace.quota_decision.push(QuotaDecision {
            number: "1-QĐ/ĐU".to_owned(),
            date: "05/12/2026".to_owned(),
            percent,
            group: group.to_owned(),
        });
    }

    fn run(world: &World, members: Vec<Member>) -> (CommuneResult, Vec<Finding>) {
        run_as(world, members, true)
    }

    fn run_as(
        world: &World,
        members: Vec<Member>,
        is_second_in: bool,
    ) -> (CommuneResult, Vec<Finding>) {
        let context = world.context();
        let mut form = submission();
        form.members = members;
        let branch = |place: usize, form| BranchResult {
            branch: world.workspace.branch[place].clone(),
            form,
        };
        let accepted = |form: &crate::model::Submission| {
            BranchForm::Accepted(Box::new(Accepted::new(None, Extract::from(form))))
        };
        let mut other = submission();
        other.members.clear();
        other.collectives.clear();
        let second = if is_second_in { accepted(&other) } else { BranchForm::Missing };
        let branches = vec![branch(0, accepted(&form)), branch(1, second)];
        let (results, mut findings) = consolidate(branches, &context);
        findings.retain(|it| it.code.id != "C406");
        (results, findings)
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|it| it.code.id).collect()
    }

    #[test]
    fn twenty_and_twenty_five_percent_with_and_without_a_decision() {
        for (excellent, good, decided, wanted) in [
            (20, 100, None, &[][..]),
            (21, 100, None, &["C410"]),
            (25, 100, None, &["C410"]),
            (25, 100, Some(25), &[]),
            (26, 100, Some(25), &["C410"]),
            (22, 100, Some(22), &[]),
            (23, 100, Some(22), &["C410"]),
            // Fractions are dropped: 20 % of 104 are 20.8, 25 % of 103 are 25.75.
            (20, 104, None, &[]),
            (21, 104, None, &["C410"]),
            (25, 103, Some(25), &[]),
            (26, 103, Some(25), &["C410"]),
        ] {
            let mut world = world();
            if let Some(percent) = decided {
                decide(&mut world, "giáo  VIÊN", percent);
            }
            let (results, findings) = run(&world, people("Giáo viên", excellent, good));
            assert_eq!(codes(&findings), wanted, "{excellent} of {good}, {decided:?}");
            assert_eq!(results.groups[0].name, "Giáo viên");
            for finding in &findings {
                assert_eq!((finding.severity, &finding.cell), (Severity::Error, &None));
                assert!(finding.args.contains(&("group", Arg::from("Giáo viên"))));
            }
        }
    }

    #[test]
    fn room_in_one_group_is_none_in_another() {
        let world = world();
        let mut members = people("Giáo viên", 3, 10);
        members.extend(people("GIÁO VIÊN", 0, 4));
        // Of the commune as a whole 20 % would be 23.
        members.extend(people("Công an", 0, 104));
        let (results, findings) = run(&world, members);
        let told: Vec<_> =
            results.groups.iter().map(|it| (it.name.as_str(), it.quota.limit)).collect();
        assert_eq!(told, [("Giáo viên", 2), ("Công an", 20)], "one group, however it is typed");
        assert_eq!((results.quota.limit, results.quota.excellent, results.over()), (22, 3, 1));
        assert_eq!(codes(&findings), ["C410"]);
        assert_eq!(results.quotas().count(), 2);
    }

    #[test]
    fn a_group_that_is_too_small_is_said_to_be() {
        for (excellent, good, wanted) in
            [(0, 4, &[][..]), (1, 4, &["C413"]), (1, 5, &[]), (2, 5, &["C410"]), (1, 0, &["C413"])]
        {
            let (_, findings) = run(&world(), people("Quân sự", excellent, good));
            assert_eq!(codes(&findings), wanted, "{excellent} of {good}");
        }
        let mut up = world();
        up.workspace.settings.quota_rounding = QuotaRounding::Up;
        let (_, findings) = run(&up, people("Quân sự", 1, 4));
        assert_eq!(codes(&findings), ["C412"], "rounding up is never silent");
        let mut pool = world();
        pool.workspace.settings.quota_base = QuotaBase::GoodOrBetter;
        assert_eq!(codes(&run(&pool, people("Quân sự", 1, 4)).1), [""; 0]);
    }

    #[test]
    fn while_a_branch_is_out_nothing_is_certain() {
        let members = people("Quân sự", 1, 4);
        let (_, findings) = run_as(&world(), members, false);
        assert_eq!(codes(&findings), ["C411"]);
        assert_eq!(findings[0].severity, Severity::Warning);
    }

    #[test]
    fn a_decision_for_a_group_that_nobody_is_in_is_told() {
        let mut world = world();
        decide(&mut world, "Giáo viên mầm non", 25);
        let (_, findings) = run(&world, people("Giáo viên", 1, 9));
        assert_eq!(codes(&findings), ["C416"]);
    }

    #[test]
    fn a_decision_of_after_the_year_is_late() {
        for (regime, date, expected) in [
            ("2025-hd43", "31/12/2026", vec![]),
            ("2025-hd43", "01/01/2027", vec!["C417"]),
            ("2019-hd21", "01/01/2027", vec![]),
        ] {
            let mut world = world();
            world.workspace.year = 2026;
            let rule = World::with_points().regime.rules.rule["R-DEADLINE-D"].clone();
            if regime == "2025-hd43" {
                world.regime.rules.rule.insert("R-DEADLINE-D".to_owned(), rule);
            }
            decide(&mut world, "Giáo viên", 25);
            date.clone_into(&mut world.workspace.quota_decision[0].date);
            let (_, findings) = run(&world, people("Giáo viên", 1, 9));
            assert_eq!(codes(&findings), expected, "{regime} {date}");
            assert!(findings.iter().all(|it| it.severity == Severity::Warning));
        }
    }

    #[test]
    fn a_group_without_a_rated_member_is_there_and_has_no_quota() {
        for (why, quotas) in [
            (Eligibility::Exempt, vec!["Giáo viên"]),
            (Eligibility::Rated, vec!["Giáo viên", "Chưa rõ nhóm"]),
        ] {
            let mut members = people("Giáo viên", 1, 9);
            members.extend(people("", 0, 1));
            members[10].eligibility.put(why);
            let (results, _) = run(&world(), members);
            assert_eq!(results.groups.len(), 2);
            let judged: Vec<_> = results.quotas().filter_map(|it| it.group.as_deref()).collect();
            assert_eq!(judged, quotas, "{why:?}");
        }
    }

    #[test]
    fn everybody_is_in_one_group_and_guests_in_none() {
        let world = world();
        let mut members = people("Giáo viên", 1, 9);
        members.extend(people("", 0, 3));
        members[0].eligibility.put(Eligibility::Temporary);
        members[1].eligibility.put(Eligibility::Exempt);
        let (results, _) = run(&world, members);
        let told: Vec<_> =
            results.groups.iter().map(|it| (it.name.as_str(), it.tally.members)).collect();
        assert_eq!(told, [("Giáo viên", 9), ("Chưa rõ nhóm", 3)]);
        let sum: u32 = results.groups.iter().map(|it| it.tally.members).sum();
        assert_eq!(sum, results.total.members);
        assert_eq!(results.groups[0].tally.exempt, 1);
    }

    fn fix(world: &mut World, name: &str, change: impl FnOnce(&mut FixedGroup)) {
        let mut group = FixedGroup { name: name.to_owned(), ..FixedGroup::default() };
        change(&mut group);
        world.workspace.group.push(group);
    }

    #[test]
    fn groups_of_the_workspace_do_not_hang_on_what_was_typed() {
        let mut world = world();
        fix(&mut world, "Công an", |it| it.branches = vec!["th".to_owned()]);
        fix(&mut world, "Thôn", |it| it.kinds = vec!["Thôn bản".to_owned()]);
        let mut members = people("Giáo viên", 1, 5);
        members.extend(people("GV", 0, 2));
        members.extend(people("", 0, 2));
        let (results, findings) = run(&world, members);
        let told: Vec<_> =
            results.groups.iter().map(|it| (it.name.as_str(), it.tally.members)).collect();
        assert_eq!(told, [("Thôn", 10)]);
        assert_eq!(codes(&findings), ["C431"], "nobody is in the first");
        // A decision is for the group by its name.
        decide(&mut world, "thôn", 25);
        let (results, _) = run(&world, people("GV", 1, 4));
        assert_eq!(results.groups[0].quota.percent, 25);
    }

    #[test]
    fn who_is_in_no_group_is_named_and_counted_as_the_form_says() {
        let mut world = world();
        fix(&mut world, "Trường học", |it| it.kinds = vec!["Trường học".to_owned()]);
        let (results, findings) = run(&world, people("Dân quân", 1, 5));
        assert_eq!(results.groups[0].name, "Dân quân");
        assert_eq!(codes(&findings), ["C430", "C431"]);
        assert!(findings[0].args.contains(&("count", Arg::from(6_usize))));
        // The last one without a condition takes everybody.
        fix(&mut world, "Khác", |_| {});
        let (results, findings) = run(&world, people("Dân quân", 1, 5));
        assert_eq!(results.groups[0].name, "Khác");
        assert_eq!(codes(&findings), ["C431"]);
    }

    #[test]
    fn heads_are_outside_the_quota_of_the_others_only_by_the_setting() {
        let mut world = world();
        world.regime.rules.quota.members.heads = "Người đứng đầu".to_owned();
        let members = || {
            let mut members = people("Giáo viên", 2, 5);
            let at = CellRef::new(&"2_DangVien".into(), 9, 5);
            let post = At { value: "Bí thư chi bộ".to_owned(), at };
            members[0].party_post = Slot::Is(post);
            members[6].leader.put(LeaderScope::Committee);
            members
        };
        let (_, findings) = run(&world, members());
        assert_eq!(codes(&findings), ["C410"], "2 of 5, and one is allowed");
        for (heads, outside, base, wanted) in [
            (Heads::Both, (1, 1), 4, &["C413"][..]),
            (Heads::Secretary, (1, 0), 5, &[]),
            (Heads::Leaders, (0, 1), 4, &["C413"]),
        ] {
            world.workspace.settings.quota_heads = QuotaHeads::Outside;
            world.workspace.settings.heads = heads;
            let (results, findings) = run(&world, members());
            let head = &results.groups[0];
            assert!(head.is_outside, "{heads:?}");
            assert_eq!((head.quota.excellent, head.quota.good), outside, "{heads:?}");
            assert_eq!((results.groups[1].quota.base, results.quota.base), (base, base));
            assert_eq!(results.quotas().count(), 1, "no quota holds for heads");
            assert_eq!(results.outside(), outside.0);
            assert_eq!(codes(&findings), wanted, "{heads:?}");
        }
    }
}
