//! The entries of a map, one after the other, from both ends.

use std::{slice, vec};

use super::At;

type List<K, V> = Vec<(K, V)>;

/// Entries that are only looked at.
pub struct Iter<'a, K, V> {
    front: slice::Iter<'a, (K, V)>,
    lists: slice::Iter<'a, List<K, V>>,
    back: slice::Iter<'a, (K, V)>,
}

/// Entries whose values may be changed.
pub struct IterMut<'a, K, V> {
    front: slice::IterMut<'a, (K, V)>,
    lists: slice::IterMut<'a, List<K, V>>,
}

/// Entries that are taken out.
pub struct IntoIter<K, V> {
    front: vec::IntoIter<(K, V)>,
    lists: vec::IntoIter<List<K, V>>,
    back: vec::IntoIter<(K, V)>,
}

impl<'a, K, V> Iter<'a, K, V> {
    pub(super) fn new(lists: &'a [List<K, V>]) -> Self {
        Self { front: [].iter(), lists: lists.iter(), back: [].iter() }
    }

    /// Nothing, where the end is before the start.
    pub(super) fn between(lists: &'a [List<K, V>], start: At, end: At) -> Self {
        let part = |list: usize, from: usize, until: Option<usize>| {
            let list: &[(K, V)] = lists.get(list).map_or(&[], Vec::as_slice);
            list.get(from..until.unwrap_or(list.len())).unwrap_or_default().iter()
        };
        if start.list == end.list {
            let front = part(start.list, start.entry, Some(end.entry));
            return Self { front, lists: [].iter(), back: [].iter() };
        }
        Self {
            front: part(start.list, start.entry, None),
            lists: lists.get(start.list + 1..end.list).unwrap_or_default().iter(),
            back: part(end.list, 0, Some(end.entry)),
        }
    }
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self { front: self.front.clone(), lists: self.lists.clone(), back: self.back.clone() }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.front.next() {
                return Some((key, value));
            }
            match self.lists.next() {
                Some(list) => self.front = list.iter(),
                None => return self.back.next().map(|(key, value)| (key, value)),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let lists: usize = self.lists.clone().map(Vec::len).sum();
        let len = self.front.len() + lists + self.back.len();
        (len, Some(len))
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.back.next_back() {
                return Some((key, value));
            }
            match self.lists.next_back() {
                Some(list) => self.back = list.iter(),
                None => return self.front.next_back().map(|(key, value)| (key, value)),
            }
        }
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<'a, K, V> IterMut<'a, K, V> {
    pub(super) fn new(lists: &'a mut [List<K, V>]) -> Self {
        Self { front: [].iter_mut(), lists: lists.iter_mut() }
    }
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.front.next() {
                return Some((key, value));
            }
            self.front = self.lists.next()?.iter_mut();
        }
    }
}

impl<K, V> IntoIter<K, V> {
    pub(super) fn new(lists: Vec<List<K, V>>) -> Self {
        Self {
            front: Vec::new().into_iter(),
            lists: lists.into_iter(),
            back: Vec::new().into_iter(),
        }
    }
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        loop {
            if let Some(it) = self.front.next() {
                return Some(it);
            }
            match self.lists.next() {
                Some(list) => self.front = list.into_iter(),
                None => return self.back.next(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let lists: usize = self.lists.as_slice().iter().map(Vec::len).sum();
        let len = self.front.len() + lists + self.back.len();
        (len, Some(len))
    }
}

impl<K, V> DoubleEndedIterator for IntoIter<K, V> {
    fn next_back(&mut self) -> Option<(K, V)> {
        loop {
            if let Some(it) = self.back.next_back() {
                return Some(it);
            }
            match self.lists.next_back() {
                Some(list) => self.back = list.into_iter(),
                None => return self.front.next_back(),
            }
        }
    }
}

impl<K, V> ExactSizeIterator for IntoIter<K, V> {}
