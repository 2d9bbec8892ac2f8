//! The labels of sheet 1 as the profile has them.

use std::collections::BTreeMap;

use super::headings::fold_heading;
use crate::read::fold::fold;
use crate::regime::form::InfoSheet;

/// The words of sheet 1, folded once.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    /// Facts by each way to write their label, with their place in the profile's list.
    pub(super) names: BTreeMap<String, usize>,
    /// What says how each fact is filled in, in the profile's order.
    pub(super) hints: Vec<String>,
    /// The headings above labels, values and hints.
    pub(super) headings: [String; 3],
}

impl Labels {
    /// The labels of a profile.
    pub(crate) fn new(info: &InfoSheet) -> Self {
        let headings = &info.headings;
        Self {
            names: names(info),
            hints: info.row.iter().map(|it| fold(&it.how)).collect(),
            headings: [&headings.label, &headings.value, &headings.how].map(|it| fold_heading(it)),
        }
    }
}

/// A label as it is compared: folded, a number before it off.
pub(super) fn fold_label(text: &str) -> String {
    let text = text.trim_start();
    let bare = text.trim_start_matches(|it: char| it.is_ascii_digit());
    let has_number = bare.len() < text.len() && bare.starts_with(['.', ')', '-', ' ']);
    fold(if has_number { bare } else { text })
}

/// Facts by each way to write their label.
fn names(info: &InfoSheet) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (place, row) in info.row.iter().enumerate() {
        for label in std::iter::once(&row.label).chain(&row.aliases) {
            names.entry(fold(label)).or_insert(place);
        }
    }
    // The note in parentheses may be left out where that leaves one meaning.
    for (place, row) in info.row.iter().enumerate() {
        if let Some((bare, _)) = row.label.split_once('(') {
            names.entry(fold(bare)).or_insert(place);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_the_number_before_them() {
        for (text, folded) in [
            ("11. Ngày họp", "ngayhop"),
            ("11) Ngày họp", "ngayhop"),
            ("Ngày họp:", "ngayhop"),
            ("2020", "2020"),
        ] {
            assert_eq!(fold_label(text), folded);
        }
    }
}
