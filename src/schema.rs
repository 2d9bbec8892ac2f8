//! JSON Schemas of the files that people write: profiles and the workspace file.
//!
//! Editors show by them which keys and words there are, and underline what is not one.
//! They are derived from the very structs that read the files, with their comments as
//! descriptions. What a schema cannot say (that a key names a column that exists, that
//! maxima add up) is checked when the file is read, and by `xeploai regimes check`.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::regime::extends::Overlay;
use crate::regime::{Consolidated, Form, Rules};
use crate::workspace::Workspace;

/// What the names of schema files end with, after that of the file without `.toml`.
pub const SUFFIX: &str = ".schema.json";

/// The schema of one file.
#[derive(Clone, Debug)]
pub struct FileSchema {
    /// The file that it is of, e.g. `rules.toml`.
    pub of: &'static str,
    /// Its own name, e.g. `rules.schema.json`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A schema for each kind of file.
pub fn all() -> Vec<FileSchema> {
    vec![
        file::<Form>("form.toml"),
        file::<Rules>("rules.toml"),
        file::<Consolidated>("consolidated.toml"),
        file::<Overlay>(crate::regime::OVERLAY),
        file::<Workspace>(crate::workspace::FILE_NAME),
    ]
}

fn file<T: JsonSchema>(of: &'static str) -> FileSchema {
    // Draft 7 is what editors of TOML know.
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(spread).transform(&mut schema);
    RecursiveTransform(plain).transform(&mut schema);
    schema.insert("title".to_owned(), of.into());
    let stem = of.strip_suffix(".toml").unwrap_or(of);
    FileSchema {
        of,
        name: format!("{stem}{SUFFIX}"),
        // Two spaces, sorted keys, a line's end: equal structs give equal bytes.
        text: format!("{:#}\n", schema.as_value()),
    }
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
