//! How offices number what their tables hold: rows, parts, branches, columns.

use crate::model::text::fold;
use crate::read::grid::{Cell, Row};
use crate::regime::Regime;
use crate::regime::consolidated::Words;

/// A row of column numbers has so many of them at least.
const NUMBERED: usize = 3;
/// And so many texts at most that somebody put beside them.
const REMARKS_MAX: usize = 2;

/// Whether a row has the numbers of the columns: `1`, `(2)`, `A`, `3=4+5`.
pub(super) fn is_column_numbers(row: &Row) -> bool {
    // The first columns may have letters: A, B.
    let letters = row.cells.iter().zip('A'..='Z');
    let letters = letters.take_while(|(it, own)| is_letter(it, *own)).count();
    let numbers = &row.cells[letters..];
    let remarks = numbers.iter().filter(|it| !is_column_number(it)).count();
    row.cells.len() >= NUMBERED
        && numbers.iter().take(NUMBERED.saturating_sub(letters).max(1)).all(is_column_number)
        && remarks <= REMARKS_MAX
        && numbers.len() > remarks
}

fn is_letter(cell: &Cell, letter: char) -> bool {
    let text = cell.text().map(|it| it.trim().trim_matches(['(', ')']).trim());
    text.is_some_and(|it| it.chars().eq([letter]))
}

fn is_column_number(cell: &Cell) -> bool {
    let Some(text) = cell.text() else { return cell.plain_number().is_some() };
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let text = inner.unwrap_or(text).trim();
    // `3=4+5` is how a column comes about.
    let is_sign = |it: char| it.is_whitespace() || "=+-*/:.,()%".contains(it);
    let is_made = text.starts_with(|it: char| it.is_ascii_digit())
        && text.contains('=')
        && text.chars().all(|it| it.is_ascii_digit() || is_sign(it));
    let is_whole = (1..4).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    is_made || is_whole
}

/// Whether a cell has the number of a row, as a number or typed as text: `1`, `1.`, `1)`.
pub(super) fn counts(cell: &Cell) -> bool {
    let is_typed = |it: &str| {
        let digits = it.trim().trim_start_matches('(').trim_end_matches(['.', ')']).trim_end();
        !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
    };
    cell.plain_number().is_some() || cell.text().is_some_and(is_typed)
}

/// Whether somebody's row is numbered, left of the names.
pub(super) fn is_numbered(row: &Row, name: u32) -> bool {
    row.cells.iter().any(|it| it.col < name && counts(it))
}

/// The name of a part without its number: `I. `, `I - `, `1)`, `II.1. `.
pub(super) fn without_number(text: &str) -> &str {
    let text = text.trim();
    let behind = |text: &'_ str, is_it: fn(char) -> bool| -> usize {
        text.find(|it: char| !is_it(it)).unwrap_or(text.len())
    };
    let roman = behind(text, |it| "IVXLCDM".contains(it));
    let end = if roman > 0 { roman } else { behind(text, |it| it.is_ascii_digit()) };
    let rest = text[end..].trim_start();
    let Some(rest) = rest.strip_prefix(['.', ')', '/', '-', '–', '—', ':']).filter(|_| end > 0)
    else {
        return text;
    };
    let name = rest.trim_start();
    match name.chars().next() {
        Some(it) if it.is_alphabetic() => name,
        // The number of a part of a part.
        Some(it) if it.is_ascii_digit() && rest.len() == name.len() => match without_number(name) {
            bare if bare.len() < name.len() => bare,
            _ => text,
        },
        _ => text,
    }
}

/// The name of a branch: what is counted in brackets and its number off.
pub(super) fn branch_name<'a>(text: &'a str, words: &Words) -> &'a str {
    without_number(words.without_count(text))
}

/// Whether a text begins with a number or a letter of its own, as headings do: `A. `, `I. `, `1. `, `- `.
pub(super) fn is_headed(text: &str) -> bool {
    let Some((number, _)) = text.trim().split_once(['.', ')', '-']) else { return false };
    let number = number.trim_end();
    let is_digits = number.bytes().all(|it| it.is_ascii_digit());
    number.len() == 1 || is_digits || number.chars().all(|it| "IVXLCDM".contains(it))
}

/// Whether a number is that of a part: Roman signs, perhaps with the numbers of parts of it.
pub(super) fn is_roman(number: &str) -> bool {
    let first = number.split('.').next().unwrap_or_default();
    !first.is_empty() && first.chars().all(|it| "IVXLCDM".contains(it))
}

/// Whether this is the name in the row of a unit, or of the branches that stand under none.
pub(super) fn is_unit_row(name: &str, regime: &Regime) -> bool {
    let Some(words) = &regime.consolidated.units else { return true };
    counted(name, &words.row) || counted(name, &words.direct)
}

/// Whether a text ends as one with a count of branches does, and begins as it does.
fn counted(text: &str, row: &str) -> bool {
    let Some((before, after)) = row.split_once("{branches}") else { return false };
    let before = fold(before.split('}').next_back().unwrap_or_default());
    let text = fold(text);
    let Some(text) = text.strip_suffix(&fold(after)) else { return false };
    let text = text.trim_end();
    let start = text.trim_end_matches(|it: char| it.is_ascii_digit());
    start.len() < text.len() && start.trim_end().starts_with(&before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::grid::{Format, Raw};

    #[test]
    fn the_number_of_a_part_is_no_name() {
        for (typed, name) in [
            ("I. Chi bộ thôn Nà Mẻ", "Chi bộ thôn Nà Mẻ"),
            ("XLIV. Chi bộ A. B", "Chi bộ A. B"),
            ("A. CẤP TRÊN QUYẾT ĐỊNH", "A. CẤP TRÊN QUYẾT ĐỊNH"),
            ("Chi bộ I. Nà Mẻ", "Chi bộ I. Nà Mẻ"),
            ("1. Chi bộ A", "Chi bộ A"),
            ("I - Chi bộ A", "Chi bộ A"),
            ("II) Chi bộ A", "Chi bộ A"),
            ("III/ Chi bộ A", "Chi bộ A"),
            ("IV.Chi bộ A", "Chi bộ A"),
            ("II.1. Chi bộ A", "Chi bộ A"),
            ("I: Chi bộ A", "Chi bộ A"),
            ("Vi Văn A", "Vi Văn A"),
            ("30/4", "30/4"),
            ("1-5", "1-5"),
            ("12", "12"),
        ] {
            assert_eq!(without_number(typed), name);
        }
    }

    #[test]
    fn column_numbers_are_known_however_they_are_typed() {
        let row = |texts: &[&str]| {
            let cell = |(col, text): (u32, &&str)| Cell {
                col,
                raw: Raw::Text((*text).into()),
                format: Format::Plain,
            };
            Row { index: 0, cells: (0..).zip(texts).map(cell).collect() }
        };
        for (texts, are_numbers) in [
            (&["1", "2", "3", "4"][..], true),
            (&["(1)", "( 2 )", "(3=4+5)", "4"], true),
            (&["A", "B", "1", "2"], true),
            (&["1", "2", "3=4+5+6", "4", "đã xem"], true),
            (&["A", "B", "C"], false),
            (&["1", "A", "3", "4"], false),
            (&["A", "2", "3", "4"], true),
            (&["A", "D", "3", "4"], false),
            (&["1", "2"], false),
            (&["1", "Ma Văn A", "2", "3"], false),
            (&["1. Số có mặt (1 = 2+3+4)", "2", "3", "4"], false),
            (&["1", "2026", "3", "4"], false),
        ] {
            assert_eq!(is_column_numbers(&row(texts)), are_numbers, "{texts:?}");
        }
    }

    #[test]
    fn a_heading_has_a_number_and_a_name_has_none() {
        for (typed, is_one) in [
            ("A. CẤP TRÊN QUYẾT ĐỊNH", true),
            ("IV. Trường học", true),
            ("2) Trường học", true),
            ("- Trường học", true),
            ("Vi Văn Mạo", false),
            ("VI VĂN MẠO", false),
            ("Nguyễn Văn A.", false),
        ] {
            assert_eq!(is_headed(typed), is_one, "{typed}");
        }
    }
}
