//! Comparing Vietnamese text as people type it.
//!
//! Two texts that a reader takes for the same heading or name differ in case,
//! blanks, punctuation, Unicode form, the place of a tone (ủy, uỷ) or the marks
//! altogether. [`fold`] takes all that away; [`marks_fit`] then tells whether
//! the marks that were typed are merely missing or wrong.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::text::is_invisible;
use crate::model::text::{is_composed, latin, push_plain};

/// The letters and digits of `text`: lower case, without marks.
pub(super) fn fold(text: &str) -> String {
    let mut folded = letters(text);
    folded.retain(char::is_alphanumeric);
    folded
}

/// The words of `text`, each folded; a word is a run of letters and digits.
pub(super) fn fold_words(text: &str) -> Vec<String> {
    letters(text)
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `text` in lower case with marks dropped and `đ` as `d`; all else as it is.
fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Letter by letter: the order of marks does not matter where all are dropped.
    for letter in text.chars() {
        if matches!(letter, ' '..='~') {
            out.push(letter.to_ascii_lowercase());
        } else if !is_invisible(letter) {
            push_plain(&mut out, letter);
        }
    }
    out
}

/// Text as it is kept: composed, nothing invisible, no blanks at the ends and
/// single blanks inside.
pub(super) fn tidy(text: &str) -> String {
    if is_tidy(text) {
        return text.to_owned();
    }
    tidied(text)
}

/// Whether nothing is to be changed: most texts are as they should be.
pub(super) fn is_tidy(text: &str) -> bool {
    // Letters of Vietnamese are told by their first bytes; whatever else there is takes the long way.
    let bytes = text.as_bytes();
    let (mut place, mut is_after_blank) = (0, true);
    while let Some(byte) = bytes.get(place) {
        place += match byte {
            b' ' if is_after_blank => return false,
            b' '..=b'~' => 1,
            // Up to U+01BF; U+1E80 to U+1EFF.
            0xC3..=0xC6 => 2,
            0xE1 if matches!(bytes.get(place + 1), Some(0xBA | 0xBB)) => 3,
            _ => return is_tidy_of_any(text),
        };
        is_after_blank = *byte == b' ';
    }
    bytes.is_empty() || !is_after_blank
}

/// The same, letter by letter.
fn is_tidy_of_any(text: &str) -> bool {
    let mut is_after_blank = true;
    for letter in text.chars() {
        let is_right = match letter {
            ' ' => !is_after_blank,
            '!'..='~' => true,
            _ => !letter.is_whitespace() && !is_invisible(letter),
        };
        if !is_right {
            return false;
        }
        is_after_blank = letter == ' ';
    }
    !text.ends_with(' ') && is_composed(text)
}

fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(char::is_whitespace) {
        let visible = word.chars().filter(|it| !is_invisible(*it));
        let before = out.len();
        if before > 0 {
            out.push(' ');
        }
        let start = out.len();
        out.extend(visible);
        if out.len() == start {
            out.truncate(before);
        }
    }
    if is_composed(&out) { out } else { composed(&out) }
}

/// The text composed, each mark once on a letter: two input methods at work give
/// the same mark twice, one of them over the other.
fn composed(text: &str) -> String {
    let mut marks = Vec::new();
    let once = text.nfd().filter(|it| {
        if !is_combining_mark(*it) {
            marks.clear();
            return true;
        }
        let is_new = !marks.contains(it);
        marks.push(*it);
        is_new
    });
    once.nfc().collect()
}

/// Whether `typed`, which folds to the same as `expected`, has no mark that
/// `expected` has not: marks may be missing, but those there are right.
///
/// Tones are compared in their order only, since ủy and uỷ put the same tone
/// on different letters.
pub(super) fn marks_fit(typed: &str, expected: &str) -> bool {
    if typed == expected {
        return true;
    }
    let (typed_shapes, typed_tones) = marks(typed);
    let (shapes, tones) = marks(expected);
    let mut wanted = tones.iter();
    typed_shapes.len() == shapes.len()
        && typed_shapes
            .iter()
            .zip(&shapes)
            .all(|(typed, expected)| typed.is_none() || typed == expected)
        && typed_tones.iter().all(|tone| wanted.any(|it| it == tone))
}

/// For each letter its mark of quality (â, ă, ơ, đ), and the tones in order.
fn marks(text: &str) -> (Vec<Option<char>>, Vec<char>) {
    let (mut shapes, mut tones) = (Vec::new(), Vec::new());
    let latin = text.nfd().map(|it| latin(it).unwrap_or(it));
    for it in latin.flat_map(char::to_lowercase) {
        match it {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones.push(it),
            _ if is_combining_mark(it) => {
                if let Some(last) = shapes.last_mut() {
                    *last = Some(it);
                }
            }
            'đ' => shapes.push(Some('đ')),
            _ if it.is_alphanumeric() => shapes.push(None),
            _ => {}
        }
    }
    (shapes, tones)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_takes_away_what_readers_do_not_see() {
        for (text, folded) in [
            ("  Chi  ủy * ", "chiuy"),
            ("CHI UỶ", "chiuy"),
            ("Đặng", "dang"),
            ("Ðặng", "dang"), // U+00D0, the look-alike
            ("Ngày, tháng,\nnăm sinh", "ngaythangnamsinh"),
            ("Ho\u{323} va\u{300} te\u{302}n", "hovaten"),
            ("Họ\u{200B} và\u{A0}tên", "hovaten"),
            ("Tỷ lệ hoàn thành nhiệm vụ (%)", "tylehoanthanhnhiemvu"),
            ("H'Mông", "hmong"),
            ("✓", ""),
            ("\u{422}\u{43E}\u{302}\u{301}t", "tot"), // Cyrillic
            ("\u{39D}\u{3BF}ng", "nong"),             // Greek
            ("\u{2066}T\u{AD}ô\u{2069}", "to"),
            ("ấ\u{301}", "a"),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
        for (text, words) in [
            ("T/M. CHI ỦY", &["t", "m", "chi", "uy"][..]),
            ("Tổ\u{200B}ng c\u{AD}ộng", &["tong", "cong"]),
            ("BI\u{301} THU\u{31B}", &["bi", "thu"]),
            ("\u{130}n", &["in"]),
        ] {
            assert_eq!(fold_words(text), words, "{text:?}");
        }
    }

    #[test]
    fn tidying_keeps_what_was_typed() {
        for (text, tidied) in [
            ("  Ma  Văn\tA ", "Ma Văn A"),
            ("Ma\u{A0}Va\u{306}n\u{200B} A\u{FEFF}", "Ma Văn A"),
            ("\u{200B} \u{A0}", ""),
            ("hai\ndòng", "hai dòng"),
            // No-break space, soft hyphen, joiners, marks of direction, mark of byte order.
            ("Ma\u{A0}Văn\u{202F}A", "Ma Văn A"),
            ("Ma Văn\u{AD} A\u{2060}", "Ma Văn A"),
            ("\u{202B}Ma\u{200D} Văn A\u{202C}", "Ma Văn A"),
            ("\u{2067}Ma Văn A\u{2069}\u{61C}", "Ma Văn A"),
            ("\u{FEFF}Ma Văn A", "Ma Văn A"),
            // Composed in part, in whole, not at all, in the order of another keyboard.
            ("H\u{F4}\u{323}i", "Hội"),
            ("H\u{1ECD}\u{302}i", "Hội"),
            ("Ho\u{302}\u{323}i", "Hội"),
            ("Ho\u{323}\u{302}i", "Hội"),
            ("tu\u{31B}\u{301}", "tứ"),
            ("\u{FA}\u{31B}", "ứ"),
            // One mark twice; two tones on a letter are not ours to choose from.
            ("H\u{1ED9}\u{323}i", "Hội"),
            ("Tha\u{301}\u{301}nh", "Thánh"),
            ("\u{1EA5}\u{301}y", "ấy"),
            ("Ha\u{300}\u{301}", "H\u{E0}\u{301}"),
        ] {
            assert_eq!(tidy(text), tidied, "{text:?}");
        }
    }

    #[test]
    fn missing_marks_fit_and_wrong_ones_do_not() {
        for (typed, expected, fits) in [
            ("Hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ", true),
            ("HOAN THANH NHIEM VU", "Hoàn thành nhiệm vụ", true),
            ("Hoàn thành nhiem vụ", "Hoàn thành nhiệm vụ", true),
            ("Chi uỷ", "Chi ủy", true),
            ("hoà", "hòa", true),
            ("Hoàn thành nhiểm vụ", "Hoàn thành nhiệm vụ", false),
            ("Tột", "Tốt", false),
            ("Tôt", "Tốt", true), // the tone alone is missing
            ("Dat", "Đạt", true),
            ("Đat", "Dạt", false),
        ] {
            assert_eq!(marks_fit(typed, expected), fits, "{typed:?} for {expected:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_and_tidying_are_stable(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&decomposed), fold(&text));
            prop_assert!(marks_fit(&text, &text));
        }

        #[test]
        fn what_is_tidy_already_is_what_tidying_gives(
            text in "( |a|ạ|ô|Ư|ỹ|\u{302}|\u{A0}|\u{200B}|\t|-|“|ǰ|ḥ){0,6}",
        ) {
            prop_assert!(!is_tidy(&text) || tidied(&text) == text);
            prop_assert_eq!(is_tidy(&text), is_tidy_of_any(&text));
            prop_assert!(is_tidy("Ma Văn A–B"));
        }

        #[test]
        fn folding_letter_by_letter_is_folding_the_decomposed(text in "\\PC{0,40}") {
            let plain: String = text
                .nfd()
                .filter(|it| !is_invisible(*it))
                .map(|it| latin(it).unwrap_or(it))
                .flat_map(char::to_lowercase)
                .map(|it| match latin(it).unwrap_or(it) { 'đ' => 'd', other => other })
                .filter(|it| !is_combining_mark(*it) && it.is_alphanumeric())
                .collect();
            prop_assert_eq!(fold(&text), plain);
        }
    }
}
