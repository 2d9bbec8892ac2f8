//! Opens a workspace: its file, its regime, its folders.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::cli::Common;
use crate::finding::Arg;
use crate::regime::{self, Regime, Sources};
use crate::workspace::{FILE_NAME, Workspace};

use super::{Failure, codes};

/// An opened workspace.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// What its file says.
    pub(crate) workspace: Workspace,
    /// The regime of its year.
    pub(crate) regime: Regime,
}

/// More than this is not a file that a person wrote.
const TEXT_BYTES_MAX: u64 = 4 << 20;

/// Reads a small text file.
pub(crate) fn read_text(path: &Path) -> Result<String, anyhow::Error> {
    let mut text = String::new();
    File::open(path)?.take(TEXT_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

/// The built-in profiles with those of `--templates` and of the workspace laid over them.
pub(crate) fn profiles(common: &Common, own: Option<&Path>) -> Result<Sources, Failure> {
    let mut sources = Sources::builtin();
    for folder in [own, common.templates.as_deref()].into_iter().flatten() {
        let ids: Vec<String> = sources.ids().map(str::to_owned).collect();
        let mut found = false;
        for id in ids {
            for file in regime::FILES {
                let path = folder.join(&id).join(file);
                if path.is_file() {
                    sources.lay_over(&id, file, &read_text(&path)?);
                    found = true;
                }
            }
        }
        if !found {
            return Err(anyhow!("{} has no profile", folder.display()).into());
        }
    }
    Ok(sources)
}

/// Opens the workspace in `dir`.
pub(crate) fn open(dir: &Path, common: &Common) -> Result<Opened, Failure> {
    let path = dir.join(FILE_NAME);
    if !path.is_file() {
        let shown = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
        let shown = Arg::from(shown.display().to_string());
        return Err(Failure::Told("no-workspace", vec![("dir", shown)]));
    }
    let workspace = Workspace::parse(&read_text(&path)?).map_err(anyhow::Error::from)?;
    let own = workspace.templates.as_ref().map(|it| dir.join(it));
    let sources = profiles(common, own.as_deref())?;
    let regime = match &workspace.regime {
        Some(id) => sources.regime(id),
        None => sources.regime_of_year(workspace.year),
    };
    let regime = regime.map_err(anyhow::Error::from)?;
    check(&workspace, &regime)?;
    Ok(Opened { dir: dir.to_owned(), workspace, regime })
}

/// What the file says has to exist: branches, kinds, codes.
fn check(workspace: &Workspace, regime: &Regime) -> Result<(), Failure> {
    if workspace.branch.is_empty() {
        return Err(Failure::Told("no-branches", Vec::new()));
    }
    let kinds = regime.form.choice.get("branch-kind").map_or(&[][..], Vec::as_slice);
    for branch in &workspace.branch {
        if kinds.iter().all(|it| it.label != branch.kind) {
            let known = kinds.iter().map(|it| it.label.as_str()).collect::<Vec<_>>().join(", ");
            let args = vec![
                ("branch", Arg::from(&branch.code)),
                ("kind", Arg::from(&branch.kind)),
                ("known", Arg::from(known)),
            ];
            return Err(Failure::Told("unknown-kind", args));
        }
    }
    let codes = codes();
    let find = |wanted: &str| {
        codes.iter().find(|it| it.id.eq_ignore_ascii_case(wanted) || it.name == wanted)
    };
    for wanted in workspace.severity.keys() {
        let args = vec![("code", Arg::from(wanted))];
        match find(wanted) {
            None => return Err(Failure::Told("unknown-severity", args)),
            Some(code) if code.fixed => return Err(Failure::Told("fixed-severity", args)),
            Some(_) => {}
        }
    }
    for waiver in &workspace.waive {
        let what = format!("{} / {}", waiver.code, waiver.branch);
        let refused = match find(&waiver.code) {
            None => Some("unknown-waiver"),
            Some(_) if workspace.branch(&waiver.branch).is_none() => Some("unknown-waiver"),
            Some(code) if code.fixed => Some("fixed-waiver"),
            Some(_) => None,
        };
        if let Some(key) = refused {
            return Err(Failure::Told(key, vec![("code", Arg::from(what))]));
        }
    }
    Ok(())
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

/// Reads a whole file, but never more than a form may have, and one byte, so
/// that the reader sees that it is too long.
pub(crate) fn load(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
