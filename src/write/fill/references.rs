//! What points at rows from outside the cells: merged areas, rules, links, names,
//! print areas, pictures, notes, tables, charts.

use std::fmt::Write as _;

use crate::workbook::patch::grid::Area;
use crate::workbook::patch::spans::{Edits, Outline, content, local};
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{PatchedPackage, Refusal};

use super::formula::{Home, Single, moved};
use super::plan::{Plan, pivots};
use super::sheet::Kind;
use super::shift::Shift;

/// Attributes that name areas of the own sheet.
const AREAS: [&str; 2] = ["ref", "sqref"];
/// Attributes that name one cell of it.
const CELLS: [&str; 2] = ["activeCell", "topLeftCell"];
/// Elements that hold a formula.
const FORMULAS: [&str; 6] =
    ["formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula"];

/// A formula or a reference outside the cells, moved.
fn carried(plan: &Plan, sheet: Option<usize>, text: &str) -> String {
    carried_with(plan, sheet, Single::First, text)
}

fn carried_with(plan: &Plan, sheet: Option<usize>, single: Single, text: &str) -> String {
    let home = Home { sheet, copy: None, single };
    let own = sheet.map(|it| &plan.shifts[it]);
    // Of what stands outside the cells nothing is refused.
    moved(text, home, own, |it| plan.shift_of(it)).unwrap_or_else(|_| text.to_owned())
}

/// Areas, separated by spaces; those of a repeated row grow with it.
fn areas(plan: &Plan, sheet: usize, text: &str) -> String {
    let shift = &plan.shifts[sheet];
    let one = |text: &str| match Area::parse(text) {
        Some(area) => {
            let mut out = String::new();
            shift.area(area).write(&mut out);
            out
        }
        // Whole rows or columns.
        None => carried(plan, Some(sheet), text),
    };
    text.split_whitespace().map(one).collect::<Vec<_>>().join(" ")
}

/// A row from 0 in a text, moved.
fn row(shift: &Shift, text: &str) -> Option<String> {
    Some(shift.start(text.trim().parse().ok()?).to_string())
}

/// The splices of a worksheet outside its cells.
pub(super) fn worksheet(plan: &Plan, place: usize, edits: &mut Edits) -> Result<(), Refusal> {
    if !plan.moves() {
        return Ok(());
    }
    let sheet = &plan.sheets[place];
    let mut is_in_data = false;
    let outline = Outline::with(&sheet.text, |tag| {
        if tag.depth == 1 {
            is_in_data = local(tag.name) == "sheetData";
        }
        Ok(!is_in_data || tag.depth == 1)
    })?;
    elements(plan, place, &outline, edits);
    let shift = &plan.shifts[place];
    if !shift.is_any() {
        return Ok(());
    }
    if let Some(list) = outline.child(0, "mergeCells") {
        let mut count = 0;
        for element in outline.children(list) {
            let area = outline.attr(element, "ref").and_then(|it| Area::parse(&it));
            let Some(area) = area else { continue };
            if !shift.is_repeated(area.top) {
                count += 1;
                set(&outline, edits, element, "ref", |it| areas(plan, place, it));
                continue;
            }
            // A repeated row's merged cells are merged in each of its rows.
            let mut xml = String::new();
            for row in shift.start(area.top)..=shift.end(area.top) {
                count += 1;
                let mut reference = String::new();
                Area { top: row, bottom: row, ..area }.write(&mut reference);
                // Writing to a string cannot fail.
                let _ = write!(xml, "<{}mergeCell ref=\"{reference}\"/>", sheet.prefix);
            }
            edits.replace(outline.elements[element].whole.clone(), xml);
        }
        if outline.attr(list, "count").is_some() {
            outline.set_attr(edits, list, "count", &count.to_string());
        }
    }
    for index in 0..outline.elements.len() {
        match outline.elements[index].local() {
            "rowBreaks" => {
                for it in outline.children(index) {
                    // The break is below this many rows.
                    let above = outline.attr(it, "id").and_then(|it| it.parse::<u32>().ok());
                    if let Some(last) = above.and_then(|it| it.checked_sub(1)) {
                        outline.set_attr(edits, it, "id", &(shift.end(last) + 1).to_string());
                    }
                }
            }
            // Anchors of controls.
            "row" => replace_text(&outline, index, edits, |it| row(shift, it)),
            _ => {}
        }
    }
    Ok(())
}

/// Attributes and elements that name cells, wherever they stand.
fn elements(plan: &Plan, place: usize, outline: &Outline, edits: &mut Edits) {
    let is_own = plan.shifts[place].is_any();
    for index in 0..outline.elements.len() {
        let name = outline.elements[index].local();
        if is_own && name != "mergeCell" {
            for attribute in AREAS {
                set(outline, edits, index, attribute, |it| areas(plan, place, it));
            }
            for attribute in CELLS {
                set(outline, edits, index, attribute, |it| carried(plan, Some(place), it));
            }
            if matches!(name, "cellWatch" | "inputCells") {
                set(outline, edits, index, "r", |it| carried(plan, Some(place), it));
            }
            if name == "sqref" {
                replace_text(outline, index, edits, |it| Some(areas(plan, place, it)));
            }
        }
        if name == "hyperlink" {
            set(outline, edits, index, "location", |it| {
                // With `#` some programs write a place of the same workbook.
                let rest = it.strip_prefix('#').unwrap_or(it);
                it[..it.len() - rest.len()].to_owned() + &carried(plan, Some(place), rest)
            });
        }
        if FORMULAS.contains(&name) && outline.children(index).next().is_none() {
            let is_line =
                outline.parent(index).is_some_and(|it| outline.elements[it].local() == "sparkline");
            let single = if is_line { Single::All } else { Single::First };
            let new = |it: &str| Some(carried_with(plan, Some(place), single, it));
            replace_text(outline, index, edits, new);
        }
    }
}

/// Sets an attribute that is there, if it becomes another.
fn set(
    outline: &Outline,
    edits: &mut Edits,
    index: usize,
    name: &str,
    new: impl Fn(&str) -> String,
) {
    if let Some(old) = outline.attr(index, name) {
        let new = new(&old);
        if new != old {
            outline.set_attr(edits, index, name, &new);
        }
    }
}

/// Puts another text into an element, if it becomes another.
fn replace_text(
    outline: &Outline,
    index: usize,
    edits: &mut Edits,
    new: impl Fn(&str) -> Option<String>,
) {
    let old = outline.text_of(index);
    if let Some(new) = new(&old).filter(|it| *it != old) {
        edits.replace(outline.elements[index].inner(), content(&new));
    }
}

/// The parts that belong to a sheet.
pub(super) fn related(
    package: &mut PatchedPackage,
    plan: &Plan,
    place: usize,
) -> Result<(), Refusal> {
    let shift = &plan.shifts[place];
    for relation in package.relations(&plan.sheets[place].part)? {
        let Some(part) = relation.part.filter(|it| package.has(it)) else { continue };
        match relation.kind.rsplit('/').next().unwrap_or_default() {
            "drawing" => {
                charts(package, plan, &part)?;
                drawing(package, plan, place, &part)?;
            }
            "vmlDrawing" if shift.is_any() => shapes(package, shift, &part)?,
            "comments" | "threadedComment" if shift.is_any() => {
                let text = package.text(&part)?;
                let outline = Outline::new(&text)?;
                let mut edits = Edits::default();
                for index in 0..outline.elements.len() {
                    set(&outline, &mut edits, index, "ref", |it| carried(plan, Some(place), it));
                }
                package.patch(&part, &text, &edits);
            }
            "table" if plan.moves() => {
                let text = package.text(&part)?;
                let outline = Outline::new(&text)?;
                let mut edits = Edits::default();
                elements(plan, place, &outline, &mut edits);
                package.patch(&part, &text, &edits);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The charts of a sheet that has nothing else.
pub(super) fn chart_sheet(
    package: &mut PatchedPackage,
    plan: &Plan,
    part: &str,
) -> Result<(), Refusal> {
    for relation in package.relations(part)? {
        if let Some(part) = relation.part.filter(|_| relation.kind.ends_with("/drawing")) {
            charts(package, plan, &part)?;
        }
    }
    Ok(())
}

/// The charts of a drawing.
fn charts(package: &mut PatchedPackage, plan: &Plan, drawing: &str) -> Result<(), Refusal> {
    for inner in package.relations(drawing)? {
        let kind = inner.kind.rsplit('/').next().unwrap_or_default();
        if let (Some(part), "chart" | "chartEx") = (inner.part, kind) {
            chart(package, plan, &part)?;
        }
    }
    Ok(())
}

/// A drawing: its anchors, and the cells whose text its shapes show.
fn drawing(
    package: &mut PatchedPackage,
    plan: &Plan,
    place: usize,
    part: &str,
) -> Result<(), Refusal> {
    let shift = &plan.shifts[place];
    let text = package.text(part)?;
    let outline = Outline::new(&text)?;
    let mut edits = Edits::default();
    for index in 0..outline.elements.len() {
        set(&outline, &mut edits, index, "textlink", |it| carried(plan, Some(place), it));
    }
    if shift.is_any() {
        let all = 0..outline.elements.len();
        for anchor in all.filter(|&it| outline.elements[it].local().ends_with("CellAnchor")) {
            let row_of = |name: &str| {
                let row = outline.child(outline.child(anchor, name)?, "row")?;
                Some((row, outline.text_of(row).trim().parse::<u32>().ok()?))
            };
            let Some((from, top)) = row_of("from") else { continue };
            let mut put = |element: usize, row: u32| {
                edits.replace(outline.elements[element].inner(), row.to_string());
            };
            put(from, shift.start(top));
            let Some((to, bottom)) = row_of("to") else { continue };
            // What does not grow with the rows below it keeps its height.
            let keeps =
                matches!(outline.attr(anchor, "editAs").as_deref(), Some("oneCell" | "absolute"));
            if keeps {
                put(to, shift.start(top).saturating_add(bottom.saturating_sub(top)));
            } else {
                put(to, shift.start(bottom));
            }
        }
    }
    package.patch(part, &text, &edits);
    Ok(())
}

/// A chart: the cells that it shows. What it kept of their values is taken out,
/// since it is of before; the spreadsheet reads them anew.
fn chart(package: &mut PatchedPackage, plan: &Plan, part: &str) -> Result<(), Refusal> {
    if !package.has(part) {
        return Ok(());
    }
    let text = package.text(part)?;
    let outline = Outline::new(&text)?;
    let mut edits = Edits::default();
    for index in 0..outline.elements.len() {
        match outline.elements[index].local() {
            "numCache" | "strCache" | "multiLvlStrCache" | "lvl" => {
                edits.delete(outline.elements[index].whole.clone());
            }
            "f" => replace_text(&outline, index, &mut edits, |it| {
                Some(carried_with(plan, None, Single::All, it))
            }),
            _ => {}
        }
    }
    package.patch(part, &text, &edits);
    Ok(())
}

/// The shapes of notes and controls: where they stand, and at which cell.
fn shapes(package: &mut PatchedPackage, shift: &Shift, part: &str) -> Result<(), Refusal> {
    let text = package.text(part)?;
    let mut edits = Edits::default();
    for (tag, end) in [("<x:Row>", "</x:Row>"), ("<x:Anchor>", "</x:Anchor>")] {
        let mut at = 0;
        while let Some(start) = text[at..].find(tag).map(|it| at + it + tag.len()) {
            let Some(length) = text[start..].find(end) else { break };
            at = start + length;
            let old = &text[start..at];
            let new = if tag == "<x:Row>" { row(shift, old) } else { anchor(shift, old) };
            if let Some(new) = new {
                edits.replace(start..at, new);
            }
        }
    }
    package.patch(part, &text, &edits);
    Ok(())
}

/// Left, top, right and bottom, each with how far into it; the height stays.
fn anchor(shift: &Shift, text: &str) -> Option<String> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|it| it.trim().parse().ok()).collect();
    let mut numbers = numbers.filter(|it| it.len() == 8)?;
    let (top, bottom) = (numbers[2], numbers[6]);
    numbers[2] = shift.start(top);
    numbers[6] = numbers[2].saturating_add(bottom.saturating_sub(top));
    Some(numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", "))
}

/// The workbook part: names, and that everything is computed when it is opened.
pub(super) fn workbook(
    package: &mut PatchedPackage,
    book: &Workbook,
    plan: &Plan,
) -> Result<(), Refusal> {
    let text = package.text(&book.part)?;
    let outline = Outline::new(&text)?;
    let mut edits = Edits::default();
    let child = |name: &str| outline.child(0, name);
    if let Some(names) = child("definedNames").filter(|_| plan.moves()) {
        for index in outline.children(names) {
            replace_text(&outline, index, &mut edits, |it| Some(carried(plan, None, it)));
        }
    }
    let has_formulas = plan
        .sheets
        .iter()
        .flat_map(|it| &it.rows)
        .any(|row| row.cells.iter().any(|it| matches!(it.kind, Kind::Formula(_))));
    if has_formulas {
        if let Some(settings) = child("calcPr") {
            outline.set_attr(&mut edits, settings, "fullCalcOnLoad", "1");
        } else {
            let before = ["definedNames", "externalReferences", "functionGroups", "sheets"];
            let last = before.into_iter().find_map(child).ok_or(Refusal::Damaged)?;
            let xml = format!("<{}calcPr fullCalcOnLoad=\"1\"/>", outline.prefix());
            edits.insert(outline.elements[last].whole.end, xml);
        }
    }
    package.patch(&book.part, &text, &edits);
    // Excel makes it again; an entry without its formula makes Excel repair the file.
    let chain = package.relations(&book.part)?.into_iter().find(|it| it.is("calcChain"));
    if let Some((id, part)) = chain.and_then(|it| Some((it.id, it.part?))) {
        package.remove(&part)?;
        package.unrelate(&book.part, &id)?;
    }
    // What a pivot table kept is of before: it is made anew when the file is opened.
    for part in pivots(package)? {
        let text = package.text(&part)?;
        let outline = Outline::new(&text)?;
        let mut edits = Edits::default();
        outline.set_attr(&mut edits, 0, "refreshOnLoad", "1");
        package.patch(&part, &text, &edits);
    }
    as_workbook(package)
}

/// A template of the program becomes a workbook: the file is named as one.
fn as_workbook(package: &mut PatchedPackage) -> Result<(), Refusal> {
    const TYPES: &str = "[Content_Types].xml";
    let text = package.text(TYPES)?;
    let new = text
        .replace("spreadsheetml.template.main+xml", "spreadsheetml.sheet.main+xml")
        .replace("ms-excel.template.macroEnabled.main+xml", "ms-excel.sheet.macroEnabled.main+xml");
    if new != text {
        package.put(TYPES, new);
    }
    Ok(())
}
