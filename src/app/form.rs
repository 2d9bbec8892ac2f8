//! `xeploai form`: one blank form for each branch.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::batch::{self, Season};
use crate::cli::Common;
use crate::finding::Arg;
use crate::words::Catalogue;
use crate::workbook::Limits;
use crate::workspace::FILE_NAME;
use crate::write::blank::{self, BlankFor, RosterMember};

use super::outputs::save_atomically;
use super::terminal::Terminal;
use super::validate::regimes;
use super::{Failure, apart, branch_pages, workspace};

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
        Some(path) => rosters(path, common, words, terminal)?,
        None => BTreeMap::new(),
    };
    let folder = opened.output().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let (mut written, mut kept) = (0_usize, 0_usize);
    let mut lines = Vec::new();
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
            let name = Arg::from(&branch.name);
            terminal.tell(&words.ui("form-roster-missing", &[("branch", name)]));
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
    let args = [
        ("written", Arg::from(written)),
        ("kept", Arg::from(kept)),
        ("dir", Arg::from(folder.display().to_string())),
    ];
    lines.push(words.ui("form-summary", &args));
    terminal.print(&(lines.join("\n") + "\n"))?;
    branch_pages::write(&opened, &folder, words, terminal)?;
    Ok(0)
}

/// Members by upper-case branch code, from an earlier workspace's inbox or from
/// filled forms. A form counts here as it counts in a run; of two different
/// forms of a branch neither is taken, and that is said.
fn rosters(
    path: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<BTreeMap<String, Vec<RosterMember>>, Failure> {
    let limits = Limits::default();
    let load = |path: &Path| workspace::load(path, limits.file_bytes);
    let standing = if path.join(FILE_NAME).is_file() {
        let earlier = workspace::open(path, common)?;
        let entries = workspace::list(&earlier.dir, &earlier.inbox()?, &earlier.limits)?;
        batch::standing(entries, &earlier.season(apart::read), common.threads, load)
    } else if path.exists() {
        let regimes = regimes(&[path.to_owned()], common)?;
        let season =
            Season { regimes: &regimes, workspace: None, limits: &limits, apart: apart::read };
        let entries = workspace::list(Path::new(""), path, &limits)?;
        batch::standing(entries, &season, common.threads, load)
    } else {
        Vec::new()
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
