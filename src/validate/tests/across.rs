//! Forms of different branches beside each other.

use super::{World, plain};
use crate::model::{Eligibility, Extract, PartialDate, Submission, fixture};
use crate::validate::{Filed, across};

/// The fixture's form, and another branch's with other people.
fn two() -> (Submission, Submission) {
    let mut other = fixture::submission();
    for (nth, member) in other.members.iter_mut().enumerate() {
        member.name.put(format!("Lý Thị {}", ["Hoa", "Lan", "Mai", "Nga", "Oanh"][nth]));
        member.card.put(format!("11.11{nth:03}"));
    }
    (fixture::submission(), other)
}

/// The person of the first form's second row also on the other's third.
fn same(one: &mut Submission, other: &mut Submission) {
    other.members[2].name.put(one.members[1].name.text());
    other.members[2].birth.put(one.members[1].birth.get().expect("the fixture has it"));
    other.members[2].card.put(one.members[1].card.text());
}

#[track_caller]
fn check(change: impl FnOnce(&mut Submission, &mut Submission)) -> Vec<String> {
    check_branches([Some("TP"), Some("TH")], change)
}

#[track_caller]
fn check_branches(
    branches: [Option<&str>; 2],
    change: impl FnOnce(&mut Submission, &mut Submission),
) -> Vec<String> {
    let world = World::new();
    let (mut one, mut other) = two();
    change(&mut one, &mut other);
    let filed = [
        Filed { file: "nop/a.xlsx", branch: branches[0], form: &(&one).into() },
        Filed { file: "nop/b.xlsx", branch: branches[1], form: &(&other).into() },
    ];
    let found = across(&filed, &world.context());
    let line = |it: &crate::finding::Finding| {
        format!("{} {}", it.file.as_deref().unwrap_or("?"), plain(it, &world))
    };
    found.iter().map(line).collect()
}

#[test]
fn different_people_give_no_finding() {
    assert_eq!(check(|_, _| {}), [""; 0]);
}

#[test]
fn one_person_in_two_branches_is_told_at_both_rows() {
    assert_eq!(check(same), ["nop/a.xlsx V704 2_DangVien!B11", "nop/b.xlsx V704 2_DangVien!B12"]);
    // Unrated here and rated there is twice too.
    let exempt = check(|one, other| {
        same(one, other);
        one.unrate(1, Eligibility::Exempt);
    });
    assert_eq!(exempt.len(), 2);
}

#[test]
fn the_profile_weighs_them_like_others() {
    use crate::finding::Severity::{Error, Warning};
    use jiff::civil::date;
    // The fixture's meetings are on 5 December.
    for (from, expected) in
        [(None, Error), (Some(date(2020, 12, 5)), Error), (Some(date(2020, 12, 6)), Warning)]
    {
        let mut world = World::new();
        world.regime.rules.rule.get_mut("R-DUP").expect("it is there").enforce_from = from;
        let (mut one, mut other) = two();
        same(&mut one, &mut other);
        let forms = [Extract::from(&one), Extract::from(&other)];
        let filed = [("a", &forms[0]), ("b", &forms[1])].map(|(file, form)| Filed {
            file,
            branch: Some(if file == "a" { "TP" } else { "TH" }),
            form,
        });
        let found = across(&filed, &world.context());
        assert_eq!(
            found.iter().map(|it| it.severity).collect::<Vec<_>>(),
            [expected; 2],
            "{from:?}"
        );
        assert!(found.iter().all(|it| it.clause.is_some()));
    }
}

#[test]
fn two_forms_of_one_branch_are_another_matter() {
    assert_eq!(check_branches([Some("TP"), Some("tp")], same), [""; 0]);
    assert_eq!(check_branches([None, None], same).len(), 2);
}

#[test]
fn a_guest_is_told_where_he_counts() {
    let guest = check(|one, other| {
        same(one, other);
        other.unrate(2, Eligibility::Temporary);
    });
    assert_eq!(guest, ["nop/b.xlsx V706 2_DangVien!B12"]);
    let both = check(|one, other| {
        same(one, other);
        one.unrate(1, Eligibility::Temporary);
        other.unrate(2, Eligibility::Temporary);
    });
    assert_eq!(both, [""; 0]);
}

#[test]
fn what_is_only_likely_warns() {
    let likely = check(|one, other| {
        same(one, other);
        other.members[2].card.clear();
        other.members[2].birth.put(PartialDate::Year(1980));
    });
    assert_eq!(likely, ["nop/a.xlsx V705 2_DangVien!B11", "nop/b.xlsx V705 2_DangVien!B12"]);
}

#[test]
fn a_card_is_one_persons() {
    let card = check(|one, other| other.members[2].card.put(one.members[1].card.text()));
    assert_eq!(card, ["nop/a.xlsx V707 2_DangVien!J11", "nop/b.xlsx V707 2_DangVien!J12"]);
}

#[test]
fn the_other_branch_is_named() {
    let world = World::new();
    let (mut one, mut other) = two();
    same(&mut one, &mut other);
    let filed = [
        Filed { file: "nop/a.xlsx", branch: Some("TP"), form: &(&one).into() },
        Filed { file: "nop/b.xlsx", branch: Some("TH"), form: &(&other).into() },
    ];
    let found = across(&filed, &world.context());
    assert_eq!(
        super::CATALOGUES[0].render(&found[0]).message,
        "Ma Văn Bình cũng có trong phiếu của Chi bộ Trường Tiểu học (nop/b.xlsx, dòng 12)"
    );
    assert_eq!(found[0].branch.as_deref(), Some("TP"));
}

/// TH has TP's list: whose it is, by what else stands on the two forms (V711).
#[test]
fn a_copied_list_is_told_at_the_form_that_copied_it() {
    type Case<'a> = ([&'a str; 2], [&'a str; 2], [bool; 2], [bool; 2], &'a [&'a str]);
    const TP: &str = "0912 345 678";
    const TH: &str = "0987 654 321";
    const OWN: &str = "Ma Văn An";
    let (a, b) = ("nop/a.xlsx", "nop/b.xlsx");
    // Telephone and secretary of both forms, whose members the workspace says are others, whose
    // numbers on sheet 1 are; the forms that are told.
    #[rustfmt::skip]
    let table: [Case; 12] = [
        // The whole file was copied, the telephone too.
        ([TP, TP], [OWN, OWN], [false; 2], [false; 2], &[b]),
        ([TH, TH], [OWN, OWN], [false; 2], [false; 2], &[a]),
        ([TP, ""], [OWN, OWN], [false; 2], [false; 2], &[b]),
        ([TP, TP], [OWN, OWN], [true, false], [true, false], &[b]),
        // The secretary is not on the list.
        (["", ""], [OWN, "Lý Thị Hoa"], [false; 2], [false; 2], &[b]),
        (["", ""], ["Lý Thị Hoa", OWN], [false; 2], [false; 2], &[a]),
        (["", TH], [OWN, "Lý Thị Hoa"], [false; 2], [false; 2], &[b]),
        (["", ""], [OWN, "Lý Thị Hoa"], [true, false], [true, false], &[b]),
        // The numbers.
        (["", ""], [OWN, OWN], [false, true], [false; 2], &[b]),
        (["", ""], [OWN, OWN], [false; 2], [true, false], &[a]),
        // Nothing tells: both are asked.
        (["", ""], [OWN, OWN], [false; 2], [false; 2], &[a, b]),
        ([TP, TH], [OWN, OWN], [false; 2], [false; 2], &[a, b]),
    ];
    for (nth, (phones, secretaries, expected, total, told)) in table.into_iter().enumerate() {
        let mut world = World::new();
        let mut forms = [fixture::submission(), fixture::submission()];
        for it in 0..2 {
            forms[it].info.phone.put(phones[it]);
            forms[it].info.secretary.put(secretaries[it]);
            world.workspace.branch[it].contact = Some([TP, TH][it].to_owned());
            world.workspace.branch[it].members = Some(if expected[it] { 9 } else { 5 });
            if total[it] {
                forms[it].info.total.put(9u32);
            }
        }
        let filed = [
            Filed { file: a, branch: Some("TP"), form: &(&forms[0]).into() },
            Filed { file: b, branch: Some("TH"), form: &(&forms[1]).into() },
        ];
        let found = across(&filed, &world.context());
        let found: Vec<_> =
            found.iter().map(|it| (it.code.id, it.file.as_deref().unwrap_or("?"))).collect();
        let told: Vec<_> = told.iter().map(|it| ("V711", *it)).collect();
        assert_eq!(found, told, "line {nth}");
    }
}

/// Two people, or fewer than half, are told of one by one.
#[test]
fn a_few_people_are_no_list() {
    for (shared, code, count) in [(2, "V704", 4), (3, "V711", 2), (5, "V711", 2)] {
        let found = check(|one, other| {
            for it in 0..shared {
                other.members[it] = one.members[it].clone();
            }
            one.info.secretary.put("");
            other.info.secretary.put("");
        });
        assert!(found.iter().all(|it| it.contains(code)) && found.len() == count, "{found:?}");
    }
}
