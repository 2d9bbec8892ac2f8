//! Share of members with at least some rating (R-CELL-HTXS-A, R-CELL-HTT-A, R-CELL-KHTMEMBER).

use super::{Case, Verdict};
use crate::model::Rating;

/// At least that many percent of the rated members are proposed for that
/// rating or better. It does not run while it is not known who is rated, or
/// for what; nor does it say anything of a branch without rated members.
pub(super) fn judge(
    case: Case,
    cap: Rating,
    percent_at_least: u8,
    rated_at_least: Rating,
) -> Verdict {
    let members = &case.submission.members;
    if members.iter().any(|it| it.eligibility.value().is_none()) {
        return Verdict::Unknown;
    }
    let proposals: Option<Vec<_>> =
        members.iter().filter(|it| it.is_rated()).map(|it| it.proposal.get()).collect();
    let Some(proposals) = proposals.filter(|it| !it.is_empty()) else { return Verdict::Unknown };
    let met = proposals.iter().filter(|it| **it >= rated_at_least).count();
    if is_share_at_least(met, proposals.len(), percent_at_least) {
        return Verdict::Holds;
    }
    let args = vec![
        ("met", met.into()),
        ("rated", proposals.len().into()),
        ("percent", u32::from(percent_at_least).into()),
        ("needed", case.context.regime.rules.short(rated_at_least).into()),
    ];
    Verdict::Fails(cap, args)
}

/// Whether `part` of `whole` is `percent` or more, without rounding.
pub(super) fn is_share_at_least(part: usize, whole: usize, percent: u8) -> bool {
    part * 100 >= whole * usize::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_not_rounded() {
        #[rustfmt::skip]
        let table = [
            // part, whole, percent, enough
            (4,   5,  80, true),
            (3,   4,  80, false),
            (79,  99, 80, false), // 79.8 %
            (80, 100, 80, true),
            (2,   3,  67, false), // 66.7 %
            (1,   2,  50, true),
            (0,   7,   0, true),
        ];
        for (part, whole, percent, expected) in table {
            assert_eq!(is_share_at_least(part, whole, percent), expected, "{part}/{whole}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_least_number_that_is_enough_is_the_share_rounded_up(
            whole in 1usize..1000, percent in 0u8..=100
        ) {
            let least = (0..=whole).find(|it| is_share_at_least(*it, whole, percent));
            proptest::prop_assert_eq!(least, Some((whole * usize::from(percent)).div_ceil(100)));
        }
    }
}
