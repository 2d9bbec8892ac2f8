//! The workbooks of an invented commune, from rated forms to bytes and back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod commune;
mod findings_list;
mod groups;
mod long;
mod reading;

use commune::{Sent, consolidate};
use reading::Reading;
use xeploai::context::Context;
use xeploai::finding::{Finding, Severity};
use xeploai::model::{
    Accepted, BranchForm, BranchStatus, CommuneResult, Eligibility, Extract, Rating, Slot,
};
use xeploai::regime::{Regime, Sources};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::Workspace;
use xeploai::write::consolidated::{WorkbookError, workbook};

struct Commune {
    regime: Regime,
    workspace: Workspace,
}

impl Commune {
    fn new(settings: &str) -> Self {
        let regime = Sources::builtin().regime("2019-hd21").unwrap();
        Self { regime, workspace: commune::workspace(settings) }
    }

    fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        }
    }

    fn results(&self) -> Vec<Sent> {
        commune::results(&self.workspace)
    }

    fn consolidate(&self) -> (CommuneResult, Vec<Finding>) {
        consolidate(self.results(), &self.context())
    }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|it| it.code.id).collect()
}

#[test]
fn every_row_is_counted_once_and_a_guest_never() {
    let commune = Commune::new("");
    let results = commune.results();
    let guests = |it: &Sent| {
        let members = &it.rated.as_ref().unwrap().submission.members;
        u32::try_from(members.iter().filter(|it| it.is_guest()).count()).unwrap()
    };
    assert_eq!(results.iter().map(guests).sum::<u32>(), 1);
    let rows: usize = results.iter().map(|it| it.rated.as_ref().unwrap().members.len()).sum();
    let (totals, _) = consolidate(results, &commune.context());
    let total = &totals.total;
    assert_eq!(total.members as usize, rows - 1);
    assert_eq!(total.members, total.exempt + total.unrated + total.rated);
    assert_eq!(total.rated, total.ratings.iter().sum::<u32>());
    assert_eq!(total.count(Rating::Unsatisfactory), total.causes.iter().sum::<u32>());
    assert!(total.ratings.iter().all(|it| *it > 0) && total.exempt > 0 && total.unrated > 0);
    for branch in &totals.branches {
        assert_eq!(Some(branch.tally().unwrap().members), branch.branch.members);
    }
}

#[test]
fn a_branch_that_is_out_counts_nothing_and_makes_the_quota_provisional() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let members = results[2].branch.members.unwrap();
    let all = consolidate(results.clone(), &commune.context()).0;
    results[2] = commune::out(results[2].clone(), BranchStatus::Returned);
    let (totals, _) = consolidate(results, &commune.context());
    assert!(totals.provisional && !all.provisional);
    assert_eq!(totals.branches[2].tally(), None);
    assert_eq!(totals.total.members, all.total.members - members);
}

#[test]
fn an_unknown_eligibility_or_rating_counts_as_not_rated() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let before = consolidate(results.clone(), &commune.context()).0.total;
    let members = &mut results[0].rated.as_mut().unwrap().submission.members;
    let good: Vec<_> =
        (0..members.len()).filter(|&it| members[it].proposal.get() == Some(Rating::Good)).collect();
    members[good[0]].eligibility = Slot::Unread(None);
    members[good[1]].proposal = Slot::Unread(None);
    let after = consolidate(results, &commune.context()).0.total;
    assert_eq!((after.members, after.unrated), (before.members, before.unrated + 2));
    assert_eq!(after.count(Rating::Good), before.count(Rating::Good) - 2);
}

/// Gives every rated member the rating good, then the first `excellent` of them excellent.
fn with_excellent(results: &mut [Sent], excellent: usize) -> u32 {
    let mut rated = 0;
    for result in results {
        for member in result.rated.iter_mut().flat_map(|it| &mut it.submission.members) {
            if member.eligibility.get() != Some(Eligibility::Rated) {
                continue;
            }
            if let Slot::Is(it) = &mut member.proposal {
                it.value = if rated < excellent { Rating::Excellent } else { Rating::Good };
                rated += 1;
            }
        }
    }
    u32::try_from(rated - excellent).unwrap()
}

#[test]
fn one_excellent_member_too_many_is_an_error_of_the_commune() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let mut excellent = 0;
    let (last_within, first_over) = loop {
        let good = with_excellent(&mut results, excellent);
        let findings = consolidate(results.clone(), &commune.context()).1;
        let is_over = u32::try_from(excellent).unwrap() * 5 > good;
        assert_eq!(codes(&findings).contains(&"C401"), is_over, "{excellent} of {good}");
        if is_over {
            break (excellent - 1, findings);
        }
        excellent += 1;
    };
    assert!(last_within > 0);
    let finding = first_over.iter().find(|it| it.code.id == "C401").unwrap();
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!((&finding.branch, &finding.file, &finding.cell), (&None, &None, &None));
    assert_eq!(finding.rule.as_deref(), Some("R-Q-MEM-A"));
    // While a branch is out it is only a warning.
    with_excellent(&mut results, 60);
    let last = results.pop().unwrap();
    results.push(commune::out(last, BranchStatus::Missing));
    let findings = consolidate(results, &commune.context()).1;
    let so_far = findings.iter().find(|it| it.code.id == "C402").unwrap();
    assert_eq!(so_far.severity, Severity::Warning);
    assert!(Catalogue::new(Lang::Vi).render(so_far).message.contains("Tạm tính"));
    assert!(!codes(&findings).contains(&"C401"));
}

#[test]
fn a_group_of_branches_without_an_excellent_one_is_never_mentioned() {
    let commune = Commune::new("");
    let (totals, findings) = commune.consolidate();
    let kinds: Vec<_> =
        totals.branch_quotas.iter().map(|it| it.group.as_deref().unwrap()).collect();
    assert_eq!(kinds, ["Thôn bản", "Trường học", "Hợp tác xã", "Trạm y tế", "Công an xã"]);
    for state in &totals.branch_quotas {
        let said = findings.iter().filter(|it| {
            it.code.id == "C403"
                && it.args.iter().any(|arg| arg.1 == state.group.clone().unwrap().into())
        });
        assert_eq!(said.count(), usize::from(state.excellent > state.limit), "{state:?}");
    }
    let over: Vec<_> = totals.branch_quotas.iter().filter(|it| it.excellent > 0).collect();
    assert!(!over.is_empty() && over.iter().any(|it| it.limit == 0));
}

#[test]
fn rounding_up_is_never_silent() {
    let commune = Commune::new("[settings]\nquota-rounding = \"up\"\n");
    let mut seen = 0;
    for branches in 10..=13 {
        let mut results = commune.results();
        results.truncate(branches);
        for excellent in 20..40 {
            let good = with_excellent(&mut results, excellent);
            let findings = consolidate(results.clone(), &commune.context()).1;
            let excellent = u32::try_from(excellent).unwrap();
            let is_only_rounded = excellent * 5 > good && excellent <= good.div_ceil(5);
            assert_eq!(
                codes(&findings).contains(&"C404"),
                is_only_rounded,
                "{excellent} of {good}"
            );
            seen += u32::from(is_only_rounded);
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_finding_renders_in_both_languages() {
    let commune = Commune::new("");
    let mut results = commune.results();
    with_excellent(&mut results, 60);
    let (_, mut findings) = consolidate(results.clone(), &commune.context());
    results[0] = commune::out(results[0].clone(), BranchStatus::Missing);
    findings.extend(consolidate(results.clone(), &commune.context()).1);
    let up = Commune::new("[settings]\nquota-rounding = \"up\"\n");
    while !codes(&findings).contains(&"C404") {
        results.pop();
        for excellent in 20..40 {
            with_excellent(&mut results, excellent);
            findings.extend(consolidate(results.clone(), &up.context()).1);
        }
    }
    for lang in [Lang::Vi, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for finding in &findings {
            let worded = catalogue.render(finding);
            let all = format!("{}{:?}{}", worded.message, worded.expected, worded.help);
            assert!(!all.contains(['{', '}']), "{all}");
        }
    }
    for id in ["C401", "C402", "C403", "C404", "C406"] {
        assert!(codes(&findings).contains(&id), "{id}");
    }
}

fn written(commune: &Commune, results: Vec<Sent>) -> (CommuneResult, Reading) {
    let (totals, _) = consolidate(results, &commune.context());
    let bytes = workbook(&totals, &commune.context()).unwrap();
    (totals, Reading::new(bytes))
}

#[test]
fn nine_sheets_with_their_titles_and_signatures() {
    let commune = Commune::new("");
    let (_, book) = written(&commune, commune.results());
    assert_eq!(
        book.sheets(),
        [
            "Bieu01", "Bieu02", "Bieu03", "Bieu04", "Bieu05", "DS01", "DS02", "DS03", "DS04",
            "BieuDo"
        ]
    );
    // The charts are not sent: no head and no signatures.
    for sheet in book.sheets().into_iter().filter(|it| it != "BieuDo") {
        let texts = book.texts(&sheet);
        for wanted in [
            "ĐẢNG BỘ HUYỆN LÂM BÌNH",
            "ĐẢNG ỦY XÃ BÌNH AN",
            "*",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Bình An, ngày … tháng … năm 2020",
            "(Kèm theo Báo cáo số …-BC/ĐU, ngày …/…/… của Đảng ủy xã Bình An)",
            "(Kết quả xếp loại tính theo đề nghị của chi bộ)",
            "NGƯỜI LẬP BIỂU",
            "(Ký, ghi rõ họ tên, số điện thoại)",
            "T/M ĐẢNG ỦY",
            "BÍ THƯ",
            "(Ký, đóng dấu)",
        ] {
            assert!(texts.iter().any(|it| it == wanted), "{sheet} lacks {wanted:?}");
        }
        assert!(texts.iter().any(|it| it.ends_with("NĂM 2020")), "{sheet} has no title");
        assert!(texts.iter().all(|it| !it.contains(['{', '}'])), "{sheet} has braces");
    }
}

/// What the branch's own rows say, counted here once more.
fn counted(result: &Sent) -> [u32; 7] {
    let mut counts = [0; 7];
    for member in &result.rated.as_ref().unwrap().submission.members {
        match (member.eligibility.get().unwrap(), member.proposal.get()) {
            (Eligibility::Temporary, _) => continue,
            (Eligibility::Exempt, _) => counts[1] += 1,
            (Eligibility::Rated, Some(rating)) => counts[3 + rating.place()] += 1,
            _ => counts[2] += 1,
        }
        counts[0] += 1;
    }
    counts
}

/// Columns of `Bieu01`: members, exempt, not rated, the four ratings.
const COLUMNS: [u32; 7] = [2, 3, 4, 7, 9, 11, 13];

#[test]
fn every_number_by_branch_is_a_formula_with_the_right_value() {
    let commune = Commune::new("");
    let results = commune.results();
    let (_, book) = written(&commune, results.clone());
    let mut sums = [0; 7];
    for result in &results {
        let row = book.row_of("Bieu01", 1, &result.branch.name);
        let counts = counted(result);
        for (col, count) in COLUMNS.into_iter().zip(counts) {
            assert_eq!(book.count("Bieu01", row, col), count, "{row}, {col}");
        }
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        let rated: u32 = counts[3..].iter().sum();
        assert_eq!(book.count("Bieu01", row, 5), rated);
        let share = f64::from(counts[4]) / f64::from(rated);
        assert!((book.number("Bieu01", row, 10) - share).abs() < 1e-15);
        for (col, start) in [(2, "SUM("), (5, "SUM("), (6, "IF("), (7, "COUNTIF('DS01'!")] {
            let formula = book.formula("Bieu01", row, col);
            assert!(formula.starts_with(start), "{formula}");
        }
    }
    let total = book.row_of("Bieu01", 1, "Tổng cộng");
    for (col, sum) in COLUMNS.into_iter().zip(sums) {
        assert_eq!(book.count("Bieu01", total, col), sum);
        assert!(book.formula("Bieu01", total, col).starts_with("SUM("));
    }
    let members = book.row_of(
        "Bieu02",
        0,
        "1. Số có mặt đến thời điểm kiểm điểm, đánh giá, xếp loại chất lượng (1 = 2+3+4)",
    );
    assert_eq!(book.count("Bieu02", members, 1), sums[0]);
    assert_eq!(book.formula("Bieu02", members, 1), format!("'Bieu01'!C{}", total + 1));
    let kinds: u32 = (3..8).map(|col| book.count("Bieu02", members, col)).sum();
    assert_eq!(kinds, sums[0]);
    // How the sums come about stands with their headings, which are turned.
    let texts = book.texts("Bieu01");
    assert!(texts.iter().any(|it| it.ends_with("đánh giá (3=4+5+6)")), "{texts:?}");
    assert!(texts.iter().any(|it| it.ends_with("đánh giá (6=8+10+12+14)")), "{texts:?}");
}

#[test]
fn lists_have_as_many_rows_as_are_counted() {
    let commune = Commune::new("");
    let results = commune.results();
    let (totals, book) = written(&commune, results);
    let total = &totals.total;
    for (sheet, number) in [
        ("DS01", total.members),
        ("DS02", total.count(Rating::Excellent)),
        ("DS04", total.exempt + total.unrated),
        ("Bieu03", 13),
    ] {
        assert_eq!(book.numbered(sheet), number as usize, "{sheet}");
    }
    // The guest stands below, without a number, and the reason is told once.
    let guests: Vec<_> = book
        .texts("DS04")
        .into_iter()
        .filter(|it| it.starts_with("Sinh hoạt đảng tạm thời"))
        .collect();
    assert_eq!(guests.len(), 1);
    assert!(book.texts("DS01").iter().all(|it| !it.contains("tạm thời")));
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    let commune = Commune::new("");
    let (_, book) = written(&commune, commune.results());
    assert!(book.texts("DS01").iter().any(|it| it == "=HYPERLINK(\"x\")"));
    assert_eq!(book.formulas("DS01"), 0);
    let sheet = book.part("xl/worksheets/sheet6.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"));
    assert!(book.part("xl/styles.xml").contains("quotePrefix=\"1\""));
}

#[test]
fn a_branch_that_is_out_keeps_its_row_and_says_so() {
    let commune = Commune::new("");
    let mut results = commune.results();
    results[1] = commune::out(results[1].clone(), BranchStatus::Returned);
    results[12] = commune::out(results[12].clone(), BranchStatus::Missing);
    let (_, book) = written(&commune, results.clone());
    for (place, note) in [(1, "Phiếu đã gửi trả để sửa"), (12, "Chưa nộp phiếu")]
    {
        let name = &results[place].branch.name;
        for (sheet, note_col) in [("Bieu01", 21), ("Bieu03", 10)] {
            let row = book.row_of(sheet, 1, name);
            assert_eq!(book.text(sheet, row, note_col), note);
            for col in 3..note_col {
                assert_eq!(book.text(sheet, row, col), "", "{sheet} {row} {col}");
                assert_eq!(book.formula(sheet, row, col), "", "{sheet} {row} {col}");
            }
        }
    }
    assert_eq!((book.numbered("Bieu01"), book.numbered("Bieu03")), (13, 13));
    for sheet in book.sheets().into_iter().filter(|it| it != "BieuDo") {
        let said = "Tạm tính: mới có số liệu của 11/13 chi bộ";
        assert!(book.texts(&sheet).iter().any(|it| it == said), "{sheet}");
    }
    let said = "(tạm tính, mới có số liệu của 11/13 chi bộ)";
    assert!(book.texts("Bieu01").iter().any(|it| it.ends_with(said)));
}

#[test]
fn with_nothing_accepted_totals_are_numbers_and_shares_are_empty() {
    let commune = Commune::new("");
    let results = commune.results().into_iter();
    let results = results.map(|it| commune::out(it, BranchStatus::Missing)).collect();
    let (_, book) = written(&commune, results);
    let total = book.row_of("Bieu01", 1, "Tổng cộng");
    for col in 2..20 {
        if [6, 8, 10, 12, 14].contains(&col) {
            assert_eq!(book.text("Bieu01", total, col), "");
            assert!(book.formula("Bieu01", total, col).starts_with("IF("));
        } else {
            assert_eq!(book.count("Bieu01", total, col), 0);
        }
    }
    // A cached 0 in place of the empty text would be a wrong share.
    assert!(book.part("xl/worksheets/sheet1.xml").contains("t=\"str\""));
    assert!(book.texts("DS01").iter().any(|it| it == "Không có"));
}

#[test]
fn over_the_quota_the_best_votes_come_first_and_the_line_is_drawn() {
    let commune = Commune::new("");
    let mut results = commune.results();
    with_excellent(&mut results, 60);
    for (place, result) in results.iter_mut().enumerate() {
        let members = &mut result.rated.as_mut().unwrap().submission.members;
        for (row, member) in members.iter_mut().enumerate() {
            if let Slot::Is(it) = &mut member.ballots[0] {
                it.value = u32::try_from((row * 5 + place * 3) % 16).unwrap();
            }
            for votes in &mut member.ballots[1..] {
                if let Slot::Is(it) = votes {
                    it.value = 0;
                }
            }
        }
    }
    let (totals, book) = written(&commune, results.clone());
    let limit = totals.quota.limit;
    let first = book.row_of("DS02", 0, "1") + 1;
    let line = first + limit;
    assert!(book.text("DS02", line, 0).starts_with("Đường giới hạn: tối đa"));
    let votes: Vec<u32> = (first..first + 61)
        .filter(|it| *it != line)
        .map(|it| book.text("DS02", it, 6).split('/').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(votes.len(), 60);
    assert!(votes.is_sorted_by(|a, b| a >= b), "{votes:?}");
    assert_eq!(book.count("DS02", line + 1, 0), limit + 1);
    // Within it, the order of the workspace and no line.
    with_excellent(&mut results, 10);
    let (_, book) = written(&commune, results.clone());
    let names: Vec<_> = (first..first + 10).map(|it| book.text("DS02", it, 1)).collect();
    let members = &results[0].rated.as_ref().unwrap().submission.members;
    let own = members.iter().filter(|it| it.proposal.get() == Some(Rating::Excellent));
    let own: Vec<_> = own.map(|it| it.name.text().to_owned()).collect();
    assert_eq!(names, own);
    assert!(book.texts("DS02").iter().all(|it| !it.starts_with("Đường")));
}

#[test]
fn branches_that_differ_from_their_self_rating_or_are_new_say_so() {
    let commune = Commune::new("");
    let mut results = commune.results();
    let first = &mut results[0].rated.as_mut().unwrap().submission;
    if let Slot::Is(it) = &mut first.collectives[0].self_rating {
        it.value = Rating::Excellent;
    }
    let second = results[1].rated.as_mut().unwrap();
    let row = &mut second.submission.collectives[0];
    row.proposal = Slot::Absent;
    row.self_rating = Slot::Absent;
    second.collectives[0] = None;
    let founded = second.submission.info.meeting.clone();
    second.submission.info.founded = founded;
    let (_, book) = written(&commune, results.clone());
    let name = |place: usize| results[place].branch.name.clone();
    let row = book.row_of("Bieu03", 1, &name(0));
    assert_eq!(book.text("Bieu03", row, 7), "HTXSNV");
    assert_eq!(book.text("Bieu03", row, 10), "Đề nghị: HTTNV");
    let row = book.row_of("Bieu03", 1, &name(1));
    assert_eq!(book.text("Bieu03", row, 10), "Thành lập dưới 6 tháng, chưa xếp loại");
    // Counted by proposals, which no column shows now.
    let proposal =
        |it: &Sent| it.rated.as_ref().unwrap().submission.branch_row().unwrap().proposal.get();
    let excellent = results.iter().filter(|it| proposal(it) == Some(Rating::Excellent)).count();
    let row = book.row_of("Bieu03", 0, "Hoàn thành xuất sắc nhiệm vụ");
    assert_eq!(book.count("Bieu03", row, 2) as usize, excellent);
    assert_eq!(book.formula("Bieu03", row, 2), "");
    let row = book.row_of("Bieu03", 0, "Tổng số chi bộ được xếp loại");
    assert_eq!(book.count("Bieu03", row, 2), 12);
    let row = book.row_of("Bieu05", 1, "Tập thể thành lập mới");
    assert_eq!(book.count("Bieu05", row, 2), 1);
}

#[test]
fn a_waiver_stands_in_the_note_of_its_branch() {
    let commune = Commune::new(
        "waive = [{ branch = \"TP\", code = \"V207\", reason = \"đã xác minh\", by = \"Bí thư Đảng ủy\" }]\n",
    );
    let (_, book) = written(&commune, commune.results());
    let row = book.row_of("Bieu01", 1, "Chi bộ thôn Tống Pu");
    let note = book.text("Bieu01", row, 21);
    assert_eq!(note, "Chấp nhận ngoại lệ: đã xác minh (Bí thư Đảng ủy)");
}

type Break = fn(&mut CommuneResult);

fn form(commune: &mut CommuneResult, branch: usize) -> &mut Accepted {
    commune.branches[branch].accepted_mut().unwrap()
}

#[test]
fn a_broken_invariant_writes_nothing() {
    let commune = Commune::new("");
    let breaks: [(&str, Break); 11] = [
        ("add up", |it| it.total.members += 1),
        ("add up", |it| form(it, 3).tally.exempt += 1),
        ("add up", |it| it.total.causes[0] += 1),
        ("add up", |it| {
            it.total.members += 1;
            it.total.exempt += 1;
        }),
        ("instead of", |it| {
            let tally = &mut form(it, 3).tally;
            (tally.exempt, tally.members) = (tally.exempt + 1, tally.members + 1);
            (it.total.exempt, it.total.members) = (it.total.exempt + 1, it.total.members + 1);
        }),
        ("instead of", |it| {
            // A member more than the branch's count says.
            let mut sent = Commune::new("").results().remove(0).rated.unwrap();
            let members = &mut sent.submission.members;
            let again = members.iter().find(|it| it.is_rated()).unwrap().clone();
            members.push(again);
            sent.members.push(None);
            form(it, 0).extract = Extract::from(&sent);
        }),
        ("instead of", |it| it.quota.limit += 1),
        ("quota", |it| it.quota.good += 1),
        ("add up", |it| it.branches[5].form = BranchForm::Missing),
        ("provisional", |it| it.provisional = true),
        ("valid ones", |it| {
            form(it, 0).extract.change_info(|info| {
                if let Slot::Is(it) = &mut info.ballots_valid {
                    it.value = 1;
                }
            });
        }),
    ];
    let (sound, _) = commune.consolidate();
    assert!(workbook(&sound, &commune.context()).is_ok());
    for (said, breaks) in breaks {
        let mut totals = sound.clone();
        breaks(&mut totals);
        match workbook(&totals, &commune.context()) {
            Err(WorkbookError::InvariantBroken { which }) => {
                assert!(which.contains(said), "{which:?} does not say {said:?}");
            }
            other => panic!("{said}: {:?}", other.map(|it| it.len())),
        }
    }
}

#[test]
fn equal_values_give_equal_bytes() {
    let commune = Commune::new("");
    let (totals, _) = commune.consolidate();
    let once = workbook(&totals, &commune.context()).unwrap();
    let again = workbook(&commune.consolidate().0, &commune.context()).unwrap();
    assert_eq!(once, again);
}

#[test]
fn it_prints_on_a4_landscape_with_its_headings_on_each_page() {
    let commune = Commune::new("");
    let (_, book) = written(&commune, commune.results());
    for number in 1..=9 {
        let sheet = book.part(&format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""));
        assert!(sheet.contains("&amp;C&amp;") && sheet.contains("&amp;P"), "{number}");
        assert!(sheet.contains("<pane ") && !sheet.contains("fitToPage"), "{number}");
    }
    let defined = book.part("xl/workbook.xml");
    assert_eq!(defined.matches("_xlnm.Print_Titles").count(), 9);
    assert!(book.part("xl/worksheets/sheet6.xml").contains("<rowBreaks"));
    // The committee's decision is chosen from the four ratings.
    for number in [3, 4, 6] {
        let sheet = book.part(&format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("HTXSNV,HTTNV,HTNV,KHTNV"), "{number}");
    }
    let core = book.part("docProps/core.xml");
    assert!(core.contains("2020-12-31") && core.contains("Đảng ủy xã Bình An"));
    assert!(book.part("xl/styles.xml").contains("Times New Roman"));
}

#[test]
fn a_district_words_it_its_own_way() {
    let text = include_str!("../../templates/2019-hd21/consolidated.toml")
        .replace("name = \"DS01\"", "name = \"D'S 1\"")
        .replace("heading = \"Tên chi bộ\"", "heading = \"Đơn vị\"");
    let mut sources = Sources::builtin();
    sources.lay_over("2019-hd21", "consolidated.toml", &text);
    let mut commune = Commune::new("");
    commune.regime = sources.regime("2019-hd21").unwrap();
    let (_, book) = written(&commune, commune.results());
    assert!(book.texts("Bieu01").iter().any(|it| it == "Đơn vị"));
    let row = book.row_of("Bieu01", 1, "Chi bộ thôn Tống Pu");
    assert!(book.formula("Bieu01", row, 7).starts_with("COUNTIF('D''S 1'!"));
}

/// Writes the workbooks of the invented commune where a person can look at them:
/// `LOOK=target/look cargo test --test it workbooks:: -- --ignored`.
#[test]
#[ignore = "for the eye"]
#[expect(clippy::disallowed_methods, reason = "a folder that the person named")]
fn for_the_eye() {
    let folder = std::path::PathBuf::from(std::env::var_os("LOOK").unwrap());
    let commune = Commune::new("");
    let (totals, _) = commune.consolidate();
    let bytes = workbook(&totals, &commune.context()).unwrap();
    std::fs::write(folder.join("all.xlsx"), bytes).unwrap();
    let mut results = commune.results();
    with_excellent(&mut results, 62);
    let last = results.pop().unwrap();
    results.push(commune::out(last, BranchStatus::Missing));
    let second = results.remove(1);
    results.insert(1, commune::out(second, BranchStatus::Returned));
    let (totals, _) = consolidate(results, &commune.context());
    let bytes = workbook(&totals, &commune.context()).unwrap();
    std::fs::write(folder.join("some.xlsx"), bytes).unwrap();
}
