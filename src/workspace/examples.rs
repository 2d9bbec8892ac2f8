//! The examples in the file that `init` writes: whoever takes the mark of a comment off
//! and leaves the text has filled in nothing.

use crate::model::text::fold;

/// What `init` writes.
const TEMPLATE: &str = include_str!("../../templates/workspace.toml");

/// Entries whose examples nobody can mean: a number, a date or a code may be right as it
/// stands there.
const KEYS: [(&str, &str); 8] = [
    ("waive", "member"),
    ("waive", "reason"),
    ("quota-decision", "group"),
    ("branch", "name"),
    ("branch", "contact"),
    ("signature", "name"),
    ("group", "name"),
    ("small-collective", "name"),
];

/// Whether a text is the example of an entry.
pub(super) fn is_one(table: &str, key: &str, text: &str) -> bool {
    assert!(KEYS.contains(&(table, key)));
    example(table, key).is_some_and(|it| fold(it) == fold(text))
}

/// The text that a comment gives to an entry.
fn example(table: &str, key: &str) -> Option<&'static str> {
    let mut is_inside = false;
    for line in TEMPLATE.lines() {
        let Some(line) = line.strip_prefix('#') else {
            is_inside = false;
            continue;
        };
        let line = line.trim_start();
        if line.starts_with('[') {
            is_inside = line.trim_matches(['[', ']', ' ']) == table;
        } else if let (true, Some((name, value))) = (is_inside, line.split_once('='))
            && name.trim() == key
        {
            return value.trim_start().strip_prefix('"')?.split('"').next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_has_an_example_that_is_known() {
        for (table, key) in KEYS {
            let text = example(table, key).unwrap();
            assert!(is_one(table, key, &format!(" {} ", text.to_uppercase())), "{key}");
            assert!(!is_one(table, key, &format!("{text} khác")), "{key}");
        }
        assert_eq!(example("branch", "reason"), None);
        assert_eq!(example("waive", "reason"), Some("Lý do"));
    }
}
