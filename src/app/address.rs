//! Paths as addresses.

use std::fmt::Write as _;
use std::path::Path;

/// A path as the address of a file: every byte that could mean something else in one is escaped.
pub(super) fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    // What Windows puts before a full path.
    let text = text.strip_prefix("//?/").unwrap_or(&text);
    let mut out = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/:._-~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(
            address(Path::new("/tmp/Đảng ủy")),
            "file:///tmp/%C4%90%E1%BA%A3ng%20%E1%BB%A7y"
        );
        assert_eq!(address(Path::new(r"\\?\C:\xã 1")), "file:///C:/x%C3%A3%201");
    }
}
