//! Ratings typed into the consolidated workbook where it lies: they count, and are kept.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{report, run_in, source, workspace};

const KEPT: &str = "ket-qua/tong-hop-2025 (sửa tay 1).xlsx";

/// The outputs that hold what was typed, and what the report says of them.
fn run(folder: &Path) -> (Value, Vec<u8>) {
    let done = run_in(folder, &["consolidate", "-q"]);
    assert_eq!(done.status.code(), Some(0));
    let report = report(folder);
    let workbook = fs::read(folder.join("ket-qua/tong-hop-2025.xlsx")).unwrap();
    (report, workbook)
}

fn workbooks(report: &Value) -> Vec<(&str, &str)> {
    let files = report["files"].as_array().unwrap().iter();
    files
        .map(|it| (it["path"].as_str().unwrap(), it["status"].as_str().unwrap()))
        .filter(|it| it.0.contains("tong-hop"))
        .collect()
}

fn ratings(report: &Value) -> [u64; 4] {
    let totals = &report["totals"];
    ["excellent", "good", "satisfactory", "unsatisfactory"].map(|it| totals[it].as_u64().unwrap())
}

fn typed() -> (tempfile::TempDir, PathBuf) {
    let folder = workspace(&source("tests/cases/decisions-typed-in-the-workbook/workspace"));
    let output = folder.path().join("ket-qua");
    fs::create_dir(&output).unwrap();
    fs::rename(folder.path().join("nop/tong-hop-2025.xlsx"), output.join("tong-hop-2025.xlsx"))
        .unwrap();
    (folder, output)
}

#[test]
fn what_is_typed_where_the_workbook_lies_counts_once_and_is_kept() {
    let (folder, output) = typed();
    let (first, workbook) = run(folder.path());
    assert_eq!(ratings(&first), [3, 12, 2, 0]);
    assert_eq!(workbooks(&first), [(KEPT, "accepted")], "by the name under which it is kept");
    assert!(folder.path().join(KEPT).exists());
    let (again, same) = run(folder.path());
    assert_eq!(again, first);
    assert!(same == workbook, "and the workbook is the same to the byte");
    // Somebody tidies up: the workbook itself still has it.
    fs::remove_file(folder.path().join(KEPT)).unwrap();
    let (alone, same) = run(folder.path());
    assert_eq!(ratings(&alone), [3, 12, 2, 0]);
    assert!(same == workbook);
    assert_eq!(workbooks(&alone), [("ket-qua/tong-hop-2025.xlsx", "accepted")]);
    // Without either there are no decisions.
    fs::remove_dir_all(&output).unwrap();
    assert_eq!(ratings(&run(folder.path()).0), [3, 14, 0, 0]);
}

#[test]
fn a_workbook_of_ones_own_among_the_outputs_is_left_alone() {
    let folder = workspace(&source("tests/cases/decision-group-02B/workspace"));
    let output = folder.path().join("ket-qua");
    fs::create_dir(&output).unwrap();
    let form = folder.path().join("nop/B1.xlsx");
    // A form, and something that is no workbook at all.
    fs::copy(&form, output.join("tong-hop-2025 (của tôi).xlsx")).unwrap();
    fs::copy(&form, output.join("tong-hop-2025-rieng.xlsx")).unwrap();
    let (report, workbook) = run(folder.path());
    assert_eq!(workbooks(&report), []);
    assert_eq!(ratings(&report), [3, 14, 0, 0]);
    // What we wrote ourselves says nothing new.
    let (again, same) = run(folder.path());
    assert_eq!(again, report);
    assert!(same == workbook);
}
