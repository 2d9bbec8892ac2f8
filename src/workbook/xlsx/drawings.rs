//! What lies over the cells of a sheet: pictures, shapes, boxes to be ticked;
//! and the notes beside them. All of it is a courtesy: a part that cannot be
//! read takes nothing from the values.

use std::collections::BTreeSet;

use super::places::{cell_place, region};
use super::small_part;
use super::workbook::relations_of;
use crate::workbook::grid::Sheet;
use crate::workbook::ours::{NOTE_AUTHOR, NOTE_DIVIDER};
use crate::workbook::package::Package;
use crate::workbook::region::Region;
use crate::workbook::seen::{Drawn, Seen, What};
use crate::workbook::xml::{Step, Xml, attr};

/// Parts that are longer are not looked into.
const PART_BYTES: u64 = 8 << 20;
/// More things on a sheet are not told one by one.
pub(crate) const DRAWN_MAX: usize = 5_000;
/// Half of a usual column and a usual row, in the units of drawings.
const HALF: [i64; 2] = [304_800, 127_000];

/// Notes what lies over a sheet, whose part it is.
pub(super) fn read(package: &mut Package<'_>, part: &str, sheet: &mut Sheet) {
    let relations = relations_of(package, part);
    // Conversations are told by their own part, not by the placeholder beside it.
    for kind in ["threadedComment", "comments", "drawing", "vmlDrawing"] {
        for relation in relations.iter().filter(|it| it.kind == kind) {
            let Ok(bytes) = small_part(package, &relation.target, PART_BYTES) else { continue };
            let (part, seen) = (relation.target.as_str(), &mut sheet.seen);
            // What was found up to a mistake stays.
            let _ = match kind {
                "drawing" => drawing(&bytes, part, seen),
                "vmlDrawing" => controls(&bytes, part, seen),
                "comments" => comments(&bytes, part, seen),
                _ => conversations(&bytes, part, seen),
            };
        }
    }
}

/// Reading that ends at the first mistake.
type Read = Result<(), Box<crate::finding::Finding>>;

/// One end of what is drawn: column, its offset, row, its offset.
pub(crate) type End = [i64; 4];

/// Something being read of a drawing.
#[derive(Default)]
struct Anchor {
    depth: usize,
    ends: [Option<End>; 2],
    what: Option<What>,
    is_hidden: bool,
    has_properties: bool,
    text: String,
}

/// Pictures and shapes.
fn drawing(bytes: &[u8], part: &str, seen: &mut Seen) -> Read {
    let mut xml = Xml::new(bytes, part);
    let (mut anchor, mut end, mut element) = (None::<Anchor>, 0, String::new());
    loop {
        let step = xml.step()?;
        match step {
            Step::Start(it) => {
                it.local_name().as_ref().clone_into(&mut element);
                let Some(open) = &mut anchor else {
                    if matches!(element.as_str(), "twoCellAnchor" | "oneCellAnchor") {
                        drop(it);
                        anchor = Some(Anchor { depth: xml.depth(), ..Anchor::default() });
                    }
                    continue;
                };
                match element.as_str() {
                    "from" => (end, open.ends[0]) = (0, Some([0; 4])),
                    "to" => (end, open.ends[1]) = (1, Some([0; 4])),
                    "pic" => _ = open.what.get_or_insert(What::Picture),
                    "sp" | "cxnSp" | "contentPart" => _ = open.what.get_or_insert(What::Shape),
                    "cNvPr" if !open.has_properties => {
                        open.has_properties = true;
                        open.is_hidden = attr(&it, "hidden").is_some_and(|it| it != "0");
                    }
                    _ => {}
                }
            }
            Step::Text(text) => {
                let Some(open) = &mut anchor else { continue };
                let place = match element.as_str() {
                    "col" => 0,
                    "colOff" => 1,
                    "row" => 2,
                    "rowOff" => 3,
                    "t" if open.text.len() < 200 => {
                        open.text.push_str(&text);
                        continue;
                    }
                    _ => continue,
                };
                if let (Some(ends), Ok(number)) = (&mut open.ends[end], text.trim().parse()) {
                    ends[place] = number;
                }
            }
            Step::End(_) => {
                element.clear();
                let depth = xml.depth();
                if let Some(closed) = anchor.take_if(|it| depth < it.depth)
                    && let (Some(what), false) = (closed.what, closed.is_hidden)
                {
                    put(seen, closed.ends, what, closed.text, |_| false);
                }
            }
            Step::Done => return Ok(()),
            Step::Data(_) | Step::Nothing => {}
        }
    }
}

/// Keeps what is drawn, once for a place; not what is told by the cell below it.
pub(crate) fn put(
    seen: &mut Seen,
    ends: [Option<End>; 2],
    what: What,
    text: String,
    is_told: impl Fn((u32, u32)) -> bool,
) {
    let Some(from) = ends[0] else { return };
    let to = ends[1].unwrap_or(from);
    let (Some(cols), Some(rows)) = (span(from, to, 0), span(from, to, 2)) else { return };
    let over = Region { top: rows.0, bottom: rows.1, left: cols.0, right: cols.1 };
    let drawn = Drawn { over, at: (rows.2, cols.2), what, text };
    let is_new = || !seen.drawn.iter().any(|it| it.over == drawn.over);
    if seen.drawn.len() < DRAWN_MAX && !is_told(drawn.at) && is_new() {
        seen.drawn.push(drawn);
    }
}

/// The first and the last column (or row) that is covered, and the one in the midst.
fn span(from: End, to: End, axis: usize) -> Option<(u32, u32, u32)> {
    let (first, mut last) = (from[axis], to[axis].max(from[axis]));
    // What ends where a cell begins does not cover it.
    if last > first && to[axis + 1] <= 0 {
        last -= 1;
    }
    let half = HALF[axis / 2];
    let middle = if last == first + 1 {
        // Of two, the one of which more is covered.
        let (before, behind) = (2 * half - from[axis + 1].min(2 * half), to[axis + 1]);
        if behind > before { last } else { first }
    } else {
        i64::midpoint(first, last)
    };
    Some((u32::try_from(first).ok()?, u32::try_from(last).ok()?, u32::try_from(middle).ok()?))
}

/// Boxes to be ticked. They are kept in an old language for drawings, along with all
/// that belongs to notes.
fn controls(bytes: &[u8], part: &str, seen: &mut Seen) -> Read {
    /// Depth, ends, whether it is ticked, the cell that it writes to.
    type Open = (usize, Option<[Option<End>; 2]>, bool, Option<String>);

    let mut xml = Xml::new(bytes, part);
    let mut element = String::new();
    let mut open: Option<Open> = None;
    loop {
        match xml.step()? {
            Step::Start(it) => {
                it.local_name().as_ref().clone_into(&mut element);
                let kind = attr(&it, "ObjectType").unwrap_or_default();
                if element == "ClientData" && matches!(kind.as_str(), "Checkbox" | "Radio") {
                    drop(it);
                    open = Some((xml.depth(), None, false, None));
                }
            }
            Step::Text(text) => match (&mut open, element.as_str()) {
                (Some(open), "Anchor") => open.1 = ends(&text),
                (Some(open), "Checked") => open.2 = text.trim() != "0",
                (Some(open), "FmlaLink") => open.3 = Some(text.trim().to_owned()),
                _ => {}
            },
            Step::End(_) => {
                element.clear();
                let depth = xml.depth();
                if let Some((_, Some(ends), is_ticked, link)) = open.take_if(|it| depth < it.0) {
                    // What the box says stands in the cell below it.
                    let linked = link.and_then(|it| region(it.rsplit('!').next()?));
                    let is_told = |at: (u32, u32)| linked.is_some_and(|it| it.contains(at.0, at.1));
                    put(seen, ends, What::Box(is_ticked), String::new(), is_told);
                }
            }
            Step::Done => return Ok(()),
            Step::Data(_) | Step::Nothing => {}
        }
    }
}

/// `1, 15, 2, 10, 3, 15, 4, 4`: left column and pixels in it, top row, right, bottom.
fn ends(text: &str) -> Option<[Option<End>; 2]> {
    const PIXEL: i64 = 9_525;
    let numbers: Vec<i64> = text.split(',').filter_map(|it| it.trim().parse().ok()).collect();
    let end =
        |it: &[i64]| Some([it[0], it[1].checked_mul(PIXEL)?, it[2], it[3].checked_mul(PIXEL)?]);
    match numbers.as_slice() {
        all @ [_, _, _, _, _, _, _, _] => Some([end(&all[..4]), end(&all[4..])]),
        _ => None,
    }
}

/// Notes; ours are no part of what the branch says.
fn comments(bytes: &[u8], part: &str, seen: &mut Seen) -> Read {
    /// Depth, cell, whether it is of another author than ours, its text.
    type Open = (usize, Option<(u32, u32)>, bool, String);

    let mut xml = Xml::new(bytes, part);
    let (mut element, mut authors) = (String::new(), Vec::<String>::new());
    let mut open: Option<Open> = None;
    let mut is_phonetic = false;
    loop {
        match xml.step()? {
            Step::Start(it) => {
                it.local_name().as_ref().clone_into(&mut element);
                match element.as_str() {
                    "author" => authors.push(String::new()),
                    "comment" => {
                        let place = attr(&it, "ref").and_then(|it| cell_place(it.as_bytes()));
                        let author = attr(&it, "authorId").and_then(|it| it.parse::<usize>().ok());
                        let author =
                            author.and_then(|it| authors.get(it)).map_or("", |it| it.trim());
                        let is_other = author != NOTE_AUTHOR && !author.starts_with("tc=");
                        drop(it);
                        open = Some((xml.depth(), place, is_other, String::new()));
                    }
                    "rPh" => is_phonetic = true,
                    _ => {}
                }
            }
            Step::Text(text) | Step::Data(text) => match (&mut open, element.as_str()) {
                (None, "author") => {
                    if let Some(last) = authors.last_mut() {
                        last.push_str(&text);
                    }
                }
                (Some(open), "t") if !is_phonetic && open.3.len() < 4_000 => open.3.push_str(&text),
                _ => {}
            },
            Step::End(name) => {
                element.clear();
                is_phonetic &= name != crate::workbook::xml::Name::Phonetic;
                let depth = xml.depth();
                if let Some((_, Some(place), true, text)) = open.take_if(|it| depth < it.0) {
                    let signed = |it: &&String| !it.trim().is_empty();
                    let authors: BTreeSet<&str> =
                        authors.iter().filter(signed).map(|it| it.trim()).collect();
                    seen.note(place, own_words(&text, &authors));
                }
            }
            Step::Done => return Ok(()),
            Step::Nothing => {}
        }
    }
}

/// A note without the name of its author, which Excel puts before it, and without what we
/// wrote above it.
pub(crate) fn own_words<'a>(text: &'a str, authors: &BTreeSet<&str>) -> &'a str {
    // Ours stands above theirs, or alone.
    let text = text.rsplit_once(NOTE_DIVIDER).map_or(text, |it| it.1).trim();
    if text.strip_prefix(NOTE_AUTHOR).is_some_and(|it| it.starts_with(":\n")) {
        return "";
    }
    let unsigned = authors.iter().find_map(|it| text.strip_prefix(it)?.strip_prefix(':'));
    unsigned.map_or(text, str::trim)
}

/// Conversations beside cells.
fn conversations(bytes: &[u8], part: &str, seen: &mut Seen) -> Read {
    let mut xml = Xml::new(bytes, part);
    let (mut element, mut place) = (String::new(), None);
    loop {
        match xml.step()? {
            Step::Start(it) => {
                it.local_name().as_ref().clone_into(&mut element);
                if element == "threadedComment" {
                    place = attr(&it, "ref").and_then(|it| cell_place(it.as_bytes()));
                }
            }
            Step::Text(text) | Step::Data(text) if element == "text" => {
                if let Some(place) = place {
                    seen.note(place, &text);
                }
            }
            Step::End(_) => element.clear(),
            Step::Done => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_where_a_cell_begins_does_not_cover_it() {
        for (from, to, covers) in [
            ([3, 0, 6, 0], [4, 0, 7, 0], (3, 3, 3)),
            ([3, 0, 6, 0], [3, 90_000, 6, 90_000], (3, 3, 3)),
            ([3, 500_000, 6, 0], [4, 400_000, 7, 0], (3, 4, 4)),
            ([3, 100_000, 6, 0], [4, 200_000, 7, 0], (3, 4, 3)),
            ([3, 0, 6, 0], [9, 1, 7, 0], (3, 9, 6)),
            ([5, 0, 6, 0], [3, 0, 7, 0], (5, 5, 5)),
        ] {
            assert_eq!(span(from, to, 0), Some(covers), "{from:?} {to:?}");
        }
        assert_eq!(span([-1, 0, 0, 0], [0, 0, 0, 0], 0), None);
    }

    #[test]
    fn a_note_is_what_was_written_and_no_signature() {
        let authors = BTreeSet::from(["Ma Văn Thụ", "PC"]);
        assert_eq!(own_words("Ma Văn Thụ:\nSửa: 2 năm", &authors), "Sửa: 2 năm");
        assert_eq!(own_words("Sửa: 2 năm", &authors), "Sửa: 2 năm");
        assert_eq!(own_words("PC", &authors), "PC");
        let ours = format!("xeploai:\nV101\n{NOTE_DIVIDER}\nPC:\nSửa: 2 năm");
        assert_eq!(own_words(&ours, &authors), "Sửa: 2 năm");
        assert_eq!(own_words("xeploai:\nV101", &authors), "");
    }
}
