//! Conditions of the branch and of other collectives.

use super::{World, check, check_in, message, rated};
use crate::model::{
    CollectiveKind, Discipline, Eligibility, Grade, Hundredths, Rating, Slot, Submission, fixture,
};

/// The branch's own grades excellent, so that nothing of its row bounds it.
fn perfect(form: &mut Submission) {
    form.collectives[0].criteria.iter_mut().for_each(|it| it.grade.put(Grade::Excellent));
}

/// The lines at the branch's proposal, which is `rating`.
#[track_caller]
fn branch(rating: Rating, change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let mut found = check(|form| {
        perfect(form);
        form.collectives[0].proposal.put(rating);
        change(form);
    });
    found.retain(|it| it.contains("3_TapThe"));
    found.iter().map(|it| it.replace(" 3_TapThe!T10", "")).collect()
}

/// Sets the members' proposals; as many members as ratings.
fn members(ratings: &[Rating]) -> impl Fn(&mut Submission) {
    move |form| {
        for (nth, rating) in ratings.iter().enumerate() {
            if nth >= form.members.len() {
                let nth = u8::try_from(nth).expect("a fixture is small");
                form.members.push(fixture::member(nth));
            }
            form.members[nth].proposal.put(*rating);
        }
        form.members.truncate(ratings.len());
        form.recount();
    }
}

#[test]
fn shares_of_members_bound_the_branch() {
    use Rating::{Excellent as E, Good as G, Satisfactory as S, Unsatisfactory as U};
    #[rustfmt::skip]
    let table: [(Rating, &[Rating], &[&str]); 9] = [
        (E, &[E, G, G, G, S],    &[]),                    // exactly 80 %
        (E, &[G, G, G, S],       &["X303 R-CELL-HTXS-A"]), // 75 %
        (G, &[G, G, G, S],       &[]),
        (G, &[G, G, S, S],       &[]),                    // exactly 50 %
        (G, &[G, G, S, S, S],    &["X303 R-CELL-HTT-A"]), // 40 %
        (S, &[G, G, S, S, S],    &[]),
        (E, &[G, G, G, G, G, G, G, G, G, U], &["X303 R-CELL-KHTMEMBER"]),
        (G, &[G, G, G, G, U],    &["X303 R-CELL-KHTMEMBER"]),
        (S, &[G, G, G, G, U],    &[]),
    ];
    for (rating, ratings, expected) in table {
        assert_eq!(branch(rating, members(ratings)), expected, "{rating:?} {ratings:?}");
    }
}

#[test]
fn shares_are_of_rated_members() {
    use Rating::{Excellent as E, Good as G, Satisfactory as S};
    // Four of five: with one of the four exempt it would be three of four.
    let exempt = branch(E, |form| {
        members(&[G, G, G, G, S])(form);
        form.unrate(1, Eligibility::Exempt);
    });
    assert_eq!(exempt, ["X303 R-CELL-HTXS-A"]);
    let guest = branch(E, |form| {
        members(&[G, G, G, G, S, S])(form);
        form.unrate(5, Eligibility::Temporary);
    });
    assert_eq!(guest, [""; 0]);
}

#[test]
fn a_branch_with_nobody_rated_is_bounded_by_the_rest() {
    let nobody = |form: &mut Submission| {
        (0..form.members.len()).for_each(|nth| form.unrate(nth, Eligibility::Exempt));
    };
    assert_eq!(branch(Rating::Excellent, nobody), [""; 0]);
    let found = branch(Rating::Excellent, |form| {
        nobody(form);
        form.collectives[0].bodies_rating.put(Rating::Satisfactory);
    });
    assert_eq!(found, ["X303 R-CELL-BODIES"]);
}

#[test]
fn shares_wait_until_every_proposal_is_known() {
    use Rating::{Excellent as E, Satisfactory as S};
    let table: &[fn(&mut Submission)] = &[
        |form| form.members[1].proposal.spoil(),
        |form| form.members[1].proposal.clear(),
        |form| form.members[1].eligibility.spoil(),
        |form| form.members[1].eligibility.clear(),
    ];
    for change in table {
        let world = World::new();
        let (rated, found) = rated(&world, |form| {
            members(&[S, S, S, S, S])(form);
            perfect(form);
            form.collectives[0].proposal.put(E);
            change(form);
        });
        assert_eq!(found, []);
        let ceiling = rated.collectives[0].as_ref().expect("rated");
        let is_share = |it: &&crate::model::Step| {
            ["R-CELL-HTXS-A", "R-CELL-HTT-A", "R-CELL-KHTMEMBER"].contains(&&*it.rule)
        };
        assert!(ceiling.trace.iter().filter(is_share).all(|it| !it.ran && it.cap.is_none()));
    }
}

#[test]
fn grades_bound_the_branch() {
    use Grade::{Average, Good, Poor};
    #[rustfmt::skip]
    let table: [(Rating, usize, Grade, &[&str]); 8] = [
        // proposed, which criterion (4 and 5 are on tasks), its grade
        (Rating::Excellent,    0, Good,    &[]),
        (Rating::Excellent,    0, Average, &["X303 R-CELL-GRADES"]),
        (Rating::Excellent,    5, Good,    &["X303 R-CELL-GRADES"]),
        (Rating::Good,         4, Good,    &[]),
        (Rating::Good,         4, Average, &["X303 R-CELL-GRADES"]),
        (Rating::Good,         6, Average, &[]),
        (Rating::Satisfactory, 6, Average, &[]),
        (Rating::Satisfactory, 6, Poor,    &["X303 R-CELL-GRADES"]),
    ];
    for (rating, place, grade, expected) in table {
        let found = branch(rating, |form| form.collectives[0].criteria[place].grade.put(grade));
        assert_eq!(found, expected, "{rating:?} {place} {grade:?}");
    }
    // A rule that asks in steps gives one reason: the step that leaves least.
    let worst = message(|form| {
        perfect(form);
        form.collectives[0].proposal.put(Rating::Excellent);
        form.collectives[0].criteria[4].grade.put(Poor);
    });
    assert_eq!(
        worst,
        "Chi bộ thôn Tống Pu được đề nghị HTXSNV, nhưng theo quy định tối đa là KHTNV: \
         mức HTNV cần tiêu chí về nhiệm vụ từ Trung bình, tiêu chí khác từ Trung bình trở lên \
         (phiếu ghi Xây dựng, thực hiện chương trình, kế hoạch: Kém)"
    );
}

#[test]
fn bodies_of_the_same_level_bound_the_branch() {
    use Rating::{Excellent, Good, Satisfactory, Unsatisfactory};
    #[rustfmt::skip]
    let table: [(Rating, Rating, &[&str]); 6] = [
        (Excellent,    Good,           &[]),
        (Excellent,    Satisfactory,   &["X303 R-CELL-BODIES"]),
        (Good,         Satisfactory,   &[]),
        (Good,         Unsatisfactory, &["X303 R-CELL-BODIES"]),
        (Satisfactory, Unsatisfactory, &[]),
        (Excellent,    Unsatisfactory, &["X303 R-CELL-BODIES"]),
    ];
    for (rating, bodies, expected) in table {
        let found = branch(rating, |form| form.collectives[0].bodies_rating.put(bodies));
        assert_eq!(found, expected, "{rating:?} {bodies:?}");
    }
}

#[test]
fn missing_bodies_warn_once_and_only_where_they_matter() {
    let school = |rating: Rating, change: fn(&mut Submission)| {
        check(|form| {
            perfect(form);
            form.info.branch_code.put("TH");
            form.collectives[0].proposal.put(rating);
            change(form);
        })
    };
    assert_eq!(school(Rating::Excellent, |_| {}), ["X305 3_TapThe!N10"]);
    assert_eq!(school(Rating::Good, |_| {}), ["X305 3_TapThe!N10"]);
    assert_eq!(school(Rating::Satisfactory, |form| form.members[0].proposal.clear()), [""; 0]);
    let column = school(Rating::Good, |form| form.collectives[0].bodies_rating = Slot::Absent);
    assert_eq!(column, ["X305 3_TapThe!T10"]);
    let unread = school(Rating::Good, |form| form.collectives[0].bodies_rating.spoil());
    assert_eq!(unread, [""; 0]);
    // A thôn has no such bodies, unless the setting says that it has.
    assert_eq!(branch(Rating::Good, |_| {}), [""; 0]);
    let mut world = World::new();
    world.workspace.settings.village_bodies = true;
    assert_eq!(check_in(&world, perfect), ["X305 3_TapThe!N10"]);
    // Without a workspace the form says the kind; a kind not given may have them.
    let mut world = World::new();
    world.is_loose = true;
    assert_eq!(check_in(&world, |_| {}), [""; 0]);
    let unknown = check_in(&world, |form| form.info.branch_kind.clear());
    assert_eq!(unknown, ["X305 3_TapThe!N10"]);
}

#[test]
fn a_disciplined_branch_fails_unless_it_found_out_itself() {
    let disciplined = |discovered: fn(&mut Slot<bool>)| {
        branch(Rating::Satisfactory, |form| {
            form.collectives[0].disciplined.put(true);
            discovered(&mut form.collectives[0].self_discovered);
        })
    };
    assert_eq!(disciplined(|_| {}), ["X303 R-CELL-DISC"]);
    assert_eq!(disciplined(|it| it.put(false)), ["X303 R-CELL-DISC"]);
    assert_eq!(disciplined(|it| it.put(true)), [""; 0]);
    assert_eq!(disciplined(Slot::spoil), [""; 0]);
    let no = branch(Rating::Good, |form| form.collectives[0].disciplined.put(false));
    assert_eq!(no, [""; 0]);
}

#[test]
fn a_branch_does_half_of_its_targets() {
    let done = |percent: i32| {
        branch(Rating::Satisfactory, |form| {
            form.collectives[0].tasks_done.put(Hundredths::new(percent));
        })
    };
    assert_eq!(done(5000), [""; 0]);
    assert_eq!(done(4999), ["X303 R-CELL-50"]);
}

#[test]
fn more_than_a_fifth_of_the_members_disciplined_is_too_much() {
    let disciplined = |count: usize| {
        branch(Rating::Satisfactory, |form| {
            members(&[Rating::Unsatisfactory; 10])(form);
            for member in form.members.iter_mut().take(count) {
                member.discipline.put(Discipline::Reprimand);
            }
        })
    };
    assert_eq!(disciplined(2), [""; 0]);
    // Reported by a law firm only: a warning.
    assert_eq!(disciplined(3), ["X304 R-CELL-20"]);
    let unread = branch(Rating::Satisfactory, |form| {
        members(&[Rating::Unsatisfactory; 3])(form);
        form.members[0].discipline.put(Discipline::Reprimand);
        form.members[1].discipline.spoil();
    });
    assert_eq!(unread, [""; 0]);
}

/// A chi ủy in the second row, proposed for good.
#[track_caller]
fn committee(kind: CollectiveKind, change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let mut found = check(|form| {
        form.collectives.push(fixture::collective(1, kind));
        change(form);
    });
    found.retain(|it| it.contains("3_TapThe!T11"));
    found.iter().map(|it| it.replace(" 3_TapThe!T11", "")).collect()
}

#[test]
fn a_collective_fails_by_discipline_and_by_less_than_half() {
    for kind in [CollectiveKind::BranchCommittee, CollectiveKind::Leadership] {
        assert_eq!(committee(kind, |_| {}), [""; 0]);
        let disciplined = committee(kind, |form| {
            form.collectives[1].disciplined.put(true);
            // That it found out itself helps only a branch.
            form.collectives[1].self_discovered.put(true);
        });
        assert_eq!(disciplined, ["X303 R-COLL-A"], "{kind:?}");
        let half = committee(kind, |form| {
            form.collectives[1].tasks_done.put(Hundredths::new(4999));
        });
        assert_eq!(half, ["X303 R-COLL-A"], "{kind:?}");
        // Two facts, two reasons.
        let both = committee(kind, |form| {
            form.collectives[1].disciplined.put(true);
            form.collectives[1].tasks_done.put(Hundredths::new(4999));
        });
        assert_eq!(both, ["X303 R-COLL-A R-COLL-A"], "{kind:?}");
        // Grades, shares and bodies are asked of the branch only.
        let poor = committee(kind, |form| form.collectives[1].criteria[4].grade.put(Grade::Poor));
        assert_eq!(poor, [""; 0], "{kind:?}");
    }
}

#[test]
fn a_member_of_the_committee_disciplined_by_a_warning_fails_it() {
    use CollectiveKind::{BranchCommittee, Leadership};
    let disciplined = |kind, place: usize, discipline, change: fn(&mut Submission)| {
        committee(kind, |form| {
            form.members[place].discipline.put(discipline);
            change(form);
        })
    };
    // The secretary and the deputy are known by name, others by their post.
    for place in [0, 1] {
        let found = disciplined(BranchCommittee, place, Discipline::Warning, |_| {});
        assert_eq!(found, ["X304 R-COLL-A"], "{place}");
    }
    assert_eq!(disciplined(BranchCommittee, 2, Discipline::Warning, |_| {}), [""; 0]);
    let by_post = disciplined(BranchCommittee, 2, Discipline::Dismissal, |form| {
        form.members[2].party_post.put("Chi ủy viên");
    });
    assert_eq!(by_post, ["X304 R-COLL-A"]);
    assert_eq!(disciplined(BranchCommittee, 0, Discipline::Reprimand, |_| {}), [""; 0]);
    let counted = disciplined(BranchCommittee, 0, Discipline::Warning, |form| {
        form.members[0].discipline_counted.put(true);
    });
    assert_eq!(counted, [""; 0]);
    let unread = disciplined(BranchCommittee, 2, Discipline::Warning, |form| {
        form.members[2].party_post.spoil();
    });
    assert_eq!(unread, [""; 0]);
    // Who sits in another collective, the form does not tell.
    assert_eq!(disciplined(Leadership, 0, Discipline::Warning, |_| {}), [""; 0]);
}

#[test]
fn a_new_branch_and_its_committee_have_no_ceiling() {
    let (rated, found) = rated(&World::new(), |form| {
        form.info.founded.put(fixture::day(2020, 9, 2));
        form.collectives.push(fixture::collective(1, CollectiveKind::BranchCommittee));
        form.collectives.push(fixture::collective(2, CollectiveKind::Leadership));
        // The branch is not rated, so that it bounds nobody.
        form.collectives[0].proposal.put(Rating::Unsatisfactory);
    });
    assert_eq!(
        rated.collectives.iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, false, true]
    );
    assert_eq!(found, []);
    let (rated, _) = super::rated(&World::new(), |form| form.collectives[0].kind.spoil());
    assert_eq!(rated.collectives, [None]);
}
