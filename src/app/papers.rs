//! `xeploai papers`: decisions, notices, minutes and lists in Word.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::Ending;
use crate::cli::Common;
use crate::finding::Arg;
use crate::job::{PAPERS, own_papers};
use crate::journal::OF_PAPERS;
use crate::words::{Catalogue, Lang};
use crate::write::papers::{self, Made, Own};

use super::journal::Before;
use super::outputs::{self, Event, Finished, Outputs};
use super::terminal::{Stream, Terminal};
use super::{Failure, files, inbox, workspace};

pub(super) fn run(
    dir: &Path,
    wants_own: bool,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let own_folder = opened.dir.join(PAPERS);
    if wants_own {
        return copy_templates(&own_folder, words, terminal);
    }
    let own = own_templates(&own_folder, opened.limits.file_bytes, words, terminal)?;
    let ControlFlow::Continue(entries) = inbox::listed(&opened, words, terminal)? else {
        return Ok(Ending::NoInput as u8);
    };
    let folder = opened.output().join(PAPERS);
    let before = Before::new("papers", &opened);
    // Before the long work, so that a folder that cannot be written fails early.
    let mut outputs = Outputs::open(&folder)?;
    let judged = inbox::judged(entries, &opened, common, words, terminal)?;
    let ControlFlow::Continue(run) = judged else { return Ok(Ending::NoInput as u8) };
    let Some(results) = &run.results else { return Ok(Ending::NoInput as u8) };
    // Papers are in Vietnamese, whatever language is spoken to the person.
    let draft = Catalogue::new(Lang::Vi).ui("papers-draft", &[]);
    let made = papers::make(results, &opened.context(), &own, &draft).map_err(Failure::Papers)?;
    for paper in &made {
        outputs.stage(&paper.file, &paper.bytes)?;
    }
    let Finished { events, hashes } = outputs.finish()?;
    let hashes = hashes.into_iter().map(|it| (format!("{OF_PAPERS}{}", it.0), it.1)).collect();
    before.note(&opened, &run, &hashes, words, terminal);
    for event in events.iter().filter(|it| !matches!(it, Event::Written(_))) {
        let (key, args) = event.words();
        terminal.tell_of(&words.ui(key, &args), event.path());
    }
    print(&made, &folder, common, words, terminal)?;
    Ok(run.ending() as u8)
}

/// What was made: as text in a sentence, as JSON file by file.
fn print(
    made: &[Made],
    folder: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<(), Failure> {
    if common.json {
        let one = |it: &Made| serde_json::json!({ "file": it.file, "draft": it.is_draft });
        let all: Vec<_> = made.iter().map(one).collect();
        let text = serde_json::to_string_pretty(&all).map_err(anyhow::Error::from)?;
        return terminal.print(&(text + "\n"));
    }
    let drafts = made.iter().filter(|it| it.is_draft).count();
    let args = [
        ("count", Arg::from(made.len())),
        ("drafts", Arg::from(drafts)),
        ("dir", Arg::from(folder.display().to_string())),
    ];
    let key = if drafts == 0 { "papers-written" } else { "papers-drafts" };
    terminal.print(&terminal.linked(&(words.ui(key, &args) + "\n"), folder, Stream::Stdout))
}

/// The templates that the workspace has itself; what is no template of a paper is told.
fn own_templates(
    folder: &Path,
    bytes_max: u64,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<Own, Failure> {
    if !folder.is_dir() {
        return Ok(Own::new());
    }
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = fs::read_dir(folder).map_err(|it| outputs::failed(folder, &it))?;
    let mut paths: Vec<_> = listed.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.retain(|it| it.is_file());
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        // What Word keeps beside an open document, and what systems hide.
        if name.starts_with("~$") || name.starts_with('.') {
            continue;
        }
        let bytes = files::load(&path, bytes_max).map_err(|it| outputs::failed(&path, &it))?;
        files.push((name, bytes));
    }
    let (own, findings) = own_papers(files);
    for finding in &findings {
        let worded = words.render(finding);
        let severity = words.severity(finding.severity);
        let near = worded.expected.unwrap_or_default();
        terminal.tell(&format!(
            "{severity}[{}]: {} ({near}). {}",
            finding.code.id, worded.message, worded.help
        ));
    }
    Ok(own)
}

/// Puts the built-in templates where the workspace's own are looked for.
fn copy_templates(folder: &Path, words: &Catalogue, terminal: Terminal) -> Result<u8, Failure> {
    fs::create_dir_all(folder).map_err(|it| outputs::failed(folder, &it))?;
    let (mut written, mut kept) = (0_usize, 0_usize);
    for name in papers::names() {
        let path = folder.join(format!("{name}.docx"));
        if path.exists() {
            kept += 1;
            continue;
        }
        outputs::save_atomically(&path, papers::template(name).unwrap_or_default())?;
        written += 1;
    }
    let dir = ("dir", Arg::from(folder.display().to_string()));
    let mut text = words.ui("papers-own-written", &[("written", Arg::from(written)), dir]);
    if kept > 0 {
        text.push(' ');
        text.push_str(&words.ui("papers-own-kept", &[("kept", Arg::from(kept))]));
    }
    terminal.print(&terminal.linked(&(text + "\n"), folder, Stream::Stdout))?;
    Ok(0)
}
