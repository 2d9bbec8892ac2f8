//! A small form that is right in every way; tests of the stages spoil it.

use std::sync::Arc;

use jiff::civil;

use super::*;

/// Row of the first member and of the first collective, from 0.
pub(crate) const FIRST_ROW: u32 = 9;

/// Keys, headings and whether it is on tasks: as on the form of 2019-hd21.
const MEMBER_CRITERIA: [(&str, &str, bool); 6] = [
    ("ideology", "Tư tưởng chính trị", false),
    ("ethics", "Phẩm chất đạo đức, lối sống", false),
    ("organization-discipline", "Ý thức tổ chức kỷ luật", false),
    ("working-style", "Tác phong, lề lối làm việc", false),
    ("task-result", "Kết quả thực hiện chức trách, nhiệm vụ được giao", true),
    ("weaknesses-fixed", "Khắc phục hạn chế, khuyết điểm", false),
];

const COLLECTIVE_CRITERIA: [(&str, &str, bool); 7] = [
    ("political-ideology", "Chính trị tư tưởng", false),
    ("organization-cadres", "Tổ chức, cán bộ, xây dựng chi bộ", false),
    ("government-unions", "Lãnh đạo xây dựng chính quyền, MTTQ, đoàn thể", false),
    ("inspection", "Kiểm tra, giám sát, kỷ luật", false),
    ("programmes", "Xây dựng, thực hiện chương trình, kế hoạch", true),
    ("targets", "Kết quả chỉ tiêu kinh tế - xã hội, quốc phòng - an ninh", true),
    ("weaknesses-fixed", "Khắc phục hạn chế, khuyết điểm", false),
];

/// Cells of one row, taken one by one from the left.
struct Cells {
    sheet: Arc<str>,
    row: u32,
    col: u32,
}

impl Cells {
    fn next(&mut self) -> CellRef {
        let cell = CellRef::new(&self.sheet, self.row, self.col);
        self.col += 1;
        cell
    }

    fn is<T>(&mut self, value: impl Into<T>) -> Slot<T> {
        Slot::Is(At { value: value.into(), at: self.next() })
    }

    fn empty<T>(&mut self) -> Slot<T> {
        Slot::Empty(self.next())
    }

    fn points(&mut self) -> Points {
        Points {
            general: self.is(Hundredths::whole(25)),
            task: self.is(Hundredths::whole(60)),
            total: self.is(Hundredths::whole(85)),
        }
    }

    fn tasks(&mut self) -> Tasks {
        Tasks {
            assigned: self.is(10u32),
            done: self.is(10u32),
            on_time: self.is(10u32),
            beyond: self.is(2u32),
            failed: Slot::Absent,
        }
    }

    fn grades(&mut self, criteria: &[(&str, &str, bool)]) -> Vec<Criterion> {
        criteria
            .iter()
            .map(|&(key, heading, task)| Criterion {
                key: key.into(),
                heading: heading.into(),
                task,
                grade: self.is(Grade::Good),
            })
            .collect()
    }
}

/// A day.
pub(crate) fn day(year: i16, month: i8, day: i8) -> PartialDate {
    PartialDate::Day(civil::date(year, month, day))
}

/// Five members of Chi bộ thôn Tống Pu, all rated good, and the branch itself.
/// The first is the secretary; the fifth, a woman of an ethnic minority, is on
/// probation.
pub(crate) fn submission() -> Submission {
    let mut form = Submission {
        info: info(),
        members: (0..5).map(member).collect(),
        collectives: vec![collective(0, CollectiveKind::Branch)],
        has_all_members: true,
        has_collectives: true,
        scores: Vec::new(),
    };
    form.members[0].party_post.put("Bí thư chi bộ");
    form.members[4].gender.put(Gender::Female);
    form.members[4].ethnicity.put("Tày");
    form.members[4].admitted.put(day(2020, 2, 3));
    form.members[4].official.clear();
    form.members[4].card.clear();
    form.recount();
    form
}

fn info() -> Info {
    // Sheet 1 has one value a row, in column C.
    let sheet: Arc<str> = "1_ThongTinChiBo".into();
    let mut row = 3;
    let mut next = || {
        row += 1;
        CellRef::new(&sheet, row, 2)
    };
    let mut text = |value: &str| Slot::Is(At { value: value.to_owned(), at: next() });
    let (form_code, branch_code) = (text("XL-2019-HD21"), text("TP"));
    let (branch_name, branch_kind) = (text("Chi bộ thôn Tống Pu"), text("village"));
    let year = Slot::Is(At { value: 2020, at: next() });
    let mut text = |value: &str| Slot::Is(At { value: value.to_owned(), at: next() });
    let (secretary, deputy) = (text("Ma Văn An"), text("Ma Văn Bình"));
    let (preparer, phone) = (text("Ma Văn An"), text("0912 345 678"));
    let founded = Slot::Empty(next());
    let meeting = Slot::Is(At { value: day(2020, 12, 5), at: next() });
    let mut count = |value: u32| Slot::Is(At { value, at: next() });
    Info {
        form_code,
        branch_code,
        branch_name,
        branch_kind,
        year,
        secretary,
        deputy,
        preparer,
        phone,
        founded,
        meeting,
        total: count(0),
        official: count(0),
        probationary: count(0),
        female: count(0),
        ethnic: count(0),
        exempt: count(0),
        unrated: count(0),
        rated: count(0),
        summoned: count(5),
        present: count(4),
        ballots_issued: count(4),
        ballots_collected: count(4),
        ballots_valid: count(4),
        ballots_invalid: count(0),
        ..Info::default()
    }
}

/// The member in the place `nth` (from 0) of sheet 2: official, rated good.
pub(crate) fn member(nth: u8) -> Member {
    const GIVEN: [&str; 12] = [
        "An", "Bình", "Cường", "Dũng", "Giang", "Hải", "Khánh", "Lâm", "Minh", "Nam", "Phong",
        "Quân",
    ];
    let row = FIRST_ROW + u32::from(nth);
    let given = GIVEN[usize::from(nth) % GIVEN.len()];
    let cells = &mut Cells { sheet: "2_DangVien".into(), row, col: 0 };
    Member {
        row,
        number: cells.is(u32::from(nth) + 1),
        name: cells.is(format!("Ma Văn {given}")),
        birth: cells.is(day(1980, 5, 1 + i8::try_from(nth).expect("a fixture is small"))),
        gender: cells.is(Gender::Male),
        ethnicity: cells.is("Kinh"),
        party_post: cells.empty(),
        other_post: cells.empty(),
        admitted: cells.is(day(2010, 2, 3)),
        official: cells.is(day(2011, 2, 3)),
        card: cells.is(format!("00.00{nth:03}")),
        leader: cells.empty(),
        eligibility: cells.is(Eligibility::Rated),
        reviewed: cells.is(true),
        criteria: cells.grades(&MEMBER_CRITERIA),
        tasks_done: cells.is(Hundredths::whole(95)),
        sick_months: cells.empty(),
        self_rating: cells.is(Rating::Good),
        state_rating: cells.empty(),
        union_rating: cells.empty(),
        committee_rating: cells.empty(),
        ballots: [cells.is(0u32), cells.is(4u32), cells.is(0u32), cells.is(0u32)],
        proposal: cells.is(Rating::Good),
        cause: cells.empty(),
        discipline: cells.empty(),
        discipline_decision: cells.empty(),
        discipline_counted: cells.empty(),
        excellent_years: cells.empty(),
        reason: cells.empty(),
        note: cells.empty(),
        ..Member::default()
    }
}

/// The collective in the place `nth` (from 0) of sheet 3: rated good.
pub(crate) fn collective(nth: u32, kind: CollectiveKind) -> Collective {
    let row = FIRST_ROW + nth;
    let cells = &mut Cells { sheet: "3_TapThe".into(), row, col: 1 };
    Collective {
        row,
        name: cells.is("Chi bộ thôn Tống Pu"),
        kind: cells.is(kind),
        criteria: cells.grades(&COLLECTIVE_CRITERIA),
        tasks_done: cells.is(Hundredths::whole(100)),
        disciplined: cells.empty(),
        self_discovered: cells.empty(),
        bodies_rating: cells.empty(),
        self_rating: cells.is(Rating::Good),
        ballots: [cells.is(0u32), cells.is(4u32), cells.is(0u32), cells.is(0u32)],
        proposal: cells.is(Rating::Good),
        reason: cells.empty(),
        note: cells.empty(),
        ..Collective::default()
    }
}

/// The same five members and branch on the form of 2025-hd43: all with 85
/// points, 10 tasks done in time, 2 of them beyond requirement; the first leads.
pub(crate) fn submission_with_points() -> Submission {
    let mut form = submission();
    form.info.form_code.put("XL-2025-HD43");
    form.info.year.put(2026u32);
    form.info.meeting.put(day(2026, 12, 5));
    form.info.draft_sent = Slot::Empty(CellRef::new(&"1_ThongTinChiBo".into(), 29, 2));
    for member in &mut form.members {
        let cells = &mut Cells { sheet: "2_DangVien".into(), row: member.row, col: 60 };
        member.criteria = Vec::new();
        member.tasks_done = Slot::Absent;
        member.sick_months = Slot::Absent;
        (member.union_rating, member.committee_rating) = (Slot::Absent, Slot::Absent);
        member.discipline_counted = Slot::Absent;
        member.self_form = cells.is("02b");
        member.group = cells.empty();
        member.self_points = cells.points();
        member.points = cells.points();
        member.tasks = cells.tasks();
        member.tasks.failed = cells.empty();
        member.weaknesses = cells.is(Weaknesses::None);
        member.unit = UnitLed {
            tasks_done: cells.empty(),
            tasks_beyond: cells.empty(),
            failing_units: cells.empty(),
            low_confidence: cells.empty(),
        };
        member.quarters = std::array::from_fn(|_| cells.empty());
        member.discipline_duty = cells.empty();
        member.discipline_breach = cells.empty();
        member.discipline_owned_up = cells.empty();
        member.discipline_elsewhere = cells.empty();
        member.discipline_earlier = cells.empty();
    }
    let leader = &mut form.members[0];
    leader.leader.put(LeaderScope::Committee);
    leader.self_form.put("02a");
    leader.unit.tasks_done.put(Hundredths::whole(100));
    leader.unit.tasks_beyond.put(Hundredths::whole(30));
    for collective in &mut form.collectives {
        let cells = &mut Cells { sheet: "3_TapThe".into(), row: collective.row, col: 60 };
        collective.criteria = Vec::new();
        collective.tasks_done = Slot::Absent;
        (collective.disciplined, collective.self_discovered) = (Slot::Absent, Slot::Absent);
        collective.bodies_rating = Slot::Absent;
        collective.points = cells.points();
        collective.tasks = cells.tasks();
        collective.weaknesses = cells.is(Weaknesses::Fixed);
        collective.subordinate_disciplined = cells.is(false);
        collective.disunity = cells.empty();
    }
    form
}

impl Submission {
    /// Makes sheet 1 agree with sheet 2, after a test changed rows.
    pub(crate) fn recount(&mut self) {
        let own: Vec<_> = self.members.iter().filter(|it| !it.is_guest()).collect();
        let count = |is: &dyn Fn(&Member) -> bool| {
            u32::try_from(own.iter().filter(|it| is(it)).count()).expect("a fixture is small")
        };
        let total = count(&|_| true);
        let official = count(&|it| it.official.value().is_some());
        let female = count(&|it| it.gender.get() == Some(Gender::Female));
        let ethnic = count(&|it| it.ethnicity.text() != "Kinh");
        let exempt = count(&|it| it.eligibility.get() == Some(Eligibility::Exempt));
        let rated = count(&Member::is_rated);
        let info = &mut self.info;
        info.total.put(total);
        info.official.put(official);
        info.probationary.put(total - official);
        info.female.put(female);
        info.ethnic.put(ethnic);
        info.exempt.put(exempt);
        info.unrated.put(total - exempt - rated);
        info.rated.put(rated);
    }

    /// Makes the member in place `nth` one who is not rated, rightly filled in.
    pub(crate) fn unrate(&mut self, nth: usize, why: Eligibility) {
        let member = &mut self.members[nth];
        member.eligibility.put(why);
        member.reviewed.clear();
        member.criteria.iter_mut().for_each(|it| it.grade.clear());
        member.tasks_done.clear();
        member.self_rating.clear();
        member.ballots.iter_mut().for_each(Slot::clear);
        member.proposal.clear();
        member.reason.put("Theo nghị quyết của chi bộ");
        if why == Eligibility::New {
            member.admitted.put(day(2020, 9, 2));
            member.official.clear();
        }
        self.recount();
    }
}
