//! A member and a collective as lists look at them.

use super::{Allowed, Extract, Late, Place};
use crate::model::{
    CellRef, CollectiveKind, Discipline, Eligibility, Gender, Hundredths, LeaderScope, PartialDate,
    Rating, Standing,
};

/// A member as the extract of a form has it. A text that the form has not is empty.
#[derive(Clone, Copy, Debug)]
pub struct MemberBrief<'a> {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// TT.
    pub number: Option<u32>,
    /// Họ và tên.
    pub name: &'a str,
    /// Ngày sinh.
    pub birth: Option<PartialDate>,
    /// Giới tính.
    pub gender: Option<Gender>,
    /// Dân tộc, as typed.
    pub ethnicity: &'a str,
    /// Chức vụ đảng.
    pub party_post: &'a str,
    /// Chức vụ chính quyền, đoàn thể; nghề nghiệp.
    pub other_post: &'a str,
    /// Ngày vào Đảng.
    pub admitted: Option<PartialDate>,
    /// Ngày chính thức.
    pub official: Option<PartialDate>,
    /// Số thẻ đảng viên.
    pub card: &'a str,
    /// Diện cán bộ lãnh đạo, quản lý.
    pub leader: Option<LeaderScope>,
    /// Mẫu tự đánh giá: a key of the profile's choice list.
    pub self_form: &'a str,
    /// Nhóm đối tượng tương đồng, as typed.
    pub group: &'a str,
    /// Cá nhân tự chấm điểm, in all.
    pub self_points: Option<Hundredths>,
    /// Chi bộ chấm điểm: tiêu chí chung, nhiệm vụ, in all.
    pub points: [Option<Hundredths>; 3],
    /// Tỷ lệ hoàn thành nhiệm vụ.
    pub tasks_done: Option<Hundredths>,
    /// Ratings of the four quarters.
    pub quarters: [Option<Rating>; 4],
    /// Diện đánh giá.
    pub eligibility: Option<Eligibility>,
    /// Đã kiểm điểm.
    pub reviewed: Option<bool>,
    /// Đảng viên tự xếp loại.
    pub self_rating: Option<Rating>,
    /// Xếp loại cán bộ, công chức, viên chức.
    pub state_rating: Option<Rating>,
    /// Votes for excellent.
    pub excellent_votes: Option<u32>,
    /// Votes for all ratings together.
    pub votes: Option<u32>,
    /// Votes for each rating, best first.
    pub ballots: [Option<u32>; 4],
    /// Whether a number of votes could not be read.
    pub has_unread_votes: bool,
    /// Chi bộ đề nghị xếp loại.
    pub proposal: Option<Rating>,
    /// Nguyên nhân chính: a key of the profile's choice list.
    pub cause: &'a str,
    /// Hình thức kỷ luật.
    pub discipline: Option<Discipline>,
    /// Số, ngày quyết định kỷ luật.
    pub discipline_decision: &'a str,
    /// Số năm liên tục HTXSNV.
    pub excellent_years: Option<u32>,
    /// Lý do, căn cứ.
    pub reason: &'a str,
    /// Ghi chú.
    pub note: &'a str,
    /// What the regulation still allows; `None` for one who is not rated.
    pub allowed: Option<Allowed>,
    /// The rule that lowered the ceiling furthest; empty where none did.
    pub cap: &'a str,
    /// What was decided.
    pub decided: Option<Rating>,
    /// The supplement by which he was rated, if it was not the branch's form.
    pub late: Option<&'a Late>,
    /// Whether the form says that the breach was counted before, or is of an earlier year.
    pub is_old_breach: Option<bool>,
    /// The rating of last year, where an earlier workbook tells it.
    pub last_year: Option<Rating>,
    pub(super) extract: &'a Extract,
    pub(super) name_at: Place,
    pub(super) card_at: Place,
}

/// A collective as the extract of a form has it. A text that the form has not is empty.
#[derive(Clone, Copy, Debug)]
pub struct CollectiveBrief<'a> {
    /// Its place on the list, from 0.
    pub place: u32,
    /// Tên tập thể.
    pub name: &'a str,
    /// Loại tập thể.
    pub kind: Option<CollectiveKind>,
    /// Tỷ lệ hoàn thành nhiệm vụ.
    pub tasks_done: Option<Hundredths>,
    /// Tập thể tự xếp loại.
    pub self_rating: Option<Rating>,
    /// Mức đề nghị.
    pub proposal: Option<Rating>,
    /// Lý do, căn cứ.
    pub reason: &'a str,
    /// Ghi chú.
    pub note: &'a str,
    /// What the regulation still allows; `None` for one that is not rated.
    pub allowed: Option<Allowed>,
    /// The rule that lowered the ceiling furthest; empty where none did.
    pub cap: &'a str,
    /// What was decided.
    pub decided: Option<Rating>,
}

impl CollectiveBrief<'_> {
    /// The rating that counts: what was decided, else what is proposed.
    pub fn counted(&self) -> Option<Rating> {
        self.proposal.and(self.decided).or(self.proposal)
    }
}

impl MemberBrief<'_> {
    /// The cell of the name, if the form has one for it.
    pub fn name_cell(&self) -> Option<CellRef> {
        self.extract.cell(self.name_at)
    }

    /// The cell of the card number, if the form has one for it.
    pub fn card_cell(&self) -> Option<CellRef> {
        self.extract.cell(self.card_at)
    }

    /// The cell of the years in a row, if the form has one for it.
    pub fn years_cell(&self) -> Option<CellRef> {
        let col = self.extract.years_col.checked_sub(1)?;
        self.extract.cell(Place { col, row: self.row, ..self.name_at })
    }

    /// Whether the row is a guest, counted by another branch.
    pub fn is_guest(&self) -> bool {
        self.eligibility == Some(Eligibility::Temporary)
    }

    /// Whether the form says that the member is rated.
    pub fn is_rated(&self) -> bool {
        self.eligibility == Some(Eligibility::Rated)
    }

    /// Valid ballots of the meeting that rated him.
    pub fn ballots_valid(&self) -> Option<u32> {
        match self.late {
            Some(late) => late.ballots_valid,
            None => self.extract.ballots_valid,
        }
    }

    /// How the row is counted, here and in every list of the workbook: by what was decided, else
    /// by what is proposed.
    pub fn standing(&self) -> Standing {
        // Nobody decides on a member of whom nothing is proposed.
        let counted = self.proposal.and(self.decided).or(self.proposal);
        Standing::of(self.eligibility, counted)
    }

    /// How it was counted before anybody decided.
    pub fn proposed(&self) -> Standing {
        Standing::of(self.eligibility, self.proposal)
    }
}
