//! A workbook of whatever format: from bytes to cells, and patches back into its bytes.
//!
//! Nothing here knows of a form: what stands in a cell is what a program stored there.
//! The package is guarded first ([`package`]; Excel's own password opened by [`unlock`]),
//! then its sheets become cells ([`grid`], by [`xlsx`], [`text`] or, in a process of its
//! own, [`apart`]) within bounds ([`limits`]). [`patch`] changes parts of a package and
//! leaves all others as they are, byte for byte. [`ours`] are the marks by which a file of
//! this program is known again.

pub mod apart;
pub(crate) mod fonts;
pub(crate) mod grid;
pub(crate) mod limits;
pub(crate) mod ole;
pub mod ours;
pub(crate) mod package;
pub(crate) mod patch;
pub(crate) mod seen;
pub(crate) mod sums;
pub(crate) mod symbols;
pub(crate) mod text;
pub(crate) mod texts;
pub(crate) mod unlock;
pub(crate) mod xlsx;
pub(crate) mod xml;

use crate::finding::Code;
pub use limits::Limits;

/// Kinds of findings of this layer.
pub static CODES: &[&Code] = &[
    &package::NOT_A_WORKBOOK,
    &package::PASSWORD,
    &package::DAMAGED,
    &package::OVER_LIMIT,
    &package::OTHER_FORMAT,
    &package::EMPTY_FILE,
    &package::TRUNCATED,
    &package::NAMES_TWICE,
    &package::LINK,
    &package::MAIL,
    &package::ARCHIVE,
    &package::SHORTCUT,
    &package::TNEF,
    &package::NUMBERS,
    &apart::FAILED,
    &apart::TOO_LONG,
    &apart::NOT_STARTED,
    &apart::READ_AS,
    &xlsx::NO_WORKSHEETS,
];
