//! The sealed archive of a year: a zip with everything that counted, a list of the SHA-256 of each
//! file, and a seal, which is the SHA-256 of that list. Equal files give equal bytes.
//!
//! Its files lie in it as they do in the workspace, so that it can be opened as one.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

use sha2::{Digest as _, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::model::text::hex;

/// The list of the files, each with its SHA-256.
pub const LIST: &str = "niem-phong.txt";
/// What the seal stands behind, in the comment of the zip.
const SEAL: &str = "xeploai ";
/// How the name of an archive begins.
pub const ARCHIVE: &str = "ho-so-";

/// More files than these no archive has.
const FILES_MAX: usize = 100_000;
/// No file of an archive is longer, and all of them are not.
const FILE_BYTES_MAX: u64 = 512 << 20;
const BYTES_MAX: u64 = 8 << 30;
/// Bounds on the names of files, so that they can be unpacked on every system.
const NAME_BYTES_MAX: usize = 600;
const DEPTH_MAX: usize = 16;

/// Why something is no archive that can be opened.
#[derive(Debug, thiserror::Error)]
pub enum NotArchive {
    /// It is another file.
    #[error("it is no archive of this program")]
    Other,
    /// It cannot be read as a zip.
    #[error(transparent)]
    Damaged(#[from] ZipError),
    /// It has the name of a file that lies elsewhere, or more than an archive may have.
    #[error("it is not made as this program makes archives")]
    Unsafe,
    /// It cannot be read or unpacked.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// An archive that is being made.
pub struct Sealing<W: Write + Seek> {
    zip: ZipWriter<W>,
    sums: BTreeMap<String, String>,
}

impl<W: Write + Seek> std::fmt::Debug for Sealing<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealing").field("files", &self.sums.len()).finish_non_exhaustive()
    }
}

impl<W: Write + Seek> Sealing<W> {
    /// Begins it; files are to be added in the order of their names.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), sums: BTreeMap::new() }
    }

    /// Adds a file by its path in the workspace.
    ///
    /// # Errors
    /// When it cannot be written, or its name is none of a file of a workspace.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), NotArchive> {
        if !is_safe(name) || name == LIST || self.sums.contains_key(name) {
            return Err(NotArchive::Unsafe);
        }
        self.put(name, bytes)?;
        self.sums.insert(name.to_owned(), sha256(bytes));
        Ok(())
    }

    /// Ends it with the list; gives what it was written to, and the seal.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(W, String), NotArchive> {
        let list = list_of(&self.sums);
        self.put(LIST, list.as_bytes())?;
        let seal = sha256(list.as_bytes());
        self.zip.set_comment(format!("{SEAL}{seal}"))?;
        Ok((self.zip.finish()?, seal))
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), NotArchive> {
        let options = SimpleFileOptions::default()
            .system(zip::System::Unix)
            .unix_permissions(0o600)
            .large_file(bytes.len() as u64 >= u64::from(u32::MAX))
            .last_modified_time(zip::DateTime::default());
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)?;
        Ok(())
    }
}

/// What an archive is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The seal: the SHA-256 of the list.
    pub seal: String,
    /// Whether the seal that the archive bears is that.
    pub is_sealed: bool,
    /// How many files are as the list says.
    pub whole: usize,
    /// Files that are not as the list says.
    pub changed: Vec<String>,
    /// Files of the list that are not there.
    pub missing: Vec<String>,
    /// Files that the list does not have.
    pub foreign: Vec<String>,
}

impl Checked {
    /// Whether everything is as it was sealed.
    pub fn is_whole(&self) -> bool {
        self.is_sealed
            && self.changed.is_empty()
            && self.missing.is_empty()
            && self.foreign.is_empty()
    }
}

/// Checks an archive, and hands each file that is as the list says to `put`.
///
/// # Errors
/// When it is none, or a file cannot be put.
pub fn check<R: Read + Seek>(
    archive: R,
    mut put: impl FnMut(&str, Vec<u8>) -> io::Result<()>,
) -> Result<Checked, NotArchive> {
    let mut zip = ZipArchive::new(archive)?;
    if zip.len() > FILES_MAX {
        return Err(NotArchive::Unsafe);
    }
    let mut left = BYTES_MAX;
    let names: Vec<String> =
        zip.file_names().map(|it| it.map(Into::into)).collect::<Result<_, _>>()?;
    if !names.iter().any(|it| it == LIST) {
        return Err(NotArchive::Other);
    }
    if names.iter().any(|it| !is_safe(it)) || has_twins(&names) {
        return Err(NotArchive::Unsafe);
    }
    let list = taken(&mut zip, LIST, &mut left)?.ok_or(NotArchive::Other)?;
    let seal = sha256(&list);
    let comment = zip.comment();
    let is_sealed = comment.strip_prefix(SEAL.as_bytes()) == Some(seal.as_bytes());
    let sums = sums_of(&list).ok_or(NotArchive::Other)?;
    let mut checked = Checked { seal, is_sealed, ..Checked::default() };
    for name in names.iter().filter(|it| *it != LIST) {
        let bytes = taken(&mut zip, name, &mut left)?;
        match (bytes, sums.get(name)) {
            (_, None) => checked.foreign.push(name.clone()),
            (Some(bytes), Some(sum)) if sha256(&bytes) == *sum => {
                put(name, bytes)?;
                checked.whole += 1;
            }
            (_, Some(_)) => checked.changed.push(name.clone()),
        }
    }
    checked.missing = sums.into_keys().filter(|it| !names.contains(it)).collect();
    checked.changed.sort();
    checked.foreign.sort();
    Ok(checked)
}

/// Checks files that lie where an archive was unpacked by its list: `hash` gives the SHA-256 of one, if it is there. The seal
/// that the archive bore is not there any more, only what it has to be. `None` where this is no such list.
pub fn check_unpacked(list: &[u8], hash: impl Fn(&str) -> Option<String>) -> Option<Checked> {
    let sums = sums_of(list).filter(|it| it.keys().all(|it| is_safe(it)))?;
    let mut checked = Checked { seal: sha256(list), is_sealed: true, ..Checked::default() };
    for (name, sum) in sums {
        match hash(&name) {
            None => checked.missing.push(name),
            Some(own) if own == sum => checked.whole += 1,
            Some(_) => checked.changed.push(name),
        }
    }
    Some(checked)
}

/// A file of the zip; `None` where it is damaged.
fn taken<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    name: &str,
    left: &mut u64,
) -> Result<Option<Vec<u8>>, NotArchive> {
    let most = FILE_BYTES_MAX.min(*left);
    let mut bytes = Vec::new();
    let read = match zip.by_name(name) {
        Ok(file) => file.take(most + 1).read_to_end(&mut bytes),
        Err(ZipError::Io(error)) => Err(error),
        Err(_) => return Ok(None),
    };
    if bytes.len() as u64 > most {
        return Err(NotArchive::Unsafe);
    }
    *left -= bytes.len() as u64;
    Ok(read.is_ok().then_some(bytes))
}

/// Whether two names are one file on some system.
fn has_twins(names: &[String]) -> bool {
    let mut folded: Vec<String> = names.iter().map(|it| it.to_lowercase()).collect();
    folded.sort();
    folded.windows(2).any(|it| it[0] == it[1])
}

/// Whether a name is that of a file in the folder to which it is unpacked, on every system.
pub fn is_safe(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.ends_with(['.', ' '])
            && !part.contains(['\\', ':', '\0', '<', '>', '"', '|', '?', '*'])
            && !part.chars().any(char::is_control)
            && !is_device(part)
    };
    name.len() <= NAME_BYTES_MAX
        && name.split('/').count() <= DEPTH_MAX
        && name.split('/').all(is_part)
}

/// Whether Windows takes it for a device.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|it| it.len() == 1 && it.as_bytes()[0].is_ascii_digit())
    };
    ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// The list: a line a file, as `sha256sum` writes it.
fn list_of(sums: &BTreeMap<String, String>) -> String {
    let lines = sums.iter().flat_map(|(name, sum)| [sum.as_str(), "  ", name, "\n"]);
    lines.collect()
}

fn sums_of(list: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = std::str::from_utf8(list).ok()?;
    let line = |it: &str| {
        let (sum, name) = it.split_once("  ")?;
        let is_sum = sum.len() == 64 && sum.bytes().all(|it| it.is_ascii_hexdigit());
        is_sum.then(|| (name.to_owned(), sum.to_owned()))
    };
    text.lines().map(line).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const FILES: [(&str, &str); 3] =
        [("ket-qua/a.txt", "1"), ("nop/Phiếu 1.xlsx", "2"), ("xeploai.toml", "3")];

    fn made() -> (Vec<u8>, String) {
        let mut sealing = Sealing::new(Cursor::new(Vec::new()));
        for (name, text) in FILES {
            sealing.add(name, text.as_bytes()).unwrap();
        }
        let (out, seal) = sealing.finish().unwrap();
        (out.into_inner(), seal)
    }

    fn checked(bytes: &[u8]) -> Result<(Checked, Vec<String>), NotArchive> {
        let mut put = Vec::new();
        let checked = check(Cursor::new(bytes), |name, bytes| {
            put.push(format!("{name}={}", String::from_utf8_lossy(&bytes)));
            Ok(())
        })?;
        Ok((checked, put))
    }

    /// Another zip with these files, and the list and the seal of the first.
    fn forged(files: &[(&str, &str)], list: Option<&str>) -> Vec<u8> {
        let (bytes, seal) = made();
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut own = String::new();
        zip.by_name(LIST).unwrap().read_to_string(&mut own).unwrap();
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files.iter().copied().chain([(LIST, list.unwrap_or(&own))]) {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.set_comment(format!("{SEAL}{seal}")).unwrap();
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn equal_files_give_equal_bytes_and_come_out_again() {
        let (bytes, seal) = made();
        assert_eq!((&bytes, &seal), (&made().0, &made().1));
        let (checked, put) = checked(&bytes).unwrap();
        assert!(checked.is_whole() && checked.seal == seal && checked.whole == 3);
        assert_eq!(put, ["ket-qua/a.txt=1", "nop/Phiếu 1.xlsx=2", "xeploai.toml=3"]);
    }

    #[test]
    fn what_is_not_as_it_was_sealed_is_told() {
        let names = |files: &[(&str, &str)]| {
            let it = checked(&forged(files, None)).unwrap().0;
            assert!(it.is_sealed);
            (it.changed, it.missing, it.foreign)
        };
        let none = Vec::<String>::new;
        assert_eq!(names(&FILES), (none(), none(), none()));
        let mut files = FILES;
        files[0].1 = "9";
        assert_eq!(names(&files), (vec!["ket-qua/a.txt".to_owned()], none(), none()));
        assert_eq!(names(&FILES[1..]), (none(), vec!["ket-qua/a.txt".to_owned()], none()));
        let more = [&FILES[..], &[("b", "1")]].concat();
        assert_eq!(names(&more), (none(), none(), vec!["b".to_owned()]));
        let list = format!("{}  xeploai.toml\n", sha256(b"3"));
        assert!(!checked(&forged(&FILES[2..], Some(&list))).unwrap().0.is_sealed);
        // Each byte of the archive.
        let (bytes, seal) = made();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            if let Ok((checked, put)) = checked(&changed) {
                let is_same = checked.is_whole() && checked.seal == seal;
                assert!(!is_same || put.len() == 3, "byte {at}: what is whole is all of it");
                let is_told =
                    put.iter().all(|it| FILES.iter().any(|(a, b)| *it == format!("{a}={b}")));
                assert!(is_told, "byte {at}: {put:?}");
            }
        }
    }

    #[test]
    fn files_that_were_unpacked_are_held_to_the_list() {
        let sums = FILES.map(|(name, text)| (name.to_owned(), sha256(text.as_bytes())));
        let list = list_of(&sums.clone().into());
        let there: BTreeMap<String, String> = sums.into();
        let checked = check_unpacked(list.as_bytes(), |it| there.get(it).cloned()).unwrap();
        assert_eq!((checked.is_whole(), checked.whole, checked.seal), (true, 3, made().1));
        let other = |name: &str| match name {
            "xeploai.toml" => Some("9".to_owned()),
            "ket-qua/a.txt" => None,
            name => there.get(name).cloned(),
        };
        let checked = check_unpacked(list.as_bytes(), other).unwrap();
        assert_eq!(checked.changed, ["xeploai.toml"]);
        assert_eq!((checked.missing, checked.whole), (vec!["ket-qua/a.txt".to_owned()], 1));
        assert_eq!(check_unpacked(b"no list", |_| None), None);
        let outside = list.replace("nop/", "../nop/");
        assert_eq!(check_unpacked(outside.as_bytes(), |_| None), None);
    }

    #[test]
    fn nothing_is_unpacked_elsewhere() {
        for name in [
            "../a",
            "/a",
            "a/../../b",
            "a//b",
            "C:/a",
            "a\\..\\b",
            "",
            "a/",
            "con",
            "a/NUL.txt",
            "COM1",
            "a.",
            "a/b ",
            "a\nb",
            "a:b",
        ] {
            assert!(!is_safe(name), "{name:?}");
            if name.is_empty() {
                continue;
            }
            let mut sealing = Sealing::new(Cursor::new(Vec::new()));
            assert!(matches!(sealing.add(name, b""), Err(NotArchive::Unsafe)), "{name:?}");
            let forged = forged(&[(name, "1")], None);
            let result = checked(&forged);
            assert!(matches!(result, Err(NotArchive::Unsafe)), "{name:?}: {result:?}");
        }
        assert!(matches!(
            checked(&forged(&[("a", "1"), ("A", "2")], None)),
            Err(NotArchive::Unsafe)
        ));
        for name in
            ["nop/Chi bộ 1 (sửa).xlsx", "con-duong.txt", "company/a", ".xeploai.json", "a..b"]
        {
            assert!(is_safe(name), "{name}");
        }
        let mut other = ZipWriter::new(Cursor::new(Vec::new()));
        other.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
        let other = other.finish().unwrap().into_inner();
        assert!(matches!(checked(&other), Err(NotArchive::Other)));
        assert!(matches!(checked(b"no zip"), Err(NotArchive::Damaged(_))));
    }
}
