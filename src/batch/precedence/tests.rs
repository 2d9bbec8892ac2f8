//! Every pair of fates as a table, and random inboxes.
mod inboxes;

use proptest::prelude::*;

use super::*;

fn key(branch: &str, sha256: &str, values: &str) -> Key {
    Key {
        whose: Whose::Of(branch.to_owned()),
        other_season: None,
        sha256: Some(sha256.to_owned()),
        values: Some(values.to_owned()),
        is_native: true,
        corrects: Vec::new(),
        has_list: false,
        is_unfilled: false,
        is_supplement: false,
        saved: None,
        people: People::default(),
    }
}

fn people(names: &str) -> People {
    People::named(&names.split(' ').collect::<Vec<_>>())
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mark {
    None,
    There,
    Lost,
}

/// The first file of a pair lies as it came; the second has the branch, year, values and mark of the case.
fn pair(is_branch: bool, is_year: bool, is_equal: bool, mark: Mark) -> Vec<Fate> {
    let first = key("BM", "sha1", "v1");
    let mut second = key(
        if is_branch { "BM" } else { "NL" },
        "sha2",
        // Forms of two branches, or years, are never equal: both stand on sheet 1.
        if is_equal && is_branch && is_year { "v1" } else { "v2" },
    );
    second.other_season = (!is_year).then(|| "2019".to_owned());
    match mark {
        Mark::None => {}
        Mark::There => second.corrects = vec!["sha1".to_owned()],
        Mark::Lost => second.has_list = true,
    }
    fates(&[first, second], Duplicates::Error, 2020)
}

#[test]
fn every_pair_has_its_fate() {
    let rival = |other| Fate::Rival(vec![other], false, Choice::Asked);
    #[rustfmt::skip]
    let own = [
        // equal values, mark, fates of both
        (false, Mark::None, [rival(1), rival(0)]),
        (false, Mark::There, [Fate::Corrected(1), Fate::Stands]),
        (false, Mark::Lost, [Fate::CorrectedByList(1), Fate::Stands]),
        (true, Mark::None, [Fate::Stands, Fate::Copy(0)]),
        (true, Mark::There, [Fate::Corrected(1), Fate::Stands]),
        (true, Mark::Lost, [Fate::Stands, Fate::Copy(0)]),
    ];
    for (is_equal, mark, expected) in own {
        assert_eq!(pair(true, true, is_equal, mark), expected, "{is_equal} {mark:?}");
        // Nothing of another branch or year moves this one, whatever it carries.
        for is_branch in [true, false] {
            let second = Fate::OtherSeason(is_branch.then_some(0));
            assert_eq!(pair(is_branch, false, is_equal, mark), [Fate::Stands, second]);
        }
        assert_eq!(pair(false, true, is_equal, mark), [Fate::Stands, Fate::Stands]);
    }
}

#[test]
fn what_is_unclear_is_nobodys_rival() {
    let mut unclear = key("NL", "sha2", "v2");
    unclear.whose = Whose::Unclear("NL".to_owned(), "BM".to_owned());
    let (bm, nl) = (key("BM", "sha1", "v1"), key("NL", "sha3", "v3"));
    let all = [bm, unclear.clone(), nl];
    assert_eq!(fates(&all, Duplicates::Error, 2020), [Fate::Stands, Fate::Stands, Fate::Stands]);
    // It comes back as either's, and takes no form's place itself.
    for branch in ["NL", "BM"] {
        let mut back = key(branch, "sha4", "v4");
        back.corrects = vec!["sha2".to_owned()];
        let found = fates(&[unclear.clone(), back], Duplicates::Error, 2020);
        assert_eq!(found, [Fate::Corrected(1), Fate::Stands]);
    }
    unclear.corrects = vec!["sha1".to_owned()];
    let all = [key("BM", "sha1", "v1"), unclear];
    assert_eq!(fates(&all, Duplicates::Error, 2020), [Fate::Stands, Fate::Stands]);
    assert_eq!(foreign_marks(&all, &fates(&all, Duplicates::Error, 2020)), [(1, 0)]);
}

#[test]
fn rounds_may_go_back_to_what_was_first() {
    let marked = |sha: &str, values: &str, corrects: &[&str]| Key {
        corrects: corrects.iter().map(|&it| it.to_owned()).collect(),
        has_list: true,
        ..key("BM", sha, values)
    };
    let all = [
        key("BM", "a", "v1"),
        marked("b", "v2", &["a", "v1"]),
        marked("c", "v1", &["b", "v2", "a", "v1"]),
        // The first, saved again: the mark names its values.
        key("BM", "d", "v1"),
    ];
    let last = Fate::Corrected(2);
    let expected = [last.clone(), last.clone(), Fate::Stands, last];
    assert_eq!(fates(&all, Duplicates::Error, 2020), expected);
}

#[test]
fn the_list_sheet_alone_decides_only_between_an_original_and_what_was_saved_after() {
    let at = |day: u8, mut key: Key| {
        key.saved = Saved::parse(&format!("2020-12-{day:02}T10:00:00"));
        key
    };
    let list = || Key { has_list: true, ..key("BM", "b", "v2") };
    let later = [at(7, key("BM", "a", "v1")), at(6, list())];
    assert!(matches!(
        fates(&later, Duplicates::Error, 2020)[..],
        [Fate::Rival(..), Fate::Rival(..)]
    ));
    let earlier = [at(5, key("BM", "a", "v1")), at(6, list())];
    assert_eq!(fates(&earlier, Duplicates::Error, 2020), [Fate::CorrectedByList(1), Fate::Stands]);
    let three = [key("BM", "a", "v1"), list(), key("BM", "c", "v3")];
    assert!(fates(&three, Duplicates::Error, 2020).iter().all(|it| matches!(it, Fate::Rival(..))));
}

/// A neighbour typed its own people over a form and left code and name: no mark, no list sheet and no
/// date makes that a later round.
#[test]
fn forms_of_different_people_are_no_rounds_of_one_form() {
    let named = |key: Key, names: &str| Key { people: people(names), ..key };
    let one = || named(key("BM", "sha1", "v1"), "an binh chi dung");
    let at = |key: Key, date: &str| Key { saved: Saved::parse(date), ..key };
    let marked = |key: Key| Key { corrects: vec!["sha1".to_owned()], ..key };
    let listed = |key: Key| Key { has_list: true, ..key };
    for (names, is_one) in [
        ("an binh chi dung", true),
        ("an binh x y", true),
        ("x y z dung", false),
        ("x y z t", false),
        // Too few to tell.
        ("x y", true),
    ] {
        let other = || named(key("BM", "sha2", "v2"), names);
        for other in [marked(other()), listed(other())] {
            let expected = if is_one { Fate::Stands } else { rival_of_other_people(0) };
            let all = [one(), other];
            let found = fates(&all, Duplicates::Error, 2020);
            assert_eq!(found[1], expected, "{names}");
            assert_eq!(matches!(found[0], Fate::Rival(..)), !is_one, "{names}");
            assert_eq!(foreign_marks(&all, &found), []);
        }
        let later = [at(one(), "2020-12-05"), at(other(), "2020-12-08")];
        let found = fates(&later, Duplicates::Newest, 2020);
        let expected = if is_one { Fate::Older(1) } else { rival_of_other_people(1) };
        assert_eq!(found[0], expected, "{names}");
    }
}

/// What was sent back for a neighbour's list comes again with the branch's own people.
#[test]
fn a_list_that_was_a_neighbours_may_be_put_right() {
    let mut one = key("BM", "sha1", "v1");
    one.people = people("x y z").of_another(true);
    let mut other = key("BM", "sha2", "v2");
    other.people = people("an binh chi");
    other.corrects = vec!["sha1".to_owned()];
    let expected = [Fate::Corrected(1), Fate::Stands];
    assert_eq!(fates(&[one, other], Duplicates::Error, 2020), expected);
}

fn rival_of_other_people(other: usize) -> Fate {
    Fate::Rival(vec![other], false, Choice::OtherPeople)
}

/// Dates without a zone are dates, and what is said of them is true.
#[test]
fn the_newest_counts_only_if_the_dates_tell() {
    use saved::Unknown::{Equal, Missing, Near};
    let undated = |why| Err(Choice::Undated(why));
    #[rustfmt::skip]
    let table = [
        ("2020-12-05T10:00:00", "2020-12-06T10:00:00", Ok(1)),
        ("2020-12-06T10:00:00", "2020-12-05T10:00:00", Ok(0)),
        ("2020-12-06", "2020-12-05T10:00:00", Ok(0)),
        ("2020-12-05T03:00:00Z", "2020-12-06T10:00:00.123456789", Ok(1)),
        ("2020-12-05T10:00:00", "2020-12-05T10:00:00", undated(Equal)),
        ("2020-12-05T03:00:00Z", "2020-12-05T10:00:00", undated(Near)),
        ("", "2020-12-05T10:00:00", undated(Missing)),
    ];
    for (one, other, expected) in table {
        let at = |sha: &str, date: &str| Key { saved: Saved::parse(date), ..key("BM", sha, sha) };
        let found = fates(&[at("a", one), at("b", other)], Duplicates::Newest, 2020);
        let rivals = |why| [Fate::Rival(vec![1], false, why), Fate::Rival(vec![0], false, why)];
        let expected = match expected {
            Ok(1) => [Fate::Older(1), Fate::Stands],
            Ok(_) => [Fate::Stands, Fate::Older(0)],
            Err(why) => rivals(why),
        };
        assert_eq!(found, expected, "{one} {other}");
    }
}

#[test]
fn of_thousands_of_forms_of_one_branch_each_names_a_few() {
    let all: Vec<Key> =
        (0..3_000).map(|it| key("BM", &format!("s{it}"), &format!("v{it}"))).collect();
    for fate in fates(&all, Duplicates::Error, 2020) {
        let Fate::Rival(others, has_more, _) = fate else { panic!("{fate:?}") };
        assert!(others.len() == OTHERS_NAMED && has_more);
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let hash = || (0..6_u8).prop_map(|it| format!("s{it}"));
    let whose = prop_oneof![
        1 => Just(Whose::Nobody),
        6 => prop_oneof!["A", "B"].prop_map(Whose::Of),
        1 => Just(Whose::Unclear("A".to_owned(), "B".to_owned())),
        1 => Just(Whose::Unclear("B".to_owned(), "A".to_owned())),
    ];
    let season = prop_oneof![4 => Just(None), 1 => Just(Some("2019".to_owned()))];
    let saved = (0..4_u8).prop_map(|it| Saved::parse(&format!("2020-12-0{it}")));
    let rest = (prop::collection::vec(hash(), 0..3), any::<bool>(), prop::bool::weighted(0.2));
    (whose, season, hash(), 0..4_u8, rest, saved).prop_map(
        |(whose, other_season, sha256, values, (corrects, has_list, is_unfilled), saved)| {
            // Equal values are equal in branch, season and whether anything is filled.
            let values = format!("v{values} {whose:?} {other_season:?} {is_unfilled}");
            let sha256 = format!("{sha256} {values}");
            let named =
                |it: &String| [format!("{it} v0 Of(\"A\") None false"), format!("{it} {values}")];
            let corrects = corrects.iter().flat_map(named).collect();
            Key {
                whose,
                other_season,
                sha256: Some(sha256),
                values: Some(values),
                is_native: true,
                corrects,
                has_list,
                is_unfilled,
                is_supplement: false,
                saved,
                people: People::default(),
            }
        },
    )
}

proptest! {
    #[test]
    fn a_form_leaves_only_for_one_of_its_own_branch_and_year(
        keys in prop::collection::vec(any_key(), 0..12),
        is_newest in any::<bool>(),
    ) {
        let duplicates = if is_newest { Duplicates::Newest } else { Duplicates::Error };
        let found = fates(&keys, duplicates, 2020);
        for (key, fate) in keys.iter().zip(&found) {
            // What may be accepted: a filled form of this season that is one branch's for sure.
            let may_count = key.other_season.is_none() && matches!(key.whose, Whose::Of(_));
            let by = match *fate {
                Fate::Stands => continue,
                Fate::Copy(it) | Fate::Corrected(it) | Fate::CorrectedByList(it)
                | Fate::Older(it) | Fate::Blank(it) => vec![it],
                Fate::Rival(ref others, ..) => others.clone(),
                Fate::OtherSeason(beside) => {
                    prop_assert!(key.other_season.is_some());
                    beside.into_iter().collect()
                }
            };
            for by in by {
                prop_assert!(
                    !may_count
                        || (keys[by].whose == key.whose && keys[by].other_season.is_none()),
                    "{key:?} left for {:?}", keys[by]
                );
                // And never for what left itself.
                let stays = matches!(found[by], Fate::Stands | Fate::Copy(_) | Fate::Rival(..)
                    | Fate::OtherSeason(_) | Fate::Blank(_) | Fate::Older(_));
                let is_copy = matches!((fate, &found[by]), (Fate::Copy(_), Fate::CorrectedByList(_)));
                prop_assert!(stays || is_copy, "{fate:?} leads to {:?}", found[by]);
            }
        }
        // A branch that sent a filled form keeps one.
        for branch in ["A", "B"] {
            let is_its = |key: &Key| key.whose == Whose::Of(branch.to_owned())
                && key.other_season.is_none();
            let sent = keys.iter().any(&is_its);
            let kept = keys.iter().zip(&found)
                .any(|(it, fate)| is_its(it) && matches!(fate, Fate::Stands | Fate::Rival(..)));
            prop_assert_eq!(sent, kept);
        }
    }
}
