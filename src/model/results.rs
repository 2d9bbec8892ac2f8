//! What became of the branches, and the whole commune.

use std::collections::BTreeMap;
use std::sync::Arc;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::text::fold;
use super::{
    Before, BranchStatus, CollectiveBrief, Decided, Decisions, Extract, MemberBrief, Rating,
    SentChange, SentSinceList, Subject,
};

/// A branch as the workspace file lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// ASCII letters, digits and `-`; unique in the workspace.
    pub code: String,
    /// Tên chi bộ.
    pub name: String,
    /// Loại hình, as the profile words it.
    pub kind: String,
    /// How many members the commune's roster says.
    pub members: Option<u32>,
    /// Whom to ring.
    pub contact: Option<String>,
    /// Code of the đảng bộ that it stands under; without one it stands right under the commune's.
    pub unit: Option<String>,
    /// Codes or names of the branches of earlier years that it came of, where they were others.
    #[serde(default, rename = "previous-codes")]
    pub previous_codes: Vec<String>,
}

/// Counts of members, guests aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Members present at the time of rating: exempt + unrated + rated.
    pub members: u32,
    /// Được miễn.
    pub exempt: u32,
    /// Chưa được đánh giá.
    pub unrated: u32,
    /// Đã được đánh giá: the sum of the four ratings.
    pub rated: u32,
    /// Members with each rating, best first.
    pub ratings: [u32; 4],
    /// Members rated unsatisfactory by cause, in the profile's order.
    pub causes: Vec<u32>,
}

impl Tally {
    /// Adds another branch's counts.
    pub fn add(&mut self, other: &Self) {
        self.members += other.members;
        self.exempt += other.exempt;
        self.unrated += other.unrated;
        self.rated += other.rated;
        for (own, more) in self.ratings.iter_mut().zip(other.ratings) {
            *own += more;
        }
        if self.causes.len() < other.causes.len() {
            self.causes.resize(other.causes.len(), 0);
        }
        for (own, more) in self.causes.iter_mut().zip(&other.causes) {
            *own += more;
        }
    }

    /// Members with `rating`.
    pub fn count(&self, rating: Rating) -> u32 {
        self.ratings[rating.place()]
    }
}

/// One branch of the workspace and what it sent.
#[derive(Clone, Debug)]
pub struct BranchResult {
    /// The workspace's entry.
    pub branch: Arc<Branch>,
    /// Its form.
    pub form: BranchForm,
}

/// What became of the form of a branch, with what there is of it then.
#[derive(Clone, Debug)]
pub enum BranchForm {
    /// It counts.
    Accepted(Box<Accepted>),
    /// It goes back; of a branch that only a workbook from below says this of, there is no file.
    Returned(Option<FormFile>),
    /// None came.
    Missing,
}

/// An accepted form.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The file; none of a branch that was read from the workbook of its commune.
    pub file: Option<FormFile>,
    /// What is kept of it; nothing of a commune, whose people stand in its workbook.
    pub extract: Extract,
    /// How many members it has; `consolidate` counts them, until then there are none.
    pub tally: Tally,
    /// Whether a supplement of it goes back: people are still to come.
    pub late_out: bool,
}

/// A file that a branch sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFile {
    /// Its path relative to the workspace, `/` on every system.
    pub path: String,
    /// Its SHA-256, in hexadecimal; none of a report, in which nothing can be marked.
    pub sha256: Option<String>,
}

impl Accepted {
    /// A form that is not counted yet.
    pub fn new(file: Option<FormFile>, extract: Extract) -> Self {
        Self { file, extract, tally: Tally::default(), late_out: false }
    }
}

impl BranchResult {
    /// What became of it.
    pub const fn status(&self) -> BranchStatus {
        match self.form {
            BranchForm::Accepted(_) => BranchStatus::Accepted,
            BranchForm::Returned(_) => BranchStatus::Returned,
            BranchForm::Missing => BranchStatus::Missing,
        }
    }

    /// Its form, if it counts.
    pub fn accepted(&self) -> Option<&Accepted> {
        match &self.form {
            BranchForm::Accepted(it) => Some(it),
            BranchForm::Returned(_) | BranchForm::Missing => None,
        }
    }

    /// The same, to be changed.
    pub fn accepted_mut(&mut self) -> Option<&mut Accepted> {
        match &mut self.form {
            BranchForm::Accepted(it) => Some(it),
            BranchForm::Returned(_) | BranchForm::Missing => None,
        }
    }

    /// Whether it is in the workbook.
    pub fn is_accepted(&self) -> bool {
        self.accepted().is_some()
    }

    /// The file of its form, whether it counts or goes back.
    pub fn file(&self) -> Option<&FormFile> {
        match &self.form {
            BranchForm::Accepted(it) => it.file.as_ref(),
            BranchForm::Returned(file) => file.as_ref(),
            BranchForm::Missing => None,
        }
    }

    /// What is kept of its form, if it counts.
    pub fn extract(&self) -> Option<&Extract> {
        self.accepted().map(|it| &it.extract)
    }

    /// How many members it has, if its form counts.
    pub fn tally(&self) -> Option<&Tally> {
        self.accepted().map(|it| &it.tally)
    }

    /// The rows of its form, if that counts.
    pub fn members(&self) -> impl Iterator<Item = MemberBrief<'_>> {
        self.extract().into_iter().flat_map(Extract::members)
    }

    /// The row of sheet 3 that counts for it.
    pub fn own_row(&self) -> Option<CollectiveBrief<'_>> {
        self.extract()?.branch_row()
    }

    /// Whether its numbers may still change: its form is out, or a supplement of it goes back.
    pub fn is_out(&self) -> bool {
        self.accepted().is_none_or(|it| it.late_out)
    }
}

impl Decisions {
    /// Lays the ratings that stand over what the forms propose. No form says anything of a unit.
    pub fn lay_over(&self, branches: &mut [BranchResult]) {
        let mut by_branch: BTreeMap<&str, Vec<(&Subject, Rating)>> = BTreeMap::new();
        for (subject, ruling) in &self.decided {
            if let Some(branch) = subject.branch() {
                by_branch.entry(branch).or_default().push((subject, ruling.now.rating));
            }
        }
        for branch in branches {
            let own = by_branch.remove(branch.branch.code.as_str()).unwrap_or_default();
            let Some(accepted) = branch.accepted_mut() else { continue };
            let form = &mut accepted.extract;
            form.undecide();
            let own_row = form.branch_row().map(|it| it.place);
            let mut members = BTreeMap::new();
            for (subject, rating) in own {
                match subject {
                    Subject::Member(_, row) => {
                        members.insert(*row, rating);
                    }
                    Subject::Collective(_, place) => form.decide_collective(*place, rating),
                    Subject::Branch(_) => {
                        if let Some(place) = own_row {
                            form.decide_collective(place, rating);
                        }
                    }
                    Subject::Unit(_) => {}
                }
            }
            form.decide_members(&members);
        }
    }
}

/// A quota of excellent ratings and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaState {
    /// The group that it is counted in: a kind of branch, members of similar role;
    /// `None` for the commune.
    pub group: Option<String>,
    /// So many percent of the base are allowed.
    pub percent: u8,
    /// Excellent ratings.
    pub excellent: u32,
    /// Good ratings.
    pub good: u32,
    /// The base that the settings chose.
    pub base: u32,
    /// The most that the quota allows.
    pub limit: u32,
    /// The limit if the base were good ratings alone.
    pub limit_good: u32,
    /// The limit if the base were good and excellent ratings.
    pub limit_good_or_better: u32,
}

impl QuotaState {
    /// How many excellent ratings are too many.
    pub fn over(&self) -> u32 {
        self.excellent.saturating_sub(self.limit)
    }
}

/// Members of similar role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name: as the form or the first branch words it.
    pub name: String,
    /// Its members.
    pub tally: Tally,
    /// Its quota.
    pub quota: QuotaState,
    /// Whether no quota holds for it: heads, where a setting leaves them out.
    pub is_outside: bool,
}

/// A đảng bộ between the commune and its branches on which somebody decides. There is no form of
/// its own: what it thinks of itself is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitResult {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is to whoever decides on it.
    pub kind: Decided,
    /// Codes of all branches under it, through other units or not.
    pub branches: Vec<String>,
}

/// The whole commune.
#[derive(Clone, Debug)]
pub struct CommuneResult {
    /// Branches in the workspace's order.
    pub branches: Vec<BranchResult>,
    /// The units on which somebody decides, in the workspace's order.
    pub units: Vec<UnitResult>,
    /// Sum over the accepted branches.
    pub total: Tally,
    /// The quota of excellent members; where it is counted in groups, their sums.
    pub quota: QuotaState,
    /// The groups in which it is counted, the higher ones first; none where it is
    /// one number for the commune.
    pub groups: Vec<Group>,
    /// The quota of excellent branches by kind, in the order of first appearance.
    pub branch_quotas: Vec<QuotaState>,
    /// Whether a branch is out, so that the quota is not final.
    pub provisional: bool,
    /// What was decided; `None` where no decisions are in use.
    pub decisions: Option<Decisions>,
    /// What earlier years say; `None` where none are known.
    pub before: Option<Arc<Before>>,
    /// What is known besides where these are the branches of several communes; `None` in a commune.
    pub above: Option<Above>,
}

/// What a level above a commune adds to what its communes sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Above {
    /// Communes whose workbook counts, and all that are expected.
    pub coverage: (usize, usize),
    /// Of those that count, the ones that are no final workbook.
    pub drafts: usize,
    /// Excellent members above the limits of their communes: by group as its limit says it, folded; of
    /// the whole where the quota is one number. Room in one commune is none in another.
    pub over: BTreeMap<Option<String>, u32>,
    /// What the communes wrote by hand into rows for which no form has a source, added up: by the label of
    /// the row, of collectives and of members.
    pub by_hand: BTreeMap<String, [Option<u32>; 2]>,
    /// What was decided otherwise than proposed, in the order of the communes.
    pub changes: Vec<SentChange>,
    /// What changed since their last final workbooks.
    pub since: SentSinceList,
}

impl CommuneResult {
    /// The quotas of members that are judged: of each group, or of the commune. A group
    /// of which nobody is rated has nothing to judge.
    pub fn quotas(&self) -> impl Iterator<Item = &QuotaState> {
        let whole = self.groups.is_empty().then_some(&self.quota);
        let groups = self.groups.iter().filter(|it| it.tally.rated > 0 && !it.is_outside);
        whole.into_iter().chain(groups.map(|it| &it.quota))
    }

    /// Excellent members for whom no quota holds.
    pub fn outside(&self) -> u32 {
        self.groups.iter().filter(|it| it.is_outside).map(|it| it.quota.excellent).sum()
    }

    /// How many excellent members of a group are too many.
    pub fn over_in(&self, group: &Group) -> u32 {
        let Some(above) = &self.above else { return group.quota.over() };
        above.over.get(&Some(fold(&group.name))).copied().unwrap_or_default()
    }

    /// How many excellent members are too many. Room in one group is none in another.
    pub fn over(&self) -> u32 {
        if let Some(above) = &self.above {
            return above.over.values().sum();
        }
        self.quotas().map(QuotaState::over).sum()
    }
}
