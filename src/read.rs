//! Reads one form from memory: as much as can be understood, and what could not.
//!
//! In this order: the package is guarded ([`package`]), its sheets become cells
//! ([`grid`], by [`xlsx`]), text from before Unicode is put right ([`legacy`]),
//! the form's places are found by their words ([`layout`]), the cells become
//! values ([`values`]), and the values a submission ([`assemble`]). Only the
//! first two know a file format.

pub mod apart;
mod assemble;
mod fold;
mod grid;
mod layout;
mod legacy;
mod limits;
mod many;
mod near;
mod ole;
mod package;
mod seen;
mod stored;
mod sums;
#[cfg(test)]
mod tests;
mod text;
mod texts;
mod unlock;
mod values;
mod wording;
mod xlsx;
mod xml;

use crate::finding::{Code, Finding, Severity, code};
use crate::model::{StoredCell, Submission};
use crate::regime::Regime;
pub use apart::Apart;
pub use limits::Limits;
pub use many::{KEPT, keep_few};
use package::{Flavour, Package, Reader};
pub use wording::Wording;

static MACROS: Code = code("F030", "macros", Severity::Notice);
static BY_HAND: Code = code("R300", "computed-by-hand", Severity::Warning);

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
    &package::LINK,
    &package::MAIL,
    &package::ARCHIVE,
    &package::SHORTCUT,
    &package::TNEF,
    &package::NUMBERS,
    &text::ONE_SHEET,
    &apart::FAILED,
    &apart::TOO_LONG,
    &apart::NOT_STARTED,
    &apart::READ_AS,
    &xlsx::NO_WORKSHEETS,
    &MACROS,
    &many::MANY_MORE,
    &layout::sheets::SHEET_MISSING,
    &layout::sheets::SHEET_RENAMED,
    &layout::sheets::SHEET_TWICE,
    &layout::sheets::SECOND_TABLE,
    &assemble::PEOPLE_ELSEWHERE,
    &layout::sheets::UNKNOWN_SHEET,
    &layout::headings::COLUMN_MISSING,
    &layout::headings::OPTIONAL_COLUMN_MISSING,
    &layout::rows::UNKNOWN_COLUMN,
    &layout::rows::HEADING_WIDE,
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
    &layout::rows::NOBODYS_ROWS,
    &layout::rows::SPARE_ROWS,
    &layout::rows::NAMED_TOTALS,
    &layout::facts::FACT_MISSING,
    &layout::facts::EXPECTED_FACT_MISSING,
    &layout::facts::OPTIONAL_FACT_MISSING,
    &layout::facts::FACT_TWICE,
    &layout::facts::UNKNOWN_FACT,
    &layout::facts::FACT_ASIDE,
    &layout::facts::NOTE_ASIDE,
    &layout::facts::LABEL_MISSPELT,
    &legacy::CONVERTED,
    &legacy::DOUBTFUL,
    &legacy::LOOK_ALIKES,
    &values::PICTURE,
    &assemble::sight::STRUCK,
    &assemble::sight::STRUCK_LETTERS,
    &assemble::sight::STRUCK_ROW,
    &assemble::sight::STRUCK_NUMBER,
    &assemble::sight::DRAWN,
    &assemble::sight::DRAWN_OVER,
    &assemble::sight::NOTED,
    &legacy::SIGNS,
    &values::UNKNOWN_SIGN,
    &values::text::LIST_MARK,
    &values::text::CARD_DIGITS_LOST,
    &values::text::TWO_CARDS,
    &values::text::CARD_OR_DATE,
    &values::ratings::SHORT_RATING,
    &values::FORMULA_AS_TEXT,
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
    &values::dates::DAY_UNKNOWN,
    &values::NUMBER_IN_DATE_CELL,
    &values::DATE_FOR_NUMBER,
    &values::OLD_RESULT,
    &BY_HAND,
    &values::NO_RESULT,
    &values::FORMULA_ERROR,
    &values::BROKEN,
    &values::counts::NOT_A_COUNT,
    &values::percents::NOT_A_PERCENT,
    &values::percents::PERCENT_TWO_WAYS,
    &values::percents::PERCENT_FROM_FRACTION,
    &values::months::NOT_MONTHS,
    &values::counts::NOT_A_YEAR,
    &values::counts::TOO_MANY_YEARS,
    &values::percents::PERCENT_OUT_OF_RANGE,
    &values::counts::ODD_NUMBERING,
    &values::text::NOT_A_NAME,
    &values::text::NAME_PREFIX,
    &values::text::CARD_AS_NUMBER,
    &values::text::MORE_THAN_A_NAME,
    &values::text::UNKNOWN_ETHNICITY,
    &values::text::DATE_IN_TEXT,
    &values::text::TEXT_TOO_LONG,
    &values::choices::NO_AS_BLANK,
    &values::percents::PERCENT_ROUNDED,
    &values::points::NOT_POINTS,
    &values::points::POINTS_OUT_OF_RANGE,
    &values::refused::DITTO,
    &values::refused::SEVERAL_LINES,
    &values::ticks::NOT_A_TICK,
    &values::ticks::TICKED_TWICE,
    &values::ticks::TICKS_MERGED,
];

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
    /// The fingerprint of every cell as read, our own list aside: equal for equal values, whatever
    /// program saved them.
    pub values: String,
    /// Whether it came in the format of our own forms, of which nothing is lost in reading.
    pub is_native: bool,
    /// Whether it has our list of findings: it was sent back once.
    pub has_list: bool,
    /// Whether it is our blank form with nothing filled in (a prefilled roster aside).
    pub unfilled: bool,
}

/// Reads one form, all of it in this process. The error is the finding of a file
/// that gives no submission.
pub fn read(bytes: &[u8], regime: &Regime, limits: &Limits) -> Result<Parsed, Box<Finding>> {
    open(bytes, limits, apart::here)?.parse(&Wording::new(regime))
}

/// A file whose cells were read, to be understood by one regime or another.
#[derive(Debug)]
pub struct Opened(grid::Book);

impl Opened {
    /// Bytes of the texts that its cells show, each counted for every cell: what is made of
    /// the cells may take as much.
    pub fn text_bytes(&self) -> u64 {
        let cells = self.0.sheets.iter().flat_map(|it| &it.rows).flat_map(|it| &it.cells);
        cells.filter_map(grid::Cell::text).map(|it| it.len() as u64).sum()
    }

    /// Names of the worksheets, in their order.
    pub fn sheet_names(&self) -> Vec<&str> {
        self.0.sheets.iter().map(|it| &*it.name).collect()
    }

    /// The texts of the first row that has any, of the first sheet.
    pub fn texts_of_first_row(&self) -> Vec<&str> {
        let row = self.0.sheets.first().and_then(|it| it.rows.first());
        row.into_iter().flat_map(|it| &it.cells).filter_map(grid::Cell::text).collect()
    }

    /// What the form says, by a regime. The error is the finding of a workbook that
    /// has nothing of its form.
    pub fn parse(&self, wording: &Wording<'_>) -> Result<Parsed, Box<Finding>> {
        Mended::of(self.0.clone(), wording).parse(wording)
    }
}

/// Reads the cells of a file; those of a format that is read apart by way of `apart`.
pub fn open(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<Opened, Box<Finding>> {
    book(bytes, limits, apart).map(Opened)
}

/// Reads one form and gives its cells as typed too, whatever could be made of them; text from
/// before Unicode as it is meant, since no other font shows it so.
pub fn read_with_cells(
    bytes: &[u8],
    regime: &Regime,
    limits: &Limits,
    apart: Apart,
) -> Result<(Parsed, Vec<StoredCell>), Box<Finding>> {
    let wording = Wording::new(regime);
    let mended = Mended::of(book(bytes, limits, apart)?, &wording);
    let cells = stored::cells(&mended.book);
    Ok((mended.parse(&wording)?, cells))
}

/// The finding of a file that is too long to be loaded, if it is.
pub fn too_long(found: u64, limits: &Limits) -> Option<Box<Finding>> {
    (found > limits.file_bytes).then(|| package::too_long(found, limits))
}

/// How much memory reading a file may take beside its own bytes, at most about.
pub fn weight(bytes: &[u8], limits: &Limits) -> u64 {
    match package::recognise(bytes, limits) {
        // Of what is encrypted nobody knows yet how much it is.
        Err(finding) if finding.code == &package::PASSWORD => limits.apart_bytes,
        Err(_) => 0,
        Ok(Reader::Xls | Reader::FlatOds) => limits.apart_bytes,
        Ok(Reader::Text) => (bytes.len() as u64).min(limits.sheet_bytes).saturating_mul(2),
        Ok(Reader::Package) => match Package::open(bytes, limits).map(|it| it.flavour) {
            Ok(Flavour::Xlsx) => package::weight(bytes, limits),
            Ok(Flavour::Xlsb | Flavour::Ods) => limits.apart_bytes,
            Err(_) => 0,
        },
    }
}

/// Whether a workbook was refused because nothing of this regime's form is in it.
pub fn is_no_form(finding: &Finding) -> bool {
    // Text without a form is just text.
    finding.code == &layout::sheets::NO_FORM || finding.code == &package::OTHER_FORMAT
}

/// What a file is by its name, where its content says little: the finding of its content, or
/// a better one.
pub fn by_name(finding: Box<Finding>, path: &str) -> Box<Finding> {
    package::by_name(finding, path)
}

/// Judges the package of a workbook that is no form, as that of a form is judged.
pub fn guard(bytes: &[u8], limits: &Limits) -> Result<(), Box<Finding>> {
    let format = match package::recognise(bytes, limits)? {
        Reader::Xls => "format-xls",
        Reader::FlatOds => "format-fods",
        Reader::Text => text::FORMAT,
        Reader::Package => match Package::open(bytes, limits)?.flavour {
            Flavour::Xlsx => return Ok(()),
            Flavour::Xlsb => "format-xlsb",
            Flavour::Ods => "format-ods",
        },
    };
    Err(package::other_format(format))
}

fn book(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<grid::Book, Box<Finding>> {
    let book = whole_book(bytes, limits, apart)?.without_our_list();
    Ok(grid::Book { list_rows: Some(limits.list_rows), ..book })
}

fn whole_book(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<grid::Book, Box<Finding>> {
    let of_format = |format, book| grid::Book { format: Some(format), ..book };
    let bytes = &*unlock::unlocked(bytes);
    match package::recognise(bytes, limits)? {
        Reader::Xls => Ok(of_format("format-xls", apart::read(bytes, limits, apart)?)),
        Reader::FlatOds => {
            // As long a part of a package is refused before anything is started for it.
            package::judge_flat(bytes, limits)?;
            Ok(of_format("format-fods", apart::read(bytes, limits, apart)?))
        }
        Reader::Text => Ok(of_format(text::FORMAT, text::read(bytes, limits)?)),
        Reader::Package => {
            let mut package = Package::open(bytes, limits)?;
            match package.flavour {
                Flavour::Xlsx => xlsx::read(&mut package, limits),
                Flavour::Xlsb => Ok(of_format("format-xlsb", apart::read(bytes, limits, apart)?)),
                Flavour::Ods => {
                    // Too large a part is refused before anything is started for it.
                    package.open_part("content.xml").map(drop)?;
                    Ok(of_format("format-ods", apart::read(bytes, limits, apart)?))
                }
            }
        }
    }
}

/// A workbook whose text is put right.
struct Mended {
    book: grid::Book,
    originals: legacy::Originals,
    findings: Vec<Finding>,
}

impl Mended {
    fn of(mut book: grid::Book, wording: &Wording<'_>) -> Self {
        let mut findings = Vec::new();
        if book.has_macros {
            findings.push(Finding::new(&MACROS));
        }
        if book.is_by_hand {
            findings.push(Finding::new(&BY_HAND));
        }
        let originals = legacy::mend(&mut book, &wording.words, &mut findings);
        Self { book, originals, findings }
    }

    fn parse(self, wording: &Wording<'_>) -> Result<Parsed, Box<Finding>> {
        let Self { book, originals, mut findings } = self;
        let values = stored::fingerprint(&book);
        let is_text = book.format == Some(text::FORMAT);
        let assembled = assemble::assemble(&book, wording, &mut findings);
        let submission = if is_text { text::only_a_form(assembled, &book)? } else { assembled? };
        if is_text {
            text::say_what_is_missing(&mut findings);
        } else if let Some(format) = book.format {
            findings.push(apart::read_as(format));
        }
        originals.restore(&mut findings);
        assemble::sight::once_a_column(&mut findings);
        let unfilled = assemble::is_unfilled(&submission, &wording.regime.form);
        let (modified, corrects) = (book.modified, book.corrects);
        let (has_list, is_native) = (book.has_list, book.format.is_none());
        Ok(Parsed {
            submission,
            findings,
            modified,
            corrects,
            values,
            is_native,
            has_list,
            unfilled,
        })
    }
}
