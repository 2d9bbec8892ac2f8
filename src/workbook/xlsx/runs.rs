//! Pieces of a text that have fonts of their own: a name of an old font stands
//! there alone when somebody pasted a few words into a cell, a raised 1 is the mark of a note.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::BytesStart;

use crate::finding::Finding;
use crate::workbook::fonts::Font;
use crate::workbook::grid::{Piece, Sheet};
use crate::workbook::seen::{self, Rest, Shown};
use crate::workbook::xml::{Name, Step, Xml, attr};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Its length in bytes.
    len: usize,
    face: Face,
    /// Whether it is struck out, where it says so itself.
    struck: Option<bool>,
    /// Whether it stands above or below the line.
    raised: bool,
}

impl Run {
    fn of(len: usize) -> Self {
        Self { len, face: Face::Cell, struck: None, raised: false }
    }

    fn shown(&self, is_cell_struck: bool) -> Shown {
        Shown { struck: self.struck.unwrap_or(is_cell_struck), raised: self.raised }
    }
}

/// Which font a piece is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    /// The cell's.
    Cell,
    /// One of its own that shows Unicode.
    Modern,
    /// One of its own from before Unicode.
    Old(Font),
}

/// Gathers the pieces of one text while its elements go by.
#[derive(Debug, Default)]
pub(super) struct Runs {
    all: Vec<Run>,
    is_text: bool,
    is_phonetic: bool,
}

impl Runs {
    pub(super) fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "r" => self.all.push(Run::of(0)),
            // What has properties of its own has none of the cell's.
            "rPr" => {
                if let Some(run) = self.all.last_mut() {
                    run.struck = Some(false);
                }
            }
            "strike" => {
                if let Some(run) = self.all.last_mut() {
                    let is_off = |it: String| matches!(it.as_str(), "0" | "false");
                    run.struck = Some(!attr(element, "val").is_some_and(is_off));
                }
            }
            "vertAlign" => {
                if let Some(run) = self.all.last_mut() {
                    let is_aside = |it: String| matches!(it.as_str(), "superscript" | "subscript");
                    run.raised = attr(element, "val").is_some_and(is_aside);
                }
            }
            "rFont" => {
                if let (Some(run), Some(name)) = (self.all.last_mut(), attr(element, "val")) {
                    run.face = Font::of_name(&name).map_or(Face::Modern, Face::Old);
                }
            }
            // How a text is pronounced is no part of it.
            "rPh" => self.is_phonetic = true,
            "t" => self.is_text = !self.is_phonetic,
            _ => {}
        }
    }

    pub(super) fn piece(&mut self, piece: &str) {
        if !self.is_text {
            return;
        }
        match self.all.last_mut() {
            Some(run) => run.len += piece.len(),
            None => self.all.push(Run::of(piece.len())),
        }
    }

    pub(super) fn end(&mut self, name: Name) {
        match name {
            Name::Text => self.is_text = false,
            Name::Phonetic => self.is_phonetic = false,
            _ => {}
        }
    }

    /// The pieces, if one looks otherwise than its cell.
    pub(super) fn close(mut self) -> Option<Vec<Run>> {
        // Those without a letter show nothing, and a file may have any number of them.
        self.all.retain(|it| it.len > 0);
        let is_own = |it: &Run| it.face != Face::Cell || it.struck.is_some();
        self.all.iter().any(is_own).then_some(self.all)
    }
}

/// The pieces of the shared texts that have such, by the text's place.
pub(super) fn shared(bytes: &[u8], part: &str) -> Result<BTreeMap<usize, Vec<Run>>, Box<Finding>> {
    let mut found = BTreeMap::new();
    // Most workbooks have none.
    if memchr::memmem::find(bytes, b"rPr").is_none() {
        return Ok(found);
    }
    let mut xml = Xml::of(bytes, part);
    let (mut place, mut runs) = (0_usize, Runs::default());
    loop {
        match xml.step()? {
            Step::Start(it) => runs.start(&it),
            Step::Text(piece) | Step::Data(piece) => runs.piece(&piece),
            Step::End(Name::Shared) => {
                if let Some(all) = std::mem::take(&mut runs).close() {
                    found.insert(place, all);
                }
                place += 1;
            }
            Step::End(name) => runs.end(name),
            Step::Nothing => {}
            Step::Done => return Ok(found),
        }
    }
}

/// A cell's text without what is struck out or raised in it, which is noted in the sheet. What
/// is struck out as a whole stays as it is, and is noted too; what is raised as a whole stays.
pub(super) fn left(
    sheet: &mut Sheet,
    place: (u32, u32),
    text: Arc<str>,
    is_cell_struck: bool,
    runs: Option<&[Run]>,
) -> Arc<str> {
    let Some(runs) = runs else {
        if is_cell_struck {
            sheet.seen.struck.insert(place);
        }
        return text;
    };
    let pieces: Vec<(usize, Shown)> =
        runs.iter().map(|it| (it.len, it.shown(is_cell_struck))).collect();
    match seen::left(&text, &pieces) {
        Rest::All => text,
        Rest::Nothing => {
            sheet.seen.struck.insert(place);
            text
        }
        Rest::Part(left, without) => {
            sheet.seen.left_out(place, &text, without);
            left.into()
        }
    }
}

/// Notes the fonts of a cell's text in the sheet: that of the cell, or those of its pieces.
/// Those that were left out of it are passed over.
pub(super) fn note(
    sheet: &mut Sheet,
    place: (u32, u32),
    text: &str,
    (cell, is_cell_struck): (Option<Font>, bool),
    runs: Option<&[Run]>,
) {
    let mut fonts: Vec<Piece> = Vec::new();
    let is_gone = |it: &Run| {
        let Shown { struck, raised } = it.shown(is_cell_struck);
        struck && sheet.seen.partly.contains_key(&place)
            || raised && sheet.seen.raised.contains_key(&place)
    };
    let left = runs.unwrap_or_default().iter().filter(|it| it.len > 0 && !is_gone(it));
    for run in left {
        let font = match run.face {
            Face::Cell => cell,
            Face::Modern => None,
            Face::Old(font) => Some(font),
        };
        match fonts.last_mut() {
            Some((len, last)) if *last == font => *len += run.len,
            _ => fonts.push((run.len, font)),
        }
    }
    let whole = match fonts.as_slice() {
        [] => cell,
        [(_, only)] => *only,
        several => {
            // Pieces of another length than the text are not these letters'.
            let mut end = 0;
            let fits = several.iter().all(|(len, _)| {
                end += len;
                text.is_char_boundary(end)
            });
            if fits && end == text.len() && several.iter().any(|it| it.1.is_some()) {
                sheet.old_pieces.entry(place).or_insert(fonts);
                return;
            }
            cell
        }
    };
    if let Some(font) = whole {
        sheet.old_fonts.entry(place).or_insert(font);
    }
}
