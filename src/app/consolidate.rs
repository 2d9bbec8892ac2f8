//! `xeploai consolidate`: the main job.

use std::path::Path;

use crate::batch::Ending;
use crate::cli::Common;
use crate::context::Context;
use crate::discover::{self, Task};
use crate::finding::Arg;
use crate::model::BranchStatus;
use crate::words::Catalogue;
use crate::write;

use super::outputs::Outputs;
use super::terminal::Terminal;
use super::validate::{check, no_input, print, report_of, season_of};
use super::{Failure, workspace};

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: &Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let inbox = opened.inbox()?;
    let entries = discover::list(&opened.dir, &inbox).map_err(anyhow::Error::from)?;
    if entries.iter().all(|it| matches!(it.task, Task::Ignore(_))) {
        return no_input(&inbox, words, *terminal);
    }
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&opened.output())?;
    let season = season_of(&opened);
    let run = check(entries, &season, common, words, *terminal);
    let Some(rollup) = &run.rollup else { return Ok(Ending::NoInput as u8) };
    let context = Context {
        regime: &opened.regime,
        settings: &opened.workspace.settings,
        year: opened.workspace.year,
        workspace: Some(&opened.workspace),
    };
    // All of it is made before any of it is written: a contradiction leaves the
    // outputs of the last run as they were.
    let report = report_of(&run, &season, words);
    let consolidated = write::consolidated::workbook(rollup, &context).map_err(|error| {
        let which = Arg::from(error.to_string());
        Failure::Told("invariant", vec![("which", which)])
    })?;
    let findings: Vec<u8> = Vec::new();
    let json = report.json().map_err(anyhow::Error::from)?;
    outputs.write(&format!("tong-hop-{}.xlsx", opened.workspace.year), &consolidated)?;
    outputs.write("kiem-tra.xlsx", &findings)?;
    outputs.write("bao-cao.json", json.as_bytes())?;
    let events = outputs.finish()?;

    print(&report, common, words, *terminal)?;
    for event in events {
        let (key, args) = event.words();
        terminal.tell(&words.ui(key, &args));
    }
    let ending = run.ending();
    let accepted = rollup.branches.iter().filter(|it| it.status == BranchStatus::Accepted).count();
    let key = match ending {
        Ending::Clean => "end-clean",
        Ending::Findings if accepted == rollup.branches.len() => "end-quota",
        Ending::Findings | Ending::NoInput => "end-findings",
    };
    let expected = Arg::from(rollup.branches.len());
    terminal.tell(&words.ui(key, &[("accepted", Arg::from(accepted)), ("expected", expected)]));
    Ok(ending as u8)
}
