//! `xeploai consolidate`: the main job.

use std::path::{Path, PathBuf};

use crate::batch::{Ending, Run};
use crate::cli::Common;
use crate::discover::{Entry, Task};
use crate::finding::{Arg, Finding};
use crate::job::{self, NotMade};
use crate::model::{BranchStatus, Rollup};
use crate::words::Catalogue;

use super::outputs::Outputs;
use super::terminal::Terminal;
use super::validate::{check, no_input, print};
use super::{Failure, apart, fill, pdf, workspace};

/// How the name of the consolidated workbook begins.
const WORKBOOK: &str = "tong-hop-";

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
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&opened.output())?;
    let season = opened.season(apart::read);
    let mut run = check(entries, &season, common, words, terminal);
    // Nothing but files that turned out to be none of a branch, such as our own outputs.
    if run.ending() == Ending::NoInput {
        return Ok(no_input(&inbox, &run.reasons(), words, terminal));
    }
    let load = |file: &str| workspace::load(&opened.dir.join(file), opened.limits.file_bytes).ok();
    // All of it is made before any of it is written: a contradiction leaves the
    // outputs of the last run as they were.
    let mut made = job::make(&opened, &mut run, load, apart::read, common.threads, words)?;
    let Some(rollup) = &run.rollup else { return Ok(Ending::NoInput as u8) };
    for (name, bytes) in std::mem::take(&mut made.files) {
        if let Some(office) = office.as_ref().filter(|_| name.starts_with(WORKBOOK)) {
            match office.convert(&opened.output(), &bytes) {
                Ok(pdf) => outputs.stage(&name.replace(".xlsx", ".pdf"), &pdf)?,
                Err(why) => {
                    log::warn!("no PDF: {why:#}");
                    terminal.alarm(&words.ui("pdf-failed", &[]));
                }
            }
        }
        outputs.stage(&name, &bytes)?;
    }
    for (name, bytes) in fill::fill(&blanks, rollup, &opened.context())? {
        outputs.stage(&name, &bytes)?;
    }
    let hashes = outputs.hashes();
    let page = job::page(&opened, &run, &made, &hashes, words)?;
    outputs.stage("bao-cao.html", page.as_bytes())?;
    let events = outputs.finish()?;

    print(&made.report, common, words, terminal, true)?;
    for event in events {
        let (key, args) = event.words();
        terminal.tell(&words.ui(key, &args));
    }
    terminal.tell(&last_word(&run, rollup, words));
    Ok(run.ending() as u8)
}

impl From<NotMade> for Failure {
    fn from(error: NotMade) -> Self {
        match error {
            NotMade::Contradiction(which) => Self::Told("invariant", vec![("which", which.into())]),
            other => Self::Other(other.into()),
        }
    }
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
        Ending::Findings | Ending::NoInput => "end-findings",
    };
    words.ui(key, &[("accepted", Arg::from(accepted)), ("expected", Arg::from(expected))])
}
