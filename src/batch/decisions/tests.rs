//! Any set of decisions, written, read back, split and shuffled, counts as exactly that set.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::context::fixture::World;
use crate::finding::Severity;
use crate::model::fixture::{day, member, submission, submission_with_points};
use crate::model::{
    Accepted, BranchForm, CaseKind, Decision, DecisionPaper, DecisionSheet, Decisions, Extract,
    Ruling, Tally,
};
use crate::read::{self, Limits, Wording, foreign};
use crate::tables::cases;
use crate::write::{
    consolidated,
    decisions::{Which, workbook},
};

/// So many members a branch.
const MEMBERS: u8 = 12;
/// The same as it is counted.
const COUNT: u32 = 12;

fn branches(world: &World) -> Vec<BranchResult> {
    let branch = |place: usize| {
        let mut form = submission();
        form.members = (0..MEMBERS)
            .map(|number| {
                let mut one = member(number);
                let card = format!("{:08}", 10_000 * (place + 1) + usize::from(number));
                one.name.put(format!("Người {place} {number}"));
                one.card.put(card);
                one
            })
            .collect();
        BranchResult {
            branch: world.workspace.branch[place].clone(),
            form: BranchForm::Accepted(Box::new(Accepted::new(None, Extract::from(&form)))),
        }
    };
    vec![branch(0), branch(1)]
}

/// The sheets with these decisions typed in, as they are read.
fn typed(world: &World, chosen: &[Option<Rating>]) -> (DecisionFile, BTreeMap<Subject, Rating>) {
    let context = world.context();
    let (mut results, _) = add_up(branches(world), &context);
    let subjects: Vec<Subject> = cases(&results).map(|it| it.whom.subject()).collect();
    let wanted: BTreeMap<Subject, Rating> = subjects
        .into_iter()
        .zip(chosen)
        .filter_map(|(subject, rating)| Some((subject, (*rating)?)))
        .collect();
    let ruling = |rating: &Rating| Ruling {
        now: Decision { rating: *rating, reason: String::new(), paper: 0 },
        earlier: Vec::new(),
    };
    let paper = DecisionPaper {
        authority: String::new(),
        body: "x".to_owned(),
        number: "1".to_owned(),
        date: None,
        file: String::new(),
        sha256: String::new(),
        is_typed: false,
        waiting: 0,
    };
    results.decisions = Some(Decisions {
        papers: vec![paper],
        decided: wanted.iter().map(|(it, rating)| (it.clone(), ruling(rating))).collect(),
        ..Decisions::default()
    });
    let bytes = workbook(&results, &context, Which::Filled).unwrap().unwrap();
    let opened = read::open(&bytes, &Limits::default(), foreign::here).unwrap();
    let (file, found) = opened.decisions(&Wording::new(&world.regime)).unwrap();
    assert_eq!(found, []);
    (file, wanted)
}

fn counted(world: &World, files: Vec<DecisionFile>) -> Counted {
    let all = files.into_iter().enumerate().map(|(place, file)| Filed {
        path: format!("{place}.xlsx"),
        sha256: Some(format!("{place}")),
        file,
        found: Vec::new(),
    });
    let context = world.context();
    // How many may be excellent is not the question here.
    let weigh = |found: &mut Vec<Finding>| {
        for it in found {
            if it.code == &OVER_QUOTA || it.code == &BRANCHES_OVER_QUOTA {
                it.severity = Severity::Warning;
            }
        }
    };
    count(all.collect(), branches(world), &context, weigh)
}

/// What is counted, worked out from the decisions alone: all are proposed as good.
fn expected(wanted: &BTreeMap<Subject, Rating>) -> [u32; 4] {
    let mut ratings = [0; 4];
    ratings[Rating::Good.place()] = 2 * COUNT;
    for (subject, rating) in wanted {
        if matches!(subject, Subject::Member(..)) {
            ratings[Rating::Good.place()] -= 1;
            ratings[rating.place()] += 1;
        }
    }
    ratings
}

fn ratings() -> impl Strategy<Value = Vec<Option<Rating>>> {
    let one = prop::option::weighted(0.7, prop::sample::select(Rating::BEST_FIRST.to_vec()));
    // A unit too, where there is one.
    prop::collection::vec(one, 2 * usize::from(MEMBERS) + 3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_decided_counts_as_it_is(chosen in ratings(), turn in 0_usize..20) {
        for world in [World::new, World::with_points, World::with_unit].map(|it| Box::new(it())) {
            let (file, wanted) = typed(&world, &chosen);
            let whole = counted(&world, vec![file.clone()]);
            // A file a sheet, in another order, each with its rows in another order.
            let mut parts: Vec<DecisionFile> = file
                .sheets
                .iter()
                .map(|sheet| {
                    let mut sheet = sheet.clone();
                    let turned = turn % sheet.rows.len().max(1);
                    sheet.rows.rotate_left(turned);
                    sheet.rows.reverse();
                    let values = format!("{:?}", sheet.heading);
                    DecisionFile { sheets: vec![sheet], values, ..DecisionFile::default() }
                })
                .collect();
            parts.reverse();
            let split = counted(&world, parts);
            for counted in [whole, split] {
                let errors: Vec<_> = counted.findings.iter().filter(|it| it.is_error()).collect();
                prop_assert!(errors.is_empty(), "{errors:?}");
                let decisions = counted.results.decisions.as_ref().unwrap();
                let told: BTreeMap<Subject, Rating> =
                    decisions.decided.iter().map(|(it, own)| (it.clone(), own.now.rating)).collect();
                prop_assert_eq!(&told, &wanted);
                let total: &Tally = &counted.results.total;
                prop_assert_eq!(total.ratings, expected(&wanted));
                // Its own formulas are held to these counts.
                let context = world.context();
                prop_assert!(consolidated::workbook(&counted.results, &context).is_ok());
            }
        }
    }
}

#[test]
fn a_file_with_an_error_does_not_count() {
    let world = World::new();
    let (mut file, _) = typed(&world, &[Some(Rating::Satisfactory)]);
    let twice = file.sheets[0].rows[0].clone();
    file.sheets[0].rows.push(twice);
    let counted = counted(&world, vec![file]);
    assert_eq!(counted.files[0].status, FileStatus::Returned);
    assert_eq!(counted.results.total.ratings, [0, 2 * COUNT, 0, 0]);
    assert!(counted.findings.iter().any(|it| it.code.id == "D010"));
}

#[test]
fn a_file_with_an_error_does_not_fill_the_quota_of_another() {
    let world = World::new();
    let (file, _) = typed(&world, &[]);
    let of = |place: usize, path: &str, excellent: usize| {
        let mut file = file.clone();
        file.sheets.truncate(1);
        let rows = &mut file.sheets[0].rows;
        rows.retain(|it| it.name.text().starts_with(&format!("Người {place} ")));
        for (nth, row) in rows.iter_mut().enumerate() {
            row.decision.put(if nth < excellent { Rating::Excellent } else { Rating::Good });
        }
        let (path, sha256) = (path.to_owned(), Some(path.to_owned()));
        file.values.clone_from(&path);
        Filed { path, sha256, file, found: Vec::new() }
    };
    let judged = |is_twice: bool| {
        let mut other = of(1, "b.xlsx", usize::from(MEMBERS));
        if is_twice {
            let twice = other.file.sheets[0].rows[0].clone();
            other.file.sheets[0].rows.push(twice);
        }
        let files = vec![of(0, "a.xlsx", 2), other];
        let counted = count(files, branches(&world), &world.context(), |_| {});
        let files: Vec<_> = counted.files.iter().map(|it| it.status).collect();
        (files, counted.results.total.ratings)
    };
    // Both are right by themselves, and too many together: nobody knows which is meant.
    assert_eq!(judged(false).0, [FileStatus::Returned; 2]);
    let (files, ratings) = judged(true);
    assert_eq!(files, [FileStatus::Accepted, FileStatus::Returned]);
    assert_eq!(ratings, [2, 2 * COUNT - 2, 0, 0]);
}

/// The sheet of members, all good as proposed but for what `change` does, with number and date.
fn judged(change: impl Fn(&mut DecisionFile)) -> Vec<&'static str> {
    judged_in(&World::new(), change)
}

fn judged_in(world: &World, change: impl Fn(&mut DecisionFile)) -> Vec<&'static str> {
    let (mut file, _) = typed(world, &[Some(Rating::Good); 2 * MEMBERS as usize + 3]);
    for sheet in &mut file.sheets {
        sheet.number.put("5-QĐ/ĐU");
        sheet.date.put(day(2020, 12, 20));
    }
    change(&mut file);
    let counted = counted(world, vec![file]);
    let mut codes: Vec<_> =
        counted.findings.iter().map(|it| it.code.id).filter(|it| it.starts_with('D')).collect();
    codes.dedup();
    codes
}

#[test]
fn each_mistake_is_told_and_nothing_else() {
    type Change = fn(&mut DecisionFile);
    let table: [(Change, &[&str]); 18] = [
        (|_| {}, &[]),
        (|it| it.sheets[0].number.clear(), &["D006"]),
        (|it| it.sheets[0].date.clear(), &["D007"]),
        // The branch met on 5 December.
        (|it| it.sheets[0].date.put(day(2020, 12, 1)), &["D030"]),
        // HD 21 puts the collective first, and does not say what a branch is there.
        (|it| it.sheets[1].date.put(day(2020, 12, 19)), &[]),
        (|it| it.sheets[0].rows[3].decision.put(Rating::Satisfactory), &["D005"]),
        (
            |it| {
                it.sheets[0].rows[3].decision.put(Rating::Satisfactory);
                it.sheets[0].rows[3].reason.put("đã bàn");
            },
            &[],
        ),
        (|it| it.sheets[0].rows[3].decision.clear(), &["D002"]),
        (|it| it.sheets[0].rows[3].name.put("Người lạ"), &["D014"]),
        (
            |it| {
                it.sheets[0].rows[3].name.put("Người lạ");
                it.sheets[0].rows[3].card.put("09999999");
            },
            &["D009"],
        ),
        (|it| it.sheets[0].rows[3].name.clear(), &["D015"]),
        (|it| it.sheets[0].rows[3].name.put("NGUOI 0  3"), &[]),
        // A card that another has.
        (|it| it.sheets[0].rows[3].card = it.sheets[0].rows[4].card.clone(), &["D014"]),
        // Noughts that a program dropped; a card that is left out.
        (|it| it.sheets[0].rows[3].card.put("10003"), &[]),
        (|it| it.sheets[0].rows[3].card.clear(), &[]),
        (|it| it.sheets[0].rows[3].key = "TP/000000000000".to_owned(), &["D012"]),
        (|it| it.sheets[0].year.put(2019_u32), &["D017"]),
        (
            |it| {
                it.sheets[0].rows.remove(3);
            },
            &["D013"],
        ),
    ];
    for (place, (change, wanted)) in table.into_iter().enumerate() {
        let mut told = judged(change);
        told.sort_unstable();
        told.dedup();
        assert_eq!(told, wanted, "line {place}");
    }
}

#[test]
fn a_unit_is_decided_on_as_everybody_is() {
    type Change = fn(&mut DecisionSheet);
    let twice = |it: &mut DecisionSheet| {
        let row = it.rows[0].clone();
        it.rows.push(row);
    };
    let table: [(Change, &[&str]); 11] = [
        (|_| {}, &[]),
        (|it| it.rows[0].decision.clear(), &["D002"]),
        (|it| it.rows[0].name.put("DANG BO truong  hoc"), &[]),
        // By its code too.
        (|it| it.rows[0].name.put("gd"), &[]),
        (|it| it.rows[0].name.put("Đảng bộ Quân sự xã"), &["D039"]),
        (twice, &["D010"]),
        (|it| it.rows[0].key = "GD/000000000000".to_owned(), &["D038"]),
        // Before its branches.
        (|it| it.date.put(day(2026, 12, 19)), &["D037"]),
        (|it| it.date.put(day(2026, 12, 21)), &[]),
        (|it| it.number.clear(), &["D006"]),
        (|it| it.rows.clear(), &["D013"]),
    ];
    for (place, (change, wanted)) in table.into_iter().enumerate() {
        let mut told = judged_in(&World::with_unit(), |it| {
            it.sheets.iter_mut().for_each(|it| it.date.put(day(2026, 12, 20)));
            let own = it.sheets.iter_mut().find(|it| it.kind == CaseKind::Units);
            change(own.expect("units have a sheet"));
        });
        told.sort_unstable();
        told.dedup();
        assert_eq!(told, wanted, "line {place}");
    }
}

/// Without a decision on the unit nothing is final.
#[test]
fn a_unit_is_counted_among_those_who_are_open() {
    for (chosen, open, is_final) in [(3, 0, true), (2, 1, false)] {
        let world = World::with_unit();
        let (mut file, _) =
            typed(&world, &vec![Some(Rating::Good); 2 * usize::from(MEMBERS) + chosen]);
        for sheet in &mut file.sheets {
            sheet.number.put("5-QĐ/ĐU");
            sheet.date.put(day(2026, 12, 20));
        }
        let results = counted(&world, vec![file]).results;
        let decisions = results.decisions.as_ref().unwrap();
        assert_eq!(
            (decisions.open(), decisions.units.open(), decisions.is_final()),
            (open, open, is_final)
        );
    }
}

/// The unit's row counts its branches as they stand, and is the same row when these are decided on.
#[test]
fn the_row_of_a_unit_says_how_its_branches_stand() {
    let world = World::with_unit();
    let (mut results, _) = add_up(branches(&world), &world.context());
    let own = |results: &CommuneResult| {
        let of_unit = cases(results).find(|it| matches!(it.whom, crate::tables::Whom::Unit(_)));
        let case = of_unit.unwrap();
        let crate::tables::Whom::Unit(row) = case.whom else { unreachable!() };
        (row.ratings(), case.key(), case.proposal)
    };
    let before = own(&results);
    assert_eq!((before.0, before.2), ([0, 1, 0, 0], None));
    let ruling = Ruling {
        now: Decision { rating: Rating::Satisfactory, reason: String::new(), paper: 0 },
        earlier: Vec::new(),
    };
    let decided = [(Subject::Branch("TH".to_owned()), ruling)].into();
    Decisions { decided, ..Decisions::default() }.lay_over(&mut results.branches);
    let after = own(&results);
    assert_eq!((after.0, &after.1), ([0, 0, 1, 0], &before.1));
}

/// Names above and below the line of the quota, as the sheet of members says them.
fn ordered(order: Vec<crate::model::Aid>) -> Vec<String> {
    let mut world = World::with_points();
    world.workspace.settings.quota_order = order;
    let mut branches = branches(&world);
    branches.truncate(1);
    let mut form = submission_with_points();
    form.info.ballots_valid.put(10_u32);
    // Votes, quarters and points each put another one first.
    let one = form.members[1].clone();
    form.members = [("Phiếu", 9_u32, 1, 91), ("Quý", 8, 3, 92), ("Điểm", 7, 2, 93)]
        .into_iter()
        .zip(one.row..)
        .map(|((name, votes, quarters, points), row)| {
            let mut one = one.clone();
            one.row = row;
            one.name.put(name);
            one.proposal.put(Rating::Excellent);
            one.ballots[Rating::Excellent.place()].put(votes);
            for own in one.quarters.iter_mut().take(quarters) {
                own.put(Rating::Excellent);
            }
            one.points.total.put(crate::model::Hundredths::whole(points));
            one
        })
        .collect();
    branches[0].accepted_mut().unwrap().extract = Extract::from(&form);
    let context = world.context();
    let (results, _) = add_up(branches, &context);
    let bytes = workbook(&results, &context, Which::All).unwrap().unwrap();
    let opened = read::open(&bytes, &Limits::default(), foreign::here).unwrap();
    let (file, _) = opened.decisions(&Wording::new(&world.regime)).unwrap();
    file.sheets[0].rows.iter().map(|it| it.name.text().to_owned()).collect()
}

#[test]
fn those_over_a_quota_are_ordered_as_the_workspace_says() {
    use crate::model::Aid::{Points, Quarters, Votes};
    for (order, wanted) in [
        // As the profile of HD 43 does.
        (vec![], ["Quý", "Điểm", "Phiếu"]),
        (vec![Votes, Quarters, Points], ["Phiếu", "Quý", "Điểm"]),
        (vec![Points], ["Điểm", "Quý", "Phiếu"]),
    ] {
        assert_eq!(ordered(order.clone()), wanted, "{order:?}");
    }
}

#[test]
fn a_branch_is_decided_after_its_members_where_the_text_says_so() {
    let early = |it: &mut DecisionFile| {
        it.sheets[0].date.put(day(2026, 12, 20));
        it.sheets[1].date.put(day(2026, 12, 19));
    };
    assert_eq!(judged_in(&World::with_points(), early), ["D032"]);
    let as_it_should_be = |it: &mut DecisionFile| {
        it.sheets[0].date.put(day(2026, 12, 19));
        it.sheets[1].date.put(day(2026, 12, 20));
    };
    assert_eq!(judged_in(&World::with_points(), as_it_should_be), [""; 0]);
}

#[test]
fn a_later_paper_replaces_an_earlier_one_and_both_stay() {
    let world = World::new();
    let chosen = [Some(Rating::Good); 2 * MEMBERS as usize + 2];
    let paper = |number: &str, date, rating: Rating, rows: usize| {
        let (mut file, _) = typed(&world, &chosen);
        for sheet in &mut file.sheets {
            sheet.number.put(number);
            sheet.date.put(date);
            sheet.rows.truncate(rows);
            sheet.rows[0].decision.put(rating);
        }
        file.values = format!("{number} {rows}");
        file
    };
    let first = paper("5-QĐ/ĐU", day(2020, 12, 20), Rating::Good, 99);
    for (number, date, stands, told) in [
        ("9-QĐ/ĐU", day(2020, 12, 28), Rating::Unsatisfactory, "D020"),
        ("9-QĐ/ĐU", day(2020, 12, 20), Rating::Unsatisfactory, "D020"),
        // Of an earlier day: the first one stands, and that is as it should be told too.
        ("3-QĐ/ĐU", day(2020, 12, 10), Rating::Good, "D020"),
        // One paper, two ratings.
        ("5-QĐ/ĐU", day(2020, 12, 20), Rating::Good, "D011"),
    ] {
        let second = paper(number, date, Rating::Unsatisfactory, 1);
        let counted = counted(&world, vec![first.clone(), second]);
        assert!(counted.findings.iter().any(|it| it.code.id == told), "{number} {date}");
        let decisions = counted.results.decisions.unwrap();
        let subject = Subject::Member("TP".to_owned(), crate::model::fixture::FIRST_ROW);
        let ruling = decisions.of(&subject).unwrap();
        assert_eq!(ruling.now.rating, stands, "{number} {date}");
        assert_eq!(ruling.earlier.len(), usize::from(told == "D020"), "{number} {date}");
        // Each paper as it was signed.
        let first = decisions.papers.iter().position(|it| it.number == "5-QĐ/ĐU").unwrap();
        let signed = decisions.as_of(first);
        assert_eq!(signed.of(&subject).unwrap().now.rating, Rating::Good, "{number} {date}");
        assert_eq!(signed.decided.len(), decisions.decided.len());
    }
}
