//! `consolidate --pdf`: the workbook as PDF where `LibreOffice` is, a sentence where it is not.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;
use std::process::Command;

use crate::common;
use crate::common::{report, run_in, sample, stderr};
use crate::outside;

#[test]
fn the_pages_hold_what_the_workbook_holds() {
    if !outside::is_there("soffice", &["--version"]) || !outside::is_there("pdftotext", &["-v"]) {
        return;
    }
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let output = run_in(dir, &["tong-hop", "--pdf"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let pdf = dir.join("ket-qua/tong-hop-2020.pdf");
    assert!(stderr(&output).contains("tong-hop-2020.pdf"), "what was written is told");
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let total = text.lines().find(|it| it.contains("Tổng cộng")).unwrap();
    let report = report(dir);
    for count in ["members", "rated", "excellent", "good"] {
        let count = report["totals"][count].to_string();
        assert!(total.split_whitespace().any(|it| it == count), "{count} is not in {total}");
    }
    for branch in report["branches"].as_array().unwrap() {
        let name = branch["name"].as_str().unwrap().split_whitespace().nth(2).unwrap();
        assert!(text.contains(name), "{name}");
    }
    // Nothing of the work is left in the workspace.
    let left = fs::read_dir(dir).unwrap().chain(fs::read_dir(dir.join("ket-qua")).unwrap());
    let names: Vec<_> = left.map(|it| it.unwrap().file_name()).collect();
    assert!(names.iter().all(|it| !it.to_string_lossy().starts_with(".xeploai-pdf")), "{names:?}");
}

/// An office that cannot convert: everything else is written all the same.
#[cfg(unix)]
#[test]
fn an_office_that_fails_costs_only_the_pdf() {
    let sample = sample("binh-an-2023");
    let dir = sample.path();
    let tools = tempfile::tempdir().unwrap();
    fs::copy("/bin/false", tools.path().join("soffice")).unwrap();
    let mut command = common::xeploai(&["tong-hop", "--pdf"]);
    let output = command.current_dir(dir).env("PATH", tools.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("Chưa làm được tệp PDF"), "{}", stderr(&output));
    assert!(dir.join("ket-qua/tong-hop-2023.xlsx").is_file());
    assert!(!dir.join("ket-qua/tong-hop-2023.pdf").exists());
}
