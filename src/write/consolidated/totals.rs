//! `Bieu01`: members by branch, with subtotals by kind, and the quota below.

use super::frame::{
    BODY, CENTER, COUNT, Frame, Heading, LEFT, SHARE, finish, only_headings, start,
};
use super::lists;
use crate::model::{BranchResult, CellRef, CommuneResult, Tally};
use crate::regime::consolidated::{Column, Count, PersonSource, TotalsSource};
use crate::tables::{note, roman};
use crate::workspace::{QuotaBase, QuotaHeads, QuotaRounding};
use crate::write::sheet::{Area, Fit, Formula, RowKind, Sheet, Style, Value};

/// The lists in which the numbers are counted.
pub(super) struct Counted {
    pub(super) members: lists::Places,
    pub(super) failing: lists::Places,
    pub(super) unrated: lists::Places,
}

/// Where the numbers stand.
pub(super) struct Places {
    sheet: std::sync::Arc<str>,
    columns: Vec<TotalsSource>,
    /// The row of each branch.
    pub(super) branches: Vec<u32>,
    /// The kinds of branches, and the rows that add up to each.
    pub(super) kinds: Vec<(String, Vec<u32>)>,
    /// The rows of the parts by unit, in the order of `tables::sections`; none where the
    /// branches stand by kind.
    pub(super) units: Vec<u32>,
    /// The row that adds up.
    pub(super) total: u32,
    /// The limit of the quota; where it is counted in groups, their sum.
    pub(super) limit: CellRef,
}

impl Places {
    /// The cell of a row in the column of a number; a checked profile has them all.
    pub(super) fn count(&self, row: u32, count: Count) -> CellRef {
        self.cell(row, |it| it.count() == Some(count))
    }

    /// The cell of a row in the column of a cause.
    pub(super) fn cause(&self, row: u32, key: &str) -> CellRef {
        self.cell(row, |it| matches!(it, TotalsSource::Cause(own) if own == key))
    }

    fn cell(&self, row: u32, is_it: impl Fn(&TotalsSource) -> bool) -> CellRef {
        let col = self.columns.iter().position(is_it).unwrap_or_default();
        CellRef::new(&self.sheet, row, u32::try_from(col).unwrap_or_default())
    }
}

/// `by_group` is where the sum of the groups' limits stands, if it stands somewhere.
pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    counted: &Counted,
    by_group: Option<CellRef>,
) -> (Sheet, Places) {
    let profile = &frame.profile.totals;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    only_headings(&mut sheet, &headings(&profile.column));
    for (col, column) in (0_u16..).zip(&profile.column) {
        match column.source {
            TotalsSource::Branch => sheet.fits.push((col, Fit::OneLine)),
            TotalsSource::Note => sheet.fits.push((col, Fit::Wrapped)),
            _ => {}
        }
    }
    let mut places = Places {
        sheet: std::sync::Arc::clone(&sheet.name),
        columns: profile.column.iter().map(|it| it.source.clone()).collect(),
        branches: vec![0; results.branches.len()],
        kinds: Vec::new(),
        units: Vec::new(),
        total: 0,
        limit: sheet.place(0, 0),
    };
    let tops = if frame.sections.is_empty() {
        by_kind(frame, &mut sheet, results, counted, &mut places)
    } else {
        by_unit(frame, &mut sheet, results, counted, &mut places)
    };
    places.total = sheet.row(RowKind::Total);
    let sum = |sheet: &Sheet, col| -> Vec<Area> {
        tops.iter().map(|row| sheet.place(*row, col).into()).collect()
    };
    write_sums(&mut sheet, &places, places.total, ("", &frame.profile.words.total), sum);
    places.limit = write_quota(frame, &mut sheet, results, &places, by_group);
    finish(frame, &mut sheet);
    (sheet, places)
}

/// The branches by kind: the rows of the kinds, which add up.
fn by_kind(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    counted: &Counted,
    places: &mut Places,
) -> Vec<u32> {
    let mut number = 0;
    let mut tops = Vec::new();
    for (part, state) in (1..).zip(&results.branch_quotas) {
        let kind = state.group.as_deref().unwrap_or_default();
        let row = sheet.row(RowKind::Band);
        sheet.row_mut(row).with_next = true;
        places.kinds.push((kind.to_owned(), vec![row]));
        tops.push(row);
        let first = sheet.next_row();
        for (place, branch) in results.branches.iter().enumerate() {
            if frame.regime().branch_kind(&branch.branch.kind) != kind {
                continue;
            }
            number += 1;
            places.branches[place] = sheet.row(RowKind::Item);
            write_branch(frame, sheet, places, counted, (place, branch), number);
        }
        let last = sheet.next_row() - 1;
        let branches = (last + 1 - first).to_string();
        let args = [("kind", kind), ("branches", &branches)];
        let name = frame.fill(&frame.profile.totals.group, &args);
        let sum = |sheet: &Sheet, col| vec![sheet.area(col, first, last)];
        write_sums(sheet, places, row, (&roman(part), &name), sum);
    }
    tops
}

/// The branches by the units that they stand under: the rows of the uppermost ones, which add up.
fn by_unit(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    counted: &Counted,
    places: &mut Places,
) -> Vec<u32> {
    let mut number = 0;
    // First and last row of the branches right under each.
    let mut own_rows = Vec::new();
    for section in &frame.sections {
        let row = sheet.row(RowKind::Band);
        sheet.row_mut(row).with_next = true;
        places.units.push(row);
        let first = sheet.next_row();
        for place in &section.own {
            number += 1;
            places.branches[*place] = sheet.row(RowKind::Item);
            let branch = (*place, &results.branches[*place]);
            write_branch(frame, sheet, places, counted, branch, number);
            sheet.row_mut(places.branches[*place]).is_folded = frame.above.is_some();
        }
        own_rows.push((first, sheet.next_row()));
    }
    for (at, section) in frame.sections.iter().enumerate() {
        let (first, next) = own_rows[at];
        let below: Vec<u32> = frame.parts_of(at).map(|it| places.units[it]).collect();
        let sum = |sheet: &Sheet, col| -> Vec<Area> {
            let own = (first < next).then(|| sheet.area(col, first, next - 1));
            own.into_iter().chain(below.iter().map(|it| sheet.place(*it, col).into())).collect()
        };
        let name = frame.section_name(section);
        write_sums(sheet, places, places.units[at], (&section.number, &name), sum);
    }
    for state in &results.branch_quotas {
        let kind = state.group.as_deref().unwrap_or_default();
        let is_its =
            |it: &&(usize, &BranchResult)| frame.regime().branch_kind(&it.1.branch.kind) == kind;
        let all = results.branches.iter().enumerate();
        let rows = all.filter(|it| is_its(&it)).map(|it| places.branches[it.0]).collect();
        places.kinds.push((kind.to_owned(), rows));
    }
    let tops = frame.sections.iter().zip(&places.units).filter(|it| it.0.above.is_none());
    tops.map(|it| *it.1).collect()
}

fn headings(columns: &[Column<TotalsSource>]) -> Vec<Heading<'_>> {
    let number = |count: Count| {
        columns.iter().position(|it| it.source.count() == Some(count)).map_or(0, |it| it + 1)
    };
    let formula = |source: &TotalsSource| match source {
        TotalsSource::Sum { of, .. } => {
            let terms: Vec<_> = of.iter().map(|it| number(*it).to_string()).collect();
            format!("={}", terms.join("+"))
        }
        _ => String::new(),
    };
    let numbered = columns.iter().map(|it| (it, formula(&it.source)));
    numbered.map(|(it, formula)| Heading { formula, ..Heading::from(it) }).collect()
}

fn write_branch(
    frame: &Frame,
    sheet: &mut Sheet,
    places: &Places,
    counted: &Counted,
    (place, branch): (usize, &BranchResult),
    number: u32,
) {
    let row = places.branches[place];
    for (col, source) in (0_u16..).zip(&places.columns) {
        let (value, style) = match (source, branch.tally()) {
            (TotalsSource::Number, _) => (Value::Number(number), CENTER),
            (TotalsSource::Branch, _) => (Value::from(branch.branch.name.as_str()), LEFT),
            (TotalsSource::Note, _) => (Value::from(note(frame, branch)), LEFT),
            (TotalsSource::Share(..), None) => (Value::Blank, SHARE),
            (_, None) => (Value::Blank, COUNT),
            (TotalsSource::Count(count), Some(tally)) => {
                (leaf(frame, counted, place, *count, tally), COUNT)
            }
            (TotalsSource::Sum { of, .. }, Some(_)) => {
                let terms = of.iter().map(|it| places.count(row, *it).into()).collect();
                (Formula::Sum(terms).into(), COUNT)
            }
            (TotalsSource::Cause(key), Some(tally)) => {
                (cause(frame, counted, place, key, tally), COUNT)
            }
            (TotalsSource::Share(part, whole), Some(_)) => {
                (share(places, row, *part, *whole), SHARE)
            }
        };
        sheet.put(row, col, value, style);
    }
}

fn share(places: &Places, row: u32, part: Count, whole: Count) -> Value {
    let parts = vec![places.count(row, part)];
    Formula::Share { parts, whole: vec![places.count(row, whole)] }.into()
}

/// A number of a branch, counted in a list where one has it.
fn leaf(frame: &Frame, counted: &Counted, place: usize, count: Count, tally: &Tally) -> Value {
    let mark = &frame.profile.words.mark;
    let unrated = |source| (counted.unrated.areas_of(place, source), mark.as_str());
    let (areas, text) = match (count, count.rating()) {
        (_, Some(rating)) => {
            let column = |source| counted.members.areas_of(place, source);
            let (proposals, text) = (column(PersonSource::Proposal), frame.short(rating));
            if frame.has_decisions {
                let formula =
                    Formula::count_decided(column(PersonSource::Decision), proposals, text);
                return formula.map_or_else(|| Value::Number(count.of(tally)), Value::Formula);
            }
            (proposals, text)
        }
        (Count::Exempt, _) => unrated(PersonSource::Exempt),
        (Count::Unrated, _) => unrated(PersonSource::NotRated),
        _ => (Vec::new(), ""),
    };
    let formula = Formula::count_if(areas, text);
    formula.map_or_else(|| Value::Number(count.of(tally)), Value::Formula)
}

/// Failing members of a branch with a cause, counted in their list.
fn cause(frame: &Frame, counted: &Counted, place: usize, key: &str, tally: &Tally) -> Value {
    let causes = frame.regime().causes();
    let index = causes.iter().position(|it| it.key == key);
    let label = index.map_or("", |it| causes[it].label.as_str());
    let areas = counted.failing.areas_of(place, PersonSource::Cause);
    let number = index.and_then(|it| tally.causes.get(it)).copied().unwrap_or_default();
    let formula = Formula::count_if(areas, label);
    formula.map_or(Value::Number(number), Value::Formula)
}

/// A row that adds up others.
fn write_sums(
    sheet: &mut Sheet,
    places: &Places,
    row: u32,
    (number, name): (&str, &str),
    sum: impl Fn(&Sheet, u16) -> Vec<Area>,
) {
    for (col, source) in (0_u16..).zip(&places.columns) {
        let (value, style) = match source {
            TotalsSource::Number => (Value::from(number), CENTER),
            TotalsSource::Branch => (Value::from(name), LEFT),
            TotalsSource::Note => (Value::Blank, LEFT),
            TotalsSource::Share(part, whole) => (share(places, row, *part, *whole), SHARE),
            TotalsSource::Count(_) | TotalsSource::Sum { .. } | TotalsSource::Cause(_) => {
                let areas = sum(sheet, col);
                let is_any = !areas.is_empty();
                let value = if is_any { Formula::Sum(areas).into() } else { Value::Number(0) };
                (value, COUNT)
            }
        };
        sheet.put(row, col, value, style.bold());
    }
}

/// Shares of excellent members and the limit of the quota: where the limit stands.
fn write_quota(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    places: &Places,
    by_group: Option<CellRef>,
) -> CellRef {
    const TEXT: Style = Style::text(BODY);
    let (lines, quota) = (&frame.profile.totals.quota, &results.quota);
    let settings = frame.context.settings;
    let total = |count| places.count(places.total, count);
    let (excellent, good) = (total(Count::Excellent), total(Count::Good));
    let percent = frame.regime().rules.quota.members.percent;
    let (base_text, base) = match settings.quota_base {
        QuotaBase::Good => (&lines.base_good, vec![good.clone()]),
        QuotaBase::GoodOrBetter => {
            (&lines.base_good_or_better, vec![excellent.clone(), good.clone()])
        }
    };
    let rounding_text = match settings.quota_rounding {
        QuotaRounding::Down => &lines.rounding_down,
        QuotaRounding::Nearest => &lines.rounding_nearest,
        QuotaRounding::Up => &lines.rounding_up,
    };
    let is_whole = !frame.regime().rules.quota.is_by_group();
    let groups = results.groups.iter().filter(|it| !it.is_outside).count().to_string();
    let limit_text = frame.fill(
        match frame.above {
            Some(above) => &above.limit,
            None if is_whole => &lines.limit,
            None => &lines.limit_of_groups,
        },
        &[
            ("percent", &percent.to_string()),
            ("base", base_text),
            ("rounding", rounding_text),
            ("groups", &groups),
        ],
    );
    let label_end = sheet.column_at(0, 0.38).clamp(1, sheet.columns() - 4);
    let value = (label_end + 1, label_end + 2);
    let last = sheet.columns() - 1;
    let first = sheet.next_row();
    let space = sheet.row(RowKind::Frame);
    sheet.row_mut(space).height = 6.0;
    let mut line = |label: &str, number: Value, style: Style, remark: String| {
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, (0, label_end), label, TEXT);
        sheet.span(row, value, number, style.bold());
        sheet.span(row, (value.1 + 1, last), remark, TEXT.italic());
        sheet.place(row, value.0)
    };
    line(
        &lines.share_good_or_better,
        Formula::Share {
            parts: vec![excellent.clone()],
            whole: vec![excellent.clone(), good.clone()],
        }
        .into(),
        TEXT.share(),
        String::new(),
    );
    line(
        &lines.share_good,
        Formula::Share { parts: vec![excellent], whole: vec![good] }.into(),
        TEXT.share(),
        String::new(),
    );
    let over = results.over();
    let decided = frame
        .regime()
        .decisions
        .as_deref()
        .filter(|_| results.decisions.as_ref().is_some_and(|it| !it.decided.is_empty()));
    let said = match (decided, over > 0) {
        (Some(it), true) => &it.consolidated.over,
        (Some(it), false) => &it.consolidated.within,
        (None, true) => &lines.over,
        (None, false) => &lines.within,
    };
    let mut remark = frame.fill(
        said,
        &[
            ("excellent", &quota.excellent.to_string()),
            ("limit", &quota.limit.to_string()),
            ("over", &over.to_string()),
            ("groups", &groups),
        ],
    );
    if frame.context.settings.quota_heads == QuotaHeads::Outside && !is_whole {
        let outside = results.outside().to_string();
        remark.push_str(&frame.fill(&lines.heads, &[("heads", &outside)]));
    }
    if frame.is_provisional {
        remark.push_str(&frame.fill(&lines.so_far, &[]));
    }
    let number = match by_group {
        Some(sum) => Formula::Same(sum).into(),
        // The limits of all communes; what their sum would allow is nobody's limit.
        None if frame.above.is_some() => Value::Number(quota.limit),
        None if is_whole => {
            Formula::Percent { percent, of: base, rounding: settings.quota_rounding }.into()
        }
        None => Value::Number(quota.limit),
    };
    let limit = line(&limit_text, number, TEXT.count(), remark);
    sheet.keep_from(first);
    limit
}
