//! Conditions of 2018 and of 2023, where they are other than those of 2019.

use super::{World, check_in};
use crate::model::fixture::{self, submission};
use crate::model::{
    CellRef, CollectiveKind, Discipline, Grade, Hundredths, Rating, Slot, Submission,
};

/// A cell for a slot that the fixture has not; the sheet's other columns stay.
fn column<T>(slot: &mut Slot<T>, sheet: &str, row: u32, col: u32) {
    *slot = Slot::Empty(CellRef::new(&sheet.into(), row, col));
}

/// The fixture's form as 2023 asks it.
fn form_of_2023(form: &mut Submission) {
    for it in &mut form.members {
        it.sick_months = Slot::Absent;
        it.discipline_counted = Slot::Absent;
        column(&mut it.discipline_owned_up, "2_DangVien", it.row, 40);
        column(&mut it.key_targets_missed, "2_DangVien", it.row, 41);
        column(&mut it.force_majeure, "2_DangVien", it.row, 42);
    }
    form.collectives.push(fixture::collective(1, CollectiveKind::BranchCommittee));
    for it in &mut form.collectives {
        it.bodies_rating = Slot::Absent;
        column(&mut it.subordinate_disciplined, "3_TapThe", it.row, 40);
        column(&mut it.units_disciplined, "3_TapThe", it.row, 41);
        column(&mut it.key_targets_missed, "3_TapThe", it.row, 42);
        column(&mut it.force_majeure, "3_TapThe", it.row, 43);
    }
}

fn of_2023(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let world = World::of("2023-hd25");
    check_in(&world, |form| {
        form_of_2023(form);
        change(form);
    })
}

fn of_2018(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    check_in(&World::of("2018-hd16"), change)
}

#[test]
fn a_right_form_has_no_finding_in_either() {
    assert_eq!(of_2023(|_| {}), [""; 0]);
    assert_eq!(of_2018(|_| {}), [""; 0]);
    assert!(submission().members.len() > 1);
}

#[test]
fn grades_of_2023_only_warn() {
    use Grade::{Average, Excellent, Good, Poor};
    let graded = |task: Grade, other: Grade, rating: Rating| {
        of_2023(|form| {
            let member = &mut form.members[1];
            member.criteria.iter_mut().for_each(|it| it.grade.put(Grade::Excellent));
            member.criteria[4].grade.put(task);
            member.criteria[5].grade.put(other);
            member.proposal.put(rating);
        })
    };
    assert_eq!(graded(Excellent, Good, Rating::Excellent), [""; 0]);
    let one = |rule: &str| vec![format!("X302 2_DangVien!AD11 {rule}")];
    assert_eq!(graded(Good, Good, Rating::Excellent), one("R-HTXS-B"));
    assert_eq!(graded(Excellent, Average, Rating::Excellent), one("R-HTXS-B"));
    assert_eq!(graded(Good, Average, Rating::Good), [""; 0]);
    assert_eq!(graded(Average, Average, Rating::Good), one("R-HTT-B"));
    assert_eq!(graded(Average, Average, Rating::Satisfactory), [""; 0]);
    assert_eq!(graded(Poor, Average, Rating::Satisfactory), one("R-HT-B"));
    // The state's own rating is no condition any more.
    let state = of_2023(|form| form.members[1].state_rating.put(Rating::Satisfactory));
    assert_eq!(state, [""; 0]);
}

#[test]
fn a_member_who_found_and_repaired_it_is_excepted_in_2023() {
    let disciplined = |answer: Option<bool>| {
        of_2023(|form| {
            form.members[1].discipline.put(Discipline::Reprimand);
            if let Some(answer) = answer {
                form.members[1].discipline_owned_up.put(answer);
            }
        })
    };
    assert_eq!(disciplined(Some(true)), [""; 0]);
    assert_eq!(disciplined(Some(false)), ["X301 2_DangVien!AD11 R-DISC-B"]);
    assert_eq!(disciplined(None), ["X301 2_DangVien!AD11 R-DISC-B"]);
    let unread = of_2023(|form| {
        form.members[1].discipline.put(Discipline::Reprimand);
        form.members[1].discipline_owned_up.spoil();
    });
    assert_eq!(unread, [""; 0]);
}

#[test]
fn less_than_half_needs_key_targets_missed_in_2023() {
    // Percent, key targets missed, force majeure, whether it decides.
    #[rustfmt::skip]
    let table = [
        (4999, Some(true),  None,        true),
        (4999, Some(true),  Some(false), true),
        (4999, Some(true),  Some(true),  false),
        (4999, Some(false), None,        false),
        (4999, None,        None,        false),
        (5000, Some(true),  None,        false),
    ];
    for (percent, missed, prevented, decides) in table {
        let put = |done: &mut Slot<Hundredths>, key: &mut Slot<bool>, force: &mut Slot<bool>| {
            done.put(Hundredths::new(percent));
            if let Some(missed) = missed {
                key.put(missed);
            }
            if let Some(prevented) = prevented {
                force.put(prevented);
            }
        };
        let found = of_2023(|form| {
            let it = &mut form.members[1];
            put(&mut it.tasks_done, &mut it.key_targets_missed, &mut it.force_majeure);
        });
        let expected: &[&str] = if decides { &["X301 2_DangVien!AD11 R-50-B"] } else { &[] };
        assert_eq!(found, expected, "{percent} {missed:?} {prevented:?}");
        for place in [0, 1] {
            let found = of_2023(|form| {
                let it = &mut form.collectives[place];
                put(&mut it.tasks_done, &mut it.key_targets_missed, &mut it.force_majeure);
            });
            let expected = format!("X303 3_TapThe!T{} R-50-B", 10 + place);
            assert_eq!(found, if decides { vec![expected] } else { Vec::new() }, "{place}");
        }
    }
}

#[test]
fn discipline_below_a_collective_and_its_own_in_2023() {
    let line = |place: usize| format!("X304 3_TapThe!T{} R-COLL-DISC-B", 10 + place);
    for place in [0, 1] {
        let excellent = |form: &mut Submission| {
            let it = &mut form.collectives[place];
            it.criteria.iter_mut().for_each(|it| it.grade.put(Grade::Excellent));
            it.proposal.put(Rating::Excellent);
            it.subordinate_disciplined.put(true);
            it.self_discovered.put(true);
        };
        // Found and repaired: only the best rating is out of reach.
        assert_eq!(of_2023(excellent), [line(place)]);
        let good = |form: &mut Submission| {
            excellent(form);
            form.collectives[place].proposal.put(Rating::Good);
        };
        assert_eq!(of_2023(good), [""; 0]);
        let not_found = of_2023(|form| {
            good(form);
            form.collectives[place].self_discovered.put(false);
        });
        assert_eq!(not_found, [line(place)]);
        let own = |found: bool| {
            of_2023(|form| {
                form.collectives[place].disciplined.put(true);
                form.collectives[place].self_discovered.put(found);
            })
        };
        assert_eq!(own(false), [line(place)]);
        assert_eq!(own(true), [""; 0]);
    }
}

#[test]
fn grades_of_2023_bound_collectives() {
    use Grade::{Average, Excellent, Good, Poor};
    #[rustfmt::skip]
    let table = [
        (Rating::Excellent,    Excellent, Good,    true),
        (Rating::Excellent,    Good,      Good,    false),
        (Rating::Excellent,    Excellent, Average, false),
        (Rating::Good,         Good,      Average, true),
        (Rating::Good,         Average,   Average, false),
        (Rating::Satisfactory, Average,   Average, true),
        (Rating::Satisfactory, Average,   Poor,    false),
    ];
    for place in [0, 1] {
        for (rating, task, other, is_right) in table {
            let found = of_2023(|form| {
                let it = &mut form.collectives[place];
                for criterion in &mut it.criteria {
                    criterion.grade.put(if criterion.task { task } else { other });
                }
                it.proposal.put(rating);
            });
            let line = format!("X304 3_TapThe!T{} R-COLL-GRADES-B", 10 + place);
            let told = found.first().map(|it| it.starts_with(&line));
            assert_eq!(told, (!is_right).then_some(true), "{place} {rating:?} {task:?} {other:?}");
        }
    }
}

#[test]
fn more_than_a_fifth_of_the_units_disciplined_fails_a_collective() {
    for place in [0, 1] {
        let units = |percent: i32| {
            of_2023(|form| {
                form.collectives[place].units_disciplined.put(Hundredths::new(percent));
            })
        };
        assert_eq!(units(2000), [""; 0]);
        assert_eq!(units(2001), [format!("X303 3_TapThe!T{} R-COLL-20-B", 10 + place)]);
    }
}

#[test]
fn shares_of_members_bind_no_branch_in_2018_and_2023() {
    // One KHTNV in five would leave a branch of 2019 at HTNV.
    let fails = |form: &mut Submission| {
        form.members[1].proposal.put(Rating::Unsatisfactory);
        form.members[1].cause.put("other");
    };
    assert_eq!(super::check(fails), ["X303 3_TapThe!T10 R-CELL-KHTMEMBER"]);
    assert_eq!(of_2018(fails), [""; 0]);
    assert_eq!(of_2023(fails), [""; 0]);
}

#[test]
fn the_four_cases_of_2018_are_errors_and_the_rest_warns() {
    let second = |change: fn(&mut Submission)| of_2018(change);
    let one = |code: &str, rule: &str| vec![format!("{code} 2_DangVien!AD11 {rule}")];
    let half = second(|form| form.members[1].tasks_done.put(Hundredths::new(4999)));
    assert_eq!(half, one("X301", "R-50-A"));
    let enough = second(|form| form.members[1].tasks_done.put(Hundredths::new(5000)));
    assert_eq!(enough, [""; 0]);
    let disciplined = second(|form| form.members[1].discipline.put(Discipline::Reprimand));
    assert_eq!(disciplined, one("X301", "R-DISC-A"));
    let counted = second(|form| {
        form.members[1].discipline.put(Discipline::Reprimand);
        form.members[1].discipline_counted.put(true);
    });
    assert_eq!(counted, [""; 0]);
    let cause = second(|form| form.members[1].cause.put("degeneration"));
    assert_eq!(cause, one("X301", "R-DEGEN"));
    let state = second(|form| form.members[1].state_rating.put(Rating::Unsatisfactory));
    assert_eq!(state, one("X301", "R-STATE-A"));
    // Above the state's rating otherwise, and sick leave: HD 21 brought that.
    let better = second(|form| form.members[1].state_rating.put(Rating::Satisfactory));
    assert_eq!(better, [""; 0]);
    let sick = second(|form| form.members[1].sick_months.put(Hundredths::whole(12)));
    assert_eq!(sick, [""; 0]);
    let graded = second(|form| form.members[1].criteria[4].grade.put(Grade::Average));
    assert_eq!(graded, one("X302", "R-HTT-A"));
}
