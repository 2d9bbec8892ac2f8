//! What the workbook says by đảng bộ, and for each body that decides.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Column, SheetHead};

/// Words of the tables where the workspace has units.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Units {
    /// The row of a unit; `{unit}`, `{branches}`.
    pub row: String,
    /// The row of the branches that stand under no unit; `{branches}`.
    pub direct: String,
    /// Heading over the columns of units.
    pub columns: String,
    /// Heading of the column of the branches that stand under no unit.
    pub direct_column: String,
    /// Heading of a column for decisions: which body decides differs from row to row.
    pub decision: String,
    /// The part of the list of all members on whom a body decides; `{letter}`, `{body}`.
    pub authority: String,
    /// Headings of the sums by unit below lists.
    pub sums: UnitSums,
}

/// Headings of the sums by unit below lists of people and collectives.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UnitSums {
    /// How many people or collectives.
    pub all: String,
    /// How many people.
    pub people: String,
    /// Of these with a rating; `{rating}`. Not the rating alone: in a column of decisions that
    /// would be one.
    pub rated: String,
    /// Without a rating.
    pub no_rating: String,
    /// Disciplined within the year.
    pub disciplined: String,
    /// Exempt from work.
    pub exempt: String,
    /// Not reviewed, though not exempt.
    pub not_reviewed: String,
    /// Not rated, though not exempt.
    pub not_rated: String,
}

/// The lists of those on whom a body decides, a sheet each, where the workspace has units.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuthorityLists {
    /// Name, label and title; `{code}`, `{body}`, `{year}`.
    pub sheet: SheetHead,
    /// The part of the units.
    pub units: String,
    /// The part of the branches.
    pub branches: String,
    /// The part of the other collectives.
    pub collectives: String,
    /// The part of the members.
    pub members: String,
    /// What a unit is called in the column of kinds: đảng bộ cơ sở.
    pub base_unit: String,
    /// The same of a đảng bộ bộ phận.
    pub part_unit: String,
    /// Below the list; `{members}`, `{organizations}`.
    pub closing: String,
    /// Its columns.
    pub column: Vec<Column<AuthoritySource>>,
}

/// What stands in a column of a list for a body that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AuthoritySource {
    /// Running number in its part.
    Number,
    /// Of the member, the branch, the collective, the unit.
    Name,
    /// Posts of a member; what kind of branch, of collective, of unit.
    What,
    /// The branch of a member or of a collective; the unit of a branch.
    Where,
    /// The group of similar role of a member by its code.
    GroupCode,
    /// Self-rating.
    SelfRating,
    /// Rating of a civil servant.
    StateRating,
    /// Votes for excellent and valid ones.
    Votes,
    /// The proposal.
    Proposal,
    /// The most that the certain conditions allow.
    Ceiling,
    /// Left for the decision.
    Decision,
    /// What is told of it.
    Note,
}
