//! The rows of a table: which are entries, where they end, what stands between them.

use super::layouts::{LAST, add, names};
use super::made::{FIRST, Made, Value};
use super::{check, parse, regime, said, width};
use crate::model::PartialDate;
use crate::regime::form::MemberField;

#[test]
fn end_marks_end_the_list_and_no_row_is_lost_below() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(LAST + 2, 0, "Danh sách này có 3 đồng chí.");
            tab.set(LAST + 3, 25, "Bình An, ngày 05 tháng 12 năm 2020");
            tab.set(LAST + 4, 2, "NGƯỜI LẬP BIỂU");
            tab.set(LAST + 4, 25, "T/M CHI BỘ");
            tab.set(LAST + 5, 25, "BÍ THƯ");
            tab.set(LAST + 9, 2, "Chẩu Thị Nga");
            tab.set(LAST + 9, 25, "Ma Văn Hòa");
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
    // So does a date alone, even where dates stand; a member's date of birth may be in words too.
    let form = check(
        |made| {
            made.members().set(FIRST, 2, "ngày 13 tháng 5 năm 1980");
            made.members().set(LAST + 2, 2, "Ngày 05 tháng 12 năm 2020");
            made.members().set(LAST + 3, 2, "BÍ THƯ");
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
    assert_eq!(form.members[0].birth.get().map(|it| it.to_string()).unwrap(), "13/05/1980");
    // The date line alone ends it too.
    let form =
        check(|made| made.members().set(LAST + 1, 25, "Bình An, ngày … tháng … năm 2020"), &[]);
    assert_eq!(form.members.len(), 3);
    // A member below the end.
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(LAST + 1, 1, "Tổng cộng");
            add(tab, LAST + 2, "Lý Thị Mai");
            tab.set(LAST + 3, 0, 5.0);
            tab.set(LAST + 3, 1, "Triệu Văn Sơn");
        },
        &["row-after-end 2_DangVien!B10", "row-after-end 2_DangVien!B11"],
    );
    assert_eq!(form.members.len(), 3);
    // Whatever no signature and no sum holds is somebody's: a gender, a date, yes or no, a grade,
    // a rating. What somebody wrote by hand under the name is not.
    for (field, text) in [
        (MemberField::Gender, "Nữ"),
        (MemberField::Birth, "13/05/1980"),
        (MemberField::Reviewed, "Có"),
        (MemberField::Criterion, "Tốt"),
        (MemberField::Proposal, "HTTNV"),
    ] {
        let columns = &regime().form.members.column;
        let col = columns.iter().position(|it| it.field == field).unwrap();
        for (text, is_said) in [(text, true), ("một việc", false)] {
            let said: &[_] = if is_said { &["row-after-end 2_DangVien!B10"] } else { &[] };
            let form = check(
                |made| {
                    made.members().set(LAST + 1, 1, "Tổng cộng");
                    made.members().set(LAST + 2, 1, "Lý Thị Mai");
                    made.members().set(LAST + 2, u16::try_from(col).unwrap(), text);
                },
                said,
            );
            assert_eq!(form.members.len(), 3);
        }
    }
}

#[test]
fn a_name_that_is_an_end_mark_is_a_name() {
    let form = check(
        |made| {
            made.members().set(FIRST, 1, "Cộng");
            made.members().set(FIRST + 1, 1, "Công Văn Tổng");
        },
        &[],
    );
    assert_eq!(names(&form), ["Cộng", "Công Văn Tổng", "Bàn Văn Công"]);
}

#[test]
fn a_stated_total_is_checked() {
    for (text, expected) in [
        ("Danh sách này có 3 đồng chí", &[][..]),
        ("Tổng cộng: 3", &[]),
        ("Tổng cộng: 4", &["stated-total-differs 2_DangVien!B9"]),
        ("Danh sách này có 21 đồng chí, trong đó 3 nữ", &["stated-total-differs 2_DangVien!B9"]),
        ("Danh sách này có … đồng chí", &[]),
        ("Người lập biểu 0912345678", &[]),
        ("Danh sách này có 2 đảng viên chính thức và 01 đảng viên dự bị", &[]),
        (
            "Danh sách này có 2 đảng viên chính thức và 02 đảng viên dự bị",
            &["stated-total-differs 2_DangVien!B9"],
        ),
        ("Tổng số đảng viên tính đến ngày 29/11/2020: 3 đồng chí", &[]),
        (
            "Tổng số đảng viên tính đến ngày 3/11/2020: 4 đồng chí",
            &["stated-total-differs 2_DangVien!B9"],
        ),
        ("Tổng số phiếu phát ra: 2; thu về: 2; hợp lệ: 2", &[]),
        ("Danh sách này có 2 đảng viên nữ", &[]),
        ("Danh sách này có 4 đảng viên nữ", &["stated-total-differs 2_DangVien!B9"]),
    ] {
        check(|made| made.members().set(LAST + 1, 1, text), expected);
    }
    // In the next cell; sums of votes are no totals.
    let row = |col: u16, total: f64| {
        move |made: &mut Made| {
            made.members().set(LAST + 1, 1, "Tổng cộng");
            made.members().set(LAST + 1, col, total);
        }
    };
    check(row(2, 3.0), &[]);
    check(row(2, 5.0), &["stated-total-differs 2_DangVien!C9"]);
    check(row(25, 5.0), &[]);
    // Below genders, ethnic groups and dates of becoming official they may be of some.
    for col in [3, 4, 8] {
        check(row(col, 1.0), &[]);
    }
    // The line is quoted as it stands.
    let mut made = Made::form(regime());
    made.members().set(LAST + 1, 1, "Tổng cộng (đảng viên)");
    made.members().set(LAST + 1, 2, 5.0);
    let findings = parse(&made.bytes()).findings;
    assert_eq!(findings[0].stored.as_deref(), Some("\"Tổng cộng (đảng viên) 5\""));
    // With a guest both counts are right.
    for total in [2.0, 3.0] {
        check(
            |made| {
                made.members().set(FIRST, 11, "Sinh hoạt đảng tạm thời");
                row(2, total)(made);
            },
            &[],
        );
    }
}

#[test]
fn the_total_of_a_group_closes_no_list_and_is_none_of_it() {
    for (line, is_closed) in [
        ("Tổng cộng tổ 1: 2 đồng chí", false),
        ("Tổng cộng nhóm I: 1 đồng chí", false),
        ("Tổng cộng: 2 đồng chí", true),
    ] {
        let mut made = Made::form(regime());
        let tab = made.members();
        *tab = tab.moved(|row| if row < LAST { row } else { row + 1 }, |col| col);
        tab.set(LAST, 1, line);
        tab.set(LAST + 2, 1, "Tổng cộng: 3");
        let parsed = parse(&made.bytes());
        let said = said(&parsed.findings);
        assert_eq!(parsed.submission.members.len(), if is_closed { 2 } else { 3 }, "{line}");
        assert_eq!(said.is_empty(), !is_closed, "{line}: {said:?}");
    }
}

#[test]
fn a_total_below_a_second_table_may_count_both() {
    for (total, expected) in
        [(1.0, &[][..]), (4.0, &[]), (3.0, &["stated-total-differs 2_DangVien!C15"])]
    {
        check(
            |made| {
                let tab = made.members();
                tab.set(LAST + 1, 1, "Tổng cộng");
                for col in 0..width() {
                    for row in [2, 3] {
                        if let Some(value) = tab.cells.get(&(row, col)).cloned() {
                            tab.set(LAST + 1 + row, col, value);
                        }
                    }
                }
                add(tab, LAST + 5, "Lý Thị Mai");
                tab.set(LAST + 7, 1, "Tổng cộng");
                tab.set(LAST + 7, 2, total);
            },
            expected,
        );
    }
}

#[test]
fn headings_may_be_repeated_even_in_another_order() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(LAST + 1, 1, "Cộng");
            for col in 0..width() {
                for row in [2, 3] {
                    if let Some(value) = tab.cells.get(&(row, col)).cloned() {
                        tab.set(LAST + 1 + row, col, value);
                    }
                }
            }
            add(tab, LAST + 5, "Lý Thị Mai");
        },
        &[],
    );
    assert_eq!(names(&form).last(), Some(&"Lý Thị Mai"));
    // Below, the columns for name and birth have changed places.
    let form = check(
        |made| {
            let tab = made.members();
            for col in 0..width() {
                for row in [2, 3] {
                    if let Some(value) = tab.cells.get(&(row, col)).cloned() {
                        let col = [0, 2, 1].get(usize::from(col)).copied().unwrap_or(col);
                        tab.set(LAST + 1 + row, col, value);
                    }
                }
            }
            tab.set(LAST + 5, 2, "Lý Thị Mai");
            tab.set(LAST + 5, 1, "1980");
        },
        &[],
    );
    assert_eq!(names(&form).last(), Some(&"Lý Thị Mai"));
    assert_eq!(form.members[3].birth.get(), Some(PartialDate::Year(1980)));
}

#[test]
fn what_is_amiss_with_repeated_headings_is_said_once() {
    check(
        |made| {
            let tab = made.members();
            tab.cells.retain(|at, _| at.1 != 4);
            tab.merges.retain(|it| it.1 != 4);
            for col in 0..width() {
                for row in [2, 3] {
                    if let Some(value) = tab.cells.get(&(row, col)).cloned() {
                        tab.set(LAST + row, col, value);
                    }
                }
            }
            add(tab, LAST + 4, "Lý Thị Mai");
        },
        &["optional-column-missing 2_DangVien"],
    );
}

#[test]
fn repeated_headings_may_begin_with_a_row_that_has_the_names_alone() {
    let form = check(
        |made| {
            let tab = made.members();
            for col in 0..width() {
                let heading = tab.cells.get(&(3, col)).or_else(|| tab.cells.get(&(2, col)));
                let row = if col == 1 { LAST + 2 } else { LAST + 3 };
                tab.set(row, col, heading.unwrap().clone());
            }
            add(tab, LAST + 4, "Lý Thị Mai");
        },
        &[],
    );
    assert_eq!(names(&form).last(), Some(&"Lý Thị Mai"));
}

#[test]
fn one_of_the_rows_of_headings_pasted_again_is_no_member() {
    for (copied, is_below) in
        [(&[2_u32][..], false), (&[3], false), (&[2, 3], false), (&[3], true), (&[2], true)]
    {
        let mut made = Made::form(regime());
        let tab = made.members();
        let count = u32::try_from(copied.len()).unwrap() + u32::from(is_below);
        *tab = tab.moved(|row| if row < LAST { row } else { row + count }, |col| col);
        // Below a total the list goes on where headings are repeated.
        if is_below {
            tab.set(LAST, 1, "Tổng cộng: 2");
        }
        for (row, from) in (LAST + u32::from(is_below)..).zip(copied) {
            for col in 0..width() {
                if let Some(value) = tab.cells.get(&(*from, col)).cloned() {
                    tab.set(row, col, value);
                }
            }
        }
        let parsed = parse(&made.bytes());
        assert_eq!(said(&parsed.findings), [""; 0], "{copied:?}");
        let found = names(&parsed.submission);
        assert_eq!(found, ["Ma Văn Hòa", "Chẩu Thị Nga", "Bàn Văn Công"], "{copied:?}");
        let votes: Vec<_> =
            parsed.submission.members.iter().map(|it| it.ballots[1].get()).collect();
        assert_eq!(votes, [Some(2); 3], "{copied:?}");
    }
}

#[test]
fn a_few_headings_in_the_row_of_a_member_repeat_none() {
    let form = check(
        |made| {
            let tab = made.members();
            add(tab, LAST + 1, "Lý Thị Mai");
            tab.set(LAST + 1, 3, "Giới tính");
            tab.set(LAST + 1, 4, "Dân tộc");
            tab.set(LAST + 1, 9, "Số thẻ đảng viên");
        },
        &[
            "not-in-list 2_DangVien!D9",
            "unknown-ethnicity 2_DangVien!E9",
            "odd-card-number 2_DangVien!J9",
        ],
    );
    assert_eq!(names(&form).last(), Some(&"Lý Thị Mai"));
}

#[test]
fn titles_of_groups_are_no_members_but_said() {
    let form = check(
        |made| {
            let mut moved =
                made.members().moved(|it| if it > FIRST { it + 1 } else { it }, |it| it);
            moved.set(FIRST + 1, 0, "II");
            moved.set(FIRST + 1, 1, "Tổ 2");
            moved.set(LAST + 2, 1, "Tổ 3");
            moved.merges.push((LAST + 2, 1, LAST + 2, 12));
            moved.set(LAST + 3, 0, "IV. Tổ 4");
            *made.members() = moved;
        },
        &["group-row 2_DangVien!B7", "group-row 2_DangVien!B10", "group-row 2_DangVien!A11"],
    );
    assert_eq!(form.members.len(), 3);
    // Whoever numbers members in Roman and gives no name but a date means no title; a rating
    // alone is nobody's.
    for (col, text, count, said) in [
        (2, "13/05/1980", 4, "odd-numbering 2_DangVien!A9"),
        (24, "HTTNV", 3, "rows-without-a-person 2_DangVien!B9"),
    ] {
        let form = check(
            |made| {
                made.members().set(LAST + 1, 0, "IV");
                made.members().set(LAST + 1, col, text);
            },
            &[said],
        );
        assert_eq!(form.members.len(), count, "{text}");
    }
    // A name alone is a member, whatever else is missing; a remark alone is nobody's.
    let form = check(
        |made| {
            made.members().set(LAST + 1, 1, "Lý Thị Mai");
            made.members().set(LAST + 2, width() - 1, "x");
        },
        &["rows-without-a-person 2_DangVien!B10"],
    );
    assert_eq!(names(&form).last(), Some(&"Lý Thị Mai"));
    assert_eq!(form.members.len(), 4);
    assert!(!form.has_all_members);
}

#[test]
fn numbers_of_columns_and_of_spare_rows_are_no_members() {
    let form = check(
        |made| {
            let tab = made.members();
            for row in LAST + 1..LAST + 20 {
                tab.set(row, 0, f64::from(row - FIRST + 1));
            }
            for (col, text) in (0..).zip(["A", "B", "1", "2", "3", "4=5+6"]) {
                tab.set(4, col, text);
            }
            tab.cells.retain(|at, _| at.0 != 4 || at.1 < 6);
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
    // A number that stands twice numbers nothing, nor do numbers without one of the names:
    // somebody may have filled in votes alone.
    for (name, votes, count, said) in [
        ("12", [1.0, 2.0, 0.0, 0.0], 4, "not-a-name 2_DangVien!B9"),
        ("", [1.0, 2.0, 3.0, 0.0], 3, "rows-without-a-person 2_DangVien!B9"),
    ] {
        let form = check(
            |made| {
                let tab = made.members();
                tab.set(LAST + 1, 0, 4.0);
                if !name.is_empty() {
                    tab.set(LAST + 1, 1, name);
                }
                for (col, votes) in (25..).zip(votes) {
                    tab.set(LAST + 1, col, votes);
                }
            },
            &[said],
        );
        assert_eq!(form.members.len(), count);
        assert_eq!(form.has_all_members, count == 4);
    }
    // Two numbers are too few.
    let form = check(
        |made| {
            made.members().set(LAST + 1, 0, 4.0);
            made.members().set(LAST + 1, 1, "12");
        },
        &["not-a-name 2_DangVien!B9"],
    );
    assert_eq!(form.members.len(), 4);
}

#[test]
fn rows_of_a_block_that_are_nobodys_are_said_once() {
    // What formulas give that were filled down is nothing; an error among it is said, not refused.
    for (text, said) in [
        (Value::from(0.0), &[][..]),
        (Value::from("-"), &[]),
        (Value::from("0%"), &[]),
        (Value::from(7.0), &["rows-without-a-person 2_DangVien!B9"]),
        (Value::from("Tốt"), &["rows-without-a-person 2_DangVien!B9"]),
        (Value::from("Được đánh giá"), &["rows-without-a-person 2_DangVien!B9"]),
    ] {
        let form = check(
            |made| {
                for row in LAST + 1..LAST + 30 {
                    made.members().set(row, 12, text.clone());
                    made.members().set(row, 26, 0.0);
                }
            },
            said,
        );
        assert_eq!(form.members.len(), 3);
        assert_eq!(form.has_all_members, said.is_empty());
    }
    // A block ends where somebody stands.
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(LAST + 1, 12, "Tốt");
            add(tab, LAST + 2, "Lý Thị Mai");
            tab.set(LAST + 3, 12, "Tốt");
        },
        &["rows-without-a-person 2_DangVien!B9", "rows-without-a-person 2_DangVien!B11"],
    );
    assert_eq!(names(&form).last(), Some(&"Lý Thị Mai"));
}

#[test]
fn sums_are_nobodys_wherever_they_stand() {
    // In the midst of the list, as Data > Subtotal writes them, and totals of its parts.
    for label in ["Nam Total", "Nữ Count", "Grand Count", "Tổng", "TC", "Cộng", "Total"] {
        let form = check(
            |made| {
                let tab = made.members();
                tab.set(LAST + 1, 3, label);
                tab.set(LAST + 1, 26, 12.0);
                add(tab, LAST + 2, "Lý Thị Mai");
                tab.set(LAST + 3, 1, "Tổng");
                tab.set(LAST + 3, 26, 12.0);
            },
            &[],
        );
        assert_eq!(form.members.len(), 4, "{label}");
    }
    // What a total of a part states is of that part or of all.
    for (stated, said) in
        [(1.0, &[][..]), (4.0, &[]), (2.0, &["stated-total-differs 2_DangVien!C11"])]
    {
        check(
            |made| {
                let tab = made.members();
                tab.set(LAST + 1, 1, "Cộng");
                tab.set(LAST + 1, 2, 3.0);
                add(tab, LAST + 2, "Lý Thị Mai");
                tab.set(LAST + 3, 1, "Cộng");
                tab.set(LAST + 3, 2, stated);
            },
            said,
        );
    }
    // Above the list.
    for (stated, said) in [(3.0, &[][..]), (5.0, &["stated-total-differs 2_DangVien!C6"])] {
        let form = check(
            |made| {
                let moved =
                    made.members().moved(|it| if it >= FIRST { it + 1 } else { it }, |it| it);
                *made.members() = moved;
                made.members().set(FIRST, 1, "Tổng số");
                made.members().set(FIRST, 2, stated);
            },
            said,
        );
        assert_eq!(form.members.len(), 3);
    }
    // Without a word: each number is the sum of its column, or it is somebody's.
    for (sum, said) in [(9.0, &[][..]), (8.0, &["rows-without-a-person 2_DangVien!B9"])] {
        let form = check(
            |made| {
                let tab = made.members();
                for row in FIRST..=LAST {
                    tab.set(row, 25, 2.0);
                    tab.set(row, 26, 3.0);
                }
                tab.set(LAST + 1, 25, 6.0);
                tab.set(LAST + 1, 26, sum);
            },
            said,
        );
        assert_eq!(form.members.len(), 3);
    }
    // "NGƯỜI LẬP" alone ends a list: whoever signs below is no member.
    let form = check(
        |made| {
            made.members().set(LAST + 2, 2, "NGƯỜI LẬP");
            made.members().set(LAST + 5, 1, "Chẩu Thị Nga");
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
}

#[test]
fn letters_of_columns_number_nothing() {
    let form = check(
        |made| {
            for col in 0..width() {
                let name = crate::model::column_name(u32::from(col));
                made.members().set(4, col, name.as_str());
            }
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
    // Rows numbered so are members, and that is said once.
    let form = check(
        |made| {
            for (row, name) in (FIRST..=LAST).zip(["A", "B", "C"]) {
                made.members().set(row, 0, name);
            }
        },
        &["odd-numbering 2_DangVien!A6"],
    );
    assert_eq!(form.members.len(), 3);
}
