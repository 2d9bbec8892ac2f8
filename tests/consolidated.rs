//! The consolidated workbook of an invented commune, from rated forms to bytes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/commune.rs"]
mod commune;

use xeploai::consolidate::consolidate;
use xeploai::context::Context;
use xeploai::finding::{Finding, Severity};
use xeploai::model::{BranchResult, BranchStatus, Eligibility, Rating, Rollup, Slot};
use xeploai::regime::{Regime, Sources};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::Workspace;

struct Commune {
    regime: Regime,
    workspace: Workspace,
}

impl Commune {
    fn new(settings: &str) -> Self {
        let regime = Sources::builtin().regime("2019-hd21").unwrap();
        Self { regime, workspace: commune::workspace(settings) }
    }

    fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        }
    }

    fn results(&self) -> Vec<BranchResult> {
        commune::results(&self.workspace)
    }

    fn consolidate(&self) -> (Rollup, Vec<Finding>) {
        consolidate(self.results(), &self.context())
    }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|it| it.code.id).collect()
}

#[test]
fn every_row_is_counted_once_and_a_guest_never() {
    let commune = Commune::new("");
    let results = commune.results();
    let guests = |it: &BranchResult| {
        let members = &it.rated.as_ref().unwrap().submission.members;
        u32::try_from(members.iter().filter(|it| it.is_guest()).count()).unwrap()
    };
    assert_eq!(results.iter().map(guests).sum::<u32>(), 1);
    let rows: usize = results.iter().map(|it| it.rated.as_ref().unwrap().members.len()).sum();
    let (rollup, _) = consolidate(results, &commune.context());
    let total = &rollup.total;
    assert_eq!(total.members as usize, rows - 1);
    assert_eq!(total.members, total.exempt + total.unrated + total.rated);
    assert_eq!(total.rated, total.ratings.iter().sum::<u32>());
    assert_eq!(total.count(Rating::Unsatisfactory), total.causes.iter().sum::<u32>());
    assert!(total.ratings.iter().all(|it| *it > 0) && total.exempt > 0 && total.unrated > 0);
    for branch in &rollup.branches {
        assert_eq!(Some(branch.tally.as_ref().unwrap().members), branch.branch.members);
    }
}

#[test]
fn a_branch_that_is_out_counts_nothing_and_makes_the_quota_provisional() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let members = results[2].branch.members.unwrap();
    let all = consolidate(results.clone(), &commune.context()).0;
    // Even when its form is still at hand.
    results[2].status = BranchStatus::Returned;
    let (rollup, _) = consolidate(results, &commune.context());
    assert!(rollup.provisional && !all.provisional);
    assert_eq!(rollup.branches[2].tally, None);
    assert_eq!(rollup.total.members, all.total.members - members);
}

#[test]
fn an_unknown_eligibility_or_rating_counts_as_not_rated() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let before = consolidate(results.clone(), &commune.context()).0.total;
    let members = &mut results[0].rated.as_mut().unwrap().submission.members;
    let good: Vec<_> =
        (0..members.len()).filter(|&it| members[it].proposal.get() == Some(Rating::Good)).collect();
    members[good[0]].eligibility = Slot::Unread(None);
    members[good[1]].proposal = Slot::Unread(None);
    let after = consolidate(results, &commune.context()).0.total;
    assert_eq!((after.members, after.unrated), (before.members, before.unrated + 2));
    assert_eq!(after.count(Rating::Good), before.count(Rating::Good) - 2);
}

/// Gives every rated member the rating good, then the first `excellent` of them excellent.
fn with_excellent(results: &mut [BranchResult], excellent: usize) -> u32 {
    let mut rated = 0;
    for result in results {
        for member in &mut result.rated.as_mut().unwrap().submission.members {
            if member.eligibility.get() != Some(Eligibility::Rated) {
                continue;
            }
            if let Slot::Is(it) = &mut member.proposal {
                it.value = if rated < excellent { Rating::Excellent } else { Rating::Good };
                rated += 1;
            }
        }
    }
    u32::try_from(rated - excellent).unwrap()
}

#[test]
fn one_excellent_member_too_many_is_an_error_of_the_commune() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let mut excellent = 0;
    let (last_within, first_over) = loop {
        let good = with_excellent(&mut results, excellent);
        let findings = consolidate(results.clone(), &commune.context()).1;
        let is_over = u32::try_from(excellent).unwrap() * 5 > good;
        assert_eq!(codes(&findings).contains(&"C401"), is_over, "{excellent} of {good}");
        if is_over {
            break (excellent - 1, findings);
        }
        excellent += 1;
    };
    assert!(last_within > 0);
    let finding = first_over.iter().find(|it| it.code.id == "C401").unwrap();
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!((&finding.branch, &finding.file, &finding.cell), (&None, &None, &None));
    assert_eq!(finding.rule.as_deref(), Some("R-Q-MEM-A"));
    // While a branch is out it is only a warning.
    with_excellent(&mut results, 60);
    let last = results.pop().unwrap();
    results.push(commune::out(last, BranchStatus::Missing));
    let findings = consolidate(results, &commune.context()).1;
    let so_far = findings.iter().find(|it| it.code.id == "C402").unwrap();
    assert_eq!(so_far.severity, Severity::Warning);
    assert!(Catalogue::new(Lang::Vi).render(so_far).message.contains("Tạm tính"));
    assert!(!codes(&findings).contains(&"C401"));
}

#[test]
fn a_group_of_branches_without_an_excellent_one_is_never_mentioned() {
    let commune = Commune::new("");
    let (rollup, findings) = commune.consolidate();
    let kinds: Vec<_> =
        rollup.branch_quotas.iter().map(|it| it.group.as_deref().unwrap()).collect();
    assert_eq!(kinds, ["Thôn bản", "Trường học", "Hợp tác xã", "Trạm y tế", "Công an xã"]);
    for state in &rollup.branch_quotas {
        let said = findings.iter().filter(|it| {
            it.code.id == "C403"
                && it.args.iter().any(|arg| arg.1 == state.group.clone().unwrap().into())
        });
        assert_eq!(said.count(), usize::from(state.excellent > state.limit), "{state:?}");
    }
    let over: Vec<_> = rollup.branch_quotas.iter().filter(|it| it.excellent > 0).collect();
    assert!(!over.is_empty() && over.iter().any(|it| it.limit == 0));
}

#[test]
fn rounding_up_is_never_silent() {
    let commune = Commune::new("[settings]\nquota-rounding = \"up\"\n");
    let mut seen = 0;
    for branches in 10..=13 {
        let mut results = commune.results();
        results.truncate(branches);
        for excellent in 20..40 {
            let good = with_excellent(&mut results, excellent);
            let findings = consolidate(results.clone(), &commune.context()).1;
            let excellent = u32::try_from(excellent).unwrap();
            let is_only_rounded = excellent * 5 > good && excellent <= good.div_ceil(5);
            assert_eq!(
                codes(&findings).contains(&"C404"),
                is_only_rounded,
                "{excellent} of {good}"
            );
            seen += u32::from(is_only_rounded);
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_finding_renders_in_both_languages() {
    let commune = Commune::new("");
    let mut results = commune.results();
    with_excellent(&mut results, 60);
    let (_, mut findings) = consolidate(results.clone(), &commune.context());
    results[0].status = BranchStatus::Missing;
    findings.extend(consolidate(results.clone(), &commune.context()).1);
    let up = Commune::new("[settings]\nquota-rounding = \"up\"\n");
    while !codes(&findings).contains(&"C404") {
        results.pop();
        for excellent in 20..40 {
            with_excellent(&mut results, excellent);
            findings.extend(consolidate(results.clone(), &up.context()).1);
        }
    }
    for lang in [Lang::Vi, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for finding in &findings {
            let worded = catalogue.render(finding);
            let all = format!("{}{:?}{}", worded.message, worded.expected, worded.help);
            assert!(!all.contains(['{', '}']), "{all}");
        }
    }
    for id in ["C401", "C402", "C403", "C404", "C406"] {
        assert!(codes(&findings).contains(&id), "{id}");
    }
}

/// Writes the workbooks of the invented commune where a person can look at them:
/// `LOOK=/tmp/look cargo test --test consolidated -- --ignored`.
#[test]
#[ignore = "for the eye"]
#[expect(clippy::disallowed_methods, reason = "a folder that the person named")]
fn for_the_eye() {
    let folder = std::path::PathBuf::from(std::env::var_os("LOOK").unwrap());
    let commune = Commune::new("");
    let (rollup, _) = commune.consolidate();
    let bytes = xeploai::write::consolidated::workbook(&rollup, &commune.context()).unwrap();
    std::fs::write(folder.join("all.xlsx"), bytes).unwrap();
    let mut results = commune.results();
    with_excellent(&mut results, 62);
    let last = results.pop().unwrap();
    results.push(commune::out(last, BranchStatus::Missing));
    let second = results.remove(1);
    results.insert(1, commune::out(second, BranchStatus::Returned));
    let (rollup, _) = consolidate(results, &commune.context());
    let bytes = xeploai::write::consolidated::workbook(&rollup, &commune.context()).unwrap();
    std::fs::write(folder.join("some.xlsx"), bytes).unwrap();
}
