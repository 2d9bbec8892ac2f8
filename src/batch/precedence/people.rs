//! Who is on a form, to be compared with who is on another.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::text::{card_key, fold};
use crate::model::{Extract, MemberBrief};

/// Lists of fewer people than these tell nothing.
const LIST_MIN: usize = 3;
/// Two lists are of different people when of the shorter less than one in so many is on the other.
const SHARED_ONE_IN: usize = 3;

/// What somebody may be known by: name, card and day of birth, the hash of each; 0 where it is not there. The hash is
/// enough: what counts is whether most of a list stands on another, and there are people of every copy of a form.
type Known = [u64; 3];

/// The people of a form: of each what he or she may be known by.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    known_by: Box<[Known]>,
    /// Whether the list is that of another branch's form, so that a correction has other people.
    pub(super) are_anothers: bool,
}

impl People {
    /// Everybody on the form who has a name. Guests are another branch's.
    pub(super) fn of(read: &Extract) -> Self {
        let own = read.members().filter(|it| !it.is_guest());
        Self { known_by: own.filter_map(|it| known_by(&it)).collect(), are_anothers: false }
    }

    /// The same people, and whether the list is another's.
    pub(super) fn of_another(self, are_anothers: bool) -> Self {
        Self { are_anothers, ..self }
    }

    /// People of whom nothing but the names is known.
    #[cfg(test)]
    pub(super) fn named(names: &[&str]) -> Self {
        let known_by = names.iter().map(|it| [hash(&format!("name {it}")), 0, 0]).collect();
        Self { known_by, are_anothers: false }
    }

    /// Whether these are different people than the others. `false` where a list is too short
    /// to tell.
    pub(super) fn are_others_than(&self, other: &Self) -> bool {
        let (short, long) =
            if self.known_by.len() <= other.known_by.len() { (self, other) } else { (other, self) };
        if short.known_by.len() < LIST_MIN {
            return false;
        }
        let known: BTreeSet<u64> = long.known_by.iter().flat_map(keys).collect();
        let shared = short.known_by.iter().filter(|it| keys(it).any(|key| known.contains(&key)));
        let shared = shared.count();
        shared * SHARED_ONE_IN < short.known_by.len()
    }
}

/// The name, the card and the day of birth: letters or a slip may be put right between two rounds.
fn known_by(member: &MemberBrief) -> Option<Known> {
    if member.name.is_empty() {
        return None;
    }
    let name = fold(member.name);
    let birth = member.birth.filter(|it| it.is_day());
    let card = card_key(member.card).map(|it| hash(&format!("card {it}")));
    let birth = birth.map(|it| hash(&format!("born {it}")));
    Some([hash(&format!("name {name}")), card.unwrap_or_default(), birth.unwrap_or_default()])
}

/// What is there of what somebody may be known by.
fn keys(known: &Known) -> impl Iterator<Item = u64> {
    known.iter().copied().filter(|it| *it != 0)
}

/// What stands on the lists of more branches than these, such as a first of January, tells of nobody.
const BRANCHES_MAX: usize = 4;

/// On whose lists people stand: branches, by what a person may be known by.
#[derive(Debug, Default)]
pub(super) struct Lists<'c> {
    /// In order, each pair once: the place of the branch among them.
    found: Vec<(u64, u32)>,
    branches: Vec<&'c str>,
}

impl<'c> Lists<'c> {
    /// Those of the people of these forms, each with its branch; the forms of a branch one after another.
    pub(super) fn of(forms: impl Iterator<Item = (People, &'c str)>) -> Self {
        let mut lists = Self::default();
        // Somebody may send a form many times.
        let mut own: Vec<u64> = Vec::new();
        for (people, branch) in forms {
            if lists.branches.last() != Some(&branch) {
                lists.take(&mut own);
                lists.branches.push(branch);
            }
            own.extend(people.known_by.iter().flat_map(keys));
        }
        lists.take(&mut own);
        lists.found.sort_unstable();
        lists
    }

    /// Takes what is on the lists of the last branch.
    fn take(&mut self, own: &mut Vec<u64>) {
        let place = u32::try_from(self.branches.len().saturating_sub(1)).unwrap_or(u32::MAX);
        own.sort_unstable();
        own.dedup();
        self.found.extend(own.drain(..).map(|it| (it, place)));
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The branches on whose lists most of these people stand.
    pub(super) fn holding(&self, people: &People) -> Vec<&'c str> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for person in &people.known_by {
            let known = keys(person).map(|it| self.with(it));
            let known = known.filter(|it| it.len() <= BRANCHES_MAX);
            let on: BTreeSet<u32> = known.flatten().map(|it| it.1).collect();
            for branch in on.into_iter().filter_map(|it| self.branches.get(it as usize)) {
                *counts.entry(branch).or_default() += 1;
            }
        }
        let is_most = |&(_, count): &(&str, usize)| count * 2 > people.known_by.len();
        counts.into_iter().filter(is_most).map(|it| it.0).collect()
    }

    fn with(&self, key: u64) -> &[(u64, u32)] {
        let first = self.found.partition_point(|it| it.0 < key);
        let count = self.found[first..].iter().take_while(|it| it.0 == key);
        &self.found[first..first + count.take(BRANCHES_MAX + 1).count()]
    }
}

/// Never 0.
fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_a_list_stands_on_another() {
        let mut forms = vec![
            (People::named(&["an", "binh", "chi"]), "TP"),
            (People::named(&["dung", "en"]), "TH"),
        ];
        for branch in ["A", "B", "C", "D", "E"] {
            forms.push((People::named(&["hung"]), branch));
        }
        let lists = Lists::of(forms.into_iter());
        for (names, expected) in [
            (&["an", "binh", "x"][..], &["TP"][..]),
            (&["an", "x"], &[]),
            (&["an", "dung"], &[]),
            (&["dung"], &["TH"]),
            // A name of many branches.
            (&["hung"], &[]),
            (&[], &[]),
        ] {
            assert_eq!(lists.holding(&People::named(names)), expected, "{names:?}");
        }
    }
}
