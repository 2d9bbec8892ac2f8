//! The boxes of notes, in VML.
//!
//! VML need not be well-formed XML, so it is searched as text and never parsed.

use std::fmt::Write as _;
use std::ops::Range;

use crate::workbook::patch::Refusal;
use crate::workbook::patch::spans::Edits;
use crate::workbook::patch::workbook::{SheetEntry, Workbook};
use crate::workbook::patch::{PatchedPackage, Relation};
use crate::write::returned::noted::{Notes, Written};
use crate::write::returned::sheet::{Legacy, Sheet};

const VML_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// VML belongs to the transitional dialect, and is called so in strict workbooks too.
const VML_RELATION: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing";
const VML_NAMESPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// Brings the boxes in line with the notes.
pub(super) fn write(
    package: &mut PatchedPackage,
    book: &Workbook,
    entry: &SheetEntry,
    sheet: &Sheet,
    shapes: Option<&(Relation, String)>,
    written: &Written,
    notes: &Notes,
) -> Result<Legacy, Refusal> {
    let Some((relation, part)) = shapes else {
        if written.added.is_empty() {
            return Ok(Legacy::Keep);
        }
        let block = next_block(package);
        let text = new_vml(block);
        let edits = added_shapes(&text, &Edits::default(), &text, sheet, written, notes)?;
        let part = package.free_name(&format!("{}drawings/vmlDrawing", book.folder()), ".vml");
        package.set_default_type("vml", VML_TYPE)?;
        package.put(&part, edits.apply(&text));
        package.set_type(&part, VML_TYPE)?;
        let id = package.relate(&entry.part, VML_RELATION, &part)?;
        return Ok(Legacy::Add(id));
    };
    let text = package.text(part)?;
    let mut edits = Edits::default();
    let mut count = 0;
    for range in shape_ranges(&text) {
        let is_gone =
            noted_cell(&text[range.clone()]).is_some_and(|it| written.removed.contains(&it));
        if is_gone {
            edits.delete(range);
        } else {
            count += 1;
        }
    }
    if written.is_empty && count == 0 && !text.contains("<v:group") {
        package.remove(part)?;
        package.unrelate(&entry.part, &relation.id)?;
        return Ok(Legacy::Remove);
    }
    if !written.added.is_empty() {
        let left = edits.apply(&text);
        edits = added_shapes(&text, &edits, &left, sheet, written, notes)?;
    }
    package.patch(part, &text, &edits);
    Ok(Legacy::Keep)
}

/// Blocks of shape numbers are shared out among the drawings of a workbook.
fn next_block(package: &mut PatchedPackage) -> u32 {
    let mut last = 0;
    for part in package.ending_in(".vml") {
        let text = package.text(&part).unwrap_or_default();
        for map in text.split("idmap").skip(1) {
            let data = map.split('>').next().and_then(|it| it.split("data=").nth(1));
            let data = data.unwrap_or_default().trim_start_matches(['"', '\'']);
            let numbers = data.split(['"', '\'']).next().unwrap_or_default();
            last = numbers.split(',').filter_map(|it| it.trim().parse().ok()).fold(last, u32::max);
        }
    }
    last + 1
}

fn new_vml(block: u32) -> String {
    let bound = VML_NAMESPACES.map(|(prefix, address)| format!(" xmlns:{prefix}=\"{address}\""));
    format!(
        "<xml{}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{block}\"/></o:shapelayout>{SHAPE_TYPE}</xml>",
        bound.concat()
    )
}

/// Where the shapes stand.
fn shape_ranges(text: &str) -> Vec<Range<usize>> {
    const END: &str = "</v:shape>";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<v:shape").map(|it| it + at) {
        let after = &text[start + "<v:shape".len()..];
        if !after.starts_with(|it: char| it.is_ascii_whitespace() || it == '>') {
            at = start + 1;
            continue;
        }
        let Some(end) = text[start..].find(END).map(|it| start + it + END.len()) else { break };
        found.push(start..end);
        at = end;
    }
    found
}

/// The cell of a note's shape.
fn noted_cell(shape: &str) -> Option<(u32, u32)> {
    let number = |tag: &str| {
        let rest = shape.split_once(&format!("<x:{tag}>"))?.1;
        rest.split('<').next()?.trim().parse().ok()
    };
    let is_note = shape.contains("ObjectType=\"Note\"") || shape.contains("ObjectType='Note'");
    is_note.then(|| Some((number("Row")?, number("Column")?))).flatten()
}

/// The splices of `text` that add our shapes; `left` is what `edits` leave of it.
fn added_shapes(
    text: &str,
    edits: &Edits,
    left: &str,
    sheet: &Sheet,
    written: &Written,
    notes: &Notes,
) -> Result<Edits, Refusal> {
    let mut edits = edits.clone();
    let end = text.rfind("</xml>").ok_or(Refusal::DanglingDrawing)?;
    let root = text[..end].split_once("<xml").map_or("", |it| it.1);
    let root = root.split('>').next().unwrap_or_default();
    let is_bound = |prefix: &str| root.contains(&format!("xmlns:{prefix}="));
    let bound = VML_NAMESPACES.map(|(prefix, address)| {
        if is_bound(prefix) { String::new() } else { format!(" xmlns:{prefix}=\"{address}\"") }
    });
    let bound = bound.concat();
    let mut xml = String::new();
    if !text.contains("\"_x0000_t202\"") {
        xml.push_str(&SHAPE_TYPE.replacen("<v:shapetype", &format!("<v:shapetype{bound}"), 1));
    }
    let first = last_shape(left) + 1;
    for (number, (row, col)) in (first..).zip(&written.added) {
        let said = notes.get(&(*row, *col)).map_or("", String::as_str);
        let (width, height) = box_size(said);
        let anchor = sheet.note_box(*row, *col, width, height).map(|it| it.to_string()).join(", ");
        let index = number - first + 1;
        let (width, height) = (width * 3 / 4, height * 3 / 4);
        // Writing to a string cannot fail.
        let _ = write!(
            xml,
            "<v:shape id=\"_x0000_s{number}\" type=\"#_x0000_t202\"{bound} style='position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;z-index:{index};visibility:hidden' fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
        );
    }
    edits.insert(end, xml);
    Ok(edits)
}

/// The greatest number of a shape; of a drawing without one the end of its block's start.
fn last_shape(text: &str) -> u32 {
    let digits = |it: &str| {
        let end = it.find(|it: char| !it.is_ascii_digit()).unwrap_or(it.len());
        it[..end].parse::<u32>().ok()
    };
    let numbers = text.split("_x0000_s").skip(1).filter_map(digits);
    numbers.max().unwrap_or_else(|| {
        let block = text.split_once("data=\"").and_then(|it| digits(it.1)).unwrap_or(1);
        block.saturating_mul(1_024)
    })
}

/// Width and height in pixels for a text in the notes' font.
fn box_size(text: &str) -> (u32, u32) {
    const LINE: u32 = 16;
    let lines = |width: u32| -> u32 {
        let per_line = usize::try_from(width / 7).unwrap_or(1).max(1);
        let count = |it: &str| it.chars().count().div_ceil(per_line).max(1);
        u32::try_from(text.split('\n').map(count).sum::<usize>()).unwrap_or(u32::MAX)
    };
    // Narrow while it fits a third of a screen, then wider.
    let width = if lines(280) <= 20 { 280 } else { 420 };
    (width, (lines(width).min(40) + 1) * LINE + 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_found_in_ill_formed_vml() {
        let text = "<xml><v:shapetype id=\"_x0000_t202\"></v:shapetype><br><v:shape id=\"_x0000_s1030\"><x:ClientData ObjectType=\"Note\"><x:Row>\n 3 </x:Row><x:Column>4</x:Column></x:ClientData></v:shape><v:shape id='_x0000_s7'></v:shape></xml>";
        let ranges = shape_ranges(text);
        assert_eq!(ranges.len(), 2);
        assert_eq!(noted_cell(&text[ranges[0].clone()]), Some((3, 4)));
        assert_eq!(noted_cell(&text[ranges[1].clone()]), None);
        assert_eq!(last_shape(text), 1030);
        assert_eq!(last_shape(&new_vml(3)), 3 * 1024);
    }
}
