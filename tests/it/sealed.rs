//! The journal, `verify` and `archive`, as a person uses them.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;
use xeploai::journal::{self, Gap, Tail};

use crate::common::{run_in, sample, stderr, stdout};

fn done(name: &str) -> TempDir {
    let folder = sample(name);
    assert!(run_in(folder.path(), &["consolidate", "-q"]).status.code() < Some(2));
    folder
}

fn verify(dir: &Path) -> (Option<i32>, Vec<(String, String)>) {
    let output = run_in(dir, &["verify", "--format", "json"]);
    let told: Value = serde_json::from_str(&stdout(&output)).unwrap_or_default();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let found = told["findings"].as_array().into_iter().flatten();
    let found = found.map(|it| (text(&it["code"]), text(&it["path"]))).collect();
    assert_eq!(told["holds"] == true, output.status.code() == Some(0));
    (output.status.code(), found)
}

fn is_told(dir: &Path, code: &str, path: &str) {
    let found = verify(dir);
    assert_eq!(found, (Some(1), vec![(code.to_owned(), path.to_owned())]));
}

fn journal(dir: &Path) -> PathBuf {
    dir.join("ket-qua/nhat-ky.jsonl")
}

#[test]
fn what_is_no_longer_as_it_was_made_is_told() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    assert_eq!(verify(dir), (Some(0), Vec::new()));
    let change = |name: &str, code: &str, path: &str| {
        let at = dir.join(name);
        let bytes = fs::read(&at).unwrap();
        fs::write(&at, [&bytes[..], b" "].concat()).unwrap();
        is_told(dir, code, path);
        fs::write(&at, bytes).unwrap();
        assert_eq!(verify(dir).0, Some(0), "{name} is as it was");
    };
    change("ket-qua/tong-hop-2023.xlsx", "J001", "ket-qua/tong-hop-2023.xlsx");
    change("ket-qua/bao-cao.html", "J001", "ket-qua/bao-cao.html");
    change("nop/tram_y_te.xlsx", "J003", "nop/tram_y_te.xlsx");
    change("xeploai.toml", "J006", "xeploai.toml");
    let move_away = |name: &str, code: &str| {
        let (at, away) = (dir.join(name), dir.join("away"));
        fs::rename(&at, &away).unwrap();
        is_told(dir, code, name);
        fs::rename(&away, &at).unwrap();
    };
    move_away("ket-qua/kiem-tra.xlsx", "J002");
    move_away("nop/tram_y_te.xlsx", "J004");
    fs::copy(dir.join("nop/tram_y_te.xlsx"), dir.join("nop/moi.xlsx")).unwrap();
    is_told(dir, "J005", "nop/moi.xlsx");
    // A file that Excel keeps beside an open one is none.
    fs::rename(dir.join("nop/moi.xlsx"), dir.join("nop/~$moi.xlsx")).unwrap();
    assert_eq!(verify(dir).0, Some(0));
    // In words, in both languages, with what to do.
    fs::write(dir.join("ket-qua/kiem-tra.xlsx"), "typed").unwrap();
    for (lang, words) in [("vi", "đã có người sửa tay"), ("en", "somebody changed it by hand")]
    {
        let output = run_in(dir, &["verify", "--lang", lang]);
        assert!(stdout(&output).contains(words), "{}", stdout(&output));
    }
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(verify(dir), (Some(0), Vec::new()), "and mended so");
    let nothing = sample("binh-an-2023");
    let output = run_in(nothing.path(), &["xac-minh"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("chưa có nhật ký"), "{}", stderr(&output));
}

#[test]
fn the_chain_breaks_where_somebody_changed_a_line_and_goes_on_where_the_power_failed() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    let whole = fs::read_to_string(journal(dir)).unwrap();
    let changed = whole.replacen("\"accepted\"", "\"returned\"", 1);
    fs::write(journal(dir), &changed).unwrap();
    let output = run_in(dir, &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("không liền mạch từ dòng 2"), "{}", stdout(&output));
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    let (code, found) = verify(dir);
    assert_eq!((code, found.len(), found[0].0.as_str()), (Some(1), 1, "J007"), "it stays noted");
    assert!(
        fs::read_to_string(journal(dir)).unwrap().starts_with(&changed),
        "nothing is taken away"
    );

    fs::write(journal(dir), &whole[..whole.len() - 40]).unwrap();
    let (code, found) = verify(dir);
    // What the torn line said is not known.
    assert!(found.iter().any(|it| it.0 == "J008"), "{code:?} {found:?}");
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(verify(dir), (Some(0), vec![("J008".to_owned(), String::new())]));
    let read = journal::read(&fs::read(journal(dir)).unwrap());
    let lines = whole.lines().count();
    assert_eq!((read.tail, read.gaps), (Tail::Whole, vec![Gap { line: lines, torn: true }]));
}

#[test]
fn only_files_whose_state_changed_are_noted_and_no_value_of_a_form() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    let lines = || fs::read_to_string(journal(dir)).unwrap().lines().count();
    assert_eq!(lines(), 5, "four files and the run");
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(lines(), 6, "the run alone");
    fs::remove_file(dir.join("nop/tram_y_te.xlsx")).unwrap();
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(lines(), 8);
    let text = fs::read_to_string(journal(dir)).unwrap();
    let report = crate::common::report(dir);
    for branch in report["branches"].as_array().unwrap() {
        let name = branch["name"].as_str().unwrap();
        assert!(!text.contains(name), "{name}");
    }
}

#[test]
fn papers_and_decisions_are_noted_and_papers_that_are_older_are_told() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    assert_eq!(run_in(dir, &["decisions"]).status.code(), Some(0));
    assert_eq!(verify(dir).0, Some(0), "sheets in which nobody wrote are not new forms");
    assert!(run_in(dir, &["papers"]).status.code() < Some(2));
    // Now they were read, by papers alone.
    let found = verify(dir).1;
    assert!(found.iter().all(|it| it.0 == "J010"), "{found:?}");
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(verify(dir), (Some(0), Vec::new()));
    fs::remove_file(dir.join("nop/tram_y_te.xlsx")).unwrap();
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    is_told(dir, "J011", "");
}

#[test]
fn an_archive_is_sealed_once_checked_and_opened() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    let zip = dir.join("ket-qua/ho-so-2023.zip");
    let json = |output: &Output| serde_json::from_str::<Value>(&stdout(output)).unwrap();
    fs::write(dir.join("ket-qua/kiem-tra.xlsx"), "typed").unwrap();
    let refused = run_in(dir, &["archive"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("J001") && stderr(&refused).contains("Chưa niêm phong"));
    assert!(!zip.exists());
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    let first = json(&run_in(dir, &["archive", "--format", "json"]));
    let bytes = fs::read(&zip).unwrap();
    let again = json(&run_in(dir, &["luu-tru", "--format", "json"]));
    assert_eq!((&again["seal"], &again["new"]), (&first["seal"], &Value::Bool(false)));
    assert_eq!(fs::read(&zip).unwrap(), bytes);
    assert_eq!(fs::read_dir(dir.join("ket-qua")).unwrap().count(), {
        // Nothing beside it.
        let names = fs::read_dir(dir.join("ket-qua")).unwrap();
        names
            .filter(|it| !it.as_ref().unwrap().file_name().to_string_lossy().contains("(2)"))
            .count()
    });
    let path = zip.to_str().unwrap();
    let checked = run_in(dir, &["verify", path]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    assert!(stdout(&checked).contains(first["seal"].as_str().unwrap()));
    // Read as the workspace is.
    let (here, there) = (run_in(dir, &["validate"]), run_in(dir, &["validate", path]));
    assert_eq!((stdout(&here), here.status.code()), (stdout(&there), there.status.code()));
    for command in ["consolidate", "papers", "decisions", "watch", "archive", "form"] {
        let output = run_in(dir, &[command, path]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(stderr(&output).contains("hồ sơ đã niêm phong, chỉ để xem"), "{command}");
    }
    // Another year's, another seal: neither takes the place of the first.
    fs::remove_file(dir.join("nop/tram_y_te.xlsx")).unwrap();
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    let second = json(&run_in(dir, &["archive", "--format", "json"]));
    assert_ne!(second["seal"], first["seal"]);
    assert_eq!(fs::read(&zip).unwrap(), bytes);
    assert!(dir.join("ket-qua/ho-so-2023 (2).zip").exists());
    assert_eq!(verify(dir), (Some(0), Vec::new()));
    // As it is, if it is wanted so.
    fs::write(dir.join("ket-qua/kiem-tra.xlsx"), "typed").unwrap();
    let anyway = run_in(dir, &["archive", "--anyway"]);
    assert_eq!(anyway.status.code(), Some(1));
    let third = dir.join("ket-qua/ho-so-2023 (3).zip");
    let told = run_in(dir, &["verify", third.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(1));
    assert!(stdout(&told).contains("J001"), "{}", stdout(&told));
}

#[test]
fn an_archive_that_was_changed_is_told_and_not_opened() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    assert_eq!(run_in(dir, &["archive", "-q"]).status.code(), Some(0));
    let mut bytes = fs::read(dir.join("ket-qua/ho-so-2023.zip")).unwrap();
    let bad = dir.join("hong.zip");
    let path = bad.to_str().unwrap();
    // A byte of a form's name in the directory of the zip, and one of the content.
    let named = memchr::memmem::rfind(&bytes, b"tram_y_te").unwrap();
    let half = bytes.len() / 2;
    for (at, codes) in [(half, &[0, 1, 2][..]), (named, &[1, 2])] {
        bytes[at] ^= 1;
        fs::write(&bad, &bytes).unwrap();
        bytes[at] ^= 1;
        let told = run_in(dir, &["verify", path]);
        let code = told.status.code().unwrap();
        assert!(codes.contains(&code) && code != 0, "{code}: {}{}", stdout(&told), stderr(&told));
        let opened = run_in(dir, &["validate", path]);
        assert!(opened.status.code() >= Some(1), "{}", stderr(&opened));
    }
    fs::write(&bad, "no zip at all").unwrap();
    assert_eq!(run_in(dir, &["verify", path]).status.code(), Some(2));
}

#[test]
fn an_archive_opens_where_earlier_years_do_not_lie_beside_it() {
    let (earlier, folder) = (done("binh-an-2020"), sample("binh-an-2023"));
    let dir = folder.path();
    let book = earlier.path().join("ket-qua/tong-hop-2020.xlsx");
    fs::copy(book, dir.join("tong-hop-2020.xlsx")).unwrap();
    let settings = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    let named = settings.replacen("inbox =", "previous = [\"tong-hop-2020.xlsx\"]\ninbox =", 1);
    assert_ne!(named, settings);
    fs::write(dir.join("xeploai.toml"), named).unwrap();
    let output = run_in(dir, &["consolidate", "-q"]);
    assert!(output.status.code() < Some(2), "{}", stderr(&output));
    let output = run_in(dir, &["archive"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // Alone, as it is carried to another place.
    let other = tempfile::tempdir().unwrap();
    fs::copy(dir.join("ket-qua/ho-so-2023.zip"), other.path().join("ho-so-2023.zip")).unwrap();
    let output = run_in(other.path(), &["verify", "ho-so-2023.zip"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let output = run_in(other.path(), &["validate", "ho-so-2023.zip", "-v"]);
    assert!(output.status.code() < Some(2), "{}", stderr(&output));
    assert!(stdout(&output).contains("P044"), "{}", stdout(&output));
    // Last year's workbook is looked at where it lies, and not in an archive.
    assert_eq!(verify(dir), (Some(0), Vec::new()));
    let book = dir.join("tong-hop-2020.xlsx");
    let bytes = fs::read(&book).unwrap();
    fs::write(&book, "other").unwrap();
    is_told(dir, "J019", "tong-hop-2020.xlsx");
    fs::remove_file(&book).unwrap();
    is_told(dir, "J020", "tong-hop-2020.xlsx");
    fs::write(&book, bytes).unwrap();
    assert_eq!(verify(dir), (Some(0), Vec::new()));
}

#[test]
fn an_archive_that_was_unpacked_holds_and_tells_what_was_changed_in_it() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    // One that counted no more, as a form that went back and came corrected.
    fs::copy(dir.join("nop/tram_y_te.xlsx"), dir.join("nop/tram_y_te (1).xlsx")).unwrap();
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(run_in(dir, &["archive", "-q"]).status.code(), Some(0));
    let unpacked = tempfile::tempdir().unwrap();
    let zip = fs::File::open(dir.join("ket-qua/ho-so-2023.zip")).unwrap();
    zip::ZipArchive::new(zip).unwrap().extract(unpacked.path()).unwrap();
    let dir = unpacked.path();
    assert_eq!(verify(dir), (Some(0), Vec::new()));
    let form = dir.join("nop/tram_y_te (1).xlsx");
    let form = if form.exists() { form } else { dir.join("nop/tram_y_te.xlsx") };
    let name = form.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
    fs::write(&form, "other").unwrap();
    is_told(dir, "J003", &name);
    fs::remove_file(&form).unwrap();
    is_told(dir, "J004", &name);
    fs::write(&form, "third").unwrap();
    // What the journal has nothing of, and the list itself.
    let list = dir.join("niem-phong.txt");
    let sealed = fs::read_to_string(&list).unwrap();
    fs::write(&list, sealed.replacen('a', "b", 1)).unwrap();
    let told = run_in(dir, &["verify"]);
    assert!(stdout(&told).contains("J015"), "{}", stdout(&told));
    fs::write(&list, "x").unwrap();
    let told = run_in(dir, &["verify"]);
    assert!(stdout(&told).contains("J018"), "{}", stdout(&told));
}

#[test]
fn an_archive_that_is_damaged_or_gone_is_told_where_it_was_made() {
    let folder = done("binh-an-2023");
    let dir = folder.path();
    assert_eq!(run_in(dir, &["archive", "-q"]).status.code(), Some(0));
    let zip = dir.join("ket-qua/ho-so-2023.zip");
    let whole = fs::read(&zip).unwrap();
    assert_eq!(verify(dir), (Some(0), Vec::new()));
    fs::write(&zip, &whole[..whole.len() / 2]).unwrap();
    is_told(dir, "J021", "ket-qua/ho-so-2023.zip");
    // It may be sealed anew, beside what is left of it.
    assert_eq!(run_in(dir, &["archive", "-q"]).status.code(), Some(0));
    let again = dir.join("ket-qua/ho-so-2023 (2).zip");
    assert_eq!(fs::read(&again).unwrap(), whole);
    fs::write(&zip, &whole).unwrap();
    fs::remove_file(&again).unwrap();
    // Handed over perhaps: told, and nothing is wrong.
    let told = run_in(dir, &["verify"]);
    assert_eq!(told.status.code(), Some(0), "{}", stdout(&told));
    assert!(stdout(&told).contains("J022"), "{}", stdout(&told));
}
