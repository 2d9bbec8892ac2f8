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

/// The one whole number that stands in a text, for a suggestion, unless it is
/// beyond what may stand there.
pub(super) fn only_number(text: &str, most: u32) -> Option<String> {
    let mut numbers = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    let only = numbers.next()?;
    let is_likely = numbers.next().is_none() && only.parse::<u32>().is_ok_and(|it| it <= most);
    is_likely.then(|| only.to_owned())
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
        assert_eq!(only_number("21 đồng chí", 21).as_deref(), Some("21"));
        assert_eq!(only_number("21/25", 100), None);
        assert_eq!(only_number("21 đồng chí", 20), None);
    }
}
