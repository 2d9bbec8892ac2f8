//! `xeploai init`: a new workspace.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cli::Common;
use crate::finding::Arg;
use crate::regime::RegimeError;
use crate::words::Catalogue;
use crate::workspace::{FILE_NAME, table};
use crate::write;

use super::outputs::save_atomically;
use super::terminal::Terminal;
use super::{Failure, branches, workspace};

/// The commented workspace file; `{year}`, `{kinds}` and `{superior-level}` are filled in.
const TEMPLATE: &str = include_str!("../../templates/workspace.toml");

/// Files to double-click on Windows, for whom a command line is no place to be.
const TO_CLICK: [(&str, &str); 2] = [
    ("1-phieu-trong.cmd", include_str!("../../templates/phieu-trong.cmd")),
    ("2-tong-hop.cmd", include_str!("../../templates/tong-hop.cmd")),
];

pub(super) fn run(
    dir: &Path,
    year: Option<u32>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let year = year.unwrap_or_else(season_year);
    let sources = workspace::profiles(common, None)?;
    let shown = Arg::from(dir.display().to_string());
    let regime = match sources.regime_of_year(year) {
        Ok(regime) => regime,
        Err(RegimeError::UnknownYear(_)) => {
            let all = sources.all().map_err(|it| workspace::refused(&sources, it))?;
            let years: BTreeSet<u32> = all.into_iter().flat_map(|it| it.rules.years).collect();
            let years = years.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            let args = vec![("year", Arg::from(year)), ("years", Arg::from(years))];
            return Err(Failure::Told("no-regime", args));
        }
        Err(other) => return Err(workspace::refused(&sources, other)),
    };
    let file = dir.join(FILE_NAME);
    if file.exists() {
        return Err(Failure::Told("already-there", vec![("dir", shown)]));
    }
    let known = branches::known_kinds(&regime);
    let kinds: Vec<&str> = known.iter().map(|it| it.label).collect();
    let table = write::branches::workbook(year, &kinds, &[]).map_err(anyhow::Error::from)?;
    let kinds = kinds.join(", ");
    let text = TEMPLATE
        .replace("{year}", &year.to_string())
        .replace("{kinds}", &kinds)
        .replace("{superior-level}", &regime.rules.words.superior_level);
    for folder in ["nop", "ket-qua"] {
        fs::create_dir_all(dir.join(folder)).map_err(anyhow::Error::from)?;
    }
    for (name, text) in TO_CLICK {
        let path = dir.join(name);
        if !path.exists() {
            save_atomically(&path, text.replace('\n', "\r\n").as_bytes())?;
        }
    }
    let path = dir.join(table::NAME);
    if branches::beside(dir).is_none() {
        save_atomically(&path, &table)?;
    }
    // Notepad of old Windows knows UTF-8 by its mark and wants both line ends.
    let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    save_atomically(&file, text.as_bytes())?;
    let done = words.ui("init-done", &[("dir", shown), ("year", Arg::from(year))]);
    terminal.print(&(done.replace("\\n", "\n") + "\n"))?;
    Ok(0)
}

/// The year that is rated now: from January to June still the one before.
/// All of Vietnam lies seven hours east of Greenwich, whatever the machine thinks.
fn season_year() -> u32 {
    let today = jiff::tz::offset(7).to_datetime(jiff::Timestamp::now()).date();
    let year = if today.month() <= 6 { today.year() - 1 } else { today.year() };
    u32::try_from(year).unwrap_or_default()
}
