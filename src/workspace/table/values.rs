//! What the cells of the table say.

use unicode_normalization::UnicodeNormalization as _;

use crate::model::text::fold;
use crate::model::text::is_invisible;
use crate::workbook::grid::{Format, Raw, Sheet};

/// Digits of a telephone number without its first nought.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=10;

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing is there.
    Nothing,
    /// This, whether a text or a number.
    Text(String),
    /// Something that is no text: as it is stored, and why not.
    Unusable(String, &'static str),
}

pub(super) fn said(sheet: &Sheet, row: u32, col: u32) -> Said {
    let Some(cell) = sheet.get(row, col) else { return Said::Nothing };
    let place = (row, col);
    let unusable = |stored: &str, problem| Said::Unusable(stored.to_owned(), problem);
    if sheet.seen.struck.contains(&place) || sheet.seen.partly.contains_key(&place) {
        return unusable(&shown(&cell.raw), "branch-list-struck");
    }
    if let Some(it) = sheet.seen.raised.get(&place) {
        return unusable(&plain(&it.stored), "branch-list-raised");
    }
    let is_old = sheet.old_fonts.contains_key(&place) || sheet.old_pieces.contains_key(&place);
    match (&cell.raw, cell.format) {
        // ASCII looks the same in every font.
        (Raw::Text(text), _) if is_old && !text.is_ascii() => {
            unusable(text, "branch-list-old-font")
        }
        (Raw::Text(text), _) => Said::Text(plain(text)),
        (Raw::Number(_), Format::Date(_) | Format::Time) => {
            unusable(&shown(&cell.raw), "branch-list-date")
        }
        (Raw::Number(number), Format::Plain) => Said::Text(number.to_string()),
        (Raw::Number(_) | Raw::Bool(_) | Raw::Picture | Raw::Broken, _) => {
            unusable(&shown(&cell.raw), "branch-list-no-text")
        }
        (Raw::Error(_) | Raw::Uncomputed(_) | Raw::Old(..), _) => {
            unusable(&shown(&cell.raw), "branch-list-formula")
        }
    }
}

fn shown(raw: &Raw) -> String {
    match raw {
        Raw::Text(text) => plain(text),
        Raw::Number(number) => number.to_string(),
        Raw::Bool(it) => it.to_string().to_uppercase(),
        Raw::Error(text) | Raw::Uncomputed(text) | Raw::Old(_, text) => text.clone(),
        Raw::Picture | Raw::Broken => "?".to_owned(),
    }
}

/// A text on one line, composed, without what nobody sees.
pub(super) fn plain(text: &str) -> String {
    let seen: String = text.nfc().filter(|it| !is_invisible(*it)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many, as people write it: `21`, `21 đảng viên`, `21 đv`.
pub(super) fn count(text: &str) -> Option<u32> {
    let folded = fold(text);
    let bare = ["dang vien", "dv"].iter().find_map(|it| folded.strip_suffix(it));
    // `1.200` and `12,5` are not told apart from one another.
    let is_plain = text.chars().all(|it| !matches!(it, '.' | ',' | '-' | '/'));
    bare.unwrap_or(&folded).trim().parse().ok().filter(|_| is_plain)
}

/// Whether a row of this is that of a total.
pub(super) fn is_total(text: &str) -> bool {
    let words = ["tong", "cong", "tong cong", "tong so", "cong tong", "toan dang bo"];
    let folded = fold(text);
    words.contains(&folded.as_str())
}

/// Whether it is a number as groups of a list have it.
pub(super) fn is_roman(text: &str) -> bool {
    text.chars().all(|it| matches!(it, 'I' | 'V' | 'X'))
}

/// Whether it is a telephone number of which Excel took the nought.
pub(super) fn has_lost_nought(text: &str) -> bool {
    let is_digits = text.bytes().all(|it| it.is_ascii_digit());
    is_digits
        && PHONE_DIGITS.contains(&text.len())
        && !text.starts_with('0')
        && !text.starts_with("84")
}
