//! `xeploai.html` in a real browser: from a file, without a network, every output the command's.
//! `tests/page/app.mjs` does what a person does; here it is told with what, and what has to come out.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{copy, report, run_in, sample, source, stderr, stdout, workspace};
use crate::{hostile, page};

/// The page that `python3 page/build.py` makes, if it is there and made of these sources.
fn built() -> Option<PathBuf> {
    let path = source("target/page/xeploai.html");
    let made = fs::metadata(&path).and_then(|it| it.modified()).ok();
    let parts = ["src", "templates", "page/src", "page/js", "page/page.html", "page/page.css"];
    let newest = parts.iter().chain(&["page/words.toml", "page/build.py"]);
    let newest = newest.filter_map(|it| newest_in(&source(it))).max();
    let is_fresh = made.is_some() && made >= newest;
    let is_ci = std::env::var("CI").is_ok_and(|it| it == "true");
    assert!(is_fresh || !is_ci, "run `python3 page/build.py` first");
    is_fresh.then_some(path)
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return fs::metadata(path).ok()?.modified().ok();
    }
    fs::read_dir(path).ok()?.filter_map(|it| newest_in(&it.ok()?.path())).max()
}

/// Uses the page in Chromium.
fn used(name: &str, job: impl FnOnce(&Path) -> Value) {
    let Some(browser) = page::browser() else { return };
    used_in("app.mjs", ("CHROMIUM", &browser), name, job);
}

/// Uses the page in a browser; says so where there is no page of these sources.
fn used_in(script: &str, browser: (&str, &Path), name: &str, job: impl FnOnce(&Path) -> Value) {
    let Some(built) = built() else {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: no page of these sources; run `python3 page/build.py` first");
        }
        return;
    };
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one-page").join(name);
    fs::create_dir_all(&out).unwrap();
    let mut job = job(&built);
    job["page"] = json!(built);
    job["out"] = json!(out);
    let path = out.join("job.json");
    fs::write(&path, job.to_string()).unwrap();
    let run = Command::new("node")
        .arg(source("tests/page").join(script))
        .arg(&path)
        .env(browser.0, browser.1)
        .output()
        .unwrap();
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{name}: {}{}", told(&run.stdout), told(&run.stderr));
    #[expect(clippy::print_stdout, reason = "how long it took, for who asks")]
    {
        print!("{}", told(&run.stdout));
    }
}

/// A workspace beside its copy with what the command makes of it.
fn commune(name: &str, dir: &Path, kept: &mut Vec<TempDir>) -> Value {
    let done = workspace(dir);
    let run = run_in(done.path(), &["consolidate", "-q"]);
    assert!(run.status.code() < Some(2), "{name}: {}", stderr(&run));
    let job = json!({ "name": name, "dir": dir, "wanted": done.path().join("ket-qua") });
    kept.push(done);
    job
}

#[test]
fn every_output_is_the_commands_byte_for_byte() {
    let mut kept = Vec::new();
    used("communes", |_| {
        let names = ["binh-an-2020", "binh-an-2020-loi", "binh-an-2023-rieng", "binh-an-2026"];
        let mut communes: Vec<Value> = Vec::new();
        for name in names {
            communes.push(commune(name, &source("samples").join(name), &mut kept));
        }
        let later = sample("binh-an-2020-loi");
        let inbox = later.path().join("nop");
        fs::remove_file(inbox.join("phieng mo.xlsx")).unwrap();
        fs::rename(inbox.join("CB Nà Mẻ.xlsx"), inbox.join("CB Nà Mẻ (2).xlsx")).unwrap();
        communes[1]["again"] = json!(later.path());
        communes[1]["added"] = json!([
            "Thêm tệp nop/CB Nà Mẻ (2).xlsx",
            "Không còn tệp nop/CB Nà Mẻ.xlsx",
            "Không còn tệp nop/phieng mo.xlsx",
            "Chi bộ thôn Phiêng Mơ: trước đạt, nay chưa nộp",
        ]);
        kept.push(later);
        json!({ "communes": communes })
    });
}

/// What a meeting decided lies among the outputs, where it was written.
#[test]
fn decisions_among_the_outputs_count_as_the_command_counts_them() {
    let made = workspace(&source("tests/cases/decisions-as-people-type/workspace"));
    let sheets = Path::new("ket-qua/quyet-dinh-2026.ods");
    fs::create_dir_all(made.path().join("ket-qua")).unwrap();
    fs::rename(made.path().join("nop/quyết định.ods"), made.path().join(sheets)).unwrap();
    let done = TempDir::new().unwrap();
    copy(made.path(), done.path());
    let run = run_in(done.path(), &["consolidate", "-q"]);
    assert!(run.status.code() < Some(2), "{}", stderr(&run));
    assert!(report(done.path())["decisions"].is_object());
    // It is no output of this run; and the copy of a final workbook is kept where there is a disk.
    fs::remove_file(done.path().join(sheets)).unwrap();
    fs::remove_file(done.path().join("ket-qua/tong-hop-2025 (chính thức 1).xlsx")).unwrap();
    used("decisions", |_| {
        let wanted = done.path().join("ket-qua");
        json!({ "communes": [{ "name": "decisions", "dir": made.path(), "wanted": wanted }], "quick": true })
    });
}

#[test]
fn a_hostile_file_is_a_finding_and_the_rest_goes_on() {
    let mut kept = Vec::new();
    used("hostile", |built| {
        let folder = sample("binh-an-2020");
        let inbox = folder.path().join("nop");
        for (name, bytes, _) in hostile::hostile(false) {
            fs::write(inbox.join(name), bytes).unwrap();
        }
        for from in ["impostors", "other-formats", "formats"] {
            copy(&source("tests/corpus").join(from), &inbox.join(from));
        }
        // The page of a branch, sent along with its form.
        fs::copy(built, inbox.join("kiem-tra-phieu-TP.html")).unwrap();
        let job = commune("hostile", folder.path(), &mut kept);
        let report = report(kept.last().unwrap().path());
        let own = |it: &&Value| it["file"] == "nop/kiem-tra-phieu-TP.html";
        let own: Vec<&Value> = report["findings"].as_array().unwrap().iter().filter(own).collect();
        assert!(own.len() == 1 && own[0]["code"] == "B048", "{own:?}");
        let small = sample("binh-an-2020");
        let stopped = json!({ "name": "stopped", "dir": small.path(), "file": "CB Nà Mẻ.xlsx" });
        kept.extend([folder, small]);
        json!({ "communes": [job], "stopped": stopped, "quick": true })
    });
}

/// Findings that come of several forms beside one another.
const OF_SEVERAL: [&str; 8] = ["B008", "B009", "V704", "V705", "V706", "V707", "V710", "V711"];

/// What the command says of a file, other files and the quota aside; a branch cannot know those.
fn of_file<'a>(report: &'a Value, path: &str) -> Vec<&'a Value> {
    let all = report["findings"].as_array().unwrap().iter();
    let is_own = |it: &&Value| {
        let code = it["code"].as_str().unwrap();
        it["file"] == path && !OF_SEVERAL.contains(&code)
    };
    all.filter(is_own).collect()
}

#[test]
fn a_branch_is_told_what_the_commune_would_tell() {
    let mut kept = Vec::new();
    used("branches", |built| {
        let folder = sample("binh-an-2020-loi");
        let dir = folder.path();
        fs::copy(built, dir.join("xeploai.html")).unwrap();
        let made = run_in(dir, &["form", "-q"]);
        assert!(made.status.success(), "{}", stderr(&made));
        assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
        let report = report(dir);
        let mut branches = Vec::new();
        for file in report["files"].as_array().unwrap() {
            let (Some(code), Some(path)) = (file["branch"].as_str(), file["path"].as_str()) else {
                continue;
            };
            let own = of_file(&report, path);
            let told = own.iter().map(|it| {
                let cell = it["cell"].as_str().unwrap_or("-");
                format!(
                    "{} {cell} {}",
                    it["code"].as_str().unwrap(),
                    it["message"].as_str().unwrap()
                )
            });
            let told: Vec<String> = told.collect();
            let is_good = own.iter().all(|it| it["severity"] != "error");
            let all = report["findings"].as_array().unwrap();
            let is_alone = all.iter().filter(|it| it["file"] == path).count() == own.len();
            let copy = dir.join(format!("ket-qua/tra-lai/{code}.xlsx"));
            branches.push(json!({
                "page": dir.join(format!("ket-qua/bieu-mau/kiem-tra-phieu-{code}.html")),
                "form": dir.join(path),
                "wanted": {
                    "findings": told,
                    "good": is_good,
                    "copy": Some(copy).filter(|it| is_alone && it.exists()),
                    "says": [Path::new(path).file_name().unwrap().to_str(), Some("làm ngày"), Some("chỉ Đảng ủy xã")],
                    "picture": Some("branch-to-correct").filter(|_| code == "TP"),
                },
            }));
        }
        let good = branches.iter().position(|it| it["wanted"]["good"] == true).unwrap();
        branches[good]["wanted"]["picture"] = json!("branch-good");
        // Another branch's form, and what is none.
        let page_of = |code: &str| dir.join(format!("ket-qua/bieu-mau/kiem-tra-phieu-{code}.html"));
        let mut other = branches[good].clone();
        other["page"] = json!(page_of("TP"));
        other["wanted"]["good"] = json!(false);
        other["wanted"]["says"] = json!(["Phiếu ghi mã NM", "mã TP"]);
        other["wanted"]["picture"] = Value::Null;
        let cut = dir.join("cut.xlsx");
        fs::write(&cut, &fs::read(dir.join("nop/phieng mo.xlsx")).unwrap()[..9000]).unwrap();
        let none = json!({
            "page": page_of("TP"),
            "form": cut,
            "wanted": {
                "findings": ["F017 - Tệp thiếu phần cuối, có lẽ chép hoặc gửi chưa xong"],
                "good": false,
                "says": ["cut.xlsx"],
            },
        });
        branches.extend([other, none]);
        kept.push(folder);
        json!({ "branches": branches })
    });
}

#[test]
fn a_page_of_a_branch_has_nothing_of_others_inside() {
    let folder = sample("binh-an-2020-loi");
    let dir = folder.path();
    let version = xeploai::report::tool().version;
    let place = "<script type=\"application/json\" id=\"chi-bo-nay\">null</script>";
    let bare = format!("<meta name=\"xeploai-version\" content=\"{version}\">{place}");
    fs::write(dir.join("xeploai.html"), bare).unwrap();
    let made = run_in(dir, &["form"]);
    assert!(stdout(&made).contains("kiem-tra-phieu-<mã>.html"), "{}", stdout(&made));
    let page = fs::read_to_string(dir.join("ket-qua/bieu-mau/kiem-tra-phieu-TP.html")).unwrap();
    assert!(page.contains("Chi bộ thôn Tống Pu") && !page.contains("0900 000"), "{page}");
    fs::write(dir.join("xeploai.html"), "<html>").unwrap();
    let made = run_in(dir, &["form"]);
    assert!(stdout(&made).contains("không phải là trang xeploai.html"), "{}", stdout(&made));
    fs::remove_file(dir.join("xeploai.html")).unwrap();
    let made = run_in(dir, &["form"]);
    assert!(
        made.status.success() && stdout(&made).contains("Chép xeploai.html"),
        "{}",
        stdout(&made)
    );
}

#[test]
fn firefox_makes_the_same() {
    let browser = std::env::var_os("FIREFOX")
        .map_or_else(|| PathBuf::from("/usr/bin/firefox-esr"), PathBuf::from);
    if page::browser().is_none() || !browser.exists() {
        let is_ci = std::env::var("CI").is_ok_and(|it| it == "true");
        assert!(!is_ci, "there is no {}", browser.display());
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: there is no {}", browser.display());
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    used_in("firefox.mjs", ("FIREFOX", &browser), "firefox", |_| {
        let dir = folder.path();
        let inbox = dir.join("nop");
        fs::create_dir_all(&inbox).unwrap();
        let from = source("samples/binh-an-2020-loi");
        fs::copy(from.join("xeploai.toml"), dir.join("xeploai.toml")).unwrap();
        // Files that are chosen one by one have no folders.
        let mut files = vec![dir.join("xeploai.toml")];
        let formats = source("tests/corpus/formats");
        for folder in [from.join("nop"), from.join("nop/truong hoc"), formats] {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let to = inbox.join(path.file_name().unwrap());
                    fs::copy(path, &to).unwrap();
                    files.push(to);
                }
            }
        }
        assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
        json!({ "files": files, "wanted": dir.join("ket-qua") })
    });
}

#[test]
fn it_opens_for_everybody_and_makes_a_workspace_by_questions() {
    used("doors", |_| {
        let inbox = source("samples/binh-an-2020/nop");
        let forms: Vec<PathBuf> = ["CB Nà Mẻ.xlsx"].iter().map(|it| inbox.join(it)).collect();
        json!({ "doors": true, "wizard": { "forms": forms } })
    });
}
