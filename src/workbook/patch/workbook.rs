//! The workbook part: of which dialect it is, and which sheets there are.

use crate::workbook::patch::spans::Outline;
use crate::workbook::patch::{PatchedPackage, Refusal, Relation, folder};

/// What names the two dialects of the format.
pub(crate) struct Dialect {
    pub(crate) main: &'static str,
    pub(crate) relations: &'static str,
    pub(crate) custom_relation: &'static str,
    pub(crate) custom: &'static str,
    pub(crate) variants: &'static str,
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

/// A sheet of the workbook.
#[derive(Clone, Debug)]
pub(crate) struct SheetEntry {
    /// Its name.
    pub(crate) name: String,
    /// Its part.
    pub(crate) part: String,
    /// Whether it has cells: no chart sheet, macro sheet or dialog.
    pub(crate) has_cells: bool,
    /// Whether it can be seen, so that a link can lead to it.
    pub(crate) is_visible: bool,
    /// Its number that never changes.
    pub(crate) id: u32,
}

/// What the workbook part says.
pub(crate) struct Workbook {
    /// Its name in the package.
    pub(crate) part: String,
    /// The main namespace of its dialect.
    pub(crate) namespace: &'static str,
    /// Its sheets in order.
    pub(crate) sheets: Vec<SheetEntry>,
    pub(crate) dialect: &'static Dialect,
}

impl Workbook {
    /// Finds and judges the workbook of a package.
    pub(crate) fn open(package: &mut PatchedPackage) -> Result<Self, Refusal> {
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
    pub(crate) fn folder(&self) -> &str {
        folder(&self.part)
    }

    /// The type of a relationship by the last piece of its name.
    pub(crate) fn relation(&self, name: &str) -> String {
        format!("{}/{name}", self.dialect.relations)
    }

    /// The namespace of relationship ids.
    pub(crate) fn relation_namespace(&self) -> &'static str {
        self.dialect.relations
    }
}

fn sheets(
    package: &PatchedPackage,
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
