//! Plain values: what a form says, and where it says it.
//!
//! Nothing here reads, judges or words anything. Every value that came from a
//! cell keeps that cell, so that whatever is said of it later can point there.

#[cfg(test)]
pub(crate) mod fixture;
pub mod phone;
mod stored;
pub mod text;

use std::fmt;
use std::sync::Arc;

use jiff::{Span, civil};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use stored::{StoredCell, StoredValue};

/// A level of the yearly rating, worst first so that `>` means "better".
///
/// The same four for members, collectives and branches (HD 21, section II.B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// Không hoàn thành nhiệm vụ.
    Unsatisfactory,
    /// Hoàn thành nhiệm vụ.
    Satisfactory,
    /// Hoàn thành tốt nhiệm vụ.
    Good,
    /// Hoàn thành xuất sắc nhiệm vụ.
    Excellent,
}

impl Rating {
    /// The four levels as every form prints them: best first.
    pub const BEST_FIRST: [Self; 4] =
        [Self::Excellent, Self::Good, Self::Satisfactory, Self::Unsatisfactory];

    /// Place in [`Self::BEST_FIRST`]: 0 for excellent, 3 for unsatisfactory.
    pub const fn place(self) -> usize {
        match self {
            Self::Excellent => 0,
            Self::Good => 1,
            Self::Satisfactory => 2,
            Self::Unsatisfactory => 3,
        }
    }

    /// The key used in profiles and in JSON, e.g. `good`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Good => "good",
            Self::Satisfactory => "satisfactory",
            Self::Unsatisfactory => "unsatisfactory",
        }
    }
}

/// How well one criterion was met (cấp độ thực hiện), worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Kém.
    Poor,
    /// Trung bình.
    Average,
    /// Tốt.
    Good,
    /// Xuất sắc.
    Excellent,
}

/// Why a member is or is not rated (diện đánh giá).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Eligibility {
    /// Được đánh giá.
    Rated,
    /// Mới kết nạp, under six months.
    New,
    /// Được miễn công tác và sinh hoạt đảng.
    Exempt,
    /// Bị đình chỉ sinh hoạt đảng.
    Suspended,
    /// Sinh hoạt đảng tạm thời: a guest, counted by the branch of official activity.
    Temporary,
    /// Chưa đánh giá for another reason.
    Other,
}

/// Nam or nữ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gender {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

/// Whose decision a leader's rating is (diện cán bộ lãnh đạo, quản lý).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeaderScope {
    /// Not a leader or manager.
    None,
    /// Managed by the commune's committee.
    Committee,
    /// Managed by the superior's standing committee.
    Superior,
}

/// A form of discipline, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// Khiển trách.
    Reprimand,
    /// Cảnh cáo.
    Warning,
    /// Cách chức.
    Dismissal,
    /// Khai trừ.
    Expulsion,
}

/// What kind of collective a row of sheet 3 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CollectiveKind {
    /// The branch (chi bộ) itself.
    Branch,
    /// Chi ủy.
    BranchCommittee,
    /// Tập thể lãnh đạo, quản lý.
    Leadership,
}

/// A decimal number, kept in hundredths: percentages, months, points.
///
/// Compared with printed limits, and in `f64` even `0.1 + 0.2 == 0.3` is false. What was
/// written beyond the hundredth is kept beside it, so that 49.996 is under 50.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(try_from = "f64")]
pub struct Hundredths {
    /// To the nearest hundredth. Compared first: rounding keeps the order.
    hundredths: i32,
    /// What was written more or less than that, in 10⁻¹².
    beyond: i64,
}

impl Hundredths {
    /// `Hundredths::new(8550)` is 85.5.
    pub const fn new(hundredths: i32) -> Self {
        Self { hundredths, beyond: 0 }
    }

    /// A whole number; saturates outside ±21 million.
    pub const fn whole(number: i32) -> Self {
        Self::new(number.saturating_mul(100))
    }

    /// The count of hundredths, to the nearest.
    pub const fn get(self) -> i32 {
        self.hundredths
    }

    /// Whether it has no more than two decimals.
    pub const fn is_whole(self) -> bool {
        self.beyond == 0
    }

    /// A number as written, times ten to the power of `shift`, to the fifteen digits that
    /// a workbook shows; `None` when it is not finite, or lies outside ±1,000,000. The
    /// noise of binary fractions (under 10⁻⁹) is left off.
    pub fn written(number: f64, shift: i32) -> Option<Self> {
        /// Of one, and of a hundredth.
        const DECIMALS: i32 = 12;
        const HUNDREDTH: i128 = 10_000_000_000;
        const NOISE: i128 = 1_000;
        let shown = format!("{number:.14e}");
        let (digits, exponent) = shown.split_once('e')?;
        let digits: i128 = digits.replace('.', "").parse().ok()?;
        let exponent = exponent.parse::<i32>().ok()? - 14 + shift + DECIMALS;
        let power = 10_i128.checked_pow(exponent.unsigned_abs().min(38))?;
        let parts = if exponent >= 0 { digits.checked_mul(power)? } else { digits / power };
        let half = HUNDREDTH / 2 * parts.signum();
        let hundredths = parts.checked_add(half)? / HUNDREDTH;
        let beyond = parts - hundredths * HUNDREDTH;
        let beyond = if beyond.abs() < NOISE { 0 } else { i64::try_from(beyond).ok()? };
        let hundredths = i32::try_from(hundredths).ok().filter(|it| it.abs() <= 100_000_000)?;
        Some(Self { hundredths, beyond })
    }

    /// A cell's number; `None` when it has more than two decimals (beyond the
    /// noise of binary fractions), is not finite, or lies outside ±1,000,000.
    pub fn from_f64(number: f64) -> Option<Self> {
        const LIMIT: f64 = 1_000_000.0;
        let scaled = (number * 100.0).round();
        let is_exact = (number * 100.0 - scaled).abs() < 1e-6;
        if !(number.abs() <= LIMIT && is_exact) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded by LIMIT just above")]
        let hundredths = scaled as i32;
        Some(Self::new(hundredths))
    }

    /// Written with `point` as the decimal sign and no needless zeros: to the hundredth,
    /// unless that would make a whole number of what is none.
    pub fn with_point(self, point: char) -> String {
        let sign = if self.hundredths < 0 { "-" } else { "" };
        let size = self.hundredths.unsigned_abs();
        let (whole, part) = (size / 100, size % 100);
        if self.beyond != 0 && part == 0 {
            return self.in_full(point);
        }
        match part {
            0 => format!("{sign}{whole}"),
            tenths if tenths % 10 == 0 => format!("{sign}{whole}{point}{}", tenths / 10),
            _ => format!("{sign}{whole}{point}{part:02}"),
        }
    }

    /// With every decimal that was written.
    fn in_full(self, point: char) -> String {
        const ONE: u64 = 1_000_000_000_000;
        let parts = i64::from(self.hundredths) * 10_000_000_000 + self.beyond;
        let sign = if parts < 0 { "-" } else { "" };
        let (whole, part) = (parts.unsigned_abs() / ONE, parts.unsigned_abs() % ONE);
        format!("{sign}{whole}{point}{}", format!("{part:012}").trim_end_matches('0'))
    }
}

impl TryFrom<f64> for Hundredths {
    type Error = String;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        Self::from_f64(number).ok_or_else(|| format!("{number} has more than two decimals"))
    }
}

/// A date as precise as it was written: day, month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartialDate {
    /// A full date.
    Day(civil::Date),
    /// Month and year.
    Month(i16, i8),
    /// The year only.
    Year(i16),
}

impl PartialDate {
    /// The first day that it can be.
    pub fn earliest(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Month(year, month) => {
                civil::Date::new(year, month, 1).unwrap_or(civil::Date::MAX)
            }
            Self::Year(year) => civil::Date::new(year, 1, 1).unwrap_or(civil::Date::MAX),
        }
    }

    /// The last day that it can be.
    pub fn latest(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Month(..) => self.earliest().last_of_month(),
            Self::Year(_) => self.earliest().last_of_year(),
        }
    }

    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(day) => day.year(),
            Self::Month(year, _) | Self::Year(year) => year,
        }
    }

    /// Whether the day is known.
    pub fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// Whether fewer than `months` calendar months lie between this date and
    /// `day`; `None` when the dates are too vague to tell. Six months from
    /// 31 August end on the last day of February.
    pub fn is_under_months(self, months: u8, day: Self) -> Option<bool> {
        let after = |date: civil::Date| date.saturating_add(Span::new().months(months));
        if after(self.earliest()) > day.latest() {
            Some(true)
        } else if after(self.latest()) <= day.earliest() {
            Some(false)
        } else {
            None
        }
    }
}

/// As Vietnamese forms write it: `05/12/2020`, `12/2020` or `2020`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
            Self::Month(year, month) => write!(f, "{month:02}/{year:04}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// A cell of a workbook. Counts from 0 as the libraries do; its `Display`
/// alone turns that into what Excel shows, e.g. `2_DangVien!F12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRef {
    /// The sheet's name as in the file.
    pub sheet: Arc<str>,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
}

impl CellRef {
    /// A cell by its sheet and its place, both counted from 0.
    pub fn new(sheet: &Arc<str>, row: u32, col: u32) -> Self {
        Self { sheet: Arc::clone(sheet), row, col }
    }

    /// The name inside the sheet as Excel shows it, e.g. `F12`.
    pub fn a1(&self) -> String {
        format!("{}{}", column_name(self.col), u64::from(self.row) + 1)
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.sheet, self.a1())
    }
}

/// A column's letters as Excel shows them: 0 is `A`, 26 is `AA`.
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|&it| char::from(it)).collect()
}

/// A value and the cell that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its cell.
    pub at: CellRef,
}

/// One place of a form: what is there, or why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot<T> {
    /// The form has no such (optional) column or row.
    Absent,
    /// The cell is blank.
    Empty(CellRef),
    /// Something is there, or had to be, that could not be understood: a
    /// finding says so, and no rule that needs the value runs. No cell when a
    /// required column or row is missing altogether.
    Unread(Option<CellRef>),
    /// A value.
    Is(At<T>),
}

impl<T> Slot<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(it) => Some(&it.value),
            Self::Absent | Self::Empty(_) | Self::Unread(_) => None,
        }
    }

    /// The cell, if the form has one for it.
    pub fn cell(&self) -> Option<&CellRef> {
        match self {
            Self::Is(it) => Some(&it.at),
            Self::Empty(at) | Self::Unread(Some(at)) => Some(at),
            Self::Absent | Self::Unread(None) => None,
        }
    }

    /// `None` when it could not be read (no rule may judge), else what is
    /// there: `Some(None)` for a blank cell or an absent column.
    pub fn known(&self) -> Option<Option<&T>> {
        match self {
            Self::Unread(_) => None,
            Self::Absent | Self::Empty(_) => Some(None),
            Self::Is(it) => Some(Some(&it.value)),
        }
    }

    /// Whether it could not be read.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Unread(_))
    }

    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Empty(_) | Self::Absent)
    }
}

#[cfg(test)]
impl<T> Slot<T> {
    /// Types a value into the cell.
    pub(crate) fn put(&mut self, value: impl Into<T>) {
        let at = self.cell().expect("a fixture has all cells").clone();
        *self = Self::Is(At { value: value.into(), at });
    }

    /// Clears the cell.
    pub(crate) fn clear(&mut self) {
        *self = Self::Empty(self.cell().expect("a fixture has all cells").clone());
    }

    /// Types something that nobody can read.
    pub(crate) fn spoil(&mut self) {
        *self = Self::Unread(self.cell().cloned());
    }
}

impl<T: Copy> Slot<T> {
    /// The value itself, for small values.
    pub fn get(&self) -> Option<T> {
        self.value().copied()
    }
}

impl Slot<String> {
    /// The text, or nothing.
    pub fn text(&self) -> &str {
        self.value().map_or("", String::as_str)
    }
}

/// Votes for each rating, best first ([`Rating::BEST_FIRST`]).
pub type Ballots = [Slot<u32>; 4];

/// Sheet 1: the branch, its meeting and its counts.
#[derive(Clone, Debug)]
pub struct Info {
    /// Mã mẫu.
    pub form_code: Slot<String>,
    /// Mã chi bộ.
    pub branch_code: Slot<String>,
    /// Tên chi bộ.
    pub branch_name: Slot<String>,
    /// Loại hình chi bộ: a key of the profile's choice list.
    pub branch_kind: Slot<String>,
    /// Năm đánh giá.
    pub year: Slot<u32>,
    /// Bí thư chi bộ.
    pub secretary: Slot<String>,
    /// Phó bí thư chi bộ.
    pub deputy: Slot<String>,
    /// Người lập biểu.
    pub preparer: Slot<String>,
    /// Số điện thoại.
    pub phone: Slot<String>,
    /// Ngày thành lập, when founded within the year.
    pub founded: Slot<PartialDate>,
    /// Ngày họp kiểm điểm, đánh giá.
    pub meeting: Slot<PartialDate>,
    /// Tổng số đảng viên có đến thời điểm đánh giá, guests aside.
    pub total: Slot<u32>,
    /// … of them chính thức.
    pub official: Slot<u32>,
    /// … of them dự bị.
    pub probationary: Slot<u32>,
    /// … of them nữ.
    pub female: Slot<u32>,
    /// … of them dân tộc thiểu số.
    pub ethnic: Slot<u32>,
    /// Số được miễn.
    pub exempt: Slot<u32>,
    /// Số chưa được đánh giá.
    pub unrated: Slot<u32>,
    /// Số đã được đánh giá.
    pub rated: Slot<u32>,
    /// Số được triệu tập.
    pub summoned: Slot<u32>,
    /// Số có mặt.
    pub present: Slot<u32>,
    /// Số phiếu phát ra.
    pub ballots_issued: Slot<u32>,
    /// Số phiếu thu về.
    pub ballots_collected: Slot<u32>,
    /// Số phiếu hợp lệ.
    pub ballots_valid: Slot<u32>,
    /// Số phiếu không hợp lệ.
    pub ballots_invalid: Slot<u32>,
    /// Ngày gửi dự thảo báo cáo kiểm điểm.
    pub draft_sent: Slot<PartialDate>,
}

/// The grade of one criterion.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its key in the profile, e.g. `task-result`.
    pub key: String,
    /// Its heading on the form.
    pub heading: String,
    /// Whether it is one of the criteria on results of tasks.
    pub task: bool,
    /// What the form says.
    pub grade: Slot<Grade>,
}

/// A row of sheet 2.
#[derive(Clone, Debug)]
pub struct Member {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Số TT as typed.
    pub number: Slot<u32>,
    /// Họ và tên.
    pub name: Slot<String>,
    /// Ngày sinh.
    pub birth: Slot<PartialDate>,
    /// Giới tính.
    pub gender: Slot<Gender>,
    /// Dân tộc, as typed.
    pub ethnicity: Slot<String>,
    /// Chức vụ đảng.
    pub party_post: Slot<String>,
    /// Chức vụ chính quyền, đoàn thể; nghề nghiệp.
    pub other_post: Slot<String>,
    /// Ngày vào Đảng.
    pub admitted: Slot<PartialDate>,
    /// Ngày chính thức; blank = dự bị.
    pub official: Slot<PartialDate>,
    /// Số thẻ đảng viên, leading zeros kept.
    pub card: Slot<String>,
    /// Diện cán bộ lãnh đạo, quản lý; blank = none.
    pub leader: Slot<LeaderScope>,
    /// Mẫu tự đánh giá: a key of the profile's choice list.
    pub self_form: Slot<String>,
    /// Nhóm đối tượng tương đồng, as typed; blank = by the member's own form.
    pub group: Slot<String>,
    /// Cá nhân tự chấm điểm.
    pub self_points: Points,
    /// Chi bộ chấm điểm.
    pub points: Points,
    /// Nhiệm vụ trong năm.
    pub tasks: Tasks,
    /// Khắc phục hạn chế, khuyết điểm đã chỉ ra.
    pub weaknesses: Slot<Weaknesses>,
    /// The units that a leader runs.
    pub unit: UnitLed,
    /// Ratings of the four quarters.
    pub quarters: [Slot<Rating>; 4],
    /// Diện đánh giá.
    pub eligibility: Slot<Eligibility>,
    /// Đã kiểm điểm, tự phê bình và phê bình.
    pub reviewed: Slot<bool>,
    /// Grades, in the profile's order.
    pub criteria: Vec<Criterion>,
    /// Tỷ lệ hoàn thành nhiệm vụ, in percent.
    pub tasks_done: Slot<Hundredths>,
    /// Số tháng nghỉ ốm trong năm.
    pub sick_months: Slot<Hundredths>,
    /// Đảng viên tự xếp loại.
    pub self_rating: Slot<Rating>,
    /// Xếp loại cán bộ, công chức, viên chức; filled = the member is one.
    pub state_rating: Slot<Rating>,
    /// Tập thể lãnh đạo đoàn thể đề xuất.
    pub union_rating: Slot<Rating>,
    /// Chi ủy đề xuất.
    pub committee_rating: Slot<Rating>,
    /// Kết quả bỏ phiếu tại chi bộ.
    pub ballots: Ballots,
    /// Chi bộ đề nghị xếp loại.
    pub proposal: Slot<Rating>,
    /// Nguyên nhân chính (nếu KHTNV): a key of the profile's choice list.
    pub cause: Slot<String>,
    /// Hình thức kỷ luật.
    pub discipline: Slot<Discipline>,
    /// Số, ngày quyết định kỷ luật.
    pub discipline_decision: Slot<String>,
    /// Vi phạm đã tính ở năm trước.
    pub discipline_counted: Slot<bool>,
    /// Whether the violation is tied to the member's duty.
    pub discipline_duty: Slot<bool>,
    /// Whether it breaches what members must not do, or the setting of an example.
    pub discipline_breach: Slot<bool>,
    /// Whether the member owned up and repaired the harm.
    pub discipline_owned_up: Slot<bool>,
    /// Whether the violation happened at the unit where the member was before.
    pub discipline_elsewhere: Slot<bool>,
    /// Whether the violation is of an earlier year, disciplined, or more heavily, this year.
    pub discipline_earlier: Slot<bool>,
    /// Whether targets of the year that matter most were missed.
    pub key_targets_missed: Slot<bool>,
    /// Bất khả kháng: whether something that nobody could prevent was the cause.
    pub force_majeure: Slot<bool>,
    /// Số năm liên tục HTXSNV, this year included.
    pub excellent_years: Slot<u32>,
    /// Lý do, căn cứ.
    pub reason: Slot<String>,
    /// Ghi chú.
    pub note: Slot<String>,
}

/// Points, in hundredths.
#[derive(Clone, Debug)]
pub struct Points {
    /// Nhóm tiêu chí chung.
    pub general: Slot<Hundredths>,
    /// Kết quả thực hiện nhiệm vụ.
    pub task: Slot<Hundredths>,
    /// Tổng điểm.
    pub total: Slot<Hundredths>,
}

impl Points {
    /// No such columns.
    pub fn absent() -> Self {
        Self { general: Slot::Absent, task: Slot::Absent, total: Slot::Absent }
    }
}

/// Tasks of the year by what became of them.
#[derive(Clone, Debug)]
pub struct Tasks {
    /// Được giao.
    pub assigned: Slot<u32>,
    /// Hoàn thành.
    pub done: Slot<u32>,
    /// Hoàn thành đúng hạn, bảo đảm chất lượng; of those done.
    pub on_time: Slot<u32>,
    /// Hoàn thành vượt mức yêu cầu; of those done.
    pub beyond: Slot<u32>,
    /// Được kết luận không hoàn thành; of those not done.
    pub failed: Slot<u32>,
}

impl Tasks {
    /// No such columns.
    pub fn absent() -> Self {
        Self {
            assigned: Slot::Absent,
            done: Slot::Absent,
            on_time: Slot::Absent,
            beyond: Slot::Absent,
            failed: Slot::Absent,
        }
    }

    /// Each of them, in the order of the form.
    pub fn all(&self) -> [&Slot<u32>; 5] {
        [&self.assigned, &self.done, &self.on_time, &self.beyond, &self.failed]
    }
}

/// What became of weaknesses that were pointed out before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weaknesses {
    /// Không có.
    None,
    /// Đã khắc phục xong.
    Fixed,
    /// Đang khắc phục.
    Fixing,
    /// Chưa khắc phục.
    Unfixed,
}

/// How the units did that a leader runs directly, in percent.
#[derive(Clone, Debug)]
pub struct UnitLed {
    /// Tasks done.
    pub tasks_done: Slot<Hundredths>,
    /// Tasks beyond requirement.
    pub tasks_beyond: Slot<Hundredths>,
    /// Units rated unsatisfactory.
    pub failing_units: Slot<Hundredths>,
    /// Low-confidence votes.
    pub low_confidence: Slot<Hundredths>,
}

impl UnitLed {
    /// No such columns.
    pub fn absent() -> Self {
        Self {
            tasks_done: Slot::Absent,
            tasks_beyond: Slot::Absent,
            failing_units: Slot::Absent,
            low_confidence: Slot::Absent,
        }
    }
}

impl Points {
    /// The total: as stated, else the sum of its parts.
    pub fn sum(&self) -> Option<Hundredths> {
        if self.total.is_unread() {
            return None;
        }
        let parts = self.general.get().zip(self.task.get());
        self.total.get().or(parts.map(|it| Hundredths::new(it.0.get().saturating_add(it.1.get()))))
    }

    /// Each of them, in the order of the form.
    pub fn all(&self) -> [&Slot<Hundredths>; 3] {
        [&self.general, &self.task, &self.total]
    }
}

impl Member {
    /// Whether the row is a guest, counted by another branch.
    pub fn is_guest(&self) -> bool {
        self.eligibility.get() == Some(Eligibility::Temporary)
    }

    /// Whether the form says that the member is rated.
    pub fn is_rated(&self) -> bool {
        self.eligibility.get() == Some(Eligibility::Rated)
    }
}

/// How one row of sheet 2 is counted. Every row is counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Sinh hoạt đảng tạm thời: in no total.
    Guest,
    /// Được miễn.
    Exempt,
    /// Chưa được đánh giá; also a row whose eligibility or rating is not
    /// known, which can only be counted when its finding was let through.
    Unrated,
    /// Đã được đánh giá, with the rating that the branch proposes.
    Rated(Rating),
}

impl Member {
    /// How the row is counted, here and in every list of the workbook.
    pub fn standing(&self) -> Standing {
        match (self.eligibility.get(), self.proposal.get()) {
            (Some(Eligibility::Temporary), _) => Standing::Guest,
            (Some(Eligibility::Exempt), _) => Standing::Exempt,
            (Some(Eligibility::Rated), Some(rating)) => Standing::Rated(rating),
            _ => Standing::Unrated,
        }
    }
}

/// A row of sheet 3.
#[derive(Clone, Debug)]
pub struct Collective {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Tên tập thể.
    pub name: Slot<String>,
    /// Loại tập thể.
    pub kind: Slot<CollectiveKind>,
    /// Grades, in the profile's order.
    pub criteria: Vec<Criterion>,
    /// Tỷ lệ hoàn thành chỉ tiêu, in percent.
    pub tasks_done: Slot<Hundredths>,
    /// Tự chấm điểm.
    pub points: Points,
    /// Nhiệm vụ trong năm; none are counted as failed.
    pub tasks: Tasks,
    /// Khắc phục hạn chế, khuyết điểm đã chỉ ra.
    pub weaknesses: Slot<Weaknesses>,
    /// Có đơn vị trực thuộc hoặc thành viên lãnh đạo bị kỷ luật.
    pub subordinate_disciplined: Slot<bool>,
    /// Mất đoàn kết, sai phạm công tác cán bộ.
    pub disunity: Slot<bool>,
    /// Tỷ lệ đơn vị trực thuộc bị kỷ luật, in percent.
    pub units_disciplined: Slot<Hundredths>,
    /// Whether targets of the year that matter most were missed.
    pub key_targets_missed: Slot<bool>,
    /// Bất khả kháng: whether something that nobody could prevent was the cause.
    pub force_majeure: Slot<bool>,
    /// Bị kỷ luật.
    pub disciplined: Slot<bool>,
    /// Tự phát hiện, đã khắc phục.
    pub self_discovered: Slot<bool>,
    /// Lowest rating of government, Front and mass organizations of the same level.
    pub bodies_rating: Slot<Rating>,
    /// Tập thể tự xếp loại.
    pub self_rating: Slot<Rating>,
    /// Kết quả bỏ phiếu.
    pub ballots: Ballots,
    /// Đề nghị xếp loại.
    pub proposal: Slot<Rating>,
    /// Tóm tắt căn cứ.
    pub reason: Slot<String>,
    /// Ghi chú.
    pub note: Slot<String>,
}

/// One filled workbook, as far as it could be understood.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Sheet 1.
    pub info: Info,
    /// Sheet 2, in the order of its rows, guests included.
    pub members: Vec<Member>,
    /// Sheet 3, in the order of its rows.
    pub collectives: Vec<Collective>,
    /// Whether sheet 2 was found and all of its rows were read: only then does
    /// their number say something.
    pub has_all_members: bool,
    /// Whether sheet 3 was found.
    pub has_collectives: bool,
    /// The sheet of sub-criteria, in the order of its rows; empty without one.
    pub scores: Vec<ScoreRow>,
}

/// A row of the optional sheet on which the points of a member are split up.
#[derive(Clone, Debug)]
pub struct ScoreRow {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Số TT, as on sheet 2.
    pub number: Slot<u32>,
    /// Họ và tên, as on sheet 2.
    pub name: Slot<String>,
    /// Points by sub-criterion, in the profile's order.
    pub criteria: Vec<SubCriterion>,
}

/// The points of one sub-criterion.
#[derive(Clone, Debug)]
pub struct SubCriterion {
    /// Its key in the profile.
    pub key: String,
    /// Whether it is one of the results of tasks.
    pub task: bool,
    /// The points.
    pub points: Slot<Hundredths>,
}

impl Submission {
    /// The row of sheet 3 that is the branch itself.
    pub fn branch_row(&self) -> Option<&Collective> {
        self.collectives.iter().find(|it| it.kind.get() == Some(CollectiveKind::Branch))
    }
}

/// A branch as the workspace file lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// ASCII letters, digits and `-`; unique in the workspace.
    pub code: String,
    /// Tên chi bộ.
    pub name: String,
    /// Loại hình, as the profile words it.
    pub kind: String,
    /// How many members the commune's roster says.
    pub members: Option<u32>,
    /// Whom to ring.
    pub contact: Option<String>,
}

/// How sure the project is of a clause (the head of the domain's rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The wording was seen.
    Certain,
    /// Seen in part, or inferred from other clauses.
    Inferred,
    /// Not known: off unless a setting turns it on.
    Unknown,
}

/// What one condition said of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's id, e.g. `R-HTXS-A`.
    pub rule: String,
    /// How sure its clause is.
    pub certainty: Certainty,
    /// The clause.
    pub clause: String,
    /// The highest rating that it still allows; `None` when it holds.
    pub cap: Option<Rating>,
    /// Whether it could be judged: false when an input could not be read.
    pub ran: bool,
    /// What the message of a failed condition needs.
    pub args: Vec<(&'static str, String)>,
}

/// What the regulation still allows for one subject, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// By the certain conditions alone.
    pub certain: Rating,
    /// By the inferred conditions too; never above `certain`.
    pub inferred: Rating,
    /// Every condition that was asked, in the profile's order.
    pub trace: Vec<Step>,
}

/// A submission with the ceilings of its subjects.
#[derive(Clone, Debug)]
pub struct Rated {
    /// The submission.
    pub submission: Submission,
    /// One for each member of the submission; `None` for one who is not rated.
    pub members: Vec<Option<Ceiling>>,
    /// One for each collective of the submission; `None` for one that is not rated.
    pub collectives: Vec<Option<Ceiling>>,
}

/// What became of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BranchStatus {
    /// In the workbook.
    Accepted,
    /// Its form goes back.
    Returned,
    /// No form came.
    Missing,
}

/// Counts of members, guests aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Members present at the time of rating: exempt + unrated + rated.
    pub members: u32,
    /// Được miễn.
    pub exempt: u32,
    /// Chưa được đánh giá.
    pub unrated: u32,
    /// Đã được đánh giá: the sum of the four ratings.
    pub rated: u32,
    /// Members with each rating, best first.
    pub ratings: [u32; 4],
    /// Members rated unsatisfactory by cause, in the profile's order.
    pub causes: Vec<u32>,
}

impl Tally {
    /// Adds another branch's counts.
    pub fn add(&mut self, other: &Self) {
        self.members += other.members;
        self.exempt += other.exempt;
        self.unrated += other.unrated;
        self.rated += other.rated;
        for (own, more) in self.ratings.iter_mut().zip(other.ratings) {
            *own += more;
        }
        if self.causes.len() < other.causes.len() {
            self.causes.resize(other.causes.len(), 0);
        }
        for (own, more) in self.causes.iter_mut().zip(&other.causes) {
            *own += more;
        }
    }

    /// Members with `rating`.
    pub fn count(&self, rating: Rating) -> u32 {
        self.ratings[rating.place()]
    }
}

/// One branch of the workspace and what it sent.
#[derive(Clone, Debug)]
pub struct BranchResult {
    /// The workspace's entry.
    pub branch: Branch,
    /// What became of it.
    pub status: BranchStatus,
    /// Path of its form relative to the workspace, `/` on every system.
    pub file: Option<String>,
    /// SHA-256 of that form, in hexadecimal.
    pub sha256: Option<String>,
    /// Counts; only of an accepted branch.
    pub tally: Option<Tally>,
    /// The rated submission; only of an accepted branch.
    pub rated: Option<Rated>,
    /// Errors for which the form goes back; 0 of an accepted or missing branch.
    pub errors: usize,
}

/// A quota of excellent ratings and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaState {
    /// The group that it is counted in: a kind of branch, members of similar role;
    /// `None` for the commune.
    pub group: Option<String>,
    /// So many percent of the base are allowed.
    pub percent: u8,
    /// Excellent ratings.
    pub excellent: u32,
    /// Good ratings.
    pub good: u32,
    /// The base that the settings chose.
    pub base: u32,
    /// The most that the quota allows.
    pub limit: u32,
    /// The limit if the base were good ratings alone.
    pub limit_good: u32,
    /// The limit if the base were good and excellent ratings.
    pub limit_good_or_better: u32,
}

impl QuotaState {
    /// How many excellent ratings are too many.
    pub fn over(&self) -> u32 {
        self.excellent.saturating_sub(self.limit)
    }
}

/// Members of similar role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name: as the form or the first branch words it.
    pub name: String,
    /// Its members.
    pub tally: Tally,
    /// Its quota.
    pub quota: QuotaState,
}

/// The whole commune.
#[derive(Clone, Debug)]
pub struct Rollup {
    /// Branches in the workspace's order.
    pub branches: Vec<BranchResult>,
    /// Sum over the accepted branches.
    pub total: Tally,
    /// The quota of excellent members; where it is counted in groups, their sums.
    pub quota: QuotaState,
    /// The groups in which it is counted, the higher ones first; none where it is
    /// one number for the commune.
    pub groups: Vec<Group>,
    /// The quota of excellent branches by kind, in the order of first appearance.
    pub branch_quotas: Vec<QuotaState>,
    /// Whether a branch is out, so that the quota is not final.
    pub provisional: bool,
}

impl Rollup {
    /// The quotas of members that are judged: of each group, or of the commune. A group
    /// of which nobody is rated has nothing to judge.
    pub fn quotas(&self) -> impl Iterator<Item = &QuotaState> {
        let whole = self.groups.is_empty().then_some(&self.quota);
        let groups = self.groups.iter().filter(|it| it.tally.rated > 0);
        whole.into_iter().chain(groups.map(|it| &it.quota))
    }

    /// How many excellent members are too many. Room in one group is none in another.
    pub fn over(&self) -> u32 {
        self.quotas().map(QuotaState::over).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        for (col, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
        {
            assert_eq!(column_name(col), name);
        }
    }

    #[test]
    fn hundredths_are_exact_and_bounded() {
        assert_eq!(Hundredths::from_f64(0.1 + 0.2), Some(Hundredths::new(30)));
        assert_eq!(Hundredths::from_f64(89.99), Some(Hundredths::new(8999)));
        assert_eq!(Hundredths::from_f64(33.333), None);
        assert_eq!(Hundredths::from_f64(f64::NAN), None);
        assert_eq!(Hundredths::from_f64(1e9), None);
        assert_eq!(Hundredths::new(8550).with_point(','), "85,5");
        assert_eq!(Hundredths::new(-5).with_point('.'), "-0.05");
        assert_eq!(Hundredths::whole(85).with_point(','), "85");
    }

    #[test]
    fn a_rating_is_better_when_greater() {
        assert!(Rating::Excellent > Rating::Good && Rating::Satisfactory > Rating::Unsatisfactory);
        for (place, rating) in Rating::BEST_FIRST.into_iter().enumerate() {
            assert_eq!(rating.place(), place);
        }
    }

    #[test]
    fn six_months_are_calendar_months_and_vague_dates_may_not_tell() {
        let day = |year, month, day| PartialDate::Day(civil::date(year, month, day));
        let meeting = day(2020, 12, 5);
        let table = [
            (day(2020, 6, 5), meeting, Some(false)), // six months to the day
            (day(2020, 6, 6), meeting, Some(true)),
            (day(2020, 8, 31), day(2021, 2, 27), Some(true)),
            (day(2020, 8, 31), day(2021, 2, 28), Some(false)), // February has no 31st
            (day(2020, 12, 6), meeting, Some(true)),           // after the meeting
            (PartialDate::Month(2020, 5), meeting, Some(false)),
            (PartialDate::Month(2020, 6), meeting, None),
            (PartialDate::Month(2020, 7), meeting, Some(true)),
            (PartialDate::Year(2019), meeting, Some(false)),
            (PartialDate::Year(2020), meeting, None),
            (day(2020, 6, 6), PartialDate::Month(2020, 12), None),
        ];
        for (from, to, expected) in table {
            assert_eq!(from.is_under_months(6, to), expected, "{from} to {to}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_vague_date_never_says_more_than_every_day_of_it(
            month in 1i8..=12, days in 0i32..400, months in 0u8..=12
        ) {
            let vague = PartialDate::Month(2020, month);
            let to = civil::date(2020, 6, 15).saturating_add(Span::new().days(days));
            let answers: Vec<_> = vague.earliest().series(Span::new().days(1))
                .take_while(|it| *it <= vague.latest())
                .map(|it| PartialDate::Day(it).is_under_months(months, PartialDate::Day(to)))
                .collect();
            let all_alike = answers.iter().all(|it| *it == answers[0]);
            let expected = if all_alike { answers[0] } else { None };
            proptest::prop_assert_eq!(
                vague.is_under_months(months, PartialDate::Day(to)), expected);
        }
    }

    #[test]
    fn a_partial_date_spans_what_it_can_be() {
        let month = PartialDate::Month(2020, 2);
        assert_eq!(month.earliest(), civil::date(2020, 2, 1));
        assert_eq!(month.latest(), civil::date(2020, 2, 29));
        assert_eq!(PartialDate::Year(1985).latest(), civil::date(1985, 12, 31));
        assert_eq!(PartialDate::Day(civil::date(2020, 12, 5)).to_string(), "05/12/2020");
    }
}
