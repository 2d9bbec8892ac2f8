//! The headings that a form's table has.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::found::Role;
use super::levels::Levels;
use crate::model::text::plain;
use crate::read::fold::fold;
use crate::read::near::Kinds;
use crate::read::values::vocabulary::Vocabulary;
use crate::regime::form::{Fill, Kind, TableSheet};

/// A heading as it is compared: folded, and the words for numbering as one.
pub(crate) fn fold_heading(text: &str) -> String {
    as_heading(fold(text))
}

/// Ways to write the heading of the numbers, besides `tt`.
const NUMBERING: [&str; 4] = ["stt", "sott", "sothutu", "thutu"];

/// The same of a folded text.
pub(crate) fn as_heading(folded: String) -> String {
    if NUMBERING.contains(&folded.as_str()) { "tt".to_owned() } else { folded }
}

/// The same without what stands in parentheses, which people leave out.
pub(super) fn without_notes(text: &str) -> String {
    let mut depth = 0_u32;
    let kept = text.chars().filter(|it| match it {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    fold_heading(&kept.collect::<String>())
}

/// A column that the form has.
#[expect(clippy::struct_excessive_bools, reason = "each says something else of the column")]
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Its headings as messages show them: `group / heading`.
    pub label: String,
    /// Its own heading, without the group's.
    pub(super) heading: String,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether forms are out that are older than it.
    pub(super) added: bool,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether every row may leave it empty.
    pub may_be_empty: bool,
    /// Whether rows of members who are not rated leave it empty.
    pub empty_when_unrated: bool,
    /// Whether it is of the year's review, so that of somebody who is not rated it may say that he is not.
    pub of_review: bool,
    /// Ways to write its heading, folded.
    pub(super) names: Vec<String>,
    /// Ways to write its group, folded; empty without a group.
    pub(super) groups: Vec<String>,
}

/// All columns of one table.
#[derive(Clone, Debug)]
pub(crate) struct Headings {
    /// Which of the form's tables it is, from 0.
    pub(super) table: usize,
    /// The columns in the form's order.
    pub wanted: Vec<Wanted>,
    /// Columns by each way to write their heading.
    pub(super) by_name: BTreeMap<String, Vec<usize>>,
    /// Every way to write a group.
    groups: BTreeSet<String>,
    /// Ratings that may be asked for in four columns, and the headings of these.
    pub(super) levels: Levels,
    /// Headings that are no values of cells: they tell a row of headings.
    telling: BTreeSet<String>,
    /// How headings and groups begin: most texts of a sheet begin otherwise.
    beginnings: Beginnings,
}

/// How texts begin, by their first letters folded, a bit each: asked of every text of a sheet.
#[derive(Clone)]
struct Beginnings(Box<[u64; Self::WORDS]>);

impl Beginnings {
    /// So many letters tell enough.
    const LETTERS: usize = 3;
    /// The letters and digits of ASCII.
    const KINDS: usize = 36;
    const WORDS: usize = Self::KINDS.pow(3).div_ceil(64);

    fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut bits = Box::new([0; Self::WORDS]);
        for it in names.filter_map(Self::place) {
            bits[it / 64] |= 1 << (it % 64);
        }
        Self(bits)
    }

    /// The bit of a folded text; of one that is shorter, or begins with other letters, there is none.
    fn place(folded: &str) -> Option<usize> {
        let (letters, _) = folded.as_bytes().split_first_chunk::<{ Self::LETTERS }>()?;
        letters.iter().try_fold(0, |place, it| Some(place * Self::KINDS + Self::kind(*it)?))
    }

    /// The number of a folded letter.
    #[inline]
    fn kind(letter: u8) -> Option<usize> {
        match letter {
            b'a'..=b'z' => Some(usize::from(letter - b'a')),
            b'0'..=b'9' => Some(usize::from(letter - b'0') + 26),
            _ => None,
        }
    }

    /// Whether a text may begin so. Short ones and those of other letters are left to be looked up.
    #[inline]
    fn may_have(&self, place: Option<usize>) -> bool {
        place.is_none_or(|it| self.0[it / 64] >> (it % 64) & 1 == 1)
    }
}

/// What the letters of a text tell before it is folded, whatever the table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// What its first letters are as a number, and how many they are; one of them may be none that is numbered.
    first: usize,
    count: usize,
    is_other: bool,
    kinds: Kinds,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let mut shape = Self::default();
        text.chars().for_each(|it| shape.add(it));
        shape
    }

    #[inline]
    fn add(&mut self, letter: char) {
        plain(letter, |it| {
            if !it.is_alphanumeric() {
                return;
            }
            self.kinds.add(it);
            if self.count < Beginnings::LETTERS {
                let kind = u8::try_from(it).ok().and_then(Beginnings::kind);
                self.is_other |= kind.is_none();
                self.first = self.first * Beginnings::KINDS + kind.unwrap_or_default();
                self.count += 1;
            }
        });
    }

    /// The place of its beginning among all that there may be.
    fn beginning(&self) -> Option<usize> {
        (self.count == Beginnings::LETTERS && !self.is_other).then_some(self.first)
    }
}

impl std::fmt::Debug for Beginnings {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Beginnings").finish_non_exhaustive()
    }
}

impl Headings {
    /// The headings of a table of the profile.
    pub(crate) fn new<F>(place: usize, table: &TableSheet<F>, words: &Vocabulary) -> Self {
        let variants = |text: &str| {
            let mut all = vec![fold_heading(text), without_notes(text)];
            all.retain(|it| !it.is_empty());
            all.dedup();
            all
        };
        let mut headings = Self {
            table: place,
            wanted: Vec::new(),
            by_name: BTreeMap::new(),
            groups: BTreeSet::new(),
            telling: BTreeSet::new(),
            levels: Levels::new(words),
            beginnings: Beginnings::of(std::iter::empty()),
        };
        let is_review = |it: &Fill| matches!(it, Fill::Rated | Fill::Reviewed);
        let first_of_review = table.column.iter().position(|it| is_review(&it.fill));
        for (place, column) in table.column.iter().enumerate() {
            let mut names = variants(&column.heading);
            names.extend(column.aliases.iter().map(|it| fold_heading(it)));
            let groups = variants(&column.group);
            for name in &names {
                let places = headings.by_name.entry(name.clone()).or_default();
                if !places.contains(&place) {
                    places.push(place);
                }
                if !words.is_value(name) && name != "tt" {
                    headings.telling.insert(name.clone());
                }
            }
            if column.kind == Kind::Rating {
                for name in &names {
                    headings.levels.headings.add(name, place);
                }
            }
            headings.groups.extend(groups.iter().cloned());
            headings.wanted.push(Wanted {
                label: column.full_heading(),
                heading: column.heading.clone(),
                required: column.required,
                added: column.added,
                kind: column.kind,
                may_be_empty: column.fill == Fill::Optional,
                empty_when_unrated: column.empty_when_unrated(),
                of_review: first_of_review.is_some_and(|it| place >= it)
                    && column.fill != Fill::Always,
                names,
                groups,
            });
        }
        let known = headings.by_name.keys().chain(&headings.groups).map(String::as_str);
        headings.beginnings = Beginnings::of(known.chain(NUMBERING));
        headings
    }

    /// Whether a text may be one of these by its first letters, before it is folded.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        let mut shape = Shape::default();
        for letter in text.chars() {
            if shape.count == Beginnings::LETTERS {
                break;
            }
            shape.add(letter);
        }
        self.beginnings.may_have(shape.beginning())
    }

    /// Whether a text of this shape may have any role of [`Self::role`].
    pub(super) fn may_have_role(&self, shape: &Shape) -> bool {
        self.beginnings.may_have(shape.beginning()) || self.levels.may_be_rating(shape.kinds)
    }

    /// Whether folded text may be a heading, a group, or the beginning of one.
    pub(super) fn may_be(&self, folded: &str) -> bool {
        self.beginnings.may_have(Beginnings::place(folded))
    }

    /// Whether folded text is a heading of the table.
    pub(super) fn is_heading(&self, folded: &str) -> bool {
        self.by_name.contains_key(folded)
    }

    /// Whether a text is the heading of a column.
    pub(crate) fn is_of(&self, text: &str, wanted: usize) -> bool {
        /// No heading is longer; folding long texts is in vain.
        const HEADING_BYTES: usize = 300;
        text.len() <= HEADING_BYTES
            && self.by_name.get(&fold_heading(text)).is_some_and(|it| it.contains(&wanted))
    }

    /// Whether a heading of the table begins with folded text.
    pub(super) fn begins(&self, folded: &str) -> bool {
        let mut from = self.by_name.range::<str, _>((Bound::Included(folded), Bound::Unbounded));
        from.next().is_some_and(|it| it.0.starts_with(folded))
    }

    /// Whether folded text is a heading of the table that no cell holds as its value.
    pub(super) fn is_telling(&self, folded: &str) -> bool {
        self.telling.contains(folded)
    }

    /// Whether folded text is a group of the table.
    pub(super) fn is_group(&self, folded: &str) -> bool {
        self.groups.contains(folded)
    }

    /// Whether folded text is the group of a column.
    pub(super) fn is_group_of(&self, folded: &str, wanted: usize) -> bool {
        self.wanted[wanted].groups.iter().any(|it| it == folded)
    }

    /// What a folded text is to the table.
    pub(crate) fn role(&self, folded: &str) -> Role {
        let may_be = self.may_be(folded);
        Role {
            is_heading: may_be && self.is_heading(folded),
            is_group: may_be && self.is_group(folded),
            begins: may_be && self.begins(folded),
            is_rating: self.levels.is_rating(folded),
            is_telling: may_be && self.is_telling(folded),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::regime::Sources;

    proptest! {
        /// What has no role by its beginning has none when it is folded: headings with letters changed, put in and
        /// taken out, in any case and form, and other texts.
        #[test]
        fn what_cannot_have_a_role_has_none(
            nth in any::<prop::sample::Index>(), from in 0_usize..4, cut in 0_usize..40,
            put in "[a-zđăâêôơưÀ-ỹﬁΩ .*\u{301}\u{323}]{0,3}", is_upper in any::<bool>(), is_apart in any::<bool>(),
        ) {
            use unicode_normalization::UnicodeNormalization as _;
            for regime in ["2019-hd21", "2025-hd43"] {
                let regime = Sources::builtin().regime(regime).unwrap();
                let words = Vocabulary::new(&regime);
                let headings = Headings::new(0, &regime.form.members, &words);
                let column = &regime.form.members.column[nth.index(regime.form.members.column.len())];
                for own in [&column.heading, &column.group] {
                    let letters: Vec<char> = own.chars().collect();
                    let (from, cut) = (from.min(letters.len()), cut.min(letters.len()));
                    let kept = letters[from..].iter().enumerate().filter(|it| it.0 != cut);
                    let mut text: String = kept.map(|it| it.1).collect();
                    text.insert_str(text.char_indices().nth(cut / 2).map_or(0, |it| it.0), &put);
                    if is_upper {
                        text = text.to_uppercase();
                    }
                    if is_apart {
                        text = text.nfd().collect();
                    }
                    let role = headings.role(&fold_heading(&text));
                    let has_role = role.is_heading || role.is_group || role.begins || role.is_rating;
                    let may_have = headings.may_have_role(&Shape::of(&text));
                    prop_assert!(!has_role || may_have, "{text:?}: {role:?}");
                    prop_assert!(!has_role || role.is_rating || headings.may_begin(&text), "{text:?}: {role:?}");
                }
            }
        }
    }

    #[test]
    fn headings_are_compared_without_notes_and_numbering_words() {
        for (text, folded) in [
            ("STT", "tt"),
            ("TT", "tt"),
            ("Số\nTT *", "tt"),
            ("Họ và tên (*)", "hovaten"),
            ("Tỷ lệ hoàn thành nhiệm vụ (%) *", "tylehoanthanhnhiemvu"),
        ] {
            assert_eq!(fold_heading(text), folded);
        }
        let regime = Sources::builtin().regime("2019-hd21").unwrap();
        let headings = Headings::new(0, &regime.form.members, &Vocabulary::new(&regime));
        for text in ["TT", "STT", "Số TT", "Số thứ tự", "Thứ tự"] {
            assert!(headings.role(&fold_heading(text)).is_heading, "{text}");
            assert!(headings.may_begin(text), "{text}");
        }
        let heading = "Xếp loại cán bộ, công chức, viên chức (nếu có)";
        assert_eq!(without_notes(heading), "xeploaicanbocongchucvienchuc");
        assert_eq!(without_notes("a) b (c"), "ab");
    }
}
