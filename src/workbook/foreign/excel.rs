//! The older and the binary format of Excel, by calamine. What that does not tell of the older one is in
//! [`super::shown`]; of the binary one nobody knows which rows are hidden, nor how a date is shown.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, WorkbookProperties, Xls, Xlsb};

use super::shown::{Look, Shown};
use super::{Left, Trouble};
use crate::model::text::is_blank;
use crate::workbook::Limits;
use crate::workbook::grid::{Book, Cell, DateParts, Format, Raw, Sheet};
use crate::workbook::ours;
use crate::workbook::region::Region;
use crate::workbook::xlsx::with_noughts;

/// Days between the first days of Excel's two calendars.
const DAYS_1904: f64 = 1462.0;

/// Reads every worksheet of an Excel 97-2003 workbook.
pub(super) fn xls(
    mut xls: Xls<Cursor<&[u8]>>,
    shown: &BTreeMap<String, Shown>,
    limits: &Limits,
) -> Result<Book, Trouble> {
    let none = Shown::default();
    let is_1904 = xls.has_1904_epoch();
    let mut left = Left::new(limits);
    let mut book = Book::default();
    for (name, hidden) in worksheets(&xls)? {
        let broken = || Trouble::Damaged(name.clone());
        let mut sheet = Sheet::new(&name, hidden);
        // calamine reserves a cell for each place between those that are used, and has
        // done so before it says how large that is: the process's own memory is the bound.
        let values = xls.worksheet_range(&name).map_err(|_| broken())?;
        let shown = shown.get(&name).unwrap_or(&none);
        let mut cells = Vec::new();
        let (top, start) = values.start().unwrap_or_default();
        for (row, col, value) in values.used_cells() {
            let (row, col) = place(top, start, row, col).ok_or_else(broken)?;
            let Some(read) = of_value(value, is_1904) else { continue };
            let (raw, format) = as_shown(read, shown.look(row, col));
            left.take(&name, row, col, &raw)?;
            cells.push((row, Cell { col, raw, format }));
        }
        drop(values);
        let merges = xls.merge_cells_by_sheet_name(&name).map_err(|_| broken())?;
        if merges.len() > limits.merges {
            return Err(Trouble::Merges { allowed: limits.merges, sheet: name });
        }
        sheet.merges.extend(merges.iter().map(|it| Region {
            top: it.start.0.min(it.end.0),
            bottom: it.start.0.max(it.end.0),
            left: it.start.1.min(it.end.1),
            right: it.start.1.max(it.end.1),
        }));
        sheet.fill(cells);
        shown.put(&mut sheet);
        book.sheets.push(sheet);
    }
    properties(xls.workbook_properties().ok(), &mut book);
    Ok(book)
}

/// Reads every worksheet of a binary workbook, cell by cell.
pub(super) fn xlsb(mut xlsb: Xlsb<Cursor<&[u8]>>, limits: &Limits) -> Result<Book, Trouble> {
    let is_1904 = xlsb.has_1904_epoch();
    let mut left = Left::new(limits);
    let mut book = Book::default();
    for (name, hidden) in worksheets(&xlsb)? {
        let broken = |_| Trouble::Damaged(name.clone());
        let mut sheet = Sheet::new(&name, hidden);
        let mut reader = xlsb.worksheet_cells_reader(&name).map_err(broken)?;
        let mut cells = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let (row, col) = cell.get_position();
            let read = match cell.get_value() {
                DataRef::SharedString(text) => {
                    left.texts.shared(text).map(|it| (Raw::Text(it), Format::Plain))
                }
                value => of_value(&Data::from(value.clone()), is_1904),
            };
            let Some((raw, format)) = read else { continue };
            left.take(&name, row, col, &raw)?;
            cells.push((row, Cell { col, raw, format }));
        }
        sheet.fill(cells);
        book.sheets.push(sheet);
    }
    properties(xlsb.workbook_properties().ok(), &mut book);
    Ok(book)
}

/// Names of the worksheets in the order of their tabs, and whether they are hidden.
fn worksheets<R: Read + Seek, B: Reader<R>>(book: &B) -> Result<Vec<(String, bool)>, Trouble> {
    let sheets: Vec<_> = book
        .sheets_metadata()
        .iter()
        .filter(|it| it.typ == SheetType::WorkSheet)
        .map(|it| (it.name.clone(), it.visible != SheetVisible::Visible))
        .collect();
    if sheets.is_empty() { Err(Trouble::NoWorksheets) } else { Ok(sheets) }
}

fn place(top: u32, start: u32, row: usize, col: usize) -> Option<(u32, u32)> {
    let row = top.checked_add(u32::try_from(row).ok()?)?;
    Some((row, start.checked_add(u32::try_from(col).ok()?)?))
}

/// What a cell stores, if it shows anything.
fn of_value(value: &Data, is_1904: bool) -> Option<(Raw, Format)> {
    let plain = |raw| Some((raw, Format::Plain));
    match value {
        Data::Empty => None,
        Data::Float(number) => plain(number_of(*number)),
        #[expect(clippy::cast_precision_loss, reason = "these formats store 30 bits")]
        Data::Int(number) => plain(Raw::Number(*number as f64)),
        Data::Bool(it) => plain(Raw::Bool(*it)),
        Data::Error(error) => plain(Raw::Error(error.to_string())),
        Data::DateTime(serial) => {
            let number = serial.as_f64();
            // A time of day has no date; calamine does not tell the two apart.
            if serial.is_duration() || number.abs() < 1.0 {
                return Some((number_of(number), Format::Time));
            }
            let number = if is_1904 { number + DAYS_1904 } else { number };
            Some((number_of(number), Format::Date(DateParts::Day)))
        }
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text_of(text),
    }
}

/// A value as its look shows it: calamine knows of dates alone, and not which parts of them are seen.
fn as_shown((raw, format): (Raw, Format), look: Look) -> (Raw, Format) {
    match (&raw, format, look.format) {
        (Raw::Number(_), Format::Plain, Format::Percent)
        | (_, Format::Date(_), Format::Date(_)) => (raw, look.format),
        (Raw::Number(number), Format::Plain, Format::Plain) => {
            match with_noughts(*number, look.noughts) {
                Some(text) => (Raw::Text(text.as_str().into()), format),
                None => (raw, format),
            }
        }
        _ => (raw, format),
    }
}

fn number_of(number: f64) -> Raw {
    if number.is_finite() { Raw::Number(number) } else { Raw::Broken }
}

fn text_of(text: &str) -> Option<(Raw, Format)> {
    (!is_blank(text)).then(|| (Raw::Text(text.into()), Format::Plain))
}

fn properties(properties: Option<WorkbookProperties>, book: &mut Book) {
    let Some(properties) = properties else { return };
    book.modified = properties.modified;
    let custom = properties.custom_properties.iter().filter(|it| ours::is_correction(it.0));
    let mut custom: Vec<_> = custom.collect();
    custom.sort_by_key(|it| (it.0.len(), it.0));
    for (_, text) in custom {
        book.corrects.extend(ours::hashes(text));
    }
    book.corrects.truncate(ours::CORRECTS_MAX);
}
