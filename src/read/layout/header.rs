//! Finding the rows of headings, wherever they stand.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::found::{Found, Role};
use super::headings::{Headings, Shape};
use crate::read::fold::tidy;
use crate::read::known::Known;
use crate::read::wording::Wording;
use crate::workbook::grid::{Row, Sheet};
use crate::workbook::region::Region;

/// How many rows with cells are searched for headings.
const ROWS_SEARCHED: usize = 60;
/// Most rows that headings may take.
pub(super) const BLOCK_ROWS: usize = 3;
/// Fewer headings than this are a coincidence.
pub(super) const HEADINGS_MIN: usize = 3;
/// A text longer than this is no heading.
const HEADING_CHARS: usize = 200;

/// The rows of headings of a table.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// The headings by column.
    pub found: Vec<Found>,
    /// How many of the form's headings they are.
    pub headings: usize,
    /// The first of its rows, as a place in the sheet's list of rows.
    pub top: usize,
    /// The last of its rows, likewise.
    pub bottom: usize,
}

/// What the texts of the upper part of a sheet may be to a table at most.
#[derive(Debug)]
pub(crate) struct Points {
    /// Of each row, by which [`score`] is bounded.
    rows: Vec<usize>,
    /// How many headings [`Header::headings`] can be.
    pub headings_most: usize,
}

/// A text of a sheet that may be a heading.
struct Word<'a, 'w> {
    col: u32,
    text: &'a str,
    shape: Shape,
    wording: &'w Wording<'w>,
    /// Found out when it is asked for: of most texts their beginning tells that they are no heading.
    known: OnceCell<Arc<Known>>,
}

impl Word<'_, '_> {
    fn known(&self) -> &Known {
        self.known.get_or_init(|| self.wording.known(self.text))
    }

    fn folded(&self) -> &str {
        &self.known().heading
    }
}

/// The upper part of a sheet, in which every table of the form is looked for: its texts,
/// folded once for all of them.
pub(crate) struct Top<'a, 'w> {
    sheet: &'a Sheet,
    /// The place of its first row in the list of rows.
    start: usize,
    words: Vec<Vec<Word<'a, 'w>>>,
}

impl<'a, 'w> Top<'a, 'w> {
    /// The rows of a sheet that are searched for headings.
    pub(crate) fn of(sheet: &'a Sheet, wording: &'w Wording<'w>) -> Self {
        Self::at(sheet, wording, 0, ROWS_SEARCHED)
    }

    fn at(sheet: &'a Sheet, wording: &'w Wording<'w>, start: usize, rows: usize) -> Self {
        let end = sheet.rows.len().min(start + rows);
        let words = sheet.rows[start..end].iter().map(|it| words_of(it, wording)).collect();
        Self { sheet, start, words }
    }

    /// What the texts may be to a table at most, each seen by itself.
    pub(crate) fn points(&self, headings: &Headings) -> Points {
        let (mut rows, mut names) = (Vec::with_capacity(self.words.len()), Vec::new());
        for words in &self.words {
            let (mut points, mut count) = (0, 0);
            for it in words.iter().filter(|it| headings.may_have_role(&it.shape)) {
                let it = role_of(it, headings);
                let is_name = it.is_heading || it.begins || it.is_rating;
                points += 2 * usize::from(is_name) + usize::from(it.is_group || it.is_rating);
                count += usize::from(is_name);
            }
            rows.push(points);
            names.push(count);
        }
        let blocks = (0..names.len()).map(|it| it.saturating_sub(BLOCK_ROWS - 1)..=it);
        let headings_most = blocks.map(|it| names[it].iter().sum()).max().unwrap_or_default();
        Points { rows, headings_most }
    }

    /// Finds the rows that have most of the table's headings; the first, and the
    /// fewest rows, when several have as many. `points` are those of the same table.
    pub(crate) fn find(&self, headings: &Headings, points: &Points) -> Option<Header> {
        if points.headings_most < HEADINGS_MIN {
            return None;
        }
        // No window can score more than what its texts may be.
        let most = &points.rows;
        let mut best: Option<(usize, usize, usize)> = None;
        for bottom in 0..self.words.len() {
            for count in 1..=BLOCK_ROWS.min(bottom + 1) {
                let rows = bottom + 1 - count..bottom + 1;
                let least = best.map_or(2 * HEADINGS_MIN - 1, |it| it.0);
                if most[rows.clone()].iter().sum::<usize>() <= least {
                    continue;
                }
                let score = score(&self.words[rows.clone()], headings);
                if score > least {
                    best = Some((score, rows.start, bottom));
                }
            }
        }
        let (_, top, bottom) = best?;
        let rows = self.sheet.rows.get(self.start..)?;
        let found = block(&rows[top..=bottom], &self.words[top..=bottom], &self.merges());
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
            top: self.start + top,
            bottom: self.start + bottom,
        })
    }

    /// The folded texts, cell by cell, with what they are folded of.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'a str, &str)> {
        self.words.iter().flatten().map(|it| (it.text, it.folded()))
    }

    /// The rows below those that are searched.
    pub(super) fn rows_below(&self) -> impl Iterator<Item = &'a Row> {
        self.sheet.rows.iter().skip(self.start + self.words.len())
    }

    /// Cells merged across columns.
    fn merges(&self) -> Vec<&'a Region> {
        let rows = &self.sheet.rows[self.start..self.start + self.words.len()];
        let tops = match rows {
            [first, .., last] => self.sheet.merges_from(first.index..=last.index),
            [only] => self.sheet.merges_from(only.index..=only.index),
            [] => &[],
        };
        tops.iter().filter(|it| it.right > it.left).collect()
    }
}

/// Finds the rows of headings that begin at a place in the list of rows.
pub(crate) fn find_at<'w>(
    sheet: &Sheet,
    wording: &'w Wording<'w>,
    headings: &Headings,
    place: usize,
) -> Option<Header> {
    let top = Top::at(sheet, wording, place, BLOCK_ROWS);
    top.find(headings, &top.points(headings))
}

fn words_of<'a, 'w>(row: &'a Row, wording: &'w Wording<'w>) -> Vec<Word<'a, 'w>> {
    let texts = row.cells.iter().filter_map(|it| Some((it.col, it.text()?)));
    texts
        .filter(|(_, text)| {
            text.len() <= HEADING_CHARS || text.chars().nth(HEADING_CHARS).is_none()
        })
        .map(|(col, text)| Word {
            col,
            text,
            shape: Shape::of(text),
            wording,
            known: OnceCell::new(),
        })
        .filter(|it| {
            it.text.bytes().any(|it| it.is_ascii_alphanumeric()) || !it.folded().is_empty()
        })
        .collect()
}

fn role_of(word: &Word<'_, '_>, headings: &Headings) -> Role {
    let known = word.known().roles.get(headings.table).copied();
    known.unwrap_or_else(|| headings.role(word.folded()))
}

/// Counts what the lowest text of each column says, twice a heading, once a group.
fn score(rows: &[Vec<Word<'_, '_>>], headings: &Headings) -> usize {
    // By column, from top to bottom.
    let mut words: Vec<(&Word<'_, '_>, Role)> =
        rows.iter().flatten().map(|it| (it, role_of(it, headings))).collect();
    words.sort_by_key(|it| it.0.col);
    let groups = words.iter().filter(|it| it.1.is_group).map(|it| it.0.folded());
    let (mut groups, mut names): (Vec<&str>, Vec<Cow<'_, str>>) = (groups.collect(), Vec::new());
    for texts in words.chunk_by(|one, other| one.0.col == other.0.col) {
        let Some(((lowest, last), above)) = texts.split_last() else { continue };
        let lowest = lowest.folded();
        // The first of four columns: the text that heads all of them.
        let heading = above.iter().rev().find(|it| it.1.is_rating).map(|it| it.0.folded());
        if let Some(heading) = heading.filter(|_| headings.levels.is_level(lowest)) {
            groups.push(heading);
            names.push(heading.into());
        } else if last.is_heading {
            names.push(lowest.into());
        } else if !above.is_empty() && texts.first().is_some_and(|it| it.1.begins) {
            let joined: String = texts.iter().map(|it| it.0.folded()).collect();
            if headings.is_heading(&joined) {
                names.push(joined.into());
            }
        }
    }
    groups.sort_unstable();
    groups.dedup();
    names.sort_unstable();
    names.dedup();
    2 * names.len() + groups.len()
}

/// Puts the headings of a block of rows together, column by column.
fn block(rows: &[Row], words: &[Vec<Word<'_, '_>>], merges: &[&Region]) -> Vec<Found> {
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
            own.text = tidy(word.text);
            word.folded().clone_into(&mut own.folded);
            own.joined.push_str(word.folded());
        }
    }
    for (row, words) in rows.iter().zip(words) {
        for own in found.values_mut().filter(|it| it.row > row.index) {
            let region = merges.iter().find(|it| it.contains(row.index, own.col));
            let text_at =
                |col: u32| words.iter().find(|it| it.col == col).map(|it| it.folded().to_owned());
            match region {
                Some(region) if region.left < own.col => own.groups.extend(text_at(region.left)),
                Some(_) => {}
                None => {
                    let left = words.iter().rev().find(|it| it.col < own.col);
                    let is_own = words.iter().any(|it| it.col == own.col);
                    own.carried.extend(left.filter(|_| !is_own).map(|it| it.folded().to_owned()));
                }
            }
        }
    }
    found.into_values().collect()
}
