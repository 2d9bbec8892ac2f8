//! `chi-bo.xlsx`: the branches as a table, in place of a `[[branch]]` block for each.
//!
//! Columns are known by the words of their headings, wherever they stand; a mistake is a
//! finding at its cell. Rows that are no branch (blank ones, totals, headings of groups)
//! are left out, and whatever of them might have been meant for one is told.

mod columns;
mod guess;
mod listed;
mod pasted;
mod taken;
mod values;

use std::collections::BTreeMap;

use crate::file_errors::nearest;
use crate::finding::{Arg, Code, Finding, Severity, code, fixed_code};
use crate::model::text::{fold, starts_with_words};
use crate::model::{Branch, CellRef};
use crate::workbook::foreign::Apart;
use crate::workbook::grid::Sheet;
use crate::workbook::{self, Limits};

pub use columns::Column;
use columns::Columns;
pub use pasted::{Pasted, kind_for, pasted};
use values::Said;

/// The name of the table; the other names are those of other programs' formats.
pub const NAME: &str = "chi-bo.xlsx";
/// What the table may be called, the usual name first.
pub const NAMES: [&str; 6] =
    [NAME, "chi-bo.xlsm", "chi-bo.xls", "chi-bo.xlsb", "chi-bo.ods", "chi-bo.csv"];

/// What the table of the communes of a superior may be called, the usual name first.
pub const COMMUNES: [&str; 6] = ["xa.xlsx", "xa.xlsm", "xa.xls", "xa.xlsb", "xa.ods", "xa.csv"];

/// Titles of a superior may stand above the headings, but no more rows of them.
const HEAD_ROWS: usize = 30;

/// More members no branch has: a larger number is something else.
const MEMBERS_MAX: u32 = 2_000;

/// Rows that are no branch are named up to this number.
const LEFT_OUT_NAMED: usize = 12;

static NO_HEADINGS: Code = fixed_code("B080", "branch-list-no-headings");
static TWO_SHEETS: Code = fixed_code("B081", "branch-list-on-two-sheets");
static COLUMN_MISSING: Code = fixed_code("B082", "branch-list-column-missing");
static COLUMN_TWICE: Code = fixed_code("B083", "branch-list-column-twice");
static CELL_EMPTY: Code = fixed_code("B084", "branch-list-cell-empty");
static UNUSABLE: Code = fixed_code("B085", "branch-list-unusable-value");
static CODE_TWICE: Code = fixed_code("B086", "branch-list-code-twice");
static UNKNOWN_KIND: Code = fixed_code("B087", "branch-list-unknown-kind");
static NAME_TWICE: Code = code("B088", "branch-list-name-twice", Severity::Warning);
static ROW_LEFT_OUT: Code = code("B089", "branch-list-row-left-out", Severity::Warning);
static COLUMN_UNUSED: Code = code("B090", "branch-list-column-unused", Severity::Notice);
static WITH_BLOCKS: Code = code("B091", "branch-list-and-blocks", Severity::Warning);
static TWO_FILES: Code = fixed_code("B092", "branch-list-in-two-files");
static NOUGHT_BACK: Code = code("B093", "branch-list-nought-of-contact", Severity::Notice);
static UNREADABLE: Code = fixed_code("B094", "branch-list-unreadable");
static ROWS_HIDDEN: Code = code("B095", "branch-list-rows-hidden", Severity::Warning);
static NO_FORM: Code = code("B096", "branch-list-is-no-form", Severity::Notice);
static IS_OPEN: Code = code("B097", "branch-list-is-open", Severity::Warning);
static UNKNOWN_UNIT: Code = fixed_code("B102", "branch-list-unknown-unit");

/// Kinds of findings of this module.
pub static CODES: &[&Code] = &[
    &NO_HEADINGS,
    &TWO_SHEETS,
    &COLUMN_MISSING,
    &COLUMN_TWICE,
    &CELL_EMPTY,
    &UNUSABLE,
    &CODE_TWICE,
    &UNKNOWN_KIND,
    &NAME_TWICE,
    &ROW_LEFT_OUT,
    &COLUMN_UNUSED,
    &WITH_BLOCKS,
    &TWO_FILES,
    &NOUGHT_BACK,
    &UNREADABLE,
    &ROWS_HIDDEN,
    &NO_FORM,
    &IS_OPEN,
    &UNKNOWN_UNIT,
];

/// A kind of branch that the form knows: its label, and what people also write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKind<'a> {
    /// As the form's list shows it.
    pub label: &'a str,
    /// Other words for it.
    pub others: Vec<&'a str>,
}

/// The branches of a table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The name of the file.
    pub file: String,
    /// In the order of the rows.
    pub branches: Vec<Branch>,
    /// What a person should know of it, warnings and notices.
    pub noted: Vec<Finding>,
    /// The cell of each branch's code.
    codes: Vec<CellRef>,
    /// The heading of the column of units, and as it is written.
    unit_head: Option<(CellRef, String)>,
    /// The cell of each branch's unit.
    units: Vec<CellRef>,
}

/// That two files are there of which nobody knows which one counts.
pub fn in_two_files(first: &str, second: &str) -> Finding {
    in_file(Finding::new(&TWO_FILES).arg("other", second), first)
}

/// That Excel has the table open: what is typed there and not saved is not read.
pub fn is_open(file: &str) -> Finding {
    in_file(Finding::new(&IS_OPEN).arg("path", file), file)
}

/// That a file among forms is the table of the workspace.
pub fn is_no_form(path: &str) -> Finding {
    Finding::new(&NO_FORM).arg("path", path)
}

fn in_file(finding: Finding, file: &str) -> Finding {
    Finding { file: Some(file.to_owned()), ..finding }
}

/// Reads a table; without kinds one of communes, which have none.
///
/// # Errors
/// All that is wrong in it, each with its cell.
pub fn read(
    file: &str,
    bytes: &[u8],
    kinds: &[KnownKind],
    limits: &Limits,
    apart: Apart,
) -> Result<Table, Vec<Finding>> {
    let book = workbook::read(bytes, limits, apart)
        .map_err(|why| vec![in_file(Finding::new(&UNREADABLE).arg("why", why.code.id), file)])?;
    let (table, mut wrong) = parse(&book.sheets, kinds);
    for finding in &mut wrong {
        finding.file = Some(file.to_owned());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let noted = table.noted.into_iter().map(|it| in_file(it, file)).collect();
    Ok(Table { file: file.to_owned(), noted, ..table })
}

/// The table on the only visible sheet that has one, and what is wrong in it.
fn parse(sheets: &[Sheet], kinds: &[KnownKind]) -> (Table, Vec<Finding>) {
    let visible = sheets.iter().filter(|it| !it.hidden);
    let mut found =
        visible.filter_map(|it| Some((it, Columns::find(it, HEAD_ROWS, kinds.is_empty())?)));
    let Some((sheet, columns)) = found.next() else {
        let name = sheets.first().map_or("", |it| &*it.name);
        return (Table::default(), vec![Finding::new(&NO_HEADINGS).sheet(name).arg("sheet", name)]);
    };
    if let Some((other, _)) = found.next() {
        let finding = Finding::new(&TWO_SHEETS).sheet(&sheet.name).arg("sheet", &*sheet.name);
        let finding = finding.arg("other", &*other.name);
        return (Table::default(), vec![finding]);
    }
    let mut reading = Reading {
        sheet,
        columns: &columns,
        kinds,
        table: Table::default(),
        left_out: Vec::new(),
        wrong: Vec::new(),
    };
    reading.judge_headings();
    if reading.wrong.is_empty() {
        for row in &sheet.rows {
            if row.index > columns.head {
                reading.row(row.index);
            }
        }
        reading.tell_left_out();
        reading.tell_hidden_rows();
        reading.tell_same_names();
    }
    (reading.table, reading.wrong)
}

/// The rows of a table, one after another.
struct Reading<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    kinds: &'a [KnownKind<'a>],
    table: Table,
    /// Rows that have nothing but one text.
    left_out: Vec<(CellRef, String)>,
    wrong: Vec<Finding>,
}

impl Reading<'_> {
    fn cell(&self, row: u32, column: Column) -> CellRef {
        CellRef::new(&self.sheet.name, row, self.columns.of(column).unwrap_or_default())
    }

    fn judge_headings(&mut self) {
        let head = self.columns.head;
        for (column, first, second) in &self.columns.twice {
            let cell = CellRef::new(&self.sheet.name, head, *second);
            let first = CellRef::new(&self.sheet.name, head, *first).a1();
            let finding = Finding::at(&COLUMN_TWICE, &cell);
            self.wrong.push(finding.arg("column", column.word()).arg("first", first));
        }
        for column in [Column::Code, Column::Name, Column::Kind] {
            let is_free = column == Column::Kind && self.kinds.is_empty();
            if self.columns.of(column).is_none() && !is_free {
                let finding = Finding::new(&COLUMN_MISSING).sheet(&self.sheet.name);
                let row = u64::from(head) + 1;
                self.wrong.push(finding.arg("column", column.word()).arg("row", row));
            }
        }
        if let Some(col) = self.columns.of(Column::Unit) {
            let cell = CellRef::new(&self.sheet.name, head, col);
            let heading = match values::said(self.sheet, head, col) {
                Said::Text(text) => text,
                Said::Nothing | Said::Unusable(..) => String::new(),
            };
            self.table.unit_head = Some((cell, heading));
        }
        for (col, heading) in &self.columns.unused {
            let cell = CellRef::new(&self.sheet.name, head, *col);
            self.table.noted.push(Finding::at(&COLUMN_UNUSED, &cell).stored(heading));
        }
    }

    fn row(&mut self, row: u32) {
        let said = |column| match self.columns.of(column) {
            Some(col) => values::said(self.sheet, row, col),
            None => Said::Nothing,
        };
        let of_row = Column::ALL.map(|it| (it, said(it)));
        let filled: Vec<&(Column, Said)> =
            of_row.iter().filter(|it| it.1 != Said::Nothing).collect();
        match filled[..] {
            [] => return,
            // The row of a total, or the heading of a group.
            [(column, Said::Text(text))] if !may_be_branch(*column, text) => {
                if !values::is_total(text) {
                    let cell = self.cell(row, *column);
                    self.left_out.push((cell, text.clone()));
                }
                return;
            }
            _ => {}
        }
        let [(_, code), (_, name), (_, kind), (_, members), (_, contact), (_, unit), (_, previous)] =
            &of_row;
        let is_of_communes = self.kinds.is_empty();
        let is_total = |it: &Said| matches!(it, Said::Text(text) if values::is_total(text));
        let is_alone = *kind == Said::Nothing && *contact == Said::Nothing;
        if is_alone && (is_total(code) || (*code == Said::Nothing && is_total(name))) {
            return;
        }
        let before = self.wrong.len();
        let code = self.code(row, code);
        let name = self.text(row, Column::Name, name);
        let kind = if is_of_communes { Some(String::new()) } else { self.kind(row, kind) };
        let members = self.members(row, members);
        let contact = self.contact(row, contact);
        let unit = self.unit(row, unit);
        let previous_codes = self.previous(row, previous);
        if let (Some(code), Some(name), Some(kind)) = (code, name, kind)
            && self.wrong.len() == before
        {
            self.table.codes.push(self.cell(row, Column::Code));
            self.table.units.push(self.cell(row, Column::Unit));
            self.table.branches.push(Branch {
                code,
                name,
                kind,
                members,
                contact,
                unit,
                previous_codes,
            });
        }
    }

    fn empty(&mut self, row: u32, column: Column) {
        let finding = Finding::at(&CELL_EMPTY, &self.cell(row, column));
        self.wrong.push(finding.arg("column", column.word()));
    }

    fn unusable(&mut self, row: u32, column: Column, stored: &str, problem: &'static str) {
        let finding = Finding::at(&UNUSABLE, &self.cell(row, column)).stored(stored);
        let finding = finding.arg("column", column.word()).arg("problem", Arg::Word(problem));
        self.wrong.push(finding.arg("value", stored));
    }

    /// A text that has to be there.
    fn text(&mut self, row: u32, column: Column, said: &Said) -> Option<String> {
        match said {
            Said::Text(text) if super::without_dots(text) != *text => {
                self.unusable(row, column, text, "branch-list-dots");
            }
            Said::Text(text) => return Some(text.clone()),
            Said::Nothing => self.empty(row, column),
            Said::Unusable(stored, problem) => self.unusable(row, column, stored, problem),
        }
        None
    }

    fn code(&mut self, row: u32, said: &Said) -> Option<String> {
        let code = self.text(row, Column::Code, said)?;
        if !super::is_usable_code(&code) {
            self.unusable(row, Column::Code, &code, "mistake-code");
            return None;
        }
        let is_same = |it: &Branch| it.code.eq_ignore_ascii_case(&code);
        if let Some(place) = self.table.branches.iter().position(is_same) {
            let other = self.table.codes[place].a1();
            let finding = Finding::at(&CODE_TWICE, &self.cell(row, Column::Code));
            self.wrong.push(finding.stored(&code).arg("code", &code).arg("other", other));
            return None;
        }
        Some(code)
    }

    /// The kind as the form words it. A cell that is merged over several rows is theirs.
    fn kind(&mut self, row: u32, said: &Said) -> Option<String> {
        let said = self.or_merged(row, Column::Kind, said);
        let text = self.text(row, Column::Kind, &said)?;
        let key = fold(&text);
        let is_it =
            |it: &&KnownKind| fold(it.label) == key || it.others.iter().any(|it| fold(it) == key);
        if let Some(known) = self.kinds.iter().find(is_it) {
            return Some(known.label.to_owned());
        }
        let labels: Vec<&str> = self.kinds.iter().map(|it| it.label).collect();
        let near = nearest(&text, &labels).map(|it| format!(" ({it}?)")).unwrap_or_default();
        let finding = Finding::at(&UNKNOWN_KIND, &self.cell(row, Column::Kind)).stored(&text);
        let finding = finding.arg("value", &text).arg("near", near);
        self.wrong.push(finding.arg("known", labels.join(", ")));
        None
    }

    /// What a cell says, or the cell that it is merged with says for it.
    fn or_merged(&self, row: u32, column: Column, said: &Said) -> Said {
        let merged = self.columns.of(column).and_then(|col| {
            let region = self.sheet.merges.iter().find(|it| it.contains(row, col))?;
            Some(values::said(self.sheet, region.top, region.left))
        });
        merged.filter(|_| *said == Said::Nothing).unwrap_or_else(|| said.clone())
    }

    /// The unit as it is written; which one it is is known to the workspace file.
    fn unit(&mut self, row: u32, said: &Said) -> Option<String> {
        match self.or_merged(row, Column::Unit, said) {
            Said::Nothing => None,
            Said::Text(text) => Some(text),
            Said::Unusable(stored, problem) => {
                self.unusable(row, Column::Unit, &stored, problem);
                None
            }
        }
    }

    /// The branches that it came of, parted by `,` or `;`.
    fn previous(&mut self, row: u32, said: &Said) -> Vec<String> {
        match said {
            Said::Nothing => Vec::new(),
            Said::Text(text) => {
                let parts = text.split([',', ';']).map(str::trim);
                parts.filter(|it| !it.is_empty()).map(str::to_owned).collect()
            }
            Said::Unusable(stored, problem) => {
                self.unusable(row, Column::Previous, stored, problem);
                Vec::new()
            }
        }
    }

    fn members(&mut self, row: u32, said: &Said) -> Option<u32> {
        match said {
            Said::Nothing => {}
            Said::Text(text) => match values::count(text) {
                Some(count) => return Some(count),
                None => self.unusable(row, Column::Members, text, "branch-list-no-count"),
            },
            Said::Unusable(stored, problem) => {
                self.unusable(row, Column::Members, stored, problem);
            }
        }
        None
    }

    fn contact(&mut self, row: u32, said: &Said) -> Option<String> {
        match said {
            Said::Nothing => None,
            Said::Unusable(stored, problem) => {
                self.unusable(row, Column::Contact, stored, problem);
                None
            }
            Said::Text(text) => {
                if !values::has_lost_nought(text) {
                    return Some(text.clone());
                }
                let contact = format!("0{text}");
                let finding = Finding::at(&NOUGHT_BACK, &self.cell(row, Column::Contact));
                self.table.noted.push(finding.stored(text).arg("contact", &contact));
                Some(contact)
            }
        }
    }

    /// Headings of groups come in all lists: one finding names them.
    fn tell_left_out(&mut self) {
        let Some((first, _)) = self.left_out.first() else { return };
        let named = self.left_out.iter().take(LEFT_OUT_NAMED);
        let named: Vec<String> = named.map(|(it, text)| format!("{}: “{text}”", it.a1())).collect();
        let mut named = named.join(", ");
        if self.left_out.len() > LEFT_OUT_NAMED {
            named.push_str(", …");
        }
        self.table.noted.push(Finding::at(&ROW_LEFT_OUT, first).arg("rows", named));
    }

    /// Rows that nobody sees count, and nobody would think so.
    fn tell_hidden_rows(&mut self) {
        let rows: Vec<&CellRef> = self
            .table
            .codes
            .iter()
            .filter(|it| self.sheet.hidden_rows.binary_search(&it.row).is_ok())
            .collect();
        if let Some(first) = rows.first() {
            let finding = Finding::at(&ROWS_HIDDEN, first).arg("count", rows.len());
            self.table.noted.push(finding);
        }
    }

    fn tell_same_names(&mut self) {
        let mut seen: BTreeMap<String, &CellRef> = BTreeMap::new();
        for (branch, cell) in self.table.branches.iter().zip(&self.table.codes) {
            let Some(first) = seen.insert(fold(&branch.name), cell) else { continue };
            let finding = Finding::at(&NAME_TWICE, cell).stored(&branch.name);
            let finding = finding.arg("name", &branch.name).arg("other", first.a1());
            self.table.noted.push(finding);
        }
    }
}

/// Whether the only cell of a row may be what somebody began to write of a branch.
fn may_be_branch(column: Column, text: &str) -> bool {
    match column {
        Column::Code => super::is_usable_code(text) && !values::is_roman(text),
        Column::Name => ["chi bộ", "đảng bộ", "CB"].iter().any(|it| starts_with_words(text, it)),
        Column::Kind | Column::Members | Column::Contact => true,
        // Merged over the rows of a group, or left behind.
        Column::Unit | Column::Previous => false,
    }
}

/// A code for a branch of this name: the first letters of its words, those aside that all
/// branches have.
pub fn code_for(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').filter(|it| !it.is_empty()).collect();
    for common in ["chi", "bo", "co", "so", "thon", "ban", "xom", "to", "dan", "pho"] {
        if words.len() > 2 && words.first() == Some(&common) {
            words.remove(0);
        }
    }
    let letters = |word: &&str| match word.chars().next() {
        // A number is the branch's own, all of it.
        Some(it) if it.is_ascii_digit() => word.to_uppercase(),
        Some(it) if it.is_ascii_alphabetic() => it.to_uppercase().collect(),
        _ => String::new(),
    };
    let code: String = words.iter().map(letters).collect::<String>().chars().take(12).collect();
    if super::is_usable_code(&code) { code } else { "CB".to_owned() }
}

/// The same, none of `taken`, with a number behind it where it has to be.
pub fn free_code(name: &str, taken: &[String]) -> String {
    let code = code_for(name);
    let is_free = |code: &String| taken.iter().all(|it| !it.eq_ignore_ascii_case(code));
    let numbered = (2_u32..).map(|it| format!("{code}-{it}"));
    std::iter::once(code.clone()).chain(numbered).find(is_free).unwrap_or(code)
}

#[cfg(test)]
mod tests;
