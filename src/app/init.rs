//! `xeploai init`: a new workspace.

use std::path::Path;

use crate::cli::Common;
use crate::finding::Arg;
use crate::words::Catalogue;

use super::start::{Start, make, refuse_a_second, regime_of, season_year};
use super::terminal::Terminal;
use super::{Failure, wizard};

pub(super) fn run(
    dir: &Path,
    year: Option<u32>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    if !common.json && Terminal::may_ask() {
        // Before the questions: their answers would be for nothing.
        refuse_a_second(dir)?;
        return wizard::run(&wizard::Place::Folder(dir), year, common, words, terminal);
    }
    let year = year.unwrap_or_else(season_year);
    let start = Start { year, commune: None, branches: Vec::new() };
    make(dir, &start, &regime_of(year, common)?)?;
    let shown = Arg::from(dir.display().to_string());
    let done = words.ui("init-done", &[("dir", shown), ("year", Arg::from(year))]);
    terminal.print(&(done.replace("\\n", "\n") + "\n"))?;
    Ok(0)
}
