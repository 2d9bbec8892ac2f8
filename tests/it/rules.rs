//! `docs/rules.md`: every rule, where it runs, what a breach weighs, by which clause, and
//! the tests that hold it. It is made from the profiles, the codes and `tests/rules.toml`;
//! here it is made again and compared, so that it is never stale.
#![expect(clippy::disallowed_methods, reason = "a test that reads the sources")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use serde::Deserialize;
use xeploai::context::Context;
use xeploai::finding::{Code, Finding, Severity};
use xeploai::model::{self, Certainty};
use xeploai::read::{Limits, read};
use xeploai::regime::rules::Subject;
use xeploai::regime::{Regime, Sources};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::Workspace;

const REFRESH: &str = "XEPLOAI_BLESS=1 cargo test --test it rules::";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    part: Vec<Part>,
    decided: Vec<Decided>,
}

/// What the texts leave open, and how it is judged here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    what: String,
    how: String,
    tests: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    title: String,
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    #[serde(default)]
    tests: Vec<String>,
    with: Option<String>,
    setting: Option<String>,
    why: Option<String>,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn listed() -> Listed {
    let text = fs::read_to_string(root("tests/rules.toml")).expect("the list is there");
    toml::from_str(&text).expect("the list is sound")
}

fn regimes() -> Vec<Regime> {
    Sources::builtin().all().expect("built-in profiles are sound")
}

fn weight(sure: Certainty) -> &'static str {
    match sure {
        Certainty::Certain => "error",
        Certainty::Inferred => "warning",
        Certainty::Unknown => "off",
    }
}

/// Where a rule runs and how: a line for each regime, or several where its clauses
/// differ in how sure they are.
fn runs(id: &str, regime: &Regime) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut push = |sure: Certainty, clause: &str, is_condition: bool| {
        let weight = if is_condition { format!("{}, ", weight(sure)) } else { String::new() };
        let sure = format!("{sure:?}").to_lowercase();
        let line = format!("{}: {weight}{sure}. {clause}", regime.id);
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    if let Some(rule) = regime.rules.rule(id) {
        push(rule.sure, &rule.clause, false);
    }
    let end = date(i16::try_from(regime.rules.years[0]).unwrap_or_default(), 12, 31);
    for condition in regime.rules.condition.iter().filter(|it| *it.rule == *id) {
        push(condition.weight(end), &condition.clause, true);
    }
    let quotas = [&regime.rules.quota.members, &regime.rules.quota.branches];
    for quota in quotas.into_iter().filter(|it| *it.rule == *id) {
        push(quota.sure, &quota.clause, true);
    }
    lines
}

/// The codes of findings that may cite the rule.
fn codes_of(id: &str, regimes: &[Regime]) -> Vec<String> {
    let letter = |code: &Code| match code.severity {
        Severity::Error => "E",
        Severity::Warning => "W",
        Severity::Notice => "N",
    };
    let codes = xeploai::app::codes();
    let mut found: Vec<String> = codes
        .iter()
        .filter(|it| it.rules.contains(&id))
        .map(|it| format!("{} {}", it.id, letter(it)))
        .collect();
    let subjects: BTreeSet<bool> = regimes
        .iter()
        .flat_map(|it| &it.rules.condition)
        .filter(|it| *it.rule == *id)
        .map(|it| it.subject == Subject::Member)
        .collect();
    if subjects.contains(&true) {
        found.extend(["X301 E".to_owned(), "X302 W".to_owned()]);
    }
    if subjects.contains(&false) {
        found.extend(["X303 E".to_owned(), "X304 W".to_owned()]);
    }
    found
}

fn table(listed: &Listed, regimes: &[Regime]) -> String {
    let mut out = "# The rules, where they run, and the tests that hold them\n\n\
        Made by `tests/it/rules.rs` from the profiles, the codes and `tests/rules.toml`; \
        refreshed with `XEPLOAI_BLESS=1 cargo test --test it rules::`.\n\n\
        A condition of a rating, or a quota, that is *certain* makes an error, an *inferred* one a \
        warning, an *unknown* one nothing unless a setting turns it on. Other rules weigh what their codes \
        weigh (E error, W warning, N notice). Tests cover both sides of each limit; they are names of functions.\n"
        .to_owned();
    for part in &listed.part {
        let _ = writeln!(out, "\n## {}\n", part.title);
        out += "| rule | where it runs, what a breach weighs, how sure, clause | codes | tests |\n|---|---|---|---|\n";
        for rule in &part.rule {
            let mut lines: Vec<String> =
                regimes.iter().flat_map(|regime| runs(&rule.id, regime)).collect();
            if let Some(other) = &rule.with {
                lines.push(format!("judged with {other}"));
            }
            if let Some(setting) = &rule.setting {
                lines.push(format!("the setting `{setting}`"));
            }
            if let Some(why) = &rule.why {
                let says = if lines.is_empty() { "not judged: " } else { "" };
                lines.push(format!("{says}{why}"));
            }
            let tests: Vec<String> = rule.tests.iter().map(|it| format!("`{it}`")).collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                rule.id,
                lines.join("<br>"),
                codes_of(&rule.id, regimes).join(", "),
                tests.join("<br>")
            );
        }
    }
    out += &deciding(regimes);
    out += "\n## What the texts leave open\n\n| what | how it is judged | tests |\n|---|---|---|\n";
    for it in &listed.decided {
        let tests: Vec<String> = it.tests.iter().map(|it| format!("`{it}`")).collect();
        let _ = writeln!(out, "| {} | {} | {} |", it.what, it.how, tests.join("<br>"));
    }
    out
}

/// Who decides on whom, by regime, with its clause.
fn deciding(regimes: &[Regime]) -> String {
    let mut out = "\n## Who decides (R-DECIDE)\n\n`[decides]` of the workspace may name another body where one stands behind \"or\".\n\n\
        | on whom | who, how sure, clause |\n|---|---|\n"
        .to_owned();
    for decided in model::Decided::ALL {
        let line = |regime: &Regime| {
            let own = regime.rules.deciding.as_ref()?.of.get(&decided)?;
            let or: Vec<_> = own.or.iter().map(|it| it.key()).collect();
            let or = if or.is_empty() { String::new() } else { format!(" or {}", or.join(", ")) };
            let sure = format!("{:?}", own.sure).to_lowercase();
            Some(format!("{}: {}{or}, {sure}. {}", regime.id, own.by.key(), own.clause))
        };
        let lines: Vec<String> = regimes.iter().filter_map(line).collect();
        let _ = writeln!(out, "| {} | {} |", decided.key(), lines.join("<br>"));
    }
    out
}

#[test]
fn the_table_of_rules_is_fresh() {
    let path = root("docs/rules.md");
    let made = table(&listed(), &regimes());
    if std::env::var_os("XEPLOAI_BLESS").is_some() {
        fs::write(&path, &made).expect("it can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    assert!(kept == made, "docs/rules.md is stale; refresh it: {REFRESH}");
}

#[test]
fn every_rule_of_a_profile_is_listed_once_and_every_listed_rule_is_accounted_for() {
    let (listed, regimes) = (listed(), regimes());
    let mut ids = BTreeSet::new();
    for rule in listed.part.iter().flat_map(|it| &it.rule) {
        assert!(ids.insert(rule.id.clone()), "{} is listed twice", rule.id);
        let runs = regimes.iter().any(|it| !runs(&rule.id, it).is_empty());
        let is_judged = runs || rule.with.is_some() || rule.setting.is_some();
        assert!(is_judged || rule.why.is_some(), "{} runs nowhere: why?", rule.id);
        assert_eq!(!rule.tests.is_empty(), is_judged, "{}: tests go with what is judged", rule.id);
    }
    for regime in &regimes {
        let rules = &regime.rules;
        let own = rules.rule.keys().map(String::as_str);
        let conditions = rules.condition.iter().map(|it| &*it.rule);
        let quotas = [&*rules.quota.members.rule, &*rules.quota.branches.rule];
        for id in own.chain(conditions).chain(quotas) {
            assert!(ids.contains(id), "{}: {id} is not listed in tests/rules.toml", regime.id);
        }
    }
}

/// A finding of each code that the table lists says its clause, in every regime in which
/// the rule runs.
#[test]
fn what_the_table_lists_says_its_clause() {
    let words = Catalogue::new(Lang::Vi);
    for regime in regimes() {
        let text = format!(
            "year = {}\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\n",
            regime.rules.years[0]
        );
        let workspace = Workspace::parse(&text).expect("it is sound");
        let (settings, year) = (&workspace.settings, workspace.year);
        let context = Context { regime: &regime, settings, year, workspace: Some(&workspace) };
        let blank = fs::read(root(&format!("templates/{}/form.xlsx", regime.id))).expect("kept");
        let blank = read(&blank, &regime, &Limits::default()).expect("a blank is a form");
        for rule in listed().part.iter().flat_map(|it| &it.rule) {
            if runs(&rule.id, &regime).is_empty() {
                continue;
            }
            for code in
                xeploai::app::codes().iter().filter(|it| it.rules.contains(&rule.id.as_str()))
            {
                let cited = context.cite(Finding::new(code), &rule.id);
                let clause = cited.clause.as_deref().unwrap_or_default();
                assert!(!clause.is_empty(), "{}: {} of {}", regime.id, code.id, rule.id);
                assert_eq!(cited.rule.as_deref(), Some(rule.id.as_str()));
                // One that only this rule can be behind needs nobody to say so.
                let mut alone = [Finding::new(code)];
                context.weigh(&mut alone, &blank.submission.info);
                let meant = code.rules.iter().filter(|it| regime.rules.clause(it).is_some());
                if meant.count() == 1 {
                    assert_eq!(alone[0].clause, cited.clause, "{}: {}", regime.id, code.id);
                }
                assert!(words.render(&cited).message.len() > 1);
            }
        }
    }
}

#[test]
fn the_tests_that_it_names_are_tests() {
    let mut names = BTreeSet::new();
    let mut folders = vec![root("src"), root("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("sources are readable") {
            let path = entry.expect("sources are readable").path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(path).expect("sources are UTF-8");
                for after in text.split("#[test]").skip(1) {
                    let name = after.split("fn ").nth(1).and_then(|it| it.split('(').next());
                    names.extend(name.map(str::to_owned));
                }
            }
        }
    }
    let listed = listed();
    let rules = listed.part.iter().flat_map(|it| &it.rule).map(|it| (&it.id, &it.tests));
    for (what, tests) in rules.chain(listed.decided.iter().map(|it| (&it.what, &it.tests))) {
        for test in tests {
            assert!(names.contains(test), "{what}: there is no test {test}");
        }
    }
}
