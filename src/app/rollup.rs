//! `xeploai rollup`: the superior's own job, the consolidated workbooks of communes put together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::batch::{self, Ending, FileStatus, Run};
use crate::cli::Common;
use crate::discover::{Action, Entry};
use crate::finding::{Arg, Finding};
use crate::job::above::{self, RolledUp};
use crate::job::{self, PAGE};
use crate::model::BranchStatus;
use crate::progress::Progress;
use crate::words::Catalogue;

use super::journal::Before;
use super::outputs::{Finished, Outputs};
use super::terminal::Terminal;
use super::{Failure, events, files, inbox, reader_process, since, workspace};

pub(super) fn run(
    dir: &Path,
    paths: &[PathBuf],
    common: &Common,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let words = &Catalogue::new(common.lang).above();
    let mut opened = workspace::open_alone(dir, common).map_err(|it| match it {
        Failure::Told("no-branches", _) => Failure::Told("above-no-communes", Vec::new()),
        it => it,
    })?;
    if opened.workspace.commune.is_empty() {
        return Err(Failure::Told("above-no-communes", Vec::new()));
    }
    let before = Before::new("rollup", &opened);
    let last = since::last(&opened);
    let mut entries = Vec::new();
    // With other places the inbox may be missing.
    if paths.is_empty() || opened.dir.join(&opened.workspace.inbox).exists() {
        entries = workspace::list(&opened.dir, &opened.inbox()?, &opened.limits)?;
    }
    for path in paths {
        entries.extend(workspace::list(&opened.dir, path, &opened.limits)?);
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries.dedup_by(|a, b| a.path == b.path);
    if entries.iter().all(|it| matches!(it.task, Action::Ignore(_))) {
        let found: Vec<Finding> = entries.iter().filter_map(Entry::ignored).cloned().collect();
        let place = opened.dir.join(&opened.workspace.inbox);
        return Ok(inbox::no_input(&place, &found, words, terminal));
    }
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&opened.output())?;
    let reals: Vec<(String, PathBuf)> = entries
        .iter()
        .filter_map(|it| match &it.task {
            Action::Read(real) => Some((it.path.clone(), real.clone())),
            _ => None,
        })
        .collect();
    let progress =
        Progress::new(entries.len(), &words.ui("progress-files", &[]), terminal.is_quiet());
    let bytes_max = opened.limits.file_bytes;
    let load = |path: &Path| files::load(path, bytes_max);
    let (apart, threads) = (reader_process::read, common.threads);
    let mut rolled =
        above::roll_up(entries, opened.settled_mut(), (apart, threads), load, || progress.step());
    progress.finish();
    if rolled.run.ending() == Ending::NoInput {
        let place = opened.dir.join(&opened.workspace.inbox);
        return Ok(inbox::no_input(&place, &rolled.run.reasons(), words, terminal));
    }
    let load = |file: &str| {
        let real = reals.iter().find(|it| it.0 == file)?;
        files::load(&real.1, bytes_max).ok()
    };
    let report = batch::apart(threads, || -> Result<_, Failure> {
        let mut made = rolled.make(&opened, load, apart, threads, words, &mut outputs)?;
        made.pages = pages(&rolled.run, &reals, &opened);
        let page = job::page(&opened, &rolled.run, &made, &outputs.hashes(), words)?;
        outputs.stage(PAGE, page.as_bytes())?;
        Ok(made.report)
    })?;
    let Finished { events, hashes } = outputs.finish()?;
    let RolledUp { run, .. } = rolled;
    before.note(&opened, &run, &hashes, words, terminal);
    inbox::print(&report, common, words, terminal, true)?;
    events::tell(&events, &opened, words, terminal);
    if let Some(changes) = last.and_then(|it| it.told(&report, &opened, words)) {
        terminal.tell(&changes);
    }
    terminal.tell(&last_word(&run, words));
    let page = opened.output().join(PAGE);
    let shown = Arg::from(page.display().to_string());
    terminal.tell_of(&words.ui("end-page", &[("path", shown)]), &page);
    Ok(run.ending() as u8)
}

/// The pages that communes sent along with their workbooks: beside these.
fn pages(
    run: &Run,
    reals: &[(String, PathBuf)],
    opened: &workspace::OpenWorkspace,
) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let counts = run.files.iter().filter(|it| it.status == FileStatus::Accepted);
    for file in counts {
        let real = reals.iter().find(|it| it.0 == file.path).map(|it| &it.1);
        let page = real.map(|it| it.with_file_name(PAGE)).filter(|it| it.is_file());
        let inside = file.path.rsplit_once('/').map_or("", |it| it.0);
        if let (Some(code), Some(_), false) = (&file.branch, page, inside.is_empty()) {
            let up = opened.workspace.output.split('/').map(|_| "../").collect::<String>();
            pages.insert(code.clone(), format!("{up}{inside}/{PAGE}"));
        }
    }
    pages
}

fn last_word(run: &Run, words: &Catalogue) -> String {
    let branches = run.results.as_ref().map_or(&[][..], |it| it.branches.as_slice());
    let having = |status| branches.iter().filter(|it| it.status() == status).count();
    let (accepted, expected) = (having(BranchStatus::Accepted), branches.len());
    let stray = run.files.iter().any(|it| {
        it.status == FileStatus::Unreadable
            || (it.status == FileStatus::Returned && it.branch.is_none())
    });
    let key = match (run.ending(), accepted) {
        (Ending::Clean, _) => "end-clean",
        (_, 0) => "end-none",
        (_, accepted) if accepted == expected && stray => "end-files",
        _ => "end-findings",
    };
    let args = [
        ("accepted", Arg::from(accepted)),
        ("expected", Arg::from(expected)),
        ("returned", Arg::from(having(BranchStatus::Returned))),
        ("missing", Arg::from(having(BranchStatus::Missing))),
    ];
    words.ui(key, &args)
}
