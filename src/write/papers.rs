//! Papers in Word: a document with placeholders, filled.
//!
//! The names are those of a superior's own workbook (`fill`), and so is the way: a part that has no
//! placeholder is copied as it was stored, and in the others nothing but the placeholders changes. A
//! placeholder may be torn over several runs, as Word does with what is typed in pieces; its value has
//! the look of the first. The row of a table with placeholders of a list is repeated, and so is a
//! paragraph outside of tables; what a condition is not true of is left out.

mod built_in;
mod made;
mod marks;
mod render;
mod tree;

use std::collections::BTreeSet;

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, fixed_code};
use crate::model::CommuneResult;
use crate::tables::Commune;
use crate::workbook::Limits;
use crate::workbook::patch::spans::Outline;
use crate::workbook::patch::{PatchedPackage, Refusal};

pub use made::{Made, Own, make, names, template};

use super::bodies;
use super::fill::NONE_AT_ALL;
use super::fill::data::Data;
use super::fill::text::has_braces;
use super::fill::values::Extent;
use render::Renderer;
use tree::Part;

/// Kinds of findings of this part; those of placeholders are of `fill`.
pub static CODES: &[&Code] = &[&NOT_USABLE, &NOT_IN_TEXT, &TOO_LONG];

static NOT_USABLE: Code = fixed_code("W130", "word-template-not-usable");
static NOT_IN_TEXT: Code = fixed_code("W131", "word-placeholder-not-in-text");
static TOO_LONG: Code = fixed_code("W132", "word-template-too-long");

/// Types of the main part of a Word document, those of templates aside.
const DOCUMENTS: [&str; 2] =
    ["wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml"];
/// Types of templates, and what the document made of them is.
const TEMPLATES: [(&str, &str); 2] = [
    ("wordprocessingml.template.main+xml", DOCUMENTS[0]),
    ("ms-word.template.macroEnabledTemplate.main+xml", DOCUMENTS[1]),
];
/// What the main part is called in the relations of the package.
const MAIN: &str = "officeDocument";
/// Parts beside the main one in which placeholders are filled.
const BESIDE: [&str; 4] = ["header", "footer", "footnotes", "endnotes"];
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// All that stands in the way of filling a document, whatever the values will be; the file of the
/// findings is left to the caller.
pub fn check(document: &[u8], limits: &Limits) -> Vec<Finding> {
    const PACKAGE: &[u8] = b"PK";
    const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if !document.starts_with(PACKAGE) {
        let is_old = document.starts_with(OLE);
        return refused(if is_old { Refusal::Ole } else { Refusal::NotWorkbook });
    }
    if let Err(finding) = crate::workbook::guard_package(document, limits) {
        return vec![*finding];
    }
    let opened = PatchedPackage::open(document).map_err(refused);
    opened.and_then(|mut package| parts(&mut package)).err().unwrap_or_default()
}

/// The document with the numbers of a run in it. Equal inputs give equal bytes.
///
/// # Errors
/// What stands in the way; then nothing is to be written.
pub fn fill(
    document: &[u8],
    results: &CommuneResult,
    context: &Context,
) -> Result<Vec<u8>, Vec<Finding>> {
    let (issuer, draft) = bodies::of_commune(results, context);
    let extent = Extent { issuer, draft, ..Extent::all() };
    let data = Data::within(results, Commune::new(results, context), extent);
    filled(document, &data, "")
}

/// The document with these values; marked with `draft` before everything else, unless that is empty.
fn filled(document: &[u8], data: &Data, draft: &str) -> Result<Vec<u8>, Vec<Finding>> {
    let mut package = PatchedPackage::open(document).map_err(refused)?;
    let parts = parts(&mut package)?;
    // Whoever says it in words of their own says it once.
    let draft = if parts.iter().any(Part::says_draft) { "" } else { draft };
    let mut renderer = Renderer::new(data);
    for part in &parts {
        let is_marked = part.body.filter(|_| !draft.is_empty());
        if !part.has_marks() && is_marked.is_none() {
            continue;
        }
        let mut text = renderer.render(part).ok_or_else(|| vec![Finding::new(&TOO_LONG)])?;
        // What stands before the body is never changed.
        if let Some(at) = is_marked.filter(|it| text.is_char_boundary(*it)) {
            text.insert_str(at, &banner(draft, &part.prefix));
        }
        package.put(&part.name, text);
    }
    be_document(&mut package).map_err(refused)?;
    package.finish().map_err(refused)
}

/// A line that nobody overlooks.
fn banner(text: &str, p: &str) -> String {
    format!(
        "<{p}p><{p}pPr><{p}jc {p}val=\"center\"/></{p}pPr><{p}r><{p}rPr><{p}b/><{p}color {p}val=\"C00000\"/>\
         <{p}sz {p}val=\"32\"/></{p}rPr><{p}t>{}</{p}t></{p}r></{p}p>",
        crate::workbook::patch::spans::attribute(text)
    )
}

fn refused(refusal: Refusal) -> Vec<Finding> {
    let key = match refusal {
        Refusal::Ole => "word-refused-ole",
        Refusal::NotWorkbook => "word-refused-not-word",
        Refusal::Signed => "word-refused-signed",
        other => other.key(),
    };
    vec![Finding::new(&NOT_USABLE).arg("reason", Arg::Word(key))]
}

/// The parts in which placeholders are filled; what is wrong with any of them is an error.
fn parts(package: &mut PatchedPackage) -> Result<Vec<Part>, Vec<Finding>> {
    let main = main_part(package).map_err(refused)?;
    let mut names = vec![main.clone()];
    for relation in package.relations(&main).map_err(refused)? {
        let is_beside = BESIDE.iter().any(|it| relation.is(it));
        if let Some(part) = relation.part.filter(|it| is_beside && package.has(it))
            && !names.contains(&part)
        {
            names.push(part);
        }
    }
    let (mut parts, mut findings) = (Vec::new(), Vec::new());
    for name in &names {
        let text = package.text(name).map_err(refused)?;
        parts.push(Part::new(name, text, &mut findings).map_err(refused)?);
    }
    findings.extend(elsewhere(package, &names));
    if findings.is_empty() && !parts.iter().any(Part::has_marks) {
        findings.push(Finding::new(&NONE_AT_ALL));
    }
    // A text box stands twice in a document, for newer and for older programs.
    let mut told = BTreeSet::new();
    findings.retain(|it| told.insert((it.code.id, it.stored.clone(), format!("{:?}", it.args))));
    if findings.is_empty() { Ok(parts) } else { Err(findings) }
}

fn main_part(package: &mut PatchedPackage) -> Result<String, Refusal> {
    let relation = package.relations("")?.into_iter().find(|it| it.is(MAIN));
    let part = relation.and_then(|it| it.part).filter(|it| package.has(it));
    let part = part.ok_or(Refusal::NotWorkbook)?;
    let kind = package.type_of(&part)?.unwrap_or_default();
    let templates = TEMPLATES.iter().map(|it| it.0);
    let is_known = DOCUMENTS.into_iter().chain(templates).any(|it| kind.ends_with(it));
    if is_known { Ok(part) } else { Err(Refusal::NotWorkbook) }
}

/// Placeholders where none are filled: notes in the margin, charts, properties of the file.
fn elsewhere(package: &mut PatchedPackage, known: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in package.ending_in(".xml") {
        if known.contains(&name) || name == CONTENT_TYPES {
            continue;
        }
        // What is no text of ours to read has no placeholder that a person sees.
        let Ok(text) = package.text(&name) else { continue };
        if !has_braces(&text) {
            continue;
        }
        let Ok(outline) = Outline::new(&text) else { continue };
        let shown = outline.text_of(0);
        if has_braces(&shown) {
            let found = shown.find("{{").unwrap_or_default();
            let short: String = shown[found..].chars().take(40).collect();
            findings.push(Finding::new(&NOT_IN_TEXT).arg("part", name).stored(short));
        }
    }
    findings
}

/// A template becomes a document by the type of its main part.
fn be_document(package: &mut PatchedPackage) -> Result<(), Refusal> {
    let types = package.text(CONTENT_TYPES)?;
    let new = TEMPLATES
        .iter()
        .fold(types.clone(), |text, (template, document)| text.replace(template, document));
    if new != types {
        package.put(CONTENT_TYPES, new);
    }
    Ok(())
}
