//! Members who are rated late, and what two workbooks differ in, as the command line tells it.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{report, run_in, source, stderr, stdout, workspace};

/// The form of a branch of which two are still to be rated, and without their supplement.
fn waiting() -> TempDir {
    let folder = workspace(&source("tests/cases/late-counted/workspace"));
    fs::remove_file(folder.path().join("nop/Phieu BM-BoSung.xlsx")).unwrap();
    folder
}

#[test]
fn a_blank_supplement_has_those_who_are_not_rated_and_is_not_written_over() {
    let folder = waiting();
    let made = run_in(folder.path(), &["form", ".", "--supplement", "bm"]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let blank = folder.path().join("ket-qua/bieu-mau/BM-BoSung.xlsx");
    let bytes = fs::read(&blank).unwrap();
    let again = run_in(folder.path(), &["bieu-mau", ".", "--bo-sung", "BM"]);
    assert!(stdout(&again).contains("đã có"), "{}", stdout(&again));
    // Whoever wrote into it keeps it.
    fs::write(&blank, b"somebody's").unwrap();
    run_in(folder.path(), &["form", ".", "--supplement", "BM"]);
    assert_eq!(fs::read(&blank).unwrap(), b"somebody's");
    assert_eq!(fs::read(folder.path().join("ket-qua/bieu-mau/BM-BoSung-2.xlsx")).unwrap(), bytes);
    // Sent back as it is it says nothing, and takes no place.
    fs::write(folder.path().join("nop/BM-BoSung.xlsx"), &bytes).unwrap();
    run_in(folder.path(), &["consolidate", "."]);
    let report = report(folder.path());
    let of = |path: &str| {
        let files = report["files"].as_array().unwrap();
        files.iter().find(|it| it["path"] == path).unwrap()["status"].clone()
    };
    assert_eq!([of("nop/BM-BoSung.xlsx"), of("nop/bm.xlsx")], ["ignored", "accepted"]);
    for (code, key) in [("XX", "BM, NL"), ("NL", "nop")] {
        if code == "NL" {
            fs::remove_file(folder.path().join("nop/nl.xlsx")).unwrap();
        }
        let refused = run_in(folder.path(), &["form", ".", "--supplement", code]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(code == "NL" || stderr(&refused).contains(key), "{}", stderr(&refused));
    }
}

#[test]
fn two_workbooks_are_compared_by_names_and_ratings_alone() {
    let (before, after) = (waiting(), workspace(&source("tests/cases/late-counted/workspace")));
    run_in(before.path(), &["consolidate", "."]);
    run_in(after.path(), &["consolidate", "."]);
    let of = |folder: &TempDir, name: &str| {
        folder.path().join("ket-qua").join(name).display().to_string()
    };
    let book = [of(&before, "tong-hop-2020.xlsx"), of(&after, "tong-hop-2020.xlsx")];
    let json = [of(&before, "bao-cao.json"), of(&after, "bao-cao.json")];
    let diff =
        |a: &str, b: &str, more: &[&str]| run_in(before.path(), &[&["diff", a, b], more].concat());
    for (a, b) in [(&book[0], &book[0]), (&json[1], &json[1]), (&book[1], &json[1])] {
        let same = diff(a, b, &[]);
        assert_eq!(same.status.code(), Some(0), "{a} {b}: {}{}", stdout(&same), stderr(&same));
    }
    let other = diff(&book[0], &book[1], &["--format", "json"]);
    assert_eq!(other.status.code(), Some(1));
    let found: Value = serde_json::from_str(&stdout(&other)).unwrap();
    let members = found["members"].as_array().unwrap();
    let names: Vec<&str> = members.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Đặng Văn Khởi", "Quan Thị Hồng"]);
    assert!(members.iter().all(|it| it["ratings"][0].is_null() && !it["ratings"][1].is_null()));
    let told = stdout(&diff(&book[0], &book[1], &["--lang", "en"]));
    assert!(told.contains("Quan Thị Hồng") && told.contains("not rated → "), "{told}");
    assert!(!told.contains("1995") && !told.contains("08012307"), "more than names: {told}");
    let reports = diff(&json[0], &json[1], &[]);
    assert_eq!(reports.status.code(), Some(1));
    assert!(!stdout(&reports).contains("Quan Thị Hồng"), "{}", stdout(&reports));
    assert!(stdout(&reports).contains("Chưa được đánh giá: 4 → 2"), "{}", stdout(&reports));
    let mixed = diff(&book[0], &json[1], &[]);
    assert_eq!(mixed.status.code(), Some(1));
    for (a, b) in [(of(&before, "kiem-tra.xlsx"), &book[0]), (of(&before, "la.xlsx"), &book[0])] {
        assert_eq!(diff(&a, b, &[]).status.code(), Some(2), "{a}");
    }
}

#[test]
fn a_final_workbook_that_cannot_be_read_is_told() {
    let folder = waiting();
    let output = folder.path().join("ket-qua");
    fs::create_dir_all(&output).unwrap();
    let kept = output.join("tong-hop-2020 (chính thức 2).xlsx");
    fs::write(&kept, b"damaged").unwrap();
    // Those of another year are nobody's.
    fs::write(output.join("tong-hop-2019 (chính thức 1).xlsx"), b"damaged").unwrap();
    run_in(folder.path(), &["consolidate", "."]);
    let report = report(folder.path());
    let told = report["findings"].as_array().unwrap().iter().filter(|it| it["code"] == "W150");
    let told: Vec<&str> = told.map(|it| it["message"].as_str().unwrap()).collect();
    assert!(told.len() == 1 && told[0].contains("(chính thức 2)"), "{told:?}");
    assert_eq!(fs::read(&kept).unwrap(), b"damaged");
}
