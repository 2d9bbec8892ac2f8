//! Kinds of bodies that decide, and those on whom they do (R-DECIDE).

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

/// What members over a quota are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Aid {
    /// Their share of votes for excellent.
    Votes,
    /// How many quarters they were rated excellent.
    Quarters,
    /// The points that the branch gave.
    Points,
}

/// A kind of body that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Decider {
    /// The body above the commune.
    Superior,
    /// The standing committee of the commune's committee.
    StandingCommittee,
    /// The commune's committee.
    Committee,
    /// The committee of the đảng bộ cơ sở.
    Unit,
    /// The branch itself.
    Branch,
}

impl Decider {
    /// As it is written.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Superior => "superior",
            Self::StandingCommittee => "standing-committee",
            Self::Committee => "committee",
            Self::Unit => "unit",
            Self::Branch => "branch",
        }
    }
}

/// Those on whom somebody decides. Collectives go with their branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Decided {
    /// Members, where no đảng bộ cơ sở stands between commune and branches.
    Members,
    /// Branches there.
    Branches,
    /// Members of a branch under a đảng bộ cơ sở.
    MembersUnderUnit,
    /// Branches under a đảng bộ cơ sở.
    BranchesUnderUnit,
    /// Members of a chi bộ cơ sở.
    MembersOfBaseBranch,
    /// Chi bộ cơ sở.
    BaseBranches,
    /// Đảng bộ cơ sở.
    BaseUnits,
    /// Đảng bộ bộ phận.
    PartUnits,
    /// Members whom the superior manages.
    LeadersOfSuperior,
    /// Members whom the committee manages.
    LeadersOfCommittee,
}

impl Decided {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Members,
        Self::Branches,
        Self::MembersUnderUnit,
        Self::BranchesUnderUnit,
        Self::MembersOfBaseBranch,
        Self::BaseBranches,
        Self::BaseUnits,
        Self::PartUnits,
        Self::LeadersOfSuperior,
        Self::LeadersOfCommittee,
    ];

    /// As it is written.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Branches => "branches",
            Self::MembersUnderUnit => "members-under-unit",
            Self::BranchesUnderUnit => "branches-under-unit",
            Self::MembersOfBaseBranch => "members-of-base-branch",
            Self::BaseBranches => "base-branches",
            Self::BaseUnits => "base-units",
            Self::PartUnits => "part-units",
            Self::LeadersOfSuperior => "leaders-of-superior",
            Self::LeadersOfCommittee => "leaders-of-committee",
        }
    }
}
