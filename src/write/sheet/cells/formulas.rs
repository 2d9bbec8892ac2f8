//! The formulas of a sheet in a few bytes each: a list of branches has a score of them for every branch.

use std::sync::Arc;

use crate::model::CellRef;
use crate::model::packed::{Packed, Source};
use crate::workspace::QuotaRounding;
use crate::write::sheet::{Area, Formula};

/// So many texts are looked for; of more some stand twice.
const SEARCHED: usize = 256;

/// Formulas, one behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Formulas {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<u32>,
    /// Names of sheets and texts that they refer to, each once.
    texts: Vec<Arc<str>>,
}

/// A formula among those of its sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coded<'a> {
    from: &'a Formulas,
    place: u32,
}

impl Coded<'_> {
    /// Its number among the formulas of its sheet.
    pub(crate) fn number(self) -> u32 {
        self.place
    }

    /// The formula.
    pub(crate) fn get(self) -> Formula {
        self.from.get(self.place as usize)
    }
}

impl Formulas {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a formula, and gives its number.
    pub(super) fn push(&mut self, formula: &Formula) -> u32 {
        self.write(formula);
        // A workbook has a few millions of them, of some ten bytes.
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    pub(super) fn nth(&self, place: u32) -> Coded<'_> {
        Coded { from: self, place }
    }

    /// Changes every formula.
    pub(super) fn change(&mut self, change: impl Fn(&mut Formula)) {
        let old = std::mem::take(self);
        for place in 0..old.len() {
            let mut formula = old.get(place);
            change(&mut formula);
            self.push(&formula);
        }
    }

    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn write(&mut self, formula: &Formula) {
        match formula {
            Formula::Sum(areas) => self.all(0, areas, Self::area),
            Formula::CountIf(areas, text) => {
                self.all(1, areas, Self::area);
                self.text(text);
            }
            Formula::CountRows(tables) => self.all(2, tables, |this, table| {
                this.all(0, table, |this, (area, text)| {
                    this.area(area);
                    this.text(text);
                });
            }),
            Formula::Above(one, other) => {
                self.bytes.push(3);
                self.cell(one);
                self.cell(other);
            }
            Formula::CountFilled(areas) => self.all(4, areas, Self::area),
            Formula::Same(it) => {
                self.bytes.push(5);
                self.cell(it);
            }
            Formula::Share { parts, whole } => {
                self.all(6, parts, Self::cell);
                self.all(6, whole, Self::cell);
            }
            Formula::Percent { percent, of, rounding } => {
                self.all(7, of, Self::cell);
                let rounding = match rounding {
                    QuotaRounding::Down => 0,
                    QuotaRounding::Nearest => 1,
                    QuotaRounding::Up => 2,
                };
                percent.pack(&mut self.bytes);
                self.bytes.push(rounding);
            }
        }
    }

    /// What comes, how many, and each.
    fn all<T>(&mut self, kind: u8, all: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.bytes.push(kind);
        all.len().pack(&mut self.bytes);
        for it in all {
            write(self, it);
        }
    }

    fn area(&mut self, area: &Area) {
        self.text(&area.sheet);
        area.col.pack(&mut self.bytes);
        area.first_row.pack(&mut self.bytes);
        // An area without rows has its last row above the first.
        area.last_row.wrapping_sub(area.first_row).pack(&mut self.bytes);
    }

    fn cell(&mut self, cell: &CellRef) {
        self.text(&cell.sheet);
        cell.col.pack(&mut self.bytes);
        cell.row.pack(&mut self.bytes);
    }

    fn text(&mut self, text: &str) {
        let known = self.texts.iter().take(SEARCHED).position(|it| **it == *text);
        let place = known.unwrap_or_else(|| {
            self.texts.push(Arc::from(text));
            self.texts.len() - 1
        });
        place.pack(&mut self.bytes);
    }

    fn get(&self, place: usize) -> Formula {
        let start = place.checked_sub(1).map_or(0, |it| self.ends[it]) as usize;
        let mut from = Source::new(&self.bytes[start..self.ends[place] as usize]);
        // What was packed here is unpacked here, byte for byte: another formula in its place would be a wrong
        // number.
        self.read(&mut from).unwrap_or_else(|| unreachable!("a formula that was packed here"))
    }

    fn read(&self, from: &mut Source<'_>) -> Option<Formula> {
        let kind = u8::unpack(from)?;
        Some(match kind {
            0 => Formula::Sum(some(from, |from| self.read_area(from))?),
            1 => Formula::CountIf(
                some(from, |from| self.read_area(from))?,
                self.read_text(from)?.as_ref().to_owned(),
            ),
            2 => Formula::CountRows(some(from, |from| {
                u8::unpack(from)?;
                some(from, |from| {
                    Some((self.read_area(from)?, self.read_text(from)?.as_ref().to_owned()))
                })
            })?),
            3 => Formula::Above(self.read_cell(from)?, self.read_cell(from)?),
            4 => Formula::CountFilled(some(from, |from| self.read_area(from))?),
            5 => Formula::Same(self.read_cell(from)?),
            6 => {
                let parts = some(from, |from| self.read_cell(from))?;
                u8::unpack(from)?;
                Formula::Share { parts, whole: some(from, |from| self.read_cell(from))? }
            }
            _ => {
                let of = some(from, |from| self.read_cell(from))?;
                let percent = u8::unpack(from)?;
                let rounding = match u8::unpack(from)? {
                    0 => QuotaRounding::Down,
                    1 => QuotaRounding::Nearest,
                    _ => QuotaRounding::Up,
                };
                Formula::Percent { percent, of, rounding }
            }
        })
    }

    fn read_area(&self, from: &mut Source<'_>) -> Option<Area> {
        let sheet = Arc::clone(self.read_text(from)?);
        let (col, first_row) = (u32::unpack(from)?, u32::unpack(from)?);
        let last_row = first_row.wrapping_add(u32::unpack(from)?);
        Some(Area { sheet, col, first_row, last_row })
    }

    fn read_cell(&self, from: &mut Source<'_>) -> Option<CellRef> {
        let sheet = self.read_text(from)?;
        let (col, row) = (u32::unpack(from)?, u32::unpack(from)?);
        Some(CellRef::new(sheet, row, col))
    }

    fn read_text(&self, from: &mut Source<'_>) -> Option<&Arc<str>> {
        self.texts.get(usize::unpack(from)?)
    }
}

fn some<'a, T>(
    from: &mut Source<'a>,
    mut read: impl FnMut(&mut Source<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let count = usize::unpack(from)?;
    (0..count).map(|_| read(from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_comes_out_as_it_was_put() {
        let area =
            |first_row, last_row| Area { sheet: "DS01".into(), col: 300, first_row, last_row };
        let cell = |row| CellRef::new(&"Bieu01".into(), row, 2);
        let (areas, rows) =
            (vec![area(7, 900_000), area(8, 2)], vec![(area(1, 2), "T".to_owned())]);
        let percent = |rounding| Formula::Percent { percent: 128, of: vec![cell(4)], rounding };
        let mut all = vec![
            Formula::Sum(areas.clone()),
            Formula::Sum(Vec::new()),
            Formula::CountIf(areas.clone(), "HTTNV".to_owned()),
            Formula::CountRows(vec![
                rows,
                vec![(area(3, 3), String::new()), (area(4, 4), "K".into())],
            ]),
            Formula::Above(cell(0), cell(1_000_000)),
            Formula::CountFilled(areas),
            Formula::Same(cell(9)),
            Formula::Share { parts: vec![cell(1), cell(2)], whole: vec![cell(3)] },
            percent(QuotaRounding::Down),
            percent(QuotaRounding::Nearest),
            percent(QuotaRounding::Up),
        ];
        let mut formulas = Formulas::default();
        for (place, it) in (0_u32..).zip(&all) {
            assert_eq!(formulas.push(it), place);
        }
        for change in [0, 1] {
            for (place, it) in (0_u32..).zip(&all) {
                assert_eq!(formulas.nth(place).get(), *it, "{change}");
            }
            let other = |it: &mut Formula| {
                if let Formula::Same(it) = it {
                    it.row += 1;
                }
            };
            formulas.change(other);
            all.iter_mut().for_each(other);
        }
    }
}
