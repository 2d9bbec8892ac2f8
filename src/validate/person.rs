//! Whether two rows are one person (R-DUP): the card number, else name and birth.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil;

use crate::model::text::{each_of_key, fold, spelling};
use crate::model::{Member, MemberBrief, PartialDate};

/// How sure it is that two rows are one person. The strongest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Alike, but the card numbers differ, a date is vague or the name is
    /// spelled otherwise: a person has to look.
    Likely,
    /// One card number, two names: a card belongs to one person.
    Card,
    /// One person.
    Same,
}

/// What of a row tells who somebody is: on a form, or in what is kept of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Who<'a> {
    name: Option<&'a str>,
    card: Option<&'a str>,
    birth: Option<PartialDate>,
}

impl<'a> From<&'a Member> for Who<'a> {
    fn from(member: &'a Member) -> Self {
        Self {
            name: member.name.value().map(String::as_str),
            card: member.card.value().map(String::as_str),
            birth: member.birth.get(),
        }
    }
}

impl<'a> From<&MemberBrief<'a>> for Who<'a> {
    fn from(member: &MemberBrief<'a>) -> Self {
        let text = |it: &'a str| (!it.is_empty()).then_some(it);
        Self { name: text(member.name), card: text(member.card), birth: member.birth }
    }
}

/// What decides whether a row is the same person as another.
struct Person {
    /// The name, folded; never empty.
    name: Option<String>,
    /// The name as it is spelled; `None` for one without any marks, which may be any.
    spelling: Option<String>,
    card: Option<String>,
    birth: Option<PartialDate>,
}

impl Person {
    /// Nothing without a name: two rows are not one person for their cards alone.
    fn of(who: Who) -> Option<Self> {
        let typed = who.name?;
        let name = fold(typed);
        Some(Self {
            name: (!name.is_empty()).then_some(name),
            // Marks tell `Hùng` from `Hưng`, but a name typed without any may be either.
            spelling: (!typed.is_ascii()).then(|| spelling(typed)),
            card: card_key(who),
            birth: who.birth,
        })
    }
}

/// What rows have in common that may be one person: a row is found by what it is,
/// however many others there are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// The card number.
    Card(String),
    /// The card number and the folded name.
    CardAndName(String, String),
    /// The folded name, the day of birth, whether there is a card number, and the spelling.
    Spelled(String, civil::Date, bool, Spelling),
    /// The folded name, whether there is a card number, and the time of birth.
    Born(String, bool, When),
}

/// A spelling of a name, as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spelling {
    Any,
    WithoutMarks,
    Of(String),
}

/// A time of birth, as it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// In a year, known to whatever part.
    In(i16),
    /// In a month, known to it or to the day.
    InMonth(i16, i8),
    /// Known to the year only.
    Year(i16),
    /// Known to the month only.
    Month(i16, i8),
    Day(civil::Date),
}

/// The names and the cards that stand in several rows: by them the few rows that may be somebody
/// else's too are told from the many that need no further look.
#[derive(Debug, Default)]
pub(super) struct Shared(Vec<u64>);

impl Shared {
    /// Those of so many rows.
    pub(super) fn of<'a>(members: impl Iterator<Item = Who<'a>>) -> Self {
        Self::of_marks(members.flat_map(marks).collect())
    }

    fn of_marks(mut all: Vec<u64>) -> Self {
        all.sort_unstable();
        let is_shared = |pair: &&[u64]| pair[0] == pair[1];
        let mut shared: Vec<u64> = all.windows(2).filter(is_shared).map(|it| it[0]).collect();
        shared.dedup();
        Self(shared)
    }

    /// Whether another row may be the same person: no key of [`Rows`] has neither name nor card.
    pub(super) fn has<'a>(&self, who: impl Into<Who<'a>>) -> bool {
        marks(who.into()).any(|it| self.0.binary_search(&it).is_ok())
    }
}

/// What stands for the name and the card of a row; two that differ may have one, which
/// costs a closer look and nothing else.
fn marks(who: Who) -> impl Iterator<Item = u64> {
    // Blanks aside: nothing is made of the letters, and most rows are looked at for nothing.
    const CARD: u64 = 1;
    let mark = |kind: u64, text: &str, is_telling: fn(char) -> bool| {
        const FACTOR: u64 = 0x0100_0000_01B3;
        let start = 0xCBF2_9CE4_8422_2325 ^ kind;
        let (mut hash, mut tells) = (start, false);
        each_of_key(text, |it| {
            // Noughts before a number of a card say nothing, as in `card_key`.
            if kind == CARD && it == '0' && hash == start {
                return;
            }
            hash = (hash ^ u64::from(it)).wrapping_mul(FACTOR);
            tells |= is_telling(it);
        });
        tells.then_some(hash)
    };
    let name = who.name.and_then(|it| mark(0, it, |_| true));
    // Nothing without a name, as in `Person::of`.
    let card = who.name.and(who.card).and_then(|it| mark(CARD, it, |it| matches!(it, '1'..='9')));
    name.into_iter().chain(card)
}

/// In so many lists somebody is looked for who stands in more of them: what forms cost beside one
/// another grows as they do. That nobody is counted twice is looked after at the end (B036).
const LISTS_MAX: usize = 4;

/// Rows by what they have in common, the first of each list, of so many lists.
#[derive(Debug, Default)]
pub(super) struct Rows(BTreeMap<Key, Vec<Row>>);

/// A row: the list that it stands in, and its place among all.
type Row = (usize, usize);

impl Rows {
    /// Takes in a row; `place` rises from row to row.
    pub(super) fn insert<'a>(&mut self, who: impl Into<Who<'a>>, list: usize, place: usize) {
        let Some(person) = Person::of(who.into()) else { return };
        for key in known_by(&person) {
            let rows = self.0.entry(key).or_default();
            if rows.len() < LISTS_MAX && rows.iter().all(|it| it.0 != list) {
                rows.push((list, place));
            }
        }
    }

    /// The row of another list that is most like this one, the first of several.
    pub(super) fn likest<'a>(
        &self,
        who: impl Into<Who<'a>>,
        list: usize,
    ) -> Option<(Likeness, usize)> {
        self.others(who, list).first().copied()
    }

    /// The row of each other list that is most like this one: the most alike first, then in
    /// the order of rows.
    pub(super) fn others<'a>(
        &self,
        who: impl Into<Who<'a>>,
        list: usize,
    ) -> Vec<(Likeness, usize)> {
        let Some(person) = Person::of(who.into()) else { return Vec::new() };
        let card = person.card.iter().map(|it| Key::Card(it.clone())).collect();
        let mut best: BTreeMap<usize, (Likeness, usize)> = BTreeMap::new();
        for (likeness, keys) in [
            (Likeness::Same, same_as(&person)),
            (Likeness::Card, card),
            (Likeness::Likely, likely(&person)),
        ] {
            let rows = keys.iter().filter_map(|it| self.0.get(it)).flatten();
            for &(other, place) in rows.filter(|it| it.0 != list) {
                let known = best.entry(other).or_insert((likeness, place));
                if known.0 == likeness {
                    known.1 = known.1.min(place);
                }
            }
        }
        let mut found: Vec<_> = best.into_values().collect();
        found.sort_by_key(|it| (Reverse(it.0), it.1));
        found
    }
}

/// Every key under which a row is found.
fn known_by(person: &Person) -> Vec<Key> {
    let mut keys: Vec<Key> = person.card.iter().map(|it| Key::Card(it.clone())).collect();
    let Some(name) = &person.name else { return keys };
    keys.extend(person.card.iter().map(|it| Key::CardAndName(it.clone(), name.clone())));
    let has_card = person.card.is_some();
    let times = match person.birth {
        None => return keys,
        Some(PartialDate::Year(year)) => vec![When::In(year), When::Year(year)],
        Some(PartialDate::Month(year, month)) => {
            vec![When::In(year), When::InMonth(year, month), When::Month(year, month)]
        }
        Some(PartialDate::Day(day)) => {
            let (year, month) = (day.year(), day.month());
            let spelling = person.spelling.clone().map_or(Spelling::WithoutMarks, Spelling::Of);
            for spelling in [Spelling::Any, spelling] {
                keys.push(Key::Spelled(name.clone(), day, has_card, spelling));
            }
            vec![When::In(year), When::InMonth(year, month), When::Day(day)]
        }
    };
    keys.extend(times.into_iter().map(|it| Key::Born(name.clone(), has_card, it)));
    keys
}

/// The keys of rows that are the same person: the card number and the name; or, where one
/// has no card number, the name, the day of birth and no other spelling.
fn same_as(person: &Person) -> Vec<Key> {
    let Some(name) = &person.name else { return Vec::new() };
    let mut keys: Vec<Key> =
        person.card.iter().map(|it| Key::CardAndName(it.clone(), name.clone())).collect();
    for has_card in compared_by_birth(person) {
        keys.extend(spelled_alike(person, *has_card));
    }
    keys
}

/// The keys of rows that may be the same person, where none is: another card number and all
/// else alike; or, where one has no card number, a time of birth that may be the same.
fn likely(person: &Person) -> Vec<Key> {
    let (Some(name), Some(birth)) = (&person.name, person.birth) else { return Vec::new() };
    let mut keys = if person.card.is_some() { spelled_alike(person, true) } else { Vec::new() };
    let times = match birth {
        PartialDate::Year(year) => vec![When::In(year)],
        PartialDate::Month(year, month) => vec![When::Year(year), When::InMonth(year, month)],
        PartialDate::Day(day) => {
            let (year, month) = (day.year(), day.month());
            vec![When::Year(year), When::Month(year, month), When::Day(day)]
        }
    };
    for has_card in compared_by_birth(person) {
        keys.extend(times.iter().map(|it| Key::Born(name.clone(), *has_card, *it)));
    }
    keys
}

/// Whether rows have a card number that a row is compared with by the birth: of two card
/// numbers these decide.
fn compared_by_birth(person: &Person) -> &'static [bool] {
    if person.card.is_some() { &[false] } else { &[false, true] }
}

/// The keys of rows of the same day of birth whose name may be the same one.
fn spelled_alike(person: &Person, has_card: bool) -> Vec<Key> {
    let (Some(name), Some(PartialDate::Day(day))) = (&person.name, person.birth) else {
        return Vec::new();
    };
    let spellings = match &person.spelling {
        None => vec![Spelling::Any],
        Some(own) => vec![Spelling::WithoutMarks, Spelling::Of(own.clone())],
    };
    let key = |it| Key::Spelled(name.clone(), day, has_card, it);
    spellings.into_iter().map(key).collect()
}

/// The card number as it is compared; `None` for one that two people may well have.
pub(super) fn card_key(who: Who) -> Option<String> {
    crate::model::text::card_key(who.card?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::fixture::{day, member};
    use crate::model::text::is_same_spelling;

    /// What two rows have in common, asked of them alone; `None` when they are two people,
    /// or when something that decides it could not be read.
    fn likeness(one: &Member, other: &Member) -> Option<Likeness> {
        let (name, other_name) = (one.name.value()?, other.name.value()?);
        let is_name_alike = fold(name) == fold(other_name) && !fold(name).is_empty();
        match (card_key(one.into()), card_key(other.into())) {
            (Some(card), Some(other_card)) if card == other_card => {
                return Some(if is_name_alike { Likeness::Same } else { Likeness::Card });
            }
            (Some(_), Some(_)) => {
                let is_one_day = is_name_alike
                    && one.birth.get()?.is_day()
                    && one.birth.get() == other.birth.get()
                    && is_spelled_alike(name, other_name);
                return is_one_day.then_some(Likeness::Likely);
            }
            _ => {}
        }
        let (birth, other_birth) = (one.birth.get()?, other.birth.get()?);
        let may_be_one =
            birth.earliest() <= other_birth.latest() && other_birth.earliest() <= birth.latest();
        if !is_name_alike || !may_be_one {
            return None;
        }
        let is_certain =
            birth.is_day() && other_birth.is_day() && is_spelled_alike(name, other_name);
        Some(if is_certain { Likeness::Same } else { Likeness::Likely })
    }

    fn is_spelled_alike(one: &str, other: &str) -> bool {
        one.is_ascii() || other.is_ascii() || is_same_spelling(one, other)
    }

    /// The same, by what they are known by.
    fn found(one: &Member, other: &Member) -> Option<Likeness> {
        let mut rows = Rows::default();
        rows.insert(other, 0, 7);
        let (likeness, place) = rows.likest(one, 1)?;
        assert_eq!(place, 7);
        Some(likeness)
    }

    fn people() -> impl Strategy<Value = Vec<(Member, usize)>> {
        let name =
            prop::sample::select(vec!["Ma Văn Hùng", "ma van hung", "Ma Văn Hưng", "Lý Nga", "…"]);
        let card = prop::sample::select(vec!["12", "1.2", "0012", "13", "000", ""]);
        let day = |day| PartialDate::Day(civil::date(1980, 5, day));
        let birth = prop::sample::select(vec![
            Some(day(1)),
            Some(day(2)),
            Some(PartialDate::Month(1980, 5)),
            Some(PartialDate::Month(1980, 6)),
            Some(PartialDate::Year(1980)),
            Some(PartialDate::Year(1981)),
            None,
        ]);
        let row = (name, card, birth, 0..3_usize, any::<bool>());
        let row = row.prop_map(|(name, card, birth, list, is_named)| {
            let mut row = member(0);
            if is_named {
                row.name.put(name);
            } else {
                row.name.spoil();
            }
            if card.is_empty() {
                row.card.clear();
            } else {
                row.card.put(card);
            }
            match birth {
                Some(birth) => row.birth.put(birth),
                None => row.birth.clear(),
            }
            (row, list)
        });
        prop::collection::vec(row, 0..12)
    }

    proptest! {
        /// What is found by what a row is known by is what comparing each with each finds.
        #[test]
        fn the_likest_is_the_likest_of_all(people in people()) {
            let mut rows = Rows::default();
            for (place, (member, list)) in people.iter().enumerate() {
                rows.insert(member, *list, place);
            }
            for (member, list) in &people {
                let mut best: Option<(Likeness, usize)> = None;
                for (place, (other, other_list)) in people.iter().enumerate() {
                    let Some(own) = likeness(member, other).filter(|_| other_list != list) else { continue };
                    if best.is_none_or(|it| own > it.0) {
                        best = Some((own, place));
                    }
                }
                prop_assert_eq!(rows.likest(member, *list), best);
            }
        }
    }

    #[test]
    fn one_person_is_told_by_card_else_by_name_and_birth() {
        let (may, june) = (day(1980, 5, 1), day(1980, 6, 1));
        let (year, other_year) = (PartialDate::Year(1980), PartialDate::Year(1981));
        let first = ("Ma Văn Hùng", Some("12"), may);
        #[rustfmt::skip]
        let table = [
            (first, ("Ma Văn Hùng", Some("1.2"), june), Some(Likeness::Same)), // the card decides
            (first, ("MA VAN HUNG", Some("12"), may), Some(Likeness::Same)),
            (("Ma Văn Hùng", Some("Chưa có"), may), ("Ma Thị Hoa", Some("chưa có"), june), None),
            (first, ("Lý Văn Hùng", Some("12"), may), Some(Likeness::Card)),
            (first, ("Ma Văn Hùng", Some("13"), may), Some(Likeness::Likely)),
            (first, ("Ma Văn Hưng", Some("13"), may), None),
            (first, ("Ma Văn Hùng", Some("13"), june), None),
            (first, ("Ma Văn Hùng", None, may), Some(Likeness::Same)),
            (first, ("ma van hung", None, may), Some(Likeness::Same)),
            (first, ("Ma Văn Hưng", None, may), Some(Likeness::Likely)),
            (first, ("Ma Văn Hùng", None, june), None),
            (first, ("Ma Văn Hùng", None, year), Some(Likeness::Likely)),
            (first, ("Ma Văn Hùng", None, other_year), None),
            (first, ("Lý Văn Hùng", None, may), None),
            (("Ma Văn Hùng", Some("000"), may), ("Lý Văn Hùng", Some("000"), may), None),
        ];
        for (one, other, expected) in table {
            let row = |(name, card, birth): (&str, Option<&str>, PartialDate)| {
                let mut row = member(0);
                row.name.put(name);
                row.birth.put(birth);
                match card {
                    Some(card) => row.card.put(card),
                    None => row.card.clear(),
                }
                row
            };
            let (one_row, other_row) = (row(one), row(other));
            assert_eq!(likeness(&one_row, &other_row), expected, "{one:?} {other:?}");
            assert_eq!(likeness(&other_row, &one_row), expected, "{other:?} {one:?}");
            assert_eq!(found(&one_row, &other_row), expected, "{one:?} {other:?}");
            assert_eq!(found(&other_row, &one_row), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn what_could_not_be_read_decides_nothing() {
        let (one, mut other) = (member(0), member(0));
        other.name.spoil();
        assert_eq!(likeness(&one, &other), None);
        let (mut one, mut other) = (member(0), member(0));
        one.card.clear();
        other.birth.spoil();
        assert_eq!(likeness(&one, &other), None);
    }
}
