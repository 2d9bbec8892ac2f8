//! The grid of an `OpenDocument` spreadsheet, read as a stream: a row that is said
//! to repeat a million times costs nothing while it is blank.

mod cell;
mod styles;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read};

use super::drawn::{Axis, Shape, Shapes};
use super::{Left, Trouble};
use crate::finding::Finding;
use crate::workbook::Limits;
use crate::workbook::grid::{Book, Cell, Format, Raw, Sheet};
use crate::workbook::ours;
use crate::workbook::package::Package;
use crate::workbook::region::Region;
use crate::workbook::seen::Shown;
use crate::workbook::sum::Sum;
use crate::workbook::sums;
use crate::workbook::xlsx::{for_texts, own_words};
use crate::workbook::xml::{Events, Name, Step, Xml, attr};
use cell::{Open, Sight, repeat};
use styles::{Styles, is_collapsed};

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

struct Reading<'a, R> {
    xml: Xml<'a, R>,
    left: Left<'a>,
    styles: Styles,
    merges_max: usize,
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
                        let mut open = Open::new(&it)?;
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
                        note_formula(&mut sheet, &mut open, (row, col));
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
                        let of_style = |of: fn(&Styles, &str) -> Option<bool>| {
                            own.as_deref().and_then(|it| of(&self.styles, it))
                        };
                        let around = open.shown();
                        let struck = of_style(Styles::is_struck).unwrap_or(around.struck);
                        let raised = of_style(Styles::is_raised).unwrap_or(around.raised);
                        open.spans.push((self.xml.depth(), Shown { struck, raised }));
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

/// The place behind some more.
fn places(at: u32, more: u32) -> Result<u32, Trouble> {
    let next = at.checked_add(more).filter(|it| *it <= PLACES);
    next.ok_or_else(|| Trouble::Damaged(CONTENT.to_owned()))
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

/// Notes the formula of a cell, if it has one, and whether it can come to nothing but a number.
fn note_formula(sheet: &mut Sheet, open: &mut Open, (row, col): (u32, u32)) {
    let Some(formula) = &open.formula else { return };
    sheet.formulas += 1;
    let sum = sums::plain(formula).and_then(|it| Sum::new(row, col, &it));
    open.gives_number = sum.is_some();
    sheet.sums.extend(sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `LibreOffice`, Excel and writers that compute nothing put down what a formula came to.
    #[test]
    fn a_formula_whose_result_is_the_empty_text_was_computed() {
        let uncomputed = |text: &str| Some(Raw::Uncomputed(text.to_owned()));
        for (attributes, inside, read) in [
            ("of:=IF(1=0;1;&quot;&quot;)\"", "<text:p/>", None),
            ("of:=IF(1=0;1;&quot;&quot;)\"", "\n <text:p></text:p>\n ", None),
            (
                "of:=IF(1=0;1;&quot;&quot;)\" office:value-type=\"string\" office:string-value=\"\"",
                "",
                None,
            ),
            ("of:=IF(1=0;1;2)\"", "", uncomputed("IF(1=0;1;2)")),
            ("of:=IF(1=0;1;2)\"", "\n ", uncomputed("IF(1=0;1;2)")),
            // A sum is never the empty text: who wrote this computed nothing.
            ("of:=SUM([.B1:.B2])\"", "<text:p/>", uncomputed("SUM([.B1:.B2])")),
            ("of:=20+38\"", "<text:p/>", uncomputed("20+38")),
            (
                "of:=20+38\" office:value-type=\"float\" office:value=\"58\"",
                "<text:p>58</text:p>",
                Some(Raw::Number(58.0)),
            ),
        ] {
            let text = format!(
                "<office:document xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
                 <table:table table:name=\"A\"><table:table-row>\
                 <table:table-cell table:formula=\"{attributes}>{inside}</table:table-cell>\
                 </table:table-row></table:table></office:document>"
            );
            let book = read_flat(text.as_bytes(), &Limits::default()).unwrap_or_default();
            assert_eq!(book.sheets.len(), 1, "{text}");
            let cell = book.sheets[0].get(0, 0).map(|it| it.raw.clone());
            assert_eq!(cell, read, "{text}");
            assert_eq!(book.sheets[0].has_blank_results, read.is_none(), "{text}");
        }
    }
}
