//! The meeting, its ballots, and the votes of each row.

use super::{Change, World, check, check_in};
use crate::model::{Eligibility, Rating, Submission};
use crate::workspace::VoteThreshold;

#[test]
fn ballots_of_sheet_1_are_in_order() {
    let table: &[(Change, &[&str])] = &[
        (|form| form.info.present.put(5u32), &[]),
        (|form| form.info.present.put(6u32), &["V601 1_ThongTinChiBo!C25"]),
        (|form| form.info.ballots_issued.put(5u32), &["V602 1_ThongTinChiBo!C26"]),
        (
            |form| {
                form.info.present.put(5u32);
                form.info.ballots_issued.put(5u32);
            },
            &["V603 1_ThongTinChiBo!C26"],
        ),
        (
            |form| {
                form.info.ballots_collected.put(5u32);
                form.info.ballots_invalid.put(1u32);
            },
            &["V604 1_ThongTinChiBo!C27"],
        ),
        (|form| form.info.ballots_collected.put(3u32), &["V605 1_ThongTinChiBo!C27"]),
        (|form| form.info.ballots_invalid.put(1u32), &["V605 1_ThongTinChiBo!C27"]),
        (|form| form.info.ballots_invalid.clear(), &["V202 1_ThongTinChiBo!C29"]),
    ];
    for (place, (change, expected)) in table.iter().enumerate() {
        assert_eq!(check(change), *expected, "change {place}");
    }
}

#[test]
fn official_members_are_those_of_the_rows_else_of_sheet_1() {
    let found = check(|form| {
        form.members[1].official.spoil();
        form.info.official.put(3u32);
        form.info.probationary.put(2u32);
    });
    assert_eq!(found, ["V502 1_ThongTinChiBo!C18", "V603 1_ThongTinChiBo!C26"][1..]);
}

#[test]
fn votes_of_a_row_are_the_valid_ballots() {
    let votes = |votes: [u32; 4]| {
        check(|form| {
            for (slot, votes) in form.members[1].ballots.iter_mut().zip(votes) {
                slot.put(votes);
            }
        })
    };
    assert_eq!(votes([1, 2, 1, 0]), [""; 0]);
    assert_eq!(votes([1, 3, 1, 0]), ["V606 2_DangVien!Z11"]);
    assert_eq!(votes([0, 5, 0, 0]), ["V606 2_DangVien!AA11"]);
    assert_eq!(votes([0, 3, 0, 0]), ["V607 2_DangVien!AA11"]);
    let blank = check(|form| {
        form.members[1].ballots.iter_mut().for_each(crate::model::Slot::clear);
    });
    assert_eq!(blank, [""; 0]);
    let only_one = check(|form| {
        form.members[1].ballots[0].clear();
        form.members[1].ballots[2].clear();
    });
    assert_eq!(only_one, [""; 0]);
    let collective = check(|form| form.collectives[0].ballots[0].put(1u32));
    assert_eq!(collective, ["V606 3_TapThe!P10"]);
    let unknown = check(|form| {
        form.info.ballots_valid.spoil();
        form.members[1].ballots[1].put(9u32);
    });
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn votes_are_required_where_the_committee_asks_for_them() {
    let mut world = World::new();
    world.workspace.settings.require_ballots = true;
    let clear = |form: &mut Submission| {
        form.members[1].ballots.iter_mut().for_each(crate::model::Slot::clear);
    };
    assert_eq!(check_in(&world, clear), ["V204 2_DangVien!Z11"]);
    assert_eq!(check_in(&world, |form| form.unrate(1, Eligibility::Exempt)), [""; 0]);
}

#[test]
fn a_threshold_is_of_the_valid_ballots() {
    let mut world = World::new();
    let mut votes = |share: &str, good: u32, satisfactory: u32| {
        world.workspace.settings.vote_threshold =
            VoteThreshold::try_from(share.to_owned()).expect("a share");
        check_in(&world, |form| {
            form.members[1].proposal.put(Rating::Good);
            form.members[1].ballots[1].put(good);
            form.members[1].ballots[2].put(satisfactory);
        })
    };
    assert_eq!(votes("1/2", 2, 2), [""; 0]);
    assert_eq!(votes("1/2", 1, 3), ["V608 2_DangVien!AD11"]);
    assert_eq!(votes("2/3", 3, 1), [""; 0]);
    assert_eq!(votes("2/3", 2, 2), ["V608 2_DangVien!AD11"]);
    assert_eq!(votes("none", 0, 4), [""; 0]);
    // More votes than ballots say more than that.
    assert_eq!(votes("2/3", 2, 9), ["V606 2_DangVien!AA11"]);
}

#[test]
fn a_proposal_is_of_the_ballots_or_their_own() {
    let told = |proposal: Rating, own: Rating, votes: [u32; 4]| {
        let found = check(|form| {
            let row = &mut form.members[1];
            row.proposal.put(proposal);
            row.self_rating.put(own);
            for (slot, votes) in row.ballots.iter_mut().zip(votes) {
                slot.put(votes);
            }
        });
        found.iter().any(|it| it.starts_with("V215 2_DangVien!AD11"))
    };
    let (good, fair) = (Rating::Good, Rating::Satisfactory);
    assert!(told(fair, good, [0, 4, 0, 0]));
    assert!(told(fair, good, [2, 2, 0, 0]));
    assert!(told(fair, Rating::Excellent, [0, 3, 1, 0]));
    for (proposal, own, votes) in [
        (good, good, [0, 4, 0, 0]),
        (fair, fair, [0, 4, 0, 0]),
        (fair, good, [0, 1, 3, 0]),
        (fair, good, [0, 2, 2, 0]),
        (fair, good, [0, 0, 0, 0]),
    ] {
        assert!(!told(proposal, own, votes), "{proposal:?} {own:?} {votes:?}");
    }
    let silent: [Change; 3] = [
        |form| form.members[1].ballots.iter_mut().for_each(crate::model::Slot::clear),
        |form| form.members[1].ballots[0].spoil(),
        |form| form.members[1].self_rating.clear(),
    ];
    for (place, change) in silent.into_iter().enumerate() {
        let found = check(|form| {
            form.members[1].proposal.put(Rating::Satisfactory);
            form.members[1].self_rating.put(Rating::Good);
            change(form);
        });
        assert!(!found.iter().any(|it| it.starts_with("V215")), "change {place}: {found:?}");
    }
    let collective = check(|form| {
        let row = &mut form.collectives[0];
        row.proposal.put(Rating::Satisfactory);
        row.self_rating.put(Rating::Good);
        for (slot, votes) in row.ballots.iter_mut().zip([0u32, 4, 0, 0]) {
            slot.put(votes);
        }
    });
    assert!(collective.iter().any(|it| it.starts_with("V215 3_TapThe")), "{collective:?}");
}
