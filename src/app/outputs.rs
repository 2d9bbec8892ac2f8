//! Outputs: whole or not at all, and what people typed into them does not vanish.
//!
//! All outputs of a run are written beside their places first and renamed when
//! the last of them is ready, so a full disk or a folder that may not be written
//! leaves the results of the last run as they were.
//!
//! The hashes of what was written are kept beside the outputs. An output whose
//! hash is no longer ours was edited by hand: it is kept under another name.

mod disk;
mod event;

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
pub(crate) use event::Event;

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
mod tests;
