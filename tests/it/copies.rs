//! What goes back says no more and no less than what came: of every workbook of
//! the samples and of the corpus a marked copy is made, and read again it gives
//! the same findings. What cannot be marked is counted, with its reason.
//!
//! `XEPLOAI_COPIES=DIR` keeps the copies and what they have to say in a folder,
//! for `tests/check_copies.py`, which compares each with its original.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::common::source;
use crate::returned::support;
use calamine::{Reader as _, Xlsx};
use serde_json::{Value, json};
use xeploai::batch::{self, FileStatus, Run, Season};
use xeploai::discover::{self, Action, Entry};
use xeploai::finding::{Finding, Severity};
use xeploai::model::CellRef;
use xeploai::read::{self, Limits};
use xeploai::regime::{Known, Regime, Sources};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::Workspace;
use xeploai::write::blank::BlankFor;
use xeploai::write::returned::{Fresh, Refusal, annotate, fresh, from_findings};

/// The samples, and of how many of their files one is taken: those of 2026 are many and alike.
const SAMPLES: [(&str, usize); 5] = [
    ("binh-an-2020", 1),
    ("binh-an-2020-loi", 1),
    ("binh-an-2023", 1),
    ("binh-an-2023-rieng", 1),
    ("binh-an-2026", 7),
];
/// The committee of the corpus, whose files are judged one by one.
const CORPUS: &str = "tests/corpus";
/// Where there is no marked copy, and why; `XEPLOAI_BLESS=1` writes it anew.
const REFUSED: &str = "tests/copies/refused.txt";
/// Fewer copies than this prove little.
const COPIES_MIN: usize = 330;

/// Workbooks that are judged together.
struct Inbox {
    workspace: Workspace,
    regime: Regime,
    limits: Limits,
    /// Files relative to the sources.
    files: Vec<String>,
    /// Whether each file is as if it alone had come.
    is_one_by_one: bool,
}

impl Inbox {
    /// The inbox of the workspace in a folder.
    fn open(folder: &str, is_one_by_one: bool, step: usize) -> Self {
        let dir = source(folder);
        let text = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
        let workspace = Workspace::parse(&text).unwrap();
        let mut sources = Sources::builtin();
        if let Some(own) = &workspace.templates {
            for profile in fs::read_dir(dir.join(own)).unwrap() {
                let profile = profile.unwrap().path();
                let id = profile.file_name().unwrap().to_str().unwrap().to_owned();
                for file in fs::read_dir(&profile).unwrap() {
                    let file = file.unwrap().path();
                    let name = file.file_name().unwrap().to_str().unwrap();
                    sources.lay_over(&id, name, &fs::read_to_string(&file).unwrap());
                }
            }
        }
        let regime = sources.regime_of_year(workspace.year).unwrap();
        let start = if is_one_by_one { dir } else { dir.join(&workspace.inbox) };
        let listed = discover::list(&source(""), &start).unwrap();
        let files = listed.into_iter().filter(|it| matches!(it.task, Action::Read(_)));
        let files = files.map(|it| it.path).filter(|it| is_workbook(it)).step_by(step).collect();
        Self { workspace, regime, limits: Limits::default(), files, is_one_by_one }
    }

    /// The findings of every file and what became of it, with other bytes for some.
    fn judge(&self, instead: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Judged> {
        let groups: Vec<&[String]> =
            if self.is_one_by_one { self.files.chunks(1).collect() } else { vec![&self.files] };
        on_two_threads(&groups, |files| judged(&self.run(files, instead), files))
            .into_iter()
            .flatten()
            .collect()
    }

    fn run(&self, files: &[String], instead: &BTreeMap<String, Vec<u8>>) -> Run {
        let regimes = Known::from(&self.regime);
        let season = Season {
            regimes: &regimes,
            workspace: Some((&self.workspace, &self.regime)),
            limits: &self.limits,
            apart: read::foreign::here,
        };
        let entry = |it: &String| {
            let bytes = fs::metadata(source(it)).unwrap().len();
            Entry { path: it.clone(), task: Action::Read(PathBuf::from(it)), bytes }
        };
        let load = |path: &Path| match instead.get(path.to_str().unwrap()) {
            Some(bytes) => Ok(bytes.clone()),
            None => fs::read(source(path.to_str().unwrap())),
        };
        batch::run(files.iter().map(entry).collect(), &season, 1, load, || {})
    }

    /// Whether a fresh form can be made where the file itself cannot be marked.
    fn has_fresh(&self, file: &str, refusal: Refusal, findings: &[Finding]) -> bool {
        let bytes = fs::read(source(file)).unwrap();
        let parsed = read::read_with_cells(&bytes, &self.regime, &self.limits, read::foreign::here);
        let Ok((parsed, cells)) = parsed else { return false };
        let form = Fresh {
            regime: &self.regime,
            blank: BlankFor {
                year: Some(self.workspace.year),
                committee: &self.workspace.committee,
                branch: self.workspace.branch.first().map(AsRef::as_ref),
                roster: &[],
            },
            submission: &parsed.submission,
            cells: &cells,
            original_sha256: "00",
            refusal,
        };
        fresh(&form, findings, &Catalogue::new(Lang::Vi)).is_ok()
    }
}

/// What the program makes of a file.
#[derive(Debug, PartialEq, Eq)]
struct Judged {
    status: FileStatus,
    findings: Vec<Finding>,
}

fn judged(run: &Run, files: &[String]) -> Vec<(String, Judged)> {
    let of = |file: &String| {
        let status = run.files.iter().find(|it| it.path == *file).unwrap().status;
        let its = run.findings.iter().filter(|it| it.file.as_ref() == Some(file));
        (file.clone(), Judged { status, findings: its.cloned().collect() })
    };
    files.iter().map(of).collect()
}

/// By its name; whether it is one by its content shows when it is read.
fn is_workbook(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|it| it.to_str()).unwrap_or_default();
    ["xlsx", "xlsm"].contains(&extension.to_lowercase().as_str()) && !path.contains("/make/")
}

/// Findings that nobody made, at cells of every kind on every sheet, so that
/// the form without mistakes is marked too: empty cells, headings, merged areas,
/// cells with notes, far from everything.
fn invented(bytes: &[u8]) -> Vec<Finding> {
    let Ok(book) = Xlsx::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut all = Vec::new();
    for name in book.sheet_names() {
        let diagonal = (0..14).map(|it| (it, it % 5));
        for (place, (row, col)) in diagonal.chain([(6, 29), (60, 1), (400, 70)]).enumerate() {
            let severity = [Severity::Error, Severity::Warning, Severity::Notice][place % 3];
            let cell = CellRef::new(&name.as_str().into(), row, col);
            all.push(Refusal::Signed.finding().cell(&cell).severity(severity));
        }
    }
    all
}

/// A workbook with what was made of it.
struct Case {
    original: String,
    /// `None` for a file that gives no form: nothing goes back.
    copy: Option<Result<Vec<u8>, Refusal>>,
    /// The file's findings and invented ones.
    findings: Vec<Finding>,
    /// What is wrong with the copy.
    wrong: String,
}

#[test]
fn every_copy_read_again_gives_the_same_findings() {
    let mut inboxes: Vec<Inbox> =
        SAMPLES.map(|(name, step)| Inbox::open(&format!("samples/{name}"), false, step)).into();
    inboxes.push(Inbox::open(CORPUS, true, 1));

    let words = Catalogue::new(Lang::Vi);
    let mut cases = Vec::new();
    let mut refused = String::new();
    let mut wrong = String::new();
    for inbox in &inboxes {
        let before = inbox.judge(&BTreeMap::new());
        let files: Vec<_> = before.iter().collect();
        let made = on_two_threads(&files, |(file, judged)| case(file, judged, &words));
        let mut copies = BTreeMap::new();
        for ((file, judged), case) in before.iter().zip(&made) {
            match &case.copy {
                None => {
                    let codes: Vec<_> = judged.findings.iter().map(|it| it.code.id).collect();
                    writeln!(refused, "{file}: unreadable; {}", codes.join(" ")).unwrap();
                }
                Some(Err(refusal)) => {
                    let has_fresh = inbox.has_fresh(file, *refusal, &judged.findings);
                    let instead = if has_fresh { "a fresh form" } else { "nothing" };
                    let status = judged.status.key();
                    writeln!(refused, "{file}: {status}; {refusal}; {instead} goes back").unwrap();
                }
                Some(Ok(copy)) => {
                    copies.insert(file.clone(), copy.clone());
                }
            }
            wrong.push_str(&case.wrong);
        }
        cases.extend(made);
        let after = inbox.judge(&copies);
        for file in copies.keys().filter(|it| before[*it] != after[*it]) {
            writeln!(wrong, "{file}\n  {:?}\n  {:?}", before[file], after[file]).unwrap();
        }
    }
    let copies = cases.iter().filter(|it| matches!(it.copy, Some(Ok(_)))).count();
    assert!(copies >= COPIES_MIN, "{copies} copies");

    if let Some(folder) = std::env::var_os("XEPLOAI_COPIES") {
        keep(Path::new(&folder), &cases, &words);
    }
    let path = source(REFUSED);
    if std::env::var_os("XEPLOAI_BLESS").is_some() {
        fs::write(&path, &refused).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(refused, kept, "XEPLOAI_BLESS=1 cargo test --test it copies:: writes it anew");
    assert!(wrong.is_empty(), "copies that say something else:\n{wrong}");
}

/// Makes the copy of a file, twice: a second round leaves nothing double.
fn case(file: &str, judged: &Judged, words: &Catalogue) -> Case {
    let bytes = fs::read(source(file)).unwrap();
    let mut findings = judged.findings.clone();
    findings.extend(invented(&bytes));
    let mut case = Case { original: file.to_owned(), copy: None, findings, wrong: String::new() };
    if judged.status == FileStatus::Unreadable {
        return case;
    }
    let (marks, list) = from_findings(&case.findings, words);
    let sha256 = "ab".repeat(32);
    let copy = annotate(&bytes, &sha256, &marks, &list);
    if let Ok(copy) = &copy {
        let again = annotate(copy, &sha256, &marks, &list).unwrap();
        if again != *copy {
            let parts = support::parts(copy).into_iter().zip(support::parts(&again));
            let changed: Vec<_> = parts.filter(|(old, new)| old != new).map(|it| it.0.0).collect();
            writeln!(case.wrong, "{file}: a second round changes {changed:?}").unwrap();
        }
    }
    case.copy = Some(copy);
    case
}

/// Does the work in two halves beside one another. Not with rayon: a run waits
/// in a pool of its own, and the waiting thread would take up the next one.
fn on_two_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let work = |items: &[T]| -> Vec<R> { items.iter().map(&work).collect() };
    let (first, second) = items.split_at(items.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        let mut all = work(first);
        all.extend(other.join().unwrap());
        all
    })
}

/// Writes the copies and, as JSON, what has to be found in them; the keys are
/// those of the report.
fn keep(folder: &Path, cases: &[Case], words: &Catalogue) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let mut pairs = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let Some(Ok(bytes)) = &case.copy else { continue };
        let extension = case.original.rsplit('.').next().unwrap();
        let name = format!("{number:03}.{extension}");
        fs::write(folder.join(&name), bytes).unwrap();
        let findings: Vec<Value> = case.findings.iter().map(|it| told(it, words)).collect();
        pairs.push(json!({ "original": case.original, "copy": name, "findings": findings }));
    }
    let all = serde_json::to_string_pretty(&json!({ "pairs": pairs })).unwrap();
    fs::write(folder.join("pairs.json"), all).unwrap();
}

fn told(finding: &Finding, words: &Catalogue) -> Value {
    let worded = words.render(finding);
    json!({
        "code": finding.code.id,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "cell": finding.cell.as_ref().map(CellRef::a1),
        "member": finding.member,
        "message": worded.message,
        "expected": worded.expected,
        "help": worded.help,
        "clause": finding.clause,
        "waiver": finding.waiver,
    })
}
