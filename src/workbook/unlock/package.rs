//! Workbooks of Excel 2007 and later: the whole package is encrypted, by one of two
//! ways that its header tells.

use std::io::Cursor;

use aes::cipher::{Array, BlockCipherDecrypt as _, KeyInit as _};
use aes::{Aes128, Aes192, Aes256};
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use super::{joined, password};
use crate::workbook::base64;
use crate::workbook::ole::{Ole, u16_at, u32_at};
use crate::workbook::xml::{Step, Xml, attr};

/// How often the key of the older way is hashed.
const SPINS: u32 = 50_000;
/// Excel writes 100,000; more than this is no file of Excel's, and would take long.
const SPINS_MAX: u32 = 1_000_000;
const BLOCK: usize = 16;
/// Pieces of the newer way, each encrypted for itself.
const PIECE: usize = 4096;

/// What the keys of the newer way are for.
const FOR_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// The package; nothing if it needs another password, or is encrypted in a way of its own.
pub(super) fn decrypted(ole: &Ole<'_>) -> Option<Vec<u8>> {
    let info = ole.stream("ENCRYPTIONINFO")?;
    match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
        (4, 4) => Agile::read(info.get(8..)?)?.decrypt(&package(ole)?),
        (2..=4, 2) => {
            let cipher = standard(&info)?;
            let (length, mut bytes) = package(ole)?;
            bytes.chunks_exact_mut(BLOCK).for_each(|it| cipher.block(it));
            bytes.truncate(length);
            Some(bytes)
        }
        _ => None,
    }
}

/// How long the package is, and its encrypted bytes.
fn package(ole: &Ole<'_>) -> Option<(usize, Vec<u8>)> {
    let stream = ole.stream("ENCRYPTEDPACKAGE")?;
    let (length, bytes) = stream.split_at_checked(8)?;
    let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
    Some((length, bytes.to_vec()))
}

/// AES with a key of any of its lengths.
enum Cipher {
    Short(Box<Aes128>),
    Middle(Box<Aes192>),
    Long(Box<Aes256>),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
            24 => Self::Middle(Box::new(Aes192::new_from_slice(key).ok()?)),
            32 => Self::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    /// Decrypts one block in its place.
    fn block(&self, bytes: &mut [u8]) {
        let Ok(block) = <&mut Array<u8, _>>::try_from(bytes) else { return };
        match self {
            Self::Short(it) => it.decrypt_block(block),
            Self::Middle(it) => it.decrypt_block(block),
            Self::Long(it) => it.decrypt_block(block),
        }
    }

    /// Decrypts blocks each of which was mixed with the one before it.
    fn chained(&self, start: &[u8], bytes: &[u8]) -> Vec<u8> {
        let mut before: Vec<u8> = fitted(start, BLOCK);
        let mut plain = Vec::with_capacity(bytes.len());
        for block in bytes.chunks_exact(BLOCK) {
            let mut now = block.to_vec();
            self.block(&mut now);
            plain.extend(now.iter().zip(&before).map(|(it, with)| it ^ with));
            before.copy_from_slice(block);
        }
        plain
    }
}

/// As many bytes as wanted: cut, or filled up as the format says.
fn fitted(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(length, 0x36);
    bytes
}

/// The cipher of the older way, if the password is the fixed one.
fn standard(info: &[u8]) -> Option<Cipher> {
    let length = usize::try_from(u32_at(info, 8)?).ok()?;
    let header = info.get(12..12_usize.checked_add(length)?)?;
    let verifier = info.get(12 + length..)?;
    // 128, 192 or 256 bits of AES; the same header may name RC4.
    if !matches!(u32_at(header, 8)?, 0x660E..=0x6610) {
        return None;
    }
    let key_bytes = usize::try_from(u32_at(header, 16)?).ok()? / 8;
    let mut hash = Sha1::digest(joined(&[verifier.get(4..20)?, &password()]));
    for spin in 0..SPINS {
        hash = Sha1::digest(joined(&[&spin.to_le_bytes(), &hash]));
    }
    let hash = Sha1::digest(joined(&[&hash, &[0; 4]]));
    let half = |fill: u8| {
        let mut mixed = [fill; 64];
        mixed.iter_mut().zip(&hash).for_each(|(it, with)| *it ^= with);
        Sha1::digest(mixed)
    };
    let key = joined(&[&half(0x36), &half(0x5C)]);
    let cipher = Cipher::new(key.get(..key_bytes)?)?;
    let mut check = [verifier.get(20..36)?, verifier.get(40..72)?].concat();
    check.chunks_exact_mut(BLOCK).for_each(|it| cipher.block(it));
    (Sha1::digest(&check[..16])[..] == check[16..36]).then_some(cipher)
}

/// The newer way, as its header tells it.
#[derive(Default)]
struct Agile {
    data: Part,
    key: Part,
    spins: u32,
    input: Vec<u8>,
    hash: Vec<u8>,
    value: Vec<u8>,
}

/// How something is encrypted.
#[derive(Default)]
struct Part {
    salt: Vec<u8>,
    key_bytes: usize,
    hash: String,
    is_known: bool,
}

impl Agile {
    fn read(xml: &[u8]) -> Option<Self> {
        let mut xml = Xml::new(Cursor::new(xml), "EncryptionInfo");
        let mut agile = Self::default();
        loop {
            match xml.step().ok()? {
                Step::Start(it) => match it.local_name().as_ref() {
                    "keyData" => agile.data = Part::of(&|name| attr(&it, name))?,
                    // Others are keys of people, who have certificates.
                    "encryptedKey" => {
                        let bytes = |name| attr(&it, name).and_then(|it| base64::decoded(&it));
                        agile.key = Part::of(&|name| attr(&it, name))?;
                        agile.spins = attr(&it, "spinCount")?.parse().ok()?;
                        agile.input = bytes("encryptedVerifierHashInput")?;
                        agile.hash = bytes("encryptedVerifierHashValue")?;
                        agile.value = bytes("encryptedKeyValue")?;
                    }
                    _ => {}
                },
                Step::Done => break,
                _ => {}
            }
        }
        let is_known = agile.data.is_known && agile.key.is_known && agile.spins <= SPINS_MAX;
        is_known.then_some(agile)
    }

    fn decrypt(&self, (length, bytes): &(usize, Vec<u8>)) -> Option<Vec<u8>> {
        let mut hash = self.key.digest(&[&self.key.salt, &password()])?;
        for spin in 0..self.spins {
            hash = self.key.digest(&[&spin.to_le_bytes(), &hash])?;
        }
        let opened = |purpose: &[u8], bytes: &[u8]| {
            let key = fitted(&self.key.digest(&[&hash, purpose])?, self.key.key_bytes);
            Some(Cipher::new(&key)?.chained(&self.key.salt, bytes))
        };
        let wanted = self.key.digest(&[&opened(&FOR_INPUT, &self.input)?])?;
        if opened(&FOR_HASH, &self.hash)?.get(..wanted.len())? != wanted {
            return None;
        }
        let key = opened(&FOR_KEY, &self.value)?;
        let cipher = Cipher::new(key.get(..self.data.key_bytes)?)?;
        let mut plain = Vec::with_capacity(bytes.len());
        for (number, piece) in (0_u32..).zip(bytes.chunks(PIECE)) {
            let start = self.data.digest(&[&self.data.salt, &number.to_le_bytes()])?;
            plain.extend(cipher.chained(&start, piece));
        }
        plain.truncate(*length);
        Some(plain)
    }
}

impl Part {
    fn of(attribute: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let is = |name, wanted: &str| attribute(name).is_some_and(|it| it == wanted);
        Some(Self {
            salt: base64::decoded(&attribute("saltValue")?)?,
            key_bytes: attribute("keyBits")?.parse::<usize>().ok()? / 8,
            hash: attribute("hashAlgorithm")?,
            is_known: is("cipherAlgorithm", "AES") && is("cipherChaining", "ChainingModeCBC"),
        })
    }

    fn digest(&self, parts: &[&[u8]]) -> Option<Vec<u8>> {
        let whole = joined(parts);
        Some(match self.hash.as_str() {
            "SHA1" | "SHA-1" => Sha1::digest(whole).to_vec(),
            "SHA256" | "SHA-256" => Sha256::digest(whole).to_vec(),
            "SHA384" | "SHA-384" => Sha384::digest(whole).to_vec(),
            "SHA512" | "SHA-512" => Sha512::digest(whole).to_vec(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_says_too_little_or_too_much_opens_nothing() {
        let part = "saltValue='AAAA' keyBits='128' hashAlgorithm='SHA1' cipherAlgorithm='AES' cipherChaining='ChainingModeCBC'";
        let header = |spins: &str| {
            format!(
                "<e><keyData {part}/><p:encryptedKey {part} spinCount='{spins}' encryptedVerifierHashInput='AA' encryptedVerifierHashValue='AA' encryptedKeyValue='AA'/></e>"
            )
        };
        assert!(Agile::read(header("100000").as_bytes()).is_some());
        for xml in [header("4000000000"), header("x"), "<e/>".to_owned(), "<e".to_owned()] {
            assert!(Agile::read(xml.as_bytes()).is_none(), "{xml}");
        }
    }
}
