//! Outputs: whole or not at all, and what people typed into them does not vanish.
//!
//! The hashes of what was written are kept beside the outputs. An output whose
//! hash is no longer ours was edited by hand: it is kept under another name.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use crate::batch::hex;
use crate::finding::Arg;

use super::Failure;

/// Hashes of what was written, by path relative to the output folder.
const REGISTRY: &str = ".xeploai-da-ghi.json";
/// Held while a run writes.
const LOCK: &str = ".xeploai-dang-chay";

/// More copies than this of one output nobody keeps; the last is replaced then.
const NAMES_MAX: u32 = 9_999;

/// Windows refuses to replace a file that another program has open.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(400);

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
    /// It no longer applies, but somebody had edited it.
    Left(PathBuf),
}

impl Event {
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
            Self::Left(path) => ("output-left", vec![("path", shown(path))]),
        }
    }
}

/// The output folder of a workspace during a run.
#[derive(Debug)]
pub(crate) struct Outputs {
    folder: PathBuf,
    /// Hashes of what earlier runs wrote.
    before: BTreeMap<String, String>,
    /// Hashes of what this run wrote.
    now: BTreeMap<String, String>,
    events: Vec<Event>,
    /// Released when dropped.
    _lock: File,
}

impl Outputs {
    /// Opens (and makes) the folder and keeps other runs out of it.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder)
            .with_context(|| folder.display().to_string())
            .map_err(Failure::from)?;
        let lock_path = folder.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .with_context(|| lock_path.display().to_string())?;
        if let Err(fs::TryLockError::WouldBlock) = lock.try_lock() {
            return Err(Failure::Told("already-running", Vec::new()));
        }
        let before = fs::read_to_string(folder.join(REGISTRY))
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let now = BTreeMap::new();
        Ok(Self { folder: folder.to_owned(), before, now, events: Vec::new(), _lock: lock })
    }

    /// Writes one output. `name` is relative to the folder, with `/`.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        let hash = sha256(bytes);
        let there = hash_of(&path).with_context(|| path.display().to_string())?;
        let ours = self.before.get(name).map(String::as_str);
        match there {
            Some(there) if there == hash => {}
            Some(there) if Some(there.as_str()) != ours => self.keep(&path)?,
            _ => {}
        }
        match save_patiently(&path, bytes)? {
            None => self.events.push(Event::Written(path)),
            Some(beside) => self.events.push(Event::Beside { path, beside }),
        }
        self.now.insert(name.to_owned(), hash);
        // Kept up to date at each step: a run that is stopped half way leaves no
        // output that a later run would take for somebody's own.
        self.save_registry()
    }

    /// Removes outputs of earlier runs that this run did not write, if they are still ours.
    pub(crate) fn finish(mut self) -> Result<Vec<Event>, Failure> {
        let stale: Vec<String> =
            self.before.keys().filter(|it| !self.now.contains_key(*it)).cloned().collect();
        for name in stale {
            let path = self.folder.join(&name);
            let there = hash_of(&path).with_context(|| path.display().to_string())?;
            match there {
                Some(there) if Some(&there) == self.before.get(&name) => {
                    fs::remove_file(&path).with_context(|| path.display().to_string())?;
                    self.events.push(Event::Removed(path));
                }
                Some(_) => self.events.push(Event::Left(path)),
                None => {}
            }
        }
        self.before.clear();
        self.save_registry()?;
        Ok(self.events)
    }

    /// Hashes of what was written so far, by name.
    pub(crate) fn written(&self) -> &BTreeMap<String, String> {
        &self.now
    }

    /// Moves a copy that somebody edited out of the way.
    fn keep(&mut self, path: &Path) -> Result<(), Failure> {
        let kept = free_name(path, |number| format!("sửa tay {number}"));
        fs::rename(path, &kept).with_context(|| path.display().to_string())?;
        self.events.push(Event::Kept { path: path.to_owned(), kept });
        Ok(())
    }

    fn save_registry(&self) -> Result<(), Failure> {
        let mut all = self.before.clone();
        all.extend(self.now.clone());
        let text = serde_json::to_string_pretty(&all).map_err(anyhow::Error::from)?;
        save_atomically(&self.folder.join(REGISTRY), text.as_bytes())?;
        Ok(())
    }
}

/// `name (text 1).xlsx`, or the first number that is free.
fn free_name(path: &Path, text: impl Fn(u32) -> String) -> PathBuf {
    let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let extension =
        path.extension().map(|it| format!(".{}", it.to_string_lossy())).unwrap_or_default();
    (1..=NAMES_MAX)
        .map(|number| path.with_file_name(format!("{stem} ({}){extension}", text(number))))
        .find(|it| !it.exists())
        .unwrap_or_else(|| path.to_owned())
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of a file, or `None` when it is not there.
fn hash_of(path: &Path) -> io::Result<Option<String>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(Some(hex(&digest.finalize())));
        }
        digest.update(&buffer[..count]);
    }
}

/// Writes a whole file or none: a reader never sees half of it. Private to the
/// owner on Unix, since the data are.
pub(crate) fn save_atomically(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    save(path, bytes).with_context(|| path.display().to_string())?;
    Ok(())
}

fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Saves; when another program holds the file, tries again, then saves beside
/// it and gives that path.
fn save_patiently(path: &Path, bytes: &[u8]) -> Result<Option<PathBuf>, Failure> {
    for attempt in 1.. {
        match save(path, bytes) {
            Ok(()) => return Ok(None),
            Err(error) if is_held(&error) && attempt < TRIES => std::thread::sleep(PAUSE),
            Err(error) if is_held(&error) => break,
            Err(error) => {
                let shown = Arg::from(path.display().to_string());
                let why = Arg::from(error.to_string());
                return Err(Failure::Told("output-failed", vec![("path", shown), ("why", why)]));
            }
        }
    }
    let beside = free_name(path, |number| (number + 1).to_string());
    save_atomically(&beside, bytes)?;
    Ok(Some(beside))
}

/// Whether Windows says that another program has the file open (errors 5 and 32).
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use super::*;

    fn run(folder: &Path, files: &[(&str, &str)]) -> Vec<String> {
        let mut outputs = Outputs::open(folder).unwrap();
        for (name, text) in files {
            outputs.write(name, text.as_bytes()).unwrap();
        }
        let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
        let tell = |event: &Event| match event {
            Event::Written(path) => format!("written {}", name(path)),
            Event::Kept { kept, .. } => format!("kept {}", name(kept)),
            Event::Beside { beside, .. } => format!("beside {}", name(beside)),
            Event::Removed(path) => format!("removed {}", name(path)),
            Event::Left(path) => format!("left {}", name(path)),
        };
        outputs.finish().unwrap().iter().map(tell).collect()
    }

    #[test]
    fn what_people_typed_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert_eq!(run(path, &[("a.xlsx", "1")]), ["written a.xlsx"]);
        assert_eq!(run(path, &[("a.xlsx", "2")]), ["written a.xlsx"], "ours is replaced");
        fs::write(path.join("a.xlsx"), "typed").unwrap();
        assert_eq!(run(path, &[("a.xlsx", "3")]), ["kept a (sửa tay 1).xlsx", "written a.xlsx"]);
        fs::write(path.join("a.xlsx"), "typed again").unwrap();
        assert_eq!(run(path, &[("a.xlsx", "3")]), ["kept a (sửa tay 2).xlsx", "written a.xlsx"]);
        assert_eq!(fs::read_to_string(path.join("a (sửa tay 1).xlsx")).unwrap(), "typed");
        assert_eq!(fs::read_to_string(path.join("a (sửa tay 2).xlsx")).unwrap(), "typed again");
        assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "3");
    }

    #[test]
    fn a_file_that_was_there_before_us_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.xlsx"), "somebody's").unwrap();
        assert_eq!(
            run(folder.path(), &[("a.xlsx", "1")]),
            ["kept a (sửa tay 1).xlsx", "written a.xlsx"]
        );
    }

    #[test]
    fn what_no_longer_applies_goes_only_if_it_is_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        run(path, &[("tra-lai/TP.xlsx", "1"), ("tra-lai/KC.xlsx", "1"), ("b", "1")]);
        fs::write(path.join("tra-lai/KC.xlsx"), "typed").unwrap();
        assert_eq!(
            run(path, &[("b", "1")]),
            ["written b", "left tra-lai/KC.xlsx", "removed tra-lai/TP.xlsx"]
        );
        assert!(path.join("tra-lai/KC.xlsx").exists() && !path.join("tra-lai/TP.xlsx").exists());
    }

    #[test]
    fn two_runs_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let first = Outputs::open(folder.path()).unwrap();
        assert!(matches!(Outputs::open(folder.path()), Err(Failure::Told("already-running", _))));
        drop(first);
        assert!(Outputs::open(folder.path()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn outputs_are_private_to_the_owner() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &[("a.xlsx", "1")]);
        let mode = fs::metadata(folder.path().join("a.xlsx")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
