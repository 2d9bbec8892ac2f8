//! `xeploai consolidate`: the main job.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::batch::{self, Ending, Run};
use crate::cli::Common;
use crate::context::Context;
use crate::discover::{Entry, Task};
use crate::finding::{Arg, Finding};
use crate::model::{BranchResult, BranchStatus, Rollup};
use crate::report::{FindingLine, Report, html, letter};
use crate::words::Catalogue;
use crate::write;
use crate::write::blank::BlankFor;
use crate::write::returned::{self, Fresh, Refusal};

use super::outputs::{Event, Outputs};
use super::terminal::Terminal;
use super::validate::{check, no_input, print, report_of, season_of};
use super::{Failure, apart, fill, pdf, since, workspace};

/// How the name of the consolidated workbook begins.
const WORKBOOK: &str = "tong-hop-";

/// The page for people.
const PAGE: &str = "bao-cao.html";

/// Folder of what goes back to the branches, below the output folder.
const RETURNED: &str = "tra-lai";

pub(super) fn run(
    dir: &Path,
    (fill, with_pdf): (&[PathBuf], bool),
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let office = with_pdf.then(pdf::Office::find).flatten();
    if with_pdf && office.is_none() {
        // The workbook does not hang on it, and a clerk can print from Excel.
        terminal.alarm(&words.ui("pdf-no-office", &[]));
    }
    // Before the long work too: what is wrong in a blank does not depend on the forms.
    let blanks = fill::open(fill, opened.workspace.year)?;
    let inbox = opened.inbox()?;
    let entries = workspace::list(&opened.dir, &inbox, &opened.limits)?;
    if entries.iter().all(|it| matches!(it.task, Task::Ignore(_))) {
        let found: Vec<Finding> = entries.iter().filter_map(Entry::ignored).cloned().collect();
        return Ok(no_input(&inbox, &found, words, terminal));
    }
    let last = since::last(&opened);
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&opened.output())?;
    let season = season_of(&opened);
    let mut run = check(entries, &season, common, words, terminal);
    // Nothing but files that turned out to be none of a branch, such as our own outputs.
    if run.ending() == Ending::NoInput {
        return Ok(no_input(&inbox, &run.reasons(), words, terminal));
    }
    let copies = annotate_all(&opened, &mut run, common.threads, words);
    let Some(rollup) = &run.rollup else { return Ok(Ending::NoInput as u8) };
    // All of it is staged before any of it is in its place: a contradiction leaves the
    // outputs of the last run as they were.
    let report = batch::apart(|| -> Result<Report, Failure> {
        let mut stage = |name: &str, bytes: Vec<u8>| {
            if let Some(office) = office.as_ref().filter(|_| name.starts_with(WORKBOOK)) {
                match office.convert(&opened.output(), &bytes) {
                    Ok(pdf) => outputs.stage(&name.replace(".xlsx", ".pdf"), &pdf)?,
                    Err(why) => {
                        log::warn!("no PDF: {why:#}");
                        terminal.alarm(&words.ui("pdf-failed", &[]));
                    }
                }
            }
            outputs.stage(name, &bytes)
        };
        // The largest first, before what the others are made of is there too.
        stage(&format!("{WORKBOOK}{}.xlsx", opened.workspace.year), workbook(&opened, rollup)?)?;
        let report = report_of(&run, &season, words);
        make(&opened, &run, &report, &copies, words, &mut stage)?;
        for (name, bytes) in fill::fill(&blanks, rollup, &context_of(&opened))? {
            outputs.stage(&name, &bytes)?;
        }
        let hashes = outputs.hashes();
        let page = html::Page {
            report: &report,
            rollup: Some(rollup),
            context: Some(context_of(&opened)),
            outputs: &hashes,
            returned: &copies.keys().cloned().collect(),
        };
        let page = html::render(&page, words).map_err(anyhow::Error::from)?;
        outputs.stage(PAGE, page.as_bytes())?;
        Ok(report)
    })?;
    let events = outputs.finish()?;

    print(&report, common, words, terminal, true)?;
    tell_events(&events, &opened, words, terminal);
    if let Some(changes) = last.and_then(|it| it.told(&report, &opened, words)) {
        terminal.tell(&changes);
    }
    terminal.tell(&last_word(&run, rollup, words));
    let page = opened.output().join(PAGE);
    let shown = Arg::from(page.display().to_string());
    terminal.tell_of(&words.ui("end-page", &[("path", shown)]), &page);
    Ok(run.ending() as u8)
}

/// What became of the outputs, those that go back to branches together where they are many.
fn tell_events(
    events: &[Event],
    opened: &workspace::Opened,
    words: &Catalogue,
    terminal: Terminal,
) {
    /// More of them would push what matters off the screen.
    const APART_MAX: usize = 6;
    let returned = opened.output().join(RETURNED);
    let is_returned = |it: &&Event| it.path().starts_with(&returned);
    let is_written = |it: &&Event| matches!(it, Event::Written(_));
    let is_removed = |it: &&Event| matches!(it, Event::Removed(_));
    let written = events.iter().filter(is_returned).filter(is_written).count();
    let removed = events.iter().filter(is_returned).filter(is_removed).count();
    let is_many = |it: &Event| {
        is_returned(&it)
            && ((is_written(&it) && written > APART_MAX)
                || (is_removed(&it) && removed > APART_MAX))
    };
    let is_told = |it: &&Event| !is_many(it) && !(terminal.is_brief() && is_written(it));
    for event in events.iter().filter(is_told) {
        let (key, args) = event.words();
        terminal.tell_of(&words.ui(key, &args), event.path());
    }
    for (key, count) in [("output-returned", written), ("output-returned-removed", removed)] {
        if count > APART_MAX && !terminal.is_brief() {
            let shown = Arg::from(returned.display().to_string());
            let args = [("count", Arg::from(count)), ("path", shown)];
            terminal.tell_of(&words.ui(key, &args), &returned);
        }
    }
}

fn context_of(opened: &workspace::Opened) -> Context<'_> {
    Context {
        regime: &opened.regime,
        settings: &opened.workspace.settings,
        year: opened.workspace.year,
        workspace: Some(&opened.workspace),
    }
}

/// The branches' own workbooks with their findings marked, by branch code. A
/// workbook that cannot be patched gives way to a fresh form, and a finding says so.
fn annotate_all(
    opened: &workspace::Opened,
    run: &mut Run,
    threads: usize,
    words: &Catalogue,
) -> BTreeMap<String, Vec<u8>> {
    let mut copies = BTreeMap::new();
    // Of two different forms nobody knows which is to be corrected.
    let mut branches = run.returned();
    branches.retain(|it| !run.is_disputed(&it.branch.code));
    let read_only: &Run = run;
    let made = batch::map(&branches, threads, |it| annotated(opened, read_only, it, words));
    for (branch, copy) in branches.into_iter().zip(made) {
        let mut finding = match copy {
            Ok(Some(Ok(bytes))) => {
                copies.insert(branch.branch.code, bytes);
                continue;
            }
            Ok(None) => continue,
            Ok(Some(Err(refusal))) => match replaced(opened, run, &branch, refusal, words) {
                Some(bytes) => {
                    copies.insert(branch.branch.code.clone(), bytes);
                    refusal.finding()
                }
                None => refusal.finding_without_form(),
            },
            Err(failure) => *failure,
        };
        finding.branch = Some(branch.branch.code);
        finding.file = branch.file;
        run.add(finding, &opened.workspace);
    }
    copies
}

/// The branch's own workbook, marked; `None` when it has gone or changed since
/// it was read.
fn annotated(
    opened: &workspace::Opened,
    run: &Run,
    branch: &BranchResult,
    words: &Catalogue,
) -> Option<Result<Vec<u8>, Refusal>> {
    let (file, sha256) = (branch.file.as_ref()?, branch.sha256.as_ref()?);
    let bytes = workspace::load(&opened.dir.join(file), opened.limits.file_bytes).ok()?;
    if super::outputs::sha256(&bytes) != *sha256 {
        return None;
    }
    let own: Vec<Finding> =
        run.findings.iter().filter(|it| it.file.as_ref() == Some(file)).cloned().collect();
    let (marks, list) = returned::from_findings(&own, words);
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
    opened: &workspace::Opened,
    run: &Run,
    branch: &BranchResult,
    refusal: Refusal,
    words: &Catalogue,
) -> Option<Vec<u8>> {
    let (file, sha256) = (branch.file.as_ref()?, branch.sha256.as_ref()?);
    let limits = &opened.limits;
    let bytes = workspace::load(&opened.dir.join(file), limits.file_bytes).ok()?;
    let (parsed, cells) =
        crate::read::read_with_cells(&bytes, &opened.regime, limits, apart::read).ok()?;
    let rounds = rounds(run, file, sha256);
    let own: Vec<Finding> =
        run.findings.iter().filter(|it| it.file.as_ref() == Some(file)).cloned().collect();
    let fresh = Fresh {
        regime: &opened.regime,
        blank: BlankFor {
            year: Some(opened.workspace.year),
            committee: &opened.workspace.committee,
            branch: Some(&branch.branch),
            roster: &[],
        },
        submission: &parsed.submission,
        cells: &cells,
        original_sha256: &rounds,
        refusal,
    };
    returned::fresh(&fresh, &own, words).map_err(|error| log::warn!("{error}")).ok()
}

/// The consolidated workbook.
fn workbook(opened: &workspace::Opened, rollup: &Rollup) -> Result<Vec<u8>, Failure> {
    write::consolidated::workbook(rollup, &context_of(opened))
        .map_err(|error| Failure::Told("invariant", vec![("which", Arg::from(error.to_string()))]))
}

/// Makes the other outputs, the page aside, and hands each on as soon as it is made: its name relative to
/// the output folder, and its bytes.
fn make(
    opened: &workspace::Opened,
    run: &Run,
    report: &Report,
    copies: &BTreeMap<String, Vec<u8>>,
    words: &Catalogue,
    stage: &mut impl FnMut(&str, Vec<u8>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut copy_of = BTreeMap::new();
    for branch in run.returned() {
        let code = &branch.branch.code;
        let copy = copies.get(code);
        let copy_file = branch.file.clone().filter(|_| copy.is_some());
        if let Some(bytes) = copy {
            let name = format!("{RETURNED}/{code}.xlsx");
            copy_of.extend(branch.file.map(|it| (it, name.clone())));
            stage(&name, bytes.clone())?;
        }
        let own: Vec<&FindingLine> =
            report.findings.iter().filter(|it| it.branch.as_ref() == Some(code)).collect();
        let committee = &opened.workspace.committee;
        if copy.is_some() && letter::needs_blank(&own) {
            let blank = BlankFor {
                year: Some(opened.workspace.year),
                committee,
                branch: Some(&branch.branch),
                roster: &[],
            };
            let bytes =
                write::blank::workbook(&opened.regime, &blank).map_err(anyhow::Error::from)?;
            stage(&format!("{RETURNED}/{}", letter::blank_name(code)), bytes)?;
        }
        let text =
            letter::letter(code, &branch.branch.name, committee, &own, copy_file.as_deref(), words);
        stage(&format!("{RETURNED}/{code}.txt"), letter::as_file(&text).into_bytes())?;
    }
    let list = write::findings::workbook(&run.findings, &opened.workspace.branch, words, &copy_of)
        .map_err(anyhow::Error::from)?;
    stage("kiem-tra.xlsx", list)?;
    let json = report.json().map_err(anyhow::Error::from)?;
    stage("bao-cao.json", json.into_bytes())
}

fn last_word(run: &Run, rollup: &Rollup, words: &Catalogue) -> String {
    let accepted = rollup.branches.iter().filter(|it| it.status == BranchStatus::Accepted).count();
    let expected = rollup.branches.len();
    let of_the_commune = run.findings.iter().any(|it| it.is_error() && it.file.is_none());
    let key = match run.ending() {
        Ending::Clean
            if run.findings.iter().any(|it| it.code.name == "workspace-not-filled-in") =>
        {
            "end-placeholders"
        }
        Ending::Clean => "end-clean",
        Ending::Findings if accepted == expected && of_the_commune => "end-quota",
        Ending::Findings if accepted == expected => "end-files",
        Ending::Findings | Ending::NoInput if accepted == 0 => "end-none",
        Ending::Findings | Ending::NoInput => "end-findings",
    };
    let having = |status| rollup.branches.iter().filter(|it| it.status == status).count();
    let args = [
        ("accepted", Arg::from(accepted)),
        ("expected", Arg::from(expected)),
        ("returned", Arg::from(having(BranchStatus::Returned))),
        ("missing", Arg::from(having(BranchStatus::Missing))),
    ];
    words.ui(key, &args)
}
