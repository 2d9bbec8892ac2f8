//! Excel 97-2003: the records' data are encrypted, their headers are not. The stream is
//! decrypted where it lies, so that the container stays what it is.

use md5::{Digest as _, Md5};
use sha1::Sha1;

use super::{joined, password};
use crate::workbook::ole::{FILE_PASS, Ole, file_pass, records, u16_at, u32_at};

const BOUND_SHEET: u16 = 0x0085;
/// Records that are never encrypted: BOF, FILEPASS, USREXCL, FILELOCK, INTERFACEHDR, RRDINFO, RRDHEAD.
const PLAIN: [u16; 7] = [0x0809, FILE_PASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138];
/// A record that nobody reads takes the place of FILEPASS.
const NOTHING: u16 = 0xFFFF;
/// The key changes after so many bytes of the stream.
const BLOCK: usize = 1024;

/// Of the fixed password: the key, the verifier and the pad of the oldest method.
const XOR_CHECK: [u8; 4] = [0x59, 0xB3, 0x0A, 0x9A];
const XOR_PAD: [u8; 16] = [
    0x87, 0x6B, 0x9A, 0xE2, 0x1E, 0xE3, 0x05, 0x62, 0x1E, 0x69, 0x96, 0x60, 0x98, 0x6E, 0x94, 0x04,
];

/// How a stream is encrypted.
enum Method {
    Xor,
    /// The beginning of each key, and how many bytes of what is made of it are the key.
    Rc4 {
        base: Vec<u8>,
        is_sha1: bool,
        key_bytes: usize,
    },
}

/// The file with its workbook decrypted; nothing if it needs another password, or none.
pub(super) fn decrypted(bytes: &[u8], ole: &Ole<'_>, book: &str) -> Option<Vec<u8>> {
    let mut stream = ole.stream(book)?;
    let data = file_pass(&stream)?;
    let at = data.start - 4;
    let method = Method::of(stream.get(data)?, &password())?;
    let all: Vec<_> = records(&stream).collect();
    let mut pad = Pad { method: &method, block: None, bytes: Vec::new() };
    for (kind, data) in all {
        if PLAIN.contains(&kind) {
            continue;
        }
        // Where a sheet begins is always to be seen.
        let from = if kind == BOUND_SHEET { data.start + 4 } else { data.start };
        for place in from..data.end {
            stream[place] = match method {
                Method::Xor => {
                    (stream[place] ^ XOR_PAD[(place + data.len()) % XOR_PAD.len()]).rotate_left(3)
                }
                Method::Rc4 { .. } => stream[place] ^ pad.at(place),
            };
        }
    }
    stream[at..at + 2].copy_from_slice(&NOTHING.to_le_bytes());
    let mut file = bytes.to_vec();
    let mut rest = stream.as_slice();
    for place in ole.places(book)? {
        let (now, later) = rest.split_at_checked(place.len())?;
        file.get_mut(place)?.copy_from_slice(now);
        rest = later;
    }
    Some(file)
}

impl Method {
    /// The method that a record FILEPASS names, if this is its password; of the oldest method
    /// only the fixed one is known.
    fn of(data: &[u8], password: &[u8]) -> Option<Self> {
        match (u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)) {
            (0, ..) => (data.get(2..6)? == XOR_CHECK).then_some(Self::Xor),
            (1, 1, _) => {
                let (salt, rest) = data.get(6..)?.split_at_checked(16)?;
                let (verifier, hash) = rest.split_at_checked(16)?;
                let short = &Md5::digest(password)[..5];
                let base = Md5::digest(joined(&[short, salt]).repeat(16))[..5].to_vec();
                let method = Self::Rc4 { base, is_sha1: false, key_bytes: 16 };
                let plain = method.first(&joined(&[verifier, hash.get(..16)?]));
                (Md5::digest(&plain[..16])[..] == plain[16..]).then_some(method)
            }
            (1, 2..=4, Some(2)) => {
                let length = usize::try_from(u32_at(data, 10)?).ok()?;
                let header = data.get(14..14_usize.checked_add(length)?)?;
                let verifier = data.get(14 + length..)?;
                let key_bits = usize::try_from(u32_at(header, 16)?).ok()?;
                // Nothing said means 40 bits.
                let key_bytes = if key_bits == 0 { 5 } else { (key_bits / 8).clamp(5, 16) };
                let (salt, check) = (verifier.get(4..20)?, verifier.get(20..36)?);
                let base = Sha1::digest(joined(&[salt, password])).to_vec();
                let method = Self::Rc4 { base, is_sha1: true, key_bytes };
                let plain = method.first(&joined(&[check, verifier.get(40..60)?]));
                (Sha1::digest(&plain[..16])[..] == plain[16..]).then_some(method)
            }
            _ => None,
        }
    }

    /// The key of a block.
    fn key(&self, block: u32) -> Vec<u8> {
        let Self::Rc4 { base, is_sha1, key_bytes } = self else { return vec![0] };
        let whole = joined(&[base, &block.to_le_bytes()]);
        let mut key =
            if *is_sha1 { Sha1::digest(whole).to_vec() } else { Md5::digest(whole).to_vec() };
        key.truncate(*key_bytes);
        if *is_sha1 && *key_bytes == 5 {
            key.resize(16, 0);
        }
        key
    }

    /// Decrypts what is encrypted with the first key.
    fn first(&self, bytes: &[u8]) -> Vec<u8> {
        let pad = rc4(&self.key(0), bytes.len());
        bytes.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect()
    }
}

/// The bytes that a stream was mixed with, a block at a time.
struct Pad<'a> {
    method: &'a Method,
    block: Option<usize>,
    bytes: Vec<u8>,
}

impl Pad<'_> {
    fn at(&mut self, place: usize) -> u8 {
        let block = place / BLOCK;
        if self.block != Some(block) {
            self.block = Some(block);
            let number = u32::try_from(block).unwrap_or(u32::MAX);
            self.bytes = rc4(&self.method.key(number), BLOCK);
        }
        self.bytes[place % BLOCK]
    }
}

/// The first bytes of what the cipher RC4 gives for a key.
fn rc4(key: &[u8], length: usize) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|it| it.to_le_bytes()[0]);
    let mut other = 0_u8;
    for at in 0..256 {
        other = other.wrapping_add(state[at]).wrapping_add(key[at % key.len()]);
        state.swap(at, usize::from(other));
    }
    let (mut one, mut other) = (0_u8, 0_u8);
    let mut next = || {
        one = one.wrapping_add(1);
        other = other.wrapping_add(state[usize::from(one)]);
        state.swap(usize::from(one), usize::from(other));
        state[usize::from(state[usize::from(one)].wrapping_add(state[usize::from(other)]))]
    };
    (0..length).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_gives_what_its_published_examples_say() {
        // RFC 6229, the keys of 40 and of 128 bits.
        let key: Vec<u8> = (1..=16).collect();
        assert_eq!(rc4(&key[..5], 4), [0xB2, 0x39, 0x63, 0x05]);
        assert_eq!(rc4(&key, 4), [0x9A, 0xC7, 0xCC, 0x9A]);
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    /// Records of the password with SHA-1, their verifiers as another program makes them.
    #[test]
    fn keys_of_both_lengths_are_made_as_others_make_them() {
        for (bits, check, hash) in [
            (
                128_u32,
                "a024a295d910dcd16b2b69c9dfef1919",
                "74a70eb0e7278136e857318b9e9a13d19115d50b",
            ),
            (40, "c872728f14b55d849b7dde3f7cfd96a7", "d5e6c96d597b070d79bf31b1599eddf2ece8d44b"),
        ] {
            let mut data = vec![1, 0, 2, 0, 2, 0, 4, 0, 0, 0, 32, 0, 0, 0];
            data.extend([0; 16]);
            data.extend(bits.to_le_bytes());
            data.extend([0; 12]);
            data.extend(16_u32.to_le_bytes());
            data.extend(0..16);
            data.extend(bytes(check));
            data.extend(20_u32.to_le_bytes());
            data.extend(bytes(hash));
            assert!(Method::of(&data, &password()).is_some(), "{bits}");
            assert!(Method::of(&data, &[1, 0]).is_none(), "{bits}");
        }
    }

    #[test]
    fn what_is_no_record_of_a_password_opens_nothing() {
        for data in [&[][..], &[0; 3], &[0; 6], &[1, 0, 1, 0, 1, 0], &[1; 60], &[1, 0, 2, 0, 2, 0]]
        {
            assert!(Method::of(data, &password()).is_none(), "{data:?}");
        }
        assert!(Method::of(&[0, 0, 0x59, 0xB3, 0x0A, 0x9A], &[]).is_some());
    }
}
