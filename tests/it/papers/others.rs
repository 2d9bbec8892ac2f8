//! Documents of an office, made by python-docx and by `LibreOffice`, filled by `--fill`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{run_in, sample, source, stderr, stdout};
use crate::outside::is_there;
use crate::returned::support::parts;

fn python(arguments: &[&Path]) {
    let script = source("tests/fill/make_document.py");
    let output = Command::new("python3").arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
}

/// Every part is as it was, byte for byte, but those with placeholders.
fn compare(blank: &Path, filled: &Path, touched: &[&str]) {
    let (before, after) = (parts(&fs::read(blank).unwrap()), parts(&fs::read(filled).unwrap()));
    assert_eq!(
        before.iter().map(|it| &it.0).collect::<Vec<_>>(),
        after.iter().map(|it| &it.0).collect::<Vec<_>>()
    );
    let mut changed = Vec::new();
    for ((name, old), (_, new)) in before.iter().zip(&after) {
        if old != new {
            changed.push(name.as_str());
        }
    }
    assert_eq!(changed, touched);
}

#[test]
fn documents_of_other_programs_are_filled_and_nothing_else_in_them_changes() {
    if !is_there("python3", &["-c", "import docx"]) {
        return;
    }
    let has_office = is_there("soffice", &["--version"]);
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let blank = dir.join("mau.docx");
    python(&[Path::new("make"), &blank]);
    let mut blanks = vec!["mau.docx"];
    if has_office {
        let profile = format!("-env:UserInstallation=file://{}/lo", dir.display());
        let html = dir.join("mau-office.html");
        python(&[Path::new("html"), &html]);
        let done = Command::new("soffice")
            .args(["--headless", &profile, "--convert-to", "docx:MS Word 2007 XML", "--outdir"])
            .args([dir, &html])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", stderr(&done));
        blanks.push("mau-office.docx");
    }
    let mut arguments = vec!["consolidate", "-q"];
    for blank in &blanks {
        arguments.extend(["--fill", blank]);
    }
    let output = run_in(dir, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for blank in &blanks {
        let filled = dir.join("ket-qua").join(blank.replace(".docx", "-2020.docx"));
        let touched: &[&str] = if *blank == "mau.docx" {
            &["word/document.xml", "word/header1.xml"]
        } else {
            &["word/document.xml"]
        };
        compare(&dir.join(blank), &filled, touched);
        python(&[Path::new("check"), &dir.join(blank), &filled, &dir.join("ket-qua/bao-cao.json")]);
    }
}

#[test]
fn a_mistake_in_a_document_stops_the_run() {
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let good = super::document(&super::paragraph("Năm {{yeer}}"), &[]);
    fs::write(dir.join("Tờ trình.docx"), good).unwrap();
    let output = run_in(dir, &["consolidate", "-q", "--fill", "Tờ trình.docx"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    for part in ["[W111]", "Tờ trình.docx", "Năm {{yeer}}", "{{year}}"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!dir.join("ket-qua").exists());
    fs::write(dir.join("cu.doc"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap();
    let output = run_in(dir, &["consolidate", "-q", "--fill", "cu.doc"]);
    assert!(stderr(&output).contains("[W130]"), "{}", stderr(&output));
}
