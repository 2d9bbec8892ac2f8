//! What was found of each file, kept on the disk from one run to the next while the program watches.
//!
//! One file among the outputs: entries one behind the other, each with its key, its length and the
//! SHA-256 of both and of what it holds. What is damaged is not there: the file of which it was is read
//! again. What no file of the inbox asks for any more goes when the whole is written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use sha2::{Digest as _, Sha256};

use super::outputs::{hash_of, save_atomically};
use crate::cli;

/// Its name, in the folder of the outputs.
const NAME: &str = ".xeploai-bo-nho";
/// How it begins.
const BEGIN: &[u8] = b"xeploai 1\n";
/// More than this is not kept; what is beyond is read again each time.
const BYTES_MAX: usize = 256 << 20;
/// So much more than is in use may lie there before the whole is written anew.
const SPARE: usize = 1 << 16;

const KEY: usize = 32;
const SUM: usize = 32;
const HEAD: usize = KEY + 4 + SUM;

/// What is kept.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    bytes: Vec<u8>,
    /// Where what is kept by each key lies.
    entries: BTreeMap<String, Range<usize>>,
    /// Whether more lies there than entries.
    is_damaged: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    used: BTreeSet<String>,
    new: BTreeMap<String, Vec<u8>>,
    new_bytes: usize,
}

impl Kept {
    /// Reads what is kept among the outputs in `folder`.
    pub(super) fn open(folder: &Path) -> Self {
        let path = folder.join(NAME);
        let mut bytes = Vec::new();
        let most = BYTES_MAX as u64 + 1;
        // What cannot be read is not there.
        let read = File::open(&path).and_then(|it| it.take(most).read_to_end(&mut bytes));
        if read.is_err() || bytes.len() > BYTES_MAX {
            bytes.clear();
        }
        let (entries, end) = entries(&bytes);
        let is_damaged = end != bytes.len() || bytes.is_empty();
        Self { path, bytes, entries, is_damaged, state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing fails while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was put by this key.
    pub(super) fn get(&self, key: &str) -> Option<Vec<u8>> {
        let range = self.entries.get(key)?.clone();
        let found = self.bytes.get(range.clone())?;
        let head = range.start.checked_sub(HEAD)?;
        if self.bytes.get(head + KEY + 4..range.start)? != sum(&self.bytes[head..head + KEY], found)
        {
            return None;
        }
        self.state().used.insert(key.to_owned());
        Some(found.to_vec())
    }

    /// Keeps this by a key.
    pub(super) fn put(&self, key: &str, found: Vec<u8>) {
        let mut state = self.state();
        if state.new_bytes + found.len() + HEAD > BYTES_MAX / 2 {
            return;
        }
        state.new_bytes += found.len() + HEAD;
        state.new.insert(key.to_owned(), found);
    }

    /// Puts on the disk what is new, and lets go of what nobody asked for. That it cannot be written
    /// costs time, and nothing else.
    pub(super) fn save(self) {
        if let Err(error) = self.saved() {
            log::info!("nothing is kept of what was read: {error}");
        }
    }

    fn saved(&self) -> io::Result<()> {
        let state = self.state();
        let mut more = Vec::new();
        for (key, found) in &state.new {
            put(key, found, &mut more);
        }
        let in_use = |it: &(&String, &Range<usize>)| {
            state.used.contains(it.0) && !state.new.contains_key(it.0)
        };
        let in_use: Vec<_> = self.entries.iter().filter(in_use).collect();
        let live: usize = in_use.iter().map(|it| it.1.len() + HEAD).sum();
        let most = live + live / 4 + SPARE;
        if !self.is_damaged && self.bytes.len() <= most {
            if more.is_empty() {
                return Ok(());
            }
            return File::options().append(true).open(&self.path)?.write_all(&more);
        }
        let mut whole = BEGIN.to_vec();
        for (_, range) in in_use {
            whole.extend_from_slice(&self.bytes[range.start - HEAD..range.end]);
        }
        whole.extend(more);
        save_atomically(&self.path, &whole).map_err(|_| io::Error::other("not saved"))
    }
}

/// Where the entries lie, and where the last whole one ends. Of two by one key the later is meant.
fn entries(bytes: &[u8]) -> (BTreeMap<String, Range<usize>>, usize) {
    let mut entries = BTreeMap::new();
    if !bytes.starts_with(BEGIN) {
        return (entries, 0);
    }
    let mut at = BEGIN.len();
    while let Some(head) = bytes.get(at..at + HEAD) {
        let (key, rest) = head.split_at(KEY);
        let length = [rest[0], rest[1], rest[2], rest[3]];
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        let start = at + HEAD;
        let Some(end) = start.checked_add(length).filter(|it| *it <= bytes.len()) else { break };
        entries.insert(crate::model::text::hex(key), start..end);
        at = end;
    }
    (entries, at)
}

fn put(key: &str, found: &[u8], out: &mut Vec<u8>) {
    let Some(key) = unhex(key) else { return };
    out.extend_from_slice(&key);
    // What is longer is not put.
    out.extend_from_slice(&u32::try_from(found.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&sum(&key, found));
    out.extend_from_slice(found);
}

fn sum(key: &[u8], found: &[u8]) -> [u8; SUM] {
    Sha256::new().chain_update(key).chain_update(found).finalize().into()
}

fn unhex(key: &str) -> Option<[u8; KEY]> {
    let mut bytes = [0; KEY];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(key.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// What tells this program from every other: its own bytes, where they can be read.
pub(super) fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let own = std::env::current_exe().and_then(|it| hash_of(&it)).ok().flatten();
        format!("{} {}", cli::program(), own.unwrap_or_default())
    })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use std::fs;

    use super::*;

    fn key(number: u8) -> String {
        crate::model::text::hex(&[number; KEY])
    }

    #[test]
    fn what_was_put_is_there_the_next_time_and_what_nobody_asks_for_goes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let kept = Kept::open(folder);
        for number in 0..10 {
            kept.put(&key(number), vec![number; 20_000]);
        }
        kept.save();
        let kept = Kept::open(folder);
        for number in 0..10 {
            assert_eq!(kept.get(&key(number)), Some(vec![number; 20_000]));
        }
        kept.put(&key(10), vec![10; 9]);
        kept.save();
        let size = || fs::metadata(folder.join(NAME)).unwrap().len();
        assert!(size() > 200_000);
        let kept = Kept::open(folder);
        assert_eq!(kept.get(&key(10)), Some(vec![10; 9]));
        kept.save();
        assert!(size() < 1_000, "{}", size());
        assert_eq!(Kept::open(folder).get(&key(10)), Some(vec![10; 9]));
        assert_eq!(Kept::open(folder).get(&key(1)), None);
    }

    #[test]
    fn what_is_damaged_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let kept = Kept::open(folder.path());
        for number in 0..3 {
            kept.put(&key(number), vec![number; 40]);
        }
        kept.save();
        let bytes = fs::read(&path).unwrap();
        let check = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            let kept = Kept::open(folder.path());
            let there = (0..3).filter_map(|it| Some((it, kept.get(&key(it))?)));
            there.inspect(|(it, found)| assert_eq!(*found, vec![*it; 40])).count()
        };
        assert_eq!(check(&bytes), 3);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x21;
            assert!(check(&changed) < 3, "byte {at}");
            check(&bytes[..at]);
            let kept = Kept::open(folder.path());
            kept.put(&key(7), vec![7; 40]);
            kept.save();
            assert_eq!(Kept::open(folder.path()).get(&key(7)), Some(vec![7; 40]), "cut at {at}");
        }
        for foreign in [&b""[..], b"xeploai 2\n", &[0; 5000], &[0xff; 5000]] {
            assert_eq!(check(foreign), 0);
        }
    }
}
