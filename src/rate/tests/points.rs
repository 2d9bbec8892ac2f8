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
        (Rating::Satisfactory, 10, 7, 0, "X301 R-HT-D"),
        (Rating::Satisfactory, 9, 9, 0, "X301 R-HT-D"),
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
    for (failed, expected) in [(5, "X301 R-HT-D"), (6, "X301 R-HT-D R-50-D")] {
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
        (Rating::Excellent, 9999, 3000, None, None, "X301 R-HTXS-D R-HTT-D"),
        (Rating::Good, 10000, 0, None, None, ""),
        (Rating::Good, 9999, 0, None, None, "X301 R-HTT-D"),
        (Rating::Satisfactory, 7000, 0, Some(5000), Some(5000), ""),
        (Rating::Satisfactory, 6999, 0, None, None, "X301 R-LEAD-D"),
        (Rating::Satisfactory, 7000, 0, Some(5001), None, "X301 R-LEAD-D"),
        (Rating::Satisfactory, 7000, 0, None, Some(5001), "X301 R-LEAD-D"),
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
    assert_eq!(branch(Rating::Satisfactory, &late(7)), "X303 R-COLL-D");
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
