//! `xeploai watch`: the job is done again when a form comes in, and not otherwise.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::common;
use crate::common::{report, sample};

/// Ends the program with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
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
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("xeploai"));
    command.args(["theo-doi", "--lang", "vi"]).current_dir(dir);
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
    wait_for(&said, "Đang theo dõi");
    assert_eq!(report(dir)["totals"]["accepted"], 3);

    // Nothing changes: nothing is done.
    assert!(said.recv_timeout(Duration::from_secs(6)).is_err());

    fs::rename(&away, &form).unwrap();
    let again = wait_for(&said, "vừa thay đổi");
    assert_eq!(again.find(": thư mục nộp"), Some("20:46".len()), "with the time: {again}");
    let name = form.file_name().unwrap().to_str().unwrap();
    let changes = wait_for(&said, "(so với lần chạy lúc");
    let wanted = format!(": thêm {name} → đạt; đã đủ mọi chi bộ");
    assert!(changes.contains(&wanted), "{changes}");
    wait_for(&said, "Đang theo dõi");
    assert_eq!(report(dir)["totals"]["accepted"], 4);

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
