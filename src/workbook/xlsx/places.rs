//! Places as a worksheet writes them.

use crate::workbook::region::Region;

/// Excel's own limits: a reference beyond is no reference.
pub(super) const ROWS: u32 = 1 << 20;
pub(super) const COLS: u32 = 1 << 14;

/// `F12` as row and column from 0.
pub(super) fn cell_place(reference: &[u8]) -> Option<(u32, u32)> {
    let digits = reference.iter().position(u8::is_ascii_digit)?;
    let (letters, digits) = reference.split_at(digits);
    let mut col = 0_u32;
    for letter in letters {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() || col > COLS {
            return None;
        }
        col = col * 26 + u32::from(letter - b'A') + 1;
    }
    let row = row_number(digits)?;
    (1..=COLS).contains(&col).then(|| (row, col - 1))
}

/// A row's number, from 0.
pub(super) fn row_number(number: &[u8]) -> Option<u32> {
    let digit = |all: u32, it: &u8| {
        let digit = it.is_ascii_digit().then(|| u32::from(it - b'0'))?;
        all.checked_mul(10)?.checked_add(digit)
    };
    let number = number.iter().try_fold(0, digit)?;
    (1..=ROWS).contains(&number).then(|| number - 1)
}

/// `A1:C2` as a region, its corners in any order; `$` is let through.
pub(super) fn region(reference: &str) -> Option<Region> {
    let reference = reference.replace('$', "");
    let (from, to) = reference.split_once(':').unwrap_or((&reference, &reference));
    let (from, to) = (cell_place(from.as_bytes())?, cell_place(to.as_bytes())?);
    Some(Region {
        top: from.0.min(to.0),
        bottom: from.0.max(to.0),
        left: from.1.min(to.1),
        right: from.1.max(to.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::column_name;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_and_impossible_ones_refused() {
        assert_eq!(cell_place(b"A1"), Some((0, 0)));
        assert_eq!(cell_place(b"xfd1048576"), Some((1_048_575, 16_383)));
        for no in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "ZZZZZZZ1",
            "A99999999999",
            "É1",
            "A1B",
            "A+1",
            "$A$1",
            " A1",
            "A1 ",
        ] {
            assert_eq!(cell_place(no.as_bytes()), None, "{no}");
        }
        let two = Region { top: 0, bottom: 1, left: 1, right: 2 };
        assert_eq!(region("C2:B1"), Some(two));
        assert_eq!(region("$C$2:$B$1"), Some(two));
        assert_eq!(region("C2:"), None);
    }

    proptest! {
        #[test]
        fn a_name_of_a_cell_leads_back_to_it(row in 0..ROWS, col in 0..COLS) {
            let name = format!("{}{}", column_name(col), row + 1);
            prop_assert_eq!(cell_place(name.as_bytes()), Some((row, col)));
        }

        #[test]
        fn no_reference_makes_it_stumble(text in "\\PC{0,12}") {
            let _ = (cell_place(text.as_bytes()), region(&text));
        }
    }
}
