//! Who is on a form, to be compared with who is on another.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::text::fold;
use crate::model::{Extract, MemberBrief};

/// Lists of fewer people than these tell nothing.
const LIST_MIN: usize = 3;
/// Two lists are of different people when of the shorter less than one in so many is on the other.
const SHARED_ONE_IN: usize = 3;

/// The people of a form: of each what he or she may be known by.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    known_by: Vec<Vec<String>>,
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
        let known_by = names.iter().map(|it| vec![format!("name {it}")]).collect();
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
        let known: BTreeSet<&String> = long.known_by.iter().flatten().collect();
        let shared =
            short.known_by.iter().filter(|it| it.iter().any(|key| known.contains(key))).count();
        shared * SHARED_ONE_IN < short.known_by.len()
    }
}

/// The name, the card and the day of birth: letters or a slip may be put right between two rounds.
fn known_by(member: &MemberBrief) -> Option<Vec<String>> {
    if member.name.is_empty() {
        return None;
    }
    let name = fold(member.name);
    let card: String = member.card.chars().filter(char::is_ascii_alphanumeric).collect();
    let birth = member.birth.filter(|it| it.is_day());
    let mut keys = vec![format!("name {name}")];
    keys.extend((!card.is_empty()).then(|| format!("card {card}")));
    keys.extend(birth.map(|it| format!("born {it}")));
    Some(keys)
}

/// What stands on the lists of more branches than these, such as a first of January, tells of nobody.
const BRANCHES_MAX: usize = 4;

/// On whose lists people stand: branches, by what a person may be known by.
#[derive(Debug, Default)]
pub(super) struct Lists<'c>(BTreeMap<String, BTreeSet<&'c str>>);

impl<'c> Lists<'c> {
    /// Takes in the people of a form of `branch`.
    pub(super) fn insert(&mut self, people: &People, branch: &'c str) {
        for key in people.known_by.iter().flatten() {
            let branches = self.0.entry(key.clone()).or_default();
            if branches.len() <= BRANCHES_MAX {
                branches.insert(branch);
            }
        }
    }

    /// The branches on whose lists most of these people stand.
    pub(super) fn holding(&self, people: &People) -> Vec<&'c str> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for person in &people.known_by {
            let known = person.iter().filter_map(|it| self.0.get(it));
            let known = known.filter(|it| it.len() <= BRANCHES_MAX);
            let on: BTreeSet<&'c str> = known.flatten().copied().collect();
            for branch in on {
                *counts.entry(branch).or_default() += 1;
            }
        }
        let is_most = |&(_, count): &(&str, usize)| count * 2 > people.known_by.len();
        counts.into_iter().filter(is_most).map(|it| it.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_a_list_stands_on_another() {
        let mut lists = Lists::default();
        lists.insert(&People::named(&["an", "binh", "chi"]), "TP");
        lists.insert(&People::named(&["dung", "en"]), "TH");
        for branch in ["A", "B", "C", "D", "E"] {
            lists.insert(&People::named(&["hung"]), branch);
        }
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
