//! Percentages: with the sign, with the format, as a fraction.

use super::{Outcome, Remark, decimals, plain_or_left, usable};
use crate::finding::{Code, Severity, code};
use crate::model::Hundredths;
use crate::read::fold::tidy;
use crate::workbook::grid::{Cell, Format, Raw};

pub(crate) static NOT_A_PERCENT: Code = code("R224", "not-a-percent", Severity::Error);
pub(crate) static PERCENT_TWO_WAYS: Code = code("R225", "percent-two-ways", Severity::Error);
pub(crate) static PERCENT_FROM_FRACTION: Code =
    code("R226", "percent-from-fraction", Severity::Notice);
pub(crate) static PERCENT_OUT_OF_RANGE: Code =
    code("R229", "percent-out-of-range", Severity::Error);
pub(crate) static PERCENT_ROUNDED: Code = code("R239", "percent-rounded", Severity::Notice);

const PERCENT_MAX: i32 = 200;

/// Reads a percentage, 0 to 200.
///
/// A number below 1 without sign or format is a fraction of one. From 1 to
/// under 2 both are possible (1 % or 100 %), so it is refused.
pub(crate) fn read(cell: &Cell) -> Outcome<Hundredths> {
    usable(cell)?;
    let refused = || Remark::new(&NOT_A_PERCENT);
    match (&cell.raw, cell.format) {
        (Raw::Number(number), Format::Percent) => sure(Hundredths::written(*number, 2)),
        (Raw::Number(_), _) => {
            let (number, left) = plain_or_left(cell)?.ok_or_else(refused)?;
            let (percent, remark) = bare(number)?;
            Ok((percent, remark.or(left)))
        }
        (Raw::Text(text), _) => {
            let text = tidy(text);
            match text.strip_suffix('%') {
                Some(number) => {
                    sure(Hundredths::written(decimals::parse(number).ok_or_else(refused)?, 0))
                }
                None => bare(decimals::parse(&text).ok_or_else(refused)?),
            }
        }
        _ => Err(refused()),
    }
}

/// A number without sign or format.
fn bare(number: f64) -> Outcome<Hundredths> {
    let (as_percent, as_fraction) =
        (Hundredths::written(number, 0), Hundredths::written(number, 2));
    if number > 0.0 && number < 1.0 {
        let percent = as_fraction.ok_or_else(|| Remark::new(&NOT_A_PERCENT))?;
        return Ok((percent, Some(Remark::new(&PERCENT_FROM_FRACTION).arg("percent", percent))));
    }
    if (1.0..2.0).contains(&number) {
        return Err(Remark::new(&PERCENT_TWO_WAYS)
            .arg("percent", as_percent.unwrap_or_default())
            .arg("fraction", as_fraction.unwrap_or_default()));
    }
    sure(as_percent)
}

/// A number that is certainly in percent. It is judged as written: decimals beyond the
/// hundredth only get lost where a list prints two.
fn sure(percent: Option<Hundredths>) -> Outcome<Hundredths> {
    let range = Hundredths::default()..=Hundredths::whole(PERCENT_MAX);
    let Some(percent) = percent.filter(|it| range.contains(it)) else {
        return Err(Remark::new(&PERCENT_OUT_OF_RANGE));
    };
    let printed = Hundredths::new(percent.get());
    let rounded = || Remark::new(&PERCENT_ROUNDED).arg("percent", printed);
    Ok((percent, (!percent.is_whole()).then(rounded)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::workbook::grid::DateParts;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    #[test]
    fn percentages_are_read_on_both_sides_of_each_limit() {
        for (typed, hundredths, said) in [
            ("85", Some(8500), ""),
            ("85%", Some(8500), ""),
            ("85 %", Some(8500), ""),
            ("85,0%", Some(8500), ""),
            ("85,5", Some(8550), ""),
            ("0,85", Some(8500), "percent-from-fraction"),
            ("0.999", Some(9990), "percent-from-fraction"),
            ("0", Some(0), ""),
            ("0%", Some(0), ""),
            ("0,5%", Some(50), ""),
            ("1", None, "percent-two-ways"),
            ("1,0", None, "percent-two-ways"),
            ("1,05", None, "percent-two-ways"),
            ("1%", Some(100), ""),
            ("2", Some(200), ""),
            ("200", Some(20000), ""),
            ("200,01", None, "percent-out-of-range"),
            ("85-90", None, "not-a-percent"),
            ("trên 85%", None, "not-a-percent"),
            ("-5", None, "not-a-percent"),
            ("85,714", Some(8571), "percent-rounded"),
        ] {
            let outcome = read(&text(typed));
            assert_eq!(remark(&outcome), said, "{typed}");
            assert_eq!(outcome.ok().map(|it| it.0.get()), hundredths, "{typed}");
        }
        for (stored, format, hundredths, said) in [
            (0.85, Format::Percent, Some(8500), ""),
            (1.0, Format::Percent, Some(10000), ""),
            (0.005, Format::Percent, Some(50), ""),
            (2.0, Format::Percent, Some(20000), ""),
            (2.01, Format::Percent, None, "percent-out-of-range"),
            (6.0 / 7.0, Format::Percent, Some(8571), "percent-rounded"),
            (0.85, Format::Plain, Some(8500), "percent-from-fraction"),
            (1.0, Format::Plain, None, "percent-two-ways"),
            (85.0, Format::Plain, Some(8500), ""),
            (-1.0, Format::Plain, None, "percent-out-of-range"),
            (0.5, Format::Time, None, "not-a-percent"),
            (95.0, Format::Date(DateParts::Day), Some(9500), "number-in-date-cell"),
            (1.0, Format::Date(DateParts::Day), None, "percent-two-ways"),
            (44000.0, Format::Date(DateParts::Day), None, "date-for-number"),
        ] {
            let outcome = read(&number(stored, format));
            assert_eq!(remark(&outcome), said, "{stored}");
            assert_eq!(outcome.ok().map(|it| it.0.get()), hundredths, "{stored}");
        }
    }

    #[test]
    fn a_percentage_is_compared_as_written_and_not_as_rounded() {
        let fifty = Hundredths::whole(50);
        for (typed, stored, expected, shown) in [
            ("49,996", 0.49996, Ordering::Less, "49,996"),
            ("49,9999999", 0.499_999_999, Ordering::Less, "49,9999999"),
            ("50", 0.5, Ordering::Equal, "50"),
            ("50,004%", 0.50004, Ordering::Greater, "50,004"),
            ("49,994", 0.49994, Ordering::Less, "49,99"),
            // What a formula leaves over is no decimal of anybody's.
            ("50", 0.1 + 0.4 + 5e-16, Ordering::Equal, "50"),
        ] {
            for cell in [text(typed), number(stored, Format::Percent)] {
                let percent = read(&cell).unwrap().0;
                assert_eq!(percent.cmp(&fifty), expected, "{typed}");
                assert_eq!(percent.with_point(','), shown, "{typed}");
            }
        }
        assert!(read(&text("200,001")).is_err() && read(&text("200")).is_ok());
    }

    proptest! {
        #[test]
        fn the_sign_the_comma_and_the_format_agree(hundredth in 200_i32..=20000) {
            let percent = Hundredths::new(hundredth);
            let as_text = percent.with_point(',');
            prop_assert_eq!(read(&text(&format!("{as_text}%"))), Ok((percent, None)));
            prop_assert_eq!(read(&text(&as_text)), Ok((percent, None)));
            let stored = f64::from(hundredth) / 10000.0;
            prop_assert_eq!(read(&number(stored, Format::Percent)), Ok((percent, None)));
        }
    }
}
