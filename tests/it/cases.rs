//! What went wrong once in an inbox, one folder a mishap: `tests/cases/<name>/` has the
//! workspace and `expected.toml`, which says what people did and what must come out.
//!
//! `XEPLOAI_CASE=<part of a name> cargo test --test it cases::` runs some of them and prints
//! every finding of these.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stderr, reason = "findings are printed for the person who asks")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::common::{outputs, report, run_in, source, stderr, stdout, workspace};
use calamine::{Reader as _, Xlsx};
use serde::Deserialize;
use serde_json::Value;

/// What must come out of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Expected {
    /// What people did, and what must not happen.
    about: String,
    /// The command; `consolidate` if not said.
    #[serde(default)]
    args: Vec<String>,
    /// The exit code.
    exit: i32,
    /// Path in the workspace to status: every file that the report lists.
    files: BTreeMap<String, String>,
    /// Code of a branch to what the report says of it; keys that are left out may be anything.
    #[serde(default)]
    branches: BTreeMap<String, toml::Table>,
    /// How many errors there are.
    errors: usize,
    /// How many warnings there are.
    warnings: usize,
    /// Findings that must be there.
    #[serde(default)]
    told: Vec<Told>,
    /// Findings that must not be there.
    #[serde(default)]
    not_told: Vec<Told>,
    /// Texts that stand in some cell of the consolidated workbook.
    #[serde(default)]
    workbook_has: Vec<String>,
    /// Texts that stand in no cell of it, not even as a part.
    #[serde(default)]
    workbook_lacks: Vec<String>,
    /// Outputs (path below `ket-qua/`) and a text that each has; text files only.
    #[serde(default)]
    outputs_have: BTreeMap<String, Vec<String>>,
    /// Outputs (path below `ket-qua/`) and a text that each lacks; text files only.
    #[serde(default)]
    outputs_lack: BTreeMap<String, Vec<String>>,
    /// Outputs (path below `ket-qua/`) that must not be there.
    #[serde(default)]
    no_outputs: Vec<String>,
}

/// A finding by what is said of it; what is left out may be anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Told {
    code: Option<String>,
    severity: Option<String>,
    file: Option<String>,
    branch: Option<String>,
    sheet: Option<String>,
    cell: Option<String>,
    member: Option<String>,
    /// Parts of the message, the help or what was expected.
    #[serde(default)]
    says: Vec<String>,
    /// How many there are; at least one if not said.
    count: Option<usize>,
}

impl Told {
    fn is(&self, finding: &Value) -> bool {
        let same = |wanted: &Option<String>, key: &str| {
            wanted.as_deref().is_none_or(|it| finding[key] == it)
        };
        same(&self.code, "code")
            && same(&self.severity, "severity")
            && same(&self.file, "file")
            && same(&self.branch, "branch")
            && same(&self.sheet, "sheet")
            && same(&self.cell, "cell")
            && same(&self.member, "member")
            && self.says.iter().all(|part| {
                ["message", "help", "expected"]
                    .iter()
                    .any(|key| finding[key].as_str().is_some_and(|it| it.contains(part)))
            })
    }
}

#[test]
fn every_mishap_comes_out_as_it_should() {
    let wanted = std::env::var("XEPLOAI_CASE").ok();
    let mut folders: Vec<_> =
        fs::read_dir(source("tests/cases")).unwrap().map(|it| it.unwrap().path()).collect();
    folders.sort();
    let asked = |it: &&PathBuf| {
        let name = it.file_name().unwrap().to_str().unwrap();
        it.is_dir() && wanted.as_ref().is_none_or(|wanted| name.contains(wanted))
    };
    let folders: Vec<_> = folders.iter().filter(asked).collect();
    // Each takes the next that nobody has taken.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mistakes = judge(folder, wanted.is_some());
            if !mistakes.is_empty() {
                wrong.push((folder.as_path(), mistakes.join("\n  ")));
            }
        }
        wrong
    };
    let mut all = thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut all = work();
        all.extend(other.join().unwrap());
        all
    });
    all.sort();
    let ran = folders.len();
    let name = |it: &Path| it.file_name().unwrap().to_str().unwrap().to_owned();
    let wrong = all.iter().map(|(it, mistakes)| format!("\n{}\n  {mistakes}\n", name(it)));
    let wrong: Vec<String> = wrong.collect();
    assert!(ran > 0, "no case has {wanted:?} in its name");
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// Runs the program on a case and names what came out wrong.
fn judge(folder: &Path, print: bool) -> Vec<String> {
    let text =
        fs::read_to_string(folder.join("expected.toml")).expect("each case says what it expects");
    let expected: Expected =
        toml::from_str(&text).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
    assert!(!expected.about.is_empty(), "{}", folder.display());
    let copy = workspace(&folder.join("workspace"));
    let mut args: Vec<&str> = expected.args.iter().map(String::as_str).collect();
    if args.is_empty() {
        args.push("consolidate");
    }
    let output = run_in(copy.path(), &args);
    let mut wrong = Vec::new();
    let code = output.status.code();
    if code != Some(expected.exit) {
        wrong.push(format!("exit {code:?}, expected {}\n{}", expected.exit, stderr(&output)));
    }
    let report = match args[0] {
        "consolidate" => report(copy.path()),
        _ => serde_json::from_str(&stdout(&output)).expect("such a case asks for --format json"),
    };
    let findings = report["findings"].as_array().unwrap();
    if print {
        for it in findings {
            eprintln!(
                "{} {} {} {}!{} [{}] {} — {}",
                it["code"],
                it["severity"],
                it["file"],
                it["sheet"],
                it["cell"],
                it["member"],
                it["message"],
                it["help"]
            );
        }
        eprintln!("{:#}", report["files"]);
    }
    judge_report(&expected, &report, findings, &mut wrong);
    judge_outputs(&expected, copy.path(), &mut wrong);
    wrong
}

fn judge_report(expected: &Expected, report: &Value, findings: &[Value], wrong: &mut Vec<String>) {
    let files: BTreeMap<String, String> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["path"].as_str().unwrap().into(), it["status"].as_str().unwrap().into()))
        .collect();
    if files != expected.files {
        wrong.push(format!("files {files:?}, expected {:?}", expected.files));
    }
    for (severity, count) in [("error", expected.errors), ("warning", expected.warnings)] {
        let those: Vec<_> = findings.iter().filter(|it| it["severity"] == severity).collect();
        if those.len() != count {
            let shown: Vec<_> = those
                .iter()
                .map(|it| {
                    format!("{} {}!{} {}", it["code"], it["sheet"], it["cell"], it["message"])
                })
                .collect();
            wrong.push(format!(
                "{} {severity}s, expected {count}:\n    {}",
                those.len(),
                shown.join("\n    ")
            ));
        }
    }
    for told in &expected.told {
        let count = findings.iter().filter(|it| told.is(it)).count();
        if told.count.map_or(count == 0, |it| it != count) {
            wrong.push(format!("{count} times told: {told:?}"));
        }
    }
    for told in &expected.not_told {
        if let Some(finding) = findings.iter().find(|it| told.is(it)) {
            wrong.push(format!("told against {told:?}: {finding}"));
        }
    }
    for (code, wanted) in &expected.branches {
        let branches = report["branches"].as_array().unwrap();
        let branch = branches.iter().find(|it| it["code"] == code.as_str()).unwrap();
        for (key, value) in wanted {
            let is = &branch[key.as_str()];
            if *is != serde_json::to_value(value).unwrap() {
                wrong.push(format!("branch {code}: {key} is {is}, expected {value}"));
            }
        }
    }
}

fn judge_outputs(expected: &Expected, dir: &Path, wrong: &mut Vec<String>) {
    if !dir.join("ket-qua").is_dir() {
        return;
    }
    let outputs: BTreeMap<String, Vec<u8>> = outputs(dir).into_iter().collect();
    let cells: Vec<String> = outputs
        .iter()
        .filter(|(name, _)| name.starts_with("tong-hop-"))
        .flat_map(|(_, bytes)| cells(bytes))
        .collect();
    for text in &expected.workbook_has {
        if !cells.iter().any(|it| it == text) {
            wrong.push(format!("no cell of the workbook is {text:?}"));
        }
    }
    for text in &expected.workbook_lacks {
        if let Some(cell) = cells.iter().find(|it| it.contains(text)) {
            wrong.push(format!("a cell of the workbook is {cell:?}"));
        }
    }
    let text = |name: &str| {
        outputs.get(name).map(|it| String::from_utf8_lossy(it).into_owned()).unwrap_or_default()
    };
    for (name, parts) in &expected.outputs_have {
        for part in parts {
            if !text(name).contains(part) {
                wrong.push(format!("{name} has no {part:?}:\n{}", text(name)));
            }
        }
    }
    for (name, parts) in &expected.outputs_lack {
        for part in parts {
            if text(name).contains(part) {
                wrong.push(format!("{name} has {part:?}:\n{}", text(name)));
            }
        }
    }
    for name in &expected.no_outputs {
        if outputs.contains_key(name) {
            wrong.push(format!("{name} was written"));
        }
    }
}

/// Every text and number of a workbook that our own writer made.
fn cells(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::Reader::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut found = Vec::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        found.extend(range.used_cells().map(|(_, _, it)| it.to_string()));
    }
    found
}
