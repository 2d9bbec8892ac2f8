//! `BTreeMap` and `BTreeSet` as those of `std`, of which each kind of key and value is compiled
//! anew, to a tenth of the machine code: two levels of sorted lists in place of a tree.
//!
//! A look-up costs the same. What is put in or taken out moves at most one list of
//! [`FULL`] entries, so that a map of a million entries, put in as they come, is still quick.

mod iter;
mod set;
#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Bound, Index, RangeBounds};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use iter::{IntoIter, Iter, IterMut};
pub use set::BTreeSet;

/// The entries of one list.
const FULL: usize = 256;

/// A map in the order of its keys.
#[derive(Clone)]
pub struct BTreeMap<K, V> {
    /// None of them empty, each above the one before.
    lists: Vec<Vec<(K, V)>>,
}

/// Where an entry stands or would stand.
#[derive(Clone, Copy)]
struct At {
    list: usize,
    entry: usize,
}

impl<K, V> BTreeMap<K, V> {
    /// One without entries.
    pub const fn new() -> Self {
        Self { lists: Vec::new() }
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.lists.clear();
    }

    /// Its entries.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter::new(&self.lists)
    }

    /// Its entries, whose values may be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut::new(&mut self.lists)
    }

    /// Its keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.iter().map(|it| it.0)
    }

    /// Its values, in the order of the keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.iter().map(|it| it.1)
    }

    /// Its values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.iter_mut().map(|it| it.1)
    }

    /// Its keys, without the values.
    pub fn into_keys(self) -> impl DoubleEndedIterator<Item = K> {
        self.into_iter().map(|it| it.0)
    }

    /// Its values, without the keys.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> {
        self.into_iter().map(|it| it.1)
    }

    /// The entry with the least key.
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// The entry with the greatest key.
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// Keeps only the entries of which this is true.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&K, &mut V) -> bool) {
        for list in &mut self.lists {
            list.retain_mut(|(key, value)| is_kept(key, value));
        }
        self.lists.retain(|it| !it.is_empty());
    }
}

impl<K: Ord, V> BTreeMap<K, V> {
    /// The place of a key, or else where it would be put.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<At, At>
    where
        K: Borrow<Q>,
    {
        let is_before = |it: &Vec<(K, V)>| it.first().is_some_and(|it| it.0.borrow() <= key);
        let list = self.lists.partition_point(is_before).saturating_sub(1);
        let Some(entries) = self.lists.get(list) else { return Err(At { list, entry: 0 }) };
        match entries.binary_search_by(|it| it.0.borrow().cmp(key)) {
            Ok(entry) => Ok(At { list, entry }),
            Err(entry) => Err(At { list, entry }),
        }
    }

    /// Puts in what is not there.
    fn put(&mut self, at: At, key: K, value: V) -> &mut V {
        let At { mut list, mut entry } = at;
        match self.lists.get_mut(list) {
            None => self.lists.insert(list, Vec::new()),
            Some(entries) if entries.len() < FULL => {}
            // As they come in order, lists become full, not half full.
            Some(entries) if entry == entries.len() => {
                (list, entry) = (list + 1, 0);
                self.lists.insert(list, Vec::new());
            }
            Some(entries) => {
                let upper = entries.split_off(FULL / 2);
                self.lists.insert(list + 1, upper);
                if entry > FULL / 2 {
                    (list, entry) = (list + 1, entry - FULL / 2);
                }
            }
        }
        let entries = &mut self.lists[list];
        entries.insert(entry, (key, value));
        &mut entries[entry].1
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        Some(&self.lists[at.list][at.entry].1)
    }

    /// The key as it stands in the map, and its value.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        let (key, value) = &self.lists[at.list][at.entry];
        Some((key, value))
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        Some(&mut self.lists[at.list][at.entry].1)
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value in; the one that was there comes back.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(at) => Some(mem::replace(&mut self.lists[at.list][at.entry].1, value)),
            Err(at) => {
                self.put(at, key, value);
                None
            }
        }
    }

    /// Takes an entry out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        let (_, value) = self.lists[at.list].remove(at.entry);
        if self.lists[at.list].is_empty() {
            self.lists.remove(at.list);
        }
        Some(value)
    }

    /// The entry of a key, whether it is there or not.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        let at = self.find(&key);
        Entry { map: self, key, at }
    }

    /// Moves everything out of another map into this one.
    pub fn append(&mut self, other: &mut Self) {
        self.extend(mem::take(other));
    }

    /// The entries of a range of keys.
    pub fn range<Q: Ord + ?Sized, R: RangeBounds<Q>>(&self, range: R) -> Iter<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let of = |bound: Bound<&Q>, is_end: bool| match bound {
            Bound::Unbounded if is_end => At { list: self.lists.len(), entry: 0 },
            Bound::Unbounded => At { list: 0, entry: 0 },
            Bound::Included(key) => self.beside(key, is_end),
            Bound::Excluded(key) => self.beside(key, !is_end),
        };
        Iter::between(&self.lists, of(range.start_bound(), false), of(range.end_bound(), true))
    }

    /// The place before a key, or behind it.
    fn beside<Q: Ord + ?Sized>(&self, key: &Q, is_behind: bool) -> At
    where
        K: Borrow<Q>,
    {
        match self.find(key) {
            Ok(at) => At { entry: at.entry + usize::from(is_behind), ..at },
            Err(at) => at,
        }
    }
}

/// The place of a key in a map.
pub struct Entry<'a, K, V> {
    map: &'a mut BTreeMap<K, V>,
    key: K,
    at: Result<At, At>,
}

impl<'a, K: Ord, V> Entry<'a, K, V> {
    /// Its value, which is made if there is none.
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'a mut V {
        match self.at {
            Ok(at) => &mut self.map.lists[at.list][at.entry].1,
            Err(at) => self.map.put(at, self.key, make()),
        }
    }

    /// Its value, which is made of the key if there is none.
    pub fn or_insert_with_key(self, make: impl FnOnce(&K) -> V) -> &'a mut V {
        match self.at {
            Ok(at) => &mut self.map.lists[at.list][at.entry].1,
            Err(at) => {
                let value = make(&self.key);
                self.map.put(at, self.key, value)
            }
        }
    }

    /// Its value, or else this one.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// Its value, or else the one that its type begins with.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Changes the value if there is one.
    #[must_use]
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        if let Ok(at) = self.at {
            change(&mut self.map.lists[at.list][at.entry].1);
        }
        self
    }
}

impl<K, V> Default for BTreeMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for BTreeMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// How the entries are spread over lists says nothing.
impl<K: PartialEq, V: PartialEq> PartialEq for BTreeMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for BTreeMap<K, V> {}

impl<K: Ord, V> Extend<(K, V)> for BTreeMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for BTreeMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for BTreeMap<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for BTreeMap<K, V> {
    type Output = V;

    /// Of a key that is there.
    fn index(&self, key: &Q) -> &V {
        let found = self.find(key).map(|at| &self.lists[at.list][at.entry].1);
        #[expect(clippy::expect_used, reason = "as `std` does it")]
        found.ok().expect("no entry found for key")
    }
}

impl<K, V> IntoIterator for BTreeMap<K, V> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        IntoIter::new(self.lists)
    }
}

impl<'a, K, V> IntoIterator for &'a BTreeMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<'a, K, V> IntoIterator for &'a mut BTreeMap<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}

impl<K: Serialize, V: Serialize> Serialize for BTreeMap<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self)
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for BTreeMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = BTreeMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<BTreeMap<K, V>, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod schema {
    use std::borrow::Cow;
    use std::collections;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    use super::{BTreeMap, BTreeSet};

    impl<K: JsonSchema, V: JsonSchema> JsonSchema for BTreeMap<K, V> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            collections::BTreeMap::<K, V>::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            collections::BTreeMap::<K, V>::json_schema(generator)
        }
    }

    impl<T: JsonSchema> JsonSchema for BTreeSet<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            collections::BTreeSet::<T>::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            collections::BTreeSet::<T>::json_schema(generator)
        }
    }
}
