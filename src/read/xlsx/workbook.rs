//! Which part is what: relations, tabs, properties.

use std::collections::BTreeSet;

use super::small_part;
use super::xml::{Step, Xml, attr, flag};
use crate::finding::{Code, Finding, Severity, code};
use crate::read::package::{Package, damaged};

pub(in crate::read) static NO_WORKSHEETS: Code = code("F019", "no-worksheets", Severity::Error);

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
}

/// A worksheet's tab.
pub(super) struct Tab {
    pub name: String,
    pub hidden: bool,
    pub part: String,
}

/// A relation of a part to another.
struct Relation {
    id: String,
    /// The last word of its type, e.g. `worksheet`.
    kind: String,
    target: String,
}

/// Finds the workbook through the package's relations and reads it.
pub(super) fn read(package: &mut Package<'_>) -> Result<Workbook, Box<Finding>> {
    let part = relations(package, "_rels/.rels", "")?
        .into_iter()
        .find(|it| it.kind == "officeDocument")
        .map(|it| it.target)
        .ok_or_else(|| damaged("_rels/.rels"))?;
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", &part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = relations(package, &format!("{folder}_rels/{name}.rels"), &folder)?;
    let target_of = |kind: &str| {
        let found = relations.iter().find(|it| it.kind == kind);
        found.map(|it| it.target.clone()).filter(|it| package.has(it))
    };
    let (strings, styles) = (target_of("sharedStrings"), target_of("styles"));

    let bytes = small_part(package, &part, SMALL_BYTES)?;
    let mut xml = Xml::new(bytes.as_slice(), &part);
    let (mut tabs, mut is_1904, mut sheets) = (Vec::new(), false, 0);
    let mut parts = BTreeSet::new();
    loop {
        match xml.step()? {
            Step::Start(it) if it.local_name().as_ref() == "sheet" => {
                sheets += 1;
                let id = attr(&it, "id");
                let relation = relations.iter().find(|it| Some(&it.id) == id.as_ref());
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
    Ok(Workbook { part, tabs, strings, styles, is_1904 })
}

fn relations(
    package: &mut Package<'_>,
    part: &str,
    folder: &str,
) -> Result<Vec<Relation>, Box<Finding>> {
    let bytes = small_part(package, part, SMALL_BYTES)?;
    let mut xml = Xml::new(bytes.as_slice(), part);
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
    text_after(&bytes, part, |name, _| name == "modified")
}

/// A custom property of the workbook, trimmed.
pub(super) fn custom_property(package: &mut Package<'_>, name: &str) -> Option<String> {
    let part = "docProps/custom.xml";
    let bytes = small_part(package, part, SMALL_BYTES).ok()?;
    text_after(&bytes, part, |element, property| {
        element == "property" && property.as_deref() == Some(name)
    })
}

/// The first text after an element that `is_it` picks by local name and `name` attribute.
fn text_after(
    bytes: &[u8],
    part: &str,
    is_it: impl Fn(&str, Option<String>) -> bool,
) -> Option<String> {
    let mut xml = Xml::new(bytes, part);
    let mut is_near = false;
    loop {
        match xml.step().ok()? {
            Step::Start(it) => is_near |= is_it(it.local_name().as_ref(), attr(&it, "name")),
            Step::Text(text) | Step::Data(text) if is_near && !text.trim().is_empty() => {
                return Some(text.trim().to_owned());
            }
            Step::Done => return None,
            _ => {}
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
