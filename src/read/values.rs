//! What stands in one cell, as the kind of value that its column asks for.
//!
//! Each reader gives the value, perhaps with a remark, or a remark alone when
//! nothing can be made of the cell without guessing. What might have been
//! meant goes into the remark as a suggestion; it is never applied.

pub(super) mod cards;
pub(super) mod choices;
pub(super) mod counts;
pub(super) mod dates;
pub(super) mod decimals;
pub(super) mod grades;
pub(super) mod months;
pub(super) mod names;
pub(super) mod percents;
pub(super) mod points;
pub(super) mod ratings;
pub(super) mod refused;
pub(super) mod text;
pub(super) mod ticks;
pub(super) mod vocabulary;
pub(super) mod yes_no;

use std::fmt::Write as _;

use crate::finding::{Arg, Code, Severity, code};
use crate::model::text::is_invisible;
use crate::workbook::grid::{Cell, Format, Raw};
use crate::workbook::symbols::is_private;

pub(super) static MISSPELT: Code = code("R208", "value-misspelt", Severity::Warning);
pub(super) static NO_RESULT: Code = code("R220", "formula-without-result", Severity::Error);
pub(super) static FORMULA_ERROR: Code = code("R221", "formula-error", Severity::Error);
pub(super) static OLD_RESULT: Code = code("R299", "old-result", Severity::Error);
pub(super) static NUMBER_IN_DATE_CELL: Code = code("R293", "number-in-date-cell", Severity::Notice);
pub(super) static DATE_FOR_NUMBER: Code = code("R294", "date-for-number", Severity::Error);
pub(super) static BROKEN: Code = code("R222", "broken-cell", Severity::Error);

pub(super) static PICTURE: Code = code("R263", "picture-in-a-cell", Severity::Error);
pub(super) static UNKNOWN_SIGN: Code = code("R271", "sign-not-understood", Severity::Error);
pub(super) static FORMULA_AS_TEXT: Code = code("R276", "formula-as-text", Severity::Error);

/// Errors of formulas, which are text where only what is shown was pasted.
const ERRORS: [&str; 9] =
    ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];

/// Signs with which people strike a cell out.
pub(super) const DASHES: [char; 4] = ['-', '–', '—', '−'];

/// Longest value shown in a finding, in characters.
const STORED_CHARS: usize = 200;

/// Something to say about a value; where it stands is added by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remark {
    /// What kind.
    pub code: &'static Code,
    /// What the message mentions.
    pub args: Vec<(&'static str, Arg)>,
}

/// A value with perhaps a remark, or why there is none.
pub(super) type Outcome<T> = Result<(T, Option<Remark>), Remark>;

impl Remark {
    /// A remark without arguments.
    pub(super) fn new(code: &'static Code) -> Self {
        Self { code, args: Vec::new() }
    }

    /// Adds an argument.
    pub(super) fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// What might have been meant; else an example, a key of the catalogue.
    pub(super) fn suggestion(self, suggestion: Option<String>, example: &'static str) -> Self {
        match suggestion {
            Some(text) => self.arg("suggestion", text),
            None => self.arg("suggestion", Arg::Word(example)),
        }
    }
}

/// Refuses what no kind of value can be made of: errors and missing results.
pub(super) fn usable(cell: &Cell) -> Result<(), Remark> {
    match &cell.raw {
        Raw::Error(_) => Err(Remark::new(&FORMULA_ERROR)),
        Raw::Uncomputed(_) => Err(Remark::new(&NO_RESULT)),
        Raw::Old(_, formula) => Err(Remark::new(&OLD_RESULT).arg("formula", formula.as_str())),
        Raw::Broken => Err(Remark::new(&BROKEN)),
        Raw::Picture => Err(Remark::new(&PICTURE)),
        Raw::Text(text) if is_formula(text) => Err(Remark::new(&FORMULA_AS_TEXT)),
        Raw::Text(text) if ERRORS.contains(&text.trim()) => Err(Remark::new(&FORMULA_ERROR)),
        Raw::Text(text) if has_only_signs(text) => Err(Remark::new(&UNKNOWN_SIGN)),
        Raw::Text(_) | Raw::Number(_) | Raw::Bool(_) => Ok(()),
    }
}

/// Serial numbers from here on are dates when they are shown so: 18/05/1927. No number of
/// a form is as large, and nothing that it dates is as old.
const DATES_FROM: f64 = 10_000.0;

/// The number in a cell, if it is none of text. One typed where the format of dates was left
/// is that number all the same, with a remark; what became a date of this age is refused.
pub(super) fn plain_or_left(cell: &Cell) -> Result<Option<(f64, Option<Remark>)>, Remark> {
    let Raw::Number(number) = cell.raw else { return Ok(None) };
    let left = |number: f64| {
        Ok(Some((number, Some(Remark::new(&NUMBER_IN_DATE_CELL).arg("read", number_text(number))))))
    };
    match cell.format {
        Format::Plain => Ok(Some((number, None))),
        Format::Date(_) if (0.0..DATES_FROM).contains(&number) => left(number),
        Format::Time if number.fract() == 0.0 && number >= 0.0 => left(number),
        Format::Date(_) => match dates::date_of_serial(number) {
            Some(date) => {
                let typed = format!("{}/{}", date.day(), date.month());
                Err(Remark::new(&DATE_FOR_NUMBER).arg("typed", typed))
            }
            None => Ok(None),
        },
        Format::Percent | Format::Time => Ok(None),
    }
}

/// Whether a text is a formula that was never one to its program: a function by its
/// name behind the sign of equality.
fn is_formula(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('=') else { return false };
    if crate::workbook::sums::is_of_cells(rest.trim()) {
        return true;
    }
    let Some((name, _)) = rest.trim_start().split_once('(') else { return false };
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_');
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(is_of_name)
}

/// Whether a text has signs of which only a font knows what they show, and no letter or digit.
fn has_only_signs(text: &str) -> bool {
    text.contains(is_private) && !text.contains(char::is_alphanumeric)
}

/// The value as stored: text in quotes with invisible characters made visible,
/// numbers and dates as they are.
pub(super) fn stored(cell: &Cell) -> String {
    match (&cell.raw, cell.format) {
        (Raw::Text(text), _) => stored_text(text),
        (Raw::Number(number), Format::Date(_)) => match dates::date_of_serial(*number) {
            Some(date) => crate::model::PartialDate::Day(date).to_string(),
            // Two days that Excel shows and no calendar has.
            None if (0.0..1.0).contains(number) => "00/01/1900".to_owned(),
            None if (60.0..61.0).contains(number) => "29/02/1900".to_owned(),
            None => number_text(*number),
        },
        (Raw::Number(number), Format::Percent) => {
            format!("{}%", number_text(tidy_float(number * 100.0)))
        }
        (Raw::Number(number) | Raw::Old(number, _), _) => number_text(*number),
        (Raw::Bool(true), _) => "TRUE".to_owned(),
        (Raw::Bool(false), _) => "FALSE".to_owned(),
        (Raw::Error(error), _) => error.clone(),
        (Raw::Uncomputed(formula), _) => format!("={formula}"),
        (Raw::Broken | Raw::Picture, _) => "?".to_owned(),
    }
}

/// Text as stored, in quotes.
pub(super) fn stored_text(text: &str) -> String {
    format!("\"{}\"", visible(text))
}

/// Text with everything invisible shown: a blank at an end, or beside another,
/// as `␠`; others by their number.
fn visible(text: &str) -> String {
    let chars: Vec<char> = text.chars().take(STORED_CHARS + 1).collect();
    let mut out = String::new();
    for (place, &it) in chars.iter().enumerate().take(STORED_CHARS) {
        let is_edge = |at: Option<&char>| at.is_none_or(|it| it.is_whitespace());
        match it {
            ' ' => {
                let before = place.checked_sub(1).and_then(|at| chars.get(at));
                let alone = !is_edge(before) && !is_edge(chars.get(place + 1));
                out.push(if alone { ' ' } else { '␠' });
            }
            '\n' => out.push('⏎'),
            '\t' => out.push('⇥'),
            it if it.is_whitespace() || is_invisible(it) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "<U+{:04X}>", u32::from(it));
            }
            it => out.push(it),
        }
    }
    if chars.len() > STORED_CHARS {
        out.push('…');
    }
    out
}

/// A number with the noise of binary fractions off.
pub(super) fn tidy_float(number: f64) -> f64 {
    let rounded = (number * 1e9).round() / 1e9;
    if rounded.is_finite() { rounded } else { number }
}

/// A number as plain digits; a point before decimals.
pub(super) fn number_text(number: f64) -> String {
    if number.abs() >= 1e15 { format!("{number:e}") } else { format!("{number}") }
}

/// A whole number within `0..=max`, exactly.
pub(super) fn whole(number: f64, max: u32) -> Option<u32> {
    if !(number.fract() == 0.0 && (0.0..=f64::from(max)).contains(&number)) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number between 0 and a u32, tested just above"
    )]
    Some(number as u32)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::workbook::grid::DateParts;

    /// A cell with text.
    pub(crate) fn text(text: &str) -> Cell {
        Cell { col: 0, raw: Raw::Text(text.into()), format: Format::Plain }
    }

    /// A cell with a number.
    pub(crate) fn number(number: f64, format: Format) -> Cell {
        Cell { col: 0, raw: Raw::Number(number), format }
    }

    /// The name of the remark of an outcome, `""` for none.
    pub(crate) fn remark<T>(outcome: &Outcome<T>) -> &'static str {
        match outcome {
            Ok((_, None)) => "",
            Ok((_, Some(remark))) | Err(remark) => remark.code.name,
        }
    }

    #[test]
    fn stored_values_show_their_type_and_what_is_invisible() {
        for (cell, shown) in [
            (text("12 "), "\"12␠\""),
            (text("Ma\u{200B} Văn  A"), "\"Ma<U+200B> Văn␠␠A\""),
            (text("a\u{A0}b\nc"), "\"a<U+00A0>b⏎c\""),
            (number(44331.0, Format::Plain), "44331"),
            (number(0.85, Format::Percent), "85%"),
            (number(0.07, Format::Percent), "7%"),
            (number(29354.0, Format::Date(DateParts::Day)), "13/05/1980"),
            (number(-1.0, Format::Date(DateParts::Day)), "-1"),
            (number(1e300, Format::Plain), "1e300"),
            (Cell { raw: Raw::Uncomputed("SUM(A1)".into()), ..text("") }, "=SUM(A1)"),
            // Days that Excel shows and no calendar has.
            (number(0.0, Format::Date(DateParts::Day)), "00/01/1900"),
            (number(0.25, Format::Date(DateParts::Day)), "00/01/1900"),
            (number(1.0, Format::Date(DateParts::Day)), "01/01/1900"),
            (number(60.0, Format::Date(DateParts::Day)), "29/02/1900"),
            (number(0.0, Format::Plain), "0"),
        ] {
            assert_eq!(stored(&cell), shown);
        }
        assert_eq!(stored(&text(&"a".repeat(500))).chars().count(), STORED_CHARS + 3);
    }

    #[test]
    fn formulas_and_errors_that_are_text_are_no_values() {
        for (typed, said) in [
            ("=SUM(A1:A2)", "formula-as-text"),
            ("=VLOOKUP(A1,B:C,2)", "formula-as-text"),
            ("=Sheet1!A1", "formula-as-text"),
            ("='2_DangVien'!$B$7", "formula-as-text"),
            ("=A1+B1", "formula-as-text"),
            ("= Trưởng thôn", ""),
            ("=Nam", ""),
            ("=5", ""),
            ("#REF!", "formula-error"),
            (" #N/A ", "formula-error"),
            ("#N/A (không có)", ""),
            ("# 5", ""),
        ] {
            let outcome = usable(&text(typed)).map(|()| ((), None));
            assert_eq!(remark(&outcome), said, "{typed}");
        }
    }

    #[test]
    fn whole_numbers_are_exact() {
        assert_eq!(whole(12.0, 100), Some(12));
        assert_eq!(whole(100.0, 100), Some(100));
        for no in [101.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
            assert_eq!(whole(no, 100), None);
        }
    }
}
