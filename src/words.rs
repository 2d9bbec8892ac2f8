//! The catalogue: every sentence that a person reads, in Vietnamese and English.
//!
//! `src/words/*.toml` are its pages, one for each stage. A finding has a code
//! and arguments; here they become what is wrong, what was expected and what to
//! do. Every output renders findings through [`Catalogue::render`], so none can
//! say something else than another.

mod list;
mod pages;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::finding::{Arg, Finding, Reason, Severity};
use pages::Pages;

pub use list::{HEADINGS as LIST_HEADINGS, ListWords};

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// The decimal sign.
    pub(crate) fn point(self) -> char {
        match self {
            Self::Vi => ',',
            Self::En => '.',
        }
    }
}

/// What the catalogue says of one finding code, in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// A heading for `explain`, no full stop.
    pub title: String,
    /// What is wrong, with `{arguments}`, no full stop.
    pub message: String,
    /// What was expected, no full stop; empty when the message says it all.
    #[serde(default)]
    pub expected: String,
    /// What to do, in the imperative.
    pub help: String,
    /// For `explain`: what is checked and why.
    pub why: String,
}

/// What the catalogue says of one condition of a rating, in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionEntry {
    /// A heading for `explain`, no full stop.
    pub title: String,
    /// The reason that a failed condition gives, a clause without full stop.
    pub reason: String,
    /// For `explain`: what is checked and why.
    pub why: String,
}

/// What the catalogue says of a placeholder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Placeholder {
    vi: String,
    en: String,
    /// A value as it may come out; the same in every language.
    example: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Both<T> {
    vi: T,
    en: T,
}

impl<T> Both<T> {
    fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Page {
    finding: BTreeMap<String, Both<Entry>>,
    condition: BTreeMap<String, Both<ConditionEntry>>,
    ui: BTreeMap<String, Both<String>>,
    placeholder: BTreeMap<String, Placeholder>,
}

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// What is wrong, one sentence without full stop.
    pub message: String,
    /// What was expected, if the message alone does not say it.
    pub expected: Option<String>,
    /// What to do.
    pub help: String,
}

/// The catalogue in one language.
#[derive(Clone, Debug)]
pub struct Catalogue {
    lang: Lang,
    pages: Pages,
    /// Words of the user interface, and what stands for them above a commune.
    above: Vec<(String, String)>,
}

const PAGES: &[&str] = &[
    include_str!("words/run.toml"),
    include_str!("words/file.toml"),
    include_str!("words/read.toml"),
    include_str!("words/validate.toml"),
    include_str!("words/rate.toml"),
    include_str!("words/hd25.toml"),
    include_str!("words/commune.toml"),
    include_str!("words/form.toml"),
    include_str!("words/returned.toml"),
    include_str!("words/ui.toml"),
    include_str!("words/page.toml"),
    include_str!("words/settings.toml"),
    include_str!("words/keyboard.toml"),
    include_str!("words/branches.toml"),
    include_str!("words/wizard.toml"),
    include_str!("words/fill.toml"),
    include_str!("words/decisions.toml"),
    include_str!("words/papers.toml"),
    include_str!("words/export.toml"),
    include_str!("words/late.toml"),
    include_str!("words/previous.toml"),
    include_str!("words/journal.toml"),
    include_str!("words/above.toml"),
];

impl Catalogue {
    /// The catalogue in a language.
    pub fn new(lang: Lang) -> Self {
        Self { lang, pages: Pages::of(PAGES), above: Vec::new() }
    }

    /// The same where communes stand in the place of branches, and their consolidated workbooks in that of
    /// forms: the sentences of the user interface speak of these. What findings say is as ever.
    #[must_use]
    pub fn above(mut self) -> Self {
        let pairs = self.pages.ui.get("above-words");
        let pairs = pairs.map_or("", |it| it.get(|it| it.ui).get(self.lang));
        let pairs = pairs.split(';').filter_map(|it| it.split_once('='));
        self.above = pairs.map(|(it, of)| (it.trim().to_owned(), of.trim().to_owned())).collect();
        self
    }

    /// Its language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The entry of a finding code.
    pub fn entry(&self, code: &str) -> Option<&Entry> {
        self.pages.finding.get(code).map(|it| it.get(|it| it.finding).get(self.lang))
    }

    /// The entry of a condition of a rating, by its rule's id.
    pub fn condition(&self, rule: &str) -> Option<&ConditionEntry> {
        self.pages.condition.get(rule).map(|it| it.get(|it| it.condition).get(self.lang))
    }

    /// What a placeholder means, and an example of its value.
    pub fn placeholder(&self, key: &str) -> Option<(&str, &str)> {
        let entry = self.pages.placeholder.get(key)?.get(|it| it.placeholder);
        let meaning = match self.lang {
            Lang::Vi => &entry.vi,
            Lang::En => &entry.en,
        };
        Some((meaning, &entry.example))
    }

    /// Placeholders that the catalogue has, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.pages.placeholder.keys().copied()
    }

    /// Codes of findings and rules that the catalogue has, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pages.finding.keys().chain(self.pages.condition.keys()).copied()
    }

    /// Whether the catalogue has this text of the user interface.
    pub fn has_ui(&self, key: &str) -> bool {
        self.pages.ui.contains_key(key)
    }

    /// A text of the user interface; `{name}` in it is replaced by an argument.
    ///
    /// Panics when the catalogue lacks the key: a test asks for every key in use.
    pub fn ui(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let entry = self.pages.ui.get(key);
        let entry = entry.unwrap_or_else(|| panic!("the catalogue lacks ui.{key}"));
        if self.above.is_empty() {
            return self.fill(entry.get(|it| it.ui).get(self.lang), args, &[]);
        }
        // What cannot be said by other words alone has a text of its own.
        if let Some(own) = self.pages.ui.get(format!("above-{key}").as_str()) {
            return self.fill(own.get(|it| it.ui).get(self.lang), args, &[]);
        }
        self.fill(&self.spoken(key, entry.get(|it| it.ui).get(self.lang)), args, &[])
    }

    /// A text with the words of the level above: whole words, never in a placeholder, an option or a file's
    /// name. What settings mean is about forms there too.
    fn spoken(&self, key: &str, text: &str) -> String {
        let is_part = |it: Option<char>| {
            it.is_some_and(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | '/' | '{' | '}'))
        };
        let mut said = text.to_owned();
        for (word, of) in self.above.iter().filter(|_| !key.starts_with("setting-")) {
            let mut out = String::with_capacity(said.len());
            let mut rest = said.as_str();
            while let Some(at) = rest.find(word.as_str()) {
                let (before, found) = rest.split_at(at);
                let after = &found[word.len()..];
                let last = before.chars().next_back().or_else(|| out.chars().next_back());
                let is_word = !is_part(last) && !is_part(after.chars().next());
                out.push_str(before);
                out.push_str(if is_word { of } else { word });
                rest = after;
            }
            out.push_str(rest);
            said = out;
        }
        said
    }

    /// The word for a severity.
    pub fn severity(&self, severity: Severity) -> String {
        self.ui(
            match severity {
                Severity::Error => "severity-error",
                Severity::Warning => "severity-warning",
                Severity::Notice => "severity-notice",
            },
            &[],
        )
    }

    /// A finding in words.
    ///
    /// Panics when the catalogue lacks its code: a test asks for every code.
    pub fn render(&self, finding: &Finding) -> Worded {
        let id = finding.code.id;
        let entry = self.entry(id).unwrap_or_else(|| panic!("the catalogue lacks {id}"));
        let mut args = finding.args.clone();
        // A person without a readable name is called by the row: a sentence without a
        // subject helps nobody, nor does one about "C15".
        if let (None, Some(cell)) = (&finding.member, &finding.cell) {
            let row = [("row", Arg::from(u64::from(cell.row) + 1))];
            args.push(("member", self.ui("member-of-row", &row).into()));
        }
        args.push(("stored", finding.stored.clone().unwrap_or_default().into()));
        args.push(("member", finding.member.clone().unwrap_or_default().into()));
        let expected = self.fill(&entry.expected, &args, &finding.reasons);
        let mut message = self.fill(&entry.message, &args, &finding.reasons);
        // Names begin with a capital; "người ở dòng 15" at the beginning has to as well.
        if finding.member.is_none() && entry.message.starts_with("{member}") {
            let mut letters = message.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            message = first + letters.as_str();
        }
        Worded {
            message,
            expected: (!expected.is_empty()).then_some(expected),
            help: self.fill(&entry.help, &args, &finding.reasons),
        }
    }

    /// The sentences of the conditions that failed.
    pub fn reasons(&self, reasons: &[Reason]) -> String {
        let sentence = |it: &Reason| {
            let entry = self.condition(&it.rule);
            let entry =
                entry.unwrap_or_else(|| panic!("the catalogue lacks condition {}", it.rule));
            self.fill(&entry.reason, &it.args, &[])
        };
        reasons.iter().map(sentence).collect::<Vec<_>>().join("; ")
    }

    fn show(&self, arg: &Arg) -> String {
        match arg {
            Arg::Text(text) => text.clone(),
            Arg::Decimal(number) => number.with_point(self.lang.point()),
            Arg::Percent(number) => format!("{}%", number.with_point(self.lang.point())),
            Arg::Word(key) => self.ui(key, &[]),
        }
    }

    /// Replaces each `{name}` once; what an argument brings in is never searched again.
    fn fill(&self, template: &str, args: &[(&'static str, Arg)], reasons: &[Reason]) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            if name == "reasons" {
                out.push_str(&self.reasons(reasons));
            } else if let Some((_, arg)) = args.iter().find(|(key, _)| *key == name) {
                // A text as stored stands in straight quotes, a sentence has curly ones.
                let shown = self.show(arg);
                match shown.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
                    Some(text) if !out.ends_with('“') => {
                        out.extend(["“", text, "”"]);
                    }
                    _ => out.push_str(&shown),
                }
            } else {
                // Left as it is, where the test that renders every code sees it.
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_parses_in_both_languages() {
        for lang in [Lang::Vi, Lang::En] {
            let catalogue = Catalogue::new(lang);
            for key in catalogue.keys() {
                assert!(catalogue.entry(key).is_some() || catalogue.condition(key).is_some());
            }
        }
    }

    #[test]
    fn sentences_have_no_full_stop_and_no_argument_is_searched_again() {
        let catalogue = Catalogue::new(Lang::Vi);
        for both in catalogue.pages.finding.values().map(|it| it.get(|it| it.finding)) {
            for entry in [&both.vi, &both.en] {
                for text in [&entry.title, &entry.message, &entry.expected] {
                    assert!(!text.trim_end().ends_with('.'), "{text}");
                }
            }
        }
        let args = [("a", Arg::from("{b}")), ("b", Arg::from("x"))];
        assert_eq!(catalogue.fill("{a} {b} {c}", &args, &[]), "{b} x {c}");
    }

    /// A text without what people type as it stands: a command, or a value of the workspace file.
    fn without_typed(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('"') {
            out.push_str(before);
            let line = before.rsplit('\n').next().unwrap_or_default();
            let command = line.rsplit_once("xeploai ");
            let is_typed = before.ends_with("= ")
                || before.ends_with('(')
                || command.is_some_and(|it| !it.1.contains(['.', ';', '“']));
            let end = after.find('"').filter(|_| is_typed && !after.starts_with(')'));
            match end {
                Some(end) => rest = &after[end + 1..],
                None if is_typed => rest = after,
                None => {
                    out.push('"');
                    rest = after;
                }
            }
        }
        out + rest
    }

    #[test]
    fn quotes_are_curly_but_in_what_is_typed() {
        let pages = Catalogue::new(Lang::Vi).pages;
        let mut texts: Vec<&str> = Vec::new();
        for both in pages.finding.values().map(|it| it.get(|it| it.finding)) {
            for it in [&both.vi, &both.en] {
                texts.extend(
                    [&it.title, &it.message, &it.expected, &it.help, &it.why].map(String::as_str),
                );
            }
        }
        for both in pages.condition.values().map(|it| it.get(|it| it.condition)) {
            for it in [&both.vi, &both.en] {
                texts.extend([&it.title, &it.reason, &it.why].map(String::as_str));
            }
        }
        for both in pages.ui.values().map(|it| it.get(|it| it.ui)) {
            texts.extend([both.vi.as_str(), both.en.as_str()]);
        }
        assert!(texts.len() > 2_000, "{}", texts.len());
        for text in texts {
            assert!(!without_typed(text).contains('"'), "{text}");
        }
        // The other side: what the test lets pass, and what it does not.
        assert_eq!(
            without_typed("đặt x = \"a\", ngoặc kép (\"), (\"…\")"),
            "đặt x = , ngoặc kép (), ()"
        );
        assert_eq!(without_typed("rồi gõ: xeploai tao \"xã A\"."), "rồi gõ: xeploai tao .");
        assert_eq!(without_typed("ghi \"a\""), "ghi \"a\"");
        assert_eq!(without_typed("xeploai ghi. Xem \"a\""), "xeploai ghi. Xem \"a\"");
    }

    #[test]
    fn a_stored_text_stands_in_the_quotes_of_the_sentence() {
        let catalogue = Catalogue::new(Lang::Vi);
        for (template, stored, expected) in [
            ("ghi {stored}", "\"a\"", "ghi “a”"),
            ("ghi {stored}", "5", "ghi 5"),
            ("ghi “{stored}”", "a", "ghi “a”"),
            // Quotes of the value itself.
            ("ghi “{stored}”", "\"a\"", "ghi “\"a\"”"),
            ("ghi {stored}", "\"\"a\"\"", "ghi “\"a\"”"),
            ("ghi {stored}", "\"", "ghi \""),
        ] {
            assert_eq!(catalogue.fill(template, &[("stored", Arg::from(stored))], &[]), expected);
        }
    }

    /// What stands in braces, and options, of a text.
    fn fixed(text: &str) -> Vec<String> {
        let braces = text.split('{').skip(1).filter_map(|it| it.split_once('}'));
        let options = text.split_whitespace().filter(|it| it.starts_with("--"));
        braces.map(|it| it.0.to_owned()).chain(options.map(str::to_owned)).collect()
    }

    #[test]
    fn no_placeholder_and_no_option_speaks_of_communes() {
        for lang in [Lang::Vi, Lang::En] {
            let words = Catalogue::new(lang).above();
            assert!(!words.above.is_empty());
            for (key, entry) in &words.pages.ui {
                let text = entry.get(|it| it.ui).get(lang);
                assert_eq!(fixed(&words.spoken(key, text)), fixed(text), "{key}");
            }
        }
        let words = Catalogue::new(Lang::En).above();
        let spoken = words.spoken("x", "{branch}: branch, branches, formula, --format");
        assert_eq!(spoken, "{branch}: commune, communes, formula, --format");
    }
}
