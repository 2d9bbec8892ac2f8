//! The text of a part with values in it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::workbook::patch::spans::attribute;
use crate::write::fill::data::Data;
use crate::write::fill::names::{List, Source};
use crate::write::fill::values::{Value, shown};

use super::marks::{Asked, Condition, What};
use super::tree::{Kind, Node, Part};

/// Most bytes of a part that is filled.
const BYTES_MAX: usize = 64 << 20;

/// A row of a list that others stand in.
#[derive(Clone, Copy, Debug)]
struct Item {
    list: List,
    row: u32,
    number: u32,
}

/// The row of a list that has none.
const NOBODY: u32 = u32::MAX;

/// Writes parts.
pub(super) struct Renderer<'a, 'd> {
    data: &'a Data<'d>,
    /// Rows of each list by branch, as far as they were asked for.
    of_branch: BTreeMap<List, BTreeMap<String, Vec<u32>>>,
}

/// A part that is being written.
struct Sheet<'p> {
    part: &'p Part,
    out: String,
    /// Whether this is a second copy of something.
    is_copy: bool,
    /// Whether a further copy follows.
    has_more: bool,
}

impl<'a, 'd> Renderer<'a, 'd> {
    pub(super) fn new(data: &'a Data<'d>) -> Self {
        Self { data, of_branch: BTreeMap::new() }
    }

    /// The new text of a part; `None` where it would be too long.
    pub(super) fn render(&mut self, part: &Part) -> Option<String> {
        let out = String::with_capacity(part.text.len() + 1024);
        let mut sheet = Sheet { part, out, is_copy: false, has_more: false };
        self.container(&part.root, &mut Vec::new(), &mut sheet);
        (sheet.out.len() < BYTES_MAX).then_some(sheet.out)
    }

    /// The copies of a node that are written, each with the row of the list that it is for.
    fn copies(&mut self, node: &Node, scope: &mut Vec<Item>) -> Vec<Option<Item>> {
        if node.kind == Kind::Table {
            let is_row = |it: &&Node| it.kind == Kind::Row;
            let has_rows = node.children.iter().any(|it| it.kind == Kind::Row);
            let stays =
                node.children.iter().filter(is_row).any(|it| !self.copies(it, scope).is_empty());
            return if stays || !has_rows { vec![None] } else { Vec::new() };
        }
        let is_inside = |list: List| scope.iter().any(|it| it.list == list);
        let Some(list) = node.list.filter(|it| !is_inside(*it)) else {
            let stays = self.holds(node.conditions(), scope);
            return if stays { vec![None] } else { Vec::new() };
        };
        let mut rows = self.rows(list, scope);
        // The row of nobody stays, empty, as in a workbook.
        if rows.is_empty() && node.kind == Kind::Row {
            rows.push(NOBODY);
        }
        let mut kept = Vec::new();
        for row in rows {
            let number = u32::try_from(kept.len()).unwrap_or(u32::MAX).saturating_add(1);
            let item = Item { list, row, number };
            scope.push(item);
            if self.holds(node.conditions(), scope) {
                kept.push(Some(item));
            }
            scope.pop();
        }
        kept
    }

    /// The rows of a list: of the branch in whose row this stands, else all.
    fn rows(&mut self, list: List, scope: &[Item]) -> Vec<u32> {
        let branch = scope.iter().rev().find_map(|it| self.data.branch_code(it.list, it.row));
        let Some(branch) = branch else { return (0..self.data.count(list)).collect() };
        let data = self.data;
        let by_branch = self.of_branch.entry(list).or_insert_with(|| {
            let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for row in 0..data.count(list) {
                let code = data.branch_code(list, row).unwrap_or_default();
                all.entry(code.to_owned()).or_default().push(row);
            }
            all
        });
        by_branch.get(branch).cloned().unwrap_or_default()
    }

    fn value(&self, source: Source, scope: &[Item]) -> Value {
        let item = source.list().and_then(|list| scope.iter().rev().find(|it| it.list == list));
        let (row, number) = item.map_or((NOBODY, 0), |it| (it.row, it.number));
        self.data.numbered(source, row, number)
    }

    fn holds(&mut self, conditions: &[Condition], scope: &[Item]) -> bool {
        conditions.iter().all(|it| {
            let is_something = match it.asked {
                Asked::Value(source) => !self.value(source, scope).is_nothing(),
                Asked::List(list) => !self.rows(list, scope).is_empty(),
            };
            is_something != it.is_not
        })
    }

    /// What has to have a paragraph keeps one, empty, where all of them were left out.
    fn container(&mut self, node: &Node, scope: &mut Vec<Item>, sheet: &mut Sheet) {
        let copies: Vec<_> = node.children.iter().map(|it| self.copies(it, scope)).collect();
        let last = node.children.iter().zip(&copies).rfind(|it| !it.1.is_empty());
        let is_short = last.is_none_or(|it| it.0.kind == Kind::Table);
        let paragraph = node.children.iter().rposition(|it| it.kind == Kind::Paragraph);
        let kept = paragraph.filter(|it| is_short && copies[*it].is_empty());
        let mut at = node.whole.start;
        for (place, (child, copies)) in node.children.iter().zip(copies).enumerate() {
            sheet.keep(at..child.whole.start);
            at = child.whole.end;
            if copies.is_empty() && (child.ends_section || kept == Some(place)) {
                self.paragraph(child, None, scope, sheet);
            }
            self.write_copies(child, &copies, scope, sheet);
        }
        sheet.keep(at..node.whole.end);
    }

    fn write_copies(
        &mut self,
        node: &Node,
        copies: &[Option<Item>],
        scope: &mut Vec<Item>,
        sheet: &mut Sheet,
    ) {
        let before = (sheet.is_copy, sheet.has_more);
        for (place, item) in copies.iter().enumerate() {
            if sheet.out.len() >= BYTES_MAX {
                return;
            }
            sheet.is_copy = before.0 || place > 0;
            sheet.has_more = before.1 || place + 1 < copies.len();
            scope.extend(*item);
            match node.kind {
                Kind::Paragraph => self.paragraph(node, Some(()), scope, sheet),
                Kind::Container | Kind::Box => self.container(node, scope, sheet),
                Kind::Table | Kind::Row | Kind::Control => self.children(node, scope, sheet),
            }
            scope.truncate(scope.len() - usize::from(item.is_some()));
        }
        (sheet.is_copy, sheet.has_more) = before;
    }

    fn children(&mut self, node: &Node, scope: &mut Vec<Item>, sheet: &mut Sheet) {
        let mut at = node.whole.start;
        for child in &node.children {
            sheet.keep(at..child.whole.start);
            at = child.whole.end;
            let copies = self.copies(child, scope);
            self.write_copies(child, &copies, scope, sheet);
        }
        sheet.keep(at..node.whole.end);
    }

    /// A paragraph with its values; without `filled` what stays of one that is left out.
    fn paragraph(
        &mut self,
        node: &Node,
        filled: Option<()>,
        scope: &mut Vec<Item>,
        sheet: &mut Sheet,
    ) {
        let new: Vec<(Range<usize>, String)> = match filled {
            Some(()) => node
                .marks
                .iter()
                .map(|it| match it.what {
                    What::Value(source) => (it.at.clone(), shown(&self.value(source, scope))),
                    What::If(_) | What::RowIf(_) => (it.at.clone(), String::new()),
                })
                .collect(),
            None => vec![(0..node.text.len(), String::new())],
        };
        // Texts and what else stands in the paragraph, in their order.
        let mut pieces = node.pieces.iter().peekable();
        let mut children = node.children.iter().peekable();
        let mut at = node.whole.start;
        loop {
            let piece = pieces.peek().map(|it| it.whole.start);
            let child = children.peek().map(|it| it.whole.start);
            match (piece, child) {
                (None, None) => break,
                (Some(place), other) if other.is_none_or(|it| place < it) => {
                    let Some(piece) = pieces.next() else { break };
                    let Some(text) = replaced(node, &piece.at, &new) else { continue };
                    sheet.keep(at..piece.whole.start);
                    sheet.text(&text);
                    at = piece.whole.end;
                }
                _ => {
                    let Some(child) = children.next() else { break };
                    sheet.keep(at..child.whole.start);
                    at = child.whole.end;
                    let copies = self.copies(child, scope);
                    self.write_copies(child, &copies, scope, sheet);
                }
            }
        }
        sheet.keep(at..node.whole.end);
    }
}

/// The text of a piece with the new texts in it; `None` where it stays as it is. A new text stands in
/// the piece in which its placeholder begins, with its look.
fn replaced(node: &Node, own: &Range<usize>, new: &[(Range<usize>, String)]) -> Option<String> {
    let first = new.partition_point(|it| it.0.end <= own.start);
    let mut touching = new[first..].iter().take_while(|it| it.0.start < own.end).peekable();
    touching.peek()?;
    let mut text = String::new();
    let mut at = own.start;
    for (range, with) in touching {
        text.push_str(node.text.get(at..range.start.max(own.start)).unwrap_or_default());
        if range.start >= own.start {
            text.push_str(with);
        }
        at = range.end.min(own.end);
    }
    text.push_str(node.text.get(at..own.end).unwrap_or_default());
    Some(text)
}

impl Sheet<'_> {
    /// Copies the old text, without what is cut out of it.
    fn keep(&mut self, range: Range<usize>) {
        let part = self.part;
        let lists = [
            Some(&part.cuts),
            self.is_copy.then_some(&part.once),
            self.has_more.then_some(&part.sections),
        ];
        let mut cuts: Vec<&Range<usize>> = Vec::new();
        for list in lists.into_iter().flatten() {
            let first = list.partition_point(|it| it.start < range.start);
            cuts.extend(list[first..].iter().take_while(|it| it.end <= range.end));
        }
        cuts.sort_by_key(|it| it.start);
        let mut at = range.start;
        for cut in cuts {
            self.out.push_str(part.text.get(at..cut.start).unwrap_or_default());
            at = at.max(cut.end);
        }
        self.out.push_str(part.text.get(at..range.end).unwrap_or_default());
    }

    /// Writes a text as what stands in a run: lines and tabs are elements of their own.
    fn text(&mut self, text: &str) {
        let p = self.part.prefix.as_str();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.out.extend(["<", p, "br/>"]);
            }
            for (number, piece) in line.split('\t').enumerate() {
                if number > 0 {
                    self.out.extend(["<", p, "tab/>"]);
                }
                if !piece.is_empty() {
                    let piece = attribute(piece);
                    self.out.extend(["<", p, "t xml:space=\"preserve\">", &piece, "</", p, "t>"]);
                }
            }
        }
    }
}
