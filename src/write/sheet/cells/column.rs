//! The cells of a column. As long as few of them differ each is the number of one that was there
//! before; where nearly every one is another, as with names, its value stands there itself.

use super::pieces::Pieces;

/// What a packed cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// There is no cell.
    None,
    Blank,
    Text,
    Number,
    Decimal,
    Day,
    Formula,
    Link,
}

/// A cell: its value, or the place of that among the values of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    pub(super) value: u32,
    pub(super) style: u16,
    pub(super) kind: Kind,
}

pub(super) const NONE: Packed = Packed { value: 0, style: 0, kind: Kind::None };

/// The cells of a column, from the first row on; below the last of them is none.
#[derive(Clone, Debug)]
pub(super) struct Column {
    codes: Codes,
    /// What the codes mean; the first is none.
    known: Vec<Packed>,
    /// Codes at the places that the hashes of what they mean choose, or the next free ones.
    found: Vec<u16>,
}

#[derive(Clone, Debug)]
enum Codes {
    Bytes(Pieces<u8>),
    Shorts(Pieces<u16>),
    /// Values, and codes of what has kind and style but no value.
    Split(Pieces<u32>, Pieces<u8>),
    /// What has no code.
    Whole(Pieces<Packed>),
}

impl Default for Column {
    fn default() -> Self {
        Self { codes: Codes::Bytes(Pieces::default()), known: vec![NONE], found: Vec::new() }
    }
}

impl Column {
    /// The cell of a row.
    pub(super) fn get(&self, row: usize) -> Packed {
        let known = |code: usize| self.known[code];
        match &self.codes {
            Codes::Bytes(codes) => codes.get(row).map_or(NONE, |it| known(usize::from(it))),
            Codes::Shorts(codes) => codes.get(row).map_or(NONE, |it| known(usize::from(it))),
            Codes::Split(values, looks) => {
                let cell = values.get(row).zip(looks.get(row));
                cell.map_or(NONE, |(value, it)| Packed { value, ..known(usize::from(it)) })
            }
            Codes::Whole(cells) => cells.get(row).unwrap_or(NONE),
        }
    }

    fn rows(&self) -> usize {
        match &self.codes {
            Codes::Bytes(codes) => codes.len(),
            Codes::Shorts(codes) => codes.len(),
            Codes::Split(_, looks) => looks.len(),
            Codes::Whole(cells) => cells.len(),
        }
    }

    /// Writes a cell.
    pub(super) fn put(&mut self, row: usize, cell: Packed) {
        loop {
            let code = match self.codes {
                Codes::Bytes(_) | Codes::Shorts(_) => self.code(cell),
                Codes::Split(..) => self.code(Packed { value: 0, ..cell }),
                Codes::Whole(_) => 0,
            };
            match &mut self.codes {
                Codes::Bytes(codes) => {
                    if let Ok(code) = u8::try_from(code) {
                        codes.put(row, code, 0);
                        return;
                    }
                }
                Codes::Shorts(codes) => {
                    if let Ok(code) = u16::try_from(code) {
                        codes.put(row, code, 0);
                        return;
                    }
                }
                Codes::Split(values, looks) => {
                    if let Ok(code) = u8::try_from(code) {
                        values.put(row, cell.value, 0);
                        looks.put(row, code, 0);
                        return;
                    }
                }
                Codes::Whole(cells) => {
                    cells.put(row, cell, NONE);
                    return;
                }
            }
            self.widen(cell.kind);
        }
    }

    /// The code of a cell. One that is too large for its kind of codes is not kept.
    fn code(&mut self, cell: Packed) -> usize {
        if self.found.len() < self.known.len() * 2 {
            self.found = vec![0; (self.known.len() * 4).next_power_of_two().max(16)];
            for code in 1..self.known.len() {
                let at = self.place(self.known[code]).0;
                // There are no more than the kind of codes has numbers.
                self.found[at] = u16::try_from(code).unwrap_or_default();
            }
        }
        let (at, known) = self.place(cell);
        if let Some(code) = known {
            return code;
        }
        let code = self.known.len();
        let most = if matches!(self.codes, Codes::Shorts(_)) { u16::MAX } else { u8::MAX.into() };
        if let Some(number) = u16::try_from(code).ok().filter(|it| *it <= most) {
            self.known.push(cell);
            self.found[at] = number;
        }
        code
    }

    /// Where among the codes that of a cell stands or would, and it.
    fn place(&self, cell: Packed) -> (usize, Option<usize>) {
        if cell == NONE {
            return (0, Some(0));
        }
        let mixed = u64::from(cell.value) << 24 | u64::from(cell.style) << 8 | cell.kind as u64;
        let [a, b, c, d, ..] = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
        let mut at = u32::from_be_bytes([a, b, c, d]) as usize & (self.found.len() - 1);
        loop {
            match usize::from(self.found[at]) {
                0 => return (at, None),
                code if self.known[code] == cell => return (at, Some(code)),
                _ => at = (at + 1) & (self.found.len() - 1),
            }
        }
    }

    /// Takes wider codes, for a cell of this kind among others.
    fn widen(&mut self, kind: Kind) {
        /// So many rows for each different cell make codes of two bytes worth it.
        const WORTH: usize = 4;
        let is_worth = kind == Kind::Day || self.rows() >= self.known.len() * WORTH;
        match &self.codes {
            Codes::Bytes(codes) if is_worth => {
                self.codes = Codes::Shorts(codes.iter().map(u16::from).collect());
            }
            Codes::Bytes(_) | Codes::Shorts(_) => self.split(),
            Codes::Split(..) | Codes::Whole(_) => {
                let cells = (0..self.rows()).map(|it| self.get(it)).collect();
                *self = Self { codes: Codes::Whole(cells), ..Self::default() };
            }
        }
    }

    /// Parts values from looks.
    fn split(&mut self) {
        let old = std::mem::take(self);
        self.codes = Codes::Split(Pieces::default(), Pieces::default());
        for row in 0..old.rows() {
            self.put(row, old.get(row));
        }
    }

    /// The cells of these rows, in this order.
    pub(super) fn picked(&self, rows: &[u32]) -> Self {
        let mut picked = Self { known: self.known.clone(), ..Self::default() };
        picked.codes = match &self.codes {
            Codes::Bytes(all) => Codes::Bytes(picked_of(all, rows, 0)),
            Codes::Shorts(all) => Codes::Shorts(picked_of(all, rows, 0)),
            Codes::Split(values, looks) => {
                Codes::Split(picked_of(values, rows, 0), picked_of(looks, rows, 0))
            }
            Codes::Whole(all) => Codes::Whole(picked_of(all, rows, NONE)),
        };
        picked
    }

    /// Gives back the room that was kept for more.
    pub(super) fn shrink(&mut self) {
        // Made anew when another cell comes.
        self.found = Vec::new();
        self.known.shrink_to_fit();
        match &mut self.codes {
            Codes::Bytes(all) => all.shrink(),
            Codes::Shorts(all) => all.shrink(),
            Codes::Split(values, looks) => {
                values.shrink();
                looks.shrink();
            }
            Codes::Whole(all) => all.shrink(),
        }
    }
}

fn picked_of<T: Copy>(all: &Pieces<T>, rows: &[u32], none: T) -> Pieces<T> {
    rows.iter().map(|it| all.get(*it as usize).unwrap_or(none)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Value = fn(u32) -> u32;

    #[test]
    fn a_column_gives_what_was_put_however_many_cells_differ() {
        let cell = |value: u32, style: u16, kind: Kind| Packed { value, style, kind };
        let columns: [(&str, Value); 4] = [
            ("few", |it| it % 7),
            ("some", |it| it % 1_000),
            ("many", |it| it.wrapping_mul(2_654_435_761)),
            ("first many, then few", |it| it.min(70_000)),
        ];
        for (name, value) in columns {
            for kind in [Kind::Text, Kind::Day] {
                for styles in [1, 300] {
                    let of = |row: u32| match row % 11 {
                        3 => NONE,
                        it => cell(value(row), u16::try_from(it % styles).unwrap(), kind),
                    };
                    let mut column = Column::default();
                    for row in (0..100_000).filter(|it| *it != 40_000) {
                        column.put(row as usize, of(row));
                    }
                    // What is put later takes the place of what was there.
                    column.put(40_000, cell(1, 1, Kind::Number));
                    column.put(40_000, of(40_000));
                    column.shrink();
                    column.put(100_000, of(100_000));
                    for row in 0..=100_000 {
                        assert_eq!(column.get(row as usize), of(row), "{name} {row}");
                    }
                    assert_eq!(column.get(100_001), NONE);
                    let picked = column.picked(&[5, 3, 99_999, 200_000]);
                    let got: Vec<_> = (0..4).map(|it| picked.get(it)).collect();
                    assert_eq!(got, [of(5), NONE, of(99_999), NONE]);
                }
            }
        }
        let mut looks = Column::default();
        for row in 0..2_000_u32 {
            looks.put(row as usize, cell(row, u16::try_from(row % 300).unwrap(), Kind::Text));
        }
        assert!(matches!(looks.codes, Codes::Whole(_)));
        assert_eq!(looks.get(1_999), cell(1_999, 199, Kind::Text));
    }
}
