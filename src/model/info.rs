//! Sheet 1: the branch, its meeting and its counts.

use super::{PartialDate, Slot};

/// Sheet 1: the branch, its meeting and its counts.
#[derive(Clone, Debug, Default)]
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
