//! The four levels of the yearly rating, and the grades of criteria.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_better_when_greater() {
        assert!(Rating::Excellent > Rating::Good && Rating::Satisfactory > Rating::Unsatisfactory);
        for (place, rating) in Rating::BEST_FIRST.into_iter().enumerate() {
            assert_eq!(rating.place(), place);
        }
    }
}
