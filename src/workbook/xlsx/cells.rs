//! The cells of one worksheet: the plain ones as they are, the rest as calamine reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use std::sync::Arc;

use calamine::{DataRef, Xlsx, XlsxCellReader, XlsxError};

use super::looks::Look;
use super::plain::Value;
use super::rich::Rich;
use super::runs::{self, Run};
use super::sheet_pass::{Fonts, Other, SheetPass, Told};
use super::styles;
use crate::finding::Finding;
use crate::model::CellRef;
use crate::model::text::is_blank;
use crate::workbook::Limits;
use crate::workbook::grid::{Cell, Format, Piece, Raw, Sheet};
use crate::workbook::package::{col_over_limit, damaged, row_over_limit, texts_over_limit};
use crate::workbook::texts::Texts;

/// Days between the first days of Excel's two calendars.
const DAYS_1904: f64 = 1462.0;

/// Where a sheet comes from and what is known of it.
pub(super) struct Source<'a> {
    /// The name in the judged package of those of its cells that calamine reads.
    pub name: String,
    /// The part of the file that it is.
    pub part: &'a str,
    /// Whether dates count from 1904: calamine gives them as they are stored.
    pub is_1904: bool,
    /// The values of cells that are more than figures and words.
    pub rich: &'a Rich,
    /// What the pass over the part found.
    pub marks: SheetPass<'a>,
    pub limits: &'a Limits,
}

/// A text of the workbook's table.
#[derive(Clone)]
enum Shared<'t> {
    /// Not looked at yet.
    Plain(&'t str),
    Text(Arc<str>),
    Blank,
}

/// The shared texts of a workbook by their places; none where it has none.
#[derive(Default)]
pub(super) struct SharedTexts<'t> {
    /// All of them, where all are plain.
    plain: Vec<Shared<'t>>,
    /// Those that plain cells name, as calamine reads them.
    others: BTreeMap<usize, Shared<'t>>,
    /// Texts of cells' own.
    own: Repeated,
}

/// Texts that cells hold themselves: words of a list come in every row.
#[derive(Default)]
struct Repeated(Vec<Option<Arc<str>>>);

impl Repeated {
    /// How many are kept, and of how many bytes at most.
    const PLACES: usize = 64;
    const BYTES: usize = 32;

    /// The text, shared with the last cell that had the same and none of its kind after it.
    fn of(&mut self, text: &str) -> Arc<str> {
        let bytes = text.as_bytes();
        let (Some(first), Some(last), true) =
            (bytes.first(), bytes.last(), bytes.len() <= Self::BYTES)
        else {
            return text.into();
        };
        self.0.resize(Self::PLACES, None);
        let place = bytes.len() ^ usize::from(*first) ^ usize::from(*last) << 2;
        let kept = &mut self.0[place % Self::PLACES];
        match kept {
            Some(it) if **it == *text => Arc::clone(it),
            _ => Arc::clone(kept.insert(text.into())),
        }
    }
}

impl<'t> SharedTexts<'t> {
    /// Those of a table of plain texts.
    pub(super) fn plain(texts: Vec<&'t str>) -> Self {
        let plain = texts.into_iter().map(Shared::Plain).collect();
        Self { plain, ..Self::default() }
    }

    /// Takes the texts of these places: the cells of the sheet of this name.
    pub(super) fn read<R: Read + Seek>(
        xlsx: &mut Xlsx<R>,
        name: &str,
        places: &BTreeSet<usize>,
        texts: &mut Texts,
    ) -> Result<Self, XlsxError> {
        let mut reader = xlsx.worksheet_cells_reader(name)?;
        let mut others = BTreeMap::new();
        for place in places {
            match reader.next_cell() {
                Ok(Some(cell)) => {
                    if let DataRef::SharedString(text) = cell.get_value() {
                        let text = texts.shared(text).map_or(Shared::Blank, Shared::Text);
                        others.insert(*place, text);
                    }
                }
                Err(error) if !is_of_one_cell(&error) => return Err(error),
                Ok(None) | Err(_) => {}
            }
        }
        Ok(Self { others, ..Self::default() })
    }

    /// The value of a plain cell; nothing of a text that is blank.
    fn value(&mut self, value: Value<'_>) -> Option<Raw> {
        let place = match value {
            Value::Number(number) => return Some(Raw::Number(number)),
            Value::Text(text) => return Some(Raw::Text(self.own.of(text))),
            Value::Shared(place) => place,
        };
        let text = match self.plain.get_mut(place) {
            Some(text) => {
                if let Shared::Plain(it) = *text {
                    *text = if is_blank(it) { Shared::Blank } else { Shared::Text(it.into()) };
                }
                Some(&*text)
            }
            None => self.others.get(&place),
        };
        match text {
            Some(Shared::Text(text)) => Some(Raw::Text(Arc::clone(text))),
            Some(Shared::Blank) => None,
            Some(Shared::Plain(_)) | None => Some(Raw::Broken),
        }
    }
}

/// The value of a cell that calamine read, or refused; nothing of a shared text that is blank.
fn of_cell(
    other: Other,
    cell: Option<&calamine::Cell<DataRef<'_>>>,
    rich: Option<(&Rich, usize)>,
    texts: &mut Texts,
) -> Option<Raw> {
    Some(match (other, cell.map(calamine::Cell::get_value)) {
        (Other::Uncomputed(formula), _) => Raw::Uncomputed(formula),
        (Other::Picture, _) => Raw::Picture,
        (Other::Error(text), _) => match rich {
            Some((rich, number)) => rich.of(number, text),
            None => Raw::Error(text),
        },
        (Other::Misread, _) | (_, None) => Raw::Broken,
        (Other::NoNumber(text), Some(_)) => of_text(text),
        (Other::Nothing, Some(DataRef::SharedString(text))) => Raw::Text(texts.shared(text)?),
        (Other::Nothing, Some(value)) => of_value(value),
    })
}

/// Reads the cells into the sheet. Of a cell that calamine refuses the pass over the part
/// told its place, so none is lost.
pub(super) fn read<R: Read + Seek>(
    xlsx: Option<&mut Xlsx<R>>,
    source: Source<'_>,
    runs_of: &BTreeMap<usize, Vec<Run>>,
    looks: &[Look],
    (shared, texts): (&mut SharedTexts<'_>, &mut Texts),
    sheet: &mut Sheet,
) -> Result<(), Box<Finding>> {
    let broken = || damaged(source.part);
    let reader = xlsx.map(|it| it.worksheet_cells_reader(&source.name)).transpose();
    let mut reader = reader.map_err(|_| broken())?;
    let mut cells = Vec::with_capacity(source.marks.cells.len());
    for mark in source.marks.cells {
        let read = match mark.told {
            // What calamine refuses has no look either.
            Told::Value(value, style) => shared.value(value).map(|it| {
                let style = if matches!(it, Raw::Broken) { 0 } else { style };
                (it, style)
            }),
            Told::Other(_, other) => {
                let (cell, style) =
                    match reader.as_mut().map(XlsxCellReader::next_cell_with_style_id) {
                        Some(Ok(Some((cell, style)))) => (Some(cell), style),
                        Some(Err(error)) if is_of_one_cell(&error) => (None, 0),
                        Some(Ok(None) | Err(_)) | None => return Err(broken()),
                    };
                let rich = mark.rich.map(|it| (source.rich, it));
                of_cell(other, cell.as_ref(), rich, texts).map(|it| (it, style))
            }
        };
        let Some((raw, style)) = read else {
            sheet.has_blank_results = true;
            continue;
        };
        let look = looks.get(style).copied().unwrap_or_default();
        let format = look.format;
        let raw = match raw {
            Raw::Text(text) if is_blank(&text) => {
                sheet.has_blank_results = true;
                continue;
            }
            Raw::Number(number) if source.is_1904 && matches!(format, Format::Date(_)) => {
                Raw::Number(number + DAYS_1904)
            }
            Raw::Number(number) => styles::with_noughts(number, look.noughts)
                .map_or(Raw::Number(number), |it| Raw::Text(it.into())),
            raw => raw,
        };
        check_place(source.limits, sheet, mark.row, mark.col)?;
        let place = (mark.row, mark.col);
        let raw = if let Raw::Text(text) = raw {
            let runs = match &mark.fonts {
                Fonts::Nothing => None,
                Fonts::Shared(place) => runs_of.get(place),
                Fonts::Own(runs) => Some(runs),
            };
            let pieces = runs.map_or(0, |it| it.len().saturating_mul(size_of::<Piece>()));
            let shown = texts.take(text.len().saturating_add(pieces));
            shown.map_err(|_| texts_over_limit(&sheet.name, source.limits.cell_text_bytes))?;
            let runs = runs.map(Vec::as_slice);
            let text = runs::left(sheet, place, text, look.is_struck, runs);
            runs::note(sheet, place, &text, (look.font, look.is_struck), runs);
            Raw::Text(text)
        } else {
            let signs = look.font.filter(|it| it.has_no_figures());
            if let Some(signs) = signs {
                sheet.old_fonts.entry(place).or_insert(signs);
            }
            if look.is_struck {
                sheet.seen.struck.insert(place);
            }
            raw
        };
        // calamine's own place stays behind after a cell that it refused.
        cells.push((mark.row, Cell { col: mark.col, raw, format }));
    }
    let end = reader.as_mut().map(XlsxCellReader::next_cell_with_style_id);
    if !matches!(end, Some(Ok(None)) | None) {
        return Err(broken());
    }
    sheet.fill(cells);
    Ok(())
}

/// What calamine read; the first pass says that there is something.
fn of_value(value: &DataRef<'_>) -> Raw {
    match value {
        DataRef::SharedString(text) => Raw::Text((*text).into()),
        DataRef::Float(number) => Raw::Number(*number),
        DataRef::DateTime(serial) => Raw::Number(serial.as_f64()),
        #[expect(clippy::cast_precision_loss, reason = "only other formats give whole numbers")]
        DataRef::Int(number) => Raw::Number(*number as f64),
        DataRef::Bool(it) => Raw::Bool(*it),
        DataRef::Error(error) => Raw::Error(error.to_string()),
        // A date as text, e.g. 2020-12-05T00:00:00, is read like a typed one.
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Raw::Text(text.as_str().into())
        }
        DataRef::Empty => Raw::Broken,
    }
}

/// Text where a number was due: spaces around one are no fault.
fn of_text(text: String) -> Raw {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Raw::Number(number),
        _ => Raw::Text(text.into()),
    }
}

/// Whether reading can go on behind the cell.
fn is_of_one_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        // An error, a boolean or a type that calamine does not know, a number that is none,
        XlsxError::CellError(_)
            | XlsxError::Unrecognized { .. }
            | XlsxError::CellTAttribute(_)
            | XlsxError::ParseFloat(_)
            // a shared text that there is not,
            | XlsxError::Unexpected(_)
            // an element that has no place in a cell, an entity of the file's own.
            | XlsxError::UnexpectedNode(_)
            | XlsxError::Xml(quick_xml::Error::Escape(_))
    )
}

fn check_place(limits: &Limits, sheet: &Sheet, row: u32, col: u32) -> Result<(), Box<Finding>> {
    let cell = CellRef::new(&sheet.name, row, col);
    if row >= limits.rows {
        return Err(row_over_limit(&cell, limits.rows));
    }
    if col >= limits.cols {
        return Err(col_over_limit(&cell, limits.cols));
    }
    Ok(())
}
