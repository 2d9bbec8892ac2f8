//! A table as a Parquet file, for engines. Words have dictionaries, days are days, decimals exact.
//!
//! The first columns of every table (year, province, commune) are not in the file: it lies in a folder
//! that says them ([`super::partition`]), from which engines take them.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil;
use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use super::{Column, Kind, Shape, Table, VERSION, Value};

/// Columns that the folder says.
const OF_FOLDER: usize = 3;
/// Rows that are held at a time, and lie together in the file.
const ROWS: usize = 50_000;

/// The bytes of a table. Equal tables give equal bytes.
///
/// # Errors
/// What the writer says.
pub fn bytes(table: Table) -> Result<Vec<u8>> {
    let schema = Arc::new(parse_message_type(&definition(table.shape))?);
    let version = KeyValue::new("xeploai.version".to_owned(), VERSION.to_string());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![version]))
        .set_created_by(concat!("xeploai ", env!("CARGO_PKG_VERSION")).to_owned());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()))?;
    let mut rows = table.rows.peekable();
    while rows.peek().is_some() {
        let held: Vec<Vec<Value>> = rows.by_ref().take(ROWS).collect();
        let mut group = writer.next_row_group()?;
        for (place, column) in table.shape.columns.iter().enumerate().skip(OF_FOLDER) {
            let Some(mut out) = group.next_column()? else {
                return Err(ParquetError::General("a column is missing".to_owned()));
            };
            write(&mut out, column, held.iter().filter_map(|it| it.get(place)))?;
            out.close()?;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// The file's own definition of its columns.
fn definition(shape: &Shape) -> String {
    let mut text = format!("message {} {{", shape.name);
    for it in shape.columns.iter().skip(OF_FOLDER) {
        let wanted = if it.nullable { "optional" } else { "required" };
        let (kind, meaning) = match it.kind {
            Kind::Text | Kind::Word => ("binary", " (STRING)"),
            Kind::Whole => ("int32", ""),
            Kind::Decimal => ("int32", " (DECIMAL(9,2))"),
            Kind::Day => ("int32", " (DATE)"),
            Kind::Flag => ("boolean", ""),
        };
        // Writing to a String cannot fail.
        let _ = write!(text, " {wanted} {kind} {}{meaning};", it.name);
    }
    text + " }"
}

/// Writes the values of a column of a group of rows.
fn write<'a>(
    out: &mut SerializedColumnWriter<'_>,
    column: &Column,
    values: impl Iterator<Item = &'a Value<'a>> + Clone,
) -> Result<()> {
    let there: Vec<i16> = values.clone().map(|it| i16::from(*it != Value::Null)).collect();
    let levels = column.nullable.then_some(there.as_slice());
    let odd = || ParquetError::General(format!("{}: a value of another kind", column.name));
    let given = values.filter(|it| **it != Value::Null);
    match column.kind {
        Kind::Text | Kind::Word => {
            let all = given.map(|it| match it {
                Value::Text(text) => Ok(ByteArray::from(text.as_bytes().to_vec())),
                _ => Err(odd()),
            });
            out.typed::<ByteArrayType>().write_batch(
                &all.collect::<Result<Vec<_>>>()?,
                levels,
                None,
            )?;
        }
        Kind::Whole | Kind::Decimal | Kind::Day => {
            let all = given.map(|it| match it {
                Value::Whole(number) => i32::try_from(*number).map_err(|_| odd()),
                Value::Decimal(number) => Ok(number.get()),
                Value::Day(day) => days(*day).ok_or_else(odd),
                _ => Err(odd()),
            });
            out.typed::<Int32Type>().write_batch(
                &all.collect::<Result<Vec<_>>>()?,
                levels,
                None,
            )?;
        }
        Kind::Flag => {
            let all = given.map(|it| match it {
                Value::Flag(is_it) => Ok(*is_it),
                _ => Err(odd()),
            });
            out.typed::<BoolType>().write_batch(&all.collect::<Result<Vec<_>>>()?, levels, None)?;
        }
    }
    Ok(())
}

/// Days since 1970.
fn days(day: civil::Date) -> Option<i32> {
    const FIRST: civil::Date = civil::date(1970, 1, 1);
    let span = FIRST.until(day).ok()?;
    Some(span.get_days())
}
