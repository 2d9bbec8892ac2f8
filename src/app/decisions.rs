//! `xeploai decisions`: the sheets on which the committee decides.

use std::fs;
use std::path::{Path, PathBuf};

use crate::batch::{Ending, Run};
use crate::cli::Common;
use crate::discover::{Action, Entry};
use crate::finding::{Arg, Finding};
use crate::job;
use crate::model::BranchStatus;
use crate::words::Catalogue;
use crate::write::decisions::{Which, workbook};

use super::outputs::{self, save_atomically};
use super::terminal::Terminal;
use super::validate::{check, no_input};
use super::{Failure, reader_process, stop, workspace};

/// What the sheets of decisions may be saved as.
const KINDS: [&str; 6] = [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".fods"];

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let inbox = opened.inbox()?;
    let entries = workspace::list(&opened.dir, &inbox, &opened.limits)?;
    if entries.iter().all(|it| matches!(it.task, Action::Ignore(_))) {
        let found: Vec<Finding> = entries.iter().filter_map(Entry::ignored).cloned().collect();
        return Ok(no_input(&inbox, &found, words, terminal));
    }
    let entries = with_decisions(entries, &opened)?;
    let season = opened.season(reader_process::read);
    let run = check(entries, &season, common, words, terminal);
    let Some(results) = run.results.as_ref().filter(|_| run.ending() != Ending::NoInput) else {
        return Ok(no_input(&inbox, &run.reasons(), words, terminal));
    };
    let folder = opened.output();
    fs::create_dir_all(&folder).map_err(|it| outputs::failed(&folder, &it))?;
    stop::now(stop::Doing::Forms);
    let path = folder.join(job::decisions_name(opened.workspace.year));
    // What somebody wrote in stays as it is: what is still open goes to new sheets.
    let kept = path.exists() && !is_untouched(&run, &path, &opened);
    let which = if kept { Which::Open } else { Which::All };
    let made = workbook(results, &opened.context(), which).map_err(anyhow::Error::from)?;
    let shown = |path: &Path| Arg::from(path.display().to_string());
    let Some(bytes) = made else {
        let key = if kept { "decisions-all-decided" } else { "decisions-nothing" };
        terminal.print(&(words.ui(key, &[]) + "\n"))?;
        return Ok(0);
    };
    let mut lines = Vec::new();
    if kept {
        let beside = outputs::free_name(&path, |number| (number + 1).to_string());
        save_atomically(&beside, &bytes)?;
        let args = [("path", shown(&beside)), ("kept", shown(&path))];
        lines.push(words.ui("decisions-rest-written", &args));
    } else {
        save_atomically(&path, &bytes)?;
        lines.push(words.ui("decisions-written", &[("path", shown(&path))]));
    }
    let out = results.branches.iter().filter(|it| it.status != BranchStatus::Accepted).count();
    if out > 0 {
        lines.push(words.ui("decisions-branches-out", &[("count", out.into())]));
    }
    terminal.print(&(lines.join("\n") + "\n"))?;
    Ok(0)
}

/// Whether nobody has written in the sheets that lie there, as the run has just read them.
fn is_untouched(run: &Run, path: &Path, opened: &workspace::OpenWorkspace) -> bool {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let shown = format!("{}/{name}", opened.workspace.output);
    run.files.iter().any(|it| it.path == shown && it.is_untouched)
}

/// The files of the inbox, and with them the sheets of decisions that lie among the outputs.
pub(super) fn with_decisions(
    mut entries: Vec<Entry>,
    opened: &workspace::OpenWorkspace,
) -> Result<Vec<Entry>, Failure> {
    for path in sheets(&opened.output()) {
        entries.extend(workspace::list(&opened.dir, &path, &opened.limits)?);
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// The sheets of decisions in a folder, in order.
fn sheets(folder: &Path) -> Vec<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = fs::read_dir(folder).into_iter().flatten();
    let is_one = |path: &PathBuf| {
        let name = path.file_name().map(|it| it.to_string_lossy().to_lowercase());
        let is_named = |it: &str| {
            it.starts_with(job::DECISIONS) && KINDS.iter().any(|kind| it.ends_with(kind))
        };
        name.is_some_and(|it| is_named(&it)) && path.is_file()
    };
    let mut found: Vec<PathBuf> =
        listed.filter_map(|it| Some(it.ok()?.path())).filter(is_one).collect();
    found.sort();
    found
}
