//! The grid of an xlsx or xlsm workbook: calamine reads its cells.
//!
//! A sheet is gone through once, by a pass of ours ([`marks`]): plain cells are taken as
//! they are written ([`plain`]), and what calamine does not tell: hidden rows and columns,
//! merged cells, formulas without result, the text of an error that calamine has no name
//! for. It also judges what calamine takes on trust and would stumble over: it computes cell
//! references with arithmetic that overflows, reserves memory for as many shared
//! texts as a file claims to have, and copies a font's name into every format
//! ([`claims`]). Cells that are written in any other way, the shared texts and the formats
//! are put into a package of their own ([`judged`]), so that calamine opens those very bytes
//! and nothing else of the file, and read by it ([`cells`]), never as a range from corner to
//! corner.

mod cells;
mod conditional;
mod declared;
mod drawings;
mod places;
mod plain;
mod rewritten;
mod rich;
mod runs;
mod sheet_pass;
mod styles;
mod tables;
mod workbook;

pub(crate) use drawings::{DRAWN_MAX, own_words, put as put_drawn};
pub(crate) use workbook::{NO_WORKSHEETS, for_texts};

use crate::sorted::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};

use super::Limits;
use super::grid::{Book, Sheet};
use super::package::{Package, damaged};
use super::sums;
use super::texts::Texts;
use crate::finding::Finding;
use rewritten::Rewritten;

/// Reads every worksheet, hidden ones too; chart sheets and the like are passed over.
pub(crate) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Book, Box<Finding>> {
    let workbook = workbook::read(package)?;
    let mut judged = Rewritten::new();
    let mut runs = BTreeMap::new();
    let mut strikes = BTreeSet::new();
    if let Some(part) = &workbook.strings {
        let bytes = whole_part(package, part)?;
        declared::judge_texts(&bytes, part, limits)?;
        runs = runs::shared(&bytes, part)?;
        judged.add_texts(&bytes).map_err(|_| damaged(part))?;
    }
    if let Some(part) = &workbook.styles {
        let bytes = whole_part(package, part)?;
        declared::judge_styles(&bytes, part, limits)?;
        strikes = conditional::strikes(&bytes, part)?;
        judged.add_styles(&bytes).map_err(|_| damaged(part))?;
    }
    let rich = rich::Rich::read(package);
    let mut cells_left = limits.cells;
    let mut parts = Vec::new();
    for tab in &workbook.tabs {
        parts.push((tab, whole_part(package, &tab.part)?));
    }
    let mut marked = Vec::new();
    let mut shared = BTreeSet::new();
    for (tab, bytes) in &parts {
        let mut sheet = Sheet::new(&tab.name, tab.hidden);
        let marks = sheet_pass::read(bytes, &tab.part, limits, &mut cells_left, &mut sheet)?;
        marks.rules.note(&strikes, &mut sheet);
        shared.extend(marks.shared());
        let name = judged.add_cells(marks.others(bytes)).map_err(|_| damaged(&tab.part))?;
        let is_1904 = workbook.is_1904;
        let part = tab.part.as_str();
        let source = cells::Source { name, part, is_1904, rich: &rich, marks, limits };
        marked.push((source, sheet));
    }
    let name = judged.add_shared(&shared).map_err(|_| damaged(&workbook.part))?;
    let bytes = judged.finish().map_err(|_| damaged(&workbook.part))?;
    // What is wrong now lies in the texts or the styles, e.g. an entity of the file's own.
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged(&workbook.part))?;
    let mut sheets = Vec::new();
    let mut texts = Texts::new(limits);
    let tables = cells::Tables::read(&mut xlsx, &name, &shared, &mut texts);
    let tables = tables.map_err(|_| damaged(&workbook.part))?;
    for (source, mut sheet) in marked {
        let part = source.part;
        cells::read(&mut xlsx, source, &runs, &tables, &mut texts, &mut sheet)?;
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
