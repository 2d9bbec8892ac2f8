//! Sheet 1 against the rows: one cause, one finding.

use super::{Change, World, check, message};
use crate::model::{Eligibility, Slot, Submission, fixture};

#[test]
fn a_row_too_many_is_one_finding_at_the_total() {
    let more = |form: &mut Submission| form.members.push(fixture::member(5));
    assert_eq!(check(more), ["V501 1_ThongTinChiBo!C16"]);
    assert_eq!(
        message(&World::new(), more),
        "Trang 1 không khớp với 2_DangVien: \
         “Tổng số đảng viên có đến thời điểm đánh giá” ghi 5, danh sách có 6; \
         “Trong đó: Chính thức” ghi 4, danh sách có 5; \
         “Số đảng viên đã được đánh giá” ghi 5, danh sách có 6"
    );
    let fewer = check(|form| drop(form.members.pop()));
    assert_eq!(fewer, ["V501 1_ThongTinChiBo!C16"]);
}

#[test]
fn a_total_does_not_explain_what_points_the_other_way() {
    let found = check(|form| {
        form.members.push(fixture::member(5));
        form.info.female.put(2u32);
    });
    assert_eq!(found, ["V501 1_ThongTinChiBo!C16", "V503 1_ThongTinChiBo!C19"]);
    // One row too many cannot make two official members too many.
    let found = check(|form| {
        form.members.push(fixture::member(5));
        form.info.official.put(3u32);
    });
    assert_eq!(found, ["V501 1_ThongTinChiBo!C16", "V502 1_ThongTinChiBo!C17"]);
}

#[test]
fn each_count_is_compared_at_its_cell() {
    let table: &[(Change, &str)] = &[
        (|form| form.info.total.put(6u32), "V501 1_ThongTinChiBo!C16"),
        (|form| form.info.official.put(5u32), "V502 1_ThongTinChiBo!C17"),
        (|form| form.info.probationary.put(0u32), "V502 1_ThongTinChiBo!C18"),
        (|form| form.info.female.put(0u32), "V503 1_ThongTinChiBo!C19"),
        (|form| form.info.ethnic.put(2u32), "V504 1_ThongTinChiBo!C20"),
        (|form| form.info.exempt.put(1u32), "V505 1_ThongTinChiBo!C21"),
        (|form| form.info.unrated.put(1u32), "V505 1_ThongTinChiBo!C22"),
        (|form| form.info.rated.put(4u32), "V505 1_ThongTinChiBo!C23"),
    ];
    for (change, expected) in table {
        assert_eq!(check(change), [*expected]);
    }
}

#[test]
fn a_row_in_the_wrong_part_is_one_finding() {
    // Counted as official and not as probationary.
    let found = check(|form| {
        form.info.official.put(5u32);
        form.info.probationary.put(0u32);
    });
    assert_eq!(found, ["V502 1_ThongTinChiBo!C17"]);
    let found = check(|form| {
        form.info.unrated.put(1u32);
        form.info.rated.put(4u32);
    });
    assert_eq!(found, ["V505 1_ThongTinChiBo!C22"]);
}

#[test]
fn guests_are_in_no_total() {
    let guest = check(|form| form.unrate(2, Eligibility::Temporary));
    assert_eq!(guest, [""; 0]);
    let counted = check(|form| {
        form.unrate(2, Eligibility::Temporary);
        form.info.total.put(5u32);
    });
    assert_eq!(counted, ["V501 1_ThongTinChiBo!C16"]);
}

#[test]
fn every_reason_counts_where_it_belongs() {
    let why = [Eligibility::New, Eligibility::Suspended, Eligibility::Other];
    for why in why {
        let found = check(|form| {
            form.unrate(4, why);
            assert_eq!(form.info.unrated.get(), Some(1));
        });
        assert!(!found.iter().any(|it| it.starts_with("V50")), "{why:?}: {found:?}");
    }
}

#[test]
fn a_blank_ethnicity_leaves_it_open() {
    let blank = |stated: u32| {
        check(|form| {
            form.members[0].ethnicity.clear();
            form.info.ethnic.put(stated);
        })
    };
    assert_eq!(blank(0), ["V504 1_ThongTinChiBo!C20"]);
    assert_eq!(blank(1), [""; 0]);
    assert_eq!(blank(2), [""; 0]);
    assert_eq!(blank(3), ["V504 1_ThongTinChiBo!C20"]);
    let upper = check(|form| form.members[0].ethnicity.put("KINH"));
    assert_eq!(upper, [""; 0]);
}

#[test]
fn without_the_column_nobody_is_official_or_not() {
    let found = check(|form| form.members.iter_mut().for_each(|it| it.official = Slot::Absent));
    assert_eq!(found, [""; 0]);
}

#[test]
fn the_sum_is_told_only_where_rows_could_not_be_counted() {
    let unread = |total: u32, rated: u32| {
        check(|form| {
            form.members[1].eligibility.spoil();
            form.info.total.put(total);
            form.info.official.clear();
            form.info.rated.put(rated);
        })
    };
    assert_eq!(unread(5, 5), [""; 0]);
    assert_eq!(unread(7, 6), ["V506 1_ThongTinChiBo!C16"]);
    // Official and probationary are asked when the others add up.
    let official = check(|form| {
        form.members[1].eligibility.spoil();
        form.info.official.put(3u32);
        form.info.ballots_issued.put(3u32);
        form.info.ballots_collected.put(3u32);
        form.info.ballots_valid.clear();
    });
    assert_eq!(official, ["V202 1_ThongTinChiBo!C28", "V506 1_ThongTinChiBo!C16"]);
}
