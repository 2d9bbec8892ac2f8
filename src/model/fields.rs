//! One table a sheet: which fields it has, and where in the model each of them is.
//!
//! Whatever goes through the cells of a form one by one goes through these tables: whether a
//! form is blank, which cells have to be filled, where on a fresh form a value belongs. A field
//! is one line here, one of the record and one of the reader; the compiler asks for the others.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Collective, Info, Member, ScoreRow, SlotRef};

/// Names one place of a record.
pub trait Field: Copy + Ord + 'static {
    /// Every one of them, in the order of the table.
    const ALL: &'static [Self];

    /// Place in [`Self::ALL`].
    fn index(self) -> usize;

    /// Whether it says who somebody is, as the office may have filled in beforehand: a form
    /// with nothing else is a blank one.
    fn says_who(self) -> bool;
}

/// A row of a table, or sheet 1, with a slot for each field.
pub trait Record {
    /// Its fields.
    type Field: Field;

    /// What is in the place of a field; of criteria, the one with this key.
    fn slot(&self, field: Self::Field, criterion: Option<&str>) -> SlotRef<'_>;
}

/// What is in one place of a record, or in that of a criterion by its key. A field without a
/// place is never asked for: it counts the rows.
macro_rules! place {
    ($record:ident, $criterion:ident,) => {
        SlotRef::Absent
    };
    ($record:ident, $criterion:ident, each $list:ident . $part:ident) => {{
        let own = $record.$list.iter().find(|it| Some(&*it.key) == $criterion);
        own.map_or(SlotRef::Absent, |it| it.$part.any())
    }};
    ($record:ident, $criterion:ident, $($place:tt)+) => {
        $record.$($place)+.any()
    };
}

/// The fields of a record, each with its place in it.
macro_rules! fields {
    (
        $(#[$doc:meta])* $name:ident of $record:ident, who: $($who:ident)|+;
        $($variant:ident($($place:tt)*)),+ $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[cfg_attr(test, derive(JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "each is documented at its place in the record")]
        pub enum $name {
            $($variant),+
        }

        impl Field for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn index(self) -> usize {
                self as usize
            }

            fn says_who(self) -> bool {
                matches!(self, $(Self::$who)|+)
            }
        }

        impl Record for $record {
            type Field = $name;

            fn slot(&self, field: $name, criterion: Option<&str>) -> SlotRef<'_> {
                let record = self;
                // Not every record has criteria.
                let _ = criterion;
                match field {
                    $($name::$variant => place!(record, criterion, $($place)*)),+
                }
            }
        }
    };
}

fields! {
    /// The facts of sheet 1.
    InfoField of Info, who: FormCode | BranchCode | BranchName | BranchKind | Year
        | Secretary | Deputy | Preparer | Phone | Founded;
    FormCode(form_code),
    BranchCode(branch_code),
    BranchName(branch_name),
    BranchKind(branch_kind),
    Year(year),
    Secretary(secretary),
    Deputy(deputy),
    Preparer(preparer),
    Phone(phone),
    Founded(founded),
    Meeting(meeting),
    Total(total),
    Official(official),
    Probationary(probationary),
    Female(female),
    Ethnic(ethnic),
    Exempt(exempt),
    Unrated(unrated),
    Rated(rated),
    Summoned(summoned),
    Present(present),
    BallotsIssued(ballots_issued),
    BallotsCollected(ballots_collected),
    BallotsValid(ballots_valid),
    BallotsInvalid(ballots_invalid),
    DraftSent(draft_sent),
}

fields! {
    /// The fields of sheet 2.
    MemberField of Member, who: Number | Name | Birth | Gender | Ethnicity | PartyPost
        | OtherPost | Admitted | Official | Card | Leader | SelfForm | Group;
    Number(number),
    Name(name),
    Birth(birth),
    Gender(gender),
    Ethnicity(ethnicity),
    PartyPost(party_post),
    OtherPost(other_post),
    Admitted(admitted),
    Official(official),
    Card(card),
    Leader(leader),
    SelfForm(self_form),
    Group(group),
    SelfGeneral(self_points.general),
    SelfTask(self_points.task),
    SelfTotal(self_points.total),
    General(points.general),
    Task(points.task),
    Total(points.total),
    TasksAssigned(tasks.assigned),
    TasksCompleted(tasks.done),
    TasksOnTime(tasks.on_time),
    TasksBeyond(tasks.beyond),
    TasksFailed(tasks.failed),
    Weaknesses(weaknesses),
    UnitDone(unit.tasks_done),
    UnitBeyond(unit.tasks_beyond),
    UnitFailing(unit.failing_units),
    LowConfidence(unit.low_confidence),
    QuarterOne(quarters[0]),
    QuarterTwo(quarters[1]),
    QuarterThree(quarters[2]),
    QuarterFour(quarters[3]),
    Eligibility(eligibility),
    Reviewed(reviewed),
    Criterion(each criteria.grade),
    TasksDone(tasks_done),
    SickMonths(sick_months),
    SelfRating(self_rating),
    StateRating(state_rating),
    UnionRating(union_rating),
    CommitteeRating(committee_rating),
    BallotsExcellent(ballots[0]),
    BallotsGood(ballots[1]),
    BallotsSatisfactory(ballots[2]),
    BallotsUnsatisfactory(ballots[3]),
    Proposal(proposal),
    Cause(cause),
    Discipline(discipline),
    DisciplineDecision(discipline_decision),
    DisciplineCounted(discipline_counted),
    DisciplineDuty(discipline_duty),
    DisciplineBreach(discipline_breach),
    DisciplineOwnedUp(discipline_owned_up),
    DisciplineElsewhere(discipline_elsewhere),
    DisciplineEarlier(discipline_earlier),
    KeyTargetsMissed(key_targets_missed),
    ForceMajeure(force_majeure),
    ExcellentYears(excellent_years),
    Reason(reason),
    Note(note),
}

fields! {
    /// The fields of sheet 3.
    CollectiveField of Collective, who: Number | Name | Kind;
    Number(),
    Name(name),
    Kind(kind),
    Criterion(each criteria.grade),
    TasksDone(tasks_done),
    General(points.general),
    Task(points.task),
    Total(points.total),
    TasksAssigned(tasks.assigned),
    TasksCompleted(tasks.done),
    TasksOnTime(tasks.on_time),
    TasksBeyond(tasks.beyond),
    Weaknesses(weaknesses),
    SubordinateDisciplined(subordinate_disciplined),
    Disunity(disunity),
    UnitsDisciplined(units_disciplined),
    KeyTargetsMissed(key_targets_missed),
    ForceMajeure(force_majeure),
    Disciplined(disciplined),
    SelfDiscovered(self_discovered),
    BodiesRating(bodies_rating),
    SelfRating(self_rating),
    BallotsExcellent(ballots[0]),
    BallotsGood(ballots[1]),
    BallotsSatisfactory(ballots[2]),
    BallotsUnsatisfactory(ballots[3]),
    Proposal(proposal),
    Reason(reason),
    Note(note),
}

fields! {
    /// The fields of the sheet of sub-criteria.
    ScoreField of ScoreRow, who: Number | Name;
    Number(number),
    Name(name),
    Criterion(each criteria.points),
}
