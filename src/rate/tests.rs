//! Each condition on both sides of its limit, through one `check`.

mod collectives;
mod hd25;
mod members;
mod points;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::context::fixture::World;
use crate::model::Hundredths;
use crate::model::fixture::submission;
use crate::words::{Catalogue, Lang};

static CATALOGUES: LazyLock<[Catalogue; 2]> =
    LazyLock::new(|| [Lang::Vi, Lang::En].map(Catalogue::new));

/// What rating says of the fixture's form after a change, a finding a line:
/// `X301 2_DangVien!AD10 R-HTXS-A R-SICK-A`. Every finding is put into words
/// and its rules are looked up in the profile.
#[track_caller]
fn check(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    check_in(&World::new(), change)
}

#[track_caller]
fn check_in(world: &World, change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let (_, found) = rated(world, change);
    found.iter().map(|it| plain(it, world)).collect()
}

fn rated(world: &World, change: impl FnOnce(&mut Submission)) -> (Rated, Vec<Finding>) {
    let mut form = submission();
    change(&mut form);
    rate(form, &world.context())
}

#[track_caller]
fn plain(finding: &Finding, world: &World) -> String {
    for catalogue in CATALOGUES.iter() {
        let worded = catalogue.render(finding);
        let text = format!("{} {:?} {}", worded.message, worded.expected, worded.help);
        assert!(!text.contains('{'), "an argument is missing: {text}");
    }
    let conditions = &world.regime.rules.condition;
    let is_cited = |rule: &str, clause: &str| {
        conditions.iter().any(|it| *it.rule == *rule && *it.clause == *clause)
    };
    let (rule, clause) = (finding.rule.as_deref(), finding.clause.as_deref());
    assert!(is_cited(rule.unwrap_or_default(), clause.unwrap_or_default()), "{rule:?}");
    assert!(CODES.contains(&finding.code));
    let rules: Vec<_> = finding.reasons.iter().map(|it| &*it.rule).collect();
    let cell = finding.cell.as_ref().expect("a rating has a cell");
    format!("{} {cell} {}", finding.code.id, rules.join(" ")).trim_end().to_owned()
}

/// The message of the only finding, in Vietnamese.
#[track_caller]
fn message(change: impl FnOnce(&mut Submission)) -> String {
    let (_, found) = rated(&World::new(), change);
    let [finding] = &found[..] else { panic!("{} findings", found.len()) };
    CATALOGUES[0].render(finding).message
}

#[test]
fn a_right_form_has_no_finding_and_a_ceiling_for_each() {
    let (rated, found) = rated(&World::new(), |_| {});
    assert_eq!(found, []);
    assert_eq!(rated.members.len(), 5);
    for ceiling in rated.members.iter().chain(&rated.collectives) {
        let ceiling = ceiling.as_ref().expect("all are rated");
        // Grades are good throughout, so that the best rating is out of reach.
        assert_eq!((ceiling.certain, ceiling.inferred), (Rating::Good, Rating::Good));
        assert!(ceiling.trace.iter().all(|it| it.ran));
    }
}

#[test]
fn codes_are_unique_and_in_order_and_explained() {
    let ids: Vec<_> = CODES.iter().map(|it| it.id).collect();
    let sorted: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids, sorted.into_iter().collect::<Vec<_>>());
    for catalogue in CATALOGUES.iter() {
        for code in CODES {
            let entry = catalogue.entry(code.id).unwrap_or_else(|| panic!("{} unworded", code.id));
            assert!(!entry.title.contains('{') && !entry.why.contains('{'), "{}", code.id);
        }
    }
}

#[test]
fn every_condition_of_the_profile_is_worded() {
    let world = World::new();
    for condition in &world.regime.rules.condition {
        for catalogue in CATALOGUES.iter() {
            let entry = catalogue.condition(&condition.rule);
            let entry = entry.unwrap_or_else(|| panic!("{} unworded", condition.rule));
            assert!(!entry.title.contains('{') && !entry.why.contains('{'), "{}", condition.rule);
        }
    }
}

#[test]
fn the_trace_is_in_the_profiles_order_and_tells_each_condition() {
    let world = World::new();
    let (rated, _) = rated(&world, |form| form.members[1].sick_months.put(Hundredths::new(350)));
    let ceiling = rated.members[1].as_ref().expect("rated");
    let rules: Vec<_> = ceiling.trace.iter().map(|it| &*it.rule).collect();
    // Not asked: what is only about the secretary, and what no setting turned on.
    let asked = |it: &&Condition| {
        it.subject == Subject::Member && !["R-LEAD-A", "R-HEAD-CAP"].contains(&&*it.rule)
    };
    let conditions = world.regime.rules.condition.iter().filter(asked);
    assert_eq!(rules, conditions.map(|it| &*it.rule).collect::<Vec<_>>());
    let sick = ceiling.trace.iter().find(|it| &*it.rule == "R-SICK-A").expect("asked");
    assert_eq!(sick.cap, Some(Rating::Satisfactory));
    assert!(sick.args.contains(&("months", "3,5".to_owned())), "{:?}", sick.args);
    assert_eq!(ceiling.certain, Rating::Satisfactory);
}

#[test]
fn all_that_fails_is_one_finding_certain_reasons_first() {
    let change = |form: &mut Submission| {
        let member = &mut form.members[1];
        member.criteria[0].grade.put(crate::model::Grade::Poor);
        member.sick_months.put(Hundredths::whole(3));
    };
    // Proposed: good. R-HTXS-A fails too, but forbids only the best rating.
    assert_eq!(check(change), ["X301 2_DangVien!AD11 R-SICK-A R-HTT-A R-HT-A"]);
    assert_eq!(
        message(change),
        "Ma Văn Bình được đề nghị HTTNV, nhưng theo quy định tối đa là HTNV: \
         nghỉ ốm 3 tháng trong năm, từ 3 tháng trở lên thì tối đa HTNV; \
         mức HTTNV cần tiêu chí về nhiệm vụ từ Tốt, tiêu chí khác từ Trung bình trở lên \
         (phiếu ghi Tư tưởng chính trị: Kém); \
         mức HTNV cần tiêu chí về nhiệm vụ từ Trung bình, tiêu chí khác từ Trung bình trở lên \
         (phiếu ghi Tư tưởng chính trị: Kém)"
    );
    // Between the ceilings it only warns.
    let inferred = |form: &mut Submission| {
        change(form);
        form.members[1].proposal.put(Rating::Satisfactory);
    };
    assert_eq!(check(inferred), ["X302 2_DangVien!AD11 R-HT-A"]);
    let lowest = |form: &mut Submission| {
        change(form);
        form.members[1].proposal.put(Rating::Unsatisfactory);
        // The branch has one member in five who fails it.
        form.collectives[0].proposal.put(Rating::Satisfactory);
    };
    assert_eq!(check(lowest), [""; 0]);
}
