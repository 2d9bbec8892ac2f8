//! What a row or a cell looks like, whatever stands above it.

use std::collections::BTreeSet;

use crate::model::column_name;
use crate::read::fold::fold_words;
use crate::read::values::DASHES;
use crate::workbook::grid::{Cell, Raw, Row};

/// Whether a cell shows nothing that anybody typed: what formulas give that were filled down
/// too far, and signs for leaving blank.
pub(super) fn is_nought(cell: &Cell) -> bool {
    match &cell.raw {
        Raw::Number(number) => *number == 0.0,
        Raw::Bool(it) => !it,
        Raw::Text(text) => {
            let text = text.trim();
            text.len() <= 8 && text.chars().all(|it| it == '0' || it == '%' || DASHES.contains(&it))
        }
        Raw::Error(_) | Raw::Uncomputed(_) | Raw::Old(..) | Raw::Broken | Raw::Picture => false,
    }
}

/// Whether a cell holds a number, or text that has one.
pub(super) fn has_digits(cell: &Cell) -> bool {
    cell.plain_number().is_some()
        || cell.text().is_some_and(|it| it.bytes().any(|it| it.is_ascii_digit()))
}

/// Whether the row is a title such as "I. Tổ 1": one text, with the number of a
/// section, or merged across at least three columns.
pub(super) fn is_group(row: &Row, number_col: Option<u32>, wide: &BTreeSet<(u32, u32)>) -> bool {
    let (numbers, others): (Vec<&Cell>, Vec<&Cell>) =
        row.cells.iter().partition(|it| Some(it.col) == number_col);
    let numbering = numbers.first().and_then(|it| it.text());
    match others.as_slice() {
        // "I. Tổ 1" in the column for numbers.
        [] => numbering.is_some_and(|it| it.chars().any(char::is_alphabetic)),
        [only] if only.text().is_some() => {
            let is_wide = wide.contains(&(row.index, only.col));
            numbering.is_some_and(is_section) || (numbers.is_empty() && is_wide)
        }
        _ => false,
    }
}

/// Whether no number stands twice, as with numbers of columns. They need not
/// rise: a column that was moved took its number along.
pub(super) fn are_distinct(row: &Row) -> bool {
    let number = |cell: &Cell| match cell.text() {
        Some(text) => {
            let digits: String = text
                .chars()
                .skip_while(|it| !it.is_ascii_digit())
                .take_while(char::is_ascii_digit)
                .collect();
            digits.parse::<f64>().ok()
        }
        None => cell.plain_number(),
    };
    let mut numbers: Vec<f64> = row.cells.iter().filter_map(number).collect();
    numbers.sort_by(f64::total_cmp);
    let are_numbers = numbers.len() >= 2 && numbers.windows(2).all(|it| it[0] < it[1]);
    are_numbers || are_letters(row)
}

/// Whether the cells are letters that follow one another as columns are called: A, B, C …
pub(super) fn are_letters(row: &Row) -> bool {
    // As many as three letters, whatever they look like in lower case.
    const NAME_BYTES: usize = 12;
    let is_short = |it: &Cell| it.text().is_some_and(|it| it.trim().len() <= NAME_BYTES);
    if row.cells.len() < 3 || !row.cells.iter().all(is_short) {
        return false;
    }
    let mut names: Vec<String> =
        row.cells.iter().filter_map(|it| Some(it.text()?.trim().to_uppercase())).collect();
    if names.len() < 3 || names.len() != row.cells.len() {
        return false;
    }
    names.sort_by_key(|it| (it.len(), it.clone()));
    let wanted = (0..).map(column_name);
    names.iter().zip(wanted).all(|(it, wanted)| *it == wanted)
}

/// Whether the text numbers a section: "I", "IV.", "A", "B)".
pub(super) fn is_section(text: &str) -> bool {
    match fold_words(text).as_slice() {
        [only] => {
            let is_roman = only.bytes().all(|it| matches!(it, b'i' | b'v' | b'x'));
            is_roman || (only.len() == 1 && only.bytes().all(|it| it.is_ascii_alphabetic()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_numbered_with_roman_numbers_or_letters() {
        for (typed, is_it) in
            [("I", true), ("II.", true), ("A)", true), ("1", false), ("Tổ", false)]
        {
            assert_eq!(is_section(typed), is_it, "{typed}");
        }
    }
}
