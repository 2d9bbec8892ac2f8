//! The cells of a workbook as typed, for whoever has to carry them into another form.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::fold::is_tidy;
use super::values;
use crate::model::text::{hex, is_composed};
use crate::model::{CellRef, PartialDate, StoredCell, StoredValue};
use crate::workbook::grid::{Book, Cell, DateParts, Format, Raw};

/// Every cell that is not blank, sheet by sheet and row by row.
pub(super) fn cells(book: &Book) -> Vec<StoredCell> {
    let mut found = Vec::new();
    for sheet in &book.sheets {
        for row in &sheet.rows {
            // There is no text of a picture to be carried.
            let told = row.cells.iter().filter(|it| it.raw != Raw::Picture);
            found.extend(told.map(|cell| StoredCell {
                at: CellRef::new(&sheet.name, row.index, cell.col),
                value: value(cell),
            }));
        }
    }
    found
}

/// A fingerprint of the cells: what they hold and where, not how they are shown or by which
/// program they were saved. Files that went back carry it, so that it must never change.
pub(super) fn fingerprint(book: &Book) -> String {
    let mut hash = Sha256::new();
    // A hash is quicker by the kilobyte.
    let mut waiting: Vec<u8> = Vec::with_capacity(2 * HASHED_BYTES);
    let field = |to: &mut Vec<u8>, kind: &str, text: &[u8]| {
        to.extend_from_slice(kind.as_bytes());
        to.extend_from_slice(&(text.len() as u64).to_le_bytes());
        to.extend_from_slice(text);
    };
    let mut told = String::new();
    for sheet in book.sheets.iter().filter(|it| !it.rows.is_empty()) {
        field(&mut waiting, "sheet", sheet.name.nfc().collect::<String>().as_bytes());
        for row in &sheet.rows {
            for cell in &row.cells {
                if waiting.len() >= HASHED_BYTES {
                    hash.update(&waiting);
                    waiting.clear();
                }
                let mut at = Short::default();
                at.push_number(row.index);
                at.push(b' ');
                at.push_number(cell.col);
                field(&mut waiting, "at", at.bytes());
                match &cell.raw {
                    // Programs differ in blanks at ends and in the last digit.
                    Raw::Text(text) => {
                        if is_tidy(text) {
                            field(&mut waiting, "text", text.as_bytes());
                            continue;
                        }
                        told.clear();
                        for (place, word) in text.split_whitespace().enumerate() {
                            told.push_str(if place > 0 { " " } else { "" });
                            told.push_str(word);
                        }
                        if !is_composed(&told) {
                            told = told.nfc().collect();
                        }
                        field(&mut waiting, "text", told.as_bytes());
                    }
                    Raw::Number(number) => match rounded(*number) {
                        Some(it) => field(&mut waiting, "number", it.bytes()),
                        None => {
                            field(&mut waiting, "number", format!("{number:.12e}").as_bytes());
                        }
                    },
                    other => field(&mut waiting, "other", format!("{other:?}").as_bytes()),
                }
            }
        }
    }
    hash.update(&waiting);
    let bytes: [u8; 32] = hash.finalize().into();
    hex(&bytes)
}

/// How much is hashed at once.
const HASHED_BYTES: usize = 4096;

/// A few letters, without asking for memory: two numbers with a blank between them, or one with its power of ten.
#[derive(Default)]
struct Short {
    all: [u8; 24],
    len: usize,
}

impl Short {
    fn bytes(&self) -> &[u8] {
        &self.all[..self.len]
    }

    fn push(&mut self, byte: u8) {
        self.all[self.len] = byte;
        self.len += 1;
    }

    /// Adds a number in digits.
    fn push_number(&mut self, mut number: u32) {
        let start = self.len;
        loop {
            self.push(b'0' + (number % 10).to_le_bytes()[0]);
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.all[start..self.len].reverse();
    }
}

/// A whole number of few digits as `{:.12e}` writes it: 13 digits and the power of ten. Most numbers are such ones:
/// counts, years, days.
fn rounded(number: f64) -> Option<Short> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    let whole = (number.fract() == 0.0 && (1.0..1e9).contains(&number)).then_some(number as u32)?;
    let mut digits = Short::default();
    digits.push_number(whole);
    let (first, rest) = digits.bytes().split_first()?;
    let mut out = Short::default();
    out.push(*first);
    out.push(b'.');
    for digit in rest {
        out.push(*digit);
    }
    while out.len < 14 {
        out.push(b'0');
    }
    out.push(b'e');
    out.push_number(u32::try_from(rest.len()).unwrap_or_default());
    Some(out)
}

#[expect(clippy::match_same_arms, reason = "each line says when it is a number")]
fn value(cell: &Cell) -> StoredValue {
    match (&cell.raw, cell.format) {
        (Raw::Text(text), _) => StoredValue::Text(text.to_string()),
        (Raw::Number(number), Format::Plain | Format::Time) => StoredValue::Number(*number),
        // A number or a year where the format of dates was left.
        (Raw::Number(number), Format::Date(_)) if *number <= 2100.0 => StoredValue::Number(*number),
        (Raw::Old(number, _), _) => StoredValue::Number(*number),
        (Raw::Number(number), Format::Date(parts)) => {
            match values::dates::date_of_serial(*number) {
                Some(day) => StoredValue::Text(
                    match parts {
                        DateParts::Day => PartialDate::Day(day),
                        DateParts::Month => PartialDate::Month(day.year(), day.month()),
                        DateParts::Year => PartialDate::Year(day.year()),
                    }
                    .to_string(),
                ),
                None => StoredValue::Number(*number),
            }
        }
        _ => StoredValue::Text(values::stored(cell)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::grid::{Row, Sheet};
    use proptest::strategy::Strategy as _;

    proptest::proptest! {
        #[test]
        fn numbers_are_hashed_as_they_always_were(
            number in proptest::prop_oneof![
                (0..2_000_000_000_u32).prop_map(f64::from),
                (0..5_000_u32).prop_map(f64::from),
                proptest::num::f64::NORMAL,
            ],
        ) {
            if let Some(told) = rounded(number) {
                let told = String::from_utf8_lossy(told.bytes()).into_owned();
                proptest::prop_assert_eq!(told, format!("{number:.12e}"));
            }
        }
    }

    /// The hash was made by another program, of what the comments here say.
    #[test]
    fn a_fingerprint_is_what_it_was_when_files_went_back_with_it() {
        let cell = |col, raw| Cell { col, raw, format: Format::Plain };
        let mut sheet = Sheet::new("Đảng viên", false);
        sheet.rows = vec![
            Row {
                index: 8,
                cells: vec![
                    cell(0, Raw::Text("  Ma \n Va\u{306}n A ".into())),
                    cell(2, Raw::Number(1980.0)),
                    cell(3, Raw::Number(19.5)),
                ],
            },
            Row {
                index: 11,
                cells: vec![
                    cell(1, Raw::Number(0.0)),
                    cell(12, Raw::Number(123_456_789.000_000_01)),
                    cell(300, Raw::Bool(true)),
                ],
            },
        ];
        let book = Book { sheets: vec![sheet], ..Book::default() };
        let expected = "18b3b6f325db9e24d86aa3308217f6fafe799a737e0f5e34da11051a1a20bb73";
        assert_eq!(fingerprint(&book), expected);
    }

    #[test]
    fn values_are_told_as_the_workbook_shows_them() {
        let text = |it: &str| StoredValue::Text(it.to_owned());
        let date = |parts| Format::Date(parts);
        for (raw, format, expected) in [
            (Raw::Text(" Mức 2 ".into()), Format::Plain, text(" Mức 2 ")),
            (Raw::Number(19.5), Format::Plain, StoredValue::Number(19.5)),
            (Raw::Number(0.95), Format::Percent, text("95%")),
            (Raw::Number(29354.0), date(DateParts::Day), text("13/05/1980")),
            (Raw::Number(29354.0), date(DateParts::Month), text("05/1980")),
            (Raw::Number(29354.0), date(DateParts::Year), text("1980")),
            (Raw::Number(-3.0), date(DateParts::Day), StoredValue::Number(-3.0)),
            (Raw::Bool(true), Format::Plain, text("TRUE")),
            (Raw::Error("#REF!".to_owned()), Format::Plain, text("#REF!")),
            (Raw::Uncomputed("SUM(A1)".to_owned()), Format::Plain, text("=SUM(A1)")),
        ] {
            let shown = format!("{raw:?}");
            assert_eq!(value(&Cell { col: 0, raw, format }), expected, "{shown}");
        }
    }
}
