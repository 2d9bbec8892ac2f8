//! Months of a year: sick leave.

use super::{Outcome, Remark, decimals, plain_or_left, usable};
use crate::finding::{Code, Severity, code};
use crate::model::Hundredths;
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_MONTHS: Code = code("R227", "not-months", Severity::Error);

/// Months of a year.
const MONTHS_MAX: u32 = 12;

/// Reads a number of months from 0 to 12, halves and the like included.
pub(crate) fn read(cell: &Cell) -> Outcome<Hundredths> {
    usable(cell)?;
    let (found, remark, suggestion) = match &cell.raw {
        Raw::Number(_) => {
            let (number, remark) = plain_or_left(cell)?.unzip();
            (number, remark.flatten(), None)
        }
        Raw::Text(text) => (decimals::parse(text), None, decimals::only_number(text, MONTHS_MAX)),
        _ => (None, None, None),
    };
    let within = found.filter(|it| (0.0..=f64::from(MONTHS_MAX)).contains(it));
    // As written: 2.996 months are less than three.
    match within.and_then(|it| Hundredths::written(it, 0)) {
        Some(months) => Ok((months, remark)),
        None => Err(Remark::new(&NOT_MONTHS).suggestion(suggestion, "example-months")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;
    use crate::read::values::tests::{number, text};
    use crate::workbook::grid::Format;

    #[test]
    fn months_lie_between_0_and_12() {
        for (typed, months) in [
            ("0", Some(0)),
            ("2,5", Some(250)),
            ("12", Some(1200)),
            ("12,01", None),
            ("2 tháng", None),
            ("-1", None),
        ] {
            let read = read(&text(typed)).ok().map(|it| it.0);
            assert_eq!(read, months.map(Hundredths::new), "{typed}");
        }
        let args = |typed| read(&text(typed)).unwrap_err().args;
        assert_eq!(args("2 tháng"), [("suggestion", Arg::from("2"))]);
        // What would be refused again is not suggested.
        assert_eq!(args("13"), [("suggestion", Arg::Word("example-months"))]);
        assert_eq!(read(&number(12.0, Format::Plain)), Ok((Hundredths::whole(12), None)));
        assert!(read(&number(12.5, Format::Plain)).is_err());
        let day = Format::Date(crate::workbook::grid::DateParts::Day);
        let left = read(&number(2.0, day));
        assert_eq!(crate::read::values::tests::remark(&left), "number-in-date-cell");
        assert_eq!(left.ok().map(|it| it.0), Some(Hundredths::whole(2)));
        let made = read(&number(44000.0, day));
        assert_eq!(crate::read::values::tests::remark(&made), "date-for-number");
        assert!(read(&number(0.5, Format::Percent)).is_err());
    }
}
