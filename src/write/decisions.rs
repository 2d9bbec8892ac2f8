//! The workbook on which a meeting decides, `quyet-dinh-<year>.xlsx`: a sheet for each authority
//! and each kind of what is decided on, and before them the running count.
//!
//! What the meeting needs to know stands in each row; what it decides is typed. Where too many are
//! proposed as excellent they are ordered and the line of the quota is drawn: an aid, no decision.

mod cells;
mod plan;
mod tables;
mod watch;

use std::sync::LazyLock;

use super::consolidated::frame::{
    BODY, Frame, HEAD, Heading, KEPT, LEFT, TITLE, band, gap, only_headings, sides,
};
use super::sheet::style::{Edges, Face};
use super::sheet::{Book, Formula, RowKind, Sheet, Style, Unwritable};
use crate::context::{Authorities, Context};
use crate::model::CommuneResult;
use crate::regime::DecisionSheets;
use crate::regime::consolidated::Column;
use crate::regime::decisions::{Aid, CaseSource};
use crate::tables::Case;
use crate::words::{Catalogue, Lang};
use plan::plan;
use tables::{Part, Table};

/// The sheets speak the language of the forms.
static WORDS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Lang::Vi));

/// Columns of the label and of the entry of a line of the head.
const LABEL: (u16, u16) = (0, 2);
const ENTRY: (u16, u16) = (3, 5);
/// So many columns before that of the decision hold the running count: its words, and in the last
/// two what is decided and the most. Not that of the decision itself, which the count goes through:
/// a cell there would hang on itself.
const RUNNING: u16 = 6;
/// So many of these are the numbers.
const NUMBERS: u16 = 2;

/// What the sheets of a run are made of.
struct Paper<'a> {
    frame: Frame<'a>,
    sheets: &'a DecisionSheets,
    authorities: Authorities<'a>,
    which: Which,
}

/// Which cases are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that nobody decided on yet.
    Open,
    /// All, with what is decided and why.
    Filled,
}

/// The bytes of the workbook; `None` where nothing is to be decided on, or the regime has no such
/// sheets. Equal values give equal bytes.
///
/// # Errors
/// When it cannot be written.
pub fn workbook(
    results: &CommuneResult,
    context: &Context,
    which: Which,
) -> Result<Option<Vec<u8>>, Unwritable> {
    let Some(sheets) = context.regime.decisions.as_deref() else { return Ok(None) };
    let frame = Frame::new(results, context);
    let authorities = context.authorities();
    let paper = Paper { frame, sheets, authorities, which };
    let tables = plan(&paper, results);
    if tables.is_empty() {
        return Ok(None);
    }
    let mut watch = watch::start(&paper, &tables);
    let mut listed: Vec<(Sheet, Vec<(u32, String)>)> =
        tables.iter().map(|it| list(&paper, it, &watch)).collect();
    watch::finish(&paper, &mut watch, &tables, &listed);
    let keys: Vec<_> = listed.iter_mut().map(|it| std::mem::take(&mut it.1)).collect();
    let page = &frame_page(context);
    let mut book = Book {
        sheets: std::iter::once(watch.page).chain(listed.into_iter().map(|it| it.0)).collect(),
        title: paper.frame.fill(&sheets.title, &[]),
        author: paper.frame.committee.clone(),
        year: context.year,
        font: page.font.clone(),
        margins_mm: page.margins_mm,
        names: Vec::new(),
        corrects: Vec::new(),
    };
    book.fit();
    for (sheet, keys) in book.sheets.iter_mut().skip(1).zip(keys) {
        add_keys(sheet, &sheets.head.key, keys);
    }
    book.render(None).map(Some)
}

fn frame_page<'a>(context: &Context<'a>) -> &'a crate::regime::consolidated::Page {
    &context.regime.consolidated.page
}

/// Behind the last column, out of sight: by what each row is known. Put there when widths and
/// heights are settled, which it must not change.
fn add_keys(sheet: &mut Sheet, heading: &str, keys: Vec<(u32, String)>) {
    let col = sheet.columns();
    sheet.widths.push(0.0);
    sheet.hidden.push(col);
    if let Some((_, row)) = sheet.repeated {
        sheet.put(row, col, heading, LEFT);
    }
    for (row, key) in keys {
        sheet.put(row, col, key, LEFT);
    }
}

/// A table of cases, and the keys of its rows.
fn list(paper: &Paper, table: &Table, watch: &watch::Sheet) -> (Sheet, Vec<(u32, String)>) {
    let widths = table.columns.iter().map(|it| it.width).collect();
    let mut sheet = Sheet::new(&table.sheet, widths);
    sheet.options =
        crate::model::Rating::BEST_FIRST.map(|it| paper.frame.short(it).to_owned()).into();
    head(paper, &mut sheet, table);
    let headings: Vec<_> = table.columns.iter().map(|it| Heading::from(*it)).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = cells::fits(&table.columns);
    sheet.digits = cells::digits(&table.columns);
    let mut keys = Vec::new();
    for part in &table.parts {
        if let Some(name) = &part.name {
            group_band(
                paper,
                &mut sheet,
                &table.columns,
                (name, part.cases.len()),
                watch.in_band(part).as_ref(),
            );
        }
        write_part(paper, &mut sheet, &table.columns, part, &mut keys);
    }
    sheet.keep_last(KEPT);
    (sheet, keys)
}

/// What stands above a table: whose it is, and what has to be filled in for all of it.
fn head(paper: &Paper, sheet: &mut Sheet, table: &Table) {
    let (left, right, all) = sides(sheet);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, left, paper.frame.committee.to_uppercase(), HEAD.bold());
    let party = Style { face: Face::Underlined, ..HEAD };
    sheet.span(row, right, paper.frame.profile.head.party.as_str(), party);
    gap(sheet);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, all, paper.frame.fill(&table.profile.title, &[]), TITLE);
    gap(sheet);
    let lines = [
        (&paper.sheets.head.body, table.authority.name.as_str()),
        (&paper.sheets.head.number, ""),
        (&paper.sheets.head.date, ""),
    ];
    for (label, value) in lines {
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, LABEL, label.as_str(), Style::text(12).bold().right());
        sheet.span(row, ENTRY, value, Style::cell(12).bold().entry());
    }
    let how = [
        ("decision", table.profile.heading(CaseSource::Decision)),
        ("reason", table.profile.heading(CaseSource::Reason)),
    ];
    let row = sheet.row(RowKind::Frame);
    sheet.span(
        row,
        all,
        paper.frame.fill(&paper.sheets.head.how, &how),
        Style::text(BODY).italic(),
    );
    gap(sheet);
}

/// The band of a group, with its running count: excellent ones as decided, and the most.
fn group_band(
    paper: &Paper,
    sheet: &mut Sheet,
    columns: &[&Column<CaseSource>],
    (name, count): (&str, usize),
    watched: Option<&[crate::model::CellRef; 2]>,
) {
    let words = &paper.sheets.words;
    let args = [("group", name), ("count", &count.to_string())];
    let text = paper.frame.fill(&words.group, &args);
    let place = columns.iter().position(|it| it.source == CaseSource::Decision);
    let col = place.and_then(|it| u16::try_from(it).ok()).unwrap_or_default();
    let (Some(watched), true) = (watched, col > RUNNING && col < sheet.columns()) else {
        band(sheet, "", text);
        return;
    };
    let row = sheet.row(RowKind::Band);
    let number = LEFT.bold().count();
    sheet.span(row, (0, col - RUNNING - 1), text, LEFT.bold());
    let numbers = col - NUMBERS;
    sheet.span(row, (col - RUNNING, numbers - 1), words.running.as_str(), LEFT.italic().right());
    sheet.put(row, numbers, Formula::Same(watched[0].clone()), number);
    sheet.put(row, numbers + 1, Formula::Same(watched[1].clone()), number);
    for rest in col..sheet.columns() {
        sheet.put(row, rest, "", LEFT);
    }
    sheet.row_mut(row).with_next = true;
}

/// The cases of a part: those over a quota first, ordered, with its line.
fn write_part(
    paper: &Paper,
    sheet: &mut Sheet,
    columns: &[&Column<CaseSource>],
    part: &Part,
    keys: &mut Vec<(u32, String)>,
) {
    let words = &paper.sheets.words;
    let order = paper.frame.order();
    let mut number = u32::try_from(keys.len()).unwrap_or(u32::MAX);
    let mut write = |sheet: &mut Sheet, case: &Case| {
        number += 1;
        let row = sheet.row(RowKind::Item);
        cells::write(paper, sheet, columns, (row, number), case);
        keys.push((row, case.key()));
    };
    let Some(ordered) = &part.ordered else {
        for it in &part.cases {
            write(sheet, it);
        }
        return;
    };
    let named = order.iter().map(|it| match it {
        Aid::Votes => words.by_votes.as_str(),
        Aid::Quarters => &words.by_quarters,
        Aid::Points => &words.by_points,
    });
    let named = named.collect::<Vec<_>>().join(", ");
    band(sheet, "", paper.frame.fill(&words.ordered, &[("order", &named)]));
    let (above, below) = part.cases[..ordered.excellent].split_at(ordered.limit);
    for it in above {
        write(sheet, it);
    }
    let over = below.len().to_string();
    let args = [
        ("limit", ordered.limit.to_string()),
        ("excellent", ordered.excellent.to_string()),
        ("over", over),
    ];
    let args = args.each_ref().map(|it| (it.0, it.1.as_str()));
    let mut text = paper.frame.fill(&words.line, &args);
    if let (Some(last), Some(first)) = (above.last(), below.first())
        && last.before(first, order).is_eq()
    {
        text.push_str(&words.line_tied);
    }
    let row = sheet.row(RowKind::Band);
    let last = sheet.columns().saturating_sub(1);
    sheet.span(row, (0, last), text, Style { edges: Edges::Barred, ..LEFT }.bold().center());
    for it in below {
        write(sheet, it);
    }
    if part.cases.len() > ordered.excellent {
        band(sheet, "", words.others.clone());
    }
    for it in &part.cases[ordered.excellent..] {
        write(sheet, it);
    }
}
