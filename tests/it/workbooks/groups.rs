//! The workbook of a regime whose quota is counted in groups of similar role.

use xeploai::context::Context;
use xeploai::model::{
    At, BranchResult, BranchStatus, CellRef, CommuneResult, Hundredths, LeaderScope, Member,
    Rating, Slot,
};
use xeploai::regime::consolidated::PersonSource;
use xeploai::regime::{Regime, Sources};
use xeploai::workspace::Workspace;
use xeploai::write::consolidated::{WorkbookError, workbook};

use super::commune::{self, Sent, consolidate};
use super::reading::Reading;

const TEACHERS: &str = "Giáo viên, nhân viên trường học";

struct Merged {
    regime: Regime,
    workspace: Workspace,
}

impl Merged {
    fn new(settings: &str) -> Self {
        let regime = Sources::builtin().regime("2025-hd43").unwrap();
        let mut workspace = commune::workspace(settings);
        workspace.year = 2026;
        "Đảng bộ tỉnh Tuyên Quang".clone_into(&mut workspace.superior);
        Self { regime, workspace }
    }

    fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        }
    }

    /// Teachers write their group, leaders have the form 02A, all others 02C.
    fn results(&self) -> Vec<Sent> {
        let mut results = commune::results(&self.workspace);
        for result in &mut results {
            let is_school = result.branch.kind == "Trường học";
            let shouts = result.branch.code == "TH";
            for member in &mut result.rated.as_mut().unwrap().submission.members {
                fill(member, is_school, shouts);
            }
        }
        results
    }

    fn written(&self, results: Vec<Sent>) -> (CommuneResult, Reading) {
        let (totals, _) = consolidate(results, &self.context());
        let bytes = workbook(&totals, &self.context()).unwrap();
        (totals, Reading::new(bytes))
    }
}

fn is<T>(member: &Member, col: u32, value: T) -> Slot<T> {
    Slot::Is(At { value, at: CellRef::new(&"2_DangVien".into(), member.row, col) })
}

fn fill(member: &mut Member, is_school: bool, shouts: bool) {
    let leads = member.leader.get().is_some_and(|it| it != LeaderScope::None);
    member.self_form = is(member, 11, if leads { "02a" } else { "02c" }.to_owned());
    if is_school && !leads {
        let group = if shouts { TEACHERS.to_uppercase() } else { TEACHERS.to_owned() };
        member.group = is(member, 14, group);
    }
    if let Some(rating) = member.proposal.get() {
        let points = [9250, 8075, 6000, 4500][rating.place()];
        member.points.total = is(member, 20, Hundredths::new(points));
        member.self_points.total = is(member, 17, Hundredths::new(points + 25));
        if member.row == 1 {
            member.quarters = [0, 1, 2, 3].map(|it| is(member, 48 + it, rating));
        }
    }
}

const COLUMNS: [(u32, &str); 5] = [(3, "HTXSNV"), (4, "HTTNV"), (5, "HTNV"), (6, "KHTNV"), (7, "")];

#[test]
fn each_group_is_counted_by_formula_and_the_sum_is_that_of_the_first_sheet() {
    let merged = Merged::new("");
    let (totals, book) = merged.written(merged.results());
    assert_eq!(
        book.sheets(),
        [
            "Bieu01", "Bieu02", "Bieu03", "Bieu04", "Bieu06", "DS01", "DS02", "DS03", "DS04",
            "BieuDo"
        ]
    );
    let names: Vec<_> = totals.groups.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        ["02A (lãnh đạo, quản lý)", "02C (ngoài hệ thống chính trị)", TEACHERS],
        "leaders first, and one group however it is typed"
    );
    let first = book.row_of("Bieu06", 0, "1") + 1;
    let total = book.row_of("Bieu06", 1, "Tổng cộng");
    for (group, row) in totals.groups.iter().zip(first..) {
        assert_eq!(book.text("Bieu06", row, 1), group.name);
        for (col, rating) in COLUMNS {
            let formula = book.formula("Bieu06", row, col);
            assert!(formula.contains("'DS01'!"), "{formula}");
            // `02A` as a criterion might be read as a time: it is compared.
            let (start, end) = match group.name.split_once(" (") {
                Some((code, _)) => {
                    assert!(formula.contains(&format!("=\"{code}\")")), "{formula}");
                    ("SUMPRODUCT(", format!("=\"{rating}\")*1)"))
                }
                None => ("COUNTIFS(", format!(",\"{rating}\")")),
            };
            assert!(formula.starts_with(start) && formula.ends_with(&end), "{formula}");
        }
        assert_eq!(book.count("Bieu06", row, 2), group.tally.members);
        assert_eq!(book.count("Bieu06", row, 7), group.tally.exempt + group.tally.unrated);
        assert_eq!(book.count("Bieu06", row, 9), group.quota.good / 5);
        assert_eq!(book.count("Bieu06", row, 10), group.quota.over());
    }
    assert_eq!(book.count("Bieu06", total, 2), totals.total.members);
    assert_eq!(book.count("Bieu06", total, 3), totals.total.count(Rating::Excellent));
    assert_eq!(book.count("Bieu06", total, 9), totals.quota.limit);
    assert_eq!(book.count("Bieu06", total, 10), totals.over());
    let own = book.row_of("Bieu01", 1, "Tổng cộng");
    assert_eq!(book.count("Bieu01", own, 2), book.count("Bieu06", total, 2));
}

#[test]
fn the_list_stands_by_who_decides_and_then_by_branch() {
    let merged = Merged::new("");
    let (totals, book) = merged.written(merged.results());
    let superior = book.row_of("DS01", 0, "A. CẤP TRÊN QUYẾT ĐỊNH");
    let committee = book.row_of("DS01", 0, "B. ĐẢNG ỦY QUYẾT ĐỊNH");
    assert!(superior < committee);
    let people = totals.branches.iter().flat_map(BranchResult::members);
    let of_superior = people.filter(|it| it.leader == Some(LeaderScope::Superior)).count();
    let bands = totals.branches.iter().filter(|it| {
        let mut members = it.members();
        members.any(|it| it.leader == Some(LeaderScope::Superior))
    });
    assert_eq!((committee - superior) as usize - 1, of_superior + bands.count());
    // A group without a code has a short name of its own, said below the list.
    let texts = book.texts("DS01");
    let said = texts.iter().find_map(|it| it.split_once(&format!(": {TEACHERS}")));
    let short = said.and_then(|it| it.0.rsplit([' ', ';']).next()).unwrap();
    let row = book.row_of("DS01", 9, short);
    assert!(["92.5", "80.75", "60", "45", ""].contains(&book.text("DS01", row, 11).as_str()));
    // Quarters stand in columns, shortened; below the list is said what is meant.
    let rows = 0..book.row_of("DS01", 0, "NGƯỜI LẬP BIỂU");
    let quarters = |row: u32| (12..16).map(|col| book.text("DS01", row, col)).collect::<String>();
    assert!(rows.clone().any(|it| quarters(it) == "TTTT"));
    let is_said = |what: &str| texts.iter().any(|it| it.contains(what));
    assert!(is_said("T: HTTNV"), "{texts:?}");
    assert!(is_said("02C: ngoài hệ thống chính trị"), "{texts:?}");
}

#[test]
fn over_the_quota_of_a_group_its_line_is_drawn_and_no_other() {
    let decided = "[quota-decision]\nnumber = \"45-QĐ/ĐU\"\ndate = \"08/12/2026\"\npercent = 25\ngroup = \"giáo viên, nhân viên trường học\"\n";
    let merged = Merged::new(decided);
    let mut results = merged.results();
    for result in &mut results {
        for member in &mut result.rated.as_mut().unwrap().submission.members {
            let is_teacher = member.group.value().is_some();
            if let Slot::Is(it) = &mut member.proposal {
                it.value = if !is_teacher || member.row % 4 > 0 {
                    Rating::Good
                } else {
                    Rating::Excellent
                };
            }
        }
    }
    let (totals, book) = merged.written(results);
    let teachers = totals.groups.iter().find(|it| it.name == TEACHERS).unwrap();
    assert_eq!(teachers.quota.percent, 25);
    assert_eq!(teachers.quota.limit, teachers.quota.good / 4);
    assert!(totals.over() > 0 && totals.quota.limit > totals.quota.excellent, "room elsewhere");
    let lines: Vec<_> =
        book.texts("DS02").into_iter().filter(|it| it.starts_with("Đường giới hạn")).collect();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains(&format!("vượt {}", totals.over())), "{lines:?}");
    assert!(book.texts("DS02").contains(&format!("Nhóm: {TEACHERS}")));
    assert!(book.texts("Bieu06").iter().any(|it| it.contains("45-QĐ/ĐU ngày 08/12/2026")));
    assert!(book.texts("Bieu01").iter().any(|it| it.contains("có nhóm vượt mức tối đa")));
}

#[test]
fn without_the_column_of_groups_or_without_forms_the_sheet_still_has_its_numbers() {
    let mut merged = Merged::new("");
    merged.regime.consolidated.members.column.retain(|it| it.source != PersonSource::GroupCode);
    let (totals, book) = merged.written(merged.results());
    let total = book.row_of("Bieu06", 1, "Tổng cộng");
    assert_eq!(book.count("Bieu06", total, 2), totals.total.members);
    assert_eq!(book.formula("Bieu06", total - 1, 3), "", "there is nothing to count in");

    let merged = Merged::new("");
    let out = merged.results().into_iter().map(|it| commune::out(it, BranchStatus::Missing));
    let (totals, book) = merged.written(out.collect());
    assert!(totals.groups.is_empty());
    let total = book.row_of("Bieu06", 1, "Tổng cộng");
    for col in [2, 3, 9, 10] {
        assert_eq!(book.count("Bieu06", total, col), 0);
    }
}

#[test]
fn a_profile_without_the_sheet_of_groups_has_none() {
    let mut merged = Merged::new("");
    merged.regime.consolidated.groups = None;
    let (totals, book) = merged.written(merged.results());
    assert!(!book.sheets().contains(&"Bieu06".to_owned()));
    let texts = book.texts("Bieu01");
    assert!(
        texts.iter().any(|it| it.contains("cộng mức tối đa của 3 nhóm đối tượng")),
        "{texts:?}"
    );
    assert!(totals.quota.limit > 0);
}

#[test]
fn nothing_speaks_of_a_district() {
    let merged = Merged::new("");
    let mut results = merged.results();
    for result in &mut results {
        for member in &mut result.rated.as_mut().unwrap().submission.members {
            // What people type is theirs.
            member.reason = Slot::Absent;
        }
    }
    let last = results.pop().unwrap();
    results.push(commune::out(last, BranchStatus::Missing));
    let (_, book) = merged.written(results);
    for sheet in book.sheets() {
        for text in book.texts(&sheet) {
            assert!(!text.to_lowercase().contains("huyện"), "{sheet}: {text}");
        }
    }
}

#[test]
fn groups_that_contradict_the_rest_are_never_written() {
    type Break = fn(&mut CommuneResult);
    let merged = Merged::new("");
    let (sound, _) = consolidate(merged.results(), &merged.context());
    assert!(workbook(&sound, &merged.context()).is_ok());
    let breaks: [(&str, Break); 5] = [
        ("groups add up", |it| {
            let tally = &mut it.groups[0].tally;
            (tally.exempt, tally.members) = (tally.exempt + 1, tally.members + 1);
        }),
        ("add up", |it| it.groups[0].tally.members += 1),
        ("not of its members", |it| it.groups[1].quota.good += 1),
        ("sum of the groups", |it| it.groups[1].quota.limit += 1),
        ("instead of", |it| {
            it.groups[1].quota.limit += 1;
            it.quota.limit += 1;
        }),
    ];
    for (said, breaks) in breaks {
        let mut totals = sound.clone();
        breaks(&mut totals);
        match workbook(&totals, &merged.context()) {
            Err(WorkbookError::InvariantBroken { which }) => {
                assert!(which.contains(said), "{which:?} does not say {said:?}");
            }
            other => panic!("{said}: {:?}", other.map(|it| it.len())),
        }
    }
}

#[test]
#[ignore = "for the eye"]
#[expect(clippy::disallowed_methods, reason = "a folder that the person named")]
fn for_the_eye_by_group() {
    let folder = std::path::PathBuf::from(std::env::var_os("LOOK").unwrap());
    let merged = Merged::new("");
    let (totals, _) = consolidate(merged.results(), &merged.context());
    let bytes = workbook(&totals, &merged.context()).unwrap();
    std::fs::write(folder.join("groups.xlsx"), bytes).unwrap();
}
