//! What becomes of the files of an inbox beside one another, through the program.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;
use std::path::Path;

use crate::common::{change_dates, run_in, sample, stderr, stdout, xeploai};
use serde_json::Value;

/// Runs the main job and gives its report and exit code.
fn consolidate(dir: &Path) -> (Value, Option<i32>) {
    let output = run_in(dir, &["consolidate", "-q"]);
    let report = fs::read_to_string(dir.join("ket-qua/bao-cao.json"))
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)));
    (serde_json::from_str(&report).expect("the report is JSON"), output.status.code())
}

/// Codes of the findings of a severity, with what they are about.
fn found(report: &Value, severity: &str) -> Vec<String> {
    let of = |it: &Value, key: &str| it[key].as_str().unwrap_or("-").to_owned();
    let findings = report["findings"].as_array().expect("a list");
    let wanted = findings.iter().filter(|it| it["severity"] == severity);
    wanted.map(|it| format!("{} {} {}", of(it, "code"), of(it, "branch"), of(it, "file"))).collect()
}

/// Sets a setting of the workspace.
fn set(dir: &Path, key: &str, value: &str) {
    let text = fs::read_to_string(dir.join("xeploai.toml")).expect("it works on a good file");
    let line = format!("{key} = \"{value}\"");
    let mut lines: Vec<&str> =
        text.lines().filter(|it| !it.starts_with(&format!("{key} ="))).collect();
    let place = lines.iter().position(|it| it.trim() == "[settings]").expect("there are settings");
    lines.insert(place + 1, &line);
    fs::write(dir.join("xeploai.toml"), lines.join("\n")).expect("it works on a good file");
}

/// Takes a workbook's date of saving away.
fn strip_dates(path: &Path) {
    change_dates(path, |it| it.replace("dcterms:modified", "dcterms:created"));
}

/// The first file of the inbox that belongs to a branch, as the report of a clean run has it.
fn form_of(dir: &Path, code: &str) -> String {
    let output = run_in(dir, &["validate", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("the report is JSON");
    let branches = report["branches"].as_array().expect("a list");
    let branch = branches.iter().find(|it| it["code"] == code).expect("the branch is there");
    branch["file"].as_str().expect("a text").to_owned()
}

#[test]
fn the_blank_form_beside_the_filled_one_is_left_alone() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    assert_eq!(run_in(dir, &["form", "-q"]).status.code(), Some(0));
    fs::copy(dir.join("ket-qua/bieu-mau/TP.xlsx"), dir.join("nop/0-trong.xlsx")).unwrap();
    for setting in ["error", "newest"] {
        set(dir, "duplicates", setting);
        let (report, code) = consolidate(dir);
        assert_eq!(code, Some(0), "{:?}", found(&report, "error"));
        assert_eq!(report["totals"]["members"], 230);
        let notices = found(&report, "notice");
        assert!(notices.contains(&"B030 - nop/0-trong.xlsx".to_owned()), "{notices:?}");
    }
    // Alone it goes back.
    fs::remove_file(dir.join(form_of(dir, "TP"))).unwrap();
    let (report, code) = consolidate(dir);
    assert_eq!(code, Some(1));
    assert_eq!(found(&report, "error"), ["B011 TP nop/0-trong.xlsx"]);
}

#[test]
fn of_two_different_forms_none_is_marked_and_the_letter_asks_which() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    let form = form_of(dir, "KC");
    let loi = sample("binh-an-2020-loi");
    let second = form_of(loi.path(), "KC");
    fs::copy(loi.path().join(second), dir.join("nop/z-KC.xlsx")).unwrap();
    let (report, code) = consolidate(dir);
    assert_eq!(code, Some(1));
    let twice: Vec<_> =
        found(&report, "error").into_iter().filter(|it| it.starts_with("B008")).collect();
    assert_eq!(twice, [format!("B008 KC {form}"), "B008 KC nop/z-KC.xlsx".to_owned()]);
    assert!(!dir.join("ket-qua/tra-lai/KC.xlsx").exists(), "which of them is to be corrected?");
    let letter = fs::read_to_string(dir.join("ket-qua/tra-lai/KC.txt")).unwrap();
    assert!(letter.contains("z-KC.xlsx"), "{letter}");
    // A form without a date of saving: the newest is not known, and that is the reason given.
    set(dir, "duplicates", "newest");
    strip_dates(&dir.join("nop/z-KC.xlsx"));
    let (report, code) = consolidate(dir);
    assert_eq!(code, Some(1));
    let twice: Vec<_> =
        found(&report, "error").into_iter().filter(|it| it.starts_with("B0")).collect();
    assert_eq!(twice, [format!("B032 KC {form}"), "B032 KC nop/z-KC.xlsx".to_owned()]);
}

#[test]
fn a_form_of_an_unknown_branch_is_named_where_one_is_missing() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    let text = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    fs::write(dir.join("xeploai.toml"), text.replace("code = \"TP\"", "code = \"TPX\"")).unwrap();
    let form = form_of(dir, "KC").replace("KC", "TP");
    let (report, code) = consolidate(dir);
    assert_eq!(code, Some(1));
    let errors = found(&report, "error");
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors.contains(&"B031 TPX -".to_owned()), "{errors:?}");
    assert!(errors.iter().any(|it| it.starts_with("V102 - ")), "{errors:?} {form}");
}

#[test]
fn a_stray_file_does_not_make_the_last_line_speak_of_the_quota() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    fs::write(dir.join("nop/anh.jpg"), b"\xff\xd8\xff\xe0 not a form").unwrap();
    let output = run_in(dir, &["consolidate"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("tệp không đọc được"), "{told}");
    assert!(!told.contains("toàn Đảng bộ"), "{told}");
}

#[test]
fn the_office_sets_how_heavy_a_stray_file_weighs() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    fs::create_dir(dir.join("nop/.cu")).unwrap();
    let (report, code) = consolidate(dir);
    assert_eq!(code, Some(0));
    assert!(found(&report, "notice").contains(&"B019 - nop/.cu".to_owned()));
    let text = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    let text = text.replace("[severity]", "[severity]\nB019 = \"error\"");
    fs::write(dir.join("xeploai.toml"), text).unwrap();
    let (report, code) = consolidate(dir);
    assert_eq!((code, found(&report, "error")), (Some(1), vec!["B019 - nop/.cu".to_owned()]));
}

#[test]
fn nothing_is_written_when_one_output_has_no_place() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    assert_eq!(run_in(dir, &["consolidate", "-q"]).status.code(), Some(0));
    let before = fs::read(dir.join("ket-qua/tong-hop-2020.xlsx")).unwrap();
    fs::remove_file(dir.join("ket-qua/bao-cao.html")).unwrap();
    fs::create_dir(dir.join("ket-qua/bao-cao.html")).unwrap();
    fs::remove_file(dir.join(form_of(dir, "TP"))).unwrap();
    let output = run_in(dir, &["consolidate"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(told.contains("bao-cao.html") && told.contains("thư mục trùng tên"), "{told}");
    assert!(!told.contains(".tmp"), "{told}");
    assert_eq!(fs::read(dir.join("ket-qua/tong-hop-2020.xlsx")).unwrap(), before);
}

#[test]
fn loose_files_say_what_was_not_compared_and_a_missing_path_is_named() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    let form = form_of(dir, "TP");
    let output = run_in(dir, &["validate", &form]);
    assert!(stderr(&output).contains("chưa đối chiếu"), "{}", stderr(&output));
    let output = run_in(dir, &["validate", "khong-co.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("không có tệp hay thư mục “khong-co.xlsx”"));
}

#[test]
fn the_roster_is_not_taken_from_a_form_that_does_not_count() {
    let folder = sample("binh-an-2020");
    let earlier = folder.path();
    let loi = sample("binh-an-2020-loi");
    let second = form_of(loi.path(), "KC");
    fs::copy(loi.path().join(second), earlier.join("nop/z-KC.xlsx")).unwrap();
    let text = fs::read_to_string(earlier.join("xeploai.toml")).unwrap();
    let now = tempfile::tempdir().unwrap();
    let next_year = text.replace("year = 2020", "year = 2021");
    fs::write(now.path().join("xeploai.toml"), next_year).unwrap();
    let nop = earlier.join("nop");
    for from in [earlier, nop.as_path()] {
        let output = xeploai(&["form", "--roster", from.to_str().unwrap()])
            .current_dir(now.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains("chi bộ KC: có hai phiếu khác nhau"), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        fs::remove_dir_all(now.path().join("ket-qua")).unwrap();
    }
}

#[test]
fn what_lies_there_is_named_though_it_gives_nothing_to_do() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    assert_eq!(run_in(dir, &["consolidate", "-q"]).status.code(), Some(0));
    fs::remove_dir_all(dir.join("nop")).unwrap();
    fs::create_dir(dir.join("nop")).unwrap();
    fs::rename(dir.join("ket-qua/tong-hop-2020.xlsx"), dir.join("nop/x.xlsx")).unwrap();
    fs::remove_dir_all(dir.join("ket-qua")).unwrap();
    for command in ["validate", "consolidate"] {
        let output = run_in(dir, &[command]);
        assert_eq!(output.status.code(), Some(3), "{command}: {}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains("“nop/x.xlsx” là biểu tổng hợp"), "{command}: {told}");
        assert!(!dir.join("ket-qua/bao-cao.json").exists(), "nothing is written");
    }
    // Of a form that has not come down the branches are missing, which is said as ever.
    fs::write(dir.join("nop/.phieu.xlsx.icloud"), b"bplist00").unwrap();
    let (report, code) = consolidate(dir);
    assert_eq!(code, Some(1));
    assert_eq!(found(&report, "error").len(), 13);
    assert!(found(&report, "warning").contains(&"B046 - nop/.phieu.xlsx.icloud".to_owned()));
    // Without a workspace nobody is missing, and nothing was checked.
    let output = run_in(dir, &["validate", "nop"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("chưa được tải về"), "{}", stderr(&output));
}

#[test]
fn an_empty_file_that_is_named_is_told_as_empty() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rong.xlsx"), b"").unwrap();
    let output = run_in(folder.path(), &["validate", "rong.xlsx"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("F015"), "{}", stdout(&output));
}
