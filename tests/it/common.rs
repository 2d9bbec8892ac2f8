//! What the tests that run the program share: a scrubbed environment, and
//! copies of the samples, so that no test writes into the sources.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![allow(dead_code, reason = "the test of costs uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A folder of the sources.
pub(crate) fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The program, with nothing of this machine in its environment.
pub(crate) fn xeploai(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("xeploai").expect("the program was built");
    for name in
        ["XEPLOAI_LANG", "XEPLOAI_ASK", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_HYPERLINK", "RUST_LOG"]
    {
        command.env_remove(name);
    }
    // No browser of this machine.
    command.env("XEPLOAI_OPEN", "never").args(args);
    command
}

/// Runs the program in a folder.
pub(crate) fn run_in(dir: &Path, args: &[&str]) -> Output {
    xeploai(args).current_dir(dir).output().expect("the program starts")
}

/// Standard output as text.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("outputs are UTF-8")
}

/// Standard error as text.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("outputs are UTF-8")
}

/// A copy of a sample without its outputs: whoever ran the program on the sample
/// itself, as the README says, left them there.
pub(crate) fn sample(name: &str) -> TempDir {
    workspace(&source("samples").join(name))
}

/// A copy of a workspace without its outputs.
pub(crate) fn workspace(from: &Path) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for entry in fs::read_dir(from).expect("the workspace can be read") {
        let path = entry.expect("the workspace can be read").path();
        let name = path.file_name().expect("entries have names");
        if name != "ket-qua" {
            copy(&path, &folder.path().join(name));
        }
    }
    folder
}

/// Copies a file or a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("the folder can be made");
        for entry in fs::read_dir(from).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            let name = path.file_name().expect("entries have names");
            copy(&path, &to.join(name));
        }
    } else {
        fs::copy(from, to).expect("the file can be copied");
    }
}

/// `bao-cao.json` of a workspace.
pub(crate) fn report(dir: &Path) -> Value {
    let text = fs::read_to_string(dir.join("ket-qua/bao-cao.json")).expect("the report is there");
    serde_json::from_str(&text).expect("the report is JSON")
}

/// The findings of a report with this severity.
pub(crate) fn findings<'a>(report: &'a Value, severity: &str) -> Vec<&'a Value> {
    let all = report["findings"].as_array().expect("findings are a list");
    all.iter().filter(|it| it["severity"] == severity).collect()
}

/// Every output of a workspace by name: for comparing two runs.
pub(crate) fn outputs(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    collect(&dir.join("ket-qua"), "", &mut found);
    found.sort();
    found
}

/// The journal alone says when; locks and what a program that stays keeps are no outputs.
fn has_the_clock(name: &str) -> bool {
    const OTHERS: [&str; 4] =
        [".xeploai-dang", ".xeploai-nhat-ky", ".xeploai-bo-nho", "nhat-ky.jsonl"];
    OTHERS.iter().any(|it| name.starts_with(it))
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else if !has_the_clock(&name) {
            found.push((name, fs::read(&path).expect("outputs can be read")));
        }
    }
}

/// Changes what a workbook says of when it was made and saved.
pub(crate) fn change_dates(path: &Path, change: impl Fn(&str) -> String) {
    use std::io::{Read as _, Write as _};
    let mut from = zip::ZipArchive::new(fs::File::open(path).expect("it works on a good file"))
        .expect("it works on a good file");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut part = from.by_index(place).expect("it works on a good file");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("it works on a good file");
        if name == "docProps/core.xml" {
            let text = String::from_utf8(bytes).expect("it works on a good file");
            bytes = change(&text).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("it works on a good file");
        to.write_all(&bytes).expect("it works on a good file");
    }
    drop(from);
    fs::write(path, to.finish().expect("it works on a good file").into_inner())
        .expect("it works on a good file");
}
