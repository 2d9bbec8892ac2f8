//! Keys in place of what tells who somebody is.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization as _;

use crate::model::PartialDate;
use crate::model::text::hex;

/// A key of fewer bytes could be tried out.
pub const WEAKEST_KEY: usize = 16;
/// Bytes of a hash that are kept: enough that no two of six million people meet.
const KEPT: usize = 16;

/// Replaces names, dates of birth and card numbers by hashes under a secret key (HMAC-SHA-256, RFC 2104). The
/// same person has the same keys in every table and year that was exported with the same secret, however
/// capitals, blanks and Unicode forms were typed; without it nobody gets from a key to a person.
pub struct Mask(Hmac<Sha256>);

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mask")
    }
}

impl Mask {
    /// By this secret; `None` if it is shorter than [`WEAKEST_KEY`] bytes.
    pub fn new(secret: &[u8]) -> Option<Self> {
        let mac = Hmac::new_from_slice(secret).ok()?;
        (secret.len() >= WEAKEST_KEY).then_some(Self(mac))
    }

    pub(super) fn name(&self, name: &str) -> String {
        self.key("name", &composed(name))
    }

    pub(super) fn card(&self, card: &str) -> String {
        self.key("card", &composed(card).replace(|it: char| !it.is_alphanumeric(), ""))
    }

    pub(super) fn birth(&self, birth: PartialDate) -> String {
        self.key("birth", &birth.to_string())
    }

    /// The kind goes along, so that a name which is also a card number has two keys.
    fn key(&self, kind: &str, text: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let hash = mac.finalize().into_bytes();
        hex(&hash[..KEPT])
    }
}

/// Capitals, blanks and Unicode forms as one; marks stay: they tell one name from another.
fn composed(text: &str) -> String {
    let small: String = text.nfc().collect::<String>().to_lowercase();
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}
