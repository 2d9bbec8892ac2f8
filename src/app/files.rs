//! Files as bytes, never more of them than may be.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Reads a whole file, but never more than a form may have, and one byte, so
/// that the reader sees that it is too long.
pub(crate) fn load(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
