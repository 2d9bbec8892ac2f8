//! `xeploai regimes check DIR`: everything that is checked when a profile is loaded,
//! and what would load but serve nobody.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::Common;
use crate::file_errors::FileError;
use crate::finding::Arg;
use crate::regime::{Regime, Sources};
use crate::words::Catalogue;

use super::super::terminal::Terminal;
use super::super::{Failure, file_errors, sources};
use super::json;

pub(super) fn run(
    dir: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    if !dir.is_dir() {
        return Err(sources::unreadable(dir, &std::io::ErrorKind::NotFound.into()));
    }
    let mut sources = Sources::builtin();
    // `.` has no name of its own, and a profile is called by its folder's.
    let dir = std::fs::canonicalize(dir).map_err(anyhow::Error::from)?;
    let ids = match sources::lay_one_over(&mut sources, &dir)? {
        Some(id) => vec![id],
        None => sources::lay_over(&mut sources, &dir)?,
    };
    if ids.is_empty() {
        let shown = Arg::from(dir.display().to_string());
        return Err(Failure::Told("no-profile", vec![("dir", shown)]));
    }
    let mut wrong: Vec<FileError> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for id in &ids {
        match sources.regime(id) {
            Ok(regime) => {
                let warnings = warnings(&sources, &regime, words);
                let args = [("id", Arg::from(id)), ("count", Arg::from(warnings.len()))];
                lines.push(
                    words.ui(
                        if warnings.is_empty() { "lint-sound" } else { "lint-sound-but" },
                        &args,
                    ),
                );
                lines.extend(warnings.into_iter().map(|it| format!("  - {it}")));
            }
            Err(error) => match sources.mistake(&error) {
                Some(mistake) => wrong.push(mistake),
                None => return Err(sources::refused(&sources, error)),
            },
        }
    }
    if common.json {
        let told = |it: &FileError| {
            let worded = words.render(&it.finding);
            BTreeMap::from([
                ("file", it.file.clone()),
                ("line", it.line().to_string()),
                ("code", it.finding.code.id.to_owned()),
                ("message", worded.message),
            ])
        };
        let wrong: Vec<_> = wrong.iter().map(told).collect();
        terminal.print(&json(&serde_json::json!({ "mistakes": wrong, "lines": lines }))?)?;
    } else {
        let mut text: Vec<String> =
            wrong.iter().map(|it| file_errors::snippet(it, words) + "\n").collect();
        text.extend(lines);
        terminal.print(&(text.join("\n") + "\n"))?;
    }
    Ok(u8::from(!wrong.is_empty()))
}

/// Rules with a weight of their own that no finding can have: none cites them, or only
/// such as guard an invariant and keep theirs.
fn without_effect(regime: &Regime) -> Vec<&str> {
    let codes = super::super::codes();
    let is_weighed = |id: &str| codes.iter().any(|it| !it.fixed && it.rules.contains(&id));
    let rules = regime.rules.rule.iter();
    rules
        .filter(|(id, it)| (it.severity.is_some() || it.enforce_from.is_some()) && !is_weighed(id))
        .map(|(id, _)| id.as_str())
        .collect()
}

/// What loads, but serves nobody.
fn warnings(sources: &Sources, regime: &Regime, words: &Catalogue) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |key: &str, args: &[(&'static str, Arg)]| told.push(words.ui(key, args));
    // A condition without words could not be told to anybody.
    for condition in &regime.rules.condition {
        if words.condition(&condition.rule).is_none() {
            tell("lint-no-words", &[("rule", Arg::from(&*condition.rule))]);
        }
        if condition.clause.trim().is_empty() {
            tell("lint-no-clause", &[("rule", Arg::from(&*condition.rule))]);
        }
    }
    for id in without_effect(regime) {
        tell("lint-no-effect", &[("rule", Arg::from(id))]);
    }
    for table in [
        regime
            .form
            .members
            .column
            .iter()
            .map(|it| (it.full_heading(), &it.aliases))
            .collect::<Vec<_>>(),
        regime.form.collectives.column.iter().map(|it| (it.full_heading(), &it.aliases)).collect(),
        regime.form.info.row.iter().map(|it| (it.label.clone(), &it.aliases)).collect(),
    ] {
        for (place, (heading, aliases)) in table.iter().enumerate() {
            let meant_twice = aliases.iter().find(|alias| {
                let same = |other: &str| other.to_lowercase() == alias.to_lowercase();
                let others = table.iter().enumerate().filter(|it| it.0 != place);
                others.map(|it| it.1).any(|(it, more)| same(it) || more.iter().any(|it| same(it)))
            });
            if let Some(alias) = meant_twice {
                tell("lint-alias", &[("heading", Arg::from(heading)), ("alias", Arg::from(alias))]);
            }
        }
    }
    for (name, options) in &regime.form.choice {
        let mut labels: Vec<String> = options.iter().map(|it| it.label.to_lowercase()).collect();
        labels.sort();
        if labels.windows(2).any(|it| it[0] == it[1]) {
            tell("lint-labels", &[("list", Arg::from(name))]);
        }
    }
    if regime.rules.years.is_empty() {
        tell("lint-no-years", &[]);
    }
    if let Ok(Some(base)) = sources.base(&regime.id)
        && let Ok(base) = sources.regime(&base)
    {
        let same_form = format!("{:?}", base.form) == format!("{:?}", regime.form);
        let same_book = format!("{:?}", base.consolidated) == format!("{:?}", regime.consolidated);
        if same_form && same_book {
            tell("lint-changes-nothing", &[("base", Arg::from(&base.id))]);
        }
        if base.form.members.column.len() != regime.form.members.column.len()
            && base.form.code == regime.form.code
        {
            tell("lint-same-code", &[("code", Arg::from(&regime.form.code))]);
        }
    } else {
        for other in sources.ids().filter(|it| *it != regime.id) {
            let is_base = matches!(sources.base(other), Ok(Some(it)) if it == regime.id);
            let Ok(other) = sources.regime(other) else { continue };
            let shared = regime.rules.years.iter().find(|it| other.rules.years.contains(it));
            if let (Some(year), false) = (shared, is_base) {
                tell("lint-year", &[("year", Arg::from(*year)), ("other", Arg::from(&other.id))]);
            }
        }
    }
    told
}
