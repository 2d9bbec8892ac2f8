//! The grid of an xlsx or xlsm workbook: calamine reads its cells.
//!
//! A sheet is gone through once, by a pass of ours ([`sheet_pass`]): plain cells and texts are taken as
//! they are written ([`plain`]), and what calamine does not tell: hidden rows and columns,
//! merged cells, formulas without result, the text of an error that calamine has no name
//! for. It also judges what calamine takes on trust and would stumble over: it computes cell
//! references with arithmetic that overflows, reserves memory for as many shared
//! texts as a file claims to have, and copies a font's name into every format
//! ([`declared`]). Cells that are written in any other way, and shared texts where some are,
//! are put into a package of their own ([`rewritten`]), so that calamine opens those very bytes
//! and nothing else of the file, and read by it ([`cells`]), never as a range from corner to
//! corner; so are the formats, once for all files that have the same ([`looks`]).

mod cells;
mod conditional;
mod declared;
mod drawings;
mod looks;
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
pub(crate) use styles::{digits_of as noughts_of_code, of_code as format_of_code, with_noughts};
pub(crate) use workbook::{NO_WORKSHEETS, for_texts};

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{Reader as _, Xlsx};

use super::Limits;
use super::grid::{Book, Sheet};
use super::package::{Package, PartBytes, damaged};
use super::sums;
use super::texts::Texts;
use crate::finding::Finding;
use rewritten::Rewritten;

/// Reads every worksheet, hidden ones too; chart sheets and the like are passed over.
pub(crate) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Book, Box<Finding>> {
    let workbook = workbook::read(package)?;
    let (mut texts, mut runs, mut looks) = (PartBytes::default(), BTreeMap::new(), looks::none());
    if let Some(part) = &workbook.strings {
        texts = whole_part(package, part)?;
    }
    // Tables of plain texts are as good as judged.
    let plain = plain::texts(&texts, limits.shared_texts);
    if let (Some(part), None) = (&workbook.strings, &plain) {
        declared::judge_texts(&texts, part, limits)?;
        runs = runs::shared(&texts, part)?;
    }
    if let Some(part) = &workbook.styles {
        looks = looks::read(&whole_part(package, part)?, part, limits)?;
    }
    let rich = rich::Rich::read(package);
    let mut cells_left = limits.cells;
    let mut parts = Vec::new();
    for tab in &workbook.tabs {
        parts.push((tab, whole_part(package, &tab.part)?));
    }
    let mut marked = Vec::new();
    let (mut has_others, mut has_shared_others) = (false, false);
    for (tab, bytes) in &parts {
        let mut sheet = Sheet::new(&tab.name, tab.hidden);
        let marks = sheet_pass::read(bytes, &tab.part, limits, &mut cells_left, &mut sheet)?;
        marks.rules.note(&looks.strikes, &mut sheet);
        has_others |= marks.has_others;
        has_shared_others |= marks.has_shared_others;
        let (is_1904, part) = (workbook.is_1904, tab.part.as_str());
        let source =
            cells::Source { name: String::new(), part, is_1904, rich: &rich, marks, limits };
        marked.push((source, sheet));
    }
    let broken = || damaged(&workbook.part);
    let cell_looks = looks.cells.as_ref().ok_or_else(broken)?;
    // What of the file calamine is to read: cells that are not plain, texts that are not.
    let mut shared_places = BTreeSet::new();
    let is_plain = plain.is_some() || workbook.strings.is_none();
    let mut xlsx = None;
    let mut shared_name = String::new();
    if has_others || !is_plain {
        let mut judged = Rewritten::new();
        if workbook.strings.is_some() && (has_shared_others || !is_plain) {
            judged.add_texts(&texts).map_err(|_| broken())?;
        }
        for ((source, _), (tab, bytes)) in marked.iter_mut().zip(&parts) {
            let cells = source.marks.others(bytes);
            source.name = judged.add_cells(cells).map_err(|_| damaged(&tab.part))?;
            if !is_plain {
                shared_places.extend(source.marks.shared());
            }
        }
        shared_name = judged.add_shared(&shared_places).map_err(|_| broken())?;
        let bytes = judged.finish().map_err(|_| broken())?;
        // What is wrong now lies in the texts, e.g. an entity of the file's own.
        xlsx = Some(Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?);
    }
    let mut sheets = Vec::new();
    let mut shown = Texts::new(limits);
    let mut shared = match (plain, &mut xlsx) {
        (Some(plain), _) => cells::SharedTexts::plain(plain),
        (None, Some(xlsx)) => {
            let read = cells::SharedTexts::read(xlsx, &shared_name, &shared_places, &mut shown);
            read.map_err(|_| broken())?
        }
        (None, None) => cells::SharedTexts::default(),
    };
    for (source, mut sheet) in marked {
        let part = source.part;
        let both = (&mut shared, &mut shown);
        cells::read(xlsx.as_mut(), source, &runs, cell_looks, both, &mut sheet)?;
        drawings::read(package, part, &mut sheet);
        tables::read(package, part, &mut sheet);
        sheets.push(sheet);
    }
    let checked = sums::find_old(&mut sheets);
    let formulas: usize = sheets.iter().map(|it| it.formulas).sum();
    let is_by_hand = workbook.is_manual && checked < formulas;
    // Properties are a courtesy: a workbook is none the worse without them.
    let modified = workbook::modified(package);
    let corrects = workbook::corrects(&workbook, package);
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
fn whole_part(package: &mut Package<'_>, part: &str) -> Result<PartBytes, Box<Finding>> {
    small_part(package, part, u64::MAX)
}

/// A part's bytes, no more of them than `bytes_max`; for small parts.
fn small_part(
    package: &mut Package<'_>,
    part: &str,
    bytes_max: u64,
) -> Result<PartBytes, Box<Finding>> {
    if let Some(bytes) = package.inflated(part, bytes_max) {
        return Ok(bytes);
    }
    let mut bytes = PartBytes::with_capacity(package.size_of(part, bytes_max));
    let mut part_bytes = package.open_part(part)?.take(bytes_max);
    part_bytes.read_to_end(bytes.buffer()).map_err(|_| damaged(part))?;
    Ok(bytes)
}
