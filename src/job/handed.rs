//! A workspace that was handed over as files, without a folder to look into: which of them are its
//! settings, its profiles and its forms.

use std::collections::BTreeMap;
use std::io;

use super::{
    REGISTRY, Refused, Settled, is_as_written, is_consolidated, is_decisions, known_kinds,
    leave_previous, limits, regime_of, settle,
};
use crate::discover::{self, Action, Entry, Named};
use crate::file_errors::FileError;
use crate::finding::{Arg, Code, Finding, fixed_code};
use crate::read::foreign;
use crate::regime::{DECISIONS, FILES, OVERLAY, Regime, Sources};
use crate::workspace::table::{self, NAMES};
use crate::workspace::{FILE_NAME, Workspace};

/// The file stopped what read it: a failure of the program, or more time or memory than there is.
pub(super) static STOPPED: Code = fixed_code("B050", "file-stops-the-page");

/// Settings that were not handed over as a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The text of `xeploai.toml`.
    pub settings: Option<&'a str>,
    /// Texts of profiles, by `<id>/<file>`.
    pub profiles: Option<&'a BTreeMap<String, String>>,
}

/// A workspace with its forms.
#[derive(Clone, Debug)]
pub struct HandedWorkspace {
    /// What its settings say.
    pub settled: Settled,
    /// The files of its inbox.
    pub entries: Vec<Entry>,
    /// Where each file was among those handed over, by its path in the workspace.
    pub places: BTreeMap<String, usize>,
}

/// Why there is no workspace.
#[derive(Debug)]
pub enum NotOpened {
    /// No settings are there.
    NoSettings,
    /// Several settings are there, none above the others; their paths.
    Several(Vec<String>),
    /// Nothing lies in the folder of the forms, whose name this is.
    NoInbox(String),
    /// The settings or the profiles cannot be used.
    Refused(Refused),
}

impl<T: Into<Refused>> From<T> for NotOpened {
    fn from(refused: T) -> Self {
        Self::Refused(refused.into())
    }
}

/// Opens what was handed over. `load` gives the bytes of the file at a place of `files`; those at
/// the places `stopped` are not read but told.
///
/// # Errors
/// When there is no workspace among them, or its settings cannot be used.
pub fn open(
    files: &[Named],
    beside: Beside<'_>,
    stopped: &[usize],
    load: impl Fn(usize) -> io::Result<Vec<u8>>,
) -> Result<HandedWorkspace, NotOpened> {
    let (root, text) = if let Some(text) = beside.settings {
        (common_folder(files), text.to_owned())
    } else {
        let place = settings_among(files)?;
        let root = files[place].path.strip_suffix(FILE_NAME).unwrap_or_default();
        (root, text_of(load(place), FILE_NAME)?)
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let inside: Vec<Inside> = files
        .iter()
        .enumerate()
        .filter_map(|(place, it)| Some(Inside { place, path: it.path.strip_prefix(root)? }))
        .collect();
    let mut workspace = Workspace::parse(text)?;
    let sources = profiles(&workspace, beside.profiles, &inside, &load)?;
    let regime = regime_of(text, &workspace, &sources)?;
    take_table(&mut workspace, &regime, &inside, &load)?;
    let mut settled = settle(text, workspace, regime, &sources)?;
    leave_previous(&mut settled);
    let inbox = &settled.workspace.inbox;
    let mut forms = forms_of(&inside, &settled.workspace, beside.settings.is_some());
    if forms.is_empty() {
        return Err(NotOpened::NoInbox(inbox.clone()));
    }
    let bytes = |place: usize| files[place].bytes;
    let listed: Vec<Named> =
        forms.iter().map(|(path, it)| Named { path: path.clone(), bytes: bytes(*it) }).collect();
    let begin = |path: &str| load(*forms.get(path)?).ok();
    let most = settled.limits.files;
    let mut entries = discover::list_named(inbox, &listed, most, begin).map_err(|_| {
        let args = vec![("dir", Arg::from(inbox)), ("allowed", Arg::from(most))];
        Refused::Told("too-many-files", args)
    })?;
    // The sheets of decisions among the outputs are read as well, and a consolidated workbook that
    // somebody typed into.
    let output = &settled.workspace.output;
    let written = written(&inside, output, &load);
    let is_read = |it: &&Inside<'_>| {
        let is_typed = || {
            let year = settled.workspace.year;
            let name = it.among_outputs(output).filter(|it| is_consolidated(it, year));
            let is_old =
                |name| load(it.place).is_ok_and(|bytes| is_as_written(name, &bytes, &written));
            name.is_some_and(|name| !is_old(name))
        };
        beside.settings.is_none() && (it.is_decisions(output) || is_typed())
    };
    for it in inside.iter().filter(is_read) {
        let named = [Named { path: it.path.to_owned(), bytes: bytes(it.place) }];
        let begin = |_: &str| load(it.place).ok();
        entries.extend(discover::list_named(output, &named, most, begin).into_iter().flatten());
        forms.insert(it.path.to_owned(), it.place);
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    for entry in &mut entries {
        if forms.get(&entry.path).is_some_and(|it| stopped.contains(it)) {
            entry.task = Action::Refuse(Box::new(Finding::new(&STOPPED).arg("path", &entry.path)));
        }
    }
    Ok(HandedWorkspace { settled, entries, places: forms })
}

/// A file of the workspace.
#[derive(Clone, Copy, Debug)]
struct Inside<'a> {
    /// Its place among those handed over.
    place: usize,
    /// Its path in the workspace.
    path: &'a str,
}

impl Inside<'_> {
    fn is_under(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|it| it.starts_with('/'))
    }

    /// Whether it lies right in the folder of the outputs, and is called as sheets of decisions are.
    fn is_decisions(&self, output: &str) -> bool {
        self.among_outputs(output).is_some_and(is_decisions)
    }

    /// Its name, if it lies right in the folder of the outputs.
    fn among_outputs(&self, output: &str) -> Option<&str> {
        let name = self.path.strip_prefix(output).and_then(|it| it.strip_prefix('/'));
        name.filter(|it| !it.contains('/'))
    }
}

/// The hashes of what was written, where they were handed over as well.
fn written(
    inside: &[Inside<'_>],
    output: &str,
    load: &impl Fn(usize) -> io::Result<Vec<u8>>,
) -> BTreeMap<String, Vec<String>> {
    let found = inside.iter().find(|it| it.among_outputs(output) == Some(REGISTRY));
    let bytes = found.and_then(|it| load(it.place).ok());
    bytes.and_then(|it| serde_json::from_slice(&it).ok()).unwrap_or_default()
}

/// The files of the inbox: their paths, and their places. Files that were chosen one by one, and
/// those for whom settings stand beside, have no such folder: they are the forms.
fn forms_of(
    inside: &[Inside<'_>],
    workspace: &Workspace,
    has_settings: bool,
) -> BTreeMap<String, usize> {
    let (inbox, output) = (&workspace.inbox, &workspace.output);
    let has_inbox = inside.iter().any(|it| it.is_under(inbox));
    let is_flat = inside.iter().all(|it| !it.path.contains('/'));
    let mut forms = BTreeMap::new();
    for it in inside {
        let below = if it.is_under(inbox) {
            it.path.get(inbox.len() + 1..)
        } else {
            let is_form = !has_inbox
                && (is_flat || has_settings)
                && it.path != FILE_NAME
                && !NAMES.contains(&it.path)
                && !it.is_under(output);
            is_form.then_some(it.path)
        };
        let Some(below) = below else { continue };
        // Files of one name, chosen in several folders: none takes the place of another.
        let mut path = format!("{inbox}/{below}");
        let mut number = 2;
        while forms.contains_key(&path) {
            path = format!("{inbox}/{number}/{below}");
            number += 1;
        }
        forms.insert(path, it.place);
    }
    forms
}

/// Takes the branches of the table beside the settings, if one was handed over.
fn take_table(
    workspace: &mut Workspace,
    regime: &Regime,
    inside: &[Inside<'_>],
    load: &impl Fn(usize) -> io::Result<Vec<u8>>,
) -> Result<(), Refused> {
    let mut there = inside.iter().filter(|it| NAMES.contains(&it.path));
    let Some(first) = there.next() else { return Ok(()) };
    if let Some(other) = there.next() {
        return Err(Refused::Branches(vec![table::in_two_files(first.path, other.path)]));
    }
    let name = first.path;
    let bytes = load(first.place)
        .map_err(|_| Refused::Told("page-unreadable", vec![("path", Arg::from(name))]))?;
    let (kinds, limits) = (known_kinds(regime), limits(&workspace.limits));
    // The commune's own file; whatever becomes of a worker over it is told.
    let mut read =
        table::read(name, &bytes, &kinds, &limits, foreign::here).map_err(Refused::Branches)?;
    if inside.iter().any(|it| it.path.strip_prefix("~$") == Some(name)) {
        read.noted.push(table::is_open(name));
    }
    workspace.take_table(read).map_err(Refused::Branches)
}

/// The profiles that the program carries, with those of the workspace laid over them.
fn profiles(
    workspace: &Workspace,
    beside: Option<&BTreeMap<String, String>>,
    inside: &[Inside<'_>],
    load: &impl Fn(usize) -> io::Result<Vec<u8>>,
) -> Result<Sources, Refused> {
    let mut sources = Sources::builtin();
    for (name, text) in beside.into_iter().flatten() {
        if let Some((id, file)) = name.split_once('/') {
            sources.lay_over(id, file, text);
        }
    }
    if let (Some(folder), None) = (&workspace.templates, beside) {
        lay_over(&mut sources, folder, inside, load)?;
    }
    Ok(sources)
}

/// Where the settings are: those nearest to the top.
fn settings_among(files: &[Named]) -> Result<usize, NotOpened> {
    let is_it = |path: &str| path.rsplit('/').next() == Some(FILE_NAME);
    let depth = |it: &Named| it.path.matches('/').count();
    let all = || files.iter().enumerate().filter(|(_, it)| is_it(&it.path));
    let top = all().map(|(_, it)| depth(it)).min().ok_or(NotOpened::NoSettings)?;
    let nearest: Vec<usize> = all().filter(|(_, it)| depth(it) == top).map(|it| it.0).collect();
    match nearest.as_slice() {
        [only] => Ok(*only),
        several => {
            Err(NotOpened::Several(several.iter().map(|it| files[*it].path.clone()).collect()))
        }
    }
}

/// The folder, with its `/`, in which all files lie, if there is one.
fn common_folder(files: &[Named]) -> &str {
    let folder = |it: &'_ str| it.find('/').map(|end| end + 1);
    let Some(first) = files.first() else { return "" };
    let Some(end) = folder(&first.path) else { return "" };
    let top = &first.path[..end];
    if files.iter().all(|it| it.path.starts_with(top)) { top } else { "" }
}

fn text_of(bytes: io::Result<Vec<u8>>, shown: &str) -> Result<String, Refused> {
    let bytes =
        bytes.map_err(|_| Refused::Told("page-unreadable", vec![("path", shown.into())]))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        FileError::not_utf8(shown, error.as_bytes(), valid).into()
    })
}

/// Lays the profiles of a folder over those that the program carries.
fn lay_over(
    sources: &mut Sources,
    folder: &str,
    inside: &[Inside<'_>],
    load: &impl Fn(usize) -> io::Result<Vec<u8>>,
) -> Result<(), Refused> {
    let mut is_any = false;
    for it in inside {
        let below = it.path.strip_prefix(folder.trim_end_matches('/'));
        let Some((id, file)) =
            below.and_then(|it| it.strip_prefix('/')).and_then(|it| it.split_once('/'))
        else {
            continue;
        };
        if !FILES.contains(&file) && ![OVERLAY, DECISIONS].contains(&file) {
            continue;
        }
        let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if !id.chars().all(is_plain) || !(1..=60).contains(&id.len()) {
            return Err(Refused::Told("profile-name", vec![("dir", Arg::from(id))]));
        }
        sources.lay_over(id, file, &text_of(load(it.place), &format!("{id}/{file}"))?);
        is_any = true;
    }
    if is_any {
        return Ok(());
    }
    Err(Refused::Told("no-profile", vec![("dir", Arg::from(folder))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "year = 2020\norganization = \"Đảng bộ xã\"\ncommittee = \"Đảng ủy xã\"\nsuperior = \"Đảng bộ huyện\"\nplace = \"Bình An\"\n[[branch]]\ncode = \"TP\"\nname = \"Chi bộ thôn Tân Phong\"\nkind = \"Thôn bản\"\n";

    /// The paths of the forms, or why there are none; every file is the settings.
    fn opened(paths: &[&str], settings: Option<&str>) -> Result<Vec<String>, String> {
        let files: Vec<Named> =
            paths.iter().map(|it| Named { path: (*it).to_owned(), bytes: 1 }).collect();
        let beside = Beside { settings, profiles: None };
        let opened = open(&files, beside, &[1], |_| Ok(HEAD.as_bytes().to_vec()));
        opened
            .map(|it| {
                let told = |entry: &Entry| match &entry.task {
                    Action::Refuse(finding) => format!("{} {}", entry.path, finding.code.id),
                    _ => format!("{} {}", entry.path, it.places[&entry.path]),
                };
                it.entries.iter().map(told).collect()
            })
            .map_err(|it| format!("{it:?}"))
    }

    #[test]
    fn forms_are_found_however_they_are_handed_over() {
        let forms = ["nop/a.xlsx 0", "nop/b.xlsx 2"];
        let folder =
            ["x/nop/a.xlsx", "x/xeploai.toml", "x/nop/b.xlsx", "x/ket-qua/c.xlsx", "y.xlsx"];
        assert_eq!(opened(&folder, None).unwrap(), forms);
        let parts = ["nop/a.xlsx", "xeploai.toml", "nop/b.xlsx", "nop2/b.xlsx"];
        assert_eq!(opened(&parts, None).unwrap(), forms);
        let flat = ["a.xlsx", "xeploai.toml", "b.xlsx"];
        assert_eq!(opened(&flat, None).unwrap(), forms);
        // Files of one name come from several folders; none is lost.
        let twice = ["a.xlsx", "xeploai.toml", "a.xlsx"];
        assert_eq!(opened(&twice, None).unwrap(), ["nop/2/a.xlsx 2", "nop/a.xlsx 0"]);
        // Settings of an inner workspace are those of another one.
        let outer = ["nop/a.xlsx", "xeploai.toml", "nop/b.xlsx", "old/xeploai.toml"];
        assert_eq!(opened(&outer, None).unwrap(), forms);
    }

    #[test]
    fn sheets_of_decisions_are_read_where_they_were_written() {
        let paths =
            ["nop/a.xlsx", "xeploai.toml", "ket-qua/Quyet-dinh-2020 (2).ods", "ket-qua/b.xlsx"];
        let found = opened(&paths, None).unwrap();
        assert_eq!(found, ["ket-qua/Quyet-dinh-2020 (2).ods 2", "nop/a.xlsx 0"]);
        let elsewhere = ["nop/a.xlsx", "xeploai.toml", "ket-qua/tra-lai/quyet-dinh-2020.xlsx"];
        assert_eq!(opened(&elsewhere, None).unwrap(), ["nop/a.xlsx 0"]);
    }

    #[test]
    fn forms_without_settings_are_the_inbox_of_new_ones() {
        let stopped = ["nop/a.xlsx 0", "nop/b.xlsx B050"];
        for paths in [
            ["a.xlsx", "b.xlsx"],
            ["nop/a.xlsx", "nop/b.xlsx"],
            ["phiếu/a.xlsx", "phiếu/b.xlsx"],
            ["x/nop/a.xlsx", "x/nop/b.xlsx"],
        ] {
            assert_eq!(opened(&paths, Some(HEAD)).unwrap(), stopped, "{paths:?}");
        }
        assert_eq!(opened(&["a/1.xlsx"], Some(HEAD)).unwrap(), ["nop/1.xlsx 0"]);
    }

    #[test]
    fn what_is_no_workspace_is_told_and_never_guessed() {
        assert!(opened(&["a.xlsx"], None).unwrap_err().contains("NoSettings"));
        let two = opened(&["a/xeploai.toml", "b/xeploai.toml"], None).unwrap_err();
        assert!(two.contains("Several([\"a/xeploai.toml\", \"b/xeploai.toml\"])"), "{two}");
        let none = opened(&["xeploai.toml", "phiếu/a.xlsx"], None).unwrap_err();
        assert!(none.contains("NoInbox(\"nop\")"), "{none}");
    }
}
