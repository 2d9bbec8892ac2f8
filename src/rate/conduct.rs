//! Discipline that decides the rating: for a breach tied to duty, or of what
//! members must not do (R-DISC-D, R-DISC-OLDUNIT).

use super::{Case, Verdict};
use crate::model::{Member, Rating};
use crate::regime::Keyed;
use crate::regime::form::MemberField;

/// No discipline of that kind within the year. Of those who owned up and
/// repaired the harm, and of the others, `owned_up` says who is asked. A
/// violation at the old unit counts there.
pub(super) fn judge(case: Case, member: &Member, cap: Rating, owned_up: bool) -> Verdict {
    let Some(discipline) = member.discipline.known() else { return Verdict::Unknown };
    let Some(discipline) = discipline else { return Verdict::Holds };
    let flags = [
        (&member.discipline_duty, MemberField::DisciplineDuty),
        (&member.discipline_breach, MemberField::DisciplineBreach),
    ];
    let named = flags.iter().find(|(slot, _)| slot.get() == Some(true));
    let Some((_, field)) = named else {
        let all_no = flags.iter().all(|(slot, _)| slot.get() == Some(false));
        // A blank cell does not say what the discipline was for: a finding asks.
        return if all_no { Verdict::Holds } else { Verdict::Unknown };
    };
    let (Some(owned), Some(elsewhere)) =
        (member.discipline_owned_up.known(), member.discipline_elsewhere.known())
    else {
        return Verdict::Unknown;
    };
    let is = |it: Option<&bool>| it == Some(&true);
    if is(elsewhere) || is(owned) != owned_up {
        return Verdict::Holds;
    }
    let regime = case.context.regime;
    let heading = regime.form.member_column(*field).map_or("", |it| &it.heading);
    let label = regime.label("discipline", discipline.key());
    Verdict::Fails(cap, vec![("discipline", label.into()), ("breach", heading.into())])
}
