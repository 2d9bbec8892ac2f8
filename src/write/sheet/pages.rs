//! Scale and page breaks, computed here: Excel is believed to ignore manual
//! breaks under "fit to page", and a signature alone on a page is worthless.

use super::measure::Heights;
use super::split::Moved;
use super::{Book, Sheet};
use crate::threads::prelude::*;

/// A4 landscape, in points.
const PAPER: (f64, f64) = (841.9, 595.3);
const POINTS_PER_MM: f64 = 72.0 / 25.4;
/// Left free, since font metrics and printers differ: of the height, …
const CAUTION: f64 = 0.98;
/// … and of the width, of which the columns' padding is left free too.
const CAUTION_WIDTH: f64 = 0.995;
/// In percent: 11 points become 8. Nothing is printed smaller but a table of more columns
/// than fit then.
const LEGIBLE: u16 = 73;
/// No sheet of a set is printed larger than this times the smallest.
const LARGER: f64 = 1.18;
/// Of more pages than this no larger print is tried: of so many, each costs some.
const PAGES_TRIED: usize = 24;
/// So many rows go along with what would else stand alone.
const MOST_KEPT: u32 = 3;
/// Breaks that Excel keeps of a sheet; below them it breaks pages where they are full.
const BREAKS_MAX: usize = 1_023;

/// Width of a character in points, as the program that makes most of it has it.
const DIGIT: f64 = 5.5;

/// Width of a column in points, as the program that makes most of it: a digit
/// of Times New Roman is half as wide as its 11 points are high, padding 5 pixels.
fn widest_points(width: f64) -> f64 {
    width.mul_add(DIGIT, 3.75)
}

fn columns_points(widths: &[f64]) -> f64 {
    widths.iter().map(|it| widest_points(*it)).sum()
}

/// A share in whole percent, rounded down.
fn percent(share: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    let whole = (share * 100.0).floor() as u16;
    whole.max(10)
}

impl Book {
    /// Settles widths, heights and scales: as few pages as a legible print allows, and of
    /// these the largest print. Headings that are repeated move rows: gives which.
    pub(crate) fn fit(&mut self) -> Moved {
        let asked: Vec<_> = self.sheets.iter().map(|it| it.widths.clone()).collect();
        self.fit_widths();
        for (place, asked) in asked.iter().enumerate() {
            // A little more: widths are kept in tenths, scales in whole percent.
            let excess = 0.5 - self.spare(&self.sheets[place], LEGIBLE);
            self.sheets[place].narrow(asked, excess.max(0.0));
        }
        let printed = self.sheets.iter().filter(|it| it.is_printed);
        let smallest = printed.map(|it| self.by_width(&it.widths)).min().unwrap_or(100);
        let largest = percent(f64::from(smallest.max(LEGIBLE)) / 100.0 * LARGER).min(100);
        // Out of the book meanwhile: of that only paper and margins are asked, and each sheet changes by itself.
        let mut sheets = std::mem::take(&mut self.sheets);
        sheets.par_iter_mut().for_each(|sheet| {
            let (scale, widths, heights) = self.settled(sheet, largest);
            sheet.set_heights(&heights);
            sheet.widths = widths;
            sheet.scale = Some(scale);
        });
        self.sheets = sheets;
        let moved = self.repeat_headings();
        self.sheets.iter_mut().for_each(|it| it.cells.forget_extents());
        moved
    }

    /// Scale, widths and heights of a sheet; at most the largest scale of the set, since
    /// pages that lie upon one another look alike.
    fn settled(&self, sheet: &Sheet, largest: u16) -> (u16, Vec<f64>, Vec<f64>) {
        let wanting = sheet.wanting();
        let measured = Heights::new(sheet, &wanting);
        let at = |scale: u16| {
            let widths = sheet.widened(&wanting, self.spare(sheet, scale).max(0.0));
            let heights = measured.at(&widths);
            let pages = self.breaks_at(sheet, &heights, scale).len() + 1;
            (pages, (scale, widths, heights))
        };
        let most = self.by_width(&sheet.widths).min(largest);
        let (pages, large) = at(most);
        if pages == 1 || most <= LEGIBLE {
            return large;
        }
        let (fewest, small) = at(LEGIBLE);
        if fewest > PAGES_TRIED {
            return small;
        }
        let larger = (LEGIBLE + 1..=most).rev().map(at).find(|it| it.0 <= fewest);
        larger.map_or(small, |it| it.1)
    }

    /// The scale in percent at which columns fit the paper's width.
    fn by_width(&self, widths: &[f64]) -> u16 {
        percent((self.width() / columns_points(widths).max(1.0)).clamp(0.1, 1.0))
    }

    /// Characters by which the columns of a sheet can grow at a scale; less than none
    /// where they do not fit.
    fn spare(&self, sheet: &Sheet, scale: u16) -> f64 {
        let room = self.width() / f64::from(scale) * 100.0;
        (room - columns_points(&sheet.widths)) / DIGIT
    }

    /// The scale in percent at which the sheet is printed.
    pub(super) fn scale(&self, sheet: &Sheet) -> u16 {
        sheet.scale.unwrap_or_else(|| self.by_width(&sheet.widths))
    }

    /// Width of the paper between the margins, in points.
    fn width(&self) -> f64 {
        let [_, right, _, left] = self.margins_mm.map(|it| f64::from(it) * POINTS_PER_MM);
        (PAPER.0 - left - right) * CAUTION_WIDTH
    }

    /// Height of the paper between the margins, in points.
    fn height(&self) -> f64 {
        let [top, _, bottom, _] = self.margins_mm.map(|it| f64::from(it) * POINTS_PER_MM);
        (PAPER.1 - top - bottom) * CAUTION
    }

    /// Rows that fit on a page at a scale, in points of the sheet.
    fn room(&self, scale: u16) -> f64 {
        self.height() / f64::from(scale) * 100.0
    }

    /// The rows with which a new page starts.
    pub(crate) fn page_breaks(&self, sheet: &Sheet) -> Vec<u32> {
        let heights: Vec<_> = sheet.rows.iter().map(|it| f64::from(it.height)).collect();
        self.breaks_at(sheet, &heights, self.scale(sheet))
    }

    fn breaks_at(&self, sheet: &Sheet, heights: &[f64], scale: u16) -> Vec<u32> {
        let room = self.room(scale);
        let height = |row: u32| shown_height(sheet, heights, row);
        let repeated = |start: u32| match sheet.heads_on(start) {
            Some((first, last)) => (first..=last).map(height).sum(),
            None => 0.0,
        };
        let mut breaks = Vec::new();
        let (mut start, mut used) = (0, 0.0);
        let mut row = 0;
        while row < sheet.next_row() && breaks.len() < BREAKS_MAX {
            let is_forced = sheet.rows[row as usize].breaks_page && row > start;
            if is_forced || (row > start && used + height(row) > room) {
                start = if is_forced {
                    row
                } else {
                    first_of_group(sheet, heights, (row, start), room)
                };
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

/// The height of a row on paper: a folded one is not printed.
fn shown_height(sheet: &Sheet, heights: &[f64], row: u32) -> f64 {
    if sheet.rows[row as usize].is_folded { 0.0 } else { heights[row as usize] }
}

/// The first of the rows that are kept together with `row`. When they fill the page from
/// its start, as many of them as go on one page with those that follow; else `row` itself.
fn first_of_group(sheet: &Sheet, heights: &[f64], (row, start): (u32, u32), room: f64) -> u32 {
    let is_kept = |it: u32| sheet.rows[it as usize].with_next;
    let height = |it: u32| shown_height(sheet, heights, it);
    let mut first = row;
    while first > start && is_kept(first - 1) {
        first -= 1;
    }
    if first > start {
        return first;
    }
    let mut end = row;
    while is_kept(end) && end + 1 < sheet.next_row() {
        end += 1;
    }
    let heads = sheet.heads_on(row).map_or(0.0, |(first, last)| (first..=last).map(height).sum());
    let mut used: f64 = heads + (row..=end).map(height).sum::<f64>();
    let mut first = row;
    while first > start + 1
        && used + height(first - 1) <= room
        && first > row.saturating_sub(MOST_KEPT)
    {
        first -= 1;
        used += height(first);
    }
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::write::sheet::RowKind;

    fn book(heights: &[(f64, bool)], repeated: Option<(u32, u32)>) -> Book {
        let mut sheet = Sheet::new("x", vec![20.0; 5]);
        let all: Vec<f64> = heights.iter().map(|it| it.0).collect();
        for (_, with_next) in heights {
            let row = sheet.row(RowKind::Item);
            sheet.row_mut(row).with_next = *with_next;
        }
        sheet.set_heights(&all);
        sheet.repeated = repeated;
        Book::of_one(sheet)
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
        assert!(book.render(None).is_ok());
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
                prop_assert!(own + repeated <= book.room(book.scale(sheet)) || end - start == 1);
                start = end;
            }
        }
    }
}
