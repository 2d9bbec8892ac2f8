//! `Bieu05`: who was reviewed and who was not, over the commune; below that by unit, where the
//! workspace has units.

use super::by_unit::{Sums, few, merged};
use super::frame::{CENTER, COUNT, Frame, Heading, LEFT, band, finish, only_headings, start};
use super::totals;
use crate::model::{BranchResult, CommuneResult};
use crate::regime::consolidated::{PersonSource, ReviewColumn, ReviewRow, Reviewed};
use crate::tables::{is_reviewed, members_of, reviewed_collectives, reviewed_members};
use crate::write::sheet::{Area, Formula, RowKind, Sheet, Value};

pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    counted: &totals::Counted,
    sums: &mut Sums,
) -> Sheet {
    let profile = &frame.profile.reviews;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    // Its notes stay as wide as the profile says: what is written by hand has to go there,
    // and the head above them.
    let all: Vec<usize> = (0..results.branches.len()).collect();
    let lines: Vec<&ReviewRow> = profile.row.iter().collect();
    let whole = Counting { frame, results, counted, branches: &all, is_part: false };
    whole.write(&mut sheet, &lines);
    by_unit(frame, &mut sheet, results, counted, sums);
    finish(frame, &mut sheet);
    sheet
}

/// The sums of each unit: who had to be reviewed, who was and who was not.
fn by_unit(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    counted: &totals::Counted,
    sums: &mut Sums,
) {
    let Some(words) = frame.profile.units.as_ref().filter(|_| !frame.sections.is_empty()) else {
        return;
    };
    let profile = &frame.profile.reviews;
    let is_sum = |it: &&ReviewRow| {
        let is =
            |it: Option<Reviewed>| matches!(it, Some(Reviewed::All | Reviewed::Yes | Reviewed::No));
        is(it.collectives) || is(it.members)
    };
    let lines: Vec<&ReviewRow> = profile.row.iter().filter(is_sum).collect();
    band(sheet, "", words.columns.clone());
    for section in &frame.sections {
        let row = sheet.row(RowKind::Band);
        sheet.row_mut(row).with_next = true;
        for (col, column) in (0_u16..).zip(&profile.column) {
            let (value, style) = match column.source {
                ReviewColumn::Number => (Value::from(section.number.as_str()), CENTER),
                ReviewColumn::Label => (Value::from(frame.section_name(section)), LEFT),
                _ => (Value::Blank, LEFT),
            };
            sheet.put(row, col, value, style.bold());
        }
        let first = sheet.next_row();
        let part = Counting { frame, results, counted, branches: &section.all, is_part: true };
        part.write(sheet, &lines);
        for (row, line) in (first..).zip(&lines) {
            for (col, column) in (0_u16..).zip(&profile.column) {
                let number = match column.source {
                    ReviewColumn::Collectives => line.collectives.map(|it| part.collectives(it)),
                    ReviewColumn::Members => line.members.map(|it| part.members(it)),
                    _ => None,
                };
                sums.extend(number.map(|it| (sheet.place(row, col), it)));
            }
        }
    }
}

/// What is counted, of which branches.
struct Counting<'a> {
    frame: &'a Frame<'a>,
    results: &'a CommuneResult,
    counted: &'a totals::Counted,
    branches: &'a [usize],
    /// Whether these are a part of the commune only.
    is_part: bool,
}

impl<'a> Counting<'a> {
    fn branches(&self) -> impl Iterator<Item = &'a BranchResult> {
        self.branches.iter().map(|it| &self.results.branches[*it])
    }

    fn collectives(&self, what: Reviewed) -> u32 {
        reviewed_collectives(self.branches(), what)
    }

    fn members(&self, what: Reviewed) -> u32 {
        reviewed_members(self.branches(), what)
    }

    /// Writes these lines.
    fn write(&self, sheet: &mut Sheet, lines: &[&ReviewRow]) {
        let first = sheet.next_row();
        // A checked profile has the rows that the sums refer to.
        let row_of = |counts: fn(&ReviewRow) -> Option<Reviewed>, what| {
            let place = lines.iter().position(|it| counts(it) == Some(what)).unwrap_or_default();
            first + u32::try_from(place).unwrap_or_default()
        };
        for line in lines {
            let row = sheet.row(RowKind::Item);
            let is_bold = line.number.len() == 1 && !self.is_part;
            for (col, column) in (0_u16..).zip(&self.frame.profile.reviews.column) {
                let sum = |sheet: &Sheet, counts: fn(&ReviewRow) -> Option<Reviewed>| {
                    let places = [Reviewed::Yes, Reviewed::No].map(|it| row_of(counts, it));
                    let cells = places.map(|it| sheet.place(it, col).into());
                    Value::from(Formula::Sum(cells.to_vec()))
                };
                let (value, style) = match column.source {
                    ReviewColumn::Number => (Value::from(line.number.as_str()), CENTER),
                    ReviewColumn::Label => (Value::from(line.label.as_str()), LEFT),
                    ReviewColumn::Collectives => (
                        match line.collectives {
                            None => self.by_hand(line, 0),
                            Some(Reviewed::All) => sum(sheet, |it| it.collectives),
                            Some(what) => Value::Number(self.collectives(what)),
                        },
                        COUNT,
                    ),
                    ReviewColumn::Members => (
                        match line.members {
                            None => self.by_hand(line, 1),
                            Some(Reviewed::All) => sum(sheet, |it| it.members),
                            Some(Reviewed::No) => self.not_reviewed(),
                            Some(what) => Value::Number(self.members(what)),
                        },
                        COUNT,
                    ),
                    ReviewColumn::Note => (Value::Blank, LEFT),
                };
                sheet.put(row, col, value, if is_bold { style.bold() } else { style });
            }
        }
    }

    /// What communes wrote by hand, above them; a blank in theirs.
    fn by_hand(&self, line: &ReviewRow, which: usize) -> Value {
        let above = self.results.above.as_ref().filter(|_| line.by_hand);
        let sums = above.and_then(|it| it.by_hand.get(&line.label));
        sums.and_then(|it| it[which]).map_or(Value::Blank, Value::Number)
    }

    /// Counted by the crosses in the list of members who are not rated; as a number where
    /// somebody who is rated was not reviewed, who does not stand in that list.
    fn not_reviewed(&self) -> Value {
        let mut people = self.branches().flat_map(members_of);
        if people.any(|it| it.rating().is_some() && !is_reviewed(&it.member)) {
            return Value::Number(self.members(Reviewed::No));
        }
        let marks = [PersonSource::Exempt, PersonSource::NotReviewed];
        let areas: Vec<_> = marks.iter().flat_map(|it| self.areas(*it)).collect();
        let formula = Formula::count_if(areas, &self.frame.profile.words.mark);
        formula.map_or_else(|| Value::Number(self.members(Reviewed::No)), Value::Formula)
    }

    fn areas(&self, source: PersonSource) -> Vec<Area> {
        let own = |it: &usize| self.counted.unrated.areas_of(*it, source);
        let areas = self.branches.iter().flat_map(own).collect();
        if self.is_part { few(areas) } else { merged(areas) }
    }
}
