//! Final workbooks: each is kept under a name of its own and never written over or taken away, and the next one
//! says what changed since.

use std::fs;
use std::path::{Path, PathBuf};

use crate::batch::Run;
use crate::finding::Finding;
use crate::job::{self, Final};
use crate::read;

use super::outputs::save_atomically;
use super::workspace::OpenWorkspace;
use super::{Failure, files, reader_process};

/// Reads the final workbooks that lie among the outputs. One that cannot be read is told, once the run is there.
pub(super) fn read(opened: &mut OpenWorkspace) -> Vec<Finding> {
    let (folder, year) = (opened.output(), opened.workspace.year);
    let mut untold = Vec::new();
    let mut finals = Vec::new();
    for (_, path) in kept(&folder, year).into_iter().rev() {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let book = files::load(&path, opened.limits.file_bytes).ok().and_then(|bytes| {
            let file = read::open(&bytes, &opened.limits, reader_process::read).ok()?;
            file.year_book(std::slice::from_ref(&opened.regime)).ok()
        });
        match book {
            Some((book, _)) => finals.push(Final { name, book }),
            None => untold.push(Finding::new(&job::FINAL_UNREADABLE).arg("path", name)),
        }
    }
    opened.know(finals);
    untold
}

/// Keeps the workbook of a run that is final, unless the last one kept says the same. Gives where.
pub(super) fn keep(
    opened: &OpenWorkspace,
    run: &Run,
    bytes: &[u8],
) -> Result<Option<PathBuf>, Failure> {
    let Some(results) = &run.results else { return Ok(None) };
    if !results.decisions.as_ref().is_some_and(crate::model::Decisions::is_final) {
        return Ok(None);
    }
    let is_kept = opened
        .finals
        .first()
        .is_some_and(|last| job::since_final(std::slice::from_ref(last), results).is_none());
    if is_kept {
        return Ok(None);
    }
    let (folder, year) = (opened.output(), opened.workspace.year);
    let next = kept(&folder, year).last().map_or(1, |it| it.0.saturating_add(1));
    let path = folder.join(job::final_name(year, next));
    save_atomically(&path, bytes)?;
    Ok(Some(path))
}

/// Final workbooks by their numbers.
fn kept(folder: &Path, year: u32) -> Vec<(u32, PathBuf)> {
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are no forms")]
    let listed = fs::read_dir(folder).into_iter().flatten();
    let mut found: Vec<(u32, PathBuf)> = listed
        .filter_map(|it| {
            let it = it.ok()?;
            let number = job::final_number(it.file_name().to_str()?, year)?;
            Some((number, it.path()))
        })
        .collect();
    found.sort();
    found
}
