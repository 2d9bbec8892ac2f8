//! `xeploai form`: one blank form for each branch.

pub(super) mod supplement;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::batch::{self, Season};
use crate::cli::Common;
use crate::finding::Arg;
use crate::words::Catalogue;
use crate::workbook::Limits;
use crate::write::blank::{self, BlankFor, RosterMember};

use super::find::{self, Asked};
use super::outputs::{self, save_atomically};
use super::terminal::{Stream, Terminal};
use super::{Failure, branch_pages, files, reader_process, stop, usage, workspace};

/// Folder of the blank forms, below the output folder.
const FOLDER: &str = "bieu-mau";

pub(super) fn run(
    dir: &Path,
    roster: Option<&Path>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let rosters = match roster {
        Some(path) => rosters((dir, path), common, words, terminal)?,
        None => BTreeMap::new(),
    };
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
        if roster.is_some() && known.is_none() {
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

/// Members for the workspace in `dir`, by upper-case branch code, from an earlier workspace's inbox or from
/// filled forms. A form counts here as it counts in a run; of two different
/// forms of a branch neither is taken, and that is said.
fn rosters(
    (dir, path): (&Path, &Path),
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<BTreeMap<String, Vec<RosterMember>>, Failure> {
    let limits = Limits::default();
    let load = |path: &Path| files::load(path, limits.file_bytes);
    let path = &find::as_meant(path);
    if !path.exists() {
        let dir = dir.display().to_string();
        let before = [usage::command("form", words), dir.as_str(), "--roster"];
        return Err(find::missing(path, Asked::new(&before, words)));
    }
    let standing = if let Some(earlier) = find::itself(path)? {
        let earlier = workspace::open(&earlier, common)?;
        let entries = workspace::list(&earlier.dir, &earlier.inbox()?, &earlier.limits)?;
        batch::standing(entries, &earlier.season(reader_process::read), common.threads, load)
    } else {
        let regimes = workspace::regimes(&[path.to_owned()], common)?;
        let season = Season {
            regimes: &regimes,
            workspace: None,
            limits: &limits,
            apart: reader_process::read,
        };
        let entries = workspace::list(Path::new(""), path, &limits)?;
        batch::standing(entries, &season, common.threads, load)
    };
    let mut found: BTreeMap<String, Vec<RosterMember>> = BTreeMap::new();
    let mut disputed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for form in standing {
        let branch = form.branch.to_ascii_uppercase();
        if form.is_disputed {
            disputed.entry(branch).or_default().push(form.path);
            continue;
        }
        let roster = blank::roster_of(&form.submission);
        if !roster.is_empty() {
            found.insert(branch, roster);
        }
    }
    for (branch, paths) in &disputed {
        let args = [("branch", Arg::from(branch)), ("paths", Arg::from(paths.join(", ")))];
        terminal.tell(&words.ui("form-roster-two", &args));
        found.insert(branch.clone(), Vec::new());
    }
    if found.is_empty() {
        let shown = Arg::from(path.display().to_string());
        return Err(Failure::Told("form-roster-unreadable", vec![("path", shown)]));
    }
    Ok(found)
}
