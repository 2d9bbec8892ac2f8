//! Bounds on what is read, and the settings that raise them.

use serde::{Deserialize, Serialize};

/// Bounds on what is read; each is a named finding (`F013`) when passed.
///
/// The defaults leave a real form ten times and more of room; a file over them
/// is no form, or an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Entries of the package.
    pub entries: usize,
    /// Bytes of all entries when inflated, as declared; each is inflated no further.
    pub declared_bytes: u64,
    /// Bytes of the parts that are read, inflated: not pictures.
    pub sheet_bytes: u64,
    /// How many times smaller than declared an entry may be packed …
    pub ratio: u64,
    /// … when it declares at least this many bytes.
    pub ratio_from_bytes: u64,
    /// Bytes of the table of shared texts when inflated.
    pub shared_text_bytes: u64,
    /// Entries of the table of shared texts.
    pub shared_texts: usize,
    /// Bytes of the texts of all cells, a shared one counted for each cell that shows it.
    pub cell_text_bytes: u64,
    /// Records of the table of formats: fonts, fills, borders and the like.
    pub styles: usize,
    /// Cells of all sheets that are not blank.
    pub cells: usize,
    /// Merged regions of a sheet.
    pub merges: usize,
    /// Rows of a list, such as that of the members: each becomes some kilobytes.
    pub list_rows: usize,
    /// Rows of a sheet: a value below is refused.
    pub rows: u32,
    /// Columns of a sheet: a value to the right is refused.
    pub cols: u32,
    /// Bytes of memory that all files together may take while they are read.
    pub memory_bytes: u64,
    /// Bytes of memory of the process that reads another format …
    pub apart_bytes: u64,
    /// … and how many seconds it may take.
    pub seconds: u64,
    /// Files of an inbox.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 << 20,
            entries: 1_000,
            declared_bytes: 256 << 20,
            sheet_bytes: 48 << 20,
            ratio: 200,
            ratio_from_bytes: 1 << 20,
            shared_text_bytes: 16 << 20,
            shared_texts: 200_000,
            cell_text_bytes: 16 << 20,
            styles: 200_000,
            cells: 200_000,
            merges: 20_000,
            list_rows: 10_000,
            rows: 100_000,
            cols: 200,
            memory_bytes: 100 << 20,
            apart_bytes: 80 << 20,
            seconds: 30,
            files: 20_000,
        }
    }
}

impl Limits {
    /// Bounds for the consolidated workbook of a commune, or of a province: many times what a form has.
    #[must_use]
    pub fn of_consolidated(&self) -> Self {
        const TIMES: usize = 100;
        const TIMES_BYTES: u64 = 20;
        Self {
            file_bytes: self.file_bytes.saturating_mul(TIMES_BYTES),
            declared_bytes: self.declared_bytes.saturating_mul(TIMES_BYTES),
            sheet_bytes: self.sheet_bytes.saturating_mul(TIMES_BYTES),
            shared_text_bytes: self.shared_text_bytes.saturating_mul(TIMES_BYTES),
            shared_texts: self.shared_texts.saturating_mul(TIMES),
            cell_text_bytes: self.cell_text_bytes.saturating_mul(TIMES_BYTES),
            cells: self.cells.saturating_mul(TIMES),
            merges: self.merges.saturating_mul(TIMES),
            list_rows: self.list_rows.saturating_mul(TIMES),
            // Excel has no more.
            rows: self.rows.max(1 << 20),
            ..*self
        }
    }
}

/// The key of `[limits]` in the workspace file that raises a limit.
pub(crate) fn key(limit: &str) -> &'static str {
    match limit {
        "limit-file" => "file-mb",
        "limit-entries" => "entries",
        "limit-ratio" => "ratio",
        "limit-declared" => "inflated-mb",
        "limit-sheets" => "sheets-mb",
        "limit-shared-text" => "texts-mb",
        "limit-texts" => "texts",
        "limit-cell-texts" => "cell-texts-mb",
        "limit-styles" => "styles",
        "limit-cells" => "cells",
        "limit-merges" => "merges",
        "limit-list" => "list-rows",
        "limit-rows" => "rows",
        "limit-cols" => "columns",
        _ => "",
    }
}
