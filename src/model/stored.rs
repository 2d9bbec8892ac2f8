//! What a cell of a workbook holds, as typed, whoever typed it and whatever it means.

use super::CellRef;

/// A cell that is not blank, and what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCell {
    /// Where.
    pub at: CellRef,
    /// What.
    pub value: StoredValue,
}

/// A value as stored: nothing is read out of it.
#[derive(Clone, Debug, PartialEq)]
pub enum StoredValue {
    /// Text. Dates and percentages are told as the workbook shows them; an error
    /// or a formula without a result as its text.
    Text(String),
    /// A number that is shown as a number.
    Number(f64),
}

impl StoredValue {
    /// As it is shown, numbers in plain digits.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}
