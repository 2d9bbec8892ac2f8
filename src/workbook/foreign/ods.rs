//! The grid of an `OpenDocument` spreadsheet, read as a stream: a row that is said
//! to repeat a million times costs nothing while it is blank.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read};

use jiff::civil;
use quick_xml::events::BytesStart;

use super::drawn::{self, Axis, Shape, Shapes};
use super::{Left, Trouble};
use crate::finding::Finding;
use crate::model::text::is_blank;
use crate::workbook::Limits;
use crate::workbook::grid::{Book, Cell, DateParts, Format, Raw, Sheet, puts_picture};
use crate::workbook::ours;
use crate::workbook::package::Package;
use crate::workbook::region::Region;
use crate::workbook::seen::{self, Rest, Seen};
use crate::workbook::sum::Sum;
use crate::workbook::sums;
use crate::workbook::xlsx::{for_texts, own_words};
use crate::workbook::xml::{Events, Name, Step, Xml, attr};

const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";
/// Excel keeps no more characters in a cell, and nobody types more.
const TEXT_BYTES: usize = 4 * 32_767;
/// Properties are a courtesy; more of them are not read.
const META_BYTES: u64 = 4 << 20;
/// How many rows and columns a sheet can have at most, in any program.
const PLACES: u32 = 1 << 24;

/// Reads every sheet, hidden ones too.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Book, Trouble> {
    if is_encrypted(package) {
        return Err(Trouble::Password);
    }
    let styles = common_styles(package)?;
    let source = package.open_part(CONTENT).map_err(|it| broken(&it))?;
    let mut book = sheets(source, styles, limits)?;
    properties(package, &mut book);
    Ok(book)
}

/// Reads every sheet of a spreadsheet that is one piece of XML, its styles before its cells.
pub(super) fn read_flat(bytes: &[u8], limits: &Limits) -> Result<Book, Trouble> {
    const META_END: &[u8] = b"</office:meta>";
    let mut book = sheets(bytes, Styles::default(), limits)?;
    let meta = bytes.windows(META_END.len()).position(|it| it == META_END);
    properties_in(&bytes[..meta.unwrap_or(0)], &mut book);
    Ok(book)
}

fn sheets(source: impl BufRead, styles: Styles, limits: &Limits) -> Result<Book, Trouble> {
    let mut book = Book::default();
    let mut reading = Reading {
        xml: Xml::new(source, CONTENT),
        left: Left::new(limits),
        styles,
        merges_max: limits.merges,
    };
    while let Some(sheet) = reading.next_sheet()? {
        book.sheets.push(sheet);
    }
    sums::find_old(&mut book.sheets);
    if book.sheets.is_empty() { Err(Trouble::NoWorksheets) } else { Ok(book) }
}

fn broken(_: &Finding) -> Trouble {
    Trouble::Damaged(CONTENT.to_owned())
}

fn is_encrypted(package: &mut Package<'_>) -> bool {
    let mut text = String::new();
    let part = package.open_part("META-INF/manifest.xml");
    part.is_ok_and(|it| it.take(META_BYTES).read_to_string(&mut text).is_ok())
        && text.contains("encryption-data")
}

/// The styles that have a part of their own: formats that were made for one cell stand
/// there as well, where several programs put them.
fn common_styles(package: &mut Package<'_>) -> Result<Styles, Trouble> {
    let mut styles = Styles::default();
    // A file without it is a file all the same.
    let Ok(source) = package.open_part(STYLES) else { return Ok(styles) };
    let mut xml = Xml::new(source, STYLES);
    loop {
        match xml.step().map_err(|_| Trouble::Damaged(STYLES.to_owned()))? {
            Step::Start(it) => styles.take(&it),
            Step::Done => return Ok(styles),
            _ => {}
        }
    }
}

/// What the styles say, by their names.
#[derive(Default)]
struct Styles {
    /// Sheets that are not shown.
    hidden: BTreeSet<String>,
    /// The parts that formats of dates show.
    dates: BTreeMap<String, DateParts>,
    /// The format of a cell's style.
    cells: BTreeMap<String, String>,
    /// The style from which another takes what it does not say itself.
    parents: BTreeMap<String, String>,
    /// Whether text of a style is struck out, where the style says so.
    struck: BTreeMap<String, bool>,
    /// How wide columns and how tall rows of a style are.
    sizes: BTreeMap<String, i64>,
    /// The style or format whose parts come now.
    open: String,
    has_day: bool,
    has_month: bool,
}

/// Styles that take from one another; more of them go round in a circle.
const PARENTS_MAX: usize = 16;

impl Styles {
    /// Takes in an element, if it is one of a style.
    fn take(&mut self, it: &BytesStart<'_>) {
        match it.local_name().as_ref() {
            "text-properties" => {
                let line = attr(it, "text-line-through-style");
                let line = line.or_else(|| attr(it, "text-line-through-type"));
                if let Some(line) = line {
                    self.struck.insert(self.open.clone(), line != "none");
                }
            }
            "table-column-properties" | "table-row-properties" => {
                let size = attr(it, "column-width").or_else(|| attr(it, "row-height"));
                if let Some(size) = size.and_then(|it| drawn::length(&it)) {
                    self.sizes.insert(self.open.clone(), size);
                }
            }
            "style" | "default-style" => {
                self.open = attr(it, "name").unwrap_or_default();
                if let Some(format) = attr(it, "data-style-name") {
                    self.cells.insert(self.open.clone(), format);
                }
                if let Some(parent) = attr(it, "parent-style-name") {
                    self.parents.insert(self.open.clone(), parent);
                }
            }
            "date-style" => {
                self.open = attr(it, "name").unwrap_or_default();
                (self.has_day, self.has_month) = (false, false);
                self.dates.insert(self.open.clone(), DateParts::Year);
            }
            name @ ("day" | "month") => {
                self.has_day |= name == "day";
                self.has_month |= name == "month";
                if let Some(parts) = self.dates.get_mut(&self.open) {
                    let month = if self.has_month { DateParts::Month } else { DateParts::Year };
                    *parts = if self.has_day { DateParts::Day } else { month };
                }
            }
            "table-properties" if attr(it, "display").as_deref() == Some("false") => {
                self.hidden.insert(self.open.clone());
            }
            _ => {}
        }
    }

    /// A style and those from which it takes.
    fn with_parents<'a>(&'a self, style: &'a str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(Some(style), |it| self.parents.get(*it).map(String::as_str))
            .take(PARENTS_MAX)
    }

    fn is_struck(&self, style: &str) -> Option<bool> {
        self.with_parents(style).find_map(|it| self.struck.get(it)).copied()
    }

    /// How wide or tall a column or a row is; what is hidden takes no room.
    fn size(&self, it: &BytesStart<'_>) -> Option<i64> {
        if is_collapsed(it) {
            return Some(0);
        }
        self.sizes.get(&attr(it, "style-name")?).copied()
    }

    fn parts(&self, style: &str) -> DateParts {
        let format = self.with_parents(style).find_map(|it| self.cells.get(it));
        format.and_then(|it| self.dates.get(it)).copied().unwrap_or(DateParts::Day)
    }
}

struct Reading<'a, R> {
    xml: Xml<'a, R>,
    left: Left<'a>,
    styles: Styles,
    merges_max: usize,
}

/// A cell being read.
struct Open {
    kind: String,
    is_error: bool,
    value: Option<String>,
    formula: Option<String>,
    style: Option<String>,
    repeat: u32,
    text: String,
    paragraphs: usize,
    /// How deep the paragraph lies that is open.
    inside: usize,
    /// The lengths of the pieces of the text, and whether they are struck out.
    pieces: Vec<(usize, bool)>,
    /// Spans that are open: how deep they lie, and whether they strike out.
    spans: Vec<(usize, bool)>,
    is_struck: bool,
    note: String,
}

/// What is seen of a cell beside its value.
struct Sight {
    left: Rest,
    text: String,
    note: String,
}

impl<R: Events> Reading<'_, R> {
    /// The next sheet; takes in the styles on the way.
    fn next_sheet(&mut self) -> Result<Option<Sheet>, Trouble> {
        loop {
            match self.xml.step().map_err(|it| broken(&it))? {
                Step::Start(it) => match it.local_name().as_ref() {
                    "table" => {
                        let name = attr(&it, "name").unwrap_or_default();
                        let hidden = attr(&it, "style-name");
                        let hidden = hidden.is_some_and(|it| self.styles.hidden.contains(&it));
                        drop(it);
                        let sheet = self.sheet(Sheet::new(&name, hidden))?;
                        // What LibreOffice keeps of other files.
                        if !name.starts_with("'file:") {
                            return Ok(Some(sheet));
                        }
                    }
                    _ => self.styles.take(&it),
                },
                Step::Done => return Ok(None),
                _ => {}
            }
        }
    }

    /// Reads a sheet to its end.
    fn sheet(&mut self, mut sheet: Sheet) -> Result<Sheet, Trouble> {
        let (mut row, mut col) = (0_u32, 0_u32);
        let (mut rows, mut is_hidden, mut column) = (1_u32, false, 0_u32);
        // What cells look like that do not say it themselves: by row, and by column,
        // each style from its column on.
        let mut row_style = None;
        let mut col_styles: BTreeMap<u32, Option<String>> = BTreeMap::new();
        let mut cells = Vec::new();
        let mut in_row: Vec<Cell> = Vec::new();
        let (mut columns, mut heights, mut height) = (Axis::columns(), Axis::rows(), None);
        let mut shapes = Shapes::default();
        loop {
            match self.xml.step().map_err(|it| broken(&it))? {
                Step::Start(it) => match it.local_name().as_ref() {
                    "table-column" => {
                        let next = places(column, repeat(&it, "number-columns-repeated")?)?;
                        if is_collapsed(&it) && sheet.hidden_cols.len() < self.merges_max {
                            sheet.hidden_cols.push(column..=next.saturating_sub(1));
                        }
                        columns.push(next, self.styles.size(&it));
                        let style = attr(&it, "default-cell-style-name");
                        if col_styles.len() < self.merges_max {
                            col_styles.insert(column, style);
                        }
                        column = next;
                    }
                    "table-row" => {
                        rows = repeat(&it, "number-rows-repeated")?;
                        is_hidden = is_collapsed(&it);
                        height = self.styles.size(&it);
                        row_style = attr(&it, "default-cell-style-name");
                        col = 0;
                    }
                    "table-cell" | "covered-table-cell" => {
                        let open = Open::new(&it)?;
                        let spans = ("number-columns-spanned", "number-rows-spanned");
                        let (wide, tall) = (repeat(&it, spans.0)?, repeat(&it, spans.1)?);
                        if wide > 1 || tall > 1 {
                            if sheet.merges.len() >= self.merges_max {
                                let (allowed, sheet) = (self.merges_max, sheet.name.to_string());
                                return Err(Trouble::Merges { allowed, sheet });
                            }
                            let (bottom, right) = (places(row, tall)? - 1, places(col, wide)? - 1);
                            sheet.merges.push(Region { top: row, bottom, left: col, right });
                        }
                        drop(it);
                        let (repeat, next) = (open.repeat, places(col, open.repeat)?);
                        let of_col = || col_styles.range(..=col).next_back()?.1.clone();
                        let style = open.style.clone().or_else(|| row_style.clone());
                        let style = style.or_else(of_col).unwrap_or_default();
                        if let Some(formula) = &open.formula {
                            sheet.formulas += 1;
                            let plain = sums::plain(formula);
                            sheet.sums.extend(plain.and_then(|it| Sum::new(row, col, &it)));
                        }
                        let is_formula = open.formula.is_some();
                        let (value, sight) = self.cell(open, &style, (row, col), &mut shapes)?;
                        sheet.has_blank_results |= is_formula && value.is_none();
                        sheet.seen.note((row, col), own_words(&sight.note, &BTreeSet::new()));
                        if let Some((raw, format)) = value {
                            let raw = sight.put(&mut sheet.seen, (row, col), raw);
                            // Only a cell that stores something is counted, however often.
                            for at in (col..next).take(repeat as usize) {
                                self.left.take(&sheet.name, row, at, &raw)?;
                                in_row.push(Cell { col: at, raw: raw.clone(), format });
                            }
                        }
                        col = next;
                    }
                    "checkbox" | "radio" => shapes.control(&it),
                    // Drawings that lie on the sheet have paragraphs of their own.
                    _ => {
                        if let Some(shape) = Shape::new(&it, None) {
                            drop(it);
                            self.shape(shape, &mut shapes)?;
                        }
                    }
                },
                Step::End(Name::TableRow) => {
                    let next = places(row, rows)?;
                    heights.push(next, height);
                    if !in_row.is_empty() {
                        for at in row..next {
                            if at > row {
                                for cell in &in_row {
                                    self.left.take(&sheet.name, at, cell.col, &cell.raw)?;
                                }
                            }
                            cells.extend(in_row.iter().map(|it| (at, it.clone())));
                            if is_hidden {
                                sheet.hidden_rows.push(at);
                            }
                        }
                        in_row.clear();
                    }
                    row = next;
                }
                // None lies in another: those in cells are passed over.
                Step::End(Name::Table) => break,
                Step::Done => return Err(Trouble::Damaged(CONTENT.to_owned())),
                _ => {}
            }
        }
        sheet.fill(cells);
        shapes.put(&columns, &heights, &mut sheet);
        Ok(sheet)
    }

    /// Reads a cell to its end; nothing if it shows nothing.
    fn cell(
        &mut self,
        mut open: Open,
        style: &str,
        place: (u32, u32),
        shapes: &mut Shapes,
    ) -> Result<(Option<(Raw, Format)>, Sight), Trouble> {
        open.is_struck = self.styles.is_struck(style).unwrap_or(false);
        loop {
            match self.xml.step().map_err(|it| broken(&it))? {
                Step::Start(it) => match it.local_name().as_ref() {
                    "p" => {
                        if open.paragraphs > 0 {
                            open.put("\n");
                        }
                        open.paragraphs += 1;
                        open.inside = self.xml.depth();
                    }
                    "s" => {
                        let count = repeat(&it, "c")? as usize;
                        open.put(&" ".repeat(count.min(TEXT_BYTES + 1)));
                    }
                    "tab" => open.put("\t"),
                    "line-break" => open.put("\n"),
                    "span" => {
                        let own = attr(&it, "style-name");
                        drop(it);
                        let own = own.and_then(|it| self.styles.is_struck(&it));
                        let around = open.spans.last().map_or(open.is_struck, |it| it.1);
                        open.spans.push((self.xml.depth(), own.unwrap_or(around)));
                    }
                    "annotation" => {
                        drop(it);
                        self.note(&mut open.note)?;
                    }
                    // A reading aid.
                    "ruby-text" | "table" => {
                        drop(it);
                        self.skip()?;
                    }
                    _ => {
                        if let Some(shape) = Shape::new(&it, Some(place)) {
                            drop(it);
                            self.shape(shape, shapes)?;
                        }
                    }
                },
                // Between paragraphs a flat file has its own line ends.
                Step::Text(text) | Step::Data(text) if open.inside > 0 => open.put(&text),
                Step::End(Name::TableCell) => {
                    let sight = open.sight();
                    return Ok((open.close(self.styles.parts(style)), sight));
                }
                Step::End(_) => {
                    let depth = self.xml.depth();
                    open.spans.pop_if(|it| depth < it.0);
                    open.inside *= usize::from(depth >= open.inside);
                }
                Step::Done => return Err(Trouble::Damaged(CONTENT.to_owned())),
                _ => {}
            }
        }
    }

    /// Takes the words of a note; who wrote it, and when, is no part of it.
    fn note(&mut self, note: &mut String) -> Result<(), Trouble> {
        let depth = self.xml.depth();
        let mut is_text = false;
        while self.xml.depth() >= depth {
            match self.xml.step().map_err(|it| broken(&it))? {
                Step::Start(it) => {
                    let name = it.local_name();
                    is_text = matches!(name.as_ref(), "p" | "span" | "s" | "a");
                    if name.as_ref() == "p" && !note.is_empty() {
                        note.push('\n');
                    }
                }
                Step::Text(text) | Step::Data(text) if is_text && note.len() < 2_000 => {
                    note.push_str(&text);
                }
                Step::Done => return Err(Trouble::Damaged(CONTENT.to_owned())),
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads what is drawn to its end.
    fn shape(&mut self, mut shape: Shape, shapes: &mut Shapes) -> Result<(), Trouble> {
        let depth = self.xml.depth();
        let mut is_text = false;
        while self.xml.depth() >= depth {
            match self.xml.step().map_err(|it| broken(&it))? {
                Step::Start(it) => is_text = shape.take(&it),
                Step::Text(text) | Step::Data(text) if is_text => shape.words(&text),
                Step::Done => return Err(Trouble::Damaged(CONTENT.to_owned())),
                _ => {}
            }
        }
        shapes.push(shape);
        Ok(())
    }

    /// Leaves the element that has begun.
    fn skip(&mut self) -> Result<(), Trouble> {
        let depth = self.xml.depth();
        while self.xml.depth() >= depth {
            if let Step::Done = self.xml.step().map_err(|it| broken(&it))? {
                return Err(Trouble::Damaged(CONTENT.to_owned()));
            }
        }
        Ok(())
    }
}

impl Open {
    fn new(it: &BytesStart<'_>) -> Result<Self, Trouble> {
        let mut open = Self {
            kind: String::new(),
            is_error: false,
            value: None,
            formula: attr(it, "formula"),
            style: attr(it, "style-name"),
            repeat: repeat(it, "number-columns-repeated")?,
            text: String::new(),
            paragraphs: 0,
            inside: 0,
            pieces: Vec::new(),
            spans: Vec::new(),
            is_struck: false,
            note: String::new(),
        };
        for attribute in it.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "office:value-type" => open.kind = attribute.value.into_owned(),
                "calcext:value-type" => open.is_error = &*attribute.value == "error",
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    open.value = attr(it, attribute.key.local_name().as_ref());
                }
                _ => {}
            }
        }
        Ok(open)
    }

    fn put(&mut self, text: &str) {
        // A little more than is allowed tells that it is too much.
        if self.text.len() <= TEXT_BYTES {
            self.text.push_str(text);
            let is_struck = self.spans.last().map_or(self.is_struck, |it| it.1);
            match self.pieces.last_mut() {
                Some((len, last)) if *last == is_struck => *len += text.len(),
                _ => self.pieces.push((text.len(), is_struck)),
            }
        }
    }

    /// What is seen of it; call it before it is closed.
    fn sight(&mut self) -> Sight {
        let left = match seen::left(&self.text, &self.pieces) {
            // What shows a value of another kind, and no text of its own.
            Rest::All if self.is_struck && self.pieces.is_empty() => Rest::Nothing,
            left => left,
        };
        Sight { left, text: self.text.clone(), note: std::mem::take(&mut self.note) }
    }

    fn close(self, parts: DateParts) -> Option<(Raw, Format)> {
        let Self { kind, is_error, value, formula, text, .. } = self;
        if text.len() > TEXT_BYTES {
            return Some((Raw::Broken, Format::Plain));
        }
        let number = || {
            let number = value.as_deref().and_then(|it| it.parse::<f64>().ok());
            number.filter(|it| it.is_finite()).map_or(Raw::Broken, Raw::Number)
        };
        let shown = |text: String| {
            if is_blank(&text) { None } else { Some((Raw::Text(text.into()), Format::Plain)) }
        };
        let is_picture = formula
            .as_deref()
            .and_then(|it| it.split_once('='))
            .is_some_and(|it| puts_picture(it.1.trim_start_matches("COM.MICROSOFT.")));
        if is_picture {
            return Some((Raw::Picture, Format::Plain));
        }
        if is_error {
            return Some((Raw::Error(text), Format::Plain));
        }
        match kind.as_str() {
            // Noughts that are shown before a number are part of it.
            "float" if has_noughts(&text, value.as_deref()) => shown(text),
            "float" | "currency" => Some((number(), Format::Plain)),
            "percentage" => Some((number(), Format::Percent)),
            "boolean" => {
                let it = value.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("true"));
                Some((Raw::Bool(it), Format::Plain))
            }
            "date" => {
                let value = value.unwrap_or_default();
                match serial(&value) {
                    Some(serial) => Some((Raw::Number(serial), Format::Date(parts))),
                    None => shown(if text.is_empty() { value } else { text }),
                }
            }
            "" if formula.is_some() && is_blank(&text) => {
                let formula = formula.unwrap_or_default();
                let bare = formula.split_once(":=").map_or(&*formula, |it| it.1);
                let bare: String = bare.trim_start_matches('=').chars().take(60).collect();
                Some((Raw::Uncomputed(bare), Format::Plain))
            }
            // Times too: what is shown tells more than PT12H30M00S.
            _ => shown(if text.is_empty() { value.unwrap_or_default() } else { text }),
        }
    }
}

impl Sight {
    /// Notes it beside a cell, and gives what is left of its value.
    fn put(self, seen: &mut Seen, place: (u32, u32), raw: Raw) -> Raw {
        match (self.left, raw) {
            (Rest::All, raw) => raw,
            (Rest::Part(left), Raw::Text(_)) => {
                seen.partly.insert(place, self.text);
                Raw::Text(left.into())
            }
            (Rest::Nothing | Rest::Part(_), raw) => {
                seen.struck.insert(place);
                raw
            }
        }
    }
}

/// Whether a whole number is shown with noughts before it.
fn has_noughts(shown: &str, value: Option<&str>) -> bool {
    let digits = shown.trim();
    digits.starts_with('0')
        && digits.bytes().all(|it| it.is_ascii_digit())
        && value.is_some_and(|it| digits.len() > it.len() && digits.trim_start_matches('0') == it)
}

/// A date as Excel counts days; from March 1900 the two agree.
fn serial(value: &str) -> Option<f64> {
    let day: civil::Date = value.get(..10)?.parse().ok()?;
    let eve = civil::date(1899, 12, 30);
    let days = day.since(eve).ok()?.get_days();
    let clock = value.get(11..19).and_then(|it| it.parse::<civil::Time>().ok());
    let seconds = clock.map_or(0, |it| {
        i32::from(it.hour()) * 3600 + i32::from(it.minute()) * 60 + i32::from(it.second())
    });
    (days > 60).then(|| f64::from(days) + f64::from(seconds) / 86_400.0)
}

/// How often something is there: once unless it says otherwise.
fn repeat(it: &BytesStart<'_>, name: &str) -> Result<u32, Trouble> {
    let Some(count) = attr(it, name) else { return Ok(1) };
    match count.trim().parse::<u32>() {
        Ok(count @ 1..=PLACES) => Ok(count),
        _ => Err(Trouble::Damaged(CONTENT.to_owned())),
    }
}

/// The place behind some more.
fn places(at: u32, more: u32) -> Result<u32, Trouble> {
    let next = at.checked_add(more).filter(|it| *it <= PLACES);
    next.ok_or_else(|| Trouble::Damaged(CONTENT.to_owned()))
}

fn is_collapsed(it: &BytesStart<'_>) -> bool {
    matches!(attr(it, "visibility").as_deref(), Some("collapse" | "filter"))
}

fn properties(package: &mut Package<'_>, book: &mut Book) {
    let part = "meta.xml";
    let mut bytes = Vec::new();
    let Ok(meta) = package.open_part(part) else { return };
    if meta.take(META_BYTES).read_to_end(&mut bytes).is_err() {
        return;
    }
    properties_in(&bytes, book);
}

fn properties_in(bytes: &[u8], book: &mut Book) {
    for_texts(bytes, "meta.xml", |element, property, text| {
        if element == "date" && book.modified.is_none() {
            book.modified = Some(text.to_owned());
        }
        if element == "user-defined" && property.is_some_and(ours::is_correction) {
            book.corrects.extend(ours::hashes(text));
        }
    });
    book.corrects.truncate(ours::CORRECTS_MAX);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_excel_does_from_march_1900() {
        for (stored, counted) in [
            ("1900-02-28", None),
            ("1900-03-01", Some(61.0)),
            ("1980-05-13", Some(29_354.0)),
            ("1980-05-13T12:00:00", Some(29_354.5)),
            ("13/05/1980", None),
            ("1980-02-30", None),
        ] {
            assert_eq!(serial(stored), counted, "{stored}");
        }
    }
}
