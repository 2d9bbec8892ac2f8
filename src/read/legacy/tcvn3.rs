//! TCVN3, also called ABC: one character a letter, in fonts whose names begin
//! with `.Vn`.
//!
//! There are no codes for capitals with a tone: those are the small letters,
//! shown by a font of capitals only (`.VnTimeH`).

/// Each code and its letter, as TCVN 5712:1993 lays them out.
const LETTERS: [(char, char); 74] = [
    ('\u{A1}', 'Ă'),
    ('\u{A2}', 'Â'),
    ('\u{A3}', 'Ê'),
    ('\u{A4}', 'Ô'),
    ('\u{A5}', 'Ơ'),
    ('\u{A6}', 'Ư'),
    ('\u{A7}', 'Đ'),
    ('\u{A8}', 'ă'),
    ('\u{A9}', 'â'),
    ('\u{AA}', 'ê'),
    ('\u{AB}', 'ô'),
    ('\u{AC}', 'ơ'),
    ('\u{AD}', 'ư'),
    ('\u{AE}', 'đ'),
    ('\u{B5}', 'à'),
    ('\u{B6}', 'ả'),
    ('\u{B7}', 'ã'),
    ('\u{B8}', 'á'),
    ('\u{B9}', 'ạ'),
    ('\u{BB}', 'ằ'),
    ('\u{BC}', 'ẳ'),
    ('\u{BD}', 'ẵ'),
    ('\u{BE}', 'ắ'),
    ('\u{C6}', 'ặ'),
    ('\u{C7}', 'ầ'),
    ('\u{C8}', 'ẩ'),
    ('\u{C9}', 'ẫ'),
    ('\u{CA}', 'ấ'),
    ('\u{CB}', 'ậ'),
    ('\u{CC}', 'è'),
    ('\u{CE}', 'ẻ'),
    ('\u{CF}', 'ẽ'),
    ('\u{D0}', 'é'),
    ('\u{D1}', 'ẹ'),
    ('\u{D2}', 'ề'),
    ('\u{D3}', 'ể'),
    ('\u{D4}', 'ễ'),
    ('\u{D5}', 'ế'),
    ('\u{D6}', 'ệ'),
    ('\u{D7}', 'ì'),
    ('\u{D8}', 'ỉ'),
    ('\u{DC}', 'ĩ'),
    ('\u{DD}', 'í'),
    ('\u{DE}', 'ị'),
    ('\u{DF}', 'ò'),
    ('\u{E1}', 'ỏ'),
    ('\u{E2}', 'õ'),
    ('\u{E3}', 'ó'),
    ('\u{E4}', 'ọ'),
    ('\u{E5}', 'ồ'),
    ('\u{E6}', 'ổ'),
    ('\u{E7}', 'ỗ'),
    ('\u{E8}', 'ố'),
    ('\u{E9}', 'ộ'),
    ('\u{EA}', 'ờ'),
    ('\u{EB}', 'ở'),
    ('\u{EC}', 'ỡ'),
    ('\u{ED}', 'ớ'),
    ('\u{EE}', 'ợ'),
    ('\u{EF}', 'ù'),
    ('\u{F1}', 'ủ'),
    ('\u{F2}', 'ũ'),
    ('\u{F3}', 'ú'),
    ('\u{F4}', 'ụ'),
    ('\u{F5}', 'ừ'),
    ('\u{F6}', 'ử'),
    ('\u{F7}', 'ữ'),
    ('\u{F8}', 'ứ'),
    ('\u{F9}', 'ự'),
    ('\u{FA}', 'ỳ'),
    ('\u{FB}', 'ỷ'),
    ('\u{FC}', 'ỹ'),
    ('\u{FD}', 'ý'),
    ('\u{FE}', 'ỵ'),
];

/// The text that is meant; `None` if a letter in it is no code.
pub(super) fn decode(text: &str) -> Option<String> {
    text.chars().map(letter).collect()
}

fn letter(code: char) -> Option<char> {
    if !('\u{A1}'..='\u{FF}').contains(&code) {
        return Some(code);
    }
    match LETTERS.binary_search_by_key(&code, |it| it.0) {
        Ok(place) => LETTERS.get(place).map(|it| it.1),
        // A degree or a square metre is a sign in every font.
        Err(_) if !code.is_alphabetic() => Some(code),
        Err(_) => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;
    use std::process::{Command, Stdio};

    /// Text as it was typed in those days; capitals with a tone become small.
    pub(crate) fn encode(text: &str) -> String {
        let code = |it: char| {
            let small = it.to_lowercase().next().unwrap();
            let of = |it| LETTERS.iter().find(|pair| pair.1 == it).map(|pair| pair.0);
            of(it).or_else(|| of(small)).unwrap_or(it)
        };
        text.chars().map(code).collect()
    }

    #[test]
    fn codes_are_in_order_and_alone() {
        assert!(LETTERS.windows(2).all(|it| it[0].0 < it[1].0));
        let mut letters: Vec<char> = LETTERS.iter().map(|it| it.1).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), LETTERS.len());
        assert_eq!(decode("§¶ng bé x· B×nh An").as_deref(), Some("Đảng bộ xã Bình An"));
        assert_eq!(decode("Hà"), None, "no code of TCVN3");
        assert_eq!(decode("25 m²").as_deref(), Some("25 m²"));
    }

    /// glibc has the standard's table; where it is installed the two are compared,
    /// and on the machine that judges changes it has to be.
    #[test]
    fn the_table_is_that_of_the_standard() {
        let listed = Command::new("iconv").arg("-l").output();
        let is_there =
            listed.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains("TCVN5712-1"));
        if !is_there {
            assert!(std::env::var_os("CI").is_none(), "iconv with TCVN5712-1 is not installed");
            return;
        }
        let mut iconv = Command::new("iconv")
            .args(["-f", "TCVN5712-1", "-t", "UTF-8"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let codes: Vec<u8> =
            LETTERS.iter().flat_map(|it| [u8::try_from(u32::from(it.0)).unwrap(), b'\n']).collect();
        iconv.stdin.take().unwrap().write_all(&codes).unwrap();
        let told = iconv.wait_with_output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        let ours: String = LETTERS.iter().flat_map(|it| [it.1, '\n']).collect();
        assert_eq!(told, ours);
    }
}
