//! Where in a text a value stands.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// The bytes of the value at a path of keys, numbers for entries of a list;
/// `None` when it is not there or the text is no TOML.
pub fn locate(text: &str, path: &[&str]) -> Option<Range<usize>> {
    walk(text, path, false)
}

/// The bytes of the last key of a path.
pub fn key_of(text: &str, path: &[&str]) -> Option<Range<usize>> {
    walk(text, path, true)
}

fn walk(text: &str, path: &[&str], wants_key: bool) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let (mut table, mut list) = (Some(root.get_ref()), None);
    let mut found = None;
    for step in path {
        let value = match (table, list) {
            (Some(inside), _) => {
                let (key, value) = inside.iter().find(|(key, _)| key.get_ref() == step)?;
                found = Some(if wants_key { key.span() } else { value.span() });
                value
            }
            (None, Some(inside)) => {
                let inside: &toml::de::DeArray<'_> = inside;
                let value = inside.get(step.parse::<usize>().ok()?)?;
                found = Some(value.span());
                value
            }
            (None, None) => return None,
        };
        (table, list) = match value.get_ref() {
            DeValue::Table(inside) => (Some(inside), None),
            DeValue::Array(inside) => (None, Some(inside)),
            _ => (None, None),
        };
    }
    found
}

/// The first line of a place that says something; `None` when the place is the
/// whole text, which tells nobody anything.
pub(super) fn first_line(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let (start, end) = (floor(text, span.start), floor(text, span.end));
    if end < start {
        return None;
    }
    let part = text.get(start..end)?;
    if !part.trim_end_matches(['\n', '\r']).contains('\n') {
        return Some(start..start + part.trim_end_matches(['\n', '\r']).len());
    }
    if start == 0 && end + 1 >= text.len() {
        return None;
    }
    let mut at = start;
    for line in part.split_inclusive('\n') {
        let said = line.trim();
        if !said.is_empty() && !said.starts_with('#') {
            let from = at + (line.len() - line.trim_start().len());
            return Some(from..from + said.len());
        }
        at += line.len();
    }
    Some(start..start)
}

/// Where a word stands as a whole within a place, as a key or between quotes.
pub(super) fn word(text: &str, within: &Range<usize>, word: &str) -> Option<Range<usize>> {
    // A key may be empty; nothing stands for it, and the search below would never end.
    if word.is_empty() {
        return None;
    }
    let part = text.get(within.start..within.end.min(text.len()))?;
    let is_plain =
        |it: Option<char>| it.is_none_or(|it| !it.is_alphanumeric() && it != '-' && it != '_');
    let mut from = 0;
    while let Some(found) = part.get(from..)?.find(word) {
        let (start, end) = (from + found, from + found + word.len());
        let line = part[..start].rsplit('\n').next().unwrap_or("");
        let alone =
            is_plain(part[..start].chars().next_back()) && is_plain(part[end..].chars().next());
        if alone && !line.contains('#') {
            return Some(within.start + start..within.start + end);
        }
        from = end.max(from + 1);
        while !part.is_char_boundary(from) {
            from += 1;
        }
    }
    None
}

/// Where a word stands as a whole in a text, comments aside.
pub fn locate_text(text: &str, wanted: &str) -> Option<Range<usize>> {
    word(text, &(0..text.len()), wanted)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# đầu\nyear = 2020\n[severity]\nV123 = \"notice\"\n[[branch]]\ncode = \"TP\"\n[[branch]]\ncode = \"A B\"\n";

    #[test]
    fn a_path_leads_to_the_bytes_of_its_value() {
        let said = |path: &[&str]| locate(TEXT, path).map(|it| &TEXT[it]);
        assert_eq!(said(&["year"]), Some("2020"));
        assert_eq!(said(&["branch", "1", "code"]), Some("\"A B\""));
        assert_eq!(said(&["branch", "2", "code"]), None);
        assert_eq!(said(&["year", "x"]), None);
        assert_eq!(key_of(TEXT, &["severity", "V123"]).map(|it| &TEXT[it]), Some("V123"));
    }

    #[test]
    fn a_long_place_is_shown_by_its_first_line() {
        assert_eq!(first_line(TEXT, 0..TEXT.len()), None);
        let from = TEXT.find("[severity]").unwrap();
        assert_eq!(first_line(TEXT, from..TEXT.len() - 3).map(|it| &TEXT[it]), Some("[severity]"));
        // A place inside a letter of several bytes does not break.
        assert!(first_line(TEXT, 3..4).is_some());
    }

    #[test]
    fn a_word_is_found_as_a_whole() {
        let text = "# code\ncodes = 1\ncode = \"code-x\"\n";
        assert_eq!(word(text, &(0..text.len()), "code"), Some(17..21));
        assert_eq!(word(text, &(0..text.len()), "đ"), None);
        assert_eq!(word(text, &(0..text.len()), ""), None);
    }
}
