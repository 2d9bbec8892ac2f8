//! Quotas of excellent ratings.

use jiff::civil;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::weight;
use crate::finding::Severity;
use crate::model::Certainty;

/// Quotas of excellent ratings.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quotas {
    /// Of members.
    pub members: Quota,
    /// Of branches, by kind.
    pub branches: Quota,
}

impl Quotas {
    /// Whether members are counted in groups.
    pub fn is_by_group(&self) -> bool {
        self.members.within == Within::SimilarRole
    }
}

/// A quota of excellent ratings.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quota {
    /// The rule's id.
    pub rule: String,
    /// In what a quota of members is counted.
    #[serde(default)]
    pub within: Within,
    /// Not more than this many percent of the base.
    pub percent: u8,
    /// Not more than this many where the workspace records a decision for the group.
    pub percent_with_decision: Option<u8>,
    /// How the group is called of members of whom no group is known.
    #[serde(default)]
    pub ungrouped: String,
    /// How the group is called of heads whom a setting leaves out of the quota of the others.
    #[serde(default)]
    pub heads: String,
    /// The clause.
    pub clause: String,
    /// How sure the clause is.
    pub sure: Certainty,
    /// What a breach weighs, where not what follows from `sure`.
    pub severity: Option<Severity>,
    /// The day before which a breach only warns: of the meeting, of a quota of the end of
    /// the year.
    #[serde(default, deserialize_with = "weight::day")]
    #[cfg_attr(test, schemars(schema_with = "weight::schema_of_day"))]
    pub enforce_from: Option<civil::Date>,
}

impl Quota {
    /// What going over it weighs on that day; `None` when it is not judged.
    pub fn weight(&self, on: civil::Date) -> Option<Severity> {
        weight::on(self.sure, self.severity, self.enforce_from, on)
    }
}

/// In what a quota of members is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// The whole commune.
    #[default]
    Commune,
    /// Groups of members of similar position, role, function and tasks.
    SimilarRole,
}
