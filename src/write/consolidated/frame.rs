//! What stands round every table: head, headings, signatures.

use std::fmt::Write as _;

use crate::context::Context;
use crate::model::text::fold;
use crate::model::{BranchStatus, MemberBrief, Rating, Rollup};
use crate::regime::Regime;
use crate::regime::consolidated::{Column, Consolidated, SheetHead};
use crate::write::sheet::style::{Align, Face};
use crate::write::sheet::{RowKind, Sheet, Style, Value};

/// Size of the text in tables, in points.
pub(super) const BODY: u8 = 11;
const HEADING: Style = LEFT.bold().center();
const NUMBER: Style = LEFT.italic().center();
const HEAD: Style = Style::text(13).center();
const TITLE: Style = Style::text(14).bold().center();
/// So many of the last rows of a table stay with what is below it.
pub(super) const KEPT: usize = 3;
/// Letters of a code of a group at most.
const CODE_MAX: usize = 6;
/// Room for a signature, in points.
const SIGNATURE: f64 = 46.0;
/// What parts the head from the table, in points.
const GAP: f64 = 8.0;

/// A cell of a table with text in it, with a number, with a share.
pub(super) const LEFT: Style = Style::cell(BODY);
pub(super) const CENTER: Style = LEFT.center();
pub(super) const COUNT: Style = LEFT.count();
pub(super) const SHARE: Style = LEFT.share();

/// What all sheets share.
pub(in crate::write) struct Frame<'a> {
    pub(in crate::write) context: Context<'a>,
    pub(in crate::write) profile: &'a Consolidated,
    pub(super) committee: String,
    superior: String,
    place: String,
    year: String,
    /// The groups of members: their names, folded and as every sheet shows them.
    groups: Vec<(String, String)>,
    /// The groups as a narrow column shows them, in the same order.
    codes: Vec<String>,
    /// Accepted and expected branches.
    pub(super) coverage: (usize, usize),
    pub(super) is_provisional: bool,
}

/// A column's heading.
pub(super) struct Heading<'a> {
    pub(super) groups: Vec<&'a str>,
    pub(super) text: &'a str,
    /// Put behind the column's number, e.g. `=4+5+6`; where the heading is turned, behind
    /// that, since the column is narrow.
    pub(super) formula: String,
    pub(super) span: u16,
    pub(super) turned: bool,
}

impl<'a> Heading<'a> {
    pub(super) fn plain(text: &'a str) -> Self {
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

impl<'a> Frame<'a> {
    pub(in crate::write) fn new(rollup: &Rollup, context: &Context<'a>) -> Self {
        let profile = &context.regime.consolidated;
        let workspace = context.workspace;
        let name = |it: Option<&String>| {
            it.filter(|it| !it.is_empty()).unwrap_or(&profile.head.no_place).clone()
        };
        let names: Vec<_> = rollup.groups.iter().map(|it| it.name.as_str()).collect();
        let accepted =
            rollup.branches.iter().filter(|it| it.status == BranchStatus::Accepted).count();
        Self {
            context: *context,
            profile,
            committee: name(workspace.map(|it| &it.committee)),
            superior: name(workspace.map(|it| &it.superior)),
            place: name(workspace.map(|it| &it.place)),
            year: context.year.to_string(),
            groups: rollup.groups.iter().map(|it| (fold(&it.name), it.name.clone())).collect(),
            codes: codes(&names, &profile.members.short.group),
            coverage: (accepted, rollup.branches.len()),
            is_provisional: rollup.provisional,
        }
    }

    pub(in crate::write) fn regime(&self) -> &'a Regime {
        self.context.regime
    }

    /// The abbreviation of a rating, as every sheet shows it.
    pub(in crate::write) fn short(&self, rating: Rating) -> &'a str {
        self.context.regime.rules.short(rating)
    }

    /// The group of a member, as every sheet shows it.
    pub(super) fn group(&self, member: &MemberBrief) -> &str {
        let written = self.regime().group_of(member);
        let wanted = fold(written);
        self.groups.iter().find(|it| it.0 == wanted).map_or("", |it| &it.1)
    }

    /// The group of a member by its code alone, where it has one.
    pub(super) fn group_code(&self, member: &MemberBrief) -> &str {
        self.code_of(self.group(member))
    }

    /// The code of a group as every sheet shows it.
    pub(super) fn code_of<'b>(&'b self, group: &'b str) -> &'b str {
        let place = self.groups.iter().position(|it| it.1 == group);
        place.and_then(|it| self.codes.get(it)).map_or(group, String::as_str)
    }

    /// The codes of groups and what they stand for.
    pub(super) fn coded_groups(&self) -> Vec<(&str, &str)> {
        let all = self.groups.iter().zip(&self.codes);
        all.filter_map(|((_, name), code)| {
            let what = split_code(name).map_or(name.as_str(), |it| it.1);
            (name != code).then_some((code.as_str(), what))
        })
        .collect()
    }

    /// Whether a text is no post where another stands beside it.
    pub(super) fn is_no_post(&self, text: &str) -> bool {
        self.profile.members.short.no_post.iter().any(|it| fold(it) == fold(text))
    }

    /// A rating of a quarter, shortened.
    pub(super) fn quarter(&self, rating: Rating) -> &'a str {
        let own = self.profile.members.short.rating.get(rating.key());
        own.map_or_else(|| self.short(rating), String::as_str)
    }

    /// Which sheets the series goes without right before this one.
    fn missing_before(&self, sheet: &str) -> Vec<&'a str> {
        let sections = self.profile.sections();
        let own = sections.iter().position(|it| *it.1.name == *sheet).unwrap_or_default();
        let before = sections[..own].iter().rev();
        let mut labels: Vec<_> = before
            .take_while(|it| self.profile.goes_without(it.0))
            .map(|it| it.1.label.as_str())
            .collect();
        labels.reverse();
        labels
    }

    /// Fills in `{year}`, `{committee}`, `{place}`, `{accepted}`, `{branches}` and these.
    pub(super) fn fill(&self, text: &str, more: &[(&str, &str)]) -> String {
        let (accepted, branches) = (self.coverage.0.to_string(), self.coverage.1.to_string());
        let known = [
            ("year", self.year.as_str()),
            ("committee", &self.committee),
            ("place", &self.place),
            ("accepted", &accepted),
            ("branches", &branches),
        ];
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        // What is filled in is never searched again.
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, it)| Some((before, it.split_once('}')?)))
        {
            out.push_str(before);
            let value = more.iter().chain(&known).find(|it| it.0 == name).map(|it| it.1);
            out.push_str(value.unwrap_or_default());
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// A new sheet with its head.
    pub(super) fn start(&self, head: &SheetHead, widths: Vec<f64>) -> Sheet {
        let mut sheet = Sheet::new(&head.name, widths);
        sheet.options = Rating::BEST_FIRST.map(|it| self.short(it).to_owned()).to_vec();
        let (left, right, all) = sides(&sheet);
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, all, head.label.as_str(), Style::text(BODY).bold().right());
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, left, self.superior.to_uppercase(), HEAD);
        let party = Style { face: Face::Underlined, ..HEAD };
        sheet.span(row, right, self.profile.head.party.as_str(), party);
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, left, self.committee.to_uppercase(), HEAD.bold());
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, left, self.profile.head.mark.as_str(), HEAD);
        let place_and_date = self.fill(&self.profile.head.place_and_date, &[]);
        sheet.span(row, right, place_and_date, HEAD.italic());
        gap(&mut sheet);
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, all, self.fill(&head.title, &[]), TITLE);
        let row = sheet.row(RowKind::Frame);
        let note = Style::text(12).italic().center();
        sheet.span(row, all, self.fill(&self.profile.head.attached, &[]), note);
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, all, self.profile.head.basis.as_str(), note);
        if self.is_provisional {
            let row = sheet.row(RowKind::Frame);
            let partial = self.fill(&self.profile.head.partial, &[]);
            sheet.span(row, all, partial, Style::text(12).bold().center());
        }
        gap(&mut sheet);
        sheet
    }

    /// The signatures. They stay together with the last rows of the table.
    pub(super) fn finish(&self, sheet: &mut Sheet) {
        let (left, right, all) = sides(sheet);
        let missing = self.missing_before(&sheet.name);
        if !missing.is_empty() && !self.profile.words.left_out.is_empty() {
            let row = sheet.row(RowKind::Frame);
            let labels = missing.join(", ");
            let text = self.fill(&self.profile.words.left_out, &[("labels", &labels)]);
            sheet.span(row, all, text, Style::text(BODY).italic());
        }
        let space = sheet.row(RowKind::Frame);
        sheet.row_mut(space).height = 12.0;
        let foot = &self.profile.foot;
        for place in 0..foot.left.len().max(foot.right.len()) {
            let row = sheet.row(RowKind::Frame);
            for (lines, cols) in [(&foot.left, left), (&foot.right, right)] {
                let Some(line) = lines.get(place) else { continue };
                let style = match place {
                    0 => Style::text(12).bold(),
                    _ if line.starts_with('(') => Style::text(12).italic(),
                    _ => Style::text(12),
                };
                sheet.span(row, cols, line.as_str(), style.center());
            }
        }
        let room = sheet.row(RowKind::Frame);
        sheet.row_mut(room).height = SIGNATURE;
        sheet.keep_last(KEPT);
    }
}

/// A low row that parts what is above from what is below.
fn gap(sheet: &mut Sheet) {
    let row = sheet.row(RowKind::Frame);
    sheet.row_mut(row).height = GAP;
}

/// The code of a group that is called `code (what it is)`, and what it is.
fn split_code(name: &str) -> Option<(&str, &str)> {
    let (code, rest) = name.split_once(" (")?;
    let what = rest.strip_suffix(')')?;
    (!code.is_empty() && code.chars().count() <= CODE_MAX).then_some((code, what))
}

/// Groups by their codes; one without a code by its place among them, as `made` says, if
/// its name is longer than that. All by their names where two would be called the same.
fn codes(names: &[&str], made: &str) -> Vec<String> {
    let short = |(number, name): (usize, &&str)| {
        let made = made.replace("{number}", &number.to_string());
        match split_code(name) {
            Some((code, _)) => code.to_owned(),
            None if !made.is_empty() && name.chars().count() > CODE_MAX => made,
            None => (*name).to_owned(),
        }
    };
    let all: Vec<_> = (1..).zip(names).map(short).collect();
    let is_alone = |code: &String| all.iter().filter(|it| fold(it) == fold(code)).count() == 1;
    if all.iter().all(is_alone) { all } else { names.iter().map(|it| (*it).to_owned()).collect() }
}

/// The headings of a table and the row of column numbers.
pub(super) fn headings(sheet: &mut Sheet, headings: &[Heading]) -> (u32, u32) {
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
pub(super) fn only_headings(sheet: &mut Sheet, all: &[Heading]) {
    let rows = headings(sheet, all);
    sheet.repeated = Some(rows);
    sheet.frozen = (rows.1 + 1, 2);
}

/// Columns of the left block, of the right block, and all.
fn sides(sheet: &Sheet) -> ((u16, u16), (u16, u16), (u16, u16)) {
    let last = sheet.columns().saturating_sub(1);
    let left = sheet.column_at(0, 0.36).min(last.saturating_sub(1));
    let right = sheet.column_at(0, 0.52).clamp(left + 1, last);
    ((0, left), (right, last), (0, last))
}

/// The row of a part of a table: its number and its name.
pub(super) fn band(sheet: &mut Sheet, number: &str, name: String) -> u32 {
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

/// A number as Vietnamese lists number their parts: I, II, III …
pub(super) fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_shortened_only_where_its_code_is_its_own() {
        let table: [(&[&str], &[&str]); 6] = [
            (&["02A (lãnh đạo)", "Giáo viên"], &["02A", "Giáo viên"]),
            (&["02A (lãnh đạo)", "02A"], &["02A (lãnh đạo)", "02A"]),
            (
                &["Giáo viên (mầm non)", "Giáo viên (tiểu học)"],
                &["Giáo viên (mầm non)", "Giáo viên (tiểu học)"],
            ),
            (&["02A (lãnh đạo)", "N2 (xã)"], &["02A", "N2"]),
            (&["N2 (lãnh đạo)", "N1"], &["N2", "N1"]),
            (&[], &[]),
        ];
        for (names, wanted) in table {
            assert_eq!(codes(names, ""), wanted);
        }
        let made: [(&[&str], &[&str]); 3] = [
            (&["02A (lãnh đạo)", "Giáo viên", "02C"], &["02A", "N2", "02C"]),
            (&["N2 (lãnh đạo)", "Giáo viên"], &["N2 (lãnh đạo)", "Giáo viên"]),
            (&["Giáo viên", "Công chức"], &["N1", "N2"]),
        ];
        for (names, wanted) in made {
            assert_eq!(codes(names, "N{number}"), wanted);
        }
    }

    #[test]
    fn roman_numbers() {
        for (number, sign) in [(1, "I"), (4, "IV"), (9, "IX"), (13, "XIII"), (44, "XLIV")] {
            assert_eq!(roman(number), sign);
        }
    }
}
