//! Numbers of membership cards: text, whose first digits are noughts.

use super::text::{LIST_MARK, NAME_CHARS, fits, read};
use super::{Outcome, Remark, dates, number_text};
use crate::finding::{Code, Severity, code};
use crate::workbook::grid::{Cell, Format, Raw};

pub(crate) static CARD_DIGITS_LOST: Code = code("R273", "card-digits-lost", Severity::Error);
pub(crate) static TWO_CARDS: Code = code("R274", "two-card-numbers", Severity::Error);
pub(crate) static CARD_OR_DATE: Code = code("R279", "card-number-or-date", Severity::Error);
pub(crate) static ODD_CARD: Code = code("R280", "odd-card-number", Severity::Warning);
pub(crate) static CARD_AS_NUMBER: Code = code("R233", "card-as-number", Severity::Notice);

/// Reads a card number as text. From a number the zeros before it are gone.
pub(crate) fn read_card(cell: &Cell) -> Outcome<String> {
    if let Some(number) = number_of_date_cell(cell)? {
        let plain = Cell { raw: Raw::Number(number), format: Format::Plain, ..cell.clone() };
        let remark = Remark::new(&super::NUMBER_IN_DATE_CELL).arg("read", number_text(number));
        return read_card(&plain).map(|it| (it.0, Some(remark)));
    }
    let (text, remark) = read(cell)?;
    fits(&text, NAME_CHARS)?;
    // The sign that makes a cell of text, typed into one that was text already.
    let bare = text.trim_start_matches(['\'', '’', '‘', '`']).trim_start();
    let is_marked = bare.len() < text.len() && bare.starts_with(|it: char| it.is_ascii_digit());
    let (text, remark) = if is_marked {
        (bare.to_owned(), Some(Remark::new(&LIST_MARK).arg("read", bare)))
    } else {
        (text, remark)
    };
    let number = cell.plain_number();
    let is_number = number.is_some();
    if is_power(&text) || number.is_some_and(is_rounded) {
        return Err(Remark::new(&CARD_DIGITS_LOST));
    }
    if long_numbers(&text) > 1 {
        return Err(Remark::new(&TWO_CARDS));
    }
    let remark = match remark {
        _ if is_number => Some(Remark::new(&CARD_AS_NUMBER)),
        None if !is_card(&text) => Some(Remark::new(&ODD_CARD)),
        remark => remark,
    };
    Ok((text, remark))
}

/// A number that was typed into a cell which shows dates. One that is a day of this age may
/// as well be a date that was typed into the wrong column, and is refused.
fn number_of_date_cell(cell: &Cell) -> Result<Option<f64>, Remark> {
    let (Raw::Number(number), Format::Date(_)) = (&cell.raw, cell.format) else {
        return Ok(None);
    };
    let is_of_this_age = |it: &jiff::civil::Date| (1900..=2100).contains(&it.year());
    match dates::date_of_serial(*number).filter(is_of_this_age) {
        Some(_) if *number >= super::DATES_FROM => {
            Err(Remark::new(&CARD_OR_DATE).arg("read", number_text(*number)))
        }
        _ => Ok(Some(*number)),
    }
}

/// Whether a text has digits and what parts them, as numbers of cards have.
fn is_card(text: &str) -> bool {
    let is_part = |it: char| matches!(it, ' ' | '.') || super::DASHES.contains(&it);
    text.contains(|it: char| it.is_ascii_digit())
        && text.chars().all(|it| it.is_ascii_digit() || is_part(it))
}

/// Whether it is a number in the form of a power of ten, `8.01E+11`, `8,01E11`: what stood
/// behind the digits that are shown is gone.
fn is_power(text: &str) -> bool {
    if text.contains("10^") {
        return true;
    }
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let power = power.trim_start_matches(['+', '-', ' ']);
    is_number(power) && digits.trim().split(['.', ',']).all(is_number)
}

/// Whether a number has no more digits than Excel shows of a long one, or more than it
/// keeps: the rest was lost on the way through a text.
fn is_rounded(number: f64) -> bool {
    const KEPT: f64 = 1e15;
    const LONG: f64 = 1e10;
    const SHOWN: i32 = 6;
    /// Digits behind the point of "48.012345", as cards are written too.
    const BEHIND: usize = 6;
    if !(0.0..KEPT).contains(&number) {
        return true;
    }
    if let Some((_, behind)) = number_text(number).split_once('.') {
        // With fewer, noughts at the end are gone.
        return behind.len() != BEHIND;
    }
    if number < LONG {
        return false;
    }
    let digits = i32::try_from(number_text(number).len()).unwrap_or(i32::MAX);
    number % 10_f64.powi(digits - SHOWN) == 0.0
}

/// How many numbers as long as a card's stand in a text.
fn long_numbers(text: &str) -> usize {
    const DIGITS: usize = 6;
    let runs = text.split(|it: char| !it.is_ascii_digit());
    runs.filter(|it| it.len() >= DIGITS).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::workbook::grid::DateParts;

    #[test]
    fn card_numbers_keep_all_their_digits() {
        let value = |outcome: Outcome<String>| outcome.map(|it| it.0).unwrap_or_default();
        let card = read_card(&number(12_345_678.0, Format::Plain));
        assert_eq!(remark(&card), "card-as-number");
        assert_eq!(value(card), "12345678");
        assert_eq!(read_card(&text("01234567")), Ok(("01234567".to_owned(), None)));
        for (typed, said) in [
            ("8.01231E+11", "card-digits-lost"),
            ("8,01232E+11", "card-digits-lost"),
            ("8,01232 E+11", "card-digits-lost"),
            ("8E07", "card-digits-lost"),
            ("8e+7", "card-digits-lost"),
            ("8.01×10^11", "card-digits-lost"),
            ("'08012301", "list-mark"),
            ("’08012301", "list-mark"),
            ("' ", "odd-card-number"),
            ("E07", "odd-card-number"),
            ("08E", "odd-card-number"),
            ("08.012305", ""),
            ("08 012 305", ""),
            ("08-012305", ""),
            ("O8012305", "odd-card-number"),
            ("8012304,00", "odd-card-number"),
            ("Số 08012305", "odd-card-number"),
            ("########", "odd-card-number"),
            ("thất lạc", "odd-card-number"),
            ("0801 2305", ""),
            ("08012304 08012305", "two-card-numbers"),
            ("08012304/08012305", "two-card-numbers"),
            ("08012304 (cũ 7012304)", "two-card-numbers"),
            ("chưa có", "odd-card-number"),
        ] {
            assert_eq!(remark(&read_card(&text(typed))), said, "{typed}");
        }
        for (typed, said) in [
            (801_230_300_003.0, "card-as-number"),
            (801_231_000_000.0, "card-digits-lost"),
            (801_231_300_000.0, "card-as-number"),
            (80_123_000.0, "card-as-number"),
            (8_012_303_000_031_234.0, "card-digits-lost"),
            (8_012_304.5, "card-digits-lost"),
        ] {
            assert_eq!(remark(&read_card(&number(typed, Format::Plain))), said, "{typed}");
        }
        // A number typed where the format of dates was left.
        for (typed, said) in [
            (8_012.0, "number-in-date-cell"),
            (9_999.0, "number-in-date-cell"),
            (10_000.0, "card-number-or-date"),
            (44_002.0, "card-number-or-date"),
            (73_415.0, "card-number-or-date"),
            (80_123.0, "number-in-date-cell"),
            (8_012_304.0, "number-in-date-cell"),
            (801_231_000_000.0, "card-digits-lost"),
        ] {
            let card = read_card(&number(typed, Format::Date(DateParts::Day)));
            assert_eq!(remark(&card), said, "{typed}");
            if said == "number-in-date-cell" {
                assert_eq!(value(card), number_text(typed));
            }
        }
    }
}
