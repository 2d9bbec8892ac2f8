//! Cells as people fill them, in whole forms.

use super::made::{FIRST, Made, Value, date};
use super::{check, parse, regime, said};
use crate::finding::Finding;
use crate::model::{MemberField, Slot};
use crate::read::{Limits, read};
use crate::regime::Sources;
use crate::regime::form::Kind;

#[test]
fn each_wrong_cell_is_one_finding_at_its_place() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(FIRST, 1, "Đ/c Ma Văn Hòa");
            tab.set(FIRST, 2, 29_354.0);
            tab.set(FIRST, 4, "Cờ Lao Đỏ");
            tab.set(FIRST, 9, 1_234_567.0);
            tab.set(FIRST, 13, "Khá");
            tab.set(FIRST, 14, 1.0);
            tab.set(FIRST, 19, 0.95);
            tab.set(FIRST, 21, "Mức 1");
            tab.set(FIRST, 29, "đủ tư cách");
            tab.set(FIRST + 1, 2, "31/02/1975");
            tab.set(FIRST + 1, 3, "gái");
            tab.set(FIRST + 1, 12, "?");
            tab.set(FIRST + 1, 19, 1.0);
            tab.set(FIRST + 1, 20, 13.0);
            tab.set(FIRST + 1, 25, "ba");
            tab.set(FIRST + 1, 29, "HTTN");
            tab.set(FIRST + 1, 31, "Không");
            tab.set(FIRST + 1, 32, date(44_002.0));
            tab.set(FIRST + 2, 1, "12");
            tab.set(FIRST + 2, 2, "30/13/1968");
            tab.set(FIRST + 2, 7, "1/1/1880");
            tab.set(FIRST + 2, 8, "hôm qua");
            tab.set(FIRST + 2, 19, "nhiều");
            tab.set(FIRST + 2, 29, "Hoàn thành tốt nhiệm vuj");
            made.collectives().set(FIRST, 10, 250.0);
            made.info().set(7, 2, "hai không hai mươi");
        },
        &[
            "not-a-year 1_ThongTinChiBo!C8",
            "name-prefix 2_DangVien!B6",
            "date-as-serial-number 2_DangVien!C6",
            "not-a-grade 2_DangVien!N6",
            "grade-by-number 2_DangVien!O6",
            "unknown-ethnicity 2_DangVien!E6",
            "card-as-number 2_DangVien!J6",
            "percent-from-fraction 2_DangVien!T6",
            "rating-by-number 2_DangVien!V6",
            "rating-of-old-rules 2_DangVien!AD6",
            "no-such-day 2_DangVien!C7",
            "not-in-list 2_DangVien!D7",
            "not-yes-or-no 2_DangVien!M7",
            "percent-two-ways 2_DangVien!T7",
            "not-months 2_DangVien!U7",
            "not-a-count 2_DangVien!Z7",
            "not-a-rating 2_DangVien!AD7",
            "no-read-as-blank 2_DangVien!AF7",
            "date-in-text 2_DangVien!AG7",
            "not-a-name 2_DangVien!B8",
            "no-such-month 2_DangVien!C8",
            "year-out-of-range 2_DangVien!H8",
            "not-a-date 2_DangVien!I8",
            "not-a-percent 2_DangVien!T8",
            "value-misspelt 2_DangVien!AD8",
            "percent-out-of-range 3_TapThe!K6",
        ],
    );
    assert_eq!(form.members[0].name.text(), "Ma Văn Hòa");
    assert!(form.members[0].birth.is_unread() && form.members[2].name.is_unread());
    assert!(matches!(&form.members[1].discipline, Slot::Empty(at) if at.a1() == "AF7"));
    assert_eq!(form.members[1].discipline_decision.text(), "20/06/2020");
}

#[test]
fn findings_show_the_member_and_the_value_as_stored() {
    let mut made = Made::form(regime());
    made.members().set(FIRST, 1, "Đ/c Ma Văn Hòa");
    made.members().set(FIRST, 25, "12 phiếu ");
    let parsed = parse(&made.bytes());
    let [_, finding] = parsed.findings.as_slice() else { panic!("{:?}", parsed.findings) };
    assert_eq!(finding.member.as_deref(), Some("Ma Văn Hòa"));
    assert_eq!(finding.stored.as_deref(), Some("\"12 phiếu␠\""));
}

#[test]
fn a_year_of_two_digits_takes_the_century_that_fits() {
    for (typed, expected) in [
        (["13/5/80", "1/3/2005", "1/3/2006"], ["13/05/1980", "01/03/2005", "01/03/2006"]),
        (["13/5/80", "1/3/05", "1/3/06"], ["13/05/1980", "01/03/2005", "01/03/2006"]),
        (["13/5/1980", "1/3/05", ""], ["13/05/1980", "01/03/2005", ""]),
        (["1980", "1/3/05", "3/2006"], ["1980", "01/03/2005", "03/2006"]),
        // The admission alone tells when somebody was official.
        (["", "1/3/2005", "1/3/06"], ["", "01/03/2005", "01/03/2006"]),
    ] {
        let form = check(
            |made| {
                made.members().clear(FIRST, 2);
                made.members().clear(FIRST, 8);
                for (col, text) in [2, 7, 8].into_iter().zip(typed) {
                    if !text.is_empty() {
                        made.members().set(FIRST, col, text);
                    }
                }
            },
            &[],
        );
        let member = &form.members[0];
        let dates = [&member.birth, &member.admitted, &member.official]
            .map(|it| it.get().map_or(String::new(), |it| it.to_string()));
        assert_eq!(dates, expected);
    }
    // 1910 and 2010 are both before an admission in 2020 …
    let form = check(
        |made| {
            made.members().set(FIRST, 2, "13/5/10");
            made.members().set(FIRST, 7, date(43_900.0));
            made.members().clear(FIRST, 8);
        },
        &["century-unknown 2_DangVien!C6"],
    );
    assert!(form.members[0].birth.is_unread());
    // … and neither is before one in 1905.
    check(
        |made| {
            made.members().set(FIRST, 2, "13/5/80");
            made.members().set(FIRST, 7, "1/3/1905");
        },
        &["century-unknown 2_DangVien!C6"],
    );
    // A meeting lies in the rating year.
    let form = check(|made| made.info().set(13, 2, "5/12/20"), &[]);
    assert_eq!(form.info.meeting.get().map(|it| it.to_string()).as_deref(), Some("05/12/2020"));
    check(|made| made.info().set(13, 2, "5/12/21"), &["century-unknown 1_ThongTinChiBo!C14"]);
}

#[test]
fn a_blank_form_is_told_from_a_filled_one() {
    let blank = |made: &mut Made| {
        made.info().cells.retain(|at, _| at.1 != 2 || at.0 < 9);
        made.members().cells.retain(|at, _| at.0 < FIRST || at.1 < 12);
        made.collectives().cells.retain(|at, _| at.0 < FIRST || at.1 < 3);
    };
    let is_unfilled = |change: &dyn Fn(&mut Made)| {
        let mut made = Made::form(regime());
        blank(&mut made);
        change(&mut made);
        parse(&made.bytes()).unfilled
    };
    assert!(is_unfilled(&|_| {}));
    assert!(is_unfilled(&|made| made.members().cells.retain(|at, _| at.0 < FIRST)));
    assert!(!is_unfilled(&|made| made.info().set(14, 2, 21.0)));
    assert!(!is_unfilled(&|made| made.info().set(13, 2, "5/12/2020")));
    assert!(!is_unfilled(&|made| made.members().set(FIRST, 29, "HTTNV")));
    assert!(!is_unfilled(&|made| made.members().set(FIRST, 29, "không rõ")));
    assert!(!is_unfilled(&|made| made.members().set(FIRST, 11, "Được miễn")));
    assert!(!is_unfilled(&|made| made.collectives().set(FIRST, 19, "HTTNV")));
}

#[test]
fn formulas_are_read_by_their_results() {
    let form = check(
        |made| {
            made.members().set(FIRST, 25, Value::Formula("=1+0", "1"));
            made.members().set(FIRST, 1, Value::Formula("=PROPER(\"ma văn hòa\")", "Ma Văn Hòa"));
            made.members().set(FIRST, 35, Value::Formula("=\"\"", ""));
        },
        // Nought for nothing, as some programs keep it.
        &["no-read-as-blank 2_DangVien!AJ6"],
    );
    assert_eq!(form.members[0].ballots[0].get(), Some(1));
    assert_eq!(form.members[0].name.text(), "Ma Văn Hòa");
}

#[test]
fn no_where_there_is_nothing_to_tell_is_blank() {
    let form = check(
        |made| {
            made.info().set(9, 2, "Không");
            made.info().set(12, 2, "không");
            made.members().set(FIRST, 31, "Không");
            made.members().set(FIRST, 0, "1.");
            made.members().set(FIRST + 1, 0, "hai");
        },
        &[
            "no-read-as-blank 1_ThongTinChiBo!C13",
            "no-read-as-blank 1_ThongTinChiBo!C10",
            "no-read-as-blank 2_DangVien!AF6",
            "odd-numbering 2_DangVien!A7",
        ],
    );
    assert!(form.info.deputy.is_blank() && form.info.founded.is_blank());
    assert_eq!(form.members[0].number.get(), Some(1));
    // A dash where only some are rated by others; where everybody is, it is no rating.
    let form = check(
        |made| {
            made.members().set(FIRST, 22, "-");
            made.members().set(FIRST, 29, "–");
        },
        &["no-read-as-blank 2_DangVien!W6", "not-a-rating 2_DangVien!AD6"],
    );
    assert!(form.members[0].state_rating.is_blank() && form.members[0].proposal.is_unread());
}

#[test]
fn that_somebody_is_not_rated_may_stand_in_place_of_a_rating() {
    const EXEMPT: &str = "Được miễn công tác và sinh hoạt đảng";
    // The columns of own rating, of the state's and of the branch's proposal.
    for (text, eligibility, col, expected) in [
        ("Không xếp loại", EXEMPT, 29, "no-read-as-blank"),
        ("chưa xếp loại", EXEMPT, 29, "no-read-as-blank"),
        ("CHUA XEP LOAI", EXEMPT, 21, "no-read-as-blank"),
        ("Miễn", EXEMPT, 29, "no-read-as-blank"),
        ("Được miễn", EXEMPT, 29, "no-read-as-blank"),
        (EXEMPT, EXEMPT, 29, "no-read-as-blank"),
        ("Không", EXEMPT, 29, "no-read-as-blank"),
        ("-", EXEMPT, 29, "no-read-as-blank"),
        ("Chưa xếp loại", EXEMPT, 22, "no-read-as-blank"),
        ("Chưa xếp loại", "Mới kết nạp dưới 6 tháng", 29, "no-read-as-blank"),
        ("Hoãn", EXEMPT, 29, "not-blank-though-unrated"),
        ("0", EXEMPT, 29, "rating-by-number"),
        // Of somebody who is rated, or may be.
        ("Không xếp loại", "Được đánh giá", 29, "unrated-in-place-of-a-rating"),
        ("Miễn", "Được đánh giá", 21, "unrated-in-place-of-a-rating"),
        ("Chưa xếp loại", "Được đánh giá", 22, "unrated-in-place-of-a-rating"),
        ("Chưa xếp loại", "", 29, "unrated-in-place-of-a-rating"),
        ("Chưa có", "Được đánh giá", 22, "no-read-as-blank"),
        ("-", "Được đánh giá", 22, "no-read-as-blank"),
        ("-", "Được đánh giá", 29, "not-a-rating"),
        ("Không", "Được đánh giá", 29, "not-a-rating"),
        ("Hoãn", "Được đánh giá", 29, "not-a-rating"),
    ] {
        let mut made = Made::form(regime());
        made.members().set(FIRST, 11, eligibility);
        made.members().set(FIRST, col, text);
        let parsed = parse(&made.bytes());
        let place = format!("{expected} 2_DangVien!{}6", crate::model::column_name(u32::from(col)));
        assert_eq!(said(&parsed.findings), [place], "{text}, {eligibility}");
        let member = &parsed.submission.members[0];
        let slot = match col {
            21 => &member.self_rating,
            22 => &member.state_rating,
            _ => &member.proposal,
        };
        assert_eq!(slot.is_blank(), expected == "no-read-as-blank", "{text}, {eligibility}");
        assert!(slot.is_blank() || slot.is_unread());
    }
}

#[test]
fn a_row_struck_through_with_dashes_is_blank_where_nobody_is_rated() {
    let columns = &regime().form.members.column;
    for (text, is_blank) in [("-", true), ("–", true), ("Miễn", true), ("?", false)] {
        let mut made = Made::form(regime());
        let tab = made.members();
        tab.set(FIRST, 11, "Được miễn công tác và sinh hoạt đảng");
        let mut struck = 0;
        for (col, column) in (0_u16..).zip(columns) {
            if column.required && column.empty_when_unrated() {
                tab.set(FIRST, col, text);
                struck += 1;
            }
        }
        let said = said(&parse(&made.bytes()).findings);
        let blank = said.iter().filter(|it| it.starts_with("no-read-as-blank")).count();
        assert!(struck > 8 && said.len() == struck, "{text}: {said:?}");
        assert_eq!(blank == struck, is_blank, "{text}: {said:?}");
    }
    // Of somebody who is rated each is an error.
    let mut made = Made::form(regime());
    made.members().set(FIRST, 13, "-");
    made.members().set(FIRST, 19, "-");
    let said = said(&parse(&made.bytes()).findings);
    assert_eq!(said, ["not-a-grade 2_DangVien!N6", "not-a-percent 2_DangVien!T6"]);
}

#[test]
fn whoever_is_not_rated_may_say_so_in_every_column_of_the_review() {
    for (id, first) in [("2019-hd21", MemberField::Reviewed), ("2025-hd43", MemberField::SelfForm)]
    {
        let regime = Sources::builtin().regime(id).unwrap();
        let fields = &regime.form.members.column;
        let place = |field| (0_u16..).zip(fields).find(|it| it.1.field == field).unwrap().0;
        let exempt =
            regime.form.choice["eligibility"].iter().find(|it| it.key == "exempt").unwrap();
        for (col, column) in (0_u16..).zip(fields) {
            if column.field == MemberField::Eligibility || column.kind == Kind::Text {
                continue;
            }
            let mut made = Made::blank(&regime);
            made.members().set(FIRST, place(MemberField::Name), "Ma Văn Hòa");
            made.members().set(FIRST, place(MemberField::Eligibility), exempt.label.as_str());
            made.members().set(FIRST, col, "Miễn");
            let parsed = read(&made.bytes(), &regime, &Limits::default()).unwrap();
            let is_here = |it: &&Finding| {
                it.cell
                    .as_ref()
                    .is_some_and(|it| it.sheet.starts_with('2') && it.col == u32::from(col))
            };
            let here: Vec<&str> =
                parsed.findings.iter().filter(is_here).map(|it| it.code.name).collect();
            // Whether somebody led anything, or became official, hangs on nothing of the review.
            let is_blank = here == ["no-read-as-blank"];
            assert_eq!(is_blank, col >= place(first), "{id} {}: {here:?}", column.heading);
        }
    }
}

#[test]
fn a_computer_that_counts_months_first_is_suspected() {
    let dates = |cells: [f64; 3], texts: [&'static str; 2]| {
        move |made: &mut Made| {
            let tab = made.members();
            for row in FIRST..FIRST + 3 {
                tab.clear(row, 8);
            }
            for (row, serial) in (FIRST..).zip(cells) {
                tab.set(row, 7, date(serial));
            }
            tab.set(FIRST, 2, texts[0]);
            tab.set(FIRST + 1, 2, texts[1]);
        }
    };
    // 12/01/2000, 01/02/2001, 05/03/2003
    let low = [36_537.0, 36_923.0, 37_685.0];
    check(dates(low, ["13/05/1980", "30/09/1975"]), &["day-and-month-maybe-swapped 2_DangVien!H6"]);
    check(dates(low, ["12/05/1980", "30/09/1975"]), &[]);
    // 13/01/2000 could not have been typed month first.
    check(dates([36_538.0, 36_923.0, 37_685.0], ["13/05/1980", "30/09/1975"]), &[]);
}
