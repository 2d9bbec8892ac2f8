//! A form goes back to its branch, comes again with mistakes, goes back again:
//! the last copy takes the place of every round before it, whichever of them
//! the clerk left in the inbox.

#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use crate::common::{report, run_in, sample, stderr};
use crate::returned::support;
use serde_json::Value;

const INFO: &str = "xl/worksheets/sheet1.xml";
const FORM: &str = "nop/CB Nà Mẻ.xlsx";

/// The form with another number of women on sheet 1; 9 is the right one.
fn women(form: &[u8], count: u32) -> Vec<u8> {
    support::changed(form, INFO, |text| {
        let at = text.find("<c r=\"C19\"").unwrap();
        let start = at + text[at..].find("<v>").unwrap() + 3;
        let end = start + text[start..].find("</v>").unwrap();
        format!("{}{count}{}", &text[..start], &text[end..])
    })
}

/// Runs the main job; the branch's row and its files, path and status.
fn run(dir: &Path) -> (Value, Vec<(String, String)>) {
    let output = run_in(dir, &["tong-hop"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    let report = report(dir);
    let branches = report["branches"].as_array().unwrap();
    let branch = branches.iter().find(|it| it["code"] == "NM").unwrap().clone();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let files = report["files"].as_array().unwrap().iter();
    let files = files.filter(|it| text(&it["path"]).contains("Nà Mẻ"));
    (branch, files.map(|it| (text(&it["path"]), text(&it["status"]))).collect())
}

fn copy_of(dir: &Path) -> Vec<u8> {
    fs::read(dir.join("ket-qua/tra-lai/NM.xlsx")).unwrap()
}

/// Whether `files` are these, by the end of the path, with these statuses.
fn assert_files(files: &[(String, String)], expected: &[(&str, &str)]) {
    let shown: Vec<_> = files.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_second_copy_over_the_first_still_takes_the_originals_place() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.join(name), bytes).unwrap();
    write(FORM, &women(&fs::read(dir.join(FORM)).unwrap(), 8));
    let (branch, _) = run(dir);
    assert_eq!(branch["status"], "returned");

    // Each time the clerk saves the copy that comes back over the last one.
    let corrected = "nop/CB Nà Mẻ sửa.xlsx";
    for wrong in [7, 6, 5, 4, 3] {
        write(corrected, &women(&copy_of(dir), wrong));
        let (branch, files) = run(dir);
        assert_eq!((&branch["status"], &branch["file"]), (&"returned".into(), &corrected.into()));
        assert_files(&files, &[(corrected, "returned"), (FORM, "ignored")]);
    }
    write(corrected, &women(&copy_of(dir), 9));
    let (branch, files) = run(dir);
    assert_eq!(branch["status"], "accepted");
    assert_files(&files, &[(corrected, "accepted"), (FORM, "ignored")]);
    assert!(!dir.join("ket-qua/tra-lai/NM.xlsx").exists());
}

#[test]
fn of_a_chain_of_copies_in_one_inbox_only_the_last_counts() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.join(name), bytes).unwrap();
    write(FORM, &women(&fs::read(dir.join(FORM)).unwrap(), 8));
    run(dir);
    let first_copy = copy_of(dir);
    let mut expected = vec![(FORM, "ignored")];
    for (name, wrong) in
        [("nop/CB Nà Mẻ 1.xlsx", 7), ("nop/CB Nà Mẻ 2.xlsx", 6), ("nop/CB Nà Mẻ 3.xlsx", 9)]
    {
        write(name, &women(&copy_of(dir), wrong));
        let (branch, files) = run(dir);
        let status = if wrong == 9 { "accepted" } else { "returned" };
        assert_eq!((&branch["status"], &branch["file"]), (&status.into(), &name.into()));
        let mut now = expected.clone();
        now.push((name, status));
        now.sort_unstable();
        assert_files(&files, &now);
        expected.push((name, "ignored"));
    }
    let report = report(dir);
    let replaced: Vec<_> = report["files"].as_array().unwrap().iter().collect();
    for name in [FORM, "nop/CB Nà Mẻ 1.xlsx", "nop/CB Nà Mẻ 2.xlsx"] {
        let file = replaced.iter().find(|it| it["path"] == name).unwrap();
        let reason = file["reason"].as_str().unwrap();
        assert!(reason.contains("CB Nà Mẻ 3.xlsx"), "{name}: {reason}");
    }

    // Two copies that both correct the first form are two forms of the branch.
    for name in ["nop/CB Nà Mẻ 1.xlsx", "nop/CB Nà Mẻ 2.xlsx", "nop/CB Nà Mẻ 3.xlsx"] {
        fs::remove_file(dir.join(name)).unwrap();
    }
    write("nop/CB Nà Mẻ 4.xlsx", &women(&first_copy, 9));
    write("nop/CB Nà Mẻ 5.xlsx", &women(&first_copy, 7));
    let (branch, files) = run(dir);
    assert_eq!(branch["status"], "returned");
    assert_files(
        &files,
        &[
            ("nop/CB Nà Mẻ 4.xlsx", "returned"),
            ("nop/CB Nà Mẻ 5.xlsx", "returned"),
            (FORM, "ignored"),
        ],
    );
}
