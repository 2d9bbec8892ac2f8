//! Profiles of a workspace, through the program: what a rule weighs reaches every finding,
//! the linter tells of a weight that reaches none, and loose forms know the profiles too.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;
use std::path::Path;

use crate::common;
use crate::common::{run_in, sample, source, stderr, stdout};
use crate::filled::{Branch, save};
use serde_json::Value;
use xeploai::regime::form::MemberField;

/// A profile over the one of 2025 with a change in its rules.
fn lay(dir: &Path, from: &str, to: &str) {
    let rules = fs::read_to_string(source("templates/2025-hd43/rules.toml")).expect("it is there");
    assert!(rules.contains(from), "the rules have no {from:?}");
    let rules = rules.replacen(from, to, 1).replacen("\"2025-hd43\"", "\"tinh\"", 1);
    save(dir, "rieng/tinh/rules.toml", rules.as_bytes());
    save(dir, "rieng/tinh/overlay.toml", b"extends = \"2025-hd43\"\n");
    let file = dir.join("xeploai.toml");
    let text = fs::read_to_string(&file).expect("it is there");
    fs::write(file, format!("templates = \"rieng\"\n{text}")).expect("it can be written");
}

fn validated(dir: &Path, args: &[&str]) -> (Vec<Value>, Option<i32>) {
    let args: Vec<&str> = ["validate", "--format", "json"].iter().chain(args).copied().collect();
    let output = run_in(dir, &args);
    let report: Value = serde_json::from_str(&stdout(&output))
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)));
    let found = report["findings"].as_array().expect("a list").clone();
    (found, output.status.code())
}

#[test]
fn what_a_rule_weighs_reaches_what_the_reader_found() {
    // A rating by number, which the reader refuses. The meeting is on 10 December.
    let clause = "clause = \"QĐ 366-QĐ/TW, Điều 11\"\nsure = \"certain\"";
    let table = [
        ("", "error"),
        ("severity = \"warning\"", "warning"),
        ("enforce-from = 2026-12-10", "error"),
        ("enforce-from = 2026-12-11", "warning"),
    ];
    for (weight, expected) in table {
        let mut branch = Branch::of(10);
        branch.member(2, MemberField::StateRating, "2");
        let folder = branch.workspace("");
        lay(folder.path(), clause, &format!("{clause}\n{weight}"));
        let (found, code) = validated(folder.path(), &[]);
        let own = found.iter().find(|it| it["code"] == "R202").expect("the reader tells");
        assert_eq!(own["severity"], expected, "{weight}");
        assert_eq!(own["clause"], "QĐ 366-QĐ/TW, Điều 11");
        assert_eq!(own["rule"], "R-LEVEL");
        assert_eq!(code, Some(i32::from(expected == "error")), "{weight}");
    }
}

#[test]
fn what_keeps_a_member_out_of_every_count_is_an_error_whatever_it_weighs() {
    let clause = "clause = \"QĐ 366-QĐ/TW, Điều 11\"\nsure = \"certain\"";
    for settings in ["", "[severity]\nR202 = \"notice\"\n"] {
        let mut branch = Branch::of(10);
        branch.member(2, MemberField::Proposal, "2");
        let folder = branch.workspace(settings);
        lay(folder.path(), clause, &format!("{clause}\nseverity = \"warning\""));
        let (found, code) = validated(folder.path(), &[]);
        let own = found.iter().find(|it| it["code"] == "R202").expect("the reader tells");
        assert_eq!(own["severity"], "error", "{settings}");
        assert_eq!(code, Some(1));
        assert!(!found.iter().any(|it| it["code"] == "B013"), "nobody waived anything");
    }
}

#[test]
fn a_weight_that_reaches_no_finding_is_told_by_the_linter() {
    for (rule, clause, is_told) in [
        ("R-PROB", "clause = \"Điều lệ Đảng, Điều 3\"\n", true),
        ("R-REG", "clause = \"QĐ 366-QĐ/TW; HD 43-HD/BTCTW\"\n", true),
        ("R-LEVEL", "clause = \"QĐ 366-QĐ/TW, Điều 11\"\n", false),
    ] {
        let folder = Branch::of(1).workspace("");
        lay(folder.path(), clause, &format!("{clause}severity = \"warning\"\n"));
        let output = run_in(folder.path(), &["regimes", "check", "rieng"]);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
        let said = stdout(&output);
        assert_eq!(said.contains(&format!("severity, enforce-from ở {rule}")), is_told, "{said}");
    }
}

#[test]
fn loose_forms_of_a_workspace_are_read_by_its_profiles() {
    let folder = sample("binh-an-2023-rieng");
    let dir = folder.path();
    let (found, code) = validated(dir, &["nop"]);
    let codes = |found: &[Value]| -> Vec<String> {
        let heavy = found.iter().filter(|it| it["severity"] != "notice");
        heavy.map(|it| it["code"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let without: Vec<String> = codes(&found);
    let (whole, _) = validated(dir, &[]);
    assert_eq!(without, codes(&whole), "the same but for what needs the branch list");
    assert!(found.iter().any(|it| it["code"] == "B016"), "and that is said");
    assert_eq!(code, Some(0));
    // Away from the workspace nobody knows the district's code.
    let away = tempfile::TempDir::new().expect("a temporary folder");
    common::copy(&dir.join("nop"), &away.path().join("nop"));
    let (found, code) = validated(away.path(), &["nop"]);
    assert!(codes(&found).contains(&"V101".to_owned()), "{:?}", codes(&found));
    assert_eq!(code, Some(1));
    // Forms here and there: which profiles are meant would be a guess.
    let here = dir.join("nop");
    let output = run_in(away.path(), &["validate", "nop", here.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("từng thư mục"), "{}", stderr(&output));
}
