//! How cells are shown: dates and percentages are told by number format alone,
//! text of old encodings by its font.

use calamine::Style;

use crate::workbook::fonts::Font;
use crate::workbook::grid::{DateParts, Format};

/// The format of a style that calamine read.
pub(super) fn of(style: &Style) -> Format {
    let Some(number) = &style.number_format else { return Format::Plain };
    match number.format_id {
        // calamine has no code of those that differ by language.
        Some(id) if number.format_code == "General" => of_builtin(id),
        _ => of_code(&number.format_code),
    }
}

/// Whether all that is in a cell of this style is struck out.
pub(super) fn is_struck(style: &Style) -> bool {
    style.font.as_ref().is_some_and(calamine::Font::has_strikethrough)
}

/// How many digits a number of this style is shown with at least, if it is a whole one.
pub(super) fn noughts(style: &Style) -> usize {
    style.number_format.as_ref().map_or(0, |it| digits_of(&it.format_code))
}

/// The same by the format's code: `00000000` has eight, `0`, `#,##0` and `0.00` have one,
/// and what shows anything else has none.
pub(crate) fn digits_of(code: &str) -> usize {
    let first = code.split(';').next().unwrap_or_default().replace('"', "");
    let is_plain = first.bytes().all(|it| it == b'0');
    if is_plain { first.len().min(DIGITS_MAX) } else { 0 }
}

/// More digits than a number is exact in.
const DIGITS_MAX: usize = 15;

/// A number as it is shown where noughts before it make it longer than it is.
pub(crate) fn with_noughts(number: f64, digits: usize) -> Option<String> {
    let is_whole = number.fract() == 0.0 && (0.0..1e15).contains(&number);
    // One digit there is always.
    if digits < 2 {
        return None;
    }
    let plain = format!("{number}");
    (is_whole && plain.len() < digits).then(|| format!("{number:0>digits$}"))
}

/// The font of a style, if it is one of an encoding from before Unicode.
pub(super) fn old_font(style: &Style) -> Option<Font> {
    Font::of_name(style.font.as_ref()?.name.as_deref()?)
}

/// The formats of East Asian calendars, which workbooks have without saying so
/// (ECMA-376, 18.8.30).
fn of_builtin(id: u32) -> Format {
    match id {
        27..=31 | 36 | 50..=54 | 57 | 58 => Format::Date(DateParts::Day),
        55 | 56 => Format::Date(DateParts::Month),
        32..=35 => Format::Time,
        _ => Format::Plain,
    }
}

/// A format by its code, e.g. `dd/mm/yyyy` or `0.0%`; the first section tells.
pub(crate) fn of_code(code: &str) -> Format {
    let (mut has_day, mut has_month, mut has_year, mut has_clock) = (false, false, false, false);
    let mut has_percent = false;
    let mut chars = code.chars();
    while let Some(it) = chars.next() {
        match it {
            ';' => break,
            // The next character is shown, skipped or repeated as it is.
            '\\' | '_' | '*' => _ = chars.next(),
            '"' => _ = chars.by_ref().find(|it| *it == '"'),
            '[' => {
                let inside: String = chars.by_ref().take_while(|it| *it != ']').collect();
                // [h] counts hours; [Red], [$-42A] and the like are no part of a date.
                let unit = inside.to_ascii_lowercase();
                has_clock |=
                    !unit.is_empty() && unit.chars().all(|it| matches!(it, 'h' | 'm' | 's'));
            }
            '%' => has_percent = true,
            'd' | 'D' => has_day = true,
            'm' | 'M' => has_month = true,
            'y' | 'Y' => has_year = true,
            'h' | 'H' | 's' | 'S' => has_clock = true,
            _ => {}
        }
    }
    if has_day {
        Format::Date(DateParts::Day)
    } else if has_year && !has_month {
        Format::Date(DateParts::Year)
    } else if has_clock && !has_year {
        // `m` beside hours is minutes.
        Format::Time
    } else if has_month {
        Format::Date(DateParts::Month)
    } else if has_percent {
        Format::Percent
    } else {
        Format::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_dates_percentages_and_numbers_apart() {
        const DAY: Format = Format::Date(DateParts::Day);
        const MONTH: Format = Format::Date(DateParts::Month);
        const YEAR: Format = Format::Date(DateParts::Year);
        for (code, format) in [
            ("dd/mm/yyyy", DAY),
            ("dd/mm/yyyy;@", DAY),
            ("[$-42A]dd mmmm yyyy", DAY),
            ("\"ngày\" dd \"tháng\" mm \"năm\" yyyy", DAY),
            ("d/m", DAY),
            ("mm/yyyy", MONTH),
            ("[$-409]mmm\\-yy;@", MONTH),
            ("yyyy", YEAR),
            ("h:mm", Format::Time),
            ("[h]:mm:ss", Format::Time),
            ("0%", Format::Percent),
            ("0.00%", Format::Percent),
            ("#,##0.0\\%", Format::Plain),
            ("General", Format::Plain),
            ("@", Format::Plain),
            ("0.00E+00", Format::Plain),
            ("#,##0 \"đồng\"", Format::Plain),
            ("0_);[Red](0)", Format::Plain),
            ("0;dd/mm/yyyy", Format::Plain),
            ("00000", Format::Plain),
            ("#,##0 \"tháng\"", Format::Plain),
            ("0 \"đồng chí\"", Format::Plain),
            ("[Red]0", Format::Plain),
            ("[Magenta][<0.5]0%", Format::Percent),
        ] {
            assert_eq!(of_code(code), format, "{code}");
        }
        for (code, number, shown) in [
            ("00000000", 8_012_304.0, Some("08012304")),
            ("00000000", 18_012_304.0, None),
            ("000000000000", 0.0, Some("000000000000")),
            ("0", 5.0, None),
            ("00", 5.0, Some("05")),
            ("#,##0", 5.0, None),
            ("0.00", 5.0, None),
            ("00%", 0.05, None),
            ("00000000", 0.5, None),
            ("00000000", -5.0, None),
            ("General", 5.0, None),
            ("00/00/0000", 5.0, None),
            ("00000000;@", 8_012_304.0, Some("08012304")),
        ] {
            assert_eq!(with_noughts(number, digits_of(code)).as_deref(), shown, "{code}");
        }
        assert_eq!(of_builtin(27), DAY);
        assert_eq!(of_builtin(55), MONTH);
        assert_eq!(of_builtin(33), Format::Time);
        assert_eq!(of_builtin(0), Format::Plain);
    }
}
