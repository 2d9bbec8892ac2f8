//! The workbook part: which sheets there are, the sheet of the list among
//! them, and the property that says of which file this is the copy.

use crate::write::returned::package::{DECLARATION, Package, Relation, folder, rels_of};
use crate::write::returned::spans::{Edits, Outline, attribute, content, prefixed};
use crate::write::returned::{LIST_SHEET, ORIGINAL_PROPERTY, Refusal};

/// What names the two dialects of the format.
struct Dialect {
    main: &'static str,
    relations: &'static str,
    custom_relation: &'static str,
    custom: &'static str,
    variants: &'static str,
}

const DIALECTS: [Dialect; 2] = [
    Dialect {
        main: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        relations: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        custom_relation: "custom-properties",
        custom: "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        variants: "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    },
    Dialect {
        main: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        relations: "http://purl.oclc.org/ooxml/officeDocument/relationships",
        custom_relation: "customProperties",
        custom: "http://purl.oclc.org/ooxml/officeDocument/customProperties",
        variants: "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
    },
];

const WORKSHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const CUSTOM_TYPE: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
/// The set that user-defined properties belong to.
const CUSTOM_FORMAT: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// Most rounds of correction that a copy names; nobody sends a form back more often.
const ROUNDS_MAX: usize = 16;
/// Hashes in one property: Excel cuts a property's text after 255 characters.
const ROUNDS_IN_PROPERTY: usize = 3;

/// A sheet of the workbook.
#[derive(Clone, Debug)]
pub(super) struct SheetEntry {
    /// Its name.
    pub(super) name: String,
    /// Its part.
    pub(super) part: String,
    /// Whether it has cells: no chart sheet, macro sheet or dialog.
    pub(super) has_cells: bool,
    /// Whether it can be seen, so that a link can lead to it.
    pub(super) is_visible: bool,
    /// Its number that never changes.
    id: u32,
}

/// What the workbook part says.
pub(super) struct Workbook {
    /// Its name in the package.
    pub(super) part: String,
    /// The main namespace of its dialect.
    pub(super) namespace: &'static str,
    /// Its sheets in order.
    pub(super) sheets: Vec<SheetEntry>,
    dialect: &'static Dialect,
}

impl Workbook {
    /// Finds and judges the workbook of a package.
    pub(super) fn open(package: &mut Package) -> Result<Self, Refusal> {
        let roots = package.relations("")?;
        if roots.iter().any(|it| it.kind.contains("/digital-signature/")) {
            return Err(Refusal::Signed);
        }
        let part = roots.into_iter().find(|it| it.is("officeDocument")).and_then(|it| it.part);
        let part = part.filter(|it| package.has(it)).ok_or(Refusal::NotWorkbook)?;
        let kind = package.type_of(&part)?.unwrap_or_default().to_lowercase();
        if kind.contains("binary") {
            return Err(Refusal::Binary);
        }
        if !kind.ends_with("main+xml") {
            return Err(Refusal::NotWorkbook);
        }
        let text = package.text(&part)?;
        let outline = Outline::new(&text)?;
        let namespace = outline.namespace().ok_or(Refusal::NotWorkbook)?;
        let dialect =
            DIALECTS.iter().find(|it| it.main == namespace).ok_or(Refusal::UnknownNamespace)?;
        let relations = package.relations(&part)?;
        if relations.iter().any(|it| it.is("revisionHeaders")) {
            return Err(Refusal::SharedRevisions);
        }
        let sheets = sheets(package, &outline, &relations)?;
        Ok(Self { part, namespace: dialect.main, sheets, dialect })
    }

    /// The folder that its parts lie in.
    pub(super) fn folder(&self) -> &str {
        folder(&self.part)
    }

    /// The type of a relationship by the last piece of its name.
    pub(super) fn relation(&self, name: &str) -> String {
        format!("{}/{name}", self.dialect.relations)
    }

    /// The namespace of relationship ids.
    pub(super) fn relation_namespace(&self) -> &'static str {
        self.dialect.relations
    }

    /// Puts the sheet of the list at the end and lets the workbook open on it;
    /// one of ours from an earlier round (`is_again`) keeps its place, so that
    /// no number of a sheet changes. Gives the sheet's part.
    pub(super) fn place_list(
        &mut self,
        package: &mut Package,
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
        let own = if is_again { names.clone().map_while(|it| taken(&it)).last() } else { None };
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
    if its.len() == all.len() {
        // An empty container is against the schema.
        edits.delete(outline.elements[names].whole.clone());
    } else {
        for it in its {
            edits.delete(outline.elements[it].whole.clone());
        }
    }
}

fn sheets(
    package: &Package,
    outline: &Outline,
    relations: &[Relation],
) -> Result<Vec<SheetEntry>, Refusal> {
    let list = outline.child(0, "sheets").ok_or(Refusal::Damaged)?;
    let mut sheets = Vec::new();
    for element in outline.children(list) {
        let id = outline.relation_id(element).ok_or(Refusal::Damaged)?;
        let relation = relations.iter().find(|it| it.id == id).ok_or(Refusal::Damaged)?;
        let part = relation.part.clone().filter(|it| package.has(it)).ok_or(Refusal::Damaged)?;
        sheets.push(SheetEntry {
            name: outline.attr(element, "name").ok_or(Refusal::Damaged)?.into_owned(),
            has_cells: relation.is("worksheet"),
            is_visible: outline.attr(element, "state").is_none_or(|it| it == "visible"),
            id: outline.attr(element, "sheetId").and_then(|it| it.parse().ok()).unwrap_or(0),
            part,
        });
    }
    Ok(sheets)
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
fn clear_list(package: &mut Package, book: &str, sheet: &SheetEntry) -> Result<(), Refusal> {
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
/// Says whether they were there, which makes the workbook a copy of ours that
/// comes again.
pub(super) fn set_original(
    package: &mut Package,
    book: &Workbook,
    sha256: &str,
) -> Result<bool, Refusal> {
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
    Ok(is_again)
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
