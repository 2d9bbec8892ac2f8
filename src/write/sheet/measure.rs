//! How much room a text takes: no program grows a row for a merged cell, nor
//! for one that it did not write itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::formula::Given;
use super::style::{Face, Shown};
use super::{Book, Cell, Content, Fit, Merge, RowKind, Sheet, Style};
use crate::model::PartialDate;

/// Widths of the printable ASCII characters in Times New Roman, in thousandths
/// of the font size, from the blank on.
#[rustfmt::skip]
const ASCII: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
/// A column of names is not made wider than this for them, in characters …
const ONE_LINE: f64 = 42.0;
/// … and one of texts no narrower, so that a hand can write in it.
const NARROW: f64 = 7.0;
/// No column is made wider than this for a single word, in characters.
const WORD: f64 = 13.0;
/// So many times as wide as its profile says a column is made of room to spare.
const WIDENED: f64 = 2.5;
/// A column of texts is not made narrower than this part of its width for the others.
const NARROWED: f64 = 0.6;
/// A turned text is given so many points more until it has room.
const TURNED_STEP: f64 = 4.0;
/// Excel's highest row, in points.
const HIGHEST: f64 = 409.0;

/// Width of a column of so many characters, in points: a character is 7 pixels
/// in the default font, padding 5.
pub(crate) fn column_points(width: f64) -> f64 {
    width.mul_add(7.0, 5.0).trunc() * 0.75
}

/// Height of one line, in points.
fn line_height(size: u8) -> f64 {
    f64::from(size) * 1.2
}

/// Height of a row with so many lines, in points.
fn row_height(lines: u32, size: u8) -> f64 {
    (f64::from(lines) * line_height(size) + 1.05).min(HIGHEST)
}

/// Wider than any word.
const NO_WORD: u32 = u32::MAX;

/// How much room a text takes, whatever its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Width of its widest word, in thousandths of the font size; nothing but blanks has [`NO_WORD`].
    word: u32,
    /// The same of its widest line.
    line: u32,
    /// Its lines, before any is broken.
    lines: u32,
}

/// An [`Extent`] of one line in four bytes, or that it takes more.
#[derive(Clone, Copy, Debug)]
pub(super) struct PackedExtent([u16; 2]);

impl From<Extent> for PackedExtent {
    fn from(it: Extent) -> Self {
        let parts = [it.word, it.line].map(u16::try_from);
        Self(match parts {
            [Ok(word), Ok(line)] if word < u16::MAX && it.lines == 1 => [word, line],
            _ => [u16::MAX; 2],
        })
    }
}

impl PackedExtent {
    /// The extent of this text.
    pub(super) fn of(self, text: &str) -> Extent {
        match self.0 {
            [u16::MAX, _] => Extent::of(text),
            [word, line] => Extent { word: word.into(), line: line.into(), lines: 1 },
        }
    }
}

impl Extent {
    /// Measures a text.
    pub(super) fn of(text: &str) -> Self {
        let mut lines = 0;
        let mut line = 0;
        for it in text.split('\n') {
            lines += 1;
            line = line.max(thousandths(it));
        }
        Self {
            word: text.split_whitespace().map(thousandths).max().unwrap_or(NO_WORD),
            line,
            lines,
        }
    }

    /// Width of the widest line, in points.
    fn line(&self, style: Style) -> f64 {
        points(self.line, style)
    }
}

/// Width of a word in points. Marks above and below take no room.
fn width(text: &str, style: Style) -> f64 {
    points(thousandths(text), style)
}

/// Width of a word in thousandths of the font size.
fn thousandths(text: &str) -> u32 {
    text.chars().map(of_letter).sum()
}

/// Latin letters with marks: the first and the last of each table of them.
const LATIN: [(u32, u32); 2] = [(0x80, 0x24F), (0x1E00, 0x1EFF)];

/// Their widths: decomposing them anew for every word takes longer than all else of measuring.
static WIDTHS: LazyLock<[Vec<u32>; 2]> = LazyLock::new(|| {
    LATIN.map(|(first, last)| {
        (first..=last).map(|it| char::from_u32(it).map_or(0, of_decomposed)).collect()
    })
});

/// Width of a letter.
fn of_letter(letter: char) -> u32 {
    if let ' '..='~' = letter {
        return u32::from(ASCII[letter as usize - 32]);
    }
    let place = u32::from(letter);
    let known = LATIN.iter().zip(&*WIDTHS).find_map(|((first, _), widths)| {
        widths.get(usize::try_from(place.checked_sub(*first)?).ok()?)
    });
    known.copied().unwrap_or_else(|| of_decomposed(letter))
}

/// The same, of the letters and marks that it is composed of.
fn of_decomposed(letter: char) -> u32 {
    std::iter::once(letter)
        .nfd()
        .filter(|it| !matches!(it, '\u{300}'..='\u{36f}'))
        .map(|it| match it {
            ' '..='~' => u32::from(ASCII[it as usize - 32]),
            'Đ' => 722,
            'đ' | '–' => 500,
            _ => 1000,
        })
        .sum()
}

/// So many thousandths of the font size in points.
fn points(thousandths: u32, style: Style) -> f64 {
    let boldness = match style.face {
        Face::Bold | Face::Underlined => 1.09,
        Face::Plain | Face::Italic | Face::Linked => 1.02,
    };
    f64::from(thousandths) / 1000.0 * f64::from(style.size) * boldness
}

/// Lines that a text takes within so many points; a word longer than a line is broken.
pub(crate) fn lines(text: &str, points: f64, style: Style) -> u32 {
    let room = room_of_text(points, style);
    let blank = width(" ", style);
    let paragraph = |it: &str| {
        let (mut lines, mut used) = (1, 0.0);
        for word in it.split_whitespace() {
            let word = width(word, style);
            if used > 0.0 && used + blank + word <= room {
                used += blank + word;
                continue;
            }
            if used > 0.0 {
                lines += 1;
            }
            used = word;
            while used > room {
                used -= room;
                lines += 1;
            }
        }
        lines
    };
    text.split('\n').map(paragraph).sum()
}

/// What padding and indentation leave for a text of so many points.
fn room_of_text(points: f64, style: Style) -> f64 {
    (points - 6.0 - f64::from(style.indent) * 7.0).max(1.0)
}

/// A text on one line, a number as the cell shows it.
fn shown(content: Content<'_>, given: &Given<'_>, style: Style) -> String {
    match (content, given, style.shown) {
        (Content::Day(day), ..) => PartialDate::Day(day).to_string(),
        (Content::Decimal(number), ..) => number.with_point(','),
        (_, Given::Number(number), Shown::Share) => format!("{:.2}%", number * 100.0),
        (_, Given::Number(number), Shown::Count) => {
            let digits = number.to_string();
            format!("{digits}{}", ".".repeat(digits.len().saturating_sub(1) / 3))
        }
        (_, given, _) => given.cached(),
    }
}

/// Characters of a column in which a text of so many points takes one line.
fn characters(points: f64) -> f64 {
    // Whole pixels, as a column has them.
    let pixels = ((points + 6.0) / 0.75).ceil();
    ((pixels - 5.0) / 7.0 * 10.0).ceil() / 10.0
}

impl Book {
    /// Makes every column wide enough for its numbers, since `###` says nothing, and for
    /// the words of its headings, and as wide as its texts ask where the sheet says so.
    pub(super) fn fit_widths(&mut self) {
        let results = self.results();
        let fitted = |sheet: &Sheet| {
            let mut widths = sheet.widths.clone();
            let merged: BTreeSet<_> =
                sheet.merges.iter().map(|it| (it.first_row, it.first_col)).collect();
            let merged = &merged;
            let rows = (0..sheet.next_row()).filter(|it| !sheet.is_frame(*it));
            let cells = rows.flat_map(|row| {
                let has_merged = merged.range((row, 0)..=(row, u16::MAX)).next().is_some();
                let own = sheet.cells.row(row).map(move |(col, cell)| ((row, col), cell));
                own.filter(move |(at, _)| !has_merged || !merged.contains(at))
            });
            for ((row, col), cell) in cells {
                let needed = if let Some(digits) = digits(cell) {
                    characters(points(digits, cell.style))
                } else if is_number(cell.content) {
                    let given = results.given(&sheet.place(row, col));
                    characters(width(&shown(cell.content, &given, cell.style), cell.style))
                } else {
                    longest_word(cell).min(WORD)
                };
                let own = &mut widths[usize::from(col)];
                *own = own.max(needed);
            }
            for (col, own) in (0_u16..).zip(&mut widths) {
                let least = sheet.least(col);
                let needed = || sheet.needed(col);
                *own = match sheet.fits.iter().find(|it| it.0 == col).map(|it| it.1) {
                    Some(Fit::OneLine) => needed().min(ONE_LINE.max(*own)).max(least).max(NARROW),
                    Some(Fit::Wrapped) => needed().min(*own).max(least).max(NARROW),
                    None => own.max(least),
                };
            }
            widths
        };
        let widths: Vec<Vec<f64>> = self.sheets.iter().map(fitted).collect();
        for (sheet, widths) in self.sheets.iter_mut().zip(widths) {
            sheet.widths = widths;
        }
    }
}

/// Characters in which the longest word of a cell takes one line.
fn longest_word(cell: Cell) -> f64 {
    let (Content::Text(it) | Content::Link(it, _)) = cell.content else { return 0.0 };
    match it.extent().word {
        NO_WORD => 0.0,
        word => characters(points(word, cell.style)),
    }
}

/// Width of a day and of a whole number, in thousandths of the font size: of digits all are alike.
fn digits(cell: Cell) -> Option<u32> {
    const DIGIT: u32 = 500;
    match (cell.content, cell.style.shown) {
        (Content::Day(_), _) => Some(thousandths("00/00/0000")),
        (Content::Number(_), Shown::Share) => None,
        (Content::Number(number), shown) => {
            let digits = number.checked_ilog10().unwrap_or_default() + 1;
            let points = if shown == Shown::Count { (digits - 1) / 3 } else { 0 };
            Some(digits * DIGIT + points * thousandths("."))
        }
        _ => None,
    }
}

fn is_number(content: Content) -> bool {
    matches!(
        content,
        Content::Number(_) | Content::Decimal(_) | Content::Day(_) | Content::Formula(..)
    )
}

impl Sheet {
    /// The columns whose texts take several lines, and by how many characters each may
    /// grow for them.
    pub(super) fn wanting(&self) -> Vec<(u16, f64)> {
        let wrapped = self.fits.iter().filter(|it| it.1 == Fit::Wrapped);
        let more = |col: u16| {
            let own = self.widths[usize::from(col)];
            (self.needed(col).min(own * WIDENED) - own).max(0.0)
        };
        wrapped.map(|(col, _)| (*col, more(*col))).collect()
    }

    /// The widths when so many characters to spare are given to the columns that want them.
    pub(super) fn widened(&self, wanting: &[(u16, f64)], spare: f64) -> Vec<f64> {
        let wanted: f64 = wanting.iter().map(|it| it.1).sum();
        let part = (spare / wanted.max(0.1)).clamp(0.0, 1.0);
        let mut widths = self.widths.clone();
        for (col, more) in wanting {
            widths[usize::from(*col)] += (more * part * 10.0).floor() / 10.0;
        }
        widths
    }

    /// Makes the columns of names so many characters narrower in all, but no narrower
    /// than the profile says: the names take two lines. What that leaves, the columns of
    /// other texts give, each a part of its width.
    pub(super) fn narrow(&mut self, asked: &[f64], mut excess: f64) {
        for (col, fit) in &self.fits {
            let own = &mut self.widths[usize::from(*col)];
            let less = excess.min(*own - asked[usize::from(*col)]);
            if *fit == Fit::OneLine && less > 0.0 {
                let before = *own;
                *own = ((before - less) * 10.0).floor() / 10.0;
                excess -= before - *own;
            }
        }
        let wrapped = |it: &&(u16, Fit)| it.1 == Fit::Wrapped;
        let least: Vec<_> = self.fits.iter().filter(wrapped).map(|it| self.least(it.0)).collect();
        let open: Vec<_> = self.fits.iter().filter(wrapped).map(|it| usize::from(it.0)).collect();
        let spare = |own: f64, least: f64| (own * (1.0 - NARROWED)).min(own - least.max(NARROW));
        let pairs = open.iter().zip(&least);
        let most: f64 = pairs.map(|(col, least)| spare(self.widths[*col], *least).max(0.0)).sum();
        if excess <= 0.0 || most <= 0.0 {
            return;
        }
        for (col, least) in open.iter().zip(&least) {
            let own = &mut self.widths[*col];
            let less = spare(*own, *least).max(0.0) * (excess / most).min(1.0);
            *own = ((*own - less) * 10.0).floor() / 10.0;
        }
    }

    /// Characters in which the longest word of the column's headings takes one line.
    fn least(&self, col: u16) -> f64 {
        let heads = self.repeated.into_iter().chain(self.parts.iter().map(|it| it.heads));
        let cells = heads.flat_map(|(first, last)| {
            (first..=last).filter_map(move |row| Some((row, self.cells.get(row, col)?)))
        });
        // What spans several columns has the room of all of them.
        let is_own = |row: u32| {
            let wide = |it: &&Merge| (it.first_row, it.first_col) == (row, col);
            self.merges.iter().find(wide).is_none_or(|it| it.last_col == col)
        };
        let words = cells.filter(|(row, _)| is_own(*row)).map(|(_, it)| {
            if it.style.turned { characters(line_height(it.style.size)) } else { longest_word(it) }
        });
        words.fold(0.0, f64::max)
    }

    /// Characters in which every text of the column takes one line, below its headings.
    fn needed(&self, col: u16) -> f64 {
        let merged: BTreeSet<_> =
            self.merges.iter().map(|it| (it.first_row, it.first_col)).collect();
        let is_own = |row: u32| {
            self.rows[row as usize].kind != RowKind::Frame && !merged.contains(&(row, col))
        };
        let own = (0..self.next_row()).filter(|row| is_own(*row));
        let texts = own.filter_map(|row| {
            let cell = self.cells.get(row, col)?;
            let (Content::Text(it) | Content::Link(it, _)) = cell.content else { return None };
            Some(it.extent().line(cell.style) + f64::from(cell.style.indent) * 7.0)
        });
        // A point more: other programs measure a little otherwise.
        texts.map(|it| characters(it + 1.0)).fold(0.0, f64::max)
    }
}

/// The heights of rows while the widths of some columns are still open.
pub(super) struct Heights<'a> {
    sheet: &'a Sheet,
    merges: BTreeMap<(u32, u16), Merge>,
    /// What the other columns ask for.
    base: Vec<f64>,
    /// Columns whose cells have the room that their width gives.
    open: Vec<u16>,
}

impl<'a> Heights<'a> {
    /// Measures what does not follow the widths of these columns.
    pub(super) fn new(sheet: &'a Sheet, open: &[(u16, f64)]) -> Self {
        let merges: BTreeMap<_, _> =
            sheet.merges.iter().map(|it| ((it.first_row, it.first_col), *it)).collect();
        let least = |asked: f64| if asked > 0.0 { asked } else { row_height(1, 11) };
        let base = sheet.rows.iter().map(|it| least(it.height.into())).collect();
        let open = open.iter().map(|it| it.0).collect();
        let mut this = Self { sheet, merges, base, open };
        let rooms: Vec<_> = sheet.widths.iter().map(|it| column_points(*it)).collect();
        for row in 0..sheet.next_row() {
            let is_merged = this.are_merged(row);
            for (col, cell) in sheet.cells.row(row) {
                let is_blank = matches!(cell.content, Content::Blank);
                if is_blank || this.open.contains(&col) || is_merged(col) {
                    continue;
                }
                let height = height(cell, rooms[usize::from(col)]);
                let own = &mut this.base[row as usize];
                *own = own.max(height);
            }
        }
        this
    }

    /// Tells of the columns of a row whether a cell begins there that is several.
    fn are_merged(&self, row: u32) -> impl Fn(u16) -> bool + use<> {
        let own: Vec<u16> =
            self.merges.range((row, 0)..=(row, u16::MAX)).map(|it| it.0.1).collect();
        move |col| own.contains(&col)
    }

    /// The heights at these widths.
    pub(super) fn at(&self, widths: &[f64]) -> Vec<f64> {
        let mut heights = self.base.clone();
        let written = |row: u32, col: u16| {
            let cell = self.sheet.cells.get(row, col);
            cell.filter(|it| !matches!(it.content, Content::Blank))
        };
        for row in 0..self.sheet.next_row() {
            let is_merged = self.are_merged(row);
            for col in self.open.iter().copied().filter(|it| !is_merged(*it)) {
                let Some(cell) = written(row, col) else { continue };
                let own = &mut heights[row as usize];
                *own = own.max(height(cell, column_points(widths[usize::from(col)])));
            }
        }
        let mut deep = Vec::new();
        for ((row, col), merge) in &self.merges {
            let Some(cell) = written(*row, *col) else { continue };
            let own = &widths[usize::from(*col)..=usize::from(merge.last_col)];
            let height = height(cell, own.iter().map(|it| column_points(*it)).sum());
            if merge.last_row > *row {
                deep.push((*row, merge.last_row, height));
            } else {
                let own = &mut heights[*row as usize];
                *own = own.max(height);
            }
        }
        // What a text over several rows still lacks, the last of them gets.
        for (first, last, height) in deep {
            let above: f64 = heights[first as usize..last as usize].iter().sum();
            let own = &mut heights[last as usize];
            *own = own.max((height - above).min(HIGHEST));
        }
        heights
    }

    /// The heights at the sheet's own widths.
    fn own(&self) -> Vec<f64> {
        self.at(&self.sheet.widths)
    }
}

/// Height that a cell asks of its row when it has so many points of width.
fn height(cell: Cell, room: f64) -> f64 {
    let (Content::Text(it) | Content::Link(it, _)) = cell.content else {
        return row_height(1, cell.style.size);
    };
    let text = it.shown;
    if !cell.style.turned {
        // Surely none of its lines is broken; adding up words may differ in the last bit.
        let extent = it.extent();
        let is_whole = extent.line(cell.style) + 0.01 <= room_of_text(room, cell.style);
        let lines = if is_whole { extent.lines } else { lines(text, room, cell.style) };
        return row_height(lines, cell.style.size);
    }
    // As many lines stand side by side as the column has room for.
    let beside = |points: f64| f64::from(lines(text, points, cell.style));
    let fits = |points: &f64| {
        beside(*points) * line_height(cell.style.size) <= room.max(line_height(cell.style.size))
    };
    let words = text.split_whitespace().map(|it| width(it, cell.style));
    let least = words.fold(0.0, f64::max) + 7.0;
    let tries = std::iter::successors(Some(least), |it| Some(it + TURNED_STEP));
    tries.take_while(|it| *it < HIGHEST).find(fits).unwrap_or(HIGHEST)
}

impl Sheet {
    /// Makes every row high enough for its texts.
    pub(crate) fn fit_heights(&mut self) {
        let heights = Heights::new(self, &[]).own();
        self.set_heights(&heights);
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 409 points, of which thousandths count"
    )]
    pub(super) fn set_heights(&mut self, heights: &[f64]) {
        for (row, height) in self.rows.iter_mut().zip(heights) {
            row.height = *height as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::sheet::RowKind;

    #[test]
    fn marks_take_no_room_however_they_are_composed() {
        let style = Style::text(11);
        assert!((width("Tỷ lệ", style) - width("Ty le", style)).abs() < 1e-9);
        let decomposed: String = "Tỷ lệ".nfd().collect();
        assert!((width(&decomposed, style) - width("Tỷ lệ", style)).abs() < 1e-9);
        assert!(width("Tổng", style.bold()) > width("Tổng", style));
    }

    #[test]
    fn rows_grow_with_their_texts() {
        let mut sheet = Sheet::new("x", vec![10.0, 10.0]);
        let style = Style::cell(11);
        let low = sheet.row(RowKind::Item);
        sheet.put(low, 0, "ngắn", style);
        let high = sheet.row(RowKind::Item);
        sheet.put(high, 0, "một câu dài hơn bề rộng của cột nhiều lần", style);
        let merged = sheet.row(RowKind::Item);
        sheet.span(merged, (0, 1), "một câu dài hơn bề rộng của cột nhiều lần", style);
        let split = sheet.row(RowKind::Item);
        sheet.put(split, 0, "a\nb\nc", style);
        sheet.fit_heights();
        let height = |row: u32| sheet.rows[row as usize].height;
        assert!(height(low) < height(merged) && height(merged) < height(high));
        assert!(height(split) > 2.5 * height(low));
    }

    #[test]
    fn columns_grow_with_their_numbers() {
        let mut sheet = Sheet::new("x", vec![4.0, 4.0]);
        let row = sheet.row(RowKind::Item);
        sheet.put(row, 0, 123_456_u32, Style::cell(11).count());
        sheet.put(row, 1, 12_u32, Style::cell(11).count());
        let mut book = Book::of_one(sheet);
        book.fit_widths();
        assert!(book.sheets[0].widths[0] > 6.0);
        assert!((book.sheets[0].widths[1] - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_word_longer_than_its_column_is_broken() {
        assert_eq!(lines(&"m".repeat(100), 100.0, Style::text(10)), 9);
        assert_eq!(lines("", 100.0, Style::text(10)), 1);
    }
}
