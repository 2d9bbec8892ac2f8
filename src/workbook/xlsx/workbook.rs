//! Which part is what: relations, tabs, properties.

use std::collections::{BTreeMap, BTreeSet};

use super::{small_part, whole_part};
use crate::finding::{Code, Finding, Severity, code};
use crate::workbook::ours;
use crate::workbook::package::{Package, damaged};
use crate::workbook::xml::{Step, Xml, attr, flag};

pub(crate) static NO_WORKSHEETS: Code = code("F019", "no-worksheets", Severity::Error);

/// Parts that are read whole; their real sizes are a few kilobytes.
const SMALL_BYTES: u64 = 4 << 20;

/// What the workbook part says.
pub(super) struct Workbook {
    /// Its name.
    pub part: String,
    /// Worksheets in order.
    pub tabs: Vec<Tab>,
    /// The part with the shared texts.
    pub strings: Option<String>,
    /// The part with the number formats.
    pub styles: Option<String>,
    /// Whether dates count from 1904.
    pub is_1904: bool,
    /// Whether formulas are computed only when somebody asks for it.
    pub is_manual: bool,
    /// Whether it has macros, of Visual Basic or on sheets of their own.
    pub has_macros: bool,
    /// Relations of the package.
    package: Vec<Relation>,
}

/// A worksheet's tab.
pub(super) struct Tab {
    pub name: String,
    pub hidden: bool,
    pub part: String,
}

/// A relation of a part to another.
pub(super) struct Relation {
    id: String,
    /// The last word of its type, e.g. `worksheet`.
    pub kind: String,
    pub target: String,
}

/// Finds the workbook through the package's relations and reads it.
pub(super) fn read(package: &mut Package<'_>) -> Result<Workbook, Box<Finding>> {
    let of_package = relations(package, "_rels/.rels", "")?;
    let part = of_package.iter().find(|it| it.kind == "officeDocument");
    let part = part.map(|it| it.target.clone()).ok_or_else(|| damaged("_rels/.rels"))?;
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", &part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = relations(package, &format!("{folder}_rels/{name}.rels"), &folder)?;
    let target_of = |kind: &str| {
        let found = relations.iter().find(|it| it.kind == kind);
        found.map(|it| it.target.clone()).filter(|it| package.has(it))
    };
    let (strings, styles) = (target_of("sharedStrings"), target_of("styles"));
    let is_macro = |it: &Relation| {
        matches!(it.kind.as_str(), "vbaProject" | "xlMacrosheet" | "xlIntlMacrosheet")
    };
    let has_macros = relations.iter().any(is_macro);

    // Of several with one id the first.
    let by_id: BTreeMap<&str, &Relation> =
        relations.iter().rev().map(|it| (it.id.as_str(), it)).collect();

    // Names left behind by many copies may take megabytes; the limit of all parts bounds them.
    let bytes = whole_part(package, &part)?;
    let mut xml = Xml::of(&bytes, &part);
    let (mut tabs, mut is_1904, mut is_manual, mut sheets) = (Vec::new(), false, false, 0);
    let mut parts = BTreeSet::new();
    loop {
        match xml.step()? {
            Step::Start(it) if it.local_name().as_ref() == "sheet" => {
                sheets += 1;
                let id = attr(&it, "id");
                let relation = id.and_then(|it| by_id.get(it.as_str()));
                // Chart, dialog and macro sheets have other types: nothing of a form is there.
                if let Some(relation) = relation.filter(|it| it.kind == "worksheet") {
                    // A thousand tabs of one part would be a thousand times its size.
                    if !parts.insert(relation.target.to_ascii_lowercase()) {
                        return Err(damaged(&relation.target));
                    }
                    tabs.push(Tab {
                        name: attr(&it, "name").unwrap_or_default(),
                        hidden: attr(&it, "state").is_some_and(|it| it != "visible"),
                        part: relation.target.clone(),
                    });
                }
            }
            Step::Start(it) if it.local_name().as_ref() == "workbookPr" => {
                // The extension of the same name never carries the flag.
                is_1904 |= flag(&it, "date1904");
            }
            Step::Start(it) if it.local_name().as_ref() == "calcPr" => {
                is_manual |= attr(&it, "calcMode").as_deref() == Some("manual");
            }
            Step::Done => break,
            _ => {}
        }
    }
    if tabs.is_empty() {
        return Err(if sheets == 0 {
            damaged(&part)
        } else {
            Box::new(Finding::new(&NO_WORKSHEETS))
        });
    }
    let package = of_package;
    Ok(Workbook { part, tabs, strings, styles, is_1904, is_manual, has_macros, package })
}

pub(super) fn relations(
    package: &mut Package<'_>,
    part: &str,
    folder: &str,
) -> Result<Vec<Relation>, Box<Finding>> {
    let bytes = small_part(package, part, SMALL_BYTES)?;
    let mut xml = Xml::of(&bytes, part);
    let mut found = Vec::new();
    loop {
        match xml.step()? {
            Step::Start(it) if it.local_name().as_ref() == "Relationship" => {
                let is_outside = attr(&it, "TargetMode").as_deref() == Some("External");
                let (id, kind, target) = (attr(&it, "Id"), attr(&it, "Type"), attr(&it, "Target"));
                if let (Some(id), Some(kind), Some(target), false) = (id, kind, target, is_outside)
                {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.push(Relation { id, kind, target: resolve(folder, &target) });
                }
            }
            Step::Done => return Ok(found),
            _ => {}
        }
    }
}

/// The relations of a part to others; none where there is nothing to read.
pub(super) fn relations_of(package: &mut Package<'_>, part: &str) -> Vec<Relation> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let of_part = format!("{folder}_rels/{name}.rels");
    if !package.has(&of_part) {
        return Vec::new();
    }
    relations(package, &of_part, &folder).unwrap_or_default()
}

/// A target as a part's name: relative to its folder unless it begins with `/`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{target}"),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in whole.split('/') {
        match name {
            "." | "" => {}
            ".." => _ = names.pop(),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// `dcterms:modified`, as stored.
pub(super) fn modified(package: &mut Package<'_>) -> Option<String> {
    let part = "docProps/core.xml";
    let bytes = small_part(package, part, SMALL_BYTES).ok()?;
    let mut found = None;
    for_texts(&bytes, part, |name, _, text| {
        if found.is_none() && name == "modified" {
            found = Some(text.to_owned());
        }
    });
    found
}

/// The files of which this one is the corrected copy, by SHA-256 and at most
/// [`ours::CORRECTS_MAX`]. What does not look like a hash is no business of ours.
pub(super) fn corrects(workbook: &Workbook, package: &mut Package<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let Some(part) = custom_part(workbook, package) else { return found };
    let Ok(bytes) = small_part(package, &part, SMALL_BYTES) else { return found };
    for_texts(&bytes, &part, |_, property, text| {
        if property.is_some_and(ours::is_correction) {
            found.extend(ours::hashes(text));
        }
    });
    found.truncate(ours::CORRECTS_MAX);
    found
}

/// The part of the custom properties, where the package says or where it usually lies.
fn custom_part(workbook: &Workbook, package: &Package<'_>) -> Option<String> {
    let kinds = ["custom-properties", "customProperties"];
    let related = workbook.package.iter().find(|it| kinds.contains(&it.kind.as_str()));
    let part = related.map_or("docProps/custom.xml", |it| &it.target);
    package.has(part).then(|| part.to_owned())
}

/// Gives each text that is not blank, trimmed, with the local name of the element
/// around it and the `name` of the nearest element before it that has one.
/// What cannot be read ends it.
pub(crate) fn for_texts(bytes: &[u8], part: &str, mut each: impl FnMut(&str, Option<&str>, &str)) {
    let mut xml = Xml::new(bytes, part);
    let (mut element, mut name) = (String::new(), None);
    loop {
        match xml.step() {
            Ok(Step::Start(it)) => {
                it.local_name().as_ref().clone_into(&mut element);
                name = attr(&it, "name").or(name);
            }
            Ok(Step::Text(text) | Step::Data(text)) if !text.trim().is_empty() => {
                each(&element, name.as_deref(), text.trim());
            }
            Ok(Step::Done) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_as_packages_write_them() {
        for (target, part) in [
            ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("..\\custom\\a.xml", "custom/a.xml"),
            ("./a//b.xml", "xl/a/b.xml"),
            ("../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolve("xl/", target), part);
        }
    }
}
