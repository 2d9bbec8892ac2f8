//! `xeploai watch`: stays, and does the main job again whenever the inbox changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::cli::Common;
use crate::discover::Action;
use crate::finding::Arg;
use crate::watch::Watch;
use crate::words::Catalogue;
use crate::workspace::{FILE_NAME, table};

use super::consolidate::Wanted;
use super::stop::Doing;
use super::terminal::{self, Terminal};
use super::{Failure, complain, consolidate, inbox, since, stop, workspace};

/// How often the folder is looked at: a listing costs little, also on a share.
const EVERY: Duration = Duration::from_secs(2);
/// How long nothing may change before the job is done again.
const QUIET: Duration = Duration::from_secs(3);
/// How long after a job that could not run it is tried again.
const RETRY: Duration = Duration::from_secs(30);

/// What a change is noticed by: never the content, which the job itself judges.
type Look = Vec<(PathBuf, u64, Option<SystemTime>)>;

pub(super) fn run(
    dir: &Path,
    (fill, with_pdf): (&[PathBuf], bool),
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    // What is wrong now is told and mended before anything is watched.
    let opened = workspace::open(dir, common)?;
    let shown = Arg::from(opened.inbox()?.display().to_string());
    drop(opened);
    let wanted = Wanted { fill, pdf: with_pdf, stays: true };
    let mut before = look(dir, fill, common);
    let mut watch = Watch::new(before.clone(), Instant::now(), QUIET, RETRY);
    loop {
        let is_failure = match consolidate::run(dir, wanted, common, words, terminal) {
            Ok(_) => false,
            Err(failure) if terminal::is_broken_pipe(&failure) => return Ok(0),
            Err(failure) => {
                complain(&failure, words, terminal);
                // What is wrong in a file is noticed when that is mended; the rest, a
                // workbook open in Excel or a share that is away, is tried again.
                !matches!(failure, Failure::Mistaken(_) | Failure::Blanks(_) | Failure::Branches(_))
            }
        };
        watch.ran(before.clone(), is_failure, Instant::now());
        stop::now(Doing::Waiting);
        terminal.tell(&words.ui("watch-waits", &[("dir", shown.clone())]));
        let seen = loop {
            std::thread::sleep(EVERY);
            let seen = look(dir, fill, common);
            if watch.is_due(seen.clone(), Instant::now()) {
                break seen;
            }
        };
        let why = if seen == before { "watch-retries" } else { "watch-again" };
        before = seen;
        stop::now(Doing::Reading);
        let now = since::clock(jiff::Timestamp::now());
        terminal.tell(&words.ui(why, &[("now", now.into())]));
    }
}

/// The settings, the profiles of the workspace, the blanks, the inbox and the sheets of decisions,
/// as far as they can be seen.
fn look(dir: &Path, fill: &[PathBuf], common: &Common) -> Look {
    let mut paths = vec![dir.join(FILE_NAME)];
    paths.extend(table::NAMES.map(|it| dir.join(it)).into_iter().filter(|it| it.exists()));
    paths.extend(fill.iter().cloned());
    if let Ok(opened) = workspace::open(dir, common) {
        let templates = opened.workspace.templates.as_ref().map(|it| dir.join(it));
        // What the meeting decided, typed in where it was written.
        paths.extend(inbox::decisions(&opened.output()));
        let inbox = opened.inbox().ok();
        for folder in templates.into_iter().chain(inbox) {
            let entries = workspace::list(&opened.dir, &folder, &opened.limits);
            paths.extend(entries.into_iter().flatten().filter_map(|it| match it.task {
                Action::Read(path) => Some(path),
                Action::Refuse(_) => Some(PathBuf::from(it.path)),
                // Such as what Excel makes beside a workbook that is open.
                Action::Ignore(_) => None,
            }));
        }
    }
    let stamped = paths.into_iter().map(|path| {
        let known = path.metadata().ok();
        let (bytes, changed) = known.map_or((0, None), |it| (it.len(), it.modified().ok()));
        (path, bytes, changed)
    });
    stamped.collect()
}
