//! A run to its outputs: the consolidated workbook, the list of findings, the report and what goes
//! back to the branches.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use super::{Settled, since_final};
use crate::batch::{self, FileStatus, GoingBack, Run};
use crate::finding::Finding;
use crate::model::FormFile;
use crate::read::{self, Apart};
use crate::report::{FindingLine, Report, html, letter};
use crate::words::Catalogue;
use crate::workbook::ours;
use crate::workbook::repack::Place;
use crate::write::blank::{BlankError, BlankFor};
use crate::write::returned::{self, Fresh, Refusal};
use crate::write::{self, Unwritable};

/// Folder of what goes back to the branches, below the output folder.
pub const RETURNED: &str = "tra-lai";
/// The page for people.
pub const PAGE: &str = "bao-cao.html";
/// The run for programs.
pub const REPORT: &str = "bao-cao.json";
/// The list of what is to be corrected.
const LIST: &str = "kiem-tra.xlsx";
/// How the name of the consolidated workbook begins.
pub const WORKBOOK: &str = ours::CONSOLIDATED;

/// Beside the outputs: the hashes of what was written, by name.
pub const REGISTRY: &str = ".xeploai-da-ghi.json";

/// How the names of sheets of decisions begin.
pub const DECISIONS: &str = ours::DECISIONS;

/// What they may be saved as.
const DECISION_KINDS: [&str; 6] = [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".fods"];

/// Whether a file among the outputs is called as sheets of decisions are, which are read there
/// as in the inbox.
pub fn is_decisions(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with(DECISIONS) && DECISION_KINDS.iter().any(|it| name.ends_with(it))
}

/// Whether a file among the outputs is called as the consolidated workbook of the year is, or as a copy of it
/// that somebody typed into: ratings in its columns of decisions are read. A final one that is kept is not: it says
/// what was.
pub fn is_consolidated(name: &str, year: u32) -> bool {
    if final_number(name, year).is_some() {
        return false;
    }
    let name = name.to_lowercase();
    let rest = name.strip_prefix(&format!("{WORKBOOK}{year}"));
    rest.is_some_and(|it| {
        (it.starts_with('.') || it.starts_with(" ("))
            && DECISION_KINDS.iter().any(|own| it.ends_with(own))
    })
}

/// Whether such a file is as we wrote it, and shows nothing that was typed into another: there is nothing
/// to read in it. `written` has the hashes of the outputs of earlier runs, by name.
pub fn is_as_written(name: &str, bytes: &[u8], written: &BTreeMap<String, Vec<String>>) -> bool {
    // The part in which the fingerprints of those others stand; names of parts are never compressed.
    const MARK: &[u8] = b"docProps/custom.xml";
    let is_ours = || {
        let hash = batch::sha256(bytes);
        written.get(name).is_some_and(|it| it.contains(&hash))
    };
    !bytes.windows(MARK.len()).any(|it| it == MARK) && is_ours()
}

/// The name of the sheets of decisions of a year.
pub fn decisions_name(year: u32) -> String {
    format!("{DECISIONS}{year}.xlsx")
}

/// The number of a final workbook that was kept, by the name of its file: "tong-hop-2026 (chính thức 2).xlsx".
pub fn final_number(name: &str, year: u32) -> Option<u32> {
    let folded = crate::model::text::fold(name.strip_suffix(".xlsx")?);
    folded.strip_prefix(&format!("tong hop {year} chinh thuc "))?.parse().ok()
}

/// The name under which a final workbook is kept.
pub fn final_name(year: u32, number: u32) -> String {
    format!("{WORKBOOK}{year} (chính thức {number}).xlsx")
}

/// The name of the consolidated workbook of a year.
pub fn workbook_name(year: u32) -> String {
    format!("{WORKBOOK}{year}.xlsx")
}

/// What `bao-cao.html` is made of, which names the hashes of the other outputs.
#[derive(Debug)]
pub struct Made {
    /// The run in words.
    pub report: Report,
    /// Codes of the branches whose own workbook goes back.
    pub returned: BTreeSet<String>,
    /// Pages of the branches by their codes, where there are some: paths from the folder of the outputs.
    pub pages: BTreeMap<String, String>,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The workbook's sums contradict one another.
    #[error("{0}")]
    Contradiction(String),
    /// A workbook that cannot be written.
    #[error(transparent)]
    Workbook(#[from] Unwritable),
    /// A blank form that cannot be made.
    #[error(transparent)]
    Blank(#[from] BlankError),
    /// A report that cannot be written.
    #[error(transparent)]
    Report(#[from] serde_json::Error),
    /// A page that cannot be written.
    #[error(transparent)]
    Page(#[from] askama::Error),
}

/// Takes the outputs of a run, each as soon as it is made: by its name relative to the output folder, with `/`.
pub trait Put<E: From<NotMade>> {
    /// Takes the bytes of one.
    ///
    /// # Errors
    /// When it cannot be put.
    fn put(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), E>;

    /// Takes a large one, which `write` writes into the empty place that it is given.
    ///
    /// # Errors
    /// When it cannot be made or put.
    fn put_large(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Place) -> Result<(), NotMade>,
    ) -> Result<(), E> {
        let mut bytes = Cursor::new(Vec::new());
        write(&mut bytes)?;
        self.put(name, bytes.into_inner())
    }
}

impl<E: From<NotMade>, F: FnMut(&str, Vec<u8>) -> Result<(), E>> Put<E> for F {
    fn put(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), E> {
        self(name, bytes)
    }
}

/// What outputs are made by.
struct Job<'a, L> {
    settled: &'a Settled,
    /// The bytes of a file by its path, as long as it is there.
    load: L,
    apart: Apart,
    words: &'a Catalogue,
}

/// Makes all outputs of a run but the page, and hands each to `put` as soon as it is made. A workbook that
/// cannot be sent back as it is adds a finding to the run. `load` gives the bytes of a file of the run once
/// more.
///
/// # Errors
/// When one cannot be made or put; then none is to be written.
pub fn make<E: From<NotMade>>(
    settled: &Settled,
    run: &mut Run,
    load: impl Fn(&str) -> Option<Vec<u8>> + Sync,
    apart: Apart,
    threads: usize,
    words: &Catalogue,
    put: &mut impl Put<E>,
) -> Result<Made, E> {
    let job = Job { settled, load, apart, words };
    let copies = annotate_all(&job, run, threads);
    let sheets = annotate_decisions(&job, run);
    // The largest first, before what the others are made of is there too.
    if let Some(results) = &run.results {
        let since = since_final(&settled.finals, results);
        put.put_large(&workbook_name(settled.workspace.year), &mut |out| {
            write::consolidated::write_since(results, &settled.context(), since.as_ref(), out)
                .map_err(|error| NotMade::Contradiction(error.to_string()))
        })?;
    }
    for (name, bytes) in sheets {
        put.put(&name, bytes)?;
    }
    put_rest(&job, run, copies, put)
}

/// Makes the outputs of a run besides its workbook: what goes back, the list of findings, the report.
pub(super) fn put_all<E: From<NotMade>>(
    settled: &Settled,
    run: &mut Run,
    load: impl Fn(&str) -> Option<Vec<u8>> + Sync,
    apart: Apart,
    threads: usize,
    words: &Catalogue,
    put: &mut impl Put<E>,
) -> Result<Made, E> {
    let job = Job { settled, load, apart, words };
    let copies = annotate_all(&job, run, threads);
    put_rest(&job, run, copies, put)
}

/// What is made once every finding is there.
fn put_rest<E: From<NotMade>, L>(
    job: &Job<'_, L>,
    run: &Run,
    copies: BTreeMap<String, Vec<u8>>,
    put: &mut impl Put<E>,
) -> Result<Made, E> {
    let report = run.report(&job.settled.season(job.apart), job.words);
    let returned = copies.keys().cloned().collect();
    put_others(job.settled, run, &report, copies, job.words, put)?;
    Ok(Made { report, returned, pages: BTreeMap::new() })
}

/// `bao-cao.html`, by the hashes of the other outputs in the order of their names.
///
/// # Errors
/// When a template cannot be written out.
pub fn page(
    settled: &Settled,
    run: &Run,
    made: &Made,
    hashes: &[(String, String)],
    words: &Catalogue,
) -> Result<String, NotMade> {
    let page = html::Page {
        report: &made.report,
        results: run.results.as_ref(),
        context: Some(settled.context()),
        outputs: hashes,
        returned: &made.returned,
        pages: &made.pages,
    };
    Ok(html::render(&page, words)?)
}

/// The branches' own workbooks with their findings marked, by branch code. A
/// workbook that cannot be patched gives way to a fresh form, and a finding says so.
fn annotate_all(
    job: &Job<'_, impl Fn(&str) -> Option<Vec<u8>> + Sync>,
    run: &mut Run,
    threads: usize,
) -> BTreeMap<String, Vec<u8>> {
    let mut copies = BTreeMap::new();
    // Of two different forms nobody knows which is to be corrected.
    let mut branches = run.returned();
    branches.retain(|it| !run.is_disputed(&it.branch.code));
    branches.extend(run.returned_supplements());
    let read_only: &Run = run;
    let made = batch::map(&branches, threads, |it| annotated(job, read_only, it));
    for (branch, copy) in branches.into_iter().zip(made) {
        let mut finding = match copy {
            Ok(Some(Ok(bytes))) => {
                copies.insert(branch.branch.code, bytes);
                continue;
            }
            Ok(None) => continue,
            Ok(Some(Err(refusal))) => match replaced(job, run, &branch, refusal) {
                Some(bytes) => {
                    copies.insert(branch.branch.code.clone(), bytes);
                    refusal.finding()
                }
                None => refusal.finding_without_form(),
            },
            Err(failure) => *failure,
        };
        let of_file = run.files.iter().find(|it| it.path == branch.file.path);
        finding.branch = of_file.and_then(|it| it.branch.clone()).or(Some(branch.branch.code));
        finding.file = Some(branch.file.path);
        run.add(finding, &job.settled.workspace);
    }
    copies
}

/// The sheets of decisions with errors, marked, by the names of the outputs. What cannot be patched is
/// said.
fn annotate_decisions(
    job: &Job<'_, impl Fn(&str) -> Option<Vec<u8>>>,
    run: &mut Run,
) -> Vec<(String, Vec<u8>)> {
    let wrong = run.files.iter().filter(|it| it.is_decisions && it.status == FileStatus::Returned);
    let wrong: Vec<(String, String)> =
        wrong.filter_map(|it| Some((it.path.clone(), it.sha256.clone()?))).collect();
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    for (path, sha256) in wrong {
        let Some(bytes) = (job.load)(&path).filter(|it| batch::sha256(it) == sha256) else {
            continue;
        };
        let own = run.findings.iter().filter(|it| it.file.as_ref() == Some(&path));
        let own: Vec<Finding> = own.cloned().collect();
        let (marks, list) = returned::from_findings(&own, job.words);
        match returned::annotate(&bytes, &rounds(run, &path, &sha256), &marks, &list) {
            Ok(copy) => {
                let file = path.rsplit('/').next().unwrap_or(&path);
                let stem = file.rsplit_once('.').map_or(file, |it| it.0);
                let bare = stem.strip_prefix(DECISIONS).unwrap_or(stem);
                let begins = if stem.starts_with(WORKBOOK) { "" } else { DECISIONS };
                let name = |more: &str| format!("{RETURNED}/{begins}{bare}{more}.xlsx");
                let free = |it: &String| made.iter().all(|own| own.0 != *it);
                let numbered = (2_u32..).map(|it| name(&format!(" ({it})")));
                let name = std::iter::once(name("")).chain(numbered).find(free);
                made.extend(name.map(|it| (it, copy)));
            }
            Err(refusal) => {
                let finding = refusal.finding_without_form();
                let finding = Finding { file: Some(path), ..finding };
                run.add(finding, &job.settled.workspace);
            }
        }
    }
    made
}

/// The branch's own workbook, marked; `None` when it has gone or changed since
/// it was read.
fn annotated(
    job: &Job<'_, impl Fn(&str) -> Option<Vec<u8>>>,
    run: &Run,
    branch: &GoingBack,
) -> Option<Result<Vec<u8>, Refusal>> {
    let FormFile { path: file, sha256 } = &branch.file;
    let sha256 = sha256.as_ref()?;
    let bytes = (job.load)(file)?;
    if batch::sha256(&bytes) != *sha256 {
        return None;
    }
    let own: Vec<Finding> =
        run.findings.iter().filter(|it| it.file.as_ref() == Some(file)).cloned().collect();
    let (marks, list) = returned::from_findings(&own, job.words);
    Some(returned::annotate(&bytes, &rounds(run, file, sha256), &marks, &list))
}

/// The fingerprints by which the corrected form takes the place of this file and of those
/// that this one corrected.
fn rounds(run: &Run, file: &str, sha256: &str) -> String {
    let of_file = run.files.iter().find(|it| it.path == file);
    let rounds = of_file.map_or(&[][..], |it| it.rounds.as_slice()).iter().map(String::as_str);
    std::iter::once(sha256).chain(rounds).collect::<Vec<_>>().join(" ")
}

/// A fresh form in place of a workbook that cannot be patched; `None` when that
/// cannot be made either.
fn replaced(
    job: &Job<'_, impl Fn(&str) -> Option<Vec<u8>>>,
    run: &Run,
    branch: &GoingBack,
    refusal: Refusal,
) -> Option<Vec<u8>> {
    let FormFile { path: file, sha256 } = &branch.file;
    let settled = job.settled;
    let bytes = (job.load)(file)?;
    let (parsed, cells) =
        read::read_with_cells(&bytes, &settled.regime, &settled.limits, job.apart).ok()?;
    let rounds = rounds(run, file, sha256.as_ref()?);
    let own: Vec<Finding> =
        run.findings.iter().filter(|it| it.file.as_ref() == Some(file)).cloned().collect();
    let fresh = Fresh {
        regime: &settled.regime,
        blank: BlankFor {
            year: Some(settled.workspace.year),
            committee: &settled.workspace.committee,
            branch: Some(&branch.branch),
            roster: &[],
        },
        submission: &parsed.submission,
        cells: &cells,
        original_sha256: &rounds,
        refusal,
    };
    returned::fresh(&fresh, &own, job.words).map_err(|error| log::warn!("{error}")).ok()
}

/// What goes back to the branches, the list of findings and the report.
fn put_others<E: From<NotMade>>(
    settled: &Settled,
    run: &Run,
    report: &Report,
    mut copies: BTreeMap<String, Vec<u8>>,
    words: &Catalogue,
    put: &mut impl Put<E>,
) -> Result<(), E> {
    let mut copy_of = BTreeMap::new();
    let supplements: BTreeSet<&str> =
        run.files.iter().filter(|it| it.is_supplement).map(|it| it.path.as_str()).collect();
    let back = run.returned().into_iter().map(|it| (it, false));
    let back = back.chain(run.returned_supplements().into_iter().map(|it| (it, true)));
    for (branch, is_supplement) in back {
        let code = &branch.branch.code;
        let file = branch.file.path;
        let copy = copies.remove(code);
        let has_copy = copy.is_some();
        let copy_file = has_copy.then_some(file.as_str());
        if let Some(bytes) = copy {
            let name = format!("{RETURNED}/{code}.xlsx");
            put.put(&name, bytes)?;
            copy_of.insert(file.clone(), name);
        }
        let is_own = |it: &&FindingLine| match it.file.as_deref() {
            Some(it) if is_supplement => file == it,
            it => !is_supplement && !it.is_some_and(|it| supplements.contains(it)),
        };
        let is_of_branch = |it: &&FindingLine| is_supplement || it.branch.as_ref() == Some(code);
        let own: Vec<&FindingLine> =
            report.findings.iter().filter(is_own).filter(is_of_branch).collect();
        let committee = &settled.workspace.committee;
        if has_copy && letter::needs_blank(&own) {
            let blank = BlankFor {
                year: Some(settled.workspace.year),
                committee,
                branch: Some(&branch.branch),
                roster: &[],
            };
            let bytes = write::blank::workbook(&settled.regime, &blank).map_err(NotMade::from)?;
            put.put(&format!("{RETURNED}/{}", letter::blank_name(code)), bytes)?;
        }
        let mut name = branch.branch.name.clone();
        if is_supplement {
            name = words.ui("letter-supplement", &[("name", name.into())]);
        }
        let text = letter::letter(code, &name, committee, &own, copy_file, words);
        put.put(&format!("{RETURNED}/{code}.txt"), letter::as_file(&text).into_bytes())?;
    }
    let list = write::findings::workbook(&run.findings, &settled.workspace.branch, words, &copy_of)
        .map_err(NotMade::from)?;
    put.put(LIST, list)?;
    put.put_large(REPORT, &mut |out| Ok(report.write_json(out)?))
}
