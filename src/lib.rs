//! Checks, rates and consolidates the yearly quality-rating forms of party
//! cells (chi bộ) into the workbook that a commune sends to its superior.
//!
//! The layers, lowest first, stand in `ARCHITECTURE.md`; `tests/it/layering.rs`
//! holds the code to them. Without the feature `cli` (on by default) the crate is what goes
//! from values to values: no command line, terminal or threads.

#[cfg(feature = "cli")]
pub mod app;
pub mod archive;
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;
pub mod consolidate;
pub mod context;
pub mod discover;
pub mod export;
pub mod file_errors;
pub mod finding;
pub mod job;
pub mod journal;
pub mod model;
pub mod previous;
#[cfg(feature = "cli")]
pub mod progress;
pub mod rate;
pub mod read;
pub mod regime;
pub mod report;
pub mod schema;
mod tables;
mod threads;
pub mod typed;
pub mod validate;
#[cfg(feature = "cli")]
pub mod watch;
pub mod words;
pub mod workbook;
pub mod workspace;
pub mod write;

/// The folder of the sources, for tests: `tests/unit` makes the tests beside the code, a package of its own.
#[cfg(test)]
fn sources() -> &'static std::path::Path {
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let above = if package.ends_with("tests/unit") { 2 } else { 0 };
    package.ancestors().nth(above).expect("it lies in the sources")
}
