//! How much room a text takes: no program grows a row for a merged cell, nor
//! for one that it did not write itself.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::formula::Given;
use super::style::{Face, Shown};
use super::{Book, Sheet, Style, Value};

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

/// A number as the cell shows it.
fn shown(given: &Given, style: Style) -> String {
    match (given, style.shown) {
        (Given::Number(number), Shown::Share) => format!("{:.2}%", number * 100.0),
        (Given::Number(number), Shown::Count) => {
            let digits = number.to_string();
            format!("{digits}{}", ".".repeat(digits.len().saturating_sub(1) / 3))
        }
        (given, _) => given.cached(),
    }
}

impl Book {
    /// Makes every column wide enough for its numbers: `###` says nothing.
    pub(in crate::write) fn fit_widths(&mut self) {
        for place in 0..self.sheets.len() {
            let sheet = &self.sheets[place];
            let mut widths = sheet.widths.clone();
            let merged: BTreeSet<_> =
                sheet.merges.iter().map(|it| (it.first_row, it.first_col)).collect();
            for ((row, col), cell) in &sheet.cells {
                let is_number = matches!(cell.value, Value::Number(_) | Value::Formula(_));
                if merged.contains(&(*row, *col)) || !is_number {
                    continue;
                }
                let text = shown(&self.given(&sheet.place(*row, *col)), cell.style);
                let pixels = (width(&text, cell.style) + 6.0) / 0.75;
                let own = &mut widths[usize::from(*col)];
                *own = own.max(((pixels - 5.0) / 7.0 * 10.0).ceil() / 10.0);
            }
            self.sheets[place].widths = widths;
        }
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
                Value::Blank | Value::Number(_) | Value::Formula(_) => 1,
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
