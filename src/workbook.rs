//! A workbook of whatever format: from bytes to cells, and patches back into its bytes.
//!
//! Nothing here knows of a form: what stands in a cell is what a program stored there.
//! The package is guarded first ([`package`]; Excel's own password opened by [`unlock`]),
//! then its sheets become cells ([`grid`], by [`xlsx`], [`text`] or, in a process of its
//! own, [`foreign`]) within bounds ([`limits`]). [`patch`] changes parts of a package and
//! leaves all others as they are, byte for byte. [`ours`] are the marks by which a file of
//! this program is known again.

pub(crate) mod base64;
pub(crate) mod fonts;
pub mod foreign;
pub(crate) mod grid;
pub(crate) mod limits;
pub(crate) mod ole;
pub mod ours;
pub(crate) mod package;
pub(crate) mod patch;
pub(crate) mod region;
pub(crate) mod repack;
pub(crate) mod seen;
pub(crate) mod sum;
pub(crate) mod sums;
pub(crate) mod symbols;
pub(crate) mod text;
pub(crate) mod texts;
pub(crate) mod unlock;
pub(crate) mod xlsx;
pub(crate) mod xml;

use crate::finding::{Code, Finding};
use foreign::Apart;
use grid::Book;
pub use limits::Limits;
use package::{Flavour, Package, Reader};

/// Kinds of findings of this layer.
pub static CODES: &[&Code] = &[
    &package::NOT_A_WORKBOOK,
    &package::PASSWORD,
    &package::DAMAGED,
    &package::OVER_LIMIT,
    &package::OTHER_FORMAT,
    &package::EMPTY_FILE,
    &package::TRUNCATED,
    &package::NAMES_TWICE,
    &package::LINK,
    &package::MAIL,
    &package::ARCHIVE,
    &package::SHORTCUT,
    &package::TNEF,
    &package::NUMBERS,
    &foreign::FAILED,
    &foreign::TOO_LONG,
    &foreign::NOT_STARTED,
    &foreign::READ_AS,
    &xlsx::NO_WORKSHEETS,
];

/// The finding of a file that is too long to be loaded, if it is.
pub fn too_long(found: u64, limits: &Limits) -> Option<Box<Finding>> {
    (found > limits.file_bytes).then(|| package::too_long(found, limits))
}

/// How much memory reading a file may take beside its own bytes, at most about.
pub fn weight(bytes: &[u8], limits: &Limits) -> u64 {
    match package::recognise(bytes, limits) {
        // Of what is encrypted nobody knows yet how much it is.
        Err(finding) if finding.code == &package::PASSWORD => limits.apart_bytes,
        Err(_) => 0,
        Ok(Reader::Xls | Reader::FlatOds) => limits.apart_bytes,
        Ok(Reader::Text) => (bytes.len() as u64).min(limits.sheet_bytes).saturating_mul(2),
        Ok(Reader::Package) => match Package::open(bytes, limits) {
            Ok(package) if package.flavour == Flavour::Xlsx => package.weight(limits),
            Ok(_) => limits.apart_bytes,
            Err(_) => 0,
        },
    }
}

/// What a file is by its name, where its content says little: the finding of its content, or
/// a better one.
pub fn by_name(finding: Box<Finding>, path: &str) -> Box<Finding> {
    package::by_name(finding, path)
}

/// Judges the package of a workbook that is no form, as that of a form is judged.
pub fn guard(bytes: &[u8], limits: &Limits) -> Result<(), Box<Finding>> {
    let format = match package::recognise(bytes, limits)? {
        Reader::Xls => "format-xls",
        Reader::FlatOds => "format-fods",
        Reader::Text => package::TEXT_FORMAT,
        Reader::Package => match Package::open(bytes, limits)?.flavour {
            Flavour::Xlsx => return Ok(()),
            Flavour::Xlsb => "format-xlsb",
            Flavour::Ods => "format-ods",
        },
    };
    Err(package::other_format(format))
}

/// Judges a package of whatever kind as that of a form is judged, before anything is inflated.
pub fn guard_package(bytes: &[u8], limits: &Limits) -> Result<(), Box<Finding>> {
    Package::judge_any(bytes, limits)
}

/// Reads the cells of a file, whatever its format; those of one that is read apart by way of
/// `apart`.
pub(crate) fn read(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<Book, Box<Finding>> {
    let of_format = |format, book| Book { format: Some(format), ..book };
    let bytes = &*unlock::unlocked(bytes);
    match package::recognise(bytes, limits)? {
        Reader::Xls => Ok(of_format("format-xls", foreign::read(bytes, limits, apart)?)),
        Reader::FlatOds => {
            // As long a part of a package is refused before anything is started for it.
            package::judge_flat(bytes, limits)?;
            Ok(of_format("format-fods", foreign::read(bytes, limits, apart)?))
        }
        Reader::Text => Ok(of_format(package::TEXT_FORMAT, text::read(bytes, limits)?)),
        Reader::Package => {
            let mut package = Package::open(bytes, limits)?;
            match package.flavour {
                Flavour::Xlsx => xlsx::read(&mut package, limits),
                Flavour::Xlsb => Ok(of_format("format-xlsb", foreign::read(bytes, limits, apart)?)),
                Flavour::Ods => {
                    // Too large a part is refused before anything is started for it.
                    package.open_part("content.xml").map(drop)?;
                    Ok(of_format("format-ods", foreign::read(bytes, limits, apart)?))
                }
            }
        }
    }
}
