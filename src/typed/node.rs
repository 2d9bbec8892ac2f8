//! One value of a document, read by serde.

mod inside;

use std::borrow::Cow;
use std::ops::Range;

use serde::de::value::StringDeserializer;
use serde::de::{
    Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, VariantAccess, Visitor,
};
use serde_spanned::de::is_spanned;
use toml::Value;
use toml::de::{DeFloat, DeInteger, DeValue};
use toml::value::Datetime;
use toml_datetime::de::is_datetime;

use super::Error;
use inside::{Entries, Items};

/// A value and where it stands; what is inside it is looked at when it is asked for.
pub(super) struct Node<'de> {
    tree: Tree<'de>,
    span: Range<usize>,
}

enum Tree<'de> {
    Text(Cow<'de, str>),
    Integer(i64),
    Large(u64),
    /// A number that no type of ours holds, in words for the message.
    Huge(String),
    Decimal(f64),
    Truth(bool),
    Date(Datetime),
    List(Items<'de>),
    Table(Box<Entries<'de>>),
}

impl<'de> Node<'de> {
    /// A value of a parsed text.
    pub(super) fn from_parsed(value: DeValue<'de>, span: Range<usize>) -> Self {
        let tree = match value {
            DeValue::String(it) => Tree::Text(it),
            DeValue::Integer(it) => integer(&it),
            DeValue::Float(it) => decimal(&it),
            DeValue::Boolean(it) => Tree::Truth(it),
            DeValue::Datetime(it) => Tree::Date(it),
            DeValue::Array(it) => Tree::List(Items::Parsed(it.into_iter())),
            DeValue::Table(it) => Tree::Table(Box::new(Entries::parsed(it))),
        };
        Self { tree, span }
    }

    /// A value that is at hand, without a place.
    pub(super) fn from_value(value: Value) -> Self {
        let tree = match value {
            Value::String(it) => Tree::Text(Cow::Owned(it)),
            Value::Integer(it) => Tree::Integer(it),
            Value::Float(it) => Tree::Decimal(it),
            Value::Boolean(it) => Tree::Truth(it),
            Value::Datetime(it) => Tree::Date(it),
            Value::Array(it) => Tree::List(Items::Built(it.into_iter())),
            Value::Table(it) => Tree::Table(Box::new(Entries::built(it))),
        };
        Self { tree, span: 0..0 }
    }

    /// That it is not what was wanted, in the words of serde.
    #[cold]
    fn mismatch(&self, wanted: &dyn Expected) -> Error {
        let found = match &self.tree {
            Tree::Text(it) => Unexpected::Str(it),
            Tree::Integer(it) => Unexpected::Signed(*it),
            Tree::Large(it) => Unexpected::Unsigned(*it),
            Tree::Huge(it) => Unexpected::Other(it),
            Tree::Decimal(it) => Unexpected::Float(*it),
            Tree::Truth(it) => Unexpected::Bool(*it),
            Tree::Date(_) | Tree::Table(_) => Unexpected::Map,
            Tree::List(_) => Unexpected::Seq,
        };
        Error::invalid_type(found, wanted).within(&self.span)
    }

    /// What the parser calls it.
    fn kind(&self) -> &'static str {
        match &self.tree {
            Tree::Text(_) => "string",
            Tree::Integer(_) | Tree::Large(_) | Tree::Huge(_) => "integer",
            Tree::Decimal(_) => "float",
            Tree::Truth(_) => "boolean",
            Tree::Date(_) => "datetime",
            Tree::List(_) => "array",
            Tree::Table(_) => "table",
        }
    }

    /// A variant of an enum: a word alone, or the only key of a table.
    fn variant(self) -> Result<(Key<'de>, Option<Self>), Error> {
        let wrong = |message: &str, span| Err(Error::new(message.to_owned(), Some(span)));
        match self.tree {
            Tree::Text(text) => Ok((Key { text, span: self.span }, None)),
            Tree::Table(mut it) => match it.len() {
                0 => wrong("wanted exactly 1 element, found 0 elements", self.span),
                1 => match it.next() {
                    Some((key, value)) => Ok((key, Some(value))),
                    None => wrong("wanted exactly 1 element, found 0 elements", self.span),
                },
                _ => wrong("wanted exactly 1 element, more than 1 element", self.span),
            },
            _ => wrong("wanted string or table", self.span),
        }
    }

    /// What a struct of that name is read from: a table, or what stands for a place or a date. One kind of
    /// entries for all, since serde's code for a struct is compiled once for each kind.
    fn fields(self, name: &'static str) -> Result<Entries<'de>, Refused<'de>> {
        if is_spanned(name) {
            return Entries::placed(self).map_err(Refused::Said);
        }
        match self.tree {
            Tree::Table(it) => Ok(*it),
            Tree::Date(it) if is_datetime(name) => {
                Entries::dated(it, &self.span).map_err(Refused::Said)
            }
            _ => Err(Refused::Other(self)),
        }
    }

    /// Refuses keys that a variant does not have.
    fn with_only(self, fields: &[&str]) -> Result<Self, Error> {
        let Tree::Table(entries) = self.tree else { return Ok(self) };
        let (entries, others) = entries.split(fields);
        let Some((_, place)) = others.first() else {
            return Ok(Self { tree: Tree::Table(Box::new(entries)), span: self.span });
        };
        let names: Vec<&str> = others.iter().map(|it| it.0.as_str()).collect();
        let message = format!(
            "unexpected keys in table: {}, available keys: {}",
            names.join(", "),
            fields.join(", ")
        );
        Err(Error::new(message, Some(place.clone())))
    }
}

/// Why a node has no fields.
enum Refused<'de> {
    Other(Node<'de>),
    Said(Error),
}

fn integer<'de>(it: &DeInteger<'_>) -> Tree<'de> {
    let (digits, radix) = (it.as_str(), it.radix());
    if let Ok(number) = i64::from_str_radix(digits, radix) {
        Tree::Integer(number)
    } else if let Ok(number) = u64::from_str_radix(digits, radix) {
        Tree::Large(number)
    } else {
        Tree::Huge(format!("integer `{it}` as i128"))
    }
}

/// An infinite number only where it was written so.
fn decimal<'de>(it: &DeFloat<'_>) -> Tree<'de> {
    match it.as_str().parse::<f64>() {
        Ok(number) if number.is_finite() || it.as_str().ends_with("inf") || number.is_nan() => {
            Tree::Decimal(number)
        }
        _ => Tree::Huge(format!("floating point `{it}`")),
    }
}

/// A method that accepts what the patterns name and refuses all else.
macro_rules! accept {
    ($($method:ident: $($pattern:pat => $visit:ident($value:expr)),+;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.tree {
                $($pattern => visitor.$visit($value),)+
                _ => Err(self.mismatch(&visitor)),
            }
        }
    )+};
}

/// Numbers of any width take a number of any width; what does not fit is serde's to tell.
macro_rules! accept_numbers {
    ($($method:ident)+) => {
        accept! {$(
            $method: Tree::Integer(it) => visit_i64(it), Tree::Large(it) => visit_u64(it);
        )+}
    };
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.tree {
            Tree::Text(it) => visitor.visit_string(it.into_owned()),
            Tree::Integer(it) => visitor.visit_i64(it),
            Tree::Large(it) => visitor.visit_u64(it),
            Tree::Huge(_) => Err(self.mismatch(&visitor)),
            Tree::Decimal(it) => visitor.visit_f64(it),
            Tree::Truth(it) => visitor.visit_bool(it),
            Tree::Date(it) => visitor.visit_map(Entries::dated(it, &self.span)?),
            Tree::List(it) => visitor.visit_seq(it),
            Tree::Table(it) => visitor.visit_map(*it),
        }
    }

    accept! {
        deserialize_bool: Tree::Truth(it) => visit_bool(it);
        deserialize_f32: Tree::Decimal(it) => visit_f64(it), Tree::Integer(it) => visit_i64(it),
            Tree::Large(it) => visit_u64(it);
        deserialize_f64: Tree::Decimal(it) => visit_f64(it), Tree::Integer(it) => visit_i64(it),
            Tree::Large(it) => visit_u64(it);
        deserialize_char: Tree::Text(it) => visit_str(&it);
        deserialize_str: Tree::Text(it) => visit_string(it.into_owned());
        deserialize_string: Tree::Text(it) => visit_string(it.into_owned());
        deserialize_identifier: Tree::Text(it) => visit_str(&it);
        deserialize_seq: Tree::List(it) => visit_seq(it);
        deserialize_map: Tree::Table(it) => visit_map(*it);
    }

    accept_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.fields(name) {
            Ok(entries) => visitor.visit_map(entries),
            Err(Refused::Other(node)) => Err(node.mismatch(&visitor)),
            Err(Refused::Said(error)) => Err(error),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct }
}

impl<'de> IntoDeserializer<'de, Error> for Node<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> serde::de::EnumAccess<'de> for Node<'de> {
    type Error = Error;
    type Variant = Content<'de>;

    fn variant_seed<S: serde::de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'de>), Error> {
        let (key, value) = self.variant()?;
        let span = key.span.clone();
        let variant = seed.deserialize(key).map_err(|error| error.within(&span))?;
        Ok((variant, Content(value)))
    }
}

/// What stands behind the name of a variant; nothing, where it was a word alone.
pub(super) struct Content<'de>(Option<Node<'de>>);

impl<'de> Content<'de> {
    fn wanted(self, what: &str) -> Result<Node<'de>, Error> {
        self.0.ok_or_else(|| Error::invalid_type(Unexpected::UnitVariant, &what))
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        let Some(node) = self.0 else { return Ok(()) };
        let message = match &node.tree {
            Tree::List(it) if it.len() == 0 => return Ok(()),
            Tree::Table(it) if it.len() == 0 => return Ok(()),
            Tree::List(_) => "expected empty array".to_owned(),
            Tree::Table(_) => "expected empty table".to_owned(),
            _ => format!("expected table, found {}", node.kind()),
        };
        Err(Error::new(message, Some(node.span)))
    }

    fn newtype_variant_seed<S: serde::de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, Error> {
        let node = self.wanted("newtype variant")?;
        let span = node.span.clone();
        seed.deserialize(node).map_err(|error| error.within(&span))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        let node = self.wanted("tuple variant")?;
        match node.tree {
            Tree::List(it) if it.len() == len => visitor.visit_seq(it),
            _ => Err(Error::new(format!("expected tuple with length {len}"), Some(node.span))),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let node = self.wanted("struct variant")?.with_only(fields)?;
        let span = node.span.clone();
        node.deserialize_map(visitor).map_err(|error| error.within(&span))
    }
}

/// The name of an entry of a table.
pub(super) struct Key<'de> {
    text: Cow<'de, str>,
    span: Range<usize>,
}

/// A key that is a number, or whatever else its text can be parsed as.
macro_rules! parse_key {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.text.parse::<i64>() {
                Ok(number) => visitor.visit_i64(number),
                Err(error) => Err(Error::custom(error)),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.text.into_owned())
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(&self.text)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text {
            Cow::Borrowed(it) => visitor.visit_borrowed_str(it),
            Cow::Owned(it) => visitor.visit_string(it),
        }
    }

    parse_key! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if is_spanned(name) {
            let node = Node { tree: Tree::Text(self.text), span: self.span };
            return visitor.visit_map(Entries::placed(node)?);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let text: StringDeserializer<Error> = self.text.into_owned().into_deserializer();
        visitor.visit_enum(text)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool f32 f64 char string seq bytes byte_buf map option unit
        ignored_any unit_struct tuple_struct tuple
    }
}
