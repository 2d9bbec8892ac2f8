//! The data of a commune as tables for other programs: members, branches, collectives, decisions,
//! findings, files.
//!
//! What each says is taken from the forms as they were judged, where the workbook takes it too. The
//! columns and their types are a contract (`docs/export.md`, made of [`TABLES`]): a new column goes to
//! the end, none is renamed, and [`VERSION`] counts changes that a reader has to follow.

mod columns;
pub mod csv;
mod mask;
#[cfg(feature = "parquet")]
pub mod parquet;
mod rows;
#[cfg(feature = "sqlite")]
pub mod sqlite;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::civil;

use crate::context::Context;
use crate::finding::Finding;
use crate::model::{CommuneResult, Hundredths};

pub use columns::TABLES;
pub use mask::{Mask, WEAKEST_KEY};

/// Version of the tables.
pub const VERSION: u32 = 1;

/// A column: what it is called, what it holds, whether it may hold nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, stable.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row may have no value in it.
    pub nullable: bool,
    /// What it means, in English.
    pub about: &'static str,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// One of a few words, e.g. a rating: stored as a dictionary where the format knows one.
    Word,
    /// A whole number.
    Whole,
    /// A number with two decimals.
    Decimal,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
}

/// A table without its rows.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Its name, stable.
    pub name: &'static str,
    /// What a row is, in English.
    pub about: &'static str,
    /// Its columns in order.
    pub columns: &'static [Column],
}

/// What stands in a column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A text or a word.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A number with two decimals.
    Decimal(Hundredths),
    /// A day.
    Day(civil::Date),
    /// Yes or no.
    Flag(bool),
}

/// A table with its rows, made one after another as they are asked for.
pub struct Table<'a> {
    /// What it is.
    pub shape: &'static Shape,
    /// Its rows, each with one value a column.
    pub rows: Box<dyn Iterator<Item = Vec<Value<'a>>> + 'a>,
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("name", &self.shape.name).finish_non_exhaustive()
    }
}

/// What tables are made of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// Regime, settings and workspace.
    pub context: Context<'a>,
    /// Branches, totals and decisions.
    pub results: &'a CommuneResult,
    /// The one list of findings.
    pub findings: &'a [Finding],
    /// The files of the inbox.
    pub files: &'a [File<'a>],
    /// Replaces what tells who somebody is.
    pub mask: Option<&'a Mask>,
}

/// A file of the inbox.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Path relative to the workspace, `/` on every system.
    pub path: &'a str,
    /// What became of it: a key of the report.
    pub status: &'static str,
    /// SHA-256 in hexadecimal, if it was opened.
    pub sha256: Option<&'a str>,
    /// Code of its branch, if the workspace has it.
    pub branch: Option<&'a str>,
}

/// All tables, in the order of [`TABLES`].
pub fn tables<'a>(sources: &Sources<'a>) -> Vec<Table<'a>> {
    rows::tables(sources)
}

/// A folder's name of a text: lower case, without marks, dashes between words.
pub fn slug(text: &str) -> String {
    let folded = crate::model::text::fold(text);
    let words = folded.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The name of a commune's year among those of others: `dang-bo-xa-y-2026`.
pub fn name(context: &Context) -> String {
    let it = rows::Origin::of(context);
    format!("{}-{}", it.commune, it.year)
}

/// The folder of a commune's year among those of others, by the names of the superior and of the
/// commune as the settings have them: `year=2026/province=dang-bo-tinh-x/commune=dang-bo-xa-y`.
pub fn partition(context: &Context) -> String {
    let it = rows::Origin::of(context);
    format!("year={}/province={}/commune={}", it.year, it.province, it.commune)
}
