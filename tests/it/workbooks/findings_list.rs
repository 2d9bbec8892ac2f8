//! `kiem-tra.xlsx`, read back.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reading::Reading;
use xeploai::consolidate;
use xeploai::finding::{Finding, Severity};
use xeploai::model::{Branch, CellRef};
use xeploai::words::{Catalogue, Lang};
use xeploai::write::findings::workbook;

fn branch(code: &str, contact: Option<&str>) -> Branch {
    Branch {
        code: code.to_owned(),
        name: format!("Chi bộ {code}"),
        kind: "Thôn bản".to_owned(),
        members: None,
        contact: contact.map(ToOwned::to_owned),
        unit: None,
        previous_codes: Vec::new(),
    }
}

/// A finding of any known kind: what it says does not matter here.
fn finding(branch: Option<&str>, severity: Severity, row: Option<u32>) -> Finding {
    let code = consolidate::CODES.last().unwrap();
    let mut finding = Finding::new(code)
        .severity(severity)
        .arg("sheet", "x")
        .arg("rows", "-1+1")
        .member("@Ma Văn A")
        .rule("R-X", "HD 21, mục II");
    if let Some(row) = row {
        finding = finding.cell(&CellRef::new(&Arc::from("2_Đảng viên 'x'"), row, 5));
    }
    finding.branch = branch.map(ToOwned::to_owned);
    finding.file = branch.map(|it| format!("nop/{it}.xlsx"));
    finding
}

fn branches() -> Vec<Arc<Branch>> {
    vec![branch("B", Some("0912 345 678")).into(), branch("A", None).into()]
}

const HEADINGS: [&str; 10] = [
    "Mức",
    "Mã",
    "Chi bộ",
    "Tệp",
    "Trang tính",
    "Ô",
    "Họ và tên",
    "Nội dung",
    "Cách khắc phục",
    "Căn cứ",
];

#[test]
fn errors_come_first_in_each_branch_and_branches_in_their_order() {
    let words = Catalogue::new(Lang::Vi);
    let mut waived = finding(Some("A"), Severity::Error, Some(4));
    waived.waiver = Some("đã xác minh (Bí thư)".to_owned());
    let mut stray = finding(None, Severity::Error, None);
    stray.file = Some("nop/la.xlsx".to_owned());
    let findings = [
        finding(None, Severity::Error, None),
        stray,
        waived,
        finding(Some("A"), Severity::Notice, None),
        finding(Some("A"), Severity::Error, Some(11)),
        finding(Some("B"), Severity::Warning, Some(3)),
        finding(Some("B"), Severity::Error, Some(9)),
    ];
    let book = Reading::new(workbook(&findings, &branches(), &words, &BTreeMap::new()).unwrap());
    assert_eq!(book.sheets(), ["KiemTra"]);
    for (col, heading) in (0..).zip(HEADINGS) {
        assert_eq!(book.text("KiemTra", 0, col), heading);
    }
    let rows: Vec<_> =
        (1..=7).map(|row| [0, 2, 3, 5].map(|col| book.text("KiemTra", row, col))).collect();
    let b = "Chi bộ B (B)\nLiên hệ: 0912 345 678";
    assert_eq!(
        rows,
        [
            ["Lỗi", b, "nop/B.xlsx", "F10"],
            ["Cảnh báo", b, "nop/B.xlsx", "F4"],
            ["Lỗi", "Chi bộ A (A)", "nop/A.xlsx", "F12"],
            ["Lỗi (cho qua)", "Chi bộ A (A)", "nop/A.xlsx", "F5"],
            ["Lưu ý", "Chi bộ A (A)", "nop/A.xlsx", ""],
            ["Lỗi", "", "nop/la.xlsx", ""],
            ["Lỗi", "Toàn Đảng bộ", "", ""],
        ]
    );
    assert!(book.text("KiemTra", 4, 7).ends_with("Được cho qua: đã xác minh (Bí thư)"));
    assert_eq!(book.text("KiemTra", 1, 6), "@Ma Văn A");
    assert_eq!(book.text("KiemTra", 1, 9), "HD 21, mục II");
    let sheet = book.part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<autoFilter ref=\"A1:J8\"") && sheet.contains("state=\"frozen\""));
    assert!(sheet.contains("orientation=\"landscape\"") && !sheet.contains("<hyperlink"));
}

#[test]
fn a_cell_links_to_the_returned_copy_only_where_there_is_one() {
    let words = Catalogue::new(Lang::Vi);
    let findings = [
        finding(Some("A"), Severity::Error, Some(11)),
        finding(Some("A"), Severity::Error, None),
        finding(Some("B"), Severity::Error, Some(9)),
    ];
    let returned = BTreeMap::from([("nop/A.xlsx".to_owned(), "tra-lai/A.xlsx".to_owned())]);
    let book = Reading::new(workbook(&findings, &branches(), &words, &returned).unwrap());
    let sheet = book.part("xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("<hyperlink ").count(), 1);
    assert!(sheet.contains("ref=\"F3\""), "{sheet}");
    assert!(sheet.contains("location=\"'2_Đảng viên ''x'''!F12\""), "{sheet}");
    let relations = book.part("xl/worksheets/_rels/sheet1.xml.rels");
    assert!(relations.contains("Target=\"tra-lai/A.xlsx\""), "{relations}");
    assert!(!relations.contains("nop/"));
    assert_eq!(book.text("KiemTra", 2, 5), "F12");
}

#[test]
fn without_findings_it_says_so_and_equal_findings_give_equal_bytes() {
    for lang in [Lang::Vi, Lang::En] {
        let words = Catalogue::new(lang);
        let none = workbook(&[], &branches(), &words, &BTreeMap::new()).unwrap();
        let book = Reading::new(none.clone());
        assert_eq!(book.text("KiemTra", 1, 0), words.ui("findings-none", &[]));
        assert_eq!(workbook(&[], &branches(), &words, &BTreeMap::new()).unwrap(), none);
    }
}
