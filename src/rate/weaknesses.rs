//! Weaknesses pointed out before (R-HTXS-D, R-COLL-D).

use super::share::told;
use super::{Case, Judged, Verdict};
use crate::model::{Rating, Weaknesses};
use crate::regime::Keyed;
use crate::regime::form::{CollectiveField, MemberField};

/// All are fixed, or there were none.
pub(super) fn judge(case: Case, judged: Judged, cap: Rating) -> Verdict {
    let regime = case.context.regime;
    let (slot, heading) = match judged {
        Judged::Member(it) => (
            &it.weaknesses,
            regime.form.member_column(MemberField::Weaknesses).map(|it| &it.heading),
        ),
        Judged::Collective(it) => (
            &it.weaknesses,
            regime.form.collective_column(CollectiveField::Weaknesses).map(|it| &it.heading),
        ),
    };
    match slot.get() {
        None => Verdict::Unknown,
        Some(Weaknesses::None | Weaknesses::Fixed) => Verdict::Holds,
        Some(found @ (Weaknesses::Fixing | Weaknesses::Unfixed)) => {
            let label = |it: Weaknesses| regime.label("weaknesses", it.key());
            let limit = label(Weaknesses::Fixed);
            let heading = heading.map_or("", String::as_str);
            Verdict::Fails(cap, told(heading, "bound-is", limit, label(found)))
        }
    }
}
