//! What drop-downs of the form stand for.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
