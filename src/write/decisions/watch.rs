//! The running count of decisions, by formula.

use super::tables::{Part, Table};
use super::{Paper, sides};
use crate::model::{CellRef, Rating};
use crate::regime::consolidated::Column;
use crate::regime::decisions::{CaseSource, WatchSource};
use crate::tables::limit;
use crate::workspace::QuotaBase;
use crate::write::consolidated::frame::{
    BODY, CENTER, COUNT, HEAD, Heading, LEFT, TITLE, band, gap, only_headings,
};
use crate::write::sheet::style::Face;
use crate::write::sheet::{self, Area, Fit, Formula, RowKind, Style, Value};

/// The ratings, and where each is counted.
const RATINGS: [(WatchSource, Rating); 4] = [
    (WatchSource::Excellent, Rating::Excellent),
    (WatchSource::Good, Rating::Good),
    (WatchSource::Satisfactory, Rating::Satisfactory),
    (WatchSource::Unsatisfactory, Rating::Unsatisfactory),
];

/// The sheet, and the row of each part.
pub(super) struct Sheet<'a> {
    pub(super) page: sheet::Sheet,
    columns: Vec<WatchSource>,
    rows: Vec<u32>,
    across: Vec<Across<'a>>,
}

/// A group of members on whom several bodies decide: its quota is one.
struct Across<'a> {
    /// All of them.
    part: Part<'a>,
    /// The lines of its parts.
    lines: Vec<usize>,
}

impl Sheet<'_> {
    fn cell(&self, row: u32, source: WatchSource) -> Option<CellRef> {
        let col = self.columns.iter().position(|it| *it == source)?;
        Some(CellRef::new(&self.page.name, row, u32::try_from(col).ok()?))
    }

    /// The group that a line is a part of.
    fn across(&self, line: usize) -> Option<&Across<'_>> {
        self.across.iter().find(|it| it.lines.contains(&line))
    }

    /// What the band of a part shows of it: excellent ones, and the most.
    pub(super) fn in_band(&self, part: &Part) -> Option<[CellRef; 2]> {
        part.percent.and_then(|_| self.excellent_and_limit(part.line))
    }

    /// The cells of a line with the excellent ones and the most; of a part of a group those of all.
    fn excellent_and_limit(&self, line: usize) -> Option<[CellRef; 2]> {
        let line = self.across(line).map_or(line, |it| it.part.line);
        let row = *self.rows.get(line)?;
        Some([self.cell(row, WatchSource::Excellent)?, self.cell(row, WatchSource::Limit)?])
    }
}

/// The groups that stand on several sheets, where there are units: then this is the rule.
fn across<'a>(paper: &Paper, tables: &[Table<'a>]) -> Vec<Across<'a>> {
    let has_units = paper.frame.context.workspace.is_some_and(|it| !it.unit.is_empty());
    let mut found: Vec<Across> = Vec::new();
    if !has_units || paper.sheets.watch.across.is_none() {
        return found;
    }
    let parts = || tables.iter().flat_map(|it| &it.parts);
    for part in parts().filter(|it| it.name.is_some() && it.percent.is_some()) {
        match found.iter_mut().find(|it| it.part.label == part.label) {
            Some(it) => {
                it.part.cases.extend(&part.cases);
                it.lines.push(part.line);
            }
            None => found.push(Across {
                part: Part {
                    name: None,
                    label: part.label.clone(),
                    code: part.code.clone(),
                    cases: part.cases.clone(),
                    ordered: None,
                    ..*part
                },
                lines: vec![part.line],
            }),
        }
    }
    found.retain(|it| it.lines.len() > 1);
    for (line, it) in (parts().count()..).zip(&mut found) {
        it.part.line = line;
    }
    found
}

/// The sheet with its head and a row for each part, still empty.
pub(super) fn start<'a>(paper: &Paper, tables: &[Table<'a>]) -> Sheet<'a> {
    let profile = &paper.sheets.watch;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = sheet::Sheet::new(&profile.sheet, widths);
    let (left, right, all) = sides(&sheet);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, left, paper.frame.committee.to_uppercase(), HEAD.bold());
    let party = Style { face: Face::Underlined, ..HEAD };
    sheet.span(row, right, paper.frame.profile.head.party.as_str(), party);
    gap(&mut sheet);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, all, paper.frame.fill(&profile.title, &[]), TITLE);
    if paper.frame.is_partial() {
        let row = sheet.row(RowKind::Frame);
        let partial = paper.frame.fill(&paper.frame.profile.head.partial, &[]);
        sheet.span(row, all, partial, Style::text(12).bold().center());
    }
    gap(&mut sheet);
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    let columns: Vec<_> = profile.column.iter().map(|it| it.source).collect();
    let place = columns.iter().position(|it| *it == WatchSource::Group);
    sheet.fits = place
        .and_then(|it| u16::try_from(it).ok())
        .map(|it| (it, Fit::OneLine))
        .into_iter()
        .collect();
    let mut rows = Vec::new();
    for table in tables {
        let name = format!("{}: {}", table.authority.name, table.sheet);
        band(&mut sheet, "", name);
        for _ in &table.parts {
            rows.push(sheet.row(RowKind::Item));
        }
    }
    let across = across(paper, tables);
    if let Some(name) = paper.sheets.watch.across.as_ref().filter(|_| !across.is_empty()) {
        band(&mut sheet, "", name.clone());
        rows.extend(across.iter().map(|_| sheet.row(RowKind::Item)));
    }
    Sheet { page: sheet, columns, rows, across }
}

/// Fills its rows in, once it is known where the cases stand.
pub(super) fn finish(
    paper: &Paper,
    watch: &mut Sheet,
    tables: &[Table],
    listed: &[(sheet::Sheet, Vec<(u32, String)>)],
) {
    let mut number = 0;
    for (table, (list, keys)) in tables.iter().zip(listed) {
        let rows = keys.first().zip(keys.last()).map(|(first, last)| (first.0, last.0));
        for part in &table.parts {
            number += 1;
            let Some(row) = watch.rows.get(part.line).copied() else { continue };
            for col in 0..watch.columns.len() {
                let source = watch.columns[col];
                let counted = rows.map(|it| (list, table.columns.as_slice(), it));
                let (value, style) = cell(paper, watch, (row, number), source, part, counted);
                let col = u16::try_from(col).unwrap_or(u16::MAX);
                watch.page.put(row, col, value, style);
            }
        }
    }
    for place in 0..watch.across.len() {
        number += 1;
        let Some(row) = watch.rows.get(watch.across[place].part.line).copied() else { continue };
        for col in 0..watch.columns.len() {
            let (source, part) = (watch.columns[col], &watch.across[place].part);
            let (value, style) = cell(paper, watch, (row, number), source, part, None);
            watch.page.put(row, u16::try_from(col).unwrap_or(u16::MAX), value, style);
        }
    }
    let row = watch.page.row(RowKind::Frame);
    let last = watch.page.columns().saturating_sub(1);
    let remark = paper.sheets.watch.remark.as_str();
    watch.page.span(row, (0, last), remark, Style::text(BODY).italic());
}

/// Where the cases of a part are counted: their sheet, its columns, its first and last row.
type Counted<'a> = (&'a sheet::Sheet, &'a [&'a Column<CaseSource>], (u32, u32));

fn cell(
    paper: &Paper,
    watch: &Sheet,
    (row, number): (u32, u32),
    source: WatchSource,
    part: &Part,
    counted: Option<Counted<'_>>,
) -> (Value, Style) {
    let settings = paper.frame.context.settings;
    let (excellent, good) = part.proposed();
    let formula = |it: Option<Formula>| (it.map_or(Value::Blank, Value::Formula), COUNT);
    let at = |source| watch.cell(row, source);
    // What is a part of a group has no quota of its own.
    let is_whole = watch.across(part.line).is_none();
    let percent = part.percent.filter(|_| is_whole);
    match source {
        WatchSource::Number => (Value::Number(number), CENTER),
        WatchSource::Group => (Value::from(part.label.as_str()), LEFT),
        WatchSource::Due => {
            (Value::Number(u32::try_from(part.cases.len()).unwrap_or(u32::MAX)), COUNT)
        }
        WatchSource::Decided => {
            let four = RATINGS.iter().filter_map(|it| at(it.0)).map(Area::from);
            formula(Some(Formula::Sum(four.collect())))
        }
        WatchSource::Open => formula(
            at(WatchSource::Due)
                .zip(at(WatchSource::Decided))
                .map(|(due, decided)| Formula::Above(due, decided)),
        ),
        WatchSource::Limit => formula(percent.and_then(|percent| {
            let (excellent, good) = (at(WatchSource::Excellent)?, at(WatchSource::Good)?);
            let of = match settings.quota_base {
                QuotaBase::Good => vec![good],
                QuotaBase::GoodOrBetter => vec![excellent, good],
            };
            Some(Formula::Percent { percent, of, rounding: settings.quota_rounding })
        })),
        WatchSource::Over => formula(percent.and_then(|_| {
            Some(Formula::Above(at(WatchSource::Excellent)?, at(WatchSource::Limit)?))
        })),
        WatchSource::Proposed => (Value::Number(excellent), COUNT),
        WatchSource::ProposedLimit => {
            let base = match settings.quota_base {
                QuotaBase::Good => good,
                QuotaBase::GoodOrBetter => good + excellent,
            };
            let most = percent.map(|it| limit(base, it, settings.quota_rounding));
            (most.map_or(Value::Blank, Value::Number), COUNT)
        }
        source => {
            if let Some(it) = watch.across.iter().find(|it| it.part.line == part.line) {
                let rows = it.lines.iter().filter_map(|it| watch.rows.get(*it));
                let cells = rows.filter_map(|it| watch.cell(*it, source)).map(Area::from);
                return formula(Some(Formula::Sum(cells.collect())));
            }
            let rating = RATINGS.iter().find(|it| it.0 == source).map(|it| it.1);
            formula(rating.zip(counted).and_then(|(rating, counted)| {
                count(counted, &part.code, paper.frame.short(rating))
            }))
        }
    }
}

/// How many cases of a group have a rating, wherever their rows are moved to within the list.
fn count((list, columns, (top, bottom)): Counted<'_>, code: &str, rating: &str) -> Option<Formula> {
    let column = |source: CaseSource| {
        let col = columns.iter().position(|it| it.source == source)?;
        Some(list.area(u16::try_from(col).ok()?, top, bottom))
    };
    let decisions = column(CaseSource::Decision)?;
    if code.is_empty() {
        return Formula::count_if(vec![decisions], rating);
    }
    let codes = column(CaseSource::Group).or_else(|| column(CaseSource::Kind))?;
    Formula::count_rows(&[(codes, code), (decisions, rating)])
}
