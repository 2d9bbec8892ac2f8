//! Vietnamese text made comparable: what two people type differently and mean alike.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key by which typed text is compared: lower case, without marks, `đ` as
/// `d`, everything but letters and digits one blank, none at the ends.
///
/// `"  BÍ THƯ-Chi bộ"` and `"Bí thư chi bộ"` have one key; so have `ủy` and
/// `uỷ`, composed and decomposed text. It is for comparing, never for showing.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut is_apart = false;
    for letter in text.nfd().filter(|it| !is_combining_mark(*it) && !is_invisible(*it)) {
        if !letter.is_alphanumeric() {
            is_apart = true;
            continue;
        }
        if is_apart && !key.is_empty() {
            key.push(' ');
        }
        is_apart = false;
        match letter {
            // Ð (U+00D0) is what some old fonts give for Đ (U+0110).
            'đ' | 'Đ' | 'ð' | 'Ð' => key.push('d'),
            other => key.extend(other.to_lowercase()),
        }
    }
    key
}

/// Whether two names are the same to the letter, marks included; only case,
/// blanks and the Unicode form may differ.
pub fn is_same_spelling(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
        words.join(" ").nfc().collect::<String>()
    };
    plain(one) == plain(other)
}

/// Whether `text` begins with `start`, both folded, as whole words.
pub fn starts_with_words(text: &str, start: &str) -> bool {
    let (text, start) = (fold(text), fold(start));
    let rest = text.strip_prefix(&start);
    !start.is_empty() && rest.is_some_and(|it| it.is_empty() || it.starts_with(' '))
}

/// Characters of no width that come along when text is copied.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_alike_has_one_key() {
        let table = [
            ("  BÍ THƯ-Chi bộ ", "bi thu chi bo"),
            ("Đảng ủy", "dang uy"),
            ("Ðảng uỷ", "dang uy"),
            ("a\u{302}\u{323}n\u{200b}g", "ang"),
            ("H'Mông", "h mong"),
            ("\u{a0}...", ""),
        ];
        for (text, key) in table {
            assert_eq!(fold(text), key, "{text}");
        }
    }

    #[test]
    fn spelling_keeps_marks() {
        assert!(is_same_spelling("MA  VĂN HÙNG", "Ma Văn Hu\u{300}ng"));
        assert!(!is_same_spelling("Ma Văn Hùng", "Ma Văn Hưng"));
    }

    #[test]
    fn words_are_whole() {
        assert!(starts_with_words("Bí thư chi bộ", "bí thư"));
        assert!(starts_with_words("Bí thư", "bí thư"));
        assert!(!starts_with_words("Bí thưa", "bí thư"));
        assert!(!starts_with_words("Phó bí thư", "bí thư"));
        assert!(!starts_with_words("Phó bí thư", ""));
    }

    proptest::proptest! {
        #[test]
        fn a_key_is_its_own_key(text in "\\PC{0,20}") {
            let key = fold(&text);
            proptest::prop_assert_eq!(fold(&key), key);
        }
    }
}
