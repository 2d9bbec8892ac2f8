//! A value of a form with its place, or why there is none.

use super::CellRef;

/// A value and the cell that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its cell.
    pub at: CellRef,
}

/// One place of a form: what is there, or why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot<T> {
    /// The form has no such (optional) column or row.
    Absent,
    /// The cell is blank.
    Empty(CellRef),
    /// Something is there, or had to be, that could not be understood: a
    /// finding says so, and no rule that needs the value runs. No cell when a
    /// required column or row is missing altogether.
    Unread(Option<CellRef>),
    /// A value.
    Is(At<T>),
}

impl<T> Slot<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(it) => Some(&it.value),
            Self::Absent | Self::Empty(_) | Self::Unread(_) => None,
        }
    }

    /// The cell, if the form has one for it.
    pub fn cell(&self) -> Option<&CellRef> {
        match self {
            Self::Is(it) => Some(&it.at),
            Self::Empty(at) | Self::Unread(Some(at)) => Some(at),
            Self::Absent | Self::Unread(None) => None,
        }
    }

    /// `None` when it could not be read (no rule may judge), else what is
    /// there: `Some(None)` for a blank cell or an absent column.
    pub fn known(&self) -> Option<Option<&T>> {
        match self {
            Self::Unread(_) => None,
            Self::Absent | Self::Empty(_) => Some(None),
            Self::Is(it) => Some(Some(&it.value)),
        }
    }

    /// Whether it could not be read.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Unread(_))
    }

    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Empty(_) | Self::Absent)
    }
}

#[cfg(test)]
impl<T> Slot<T> {
    /// Types a value into the cell.
    pub(crate) fn put(&mut self, value: impl Into<T>) {
        let at = self.cell().expect("a fixture has all cells").clone();
        *self = Self::Is(At { value: value.into(), at });
    }

    /// Clears the cell.
    pub(crate) fn clear(&mut self) {
        *self = Self::Empty(self.cell().expect("a fixture has all cells").clone());
    }

    /// Types something that nobody can read.
    pub(crate) fn spoil(&mut self) {
        *self = Self::Unread(self.cell().cloned());
    }
}

impl<T: Copy> Slot<T> {
    /// The value itself, for small values.
    pub fn get(&self) -> Option<T> {
        self.value().copied()
    }
}

impl Slot<String> {
    /// The text, or nothing.
    pub fn text(&self) -> &str {
        self.value().map_or("", String::as_str)
    }
}
