//! The table of branches, `chi-bo.xlsx`: blank, or with the branches that are known.

use std::sync::LazyLock;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::model::Branch;
use crate::words::{Catalogue, Lang};
use crate::workbook::package::alike;
use crate::workspace::table::Column;

const FONT: &str = "Times New Roman";
/// Excel's name of the cells that are text whatever is typed into them: a code of digits
/// and dashes is no date, a telephone number keeps its nought.
const TEXT: &str = "@";
/// Title, what to do, an empty row, the headings.
const HEAD: u32 = 3;
/// Rows that are ready to be filled in, more than a commune has branches.
const ROWS: u32 = 200;
/// The hidden sheet with the kinds, from which cells choose.
const KINDS: &str = "LoaiHinh";
/// A day of the rating year, never today.
const MONTH: u8 = 11;
/// The last year that a workbook's date can have.
const MAX_YEAR: u32 = 9999;

/// The table speaks the language of the forms.
static WORDS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Lang::Vi));

/// Widths of the columns, in characters.
const fn width(column: Column) -> f64 {
    match column {
        Column::Code => 12.0,
        Column::Name => 48.0,
        Column::Kind | Column::Contact | Column::Unit | Column::Previous => 30.0,
        Column::Members => 14.0,
    }
}

/// The bytes of the table. Equal arguments give equal bytes.
pub fn workbook(year: u32, kinds: &[&str], branches: &[Branch]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let year = u16::try_from(year.min(MAX_YEAR)).unwrap_or(u16::MAX);
    let day = ExcelDateTime::from_ymd(year, MONTH, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let base = Format::new().set_font_name(FONT).set_font_size(12);
    workbook.set_default_format(&base, 20, 64)?;
    write(workbook.add_worksheet(), &base, kinds, branches)?;
    let list = workbook.add_worksheet();
    list.set_name(KINDS)?.set_hidden(true);
    for (row, kind) in (0_u32..).zip(kinds) {
        list.write_string(row, 0, *kind)?;
    }
    workbook.save_to_buffer().map(alike)
}

fn write(
    sheet: &mut Worksheet,
    base: &Format,
    kinds: &[&str],
    branches: &[Branch],
) -> Result<(), XlsxError> {
    let words = |key: &str| WORDS.ui(key, &[]);
    sheet.set_name(words("branch-list-sheet"))?;
    let bold = base.clone().set_bold();
    sheet.write_string_with_format(0, 0, words("branch-list-title"), &bold)?;
    sheet.write_string_with_format(1, 0, words("branch-list-how"), &base.clone().set_italic())?;
    let boxed = base.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    let heading =
        boxed.clone().set_bold().set_align(FormatAlign::Center).set_background_color(0xDD_EB_F7);
    let text = boxed.clone().set_num_format(TEXT).set_text_wrap();
    let rows = u32::try_from(branches.len()).unwrap_or(ROWS).max(ROWS);
    let last = HEAD + rows;
    let has_units = branches.iter().any(|it| it.unit.is_some());
    let is_there = |it: &Column| match it {
        Column::Unit => has_units,
        // Whoever needs it adds it.
        Column::Previous => false,
        _ => true,
    };
    let columns = Column::ALL.into_iter().filter(is_there);
    for (col, column) in (0_u16..).zip(columns) {
        sheet.set_column_width(col, width(column))?;
        sheet.write_string_with_format(HEAD, col, words(column.key()), &heading)?;
        let is_number = column == Column::Members;
        let format = if is_number { &boxed } else { &text };
        for row in HEAD + 1..=last {
            sheet.write_blank(row, col, format)?;
        }
        if let Some(check) = check(column, kinds.len())? {
            sheet.add_data_validation(HEAD + 1, col, last, col, &check)?;
        }
        for (row, branch) in (HEAD + 1..).zip(branches) {
            if is_number {
                if let Some(members) = branch.members {
                    sheet.write_number_with_format(row, col, members, &boxed)?;
                }
            } else if let Some(said) = said(branch, column) {
                sheet.write_string_with_format(row, col, said, &text)?;
            }
        }
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD, HEAD)?;
    Ok(())
}

fn said(branch: &Branch, column: Column) -> Option<&str> {
    match column {
        Column::Code => Some(&branch.code),
        Column::Name => Some(&branch.name),
        Column::Kind => Some(&branch.kind),
        Column::Contact => branch.contact.as_deref(),
        Column::Unit => branch.unit.as_deref(),
        Column::Members | Column::Previous => None,
    }
}

/// The hint beside a cell, and the list it is chosen from.
fn check(column: Column, kinds: usize) -> Result<Option<DataValidation>, XlsxError> {
    let hint = match column {
        Column::Code => "branch-list-how-code",
        Column::Kind => "branch-list-how-kind",
        Column::Members => "branch-list-how-members",
        Column::Contact => "branch-list-how-contact",
        Column::Unit => "branch-list-how-unit",
        Column::Name | Column::Previous => return Ok(None),
    };
    let check = if column == Column::Kind && kinds > 0 {
        let list = format!("={KINDS}!$A$1:$A${kinds}");
        DataValidation::new()
            .allow_list_formula(list.as_str().into())
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title(WORDS.ui("form-check-title", &[]))?
            .set_error_message(WORDS.ui("form-check-list", &[]))?
    } else {
        DataValidation::new().allow_any_value()
    };
    let title = WORDS.ui(column.key(), &[]);
    Ok(Some(check.set_input_title(title)?.set_input_message(WORDS.ui(hint, &[]))?))
}
