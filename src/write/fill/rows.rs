//! The rows of a filled sheet: values in the place of placeholders, repeated rows,
//! formulas that went along, and their results.

use jiff::civil;

use crate::finding::Finding;
use crate::model::PartialDate;
use crate::workbook::patch::grid::{Area, name};
use crate::workbook::patch::spans::{Edits, attr, content};

use super::data::Data;
use super::eval::{Cell, Grid};
use super::formula::{Fault, Home, Single, moved};
use super::outcome::{Outcome, Place};
use super::plan::{Plan, at};
use super::sheet::{CellAt, Form, FormulaAt, Kind, Row, Sheet, retagged};
use super::strings::{Rich, replaced};
use super::text::Placeholder;
use super::tokens::{Token, tokens};
use super::values::{Value, shown};
use super::{ONE_CELL, ROW_ABOVE, SEVERAL_SHEETS};

/// What a cell becomes.
enum Content {
    /// It stays.
    Keep,
    Blank,
    Number(f64),
    /// What stands in `<is>`, and the text.
    Text(String, String),
    /// The whole `<f>`, and the formula.
    Formula(String, String),
}

/// A row as it will be.
pub(super) struct NewRow<'p> {
    old: &'p Row,
    at: u32,
    is_repeated: bool,
    cells: Vec<Content>,
}

/// The rows of every sheet, and what stands in the way.
pub(super) fn build<'p>(
    plan: &'p Plan,
    data: Option<&Data>,
) -> (Vec<Vec<NewRow<'p>>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut all = Vec::new();
    for place in 0..plan.sheets.len() {
        let builder = Builder { plan, place, data };
        let mut rows = Vec::new();
        for row in &plan.sheets[place].rows {
            let known = findings.len();
            let shift = &plan.shifts[place];
            for (copy, at) in (0..).zip(shift.start(row.index)..=shift.end(row.index)) {
                // What is wrong with one of the repeated rows is wrong with all.
                if findings.len() == known {
                    rows.push(builder.row(row, at, copy, &mut findings));
                }
            }
        }
        all.push(rows);
    }
    (all, findings)
}

struct Builder<'p, 'd> {
    plan: &'p Plan,
    place: usize,
    data: Option<&'d Data<'d>>,
}

impl<'p> Builder<'p, '_> {
    fn sheet(&self) -> &'p Sheet {
        &self.plan.sheets[self.place]
    }

    fn row(&self, old: &'p Row, to: u32, copy: u32, findings: &mut Vec<Finding>) -> NewRow<'p> {
        let list = self.plan.repeated[self.place].get(&old.index);
        // The row of a list without anybody stays, without its values.
        let is_nobody = list.is_some_and(|it| self.data.is_some_and(|data| data.count(*it) == 0));
        let home = Home {
            sheet: Some(self.place),
            copy: list.map(|_| (old.index, copy)),
            single: Single::Refused,
        };
        let mut cells = Vec::with_capacity(old.cells.len());
        for cell in &old.cells {
            let fill = self.plan.fills[self.place].get(&(old.index, cell.col));
            let content = match (&cell.kind, fill) {
                (_, Some(_)) | (Kind::Formula(_), None) if is_nobody => Ok(Content::Blank),
                (Kind::Text(rich), Some(fill)) => Ok(self.filled(cell, rich, fill, copy)),
                (Kind::Formula(formula), _) => self.formula(formula, home, to),
                _ => Ok(Content::Keep),
            };
            cells.push(content.unwrap_or_else(|finding| {
                let place = at(self.sheet(), old.index, cell.col);
                findings.push(finding.cell(&place));
                Content::Keep
            }));
        }
        if list.is_some_and(|it| self.data.is_some_and(|data| data.is_out(*it, copy))) {
            self.without_numbers(old, &mut cells);
        }
        NewRow { old, at: to, is_repeated: list.is_some(), cells }
    }

    /// Of a branch that is out no number is known. A formula over the empty cells of its
    /// row would show 0, as if it had nobody: it stays empty too.
    fn without_numbers(&self, old: &Row, cells: &mut [Content]) {
        let fills = &self.plan.fills[self.place];
        // One may be made of another.
        loop {
            let mut is_changed = false;
            for place in 0..cells.len() {
                let Content::Formula(..) = &cells[place] else { continue };
                let Kind::Formula(formula) = &old.cells[place].kind else { continue };
                let (mut known, mut unknown) = (0, 0);
                for (cell, content) in old.cells.iter().zip(&*cells) {
                    if !uses(&formula.text, old.index, cell.col) {
                        continue;
                    }
                    let is_ours = fills.contains_key(&(old.index, cell.col))
                        || matches!(cell.kind, Kind::Formula(_));
                    match content {
                        Content::Blank if is_ours => unknown += 1,
                        Content::Keep if matches!(cell.kind, Kind::Blank) => {}
                        _ => known += 1,
                    }
                }
                if known == 0 && unknown > 0 {
                    cells[place] = Content::Blank;
                    is_changed = true;
                }
            }
            if !is_changed {
                return;
            }
        }
    }

    fn value(&self, placeholder: &Placeholder, copy: u32) -> Value {
        self.data.map_or(Value::Empty, |it| it.value(placeholder.source, copy))
    }

    /// A cell that has nothing but a placeholder takes its type; any other is text.
    fn filled(&self, cell: &CellAt, rich: &Rich, fill: &[Placeholder], copy: u32) -> Content {
        if let [only] = fill
            && rich.text.trim().len() == only.at.len()
        {
            match self.value(only, copy) {
                Value::Empty => return Content::Blank,
                Value::Number(it) => return Content::Number(f64::from(it)),
                Value::Share(part, whole) => {
                    return Content::Number(f64::from(part) / f64::from(whole));
                }
                Value::Percent(it) => return Content::Number(f64::from(it.get()) / 10_000.0),
                Value::Decimal(it) => return Content::Number(f64::from(it.get()) / 100.0),
                Value::Date(PartialDate::Day(day))
                    if self.plan.dates.get(cell.style) == Some(&true)
                        && let Some(serial) = serial(day, self.plan.is_1904) =>
                {
                    return Content::Number(f64::from(serial));
                }
                Value::Date(_) | Value::Text(_) => {}
            }
        }
        let parts: Vec<_> =
            fill.iter().map(|it| (it.at.clone(), shown(&self.value(it, copy)))).collect();
        let xml = replaced(rich, &parts, &self.sheet().prefix);
        let mut text = String::new();
        let mut start = 0;
        for (range, with) in &parts {
            text.push_str(&rich.text[start..range.start]);
            text.push_str(with);
            start = range.end;
        }
        text.push_str(&rich.text[start..]);
        Content::Text(xml, text)
    }

    fn formula(&self, formula: &FormulaAt, home: Home, to: u32) -> Result<Content, Box<Finding>> {
        let (plan, sheet) = (self.plan, self.sheet());
        let kept = &sheet.text[formula.whole.clone()];
        if !plan.moves() || formula.form == Form::Odd {
            return Ok(Content::Formula(kept.to_owned(), formula.text.clone()));
        }
        let own = Some(&plan.shifts[self.place]);
        let new = moved(&formula.text, home, own, |it| plan.shift_of(it)).map_err(|fault| {
            let finding = match fault {
                Fault::Single(reference) => Finding::new(&ONE_CELL).arg("reference", reference),
                Fault::Above(reference) => Finding::new(&ROW_ABOVE).arg("reference", reference),
                Fault::Several => Finding::new(&SEVERAL_SHEETS),
            };
            Box::new(finding.stored(format!("={}", formula.text)))
        })?;
        let tag = &sheet.text[formula.tag.clone()];
        let xml = match formula.form {
            Form::Own if new == formula.text => kept.to_owned(),
            Form::Array(area) => {
                let height = area.bottom - area.top;
                let top =
                    if home.copy.is_some() { to } else { own.map_or(0, |it| it.start(area.top)) };
                let mut reference = String::new();
                Area { top, bottom: top + height, ..area }.write(&mut reference);
                let tag = retagged(tag, &[("ref", Some(&reference))]);
                format!("{tag}>{}</{}f>", content(&new), sheet.prefix)
            }
            _ => {
                let tag = retagged(tag, &[("t", None), ("si", None), ("ref", None)]);
                format!("{tag}>{}</{}f>", content(&new), sheet.prefix)
            }
        };
        Ok(Content::Formula(xml, new))
    }
}

/// Whether a formula uses the cell of a column in its own row.
fn uses(formula: &str, row: u32, col: u32) -> bool {
    tokens(formula).into_iter().any(|(token, _)| {
        let Token::Reference(it) = token else { return false };
        let to = it.to.unwrap_or(it.from);
        let (Some(top), Some(bottom)) = (it.from.row, to.row) else { return false };
        let (Some(left), Some(right)) = (it.from.col, to.col) else { return false };
        it.prefix.is_empty()
            && (top.0, bottom.0) == (row, row)
            && (left.0.min(right.0)..=left.0.max(right.0)).contains(&col)
    })
}

/// A day as Excel counts it; none before the day from which every program counts alike.
fn serial(day: civil::Date, is_1904: bool) -> Option<i32> {
    let first = if is_1904 { civil::date(1904, 1, 1) } else { civil::date(1899, 12, 30) };
    let days = (day - first).get_days();
    (days > if is_1904 { 0 } else { 60 }).then_some(days)
}

/// All cells as they will be, for the results of the formulas.
pub(super) fn grid(plan: &Plan, all: &[Vec<NewRow>]) -> Grid {
    let mut grid = Grid::new(plan.sheets.iter().map(|it| it.name.clone()));
    for (place, rows) in all.iter().enumerate() {
        for row in rows {
            for (cell, content) in row.old.cells.iter().zip(&row.cells) {
                let value = match (content, &cell.kind) {
                    (Content::Number(it), _) => Cell::Number(*it),
                    (Content::Text(_, it), _) => Cell::Text(it.clone()),
                    (Content::Formula(_, it), _) => match &cell.kind {
                        // Over an area every cell has a result of its own.
                        Kind::Formula(it) if it.form != Form::Own && it.form != Form::Shared => {
                            Cell::Formula("#".to_owned())
                        }
                        _ => Cell::Formula(it.clone()),
                    },
                    (Content::Keep, Kind::Plain(it)) => it.clone(),
                    (Content::Keep, Kind::Text(it)) => Cell::Text(it.text.clone()),
                    (Content::Blank | Content::Keep, _) => continue,
                };
                grid.put((place, row.at, cell.col), value);
            }
        }
    }
    grid
}

/// The splices that put the new rows into a sheet.
pub(super) fn edits(plan: &Plan, place: usize, rows: &[NewRow], grid: &mut Grid) -> Edits {
    let sheet = &plan.sheets[place];
    let mut edits = Edits::default();
    for group in rows.chunk_by(|one, other| std::ptr::eq(one.old, other.old)) {
        let old = group[0].old;
        let mut xml = String::new();
        for row in group {
            row.write(sheet, place, grid, &mut xml);
        }
        if xml != sheet.text[old.whole.clone()] {
            edits.replace(old.whole.clone(), xml);
        }
    }
    edits
}

impl NewRow<'_> {
    fn write(&self, sheet: &Sheet, place: usize, grid: &mut Grid, out: &mut String) {
        let text = &sheet.text;
        let old = self.old;
        let is_same = self.at == old.index
            && !self.is_repeated
            && self.cells.iter().all(|it| matches!(it, Content::Keep));
        if is_same {
            out.push_str(&text[old.whole.clone()]);
            return;
        }
        let tag = &text[old.tag.clone()];
        let number = (self.at + 1).to_string();
        let mut set = vec![("r", Some(number.as_str()))];
        // A height that nobody chose was that of the placeholders' text.
        let is_chosen = attr(tag, "customHeight").is_some_and(|it| matches!(&*it, "1" | "true"));
        let has_text = self.cells.iter().any(|it| matches!(it, Content::Text(..)));
        if !is_chosen && has_text {
            set.push(("ht", None));
        }
        out.push_str(&retagged(tag, &set));
        if tag.ends_with("/>") {
            out.push_str("/>");
            return;
        }
        out.push('>');
        let mut from = old.tag.end;
        for (cell, content) in old.cells.iter().zip(&self.cells) {
            out.push_str(&text[from..cell.whole.start]);
            self.write_cell(sheet, (place, self.at, cell.col), (cell, content), grid, out);
            from = cell.whole.end;
        }
        out.push_str(&text[from..old.whole.end]);
    }

    fn write_cell(
        &self,
        sheet: &Sheet,
        at: Place,
        (cell, new): (&CellAt, &Content),
        grid: &mut Grid,
        out: &mut String,
    ) {
        let reference = name(at.1, at.2);
        let tag = &sheet.text[cell.tag.clone()];
        let own = |kind: Option<&str>| {
            retagged(tag, &[("r", Some(&reference)), ("t", kind), ("cm", None), ("vm", None)])
        };
        let p = &sheet.prefix;
        let xml = match new {
            Content::Keep => {
                let is_moved = self.at != self.old.index;
                if is_moved && attr(tag, "r").is_some() {
                    let end = if tag.ends_with("/>") { "/>" } else { ">" };
                    let tag = retagged(tag, &[("r", Some(&reference))]);
                    format!("{tag}{end}{}", &sheet.text[cell.tag.end..cell.whole.end])
                } else {
                    sheet.text[cell.whole.clone()].to_owned()
                }
            }
            Content::Blank => format!("{}/>", own(None)),
            Content::Number(it) => format!("{}><{p}v>{it}</{p}v></{p}c>", own(None)),
            Content::Text(xml, _) => {
                format!("{}><{p}is>{xml}</{p}is></{p}c>", own(Some("inlineStr")))
            }
            Content::Formula(formula, _) => {
                let (kind, value) = result(grid.outcome(at));
                let value = value.map_or_else(String::new, |it| format!("<{p}v>{it}</{p}v>"));
                let is_array = matches!(&cell.kind, Kind::Formula(it) if it.form != Form::Own);
                let keep = attr(tag, "cm").is_some() && is_array;
                let tag = if keep {
                    retagged(tag, &[("r", Some(&reference)), ("t", kind)])
                } else {
                    own(kind)
                };
                format!("{tag}>{formula}{value}</{p}c>")
            }
        };
        out.push_str(&xml);
    }
}

/// A result as it is kept in a cell; where there is none, none is kept: the
/// spreadsheet computes it when the file is opened.
fn result(outcome: Option<Outcome>) -> (Option<&'static str>, Option<String>) {
    match outcome {
        None | Some(Outcome::Blank) => (None, None),
        // Adding 0 takes the sign off a negative zero.
        Some(Outcome::Number(it)) => (None, Some((it + 0.0).to_string())),
        Some(Outcome::Text(it)) => (Some("str"), Some(content(&it))),
        Some(Outcome::Bool(it)) => (Some("b"), Some(u8::from(it).to_string())),
        Some(Outcome::Error(it)) => (Some("e"), Some(content(&it))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_within_a_text() {
        for (value, text) in [
            (Value::Share(1, 3), "33,33%"),
            (Value::Share(1, 2), "50%"),
            (Value::Share(2, 1000), "0,2%"),
            (Value::Percent(crate::model::Hundredths::new(9_550)), "95,5%"),
            (Value::Decimal(crate::model::Hundredths::new(8_950)), "89,5"),
            (Value::Date(PartialDate::Month(1985, 3)), "03/1985"),
            (Value::Empty, ""),
        ] {
            assert_eq!(shown(&value), text);
        }
    }

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        assert_eq!(serial(civil::date(2020, 12, 5), false), Some(44_170));
        assert_eq!(serial(civil::date(2020, 12, 5), true), Some(42_708));
        assert_eq!(serial(civil::date(1900, 2, 28), false), None);
        assert_eq!(serial(civil::date(1900, 3, 1), false), Some(61));
    }
}
