//! `xeploai explain`: what a finding or a condition means, and how to mend it.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::cli::Common;
use crate::finding::{Arg, Code, Severity};
use crate::model::Certainty;
use crate::regime::Regime;
use crate::regime::rules::Condition;
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;
use crate::write::fill;

use super::terminal::Terminal;
use super::{Failure, codes, sources, usage, workspace};

/// What is typed for the list of the names that a superior's blank may have.
const PLACEHOLDERS: [&str; 2] = ["placeholders", "o-dien"];

/// One entry of the manual.
#[derive(Debug, Serialize)]
struct Manual {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Clauses, for a condition with how sure each is.
    clauses: Vec<String>,
}

/// There is no such code; the one that was probably meant is told.
fn unknown(wanted: &str, words: &Catalogue) -> Failure {
    let all = codes();
    let digits = wanted.trim_start_matches(|it: char| it.is_ascii_alphabetic());
    let letter = &wanted[..wanted.len() - digits.len()];
    // Whoever hears a code on the telephone leaves its noughts out.
    let whole = digits.parse::<u32>().ok().map(|it| format!("{letter}{it:03}"));
    let whole = whole.unwrap_or_else(|| wanted.to_owned());
    let near = all
        .iter()
        .find(|it| it.id.eq_ignore_ascii_case(&whole))
        .map(|it| it.id)
        .or_else(|| {
            usage::closest(wanted, all.iter().map(|it| it.id)).filter(|_| letter.len() == 1)
        })
        .or_else(|| usage::closest(wanted, all.iter().map(|it| it.name)));
    let code = ("code", Arg::from(wanted));
    let Some(near) = near else { return Failure::Told("explain-unknown", vec![code]) };
    let line = usage::line([usage::command("explain", words), near]);
    Failure::Told("explain-near", vec![code, ("near", near.into()), ("line", line.into())])
}

pub(super) fn run(
    wanted: Option<&str>,
    regime: Option<&str>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    if wanted.is_some_and(|it| PLACEHOLDERS.contains(&it)) {
        terminal.print(&placeholders(common, words)?)?;
        return Ok(0);
    }
    let regimes = match regime {
        Some(id) => vec![regime_called(id, common)?],
        None => regimes_here(common)?,
    };
    let mut manuals: Vec<Manual> =
        codes().into_iter().map(|it| of_code(it, &regimes, words)).collect();
    let mut seen: Vec<&str> = Vec::new();
    for regime in &regimes {
        for condition in &regime.rules.condition {
            if !seen.contains(&&*condition.rule) {
                seen.push(&condition.rule);
                manuals.push(of_rule(&condition.rule, regime, words));
            }
        }
    }
    let Some(wanted) = wanted else {
        let text = if common.json { json(&manuals)? } else { list(&manuals, words) };
        terminal.print(&text)?;
        return Ok(0);
    };
    let found = manuals
        .into_iter()
        .find(|it| it.code.eq_ignore_ascii_case(wanted) || it.name == Some(wanted));
    let Some(manual) = found else {
        return Err(unknown(wanted, words));
    };
    let text = if common.json { json(&manual)? } else { page(&manual, words) };
    terminal.print(&text)?;
    Ok(0)
}

/// The regime with an id, among those of the workspace that one stands in too.
fn regime_called(id: &str, common: &Common) -> Result<Regime, Failure> {
    let sources = sources::profiles_here(common)?;
    sources.regime(id).map_err(|it| sources::refused(&sources, it))
}

/// The regime of the workspace that one stands in, then all others, the newest
/// first: a rule is explained by the first that has it.
fn regimes_here(common: &Common) -> Result<Vec<Regime>, Failure> {
    let here = Path::new(".");
    let mut regimes = Vec::new();
    if here.join(FILE_NAME).is_file()
        && let Ok(opened) = workspace::open(here, common)
    {
        regimes.push(opened.regime.clone());
    }
    let sources = sources::profiles(common, None)?;
    let mut all = sources.all().map_err(|it| sources::refused(&sources, it))?;
    all.reverse();
    regimes.extend(all);
    Ok(regimes)
}

fn of_code(code: &'static Code, regimes: &[Regime], words: &Catalogue) -> Manual {
    let entry = words.entry(code.id);
    let text = |get: fn(&crate::words::Entry) -> &String| entry.map(get).cloned();
    Manual {
        code: code.id.to_owned(),
        name: Some(code.name),
        severity: Some(code.severity),
        title: text(|it| &it.title).unwrap_or_default(),
        message: text(|it| &it.message).map(|it| without_names(&it)),
        why: text(|it| &it.why).unwrap_or_default(),
        help: text(|it| &it.help).map(|it| without_names(&it)),
        clauses: clauses_of(code, regimes),
    }
}

/// The clauses of a finding's rules: of the first regime that has one of them.
fn clauses_of(code: &Code, regimes: &[Regime]) -> Vec<String> {
    let of = |regime: &Regime| -> Vec<String> {
        code.rules.iter().filter_map(|it| regime.rules.clause(it)).collect()
    };
    regimes.iter().map(of).find(|it| !it.is_empty()).unwrap_or_default()
}

/// A message as a pattern for people: `…` where a finding has its values.
fn without_names(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        // `{{year}}` is what a person types.
        if let Some((typed, after)) = after.strip_prefix('{').and_then(|it| it.split_once("}}")) {
            let _ = write!(out, "{{{{{typed}}}}}");
            rest = after;
            continue;
        }
        out.push('…');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn of_rule(rule: &str, regime: &Regime, words: &Catalogue) -> Manual {
    let entry = words.condition(rule);
    let conditions = regime.rules.condition.iter().filter(|it| *it.rule == *rule);
    Manual {
        code: rule.to_owned(),
        name: None,
        severity: None,
        title: entry.map(|it| it.title.clone()).unwrap_or_default(),
        message: None,
        why: entry.map(|it| it.why.clone()).unwrap_or_default(),
        help: None,
        clauses: conditions.map(|it| clause(it, regime, words)).collect(),
    }
}

fn clause(condition: &Condition, regime: &Regime, words: &Catalogue) -> String {
    let sure = words.ui(
        match condition.sure {
            Certainty::Certain => "explain-sure",
            Certainty::Inferred => "explain-inferred",
            Certainty::Unknown => "explain-off",
        },
        &[],
    );
    let cap = condition.test.cap().map(|it| {
        let cap = Arg::from(regime.rules.short(it));
        words.ui("explain-cap", &[("cap", cap)])
    });
    let parts: Vec<String> =
        [Some(condition.clause.to_string()), cap, Some(sure)].into_iter().flatten().collect();
    parts.join("; ")
}

/// A name that a superior's blank may have.
#[derive(Debug, Serialize)]
struct Placeholder {
    name: String,
    alias: String,
    list: Option<&'static str>,
    meaning: String,
    example: String,
}

/// The list of the names that a superior's blank may have.
fn placeholders(common: &Common, words: &Catalogue) -> Result<String, Failure> {
    let all: Vec<Placeholder> = fill::explained()
        .into_iter()
        .map(|it| {
            let (meaning, example) = words.placeholder(&it.key).unwrap_or_default();
            let (meaning, example) = (meaning.to_owned(), example.to_owned());
            let list = (!it.list.is_empty()).then_some(it.list);
            Placeholder { name: it.name, alias: it.alias, list, meaning, example }
        })
        .collect();
    if common.json {
        return json(&all);
    }
    let mut out = words.ui("placeholders-intro", &[]) + "\n";
    let sections = [
        (None, "placeholders-whole"),
        (Some("branch"), "placeholders-branch"),
        (Some("member"), "placeholders-member"),
        (Some("collective"), "placeholders-collective"),
        (Some("decision"), "placeholders-decision"),
    ];
    for (list, key) in sections {
        let _ = writeln!(out, "\n{}:", words.ui(key, &[]));
        for it in all.iter().filter(|it| it.list == list) {
            let (name, alias) = (format!("{{{{{}}}}}", it.name), format!("{{{{{}}}}}", it.alias));
            let example = match it.example.as_str() {
                "" => String::new(),
                example => format!(" ({example})"),
            };
            let _ = writeln!(out, "  {name:<34} {alias:<38} {}{example}", it.meaning);
        }
        if list == Some("member") {
            let _ = writeln!(out, "\n{}", words.ui("placeholders-lists", &[]));
        }
    }
    let _ = writeln!(out, "\n{}", words.ui("placeholders-conditions", &[]));
    Ok(out)
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value).map_err(anyhow::Error::from)? + "\n")
}

// Writing to a `String` cannot fail; `let _` says that this is known.

fn list(manuals: &[Manual], words: &Catalogue) -> String {
    let mut out = String::new();
    for (key, is_finding) in [("explain-list-findings", true), ("explain-list-conditions", false)] {
        let _ = writeln!(out, "{}:", words.ui(key, &[]));
        for manual in manuals.iter().filter(|it| it.name.is_some() == is_finding) {
            let severity = manual.severity.map(|it| words.severity(it)).unwrap_or_default();
            let _ = writeln!(out, "  {:<16} {severity:<9} {}", manual.code, manual.title);
        }
        out.push('\n');
    }
    out
}

fn page(manual: &Manual, words: &Catalogue) -> String {
    let mut out = String::new();
    let name = manual.name.map(|it| format!(" ({it})")).unwrap_or_default();
    let _ = writeln!(out, "{}{name}: {}\n", manual.code, manual.title);
    if let Some(severity) = manual.severity {
        let _ =
            writeln!(out, "{}: {}\n", words.ui("explain-severity", &[]), words.severity(severity));
    }
    let mut part = |key: &str, text: &str| {
        let _ = writeln!(out, "{}:\n  {}\n", words.ui(key, &[]), text.trim().replace('\n', "\n  "));
    };
    if let Some(message) = &manual.message {
        part("explain-message", message);
    }
    part("explain-why", &manual.why);
    if let Some(help) = &manual.help {
        part("explain-help", help);
    }
    if !manual.clauses.is_empty() {
        part("explain-clause", &manual.clauses.join("\n"));
    }
    out.trim_end().to_owned() + "\n"
}
