//! The texts of cells: shared ones, and what is put into the place of a placeholder.

use std::ops::Range;

use crate::workbook::patch::spans::{Edits, Outline, content};
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{PatchedPackage, Refusal};

/// Longest text that Excel keeps in a cell.
const CHARS_MAX: usize = 32_767;

/// A text with its XML: what stands in `<si>` or `<is>`.
#[derive(Clone, Debug, Default)]
pub(super) struct Rich {
    /// What stands between the tags.
    pub(super) xml: String,
    /// The text.
    pub(super) text: String,
}

/// The shared texts of a workbook in order.
pub(super) fn shared(package: &mut PatchedPackage, book: &Workbook) -> Result<Vec<Rich>, Refusal> {
    let relation = package.relations(&book.part)?.into_iter().find(|it| it.is("sharedStrings"));
    let Some(part) = relation.and_then(|it| it.part).filter(|it| package.has(it)) else {
        return Ok(Vec::new());
    };
    let xml = package.text(&part)?;
    let outline = Outline::new(&xml)?;
    Ok(outline.children(0).map(|it| rich(&outline, it)).collect())
}

/// The text of an `<si>` or `<is>`.
pub(super) fn rich(outline: &Outline, element: usize) -> Rich {
    let text = runs(outline, element).into_iter().map(|it| outline.text_of(it)).collect();
    Rich { xml: outline.text[outline.elements[element].inner()].to_owned(), text }
}

/// The `<t>` of a text, those of its phonetic hints aside.
fn runs(outline: &Outline, element: usize) -> Vec<usize> {
    let all = outline.descendants(element).filter(|&it| outline.elements[it].local() == "t");
    let hints: Vec<Range<usize>> = outline
        .descendants(element)
        .filter(|&it| outline.elements[it].local() == "rPh")
        .map(|it| outline.elements[it].whole.clone())
        .collect();
    all.filter(|&it| !hints.iter().any(|hint| hint.contains(&outline.elements[it].whole.start)))
        .collect()
}

/// The inside of an `<is>` for a plain text.
pub(super) fn plain(text: &str, prefix: &str) -> String {
    let kept: String = text.chars().take(CHARS_MAX).collect();
    format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", content(&kept))
}

/// The inside of a rich text with other texts in the place of parts of it; the
/// runs keep their looks. `prefix` is the worksheet's.
pub(super) fn replaced(rich: &Rich, parts: &[(Range<usize>, String)], prefix: &str) -> String {
    let new: usize = parts.iter().map(|it| it.1.chars().count()).sum();
    let is_long = rich.text.chars().count() + new > CHARS_MAX;
    let wrapped = format!("<x>{}</x>", rich.xml);
    // A prefix of the shared texts may not be bound in the worksheet.
    let outline = if is_long || rich.xml.contains("<x:") || !prefix.is_empty() {
        None
    } else {
        Outline::new(&wrapped).ok()
    };
    let Some(outline) = outline else {
        let mut text = String::new();
        let mut at = 0;
        for (range, with) in parts {
            text.push_str(&rich.text[at..range.start]);
            text.push_str(with);
            at = range.end;
        }
        text.push_str(&rich.text[at..]);
        return plain(&text, prefix);
    };
    let mut edits = Edits::default();
    let mut start = 0;
    for run in runs(&outline, 0) {
        let old = outline.text_of(run);
        let own = start..start + old.len();
        let (mut new, mut at, mut is_changed) = (String::new(), own.start, false);
        for (range, with) in parts {
            if range.end <= own.start || range.start >= own.end {
                continue;
            }
            is_changed = true;
            new.push_str(rich.text.get(at..range.start.max(own.start)).unwrap_or_default());
            // In the run in which it begins; what is left of it in later ones goes.
            if range.start >= own.start {
                new.push_str(with);
            }
            at = range.end.min(own.end);
        }
        new.push_str(rich.text.get(at..own.end).unwrap_or_default());
        if is_changed {
            edits.replace(outline.elements[run].whole.clone(), plain(&new, ""));
        }
        start = own.end;
    }
    let new = edits.apply(&wrapped);
    new["<x>".len()..new.len() - "</x>".len()].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rich_text_keeps_the_looks_of_its_runs() {
        let xml = "<r><t>Năm {{ye</t></r><r><rPr><b/></rPr><t>ar}} x</t></r>".to_owned();
        let rich = Rich { xml, text: "Năm {{year}} x".to_owned() };
        let at = rich.text.find("{{").unwrap();
        let parts = [(at..at + 8, "2020".to_owned())];
        let new = replaced(&rich, &parts, "");
        assert_eq!(
            new,
            "<r><t xml:space=\"preserve\">Năm 2020</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> x</t></r>"
        );
        let plain = replaced(&rich, &parts, "p:");
        assert_eq!(plain, "<p:t xml:space=\"preserve\">Năm 2020 x</p:t>");
    }
}
