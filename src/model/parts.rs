//! What rows of sheets 2 and 3 have several columns for.

use std::sync::Arc;

use super::{Grade, Hundredths, Slot};

/// Votes for each rating, best first ([`Rating::BEST_FIRST`](super::Rating::BEST_FIRST)).
pub type Ballots = [Slot<u32>; 4];

/// The grade of one criterion.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its key in the profile, e.g. `task-result`.
    pub key: Arc<str>,
    /// Its heading on the form.
    pub heading: Arc<str>,
    /// Whether it is one of the criteria on results of tasks.
    pub task: bool,
    /// What the form says.
    pub grade: Slot<Grade>,
}

/// Points, in hundredths.
#[derive(Clone, Debug, Default)]
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

/// Tasks of the year by what became of them.
#[derive(Clone, Debug, Default)]
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

/// How the units did that a leader runs directly, in percent.
#[derive(Clone, Debug, Default)]
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
