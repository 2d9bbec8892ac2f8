//! The rules that only the regime with points has.

use std::sync::Arc;

use jiff::civil;

use super::plain;
use crate::context::fixture::World;
use crate::finding::Severity;
use crate::model::fixture::{day, submission_with_points};
use crate::model::{
    At, CellRef, CollectiveKind, Discipline, Eligibility, Hundredths, LeaderScope, PartialDate,
    Rating, Slot, Submission,
};
use crate::validate::validate;
use crate::workspace::SmallCollective;

/// What validation says of the form after a change, a finding a line: `V823 2_DangVien!BM10`.
#[track_caller]
fn check(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let world = World::with_points();
    let mut form = submission_with_points();
    change(&mut form);
    validate(&form, &world.context()).iter().map(|it| plain(it, &world)).collect()
}

#[test]
fn a_right_form_has_no_finding() {
    assert_eq!(check(|_| {}), [""; 0]);
}

#[test]
fn a_total_is_the_sum_of_its_parts_to_the_hundredth() {
    for (total, expected) in [(8500, 0), (8499, 1), (8501, 1)] {
        let lines = check(|form| {
            form.members[1].points.total.put(Hundredths::new(total));
        });
        assert_eq!(lines.iter().filter(|it| it.starts_with("V823")).count(), expected, "{total}");
        let own = check(|form| form.members[1].self_points.total.put(Hundredths::new(total)));
        assert_eq!(own.len(), expected, "{total}");
        let branch = check(|form| form.collectives[0].points.total.put(Hundredths::new(total)));
        assert_eq!(branch.len(), expected, "{total}");
    }
    let unread = check(|form| {
        form.members[1].points.total.put(Hundredths::new(1));
        form.members[1].points.task.spoil();
    });
    assert_eq!(unread, [""; 0], "what could not be read decides nothing");
}

#[test]
fn numbers_of_tasks_do_not_contradict_one_another() {
    for (done, on_time, beyond, failed, expected) in [
        (10u32, 10u32, 10u32, 0u32, 0),
        (11, 10, 2, 0, 1),
        (8, 9, 2, 0, 1),
        (8, 8, 9, 0, 1),
        (8, 8, 8, 2, 0),
        (8, 8, 8, 3, 1),
        (11, 12, 12, 0, 3),
    ] {
        let lines = check(|form| {
            let tasks = &mut form.members[1].tasks;
            tasks.done.put(done);
            tasks.on_time.put(on_time);
            tasks.beyond.put(beyond);
            tasks.failed.put(failed);
        });
        assert_eq!(lines.len(), expected, "{done} {on_time} {beyond} {failed}: {lines:?}");
        assert!(lines.iter().all(|it| it.starts_with("V824 2_DangVien!")));
    }
}

#[test]
fn nobody_has_to_invent_a_task() {
    let none = |form: &mut Submission, place: usize| {
        let tasks = &mut form.members[place].tasks;
        for slot in [&mut tasks.assigned, &mut tasks.done, &mut tasks.on_time, &mut tasks.beyond] {
            slot.put(0u32);
        }
    };
    let weighed = |rating: Rating| {
        let world = World::with_points();
        let mut form = submission_with_points();
        none(&mut form, 1);
        form.members[1].proposal.put(rating);
        let found = validate(&form, &world.context());
        let told: Vec<_> = found.iter().filter(|it| it.code.id == "V825").collect();
        assert_eq!(told.len(), 1);
        told[0].severity
    };
    // Nobody has to invent a task for somebody aged.
    assert_eq!(weighed(Rating::Good), Severity::Notice);
    assert_eq!(weighed(Rating::Excellent), Severity::Warning);
    assert_eq!(check(|_| {}), [""; 0]);
}

#[test]
fn sheet_3_does_not_deny_the_discipline_of_a_leader() {
    let lines = |place: usize, says: bool, elsewhere: bool| {
        check(|form| {
            let member = &mut form.members[place];
            member.discipline.put(Discipline::Reprimand);
            member.discipline_decision.put("12-QĐ/UBKT, 20/6/2026");
            member.discipline_duty.put(true);
            member.discipline_elsewhere.put(elsewhere);
            form.collectives[0].subordinate_disciplined.put(says);
        })
    };
    let told = lines(0, false, false);
    assert!(told.len() == 1 && told[0].starts_with("V834 3_TapThe!"), "{told:?}");
    assert_eq!(lines(0, true, false), [""; 0]);
    assert_eq!(lines(0, false, true), [""; 0], "it counts at the old unit");
    assert_eq!(lines(2, false, false), [""; 0], "no leader");
}

#[test]
fn leaders_and_others_have_forms_of_their_own() {
    for (scope, form, is_right) in [
        (Some(LeaderScope::Committee), "02a", true),
        (Some(LeaderScope::Superior), "02a", true),
        (Some(LeaderScope::Committee), "02b", false),
        (Some(LeaderScope::None), "02a", false),
        (None, "02a", false),
        (None, "02b", true),
        (None, "02c", true),
    ] {
        let lines = check(|it| {
            let member = &mut it.members[1];
            if let Some(scope) = scope {
                member.leader.put(scope);
            }
            member.self_form.put(form);
            // What a leader has to fill in.
            member.unit.tasks_done.put(Hundredths::whole(100));
            member.unit.tasks_beyond.put(Hundredths::whole(30));
        });
        let told = lines.iter().filter(|it| it.starts_with("V827")).count();
        assert_eq!(told, usize::from(!is_right), "{scope:?} {form}: {lines:?}");
    }
}

#[test]
fn only_leaders_have_to_tell_of_their_units() {
    let lines = check(|form| form.members[0].unit.tasks_done.clear());
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("V206"), "{lines:?}");
    assert_eq!(check(|form| form.members[1].unit.tasks_done.clear()), [""; 0]);
}

#[test]
fn new_members_are_neither_reviewed_nor_rated() {
    for (reviewed, expected) in [(true, 1), (false, 0)] {
        let lines = check(|form| {
            let member = &mut form.members[4];
            member.eligibility.put(Eligibility::New);
            member.admitted.put(day(2026, 9, 2));
            member.reviewed.put(reviewed);
            member.proposal.clear();
            member.self_rating.clear();
            member.self_form.clear();
            member.weaknesses.clear();
            member.ballots.iter_mut().for_each(crate::model::Slot::clear);
            for points in [&mut member.self_points, &mut member.points] {
                points.general.clear();
                points.task.clear();
                points.total.clear();
            }
            let tasks = &mut member.tasks;
            for slot in
                [&mut tasks.assigned, &mut tasks.done, &mut tasks.on_time, &mut tasks.beyond]
            {
                slot.clear();
            }
            member.reason.put("Kết nạp tháng 9");
            form.recount();
        });
        assert_eq!(lines.len(), expected, "{lines:?}");
        assert!(lines.iter().all(|it| it.starts_with("V820")));
    }
}

#[test]
fn a_meeting_after_the_year_is_late_and_long_after_it_is_wrong() {
    for (meeting, expected) in [
        (day(2026, 12, 31), ""),
        (day(2027, 1, 1), "V821"),
        (day(2027, 12, 31), "V821"),
        (day(2028, 1, 1), "V404"),
        (day(2025, 12, 31), "V405"),
    ] {
        let lines = check(|form| form.info.meeting.put(meeting));
        let codes: Vec<_> = lines.iter().map(|it| &it[..4]).collect();
        assert_eq!(codes.join(" "), expected, "{meeting}");
    }
}

#[test]
fn the_draft_goes_out_three_working_days_before() {
    // 5 December 2026 is a Saturday.
    for (sent, expected) in [
        (day(2026, 12, 2), ""), // Wednesday, Thursday, Friday
        (day(2026, 12, 3), "V822"),
        (day(2026, 12, 7), "V822"), // after the meeting
        (PartialDate::Month(2026, 12), ""),
    ] {
        let lines = check(|form| form.info.draft_sent.put(sent));
        let codes: Vec<_> = lines.iter().map(|it| &it[..4]).collect();
        assert_eq!(codes.join(" "), expected, "{sent}");
    }
    assert_eq!(civil::date(2026, 12, 5).weekday(), civil::Weekday::Saturday);
}

#[test]
fn a_discipline_says_what_it_was_for() {
    for (duty, breach, expected) in [
        (None, None, 1),
        (Some(false), None, 1),
        (None, Some(false), 1),
        (Some(false), Some(false), 0),
        (Some(true), None, 0),
        (None, Some(true), 0),
    ] {
        let lines = check(|form| {
            let member = &mut form.members[1];
            member.discipline.put(Discipline::Reprimand);
            member.discipline_decision.put("15-QĐ/ĐU, 20/6/2026");
            if let Some(duty) = duty {
                member.discipline_duty.put(duty);
            }
            if let Some(breach) = breach {
                member.discipline_breach.put(breach);
            }
        });
        let told = lines.iter().filter(|it| it.starts_with("V826")).count();
        assert_eq!(told, expected, "{duty:?} {breach:?}: {lines:?}");
    }
}

#[test]
fn in_a_branch_of_servants_of_the_state_the_state_rates_first() {
    let told = |kind: &str, change: &dyn Fn(&mut Submission)| {
        let mut world = World::with_points();
        let mut form = submission_with_points();
        change(&mut form);
        let code = form.info.branch_code.text().to_owned();
        let branch = world.workspace.branch.iter_mut().find(|it| it.code == code).unwrap();
        kind.clone_into(&mut Arc::make_mut(branch).kind);
        let found = validate(&form, &world.context());
        let own = found.iter().filter(|it| ["V835", "V836"].contains(&it.code.id));
        own.map(|it| (it.code.id, it.severity)).collect::<Vec<_>>()
    };
    let nobody = vec![("V835", Severity::Warning)];
    for (kind, expected) in [
        ("Trường học", &nobody),
        ("Trạm y tế", &nobody),
        ("Công an xã", &nobody),
        ("Cơ quan", &nobody),
        ("Thôn bản", &vec![]),
        ("Hợp tác xã", &vec![]),
        ("Khác", &vec![]),
    ] {
        assert_eq!(&told(kind, &|_| {}), expected, "{kind}");
    }
    let rate = |form: &mut Submission, places: std::ops::Range<usize>| {
        form.members[places].iter_mut().for_each(|it| it.state_rating.put(Rating::Excellent));
    };
    let all = submission_with_points().members.len();
    assert_eq!(told("Cơ quan", &|it| rate(it, 0..all)), []);
    assert_eq!(told("Cơ quan", &|it| rate(it, 0..1)), [("V836", Severity::Notice)]);
    // Whom the state does not rate, who is not rated, and what could not be read.
    assert_eq!(
        told("Cơ quan", &|it| it.members.iter_mut().for_each(|it| it.self_form.put("02c"))),
        []
    );
    let one_is_out = |it: &mut Submission| {
        it.members[0].eligibility.put(Eligibility::Suspended);
        rate(it, 1..all);
    };
    assert_eq!(told("Cơ quan", &one_is_out), []);
    assert_eq!(
        told("Cơ quan", &|it| it.members.iter_mut().for_each(|it| it.state_rating.spoil())),
        []
    );
}

#[test]
fn a_committee_of_fewer_than_three_is_reviewed_with_its_branch() {
    let of = |posts: &[&str], row: bool| {
        let lines = check(|form| {
            let more = form.members[1].clone();
            form.members.extend([more.clone(), more]);
            let mut committee = form.collectives[0].clone();
            committee.kind.put(CollectiveKind::BranchCommittee);
            form.collectives.push(committee);
            for member in &mut form.members {
                member.party_post = Slot::Absent;
            }
            for (member, post) in form.members.iter_mut().zip(posts) {
                let at = CellRef::new(&"2_DangVien".into(), member.row, 5);
                member.party_post = Slot::Is(At { value: (*post).to_owned(), at });
            }
            form.info.secretary = Slot::Absent;
            form.info.deputy = Slot::Absent;
            if !row {
                form.collectives
                    .retain(|it| it.kind.value() != Some(&CollectiveKind::BranchCommittee));
            }
        });
        lines.iter().filter(|it| it.starts_with("V714")).count()
    };
    assert_eq!(of(&["Bí thư", "Phó Bí thư", "Chi ủy viên"], true), 0);
    assert_eq!(of(&["Bí thư", "Phó Bí thư"], true), 1);
    assert_eq!(of(&["Bí thư"], true), 1);
    assert_eq!(of(&["Bí thư"], false), 0, "no row, nothing to tell");
    assert_eq!(of(&[], true), 0, "nobody has a post: they were not filled in");
}

#[test]
fn a_collective_that_the_workspace_names_is_not_rated_by_itself() {
    let told = |name: &str, branch: &str| {
        let mut world = World::with_points();
        world
            .workspace
            .small_collective
            .push(SmallCollective { branch: branch.to_owned(), name: name.to_owned() });
        let mut form = submission_with_points();
        form.collectives[0].name = Slot::Is(At {
            value: "Ban Giám hiệu".to_owned(),
            at: CellRef::new(&"3_TapThe".into(), 9, 1),
        });
        let found = validate(&form, &world.context());
        found.iter().filter(|it| it.code.id == "V715").count()
    };
    let name = "Ban Giám hiệu".to_owned();
    assert_eq!(told(&name.to_uppercase(), "tp"), 1);
    assert_eq!(told(&name, "TH"), 0);
    assert_eq!(told("Tập thể khác", "TP"), 0);
}
