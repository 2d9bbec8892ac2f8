//! Conditions of a rating, and how each is computed.

use std::mem::discriminant;
use std::sync::Arc;

use jiff::civil;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::weight;
use crate::finding::Severity;
use crate::model::{Certainty, Discipline, Grade, Hundredths, Rating};

/// Whom a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A member.
    Member,
    /// The branch itself.
    Branch,
    /// Another collective of sheet 3.
    Collective,
}

/// A condition of a rating: when it fails, no rating above its cap is allowed.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct Condition {
    // Each step of a rating shares its rule and clause.
    /// The rule's id.
    pub rule: Arc<str>,
    /// Whom it is about.
    pub subject: Subject,
    /// The clause.
    pub clause: Arc<str>,
    /// How sure the clause is.
    pub sure: Certainty,
    /// What a breach weighs, where not what follows from `sure`.
    pub severity: Option<Severity>,
    /// Only of members with one of these forms: keys of the list `self-form`. Of everybody
    /// where there are none.
    #[serde(default)]
    pub only_forms: Vec<String>,
    /// The day before which a breach only warns: of the meeting, of a quota of the end of
    /// the year.
    #[serde(default, deserialize_with = "weight::day")]
    #[cfg_attr(test, schemars(schema_with = "weight::schema_of_day"))]
    pub enforce_from: Option<civil::Date>,
    /// How it is computed, and its limits.
    #[serde(flatten)]
    pub test: Test,
}

impl Condition {
    /// How a breach counts on that day: as one of a certain clause (an error), of an
    /// inferred one (a warning), or not at all.
    pub fn weight(&self, on: civil::Date) -> Certainty {
        match weight::on(self.sure, self.severity, self.enforce_from, on) {
            Some(Severity::Error) => Certainty::Certain,
            Some(Severity::Warning | Severity::Notice) => Certainty::Inferred,
            None => Certainty::Unknown,
        }
    }
}

/// How a condition is computed: one file of `src/rate/` each.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum Test {
    /// Grades of the criteria on tasks, and of all others.
    Grades {
        /// The best rating left when it fails.
        cap: Rating,
        /// The least grade of each criterion on tasks.
        task_at_least: Grade,
        /// The least grade of each other criterion.
        others_at_least: Grade,
    },
    /// Rating as cán bộ, công chức, viên chức, where the member is one.
    StateRating {
        /// The best rating left when it fails.
        cap: Rating,
        /// The least state rating.
        at_least: Rating,
    },
    /// Sick leave within the year.
    SickLeave {
        /// The best rating left when it fails.
        cap: Rating,
        /// Fewer months than this.
        months_below: Hundredths,
    },
    /// A concluded cause of failing.
    Cause {
        /// The best rating left when it fails.
        cap: Rating,
        /// The key in the form's list of causes.
        cause: String,
    },
    /// Share of tasks or targets done.
    TasksDone {
        /// The best rating left when it fails.
        cap: Rating,
        /// At least this many percent.
        percent_at_least: Hundredths,
        /// Whether a lesser share is passed over unless key targets were missed as well,
        /// and where nobody could prevent it.
        #[serde(default)]
        only_with_key_targets: bool,
    },
    /// Discipline within the year.
    Discipline {
        /// The best rating left when it fails.
        cap: Rating,
        /// Whether a violation counted in an earlier year is passed over.
        #[serde(default)]
        counted_once: bool,
        /// Whether it is passed over when self-discovered and repaired.
        #[serde(default)]
        unless_self_discovered: bool,
    },
    /// Share of the units below a collective that were disciplined.
    UnitsDisciplined {
        /// The best rating left when it fails.
        cap: Rating,
        /// At most this many percent.
        percent_at_most: Hundredths,
    },
    /// The unit that a leader runs directly: here the branch, for its secretary.
    UnitLed {
        /// The best rating left when it fails.
        cap: Rating,
        /// The least rating of the unit.
        unit_at_least: Rating,
    },
    /// The head not above the collective; the cap is the branch's proposal. The setting
    /// `head-cap` decides; where it says nothing, it is asked from a year on, or never.
    HeadCap {
        /// The first rating year in which it is asked without a setting.
        #[serde(default)]
        from_year: Option<u32>,
    },
    /// Share of rated members with at least some rating.
    MemberShare {
        /// The best rating left when it fails.
        cap: Rating,
        /// At least this many percent of the rated members …
        percent_at_least: u8,
        /// … have at least this rating.
        rated_at_least: Rating,
    },
    /// Government, Front and mass organizations of the same level.
    Bodies {
        /// The best rating left when it fails.
        cap: Rating,
        /// The least rating of the lowest of them.
        at_least: Rating,
    },
    /// The collective itself was disciplined.
    CollectiveDiscipline {
        /// The best rating left when it fails.
        cap: Rating,
        /// Whether it is passed over when self-discovered and repaired.
        unless_self_discovered: bool,
    },
    /// Share of members disciplined within the year.
    DisciplinedShare {
        /// The best rating left when it fails.
        cap: Rating,
        /// At most this many percent.
        percent_at_most: u8,
    },
    /// The total of points: the band of a rating.
    Score {
        /// The best rating left when it fails.
        cap: Rating,
        /// At least so many points.
        points_at_least: Hundredths,
    },
    /// A share of the year's tasks.
    TaskShare {
        /// The best rating left when it fails.
        cap: Rating,
        /// Which tasks.
        measure: TaskMeasure,
        /// At least this many percent of the tasks assigned …
        percent_at_least: Option<u8>,
        /// … or at most this many.
        percent_at_most: Option<u8>,
    },
    /// Weaknesses pointed out before are fixed, or there were none.
    Weaknesses {
        /// The best rating left when it fails.
        cap: Rating,
    },
    /// How the units did that a leader runs directly.
    UnitShare {
        /// The best rating left when it fails.
        cap: Rating,
        /// Only of members with this form: a key of the list `self-form`.
        self_form: String,
        /// Which figure.
        measure: UnitMeasure,
        /// At least this many percent …
        percent_at_least: Option<u8>,
        /// … or at most this many.
        percent_at_most: Option<u8>,
    },
    /// Discipline for a breach tied to duty, or for a named breach.
    Conduct {
        /// The best rating left when it fails.
        cap: Rating,
        /// Which of the two; either where it is not said.
        breach: Option<Breach>,
        /// Whether it is about what the competent level weighs (the member owned up and
        /// repaired the harm, or it happened in an earlier year), or about the rest.
        weighed: bool,
    },
    /// A named breach without any discipline.
    Undisciplined {
        /// The best rating left when it fails.
        cap: Rating,
    },
    /// Ratings of the quarters that go into the year.
    Quarters {
        /// The best rating left when it fails.
        cap: Rating,
        /// How many quarters, from the first.
        first: u8,
        /// The least rating of each of them.
        at_least: Rating,
    },
    /// A yes or no about a collective: yes fails.
    Flag {
        /// The best rating left when it fails.
        cap: Rating,
        /// Which one.
        flag: Flag,
        /// Whether it is passed over when self-discovered and repaired.
        #[serde(default)]
        unless_self_discovered: bool,
    },
    /// A member of the collective was disciplined.
    DisciplinedMember {
        /// The best rating left when it fails.
        cap: Rating,
        /// Only milder forms than this are passed over.
        discipline_below: Discipline,
        /// Party posts whose holders sit in the collective.
        posts: Vec<String>,
        /// Whether it is only about violations tied to duty, and not such as happened at
        /// the unit where the member was before.
        #[serde(default)]
        only_for_duty: bool,
    },
}

impl Test {
    /// The best rating left when it fails; `None` where another rating decides.
    pub fn cap(&self) -> Option<Rating> {
        match self {
            Self::Grades { cap, .. }
            | Self::StateRating { cap, .. }
            | Self::SickLeave { cap, .. }
            | Self::Cause { cap, .. }
            | Self::TasksDone { cap, .. }
            | Self::Discipline { cap, .. }
            | Self::UnitLed { cap, .. }
            | Self::MemberShare { cap, .. }
            | Self::Bodies { cap, .. }
            | Self::CollectiveDiscipline { cap, .. }
            | Self::DisciplinedShare { cap, .. }
            | Self::Score { cap, .. }
            | Self::TaskShare { cap, .. }
            | Self::Weaknesses { cap }
            | Self::UnitShare { cap, .. }
            | Self::Conduct { cap, .. }
            | Self::Undisciplined { cap }
            | Self::Quarters { cap, .. }
            | Self::Flag { cap, .. }
            | Self::UnitsDisciplined { cap, .. }
            | Self::DisciplinedMember { cap, .. } => Some(*cap),
            Self::HeadCap { .. } => None,
        }
    }

    /// Whether two tests ask the same with other limits, as the steps of one rule do.
    pub fn is_step_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::TaskShare { measure: own, .. }, Self::TaskShare { measure, .. }) => {
                own == measure
            }
            (Self::UnitShare { measure: own, .. }, Self::UnitShare { measure, .. }) => {
                own == measure
            }
            (Self::Flag { flag: own, .. }, Self::Flag { flag, .. }) => own == flag,
            _ => discriminant(self) == discriminant(other),
        }
    }

    /// The two bounds of a share.
    pub(super) fn bounds(&self) -> Option<(Option<u8>, Option<u8>)> {
        match self {
            Self::TaskShare { percent_at_least, percent_at_most, .. }
            | Self::UnitShare { percent_at_least, percent_at_most, .. } => {
                Some((*percent_at_least, *percent_at_most))
            }
            _ => None,
        }
    }

    /// Whether the form has what the test needs for such a subject.
    pub(super) fn is_about(&self, subject: Subject) -> bool {
        match self {
            Self::Grades { .. }
            | Self::TasksDone { .. }
            | Self::Score { .. }
            | Self::TaskShare { .. }
            | Self::Weaknesses { .. } => true,
            Self::StateRating { .. }
            | Self::SickLeave { .. }
            | Self::Cause { .. }
            | Self::Discipline { .. }
            | Self::UnitLed { .. }
            | Self::UnitShare { .. }
            | Self::Conduct { .. }
            | Self::Undisciplined { .. }
            | Self::Quarters { .. }
            | Self::HeadCap { .. } => subject == Subject::Member,
            Self::MemberShare { .. } | Self::Bodies { .. } | Self::DisciplinedShare { .. } => {
                subject == Subject::Branch
            }
            Self::CollectiveDiscipline { .. }
            | Self::Flag { .. }
            | Self::UnitsDisciplined { .. }
            | Self::DisciplinedMember { .. } => subject != Subject::Member,
        }
    }
}

/// Which tasks of the year are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TaskMeasure {
    /// Done.
    Done,
    /// Done in time and well.
    OnTime,
    /// Done, but not in time or not well.
    Late,
    /// Done beyond requirement.
    Beyond,
    /// Judged not done.
    Failed,
}

/// What a breach was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Breach {
    /// Tied to the member's duty.
    Duty,
    /// Of what members must not do, or of the setting of an example.
    Named,
}

/// Which figure of the units that a leader runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnitMeasure {
    /// Tasks done.
    Done,
    /// Tasks beyond requirement.
    Beyond,
    /// Units rated unsatisfactory.
    Failing,
    /// Low-confidence votes.
    LowConfidence,
}

/// A yes or no about a collective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// A unit or a leader below it was disciplined.
    SubordinateDisciplined,
    /// Disunity, or wrongdoing in cadre work.
    Disunity,
    /// The collective itself was disciplined.
    Disciplined,
}
