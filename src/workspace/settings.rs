//! What a regulation leaves open, and bounds on what is read.

use std::num::NonZeroU32;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::unusable;
use crate::file_errors::FileError;
use crate::model::Aid;
use crate::typed;

/// What a regulation leaves open. Each default is what the text says most plainly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// What the quota of excellent members is a share of.
    pub quota_base: QuotaBase,
    /// How a share of the base becomes a number of people.
    pub quota_rounding: QuotaRounding,
    /// How members over a quota are ordered, the first first; as the regulation's profile says where
    /// nothing is.
    pub quota_order: Vec<Aid>,
    /// Two different files of one branch.
    pub duplicates: Duplicates,
    /// Whether missing ballots are an error.
    pub require_ballots: bool,
    /// The least share of valid ballots for the proposed rating.
    pub vote_threshold: VoteThreshold,
    /// The day at which "under six months" is measured.
    pub six_month_date: SixMonthDate,
    /// Whether the secretary's rating may not be above the branch's; where it is not said,
    /// the regulation of the year decides.
    pub head_cap: Option<bool>,
    /// Whether a thôn branch has bodies of its own level to compare with.
    pub village_bodies: bool,
    /// Whether heads are counted in the quota of the other members.
    pub quota_heads: QuotaHeads,
    /// Who is a head.
    pub heads: Heads,
}

/// Bounds on what is read, where they are not the usual ones; none can be nought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Raised {
    /// Megabytes of a file.
    pub file_mb: Option<NonZeroU32>,
    /// Parts of a package.
    pub entries: Option<NonZeroU32>,
    /// Megabytes of a package when inflated.
    pub inflated_mb: Option<NonZeroU32>,
    /// Megabytes of the parts that are read.
    pub sheets_mb: Option<NonZeroU32>,
    /// How many times smaller than inflated a part may be packed.
    pub ratio: Option<NonZeroU32>,
    /// Megabytes of the table of shared texts.
    pub texts_mb: Option<NonZeroU32>,
    /// Entries of it.
    pub texts: Option<NonZeroU32>,
    /// Megabytes of the texts of all cells, a shared one counted for each cell that shows it.
    pub cell_texts_mb: Option<NonZeroU32>,
    /// Formats of cells.
    pub styles: Option<NonZeroU32>,
    /// Cells with content.
    pub cells: Option<NonZeroU32>,
    /// Merged regions of a sheet.
    pub merges: Option<NonZeroU32>,
    /// Rows of a list, such as that of the members.
    pub list_rows: Option<NonZeroU32>,
    /// Rows of a sheet.
    pub rows: Option<NonZeroU32>,
    /// Columns of a sheet.
    pub columns: Option<NonZeroU32>,
    /// Megabytes that all files together may take while they are read.
    pub memory_mb: Option<NonZeroU32>,
    /// Megabytes that reading another format than xlsx may take.
    pub apart_mb: Option<NonZeroU32>,
    /// Seconds that it may take.
    pub seconds: Option<NonZeroU32>,
    /// Files of the inbox.
    pub files: Option<NonZeroU32>,
}

/// What the quota of excellent members is a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QuotaBase {
    /// Members rated good: the text's words.
    #[default]
    Good,
    /// Members rated good or excellent.
    GoodOrBetter,
}

/// How a share of the base becomes a number of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QuotaRounding {
    /// "Không vượt quá": down.
    #[default]
    Down,
    /// To the nearest number, halves up.
    Nearest,
    /// Up.
    Up,
}

/// Whether heads are counted in the quota of the other members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QuotaHeads {
    /// Like everybody.
    #[default]
    Inside,
    /// They are counted by themselves, without a quota.
    Outside,
}

/// Who is a head, where heads are counted by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Heads {
    /// The secretary, and whoever is a leader by the form's column.
    #[default]
    Both,
    /// The secretary of the branch.
    Secretary,
    /// Who is a leader by the form's column.
    Leaders,
}

/// What two different files of one branch are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// An error that names both.
    #[default]
    Error,
    /// The one last modified, by the date inside the file, counts.
    Newest,
}

/// The day at which "under six months" is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SixMonthDate {
    /// The day of the rating meeting.
    #[default]
    Meeting,
    /// 31 December of the rating year.
    YearEnd,
}

/// The least share of valid ballots for the proposed rating, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(try_from = "String")]
#[cfg_attr(test, schemars(extend("pattern" = r"^(none|\d+ */ *\d+)$")))]
pub struct VoteThreshold(Option<(u32, u32)>);

impl VoteThreshold {
    /// Numerator and denominator, if there is a threshold.
    pub fn fraction(self) -> Option<(u32, u32)> {
        self.0
    }
}

impl TryFrom<String> for VoteThreshold {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(None));
        }
        let parts = text.split_once('/').and_then(|(above, below)| {
            Some((above.trim().parse::<u32>().ok()?, below.trim().parse::<u32>().ok()?))
        });
        match parts {
            Some((above, below)) if 0 < above && above <= below && below <= 1000 => {
                Ok(Self(Some((above, below))))
            }
            _ => Err(format!(
                "vote-threshold is {text:?}; it takes \"none\" or a share such as \"1/2\""
            )),
        }
    }
}

/// A threshold that is no share: serde has only an English sentence for it.
pub(super) fn vote_threshold(text: &str) -> Option<FileError> {
    let path = ["settings", "vote-threshold"];
    let value =
        typed::from_str::<toml::Table>(text).ok()?.get(path[0])?.get(path[1])?.as_str()?.to_owned();
    let is_wrong = VoteThreshold::try_from(value.clone()).is_err();
    is_wrong.then(|| unusable(text, &path, &value, "mistake-threshold"))
}
