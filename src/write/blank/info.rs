//! Sheet 1: the branch, its meeting and its counts, one fact a row.

use rust_xlsxwriter::{Format, IgnoreError, Worksheet};

use super::checks::{self, Asked};
use super::fit::{SIDE_MARGIN, capital_lines, height, lines};
use super::look::Look;
use super::{BlankError, Paper, Prefill, Spot, protection};
use crate::model::{Branch, column_name};
use crate::regime::form::{InfoField, InfoRow, Kind};

const SENDERS: u32 = 0;
const TITLE: u32 = 2;
const HEAD: u32 = 3;
pub(super) const BODY: u32 = 4;
/// Widths of the four columns, in characters: 125 in all, a page of A4 landscape.
const WIDTHS: [f64; 4] = [6.0, 44.0, 34.0, 52.0];
const LAST: u16 = 3;
pub(super) const VALUE: u16 = 2;

pub(super) fn write(sheet: &mut Worksheet, paper: &Paper) -> Result<(), BlankError> {
    let info = &paper.regime.form.info;
    let look = paper.look;
    sheet.set_name(&info.sheet)?;
    for (col, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(col, width)?;
    }

    let [committee, branch] = paper.senders();
    sheet.merge_range(SENDERS, 0, SENDERS, 1, &committee, &look.committee)?;
    sheet.merge_range(SENDERS + 1, 0, SENDERS + 1, 1, &branch, &look.branch)?;
    sheet
        .set_row_height(SENDERS + 1, height(capital_lines(&branch, WIDTHS[0] + WIDTHS[1]), 11.0))?;
    let letterhead = &paper.regime.form.letterhead;
    sheet.merge_range(SENDERS, VALUE, SENDERS, LAST, letterhead, &look.letterhead)?;
    sheet.merge_range(TITLE, 0, TITLE, LAST, &paper.title(&info.title), &look.title)?;
    sheet.set_row_height(TITLE, 34)?;
    for row in [SENDERS, SENDERS + 1, TITLE, HEAD] {
        sheet.set_row_format(row, &look.locked)?;
    }

    let headings = &info.headings;
    let headings = [&headings.number, &headings.label, &headings.value, &headings.how];
    for (col, heading) in (0u16..).zip(headings) {
        sheet.write_string_with_format(HEAD, col, heading, &look.head)?;
    }
    sheet.set_row_height(HEAD, 22)?;
    let mut first_open = None;
    for (place, fact) in (0u32..).zip(&info.row) {
        let row = BODY + place;
        let is_open = write_fact(sheet, paper, row, place + 1, fact)?;
        if is_open && first_open.is_none() {
            first_open = Some(row);
        }
    }
    let rows = u32::try_from(info.row.len()).unwrap_or(u32::MAX);
    // Telephone numbers and years are text on purpose.
    let ignored = IgnoreError::NumberStoredAsText;
    sheet.ignore_error_range(BODY, VALUE, BODY + rows, VALUE, ignored)?;

    sheet.set_freeze_panes(BODY, 0)?;
    let first_open = first_open.unwrap_or(BODY);
    sheet.set_selection(first_open, VALUE, first_open, VALUE)?;
    sheet.set_active(true);
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 1);
    sheet.set_margins(SIDE_MARGIN, SIDE_MARGIN, 0.4, 0.6, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(paper.footer());
    sheet.protect_with_options(&protection());
    Ok(())
}

/// Writes one fact; returns whether the branch has to fill it.
fn write_fact(
    sheet: &mut Worksheet,
    paper: &Paper,
    row: u32,
    number: u32,
    fact: &InfoRow,
) -> Result<bool, BlankError> {
    let look = paper.look;
    let star = if fact.required { " *" } else { "" };
    let label = format!("{}{star}", fact.label);
    sheet.write_number_with_format(row, 0, number, &look.label_center)?;
    sheet.write_string_with_format(row, 1, &label, &look.label)?;
    sheet.write_string_with_format(row, LAST, &fact.how, &look.hint)?;
    sheet.set_row_height(
        row,
        height(lines(&label, WIDTHS[1]).max(lines(&fact.how, WIDTHS[3])), 11.0),
    )?;

    let cell = format!("{}{}", column_name(u32::from(VALUE)), row + 1);
    let asked = Asked {
        heading: &fact.label,
        kind: fact.kind,
        choice: fact.choice.as_deref(),
        how: &fact.how,
        most: None,
    };
    sheet.add_data_validation(row, VALUE, row, VALUE, &checks::check(paper, &asked, &cell)?)?;
    let value = match paper.filled {
        Some(filled) => filled.get(Spot::Info(number - 1)).map(Prefill::from),
        None => known(paper, fact)?,
    };
    // What identifies the form must not change by a slip; the branch's name and
    // kind may be mended by those who know better.
    let is_identity =
        matches!(fact.field, InfoField::FormCode | InfoField::BranchCode | InfoField::Year);
    let is_fixed = value.is_some() && is_identity && paper.filled.is_none();
    let format: Format = if is_fixed { Look::fixed_fact(fact.kind) } else { Look::fact(fact.kind) };
    match &value {
        Some(Prefill::Text(text)) => sheet.write_string_with_format(row, VALUE, text, &format)?,
        Some(Prefill::Number(number)) => {
            sheet.write_number_with_format(row, VALUE, *number, &format)?
        }
        None => sheet.write_blank(row, VALUE, &format)?,
    };
    Ok(value.is_none())
}

/// What the office knows of a fact before the form goes out.
fn known(paper: &Paper, fact: &InfoRow) -> Result<Option<Prefill>, BlankError> {
    let text = |it: &str| (!it.is_empty()).then(|| Prefill::Text(it.to_owned()));
    let branch = paper.blank.branch;
    Ok(match fact.field {
        InfoField::FormCode => text(&paper.regime.form.code),
        InfoField::BranchCode => branch.and_then(|it| text(&it.code)),
        InfoField::BranchName => branch.and_then(|it| text(&it.name)),
        InfoField::BranchKind => match branch {
            Some(branch) => Some(Prefill::Text(kind_label(paper, branch, fact)?)),
            None => None,
        },
        InfoField::Year => paper.blank.year.map(|it| Prefill::Number(it.into())),
        _ => None,
    })
}

/// The branch's kind as the form's list words it.
fn kind_label(paper: &Paper, branch: &Branch, fact: &InfoRow) -> Result<String, BlankError> {
    if fact.kind != Kind::Choice {
        return Ok(branch.kind.clone());
    }
    let form = &paper.regime.form;
    let options =
        fact.choice.as_ref().and_then(|it| form.choice.get(it)).map_or(&[][..], Vec::as_slice);
    let wanted = branch.kind.trim().to_lowercase();
    let is_meant = |text: &String| text.to_lowercase() == wanted;
    options
        .iter()
        .find(|it| is_meant(&it.label) || it.aliases.iter().any(is_meant))
        .map(|it| it.label.clone())
        .ok_or_else(|| BlankError::UnknownKind {
            branch: branch.code.clone(),
            kind: branch.kind.clone(),
            known: options.iter().map(|it| it.label.clone()).collect(),
        })
}
