//! Discipline that decides the rating: for a breach tied to duty, or of what
//! members must not do (R-DISC-D, R-DISC-OLDUNIT), and such a breach without any (R-BREACH-D).

use super::{Case, Verdict};
use crate::model::{Member, Rating};
use crate::regime::Keyed;
use crate::regime::form::MemberField;
use crate::regime::rules::Breach;

/// No discipline of that kind within the year. What the member owned up to and repaired,
/// and what happened in an earlier year, is weighed; `weighed` says whether that is asked
/// or the rest. A violation at the old unit counts there.
pub(super) fn judge(
    case: Case,
    member: &Member,
    cap: Rating,
    breach: Option<Breach>,
    weighed: bool,
) -> Verdict {
    let Some(discipline) = member.discipline.known() else { return Verdict::Unknown };
    let Some(discipline) = discipline else { return Verdict::Holds };
    let flags: Vec<_> = [
        (Breach::Duty, &member.discipline_duty, MemberField::DisciplineDuty),
        (Breach::Named, &member.discipline_breach, MemberField::DisciplineBreach),
    ]
    .into_iter()
    .filter(|it| breach.is_none_or(|wanted| wanted == it.0))
    .collect();
    let Some((_, _, field)) = flags.iter().find(|it| it.1.get() == Some(true)) else {
        let all_no = flags.iter().all(|it| it.1.get() == Some(false));
        // A blank cell does not say what the discipline was for: a finding asks.
        return if all_no { Verdict::Holds } else { Verdict::Unknown };
    };
    let answers =
        [&member.discipline_owned_up, &member.discipline_earlier, &member.discipline_elsewhere];
    if answers.iter().any(|it| it.is_unread()) {
        return Verdict::Unknown;
    }
    let [owned_up, earlier, elsewhere] = answers.map(|it| it.get() == Some(true));
    if elsewhere || (owned_up || earlier) != weighed {
        return Verdict::Holds;
    }
    let regime = case.context.regime;
    let heading = regime.form.member_column(*field).map_or("", |it| &it.heading);
    let label = regime.label("discipline", discipline.key());
    Verdict::Fails(cap, vec![("discipline", label.into()), ("breach", heading.into())])
}

/// No named breach of somebody who was not disciplined at all.
pub(super) fn judge_undisciplined(case: Case, member: &Member, cap: Rating) -> Verdict {
    let (Some(discipline), Some(breach), Some(elsewhere)) = (
        member.discipline.known(),
        member.discipline_breach.known(),
        member.discipline_elsewhere.known(),
    ) else {
        return Verdict::Unknown;
    };
    if discipline.is_some() || breach != Some(&true) || elsewhere == Some(&true) {
        return Verdict::Holds;
    }
    let form = &case.context.regime.form;
    let heading = |field| form.member_column(field).map_or("", |it| it.heading.as_str());
    let args = vec![
        ("breach", heading(MemberField::DisciplineBreach).into()),
        ("heading", heading(MemberField::Discipline).into()),
    ];
    Verdict::Fails(cap, args)
}
