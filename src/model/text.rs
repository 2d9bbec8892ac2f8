//! Vietnamese text made comparable: what two people type differently and mean alike.

mod plain;

pub use plain::{is_composed, plain, push_plain};
use unicode_normalization::UnicodeNormalization;

/// Bytes as lower-case hexadecimal, as `certutil -hashfile` prints them.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |it: u8| char::from(DIGITS[usize::from(it & 15)]);
    bytes.iter().flat_map(|it| [digit(it >> 4), digit(*it)]).collect()
}

/// The key by which typed text is compared: lower case, without marks, `đ` as
/// `d`, everything but letters and digits one blank, none at the ends.
///
/// `"  BÍ THƯ-Chi bộ"` and `"Bí thư chi bộ"` have one key; so have `ủy` and
/// `uỷ`, composed and decomposed text. It is for comparing, never for showing.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut is_apart = false;
    for letter in text.chars().filter(|it| !is_invisible(*it)) {
        plain(letter, |letter| {
            if !letter.is_alphanumeric() {
                is_apart = true;
                return;
            }
            if is_apart && !key.is_empty() {
                key.push(' ');
            }
            is_apart = false;
            key.push(letter);
        });
    }
    key
}

/// The digits and letters of a card number, by which two are compared: without the noughts before it, which a
/// program drops that takes it for a number. `None` for one that says nothing, such as 000000 or "chưa có".
pub fn card_key(card: &str) -> Option<String> {
    let mut key = String::with_capacity(card.len());
    each_of_key(card, |it| {
        if it != '0' || !key.is_empty() {
            key.push(it);
        }
    });
    key.chars().any(|it| matches!(it, '1'..='9')).then_some(key)
}

/// The letters and digits of the key of a text ([`fold`]), one by one.
pub fn each_of_key(text: &str, mut each: impl FnMut(char)) {
    for letter in text.chars().filter(|it| !is_invisible(*it)) {
        plain(letter, |it| {
            if it.is_alphanumeric() {
                each(it);
            }
        });
    }
}

/// Latin letters and those of other alphabets that look like them, which come from another
/// keyboard, a scan or a converted file. Ð (U+00D0) is what some old fonts give for Đ (U+0110);
/// then Cyrillic, then Greek.
const LOOK_ALIKES: [(char, &str); 31] = [
    ('Đ', "\u{D0}\u{189}"),
    ('đ', "\u{F0}\u{256}"),
    ('A', "\u{410}\u{391}"),
    ('B', "\u{412}\u{392}"),
    ('C', "\u{421}"),
    ('E', "\u{415}\u{395}"),
    ('H', "\u{41D}\u{397}"),
    ('I', "\u{406}\u{399}"),
    ('J', "\u{408}"),
    ('K', "\u{41A}\u{39A}"),
    ('M', "\u{41C}\u{39C}"),
    ('N', "\u{39D}"),
    ('O', "\u{41E}\u{39F}"),
    ('P', "\u{420}\u{3A1}"),
    ('S', "\u{405}"),
    ('T', "\u{422}\u{3A4}"),
    ('X', "\u{425}\u{3A7}"),
    ('Y', "\u{423}\u{4AE}\u{3A5}"),
    ('a', "\u{430}\u{3B1}"),
    ('c', "\u{441}"),
    ('d', "\u{501}"),
    ('e', "\u{435}"),
    ('h', "\u{4BB}"),
    ('i', "\u{456}\u{3B9}"),
    ('k', "\u{43A}\u{3BA}"),
    ('o', "\u{43E}\u{3BF}"),
    ('p', "\u{440}\u{3C1}"),
    ('t', "\u{442}"),
    ('v', "\u{3BD}"),
    ('x', "\u{445}\u{3C7}"),
    ('y', "\u{443}\u{4AF}"),
];

/// The Latin letter that a letter of another alphabet looks like; `None` if it looks like
/// none, or is Latin.
#[inline]
pub fn latin(letter: char) -> Option<char> {
    let is_other = matches!(letter, '\u{D0}' | '\u{F0}' | '\u{189}' | '\u{256}')
        || ('\u{370}'..='\u{52F}').contains(&letter);
    if !is_other {
        return None;
    }
    LOOK_ALIKES.iter().find(|it| it.1.contains(letter)).map(|it| it.0)
}

/// The first of these texts, as many as a message lists.
pub fn listed(all: &[impl AsRef<str>], most: usize, between: &str) -> String {
    let mut shown = all.iter().take(most).map(AsRef::as_ref).collect::<Vec<_>>();
    if all.len() > most {
        shown.push("…");
    }
    shown.join(between)
}

/// Whether two names are the same to the letter, marks included; only case,
/// blanks and the Unicode form may differ.
pub fn is_same_spelling(one: &str, other: &str) -> bool {
    spelling(one) == spelling(other)
}

/// The letters of a name, marks included: equal where [`is_same_spelling`] says so.
pub fn spelling(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    let words = words.join(" ");
    if is_composed(&words) { words } else { words.nfc().collect() }
}

/// Whether `text` begins with `start`, both folded, as whole words.
pub fn starts_with_words(text: &str, start: &str) -> bool {
    let (text, start) = (fold(text), fold(start));
    let rest = text.strip_prefix(&start);
    !start.is_empty() && rest.is_some_and(|it| it.is_empty() || it.starts_with(' '))
}

/// Characters without width, which nobody sees or means to type.
pub fn is_invisible(it: char) -> bool {
    matches!(
        it,
        '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{61C}'
            | '\u{FEFF}'
            | '\u{AD}'
            // How a sign is drawn: ✔ as a picture.
            | '\u{FE00}'..='\u{FE0F}'
    ) || (it.is_control() && !it.is_whitespace())
}

/// Whether text shows nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|it| it.is_whitespace() || is_invisible(it))
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
            ("\u{422}\u{420}", "tp"),
            ("\u{4BA}\u{500}", "hd"),
            ("H\u{3BF}a\u{300}ng V\u{430}n", "hoang van"),
            ("a\u{302}\u{323}n\u{200b}g", "ang"),
            ("H'Mông", "h mong"),
            ("\u{a0}...", ""),
        ];
        for (text, key) in table {
            assert_eq!(fold(text), key, "{text}");
        }
    }

    #[test]
    fn a_card_is_known_without_the_noughts_before_it() {
        for (card, key) in [
            ("00217125", Some("217125")),
            ("217125", Some("217125")),
            ("48.012345", Some("48012345")),
            ("LC 00 217", Some("lc00217")),
            ("000000", None),
            ("chưa có", None),
            ("", None),
        ] {
            assert_eq!(card_key(card).as_deref(), key, "{card}");
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
