//! What Excel says while somebody types: the hint beside a cell, and a window
//! when the value cannot be right.
//!
//! Pasting destroys all of it, so nothing here is relied upon: the reader and
//! the rules look at every value again.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, XlsxError};

use super::{Paper, WORDS, lists, words};
use crate::regime::form::Kind;

/// Excel's limit of a hint's title.
const TITLE_LENGTH: usize = 32;
/// The most that a percentage can be, as [`Kind::Percent`] says.
const MOST_PERCENT: u32 = 200;
/// The most that a number of months can be, as [`Kind::Months`] says.
const MOST_MONTHS: u32 = 12;
/// Members whose rows are checked as they are typed; more are checked by the program alone.
pub(super) const CHECKED_ROWS: u32 = 1000;

/// What is asked of the cells of one column, or of one fact.
pub(super) struct Asked<'a> {
    pub(super) heading: &'a str,
    pub(super) kind: Kind,
    pub(super) choice: Option<&'a str>,
    pub(super) how: &'a str,
    /// The most points, for [`Kind::Points`].
    pub(super) most: Option<u32>,
}

/// The check for cells of which the first is `first`, e.g. `C7`.
pub(super) fn check(
    paper: &Paper,
    asked: &Asked,
    first: &str,
) -> Result<DataValidation, XlsxError> {
    let check = DataValidation::new();
    let number = |most: u32| DataValidationRule::Between(0.0, f64::from(most));
    let whole = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let years = &paper.regime.rules.years;
    let first_year = years.iter().min().copied().unwrap_or(paper.last_year);
    let last_year = years.iter().max().copied().unwrap_or(paper.last_year);

    let list = lists::name_for(asked.kind, asked.choice).unwrap_or_default();
    let (check, message, style) = match asked.kind {
        // Any text will do; the hint alone is shown.
        Kind::Text | Kind::Card => (check.allow_any_value(), String::new(), None),
        Kind::Rating | Kind::Grade | Kind::YesNo | Kind::Choice => (
            check.allow_list_formula(list.as_str().into()),
            words("form-check-list"),
            Some(DataValidationErrorStyle::Stop),
        ),
        // A name outside the list is accepted with a notice, so it may stay.
        Kind::Ethnicity => (
            check.allow_list_formula(list.as_str().into()),
            words("form-check-ethnicity"),
            Some(DataValidationErrorStyle::Warning),
        ),
        Kind::Date => (
            check.allow_custom(plausible_date(first, paper.last_year).as_str().into()),
            WORDS.ui("form-check-date", &[("year", paper.last_year.into())]),
            Some(DataValidationErrorStyle::Warning),
        ),
        Kind::Year => (
            check.allow_whole_number(DataValidationRule::Between(
                whole(first_year.min(paper.last_year)),
                whole(last_year.max(paper.last_year)),
            )),
            WORDS
                .ui("form-check-year", &[("first", first_year.into()), ("last", last_year.into())]),
            Some(DataValidationErrorStyle::Stop),
        ),
        Kind::Count => (
            check.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
            words("form-check-count"),
            Some(DataValidationErrorStyle::Stop),
        ),
        Kind::Percent => (
            check.allow_decimal_number(number(MOST_PERCENT)),
            WORDS.ui("form-check-percent", &[("most", MOST_PERCENT.into())]),
            Some(DataValidationErrorStyle::Stop),
        ),
        Kind::Points => (
            check.allow_decimal_number(number(asked.most.unwrap_or(0))),
            WORDS.ui("form-check-points", &[("most", asked.most.unwrap_or(0).into())]),
            Some(DataValidationErrorStyle::Stop),
        ),
        Kind::Months => (
            check.allow_decimal_number(number(MOST_MONTHS)),
            WORDS.ui("form-check-months", &[("most", MOST_MONTHS.into())]),
            Some(DataValidationErrorStyle::Stop),
        ),
    };
    let check = check.set_input_title(title(asked.heading))?.set_input_message(asked.how)?;
    match style {
        None => Ok(check),
        Some(style) => check
            .set_error_style(style)
            .set_error_title(words("form-check-title"))?
            .set_error_message(message),
    }
}

/// A check that lets nothing through, for cells that have to be unlocked.
pub(super) fn keep_as_it_is() -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_custom("FALSE".into())
        .set_error_title(words("form-check-title"))?
        .set_error_message(words("form-check-number-row"))
}

/// A heading as the title of its hint, cut to what Excel shows, between words if it can be.
fn title(heading: &str) -> String {
    if heading.chars().count() <= TITLE_LENGTH {
        return heading.to_owned();
    }
    let cut: String = heading.chars().take(TITLE_LENGTH - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([' ', ',', ';', '(']))
}

/// A formula that holds for a date that can be right: text such as 13/05/1980,
/// 05/1980 or 1980 (see [`super::look::Look::entry`] for why text), or a date
/// that was pasted in. It only warns, and it only looks at the order of day and
/// month and at the year; whether there is such a day the reader finds out.
///
/// Excel takes 255 characters at most; the serial number 3654 is 01/01/1910.
fn plausible_date(cell: &str, last_year: u32) -> String {
    format!(
        "IF(ISNUMBER({cell}),AND({cell}>=3654,{cell}<=DATE({last_year},12,31)),\
         AND(LEN({cell})<11,--RIGHT({cell},4)>1899,--RIGHT({cell},4)<={last_year},\
         --SUBSTITUTE(MID(\"00/\"&{cell},LEN({cell})-3,2),\"/\",\"\")<13,\
         --SUBSTITUTE(LEFT({cell},2),\"/\",\"\")<32))"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_has_a_title_that_excel_shows() {
        assert_eq!(title("Họ và tên"), "Họ và tên");
        let long = title("Xếp loại chính quyền, MTTQ, đoàn thể cùng cấp (mức thấp nhất, nếu có)");
        assert_eq!(long, "Xếp loại chính quyền, MTTQ…");
        assert_eq!(title(&"x".repeat(40)).chars().count(), TITLE_LENGTH);
    }

    #[test]
    fn the_formula_for_dates_fits_a_check() {
        assert!(plausible_date("AK1000", 2020).len() <= 255);
    }
}
