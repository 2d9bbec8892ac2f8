//! A rating asked for by a cross in one of four columns, one a level, which
//! stand under the heading of the one column that the form has for it.
//!
//! Columns of votes have the same headings; what they stand under tells them apart.

use std::collections::BTreeSet;

use super::found::Found;
use super::headings::Headings;
use crate::model::Rating;

/// Columns of one level each.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    /// Wanted columns that are all there as four, with the places of these among
    /// the found headings, best level first.
    pub whole: Vec<(usize, [usize; 4])>,
    /// Places of every heading of a level under a rating: no other column's.
    pub all: BTreeSet<usize>,
    /// What of the whole ones was recognised by likeness.
    pub misspelt: Vec<Misspelt>,
}

/// A heading of a rating in four columns that is not quite as it should be.
#[derive(Debug)]
pub(super) struct Misspelt {
    /// The place among the found headings of a level that is, or stands under, such a heading.
    pub at: usize,
    /// The wanted column.
    pub wanted: usize,
    /// The folded text above it, if that is what is misspelt.
    pub above: Option<String>,
    /// The level, unless a text above all four is misspelt.
    pub level: Option<Rating>,
}

/// What a heading stands for.
struct Meant<'a> {
    wanted: usize,
    level: Rating,
    /// The text above that was taken for the rating's heading by likeness.
    above: Option<&'a str>,
    /// Whether the heading's own text was recognised by likeness.
    is_near: bool,
}

/// Finds them among the headings of a table, which are in the order of columns.
pub(super) fn find(headings: &Headings, found: &[Found]) -> Ticks {
    let mut ticks = Ticks::default();
    let mut places: Vec<(Meant<'_>, usize)> = Vec::new();
    // The rating of the column to the left, whose heading goes on to the right.
    let mut before = None;
    for (at, it) in found.iter().enumerate() {
        let here = meaning(headings, it, before);
        before = here.as_ref().map(|it| it.wanted);
        if let Some(meant) = here {
            places.push((meant, at));
            ticks.all.insert(at);
        }
    }
    for wanted in 0..headings.wanted.len() {
        let own: Vec<_> = places.iter().filter(|it| it.0.wanted == wanted).collect();
        let of_level = |level: Rating| own.iter().find(|it| it.0.level == level).map(|it| it.1);
        let four: Vec<usize> = Rating::BEST_FIRST.into_iter().filter_map(of_level).collect();
        if let (4, Ok(four)) = (own.len(), <[usize; 4]>::try_from(four)) {
            ticks.whole.push((wanted, four));
            ticks.misspelt.extend(misspelt(&own));
        }
    }
    ticks
}

/// What of four headings was recognised by likeness; a text above them once.
fn misspelt(own: &[&(Meant<'_>, usize)]) -> Vec<Misspelt> {
    let mut all: Vec<Misspelt> = Vec::new();
    for (meant, at) in own {
        let &Meant { wanted, level, above, is_near } = meant;
        if let Some(above) = above
            && !all.iter().any(|it| it.above.as_deref() == Some(above))
        {
            all.push(Misspelt { at: *at, wanted, above: Some(above.to_owned()), level: None });
        }
        if is_near {
            all.push(Misspelt { at: *at, wanted, above: None, level: Some(level) });
        }
    }
    all
}

/// The rating and the level that a heading stands for.
fn meaning<'a>(headings: &Headings, found: &'a Found, before: Option<usize>) -> Option<Meant<'a>> {
    let levels = &headings.levels;
    if let Some((level, is_near)) = levels.level(&found.folded) {
        let rating = |text: &'a String| levels.rating(text).map(|it| (it, text.as_str()));
        let own = found.groups.iter().rev().find_map(rating);
        // Of the headings to the left it is the one that the column before stands under.
        let carried = || found.carried.iter().filter_map(rating);
        let of_rating = own.or_else(|| carried().find(|it| Some(it.0.0) == before));
        let ((wanted, is_like), above) = of_rating?;
        // Votes that stand to the right of the four have a group of their own.
        let is_other = |it: &String| headings.is_group(it) && !headings.is_group_of(it, wanted);
        let above = Some(above).filter(|_| is_like);
        let is_it = !found.groups.iter().any(is_other);
        return is_it.then_some(Meant { wanted, level, above, is_near });
    }
    // Both in one cell: "Chi bộ đề nghị xếp loại: HTXSNV".
    let both = |(word, level): &(String, Rating)| {
        let heading = found.folded.strip_suffix(word.as_str())?;
        let (wanted, is_near) = levels.rating(heading)?;
        Some(Meant { wanted, level: *level, above: None, is_near })
    };
    // The longest first: KHTNV ends as HTNV does.
    levels.words.iter().find_map(both)
}
