//! `xeploai watch`: stays, and does the main job again whenever the inbox changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::Common;
use crate::discover::Action;
use crate::finding::Arg;
use crate::job::{PAGE, workbook_name};
use crate::watch::{Change, Look, Watch, changes};
use crate::words::Catalogue;
use crate::workspace::{FILE_NAME, table};

use super::consolidate::Wanted;
use super::stop::Doing;
use super::terminal::{self, Terminal};
use super::{Failure, complain, consolidate, door, inbox, previous, since, stop, workspace};

/// Environment variable with the milliseconds between two looks, for tests.
const EVERY_VARIABLE: &str = "XEPLOAI_WATCH_MS";
/// How often the folder is looked at: a listing costs little, also on a share.
const EVERY: Duration = Duration::from_secs(2);

/// More changes than these are counted.
const TOLD_MAX: usize = 10;
/// So many lines of what happened are shown below the board.
const SHOWN_MAX: usize = 200;

/// How long what is waited for.
#[derive(Clone, Copy, Debug)]
struct Times {
    /// Between two looks.
    every: Duration,
    /// So long nothing may change before the job is done again.
    quiet: Duration,
    /// So long after a job that could not run it is tried again.
    retry: Duration,
    /// So long a file that is half there is waited for.
    patience: Duration,
}

impl Times {
    fn new() -> Self {
        let wanted = std::env::var(EVERY_VARIABLE).ok().and_then(|it| it.parse().ok());
        let every = wanted.map_or(EVERY, |it: u64| Duration::from_millis(it.clamp(10, 60_000)));
        Self { every, quiet: every * 3 / 2, retry: every * 15, patience: every * 30 }
    }
}

/// The folder as it is seen.
struct Seen {
    look: Look,
    /// Where the files are.
    paths: BTreeMap<String, PathBuf>,
    /// The name of the workbook that the job writes and people type decisions into.
    workbook: Option<String>,
    /// The folder that is not there though it has to be.
    away: Option<PathBuf>,
}

pub(super) fn run(
    dir: &Path,
    (fill, with_pdf): (&[PathBuf], bool),
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    // What is wrong now is told and mended before anything is watched.
    let opened = workspace::open(dir, common)?;
    let (inbox, output, year) = (opened.inbox()?, opened.output(), opened.workspace.year);
    drop(opened);
    stop::stays();
    let wanted = Wanted { fill, pdf: with_pdf, stays: true };
    let watched = Watched { dir, common, wanted, words, times: Times::new() };
    let mut board = Board::new(&output, year, words, terminal, common.json);
    let mut before = watched.see();
    let mut watch =
        Watch::new(before.look.clone(), Instant::now(), watched.times.quiet, watched.times.retry);
    let mut failed = None;
    loop {
        let is_failure = match consolidate::job(dir, wanted, common, words, board.of_job()) {
            Ok(done) => {
                failed = None;
                board.noted(done.noted.into_iter().chain(done.changes));
                false
            }
            Err(failure) if terminal::is_broken_pipe(&failure) => return Ok(0),
            Err(failure) => {
                let why = failure.words(words);
                // The same again each half minute would hide what happened else.
                if failed.as_ref() != Some(&why) {
                    board.clear();
                    complain(&failure, words, terminal);
                }
                failed = Some(why);
                // What is wrong in a file is noticed when that is mended; the rest, a
                // workbook open in Excel or a share that is away, is tried again.
                !matches!(failure, Failure::Mistaken(_) | Failure::Blanks(_) | Failure::Branches(_))
            }
        };
        // What the job itself wrote is no change.
        let Seen { mut look, workbook, .. } = watched.see();
        before.look.extend(workbook.and_then(|it| look.remove_entry(&it)));
        watch.ran(before.look.clone(), is_failure, Instant::now());
        stop::now(Doing::Waiting);
        board.waits(&inbox, failed.as_deref());
        let seen = watched.wait(&mut watch, &before, &mut board);
        stop::now(Doing::Reading);
        let found = changes(&before.look, &seen.look);
        if failed.is_none() || !found.is_empty() {
            let key = if found.is_empty() { "watch-retries" } else { "watch-again" };
            terminal.tell(&words.ui(key, &[("now", now())]));
            board.tell_changes(&found);
        }
        before = seen;
    }
}

/// What is watched.
struct Watched<'a> {
    dir: &'a Path,
    common: &'a Common,
    wanted: Wanted<'a>,
    words: &'a Catalogue,
    times: Times,
}

impl Watched<'_> {
    /// Waits until the job is to run again: something changed, is quiet and whole. While the folder is
    /// away nothing is done, so that the results stay.
    fn wait(&self, watch: &mut Watch<Look>, before: &Seen, board: &mut Board<'_>) -> Seen {
        let words = self.words;
        let mut away: Option<PathBuf> = None;
        let mut waited: Option<(Vec<String>, Instant)> = None;
        let mut told: BTreeSet<String> = BTreeSet::new();
        loop {
            std::thread::sleep(self.times.every);
            let seen = self.see();
            if seen.away != away {
                let gone = seen.away.as_ref();
                let key = if gone.is_some() { "watch-away" } else { "watch-back" };
                let dir = gone.or(away.as_ref()).map(|it| it.display().to_string());
                board.tell(
                    &words.ui(key, &[("now", now()), ("dir", dir.unwrap_or_default().into())]),
                );
                away.clone_from(&seen.away);
            }
            if away.is_some() || !watch.is_due(seen.look.clone(), Instant::now()) {
                continue;
            }
            let half = half_there(&changes(&before.look, &seen.look), &seen);
            let (for_what, since) = waited.get_or_insert_with(|| (half.clone(), Instant::now()));
            if *for_what != half {
                (*for_what, *since) = (half.clone(), Instant::now());
            }
            let is_patient = since.elapsed() < self.times.patience;
            for path in &half {
                let key = if is_patient { "watch-half" } else { "watch-half-long" };
                if !is_patient || told.insert(path.clone()) {
                    board.tell(&words.ui(key, &[("now", now()), ("path", path.into())]));
                }
            }
            if half.is_empty() || !is_patient {
                return seen;
            }
        }
    }

    /// The settings, the profiles of the workspace, its templates of papers, the blanks, the inbox,
    /// the sheets of decisions, the workbook and earlier years, as far as they can be seen.
    fn see(&self) -> Seen {
        let dir = self.dir;
        let mut paths = vec![dir.join(FILE_NAME)];
        paths.extend(table::NAMES.map(|it| dir.join(it)).into_iter().filter(|it| it.exists()));
        paths.extend(self.wanted.fill.iter().cloned());
        let mut workbook = None;
        let mut away = (!dir.join(FILE_NAME).is_file()).then(|| dir.to_owned());
        if let Ok(opened) = workspace::open_alone(dir, self.common) {
            let templates = opened.workspace.templates.as_ref().map(|it| dir.join(it));
            // What the meeting decided, typed in where it was written.
            paths.extend(inbox::decisions(&opened.output()));
            let own = opened.output().join(workbook_name(opened.workspace.year));
            paths.push(own.clone());
            workbook = Some(own);
            let earlier = previous::files(dir, &opened.workspace).into_iter();
            paths.extend(earlier.map(|it| it.1));
            let inbox = opened.dir.join(&opened.workspace.inbox);
            if !inbox.is_dir() {
                away = Some(inbox.clone());
            }
            for folder in templates.into_iter().chain([inbox]) {
                let entries = workspace::list(&opened.dir, &folder, &opened.limits);
                paths.extend(entries.into_iter().flatten().filter_map(|it| match it.task {
                    Action::Read(path) => Some(path),
                    Action::Refuse(_) => Some(dir.join(it.path)),
                    // Such as what Excel makes beside a workbook that is open.
                    Action::Ignore(_) => None,
                }));
            }
        }
        let real = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let mut seen = Seen { look: Look::new(), paths: BTreeMap::new(), workbook: None, away };
        for path in paths {
            let known = path.metadata().ok();
            let stamp = known.map_or((0, None), |it| (it.len(), it.modified().ok()));
            let below = path.strip_prefix(&real).or_else(|_| path.strip_prefix(dir));
            let name = below.map_or_else(
                |_| path.display().to_string(),
                |it| it.iter().map(|it| it.to_string_lossy()).collect::<Vec<_>>().join("/"),
            );
            if workbook.as_ref() == Some(&path) {
                seen.workbook = Some(name.clone());
            }
            seen.look.insert(name.clone(), stamp);
            seen.paths.insert(name, path);
        }
        seen
    }
}

/// Those of the files that changed which are not whole yet: being copied, or locked by who copies them.
fn half_there(changes: &[Change], seen: &Seen) -> Vec<String> {
    let is_half = |name: &&str| seen.paths.get(*name).is_some_and(|it| is_half(it));
    changes.iter().filter_map(Change::there).filter(is_half).map(str::to_owned).collect()
}

/// Whether a package has no end yet. What is no package is read as it is.
fn is_half(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    let is_package = [".xlsx", ".xlsm", ".xlsb", ".ods"].iter().any(|it| name.ends_with(it));
    if !is_package {
        return false;
    }
    let mut begin = [0; 4];
    let opened = File::open(path).and_then(|mut it| it.read_exact(&mut begin).map(|()| it));
    match opened {
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(_) => true,
        // Room that was made for what is still to come.
        Ok(_) if begin == [0; 4] => true,
        Ok(file) if begin.starts_with(b"PK") => zip::ZipArchive::new(BufReader::new(file)).is_err(),
        Ok(_) => false,
    }
}

fn now() -> Arg {
    since::clock(jiff::Timestamp::now()).into()
}

/// What the person sees: on a terminal a board above, and what happened below it; else line by line.
struct Board<'a> {
    output: &'a Path,
    year: u32,
    words: &'a Catalogue,
    terminal: Terminal,
    /// Lines of what happened, where there is a board.
    lines: Option<Vec<String>>,
}

impl<'a> Board<'a> {
    fn new(
        output: &'a Path,
        year: u32,
        words: &'a Catalogue,
        terminal: Terminal,
        is_json: bool,
    ) -> Self {
        let has_board =
            !is_json && !terminal.is_quiet() && terminal.may_redraw() && io::stdout().is_terminal();
        Self { output, year, words, terminal, lines: has_board.then(Vec::new) }
    }

    /// How the job speaks: where there is a board that says it all.
    fn of_job(&self) -> Terminal {
        if self.lines.is_some() { self.terminal.brief() } else { self.terminal }
    }

    /// Says what happened, and keeps it for below the board.
    fn tell(&mut self, line: &str) {
        self.terminal.tell(line);
        self.noted([line.trim().to_owned()]);
    }

    /// Keeps what was said.
    fn noted(&mut self, more: impl IntoIterator<Item = String>) {
        if let Some(lines) = &mut self.lines {
            lines.extend(more);
            let many = lines.len().saturating_sub(SHOWN_MAX);
            lines.drain(..many);
        }
    }

    fn tell_changes(&mut self, found: &[Change]) {
        let words = self.words;
        for change in found.iter().take(TOLD_MAX) {
            let (key, path) = match change {
                Change::Added(path) => ("watch-added", path),
                Change::Changed(path) => ("watch-changed", path),
                Change::Removed(path) => ("watch-removed", path),
                Change::Renamed { to, .. } => ("watch-renamed", to),
            };
            let mut args = vec![("now", now()), ("path", path.into())];
            if let Change::Renamed { from, .. } = change {
                args.push(("from", from.into()));
            }
            self.tell(&words.ui(key, &args));
        }
        if found.len() > TOLD_MAX {
            let more = Arg::from(found.len() - TOLD_MAX);
            self.tell(&words.ui("watch-more", &[("now", now()), ("count", more)]));
        }
    }

    /// Makes room for what has to be read whole.
    fn clear(&self) {
        if self.lines.is_some() {
            self.terminal.redraw("");
        }
    }

    /// The job is done, or could not be; now it is waited for a change.
    fn waits(&mut self, inbox: &Path, failed: Option<&str>) {
        let shown = Arg::from(inbox.display().to_string());
        let waits = self.words.ui("watch-waits", &[("dir", shown)]);
        let Some(lines) = &self.lines else {
            self.terminal.tell(&waits);
            return;
        };
        // A failure was told in full and stays to be read.
        if failed.is_some() {
            self.terminal.tell(&waits);
            return;
        }
        let head = door::summary(self.output, self.year, self.words).unwrap_or_default();
        let page = Arg::from(self.output.join(PAGE).display().to_string());
        let page = self.words.ui("end-page", &[("path", page)]);
        let (width, height) = Terminal::size();
        let line = "─".repeat(usize::from(width.min(100)));
        let mut board = vec![waits, page];
        let room = usize::from(height).saturating_sub(4 + lines.len().min(8));
        board.extend(head.trim().lines().take(room.max(4)).map(str::to_owned));
        board.push(line);
        let room = usize::from(height).saturating_sub(board.len() + 3).max(4);
        board.extend(lines.iter().skip(lines.len().saturating_sub(room)).cloned());
        self.terminal.redraw(&board.join("\n"));
    }
}
