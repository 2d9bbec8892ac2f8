//! The list of an earlier round in a workbook that comes again, whatever program saved it since.

use super::{CORRECTS_MAX, LIST_SHEET, hashes, is_mark};
use crate::words::ListWords;
use crate::workbook::grid::{Book, Cell, Sheet};
use crate::workbook::patch::spans::Outline;
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{PatchedPackage, Refusal};

/// The names that it may have, in their order: a form may have had a sheet of that name before.
pub(crate) fn names() -> impl Iterator<Item = String> + Clone {
    (1_u32..).map(|it| match it {
        1 => LIST_SHEET.to_owned(),
        it => format!("{LIST_SHEET} ({it})"),
    })
}

impl Book {
    /// The workbook without the list of findings that an annotated copy carries: it is no
    /// part of the form. A sheet of that name which nobody annotated is its submitter's; where
    /// the submitter had one before, ours bears the next number.
    ///
    /// Programs that drop custom properties leave the sheet, which carries the mark too; whoever
    /// shortened it still left its title.
    pub(crate) fn without_our_list(mut self) -> Self {
        let is_marked = !self.corrects.is_empty();
        let place = |name: String| {
            self.sheets.iter().position(|it| it.name.to_lowercase() == name.to_lowercase())
        };
        let numbered: Vec<usize> = names().map_while(place).collect();
        let likely = (0..self.sheets.len()).filter(|&it| is_named_as_ours(&self.sheets[it].name));
        let mut likely = likely.peekable();
        let mut ours: Vec<usize> = Vec::new();
        if likely.peek().is_some() {
            let words = ListWords::new();
            ours.extend(likely.filter(|&it| is_list(&self.sheets[it], &words)));
        }
        if let (true, true, Some(&last)) = (is_marked, ours.is_empty(), numbered.last()) {
            ours.push(last);
        }
        ours.sort_unstable();
        for place in ours.into_iter().rev() {
            let list = self.sheets.remove(place);
            self.has_list = true;
            for hash in marks_of(&list) {
                if self.corrects.len() < CORRECTS_MAX && !self.corrects.contains(&hash) {
                    self.corrects.push(hash);
                }
            }
        }
        self
    }
}

/// Every text of a sheet.
fn texts(sheet: &Sheet) -> impl Iterator<Item = &str> {
    sheet.rows.iter().flat_map(|it| it.cells.iter().filter_map(Cell::text))
}

/// Whether a sheet may be our list by its name: programs and people number copies in their own ways.
fn is_named_as_ours(name: &str) -> bool {
    name.to_lowercase().starts_with(&LIST_SHEET.to_lowercase())
}

/// Whether a sheet of such a name is our list: by its mark, its title or its headings.
fn is_list(sheet: &Sheet, words: &ListWords) -> bool {
    let rows = sheet.rows.iter().map(|row| row.cells.iter().filter_map(Cell::text).collect());
    texts(sheet).any(is_mark) || words.are_of(rows)
}

/// The hashes on our list.
fn marks_of(sheet: &Sheet) -> Vec<String> {
    let lines = texts(sheet).filter(|it| is_mark(it));
    lines.flat_map(hashes).collect()
}

/// The places of the sheets that are our list by what stands on them, in order.
pub(crate) fn lists(package: &mut PatchedPackage, book: &Workbook) -> Result<Vec<usize>, Refusal> {
    let named = book.sheets.iter().enumerate();
    let named = named.filter(|it| it.1.has_cells && is_named_as_ours(&it.1.name));
    let named: Vec<_> = named.map(|(place, it)| (place, it.part.clone())).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let shared = shared(package, book)?;
    let words = ListWords::new();
    let mut ours = Vec::new();
    for (place, part) in named {
        let xml = package.text(&part)?;
        let rows = rows(&Outline::new(&xml)?, &shared);
        let is_marked = rows.iter().flatten().any(|it| is_mark(it));
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect());
        if is_marked || words.are_of(rows) {
            ours.push(place);
        }
    }
    Ok(ours)
}

/// The texts that programs put into the workbook's table.
fn shared(package: &mut PatchedPackage, book: &Workbook) -> Result<Vec<String>, Refusal> {
    let relation = package.relations(&book.part)?.into_iter().find(|it| it.is("sharedStrings"));
    let Some(part) = relation.and_then(|it| it.part).filter(|it| package.has(it)) else {
        return Ok(Vec::new());
    };
    let xml = package.text(&part)?;
    let outline = Outline::new(&xml)?;
    Ok(outline.children(0).map(|it| text(&outline, it)).collect())
}

/// Every `<t>` of a text.
fn text(outline: &Outline, element: usize) -> String {
    let runs = outline.descendants(element).filter(|&it| outline.elements[it].local() == "t");
    runs.map(|it| outline.text_of(it)).collect()
}

/// The texts of each row that has some.
fn rows(outline: &Outline, shared: &[String]) -> Vec<Vec<String>> {
    let Some(data) = outline.child(0, "sheetData") else { return Vec::new() };
    let cell = |it: usize| {
        let value = || outline.child(it, "v").map(|it| outline.text_of(it));
        let text = match outline.attr(it, "t").as_deref() {
            Some("s") => shared.get(value()?.trim().parse::<usize>().ok()?)?.clone(),
            Some("inlineStr") => text(outline, it),
            Some("str") => value()?,
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    };
    let rows = outline.children(data).map(|row| outline.children(row).filter_map(cell).collect());
    rows.filter(|it: &Vec<String>| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_an_annotated_copy_is_no_sheet_of_the_form() {
        for (names, corrects, left) in [
            (&["1", "CanSua"][..], true, &["1"][..]),
            (&["1", "cansua", "Nháp"], true, &["1", "Nháp"]),
            (&["CanSua", "1", "CanSua (2)"], true, &["CanSua", "1"]),
            (&["CanSua (2)", "1"], true, &["CanSua (2)", "1"]),
            (&["1", "CanSua"], false, &["1", "CanSua"]),
        ] {
            let sheets = names.iter().map(|it| Sheet::new(it, false)).collect();
            let corrects = if corrects { vec!["ab".repeat(32)] } else { Vec::new() };
            let book = Book { sheets, corrects, ..Book::default() }.without_our_list();
            let is: Vec<_> = book.sheets.iter().map(|it| &*it.name).collect();
            assert_eq!(is, left);
        }
    }
}
