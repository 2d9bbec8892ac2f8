//! Derives the schemas anew and compares them with those that the program carries.

use std::fs;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::ALL;
use crate::regime::extends::Overlay;
use crate::regime::{Consolidated, DecisionSheets, Form, Rules};
use crate::workspace::Workspace;

const REFRESH: &str = "XEPLOAI_BLESS=1 cargo test --lib schema";

fn all() -> Vec<(&'static str, String)> {
    let of = |name: &str| ALL.iter().find(|it| it.name == name).expect("it is listed").of;
    vec![
        ("form.schema.json", made::<Form>(of("form.schema.json"))),
        ("rules.schema.json", made::<Rules>(of("rules.schema.json"))),
        ("consolidated.schema.json", made::<Consolidated>(of("consolidated.schema.json"))),
        ("decisions.schema.json", made::<DecisionSheets>(of("decisions.schema.json"))),
        ("overlay.schema.json", made::<Overlay>(of("overlay.schema.json"))),
        ("xeploai.schema.json", made::<Workspace>(of("xeploai.schema.json"))),
    ]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that refreshes a file of the sources")]
fn the_schemas_are_fresh() {
    let folder = crate::sources().join("templates/schema");
    let made = all();
    if std::env::var_os("XEPLOAI_BLESS").is_some() {
        for (name, text) in &made {
            fs::write(folder.join(name), text).expect("it can be written");
        }
    }
    let mut kept: Vec<String> = fs::read_dir(&folder)
        .expect("they are kept")
        .map(|it| it.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    kept.sort();
    let mut names: Vec<&str> = ALL.iter().map(|it| it.name).collect();
    names.sort_unstable();
    assert_eq!(kept, names);
    assert_eq!(made.len(), ALL.len());
    for (name, text) in &made {
        let kept = fs::read_to_string(folder.join(name)).expect("it is kept").replace('\r', "");
        assert!(&kept == text, "{name} is stale; refresh it: {REFRESH}");
    }
}

fn made<T: JsonSchema>(of: &str) -> String {
    // Draft 7 is what editors of TOML know.
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(spread).transform(&mut schema);
    RecursiveTransform(plain).transform(&mut schema);
    schema.insert("title".to_owned(), of.into());
    // Two spaces, sorted keys, a line's end: equal structs give equal bytes.
    format!("{:#}\n", schema.as_value())
}

/// A table that is one of several kinds beside keys that all have (a condition): each
/// kind gets these keys too, so that it can refuse all others.
fn spread(schema: &mut Schema) {
    let Some(table) = schema.as_object_mut() else { return };
    let Some(Value::Object(shared)) = table.get("properties").cloned() else { return };
    if !table.contains_key("oneOf") {
        return;
    }
    let required = list(table.get("required"));
    let kinds = table.get_mut("oneOf").and_then(Value::as_array_mut);
    for kind in kinds.into_iter().flatten().filter_map(Value::as_object_mut) {
        let mut keys = shared.clone();
        if let Some(Value::Object(own)) = kind.get("properties") {
            keys.extend(own.clone());
        }
        kind.insert("properties".to_owned(), Value::Object(keys));
        let mut needed = list(kind.get("required"));
        needed.extend(required.clone());
        kind.insert("required".to_owned(), Value::Array(needed));
        kind.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    for key in ["properties", "required", "additionalProperties"] {
        table.remove(key);
    }
}

/// TOML has no null, and widths of Rust's numbers are no formats.
fn plain(schema: &mut Schema) {
    let Some(table) = schema.as_object_mut() else { return };
    // A comment's lines end where the source's do.
    if let Some(Value::String(told)) = table.get_mut("description") {
        *told = told.split("\n\n").map(|it| it.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
    }
    if let Some(Value::String(format)) = table.get("format")
        && format != "date"
    {
        table.remove("format");
    }
    // A key that may be left out, and a folder that is nowhere: neither is a value.
    if table.get("default").is_some_and(Value::is_null) {
        table.remove("default");
    }
    let mut types = list(table.get("type"));
    types.retain(|it| it != "null");
    if let [only] = &types[..] {
        table.insert("type".to_owned(), only.clone());
    }
    let mut choices = list(table.get("anyOf"));
    choices.retain(|it| it.get("type").is_none_or(|it| it != "null"));
    if choices.len() > 1 {
        table.insert("anyOf".to_owned(), Value::Array(choices));
    } else if let [only] = &choices[..] {
        let only = only.clone();
        table.remove("anyOf");
        if table.is_empty() {
            *table = only.as_object().cloned().unwrap_or_default();
        } else {
            // Beside a reference draft 7 reads nothing else.
            table.insert("allOf".to_owned(), Value::Array(vec![only]));
        }
    }
}

/// The items of a list; none of what is no list.
fn list(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}
