//! Letters without their marks, looked up: the same few hundred letters stand in millions of cells.

use std::sync::LazyLock;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::latin;

/// What is left of a letter in lower case without its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nothing,
    One(char),
    /// More than one, or more than these tables say.
    Several,
}

/// Latin letters with marks, the marks, Greek and Cyrillic; then the rest of Vietnamese.
const TABLES: [(u32, u32); 2] = [(0x80, 0x52F), (0x1E00, 0x1EFF)];

static LEFT: LazyLock<[Vec<Left>; 2]> = LazyLock::new(|| {
    TABLES.map(|(first, last)| {
        (first..=last).map(|it| char::from_u32(it).map_or(Left::Several, left)).collect()
    })
});

fn left(letter: char) -> Left {
    let mut all = String::new();
    push_slowly(&mut all, letter);
    let mut letters = all.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Left::Nothing,
        (Some(one), None) => Left::One(one),
        (Some(_), Some(_)) => Left::Several,
    }
}

/// Adds a letter in lower case without its marks, `đ` as `d`, a letter that looks Latin as the Latin one.
pub fn push_plain(out: &mut String, letter: char) {
    plain(letter, |it| out.push(it));
}

/// Gives a letter in lower case without its marks, `đ` as `d`, a letter that looks Latin as the Latin one:
/// nothing of a mark, several letters of few.
#[inline]
pub fn plain(letter: char, mut each: impl FnMut(char)) {
    if letter.is_ascii() {
        return each(letter.to_ascii_lowercase());
    }
    let place = u32::from(letter);
    let [latin, vietnamese] = &*LEFT;
    let table = match place.checked_sub(TABLES[1].0) {
        Some(at) => vietnamese.get(at as usize),
        None => place.checked_sub(TABLES[0].0).and_then(|at| latin.get(at as usize)),
    };
    match table {
        Some(Left::Nothing) => {}
        Some(Left::One(one)) => each(*one),
        Some(Left::Several) | None => {
            let mut all = String::new();
            push_slowly(&mut all, letter);
            all.chars().for_each(each);
        }
    }
}

/// The same, letter by letter of what it is composed of.
fn push_slowly(out: &mut String, letter: char) {
    decompose_canonical(letter, |it| {
        for lower in latin(it).unwrap_or(it).to_lowercase() {
            // Some look Latin in lower case only.
            match latin(lower).unwrap_or(lower) {
                'đ' => out.push('d'),
                // Lower case makes marks of its own: İ is i and a dot.
                other if is_combining_mark(other) => {}
                other => out.push(other),
            }
        }
    });
}

/// Whether nothing of a text can be composed or decomposed otherwise than it is: no marks of
/// their own stand in it, and all its letters are of alphabets that are known here.
pub fn is_composed(text: &str) -> bool {
    text.chars().all(
        |it| matches!(it, '\0'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn what_is_looked_up_is_what_is_worked_out() {
        for letter in ('\0'..='\u{3000}').chain('\u{FE00}'..='\u{FFFF}') {
            let (mut quick, mut slow) = (String::new(), String::new());
            push_plain(&mut quick, letter);
            push_slowly(&mut slow, letter);
            assert_eq!(quick, slow, "{letter:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_composed_stays_so(text in "[ -~À-ɏḀ-ỿ–—‘’“”…]{0,20}") {
            prop_assert!(is_composed(&text));
            prop_assert_eq!(text.nfd().nfc().collect::<String>(), text);
        }
    }
}
