//! Conditions of the regime with points, both sides of each limit.

use super::{plain, rate};
use crate::context::fixture::World;
use crate::model::fixture::{collective, submission_with_points};
use crate::model::{
    Collective, CollectiveKind, Discipline, Hundredths, Member, Rating, Submission, Weaknesses,
};

#[track_caller]
fn found(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let world = World::with_points();
    let mut form = submission_with_points();
    change(&mut form);
    let (_, found) = rate(form, &world.context());
    found.iter().map(|it| plain(it, &world)).collect()
}

/// What is said of the second member, proposed for `rating`.
#[track_caller]
fn second(rating: Rating, change: impl FnOnce(&mut Member)) -> Vec<String> {
    let lines = found(|form| {
        form.members[1].proposal.put(rating);
        change(&mut form.members[1]);
    });
    lines.iter().map(|it| it.replace(" 2_DangVien!AD11", "")).collect()
}

/// Points in hundredths, all of them on tasks but the first 30.
fn mark(member: &mut Member, total: i32) {
    member.points.general.put(Hundredths::whole(30));
    member.points.task.put(Hundredths::new(total - 3000));
    member.points.total.put(Hundredths::new(total));
}

fn tasks(member: &mut Member, done: u32, on_time: u32, beyond: u32) {
    member.tasks.done.put(done);
    member.tasks.on_time.put(on_time);
    member.tasks.beyond.put(beyond);
}

#[test]
fn a_right_form_has_no_finding() {
    assert_eq!(found(|_| {}), [""; 0]);
}

#[test]
fn each_rating_has_its_band() {
    for (rating, total, expected) in [
        (Rating::Excellent, 9000, ""),
        (Rating::Excellent, 8999, "X301 R-BAND"),
        (Rating::Good, 8999, ""),
        (Rating::Good, 7000, ""),
        (Rating::Good, 6999, "X301 R-BAND"),
        (Rating::Satisfactory, 6999, ""),
        (Rating::Satisfactory, 5000, ""),
        (Rating::Satisfactory, 4999, "X301 R-BAND"),
        (Rating::Unsatisfactory, 4999, ""),
        // Lower than the band allows is not forbidden.
        (Rating::Good, 9500, ""),
    ] {
        let lines = second(rating, |it| {
            mark(it, total);
            tasks(it, 10, 10, 3);
        });
        assert_eq!(lines.join("; "), expected, "{rating:?} {total}");
    }
}

#[test]
fn a_total_that_was_not_written_is_the_sum_and_an_unread_one_decides_nothing() {
    let summed = second(Rating::Excellent, |it| {
        mark(it, 8999);
        it.points.total.clear();
        tasks(it, 10, 10, 3);
    });
    assert_eq!(summed, ["X301 R-BAND"]);
    let unread = second(Rating::Excellent, |it| {
        it.points.total.spoil();
        tasks(it, 10, 10, 3);
    });
    assert_eq!(unread, [""; 0]);
}

#[test]
fn tasks_bound_each_rating() {
    for (rating, done, on_time, beyond, expected) in [
        (Rating::Excellent, 10, 10, 3, ""),
        (Rating::Excellent, 10, 10, 2, "X301 R-HTXS-D"),
        (Rating::Excellent, 10, 9, 3, "X301 R-HTXS-D R-HTT-D"),
        (Rating::Good, 10, 10, 0, ""),
        (Rating::Good, 10, 9, 5, "X301 R-HTT-D"),
        // 2 of 10 late, 3 of 10 late.
        (Rating::Satisfactory, 10, 8, 0, ""),
        // What lies between this and the lowest rating the text does not say.
        (Rating::Satisfactory, 10, 7, 0, "X302 R-HT-D"),
        (Rating::Satisfactory, 9, 9, 0, "X302 R-HT-D"),
        (Rating::Unsatisfactory, 3, 1, 0, ""),
    ] {
        let lines = second(rating, |it| {
            mark(it, 9500);
            tasks(it, done, on_time, beyond);
        });
        assert_eq!(lines.join("; "), expected, "{rating:?} {done} {on_time} {beyond}");
    }
}

#[test]
fn more_than_half_judged_not_done_is_the_lowest_rating() {
    // What is not done is too little for this rating in any case.
    for (failed, expected) in [(5, "X302 R-HT-D"), (6, "X301 R-50-D R-HT-D")] {
        let lines = second(Rating::Satisfactory, |it| {
            tasks(it, 10 - failed, 10 - failed, 0);
            it.tasks.failed.put(failed);
        });
        assert_eq!(lines.join("; "), expected, "{failed}");
    }
}

#[test]
fn earlier_weaknesses_are_fixed() {
    for (weaknesses, expected) in [
        (Weaknesses::None, ""),
        (Weaknesses::Fixed, ""),
        (Weaknesses::Fixing, "X301 R-HTXS-D"),
        (Weaknesses::Unfixed, "X301 R-HTXS-D"),
    ] {
        let lines = second(Rating::Excellent, |it| {
            mark(it, 9000);
            tasks(it, 10, 10, 3);
            it.weaknesses.put(weaknesses);
        });
        assert_eq!(lines.join("; "), expected, "{weaknesses:?}");
    }
    assert_eq!(second(Rating::Good, |it| it.weaknesses.put(Weaknesses::Unfixed)), [""; 0]);
}

#[test]
fn leaders_answer_for_their_units_and_nobody_else_does() {
    let percent = |text: i32| Hundredths::new(text);
    for (rating, done, beyond, failing, votes, expected) in [
        (Rating::Excellent, 10000, 3000, None, None, ""),
        (Rating::Excellent, 10000, 2999, None, None, "X301 R-HTXS-D"),
        (Rating::Excellent, 9999, 3000, None, None, "X301 R-HTXS-D R-HTT-D R-HT-D"),
        (Rating::Good, 10000, 0, None, None, ""),
        (Rating::Good, 9999, 0, None, None, "X301 R-HTT-D R-HT-D"),
        (Rating::Satisfactory, 10000, 0, Some(5000), Some(5000), ""),
        (Rating::Satisfactory, 9999, 0, None, None, "X302 R-HT-D"),
        (Rating::Satisfactory, 7000, 0, Some(5000), Some(5000), "X302 R-HT-D"),
        (Rating::Satisfactory, 6999, 0, None, None, "X301 R-LEAD-D R-HT-D"),
        (Rating::Satisfactory, 10000, 0, Some(5001), None, "X301 R-LEAD-D"),
        (Rating::Satisfactory, 10000, 0, None, Some(5001), "X301 R-LEAD-D"),
    ] {
        let change = |it: &mut Member| {
            mark(it, 9500);
            tasks(it, 10, 10, 3);
            it.unit.tasks_done.put(percent(done));
            it.unit.tasks_beyond.put(percent(beyond));
            if let Some(failing) = failing {
                it.unit.failing_units.put(percent(failing));
            }
            if let Some(votes) = votes {
                it.unit.low_confidence.put(percent(votes));
            }
        };
        let leader = second(rating, |it| {
            change(it);
            it.self_form.put("02a");
        });
        assert_eq!(leader.join("; "), expected, "{rating:?} {done} {beyond}");
        assert_eq!(second(rating, change), [""; 0], "no leader");
    }
}

#[test]
fn discipline_decides_where_the_breach_is_named() {
    // on duty, named breach, owned up, at the old unit
    for (duty, breach, owned_up, elsewhere, expected) in [
        (Some(true), Some(false), None, None, "X301 R-DISC-D"),
        (Some(false), Some(true), Some(false), Some(false), "X301 R-DISC-D"),
        (Some(false), Some(true), Some(true), None, "X302 R-DISC-D"),
        (Some(true), None, None, Some(true), ""),
        (Some(true), None, Some(true), Some(true), ""),
        (Some(false), Some(false), None, None, ""),
        // Not said: a finding asks, nothing is concluded.
        (None, Some(false), None, None, ""),
    ] {
        let lines = second(Rating::Satisfactory, |it| {
            it.discipline.put(Discipline::Reprimand);
            for (slot, value) in [
                (&mut it.discipline_duty, duty),
                (&mut it.discipline_breach, breach),
                (&mut it.discipline_owned_up, owned_up),
                (&mut it.discipline_elsewhere, elsewhere),
            ] {
                if let Some(value) = value {
                    slot.put(value);
                }
            }
        });
        assert_eq!(lines.join("; "), expected, "{duty:?} {breach:?} {owned_up:?} {elsewhere:?}");
    }
    let other_year = second(Rating::Satisfactory, |it| it.discipline_duty.put(true));
    assert_eq!(other_year, [""; 0], "without a discipline nothing");
}

/// The member as a leader, whose units did all.
fn lead(member: &mut Member) {
    member.self_form.put("02a");
    member.unit.tasks_done.put(Hundredths::whole(100));
    member.unit.tasks_beyond.put(Hundredths::whole(40));
}

#[test]
fn own_tasks_of_a_leader_only_warn() {
    for (rating, done, on_time, beyond, expected) in [
        (Rating::Excellent, 10, 10, 3, ""),
        (Rating::Excellent, 10, 8, 3, "X302 R-HTXS-D R-HTT-D"),
        (Rating::Excellent, 10, 10, 2, "X302 R-HTXS-D"),
        (Rating::Good, 10, 9, 0, "X302 R-HTT-D"),
        (Rating::Good, 10, 10, 0, ""),
    ] {
        let lines = second(rating, |it| {
            mark(it, 9500);
            tasks(it, done, on_time, beyond);
            lead(it);
        });
        assert_eq!(lines.join("; "), expected, "{rating:?} {done} {on_time} {beyond}");
    }
}

#[test]
fn a_named_breach_is_sure_for_those_without_a_post_and_weighed_for_leaders() {
    let disciplined = |duty: bool, earlier: bool, leads: bool| {
        second(Rating::Satisfactory, |it| {
            if leads {
                lead(it);
            }
            it.discipline.put(Discipline::Reprimand);
            it.discipline_duty.put(duty);
            it.discipline_breach.put(!duty);
            it.discipline_earlier.put(earlier);
        })
        .join("; ")
    };
    assert_eq!(disciplined(false, false, false), "X301 R-DISC-D");
    assert_eq!(disciplined(false, false, true), "X302 R-DISC-D");
    assert_eq!(disciplined(true, false, true), "X301 R-DISC-D");
    // Of an earlier year: the superior committee weighs it.
    assert_eq!(disciplined(true, true, false), "X302 R-DISC-D");
    assert_eq!(disciplined(false, true, false), "X302 R-DISC-D");
}

#[test]
fn a_named_breach_without_discipline_warns() {
    let breach = |rating, is: bool| second(rating, |it| it.discipline_breach.put(is)).join("; ");
    assert_eq!(breach(Rating::Satisfactory, true), "X302 R-BREACH-D");
    assert_eq!(breach(Rating::Satisfactory, false), "");
    assert_eq!(breach(Rating::Unsatisfactory, true), "");
    let elsewhere = second(Rating::Satisfactory, |it| {
        it.discipline_breach.put(true);
        it.discipline_elsewhere.put(true);
    });
    assert_eq!(elsewhere, [""; 0]);
}

#[test]
fn the_party_rates_nobody_above_the_state() {
    use Rating::{Excellent, Good, Satisfactory, Unsatisfactory};
    for (rating, state, expected) in [
        (Excellent, Excellent, ""),
        (Excellent, Good, "X302 R-STATE-D"),
        (Good, Good, ""),
        (Good, Satisfactory, "X302 R-STATE-D"),
        (Good, Unsatisfactory, "X302 R-STATE-D"),
        (Satisfactory, Unsatisfactory, "X302 R-STATE-D"),
        (Satisfactory, Excellent, ""),
    ] {
        let lines = second(rating, |it| {
            mark(it, 9500);
            tasks(it, 10, 10, 3);
            it.state_rating.put(state);
        });
        assert_eq!(lines.join("; "), expected, "{rating:?} {state:?}");
    }
}

#[test]
fn one_of_three_quarters_with_the_worst_rating_forbids_the_best() {
    for (place, quarter, rating, expected) in [
        (0, Rating::Unsatisfactory, Rating::Excellent, "X302 R-QUARTER-D"),
        (2, Rating::Unsatisfactory, Rating::Excellent, "X302 R-QUARTER-D"),
        (3, Rating::Unsatisfactory, Rating::Excellent, ""),
        (1, Rating::Satisfactory, Rating::Excellent, ""),
        (1, Rating::Unsatisfactory, Rating::Good, ""),
    ] {
        for leads in [true, false] {
            let lines = second(rating, |it| {
                mark(it, 9500);
                tasks(it, 10, 10, 3);
                if leads {
                    lead(it);
                }
                it.quarters[place].put(quarter);
            });
            assert_eq!(lines.join("; "), expected, "{place} {quarter:?} {rating:?}");
        }
    }
}

#[test]
fn the_head_is_capped_from_2026_on_unless_a_setting_says_otherwise() {
    for (year, setting, is_told) in [
        (2025, None, false),
        (2026, None, true),
        (2026, Some(false), false),
        (2025, Some(true), true),
    ] {
        let mut world = World::with_points();
        world.workspace.year = year;
        world.workspace.settings.head_cap = setting;
        let mut form = submission_with_points();
        form.collectives[0].proposal.put(Rating::Satisfactory);
        let (_, found) = rate(form, &world.context());
        let lines: Vec<_> = found.iter().map(|it| plain(it, &world)).collect();
        let expected = if is_told { vec!["X302 2_DangVien!AD10 R-HEAD-CAP"] } else { vec![] };
        assert_eq!(lines, expected, "{year} {setting:?}");
    }
}

#[test]
fn collectives_have_bands_and_conditions_too() {
    let branch = |rating: Rating, change: &dyn Fn(&mut Collective)| {
        found(|form| {
            let row = &mut form.collectives[0];
            row.proposal.put(rating);
            row.points.total.put(Hundredths::whole(90));
            row.tasks.beyond.put(3u32);
            change(row);
        })
        .into_iter()
        // That the secretary is not above it is another matter.
        .filter(|it| !it.contains("R-HEAD-CAP"))
        .collect::<Vec<_>>()
        .join("; ")
        .replace(" 3_TapThe!T10", "")
    };
    assert_eq!(branch(Rating::Excellent, &|_| {}), "");
    let points =
        |hundredths| move |it: &mut Collective| it.points.total.put(Hundredths::new(hundredths));
    assert_eq!(branch(Rating::Excellent, &points(8999)), "X303 R-COLL-D");
    assert_eq!(branch(Rating::Good, &points(7000)), "");
    assert_eq!(branch(Rating::Good, &points(6999)), "X303 R-COLL-D");
    assert_eq!(branch(Rating::Satisfactory, &points(5000)), "");
    assert_eq!(branch(Rating::Satisfactory, &points(4999)), "X303 R-COLL-D");
    let disciplined = |it: &mut Collective| it.subordinate_disciplined.put(true);
    assert_eq!(branch(Rating::Excellent, &disciplined), "X303 R-COLL-D");
    assert_eq!(branch(Rating::Good, &disciplined), "");
    let disunity = |it: &mut Collective| it.disunity.put(true);
    assert_eq!(branch(Rating::Satisfactory, &disunity), "X304 R-COLL-D");
    assert_eq!(branch(Rating::Unsatisfactory, &disunity), "");
    let late = |on_time: u32| move |it: &mut Collective| it.tasks.on_time.put(on_time);
    assert_eq!(branch(Rating::Satisfactory, &late(8)), "");
    assert_eq!(branch(Rating::Satisfactory, &late(7)), "X304 R-COLL-D");
    let done = |done: u32| {
        move |it: &mut Collective| {
            for slot in [&mut it.tasks.done, &mut it.tasks.on_time] {
                slot.put(done);
            }
            it.tasks.beyond.put(0u32);
        }
    };
    assert_eq!(branch(Rating::Satisfactory, &done(10)), "");
    assert_eq!(branch(Rating::Satisfactory, &done(9)), "X304 R-COLL-D");
    assert_eq!(branch(Rating::Satisfactory, &done(7)), "X304 R-COLL-D");
    assert_eq!(branch(Rating::Satisfactory, &done(6)), "X303 R-COLL-D");
    // The chi ủy is asked the same.
    let committee = found(|form| {
        let mut row = form.collectives[0].clone();
        row.kind.put(CollectiveKind::BranchCommittee);
        row.points.total.put(Hundredths::new(6999));
        row.row = collective(1, CollectiveKind::BranchCommittee).row;
        form.collectives.push(row);
    });
    assert_eq!(committee.len(), 1);
}

#[test]
fn a_disciplined_leader_bounds_the_branch_too() {
    let branch = |rating: Rating, place: usize, elsewhere: bool| {
        let all = found(|form| {
            let row = &mut form.collectives[0];
            row.points.total.put(Hundredths::whole(90));
            row.tasks.beyond.put(3u32);
            row.proposal.put(rating);
            let member = &mut form.members[place];
            member.discipline.put(Discipline::Reprimand);
            member.discipline_duty.put(true);
            member.discipline_elsewhere.put(elsewhere);
        });
        all.into_iter().filter(|it| it.contains("3_TapThe")).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(branch(Rating::Excellent, 0, false), "X304 3_TapThe!T10 R-COLL-DISC-D");
    assert_eq!(branch(Rating::Excellent, 2, false), "", "no leader");
    assert_eq!(branch(Rating::Excellent, 0, true), "", "it counts at the old unit");
    // What makes a leading collective fail is not said of a branch.
    assert_eq!(branch(Rating::Good, 0, false), "");
}

#[test]
fn a_disciplined_member_of_the_committee_bounds_it_by_what_it_was_for() {
    let committee = |rating: Rating, place: usize, change: &dyn Fn(&mut Member)| {
        let all = found(|form| {
            let mut row = form.collectives[0].clone();
            row.kind.put(CollectiveKind::BranchCommittee);
            row.row = collective(1, CollectiveKind::BranchCommittee).row;
            row.points.total.put(Hundredths::whole(90));
            row.tasks.beyond.put(3u32);
            row.proposal.put(rating);
            form.collectives.push(row);
            let member = &mut form.members[place];
            member.discipline.put(Discipline::Reprimand);
            member.discipline_duty.put(false);
            member.discipline_breach.put(false);
            change(member);
        });
        // The member's own rating is another matter.
        all.into_iter().filter(|it| it.contains("3_TapThe")).collect::<Vec<_>>().join("; ")
    };
    let is_bound = |found: String| found == "X304 3_TapThe!T10 R-COLL-DISC-D";
    // Any discipline of one who sits in it: not excellent, and good is left.
    for (rating, expected) in [(Rating::Excellent, true), (Rating::Good, false)] {
        assert_eq!(is_bound(committee(rating, 0, &|_| {})), expected, "{rating:?}");
        assert!(!is_bound(committee(rating, 2, &|_| {})), "nor of one who does not");
    }
    // One for duty: nothing but the worst rating is left.
    let duty = |it: &mut Member| it.discipline_duty.put(true);
    for (rating, expected) in [(Rating::Satisfactory, true), (Rating::Unsatisfactory, false)] {
        assert_eq!(is_bound(committee(rating, 0, &duty)), expected, "{rating:?}");
        assert!(!is_bound(committee(rating, 2, &duty)));
    }
    let elsewhere = |it: &mut Member| {
        it.discipline_duty.put(true);
        it.discipline_elsewhere.put(true);
    };
    assert!(!is_bound(committee(Rating::Good, 0, &elsewhere)), "it counts at the old unit");
    // Where nothing is said of duty, that is asked, and nothing concluded from it.
    let open = |it: &mut Member| it.discipline_duty.clear();
    assert!(!is_bound(committee(Rating::Good, 0, &open)));
    assert!(is_bound(committee(Rating::Excellent, 0, &open)));
    let unread = |it: &mut Member| it.discipline_duty.spoil();
    assert!(!is_bound(committee(Rating::Good, 0, &unread)));
}
