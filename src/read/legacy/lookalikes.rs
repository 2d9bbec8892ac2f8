//! Letters of other alphabets that look like Latin ones, typed or copied by mistake.

use unicode_normalization::char::is_combining_mark;

use crate::model::text::latin;

/// The text with the Latin letters that are meant; `None` if nothing is to be
/// mended. A word that is of another alphabet indeed stays.
pub(super) fn mend(text: &str) -> Option<String> {
    if text.is_ascii() || text.chars().all(|it| latin(it).is_none()) {
        return None;
    }
    let is_of_word = |it: char| it.is_alphabetic() || is_combining_mark(it);
    let mut mended = String::with_capacity(text.len());
    for piece in text.split_inclusive(|it: char| !is_of_word(it)) {
        let is_foreign = piece.chars().any(|it| is_foreign(it) && latin(it).is_none());
        let letter = |it: char| if is_foreign { it } else { latin(it).unwrap_or(it) };
        mended.extend(piece.chars().map(letter));
    }
    (mended != text).then_some(mended)
}

/// Whether it is a letter of the Greek or the Cyrillic alphabet.
fn is_foreign(it: char) -> bool {
    matches!(it, '\u{370}'..='\u{3FF}' | '\u{400}'..='\u{52F}') && it.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_latin_become_it_and_foreign_words_stay() {
        for (text, mended) in [
            ("Ðặng Văn Khởi", Some("Đặng Văn Khởi")),
            ("ÐẶNG", Some("ĐẶNG")),
            ("\u{189}ặng", Some("Đặng")),
            ("Nguyễn Văn \u{410}", Some("Nguyễn Văn A")),
            ("\u{422}ốt", Some("Tốt")),
            ("H\u{3BF}àng", Some("Hoàng")),
            ("\u{422}\u{420}-01", Some("TP-01")),
            ("L\u{43E}\u{300}", Some("Lo\u{300}")),
            ("Москва", None),
            ("Москва, \u{422}ốt", Some("Москва, Tốt")),
            ("Đặng Văn Khởi", None),
            ("Ma Van A", None),
            ("5 µm", None),
            ("", None),
        ] {
            assert_eq!(mend(text).as_deref(), mended, "{text}");
        }
    }
}
