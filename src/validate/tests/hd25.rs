//! What 2018 and 2023 ask otherwise than 2019.

use super::{World, check_in};
use crate::model::fixture::day;
use crate::model::{CellRef, Eligibility, Hundredths, LeaderScope, Rating, Slot, Submission};

/// The findings of these codes for the fixture's form of that year.
fn of(regime: &str, codes: &[&str], change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let world = World::of(regime);
    let year = world.workspace.year;
    let mut lines = check_in(&world, |form| {
        form.info.year.put(year);
        form.info.meeting.put(day(i16::try_from(year).unwrap_or_default(), 12, 5));
        change(form);
    });
    lines.retain(|it| codes.iter().any(|code| it.starts_with(code)));
    lines
}

fn column<T>(slot: &mut Slot<T>, row: u32, col: u32) {
    *slot = Slot::Empty(CellRef::new(&"2_DangVien".into(), row, col));
}

#[test]
fn below_half_the_key_targets_have_to_be_said() {
    // Percent, key targets missed, force majeure, proposed, whether it is asked for.
    #[rustfmt::skip]
    let table = [
        (4999, None,        None,       Rating::Satisfactory,   true),
        (5000, None,        None,       Rating::Satisfactory,   false),
        (4999, Some(false), None,       Rating::Satisfactory,   false),
        (4999, Some(true),  None,       Rating::Satisfactory,   false),
        (4999, None,        Some(true), Rating::Satisfactory,   false),
        (4999, None,        None,       Rating::Unsatisfactory, false),
    ];
    for (percent, missed, prevented, proposal, is_asked) in table {
        let member = of("2023-hd25", &["V860"], |form| {
            let it = &mut form.members[1];
            column(&mut it.key_targets_missed, it.row, 41);
            column(&mut it.force_majeure, it.row, 42);
            it.tasks_done.put(Hundredths::new(percent));
            it.proposal.put(proposal);
            if let Some(missed) = missed {
                it.key_targets_missed.put(missed);
            }
            if let Some(prevented) = prevented {
                it.force_majeure.put(prevented);
            }
        });
        let expected: &[&str] = if is_asked { &["V860 2_DangVien!AP11"] } else { &[] };
        assert_eq!(member, expected, "{percent} {missed:?} {prevented:?} {proposal:?}");
    }
    let branch = of("2023-hd25", &["V860"], |form| {
        let it = &mut form.collectives[0];
        column(&mut it.key_targets_missed, it.row, 41);
        it.tasks_done.put(Hundredths::new(4999));
    });
    assert_eq!(branch.len(), 1);
    // 2019 does not ask.
    assert_eq!(
        of("2019-hd21", &["V860"], |form| {
            form.members[1].tasks_done.put(Hundredths::new(4999));
        }),
        [""; 0]
    );
}

#[test]
fn leaders_of_2023_have_the_form_that_others_have_from_2025_on() {
    for (scope, own, is_right) in [
        (LeaderScope::Committee, "02b", true),
        (LeaderScope::Superior, "02b", true),
        (LeaderScope::Committee, "02a", false),
        (LeaderScope::None, "02a", true),
        (LeaderScope::None, "02b", false),
    ] {
        let found = of("2023-hd25", &["V827"], |form| {
            let member = &mut form.members[1];
            column(&mut member.self_form, member.row, 40);
            member.self_form.put(own);
            member.leader.put(scope);
        });
        assert_eq!(found.len(), usize::from(!is_right), "{scope:?} {own}");
    }
}

#[test]
fn a_new_member_is_reviewed_in_2019_alone_and_rated_never() {
    let new = |regime: &str, reviewed: bool, month: i8| {
        of(regime, &["V304", "V305", "V311", "V820"], |form| {
            let year = i16::try_from(form.info.year.get().unwrap_or_default()).unwrap_or_default();
            let member = &mut form.members[4];
            member.eligibility.put(Eligibility::New);
            member.admitted.put(day(year, month, 6));
            member.reviewed.put(reviewed);
        })
    };
    let codes =
        |lines: Vec<String>| -> Vec<String> { lines.iter().map(|it| it[..4].to_owned()).collect() };
    assert_eq!(codes(new("2019-hd21", false, 6)), ["V311"]);
    assert_eq!(codes(new("2019-hd21", true, 6)), [""; 0]);
    for reviewed in [true, false] {
        assert_eq!(codes(new("2018-hd16", reviewed, 6)), [""; 0], "{reviewed}");
    }
    assert_eq!(codes(new("2023-hd25", true, 6)), ["V820"]);
    assert_eq!(codes(new("2023-hd25", false, 6)), [""; 0]);
    for regime in ["2018-hd16", "2019-hd21", "2023-hd25"] {
        // Six months on the day of the meeting, 5 December.
        let rated = |day_of: i8| {
            of(regime, &["V304", "V305"], |form| {
                let year = form.info.year.get().unwrap_or_default();
                let year = i16::try_from(year).unwrap_or_default();
                form.members[4].admitted.put(day(year, 6, day_of));
            })
        };
        assert_eq!(codes(rated(6)), ["V305"], "{regime}");
        assert_eq!(codes(rated(5)), [""; 0], "{regime}");
    }
}

#[test]
fn in_2018_suspended_members_are_rated() {
    for (regime, is_reason) in
        [("2018-hd16", false), ("2019-hd21", true), ("2023-hd25", true), ("2025-hd43", true)]
    {
        let world = World::of(regime);
        let reasons = &world.regime.form.choice["eligibility"];
        assert_eq!(reasons.iter().any(|it| it.key == "suspended"), is_reason, "{regime}");
        assert_eq!(world.regime.rules.rule("R-SUSP").is_some(), is_reason, "{regime}");
    }
}
