//! Numbers typed as text.

use crate::read::fold::tidy;

/// Digits with at most one decimal sign, comma or point; nothing else.
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = tidy(text).replace(',', ".");
    let is_plain = text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let has_ends = text.starts_with(|it: char| it.is_ascii_digit())
        && text.ends_with(|it: char| it.is_ascii_digit());
    (is_plain && has_ends && text.len() <= 15).then(|| text.parse().ok()).flatten()
}

/// The one whole number that stands in a text, for a suggestion.
pub(super) fn only_number(text: &str) -> Option<String> {
    let mut numbers = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    let only = numbers.next()?;
    (numbers.next().is_none() && only.len() <= 6).then(|| only.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_decimal_signs_are_read_and_nothing_else() {
        for (text, number) in [
            ("85", Some(85.0)),
            (" 85,5 ", Some(85.5)),
            ("0.25", Some(0.25)),
            ("1.000,5", None),
            ("-1", None),
            ("85%", None),
            (",5", None),
            ("5,", None),
            ("", None),
            ("1e3", None),
        ] {
            assert_eq!(parse(text), number, "{text:?}");
        }
        assert_eq!(only_number("21 đồng chí").as_deref(), Some("21"));
        assert_eq!(only_number("21/25"), None);
    }
}
