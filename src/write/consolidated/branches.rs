//! `Bieu03`: the branches and their ratings; below them how many have which.

use super::by_unit::{self, Count, Part, Sums};
use super::frame::{
    BODY, CENTER, COUNT, Frame, Heading, LEFT, SHARE, finish, only_headings, start,
};
use super::person::fits;
use super::totals;
use crate::model::{CommuneResult, Rating};
use crate::regime::consolidated::{self, BranchSource, Column, PersonSource};
use crate::tables::{Judged, Section, judge, note_on_rating};
use crate::write::sheet::{Fit, Formula, RowKind, Sheet, Style, Value};

pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    by_branch: &totals::Places,
    counted: &totals::Counted,
    sums: &mut Sums,
) -> Sheet {
    let profile = &frame.profile.branches;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let headings: Vec<_> = profile.column.iter().map(|it| heading(frame, it)).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(&profile.column, |it| match it {
        BranchSource::Branch => Some(Fit::OneLine),
        BranchSource::Note => Some(Fit::Wrapped),
        _ => None,
    });
    let first = sheet.next_row();
    let judged: Vec<_> = results.branches.iter().map(judge).collect();
    let lines = lines(frame, results);
    let mut number = 0;
    let mut rows = vec![0; frame.sections.len()];
    for line in &lines {
        let place = match line {
            Line::Part(part) => {
                rows[*part] = sheet.row(RowKind::Band);
                sheet.row_mut(rows[*part]).with_next = true;
                continue;
            }
            Line::Branch(place) => *place,
        };
        let row = sheet.row(RowKind::Item);
        sheet.row_mut(row).is_folded = frame.above.is_some();
        let (branch, own) = (&results.branches[place], by_branch.branches[place]);
        number += 1;
        for (col, column) in (0_u16..).zip(&profile.column) {
            let (value, style) = match column.source {
                BranchSource::Number => (Value::Number(number), CENTER),
                BranchSource::Branch => (Value::from(branch.branch.name.as_str()), LEFT),
                BranchSource::Kind => {
                    (Value::from(frame.regime().branch_kind(&branch.branch.kind)), CENTER)
                }
                BranchSource::Note => {
                    (Value::from(note_on_rating(frame, branch, judged[place])), LEFT)
                }
                source if branch.is_accepted() => {
                    cell(frame, source, by_branch, own, counted, place, judged[place])
                }
                BranchSource::GoodOrBetter => (Value::Blank, SHARE),
                _ => (Value::Blank, CENTER),
            };
            sheet.put(row, col, value, style);
            if column.source == BranchSource::Decision && branch.is_accepted() {
                sheet.offer(row, col);
            }
        }
    }
    write_parts(frame, &mut sheet, by_branch, &rows);
    let last = sheet.next_row();
    let parts = frame.sections.iter().zip(&rows).filter(|it| it.0.above.is_none());
    let tops: Vec<u32> = parts.map(|it| *it.1).collect();
    write_total(frame, &mut sheet, by_branch, (first, last), &tops);
    write_summary(frame, &mut sheet, &judged, (first, last));
    if let (Some(_), Some(words)) = (frame.above, &frame.profile.units) {
        let having = |wanted: Option<Rating>| {
            let judged = &judged;
            move |branches: &[usize]| {
                let own = branches.iter().filter(|it| judged[**it].counted() == wanted);
                (None, u32::try_from(own.count()).unwrap_or(u32::MAX))
            }
        };
        let all = |branches: &[usize]| (None, u32::try_from(branches.len()).unwrap_or(u32::MAX));
        let mut counts = vec![Count::new(words.sums.all.clone(), all)];
        counts.extend(Rating::BEST_FIRST.map(|it| {
            let heading = frame.fill(&words.sums.rated, &[("rating", frame.short(it))]);
            Count::new(heading, having(Some(it)))
        }));
        counts.push(Count::new(words.sums.no_rating.clone(), having(None)));
        let parts = [Part { title: None, counts }];
        by_unit::write(frame, &mut sheet, results, sums, &parts);
    }
    finish(frame, &mut sheet);
    sheet
}

fn heading<'a>(frame: &'a Frame, column: &'a Column<BranchSource>) -> Heading<'a> {
    let own = Heading::from(column);
    let is_decision = column.source == BranchSource::Decision;
    let text = if is_decision { frame.decision_heading(own.text) } else { own.text };
    Heading { text, ..own }
}

/// A row of the table.
enum Line {
    /// A part by unit.
    Part(usize),
    /// A branch by its place.
    Branch(usize),
}

/// The rows in order: the branches, where the workspace has units below them.
fn lines(frame: &Frame, results: &CommuneResult) -> Vec<Line> {
    if frame.sections.is_empty() {
        return (0..results.branches.len()).map(Line::Branch).collect();
    }
    let of = |(part, section): (usize, &Section)| -> Vec<Line> {
        let own = section.own.iter().map(|it| Line::Branch(*it));
        std::iter::once(Line::Part(part)).chain(own).collect()
    };
    frame.sections.iter().enumerate().flat_map(of).collect()
}

/// The rows of the units: what is below each, added up.
fn write_parts(frame: &Frame, sheet: &mut Sheet, by_branch: &totals::Places, rows: &[u32]) {
    for (part, section) in frame.sections.iter().enumerate() {
        let row = rows[part];
        let first = row + 1;
        let next = first + u32::try_from(section.own.len()).unwrap_or_default();
        let below: Vec<u32> = frame.parts_of(part).map(|it| rows[it]).collect();
        for (col, column) in (0_u16..).zip(&frame.profile.branches.column) {
            let (value, style) = match column.source {
                BranchSource::Number => (Value::from(section.number.as_str()), CENTER),
                BranchSource::Branch => (Value::from(frame.section_name(section)), LEFT),
                BranchSource::Members
                | BranchSource::Unsatisfactory
                | BranchSource::Disciplined => {
                    let own = (first < next).then(|| sheet.area(col, first, next - 1));
                    let more = below.iter().map(|it| sheet.place(*it, col).into());
                    (Formula::Sum(own.into_iter().chain(more).collect()).into(), COUNT)
                }
                BranchSource::GoodOrBetter => {
                    (good_or_better(by_branch, by_branch.units[part]), SHARE)
                }
                BranchSource::Note => (Value::Blank, LEFT),
                _ => (Value::Blank, CENTER),
            };
            sheet.put(row, col, value, style.bold());
        }
    }
}

fn cell(
    frame: &Frame,
    source: BranchSource,
    by_branch: &totals::Places,
    own: u32,
    counted: &totals::Counted,
    place: usize,
    judged: Judged,
) -> (Value, Style) {
    let rating = |it: Option<Rating>| (Value::from(it.map_or("", |it| frame.short(it))), CENTER);
    let same = |count| (Formula::Same(by_branch.count(own, count)).into(), COUNT);
    match source {
        BranchSource::Members => same(consolidated::Count::Members),
        BranchSource::Unsatisfactory => same(consolidated::Count::Unsatisfactory),
        BranchSource::GoodOrBetter => (good_or_better(by_branch, own), SHARE),
        BranchSource::Disciplined => {
            // A branch stands in one part of this list.
            let area = counted.failing.areas_of(place, PersonSource::Discipline).pop();
            (area.map_or(Value::Number(0), |it| Formula::CountFilled(vec![it]).into()), COUNT)
        }
        BranchSource::SelfRating => rating(judged.own),
        BranchSource::Ceiling => rating(judged.ceiling.map(|it| it.certain)),
        BranchSource::Decision => rating(judged.decided),
        BranchSource::Number | BranchSource::Branch | BranchSource::Kind | BranchSource::Note => {
            (Value::Blank, CENTER)
        }
    }
}

fn good_or_better(by_branch: &totals::Places, row: u32) -> Value {
    let parts = [consolidated::Count::Excellent, consolidated::Count::Good]
        .map(|it| by_branch.count(row, it))
        .to_vec();
    Formula::Share { parts, whole: vec![by_branch.count(row, consolidated::Count::Rated)] }.into()
}

fn write_total(
    frame: &Frame,
    sheet: &mut Sheet,
    by_branch: &totals::Places,
    (first, last): (u32, u32),
    tops: &[u32],
) {
    let row = sheet.row(RowKind::Total);
    for (col, column) in (0_u16..).zip(&frame.profile.branches.column) {
        let (value, style) = match column.source {
            BranchSource::Branch => (Value::from(frame.profile.words.total.as_str()), LEFT),
            BranchSource::Members | BranchSource::Unsatisfactory | BranchSource::Disciplined => {
                let value = if !tops.is_empty() {
                    let cells = tops.iter().map(|it| sheet.place(*it, col).into());
                    Formula::Sum(cells.collect()).into()
                } else if first < last {
                    Formula::Sum(vec![sheet.area(col, first, last - 1)]).into()
                } else {
                    Value::Number(0)
                };
                (value, COUNT)
            }
            BranchSource::GoodOrBetter => (good_or_better(by_branch, by_branch.total), SHARE),
            _ => (Value::Blank, CENTER),
        };
        sheet.put(row, col, value, style.bold());
    }
}

/// How many branches have which rating, by their proposals.
fn write_summary(frame: &Frame, sheet: &mut Sheet, judged: &[Judged], (first, last): (u32, u32)) {
    let profile = &frame.profile.branches;
    // Counted in the column of self-ratings where that shows the proposals;
    // where one differs, no column has them.
    let is_decided = frame.has_decisions && judged.iter().all(|it| it.decided == it.counted());
    let is_shown =
        is_decided || (judged.iter().all(|it| it.own == it.proposal && it.decided.is_none()));
    let source = if is_decided { BranchSource::Decision } else { BranchSource::SelfRating };
    let shown = profile.column.iter().position(|it| it.source == source);
    let shown = shown.and_then(|it| u16::try_from(it).ok()).filter(|_| is_shown && first < last);
    let area = |sheet: &Sheet| shown.map(|col| sheet.area(col, first, last - 1));
    let start = sheet.next_row();
    let space = sheet.row(RowKind::Frame);
    sheet.row_mut(space).height = 8.0;
    let label = (0, sheet.column_at(0, 0.2).clamp(1, sheet.columns() - 3));
    let (counts, shares) = (label.1 + 1, label.1 + 2);
    let heading = Style::cell(BODY).bold().center();
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, label, profile.summary.as_str(), heading);
    sheet.put(row, counts, profile.summary_count.as_str(), heading);
    sheet.put(row, shares, profile.summary_share.as_str(), heading);
    let rated = sheet.row(RowKind::Frame);
    for rating in Rating::BEST_FIRST {
        let number = judged.iter().filter(|it| it.counted() == Some(rating)).count();
        let formula = Formula::count_if(area(sheet).into_iter().collect(), frame.short(rating));
        let value = formula.map_or_else(|| number_of(number), Value::Formula);
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, label, frame.regime().rules.rating_name(rating), LEFT);
        sheet.put(row, counts, value, COUNT);
        let whole = vec![sheet.place(rated, counts)];
        let parts = vec![sheet.place(row, counts)];
        sheet.put(row, shares, Formula::Share { parts, whole }, SHARE);
    }
    let sum = Formula::Sum(vec![sheet.area(counts, rated + 1, rated + 4)]);
    sheet.span(rated, label, profile.summary_rated.as_str(), LEFT.bold());
    sheet.put(rated, counts, sum, COUNT.bold());
    let whole = sheet.place(rated, counts);
    let all = Formula::Share { parts: vec![whole.clone()], whole: vec![whole] };
    sheet.put(rated, shares, all, SHARE.bold());
    let row = sheet.row(RowKind::Frame);
    let unrated = judged.iter().filter(|it| it.proposal.is_none()).count();
    sheet.span(row, label, profile.summary_unrated.as_str(), LEFT);
    sheet.put(row, counts, number_of(unrated), COUNT);
    sheet.put(row, shares, Value::Blank, SHARE);
    sheet.keep_from(start);
}

fn number_of(count: usize) -> Value {
    Value::Number(u32::try_from(count).unwrap_or(u32::MAX))
}
