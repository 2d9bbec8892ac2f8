//! Parts of a sheet with headings of their own: the file format repeats one set of rows
//! on the pages of a sheet, so the headings of other parts are written again where a
//! page begins.

use super::split::Moved;
use super::{Book, Merge, Sheet};

impl Book {
    /// Writes the headings of a part once more at the top of each further page of it. Formulas go along;
    /// what else refers to rows asks what is given back.
    pub(super) fn repeat_headings(&mut self) -> Moved {
        let mut moved = Moved::default();
        for place in 0..self.sheets.len() {
            let sheet = &self.sheets[place];
            if sheet.parts.is_empty() {
                continue;
            }
            let (scale, breaks) = (self.scale(sheet), self.page_breaks(sheet));
            let parts = sheet.parts.clone();
            let copies = breaks.into_iter().filter_map(|row| {
                let part = parts.iter().find(|it| row > it.heads.1 && row <= it.last)?;
                Some((row, part.heads))
            });
            let copies: Vec<_> = copies.collect();
            let sheet = &mut self.sheets[place];
            sheet.scale = Some(scale);
            sheet.parts.clear();
            if copies.is_empty() {
                continue;
            }
            let rows = copies.iter().map(|(row, heads)| (*row, heads.1 + 1 - heads.0));
            moved.insert_rows(&sheet.name, rows);
            sheet.copy_heads(&copies);
        }
        moved.take_formulas_along(&mut self.sheets);
        moved
    }
}

impl Sheet {
    /// The headings that stand on top of a page that begins with `row`, besides those
    /// that it has itself.
    pub(super) fn heads_on(&self, row: u32) -> Option<(u32, u32)> {
        let part = self.parts.iter().find(|it| row > it.heads.1 && row <= it.last);
        part.map(|it| it.heads).or(self.repeated.filter(|it| row > it.1))
    }

    /// Writes rows of the sheet once more: before each row the first and last of others above it, as the first of a
    /// page. All at once, since a sheet of a province has thousands of pages. What refers to rows goes along, formulas
    /// aside.
    fn copy_heads(&mut self, copies: &[(u32, (u32, u32))]) {
        // How many rows came before each, and before those below all.
        let mut come = Vec::with_capacity(copies.len() + 1);
        come.push(0);
        for (_, (first, last)) in copies {
            come.push(come.last().unwrap_or(&0) + (last + 1 - first));
        }
        let moved = |row: u32| row + come[copies.partition_point(|it| it.0 <= row)];
        let pair = |it: (u32, u32)| (moved(it.0), moved(it.1));
        let mut order = Vec::with_capacity(self.rows.len());
        let mut next = 0;
        for (at, (first, last)) in copies {
            order.extend((next..*at).chain(*first..=*last));
            next = *at;
        }
        order.extend(next..self.next_row());
        self.rows = order.iter().map(|it| self.rows[*it as usize].clone()).collect();
        self.cells.pick(&order);
        for ((at, _), come) in copies.iter().zip(&come) {
            self.rows[(at + come) as usize].breaks_page = true;
        }
        let mut heads: Vec<(u32, u32)> = copies.iter().map(|it| it.1).collect();
        heads.dedup();
        let merges = std::mem::take(&mut self.merges);
        for it in merges {
            let is_head =
                heads.iter().any(|heads| it.first_row >= heads.0 && it.last_row <= heads.1);
            let lies = |first_row, last_row| Merge { first_row, last_row, ..it };
            // Of all others there is no copy.
            let copies = if is_head { copies } else { &[] };
            for ((at, (first, last)), come) in copies.iter().zip(&come).rev() {
                if it.first_row >= *first && it.last_row <= *last {
                    let place = |row: u32| row - first + at + come;
                    self.merges.push(lies(place(it.first_row), place(it.last_row)));
                }
            }
            self.merges.push(lies(moved(it.first_row), moved(it.last_row)));
        }
        let offered: Vec<_> = self.offered().collect();
        self.choices.clear();
        for (row, col) in offered {
            self.offer(moved(row), col);
        }
        self.repeated = self.repeated.map(pair);
        self.filter = self.filter.map(pair);
    }
}

#[cfg(test)]
mod tests {
    use crate::write::sheet::{Book, Content, Part, RowKind, Sheet, Style};

    #[test]
    fn each_page_of_a_part_begins_with_its_headings() {
        let mut sheet = Sheet::new("x", vec![20.0; 3]);
        let style = Style::cell(11);
        let heads = |sheet: &mut Sheet, text: &str| {
            let row = sheet.row(RowKind::Frame);
            sheet.put(row, 0, text, style);
            sheet.span(row, (1, 2), "hai cột", style);
            row
        };
        let own = heads(&mut sheet, "phần một");
        for number in 0..60_u32 {
            let row = sheet.row(RowKind::Item);
            sheet.put(row, 0, number, style);
            sheet.offer(row, 1);
        }
        let last = sheet.next_row() - 1;
        sheet.parts.push(Part { heads: (own, own), last });
        let other = heads(&mut sheet, "phần hai");
        sheet.row_mut(other).breaks_page = true;
        sheet.repeated = Some((other, other));
        for number in 0..60_u32 {
            let row = sheet.row(RowKind::Item);
            sheet.put(row, 0, number, style);
        }
        let mut book = Book::of_one(sheet);
        book.sheets[0].fit_heights();
        book.repeat_headings();
        let sheet = &book.sheets[0];
        let text = |row: u32| match sheet.cells.get(row, 0).unwrap().content {
            Content::Text(it) => it.shown.to_owned(),
            _ => String::new(),
        };
        let second = sheet.repeated.unwrap().0;
        assert_eq!(text(second), "phần hai");
        let breaks = book.page_breaks(sheet);
        let before: Vec<_> = breaks.iter().filter(|it| **it < second).collect();
        assert!(!before.is_empty(), "the first part takes several pages");
        for row in before {
            assert_eq!(text(*row), "phần một", "page that begins with row {row}");
        }
        assert!(breaks.contains(&second));
        // Nothing is lost, nothing doubled; merges and drop-downs went along.
        assert_eq!(sheet.count(RowKind::Item), 120);
        let heads = (0..sheet.next_row()).filter(|it| text(*it).starts_with("phần")).count();
        assert_eq!(sheet.merges.len(), heads);
        assert_eq!(sheet.offered().count(), 60);
        for (row, _) in sheet.offered() {
            assert_eq!(sheet.rows[row as usize].kind, RowKind::Item);
        }
    }
}
