//! A package of ours with some of its parts written anew, one after the other and none of them whole in memory.

use std::io::{self, BufWriter, Cursor, Read, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::package::alike_in;
use super::patch::Refusal;
use crate::threads;

/// Where a package is written: memory, or a file.
pub trait Place: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Place for T {}

/// How hard parts are pressed: by 6, the usual one, a workbook is as large within two percent and takes twice as long.
const LEVEL: i64 = 5;
/// So much text is handed on at once.
const CHUNK: usize = 1 << 16;

/// Writes the package `bytes` into an empty place, in which `lay` writes the parts for which `is_laid`: it is given the name of a part, its
/// text, and where to. The others stay what they are. What is laid is pressed by a thread beside, as it comes.
///
/// # Errors
/// When the bytes are no package of ours.
pub(crate) fn repack(
    bytes: &[u8],
    place: &mut dyn Place,
    mut is_laid: impl FnMut(&str) -> bool,
    mut lay: impl FnMut(&str, &str, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    let mut press = Press::new(archive.clone(), place);
    let produce = |hand_on: &mut dyn FnMut(Step) -> bool| {
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|_| Refusal::Damaged)?;
            let name = entry.name().map_err(|_| Refusal::BadNames)?.into_owned();
            if !is_laid(&name) {
                drop(entry);
                handed(hand_on(Step::Kept(index)))?;
                continue;
            }
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(|_| Refusal::Encoding)?;
            handed(hand_on(Step::Laid(name.clone())))?;
            let mut part = BufWriter::with_capacity(CHUNK, Pieces(&mut *hand_on));
            lay(&name, &text, &mut part).map_err(|_| Refusal::TooLarge)?;
            part.flush().map_err(|_| Refusal::TooLarge)?;
        }
        Ok(())
    };
    threads::handed_on(|step| press.step(step), produce)?;
    let place = press.out.finish().map_err(|_| Refusal::TooLarge)?;
    alike_in(place).map_err(|_| Refusal::TooLarge)
}

/// What comes next in the package.
enum Step {
    /// A part as it is, by its place.
    Kept(usize),
    /// A part of this name, whose text follows.
    Laid(String),
    /// A piece of that text.
    Text(Vec<u8>),
}

/// What nobody takes any more was refused.
fn handed(is_taken: bool) -> Result<(), Refusal> {
    if is_taken { Ok(()) } else { Err(Refusal::TooLarge) }
}

/// Presses what comes into the package.
struct Press<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    out: ZipWriter<&'a mut dyn Place>,
    options: SimpleFileOptions,
}

impl<'a> Press<'a> {
    fn new(archive: ZipArchive<Cursor<&'a [u8]>>, place: &'a mut dyn Place) -> Self {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .unix_permissions(0o600)
            .last_modified_time(zip::DateTime::default());
        Self { archive, out: ZipWriter::new(place), options }
    }

    fn step(&mut self, step: Step) -> Result<(), Refusal> {
        match step {
            Step::Kept(index) => {
                let entry = self.archive.by_index_raw(index).map_err(|_| Refusal::Damaged)?;
                self.out.raw_copy_file(entry).map_err(|_| Refusal::TooLarge)
            }
            Step::Laid(name) => {
                self.out.start_file(name, self.options).map_err(|_| Refusal::TooLarge)
            }
            Step::Text(text) => self.out.write_all(&text).map_err(|_| Refusal::TooLarge),
        }
    }
}

/// Hands on what is written.
struct Pieces<'a>(&'a mut dyn FnMut(Step) -> bool);

impl Write for Pieces<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if (self.0)(Step::Text(text.to_vec())) {
            Ok(text.len())
        } else {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The text of a part.
///
/// # Errors
/// When the bytes are no package, or it has no such part.
pub(crate) fn part(bytes: &[u8], name: &str) -> Result<String, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    let mut text = String::new();
    let mut entry = archive.by_name(name).map_err(|_| Refusal::Damaged)?;
    entry.read_to_string(&mut text).map_err(|_| Refusal::Encoding)?;
    Ok(text)
}
