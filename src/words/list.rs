//! The list of findings in a returned form, known again by its words: what is ours on it is replaced
//! in the next round, and is no part of the form.

use crate::model::text::fold;

use super::{Catalogue, Lang};

/// The catalogue's keys of its headings, from the left.
pub const HEADINGS: [&str; 8] = [
    "returned-severity",
    "returned-code",
    "returned-sheet",
    "returned-cell",
    "returned-member",
    "returned-message",
    "returned-help",
    "returned-clause",
];

/// So many headings in a row are the list's, whatever somebody did to the others.
const HEADINGS_MIN: usize = 6;

/// What the list of each language says.
#[derive(Debug)]
pub struct ListWords(Vec<(String, [String; 8])>);

impl Default for ListWords {
    fn default() -> Self {
        Self::new()
    }
}

impl ListWords {
    /// The words of both languages.
    pub fn new() -> Self {
        let of = |lang| {
            let words = Catalogue::new(lang);
            let text = |key| fold(&words.ui(key, &[]));
            (text("returned-title"), HEADINGS.map(text))
        };
        Self(vec![of(Lang::Vi), of(Lang::En)])
    }

    /// Whether a sheet with these texts, row by row, is the list: its title comes first, or a row has
    /// most of its headings.
    pub fn are_of<'a>(&self, rows: impl IntoIterator<Item = Vec<&'a str>>) -> bool {
        let mut rows = rows.into_iter().filter(|it| !it.is_empty()).peekable();
        let first = rows.peek().and_then(|it| it.first()).map(|it| fold(it));
        let is_title = |it: &(String, _)| first.as_ref() == Some(&it.0);
        if self.0.iter().any(is_title) {
            return true;
        }
        rows.any(|row| {
            let texts: Vec<String> = row.into_iter().map(fold).collect();
            let has =
                |headings: &[String; 8]| headings.iter().filter(|it| texts.contains(it)).count();
            self.0.iter().any(|it| has(&it.1) >= HEADINGS_MIN)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_known_by_its_title_or_its_headings() {
        let words = ListWords::new();
        for lang in [Lang::Vi, Lang::En] {
            let catalogue = Catalogue::new(lang);
            let title = catalogue.ui("returned-title", &[]);
            let headings = HEADINGS.map(|it| catalogue.ui(it, &[]));
            let row = |from: usize| headings[from..].iter().map(String::as_str).collect::<Vec<_>>();
            assert!(words.are_of([vec![title.as_str()]]));
            assert!(words.are_of([vec![], vec!["Ghi chú"], row(0)]));
            assert!(words.are_of([row(2)]));
            // Five may be a branch's own list; a title further down is somebody's remark.
            assert!(!words.are_of([row(3)]));
            assert!(!words.are_of([vec!["Ghi chú"], vec![title.as_str()]]));
            assert!(!words.are_of([Vec::<&str>::new()]));
        }
    }
}
