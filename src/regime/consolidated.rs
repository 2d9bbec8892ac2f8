//! `consolidated.toml`: the workbook for the superior.
//!
//! A closed vocabulary: a column says what stands in it (`source`) and, where it
//! is computed, from which other columns (`sum`, `share`). What a source means
//! is Rust; what it is called and where it stands is the profile's.

mod check;

use serde::Deserialize;

use crate::model::{CollectiveKind, Rating, Tally};

/// The consolidated workbook of one regime: nine sheets.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Consolidated {
    /// Title of the file, in its properties.
    pub title: String,
    /// Paper and font.
    pub page: Page,
    /// What stands above every table.
    pub head: Head,
    /// Who signs below every table.
    pub foot: Foot,
    /// Short texts within the tables.
    pub words: Words,
    /// Members by branch (`Bieu01`).
    pub totals: Totals,
    /// Members by criterion (`Bieu02`).
    pub statistics: Statistics,
    /// Branches (`Bieu03`).
    pub branches: Branches,
    /// Leadership collectives, leaders and managers (`Bieu04`).
    pub leaders: Leaders,
    /// Review (`Bieu05`).
    pub reviews: Reviews,
    /// All members (`DS01`).
    pub members: List,
    /// Excellent members (`DS02`).
    pub excellent: Excellent,
    /// Failing and disciplined members (`DS03`).
    pub failing: List,
    /// Exempt, not reviewed, not rated (`DS04`).
    pub unrated: Unrated,
}

/// Paper and font. The paper is A4, landscape.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Page {
    /// Font of every cell.
    pub font: String,
    /// Margins in millimetres: top, right, bottom, left.
    pub margins_mm: [u8; 4],
}

/// What stands above every table. Superior and committee stand in capitals.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Head {
    /// Left, below superior and committee.
    pub mark: String,
    /// Right, first line.
    pub party: String,
    /// Right, second line; `{place}`, `{year}`.
    pub place_and_date: String,
    /// Stands for a place that the workspace does not name.
    pub no_place: String,
    /// Below the title; `{committee}`.
    pub attached: String,
    /// Below that: which ratings are counted.
    pub basis: String,
    /// Added to it while a branch is out; `{accepted}`, `{branches}`.
    pub partial: String,
}

/// Who signs: lines on the left and on the right, the first of each in bold.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Foot {
    /// Lines on the left.
    pub left: Vec<String>,
    /// Lines on the right.
    pub right: Vec<String>,
}

/// Short texts within the tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Words {
    /// The row that adds up.
    pub total: String,
    /// A part of a table without rows.
    pub nobody: String,
    /// The cross in a column of marks.
    pub mark: String,
    /// A branch without a form.
    pub missing: String,
    /// A branch whose form goes back.
    pub returned: String,
    /// A branch too young to be rated.
    pub new_branch: String,
    /// Another branch that is not rated.
    pub unrated_branch: String,
    /// A proposal that differs from the self-rating beside it; `{rating}`.
    pub proposal: String,
    /// The ceiling with inferred conditions, where it is lower; `{rating}`.
    pub ceiling_inferred: String,
    /// A finding let through; `{reason}`, `{by}`.
    pub waived: String,
    /// A guest.
    pub guest: String,
    /// Below a list; `{count}`.
    pub closing: String,
}

/// Name, label and title of a sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SheetHead {
    /// Name of the sheet.
    pub name: String,
    /// Label at the right edge.
    pub label: String,
    /// Title; `{year}`.
    pub title: String,
}

/// A column of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Column<S> {
    /// What stands in it.
    pub source: S,
    /// Headings that it shares with its neighbours, uppermost first.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Its own heading.
    pub heading: String,
    /// Width in characters; none in a table that lies over another's columns.
    #[serde(default)]
    pub width: f64,
    /// Columns of the sheet that it takes.
    #[serde(default = "one")]
    pub span: u16,
}

fn one() -> u16 {
    1
}

/// A number of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

/// Members by branch.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Totals {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// The row of a kind of branches; `{kind}`, `{branches}`.
    pub group: String,
    /// Its columns.
    pub column: Vec<Column<TotalsSource>>,
    /// The lines on the quota below the table.
    pub quota: QuotaLines,
}

/// The lines on the quota of excellent members.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuotaLines {
    /// Excellent as a share of good or better.
    pub share_good_or_better: String,
    /// Excellent as a share of good.
    pub share_good: String,
    /// The limit; `{percent}`, `{base}`, `{rounding}`.
    pub limit: String,
    /// `{base}` for `quota-base = "good"`.
    pub base_good: String,
    /// `{base}` for `quota-base = "good-or-better"`.
    pub base_good_or_better: String,
    /// `{rounding}` for `quota-rounding = "down"`.
    pub rounding_down: String,
    /// `{rounding}` for `quota-rounding = "nearest"`.
    pub rounding_nearest: String,
    /// `{rounding}` for `quota-rounding = "up"`.
    pub rounding_up: String,
    /// Said of a number within it; `{excellent}`, `{limit}`.
    pub within: String,
    /// Said of a number above it; `{excellent}`, `{limit}`, `{over}`.
    pub over: String,
    /// Put behind either while a branch is out; `{accepted}`, `{branches}`.
    pub so_far: String,
}

/// Members by criterion, and by kind of branch.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Statistics {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Heading and width of the criteria.
    pub criterion: Labelled,
    /// Heading and width of the sum over all branches.
    pub total: Labelled,
    /// Heading and width of the share.
    pub share: Labelled,
    /// Heading over the kinds of branches, and width of each.
    pub kinds: Labelled,
    /// Its rows, in order.
    pub row: Vec<StatisticsRow>,
}

/// A heading and a width in characters.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Labelled {
    /// The heading.
    pub heading: String,
    /// The width.
    pub width: f64,
}

/// A row of `Bieu02`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StatisticsRow {
    /// The criterion.
    pub label: String,
    /// The number; a row without one is a heading.
    pub source: Option<StatisticsSource>,
    /// What the number is a share of.
    pub of: Option<Count>,
    /// How far the label stands in.
    #[serde(default)]
    pub indent: u8,
}

/// A number in a row of `Bieu02`: a column of `Bieu01`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum StatisticsSource {
    /// A number of members.
    Count(Count),
    /// Members rated unsatisfactory for a cause, by its key on the form.
    Cause(String),
}

/// What stands in a column of `Bieu03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

/// The branches.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Branches {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<BranchSource>>,
    /// Heading of the small table below.
    pub summary: String,
    /// Its column of numbers.
    pub summary_count: String,
    /// Its column of shares.
    pub summary_share: String,
    /// Its row of the branches that are rated.
    pub summary_rated: String,
    /// Its row of the branches that are not.
    pub summary_unrated: String,
}

/// What stands in a column of a collective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

/// Leadership collectives, leaders and managers, in three parts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leaders {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Kinds of collectives in the first part; branches have their own sheet.
    pub kinds: Vec<CollectiveKind>,
    /// Heading of the first part.
    pub collectives: String,
    /// Heading of the second part.
    pub superior: String,
    /// Heading of the third part; `{committee}`.
    pub committee: String,
    /// Columns of the first part; their spans cover the persons' columns.
    pub collective: Vec<Column<CollectiveSource>>,
    /// Columns of the other parts.
    pub column: Vec<Column<PersonSource>>,
}

/// The review, over the commune.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reviews {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<ReviewColumn>>,
    /// Its rows, in order.
    pub row: Vec<ReviewRow>,
}

/// A column of `Bieu05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

/// A row of `Bieu05`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReviewRow {
    /// Its number.
    #[serde(default)]
    pub number: String,
    /// What is counted.
    pub label: String,
    /// Collectives, where they are counted.
    pub collectives: Option<Reviewed>,
    /// Members, where they are counted.
    pub members: Option<Reviewed>,
    /// No form has a source for it: left for the hand, and said so.
    #[serde(default)]
    pub by_hand: bool,
}

/// A number of `Bieu05`. Of collectives only the first four can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

impl Reviews {
    /// The rows that no form has a source for.
    pub fn rows_for_the_hand(&self) -> impl Iterator<Item = &ReviewRow> {
        self.row.iter().filter(|it| it.by_hand)
    }
}

/// What stands in a column of a list of persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
    /// The member's own rating.
    SelfRating,
    /// Rating as cán bộ, công chức, viên chức.
    StateRating,
    /// The rating that counts: the branch's proposal, of a member who is rated.
    Proposal,
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
}

/// A list of members.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct List {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
}

/// The list of excellent members.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Excellent {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
    /// The line of the quota; `{limit}`, `{excellent}`, `{over}`.
    pub line: String,
    /// Added to it where the last above and the first below have equal votes.
    pub line_tied: String,
    /// Added to it while a branch is out.
    pub line_so_far: String,
}

/// The list of members who are not rated.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Unrated {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
    /// Heading of the guests, who are in no total.
    pub guests: String,
}
