//! A part of a Word document as what may be repeated, left out or filled in it. Everything else of its
//! text is never looked at and stays as it was.

use std::ops::Range;

use crate::finding::Finding;
use crate::workbook::patch::Refusal;
use crate::workbook::patch::spans::{Outline, attrs, local};
use crate::write::fill::TWO_LISTS;
use crate::write::fill::names::List;

use super::marks::{Condition, Mark, What, marks};

/// How deep tables may stand in one another, with all that is between.
const DEPTH_MAX: usize = 64;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The body, a header, a footnote, a cell: what has to have a paragraph.
    Container,
    /// The same in a text box; what stands in it is of no row outside.
    Box,
    Table,
    Row,
    Paragraph,
    /// Content that is marked as one thing, e.g. to be chosen from a list.
    Control,
}

/// A text of a paragraph, `<w:t>`.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The element.
    pub(super) whole: Range<usize>,
    /// Its place in the paragraph's text.
    pub(super) at: Range<usize>,
}

/// What may be repeated, left out or filled.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) whole: Range<usize>,
    pub(super) children: Vec<Self>,
    /// Of a paragraph.
    pub(super) pieces: Vec<Piece>,
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    /// What it is repeated for.
    pub(super) list: Option<List>,
    /// Whether a section of pages ends with it.
    pub(super) ends_section: bool,
    conditions: Vec<Condition>,
    /// What ties the content of a control to data elsewhere, or calls it empty.
    ties: Vec<Range<usize>>,
}

impl Node {
    fn new(kind: Kind, whole: Range<usize>) -> Self {
        Self {
            kind,
            whole,
            children: Vec::new(),
            pieces: Vec::new(),
            text: String::new(),
            marks: Vec::new(),
            list: None,
            ends_section: false,
            conditions: Vec::new(),
            ties: Vec::new(),
        }
    }

    /// On what it hangs whether it stays.
    pub(super) fn conditions(&self) -> &[Condition] {
        &self.conditions
    }
}

/// A part with its tree.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) text: String,
    /// The prefix of its elements, with a colon.
    pub(super) prefix: String,
    pub(super) root: Node,
    /// What is left out whatever the values are: the ties of a filled control to data elsewhere.
    pub(super) cuts: Vec<Range<usize>>,
    /// What a later copy goes without: ids, bookmarks, notes.
    pub(super) once: Vec<Range<usize>>,
    /// Ends of sections of pages, which only the last copy has.
    pub(super) sections: Vec<Range<usize>>,
    /// Where the first paragraph of the body may stand.
    pub(super) body: Option<usize>,
}

impl Part {
    /// Looks through the text of a part; findings are of its placeholders.
    pub(super) fn new(
        name: &str,
        text: String,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, Refusal> {
        let outline = Outline::new(&text)?;
        let prefix = outline.prefix().to_owned();
        let mut builder = Builder::new(&outline, &prefix);
        for element in 0..outline.elements.len() {
            builder.element(element)?;
        }
        builder.close(usize::MAX);
        let Builder { root, once, sections, body, .. } = builder;
        let cuts = Vec::new();
        let mut part =
            Self { name: name.to_owned(), prefix, root, cuts, once, sections, body, text };
        read_marks(&mut part.root, findings);
        settle(&mut part.root, false, findings);
        ties(&part.root, &mut part.cuts);
        Ok(part)
    }

    /// Whether anything is to be filled in it.
    pub(super) fn has_marks(&self) -> bool {
        has_marks(&self.root)
    }

    /// Whether it says by itself that it is a draft.
    pub(super) fn says_draft(&self) -> bool {
        names(&self.root, "draft")
    }
}

/// Whether a placeholder of this name stands in a node.
fn names(node: &Node, name: &str) -> bool {
    let is_it = |it: &Mark| matches!(it.what, What::Value(it) if it.name() == name);
    node.marks.iter().any(is_it) || node.children.iter().any(|it| names(it, name))
}

fn has_marks(node: &Node) -> bool {
    !node.marks.is_empty() || node.children.iter().any(has_marks)
}

/// What ties the content of controls to something else, of those that are filled.
fn ties(node: &Node, found: &mut Vec<Range<usize>>) {
    if !node.ties.is_empty() && has_marks(node) {
        found.extend(node.ties.iter().cloned());
    }
    for child in &node.children {
        ties(child, found);
    }
    found.sort_by_key(|it| it.start);
}

struct Builder<'a> {
    outline: &'a Outline<'a>,
    prefix: &'a str,
    root: Node,
    open: Vec<Node>,
    /// Where old text that was moved away ends.
    moved_until: usize,
    once: Vec<Range<usize>>,
    sections: Vec<Range<usize>>,
    body: Option<usize>,
}

impl<'a> Builder<'a> {
    fn new(outline: &'a Outline<'a>, prefix: &'a str) -> Self {
        Self {
            outline,
            prefix,
            root: Node::new(Kind::Container, 0..outline.text.len()),
            open: Vec::new(),
            moved_until: 0,
            once: Vec::new(),
            sections: Vec::new(),
            body: None,
        }
    }

    /// Puts every node that ends before `at` into the one round it.
    fn close(&mut self, at: usize) {
        while self.open.last().is_some_and(|it| it.whole.end <= at) {
            if let Some(node) = self.open.pop() {
                self.open.last_mut().unwrap_or(&mut self.root).children.push(node);
            }
        }
    }

    fn paragraph(&mut self) -> Option<&mut Node> {
        self.open.iter_mut().rev().find(|it| it.kind == Kind::Paragraph)
    }

    fn element(&mut self, element: usize) -> Result<(), Refusal> {
        let outline = self.outline;
        let it = &outline.elements[element];
        let whole = it.whole.clone();
        self.close(whole.start);
        // Drawings and formulas have texts and tables of their own.
        let Some(name) = it.name.strip_prefix(self.prefix).filter(|it| !it.contains(':')) else {
            return Ok(());
        };
        let kind = match name {
            "body" | "hdr" | "ftr" | "footnote" | "endnote" | "tc" => Kind::Container,
            "txbxContent" => Kind::Box,
            "tbl" => Kind::Table,
            "tr" => Kind::Row,
            "p" => Kind::Paragraph,
            // Within a paragraph its texts are those of the paragraph.
            "sdt" if self.open.last().is_none_or(|it| it.kind != Kind::Paragraph) => Kind::Control,
            other => {
                self.inside(element, other);
                return Ok(());
            }
        };
        if name == "body" {
            self.body = Some(it.tag.end);
        }
        if matches!(kind, Kind::Row | Kind::Paragraph) {
            self.ids(element);
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(Refusal::TooLarge);
        }
        self.open.push(Node::new(kind, whole));
        Ok(())
    }

    /// Numbers of a paragraph or a row, of which there is one of each in a document.
    fn ids(&mut self, element: usize) {
        let start = self.outline.elements[element].tag.clone();
        let tag = &self.outline.text[start.clone()];
        for (name, value) in attrs(tag).filter(|it| matches!(local(it.0), "paraId" | "textId")) {
            let before = tag[..value.start].rfind(name).unwrap_or(value.start);
            let blanks = before - tag[..before].trim_end().len();
            self.once.push(start.start + before - blanks..start.start + value.end + 1);
        }
    }

    fn inside(&mut self, element: usize, name: &str) {
        let it = &self.outline.elements[element];
        let parent = self.outline.parent(element).map(|it| self.outline.elements[it].local());
        match name {
            "t" if it.whole.start >= self.moved_until => {
                let (text, whole) = (self.outline.text_of(element), it.whole.clone());
                if let Some(node) = self.paragraph() {
                    let start = node.text.len();
                    node.text.push_str(&text);
                    node.pieces.push(Piece { whole, at: start..node.text.len() });
                }
            }
            // What is torn by a line is not torn by chance.
            "br" | "cr" | "tab" if parent == Some("r") => {
                let sign = if name == "tab" { '\t' } else { '\n' };
                if let Some(node) = self.paragraph() {
                    node.text.push(sign);
                }
            }
            "moveFrom" => self.moved_until = self.moved_until.max(it.whole.end),
            "dataBinding" | "showingPlcHdr" => {
                let whole = it.whole.clone();
                if let Some(node) = self.open.last_mut() {
                    node.ties.push(whole);
                }
            }
            "bookmarkStart" | "bookmarkEnd" | "commentRangeStart" | "commentRangeEnd"
            | "commentReference" => self.once.push(it.whole.clone()),
            "sectPr" if parent == Some("pPr") => {
                self.sections.push(it.whole.clone());
                if let Some(node) = self.paragraph() {
                    node.ends_section = true;
                }
            }
            _ => {}
        }
    }
}

fn read_marks(node: &mut Node, findings: &mut Vec<Finding>) {
    if node.text.contains(['{', '}']) {
        match marks(&node.text) {
            Ok(marks) => node.marks = marks,
            // A text box stands twice in a document, for newer and for older programs.
            Err(wrong) => findings.extend(wrong),
        }
    }
    for child in &mut node.children {
        read_marks(child, findings);
    }
}

/// Says of each row and paragraph for what it is repeated and on what it hangs.
fn settle(node: &mut Node, is_in_row: bool, findings: &mut Vec<Finding>) {
    let is_in_row = match node.kind {
        Kind::Row => true,
        Kind::Box => false,
        _ => is_in_row,
    };
    let mut lists = Vec::new();
    match node.kind {
        Kind::Row => {
            let mut own = Vec::new();
            for child in &node.children {
                of_row(child, &mut own);
            }
            for (mark, text) in own {
                lists.extend(mark.what.list().map(|it| (it, text)));
                if let What::RowIf(condition) = mark.what {
                    node.conditions.push(condition);
                }
            }
        }
        Kind::Paragraph => {
            for mark in &node.marks {
                if !is_in_row {
                    lists.extend(mark.what.list().map(|it| (it, &node.text)));
                }
                match mark.what {
                    What::If(it) => node.conditions.push(it),
                    What::RowIf(it) if !is_in_row => node.conditions.push(it),
                    What::RowIf(_) | What::Value(_) => {}
                }
            }
        }
        Kind::Container | Kind::Box | Kind::Table | Kind::Control => {}
    }
    if let Some((first, _)) = lists.first() {
        node.list = Some(*first);
        if let Some((second, text)) = lists.iter().find(|it| it.0 != *first) {
            let (first, second) = (first.prefix().0, second.prefix().0);
            let finding = Finding::new(&TWO_LISTS).arg("first", first).arg("second", second);
            findings.push(finding.stored(text.trim()));
        }
    }
    for child in &mut node.children {
        settle(child, is_in_row, findings);
    }
}

/// What is in double braces in a row: not in a row inside it, nor in a text box.
fn of_row<'a>(node: &'a Node, found: &mut Vec<(&'a Mark, &'a String)>) {
    if matches!(node.kind, Kind::Row | Kind::Box) {
        return;
    }
    found.extend(node.marks.iter().map(|it| (it, &node.text)));
    for child in &node.children {
        of_row(child, found);
    }
}
