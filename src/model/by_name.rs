//! Branches and the like by their names. Villages are called Nà Pù and Nà Pu: names that differ in marks alone are of two,
//! unless just one is called so and the marks were left out.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::text::fold;

/// A name as it is written, whatever its case, blanks and Unicode form.
fn spelled(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").nfc().flat_map(char::to_lowercase).collect()
}

/// Whether two names are written the same, whatever their case, blanks and Unicode form.
pub fn is_same_name(one: &str, other: &str) -> bool {
    spelled(one) == spelled(other)
}

/// Places in a list by the names there.
#[derive(Clone, Debug, Default)]
pub struct ByName {
    spelled: BTreeMap<Box<str>, u32>,
    folded: BTreeMap<Box<str>, Alike>,
}

/// Places of names that differ in marks alone; nearly always there is one.
#[derive(Clone, Debug)]
enum Alike {
    One(u32),
    Several(Vec<u32>),
}

impl Alike {
    fn all(&self) -> &[u32] {
        match self {
            Self::One(it) => std::slice::from_ref(it),
            Self::Several(all) => all,
        }
    }
}

impl ByName {
    /// Those of these names, which are counted from 0.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for (place, name) in names.into_iter().enumerate() {
            all.add(name, place);
        }
        all
    }

    /// Adds a name; of several that are the same the first is meant.
    pub fn add(&mut self, name: &str, place: usize) {
        // No list is as long.
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let Entry::Vacant(it) = self.spelled.entry(spelled(name).into()) else { return };
        it.insert(place);
        match self.folded.entry(fold(name).into()) {
            Entry::Vacant(it) => {
                it.insert(Alike::One(place));
            }
            Entry::Occupied(mut it) => match it.get_mut() {
                Alike::Several(all) => all.push(place),
                one @ Alike::One(_) => *one = Alike::Several([one.all(), &[place]].concat()),
            },
        }
    }

    /// The one that is written so; else the one that differs in marks, case and signs alone, if there is just one.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.same(name).or_else(|| self.alike(name))
    }

    /// The one that is written so.
    pub fn same(&self, name: &str) -> Option<usize> {
        self.spelled.get(spelled(name).as_str()).map(|it| *it as usize)
    }

    fn alike(&self, name: &str) -> Option<usize> {
        match self.folded.get(fold(name).as_str())? {
            Alike::One(only) => Some(*only as usize),
            Alike::Several(_) => None,
        }
    }

    /// Of each name of a second list its place in this one, each place once: first those that are written the same, then
    /// of what is left those that are alike.
    pub fn pair<'a>(&self, others: impl IntoIterator<Item = &'a str>) -> Vec<Option<usize>> {
        let others: Vec<&str> = others.into_iter().collect();
        let mut taken = BTreeSet::new();
        let mut pairs: Vec<Option<usize>> =
            others.iter().map(|it| self.same(it).filter(|it| taken.insert(*it))).collect();
        for (pair, name) in pairs.iter_mut().zip(others) {
            if pair.is_none() && self.same(name).is_none() {
                let left = self.folded.get(fold(name).as_str()).map_or(&[][..], Alike::all);
                let mut left = left.iter().map(|it| *it as usize).filter(|it| !taken.contains(it));
                let only = left.next().filter(|_| left.next().is_none());
                *pair = only.filter(|it| taken.insert(*it));
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_marks_alone_are_of_two() {
        let known = ByName::of(["Chi bộ thôn Nà Pù", "Chi bộ thôn Nà Pu", "Chi bộ thôn Bản Luông"]);
        for (name, place) in [
            ("CHI BỘ THÔN NÀ PÙ", Some(0)),
            (" Chi bộ  thôn Nà Pu\u{300}", Some(0)),
            ("chi bộ thôn nà pu", Some(1)),
            ("Chi bộ thôn Na Pu", None),
            ("Chi bo thon Ban Luong", Some(2)),
            ("Chi bộ thôn Bản Lương", Some(2)),
            ("Chi bộ thôn Khuổi", None),
        ] {
            assert_eq!(known.get(name), place, "{name}");
        }
    }

    #[test]
    fn each_is_paired_once_and_first_with_its_like() {
        let known = ByName::of(["Nà Pù", "Nà Pu", "Bản Luông"]);
        let pairs = |names: &[&str]| known.pair(names.iter().copied());
        assert_eq!(pairs(&["Nà Pu", "Ban Luong", "Nà Pù"]), [Some(1), Some(2), Some(0)]);
        assert_eq!(pairs(&["Na Pu", "Nà Pu"]), [Some(0), Some(1)], "the other one is left");
        assert_eq!(pairs(&["Na Pu", "NA PU"]), [None, None], "nobody knows which is which");
        assert_eq!(pairs(&["Nà Pu", "Nà Pu"]), [Some(1), None]);
    }
}
