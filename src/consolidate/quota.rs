//! Quotas of excellent ratings (R-Q-MEM-A, R-Q-CELL-A, R-Q-B, R-Q-D, R-Q-ROUND).

use jiff::civil;

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, Severity};
use crate::model::{CommuneResult, Hundredths, QuotaState};
use crate::regime::rules::Quota;
use crate::tables::limit;
use crate::workspace::{QuotaBase, Settings};

use super::{
    BRANCH_QUOTA, BRANCH_QUOTA_ROUNDED, GROUP_QUOTA, GROUP_QUOTA_ROUNDED, GROUP_QUOTA_SMALL,
    GROUP_QUOTA_SO_FAR, MEMBER_QUOTA, MEMBER_QUOTA_ROUNDED, MEMBER_QUOTA_SO_FAR,
};

/// How a quota stands for these counts.
pub(super) fn state(
    group: Option<String>,
    excellent: u32,
    good: u32,
    percent: u8,
    settings: &Settings,
) -> QuotaState {
    let good_or_better = good.saturating_add(excellent);
    let base = match settings.quota_base {
        QuotaBase::Good => good,
        QuotaBase::GoodOrBetter => good_or_better,
    };
    let limit = |base| limit(base, percent, settings.quota_rounding);
    QuotaState {
        group,
        percent,
        excellent,
        good,
        base,
        limit: limit(base),
        limit_good: limit(good),
        limit_good_or_better: limit(good_or_better),
    }
}

/// What is to be said of the quotas.
pub(super) fn findings(results: &CommuneResult, context: &Context) -> Vec<Finding> {
    let rules = &context.regime.rules.quota;
    let is_provisional = results.provisional;
    let (over, small, rounded) = match (rules.is_by_group(), is_provisional) {
        (false, false) => (&MEMBER_QUOTA, &MEMBER_QUOTA, &MEMBER_QUOTA_ROUNDED),
        (false, true) => (&MEMBER_QUOTA_SO_FAR, &MEMBER_QUOTA_SO_FAR, &MEMBER_QUOTA_ROUNDED),
        (true, false) => (&GROUP_QUOTA, &GROUP_QUOTA_SMALL, &GROUP_QUOTA_ROUNDED),
        (true, true) => (&GROUP_QUOTA_SO_FAR, &GROUP_QUOTA_SO_FAR, &GROUP_QUOTA_ROUNDED),
    };
    let of_members = Subject {
        rule: &rules.members,
        over,
        small,
        rounded,
        base: match context.settings.quota_base {
            QuotaBase::Good => "quota-members-good",
            QuotaBase::GoodOrBetter => "quota-members-good-or-better",
        },
    };
    let of_branches = Subject {
        rule: &rules.branches,
        over: &BRANCH_QUOTA,
        small: &BRANCH_QUOTA,
        rounded: &BRANCH_QUOTA_ROUNDED,
        base: match context.settings.quota_base {
            QuotaBase::Good => "quota-branches-good",
            QuotaBase::GoodOrBetter => "quota-branches-good-or-better",
        },
    };
    let day = context.year_end();
    let judged = |it, subject: &Subject| judged(it, subject, is_provisional, day);
    let members = results.quotas().filter_map(|it| judged(it, &of_members));
    let branches = results.branch_quotas.iter().filter_map(|it| judged(it, &of_branches));
    members.chain(branches).collect()
}

/// What a quota is about.
struct Subject<'a> {
    rule: &'a Quota,
    /// Said when it is exceeded.
    over: &'static Code,
    /// Said instead when it allows nobody, since the group is small.
    small: &'static Code,
    /// Said when only rounding prevents that.
    rounded: &'static Code,
    /// The catalogue's word for its base.
    base: &'static str,
}

/// What is to be said of one quota. A group without an excellent rating is
/// never mentioned.
fn judged(
    state: &QuotaState,
    subject: &Subject,
    is_provisional: bool,
    day: civil::Date,
) -> Option<Finding> {
    let rule = subject.rule;
    let severity = rule.weight(day)?;
    let exact = u64::from(state.base) * u64::from(state.percent);
    let (code, severity) = if state.over() > 0 {
        let code = if state.limit == 0 { subject.small } else { subject.over };
        // A clause that is not certain never keeps anything back; nor does a
        // number that will still change.
        (code, severity.max(code.severity))
    } else if u64::from(state.excellent) * 100 > exact {
        (subject.rounded, Severity::Notice)
    } else {
        return None;
    };
    let good_or_better = state.good.saturating_add(state.excellent);
    let so_far = if is_provisional { Arg::Word("quota-so-far") } else { Arg::from("") };
    let finding = Finding::new(code)
        .severity(severity)
        .arg("group", state.group.clone().unwrap_or_default())
        .arg("excellent", state.excellent)
        .arg("limit", state.limit)
        .arg("over", state.over())
        .arg("percent", u32::from(state.percent))
        .arg("base", Arg::Word(subject.base))
        .arg("base-count", state.base)
        .arg("good", state.good)
        .arg("share-good", share(state.excellent, state.good))
        .arg("limit-good", state.limit_good)
        .arg("good-or-better", good_or_better)
        .arg("share-good-or-better", share(state.excellent, good_or_better))
        .arg("limit-good-or-better", state.limit_good_or_better)
        .arg("so-far", so_far)
        .rule(&rule.rule, &rule.clause);
    Some(finding)
}

/// `part` of `whole` in percent, rounded to two decimals.
fn share(part: u32, whole: u32) -> Arg {
    if whole == 0 {
        return Arg::Word("share-of-nothing");
    }
    let scaled = (u64::from(part) * 20_000 + u64::from(whole)) / (2 * u64::from(whole));
    // Saturates far beyond any number of people.
    Arg::Decimal(Hundredths::new(i32::try_from(scaled).unwrap_or(i32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::Sources;
    use crate::workspace::QuotaRounding;
    use proptest::prelude::*;

    const ALL: [QuotaRounding; 3] =
        [QuotaRounding::Down, QuotaRounding::Nearest, QuotaRounding::Up];

    #[test]
    fn both_sides_of_each_limit() {
        for (base, down, nearest, up) in [
            (0, 0, 0, 0),
            (1, 0, 0, 1),
            (2, 0, 0, 1),
            (3, 0, 1, 1),
            (4, 0, 1, 1),
            (5, 1, 1, 1),
            (7, 1, 1, 2),
            (8, 1, 2, 2),
            (100, 20, 20, 20),
            (104, 20, 21, 21),
            (u32::MAX, u32::MAX / 5, u32::MAX / 5, u32::MAX / 5),
        ] {
            assert_eq!(ALL.map(|it| limit(base, 20, it)), [down, nearest, up], "{base}");
        }
        assert_eq!(limit(10, 25, QuotaRounding::Nearest), 3, "a half goes up");
    }

    #[test]
    fn the_base_is_a_setting_and_both_limits_are_told() {
        let regime = Sources::builtin().regime("2019-hd21").unwrap();
        let rule = &regime.rules.quota.members;
        let settings = Settings::default();
        let literal = state(None, 24, 96, rule.percent, &settings);
        assert_eq!((literal.base, literal.limit), (96, 19));
        let settings = Settings { quota_base: QuotaBase::GoodOrBetter, ..settings };
        let pool = state(None, 24, 96, rule.percent, &settings);
        assert_eq!((pool.base, pool.limit), (120, 24));
        assert_eq!((pool.limit_good, pool.limit_good_or_better), (19, 24));
    }

    #[test]
    fn shares_are_rounded_to_two_decimals() {
        assert_eq!(share(1, 3), Arg::Decimal(Hundredths::new(3333)));
        assert_eq!(share(2, 3), Arg::Decimal(Hundredths::new(6667)));
        assert_eq!(share(0, 3), Arg::Decimal(Hundredths::new(0)));
        assert_eq!(share(3, 0), Arg::Word("share-of-nothing"));
    }

    proptest! {
        #[test]
        fn rounded_down_is_the_most_that_is_not_over(base: u32, percent in 0_u8..=100) {
            let exact = u64::from(base) * u64::from(percent);
            let down = u64::from(limit(base, percent, QuotaRounding::Down));
            prop_assert!(down * 100 <= exact && (down + 1) * 100 > exact);
            let up = u64::from(limit(base, percent, QuotaRounding::Up));
            prop_assert!(up * 100 >= exact && up <= down + 1);
            let nearest = u64::from(limit(base, percent, QuotaRounding::Nearest));
            prop_assert!((down..=up).contains(&nearest));
            prop_assert!((nearest * 100).abs_diff(exact) <= 50);
        }

        #[test]
        fn more_good_members_never_lower_the_limit(good in 0_u32..1_000_000, excellent in 0_u32..1_000_000) {
            let regime = Sources::builtin().regime("2019-hd21").unwrap();
            let rule = &regime.rules.quota.members;
            for quota_base in [QuotaBase::Good, QuotaBase::GoodOrBetter] {
                for quota_rounding in ALL {
                    let settings = Settings { quota_base, quota_rounding, ..Settings::default() };
                    let less = state(None, excellent, good, rule.percent, &settings);
                    let more = state(None, excellent, good + 1, rule.percent, &settings);
                    prop_assert!(less.limit <= more.limit);
                    prop_assert!(less.limit_good <= less.limit_good_or_better);
                    prop_assert!(less.limit <= less.base);
                }
            }
        }
    }
}
