//! Outputs: whole or not at all, and what people typed into them does not vanish.
//!
//! All outputs of a run are written beside their places first and renamed when
//! the last of them is ready, so a full disk or a folder that may not be written
//! leaves the results of the last run as they were.
//!
//! The hashes of what was written are kept beside the outputs. An output whose
//! hash is no longer ours was edited by hand: it is kept under another name.

mod disk;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempPath;

use crate::batch::sha256;
use crate::finding::Arg;
use crate::job::{self, NotMade, Put, REPORT, RETURNED};
use crate::workbook::repack::Place;

use super::{Failure, stop};
use disk::{Ready, faults, is_held, remove, rename_patiently, write_beside};
pub(super) use disk::{failed, hash_of, of_system, save_atomically};

/// Hashes of what was written, by path relative to the output folder.
const REGISTRY: &str = job::REGISTRY;
/// How the name of a print ends, whose workbook has the same name before it.
const PRINT: &str = ".pdf";
/// How the names begin of what is ready beside its place. Only a run that holds the folder makes such
/// files, so that what an interrupted one left there can be taken away by the next.
const READY: &str = ".xeploai-ra-";
/// Held while a run writes.
const LOCK: &str = ".xeploai-dang-chay";

/// More copies than this of one output nobody keeps; the last is replaced then.
const NAMES_MAX: u32 = 9_999;

/// How often the lock is asked for, and how long between.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

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

/// The output folder of a workspace during a run.
#[derive(Debug)]
pub(crate) struct Outputs {
    folder: PathBuf,
    /// What earlier runs wrote: hashes by name. A run that was stopped while it
    /// put its outputs into place leaves two of a name, the old and the new.
    before: BTreeMap<String, Vec<String>>,
    /// What is ready beside its place.
    staged: Vec<Staged>,
    events: Vec<Event>,
    /// Released when dropped.
    _lock: File,
}

/// An output that is written whole, under a temporary name in its own folder.
#[derive(Debug)]
struct Staged {
    /// Relative to the output folder, with `/`.
    name: String,
    path: PathBuf,
    hash: String,
    /// The hash by which it is noted: of a page that renews itself that of the page that does not.
    noted: String,
    /// Deleted when dropped; none where the same bytes are in its place already.
    temporary: Option<TempPath>,
}

/// What a run left in the folder of the outputs.
#[derive(Debug)]
pub(crate) struct Finished {
    /// What happened, in order.
    pub(crate) events: Vec<Event>,
    /// SHA-256 of every output that is there and that this run made or left, by their names.
    pub(crate) hashes: BTreeMap<String, String>,
}

impl Put<Failure> for Outputs {
    fn put(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        self.stage(name, &bytes)
    }

    fn put_large(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Place) -> Result<(), NotMade>,
    ) -> Result<(), Failure> {
        self.stage_by(name, write)
    }
}

impl Outputs {
    /// Opens (and makes) the folder and keeps other runs out of it.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let lock_path = folder.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(|error| failed(folder, &error))?;
        // A child that is being started has the lock of its parent until it is itself: a run
        // that has just ended may seem to go on for a moment.
        let mut is_taken = true;
        for _ in 0..LOCK_TRIES {
            is_taken = matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock));
            if !is_taken {
                break;
            }
            std::thread::sleep(LOCK_PAUSE);
        }
        if is_taken {
            return Err(Failure::Told("already-running", Vec::new()));
        }
        let before = registry(folder);
        sweep(folder, &before);
        Ok(Self {
            folder: folder.to_owned(),
            before,
            staged: Vec::new(),
            events: Vec::new(),
            _lock: lock,
        })
    }

    /// Where an output will be kept that somebody edited; nothing of one that is ours.
    pub(crate) fn kept_as(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        let there = hash_of(&path).ok().flatten()?;
        (!self.is_ours(name, &there)).then(|| kept_name(&path))
    }

    /// Makes one output ready beside its place; nothing that anybody sees
    /// changes yet. `name` is relative to the folder, with `/`.
    pub(crate) fn stage(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.stage_as(name, bytes, None)
    }

    /// As [`Self::stage`]; `plain` is what it is without what is only there while the program runs.
    pub(crate) fn stage_as(
        &mut self,
        name: &str,
        bytes: &[u8],
        plain: Option<&[u8]>,
    ) -> Result<(), Failure> {
        let (path, folder) = self.place_of(name)?;
        let hash = sha256(bytes);
        // When the last run was its report tells by its time.
        let is_there = name != REPORT && matches!(hash_of(&path), Ok(Some(it)) if it == hash);
        let temporary = if is_there {
            None
        } else {
            let ready = write_beside(&folder, READY, bytes);
            let ready = ready.map_err(|error| failed(&path, &error))?;
            stop::staged(&ready);
            Some(ready)
        };
        let noted = plain.map_or_else(|| hash.clone(), sha256);
        self.staged.push(Staged { name: name.to_owned(), path, hash, noted, temporary });
        Ok(())
    }

    /// As [`Self::stage`], of one that `write` writes into its place part by part.
    pub(crate) fn stage_by(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Place) -> Result<(), NotMade>,
    ) -> Result<(), Failure> {
        let (path, folder) = self.place_of(name)?;
        let mut ready = Ready::new(&folder, READY).map_err(|error| failed(&path, &error))?;
        stop::staged(ready.path());
        if let Err(error) = write(&mut ready) {
            // The disk goes before what it made of the work.
            return Err(ready.failure().map_or_else(|| error.into(), |it| failed(&path, &it)));
        }
        let ready = ready.close().map_err(|error| failed(&path, &error))?;
        let hash = hash_of(&ready).map_err(|error| failed(&path, &error))?;
        let hash = hash.ok_or_else(|| failed(&path, &io::ErrorKind::NotFound.into()))?;
        let is_there = name != REPORT && matches!(hash_of(&path), Ok(Some(it)) if it == hash);
        let temporary = (!is_there).then_some(ready);
        let noted = hash.clone();
        self.staged.push(Staged { name: name.to_owned(), path, hash, noted, temporary });
        Ok(())
    }

    /// The place of an output, and its folder, which is made.
    fn place_of(&self, name: &str) -> Result<(PathBuf, PathBuf), Failure> {
        let path = self.folder.join(name);
        let folder = path.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
        if path.is_dir() {
            return Err(failed(&path, &io::ErrorKind::IsADirectory.into()));
        }
        Ok((path, folder))
    }

    /// Lets the last output that is ready go before the one before it.
    pub(crate) fn swap_last(&mut self) {
        if let [.., one, other] = self.staged.as_mut_slice() {
            std::mem::swap(one, other);
        }
    }

    /// The bytes of an output that is ready.
    pub(crate) fn staged(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(it) = self.staged.iter().find(|it| it.name == name) else { return Ok(None) };
        let at = it.temporary.as_deref().unwrap_or(&it.path);
        fs::read(at).map(Some).map_err(|error| failed(&it.path, &error))
    }

    /// Hashes of the outputs of this run, by name.
    pub(crate) fn hashes(&self) -> Vec<(String, String)> {
        let mut hashes: Vec<_> =
            self.staged.iter().map(|it| (it.name.clone(), it.hash.clone())).collect();
        hashes.sort();
        hashes
    }

    /// Puts every staged output into its place, then removes outputs of earlier
    /// runs that this run does not have, if they are still ours.
    pub(crate) fn finish(mut self) -> Result<Finished, Failure> {
        let _whole = stop::writing();
        let staged = std::mem::take(&mut self.staged);
        let mut now: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut hashes: BTreeMap<String, String> = BTreeMap::new();
        for it in &staged {
            let mut own = vec![it.hash.clone(), it.noted.clone()];
            own.dedup();
            now.insert(it.name.clone(), own);
        }
        // Before the first of them is in its place: a run that is stopped half way
        // leaves no output that a later run would take for somebody's own.
        let mut either = self.before.clone();
        for (name, hash) in &now {
            either.entry(name.clone()).or_default().extend(hash.iter().cloned());
        }
        self.save_registry(&either)?;
        for output in staged {
            let (name, hash, noted) =
                (output.name.clone(), output.hash.clone(), output.noted.clone());
            match self.place(output)? {
                None => {
                    hashes.insert(name, noted);
                }
                // The next run that finds its place free takes it away again.
                Some(beside) => {
                    let beside = self.name_of(&beside);
                    hashes.insert(beside.clone(), noted);
                    now.insert(beside, vec![hash]);
                }
            }
        }
        stop::placed();
        let gone: Vec<_> =
            self.before.keys().filter(|it| !now.contains_key(*it)).cloned().collect();
        for name in gone {
            let path = self.folder.join(&name);
            let there = match hash_of(&path) {
                Err(error) if is_held(&error) => {
                    // Still ours, to be removed once it is closed.
                    now.insert(name.clone(), self.before.get(&name).cloned().unwrap_or_default());
                    self.events.push(Event::Open(path));
                    continue;
                }
                there => there.map_err(|error| failed(&path, &error))?,
            };
            match there {
                // A run that makes no PDF leaves that of the same workbook.
                Some(there) if self.is_ours(&name, &there) && self.is_print(&name, &now) => {
                    hashes.insert(name.clone(), there.clone());
                    now.insert(name, vec![there]);
                }
                Some(there) if self.is_ours(&name, &there) => match remove(&path) {
                    Ok(()) if name.ends_with(PRINT) => self.events.push(Event::Outdated(path)),
                    Ok(()) => self.events.push(Event::Removed(path)),
                    Err(error) if is_held(&error) => {
                        now.insert(name, vec![there]);
                        self.events.push(Event::Open(path));
                    }
                    Err(error) => return Err(failed(&path, &error)),
                },
                Some(_) => self.events.push(Event::Left(path)),
                None => {}
            }
        }
        self.save_registry(&now)?;
        stop::now(stop::Doing::Written);
        Ok(Finished { events: self.events, hashes })
    }

    /// The name of an output by its path.
    fn name_of(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.folder).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        parts.join("/")
    }

    /// Whether an output is the print of a workbook that this run made just as the last one did.
    fn is_print(&self, name: &str, now: &BTreeMap<String, Vec<String>>) -> bool {
        let Some(stem) = name.strip_suffix(PRINT) else { return false };
        let workbook = format!("{stem}.xlsx");
        now.get(&workbook).is_some_and(|it| self.before.get(&workbook) == Some(it))
    }

    /// Whether an earlier run wrote this.
    fn is_ours(&self, name: &str, hash: &str) -> bool {
        self.before.get(name).is_some_and(|it| it.iter().any(|it| it == hash))
    }

    /// Puts an output into its place; where that is held gives the one beside it.
    fn place(&mut self, output: Staged) -> Result<Option<PathBuf>, Failure> {
        let Staged { name, path, hash, temporary, .. } = output;
        let Some(temporary) = temporary else {
            // The same bytes were there a moment ago.
            return match hash_of(&path) {
                Ok(Some(there)) if there != hash => {
                    Err(Failure::Told("output-changed-meanwhile", vec![shown(&path)]))
                }
                Ok(None) => Err(Failure::Told("output-changed-meanwhile", vec![shown(&path)])),
                // Whoever holds it has what was made.
                Ok(Some(_)) | Err(_) => {
                    self.events.push(Event::Written(path));
                    Ok(None)
                }
            };
        };
        // What cannot be looked at may be somebody's own: nothing is put over it.
        let there = match hash_of(&path) {
            Err(error) if is_held(&error) => return self.put_beside(temporary, path).map(Some),
            there => there.map_err(|error| failed(&path, &error))?,
        };
        if there.is_some_and(|there| there != hash && !self.is_ours(&name, &there))
            && !self.keep(&path)?
        {
            return self.put_beside(temporary, path).map(Some);
        }
        match rename_patiently(temporary, &path)? {
            None => self.events.push(Event::Written(path)),
            Some(temporary) => return self.put_beside(temporary, path).map(Some),
        }
        Ok(None)
    }

    /// Gives an output another name, where another program holds its place.
    fn put_beside(&mut self, temporary: TempPath, path: PathBuf) -> Result<PathBuf, Failure> {
        let beside = free_name(&path, |number| (number + 1).to_string());
        temporary.persist(&beside).map_err(|refused| failed(&beside, &refused.error))?;
        self.events.push(Event::Beside { path, beside: beside.clone() });
        Ok(beside)
    }

    /// Moves a copy that somebody edited out of the way; not so where it is still open.
    fn keep(&mut self, path: &Path) -> Result<bool, Failure> {
        let kept = kept_name(path);
        match faults::attempt().and_then(|()| fs::rename(path, &kept)) {
            Ok(()) => self.events.push(Event::Kept { path: path.to_owned(), kept }),
            Err(error) if is_held(&error) => return Ok(false),
            Err(error) => return Err(failed(path, &error)),
        }
        Ok(true)
    }

    fn save_registry(&self, hashes: &BTreeMap<String, Vec<String>>) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(hashes).map_err(anyhow::Error::from)?;
        save_atomically(&self.folder.join(REGISTRY), text.as_bytes())
    }
}

/// Hashes of what earlier runs wrote into a folder, by names of outputs.
pub(crate) fn registry(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(folder.join(REGISTRY)).ok();
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Takes away what a run that was interrupted had ready beside its places.
fn sweep(folder: &Path, known: &BTreeMap<String, Vec<String>>) {
    let below = known.keys().filter_map(|it| Some(folder.join(it).parent()?.to_owned()));
    let folders: std::collections::BTreeSet<PathBuf> =
        [folder.to_owned(), folder.join(RETURNED)].into_iter().chain(below).collect();
    for folder in folders {
        #[expect(clippy::disallowed_methods, reason = "each is taken away, in whatever order")]
        let listed = fs::read_dir(folder).into_iter().flatten().flatten();
        for left in listed.filter(|it| it.file_name().to_string_lossy().starts_with(READY)) {
            // It is in nobody's way.
            let _ = fs::remove_file(left.path());
        }
    }
}

fn shown(path: &Path) -> (&'static str, Arg) {
    ("path", Arg::from(path.display().to_string()))
}

/// Where a copy is kept that somebody edited.
fn kept_name(path: &Path) -> PathBuf {
    free_name(path, |number| format!("sửa tay {number}"))
}

/// `name (text 1).xlsx`, or the first number that is free.
pub(crate) fn free_name(path: &Path, text: impl Fn(u32) -> String) -> PathBuf {
    let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let extension =
        path.extension().map(|it| format!(".{}", it.to_string_lossy())).unwrap_or_default();
    (1..=NAMES_MAX)
        .map(|number| path.with_file_name(format!("{stem} ({}){extension}", text(number))))
        .find(|it| !it.exists())
        .unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use super::*;

    fn run(folder: &Path, files: &[(&str, &str)]) -> Vec<String> {
        let mut outputs = Outputs::open(folder).unwrap();
        for (name, text) in files {
            outputs.stage(name, text.as_bytes()).unwrap();
        }
        let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
        let tell = |event: &Event| match event {
            Event::Written(path) => format!("written {}", name(path)),
            Event::Kept { kept, .. } => format!("kept {}", name(kept)),
            Event::Beside { beside, .. } => format!("beside {}", name(beside)),
            Event::Removed(path) => format!("removed {}", name(path)),
            Event::Outdated(path) => format!("outdated {}", name(path)),
            Event::Left(path) => format!("left {}", name(path)),
            Event::Open(path) => format!("open {}", name(path)),
        };
        outputs.finish().unwrap().events.iter().map(tell).collect()
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
    fn a_print_of_the_last_time_stays_as_long_as_its_workbook_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        run(path, &[("tong-hop-2026.xlsx", "1"), ("tong-hop-2026.pdf", "print of 1")]);
        let again = run(path, &[("tong-hop-2026.xlsx", "1")]);
        assert_eq!(again, ["written tong-hop-2026.xlsx"], "and once more, since it is known");
        assert_eq!(run(path, &[("tong-hop-2026.xlsx", "1")]), again);
        assert!(path.join("tong-hop-2026.pdf").exists());
        assert_eq!(
            run(path, &[("tong-hop-2026.xlsx", "2")]),
            ["written tong-hop-2026.xlsx", "outdated tong-hop-2026.pdf"]
        );
        assert!(!path.join("tong-hop-2026.pdf").exists(), "its numbers were others");
    }

    #[test]
    fn a_run_that_was_stopped_half_way_leaves_nothing_that_looks_like_somebodys_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        run(path, &[("a.xlsx", "1"), ("b.xlsx", "1")]);
        let mut outputs = Outputs::open(path).unwrap();
        outputs.stage("a.xlsx", b"2").unwrap();
        outputs.stage("b.xlsx", b"2").unwrap();
        // The second has lost its place: the run stops between the two.
        fs::remove_file(path.join("b.xlsx")).unwrap();
        fs::create_dir(path.join("b.xlsx")).unwrap();
        assert!(outputs.finish().is_err());
        assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "2");
        fs::remove_dir(path.join("b.xlsx")).unwrap();
        fs::write(path.join("b.xlsx"), "1").unwrap();
        let told = run(path, &[("a.xlsx", "3"), ("b.xlsx", "3")]);
        assert_eq!(told, ["written a.xlsx", "written b.xlsx"]);
    }

    #[test]
    fn when_one_output_has_no_place_none_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        run(path, &[("a.xlsx", "1"), ("tra-lai/TP.txt", "1")]);
        fs::create_dir(path.join("b.json")).unwrap();
        let mut outputs = Outputs::open(path).unwrap();
        outputs.stage("a.xlsx", b"2").unwrap();
        let refused = outputs.stage("b.json", b"2").unwrap_err();
        assert!(matches!(refused, Failure::Told("output-failed", _)), "{refused:?}");
        drop(outputs);
        assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "1");
        assert!(path.join("tra-lai/TP.txt").exists());
        #[expect(clippy::disallowed_methods, reason = "their order does not matter")]
        let names = fs::read_dir(path).unwrap().map(|it| it.unwrap().file_name());
        let left = names.filter(|it| it.to_string_lossy().ends_with(".tmp")).count();
        assert_eq!(left, 0, "no temporary file is left");
        // A file where a folder has to be.
        fs::write(path.join("c"), "x").unwrap();
        let mut outputs = Outputs::open(path).unwrap();
        assert!(outputs.stage("c/d.xlsx", b"2").is_err());
    }

    #[test]
    fn whatever_the_disk_refuses_every_output_is_old_or_new_and_the_next_run_is_right() {
        const NEW: [(&str, &str); 3] = [("a.xlsx", "2"), ("b.xlsx", "2"), ("tra-lai/TP.txt", "2")];
        for kind in [
            io::ErrorKind::StorageFull,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::Other,
        ] {
            let mut operations = 0;
            loop {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path();
                run(path, &[("a.xlsx", "1"), ("b.xlsx", "1"), ("tra-lai/KC.txt", "1")]);
                fs::write(path.join("b.xlsx"), "typed").unwrap();
                faults::fail(Some((operations, kind)));
                let result = Outputs::open(path).and_then(|mut outputs| {
                    for (name, text) in NEW {
                        outputs.stage(name, text.as_bytes())?;
                    }
                    outputs.finish()
                });
                let is_done = faults::is_waiting();
                faults::fail(None);
                assert_eq!(result.is_ok(), is_done, "{operations}: {result:?}");
                let read = |name: &str| fs::read_to_string(path.join(name)).ok();
                let (a, b) = (read("a.xlsx").unwrap(), read("b.xlsx"));
                assert!(["1", "2"].contains(&a.as_str()), "{operations}: {a}");
                // What was typed is never lost.
                let typed = [b.clone(), read("b (sửa tay 1).xlsx")];
                assert!(typed.contains(&Some("typed".to_owned())), "{operations}: {typed:?}");
                assert!(b.is_none_or(|it| ["typed", "2"].contains(&it.as_str())));
                let new = read("tra-lai/TP.txt");
                assert!(new.is_none_or(|it| it == "2"), "{operations}");
                let left = fs::read_dir(path).unwrap().flatten().map(|it| it.file_name());
                let left = left.filter(|it| it.to_string_lossy().ends_with(".tmp")).count();
                assert_eq!(left, 0, "{operations}");
                run(path, &NEW);
                assert!(NEW.iter().all(|it| read(it.0).as_deref() == Some("2")), "{operations}");
                assert_eq!(read("tra-lai/KC.txt"), None, "{operations}");
                let kept = read("b (sửa tay 1).xlsx");
                assert_eq!(kept.as_deref(), Some("typed"), "{operations}");
                assert_eq!(read("a (sửa tay 1).xlsx"), None, "{operations}: ours is nobody's own");
                if is_done {
                    break;
                }
                operations += 1;
            }
            assert!(operations > 12, "only {operations} operations were refused");
        }
    }

    #[test]
    fn what_an_interrupted_run_had_ready_goes_and_what_is_the_same_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        run(path, &[("a.xlsx", "1"), ("tra-lai/TP.txt", "1")]);
        for name in [".xeploai-ra-1.tmp", "tra-lai/.xeploai-ra-2.tmp"] {
            fs::write(path.join(name), "half").unwrap();
        }
        fs::write(path.join(".xeploai-khac.tmp"), "of another command").unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::options().write(true).open(path.join("a.xlsx")).unwrap().set_modified(old).unwrap();
        assert_eq!(
            run(path, &[("a.xlsx", "1"), ("tra-lai/TP.txt", "2")]),
            ["written a.xlsx", "written tra-lai/TP.txt"]
        );
        assert_eq!(path.join("a.xlsx").metadata().unwrap().modified().unwrap(), old);
        assert!(!path.join(".xeploai-ra-1.tmp").exists());
        assert!(!path.join("tra-lai/.xeploai-ra-2.tmp").exists());
        assert!(path.join(".xeploai-khac.tmp").exists());
        // Changed between the two.
        let mut outputs = Outputs::open(path).unwrap();
        outputs.stage("a.xlsx", b"1").unwrap();
        fs::write(path.join("a.xlsx"), "typed").unwrap();
        assert!(matches!(outputs.finish(), Err(Failure::Told("output-changed-meanwhile", _))));
        assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "typed");
    }

    #[test]
    fn a_lock_that_is_let_go_in_a_moment_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let first = Outputs::open(folder.path()).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(2 * LOCK_PAUSE);
                drop(first);
            });
            assert!(Outputs::open(folder.path()).is_ok());
        });
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
