//! The blank form of a branch: what `form.toml` says, as a workbook to be filled.
//!
//! Everything on it comes from the profile, so the form, its hints and what
//! the reader expects cannot drift apart. Rows stay free: only headings and
//! what the office filled in are locked, without a password.

mod checks;
mod filled;
mod fit;
mod guide;
mod info;
mod lists;
mod look;
mod places;
mod table;

use std::sync::LazyLock;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, ProtectionOptions, Workbook, XlsxError};

use crate::model::{Branch, Gender, LeaderScope, PartialDate, Slot, StoredValue, Submission};
use crate::regime::Regime;
use crate::words::{Catalogue, Lang};
pub use crate::workbook::ours::FORM_PROPERTY;
use crate::workbook::package::alike;
use look::Look;

pub use filled::{Filled, Spot};

/// The form speaks the language of its headings, whatever the office's terminal speaks.
static WORDS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Lang::Vi));

/// What one blank form is made for.
#[derive(Clone, Copy, Debug)]
pub struct BlankFor<'a> {
    /// The rating year; `None` leaves it open, for the template of a regime.
    pub year: Option<u32>,
    /// Đảng ủy xã, for the head of the sheets; may be empty.
    pub committee: &'a str,
    /// The branch; `None` leaves its code, name and kind open.
    pub branch: Option<&'a Branch>,
    /// Its members as last known, in the order of the rows.
    pub roster: &'a [RosterMember],
}

/// What is known of a member before anything is rated. Empty text and `None`
/// leave the cell open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterMember {
    /// Họ và tên.
    pub name: String,
    /// Ngày sinh.
    pub birth: Option<PartialDate>,
    /// Giới tính.
    pub gender: Option<Gender>,
    /// Dân tộc.
    pub ethnicity: String,
    /// Chức vụ đảng.
    pub party_post: String,
    /// Chức vụ chính quyền, đoàn thể; nghề nghiệp.
    pub other_post: String,
    /// Ngày vào Đảng.
    pub admitted: Option<PartialDate>,
    /// Ngày chính thức.
    pub official: Option<PartialDate>,
    /// Số thẻ đảng viên.
    pub card: String,
    /// Diện cán bộ lãnh đạo, quản lý.
    pub leader: Option<LeaderScope>,
    /// A note at the name: what last year says of the member, and where that is from.
    pub note: String,
}

/// The members of last year's form, in its order: everybody but guests, whom
/// their own branch lists. What could not be read then is left open now.
pub fn roster_of(submission: &Submission) -> Vec<RosterMember> {
    let text = |slot: &Slot<String>| slot.text().to_owned();
    submission
        .members
        .iter()
        .filter(|it| !it.is_guest())
        .map(|it| RosterMember {
            name: text(&it.name),
            birth: it.birth.get(),
            gender: it.gender.get(),
            ethnicity: text(&it.ethnicity),
            party_post: text(&it.party_post),
            other_post: text(&it.other_post),
            admitted: it.admitted.get(),
            official: it.official.get(),
            card: text(&it.card),
            leader: it.leader.get(),
            note: String::new(),
        })
        .collect()
}

/// Why a blank form cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BlankError {
    /// The workspace calls the branch's kind something that the form's list
    /// does not have; its own drop-down would refuse what is filled in.
    #[error("the branch {branch} is of the kind {kind:?}; the form has {known:?}")]
    UnknownKind {
        /// The branch's code.
        branch: String,
        /// What the workspace says.
        kind: String,
        /// What the form offers.
        known: Vec<String>,
    },
    /// Excel's limits do not allow what the profile asks, e.g. a sheet name too long.
    #[error("the form cannot be written as a workbook")]
    Workbook(#[from] XlsxError),
}

/// A value that is filled in before the form goes out.
enum Prefill {
    Text(String),
    Number(f64),
}

impl From<&StoredValue> for Prefill {
    fn from(value: &StoredValue) -> Self {
        match value {
            StoredValue::Text(text) => Self::Text(text.clone()),
            StoredValue::Number(number) => Self::Number(*number),
        }
    }
}

/// Writes the blank form. Equal arguments give equal bytes.
pub fn workbook(regime: &Regime, blank: &BlankFor) -> Result<Vec<u8>, BlankError> {
    write(regime, blank, None)
}

/// Writes the form with what a branch typed into another file, and nothing
/// else filled in: what it left open is open here too, and no cell is locked.
pub fn filled(regime: &Regime, blank: &BlankFor, filled: &Filled) -> Result<Vec<u8>, BlankError> {
    write(regime, blank, Some(filled))
}

fn write(
    regime: &Regime,
    blank: &BlankFor,
    filled: Option<&Filled>,
) -> Result<Vec<u8>, BlankError> {
    let years = &regime.rules.years;
    let last_year = blank.year.or_else(|| years.iter().max().copied()).unwrap_or(MAX_YEAR);
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_creation_datetime(&printed_on(last_year)?)
            .set_custom_property(FORM_PROPERTY, regime.form.code.as_str()),
    );
    let look = Look::new();
    workbook.set_default_format(&look.base, 20, 64)?;
    let form = Paper { regime, blank, filled, look: &look, last_year };

    info::write(workbook.add_worksheet(), &form)?;
    table::write_members(workbook.add_worksheet(), &form)?;
    table::write_collectives(workbook.add_worksheet(), &form)?;
    if let Some(scoring) = &regime.form.scoring {
        table::write_scoring(workbook.add_worksheet(), &form, scoring)?;
    }
    guide::write(workbook.add_worksheet(), &form)?;
    lists::write(&mut workbook, &form)?;
    Ok(alike(workbook.save_to_buffer()?))
}

/// The last year that a workbook's date can have.
const MAX_YEAR: u32 = 9999;

/// A day of the rating year, never today, so that equal forms are equal files:
/// 1 November, when the offices send the forms out.
fn printed_on(year: u32) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(u16::try_from(year.min(MAX_YEAR)).unwrap_or(u16::MAX), 11, 1)
}

/// What every sheet is written from.
struct Paper<'a> {
    regime: &'a Regime,
    blank: &'a BlankFor<'a>,
    /// What a branch typed into another file.
    filled: Option<&'a Filled>,
    look: &'a Look,
    /// The rating year, or the last one that the regime covers.
    last_year: u32,
}

impl Paper<'_> {
    /// A title with its year.
    fn title(&self, title: &str) -> String {
        let year = self.blank.year.map_or_else(|| words("form-year-open"), |it| it.to_string());
        title.replace("{year}", &year)
    }

    /// What stands at the top left: the committee and the branch, in capitals.
    fn senders(&self) -> [String; 2] {
        let branch = self.blank.branch.map_or("", |it| it.name.as_str());
        [self.blank.committee.to_uppercase(), branch.to_uppercase()]
    }

    /// The footer: the form's code, the number of the page, the branch's code
    /// (its name may be so long that it runs into the number).
    fn footer(&self) -> String {
        let branch = self.blank.branch.map_or("", |it| it.code.as_str());
        let page = WORDS.ui("form-page", &[("page", "&P".into()), ("pages", "&N".into())]);
        // A lone & begins a code of the footer.
        let escape = |text: &str| text.replace('&', "&&");
        format!("&L{}&C{page}&R{}", escape(&self.regime.form.code), escape(branch))
    }
}

/// A text of the form that is not a heading or a hint of the profile.
fn words(key: &str) -> String {
    WORDS.ui(key, &[])
}

/// What a protected sheet still lets its user do. The rows are unlocked to the
/// sheet's end; columns stay as they are, since they are the form.
fn protection() -> ProtectionOptions {
    ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        edit_objects: true,
        ..ProtectionOptions::new()
    }
}

#[cfg(test)]
mod tests;
