//! Texts of settings and profiles, from the disk.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::file_errors::{FileError, nearest};
use crate::finding::Arg;
use crate::job::Refused;
use crate::regime::{self, RegimeError, Sources};
use crate::workspace::{FILE_NAME, Workspace};

use super::Failure;
use super::usage::closest;

/// More than this is not a file that a person wrote.
const TEXT_BYTES_MAX: u64 = 16 << 20;

/// Reads a small file of settings; `shown` is its name for people.
pub(crate) fn read_text(path: &Path, shown: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let most = TEXT_BYTES_MAX + 1;
    let opened = File::open(path).and_then(|it| it.take(most).read_to_end(&mut bytes));
    opened.map_err(|it| unreadable(path, &it))?;
    // A part of it may well be a whole file of settings, with fewer branches.
    if bytes.len() as u64 == most {
        let args =
            [("path", path.display().to_string()), ("most", (TEXT_BYTES_MAX >> 20).to_string())];
        return Err(Failure::Told("settings-too-long", args.map(|it| (it.0, it.1.into())).into()));
    }
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
