//! Opens a workspace: its file, its regime, its folders.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::discover::{self, Entry};
use crate::finding::Arg;
use crate::mistakes::{KEY_TWICE, Mistake, UNUSABLE, key_of, locate, nearest};
use crate::regime::{self, Regime, RegimeError, Sources};
use crate::workbook::Limits;
use crate::workspace::{FILE_NAME, Raised, Workspace};

use super::usage::closest;
use super::{Failure, branches, codes};

/// An opened workspace.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// What its file says.
    pub(crate) workspace: Workspace,
    /// The regime of its year.
    pub(crate) regime: Regime,
    /// Every regime, by which a form of another one is known.
    pub(crate) regimes: Vec<Regime>,
    /// Bounds on what is read.
    pub(crate) limits: Limits,
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
        Mistake::not_utf8(shown, error.as_bytes(), valid).into()
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
                let named = |mistake| Mistake { file: shown, ..mistake };
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
        .chain([regime::OVERLAY])
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
    if let Some(mistake) = sources.mistake(&error) {
        return mistake.into();
    }
    let known = sources.ids().collect::<Vec<_>>();
    match error {
        RegimeError::UnknownRegime(id) => {
            let by_year = || closest(&id, known.iter().copied()).map(str::to_owned);
            let near = nearest(&id, &known).or_else(by_year);
            let key = if near.is_some() { "regime-near" } else { "regime-unknown" };
            let near = near.unwrap_or_default();
            let known = known.join(", ");
            let args = [("id", id), ("near", near), ("known", known)];
            Failure::Told(key, args.into_iter().map(|(key, it)| (key, Arg::from(it))).collect())
        }
        RegimeError::UnknownYear(year) => {
            Failure::Told("regime-no-year", vec![("year", Arg::from(year))])
        }
        RegimeError::SeveralOfYear { year, ids } => {
            let args = vec![("year", Arg::from(year)), ("known", Arg::from(ids.join(", ")))];
            Failure::Told("regime-several", args)
        }
        other => anyhow::Error::from(other).into(),
    }
}

/// Opens the workspace in `dir`.
pub(crate) fn open(dir: &Path, common: &Common) -> Result<Opened, Failure> {
    let path = dir.join(FILE_NAME);
    let text = read_text(&path, FILE_NAME)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut workspace = Workspace::parse(text)?;
    let own = workspace.templates.as_ref().map(|it| dir.join(it));
    let sources = profiles(common, own.as_deref())?;
    let regime = match &workspace.regime {
        Some(id) => sources.regime(id).map_err(|error| match error {
            RegimeError::UnknownRegime(_) => {
                let known: Vec<&str> = sources.ids().collect();
                Mistake::unknown(FILE_NAME, text, locate(text, &["regime"]), id, &known).into()
            }
            other => refused(&sources, other),
        })?,
        None => sources.regime_of_year(workspace.year).map_err(|it| refused(&sources, it))?,
    };
    let limits = limits(&workspace.limits);
    branches::take(dir, &mut workspace, &regime, &limits)?;
    if workspace.branch.is_empty()
        && let Some(table) = branches::beside(dir)
    {
        let shown = Arg::from(table.display().to_string());
        return Err(Failure::Told("branch-list-empty", vec![("path", shown)]));
    }
    let mistakes = check(text, &mut workspace, &regime)?;
    if !mistakes.is_empty() {
        return Err(Failure::Mistaken(mistakes));
    }
    // A profile that is not sound and is not this year's stops nothing.
    let mut regimes: Vec<Regime> = sources.ids().filter_map(|it| sources.regime(it).ok()).collect();
    regimes.sort_by_key(|it| it.rules.years.first().copied());
    Ok(Opened { dir: dir.to_owned(), workspace, regime, regimes, limits })
}

/// The limits with those that the file raises or lowers.
fn limits(raised: &Raised) -> Limits {
    let usual = Limits::default();
    let bytes = |it: Option<NonZeroU32>, usual| it.map_or(usual, |it| u64::from(it.get()) << 20);
    let places = |it: Option<NonZeroU32>, usual| it.map_or(usual, NonZeroU32::get);
    let count = |it: Option<NonZeroU32>, usual| {
        it.map_or(usual, |it| usize::try_from(it.get()).unwrap_or(usize::MAX))
    };
    Limits {
        file_bytes: bytes(raised.file_mb, usual.file_bytes),
        entries: count(raised.entries, usual.entries),
        declared_bytes: bytes(raised.inflated_mb, usual.declared_bytes),
        sheet_bytes: bytes(raised.sheets_mb, usual.sheet_bytes),
        ratio: raised.ratio.map_or(usual.ratio, |it| it.get().into()),
        ratio_from_bytes: usual.ratio_from_bytes,
        shared_text_bytes: bytes(raised.texts_mb, usual.shared_text_bytes),
        shared_texts: count(raised.texts, usual.shared_texts),
        cell_text_bytes: bytes(raised.cell_texts_mb, usual.cell_text_bytes),
        styles: count(raised.styles, usual.styles),
        cells: count(raised.cells, usual.cells),
        merges: count(raised.merges, usual.merges),
        list_rows: count(raised.list_rows, usual.list_rows),
        rows: places(raised.rows, usual.rows),
        cols: places(raised.columns, usual.cols),
        memory_bytes: bytes(raised.memory_mb, usual.memory_bytes),
        apart_bytes: bytes(raised.apart_mb, usual.apart_bytes),
        seconds: raised.seconds.map_or(usual.seconds, |it| it.get().into()),
        files: count(raised.files, usual.files),
    }
}

/// What the file says has to exist: branches, kinds, codes. Codes are put as they
/// are declared, whatever their case, so that every later comparison is exact.
fn check(text: &str, workspace: &mut Workspace, regime: &Regime) -> Result<Vec<Mistake>, Failure> {
    if workspace.branch.is_empty() {
        return Err(Failure::Told("no-branches", Vec::new()));
    }
    let unknown = |path: &[&str], value: &str, known: &[&str]| {
        Mistake::unknown(FILE_NAME, text, locate(text, path), value, known)
    };
    let fixed = |span, value: &str| {
        Mistake::new(FILE_NAME, text, &UNUSABLE)
            .at(span)
            .arg("value", value)
            .arg("problem", Arg::Word("mistake-fixed"))
            .arg("raw", "")
    };
    let mut mistakes = Vec::new();
    let kinds = regime.form.choice.get("branch-kind").map_or(&[][..], Vec::as_slice);
    let kinds: Vec<&str> = kinds.iter().map(|it| it.label.as_str()).collect();
    for (place, branch) in workspace.branch.iter().enumerate() {
        if !kinds.contains(&branch.kind.as_str()) {
            mistakes.push(unknown(&["branch", &place.to_string(), "kind"], &branch.kind, &kinds));
        }
    }
    let codes = codes();
    let find = |wanted: &str| {
        codes.iter().find(|it| it.id.eq_ignore_ascii_case(wanted) || it.name == wanted)
    };
    let known: Vec<&str> = codes.iter().flat_map(|it| [it.id, it.name]).collect();
    // All of them would fill the screen.
    let unknown_code = |span, wanted: &str| {
        let mut mistake = Mistake::unknown(FILE_NAME, text, span, wanted, &[]);
        mistake.finding.args.retain(|it| it.0 != "known");
        mistake.suggestion = nearest(wanted, &known);
        mistake.arg("known", Arg::Word("mistake-codes"))
    };
    let mut severity = BTreeMap::new();
    for (wanted, level) in &workspace.severity {
        let span = key_of(text, &["severity", wanted]);
        match find(wanted) {
            None => mistakes.push(unknown_code(span, wanted)),
            Some(code) if code.fixed => mistakes.push(fixed(span, code.id)),
            Some(code) => {
                if severity.insert(code.id.to_owned(), *level).is_some() {
                    let twice = Mistake::new(FILE_NAME, text, &KEY_TWICE).at(span);
                    mistakes.push(twice.arg("key", code.id));
                }
            }
        }
    }
    workspace.severity = severity;
    let branches: Vec<&str> = workspace.branch.iter().map(|it| it.code.as_str()).collect();
    for (place, waiver) in workspace.waive.iter_mut().enumerate() {
        let place = place.to_string();
        if branches.iter().all(|it| !it.eq_ignore_ascii_case(waiver.branch.trim())) {
            mistakes.push(unknown(&["waive", &place, "branch"], &waiver.branch, &branches));
        }
        let span = locate(text, &["waive", &place, "code"]);
        match find(&waiver.code) {
            None => mistakes.push(unknown_code(span, &waiver.code)),
            Some(code) if code.fixed => mistakes.push(fixed(span, code.id)),
            Some(code) => code.id.clone_into(&mut waiver.code),
        }
    }
    let most = regime.rules.quota.members.percent_with_decision;
    let named = |it: &str| regime.group_named(it).to_owned();
    mistakes.extend(workspace.check_decisions_against(text, most, &named));
    mistakes.sort_by_key(|it| it.span.as_ref().map(|it| it.start));
    Ok(mistakes)
}

impl Opened {
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

/// Reads a whole file, but never more than a form may have, and one byte, so
/// that the reader sees that it is too long.
pub(crate) fn load(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
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
