//! Placeholders in a text: where they stand, and what they name.

use std::ops::Range;

use super::names::{Source, find};

/// A placeholder in a text.
#[derive(Clone, Debug)]
pub(super) struct Placeholder {
    /// From `{{` to `}}`.
    pub(super) at: Range<usize>,
    pub(super) source: Source,
}

/// What is wrong with a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Nothing has this name.
    Unknown(String),
    /// Braces that do not close, or single ones round a name that is known.
    Braces(String),
}

/// Whether a text may have a placeholder.
pub(crate) fn has_braces(text: &str) -> bool {
    text.contains("{{") || text.contains("}}")
}

/// The placeholders of a text in order, or all that is wrong in it.
pub(super) fn placeholders(text: &str) -> Result<Vec<Placeholder>, Vec<Wrong>> {
    let found = scanned(text, &|inner| find(inner).ok_or_else(|| inner.trim().to_owned()))?;
    Ok(found.into_iter().map(|(at, source)| Placeholder { at, source }).collect())
}

/// What stands in double braces in a text, from `{{` to `}}`, by what it means; or all that is wrong
/// in it. `known` gives the name back that it does not know.
pub(crate) fn scanned<T>(
    text: &str,
    known: &impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<(Range<usize>, T)>, Vec<Wrong>> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(open) = text[at..].find(['{', '}']).map(|it| at + it) {
        let rest = &text[open..];
        let inner = rest.strip_prefix("{{").and_then(|it| {
            let end = it.find(['{', '}'])?;
            it[end..].starts_with("}}").then(|| &it[..end])
        });
        if let Some(inner) = inner {
            let end = open + inner.len() + 4;
            match known(inner) {
                Ok(it) => found.push((open..end, it)),
                Err(name) => wrong.push(Wrong::Unknown(name)),
            }
            at = end;
            continue;
        }
        // Braces are signs that a person may type for other reasons; one that
        // stands doubled, or round a known name, was meant for us.
        let single = rest[1..].split(['{', '}']).next().unwrap_or_default();
        let is_meant = rest.starts_with("{{")
            || rest.starts_with("}}")
            || (rest.starts_with('{') && known(single).is_ok());
        if is_meant {
            let shown: String = rest.chars().take(40).collect();
            wrong.push(Wrong::Braces(shown));
            break;
        }
        at = open + 1;
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_in_a_text() {
        let found = |text: &str| placeholders(text).map(|it| it.len());
        for (text, count) in [
            ("", 0),
            ("{{year}}", 1),
            ("Năm {{ year }}, {{COMMITTEE}}", 2),
            ("{{Member.Party-Post}}", 1),
            ("{{dang_vien.ho_ten}}", 1),
            ("{1} {a, b}", 0),
        ] {
            assert_eq!(found(text), Ok(count), "{text}");
        }
        let braces = |it: &str| Err(vec![Wrong::Braces(it.to_owned())]);
        assert_eq!(found("{{year}"), braces("{{year}"));
        assert_eq!(found("{year}}"), braces("{year}}"));
        assert_eq!(found("{year}"), braces("{year}"));
        assert_eq!(found("x {{year"), braces("{{year"));
        assert_eq!(found("{{yeer}}"), Err(vec![Wrong::Unknown("yeer".to_owned())]));
        assert_eq!(found("{{}}"), Err(vec![Wrong::Unknown(String::new())]));
    }
}
