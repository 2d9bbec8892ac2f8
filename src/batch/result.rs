//! What a run ended with: what became of each file, of the branches, and what was found.

use std::collections::BTreeMap;

use super::Season;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Branch, BranchForm, BranchResult, CommuneResult, FormFile};
use crate::report::{self, FileLine, Report, Sources};
use crate::words::Catalogue;
use crate::workspace::Workspace;

/// The branch has no accepted form that a supplement could be joined to.
pub(super) static WAITS: Code = code("B105", "supplement-waits", Severity::Warning);

/// What became of a file of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Its numbers count.
    Accepted,
    /// It goes back.
    Returned,
    /// Left alone.
    Ignored,
    /// It gives no submission.
    Unreadable,
}

/// A file of the inbox after the run.
#[derive(Clone, Debug)]
pub struct FileResult {
    /// Path relative to the workspace, `/` on every system.
    pub path: String,
    /// What became of it.
    pub status: FileStatus,
    /// Code of the branch it belongs to, when the workspace has it.
    pub branch: Option<String>,
    /// SHA-256 of its content in hexadecimal, if it was opened.
    pub sha256: Option<String>,
    /// What a copy that goes back carries besides, so that the corrected form takes the place of this
    /// one and of every round before: fingerprints, latest first.
    pub rounds: Vec<String>,
    /// Why it is ignored or unreadable.
    pub reason: Option<Box<Finding>>,
    /// Findings that keep it out.
    pub errors: usize,
    /// Whether it is a supplement: of members of a branch who were rated late.
    pub is_supplement: bool,
    /// Whether it is no form but has sheets of decisions.
    pub is_decisions: bool,
    /// Whether it has such sheets, and nobody has written in them.
    pub is_untouched: bool,
}

/// Everything that a run found.
#[derive(Clone, Debug)]
pub struct Run {
    /// Files in path order.
    pub files: Vec<FileResult>,
    /// Branches, totals and quotas; `None` without a workspace.
    pub results: Option<CommuneResult>,
    /// The one list of findings: by branch in the workspace's order, then by
    /// file, sheet, row and column.
    pub findings: Vec<Finding>,
}

/// What is written for the code of a branch in a supplement, and in the names of files about one.
pub fn supplement_code(branch: &str) -> String {
    format!("{branch}-BoSung")
}

/// How a run ended. The numbers are public interface; scripts test them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 0: every expected branch is in, no error.
    Clean = 0,
    /// 1: an error, or a branch is missing.
    Findings = 1,
    /// 3: no file but ignored ones. Likely the wrong folder.
    NoInput = 3,
}

/// A form that goes back.
#[derive(Clone, Debug)]
pub struct GoingBack {
    /// Whose it is; a supplement is called by the code of its own.
    pub branch: Branch,
    /// The file.
    pub file: FormFile,
}

impl FileResult {
    /// The file as a form.
    pub(super) fn form_file(&self) -> FormFile {
        FormFile { path: self.path.clone(), sha256: self.sha256.clone() }
    }
}

impl Run {
    /// The branches whose form goes back.
    pub fn returned(&self) -> Vec<GoingBack> {
        let branches = self.results.as_ref().map_or(&[][..], |it| it.branches.as_slice());
        let back = branches.iter().filter_map(|it| match &it.form {
            BranchForm::Returned(Some(file)) => {
                Some(GoingBack { branch: (*it.branch).clone(), file: file.clone() })
            }
            BranchForm::Returned(None) | BranchForm::Accepted(_) | BranchForm::Missing => None,
        });
        back.collect()
    }

    /// The supplements that go back, each as the form of a branch that is called by the code of its own and
    /// the word.
    pub fn returned_supplements(&self) -> Vec<GoingBack> {
        let branches = self.results.as_ref().map_or(&[][..], |it| it.branches.as_slice());
        let mut back: Vec<GoingBack> = Vec::new();
        let wrong =
            self.files.iter().filter(|it| it.is_supplement && it.status == FileStatus::Returned);
        for file in wrong {
            let is_its = |it: &&BranchResult| Some(&it.branch.code) == file.branch.as_ref();
            let Some(of) = branches.iter().find(is_its) else { continue };
            let code = supplement_code(&of.branch.code);
            let numbered = (2_u32..).map(|it| format!("{code}-{it}"));
            let mut codes = std::iter::once(code.clone()).chain(numbered);
            let free = codes.find(|it| back.iter().all(|own| own.branch.code != *it));
            back.push(GoingBack {
                branch: Branch { code: free.unwrap_or(code), ..(*of.branch).clone() },
                file: file.form_file(),
            });
        }
        back
    }

    /// The run in words.
    pub fn report(&self, season: &Season, words: &Catalogue) -> Report {
        let line = |file: &FileResult| FileLine {
            path: file.path.clone(),
            status: file.status.key(),
            reason: report::file_reason(file.reason.as_deref(), file.errors, words),
            sha256: file.sha256.clone(),
            branch: file.branch.clone(),
            is_decisions: file.is_decisions,
        };
        let regime = match season.workspace {
            Some((_, regime)) => Some(regime.id.as_str()),
            None => match season.regimes.all() {
                [only] => Some(only.id.as_str()),
                _ => None,
            },
        };
        let sources = Sources {
            regime,
            season: season.workspace.map(|(it, _)| (it.year, it.committee.as_str())),
            workspace: season.workspace.map(|(it, _)| it),
            results: self.results.as_ref(),
            findings: &self.findings,
        };
        Report::new(sources, self.files.iter().map(line).collect(), words)
    }

    /// Why files are ignored or unreadable, in path order.
    pub fn reasons(&self) -> Vec<Finding> {
        self.files.iter().filter_map(|it| it.reason.as_deref().cloned()).collect()
    }

    /// Adds what was found after the run, in its place in the list.
    pub fn add(&mut self, finding: Finding, workspace: &Workspace) {
        self.findings.push(finding);
        sort(&mut self.findings, Some(workspace));
    }

    /// Puts the findings in their order.
    pub fn in_order(&mut self, workspace: &Workspace) {
        sort(&mut self.findings, Some(workspace));
    }

    /// How the run ended.
    pub fn ending(&self) -> Ending {
        let is_form =
            |it: &FileResult| matches!(it.status, FileStatus::Accepted | FileStatus::Returned);
        let waits = |it: &FileResult| it.reason.as_ref().is_some_and(|it| it.code == &WAITS);
        if self.files.iter().all(|it| it.status == FileStatus::Ignored && !waits(it)) {
            Ending::NoInput
        } else if self.findings.iter().any(Finding::is_error) {
            Ending::Findings
        } else if self.files.iter().any(is_form) {
            Ending::Clean
        } else {
            // Forms that have not come down yet, and no branch that would be missing.
            Ending::NoInput
        }
    }
}

impl FileStatus {
    /// The key used in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Ignored => "ignored",
            Self::Unreadable => "unreadable",
        }
    }
}

/// By branch in the workspace's order, the commune last; then by place.
pub(super) fn sort(findings: &mut [Finding], workspace: Option<&Workspace>) {
    let branches = workspace.map_or(&[][..], |it| it.branch.as_slice());
    let places: BTreeMap<&str, usize> =
        branches.iter().enumerate().map(|(place, it)| (it.code.as_str(), place)).collect();
    let rank = |finding: &Finding| {
        let place = finding.branch.as_deref().and_then(|it| places.get(it).copied());
        match (place, &finding.file) {
            (Some(place), _) => place,
            (None, Some(_)) => usize::MAX - 1,
            (None, None) => usize::MAX,
        }
    };
    let cell = |finding: &Finding| finding.cell.as_ref().map(|it| (it.row, it.col));
    findings.sort_by(|a, b| {
        rank(a)
            .cmp(&rank(b))
            .then_with(|| a.file.cmp(&b.file))
            .then_with(|| a.sheet.cmp(&b.sheet))
            .then_with(|| cell(a).cmp(&cell(b)))
            .then_with(|| a.code.id.cmp(b.code.id))
    });
}
