//! Form, branch, year, roster, and what sheet 1 has to have.

use std::sync::Arc;

use super::{World, check, check_in, message};
use crate::model::fixture::FIRST_ROW;
use crate::model::{CollectiveKind, Slot, fixture};

#[test]
fn the_form_is_of_this_regime() {
    assert_eq!(check(|form| form.info.form_code.put(" xl-2019-hd21 ")), [""; 0]);
    assert_eq!(check(|form| form.info.form_code.put("XL-2025-HD43")), ["V101 1_ThongTinChiBo!C5"]);
    assert_eq!(
        message(&World::new(), |form| form.info.form_code.put("XL-2025-HD43")),
        "Mã mẫu ghi “XL-2025-HD43”, nhưng năm nay dùng mẫu XL-2019-HD21"
    );
}

#[test]
fn the_branch_is_one_of_the_workspace() {
    assert_eq!(check(|form| form.info.branch_code.put("tp")), [""; 0]);
    assert_eq!(check(|form| form.info.branch_code.put("XX")), ["V102 1_ThongTinChiBo!C6"]);
    let mut world = World::new();
    world.is_loose = true;
    assert_eq!(check_in(&world, |form| form.info.branch_code.put("XX")), [""; 0]);
}

#[test]
fn code_and_name_are_of_one_branch() {
    let table: [(&str, &[&str]); 5] = [
        ("Chi bộ thôn Tống Pu", &[]),
        ("THÔN TỐNG PU", &[]),
        ("Chi bộ Trường Tiểu học", &["V103 1_ThongTinChiBo!C7"]),
        ("trường tiểu học", &["V103 1_ThongTinChiBo!C7"]),
        ("Chi bộ Tống Pu", &["V104 1_ThongTinChiBo!C7"]),
    ];
    for (name, expected) in table {
        assert_eq!(check(|form| form.info.branch_name.put(name)), expected, "{name}");
    }
    // Two villages whose names differ in marks alone.
    let mut world = World::new();
    Arc::make_mut(&mut world.workspace.branch[1]).name = "Chi bộ thôn Tông Pù".to_owned();
    for (name, expected) in [
        ("Chi bộ thôn Tống Pu", &[][..]),
        ("CHI BO THON TONG PU", &[]),
        ("thôn Tống Pu", &[]),
        ("Chi bộ thôn Tông Pù", &["V103 1_ThongTinChiBo!C7"]),
        ("THÔN TÔNG PÙ", &["V103 1_ThongTinChiBo!C7"]),
    ] {
        let found = check_in(&world, |form| form.info.branch_name.put(name));
        assert_eq!(found, expected, "{name}");
    }
    // With an unknown code, the name says which code was meant; it is not accepted for it.
    let change = |form: &mut crate::model::Submission| form.info.branch_code.put("XX");
    assert_eq!(check(change), ["V102 1_ThongTinChiBo!C6"]);
}

#[test]
fn the_kind_is_the_workspaces() {
    assert_eq!(check(|form| form.info.branch_kind.clear()), [""; 0]);
    assert_eq!(check(|form| form.info.branch_kind.put("school")), ["V107 1_ThongTinChiBo!C8"]);
}

#[test]
fn the_year_is_the_workspaces_else_one_of_the_regime() {
    assert_eq!(check(|form| form.info.year.put(2021u32)), ["V105 1_ThongTinChiBo!C9"]);
    let mut world = World::new();
    world.is_loose = true;
    world.workspace.year = 2021;
    let year = |year: u32| check_in(&world, |form| form.info.year.put(year));
    assert!(!year(2021).iter().any(|it| it.starts_with("V105")));
    assert!(year(2023).contains(&"V105 1_ThongTinChiBo!C9".to_owned()));
}

#[test]
fn the_members_are_as_many_as_the_roster_says() {
    let mut world = World::new();
    for (members, expected) in [(5, &[][..]), (6, &["V106 1_ThongTinChiBo!C16"])] {
        Arc::make_mut(&mut world.workspace.branch[0]).members = Some(members);
        assert_eq!(check_in(&world, |_| {}), expected, "{members}");
    }
}

#[test]
fn required_facts_are_filled_in() {
    assert_eq!(check(|form| form.info.meeting.clear()), ["V201 1_ThongTinChiBo!C15"]);
    assert_eq!(check(|form| form.info.total.clear()), ["V201 1_ThongTinChiBo!C16"]);
    // The code of the branch that has this name.
    let world = super::World::new();
    let mut form = crate::model::fixture::submission();
    form.info.branch_code.clear();
    let wanted = |form: &crate::model::Submission| {
        let found = crate::validate::validate(form, &world.context());
        let finding = found.iter().find(|it| it.code.id == "V201").expect("the code is wanted");
        super::CATALOGUES[0].render(finding).expected
    };
    let branch = &world.workspace.branch[0];
    form.info.branch_name.put(branch.name.as_str());
    assert_eq!(wanted(&form).as_deref(), Some(branch.code.as_str()));
    let mut world = World::new();
    Arc::make_mut(&mut world.workspace.branch[1]).name = "Chi bộ thôn Tông Pù".to_owned();
    let wanted_in = |form: &crate::model::Submission| {
        let found = crate::validate::validate(form, &world.context());
        let finding = found.iter().find(|it| it.code.id == "V201").expect("the code is wanted");
        super::CATALOGUES[0].render(finding).expected
    };
    for (name, branch) in [
        ("Chi bộ thôn Tống Pu", Some(0)),
        ("Chi bộ thôn Tông Pù", Some(1)),
        ("Chi bộ thôn Tong Pu", None),
    ] {
        form.info.branch_name.put(name);
        let code = branch.map(|it: usize| world.workspace.branch[it].code.clone());
        assert_eq!(wanted_in(&form), code, "{name}");
    }
    form.info.branch_name.put("Chi bộ khác");
    assert_eq!(wanted(&form), None);
    assert_eq!(check(|form| form.info.phone.clear()), [""; 0]);
    assert_eq!(check(|form| form.info.probationary.clear()), [""; 0]);
}

#[test]
fn facts_of_the_meeting_are_one_finding() {
    let clear = |form: &mut crate::model::Submission| {
        form.info.present.clear();
        form.info.ballots_issued = Slot::Absent;
        form.info.ballots_valid.clear();
    };
    assert_eq!(check(clear), ["V202 1_ThongTinChiBo!C25"]);
    let labels = message(&World::new(), clear);
    assert_eq!(labels, "Chưa ghi: Số đảng viên có mặt; Số phiếu hợp lệ");
    let mut world = World::new();
    world.workspace.settings.require_ballots = true;
    assert_eq!(check_in(&world, clear), ["V203 1_ThongTinChiBo!C25"]);
    // A row that is not there was reported when the form was read; a setting
    // that requires it, reading does not know.
    let remove = |form: &mut crate::model::Submission| form.info.present = Slot::Absent;
    assert_eq!(check(remove), [""; 0]);
    assert_eq!(check_in(&world, remove), ["V203 1_ThongTinChiBo"]);
    assert_eq!(check_in(&world, |_| {}), [""; 0]);
}

#[test]
fn other_collectives_of_a_new_branch_may_stay_unrated() {
    let empty = |founded| {
        check(|form| {
            form.info.founded.put(founded);
            form.collectives[0].proposal.clear();
            let mut other = fixture::collective(1, CollectiveKind::Leadership);
            other.proposal.clear();
            form.collectives.push(other);
        })
    };
    assert_eq!(empty(fixture::day(2020, 6, 6)), [""; 0]);
    let old = empty(fixture::day(2020, 6, 5));
    assert_eq!(old, ["V209 3_TapThe!T10", "V209 3_TapThe!T11"]);
}

#[test]
fn a_branch_of_less_than_six_months_is_not_rated() {
    let (young, old) = (fixture::day(2020, 6, 6), fixture::day(2020, 6, 5));
    assert_eq!(check(|form| form.info.founded.put(old)), [""; 0]);
    assert_eq!(check(|form| form.info.founded.put(young)), ["V307 3_TapThe!T10"]);
    let unrate = |form: &mut crate::model::Submission| {
        form.info.founded.put(young);
        form.collectives[0].proposal.clear();
        form.collectives[0].tasks_done.clear();
        form.collectives[0].criteria[0].grade.clear();
    };
    assert_eq!(check(unrate), [""; 0]);
    // Its chi ủy is no older; another collective may be.
    let with = |kind| {
        check(|form| {
            unrate(form);
            form.collectives.push(fixture::collective(1, kind));
        })
    };
    assert_eq!(with(CollectiveKind::BranchCommittee), ["V307 3_TapThe!T11"]);
    assert_eq!(with(CollectiveKind::Leadership), [""; 0]);
    let vague = crate::model::PartialDate::Month(2020, 6);
    assert_eq!(check(|form| form.info.founded.put(vague)), ["V308 1_ThongTinChiBo!C14"]);
    let vague_meeting = check(|form| {
        form.info.founded.put(young);
        form.info.meeting.put(crate::model::PartialDate::Month(2020, 12));
    });
    assert_eq!(vague_meeting, ["V310 1_ThongTinChiBo!C15"]);
    // At the year's end it is more than six months old.
    let mut world = World::new();
    world.workspace.settings.six_month_date = crate::workspace::SixMonthDate::YearEnd;
    assert_eq!(check_in(&world, |form| form.info.founded.put(young)), [""; 0]);
}

#[test]
fn one_row_is_the_branch() {
    let missing = check(|form| form.collectives[0].kind.put(CollectiveKind::Leadership));
    assert_eq!(missing, ["V211 3_TapThe"]);
    assert_eq!(check(|form| form.collectives.clear()), ["V211 3_TapThe"]);
    assert_eq!(check(|form| form.collectives[0].kind.clear()), ["V209 3_TapThe!C10"]);
    let twice = check(|form| {
        form.collectives.push(fixture::collective(1, CollectiveKind::Branch));
    });
    assert_eq!(twice, [format!("V212 3_TapThe!C{}", FIRST_ROW + 2)]);
}

#[test]
fn cells_of_a_collective_are_filled_in() {
    assert_eq!(check(|form| form.collectives[0].proposal.clear()), ["V209 3_TapThe!T10"]);
    assert_eq!(check(|form| form.collectives[0].criteria[6].grade.clear()), ["V209 3_TapThe!J10"]);
    assert_eq!(check(|form| form.collectives[0].name.clear()), ["V209 3_TapThe!B10"]);
    assert_eq!(check(|form| form.collectives[0].disciplined.clear()), [""; 0]);
    assert_eq!(check(|form| form.collectives[0].criteria[6].grade = Slot::Absent), [""; 0]);
}

#[test]
fn the_secretary_is_one_of_the_members() {
    let gone = |form: &mut crate::model::Submission| form.info.secretary.put("Lý Văn Lạ");
    // Although a party post tells who it is: the two sheets disagree.
    assert_eq!(check(gone), ["V807 1_ThongTinChiBo!C10"]);
    let unknown = check(|form| {
        gone(form);
        form.members[0].party_post.clear();
    });
    assert_eq!(unknown, ["V807 1_ThongTinChiBo!C10"]);
    let elsewhere = check(|form| {
        gone(form);
        form.members[0].party_post.put("Bí thư Đảng ủy xã");
    });
    assert_eq!(elsewhere, ["V807 1_ThongTinChiBo!C10"]);
    assert_eq!(check(|form| form.members[0].party_post.clear()), [""; 0]);
    // Another has the post, with or without the one that sheet 1 names.
    let second = check(|form| form.members[1].party_post.put("Bí thư chi bộ"));
    assert_eq!(second, ["V808 2_DangVien!F11"]);
    let other = check(|form| {
        form.members[0].party_post.put("Đảng viên");
        form.members[1].party_post.put("BT");
    });
    assert_eq!(other, ["V808 2_DangVien!F11"]);
    let of_a_union = check(|form| form.members[1].party_post.put("BT Chi đoàn"));
    assert_eq!(of_a_union, [""; 0]);
}
