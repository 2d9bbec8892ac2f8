//! The table of branches of a workspace: found, read, and kept apart from the forms.

use std::path::{Path, PathBuf};

use crate::discover::{Action, Entry};
use crate::finding::Arg;
use crate::regime::Regime;
use crate::workbook::Limits;
use crate::workspace::table::{self, COMMUNES, NAMES, Table};
use crate::workspace::{FILE_NAME, Workspace};

pub(super) use crate::job::known_kinds;

use super::{Failure, files, reader_process};

/// The table of branches beside the workspace file, if one is there.
pub(super) fn beside(dir: &Path) -> Option<PathBuf> {
    NAMES.iter().map(|it| dir.join(it)).find(|it| it.is_file())
}

/// Takes the branches of the table beside the workspace file, and the communes of another, where they are
/// there.
pub(super) fn take(
    dir: &Path,
    workspace: &mut Workspace,
    regime: &Regime,
    limits: &Limits,
) -> Result<(), Failure> {
    take_one(dir, &NAMES, workspace, (regime, limits))?;
    take_one(dir, &COMMUNES, workspace, (regime, limits))
}

/// Takes what stands in the one table of these names, if one is there.
fn take_one(
    dir: &Path,
    names: &[&str],
    workspace: &mut Workspace,
    (regime, limits): (&Regime, &Limits),
) -> Result<(), Failure> {
    let mut there = names.iter().filter(|it| dir.join(it).is_file());
    let Some(name) = there.next() else { return Ok(()) };
    if let Some(other) = there.next() {
        return Err(Failure::Branches(vec![table::in_two_files(name, other)]));
    }
    let path = dir.join(name);
    let bytes = files::load(&path, limits.file_bytes).map_err(|error| {
        log::info!("{name}: {error}");
        Failure::Told("branch-list-held", vec![("path", Arg::from(path.display().to_string()))])
    })?;
    let is_of_communes = COMMUNES.contains(name);
    let mut table = if is_of_communes {
        table::read(name, &bytes, &[], limits, reader_process::read).map_err(Failure::Branches)?
    } else {
        read(name, &bytes, regime, limits)?
    };
    if dir.join(format!("~${name}")).exists() {
        table.noted.push(table::is_open(name));
    }
    if is_of_communes {
        return workspace.take_communes(table).map_err(Failure::Branches);
    }
    workspace.take_table(table).map_err(Failure::Branches)
}

/// Reads a table by the kinds of branches that the form of the year knows.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    regime: &Regime,
    limits: &Limits,
) -> Result<Table, Failure> {
    table::read(name, bytes, &known_kinds(regime), limits, reader_process::read)
        .map_err(Failure::Branches)
}

/// Leaves the table of a workspace aside where files are named that lie beside it.
pub(super) fn set_aside(entries: &mut [Entry]) {
    for entry in entries {
        let Action::Read(path) = &entry.task else { continue };
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let is_table = NAMES.iter().any(|it| it.eq_ignore_ascii_case(name))
            && path.parent().is_some_and(|it| it.join(FILE_NAME).is_file());
        if is_table {
            entry.task = Action::Ignore(Box::new(table::is_no_form(&entry.path)));
        }
    }
}
