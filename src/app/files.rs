//! Files as bytes, never more of them than may be.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How often a file is read that is written to at that moment, and how long between.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(100);

/// Reads a whole file, but never more than a form may have, and one byte, so
/// that the reader sees that it is too long. What was written to while it was read is read again: half
/// of it would be old and half new.
///
/// # Errors
/// When it cannot be read, or is written to all the time.
pub(crate) fn load(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    load_while(path, bytes_max, || ())
}

/// The same; what happens to the file meanwhile is for tests.
fn load_while(path: &Path, bytes_max: u64, mut meanwhile: impl FnMut()) -> io::Result<Vec<u8>> {
    for _ in 0..TRIES {
        let file = File::open(path)?;
        let before = stamp(&file)?;
        let bytes = read(&file, bytes_max)?;
        meanwhile();
        if stamp(&file)? == before {
            return Ok(bytes);
        }
        std::thread::sleep(PAUSE);
    }
    Err(io::Error::new(io::ErrorKind::ResourceBusy, "it is written to"))
}

fn stamp(file: &File) -> io::Result<(u64, Option<SystemTime>)> {
    let known = file.metadata()?;
    Ok((known.len(), known.modified().ok()))
}

fn read(file: &File, bytes_max: u64) -> io::Result<Vec<u8>> {
    let most = bytes_max.saturating_add(1);
    // And a byte, which is not there and is looked for.
    let room = file.metadata()?.len().saturating_add(1).min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_written_to_or_replaced_while_it_is_read_comes_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        fs::write(&path, "old").unwrap();
        let mut times = 0;
        let once = || {
            times += 1;
            if times == 1 {
                fs::write(&path, "new and longer").unwrap();
            }
        };
        assert_eq!(load_while(&path, 100, once).unwrap(), b"new and longer");
        // Another file takes its place: what was opened is whole.
        let other = folder.path().join("b.xlsx");
        fs::write(&other, "of another").unwrap();
        let replaced = || {
            let _ = fs::rename(&other, &path);
        };
        let read = load_while(&path, 100, replaced).unwrap();
        assert!([&b"new and longer"[..], b"of another"].contains(&&read[..]), "{read:?}");
        assert_eq!(load(&path, 100).unwrap(), b"of another");
        // Gone, once it is open.
        let mut is_there = true;
        let gone = || {
            if std::mem::take(&mut is_there) {
                fs::remove_file(&path).unwrap();
            }
        };
        assert_eq!(load_while(&path, 100, gone).unwrap(), b"of another");
        assert_eq!(load(&path, 100).unwrap_err().kind(), io::ErrorKind::NotFound);
        // All the time.
        fs::write(&path, "1").unwrap();
        let mut length = 1;
        let always = || {
            length += 1;
            fs::write(&path, "1".repeat(length)).unwrap();
        };
        let refused = load_while(&path, 100, always).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ResourceBusy);
    }
}
