//! What formulas come to.

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    Blank,
    Number(f64),
    Text(String),
    Bool(bool),
    Error(String),
}

/// A cell by sheet, row and column.
pub(super) type Place = (usize, u32, u32);
