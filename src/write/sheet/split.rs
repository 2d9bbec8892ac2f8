//! Lists longer than a sheet can be: they go on in another sheet of the same head, and every
//! formula counts in all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::formula::Formula;
use super::{Area, Merge, RowKind, Sheet};
use crate::model::CellRef;

/// Rows that Excel takes in a sheet.
pub(crate) const ROWS_MAX: u32 = 1_048_576;
/// Signs that Excel takes in the name of a sheet.
const NAME_MAX: usize = 31;

/// Rows of a list that went into a sheet together.
struct Piece {
    sheet: Arc<str>,
    /// The first of them and the one behind the last, in the whole list.
    rows: (u32, u32),
    /// Where the first of them stands now.
    at: u32,
}

/// Which rows went where.
#[derive(Default)]
pub(crate) struct Moved(BTreeMap<Arc<str>, Vec<Piece>>);

impl Moved {
    /// That so many rows were put before each of these rows of a sheet, from above to below.
    pub(super) fn insert_rows(
        &mut self,
        sheet: &Arc<str>,
        inserted: impl Iterator<Item = (u32, u32)>,
    ) {
        let (mut first, mut more) = (0, 0);
        let mut pieces = Vec::new();
        for (row, count) in inserted.chain(std::iter::once((u32::MAX, 0))) {
            pieces.push(Piece { sheet: Arc::clone(sheet), rows: (first, row), at: first + more });
            first = row;
            more += count;
        }
        self.0.insert(Arc::clone(sheet), pieces);
    }

    /// Takes along what formulas refer to.
    pub(super) fn take_formulas_along(&self, sheets: &mut [Sheet]) {
        if self.0.is_empty() {
            return;
        }
        for sheet in sheets {
            sheet.cells.change_formulas(|it| along(it, &self.0));
        }
    }

    /// Where a cell stands now.
    pub(crate) fn place(&self, cell: &CellRef) -> CellRef {
        cell_of(cell, &self.0)
    }
}

/// Parts the lists that have more rows than `rows_max`; what refers to them goes along.
pub(crate) fn split(sheets: &mut Vec<Sheet>, rows_max: u32) -> Moved {
    let mut moved: BTreeMap<Arc<str>, Vec<Piece>> = BTreeMap::new();
    let mut all = Vec::with_capacity(sheets.len());
    for sheet in std::mem::take(sheets) {
        if !sheet.is_list || sheet.next_row() <= rows_max {
            all.push(sheet);
            continue;
        }
        let (parts, pieces) = parts(&sheet, rows_max);
        moved.insert(Arc::clone(&sheet.name), pieces);
        all.extend(parts);
    }
    let moved = Moved(moved);
    moved.take_formulas_along(&mut all);
    *sheets = all;
    moved
}

/// The sheets of a list, and which of its rows stand where.
fn parts(sheet: &Sheet, rows_max: u32) -> (Vec<Sheet>, Vec<Piece>) {
    let head = sheet.repeated.map_or(0, |it| it.1 + 1);
    let (mut parts, mut pieces) = (Vec::new(), Vec::new());
    let mut from = 0;
    while from < sheet.next_row() {
        // The part of the table in which the rows go on has its own row again.
        let band = (0..from).rev().find(|it| sheet.rows[*it as usize].kind == RowKind::Band);
        let is_within = sheet.rows[from as usize].kind == RowKind::Item;
        let band = band.filter(|_| is_within);
        let above = if from == 0 { 0 } else { head + u32::from(band.is_some()) };
        let to = end(sheet, from, rows_max.saturating_sub(above).max(head + 1));
        let again = if from == 0 { 0..0 } else { 0..head };
        let picked: Vec<u32> = again.chain(band.filter(|_| from > 0)).chain(from..to).collect();
        let name = numbered(&sheet.name, parts.len() + 1);
        pieces.push(Piece { sheet: Arc::clone(&name), rows: (from, to), at: above });
        parts.push(sheet.picked(name, &picked, above));
        from = to;
    }
    (parts, pieces)
}

/// The row behind the last of those that go into one sheet from `from` on.
fn end(sheet: &Sheet, from: u32, room: u32) -> u32 {
    let most = from.saturating_add(room).min(sheet.next_row());
    let is_kept = |it: u32| it < sheet.next_row() && sheet.rows[it as usize - 1].with_next;
    let mut end = most;
    while end > from + 1 && is_kept(end) {
        end -= 1;
    }
    if end > from + 1 { end } else { most }
}

/// `DS01 (2)`, with as much of the name as there is room for.
fn numbered(name: &Arc<str>, number: usize) -> Arc<str> {
    if number == 1 {
        return Arc::clone(name);
    }
    let end = format!(" ({number})");
    let kept: String = name.chars().take(NAME_MAX - end.len()).collect();
    Arc::from(kept + &end)
}

impl Sheet {
    /// A sheet of these rows of this one, the first `above` of which stand there again.
    fn picked(&self, name: Arc<str>, picked: &[u32], above: u32) -> Self {
        let mut places: BTreeMap<u32, u32> = BTreeMap::new();
        for (at, row) in (0_u32..).zip(picked) {
            places.insert(*row, at);
        }
        let place = |row: u32| places.get(&row).copied();
        let merges = self.merges.iter().filter_map(|it| {
            let (first_row, last_row) = (place(it.first_row)?, place(it.last_row)?);
            Some(Merge { first_row, last_row, ..*it })
        });
        // The last row of a filter that is here, if the table is.
        let filter = self.filter.and_then(|(heads, last)| {
            let last = picked.iter().rposition(|row| *row > heads && *row <= last)?;
            Some((heads, u32::try_from(last).ok()?))
        });
        let is_first = above == 0 && picked.first() == Some(&0);
        let mut own = Self {
            rows: picked.iter().map(|it| self.rows[*it as usize].clone()).collect(),
            cells: self.cells.picked(picked),
            merges: merges.collect(),
            choices: Vec::new(),
            filter,
            part_of: (!is_first).then(|| Arc::clone(&self.name)),
            name,
            options: self.options.clone(),
            widths: self.widths.clone(),
            digits: self.digits.clone(),
            fits: self.fits.clone(),
            parts: self.parts.clone(),
            charts: self.charts.clone(),
            hidden: self.hidden.clone(),
            ..*self
        };
        for (row, col) in self.offered() {
            if let Some(row) = place(row) {
                own.offer(row, col);
            }
        }
        own
    }
}

/// The formula with what it refers to where it stands now.
fn along(formula: &mut Formula, moved: &BTreeMap<Arc<str>, Vec<Piece>>) {
    let areas = |them: &mut Vec<Area>| {
        *them = them.drain(..).flat_map(|it| areas_of(it, moved)).collect();
    };
    let cell = |it: &mut CellRef| *it = cell_of(it, moved);
    match formula {
        Formula::Sum(them) | Formula::CountIf(them, _) | Formula::CountFilled(them) => areas(them),
        Formula::CountRows(all) => {
            *all = all.drain(..).flat_map(|it| rows_of(it, moved)).collect();
        }
        Formula::Above(one, other) => {
            cell(one);
            cell(other);
        }
        Formula::Same(it) => cell(it),
        Formula::Share { parts, whole } => parts.iter_mut().chain(whole).for_each(cell),
        Formula::Percent { of, .. } => of.iter_mut().for_each(cell),
    }
}

/// An area, in the sheets in which its rows stand.
fn areas_of(area: Area, moved: &BTreeMap<Arc<str>, Vec<Piece>>) -> Vec<Area> {
    let Some(pieces) = moved.get(&area.sheet) else { return vec![area] };
    let within = pieces.iter().filter_map(|it| {
        let first = area.first_row.max(it.rows.0);
        let last = area.last_row.min(it.rows.1 - 1);
        (first <= last).then(|| Area {
            sheet: Arc::clone(&it.sheet),
            col: area.col,
            first_row: first - it.rows.0 + it.at,
            last_row: last - it.rows.0 + it.at,
        })
    });
    within.collect()
}

/// Columns whose rows are compared with one another: those of each sheet by themselves.
fn rows_of(
    columns: Vec<(Area, String)>,
    moved: &BTreeMap<Arc<str>, Vec<Piece>>,
) -> Vec<Vec<(Area, String)>> {
    let parts: Vec<_> =
        columns.into_iter().map(|(area, text)| (areas_of(area, moved), text)).collect();
    let count = parts.iter().map(|it| it.0.len()).min().unwrap_or_default();
    let nth = |nth: usize| parts.iter().map(|it| (it.0[nth].clone(), it.1.clone())).collect();
    (0..count).map(nth).collect()
}

fn cell_of(cell: &CellRef, moved: &BTreeMap<Arc<str>, Vec<Piece>>) -> CellRef {
    let area = Area::from(cell.clone());
    match areas_of(area, moved).pop() {
        Some(it) => CellRef::new(&it.sheet, it.first_row, it.col),
        None => cell.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::sheet::formula::Given;
    use crate::write::sheet::{Book, Content, Style};

    /// A head of two rows, three bands of six members each, two rows below.
    fn list() -> Sheet {
        let mut sheet = Sheet::new("DS01", vec![10.0; 3]);
        sheet.is_list = true;
        let style = Style::cell(11);
        let frame = |sheet: &mut Sheet, text: &str| {
            let row = sheet.row(RowKind::Frame);
            sheet.span(row, (0, 2), text, style);
        };
        frame(&mut sheet, "tên");
        frame(&mut sheet, "cột");
        sheet.repeated = Some((1, 1));
        for band in ["I", "II", "III"] {
            let row = sheet.row(RowKind::Band);
            sheet.span(row, (0, 2), band, style);
            sheet.row_mut(row).with_next = true;
            for number in 0..6_u32 {
                let row = sheet.row(RowKind::Item);
                sheet.put(row, 0, number, style);
                sheet.put(row, 1, if number % 2 == 0 { "T" } else { "K" }, style);
                sheet.put(row, 2, band, style);
                sheet.offer(row, 1);
            }
        }
        frame(&mut sheet, "cộng");
        frame(&mut sheet, "ký");
        sheet.keep_last(1);
        sheet
    }

    fn book(rows_max: u32) -> Book {
        let list = list();
        let mut sums = Sheet::new("Bieu01", vec![10.0; 1]);
        let column = |col| list.area(col, 2, 22);
        let rows = [(column(1), "T"), (column(2), "II")];
        for formula in [
            Formula::count_if(vec![column(1)], "T"),
            Formula::count_rows(&rows),
            Some(Formula::CountFilled(vec![list.area(2, 3, 22)])),
            Some(Formula::Sum(vec![column(0)])),
            Some(Formula::Same(list.place(17, 0))),
        ] {
            let row = sums.row(RowKind::Item);
            sums.put(row, 0, formula.unwrap(), Style::cell(11));
        }
        let mut sheets = vec![sums, list];
        split(&mut sheets, rows_max);
        let mut book = Book::of_one(sheets.remove(0));
        book.sheets.extend(sheets);
        book
    }

    #[test]
    fn every_formula_still_adds_up() {
        for rows_max in [25, 24, 20, 12, 9, 7] {
            let book = book(rows_max);
            let results = book.results();
            let given: Vec<_> = (0..5).map(|it| results.at(0, it, 0)).collect();
            let expected = [9.0, 3.0, 18.0, 45.0, 0.0];
            assert_eq!(given, expected.map(Given::Number), "{rows_max}");
            let lists = &book.sheets[1..];
            assert_eq!(lists.len() > 1, rows_max < 25, "{rows_max}");
            let items: usize = lists.iter().map(|it| it.count(RowKind::Item)).sum();
            assert_eq!(items, 18, "{rows_max}");
            assert_eq!(lists.iter().map(|it| it.offered().count()).sum::<usize>(), 18);
        }
    }

    #[test]
    fn each_sheet_has_the_head_and_says_where_it_goes_on() {
        let book = book(12);
        let text = |sheet: &Sheet, row: u32| match sheet.cells.get(row, 0).unwrap().content {
            Content::Text(it) => it.shown.to_owned(),
            other => format!("{other:?}"),
        };
        let names: Vec<_> = book.sheets.iter().map(|it| it.name.to_string()).collect();
        assert_eq!(names, ["Bieu01", "DS01", "DS01 (2)", "DS01 (3)"]);
        for sheet in &book.sheets[1..] {
            assert!(sheet.next_row() <= 12, "{}", sheet.name);
            assert_eq!((text(sheet, 0), text(sheet, 1)), ("tên".to_owned(), "cột".to_owned()));
            let bands = sheet.count(RowKind::Band);
            assert_eq!(sheet.merges.len(), bands + sheet.count(RowKind::Frame));
            for (row, col) in sheet.offered() {
                assert_eq!((sheet.rows[row as usize].kind, col), (RowKind::Item, 1));
            }
        }
        // Two of the second branch stand on the first sheet; the others below its name again.
        assert_eq!(text(&book.sheets[1], 9), "II");
        assert_eq!(text(&book.sheets[2], 2), "II");
        assert_eq!(book.sheets[1].part_of, None);
        assert_eq!(book.sheets[3].part_of.as_deref(), Some("DS01"));
        // Signatures are not alone.
        assert!(book.sheets[3].count(RowKind::Item) > 0);
        let long: Arc<str> = "Danh sách đảng viên được xếp lo".into();
        assert_eq!(numbered(&long, 12).chars().count(), NAME_MAX);
    }
}
