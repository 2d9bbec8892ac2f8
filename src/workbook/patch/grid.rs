//! Cells as Excel names them, and how far they reach on the screen.

use std::fmt::Write as _;

use crate::model::column_name;

/// Rows and columns of a sheet.
pub(crate) const GRID: (u32, u32) = (1_048_576, 16_384);

/// Most rows or columns that are walked for the size of a note.
const STEPS_MAX: u32 = 2_000;

/// A rectangle of cells, both corners in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

impl Area {
    pub(crate) fn cell(row: u32, col: u32) -> Self {
        Self { top: row, left: col, bottom: row, right: col }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
        Some(Self { top, left, bottom, right })
    }

    pub(crate) fn holds(&self, row: u32, col: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&col)
    }

    pub(crate) fn write(&self, out: &mut String) {
        let first = name(self.top, self.left);
        let last = name(self.bottom, self.right);
        out.push_str(&first);
        if first != last {
            // Writing to a string cannot fail.
            let _ = write!(out, ":{last}");
        }
    }
}

/// Row and column, from 0, of a cell as Excel names it.
pub(crate) fn place(text: &str) -> Option<(u32, u32)> {
    let bytes = text.bytes().filter(|it| *it != b'$');
    let (mut row, mut col) = (0_u32, 0_u32);
    for it in bytes {
        match it {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                col =
                    col.checked_mul(26)?.checked_add(u32::from(it.to_ascii_uppercase() - b'@'))?;
            }
            b'0'..=b'9' if col > 0 => {
                row = row.checked_mul(10)?.checked_add(u32::from(it - b'0'))?;
            }
            _ => return None,
        }
    }
    let (row, col) = (row.checked_sub(1)?, col.checked_sub(1)?);
    (row < GRID.0 && col < GRID.1).then_some((row, col))
}

/// A cell as Excel names it.
pub(crate) fn name(row: u32, col: u32) -> String {
    format!("{}{}", column_name(col), row + 1)
}

/// A size as whole pixels, within what Excel allows of a row or column.
pub(crate) fn pixels(size: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped just before; not-a-number becomes 0"
    )]
    let whole = size.clamp(0.0, 3_000.0) as u32;
    whole
}

/// A column's width in characters, as pixels of the usual font.
pub(crate) fn col_pixels(characters: f64) -> u32 {
    pixels(characters * 7.0 + 5.0)
}

/// The row or column that lies `length` pixels behind the start of `from`, and
/// how far into it.
pub(crate) fn walk(from: u32, length: u32, last: u32, size: impl Fn(u32) -> u32) -> (u32, u32) {
    let (mut at, mut rest) = (from, length);
    while at < last && at - from < STEPS_MAX && rest >= size(at) {
        rest -= size(at);
        at += 1;
    }
    (at, rest.min(size(at).saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_excel_names_them() {
        for (text, expected) in [
            ("A1", Some((0, 0))),
            ("$AB$12", Some((11, 27))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("XFE1", None),
            ("A1048577", None),
            ("A0", None),
            ("1A", None),
            ("A1B", None),
            ("AAAAAAAAAA1", None),
            ("", None),
        ] {
            assert_eq!(place(text), expected, "{text}");
        }
    }
}
