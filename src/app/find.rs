//! Which workspace is meant by what somebody typed.
//!
//! A folder below a workspace, its settings and a form in it mean the workspace, which is said. Of a
//! name that is not there what is near it is told, never taken.

use std::fs;
use std::path::{Path, PathBuf};

use crate::finding::Arg;
use crate::model::text::fold;
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;

use super::terminal::Terminal;
use super::usage::{closest, command, is_option, line, unquoted};
use super::workspace::as_typed;
use super::{Failure, archive};

/// More entries of a folder are not looked through for what may have been meant.
const LOOKED_AT_MAX: usize = 5_000;
/// More names than these nobody reads.
const NAMED_MAX: usize = 8;

/// What is typed before the folder, so that the whole line can be told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The words, the name of the command first.
    before: &'a [&'a str],
    words: &'a Catalogue,
}

impl<'a> Asked<'a> {
    /// These words, then the folder.
    pub(super) fn new(before: &'a [&'a str], words: &'a Catalogue) -> Self {
        Self { before, words }
    }

    fn line(self, path: &Path) -> Arg {
        let path = path.display().to_string();
        line(self.before.iter().copied().chain([path.as_str()])).into()
    }

    /// The line that makes a new workspace.
    fn line_of_init(self, name: &str) -> Arg {
        line([command("init", self.words), name]).into()
    }

    /// A name for a workspace, where none is known.
    fn example(self) -> String {
        let key = "usage-example-init";
        self.words.ui(key, &[]).split(' ').next_back().unwrap_or_default().to_owned()
    }
}

/// The workspace that `given` means, by the name of the command in English; where it is not the
/// folder itself that is said.
pub(super) fn workspace(
    given: &Path,
    task: &'static str,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<PathBuf, Failure> {
    let before = [command(task, words)];
    let asked = Asked::new(&before, words);
    let given = as_meant(given);
    if let Some(failure) = archive::is_read_only(&given) {
        return Err(failure);
    }
    let Ok(known) = fs::metadata(&given) else { return Err(missing(&given, asked)) };
    if let Some(dir) = itself(&given)? {
        return Ok(dir);
    }
    let Some(above) = above(&given) else {
        return Err(if known.is_dir() {
            no_workspace(&given, asked)
        } else {
            no_form(&given, asked)
        });
    };
    let key = if known.is_dir() { "found-above" } else { "found-of-file" };
    let path = if given == Path::new(".") { absolute(&given) } else { given };
    terminal.tell(&words.ui(key, &[("path", shown(&path)), ("dir", shown(&above))]));
    Ok(near_by(above))
}

/// The workspace that a path is by itself: its folder or its settings. Settings under another
/// name are told: without them the folder would be taken for something else.
pub(super) fn itself(given: &Path) -> Result<Option<PathBuf>, Failure> {
    if given.join(FILE_NAME).is_file() {
        return Ok(Some(given.to_owned()));
    }
    let name = given.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let parent = parent(given);
    if given.is_dir() {
        return match entries(given).into_iter().find(|it| is_misnamed(it)) {
            Some(name) => Err(misnamed(given, name)),
            None => Ok(None),
        };
    }
    if given.is_file() && name.eq_ignore_ascii_case(FILE_NAME) {
        return Ok(Some(parent));
    }
    if given.is_file() && is_misnamed(&name) && !parent.join(FILE_NAME).is_file() {
        return Err(misnamed(&parent, name));
    }
    Ok(None)
}

/// The nearest workspace in which a path lies.
pub(super) fn above(given: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(given).ok()?;
    let found = real.ancestors().skip(1).find(|it| it.join(FILE_NAME).is_file())?;
    Some(PathBuf::from(as_typed(found)))
}

/// The path with what was typed around it taken away, where it is there without: quotation marks
/// of a text, or the one that a backslash before it lets stand.
pub(super) fn as_meant(given: &Path) -> PathBuf {
    let bare = PathBuf::from(unquoted(&given.to_string_lossy()));
    if given.exists() || bare.as_os_str().is_empty() || !bare.exists() {
        return given.to_owned();
    }
    bare
}

/// There is no folder of this name: what was probably meant, or which workspaces there are.
pub(super) fn missing(given: &Path, asked: Asked<'_>) -> Failure {
    let path = shown(given);
    let name = given.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(failure) = dashed(given) {
        return failure;
    }
    if ["help", "giup", "tro giup", "huong dan"].contains(&fold(&name).as_str()) {
        let line = line(asked.before.iter().copied().chain(["--help"]));
        return Failure::Told("no-folder-help", vec![("path", path), ("line", line.into())]);
    }
    if is_file_name(&name) {
        return missing_file(given, asked);
    }
    let parent = parent(given);
    let is_here = parent == Path::new(".");
    let there = |there: &'static str, more: (&'static str, Arg)| {
        let there = asked.words.ui(there, &[more, ("dir", shown(&parent))]);
        Failure::Told("no-folder", vec![("path", path.clone()), ("there", there.into())])
    };
    if !parent.is_dir() {
        return there("no-folder-parent", ("names", "".into()));
    }
    let workspaces = workspaces(&parent);
    if let Some(near) = closest(&name, workspaces.iter().map(String::as_str)) {
        let line = asked.line(&parent_with(&parent, near));
        return Failure::Told(
            "no-folder-near",
            vec![("path", path), ("near", near.into()), ("line", line)],
        );
    }
    let home = absolute(Path::new("."));
    let home = home.ancestors().find(|it| it.join(FILE_NAME).is_file());
    if let Some(home) = home.filter(|_| is_here && workspaces.is_empty()) {
        let home = home.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let line = line(asked.before.iter().copied());
        let args = vec![("path", path), ("name", home.into()), ("line", line.into())];
        return Failure::Told("no-folder-here", args);
    }
    match (workspaces.is_empty(), is_here) {
        (true, true) => there("no-folder-none", ("line", asked.line_of_init(&name))),
        (true, false) => {
            let line = asked.line_of_init(&given.display().to_string());
            there("no-folder-none-in", ("line", line))
        }
        (false, true) => there("no-folder-others", ("names", few(&workspaces, asked.words))),
        (false, false) => there("no-folder-others-in", ("names", few(&workspaces, asked.words))),
    }
}

/// A file or folder that is to be checked and is not there; `others` are all that were typed.
pub(super) fn missing_path(given: &Path, others: &[PathBuf], words: &Catalogue) -> Failure {
    let before = [command("validate", words)];
    let asked = Asked::new(&before, words);
    let path = shown(given);
    let at = others.iter().position(|it| it == given).unwrap_or_default();
    for from in 0..=at {
        for to in (at + 1..=others.len()).rev().filter(|it| it - from > 1) {
            let parts: Vec<_> = others[from..to].iter().map(|it| it.to_string_lossy()).collect();
            let whole = parts.join(" ");
            let whole = Path::new(unquoted(&whole));
            if whole.exists() {
                return Failure::Told(
                    "no-path-blank",
                    vec![("path", path), ("line", asked.line(whole))],
                );
            }
        }
    }
    if let Some(failure) = dashed(given) {
        return failure;
    }
    if others.len() == 1 && given.extension().is_none() {
        return missing(given, asked);
    }
    missing_file(given, asked)
}

/// There is no file of this name: what lies there with a name like it.
fn missing_file(given: &Path, asked: Asked<'_>) -> Failure {
    let path = shown(given);
    let name = given.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let parent = parent(given);
    let there = entries(&parent);
    if name.eq_ignore_ascii_case(FILE_NAME)
        && let Some(name) = there.iter().find(|it| is_misnamed(it))
    {
        return misnamed(&parent, name.clone());
    }
    if name.contains(['*', '?']) {
        let args = vec![("path", path), ("line", asked.line(&parent))];
        return Failure::Told("no-path-pattern", args);
    }
    match closest(&name, there.iter().map(String::as_str)) {
        Some(near) => {
            let line = asked.line(&parent_with(&parent, near));
            let args = vec![("path", path), ("near", near.into()), ("line", line)];
            Failure::Told("no-path-near", args)
        }
        None => Failure::Told("no-path", vec![("path", path)]),
    }
}

/// An option that begins with a dash of a text, and so is none.
fn dashed(given: &Path) -> Option<Failure> {
    let text = given.display().to_string();
    let is_one = is_option(&text) && !text.starts_with('-');
    let name = text.trim_start_matches(|it: char| !it.is_alphanumeric());
    is_one.then(|| {
        let near = Arg::from(format!("--{name}"));
        Failure::Told("no-folder-dash", vec![("path", text.clone().into()), ("near", near)])
    })
}

fn no_workspace(given: &Path, asked: Asked<'_>) -> Failure {
    let dir = ("dir", shown(&absolute(given)));
    let within = workspaces(given);
    if let Some(first) = within.first() {
        let line = asked.line(&parent_with(given, first));
        let names = few(&within, asked.words);
        return Failure::Told("no-workspace-within", vec![dir, ("names", names), ("line", line)]);
    }
    Failure::Told("no-workspace", vec![dir, ("line", asked.line_of_init(&asked.example()))])
}

fn no_form(given: &Path, asked: Asked<'_>) -> Failure {
    let there = workspaces(Path::new("."));
    let example = there.first().cloned().unwrap_or_else(|| asked.example());
    let line = asked.line(Path::new(&example));
    Failure::Told("no-workspace-file", vec![("path", shown(given)), ("line", line)])
}

fn misnamed(dir: &Path, name: String) -> Failure {
    let dir = shown(&absolute(dir));
    Failure::Told("settings-misnamed", vec![("dir", dir), ("name", name.into())])
}

/// Whether a file is what Notepad, a mail program or a copy make of the name of the settings.
fn is_misnamed(name: &str) -> bool {
    let name = name.to_lowercase();
    name != FILE_NAME
        && name.starts_with("xeploai")
        && (name.contains(".toml") || name == "xeploai.txt")
}

/// Whether a name is that of a form or of settings, and of no folder.
fn is_file_name(name: &str) -> bool {
    const KINDS: [&str; 9] =
        [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".toml", ".txt", ".pdf"];
    let name = name.to_lowercase();
    KINDS.iter().any(|it| name.ends_with(it))
}

/// Names of what lies in a folder, in order; nothing where it cannot be listed.
fn entries(dir: &Path) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = fs::read_dir(dir).into_iter().flatten().take(LOOKED_AT_MAX);
    let mut names: Vec<String> =
        listed.filter_map(|it| it.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Names of the workspaces in a folder, in order.
fn workspaces(dir: &Path) -> Vec<String> {
    let mut names = entries(dir);
    names.retain(|it| dir.join(it).join(FILE_NAME).is_file());
    names
}

fn few(names: &[String], words: &Catalogue) -> Arg {
    let told = names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(NAMED_MAX) {
        None | Some(0) => told.into(),
        Some(more) => {
            words.ui("and-others", &[("names", told.into()), ("count", more.into())]).into()
        }
    }
}

fn parent(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    parent.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// A name in a folder, as it is typed.
fn parent_with(parent: &Path, name: &str) -> PathBuf {
    if parent == Path::new(".") { PathBuf::from(name) } else { parent.join(name) }
}

/// A folder as it is shown shortest: relative where one stands in it or above it.
fn near_by(dir: PathBuf) -> PathBuf {
    let here = absolute(Path::new("."));
    match dir.strip_prefix(&here) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => dir,
    }
}

fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path).map_or_else(|_| path.to_owned(), |it| PathBuf::from(as_typed(&it)))
}

fn shown(path: &Path) -> Arg {
    Arg::from(path.display().to_string())
}
