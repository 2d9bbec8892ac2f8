//! An invented commune for the page: every status, weight and sign is in it,
//! and names that try to be markup.

use std::collections::BTreeSet;
use std::sync::Arc;

use xeploai::context::Context;
use xeploai::finding::Severity::{Error, Notice, Warning};
use xeploai::model::{
    Accepted, At, Branch, BranchForm, BranchResult, BranchStatus, Ceiling, CellRef, Collective,
    CollectiveKind, CommuneResult, Eligibility, Extract, FormFile, Info, Member, QuotaState, Rated,
    Rating, Slot, Submission, Tally,
};
use xeploai::regime::{Regime, Sources};
use xeploai::report::html::{Page, render};
use xeploai::report::{self, FileLine, FindingLine, Report};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::Workspace;

/// What a form may hold in place of a name.
pub(crate) const MALICIOUS: &str = "Lò <script>document.title='x'</script> \"Ý\" & 'Thu'";

pub(crate) struct Commune {
    pub(crate) report: Report,
    pub(crate) totals: CommuneResult,
    pub(crate) workspace: Workspace,
    pub(crate) regime: Regime,
    pub(crate) outputs: Vec<(String, String)>,
    pub(crate) returned: BTreeSet<String>,
}

impl Commune {
    pub(crate) fn page(&self, lang: Lang) -> String {
        let context = Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        };
        let page = Page {
            report: &self.report,
            results: Some(&self.totals),
            context: Some(context),
            outputs: &self.outputs,
            returned: &self.returned,
            pages: &std::collections::BTreeMap::new(),
        };
        render(&page, &Catalogue::new(lang)).expect("the templates can be written out")
    }
}

#[rustfmt::skip]
const BRANCHES: [(&str, &str, &str, [u32; 6], &str); 13] = [
    // code, name, kind, exempt + unrated + the four ratings, contact
    ("NP", "Chi bộ thôn Nà Pồng", "Thôn bản", [1, 0, 3, 14, 2, 0], "0900 000 001"),
    ("KC", "Chi bộ thôn Khuổi Cảng", "Thôn bản", [0, 1, 2, 11, 5, 1], "0900 000 002"),
    ("PM", "Chi bộ thôn Phiêng Mơ", "Thôn bản", [2, 0, 1, 9, 1, 0], "0900 000 003"),
    ("BL", "Chi bộ thôn Bản Lằn", "Thôn bản", [0, 0, 2, 13, 0, 0], "0900 000 004"),
    ("TN", "Chi bộ thôn Tát Ngoạng, Nà Khà và khu tái định cư Đồng Tâm", "Thôn bản", [1, 2, 0, 8, 7, 0], "0900 000 005"),
    ("VD", "Chi bộ thôn Vằng Dầu", "Thôn bản", [0, 0, 2, 10, 3, 0], ""),
    ("HL", "Chi bộ thôn Hang Lươm", "Thôn bản", [0, 0, 1, 7, 2, 0], "0900 000 007"),
    ("MN", "Chi bộ Trường Mầm non", "Trường học", [0, 1, 3, 16, 1, 0], "0900 000 008"),
    ("TH", "Chi bộ Trường Tiểu học", "Trường học", [0, 0, 4, 19, 0, 0], "0900 000 009"),
    ("CS", "Chi bộ Trường Trung học cơ sở", "Trường học", [0, 0, 3, 15, 2, 0], "0900 000 010"),
    ("YT", "Chi bộ Trạm Y tế", "Trạm y tế", [0, 0, 1, 5, 0, 0], "0900 000 011"),
    ("CA", "Chi bộ Công an xã", "Công an xã", [0, 0, 1, 4, 0, 0], "0900 000 012"),
    ("CQ", "Chi bộ Cơ quan xã", "Cơ quan", [1, 0, 4, 20, 1, 0], "0900 000 013"),
];

/// Thirteen branches, those named in `returned` and `missing` out.
pub(crate) fn commune(returned: &[&str], missing: &[&str], lang: Lang) -> Commune {
    let regime = Sources::builtin().regime_of_year(2020).expect("a built-in regime");
    let mut text = "year = 2020\norganization = \"Đảng bộ xã Mường Hoa\"\ncommittee = \"Đảng ủy xã Mường Hoa\"\nsuperior = \"Đảng bộ huyện\"\n[settings]\nvote-threshold = \"1/2\"\n[severity]\nV123 = \"warning\"\n".to_owned();
    for (code, name, kind, _, contact) in BRANCHES {
        let contact = if contact.is_empty() { "" } else { &format!("contact = \"{contact}\"\n") };
        let lines = [
            "[[branch]]\n",
            &format!("code = \"{code}\"\n"),
            &format!("name = \"{name}\"\n"),
            &format!("kind = \"{kind}\"\n"),
            contact,
        ];
        text.extend(lines);
    }
    let mut workspace = Workspace::parse(&text).expect("a sound workspace file");
    Arc::make_mut(&mut workspace.branch[2]).name = format!("Chi bộ thôn Phiêng Mơ {MALICIOUS}");
    let mut total = Tally::default();
    let mut branches = Vec::new();
    for (branch, (code, _, _, counts, _)) in workspace.branch.iter().zip(BRANCHES) {
        let status = match code {
            _ if missing.contains(&code) => BranchStatus::Missing,
            _ if returned.contains(&code) => BranchStatus::Returned,
            _ => BranchStatus::Accepted,
        };
        let result = result(branch, status, counts);
        if let Some(tally) = result.tally() {
            total.add(tally);
        }
        branches.push(result);
    }
    let [excellent, good, ..] = total.ratings;
    let quota = QuotaState {
        group: None,
        percent: 20,
        excellent,
        good,
        base: good,
        limit: good / 5,
        limit_good: good / 5,
        limit_good_or_better: (good + excellent) / 5,
    };
    let kind = |group: &str, excellent, good: u32| QuotaState {
        group: Some(group.to_owned()),
        percent: 20,
        excellent,
        good,
        base: good,
        limit: good / 5,
        limit_good: good / 5,
        limit_good_or_better: (good + excellent) / 5,
    };
    let totals = CommuneResult {
        units: Vec::new(),
        branches,
        total,
        quota,
        groups: Vec::new(),
        branch_quotas: vec![
            kind("Thôn bản", 1, 5),
            kind("Trường học", 1, 2),
            kind("Cơ quan", 0, 1),
        ],
        provisional: !(returned.is_empty() && missing.is_empty()),
        decisions: None,
        before: None,
        above: None,
    };
    let sources = report::Sources {
        regime: Some(&regime.id),
        season: Some((2020, "Đảng ủy xã Mường Hoa")),
        workspace: None,
        results: Some(&totals),
        findings: &[],
    };
    let files = files(&totals);
    let report = Report::new(sources, files, &Catalogue::new(lang));
    let outputs = ["tong-hop-2020.xlsx", "kiem-tra.xlsx", "bao-cao.json"];
    Commune {
        report,
        totals,
        workspace,
        regime,
        outputs: outputs.map(|it| (format!("ket-qua/{it}"), hash(it))).into(),
        returned: returned.iter().map(|&it| it.to_owned()).collect(),
    }
}

/// Two branches go back, one sent nothing, and there is a little of everything.
pub(crate) fn troubled(lang: Lang) -> Commune {
    let mut commune = commune(&["KC", "PM"], &["HL"], lang);
    commune.report.findings = findings(&commune.report);
    commune
}

#[expect(clippy::too_many_lines, reason = "a list")]
fn findings(report: &Report) -> Vec<FindingLine> {
    let file_of = |code: &str| {
        report.branches.iter().find(|it| it.code == code).and_then(|it| it.file.clone())
    };
    let line =
        |code, severity, branch: &str, place: Option<(&str, &str)>, member: &str, message: &str| {
            FindingLine {
                code,
                name: "invented",
                severity,
                branch: (!branch.is_empty()).then(|| branch.to_owned()),
                file: file_of(branch),
                sheet: place.map(|it| it.0.to_owned()),
                cell: place.map(|it| it.1.to_owned()).filter(|it| !it.is_empty()),
                member: (!member.is_empty()).then(|| member.to_owned()),
                message: message.to_owned(),
                help: "Xem lại lý lịch đảng viên rồi ghi cho đúng.".to_owned(),
                clause: None,
                rule: None,
                stored: None,
                expected: None,
                waiver: None,
            }
        };
    let members = "2_DangVien";
    let mut all = vec![
        FindingLine {
            stored: Some("31/02/1985".into()),
            expected: Some("ngày có trong lịch, ví dụ 28/02/1985".into()),
            ..line(
                "V110",
                Error,
                "KC",
                Some((members, "C14")),
                "Hoàng Văn Thắng",
                "ngày sinh “31/02/1985” không có trong lịch",
            )
        },
        FindingLine {
            stored: Some("HTXSNV".into()),
            expected: Some("cao nhất là HTTNV".into()),
            help: "Xem lại mức chi bộ đề nghị, hoặc cấp độ của các tiêu chí.".into(),
            clause: Some("HD 21-HD/BTCTW, mục II.B.2.3a".into()),
            rule: Some("R-HTXS-A".into()),
            ..line(
                "R201",
                Error,
                "KC",
                Some((members, "AC9")),
                "Ma Thị Bích Liên",
                "chi bộ đề nghị HTXSNV, nhưng tiêu chí “Kết quả thực hiện nhiệm vụ được giao” mới đạt Tốt",
            )
        },
        FindingLine {
            stored: Some("(trống)".into()),
            waiver: Some("Quyết định đang chờ ký (Bí thư Đảng ủy, 12/12/2020)".into()),
            ..line(
                "V131",
                Warning,
                "KC",
                Some((members, "Z17")),
                "Nông Văn Tú",
                "bị khiển trách nhưng chưa ghi số, ngày quyết định",
            )
        },
        FindingLine {
            stored: Some(MALICIOUS.into()),
            help: format!("Ghi họ tên bằng chữ, bỏ {MALICIOUS}."),
            ..line(
                "V101",
                Error,
                "PM",
                Some((members, "B8")),
                MALICIOUS,
                &format!("họ tên “{MALICIOUS}” có ký tự không dùng trong tên người"),
            )
        },
        FindingLine {
            help: "Dùng biểu mẫu do xã gửi, không xóa cột.".into(),
            ..line("D112", Error, "PM", Some((members, "")), "", "thiếu cột “Ngày vào Đảng”")
        },
        line(
            "V140",
            Warning,
            "TN",
            Some(("1_ThongTin", "C24")),
            "",
            "chi bộ có hai đảng viên dự bị, tờ 1 ghi một",
        ),
        FindingLine {
            help: "Gọi nhắc chi bộ nộp, chép phiếu vào thư mục nộp rồi chạy lại.".into(),
            ..line("B014", Error, "HL", None, "", "Chi bộ thôn Hang Lươm chưa nộp phiếu")
        },
        FindingLine {
            file: Some("nop/anh-chup.docx".into()),
            help: "Nếu đây là phiếu của một chi bộ, đề nghị chi bộ gửi lại tệp Excel.".into(),
            ..line("D101", Error, "", None, "", "“anh-chup.docx” không phải tệp Excel")
        },
        FindingLine {
            file: Some("nop/~$phieu <b>x</b>.xlsx".into()),
            help: "Không cần làm gì.".into(),
            ..line("B002", Notice, "", None, "", "“nop/~$phieu <b>x</b>.xlsx” là tệp tạm của Excel")
        },
        FindingLine {
            clause: Some("HD 21-HD/BTCTW, mục II.B.1.3a".into()),
            help: "Xem lại đề nghị của các chi bộ trường học trước khi quyết định.".into(),
            ..line(
                "C302",
                Warning,
                "",
                None,
                "",
                "loại hình Trường học có 1 chi bộ đề nghị HTXSNV, mức cho phép là 0",
            )
        },
    ];
    for row in 20..32 {
        let cell = format!("D{row}");
        all.push(FindingLine {
            stored: Some("(trống)".into()),
            help: "Chọn Nam hoặc Nữ trong danh sách của ô.".into(),
            ..line("V105", Error, "PM", Some((members, &cell)), "Đảng viên", "chưa ghi giới tính")
        });
    }
    all
}

fn tally([exempt, unrated, ratings @ ..]: [u32; 6]) -> Tally {
    let rated = ratings.iter().sum();
    Tally { members: exempt + unrated + rated, exempt, unrated, rated, ratings, causes: Vec::new() }
}

fn result(branch: &Branch, status: BranchStatus, counts: [u32; 6]) -> BranchResult {
    let [exempt, unrated, ..] = counts;
    let rated = || {
        let mut members = Vec::new();
        for number in 0..exempt {
            members.push(member(&format!("Triệu Thị Mỷ {number}"), Eligibility::Exempt, ""));
        }
        for number in 0..unrated {
            let reason = "Vào Đảng tháng 9 năm 2020";
            members.push(member(&format!("{MALICIOUS} {number}"), Eligibility::New, reason));
        }
        members.push(member("Khách sinh hoạt tạm thời", Eligibility::Temporary, ""));
        let count = members.len();
        let submission = Submission {
            info: info(),
            members,
            collectives: vec![collective()],
            has_all_members: true,
            has_collectives: true,
            scores: Vec::new(),
        };
        let ceiling = Ceiling { certain: Rating::Good, inferred: Rating::Good, trace: Vec::new() };
        Rated { submission, members: vec![None; count], collectives: vec![Some(ceiling)] }
    };
    let file = FormFile {
        path: format!("nop/Phieu {}.xlsx", branch.code),
        sha256: Some(hash(&branch.code)),
    };
    let form = match status {
        BranchStatus::Accepted => BranchForm::Accepted(Box::new(Accepted {
            tally: tally(counts),
            ..Accepted::new(Some(file), Extract::from(&rated()))
        })),
        BranchStatus::Returned => BranchForm::Returned(Some(file)),
        BranchStatus::Missing => BranchForm::Missing,
    };
    BranchResult { branch: branch.clone().into(), form }
}

fn files(totals: &CommuneResult) -> Vec<FileLine> {
    let mut files: Vec<FileLine> = totals
        .branches
        .iter()
        .filter_map(|it| {
            let (is_in, file) = (it.is_accepted(), it.file()?);
            Some(FileLine {
                path: file.path.clone(),
                status: if is_in { "accepted" } else { "returned" },
                reason: (!is_in).then(|| "có 2 lỗi cần sửa".to_owned()),
                sha256: file.sha256.clone(),
                branch: Some(it.branch.code.clone()),
                is_decisions: false,
            })
        })
        .collect();
    files.push(FileLine {
        path: "nop/~$phieu <b>x</b>.xlsx".into(),
        status: "ignored",
        reason: Some("là tệp tạm của Excel".into()),
        sha256: None,
        branch: None,
        is_decisions: false,
    });
    files
}

/// 64 digits that look like a hash and depend on the name.
fn hash(name: &str) -> String {
    name.bytes()
        .cycle()
        .map(|it| char::from(b"0123456789abcdef"[usize::from(it % 16)]))
        .take(64)
        .collect()
}

fn is<T>(value: T) -> Slot<T> {
    Slot::Is(At { value, at: CellRef::new(&Arc::from("2_DangVien"), 7, 1) })
}

fn member(name: &str, eligibility: Eligibility, reason: &str) -> Member {
    Member {
        row: 7,
        name: is(name.to_owned()),
        eligibility: is(eligibility),
        reason: is(reason.to_owned()),
        ..Member::default()
    }
}

fn collective() -> Collective {
    Collective {
        row: 7,
        kind: is(CollectiveKind::Branch),
        proposal: is(Rating::Good),
        ..Collective::default()
    }
}

fn info() -> Info {
    Info::default()
}
