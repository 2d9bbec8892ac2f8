//! What the notes of a sheet are, and what became of them: for their texts and their boxes.

use std::collections::{BTreeMap, BTreeSet};

use crate::workbook::patch::spans::Edits;

/// Notes by row and column, from 0.
pub(super) type Notes = BTreeMap<(u32, u32), String>;

/// What became of the comments part.
pub(super) struct Written {
    pub(super) edits: Edits,
    /// Cells whose note of an earlier round goes.
    pub(super) removed: BTreeSet<(u32, u32)>,
    /// Cells that have a note now and had none of anybody else.
    pub(super) added: BTreeSet<(u32, u32)>,
    /// Notes of others that were touched.
    pub(super) extended: usize,
    /// Whether no note is left at all.
    pub(super) is_empty: bool,
}
