//! `Bieu02`: members by criterion and by kind of branch, all from `Bieu01`.

use super::frame::{COUNT, Frame, Heading, LEFT, SHARE, finish, only_headings, start};
use super::totals;
use crate::model::CellRef;
use crate::regime::consolidated::{Count, StatisticsRow, StatisticsSource};
use crate::write::sheet::{Fit, Formula, RowKind, Sheet, Style, Value};

/// Columns before those of the kinds.
const KINDS: u16 = 3;
const TOTAL: u16 = 1;
const SHARE_COLUMN: u16 = 2;

/// Where the numbers stand.
pub(super) struct Places {
    /// The totals, by what they count.
    pub(super) totals: Vec<(StatisticsSource, CellRef)>,
}

pub(super) fn lay_out(frame: &Frame, by_branch: &totals::Places) -> (Sheet, Places) {
    let profile = &frame.profile.statistics;
    let fixed = [&profile.criterion, &profile.total, &profile.share];
    let columns = columns(frame, by_branch);
    let width = |_: &Column| profile.kinds.width;
    let widths = fixed.iter().map(|it| it.width).chain(columns.iter().map(width)).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let mut headings: Vec<_> = fixed.iter().map(|it| Heading::plain(&it.heading)).collect();
    headings.extend(
        columns.iter().map(|it| Heading { groups: vec![it.group], ..Heading::plain(it.name) }),
    );
    only_headings(&mut sheet, &headings);
    sheet.frozen.1 = 1;
    sheet.fits = vec![(0, Fit::Wrapped)];
    let first = sheet.next_row();
    let mut places = Places { totals: Vec::new() };
    for line in &profile.row {
        let row = sheet.row(RowKind::Item);
        write_row(&mut sheet, row, line, by_branch, &columns);
        if let Some(source) = &line.source {
            places.totals.push((source.clone(), sheet.place(row, TOTAL)));
        }
    }
    for (row, line) in (first..).zip(&profile.row) {
        let whole = line.of.and_then(|it| place_of(&places, it));
        let value = whole.map_or(Value::Blank, |whole| {
            Formula::Share { parts: vec![sheet.place(row, TOTAL)], whole: vec![whole] }.into()
        });
        sheet.put(row, SHARE_COLUMN, value, look(SHARE, line));
    }
    finish(frame, &mut sheet);
    (sheet, places)
}

/// A column beside the totals.
struct Column<'a> {
    group: &'a str,
    name: &'a str,
    /// The rows of `Bieu01` that add up to it.
    rows: Vec<u32>,
}

/// The kinds of branches; then the uppermost units.
fn columns<'a>(frame: &'a Frame, by_branch: &'a totals::Places) -> Vec<Column<'a>> {
    let group = frame.profile.statistics.kinds.heading.as_str();
    let kinds = by_branch.kinds.iter();
    let mut columns: Vec<_> =
        kinds.map(|(name, rows)| Column { group, name, rows: rows.clone() }).collect();
    // A hundred communes have no room beside one another: they stand in the table by branch.
    let Some(words) = frame.profile.units.as_ref().filter(|_| frame.above.is_none()) else {
        return columns;
    };
    let tops = frame.sections.iter().zip(&by_branch.units).filter(|it| it.0.above.is_none());
    columns.extend(tops.map(|(section, row)| Column {
        group: &words.columns,
        name: section.unit.map_or(words.direct_column.as_str(), |it| &it.name),
        rows: vec![*row],
    }));
    columns
}

/// Where a number stands: a checked profile has every one.
fn place_of(places: &Places, count: Count) -> Option<CellRef> {
    let wanted = StatisticsSource::Count(count);
    places.totals.iter().find(|it| it.0 == wanted).map(|it| it.1.clone())
}

fn write_row(
    sheet: &mut Sheet,
    row: u32,
    line: &StatisticsRow,
    by_branch: &totals::Places,
    columns: &[Column],
) {
    let label = Style { indent: line.indent * 2, ..LEFT };
    sheet.put(row, 0, line.label.as_str(), look(label, line));
    let cell = |other: u32| match &line.source {
        None => None,
        Some(StatisticsSource::Count(count)) => Some(by_branch.count(other, *count)),
        Some(StatisticsSource::Cause(key)) => Some(by_branch.cause(other, key)),
    };
    let from = |rows: &[u32]| {
        let mut cells: Vec<_> = rows.iter().filter_map(|it| cell(*it)).collect();
        match (cells.len(), cells.pop()) {
            (1, Some(only)) => Formula::Same(only).into(),
            (_, Some(last)) => {
                cells.push(last);
                Formula::Sum(cells.into_iter().map(Into::into).collect()).into()
            }
            (_, None) => Value::Blank,
        }
    };
    sheet.put(row, TOTAL, from(&[by_branch.total]), look(COUNT.bold(), line));
    for (col, column) in (KINDS..).zip(columns) {
        sheet.put(row, col, from(&column.rows), look(COUNT, line));
    }
}

/// Rows that do not stand in are the four that add up: bold.
fn look(style: Style, line: &StatisticsRow) -> Style {
    if line.indent == 0 { style.bold() } else { style }
}
