//! Sheets 2 and 3: two rows of headings, a row of column numbers, free rows.

use rust_xlsxwriter::{
    ConditionalFormatFormula, Format, FormatBorder, IgnoreError, Note, Worksheet,
};

use super::checks::{self, Asked, CHECKED_ROWS};
use super::fit::{SIDE_MARGIN, capital_lines, height, lines, scale};
use super::look::Look;
use super::{BlankError, Filled, Paper, Prefill, RosterMember, Spot, protection};
use crate::model::{CollectiveKind, column_name};
use crate::regime::form::{CollectiveField, Column, MemberField, ScoreField, TableSheet};
use crate::regime::{Keyed, Regime};
use crate::workbook::ours::NOTE_AUTHOR;

const COMMITTEE: u32 = 0;
const BRANCH: u32 = 1;
const TITLE: u32 = 2;
const GROUPS: u32 = 3;
const HEADINGS: u32 = 4;
/// The row of column numbers: the head of the filter, so that sorting never
/// moves it. Its cells are unlocked, because Excel sorts a protected sheet only
/// where the whole range of the filter is; a check refuses what is typed there.
const NUMBERS: u32 = 5;
/// The first row of the body.
pub(super) const BODY: u32 = 6;
/// Size of the headings' font, in points.
const HEAD_SIZE: f64 = 10.0;
/// Size of the font of everything else, in points.
const BODY_SIZE: f64 = 11.0;

/// Sheet 2, with the roster.
pub(super) fn write_members(sheet: &mut Worksheet, paper: &Paper) -> Result<(), BlankError> {
    let form = &paper.regime.form;
    let roster = paper.blank.roster;
    let known = u32::try_from(roster.len()).unwrap_or(u32::MAX);
    let known = known.max(paper.filled.map_or(0, Filled::members));
    let rows = form.spare_rows.max(known);
    let name = |field| field == MemberField::Name;
    write(sheet, paper, &form.members, rows, name, |row, place, column| {
        if let Some(filled) = paper.filled {
            return filled.get(Spot::Member(row, place)).map(Prefill::from);
        }
        match column.field {
            // Numbers alone make no row: the reader passes them over.
            MemberField::Number => Some(Prefill::Number((row + 1).into())),
            _ => roster.get(row as usize).and_then(|it| member_value(paper.regime, it, column)),
        }
    })?;
    write_notes(sheet, paper)
}

/// The notes at the names: the reader passes over those of this program.
fn write_notes(sheet: &mut Worksheet, paper: &Paper) -> Result<(), BlankError> {
    let columns = &paper.regime.form.members.column;
    let name = columns.iter().position(|it| it.field == MemberField::Name).map_or(0, narrow);
    for (row, member) in (BODY..).zip(paper.blank.roster) {
        if !member.note.is_empty() {
            let note = Note::new(&member.note).set_author(NOTE_AUTHOR);
            sheet.insert_note(row, name, &note)?;
        }
    }
    Ok(())
}

/// Sheet 3, with the branch itself in its first row.
pub(super) fn write_collectives(sheet: &mut Worksheet, paper: &Paper) -> Result<(), BlankError> {
    let form = &paper.regime.form;
    let name = |field| field == CollectiveField::Name;
    let value = |row: u32, place: u32, column: &Column<CollectiveField>| match column.field {
        _ if paper.filled.is_some() => {
            paper.filled?.get(Spot::Collective(row, place)).map(Prefill::from)
        }
        CollectiveField::Number if row == 0 => Some(Prefill::Number(1.0)),
        CollectiveField::Name if row == 0 => text(&paper.blank.branch?.name),
        CollectiveField::Kind if row == 0 => {
            let choice = column.choice.as_deref()?;
            text(&paper.regime.label(choice, CollectiveKind::Branch.key()))
        }
        _ => None,
    };
    let rows = form.spare_collectives.max(paper.filled.map_or(0, Filled::collectives));
    write(sheet, paper, &form.collectives, rows, name, value)
}

/// The sheet of sub-criteria, with the names of the roster.
pub(super) fn write_scoring(
    sheet: &mut Worksheet,
    paper: &Paper,
    scoring: &TableSheet<ScoreField>,
) -> Result<(), BlankError> {
    let roster = paper.blank.roster;
    let known = u32::try_from(roster.len()).unwrap_or(u32::MAX);
    let known = known.max(paper.filled.map_or(0, Filled::scores));
    let rows = paper.regime.form.spare_rows.max(known);
    let name = |field| field == ScoreField::Name;
    write(sheet, paper, scoring, rows, name, |row, place, column| {
        if let Some(filled) = paper.filled {
            return filled.get(Spot::Score(row, place)).map(Prefill::from);
        }
        match column.field {
            ScoreField::Number => Some(Prefill::Number((row + 1).into())),
            ScoreField::Name => roster.get(row as usize).and_then(|it| text(&it.name)),
            ScoreField::Criterion => None,
        }
    })
}

fn text(text: &str) -> Option<Prefill> {
    (!text.is_empty()).then(|| Prefill::Text(text.to_owned()))
}

/// What the roster says of a member in one column.
fn member_value(
    regime: &Regime,
    member: &RosterMember,
    column: &Column<MemberField>,
) -> Option<Prefill> {
    let label = |key: &str| text(&regime.label(column.choice.as_deref().unwrap_or_default(), key));
    match column.field {
        MemberField::Name => text(&member.name),
        MemberField::Birth => text(&member.birth?.to_string()),
        MemberField::Gender => label(member.gender?.key()),
        MemberField::Ethnicity => text(&member.ethnicity),
        MemberField::PartyPost => text(&member.party_post),
        MemberField::OtherPost => text(&member.other_post),
        MemberField::Admitted => text(&member.admitted?.to_string()),
        MemberField::Official => text(&member.official?.to_string()),
        MemberField::Card => text(&member.card),
        MemberField::Leader => label(member.leader?.key()),
        _ => None,
    }
}

/// Writes a table with `rows` ruled rows. Columns up to the one that `is_name`
/// stay in sight and stand on every page.
fn write<F: Copy>(
    sheet: &mut Worksheet,
    paper: &Paper,
    table: &TableSheet<F>,
    rows: u32,
    is_name: impl Fn(F) -> bool,
    value: impl Fn(u32, u32, &Column<F>) -> Option<Prefill>,
) -> Result<(), BlankError> {
    let columns = &table.column;
    let kept = columns.iter().position(|it| is_name(it.field)).map_or(0, |it| it + 1);
    let (count, kept) = (narrow(columns.len()), narrow(kept));
    sheet.set_name(&table.sheet)?;
    for (col, column) in (0u16..).zip(columns) {
        sheet.set_column_width(col, column.width)?;
        sheet.set_column_format(col, &Look::entry(column.kind))?;
    }

    write_top(sheet, paper, table, kept)?;
    write_headings(sheet, paper, columns)?;
    let numbers = paper.look.numbers.clone().set_unlocked();
    for col in 0..count {
        sheet.write_number_with_format(NUMBERS, col, col + 1, &numbers)?;
    }
    write_body(sheet, columns, rows, value)?;
    if count > 0 {
        write_checks(sheet, paper, columns, count, rows)?;
    }

    sheet.set_freeze_panes(BODY, kept)?;
    let start = kept.saturating_sub(1);
    sheet.set_selection(BODY, start, BODY, start)?;
    print_setup(sheet, paper, columns, kept)?;
    sheet.protect_with_options(&protection());
    Ok(())
}

/// Writes the ruled rows. Their heights are left to Excel, which adapts them to
/// what is typed, except where something long is filled in already: no program
/// but Excel would show all of it.
fn write_body<F>(
    sheet: &mut Worksheet,
    columns: &[Column<F>],
    rows: u32,
    value: impl Fn(u32, u32, &Column<F>) -> Option<Prefill>,
) -> Result<(), BlankError> {
    let ruled: Vec<_> =
        columns.iter().map(|it| Look::entry(it.kind).set_border(FormatBorder::Thin)).collect();
    for row in 0..rows {
        let place = BODY + row;
        let mut most = 1;
        for ((col, column), format) in (0u16..).zip(columns).zip(&ruled) {
            match value(row, u32::from(col), column) {
                Some(Prefill::Text(text)) => {
                    most = most.max(lines(&text, column.width));
                    sheet.write_string_with_format(place, col, text, format)?;
                }
                Some(Prefill::Number(number)) => {
                    sheet.write_number_with_format(place, col, number, format)?;
                }
                None => {
                    sheet.write_blank(place, col, format)?;
                }
            }
        }
        if most > 1 {
            sheet.set_row_height(place, height(most, BODY_SIZE))?;
        }
    }
    Ok(())
}

/// A number of columns; Excel has 16,384, and more are refused when written.
fn narrow(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// Committee and branch above the columns that stand on every page, the
/// letterhead and the title above the rest of the first page.
fn write_top<F>(
    sheet: &mut Worksheet,
    paper: &Paper,
    table: &TableSheet<F>,
    kept: u16,
) -> Result<(), BlankError> {
    let look = paper.look;
    for row in COMMITTEE..=HEADINGS {
        sheet.set_row_format(row, &look.locked)?;
    }
    let width: f64 = table.column.iter().take(kept.into()).map(|it| it.width).sum();
    let senders = [(COMMITTEE, &look.committee), (BRANCH, &look.branch)];
    for ((row, format), sender) in senders.into_iter().zip(paper.senders()) {
        merge(sheet, row, (0, kept), &sender, format)?;
        sheet.set_row_height(row, height(capital_lines(&sender, width), BODY_SIZE))?;
    }
    let page = narrow(pages(&table.column).first().map_or(0, Vec::len));
    merge(
        sheet,
        COMMITTEE,
        (page.saturating_sub(5).max(kept), page),
        &paper.regime.form.letterhead,
        &look.letterhead,
    )?;
    merge(sheet, TITLE, (kept, page), &paper.title(&table.title), &look.title)?;
    sheet.set_row_height(TITLE, 30)?;
    Ok(())
}

/// Writes `text` over the columns from `from` until before `until`.
fn merge(
    sheet: &mut Worksheet,
    row: u32,
    (from, until): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), BlankError> {
    if from + 1 < until {
        sheet.merge_range(row, from, row, until - 1, text, format)?;
    } else {
        sheet.write_string_with_format(row, from, text, format)?;
    }
    Ok(())
}

fn write_headings<F>(
    sheet: &mut Worksheet,
    paper: &Paper,
    columns: &[Column<F>],
) -> Result<(), BlankError> {
    let head = &paper.look.head;
    let mut group_lines = 1;
    let mut heading_lines = 1;
    let mut whole_lines = 1;
    let mut col = 0;
    for run in columns.chunk_by(|a, b| !a.group.is_empty() && a.group == b.group) {
        let first = narrow(col);
        let Some(one) = run.first() else { continue };
        if one.group.is_empty() {
            let heading = starred(one);
            sheet.merge_range(GROUPS, first, HEADINGS, first, &heading, head)?;
            whole_lines = whole_lines.max(lines(&heading, one.width));
        } else {
            merge(sheet, GROUPS, (first, first + narrow(run.len())), &one.group, head)?;
            let width: f64 = run.iter().map(|it| it.width).sum();
            group_lines = group_lines.max(lines(&one.group, width));
            for (place, column) in (first..).zip(run) {
                let heading = starred(column);
                sheet.write_string_with_format(HEADINGS, place, &heading, head)?;
                heading_lines = heading_lines.max(lines(&heading, column.width));
            }
        }
        col += run.len();
    }
    let below = heading_lines.max(whole_lines.saturating_sub(group_lines));
    sheet.set_row_height(GROUPS, height(group_lines, HEAD_SIZE))?;
    sheet.set_row_height(HEADINGS, height(below, HEAD_SIZE))?;
    Ok(())
}

/// A heading with the mark of columns that must be there.
fn starred<F>(column: &Column<F>) -> String {
    if column.required { format!("{} *", column.heading) } else { column.heading.clone() }
}

/// Hints and checks, the filter, and the border of rows that are added below.
fn write_checks<F>(
    sheet: &mut Worksheet,
    paper: &Paper,
    columns: &[Column<F>],
    count: u16,
    rows: u32,
) -> Result<(), BlankError> {
    let last = BODY + CHECKED_ROWS.max(rows) - 1;
    for (col, column) in (0u16..).zip(columns) {
        let first = format!("{}{}", column_name(u32::from(col)), BODY + 1);
        let asked = Asked {
            heading: &column.heading,
            kind: column.kind,
            choice: column.choice.as_deref(),
            how: &column.how,
            most: column.most,
        };
        let check = checks::check(paper, &asked, &first)?;
        sheet.add_data_validation(BODY, col, last, col, &check)?;
    }
    let end = count - 1;
    sheet.add_data_validation(NUMBERS, 0, NUMBERS, end, &checks::keep_as_it_is()?)?;
    sheet.autofilter(NUMBERS, 0, last, end)?;
    // Card numbers and years are text on purpose.
    sheet.ignore_error_range(BODY, 0, last, end, IgnoreError::NumberStoredAsText)?;
    if BODY + rows <= last {
        let row = BODY + rows;
        let rule = format!("=COUNTA($A{0}:${1}{0})>0", row + 1, column_name(u32::from(end)));
        let border =
            ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&paper.look.border);
        sheet.add_conditional_format(row, 0, last, end, &border)?;
    }
    Ok(())
}

/// The widths of the columns of each printed page.
fn pages<F>(columns: &[Column<F>]) -> Vec<Vec<f64>> {
    columns
        .chunk_by(|_, next| !next.new_page)
        .map(|page| page.iter().map(|it| it.width).collect())
        .collect()
}

fn print_setup<F>(
    sheet: &mut Worksheet,
    paper: &Paper,
    columns: &[Column<F>],
    kept: u16,
) -> Result<(), BlankError> {
    let mut pages = pages(columns);
    let breaks: Vec<u32> = pages
        .iter()
        .scan(0u32, |until, page| {
            *until += u32::from(narrow(page.len()));
            Some(*until)
        })
        .take(pages.len().saturating_sub(1))
        .collect();
    let repeated = match pages.first_mut() {
        Some(page) => page.drain(..usize::from(kept).min(page.len())).collect(),
        None => Vec::new(),
    };
    sheet.set_paper_size(9).set_landscape();
    sheet.set_print_scale(scale(&repeated, &pages));
    sheet.set_vertical_page_breaks(&breaks)?;
    // The pages of the same members lie side by side.
    sheet.set_page_order(true);
    sheet.set_repeat_rows(GROUPS, NUMBERS)?;
    if kept > 0 {
        sheet.set_repeat_columns(0, kept - 1)?;
    }
    sheet.set_margins(SIDE_MARGIN, SIDE_MARGIN, 0.4, 0.6, 0.3, 0.3);
    sheet.set_footer(paper.footer());
    Ok(())
}
