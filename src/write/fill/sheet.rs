//! A worksheet of the blank: its rows and cells, and where in the text they are.

use std::ops::Range;

use crate::sorted::BTreeMap;
use crate::workbook::patch::Refusal;
use crate::workbook::patch::grid::{Area, GRID, place};
use crate::workbook::patch::spans::{Outline, attrs};

use super::eval::Cell;
use super::formula::carried_over;
use super::strings::{Rich, rich};

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) whole: Range<usize>,
    pub(super) tag: Range<usize>,
    /// Its place, from 0.
    pub(super) index: u32,
    pub(super) cells: Vec<CellAt>,
}

/// A cell.
#[derive(Debug)]
pub(super) struct CellAt {
    pub(super) whole: Range<usize>,
    pub(super) tag: Range<usize>,
    pub(super) col: u32,
    /// Number of its format.
    pub(super) style: usize,
    pub(super) kind: Kind,
}

/// What a cell holds.
#[derive(Debug)]
pub(super) enum Kind {
    Blank,
    /// A number, a truth value or an error.
    Plain(Cell),
    Text(Rich),
    Formula(FormulaAt),
}

/// A formula.
#[derive(Debug)]
pub(super) struct FormulaAt {
    /// Its element.
    pub(super) whole: Range<usize>,
    pub(super) tag: Range<usize>,
    /// As its own cell would write it.
    pub(super) text: String,
    pub(super) form: Form,
}

/// How a formula is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Own,
    /// Shared with other cells.
    Shared,
    /// Over an area.
    Array(Area),
    /// A table of what-if values, or a shared one without its first.
    Odd,
}

/// A worksheet.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) text: String,
    /// The prefix of its elements.
    pub(super) prefix: String,
    pub(super) rows: Vec<Row>,
    pub(super) merges: Vec<Area>,
}

impl Sheet {
    /// Takes a worksheet apart; its root must be of `namespace`.
    pub(super) fn scan(
        (name, part): (&str, &str),
        text: String,
        namespace: &str,
        shared: &[Rich],
    ) -> Result<Self, Refusal> {
        let outline = Outline::new(&text)?;
        if outline.elements[0].local() != "worksheet" {
            return Err(Refusal::Damaged);
        }
        if outline.namespace().as_deref() != Some(namespace) {
            return Err(Refusal::UnknownNamespace);
        }
        let data = outline.child(0, "sheetData").ok_or(Refusal::NoSheetData)?;
        let rows = rows(&outline, data, shared)?;
        let merges = outline.child(0, "mergeCells").map_or_else(Vec::new, |it| {
            let areas = outline.children(it).filter_map(|it| outline.attr(it, "ref"));
            areas.filter_map(|it| Area::parse(&it)).collect()
        });
        let prefix = outline.prefix().to_owned();
        Ok(Self { name: name.to_owned(), part: part.to_owned(), prefix, rows, merges, text })
    }

    /// The merged area that a cell is in.
    pub(super) fn merged(&self, row: u32, col: u32) -> Option<Area> {
        self.merges.iter().find(|it| it.holds(row, col)).copied()
    }
}

fn rows(outline: &Outline, data: usize, shared: &[Rich]) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::new();
    let mut masters = BTreeMap::new();
    let mut next_row = 0;
    let mut at = data + 1;
    let end = outline.elements[data].whole.end;
    // In document order, once: asking each row for its children would go through all again.
    while let Some(element) = outline.elements.get(at).filter(|it| it.whole.start < end) {
        let index = at;
        at += 1;
        if element.local() != "row" {
            continue;
        }
        let row = match outline.attr(index, "r") {
            Some(it) => it.parse::<u32>().ok().and_then(|it| it.checked_sub(1)),
            None => Some(next_row),
        };
        let row = row.ok_or(Refusal::Damaged)?;
        if row < next_row || row >= GRID.0 {
            return Err(Refusal::OutOfOrder);
        }
        next_row = row + 1;
        let mut cells = Vec::new();
        let mut next_col = 0;
        while let Some(inner) =
            outline.elements.get(at).filter(|it| it.whole.start < element.whole.end)
        {
            if inner.local() == "c" {
                let cell = cell(outline, at, (row, next_col), shared, &mut masters)?;
                next_col = cell.col + 1;
                cells.push(cell);
            }
            at += 1;
        }
        let (whole, tag) = (element.whole.clone(), element.tag.clone());
        rows.push(Row { whole, tag, index: row, cells });
    }
    Ok(rows)
}

type Masters = BTreeMap<String, (u32, u32, String)>;

fn cell(
    outline: &Outline,
    index: usize,
    (row, next_col): (u32, u32),
    shared: &[Rich],
    masters: &mut Masters,
) -> Result<CellAt, Refusal> {
    let col = match outline.attr(index, "r") {
        Some(name) => {
            let (own, col) = place(&name).ok_or(Refusal::Damaged)?;
            if own != row {
                return Err(Refusal::OutOfOrder);
            }
            col
        }
        None => next_col,
    };
    if col < next_col || col >= GRID.1 {
        return Err(Refusal::OutOfOrder);
    }
    let element = &outline.elements[index];
    let style = outline.attr(index, "s").and_then(|it| it.parse().ok()).unwrap_or(0);
    let kind = match outline.child(index, "f") {
        Some(formula) => Kind::Formula(formula_at(outline, formula, (row, col), masters)),
        None => held(outline, index, shared)?,
    };
    Ok(CellAt { whole: element.whole.clone(), tag: element.tag.clone(), col, style, kind })
}

fn held(outline: &Outline, index: usize, shared: &[Rich]) -> Result<Kind, Refusal> {
    let value = outline.child(index, "v").map(|it| outline.text_of(it));
    let kind = outline.attr(index, "t");
    if kind.as_deref() == Some("inlineStr") {
        let text = outline.child(index, "is").map(|it| rich(outline, it));
        return Ok(text.map_or(Kind::Blank, Kind::Text));
    }
    let Some(value) = value else { return Ok(Kind::Blank) };
    Ok(match kind.as_deref() {
        Some("s") => {
            let place: usize = value.trim().parse().map_err(|_| Refusal::Damaged)?;
            Kind::Text(shared.get(place).ok_or(Refusal::Damaged)?.clone())
        }
        Some("str") => Kind::Text(Rich { xml: super::strings::plain(&value, ""), text: value }),
        Some("b") => Kind::Plain(Cell::Bool(value.trim() == "1")),
        Some("e") => Kind::Plain(Cell::Error(value)),
        Some("d") => Kind::Plain(Cell::Text(value)),
        _ => value.trim().parse().map_or(Kind::Blank, |it| Kind::Plain(Cell::Number(it))),
    })
}

fn formula_at(
    outline: &Outline,
    index: usize,
    (row, col): (u32, u32),
    masters: &mut Masters,
) -> FormulaAt {
    let text = outline.text_of(index);
    let element = &outline.elements[index];
    let (form, text) = match outline.attr(index, "t").as_deref() {
        Some("shared") => {
            let key = outline.attr(index, "si").unwrap_or_default().into_owned();
            if text.is_empty() {
                let own = masters.get(&key).and_then(|(first, left, text)| {
                    let by = |one: u32, other: u32| i64::from(one) - i64::from(other);
                    carried_over(text, by(row, *first), by(col, *left))
                });
                own.map_or((Form::Odd, String::new()), |it| (Form::Shared, it))
            } else {
                masters.insert(key, (row, col, text.clone()));
                (Form::Shared, text)
            }
        }
        Some("array") => match outline.attr(index, "ref").and_then(|it| Area::parse(&it)) {
            Some(area) => (Form::Array(area), text),
            None => (Form::Odd, text),
        },
        Some("dataTable") => (Form::Odd, text),
        _ => (Form::Own, text),
    };
    FormulaAt { whole: element.whole.clone(), tag: element.tag.clone(), text, form }
}

/// A start tag without its end, with some attributes set or taken out.
pub(super) fn retagged(tag: &str, set: &[(&str, Option<&str>)]) -> String {
    let end = tag.find(|it: char| it.is_ascii_whitespace() || it == '/' || it == '>');
    let mut out = tag[..end.unwrap_or(tag.len())].to_owned();
    let mut put = |name: &str, value: &str| {
        let quote = if value.contains('"') { '\'' } else { '"' };
        out.push(' ');
        out.push_str(name);
        out.push('=');
        out.push(quote);
        out.push_str(value);
        out.push(quote);
    };
    for (name, value) in attrs(tag) {
        match set.iter().find(|it| it.0 == name) {
            Some((_, None)) => {}
            Some((_, Some(new))) => put(name, new),
            None => put(name, &tag[value]),
        }
    }
    for (name, value) in set {
        if let Some(value) = value.filter(|_| attrs(tag).all(|it| it.0 != *name)) {
            put(name, value);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_what_is_not_set() {
        let tag = "<x:c r='A1' s=\"3\" t=\"s\">";
        let new = retagged(tag, &[("r", Some("B2")), ("t", None), ("q", Some("1"))]);
        assert_eq!(new, "<x:c r=\"B2\" s=\"3\" q=\"1\"");
        assert_eq!(retagged("<row/>", &[]), "<row");
    }

    #[test]
    fn shared_formulas_are_written_out() {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let text = format!(
            "<worksheet xmlns=\"{main}\"><sheetData><row><c><f t=\"shared\" si=\"0\" ref=\"A1:A2\">B1</f><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\"/></c><c r=\"C2\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>"
        );
        let shared = [Rich { xml: String::new(), text: "x".to_owned() }];
        let sheet = Sheet::scan(("A", "a"), text, main, &shared).unwrap();
        let Kind::Formula(second) = &sheet.rows[1].cells[0].kind else { panic!("no formula") };
        assert_eq!((second.text.as_str(), second.form), ("B2", Form::Shared));
        assert_eq!(sheet.rows[1].cells[1].col, 2);
    }
}
