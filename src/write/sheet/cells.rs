//! The cells of a sheet, column by column and most in one byte: a list of a province has millions of
//! them, and most of their texts, looks and numbers come again and again.

mod column;
mod formulas;
mod pieces;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use jiff::civil;

use super::measure::{Extent, PackedExtent};
use super::{Formula, Style, Value};
use crate::model::Hundredths;
use column::{Column, Kind, Packed};
pub(crate) use formulas::Coded;
use formulas::Formulas;
pub(super) use pieces::Pieces;
use pieces::TextPieces;

/// Characters that Excel takes in a cell, as UTF-16 counts them.
const TEXT_MAX: usize = 32_767;

/// What stands in a cell, to be looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    Blank,
    Text(Text<'a>),
    Number(u32),
    Decimal(Hundredths),
    Day(civil::Date),
    Formula(Coded<'a>),
    /// A text that leads to this place outside.
    Link(Text<'a>, &'a str),
}

/// A text of a sheet, measured once however many cells have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) shown: &'a str,
    /// Its number among the texts of its sheet.
    pub(super) place: u32,
    /// How large it is, if that was kept.
    measured: Option<PackedExtent>,
}

impl Text<'_> {
    /// How large it is when it is shown.
    pub(super) fn extent(&self) -> Extent {
        self.measured.map_or_else(|| Extent::of(self.shown), |it| it.of(self.shown))
    }
}

/// A cell, to be looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'a> {
    pub(crate) content: Content<'a>,
    pub(crate) style: Style,
}

/// The cells of a sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    /// Cells of each column from the first row on.
    columns: Vec<Column>,
    /// How many rows have cells, or rows below that have.
    rows: usize,
    styles: Vec<Style>,
    texts: Texts,
    decimals: Vec<Hundredths>,
    /// The place of each of them.
    decimals_found: BTreeMap<Hundredths, u32>,
    formulas: Formulas,
    /// Text and target.
    links: Vec<(u32, String)>,
}

impl Cells {
    /// No cells, of a sheet of so many columns.
    pub(super) fn new(columns: usize) -> Self {
        Self { columns: vec![Column::default(); columns], ..Self::default() }
    }

    /// Gives its texts to sheets that are made from now on: they keep none of them a second time.
    pub(super) fn share_texts(&mut self) -> KnownTexts {
        self.texts.share();
        self.texts.known.clone()
    }

    /// Knows these texts from the start. Where there are texts already their numbers stay what they are.
    pub(super) fn know_texts(&mut self, known: KnownTexts) {
        if self.texts.len() == 0 {
            self.texts.known = known;
        }
    }

    /// How many of the texts are those that these other cells know too, by the same numbers.
    pub(super) fn common_texts(&self, other: &Self) -> usize {
        let (own, others) = (&self.texts.known.all, &other.texts.known.all);
        if Arc::ptr_eq(own, others) { own.len() } else { 0 }
    }

    /// Writes a cell.
    pub(super) fn put(&mut self, row: u32, col: u16, value: Value, style: Style) {
        let (row, col) = (row as usize, usize::from(col));
        let packed = self.packed(value, style);
        if self.columns.len() <= col {
            self.columns.resize_with(col + 1, Column::default);
        }
        self.rows = self.rows.max(row + 1);
        self.columns[col].put(row, packed);
    }

    fn packed(&mut self, value: Value, style: Style) -> Packed {
        let place = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let (kind, value) = match value {
            Value::Blank => (Kind::Blank, 0),
            Value::Text(text) => (Kind::Text, self.texts.place(&fitting(text))),
            Value::Number(number) => (Kind::Number, number),
            Value::Decimal(number) => {
                let decimals = &mut self.decimals;
                let known = self.decimals_found.entry(number).or_insert_with(|| {
                    decimals.push(number);
                    place(decimals.len() - 1)
                });
                (Kind::Decimal, *known)
            }
            Value::Day(day) => (Kind::Day, packed_day(day)),
            Value::Formula(formula) => (Kind::Formula, self.formulas.push(&formula)),
            Value::Link { text, target } => {
                let text = self.texts.place(&fitting(text));
                self.links.push((text, target));
                (Kind::Link, place(self.links.len() - 1))
            }
        };
        Packed { value, style: self.style(style), kind }
    }

    fn style(&mut self, style: Style) -> u16 {
        let known = self.styles.iter().position(|it| *it == style);
        let place = known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        // A workbook has some thirty looks.
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    /// The cell at a place, if there is one.
    pub(crate) fn get(&self, row: u32, col: u16) -> Option<Cell<'_>> {
        self.cell(self.columns.get(usize::from(col))?.get(row as usize))
    }

    /// The cells of a row, from left to right.
    pub(super) fn row(&self, row: u32) -> impl Iterator<Item = (u16, Cell<'_>)> {
        let cells = (0_u16..).zip(&self.columns);
        cells.filter_map(move |(col, it)| Some((col, self.cell(it.get(row as usize))?)))
    }

    /// All cells by row, then from left to right.
    pub(super) fn all(&self) -> impl Iterator<Item = ((u32, u16), Cell<'_>)> {
        // A sheet has far fewer.
        let rows = 0..u32::try_from(self.rows).unwrap_or(u32::MAX);
        rows.flat_map(|row| self.row(row).map(move |(col, cell)| ((row, col), cell)))
    }

    /// Whether there are more texts, formulas or looks than their numbers tell apart: a cell might show another's.
    pub(super) fn has_too_many(&self) -> bool {
        let is_beyond = |it: usize| u32::try_from(it).is_err();
        self.texts.is_beyond()
            || is_beyond(self.formulas.bytes())
            || u16::try_from(self.styles.len()).is_err()
    }

    /// How many formulas the sheet has, with those that others replaced.
    pub(super) fn formulas(&self) -> usize {
        self.formulas.len()
    }

    /// How many texts the sheet knows; those of other sheets among them, whether a cell has them or not.
    pub(super) fn texts(&self) -> usize {
        self.texts.len()
    }

    /// A text by its number.
    pub(super) fn text_at(&self, place: u32) -> &str {
        self.texts.get(place as usize)
    }

    fn cell(&self, packed: Packed) -> Option<Cell<'_>> {
        let place = packed.value as usize;
        let content = match packed.kind {
            Kind::None => return None,
            Kind::Blank => Content::Blank,
            Kind::Text => Content::Text(self.text(packed.value)),
            Kind::Number => Content::Number(packed.value),
            Kind::Decimal => Content::Decimal(self.decimals[place]),
            Kind::Day => Content::Day(day(packed.value)),
            Kind::Formula => Content::Formula(self.formulas.nth(packed.value)),
            Kind::Link => {
                let (text, target) = &self.links[place];
                Content::Link(self.text(*text), target)
            }
        };
        Some(Cell { content, style: self.styles[usize::from(packed.style)] })
    }

    fn text(&self, place: u32) -> Text<'_> {
        let at = place as usize;
        Text { shown: self.texts.get(at), place, measured: self.texts.extent(at) }
    }

    /// The cells of these rows, in this order.
    pub(super) fn picked(&self, rows: &[u32]) -> Self {
        let columns = self.columns.iter().map(|it| it.picked(rows)).collect();
        Self {
            columns,
            rows: rows.len(),
            styles: self.styles.clone(),
            texts: self.texts.clone(),
            decimals: self.decimals.clone(),
            decimals_found: BTreeMap::new(),
            formulas: self.formulas.clone(),
            links: self.links.clone(),
        }
    }

    /// Lets go of how large each text is, and of how texts are found: widths and heights are settled.
    pub(super) fn forget_extents(&mut self) {
        self.texts.extents = Pieces::default();
        self.texts.known.extents = Arc::default();
        self.texts.known.found = Arc::default();
    }

    /// Keeps the cells of these rows, in this order.
    pub(super) fn pick(&mut self, rows: &[u32]) {
        // Column by column: not all of them are there twice.
        self.columns.iter_mut().for_each(|it| *it = it.picked(rows));
        self.rows = rows.len();
    }

    /// Gives back the room that was kept for more.
    pub(super) fn shrink(&mut self) {
        self.columns.iter_mut().for_each(Column::shrink);
        self.formulas.shrink();
        let Texts { known: _, all, extents, found } = &mut self.texts;
        all.shrink();
        extents.shrink();
        // Made anew when another text comes; of decimals another place does no harm.
        *found = Vec::new();
        self.decimals_found = BTreeMap::new();
    }

    /// Changes every formula.
    pub(super) fn change_formulas(&mut self, change: impl Fn(&mut Formula)) {
        self.formulas.change(change);
    }
}

/// A day in four bytes.
fn packed_day(day: civil::Date) -> u32 {
    let [high, low] = day.year().to_be_bytes();
    u32::from_be_bytes([high, low, day.month().unsigned_abs(), day.day().unsigned_abs()])
}

fn day(packed: u32) -> civil::Date {
    let [high, low, month, day] = packed.to_be_bytes();
    let number = |it: u8| i8::try_from(it).unwrap_or(1);
    // Made of a day, so it is one.
    civil::Date::new(i16::from_be_bytes([high, low]), number(month), number(day))
        .unwrap_or(civil::Date::ZERO)
}

/// Texts that several sheets have, with their numbers in all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownTexts {
    all: Arc<TextPieces>,
    extents: Arc<Pieces<PackedExtent>>,
    found: Arc<Vec<u32>>,
}

/// Texts, each kept once, one behind the other.
#[derive(Clone, Debug, Default)]
struct Texts {
    /// Those that other sheets have too; their numbers come first.
    known: KnownTexts,
    all: TextPieces,
    extents: Pieces<PackedExtent>,
    /// Numbers of texts from 1, at the places that their hashes choose or the next free ones.
    found: Vec<u32>,
}

impl Texts {
    /// How many there are.
    fn len(&self) -> usize {
        self.known.all.len() + self.all.len()
    }

    /// Whether there are more than their numbers tell apart.
    fn is_beyond(&self) -> bool {
        u32::try_from(self.len()).is_err() || self.all.is_beyond() || self.known.all.is_beyond()
    }

    /// The text of a number; empty where there is none.
    fn get(&self, number: usize) -> &str {
        match number.checked_sub(self.known.all.len()) {
            None => self.known.all.get(number),
            Some(own) => self.all.get(own),
        }
    }

    /// How large a text is, if that was kept.
    fn extent(&self, number: usize) -> Option<PackedExtent> {
        match number.checked_sub(self.known.all.len()) {
            None => self.known.extents.get(number),
            Some(own) => self.extents.get(own),
        }
    }

    /// The number of a text.
    fn place(&mut self, text: &str) -> u32 {
        let hash = hash_of(text);
        let before = self.known.all.len();
        if before > 0 {
            if self.known.found.is_empty() {
                self.known.found = Arc::new(table(&self.known.all, before * 3 / 2));
            }
            if let Ok(place) = look_up(text, hash, &self.known.all, &self.known.found) {
                return place;
            }
        }
        if self.found.len() <= self.all.len() * 3 / 2 {
            self.found = table(&self.all, (self.all.len() * 3).max(64));
        }
        let own = match look_up(text, hash, &self.all, &self.found) {
            Ok(place) => place,
            Err(at) => {
                self.all.push(text);
                // Where they were let go of, none is kept.
                if self.extents.len() + 1 == self.all.len() {
                    self.extents.push(Extent::of(text).into());
                }
                self.found[at] = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
                self.found[at] - 1
            }
        };
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(own)
    }

    /// Makes its own texts known to others.
    fn share(&mut self) {
        if self.known.all.len() > 0 {
            return;
        }
        let Self { all, extents, .. } = std::mem::take(self);
        let found = Arc::new(table(&all, all.len() * 3 / 2));
        self.known = KnownTexts { all: Arc::new(all), extents: Arc::new(extents), found };
    }
}

/// So many places, more than there are texts, in which these are found.
fn table(all: &TextPieces, places: usize) -> Vec<u32> {
    let mut found = vec![0; places.max(all.len() + 1)];
    for place in 0..all.len() {
        let mut at = hash_of(all.get(place)) as usize % found.len();
        while found[at] != 0 {
            at = (at + 1) % found.len();
        }
        found[at] = u32::try_from(place + 1).unwrap_or(u32::MAX);
    }
    found
}

/// The number of a text among these, or where it would be found.
fn look_up(text: &str, hash: u32, all: &TextPieces, found: &[u32]) -> Result<u32, usize> {
    let mut at = hash as usize % found.len();
    while let Some(place) = found[at].checked_sub(1) {
        if all.get(place as usize) == text {
            return Ok(place);
        }
        at = (at + 1) % found.len();
    }
    Err(at)
}

/// By which the search for a text begins.
pub(super) fn hash_of(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let [.., a, b, c, d] = hasher.finish().to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// A text as long as a cell can take; what is cut off is marked.
fn fitting(mut text: String) -> String {
    if text.len() < TEXT_MAX {
        return text;
    }
    let mut length = 0;
    let cut = text.char_indices().find(|(_, it)| {
        length += it.len_utf16();
        length >= TEXT_MAX
    });
    match cut {
        Some((end, _)) => {
            text.truncate(end);
            text.push('…');
            text
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_the_cell_ends() {
        assert_eq!(fitting("ngắn".to_owned()), "ngắn");
        let most = "đ".repeat(TEXT_MAX - 1);
        assert_eq!(fitting(most.clone()), most);
        let cut = fitting("đ".repeat(40_000));
        assert_eq!(cut.chars().count(), TEXT_MAX);
        assert!(cut.ends_with('…'));
        assert!(fitting("🙂".repeat(40_000)).encode_utf16().count() <= TEXT_MAX);
    }

    #[test]
    fn what_was_put_is_there() {
        let mut cells = Cells::new(3);
        let (plain, bold) = (Style::cell(11), Style::cell(11).bold());
        let born = civil::date(1975, 4, 30);
        cells.put(4, 1, Value::Day(born), plain);
        cells.put(2, 0, "Nguyễn".into(), bold);
        cells.put(2, 2, Value::Decimal(Hundredths::new(1_250)), plain);
        cells.put(4, 0, "Nguyễn".into(), plain);
        cells.put(2, 2, Value::Blank, bold);
        for number in 0..1_000_u32 {
            cells.put(5 + number, 0, format!("chữ {}", number % 300).into(), plain);
        }
        let text = |row, col| match cells.get(row, col)?.content {
            Content::Text(it) => Some((it.shown, it.place)),
            _ => None,
        };
        assert_eq!((text(2, 0), text(4, 0)), (Some(("Nguyễn", 0)), Some(("Nguyễn", 0))));
        assert!(matches!(cells.get(4, 1).unwrap().content, Content::Day(it) if it == born));
        let blank = cells.get(2, 2).unwrap();
        assert!(matches!(blank.content, Content::Blank) && blank.style == bold);
        assert!(cells.get(2, 1).is_none() && cells.get(3, 0).is_none());
        for number in 0..1_000_u32 {
            assert_eq!(text(5 + number, 0).unwrap().0, format!("chữ {}", number % 300));
        }
        assert_eq!(cells.texts(), 301);
        let order: Vec<_> = cells.all().map(|it| it.0).take(4).collect();
        assert_eq!(order, [(2, 0), (2, 2), (4, 0), (4, 1)]);
    }
}
