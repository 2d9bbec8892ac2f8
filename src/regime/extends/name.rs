//! What an overlay calls a column or a row of its base.

use toml::Value;

/// The name of an entry of a list: the criterion or the field of a form's column or
/// row, the key of an entry of a drop-down list, the source of a workbook's column (`excellent`, `excellent/rated`,
/// `cause-other`), else its label.
pub(super) fn of(entry: &Value) -> Option<String> {
    let entry = entry.as_table()?;
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    text("criterion")
        .or_else(|| text("field"))
        .or_else(|| text("key"))
        .or_else(|| {
            entry.get("source").filter(|_| entry.contains_key("heading")).and_then(of_source)
        })
        .or_else(|| text("label"))
}

fn of_source(source: &Value) -> Option<String> {
    let table = match source {
        Value::String(name) => return Some(name.clone()),
        Value::Table(table) => table,
        _ => return None,
    };
    let (key, value) = table.iter().next()?;
    match value {
        // What is counted is its name, whether counted or added up.
        Value::String(text) if key == "count" => Some(text.clone()),
        Value::String(text) => Some(format!("{key}-{text}")),
        Value::Array(parts) => {
            let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
            Some(parts?.join("/"))
        }
        Value::Table(inner) => {
            let counted = inner.get("count").and_then(Value::as_str);
            Some(counted.map_or_else(|| key.clone(), str::to_owned))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_speaking_names() {
        let name = |text: &str| of(&Value::Table(text.parse().unwrap()));
        for (text, wanted) in [
            ("field = \"criterion\"\ncriterion = \"ethics\"", "ethics"),
            ("field = \"card\"\nheading = \"Số thẻ\"", "card"),
            ("source = \"note\"\nheading = \"x\"", "note"),
            ("source = { count = \"exempt\" }\nheading = \"x\"", "exempt"),
            ("source = { sum = { count = \"rated\", of = [\"good\"] } }\nheading = \"x\"", "rated"),
            ("source = { share = [\"good\", \"rated\"] }\nheading = \"x\"", "good/rated"),
            ("source = { cause = \"other\" }\nheading = \"x\"", "cause-other"),
            ("key = \"degeneration\"\nlabel = \"Suy thoái\"", "degeneration"),
            ("label = \"Trong đó:\"", "Trong đó:"),
            ("label = \"Khác\"\nsource = { cause = \"other\" }", "Khác"),
        ] {
            assert_eq!(name(text).as_deref(), Some(wanted), "{text}");
        }
    }
}
