//! `xeploai decisions`: the sheets on which the committee decides.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::{self, Ending, Run};
use crate::cli::Common;
use crate::finding::Arg;
use crate::job;
use crate::words::Catalogue;
use crate::write::decisions::{Which, workbook};

use super::outputs::{self, save_atomically};
use super::terminal::Terminal;
use super::{Failure, inbox, journal, stop, workspace};

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let ControlFlow::Continue(entries) = inbox::listed(&opened, words, terminal)? else {
        return Ok(Ending::NoInput as u8);
    };
    let judged = inbox::judged(entries, &opened, common, words, terminal)?;
    let ControlFlow::Continue(run) = judged else { return Ok(Ending::NoInput as u8) };
    let Some(results) = &run.results else { return Ok(Ending::NoInput as u8) };
    let folder = opened.output();
    fs::create_dir_all(&folder).map_err(|it| outputs::failed(&folder, &it))?;
    stop::now(stop::Doing::Forms);
    let path = folder.join(job::decisions_name(opened.workspace.year));
    // What somebody wrote in stays as it is: what is still open goes to new sheets.
    let kept = path.exists() && !is_untouched(&run, &path, &opened);
    // What was decided elsewhere, typed into the consolidated workbook or on other sheets, is not asked again.
    let decided = results.decisions.as_ref().is_some_and(|it| !it.decided.is_empty());
    let which = if kept || decided { Which::Open } else { Which::All };
    let made = workbook(results, &opened.context(), which).map_err(anyhow::Error::from)?;
    let shown = |path: &Path| Arg::from(path.display().to_string());
    let Some(bytes) = made else {
        let is_all = kept || decided;
        let key = if is_all { "decisions-all-decided" } else { "decisions-nothing" };
        terminal.print(&(words.ui(key, &[]) + "\n"))?;
        return Ok(0);
    };
    let mut lines = Vec::new();
    let made = |path: &Path| {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let made = [(name.unwrap_or_default(), batch::sha256(&bytes))].into();
        journal::note_made("decisions", &opened, made, words, terminal);
    };
    if kept {
        let beside = outputs::free_name(&path, |number| (number + 1).to_string());
        save_atomically(&beside, &bytes)?;
        made(&beside);
        let args = [("path", shown(&beside)), ("kept", shown(&path))];
        lines.push(words.ui("decisions-rest-written", &args));
    } else {
        save_atomically(&path, &bytes)?;
        made(&path);
        lines.push(words.ui("decisions-written", &[("path", shown(&path))]));
    }
    let out = results.branches.iter().filter(|it| !it.is_accepted()).count();
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
