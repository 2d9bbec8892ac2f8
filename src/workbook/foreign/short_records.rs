//! The short records of cells in a binary worksheet, made long.
//!
//! A cell right behind another one may be stored without its column. calamine
//! passes such records over without a word, so cells would be lost; each is
//! therefore written anew as the record that names its column.

/// A row begins.
const ROW: u32 = 0;
/// The short records, blank to shared text; the long one has the number less this.
const SHORT: std::ops::RangeInclusive<u32> = 12..=18;
const LESS: u32 = 11;
/// The long records of cells: those with values, then those with formulas.
const LONG: std::ops::RangeInclusive<u32> = 1..=11;
/// A record's length takes at most this many bytes of seven bits.
const LENGTH_BYTES: usize = 4;

/// The worksheet with long records only; nothing if it is no chain of records.
pub(super) fn lengthened(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut long = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut col = 0_u32;
    while !rest.is_empty() {
        let start = rest;
        let (kind, behind) = number(rest, 2)?;
        let (length, behind) = number(behind, LENGTH_BYTES)?;
        let content = behind.get(..usize::try_from(length).ok()?)?;
        rest = &behind[content.len()..];
        match kind {
            ROW => col = 0,
            kind if LONG.contains(&kind) => {
                col = u32::from_le_bytes(content.get(..4)?.try_into().ok()?).checked_add(1)?;
            }
            kind if SHORT.contains(&kind) => {
                long.push(u8::try_from(kind - LESS).ok()?);
                put_length(length.checked_add(4)?, &mut long);
                long.extend_from_slice(&col.to_le_bytes());
                long.extend_from_slice(content);
                col = col.checked_add(1)?;
                continue;
            }
            _ => {}
        }
        long.extend_from_slice(&start[..start.len() - rest.len()]);
    }
    Some(long)
}

/// A number in bytes of seven bits, the lowest first, and what follows it.
fn number(bytes: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut value = 0_u32;
    for (place, byte) in bytes.iter().take(most).enumerate() {
        value |= u32::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[place + 1..]));
        }
    }
    None
}

fn put_length(mut length: u32, to: &mut Vec<u8>) {
    while length >= 0x80 {
        to.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    to.push((length & 0x7F) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_records_get_the_column_behind_the_cell_before_them() {
        let row = [0, 4, 9, 0, 0, 0];
        let long = [7, 12, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
        let short = [18, 8, 0, 0, 0, 0, 2, 0, 0, 0];
        let blank = [12, 4, 0, 0, 0, 0];
        // A record of another kind, its number in two bytes.
        let other = [0x91, 0x01, 0];
        let bytes = [&other[..], &row, &long, &short, &blank, &short, &row, &short].concat();
        let made = |col: u8| [7, 12, col, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0];
        let made_blank = [1, 8, 5, 0, 0, 0, 0, 0, 0, 0];
        let expected =
            [&other[..], &row, &long, &made(4), &made_blank, &made(6), &row, &made(0)].concat();
        assert_eq!(lengthened(&bytes), Some(expected));
        assert_eq!(lengthened(&bytes[..bytes.len() - 1]), None);
        assert_eq!(lengthened(&[7, 2, 0, 0]), None, "a cell without its column");
    }

    #[test]
    fn lengths_are_written_as_they_are_read() {
        for length in [0, 4, 127, 128, 300, 1 << 20] {
            let mut bytes = Vec::new();
            put_length(length, &mut bytes);
            assert_eq!(number(&bytes, LENGTH_BYTES), Some((length, &[][..])));
        }
    }
}
