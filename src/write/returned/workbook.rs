//! What an annotated copy changes in the workbook part: the sheet of the list
//! among the others.

use crate::workbook::ours::list;
use crate::workbook::patch::spans::{Edits, Outline, attribute, prefixed};
use crate::workbook::patch::workbook::{SheetEntry, Workbook};
use crate::workbook::patch::{PatchedPackage, Refusal, rels_of};

const WORKSHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

impl Workbook {
    /// Puts the sheet of the list at the end and lets the workbook open on it;
    /// one of ours from an earlier round keeps its place, so that no number of a sheet changes: the
    /// last of `ours`, or where somebody made it unlike ours the last of that name in a workbook that
    /// has our mark (`is_again`). Gives the sheet's part.
    pub(super) fn place_list(
        &mut self,
        package: &mut PatchedPackage,
        ours: &[usize],
        is_again: bool,
    ) -> Result<String, Refusal> {
        let taken = |name: &String| {
            self.sheets.iter().position(|it| it.name.to_lowercase() == name.to_lowercase())
        };
        // A form may have had a sheet of that name before ours came: ours is the last of them.
        let numbered = || list::names().map_while(|it| taken(&it)).last().filter(|_| is_again);
        let own = ours.last().copied().or_else(numbered);
        let own = own.filter(|&it| self.sheets[it].has_cells);

        let text = package.text(&self.part)?;
        let outline = Outline::new(&text)?;
        let prefix = outline.prefix();
        let list = outline.child(0, "sheets").ok_or(Refusal::Damaged)?;
        let mut edits = Edits::default();
        let at = own.unwrap_or(self.sheets.len());
        let part = if let Some(own) = own {
            let sheet = self.sheets[own].clone();
            let element = outline.children(list).nth(own).ok_or(Refusal::Damaged)?;
            outline.remove_attr(&mut edits, element, "state");
            forget_names_of(&outline, own, &mut edits);
            clear_list(package, &self.part, &sheet)?;
            sheet.part
        } else {
            let name = list::names().find(|it| taken(it).is_none()).unwrap_or_default();
            let stem = format!("{}worksheets/sheet", self.folder());
            let part = package.free_name(&stem, ".xml");
            package.set_type(&part, WORKSHEET_TYPE)?;
            // Laid down at once, so that its name is taken; the list comes later.
            package.put(&part, String::new());
            let relation = package.relate(&self.part, &self.relation("worksheet"), &part)?;
            let id = self.sheets.iter().map(|it| it.id).max().unwrap_or(0) + 1;
            let base = self.dialect.relations;
            let (r, bound) = match outline.prefix_of(base) {
                Some(r) => (r, String::new()),
                None => ("r:".to_owned(), format!(" xmlns:r=\"{base}\"")),
            };
            let xml = format!(
                "<{prefix}sheet name=\"{}\" sheetId=\"{id}\" {r}id=\"{relation}\"{bound}/>",
                attribute(&name)
            );
            outline.append(&mut edits, list, &xml);
            self.sheets.push(SheetEntry {
                name,
                part: part.clone(),
                has_cells: true,
                is_visible: true,
                id,
            });
            part
        };
        open_on(&outline, at, &mut edits);
        package.patch(&self.part, &text, &edits);
        Ok(part)
    }
}

/// Takes out the names that belong to the sheet at `index`: our list has
/// none, so somebody's filter or print area made them.
fn forget_names_of(outline: &Outline, index: usize, edits: &mut Edits) {
    let Some(names) = outline.child(0, "definedNames") else { return };
    let all: Vec<_> = outline.children(names).collect();
    let is_its =
        |&it: &usize| outline.attr(it, "localSheetId").is_some_and(|it| it.parse() == Ok(index));
    let its: Vec<_> = all.iter().copied().filter(is_its).collect();
    if its.is_empty() {
        return;
    }
    if its.len() == all.len() {
        // An empty container is against the schema.
        edits.delete(outline.elements[names].whole.clone());
    } else {
        for it in its {
            edits.delete(outline.elements[it].whole.clone());
        }
    }
}

/// Makes the sheet at `index` the one that every window opens on.
fn open_on(outline: &Outline, index: usize, edits: &mut Edits) {
    let prefix = outline.prefix();
    let view = format!("<workbookView activeTab=\"{index}\"/>");
    match outline.child(0, "bookViews") {
        Some(views) => {
            let all: Vec<_> = outline.children(views).collect();
            for &it in &all {
                outline.set_attr(edits, it, "activeTab", &index.to_string());
            }
            if all.is_empty() {
                outline.append(edits, views, &prefixed(&view, prefix));
            }
        }
        None => {
            // The schema wants it right before the sheets.
            if let Some(sheets) = outline.child(0, "sheets") {
                let xml = prefixed(&format!("<bookViews>{view}</bookViews>"), prefix);
                edits.insert(outline.elements[sheets].whole.start, xml);
            }
        }
    }
}

/// Takes away what somebody hung on our list sheet, which is written anew: its
/// relationships with the parts that only it had, and its formulas' order.
pub(super) fn clear_list(
    package: &mut PatchedPackage,
    book: &str,
    sheet: &SheetEntry,
) -> Result<(), Refusal> {
    for relation in package.relations(&sheet.part)? {
        let kinds = ["comments", "vmlDrawing", "threadedComment", "printerSettings", "table"];
        if let Some(part) =
            relation.part.filter(|_| kinds.iter().any(|it| relation.kind.ends_with(it)))
        {
            package.remove(&part)?;
        }
    }
    package.remove(&rels_of(&sheet.part))?;
    let text = package.text(&sheet.part)?;
    let has_formulas = Outline::new(&text)?.elements.iter().any(|it| it.local() == "f");
    let chain = package.relations(book)?.into_iter().find(|it| it.is("calcChain"));
    if let Some((id, part)) = chain.filter(|_| has_formulas).and_then(|it| Some((it.id, it.part?)))
    {
        // Excel makes it again; an entry without its formula makes Excel repair the file.
        package.remove(&part)?;
        package.unrelate(book, &id)?;
    }
    Ok(())
}
