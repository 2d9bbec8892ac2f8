//! Sums by unit below the lists of people and collectives, where the workspace has units.

use std::sync::Arc;

use super::frame::{COUNT, Frame, LEFT, gap};
use super::stretches::Stretches;
use crate::model::{CellRef, CommuneResult, Rating};
use crate::tables::{Person, members_of};
use crate::write::sheet::{Area, Formula, RowKind, Sheet, Style, Value};

/// Where sums by unit stand, and what each is by the branches.
pub(super) type Sums = Vec<(CellRef, u32)>;

/// A sum of more areas than this is written as a number: Excel takes no longer formula.
const AREAS_MAX: usize = 40;
/// Widths of the names of the units and of a sum, at least.
const NAME: f64 = 34.0;
const SUM: f64 = 9.0;

/// The sum of branches by their places.
type Of<'a> = dyn Fn(&[usize]) -> (Option<Formula>, u32) + 'a;

/// A column of sums.
pub(super) struct Count<'a> {
    heading: String,
    /// The sum of branches by their places: how it is counted above, if it is, and what it is.
    of: Box<Of<'a>>,
}

impl<'a> Count<'a> {
    pub(super) fn new(
        heading: impl Into<String>,
        of: impl Fn(&[usize]) -> (Option<Formula>, u32) + 'a,
    ) -> Self {
        Self { heading: heading.into(), of: Box::new(of) }
    }

    /// Of members.
    pub(super) fn members(
        results: &'a CommuneResult,
        heading: impl Into<String>,
        is_counted: impl Fn(&Person) -> bool + 'a,
        formula: impl Fn(&[usize]) -> Option<Formula> + 'a,
    ) -> Self {
        Self::new(heading, move |branches| {
            let own = branches.iter().flat_map(|it| members_of(&results.branches[*it]));
            (formula(branches), number_of(own.filter(&is_counted).count()))
        })
    }
}

/// The sums of a part of a list, below the name of that part.
pub(super) struct Part<'a> {
    pub(super) title: Option<&'a str>,
    /// How many there are comes first.
    pub(super) counts: Vec<Count<'a>>,
}

/// The sums by unit and over all, below what a sheet has so far; of the parts, whose columns are
/// alike, those that have somebody in them.
pub(super) fn write(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    sums: &mut Sums,
    parts: &[Part],
) {
    let Some(words) = &frame.profile.units else { return };
    let all: Vec<usize> = (0..results.branches.len()).collect();
    let is_any = |it: &&Part| it.counts.first().is_some_and(|it| (it.of)(&all).1 > 0);
    let parts: Vec<&Part> = parts.iter().filter(is_any).collect();
    let Some(first) = parts.first().filter(|_| !frame.sections.is_empty()) else { return };
    let start = sheet.next_row();
    gap(sheet);
    let (names, columns) = columns(sheet, first.counts.len());
    let heads = sheet.row(RowKind::Frame);
    let heading = LEFT.bold().center();
    sheet.span(heads, names, words.columns.as_str(), heading);
    for (count, cols) in first.counts.iter().zip(&columns) {
        sheet.span(heads, *cols, count.heading.as_str(), heading);
    }
    sheet.keep_from(start);
    sheet.row_mut(heads).with_next = true;
    for part in parts {
        if let Some(title) = part.title {
            let row = sheet.row(RowKind::Frame);
            let last = columns.last().map_or(names.1, |it| it.1);
            sheet.span(row, (names.0, last), title, LEFT.bold());
            sheet.row_mut(row).with_next = true;
        }
        write_part(frame, sheet, part, &all, (names, &columns), sums);
    }
}

fn write_part(
    frame: &Frame,
    sheet: &mut Sheet,
    part: &Part,
    all: &[usize],
    (names, columns): ((u16, u16), &[(u16, u16)]),
    sums: &mut Sums,
) {
    let mut tops = Vec::new();
    for section in &frame.sections {
        let row = sheet.row(RowKind::Aside);
        let indent = u8::try_from(section.depth.min(5) * 2).unwrap_or_default();
        sheet.span(row, names, frame.section_name(section), Style { indent, ..LEFT });
        if section.above.is_none() {
            tops.push(row);
        }
        for (count, cols) in part.counts.iter().zip(columns) {
            let (formula, number) = (count.of)(&section.all);
            let value = formula.map_or(Value::Number(number), Value::Formula);
            sheet.span(row, *cols, value, COUNT);
            sums.push((sheet.place(row, cols.0), number));
        }
    }
    let row = sheet.row(RowKind::Aside);
    sheet.span(row, names, frame.profile.words.total.as_str(), LEFT.bold());
    for (count, cols) in part.counts.iter().zip(columns) {
        let cells = tops.iter().map(|it| sheet.place(*it, cols.0).into());
        let sum = Formula::Sum(cells.collect());
        sheet.span(row, *cols, sum, COUNT.bold());
        sums.push((sheet.place(row, cols.0), (count.of)(all).1));
    }
}

/// The columns of the names of the units, and of so many sums: each as wide as the sheet's own
/// columns let it be. A checked profile has enough.
fn columns(sheet: &Sheet, count: usize) -> ((u16, u16), Vec<(u16, u16)>) {
    let mut next = 0;
    let mut take = |width: f64, others: usize| {
        let others = u16::try_from(others).unwrap_or(u16::MAX);
        let most = sheet.columns().saturating_sub(others + 1).max(next);
        let (first, mut last) = (next, next);
        let wide = |last: u16| -> f64 {
            sheet.widths[usize::from(first)..=usize::from(last)].iter().sum()
        };
        while last < most && wide(last) < width {
            last += 1;
        }
        next = last + 1;
        (first, last)
    };
    let names = take(NAME, count);
    let sums = (1..=count).rev().map(|left| take(SUM, left - 1)).collect();
    (names, sums)
}

/// The cells of branches in a column in which each stands in these rows; none where they are too
/// many for a formula.
pub(super) fn areas(sheet: &Arc<str>, col: u16, rows: &Stretches, branches: &[usize]) -> Vec<Area> {
    let own = branches.iter().flat_map(|it| rows.of(*it));
    let area = |(first_row, last_row): (u32, u32)| Area {
        sheet: Arc::clone(sheet),
        col: u32::from(col),
        first_row,
        last_row,
    };
    few(own.map(area).collect())
}

/// The same areas with those that follow one another as one; none where they are too many.
pub(super) fn few(areas: Vec<Area>) -> Vec<Area> {
    let merged = merged(areas);
    if merged.len() > AREAS_MAX { Vec::new() } else { merged }
}

/// Areas of a column that follow one another, as one.
pub(super) fn merged(mut areas: Vec<Area>) -> Vec<Area> {
    areas.sort_by_key(|it| it.first_row);
    let mut out: Vec<Area> = Vec::new();
    for area in areas {
        match out.last_mut() {
            Some(last) if last.last_row + 1 == area.first_row => last.last_row = area.last_row,
            _ => out.push(area),
        }
    }
    out
}

/// How many of these have a rating, by the decisions where there are some.
pub(super) fn rated(
    frame: &Frame,
    decisions: Vec<Area>,
    proposals: Vec<Area>,
    rating: Rating,
) -> Option<Formula> {
    let text = frame.short(rating);
    if frame.has_decisions {
        Formula::count_decided(decisions, proposals, text)
    } else {
        Formula::count_if(proposals, text)
    }
}

/// How many of these cells are filled.
pub(super) fn filled(areas: Vec<Area>) -> Option<Formula> {
    (!areas.is_empty()).then_some(Formula::CountFilled(areas))
}

pub(super) fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
