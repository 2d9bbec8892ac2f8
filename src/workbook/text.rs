//! The grid of a table in plain text, with commas, semicolons or tabs: what
//! Excel's "Save as CSV" leaves of a form, which is one sheet of it.

use std::borrow::Cow;

use super::Limits;
use super::grid::{Book, Cell, Format, Raw, Sheet};
use super::package::{
    TEXT_FORMAT, col_over_limit, mebibytes, other_format, over_limit, row_over_limit,
    texts_over_limit,
};
use super::texts::Texts;
use crate::finding::Finding;
use crate::model::CellRef;
use crate::model::text::is_blank;

/// What the one sheet is called in references to cells.
const SHEET: &str = "CSV";
const SEPARATORS: [char; 3] = ['\t', ';', ','];
/// Excel's own limit: fields behind it are not kept, the limit on columns is lower.
const COLS: u32 = 1 << 14;
/// Rows that tell which separator it is, and whether it is a table.
pub(crate) const PROBED: usize = 60;

/// Reads the table.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, Box<Finding>> {
    let found = bytes.len() as u64;
    if found > limits.sheet_bytes {
        let (found, allowed) = (mebibytes(found), mebibytes(limits.sheet_bytes));
        return Err(Box::new(over_limit("limit-sheets", found, allowed)));
    }
    let text = decode(bytes).ok_or_else(|| other_format(TEXT_FORMAT))?;
    table(&text, separator(&text), limits)
}

/// The table of a text with this separator.
pub(crate) fn table(text: &str, separator: char, limits: &Limits) -> Result<Book, Box<Finding>> {
    let mut sheet = Sheet::new(SHEET, false);
    let mut cells = Vec::new();
    let mut texts = Texts::new(limits);
    for (row, fields) in (0_u32..).zip(Records::new(text, separator)) {
        for (col, field) in fields {
            let cell = CellRef::new(&sheet.name, row, col);
            if row >= limits.rows {
                return Err(row_over_limit(&cell, limits.rows));
            }
            if col >= limits.cols {
                return Err(col_over_limit(&cell, limits.cols));
            }
            if cells.len() >= limits.cells {
                let allowed = limits.cells.to_string();
                return Err(Box::new(over_limit("limit-cells", format!("> {allowed}"), allowed)));
            }
            let shown = texts.take(field.len());
            shown.map_err(|_| texts_over_limit(SHEET, limits.cell_text_bytes))?;
            let raw = Raw::Text(field.into());
            cells.push((row, Cell { col, raw, format: Format::Plain }));
        }
    }
    sheet.fill(cells);
    Ok(Book { sheets: vec![sheet], ..Book::default() })
}

/// UTF-8 or UTF-16, as the first bytes say.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|it| unit([it[0], it[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().ok().map(Cow::Owned)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// The separator that makes the richest row.
fn separator(text: &str) -> char {
    let richest = |separator: char| {
        Records::new(text, separator).take(PROBED).map(|it| it.len()).max().unwrap_or(0)
    };
    // Of equals the last is taken: the least usual inside a value comes last.
    let order = SEPARATORS.into_iter().rev();
    order.max_by_key(|it| richest(*it)).unwrap_or('\t')
}

/// The records of a text; a field in quotes may hold separators and line breaks.
struct Records<'a> {
    rest: &'a str,
    separator: char,
    /// Whether a quote was found that never closes: the others are not looked for,
    /// each would be to the end of the text.
    is_open: bool,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self { rest: text, separator, is_open: false }
    }

    /// The next field, and whether the record ends behind it.
    fn field(&mut self) -> (Cow<'a, str>, bool) {
        let begun = self.rest.strip_prefix('"').filter(|_| !self.is_open);
        let quoted = begun.and_then(quoted);
        self.is_open |= begun.is_some() && quoted.is_none();
        let (mut value, rest) = match quoted {
            Some((value, rest)) => (value, rest),
            None => (Cow::Borrowed(""), self.rest),
        };
        let end = rest.find([self.separator, '\n', '\r']).unwrap_or(rest.len());
        let (more, rest) = rest.split_at(end);
        if !more.is_empty() {
            value = if value.is_empty() { Cow::Borrowed(more) } else { value + more };
        }
        let is_last = !rest.starts_with(self.separator);
        let mut chars = rest.chars();
        if chars.next() == Some('\r') && chars.as_str().starts_with('\n') {
            chars.next();
        }
        self.rest = chars.as_str();
        (value, is_last)
    }
}

/// A field behind its opening quote, and what follows the closing one.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut from = 0;
    loop {
        let quote = from + text.get(from..)?.find('"')?;
        if text[quote + 1..].starts_with('"') {
            from = quote + 2;
            continue;
        }
        let value = &text[..quote];
        let value =
            if value.contains('"') { value.replace("\"\"", "\"").into() } else { value.into() };
        return Some((value, &text[quote + 1..]));
    }
}

impl<'a> Iterator for Records<'a> {
    /// The fields that are not blank, with their columns.
    type Item = Vec<(u32, Cow<'a, str>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = Vec::new();
        let mut col = 0_u32;
        loop {
            let (field, is_last) = self.field();
            if col < COLS && !is_blank(&field) {
                fields.push((col, field));
            }
            if is_last {
                return Some(fields);
            }
            col = col.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, separator: char) -> Vec<Vec<(u32, String)>> {
        let owned = |it: Vec<(u32, Cow<'_, str>)>| {
            it.into_iter().map(|(col, it)| (col, it.into_owned())).collect()
        };
        Records::new(text, separator).map(owned).collect()
    }

    #[test]
    fn fields_hold_what_stands_between_quotes() {
        let expected = |rows: &[&[(u32, &str)]]| -> Vec<Vec<(u32, String)>> {
            let owned = |it: &(u32, &str)| (it.0, it.1.to_owned());
            rows.iter().map(|it| it.iter().map(owned).collect()).collect()
        };
        for (text, separator, rows) in [
            (
                "a,\"b, c\"\r\n\"x \"\"y\"\"\nz\",\n,\n",
                ',',
                expected(&[&[(0, "a"), (1, "b, c")], &[(0, "x \"y\"\nz")], &[]]),
            ),
            // A quote that never closes is a character like any other.
            ("a;\"b\nc;d", ';', expected(&[&[(0, "a"), (1, "\"b")], &[(0, "c"), (1, "d")]])),
            // So are those behind it.
            ("\"a;\"\";c", ';', expected(&[&[(0, "\"a"), (1, "\"\""), (2, "c")]])),
            ("\"a\"b\t\tc", '\t', expected(&[&[(0, "ab"), (2, "c")]])),
        ] {
            assert_eq!(records(text, separator), rows, "{text:?}");
        }
    }

    #[test]
    fn the_separator_is_the_one_that_parts_most() {
        for (text, expected) in
            [("a;b;c\n1,5;2;3\n", ';'), ("a,b,c\n", ','), ("a\tb, c\td\n", '\t'), ("a\n", '\t')]
        {
            assert_eq!(separator(text), expected, "{text:?}");
        }
    }

    #[test]
    fn text_is_read_in_each_encoding_that_says_so() {
        let wide = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
            let units = "Tày;Đỗ".encode_utf16().flat_map(unit);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        for bytes in [
            "Tày;Đỗ".as_bytes().to_vec(),
            "\u{feff}Tày;Đỗ".as_bytes().to_vec(),
            wide([0xFF, 0xFE], u16::to_le_bytes),
            wide([0xFE, 0xFF], u16::to_be_bytes),
        ] {
            let book = read(&bytes, &Limits::default()).unwrap();
            let texts: Vec<_> = book.sheets[0].rows[0].cells.iter().map(Cell::text).collect();
            assert_eq!(texts, [Some("Tày"), Some("Đỗ")]);
        }
        // TCVN3 and the like say nothing of themselves: text in an unknown alphabet is not read.
        assert_eq!(read(b"T\xB5y;\xA7\xE7", &Limits::default()).unwrap_err().code.id, "F014");
    }
}
