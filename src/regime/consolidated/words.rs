//! What every sheet shares: paper, head, foot, and the words within the tables.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::text::fold;

/// Words of a workbook that puts those of several communes together.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AboveWords {
    /// Words before the name of a place in the name of a đảng bộ or its committee, and what they say of
    /// the place.
    pub prefixes: BTreeMap<String, String>,
    /// A branch, and whose it is; `{branch}`, `{commune}`.
    pub branch: String,
    /// On whose behalf it is signed, where no setting says it; `{body}`.
    pub signature: String,
    /// Below the titles, where every workbook is final; `{accepted}`, `{communes}`.
    pub r#final: String,
    /// The same where some are not; `{drafts}` too.
    pub draft: String,
    /// The line of the limit of the quota.
    pub limit: String,
}

impl AboveWords {
    /// The place of a đảng bộ or its committee, e.g. `xã Bình An`.
    pub fn place(&self, name: &str) -> String {
        let name = name.trim();
        let Some((prefix, kind)) = self.prefix(name) else { return name.to_owned() };
        let words = prefix.split_whitespace().count();
        let own = name.split_whitespace().skip(words).collect::<Vec<_>>().join(" ");
        if kind.is_empty() { own } else { format!("{kind} {own}") }
    }

    /// On whose behalf a committee of this name signs; none where its name begins in another way.
    pub fn signs(&self, committee: &str) -> Option<String> {
        let (body, _) = self.prefix(committee)?;
        Some(self.signature.replace("{body}", &body.to_uppercase()))
    }

    fn prefix(&self, name: &str) -> Option<(&String, &String)> {
        let wanted = fold(name);
        let is_its = |it: &(&String, &String)| {
            wanted.strip_prefix(&fold(it.0)).is_some_and(|rest| rest.starts_with(' '))
        };
        self.prefixes.iter().find(is_its)
    }
}

/// The charts of `Bieu01`, on a sheet of their own below a small table.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Charts {
    /// Name of the sheet.
    pub sheet: String,
    /// Its title; `{year}`.
    pub title: String,
    /// What is said of it: that it is not printed.
    pub note: String,
    /// Heading of the column of branches.
    pub branch: String,
    /// Title of the chart of all branches.
    pub by_branch: String,
    /// Title of the chart of the commune.
    pub commune: String,
    /// Title of the chart of the quota; none, no such chart.
    #[serde(default)]
    pub quota: String,
    /// Its columns: the excellent members.
    #[serde(default)]
    pub proposed: String,
    /// Its marks: the limit.
    #[serde(default)]
    pub limit: String,
}

/// Paper and font. The paper is A4, landscape.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Page {
    /// Font of every cell.
    pub font: String,
    /// Margins in millimetres: top, right, bottom, left.
    pub margins_mm: [u8; 4],
}

/// What stands above every table. Superior and committee stand in capitals.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Foot {
    /// Lines on the left.
    pub left: Vec<String>,
    /// Lines on the right.
    pub right: Vec<String>,
}

/// Short texts within the tables.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Words {
    /// The row that adds up.
    pub total: String,
    /// How offices call that row otherwise.
    #[serde(default)]
    pub total_also: Vec<String>,
    /// What is counted in brackets behind the name of a branch, as offices type it: `(10 đảng viên)`.
    #[serde(default)]
    pub counts: Vec<String>,
    /// What stands in place of a rating of somebody who is not rated.
    #[serde(default)]
    pub no_rating: Vec<String>,
    /// A part of a table without rows.
    pub nobody: String,
    /// What a heading that stands alone in a row has, and the name of a person has not.
    pub part_words: Vec<String>,
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
    /// A collective that is reviewed with its committee.
    #[serde(default)]
    pub small_collective: String,
    /// The ratings of the quarters in a note; `{quarters}`.
    #[serde(default)]
    pub quarters: String,
    /// Below a list; `{count}`.
    pub closing: String,
    /// Below the table that stands where a number of the series is missing; `{labels}`, `{year}`.
    #[serde(default)]
    pub left_out: String,
}

impl Words {
    /// The name of a branch without the count in brackets behind it.
    pub fn without_count<'a>(&self, name: &'a str) -> &'a str {
        let name = name.trim();
        let Some((bare, count)) = name.strip_suffix(')').and_then(|it| it.rsplit_once('(')) else {
            return name;
        };
        let count = fold(count);
        let what = count.trim_start_matches(|it: char| it.is_ascii_digit());
        let is_it = |it: &String| fold(it) == what.trim_start();
        let is_count = what.len() < count.len() && self.counts.iter().any(is_it);
        if is_count && !bare.trim().is_empty() { bare.trim_end() } else { name }
    }

    /// Whether a text stands in place of a rating: dashes, or words for that there is none.
    pub fn is_no_rating(&self, text: &str) -> bool {
        let text = fold(text);
        text.is_empty() || self.no_rating.iter().any(|it| fold(it) == text)
    }

    /// Which of these labels is that of the sum, each with its row: that of the form's word, else the last one
    /// of the other words, for parts of a table may have sums of their own. How many there are may stand behind.
    pub fn sum_row<'a>(&self, labels: impl Iterator<Item = (u32, &'a str)>) -> Option<u32> {
        let own = fold(&self.total);
        let also: Vec<String> = self.total_also.iter().map(|it| fold(it)).collect();
        let is_it = |label: &str, word: &str| {
            label.strip_prefix(word).is_some_and(|rest| {
                let is_count = |it: &str| it.starts_with(|it: char| it.is_ascii_digit());
                rest.is_empty() || rest.strip_prefix(' ').is_some_and(is_count)
            })
        };
        let mut other = None;
        for (row, label) in labels {
            let label = fold(label);
            if is_it(&label, &own) {
                return Some(row);
            }
            if also.iter().any(|it| is_it(&label, it)) {
                other = Some(row);
            }
        }
        other
    }
}

/// The words of which the names of cell styles are made, as Excel's gallery shows them:
/// where, what, face, place, as in "Bảng số đậm giữa (11)".
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StyleWords {
    /// A cell of a table: one with lines round it.
    pub table: String,
    /// A cell outside the tables.
    pub outside: String,
    /// Text, or a number as it comes.
    pub text: String,
    /// A number of people.
    pub count: String,
    /// A share in percent.
    pub share: String,
    /// A day.
    #[serde(default)]
    pub date: String,
    /// Bold.
    pub bold: String,
    /// Italic.
    pub italic: String,
    /// Underlined.
    pub underlined: String,
    /// Between thick lines.
    pub barred: String,
    /// Its text begins at the left.
    pub left: String,
    /// Its text stands in the middle.
    pub center: String,
    /// Its text ends at the right.
    pub right: String,
    /// Before the number of steps that a text is moved in.
    pub indented: String,
    /// Written from below to above.
    #[serde(default)]
    pub turned: String,
}
