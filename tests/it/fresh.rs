//! A form that cannot be patched goes back as a fresh form of ours: the values
//! as typed, marked and listed alike, nothing dropped in silence.

#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use crate::common;
use crate::common::{report, run_in, sample, stderr};
use crate::returned::support;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

/// The form as if somebody had signed it, which a patch would break.
fn signed(form: &[u8]) -> Vec<u8> {
    support::changed(form, "_rels/.rels", |text| {
        text.replace(
            "</Relationships>",
            "<Relationship Id=\"rIdSigned\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin\" Target=\"_xmlsignatures/origin.sigs\"/></Relationships>",
        )
    })
}

/// What a finding says, its place aside: severity, code, name, value, member.
fn told(report: &Value, branch: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let mut told: Vec<_> = findings
        .filter(|it| it["branch"] == branch && it["code"] != "W101" && it["severity"] != "notice")
        .map(|it| {
            ["severity", "code", "stored", "member", "expected"]
                .map(|key| it[key].to_string())
                .join(" ")
        })
        .collect();
    told.sort();
    told
}

fn sign(dir: &Path, file: &str) {
    let path = dir.join(file);
    fs::write(&path, signed(&fs::read(&path).unwrap())).unwrap();
}

#[test]
fn a_fresh_form_gives_the_same_findings_and_takes_the_originals_place() {
    let folder = sample("binh-an-2020-loi");
    let dir = folder.path();
    let files = [
        ("TP", "nop/Chi bo Tong Pu 2020.xlsx"),
        ("KC", "nop/KhuoiChang_bieu xep loai 2020.xlsx"),
        ("THCS", "nop/truong hoc/THCS-BinhAn.xlsx"),
    ];
    for (_, file) in files {
        sign(dir, file);
    }
    let output = run_in(dir, &["tong-hop"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let before = report(dir);
    for (code, _) in files {
        let findings = before["findings"].as_array().unwrap();
        let notice = findings.iter().find(|it| it["branch"] == code && it["code"] == "W101");
        let notice =
            notice.unwrap_or_else(|| panic!("{code}: nothing says that it is a fresh form"));
        assert!(notice["message"].as_str().unwrap().contains("chữ ký số"), "{notice:#}");
        let copy = fs::read(dir.join(format!("ket-qua/tra-lai/{code}.xlsx"))).unwrap();
        let letter = fs::read_to_string(dir.join(format!("ket-qua/tra-lai/{code}.txt"))).unwrap();
        assert!(letter.contains("phiếu mới"), "{letter}");
        // Each error at a cell is marked: a note and a colour.
        let errors = findings.iter().filter(|it| {
            it["branch"] == code && it["severity"] == "error" && !it["cell"].is_null()
        });
        let notes: usize = support::parts(&copy)
            .iter()
            .filter(|it| it.0.starts_with("xl/comments"))
            .map(|it| String::from_utf8_lossy(&it.1).matches("<comment ").count())
            .sum();
        assert!(notes >= errors.count() && notes > 0, "{code}: {notes} notes");
        fs::write(dir.join(format!("nop/{code} phieu moi.xlsx")), copy).unwrap();
    }

    let output = run_in(dir, &["tong-hop"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let after = report(dir);
    for (code, file) in files {
        assert_eq!(told(&after, code), told(&before, code), "{code}");
        let status = |path: &str| {
            let files = after["files"].as_array().unwrap();
            files.iter().find(|it| it["path"] == path).unwrap()["status"].clone()
        };
        assert_eq!(status(file), "ignored");
        assert_eq!(status(&format!("nop/{code} phieu moi.xlsx")), "returned");
    }
}

#[test]
fn a_fresh_form_lists_the_columns_that_it_has_not() {
    let folder = sample("binh-an-2020-loi");
    let dir = folder.path();
    let path = dir.join("nop/Chi bo Tong Pu 2020.xlsx");
    let form = signed(&fs::read(&path).unwrap());
    // A column of the branch's own behind the last one.
    let text = |place: &str, text: &str| {
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let form = support::changed(&form, "xl/worksheets/sheet2.xml", |xml| {
        let mut out = xml.to_owned();
        for (row, value) in [(4, "Số Đoàn viên"), (7, "phụ trách 12 hộ"), (9, "<phụ trách 3 hộ>")]
        {
            let start = out.find(&format!("<row r=\"{row}\"")).unwrap();
            let end = start + out[start..].find("</row>").unwrap();
            let value = value.replace('<', "&lt;").replace('>', "&gt;");
            out.insert_str(end, &text(&format!("AZ{row}"), &value));
        }
        out
    });
    fs::write(&path, form).unwrap();
    let output = run_in(dir, &["tong-hop"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let copy = fs::read(dir.join("ket-qua/tra-lai/TP.xlsx")).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(copy)).unwrap();
    let list = book.worksheet_range("CanSua").unwrap();
    let texts: Vec<String> = list
        .cells()
        .filter_map(|it| if let Data::String(text) = it.2 { Some(text.clone()) } else { None })
        .collect();
    let row = texts.iter().find(|it| it.contains("Số Đoàn viên") && it.contains("AZ"));
    let row = row.unwrap_or_else(|| panic!("the column is not listed: {texts:#?}"));
    assert!(row.contains("AZ7: phụ trách 12 hộ; AZ9: <phụ trách 3 hộ>"), "{row}");
    // What was typed and could not be read stands where it was typed.
    let members = book.worksheet_range("2_DangVien").unwrap();
    let found = members.cells().filter(|it| *it.2 == "31/02/1985").count();
    assert_eq!(found, 1);
}

#[test]
fn crosses_in_four_columns_are_the_levels_name_on_a_fresh_form() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::copy(common::source("tests/corpus/xeploai.toml"), dir.join("xeploai.toml")).unwrap();
    fs::create_dir(dir.join("nop")).unwrap();
    let ticked = fs::read(common::source("tests/corpus/values/rating-ticked-twice.xlsx")).unwrap();
    fs::write(dir.join("nop/BM.xlsx"), signed(&ticked)).unwrap();
    let output = run_in(dir, &["tong-hop"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report = report(dir);
    let findings = report["findings"].as_array().unwrap();
    let twice = findings.iter().find(|it| it["code"] == "R243").unwrap();
    let branch = twice["branch"].as_str().unwrap();
    assert_eq!(twice["cell"], "AF8");
    let copy = fs::read(dir.join(format!("ket-qua/tra-lai/{branch}.xlsx"))).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(copy)).unwrap();
    let members = book.worksheet_range("2_DangVien").unwrap();
    let typed: Vec<String> = members
        .cells()
        .filter(|it| it.1 == 29)
        .filter_map(|it| if let Data::String(text) = it.2 { Some(text.clone()) } else { None })
        .collect();
    assert!(typed.iter().any(|it| it == "Hoàn thành xuất sắc nhiệm vụ"), "{typed:?}");
    // The doubtful one is blank and red there; its levels and their cells are told, and
    // nothing speaks of columns for levels, which this form has not, or of the numbers anew.
    assert!(!typed.iter().any(|it| it == "x"), "{typed:?}");
    let list = book.worksheet_range("CanSua").unwrap();
    let rows: Vec<String> = list
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
        .collect();
    let row = rows.iter().find(|it| it.contains("R243")).unwrap();
    assert!(row.contains("|AD8|") && row.contains("HTTNV (AE8), HTNV (AF8)"), "{row}");
    assert!(!row.contains("dấu x"), "there is none to keep or to clear: {row}");
    assert!(!rows.iter().any(|it| it.contains("Phiếu mới không có cột")), "{rows:#?}");
    // Cell AF8 of the fresh form is another one.
    let office = support::parts(&fs::read(dir.join("ket-qua/kiem-tra.xlsx")).unwrap());
    let sheet = office.iter().find(|it| it.0 == "xl/worksheets/sheet1.xml").unwrap();
    let sheet = String::from_utf8_lossy(&sheet.1);
    assert!(sheet.contains("'CanSua'!A1") && !sheet.contains("!AF8"), "{sheet}");
}
