//! A form as text: one sheet of it at most, and perhaps no form at all.

use super::layout::columns::{COLUMN_MISSING, OPTIONAL_COLUMN_MISSING};
use super::layout::rows::{HEADING_GONE, RENAMED};
use super::layout::sheets::{NO_FORM, SHEET_MISSING, SHEET_RENAMED};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::Submission;
use crate::workbook::grid::Book;
use crate::workbook::package::TEXT_FORMAT;
use crate::workbook::package::{not_a_workbook, other_format};
use crate::workbook::text::PROBED;

pub(super) static ONE_SHEET: Code = code("F020", "one-sheet-as-text", Severity::Error);

/// The word of the catalogue for a table that is no form's.
const TABLE: &str = "format-text-table";
/// That of text with nothing but blanks and line breaks.
const BLANK: &str = "format-text-blank";
/// A line of a table has so many fields at least.
const TABLE_FIELDS: usize = 3;

/// Text that is no table of ours is just text, or another table.
pub(super) fn only_a_form(
    assembled: Result<Submission, Box<Finding>>,
    book: &Book,
) -> Result<Submission, Box<Finding>> {
    let is_blank = book.sheets.iter().all(|it| it.rows.iter().all(|it| it.cells.is_empty()));
    assembled.map_err(|it| match it.code.id == NO_FORM.id {
        true if is_blank => not_a_workbook(BLANK),
        true => other_format(if is_table(book) { TABLE } else { TEXT_FORMAT }),
        false => it,
    })
}

/// Whether most lines have several fields, as a list has that was saved as text.
fn is_table(book: &Book) -> bool {
    let mut rows = book.sheets.iter().flat_map(|it| &it.rows);
    let (mut all, mut wide) = (0, 0);
    rows.by_ref().take(PROBED).for_each(|it| {
        all += 1;
        wide += usize::from(it.cells.len() >= TABLE_FIELDS);
    });
    wide >= 2 && wide * 2 > all
}

/// One cause, one finding: text holds one sheet, so that the others cannot be there; and of which
/// year's form it is, by which its columns would be looked for, stands on another.
pub(super) fn say_what_is_missing(findings: &mut Vec<Finding>) {
    let of_text = [
        SHEET_MISSING.id,
        SHEET_RENAMED.id,
        COLUMN_MISSING.id,
        OPTIONAL_COLUMN_MISSING.id,
        RENAMED.id,
        HEADING_GONE.id,
    ];
    let is_of_text = |it: &Finding| of_text.contains(&it.code.id);
    findings.retain(|it| !is_of_text(it));
    findings.insert(0, Finding::new(&ONE_SHEET));
}
