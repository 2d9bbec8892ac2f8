//! Files as bytes, never more of them than may be.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Reads a whole file, but never more than a form may have, and one byte, so
/// that the reader sees that it is too long.
pub(crate) fn load(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let most = bytes_max.saturating_add(1);
    // And a byte, which is not there and is looked for.
    let room = file.metadata()?.len().saturating_add(1).min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
