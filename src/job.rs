//! The main job from bytes to bytes: what a workspace says to what is judged by, a run to its
//! outputs. The command reads and writes files around it, the page in a browser hands over what was
//! dropped on it; both get the same bytes.

pub mod above;
mod branch;
pub mod compare;
pub mod diff;
mod handed;
mod outputs;
mod papers;
mod previous;
mod settings;
mod since_final;

use crate::finding::Code;

pub use branch::{ForBranch, NoPage};
pub use handed::{Beside, HandedWorkspace, NotOpened, open};
pub use outputs::{
    DECISIONS, Made, NotMade, PAGE, Put, REGISTRY, REPORT, RETURNED, WORKBOOK, decisions_name,
    final_name, final_number, is_as_written, is_consolidated, is_decisions, make, page,
    workbook_name,
};
pub use papers::{PAPERS, own_papers};
pub use previous::{EarlierFile, leave_previous, of_archive, previous_mistake, take_previous};
pub use settings::{Refused, Settled, known_kinds, limits, regime_of, settle};
pub use since_final::{FINAL_CHANGED, FINAL_UNREADABLE, Final, since_final};

/// Kinds of findings of this stage.
pub static CODES: &[&Code] =
    &[&handed::STOPPED, &papers::UNKNOWN_TEMPLATE, &FINAL_UNREADABLE, &FINAL_CHANGED];

/// Every kind of finding that a run reports, by code.
pub fn codes() -> Vec<&'static Code> {
    let stages = [
        crate::file_errors::CODES,
        crate::workspace::table::CODES,
        crate::workspace::units::CODES,
        crate::discover::CODES,
        crate::batch::CODES,
        crate::workbook::CODES,
        crate::read::CODES,
        crate::validate::CODES,
        crate::validate::decisions::CODES,
        crate::rate::CODES,
        crate::consolidate::CODES,
        crate::previous::CODES,
        crate::write::returned::CODES,
        crate::write::fill::CODES,
        crate::write::papers::CODES,
        crate::journal::CODES,
        above::CODES,
        CODES,
    ];
    let mut codes: Vec<&'static Code> = stages.into_iter().flatten().copied().collect();
    codes.sort_by_key(|it| it.id);
    codes
}
