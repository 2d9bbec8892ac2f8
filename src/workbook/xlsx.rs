//! The grid of an xlsx or xlsm workbook: calamine reads its cells.
//!
//! A sheet is gone through twice. The first pass ([`marks`]) is ours and takes
//! what calamine does not tell: hidden rows and columns, merged cells, formulas
//! without result, the text of an error that calamine has no name for. It also
//! judges what calamine takes on trust and would stumble over: it computes cell
//! references with arithmetic that overflows, reserves memory for as many shared
//! texts as a file claims to have, and copies a font's name into every format
//! ([`claims`]). The second pass ([`cells`]) is calamine's, cell by cell, never a
//! range from corner to corner. In between, the parts that passed are put into a
//! package of their own ([`judged`]), so that calamine opens those very bytes and
//! nothing else of the file.

mod cells;
mod claims;
mod conditional;
mod drawings;
mod judged;
mod marks;
mod rich;
mod runs;
mod styles;
mod tables;
mod workbook;

pub(crate) use drawings::{DRAWN_MAX, own_words, put as put_drawn};
pub(crate) use workbook::{NO_WORKSHEETS, for_texts};

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};

use super::Limits;
use super::grid::{Book, Sheet};
use super::package::{Package, damaged};
use super::sums;
use super::texts::Texts;
use crate::finding::Finding;
use judged::Judged;

/// Reads every worksheet, hidden ones too; chart sheets and the like are passed over.
pub(crate) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Book, Box<Finding>> {
    let workbook = workbook::read(package)?;
    let mut judged = Judged::new();
    let mut runs = BTreeMap::new();
    let mut strikes = BTreeSet::new();
    if let Some(part) = &workbook.strings {
        let bytes = whole_part(package, part)?;
        claims::judge_texts(&bytes, part, limits)?;
        runs = runs::shared(&bytes, part)?;
        judged.add_texts(&bytes).map_err(|_| damaged(part))?;
    }
    if let Some(part) = &workbook.styles {
        let bytes = whole_part(package, part)?;
        claims::judge_styles(&bytes, part, limits)?;
        strikes = conditional::strikes(&bytes, part)?;
        judged.add_styles(&bytes).map_err(|_| damaged(part))?;
    }
    let rich = rich::Rich::read(package);
    let mut cells_left = limits.cells;
    let mut marked = Vec::new();
    for tab in &workbook.tabs {
        let bytes = whole_part(package, &tab.part)?;
        let mut sheet = Sheet::new(&tab.name, tab.hidden);
        let marks = marks::read(&bytes, &tab.part, limits, &mut cells_left, &mut sheet)?;
        marks.rules.note(&strikes, &mut sheet);
        let bytes = with_usual_size(bytes, marks.odd_size).ok_or_else(|| damaged(&tab.part))?;
        let name = judged.add_sheet(&bytes).map_err(|_| damaged(&tab.part))?;
        let is_1904 = workbook.is_1904;
        let part = tab.part.as_str();
        let source = cells::Source { name, part, is_1904, rich: &rich, marks, limits };
        marked.push((source, sheet));
    }
    let bytes = judged.finish().map_err(|_| damaged(&workbook.part))?;
    // What is wrong now lies in the texts or the styles, e.g. an entity of the file's own.
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged(&workbook.part))?;
    let mut sheets = Vec::new();
    let mut texts = Texts::new(limits);
    // One table of formats for all sheets.
    let mut looks = None;
    for (source, mut sheet) in marked {
        let part = source.part;
        cells::read(&mut xlsx, source, &runs, &mut looks, &mut texts, &mut sheet)?;
        drawings::read(package, part, &mut sheet);
        tables::read(package, part, &mut sheet);
        sheets.push(sheet);
    }
    let checked = sums::find_old(&mut sheets);
    let formulas: usize = sheets.iter().map(|it| it.formulas).sum();
    let is_by_hand = workbook.is_manual && checked < formulas;
    // Properties are a courtesy: a workbook is none the worse without them.
    let modified = workbook::modified(package);
    let corrects = workbook::corrects(package);
    Ok(Book {
        sheets,
        modified,
        corrects,
        has_macros: workbook.has_macros,
        is_by_hand,
        ..Book::default()
    })
}

/// A worksheet whose size calamine takes, where the tag that tells it and ends at `end` names
/// none: nothing is read by it.
fn with_usual_size(bytes: Vec<u8>, end: Option<usize>) -> Option<Vec<u8>> {
    let Some(end) = end else { return Some(bytes) };
    let start = bytes.get(..end)?.iter().rposition(|it| *it == b'<')?;
    let tag = std::str::from_utf8(&bytes[start..end]).ok()?;
    let (name, _) = tag.split_once("dimension")?;
    let close = if tag.ends_with("/>") { "/>" } else { ">" };
    let usual = format!("{name}dimension ref=\"A1\"{close}");
    Some([&bytes[..start], usual.as_bytes(), &bytes[end..]].concat())
}

/// A part's bytes, as many as it declared: [`Limits::declared_bytes`] bounds them all.
fn whole_part(package: &mut Package<'_>, part: &str) -> Result<Vec<u8>, Box<Finding>> {
    small_part(package, part, u64::MAX)
}

/// A part's bytes, no more of them than `bytes_max`; for small parts.
fn small_part(
    package: &mut Package<'_>,
    part: &str,
    bytes_max: u64,
) -> Result<Vec<u8>, Box<Finding>> {
    let mut bytes = Vec::with_capacity(package.size_of(part, bytes_max));
    package.open_part(part)?.take(bytes_max).read_to_end(&mut bytes).map_err(|_| damaged(part))?;
    Ok(bytes)
}
