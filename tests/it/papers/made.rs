//! `xeploai papers` on the samples.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{outputs, run_in, sample, stderr, stdout};
use crate::outside::is_there;
use crate::returned::support::{changed, part};

fn papers(dir: &Path, more: &[&str]) -> Output {
    run_in(dir, &[&["papers"], more].concat())
}

/// Whether other programs find in the papers what they should; `None` where one is missing.
fn checked(dir: &Path) -> Option<()> {
    let has_all = is_there("python3", &["-c", "import docx, openpyxl"])
        && is_there("soffice", &["--version"])
        && is_there("pdftotext", &["-v"]);
    if !has_all {
        return None;
    }
    let script = crate::common::source("tests/check_papers.py");
    let output = Command::new("python3").arg(script).arg(dir).output().unwrap();
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    Some(())
}

#[test]
fn the_papers_of_the_samples_are_whole() {
    for (name, count) in [("binh-an-2020", 21), ("binh-an-2026", 48)] {
        let sample = sample(name);
        let output = papers(sample.path(), &["--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let made: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        let made = made.as_array().unwrap();
        assert_eq!(made.len(), count, "{name}");
        // Nobody has decided anything.
        assert!(made.iter().all(|it| it["draft"] == true));
        checked(sample.path());
    }
}

/// What the committee wrote on its sheets, and nothing else, is in papers that are no drafts.
#[test]
fn papers_of_what_is_decided_are_final() {
    if !is_there("python3", &["-c", "import openpyxl"]) {
        return;
    }
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let proposed: u32 = rated(dir, "excellent");
    assert_eq!(run_in(dir, &["decisions"]).status.code(), Some(0));
    let script = crate::common::source("tests/decide.py");
    let decided = Command::new("python3").arg(script).arg(dir).arg("2").output().unwrap();
    assert!(decided.status.success(), "{}", stderr(&decided));
    let output = papers(dir, &["--format", "json"]);
    let made: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let drafts: Vec<_> = made.as_array().unwrap().iter().filter(|it| it["draft"] == true).collect();
    assert!(drafts.is_empty(), "{drafts:?}\n{}", stderr(&output));
    let folder = dir.join("ket-qua/giay-to");
    let mut numbers = 0;
    for it in made.as_array().unwrap() {
        let name = it["file"].as_str().unwrap();
        let text = part(&fs::read(folder.join(name)).unwrap(), "word/document.xml");
        assert!(!text.contains("DỰ THẢO") && !text.contains("{{"), "{name}");
        let is_decision = name.starts_with("quyet-dinh-");
        numbers += usize::from(is_decision);
        if is_decision || name.starts_with("thong-bao-") {
            assert!(text.contains("-QĐ/ĐU") && text.contains("29/12/2020"), "{name}");
        }
        if is_decision {
            assert!(text.contains("ngày 29 tháng 12 năm 2020"), "{name}");
        }
    }
    assert!(numbers >= 3);
    // Two were lowered: the sums of the papers say so.
    let report = part(&fs::read(folder.join("to-trinh.docx")).unwrap(), "word/document.xml");
    let line = format!("- Hoàn thành xuất sắc nhiệm vụ: {} đảng viên", proposed - 2);
    assert!(report.contains(&line), "{line}");
    // One who is open again makes drafts of what hangs on him.
    let name = dir.join("ket-qua").join("quyet-dinh-2020.xlsx");
    let book = fs::read(&name).unwrap();
    fs::write(&name, reopened(&book)).unwrap();
    let output = papers(dir, &["--format", "json"]);
    let made: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let drafts: Vec<_> = made.as_array().unwrap().iter().filter(|it| it["draft"] == true).collect();
    let is_draft = |wanted: &str| drafts.iter().any(|it| it["file"] == wanted);
    assert!(is_draft("to-trinh.docx") && !is_draft("quyet-dinh-chi-bo.docx"), "{drafts:?}");
    let notices = drafts.iter().filter(|it| it["file"].as_str().unwrap().starts_with("thong-bao"));
    assert_eq!(notices.count(), 1, "{drafts:?}");
}

/// How many members the run says to be so rated.
fn rated(dir: &Path, rating: &str) -> u32 {
    assert_eq!(run_in(dir, &["consolidate", "-q"]).status.code(), Some(0));
    u32::try_from(crate::common::report(dir)["totals"][rating].as_u64().unwrap()).unwrap()
}

/// The sheets with one decision taken back.
fn reopened(book: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quyet-dinh.xlsx");
    fs::write(&path, book).unwrap();
    let code = "import sys, openpyxl\nb = openpyxl.load_workbook(sys.argv[1])\ndone = False\nfor s in b:\n    h = next((c for r in s.iter_rows() for c in r if c.value == 'QUYẾT ĐỊNH'), None)\n    n = next((c for r in s.iter_rows() for c in r if c.value == 'Họ và tên'), None)\n    if h is None or n is None or done: continue\n    for r in range(h.row + 1, s.max_row + 1):\n        if s.cell(r, h.column).value == 'HTNV':\n            s.cell(r, h.column).value = None\n            done = True\n            break\nassert done\nb.save(sys.argv[1])\n";
    let output = Command::new("python3").arg("-c").arg(code).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    fs::read(path).unwrap()
}

/// Bodies of two levels: each has its own decision with its own head and signature.
#[test]
fn each_body_writes_its_own_decision() {
    let sample = sample("binh-an-2026");
    let dir = sample.path();
    let file = dir.join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (head, branches) = text.split_once("[[branch]]").unwrap();
    let unit = "[[unit]]\ncode = \"CA\"\nname = \"Đảng bộ Công an xã\"\nkind = \"dang-bo-co-so\"\n\n[[signature]]\nauthority = \"CA\"\nrole = \"PHÓ BÍ THƯ\"\nname = \"Hoàng Văn Chính\"\n\n";
    let branches = branches.replace("code = \"CAX\"", "code = \"CAX\"\nunit = \"CA\"");
    assert!(branches.contains("unit = \"CA\""));
    fs::write(&file, format!("{head}{unit}[[branch]]{branches}")).unwrap();
    let output = papers(dir, &["--format", "json"]);
    assert!(output.status.code().is_some_and(|it| it < 2), "{}", stderr(&output));
    let folder = dir.join("ket-qua/giay-to");
    let text = |name: &str| {
        let bytes = fs::read(folder.join(name)).unwrap_or_else(|it| panic!("{name}: {it}"));
        part(&bytes, "word/document.xml")
    };
    let unit = text("quyet-dinh-dang-vien-CA.docx");
    for part in ["Đảng ủy Công an xã", "Đảng bộ xã Bình An", "PHÓ BÍ THƯ", "Hoàng Văn Chính"]
    {
        assert!(unit.contains(part), "{part}");
    }
    assert!(!unit.contains("Chi bộ thôn Tống Pu"), "nobody of another body");
    let branches = text("quyet-dinh-chi-bo-BTV.docx");
    assert!(branches.contains("Ban Thường vụ Đảng ủy xã Bình An"));
    assert!(branches.contains("T/M BAN THƯỜNG VỤ") && !branches.contains("Hoàng Văn Chính"));
    assert!(!branches.contains("Chi bộ Công an xã"), "its own đảng ủy decides on it");
    // And the standing committee on the unit itself, of which nobody proposes anything.
    let units = text("quyet-dinh-dang-bo.docx");
    for part in ["Ban Thường vụ Đảng ủy xã Bình An", "T/M BAN THƯỜNG VỤ", "DỰ THẢO"]
    {
        assert!(units.contains(part), "{part}");
    }
    assert!(units.contains("Đảng bộ Công an xã") && units.contains("Đảng bộ cơ sở"));
    assert!(!units.contains("{{") && !units.contains("nhiệm vụ"), "no rating is guessed");
    assert_eq!(units.matches("DỰ THẢO").count(), 1, "whoever says it himself says it once");
}

/// What is left of the sheets of `units-decided`, decided anew: the first unit and the first member of one
/// sheet, lower and with a later paper. Beside it the sheets without the number of one body.
const ANEW: &str = "import sys, openpyxl
nop = sys.argv[1]
book = openpyxl.load_workbook(nop + '/quyết định.xlsx')
for sheet in list(book):
    if sheet.title not in ('DangBo', 'DangVien 2'):
        book.remove(sheet)
        continue
    head = next(c for r in sheet.iter_rows() for c in r if c.value == 'QUYẾT ĐỊNH')
    reason = next(c.column for r in sheet.iter_rows() for c in r if c.value in ('Ghi chú, lý do', 'Lý do khác đề nghị'))
    sheet['D6'], sheet['D7'] = '12-QĐ/ĐU', '15/01/2027'
    decided = [r for r in range(head.row + 1, sheet.max_row + 1) if str(sheet.cell(r, head.column).value).endswith('NV')]
    for row in decided:
        sheet.cell(row, head.column).value = None
    sheet.cell(decided[0], head.column).value = 'HTNV'
    sheet.cell(decided[0], reason).value = 'Kết luận kiểm tra'
book.save(nop + '/quyết định lại.xlsx')
book = openpyxl.load_workbook(nop + '/quyết định.xlsx')
for sheet in book:
    for row in sheet.iter_rows(max_row=10):
        for cell in row:
            if cell.value == '7-QĐ/ĐU':
                cell.value = None
book.save(nop + '/quyết định.xlsx')
";

/// The rows of the list of a paper, without those of its head and foot.
fn listed(text: &str) -> Vec<String> {
    let list = text.rsplit("<w:tbl>").next().unwrap_or_default();
    let list = list.split("</w:tbl>").next().unwrap_or_default();
    let rows = list.split("<w:tr>").skip(2);
    let texts = |it: &str| -> String {
        let cells =
            it.split("<w:t ").skip(1).filter_map(|it| it.split_once('>')?.1.split_once('<'));
        cells.map(|it| it.0).collect::<Vec<_>>().join("|")
    };
    rows.map(texts).collect()
}

#[test]
fn each_paper_has_its_own_people_as_it_was_signed() {
    if !is_there("python3", &["-c", "import openpyxl"]) {
        return;
    }
    let folder =
        crate::common::workspace(&crate::common::source("tests/cases/units-decided/workspace"));
    let dir = folder.path();
    let made = || -> std::collections::BTreeMap<String, String> {
        let output = papers(dir, &["--format", "json"]);
        let made: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        let names =
            made.as_array().unwrap().iter().map(|it| it["file"].as_str().unwrap().to_owned());
        let text = |name: &str| {
            part(&fs::read(dir.join("ket-qua/giay-to").join(name)).unwrap(), "word/document.xml")
        };
        names.map(|it| (it.clone(), text(&it))).collect()
    };
    let signed = made();
    assert!(!signed.contains_key("quyet-dinh-dang-vien-CT.docx"), "the body above writes its own");
    for (name, number, rows) in [
        ("quyet-dinh-dang-vien-BTV.docx", "2-QĐ/ĐU", 21),
        ("quyet-dinh-tap-the-BTV.docx", "3-QĐ/ĐU", 1),
        ("quyet-dinh-chi-bo-BTV.docx", "4-QĐ/ĐU", 2),
        ("quyet-dinh-dang-bo.docx", "5-QĐ/ĐU", 2),
        ("quyet-dinh-dang-vien-CA.docx", "7-QĐ/ĐU", 21),
        ("quyet-dinh-tap-the-CA.docx", "8-QĐ/ĐU", 1),
        ("quyet-dinh-chi-bo-CA.docx", "9-QĐ/ĐU", 3),
    ] {
        let text = &signed[name];
        assert!(text.contains(&format!("Số {number}")), "{name}");
        assert_eq!(text.matches("-QĐ/ĐU").count(), text.matches(number).count(), "{name}");
        assert_eq!(listed(text).len(), rows, "{name}");
        assert!(!text.contains("DỰ THẢO"), "{name}");
    }
    let decided =
        Command::new("python3").arg("-c").arg(ANEW).arg(dir.join("nop")).output().unwrap();
    assert!(decided.status.success(), "{}", stderr(&decided));
    let anew = made();
    for name in ["quyet-dinh-dang-bo.docx", "quyet-dinh-dang-vien-BTV.docx"] {
        assert_eq!(listed(&anew[name]), listed(&signed[name]), "{name}: as it was signed");
    }
    for (name, level) in [
        ("quyet-dinh-dang-bo-2.docx", "Hoàn thành nhiệm vụ"),
        ("quyet-dinh-dang-vien-BTV-2.docx", "HTNV"),
    ] {
        let rows = listed(&anew[name]);
        assert!(rows.len() == 1 && rows[0].ends_with(level), "{name}: {rows:?}");
        assert!(anew[name].contains("Số 12-QĐ/ĐU"), "{name}");
    }
    // All of it is decided, and still no notice is final of which a paper has no number.
    assert!(anew["thong-bao-CA1.docx"].contains("DỰ THẢO"));
    assert!(!anew["thong-bao-TP.docx"].contains("DỰ THẢO"));
}

#[test]
fn equal_inputs_give_equal_papers_and_what_is_no_longer_made_goes() {
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    let folder = dir.join("ket-qua/giay-to");
    assert_eq!(papers(dir, &[]).status.code(), Some(0));
    let first = outputs(dir);
    assert!(first.iter().any(|it| it.0 == "giay-to/thong-bao-TP.docx"));
    // What somebody typed into is kept.
    let typed = folder.join("to-trinh.docx");
    let own = changed(&fs::read(&typed).unwrap(), "word/document.xml", |it| {
        it.replacen("TỜ TRÌNH", "TỜ TRÌNH (đã sửa)", 1)
    });
    fs::write(&typed, own).unwrap();
    let output = papers(dir, &["--threads", "1"]);
    assert!(stderr(&output).contains("sửa tay"), "{}", stderr(&output));
    let kept = |name: &str| !name.contains("sửa tay") && !name.contains("/.");
    let second = outputs(dir);
    let own: Vec<_> = second.iter().filter(|it| kept(&it.0)).collect();
    assert_eq!(own, first.iter().filter(|it| kept(&it.0)).collect::<Vec<_>>());
    // A branch that is out gets no notice, and the main job leaves papers alone.
    let mut forms = fs::read_dir(dir.join("nop")).unwrap().map(|it| it.unwrap().path());
    let form = forms.find(|it| it.to_string_lossy().contains("Tong Pu")).unwrap();
    fs::remove_file(form).unwrap();
    assert_eq!(papers(dir, &[]).status.code(), Some(1));
    assert!(!folder.join("thong-bao-TP.docx").exists());
    assert_eq!(run_in(dir, &["consolidate", "-q"]).status.code(), Some(1));
    assert!(folder.join("to-trinh.docx").exists());
}

#[test]
fn templates_of_the_workspace_take_the_place_of_built_in_ones() {
    let sample = sample("binh-an-2020");
    let dir = sample.path();
    assert_eq!(papers(dir, &["--own"]).status.code(), Some(0));
    let folder = dir.join("giay-to");
    let template = folder.join("to-trinh.docx");
    let plain = fs::read(&template).unwrap();
    // One that does not say by itself that it is a draft.
    let own = changed(&plain, "word/document.xml", |it| {
        it.replace("{{if draft}}{{draft}}", "").replacen("TỜ TRÌNH", "TỜ TRÌNH RIÊNG", 1)
    });
    fs::write(&template, &own).unwrap();
    let again = stdout(&papers(dir, &["--own"]));
    assert!(again.contains("giữ nguyên"), "{again}");
    assert_eq!(fs::read(&template).unwrap(), own, "never overwritten");
    fs::rename(folder.join("thong-bao.docx"), folder.join("thong-bao-moi.docx")).unwrap();
    let output = papers(dir, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("[B110]"), "{}", stderr(&output));
    let made = fs::read(dir.join("ket-qua/giay-to/to-trinh.docx")).unwrap();
    let text = part(&made, "word/document.xml");
    assert!(text.contains("TỜ TRÌNH RIÊNG"));
    let at = |it: &str| text.find(it).unwrap_or_else(|| panic!("no {it}"));
    assert!(at("DỰ THẢO") < at("<w:tbl>"), "the mark stands before everything else");
    // A mistake in one stops all of them, and is told with its paragraph.
    let wrong =
        changed(&own, "word/document.xml", |it| it.replace("{{organization}}", "{{organisation}}"));
    fs::write(&template, wrong).unwrap();
    let before = outputs(dir);
    let output = papers(dir, &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("to-trinh.docx") && said.contains("{{organization}}"), "{said}");
    assert_eq!(outputs(dir), before, "nothing was written");
}
