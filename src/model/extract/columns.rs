//! Rows of equal length in bytes, kept by column: one in which all rows are alike stands there once, and of most
//! columns that is so.

use crate::model::packed::{Packed, Source};

/// Rows of `WIDTH` bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns<const WIDTH: usize> {
    rows: u32,
    /// Of each column, a bit each: whether its rows differ; whether they are alike and not 0. Then what the latter are
    /// alike in, and the columns in which rows differ, one after the other.
    bytes: Box<[u8]>,
}

/// Rows to be looked at.
#[derive(Debug)]
pub(super) struct Reader<'a, const WIDTH: usize> {
    /// What all rows have in common.
    alike: [u8; WIDTH],
    /// The columns in which they differ, each with its bytes.
    differing: Vec<(usize, &'a [u8])>,
    rows: usize,
}

impl<const WIDTH: usize> Columns<WIDTH> {
    /// So many bytes have a bit for each column.
    const BITS: usize = WIDTH.div_ceil(8);

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows as usize
    }

    /// The rows.
    pub(super) fn reader(&self) -> Reader<'_, WIDTH> {
        let (differing, rest) = self.bytes.split_at_checked(Self::BITS).unwrap_or_default();
        let (filled, rest) = rest.split_at_checked(Self::BITS).unwrap_or_default();
        let mut alike = [0; WIDTH];
        let mut rest = rest.iter();
        for (it, byte) in marked(filled).zip(&mut rest) {
            if let Some(it) = alike.get_mut(it) {
                *it = *byte;
            }
        }
        let columns = rest.as_slice().chunks_exact(self.len().max(1));
        let mut found = Vec::with_capacity(columns.len());
        found.extend(marked(differing).zip(columns));
        Reader { alike, differing: found, rows: self.len() }
    }

    /// Whether they have as many bytes as they need.
    fn is_whole(&self) -> bool {
        let Some((differing, rest)) = self.bytes.split_at_checked(Self::BITS) else {
            return self.rows == 0 && self.bytes.is_empty();
        };
        let Some((filled, rest)) = rest.split_at_checked(Self::BITS) else { return false };
        let columns = marked(differing).count().checked_mul(self.len());
        self.rows > 0
            && marked(differing).all(|it| it < WIDTH)
            && columns.and_then(|it| it.checked_add(marked(filled).count())) == Some(rest.len())
    }
}

/// The places of bits that are set.
fn marked(bits: &[u8]) -> impl Iterator<Item = usize> {
    let all = bits.iter().enumerate().filter(|it| *it.1 != 0);
    all.flat_map(|(at, bits)| {
        (0..8).filter(move |it| bits >> it & 1 == 1).map(move |it| at * 8 + it)
    })
}

impl<const WIDTH: usize> FromIterator<[u8; WIDTH]> for Columns<WIDTH> {
    fn from_iter<I: IntoIterator<Item = [u8; WIDTH]>>(rows: I) -> Self {
        let rows: Vec<[u8; WIDTH]> = rows.into_iter().collect();
        let Some(first) = rows.first() else { return Self::default() };
        // Row by row: of many columns at once.
        let mut differs = [0; WIDTH];
        for row in &rows {
            for col in 0..WIDTH {
                differs[col] |= row[col] ^ first[col];
            }
        }
        let differing: Vec<usize> = (0..WIDTH).filter(|it| differs[*it] != 0).collect();
        let filled: Vec<usize> =
            (0..WIDTH).filter(|it| first[*it] != 0 && differs[*it] == 0).collect();
        let mut bytes = vec![0; 2 * Self::BITS];
        for col in &differing {
            bytes[col / 8] |= 1 << (col % 8);
        }
        for col in &filled {
            bytes[Self::BITS + col / 8] |= 1 << (col % 8);
        }
        bytes.extend(filled.iter().map(|col| first[*col]));
        bytes.extend(differing.iter().flat_map(|col| rows.iter().map(|it| it[*col])));
        // A form has far fewer.
        Self {
            rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            bytes: bytes.into_boxed_slice(),
        }
    }
}

impl<const WIDTH: usize> Packed for Columns<WIDTH> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.rows.pack(out);
        self.bytes.pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        let columns = Self { rows: Packed::unpack(from)?, bytes: Packed::unpack(from)? };
        columns.is_whole().then_some(columns)
    }
}

impl<const WIDTH: usize> Reader<'_, WIDTH> {
    /// The row of this number, from 0.
    #[inline]
    pub(super) fn row(&self, row: usize) -> Option<[u8; WIDTH]> {
        if row >= self.rows {
            return None;
        }
        let mut bytes = self.alike;
        for (col, values) in &self.differing {
            bytes[*col] = values[row];
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_out_as_they_went_in(rows in prop::collection::vec(prop::array::uniform9(0_u8..3), 0..20)) {
            let columns: Columns<9> = rows.iter().copied().collect();
            let reader = columns.reader();
            prop_assert_eq!(columns.len(), rows.len());
            let back: Vec<_> = (0..=rows.len()).map_while(|it| reader.row(it)).collect();
            prop_assert_eq!(back, rows);
        }
    }

    #[test]
    fn what_is_alike_stands_once() {
        let columns: Columns<12> =
            (0..100_u8).map(|it| [7, 7, 7, it, 0, 0, 0, 0, 0, 0, 0, 9]).collect();
        assert_eq!(columns.bytes.len(), 2 + 2 + 4 + 100);
    }

    #[test]
    fn bytes_that_are_no_rows_are_refused() {
        let columns: Columns<9> = (0..20).map(|it| [it, 1, 0, 0, it % 3, 0, 0, 0, 2]).collect();
        let mut whole = Vec::new();
        columns.pack(&mut whole);
        let back = Columns::<9>::unpack(&mut Source::new(&whole)).expect("these are rows");
        assert_eq!(back.reader().row(7), columns.reader().row(7));
        for at in 0..whole.len() {
            for byte in [0, 1, 3, 0x7f, 0xff] {
                let mut spoiled = whole.clone();
                spoiled[at] = byte;
                let Some(rows) = Columns::<9>::unpack(&mut Source::new(&spoiled)) else { continue };
                let reader = rows.reader();
                assert!((0..rows.len()).all(|it| reader.row(it).is_some()));
            }
        }
    }
}
