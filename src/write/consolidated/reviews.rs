//! `Bieu05`: who was reviewed and who was not, over the commune.

use super::frame::{CENTER, COUNT, Frame, Heading, LEFT, only_headings};
use super::person::{everybody, is_reviewed};
use super::totals;
use crate::model::{BranchStatus, Eligibility, MemberBrief, Rollup, Standing};
use crate::regime::consolidated::{PersonSource, ReviewColumn, Reviewed};
use crate::write::sheet::{Formula, RowKind, Sheet, Value};

pub(super) fn lay_out(frame: &Frame, rollup: &Rollup, counted: &totals::Counted) -> Sheet {
    let profile = &frame.profile.reviews;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = frame.start(&profile.sheet, widths);
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
                        Some(what) => collectives(rollup, what),
                    },
                    COUNT,
                ),
                ReviewColumn::Members => (
                    match line.members {
                        None => Value::Blank,
                        Some(Reviewed::All) => sum(&sheet, |it| it.members),
                        Some(Reviewed::No) => not_reviewed(frame, rollup, counted),
                        Some(what) => Value::Number(members(rollup, what)),
                    },
                    COUNT,
                ),
                ReviewColumn::Note => (Value::Blank, LEFT),
            };
            sheet.put(row, col, value, if is_bold { style.bold() } else { style });
        }
    }
    frame.finish(&mut sheet);
    sheet
}

/// Collectives: reviewed are those with a rating; only new branches have none.
fn collectives(rollup: &Rollup, what: Reviewed) -> Value {
    let accepted = rollup.branches.iter().filter(|it| it.status == BranchStatus::Accepted);
    let count = accepted
        .filter_map(|it| it.extract.as_ref())
        .flat_map(|form| {
            let is_new = form.info.founded.value().is_some();
            form.collectives().map(move |it| (it, is_new))
        })
        .filter(|(it, is_new)| match what {
            Reviewed::All => true,
            Reviewed::Yes => it.proposal.is_some(),
            Reviewed::No => it.proposal.is_none(),
            Reviewed::New => it.proposal.is_none() && *is_new,
            // Refused by the check of the profile.
            Reviewed::Exempt | Reviewed::Suspended => false,
        })
        .count();
    Value::Number(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Members of the commune, guests aside.
pub(super) fn members(rollup: &Rollup, what: Reviewed) -> u32 {
    let is_for =
        |member: &MemberBrief, reason| !is_reviewed(member) && member.eligibility == Some(reason);
    let is_counted = |member: &MemberBrief| match what {
        Reviewed::All => true,
        Reviewed::Yes => is_reviewed(member),
        Reviewed::No => !is_reviewed(member),
        Reviewed::New => is_for(member, Eligibility::New),
        Reviewed::Exempt => is_for(member, Eligibility::Exempt),
        Reviewed::Suspended => is_for(member, Eligibility::Suspended),
    };
    let own = everybody(rollup).filter(|it| it.member.standing() != Standing::Guest);
    u32::try_from(own.filter(|it| is_counted(&it.member)).count()).unwrap_or(u32::MAX)
}

/// Counted by the crosses in the list of members who are not rated; as a number where
/// somebody who is rated was not reviewed, who does not stand in that list.
fn not_reviewed(frame: &Frame, rollup: &Rollup, counted: &totals::Counted) -> Value {
    if everybody(rollup).any(|it| it.rating().is_some() && !is_reviewed(&it.member)) {
        return Value::Number(members(rollup, Reviewed::No));
    }
    let marks = [PersonSource::Exempt, PersonSource::NotReviewed];
    let areas: Vec<_> = marks.iter().flat_map(|it| merged(counted.unrated.areas(*it))).collect();
    let formula = Formula::count_if(areas, &frame.profile.words.mark);
    formula.map_or_else(|| Value::Number(members(rollup, Reviewed::No)), Value::Formula)
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
