//! The rows of a sheet as XML, row by row and as the library writes them, without a second copy of each cell.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::cells::{Pieces, hash_of};
use super::formula::Results;
use super::{Cell, Content, Sheet, Style};
use crate::model::column_name;

/// So many rows share what is told of their columns.
const SPAN: u32 = 16;
/// Excel's own height of a row, in pixels.
const DEFAULT_PIXELS: u32 = 20;
/// So much is handed on at once.
const CHUNK: usize = 1 << 16;

/// The texts of all sheets of a workbook, in the order in which they come first.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    /// So many that all sheets know come first.
    common: u32,
    /// Where the other texts of each sheet begin among those of all.
    starts: Vec<u32>,
    /// The number of each text, from 1; 0 is none yet.
    numbers: Vec<u32>,
    /// Their places among the texts of all sheets.
    order: Pieces<u32>,
    /// How many cells have a text.
    count: u32,
}

/// What a text of the workbook begins and ends with, that blanks are kept.
fn is_preserved(text: &str) -> bool {
    let blank = ['\t', '\n', ' '];
    text.starts_with(blank) || text.ends_with(blank)
}

impl SharedTexts {
    /// Those of these sheets.
    pub(super) fn of(sheets: &[Sheet]) -> Self {
        let mut shared = Self::default();
        let short = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let common =
            |it: &Sheet| sheets.first().map_or(0, |first| first.cells.common_texts(&it.cells));
        shared.common = short(sheets.iter().map(common).min().unwrap_or_default());
        let mut all = shared.common;
        for sheet in sheets {
            shared.starts.push(all);
            all = all.saturating_add(short(sheet.cells.texts()) - shared.common);
        }
        shared.numbers = vec![0; all as usize];
        // Numbers of the others at the places that their hashes choose or the next free ones: a copy of all
        // texts would be as large again. Half of them stand on several sheets.
        let others = (all - shared.common) as usize;
        let mut found = vec![0_u32; others * 5 / 4 + 1];
        for (number, sheet) in sheets.iter().enumerate() {
            for (_, cell) in sheet.cells.all() {
                let (Content::Text(it) | Content::Link(it, _)) = cell.content else { continue };
                shared.count = shared.count.saturating_add(1);
                let place = shared.place(number, it.place);
                if shared.numbers[place as usize] > 0 {
                    continue;
                }
                if place < shared.common {
                    shared.numbers[place as usize] = shared.next(place);
                    continue;
                }
                let mut at = hash_of(it.shown) as usize % found.len();
                shared.numbers[place as usize] = loop {
                    let Some(known) = found[at].checked_sub(1) else {
                        found[at] = shared.next(place);
                        break found[at];
                    };
                    if shared
                        .order
                        .get(known as usize)
                        .is_some_and(|own| shared.text(own, sheets) == it.shown)
                    {
                        break known + 1;
                    }
                    at = (at + 1) % found.len();
                };
            }
        }
        shared.order.shrink();
        shared
    }

    /// Adds a text that was not there; its number, from 1.
    fn next(&mut self, place: u32) -> u32 {
        self.order.push(place);
        u32::try_from(self.order.len()).unwrap_or(u32::MAX)
    }

    /// The place among the texts of all sheets of a text of this sheet.
    fn place(&self, sheet: usize, text: u32) -> u32 {
        match text.checked_sub(self.common) {
            None => text,
            Some(own) => self.starts[sheet].saturating_add(own),
        }
    }

    /// The text at this place among those of all sheets.
    fn text<'a>(&self, place: u32, sheets: &'a [Sheet]) -> &'a str {
        if place < self.common {
            return sheets.first().map_or("", |it| it.cells.text_at(place));
        }
        let sheet = self.starts.partition_point(|it| *it <= place) - 1;
        sheets[sheet].cells.text_at(place - self.starts[sheet] + self.common)
    }

    /// The number of a text of this sheet, from 0.
    fn number(&self, sheet: usize, text: u32) -> u32 {
        self.numbers[self.place(sheet, text) as usize].saturating_sub(1)
    }

    /// The part of the package.
    pub(super) fn write(&self, sheets: &[Sheet], out: &mut dyn Write) -> io::Result<()> {
        let (count, unique) = (self.count, self.order.len());
        let mut xml = String::from(crate::workbook::patch::DECLARATION);
        let _ = write!(
            xml,
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             count=\"{count}\" uniqueCount=\"{unique}\">"
        );
        for place in self.order.iter() {
            let text = self.text(place, sheets);
            let space = if is_preserved(text) { " xml:space=\"preserve\"" } else { "" };
            let _ = write!(xml, "<si><t{space}>");
            escape(&unescaped(text), &mut xml);
            xml.push_str("</t></si>");
            hand_on(&mut xml, out)?;
        }
        xml.push_str("</sst>");
        out.write_all(xml.as_bytes())
    }
}

/// What the cells of a sheet are written with.
pub(super) struct Rows<'a> {
    /// The sheet, and its place in the workbook.
    pub(super) sheet: (usize, &'a Sheet),
    pub(super) shared: &'a SharedTexts,
    pub(super) results: &'a Results<'a>,
    /// Numbers of looks.
    pub(super) formats: &'a BTreeMap<(Style, bool), u32>,
}

impl Rows<'_> {
    /// The cells between the first one and the last one, as the package says it.
    pub(super) fn dimension(&self) -> String {
        let sheet = self.sheet.1;
        let last = sheet.columns().saturating_sub(1);
        let widest = sheet.cells.all().map(|it| it.0.1).max().unwrap_or(last);
        format!("A1:{}{}", column_name(u32::from(widest)), sheet.rows.len())
    }

    /// The rows.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let sheet = self.sheet.1;
        let letters: Vec<String> = (0..=u32::from(u8::MAX)).map(column_name).collect();
        let mut looks: Looks = vec![None; letters.len()];
        let mut xml = String::new();
        let mut spans = String::new();
        for (row, it) in (0_u32..).zip(&sheet.rows) {
            if row % SPAN == 0 {
                spans = self.spans(row);
            }
            let _ = write!(xml, "<row r=\"{}\"{spans}", row + 1);
            let pixels = pixels(it.height.into());
            if pixels != DEFAULT_PIXELS {
                let height = f64::from(pixels) * 0.75;
                let _ = write!(xml, " ht=\"{height}\" customHeight=\"1\"");
            }
            if it.is_folded {
                xml.push_str(" outlineLevel=\"1\" hidden=\"1\"");
            } else if sheet.rows.get(row as usize + 1).is_some_and(|it| it.is_folded) {
                xml.push_str(" collapsed=\"1\"");
            }
            let mut cells = sheet.cells.row(row).peekable();
            if cells.peek().is_none() {
                xml.push_str("/>");
                continue;
            }
            xml.push('>');
            for (col, cell) in cells {
                let long = || column_name(u32::from(col));
                let format = self.format(col, cell, &mut looks);
                match letters.get(usize::from(col)) {
                    Some(name) => self.cell((row, col, name), cell, format, &mut xml),
                    None => self.cell((row, col, &long()), cell, format, &mut xml),
                }
            }
            xml.push_str("</row>");
            hand_on(&mut xml, out)?;
        }
        out.write_all(xml.as_bytes())
    }

    /// The first and the last column of the rows from `first` on that share them.
    fn spans(&self, first: u32) -> String {
        let sheet = self.sheet.1;
        let columns = (first..first + SPAN).flat_map(|row| sheet.cells.row(row).map(|it| it.0));
        let (least, most) =
            columns.fold((u16::MAX, 0), |(least, most), it| (least.min(it), most.max(it)));
        if least > most {
            return String::new();
        }
        format!(" spans=\"{}:{}\"", u32::from(least) + 1, u32::from(most) + 1)
    }

    /// The number of a cell's look: in a column mostly that of the one above.
    fn format(&self, col: u16, cell: Cell, looks: &mut Looks) -> u32 {
        let is_quoted = matches!(cell.content, Content::Text(it) if is_quoted(it.shown));
        let look = (cell.style, is_quoted);
        let above = looks.get_mut(usize::from(col));
        if let Some(Some((_, format))) =
            above.as_deref().filter(|it| it.is_some_and(|it| it.0 == look))
        {
            return *format;
        }
        let format = self.formats.get(&look).copied().unwrap_or_default();
        if let Some(above) = above {
            *above = Some((look, format));
        }
        format
    }

    fn cell(&self, (row, col, name): (u32, u16, &str), cell: Cell, format: u32, xml: &mut String) {
        let (place, sheet) = self.sheet;
        xml.push_str("<c r=\"");
        xml.push_str(name);
        push_number(row + 1, xml);
        xml.push_str("\" s=\"");
        push_number(format, xml);
        xml.push('"');
        let _ = match cell.content {
            Content::Blank => {
                xml.push_str("/>");
                Ok(())
            }
            Content::Text(it) | Content::Link(it, _) => {
                let number = self.shared.number(place, it.place);
                xml.push_str(" t=\"s\"><v>");
                push_number(number, xml);
                xml.push_str("</v></c>");
                Ok(())
            }
            Content::Number(number) => write!(xml, "><v>{number}</v></c>"),
            Content::Decimal(number) => {
                write!(xml, "><v>{}</v></c>", f64::from(number.get()) / 100.0)
            }
            Content::Day(day) => {
                write!(xml, "><v>{}</v></c>", super::serial(day).unwrap_or_default())
            }
            Content::Formula(formula) => {
                let result = self.results.at(place, row, col).cached();
                xml.push_str(if result.parse::<f64>().is_err() {
                    " t=\"str\"><f>"
                } else {
                    "><f>"
                });
                escape(&formula.get().spelled(&sheet.name), xml);
                xml.push_str("</f><v>");
                escape(&result, xml);
                write!(xml, "</v></c>")
            }
        };
    }
}

/// Of each column the look of the last cell, and its number.
type Looks = Vec<Option<((Style, bool), u32)>>;

/// Writes a number as `write!` does, which takes several times as long.
fn push_number(number: u32, xml: &mut String) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10).to_le_bytes()[0];
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    xml.extend(digits[at..].iter().map(|it| char::from(*it)));
}

/// Whether a text looks like a formula, so that its cell is told to be a text.
pub(super) fn is_quoted(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 546")]
fn pixels(points: f64) -> u32 {
    (points * 4.0 / 3.0).round() as u32
}

/// Gives what was written so far to `out` once it is worth it.
pub(super) fn hand_on(xml: &mut String, out: &mut dyn Write) -> io::Result<()> {
    if xml.len() >= CHUNK {
        out.write_all(xml.as_bytes())?;
        xml.clear();
    }
    Ok(())
}

/// Writes a text as XML has it; signs that XML cannot have, as Excel spells them.
fn escape(text: &str, xml: &mut String) {
    let mut rest = text;
    while let Some((at, sign)) = rest.char_indices().find(|it| is_escaped(it.1)) {
        xml.push_str(&rest[..at]);
        let _ = match sign {
            '&' => write!(xml, "&amp;"),
            '<' => write!(xml, "&lt;"),
            '>' => write!(xml, "&gt;"),
            other => write!(xml, "_x{:04X}_", u32::from(other)),
        };
        rest = &rest[at + sign.len_utf8()..];
    }
    xml.push_str(rest);
}

fn is_escaped(sign: char) -> bool {
    matches!(sign, '&' | '<' | '>' | '\u{fffe}' | '\u{ffff}')
        || (sign < ' ' && sign != '\t' && sign != '\n')
}

/// A text in which nothing reads as the spelling of a sign: `_x0041_` stays what was typed.
fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 6);
    for (at, sign) in text.char_indices() {
        let digits = text.get(at + 2..at + 6).unwrap_or_default();
        let is_spelling = text[at..].starts_with("_x")
            && digits.len() == 4
            && digits.bytes().all(|it| it.is_ascii_hexdigit())
            && text[at + 6..].starts_with('_');
        out.push_str(if is_spelling { "_x005F" } else { "" });
        out.push(sign);
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are() {
        for number in [0, 7, 10, 1_048_576, u32::MAX] {
            let mut xml = String::new();
            push_number(number, &mut xml);
            assert_eq!(xml, number.to_string());
        }
    }

    #[test]
    fn texts_are_spelled_as_excel_spells_them() {
        let spelled = |text: &str| {
            let mut xml = String::new();
            escape(&unescaped(text), &mut xml);
            xml
        };
        for (text, expected) in [
            ("Nguyễn & <b>", "Nguyễn &amp; &lt;b&gt;"),
            ("a\tb\nc\rd\u{1}", "a\tb\nc_x000D_d_x0001_"),
            ("_x0041_", "_x005F_x0041_"),
            ("a_x00e9_x0041_", "a_x005F_x00e9_x005F_x0041_"),
            ("_x004_ _xđđ_ _x", "_x004_ _xđđ_ _x"),
            ("\"'", "\"'"),
        ] {
            assert_eq!(spelled(text), expected, "{text:?}");
        }
    }
}
