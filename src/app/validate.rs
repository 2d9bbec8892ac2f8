//! `xeploai validate`: checks, and writes nothing.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::batch::{self, Ending, Run, Season};
use crate::cli::Common;
use crate::discover::Entry;
use crate::finding::{Arg, Finding};
use crate::words::Catalogue;
use crate::workbook::Limits;
use crate::workspace::FILE_NAME;

use super::terminal::Terminal;
use super::workspace::OpenWorkspace;
use super::{Failure, branches, find, inbox, reader_process, usage, workspace};

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
        return of_workspace(&workspace::open(&dir, common)?, common, words, terminal);
    }
    if let Some(lacking) = paths.iter().find(|it| !it.exists()) {
        return Err(find::missing_path(lacking, &paths, words));
    }
    let regimes = workspace::regimes(&paths, common)?.into();
    let limits = Limits::default();
    let mut entries: Vec<Entry> = Vec::new();
    for path in &paths {
        entries.extend(workspace::list(Path::new(""), path, &limits)?);
    }
    branches::set_aside(&mut entries);
    let season =
        Season { regimes: &regimes, workspace: None, limits: &limits, apart: reader_process::read };
    let run = inbox::check(entries, &season, common, words, terminal);
    if run.ending() == Ending::NoInput {
        return Ok(inbox::no_input(&paths[0], &run.reasons(), words, terminal));
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

/// The same of an archive that was unpacked to `dir`. Earlier years do not lie beside it.
pub(super) fn archive(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let mut opened = workspace::open_alone(dir, common)?;
    opened.leave_previous();
    of_workspace(&opened, common, words, terminal)
}

fn of_workspace(
    opened: &OpenWorkspace,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let ControlFlow::Continue(entries) = inbox::listed(opened, words, terminal)? else {
        return Ok(Ending::NoInput as u8);
    };
    let judged = inbox::judged(entries, opened, common, words, terminal)?;
    let ControlFlow::Continue(run) = judged else { return Ok(Ending::NoInput as u8) };
    tell(&run, &opened.season(reader_process::read), common, words, terminal)
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

/// Prints the result and gives the exit code.
fn tell(
    run: &Run,
    season: &Season,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let report = run.report(season, words);
    inbox::print(&report, common, words, terminal, false)?;
    Ok(run.ending() as u8)
}
