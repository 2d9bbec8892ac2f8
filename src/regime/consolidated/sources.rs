//! The closed vocabulary of the profile: what may stand in a column or a row.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{Rating, Tally};

/// A number of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Count {
    /// Present at the time of rating.
    Members,
    /// Được miễn.
    Exempt,
    /// Chưa được đánh giá.
    Unrated,
    /// Đã được đánh giá.
    Rated,
    /// HTXSNV.
    Excellent,
    /// HTTNV.
    Good,
    /// HTNV.
    Satisfactory,
    /// KHTNV.
    Unsatisfactory,
}

impl Count {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Members,
        Self::Exempt,
        Self::Unrated,
        Self::Rated,
        Self::Excellent,
        Self::Good,
        Self::Satisfactory,
        Self::Unsatisfactory,
    ];

    /// The number in a tally.
    pub fn of(self, tally: &Tally) -> u32 {
        match self {
            Self::Members => tally.members,
            Self::Exempt => tally.exempt,
            Self::Unrated => tally.unrated,
            Self::Rated => tally.rated,
            Self::Excellent => tally.count(Rating::Excellent),
            Self::Good => tally.count(Rating::Good),
            Self::Satisfactory => tally.count(Rating::Satisfactory),
            Self::Unsatisfactory => tally.count(Rating::Unsatisfactory),
        }
    }

    /// The rating that it counts, if it counts one.
    pub fn rating(self) -> Option<Rating> {
        match self {
            Self::Excellent => Some(Rating::Excellent),
            Self::Good => Some(Rating::Good),
            Self::Satisfactory => Some(Rating::Satisfactory),
            Self::Unsatisfactory => Some(Rating::Unsatisfactory),
            Self::Members | Self::Exempt | Self::Unrated | Self::Rated => None,
        }
    }
}

/// What stands in a column of `Bieu01`, and how it is computed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum TotalsSource {
    /// Running number of the branch.
    Number,
    /// The branch's name.
    Branch,
    /// A number of members, counted in the lists.
    Count(Count),
    /// A number of members that is the sum of other columns.
    Sum {
        /// Which number.
        count: Count,
        /// The columns that it adds up.
        of: Vec<Count>,
    },
    /// Members rated unsatisfactory for a cause, by its key on the form.
    Cause(String),
    /// The first number as a share of the second.
    Share(Count, Count),
    /// What became of the branch, and what was let through.
    Note,
}

impl TotalsSource {
    /// The number that it shows, if it shows one.
    pub fn count(&self) -> Option<Count> {
        match self {
            Self::Count(count) | Self::Sum { count, .. } => Some(*count),
            Self::Number | Self::Branch | Self::Cause(_) | Self::Share(..) | Self::Note => None,
        }
    }
}

/// A number in a row of `Bieu02`: a column of `Bieu01`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum StatisticsSource {
    /// A number of members.
    Count(Count),
    /// Members rated unsatisfactory for a cause, by its key on the form.
    Cause(String),
}

/// What stands in a column of `Bieu03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BranchSource {
    /// Running number.
    Number,
    /// The branch's name.
    Branch,
    /// Its kind.
    Kind,
    /// Its members.
    Members,
    /// Share of rated members that are good or better.
    GoodOrBetter,
    /// Members rated unsatisfactory.
    Unsatisfactory,
    /// Members disciplined within the year.
    Disciplined,
    /// The rating that the branch gives itself.
    SelfRating,
    /// The certain ceiling.
    Ceiling,
    /// Left for the committee, with a drop-down.
    Decision,
    /// What became of the branch; a differing proposal; a lower inferred ceiling.
    Note,
}

/// What stands in a column of a collective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CollectiveSource {
    /// Running number.
    Number,
    /// Its name.
    Name,
    /// Its kind.
    Kind,
    /// Its branch.
    Branch,
    /// The rating that it gives itself.
    SelfRating,
    /// The proposal.
    Proposal,
    /// Left for the committee, with a drop-down.
    Decision,
    /// Grounds.
    Reason,
    /// Note; a lower ceiling.
    Note,
}

/// A column of `Bieu05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewColumn {
    /// Number of the row.
    Number,
    /// What is counted.
    Label,
    /// Collectives.
    Collectives,
    /// Members.
    Members,
    /// Left empty.
    Note,
}

/// A number of `Bieu05`. Of collectives only the first four can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reviewed {
    /// All; the sum of the next two.
    All,
    /// Reviewed.
    Yes,
    /// Not reviewed.
    No,
    /// Not reviewed, since new.
    New,
    /// Not reviewed, since exempt.
    Exempt,
    /// Not reviewed, since suspended.
    Suspended,
}

/// What stands in a column of `Bieu06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum GroupSource {
    /// Running number.
    Number,
    /// The group.
    Group,
    /// Its members: the sum of the four ratings and of those not rated.
    Members,
    /// HTXSNV.
    Excellent,
    /// HTTNV.
    Good,
    /// HTNV.
    Satisfactory,
    /// KHTNV.
    Unsatisfactory,
    /// Exempt or not rated.
    NotRated,
    /// Excellent as a share of good.
    Share,
    /// The limit of the quota.
    Limit,
    /// Excellent members above the limit.
    Over,
    /// A decision on the quota; that the group is too small.
    Note,
}

impl GroupSource {
    /// The number of members that it shows, with the rating.
    pub fn rating(self) -> Option<Rating> {
        match self {
            Self::Excellent => Some(Rating::Excellent),
            Self::Good => Some(Rating::Good),
            Self::Satisfactory => Some(Rating::Satisfactory),
            Self::Unsatisfactory => Some(Rating::Unsatisfactory),
            _ => None,
        }
    }
}

/// What stands in a column of a list of persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PersonSource {
    /// Running number.
    Number,
    /// Name.
    Name,
    /// Date of birth.
    Birth,
    /// Gender.
    Gender,
    /// Ethnic group.
    Ethnicity,
    /// Both posts.
    Posts,
    /// The same, without what is no post where there is another.
    PostsShort,
    /// Both posts and the branch.
    PostsAndBranch,
    /// The branch.
    Branch,
    /// Date of admission.
    Admitted,
    /// Date of official membership.
    Official,
    /// Card number.
    Card,
    /// Points that the member gives himself, in all.
    SelfPoints,
    /// Points that the branch gives, in all.
    Points,
    /// The group of similar role.
    Group,
    /// The same, by its code alone where it has one: `02A`.
    GroupCode,
    /// Ratings of the four quarters.
    Quarters,
    /// Rating of the first quarter, shortened.
    QuarterOne,
    /// Rating of the second quarter, shortened.
    QuarterTwo,
    /// Rating of the third quarter, shortened.
    QuarterThree,
    /// Rating of the fourth quarter, shortened.
    QuarterFour,
    /// The member's own rating.
    SelfRating,
    /// Rating as cán bộ, công chức, viên chức.
    StateRating,
    /// The rating that counts: the branch's proposal, of a member who is rated.
    Proposal,
    /// The rating that counts: what was decided, else what is proposed.
    Rating,
    /// The certain ceiling.
    Ceiling,
    /// Left for the committee, with a drop-down.
    Decision,
    /// Left for the superior.
    SuperiorDecision,
    /// Votes for excellent, of the valid ones.
    Votes,
    /// Years of excellence in a row.
    ExcellentYears,
    /// Grounds, achievements.
    Reason,
    /// Form of discipline.
    Discipline,
    /// Number and date of the decision on discipline.
    DisciplineDecision,
    /// Cause of failing.
    Cause,
    /// A cross: exempt.
    Exempt,
    /// A cross: not reviewed.
    NotReviewed,
    /// A cross: not rated.
    NotRated,
    /// Why the member is not rated.
    Why,
    /// The member's note, and a lower inferred ceiling.
    Note,
    /// The same, with why the member is not rated shortened.
    NoteShort,
    /// The note, and the ratings of the quarters where the form has them.
    NoteAndQuarters,
}
