//! `templates/schema/*.schema.json`: for editors, derived from the structs that read the
//! files (`src/schema/made.rs` makes them again and compares); here every file that is at
//! hand is held against its own.
#![expect(clippy::disallowed_methods, reason = "a test that reads profiles and samples")]

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use xeploai::schema;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What an editor makes of TOML before it asks the schema: days become text.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => json!(day.to_string()),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => Value::Object(
            table.into_iter().map(|(key, it)| (key, as_json(it))).collect::<Map<_, _>>(),
        ),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
    }
}

fn parsed(text: &str) -> Value {
    as_json(toml::Value::Table(text.parse().expect("it is TOML")))
}

fn validator(of: &str) -> Validator {
    let file = schema::ALL.iter().find(|it| it.of == of);
    let file = file.unwrap_or_else(|| panic!("{of} has no schema"));
    let schema: Value = serde_json::from_str(file.text).expect("a schema is JSON");
    jsonschema::draft7::meta::validate(&schema).expect("it is one of draft 7");
    let options = jsonschema::draft7::options().should_validate_formats(true);
    options.build(&schema).expect("it is a schema")
}

/// What the schema of its name says against a text.
fn against(of: &str, text: &str) -> Vec<String> {
    let value = parsed(text);
    validator(of).iter_errors(&value).map(|it| format!("{}: {it}", it.instance_path())).collect()
}

/// Every TOML file below a folder that has a schema, in order.
fn files(folder: &Path, found: &mut Vec<(String, PathBuf)>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is readable")
        .map(|it| it.expect("its entries are").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
            continue;
        }
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default().to_owned();
        if schema::ALL.iter().any(|it| it.of == name) {
            found.push((name, path));
        }
    }
}

#[test]
fn every_profile_and_every_workspace_at_hand_is_as_its_schema_says() {
    let mut found = Vec::new();
    for folder in ["templates", "samples"] {
        files(&root(folder), &mut found);
    }
    for (name, path) in &found {
        let wrong = against(name, &read(path));
        assert!(wrong.is_empty(), "{}: {}", path.display(), wrong.join("\n"));
    }
    let count = |name: &str| found.iter().filter(|it| it.0 == name).count();
    assert_eq!(count("rules.toml"), xeploai::regime::builtin_ids().count());
    for name in ["form.toml", "consolidated.toml", "overlay.toml"] {
        assert!(count(name) > 1, "{name} is found");
    }
    assert_eq!(count("xeploai.toml"), 6);
}

/// A mistake in one file of a built-in profile or in a sample's workspace.
#[track_caller]
fn refused(of: &str, path: &str, from: &str, to: &str) -> String {
    let text = read(&root(path));
    assert!(text.contains(from), "{path} has no {from:?}");
    let wrong = against(of, &text.replacen(from, to, 1));
    assert!(!wrong.is_empty(), "{of}: {to:?} is let through");
    wrong.join("\n")
}

#[test]
fn unknown_keys_wrong_types_and_unknown_words_are_refused() {
    let form = "templates/2019-hd21/form.toml";
    let rules = "templates/2025-hd43/rules.toml";
    let book = "templates/2019-hd21/consolidated.toml";
    let overlay = "samples/binh-an-2023-rieng/bieu-mau/lam-binh-2023/overlay.toml";
    let workspace = "samples/binh-an-2020/xeploai.toml";
    #[rustfmt::skip]
    let table = [
        // file, where it stands, what is mistyped
        ("form.toml", form, "spare-rows =", "spare-row ="),
        ("form.toml", form, "type = \"count\"", "type = \"number\""),
        ("form.toml", form, "field = \"branch-code\"", "field = \"branch-cod\""),
        ("form.toml", form, "required = true", "required = \"có\""),
        ("rules.toml", rules, "kind = \"score\"", "kind = \"skore\""),
        ("rules.toml", rules, "points-at-least = 90", "points-at-lest = 90"),
        ("rules.toml", rules, "points-at-least = 90", "points-at-least = \"90\""),
        ("rules.toml", rules, "cap = \"good\"", "cap = \"fine\""),
        ("rules.toml", rules, "subject = \"member\"", "subject = \"person\""),
        ("rules.toml", rules, "subject = \"member\"", "subject = \"member\"\nmonths-below = 3"),
        ("rules.toml", rules, "subject = \"member\"", "subject = \"member\"\nenforce-from = \"soon\""),
        ("consolidated.toml", book, "source = \"branch\"", "source = \"brunch\""),
        ("consolidated.toml", book, "margins-mm =", "margin-mm ="),
        ("overlay.toml", overlay, "extends = ", "extend = "),
        ("xeploai.toml", workspace, "year = 2020", "year = \"2020\""),
        ("xeploai.toml", workspace, "year = 2020", "jear = 2020"),
        ("xeploai.toml", workspace, "vote-threshold = \"none\"", "vote-threshold = \"half\""),
        ("xeploai.toml", workspace, "quota-base = \"good\"", "quota-base = \"best\""),
    ];
    for (of, path, from, to) in table {
        refused(of, path, from, to);
    }
}

#[test]
fn what_is_right_and_rare_is_let_through() {
    let decision = "number = \"1\"\ndate = \"01/12/2026\"\npercent = 25\ngroup = \"x\"\n";
    let severity = "[severity]\nV404 = \"warning\"\n";
    for more in [
        format!("[quota-decision]\n{decision}"),
        format!("[[quota-decision]]\n{decision}[[quota-decision]]\n{decision}"),
        severity.to_owned(),
    ] {
        let head = "year = 2026\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\n";
        let wrong = against("xeploai.toml", &format!("{head}{more}"));
        assert!(wrong.is_empty(), "{more}: {wrong:?}");
    }
    let rules = read(&root("templates/2025-hd43/rules.toml"));
    let dated = rules.replacen(
        "subject = \"member\"",
        "subject = \"member\"\nenforce-from = 2026-01-01",
        1,
    );
    assert_eq!(against("rules.toml", &dated), Vec::<String>::new());
}
