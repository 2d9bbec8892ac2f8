//! An invented commune: 13 branches, some 230 members, none of them real.

use std::sync::Arc;

use jiff::civil;
use xeploai::context::Context;
use xeploai::finding::Finding;
use xeploai::model::{
    Accepted, At, Branch, BranchForm, BranchResult, BranchStatus, Ceiling, CellRef, Collective,
    CollectiveKind, Discipline, Eligibility, FormFile, Gender, Info, LeaderScope, Member,
    PartialDate, Rated, Rating, Slot, Submission,
};
use xeploai::model::{CommuneResult, Extract};
use xeploai::workspace::Workspace;

const FAMILY: [&str; 12] = [
    "Ma", "Nông", "Chẩu", "Quan", "Bàn", "Triệu", "Lý", "Hoàng", "Đặng", "Nguyễn", "Vàng", "Phùng",
];
const MIDDLE: [&str; 8] = ["Văn", "Thị", "Đức", "Thị Thùy", "Quốc", "Thị Bích", "Minh", "Thị"];
const GIVEN: [&str; 17] = [
    "Tuyền",
    "Dũng",
    "Ánh",
    "Yên",
    "Phượng",
    "Khởi",
    "Ngọc",
    "Thủy",
    "Lưỡng",
    "Sầm",
    "Đào",
    "Huệ",
    "Nghĩa",
    "Ước",
    "Bảy",
    "Kiểm",
    "Thắng",
];
const ETHNIC: [&str; 5] = ["Tày", "Dao", "Nùng", "Kinh", "H'Mông"];

const BRANCHES: [(&str, &str, &str, u32); 13] = [
    ("TP", "Chi bộ thôn Tống Pu", "Thôn bản", 21),
    ("NC", "Chi bộ thôn Nà Cọn", "Thôn bản", 19),
    ("BL", "Chi bộ thôn Bản Luông", "Thôn bản", 24),
    ("KN", "Chi bộ thôn Khuổi Nặm", "Thôn bản", 17),
    ("PT", "Chi bộ thôn Phiêng Tạ", "Thôn bản", 22),
    ("TL", "Chi bộ thôn Tát Lè", "Thôn bản", 16),
    ("CD", "Chi bộ thôn Cốc Đán", "Thôn bản", 18),
    ("MN", "Chi bộ Trường Mầm non", "Trường học", 20),
    ("TH", "Chi bộ Trường Tiểu học", "Trường học", 26),
    ("THCS", "Chi bộ Trường Trung học cơ sở", "Trường học", 22),
    ("HTX", "Chi bộ Hợp tác xã nông lâm nghiệp", "Hợp tác xã", 9),
    ("TYT", "Chi bộ Trạm y tế", "Trạm y tế", 8),
    ("CA", "Chi bộ Công an xã", "Công an xã", 8),
];

/// The workspace file, with these settings.
pub(crate) fn workspace(settings: &str) -> Workspace {
    let mut text = String::from(
        "year = 2020\norganization = \"Đảng bộ xã Bình An\"\ncommittee = \"Đảng ủy xã Bình An\"\n\
         superior = \"Đảng bộ huyện Lâm Bình\"\nplace = \"Bình An\"\n",
    );
    text.push_str(settings);
    let entry = |(code, name, kind, members): (&str, &str, &str, u32)| {
        format!(
            "\n[[branch]]\ncode = {code:?}\nname = {name:?}\nkind = {kind:?}\nmembers = {members}\n"
        )
    };
    text.extend(BRANCHES.map(entry));
    Workspace::parse(&text).unwrap()
}

/// What a branch sent, before anything is taken out of its form.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) branch: Branch,
    status: BranchStatus,
    pub(crate) rated: Option<Rated>,
}

/// The commune that sent this.
pub(crate) fn consolidate(sent: Vec<Sent>, context: &Context) -> (CommuneResult, Vec<Finding>) {
    let result = |it: Sent| {
        let path = format!("nop/{}.xlsx", it.branch.code);
        let file = Some(FormFile { path, sha256: Some("0".repeat(64)) });
        let form = match (&it.rated, it.status) {
            (Some(rated), _) => {
                BranchForm::Accepted(Box::new(Accepted::new(file, Extract::from(rated))))
            }
            (None, BranchStatus::Missing) => BranchForm::Missing,
            (None, _) => BranchForm::Returned(file),
        };
        BranchResult { branch: it.branch.into(), form }
    };
    xeploai::consolidate::consolidate(sent.into_iter().map(result).collect(), context)
}

/// What the branches sent: all accepted.
pub(crate) fn results(workspace: &Workspace) -> Vec<Sent> {
    let all = workspace.branch.iter().enumerate();
    all.map(|(place, branch)| accepted(branch, u32::try_from(place).unwrap())).collect()
}

/// The branch without a form.
pub(crate) fn out(sent: Sent, status: BranchStatus) -> Sent {
    Sent { status, rated: None, ..sent }
}

fn accepted(branch: &Branch, place: u32) -> Sent {
    let count = branch.members.unwrap();
    let mut members: Vec<_> = (0..count).map(|row| person(place, row)).collect();
    if place == 3 {
        let mut guest = person(place, count);
        guest.eligibility = is(&members_sheet(), count, 11, Eligibility::Temporary);
        guest.proposal = empty(&members_sheet(), count, 29);
        guest.reason = text(count, 35, "Đang học tập tại xã");
        members.push(guest);
    }
    let mut collectives = vec![collective(0, &branch.name, CollectiveKind::Branch, place)];
    if count > 9 {
        collectives.push(collective(
            1,
            &format!("Chi ủy {}", branch.name),
            CollectiveKind::BranchCommittee,
            place + 1,
        ));
    }
    if branch.kind == "Trường học" {
        let name = branch.name.replace("Chi bộ", "Ban giám hiệu");
        collectives.push(collective(2, &name, CollectiveKind::Leadership, place));
    }
    let ceilings = members
        .iter()
        .map(|it| (it.is_rated()).then(|| ceiling(it.proposal.get().unwrap(), it.row)))
        .collect();
    let collective_ceilings = collectives
        .iter()
        .map(|it| it.proposal.get().map(|rating| ceiling(rating, it.row)))
        .collect();
    let info = info(branch, &members);
    let rated = Rated {
        submission: Submission {
            info,
            members,
            collectives,
            scores: Vec::new(),
            has_all_members: true,
            has_collectives: true,
        },
        members: ceilings,
        collectives: collective_ceilings,
    };
    Sent { branch: branch.clone(), status: BranchStatus::Accepted, rated: Some(rated) }
}

fn ceiling(proposal: Rating, row: u32) -> Ceiling {
    let inferred =
        if row % 11 == 4 && proposal == Rating::Good { Rating::Good } else { Rating::Excellent };
    Ceiling { certain: Rating::Excellent, inferred, trace: Vec::new() }
}

fn members_sheet() -> Arc<str> {
    Arc::from("2_DangVien")
}

fn is<T>(sheet: &Arc<str>, row: u32, col: u32, value: T) -> Slot<T> {
    Slot::Is(At { value, at: CellRef::new(sheet, row, col) })
}

fn empty<T>(sheet: &Arc<str>, row: u32, col: u32) -> Slot<T> {
    Slot::Empty(CellRef::new(sheet, row, col))
}

fn text(row: u32, col: u32, value: &str) -> Slot<String> {
    if value.is_empty() {
        empty(&members_sheet(), row, col)
    } else {
        is(&members_sheet(), row, col, value.to_owned())
    }
}

fn date(year: i16, month: i8, day: i8) -> PartialDate {
    PartialDate::Day(civil::date(year, month, day))
}

/// The standing repeats every 23 persons of the commune.
fn standing(key: u32) -> (Eligibility, Option<Rating>) {
    match key % 23 {
        3 | 12 => (Eligibility::Rated, Some(Rating::Excellent)),
        5 | 14 | 20 => (Eligibility::Rated, Some(Rating::Satisfactory)),
        7 if key.is_multiple_of(2) => (Eligibility::Rated, Some(Rating::Unsatisfactory)),
        9 => (Eligibility::Exempt, None),
        16 if key.is_multiple_of(3) => (Eligibility::New, None),
        16 if key % 3 == 1 => (Eligibility::Suspended, None),
        16 => (Eligibility::Other, None),
        _ => (Eligibility::Rated, Some(Rating::Good)),
    }
}

#[expect(clippy::too_many_lines, reason = "one field a line")]
fn person(place: u32, row: u32) -> Member {
    let sheet = members_sheet();
    let key = place * 31 + row * 7 + row / 5;
    let pick = |list: &[&'static str], key: u32| list[key as usize % list.len()];
    let (eligibility, proposal) = standing(key);
    let name =
        format!("{} {} {}", pick(&FAMILY, key), pick(&MIDDLE, key / 2), pick(&GIVEN, key + row));
    let slot = |col, rating: Option<Rating>| match rating {
        Some(rating) => is(&sheet, row, col, rating),
        None => empty(&sheet, row, col),
    };
    let small = |value: u32| i8::try_from(value).unwrap();
    let is_rated = eligibility == Eligibility::Rated;
    let votes = |place: usize| match proposal {
        Some(rating) if rating.place() == place => is(&sheet, row, 25, 12 + key % 4),
        Some(_) => is(&sheet, row, 25, u32::from(place == 1) * (key % 3)),
        None => empty(&sheet, row, 25),
    };
    let post = match row {
        0 => "Bí thư chi bộ",
        1 => "Phó bí thư chi bộ",
        2 => "Chi ủy viên",
        _ => "",
    };
    let job = [
        "Nông dân",
        "Trưởng thôn",
        "Giáo viên",
        "Hội viên Hội Cựu chiến binh, Chi hội trưởng Chi hội Nông dân",
        "",
    ];
    let reason = match (eligibility, proposal) {
        (Eligibility::Exempt, _) => "Tuổi cao, sức yếu, có đơn và nghị quyết của chi bộ",
        (Eligibility::New, _) => "Kết nạp ngày 03/9/2020",
        (Eligibility::Suspended, _) => "Đang bị đình chỉ để xem xét",
        (Eligibility::Other, _) => "Điều trị dài ngày tại bệnh viện tỉnh, chưa kiểm điểm",
        (_, Some(Rating::Excellent)) => {
            "Hoàn thành vượt mức chỉ tiêu được giao, có mô hình trồng rừng gắn với chăn nuôi được huyện khen"
        }
        (_, Some(Rating::Unsatisfactory)) => "Vi phạm quy định",
        _ => "",
    };
    let is_failing = proposal == Some(Rating::Unsatisfactory);
    Member {
        row,
        number: is(&sheet, row, 0, row + 1),
        name: text(row, 1, &name),
        birth: is(
            &sheet,
            row,
            2,
            if key.is_multiple_of(9) {
                PartialDate::Year(1958)
            } else {
                date(1960 + i16::from(small(key % 35)), small(key % 12) + 1, small(key % 28) + 1)
            },
        ),
        gender: is(
            &sheet,
            row,
            3,
            if name.contains("Thị") { Gender::Female } else { Gender::Male },
        ),
        ethnicity: text(row, 4, pick(&ETHNIC, key)),
        party_post: text(row, 5, post),
        other_post: text(row, 6, pick(&job, key / 3)),
        admitted: is(
            &sheet,
            row,
            7,
            date(1990 + i16::from(small(key % 28)), small(key % 12) + 1, 3),
        ),
        official: if key % 17 == 1 {
            empty(&sheet, row, 8)
        } else {
            is(&sheet, row, 8, date(1991 + i16::from(small(key % 28)), small(key % 12) + 1, 3))
        },
        card: text(row, 9, &format!("{:08}", 3_200_000 + key * 13)),
        leader: match (row, place) {
            (0, 7..=9) => is(&sheet, row, 10, LeaderScope::Superior),
            (0 | 1, _) => is(&sheet, row, 10, LeaderScope::Committee),
            _ => empty(&sheet, row, 10),
        },
        eligibility: is(&sheet, row, 11, eligibility),
        reviewed: if is_rated || eligibility == Eligibility::New {
            is(&sheet, row, 12, true)
        } else {
            empty(&sheet, row, 12)
        },
        tasks_done: empty(&sheet, row, 19),
        sick_months: empty(&sheet, row, 20),
        self_rating: slot(21, proposal),
        state_rating: slot(22, proposal.filter(|_| place > 6)),
        union_rating: empty(&sheet, row, 23),
        committee_rating: slot(24, proposal),
        ballots: [votes(0), votes(1), votes(2), votes(3)],
        proposal: slot(29, proposal),
        cause: if is_failing {
            text(row, 30, ["discipline", "under-half", "other"][key as usize % 3])
        } else {
            empty(&sheet, row, 30)
        },
        discipline: if is_failing && key.is_multiple_of(3) {
            is(&sheet, row, 31, Discipline::Warning)
        } else {
            empty(&sheet, row, 31)
        },
        discipline_decision: text(
            row,
            32,
            if is_failing && key.is_multiple_of(3) { "15-QĐ/ĐU, 20/6/2020" } else { "" },
        ),
        discipline_counted: empty(&sheet, row, 33),
        excellent_years: if proposal == Some(Rating::Excellent) {
            is(&sheet, row, 34, 1 + key % 4)
        } else {
            empty(&sheet, row, 34)
        },
        reason: text(row, 35, reason),
        note: text(row, 36, if key % 29 == 2 { "=HYPERLINK(\"x\")" } else { "" }),
        ..Member::default()
    }
}

fn collective(row: u32, name: &str, kind: CollectiveKind, key: u32) -> Collective {
    let sheet: Arc<str> = Arc::from("3_TapThe");
    let rating = match key % 7 {
        2 => Rating::Excellent,
        5 => Rating::Satisfactory,
        _ => Rating::Good,
    };
    let votes = || empty(&sheet, row, 15);
    Collective {
        row,
        name: is(&sheet, row, 1, name.to_owned()),
        kind: is(&sheet, row, 2, kind),
        tasks_done: empty(&sheet, row, 10),
        disciplined: empty(&sheet, row, 11),
        self_discovered: empty(&sheet, row, 12),
        bodies_rating: empty(&sheet, row, 13),
        self_rating: is(&sheet, row, 14, rating),
        ballots: [votes(), votes(), votes(), votes()],
        proposal: is(&sheet, row, 19, rating),
        reason: is(
            &sheet,
            row,
            20,
            "Hoàn thành các chỉ tiêu nghị quyết, nội bộ đoàn kết".to_owned(),
        ),
        note: empty(&sheet, row, 21),
        ..Collective::default()
    }
}

fn info(branch: &Branch, members: &[Member]) -> Info {
    let sheet: Arc<str> = Arc::from("1_ThongTinChiBo");
    let words = |row, value: &str| is(&sheet, row, 2, value.to_owned());
    let count = |row| empty::<u32>(&sheet, row, 2);
    Info {
        form_code: words(0, "XL-2019-HD21"),
        branch_code: words(1, &branch.code),
        branch_name: words(2, &branch.name),
        branch_kind: words(3, "village"),
        year: is(&sheet, 4, 2, 2020),
        secretary: words(5, members[0].name.text()),
        deputy: empty(&sheet, 6, 2),
        preparer: empty(&sheet, 7, 2),
        phone: empty(&sheet, 8, 2),
        founded: empty(&sheet, 9, 2),
        meeting: is(&sheet, 10, 2, date(2020, 12, 5)),
        total: count(11),
        official: count(12),
        probationary: count(13),
        female: count(14),
        ethnic: count(15),
        exempt: count(16),
        unrated: count(17),
        rated: count(18),
        summoned: count(19),
        present: count(20),
        ballots_issued: count(21),
        ballots_collected: count(22),
        ballots_valid: is(&sheet, 23, 2, 17),
        ballots_invalid: is(&sheet, 24, 2, 0),
        ..Info::default()
    }
}
