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
    for _ in 0..TRIES {
        let file = File::open(path)?;
        let before = stamp(&file)?;
        let bytes = read(&file, bytes_max)?;
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
