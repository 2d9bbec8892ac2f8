//! The list of an earlier round in a workbook that comes again, whatever program saved it since.

use crate::words::ListWords;
use crate::workbook::patch::spans::Outline;
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{Package, Refusal};
use crate::write::returned::{LIST_SHEET, ORIGINAL_PROPERTY};

/// The places of the sheets that are our list by what stands on them, in order.
pub(super) fn lists(package: &mut Package, book: &Workbook) -> Result<Vec<usize>, Refusal> {
    let name = LIST_SHEET.to_lowercase();
    let named = book.sheets.iter().enumerate();
    let named = named.filter(|it| it.1.has_cells && it.1.name.to_lowercase().starts_with(&name));
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
        let is_marked = rows.iter().flatten().any(|it| it.contains(ORIGINAL_PROPERTY));
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect());
        if is_marked || words.are_of(rows) {
            ours.push(place);
        }
    }
    Ok(ours)
}

/// The texts that programs put into the workbook's table.
fn shared(package: &mut Package, book: &Workbook) -> Result<Vec<String>, Refusal> {
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
