//! The sheet that tells how to fill the form: the profile's sentences, then
//! what each column asks, in the words of its own hint.

use rust_xlsxwriter::Worksheet;

use super::fit::{SIDE_MARGIN, breaks, height, lines, page_height, scale};
use super::{BlankError, Paper, WORDS, protection, words};
use crate::regime::form::Column;

/// Widths of the three columns, in characters.
const WIDTHS: [f64; 3] = [8.0, 52.0, 70.0];
const LAST: u16 = 2;
/// Top and bottom margin, in inches.
const MARGINS: [f64; 2] = [0.4, 0.6];
/// Heights of a heading and of an empty row, in points.
const HEADING: f64 = 18.0;
const EMPTY: f64 = 15.0;

/// The sheet and the heights of the rows written so far.
struct Pages<'a> {
    sheet: &'a mut Worksheet,
    /// Height in points, and whether the row stays with the next.
    rows: Vec<(f64, bool)>,
}

impl Pages<'_> {
    /// The row that is written next.
    fn next(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Ends the row.
    fn end(&mut self, height: f64, stays: bool) -> Result<(), BlankError> {
        self.sheet.set_row_height(self.next(), height)?;
        self.rows.push((height, stays));
        Ok(())
    }
}

pub(super) fn write(sheet: &mut Worksheet, paper: &Paper) -> Result<(), BlankError> {
    let form = &paper.regime.form;
    let look = paper.look;
    sheet.set_name(&form.guide.sheet)?;
    for (col, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(col, width)?;
        sheet.set_column_format(col, &look.locked)?;
    }
    let mut pages = Pages { sheet, rows: Vec::new() };
    pages.sheet.merge_range(0, 0, 0, LAST, &paper.title(&form.guide.title), &look.title)?;
    pages.end(34.0, true)?;
    for (number, line) in (1u32..).zip(&form.guide.lines) {
        let row = pages.next();
        pages.sheet.write_string_with_format(row, 0, format!("{number}."), &look.sentence)?;
        pages.sheet.merge_range(row, 1, row, LAST, line, &look.sentence)?;
        pages.end(height(lines(line, WIDTHS[1] + WIDTHS[2]), 12.0), false)?;
    }

    section(&mut pages, paper, &words("form-guide-levels"))?;
    heads(
        &mut pages,
        paper,
        [&form.info.headings.number, &words("form-guide-short"), &words("form-guide-full")],
    )?;
    for (number, level) in (1u32..).zip(&paper.regime.rules.rating) {
        line(&mut pages, paper, number, [&level.short, &level.name])?;
    }
    columns(&mut pages, paper, &form.members.sheet, &form.members.column)?;
    columns(&mut pages, paper, &form.collectives.sheet, &form.collectives.column)?;
    if let Some(scoring) = &form.scoring {
        columns(&mut pages, paper, &scoring.sheet, &scoring.column)?;
    }

    // Not fitted to the page's width: Excel is believed to ignore breaks then.
    let percent = scale(&[], &[WIDTHS.to_vec()]);
    let page = page_height(MARGINS.iter().sum()) * 100.0 / f64::from(percent);
    let breaks = breaks(&pages.rows, page);
    sheet.set_paper_size(9).set_landscape().set_print_scale(percent);
    sheet.set_page_breaks(&breaks)?;
    sheet.set_margins(SIDE_MARGIN, SIDE_MARGIN, MARGINS[0], MARGINS[1], 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(paper.footer());
    sheet.protect_with_options(&protection());
    Ok(())
}

/// What each column of a table asks.
fn columns<F>(
    pages: &mut Pages,
    paper: &Paper,
    name: &str,
    columns: &[Column<F>],
) -> Result<(), BlankError> {
    section(pages, paper, &WORDS.ui("form-guide-sheet", &[("sheet", name.into())]))?;
    let headings = ["form-guide-column", "form-guide-heading", "form-guide-how"].map(words);
    heads(pages, paper, [&headings[0], &headings[1], &headings[2]])?;
    for (number, column) in (1u32..).zip(columns) {
        let star = if column.required { " *" } else { "" };
        let heading = format!("{}{star}", column.full_heading());
        line(pages, paper, number, [&heading, &column.how])?;
    }
    Ok(())
}

/// A heading within the guide, below an empty row.
fn section(pages: &mut Pages, paper: &Paper, title: &str) -> Result<(), BlankError> {
    pages.end(EMPTY, true)?;
    let row = pages.next();
    pages.sheet.write_string_with_format(row, 0, title, &paper.look.section)?;
    pages.end(HEADING, true)
}

fn heads(pages: &mut Pages, paper: &Paper, heads: [&str; 3]) -> Result<(), BlankError> {
    let row = pages.next();
    for (col, head) in (0u16..).zip(heads) {
        pages.sheet.write_string_with_format(row, col, head, &paper.look.head)?;
    }
    pages.end(HEADING, true)
}

fn line(
    pages: &mut Pages,
    paper: &Paper,
    number: u32,
    [left, right]: [&str; 2],
) -> Result<(), BlankError> {
    let row = pages.next();
    pages.sheet.write_number_with_format(row, 0, number, &paper.look.label_center)?;
    pages.sheet.write_string_with_format(row, 1, left, &paper.look.label)?;
    pages.sheet.write_string_with_format(row, LAST, right, &paper.look.label)?;
    let most = lines(left, WIDTHS[1]).max(lines(right, WIDTHS[2]));
    pages.end(height(most, 11.0), number == 1)
}
