//! How much room a text takes: no program grows a row for a merged cell, nor
//! for one that it did not write itself.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::formula::Given;
use super::style::{Face, Shown};
use super::{Book, Fit, Merge, RowKind, Sheet, Style, Value};
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
/// So many times as wide as its profile says a column is made of room to spare.
const WIDENED: f64 = 2.5;
/// Excel's highest row, in points.
const HIGHEST: f64 = 409.0;

/// Width of a column of so many characters, in points: a character is 7 pixels
/// in the default font, padding 5.
pub(in crate::write) fn column_points(width: f64) -> f64 {
    width.mul_add(7.0, 5.0).trunc() * 0.75
}

/// Height of one line, in points.
fn line_height(size: u8) -> f64 {
    f64::from(size) * 1.3
}

/// Width of a word in points. Marks above and below take no room.
fn width(text: &str, style: Style) -> f64 {
    let thousandths: u32 = text
        .nfd()
        .filter(|it| !matches!(it, '\u{300}'..='\u{36f}'))
        .map(|it| match it {
            ' '..='~' => u32::from(ASCII[it as usize - 32]),
            'Đ' => 722,
            'đ' | '–' => 500,
            _ => 1000,
        })
        .sum();
    let boldness = match style.face {
        Face::Bold | Face::Underlined => 1.09,
        Face::Plain | Face::Italic | Face::Linked => 1.02,
    };
    f64::from(thousandths) / 1000.0 * f64::from(style.size) * boldness
}

/// Lines that a text takes within so many points; a word longer than a line is broken.
pub(in crate::write) fn lines(text: &str, points: f64, style: Style) -> u32 {
    let room = (points - 6.0 - f64::from(style.indent) * 7.0).max(1.0);
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

/// A text on one line, a number as the cell shows it.
fn shown(value: &Value, given: &Given<'_>, style: Style) -> String {
    match (value, given, style.shown) {
        (Value::Day(day), ..) => PartialDate::Day(*day).to_string(),
        (Value::Decimal(number), ..) => number.with_point(','),
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
    let pixels = (points + 6.0) / 0.75;
    ((pixels - 5.0) / 7.0 * 10.0).ceil() / 10.0
}

impl Book {
    /// Makes every column wide enough for its numbers, since `###` says nothing, and as
    /// wide as its texts ask where the sheet says so.
    pub(in crate::write) fn fit_widths(&mut self) {
        let results = self.results();
        let fitted = |sheet: &Sheet| {
            let mut widths = sheet.widths.clone();
            let merged: BTreeSet<_> =
                sheet.merges.iter().map(|it| (it.first_row, it.first_col)).collect();
            for ((row, col), cell) in &sheet.cells {
                let is_number = matches!(
                    cell.value,
                    Value::Number(_) | Value::Decimal(_) | Value::Day(_) | Value::Formula(_)
                );
                if merged.contains(&(*row, *col)) || !is_number {
                    continue;
                }
                let given = results.given(&sheet.place(*row, *col));
                let text = shown(&cell.value, &given, cell.style);
                let own = &mut widths[usize::from(*col)];
                *own = own.max(characters(width(&text, cell.style)));
            }
            for (col, fit) in &sheet.fits {
                let own = &mut widths[usize::from(*col)];
                let (least, needed) = (sheet.least(*col), sheet.needed(*col));
                *own = match fit {
                    Fit::OneLine => needed.min(ONE_LINE.max(*own)).max(least),
                    Fit::Wrapped => needed.min(*own).max(least),
                };
            }
            widths
        };
        let widths: Vec<Vec<f64>> = self.sheets.iter().map(fitted).collect();
        for (sheet, widths) in self.sheets.iter_mut().zip(widths) {
            sheet.widths = widths;
        }
        self.widen();
    }

    /// Gives what the paper has to spare to the columns whose texts take several lines.
    fn widen(&mut self) {
        for place in 0..self.sheets.len() {
            let sheet = &self.sheets[place];
            let wanting: Vec<_> = sheet
                .fits
                .iter()
                .filter(|it| it.1 == Fit::Wrapped)
                .map(|(col, _)| {
                    let own = sheet.widths[usize::from(*col)];
                    (*col, (sheet.needed(*col).min(own * WIDENED) - own).max(0.0))
                })
                .collect();
            let wanted: f64 = wanting.iter().map(|it| it.1).sum();
            let part = (self.spare(sheet) / wanted.max(0.1)).clamp(0.0, 1.0);
            for (col, more) in wanting {
                let own = &mut self.sheets[place].widths[usize::from(col)];
                *own += (more * part * 10.0).floor() / 10.0;
            }
        }
    }
}

impl Sheet {
    /// Characters in which the longest word of the column's headings takes one line.
    fn least(&self, col: u16) -> f64 {
        let heads = self.repeated.into_iter().chain(self.parts.iter().map(|it| it.heads));
        let cells = heads.flat_map(|(first, last)| {
            (first..=last).filter_map(move |row| Some((row, self.cells.get(&(row, col))?)))
        });
        // What spans several columns has the room of all of them.
        let is_own = |row: u32| {
            let wide = |it: &&Merge| (it.first_row, it.first_col) == (row, col);
            self.merges.iter().find(wide).is_none_or(|it| it.last_col == col)
        };
        let words = cells.filter(|(row, _)| is_own(*row)).filter_map(|(_, it)| match &it.value {
            Value::Text(text) => {
                text.split_whitespace().map(|word| width(word, it.style)).reduce(f64::max)
            }
            _ => None,
        });
        words.map(characters).fold(NARROW, f64::max)
    }

    /// Characters in which every text of the column takes one line, below its headings.
    fn needed(&self, col: u16) -> f64 {
        let merged: BTreeSet<_> =
            self.merges.iter().map(|it| (it.first_row, it.first_col)).collect();
        let is_own = |row: u32| {
            self.rows[row as usize].kind != RowKind::Frame && !merged.contains(&(row, col))
        };
        let own = self.cells.iter().filter(|((row, own), _)| *own == col && is_own(*row));
        let texts = own.filter_map(|(_, it)| match &it.value {
            Value::Text(text) | Value::Link { text, .. } => Some(
                text.split('\n').map(|line| width(line, it.style)).fold(0.0, f64::max)
                    + f64::from(it.style.indent) * 7.0,
            ),
            _ => None,
        });
        // A point more: other programs measure a little otherwise.
        texts.map(|it| characters(it + 1.0)).fold(0.0, f64::max)
    }
}

impl Sheet {
    /// Makes every row high enough for its texts.
    pub(in crate::write) fn fit_heights(&mut self) {
        for row in &mut self.rows {
            row.height = row.height.max(line_height(11) + 1.5);
        }
        let merges: BTreeMap<_, _> =
            self.merges.iter().map(|it| ((it.first_row, it.first_col), *it)).collect();
        let mut deep = Vec::new();
        for ((row, col), cell) in &self.cells {
            let merge = merges.get(&(*row, *col));
            let last_col = merge.map_or(*col, |it| it.last_col);
            let room: f64 = self.widths[usize::from(*col)..=usize::from(last_col)]
                .iter()
                .map(|it| column_points(*it))
                .sum();
            let lines = match &cell.value {
                Value::Text(text) | Value::Link { text, .. } => lines(text, room, cell.style),
                Value::Blank
                | Value::Number(_)
                | Value::Decimal(_)
                | Value::Day(_)
                | Value::Formula(_) => 1,
            };
            let height = (f64::from(lines) * line_height(cell.style.size) + 1.5).min(HIGHEST);
            let last_row = merge.map_or(*row, |it| it.last_row);
            if last_row > *row {
                deep.push((*row, last_row, height));
            } else if !matches!(cell.value, Value::Blank) {
                let own = &mut self.rows[*row as usize].height;
                *own = own.max(height);
            }
        }
        // What a text over several rows still lacks, the last of them gets.
        for (first, last, height) in deep {
            let above: f64 =
                self.rows[first as usize..last as usize].iter().map(|it| it.height).sum();
            let own = &mut self.rows[last as usize].height;
            *own = own.max((height - above).min(HIGHEST));
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
        let mut book = Book {
            sheets: vec![sheet],
            title: String::new(),
            author: String::new(),
            year: 2020,
            font: String::new(),
            margins_mm: [20; 4],
            names: Vec::new(),
        };
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
