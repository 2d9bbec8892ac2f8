//! What an annotated copy changes in the workbook part: the sheet of the list
//! among the others, and the property that says of which file this is the copy.

use crate::workbook::patch::spans::{Edits, Outline, attribute, content, prefixed};
use crate::workbook::patch::workbook::{Dialect, SheetEntry, Workbook};
use crate::workbook::patch::{DECLARATION, Package, Refusal, rels_of};
use crate::write::returned::{LIST_SHEET, ORIGINAL_PROPERTY};

const WORKSHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const CUSTOM_TYPE: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
/// The set that user-defined properties belong to.
const CUSTOM_FORMAT: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// Most rounds of correction that a copy names; nobody sends a form back more often.
const ROUNDS_MAX: usize = 16;
/// Hashes in one property: Excel cuts a property's text after 255 characters.
const ROUNDS_IN_PROPERTY: usize = 3;

impl Workbook {
    /// Puts the sheet of the list at the end and lets the workbook open on it;
    /// one of ours from an earlier round keeps its place, so that no number of a sheet changes: the
    /// last of `ours`, or where somebody made it unlike ours the last of that name in a workbook that
    /// has our mark (`is_again`). Gives the sheet's part.
    pub(super) fn place_list(
        &mut self,
        package: &mut Package,
        ours: &[usize],
        is_again: bool,
    ) -> Result<String, Refusal> {
        let names = (1_u32..).map(|it| match it {
            1 => LIST_SHEET.to_owned(),
            it => format!("{LIST_SHEET} ({it})"),
        });
        let taken = |name: &String| {
            self.sheets.iter().position(|it| it.name.to_lowercase() == name.to_lowercase())
        };
        // A form may have had a sheet of that name before ours came: ours is the last of them.
        let numbered = || names.clone().map_while(|it| taken(&it)).last().filter(|_| is_again);
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
            let name = names.clone().find(|it| taken(it).is_none()).unwrap_or_default();
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
    package: &mut Package,
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

/// Writes the properties that name the original and what that one was made
/// from, so that the corrected copy takes the place of every earlier round.
/// Gives them, and says whether there were some before, which makes the workbook a copy of
/// ours that comes again.
pub(super) fn set_original(
    package: &mut Package,
    book: &Workbook,
    sha256: &str,
) -> Result<(bool, String), Refusal> {
    let part = custom_part(package, book)?;
    let text = package.text(&part)?;
    let outline = Outline::new(&text)?;
    // Property by property, under its own name.
    let named = |name: &str| {
        let is_it =
            |&it: &usize| outline.attr(it, "name").is_some_and(|it| it.eq_ignore_ascii_case(name));
        outline.children(0).find(is_it)
    };
    let own: Vec<_> = (1..=ROUNDS_MAX).map_while(|it| named(&property_name(it))).collect();
    // Where the properties were lost the caller knows of earlier rounds by the list.
    let is_again = !own.is_empty();

    let before: Vec<String> = own.iter().map(|&it| outline.text_of(it)).collect();
    let mut rounds = Vec::new();
    let before = before.iter().map(String::as_str);
    for older in [sha256].into_iter().chain(before).flat_map(str::split_whitespace) {
        if !rounds.contains(&older) {
            rounds.push(older);
        }
    }
    rounds.truncate(ROUNDS_MAX);

    let variants = book.dialect.variants;
    let (vt, bound) = match outline.prefix_of(variants) {
        Some(vt) => (vt, String::new()),
        None => ("vt:".to_owned(), format!(" xmlns:vt=\"{variants}\"")),
    };
    let prefix = outline.prefix();
    let pid = |it: usize| outline.attr(it, "pid").and_then(|it| it.parse::<u32>().ok());
    let mut free_pid = outline.children(0).filter_map(pid).max().unwrap_or(1).max(1);
    let mut edits = Edits::default();
    for (place, rounds) in rounds.chunks(ROUNDS_IN_PROPERTY).enumerate() {
        let there = own.get(place).copied();
        let pid = there.and_then(pid).unwrap_or_else(|| {
            free_pid += 1;
            free_pid
        });
        let name = property_name(place + 1);
        let xml = format!(
            "<{prefix}property fmtid=\"{CUSTOM_FORMAT}\" pid=\"{pid}\" name=\"{name}\"><{vt}lpwstr{bound}>{}</{vt}lpwstr></{prefix}property>",
            content(&rounds.join(" "))
        );
        match there {
            Some(there) => edits.replace(outline.elements[there].whole.clone(), xml),
            None => outline.append(&mut edits, 0, &xml),
        }
    }
    package.patch(&part, &text, &edits);
    Ok((is_again, rounds.join(" ")))
}

/// The part of the custom properties; an empty one is made where there is none.
fn custom_part(package: &mut Package, book: &Workbook) -> Result<String, Refusal> {
    let Dialect { custom, variants, custom_relation, .. } = book.dialect;
    let relations = package.relations("")?;
    let found =
        relations.into_iter().find(|it| it.is("custom-properties") || it.is("customProperties"));
    if let Some(part) = found.and_then(|it| it.part).filter(|it| package.has(it)) {
        return Ok(part);
    }
    let part = if package.has("docProps/custom.xml") {
        package.free_name("docProps/custom", ".xml")
    } else {
        "docProps/custom.xml".to_owned()
    };
    package.put(
        &part,
        format!(
            "{DECLARATION}<Properties xmlns=\"{custom}\" xmlns:vt=\"{variants}\"></Properties>"
        ),
    );
    package.set_type(&part, CUSTOM_TYPE)?;
    package.relate("", &book.relation(custom_relation), &part)?;
    Ok(part)
}

/// The name of the property at a place, counted from 1.
fn property_name(place: usize) -> String {
    match place {
        1 => ORIGINAL_PROPERTY.to_owned(),
        it => format!("{ORIGINAL_PROPERTY}-{it}"),
    }
}
