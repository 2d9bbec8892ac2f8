use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Table};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct All {
    text: String,
    count: Option<u8>,
    share: f64,
    is_so: bool,
    of_year: BTreeMap<u32, Vec<Kind>>,
    pair: (i32, char),
    wrapped: Wrapped,
    any: toml::Value,
    place: Spanned<String>,
    #[serde(default)]
    day: Option<toml::value::Datetime>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Wrapped(u64);

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Plain,
    Of(u8),
    Two(u8, u8),
    Named { low: u8 },
}

const TEXT: &str = r#"
text = "a\nb"
count = 0x1f
share = 2
is-so = true
of-year = { 2020 = ["plain", { of = 3 }], 2019 = [{ two = [1, 2] }, { named = { low = 4 } }] }
pair = [-5, "đ"]
wrapped = 18446744073709551615
any = { day = 2020-12-31, list = [1.5, []] }
place = "here"
day = 2020-02-29
"#;

/// Also as `toml` reads it itself.
#[test]
fn every_kind_of_value_arrives_as_toml_itself_reads_it() {
    let own: All = from_str(TEXT).unwrap();
    assert_eq!(own, toml::from_str(TEXT).unwrap());
    assert_eq!(&TEXT[own.place.span()], "\"here\"");
    assert_eq!(own.of_year[&2019], [Kind::Two(1, 2), Kind::Named { low: 4 }]);
}

/// A table at hand has no place, and no number as large as that.
#[test]
fn a_table_at_hand_says_the_same_as_its_text() {
    let text = TEXT.replace("place = \"here\"\n", "").replace("18446744073709551615", "7");
    let table: Table = from_str(&text).unwrap();
    assert_eq!(table, text.parse::<Table>().unwrap());
    let error = from_table::<All>(&table).unwrap_err();
    assert_eq!((error.message(), error.span()), ("missing field `place`", None));
    let numbers: BTreeMap<String, toml::Value> = from_table(&table).unwrap();
    assert_eq!(Table::from_iter(numbers), table);
}

/// What is wrong is told in the same words at the same place as `toml` tells it.
#[test]
fn a_mistake_has_the_words_and_the_place_that_toml_gives_it() {
    let swaps = [
        ("text = \"a\\nb\"", "text = 3"),
        ("text = \"a\\nb\"", "text = [3]"),
        ("text = \"a\\nb\"", "text = {}"),
        ("text = \"a\\nb\"", "text = 2020-01-01"),
        ("text = \"a\\nb\"", "txt = \"\""),
        ("text = \"a\\nb\"", "text = \"a\""),
        ("text = \"a\\nb\"", "text = "),
        ("0x1f", "256"),
        ("0x1f", "-1"),
        ("0x1f", "1.5"),
        ("0x1f", "\"1\""),
        ("0x1f", "99999999999999999999"),
        ("share = 2", "share = \"2\""),
        ("share = 2", "share = -1_0.5e-1"),
        ("share = 2", "share = -inf"),
        ("is-so = true", "is-so = 1"),
        ("is-so = true\n", ""),
        ("\"plain\"", "\"plan\""),
        ("\"plain\"", "{ plain = 1 }"),
        ("\"plain\"", "{ plain = {} }"),
        ("\"plain\"", "\"of\""),
        ("\"plain\"", "1"),
        ("\"plain\"", "{}"),
        ("of = 3 }", "of = 3, plain = 1 }"),
        ("of = 3", "of = \"3\""),
        ("two = [1, 2]", "two = [1]"),
        ("low = 4", "low = 4, high = 5"),
        ("low = 4", "lo = 4"),
        ("named = { low = 4 }", "named = 4"),
        ("2019 =", "year ="),
        ("[-5, \"đ\"]", "[-5]"),
        ("[-5, \"đ\"]", "[-5, \"đđ\"]"),
        ("[-5, \"đ\"]", "5"),
        ("18446744073709551615", "-1"),
        ("\"here\"", "1"),
        ("2020-02-29", "2020-02-30"),
        ("2020-02-29", "\"2020-02-29\""),
    ];
    let mut other = Vec::new();
    for (from, to) in swaps {
        assert!(TEXT.contains(from), "{from}");
        let text = TEXT.replacen(from, to, 1);
        match (from_str::<All>(&text), toml::from_str::<All>(&text)) {
            (Ok(own), Ok(theirs)) => assert_eq!(own, theirs),
            (Err(own), Err(theirs)) => {
                if (own.message(), own.span()) != (theirs.message(), theirs.span()) {
                    other.push(format!("{to}: {own:?} / {theirs:?}"));
                }
            }
            (own, theirs) => panic!("{to}: {own:?} / {theirs:?}"),
        }
    }
    assert!(other.is_empty(), "{}", other.join("\n"));
}

#[test]
fn a_number_beyond_every_number_is_refused() {
    let error = from_str::<All>(&TEXT.replacen("share = 2", "share = 1e999", 1)).unwrap_err();
    assert_eq!(error.message(), "invalid type: floating point `1e999`, expected f64");
}

/// `toml` would take the fields by their order, which nobody means.
#[test]
fn a_list_is_no_struct() {
    #[derive(Debug, Deserialize)]
    struct Pair {
        #[expect(dead_code, reason = "only its shape is used")]
        one: u8,
    }
    let error = from_str::<BTreeMap<String, Pair>>("pair = [1]").unwrap_err();
    assert_eq!(error.message(), "invalid type: sequence, expected struct Pair");
    assert_eq!(error.span(), Some(7..10));
}
