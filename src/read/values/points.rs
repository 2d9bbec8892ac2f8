//! Points of a criterion: two decimals, compared in hundredths.

use super::{Outcome, Remark, decimals, plain_or_left, tidy_float, usable};
use crate::finding::{Code, Severity, code};
use crate::model::Hundredths;
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_POINTS: Code = code("R240", "not-points", Severity::Error);
pub(crate) static POINTS_OUT_OF_RANGE: Code =
    code("R241", "points-out-of-range", Severity::Error).citing(&["R-SCORE"]);

/// Reads points from 0 to `most`. More than two decimals are refused: a total
/// on the limit of a rating must not hang on how they are rounded.
pub(crate) fn read(cell: &Cell, most: u32) -> Outcome<Hundredths> {
    usable(cell)?;
    let refused = |suggestion| {
        Remark::new(&NOT_POINTS).arg("most", most).suggestion(suggestion, "example-points")
    };
    let (number, remark) = match &cell.raw {
        Raw::Number(_) => {
            let (number, remark) = plain_or_left(cell)?.unzip();
            (number.map(tidy_float), remark.flatten())
        }
        Raw::Text(text) => (decimals::parse(text), None),
        _ => (None, None),
    };
    let Some(number) = number else {
        let typed =
            if let Raw::Text(text) = &cell.raw { decimals::only_number(text, most) } else { None };
        return Err(refused(typed));
    };
    if !(0.0..=f64::from(most)).contains(&number) {
        return Err(Remark::new(&POINTS_OUT_OF_RANGE).arg("most", most));
    }
    match Hundredths::from_f64(number) {
        Some(points) => Ok((points, remark)),
        None => Err(refused(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;
    use crate::read::values::tests::{number, remark, text};
    use crate::workbook::grid::Format;

    #[test]
    fn points_are_read_on_both_sides_of_each_limit() {
        for (typed, points, said) in [
            ("0", Some(0), ""),
            ("28,5", Some(2850), ""),
            ("28.25", Some(2825), ""),
            ("30", Some(3000), ""),
            ("30,01", None, "points-out-of-range"),
            ("-1", None, "not-points"),
            ("28,555", None, "not-points"),
            ("28 điểm", None, "not-points"),
            ("28/30", None, "not-points"),
        ] {
            let outcome = read(&text(typed), 30);
            assert_eq!(remark(&outcome), said, "{typed}");
            assert_eq!(outcome.ok().map(|it| it.0), points.map(Hundredths::new), "{typed}");
        }
        let args = read(&text("28 điểm"), 30).unwrap_err().args;
        assert_eq!(args, [("most", Arg::from(30_u32)), ("suggestion", Arg::from("28"))]);
        let args = read(&text("31 điểm"), 30).unwrap_err().args;
        // What would be refused again is not suggested.
        let example = Arg::Word("example-points");
        assert_eq!(args, [("most", Arg::from(30_u32)), ("suggestion", example)]);
        let summed = read(&number(0.1 + 0.2, Format::Plain), 30);
        assert_eq!(summed, Ok((Hundredths::new(30), None)), "the noise of binary fractions");
        assert_eq!(remark(&read(&number(30.5, Format::Plain), 30)), "points-out-of-range");
        assert_eq!(remark(&read(&number(-0.5, Format::Plain), 30)), "points-out-of-range");
        assert_eq!(remark(&read(&number(0.28, Format::Percent), 30)), "not-points");
    }
}
