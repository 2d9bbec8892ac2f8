//! Opens a workspace: its file, its regime, its folders.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::discover::{self, Entry};
use crate::file_errors::FileError;
use crate::finding::Arg;
use crate::job::{self, Settled};
use crate::regime::Regime;
use crate::workbook::Limits;
use crate::workspace::{FILE_NAME, Workspace};

use super::sources::{profiles, read_text, refused, unreadable};
use super::{Failure, branches, previous};

/// An opened workspace.
#[derive(Debug)]
pub(crate) struct OpenWorkspace {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// What its file says, and what follows from it.
    settled: Settled,
}

impl Deref for OpenWorkspace {
    type Target = Settled;

    fn deref(&self) -> &Settled {
        &self.settled
    }
}

impl OpenWorkspace {
    /// What is judged by, for a job that finds out its branches itself.
    pub(crate) fn settled_mut(&mut self) -> &mut Settled {
        &mut self.settled
    }

    /// Takes in the final workbooks that lie among its outputs.
    pub(crate) fn know(&mut self, finals: Vec<crate::job::Final>) {
        self.settled.finals = finals;
    }

    /// Says that earlier years are not looked at here.
    pub(crate) fn leave_previous(&mut self) {
        job::leave_previous(&mut self.settled);
    }
}

/// What the workspace in which loose forms lie says of profiles.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Home {
    /// Its folder of profiles.
    pub(crate) templates: Option<PathBuf>,
    /// The regime that it names.
    pub(crate) regime: Option<String>,
}

/// What the workspaces in which `paths` lie say, nothing where they lie in none. They
/// have to say the same: which profiles are meant would else be a guess.
pub(crate) fn home_of(paths: &[PathBuf]) -> Result<Home, Failure> {
    let mut homes: Vec<Home> = Vec::new();
    for path in paths {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        homes.push(match path.ancestors().find(|it| it.join(FILE_NAME).is_file()) {
            Some(dir) => {
                // Nobody named this folder: a mistake has to say which it is.
                let file = dir.join(FILE_NAME);
                let shown = as_typed(&file);
                let text = read_text(&file, &shown)?;
                let named = |mistake| FileError { file: shown, ..mistake };
                let workspace = Workspace::parse(&text).map_err(named)?;
                let templates = workspace.templates.map(|it| dir.join(it));
                Home { templates, regime: workspace.regime }
            }
            None => Home::default(),
        });
    }
    if homes.windows(2).any(|it| it[0] != it[1]) {
        return Err(Failure::Told("several-workspaces", Vec::new()));
    }
    Ok(homes.pop().unwrap_or_default())
}

/// A resolved path without the prefix that Windows gives it and nobody types.
pub(super) fn as_typed(path: &Path) -> String {
    let shown = path.display().to_string();
    match shown.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => shown.strip_prefix(r"\\?\").map_or(shown.clone(), str::to_owned),
    }
}

/// Opens the workspace in `dir`, with the earlier years that it names.
pub(crate) fn open(dir: &Path, common: &Common) -> Result<OpenWorkspace, Failure> {
    let mut opened = open_alone(dir, common)?;
    if !opened.workspace.commune.is_empty() {
        let shown = Arg::from(dir.display().to_string());
        return Err(Failure::Told("above-here", vec![("dir", shown)]));
    }
    previous::take(dir, &mut opened.settled, common)?;
    Ok(opened)
}

/// Opens the workspace in `dir`, of a commune or of a superior, without looking at earlier years.
pub(super) fn open_alone(dir: &Path, common: &Common) -> Result<OpenWorkspace, Failure> {
    let path = dir.join(FILE_NAME);
    let text = read_text(&path, FILE_NAME)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut workspace = Workspace::parse(text)?;
    let own = workspace.templates.as_ref().map(|it| dir.join(it));
    let sources = profiles(common, own.as_deref())?;
    let regime = job::regime_of(text, &workspace, &sources)?;
    let limits = job::limits(&workspace.limits);
    branches::take(dir, &mut workspace, &regime, &limits)?;
    if workspace.branch.is_empty()
        && let Some(table) = branches::beside(dir)
    {
        let shown = Arg::from(table.display().to_string());
        return Err(Failure::Told("branch-list-empty", vec![("path", shown)]));
    }
    let settled = job::settle(text, workspace, regime, &sources)?;
    Ok(OpenWorkspace { dir: dir.to_owned(), settled })
}

impl OpenWorkspace {
    /// The folder of the filled forms.
    pub(crate) fn inbox(&self) -> Result<PathBuf, Failure> {
        let inbox = self.dir.join(&self.workspace.inbox);
        if inbox.is_dir() {
            Ok(inbox)
        } else {
            let shown = Arg::from(inbox.display().to_string());
            Err(Failure::Told("no-inbox", vec![("inbox", shown)]))
        }
    }

    /// The folder of the outputs.
    pub(crate) fn output(&self) -> PathBuf {
        self.dir.join(&self.workspace.output)
    }
}

/// What lies in a folder, unless it is far too much.
pub(crate) fn list(base: &Path, start: &Path, limits: &Limits) -> Result<Vec<Entry>, Failure> {
    discover::list_up_to(base, start, limits.files).map_err(|error| {
        if !discover::is_too_many(&error) {
            return unreadable(start, &error);
        }
        let shown = Arg::from(start.display().to_string());
        Failure::Told("too-many-files", vec![("dir", shown), ("allowed", limits.files.into())])
    })
}

/// Every regime that loose forms may belong to, the oldest first. Forms that lie in a
/// workspace are worded as its profiles are; a regime that it names goes before others
/// of a year.
pub(super) fn regimes(paths: &[PathBuf], common: &Common) -> Result<Vec<Regime>, Failure> {
    let home = home_of(paths)?;
    let sources = profiles(common, home.templates.as_deref())?;
    let mut regimes = sources.all().map_err(|it| refused(&sources, it))?;
    if let Some(named) = home.regime {
        regimes.sort_by_key(|it| it.id != named);
    }
    Ok(regimes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolved_path_is_shown_as_people_type_it() {
        for (resolved, shown) in [
            (r"\\?\C:\Dang uy\xeploai.toml", r"C:\Dang uy\xeploai.toml"),
            (r"\\?\UNC\may-chu\chung\xeploai.toml", r"\\may-chu\chung\xeploai.toml"),
            ("/home/a/xeploai.toml", "/home/a/xeploai.toml"),
        ] {
            assert_eq!(as_typed(Path::new(resolved)), shown);
        }
    }
}
