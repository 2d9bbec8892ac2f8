//! The power fails at any moment: every output is old, new or absent, never half of one; the chain of
//! the journal is whole up to its last line; and the next run is right.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and read their own files"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use xeploai::journal::{self, Tail};

use crate::common::{outputs, run_in, sample, source};

/// How often the program is killed; `XEPLOAI_KILLS` says another number, 200 in `.ci/run`.
const KILLS: u32 = 40;

type Outputs = BTreeMap<String, Vec<u8>>;

/// Two inboxes: all forms, and one with a form of another year, which goes back, and one form less.
fn set_inbox(dir: &Path, is_second: bool) {
    let forms = source("samples/binh-an-2023/nop");
    let inbox = dir.join("nop");
    let (one, other) = ("Chi bo Na Me 2023.xlsx", "tram_y_te.xlsx");
    if is_second {
        fs::copy(source("samples/binh-an-2020/nop/CB Nà Mẻ.xlsx"), inbox.join(one)).unwrap();
        let _ = fs::remove_file(inbox.join(other));
    } else {
        fs::copy(forms.join(one), inbox.join(one)).unwrap();
        fs::copy(forms.join(other), inbox.join(other)).unwrap();
    }
}

fn of(dir: &Path) -> Outputs {
    // What is ready beside its place is hidden.
    let is_shown = |it: &(String, Vec<u8>)| it.0.split('/').all(|it| !it.starts_with('.'));
    outputs(dir).into_iter().filter(is_shown).collect()
}

fn made(is_second: bool) -> (TempDir, Outputs) {
    let folder = sample("binh-an-2023");
    set_inbox(folder.path(), is_second);
    assert!(run_in(folder.path(), &["consolidate", "-q"]).status.code() < Some(2));
    let outputs = of(folder.path());
    (folder, outputs)
}

#[test]
fn killed_at_any_moment_nothing_is_torn_and_the_next_run_is_right() {
    let kills = std::env::var("XEPLOAI_KILLS").map_or(KILLS, |it| it.parse().unwrap());
    let (first, second) = (made(false).1, made(true).1);
    assert!(first != second && second.keys().any(|it| it.starts_with("tra-lai/")));
    let folder = sample("binh-an-2023");
    let dir = folder.path();
    let started = Instant::now();
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    let usual = started.elapsed();
    let mut chance = 20_261_130_u64;
    let mut below = |most: u128| {
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u128::from(chance >> 33) % most.max(1)
    };
    let mut interrupted = 0;
    for kill in 0..kills {
        set_inbox(dir, kill % 2 == 0);
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("xeploai"))
            .args(["consolidate", "-q"])
            .current_dir(dir)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Half of them while it writes: from the first output that is ready beside its place.
        let until = Instant::now() + usual * 2;
        let most = if kill % 4 == 3 {
            usual
        } else {
            while Instant::now() < until && !is_writing(dir) && child.try_wait().unwrap().is_none()
            {
                std::thread::sleep(Duration::from_micros(300));
            }
            usual / 5
        };
        let micros = u64::try_from(below(most.as_micros())).unwrap();
        std::thread::sleep(Duration::from_micros(micros));
        child.kill().unwrap();
        interrupted += u32::from(child.wait().unwrap().code().is_none());
        for (name, bytes) in of(dir) {
            let known = [first.get(&name), second.get(&name)];
            assert!(known.contains(&Some(&bytes)), "kill {kill}: {name} is neither old nor new");
        }
        let journal = fs::read(dir.join("ket-qua/nhat-ky.jsonl")).unwrap_or_default();
        let read = journal::read(&journal);
        assert!(!matches!(read.tail, Tail::Broken { .. }), "kill {kill}");
        assert!(read.gaps.iter().all(|it| it.torn), "kill {kill}");
        if kill % 8 == 7 {
            assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
            assert!(of(dir) == if kill % 2 == 0 { second.clone() } else { first.clone() });
            let verified = run_in(dir, &["verify"]);
            assert_eq!(verified.status.code(), Some(0), "{}", crate::common::stdout(&verified));
            let left = fs::read_dir(dir.join("ket-qua")).unwrap();
            let left = left
                .filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().ends_with(".tmp"));
            // One of the lists of hashes may be left, never more.
            assert!(left.count() <= 8, "kill {kill}");
        }
    }
    assert!(interrupted * 2 > kills, "only {interrupted} of {kills} were in time");
}

fn is_writing(dir: &Path) -> bool {
    let mut names = fs::read_dir(dir.join("ket-qua")).into_iter().flatten().flatten();
    names.any(|it| it.file_name().to_string_lossy().starts_with(".xeploai-ra-"))
}

/// The disk takes no file longer than this: nothing of the last run is lost.
#[test]
fn a_disk_that_is_full_keeps_the_last_results() {
    let folder = sample("binh-an-2023");
    let dir = folder.path();
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    let before = of(dir);
    set_inbox(dir, true);
    let program = assert_cmd::cargo::cargo_bin!("xeploai");
    for blocks in [0, 8, 40] {
        let line = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec '{}' consolidate -q >/dev/null 2>&1",
            program.display()
        );
        let status = Command::new("sh").args(["-c", &line]).current_dir(dir).status().unwrap();
        assert_eq!(status.code(), Some(2), "{blocks} blocks");
        assert!(of(dir) == before, "{blocks} blocks");
    }
    assert!(run_in(dir, &["consolidate", "-q"]).status.code() < Some(2));
    assert!(of(dir) == made(true).1);
    assert_eq!(run_in(dir, &["verify"]).status.code(), Some(0));
}
