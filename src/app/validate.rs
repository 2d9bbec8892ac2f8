//! `xeploai validate`: checks, and writes nothing.

use std::path::{Path, PathBuf};

use crate::batch::{self, Ending, Run, Season};
use crate::cli::Common;
use crate::discover::Entry;
use crate::finding::{Arg, Finding};
use crate::progress::Progress;
use crate::regime::Regime;
use crate::report::{Report, text};
use crate::words::Catalogue;
use crate::workbook::Limits;
use crate::workspace::FILE_NAME;

use super::terminal::Terminal;
use super::{Failure, branches, decisions, files, find, reader_process, usage, workspace};

pub(super) fn run(
    paths: &[PathBuf],
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let paths: Vec<PathBuf> = paths.iter().map(|it| find::as_meant(it)).collect();
    if let Some(dir) = whole(&paths, words, terminal)? {
        let opened = workspace::open(&dir, common)?;
        let inbox = opened.inbox()?;
        let entries = workspace::list(&opened.dir, &inbox, &opened.limits)?;
        let entries = decisions::with_decisions(entries, &opened)?;
        let season = opened.season(reader_process::read);
        let run = check(entries, &season, common, words, terminal);
        if run.ending() == Ending::NoInput {
            return Ok(no_input(&inbox, &run.reasons(), words, terminal));
        }
        return tell(&run, &season, common, words, terminal);
    }
    if let Some(lacking) = paths.iter().find(|it| !it.exists()) {
        return Err(find::missing_path(lacking, &paths, words));
    }
    let regimes = regimes(&paths, common)?;
    let limits = Limits::default();
    let mut entries: Vec<Entry> = Vec::new();
    for path in &paths {
        entries.extend(workspace::list(Path::new(""), path, &limits)?);
    }
    branches::set_aside(&mut entries);
    let season =
        Season { regimes: &regimes, workspace: None, limits: &limits, apart: reader_process::read };
    let run = check(entries, &season, common, words, terminal);
    if run.ending() == Ending::NoInput {
        return Ok(no_input(&paths[0], &run.reasons(), words, terminal));
    }
    let code = tell(&run, &season, common, words, terminal)?;
    // What was not checked is said even where notices are not shown.
    terminal.tell(&words.render(&Finding::new(&batch::WITHOUT_WORKSPACE)).message);
    if let Some(dir) = find::above(&paths[0]) {
        let dir = dir.display().to_string();
        let line = usage::line([usage::command("validate", words), dir.as_str()]);
        let args = [("dir", Arg::from(&dir)), ("line", line.into())];
        terminal.tell(&words.ui("loose-of-workspace", &args));
    }
    Ok(code)
}

/// The workspace that is to be checked as a whole; none where forms and folders are named.
fn whole(
    paths: &[PathBuf],
    words: &Catalogue,
    terminal: Terminal,
) -> Result<Option<PathBuf>, Failure> {
    match paths {
        [here] if here.as_path() == Path::new(".") => {
            find::workspace(here, "validate", words, terminal).map(Some)
        }
        [one] => find::itself(one),
        several => {
            let Some(one) = several.iter().find(|it| it.join(FILE_NAME).is_file()) else {
                return Ok(None);
            };
            let path = one.display().to_string();
            let line = usage::line([usage::command("validate", words), path.as_str()]);
            let args = vec![("path", Arg::from(&path)), ("line", line.into())];
            Err(Failure::Told("one-of-several", args))
        }
    }
}

/// Every regime that loose forms may belong to, the oldest first. Forms that lie in a
/// workspace are worded as its profiles are; a regime that it names goes before others
/// of a year.
pub(super) fn regimes(paths: &[PathBuf], common: &Common) -> Result<Vec<Regime>, Failure> {
    let home = workspace::home_of(paths)?;
    let sources = workspace::profiles(common, home.templates.as_deref())?;
    let mut regimes = sources.all().map_err(|it| workspace::refused(&sources, it))?;
    if let Some(named) = home.regime {
        regimes.sort_by_key(|it| it.id != named);
    }
    Ok(regimes)
}

/// Runs the stages, with a bar when it takes long.
pub(super) fn check(
    entries: Vec<Entry>,
    season: &Season,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Run {
    let progress =
        Progress::new(entries.len(), &words.ui("progress-files", &[]), terminal.is_quiet());
    log::info!("{} entries", entries.len());
    let bytes_max = season.limits.file_bytes;
    let load = |path: &Path| files::load(path, bytes_max);
    let run = batch::run(entries, season, common.threads, load, || progress.step());
    progress.finish();
    run
}

/// Prints the result and gives the exit code.
pub(super) fn tell(
    run: &Run,
    season: &Season,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let report = run.report(season, words);
    print(&report, common, words, terminal, false)?;
    Ok(run.ending() as u8)
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
