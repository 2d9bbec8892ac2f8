//! `xeploai consolidate`: the main job.

use std::collections::BTreeMap;
use std::path::Path;

use crate::batch::{Ending, Run};
use crate::cli::Common;
use crate::context::Context;
use crate::discover::{self, Task};
use crate::finding::{Arg, Finding};
use crate::model::{BranchResult, BranchStatus, Rollup};
use crate::report::{FindingLine, Report, html, letter};
use crate::words::Catalogue;
use crate::write;
use crate::write::returned::{self, Refusal};

use super::outputs::Outputs;
use super::terminal::Terminal;
use super::validate::{check, no_input, print, report_of, season_of};
use super::{Failure, workspace};

/// Folder of what goes back to the branches, below the output folder.
const RETURNED: &str = "tra-lai";

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let inbox = opened.inbox()?;
    let entries = discover::list(&opened.dir, &inbox).map_err(anyhow::Error::from)?;
    if entries.iter().all(|it| matches!(it.task, Task::Ignore(_))) {
        return Ok(no_input(&inbox, words, terminal));
    }
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&opened.output())?;
    let season = season_of(&opened);
    let mut run = check(entries, &season, common, words, terminal);
    let copies = annotate_all(&opened, &mut run, words);
    let Some(rollup) = &run.rollup else { return Ok(Ending::NoInput as u8) };
    let report = report_of(&run, &season, words);
    // All of it is made before any of it is written: a contradiction leaves the
    // outputs of the last run as they were.
    for (name, bytes) in make(&opened, &run, &report, &copies, words)? {
        outputs.write(&name, &bytes)?;
    }
    let hashes: Vec<(String, String)> =
        outputs.written().iter().map(|(name, hash)| (name.clone(), hash.clone())).collect();
    let page = html::Page {
        report: &report,
        rollup: Some(rollup),
        context: Some(context_of(&opened)),
        outputs: &hashes,
        returned: &copies.keys().cloned().collect(),
    };
    let page = html::render(&page, words).map_err(anyhow::Error::from)?;
    outputs.write("bao-cao.html", page.as_bytes())?;
    let events = outputs.finish()?;

    print(&report, common, words, terminal)?;
    for event in events {
        let (key, args) = event.words();
        terminal.tell(&words.ui(key, &args));
    }
    terminal.tell(&last_word(&run, rollup, words));
    Ok(run.ending() as u8)
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
/// workbook that cannot be patched becomes a finding; its branch gets the letter.
fn annotate_all(
    opened: &workspace::Opened,
    run: &mut Run,
    words: &Catalogue,
) -> BTreeMap<String, Vec<u8>> {
    let mut copies = BTreeMap::new();
    for branch in run.returned() {
        match annotated(opened, run, &branch, words) {
            Some(Ok(bytes)) => {
                copies.insert(branch.branch.code, bytes);
            }
            Some(Err(refusal)) => {
                let mut finding = refusal.finding();
                finding.branch = Some(branch.branch.code);
                finding.file = branch.file;
                run.add(finding, &opened.workspace);
            }
            None => {}
        }
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
    let limits = crate::read::Limits::default();
    let bytes = workspace::load(&opened.dir.join(file), limits.file_bytes).ok()?;
    if super::outputs::sha256(&bytes) != *sha256 {
        return None;
    }
    let own: Vec<Finding> =
        run.findings.iter().filter(|it| it.file.as_ref() == Some(file)).cloned().collect();
    let (marks, list) = returned::from_findings(&own, words);
    Some(returned::annotate(&bytes, sha256, &marks, &list))
}

/// The outputs before they are written, the page aside: names relative to the
/// output folder, and bytes.
fn make(
    opened: &workspace::Opened,
    run: &Run,
    report: &Report,
    copies: &BTreeMap<String, Vec<u8>>,
    words: &Catalogue,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    if let Some(rollup) = &run.rollup {
        let bytes =
            write::consolidated::workbook(rollup, &context_of(opened)).map_err(|error| {
                Failure::Told("invariant", vec![("which", Arg::from(error.to_string()))])
            })?;
        files.push((format!("tong-hop-{}.xlsx", opened.workspace.year), bytes));
    }
    let mut copy_of = BTreeMap::new();
    for branch in run.returned() {
        let code = &branch.branch.code;
        let copy = copies.get(code);
        if let Some(bytes) = copy {
            let name = format!("{RETURNED}/{code}.xlsx");
            copy_of.extend(branch.file.map(|it| (it, name.clone())));
            files.push((name, bytes.clone()));
        }
        let own: Vec<&FindingLine> =
            report.findings.iter().filter(|it| it.branch.as_ref() == Some(code)).collect();
        let committee = &opened.workspace.committee;
        let text =
            letter::letter(code, &branch.branch.name, committee, &own, copy.is_some(), words);
        files.push((format!("{RETURNED}/{code}.txt"), letter::as_file(&text).into_bytes()));
    }
    let list = write::findings::workbook(&run.findings, &opened.workspace.branch, words, &copy_of)
        .map_err(anyhow::Error::from)?;
    files.push(("kiem-tra.xlsx".to_owned(), list));
    let json = report.json().map_err(anyhow::Error::from)?;
    files.push(("bao-cao.json".to_owned(), json.into_bytes()));
    Ok(files)
}

fn last_word(run: &Run, rollup: &Rollup, words: &Catalogue) -> String {
    let accepted = rollup.branches.iter().filter(|it| it.status == BranchStatus::Accepted).count();
    let expected = rollup.branches.len();
    let key = match run.ending() {
        Ending::Clean => "end-clean",
        Ending::Findings if accepted == expected => "end-quota",
        Ending::Findings | Ending::NoInput => "end-findings",
    };
    words.ui(key, &[("accepted", Arg::from(accepted)), ("expected", Arg::from(expected))])
}
