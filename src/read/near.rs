//! One slip of the keyboard: what a misspelt text is nearest to.

use std::collections::BTreeMap;

/// How many slips of the keyboard a folded text of this many letters may have
/// and still be taken for what it nearly is; short ones differ too little.
pub(super) fn slips_allowed(letters: usize) -> usize {
    match letters {
        0..=7 => 0,
        8..=15 => 1,
        16..=27 => 2,
        _ => 3,
    }
}

/// The one candidate that `text` (folded) is nearest to, within the slips
/// allowed for its length, or nothing when none or several are.
pub(super) fn nearest<'a, T: Copy + PartialEq>(
    text: &str,
    slips_max: usize,
    candidates: impl Iterator<Item = (&'a str, T)>,
) -> Option<T> {
    let own = Letters::of(text).filter(|it| slips_allowed(it.all).min(slips_max) > 0)?;
    one(
        text,
        &own,
        slips_max,
        candidates.filter_map(|(name, value)| Some((name, Letters::of(name)?, value))),
    )
}

/// The one candidate, with its letters counted, that a text is nearest to.
fn one<'a, T: Copy + PartialEq>(
    text: &str,
    own: &Letters,
    slips_max: usize,
    candidates: impl Iterator<Item = (&'a str, Letters, T)>,
) -> Option<T> {
    let mut best: Option<(usize, T)> = None;
    let mut is_alone = true;
    for (name, letters, value) in candidates {
        let allowed = slips_allowed(letters.all.min(own.all)).min(slips_max);
        if allowed == 0 || own.all.abs_diff(letters.all) > allowed {
            continue;
        }
        if own.slips_at_least(&letters) > allowed {
            continue;
        }
        let slips = strsim::osa_distance(text, name);
        if slips > allowed {
            continue;
        }
        match best {
            Some((least, _)) if slips > least => {}
            Some((least, other)) if slips == least => is_alone &= other == value,
            _ => (best, is_alone) = (Some((slips, value)), true),
        }
    }
    best.filter(|_| is_alone).map(|(_, value)| value)
}

/// Names that others are compared with again and again, their letters counted once.
#[derive(Clone, Debug)]
pub(super) struct Names<T> {
    all: Vec<(String, Letters, T)>,
    exact: BTreeMap<String, T>,
    /// Their lengths in bytes.
    lengths: Vec<usize>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { all: Vec::new(), exact: BTreeMap::new(), lengths: Vec::new() }
    }
}

impl<T: Copy + PartialEq> Names<T> {
    /// Of two values of one name the first is meant.
    pub(super) fn add(&mut self, name: &str, value: T) {
        self.exact.entry(name.to_owned()).or_insert(value);
        self.lengths.push(name.len());
        self.all.extend(Letters::of(name).map(|it| (name.to_owned(), it, value)));
    }

    /// Whether a folded text of these letters may be like one of them.
    pub(super) fn may_be_near(&self, kinds: Kinds) -> bool {
        // Of a long one the letters were not counted.
        let has_long = self.all.len() < self.lengths.len();
        has_long || self.all.iter().any(|it| kinds.may_be_near(Kinds::of(&it.1), it.1.all))
    }

    /// The one that is meant by a folded text, and whether only by likeness.
    pub(super) fn like(&self, folded: &str) -> Option<(T, bool)> {
        // Most texts are much shorter or longer than every name.
        let is_near = |it: &(String, Letters, T)| it.1.all.abs_diff(folded.len()) <= SLIPS_MAX;
        if folded.is_ascii()
            && !self.lengths.contains(&folded.len())
            && !self.all.iter().any(is_near)
        {
            return None;
        }
        let same = self.exact.get(folded).map(|it| (*it, false));
        same.or_else(|| {
            let own = Letters::of(folded).filter(|it| slips_allowed(it.all) > 0)?;
            let all = self.all.iter().map(|it| (it.0.as_str(), it.1, it.2));
            one(folded, &own, SLIPS_MAX, all).map(|it| (it, true))
        })
    }
}

/// Most slips that any name may have.
const SLIPS_MAX: usize = 3;

/// Which letters a folded text has, without how often.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds(u32);

impl Kinds {
    /// Adds a letter.
    #[inline]
    pub(super) fn add(&mut self, letter: char) {
        self.0 |= 1 << (letter as u32 % 32);
    }

    fn of(letters: &Letters) -> Self {
        let bits = letters.counts.iter().enumerate().filter(|it| *it.1 > 0);
        Self(bits.fold(0, |all, (it, _)| all | 1 << it))
    }

    /// Whether few slips may turn the text into a name of so many letters: one takes at most one kind of letter away,
    /// and brings at most one.
    fn may_be_near(self, name: Self, letters: usize) -> bool {
        let slips = u32::try_from(slips_allowed(letters).min(SLIPS_MAX)).unwrap_or_default();
        (self.0 & !name.0).count_ones() <= slips && (name.0 & !self.0).count_ones() <= slips
    }
}

/// How often a text has each letter: tells apart at once most texts that are far from
/// one another.
#[derive(Clone, Copy, Debug)]
struct Letters {
    /// How many there are.
    all: usize,
    counts: [u8; 32],
}

impl Letters {
    /// `None` of a text that is too long to be anything near.
    fn of(text: &str) -> Option<Self> {
        let mut it = Self { all: 0, counts: [0; 32] };
        for letter in text.chars() {
            it.all += 1;
            let count = &mut it.counts[letter as usize % 32];
            *count = count.checked_add(1)?;
        }
        Some(it)
    }

    /// The fewest slips that can turn the text into another: one puts at most one letter
    /// in another's place, so that two counts change by one; letters that change places
    /// change none.
    fn slips_at_least(&self, other: &Self) -> usize {
        let pairs = self.counts.iter().zip(&other.counts);
        let apart: u32 = pairs.map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
        apart.div_ceil(2) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_nearest_is_near_and_alone() {
        let names = [("hoanthanhtotnhiemvu", 1), ("hoanthanhnhiemvu", 2), ("htnv", 3)];
        let mut kept = Names::default();
        for (name, value) in names {
            kept.add(name, value);
        }
        let near = |text: &str| {
            let near = nearest(text, 3, names.iter().copied());
            assert_eq!(kept.like(text).map(|it| it.0), near, "{text}");
            let mut kinds = Kinds::default();
            text.chars().for_each(|it| kinds.add(it));
            assert!(near.is_none() || kept.may_be_near(kinds), "{text}");
            near
        };
        assert_eq!(near("hoanthanhtotnhiemv"), Some(1));
        assert_eq!(near("hoanthanhnhiemvuu"), Some(2));
        assert_eq!(near("hoanthanhtotnhiemzw"), Some(1), "two other letters in the place of two");
        assert_eq!(near("htnvv"), None, "short names differ too little");
        assert_eq!(near("hoanthanhttnhiemvu"), Some(1));
        let twins = [("phieuhople", 1), ("phieuhopla", 2)];
        assert_eq!(nearest("phieuhopl", 3, twins.into_iter()), None, "two are as near");
    }

    #[test]
    fn what_is_the_same_is_no_likeness() {
        let mut names = Names::default();
        names.add("httnv", 1);
        names.add("httnv", 2);
        assert_eq!(names.like("httnv"), Some((1, false)));
        assert_eq!(names.like(&"a".repeat(300)), None, "no name is as long");
    }

    proptest! {
        /// The short way must not pass over what is near.
        #[test]
        fn counted_letters_never_say_more_than_the_slips(one in "[a-fđ]{0,12}", other in "[a-fđ]{0,12}") {
            prop_assert!(Letters::of(&one).unwrap().slips_at_least(&Letters::of(&other).unwrap()) <= strsim::osa_distance(&one, &other));
        }
    }
}
