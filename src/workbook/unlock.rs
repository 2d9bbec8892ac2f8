//! Opens workbooks that Excel encrypted by itself: with its own fixed password, which
//! it tries before it asks anybody. It does so when the structure of a workbook is
//! protected, or when it is marked as final, so whoever sends one knows of no password.
//!
//! Every other password keeps a workbook closed.

mod package;
mod xls;

use std::borrow::Cow;

use super::ole::Ole;

/// The password that everybody has.
const PASSWORD: &str = "VelvetSweatshop";

/// The bytes of a workbook without the encryption of Excel's own password; other bytes as they are.
pub(crate) fn unlocked(bytes: &[u8]) -> Cow<'_, [u8]> {
    let open = || {
        let ole = Ole::open(bytes)?;
        let names = ole.names();
        let has = |name: &str| names.iter().any(|it| it == name);
        if has("ENCRYPTEDPACKAGE") {
            return package::decrypted(&ole);
        }
        let book = ["WORKBOOK", "BOOK"].into_iter().find(|it| has(it))?;
        xls::decrypted(bytes, &ole, book)
    };
    open().map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// The password as it is hashed.
fn password() -> Vec<u8> {
    PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The bytes of some parts, one behind the other.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}
