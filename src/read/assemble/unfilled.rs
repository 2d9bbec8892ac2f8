//! Telling a blank form, perhaps with its members' names, from a filled one.

use crate::model::{Collective, Eligibility, Info, Member, Slot, Submission};

/// Whether nobody filled the form: no meeting, no counts, and rows with nothing
/// but who the member is and the eligibility that is prefilled.
pub(in crate::read) fn is_unfilled(submission: &Submission) -> bool {
    is_info_blank(&submission.info)
        && submission.members.iter().all(is_member_blank)
        && submission.collectives.iter().all(is_collective_blank)
        && submission.scores.iter().flat_map(|it| &it.criteria).all(|it| it.points.is_blank())
}

fn is_info_blank(info: &Info) -> bool {
    let counts = [
        &info.total,
        &info.official,
        &info.probationary,
        &info.female,
        &info.ethnic,
        &info.exempt,
        &info.unrated,
        &info.rated,
        &info.summoned,
        &info.present,
        &info.ballots_issued,
        &info.ballots_collected,
        &info.ballots_valid,
        &info.ballots_invalid,
    ];
    let dates = [&info.meeting, &info.draft_sent];
    dates.iter().all(|it| it.is_blank()) && counts.iter().all(|it| it.is_blank())
}

fn is_member_blank(member: &Member) -> bool {
    let ratings = [
        &member.self_rating,
        &member.state_rating,
        &member.union_rating,
        &member.committee_rating,
        &member.proposal,
    ];
    let unit = &member.unit;
    let units = [&unit.tasks_done, &unit.tasks_beyond, &unit.failing_units, &unit.low_confidence];
    let answers = [
        &member.discipline_counted,
        &member.discipline_duty,
        &member.discipline_breach,
        &member.discipline_owned_up,
        &member.discipline_elsewhere,
        &member.discipline_earlier,
        &member.key_targets_missed,
        &member.force_majeure,
    ];
    let texts = [&member.cause, &member.discipline_decision, &member.reason, &member.note];
    matches!(member.eligibility.known(), Some(None | Some(Eligibility::Rated)))
        && member.reviewed.is_blank()
        && member.criteria.iter().all(|it| it.grade.is_blank())
        && member.tasks_done.is_blank()
        && member.sick_months.is_blank()
        && ratings.iter().all(|it| it.is_blank())
        && member.ballots.iter().all(Slot::is_blank)
        && texts.iter().all(|it| it.is_blank())
        && member.discipline.is_blank()
        && answers.iter().all(|it| it.is_blank())
        && units.iter().all(|it| it.is_blank())
        && member.excellent_years.is_blank()
        && [&member.self_points, &member.points]
            .iter()
            .all(|it| it.all().iter().all(|it| it.is_blank()))
        && member.tasks.all().iter().all(|it| it.is_blank())
        && member.weaknesses.is_blank()
        && member.quarters.iter().all(Slot::is_blank)
}

fn is_collective_blank(collective: &Collective) -> bool {
    let ratings = [&collective.bodies_rating, &collective.self_rating, &collective.proposal];
    collective.criteria.iter().all(|it| it.grade.is_blank())
        && collective.tasks_done.is_blank()
        && collective.disciplined.is_blank()
        && collective.points.all().iter().all(|it| it.is_blank())
        && collective.tasks.all().iter().all(|it| it.is_blank())
        && collective.weaknesses.is_blank()
        && collective.self_discovered.is_blank()
        && collective.subordinate_disciplined.is_blank()
        && collective.disunity.is_blank()
        && collective.units_disciplined.is_blank()
        && collective.key_targets_missed.is_blank()
        && collective.force_majeure.is_blank()
        && ratings.iter().all(|it| it.is_blank())
        && collective.ballots.iter().all(Slot::is_blank)
        && collective.reason.is_blank()
        && collective.note.is_blank()
}
