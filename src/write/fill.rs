//! A superior's own blank, filled.
//!
//! The clerk types placeholders, `{{branch.excellent}}`, into the workbook that
//! the superior sent; here they become values. The package is patched as that of a
//! returned form is: what is not touched stays as it was, to the byte. A row with
//! placeholders of a list is repeated for each of its members, and everything below
//! moves down. What could only be guessed is refused, at its cell, before anything
//! is written.

pub(crate) mod data;
mod decided;
mod eval;
mod formats;
mod formula;
pub(crate) mod names;
mod operations;
mod outcome;
mod plan;
mod references;
mod rows;
mod sheet;
mod shift;
mod strings;
pub(crate) mod text;
mod tokens;
pub(crate) mod values;

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, fixed_code};
use crate::model::CommuneResult;
use crate::tables::Commune;
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{PatchedPackage, Refusal};

use super::bodies;
use data::Data;
use plan::Plan;
use values::Extent;

pub use names::{Explained, explained};

/// Kinds of findings of this part.
pub static CODES: &[&Code] = &[
    &NOT_USABLE,
    &UNKNOWN,
    &TWO_LISTS,
    &INSIDE_MERGE,
    &NOT_IN_CELL,
    &MERGE_OVER_ROW,
    &BRACES,
    &NONE_AT_ALL,
    &ROWS_TOGETHER,
    &TOO_MANY_ROWS,
    &ONE_CELL,
    &NOT_MOVABLE,
    &ROW_ABOVE,
    &IN_FORMULA,
    &SEVERAL_SHEETS,
];

static NOT_USABLE: Code = fixed_code("W110", "blank-not-usable");
pub(crate) static UNKNOWN: Code = fixed_code("W111", "placeholder-unknown");
pub(crate) static TWO_LISTS: Code = fixed_code("W112", "placeholders-of-two-lists");
static INSIDE_MERGE: Code = fixed_code("W113", "placeholder-inside-merged-cell");
static NOT_IN_CELL: Code = fixed_code("W114", "placeholder-not-in-a-cell");
static MERGE_OVER_ROW: Code = fixed_code("W115", "merged-cell-over-repeated-row");
pub(crate) static BRACES: Code = fixed_code("W116", "placeholder-braces");
pub(crate) static NONE_AT_ALL: Code = fixed_code("W117", "blank-without-placeholder");
static ROWS_TOGETHER: Code = fixed_code("W118", "repeated-rows-together");
static TOO_MANY_ROWS: Code = fixed_code("W119", "blank-too-long");
static ONE_CELL: Code = fixed_code("W120", "formula-on-one-cell-of-repeated-row");
static NOT_MOVABLE: Code = fixed_code("W121", "blank-part-not-movable");
static ROW_ABOVE: Code = fixed_code("W122", "formula-on-row-above");
static IN_FORMULA: Code = fixed_code("W123", "placeholder-in-formula");
static SEVERAL_SHEETS: Code = fixed_code("W124", "formula-over-several-sheets");

/// All that stands in the way of filling a blank, whatever the numbers will be;
/// the file of the findings is left to the caller.
pub fn check(blank: &[u8]) -> Vec<Finding> {
    // With two rows of each list and no values: whatever fails then fails with any.
    run(blank, None).err().unwrap_or_default()
}

/// The blank with the numbers of a run in it. Equal inputs give equal bytes.
pub fn fill(
    blank: &[u8],
    results: &CommuneResult,
    context: &Context,
) -> Result<Vec<u8>, Vec<Finding>> {
    let (issuer, draft) = bodies::of_commune(results, context);
    let extent = Extent { issuer, draft, ..Extent::all() };
    let data = Data::within(results, Commune::new(results, context), extent);
    run(blank, Some(&data))
}

fn refused(refusal: Refusal) -> Vec<Finding> {
    vec![Finding::new(&NOT_USABLE).arg("reason", Arg::Word(refusal.key()))]
}

fn run(blank: &[u8], data: Option<&Data>) -> Result<Vec<u8>, Vec<Finding>> {
    let mut package = PatchedPackage::open(blank).map_err(refused)?;
    let book = Workbook::open(&mut package).map_err(refused)?;
    let plan = Plan::new(&mut package, &book, data)?;
    let (all, findings) = rows::build(&plan, data);
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut write = || {
        let mut grid = rows::grid(&plan, &all);
        for (place, sheet) in plan.sheets.iter().enumerate() {
            let mut edits = rows::edits(&plan, place, &all[place], &mut grid);
            references::worksheet(&plan, place, &mut edits)?;
            package.patch(&sheet.part, &sheet.text, &edits);
            references::related(&mut package, &plan, place)?;
        }
        for entry in book.sheets.iter().filter(|it| !it.has_cells) {
            references::chart_sheet(&mut package, &plan, &entry.part)?;
        }
        references::workbook(&mut package, &book, &plan)
    };
    write().map_err(refused)?;
    package.finish().map_err(refused)
}
