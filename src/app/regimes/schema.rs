//! `xeploai regimes schema [DIR]`: JSON Schemas by which editors help to write profiles
//! and the workspace file.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::cli::Common;
use crate::finding::Arg;
use crate::schema;
use crate::words::Catalogue;

use super::super::Failure;
use super::super::outputs::save_atomically;
use super::super::terminal::Terminal;
use super::json;

/// A schema in the list.
#[derive(Debug, Serialize)]
struct Line<'a> {
    /// Its own name.
    schema: &'a str,
    /// The file that it is of.
    file: &'a str,
}

pub(super) fn run(
    dir: Option<&Path>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let files = schema::ALL;
    if let Some(dir) = dir {
        fs::create_dir_all(dir).map_err(anyhow::Error::from)?;
        for file in files {
            save_atomically(&dir.join(file.name), file.text.as_bytes())?;
        }
    }
    let lines: Vec<_> = files.iter().map(|it| Line { schema: it.name, file: it.of }).collect();
    if common.json {
        terminal.print(&json(&lines)?)?;
        return Ok(0);
    }
    let told = |it: &Line| {
        let args = [("schema", Arg::from(it.schema)), ("file", Arg::from(it.file))];
        words.ui("schema-line", &args)
    };
    let mut text: Vec<String> = lines.iter().map(told).collect();
    text.push(match dir {
        Some(dir) => {
            let shown = Arg::from(dir.display().to_string());
            words.ui("schema-done", &[("count", files.len().into()), ("dir", shown)])
        }
        None => words.ui("schema-hint", &[]),
    });
    terminal.print(&(text.join("\n") + "\n"))?;
    Ok(0)
}
