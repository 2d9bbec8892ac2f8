//! Mistakes in a file that a person wrote: `xeploai.toml` and the profiles.
//!
//! What serde and the TOML parser say is English and for programmers. Here it
//! becomes a finding of the catalogue with the place in the text, so that a
//! clerk is told in their own language, with the line and a mark below it.

mod classify;
mod line;
mod place;

use std::sync::Arc;

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::finding::{Arg, Code, Finding, fixed_code};
use crate::typed;

pub use place::{key_of, locate, locate_text};

/// The text is no TOML.
pub(crate) static SYNTAX: Code = fixed_code("B020", "settings-not-toml");
/// A key that the file does not have.
pub(crate) static UNKNOWN_KEY: Code = fixed_code("B021", "settings-unknown-key");
/// Text where a number is wanted, and the like.
pub(crate) static WRONG_TYPE: Code = fixed_code("B022", "settings-wrong-type");
/// A key that has to be there.
pub(crate) static MISSING_KEY: Code = fixed_code("B023", "settings-missing-key");
/// A word that is none of the words that may stand there.
pub(crate) static UNKNOWN_VALUE: Code = fixed_code("B024", "settings-unknown-value");
/// A key or a table that stands twice.
pub(crate) static KEY_TWICE: Code = fixed_code("B025", "settings-key-twice");
/// Saved in another encoding than UTF-8.
pub(crate) static NOT_UTF8: Code = fixed_code("B026", "settings-not-utf8");
/// Well-formed, but it contradicts itself or the form.
pub(crate) static CONTRADICTION: Code = fixed_code("B027", "profile-contradiction");
/// An overlay may not do this.
pub(crate) static NOT_CHANGEABLE: Code = fixed_code("B028", "overlay-not-allowed");
/// A value of the right type that cannot be used.
pub(crate) static UNUSABLE: Code = fixed_code("B029", "settings-unusable-value");

/// `[branch]` where `[[branch]]` is wanted, or the other way round.
pub(crate) static BRACKETS: Code = fixed_code("B061", "settings-brackets");
/// Words, or a number in quotes, where a number is wanted.
pub(crate) static NO_NUMBER: Code = fixed_code("B062", "settings-no-number");
/// A text, or a telephone number, without quotes.
pub(crate) static NO_QUOTES: Code = fixed_code("B063", "settings-no-quotes");
/// The quotation marks of a word processor.
pub(crate) static CURLY: Code = fixed_code("B064", "settings-curly-quotes");
/// Quotes within quotes.
pub(crate) static INNER_QUOTES: Code = fixed_code("B065", "settings-inner-quotes");
/// Something else than true or false.
pub(crate) static YES_OR_NO: Code = fixed_code("B066", "settings-yes-or-no");

/// A workbook, a picture or the like under the name of the settings.
pub(crate) static NOT_TEXT: Code = fixed_code("B067", "settings-not-text");
/// Nothing stands in the file.
pub(crate) static EMPTY: Code = fixed_code("B068", "settings-empty");

/// What this module reports.
pub const CODES: &[&Code] = &[
    &SYNTAX,
    &UNKNOWN_KEY,
    &WRONG_TYPE,
    &MISSING_KEY,
    &UNKNOWN_VALUE,
    &KEY_TWICE,
    &NOT_UTF8,
    &CONTRADICTION,
    &NOT_CHANGEABLE,
    &UNUSABLE,
    &BRACKETS,
    &NO_NUMBER,
    &NO_QUOTES,
    &CURLY,
    &INNER_QUOTES,
    &YES_OR_NO,
    &NOT_TEXT,
    &EMPTY,
];

/// What is wrong in a file of settings, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file as the person knows it, e.g. `xeploai.toml`.
    pub file: String,
    /// Its text.
    pub text: Arc<str>,
    /// Bytes of the text that are wrong; none where something is missing.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub finding: Box<Finding>,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line(), self.finding.code.name)
    }
}

impl std::error::Error for FileError {}

impl FileError {
    /// A mistake of some kind somewhere in a file.
    pub fn new(file: &str, text: &str, code: &'static Code) -> Self {
        Self {
            file: file.to_owned(),
            text: Arc::from(text),
            span: None,
            finding: Box::new(Finding::new(code)),
            suggestion: None,
        }
    }

    /// Points it at a place; a place of several lines at the first of them.
    #[must_use]
    pub fn at(mut self, span: Option<Range<usize>>) -> Self {
        self.span = span.and_then(|it| place::first_line(&self.text, it));
        self
    }

    /// A value that the message mentions.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.finding.args.push((name, value.into()));
        self
    }

    /// A word that is none of `known`: names them, and the one that was probably meant.
    pub fn unknown(
        file: &str,
        text: &str,
        span: Option<Range<usize>>,
        value: &str,
        known: &[&str],
    ) -> Self {
        let mut mistake = Self::new(file, text, &UNKNOWN_VALUE)
            .at(span)
            .arg("value", value)
            .arg("known", known.join(", "));
        mistake.suggestion = nearest(value, known);
        mistake
    }

    /// A text of another encoding than UTF-8; the bytes are shown as well as they can be.
    pub fn not_utf8(file: &str, bytes: &[u8], valid_up_to: usize) -> Self {
        // UTF-16, which Notepad calls Unicode, has noughts too, and tells itself by its mark.
        let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        if is_utf16 || bytes.contains(&0) {
            // Nobody could read such a line.
            return Self::new(file, "", if is_utf16 { &NOT_UTF8 } else { &NOT_TEXT });
        }
        let text = String::from_utf8_lossy(bytes);
        let end = text.len().min(valid_up_to.saturating_add('\u{fffd}'.len_utf8()));
        Self::new(file, &text, &NOT_UTF8).at(Some(valid_up_to.min(end)..end))
    }

    /// What the parser or serde says of a text, in words for people.
    pub fn from_toml(file: &str, text: &str, error: &typed::Error) -> Self {
        classify::mistake(file, text, error.message(), error.span())
    }

    /// As [`Self::from_toml`], for a text that should be a `T`: the line as it has to be is told
    /// where it is known.
    pub fn from_toml_as<T: DeserializeOwned>(file: &str, text: &str, error: &typed::Error) -> Self {
        line::mistake::<T>(file, text, error).unwrap_or_else(|| Self::from_toml(file, text, error))
    }

    /// As [`Self::from_toml`], where the sentence is about a part of the text.
    pub fn from_message(file: &str, text: &str, message: &str, span: Option<Range<usize>>) -> Self {
        classify::mistake(file, text, message, span)
    }

    /// The line where it is, from 1; 1 when it has no place.
    pub fn line(&self) -> usize {
        let before = self.span.as_ref().and_then(|it| self.text.get(..it.start)).unwrap_or("");
        before.matches('\n').count() + 1
    }
}

/// The word that was probably meant, if one is near enough.
pub fn nearest(word: &str, known: &[&str]) -> Option<String> {
    let folded = word.trim().to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let distance = strsim::osa_distance(&folded, &candidate.to_lowercase());
        // A third of the letters may differ; of short words one letter.
        let allowed = (folded.chars().count() / 3).clamp(1, 4);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, it)| it.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["inbox", "output", "quota-base", "V123", "V124"];
        assert_eq!(nearest("inboxx", &known).as_deref(), Some("inbox"));
        assert_eq!(nearest("v123", &known).as_deref(), Some("V123"));
        assert_eq!(nearest("quota_base", &known).as_deref(), Some("quota-base"));
        assert_eq!(nearest("zzz", &known), None);
        assert_eq!(nearest("", &known), None);
    }

    #[test]
    fn a_text_of_another_encoding_is_shown_at_its_place() {
        // "Đảng" as Windows-1258 would save it.
        let bytes = &b"year = 2020\nplace = \"\xd0\xe3ng\"\n"[..];
        let error = std::str::from_utf8(bytes).unwrap_err();
        let mistake = FileError::not_utf8("xeploai.toml", bytes, error.valid_up_to());
        assert_eq!(mistake.line(), 2);
        assert!(mistake.span.is_some());
    }

    #[test]
    fn what_is_no_text_at_all_shows_no_line() {
        for (bytes, code) in [
            (&b"\xff\xfey\0e\0"[..], "B026"),
            (b"PK\x03\x04\x14\0\xf0", "B067"),
            (b"\x89PNG\r\n\x1a\n\0\0", "B067"),
        ] {
            let mistake = FileError::not_utf8("xeploai.toml", bytes, 0);
            assert_eq!((mistake.finding.code.id, mistake.span), (code, None));
        }
    }
}
