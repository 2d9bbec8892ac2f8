//! `Bieu05`: who was reviewed and who was not, over the commune.

use super::frame::{CENTER, COUNT, Frame, Heading, LEFT, finish, only_headings, start};
use super::totals;
use crate::model::CommuneResult;
use crate::regime::consolidated::{PersonSource, ReviewColumn, Reviewed};
use crate::tables::{everybody, is_reviewed, reviewed_collectives, reviewed_members};
use crate::write::sheet::{Formula, RowKind, Sheet, Value};

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult, counted: &totals::Counted) -> Sheet {
    let profile = &frame.profile.reviews;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    // Its notes stay as wide as the profile says: what is written by hand has to go there,
    // and the head above them.
    let first = sheet.next_row();
    // A checked profile has the rows that the sums refer to.
    let row_of = |counts: fn(&crate::regime::consolidated::ReviewRow) -> Option<Reviewed>, what| {
        let place = profile.row.iter().position(|it| counts(it) == Some(what)).unwrap_or_default();
        first + u32::try_from(place).unwrap_or_default()
    };
    for line in &profile.row {
        let row = sheet.row(RowKind::Item);
        let is_bold = line.number.len() == 1;
        for (col, column) in (0_u16..).zip(&profile.column) {
            let sum = |sheet: &Sheet, counts: fn(&_) -> _| {
                let places = [Reviewed::Yes, Reviewed::No].map(|it| row_of(counts, it));
                let cells = places.map(|it| sheet.place(it, col).into());
                Value::from(Formula::Sum(cells.to_vec()))
            };
            let (value, style) = match column.source {
                ReviewColumn::Number => (Value::from(line.number.as_str()), CENTER),
                ReviewColumn::Label => (Value::from(line.label.as_str()), LEFT),
                ReviewColumn::Collectives => (
                    match line.collectives {
                        None => Value::Blank,
                        Some(Reviewed::All) => sum(&sheet, |it| it.collectives),
                        Some(what) => Value::Number(reviewed_collectives(results, what)),
                    },
                    COUNT,
                ),
                ReviewColumn::Members => (
                    match line.members {
                        None => Value::Blank,
                        Some(Reviewed::All) => sum(&sheet, |it| it.members),
                        Some(Reviewed::No) => not_reviewed(frame, results, counted),
                        Some(what) => Value::Number(reviewed_members(results, what)),
                    },
                    COUNT,
                ),
                ReviewColumn::Note => (Value::Blank, LEFT),
            };
            sheet.put(row, col, value, if is_bold { style.bold() } else { style });
        }
    }
    finish(frame, &mut sheet);
    sheet
}

/// Counted by the crosses in the list of members who are not rated; as a number where
/// somebody who is rated was not reviewed, who does not stand in that list.
fn not_reviewed(frame: &Frame, results: &CommuneResult, counted: &totals::Counted) -> Value {
    if everybody(results).any(|it| it.rating().is_some() && !is_reviewed(&it.member)) {
        return Value::Number(reviewed_members(results, Reviewed::No));
    }
    let marks = [PersonSource::Exempt, PersonSource::NotReviewed];
    let areas: Vec<_> = marks.iter().flat_map(|it| merged(counted.unrated.areas(*it))).collect();
    let formula = Formula::count_if(areas, &frame.profile.words.mark);
    formula.map_or_else(|| Value::Number(reviewed_members(results, Reviewed::No)), Value::Formula)
}

/// Areas that follow one another, as one.
fn merged(areas: Vec<crate::write::sheet::Area>) -> Vec<crate::write::sheet::Area> {
    let mut out: Vec<crate::write::sheet::Area> = Vec::new();
    for area in areas {
        match out.last_mut() {
            Some(last) if last.last_row + 1 == area.first_row => last.last_row = area.last_row,
            _ => out.push(area),
        }
    }
    out
}
