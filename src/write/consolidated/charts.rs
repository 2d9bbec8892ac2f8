//! `BieuDo`: charts of `Bieu01` for the meeting, not for the superior. They stand
//! beside a small table of formulas, so that they show what `Bieu01` shows.

use super::frame::{COUNT, Frame, LEFT};
use super::groups;
use super::totals::Places;
use crate::model::{CellRef, CommuneResult, Rating};
use crate::regime::consolidated::{Count, GroupSource};
use crate::write::sheet::{Chart, Fit, Formula, RowKind, Sheet, Style, Value};

/// Colours of the ratings, best first: told apart without colours too.
const COLOURS: [u32; 4] = [0x0012_525E, 0x008C_BFC4, 0x00DD_EBE8, 0x00B2_473C];
/// Colour of what must not be passed.
const LIMIT: u32 = 0x00E0_A899;
const COUNTS: [Count; 4] =
    [Count::Excellent, Count::Good, Count::Satisfactory, Count::Unsatisfactory];
/// Pixels of a chart: its width, and its height for each bar and beside them.
const WIDTH: u32 = 760;
const BAR: u32 = 26;
const BESIDE: u32 = 150;
/// More bars than these nobody tells apart: beyond, there is no chart of the branches.
const BARS_MAX: usize = 200;
/// Pixels of a row: so many of them a chart covers.
const ROW: u32 = 20;

const TITLE: Style = Style::text(14).bold();
const HEADING: Style = LEFT.bold().center();

/// The sheet, where the profile has one.
pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    totals: &Places,
    groups: Option<&groups::Places>,
) -> Option<Sheet> {
    let profile = frame.profile.charts.as_ref()?;
    let mut sheet = frame.sheet(&profile.sheet, vec![34.0, 9.0, 9.0, 9.0, 9.0, 3.0]);
    sheet.is_printed = false;
    sheet.fits = vec![(0, Fit::OneLine)];
    let title = sheet.row(RowKind::Frame);
    sheet.span(title, (0, 4), frame.fill(&profile.title, &[]), TITLE);
    let note = sheet.row(RowKind::Frame);
    sheet.span(note, (0, 4), profile.note.as_str(), Style::text(11).italic());
    let partial = sheet.row(RowKind::Frame);
    if frame.is_partial() {
        let text = frame.fill(&frame.profile.head.partial, &[]);
        sheet.span(partial, (0, 4), text, Style::text(11).bold());
    }
    let by_branch = by_branch(frame, &mut sheet, results, totals);
    let heading = by_branch.as_ref().map_or(sheet.next_row(), |it| it.at.0);
    if by_branch.is_some() {
        sheet.row(RowKind::Frame);
    }
    let own = sheet.row(RowKind::Frame);
    sheet.put(own, 0, profile.commune.as_str(), HEADING);
    sheet.put(own, 1, frame.profile.words.total.as_str(), HEADING);
    for (rating, count) in Rating::BEST_FIRST.into_iter().zip(COUNTS) {
        let row = sheet.row(RowKind::Item);
        sheet.put(row, 0, frame.regime().rules.rating_name(rating), LEFT);
        sheet.put(row, 1, Formula::Same(totals.count(totals.total, count)), COUNT);
    }

    let quota = write_quota(frame, &mut sheet, results, totals, groups);

    let height = by_branch.as_ref().map_or(0, |it| it.size.1);
    let commune = Chart {
        title: profile.commune.clone(),
        is_stacked: false,
        categories: sheet.area(0, own + 1, own + 4),
        series: vec![(sheet.place(own, 1), sheet.area(1, own + 1, own + 4), COLOURS[0])],
        at: (if height == 0 { heading } else { heading + height / ROW + 2 }, 6),
        size: (WIDTH, 2 * BESIDE + BAR),
    };
    sheet.charts.extend(by_branch);
    sheet.charts.push(commune);
    if let Some((head, last)) = quota {
        sheet.charts.push(Chart {
            title: profile.quota.clone(),
            is_stacked: false,
            categories: sheet.area(0, head + 1, last),
            // Beside one another: equal numbers stay readable.
            series: [(1, COLOURS[0]), (2, LIMIT)]
                .map(|(col, it)| (sheet.place(head, col), sheet.area(col, head + 1, last), it))
                .into(),
            at: (heading + (height + 2 * BESIDE + BAR) / ROW + 4, 6),
            size: (WIDTH, 2 * BESIDE + 2 * BAR),
        });
    }
    Some(sheet)
}

/// The ratings of each branch, or of each unit where there are so many branches that nobody could tell their bars
/// apart: the table and its chart. None where there are too many of both.
fn by_branch(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    totals: &Places,
) -> Option<Chart> {
    let profile = frame.profile.charts.as_ref()?;
    let branches = results.branches.iter().zip(&totals.branches);
    let branches = branches.map(|(it, from)| (it.branch.name.as_str(), *from, it.is_accepted()));
    // Above a commune the uppermost đảng bộ stand in their place.
    let tops = frame.sections.iter().zip(&totals.units).filter(|it| it.0.above.is_none());
    let tops = tops.filter_map(|(it, from)| Some((it.unit?.name.as_str(), *from, true)));
    let is_by_unit = frame.above.is_some() || results.branches.len() > BARS_MAX;
    let lines: Vec<_> = if is_by_unit { tops.collect() } else { branches.collect() };
    if lines.is_empty() || lines.len() > BARS_MAX {
        return None;
    }
    let heading = sheet.row(RowKind::Frame);
    sheet.put(heading, 0, profile.branch.as_str(), HEADING);
    for (col, rating) in (1_u16..).zip(Rating::BEST_FIRST) {
        sheet.put(heading, col, frame.regime().rules.short(rating), HEADING);
    }
    let first = sheet.next_row();
    for (name, from, is_in) in &lines {
        let row = sheet.row(RowKind::Item);
        sheet.put(row, 0, *name, LEFT);
        // A branch that is out has no number, not a 0.
        if *is_in {
            write_counts(sheet, row, *from, totals);
        } else {
            (1..=4).for_each(|col| sheet.put(row, col, Value::Blank, COUNT));
        }
    }
    let last = sheet.next_row().saturating_sub(1);
    let commune = sheet.row(RowKind::Total);
    sheet.put(commune, 0, frame.profile.words.total.as_str(), LEFT.bold());
    write_counts(sheet, commune, totals.total, totals);
    let bars = u32::try_from(lines.len()).unwrap_or(u32::MAX).clamp(1, 120);
    let columns = (1_u16..).zip(COLOURS);
    Some(Chart {
        title: profile.by_branch.clone(),
        is_stacked: true,
        categories: sheet.area(0, first, last),
        series: columns
            .map(|(col, colour)| (sheet.place(heading, col), sheet.area(col, first, last), colour))
            .collect(),
        at: (heading, 6),
        size: (WIDTH, bars * BAR + BESIDE),
    })
}

/// The excellent members and the limit of the quota, of each group or of the commune: the
/// row of the headings and the last one. None where the profile does not draw it.
fn write_quota(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    totals: &Places,
    groups: Option<&groups::Places>,
) -> Option<(u32, u32)> {
    let profile = frame.profile.charts.as_ref().filter(|it| !it.quota.is_empty())?;
    sheet.row(RowKind::Frame);
    let head = sheet.row(RowKind::Frame);
    let headings = [&profile.quota, &profile.proposed, &profile.limit];
    for (col, heading) in (0_u16..).zip(headings) {
        sheet.put(head, col, heading.as_str(), HEADING);
    }
    let mut line = |name: &str, excellent: CellRef, limit: CellRef| {
        let row = sheet.row(RowKind::Item);
        sheet.put(row, 0, name, LEFT);
        sheet.put(row, 1, Formula::Same(excellent), COUNT);
        sheet.put(row, 2, Formula::Same(limit), COUNT);
    };
    let has_quotas = results.groups.iter().any(|it| !it.is_outside);
    match groups.filter(|_| has_quotas) {
        Some(places) => {
            let all = results.groups.iter().zip(&places.groups);
            for (group, row) in all.filter(|it| !it.0.is_outside) {
                let cell = |source| places.cell(*row, source);
                line(&group.name, cell(GroupSource::Excellent), cell(GroupSource::Limit));
            }
        }
        None => line(
            &profile.commune,
            totals.count(totals.total, Count::Excellent),
            totals.limit.clone(),
        ),
    }
    Some((head, sheet.next_row().saturating_sub(1)))
}

/// The four numbers of a row of `Bieu01`.
fn write_counts(sheet: &mut Sheet, row: u32, from: u32, totals: &Places) {
    for (col, count) in (1_u16..).zip(COUNTS) {
        let formula = Formula::Same(totals.count(from, count));
        sheet.put(row, col, formula, COUNT);
    }
}

/// The names of the commune's totals.
pub(super) fn names(frame: &Frame, totals: &Places) -> Vec<(String, CellRef)> {
    let names = frame.profile.name.iter();
    names.map(|(name, count)| (name.clone(), totals.count(totals.total, *count))).collect()
}
