//! What stands round every table: head, headings, signatures.

use std::fmt::Write as _;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::context::{Authority, Context};
use crate::model::{CommuneResult, Rating};
use crate::regime::consolidated::{Column, SheetHead};
use crate::tables::Commune;
use crate::write::sheet::KnownTexts;
use crate::write::sheet::style::{Align, Face};
use crate::write::sheet::{RowKind, Sheet, Style, Value};

/// Size of the text in tables, in points.
pub(crate) const BODY: u8 = 11;
const HEADING: Style = LEFT.bold().center();
const NUMBER: Style = LEFT.italic().center();
pub(crate) const HEAD: Style = Style::text(13).center();
pub(crate) const TITLE: Style = Style::text(14).bold().center();
/// So many of the last rows of a table stay with what is below it.
pub(crate) const KEPT: usize = 3;
/// Room for a signature, in points.
const SIGNATURE: f32 = 46.0;
/// What parts the head from the table, in points.
const GAP: f32 = 8.0;

/// A cell of a table with text in it, with a number, with a share.
pub(crate) const LEFT: Style = Style::cell(BODY);
pub(crate) const CENTER: Style = LEFT.center();
pub(crate) const COUNT: Style = LEFT.count();
pub(crate) const SHARE: Style = LEFT.share();

/// What every sheet is told of the commune, and texts that its first list has.
pub(crate) struct Frame<'a> {
    commune: Commune<'a>,
    texts: OnceLock<KnownTexts>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(results: &CommuneResult, context: &Context<'a>) -> Self {
        Self { commune: Commune::new(results, context), texts: OnceLock::new() }
    }

    /// An empty sheet, which keeps no text a second time that is known.
    pub(super) fn sheet(&self, name: &str, widths: Vec<f64>) -> Sheet {
        let mut sheet = Sheet::new(name, widths);
        if let Some(known) = self.texts.get() {
            sheet.know_texts(known.clone());
        }
        sheet
    }

    /// Makes the texts of a sheet known to those that are made after it: nearly all are in the list of all members.
    pub(super) fn know_texts_of(&self, sheet: &mut Sheet) {
        self.texts.get_or_init(|| sheet.share_texts());
    }
}

impl<'a> Deref for Frame<'a> {
    type Target = Commune<'a>;

    fn deref(&self) -> &Commune<'a> {
        &self.commune
    }
}

/// A column's heading.
pub(crate) struct Heading<'a> {
    pub(crate) groups: Vec<&'a str>,
    pub(crate) text: &'a str,
    /// Put behind the column's number, e.g. `=4+5+6`; where the heading is turned, behind
    /// that, since the column is narrow.
    pub(crate) formula: String,
    pub(crate) span: u16,
    pub(crate) turned: bool,
}

impl<'a> Heading<'a> {
    pub(crate) fn plain(text: &'a str) -> Self {
        Self { groups: Vec::new(), text, formula: String::new(), span: 1, turned: false }
    }
}

impl<'a, S> From<&'a Column<S>> for Heading<'a> {
    fn from(column: &'a Column<S>) -> Self {
        Self {
            groups: column.groups.iter().map(String::as_str).collect(),
            text: &column.heading,
            formula: String::new(),
            span: column.span,
            turned: column.turned,
        }
    }
}

/// A new sheet with its head.
pub(super) fn start(frame: &Frame, head: &SheetHead, widths: Vec<f64>) -> Sheet {
    let mut sheet = frame.sheet(&head.name, widths);
    sheet.options = Rating::BEST_FIRST.map(|it| frame.short(it).to_owned()).to_vec();
    let (left, right, all) = sides(&sheet);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, all, head.label.as_str(), Style::text(BODY).bold().right());
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, left, frame.superior.to_uppercase(), HEAD);
    let party = Style { face: Face::Underlined, ..HEAD };
    sheet.span(row, right, frame.profile.head.party.as_str(), party);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, left, frame.committee.to_uppercase(), HEAD.bold());
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, left, frame.profile.head.mark.as_str(), HEAD);
    let place_and_date = frame.fill(&frame.profile.head.place_and_date, &[]);
    sheet.span(row, right, place_and_date, HEAD.italic());
    gap(&mut sheet);
    let row = sheet.row(RowKind::Frame);
    sheet.span(row, all, frame.fill(&head.title, &[]), TITLE);
    let row = sheet.row(RowKind::Frame);
    let note = Style::text(12).italic().center();
    sheet.span(row, all, frame.fill(&frame.profile.head.attached, &[]), note);
    let row = sheet.row(RowKind::Frame);
    match (frame.has_decisions || frame.above.is_some(), frame.is_draft) {
        (false, _) => sheet.span(row, all, frame.profile.head.basis.as_str(), note),
        (true, is_draft) => {
            let style = if is_draft { Style::text(12).bold().center() } else { note };
            sheet.span(row, all, frame.announced.as_str(), style);
        }
    }
    if frame.is_partial() {
        let row = sheet.row(RowKind::Frame);
        let partial = frame.fill(&frame.profile.head.partial, &[]);
        sheet.span(row, all, partial, Style::text(12).bold().center());
    }
    gap(&mut sheet);
    sheet
}

/// The signatures. They stay together with the last rows of the table.
pub(super) fn finish(frame: &Frame, sheet: &mut Sheet) {
    finish_for(frame, sheet, None);
}

/// The same below a list of a body that decides.
pub(super) fn finish_for(frame: &Frame, sheet: &mut Sheet, authority: Option<&Authority>) {
    let (left, right, all) = sides(sheet);
    let missing = frame.missing_before(&sheet.name);
    if !missing.is_empty() && !frame.profile.words.left_out.is_empty() {
        let row = sheet.row(RowKind::Frame);
        let labels = missing.join(", ");
        let text = frame.fill(&frame.profile.words.left_out, &[("labels", &labels)]);
        sheet.span(row, all, text, Style::text(BODY).italic());
    }
    let space = sheet.row(RowKind::Frame);
    sheet.row_mut(space).height = 12.0;
    let signing = frame.context.signature(&sheet.name, authority);
    let foot_left: Vec<&str> = frame.profile.foot.left.iter().map(String::as_str).collect();
    let foot_right = signing.lines();
    for place in 0..foot_left.len().max(foot_right.len()) {
        let row = sheet.row(RowKind::Frame);
        for (lines, cols) in [(&foot_left, left), (&foot_right, right)] {
            let Some(line) = lines.get(place) else { continue };
            let style = match place {
                0 => Style::text(12).bold(),
                _ if line.starts_with('(') => Style::text(12).italic(),
                _ => Style::text(12),
            };
            sheet.span(row, cols, *line, style.center());
        }
    }
    let room = sheet.row(RowKind::Frame);
    sheet.row_mut(room).height = SIGNATURE;
    if !signing.name.is_empty() {
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, right, signing.name.as_str(), Style::text(12).bold().center());
    }
    sheet.keep_last(KEPT);
    sheet.shrink();
}

/// A low row that parts what is above from what is below.
pub(crate) fn gap(sheet: &mut Sheet) {
    let row = sheet.row(RowKind::Frame);
    sheet.row_mut(row).height = GAP;
}

/// The headings of a table and the row of column numbers.
pub(crate) fn headings(sheet: &mut Sheet, headings: &[Heading]) -> (u32, u32) {
    let depth = headings.iter().map(|it| it.groups.len() + 1).max().unwrap_or(1);
    let first = sheet.next_row();
    for _ in 0..depth {
        sheet.row(RowKind::Frame);
    }
    let level = |it: usize| first + u32::try_from(it).unwrap_or_default();
    let mut starts = Vec::with_capacity(headings.len());
    let mut col = 0;
    for heading in headings {
        starts.push((col, col + heading.span.max(1) - 1));
        col += heading.span.max(1);
    }
    for (place, heading) in headings.iter().enumerate() {
        let own = heading.groups.len();
        let mut text = heading.text.to_owned();
        if heading.turned && !heading.formula.is_empty() {
            let _ = write!(text, " ({}{})", place + 1, heading.formula);
        }
        let style = HEADING.turned(heading.turned);
        sheet.block((level(own), level(depth - 1)), starts[place], text, style);
        for upper in 0..own {
            let is_same = |other: &Heading| {
                other.groups.len() > upper && other.groups[..=upper] == heading.groups[..=upper]
            };
            if place > 0 && is_same(&headings[place - 1]) {
                continue;
            }
            let count = headings[place..].iter().take_while(|it| is_same(it)).count();
            let cols = (starts[place].0, starts[place + count - 1].1);
            sheet.span(level(upper), cols, heading.groups[upper], HEADING);
        }
    }
    let numbers = sheet.row(RowKind::Frame);
    for ((number, heading), cols) in (1_u32..).zip(headings).zip(starts) {
        let value = if heading.formula.is_empty() || heading.turned {
            Value::Number(number)
        } else {
            Value::Text(format!("{number}{}", heading.formula))
        };
        sheet.span(numbers, cols, value, NUMBER);
    }
    sheet.keep_from(first);
    sheet.row_mut(numbers).with_next = true;
    (first, numbers)
}

/// The headings of the sheet's only table: repeated on each page, always in sight.
pub(crate) fn only_headings(sheet: &mut Sheet, all: &[Heading]) {
    let rows = headings(sheet, all);
    sheet.repeated = Some(rows);
    sheet.frozen = (rows.1 + 1, 2);
}

/// Columns of the left block, of the right block, and all.
pub(crate) fn sides(sheet: &Sheet) -> ((u16, u16), (u16, u16), (u16, u16)) {
    let last = sheet.columns().saturating_sub(1);
    let left = sheet.column_at(0, 0.36).min(last.saturating_sub(1));
    let right = sheet.column_at(0, 0.52).clamp(left + 1, last);
    ((0, left), (right, last), (0, last))
}

/// The row of a part of a table: its number and its name.
pub(crate) fn band(sheet: &mut Sheet, number: &str, name: String) -> u32 {
    let row = sheet.row(RowKind::Band);
    let last = sheet.columns().saturating_sub(1);
    let text = if number.is_empty() { name } else { format!("{number}. {name}") };
    sheet.span(row, (0, last), text, LEFT.bold());
    sheet.row_mut(row).with_next = true;
    row
}

/// A row over the whole width that is no item, e.g. "Không có".
pub(super) fn remark(sheet: &mut Sheet, text: &str) {
    let row = sheet.row(RowKind::Frame);
    let last = sheet.columns().saturating_sub(1);
    sheet.span(row, (0, last), text, Style { align: Align::Center, ..LEFT }.italic());
}
