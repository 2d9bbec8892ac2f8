//! The inbox of a workspace: what lies in it, the run over that, and how its report is told.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::batch::{self, Ending, Keeper, Run, Season};
use crate::cli::Common;
use crate::discover::{Action, Entry};
use crate::finding::{Arg, Finding};
use crate::job;
use crate::progress::Progress;
use crate::report::{Report, text};
use crate::words::Catalogue;

use super::kept::{self, Kept};
use super::terminal::Terminal;
use super::{Failure, files, outputs, reader_process, workspace};

/// The files of the inbox, and with them the sheets of decisions that lie among the outputs.
/// It ends where nothing can be read, which is told.
pub(super) fn listed(
    opened: &workspace::OpenWorkspace,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<ControlFlow<u8, Vec<Entry>>, Failure> {
    let inbox = opened.inbox()?;
    let mut entries = workspace::list(&opened.dir, &inbox, &opened.limits)?;
    if entries.iter().all(|it| matches!(it.task, Action::Ignore(_))) {
        let found: Vec<Finding> = entries.iter().filter_map(Entry::ignored).cloned().collect();
        return Ok(ControlFlow::Break(no_input(&inbox, &found, words, terminal)));
    }
    let output = opened.output();
    for path in decisions(&output).into_iter().chain(consolidated(&output, opened)) {
        entries.extend(workspace::list(&opened.dir, &path, &opened.limits)?);
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(ControlFlow::Continue(entries))
}

/// The run over what was listed. It ends where these were nothing but files that turned out to
/// be none of a branch, such as our own outputs, which is told.
pub(super) fn judged(
    entries: Vec<Entry>,
    opened: &workspace::OpenWorkspace,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<ControlFlow<u8, Run>, Failure> {
    judged_keeping(entries, opened, None, common, words, terminal)
}

/// As [`judged`]; what is kept of files that were read before is not found out again.
pub(super) fn judged_keeping(
    entries: Vec<Entry>,
    opened: &workspace::OpenWorkspace,
    kept: Option<&Kept>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<ControlFlow<u8, Run>, Failure> {
    let season = opened.season(reader_process::read);
    let run = check_keeping(entries, &season, kept, common, words, terminal);
    if run.ending() == Ending::NoInput {
        let code = no_input(&opened.inbox()?, &run.reasons(), words, terminal);
        return Ok(ControlFlow::Break(code));
    }
    Ok(ControlFlow::Continue(run))
}

/// The sheets of decisions in the folder of the outputs, in order.
pub(super) fn decisions(folder: &Path) -> Vec<PathBuf> {
    called(folder, job::is_decisions)
}

/// The consolidated workbooks in the folder of the outputs in which there may be something that people
/// typed, in order.
fn consolidated(folder: &Path, opened: &workspace::OpenWorkspace) -> Vec<PathBuf> {
    let (year, most) = (opened.workspace.year, opened.limits.of_consolidated().file_bytes);
    let mut found = called(folder, |name| job::is_consolidated(name, year));
    if found.is_empty() {
        return found;
    }
    let written = outputs::registry(folder);
    found.retain(|path| {
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        // One that nobody else may read now waits: the new one is written beside it, which is said.
        let bytes = files::load(path, most);
        bytes.is_ok_and(|it| !job::is_as_written(name, &it, &written))
    });
    found
}

/// Files of a folder that are called so, in order.
fn called(folder: &Path, is_called: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = fs::read_dir(folder).into_iter().flatten();
    let is_one = |path: &PathBuf| {
        let name = path.file_name().and_then(|it| it.to_str());
        name.is_some_and(&is_called) && path.is_file()
    };
    let mut found: Vec<PathBuf> =
        listed.filter_map(|it| Some(it.ok()?.path())).filter(is_one).collect();
    found.sort();
    found
}

/// Runs the stages, with a bar when it takes long.
pub(super) fn check(
    entries: Vec<Entry>,
    season: &Season,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Run {
    check_keeping(entries, season, None, common, words, terminal)
}

fn check_keeping(
    entries: Vec<Entry>,
    season: &Season,
    kept: Option<&Kept>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Run {
    let progress =
        Progress::new(entries.len(), &words.ui("progress-files", &[]), terminal.is_quiet());
    log::info!("{} entries", entries.len());
    // Whether it is too long for what it is, the reader judges.
    let bytes_max = season.limits.of_consolidated().file_bytes;
    let load = |path: &Path| files::load(path, bytes_max);
    let get = |key: &str| kept.and_then(|it| it.get(key));
    let put = |key: &str, found: Vec<u8>| {
        if let Some(kept) = kept {
            kept.put(key, found);
        }
    };
    let keeper = kept.map(|_| Keeper::new(season, kept::program(), &job::codes(), &get, &put));
    let done = || progress.step();
    let run = batch::run_keeping(entries, season, common.threads, keeper.as_ref(), load, done);
    progress.finish();
    run
}

/// Prints a report as the flags want it; `is_written` when files hold all of it as well.
pub(super) fn print(
    report: &Report,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
    is_written: bool,
) -> Result<(), Failure> {
    if common.json {
        return terminal.print(&report.json().map_err(anyhow::Error::from)?);
    }
    let notices = common.verbosity > 0;
    let layout = text::Layout { width: Terminal::width(), notices, is_written };
    terminal.print(&text::render(report, layout, words))
}

/// There is nothing to do; what lies there all the same is named.
pub(super) fn no_input(
    inbox: &Path,
    found: &[Finding],
    words: &Catalogue,
    terminal: Terminal,
) -> u8 {
    /// More than these nobody reads.
    const TOLD_MAX: usize = 10;
    for finding in found.iter().take(TOLD_MAX) {
        let worded = words.render(finding);
        terminal.tell(&format!("{}. {}", worded.message, worded.help));
    }
    let shown = Arg::from(inbox.display().to_string());
    terminal.complain(&words.ui("error", &[]), &words.ui("no-input", &[("inbox", shown)]));
    Ending::NoInput as u8
}
