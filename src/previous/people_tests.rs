//! The table of evidence, both sides of each line, and what holds of any two lists.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// Somebody: name, birth, admission, card, branch.
fn who(name: &str, birth: &str, admitted: &str, card: &str, line: usize) -> Identity {
    Identity {
        name: name.to_owned(),
        birth: day(birth),
        admitted: day(admitted),
        card: card.to_owned(),
        lines: vec![line],
    }
}

fn day(text: &str) -> Option<PartialDate> {
    let parts: Vec<i16> = text.split('/').filter_map(|it| it.parse().ok()).collect();
    let small = |it: i16| i8::try_from(it).unwrap();
    match parts[..] {
        [day, month, year] => Some(PartialDate::Day(date(year, small(month), small(day)))),
        [year] => Some(PartialDate::Year(year)),
        _ => None,
    }
}

fn found(now: &Identity, before: &Identity) -> Found {
    let pairs = pair(std::slice::from_ref(now), std::slice::from_ref(before), &Said::default());
    pairs.now.into_iter().next().unwrap()
}

#[test]
fn the_table_of_evidence() {
    use Evidence::{CardAndDates, CardAndName, NameAndDates, NameInBranch};
    let same = |it| Found::Same(0, it);
    let maybe = |it| Found::Doubtful(vec![(0, it)]);
    let is = |it: (&str, &str, &str, &str, usize)| who(it.0, it.1, it.2, it.3, it.4);
    let (b, a) = ("12/05/1980", "03/02/2005");
    let table = [
        // Card and name.
        (("Ma Thị Hoa", b, a, "0012", 1), ("Ma Thị Hoa", b, a, "0012", 1), same(CardAndName)),
        (("MA THỊ HOA", "", "", "00.12", 1), ("Ma Thi Hoa", b, a, "0012", 2), same(CardAndName)),
        (
            ("Ma Thị Hoa", "12/05/1981", a, "0012", 1),
            ("Ma Thị Hoa", b, a, "0012", 1),
            same(CardAndName),
        ),
        (
            ("Ma Thị Hoa", "12/05/1981", "01/01/2009", "0012", 1),
            ("Ma Thị Hoa", b, a, "0012", 1),
            maybe(Doubt::DatesOther),
        ),
        // One card, another name.
        (("Đặng Thị Hoa", b, a, "0012", 1), ("Ma Thị Hoa", b, a, "0012", 2), same(CardAndDates)),
        (
            ("Đặng Thị Hoa", b, "2005", "0012", 1),
            ("Ma Thị Hoa", b, a, "0012", 1),
            maybe(Doubt::NameChanged),
        ),
        (
            ("Lý Văn Sơn", "01/01/1970", a, "0012", 1),
            ("Ma Thị Hoa", b, a, "0012", 1),
            maybe(Doubt::CardOfAnother),
        ),
        // No card, or another one: name, birth and admission.
        (("Ma Thị Hoa", b, a, "", 1), ("Ma Thị Hoa", b, a, "", 2), same(NameAndDates)),
        (("Ma Thị Hoa", b, a, "77", 1), ("Ma Thị Hoa", b, a, "0012", 2), same(NameAndDates)),
        (("Ma Thị Hoa", b, a, "000000", 1), ("Ma Thị Hoa", b, a, "", 1), same(NameAndDates)),
        (("Ma Thị Hoa", b, "2005", "", 1), ("Ma Thị Hoa", b, a, "", 1), same(NameInBranch)),
        (("Ma Thị Hoa", b, "2005", "", 1), ("Ma Thị Hoa", b, a, "", 2), maybe(Doubt::Vague)),
        (
            ("Ma Thị Hoa", "1980", "2005", "", 1),
            ("Ma Thị Hoa", "1980", "2005", "", 1),
            same(NameInBranch),
        ),
        (("Ma Thị Hoa", "1980", "2005", "", 1), ("Ma Thị Hoa", b, a, "", 1), maybe(Doubt::Vague)),
        (
            ("Ma Thị Hoa", b, "2005", "77", 1),
            ("Ma Thị Hoa", b, a, "0012", 1),
            maybe(Doubt::CardOther),
        ),
        (
            ("Ma Thị Hoa", b, "04/02/2005", "", 1),
            ("Ma Thị Hoa", b, a, "", 1),
            maybe(Doubt::AdmittedOther),
        ),
        (
            ("Ma Thị Hoa", "12/05/1981", a, "", 1),
            ("Ma Thị Hoa", b, a, "", 1),
            maybe(Doubt::BirthOther),
        ),
        // A name alone is nobody.
        (
            ("Ma Thị Hoa", "01/01/1990", "01/01/2015", "", 1),
            ("Ma Thị Hoa", b, a, "", 1),
            Found::Nobody,
        ),
        (("Ma Thị Hoa", "", "", "", 1), ("Ma Thị Hoa", b, a, "", 1), maybe(Doubt::Vague)),
        (("Ma Thị Hoa", "", "", "", 1), ("Ma Thị Hoa", b, a, "", 2), Found::Nobody),
        // Another name, the same days.
        (("Đặng Thị Hoa", b, a, "", 1), ("Ma Thị Hoa", b, a, "0012", 1), maybe(Doubt::NameChanged)),
        (("Đặng Thị Hoa", b, a, "77", 1), ("Ma Thị Hoa", b, a, "0012", 1), Found::Nobody),
        (("Đặng Thị Hoa", b, "2005", "", 1), ("Ma Thị Hoa", b, a, "", 1), Found::Nobody),
    ];
    for (now, before, wanted) in table {
        assert_eq!(found(&is(now), &is(before)), wanted, "{now:?} {before:?}");
    }
}

#[test]
fn namesakes_are_told_by_card_then_by_branch_and_else_asked() {
    let (b, a) = ("12/05/1980", "03/02/2005");
    let one = |card: &str, line| who("Nông Văn Hùng", b, a, card, line);
    let pairs = |now: &[Identity], before: &[Identity]| pair(now, before, &Said::default());
    // Cards.
    let told = pairs(&[one("1", 1), one("2", 1)], &[one("2", 1), one("1", 1)]);
    assert_eq!(told.now[0], Found::Same(1, Evidence::CardAndName));
    assert_eq!(told.now[1], Found::Same(0, Evidence::CardAndName));
    // Branches.
    let told = pairs(&[one("", 1), one("", 2)], &[one("", 2), one("", 1)]);
    assert_eq!(told.now[0], Found::Same(1, Evidence::NameAndDates));
    assert_eq!(told.now[1], Found::Same(0, Evidence::NameAndDates));
    // Nothing.
    let told = pairs(&[one("", 1), one("", 1)], &[one("", 1), one("", 1)]);
    let both = vec![(0, Doubt::Namesakes), (1, Doubt::Namesakes)];
    assert_eq!(told.now, [Found::Doubtful(both.clone()), Found::Doubtful(both)]);
    assert!(told.left.is_empty(), "who may be somebody has not left");
    // One of them is known by the card: the other is the other.
    let told = pairs(&[one("1", 1), one("", 1)], &[one("", 1), one("1", 1)]);
    assert_eq!(told.now[1], Found::Same(0, Evidence::NameAndDates));
}

#[test]
fn what_somebody_said_goes_before_all_signs() {
    let now = [who("Đặng Thị Hoa", "12/05/1980", "03/02/2005", "", 1)];
    let before = [who("Ma Thị Hoa", "12/05/1980", "03/02/2005", "", 1)];
    let mut said = Said::default();
    said.same.insert((0, 0));
    assert_eq!(pair(&now, &before, &said).now, [Found::Same(0, Evidence::Told)]);
    let said = Said { other: said.same, ..Said::default() };
    let told = pair(&now, &before, &said);
    assert_eq!((told.now, told.left), (vec![Found::Nobody], vec![0]));
}

fn anybody() -> impl Strategy<Value = Identity> {
    let name = prop::sample::select(vec!["Ma Văn An", "Ma Văn Ân", "Lý Thị Bé", ""]);
    let birth = prop::sample::select(vec!["1/1/1980", "1/2/1980", "1980", ""]);
    let admitted = prop::sample::select(vec!["1/1/2005", "1/2/2005", "2005", ""]);
    let card = prop::sample::select(vec!["", "1", "2", "3"]);
    (name, birth, admitted, card, 0..3_usize)
        .prop_map(|(name, birth, admitted, card, line)| who(name, birth, admitted, card, line))
}

proptest! {
    #[test]
    fn nobody_is_two_people_and_order_changes_nothing(
        (now, shuffled) in prop::collection::vec(anybody(), 0..12).prop_flat_map(|it| {
            let places: Vec<usize> = (0..it.len()).collect();
            (Just(it), Just(places).prop_shuffle())
        }),
        (before, other) in prop::collection::vec(anybody(), 0..12).prop_flat_map(|it| {
            let places: Vec<usize> = (0..it.len()).collect();
            (Just(it), Just(places).prop_shuffle())
        }),
    ) {
        let pairs = pair(&now, &before, &Said::default());
        let mut taken = BTreeSet::new();
        for it in &pairs.now {
            if let Found::Same(place, _) = it {
                prop_assert!(taken.insert(*place), "two people are one");
            }
        }
        prop_assert!(pairs.left.iter().all(|it| !taken.contains(it)));
        let again = pair(
            &shuffled.iter().map(|it| now[*it].clone()).collect::<Vec<_>>(),
            &other.iter().map(|it| before[*it].clone()).collect::<Vec<_>>(),
            &Said::default(),
        );
        for (place, own) in shuffled.iter().enumerate() {
            let found = match &again.now[place] {
                Found::Same(it, evidence) => Found::Same(other[*it], *evidence),
                Found::Doubtful(open) => {
                    let mut open: Vec<_> = open.iter().map(|it| (other[it.0], it.1)).collect();
                    open.sort_unstable();
                    Found::Doubtful(open)
                }
                Found::Nobody => Found::Nobody,
            };
            prop_assert_eq!(&found, &pairs.now[*own]);
        }
    }
}

#[test]
fn costs_grow_as_the_lists_do() {
    // Five thousand of one name and one birth: looked up by card, and told apart by nothing else.
    let all: Vec<Identity> = (0..5_000)
        .map(|it| who("Ma Văn An", "1/1/1980", "1/1/2005", &format!("{}", it + 1), 0))
        .collect();
    let pairs = pair(&all, &all, &Said::default());
    let is_own = |it: (usize, &Found)| *it.1 == Found::Same(it.0, Evidence::CardAndName);
    assert!(pairs.now.iter().enumerate().all(is_own));
}
