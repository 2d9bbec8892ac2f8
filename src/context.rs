//! What a stage judges by: the regime, the settings, and the workspace if there is one.

use crate::model::{Branch, Submission};
use crate::regime::Regime;
use crate::workspace::{Settings, Workspace};

/// What a stage judges by.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rule set and the forms in force.
    pub regime: &'a Regime,
    /// What the regulation leaves open.
    pub settings: &'a Settings,
    /// The rating year: the workspace's, else what the form says, if it says it.
    pub year: u32,
    /// The workspace; `None` when loose files are checked, so that nothing is
    /// known of branches, rosters and quota.
    pub workspace: Option<&'a Workspace>,
}

impl<'a> Context<'a> {
    /// The workspace's branch that a submission names by its code.
    pub fn branch_of(&self, submission: &Submission) -> Option<&'a Branch> {
        self.workspace?.branch(submission.info.branch_code.value()?)
    }
}
