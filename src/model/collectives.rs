//! Sheet 3: the collectives, the branch itself among them.

use super::{
    Ballots, CollectiveKind, Criterion, Hundredths, Points, Rating, Slot, Tasks, Weaknesses,
};

/// A row of sheet 3.
#[derive(Clone, Debug, Default)]
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
