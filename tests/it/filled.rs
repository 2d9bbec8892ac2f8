//! Filled forms of 2025-hd43 as real workbooks: a branch of teachers without a fault, in
//! which a test changes what it is about.
#![expect(clippy::disallowed_methods, reason = "tests make their own files")]

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xeploai::model::StoredValue;
use xeploai::regime::form::{CollectiveField, InfoField, MemberField};
use xeploai::regime::{Regime, Sources};
use xeploai::write::blank::{BlankFor, Filled, Spot, filled};

/// The workspace file; what a test adds stands after it.
pub(crate) const WORKSPACE: &str = r#"year = 2026
organization = "Đảng bộ xã Bình An"
committee = "Đảng ủy xã Bình An"
superior = "Đảng bộ tỉnh Tuyên Quang"
place = "Bình An"

[[branch]]
code = "TH"
name = "Chi bộ Trường Tiểu học"
kind = "Trường học"
"#;

/// The group of similar role in which everybody is.
pub(crate) const GROUP: &str = "Giáo viên";

/// A form on its way.
pub(crate) struct Branch {
    pub(crate) regime: Regime,
    typed: Filled,
}

impl Branch {
    /// So many members, all of them good.
    pub(crate) fn of(members: u32) -> Self {
        let regime = Sources::builtin().regime("2025-hd43").expect("it is sound");
        Self::under(regime, members)
    }

    /// The same on the form of a regime with the same fields.
    pub(crate) fn under(regime: Regime, members: u32) -> Self {
        let mut made = Self { regime, typed: Filled::default() };
        let all = members.to_string();
        let code = made.regime.form.code.clone();
        for (field, value) in [
            (InfoField::FormCode, code.as_str()),
            (InfoField::BranchCode, "TH"),
            (InfoField::BranchName, "Chi bộ Trường Tiểu học"),
            (InfoField::BranchKind, "Trường học"),
            (InfoField::Year, "2026"),
            (InfoField::Secretary, "Ma Thị An 1"),
            (InfoField::Preparer, "Ma Thị An 2"),
            (InfoField::Meeting, "10/12/2026"),
            (InfoField::DraftSent, "01/12/2026"),
            (InfoField::Total, &all),
            (InfoField::Official, &all),
            (InfoField::Probationary, "0"),
            (InfoField::Female, &all),
            (InfoField::Ethnic, &all),
            (InfoField::Exempt, "0"),
            (InfoField::Unrated, "0"),
            (InfoField::Rated, &all),
            (InfoField::Summoned, &all),
            (InfoField::Present, &all),
            (InfoField::BallotsIssued, &all),
            (InfoField::BallotsCollected, &all),
            (InfoField::BallotsValid, &all),
            (InfoField::BallotsInvalid, "0"),
        ] {
            made.info(field, value);
        }
        for row in 0..members {
            made.member_of(row, &all);
        }
        for (field, value) in [
            (CollectiveField::Number, "1"),
            (CollectiveField::Name, "Chi bộ Trường Tiểu học"),
            (CollectiveField::Kind, "Chi bộ"),
            (CollectiveField::General, "25"),
            (CollectiveField::Task, "55"),
            (CollectiveField::Total, "80"),
            (CollectiveField::TasksAssigned, "10"),
            (CollectiveField::TasksCompleted, "10"),
            (CollectiveField::TasksOnTime, "10"),
            (CollectiveField::TasksBeyond, "0"),
            (CollectiveField::Weaknesses, "Không có"),
            (CollectiveField::SubordinateDisciplined, "Không"),
            (CollectiveField::Disunity, "Không"),
            (CollectiveField::SelfRating, "HTTNV"),
            (CollectiveField::Proposal, "HTTNV"),
        ] {
            made.collective(0, field, value);
        }
        made
    }

    fn member_of(&mut self, row: u32, all: &str) {
        let number = (row + 1).to_string();
        let name = format!("Ma Thị An {number}");
        let birth = format!("{:02}/03/{}", row % 28 + 1, 1970 + row / 28);
        let card = format!("11 {:06}", row + 1);
        for (field, value) in [
            (MemberField::Number, number.as_str()),
            (MemberField::Name, &name),
            (MemberField::Birth, &birth),
            (MemberField::Gender, "Nữ"),
            (MemberField::Ethnicity, "Tày"),
            (MemberField::PartyPost, if row == 0 { "Bí thư chi bộ" } else { "" }),
            (MemberField::Admitted, "03/02/2005"),
            (MemberField::Official, "03/02/2006"),
            (MemberField::Card, &card),
            (MemberField::Leader, "Không"),
            (MemberField::SelfForm, "02B (không giữ chức vụ)"),
            (MemberField::Eligibility, "Được đánh giá"),
            (MemberField::Reviewed, "Có"),
            (MemberField::Group, GROUP),
            (MemberField::SelfGeneral, "25"),
            (MemberField::SelfTask, "55"),
            (MemberField::SelfTotal, "80"),
            (MemberField::StateRating, "HTXSNV"),
            (MemberField::Weaknesses, "Không có"),
            (MemberField::BallotsExcellent, "0"),
            (MemberField::BallotsGood, all),
            (MemberField::BallotsSatisfactory, "0"),
            (MemberField::BallotsUnsatisfactory, "0"),
        ] {
            self.member(row, field, value);
        }
        self.points(row, ["25", "55", "80"]);
        self.tasks(row, ["10", "10", "10", "0"]);
        self.rating(row, "HTTNV");
    }

    /// Types a fact of sheet 1.
    pub(crate) fn info(&mut self, field: InfoField, value: &str) {
        let place = self.regime.form.info.row.iter().position(|it| it.field == field);
        self.put(place.map(|it| Spot::Info(as_u32(it))), value);
    }

    /// Types a cell of sheet 2.
    pub(crate) fn member(&mut self, row: u32, field: MemberField, value: &str) {
        let columns = &self.regime.form.members.column;
        let place = columns.iter().position(|it| it.field == field);
        self.put(place.map(|it| Spot::Member(row, as_u32(it))), value);
    }

    /// Types a cell of sheet 3.
    pub(crate) fn collective(&mut self, row: u32, field: CollectiveField, value: &str) {
        let columns = &self.regime.form.collectives.column;
        let place = columns.iter().position(|it| it.field == field);
        self.put(place.map(|it| Spot::Collective(row, as_u32(it))), value);
    }

    /// The branch's points of a member: general, on tasks, in all.
    pub(crate) fn points(&mut self, row: u32, values: [&str; 3]) {
        let fields = [MemberField::General, MemberField::Task, MemberField::Total];
        for (field, value) in fields.into_iter().zip(values) {
            self.member(row, field, value);
        }
    }

    /// Tasks of a member: assigned, done, in time, beyond requirement.
    pub(crate) fn tasks(&mut self, row: u32, values: [&str; 4]) {
        let fields = [
            MemberField::TasksAssigned,
            MemberField::TasksCompleted,
            MemberField::TasksOnTime,
            MemberField::TasksBeyond,
        ];
        for (field, value) in fields.into_iter().zip(values) {
            self.member(row, field, value);
        }
    }

    /// What a member gives himself and the branch proposes.
    pub(crate) fn rating(&mut self, row: u32, short: &str) {
        self.member(row, MemberField::SelfRating, short);
        self.member(row, MemberField::Proposal, short);
    }

    /// A member who is excellent by every condition.
    pub(crate) fn excellent(&mut self, row: u32) {
        self.points(row, ["28", "65", "93"]);
        self.tasks(row, ["10", "10", "10", "3"]);
        self.rating(row, "HTXSNV");
        self.member(row, MemberField::Reason, "Chiến sĩ thi đua cơ sở");
    }

    fn put(&mut self, spot: Option<Spot>, value: &str) {
        let spot = spot.expect("the form has the field");
        // Typed as a person types: what looks like a number becomes one.
        let stored = match value.parse::<f64>() {
            Ok(number) => StoredValue::Number(number),
            Err(_) => StoredValue::Text(value.to_owned()),
        };
        self.typed.put(spot, stored);
    }

    /// The workbook.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let committee = "Đảng ủy xã Bình An";
        let blank = BlankFor { year: Some(2026), committee, branch: None, roster: &[] };
        filled(&self.regime, &blank, &self.typed).expect("it can be written")
    }

    /// A workspace with this form in its inbox; `more` follows in its file.
    pub(crate) fn workspace(&self, more: &str) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        save(folder.path(), "xeploai.toml", format!("{WORKSPACE}{more}").as_bytes());
        save(folder.path(), "nop/TH.xlsx", &self.bytes());
        folder
    }
}

/// Writes a file, and its folder if it is not there.
pub(crate) fn save(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
    fs::write(&path, bytes).expect("it can be written");
    path
}

fn as_u32(place: usize) -> u32 {
    u32::try_from(place).expect("a form has few columns")
}
