//! `xeploai verify`: whether everything is as the journal says.

use std::path::Path;

use tempfile::TempDir;

use crate::archive::Checked;
use crate::batch::sha256;
use crate::cli::{self, Common};
use crate::discover::Action;
use crate::finding::{Arg, Finding};
use crate::job::{PAGE, PAPERS};
use crate::journal::{self, Disk, OF_PAPERS, Read, Seen};
use crate::report::html;
use crate::words::Catalogue;

use super::terminal::Terminal;
use super::workspace::{self, OpenWorkspace};
use super::{Failure, files, inbox, outputs};

/// More findings than these nobody reads on a terminal.
const TOLD_MAX: usize = 100;

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let (read, findings) = verified(&opened, false)?;
    tell(dir, Some(&read), None, &findings, common, words, terminal)
}

/// The same of an archive: its seal, and where that holds what is in it.
pub(super) fn archive(
    (path, checked): (&Path, &Checked),
    unpacked: Option<&TempDir>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let Checked { changed, missing, foreign, is_sealed, .. } = checked;
    let mut findings = journal::told_of_archive(changed, missing, foreign, *is_sealed);
    let mut read = None;
    if let Some(unpacked) = unpacked {
        let opened = workspace::open(unpacked.path(), common)?;
        let (own, more) = verified(&opened, true)?;
        findings.extend(more);
        read = Some(own);
    }
    tell(path, read.as_ref(), Some(checked), &findings, common, words, terminal)
}

/// What the journal says, and what is not as it says.
pub(super) fn verified(
    opened: &OpenWorkspace,
    is_archive: bool,
) -> Result<(Read, Vec<Finding>), Failure> {
    let folder = opened.output();
    let bytes = journal_of(&folder)?;
    let read = journal::read(&bytes);
    let mut ours = outputs::registry(&folder);
    let papers = outputs::registry(&folder.join(PAPERS)).into_iter();
    ours.extend(papers.map(|it| (format!("{OF_PAPERS}{}", it.0), it.1)));
    let settings = super::journal::settings(opened);
    let input = |path: &str| seen(&opened.dir.join(path));
    let output = |name: &str| seen_output(&folder, name);
    let disk = Disk {
        input: &input,
        output: &output,
        folder: &opened.workspace.output,
        ours: &ours,
        listed: &listed(opened)?,
        settings: &settings,
        program: &cli::program(),
        is_archive,
    };
    let findings = journal::verify(&read, &disk);
    Ok((read, findings))
}

fn journal_of(folder: &Path) -> Result<Vec<u8>, Failure> {
    let path = folder.join(journal::NAME);
    let bytes = super::journal::bytes(folder).map_err(|it| workspace::unreadable(&path, &it))?;
    bytes.filter(|it| !it.is_empty()).ok_or_else(|| {
        let path = Arg::from(path.display().to_string());
        Failure::Told("verify-no-journal", vec![("path", path)])
    })
}

fn seen(path: &Path) -> Seen {
    match outputs::hash_of(path) {
        Ok(Some(hash)) => Seen::Hash(hash),
        Ok(None) => Seen::Gone,
        Err(_) => Seen::Closed,
    }
}

/// An output; the page without what is only in it while the program watches.
fn seen_output(folder: &Path, name: &str) -> Seen {
    let path = folder.join(name);
    if name != PAGE {
        return seen(&path);
    }
    match files::load(&path, u64::MAX) {
        Ok(bytes) => Seen::Hash(sha256(&html::plain(bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Seen::Gone,
        Err(_) => Seen::Closed,
    }
}

/// Paths of the files that would be read now.
fn listed(opened: &OpenWorkspace) -> Result<Vec<String>, Failure> {
    let mut places = inbox::decisions(&opened.output());
    // Without a folder every file in it is gone, which is told one by one.
    places.extend(opened.inbox().ok());
    let mut paths = Vec::new();
    for place in places {
        let entries = workspace::list(&opened.dir, &place, &opened.limits)?;
        let read = entries.into_iter().filter(|it| matches!(it.task, Action::Read(_)));
        paths.extend(read.map(|it| it.path));
    }
    paths.sort();
    Ok(paths)
}

/// Prints what was found, and gives the exit code.
fn tell(
    dir: &Path,
    read: Option<&Read>,
    checked: Option<&Checked>,
    findings: &[Finding],
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let differ = findings.iter().filter(|it| it.is_error()).count();
    if common.json {
        let text = json(read, checked, findings, words)?;
        terminal.print(&(text + "\n"))?;
        return Ok(u8::from(differ > 0));
    }
    let mut lines: Vec<String> = findings.iter().take(TOLD_MAX).map(|it| told(it, words)).collect();
    if findings.len() > TOLD_MAX {
        let more = findings.len() - TOLD_MAX;
        lines.push(words.ui("verify-more", &[("count", more.into())]));
    }
    if let Some(read) = read {
        lines.push(of_journal(read, words));
    }
    if let Some(checked) = checked {
        let args = [("count", Arg::from(checked.whole)), ("seal", Arg::from(&checked.seal))];
        lines.push(words.ui("verify-archive", &args));
    }
    let shown = Arg::from(dir.display().to_string());
    lines.push(if differ == 0 {
        words.ui("verify-holds", &[("dir", shown)])
    } else {
        words.ui("verify-differs", &[("dir", shown), ("count", differ.into())])
    });
    terminal.print(&(lines.join("\n") + "\n"))?;
    Ok(u8::from(differ > 0))
}

/// A finding as a line, and below it what to do.
pub(super) fn told(finding: &Finding, words: &Catalogue) -> String {
    let worded = words.render(finding);
    let severity = words.severity(finding.severity);
    format!("{severity}[{}]: {}\n  {}", finding.code.id, worded.message, worded.help)
}

fn of_journal(read: &Read, words: &Catalogue) -> String {
    let (first, last) = read.times.clone().unwrap_or_default();
    let shown = |it: String| it.get(..16).map_or(it.clone(), |it| it.replace('T', " "));
    let args = [
        ("lines", Arg::from(read.lines)),
        ("runs", Arg::from(read.runs)),
        ("first", Arg::from(shown(first))),
        ("last", Arg::from(shown(last))),
        ("outputs", Arg::from(read.state.outputs.len())),
        ("files", Arg::from(read.state.files.len())),
    ];
    words.ui("verify-journal", &args)
}

fn json(
    read: Option<&Read>,
    checked: Option<&Checked>,
    findings: &[Finding],
    words: &Catalogue,
) -> Result<String, Failure> {
    let one = |it: &Finding| {
        let worded = words.render(it);
        let line = it.args.iter().find(|arg| arg.0 == "line").and_then(|arg| match &arg.1 {
            Arg::Text(text) => text.parse::<u64>().ok(),
            Arg::Decimal(_) | Arg::Word(_) => None,
        });
        serde_json::json!({
            "code": it.code.id, "name": it.code.name, "severity": it.severity, "path": it.file,
            "line": line, "message": worded.message, "help": worded.help,
        })
    };
    let journal = read.map(|it| {
        serde_json::json!({
            "lines": it.lines, "runs": it.runs, "outputs": it.state.outputs.len(),
            "files": it.state.files.len(),
        })
    });
    let text = serde_json::to_string_pretty(&serde_json::json!({
        "holds": findings.iter().all(|it| !it.is_error()),
        "journal": journal,
        "seal": checked.map(|it| &it.seal),
        "findings": findings.iter().map(one).collect::<Vec<_>>(),
    }));
    Ok(text.map_err(anyhow::Error::from)?)
}
