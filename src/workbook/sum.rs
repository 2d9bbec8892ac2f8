//! A formula that adds up or counts, as it stands in a cell.

use serde::{Deserialize, Serialize};

use super::region::Region;

/// Longer formulas are not computed again.
pub(crate) const FORMULA_BYTES: usize = 300;
/// Functions that add up or count.
const FUNCTIONS: [&str; 9] =
    ["SUM", "SUBTOTAL", "COUNTA", "COUNT", "COUNTIF", "AVERAGE", "AGGREGATE", "MAX", "MIN"];

/// A formula that adds up or counts, or is plain arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Its text without the sign of equality.
    pub formula: String,
}

/// A table of Excel on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// Its name in formulas.
    pub name: String,
    /// The rows of its entries.
    pub entries: Region,
    /// What its columns are called.
    pub columns: Vec<String>,
    /// Its row of totals.
    pub totals: Option<u32>,
}

impl Sum {
    /// The formula of a cell, if it is one that adds up or counts, or computes with figures
    /// and cells alone.
    pub(crate) fn new(row: u32, col: u32, formula: &str) -> Option<Self> {
        let formula = formula.trim();
        if formula.len() > FORMULA_BYTES {
            return None;
        }
        let is_sum = formula
            .split_once('(')
            .is_some_and(|it| FUNCTIONS.iter().any(|name| it.0.eq_ignore_ascii_case(name)));
        (is_sum || is_arithmetic(formula)).then(|| Self { row, col, formula: formula.to_owned() })
    }
}

/// Whether a formula has nothing but figures, cells of its own sheet and signs of arithmetic.
pub(super) fn is_arithmetic(formula: &str) -> bool {
    let is_of_it = |it: char| it.is_ascii_alphanumeric() || "+-*/.$()% ".contains(it);
    formula.contains(['+', '-', '*', '/'])
        && formula.chars().all(is_of_it)
        && !formula.contains(|it: char| it.is_ascii_lowercase())
}
