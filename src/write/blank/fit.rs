//! How much room a text takes, and how small a page has to be printed.

/// The printed width of A4 landscape between [`SIDE_MARGIN`]s, in points.
const PAGE_WIDTH: f64 = 841.9 - 2.0 * 72.0 * SIDE_MARGIN;
/// Left and right margin, in inches.
pub(super) const SIDE_MARGIN: f64 = 0.4;

/// Lines that a text takes in a column of `width` characters, words unbroken.
///
/// A column's width counts digits; letters are a fifth narrower on average, of
/// which only half is relied upon: a row is rather too high than cut off.
pub(super) fn lines(text: &str, width: f64) -> u32 {
    let width = width * 1.1;
    let mut lines = 1;
    let mut used = 0.0;
    for word in text.split_whitespace() {
        let length = in_digits(word);
        if used > 0.0 && used + 1.0 + length > width {
            lines += 1;
            used = length;
        } else {
            used += length + if used > 0.0 { 1.0 } else { 0.0 };
        }
    }
    lines
}

/// How many digits a word is as wide as. In one of capitals (HTXSNV) each is a good third
/// wider; one at the beginning makes no difference.
fn in_digits(word: &str) -> f64 {
    let capitals = word.chars().filter(|it| it.is_uppercase()).count();
    let wide = if capitals > 1 { capitals } else { 0 };
    let count = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    count(word.chars().count()) + count(wide) * 0.4
}

/// The same for bold capitals, which are wider than others.
pub(super) fn capital_lines(text: &str, width: f64) -> u32 {
    lines(text, width * 0.9)
}

/// Height in points of a row that holds `lines` lines of a font of `size` points.
pub(super) fn height(lines: u32, size: f64) -> f64 {
    f64::from(lines.max(1)) * size * 1.25 + 4.0
}

/// The scale in percent at which every page of columns fits A4 landscape, 10 to 100.
///
/// Fit-to-page cannot be used: Excel is believed to ignore manual page breaks
/// under it. `repeated` is the width of the columns that stand on every page,
/// `pages` are the widths of the columns of each page (on the first without the
/// repeated ones), all in characters.
pub(super) fn scale(repeated: &[f64], pages: &[Vec<f64>]) -> u16 {
    // A digit of Times New Roman is half as wide as its 11 points; 5 pixels are padding.
    let points = |columns: &[f64]| columns.iter().map(|it| it.mul_add(5.5, 3.75)).sum::<f64>();
    let widest = pages.iter().map(|page| points(page)).fold(0.0, f64::max) + points(repeated);
    // 3 % off, since printers and font metrics differ.
    let percent = (PAGE_WIDTH / widest.max(1.0) * 97.0).floor().clamp(10.0, 100.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
    let percent = percent as u16;
    percent
}

/// Rows before which a page has to end, so that it breaks neither in Excel nor elsewhere
/// at another place. `rows` are heights in points, and whether the row stays with the
/// next one, as a heading does; `page` is the height of a page.
pub(super) fn breaks(rows: &[(f64, bool)], page: f64) -> Vec<u32> {
    let mut found = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    let mut at = 0;
    while let Some(&(height, _)) = rows.get(at) {
        if used + height <= page || at == start {
            used += height;
            at += 1;
            continue;
        }
        // Headings above go along, unless they are the whole page.
        let stays = |it: &usize| rows.get(it - 1).is_some_and(|it| it.1);
        let first = (start + 1..=at).rev().find(|it| !stays(it)).unwrap_or(at);
        found.push(u32::try_from(first).unwrap_or(u32::MAX));
        (start, at, used) = (first, first, 0.0);
    }
    found
}

/// The printed height of A4 landscape between margins of so many inches, in points.
pub(super) fn page_height(margins: f64) -> f64 {
    // 3 % off, since printers and font metrics differ.
    (595.3 - 72.0 * margins) * 0.97
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_broken() {
        #[rustfmt::skip]
        let table = [
            ("", 5.0, 1),
            ("Nam", 3.0, 1),
            ("Họ và tên", 9.0, 1),
            ("Họ và tên", 8.0, 2), // 9 letters are wider than 8.8
            ("Họ và tên", 2.0, 3),
            ("HTXSNV, KHTNV", 13.0, 2), // 13 small letters would be one line
            ("Nghiêng", 3.0, 1), // a word longer than the column stays one
        ];
        for (text, width, expected) in table {
            assert_eq!(lines(text, width), expected, "{text:?} in {width}");
        }
    }

    #[test]
    fn a_heading_stays_with_what_it_is_above() {
        let row = (10.0, false);
        let head = (10.0, true);
        assert_eq!(breaks(&[row, row, row], 30.0), [0; 0]);
        assert_eq!(breaks(&[row, row, row], 29.0), [2]);
        assert_eq!(breaks(&[row, row, head, row], 30.0), [2]);
        assert_eq!(breaks(&[row, head, head, row, row, row], 30.0), [1, 4]);
        // What is higher than a page goes on one of its own, and it ends.
        assert_eq!(breaks(&[row, (99.0, false), row], 30.0), [1, 2]);
        assert_eq!(breaks(&[head, head, head, head], 30.0), [3]);
    }

    #[test]
    fn the_widest_page_decides_the_scale() {
        let narrow = scale(&[5.0, 22.0], &[vec![10.0; 3]]);
        assert_eq!(narrow, 100);
        let wide = scale(&[5.0, 22.0], &[vec![10.0; 3], vec![10.0; 20]]);
        assert!((30..100).contains(&wide), "{wide}");
        assert_eq!(wide, scale(&[5.0, 22.0], &[vec![10.0; 20]]));
        assert_eq!(scale(&[], &[vec![10_000.0]]), 10);
    }
}
