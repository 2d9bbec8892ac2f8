//! Telephone numbers, however they are written, and the names beside them.

use super::text::fold;

use std::ops::Range;

/// Digits that a telephone number has at least.
const PHONE_MIN: usize = 8;
/// Digits after which a nought begins the next number.
const PHONE_MAX: usize = 9;

/// The telephone numbers of a text, without noughts and the country before them, which a cell of
/// numbers loses and some people write.
pub fn numbers(text: &str) -> Vec<String> {
    spans(text).into_iter().map(|it| it.1).collect()
}

/// As [`numbers`], with the bytes of the text where each stands.
pub fn spans(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut number = String::new();
    let mut place = 0..0;
    let mut is_apart = false;
    let mut end = |number: &mut String, place: &Range<usize>| {
        let bare = number.strip_prefix("84").filter(|it| it.len() >= PHONE_MAX);
        let bare = bare.unwrap_or(number).trim_start_matches('0');
        if bare.len() >= PHONE_MIN {
            found.push((place.clone(), bare.to_owned()));
        }
        number.clear();
    };
    for (at, it) in text.char_indices() {
        match it {
            '0'..='9' => {
                if is_apart && it == '0' && number.len() >= PHONE_MAX {
                    end(&mut number, &place);
                }
                if number.is_empty() {
                    place.start = at;
                }
                number.push(it);
                place.end = at + 1;
                is_apart = false;
            }
            ' ' | '.' | '-' | '(' | ')' | '+' | '\u{a0}' => is_apart = true,
            _ => end(&mut number, &place),
        }
    }
    end(&mut number, &place);
    found
}

/// The names of people in a line such as `đ/c Nguyễn Văn A (Bí thư), 0912 345 678`, folded.
pub fn names(contact: &str) -> Vec<String> {
    let parts = contact.split(|it: char| it.is_ascii_digit() || ",;:()[]-–\n+".contains(it));
    let bare = |part: &str| {
        let name = fold(part);
        let title = ["dong chi ", "d c ", "dc ", "ong ", "ba ", "anh ", "chi "];
        let rest = title.iter().find_map(|it| name.strip_prefix(it)).map(str::to_owned);
        rest.unwrap_or(name)
    };
    parts.map(bare).filter(|it| it.contains(' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_known_however_it_is_written() {
        #[rustfmt::skip]
        let table: [(&str, &[&str]); 10] = [
            ("0912 345 678", &["912345678"]),
            ("0912.345.678 - 0987.654.321", &["912345678", "987654321"]),
            ("0912345678/0987654321", &["912345678", "987654321"]),
            ("+84 912 345 678", &["912345678"]),
            ("84912345678", &["912345678"]),
            // From a cell of numbers.
            ("912345678", &["912345678"]),
            ("(02073) 876 543", &["2073876543"]),
            ("đ/c An: 0912 345 678", &["912345678"]),
            ("không có", &[]),
            ("1234", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(numbers(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_is_found_where_it_stands() {
        for (text, expected) in [
            ("đ/c An: 0912 345 678 (Zalo)", &["0912 345 678"][..]),
            ("+84 912 345 678", &["84 912 345 678"]),
            ("0912.345.678 hoặc 0987654321", &["0912.345.678", "0987654321"]),
            ("Ủy ban, số 12", &[]),
        ] {
            let shown: Vec<&str> = spans(text).into_iter().map(|it| &text[it.0]).collect();
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_taken_from_whom_to_ring() {
        for (text, expected) in [
            ("Nguyễn Văn An 0912 345 678", &["nguyen van an"][..]),
            ("đ/c Nguyễn Văn An (Bí thư): 0912", &["nguyen van an", "bi thu"]),
            ("ông Lò Văn Páo - 0912, bà Lò Thị Én", &["lo van pao", "lo thi en"]),
            ("0912 345 678", &[]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
