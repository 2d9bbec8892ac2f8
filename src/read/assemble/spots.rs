//! Places of the form: where a value is, would be, or why there is no such place.

use crate::finding::{Arg, Code, Severity, code};
use crate::model::{CellRef, Rating};
use crate::read::layout::columns::{Columns, Place};
use crate::read::layout::headings::Headings;
use crate::read::values::Remark;
use crate::workbook::grid::{Cell, Row, Sheet};
use crate::workbook::region::Region;
use crate::workbook::seen::What;

pub(crate) static STRUCK: Code = code("R264", "struck-out", Severity::Error);
pub(crate) static DRAWN: Code = code("R267", "drawn-into-a-cell", Severity::Error);

/// A place of the form: where a value is, would be, or why there is no such place.
#[expect(clippy::struct_excessive_bools, reason = "each says something else of the place")]
pub(super) struct Spot<'a> {
    pub(super) at: SpotAt<'a>,
    /// The heading or label for messages.
    pub(super) heading: &'a str,
    /// The name in the row, empty if unknown.
    pub(super) member: &'a str,
    /// Whether the form cannot do without the column.
    pub(super) is_required: bool,
    /// Whether nothing has to stand there.
    pub(super) may_be_empty: bool,
    /// Whether something of the same kind stands above it.
    pub(super) is_listed: bool,
    /// Whether whoever is not rated leaves it blank.
    pub(super) empty_when_unrated: bool,
    /// What tells whether the member is rated, where whoever is not may say so in place of a value.
    pub(super) eligibility: Option<Eligible<'a>>,
}

/// The column that says whether a member is rated, and why not: asked only where something else
/// is amiss.
#[derive(Clone, Copy)]
pub(super) struct Eligible<'a> {
    pub(super) heading: &'a str,
    pub(super) list: &'a str,
    pub(super) cell: Option<&'a Cell>,
}

pub(super) enum SpotAt<'a> {
    /// An optional column or row that the form has not.
    Absent,
    /// A required one that it has not, one that it has several times, or one that was merged
    /// with others.
    Unknown,
    /// A cell, blank or not.
    Cell(CellRef, Option<&'a Cell>),
    /// A cell that gives no value, whatever is stored.
    Hidden(CellRef, Option<&'a Cell>, Why),
    /// Four cells, one a level of rating.
    Ticks(Ticks<'a>),
}

/// A level with its cell, blank or not, and why that gives no value, if it gives none.
pub(super) type Tick<'a> = (Rating, CellRef, Option<&'a Cell>, Option<Why>);

/// Merged cells: the one that has the value, and all of them as Excel names them.
pub(super) type Merged<'a> = (CellRef, &'a Cell, String);

/// The four cells of a rating.
pub(super) struct Ticks<'a> {
    /// Best level first.
    pub(super) cells: Vec<Tick<'a>>,
    /// Several of them that were merged into one, with what was typed there.
    pub(super) merged: Option<Merged<'a>>,
}

/// Why a cell gives no value although something is seen there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// All of it is struck out.
    Struck,
    /// Something is drawn, nothing typed.
    Drawn(What),
}

impl Why {
    /// What is to be said of it.
    pub(super) fn remark(self) -> Remark {
        match self {
            Self::Struck => Remark::new(&STRUCK),
            Self::Drawn(what) => Remark::new(&DRAWN).arg("what", what_is_drawn(what)),
        }
    }
}

/// The word for what is drawn.
pub(super) fn what_is_drawn(what: What) -> Arg {
    Arg::Word(match what {
        What::Picture => "drawn-picture",
        What::Shape => "drawn-shape",
        What::Box(true) => "drawn-box-ticked",
        What::Box(false) => "drawn-box",
    })
}

/// Why a cell gives no value, if it gives none.
pub(super) fn why(sheet: &Sheet, at: &CellRef, cell: Option<&Cell>) -> Option<Why> {
    let place = (at.row, at.col);
    if cell.is_some() {
        return sheet.seen.struck.contains(&place).then_some(Why::Struck);
    }
    sheet.seen.drawn_into(place).map(Why::Drawn)
}

/// A cell of the form as the place of a value.
pub(super) fn spot<'a>(sheet: &Sheet, at: CellRef, cell: Option<&'a Cell>) -> SpotAt<'a> {
    match why(sheet, &at, cell) {
        Some(why) => SpotAt::Hidden(at, cell, why),
        None => SpotAt::Cell(at, cell),
    }
}

/// One row of a table.
pub(super) struct RowSpots<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) headings: &'a Headings,
    pub(super) columns: &'a Columns,
    pub(super) row: &'a Row,
    pub(super) member: String,
    /// Columns of which nobody knows what was typed for them.
    pub(super) unclear: Vec<u32>,
    /// What tells whether the member is rated.
    pub(super) eligibility: Option<Eligible<'a>>,
}

impl RowSpots<'_> {
    /// The place of a column; one that the profile does not have is absent.
    pub(super) fn spot_or_absent(&self, wanted: Option<usize>) -> Spot<'_> {
        match wanted {
            Some(wanted) => self.spot(wanted),
            None => Spot {
                at: SpotAt::Absent,
                heading: "",
                member: &self.member,
                is_required: false,
                may_be_empty: true,
                is_listed: true,
                empty_when_unrated: false,
                eligibility: None,
            },
        }
    }

    pub(super) fn spot(&self, wanted: usize) -> Spot<'_> {
        let column = &self.headings.wanted[wanted];
        let cell = |col: u32| CellRef::new(&self.sheet.name, self.row.index, col);
        let at = match &self.columns.places[wanted] {
            Place::At(col) if self.unclear.contains(col) => SpotAt::Unknown,
            Place::At(col) => spot(self.sheet, cell(*col), self.row.get(*col)),
            Place::Ticks(cols) => {
                let four = Rating::BEST_FIRST.into_iter().zip(cols);
                SpotAt::Ticks(Ticks {
                    cells: four
                        .map(|(it, col)| {
                            let at = cell(*col);
                            let typed = self.row.get(*col);
                            let why = why(self.sheet, &at, typed);
                            (it, at, typed, why)
                        })
                        .collect(),
                    merged: merged_ticks(self.sheet, self.row.index, cols),
                })
            }
            Place::Missing if !column.required => SpotAt::Absent,
            Place::Missing | Place::Renamed | Place::Twice(_) => SpotAt::Unknown,
        };
        Spot {
            at,
            heading: &column.label,
            member: &self.member,
            is_required: column.required,
            may_be_empty: column.may_be_empty,
            is_listed: true,
            empty_when_unrated: column.empty_when_unrated,
            eligibility: self.eligibility.filter(|_| column.of_review),
        }
    }
}

/// The cells of a row that were merged across several of these columns and are not
/// blank: Excel keeps what was typed in the leftmost, whichever level was meant.
fn merged_ticks<'a>(sheet: &'a Sheet, row: u32, cols: &[u32]) -> Option<Merged<'a>> {
    let is_wide = |it: &&Region| {
        let covered = cols.iter().filter(|col| (it.left..=it.right).contains(col)).count();
        covered > 1
    };
    sheet.merges_from(row..=row).iter().filter(is_wide).find_map(|region| {
        let cell = sheet.get(region.top, region.left)?;
        let first = CellRef::new(&sheet.name, region.top, region.left);
        let last = CellRef::new(&sheet.name, region.bottom, region.right);
        let named = format!("{}:{}", first.a1(), last.a1());
        Some((first, cell, named))
    })
}
