//! `xeploai form`: one blank form for each branch.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::cli::Common;
use crate::discover::{self, Task};
use crate::finding::Arg;
use crate::read::{self, Limits, Parsed};
use crate::regime::Regime;
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;
use crate::write::blank::{self, BlankFor, RosterMember};

use super::outputs::save_atomically;
use super::terminal::Terminal;
use super::{Failure, workspace};

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
        Some(path) => rosters(path, &opened.regime, common)?,
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
    Ok(0)
}

/// Members by upper-case branch code, from an earlier workspace's inbox or from
/// one filled form. Of two forms of a branch the last by path is taken.
fn rosters(
    path: &Path,
    regime: &Regime,
    common: &Common,
) -> Result<BTreeMap<String, Vec<RosterMember>>, Failure> {
    let unreadable = || {
        let shown = Arg::from(path.display().to_string());
        Failure::Told("form-roster-unreadable", vec![("path", shown)])
    };
    let limits = Limits::default();
    let (regime, entries) = if path.join(FILE_NAME).is_file() {
        let earlier = workspace::open(path, common)?;
        let inbox = earlier.inbox()?;
        let entries = discover::list(&earlier.dir, &inbox).map_err(anyhow::Error::from)?;
        (earlier.regime, entries)
    } else if path.exists() {
        let entries = discover::list(Path::new(""), path).map_err(anyhow::Error::from)?;
        (regime.clone(), entries)
    } else {
        return Err(unreadable());
    };
    let mut found = BTreeMap::new();
    for entry in entries {
        let Task::Read(real) = entry.task else { continue };
        let bytes = workspace::load(&real, limits.file_bytes)
            .with_context(|| real.display().to_string())?;
        let Ok(Parsed { submission, .. }) = read::read(&bytes, &regime, &limits) else {
            log::warn!("no roster in one file of the earlier workspace");
            continue;
        };
        let roster = blank::roster_of(&submission);
        let code = submission.info.branch_code.text().trim().to_ascii_uppercase();
        if !roster.is_empty() && !code.is_empty() {
            found.insert(code, roster);
        }
    }
    if found.is_empty() { Err(unreadable()) } else { Ok(found) }
}
