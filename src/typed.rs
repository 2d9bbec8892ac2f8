//! From TOML to the types of profiles, messages and settings.
//!
//! `toml` reads into types by itself, but its generic code is compiled again for each of a hundred types,
//! from a text and from a table that is at hand: a fifth of the machine code (`docs/performance.md`).
//! Here `toml` only parses. One kind of node, for both sources, is read by serde; the little that
//! has to be generic calls what is not; and a struct is never read from a list.

mod node;

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use node::Node;

/// Why a text or a table is not of the wanted type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    span: Option<Range<usize>>,
}

impl Error {
    /// What is wrong: the sentence of the parser or of serde.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The bytes of the text that are at fault, as near as is known.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    fn new(message: String, span: Option<Range<usize>>) -> Self {
        Self { message, span }
    }

    /// The nearest place is kept: an outer one comes too late.
    fn within(mut self, span: &Range<usize>) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.span {
            Some(span) => write!(f, " (bytes {} to {})", span.start, span.end),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string(), None)
    }
}

impl From<toml::de::Error> for Error {
    fn from(error: toml::de::Error) -> Self {
        Self::new(error.message().to_owned(), error.span())
    }
}

/// What a text says, with the place of a mistake.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let (node, span) = parsed(text)?;
    T::deserialize(node).map_err(|error| error.within(&span))
}

/// What a table says; a mistake has no place.
pub fn from_table<T: DeserializeOwned>(table: &Table) -> Result<T, Error> {
    let node = Node::from_value(Value::Table(table.clone()));
    T::deserialize(node).map_err(|error| Error::new(error.message, None))
}

fn parsed(text: &str) -> Result<(Node<'_>, Range<usize>), Error> {
    let root: Spanned<DeTable<'_>> = DeTable::parse(text)?;
    let span = root.span();
    Ok((Node::from_parsed(DeValue::Table(root.into_inner()), span.clone()), span))
}

#[cfg(test)]
mod tests;
