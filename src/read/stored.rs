//! The cells of a workbook as typed, for whoever has to carry them into another form.

use std::fmt::Write as _;

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
    let mut field = |kind: &str, text: &[u8]| {
        waiting.extend_from_slice(kind.as_bytes());
        waiting.extend_from_slice(&(text.len() as u64).to_le_bytes());
        waiting.extend_from_slice(text);
        if waiting.len() >= HASHED_BYTES {
            hash.update(&waiting);
            waiting.clear();
        }
    };
    // Writing to a String cannot fail.
    let mut told = String::new();
    for sheet in book.sheets.iter().filter(|it| !it.rows.is_empty()) {
        field("sheet", sheet.name.nfc().collect::<String>().as_bytes());
        for row in &sheet.rows {
            for cell in &row.cells {
                told.clear();
                push_number(&mut told, row.index);
                told.push(' ');
                push_number(&mut told, cell.col);
                field("at", told.as_bytes());
                told.clear();
                match &cell.raw {
                    // Programs differ in blanks at ends and in the last digit.
                    Raw::Text(text) => {
                        if is_tidy(text) {
                            field("text", text.as_bytes());
                            continue;
                        }
                        for (place, word) in text.split_whitespace().enumerate() {
                            told.push_str(if place > 0 { " " } else { "" });
                            told.push_str(word);
                        }
                        if !is_composed(&told) {
                            told = told.nfc().collect();
                        }
                        field("text", told.as_bytes());
                    }
                    Raw::Number(number) => {
                        push_rounded(&mut told, *number);
                        field("number", told.as_bytes());
                    }
                    other => field("other", format!("{other:?}").as_bytes()),
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

/// Writes a number in digits.
fn push_number(to: &mut String, number: u32) {
    if number >= 10 {
        push_number(to, number / 10);
    }
    to.extend(char::from_digit(number % 10, 10));
}

/// Writes a number with 13 digits and its power of ten, as `{:.12e}` has it.
fn push_rounded(to: &mut String, number: f64) {
    // Most numbers are whole and short: counts, years, days.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    let whole = (number.fract() == 0.0 && (1.0..1e9).contains(&number)).then_some(number as u32);
    let Some(whole) = whole else {
        // Writing to a String cannot fail.
        let _ = write!(to, "{number:.12e}");
        return;
    };
    let start = to.len();
    push_number(to, whole);
    let power = u32::try_from(to.len() - start - 1).unwrap_or_default();
    to.insert(start + 1, '.');
    while to.len() < start + 14 {
        to.push('0');
    }
    to.push('e');
    push_number(to, power);
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
            let mut told = String::new();
            push_rounded(&mut told, number);
            proptest::prop_assert_eq!(told, format!("{number:.12e}"));
        }
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
