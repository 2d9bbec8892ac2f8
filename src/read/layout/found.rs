//! A heading on a sheet, and what a text may be to a table.

/// A heading on a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Its column.
    pub col: u32,
    /// The row of its cell.
    pub row: u32,
    /// Its text.
    pub text: String,
    /// Its text folded.
    pub folded: String,
    /// The texts of its column from top to bottom, folded as one.
    pub joined: String,
    /// Texts merged across it from above, folded.
    pub groups: Vec<String>,
    /// Texts to its left in the rows above, folded: a group that was not merged.
    pub carried: Vec<String>,
}

/// What a text may be to a table.
#[expect(clippy::struct_excessive_bools, reason = "a text may be several of them")]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Role {
    /// Whether it is one of its headings.
    pub is_heading: bool,
    /// Whether it is a group of its headings.
    pub is_group: bool,
    /// Whether a heading begins with it, and so may go on in the row below.
    pub begins: bool,
    /// Whether it may head all four columns of a rating.
    pub is_rating: bool,
    /// Whether it tells a row of headings, being no value of a cell.
    pub is_telling: bool,
}
