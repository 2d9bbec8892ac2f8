//! A rating asked for by a cross in one of four columns, one a level, which
//! stand under the heading of the one column that the form has for it.
//!
//! Columns of votes have the same headings; what they stand under tells them apart.

use std::collections::BTreeSet;

use super::header::Found;
use super::headings::Headings;
use crate::model::Rating;
use crate::read::fold::nearest;

/// Columns of one level each.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    /// Wanted columns that are all there as four, with the places of these among
    /// the found headings, best level first.
    pub whole: Vec<(usize, [usize; 4])>,
    /// Places of every heading of a level under a rating: no other column's.
    pub all: BTreeSet<usize>,
}

/// The levels and the ratings of a table, by their words.
#[derive(Clone, Debug, Default)]
pub(in crate::read) struct Levels {
    /// Folded words of each level, the longest first.
    pub words: Vec<(String, Rating)>,
    /// Folded headings of ratings, with their wanted column.
    pub headings: Vec<(String, usize)>,
}

impl Levels {
    pub(super) fn new(mut words: Vec<(String, Rating)>) -> Self {
        words.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
        Self { words, headings: Vec::new() }
    }

    fn level(&self, folded: &str) -> Option<Rating> {
        self.words.iter().find(|it| it.0 == folded).map(|it| it.1)
    }

    /// The rating that a text above some columns asks for.
    fn rating(&self, folded: &str) -> Option<usize> {
        let same = self.headings.iter().find(|it| it.0 == folded).map(|it| it.1);
        let all = || self.headings.iter().map(|(name, wanted)| (name.as_str(), *wanted));
        same.or_else(|| nearest(folded, 3, all()))
    }

    /// Whether a column whose texts are these, from top to bottom, is the first
    /// of the four; the text that heads all of them.
    pub(super) fn heading_above<'a>(&self, texts: &[&'a str]) -> Option<&'a str> {
        let (last, above) = texts.split_last()?;
        self.level(last)?;
        above.iter().rev().copied().find(|it| self.rating(it).is_some())
    }
}

/// Finds them among the headings of a table, which are in the order of columns.
pub(super) fn find(headings: &Headings, found: &[Found]) -> Ticks {
    let mut ticks = Ticks::default();
    let mut places: Vec<(usize, Rating, usize)> = Vec::new();
    // The rating of the column to the left, whose heading goes on to the right.
    let mut before = None;
    for (at, it) in found.iter().enumerate() {
        let here = rating_of(headings, it, before);
        before = here.map(|it| it.0);
        if let Some((wanted, level)) = here {
            places.push((wanted, level, at));
            ticks.all.insert(at);
        }
    }
    for wanted in 0..headings.wanted.len() {
        let own: Vec<_> = places.iter().filter(|it| it.0 == wanted).collect();
        let of_level = |level: Rating| own.iter().find(|it| it.1 == level).map(|it| it.2);
        let four: Vec<usize> = Rating::BEST_FIRST.into_iter().filter_map(of_level).collect();
        if let (4, Ok(four)) = (own.len(), <[usize; 4]>::try_from(four)) {
            ticks.whole.push((wanted, four));
        }
    }
    ticks
}

/// The rating and the level that a heading stands for.
fn rating_of(headings: &Headings, found: &Found, before: Option<usize>) -> Option<(usize, Rating)> {
    let levels = &headings.levels;
    if let Some(level) = levels.level(&found.folded) {
        let mut above = found.groups.iter().rev();
        let own = above.find_map(|it| levels.rating(it));
        // Of the headings to the left it is the one that the column before stands under.
        let carried = || found.carried.iter().filter_map(|it| levels.rating(it));
        let wanted = own.or_else(|| carried().find(|it| Some(*it) == before))?;
        // Votes that stand to the right of the four have a group of their own.
        let is_other = |it: &String| headings.is_group(it) && !headings.is_group_of(it, wanted);
        return (!found.groups.iter().any(is_other)).then_some((wanted, level));
    }
    // Both in one cell: "Chi bộ đề nghị xếp loại: HTXSNV".
    let both = |(word, level): &(String, Rating)| {
        let heading = found.folded.strip_suffix(word.as_str())?;
        Some((levels.rating(heading)?, *level))
    };
    // The longest first: KHTNV ends as HTNV does.
    levels.words.iter().find_map(both)
}
