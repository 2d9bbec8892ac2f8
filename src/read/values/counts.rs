//! Counts of people, votes and years, and the rating year.

use super::{Outcome, Remark, decimals, plain_or_left, usable, whole};
use crate::finding::{Code, Severity, code};
use crate::read::fold::tidy;
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_A_COUNT: Code = code("R223", "not-a-count", Severity::Error);
pub(crate) static ODD_NUMBERING: Code = code("R230", "odd-numbering", Severity::Notice);
pub(crate) static TOO_MANY_YEARS: Code = code("R295", "too-many-years", Severity::Error);
pub(crate) static NOT_A_YEAR: Code = code("R228", "not-a-year", Severity::Error);

/// No count on a form reaches this: a commune has fewer inhabitants.
const COUNT_MAX: u32 = 1_000_000;

/// Years in a row that nobody reaches: a number from here on is the year itself.
const YEARS_MAX: u32 = 100;

/// Reads a number of years; the year since when is none.
pub(crate) fn read_years(cell: &Cell) -> Outcome<u32> {
    match read(cell)? {
        (years, _) if years > YEARS_MAX => Err(Remark::new(&TOO_MANY_YEARS)),
        outcome => Ok(outcome),
    }
}

/// Reads a whole number from 0.
pub(crate) fn read(cell: &Cell) -> Outcome<u32> {
    usable(cell)?;
    let (found, remark, suggestion) = match &cell.raw {
        Raw::Number(_) => {
            let (number, remark) = plain_or_left(cell)?.unzip();
            (number.and_then(|it| whole(it, COUNT_MAX)), remark.flatten(), None)
        }
        Raw::Text(text) => (digits(text), None, decimals::only_number(text, COUNT_MAX)),
        _ => (None, None, None),
    };
    let refused = || Remark::new(&NOT_A_COUNT).suggestion(suggestion, "example-count");
    found.map(|it| (it, remark)).ok_or_else(refused)
}

/// Reads the number of a row, "1" or "1."; whatever else it is, nothing depends on it.
pub(crate) fn read_numbering(cell: &Cell) -> Outcome<u32> {
    let found = match &cell.raw {
        Raw::Text(text) => digits(text.trim_end().trim_end_matches(['.', ')', '/'])),
        // Nothing hangs on how it is shown.
        Raw::Number(number) => whole(*number, COUNT_MAX),
        _ => None,
    };
    found.map(|it| (it, None)).ok_or_else(|| Remark::new(&ODD_NUMBERING))
}

/// Reads a year, 1900 to 2100.
pub(crate) fn read_year(cell: &Cell) -> Outcome<u32> {
    usable(cell)?;
    let (found, remark) = match &cell.raw {
        Raw::Number(_) => {
            let (number, remark) = plain_or_left(cell)?.unzip();
            (number.and_then(|it| whole(it, COUNT_MAX)), remark.flatten())
        }
        Raw::Text(text) => (digits(text), None),
        _ => (None, None),
    };
    let year = found.filter(|it| (1900..=2100).contains(it));
    year.map(|it| (it, remark)).ok_or_else(|| Remark::new(&NOT_A_YEAR))
}

/// Text of digits only.
fn digits(text: &str) -> Option<u32> {
    let text = tidy(text);
    let is_digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_digits.then(|| text.parse().ok()).flatten().filter(|it| *it <= COUNT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;
    use crate::read::values::tests::{number, text};
    use crate::workbook::grid::{DateParts, Format};

    #[test]
    fn counts_are_whole_and_not_negative() {
        for (typed, count) in [
            ("12", Some(12)),
            (" 05 ", Some(5)),
            ("0", Some(0)),
            ("1000000", Some(1_000_000)),
            ("1000001", None),
            ("12 đồng chí", None),
            ("-1", None),
            ("1,5", None),
            ("1.000", None),
            ("một", None),
            ("-", None),
        ] {
            assert_eq!(read(&text(typed)).ok().map(|it| it.0), count, "{typed}");
        }
        assert_eq!(read(&number(12.0, Format::Plain)), Ok((12, None)));
        for (stored, format) in [
            (1.5, Format::Plain),
            (-1.0, Format::Plain),
            (0.5, Format::Percent),
            (44000.0, Format::Date(DateParts::Day)),
        ] {
            assert!(read(&number(stored, format)).is_err(), "{stored}");
        }
        let remark = read(&text("12 đồng chí")).unwrap_err();
        assert_eq!(remark.args, [("suggestion", Arg::from("12"))]);
    }

    #[test]
    fn a_number_in_a_cell_of_dates_is_that_number() {
        let day = Format::Date(DateParts::Day);
        for (stored, format, count, said) in [
            (7.0, day, Some(7), "number-in-date-cell"),
            (0.0, day, Some(0), "number-in-date-cell"),
            (9999.0, day, Some(9999), "number-in-date-cell"),
            (8.0, Format::Time, Some(8), "number-in-date-cell"),
            (46210.0, day, None, "date-for-number"),
            (10000.0, day, None, "date-for-number"),
            (7.5, day, None, "not-a-count"),
            (0.3125, Format::Time, None, "not-a-count"),
            (-1.0, day, None, "not-a-count"),
        ] {
            let outcome = read(&number(stored, format));
            assert_eq!(crate::read::values::tests::remark(&outcome), said, "{stored}");
            assert_eq!(outcome.ok().map(|it| it.0), count, "{stored}");
        }
        let seven = read(&number(46210.0, day)).unwrap_err();
        assert_eq!(seven.args, [("typed", Arg::from("7/7"))]);
        assert_eq!(read_year(&number(2020.0, day)).ok().map(|it| it.0), Some(2020));
        assert_eq!(read_numbering(&number(3.0, day)), Ok((3, None)));
    }

    #[test]
    fn a_number_of_years_is_no_year() {
        for (typed, years) in [("3", Some(3)), ("100", Some(100)), ("101", None), ("2020", None)] {
            assert_eq!(read_years(&text(typed)).ok().map(|it| it.0), years, "{typed}");
        }
        assert_eq!(read_years(&text("2020")).unwrap_err().code, &TOO_MANY_YEARS);
    }

    #[test]
    fn years_lie_between_1900_and_2100() {
        for (year, is_read) in [(1899, false), (1900, true), (2100, true), (2101, false)] {
            assert_eq!(read_year(&number(f64::from(year), Format::Plain)).is_ok(), is_read);
            assert_eq!(read_year(&text(&year.to_string())).is_ok(), is_read);
        }
        assert!(read_year(&text("năm 2020")).is_err());
    }
}
