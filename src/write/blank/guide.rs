//! The sheet that tells how to fill the form: the profile's sentences, then
//! what each column asks, in the words of its own hint.

use rust_xlsxwriter::Worksheet;

use super::fit::{SIDE_MARGIN, height, lines};
use super::{BlankError, Paper, WORDS, protection, words};
use crate::regime::form::Column;

/// Widths of the three columns, in characters.
const WIDTHS: [f64; 3] = [8.0, 52.0, 70.0];
const LAST: u16 = 2;

pub(super) fn write(sheet: &mut Worksheet, paper: &Paper) -> Result<(), BlankError> {
    let form = &paper.regime.form;
    let look = paper.look;
    sheet.set_name(&form.guide.sheet)?;
    for (col, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(col, width)?;
        sheet.set_column_format(col, &look.locked)?;
    }
    sheet.merge_range(0, 0, 0, LAST, &paper.title(&form.guide.title), &look.title)?;
    sheet.set_row_height(0, 34)?;
    let mut row = 1;
    for (number, line) in (1u32..).zip(&form.guide.lines) {
        sheet.write_string_with_format(row, 0, format!("{number}."), &look.sentence)?;
        sheet.merge_range(row, 1, row, LAST, line, &look.sentence)?;
        sheet.set_row_height(row, height(lines(line, WIDTHS[1] + WIDTHS[2]), 12.0))?;
        row += 1;
    }

    row = section(sheet, paper, row + 1, &words("form-guide-levels"))?;
    heads(
        sheet,
        paper,
        row,
        &[&form.info.headings.number, &words("form-guide-short"), &words("form-guide-full")],
    )?;
    for (number, level) in (1u32..).zip(&paper.regime.rules.rating) {
        line(sheet, paper, row + number, number, [&level.short, &level.name])?;
    }
    row += 1 + u32::try_from(paper.regime.rules.rating.len()).unwrap_or(u32::MAX);
    row = columns(sheet, paper, row + 1, &form.members.sheet, &form.members.column)?;
    row = columns(sheet, paper, row + 1, &form.collectives.sheet, &form.collectives.column)?;
    if let Some(scoring) = &form.scoring {
        columns(sheet, paper, row + 1, &scoring.sheet, &scoring.column)?;
    }

    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(SIDE_MARGIN, SIDE_MARGIN, 0.4, 0.6, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(paper.footer());
    sheet.protect_with_options(&protection());
    Ok(())
}

/// What each column of a table asks; returns the row after it.
fn columns<F>(
    sheet: &mut Worksheet,
    paper: &Paper,
    row: u32,
    name: &str,
    columns: &[Column<F>],
) -> Result<u32, BlankError> {
    let title = WORDS.ui("form-guide-sheet", &[("sheet", name.into())]);
    let mut row = section(sheet, paper, row, &title)?;
    let headings = ["form-guide-column", "form-guide-heading", "form-guide-how"].map(words);
    heads(sheet, paper, row, &[&headings[0], &headings[1], &headings[2]])?;
    for (number, column) in (1u32..).zip(columns) {
        row += 1;
        let star = if column.required { " *" } else { "" };
        let heading = format!("{}{star}", column.full_heading());
        line(sheet, paper, row, number, [&heading, &column.how])?;
    }
    Ok(row + 1)
}

/// A heading within the guide; returns the row below it.
fn section(sheet: &mut Worksheet, paper: &Paper, row: u32, title: &str) -> Result<u32, BlankError> {
    sheet.write_string_with_format(row, 0, title, &paper.look.section)?;
    Ok(row + 1)
}

fn heads(sheet: &mut Worksheet, paper: &Paper, row: u32, heads: &[&str]) -> Result<(), BlankError> {
    for (col, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(row, col, *head, &paper.look.head)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    paper: &Paper,
    row: u32,
    number: u32,
    [left, right]: [&str; 2],
) -> Result<(), BlankError> {
    sheet.write_number_with_format(row, 0, number, &paper.look.label_center)?;
    sheet.write_string_with_format(row, 1, left, &paper.look.label)?;
    sheet.write_string_with_format(row, LAST, right, &paper.look.label)?;
    let most = lines(left, WIDTHS[1]).max(lines(right, WIDTHS[2]));
    sheet.set_row_height(row, height(most, 11.0))?;
    Ok(())
}
