//! One submission, saved in every format that is read, gives the same model and
//! the same totals; and the program reads each in a process of its own.
//!
//! The files are made by `tests/corpus/make/formats.py`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read and write their own files")]

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::common::{findings, report, run_in, sample, source, stderr};
use serde_json::Value;
use xeploai::batch::{self, Run, Season};
use xeploai::discover;
use xeploai::read::{self, Limits, Parsed, foreign};
use xeploai::regime::{Known, Regime, Sources};
use xeploai::workspace::Workspace;

const OTHERS: [&str; 5] = [
    "by-libreoffice.xlsx",
    "by-libreoffice.xls",
    "by-libreoffice.ods",
    "by-sheetjs.xlsb",
    "by-sheetjs.xls",
];

fn folder() -> PathBuf {
    source("tests/corpus/formats")
}

fn workspace(file: &str) -> (Workspace, Regime) {
    let workspace = Workspace::parse(&fs::read_to_string(source(file)).unwrap()).unwrap();
    let regime = Sources::builtin().regime_of_year(workspace.year).unwrap();
    (workspace, regime)
}

fn parsed(file: &str, regime: &Regime) -> Parsed {
    let bytes = fs::read(folder().join(file)).unwrap();
    let parsed = read::read(&bytes, regime, &Limits::default());
    parsed.unwrap_or_else(|it| panic!("{file}: {it:?}"))
}

fn run(file: &str, workspace: &Workspace, regime: &Regime) -> Run {
    let regimes = Known::from(regime);
    let season = Season {
        regimes: &regimes,
        workspace: Some((workspace, regime)),
        limits: &Limits::default(),
        apart: foreign::here,
    };
    let entries = discover::list(&folder(), &folder().join(file)).unwrap();
    batch::run(entries, &season, 1, |path: &Path| fs::read(path), || {})
}

/// The findings, but for the notice that names the format.
fn told(run: &Run) -> Vec<String> {
    let own = run.findings.iter().filter(|it| it.file.is_some() && it.code.id != "F027");
    own.map(|it| format!("{} {:?} {:?}", it.code.id, it.cell, it.stored)).collect()
}

fn same_in_every_format(stem: &str, settings: &str) {
    let (workspace, regime) = workspace(settings);
    let first = format!("{stem}.xlsx");
    let model = parsed(&first, &regime);
    let whole = run(&first, &workspace, &regime);
    assert!(model.submission.members.len() >= 8, "{stem} has members");
    for other in OTHERS {
        let file = format!("{stem}-{other}");
        let it = parsed(&file, &regime);
        let shown = |it: &Parsed| format!("{:#?}", it.submission);
        let (is, should) = (shown(&it), shown(&model));
        if let Some((is, should)) = is.lines().zip(should.lines()).find(|it| it.0 != it.1) {
            panic!("{file}: {is} in place of {should}");
        }
        assert_eq!(is.len(), should.len(), "{file}");
        let notices = it.findings.iter().filter(|it| it.code.id == "F027").count();
        assert_eq!(notices, usize::from(!file.ends_with("xlsx")), "{file}");
        let run = run(&file, &workspace, &regime);
        assert_eq!(run.files[0].status, whole.files[0].status, "{file}");
        assert_eq!(told(&run), told(&whole), "{file}");
        let total = |it: &Run| format!("{:?}", it.results.as_ref().unwrap().total);
        assert_eq!(total(&run), total(&whole), "{file}");
    }
}

#[test]
fn the_valid_form_is_the_same_in_every_format() {
    same_in_every_format("valid-form", "tests/corpus/xeploai.toml");
}

#[test]
fn a_branch_of_the_sample_is_the_same_in_every_format() {
    same_in_every_format("branch-of-the-sample", "samples/binh-an-2020/xeploai.toml");
}

#[test]
fn text_of_one_sheet_is_read_and_the_rest_asked_for() {
    let (workspace, regime) = workspace("tests/corpus/xeploai.toml");
    let whole = parsed("valid-form.xlsx", &regime);
    for file in ["members-with-commas.csv", "members-with-semicolons.csv", "members-with-tabs.txt"]
    {
        let it = parsed(file, &regime);
        let names = |it: &Parsed| -> Vec<String> {
            it.submission.members.iter().map(|it| format!("{:?}", it.name.value())).collect()
        };
        assert_eq!(names(&it), names(&whole), "{file}");
        let codes: Vec<_> =
            it.findings.iter().filter(|it| it.is_error()).map(|it| it.code.id).collect();
        assert_eq!(codes, ["F020"], "{file}");
        let run = run(file, &workspace, &regime);
        assert_eq!(run.files[0].status, batch::FileStatus::Returned, "{file}");
    }
}

#[test]
fn the_program_reads_each_format_in_a_process_of_its_own() {
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let output = run_in(dir, &["tong-hop"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let totals = report(dir)["totals"].clone();
    let form = dir.join("nop/CB Nà Mẻ.xlsx");
    assert!(form.is_file());
    for other in OTHERS {
        // By content, whatever the name says.
        fs::copy(folder().join(format!("branch-of-the-sample-{other}")), &form).unwrap();
        let output = run_in(dir, &["tong-hop"]);
        assert_eq!(output.status.code(), Some(0), "{other}: {}", stderr(&output));
        assert_eq!(report(dir)["totals"], totals, "{other}");
    }
}

#[test]
fn a_form_of_another_format_goes_back_as_a_fresh_one() {
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let form = dir.join("nop/CB Nà Mẻ.xlsx");
    // The roster has more members, and this is an error here.
    let text = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    let text = text.replacen("members = 24", "members = 99", 1);
    let (head, rest) = text.split_once("[severity]").unwrap();
    let text = format!("{head}[severity]\nV106 = \"error\" {rest}");
    fs::write(dir.join("xeploai.toml"), text).unwrap();
    let (_, regime) = workspace("samples/binh-an-2020/xeploai.toml");
    let names = |it: &Parsed| -> Vec<Option<String>> {
        it.submission.members.iter().map(|it| it.name.value().cloned()).collect()
    };
    let whole = names(&parsed("branch-of-the-sample.xlsx", &regime));
    for other in OTHERS {
        fs::copy(folder().join(format!("branch-of-the-sample-{other}")), &form).unwrap();
        let output = run_in(dir, &["tong-hop"]);
        assert_eq!(output.status.code(), Some(1), "{other}: {}", stderr(&output));
        let report = report(dir);
        let errors = findings(&report, "error");
        assert_eq!(errors.len(), 1, "{other}: {errors:#?}");
        let says_fresh = |it: &&Value| it["code"] == "W101" && it["branch"] == "NM";
        let fresh = report["findings"].as_array().unwrap().iter().filter(says_fresh).count();
        assert_eq!(fresh, usize::from(!other.ends_with("xlsx")), "{other}");
        let copy = fs::read(dir.join("ket-qua/tra-lai/NM.xlsx")).unwrap();
        let copy = read::read(&copy, &regime, &Limits::default()).unwrap();
        assert_eq!(names(&copy), whole, "{other}");
        // Its bytes and its values.
        assert_eq!(copy.corrects.len(), 2, "{other}");
    }
}

/// A text that the table of texts does not have: calamine indexes it and panics.
#[test]
fn a_parser_that_panics_in_this_process_is_a_finding() {
    let (_, regime) = workspace("tests/corpus/xeploai.toml");
    let bytes = fs::read(folder().join("valid-form-by-sheetjs.xlsb")).unwrap();
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut part = from.by_index(place).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            // Kind 7, 12 bytes: column, style, number of the text.
            let at = content.windows(6).position(|it| it[..2] == [7, 12] && it[3..] == [0, 0, 0]);
            content[at.unwrap() + 10..][..4].fill(0xFF);
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    let bytes = to.finish().unwrap().into_inner();
    let refused = read::read(&bytes, &regime, &Limits::default());
    assert_eq!(refused.unwrap_err().code.id, "F024");
}
