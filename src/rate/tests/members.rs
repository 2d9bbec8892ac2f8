//! Conditions of a member.

use super::{World, check, check_in, message, rated};
use crate::model::{Discipline, Eligibility, Grade, Hundredths, Rating, Slot, Submission};

/// The first finding's line for the member in the second row, proposed for `rating`.
#[track_caller]
fn second(rating: Rating, change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let mut found = check(|form| {
        form.members[1].proposal.put(rating);
        change(form);
    });
    found.retain(|it| it.contains("2_DangVien!AD11"));
    found.iter().map(|it| it.replace(" 2_DangVien!AD11", "")).collect()
}

/// Everything of the second row excellent.
fn perfect(form: &mut Submission) {
    let member = &mut form.members[1];
    member.criteria.iter_mut().for_each(|it| it.grade.put(Grade::Excellent));
}

#[test]
fn grades_bound_each_rating() {
    use Grade::{Average, Excellent, Good, Poor};
    #[rustfmt::skip]
    let table: [(Rating, Grade, Grade, &[&str]); 9] = [
        // proposed, on tasks, one other
        (Rating::Excellent,      Excellent, Good,    &[]),
        (Rating::Excellent,      Good,      Good,    &["X301 R-HTXS-A"]),
        (Rating::Excellent,      Excellent, Average, &["X301 R-HTXS-A"]),
        (Rating::Good,           Good,      Average, &[]),
        (Rating::Good,           Average,   Average, &["X302 R-HTT-A"]),
        (Rating::Good,           Good,      Poor,    &["X302 R-HTT-A R-HT-A"]),
        (Rating::Satisfactory,   Average,   Average, &[]),
        (Rating::Satisfactory,   Poor,      Average, &["X302 R-HT-A"]),
        (Rating::Unsatisfactory, Poor,      Poor,    &[]),
    ];
    for (rating, task, other, expected) in table {
        let found = second(rating, |form| {
            perfect(form);
            form.members[1].criteria[4].grade.put(task);
            form.members[1].criteria[5].grade.put(other);
        });
        assert_eq!(found, expected, "{rating:?} {task:?} {other:?}");
    }
}

#[test]
fn an_unread_grade_decides_nothing_but_a_known_one_may() {
    let unread = second(Rating::Excellent, |form| {
        perfect(form);
        form.members[1].criteria[4].grade.spoil();
    });
    assert_eq!(unread, [""; 0]);
    let known = second(Rating::Excellent, |form| {
        perfect(form);
        form.members[1].criteria[4].grade.spoil();
        form.members[1].criteria[5].grade.put(Grade::Average);
    });
    assert_eq!(known, ["X301 R-HTXS-A"]);
    let (rated, _) = rated(&World::new(), |form| {
        perfect(form);
        form.members[1].criteria[4].grade.clear();
    });
    let ceiling = rated.members[1].as_ref().expect("rated");
    let ran: Vec<_> = ceiling.trace.iter().filter(|it| !it.ran).map(|it| &*it.rule).collect();
    assert_eq!(ran, ["R-HTXS-A", "R-HTT-A", "R-HT-A"]);
    assert_eq!(ceiling.certain, Rating::Excellent);
}

#[test]
fn the_rating_by_the_state_bounds_the_partys() {
    use Rating::{Excellent, Good, Satisfactory, Unsatisfactory};
    #[rustfmt::skip]
    let table: [(Rating, Rating, &[&str]); 8] = [
        // proposed, by the state
        (Excellent,      Excellent,      &[]),
        (Excellent,      Good,           &["X301 R-HTXS-STATE"]),
        (Good,           Good,           &[]),
        (Good,           Satisfactory,   &["X302 R-STATE-A"]),
        (Satisfactory,   Satisfactory,   &[]),
        (Satisfactory,   Unsatisfactory, &["X301 R-STATE-A"]),
        (Good,           Unsatisfactory, &["X301 R-STATE-A"]),
        (Unsatisfactory, Unsatisfactory, &[]),
    ];
    for (rating, state, expected) in table {
        let found = second(rating, |form| {
            perfect(form);
            form.members[1].state_rating.put(state);
        });
        assert_eq!(found, expected, "{rating:?} {state:?}");
    }
    let column = second(Excellent, |form| {
        perfect(form);
        form.members[1].state_rating = Slot::Absent;
    });
    assert_eq!(column, [""; 0]);
    let unread = second(Excellent, |form| {
        perfect(form);
        form.members[1].state_rating.spoil();
    });
    assert_eq!(unread, [""; 0]);
}

#[test]
fn sick_leave_from_three_months_on_caps() {
    for (months, expected) in [(299, &[][..]), (300, &["X301 R-SICK-A"]), (301, &["X301 R-SICK-A"])]
    {
        let leave = |form: &mut Submission| {
            form.members[1].sick_months.put(Hundredths::new(months));
        };
        assert_eq!(second(Rating::Good, leave), expected, "{months}");
        assert_eq!(second(Rating::Satisfactory, leave), [""; 0], "{months}");
    }
}

#[test]
fn the_profile_says_what_a_condition_weighs_and_from_which_day() {
    use crate::finding::Severity;
    use jiff::civil::date;
    // The fixture's meeting is on 5 December.
    #[rustfmt::skip]
    let table = [
        (None,                    None,                     "X301"),
        (Some(Severity::Error),   None,                     "X301"),
        (Some(Severity::Warning), None,                     "X302"),
        (None,                    Some(date(2020, 12, 5)),  "X301"),
        (None,                    Some(date(2020, 12, 6)),  "X302"),
    ];
    for (severity, from, code) in table {
        let mut world = World::new();
        let conditions = &mut world.regime.rules.condition;
        let sick = conditions.iter_mut().find(|it| &*it.rule == "R-SICK-A").expect("it is there");
        (sick.severity, sick.enforce_from) = (severity, from);
        let found = check_in(&world, |form| {
            form.members[1].sick_months.put(Hundredths::whole(3));
        });
        assert_eq!(found, [format!("{code} 2_DangVien!AD11 R-SICK-A")], "{severity:?} {from:?}");
    }
}

#[test]
fn degeneration_is_the_worst_rating() {
    let cause =
        |key: &'static str| second(Rating::Satisfactory, |form| form.members[1].cause.put(key));
    assert_eq!(cause("degeneration"), ["X301 R-DEGEN"]);
    assert_eq!(cause("other"), [""; 0]);
}

#[test]
fn half_of_the_tasks_are_enough() {
    let done = |percent: i32| {
        second(Rating::Satisfactory, |form| {
            form.members[1].tasks_done.put(Hundredths::new(percent));
        })
    };
    assert_eq!(done(5000), [""; 0]);
    assert_eq!(done(4999), ["X301 R-50-A"]);
    let unread = second(Rating::Good, |form| form.members[1].tasks_done.spoil());
    assert_eq!(unread, [""; 0]);
}

#[test]
fn discipline_is_the_worst_rating_but_counts_once() {
    let disciplined = |counted: fn(&mut Slot<bool>)| {
        second(Rating::Satisfactory, |form| {
            form.members[1].discipline.put(Discipline::Reprimand);
            counted(&mut form.members[1].discipline_counted);
        })
    };
    assert_eq!(disciplined(|_| {}), ["X301 R-DISC-A"]);
    assert_eq!(disciplined(|it| it.put(false)), ["X301 R-DISC-A"]);
    assert_eq!(disciplined(|it| it.put(true)), [""; 0]);
    assert_eq!(disciplined(Slot::spoil), [""; 0]);
    let unread = second(Rating::Good, |form| form.members[1].discipline.spoil());
    assert_eq!(unread, [""; 0]);
}

/// The branch is proposed for `rating`; the secretary, in the first row, for good.
fn branch(rating: Rating) -> impl Fn(&mut Submission) {
    move |form| form.collectives[0].proposal.put(rating)
}

#[test]
fn a_secretary_is_not_better_than_a_failed_branch() {
    assert_eq!(check(branch(Rating::Satisfactory)), [""; 0]);
    assert_eq!(check(branch(Rating::Unsatisfactory)), ["X301 2_DangVien!AD10 R-LEAD-A"]);
    assert_eq!(
        message(branch(Rating::Unsatisfactory)),
        "Ma Văn An được đề nghị HTTNV, nhưng theo quy định tối đa là KHTNV: \
         chi bộ do đồng chí đứng đầu được đề nghị KHTNV, người đứng đầu cũng chỉ KHTNV"
    );
    // Found by the post where the name is another; not found, nothing is asked.
    let by_post = check(|form| {
        branch(Rating::Unsatisfactory)(form);
        form.info.secretary.put("Lý Văn Lạ");
    });
    assert_eq!(by_post, ["X301 2_DangVien!AD10 R-LEAD-A"]);
    let nobody = check(|form| {
        branch(Rating::Unsatisfactory)(form);
        form.info.secretary.put("Lý Văn Lạ");
        form.members[0].party_post.put("Chi ủy viên");
    });
    assert_eq!(nobody, [""; 0]);
    // Of two whose names differ in a mark the one that is written so.
    let alike = check(|form| {
        branch(Rating::Unsatisfactory)(form);
        form.members[0].party_post.put("Chi ủy viên");
        form.members[1].name.put("Ma Văn Ân");
    });
    assert_eq!(alike, ["X301 2_DangVien!AD10 R-LEAD-A"]);
    let unread = check(|form| form.collectives[0].proposal.spoil());
    assert_eq!(unread, [""; 0]);
}

#[test]
fn the_head_is_capped_by_the_branch_only_where_a_setting_says_so() {
    let mut world = World::new();
    assert_eq!(check_in(&world, branch(Rating::Satisfactory)), [""; 0]);
    world.workspace.settings.head_cap = Some(true);
    // The clause is not known, so that it only warns.
    assert_eq!(check_in(&world, branch(Rating::Satisfactory)), ["X302 2_DangVien!AD10 R-HEAD-CAP"]);
    assert_eq!(check_in(&world, branch(Rating::Good)), [""; 0]);
    let (rated, _) = rated(&world, branch(Rating::Satisfactory));
    let caps = |place: usize| {
        let ceiling = rated.members[place].as_ref().expect("rated");
        (ceiling.certain, ceiling.inferred)
    };
    assert_eq!(caps(0), (Rating::Good, Rating::Satisfactory));
    assert_eq!(caps(1), (Rating::Good, Rating::Good));
}

#[test]
fn who_is_not_rated_has_no_ceiling() {
    for why in [
        Eligibility::New,
        Eligibility::Exempt,
        Eligibility::Suspended,
        Eligibility::Temporary,
        Eligibility::Other,
    ] {
        let (rated, found) = rated(&World::new(), |form| {
            form.unrate(1, why);
            // A rating there is validation's to report.
            form.members[1].proposal.put(Rating::Excellent);
        });
        assert_eq!(
            rated.members.iter().map(Option::is_some).collect::<Vec<_>>(),
            [true, false, true, true, true]
        );
        assert_eq!(found, [], "{why:?}");
    }
    let (rated, _) = rated(&World::new(), |form| form.members[1].eligibility.spoil());
    assert_eq!(rated.members[1], None);
}
