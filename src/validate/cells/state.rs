//! What stands in the cells of a row, column by column of the profile.

use crate::model::{CellRef, Collective, Criterion, Member, Slot};
use crate::regime::Regime;
use crate::regime::form::{CollectiveField, Column, MemberField};

/// Whether a cell is there and filled.
#[derive(Clone, Copy, Debug)]
pub(in crate::validate) enum State<'a> {
    /// The form has no such column.
    Absent,
    /// The cell is blank.
    Empty(&'a CellRef),
    /// Something that could not be read: it has its finding.
    Unread,
    /// A value; `says_nothing` for a number that is 0.
    Filled { at: &'a CellRef, says_nothing: bool },
}

impl<'a> State<'a> {
    fn of<T>(slot: &'a Slot<T>) -> Self {
        match slot {
            Slot::Absent => Self::Absent,
            Slot::Empty(cell) => Self::Empty(cell),
            Slot::Unread(_) => Self::Unread,
            Slot::Is(it) => Self::Filled { at: &it.at, says_nothing: false },
        }
    }

    fn of_number<T: Default + PartialEq>(slot: &'a Slot<T>) -> Self {
        match slot {
            Slot::Is(it) => Self::Filled { at: &it.at, says_nothing: it.value == T::default() },
            other => Self::of(other),
        }
    }

    fn of_criterion(criteria: &'a [Criterion], key: Option<&str>) -> Self {
        let own = criteria.iter().find(|it| Some(it.key.as_str()) == key);
        own.map_or(Self::Absent, |it| Self::of(&it.grade))
    }
}

/// The cells of a member's row, in the profile's order.
pub(in crate::validate) fn member_cells<'a>(
    member: &'a Member,
    regime: &'a Regime,
) -> Vec<(&'a Column<MemberField>, State<'a>)> {
    let columns = regime.form.members.column.iter();
    columns.map(|column| (column, member_cell(member, column))).collect()
}

fn member_cell<'a>(member: &'a Member, column: &Column<MemberField>) -> State<'a> {
    match column.field {
        MemberField::Number => State::of(&member.number),
        MemberField::Name => State::of(&member.name),
        MemberField::Birth => State::of(&member.birth),
        MemberField::Gender => State::of(&member.gender),
        MemberField::Ethnicity => State::of(&member.ethnicity),
        MemberField::PartyPost => State::of(&member.party_post),
        MemberField::OtherPost => State::of(&member.other_post),
        MemberField::Admitted => State::of(&member.admitted),
        MemberField::Official => State::of(&member.official),
        MemberField::Card => State::of(&member.card),
        MemberField::Leader => State::of(&member.leader),
        MemberField::SelfForm => State::of(&member.self_form),
        MemberField::Group => State::of(&member.group),
        MemberField::SelfGeneral => State::of_number(&member.self_points.general),
        MemberField::SelfTask => State::of_number(&member.self_points.task),
        MemberField::SelfTotal => State::of_number(&member.self_points.total),
        MemberField::General => State::of_number(&member.points.general),
        MemberField::Task => State::of_number(&member.points.task),
        MemberField::Total => State::of_number(&member.points.total),
        MemberField::TasksAssigned => State::of_number(&member.tasks.assigned),
        MemberField::TasksCompleted => State::of_number(&member.tasks.done),
        MemberField::TasksOnTime => State::of_number(&member.tasks.on_time),
        MemberField::TasksBeyond => State::of_number(&member.tasks.beyond),
        MemberField::TasksFailed => State::of_number(&member.tasks.failed),
        MemberField::Weaknesses => State::of(&member.weaknesses),
        MemberField::UnitDone => State::of_number(&member.unit.tasks_done),
        MemberField::UnitBeyond => State::of_number(&member.unit.tasks_beyond),
        MemberField::UnitFailing => State::of_number(&member.unit.failing_units),
        MemberField::LowConfidence => State::of_number(&member.unit.low_confidence),
        MemberField::QuarterOne => State::of(&member.quarters[0]),
        MemberField::QuarterTwo => State::of(&member.quarters[1]),
        MemberField::QuarterThree => State::of(&member.quarters[2]),
        MemberField::QuarterFour => State::of(&member.quarters[3]),
        MemberField::Eligibility => State::of(&member.eligibility),
        MemberField::Reviewed => State::of(&member.reviewed),
        MemberField::Criterion => {
            State::of_criterion(&member.criteria, column.criterion.as_deref())
        }
        MemberField::TasksDone => State::of_number(&member.tasks_done),
        MemberField::SickMonths => State::of_number(&member.sick_months),
        MemberField::SelfRating => State::of(&member.self_rating),
        MemberField::StateRating => State::of(&member.state_rating),
        MemberField::UnionRating => State::of(&member.union_rating),
        MemberField::CommitteeRating => State::of(&member.committee_rating),
        MemberField::BallotsExcellent => State::of_number(&member.ballots[0]),
        MemberField::BallotsGood => State::of_number(&member.ballots[1]),
        MemberField::BallotsSatisfactory => State::of_number(&member.ballots[2]),
        MemberField::BallotsUnsatisfactory => State::of_number(&member.ballots[3]),
        MemberField::Proposal => State::of(&member.proposal),
        MemberField::Cause => State::of(&member.cause),
        MemberField::Discipline => State::of(&member.discipline),
        MemberField::DisciplineDecision => State::of(&member.discipline_decision),
        MemberField::DisciplineCounted => State::of(&member.discipline_counted),
        MemberField::DisciplineDuty => State::of(&member.discipline_duty),
        MemberField::DisciplineBreach => State::of(&member.discipline_breach),
        MemberField::DisciplineOwnedUp => State::of(&member.discipline_owned_up),
        MemberField::DisciplineElsewhere => State::of(&member.discipline_elsewhere),
        MemberField::DisciplineEarlier => State::of(&member.discipline_earlier),
        MemberField::KeyTargetsMissed => State::of(&member.key_targets_missed),
        MemberField::ForceMajeure => State::of(&member.force_majeure),
        MemberField::ExcellentYears => State::of_number(&member.excellent_years),
        MemberField::Reason => State::of(&member.reason),
        MemberField::Note => State::of(&member.note),
    }
}

/// The cells of a collective's row, in the profile's order. Its number has no
/// place in the model and is never asked for.
pub(in crate::validate) fn collective_cells<'a>(
    collective: &'a Collective,
    regime: &'a Regime,
) -> Vec<(&'a Column<CollectiveField>, State<'a>)> {
    let columns = regime.form.collectives.column.iter();
    columns.map(|column| (column, collective_cell(collective, column))).collect()
}

fn collective_cell<'a>(collective: &'a Collective, column: &Column<CollectiveField>) -> State<'a> {
    match column.field {
        CollectiveField::Number => State::Absent,
        CollectiveField::Name => State::of(&collective.name),
        CollectiveField::Kind => State::of(&collective.kind),
        CollectiveField::Criterion => {
            State::of_criterion(&collective.criteria, column.criterion.as_deref())
        }
        CollectiveField::TasksDone => State::of_number(&collective.tasks_done),
        CollectiveField::General => State::of_number(&collective.points.general),
        CollectiveField::Task => State::of_number(&collective.points.task),
        CollectiveField::Total => State::of_number(&collective.points.total),
        CollectiveField::TasksAssigned => State::of_number(&collective.tasks.assigned),
        CollectiveField::TasksCompleted => State::of_number(&collective.tasks.done),
        CollectiveField::TasksOnTime => State::of_number(&collective.tasks.on_time),
        CollectiveField::TasksBeyond => State::of_number(&collective.tasks.beyond),
        CollectiveField::Weaknesses => State::of(&collective.weaknesses),
        CollectiveField::SubordinateDisciplined => State::of(&collective.subordinate_disciplined),
        CollectiveField::Disunity => State::of(&collective.disunity),
        CollectiveField::UnitsDisciplined => State::of(&collective.units_disciplined),
        CollectiveField::KeyTargetsMissed => State::of(&collective.key_targets_missed),
        CollectiveField::ForceMajeure => State::of(&collective.force_majeure),
        CollectiveField::Disciplined => State::of(&collective.disciplined),
        CollectiveField::SelfDiscovered => State::of(&collective.self_discovered),
        CollectiveField::BodiesRating => State::of(&collective.bodies_rating),
        CollectiveField::SelfRating => State::of(&collective.self_rating),
        CollectiveField::BallotsExcellent => State::of_number(&collective.ballots[0]),
        CollectiveField::BallotsGood => State::of_number(&collective.ballots[1]),
        CollectiveField::BallotsSatisfactory => State::of_number(&collective.ballots[2]),
        CollectiveField::BallotsUnsatisfactory => State::of_number(&collective.ballots[3]),
        CollectiveField::Proposal => State::of(&collective.proposal),
        CollectiveField::Reason => State::of(&collective.reason),
        CollectiveField::Note => State::of(&collective.note),
    }
}
