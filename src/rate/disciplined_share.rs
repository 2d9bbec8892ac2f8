//! Share of members disciplined within the year (R-CELL-20).

use super::{Case, Verdict};
use crate::model::{Member, Rating};

/// At most that many percent of the members are disciplined. The text says "of
/// members", not of rated ones: all count whom the branch counts, not guests.
pub(super) fn judge(case: Case, cap: Rating, percent_at_most: u8) -> Verdict {
    let members = &case.submission.members;
    let is_open = |it: &Member| it.eligibility.value().is_none() || it.discipline.is_unread();
    if members.is_empty() || members.iter().any(is_open) {
        return Verdict::Unknown;
    }
    let own = members.iter().filter(|it| !it.is_guest());
    let (mut all, mut disciplined) = (0usize, 0usize);
    for member in own {
        all += 1;
        disciplined += usize::from(member.discipline.value().is_some());
    }
    if is_share_at_most(disciplined, all, percent_at_most) {
        return Verdict::Holds;
    }
    let args = vec![
        ("disciplined", disciplined.into()),
        ("members", all.into()),
        ("percent", u32::from(percent_at_most).into()),
    ];
    Verdict::Fails(cap, args)
}

/// Whether `part` of `whole` is `percent` or less, without rounding.
fn is_share_at_most(part: usize, whole: usize, percent: u8) -> bool {
    part * 100 <= whole * usize::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_limit_is_allowed() {
        for (part, whole, expected) in [(1, 5, true), (2, 9, false), (2, 10, true), (0, 0, true)] {
            assert_eq!(is_share_at_most(part, whole, 20), expected, "{part}/{whole}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_most_that_is_allowed_is_the_share_rounded_down(
            whole in 1usize..1000, percent in 0u8..=100
        ) {
            let most = (0..=whole).rev().find(|it| is_share_at_most(*it, whole, percent));
            proptest::prop_assert_eq!(most, Some(whole * usize::from(percent) / 100));
        }
    }
}
