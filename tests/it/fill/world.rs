//! A small commune: branches of as many members as wanted, from a form of the sample.

use std::sync::{Arc, LazyLock};

use xeploai::context::Context;
use xeploai::model::{
    Accepted, At, Branch, BranchForm, BranchResult, BranchStatus, CellRef, CollectiveKind,
    CommuneResult, Decided, Decision, DecisionPaper, Decisions, Discipline, Eligibility, Extract,
    FormFile, Hundredths, PartialDate, Rating, Ruling, Slot, Subject, Submission, UnitResult,
};
use xeploai::read::{Limits, read};
use xeploai::regime::{Regime, Sources};
use xeploai::workspace::Workspace;

static REGIME: LazyLock<Regime> = LazyLock::new(|| Sources::builtin().regime("2019-hd21").unwrap());

/// The form of Tống Pu as the sample has it.
static FORM: LazyLock<Submission> = LazyLock::new(|| {
    let path = crate::common::source("samples/binh-an-2020/nop/Chi bo Tong Pu 2020.xlsx");
    read(&std::fs::read(path).unwrap(), &REGIME, &Limits::default()).unwrap().submission
});

/// What a [`Context`] borrows from.
pub(crate) struct World {
    regime: Regime,
    workspace: Workspace,
}

impl World {
    pub(crate) fn new() -> Self {
        let path = crate::common::source("samples/binh-an-2020/xeploai.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let text = format!("{text}\n[signature]\nname = \"Nguyễn Văn An\"\n");
        let workspace = Workspace::parse(&text).unwrap();
        Self { regime: REGIME.clone(), workspace }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        }
    }
}

fn put<T>(value: T) -> Slot<T> {
    Slot::Is(At { value, at: CellRef::new(&Arc::from("2_DangVien"), 9, 0) })
}

fn result(world: &World, code: &str, status: BranchStatus, form: Submission) -> BranchResult {
    let (rated, _) = xeploai::rate::rate(form, &world.context());
    let form = match status {
        BranchStatus::Accepted => {
            BranchForm::Accepted(Box::new(Accepted::new(None, Extract::from(&rated))))
        }
        BranchStatus::Returned => BranchForm::Returned(None),
        BranchStatus::Missing => BranchForm::Missing,
    };
    BranchResult {
        branch: Arc::new(Branch {
            code: code.to_owned(),
            name: format!("Chi bộ {code}"),
            kind: "Thôn bản".to_owned(),
            members: None,
            contact: Some("0912 345 678".to_owned()),
            unit: None,
            previous_codes: Vec::new(),
        }),
        form,
    }
}

/// A branch of so many members, each rated good and with two years of excellence.
pub(crate) fn branch(
    world: &World,
    code: &str,
    members: usize,
    status: BranchStatus,
) -> BranchResult {
    result(world, code, status, form(members))
}

/// The same with a form that is changed.
pub(crate) fn branch_with(
    world: &World,
    code: &str,
    members: usize,
    change: impl FnOnce(&mut Submission),
) -> BranchResult {
    let mut form = form(members);
    change(&mut form);
    result(world, code, BranchStatus::Accepted, form)
}

fn form(members: usize) -> Submission {
    let mut form = FORM.clone();
    let is_rated = |it: &&xeploai::model::Member| it.eligibility.get() == Some(Eligibility::Rated);
    let pattern = form.members.iter().find(is_rated).unwrap().clone();
    form.members = (0..members)
        .map(|number| {
            let mut member = pattern.clone();
            member.name = put(format!("Đảng viên {number}"));
            member.proposal = put(Rating::Good);
            member.excellent_years = put(2);
            member
        })
        .collect();
    form
}

/// A branch whose form has something in every field: members of every rating, one who
/// is exempt, one who is not rated, all of them disciplined.
pub(crate) fn everything(world: &World) -> BranchResult {
    let mut form = form(6);
    let day = PartialDate::Day("2010-02-03".parse().unwrap());
    for (member, rating) in form.members.iter_mut().zip(
        [
            Some(Rating::Excellent),
            Some(Rating::Good),
            Some(Rating::Satisfactory),
            Some(Rating::Unsatisfactory),
        ]
        .into_iter()
        .chain([None, None]),
    ) {
        let text = |it: &str| put(it.to_owned());
        (member.party_post, member.other_post) = (text("Bí thư"), text("Nông dân"));
        (member.ethnicity, member.card) = (text("Tày"), text("012345"));
        (member.admitted, member.official, member.birth) = (put(day), put(day), put(day));
        (member.reason, member.note) = (text("Lý do"), text("Ghi chú"));
        member.tasks_done = put(Hundredths::whole(95));
        member.self_points.total = put(Hundredths::new(9_150));
        member.points.general = put(Hundredths::whole(28));
        member.points.task = put(Hundredths::new(6_250));
        member.points.total = put(Hundredths::new(9_050));
        member.group = text("Công chức");
        member.quarters[0] = put(Rating::Good);
        member.self_rating = put(Rating::Good);
        member.state_rating = put(Rating::Good);
        member.discipline = put(Discipline::Reprimand);
        member.discipline_decision = text("12-QĐ/UBKT");
        member.ballots = [3, 2, 1, 0].map(put);
        member.excellent_years = put(5);
        member.cause = text("other");
        match rating {
            Some(rating) => member.proposal = put(rating),
            None => member.proposal = Slot::Absent,
        }
    }
    form.members[4].eligibility = put(Eligibility::Exempt);
    form.members[5].eligibility = put(Eligibility::New);
    form.members[5].reviewed = put(false);
    let info = &mut form.info;
    let text = |it: &str| put(it.to_owned());
    (info.secretary, info.deputy) = (text("An"), text("Bình"));
    (info.preparer, info.phone) = (text("Cường"), text("0912"));
    info.meeting = put(day);
    (info.official, info.probationary) = (put(5), put(1));
    (info.female, info.ethnic, info.ballots_valid) = (put(2), put(6), put(6));
    for collective in &mut form.collectives {
        (collective.reason, collective.note) = (text("Căn cứ"), text("Ghi chú"));
        collective.tasks_done = put(Hundredths::whole(95));
        collective.self_rating = put(Rating::Good);
        collective.proposal = put(Rating::Good);
    }
    (info.summoned, info.present) = (put(6), put(6));
    (info.ballots_issued, info.ballots_collected) = (put(6), put(6));
    info.ballots_invalid = put(0);
    assert!(form.collectives.iter().any(|it| it.kind.get() == Some(CollectiveKind::Branch)));
    let mut result = result(world, "TP", BranchStatus::Accepted, form);
    let file = FormFile { path: "nop/Tống Pu.xlsx".to_owned(), sha256: None };
    result.accepted_mut().unwrap().file = Some(file);
    result
}

/// A unit of one branch.
pub(crate) fn unit() -> UnitResult {
    UnitResult {
        code: "CA".to_owned(),
        name: "Đảng bộ Công an xã".to_owned(),
        kind: Decided::BaseUnits,
        branches: vec!["TP".to_owned()],
    }
}

/// A paper that is whole and decides on that unit, and one that has no number yet.
pub(crate) fn decisions() -> Decisions {
    let paper = |number: &str, date: &str| DecisionPaper {
        authority: String::new(),
        body: "Đảng ủy xã Bình An".to_owned(),
        number: number.to_owned(),
        date: date.parse().ok().map(PartialDate::Day),
        file: String::new(),
        sha256: String::new(),
        is_typed: false,
        waiting: 0,
    };
    let papers = vec![paper("45-QĐ/ĐU", "2020-12-20"), paper("", "")];
    let now = Decision { rating: Rating::Good, reason: String::new(), paper: 0 };
    let decided = [(Subject::Unit("CA".to_owned()), Ruling { now, earlier: Vec::new() })].into();
    Decisions { papers, decided, ..Decisions::default() }
}

/// The commune of these branches.
pub(crate) fn totals(world: &World, branches: Vec<BranchResult>) -> CommuneResult {
    xeploai::consolidate::consolidate(branches, &world.context()).0
}
