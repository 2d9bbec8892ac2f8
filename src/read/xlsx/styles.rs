//! How numbers are shown: dates and percentages are told by number format alone.

use std::collections::BTreeMap;

use super::xml::{Name, Step, Xml, attr};
use crate::finding::Finding;
use crate::read::grid::{DateParts, Format};
use crate::read::package::Package;

/// The formats of cells, by style id.
pub(super) fn read(package: &mut Package<'_>, part: &str) -> Result<Vec<Format>, Box<Finding>> {
    let mut xml = Xml::new(package.open_part(part)?, part);
    let mut custom = BTreeMap::new();
    let mut formats = Vec::new();
    let mut is_cells = false;
    loop {
        match xml.step()? {
            Step::Start(it) => match it.local_name().as_ref() {
                // Differential formats declare some too, with ids of their own use.
                "numFmt" => {
                    let id = attr(&it, "numFmtId").and_then(|it| it.parse::<u32>().ok());
                    if let (Some(id), Some(code)) = (id, attr(&it, "formatCode")) {
                        custom.entry(id).or_insert_with(|| of_code(&code));
                    }
                }
                "cellXfs" => is_cells = true,
                "xf" if is_cells => {
                    let id = attr(&it, "numFmtId").and_then(|it| it.parse().ok()).unwrap_or(0);
                    formats.push(custom.get(&id).copied().unwrap_or_else(|| of_builtin(id)));
                }
                _ => {}
            },
            Step::End(Name::CellFormats) => is_cells = false,
            Step::Done => return Ok(formats),
            _ => {}
        }
    }
}

/// The formats that every workbook has without saying so (ECMA-376, 18.8.30).
fn of_builtin(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        14 | 15 | 16 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Date(DateParts::Day),
        17 | 55 | 56 => Format::Date(DateParts::Month),
        18..=21 | 32..=35 | 45..=47 => Format::Time,
        _ => Format::Plain,
    }
}

/// A format by its code, e.g. `dd/mm/yyyy` or `0.0%`; the first section tells.
pub(super) fn of_code(code: &str) -> Format {
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
    match (has_day, has_year, has_month) {
        (true, _, _) => Format::Date(DateParts::Day),
        // `m` beside hours is minutes.
        (false, true, true) => Format::Date(DateParts::Month),
        (false, true, false) => Format::Date(DateParts::Year),
        (false, false, _) if has_clock => Format::Time,
        (false, false, true) => Format::Date(DateParts::Month),
        (false, false, false) if has_percent => Format::Percent,
        (false, false, false) => Format::Plain,
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
        ] {
            assert_eq!(of_code(code), format, "{code}");
        }
        assert_eq!(of_builtin(14), DAY);
        assert_eq!(of_builtin(17), MONTH);
        assert_eq!(of_builtin(9), Format::Percent);
        assert_eq!(of_builtin(49), Format::Plain);
    }
}
