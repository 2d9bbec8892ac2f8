//! One package on every system: the library notes in each entry on which system it was made.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// End of the directory of a zip, and how long it is without a comment.
const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
/// An entry of the directory, and how long it is without its name.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;
/// Where an entry names its system, and the number of Unix, which is what is noted everywhere else.
const SYSTEM: usize = 5;
const UNIX: u8 = 3;
/// More than the end of a zip takes, and than the directory of most workbooks does.
const TAIL: u64 = 1 << 20;

/// A zip whose entries all name one system. What is no zip, or a larger one than its directory can
/// tell, stays as it is.
pub(crate) fn alike(zip: Vec<u8>) -> Vec<u8> {
    match directory(&zip) {
        Some(start) => named(zip, start),
        None => zip,
    }
}

/// The same, with the directory at a place.
fn named(mut zip: Vec<u8>, mut at: usize) -> Vec<u8> {
    while zip.get(at..at + ENTRY.len()) == Some(&ENTRY[..]) {
        let long = |place| number(&zip, at + place);
        let (Some(name), Some(extra), Some(comment)) = (long(28), long(30), long(32)) else {
            break;
        };
        zip[at + SYSTEM] = UNIX;
        at += ENTRY_BYTES + name + extra + comment;
    }
    zip
}

/// The same of a zip in the place where it was written.
pub(crate) fn alike_in(place: &mut (impl Read + Write + Seek + ?Sized)) -> io::Result<()> {
    let size = place.seek(SeekFrom::End(0))?;
    let from = size.saturating_sub(TAIL);
    place.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    place.read_to_end(&mut tail)?;
    let Some(start) = directory(&tail).and_then(|it| u64::try_from(it).ok()) else { return Ok(()) };
    // A directory of thousands of sheets begins further above.
    let from = from.min(start);
    if start < size.saturating_sub(TAIL) {
        place.seek(SeekFrom::Start(from))?;
        tail.clear();
        place.read_to_end(&mut tail)?;
    }
    // Counted from where the tail begins.
    let Ok(start) = usize::try_from(start - from) else { return Ok(()) };
    let named = named(tail.clone(), start);
    if named != tail {
        place.seek(SeekFrom::Start(from))?;
        place.write_all(&named)?;
    }
    Ok(())
}

/// Where the directory begins.
fn directory(zip: &[u8]) -> Option<usize> {
    let last = zip.len().checked_sub(END_BYTES)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let end = (first..=last).rev().find(|it| zip[*it..].starts_with(&END))?;
    let start = zip.get(end + 16..end + 20)?;
    usize::try_from(u32::from_le_bytes(start.try_into().ok()?)).ok()
}

fn number(zip: &[u8], at: usize) -> Option<usize> {
    let bytes = zip.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn made(system: zip::System, comment: &str) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .system(system)
            .last_modified_time(zip::DateTime::default());
        for name in ["a.xml", "b/PK\u{1}\u{2}.xml"] {
            out.start_file(name, options).unwrap();
            out.write_all(b"PK\x05\x06 and PK\x01\x02").unwrap();
        }
        out.set_comment(comment).unwrap();
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn a_package_does_not_tell_where_it_was_made() {
        for comment in ["", "PK\u{5} a comment"] {
            let (here, there) = (made(zip::System::Unix, comment), made(zip::System::Dos, comment));
            assert_ne!(here, there);
            assert_eq!(alike(there), here);
            assert_eq!(alike(here.clone()), here);
            let mut place = Cursor::new(made(zip::System::Dos, comment));
            alike_in(&mut place).unwrap();
            assert_eq!(place.into_inner(), here);
        }
    }

    #[test]
    fn a_long_directory_is_alike_to_its_first_entry() {
        let made = |system: zip::System| {
            let mut out = ZipWriter::new(Cursor::new(Vec::new()));
            let options = SimpleFileOptions::default()
                .system(system)
                .last_modified_time(zip::DateTime::default());
            let name = "a".repeat(1 << 12);
            for number in 0..=TAIL >> 12 {
                out.start_file(format!("{name}{number}"), options).unwrap();
            }
            out.finish().unwrap().into_inner()
        };
        let (here, there) = (made(zip::System::Unix), made(zip::System::Dos));
        assert!(here.len() - directory(&here).unwrap() > 1 << 20, "longer than the tail");
        assert_ne!(here, there);
        let mut place = Cursor::new(there.clone());
        alike_in(&mut place).unwrap();
        assert!(place.into_inner() == here, "as on the other system");
        assert!(alike(there) == here, "in memory too");
    }

    #[test]
    fn what_is_no_package_stays_as_it_is() {
        for bytes in [&b"PK"[..], &[0; 100]] {
            let mut place = Cursor::new(bytes.to_vec());
            alike_in(&mut place).unwrap();
            assert_eq!(place.into_inner(), bytes);
            assert_eq!(alike(bytes.to_vec()), bytes);
        }
    }
}
