//! `xeploai consolidate`: the main job.

use std::collections::{BTreeMap, BTreeSet};
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
    let run = check(entries, &season, common, words, terminal);
    let Some(rollup) = &run.rollup else { return Ok(Ending::NoInput as u8) };
    let report = report_of(&run, &season, words);
    // All of it is made before any of it is written: a contradiction leaves the
    // outputs of the last run as they were.
    let made = make(&opened, &run, rollup, &report, words)?;
    for (name, bytes) in &made.files {
        outputs.write(name, bytes)?;
    }
    let hashes: Vec<(String, String)> =
        outputs.written().iter().map(|(name, hash)| (name.clone(), hash.clone())).collect();
    let page = html::Page {
        report: &report,
        rollup: Some(rollup),
        context: Some(context_of(&opened)),
        outputs: &hashes,
        returned: &made.returned,
    };
    let page = html::render(&page, words).map_err(anyhow::Error::from)?;
    outputs.write("bao-cao.html", page.as_bytes())?;
    let events = outputs.finish()?;

    print(&report, common, words, terminal)?;
    for (branch, refusal) in made.refused {
        let args =
            [("branch", Arg::from(branch)), ("why", Arg::from(words.ui(refusal.key(), &[])))];
        terminal.tell(&words.ui("returned-refused", &args));
    }
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

/// The outputs of a run before they are written, the page aside: it names the others' hashes.
struct Made {
    /// Names relative to the output folder, and bytes.
    files: Vec<(String, Vec<u8>)>,
    /// Codes of the branches whose own workbook was annotated.
    returned: BTreeSet<String>,
    /// Names of the branches whose workbook could not be, and why.
    refused: Vec<(String, Refusal)>,
}

fn make(
    opened: &workspace::Opened,
    run: &Run,
    rollup: &Rollup,
    report: &Report,
    words: &Catalogue,
) -> Result<Made, Failure> {
    let consolidated =
        write::consolidated::workbook(rollup, &context_of(opened)).map_err(|error| {
            Failure::Told("invariant", vec![("which", Arg::from(error.to_string()))])
        })?;
    let mut made = Made { files: Vec::new(), returned: BTreeSet::new(), refused: Vec::new() };
    let mut copies = BTreeMap::new();
    for branch in rollup.branches.iter().filter(|it| it.status == BranchStatus::Returned) {
        let code = &branch.branch.code;
        match annotated(opened, run, branch, words) {
            Some(Ok(bytes)) => {
                let name = format!("{RETURNED}/{code}.xlsx");
                copies.extend(branch.file.clone().map(|it| (it, name.clone())));
                made.returned.insert(code.clone());
                made.files.push((name, bytes));
            }
            Some(Err(refusal)) => made.refused.push((branch.branch.name.clone(), refusal)),
            None => {}
        }
        let own: Vec<&FindingLine> =
            report.findings.iter().filter(|it| it.branch.as_ref() == Some(code)).collect();
        let text = letter::letter(
            code,
            &branch.branch.name,
            &opened.workspace.committee,
            &own,
            made.returned.contains(code),
            words,
        );
        let name = format!("{RETURNED}/{code}.txt");
        made.files.push((name, letter::as_file(&text).into_bytes()));
    }
    let list = write::findings::workbook(&run.findings, &opened.workspace.branch, words, &copies)
        .map_err(anyhow::Error::from)?;
    let json = report.json().map_err(anyhow::Error::from)?;
    made.files.push((format!("tong-hop-{}.xlsx", opened.workspace.year), consolidated));
    made.files.push(("kiem-tra.xlsx".to_owned(), list));
    made.files.push(("bao-cao.json".to_owned(), json.into_bytes()));
    Ok(made)
}

/// The branch's own workbook with its findings marked; `None` when it has gone
/// or changed since it was read.
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
