//! From what the parser or serde says to a kind of mistake.
//!
//! Both speak fixed English sentences with names in backquotes. What is not
//! known here is shown as it came, in brackets, behind a sentence of our own.

use std::ops::Range;

use toml::de::DeTable;

use super::{
    FileError, KEY_TWICE, MISSING_KEY, SYNTAX, UNKNOWN_KEY, UNKNOWN_VALUE, UNUSABLE, WRONG_TYPE,
    nearest, place,
};
use crate::finding::Arg;
use crate::model::text::fold;

pub(super) fn mistake(
    file: &str,
    text: &str,
    message: &str,
    span: Option<Range<usize>>,
) -> FileError {
    let new = |code| FileError::new(file, text, code);
    if message.starts_with("duplicate") {
        let key = names(message).next().or_else(|| text.get(span.clone()?)).unwrap_or_default();
        return new(&KEY_TWICE).at(span.clone()).arg("key", key);
    }
    if DeTable::parse(text).is_err() {
        return syntax(new(&SYNTAX).at(span), message);
    }
    let mut words = names(message);
    let first = words.next().unwrap_or_default();
    let known: Vec<&str> = words.collect();
    let narrow = |word: &str| narrowed(text, span.clone(), word);
    if message.starts_with("unknown field") || message.starts_with("unexpected keys in table") {
        let mut mistake =
            new(&UNKNOWN_KEY).at(narrow(first)).arg("key", first).arg("known", known.join(", "));
        mistake.suggestion = nearest(first, &known).or_else(|| translated(first, &known));
        mistake
    } else if message.starts_with("unknown variant") {
        let mut mistake = new(&UNKNOWN_VALUE)
            .at(narrow(first))
            .arg("value", first)
            .arg("known", known.join(", "));
        mistake.suggestion = nearest(first, &known);
        mistake
    } else if message.starts_with("missing field") {
        new(&MISSING_KEY).at(span).arg("key", first)
    } else if let Some((found, wanted)) = found_and_wanted(message) {
        new(&WRONG_TYPE).at(span).arg("found", found_word(found)).arg("wanted", wanted_word(wanted))
    } else {
        new(&UNUSABLE)
            .at(span)
            .arg("value", "")
            .arg("problem", Arg::Word("mistake-other"))
            .arg("raw", format!(" ({message})"))
    }
}

/// What a name of the workspace file is called in Vietnamese, as people write it.
const IN_VIETNAMESE: [(&str, &str); 18] = [
    ("nam", "year"),
    ("chi bo", "branch"),
    ("ma", "code"),
    ("ma chi bo", "code"),
    ("ten", "name"),
    ("ten chi bo", "name"),
    ("loai hinh", "kind"),
    ("loai", "kind"),
    ("so dang vien", "members"),
    ("dang vien", "members"),
    ("dien thoai", "contact"),
    ("lien he", "contact"),
    ("dang bo", "organization"),
    ("dang uy", "committee"),
    ("cap tren", "superior"),
    ("noi nhan", "recipient"),
    ("dia danh", "place"),
    ("nop", "inbox"),
];

/// The name that is called so in Vietnamese, if it may stand there.
fn translated(word: &str, known: &[&str]) -> Option<String> {
    let word = fold(word);
    let found = IN_VIETNAMESE.iter().find(|it| it.0 == word)?.1;
    known.contains(&found).then(|| found.to_owned())
}

/// The names between backquotes, in order.
fn names(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// The place of the very word, where only a larger one is known: a table that is
/// read by its kind has no places within.
fn narrowed(text: &str, span: Option<Range<usize>>, word: &str) -> Option<Range<usize>> {
    let span = span.unwrap_or(0..text.len());
    if text.get(span.clone()).is_some_and(|it| it.trim_matches(['"', '\'']) == word) {
        return Some(span);
    }
    place::word(text, &span, word)
        // A table's place is its heading: what is meant stands below.
        .or_else(|| place::word(text, &(span.start..text.len()), word))
        .or(Some(span))
}

pub(super) fn found_and_wanted(message: &str) -> Option<(&str, &str)> {
    let rest = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .find_map(|it| message.strip_prefix(it));
    if let Some(rest) = rest {
        return rest.rsplit_once(", expected ").or(Some((rest, "")));
    }
    let wanted = message.strip_prefix("wanted ")?;
    Some(("", wanted))
}

fn found_word(found: &str) -> Arg {
    let starts = |it: &str| found.starts_with(it);
    Arg::Word(if starts("string") {
        "mistake-found-text"
    } else if starts("integer") {
        "mistake-found-number"
    } else if starts("floating point") {
        "mistake-found-decimal"
    } else if starts("boolean") {
        "mistake-found-yes-no"
    } else if starts("map") || starts("table") {
        "mistake-found-table"
    } else if starts("sequence") || found.starts_with(|it: char| it.is_ascii_digit()) {
        "mistake-found-list"
    } else if starts("datetime") {
        "mistake-found-date"
    } else {
        "mistake-found-other"
    })
}

fn wanted_word(wanted: &str) -> Arg {
    Arg::Word(wanted_key(wanted))
}

/// The key of the catalogue's words for what serde wants.
pub(super) fn wanted_key(wanted: &str) -> &'static str {
    let wanted = wanted.trim_start_matches("a ").trim_start_matches("an ");
    let starts = |it: &str| wanted.starts_with(it);
    if starts("string") || starts("str") && !starts("struct") || starts("enum") || starts("variant")
    {
        "mistake-wanted-text"
    } else if starts("bool") {
        "mistake-wanted-yes-no"
    } else if starts("u") || starts("i6") || starts("i3") || starts("integer") || starts("usize") {
        "mistake-wanted-number"
    } else if starts("f64") || starts("f32") || starts("float") {
        "mistake-wanted-decimal"
    } else if starts("sequence") || starts("array") || starts("tuple") || starts("exactly") {
        "mistake-wanted-list"
    } else if starts("map") || starts("struct") || starts("table") || starts("internally") {
        "mistake-wanted-table"
    } else {
        "mistake-wanted-other"
    }
}

/// What is wrong with the writing itself.
fn syntax(mistake: FileError, message: &str) -> FileError {
    const KNOWN: &[(&str, &str)] = &[
        ("string values must be quoted", "toml-quote"),
        ("invalid basic string", "toml-string"),
        ("invalid multi-line", "toml-string"),
        ("invalid literal string", "toml-string"),
        ("missing opening quote", "toml-string"),
        ("missing escaped value", "toml-escape"),
        ("too few unicode", "toml-escape"),
        ("key with no value", "toml-no-equals"),
        ("missing assignment", "toml-no-equals"),
        ("missing value", "toml-no-value"),
        ("extra `=`", "toml-extra-equals"),
        ("extra assignment", "toml-extra-equals"),
        ("unexpected `=`", "toml-extra-equals"),
        ("unclosed array table", "toml-open-table"),
        ("unclosed table", "toml-open-table"),
        ("unclosed array", "toml-open-list"),
        ("unclosed inline table", "toml-open-list"),
        ("missing comma", "toml-comma"),
        ("extra comma", "toml-extra-comma"),
        ("invalid unquoted key", "toml-key"),
        ("unquoted keys", "toml-key"),
        ("invalid key-value pair", "toml-key"),
        ("unexpected key or value", "toml-leftover"),
        ("unexpected content", "toml-leftover"),
        ("invalid value", "toml-value"),
        ("invalid boolean", "toml-quote"),
        ("invalid float", "toml-value"),
        ("invalid integer", "toml-value"),
        ("invalid mantissa", "toml-value"),
        ("invalid exponent", "toml-value"),
        ("invalid fraction", "toml-value"),
        ("invalid date-time", "toml-value"),
        ("invalid hexadecimal", "toml-value"),
        ("invalid octal", "toml-value"),
        ("invalid binary", "toml-value"),
        ("integer number overflowed", "toml-value"),
        ("floating-point number overflowed", "toml-value"),
        ("integers with a radix", "toml-value"),
        ("radix must be", "toml-value"),
        ("`_` may only", "toml-value"),
        ("invalid key", "toml-key"),
        ("invalid inline table", "toml-key"),
        ("keys cannot be", "toml-key"),
        ("missing key", "toml-key"),
        ("cannot extend value", "toml-key"),
        ("invalid table", "toml-open-table"),
        ("missing table open", "toml-open-table"),
        ("missing array opening", "toml-open-list"),
        ("missing inline table opening", "toml-open-list"),
        ("invalid comment", "toml-character"),
        ("carriage return", "toml-character"),
        ("cannot recurse", "toml-deep"),
        ("invalid string", "toml-string"),
        ("unexpected leading zero", "toml-value"),
        ("unexpected sign", "toml-value"),
        ("redundant", "toml-value"),
    ];
    let known = KNOWN.iter().find(|(start, _)| message.starts_with(start));
    let mut problem = known.map_or("toml-other", |it| it.1);
    // Nothing behind the `=` is told as text without quotes.
    if problem == "toml-quote" && mistake.span.as_ref().is_some_and(Range::is_empty) {
        problem = "toml-no-value";
    }
    let raw = if known.is_some() { String::new() } else { format!(" ({message})") };
    mistake.arg("problem", Arg::Word(problem)).arg("raw", raw)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::typed;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is used")]
    struct Shape {
        year: u32,
        #[serde(default)]
        names: Vec<String>,
        #[serde(default)]
        head_cap: bool,
        #[serde(default)]
        base: Base,
        #[serde(default)]
        part: Vec<Part>,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Base {
        #[default]
        Good,
        GoodOrBetter,
    }

    /// As the conditions of a profile: read by its kind, so serde loses the places within.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape is used")]
    struct Part {
        rule: String,
        #[serde(flatten)]
        test: Test,
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is used")]
    enum Test {
        Share { percent: u8 },
        Other {},
    }

    #[track_caller]
    fn told(text: &str) -> (String, &'static str, Option<String>, Option<String>) {
        let error = typed::from_str::<Shape>(text).expect_err("the text is wrong");
        let mistake = mistake("x.toml", text, error.message(), error.span());
        let place = mistake.span.clone().map(|it| text[it].to_owned());
        let word = mistake.finding.args.iter().find_map(|it| match it {
            ("problem" | "wanted", Arg::Word(word)) => Some((*word).to_owned()),
            ("key" | "value", Arg::Text(text)) => Some(text.clone()),
            _ => None,
        });
        (place.unwrap_or_default(), mistake.finding.code.id, word, mistake.suggestion)
    }

    #[test]
    fn each_mistake_is_named_and_marked() {
        let s = |it: &str| Some(it.to_owned());
        for (text, place, code, word, suggestion) in [
            ("year = 1\nyeer = 2\n", "yeer", "B021", s("yeer"), s("year")),
            ("year = 1\n[part.x]\n", "part", "B022", s("mistake-wanted-list"), None),
            ("year = \"1\"\n", "\"1\"", "B022", s("mistake-wanted-number"), None),
            ("year = -1\n", "-1", "B022", s("mistake-wanted-number"), None),
            ("year = 1\nhead-cap = 1\n", "1", "B022", s("mistake-wanted-yes-no"), None),
            ("year = 1\nnames = \"a\"\n", "\"a\"", "B022", s("mistake-wanted-list"), None),
            ("year = 1\nnames = [1]\n", "1", "B022", s("mistake-wanted-text"), None),
            ("names = []\n", "", "B023", s("year"), None),
            ("year = 1\nbase = \"goood\"\n", "\"goood\"", "B024", s("goood"), s("good")),
            ("year = 1\nyear = 2\n", "year", "B025", s("year"), None),
            ("year = 1\nbase = good\n", "good", "B020", s("toml-quote"), None),
            ("year = 1\nbase = \"good\nhead-cap = true\n", "", "B020", s("toml-string"), None),
            ("year = 1\nbase = \"a\\qb\"\n", "", "B020", s("toml-escape"), None),
            ("year = 1\nbase\n", "", "B020", s("toml-no-equals"), None),
            ("year =\n", "", "B020", s("toml-no-value"), None),
            ("year = 1\n[part\n", "", "B020", s("toml-open-table"), None),
            ("year = 1\nnames = [\"a\"\n", "", "B020", s("toml-open-list"), None),
            (
                "year = 1\n[[part]]\nrule = \"R\"\nkind = \"share\"\npercnt = 1\n",
                "percnt",
                "B021",
                s("percnt"),
                s("percent"),
            ),
            (
                "year = 1\n[[part]]\nrule = \"R\"\nkind = \"shar\"\n",
                "shar",
                "B024",
                s("shar"),
                s("share"),
            ),
        ] {
            assert_eq!(told(text), (place.to_owned(), code, word, suggestion), "{text}");
        }
    }
}
