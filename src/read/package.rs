//! The package around a workbook: refuses what is none, and what is too large,
//! before anything of it is inflated.
//!
//! A file of a kilobyte can claim a terabyte. What the central directory
//! declares is judged here, and each part is then inflated no further than it
//! declared.

mod sniff;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Limits;
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{CellRef, column_name};
use sniff::Kind;

pub(super) static NOT_A_WORKBOOK: Code = code("F010", "not-a-workbook", Severity::Error);
pub(super) static PASSWORD: Code = code("F011", "password", Severity::Error);
pub(super) static DAMAGED: Code = code("F012", "damaged", Severity::Error);
pub(super) static OVER_LIMIT: Code = code("F013", "over-limit", Severity::Error);
pub(super) static OTHER_FORMAT: Code = code("F014", "other-format", Severity::Error);
pub(super) static EMPTY_FILE: Code = code("F015", "no-content", Severity::Error);
pub(super) static TRUNCATED: Code = code("F017", "truncated", Severity::Error);
pub(super) static NAMES_TWICE: Code = code("F018", "part-names-twice", Severity::Error);
pub(super) static LINK: Code = code("F021", "link-to-a-workbook", Severity::Error);
pub(super) static MAIL: Code = code("F022", "mail-message", Severity::Error);
pub(super) static ARCHIVE: Code = code("F023", "archive", Severity::Error);

/// A limit of [`Limits`] that was passed.
pub(super) fn over_limit(limit: &'static str, found: String, allowed: String) -> Finding {
    Finding::new(&OVER_LIMIT)
        .arg("key", super::limits::key(limit))
        .arg("limit", Arg::Word(limit))
        .arg("found", found)
        .arg("allowed", allowed)
}

/// The package cannot be read on; `part` is where.
pub(super) fn damaged(part: &str) -> Box<Finding> {
    Box::new(Finding::new(&DAMAGED).arg("part", part))
}

/// A package whose directory was judged and found harmless.
#[derive(Debug)]
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Place in the archive by name: `/`, lower case, no leading slash.
    names: BTreeMap<String, usize>,
    /// What its parts make it.
    pub(super) flavour: Flavour,
    /// Bytes of the parts that were opened, inflated: pictures never are …
    opened: u64,
    /// … and how many of them there may be.
    opened_max: u64,
}

/// The workbooks that come as packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// xlsx or xlsm.
    Xlsx,
    /// Excel's binary workbook.
    Xlsb,
    /// `OpenDocument`.
    Ods,
}

impl<'a> Package<'a> {
    /// Opens the package of a workbook.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Box<Finding>> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| without_end(bytes, &error))?;
        let mut package = Self {
            zip,
            names: BTreeMap::new(),
            flavour: Flavour::Xlsx,
            opened: 0,
            opened_max: limits.sheet_bytes,
        };
        package.judge(limits)?;
        package.flavour = package.expect_workbook()?;
        Ok(package)
    }

    /// Judges what the central directory declares.
    fn judge(&mut self, limits: &Limits) -> Result<(), Box<Finding>> {
        let entries = self.zip.len();
        if entries > limits.entries {
            let finding =
                over_limit("limit-entries", entries.to_string(), limits.entries.to_string());
            return Err(Box::new(finding));
        }
        if self.zip.has_duplicate_names() {
            return Err(Box::new(Finding::new(&NAMES_TWICE).arg("part", "")));
        }
        let mut declared = 0_u64;
        for place in 0..entries {
            let entry = self.zip.by_index_data(place).map_err(|_| damaged("zip"))?;
            let name = entry.name().map_err(|_| damaged("zip"))?;
            let name = normal_name(&name);
            let (size, packed) = (entry.size(), entry.compressed_size());
            if entry.encrypted() {
                return Err(Box::new(Finding::new(&PASSWORD)));
            }
            declared = declared.saturating_add(size);
            let ratio = size / packed.max(1);
            if size >= limits.ratio_from_bytes && ratio > limits.ratio {
                let allowed = limits.ratio.to_string();
                return Err(Box::new(over_limit("limit-ratio", ratio.to_string(), allowed)));
            }
            if name.ends_with("sharedstrings.xml") && size > limits.shared_text_bytes {
                let (found, allowed) = (mebibytes(size), mebibytes(limits.shared_text_bytes));
                return Err(Box::new(over_limit("limit-shared-text", found, allowed)));
            }
            if name.ends_with('/') {
                continue;
            }
            if self.names.insert(name.clone(), place).is_some() {
                return Err(Box::new(Finding::new(&NAMES_TWICE).arg("part", name)));
            }
        }
        if declared > limits.declared_bytes {
            let (found, allowed) = (mebibytes(declared), mebibytes(limits.declared_bytes));
            return Err(Box::new(over_limit("limit-declared", found, allowed)));
        }
        Ok(())
    }

    /// Refuses packages of other programs by what lies in them.
    fn expect_workbook(&mut self) -> Result<Flavour, Box<Finding>> {
        let has = |name: &str| self.names.contains_key(name);
        if has("xl/workbook.bin") {
            return Ok(Flavour::Xlsb);
        }
        if has("word/document.xml") {
            return Err(not_a_workbook("format-word"));
        }
        if has("ppt/presentation.xml") {
            return Err(not_a_workbook("format-slides"));
        }
        if has("mimetype") {
            let mut kind = String::new();
            // Whatever cannot be read here is simply not the type looked for.
            let _ = self.open_part("mimetype").map(|mut it| it.read_to_string(&mut kind));
            // A template has the same parts.
            if kind.contains("spreadsheet") {
                let is_whole = self.has("content.xml");
                return if is_whole { Ok(Flavour::Ods) } else { Err(damaged("content.xml")) };
            }
            return Err(not_a_workbook("format-other"));
        }
        if !self.has("_rels/.rels") || !self.has("[content_types].xml") {
            if self.names.keys().any(|it| it.starts_with("xl/")) {
                return Err(damaged("_rels/.rels"));
            }
            if self.names.is_empty() {
                return Err(Box::new(Finding::new(&EMPTY_FILE)));
            }
            return Err(Box::new(Finding::new(&ARCHIVE)));
        }
        Ok(Flavour::Xlsx)
    }

    /// Whether it has a part of this name, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal_name(name))
    }

    /// A part to read from, inflated no further than it declared and a byte. That byte is
    /// not there: looking for it, the part's end is reached, where its checksum is compared.
    pub(super) fn open_part(&mut self, name: &str) -> Result<impl BufRead, Box<Finding>> {
        let place = self.names.get(&normal_name(name)).ok_or_else(|| damaged(name))?;
        let part = self.zip.by_index(*place).map_err(|error| match error {
            ZipError::InvalidPassword => Box::new(Finding::new(&PASSWORD)),
            _ => damaged(name),
        })?;
        let size = part.size();
        self.opened = self.opened.saturating_add(size);
        if self.opened > self.opened_max {
            let (found, allowed) = (mebibytes(self.opened), mebibytes(self.opened_max));
            return Err(Box::new(over_limit("limit-sheets", found, allowed)));
        }
        Ok(BufReader::new(part.take(size.saturating_add(1))))
    }
}

/// A part's name as it is looked up: some programs write `\`, or a leading `/`.
fn normal_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

pub(super) fn other_format(format: &'static str) -> Box<Finding> {
    Box::new(Finding::new(&OTHER_FORMAT).arg("format", Arg::Word(format)))
}

fn not_a_workbook(format: &'static str) -> Box<Finding> {
    Box::new(Finding::new(&NOT_A_WORKBOOK).arg("format", Arg::Word(format)))
}

/// Which reader reads a file, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A package, to be looked into.
    Package,
    /// An Excel 97-2003 workbook, to be read apart.
    Xls,
    /// Text, which may be a table.
    Text,
}

/// Tells who reads a file; the error is the finding of a file that nobody reads.
pub(super) fn recognise(bytes: &[u8], limits: &Limits) -> Result<Reader, Box<Finding>> {
    let found = bytes.len() as u64;
    if found > limits.file_bytes {
        return Err(too_long(found, limits));
    }
    Err(match sniff::sniff(bytes) {
        Kind::Zip => return Ok(Reader::Package),
        Kind::Xls => return Ok(Reader::Xls),
        Kind::Text => return Ok(Reader::Text),
        Kind::Empty => Box::new(Finding::new(&EMPTY_FILE)),
        Kind::Encrypted => Box::new(Finding::new(&PASSWORD)),
        Kind::OldXls => other_format("format-old-xls"),
        Kind::Html => other_format("format-html"),
        Kind::ExcelXml => other_format("format-excel-xml"),
        Kind::Rtf => not_a_workbook("format-word"),
        Kind::OtherOle => not_a_workbook("format-old-office"),
        Kind::Pdf => not_a_workbook("format-pdf"),
        Kind::Image => not_a_workbook("format-image"),
        Kind::Archive => Box::new(Finding::new(&ARCHIVE)),
        Kind::Link => Box::new(Finding::new(&LINK)),
        Kind::Mail => Box::new(Finding::new(&MAIL)),
        Kind::Unknown => not_a_workbook("format-unknown"),
    })
}

/// The finding of a file that is longer than a form may be.
pub(super) fn too_long(found: u64, limits: &Limits) -> Box<Finding> {
    Box::new(over_limit("limit-file", mebibytes(found), mebibytes(limits.file_bytes)))
}

/// How much memory reading a package may take: what its directory declares, twice,
/// since parts are judged and then read.
pub(super) fn weight(bytes: &[u8], limits: &Limits) -> u64 {
    let Ok(zip) = ZipArchive::new(Cursor::new(bytes)) else { return 0 };
    if zip.len() > limits.entries {
        return 0;
    }
    let mut total = 0_u64;
    for place in 0..zip.len() {
        if let Ok(entry) = zip.by_index_data(place) {
            total = total.saturating_add(entry.size());
        }
    }
    total.min(limits.sheet_bytes).saturating_mul(2)
}

/// Whether the bytes begin as a package does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    sniff::sniff(bytes) == Kind::Zip
}

/// The finding of a workbook whose cells show more text than a form may.
pub(super) fn texts_over_limit(sheet: &str, allowed: u64) -> Box<Finding> {
    let allowed = mebibytes(allowed);
    let finding = over_limit("limit-cell-texts", format!("> {allowed}"), allowed);
    Box::new(finding.sheet(sheet))
}

/// The finding of a value below the last row that a form may have.
pub(super) fn row_over_limit(cell: &CellRef, rows: u32) -> Box<Finding> {
    let found = u64::from(cell.row) + 1;
    Box::new(over_limit("limit-rows", found.to_string(), rows.to_string()).cell(cell))
}

/// The finding of a value to the right of the last column that a form may have.
pub(super) fn col_over_limit(cell: &CellRef, cols: u32) -> Box<Finding> {
    let allowed = column_name(cols.saturating_sub(1));
    Box::new(over_limit("limit-cols", column_name(cell.col), allowed).cell(cell))
}

/// Why a zip could not be opened: cut short (its end record is missing), or damaged.
fn without_end(bytes: &[u8], error: &ZipError) -> Box<Finding> {
    const END: &[u8] = b"PK\x05\x06";
    let has_end = bytes.windows(END.len()).rev().any(|it| it == END);
    match error {
        ZipError::InvalidArchive(_) | ZipError::Io(_) if !has_end => {
            Box::new(Finding::new(&TRUNCATED))
        }
        _ => damaged("zip"),
    }
}

/// A size for people; never rounded down, so that what is over a limit looks so.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}
