//! Scale and page breaks, computed here: Excel is believed to ignore manual
//! breaks under "fit to page", and a signature alone on a page is worthless.

use super::{Book, Sheet};

/// A4 landscape, in points.
const PAPER: (f64, f64) = (841.9, 595.3);
const POINTS_PER_MM: f64 = 72.0 / 25.4;
/// Left free, since font metrics and printers differ.
const CAUTION: f64 = 0.98;
/// How much smaller than its width asks a sheet may be printed to save a page …
const SMALLER: f64 = 0.75;
/// … but no smaller than this, so that it stays legible.
const LEGIBLE: f64 = 0.62;
/// Breaks that Excel keeps of a sheet; below them it breaks pages where they are full.
const BREAKS_MAX: usize = 1_023;

/// Width of a column in points, as the program that makes most of it: a digit
/// of Times New Roman is half as wide as its 11 points are high, padding 5 pixels.
fn widest_points(width: f64) -> f64 {
    width.mul_add(5.5, 3.75)
}

impl Book {
    /// The scale in percent at which the sheet is printed: its columns fit the
    /// paper's width, and all its rows one page if that needs little more.
    pub(super) fn scale(&self, sheet: &Sheet) -> u16 {
        let [_, right, _, left] = self.margins_mm.map(|it| f64::from(it) * POINTS_PER_MM);
        let columns: f64 = sheet.widths.iter().map(|it| widest_points(*it)).sum();
        let by_width = (PAPER.0 - left - right) * CAUTION / columns.max(1.0);
        let by_width = by_width.clamp(0.1, 1.0);
        let rows: f64 = sheet.rows.iter().map(|it| it.height).sum();
        let by_height = self.height() / rows.max(1.0);
        let is_cut = sheet.rows.iter().any(|it| it.breaks_page);
        let fits = !is_cut && by_height >= (by_width * SMALLER).max(LEGIBLE.min(by_width));
        let scale = if fits { by_height.min(by_width) } else { by_width };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let percent = (scale * 100.0).floor() as u16;
        percent.max(10)
    }

    /// Height of the paper between the margins, in points.
    fn height(&self) -> f64 {
        let [top, _, bottom, _] = self.margins_mm.map(|it| f64::from(it) * POINTS_PER_MM);
        (PAPER.1 - top - bottom) * CAUTION
    }

    /// Rows of the sheet that fit on a page, in points of the sheet.
    fn room(&self, sheet: &Sheet) -> f64 {
        self.height() / f64::from(self.scale(sheet)) * 100.0
    }

    /// The rows with which a new page starts.
    pub(in crate::write) fn page_breaks(&self, sheet: &Sheet) -> Vec<u32> {
        let room = self.room(sheet);
        let height = |row: u32| sheet.rows[row as usize].height;
        let repeated = |start: u32| match sheet.repeated {
            Some((first, last)) if start > last => (first..=last).map(height).sum(),
            _ => 0.0,
        };
        let mut breaks = Vec::new();
        let (mut start, mut used) = (0, 0.0);
        let mut row = 0;
        while row < sheet.next_row() && breaks.len() < BREAKS_MAX {
            let is_forced = sheet.rows[row as usize].breaks_page && row > start;
            if is_forced || (row > start && used + height(row) > room) {
                start = if is_forced { row } else { first_of_group(sheet, row, start) };
                breaks.push(start);
                used = repeated(start);
                row = start;
            }
            used += height(row);
            row += 1;
        }
        breaks
    }
}

/// The first of the rows that are kept together with `row`; `row` itself when
/// they fill the page from its start.
fn first_of_group(sheet: &Sheet, row: u32, start: u32) -> u32 {
    let mut first = row;
    while first > start && sheet.rows[first as usize - 1].with_next {
        first -= 1;
    }
    if first == start { row } else { first }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::write::sheet::RowKind;

    fn book(heights: &[(f64, bool)], repeated: Option<(u32, u32)>) -> Book {
        let mut sheet = Sheet::new("x", vec![20.0; 5]);
        for (height, with_next) in heights {
            let row = sheet.row(RowKind::Item);
            sheet.row_mut(row).height = *height;
            sheet.row_mut(row).with_next = *with_next;
        }
        sheet.repeated = repeated;
        Book {
            sheets: vec![sheet],
            title: String::new(),
            author: String::new(),
            year: 2020,
            font: String::new(),
            margins_mm: [20, 15, 15, 20],
            names: Vec::new(),
        }
    }

    #[test]
    fn what_is_kept_together_goes_to_the_next_page_together() {
        let mut heights = vec![(20.0, false); 40];
        for row in &mut heights[20..29] {
            row.1 = true;
        }
        let book = book(&heights, None);
        assert_eq!(book.page_breaks(&book.sheets[0]), [20]);
    }

    #[test]
    fn a_sheet_of_very_many_pages_has_no_more_breaks_than_excel_keeps() {
        let book = book(&vec![(200.0, false); 4_000], None);
        assert_eq!(book.page_breaks(&book.sheets[0]).len(), BREAKS_MAX);
        assert!(book.render().is_ok());
    }

    #[test]
    fn wide_columns_are_printed_smaller() {
        let mut book = book(&[(15.0, false)], None);
        assert_eq!(book.scale(&book.sheets[0]), 100);
        book.sheets[0].widths = vec![20.0; 10];
        let scale = book.scale(&book.sheets[0]);
        assert!((60..75).contains(&scale), "{scale}");
    }

    proptest! {
        #[test]
        fn no_page_overflows(rows in prop::collection::vec((5.0..200.0_f64, any::<bool>()), 1..120)) {
            let book = book(&rows, Some((0, 0)));
            let sheet = &book.sheets[0];
            let breaks = book.page_breaks(sheet);
            prop_assert!(breaks.is_sorted_by(|a, b| a < b));
            let ends = breaks.iter().copied().chain([sheet.next_row()]);
            let mut start = 0;
            for end in ends {
                let own: f64 = rows[start as usize..end as usize].iter().map(|it| it.0).sum();
                let repeated = if start > 0 { rows[0].0 } else { 0.0 };
                prop_assert!(own + repeated <= book.room(sheet) || end - start == 1);
                start = end;
            }
        }
    }
}
