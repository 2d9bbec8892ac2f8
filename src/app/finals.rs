//! Final workbooks: each is kept under a name of its own and never written over or taken away, and the next one
//! says what changed since.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::batch::{Run, sha256};
use crate::finding::Finding;
use crate::job::{self, Final};
use crate::read;

use super::outputs::{self, save_atomically};
use super::workspace::OpenWorkspace;
use super::{Failure, files, journal, reader_process};

/// Reads the final workbooks that lie among the outputs. One that cannot be read is told, once the run is there.
pub(super) fn read(opened: &mut OpenWorkspace) -> Vec<Finding> {
    let (folder, year) = (opened.output(), opened.workspace.year);
    let limits = opened.limits.of_consolidated();
    // What was typed into one since was never final.
    let known = journal::outputs(&folder);
    let mut untold = Vec::new();
    let mut finals = Vec::new();
    for (_, path) in kept(&folder, year).into_iter().rev() {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let bytes = files::load(&path, limits.file_bytes).ok();
        let is_changed = |bytes: &Vec<u8>| known.get(&name).is_some_and(|it| *it != sha256(bytes));
        if bytes.as_ref().is_some_and(is_changed) {
            untold.push(Finding::new(&job::FINAL_CHANGED).arg("path", name));
            continue;
        }
        let book = bytes.and_then(|bytes| {
            let file = read::open(&bytes, &limits, reader_process::read).ok()?;
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

/// Whether the workbook of a run is final.
pub(super) fn is_final(run: &Run) -> bool {
    let decisions = run.results.as_ref().and_then(|it| it.decisions.as_ref());
    decisions.is_some_and(crate::model::Decisions::is_final)
}

/// Keeps a workbook that is final, unless one that was kept is the same. Gives where.
pub(super) fn keep(opened: &OpenWorkspace, bytes: &[u8]) -> Result<Option<PathBuf>, Failure> {
    let (folder, year) = (opened.output(), opened.workspace.year);
    let there = kept(&folder, year);
    let own = sha256(bytes);
    let is_same = |path: &Path| outputs::hash_of(path).is_ok_and(|it| it.as_ref() == Some(&own));
    if there.iter().any(|it| is_same(&it.1)) {
        return Ok(None);
    }
    let next = there.last().map_or(1, |it| it.0.saturating_add(1));
    let path = folder.join(job::final_name(year, next));
    save_atomically(&path, bytes)?;
    Ok(Some(path))
}

/// The final workbooks that are there, by their names, with their SHA-256.
pub(super) fn hashes(opened: &OpenWorkspace) -> BTreeMap<String, String> {
    let all = kept(&opened.output(), opened.workspace.year).into_iter();
    all.filter_map(|(_, path)| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, outputs::hash_of(&path).ok()??))
    })
    .collect()
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
