//! A package of ours with some of its parts written anew, one after the other and none of them whole in memory.

use std::io::{self, BufWriter, Cursor, Read, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::package::alike_in;
use super::patch::Refusal;

/// Where a package is written: memory, or a file.
pub trait Place: Read + Write + Seek {}

impl<T: Read + Write + Seek> Place for T {}

/// How hard parts are pressed: by 6, the usual one, a workbook is as large within two percent and takes twice as long.
const LEVEL: i64 = 5;

/// Writes the package `bytes` into an empty place, in which `lay` writes the parts for which `is_laid`: it is given the name of a part, its
/// text, and where to. The others stay what they are.
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
    let mut out = ZipWriter::new(place);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .unix_permissions(0o600)
        .last_modified_time(zip::DateTime::default());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| Refusal::Damaged)?;
        let name = entry.name().map_err(|_| Refusal::BadNames)?.into_owned();
        if is_laid(&name) {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(|_| Refusal::Encoding)?;
            out.start_file(name.as_str(), options).map_err(|_| Refusal::TooLarge)?;
            let mut part = BufWriter::new(&mut out);
            lay(&name, &text, &mut part).map_err(|_| Refusal::TooLarge)?;
            part.flush().map_err(|_| Refusal::TooLarge)?;
        } else {
            drop(entry);
            let entry = archive.by_index_raw(index).map_err(|_| Refusal::Damaged)?;
            out.raw_copy_file(entry).map_err(|_| Refusal::TooLarge)?;
        }
    }
    let place = out.finish().map_err(|_| Refusal::TooLarge)?;
    alike_in(place).map_err(|_| Refusal::TooLarge)
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
