//! What happens to outputs, as it is told.

use std::path::{Path, PathBuf};

use crate::finding::Arg;

/// What happened to an output; told to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Written.
    Written(PathBuf),
    /// Somebody had edited it: their copy is kept under another name.
    Kept { path: PathBuf, kept: PathBuf },
    /// It is open in another program: the new one lies beside it.
    Beside { path: PathBuf, beside: PathBuf },
    /// It no longer applied and was ours.
    Removed(PathBuf),
    /// It was the print of a workbook that has other numbers now.
    Outdated(PathBuf),
    /// It no longer applies, but somebody had edited it.
    Left(PathBuf),
    /// It no longer applies, but another program has it open.
    Open(PathBuf),
}

impl Event {
    /// The path of which it tells first.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Beside { beside: path, .. }
            | Self::Written(path)
            | Self::Kept { path, .. }
            | Self::Removed(path)
            | Self::Outdated(path)
            | Self::Open(path)
            | Self::Left(path) => path,
        }
    }

    /// The catalogue's key and arguments.
    pub(crate) fn words(&self) -> (&'static str, Vec<(&'static str, Arg)>) {
        let shown = |path: &Path| Arg::from(path.display().to_string());
        match self {
            Self::Written(path) => ("output-written", vec![("path", shown(path))]),
            Self::Kept { path, kept } => {
                ("output-kept", vec![("path", shown(path)), ("kept", shown(kept))])
            }
            Self::Beside { path, beside } => {
                ("output-beside", vec![("path", shown(path)), ("beside", shown(beside))])
            }
            Self::Removed(path) => ("output-removed", vec![("path", shown(path))]),
            Self::Outdated(path) => ("output-outdated", vec![("path", shown(path))]),
            Self::Left(path) => ("output-left", vec![("path", shown(path))]),
            Self::Open(path) => ("output-open", vec![("path", shown(path))]),
        }
    }
}
