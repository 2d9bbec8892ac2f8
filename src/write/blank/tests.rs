//! The form read back, as calamine and as its XML.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;

use super::*;
use crate::model::{CellRef, Eligibility, Member};
use crate::regime::Sources;
use crate::regime::form::{Form, InfoField};

fn regime() -> Regime {
    Sources::builtin().regime_of_year(2020).unwrap()
}

fn branch(kind: &str) -> Branch {
    Branch {
        code: "TP".to_owned(),
        name: "Chi bộ thôn Tống Pu".to_owned(),
        kind: kind.to_owned(),
        members: None,
        contact: None,
        unit: None,
        previous_codes: Vec::new(),
    }
}

fn member(name: &str) -> RosterMember {
    RosterMember {
        name: name.to_owned(),
        birth: Some(PartialDate::Month(1980, 5)),
        gender: Some(Gender::Female),
        ethnicity: "Tày".to_owned(),
        party_post: "Bí thư chi bộ".to_owned(),
        other_post: "-Trưởng thôn".to_owned(),
        admitted: Some(PartialDate::Day(date(2001, 2, 3))),
        official: Some(PartialDate::Year(2002)),
        card: "00123".to_owned(),
        leader: Some(LeaderScope::Committee),
    }
}

fn made(branch: Option<&Branch>, roster: &[RosterMember]) -> Vec<u8> {
    let blank =
        BlankFor { year: Some(2020), committee: "Đảng ủy xã Bình An", branch, roster };
    workbook(&regime(), &blank).unwrap()
}

/// A sheet's cells as text, `""` for blank ones.
fn cells(bytes: &[u8], sheet: &str) -> impl Fn(u32, u32) -> String + use<> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    move |row, col| match range.get_value((row, col)) {
        Some(Data::String(text)) => text.clone(),
        Some(Data::Float(number)) => number.to_string(),
        None | Some(Data::Empty) => String::new(),
        Some(other) => panic!("{other:?} at row {row}, column {col}"),
    }
}

/// A part of the package as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Every value of an attribute or element between `before` and `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|it| it.split_once(after)).map(|it| it.0).collect()
}

fn row_of(form: &Form, field: InfoField) -> u32 {
    4 + u32::try_from(form.info.row.iter().position(|it| it.field == field).unwrap()).unwrap()
}

#[test]
fn the_sheets_stand_in_the_order_of_the_profile() {
    let form = regime().form;
    let book = Xlsx::new(Cursor::new(made(None, &[]))).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            form.info.sheet,
            form.members.sheet,
            form.collectives.sheet,
            form.guide.sheet,
            form.lists_sheet
        ]
    );
}

#[test]
fn sheet_1_has_every_fact_and_what_the_office_knows() {
    let form = regime().form;
    let at = cells(&made(Some(&branch("Thôn bản")), &[]), &form.info.sheet);
    assert_eq!(at(0, 0), "ĐẢNG ỦY XÃ BÌNH AN");
    assert_eq!(at(1, 0), "CHI BỘ THÔN TỐNG PU");
    assert!(at(2, 0).ends_with("NĂM 2020"), "{}", at(2, 0));
    for (row, fact) in (4u32..).zip(&form.info.row) {
        let star = if fact.required { " *" } else { "" };
        assert_eq!(at(row, 0), (row - 3).to_string());
        assert_eq!(at(row, 1), format!("{}{star}", fact.label));
        assert_eq!(at(row, 3), fact.how);
        let expected = match fact.field {
            InfoField::FormCode => form.code.as_str(),
            InfoField::BranchCode => "TP",
            InfoField::BranchName => "Chi bộ thôn Tống Pu",
            InfoField::BranchKind => "Thôn bản",
            InfoField::Year => "2020",
            _ => "",
        };
        assert_eq!(at(row, 2), expected, "{}", fact.label);
    }
}

#[test]
fn tables_have_their_headings_and_column_numbers() {
    let form = regime().form;
    let bytes = made(None, &[]);
    let at = cells(&bytes, &form.members.sheet);
    let mut group = String::new();
    for (col, column) in (0u32..).zip(&form.members.column) {
        let star = if column.required { " *" } else { "" };
        let heading = format!("{}{star}", column.heading);
        if column.group.is_empty() {
            assert_eq!(at(3, col), heading);
        } else {
            assert_eq!(at(4, col), heading);
            // Merged: only the first column of a group holds its text.
            let expected = if column.group == group { "" } else { &column.group };
            assert_eq!(at(3, col), expected);
        }
        group.clone_from(&column.group);
        assert_eq!(at(5, col), (col + 1).to_string());
    }
    let at = cells(&bytes, &form.collectives.sheet);
    for (col, column) in (0u32..).zip(&form.collectives.column) {
        let heading = if column.group.is_empty() { at(3, col) } else { at(4, col) };
        assert_eq!(heading.trim_end_matches(" *"), column.heading);
    }
}

#[test]
fn the_roster_is_filled_in_as_text_that_excel_leaves_alone() {
    let form = regime().form;
    let roster = [member("Chẩu Thị Nghiêm"), RosterMember::default(), member("=1+1")];
    let at = cells(&made(Some(&branch("Thôn")), &roster), &form.members.sheet);
    let row = |row| (0..12).map(|col| at(row, col)).collect::<Vec<_>>();
    #[rustfmt::skip]
    assert_eq!(row(6), [
        "1", "Chẩu Thị Nghiêm", "05/1980", "Nữ", "Tày", "Bí thư chi bộ", "-Trưởng thôn",
        "03/02/2001", "2002", "00123", "Đảng ủy xã quản lý", "",
    ]);
    assert_eq!(row(7).concat(), "2", "nothing is made up");
    assert_eq!(at(8, 1), "=1+1");
    let last = 5 + form.spare_rows;
    assert_eq!(at(last, 0), form.spare_rows.to_string());
    assert_eq!(at(last + 1, 0), "");
}

#[test]
fn a_long_roster_makes_the_form_longer() {
    let form = regime().form;
    let count = form.spare_rows + 5;
    let roster: Vec<_> = (0..count).map(|it| member(&format!("Đảng viên {it}"))).collect();
    let at = cells(&made(None, &roster), &form.members.sheet);
    assert_eq!(at(5 + count, 1), format!("Đảng viên {}", count - 1));
}

#[test]
fn sheet_3_begins_with_the_branch() {
    let form = regime().form;
    let at = cells(&made(Some(&branch("Thôn bản")), &[]), &form.collectives.sheet);
    assert_eq!([at(6, 0), at(6, 1), at(6, 2)], ["1", "Chi bộ thôn Tống Pu", "Chi bộ"]);
    assert_eq!(at(7, 0), "", "a number alone must not look like a collective");
}

#[test]
fn a_kind_is_written_as_the_list_has_it_or_refused() {
    let form = regime().form;
    let row = row_of(&form, InfoField::BranchKind);
    for (kind, label) in [("thôn bản", "Thôn bản"), ("HTX", "Hợp tác xã"), (" Khác ", "Khác")]
    {
        let at = cells(&made(Some(&branch(kind)), &[]), &form.info.sheet);
        assert_eq!(at(row, 2), label);
    }
    let odd = branch("Doanh nghiệp");
    let blank = BlankFor { year: Some(2020), committee: "", branch: Some(&odd), roster: &[] };
    let refused = workbook(&regime(), &blank).unwrap_err();
    assert!(
        matches!(&refused, BlankError::UnknownKind { branch, known, .. } if branch == "TP" && known.len() == 7),
        "{refused}"
    );
}

#[test]
fn the_same_form_has_the_same_bytes_and_says_what_it_is() {
    let branch = branch("Thôn bản");
    let bytes = made(Some(&branch), &[member("Ma Văn Đạo")]);
    assert_eq!(bytes, made(Some(&branch), &[member("Ma Văn Đạo")]));
    let custom = part(&bytes, "docProps/custom.xml");
    assert!(custom.contains("name=\"xeploai-form\"") && custom.contains("XL-2019-HD21"));
    assert!(part(&bytes, "docProps/core.xml").contains("2020-11-01T"));
}

#[test]
fn every_cell_to_fill_has_a_hint_and_every_list_exists() {
    let form = regime().form;
    let bytes = made(None, &[]);
    let names = part(&bytes, "xl/workbook.xml");
    let defined = between(&names, "<definedName name=\"", "\"");
    let expected = [
        ("xl/worksheets/sheet1.xml", form.info.row.len()),
        ("xl/worksheets/sheet2.xml", form.members.column.len()),
        ("xl/worksheets/sheet3.xml", form.collectives.column.len()),
    ];
    for (name, count) in expected {
        let sheet = part(&bytes, name);
        assert_eq!(between(&sheet, " prompt=\"", "\"").len(), count, "{name}");
        for formula in between(&sheet, "<formula1>", "</formula1>") {
            if formula.starts_with("list_") || formula.starts_with("choice_") {
                assert!(defined.contains(&formula), "{formula} of {name}");
            }
        }
        if name != "xl/worksheets/sheet1.xml" {
            let ranges: Vec<_> = between(&sheet, " sqref=\"", "\"")
                .into_iter()
                .filter(|it| it.contains('7'))
                .collect();
            assert!(ranges.iter().filter(|it| it.ends_with("1006")).count() >= count, "{name}");
        }
    }
}

#[test]
fn headings_are_locked_and_rows_are_free() {
    let bytes = made(None, &[]);
    for name in ["xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"] {
        let sheet = part(&bytes, name);
        let [protection] = between(&sheet, "<sheetProtection ", "/>")[..] else {
            panic!("{name} is not protected");
        };
        for free in ["sort", "autoFilter", "insertRows", "deleteRows", "formatRows"] {
            assert!(protection.contains(&format!("{free}=\"0\"")), "{free}: {protection}");
        }
        assert!(!protection.contains("password") && !protection.contains("hash"));
        assert!(sheet.contains("<pane xSplit=\"2\" ySplit=\"6\" topLeftCell=\"C7\""));
        // The filter begins at the row of column numbers, so it never sorts a heading.
        assert!(sheet.contains("<autoFilter ref=\"A6:"));
    }
    // The default cell is unlocked, the style of the heading rows is not.
    let styles = part(&bytes, "xl/styles.xml");
    let formats = between(&styles, "<cellXfs ", "</cellXfs>")[0];
    let formats: Vec<_> = formats.split("<xf ").skip(1).collect();
    assert!(formats[0].contains("locked=\"0\""));
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    let heading_row = between(&sheet, "<row r=\"4\"", ">")[0];
    let style: usize = between(heading_row, " s=\"", "\"")[0].parse().unwrap();
    assert!(!formats[style].contains("locked=\"0\""), "{}", formats[style]);
    for columns in between(&sheet, "<col ", "/>") {
        let style: usize = between(columns, "style=\"", "\"")[0].parse().unwrap();
        assert!(formats[style].contains("locked=\"0\""), "{columns}");
        // C is a date: as text (format 49), or Excel makes a day of 1905 of a bare year.
        if columns.starts_with("min=\"3\"") {
            assert!(formats[style].contains("numFmtId=\"49\""), "{}", formats[style]);
        }
    }
}

#[test]
fn a_code_cannot_break_the_footer() {
    let mut regime = regime();
    regime.form.code = "XL&P".to_owned();
    let blank = BlankFor { year: Some(2020), committee: "", branch: None, roster: &[] };
    let sheet = part(&workbook(&regime, &blank).unwrap(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("&amp;LXL&amp;&amp;P&amp;C"), "a lone & is a code of the footer");
}

#[test]
fn the_roster_leaves_out_guests_and_nobody_else() {
    let cell = |row| CellRef::new(&"2_DangVien".into(), row, 0);
    let row = |row, name: &str, eligibility| {
        let mut it = empty_member(row);
        it.name = Slot::Is(crate::model::At { value: name.to_owned(), at: cell(row) });
        it.eligibility = eligibility;
        it
    };
    let is = |value| Slot::Is(crate::model::At { value, at: cell(0) });
    let mut nameless = row(9, "", Slot::Empty(cell(9)));
    nameless.name = Slot::Unread(Some(cell(9)));
    let members = vec![
        row(6, "Ma Văn Đạo", is(Eligibility::Rated)),
        row(7, "Lý Thị Khách", is(Eligibility::Temporary)),
        row(8, "Bàn Văn Miễn", is(Eligibility::Exempt)),
        nameless,
        row(10, "Quan Thị Lạ", Slot::Unread(Some(cell(10)))),
    ];
    let roster = roster_of(&Submission {
        info: empty_info(),
        members,
        collectives: Vec::new(),
        scores: Vec::new(),
        has_all_members: true,
        has_collectives: true,
    });
    let names: Vec<_> = roster.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Ma Văn Đạo", "Bàn Văn Miễn", "", "Quan Thị Lạ"]);
}

fn empty_member(row: u32) -> Member {
    Member { row, ..Member::default() }
}

fn empty_info() -> crate::model::Info {
    crate::model::Info::default()
}
