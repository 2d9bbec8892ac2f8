//! Reads one form from memory: as much as can be understood, and what could not.
//!
//! In this order: the package is guarded and its sheets become cells
//! (`workbook`, which alone knows file formats), text from before Unicode is put right ([`legacy`]),
//! the form's places are found by their words ([`layout`]), the cells become
//! values ([`values`]), and the values a submission ([`assemble`]).

mod assemble;
mod consolidated;
mod fold;
mod known;
mod layout;
mod legacy;
mod many;
mod near;
mod one_sheet;
mod stored;
#[cfg(test)]
mod tests;
mod values;
mod wording;

use std::borrow::Cow;

use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{DecisionFile, Numbers, Sent, StoredCell, Submission, YearBook};
use crate::regime::Regime;
pub use crate::workbook::foreign::{self, Apart};
use crate::workbook::{self, grid, package};
pub use crate::workbook::{Limits, by_name, guard, too_long, weight};
pub use many::{KEPT, keep_few};
pub use wording::Wording;

static MACROS: Code = code("F030", "macros", Severity::Notice);
static BY_HAND: Code = code("R300", "computed-by-hand", Severity::Warning);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &layout::sheets::NO_FORM,
    &one_sheet::ONE_SHEET,
    &MACROS,
    &many::MANY_MORE,
    &layout::sheets::SHEET_MISSING,
    &layout::sheets::SHEET_RENAMED,
    &layout::sheets::SHEET_TWICE,
    &layout::sheets::SECOND_TABLE,
    &assemble::PEOPLE_ELSEWHERE,
    &assemble::PEOPLE_HIDDEN,
    &assemble::OTHER_RATINGS,
    &assemble::OTHER_RATINGS_HIDDEN,
    &assemble::copies::OTHER_ROWS,
    &assemble::copies::OTHER_FACTS,
    &assemble::SECOND_FORM,
    &assemble::LIST_HIDDEN,
    &layout::sheets::UNKNOWN_SHEET,
    &layout::columns::COLUMN_MISSING,
    &layout::columns::OPTIONAL_COLUMN_MISSING,
    &layout::rows::UNKNOWN_COLUMN,
    &layout::rows::PERHAPS_RENAMED,
    &layout::rows::RENAMED,
    &layout::rows::HEADING_GONE,
    &layout::rows::HEADING_WIDE,
    &layout::rows::NAME_SPLIT,
    &layout::columns::COLUMN_TWICE,
    &layout::columns::HEADING_MISSPELT,
    &layout::sheets::HEADINGS_MISSING,
    &layout::ROWS_HIDDEN,
    &layout::COLUMNS_HIDDEN,
    &layout::SHEET_HIDDEN,
    &layout::CELL_TWICE,
    &layout::MERGED_ROWS,
    &assemble::merged::MERGED_COLUMNS,
    &assemble::merged::MERGED_TEXTS,
    &layout::rows::ROW_AFTER_END,
    &layout::rows::STATED_TOTAL,
    &layout::rows::GROUP_ROW,
    &layout::rows::GROUP_OF_COLLECTIVES,
    &layout::rows::NOBODYS_ROWS,
    &layout::rows::SPARE_ROWS,
    &layout::rows::NAMED_TOTALS,
    &layout::facts::FACT_MISSING,
    &layout::facts::EXPECTED_FACT_MISSING,
    &layout::facts::OPTIONAL_FACT_MISSING,
    &layout::facts::FACT_TWICE,
    &layout::facts::UNKNOWN_FACT,
    &layout::facts::LABEL_CHANGED,
    &layout::facts::FACT_ASIDE,
    &layout::facts::NOTE_ASIDE,
    &layout::facts::LABEL_MISSPELT,
    &legacy::CONVERTED,
    &legacy::DOUBTFUL,
    &legacy::LOOK_ALIKES,
    &values::PICTURE,
    &assemble::spots::STRUCK,
    &assemble::sight::STRUCK_LETTERS,
    &assemble::sight::RAISED_LETTERS,
    &assemble::sight::STRUCK_ROW,
    &assemble::sight::STRUCK_COLUMN,
    &assemble::sight::STRUCK_NUMBER,
    &assemble::sight::PERHAPS_STRUCK,
    &assemble::spots::DRAWN,
    &assemble::sight::DRAWN_OVER,
    &assemble::sight::NOTED,
    &legacy::SIGNS,
    &values::UNKNOWN_SIGN,
    &values::text::NOT_A_GROUP,
    &values::text::GROUP_BY_NUMBER,
    &values::text::LIST_MARK,
    &values::cards::CARD_DIGITS_LOST,
    &values::cards::TWO_CARDS,
    &values::cards::CARD_OR_DATE,
    &values::ratings::SHORT_RATING,
    &values::FORMULA_AS_TEXT,
    &values::ratings::NOT_A_RATING,
    &values::ratings::RATING_BY_NUMBER,
    &values::ratings::OLD_RATING,
    &values::ratings::SAYS_UNRATED,
    &values::ratings::NO_RATING_WANTED,
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
    &values::names::NOT_A_NAME,
    &values::names::NAME_PREFIX,
    &values::cards::CARD_AS_NUMBER,
    &values::cards::ODD_CARD,
    &values::names::MORE_THAN_A_NAME,
    &values::names::TWO_PEOPLE,
    &values::names::LETTER_LOST,
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
    &consolidated::NO_YEAR_BOOK,
    &consolidated::COLUMN,
    &consolidated::UNREAD,
    &consolidated::COUNT,
    &consolidated::NAMELESS,
    &consolidated::sent::NOT_LISTED,
    &consolidated::sent::BELONGS_NOT,
    &consolidated::sent::LEFT_OUT,
    &consolidated::sent::BRANCH_TWICE,
    &consolidated::sent::BRANCH_UNKNOWN,
    &consolidated::sent::NO_NUMBER,
    &consolidated::sent::TWICE,
    &consolidated::sent::ABOVE_CEILING,
    &consolidated::sent::NOT_PROPOSED,
    &consolidated::sent::TABLE_MISSING,
    &consolidated::sent::HIDDEN,
    &consolidated::sent::REPEATED,
    &consolidated::sent::OTHER_YEAR,
    &consolidated::sent::BELOW,
    &consolidated::sent::CHANGE_DIFFERS,
    &consolidated::sent::NOT_MISSING,
    &consolidated::sent::LONE,
    &consolidated::sent::HEADING,
    &consolidated::sent::NO_SECTION,
    &consolidated::sent::UNDECIDED,
    &consolidated::sent::OTHER_NAME,
    &consolidated::sent::RATING_DIFFERS,
    &consolidated::sent::COLUMN,
    &consolidated::sent::UNREAD,
    &consolidated::sent::COUNT,
    &consolidated::sent::NAMELESS,
];

pub(crate) use consolidated::sent::{HIDDEN, OTHER_YEAR, TABLE_MISSING};

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
    open(bytes, limits, foreign::here)?.parse(&Wording::new(regime))
}

/// A file whose cells were read, to be understood by one regime or another.
#[derive(Debug)]
pub struct OpenedFile(grid::Book);

impl OpenedFile {
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

    /// What the sheets of decisions say, by a regime; `None` of a workbook that has none.
    pub fn decisions(&self, wording: &Wording<'_>) -> Option<(DecisionFile, Vec<Finding>)> {
        if !assemble::decisions::are_there(&self.0, wording.regime) {
            return None;
        }
        let Mended { book, originals, mut findings } = Mended::of(Cow::Borrowed(&self.0), wording);
        let mut file = assemble::decisions::read(&book, wording, &mut findings);
        originals.restore(&mut findings);
        assemble::sight::once_a_column(&mut findings);
        file.values = stored::fingerprint(&book);
        file.corrects.clone_from(&book.corrects);
        Some((file, findings))
    }

    /// What a consolidated workbook of one of these regimes says of its year, and what could not be
    /// read of it. The error is the finding of a workbook that is none.
    pub fn year_book(&self, regimes: &[Regime]) -> Result<(YearBook, Vec<Finding>), Box<Finding>> {
        consolidated::read(&self.0, regimes)
    }

    /// The whole of a consolidated workbook of one of these regimes, as the superior reads it. The error
    /// is the finding of a workbook that is none.
    pub fn sent(&self, regimes: &[Regime]) -> Result<(Sent, Vec<Finding>), Box<Finding>> {
        consolidated::whole(&self.0, regimes)
    }

    /// Takes sheets of such a workbook out that say what others of it say already, and tells of them.
    pub fn part_repeated(&mut self, regimes: &[Regime]) -> Vec<Finding> {
        consolidated::part_repeated(&mut self.0, regimes)
    }

    /// The same for two files that say the same.
    pub fn fingerprint(&self) -> String {
        stored::fingerprint(&self.0)
    }

    /// The fingerprints of the files whose corrected copy it is, the latest first.
    pub fn corrects(&self) -> &[String] {
        &self.0.corrects
    }

    /// When the file says that it was last saved.
    pub fn modified(&self) -> Option<&str> {
        self.0.modified.as_deref()
    }

    /// Every number of the tables of such a workbook, by where it belongs.
    pub fn numbers(&self, regime: &Regime) -> Numbers {
        consolidated::numbers(&self.0, regime)
    }

    /// Whether a consolidated workbook of a year was saved by another program since: this one says that it was
    /// made on the last day of the year.
    pub fn is_saved_since(&self, year: u32) -> bool {
        let made = format!("{year}-12-31T00:00:00");
        !self.0.modified.as_ref().is_some_and(|it| it.starts_with(&made))
    }

    /// What people typed into the columns of decisions of our workbook for the superior, which this has to be.
    pub fn typed_decisions(&self, wording: &Wording<'_>) -> (DecisionFile, Vec<Finding>) {
        let Mended { book, originals, mut findings } = Mended::of(Cow::Borrowed(&self.0), wording);
        let typed = assemble::consolidated::read(&book, wording, &mut findings);
        originals.restore(&mut findings);
        assemble::sight::once_a_column(&mut findings);
        let before = typed.record.before.iter().filter(|it| !book.corrects.contains(it));
        let file = DecisionFile {
            cells: stored::fingerprint(&book),
            corrects: book.corrects.iter().chain(before).cloned().collect(),
            typed: Some(Box::new(typed)),
            ..DecisionFile::default()
        };
        (file, findings)
    }

    /// Whether it has sheets of decisions of a regime.
    pub fn has_decisions(&self, wording: &Wording<'_>) -> bool {
        assemble::decisions::are_there(&self.0, wording.regime)
    }

    /// What the form says, by a regime. The error is the finding of a workbook that
    /// has nothing of its form.
    pub fn parse(&self, wording: &Wording<'_>) -> Result<Parsed, Box<Finding>> {
        Mended::of(Cow::Borrowed(&self.0), wording).parse(wording)
    }
}

/// Reads the cells of a file; those of a format that is read apart by way of `apart`.
pub fn open(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<OpenedFile, Box<Finding>> {
    book(bytes, limits, apart).map(OpenedFile)
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
    let mended = Mended::of(Cow::Owned(book(bytes, limits, apart)?), &wording);
    let cells = stored::cells(&mended.book);
    Ok((mended.parse(&wording)?, cells))
}

/// Whether a workbook was refused because nothing of this regime's form is in it.
pub fn is_no_form(finding: &Finding) -> bool {
    // Text without a form is just text.
    finding.code == &layout::sheets::NO_FORM || finding.code == &package::OTHER_FORMAT
}

/// Whether a finding of reading is about a sheet, be it that the sheet is not there.
pub fn is_about_sheet(finding: &Finding, sheet: &str) -> bool {
    let is_wanted = || {
        let wanted = Arg::from(sheet);
        finding.args.iter().any(|it| it.0 == "wanted" && it.1 == wanted)
    };
    finding.sheet.as_deref() == Some(sheet)
        || (finding.code == &layout::sheets::SHEET_MISSING && is_wanted())
}

fn book(bytes: &[u8], limits: &Limits, apart: Apart) -> Result<grid::Book, Box<Finding>> {
    let book = workbook::read(bytes, limits, apart)?.without_our_list();
    Ok(grid::Book { list_rows: Some(limits.list_rows), ..book })
}

/// A workbook whose text is put right.
struct Mended<'b> {
    book: Cow<'b, grid::Book>,
    originals: legacy::Originals,
    findings: Vec<Finding>,
}

impl<'b> Mended<'b> {
    fn of(mut book: Cow<'b, grid::Book>, wording: &Wording<'_>) -> Self {
        let mut findings = Vec::new();
        if book.has_macros {
            findings.push(Finding::new(&MACROS));
        }
        if book.is_by_hand {
            findings.push(Finding::new(&BY_HAND));
        }
        let originals = legacy::mend(&mut book, wording, &mut findings);
        Self { book, originals, findings }
    }

    fn parse(self, wording: &Wording<'_>) -> Result<Parsed, Box<Finding>> {
        let Self { book, originals, mut findings } = self;
        let values = stored::fingerprint(&book);
        let is_text = book.format == Some(package::TEXT_FORMAT);
        let assembled = assemble::assemble(&book, wording, &mut findings);
        let submission =
            if is_text { one_sheet::only_a_form(assembled, &book)? } else { assembled? };
        if is_text {
            one_sheet::say_what_is_missing(&mut findings);
        } else if let Some(format) = book.format {
            findings.push(foreign::read_as(format));
        }
        originals.restore(&mut findings);
        assemble::sight::once_a_column(&mut findings);
        let unfilled = assemble::is_unfilled(&submission, &wording.regime.form);
        let (modified, corrects) = (book.modified.clone(), book.corrects.clone());
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
