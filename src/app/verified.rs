//! What the journal of a workspace says, and what is not as it says: for `verify`, and before a year is sealed.

use std::path::Path;

use crate::archive;
use crate::batch::sha256;
use crate::cli;
use crate::discover::Action;
use crate::finding::{Arg, Finding};
use crate::job::{PAGE, PAPERS, workbook_name};
use crate::journal::{self, Disk, OF_PAPERS, Read, Seen};
use crate::report::html;
use crate::words::Catalogue;

use super::workspace::{self, OpenWorkspace};
use super::{Failure, files, inbox, outputs, sources};

/// What the journal of a workspace or an archive says, and what is not as it says.
pub(super) struct Verified {
    pub(super) read: Read,
    pub(super) findings: Vec<Finding>,
    /// The same of archives of the year that were made: a new one is sealed all the same.
    pub(super) archives: Vec<Finding>,
}

pub(super) fn verified(opened: &OpenWorkspace, is_archive: bool) -> Result<Verified, Failure> {
    let folder = opened.output();
    let bytes = journal_of(&folder)?;
    let read = journal::read(&bytes);
    let mut ours = outputs::registry(&folder);
    let papers = outputs::registry(&folder.join(PAPERS)).into_iter();
    ours.extend(papers.map(|it| (format!("{OF_PAPERS}{}", it.0), it.1)));
    let settings = super::journal::settings(opened);
    let input = |path: &str| seen(&opened.dir.join(path));
    let output = |name: &str| seen_output(&folder, name);
    // An archive that somebody unpacked has no more than one that is read where it is.
    let is_archive = is_archive || opened.dir.join(archive::LIST).is_file();
    let disk = Disk {
        input: &input,
        output: &output,
        previous: &input,
        folder: &opened.workspace.output,
        ours: &ours,
        listed: &listed(opened)?,
        settings: &settings,
        program: &cli::program(),
        is_archive,
    };
    let findings = journal::verify(&read, &disk);
    let is_archive = |it: &str| it.starts_with(archive::ARCHIVE);
    let archives =
        if disk.is_archive { Vec::new() } else { journal::archives(&read, &disk, is_archive) };
    Ok(Verified { read, findings, archives })
}

fn journal_of(folder: &Path) -> Result<Vec<u8>, Failure> {
    let path = folder.join(journal::NAME);
    let bytes = super::journal::bytes(folder).map_err(|it| sources::unreadable(&path, &it))?;
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
    // Our own workbook is read again for what was typed into it; as an output it is compared anyway.
    let own = format!("{}/{}", opened.workspace.output, workbook_name(opened.workspace.year));
    paths.retain(|it| *it != own);
    paths.sort();
    Ok(paths)
}

/// A finding as a line, and below it what to do.
pub(super) fn told(finding: &Finding, words: &Catalogue) -> String {
    let worded = words.render(finding);
    let severity = words.severity(finding.severity);
    format!("{severity}[{}]: {}\n  {}", finding.code.id, worded.message, worded.help)
}
