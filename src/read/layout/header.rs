//! Finding the rows of headings, wherever they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::headings::{Headings, fold_heading};
use crate::read::fold::tidy;
use crate::read::grid::{Region, Row, Sheet};

/// How many rows with cells are searched for headings.
const ROWS_SEARCHED: usize = 60;
/// Most rows that headings may take.
const BLOCK_ROWS: usize = 3;
/// Fewer headings than this are a coincidence.
const HEADINGS_MIN: usize = 3;
/// A text longer than this is no heading.
const HEADING_CHARS: usize = 200;

/// A heading on a sheet.
#[derive(Clone, Debug)]
pub(in crate::read) struct Found {
    /// Its column.
    pub col: u32,
    /// The row of its cell.
    pub row: u32,
    /// Its text.
    pub text: String,
    /// Its text folded.
    pub folded: String,
    /// The texts of its column from top to bottom, folded as one.
    pub joined: String,
    /// Texts merged across it from above, folded.
    pub groups: Vec<String>,
    /// Texts to its left in the rows above, folded: a group that was not merged.
    pub carried: Vec<String>,
}

/// The rows of headings of a table.
#[derive(Clone, Debug)]
pub(in crate::read) struct Header {
    /// The headings by column.
    pub found: Vec<Found>,
    /// How many of the form's headings they are.
    pub headings: usize,
    /// The first of its rows, as a place in the sheet's list of rows.
    pub top: usize,
    /// The last of its rows, likewise.
    pub bottom: usize,
}

/// A text of the upper part of a sheet.
struct Word {
    col: u32,
    text: String,
    folded: String,
    /// Whether it may head one of four columns of a rating, and all of them.
    is_level: bool,
    is_rating: bool,
}

/// Finds the rows that have most of the table's headings; the first, and the
/// fewest rows, when several have as many.
pub(in crate::read) fn find(sheet: &Sheet, headings: &Headings) -> Option<Header> {
    search(sheet, headings, 0, sheet.rows.len().min(ROWS_SEARCHED))
}

/// Finds the rows of headings that begin at a place in the list of rows.
pub(in crate::read) fn find_at(sheet: &Sheet, headings: &Headings, place: usize) -> Option<Header> {
    let end = sheet.rows.len().min(place + BLOCK_ROWS);
    search(sheet, headings, place, end)
}

fn search(sheet: &Sheet, headings: &Headings, start: usize, end: usize) -> Option<Header> {
    let rows = &sheet.rows[start..end];
    let words: Vec<Vec<Word>> = rows.iter().map(|it| words_of(it, headings)).collect();
    let tops = match rows {
        [first, .., last] => sheet.merges_from(first.index..=last.index),
        [only] => sheet.merges_from(only.index..=only.index),
        [] => &[],
    };
    let merges: Vec<&Region> = tops.iter().filter(|it| it.right > it.left).collect();
    let mut best: Option<(usize, usize, usize)> = None;
    for bottom in 0..rows.len() {
        for count in 1..=BLOCK_ROWS.min(bottom + 1) {
            let top = bottom + 1 - count;
            let score = score(&words[top..=bottom], headings);
            if score > best.map_or(2 * HEADINGS_MIN - 1, |it| it.0) {
                best = Some((score, top, bottom));
            }
        }
    }
    let (_, top, bottom) = best?;
    let found = block(&rows[top..=bottom], &words[top..=bottom], &merges);
    let mut names: Vec<&str> = Vec::new();
    for it in &found {
        names.extend(
            [&it.folded, &it.joined]
                .iter()
                .find(|it| headings.is_heading(it))
                .map(|it| it.as_str()),
        );
    }
    names.sort_unstable();
    names.dedup();
    let count = names.len();
    (count >= HEADINGS_MIN).then_some(Header {
        found,
        headings: count,
        top: start + top,
        bottom: start + bottom,
    })
}

fn words_of(row: &Row, headings: &Headings) -> Vec<Word> {
    let texts = row.cells.iter().filter_map(|it| Some((it.col, it.text()?)));
    texts
        .filter(|(_, text)| text.chars().nth(HEADING_CHARS).is_none())
        .map(|(col, text)| (col, text, fold_heading(text)))
        .filter(|(_, _, folded)| !folded.is_empty())
        .map(|(col, text, folded)| Word {
            col,
            text: text.to_owned(),
            is_level: headings.levels.is_level(&folded),
            is_rating: headings.levels.is_rating(&folded),
            folded,
        })
        .collect()
}

/// Counts what the lowest text of each column says, twice a heading, once a group.
fn score(rows: &[Vec<Word>], headings: &Headings) -> usize {
    let mut lowest = BTreeMap::new();
    let mut joined: BTreeMap<u32, String> = BTreeMap::new();
    let mut texts: BTreeMap<u32, Vec<&Word>> = BTreeMap::new();
    let mut groups = BTreeSet::new();
    for word in rows.iter().flatten() {
        lowest.insert(word.col, word.folded.as_str());
        texts.entry(word.col).or_default().push(word);
        joined.entry(word.col).or_default().push_str(&word.folded);
        if headings.is_group(&word.folded) {
            groups.insert(word.folded.as_str());
        }
    }
    // The first of four columns: the text that heads all of them.
    let four = |col: &u32| {
        let (last, above) = texts.get(col)?.split_last()?;
        let heading = above.iter().rev().find(|it| last.is_level && it.is_rating)?;
        Some(heading.folded.as_str())
    };
    groups.extend(lowest.keys().filter_map(four));
    let names: BTreeSet<&str> = lowest
        .iter()
        .filter_map(|(col, name)| {
            if let Some(heading) = four(col) {
                return Some(heading);
            }
            let joined = joined.get(col).map_or("", String::as_str);
            [*name, joined].into_iter().find(|it| headings.is_heading(it))
        })
        .collect();
    2 * names.len() + groups.len()
}

/// Puts the headings of a block of rows together, column by column.
fn block(rows: &[Row], words: &[Vec<Word>], merges: &[&Region]) -> Vec<Found> {
    let merges: Vec<&&Region> =
        merges.iter().filter(|it| rows.iter().any(|row| row.index == it.top)).collect();
    let mut found: BTreeMap<u32, Found> = BTreeMap::new();
    for (row, words) in rows.iter().zip(words) {
        for word in words {
            let own = found.entry(word.col).or_insert_with(|| Found {
                col: word.col,
                row: row.index,
                text: String::new(),
                folded: String::new(),
                joined: String::new(),
                groups: Vec::new(),
                carried: Vec::new(),
            });
            // What stood here before heads what stands below it.
            if !own.folded.is_empty() {
                let above = std::mem::take(&mut own.folded);
                own.groups.push(above);
            }
            own.row = row.index;
            own.text = tidy(&word.text);
            own.folded.clone_from(&word.folded);
            own.joined.push_str(&word.folded);
        }
    }
    for (row, words) in rows.iter().zip(words) {
        for own in found.values_mut().filter(|it| it.row > row.index) {
            let region = merges.iter().find(|it| it.contains(row.index, own.col));
            let text_at =
                |col: u32| words.iter().find(|it| it.col == col).map(|it| it.folded.clone());
            match region {
                Some(region) if region.left < own.col => own.groups.extend(text_at(region.left)),
                Some(_) => {}
                None => {
                    let left = words.iter().rev().find(|it| it.col < own.col);
                    let is_own = words.iter().any(|it| it.col == own.col);
                    own.carried.extend(left.filter(|_| !is_own).map(|it| it.folded.clone()));
                }
            }
        }
    }
    found.into_values().collect()
}
