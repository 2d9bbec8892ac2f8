//! Opens a workspace: its file, its regime, its folders.

use std::fs::{self, File};
use std::io::Read as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::discover::{self, Entry};
use crate::file_errors::{FileError, nearest};
use crate::finding::Arg;
use crate::job::{self, Refused, Settled};
use crate::regime::{self, Regime, RegimeError, Sources};
use crate::workbook::Limits;
use crate::workspace::{FILE_NAME, Workspace};

use super::usage::closest;
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

/// More than this is not a file that a person wrote.
const TEXT_BYTES_MAX: u64 = 4 << 20;

/// Reads a small file of settings; `shown` is its name for people.
pub(crate) fn read_text(path: &Path, shown: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|it| it.take(TEXT_BYTES_MAX).read_to_end(&mut bytes));
    opened.map_err(|it| unreadable(path, &it))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        FileError::not_utf8(shown, error.as_bytes(), valid).into()
    })
}

/// The built-in profiles with those of `--templates` and of the workspace laid over them.
pub(crate) fn profiles(common: &Common, own: Option<&Path>) -> Result<Sources, Failure> {
    let mut sources = Sources::builtin();
    for folder in [own, common.templates.as_deref()].into_iter().flatten() {
        if lay_over(&mut sources, folder)?.is_empty() {
            let shown = Arg::from(folder.display().to_string());
            return Err(Failure::Told("no-profile", vec![("dir", shown)]));
        }
    }
    Ok(sources)
}

/// The profiles of the workspace that one stands in, if one does, and the built-in ones.
pub(crate) fn profiles_here(common: &Common) -> Result<Sources, Failure> {
    let path = Path::new(FILE_NAME);
    let own = if path.is_file() {
        let text = read_text(path, FILE_NAME)?;
        Workspace::parse(&text)?.templates.map(PathBuf::from)
    } else {
        None
    };
    profiles(common, own.as_deref())
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

/// Lays the profiles of a folder over what is there: each subfolder that has a file
/// of a profile. Gives their ids.
pub(crate) fn lay_over(sources: &mut Sources, folder: &Path) -> Result<Vec<String>, Failure> {
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = fs::read_dir(folder).map_err(|it| unreadable(folder, &it))?;
    let mut folders: Vec<PathBuf> = listed.filter_map(|it| Some(it.ok()?.path())).collect();
    folders.sort();
    let mut ids = Vec::new();
    for folder in folders {
        ids.extend(lay_one_over(sources, &folder)?);
    }
    Ok(ids)
}

/// Lays one profile over what is there; `None` when the folder has no file of a profile.
pub(crate) fn lay_one_over(
    sources: &mut Sources,
    folder: &Path,
) -> Result<Option<String>, Failure> {
    let files: Vec<&str> = regime::FILES
        .into_iter()
        .chain([regime::OVERLAY, regime::DECISIONS])
        .filter(|it| folder.join(it).is_file())
        .collect();
    let id = folder.file_name().and_then(|it| it.to_str()).unwrap_or_default().to_owned();
    if files.is_empty() {
        return Ok(None);
    }
    let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if !id.chars().all(is_plain) || !(1..=60).contains(&id.len()) {
        return Err(Failure::Told("profile-name", vec![("dir", Arg::from(id))]));
    }
    for file in files {
        let shown = format!("{id}/{file}");
        sources.lay_over(&id, file, &read_text(&folder.join(file), &shown)?);
    }
    Ok(Some(id))
}

/// Why a profile cannot be used, in words for people.
pub(crate) fn refused(sources: &Sources, error: RegimeError) -> Failure {
    // Of ids with a year in them the one of that year is meant.
    if let RegimeError::UnknownRegime(id) = &error {
        let known = sources.ids().collect::<Vec<_>>();
        let by_year = || closest(id, known.iter().copied()).map(str::to_owned);
        let near = nearest(id, &known).or_else(by_year);
        let key = if near.is_some() { "regime-near" } else { "regime-unknown" };
        let args =
            [("id", id.clone()), ("near", near.unwrap_or_default()), ("known", known.join(", "))];
        let args = args.into_iter().map(|(key, it)| (key, Arg::from(it))).collect();
        return Failure::Told(key, args);
    }
    Refused::of(sources, error).into()
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

/// The sentence for what could not be read, with what to do.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let path = ("path", Arg::from(path.display().to_string()));
    let why = match error.kind() {
        ErrorKind::PermissionDenied => "why-not-readable",
        ErrorKind::NotFound => "why-not-there",
        _ => {
            let error = Arg::from(error.to_string());
            return Failure::Told("input-failed-system", vec![path, ("error", error)]);
        }
    };
    Failure::Told("input-failed", vec![path, ("why", Arg::Word(why))])
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
