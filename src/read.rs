//! Reads one form from memory: as much as can be understood, and what could not.
//!
//! In this order: the package is guarded ([`package`]), its sheets become cells
//! ([`grid`], by [`xlsx`]), text from before Unicode is put right ([`legacy`]),
//! the form's places are found by their words ([`layout`]), the cells become
//! values ([`values`]), and the values a submission ([`assemble`]). Only the
//! first two know a file format.

mod assemble;
mod fold;
mod grid;
mod layout;
mod legacy;
mod package;
mod stored;
#[cfg(test)]
mod tests;
mod values;
mod xlsx;

use crate::finding::{Code, Finding, Severity, code};
use crate::model::{StoredCell, Submission};
use crate::regime::Regime;

static MACROS: Code = code("F030", "macros", Severity::Notice);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &package::NOT_A_WORKBOOK,
    &package::PASSWORD,
    &package::DAMAGED,
    &package::OVER_LIMIT,
    &package::OTHER_FORMAT,
    &package::EMPTY_FILE,
    &layout::sheets::NO_FORM,
    &package::TRUNCATED,
    &package::NAMES_TWICE,
    &xlsx::NO_WORKSHEETS,
    &MACROS,
    &layout::sheets::SHEET_MISSING,
    &layout::sheets::SHEET_RENAMED,
    &layout::sheets::SHEET_TWICE,
    &layout::sheets::SECOND_TABLE,
    &layout::sheets::UNKNOWN_SHEET,
    &layout::headings::COLUMN_MISSING,
    &layout::headings::OPTIONAL_COLUMN_MISSING,
    &layout::rows::UNKNOWN_COLUMN,
    &layout::headings::COLUMN_TWICE,
    &layout::headings::HEADING_MISSPELT,
    &layout::sheets::HEADINGS_MISSING,
    &layout::ROWS_HIDDEN,
    &layout::COLUMNS_HIDDEN,
    &layout::SHEET_HIDDEN,
    &layout::CELL_TWICE,
    &layout::MERGED_ROWS,
    &layout::rows::ROW_AFTER_END,
    &layout::rows::STATED_TOTAL,
    &layout::rows::GROUP_ROW,
    &layout::facts::FACT_MISSING,
    &layout::facts::EXPECTED_FACT_MISSING,
    &layout::facts::OPTIONAL_FACT_MISSING,
    &layout::facts::FACT_TWICE,
    &layout::facts::UNKNOWN_FACT,
    &layout::facts::LABEL_MISSPELT,
    &legacy::CONVERTED,
    &legacy::DOUBTFUL,
    &legacy::LOOK_ALIKES,
    &values::ratings::NOT_A_RATING,
    &values::ratings::RATING_BY_NUMBER,
    &values::ratings::OLD_RATING,
    &values::grades::NOT_A_GRADE,
    &values::grades::GRADE_BY_NUMBER,
    &values::yes_no::NOT_YES_NO,
    &values::choices::NOT_IN_LIST,
    &values::MISSPELT,
    &values::dates::NOT_A_DATE,
    &values::dates::NO_SUCH_DAY,
    &values::dates::SERIAL_NUMBER,
    &values::dates::CENTURY_UNKNOWN,
    &values::dates::NO_SUCH_MONTH,
    &values::dates::YEAR_OUT_OF_RANGE,
    &assemble::DATES_SWAPPED,
    &values::dates::YEAR_IN_DATE_CELL,
    &values::NO_RESULT,
    &values::FORMULA_ERROR,
    &values::BROKEN,
    &values::counts::NOT_A_COUNT,
    &values::percents::NOT_A_PERCENT,
    &values::percents::PERCENT_TWO_WAYS,
    &values::percents::PERCENT_FROM_FRACTION,
    &values::months::NOT_MONTHS,
    &values::counts::NOT_A_YEAR,
    &values::percents::PERCENT_OUT_OF_RANGE,
    &values::counts::ODD_NUMBERING,
    &values::text::NOT_A_NAME,
    &values::text::NAME_PREFIX,
    &values::text::CARD_AS_NUMBER,
    &values::text::UNKNOWN_ETHNICITY,
    &values::text::DATE_IN_TEXT,
    &values::choices::NO_AS_BLANK,
    &values::percents::PERCENT_ROUNDED,
    &values::points::NOT_POINTS,
    &values::points::POINTS_OUT_OF_RANGE,
];

/// Bounds on what is read; each is a named finding (`F013`) when passed.
///
/// The defaults leave a real form ten times and more of room; a file over them
/// is no form, or an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Entries of the package.
    pub entries: usize,
    /// Bytes of all entries when inflated, as declared; each is inflated no further.
    pub declared_bytes: u64,
    /// How many times smaller than declared an entry may be packed …
    pub ratio: u64,
    /// … when it declares at least this many bytes.
    pub ratio_from_bytes: u64,
    /// Bytes of the table of shared texts when inflated.
    pub shared_text_bytes: u64,
    /// Entries of the table of shared texts.
    pub shared_texts: usize,
    /// Records of the table of formats: fonts, fills, borders and the like.
    pub styles: usize,
    /// Cells of all sheets that are not blank.
    pub cells: usize,
    /// Merged regions of a sheet.
    pub merges: usize,
    /// Rows of a sheet: a value below is refused.
    pub rows: u32,
    /// Columns of a sheet: a value to the right is refused.
    pub cols: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 << 20,
            entries: 1_000,
            declared_bytes: 256 << 20,
            ratio: 200,
            ratio_from_bytes: 1 << 20,
            shared_text_bytes: 16 << 20,
            shared_texts: 200_000,
            styles: 200_000,
            cells: 200_000,
            merges: 20_000,
            rows: 100_000,
            cols: 200,
        }
    }
}

/// What reading gave.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The form as far as it was understood.
    pub submission: Submission,
    /// What was not, or not quite.
    pub findings: Vec<Finding>,
    /// `dcterms:modified` as stored inside the file, if it is there.
    pub modified: Option<String>,
    /// SHA-256 of the file of which this one is the corrected copy, and of the files which that one
    /// corrected in its turn (custom document properties `xeploai-original-sha256`, `…-2` and so on).
    pub corrects: Vec<String>,
    /// Whether it is our blank form with nothing filled in (a prefilled roster aside).
    pub unfilled: bool,
}

/// Reads one form. The error is the finding of a file that gives no submission.
pub fn read(bytes: &[u8], regime: &Regime, limits: &Limits) -> Result<Parsed, Box<Finding>> {
    Opened::of(bytes, regime, limits)?.parse(regime)
}

/// Reads one form and gives its cells as typed too, whatever could be made of them; text from
/// before Unicode as it is meant, since no other font shows it so.
pub fn read_with_cells(
    bytes: &[u8],
    regime: &Regime,
    limits: &Limits,
) -> Result<(Parsed, Vec<StoredCell>), Box<Finding>> {
    let opened = Opened::of(bytes, regime, limits)?;
    let cells = stored::cells(&opened.book);
    Ok((opened.parse(regime)?, cells))
}

/// Whether a workbook was refused because nothing of this regime's form is in it.
pub fn is_no_form(finding: &Finding) -> bool {
    finding.code == &layout::sheets::NO_FORM
}

/// Judges the package of a workbook that is no form, as that of a form is judged.
pub fn guard(bytes: &[u8], limits: &Limits) -> Result<(), Box<Finding>> {
    package::Package::open(bytes, limits).map(|_| ())
}

fn open(bytes: &[u8], limits: &Limits) -> Result<grid::Book, Box<Finding>> {
    let mut package = package::Package::open(bytes, limits)?;
    xlsx::read(&mut package, limits)
}

/// A workbook whose text is put right.
struct Opened {
    book: grid::Book,
    originals: legacy::Originals,
    findings: Vec<Finding>,
}

impl Opened {
    fn of(bytes: &[u8], regime: &Regime, limits: &Limits) -> Result<Self, Box<Finding>> {
        let mut book = open(bytes, limits)?;
        let mut findings = Vec::new();
        if book.has_macros {
            findings.push(Finding::new(&MACROS));
        }
        let originals = legacy::mend(&mut book, regime, &mut findings);
        Ok(Self { book, originals, findings })
    }

    fn parse(self, regime: &Regime) -> Result<Parsed, Box<Finding>> {
        let Self { book, originals, mut findings } = self;
        let submission = assemble::assemble(&book, regime, &mut findings)?;
        originals.restore(&mut findings);
        let unfilled = assemble::is_unfilled(&submission);
        let (modified, corrects) = (book.modified, book.corrects);
        Ok(Parsed { submission, findings, modified, corrects, unfilled })
    }
}
