//! What changes from one regime to another, in plain words.
//!
//! Both are compared as tables: entries of lists by their name, everything else by
//! its key. So a key that a later profile brings is compared without a change here;
//! it is only worded better once the catalogue has a `diff-key-…` for it.

use std::fmt::Write as _;

use serde::Serialize;
use toml::{Table, Value};

use crate::finding::Arg;
use crate::regime::extends::{Documents, name_of};
use crate::regime::{Regime, Sources};
use crate::words::Catalogue;

use super::super::{Failure, sources};

/// One part of the comparison.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    /// What it is about.
    part: String,
    /// What changes.
    changes: Vec<String>,
}

/// How a thing looks or is hinted at, not what it is.
const LOOKS: [&str; 6] = ["how", "width", "aliases", "new-page", "span", "indent"];

pub(super) fn parts(
    sources: &Sources,
    (old, new): (&str, &str),
    words: &Catalogue,
) -> Result<Vec<Part>, Failure> {
    let refused = |it| sources::refused(sources, it);
    let regimes = (sources.regime(old).map_err(refused)?, sources.regime(new).map_err(refused)?);
    let tables =
        (sources.documents(old).map_err(refused)?, sources.documents(new).map_err(refused)?);
    let comparison = Comparison { words, regimes: (&regimes.0, &regimes.1) };
    Ok(comparison.all(&tables.0, &tables.1))
}

pub(super) fn as_text(parts: &[Part], (old, new): (&str, &str), words: &Catalogue) -> String {
    let mut out = String::new();
    let args = [("old", Arg::from(old)), ("new", Arg::from(new))];
    if parts.is_empty() {
        return words.ui("diff-same", &args) + "\n";
    }
    let _ = writeln!(out, "{}\n", words.ui("diff-head", &args));
    for part in parts {
        let _ = writeln!(out, "{}:", part.part);
        for change in &part.changes {
            let _ = writeln!(out, "  - {change}");
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}

struct Comparison<'a> {
    words: &'a Catalogue,
    regimes: (&'a Regime, &'a Regime),
}

/// A part while it is compared.
#[derive(Default)]
struct Found {
    changes: Vec<String>,
    /// Changes of looks alone.
    looks: usize,
    /// Rules that stay as they are but for the document that they are read from.
    clauses: usize,
}

impl Comparison<'_> {
    fn all(&self, old: &Documents, new: &Documents) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut push = |title: String, found: Found| {
            // Two conditions of one rule may be dropped or added in the same words.
            let mut changes: Vec<String> = Vec::new();
            for change in found.changes {
                if !changes.contains(&change) {
                    changes.push(change);
                }
            }
            if found.clauses > 0 {
                let count = Arg::from(found.clauses);
                changes.push(self.words.ui("diff-clauses", &[("count", count)]));
            }
            if found.looks > 0 {
                changes.push(self.words.ui("diff-looks", &[("count", Arg::from(found.looks))]));
            }
            if !changes.is_empty() {
                parts.push(Part { part: title, changes });
            }
        };
        let title = |key: &str| self.words.ui(key, &[]);

        push(title("diff-part-general"), self.scalars("", &old.rules, &new.rules, &["regime"]));
        for (key, part) in [("rating", "diff-part-rating"), ("grade", "diff-part-grade")] {
            push(title(part), self.lists(list(&old.rules, &[key]), list(&new.rules, &[key]), key));
        }
        push(
            title("diff-part-condition"),
            self.lists(
                list(&old.rules, &["condition"]),
                list(&new.rules, &["condition"]),
                "condition",
            ),
        );
        for (key, part) in [("quota", "diff-part-quota"), ("rule", "diff-part-rule")] {
            push(
                title(part),
                self.keyed(table(&old.rules, key), table(&new.rules, key), key == "rule"),
            );
        }
        let words = (table(&old.rules, "words"), table(&new.rules, "words"));
        push(title("diff-part-words"), self.scalars("", words.0, words.1, &[]));
        push(title("diff-part-form"), self.scalars("", &old.form, &new.form, &["code"]));
        for (section, entries) in [
            ("info", "row"),
            ("members", "column"),
            ("collectives", "column"),
            ("scoring", "column"),
        ] {
            let mut found =
                self.scalars(section, table(&old.form, section), table(&new.form, section), &[]);
            found.add(self.lists(
                list(&old.form, &[section, entries]),
                list(&new.form, &[section, entries]),
                entries,
            ));
            push(title(&format!("diff-part-{section}")), found);
        }
        for name in keys(table(&old.form, "choice"), table(&new.form, "choice")) {
            let found = self.lists(
                list(&old.form, &["choice", &name]),
                list(&new.form, &["choice", &name]),
                "choice",
            );
            let shown = self.heading_of(&name);
            push(self.words.ui("diff-part-choice", &[("name", Arg::from(shown))]), found);
        }
        push(title("diff-part-book"), self.book(&old.consolidated, &new.consolidated));
        for section in sheets(&old.consolidated, &new.consolidated) {
            let (before, after) =
                (table(&old.consolidated, &section), table(&new.consolidated, &section));
            let name = after.get("sheet").or_else(|| before.get("sheet"));
            let name =
                name.and_then(|it| it.get("name")).and_then(Value::as_str).unwrap_or(&section);
            let mut found = self.scalars("", before, after, &[]);
            found.add(self.scalars("", table(before, "sheet"), table(after, "sheet"), &[]));
            for entries in ["column", "collective", "row"] {
                found.add(self.lists(list(before, &[entries]), list(after, &[entries]), entries));
            }
            if before.is_empty() || after.is_empty() {
                let key = if before.is_empty() { "diff-sheet-new" } else { "diff-sheet-gone" };
                found = Found { changes: vec![self.words.ui(key, &[])], ..Found::default() };
            }
            push(self.words.ui("diff-part-sheet", &[("name", Arg::from(name))]), found);
        }
        parts
    }

    /// Texts of the workbook that stand on all its sheets.
    fn book(&self, old: &Table, new: &Table) -> Found {
        let mut found = self.scalars("", old, new, &[]);
        for section in ["page", "head", "foot", "words"] {
            found.add(self.scalars("", table(old, section), table(new, section), &[]));
        }
        found
    }

    /// Plain values of two tables.
    fn scalars(&self, _section: &str, old: &Table, new: &Table, but: &[&str]) -> Found {
        let mut found = Found::default();
        for key in keys(old, new) {
            if but.contains(&key.as_str()) {
                continue;
            }
            let (before, after) = (old.get(&key), new.get(&key));
            let is_plain = |it: Option<&Value>| it.is_none_or(is_plain);
            if before != after && is_plain(before) && is_plain(after) {
                found.value(self, "", &key, before, after);
            }
        }
        found
    }

    /// Tables by key, such as the rules.
    fn keyed(&self, old: &Table, new: &Table, are_rules: bool) -> Found {
        let mut found = Found::default();
        for key in keys(old, new) {
            let what = |it: &Value, regime: &Regime| {
                let clause = it.get("clause").and_then(Value::as_str).unwrap_or_default();
                let _ = regime;
                let name =
                    if are_rules { key.clone() } else { self.label(&format!("quota-{key}")) };
                if clause.is_empty() { name } else { format!("{name} ({clause})") }
            };
            match (old.get(&key), new.get(&key)) {
                (None, Some(after)) => found.line(self, "diff-added", what(after, self.regimes.1)),
                (Some(before), None) => {
                    found.line(self, "diff-dropped", what(before, self.regimes.0));
                }
                (Some(Value::Table(before)), Some(Value::Table(after))) => {
                    let name =
                        if are_rules { key.clone() } else { self.label(&format!("quota-{key}")) };
                    found.entry(self, &name, before, after, &[]);
                }
                _ => {}
            }
        }
        found
    }

    /// Entries of two lists, matched by name.
    fn lists(&self, old: &[Value], new: &[Value], kind: &str) -> Found {
        let mut found = Found::default();
        let (before, after) = (named(old, kind), named(new, kind));
        for (name, entry) in &before {
            match after.iter().find(|it| it.0 == *name) {
                None => found.line(self, "diff-dropped", self.shown(entry, kind, self.regimes.0)),
                Some((_, now)) => self.entry(&mut found, entry, now, kind),
            }
        }
        for (name, entry) in &after {
            if before.iter().all(|it| it.0 != *name) {
                found.line(self, "diff-added", self.shown(entry, kind, self.regimes.1));
            }
        }
        let common = |list: &[(String, &Table)], other: &[(String, &Table)]| -> Vec<String> {
            let both = list.iter().filter(|it| other.iter().any(|o| o.0 == it.0));
            both.map(|it| it.0.clone()).collect()
        };
        if common(&before, &after) != common(&after, &before) {
            found.changes.push(self.words.ui("diff-order", &[]));
        }
        found
    }

    fn entry(&self, found: &mut Found, old: &Table, new: &Table, kind: &str) {
        let main = match kind {
            "rating" | "grade" => "name",
            "choice" | "row" => "label",
            "condition" => "rule",
            _ => "heading",
        };
        let (before, after) =
            (self.shown(old, kind, self.regimes.0), self.shown(new, kind, self.regimes.1));
        if kind != "condition" && old.get(main) != new.get(main) {
            let args = [("old", Arg::from(before)), ("new", Arg::from(&after))];
            found.changes.push(self.words.ui("diff-renamed", &args));
        }
        found.entry(self, &after, old, new, &[main]);
    }

    /// An entry as the person knows it.
    fn shown(&self, entry: &Table, kind: &str, regime: &Regime) -> String {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        match kind {
            "condition" => {
                let rule = text("rule");
                let title = self.words.condition(rule).map_or(rule, |it| it.title.as_str());
                let cap = entry.get("cap").map(|it| self.value("cap", it, regime));
                let cap = cap.map(|it| {
                    format!("; {}", self.words.ui("explain-cap", &[("cap", Arg::from(it))]))
                });
                format!("{rule} - {title} ({}{})", text("clause"), cap.unwrap_or_default())
            }
            "rating" | "grade" => text("name").to_owned(),
            "choice" => text("label").to_owned(),
            "row" if entry.contains_key("label") => format!("“{}”", text("label")),
            _ => {
                let mut parts: Vec<&str> = vec![text("group")];
                let groups = entry.get("groups").and_then(Value::as_array);
                parts.extend(groups.into_iter().flatten().filter_map(Value::as_str));
                parts.push(text("heading"));
                parts.retain(|it| !it.is_empty());
                format!("“{}”", parts.join(" / "))
            }
        }
    }

    /// The column whose drop-down list it is, as the form calls it.
    fn heading_of(&self, list: &str) -> String {
        let own = [&self.regimes.1.form, &self.regimes.0.form].into_iter().find_map(|form| {
            let uses = |it: Option<&String>| it.is_some_and(|it| it == list);
            let members = form.members.column.iter().map(|it| (it.choice.as_ref(), &it.heading));
            let others = form.collectives.column.iter().map(|it| (it.choice.as_ref(), &it.heading));
            let rows = form.info.row.iter().map(|it| (it.choice.as_ref(), &it.label));
            let mut all = members.chain(others).chain(rows);
            all.find(|it| uses(it.0)).map(|it| it.1.clone())
        });
        own.unwrap_or_else(|| list.to_owned())
    }

    /// What a key is called for people; the key itself where nobody worded it.
    fn label(&self, key: &str) -> String {
        let ui = format!("diff-key-{key}");
        if self.words.has_ui(&ui) { self.words.ui(&ui, &[]) } else { key.to_owned() }
    }

    fn value(&self, key: &str, value: &Value, regime: &Regime) -> String {
        let rules = &regime.rules;
        let by_key = |text: &str| {
            let of_rating = rules.rating.iter().find(|it| it.key.key() == text).map(|it| &it.short);
            match key {
                "cap" | "at-least" | "rated-at-least" | "unit-at-least" => of_rating.cloned(),
                "sure" => match text {
                    "certain" => Some(self.words.ui("diff-certain", &[])),
                    "inferred" => Some(self.words.ui("diff-inferred", &[])),
                    _ => Some(self.words.ui("diff-off", &[])),
                },
                "within" => match text {
                    "similar-role" => Some(self.words.ui("diff-within-similar-role", &[])),
                    _ => Some(self.words.ui("diff-within-commune", &[])),
                },
                _ => None,
            }
        };
        match value {
            Value::String(text) => by_key(text).unwrap_or_else(|| format!("“{text}”")),
            Value::Boolean(yes) => self.words.ui(if *yes { "diff-yes" } else { "diff-no" }, &[]),
            Value::Array(list) => {
                let parts: Vec<String> =
                    list.iter().map(|it| self.value(key, it, regime)).collect();
                parts.join(", ")
            }
            other => other.to_string(),
        }
    }
}

impl Found {
    fn add(&mut self, other: Self) {
        self.changes.extend(other.changes);
        self.looks += other.looks;
        self.clauses += other.clauses;
    }

    fn line(&mut self, comparison: &Comparison, key: &str, what: String) {
        self.changes.push(comparison.words.ui(key, &[("what", Arg::from(what))]));
    }

    /// Differing values of two entries of one name.
    fn entry(
        &mut self,
        comparison: &Comparison,
        what: &str,
        old: &Table,
        new: &Table,
        but: &[&str],
    ) {
        let mut told = Vec::new();
        let mut has_other_clause = false;
        for key in keys(old, new) {
            let (before, after) = (old.get(&key), new.get(&key));
            if before == after || but.contains(&key.as_str()) {
                continue;
            }
            match key.as_str() {
                key if LOOKS.contains(&key) => self.looks += 1,
                "clause" => has_other_clause = true,
                // The text of another document is not another rule.
                "rule" => {}
                _ => told.push(comparison.changed("", &key, before, after)),
            }
        }
        if told.is_empty() {
            self.clauses += usize::from(has_other_clause);
        } else {
            self.changes.push(format!("{what}: {}", told.join("; ")));
        }
    }

    fn value(
        &mut self,
        comparison: &Comparison,
        what: &str,
        key: &str,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        self.changes.push(comparison.changed(what, key, old, new));
    }
}

impl Comparison<'_> {
    /// A value that changed, in words.
    fn changed(&self, what: &str, key: &str, old: Option<&Value>, new: Option<&Value>) -> String {
        let comparison = self;
        let words = comparison.words;
        let shown = |value: Option<&Value>, regime: &Regime| {
            value.map_or_else(
                || words.ui("diff-nothing", &[]),
                |it| comparison.value(key, it, regime),
            )
        };
        let label = comparison.label(key);
        let label = if what.is_empty() { label } else { format!("{what}: {label}") };
        let args = [
            ("what", Arg::from(label)),
            ("old", Arg::from(shown(old, comparison.regimes.0))),
            ("new", Arg::from(shown(new, comparison.regimes.1))),
        ];
        words.ui("diff-changed", &args)
    }
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Table(_) => false,
        Value::Array(list) => list.iter().all(is_plain),
        _ => true,
    }
}

fn table<'t>(table: &'t Table, key: &str) -> &'t Table {
    static NONE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);
    table.get(key).and_then(Value::as_table).unwrap_or(&NONE)
}

fn list<'t>(root: &'t Table, path: &[&str]) -> &'t [Value] {
    let Some((last, path)) = path.split_last() else { return &[] };
    let inside = path.iter().fold(root, |inside, step| table(inside, step));
    inside.get(*last).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Keys of both tables, in order, each once.
fn keys(old: &Table, new: &Table) -> Vec<String> {
    let mut keys: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Sections that are sheets of the workbook.
fn sheets(old: &Table, new: &Table) -> Vec<String> {
    let is_sheet = |it: &String| [old, new].iter().any(|t| table(t, it).contains_key("sheet"));
    keys(old, new).into_iter().filter(is_sheet).collect()
}

/// The entries of a list with their names, each name once: a second entry of a name
/// (two conditions of one rule) has its number added.
fn named<'t>(list: &'t [Value], kind: &str) -> Vec<(String, &'t Table)> {
    let mut found: Vec<(String, &Table)> = Vec::new();
    for value in list {
        let Some(entry) = value.as_table() else { continue };
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = match kind {
            // With its cap: the steps of one rule are not steps of one another.
            "condition" => {
                let parts = ["rule", "subject", "kind", "cap"].map(text);
                parts.join(" ")
            }
            "rating" | "grade" | "choice" => text("key").to_owned(),
            _ => name_of(value).unwrap_or_default(),
        };
        let same =
            found.iter().filter(|it| it.0 == name || it.0.starts_with(&format!("{name}#"))).count();
        found.push((if same == 0 { name } else { format!("{name}#{same}") }, entry));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::OVERLAY;
    use crate::words::Lang;

    fn changes(rules: &[(&str, &str)], overlay: &str) -> Vec<String> {
        let mut sources = Sources::builtin();
        let id = "2019-hd21";
        let mut text = sources
            .text(id, "rules.toml")
            .unwrap()
            .replace("regime = \"2019-hd21\"", "regime = \"moi\"");
        for (from, to) in rules {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        for file in ["form.toml", "consolidated.toml"] {
            let same = sources.text(id, file).unwrap().to_owned();
            sources.lay_over("moi", file, &same);
        }
        sources.lay_over("moi", "rules.toml", &text);
        sources.lay_over("rieng", OVERLAY, &format!("extends = \"moi\"\n{overlay}"));
        let words = Catalogue::new(Lang::Vi);
        let parts = parts(&sources, (id, "rieng"), &words).unwrap();
        parts.into_iter().flat_map(|it| it.changes).collect()
    }

    #[test]
    fn a_regime_is_the_same_as_its_copy() {
        assert_eq!(changes(&[], ""), Vec::<String>::new());
    }

    #[test]
    fn limits_labels_and_columns_are_told() {
        let told = changes(
            &[
                ("percent = 20", "percent = 25"),
                ("name = \"Hoàn thành tốt nhiệm vụ\"", "name = \"Hoàn thành tốt\""),
            ],
            "[form.members]\ndrop = [\"ethnicity\"]\ncolumn = [{ at = \"name\", heading = \"Tên\" }]\n",
        );
        let has = |it: &str| assert!(told.iter().any(|line| line.contains(it)), "{it}: {told:#?}");
        assert_eq!(told.len(), 5, "{told:#?}");
        has("20");
        has("25");
        has("“Dân tộc”");
        has("“Tên”");
        has("Hoàn thành tốt");
    }
}
