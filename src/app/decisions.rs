//! `xeploai decisions`: the sheets on which the committee decides.

use std::path::Path;

use crate::batch::Ending;
use crate::cli::Common;
use crate::discover::{Action, Entry};
use crate::finding::{Arg, Finding};
use crate::model::BranchStatus;
use crate::words::Catalogue;
use crate::write::decisions::{Which, workbook};

use super::outputs::{self, save_atomically};
use super::terminal::Terminal;
use super::validate::{check, no_input};
use super::{Failure, reader_process, stop, workspace};

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
    let season = opened.season(reader_process::read);
    let run = check(entries, &season, common, words, terminal);
    let Some(results) = run.results.as_ref().filter(|_| run.ending() != Ending::NoInput) else {
        return Ok(no_input(&inbox, &run.reasons(), words, terminal));
    };
    let folder = opened.output();
    std::fs::create_dir_all(&folder).map_err(|it| outputs::failed(&folder, &it))?;
    stop::now(stop::Doing::Forms);
    let made = workbook(results, &opened.context(), Which::All).map_err(anyhow::Error::from)?;
    let Some(bytes) = made else {
        terminal.print(&(words.ui("decisions-nothing", &[]) + "\n"))?;
        return Ok(0);
    };
    let path = folder.join(crate::job::decisions_name(opened.workspace.year));
    save_atomically(&path, &bytes)?;
    let shown = Arg::from(path.display().to_string());
    let mut lines = vec![words.ui("decisions-written", &[("path", shown)])];
    let out = results.branches.iter().filter(|it| it.status != BranchStatus::Accepted).count();
    if out > 0 {
        lines.push(words.ui("decisions-branches-out", &[("count", out.into())]));
    }
    terminal.print(&(lines.join("\n") + "\n"))?;
    Ok(0)
}
