//! `xeploai verify`: whether everything is as the journal says.

use std::path::Path;

use tempfile::TempDir;

use crate::archive::{self, Checked, check_unpacked};
use crate::cli::Common;
use crate::finding::{Arg, Finding};
use crate::journal::{self, Read};
use crate::words::Catalogue;

use super::terminal::Terminal;
use super::verified::{self, Verified};
use super::workspace;
use super::{Failure, files, outputs, sources};

/// More findings than these nobody reads on a terminal.
const TOLD_MAX: usize = 100;

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open_alone(dir, common)?;
    let Verified { read, mut findings, archives } = verified::verified(&opened, false)?;
    findings.extend(archives);
    let list = dir.join(archive::LIST);
    let checked = if list.is_file() { Some(unpacked(dir, &list, &mut findings)?) } else { None };
    tell(dir, Some(&read), checked.as_ref(), &findings, common, words, terminal)
}

/// What lies where an archive was unpacked, held to its list. What differs is told beside what the journal told.
fn unpacked(dir: &Path, list: &Path, findings: &mut Vec<Finding>) -> Result<Checked, Failure> {
    let bytes = files::load(list, u64::MAX).map_err(|it| sources::unreadable(list, &it))?;
    let hash = |name: &str| outputs::hash_of(&dir.join(name)).ok().flatten();
    // A list that is none is not what was sealed.
    let checked = check_unpacked(&bytes, hash).unwrap_or_default();
    let Checked { changed, missing, is_sealed, .. } = &checked;
    let told = journal::told_of_archive(changed, missing, &[], *is_sealed);
    for it in told {
        let is_known = it.file.is_some() && findings.iter().any(|known| known.file == it.file);
        if !is_known {
            findings.push(it);
        }
    }
    Ok(checked)
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
        let opened = workspace::open_alone(unpacked.path(), common)?;
        let own = verified::verified(&opened, true)?;
        findings.extend(own.findings);
        read = Some(own.read);
    }
    tell(path, read.as_ref(), Some(checked), &findings, common, words, terminal)
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
    let mut lines: Vec<String> =
        findings.iter().take(TOLD_MAX).map(|it| verified::told(it, words)).collect();
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
            Arg::Decimal(_) | Arg::Percent(_) | Arg::Word(_) => None,
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
