//! `xeploai form`: one blank form for each branch.

pub(super) mod supplement;

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::finding::Arg;
use crate::words::Catalogue;
use crate::write::blank::{self, BlankFor};

use super::outputs::{self, save_atomically};
use super::terminal::{Stream, Terminal};
use super::{Failure, branch_pages, roster as rosters_of, stop, workspace};

/// Folder of the blank forms, below the output folder.
const FOLDER: &str = "bieu-mau";

pub(super) fn run(
    dir: &Path,
    roster: &[PathBuf],
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let rosters = match roster {
        [] => rosters_of::remembered(&opened, words, terminal),
        from => rosters_of::taken((dir, from), &opened, common, words, terminal)?,
    };
    let is_asked = !roster.is_empty() || !opened.workspace.earlier.is_empty();
    let folder = opened.output().join(FOLDER);
    fs::create_dir_all(&folder).map_err(|it| outputs::failed(&folder, &it))?;
    stop::now(stop::Doing::Forms);
    let (mut written, mut kept) = (0_usize, 0_usize);
    let mut lines = Vec::new();
    let mut unknown = Vec::new();
    for branch in &opened.workspace.branch {
        let path = folder.join(format!("{}.xlsx", branch.code));
        let shown = Arg::from(path.display().to_string());
        if path.exists() {
            kept += 1;
            lines.push(words.ui("form-kept", &[("path", shown)]));
            continue;
        }
        let known = rosters.get(&branch.code.to_ascii_uppercase());
        if is_asked && known.is_none() {
            unknown.push(branch.code.as_str());
        }
        let bytes = blank::workbook(
            &opened.regime,
            &BlankFor {
                year: Some(opened.workspace.year),
                committee: &opened.workspace.committee,
                branch: Some(branch),
                roster: known.map_or(&[][..], Vec::as_slice),
            },
        )
        .map_err(anyhow::Error::from)?;
        save_atomically(&path, &bytes)?;
        written += 1;
        lines.push(words.ui("form-written", &[("path", shown)]));
    }
    if !unknown.is_empty() {
        let (count, branches) = (Arg::from(unknown.len()), Arg::from(unknown.join(", ")));
        terminal
            .tell(&words.ui("form-roster-missing", &[("count", count), ("branches", branches)]));
    }
    // A commune of two hundred branches would have to look for the two lines that matter.
    if common.verbosity <= 0 {
        lines.clear();
    }
    let key = match (written, kept) {
        (0, _) => "form-none-new",
        (_, 0) => "form-all-new",
        _ => "form-some-new",
    };
    lines.push(words.ui(key, &[("written", Arg::from(written)), ("kept", Arg::from(kept))]));
    let pages = branch_pages::write(&opened, &folder, words)?;
    let place = words.ui("form-where", &[("dir", Arg::from(folder.display().to_string()))]);
    lines.push(format!("{place} {pages}"));
    terminal.print(&terminal.linked(&(lines.join("\n") + "\n"), &folder, Stream::Stdout))?;
    Ok(0)
}
