//! `xeploai regimes`: which regimes there are, how two of them differ, whether the
//! profiles of a folder are sound and useful, and schemas by which editors help.

mod check;
mod diff;
mod schema;

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::{Common, Regimes};
use crate::finding::Arg;
use crate::regime::Sources;
use crate::words::Catalogue;

use super::terminal::Terminal;
use super::{Failure, sources};

pub(super) fn run(
    wanted: &Regimes,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    match wanted {
        Regimes::List => {
            let lines = list(&sources::profiles_here(common)?, words)?;
            let text = if common.json { json(&lines)? } else { as_text(&lines, words) };
            terminal.print(&text)?;
            Ok(0)
        }
        Regimes::Diff { old, new } => {
            let sources = sources::profiles_here(common)?;
            let parts = diff::parts(&sources, (old, new), words)?;
            let text =
                if common.json { json(&parts)? } else { diff::as_text(&parts, (old, new), words) };
            terminal.print(&text)?;
            Ok(0)
        }
        Regimes::Schema { dir } => schema::run(dir.as_deref(), common, words, terminal),
        Regimes::Check { dir } => check::run(dir, common, words, terminal),
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value).map_err(anyhow::Error::from)? + "\n")
}

/// A line of the list.
#[derive(Debug, Serialize)]
struct Line {
    id: String,
    name: String,
    years: Vec<u32>,
    form_code: String,
    /// `built-in`, `changed` (a built-in one with other files), `own`, `overlay`.
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    extends: Option<String>,
}

fn list(sources: &Sources, words: &Catalogue) -> Result<Vec<Line>, Failure> {
    let refused = |it| sources::refused(sources, it);
    let builtin = Sources::builtin();
    let mut lines = Vec::new();
    for regime in sources.all().map_err(refused)? {
        let extends = sources.base(&regime.id).map_err(refused)?;
        let same = |file: &&str| sources.text(&regime.id, file) == builtin.text(&regime.id, file);
        let mut files =
            crate::regime::FILES.iter().chain([&crate::regime::OVERLAY, &crate::regime::DECISIONS]);
        let origin = match (builtin.ids().any(|it| it == regime.id), files.all(same)) {
            (true, true) => "built-in",
            (true, false) => "changed",
            (false, _) if extends.is_some() => "overlay",
            (false, _) => "own",
        };
        lines.push(Line {
            name: regime.rules.name.clone(),
            years: regime.rules.years.clone(),
            form_code: regime.form.code.clone(),
            origin,
            extends,
            id: regime.id,
        });
    }
    // A list of one line more than its heading never is empty: one regime is built in.
    assert!(words.has_ui("regimes-built-in"));
    Ok(lines)
}

// Writing to a `String` cannot fail; `let _` says that this is known.

fn as_text(lines: &[Line], words: &Catalogue) -> String {
    let mut out = String::new();
    for line in lines {
        let origin = match (line.origin, &line.extends) {
            ("built-in", _) => words.ui("regimes-built-in", &[]),
            ("changed", _) => words.ui("regimes-changed", &[]),
            (_, Some(base)) => words.ui("regimes-overlay", &[("base", Arg::from(base))]),
            (_, None) => words.ui("regimes-own", &[]),
        };
        let _ = writeln!(out, "{}", line.id);
        let _ = writeln!(out, "  {}", line.name);
        let args = [
            ("years", Arg::from(years(&line.years))),
            ("code", Arg::from(&line.form_code)),
            ("origin", Arg::from(origin)),
        ];
        let _ = writeln!(out, "  {}\n", words.ui("regimes-line", &args));
    }
    out.trim_end().to_owned() + "\n"
}

/// Years as a person writes them: `2019-2022, 2024`.
fn years(years: &[u32]) -> String {
    let mut sorted = years.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for year in sorted {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let shown =
        runs.iter().map(
            |&(first, last)| {
                if first == last { first.to_string() } else { format!("{first}-{last}") }
            },
        );
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_a_row_are_a_span() {
        assert_eq!(years(&[2021, 2019, 2020, 2024]), "2019-2021, 2024");
        assert_eq!(years(&[2025]), "2025");
        assert_eq!(years(&[]), "");
    }
}
