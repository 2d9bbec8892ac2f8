//! Sheet 2: the members.

use super::{
    Ballots, Criterion, Discipline, Eligibility, Gender, Hundredths, LeaderScope, PartialDate,
    Points, Rating, Slot, Tasks, UnitLed, Weaknesses,
};

/// A row of sheet 2.
#[derive(Clone, Debug, Default)]
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
        Standing::of(self.eligibility.get(), self.proposal.get())
    }
}

impl Standing {
    /// How a row with these two is counted.
    pub(super) fn of(eligibility: Option<Eligibility>, proposal: Option<Rating>) -> Self {
        match (eligibility, proposal) {
            (Some(Eligibility::Temporary), _) => Self::Guest,
            (Some(Eligibility::Exempt), _) => Self::Exempt,
            (Some(Eligibility::Rated), Some(rating)) => Self::Rated(rating),
            _ => Self::Unrated,
        }
    }
}
