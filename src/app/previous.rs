//! The earlier years that a workspace names, found on the disk: workspaces, consolidated workbooks,
//! archives.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::job::{self, EarlierFile, Settled};
use crate::workspace::{FILE_NAME, Workspace};

use super::sources::{profiles, read_text};
use super::{Failure, branches, files, outputs, reader_process};

/// Takes the earlier years into a workspace that was opened in `dir`.
pub(super) fn take(dir: &Path, settled: &mut Settled, common: &Common) -> Result<(), Failure> {
    let mut found = Vec::new();
    for (place, written) in settled.workspace.previous.iter().enumerate() {
        let path = dir.join(written.trim().replace('\\', "/"));
        let file = one(&path, (place, written), settled, common).map_err(|why| match why {
            Why::Told(failure) => failure,
            Why::Mistake(problem) => job::previous_mistake(settled, place, problem).into(),
        })?;
        found.push(file);
    }
    job::take_previous(settled, found, reader_process::read).map_err(Failure::Mistaken)
}

/// Why an earlier year cannot be used.
enum Why {
    Mistake(&'static str),
    Told(Failure),
}

impl From<Failure> for Why {
    fn from(failure: Failure) -> Self {
        Self::Told(failure)
    }
}

/// The workbook of one entry.
fn one(
    path: &Path,
    (place, written): (usize, &str),
    settled: &Settled,
    common: &Common,
) -> Result<EarlierFile, Why> {
    let limits = &settled.limits.of_consolidated();
    if !path.exists() {
        return Err(Why::Mistake("mistake-previous-missing"));
    }
    let load = |path: &Path| {
        let bytes = files::load(path, limits.file_bytes);
        bytes.map_err(|_| Why::Mistake("mistake-previous-unreadable"))
    };
    let shown = |name: &str| format!("{}/{name}", written.trim().trim_end_matches(['/', '\\']));
    if path.is_file() {
        let bytes = load(path)?;
        let shown = written.trim().to_owned();
        let is_zip = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"));
        if is_zip {
            let found = job::of_archive((place, &shown), &bytes, limits);
            return found.ok_or(Why::Mistake("mistake-previous-archive"));
        }
        let file = EarlierFile::new(place, shown, bytes);
        return Ok(as_written(file, path));
    }
    if !path.join(FILE_NAME).is_file() {
        // The folder of the outputs alone.
        let book = only_book(path)?;
        let name = book.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let file = EarlierFile::new(place, shown(name), load(&book)?);
        return Ok(as_written(file, &book));
    }
    let text = read_text(&path.join(FILE_NAME), &shown(FILE_NAME))?;
    let mut workspace = Workspace::parse(&text).map_err(Failure::from)?;
    let own = workspace.templates.as_ref().map(|it| path.join(it));
    let sources = profiles(common, own.as_deref())?;
    let regime = job::regime_of(&text, &workspace, &sources).map_err(Failure::from)?;
    // A table that cannot be read leaves the codes unknown, and nothing else.
    if branches::take(path, &mut workspace, &regime, limits).is_err() {
        log::info!("{}: its table of branches is left aside", path.display());
    }
    let name = job::workbook_name(workspace.year);
    let book = path.join(&workspace.output).join(&name);
    if !book.is_file() {
        return Err(Why::Mistake("mistake-previous-no-output"));
    }
    let shown = shown(&format!("{}/{name}", workspace.output));
    let file = as_written(EarlierFile::new(place, shown, load(&book)?), &book);
    Ok(EarlierFile { branches: workspace.branch, regimes: vec![regime], ..file })
}

/// A workbook with what is known of whether it is as it was written: by the hashes beside it.
fn as_written(file: EarlierFile, path: &Path) -> EarlierFile {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    file.beside(name, &outputs::registry(path.parent().unwrap_or_else(|| Path::new(""))))
}

/// The files of the earlier years that a workspace in `dir` names, by which it is noticed that one changed:
/// as the workspace names them, and where they are.
pub(super) fn files(dir: &Path, workspace: &Workspace) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    for written in &workspace.previous {
        let written = written.trim().replace('\\', "/");
        let path = dir.join(&written);
        let settings = path.join(FILE_NAME);
        let mut add = |own: PathBuf| {
            let below = own.strip_prefix(&path).unwrap_or(&own);
            let parts = below.iter().map(|it| it.to_string_lossy());
            let named = std::iter::once(written.trim_end_matches('/').into()).chain(parts);
            let named: Vec<_> = named.collect();
            files.push((named.join("/"), own));
        };
        let text = read_text(&settings, FILE_NAME).ok();
        let Some(other) = text.and_then(|it| Workspace::parse(&it).ok()) else {
            let in_it =
                if path.is_dir() { books(&path).unwrap_or_default() } else { vec![path.clone()] };
            in_it.into_iter().for_each(add);
            continue;
        };
        add(path.join(other.output).join(job::workbook_name(other.year)));
        branches::beside(&path).into_iter().for_each(&mut add);
        add(settings);
    }
    files
}

/// The consolidated workbooks of a folder.
fn books(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    #[expect(clippy::disallowed_methods, reason = "looked for by name; these are no forms")]
    let listed = fs::read_dir(folder)?;
    let is_year = |it: &str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
    let is_book = |it: &PathBuf| {
        let name = it.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let year = name.strip_prefix(job::WORKBOOK).and_then(|it| it.strip_suffix(".xlsx"));
        year.is_some_and(is_year)
    };
    let mut books: Vec<PathBuf> =
        listed.filter_map(|it| Some(it.ok()?.path())).filter(is_book).collect();
    books.sort();
    Ok(books)
}

/// The only consolidated workbook of a folder.
fn only_book(folder: &Path) -> Result<PathBuf, Why> {
    let mut books = books(folder).map_err(|_| Why::Mistake("mistake-previous-unreadable"))?;
    match books.len() {
        0 => Err(Why::Mistake("mistake-previous-no-output")),
        1 => Ok(books.remove(0)),
        _ => Err(Why::Mistake("mistake-previous-several")),
    }
}
