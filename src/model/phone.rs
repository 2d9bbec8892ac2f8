//! Telephone numbers, however they are written, and the names beside them.

use super::text::fold;

/// Digits that a telephone number has at least.
const PHONE_MIN: usize = 8;
/// Digits after which a nought begins the next number.
const PHONE_MAX: usize = 9;

/// The telephone numbers of a text, without noughts and the country before them, which a cell of
/// numbers loses and some people write.
pub fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut number = String::new();
    let mut is_apart = false;
    let mut end = |number: &mut String| {
        let bare = number.strip_prefix("84").filter(|it| it.len() >= PHONE_MAX);
        let bare = bare.unwrap_or(number).trim_start_matches('0');
        if bare.len() >= PHONE_MIN {
            found.push(bare.to_owned());
        }
        number.clear();
    };
    for it in text.chars() {
        match it {
            '0'..='9' => {
                if is_apart && it == '0' && number.len() >= PHONE_MAX {
                    end(&mut number);
                }
                number.push(it);
                is_apart = false;
            }
            ' ' | '.' | '-' | '(' | ')' | '+' | '\u{a0}' => is_apart = true,
            _ => end(&mut number),
        }
    }
    end(&mut number);
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
