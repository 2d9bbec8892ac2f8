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
