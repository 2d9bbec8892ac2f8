//! Which rows of a table are its entries. No row is passed over in silence: a
//! row is an entry, or a part of the form, or reported.

mod looks;
mod odd;
mod split;
mod strangers;

use std::collections::BTreeSet;
use std::rc::Rc;

use super::columns::{self, Columns, Place};
use super::end_marks::EndMarks;
use super::header::{self, Header};
use super::headings::{Headings, Wanted, fold_heading};
use super::totals::Said;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::read::fold::{fold, fold_words, tidy};
use crate::read::known::{Known, is_kept};
use crate::read::values::{stored, stored_text, whole};
use crate::read::wording::Wording;
use crate::regime::form;
use crate::workbook::grid::{Cell, Raw, Row, Sheet};

use looks::{are_distinct, are_letters, has_digits, is_group, is_nought, is_section};
use odd::Odd;
pub(crate) use odd::{NOBODYS_ROWS, SPARE_ROWS};
pub(crate) use split::NAME_SPLIT;
use strangers::Strangers;
pub(crate) use strangers::{HEADING_GONE, HEADING_WIDE, PERHAPS_RENAMED, RENAMED, UNKNOWN_COLUMN};

pub(crate) static ROW_AFTER_END: Code = code("R130", "row-after-end", Severity::Error);
pub(crate) static STATED_TOTAL: Code = code("R131", "stated-total-differs", Severity::Error);
pub(crate) static NAMED_TOTALS: Code = code("R278", "name-in-a-totals-row", Severity::Notice);
pub(crate) static GROUP_ROW: Code = code("R134", "group-row", Severity::Warning);
pub(crate) static GROUP_OF_COLLECTIVES: Code =
    code("R326", "group-row-of-collectives", Severity::Warning);

/// The entries of a table and what was found on the way.
pub(crate) struct Entries<'a> {
    /// Each entry with the columns in force at its row.
    pub rows: Vec<(Rc<Columns>, &'a Row)>,
    /// Totals that the sheet states.
    pub totals: Vec<Total>,
    /// Rows that may be entries and were reported instead.
    pub left_out: usize,
    /// Rows of headings that are repeated below the first ones.
    pub headings: Vec<std::ops::RangeInclusive<u32>>,
    /// The last row that was looked at as part of the table, from 0.
    pub last: u32,
}

/// A total that the sheet states.
#[derive(Clone, Debug)]
pub(crate) struct Total {
    /// Its cell.
    pub cell: CellRef,
    /// The line as it stands.
    pub stored: String,
    /// The number.
    pub number: u32,
    /// Every number that it may be: several that stand there, and what they add up to.
    pub numbers: Vec<u32>,
    /// Whether it counts some of the entries only.
    pub is_part: bool,
    /// The entries of its own table, by their places in [`Entries::rows`].
    pub rows: std::ops::Range<usize>,
    /// The first entry below the total of the part above.
    pub part: usize,
}

/// What the walk over the rows needs to know.
pub(crate) struct Table<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The words of the form.
    pub wording: &'a Wording<'a>,
    /// The table's headings.
    pub headings: &'a Headings,
    /// Where the column for numbering is among the wanted ones.
    pub number: Option<usize>,
    /// Where the column for names is among the wanted ones.
    pub name: Option<usize>,
    /// Where the column for notes is among the wanted ones.
    pub note: Option<usize>,
    /// Words that end it.
    pub marks: &'a EndMarks,
    /// Whether its entries are people.
    pub of_people: bool,
    /// Whether a cell holds what only an entry holds, by its wanted column.
    pub is_evidence: &'a dyn Fn(usize, &Cell) -> bool,
    /// Whether a cell tells that its row is somebody: a name, a birth, a card, a date.
    pub is_person: &'a dyn Fn(usize, &Cell) -> bool,
}

/// What a row is.
enum Kind {
    /// Numbers of columns.
    Numbering,
    /// Nothing of the form, but for a number perhaps.
    Nothing,
    /// An entry.
    Entry,
    /// A title above some entries.
    Group,
    /// The end of the table.
    End,
    /// Sums of the rows above.
    Sums,
    /// Something that is nobody's; whether it may be somebody's all the same.
    Odd(bool),
}

impl<'a> Table<'a> {
    /// Walks the rows below the headings.
    pub(crate) fn entries(
        &self,
        columns: Columns,
        first: usize,
        findings: &mut Vec<Finding>,
    ) -> Entries<'a> {
        let mut columns = Rc::new(columns);
        let mut entries = Entries {
            rows: Vec::new(),
            totals: Vec::new(),
            left_out: 0,
            headings: Vec::new(),
            last: columns.bottom,
        };
        // Entries of the tables above this one, and of the parts above the last total.
        let (mut before, mut part) = (0, 0);
        // Whether the table was closed by the total of a part alone: it may go on.
        let mut is_part = false;
        let mut odd = Odd::default();
        let mut strangers = Strangers::new(&columns, self.headings);
        // The first entry below the headings in force.
        let mut below_these = 0;
        let wide = self.sheet.merges.iter().filter(|it| it.right - it.left >= 2);
        let wide: BTreeSet<(u32, u32)> = wide.map(|it| (it.top, it.left)).collect();
        let (mut is_open, mut place) = (true, first);
        while let Some(row) = self.sheet.rows.get(place) {
            place += 1;
            let again = if self.is_header(row, &columns) {
                self.header_again(place - 1, &columns, findings)
            } else {
                None
            };
            if let Some((below, next)) = again {
                if !is_open {
                    (before, part) = (entries.rows.len(), entries.rows.len());
                }
                odd.report(self, &columns, &mut entries.left_out, findings);
                entries.headings.push(row.index..=below.bottom);
                (columns, place, is_open) = (below, next, true);
                let renamed = strangers.report(self, &entries.rows[below_these..], findings);
                leave_unread(&mut entries.rows[below_these..], &renamed);
                below_these = entries.rows.len();
                strangers = Strangers::new(&columns, self.headings);
                continue;
            }
            let kind = self.kind(row, &columns, &wide, &entries.rows[before..]);
            if !matches!(kind, Kind::Odd(_) | Kind::Nothing) {
                odd.report(self, &columns, &mut entries.left_out, findings);
            }
            let goes_on = is_part && matches!(kind, Kind::Entry) && self.is_likely(row, &columns);
            (is_open, is_part) = (is_open || goes_on, is_part && !goes_on);
            match kind {
                Kind::End => {
                    let total = self.stated_total(row, &columns);
                    let rows = before..entries.rows.len();
                    // A total above the list counts what comes below it.
                    let is_above = is_open && rows.is_empty() && self.is_total_row(row);
                    is_part = (is_open || is_part)
                        && row.cells.iter().any(|it| self.marks.is_part_total(it));
                    is_open = is_above;
                    entries.totals.extend(total.map(|it| Total { rows, part, ..it }));
                    part = entries.rows.len();
                }
                Kind::Sums => {
                    findings.extend(self.named_totals(row, &columns));
                    part = entries.rows.len();
                }
                Kind::Odd(may_be) if is_open => {
                    strangers.see(row);
                    odd.see(row, may_be);
                }
                Kind::Nothing if is_open => strangers.see(row),
                Kind::Group if is_open => findings.push(self.group_row(row)),
                Kind::Entry if is_open => {
                    strangers.see(row);
                    entries.last = row.index;
                    entries.rows.push((Rc::clone(&columns), row));
                }
                // A title may stand anywhere below the table.
                Kind::Numbering | Kind::Nothing | Kind::Group | Kind::Odd(false) => {}
                // Whoever signs may have any word or number beside the name.
                Kind::Odd(true) => {
                    if self.has_evidence(row, &columns) {
                        entries.left_out += 1;
                        findings.push(self.row_after_end(row, &columns));
                    }
                }
                Kind::Entry => {
                    if self.is_likely(row, &columns) {
                        entries.last = row.index;
                        entries.left_out += 1;
                        findings.push(self.row_after_end(row, &columns));
                    }
                }
            }
        }
        odd.report(self, &columns, &mut entries.left_out, findings);
        let renamed = strangers.report(self, &entries.rows[below_these..], findings);
        leave_unread(&mut entries.rows[below_these..], &renamed);
        let all = entries.rows.len();
        // One of nobody below a further table that has nobody is right as it is.
        let is_above =
            |it: &&mut Total| it.rows.is_empty() && (it.rows.start == 0 || it.number > 0);
        for total in entries.totals.iter_mut().filter(is_above) {
            total.rows.end = all;
        }
        entries
    }

    /// The cells that make an entry: all of the form's but the number.
    fn form_cells<'r>(
        &'r self,
        row: &'r Row,
        columns: &'r Columns,
    ) -> impl Iterator<Item = (usize, &'r Cell)> {
        row.cells.iter().filter_map(|cell| {
            let wanted = *columns.used.get(&cell.col)?;
            (Some(wanted) != self.number).then_some((wanted, cell))
        })
    }

    /// Whether the headings are repeated here, as on a new page.
    fn is_header(&self, row: &Row, columns: &Columns) -> bool {
        let name_col = columns.col(self.name);
        let mut telling = 0;
        for cell in &row.cells {
            let Some(text) = cell.text() else { continue };
            // No heading of a form is longer; folding long reasons is in vain.
            if text.len() > 300 || !self.headings.may_begin(text) {
                continue;
            }
            let is_telling = |it: &Known| {
                let role = it.roles.get(self.headings.table);
                role.is_some_and(|it| it.is_telling || it.is_group)
            };
            if self.wording.tells(text, is_telling) {
                telling += 1;
                let is_name = Some(cell.col) == name_col
                    && self.name.is_some_and(|it| {
                        let label = self.headings.wanted.get(it).map_or("", |it| it.label.as_str());
                        self.wording.known(text).heading == fold_heading(label).into()
                    });
                if is_name {
                    return true;
                }
            }
        }
        telling >= 3
    }

    /// The columns of repeated headings, and the place below them.
    fn header_again(
        &self,
        place: usize,
        columns: &Rc<Columns>,
        findings: &mut Vec<Finding>,
    ) -> Option<(Rc<Columns>, usize)> {
        let copied = || {
            let is_copy = self.sheet.rows.get(place).is_some_and(|it| self.is_copy(it, columns));
            is_copy.then(|| (Rc::clone(columns), place + 1))
        };
        let header = header::find_at(self.sheet, self.wording, self.headings, place);
        // A few headings in a row are a slip, not a new page.
        let is_page = |it: &Header| it.top == place && it.headings * 2 >= columns.used.len();
        let Some(header) = header.filter(is_page) else { return copied() };
        let bottom = self.sheet.rows.get(header.bottom)?.index;
        let mut said = Vec::new();
        let again = columns::resolve(self.headings, self.sheet, &header.found, bottom, &mut said);
        if again.places == columns.places {
            // What is amiss with these columns was said at the first headings.
            let same = Columns { unknown: columns.unknown.clone(), ..again };
            return Some((Rc::new(same), header.bottom + 1));
        }
        // Half of the headings above are no others.
        if let Some(copied) = copied() {
            return Some(copied);
        }
        findings.append(&mut said);
        Some((Rc::new(again), header.bottom + 1))
    }

    /// Whether a row is one of the rows of headings above, pasted again without the others: every
    /// cell has the text that stands above it there.
    fn is_copy(&self, row: &Row, columns: &Columns) -> bool {
        let end = self.sheet.rows.partition_point(|it| it.index <= columns.bottom);
        let block = end.saturating_sub(header::BLOCK_ROWS)..end;
        let mut above = self.sheet.rows[block].iter();
        let is_same = |own: &Cell, above: &Row| {
            let text = above.get(own.col).and_then(Cell::text);
            own.text()
                .is_some_and(|own| text.is_some_and(|it| fold_heading(it) == fold_heading(own)))
        };
        row.cells.len() >= header::HEADINGS_MIN
            && above.any(|above| row.cells.iter().all(|it| is_same(it, above)))
    }

    fn kind(
        &self,
        row: &Row,
        columns: &Columns,
        wide: &BTreeSet<(u32, u32)>,
        above: &[(Rc<Columns>, &Row)],
    ) -> Kind {
        if self.is_column_numbers(row, columns) {
            return Kind::Numbering;
        }
        let has_evidence = self.has_evidence(row, columns);
        let has_mark = || row.cells.iter().any(|it| self.ends(it));
        if !has_evidence && has_mark() && !self.names_somebody(row, columns) {
            return Kind::End;
        }
        if !has_evidence && is_group(row, columns.col(self.number), wide) {
            return Kind::Group;
        }
        let mut cells = self.form_cells(row, columns);
        if cells.all(|(_, it)| is_nought(it)) {
            return Kind::Nothing;
        }
        let is_label = |it: &Cell| self.marks.is_sum_label(it);
        let is_totals = self.is_totals(row) || self.are_sums(row, columns, above);
        // In a table's row of totals only what was typed there tells of somebody.
        let is_total = |wanted: usize, it: &Cell| {
            is_totals && (Some(wanted) == self.name || self.has_sum(row, it.col))
        };
        let is_person = self.form_cells(row, columns).any(|(wanted, it)| {
            !is_label(it) && !is_total(wanted, it) && (self.is_person)(wanted, it)
        });
        if is_person {
            return Kind::Entry;
        }
        if is_totals {
            return Kind::Sums;
        }
        let has_label = row.cells.iter().any(is_label);
        if has_label || self.has_sums(row) {
            return Kind::Sums;
        }
        // An error in place of a name may hide one; elsewhere in such a row it is a
        // formula that was filled too far.
        let is_spare = |(wanted, it): (usize, &Cell)| {
            is_nought(it) || (matches!(it.raw, Raw::Error(_)) && Some(wanted) != self.name)
        };
        Kind::Odd(!self.form_cells(row, columns).all(is_spare))
    }

    /// Whether the row ends the table by a total.
    fn is_total_row(&self, row: &Row) -> bool {
        row.cells.iter().any(|it| self.marks.is_total(it))
    }

    /// Whether it is the row of totals of a table of Excel.
    fn is_totals(&self, row: &Row) -> bool {
        self.sheet.lists.iter().any(|it| it.totals == Some(row.index))
    }

    /// Whether a cell of the row adds up or counts something.
    fn has_sum(&self, row: &Row, col: u32) -> bool {
        self.sheet.sums.binary_search_by_key(&(row.index, col), |it| (it.row, it.col)).is_ok()
    }

    /// A row of totals that has a name, which may be a label or somebody.
    fn named_totals(&self, row: &Row, columns: &Columns) -> Option<Finding> {
        let name = columns.col(self.name).and_then(|it| row.get(it))?;
        let has_letters = name.text()?.contains(char::is_alphabetic);
        if !has_letters || self.marks.is_sum_label(name) {
            return None;
        }
        let cell = CellRef::new(&self.sheet.name, row.index, name.col);
        Some(
            Finding::at(&NAMED_TOTALS, &cell)
                .stored(stored(name))
                .arg("row", u64::from(row.index) + 1),
        )
    }

    /// Whether a formula in the row adds up or counts rows above or below it.
    fn has_sums(&self, row: &Row) -> bool {
        let first = self.sheet.sums.partition_point(|it| it.row < row.index);
        self.sheet.sums[first..]
            .iter()
            .take_while(|it| it.row == row.index)
            .any(crate::workbook::sum::Sum::is_of_rows)
    }

    /// Whether each number of the row is the sum of its column above, or how many rows
    /// there are: a row of totals without a word.
    fn are_sums(&self, row: &Row, columns: &Columns, above: &[(Rc<Columns>, &Row)]) -> bool {
        let mut numbers = 0;
        let mut are = true;
        let is_label = |wanted: usize, it: &Cell| Some(wanted) == self.name && it.text().is_some();
        let cells = self.form_cells(row, columns).filter(|it| !is_label(it.0, it.1));
        for (_, cell) in cells.filter(|it| !is_nought(it.1)) {
            let Some(number) = cell.plain_number() else { return false };
            let values = above.iter().filter_map(|(_, row)| row.get(cell.col));
            let sum: f64 = values.filter_map(Cell::plain_number).sum();
            let count = above.len().to_string().parse() == Ok(number);
            numbers += 1;
            are &= (sum - number).abs() < 1e-6 || count;
        }
        are && numbers >= 2 && above.len() >= 2
    }

    /// Whether a cell holds what only an entry holds; the date of a signature is none.
    fn has_evidence(&self, row: &Row, columns: &Columns) -> bool {
        self.form_cells(row, columns)
            .any(|(wanted, cell)| (self.is_evidence)(wanted, cell) && !self.ends(cell))
    }

    /// Whether a cell ends the table by its words.
    fn ends(&self, cell: &Cell) -> bool {
        let known = |it: &str| self.wording.tells(it, |it| it.is_end);
        cell.text().filter(|it| self.marks.may_be_in(it)).is_some_and(|it| {
            // Of a long one nothing else is to be found out for that.
            if is_kept(it) { known(it) } else { self.marks.are_words_of(it, &fold(it)) }
        })
    }

    /// Whether there is a name and something beside it, be it a number alone: then
    /// words that end a table stand in a note, and nobody is left out for them.
    fn names_somebody(&self, row: &Row, columns: &Columns) -> bool {
        let cell_of = |wanted| columns.col(wanted).and_then(|it| row.get(it));
        // "8 đảng viên" beside a mark is a number of people.
        let is_name = |it: &&Cell| {
            it.text().is_some_and(|it| !it.trim_start().starts_with(|it: char| it.is_ascii_digit()))
        };
        let name = cell_of(self.name).filter(is_name).filter(|it| !self.ends(it));
        let is_numbered = cell_of(self.number).is_some();
        name.is_some() && (is_numbered || self.form_cells(row, columns).nth(1).is_some())
    }

    /// Whether the row numbers the columns: 1, 2, 3 … or A, B, 1, 2 …
    fn is_column_numbers(&self, row: &Row, columns: &Columns) -> bool {
        let name_col = columns.col(self.name);
        let is_mark = |cell: &Cell| match cell.text() {
            Some(text) => {
                let is_formula = text.contains('=');
                // One word of two letters at most has no third one.
                let is_letter = |it: &u8| it.is_ascii_alphanumeric();
                if !is_formula && text.bytes().filter(is_letter).nth(2).is_some() {
                    return false;
                }
                let words = fold_words(text);
                words.iter().all(|it| {
                    it.len() <= 2 && (it.bytes().all(|it| it.is_ascii_digit()) || it.len() == 1)
                }) && (words.len() == 1 || is_formula)
            }
            None => cell.plain_number().is_some_and(|it| whole(it, 200).is_some()),
        };
        row.cells.len() >= 3
            && (row.cells.iter().all(is_mark) || are_letters(row))
            && name_col.is_none_or(|it| row.get(it).is_some())
            && are_distinct(row)
    }

    /// Whether a row below the end must be an entry all the same.
    fn is_likely(&self, row: &Row, columns: &Columns) -> bool {
        let has_evidence = self.has_evidence(row, columns);
        let cell_of = |wanted| columns.col(wanted).and_then(|it| row.get(it));
        let is_numbered =
            cell_of(self.number).and_then(Cell::plain_number).is_some_and(|it| it > 0.0);
        let is_card = |(wanted, cell): (usize, &Cell)| {
            let kind = self.headings.wanted.get(wanted).map(|it| it.kind);
            kind == Some(form::Kind::Card) && has_digits(cell)
        };
        let has_card = self.form_cells(row, columns).any(is_card);
        let is_named = cell_of(self.name).and_then(Cell::text).is_some();
        has_evidence || (is_named && (is_numbered || has_card))
    }

    fn row_after_end(&self, row: &Row, columns: &Columns) -> Finding {
        let name = columns.col(self.name).and_then(|it| row.get(it));
        let cell = name.or_else(|| row.cells.first());
        let col = cell.map_or(0, |it| it.col);
        let finding = Finding::at(&ROW_AFTER_END, &CellRef::new(&self.sheet.name, row.index, col));
        let member = name.and_then(Cell::text).map(tidy).unwrap_or_default();
        finding.member(&member).arg("row", u64::from(row.index) + 1)
    }

    fn group_row(&self, row: &Row) -> Finding {
        let cell = row.cells.iter().find(|it| it.text().is_some_and(|it| !is_section(it)));
        let cell = cell.or_else(|| row.cells.first());
        let place = CellRef::new(&self.sheet.name, row.index, cell.map_or(0, |it| it.col));
        let is_of_collectives = self.headings.table == self.wording.collectives.table;
        let code = if is_of_collectives { &GROUP_OF_COLLECTIVES } else { &GROUP_ROW };
        let finding = Finding::at(code, &place);
        match cell {
            Some(cell) => finding.stored(stored(cell)),
            None => finding,
        }
    }

    /// The total that an end mark states: in its own text, or in the next cell if that is of a
    /// column in which everybody has something that is not counted by kinds.
    fn stated_total(&self, row: &Row, columns: &Columns) -> Option<Total> {
        let at = row.cells.iter().position(|it| self.marks.is_total(it))?;
        let cell = row.cells.get(at)?;
        let text = cell.text()?;
        let said = self.marks.said(text);
        if matches!(said, Said::All(_) | Said::Parts(_)) {
            return self.total(row, cell, stored(cell), said);
        }
        let next = row.cells.get(at + 1)?;
        let number = next.plain_number().and_then(|it| whole(it, 1_000_000))?;
        let wanted = columns.used.get(&next.col).copied();
        let is_everybodys = |it: usize| {
            let column = self.headings.wanted.get(it);
            let is_text = |it: &Wanted| matches!(it.kind, form::Kind::Text | form::Kind::Date);
            column.is_some_and(|it| it.required && is_text(it))
        };
        if !wanted.is_some_and(|it| Some(it) == self.number || is_everybodys(it)) {
            return None;
        }
        let line = stored_text(&format!("{} {}", tidy(text), stored(next)));
        self.total(row, next, line, self.marks.said_of(text, number))
    }

    fn total(&self, row: &Row, cell: &Cell, line: String, said: Said) -> Option<Total> {
        let (numbers, is_part) = match said {
            Said::Nothing | Said::OfAGroup => return None,
            Said::All(numbers) => (numbers, false),
            Said::Parts(numbers) => (numbers, true),
        };
        let cell = CellRef::new(&self.sheet.name, row.index, cell.col);
        let number = *numbers.first()?;
        Some(Total { cell, stored: line, number, numbers, is_part, rows: 0..0, part: 0 })
    }
}

/// Takes no value of the columns of which is asked whether they are under other headings.
fn leave_unread(rows: &mut [(Rc<Columns>, &Row)], renamed: &[usize]) {
    let (Some((first, _)), false) = (rows.first(), renamed.is_empty()) else { return };
    let mut columns = Columns::clone(first);
    for wanted in renamed {
        if let Some(place) = columns.places.get_mut(*wanted) {
            *place = Place::Renamed;
        }
    }
    let columns = Rc::new(columns);
    for (own, _) in rows {
        *own = Rc::clone(&columns);
    }
}
