//! The headings that a form's table has.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::found::Role;
use super::levels::Levels;
use crate::model::text::plain;
use crate::read::fold::fold;
use crate::read::values::vocabulary::Vocabulary;
use crate::regime::form::{Fill, Kind, TableSheet};

/// A heading as it is compared: folded, and the words for numbering as one.
pub(crate) fn fold_heading(text: &str) -> String {
    as_heading(fold(text))
}

/// The same of a folded text.
pub(crate) fn as_heading(folded: String) -> String {
    match folded.as_str() {
        "stt" | "sott" | "sothutu" | "thutu" => "tt".to_owned(),
        _ => folded,
    }
}

/// The first two bytes of a folded text, as far as it has them.
fn beginning(folded: &str) -> [u8; 2] {
    let mut bytes = folded.bytes();
    [bytes.next().unwrap_or_default(), bytes.next().unwrap_or_default()]
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

/// Pairs of bytes, a bit each: asked of every text of a sheet.
#[derive(Clone)]
struct Beginnings(Box<[u64; 1 << 10]>);

impl Beginnings {
    fn of(pairs: impl Iterator<Item = [u8; 2]>) -> Self {
        let mut bits = Box::new([0; 1 << 10]);
        for it in pairs.map(u16::from_le_bytes) {
            bits[usize::from(it >> 6)] |= 1 << (it & 63);
        }
        Self(bits)
    }

    #[inline]
    fn contains(&self, pair: [u8; 2]) -> bool {
        let it = u16::from_le_bytes(pair);
        self.0[usize::from(it >> 6)] >> (it & 63) & 1 == 1
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
                names,
                groups,
            });
        }
        let known = headings.by_name.keys().chain(&headings.groups);
        headings.beginnings = Beginnings::of(known.map(|it| beginning(it)));
        headings
    }

    /// Whether a text may be one of these by its first two letters, before it is folded.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        let (mut bytes, mut count, mut is_other) = ([0; 2], 0, false);
        for letter in text.chars() {
            if count == 2 {
                break;
            }
            plain(letter, |it| {
                // Others than ASCII are more than a byte, and left to the other way.
                if it.is_alphanumeric()
                    && let Some(place) = bytes.get_mut(count)
                {
                    is_other |= !it.is_ascii();
                    *place = u8::try_from(it).unwrap_or_default();
                    count += 1;
                }
            });
        }
        // STT stands for TT, and so do others with the same letters.
        let is_tt = matches!(bytes[0], b's' | b't');
        count < 2 || is_other || is_tt || self.beginnings.contains(bytes)
    }

    /// Whether a text may have any role of [`Self::role`], before it is folded.
    pub(super) fn may_have_role(&self, text: &str) -> bool {
        self.may_begin(text) || self.levels.may_be_rating(text)
    }

    /// Whether folded text may be a heading, a group, or the beginning of one.
    pub(super) fn may_be(&self, folded: &str) -> bool {
        folded.len() < 2 || self.beginnings.contains(beginning(folded))
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
                    prop_assert!(!has_role || headings.may_have_role(&text), "{text:?}: {role:?}");
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
        let heading = "Xếp loại cán bộ, công chức, viên chức (nếu có)";
        assert_eq!(without_notes(heading), "xeploaicanbocongchucvienchuc");
        assert_eq!(without_notes("a) b (c"), "ab");
    }
}
