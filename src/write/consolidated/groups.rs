//! `Bieu06`: members by group of similar role, each with its quota.

use std::sync::Arc;

use super::frame::{CENTER, COUNT, Frame, Heading, LEFT, SHARE, finish, only_headings, start};
use super::person::fits;
use super::totals::Counted;
use crate::model::{CellRef, CommuneResult, Group, Rating};
use crate::regime::consolidated::{GroupSource, PersonSource};
use crate::tables::joined;
use crate::workspace::QuotaBase;
use crate::write::sheet::{Fit, Formula, RowKind, Sheet, Style, Value};

/// What makes up the members of a group.
const PARTS: [GroupSource; 5] = [
    GroupSource::Excellent,
    GroupSource::Good,
    GroupSource::Satisfactory,
    GroupSource::Unsatisfactory,
    GroupSource::NotRated,
];

/// Where the numbers stand.
pub(super) struct Places {
    sheet: Arc<str>,
    columns: Vec<GroupSource>,
    /// The row of each group.
    pub(super) groups: Vec<u32>,
    /// The row that adds up.
    pub(super) total: u32,
}

impl Places {
    /// The cell of a row in a column; a checked profile has those that are asked for.
    pub(super) fn cell(&self, row: u32, source: GroupSource) -> CellRef {
        let col = self.columns.iter().position(|it| *it == source).unwrap_or_default();
        CellRef::new(&self.sheet, row, u32::try_from(col).unwrap_or_default())
    }

    /// The sum of the limits.
    pub(super) fn limit(&self) -> CellRef {
        self.cell(self.total, GroupSource::Limit)
    }
}

/// The sheet, where the profile has one.
pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    counted: &Counted,
) -> Option<(Sheet, Places)> {
    let profile = frame.profile.groups.as_ref()?;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let numbers: Vec<_> = profile.column.iter().map(|it| it.source).collect();
    let headings: Vec<_> = profile
        .column
        .iter()
        .map(|it| Heading { formula: terms(it.source, &numbers), ..Heading::from(it) })
        .collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(&profile.column, |it| match it {
        GroupSource::Group => Some(Fit::OneLine),
        GroupSource::Note => Some(Fit::Wrapped),
        _ => None,
    });
    let mut places =
        Places { sheet: Arc::clone(&sheet.name), columns: numbers, groups: Vec::new(), total: 0 };
    for (number, group) in (1_u32..).zip(&results.groups) {
        let row = sheet.row(RowKind::Item);
        let over = results.over_in(group);
        places.groups.push(row);
        for (col, source) in (0_u16..).zip(&places.columns) {
            let (value, style) = match source {
                GroupSource::Number => (Value::Number(number), CENTER),
                GroupSource::Group => (Value::from(group.name.as_str()), LEFT),
                GroupSource::Note => (Value::from(note(frame, group)), LEFT),
                GroupSource::Share => (share(&places, row), SHARE),
                source => (cell(frame, &places, row, (*source, over), group, counted), COUNT),
            };
            sheet.put(row, col, value, style);
        }
    }
    places.total = sheet.row(RowKind::Total);
    write_total(frame, &mut sheet, &places);
    let first = sheet.next_row();
    let row = sheet.row(RowKind::Frame);
    let last = sheet.columns().saturating_sub(1);
    sheet.span(row, (0, last), profile.remark.as_str(), Style::text(11).italic());
    sheet.keep_from(first);
    finish(frame, &mut sheet);
    Some((sheet, places))
}

/// How the members come about, for the row of column numbers, e.g. `=4+5+6+7+8`.
fn terms(source: GroupSource, columns: &[GroupSource]) -> String {
    if source != GroupSource::Members {
        return String::new();
    }
    let number = |part: &GroupSource| columns.iter().position(|it| it == part);
    let terms = PARTS.iter().filter_map(number).map(|it| (it + 1).to_string());
    format!("={}", terms.collect::<Vec<_>>().join("+"))
}

fn cell(
    frame: &Frame,
    places: &Places,
    row: u32,
    (source, over): (GroupSource, u32),
    group: &Group,
    counted: &Counted,
) -> Value {
    let at = |source| places.cell(row, source);
    let tally = &group.tally;
    if group.is_outside && matches!(source, GroupSource::Limit | GroupSource::Over) {
        return Value::Blank;
    }
    let number = |number: u32, text: &str| {
        let column = |source| counted.members.whole(source);
        let named = column(PersonSource::Group).map(|it| (it, group.name.as_str()));
        let coded = || Some((column(PersonSource::GroupCode)?, frame.code_of(&group.name)));
        let areas = named.or_else(coded).zip(column(PersonSource::Proposal));
        let formula = areas.and_then(|(group, rating)| match column(PersonSource::Decision) {
            // Nothing is decided on those who are not rated.
            Some(decision) if frame.has_decisions && !text.is_empty() => {
                Formula::count_group_decided(&group, decision, rating, text)
            }
            None if frame.has_decisions && !text.is_empty() => None,
            _ => Formula::count_rows(&[group, (rating, text)]),
        });
        formula.map_or(Value::Number(number), Value::Formula)
    };
    match source {
        GroupSource::Members => Formula::Sum(PARTS.map(|it| at(it).into()).to_vec()).into(),
        GroupSource::NotRated => number(tally.exempt + tally.unrated, ""),
        // Of several communes each has its own: their sum, and room in one is none in another.
        GroupSource::Limit if frame.above.is_some() => Value::Number(group.quota.limit),
        GroupSource::Limit => {
            let (excellent, good) = (at(GroupSource::Excellent), at(GroupSource::Good));
            let of = match frame.context.settings.quota_base {
                QuotaBase::Good => vec![good],
                QuotaBase::GoodOrBetter => vec![excellent, good],
            };
            let rounding = frame.context.settings.quota_rounding;
            Formula::Percent { percent: group.quota.percent, of, rounding }.into()
        }
        GroupSource::Over if frame.above.is_some() => Value::Number(over),
        GroupSource::Over => {
            Formula::Above(at(GroupSource::Excellent), at(GroupSource::Limit)).into()
        }
        source => source
            .rating()
            .map_or(Value::Blank, |it: Rating| number(tally.count(it), frame.short(it))),
    }
}

fn share(places: &Places, row: u32) -> Value {
    let parts = vec![places.cell(row, GroupSource::Excellent)];
    Formula::Share { parts, whole: vec![places.cell(row, GroupSource::Good)] }.into()
}

/// The decision for the group; that it is too small.
fn note(frame: &Frame, group: &Group) -> String {
    let Some(profile) = &frame.profile.groups else { return String::new() };
    let decision = frame.context.decision(&group.name);
    let decided = decision.map_or_else(String::new, |it| {
        let percent = it.percent.to_string();
        let args = [("percent", percent.as_str()), ("number", &it.number), ("date", &it.date)];
        frame.fill(&profile.decided, &args)
    });
    if group.is_outside {
        return profile.outside.clone();
    }
    let is_small = group.quota.limit == 0 && group.quota.excellent + group.quota.good > 0;
    let small = if is_small { profile.small.clone() } else { String::new() };
    joined(vec![decided, small])
}

fn write_total(frame: &Frame, sheet: &mut Sheet, places: &Places) {
    let row = places.total;
    for (col, source) in (0_u16..).zip(&places.columns) {
        let (value, style) = match source {
            GroupSource::Number => (Value::Blank, CENTER),
            GroupSource::Group => (Value::from(frame.profile.words.total.as_str()), LEFT),
            GroupSource::Note => (Value::Blank, LEFT),
            GroupSource::Share => (share(places, row), SHARE),
            _ => {
                let value = match (places.groups.first(), places.groups.last()) {
                    (Some(first), Some(last)) => {
                        Formula::Sum(vec![sheet.area(col, *first, *last)]).into()
                    }
                    _ => Value::Number(0),
                };
                (value, COUNT)
            }
        };
        sheet.put(row, col, value, style.bold());
    }
}
