//! A commune of three levels: what `[[unit]]` adds to the outputs, and that it alone does.
//! `tests/check_units.py` counts the forms again and computes the formulas.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use crate::common::{outputs, report, run_in, source, stderr, workspace};
use calamine::{Data, Reader as _, Xlsx};
use tempfile::TempDir;

fn case(name: &str) -> TempDir {
    workspace(&source("tests/cases").join(name).join("workspace"))
}

/// Runs the main job, and gives the sheets of the workbook with their texts.
fn sheets(dir: &Path) -> Vec<(String, Vec<String>)> {
    let output = run_in(dir, &["consolidate"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let bytes = fs::read(dir.join("ket-qua/tong-hop-2026.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let texts = |range: calamine::Range<Data>| {
        range.used_cells().map(|it| it.2.to_string()).collect::<Vec<_>>()
    };
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, texts(range))
        })
        .collect()
}

fn texts_of<'a>(sheets: &'a [(String, Vec<String>)], name: &str) -> &'a [String] {
    let found = sheets.iter().find(|it| it.0 == name);
    &found.unwrap_or_else(|| panic!("no sheet {name}")).1
}

#[test]
fn each_body_that_decides_has_a_list_and_signs_it() {
    let folder = case("units-three-levels");
    let sheets = sheets(folder.path());
    let lists: Vec<_> =
        sheets.iter().map(|it| it.0.as_str()).filter(|it| it.starts_with("QD-")).collect();
    assert_eq!(lists, ["QD-CT", "QD-BTV", "QD-DU", "QD-CA"]);
    let has = |sheet: &str, text: &str| texts_of(&sheets, sheet).iter().any(|it| it == text);
    // The unit itself, the branches right under the commune, and nobody of the unit.
    assert!(has("QD-BTV", "Đảng bộ Công an xã") && has("QD-BTV", "Chi bộ thôn Tống Pu"));
    assert!(!has("QD-BTV", "Chi bộ Trung tâm") && has("QD-CA", "Chi bộ Trung tâm"));
    assert!(has("QD-CA", "Chi bộ Cụm Nà Mẻ"), "through the đảng bộ bộ phận");
    assert!(has("QD-CA", "Chi ủy Chi bộ Trung tâm") && !has("QD-CA", "Chi bộ thôn Tống Pu"));
    for (sheet, name, body) in [
        ("QD-CA", "Bàn Thị Duyệt", "T/M ĐẢNG ỦY"),
        ("QD-BTV", "Lò Văn Ký", "T/M BAN THƯỜNG VỤ"),
        ("QD-DU", "Lò Văn Ký", "T/M ĐẢNG ỦY"),
        ("Bieu01", "Lò Văn Ký", "T/M BAN THƯỜNG VỤ"),
    ] {
        assert!(has(sheet, name) && has(sheet, body), "{sheet}");
    }
    assert!(has("QD-BTV", "PHÓ BÍ THƯ") && has("QD-CA", "BÍ THƯ"));
    let units = &report(folder.path())["units"];
    let told: Vec<_> = units
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (it["number"].as_str().unwrap(), it["code"].as_str(), it["members"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(told, [("I", Some("CA"), 24), ("I.1", Some("CA-B"), 7), ("II", None, 22)]);
}

/// `tests/check_units.py` counts them again.
#[test]
fn below_the_lists_stand_sums_by_unit() {
    let folder = case("units-three-levels");
    let sheets = sheets(folder.path());
    for sheet in ["Bieu04", "DS02", "DS03", "DS04"] {
        let texts = texts_of(&sheets, sheet);
        let start = texts.iter().position(|it| it == "Chia theo đảng bộ");
        let below = &texts[start.unwrap_or_else(|| panic!("{sheet} has no sums"))..];
        let has = |text: &str| below.iter().any(|it| it.starts_with(text));
        assert!(has("Đảng bộ Công an xã (3") && has("Đảng bộ bộ phận phía bắc (1"), "{sheet}");
        assert!(has("Chi bộ cơ sở trực thuộc (2") && has("Tổng cộng"), "{sheet}");
    }
}

#[test]
fn without_units_nothing_is_said_of_them() {
    let folder = case("units-three-levels");
    let file = folder.path().join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (head, rest) = text.split_once("[[unit]]").unwrap();
    let (_, rest) = rest.split_once("[[group]]").unwrap();
    let text = format!("{head}[[group]]{rest}").replace("unit = \"CA\"\n", "");
    fs::write(&file, text.replace("unit = \"CA-B\"\n", "")).unwrap();
    let sheets = sheets(folder.path());
    assert!(!sheets.iter().any(|it| it.0.starts_with("QD-")));
    let is_of_units = |it: &String| {
        it.contains("Chia theo đảng bộ")
            || it.contains("Cấp có thẩm quyền quyết định")
            || it.contains("Đảng bộ Công an")
    };
    assert!(!sheets.iter().any(|it| it.1.iter().any(is_of_units)));
    assert!(texts_of(&sheets, "Bieu01").iter().any(|it| it == "T/M ĐẢNG ỦY"));
    for (name, bytes) in outputs(folder.path()) {
        if name.rsplit_once('.').is_some_and(|it| ["json", "html"].contains(&it.1)) {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("\"units\"") && !text.contains("id=\"dang-bo\""), "{name}");
        }
    }
}
