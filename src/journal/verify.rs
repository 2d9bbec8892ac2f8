//! What the journal says against what is there.

use std::collections::{BTreeMap, BTreeSet};

use super::{OF_PAPERS, Read, Tail, digest};
use crate::finding::{Code, Finding, Severity, code, fixed_code};

static OUTPUT_CHANGED: Code = fixed_code("J001", "output-changed-since");
static OUTPUT_MISSING: Code = fixed_code("J002", "output-missing");
static INPUT_CHANGED: Code = fixed_code("J003", "input-changed-since");
static INPUT_GONE: Code = fixed_code("J004", "input-gone-since");
static INPUT_NEW: Code = fixed_code("J005", "input-new-since");
static SETTINGS_CHANGED: Code = fixed_code("J006", "settings-changed-since");
static CHAIN_BROKEN: Code = fixed_code("J007", "journal-chain-broken");
static LINE_TORN: Code = code("J008", "journal-line-torn", Severity::Notice);
static TIME_BACK: Code = code("J009", "journal-time-goes-back", Severity::Notice);
static RESULTS_OLDER: Code = fixed_code("J010", "results-of-other-inputs");
static PAPERS_OLDER: Code = fixed_code("J011", "papers-of-other-inputs");
static INTERRUPTED: Code = fixed_code("J012", "output-of-interrupted-run");
static OTHER_PROGRAM: Code = code("J013", "other-program-version", Severity::Notice);
static CANNOT_CHECK: Code = fixed_code("J014", "cannot-be-checked");
static ENTRY_CHANGED: Code = fixed_code("J015", "archive-file-changed");
static ENTRY_MISSING: Code = fixed_code("J016", "archive-file-missing");
static ENTRY_FOREIGN: Code = fixed_code("J017", "archive-file-not-listed");
static SEAL_BROKEN: Code = fixed_code("J018", "archive-seal-broken");
static PREVIOUS_CHANGED: Code = fixed_code("J019", "last-year-changed-since");
static PREVIOUS_GONE: Code = fixed_code("J020", "last-year-gone-since");
static ARCHIVE_CHANGED: Code = fixed_code("J021", "archive-changed-since");
static ARCHIVE_GONE: Code = code("J022", "archive-gone-since", Severity::Warning);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &OUTPUT_CHANGED,
    &OUTPUT_MISSING,
    &INPUT_CHANGED,
    &INPUT_GONE,
    &INPUT_NEW,
    &SETTINGS_CHANGED,
    &CHAIN_BROKEN,
    &LINE_TORN,
    &TIME_BACK,
    &RESULTS_OLDER,
    &PAPERS_OLDER,
    &INTERRUPTED,
    &OTHER_PROGRAM,
    &CANNOT_CHECK,
    &ENTRY_CHANGED,
    &ENTRY_MISSING,
    &ENTRY_FOREIGN,
    &SEAL_BROKEN,
    &PREVIOUS_CHANGED,
    &PREVIOUS_GONE,
    &ARCHIVE_CHANGED,
    &ARCHIVE_GONE,
];

/// What is found where a file has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    Gone,
    /// Something that cannot be read.
    Closed,
    /// A file, with the SHA-256 of its content.
    Hash(String),
}

/// What is there now.
#[derive(Clone, Copy)]
pub struct Disk<'a> {
    /// A file by its path relative to the workspace.
    pub input: &'a dyn Fn(&str) -> Seen,
    /// An output by its name.
    pub output: &'a dyn Fn(&str) -> Seen,
    /// A file of an earlier year by its path as the settings name it.
    pub previous: &'a dyn Fn(&str) -> Seen,
    /// The folder of the outputs as it is shown.
    pub folder: &'a str,
    /// Hashes that the program itself wrote, by names of outputs, whether a run came to its end or
    /// not.
    pub ours: &'a BTreeMap<String, Vec<String>>,
    /// Paths of the files that would be read now.
    pub listed: &'a [String],
    /// SHA-256 of the settings by their paths.
    pub settings: &'a BTreeMap<String, String>,
    /// Version and commit of this program.
    pub program: &'a str,
    /// Whether it is an archive, which has only the files that count.
    pub is_archive: bool,
}

impl std::fmt::Debug for Disk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn of(code: &'static Code, path: &str) -> Finding {
    let mut finding = Finding::new(code).arg("path", path);
    finding.file = Some(path.to_owned());
    finding
}

/// Everything that is not as the journal says, the journal itself first.
pub fn verify(read: &Read, disk: &Disk<'_>) -> Vec<Finding> {
    let mut found = chain(read);
    found.extend(outputs(read, disk));
    found.extend(inputs(read, disk));
    found.extend(settings(read, disk));
    found.extend(previous(read, disk));
    let state = &read.state;
    let noted = |papers| digest(state.files.values(), [&state.settings, &state.previous], papers);
    // What was changed since is told above; here, that the last run of one kind judged by other
    // inputs than the last run of all.
    if !state.inputs_of_job.is_empty() && state.inputs_of_job != noted(false) {
        found.push(Finding::new(&RESULTS_OLDER));
    }
    let has_papers = state.outputs.keys().any(|it| it.starts_with(OF_PAPERS));
    if has_papers && state.inputs_of_papers != noted(true) {
        found.push(Finding::new(&PAPERS_OLDER));
    }
    if !disk.is_archive && state.program != disk.program && !state.program.is_empty() {
        found.push(
            Finding::new(&OTHER_PROGRAM)
                .arg("before", state.program.as_str())
                .arg("now", disk.program),
        );
    }
    found
}

/// Archives that the journal says were made and that are not as they were: `is_archive` tells them by their names from what
/// else is made once. One that is gone may have been handed over.
pub fn archives(read: &Read, disk: &Disk<'_>, is_archive: impl Fn(&str) -> bool) -> Vec<Finding> {
    let made = read.state.made.iter().filter(|it| is_archive(it.0));
    let told = made.filter_map(|(name, hash)| {
        let code = match (disk.output)(name) {
            Seen::Hash(own) if own == *hash => return None,
            Seen::Hash(_) => &ARCHIVE_CHANGED,
            Seen::Gone => &ARCHIVE_GONE,
            Seen::Closed => &CANNOT_CHECK,
        };
        Some(of(code, &format!("{}/{name}", disk.folder)))
    });
    told.collect()
}

fn chain(read: &Read) -> Vec<Finding> {
    let at = |code, line: usize| Finding::new(code).arg("line", line);
    let mut found: Vec<Finding> = read
        .gaps
        .iter()
        .map(|it| at(if it.torn { &LINE_TORN } else { &CHAIN_BROKEN }, it.line))
        .collect();
    match &read.tail {
        Tail::Whole | Tail::Unended => {}
        Tail::Torn(_) => found.push(at(&LINE_TORN, read.next_line())),
        Tail::Broken { line, .. } => found.push(at(&CHAIN_BROKEN, *line)),
    }
    found.extend(read.back.iter().map(|line| at(&TIME_BACK, *line)));
    found
}

fn outputs(read: &Read, disk: &Disk<'_>) -> Vec<Finding> {
    let noted = &read.state.outputs;
    let names: BTreeSet<&String> = noted.keys().chain(disk.ours.keys()).collect();
    let one = |name: &String| {
        let seen = (disk.output)(name);
        let code = match (seen, noted.get(name)) {
            (Seen::Gone, None) => return None,
            (Seen::Gone, Some(_)) => &OUTPUT_MISSING,
            (Seen::Closed, _) => &CANNOT_CHECK,
            (Seen::Hash(now), Some(hash)) if now == *hash => return None,
            (Seen::Hash(now), _) => {
                let is_ours = disk.ours.get(name).is_some_and(|it| it.contains(&now));
                match (is_ours, noted.contains_key(name)) {
                    (true, _) => &INTERRUPTED,
                    (false, true) => &OUTPUT_CHANGED,
                    // Somebody's own, in a place that once was an output's.
                    (false, false) => return None,
                }
            }
        };
        Some(of(code, &format!("{}/{name}", disk.folder)))
    };
    names.into_iter().filter_map(one).collect()
}

fn inputs(read: &Read, disk: &Disk<'_>) -> Vec<Finding> {
    let noted = &read.state.files;
    let mut found = Vec::new();
    for (path, file) in noted {
        let Some(hash) = &file.sha256 else { continue };
        let counts = matches!(file.status.as_str(), "accepted" | "returned");
        let code = match (disk.input)(path) {
            Seen::Hash(now) if now == *hash => continue,
            Seen::Hash(_) => &INPUT_CHANGED,
            Seen::Gone if disk.is_archive && !counts => continue,
            Seen::Gone => &INPUT_GONE,
            Seen::Closed => &CANNOT_CHECK,
        };
        found.push(of(code, path));
    }
    if noted.is_empty() {
        return found;
    }
    let is_new = |path: &&String| {
        // Sheets that were made since, and in which nobody has written yet.
        let name = path.strip_prefix(disk.folder).and_then(|it| it.strip_prefix('/'));
        let made = name.and_then(|it| read.state.made.get(it));
        let is_made = || made.is_some_and(|it| (disk.input)(path) == Seen::Hash(it.clone()));
        !noted.contains_key(*path) && !is_made()
    };
    found.extend(disk.listed.iter().filter(is_new).map(|it| of(&INPUT_NEW, it)));
    found
}

fn settings(read: &Read, disk: &Disk<'_>) -> Vec<Finding> {
    let noted = &read.state.settings;
    if noted.is_empty() {
        return Vec::new();
    }
    let paths: BTreeSet<&String> = noted.keys().chain(disk.settings.keys()).collect();
    let differs = |it: &&String| noted.get(*it) != disk.settings.get(*it);
    paths.into_iter().filter(differs).map(|it| of(&SETTINGS_CHANGED, it)).collect()
}

/// What was read of earlier years. An archive has the year alone.
fn previous(read: &Read, disk: &Disk<'_>) -> Vec<Finding> {
    if disk.is_archive {
        return Vec::new();
    }
    let one = |(path, hash): (&String, &String)| {
        let code = match (disk.previous)(path) {
            Seen::Hash(now) if now == *hash => return None,
            Seen::Hash(_) => &PREVIOUS_CHANGED,
            Seen::Gone => &PREVIOUS_GONE,
            Seen::Closed => &CANNOT_CHECK,
        };
        Some(of(code, path))
    };
    read.state.previous.iter().filter_map(one).collect()
}

/// What is wrong with the files of an archive against its list, and with the list against its seal.
pub fn told_of_archive(
    changed: &[String],
    missing: &[String],
    foreign: &[String],
    is_sealed: bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if !is_sealed {
        found.push(Finding::new(&SEAL_BROKEN));
    }
    for (code, paths) in
        [(&ENTRY_CHANGED, changed), (&ENTRY_MISSING, missing), (&ENTRY_FOREIGN, foreign)]
    {
        found.extend(paths.iter().map(|it| of(code, it)));
    }
    found
}
