//! `chi-bo.xlsx`, the branches as a table: as offices have it, saved by several programs, gives the
//! very workbook that `[[branch]]` blocks give; mistakes are told at their cells.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use crate::common::{report, run_in, sample, source, stderr, stdout};
use serde_json::Value;
use tempfile::TempDir;

/// The sample of 2020 with its blocks, and without them: where the first block begins.
fn without_blocks(dir: &Path) {
    let file = dir.join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.split_once("[[branch]]").unwrap().0).unwrap();
}

/// A copy of the sample with this table in place of its blocks.
fn with_table(made: &str, name: &str) -> TempDir {
    let folder = sample("binh-an-2020");
    without_blocks(folder.path());
    fs::copy(source("tests/branches").join(made), folder.path().join(name)).unwrap();
    folder
}

fn told(report: &Value) -> Vec<(String, Option<String>)> {
    let of_table =
        |it: &&Value| it["code"].as_str().is_some_and(|it| ("B080".."B100").contains(&it));
    let text = |it: &Value| it.as_str().map(str::to_owned);
    let findings = report["findings"].as_array().unwrap().iter().filter(of_table);
    findings.map(|it| (text(&it["code"]).unwrap(), text(&it["cell"]))).collect()
}

#[test]
fn a_table_of_any_program_gives_what_blocks_give() {
    let blocks = sample("binh-an-2020");
    assert_eq!(run_in(blocks.path(), &["consolidate"]).status.code(), Some(0));
    let expected = fs::read(blocks.path().join("ket-qua/tong-hop-2020.xlsx")).unwrap();
    for (made, name, hidden) in [
        ("nhu-van-phong.xlsx", "chi-bo.xlsx", true),
        ("nhu-van-phong.ods", "chi-bo.ods", true),
        ("nhu-van-phong.xls", "chi-bo.xls", true),
        ("utf8.csv", "chi-bo.csv", false),
    ] {
        let folder = with_table(made, name);
        let output = run_in(folder.path(), &["consolidate"]);
        assert_eq!(output.status.code(), Some(0), "{made}: {}", stderr(&output));
        let workbook = fs::read(folder.path().join("ket-qua/tong-hop-2020.xlsx")).unwrap();
        assert!(workbook == expected, "{made}: the workbook is another one");
        let report = report(folder.path());
        let codes: Vec<_> = told(&report).into_iter().map(|it| it.0).collect();
        assert_eq!(codes.iter().any(|it| it == "B095"), hidden, "{made}: {codes:?}");
        let groups = codes.iter().filter(|it| *it == "B089").count();
        assert_eq!(groups, usize::from(made != "utf8.csv"), "{made}: {codes:?}");
        assert!(!codes.iter().any(|it| it == "B088" || it == "B093"), "{made}: {codes:?}");
    }
}

#[test]
fn mistakes_of_a_table_are_told_at_their_cells_and_stop_the_run() {
    let folder = with_table("sai.xlsx", "chi-bo.xlsx");
    let output = run_in(folder.path(), &["consolidate"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    for (code, cell) in [
        ("B085", "ô A3"),
        ("B087", "ô C4"),
        ("B085", "ô D5"),
        ("B085", "ô B6"),
        ("B085", "ô A7"),
        ("B086", "ô A8"),
        ("B085", "ô D8"),
        ("B084", "ô A9"),
    ] {
        let found =
            text.split("\n\n").any(|it| it.contains(code) && it.contains(&format!("{cell}\n")));
        assert!(found, "{code} at {cell}: {text}");
    }
    assert!(text.contains("chi-bo.xlsx, trang") && text.contains("Thôn bản?"), "{text}");
    assert!(!text.contains("ô A2\n") && !text.contains('{'), "{text}");
    assert!(!folder.path().join("ket-qua").exists());
}

#[test]
fn a_table_that_cannot_be_told_apart_is_refused() {
    let folder = with_table("hai-trang.xlsx", "chi-bo.xlsx");
    let text = stderr(&run_in(folder.path(), &["form"]));
    assert!(text.contains("B081") && text.contains("2019"), "{text}");
    fs::copy(source("tests/branches/mot-trang-an.xlsx"), folder.path().join("chi-bo.xlsx"))
        .unwrap();
    let output = run_in(folder.path(), &["form"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    fs::copy(source("tests/branches/utf8.csv"), folder.path().join("chi-bo.csv")).unwrap();
    let text = stderr(&run_in(folder.path(), &["form"]));
    assert!(text.contains("B092") && text.contains("chi-bo.csv"), "{text}");
    fs::remove_file(folder.path().join("chi-bo.csv")).unwrap();
    fs::write(folder.path().join("chi-bo.xlsx"), "không phải bảng tính").unwrap();
    let text = stderr(&run_in(folder.path(), &["form"]));
    assert!(text.contains("B080") || text.contains("B094"), "{text}");
}

#[test]
fn blocks_and_a_table_both_count_and_that_is_said() {
    let folder = sample("binh-an-2020");
    let table = folder.path().join("chi-bo.xlsx");
    fs::copy(source("tests/branches/nhu-van-phong.xlsx"), &table).unwrap();
    let output = run_in(folder.path(), &["consolidate"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.contains("B086") && text.contains("xeploai.toml"), "{text}");
    // Now blocks for none of the table's.
    without_blocks(folder.path());
    let file = folder.path().join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap()
        + "\n[[branch]]\ncode = \"MOI\"\nname = \"Chi bộ mới\"\nkind = \"Thôn bản\"\n";
    fs::write(&file, text).unwrap();
    let output = run_in(folder.path(), &["consolidate"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report = report(folder.path());
    assert_eq!(report["branches"][0]["code"], "MOI");
    assert_eq!(report["branches"].as_array().unwrap().len(), 14);
    assert!(told(&report).iter().any(|it| it.0 == "B091"), "{report}");
    // What Excel leaves beside an open workbook.
    fs::write(folder.path().join("~$chi-bo.xlsx"), "x").unwrap();
    assert_eq!(run_in(folder.path(), &["consolidate"]).status.code(), Some(1));
    assert!(told(&self::report(folder.path())).iter().any(|it| it.0 == "B097"));
}

#[test]
fn the_table_is_no_form_where_it_lies() {
    let folder = with_table("nhu-van-phong.xlsx", "chi-bo.xlsx");
    let forms: Vec<_> = fs::read_dir(folder.path().join("nop"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file())
        .collect();
    let form = forms[0].to_str().unwrap();
    let output = run_in(folder.path(), &["validate", "chi-bo.xlsx", form, "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["files"][0]["status"], "ignored", "{report}");
    assert!(told(&report).iter().any(|it| it.0 == "B096"));
    // A form of that name elsewhere is a form.
    let other = TempDir::new().unwrap();
    fs::copy(form, other.path().join("chi-bo.xlsx")).unwrap();
    let output = run_in(other.path(), &["validate", "chi-bo.xlsx", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["files"][0]["status"], "accepted", "{report}");
}

#[test]
fn init_writes_a_table_that_asks_to_be_filled_in() {
    let folder = TempDir::new().unwrap();
    assert_eq!(run_in(folder.path(), &["init", "x", "--year", "2026"]).status.code(), Some(0));
    let dir = folder.path().join("x");
    let text = stderr(&run_in(&dir, &["form"]));
    assert!(text.contains("chi-bo.xlsx") && text.contains("chưa ghi chi bộ nào"), "{text}");
    let first = fs::read(dir.join("chi-bo.xlsx")).unwrap();
    assert_eq!(run_in(folder.path(), &["init", "y", "--year", "2026"]).status.code(), Some(0));
    assert!(first == fs::read(folder.path().join("y/chi-bo.xlsx")).unwrap());
}
