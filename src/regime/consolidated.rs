//! `consolidated.toml`: the workbook for the superior.
//!
//! A closed vocabulary: a column says what stands in it (`source`) and, where it
//! is computed, from which other columns (`sum`, `share`). What a source means
//! is Rust; what it is called and where it stands is the profile's.

mod check;
mod sources;
mod units;
mod words;

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::CollectiveKind;

pub use sources::{
    BranchSource, CollectiveSource, Count, GroupSource, PersonSource, ReviewColumn, Reviewed,
    StatisticsSource, TotalsSource,
};
pub use units::{AuthorityLists, AuthoritySource, UnitSums, Units};
pub use words::{AboveWords, Charts, Foot, Head, Page, StyleWords, Words};

/// The consolidated workbook of one regime.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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
    /// Names of the cell styles.
    pub styles: StyleWords,
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
    /// Members by group of similar role (`Bieu06`); a regime that knows no groups has
    /// no such sheet.
    pub groups: Option<Groups>,
    /// All members (`DS01`).
    pub members: Members,
    /// Excellent members (`DS02`).
    pub excellent: Excellent,
    /// Failing and disciplined members (`DS03`).
    pub failing: List,
    /// Exempt, not reviewed, not rated (`DS04`).
    pub unrated: Unrated,
    /// Words by đảng bộ, where the workspace has some.
    pub units: Option<Units>,
    /// Lists for each body that decides, where the workspace has units.
    pub authorities: Option<AuthorityLists>,
    /// Words of the level above a commune, where workbooks of several are put together.
    pub above: Option<AboveWords>,
    /// Charts of the members by branch; a sheet that is not printed.
    pub charts: Option<Charts>,
    /// Names by which formulas of others may call the totals of the commune.
    #[serde(default)]
    pub name: BTreeMap<String, Count>,
    /// Sections whose sheet is left out of the file: overlays write it.
    #[serde(default)]
    pub without: Vec<String>,
}

impl Consolidated {
    /// The sections in the order of their sheets.
    pub fn sections(&self) -> Vec<(&'static str, &SheetHead)> {
        let mut sections = vec![
            ("totals", &self.totals.sheet),
            ("statistics", &self.statistics.sheet),
            ("branches", &self.branches.sheet),
            ("leaders", &self.leaders.sheet),
            ("reviews", &self.reviews.sheet),
        ];
        sections.extend(self.groups.as_ref().map(|it| ("groups", &it.sheet)));
        sections.extend([
            ("members", &self.members.sheet),
            ("excellent", &self.excellent.sheet),
            ("failing", &self.failing.sheet),
            ("unrated", &self.unrated.sheet),
        ]);
        sections
    }

    /// Tells each section the titles of the others.
    pub(super) fn know_titles(&mut self) {
        let titles: Vec<String> = self.sections().iter().map(|it| it.1.title.clone()).collect();
        let mut heads = vec![
            &mut self.totals.sheet,
            &mut self.statistics.sheet,
            &mut self.branches.sheet,
            &mut self.leaders.sheet,
            &mut self.reviews.sheet,
        ];
        heads.extend(self.groups.as_mut().map(|it| &mut it.sheet));
        heads.extend([
            &mut self.members.sheet,
            &mut self.excellent.sheet,
            &mut self.failing.sheet,
            &mut self.unrated.sheet,
        ]);
        for head in heads {
            head.others = titles.iter().filter(|it| **it != head.title).cloned().collect();
        }
    }

    /// Whether the sheet of a section is left out of the file.
    pub fn goes_without(&self, section: &str) -> bool {
        self.without.iter().any(|it| it == section)
    }
}

/// Name, label and title of a sheet.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SheetHead {
    /// Name of the sheet.
    pub name: String,
    /// Label at the right edge.
    pub label: String,
    /// Title; `{year}`.
    pub title: String,
    /// The titles of the other sections: a sheet with one of these is theirs, whatever it is called.
    #[serde(skip)]
    pub others: Vec<String>,
}

/// A column of a table.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Column<S> {
    /// What stands in it.
    pub source: S,
    /// Headings that it shares with its neighbours, uppermost first.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Its own heading.
    pub heading: String,
    /// How offices head it otherwise.
    #[serde(default)]
    pub also: Vec<String>,
    /// Width in characters; none in a table that lies over another's columns.
    #[serde(default)]
    pub width: f64,
    /// Columns of the sheet that it takes.
    #[serde(default = "one")]
    pub span: u16,
    /// Whether its own heading is written from below to above, so that the column is
    /// as narrow as its numbers.
    #[serde(default)]
    pub turned: bool,
}

fn one() -> u16 {
    1
}

/// Members by branch.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuotaLines {
    /// Excellent as a share of good or better.
    pub share_good_or_better: String,
    /// Excellent as a share of good.
    pub share_good: String,
    /// The limit; `{percent}`, `{base}`, `{rounding}`.
    pub limit: String,
    /// The limit where it is the sum of groups; `{rounding}`, `{groups}`: how many.
    #[serde(default)]
    pub limit_of_groups: String,
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
    /// Said of a number within it; `{excellent}`, `{limit}`, `{groups}`.
    pub within: String,
    /// Said of a number above it; `{excellent}`, `{limit}`, `{over}`, `{groups}`.
    pub over: String,
    /// Put behind either where heads are counted by themselves; `{heads}`: the excellent ones.
    #[serde(default)]
    pub heads: String,
    /// Put behind either while a branch is out; `{accepted}`, `{branches}`.
    pub so_far: String,
    /// How earlier versions worded these lines: such a workbook is read as well.
    #[serde(default)]
    pub formerly: Vec<Formerly>,
}

/// An earlier wording of a line below a table.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Formerly {
    /// How the line begins now.
    pub now: String,
    /// How it began before.
    pub was: String,
}

/// Members by criterion, and by kind of branch.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Labelled {
    /// The heading.
    pub heading: String,
    /// The width.
    pub width: f64,
}

/// A row of `Bieu02`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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

/// The branches.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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

/// Leadership collectives, leaders and managers, in three parts.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leaders {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Kinds of collectives in the first part; branches have their own sheet.
    pub kinds: Vec<CollectiveKind>,
    /// By which words the headings of the parts are known where an office words them otherwise.
    pub managed: Managed,
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
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reviews {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<ReviewColumn>>,
    /// Its rows, in order.
    pub row: Vec<ReviewRow>,
}

/// A row of `Bieu05`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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

impl Reviews {
    /// The rows that no form has a source for.
    pub fn rows_for_the_hand(&self) -> impl Iterator<Item = &ReviewRow> {
        self.row.iter().filter(|it| it.by_hand)
    }
}

/// Members by group of similar role.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Groups {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<GroupSource>>,
    /// The note of a group with a decision; `{percent}`, `{number}`, `{date}`.
    pub decided: String,
    /// The note of a group that is too small for an excellent member.
    pub small: String,
    /// The note of those for whom no quota holds.
    #[serde(default)]
    pub outside: String,
    /// What stands below the table.
    pub remark: String,
}

/// The list of all members.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Members {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
    /// Headings of its parts by who decides; without them it has none.
    pub authority: Option<Authorities>,
    /// What stands in it shortened, and what explains that.
    #[serde(default)]
    pub short: Shortened,
}

/// What stands shortened in a list, so that a member takes one line of paper.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Shortened {
    /// Ratings in the columns of quarters, by their key, e.g. `excellent`; others stand
    /// as everywhere.
    pub rating: BTreeMap<String, String>,
    /// A group without a code of its own in `group-code`: by `{number}`, its place in the
    /// sheet of groups. Empty: by its name.
    pub group: String,
    /// The note on a lower inferred ceiling, in `note-short`; `{rating}`. Empty: in full.
    pub ceiling_inferred: String,
    /// Words that are no post, left out in `posts-short` beside another post.
    pub no_post: Vec<String>,
    /// Why a member is not rated, in `note-short`: by the key of the form's drop-down.
    pub eligibility: BTreeMap<String, String>,
    /// Lines below the list that explain what is in it: `{groups}`, `{ratings}`,
    /// `{posts}`, `{ceiling}`, `{eligibilities}`. A line that would explain nothing is left out.
    pub legend: Vec<String>,
}

/// The words of headings of leaders.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Managed {
    /// That somebody manages them.
    pub by: String,
    /// The committee of the commune.
    pub committee: String,
    /// A part that committees of both levels have: of which one, only the heading's number tells.
    pub either: String,
    /// Committees above one of a commune.
    pub above: Vec<String>,
}

/// Headings of the parts of a list by who decides on its members.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authorities {
    /// Members on whom the superior decides.
    pub superior: String,
    /// Members on whom the committee decides; `{committee}`.
    pub committee: String,
}

/// A list of members.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct List {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
}

/// The list of excellent members.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Excellent {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
    /// The line of the quota; `{limit}`, `{excellent}`, `{over}`.
    pub line: String,
    /// The band of a group, where the quota is counted in groups; `{group}`.
    #[serde(default)]
    pub group: String,
    /// Added to it where the last above and the first below have equal votes.
    pub line_tied: String,
    /// Added to it while a branch is out.
    pub line_so_far: String,
}

/// The list of members who are not rated.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Unrated {
    /// Name, label and title.
    pub sheet: SheetHead,
    /// Its columns.
    pub column: Vec<Column<PersonSource>>,
    /// Heading of the guests, who are in no total.
    pub guests: String,
}
