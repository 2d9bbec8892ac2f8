//! `xeploai export`: the data of a workspace as tables for other programs.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::Ending;
use crate::cli::{Common, ExportFormat, ExportWanted};
use crate::export::{self, File, Mask, Sources, Table, WEAKEST_KEY};
use crate::finding::Arg;
use crate::words::Catalogue;

use super::terminal::{Stream, Terminal};
use super::{Failure, files, inbox, outputs, workspace};

/// No secret is longer.
const SECRET_BYTES: u64 = 1 << 16;

pub(super) fn run(
    dir: &Path,
    wanted: &ExportWanted,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    // Before the long work: what cannot be done is told at once.
    let mask = wanted.mask.as_deref().map(mask_by).transpose()?;
    refuse_unknown(wanted.format)?;
    let opened = workspace::open(dir, common)?;
    let ControlFlow::Continue(entries) = inbox::listed(&opened, words, terminal)? else {
        return Ok(Ending::NoInput as u8);
    };
    let context = opened.context();
    let mut folder = wanted.to.clone();
    match wanted.format {
        ExportFormat::Csv => folder.push(export::name(&context)),
        ExportFormat::Parquet | ExportFormat::Sqlite => {}
    }
    // Before the long work, so that a folder that cannot be made fails early.
    fs::create_dir_all(&folder).map_err(|it| outputs::failed(&folder, &it))?;
    let judged = inbox::judged(entries, &opened, common, words, terminal)?;
    let ControlFlow::Continue(run) = judged else { return Ok(Ending::NoInput as u8) };
    let Some(results) = &run.results else { return Ok(Ending::NoInput as u8) };
    let of_inbox: Vec<File> = run
        .files
        .iter()
        .map(|it| File {
            path: &it.path,
            status: it.status.key(),
            sha256: it.sha256.as_deref(),
            branch: it.branch.as_deref(),
        })
        .collect();
    let findings = &run.findings;
    let sources = Sources { context, results, findings, files: &of_inbox, mask: mask.as_ref() };
    let made = made(wanted.format, export::tables(&sources), &context)?;
    for (name, bytes) in &made {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(|it| outputs::failed(parent, &it))?;
        outputs::save_atomically(&path, bytes)?;
    }
    let accepted = results.branches.iter().filter(|it| it.is_accepted()).count();
    let args = [
        ("count", Arg::from(made.len())),
        ("dir", Arg::from(folder.display().to_string())),
        ("accepted", Arg::from(accepted)),
        ("expected", Arg::from(results.branches.len())),
    ];
    let key = if accepted == results.branches.len() { "export-done" } else { "export-partial" };
    terminal.print(&terminal.linked(&(words.ui(key, &args) + "\n"), &folder, Stream::Stdout))?;
    Ok(run.ending() as u8)
}

/// The secret of a file, without blanks and line ends around it.
fn mask_by(path: &Path) -> Result<Mask, Failure> {
    let shown = || Arg::from(path.display().to_string());
    let bytes = files::load(path, SECRET_BYTES)
        .map_err(|_| Failure::Told("export-no-secret", vec![("path", shown())]))?;
    Mask::new(bytes.trim_ascii()).ok_or_else(|| {
        let least = ("least", Arg::from(WEAKEST_KEY));
        Failure::Told("export-weak-secret", vec![("path", shown()), least])
    })
}

/// A program that was built without a format says so.
fn refuse_unknown(format: ExportFormat) -> Result<(), Failure> {
    let is_known = match format {
        ExportFormat::Csv => true,
        ExportFormat::Parquet => cfg!(feature = "parquet"),
        ExportFormat::Sqlite => cfg!(feature = "sqlite"),
    };
    if is_known {
        return Ok(());
    }
    let args = vec![("format", Arg::from(format.name().to_owned()))];
    Err(Failure::Told("export-not-built", args))
}

/// The files, by their names.
fn made(
    format: ExportFormat,
    tables: Vec<Table>,
    context: &crate::context::Context,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let other = |it: anyhow::Error| Failure::Other(it);
    match format {
        ExportFormat::Csv => tables
            .into_iter()
            .map(|it| {
                let name = format!("{}.csv", it.shape.name);
                Ok((name, export::csv::bytes(it).map_err(|it| other(it.into()))?))
            })
            .collect(),
        #[cfg(feature = "parquet")]
        ExportFormat::Parquet => tables
            .into_iter()
            .map(|it| {
                // A folder of its own for each table: engines take all files below one as a table.
                let table = it.shape.name;
                let name = format!("{table}/{}/{table}.parquet", export::partition(context));
                Ok((name, export::parquet::bytes(it).map_err(|it| other(it.into()))?))
            })
            .collect(),
        #[cfg(feature = "sqlite")]
        ExportFormat::Sqlite => {
            let bytes = export::sqlite::bytes(tables).map_err(|it| other(it.into()))?;
            Ok(vec![(format!("{}.sqlite", export::name(context)), bytes)])
        }
        #[cfg(not(all(feature = "parquet", feature = "sqlite")))]
        format => {
            let _ = context;
            refuse_unknown(format).map(|()| Vec::new())
        }
    }
}
