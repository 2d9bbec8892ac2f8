//! What a new workspace begins with, and how it is made.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cli::Common;
use crate::finding::Arg;
use crate::model::Branch;
use crate::model::text::starts_with_words;
use crate::regime::{Regime, RegimeError};
use crate::workspace::{FILE_NAME, table};
use crate::write;

use super::outputs::save_atomically;
use super::{Failure, branches, sources};

/// The commented workspace file; `{year}`, `{kinds}` and `{superior-level}` are filled in.
const TEMPLATE: &str = include_str!("../../templates/workspace.toml");

/// Files to double-click on Windows, for whom a command line is no place to be.
const TO_CLICK: [(&str, &str); 2] = [
    ("1-phieu-trong.cmd", include_str!("../../templates/phieu-trong.cmd")),
    ("2-tong-hop.cmd", include_str!("../../templates/tong-hop.cmd")),
];

/// Kinds of communes, which stand before their names.
pub(super) const COMMUNES: [&str; 4] = ["xã", "phường", "thị trấn", "đặc khu"];

/// What a new workspace begins with.
#[derive(Debug)]
pub(super) struct Start {
    /// The rating year.
    pub(super) year: u32,
    /// The commune with its kind, "xã Bình An"; else the file leaves it open.
    pub(super) commune: Option<String>,
    /// The branches; else the table is blank.
    pub(super) branches: Vec<Branch>,
}

/// The regime of a year; else which years there are is told.
pub(super) fn regime_of(year: u32, common: &Common) -> Result<Regime, Failure> {
    let sources = sources::profiles(common, None)?;
    match sources.regime_of_year(year) {
        Ok(regime) => Ok(regime),
        Err(RegimeError::UnknownYear(_)) => {
            let years = years(common)?.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            let args = vec![("year", Arg::from(year)), ("years", Arg::from(years))];
            Err(Failure::Told("no-regime", args))
        }
        Err(other) => Err(sources::refused(&sources, other)),
    }
}

/// The years that have forms.
pub(super) fn years(common: &Common) -> Result<BTreeSet<u32>, Failure> {
    let sources = sources::profiles(common, None)?;
    let all = sources.all().map_err(|it| sources::refused(&sources, it))?;
    Ok(all.into_iter().flat_map(|it| it.rules.years).collect())
}

/// Nothing is written over a workspace.
pub(super) fn refuse_a_second(dir: &Path) -> Result<(), Failure> {
    if dir.join(FILE_NAME).exists() {
        let shown = Arg::from(dir.display().to_string());
        return Err(Failure::Told("already-there", vec![("dir", shown)]));
    }
    Ok(())
}

/// Makes the workspace: its file last, so that half of one is none.
pub(super) fn make(dir: &Path, start: &Start, regime: &Regime) -> Result<(), Failure> {
    refuse_a_second(dir)?;
    let known = branches::known_kinds(regime);
    let kinds: Vec<&str> = known.iter().map(|it| it.label).collect();
    let table = write::branches::workbook(start.year, &kinds, &start.branches)
        .map_err(anyhow::Error::from)?;
    for folder in ["nop", "ket-qua"] {
        fs::create_dir_all(dir.join(folder)).map_err(anyhow::Error::from)?;
    }
    for (name, text) in TO_CLICK {
        let path = dir.join(name);
        if !path.exists() {
            save_atomically(&path, text.replace('\n', "\r\n").as_bytes())?;
        }
    }
    // A list that lies there is somebody's own.
    if branches::beside(dir).is_none() {
        save_atomically(&dir.join(table::NAME), &table)?;
    }
    // Notepad of old Windows knows UTF-8 by its mark and wants both line ends.
    let text = format!("\u{feff}{}", text_of(start, regime, &kinds).replace('\n', "\r\n"));
    save_atomically(&dir.join(FILE_NAME), text.as_bytes())
}

/// The workspace file.
fn text_of(start: &Start, regime: &Regime, kinds: &[&str]) -> String {
    let text = TEMPLATE
        .replace("{year}", &start.year.to_string())
        .replace("{kinds}", &kinds.join(", "))
        .replace("{superior-level}", &regime.rules.words.superior_level);
    let Some(commune) = &start.commune else { return text };
    // Neither a quote nor a slash belongs in a name, and both would end the text.
    let commune: String = commune.chars().filter(|it| !matches!(it, '"' | '\\')).collect();
    let place = place_of(&commune);
    text.replace("\"Đảng bộ xã …\"", &format!("\"Đảng bộ {commune}\""))
        .replace("\"Đảng ủy xã …\"", &format!("\"Đảng ủy {commune}\""))
        .replace("\nplace = \"\" ", &format!("\nplace = \"{place}\" "))
}

/// The year that is rated now: from January to June still the one before.
/// All of Vietnam lies seven hours east of Greenwich, whatever the machine thinks.
pub(super) fn season_year() -> u32 {
    let today = jiff::tz::offset(7).to_datetime(jiff::Timestamp::now()).date();
    let year = if today.month() <= 6 { today.year() - 1 } else { today.year() };
    u32::try_from(year).unwrap_or_default()
}

/// The name of a commune without what kind it is.
pub(super) fn place_of(commune: &str) -> String {
    let kind = COMMUNES.iter().find(|it| starts_with_words(commune, it));
    let count = kind.map_or(0, |it| it.split(' ').count());
    commune.split(' ').skip(count).collect::<Vec<_>>().join(" ")
}
