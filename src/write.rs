//! Workbooks as bytes. Equal values give equal bytes, on any day.

pub mod blank;
mod bodies;
pub mod branches;
pub mod consolidated;
pub mod decisions;

pub mod fill;
pub mod findings;
pub mod papers;
pub mod returned;
mod sheet;

pub use sheet::Unwritable;
