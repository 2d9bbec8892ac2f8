//! Whether two rows are one person (R-DUP): the card number, else name and birth.

use crate::model::Member;
use crate::model::text::{fold, is_same_spelling};

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

/// What two rows have in common; `None` when they are two people, or when
/// something that decides it could not be read.
pub(super) fn likeness(one: &Member, other: &Member) -> Option<Likeness> {
    let (name, other_name) = (one.name.value()?, other.name.value()?);
    let is_name_alike = fold(name) == fold(other_name) && !fold(name).is_empty();
    match (card_key(one), card_key(other)) {
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
    let is_certain = birth.is_day() && other_birth.is_day() && is_spelled_alike(name, other_name);
    Some(if is_certain { Likeness::Same } else { Likeness::Likely })
}

/// The keys under which a row is looked up: rows that share none are two people.
pub(super) fn keys(member: &Member) -> impl Iterator<Item = String> {
    let card = card_key(member).map(|it| format!("card {it}"));
    // Rows that may be one person are born in one year, however vague the date.
    let name = member.name.value().zip(member.birth.get());
    let name = name.map(|(name, birth)| format!("name {} {}", birth.year(), fold(name)));
    card.into_iter().chain(name)
}

/// The digits and letters of a card number; `None` for one that says nothing, such as
/// 000000 or "chưa có", which two people may well have.
fn card_key(member: &Member) -> Option<String> {
    let key = fold(member.card.value()?).replace(' ', "");
    key.chars().any(|it| matches!(it, '1'..='9')).then_some(key)
}

/// Marks tell `Hùng` from `Hưng`, but a name typed without any marks may be either.
fn is_spelled_alike(one: &str, other: &str) -> bool {
    one.is_ascii() || other.is_ascii() || is_same_spelling(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PartialDate;
    use crate::model::fixture::{day, member};

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
            let shares_a_key = keys(&one_row).any(|it| keys(&other_row).any(|other| it == other));
            assert!(shares_a_key || expected.is_none(), "{one:?} {other:?} would not be compared");
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
