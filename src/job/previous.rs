//! The earlier years that a workspace names: from the bytes of their workbooks to what is known of them.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{Settled, workbook_name};
use crate::file_errors::{FileError, UNUSABLE, locate};
use crate::finding::{Arg, Finding};
use crate::model::text::fold;
use crate::model::{Branch, YearBook};
use crate::previous;
use crate::read::{self, Apart};
use crate::regime::Regime;
use crate::workbook::{Limits, guard_package};
use crate::workspace::{FILE_NAME, Workspace};

/// A workbook of an earlier year, as it was found.
#[derive(Debug)]
pub struct EarlierFile {
    /// Which of the entries of `previous` it is.
    pub place: usize,
    /// The file as people know it.
    pub shown: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The branches of its workspace, where that is known: the workbook does not say their codes.
    pub branches: Vec<Branch>,
    /// The regimes of its workspace, where it has profiles of its own.
    pub regimes: Vec<Regime>,
}

/// A mistake at one of the entries of `previous`; `problem` is a word of the catalogue.
pub fn previous_mistake(settled: &Settled, place: usize, problem: &'static str) -> FileError {
    let text = &settled.text;
    let written = settled.workspace.previous.get(place).map_or("", String::as_str);
    let span = locate(text, &["previous", &place.to_string()]);
    FileError::new(FILE_NAME, text, &UNUSABLE)
        .at(span.or_else(|| locate(text, &["previous"])))
        .arg("value", format!("“{written}”"))
        .arg("problem", Arg::Word(problem))
        .arg("raw", "")
}

/// Reads the workbooks of earlier years and takes them into the workspace, with what could not be read
/// of them.
///
/// # Errors
/// What is wrong with an entry of `previous`, or with the codes of earlier branches.
pub fn take_previous(
    settled: &mut Settled,
    files: Vec<EarlierFile>,
    apart: Apart,
) -> Result<(), Vec<FileError>> {
    let mut books: Vec<YearBook> = Vec::new();
    let mut noted: Vec<Finding> = Vec::new();
    for file in files {
        let mistake = |problem| vec![previous_mistake(settled, file.place, problem)];
        let opened = read::open(&file.bytes, &settled.limits, apart)
            .map_err(|_| mistake("mistake-previous-unreadable"))?;
        let regimes = [file.regimes.as_slice(), settled.regimes.as_slice()].concat();
        let (mut book, findings) =
            opened.year_book(&regimes).map_err(|_| mistake("mistake-previous-not-book"))?;
        if book.year >= settled.workspace.year {
            return Err(mistake("mistake-previous-year"));
        }
        if books.iter().any(|it| it.year == book.year && it.members == book.members) {
            return Err(mistake("mistake-previous-twice"));
        }
        for branch in &mut book.branches {
            let name = fold(&branch.name);
            let own = file.branches.iter().find(|it| fold(&it.name) == name);
            branch.code = own.map_or_else(String::new, |it| it.code.clone());
        }
        book.path.clone_from(&file.shown);
        let of_file = |it: Finding| Finding { file: Some(file.shown.clone()), ..it };
        noted.extend(findings.into_iter().map(of_file));
        books.push(book);
    }
    let severities = &settled.workspace.severity;
    for it in &mut noted {
        let own = severities.get(it.code.id).or_else(|| severities.get(it.code.name));
        it.severity = own.copied().unwrap_or(it.severity);
    }
    settled.workspace.earlier = books;
    settled.workspace.noted.extend(noted);
    let mistakes = settled.workspace.check_previous_codes(&settled.text);
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// Notes that the earlier years cannot be looked at here.
pub fn leave_previous(settled: &mut Settled) {
    if !settled.workspace.previous.is_empty() {
        let path = settled.workspace.previous.join(", ");
        settled.workspace.noted.push(Finding::new(&previous::NOT_HERE).arg("path", path));
    }
}

/// The consolidated workbook in a sealed archive of a year, its path there, and the branches of its
/// workspace; `None` where it has none, or too much.
pub fn of_archive(bytes: &[u8], limits: &Limits) -> Option<(String, Vec<u8>, Vec<Branch>)> {
    guard_package(bytes, limits).ok()?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> =
        archive.file_names().filter_map(|it| Some(it.ok()?.into_owned())).collect();
    let settings = names.iter().filter(|it| it.rsplit('/').next() == Some(FILE_NAME));
    let settings = settings.min_by_key(|it| it.len());
    let workspace = settings.and_then(|it| {
        let text = entry(&mut archive, it, limits.file_bytes)?;
        Workspace::parse(&String::from_utf8(text).ok()?).ok()
    });
    let wanted = workspace.as_ref().map(|it| workbook_name(it.year));
    let is_book = |it: &&String| {
        let name = it.rsplit('/').next().unwrap_or_default();
        wanted.as_ref().map_or_else(
            || name.starts_with(super::WORKBOOK) && name.strip_suffix(".xlsx").is_some(),
            |it| name == it,
        )
    };
    let mut books: Vec<&String> = names.iter().filter(is_book).collect();
    books.sort_by_key(|it| it.len());
    let path = (*books.first()?).clone();
    let bytes = entry(&mut archive, &path, limits.file_bytes)?;
    Some((path, bytes, workspace.map(|it| it.branch).unwrap_or_default()))
}

/// The bytes of an entry, unless they are too many.
fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let file = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}
