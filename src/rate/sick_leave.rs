//! Sick leave within the year (R-SICK-A).

use super::Verdict;
use crate::model::{Hundredths, Member, Rating};

/// Fewer months of sick leave than that; a blank cell means none.
pub(super) fn judge(member: &Member, cap: Rating, months_below: Hundredths) -> Verdict {
    match member.sick_months.known() {
        None => Verdict::Unknown,
        Some(None) => Verdict::Holds,
        Some(Some(&months)) if months < months_below => Verdict::Holds,
        Some(Some(&months)) => {
            let args = vec![("months", months.into()), ("limit", months_below.into())];
            Verdict::Fails(cap, args)
        }
    }
}
