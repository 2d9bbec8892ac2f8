//! What the formats of a workbook tell of its cells, worked out once for the many files of one origin:
//! their tables of formats are the same to the byte.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::rc::Rc;

use calamine::{Reader as _, Style, Xlsx};

use super::rewritten::Rewritten;
use super::{conditional, declared, styles};
use crate::finding::Finding;
use crate::workbook::Limits;
use crate::workbook::fonts::Font;
use crate::workbook::grid::Format;
use crate::workbook::package::damaged;

/// What a format of the workbook tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub format: Format,
    /// Digits that a number is filled up to.
    pub noughts: usize,
    pub is_struck: bool,
    /// A font of an old encoding.
    pub font: Option<Font>,
}

impl Look {
    fn of(style: &Style) -> Self {
        Self {
            format: styles::of(style),
            noughts: styles::noughts(style),
            is_struck: styles::is_struck(style),
            font: styles::old_font(style),
        }
    }
}

/// What a table of formats tells.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// The looks of cells by their numbers; nothing where calamine cannot read them.
    pub cells: Option<Vec<Look>>,
    /// Numbers of the looks of conditions that strike out what is in a cell.
    pub strikes: BTreeSet<u32>,
}

/// A table of formats that was judged.
struct Judged {
    bytes: Vec<u8>,
    /// How many records it may have.
    records: usize,
    looks: Rc<Looks>,
}

/// So many tables are remembered on a thread, of at most so many bytes.
const KEPT: usize = 8;
const KEPT_BYTES: usize = 1 << 16;

thread_local! {
    /// The last ones, the latest first.
    static LAST: RefCell<Vec<Judged>> = const { RefCell::new(Vec::new()) };
}

/// The looks of a workbook without a table of formats.
pub(super) fn none() -> Rc<Looks> {
    Rc::new(Looks { cells: Some(Vec::new()), ..Looks::default() })
}

/// Judges a table of formats and reads it.
pub(super) fn read(bytes: &[u8], part: &str, limits: &Limits) -> Result<Rc<Looks>, Box<Finding>> {
    let is_it = |it: &Judged| it.records == limits.styles && it.bytes == bytes;
    let known = LAST.with_borrow_mut(|last| {
        let place = last.iter().position(is_it)?;
        last[..=place].rotate_right(1);
        Some(Rc::clone(&last[0].looks))
    });
    if let Some(looks) = known {
        return Ok(looks);
    }
    declared::judge_styles(bytes, part, limits)?;
    let strikes = conditional::strikes(bytes, part)?;
    let looks = Rc::new(Looks { cells: cells(bytes, part)?, strikes });
    if bytes.len() <= KEPT_BYTES {
        let judged =
            Judged { bytes: bytes.to_vec(), records: limits.styles, looks: Rc::clone(&looks) };
        LAST.with_borrow_mut(|last| {
            last.truncate(KEPT - 1);
            last.insert(0, judged);
        });
    }
    Ok(looks)
}

/// The looks of cells, as calamine reads them.
fn cells(bytes: &[u8], part: &str) -> Result<Option<Vec<Look>>, Box<Finding>> {
    let mut package = Rewritten::new();
    let written = package.add_styles(bytes).and_then(|()| package.add_cells(std::iter::empty()));
    let name = written.map_err(|_| damaged(part))?;
    let package = package.finish().map_err(|_| damaged(part))?;
    let Ok(mut xlsx) = Xlsx::new(Cursor::new(package)) else { return Ok(None) };
    let reader = xlsx.worksheet_cells_reader(&name);
    Ok(reader.ok().map(|it| it.styles().iter().map(Look::of).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_once_and_every_other_anew() {
        let of = |code: usize, limits: &Limits| {
            let xml =
                format!("<styleSheet><cellXfs><xf numFmtId=\"{code}\"/></cellXfs></styleSheet>");
            read(xml.as_bytes(), "s", limits)
        };
        let limits = Limits::default();
        let first = of(14, &limits).unwrap();
        assert!(matches!(first.cells.as_deref(), Some([Look { format: Format::Date(_), .. }])));
        assert!(Rc::ptr_eq(&first, &of(14, &limits).unwrap()));
        for it in 0..2 * KEPT {
            let looks = of(it, &limits).unwrap();
            let is_percent =
                matches!(looks.cells.as_deref(), Some([Look { format: Format::Percent, .. }]));
            assert_eq!(is_percent, matches!(it, 9 | 10), "{it}");
        }
        assert!(!Rc::ptr_eq(&first, &of(14, &limits).unwrap()), "only the last are kept");
        assert!(of(14, &Limits { styles: 0, ..limits }).is_err(), "judged by other limits");
    }
}
