//! The journal of a workspace on the disk, and what a run has to say in it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::batch::{FileResult, FileStatus, Run};
use crate::cli;
use crate::job::{self, PAPERS};
use crate::journal::{self, FileLine, NAME, OF_PAPERS, RunLine, Said};
use crate::model::BranchStatus;
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;

use super::terminal::Terminal;
use super::workspace::OpenWorkspace;
use super::{Failure, branches, outputs, previous};

/// Held while a line is added: papers and the main job have outputs of their own, and one journal.
const LOCK: &str = ".xeploai-nhat-ky";

/// A longer one was not written by this program.
const BYTES_MAX: u64 = 1 << 30;

/// What a run is, before it begins.
#[derive(Debug)]
pub(super) struct Before {
    action: &'static str,
    /// SHA-256 of settings by their paths, as they were when they were read.
    settings: BTreeMap<String, String>,
    /// The same of what was read of earlier years.
    previous: BTreeMap<String, String>,
    /// The final workbook that was kept with this run, under a name that may have been another's.
    pub(super) kept: Option<String>,
}

impl Before {
    /// Takes note of what is judged by.
    pub(super) fn new(action: &'static str, opened: &OpenWorkspace) -> Self {
        let files = previous::files(&opened.dir, &opened.workspace).into_iter();
        let hashed = files.filter_map(|it| Some((it.0, outputs::hash_of(&it.1).ok()??)));
        Self { action, settings: settings(opened), previous: hashed.collect(), kept: None }
    }

    /// Adds the lines of a run that came to its end. That they cannot be written is said, and stops
    /// nothing: the outputs are in their places.
    pub(super) fn note(
        self,
        opened: &OpenWorkspace,
        run: &Run,
        outputs: &BTreeMap<String, String>,
        words: &Catalogue,
        terminal: Terminal,
    ) {
        let mut files = files(run);
        // Our own workbook is read again for what was typed into it; it is an output, and no input.
        let output = format!("{}/", opened.workspace.output);
        files.retain(|it| {
            let name = it.path.strip_prefix(&output);
            name.is_none_or(|name| !outputs.contains_key(name))
        });
        let judged_by = [&self.settings, &self.previous];
        let inputs = journal::digest(files.iter(), judged_by, self.action == "papers");
        let line = RunLine {
            counts: counts(run),
            findings: by_code(run.findings.iter().map(|it| it.code.id)),
            settings: self.settings,
            previous: self.previous,
            inputs,
            ..line(self.action, opened)
        };
        let added = add(&opened.output(), |read| {
            let whole = read.begins_anew();
            let mut outputs = outputs.clone();
            if self.action != "papers" {
                // Final workbooks stay as they were noted first, whatever lies there now.
                let year = opened.workspace.year;
                let finals = read.state.outputs.iter();
                let finals = finals.filter(|it| {
                    job::final_number(it.0, year).is_some() && self.kept.as_ref() != Some(it.0)
                });
                outputs.extend(finals.map(|it| (it.0.clone(), it.1.clone())));
            }
            read.state.lines(files, RunLine { whole, ..line }, &outputs)
        });
        tell(added, words, terminal);
    }
}

/// Adds the line of a command that made something once, and judged nothing that is noted.
pub(super) fn note_made(
    action: &'static str,
    opened: &OpenWorkspace,
    made: BTreeMap<String, String>,
    words: &Catalogue,
    terminal: Terminal,
) {
    let line = RunLine { made, ..line(action, opened) };
    tell(add(&opened.output(), |_| vec![Said::Run(Box::new(line))]), words, terminal);
}

fn tell(added: Result<(), Failure>, words: &Catalogue, terminal: Terminal) {
    if let Err(failure) = added {
        let why = failure.words(words);
        terminal.alarm(&words.ui("journal-failed", &[("why", why.into())]));
    }
}

fn line(action: &str, opened: &OpenWorkspace) -> RunLine {
    RunLine {
        action: action.to_owned(),
        program: cli::program(),
        regime: opened.regime.id.clone(),
        year: opened.workspace.year,
        ..RunLine::default()
    }
}

/// Adds lines, after one that tells what is torn or broken at its end.
fn add(folder: &Path, said: impl FnOnce(&journal::Read) -> Vec<Said>) -> Result<(), Failure> {
    let path = folder.join(NAME);
    let failed = |error: &io::Error| outputs::failed(&path, error);
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    let lock = options.open(folder.join(LOCK)).map_err(|it| failed(&it))?;
    lock.lock().map_err(|it| failed(&it))?;
    let read = journal::read(&bytes(folder).map_err(|it| failed(&it))?.unwrap_or_default());
    let more = read.add(said(&read), &time());
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(|it| failed(&it))?;
    file.write_all(&more).and_then(|()| file.sync_data()).map_err(|it| failed(&it))
}

/// The bytes of the journal of a folder of outputs, if there is one.
pub(super) fn bytes(folder: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(folder.join(NAME)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// SHA-256 of the outputs of a folder as the journal noted them last, by name.
pub(super) fn outputs(folder: &Path) -> BTreeMap<String, String> {
    let bytes = bytes(folder).ok().flatten().unwrap_or_default();
    journal::read(&bytes).state.outputs
}

/// The time in Vietnam, all of which lies seven hours east of Greenwich.
fn time() -> String {
    let at = jiff::tz::offset(7).to_datetime(Timestamp::now());
    format!("{at:.0}+07:00")
}

/// What became of the files, without those that were not opened because of their names.
fn files(run: &Run) -> Vec<FileLine> {
    let mut findings: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    for finding in &run.findings {
        let file = finding.file.as_deref().unwrap_or_default();
        findings.entry(file).or_default().push(finding.code.id);
    }
    let is_noted = |it: &&FileResult| it.sha256.is_some() || it.status != FileStatus::Ignored;
    let line = |it: &FileResult| {
        let own = findings.get(it.path.as_str()).into_iter().flatten().copied();
        let reason = it.reason.as_ref().map(|it| it.code.id);
        // A file that gives no form has its reason among the findings too.
        let reason = reason.filter(|code| own.clone().all(|it| it != *code));
        FileLine {
            path: it.path.clone(),
            status: it.status.key().to_owned(),
            branch: it.branch.clone(),
            sha256: it.sha256.clone(),
            findings: by_code(own.chain(reason)),
        }
    };
    run.files.iter().filter(is_noted).map(line).collect()
}

fn by_code(codes: impl Iterator<Item = &'static str>) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    for code in codes {
        *counted.entry(code.to_owned()).or_default() += 1;
    }
    counted
}

fn counts(run: &Run) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for file in &run.files {
        *counts.entry(format!("files-{}", file.status.key())).or_default() += 1;
    }
    let Some(results) = &run.results else { return counts };
    for branch in &results.branches {
        let status = match branch.status() {
            BranchStatus::Accepted => "branches-accepted",
            BranchStatus::Returned => "branches-returned",
            BranchStatus::Missing => "branches-missing",
        };
        *counts.entry(status.to_owned()).or_default() += 1;
    }
    counts.insert("members".to_owned(), results.total.members.into());
    counts
}

/// The files beside the forms that decide on the results, by their paths relative to the workspace:
/// settings, the table of branches, the workspace's own templates of papers.
pub(super) fn setting_files(opened: &OpenWorkspace) -> Vec<(String, PathBuf)> {
    let mut files = vec![(FILE_NAME.to_owned(), opened.dir.join(FILE_NAME))];
    files.extend(branches::beside(&opened.dir).and_then(|it| Some((name(&it)?, it))));
    let folder = opened.dir.join(PAPERS);
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = fs::read_dir(folder).into_iter().flatten();
    let mut papers: Vec<_> = listed
        .filter_map(|it| {
            let path = it.ok()?.path();
            let name = name(&path)?;
            let is_one = path.is_file() && !name.starts_with("~$") && !name.starts_with('.');
            is_one.then(|| (format!("{OF_PAPERS}{name}"), path))
        })
        .collect();
    papers.sort();
    files.extend(papers);
    files
}

/// The workspace's own profiles, by their paths relative to it.
pub(super) fn own_profiles(opened: &OpenWorkspace) -> BTreeMap<String, &str> {
    let folder = opened.workspace.templates.as_deref().unwrap_or("--templates");
    let folder = folder.replace('\\', "/");
    let folder = folder.trim_end_matches('/');
    let all = opened.own_profiles.iter();
    all.map(|(file, text)| (format!("{folder}/{file}"), text.as_str())).collect()
}

/// SHA-256 of what decides on the results beside the forms.
pub(super) fn settings(opened: &OpenWorkspace) -> BTreeMap<String, String> {
    let files = setting_files(opened).into_iter();
    let mut hashes: BTreeMap<String, String> =
        files.filter_map(|it| Some((it.0, outputs::hash_of(&it.1).ok()??))).collect();
    let own = own_profiles(opened).into_iter();
    hashes.extend(own.map(|it| (it.0, crate::batch::sha256(it.1.as_bytes()))));
    hashes
}

fn name(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_str()?.to_owned())
}
