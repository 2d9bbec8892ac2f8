//! The consolidated workbook, `tong-hop-<year>.xlsx`.
//!
//! The sheets are laid out as plain values; what must hold between them is
//! checked on these values, and only then are they written.

mod authorities;
mod branches;
mod by_unit;
mod changes;
mod charts;
mod derived;
pub(super) mod frame;
mod groups;
mod invariants;
mod leaders;
mod lists;
mod person;
mod record;
mod reviews;
mod since;
mod statistics;
mod stretches;
mod totals;

use std::io::Cursor;

use super::sheet::split::{ROWS_MAX, split};
use super::sheet::{Book, Sheet, Unwritable};
use crate::context::Context;
use crate::model::{CommuneResult, SinceFinal};
use crate::regime::Consolidated;
use crate::regime::consolidated::SheetHead;
use crate::threads;
use crate::workbook::repack::Place;

pub use derived::Derived;
use frame::Frame;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// What the sheets say contradicts itself: a bug, and nothing may be sent.
    #[error("the workbook contradicts itself: {which}")]
    InvariantBroken {
        /// What does not hold, and where.
        which: String,
    },
    /// It cannot be written, e.g. with more sheets than a workbook can have.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
}

/// The bytes of the workbook. Equal values give equal bytes.
pub fn workbook(results: &CommuneResult, context: &Context) -> Result<Vec<u8>, WorkbookError> {
    workbook_within(results, context, ROWS_MAX)
}

/// Writes the workbook into an empty place, part by part, with the list of what changed since the last final
/// one, where there is something.
pub fn write_since(
    results: &CommuneResult,
    context: &Context,
    since: Option<&SinceFinal>,
    out: &mut dyn Place,
) -> Result<(), WorkbookError> {
    written((results, context), since, ROWS_MAX, out)
}

/// The same where a list may have so many rows on a sheet, its head among them: a longer one goes on in a sheet
/// of its own.
pub fn workbook_within(
    results: &CommuneResult,
    context: &Context,
    rows_max: u32,
) -> Result<Vec<u8>, WorkbookError> {
    let mut out = Cursor::new(Vec::new());
    written((results, context), None, rows_max, &mut out)?;
    Ok(out.into_inner())
}

/// The bytes of the workbook, and how numbers of its tables come about from others.
///
/// # Errors
/// As [`workbook`].
pub fn workbook_derived(
    results: &CommuneResult,
    context: &Context,
) -> Result<(Vec<u8>, Vec<Derived>), WorkbookError> {
    let mut layout = lay_out(results, context, None, ROWS_MAX);
    invariants::check(&layout, results, context)
        .map_err(|which| WorkbookError::InvariantBroken { which })?;
    leave_out(&mut layout.book, &context.regime.consolidated);
    let derived = layout.book.sheets.iter().flat_map(derived::of).collect();
    Ok((layout.book.render(Some(&context.regime.consolidated.styles))?, derived))
}

fn written(
    (results, context): (&CommuneResult, &Context),
    since: Option<&SinceFinal>,
    rows_max: u32,
    out: &mut dyn Place,
) -> Result<(), WorkbookError> {
    let mut layout = lay_out(results, context, since, rows_max);
    invariants::check(&layout, results, context)
        .map_err(|which| WorkbookError::InvariantBroken { which })?;
    // Only now: the invariants are told of the places of all sheets.
    leave_out(&mut layout.book, &context.regime.consolidated);
    Ok(layout.book.render_to(Some(&context.regime.consolidated.styles), out)?)
}

/// Takes out the sheets that the profile goes without.
fn leave_out(book: &mut Book, profile: &Consolidated) {
    for (section, head) in profile.sections() {
        if profile.goes_without(section) {
            let is_its =
                |it: &Sheet| *it.name == *head.name || it.part_of.as_deref() == Some(&*head.name);
            book.sheets.retain(|it| !is_its(it));
        }
    }
}

/// The sheets, and where in them the numbers stand that must agree.
struct Layout {
    book: Book,
    totals: totals::Places,
    statistics: statistics::Places,
    groups: Option<groups::Places>,
    /// The sums by unit that stand below lists.
    sums: by_unit::Sums,
}

impl Layout {
    /// The sheet of a section, and those in which it goes on.
    fn sheets(&self, head: &SheetHead) -> impl Iterator<Item = &Sheet> {
        let name = &*head.name;
        let is_its = move |it: &&Sheet| *it.name == *name || it.part_of.as_deref() == Some(name);
        self.book.sheets.iter().filter(is_its)
    }

    /// The sheet of a section: a checked profile has no two of one name.
    fn sheet(&self, head: &SheetHead) -> Option<&Sheet> {
        self.book.sheets.iter().find(|it| *it.name == *head.name)
    }
}

fn lay_out(
    results: &CommuneResult,
    context: &Context,
    since: Option<&SinceFinal>,
    rows_max: u32,
) -> Layout {
    let frame = Frame::new(results, context);
    let (mut members, member_places) = lists::members(&frame, results);
    frame.know_texts_of(&mut members);
    let mut sums = by_unit::Sums::new();
    let excellent = lists::excellent(&frame, results, &mut sums);
    let (failing, failing_places) = lists::failing(&frame, results, &mut sums);
    let (unrated, unrated_places) = lists::unrated(&frame, results, &mut sums);
    let counted = totals::Counted {
        members: member_places,
        failing: failing_places,
        unrated: unrated_places,
    };
    let (by_group, groups) = groups::lay_out(&frame, results, &counted).unzip();
    let limit = groups.as_ref().map(groups::Places::limit);
    let limit = limit.filter(|_| !frame.profile.goes_without("groups"));
    let (by_branch, totals) = totals::lay_out(&frame, results, &counted, limit);
    let (by_criterion, statistics) = statistics::lay_out(&frame, &totals);
    let branches = branches::lay_out(&frame, results, &totals, &counted, &mut sums);
    let (mut of_leaders, mut of_reviews) = (by_unit::Sums::new(), by_unit::Sums::new());
    let (leaders, reviews) = threads::both(
        || leaders::lay_out(&frame, results, &mut of_leaders),
        || reviews::lay_out(&frame, results, &counted, &mut of_reviews),
    );
    sums.extend(of_leaders.into_iter().chain(of_reviews));
    let profile = &context.regime.consolidated;
    let shown_groups = groups.as_ref().filter(|_| !profile.goes_without("groups"));
    let mut sheets = vec![by_branch, by_criterion, branches, leaders, reviews];
    sheets.extend(by_group);
    sheets.extend([members, excellent, failing, unrated]);
    sheets.extend(changes::lay_out(&frame, results));
    sheets.extend(since::lay_out(&frame, results, since));
    sheets.extend(authorities::lay_out(&frame, results));
    sheets.extend(charts::lay_out(&frame, results, &totals, shown_groups));
    let moved = split(&mut sheets, rows_max);
    for (cell, _) in &mut sums {
        *cell = moved.place(cell);
    }
    sheets.iter_mut().for_each(Sheet::shrink);
    let mut book = Book {
        sheets,
        title: frame.fill(&profile.title, &[]),
        author: frame.committee.clone(),
        year: context.year,
        font: profile.page.font.clone(),
        margins_mm: profile.page.margins_mm,
        names: charts::names(&frame, &totals),
        corrects: results.decisions.as_ref().map_or_else(Vec::new, |it| it.typed.all.clone()),
    };
    let moved = book.fit();
    for (cell, _) in &mut sums {
        *cell = moved.place(cell);
    }
    book.sheets.iter_mut().for_each(Sheet::shrink);
    book.sheets.extend(record::lay_out(&frame, results));
    Layout { book, totals, statistics, groups, sums }
}
