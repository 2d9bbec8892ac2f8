//! A file of the inbox on its way through the stages: what it turned out to be, and what is known of its form.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::finding::Finding;
use crate::model::{Ceiling, CellRef, DecisionFile, Extract, Info, Rating, Slot, Submission};
use crate::read::{self, Parsed};

/// A file after it was opened.
pub(super) struct InboxFile {
    pub(super) path: String,
    /// Where it lies, if it was opened.
    pub(super) real: Option<PathBuf>,
    pub(super) sha256: Option<String>,
    pub(super) content: Content,
}

pub(super) enum Content {
    /// Left alone; the finding says why.
    Ignored(Box<Finding>),
    /// No submission; the finding says why.
    Unreadable(Box<Finding>),
    /// A form.
    Form(Box<Form>),
    /// Sheets of decisions, and what was found as they were read.
    Decisions(Box<(DecisionFile, Vec<Finding>)>),
}

/// What a file turned out to be.
pub(super) enum Understood {
    Form(Box<Form>),
    Decisions(Box<(DecisionFile, Vec<Finding>)>),
}

/// What the judges of a form found besides their findings.
#[derive(Default)]
pub(super) struct Verdict {
    /// Whether every member falls into one count.
    pub(super) is_countable: bool,
    /// Cells that were not read and without which a member falls into no count.
    pub(super) needed: BTreeSet<CellRef>,
    /// Whether the program failed as it was judged.
    pub(super) has_failed: bool,
}

/// A form on its way through the stages.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Form {
    /// What was read; gone once it is judged.
    pub(super) read: Option<Box<Submission>>,
    /// What is kept of it; gone where it cannot count.
    pub(super) extract: Option<Arc<Extract>>,
    /// What its judges found besides.
    pub(super) judged: Verdict,
    /// That it is of another season, if it is.
    pub(super) stranger: Option<Box<Finding>>,
    /// The branch as which it is judged, where that is not the one that it says.
    pub(super) given: Option<Given>,
    /// That it is a supplement, if it is.
    pub(super) supplement: Option<Mark>,
    /// Whether it is called a supplement and is none.
    pub(super) is_whole: bool,
    /// As in [`Parsed`].
    pub(super) modified: Option<String>,
    /// As in [`Parsed`].
    pub(super) corrects: Vec<String>,
    /// As in [`Parsed`].
    pub(super) values: String,
    /// As in [`Parsed`].
    pub(super) is_native: bool,
    /// As in [`Parsed`].
    pub(super) has_list: bool,
    /// As in [`Parsed`].
    pub(super) unfilled: bool,
    /// Place in the season's regimes; `None` = the workspace's.
    pub(super) regime: Option<usize>,
    /// Code of the workspace's branch that it names.
    pub(super) branch: Option<String>,
    /// Code of another branch to which its code or its name belongs.
    pub(super) miscoded: Option<String>,
    /// The year and the regulation, where they are not this season's.
    pub(super) other_season: Option<String>,
    /// The only thing to say of it.
    pub(super) alone: Option<Box<Finding>>,
    /// What is to be said of it besides what its judges find.
    pub(super) told: Vec<Finding>,
    /// Why it cannot count although it may be right: another form of the branch is there.
    pub(super) conflict: Option<Box<Finding>>,
    pub(super) findings: Vec<Finding>,
}

impl Form {
    /// What was read, and what was found besides; `regime` as in the field.
    pub(super) fn of(
        mut parsed: Parsed,
        regime: Option<usize>,
        mut findings: Vec<Finding>,
    ) -> Self {
        findings.splice(0..0, parsed.findings.drain(..));
        read::keep_few(&mut findings);
        Self {
            read: Some(Box::new(parsed.submission)),
            extract: None,
            judged: Verdict::default(),
            stranger: None,
            given: None,
            supplement: None,
            is_whole: false,
            modified: parsed.modified,
            corrects: parsed.corrects,
            values: parsed.values,
            is_native: parsed.is_native,
            has_list: parsed.has_list,
            unfilled: parsed.unfilled,
            regime,
            branch: None,
            miscoded: None,
            other_season: None,
            alone: None,
            told: Vec::new(),
            conflict: None,
            findings,
        }
    }
}

/// That a form is a supplement.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Whether a cell says it, not only the name of the file.
    pub(super) is_in_cell: bool,
    /// What its sheet 3 proposes for the branch.
    pub(super) branch_rating: Option<(Rating, CellRef)>,
    /// What is allowed its members by what their branch is proposed for, where the head is among them.
    pub(super) by_branch: Vec<ByBranch>,
}

/// What the regulation allows members if their branch is proposed for something.
#[derive(Clone, Debug)]
pub(super) struct ByBranch {
    pub(super) branch: Rating,
    /// By row of the list.
    pub(super) ceilings: Vec<Option<Ceiling>>,
    pub(super) findings: Vec<Finding>,
}

/// The branch as which a form is judged, which is not the one that it says.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) code: String,
    pub(super) name: Option<String>,
}

impl Given {
    /// Puts it in the place of what the form says.
    pub(super) fn write(&self, info: &mut Info) {
        put(&mut info.branch_code, &self.code);
        if let Some(name) = &self.name {
            put(&mut info.branch_name, name);
        }
    }
}

fn put(slot: &mut Slot<String>, text: &str) {
    if let Slot::Is(at) = slot {
        text.clone_into(&mut at.value);
    }
}
