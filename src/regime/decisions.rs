//! `decisions.toml`: the sheets on which a meeting decides, and what the workbook says of decisions.
//!
//! As in `consolidated.toml` a column says what stands in it (`source`); what that means is Rust,
//! what it is called and where it stands is the profile's.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::consolidated::{Column, SheetHead};
pub use crate::model::Aid;
use crate::model::CaseKind;
use crate::model::text::fold;

/// Columns that a table needs to be read again.
const NEEDED: [CaseSource; 5] = [
    CaseSource::Name,
    CaseSource::Branch,
    CaseSource::Proposal,
    CaseSource::Decision,
    CaseSource::Reason,
];

/// What a profile says of decisions.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DecisionSheets {
    /// Title of the file, in its properties; `{year}`.
    pub title: String,
    /// What stands above a table.
    pub head: DecisionHead,
    /// How members over a quota are ordered, the first first.
    pub order: Vec<Aid>,
    /// The running count.
    pub watch: Watch,
    /// Members.
    pub members: CaseTable,
    /// Collectives, branches aside.
    pub collectives: CaseTable,
    /// Branches.
    pub branches: CaseTable,
    /// The đảng bộ between the commune and branches; a profile without it has no sheet of them.
    #[serde(default)]
    pub units: Option<CaseTable>,
    /// Short texts within the tables.
    pub words: DecisionWords,
    /// What the consolidated workbook says of decisions.
    pub consolidated: Announced,
    /// What was decided otherwise than proposed.
    pub changes: Changes,
    /// What changed since the last final workbook; a profile without it has no such list.
    #[serde(default)]
    pub since: Option<Since>,
}

/// What stands above a table of cases. A label ends where the cell for the entry begins.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DecisionHead {
    /// Label of the body that decides.
    pub body: String,
    /// Label of the number.
    pub number: String,
    /// Label of the date.
    pub date: String,
    /// How the table is filled in; `{decision}`, `{reason}`: headings of these columns.
    pub how: String,
    /// Heading of the hidden column by which a row is known.
    pub key: String,
}

/// The running count of decisions.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Watch {
    /// Name of the sheet.
    pub sheet: String,
    /// Its title; `{year}`.
    pub title: String,
    /// Below the table.
    pub remark: String,
    /// The row of all members, where no groups are counted.
    pub whole: String,
    /// The band of groups on whom several bodies decide, where there are units: each counted as one.
    #[serde(default)]
    pub across: Option<String>,
    /// Its columns.
    pub column: Vec<Column<WatchSource>>,
}

/// What stands in a column of the running count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WatchSource {
    /// Its number.
    Number,
    /// The group.
    Group,
    /// All that are to be decided on.
    Due,
    /// How many are.
    Decided,
    /// How many are not.
    Open,
    /// Decided as excellent.
    Excellent,
    /// Decided as good.
    Good,
    /// Decided as satisfactory.
    Satisfactory,
    /// Decided as unsatisfactory.
    Unsatisfactory,
    /// The most excellent ones, by what is decided.
    Limit,
    /// How many are too many.
    Over,
    /// Excellent ones as proposed.
    Proposed,
    /// The most, by what is proposed.
    ProposedLimit,
}

/// A table of cases.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CaseTable {
    /// Name of the sheet; a number follows where there are several.
    pub sheet: String,
    /// Its title; `{year}`, `{authority}`.
    pub title: String,
    /// Its columns.
    pub column: Vec<Column<CaseSource>>,
}

/// What stands in a column of a table of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CaseSource {
    /// Its number.
    Number,
    /// Name of the member, the collective, the branch or the unit.
    Name,
    /// Date of birth.
    Birth,
    /// Number of the card.
    Card,
    /// Posts, shortened.
    Posts,
    /// Name of the branch.
    Branch,
    /// Code of the group.
    Group,
    /// Kind of the collective, the branch or the unit.
    Kind,
    /// Points that the member gave.
    SelfPoints,
    /// Points that the branch gave.
    Points,
    /// Ratings of the first quarter …
    QuarterOne,
    /// … the second …
    QuarterTwo,
    /// … the third …
    QuarterThree,
    /// … and the fourth.
    QuarterFour,
    /// Self-rating.
    SelfRating,
    /// Rating as an official.
    StateRating,
    /// Votes for excellent and valid votes.
    Votes,
    /// The same as a share.
    VoteShare,
    /// The rating of last year, where it is known.
    LastYear,
    /// Years as excellent in a row, as the form says.
    ExcellentYears,
    /// Branches under the unit.
    Branches,
    /// Those of them that are excellent, as decided, else as proposed, …
    BranchesExcellent,
    /// … good …
    BranchesGood,
    /// … satisfactory …
    BranchesSatisfactory,
    /// … and unsatisfactory.
    BranchesUnsatisfactory,
    /// Members of the branch, or of the unit, that are rated.
    Rated,
    /// Share of good or better members.
    GoodOrBetter,
    /// What is proposed.
    Proposal,
    /// The best that the certain conditions allow.
    Ceiling,
    /// Why, and what inferred conditions leave.
    CeilingReason,
    /// What is decided.
    Decision,
    /// Why it is not what is proposed.
    Reason,
}

/// Short texts within the tables.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DecisionWords {
    /// The band of a group; `{group}`, `{count}`.
    pub group: String,
    /// Beside it, before the numbers of the running count.
    pub running: String,
    /// The band of those over their quota; `{order}`.
    pub ordered: String,
    /// Its name for each way to order.
    pub by_votes: String,
    /// The same.
    pub by_quarters: String,
    /// The same.
    pub by_points: String,
    /// The line of the quota; `{limit}`, `{excellent}`, `{over}`.
    pub line: String,
    /// Added where the last above and the first below are alike.
    pub line_tied: String,
    /// The band of all others of a group.
    pub others: String,
    /// What inferred conditions leave; `{rating}`.
    pub inferred: String,
}

/// What the consolidated workbook says of decisions.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Announced {
    /// While something is not decided: `{decided}`, `{due}` members, `{open}` of all.
    pub draft: String,
    /// The same where there are units, which nobody proposes anything of.
    #[serde(default)]
    pub draft_units: Option<String>,
    /// The same where everybody is decided on whose form counts, and other forms are out; `{decided}`, `{due}` as above. A
    /// profile without it says it as above.
    #[serde(default)]
    pub draft_out: Option<String>,
    /// The same where nothing is decided yet.
    pub draft_proposed: String,
    /// Where all is decided but a paper has no number or no date.
    pub draft_unnumbered: String,
    /// When all is decided; `{papers}`.
    pub decided: String,
    /// A paper; `{number}`, `{date}`, `{body}`.
    pub paper: String,
    /// Said of a number within its quota, instead of `totals.quota.within`; the same arguments.
    pub within: String,
    /// The same of one over its quota.
    pub over: String,
}

/// The list of what was decided otherwise than proposed.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Changes {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<ChangeSource>>,
    /// An earlier decision in the column of papers; `{rating}`, `{paper}`.
    pub earlier: String,
    /// Where nothing was changed.
    pub nothing: String,
    /// Above the list, where decisions were typed into the workbook itself.
    pub typed: TypedWords,
}

/// The table of numbers and dates of decisions that were typed into the workbook itself.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TypedWords {
    /// Above it: how it is filled in; `{reason}`: heading of that column of the list.
    pub how: String,
    /// Above it, where a body whose decisions are on sheets may decide anew; `{reason}` as above. A
    /// profile without it has no rows for that.
    #[serde(default)]
    pub later: Option<String>,
    /// Heading of the body that decides.
    pub body: String,
    /// Heading of the number.
    pub number: String,
    /// Heading of the date.
    pub date: String,
}

/// What stands in a column of the list of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeSource {
    /// Its number.
    Number,
    /// Name of the member, the collective or the branch.
    Name,
    /// Date of birth of a member.
    Birth,
    /// Name of the branch.
    Branch,
    /// What was proposed.
    Proposal,
    /// What was decided.
    Decision,
    /// Why.
    Reason,
    /// By which paper, and what it replaced.
    Paper,
}

/// The list of what changed since the last final workbook.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Since {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<SinceSource>>,
    /// Below the list: which workbook that is; `{file}`.
    pub base: String,
    /// Who is not rated.
    pub unrated: String,
    /// Who is not there.
    pub absent: String,
    /// A supplement; `{file}`.
    pub supplement: String,
    /// A form; `{file}`.
    pub form: String,
    /// Where it is not sure that two rows are one person.
    pub doubtful: String,
}

/// What stands in a column of that list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SinceSource {
    /// Its number.
    Number,
    /// Name of the member or the branch.
    Name,
    /// Date of birth of a member.
    Birth,
    /// Name of the branch.
    Branch,
    /// What the last final workbook says.
    Before,
    /// What counts now.
    After,
    /// By which form or paper.
    Why,
    /// The date of that.
    Date,
}

impl DecisionSheets {
    /// The tables of cases: members, collectives, branches, and units where there is one.
    pub fn tables(&self) -> impl Iterator<Item = (CaseKind, &CaseTable)> {
        let three = [
            (CaseKind::Members, &self.members),
            (CaseKind::Collectives, &self.collectives),
            (CaseKind::Branches, &self.branches),
        ];
        three.into_iter().chain(self.units.as_ref().map(|it| (CaseKind::Units, it)))
    }

    /// What of it contradicts itself.
    ///
    /// # Errors
    /// The first such thing.
    pub fn check(&self) -> Result<(), String> {
        for (kind, table) in self.tables() {
            let has = |it: CaseSource| table.column.iter().any(|own| own.source == it);
            let (name, not_due): (_, &[CaseSource]) = match kind {
                CaseKind::Members => ("members", &[]),
                CaseKind::Collectives => ("collectives", &[]),
                // A branch is called by its name alone.
                CaseKind::Branches => ("branches", &[CaseSource::Branch]),
                // And nobody proposes anything of a unit.
                CaseKind::Units => ("units", &[CaseSource::Branch, CaseSource::Proposal]),
            };
            let is_due = |it: &CaseSource| !not_due.contains(it);
            if let Some(it) = NEEDED.into_iter().filter(is_due).find(|it| !has(*it)) {
                return Err(format!("[{name}] has no column of the source {it:?}"));
            }
            let mut seen = std::collections::BTreeSet::new();
            for it in &table.column {
                let whole = it.groups.iter().chain([&it.heading]).map(|it| fold(it));
                if !seen.insert(whole.collect::<Vec<_>>().join(" ")) {
                    return Err(format!("[{name}] has two columns {:?}", it.heading));
                }
            }
        }
        let name_of = |it: &CaseTable| fold(it.heading(CaseSource::Name));
        if self.units.as_ref().is_some_and(|it| name_of(it) == name_of(&self.branches)) {
            return Err("[units] and [branches] have one heading of names".to_owned());
        }
        if !self.members.column.iter().any(|it| it.source == CaseSource::Card) {
            return Err("[members] has no column of the source Card".to_owned());
        }
        Ok(())
    }
}

impl CaseSource {
    /// Whether its column is left out where no form says anything in it.
    pub const fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Posts
                | Self::SelfPoints
                | Self::Points
                | Self::QuarterOne
                | Self::QuarterTwo
                | Self::QuarterThree
                | Self::QuarterFour
                | Self::StateRating
                | Self::Votes
                | Self::VoteShare
                | Self::ExcellentYears
                | Self::LastYear
                | Self::CeilingReason
        )
    }
}

impl CaseTable {
    /// The heading of a column, where there is one.
    pub fn heading(&self, source: CaseSource) -> &str {
        let found = self.column.iter().find(|it| it.source == source);
        found.map_or("", |it| &it.heading)
    }
}
