//! The hidden sheet with the entries of the drop-downs.
//!
//! A list of more than 255 characters does not fit a drop-down itself, and a
//! reference to another sheet is refused by Excel 2007: so each list is a
//! column of this sheet and has a name.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::Paper;
use crate::model::column_name;
use crate::regime::Regime;
use crate::regime::form::Kind;

const ETHNICITIES: &str = "ethnicities";
const RATINGS: &str = "ratings";
const GRADES: &str = "grades";
const YES_NO: &str = "yes-no";

/// The defined name of the list that a cell of this kind chooses from.
pub(super) fn name_for(kind: Kind, choice: Option<&str>) -> Option<String> {
    let key = match kind {
        Kind::Ethnicity => ETHNICITIES,
        Kind::Rating => RATINGS,
        Kind::Grade => GRADES,
        Kind::YesNo => YES_NO,
        Kind::Choice => return choice.map(|it| defined_name("choice", it)),
        Kind::Text
        | Kind::Card
        | Kind::Date
        | Kind::Year
        | Kind::Count
        | Kind::Percent
        | Kind::Points
        | Kind::Months => return None,
    };
    Some(defined_name("list", key))
}

/// `list_` and `choice_` keep a profile's own list from taking the name of
/// another, and a name from looking like a cell (`abc1`).
fn defined_name(prefix: &str, key: &str) -> String {
    format!("{prefix}_{}", key.replace('-', "_"))
}

/// Every list: its defined name and its entries, in a fixed order.
fn lists(regime: &Regime) -> Vec<(String, Vec<String>)> {
    let form = &regime.form;
    let rules = &regime.rules;
    let first = |words: &[String]| words.first().cloned();
    let mut lists = vec![
        (defined_name("list", RATINGS), rules.rating.iter().map(|it| it.short.clone()).collect()),
        (defined_name("list", GRADES), rules.grade.iter().map(|it| it.name.clone()).collect()),
        (
            defined_name("list", YES_NO),
            [first(&rules.words.yes), first(&rules.words.no)].into_iter().flatten().collect(),
        ),
        (defined_name("list", ETHNICITIES), form.ethnicities.names.clone()),
    ];
    for (key, options) in &form.choice {
        let labels = options.iter().map(|it| it.label.clone()).collect();
        lists.push((defined_name("choice", key), labels));
    }
    lists
}

/// Adds the sheet, last of all, and names its lists.
pub(super) fn write(workbook: &mut Workbook, paper: &Paper) -> Result<(), XlsxError> {
    let sheet_name = &paper.regime.form.lists_sheet;
    let lists = lists(paper.regime);
    let sheet: &mut Worksheet = workbook.add_worksheet();
    sheet.set_name(sheet_name)?;
    for (col, (name, entries)) in (0u16..).zip(&lists) {
        sheet.write_string_with_format(0, col, name, &paper.look.locked)?;
        for (row, entry) in (1u32..).zip(entries) {
            sheet.write_string_with_format(row, col, entry, &paper.look.locked)?;
        }
    }
    sheet.set_hidden(true);
    sheet.protect();
    for (col, (name, entries)) in (0u32..).zip(&lists) {
        let letters = column_name(col);
        let last = entries.len().max(1) + 1;
        let quoted = sheet_name.replace('\'', "''");
        let range = format!("='{quoted}'!${letters}$2:${letters}${last}");
        workbook.define_name(name.as_str(), &range)?;
    }
    Ok(())
}
