//! Counts of people, votes and years, and the rating year.

use super::{Outcome, Remark, decimals, usable, whole};
use crate::finding::{Code, Severity, code};
use crate::read::fold::tidy;
use crate::read::grid::{Cell, Raw};

pub(in crate::read) static NOT_A_COUNT: Code = code("R223", "not-a-count", Severity::Error);
pub(in crate::read) static ODD_NUMBERING: Code = code("R230", "odd-numbering", Severity::Notice);
pub(in crate::read) static NOT_A_YEAR: Code = code("R228", "not-a-year", Severity::Error);

/// No count on a form reaches this: a commune has fewer inhabitants.
const COUNT_MAX: u32 = 1_000_000;

/// Reads a whole number from 0.
pub(in crate::read) fn read(cell: &Cell) -> Outcome<u32> {
    usable(cell)?;
    let (found, suggestion) = match &cell.raw {
        Raw::Number(_) => (cell.plain_number().and_then(|it| whole(it, COUNT_MAX)), None),
        Raw::Text(text) => (digits(text), decimals::only_number(text, COUNT_MAX)),
        _ => (None, None),
    };
    let refused = || Remark::new(&NOT_A_COUNT).suggestion(suggestion, "example-count");
    found.map(|it| (it, None)).ok_or_else(refused)
}

/// Reads the number of a row, "1" or "1."; whatever else it is, nothing depends on it.
pub(in crate::read) fn read_numbering(cell: &Cell) -> Outcome<u32> {
    let found = match &cell.raw {
        Raw::Text(text) => digits(text.trim_end().trim_end_matches(['.', ')', '/'])),
        Raw::Number(_) => cell.plain_number().and_then(|it| whole(it, COUNT_MAX)),
        _ => None,
    };
    found.map(|it| (it, None)).ok_or_else(|| Remark::new(&ODD_NUMBERING))
}

/// Reads a year, 1900 to 2100.
pub(in crate::read) fn read_year(cell: &Cell) -> Outcome<u32> {
    usable(cell)?;
    let found = match &cell.raw {
        Raw::Number(_) => cell.plain_number().and_then(|it| whole(it, COUNT_MAX)),
        Raw::Text(text) => digits(text),
        _ => None,
    };
    let year = found.filter(|it| (1900..=2100).contains(it));
    year.map(|it| (it, None)).ok_or_else(|| Remark::new(&NOT_A_YEAR))
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
    use crate::read::grid::{DateParts, Format};
    use crate::read::values::tests::{number, text};

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
    fn years_lie_between_1900_and_2100() {
        for (year, is_read) in [(1899, false), (1900, true), (2100, true), (2101, false)] {
            assert_eq!(read_year(&number(f64::from(year), Format::Plain)).is_ok(), is_read);
            assert_eq!(read_year(&text(&year.to_string())).is_ok(), is_read);
        }
        assert!(read_year(&text("năm 2020")).is_err());
    }
}
