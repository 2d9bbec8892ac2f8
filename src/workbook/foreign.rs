//! Workbooks of other formats, read apart: their parsers hold whole sheets in
//! memory and can fail as programs, so the edge of the program runs [`answer`] in
//! a process of its own, with a limit on its memory and on its time.
//!
//! What goes over is plain: the question is the limits and the file, the answer the
//! cells as JSON. Nothing of it is shown or logged.

mod drawn;
mod excel;
mod ods;
mod short_records;
mod shown;

use std::io::{Cursor, Read as _, Write as _};
use std::panic::catch_unwind;
use std::sync::Arc;

use calamine::{Reader, Xls, XlsError, Xlsb, XlsbError};
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Limits;
use super::grid::{Book, Raw};
use super::package::{self, Package, damaged, over_limit};
use super::texts::Texts;
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::CellRef;

pub(crate) static FAILED: Code = code("F024", "cannot-be-read-apart", Severity::Error);
pub(crate) static TOO_LONG: Code = code("F025", "takes-too-long", Severity::Error);
pub(crate) static NOT_STARTED: Code = code("F026", "cannot-read-apart", Severity::Error);
pub(crate) static READ_AS: Code = code("F027", "other-format-read", Severity::Notice);

/// More than this is no answer about a form.
pub const ANSWER_BYTES_MAX: u64 = 32 << 20;

/// Reads a workbook apart: its bytes to an [`answer`].
pub type Apart = fn(&[u8], &Limits) -> Result<Vec<u8>, Failure>;

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It ended without an answer: a failure of a parser, or no memory was left.
    Ended,
    /// It was stopped when its time was over.
    TooLong,
    /// It was stopped when its answer was longer than [`ANSWER_BYTES_MAX`].
    TooMuch,
    /// It could not be started.
    NotStarted,
}

/// Reads the workbook in this very process, with no limit on time or memory.
///
/// # Errors
/// [`Failure::Ended`] when a parser panics: those of the binary formats trust what
/// is stored, such as the number of a shared text. An xls whose cells claim far
/// places takes more memory than there is, which ends this process: a file from
/// outside is for a process of its own.
pub fn here(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    catch_unwind(|| answer(bytes, limits)).map_err(|_| Failure::Ended)
}

/// What stands before the file in the question that another process is asked.
///
/// # Errors
/// When the limits cannot be written, which does not happen.
pub fn head_of_question(limits: &Limits) -> std::io::Result<Vec<u8>> {
    let mut head = serde_json::to_vec(limits)?;
    head.push(b'\n');
    Ok(head)
}

/// The limits and the file of a question.
pub fn asked(question: &[u8]) -> Option<(Limits, &[u8])> {
    let end = question.iter().position(|it| *it == b'\n')?;
    Some((serde_json::from_slice(&question[..end]).ok()?, &question[end + 1..]))
}

/// Reads a workbook of another format; the answer is for [`read`] alone.
pub fn answer(bytes: &[u8], limits: &Limits) -> Vec<u8> {
    let result = open(bytes, limits);
    // What cannot be written is no answer, and that is a finding too.
    serde_json::to_vec(&result).unwrap_or_default()
}

/// The cells of a workbook of another format, by way of `apart`.
pub(crate) fn read(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<Book, Box<Finding>> {
    let answer = apart(bytes, limits).map_err(|failure| finding(failure, limits))?;
    let result: Result<Book, Trouble> =
        serde_json::from_slice(&answer).map_err(|_| finding(Failure::Ended, limits))?;
    result.map_err(Trouble::finding)
}

fn finding(failure: Failure, limits: &Limits) -> Box<Finding> {
    Box::new(match failure {
        Failure::Ended => {
            Finding::new(&FAILED).arg("memory", package::mebibytes(limits.apart_bytes))
        }
        Failure::TooLong => Finding::new(&TOO_LONG).arg("seconds", limits.seconds),
        Failure::TooMuch => {
            let allowed = package::mebibytes(ANSWER_BYTES_MAX);
            over_limit("limit-sheets", format!("> {allowed}"), allowed)
        }
        Failure::NotStarted => Finding::new(&NOT_STARTED),
    })
}

/// What a reader of another format can find wrong.
#[derive(Debug, Serialize, Deserialize)]
enum Trouble {
    Password,
    Damaged(String),
    NoWorksheets,
    Cells { allowed: usize, sheet: String },
    Merges { allowed: usize, sheet: String },
    Texts { allowed: u64, sheet: String },
    Row { sheet: String, row: u32, col: u32, allowed: u32 },
    Col { sheet: String, row: u32, col: u32, allowed: u32 },
}

impl Trouble {
    fn finding(self) -> Box<Finding> {
        let too_many = |limit, allowed: usize, sheet: String| {
            let finding = over_limit(limit, format!("> {allowed}"), allowed.to_string());
            Box::new(finding.sheet(&Arc::from(sheet)))
        };
        match self {
            Self::Password => Box::new(Finding::new(&package::PASSWORD)),
            Self::Damaged(part) => damaged(&part),
            Self::NoWorksheets => Box::new(Finding::new(&super::xlsx::NO_WORKSHEETS)),
            Self::Cells { allowed, sheet } => too_many("limit-cells", allowed, sheet),
            Self::Merges { allowed, sheet } => too_many("limit-merges", allowed, sheet),
            Self::Texts { allowed, sheet } => package::texts_over_limit(&sheet, allowed),
            Self::Row { sheet, row, col, allowed } => {
                package::row_over_limit(&CellRef::new(&sheet.as_str().into(), row, col), allowed)
            }
            Self::Col { sheet, row, col, allowed } => {
                package::col_over_limit(&CellRef::new(&sheet.as_str().into(), row, col), allowed)
            }
        }
    }
}

fn open(bytes: &[u8], limits: &Limits) -> Result<Book, Trouble> {
    let broken = || Trouble::Damaged("workbook".to_owned());
    if package::is_flat(bytes) {
        return ods::read_flat(bytes, limits);
    }
    if !package::is_zip(bytes) {
        return match Xls::new(Cursor::new(bytes)) {
            Ok(xls) => excel::xls(xls, &shown::of_xls(bytes), limits),
            Err(XlsError::Password) => Err(Trouble::Password),
            Err(_) => Err(broken()),
        };
    }
    let mut package = Package::open(bytes, limits).map_err(|_| broken())?;
    if package.has("content.xml") {
        return ods::read(&mut package, limits);
    }
    drop(package);
    let long = with_long_records(bytes).ok_or_else(broken)?;
    match Xlsb::new(Cursor::new(long.as_slice())) {
        Ok(xlsb) => excel::xlsb(xlsb, limits),
        Err(XlsbError::Password) => Err(Trouble::Password),
        Err(_) => Err(broken()),
    }
}

/// The package of a binary workbook with its worksheets as calamine reads them whole.
fn with_long_records(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for place in 0..from.len() {
        let mut part = from.by_index(place).ok()?;
        let name = part.name().ok()?.into_owned();
        let lower = name.to_ascii_lowercase();
        if !lower.starts_with("xl/worksheets/") || lower.contains("/_rels/") {
            to.raw_copy_file(part).ok()?;
            continue;
        }
        let mut content = Vec::new();
        let size = part.size();
        part.by_ref().take(size).read_to_end(&mut content).ok()?;
        to.start_file(name, stored).ok()?;
        // What is no chain of records (settings of a printer) stays as it is.
        let long = short_records::lengthened(&content).unwrap_or(content);
        to.write_all(&long).ok()?;
    }
    Some(to.finish().ok()?.into_inner())
}

/// What was read of a workbook, as far as the limits go.
struct Left<'a> {
    limits: &'a Limits,
    cells: usize,
    texts: Texts,
}

impl<'a> Left<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self { limits, cells: limits.cells, texts: Texts::new(limits) }
    }

    /// Takes a cell that stores something from what is left.
    fn take(&mut self, sheet: &str, row: u32, col: u32, raw: &Raw) -> Result<(), Trouble> {
        let sheet = || sheet.to_owned();
        if row >= self.limits.rows {
            return Err(Trouble::Row { sheet: sheet(), row, col, allowed: self.limits.rows });
        }
        if col >= self.limits.cols {
            return Err(Trouble::Col { sheet: sheet(), row, col, allowed: self.limits.cols });
        }
        let allowed = self.limits.cells;
        self.cells =
            self.cells.checked_sub(1).ok_or_else(|| Trouble::Cells { allowed, sheet: sheet() })?;
        let Raw::Text(text) = raw else { return Ok(()) };
        let allowed = self.limits.cell_text_bytes;
        self.texts.take(text.len()).map_err(|_| Trouble::Texts { allowed, sheet: sheet() })
    }
}

/// That the file was read although it is no xlsx; what is not known of it.
pub(crate) fn read_as(format: &'static str) -> Finding {
    Finding::new(&READ_AS).arg("format", Arg::Word(format))
}
