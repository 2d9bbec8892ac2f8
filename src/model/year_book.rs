//! What a consolidated workbook of this program says of a year: the people, what was decided on them,
//! and their branches.

use std::collections::BTreeMap;

use super::{CellRef, Discipline, Gender, PartialDate, Rating};

/// A year as its consolidated workbook tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct YearBook {
    /// The rating year.
    pub year: u32,
    /// Id of the regime by whose headings it was read.
    pub regime: String,
    /// Whose it is: the committee, as its head says; empty where it does not.
    pub committee: String,
    /// Whether it calls itself a draft, or says that it counts proposals.
    pub is_draft: bool,
    /// Accepted and expected branches, where it says that some are not in it.
    pub partial: Option<(u32, u32)>,
    /// Its branches, in its order.
    pub branches: Vec<BookBranch>,
    /// Its people, in its order; guests are in no such list.
    pub members: Vec<BookMember>,
    /// What it notes out of sight of whom, by what a case is known by.
    pub decided: BTreeMap<String, Rating>,
    /// The file, as it is shown to people; filled in by whoever opened it.
    pub path: String,
}

/// A branch of such a year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookBranch {
    /// Its code; empty where only the workbook is known, which does not say it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind, as the profile words it.
    pub kind: String,
    /// The rating that it gave itself.
    pub self_rating: Option<Rating>,
    /// The rating that it proposed, where that is another.
    pub proposal: Option<Rating>,
    /// The best rating that the certain conditions allowed.
    pub ceiling: Option<Rating>,
    /// What was decided.
    pub decided: Option<Rating>,
}

/// A member of such a year.
#[derive(Clone, Debug, PartialEq)]
pub struct BookMember {
    /// The cell of the name.
    pub at: CellRef,
    /// Its branch: a place among those of the year.
    pub branch: usize,
    /// Họ và tên.
    pub name: String,
    /// Ngày sinh.
    pub birth: Option<PartialDate>,
    /// Giới tính.
    pub gender: Option<Gender>,
    /// Dân tộc.
    pub ethnicity: String,
    /// Chức vụ, both posts.
    pub posts: String,
    /// Ngày vào Đảng.
    pub admitted: Option<PartialDate>,
    /// Ngày chính thức.
    pub official: Option<PartialDate>,
    /// Số thẻ; empty where there is none.
    pub card: String,
    /// The group of similar role as it stands there, perhaps by its code.
    pub group: String,
    /// The member's own rating.
    pub self_rating: Option<Rating>,
    /// What the branch proposed; `None` of one who was not rated.
    pub proposal: Option<Rating>,
    /// What was decided.
    pub decided: Option<Rating>,
    /// Years of excellence in a row, as the form of that year said.
    pub excellent_years: Option<u32>,
    /// Form of discipline.
    pub discipline: Option<Discipline>,
    /// Number and date of the decision on discipline.
    pub discipline_decision: String,
    /// Ghi chú.
    pub note: String,
}

impl YearBook {
    /// The name of a member's branch.
    pub fn branch_of(&self, member: &BookMember) -> &str {
        self.branches.get(member.branch).map_or("", |it| &it.name)
    }

    /// Members on whom something was to be decided, and of them those on whom it was.
    pub fn decided(&self) -> (usize, usize) {
        let due = self.members.iter().filter(|it| it.counted().is_some());
        (due.clone().count(), due.filter(|it| it.decided.is_some()).count())
    }

    /// Whether all that was to be decided was, and the workbook does not call itself a draft.
    pub fn is_final(&self) -> bool {
        let (due, decided) = self.decided();
        !self.is_draft && due == decided
    }
}

impl BookMember {
    /// The rating that counts: what was decided, else what was proposed.
    pub fn counted(&self) -> Option<Rating> {
        self.decided.or(self.proposal)
    }
}

impl BookBranch {
    /// The rating that counts: what was decided, else what was proposed.
    pub fn counted(&self) -> Option<Rating> {
        self.decided.or(self.proposal).or(self.self_rating)
    }
}
