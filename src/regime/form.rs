//! `form.toml`: what stands on the form that a branch fills.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{Field, Info, Record, SlotRef};

pub use crate::model::{CollectiveField, InfoField, MemberField, ScoreField};

/// The form of one regime.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Form {
    /// The code printed on it, e.g. `XL-2019-HD21`.
    pub code: String,
    /// What stands at the top right of each sheet.
    pub letterhead: String,
    /// Name of the hidden sheet with the entries of the drop-downs.
    pub lists_sheet: String,
    /// Member rows of a blank form.
    pub spare_rows: u32,
    /// Collective rows of a blank form.
    pub spare_collectives: u32,
    /// Words that end the table of members, wherever they stand in a row.
    pub end_marks: Vec<String>,
    /// Those of them after which the number of members may stand.
    #[serde(default)]
    pub total_marks: Vec<String>,
    /// Words that follow one another, with others between them, in a line that
    /// ends the table of members: the place and date above the signatures.
    #[serde(default)]
    pub end_patterns: Vec<String>,
    /// Words with which programs end the label of a row of sums, as in `Nam Total`.
    #[serde(default)]
    pub sum_endings: Vec<String>,
    /// Words of a line with a total.
    #[serde(default)]
    pub totals: TotalWords,
    /// Drop-down lists by name.
    pub choice: BTreeMap<String, Vec<Choice>>,
    /// Names of ethnic groups.
    pub ethnicities: Ethnicities,
    /// Sheet 1.
    pub info: InfoSheet,
    /// Sheet 2.
    pub members: TableSheet<MemberField>,
    /// Sheet 3.
    pub collectives: TableSheet<CollectiveField>,
    /// The optional sheet on which members' points are split into sub-criteria. No
    /// regulation says which there are: superiors detail them, each in an overlay.
    pub scoring: Option<TableSheet<ScoreField>>,
    /// The sheet that tells how to fill the form.
    pub guide: Guide,
}

/// One entry of a drop-down list.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The program's name for it.
    pub key: String,
    /// What the form shows.
    pub label: String,
    /// What people also write.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Words by which the numbers of a line that begins like a total are told apart.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TotalWords {
    /// What members are called behind their number.
    pub people: Vec<String>,
    /// What else is counted: the number before it is none of people, nor is one behind it
    /// that does not say so.
    pub others: Vec<String>,
    /// What a number behind it names: a day, a village.
    pub named: Vec<String>,
    /// Groups into which a list may be divided, each with a total of its own.
    pub groups: Vec<String>,
    /// What a branch is called, which may have the name of a group.
    pub branch: Vec<String>,
    /// Kinds of members: the number is of these alone.
    pub kinds: Vec<String>,
    /// Those of the kinds of which each member is one.
    pub everybody: Vec<String>,
    /// Words behind which a total is broken down.
    pub breakdown: Vec<String>,
    /// Words between two numbers that belong to one another.
    pub and: Vec<String>,
}

/// Names of ethnic groups.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ethnicities {
    /// The names offered.
    pub names: Vec<String>,
    /// Names that are accepted without a word, but not offered.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What may stand in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Free text.
    Text,
    /// A card number: text whose leading zeros matter.
    Card,
    /// The name of an ethnic group; others are accepted with a notice.
    Ethnicity,
    /// A date, as precise as typed.
    Date,
    /// A year.
    Year,
    /// A whole number from 0.
    Count,
    /// A percentage, 0 to 200.
    Percent,
    /// Points with two decimals, 0 to what the column says.
    Points,
    /// A number of months, 0 to 12.
    Months,
    /// One of the four ratings.
    Rating,
    /// One of the four grades.
    Grade,
    /// Có or Không.
    YesNo,
    /// An entry of the list named by `choice`.
    Choice,
}

/// Sheet 1: a list of facts, one a row.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InfoSheet {
    /// Name of the sheet.
    pub sheet: String,
    /// Title; `{year}` is the rating year.
    pub title: String,
    /// Headings of the four columns.
    pub headings: InfoHeadings,
    /// Its rows, in order; the printed TT is the place in this list.
    pub row: Vec<InfoRow>,
}

/// Headings of sheet 1.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InfoHeadings {
    /// TT.
    pub number: String,
    /// Nội dung.
    pub label: String,
    /// Số liệu, thông tin.
    pub value: String,
    /// Cách ghi.
    pub how: String,
}

/// A row of sheet 1.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InfoRow {
    /// Which fact.
    pub field: InfoField,
    /// What the form calls it.
    pub label: String,
    /// What else it is called.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What may be typed.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Name of the drop-down list, for `type = "choice"`.
    pub choice: Option<String>,
    /// Missing or empty is an error.
    #[serde(default)]
    pub required: bool,
    /// Missing or empty is a warning.
    #[serde(default)]
    pub expected: bool,
    /// What the person who fills it is told.
    pub how: String,
}

impl InfoSheet {
    /// The facts with what is in their places.
    pub fn slots<'a>(&'a self, info: &'a Info) -> impl Iterator<Item = (&'a InfoRow, SlotRef<'a>)> {
        self.row.iter().map(|it| (it, info.slot(it.field, None)))
    }
}

/// A table: sheet 2 or sheet 3.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields, bound(deserialize = "F: Deserialize<'de>"))]
#[cfg_attr(test, schemars(bound = "F: JsonSchema"))]
pub struct TableSheet<F> {
    /// Name of the sheet.
    pub sheet: String,
    /// Title; `{year}` is the rating year.
    pub title: String,
    /// Its columns, in the order of the blank form.
    pub column: Vec<Column<F>>,
}

impl<F: Field> TableSheet<F> {
    /// The columns with what is in them in the row of `record`.
    pub fn slots<'a, R: Record<Field = F>>(
        &'a self,
        record: &'a R,
    ) -> impl Iterator<Item = (&'a Column<F>, SlotRef<'a>)> {
        self.column.iter().map(|it| (it, record.slot(it.field, it.criterion.as_deref())))
    }

    /// Its columns by their fields.
    pub fn places(&self) -> Places<'_, F> {
        let mut places = vec![None; F::ALL.len()];
        for (place, column) in self.column.iter().enumerate() {
            places[column.field.index()].get_or_insert(place);
        }
        let all = self.column.iter().enumerate();
        let criteria = all.filter_map(|(place, it)| {
            let (key, heading) = (it.criterion.as_deref()?.into(), it.heading.as_str().into());
            Some(CriterionColumn { place, key, heading, task: it.task, most: it.most })
        });
        Places { columns: &self.column, by_field: places, criteria: criteria.collect() }
    }
}

/// The columns of a table by their fields, looked up once for all rows.
#[derive(Clone, Debug)]
pub struct Places<'a, F> {
    columns: &'a [Column<F>],
    by_field: Vec<Option<usize>>,
    criteria: Vec<CriterionColumn>,
}

/// The column of a criterion; all rows share what it is called.
#[derive(Clone, Debug)]
pub struct CriterionColumn {
    /// Its place among the columns.
    pub place: usize,
    /// The criterion's key in the profile.
    pub key: Arc<str>,
    /// Its heading on the form.
    pub heading: Arc<str>,
    /// Whether the criterion is on results of tasks.
    pub task: bool,
    /// Most points.
    pub most: Option<u32>,
}

impl<'a, F: Field> Places<'a, F> {
    /// Place of the column for `field` (the first, for criteria).
    pub fn of(&self, field: F) -> Option<usize> {
        self.by_field[field.index()]
    }

    /// The column for `field`.
    pub fn column(&self, field: F) -> Option<&'a Column<F>> {
        self.columns.get(self.of(field)?)
    }

    /// Name of the list that the column for `field` chooses from, empty without one.
    pub fn list(&self, field: F) -> &'a str {
        self.column(field).and_then(|it| it.choice.as_deref()).unwrap_or("")
    }

    /// The columns of criteria, in the order of the form.
    pub fn criteria(&self) -> &[CriterionColumn] {
        &self.criteria
    }
}

/// When the cells of a column have to be filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// Never.
    #[default]
    Optional,
    /// For every row.
    Always,
    /// For rows that are rated; other rows leave the cell empty.
    Rated,
    /// For rows that are rated; other rows may fill it.
    Reviewed,
}

/// A column of a table.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of form.toml of its own")]
pub struct Column<F> {
    /// Which field.
    pub field: F,
    /// The program's name of the criterion, for `field = "criterion"`.
    pub criterion: Option<String>,
    /// Whether the criterion is on results of tasks.
    #[serde(default)]
    pub task: bool,
    /// Upper heading, where several columns share one.
    #[serde(default)]
    pub group: String,
    /// Lower heading.
    pub heading: String,
    /// Other headings that mean the same.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What may be typed.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Name of the drop-down list, for `type = "choice"`.
    pub choice: Option<String>,
    /// Whether the column has to be there (the `*` of the form).
    #[serde(default)]
    pub required: bool,
    /// When its cells have to be filled.
    #[serde(default)]
    pub fill: Fill,
    /// Whether forms are out that were made before there was this column: nothing is said
    /// where an optional one is not there.
    #[serde(default)]
    pub added: bool,
    /// Whether rows that are not rated leave it empty, although `fill` asks nothing.
    #[serde(default)]
    pub unrated_empty: bool,
    /// Whether the printed table goes on with this column on another page.
    #[serde(default)]
    pub new_page: bool,
    /// The most points, for `type = "points"`.
    pub most: Option<u32>,
    /// Whose rows have to fill it, where only some of those that are rated do: a key
    /// of the list `self-form`.
    pub only_for: Option<String>,
    /// Width on the blank form, in characters.
    pub width: f64,
    /// What the person who fills it is told.
    pub how: String,
}

impl<F> Column<F> {
    /// Whether rows that are not rated have to leave the cell empty.
    pub fn empty_when_unrated(&self) -> bool {
        self.unrated_empty || self.fill == Fill::Rated
    }

    /// Both headings as one text: `group / heading`.
    pub fn full_heading(&self) -> String {
        if self.group.is_empty() {
            self.heading.clone()
        } else {
            format!("{} / {}", self.group, self.heading)
        }
    }
}

/// The sheet that tells how to fill the form.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Name of the sheet.
    pub sheet: String,
    /// Title; `{year}` is the rating year.
    pub title: String,
    /// Numbered sentences; the columns' own hints follow them.
    pub lines: Vec<String>,
}

impl Form {
    /// The column of sheet 2 for `field` (the first, for criteria).
    pub fn member_column(&self, field: MemberField) -> Option<&Column<MemberField>> {
        self.members.column.iter().find(|it| it.field == field)
    }

    /// The column of sheet 3 for `field` (the first, for criteria).
    pub fn collective_column(&self, field: CollectiveField) -> Option<&Column<CollectiveField>> {
        self.collectives.column.iter().find(|it| it.field == field)
    }

    /// The row of sheet 1 for `field`.
    pub fn info_row(&self, field: InfoField) -> Option<&InfoRow> {
        self.info.row.iter().find(|it| it.field == field)
    }

    /// Whether some criterion has a grade.
    pub(super) fn has_grades(&self) -> bool {
        let members = self.members.column.iter().map(|it| it.kind);
        members.chain(self.collectives.column.iter().map(|it| it.kind)).any(|it| it == Kind::Grade)
    }

    /// Refuses a form that contradicts itself, or that Excel could not show.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut fields = BTreeSet::new();
        for row in &self.info.row {
            if !fields.insert(row.field) {
                return Err(format!(
                    "two rows of {} have the field of {:?}",
                    self.info.sheet, row.label
                ));
            }
            self.check_kind(row.kind, row.choice.as_deref(), &row.label)?;
            check_hint(&row.how, &row.label)?;
        }
        self.check_table(&self.members, MemberField::Criterion)?;
        self.check_table(&self.collectives, CollectiveField::Criterion)?;
        if let Some(scoring) = &self.scoring {
            self.check_table(scoring, ScoreField::Criterion)?;
            self.check_scoring(scoring)?;
        }
        for (name, options) in &self.choice {
            let keys: BTreeSet<_> = options.iter().map(|it| &it.key).collect();
            if keys.len() < options.len() {
                return Err(format!("the list {name:?} has a key twice"));
            }
        }
        let eligibility = self.choice.get("eligibility").map_or(&[][..], Vec::as_slice);
        if !eligibility.is_empty() && eligibility.iter().all(|it| it.key != "rated") {
            return Err("the list of eligibility needs \"rated\"".to_owned());
        }
        Ok(())
    }

    fn check_table<F: Copy + Ord>(
        &self,
        table: &TableSheet<F>,
        criterion: F,
    ) -> Result<(), String> {
        let mut fields = BTreeSet::new();
        let mut criteria = BTreeSet::new();
        let mut headings = BTreeSet::new();
        for column in &table.column {
            let heading = column.full_heading();
            self.check_kind(column.kind, column.choice.as_deref(), &heading)?;
            check_hint(&column.how, &heading)?;
            if (column.kind == Kind::Points) != column.most.is_some() {
                return Err(format!("{heading:?}: points, and they alone, say how many at most"));
            }
            let forms = self.choice.get("self-form").map_or(&[][..], Vec::as_slice);
            if let Some(key) = &column.only_for
                && forms.iter().all(|it| it.key != *key)
            {
                return Err(format!("{heading:?}: there is no self-form {key:?}"));
            }
            if !headings.insert(heading.clone()) {
                return Err(format!("{} has the heading {heading:?} twice", table.sheet));
            }
            let is_new = match (column.field == criterion, &column.criterion) {
                (true, Some(key)) => criteria.insert(key.clone()),
                (false, None) => fields.insert(column.field),
                (true, None) => return Err(format!("{heading:?} names no criterion")),
                (false, Some(_)) => {
                    return Err(format!("{heading:?} is not a criterion, but names one"));
                }
            };
            if !is_new {
                return Err(format!("the field of {heading:?} stands twice in {}", table.sheet));
            }
        }
        Ok(())
    }

    /// Sub-criteria have points, and together as many as the group that they split up.
    fn check_scoring(&self, scoring: &TableSheet<ScoreField>) -> Result<(), String> {
        if scoring.column.iter().all(|it| it.field != ScoreField::Name) {
            return Err(format!("{} has no column of names", scoring.sheet));
        }
        let criteria = || scoring.column.iter().filter(|it| it.field == ScoreField::Criterion);
        if let Some(other) = criteria().find(|it| it.kind != Kind::Points) {
            return Err(format!("{:?} has no points", other.full_heading()));
        }
        for (task, field) in [(false, MemberField::General), (true, MemberField::Task)] {
            let Some(whole) = self.member_column(field) else {
                return Err(format!("{} has no points that could be split up", self.members.sheet));
            };
            let parts: u64 = criteria()
                .filter(|it| it.task == task)
                .map(|it| u64::from(it.most.unwrap_or(0)))
                .sum();
            let most = whole.most.unwrap_or(0);
            if parts != u64::from(most) {
                let heading = whole.full_heading();
                return Err(format!(
                    "the points of {} add up to {parts}, but {heading:?} has {most}",
                    scoring.sheet
                ));
            }
        }
        Ok(())
    }

    fn check_kind(&self, kind: Kind, choice: Option<&str>, heading: &str) -> Result<(), String> {
        match (kind, choice) {
            (Kind::Choice, Some(name)) if self.choice.contains_key(name) => Ok(()),
            (Kind::Choice, _) => Err(format!("{heading:?} names no known list")),
            (_, None) => Ok(()),
            (_, Some(_)) => Err(format!("{heading:?} names a list, but is not a choice")),
        }
    }
}

/// Excel shows a hint of at most 255 UTF-16 units beside a cell.
fn check_hint(how: &str, heading: &str) -> Result<(), String> {
    const MOST: usize = 255;
    match how.encode_utf16().count() {
        length if length > MOST => {
            Err(format!("the hint of {heading:?} has {length} characters; Excel shows {MOST}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_as_long_as_excel_shows() {
        assert!(check_hint(&"ế".repeat(255), "Họ và tên").is_ok());
        let refused = check_hint(&"ế".repeat(256), "Họ và tên").unwrap_err();
        assert!(refused.contains("256"), "{refused}");
    }
}
