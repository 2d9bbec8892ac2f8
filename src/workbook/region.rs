//! Rectangles of cells, and references to them.

use serde::{Deserialize, Serialize};

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Region {
    /// Top row.
    pub top: u32,
    /// Bottom row, at least `top`.
    pub bottom: u32,
    /// Left column.
    pub left: u32,
    /// Right column, at least `left`.
    pub right: u32,
}

impl Region {
    /// Whether the cell lies in it.
    pub(crate) fn contains(&self, row: u32, col: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&col)
    }
}
