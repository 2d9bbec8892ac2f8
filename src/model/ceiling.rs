//! What the regulation still allows, and why.

use std::sync::Arc;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Rating, Submission};

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
    pub rule: Arc<str>,
    /// How sure its clause is.
    pub certainty: Certainty,
    /// The clause.
    pub clause: Arc<str>,
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
