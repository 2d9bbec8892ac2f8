//! The grid of an xlsx or xlsm workbook.
//!
//! Each sheet is streamed once with quick-xml, blank cells are dropped as they
//! come and everything is counted. calamine is not used here although it reads
//! more formats: it reserves memory for as many shared texts as a file claims
//! to have, computes cell references with arithmetic that overflows, gives up a
//! whole sheet for one error value that it does not know (`#SPILL!`), and does
//! not tell a formula without result, merged cells or hidden rows in the same
//! pass. The tests compare this reader with it.

mod sheet;
mod strings;
mod styles;
mod workbook;
mod xml;

pub(super) use workbook::NO_WORKSHEETS;

use std::io::Read;

use super::Limits;
use super::grid::{Book, Sheet};
use super::package::{Package, damaged};
use crate::finding::Finding;

/// Reads every worksheet, hidden ones too; chart sheets and the like are passed over.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Book, Box<Finding>> {
    let workbook = workbook::read(package)?;
    let strings = match &workbook.strings {
        Some(part) => strings::read(package, part, limits)?,
        None => Vec::new(),
    };
    let formats = match &workbook.styles {
        Some(part) => styles::read(package, part)?,
        None => Vec::new(),
    };
    let mut cells_left = limits.cells;
    let mut sheets = Vec::new();
    for tab in &workbook.tabs {
        let source = sheet::Source {
            part: &tab.part,
            strings: &strings,
            formats: &formats,
            is_1904: workbook.is_1904,
            limits,
        };
        let mut sheet = Sheet::new(&tab.name, tab.hidden);
        sheet::read(package, &source, &mut cells_left, &mut sheet)?;
        sheets.push(sheet);
    }
    // Properties are a courtesy: a workbook is none the worse without them.
    let modified = workbook::modified(package);
    let corrects = workbook::custom_property(package, "xeploai-original-sha256");
    Ok(Book { sheets, modified, corrects })
}

/// A part's bytes, no more of them than `bytes_max`; for small parts.
fn small_part(
    package: &mut Package<'_>,
    part: &str,
    bytes_max: u64,
) -> Result<Vec<u8>, Box<Finding>> {
    let mut bytes = Vec::new();
    package.open_part(part)?.take(bytes_max).read_to_end(&mut bytes).map_err(|_| damaged(part))?;
    Ok(bytes)
}
