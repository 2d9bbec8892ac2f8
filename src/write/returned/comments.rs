//! Notes: their texts, in the comments part. Their boxes are in [`comment_boxes`].
//!
//! A note of somebody else is kept: ours goes above it, with a line between.
//! Notes of an earlier round of ours are replaced.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::workbook::ours::{NOTE_AUTHOR, NOTE_DIVIDER};
use crate::workbook::patch::Refusal;
use crate::workbook::patch::grid::{name, place};
use crate::workbook::patch::spans::{Edits, Outline, content, prefixed};
use crate::workbook::patch::workbook::{SheetEntry, Workbook};
use crate::workbook::patch::{DECLARATION, PatchedPackage, Relation};
use crate::write::returned::comment_boxes;
use crate::write::returned::noted::{Notes, Written};
use crate::write::returned::sheet::{Legacy, Sheet};

/// Most characters of a note, counted as Excel counts.
const CHARACTERS_MAX: usize = 32_767;

const COMMENTS_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";

/// What a sheet has of notes.
struct Parts {
    comments: Option<(Relation, String)>,
    shapes: Option<(Relation, String)>,
}

/// Writes the notes of one sheet in the place of those of an earlier round.
pub(super) fn write(
    package: &mut PatchedPackage,
    book: &Workbook,
    entry: &SheetEntry,
    sheet: &Sheet,
    notes: &Notes,
) -> Result<Legacy, Refusal> {
    let parts = parts(package, entry, sheet)?;
    let text = match &parts.comments {
        Some((_, part)) => package.text(part)?,
        None if notes.is_empty() => return Ok(Legacy::Keep),
        None => format!(
            "{DECLARATION}<comments xmlns=\"{}\"><authors></authors><commentList></commentList></comments>",
            book.namespace
        ),
    };
    let outline = Outline::new(&text)?;
    let written = comments(&outline, notes)?;
    if written.removed.is_empty() && written.added.is_empty() && written.extended == 0 {
        return Ok(Legacy::Keep);
    }
    match &parts.comments {
        Some((relation, part)) if written.is_empty => {
            package.remove(part)?;
            package.unrelate(&entry.part, &relation.id)?;
        }
        Some((_, part)) => package.patch(part, &text, &written.edits),
        None => {
            let part = package.free_name(&format!("{}comments", book.folder()), ".xml");
            package.put(&part, written.edits.apply(&text));
            package.set_type(&part, COMMENTS_TYPE)?;
            package.relate(&entry.part, &book.relation("comments"), &part)?;
        }
    }
    comment_boxes::write(package, book, entry, sheet, parts.shapes.as_ref(), &written, notes)
}

fn parts(
    package: &mut PatchedPackage,
    entry: &SheetEntry,
    sheet: &Sheet,
) -> Result<Parts, Refusal> {
    let relations = package.relations(&entry.part)?;
    let there = |relation: &Relation| {
        let part = relation.part.clone().filter(|it| package.has(it));
        part.map(|it| (relation.clone(), it)).ok_or(Refusal::DanglingDrawing)
    };
    let comments = relations.iter().find(|it| it.is("comments")).map(there).transpose()?;
    let shapes = match sheet.legacy_id() {
        Some(id) => {
            let relation = relations.iter().find(|it| it.id == id);
            Some(there(relation.ok_or(Refusal::DanglingDrawing)?)?)
        }
        None => None,
    };
    Ok(Parts { comments, shapes })
}

fn comments(outline: &Outline, notes: &Notes) -> Result<Written, Refusal> {
    if outline.elements[0].local() != "comments" {
        return Err(Refusal::Damaged);
    }
    let list = outline.child(0, "commentList").ok_or(Refusal::Damaged)?;
    let authors_element = outline.child(0, "authors");
    let authors: Vec<String> = authors_element
        .map(|it| outline.children(it).map(|it| outline.text_of(it)).collect())
        .unwrap_or_default();
    let own = authors.iter().position(|it| it.trim() == NOTE_AUTHOR);

    let mut written = Written {
        edits: Edits::default(),
        removed: BTreeSet::new(),
        added: BTreeSet::new(),
        extended: 0,
        is_empty: false,
    };
    let mut kept = BTreeSet::new();
    for comment in outline.children(list) {
        let Some(cell) = outline.attr(comment, "ref").and_then(|it| place(&it)) else {
            kept.insert((u32::MAX, u32::MAX));
            continue;
        };
        let author = outline.attr(comment, "authorId").and_then(|it| it.parse::<usize>().ok());
        let text = outline.child(comment, "text");
        let is_ours = (author.is_some() && author == own)
            || text.is_some_and(|it| is_all_ours(&outline.text_of(it)));
        if is_ours {
            written.edits.delete(outline.elements[comment].whole.clone());
            written.removed.insert(cell);
            continue;
        }
        kept.insert(cell);
        // The placeholder of a conversation: Excel writes it anew from elsewhere.
        let is_placeholder =
            author.and_then(|it| authors.get(it)).is_some_and(|it| it.starts_with("tc="));
        if let Some(text) = text.filter(|_| !is_placeholder)
            && extend(outline, text, notes.get(&cell), &mut written.edits)
        {
            written.extended += 1;
        }
    }
    let new: Vec<_> = notes.iter().filter(|(cell, _)| !kept.contains(cell)).collect();
    written.is_empty = kept.is_empty() && new.is_empty();
    if new.is_empty() {
        return Ok(written);
    }
    let prefix = outline.prefix();
    if own.is_none() {
        let xml = prefixed(&format!("<author>{NOTE_AUTHOR}</author>"), prefix);
        match authors_element {
            Some(it) => outline.append(&mut written.edits, it, &xml),
            None => written.edits.insert(
                outline.elements[list].whole.start,
                format!("<{prefix}authors>{xml}</{prefix}authors>"),
            ),
        }
    }
    let author = own.unwrap_or(authors.len());
    let mut xml = String::new();
    for ((row, col), text) in new {
        // Writing to a string cannot fail.
        let _ = write!(
            xml,
            "<comment ref=\"{}\" authorId=\"{author}\" shapeId=\"0\"><text>{}</text></comment>",
            name(*row, *col),
            runs(text, CHARACTERS_MAX)
        );
        written.added.insert((*row, *col));
    }
    outline.append(&mut written.edits, list, &prefixed(&xml, prefix));
    Ok(written)
}

/// Whether a note is ours alone by its text: `LibreOffice` forgets the authors.
fn is_all_ours(text: &str) -> bool {
    let after = text.strip_prefix(NOTE_AUTHOR).and_then(|it| it.strip_prefix(':'));
    after.is_some_and(|it| it.starts_with(['\n', '\r'])) && !text.contains(NOTE_DIVIDER)
}

/// Our text as two runs, cut to `characters`.
fn runs(text: &str, characters: usize) -> String {
    let head = format!("{NOTE_AUTHOR}:\n");
    let text = shortened(text, characters.saturating_sub(head.len()));
    format!("{}{}", run("<b/>", &head), run("", &text))
}

fn run(bold: &str, text: &str) -> String {
    format!(
        "<r><rPr>{bold}<sz val=\"9\"/><color indexed=\"81\"/><rFont val=\"Tahoma\"/><family val=\"2\"/></rPr><t xml:space=\"preserve\">{}</t></r>",
        content(text)
    )
}

/// A text of at most `characters` UTF-16 units, with `…` where it was cut.
pub(super) fn shortened(text: &str, characters: usize) -> String {
    if text.encode_utf16().count() <= characters {
        return text.to_owned();
    }
    let mut left = characters.saturating_sub(1);
    let fits = |it: &char| {
        let fits = it.len_utf16() <= left;
        left = if fits { left - it.len_utf16() } else { 0 };
        fits
    };
    let mut out: String = text.chars().take_while(fits).collect();
    out.push('…');
    out
}

/// Puts our text above somebody else's, in the place of that of an earlier
/// round. Says whether there was anything to do.
fn extend(outline: &Outline, text: usize, note: Option<&String>, edits: &mut Edits) -> bool {
    let inner = outline.elements[text].inner();
    let is_cut = cut(outline, text, edits);
    let Some(note) = note else { return is_cut };
    let said = outline.text_of(text);
    let theirs = said.rsplit_once(NOTE_DIVIDER).map_or(said.as_str(), |it| it.1);
    let divider = format!("{NOTE_DIVIDER}\n");
    let left = CHARACTERS_MAX
        .saturating_sub(theirs.encode_utf16().count())
        .saturating_sub(divider.encode_utf16().count() + 1);
    let ours = format!("{}{}", runs(note, left), run("", "\n") + &run("<b/>", &divider));
    let ours = prefixed(&ours, outline.prefix());
    let bare = outline.children(text).find(|&it| outline.elements[it].local() == "t");
    if inner.is_empty() {
        outline.append(edits, text, &ours);
    } else if let Some(bare) = bare {
        // A text of runs must have no bare piece beside them.
        let (prefix, bare) = (outline.prefix(), &outline.elements[bare].whole);
        edits.insert(bare.start, format!("{ours}<{prefix}r>"));
        edits.insert(bare.end, format!("</{prefix}r>"));
    } else {
        edits.insert(inner.start, ours);
    }
    true
}

/// Takes out what an earlier round put above somebody else's note.
fn cut(outline: &Outline, text: usize, edits: &mut Edits) -> bool {
    let pieces: Vec<_> = outline
        .descendants(text)
        .filter(|&it| outline.elements[it].local() == "t")
        .map(|it| outline.elements[it].inner())
        .collect();
    let found = pieces.iter().rev().find_map(|inner| {
        let raw = &outline.text[inner.clone()];
        raw.rfind(NOTE_DIVIDER).map(|at| (inner.clone(), at + NOTE_DIVIDER.len()))
    });
    let Some((inner, end)) = found else { return false };
    let rest = &outline.text[inner.start + end..inner.end];
    let rest_of_line = rest.trim_start_matches(['\r', '\n']);
    let whole_run = outline
        .children(text)
        .find(|&it| {
            let run = &outline.elements[it];
            run.local() == "r" && run.whole.contains(&inner.start)
        })
        .map(|it| outline.elements[it].whole.clone());
    let first = outline.elements[text].inner().start;
    match whole_run {
        Some(run) if rest_of_line.is_empty() => edits.delete(first..run.end),
        Some(run) => {
            edits.delete(first..run.start);
            edits.delete(inner.start..inner.end - rest_of_line.len());
        }
        // Some program made one piece of the runs.
        None => edits.delete(inner.start..inner.end - rest_of_line.len()),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    fn part(authors: &str, list: &str) -> String {
        format!(
            "<comments xmlns=\"{MAIN}\"><authors>{authors}</authors><commentList>{list}</commentList></comments>"
        )
    }

    fn noted(text: &str, notes: &[((u32, u32), &str)]) -> (String, Written) {
        let outline = Outline::new(text).unwrap();
        let notes = notes.iter().map(|(cell, note)| (*cell, (*note).to_owned())).collect();
        let written = comments(&outline, &notes).unwrap();
        let new = written.edits.apply(text);
        assert_eq!(written.edits.inverse(text).apply(&new), text);
        (new, written)
    }

    #[test]
    fn a_note_of_ours_comes_and_goes() {
        let old = part("<author>An</author>", "");
        let (once, written) = noted(&old, &[((1, 1), "Sai")]);
        assert!(written.added.contains(&(1, 1)) && !written.is_empty);
        let (twice, _) = noted(&once, &[((1, 1), "Sai")]);
        assert_eq!(once, twice);
        let (none, written) = noted(&once, &[]);
        assert!(written.is_empty && written.removed.contains(&(1, 1)));
        assert_eq!(none, part("<author>An</author><author>xeploai</author>", ""));
    }

    #[test]
    fn a_note_of_somebody_else_is_kept_and_ours_stands_above_it() {
        for theirs in [
            "<t>Hỏi lại</t>",
            "<r><t>Hỏi</t></r><r><t> lại</t></r>",
            "<t xml:space=\"preserve\">a &amp; b\n</t>",
        ] {
            let comment = |inner: &str| {
                part(
                    "<author>An</author>",
                    &format!("<comment ref=\"B2\" authorId=\"0\"><text>{inner}</text></comment>"),
                )
            };
            let old = comment(theirs);
            let (once, written) = noted(&old, &[((1, 1), "Sai")]);
            assert_eq!((written.extended, written.added.len()), (1, 0));
            assert!(once.contains(theirs) && once.contains(">Sai</t>"), "{once}");
            let (twice, _) = noted(&once, &[((1, 1), "Sai")]);
            assert_eq!(once.matches("Sai").count(), twice.matches("Sai").count());
            let (gone, _) = noted(&once, &[]);
            assert!(gone == old || gone == comment(&format!("<r>{theirs}</r>")), "{gone}");
        }
    }

    #[test]
    fn runs_that_another_program_joined_are_cut_inside() {
        let joined = format!("<t>xeploai:\nSai\n{NOTE_DIVIDER}\nHỏi lại</t>");
        for inner in [joined.clone(), format!("<r>{joined}</r>")] {
            let old = part(
                "<author>An</author>",
                &format!("<comment ref=\"B2\" authorId=\"0\"><text>{inner}</text></comment>"),
            );
            let (gone, _) = noted(&old, &[]);
            assert!(gone.contains("<t>Hỏi lại</t>") && !gone.contains("Sai"), "{gone}");
        }
    }

    #[test]
    fn ours_is_known_by_its_text_when_the_authors_were_lost() {
        let old = part(
            "<author> </author>",
            "<comment ref=\"B2\" authorId=\"0\"><text><r><t>xeploai:&#10;</t></r><r><t>Sai</t></r></text></comment><comment ref=\"B3\" authorId=\"0\"><text><t>xeploai: là gì?</t></text></comment>",
        );
        let (new, written) = noted(&old, &[]);
        assert_eq!(written.removed.iter().collect::<Vec<_>>(), [&(1, 1)]);
        assert!(new.contains("là gì?") && !new.contains("Sai"), "{new}");
    }

    #[test]
    fn a_conversation_is_left_alone() {
        let old = part(
            "<author>tc={1}</author>",
            "<comment ref=\"B2\" authorId=\"0\"><text><t>x</t></text></comment>",
        );
        let (new, written) = noted(&old, &[((1, 1), "Sai")]);
        assert_eq!(new, old);
        assert!(written.added.is_empty() && written.extended == 0);
    }

    #[test]
    fn texts_are_cut_where_excel_stops() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "ab…");
        assert_eq!(shortened("a😀bc", 3), "a…");
        let long = "đ".repeat(40_000);
        let (new, _) = noted(&part("", ""), &[((0, 0), &long)]);
        let outline = Outline::new(&new).unwrap();
        let text = outline.elements.iter().position(|it| it.local() == "text").unwrap();
        assert_eq!(outline.text_of(text).encode_utf16().count(), CHARACTERS_MAX);
    }
}
