//! Tables as text with commas, as spreadsheets open them: UTF-8 with its mark, both line ends, days as
//! `2026-12-05`, decimals with a point, yes and no as `true` and `false`.

use super::{Table, Value};

/// The mark by which spreadsheets know UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of a table.
///
/// # Errors
/// None that memory could give; the writer's type has them.
pub fn bytes(table: Table) -> Result<Vec<u8>, csv::Error> {
    let out = MARK.to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(table.shape.columns.iter().map(|it| it.name))?;
    for row in table.rows {
        writer.write_record(row.into_iter().map(written))?;
    }
    writer.into_inner().map_err(|it| it.into_error().into())
}

fn written(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.into_owned(),
        Value::Whole(number) => number.to_string(),
        Value::Decimal(number) => {
            let hundredths = number.get();
            let sign = if hundredths < 0 { "-" } else { "" };
            let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
            format!("{sign}{whole}.{rest:02}")
        }
        Value::Day(day) => day.to_string(),
        Value::Flag(is_it) => is_it.to_string(),
    }
}
