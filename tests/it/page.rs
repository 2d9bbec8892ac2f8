//! The HTML page and the letters: what they say, and what a browser makes of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use xeploai::finding::Severity;
use xeploai::report::letter::{as_file, letter};
use xeploai::report::{FindingLine, Report, text};
use xeploai::words::{Catalogue, Lang};

mod fixture;

use fixture::{MALICIOUS, commune, troubled};

#[test]
fn equal_inputs_give_equal_bytes() {
    assert_eq!(troubled(Lang::Vi).page(Lang::Vi), troubled(Lang::Vi).page(Lang::Vi));
}

#[test]
fn markup_in_a_name_is_text() {
    let html = troubled(Lang::Vi).page(Lang::Vi);
    assert!(html.contains("&#60;script&#62;document.title"), "the name is shown");
    assert_eq!(html.matches("<script>").count(), 1, "the only script is ours");
    assert!(!html.contains("<b>x</b>"));
    let attributes = html.matches(MALICIOUS).count();
    assert_eq!(attributes, 0);
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    let html = troubled(Lang::Vi).page(Lang::Vi);
    for remote in ["http:", "https:", "//cdn", "@import", "url(h", "<link", "<img", "<iframe"] {
        assert!(!html.contains(remote), "{remote}");
    }
}

#[test]
fn the_statement_follows_the_branches() {
    let good = commune(&[], &[], Lang::Vi).page(Lang::Vi);
    assert!(good.contains("Đủ 13/13 chi bộ, không còn lỗi"));
    assert!(!good.contains("tra-lai/"));
    let troubled = troubled(Lang::Vi).page(Lang::Vi);
    assert!(troubled.contains("Mới có 10/13 chi bộ đạt"));
    for told in ["Chi bộ thôn Khuổi Cảng", "0900 000 002", "Chi bộ thôn Hang Lươm", "0900 000 007"]
    {
        assert!(troubled.contains(told), "{told}");
    }
    assert!(troubled.contains("href=\"tra-lai/KC.xlsx\""));
    assert!(!troubled.contains("href=\"tra-lai/HL.xlsx\""));
}

#[test]
fn telephone_numbers_can_be_dialled_and_outputs_opened() {
    let mut commune = troubled(Lang::Vi);
    commune.outputs = ["mẫu của trên-2026.xlsx", "tra-lai/KC.xlsx"]
        .map(|it| (it.to_owned(), "ab".to_owned()))
        .into();
    let html = commune.page(Lang::Vi);
    for link in [
        "href=\"tel:+84900000002\">0900 000 002</a>",
        "href=\"m%E1%BA%ABu%20c%E1%BB%A7a%20tr%C3%AAn-2026.xlsx\">mẫu của trên-2026.xlsx</a>",
        "href=\"tra-lai/KC.xlsx\">tra-lai/KC.xlsx</a>",
    ] {
        assert!(html.contains(link), "{link}");
    }
}

#[test]
fn the_bar_of_the_commune_is_not_called_by_the_committee() {
    let html = commune(&[], &[], Lang::Vi).page(Lang::Vi);
    assert!(html.contains("<div class=\"name\">Toàn Đảng bộ</div>"));
    assert!(!html.contains("<div class=\"name\">Đảng ủy xã Mường Hoa</div>"));
}

#[test]
fn what_is_out_is_told_in_whole_sentences() {
    let html = troubled(Lang::Vi).page(Lang::Vi);
    assert!(html.contains("Mới có 10/13 chi bộ đạt"));
    let sentence = "Còn 3 chi bộ chưa đạt: 2 chi bộ bị trả lại, 1 chi bộ chưa nộp. Số liệu của các chi bộ này chưa có trong biểu tổng hợp.";
    assert!(html.contains(sentence), "{}", html.split("<main").nth(1).unwrap().get(..900).unwrap());
}

#[test]
fn numbers_and_formula_are_the_reports() {
    let commune = commune(&[], &[], Lang::Vi);
    let totals = commune.report.totals.as_ref().unwrap();
    let html = commune.page(Lang::Vi);
    assert_eq!((totals.good, totals.quota_limit), (151, 30));
    assert!(html.contains("20% × 151 (đảng viên HTTNV) = 30,2, làm tròn xuống: 30 người"));
    assert!(
        html.contains("20% × 178 (đảng viên HTTNV và HTXSNV) = 35,6, làm tròn xuống: 35 người")
    );
    let english = commune.page(Lang::En);
    assert!(english.contains("= 30.2, rounded down: 30"));
    assert!(english.contains("<html lang=\"en\">"));
}

#[test]
fn a_quota_in_groups_has_a_gauge_for_each() {
    let mut commune = commune(&[], &[], Lang::Vi);
    let group =
        |name: &str, percent, excellent, good: u32, limit| xeploai::report::MemberQuotaLine {
            group: Some(name.to_owned()),
            excellent,
            good,
            percent,
            base: good,
            limit,
            limit_good: limit,
            limit_good_or_better: limit,
        };
    commune.report.quotas = vec![
        group("Giáo viên", 25, 10, 40, 10),
        group("Công an <xã>", 20, 2, 4, 0),
        group("02C", 20, 0, 3, 0),
    ];
    commune.workspace.quota_decision.push(xeploai::workspace::QuotaDecision {
        number: "45-QĐ/ĐU".to_owned(),
        date: "08/12/2026".to_owned(),
        percent: 25,
        group: "GIÁO VIÊN".to_owned(),
    });
    let html = commune.page(Lang::Vi);
    assert_eq!(html.matches("<svg class=\"gauge\"").count(), 3);
    for told in [
        "<h3>Giáo viên</h3>",
        "<h3>Công an &#60;xã&#62;</h3>",
        "25% × 40 (đảng viên HTTNV) = 10, làm tròn xuống: 10 người",
        "20% × 4 (đảng viên HTTNV) = 0,8, làm tròn xuống: 0 người",
        "theo Quyết định số 45-QĐ/ĐU ngày 08/12/2026",
        "Vượt mức cho phép 2 người",
        "không đề nghị",
        "Nhóm Giáo viên: đang đề nghị HTXSNV 10 người, tối đa 10 người",
    ] {
        assert!(html.contains(told), "{told}");
    }
}

#[test]
fn who_is_not_rated_is_named_and_guests_are_not() {
    let html = commune(&["KC"], &[], Lang::Vi).page(Lang::Vi);
    assert!(html.contains("Triệu Thị Mỷ 0"));
    assert!(html.contains("Được miễn công tác và sinh hoạt đảng"));
    assert!(html.contains("Vào Đảng tháng 9 năm 2020"));
    assert!(!html.contains("Khách sinh hoạt tạm thời"));
}

#[test]
fn of_very_many_branches_only_those_are_shown_that_somebody_has_to_ring() {
    let page = |branches: usize| {
        let mut commune = troubled(Lang::Vi);
        let report = &mut commune.report;
        let accepted =
            report.branches.iter().find(|it| it.file.as_deref() == Some("nop/Phieu NP.xlsx"));
        let (accepted, file) = (accepted.unwrap().clone(), report.files[0].clone());
        for number in report.branches.len()..branches {
            let mut branch = accepted.clone();
            branch.code = format!("X{number}");
            branch.name = format!("Chi bộ thứ {number}");
            report.branches.push(branch);
            let mut file = file.clone();
            file.path = format!("nop/Phieu X{number}.xlsx");
            report.files.push(file);
        }
        let mut noticed =
            report.findings.iter().find(|it| it.severity == Severity::Notice).unwrap().clone();
        noticed.branch = Some("X20".to_owned());
        noticed.message = "Chỉ để biết".to_owned();
        report.findings.push(noticed);
        commune.page(Lang::Vi)
    };
    let (all, few) = (page(300), page(301));
    for whole in ["Chi bộ thứ 299", "nop/Phieu X299.xlsx", "Chỉ để biết"] {
        assert!(all.contains(whole) && !few.contains(whole), "{whole}");
    }
    assert!(!all.contains("Không kể ở đây"), "nothing is left out of {} bytes", all.len());
    assert!(few.len() * 3 < all.len(), "{} of {} bytes", few.len(), all.len());
    // Whoever is out is there, with what is wrong and whom to ring.
    for told in ["Chi bộ thôn Khuổi Cảng", "0900 000 002", "Chi bộ thôn Hang Lươm", "0900 000 007"]
    {
        assert!(few.contains(told), "{told}");
    }
    assert!(few.contains("href=\"tra-lai/KC.xlsx\""));
    for said in [
        "Không kể ở đây 298 chi bộ khác, phần lớn là chi bộ đã đạt",
        "Có 301 chi bộ, nhiều quá",
        "mục khác; tất cả có trong tệp kiem-tra.xlsx",
        "tệp khác, phần lớn là phiếu đã đạt",
    ] {
        assert!(few.contains(said), "{said}");
    }
}

#[test]
fn a_page_without_a_workspace_says_so() {
    let mut commune = troubled(Lang::Vi);
    commune.report = Report { totals: None, year: None, committee: None, ..commune.report };
    commune.report.branches.clear();
    commune.report.branch_quotas.clear();
    commune.report.quotas.clear();
    let page = xeploai::report::html::Page {
        report: &commune.report,
        results: None,
        context: None,
        outputs: &[],
        returned: &commune.returned,
        pages: &std::collections::BTreeMap::new(),
    };
    for lang in [Lang::Vi, Lang::En] {
        let html = xeploai::report::html::render(&page, &Catalogue::new(lang)).unwrap();
        assert!(!html.contains("id=\"chi-bo\"") && html.contains("id=\"noi-dung-sua\""));
    }
}

#[test]
fn every_text_of_the_page_is_used_and_every_used_text_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let catalogue = read("src/words/page.toml");
    let mut sources = String::new();
    for file in ["src/report/letter.rs", "src/report/html.rs"] {
        sources += &read(file);
    }
    for file in ["basis", "chart", "findings", "overview"] {
        sources += &read(&format!("src/report/html/{file}.rs"));
    }
    for file in [
        "page",
        "signs",
        "statement",
        "board",
        "units",
        "bar",
        "ratings",
        "quota",
        "findings",
        "unrated",
        "basis",
        "files",
    ] {
        sources += &read(&format!("templates/report/{file}.html"));
    }
    // These keys are put together in the code.
    let composed = [
        "page-quota-left",
        "page-quota-full",
        "page-quota-over",
        "page-kind-left",
        "page-kind-full",
        "page-kind-over",
    ];
    let composed_settings = [
        "quota-base",
        "quota-rounding",
        "duplicates",
        "require-ballots",
        "vote-threshold",
        "six-month-date",
        "head-cap",
        "village-bodies",
        "quota-heads",
        "quota-order",
    ];
    for line in catalogue.lines().filter(|it| it.contains(" = { vi")) {
        let key = line.split(' ').next().unwrap();
        let setting = key.strip_prefix("setting-").unwrap_or_default();
        let is_used = sources.contains(&format!("\"{key}\""))
            || composed.contains(&key)
            || composed_settings.contains(&setting);
        assert!(is_used, "{key} is used nowhere");
    }
    let words = Catalogue::new(Lang::Vi);
    for rest in sources.split("t.w(\"").skip(1) {
        words.ui(rest.split('"').next().unwrap(), &[]);
    }
}

fn of_branch<'a>(report: &'a Report, code: &str) -> Vec<&'a FindingLine> {
    report.findings.iter().filter(|it| it.branch.as_deref() == Some(code)).collect()
}

#[test]
fn a_letter_is_short_polite_and_says_the_most_important_first() {
    let commune = troubled(Lang::Vi);
    let words = Catalogue::new(Lang::Vi);
    let name = "Chi bộ thôn Khuổi Cảng";
    let own = of_branch(&commune.report, "KC");
    let text = letter("KC", name, "Đảng ủy xã Mường Hoa", &own, Some("nop/a.xlsx"), &words);
    insta::assert_snapshot!(text);
    // The waived one is the office's own decision.
    assert!(!text.contains("Nông Văn Tú"));
    let own = of_branch(&commune.report, "PM");
    let text = letter("PM", "Chi bộ thôn Phiêng Mơ", "Đảng ủy xã Mường Hoa", &own, None, &words);
    insta::assert_snapshot!(text);
    assert!(text.chars().count() < 2_000, "{}", text.chars().count());
}

#[test]
fn a_letter_with_nothing_but_warnings_asks_for_no_correction() {
    let words = Catalogue::new(Lang::Vi);
    let commune = troubled(Lang::Vi);
    let own = of_branch(&commune.report, "TN");
    let text = letter("TN", "Chi bộ TN", "Đảng ủy", &own, None, &words);
    assert!(text.contains("chỗ nào đã đúng thì không cần sửa"), "{text}");
    assert!(!text.contains("lưu lại rồi gửi"), "{text}");
    let text = letter("TN", "Chi bộ TN", "Đảng ủy", &[], None, &words);
    assert!(text.contains("không có chỗ nào cần sửa"), "{text}");
}

#[test]
fn a_letter_never_grows_with_the_form() {
    let words = Catalogue::new(Lang::Vi);
    let commune = troubled(Lang::Vi);
    let first = of_branch(&commune.report, "KC")[0].clone();
    let many: Vec<FindingLine> = (0..300)
        .map(|number| FindingLine {
            help: format!("Việc {}.", number % 30),
            severity: if number < 200 { Severity::Error } else { Severity::Warning },
            ..first.clone()
        })
        .collect();
    let many: Vec<&FindingLine> = many.iter().collect();
    let text = letter("KC", "Chi bộ", "Đảng ủy", &many, Some("nop/a.xlsx"), &words);
    assert!(text.lines().count() < 100, "{text}");
    assert!(text.contains("\n8. ") && !text.contains("\n9. "), "{text}");
    assert!(text.contains("Ngoài ra còn"), "{text}");
}

#[test]
fn a_letter_as_a_file_opens_in_an_old_notepad() {
    assert_eq!(as_file("a\nb\n"), "\u{feff}a\r\nb\r\n");
}

/// The browser that looks at pages; `None`, which is said, where one is not there.
pub(crate) fn browser() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
    let chromium = std::env::var_os("CHROMIUM")
        .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let lacks = if Command::new("node").arg("--version").output().is_err() {
        "node is not installed".to_owned()
    } else if !chromium.exists() {
        format!("there is no {}", chromium.display())
    } else if !root.join("node_modules/playwright-core").exists() {
        "run `npm ci` in tests/page first".to_owned()
    } else {
        return Some(chromium);
    };
    let is_ci = std::env::var("CI").is_ok_and(|it| it == "true");
    assert!(!is_ci, "the page cannot be looked at: {lacks}");
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: the page was not looked at in a browser: {lacks}");
    }
    None
}

/// The pages in a real browser: see `tests/page/check.mjs`.
#[test]
fn a_browser_shows_it_rightly() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
    let Some(chromium) = browser() else { return };
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
    std::fs::create_dir_all(&out).unwrap();
    for (name, html, thoroughness) in [
        ("troubled", troubled(Lang::Vi).page(Lang::Vi), ""),
        ("good", commune(&[], &[], Lang::Vi).page(Lang::Vi), "quick"),
        ("english", troubled(Lang::En).page(Lang::En), "quick"),
    ] {
        let folder = out.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("bao-cao.html");
        #[expect(clippy::disallowed_methods, reason = "a page that only this test opens")]
        std::fs::write(&path, html).unwrap();
        let run = Command::new("node")
            .arg(root.join("check.mjs"))
            .args([&path, &folder])
            .arg(thoroughness)
            .env("CHROMIUM", &chromium)
            .output()
            .unwrap();
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(run.status.success(), "{name}: {}{}", told(&run.stdout), told(&run.stderr));
    }
}

/// A clerk's window is 80 columns wide, or less: no line passes it, and no number
/// stands in two pieces, which would be another number.
#[test]
fn the_terminal_shows_whole_numbers_at_any_width() {
    let commune = troubled(Lang::Vi);
    let words = Catalogue::new(Lang::Vi);
    let totals = commune.report.totals.as_ref().unwrap();
    for width in 60..=140 {
        let shown = text::render(
            &commune.report,
            text::Layout { width, notices: true, is_written: true },
            &words,
        );
        let shown = anstream::adapter::strip_str(&shown).to_string();
        for line in shown.lines() {
            let is_one_word = line.split_whitespace().count() <= 2;
            let is_within = line.chars().count() <= usize::from(width);
            assert!(is_within || is_one_word, "{width}: {line}");
        }
        let total = shown.lines().find(|it| it.contains("Tổng cộng")).unwrap();
        let numbers = total.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
        let numbers: Vec<u32> = numbers.map(|it| it.parse().unwrap()).collect();
        let [excellent, good, satisfactory, unsatisfactory] =
            [totals.excellent, totals.good, totals.satisfactory, totals.unsatisfactory];
        assert_eq!(numbers[2], totals.members);
        assert!(
            numbers.ends_with(&[excellent, good, satisfactory, unsatisfactory]),
            "{width}: {total}"
        );
        assert_eq!(numbers.len(), if width < 78 { 7 } else { 10 }, "{width}: {total}");
    }
}
