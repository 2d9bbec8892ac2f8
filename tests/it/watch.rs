//! `xeploai watch`: the job is done again when a form comes in, and not otherwise.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and read their own files"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::common;
use crate::common::{copy, outputs, report, run_in, sample, source, stdout, workspace};
use crate::page;

/// Ends the program with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it, and hears what it says; it looks each `every` milliseconds.
fn started(dir: &Path, every: &str) -> (Running, Receiver<String>) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("xeploai"));
    // Named by its path: what is away is not held by whoever stands in it.
    command.args(["theo-doi", "--lang", "vi"]).arg(dir).env("XEPLOAI_WATCH_MS", every);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let stderr = BufReader::new(running.0.stderr.take().unwrap());
    let (says, said) = mpsc::channel();
    std::thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            if says.send(line).is_err() {
                return;
            }
        }
    });
    (running, said)
}

/// Waits for a line; on a slow machine long enough.
fn wait_for(said: &Receiver<String>, words: &str) -> String {
    let mut heard = Vec::new();
    while let Ok(line) = said.recv_timeout(Duration::from_mins(2)) {
        if line.contains(words) {
            return line;
        }
        heard.push(line);
    }
    panic!("not said: {words}; but {heard:#?}");
}

#[test]
fn a_form_that_comes_in_is_counted_and_a_run_that_fails_does_not_end_it() {
    let sample = sample("binh-an-2023");
    let dir = sample.path();
    let inbox = dir.join("nop");
    let form = fs::read_dir(&inbox).unwrap().map(|it| it.unwrap().path()).min().unwrap();
    let away = dir.join("chua-nop.xlsx");
    fs::rename(&form, &away).unwrap();
    let (mut running, said) = started(dir, "1000");
    wait_for(&said, "Đang theo dõi");
    assert_eq!(report(dir)["totals"]["accepted"], 3);

    // Nothing changes: nothing is done.
    assert!(said.recv_timeout(Duration::from_secs(4)).is_err());

    fs::rename(&away, &form).unwrap();
    let again = wait_for(&said, "vừa thay đổi");
    assert_eq!(again.find(": thư mục nộp"), Some("20:46".len()), "with the time: {again}");
    let name = form.file_name().unwrap().to_str().unwrap();
    let changes = wait_for(&said, "(so với lần chạy lúc");
    let wanted = format!(": thêm {name} → đạt; đã đủ mọi chi bộ");
    assert!(changes.contains(&wanted), "{changes}");
    wait_for(&said, "Đang theo dõi");
    assert_eq!(report(dir)["totals"]["accepted"], 4);

    // Its own writing is no change; what somebody types into the workbook is.
    assert!(said.recv_timeout(Duration::from_secs(4)).is_err());
    let book = dir.join("ket-qua/tong-hop-2023.xlsx");
    let mut typed = fs::read(&book).unwrap();
    typed.push(b' ');
    fs::write(&book, typed).unwrap();
    let noticed = wait_for(&said, "tong-hop-2023.xlsx");
    assert!(!noticed.contains("sửa tay"), "first what changed: {noticed}");
    wait_for(&said, "sửa tay 1");
    wait_for(&said, "Đang theo dõi");
    assert!(said.recv_timeout(Duration::from_secs(4)).is_err());

    // A slip in the settings is told, and mended.
    let settings = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    fs::write(dir.join("xeploai.toml"), settings.replace("year = 2023", "year = hai")).unwrap();
    wait_for(&said, "xeploai.toml");
    wait_for(&said, "Đang theo dõi");
    fs::write(dir.join("xeploai.toml"), settings).unwrap();
    wait_for(&said, "vừa thay đổi");
    wait_for(&said, "Đang theo dõi");
    assert_eq!(report(dir)["totals"]["accepted"], 4);
    assert!(running.0.try_wait().unwrap().is_none(), "it stays");
    #[cfg(unix)]
    {
        let pid = running.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        wait_for(
            &said,
            "Đã dừng theo dõi. Các tệp đã ghi trong thư mục kết quả vẫn còn. Tạm biệt.",
        );
        assert_eq!(running.0.wait().unwrap().code(), Some(0), "it is ended as it has to be");
    }
}

#[test]
fn a_folder_that_is_no_workspace_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let output = common::run_in(folder.path(), &["watch"]);
    assert_eq!(output.status.code(), Some(2));
}

/// What a fresh run makes of the same inbox, and what lies there; the page without what renews it.
fn assert_right(dir: &Path, what: &str) {
    const RENEW: &str = "<meta http-equiv=\"refresh\" content=\"20\">";
    let fresh = workspace(dir);
    assert!(run_in(fresh.path(), &["consolidate", "-q"]).status.code() < Some(2));
    let plain = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes.clone());
        let bytes = text.map_or(bytes, |it| it.replace(RENEW, "").into_bytes());
        (name, bytes)
    };
    let seen = |dir: &Path| -> Vec<(String, Vec<u8>)> {
        outputs(dir).into_iter().filter(|it| !it.0.starts_with('.')).map(plain).collect()
    };
    let (wanted, there) = (seen(fresh.path()), seen(dir));
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&there), names(&wanted), "{what}");
    for (a, b) in wanted.iter().zip(&there) {
        assert!(a.1 == b.1, "{what}: {} has other bytes", a.0);
    }
}

#[test]
fn whatever_happens_to_the_inbox_the_outputs_are_those_of_a_fresh_run() {
    let folder = sample("binh-an-2023");
    let dir = folder.path();
    let inbox = dir.join("nop");
    let form = inbox.join("tram_y_te.xlsx");
    let bytes = fs::read(&form).unwrap();
    fs::remove_file(&form).unwrap();
    let (mut running, said) = started(dir, "60");
    let settled = |what: &str| {
        wait_for(&said, "Đang theo dõi");
        assert_right(dir, what);
    };
    settled("at first");
    let page = || fs::read_to_string(dir.join("ket-qua/bao-cao.html")).unwrap();
    assert!(page().contains("<meta http-equiv=\"refresh\""));

    // In pieces: nothing is told of a form that is half there but that it is waited for.
    let third = bytes.len() / 3;
    fs::write(&form, &bytes[..third]).unwrap();
    wait_for(&said, "còn đang chép dở");
    fs::write(&form, &bytes[..2 * third]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(report(dir)["totals"]["accepted"], 3);
    fs::write(&form, &bytes).unwrap();
    wait_for(&said, "thêm “nop/tram_y_te.xlsx”");
    settled("dropped in pieces");
    assert_eq!(report(dir)["totals"]["accepted"], 4);

    // Replaced by one that goes back, and by itself again.
    let form = inbox.join("Chi bo Na Me 2023.xlsx");
    let bytes = fs::read(&form).unwrap();
    fs::copy(source("samples/binh-an-2020/nop/CB Nà Mẻ.xlsx"), &form).unwrap();
    wait_for(&said, "đã thay nội dung");
    settled("replaced");
    assert!(dir.join("ket-qua/tra-lai/NM.txt").exists());
    // What is kept is damaged meanwhile.
    let kept = dir.join("ket-qua/.xeploai-bo-nho");
    let mut damaged = fs::read(&kept).unwrap();
    for at in (0..damaged.len()).step_by(97) {
        damaged[at] ^= 0x55;
    }
    fs::write(&kept, damaged).unwrap();
    fs::write(&form, &bytes).unwrap();
    settled("replaced again");

    let renamed = inbox.join("Nà Mẻ (nộp lại).xlsx");
    fs::rename(&form, &renamed).unwrap();
    wait_for(&said, "đổi tên thành");
    settled("renamed");
    fs::remove_file(&renamed).unwrap();
    wait_for(&said, "không còn");
    settled("removed");

    // The share goes away and comes back with one form more.
    let away = dir.join("away");
    fs::rename(&inbox, &away).unwrap();
    wait_for(&said, "Kết quả giữ nguyên");
    assert_eq!(report(dir)["totals"]["accepted"], 3);
    fs::write(away.join("Chi bo Na Me 2023.xlsx"), &bytes).unwrap();
    fs::rename(&away, &inbox).unwrap();
    wait_for(&said, "đã trở lại");
    settled("away and back");

    // Locked, where a lock holds for who runs the test; and a form that never becomes whole.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::write(&form, [&bytes[..], b"PK"].concat()).unwrap();
        fs::set_permissions(&form, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::File::open(&form).is_err() {
            wait_for(&said, "đang bị khóa");
        }
        fs::set_permissions(&form, fs::Permissions::from_mode(0o600)).unwrap();
        settled("locked");
    }
    fs::write(&form, &bytes[..third]).unwrap();
    wait_for(&said, "đã chờ lâu");
    settled("never whole");
    fs::write(&form, &bytes).unwrap();
    settled("whole at last");

    let verified = run_in(dir, &["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", stdout(&verified));
    #[cfg(unix)]
    {
        let pid = running.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        wait_for(&said, "Tạm biệt");
        assert_eq!(running.0.wait().unwrap().code(), Some(0));
        assert!(!page().contains("<meta http-equiv=\"refresh\""), "nobody watches any more");
        assert_eq!(run_in(dir, &["verify"]).status.code(), Some(0));
    }
    // What was kept serves the next who watches, and is right.
    let again = workspace(dir);
    fs::create_dir_all(again.path().join("ket-qua")).unwrap();
    copy(&kept, &again.path().join("ket-qua/.xeploai-bo-nho"));
    let (_running, said) = started(again.path(), "60");
    wait_for(&said, "Đang theo dõi");
    assert_right(again.path(), "by what was kept");
}

/// The share with the whole workspace goes and comes back; the clock of who saves is wrong, or ours is set back.
#[test]
fn a_workspace_that_is_away_and_a_clock_that_is_set_back_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("xa");
    copy(&source("samples/binh-an-2023"), &dir);
    let _ = fs::remove_dir_all(dir.join("ket-qua"));
    let form = dir.join("nop/tram_y_te.xlsx");
    let bytes = fs::read(&form).unwrap();
    fs::remove_file(&form).unwrap();
    let (_running, said) = started(&dir, "60");
    wait_for(&said, "Đang theo dõi");
    assert_eq!(report(&dir)["totals"]["accepted"], 3);
    let away = folder.path().join("away");
    fs::rename(&dir, &away).unwrap();
    wait_for(&said, "Kết quả giữ nguyên");
    fs::write(away.join("nop/tram_y_te.xlsx"), &bytes).unwrap();
    // Longer than any wait.
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!dir.exists(), "nothing is written where it was");
    fs::rename(&away, &dir).unwrap();
    wait_for(&said, "đã trở lại");
    wait_for(&said, "Đang theo dõi");
    assert_right(&dir, "the workspace away and back");
    assert_eq!(report(&dir)["totals"]["accepted"], 4);

    // Another content of the same length, saved at a time that is long past; and one of the future.
    let other = fs::read(dir.join("nop/Chi bo Na Me 2023.xlsx")).unwrap();
    for (year, what) in [(1_000_000_000, "past"), (4_000_000_000, "future")] {
        let mut same = if what == "past" { other.clone() } else { bytes.clone() };
        same.resize(bytes.len().max(other.len()), 0);
        fs::write(&form, &same).unwrap();
        let at = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(year);
        let file = fs::File::options().write(true).open(&form).unwrap();
        file.set_modified(at).unwrap();
        drop(file);
        wait_for(&said, "tram_y_te.xlsx");
        wait_for(&said, "Đang theo dõi");
        assert_right(&dir, what);
    }
    // The journal's last line is of a time that is still to come: our clock was set back.
    let journal = dir.join("ket-qua/nhat-ky.jsonl");
    let text = fs::read(&journal).unwrap();
    let read = xeploai::journal::read(&text);
    let said_then = xeploai::journal::Said::Run(Box::default());
    let later = read.add(vec![said_then], "2099-01-01T00:00:00+07:00");
    fs::OpenOptions::new().append(true).open(&journal).unwrap().write_all(&later).unwrap();
    fs::write(&form, &bytes).unwrap();
    wait_for(&said, "tram_y_te.xlsx");
    wait_for(&said, "Đang theo dõi");
    assert_right(&dir, "the clock set back");
    let verified = run_in(&dir, &["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", stdout(&verified));
    assert!(stdout(&verified).contains("J009"), "{}", stdout(&verified));
}

/// A whole season in one go: nothing is lost, and it is one update.
#[test]
fn hundreds_of_files_at_once_are_all_in_after_one_update() {
    const MANY: usize = 300;
    let folder = sample("binh-an-2023");
    let dir = folder.path();
    let inbox = dir.join("nop");
    let (_running, said) = started(dir, "300");
    wait_for(&said, "Đang theo dõi");
    let counted = |dir: &Path| report(dir)["files"].as_array().unwrap().len();
    let before = counted(dir);
    // Made elsewhere and moved in, as a program that unpacks does: each is another file.
    let form = fs::read(inbox.join("tram_y_te.xlsx")).unwrap();
    let made = tempfile::tempdir_in(folder.path().parent().unwrap()).unwrap();
    for number in 0..MANY {
        // What stands behind a package is none of it.
        let bytes = [&form[..], format!("{number}").as_bytes()].concat();
        fs::write(made.path().join(format!("phieu {number}.xlsx")), bytes).unwrap();
    }
    for number in 0..MANY {
        let name = format!("phieu {number}.xlsx");
        fs::rename(made.path().join(&name), inbox.join(&name)).unwrap();
    }
    wait_for(&said, "vừa thay đổi");
    wait_for(&said, "và 290"); // Ten are named, the others counted.
    wait_for(&said, "Đang theo dõi");
    assert_eq!(counted(dir), before + MANY);
    assert_right(dir, "hundreds at once");
    assert!(said.recv_timeout(Duration::from_secs(2)).is_err(), "one update");
}

/// The page in a real browser while the program watches: see `tests/page/renews.mjs`.
#[cfg(unix)]
#[test]
fn the_page_renews_itself_in_an_open_browser_as_long_as_somebody_watches() {
    let Some(chromium) = page::browser() else { return };
    let folder = sample("binh-an-2020-loi");
    let dir = folder.path();
    let (form, away) = (dir.join("nop/phieng mo.xlsx"), dir.join("phieng mo.xlsx"));
    fs::rename(&form, &away).unwrap();
    let (mut running, said) = started(dir, "300");
    wait_for(&said, "Đang theo dõi");
    let mut node = Command::new("node");
    node.arg(source("tests/page/renews.mjs")).arg(dir.join("ket-qua/bao-cao.html"));
    node.env("CHROMIUM", &chromium).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = Running(node.spawn().unwrap());
    let mut told = BufReader::new(node.0.stdout.take().unwrap()).lines();
    let mut to = node.0.stdin.take().unwrap();
    let mut says = |wanted: &str| {
        let line = told.next().map(Result::unwrap).unwrap_or_default();
        assert_eq!(line, wanted, "what is wrong stands above");
    };
    says("ready");
    fs::rename(&away, &form).unwrap();
    wait_for(&said, "vừa thay đổi");
    wait_for(&said, "Đang theo dõi");
    writeln!(to, "changed").unwrap();
    says("renewed");
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    writeln!(to, "stopped").unwrap();
    says("ended");
    drop(to);
    assert!(node.0.wait().unwrap().success());
}
