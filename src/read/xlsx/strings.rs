//! The table of shared texts.

use super::xml::{Name, Step, Xml};
use crate::finding::Finding;
use crate::read::Limits;
use crate::read::package::{Package, over_limit};

/// Reads the table. The count that it claims is not believed: the list grows
/// with what is there.
pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    limits: &Limits,
) -> Result<Vec<String>, Box<Finding>> {
    let mut xml = Xml::new(package.open_part(part)?, part);
    let mut texts = Vec::new();
    let mut text = TextOf::default();
    loop {
        match xml.step()? {
            Step::Start(it) => text.start(it.local_name().as_ref()),
            Step::Text(piece) => text.piece(&piece),
            Step::End(Name::Item) => {
                // Each empty text costs nothing in the file and a header here.
                if texts.len() >= limits.shared_texts {
                    let found = format!("> {}", limits.shared_texts);
                    let allowed = limits.shared_texts.to_string();
                    return Err(Box::new(over_limit("limit-texts", found, allowed)));
                }
                texts.push(text.take());
            }
            Step::End(name) => text.end(name),
            Step::Done => return Ok(texts),
        }
    }
}

/// Gathers the runs of a rich text, the hints on pronunciation aside.
#[derive(Default)]
pub(super) struct TextOf {
    text: String,
    is_text: bool,
    is_phonetic: bool,
}

impl TextOf {
    pub(super) fn start(&mut self, name: &str) {
        match name {
            "t" => self.is_text = true,
            "rPh" => self.is_phonetic = true,
            _ => {}
        }
    }

    pub(super) fn piece(&mut self, piece: &str) {
        if self.is_text && !self.is_phonetic {
            self.text.push_str(piece);
        }
    }

    pub(super) fn end(&mut self, name: Name) {
        match name {
            Name::Text => self.is_text = false,
            Name::Phonetic => self.is_phonetic = false,
            _ => {}
        }
    }

    /// The text so far, with `_x000D_` and its like decoded; starts afresh.
    pub(super) fn take(&mut self) -> String {
        (self.is_text, self.is_phonetic) = (false, false);
        unescape(std::mem::take(&mut self.text))
    }
}

/// Excel writes characters that XML has not as `_xHHHH_`.
pub(super) fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let code = code.filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
        let char = code.and_then(|it| u32::from_str_radix(it, 16).ok()).and_then(char::from_u32);
        match char {
            Some(char) => {
                out.push(char);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_their_like_left_alone() {
        for (stored, text) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("so_xanh", "so_xanh"),
            ("_xD800_", "_xD800_"),
            ("_x", "_x"),
            ("_x00Đ0_", "_x00Đ0_"),
        ] {
            assert_eq!(unescape(stored.to_owned()), text);
        }
    }
}
