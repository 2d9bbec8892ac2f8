//! What other programs make and read: openpyxl and `LibreOffice`.
//!
//! Where one of them is missing its test says so and does nothing; in CI
//! (`CI=true`) that is a failure.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::returned::lint;
use xeploai::write::returned::{Mark, annotate};

use crate::outside::is_there;
use crate::returned::support::{SHA, error, list_of, part, parts, rich, rich_marks, warning};

fn has_openpyxl() -> bool {
    is_there("python3", &["-c", "import openpyxl"])
}

fn has_libreoffice() -> bool {
    is_there("soffice", &["--version"])
}

#[expect(clippy::disallowed_methods, reason = "a file of a test in a temporary folder")]
fn save(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}\n{complained}");
}

fn script(name: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name));
    command
}

/// Fails unless the copy is the original and every marked cell has its note and colour.
fn compare(original: &[u8], copy: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = ["original.xlsx", "copy.xlsx"].map(|it| folder.path().join(it));
    save(&before, original);
    save(&after, copy);
    run(script("compare_annotated.py").args([before, after]));
}

fn resaved_by_openpyxl(bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = ["in.xlsx", "out.xlsx"].map(|it| folder.path().join(it));
    save(&before, bytes);
    run(script("make_with_openpyxl.py").arg("resave").args([&before, &after]));
    fs::read(after).unwrap()
}

/// `LibreOffice` runs once at a time.
static OFFICE: Mutex<()> = Mutex::new(());

fn resaved_by_libreoffice(bytes: &[u8]) -> Vec<u8> {
    let _guard = OFFICE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("in.xlsx");
    let out = folder.path().join("out");
    save(&before, bytes);
    run(Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&out, &before]));
    fs::read(out.join("in.xlsx")).unwrap()
}

/// Marks that every fixture here has cells for.
fn marks() -> Vec<Mark> {
    vec![
        error("2_DangVien", 1, 1, "Lỗi: trong ô gộp"),
        error("2_DangVien", 4, 1, "Lỗi: đã có ghi chú"),
        warning("2_DangVien", 5, 1, "Cảnh báo: ô có màu"),
        error("2_DangVien", 60, 20, "Lỗi: ô chưa có"),
        error("3_TapThe", 0, 0, "Lỗi: trang khóa"),
    ]
}

fn annotated(original: &[u8], marks: &[Mark]) -> Vec<u8> {
    annotate(original, SHA, marks, &list_of(marks)).unwrap()
}

/// How often our note, our colour and our sheet stand in a package.
fn counts(package: &[u8]) -> [usize; 3] {
    let mut notes = 0;
    let mut colours = 0;
    // Strings of our old list stay among the shared strings of whoever saved it; nothing uses them.
    for (_, bytes) in parts(package).into_iter().filter(|it| !it.0.ends_with("sharedStrings.xml")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        notes += text.matches("đã có ghi chú").count();
        colours += text.matches("LEN(\"xeploai\")").count();
        colours += text.matches("LEN(&quot;xeploai&quot;)").count();
    }
    [notes, colours, part(package, "xl/workbook.xml").matches("name=\"CanSua").count()]
}

#[test]
fn openpyxl_finds_every_cell_as_it_was() {
    if has_openpyxl() {
        let original = rich();
        let marks: Vec<_> = rich_marks().into_iter().filter(|it| it.sheet != "BieuDo").collect();
        compare(&original, &annotated(&original, &marks));
    }
}

#[test]
fn a_form_by_openpyxl_is_annotated() {
    if has_openpyxl() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.xlsx");
        run(script("make_with_openpyxl.py").arg("form").arg(&path));
        let original = fs::read(path).unwrap();
        lint::check(&original);
        let copy = annotated(&original, &marks());
        lint::check(&copy);
        compare(&original, &copy);
        assert_eq!(annotated(&copy, &marks()), copy);
    }
}

#[test]
fn a_form_by_libreoffice_is_annotated() {
    if has_libreoffice() && has_openpyxl() {
        let original = resaved_by_libreoffice(&rich());
        let copy = annotated(&original, &marks());
        lint::check(&copy);
        compare(&original, &copy);
        assert_eq!(annotated(&copy, &marks()), copy);
    }
}

#[test]
fn a_copy_that_openpyxl_saved_is_annotated_anew_and_nothing_is_double() {
    if has_openpyxl() {
        let once = annotated(&resaved_by_openpyxl(&rich()), &marks());
        let again = annotated(&resaved_by_openpyxl(&once), &marks());
        lint::check(&again);
        assert_eq!(counts(&again), counts(&once));
    }
}

#[test]
fn a_copy_that_libreoffice_saved_is_annotated_anew_and_nothing_is_double() {
    if has_libreoffice() {
        let once = annotated(&rich(), &marks());
        let resaved = resaved_by_libreoffice(&once);
        let again = annotated(&resaved, &marks());
        lint::check(&again);
        assert_eq!(counts(&again), counts(&once));
    }
}
