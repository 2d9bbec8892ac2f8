//! Dates in order, on both sides of each limit.

use super::check;
use crate::model::fixture::day;
use crate::model::{PartialDate, Submission};

#[test]
fn a_member_is_of_age_when_admitted() {
    let table: [(PartialDate, PartialDate, &[&str]); 7] = [
        (day(1992, 2, 3), day(2010, 2, 3), &[]), // 18 to the day
        (day(1992, 2, 4), day(2010, 2, 3), &["V401 2_DangVien!H11"]),
        (day(1992, 2, 29), day(2010, 2, 28), &[]),
        (PartialDate::Year(1991), day(2010, 2, 3), &[]),
        (PartialDate::Year(1992), day(2010, 2, 3), &["V402 2_DangVien!H11"]),
        (PartialDate::Year(1993), PartialDate::Year(2010), &["V401 2_DangVien!H11"]),
        (day(2015, 1, 1), day(2010, 2, 3), &["V401 2_DangVien!H11"]),
    ];
    for (birth, admitted, expected) in table {
        let found = check(|form| {
            form.members[1].birth.put(birth);
            form.members[1].admitted.put(admitted);
        });
        assert_eq!(found, expected, "{birth} {admitted}");
    }
}

#[test]
fn official_comes_after_admission() {
    let table: [(PartialDate, &[&str]); 5] = [
        (day(2010, 2, 3), &[]),
        (day(2010, 2, 2), &["V403 2_DangVien!I11"]),
        (PartialDate::Month(2010, 2), &[]),
        (PartialDate::Year(2010), &[]),
        (PartialDate::Year(2009), &["V403 2_DangVien!I11"]),
    ];
    for (official, expected) in table {
        assert_eq!(check(|form| form.members[1].official.put(official)), expected, "{official}");
    }
}

#[test]
fn nothing_is_after_the_year() {
    type Change = fn(&mut Submission, PartialDate);
    let table: &[(Change, &str)] = &[
        (|form, date| form.info.meeting.put(date), "1_ThongTinChiBo!C15"),
        (|form, date| form.info.founded.put(date), "1_ThongTinChiBo!C14"),
        (|form, date| form.members[1].birth.put(date), "2_DangVien!C11"),
        (|form, date| form.members[1].admitted.put(date), "2_DangVien!H11"),
        (|form, date| form.members[1].official.put(date), "2_DangVien!I11"),
    ];
    // One wrong date is one finding: nothing is concluded from it.
    for (change, cell) in table {
        for date in [day(2021, 1, 1), PartialDate::Year(2021), day(2202, 3, 4)] {
            assert_eq!(check(|form| change(form, date)), [format!("V404 {cell}")], "{date}");
        }
    }
    assert_eq!(check(|form| form.info.meeting.put(day(2020, 12, 31))), [""; 0]);
    assert_eq!(check(|form| form.info.meeting.put(PartialDate::Month(2020, 12))), [""; 0]);
}

#[test]
fn the_meeting_is_within_the_year() {
    assert_eq!(check(|form| form.info.meeting.put(day(2020, 8, 3))), [""; 0]);
    assert_eq!(
        check(|form| form.info.meeting.put(day(2019, 12, 31))),
        ["V405 1_ThongTinChiBo!C15"]
    );
}

#[test]
fn what_comes_after_the_meeting_is_pointed_out() {
    let official = |date| check(|form| form.members[1].official.put(date));
    assert_eq!(official(day(2020, 12, 5)), [""; 0]);
    assert_eq!(official(day(2020, 12, 6)), ["V406 2_DangVien!I11"]);
    assert_eq!(official(day(2020, 12, 31)), ["V406 2_DangVien!I11"]);
    assert_eq!(official(PartialDate::Month(2020, 12)), [""; 0]);
    let new = check(|form| {
        form.unrate(4, crate::model::Eligibility::New);
        form.members[4].admitted.put(day(2020, 12, 19));
    });
    assert_eq!(new, ["V406 2_DangVien!H14"]);
}
