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
    let form = fs::read_dir(dir.join("nop")).unwrap().map(|it| it.unwrap().path());
    let form = form.filter(|it| it.to_string_lossy().contains("Tong Pu")).next().unwrap();
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
