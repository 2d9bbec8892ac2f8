//! Where on a sheet something stands.

use std::fmt;
use std::sync::Arc;

/// A cell of a workbook. Counts from 0 as the libraries do; its `Display`
/// alone turns that into what Excel shows, e.g. `2_DangVien!F12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRef {
    /// The sheet's name as in the file.
    pub sheet: Arc<str>,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
}

impl CellRef {
    /// A cell by its sheet and its place, both counted from 0.
    pub fn new(sheet: &Arc<str>, row: u32, col: u32) -> Self {
        Self { sheet: Arc::clone(sheet), row, col }
    }

    /// The name inside the sheet as Excel shows it, e.g. `F12`.
    pub fn a1(&self) -> String {
        format!("{}{}", column_name(self.col), u64::from(self.row) + 1)
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.sheet, self.a1())
    }
}

/// A column's letters as Excel shows them: 0 is `A`, 26 is `AA`.
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|&it| char::from(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        for (col, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
        {
            assert_eq!(column_name(col), name);
        }
    }
}
