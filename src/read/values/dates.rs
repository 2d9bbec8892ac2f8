//! Dates as cells and as text; day before month, always.

use jiff::civil;

use super::{Outcome, Remark, decimals, usable, whole};
use crate::finding::{Code, Severity, code};
use crate::model::PartialDate;
use crate::read::fold::{fold_words, tidy};
use crate::workbook::grid::{Cell, DateParts, Format, Raw};

pub(crate) static NOT_A_DATE: Code = code("R210", "not-a-date", Severity::Error);
pub(crate) static NO_SUCH_DAY: Code = code("R211", "no-such-day", Severity::Error);
pub(crate) static SERIAL_NUMBER: Code = code("R212", "date-as-serial-number", Severity::Error);
pub(crate) static CENTURY_UNKNOWN: Code = code("R213", "century-unknown", Severity::Error);
pub(crate) static NO_SUCH_MONTH: Code = code("R214", "no-such-month", Severity::Error);
pub(crate) static YEAR_OUT_OF_RANGE: Code = code("R216", "year-out-of-range", Severity::Error);
pub(crate) static YEAR_IN_DATE_CELL: Code = code("R218", "year-in-date-cell", Severity::Warning);

pub(crate) static DAY_UNKNOWN: Code = code("R292", "day-unknown", Severity::Notice);

const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// The last serial number that Excel shows as a date, 31/12/9999.
const SERIAL_MAX: f64 = 2_958_465.0;

/// A date, or one whose century has to be found from its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// The whole date.
    Sure(PartialDate),
    /// Day, month and two digits of the year.
    TwoDigits {
        /// 1 to 31, in a month that has it.
        day: i8,
        /// 1 to 12.
        month: i8,
        /// 0 to 99.
        year: i16,
    },
}

impl Typed {
    /// The dates that it can be: one, or one for each century that has the day.
    pub(crate) fn candidates(self) -> Vec<PartialDate> {
        match self {
            Self::Sure(date) => vec![date],
            Self::TwoDigits { day, month, year } => [1900, 2000]
                .into_iter()
                .filter_map(|century| civil::Date::new(century + year, month, day).ok())
                .map(PartialDate::Day)
                .collect(),
        }
    }
}

/// Reads a date.
pub(crate) fn read(cell: &Cell) -> Outcome<Typed> {
    usable(cell)?;
    match (&cell.raw, cell.format) {
        (Raw::Number(number), Format::Date(parts)) => of_date_cell(*number, parts),
        (Raw::Number(number), Format::Plain) => of_number(*number),
        (Raw::Text(text), _) => match without_the_unknown(text) {
            Some(date) => {
                in_range(date.year().into())?;
                let remark = Remark::new(&DAY_UNKNOWN).arg("read", date);
                Ok((Typed::Sure(date), Some(remark)))
            }
            None => of_text(text).map(|it| (it, None)),
        },
        _ => Err(not_a_date(None)),
    }
}

/// A serial number as a date, as Excel for Windows counts: day 1 is 01/01/1900
/// and day 60 the 29/02/1900 that never was.
pub(crate) fn date_of_serial(serial: f64) -> Option<civil::Date> {
    if !(1.0..SERIAL_MAX + 1.0).contains(&serial) || (60.0..61.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded by SERIAL_MAX just above")]
    let days = serial.floor() as i32;
    let eve = if days < 60 { civil::date(1899, 12, 31) } else { civil::date(1899, 12, 30) };
    eve.checked_add(jiff::Span::new().days(days)).ok()
}

fn of_date_cell(serial: f64, parts: DateParts) -> Outcome<Typed> {
    // A year typed into a cell of dates turns into a day of 1905, before the Party.
    if let Some(year) = year_number(serial) {
        let date = PartialDate::Year(year);
        return Ok((Typed::Sure(date), Some(Remark::new(&YEAR_IN_DATE_CELL).arg("read", date))));
    }
    let date = date_of_serial(serial).ok_or_else(|| not_a_date(None))?;
    in_range(i32::from(date.year()))?;
    let date = match parts {
        DateParts::Day => PartialDate::Day(date),
        DateParts::Month => PartialDate::Month(date.year(), date.month()),
        DateParts::Year => PartialDate::Year(date.year()),
    };
    Ok((Typed::Sure(date), None))
}

fn of_number(number: f64) -> Outcome<Typed> {
    if let Some(year) = year_number(number) {
        return Ok((Typed::Sure(PartialDate::Year(year)), None));
    }
    if let Some(run) = whole(number, 99_999_999).filter(|it| *it > 1_000_000) {
        return Err(not_a_date(run_together(&format!("{run:08}"))));
    }
    match suggest_serial(number) {
        Some(date) => Err(Remark::new(&SERIAL_NUMBER).arg("suggestion", date)),
        None => Err(not_a_date(None)),
    }
}

/// A whole number from 1900 to 2100, which is a year.
fn year_number(number: f64) -> Option<i16> {
    let year = whole(number, 2100)?;
    YEARS.contains(&i32::try_from(year).ok()?).then(|| i16::try_from(year).ok()).flatten()
}

/// The date that a serial number would be, where it is a likely one.
fn suggest_serial(number: f64) -> Option<PartialDate> {
    let date = date_of_serial(number)?;
    let is_likely = number > 3000.0 && YEARS.contains(&i32::from(date.year()));
    is_likely.then_some(PartialDate::Day(date))
}

fn not_a_date(suggestion: Option<String>) -> Remark {
    Remark::new(&NOT_A_DATE).suggestion(suggestion, "example-date")
}

fn in_range(year: i32) -> Result<(), Remark> {
    if YEARS.contains(&year) {
        return Ok(());
    }
    Err(Remark::new(&YEAR_OUT_OF_RANGE).arg("year", year.to_string()))
}

/// Digits without separators, as a suggestion: `13051980`.
fn run_together(digits: &str) -> Option<String> {
    let (day, month, year) = (digits.get(..2)?, digits.get(2..4)?, digits.get(4..)?);
    let date = day_of(number_of(day)?, number_of(month)?, number_of(year)?).ok()?;
    YEARS.contains(&i32::from(date.year())).then(|| PartialDate::Day(date).to_string())
}

fn of_text(text: &str) -> Result<Typed, Remark> {
    let text = tidy(text);
    let text = without_time(&text).trim_end_matches(['.', ',', ';']);
    if let Some(plain) = in_words(text) {
        return of_text(&plain);
    }
    let Some(parts) = numbers(text) else { return Err(not_a_date(suggest(text))) };
    let digits: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    let value = |at: usize| number_of(parts[at]).unwrap_or(i32::MAX);
    match digits.as_slice() {
        [4] if YEARS.contains(&value(0)) => Ok(Typed::Sure(PartialDate::Year(as_year(value(0))?))),
        [4] => Err(in_range(value(0)).err().unwrap_or_else(|| not_a_date(None))),
        [5] => match decimals::parse(text).and_then(suggest_serial) {
            Some(date) => Err(Remark::new(&SERIAL_NUMBER).arg("suggestion", date)),
            None => Err(not_a_date(None)),
        },
        [1 | 2, 4] => {
            in_range(value(1))?;
            let month = month_of(value(0), None)?;
            Ok(Typed::Sure(PartialDate::Month(as_year(value(1))?, month)))
        }
        [4, 1 | 2, 1 | 2] => {
            in_range(value(0))?;
            Ok(Typed::Sure(PartialDate::Day(day_of(value(2), value(1), value(0))?)))
        }
        [1 | 2, 1 | 2, 4] => {
            in_range(value(2))?;
            Ok(Typed::Sure(PartialDate::Day(day_of(value(0), value(1), value(2))?)))
        }
        [1 | 2, 1 | 2, 2] => {
            // A leap day may exist in one century only; the other is refused with its reason.
            let sure = |century: i32| day_of(value(0), value(1), century + value(2));
            let date = sure(2000).or_else(|_| sure(1900))?;
            Ok(Typed::TwoDigits { day: date.day(), month: date.month(), year: date.year() % 100 })
        }
        _ => Err(not_a_date(suggest(text))),
    }
}

/// Words in which people say that they do not know the day, folded.
const UNKNOWN_WORDS: [&str; 13] = [
    "khong", "chua", "ro", "nho", "biet", "ngay", "thang", "nam", "sinh", "chi", "chinh", "xac",
    "duoc",
];

/// The year, or month and year, of a date whose other parts are left open: `00/00/1972`,
/// `xx/11/1979`, `.../.../1990`, `1958-00-00`, "Không rõ ngày, 10/1995". `None` for any
/// other text, also where a day is named without its month.
fn without_the_unknown(text: &str) -> Option<PartialDate> {
    let text = tidy(text);
    if text.len() > 80 {
        return None;
    }
    let (text, has_words) = without_unknown_words(&text)?;
    let is_open = |it: &str| {
        it.chars().all(|it| matches!(it, '0' | 'x' | 'X' | '?' | '_' | '*' | '.' | '…' | '-'))
    };
    let is_year = |it: &&str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
    let year_of = |it: &str| number_of(it).and_then(|it| i16::try_from(it).ok());
    let parts = parts(text);
    let (year, rest): (&str, Vec<&str>) = match parts.as_slice() {
        [rest @ .., year] if is_year(year) => (year, rest.to_vec()),
        [year, rest @ ..] if is_year(year) => (year, rest.iter().rev().copied().collect()),
        _ => return None,
    };
    let year = year_of(year)?;
    let month_of = |it: &str| {
        let is_number = matches!(it.len(), 1 | 2) && it.bytes().all(|it| it.is_ascii_digit());
        number_of(it).filter(|_| is_number).and_then(|it| i8::try_from(it).ok())
    };
    match rest.as_slice() {
        [] if has_words => Some(PartialDate::Year(year)),
        [month] if is_open(month) => Some(PartialDate::Year(year)),
        [day, month] if is_open(day) && is_open(month) => Some(PartialDate::Year(year)),
        [month] if has_words => month_of(month)
            .filter(|it| (1..=12).contains(it))
            .map(|it| PartialDate::Month(year, it)),
        [day, month] if is_open(day) => month_of(month)
            .filter(|it| (1..=12).contains(it))
            .map(|it| PartialDate::Month(year, it)),
        _ => None,
    }
}

/// The parts between the separators of a date. Signs that separate stand for a part as well,
/// as in `--/--/1983` and `…/…/1990`: where there are slashes, nothing else separates.
fn parts(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = if text.contains('/') {
        text.split('/').map(str::trim).collect()
    } else {
        text.split(['-', '.', '–', '—']).map(str::trim).collect()
    };
    parts
}

/// What is left of a text that says in words that the day is not known, and whether it
/// does; `None` where it has other words.
fn without_unknown_words(text: &str) -> Option<(&str, bool)> {
    let is_word = |it: char| it.is_alphabetic() && !matches!(it, 'x' | 'X');
    if !text.contains(is_word) {
        return Some((text, false));
    }
    let words = fold_words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_number = |it: &&&str| !it.bytes().all(|it| it.is_ascii_digit());
    let said: Vec<&&str> = words.iter().filter(is_number).collect();
    let denies = said.iter().any(|it| matches!(**it, "khong" | "chua"))
        && said.iter().any(|it| matches!(**it, "ro" | "nho" | "biet"));
    if !denies || !said.iter().all(|it| UNKNOWN_WORDS.contains(*it)) {
        return None;
    }
    let is_part = |it: char| it.is_ascii_digit();
    let (first, last) = (text.find(is_part)?, text.rfind(is_part)?);
    let bare = &text[first..=last];
    (!bare.contains(is_word)).then_some((bare, true))
}

/// Cuts a time of day off, as exports write it: `1980-05-13 00:00:00`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = &text[..colon];
    match before.rfind([' ', 'T', 't']) {
        Some(at)
            if text[at + 1..].chars().all(|it| !it.is_alphabetic() || matches!(it, 'Z' | 'z')) =>
        {
            text[..at].trim_end()
        }
        _ => text,
    }
}

/// A date with the words for its parts, without them: `ngày 13 tháng 5 năm 1980`.
fn in_words(text: &str) -> Option<String> {
    let words = fold_words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let parts: &[&str] = match words.as_slice() {
        ["ngay", day, "thang", month, "nam", year]
        | ["ngay", day, month, year]
        | [day, "thang", month, "nam", year] => &[day, month, year],
        ["thang", month, "nam", year] | ["thang", month, year] => &[month, year],
        ["nam", year] => &[year],
        _ => return None,
    };
    let is_number = |it: &&str| it.len() <= 4 && it.bytes().all(|it| it.is_ascii_digit());
    parts.iter().all(is_number).then(|| parts.join("/"))
}

/// Runs of digits between single separators, blanks round them aside; `None`
/// when something else stands in the text.
fn numbers(text: &str) -> Option<Vec<&str>> {
    let is_separator = |it: char| matches!(it, '/' | '-' | '.' | '–' | '—');
    let parts: Vec<&str> = text.split(is_separator).map(str::trim).collect();
    let is_number = |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    (parts.len() <= 3 && parts.iter().all(is_number)).then_some(parts)
}

fn number_of(digits: &str) -> Option<i32> {
    digits.parse().ok()
}

fn as_year(year: i32) -> Result<i16, Remark> {
    i16::try_from(year).map_err(|_| not_a_date(None))
}

fn month_of(month: i32, swapped: Option<String>) -> Result<i8, Remark> {
    match i8::try_from(month) {
        Ok(it) if (1..=12).contains(&it) => Ok(it),
        _ => Err(Remark::new(&NO_SUCH_MONTH)
            .arg("month", month.to_string())
            .suggestion(swapped, "example-date")),
    }
}

/// The day, or why the calendar has no such day.
fn day_of(day: i32, month: i32, year: i32) -> Result<civil::Date, Remark> {
    let year = as_year(year)?;
    let date = |day: i32, month: i32| {
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let swapped = || date(month, day).map(|it| PartialDate::Day(it).to_string());
    let month = month_of(month, swapped())?;
    date(day, i32::from(month)).ok_or_else(|| {
        let days = civil::Date::new(year, month, 1).map_or(31, civil::Date::days_in_month);
        // 00/05/1980 is how people write that they do not know the day.
        let suggestion = (day == 0).then(|| PartialDate::Month(year, month).to_string());
        Remark::new(&NO_SUCH_DAY)
            .arg("month", PartialDate::Month(year, month))
            .arg("days", days.to_string())
            .suggestion(suggestion, "example-date")
    })
}

/// Three numbers somewhere in the text that make a date, or digits run together.
fn suggest(text: &str) -> Option<String> {
    let runs: Vec<&str> =
        text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    match runs.as_slice() {
        [only] if only.len() == 8 => run_together(only),
        [year, month] if year.len() == 4 && month.len() <= 2 => {
            let month = month_of(number_of(month)?, None).ok()?;
            Some(PartialDate::Month(as_year(number_of(year)?).ok()?, month).to_string())
        }
        [day, month, year] if year.len() == 4 => {
            let date = day_of(number_of(day)?, number_of(month)?, number_of(year)?).ok()?;
            Some(PartialDate::Day(date).to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
