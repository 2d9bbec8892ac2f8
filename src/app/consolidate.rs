//! `xeploai consolidate`: the main job.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::batch::{self, Ending, FileStatus, Run};
use crate::cli::Common;
use crate::discover::Entry;
use crate::finding::Arg;
use crate::job::{self, NotMade, PAGE, Put, WORKBOOK};
use crate::model::{BranchStatus, CommuneResult};
use crate::report::{Report, html};
use crate::words::Catalogue;
use crate::workbook::repack::Place;

use super::journal::Before;
use super::kept::Kept;
use super::outputs::{Event, Finished, Outputs};
use super::terminal::Terminal;
use super::{
    Failure, events, files, fill, finals, inbox, pdf, reader_process, since, stop, workspace,
};

/// Of so many files the lists are longer than what two threads save is worth: each keeps memory of its own.
const MANY: usize = 10_000;

/// What of the main job is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// Blanks of the superior, to be filled.
    pub(super) fill: &'a [PathBuf],
    /// Whether the workbook is wanted as PDF too.
    pub(super) pdf: bool,
    /// Whether the program stays: the page renews itself then, and what was read is kept.
    pub(super) stays: bool,
}

impl<'a> Wanted<'a> {
    /// Once, with what was typed.
    pub(super) fn once((fill, pdf): (&'a [PathBuf], bool)) -> Self {
        Self { fill, pdf, stays: false }
    }
}

/// How the main job ended, and what it was told of.
#[derive(Debug)]
pub(super) struct Done {
    /// The exit code.
    pub(super) code: u8,
    /// What changed since the last run.
    pub(super) changes: Option<String>,
    /// What happened to outputs besides that they were written.
    pub(super) noted: Vec<String>,
}

impl Done {
    fn without_input() -> Self {
        Self { code: Ending::NoInput as u8, changes: None, noted: Vec::new() }
    }
}

pub(super) fn run(
    dir: &Path,
    wanted: Wanted<'_>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    Ok(job(dir, wanted, common, words, terminal)?.code)
}

/// The main job.
pub(super) fn job(
    dir: &Path,
    wanted: Wanted<'_>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<Done, Failure> {
    let mut opened = workspace::open(dir, common)?;
    let Wanted { fill, pdf: with_pdf, stays } = wanted;
    let mut before = Before::new(if stays { "watch" } else { "consolidate" }, &opened);
    let office = with_pdf.then(pdf::Office::find).flatten();
    if with_pdf && office.is_none() {
        // The workbook does not hang on it, and a clerk can print from Excel.
        terminal.alarm(&words.ui("pdf-no-office", &[]));
    }
    // Before the long work too: what is wrong in a blank does not depend on the forms.
    let blanks = fill::open(fill, opened.workspace.year)?;
    let ControlFlow::Continue(mut entries) = inbox::listed(&opened, words, terminal)? else {
        return Ok(Done::without_input());
    };
    let last = since::last(&opened);
    let unread = finals::read(&mut opened);
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&opened.output())?;
    let typed = call_as_kept(&mut entries, &outputs, &opened);
    let kept = stays.then(|| Kept::open(&opened.output()));
    let judged = inbox::judged_keeping(entries, &opened, kept.as_ref(), common, words, terminal)?;
    if let Some(kept) = kept {
        kept.save();
    }
    let ControlFlow::Continue(mut run) = judged else { return Ok(Done::without_input()) };
    for finding in unread {
        run.add(finding, &opened.workspace);
    }
    let workbook = job::workbook_name(opened.workspace.year);
    let load = |file: &str| {
        let real = typed.iter().find(|it| it.0 == file).map(|it| it.1.clone());
        let real = real.unwrap_or_else(|| opened.dir.join(file));
        files::load(&real, opened.limits.of_consolidated().file_bytes).ok()
    };
    // All of it is staged before any of it is in its place: a contradiction leaves the
    // outputs of the last run as they were.
    let hands = if run.files.len() > MANY { 1 } else { common.threads };
    let (report, plain_page) =
        batch::apart(hands, || -> Result<(Report, Option<String>), Failure> {
            let office = office.as_ref();
            let (output, outputs) = (opened.output(), &mut outputs);
            let mut stage = Stage { office, folder: &output, outputs, words, terminal };
            let threads = common.threads;
            let report = job::make(
                &opened,
                &mut run,
                load,
                reader_process::read,
                threads,
                words,
                &mut stage,
            )?;
            if let Some(results) = &run.results {
                for (name, bytes) in fill::fill(&blanks, results, &opened.context())? {
                    outputs.stage(&name, &bytes)?;
                }
            }
            let hashes = outputs.hashes();
            let page = job::page(&opened, &run, &report, &hashes, words)?;
            if stays {
                let renewing = html::renewing(&page);
                outputs.stage_as(PAGE, renewing.as_bytes(), Some(page.as_bytes()))?;
            } else {
                outputs.stage(PAGE, page.as_bytes())?;
            }
            Ok((report.report, stays.then_some(page)))
        })?;
    let Some(results) = &run.results else { return Ok(Done::without_input()) };
    let made = if finals::is_final(&run) { outputs.staged(&workbook)? } else { None };
    let Finished { events, mut hashes } = outputs.finish()?;
    let kept = made.map(|it| finals::keep(&opened, &it)).transpose()?.flatten();
    hashes.extend(finals::hashes(&opened));
    let name = kept.as_ref().and_then(|it| it.file_name());
    before.kept = name.map(|it| it.to_string_lossy().into_owned());
    before.note(&opened, &run, &hashes, words, terminal);
    if let Some(page) = plain_page {
        stop::leaves(opened.output().join(PAGE), page);
    }

    inbox::print(&report, common, words, terminal, true)?;
    events::tell(&events, &opened, words, terminal);
    if let Some(path) = kept {
        let shown = Arg::from(path.display().to_string());
        terminal.tell_of(&words.ui("final-kept", &[("path", shown)]), &path);
    }
    let changes = last.and_then(|it| it.told(&report, &opened, words));
    if let Some(changes) = &changes {
        terminal.tell(changes);
    }
    terminal.tell(&last_word(&run, results, words));
    let page = opened.output().join(PAGE);
    let shown = Arg::from(page.display().to_string());
    terminal.tell_of(&words.ui("end-page", &[("path", shown)]), &page);
    let noted = events.iter().filter(|it| !matches!(it, Event::Written(_) | Event::Removed(_)));
    let noted = noted.map(Event::words).map(|(key, args)| words.ui(key, &args)).collect();
    Ok(Done { code: run.ending() as u8, changes, noted })
}

/// Where outputs are made ready, and the workbook printed.
struct Stage<'a> {
    office: Option<&'a pdf::Office>,
    /// The folder of the outputs.
    folder: &'a Path,
    outputs: &'a mut Outputs,
    words: &'a Catalogue,
    terminal: Terminal,
}

impl Put<Failure> for Stage<'_> {
    fn put(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        self.outputs.stage(name, &bytes)
    }

    fn put_large(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Place) -> Result<(), NotMade>,
    ) -> Result<(), Failure> {
        self.outputs.stage_by(name, write)?;
        let Some(office) = self.office.filter(|_| name.starts_with(WORKBOOK)) else {
            return Ok(());
        };
        let Some(bytes) = self.outputs.staged(name)? else { return Ok(()) };
        match office.convert(self.folder, &bytes) {
            Ok(pdf) => {
                self.outputs.stage(&name.replace(".xlsx", ".pdf"), &pdf)?;
                self.outputs.swap_last();
            }
            Err(why) => {
                log::warn!("no PDF: {why:#}");
                self.terminal.alarm(&self.words.ui("pdf-failed", &[]));
            }
        }
        Ok(())
    }
}

/// Calls the consolidated workbook, where somebody typed into it, by the name under which it will be kept:
/// what is told of it is read when the new one lies in its place. Gives that name and where it lies now.
fn call_as_kept(
    entries: &mut [Entry],
    outputs: &Outputs,
    opened: &workspace::OpenWorkspace,
) -> Option<(String, PathBuf)> {
    let name = job::workbook_name(opened.workspace.year);
    let shown = format!("{}/{name}", opened.workspace.output);
    let entry = entries.iter_mut().find(|it| it.path == shown)?;
    let kept = outputs.kept_as(&name)?;
    let kept = kept.file_name()?.to_string_lossy().into_owned();
    entry.path = format!("{}/{kept}", opened.workspace.output);
    let renamed = (entry.path.clone(), opened.output().join(name));
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Some(renamed)
}

impl From<NotMade> for Failure {
    fn from(error: NotMade) -> Self {
        match error {
            NotMade::Contradiction(which) => Self::Told("invariant", vec![("which", which.into())]),
            other => Self::Other(other.into()),
        }
    }
}

fn last_word(run: &Run, results: &CommuneResult, words: &Catalogue) -> String {
    let accepted = results.branches.iter().filter(|it| it.is_accepted()).count();
    let expected = results.branches.len();
    let of_the_commune = run.findings.iter().any(|it| it.is_error() && it.file.is_none());
    let goes_back = run.files.iter().any(|it| it.status == FileStatus::Returned);
    let key = match run.ending() {
        Ending::Clean
            if run.findings.iter().any(|it| it.code.name == "workspace-not-filled-in") =>
        {
            "end-placeholders"
        }
        Ending::Clean => "end-clean",
        Ending::Findings if accepted == expected && of_the_commune => "end-quota",
        Ending::Findings if accepted == expected && goes_back => "end-back",
        Ending::Findings if accepted == expected => "end-files",
        Ending::Findings | Ending::NoInput if accepted == 0 => "end-none",
        Ending::Findings | Ending::NoInput => "end-findings",
    };
    let having = |status| results.branches.iter().filter(|it| it.status() == status).count();
    // Whose form could not be opened has perhaps sent one.
    let unread = run.files.iter().filter(|it| it.status == FileStatus::Unreadable).count();
    let key = match key {
        "end-none" if unread > 0 && having(BranchStatus::Missing) > 0 => "end-none-unread",
        "end-findings" if unread > 0 && having(BranchStatus::Missing) > 0 => "end-findings-unread",
        key => key,
    };
    let args = [
        ("accepted", Arg::from(accepted)),
        ("expected", Arg::from(expected)),
        ("returned", Arg::from(having(BranchStatus::Returned))),
        ("missing", Arg::from(having(BranchStatus::Missing))),
        ("unread", Arg::from(unread)),
    ];
    words.ui(key, &args)
}
