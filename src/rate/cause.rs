//! A concluded cause of failing, such as suy thoái (R-DEGEN).

use super::{Case, Verdict};
use crate::model::{Member, Rating};

/// The cause given is another, or none.
pub(super) fn judge(case: Case, member: &Member, cap: Rating, wanted: &str) -> Verdict {
    match member.cause.known() {
        None => Verdict::Unknown,
        Some(Some(own)) if own == wanted => {
            let args = vec![("cause", case.context.regime.label("cause", wanted).into())];
            Verdict::Fails(cap, args)
        }
        Some(_) => Verdict::Holds,
    }
}
