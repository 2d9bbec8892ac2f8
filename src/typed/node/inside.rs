//! What stands inside a list or a table, one after the other.

use std::borrow::Cow;
use std::ops::Range;
use std::vec;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess};
use serde_spanned::Spanned;
use serde_spanned::de::SpannedDeserializer;
use toml::de::{DeString, DeTable, DeValue};
use toml::value::Datetime;
use toml::{Table, Value, map};
use toml_datetime::de::DatetimeDeserializer;

use super::super::Error;
use super::{Key, Node, Tree};

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
    /// What no document says: a date, or a value and its place, in the form that serde passes them on.
    Made(vec::IntoIter<(&'static str, Node<'de>)>),
}

impl<'de> Entries<'de> {
    /// A value and its place, as `Spanned` wants them.
    pub(super) fn placed(value: Node<'de>) -> Result<Self, Error> {
        // Only `serde_spanned` knows what it calls the three.
        let mut names = SpannedDeserializer::<'static, u8, Error>::new(0, 0..0);
        let span = value.span.clone();
        let [start, end] = [span.start, span.end].map(|it| Node {
            tree: Tree::Large(u64::try_from(it).unwrap_or(u64::MAX)),
            span: span.clone(),
        });
        let mut entries = Vec::with_capacity(3);
        for node in [start, end, value] {
            if let Some(name) = names.next_key::<&'static str>()? {
                names.next_value::<u64>()?;
                entries.push((name, node));
            }
        }
        Ok(Self { rest: Rest::Made(entries.into_iter()), value: None })
    }

    /// A date, as `Datetime` wants it.
    pub(super) fn dated(date: Datetime, span: &Range<usize>) -> Result<Self, Error> {
        let mut from = DatetimeDeserializer::<Error>::new(date);
        let mut entries = Vec::with_capacity(1);
        if let Some(name) = from.next_key::<&'static str>()? {
            let tree = Tree::Text(Cow::Owned(from.next_value::<String>()?));
            entries.push((name, Node { tree, span: span.clone() }));
        }
        Ok(Self { rest: Rest::Made(entries.into_iter()), value: None })
    }

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
            Rest::Made(it) => it.len(),
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
            Rest::Made(it) => it.next().map(|(name, node)| {
                (Key { text: Cow::Borrowed(name), span: node.span.clone() }, node)
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
            Rest::Made(it) => Rest::Made(it),
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
