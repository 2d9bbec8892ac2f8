//! Forms of different branches beside each other.

use std::sync::Arc;

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
    let found = across(&filed, &[], &world.context());
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
        let found = across(&filed, &[], &world.context());
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
    let found = across(&filed, &[], &world.context());
    assert_eq!(
        super::CATALOGUES[0].render(&found[0]).message,
        "Ma Văn Bình cũng có trong phiếu của Chi bộ Trường Tiểu học (dòng 12)"
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
            let branch = Arc::make_mut(&mut world.workspace.branch[it]);
            branch.contact = Some([TP, TH][it].to_owned());
            branch.members = Some(if expected[it] { 9 } else { 5 });
            if total[it] {
                forms[it].info.total.put(9u32);
            }
        }
        let filed = [
            Filed { file: a, branch: Some("TP"), form: &(&forms[0]).into() },
            Filed { file: b, branch: Some("TH"), form: &(&forms[1]).into() },
        ];
        let found = across(&filed, &[], &world.context());
        let found: Vec<_> =
            found.iter().map(|it| (it.code.id, it.file.as_deref().unwrap_or("?"))).collect();
        let told: Vec<_> = told.iter().map(|it| ("V711", *it)).collect();
        assert_eq!(found, told, "line {nth}");
    }
}

/// A corrected form whose code was left out is no neighbour's list.
#[test]
fn a_second_form_without_the_code_wants_it() {
    let again = |one: &mut Submission, other: &mut Submission| {
        *other = one.clone();
        other.info.branch_code.clear();
        let world = World::new();
        other.info.branch_name.put(world.workspace.branch[0].name.as_str());
    };
    assert_eq!(
        check_branches([Some("TP"), None], again),
        ["nop/b.xlsx V716 1_ThongTinChiBo!C6", "nop/a.xlsx V717 1_ThongTinChiBo!C6"]
    );
    let of_another = check_branches([Some("TP"), None], |one, other| {
        again(one, other);
        other.info.branch_name.put("Chi bộ khác");
    });
    assert!(of_another.iter().all(|it| it.contains("V711")), "{of_another:?}");
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

/// How rows of one form came into another.
#[derive(Clone, Copy, Debug)]
enum Paste {
    /// Before the row with this place, or at the end.
    Before(usize),
    /// Over the rows from this place on.
    Over(usize),
}

/// What tells whose the people are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tells {
    Nothing,
    Phone,
    Former,
    Secretary,
    Contact,
    SecretaryElsewhere,
    Post,
    Votes,
    Roster,
    Sheet1,
    Numbering,
}

const TELLS: [Tells; 11] = [
    Tells::Nothing,
    Tells::Phone,
    Tells::Former,
    Tells::Secretary,
    Tells::Contact,
    Tells::SecretaryElsewhere,
    Tells::Post,
    Tells::Votes,
    Tells::Roster,
    Tells::Sheet1,
    Tells::Numbering,
];

/// TH has rows of TP's form.
#[derive(Clone, Debug)]
struct Copied {
    /// How many people the two forms have of their own.
    sizes: [u8; 2],
    from: usize,
    count: usize,
    paste: Paste,
    tells: Tells,
    /// Whether the file of TH comes first.
    is_first: bool,
}

/// A form of `size` people whom nobody else has, of which nothing tells whose it is.
fn people(branch: usize, size: u8) -> Submission {
    let mut form = fixture::submission();
    form.members = (0..size).map(fixture::member).collect();
    for (nth, member) in form.members.iter_mut().enumerate() {
        let family = ["Ma", "Lý"][branch];
        let given = char::from(b'A' + u8::try_from(nth).expect("forms are small"));
        member.name.put(format!("{family} Văn {given}{given}"));
        member.card.put(format!("{}{branch}.11{nth:03}", branch + 1));
    }
    form.info.secretary.put("");
    form.info.phone.put("");
    form
}

impl Copied {
    /// TP's form, TH's, and TP's of last year.
    fn forms(&self) -> [Submission; 3] {
        let [mut own, mut other] = [0, 1].map(|it| people(it, self.sizes[it]));
        let former = people(0, self.sizes[0]);
        if self.tells == Tells::Post {
            own.members[self.from].other_post.put("Trưởng thôn Tống Pu");
        }
        let rows = own.members[self.from..self.from + self.count].to_vec();
        let size = other.members.len();
        let place = match self.paste {
            Paste::Before(at) => at.min(size)..at.min(size),
            Paste::Over(at) => at.min(size - 1)..(at.min(size - 1) + rows.len()).min(size),
        };
        let is_numbering = self.tells == Tells::Numbering;
        other.members.splice(place, rows);
        let mut number = 0u32;
        for (form, is_copier) in [(&mut own, false), (&mut other, true)] {
            for (nth, member) in form.members.iter_mut().enumerate() {
                number = if nth == 0 { 1 } else { number + 1 };
                let is_own = member.name.text().starts_with("Lý");
                if !is_numbering || !is_copier || is_own {
                    member.number.put(number);
                }
                member.row = fixture::FIRST_ROW + u32::try_from(nth).expect("forms are small");
            }
            form.recount();
        }
        let first = own.members[self.from].name.text().to_owned();
        match self.tells {
            Tells::Nothing
            | Tells::Former
            | Tells::Contact
            | Tells::Post
            | Tells::Roster
            | Tells::Numbering => {}
            Tells::Phone => other.info.phone.put("0912 345 678"),
            Tells::Secretary => own.info.secretary.put(first),
            Tells::SecretaryElsewhere => other.info.secretary.put("Người Lạ"),
            Tells::Votes => {
                own.info.ballots_valid.put(4u32);
                other.info.ballots_valid.put(9u32);
            }
            Tells::Sheet1 => {
                let size = other.members.len() - self.count;
                other.info.total.put(u32::try_from(size).expect("forms are small"));
            }
        }
        [own, other, former]
    }

    /// How many findings there are at TP's form and at TH's.
    fn found(&self, change: impl FnOnce(&mut World)) -> [Vec<String>; 2] {
        let [own, other, former] = self.forms();
        let mut world = World::new();
        let [tp, th] = &mut world.workspace.branch[..] else { panic!("the fixture has two") };
        let (tp, th) = (Arc::make_mut(tp), Arc::make_mut(th));
        match self.tells {
            Tells::Phone => tp.contact = Some("0912 345 678".to_owned()),
            Tells::Contact => {
                tp.contact = Some(format!("đ/c {}", own.members[self.from].name.text()));
            }
            Tells::Roster => {
                let size = other.members.len() - self.count;
                th.members = Some(u32::try_from(size).expect("forms are small"));
            }
            _ => {}
        }
        change(&mut world);
        let filed = |file, branch, form| Filed { file, branch: Some(branch), form };
        let [own, other, former] = [&own, &other, &former].map(Extract::from);
        let mut forms = vec![filed("nop/tp.xlsx", "TP", &own), filed("nop/th.xlsx", "TH", &other)];
        if self.is_first {
            forms.reverse();
        }
        let former = [filed("nop/2019/tp.xlsx", "TP", &former)];
        let former = if self.tells == Tells::Former { &former[..] } else { &[] };
        let found = across(&forms, former, &world.context());
        ["TP", "TH"].map(|branch| {
            let own = found.iter().filter(|it| it.branch.as_deref() == Some(branch));
            own.map(|it| plain(it, &world)).collect()
        })
    }

    /// Whether nothing tells of TP's form, and one finding of the other.
    fn is_told_at_the_copier(&self) -> bool {
        let [own, other] = self.found(|_| {});
        own.is_empty() && other.len() == 1 && other[0].starts_with("V711")
    }
}

/// Each line of the table in `owner.rs` alone, and nothing but the places of the rows.
#[test]
fn each_evidence_tells_who_copied() {
    let base = Copied {
        sizes: [8, 8],
        from: 2,
        count: 3,
        paste: Paste::Over(2),
        tells: Tells::Nothing,
        is_first: false,
    };
    for is_first in [false, true] {
        for tells in TELLS {
            // Rows in place of others: only what was put there tells.
            let mut it = Copied { tells, is_first, ..base };
            if [Tells::Roster, Tells::Sheet1, Tells::Numbering].contains(&tells) {
                it.paste = Paste::Before(4);
            }
            let expected = tells != Tells::Nothing;
            assert_eq!(it.is_told_at_the_copier(), expected, "{it:?}");
        }
        // At the end of the other list, where on its own other rows come after.
        let tail = Copied { paste: Paste::Before(8), is_first, ..base };
        assert!(tail.is_told_at_the_copier());
        // They begin their own list.
        let first = Copied { from: 0, is_first, ..base };
        assert!(first.is_told_at_the_copier());
        // All that is on their own list.
        let whole = Copied { from: 0, count: 8, paste: Paste::Before(0), is_first, ..base };
        assert!(whole.is_told_at_the_copier());
    }
}

/// Where nothing tells, both are asked in one finding each.
#[test]
fn where_nothing_tells_both_are_asked() {
    let it = Copied {
        sizes: [8, 8],
        from: 2,
        count: 3,
        paste: Paste::Over(2),
        tells: Tells::Nothing,
        is_first: false,
    };
    let found = it.found(|_| {});
    assert!(found.iter().all(|it| it.len() == 1 && it[0].starts_with("V711")), "{found:?}");
}

/// People who moved one by one stand here and there on their old list: each is a person whom two
/// branches have, and no place of a row tells who is right.
#[test]
fn people_here_and_there_are_no_list() {
    let world = World::new();
    let [own, mut other] = [people(0, 12), people(1, 12)];
    for nth in [2, 5, 9] {
        other.members.push(own.members[nth].clone());
    }
    let [own, other] = [&own, &other].map(Extract::from);
    let filed = [("a", "TP", &own), ("b", "TH", &other)];
    let filed = filed.map(|(file, branch, form)| Filed { file, branch: Some(branch), form });
    let found = across(&filed, &[], &world.context());
    assert_eq!(found.iter().map(|it| it.code.id).collect::<Vec<_>>(), ["V704"; 6]);
}

/// Whoever is the secretary of a form is that branch's: only the other form is wrong.
#[test]
fn the_secretary_of_a_form_is_of_that_branch() {
    #[rustfmt::skip]
    let table: [(&str, &str, &[&str]); 4] = [
        ("Ma Văn BB", "", &["TH"]),
        ("Ma Văn BB", "Lý Văn AA", &["TH"]),
        ("", "Ma Văn BB", &["TP"]),
        // One of the two forms is wrong about its secretary.
        ("Ma Văn BB", "Ma Văn BB", &["TP", "TH"]),
    ];
    for (secretary, other_secretary, expected) in table {
        for is_waived in [false, true] {
            let mut world = World::new();
            let [mut own, mut other] = [people(0, 8), people(1, 8)];
            other.members[3] = own.members[1].clone();
            own.info.secretary.put(secretary);
            other.info.secretary.put(other_secretary);
            if is_waived {
                waive(&mut world, expected[0], "V704");
            }
            let [own, other] = [&own, &other].map(Extract::from);
            let filed = [("a", "TP", &own), ("b", "TH", &other)]
                .map(|(file, branch, form)| Filed { file, branch: Some(branch), form });
            let found = across(&filed, &[], &world.context());
            let told: Vec<_> = found.iter().map(|it| it.branch.as_deref().unwrap_or("?")).collect();
            // What is let through at one form is the other's mistake.
            let expected = if is_waived { &["TP", "TH"] } else { expected };
            assert_eq!(told, expected, "{secretary} {other_secretary} {is_waived}");
        }
    }
}

fn waive(world: &mut World, branch: &str, code: &str) {
    world.workspace.waive.push(crate::workspace::Waiver {
        branch: branch.to_owned(),
        code: code.to_owned(),
        member: None,
        reason: "Đã đối chiếu".to_owned(),
        by: "Văn phòng".to_owned(),
    });
}

/// Whoever lets a copied list through at one branch says that the people are its own.
#[test]
fn a_waiver_turns_to_the_other_form() {
    let it = Copied {
        sizes: [8, 8],
        from: 0,
        count: 3,
        paste: Paste::Before(8),
        tells: Tells::Secretary,
        is_first: false,
    };
    assert!(it.is_told_at_the_copier());
    for code in ["V711", "list-of-another-branch", "v711"] {
        let found = it.found(|world| waive(world, "th", code));
        assert!(found.iter().all(|it| it.len() == 1), "{code}: {found:?}");
    }
    let other = it.found(|world| waive(world, "TP", "V711"));
    assert!(other[0].is_empty());
}

/// Two files of the other branch: the message says which.
#[test]
fn a_file_is_named_where_the_branch_has_several() {
    let world = World::new();
    let [own, other] = [people(0, 8), people(0, 8)];
    let [own, other, third] = [&own, &other, &people(1, 8)].map(Extract::from);
    let filed = |file, branch, form| Filed { file, branch: Some(branch), form };
    let forms = [filed("nop/a.xlsx", "TP", &own), filed("nop/xa/b.xlsx", "TH", &other)];
    let messages = |forms: &[Filed]| -> Vec<String> {
        let found = across(forms, &[], &world.context());
        found.iter().map(|it| super::CATALOGUES[0].render(it).message).collect()
    };
    let plain = messages(&forms);
    assert!(!plain.is_empty() && plain.iter().all(|it| !it.contains("xlsx")), "{plain:?}");
    let forms = [forms[0], forms[1], filed("nop/xa/c.xlsx", "TH", &third)];
    let told = messages(&forms);
    let named = told.iter().filter(|it| it.contains("Chi bộ Trường Tiểu học (b.xlsx)")).count();
    assert_eq!(named, 1, "{told:?}");
    assert!(told.iter().all(|it| !it.contains("nop/")), "{told:?}");
}

mod copies {
    use proptest::prelude::*;

    use super::*;

    fn copied() -> impl Strategy<Value = Copied> {
        let paste = prop_oneof![
            (0..13_usize).prop_map(Paste::Before),
            (0..12_usize).prop_map(Paste::Over),
        ];
        (4..12_u8, 4..12_u8, 0..8_usize, 0..9_usize, paste, any::<bool>()).prop_flat_map(
            |(size, other, from, count, paste, is_first)| {
                let most = usize::from(size);
                let from = from.min(most - 3);
                let count = 3 + count % (most - from - 2);
                prop::sample::select(&TELLS[..]).prop_map(move |tells| Copied {
                    sizes: [size, other],
                    from,
                    count,
                    paste,
                    tells,
                    is_first,
                })
            },
        )
    }

    proptest! {
        /// Rows of one form in another, few or all, put in or over others: where anything tells
        /// whose they are the form of these people is not touched, whichever file comes first.
        /// Whatever tells, one of the two goes back.
        #[test]
        fn the_form_that_was_copied_from_is_not_touched(it in copied()) {
            let [own, other] = it.found(|_| {});
            prop_assert!(own.len() + other.len() > 0, "they are counted twice");
            prop_assert!(own.iter().chain(&other).all(|it| it.starts_with("V711")), "{own:?} {other:?}");
            if it.tells == Tells::Nothing || (it.tells == Tells::Numbering && it.is_numbered_alike()) {
                return Ok(());
            }
            prop_assert!(own.is_empty(), "{own:?}");
            prop_assert_eq!(other.len(), 1);
        }
    }

    impl Copied {
        /// Whether the rows happen to be numbered as their new places are.
        fn is_numbered_alike(&self) -> bool {
            let [own, other, _] = self.forms();
            let nth = |form: &Submission| {
                let name = own.members[self.from].name.text();
                form.members.iter().position(|it| it.name.text() == name)
            };
            nth(&own) == nth(&other)
        }
    }
}

/// Numbers that are right without the copied people have no cause of their own.
#[test]
fn numbers_that_the_copied_rows_explain_are_not_told() {
    use crate::finding::Severity;
    use crate::validate::beside;
    let it = Copied {
        sizes: [8, 8],
        from: 2,
        count: 3,
        paste: Paste::Before(8),
        tells: Tells::Sheet1,
        is_first: false,
    };
    let [own, other, _] = it.forms();
    let explained =
        |other: &Submission, change: &dyn Fn(&mut World)| -> Vec<&'static str> {
            let mut world = World::new();
            change(&mut world);
            let [own, other] = [&own, other].map(Extract::from);
            let filed = [("a", "TP", &own), ("b", "TH", &other)]
                .map(|(file, branch, form)| Filed { file, branch: Some(branch), form });
            let found = beside(&filed, &[], &world.context()).explained;
            assert!(found.iter().all(|it| it.0 == "b"));
            found.iter().map(|it| it.1.id).collect()
        };
    // Sheet 1 has the own people in all its numbers.
    let mut plain = people(1, 8);
    plain.recount();
    let mut right = other.clone();
    let rows = right.members.clone();
    right.info = plain.info.clone();
    right.members = rows;
    assert!(explained(&right, &|_| {}).contains(&"V501"));
    let mut wrong = right.clone();
    wrong.info.total.put(20u32);
    assert!(!explained(&wrong, &|_| {}).contains(&"V501"));
    let lowered = |it: &mut World| {
        it.workspace.severity.insert("V711".to_owned(), Severity::Warning);
    };
    assert!(explained(&right, &lowered).is_empty());
}
