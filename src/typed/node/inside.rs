//! What stands inside a list or a table, one after the other.

use std::borrow::Cow;
use std::ops::Range;
use std::vec;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess};
use serde_spanned::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml::{Table, Value, map};

use super::super::Error;
use super::{Key, Node};

pub(super) enum Items<'de> {
    Parsed(vec::IntoIter<Spanned<DeValue<'de>>>),
    Built(vec::IntoIter<Value>),
}

impl<'de> Items<'de> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Parsed(it) => it.len(),
            Self::Built(it) => it.len(),
        }
    }

    fn next(&mut self) -> Option<Node<'de>> {
        match self {
            Self::Parsed(it) => it.next().map(|value| {
                let span = value.span();
                Node::from_parsed(value.into_inner(), span)
            }),
            Self::Built(it) => it.next().map(Node::from_value),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(node) = self.next() else { return Ok(None) };
        let span = node.span.clone();
        seed.deserialize(node).map(Some).map_err(|error| error.within(&span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.len())
    }
}

pub(super) struct Entries<'de> {
    rest: Rest<'de>,
    /// Of the key that was handed out last.
    value: Option<Node<'de>>,
}

enum Rest<'de> {
    Parsed(map::IntoIter<Spanned<DeString<'de>>, Spanned<DeValue<'de>>>),
    Built(map::IntoIter<String, Value>),
}

impl<'de> Entries<'de> {
    pub(super) fn parsed(table: DeTable<'de>) -> Self {
        Self { rest: Rest::Parsed(table.into_iter()), value: None }
    }

    pub(super) fn built(table: Table) -> Self {
        Self { rest: Rest::Built(table.into_iter()), value: None }
    }

    pub(super) fn len(&self) -> usize {
        match &self.rest {
            Rest::Parsed(it) => it.len(),
            Rest::Built(it) => it.len(),
        }
    }

    pub(super) fn next(&mut self) -> Option<(Key<'de>, Node<'de>)> {
        match &mut self.rest {
            Rest::Parsed(it) => it.next().map(|(key, value)| {
                let (place, span) = (key.span(), value.span());
                let key = Key { text: key.into_inner(), span: place };
                (key, Node::from_parsed(value.into_inner(), span))
            }),
            Rest::Built(it) => it.next().map(|(key, value)| {
                (Key { text: Cow::Owned(key), span: 0..0 }, Node::from_value(value))
            }),
        }
    }

    /// The same entries, and the keys that are none of `fields` with their places.
    pub(super) fn split(self, fields: &[&str]) -> (Self, Vec<(String, Range<usize>)>) {
        let mut others = Vec::new();
        let mut note = |key: &str, place: Range<usize>| {
            if !fields.contains(&key) {
                others.push((key.to_owned(), place));
            }
        };
        let rest = match self.rest {
            Rest::Parsed(it) => {
                let table: DeTable<'de> = it.collect();
                for key in table.keys() {
                    note(key.get_ref(), key.span());
                }
                Rest::Parsed(table.into_iter())
            }
            Rest::Built(it) => {
                let table: Table = it.collect();
                for key in table.keys() {
                    note(key, 0..0);
                }
                Rest::Built(table.into_iter())
            }
        };
        (Self { rest, value: self.value }, others)
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((key, value)) = self.next() else { return Ok(None) };
        let span = key.span.clone();
        self.value = Some(value);
        seed.deserialize(key).map(Some).map_err(|error| error.within(&span))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some(node) = self.value.take() else {
            return Err(serde::de::Error::custom("a value was asked for before its key"));
        };
        let span = node.span.clone();
        seed.deserialize(node).map_err(|error| error.within(&span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.len())
    }
}
