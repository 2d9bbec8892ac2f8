//! The levels of a rating, and the headings that ask for one, by their words.

use crate::model::Rating;
use crate::read::near::{Kinds, Names};
use crate::read::values::vocabulary::Vocabulary;

/// The levels and the ratings of a table, by their words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    /// Folded words of each level, the longest first.
    pub words: Vec<(String, Rating)>,
    /// The same, to be looked up.
    by_word: Names<Rating>,
    /// Folded headings of ratings, with their wanted column.
    pub headings: Names<usize>,
    /// How messages call each level, best first.
    names: [String; 4],
}

impl Levels {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut words = vocabulary.levels();
        words.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
        let names = Rating::BEST_FIRST.map(|it| vocabulary.rating_name(it));
        let mut by_word = Names::default();
        for (word, level) in &words {
            by_word.add(word, *level);
        }
        Self { words, by_word, headings: Names::default(), names }
    }

    /// How messages call a level.
    pub(super) fn name(&self, level: Rating) -> &str {
        &self.names[level.place()]
    }

    /// The level that a text names, and whether only by likeness.
    pub(super) fn level(&self, folded: &str) -> Option<(Rating, bool)> {
        self.by_word.like(folded)
    }

    /// The rating that a text above some columns asks for, and whether only by likeness.
    pub(super) fn rating(&self, folded: &str) -> Option<(usize, bool)> {
        self.headings.like(folded)
    }

    /// Whether a text names a level, be it by likeness.
    pub(super) fn is_level(&self, folded: &str) -> bool {
        self.level(folded).is_some()
    }

    /// Whether a text may be one that asks for a rating by the letters that it has.
    pub(super) fn may_be_rating(&self, kinds: Kinds) -> bool {
        self.headings.may_be_near(kinds)
    }

    /// Whether a text asks for a rating, be it by likeness.
    pub(super) fn is_rating(&self, folded: &str) -> bool {
        self.rating(folded).is_some()
    }
}
