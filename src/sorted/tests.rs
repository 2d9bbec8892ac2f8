use std::collections;

use proptest::prelude::*;

use super::*;

/// What is done to a map, and to one of `std`, which must answer the same.
fn steps() -> impl Strategy<Value = Vec<(u8, u16)>> {
    prop::collection::vec((0..8u8, 0..700u16), 0..3000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn it_answers_as_the_map_of_std(steps in steps()) {
        let mut own = BTreeMap::new();
        let mut theirs = collections::BTreeMap::new();
        for (what, key) in steps {
            match what {
                0 => prop_assert_eq!(own.remove(&key), theirs.remove(&key)),
                1 => prop_assert_eq!(own.get(&key), theirs.get(&key)),
                2 => {
                    *own.entry(key).and_modify(|it| *it += 1).or_insert(0) += 1_u32;
                    *theirs.entry(key).and_modify(|it| *it += 1).or_insert(0) += 1_u32;
                }
                3 => {
                    let range = key..key.saturating_add(300);
                    prop_assert!(own.range(range.clone()).eq(theirs.range(range.clone())));
                    prop_assert!(own.range(range.clone()).rev().eq(theirs.range(range).rev()));
                    prop_assert!(own.range(..=key).eq(theirs.range(..=key)));
                    prop_assert!(own.range(key..).eq(theirs.range(key..)));
                }
                _ => prop_assert_eq!(own.insert(key, 7), theirs.insert(key, 7)),
            }
        }
        prop_assert_eq!(own.len(), theirs.len());
        prop_assert_eq!(own.is_empty(), theirs.is_empty());
        prop_assert!(own.iter().eq(&theirs));
        prop_assert!(own.keys().rev().eq(theirs.keys().rev()));
        prop_assert_eq!(own.iter().len(), theirs.len());
        prop_assert_eq!(own.first_key_value(), theirs.first_key_value());
        prop_assert_eq!(own.last_key_value(), theirs.last_key_value());
        prop_assert_eq!(format!("{own:?}"), format!("{theirs:?}"));
        let again: BTreeMap<u16, u32> = theirs.clone().into_iter().rev().collect();
        prop_assert_eq!(&again, &own);
        own.retain(|key, value| { *value += 1; key % 3 == 0 });
        theirs.retain(|key, value| { *value += 1; key % 3 == 0 });
        let text = serde_json::to_string(&theirs).unwrap();
        prop_assert_eq!(serde_json::to_string(&own).unwrap(), text.clone());
        prop_assert_eq!(&serde_json::from_str::<BTreeMap<u16, u32>>(&text).unwrap(), &own);
        prop_assert!(own.into_iter().rev().eq(theirs.into_iter().rev()));
    }
}

#[test]
fn sets_are_compared_item_by_item() {
    let set = BTreeSet::from([3, 1, 2, 3]);
    assert_eq!(set.iter().copied().collect::<Vec<_>>(), [1, 2, 3]);
    assert!(set > BTreeSet::from([1, 2]) && set < BTreeSet::from([1, 3]));
    assert!(BTreeSet::from([1, 3]).is_subset(&set) && !set.is_subset(&BTreeSet::from([1, 3])));
    assert!(set.difference(&BTreeSet::from([2])).eq(&[1, 3]));
    assert!(set.intersection(&BTreeSet::from([2, 4])).eq(&[2]));
}

/// What no tree is needed for: the many come in any order.
#[test]
fn many_entries_in_any_order_are_found() {
    let keys = (0..200_000_u64).map(|it| it.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let map: BTreeMap<u64, u64> = keys.clone().map(|it| (it, !it)).collect();
    assert!(keys.clone().all(|it| map[&it] == !it));
    assert!(map.keys().is_sorted());
    assert_eq!(map.len(), keys.count());
}
