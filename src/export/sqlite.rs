//! Tables in one database of `SQLite`.

use rusqlite::types::Value as Stored;
use rusqlite::{Connection, params_from_iter};

use super::{Kind, Shape, Table, VERSION, Value};

/// The bytes of the database. Days are texts as `SQLite`'s functions of dates take them, decimals are
/// numbers, yes and no are 1 and 0.
///
/// # Errors
/// What `SQLite` says.
pub fn bytes(tables: Vec<Table>) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    // Its own field for the version of what is inside.
    database.pragma_update(None, "user_version", VERSION)?;
    let all = database.transaction()?;
    for table in tables {
        all.execute(&definition(table.shape), [])?;
        let places = vec!["?"; table.shape.columns.len()].join(", ");
        let mut insert =
            all.prepare(&format!("INSERT INTO {} VALUES ({places})", table.shape.name))?;
        for row in table.rows {
            insert.execute(params_from_iter(row.into_iter().map(stored)))?;
        }
    }
    all.commit()?;
    Ok(database.serialize("main")?.to_vec())
}

/// Names are ours: letters and underscores.
fn definition(shape: &Shape) -> String {
    let column = |it: &super::Column| {
        let kind = match it.kind {
            Kind::Text | Kind::Word => "TEXT",
            Kind::Whole => "INTEGER",
            Kind::Decimal => "REAL",
            Kind::Day => "DATE",
            Kind::Flag => "BOOLEAN",
        };
        let wanted = if it.nullable { "" } else { " NOT NULL" };
        format!("\"{}\" {kind}{wanted}", it.name)
    };
    let columns: Vec<String> = shape.columns.iter().map(column).collect();
    format!("CREATE TABLE {} ({})", shape.name, columns.join(", "))
}

fn stored(value: Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Text(text) => Stored::Text(text.into_owned()),
        Value::Whole(number) => Stored::Integer(number),
        Value::Decimal(number) => Stored::Real(f64::from(number.get()) / 100.0),
        Value::Day(day) => Stored::Text(day.to_string()),
        Value::Flag(is_it) => Stored::Integer(i64::from(is_it)),
    }
}
