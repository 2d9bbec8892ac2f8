//! Forms as people change them: one change a row, and what is said of it.

use super::made::{FIRST, Made, Tab, Value};
use super::{check, parse, refusal, regime, said, width};
use crate::model::{Rating, Slot, Submission};
use crate::words::{Catalogue, Lang};

/// Rows that are read, by name.
pub(super) fn names(submission: &Submission) -> Vec<&str> {
    submission.members.iter().map(|it| it.name.text()).collect()
}

/// A new row with a name and a date of birth.
pub(super) fn add(tab: &mut Tab, row: u32, name: &str) {
    tab.set(row, 1, name);
    tab.set(row, 2, "13/05/1980");
}

pub(super) const LAST: u32 = FIRST + 2;

#[test]
fn missing_columns_are_named_with_their_sheet() {
    let without = |col: u16| {
        move |made: &mut Made| {
            let tab = made.members();
            tab.cells.retain(|at, _| at.1 != col);
            tab.merges.retain(|it| it.1 != col);
        }
    };
    let form = check(without(2), &["column-missing 2_DangVien"]);
    assert!(form.members.iter().all(|it| it.birth == Slot::Unread(None)));
    let form = check(without(4), &["optional-column-missing 2_DangVien"]);
    assert!(form.members.iter().all(|it| it.ethnicity == Slot::Absent));
    assert_eq!(names(&form), ["Ma Văn Hòa", "Chẩu Thị Nga", "Bàn Văn Công"]);
}

#[test]
fn a_column_that_stands_twice_is_read_from_neither() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(2, 40, "Giới tính *");
            tab.set(FIRST, 40, "Nữ");
        },
        &["column-twice 2_DangVien!AO3"],
    );
    assert!(form.members.iter().all(|it| it.gender == Slot::Unread(None)));
}

#[test]
fn a_heading_over_two_columns_is_an_error_where_both_are_filled() {
    // Given names have a column of their own under the heading of names.
    let spread = |made: &mut Made| {
        let tab = made.members();
        let mut moved = tab.moved(|row| row, |col| if col > 1 { col + 1 } else { col });
        moved.merges.retain(|it| it.1 != 1);
        moved.merges.push((2, 1, 3, 2));
        for row in FIRST..=LAST {
            let Some(Value::Text(name)) = moved.cells.remove(&(row, 1)) else { unreachable!() };
            let (family, given) = name.rsplit_once(' ').unwrap();
            moved.set(row, 1, family);
            moved.set(row, 2, given);
        }
        *tab = moved;
    };
    check(spread, &["heading-over-several-columns 2_DangVien!C6"]);
    // Left blank, the second column is nothing.
    let form = check(
        |made| {
            spread(made);
            for row in FIRST..=LAST {
                made.members().clear(row, 2);
            }
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
    // A title across the sheet is no heading of the columns below it.
    check(
        |made| {
            let tab = made.members();
            tab.merges.push((1, 0, 1, 45));
            tab.set(LAST, 42, "không có tiêu đề");
        },
        &["unknown-column 2_DangVien!AQ8"],
    );
}

#[test]
fn given_names_in_a_column_of_their_own_are_an_error_at_each_name() {
    // A column was put in right of the names; what stands in it by row, with what is left of the name.
    let beside = |heading: &'static str, cells: &'static [(u32, &'static str, &'static str)]| {
        move |made: &mut Made| {
            let tab = made.members();
            *tab = tab.moved(|row| row, |col| if col > 1 { col + 1 } else { col });
            if !heading.is_empty() {
                tab.set(2, 2, heading);
            }
            for (row, name, rest) in cells {
                tab.set(FIRST + row, 1, *name);
                tab.set(FIRST + row, 2, *rest);
            }
        }
    };
    let each = |rows: &[u32]| -> Vec<String> {
        rows.iter()
            .map(|it| format!("name-over-two-columns 2_DangVien!B{}", FIRST + it + 1))
            .collect()
    };
    let all = &[(0, "Ma Văn", "Hòa"), (1, "Chẩu Thị", "Nga"), (2, "Bàn Văn", "Công")];
    for (heading, cells, rows) in [
        ("", &all[..], &[0_u32, 1, 2][..]),
        ("Tên", all, &[0, 1, 2]),
        ("TÊN *", &[(1, "Chẩu Thị Hồng", "Nga")], &[1]),
        ("", &[(1, "Chẩu Thị", "Nga")], &[1]),
        ("", &[(1, "Chẩu", "Thị Nga")], &[1]),
        ("", &[(0, "MA VĂN", "HÒA"), (1, "CHẨU THỊ", "NGA")], &[0, 1]),
        ("", &[(0, "ma văn", "hòa")], &[0]),
        // One of several is longer; another is a mark.
        ("", &[(0, "Ma Văn", "Hòa"), (1, "Chẩu Thị Hồng", "Nga")], &[0, 1]),
        ("", &[(0, "Ma Văn", "Hòa"), (1, "Chẩu Thị", "Nga"), (2, "Bàn Văn Công", "x")], &[0, 1]),
        // A surname alone is none, whatever else stands in the column.
        ("", &[(0, "Ma", "Văn Hòa"), (1, "Chẩu Thị Nga", "x"), (2, "Bàn Văn Công", "2")], &[0]),
    ] {
        let mut made = Made::form(regime());
        beside(heading, cells)(&mut made);
        assert_eq!(said(&parse(&made.bytes()).findings), each(rows), "{heading} {cells:?}");
    }
    // What else may stand there: marks, numbers, notes, posts, groups, villages, the given name again to sort by.
    for (heading, cells) in [
        ("", &[(0, "Ma Văn Hòa", "x"), (1, "Lý Nga", "X")][..]),
        ("", &[(0, "Ma Văn Hòa", "Vắng"), (1, "Chẩu Thị Nga", "Ốm")]),
        ("", &[(0, "Lý Nga", "đi học"), (1, "Ma Văn Hòa", "nghỉ hưu")]),
        ("", &[(0, "Lý Nga", "BT"), (1, "Lý Hòa", "UV")]),
        ("", &[(0, "Lý Nga", "Tày"), (1, "Lý Hòa", "Nữ"), (2, "Lý Hoa", "Không")]),
        ("", &[(0, "Lý Nga", "Nà Pù"), (1, "Lý Hòa", "Nà Pù"), (2, "Ma Văn Hòa", "Nà Pù")]),
        ("", &[(0, "Ma Văn Hòa", "Hòa"), (1, "Lý Nga", "Nga")]),
        ("", &[(0, "Lý Nga", "12"), (1, "Lý Hòa", "?")]),
        ("Tên", &[(0, "Ma Văn Hòa", "Hòa"), (1, "Lý Nga", "NGA"), (2, "Lý Hòa", "2")]),
        ("Tên thường gọi", &[(0, "Ma Văn", "Hòa"), (1, "Chẩu Thị", "Nga")]),
        ("Thôn", &[(0, "Ma Văn", "Hòa")]),
    ] {
        let mut made = Made::form(regime());
        beside(heading, cells)(&mut made);
        let said = said(&parse(&made.bytes()).findings);
        let is_right = said.iter().all(|it| it.starts_with("unknown-column 2_DangVien!C"));
        assert!(is_right && said.len() == 1, "{heading} {cells:?}: {said:?}");
    }
    // Farther right it is no name's.
    check(
        |made| {
            made.members().set(FIRST, 1, "Ma Văn");
            made.members().set(FIRST, 40, "Hòa");
        },
        &["unknown-column 2_DangVien!AO6"],
    );
}

#[test]
fn unknown_columns_are_said_when_they_hold_something() {
    check(
        |made| {
            let tab = made.members();
            tab.set(2, 40, "Quê quán");
            tab.set(FIRST + 1, 40, "Tuyên Quang");
            tab.set(2, 41, "Trống");
            tab.set(LAST, 42, "không có tiêu đề");
        },
        &["unknown-column 2_DangVien!AO3", "unknown-column 2_DangVien!AQ8"],
    );
}

#[test]
fn headings_may_be_written_otherwise() {
    // Folded alike: nothing is said.
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(2, 0, "STT");
            tab.set(2, 1, "HỌ  VÀ\nTÊN (*)");
            tab.set(2, 2, "Nga\u{300}y, tha\u{301}ng, na\u{306}m sinh");
            tab.set(2, 19, "Tỷ lệ hoàn thành nhiệm vụ");
            tab.set(2, 25, "Kết quả bỏ phiếu tại chi bộ");
            tab.set(3, 22, "Xếp loại cán bộ, công chức, viên chức");
        },
        &[],
    );
    assert_eq!(form.members[0].birth.get().map(|it| it.to_string()).as_deref(), Some("13/05/1980"));
    // A slip or two: said.
    let form = check(
        |made| {
            made.members().set(2, 7, "Ngày vào Đản");
            made.members().set(3, 17, "Kết quả thực hiện chức trách, nhiêm vụ đươc giaoo");
            made.info().set(13, 1, "Ngày họp kiểm diểmm, đánh giá");
        },
        &[
            "label-misspelt 1_ThongTinChiBo!B14",
            "heading-misspelt 2_DangVien!H3",
            "heading-misspelt 2_DangVien!R4",
        ],
    );
    assert!(form.members[0].admitted.get().is_some());
    // Too far off: it is asked what it is.
    let form = check(|made| made.members().set(2, 7, "Kết nạp"), &["column-renamed 2_DangVien!H3"]);
    assert!(form.members.iter().all(|it| it.admitted == Slot::Unread(None)));
}

#[test]
fn what_stands_in_the_place_of_a_missing_column_is_asked_about() {
    let heading = |row, col, text: &'static str| {
        move |made: &mut Made| {
            made.members().set(row, col, text);
        }
    };
    // Shortened or worded otherwise, and filled in.
    let form = check(
        |made| {
            heading(2, 8, "Ngày công nhận chính thức")(made);
            heading(2, 9, "Thẻ")(made);
            heading(3, 25, "XS")(made);
            heading(3, 26, "Tốt")(made);
        },
        &[
            "column-renamed 2_DangVien!I3",
            "column-renamed 2_DangVien!J3",
            "column-renamed 2_DangVien!Z4",
            "column-renamed 2_DangVien!AA4",
        ],
    );
    let first = &form.members[0];
    assert_eq!((&first.official, &first.card), (&Slot::Unread(None), &Slot::Unread(None)));
    assert!(matches!(first.ballots[..2], [Slot::Unread(None), Slot::Unread(None)]));
    // Without a heading, too.
    check(
        |made| {
            let tab = made.members();
            tab.clear(2, 9);
            tab.merges.retain(|it| it.1 != 9);
        },
        &["column-without-heading 2_DangVien!J4"],
    );
    // Required ones are asked about where nothing is filled in yet.
    check(
        |made| {
            heading(2, 29, "Chi bộ đề nghị")(made);
            (FIRST..=LAST).for_each(|row| made.members().clear(row, 29));
        },
        &["column-renamed 2_DangVien!AD3"],
    );
    // A column of the branch's own: nothing of the form is missing, or it stands elsewhere.
    let own = |made: &mut Made, col: u16, text: &'static str| {
        made.members().set(2, col, text);
        made.members().set(FIRST, col, "Tuyên Quang");
    };
    check(|made| own(made, 40, "Ngày công nhận chính thức"), &["unknown-column 2_DangVien!AO3"]);
    let without = |made: &mut Made, col: u16| {
        let tab = made.members();
        tab.cells.retain(|at, _| at.1 != col);
        tab.merges.retain(|it| it.1 != col);
    };
    check(
        |made| {
            without(made, 4);
            own(made, 40, "Quê quán");
        },
        &["optional-column-missing 2_DangVien", "unknown-column 2_DangVien!AO3"],
    );
    // By its words wherever it stands.
    check(
        |made| {
            without(made, 9);
            own(made, 40, "Số thẻ Đảng");
        },
        &["column-renamed 2_DangVien!AO3"],
    );
    // Nothing is judged by numbers of rows and by notes.
    check(
        |made| {
            heading(2, 0, "Số")(made);
            heading(2, 36, "Ghi chú khác")(made);
            made.members().set(FIRST, 36, "đi học");
        },
        &[
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
            "unknown-column 2_DangVien!A3",
            "column-perhaps-renamed 2_DangVien!AK3",
        ],
    );
}

#[test]
fn headings_that_are_repeated_are_asked_about_once() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(2, 9, "Thẻ");
            let below = tab.clone();
            for ((row, col), value) in &below.cells {
                if [2, 3, FIRST].contains(row) {
                    tab.set(row + 8, *col, value.clone());
                }
            }
            for (top, left, bottom, right) in &below.merges {
                tab.merges.push((top + 8, *left, bottom + 8, *right));
            }
            tab.set(13, 1, "Lò Văn Bốn");
        },
        &["column-renamed 2_DangVien!J3"],
    );
    assert_eq!(form.members.len(), 4);
    assert!(form.members.iter().all(|it| it.card == Slot::Unread(None)));
}

#[test]
fn groups_tell_columns_of_one_name_apart() {
    // The groups are not merged, but stand above their first column only.
    let form = check(|made| made.members().merges.clear(), &[]);
    assert_eq!(form.members[0].ballots[0].get(), Some(1));
    // The groups are gone: each heading is unique by itself.
    let form = check(
        |made| {
            let tab = made.members();
            tab.merges.clear();
            for col in [5, 13, 21, 25, 31] {
                tab.clear(2, col);
            }
        },
        &[],
    );
    assert_eq!(form.members[0].ballots[1].get(), Some(2));
    // Another form's column of the same heading, under another group of its own.
    check(
        |made| {
            let tab = made.members();
            tab.set(2, 40, "Kết quả đề xuất của các chủ thể");
            tab.set(3, 40, "HTXSNV");
            tab.set(FIRST, 40, "x");
        },
        &["unknown-column 2_DangVien!AO4"],
    );
    // It is not the votes either where these are gone.
    let form = check(
        |made| {
            let tab = made.members();
            tab.cells.retain(|at, _| !(25..29).contains(&at.1));
            tab.merges.retain(|it| it.1 != 25);
            tab.set(2, 40, "Kết quả đề xuất của các chủ thể");
            tab.set(3, 40, "HTXSNV");
            tab.set(FIRST, 40, 3.0);
        },
        &[
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
            "unknown-column 2_DangVien!AO4",
        ],
    );
    assert_eq!(form.members[0].ballots[0], Slot::Absent);
}

#[test]
fn another_list_of_the_same_people_is_asked_about_where_it_rates_them_otherwise() {
    const SELF: u16 = 21;
    const PROPOSAL: u16 = 29;
    let copy = |made: &mut Made, hidden: bool, changes: &[(u32, u16, &str)]| {
        let mut tab = made.members().clone();
        (tab.name, tab.hidden) = ("2_DangVien (sửa)".to_owned(), hidden);
        for (row, col, text) in changes {
            tab.set(*row, *col, *text);
        }
        made.tabs.push(tab);
    };
    let asked = |hidden: bool, changes: &[(u32, u16, &str)]| {
        let mut made = Made::form(regime());
        copy(&mut made, hidden, changes);
        let parsed = parse(&made.bytes());
        assert_eq!(parsed.submission.members[0].proposal.get(), Some(Rating::Excellent));
        (said(&parsed.findings), parsed.findings)
    };
    let (codes, findings) =
        asked(false, &[(FIRST + 1, PROPOSAL, "HTNV"), (LAST, PROPOSAL, "HTXSNV")]);
    assert_eq!(codes, ["other-ratings-on-another-sheet 2_DangVien (sửa)!AD7"]);
    let text = Catalogue::new(Lang::Vi).render(&findings[0]).message;
    let parts = ["2 người", "Chẩu Thị Nga", "Chi bộ đề nghị", "ghi HTNV", "AD7", "ghi HTTNV"];
    assert!(parts.iter().all(|it| text.contains(it)), "{text}");
    let (codes, _) = asked(true, &[(FIRST, SELF, "HTTNV")]);
    assert_eq!(codes, ["other-ratings-on-a-hidden-sheet 2_DangVien (sửa)!V6"]);
    // The same in other words; a draft that was not filled in yet.
    assert_eq!(
        asked(false, &[(FIRST, PROPOSAL, "Hoàn thành xuất sắc nhiệm vụ")]).0,
        ["second-table 2_DangVien (sửa)"]
    );
    assert_eq!(asked(true, &[(FIRST, PROPOSAL, "")]).0, Vec::<String>::new());
    // Who is missing is the one cause.
    assert_eq!(
        asked(false, &[(FIRST, 1, "Lò Văn Bốn"), (LAST, PROPOSAL, "HTNV")]).0,
        ["people-on-another-sheet 2_DangVien (sửa)"]
    );
    // Of two of one name each is compared with the one of the same birth.
    let two = |made: &mut Made| {
        made.members().set(LAST, 1, "Ma Văn Hòa");
        let mut tab = made.members().clone();
        tab.name = "Nháp".to_owned();
        for col in 1..width() {
            let (first, last) = (tab.cells.remove(&(FIRST, col)), tab.cells.remove(&(LAST, col)));
            tab.cells.extend(first.map(|it| ((LAST, col), it)));
            tab.cells.extend(last.map(|it| ((FIRST, col), it)));
        }
        made.tabs.push(tab);
    };
    check(two, &["second-table Nháp"]);
}

#[test]
fn one_row_of_headings_is_enough() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.merges.clear();
            for col in 0..width() {
                if let Some(text) = tab.cells.remove(&(3, col)) {
                    tab.set(2, col, text);
                }
            }
        },
        &[],
    );
    assert_eq!(form.members.len(), 3);
    assert_eq!(form.members[0].ballots[0].get(), Some(1));
}

#[test]
fn a_heading_may_go_over_several_cells_of_its_column() {
    for (has_groups, is_flat) in [(true, false), (false, false), (false, true)] {
        let form = check(
            |made| {
                let tab = made.members();
                if !has_groups {
                    tab.merges.clear();
                    for col in [5, 13, 21, 25, 31] {
                        tab.clear(2, col);
                    }
                }
                // Nothing else stands in the lower row.
                let lower = tab.cells.range((3, 0)..(4, 0)).map(|(at, it)| (*at, it.clone()));
                for (at, heading) in lower.filter(|_| is_flat).collect::<Vec<_>>() {
                    tab.clear(at.0, at.1);
                    tab.set(2, at.1, heading);
                }
                for col in [1, 2, 3, 4, 7, 8, 9] {
                    let Some(Value::Text(heading)) = tab.cells.remove(&(2, col)) else { continue };
                    let (first, rest) = heading.split_once(' ').unwrap();
                    tab.set(2, col, first);
                    tab.set(3, col, rest);
                    tab.merges.retain(|it| it.1 != col);
                }
            },
            &[],
        );
        assert_eq!(names(&form), ["Ma Văn Hòa", "Chẩu Thị Nga", "Bàn Văn Công"]);
        assert_eq!(form.members[0].card.text(), "01234567");
    }
}

#[test]
fn a_heading_of_its_own_may_stand_under_a_group() {
    let form = check(
        |made| {
            let tab = made.members();
            for (from, to) in [((2, 4), (3, 4)), ((2, 5), (2, 4))] {
                let text = tab.cells.remove(&from).unwrap();
                tab.set(to.0, to.1, text);
            }
            tab.merges.retain(|it| it.1 != 4 && it.1 != 5);
            tab.merges.push((2, 4, 2, 6));
        },
        &[],
    );
    assert_eq!(form.members[0].ethnicity.text(), "Tày");
}

#[test]
fn sheets_are_found_by_name_then_by_headings() {
    let form = check(
        |made| {
            made.info().name = "Sheet1".to_owned();
            made.members().name = "Đảng viên".to_owned();
            made.collectives().name = "Tập thể lãnh đạo".to_owned();
            made.tabs.swap(0, 2);
        },
        &["sheet-renamed Sheet1", "sheet-renamed Đảng viên", "sheet-renamed Tập thể lãnh đạo"],
    );
    assert_eq!(form.members.len(), 3);
    assert_eq!(
        form.members[0].name.cell().map(|it| it.sheet.to_string()).as_deref(),
        Some("Đảng viên")
    );

    let form = check(
        |made| {
            made.tabs.remove(2);
        },
        &["sheet-missing"],
    );
    assert_eq!((form.members.len(), form.collectives.len()), (3, 0));

    // A copy beside the sheet of the right name; two copies without one.
    let copy = |name: &'static str| {
        move |made: &mut Made| {
            let mut tab = made.members().clone();
            tab.name = name.to_owned();
            made.tabs.push(tab);
        }
    };
    check(copy("2_DangVien (2)"), &["second-table 2_DangVien (2)"]);
    let form = check(
        |made| {
            made.members().name = "Danh sách".to_owned();
            copy("Danh sách cũ")(made);
        },
        &["sheet-twice"],
    );
    assert!(form.members.is_empty());

    // Of two without the right name the visible one is meant; the copy by Excel is the form's
    // when a sheet of another name has as much.
    let form = check(
        |made| {
            made.members().name = "Danh sách".to_owned();
            copy("Danh sách cũ")(made);
            made.tabs.last_mut().unwrap().hidden = true;
        },
        &["sheet-renamed Danh sách"],
    );
    assert_eq!(form.members.len(), 3);
    let form = check(
        |made| {
            made.members().name = "2_DangVien (2)".to_owned();
            copy("Nháp")(made);
        },
        &["sheet-renamed 2_DangVien (2)", "second-table Nháp"],
    );
    assert_eq!(form.members.len(), 3);

    // The right name in other letters is the right name, and a sheet left empty is nothing.
    let form = check(
        |made| {
            made.members().name = "2_ĐẢNGVIÊN".to_owned();
            copy("2_DangVien (2)")(made);
            made.tabs.push(Tab { name: "Sheet2".to_owned(), ..Tab::default() });
        },
        &["second-table 2_DangVien (2)"],
    );
    assert_eq!(form.members.len(), 3);

    let form = check(
        |made| {
            made.members().cells.retain(|at, _| at.0 < 2 || at.0 > 3);
            let mut notes = Tab { name: "Ghi chú".to_owned(), ..Tab::default() };
            notes.set(0, 0, "gọi lại cho xã");
            made.tabs.push(notes);
        },
        &["headings-missing 2_DangVien", "unknown-sheet Ghi chú"],
    );
    assert!(form.members.is_empty());
}

#[test]
fn a_workbook_without_any_of_the_sheets_is_no_form() {
    let mut tab = Tab { name: "Sheet1".to_owned(), ..Tab::default() };
    tab.set(0, 0, "Họ và tên");
    let finding = refusal(&Made { tabs: vec![tab] }.bytes());
    assert_eq!(said(&[finding]), ["no-form"]);
}

#[test]
fn facts_are_found_by_their_labels() {
    // Moved, reordered, no heading row, values next to the labels.
    let form = check(
        |made| {
            let rows = 25;
            let mut moved = made
                .info()
                .moved(|it| if it > 2 { 2 * (rows + 3 - it) + 4 } else { it }, |it| it * 2 + 1);
            moved.cells.retain(|at, _| at.0 != 2);
            *made.info() = moved;
        },
        &[],
    );
    assert_eq!(form.info.total.get(), Some(3));
    assert!(form.info.deputy.is_blank(), "the hint is no value");
    // Missing, unknown, twice, a signature that reads like a label.
    let form = check(
        |made| {
            let info = made.info();
            for label in ["Mã chi bộ", "Số phiếu hợp lệ", "Số điện thoại"] {
                let (row, _) = info.find(label);
                info.cells.retain(|at, _| at.0 != row);
            }
            info.set(40, 1, "Số con");
            info.set(40, 2, 2.0);
            info.set(41, 1, "Năm đánh giá");
            info.set(41, 2, 2021.0);
            info.set(45, 1, "NGƯỜI LẬP BIỂU");
        },
        &[
            "unknown-row 1_ThongTinChiBo!B41",
            "row-missing 1_ThongTinChiBo",
            "row-twice 1_ThongTinChiBo!B42",
            "optional-row-missing 1_ThongTinChiBo",
            "expected-row-missing 1_ThongTinChiBo",
        ],
    );
    assert_eq!(form.info.branch_code, Slot::Unread(None));
    assert_eq!(form.info.year, Slot::Unread(None));
    assert_eq!(form.info.phone, Slot::Absent);
    assert_eq!(form.info.preparer.text(), "Chẩu Thị Nga");
}

#[test]
fn what_the_screen_does_not_show_is_said_once_a_sheet() {
    let form = check(
        |made| {
            let tab = made.members();
            tab.hidden_rows = vec![0, FIRST, FIRST + 1, 500];
            tab.hidden_cols = vec![9, 120];
            made.collectives().hidden = true;
        },
        &["rows-hidden 2_DangVien", "columns-hidden 2_DangVien", "sheet-hidden 3_TapThe"],
    );
    assert_eq!(form.members.len(), 3);
    // Merged cells: only the first row has the value.
    let form = check(
        |made| {
            made.members().clear(FIRST + 1, 4);
            made.members().clear(FIRST + 2, 4);
            made.members().merges.push((FIRST, 4, FIRST + 2, 4));
        },
        &["merged-rows 2_DangVien!E6"],
    );
    assert!(form.members[1].ethnicity.is_blank());
}

#[test]
fn cells_merged_across_columns_have_no_value_and_texts_have_that_of_the_first() {
    const POST: u16 = 5;
    const VOTES: u16 = 25;
    let form = check(
        |made| {
            let tab = made.members();
            tab.set(FIRST, POST, "Bí thư");
            tab.merges.push((FIRST, POST, FIRST, POST + 1));
            tab.set(FIRST, VOTES, 7.0);
            tab.merges.push((FIRST, VOTES, FIRST, VOTES + 3));
            // Nothing was typed for all of these.
            tab.clear(FIRST + 1, VOTES);
            tab.merges.push((FIRST + 1, VOTES, FIRST + 1, VOTES + 3));
        },
        &["merged-texts 2_DangVien!F6", "merged-columns 2_DangVien!Z6"],
    );
    assert_eq!(form.members[0].party_post.text(), "Bí thư");
    assert!(form.members[0].ballots.iter().all(Slot::is_unread));
    assert!(!form.members[1].ballots.iter().any(Slot::is_unread));
}

#[test]
fn one_cell_over_the_row_of_somebody_who_is_not_rated_says_so_for_all() {
    const EXEMPT: &str = "Được miễn công tác và sinh hoạt đảng";
    const POST: u16 = 5;
    const ELIGIBILITY: u16 = 11;
    const GRADES: u16 = 13;
    const VOTES: u16 = 25;
    let over = |eligibility: &'static str, from: u16| {
        move |made: &mut Made| {
            let tab = made.members();
            tab.set(FIRST, ELIGIBILITY, eligibility);
            for col in from..=VOTES + 4 {
                tab.clear(FIRST, col);
            }
            tab.set(FIRST, from, "Miễn đánh giá");
            tab.merges.push((FIRST, from, FIRST, VOTES + 4));
        }
    };
    check(over(EXEMPT, GRADES), &["no-read-as-blank 2_DangVien!N6"]);
    check(over("Được đánh giá", GRADES), &["merged-columns 2_DangVien!N6"]);
    check(over(EXEMPT, POST), &["merged-columns 2_DangVien!F6"]);
}
