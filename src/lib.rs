//! Checks, rates and consolidates the yearly quality-rating forms of party
//! cells (chi bộ) into the workbook that a commune sends to its superior.
//!
//! The layers, lowest first, stand in `ARCHITECTURE.md`; `tests/it/layering.rs`
//! holds the code to them.

pub mod app;
pub mod batch;
pub mod cli;
pub mod consolidate;
pub mod context;
pub mod discover;
pub mod finding;
pub mod mistakes;
pub mod model;
pub mod progress;
pub mod rate;
pub mod read;
pub mod regime;
pub mod report;
pub mod schema;
pub mod validate;
pub mod watch;
pub mod words;
pub mod workspace;
pub mod write;
