//! Each rule on both sides of its limit, through one `check`.

mod between_branches;
mod counts;
mod dates;
mod hd25;
mod identity;
mod members;
mod points;
mod scores;
mod votes;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::context::fixture::World;
use crate::model::fixture::submission;
use crate::words::{Catalogue, Lang};

static CATALOGUES: LazyLock<[Catalogue; 2]> =
    LazyLock::new(|| [Lang::Vi, Lang::En].map(Catalogue::new));

/// What a test does to the form.
type Change = fn(&mut Submission);

/// What the rules say of the fixture's form after a change, a finding a line:
/// `V401 2_DangVien!H10`. Every finding is also put into words and has its
/// rule looked up in the profile.
#[track_caller]
fn check(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    check_in(&World::new(), change)
}

#[track_caller]
fn check_in(world: &World, change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let mut form = submission();
    change(&mut form);
    let found = validate(&form, &world.context());
    found.iter().map(|it| plain(it, world)).collect()
}

/// A finding as a line, after looking that nothing is missing in it.
#[track_caller]
fn plain(finding: &Finding, world: &World) -> String {
    for catalogue in CATALOGUES.iter() {
        let worded = catalogue.render(finding);
        let text = format!("{} {:?} {}", worded.message, worded.expected, worded.help);
        assert!(!text.contains('{'), "an argument is missing: {text}");
    }
    if let Some(rule) = &finding.rule {
        assert!(world.regime.rules.clause(rule).is_some(), "no rule {rule} in the profile");
        assert!(finding.clause.as_ref().is_some_and(|it| !it.is_empty()));
    }
    assert!(CODES.contains(&finding.code), "{} is not listed", finding.code.id);
    match (&finding.cell, &finding.sheet) {
        (Some(cell), _) => format!("{} {cell}", finding.code.id),
        (None, Some(sheet)) => format!("{} {sheet}", finding.code.id),
        (None, None) => finding.code.id.to_owned(),
    }
}

/// The message of the only finding, in Vietnamese.
#[track_caller]
fn message(world: &World, change: impl FnOnce(&mut Submission)) -> String {
    let mut form = submission();
    change(&mut form);
    let found = validate(&form, &world.context());
    let [finding] = &found[..] else { panic!("{} findings", found.len()) };
    CATALOGUES[0].render(finding).message
}

#[test]
fn a_right_form_has_no_finding() {
    assert_eq!(check(|_| {}), [""; 0]);
}

#[test]
fn codes_are_unique_and_in_order() {
    let ids: Vec<_> = CODES.iter().map(|it| it.id).collect();
    let sorted: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids, sorted.into_iter().collect::<Vec<_>>());
    let names: BTreeSet<_> = CODES.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), CODES.len());
    let rules: Vec<_> = RULES.iter().map(|it| it.code.id).collect();
    assert!(rules.is_sorted(), "{rules:?}");
    let is_across = |it: &&str| {
        let ranges = ["V704"..="V707", "V710"..="V713", "V716"..="V717"];
        ranges.iter().any(|own| own.contains(it))
    };
    let single: Vec<_> = ids.into_iter().filter(|it| !is_across(it)).collect();
    assert_eq!(rules, single);
}

#[test]
fn every_code_is_explained_without_arguments() {
    for catalogue in CATALOGUES.iter() {
        for code in CODES {
            let entry = catalogue.entry(code.id).unwrap_or_else(|| panic!("{} unworded", code.id));
            assert!(!entry.title.contains('{') && !entry.why.contains('{'), "{}", code.id);
        }
    }
}

/// What reading reported is not reported again, in whatever field it is.
#[test]
fn what_could_not_be_read_gives_no_finding() {
    let table: &[Change] = &[
        |form| form.info.form_code.spoil(),
        |form| form.info.branch_code.spoil(),
        |form| form.info.branch_name.spoil(),
        |form| form.info.branch_kind.spoil(),
        |form| form.info.year.spoil(),
        |form| form.info.secretary.spoil(),
        |form| form.info.founded.spoil(),
        |form| form.info.meeting.spoil(),
        |form| form.info.total.spoil(),
        |form| form.info.official.spoil(),
        |form| form.info.rated.spoil(),
        |form| form.info.summoned.spoil(),
        |form| form.info.present.spoil(),
        |form| form.info.ballots_issued.spoil(),
        |form| form.info.ballots_collected.spoil(),
        |form| form.info.ballots_valid.spoil(),
        |form| form.info.ballots_invalid.spoil(),
        |form| form.members[1].name.spoil(),
        |form| form.members[1].birth.spoil(),
        |form| form.members[1].gender.spoil(),
        |form| form.members[1].ethnicity.spoil(),
        |form| form.members[1].admitted.spoil(),
        |form| form.members[1].official.spoil(),
        |form| form.members[1].card.spoil(),
        |form| form.members[1].eligibility.spoil(),
        |form| form.members[1].reviewed.spoil(),
        |form| form.members[1].criteria[0].grade.spoil(),
        |form| form.members[1].tasks_done.spoil(),
        |form| form.members[1].self_rating.spoil(),
        |form| form.members[1].ballots[1].spoil(),
        |form| form.members[1].proposal.spoil(),
        |form| form.members[1].cause.spoil(),
        |form| form.members[1].discipline.spoil(),
        |form| form.members[1].excellent_years.spoil(),
        |form| form.members[1].reason.spoil(),
        |form| form.collectives[0].name.spoil(),
        |form| form.collectives[0].kind.spoil(),
        |form| form.collectives[0].proposal.spoil(),
    ];
    for (place, change) in table.iter().enumerate() {
        assert_eq!(check(change), [""; 0], "change {place}");
    }
}
