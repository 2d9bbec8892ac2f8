//! Bytes, workbooks, values and profiles that nobody would send, by the hundred
//! thousand: nothing may panic, take long or take much memory.
//!
//! `cargo test` tries a few of each. `XEPLOAI_FUZZ_SECONDS=60 cargo test
//! --release --test fuzz -- --nocapture` tries each target for that long (values: at
//! least 40,000 of each of 36 columns, however long it takes); `.ci/run` does so, with
//! the program as it is handed out, which checks every sum for overflow. With
//! `--profile fuzz` all crates hold what they assert of themselves too. A case is made from the seed and its number alone
//! (`XEPLOAI_FUZZ_SEED`, 1 unless given), so the one that failed comes again with
//! `XEPLOAI_FUZZ_CASE=<number>`. The real fuzzer is in `fuzz/`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "fuzz/chance.rs"]
mod chance;
#[path = "fuzz/package.rs"]
mod package;
#[path = "fuzz/profiles.rs"]
mod profiles;
#[path = "fuzz/values.rs"]
mod values;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chance::Chance;
use xeploai::app::supervise;
use xeploai::finding::Finding;
use xeploai::read::foreign::{Failure, head_of_question};
use xeploai::read::{self, Limits, Wording};
use xeploai::regime::{Regime, Sources};
use xeploai::words::{Catalogue, Lang};

/// No case may take longer; the slowest seen takes a tenth of it.
const CASE_MAX: Duration = Duration::from_secs(20);
/// Nor may the whole run ever hold more than this.
const MEMORY_MAX_KB: u64 = 1_500_000;

static REGIME: LazyLock<Regime> = LazyLock::new(|| Sources::builtin().regime("2019-hd21").unwrap());
/// Its words, which a run folds once too.
static WORDING: LazyLock<Wording<'static>> = LazyLock::new(|| Wording::new(&REGIME));

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|it| it.parse().unwrap())
}

/// Runs cases until enough were run: `few` of them in an ordinary test run, else
/// at least `least` and for as long as the environment says.
fn fuzz(target: &str, few: u64, least: u64, case: impl Fn(&mut Chance)) {
    let seed = number("XEPLOAI_FUZZ_SEED").unwrap_or(1);
    let only = number("XEPLOAI_FUZZ_CASE");
    let seconds = number("XEPLOAI_FUZZ_SECONDS");
    let start = Instant::now();
    let (mut cases, mut slowest) = (0, Duration::ZERO);
    let is_enough = |cases: u64| match (only, seconds) {
        (Some(_), _) => cases == 1,
        (None, None) => cases >= few,
        (None, Some(seconds)) => cases >= least && start.elapsed().as_secs() >= seconds,
    };
    while !is_enough(cases) {
        let number = only.unwrap_or(cases);
        let began = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| case(&mut Chance::new(seed, number))));
        let took = began.elapsed();
        assert!(
            done.is_ok() && took < CASE_MAX,
            "{target}: XEPLOAI_FUZZ_SEED={seed} XEPLOAI_FUZZ_CASE={number} fails after {took:?}"
        );
        slowest = slowest.max(took);
        cases += 1;
    }
    let memory = peak_kb();
    report(&format!(
        "fuzz {target}: {cases} cases in {:.0} s, slowest {} ms, peak of the process {} MiB",
        start.elapsed().as_secs_f64(),
        slowest.as_millis(),
        memory.unwrap_or_default() / 1024,
    ));
    assert!(memory.is_none_or(|it| it < MEMORY_MAX_KB), "{target}: {memory:?} kB");
}

#[expect(clippy::print_stderr, reason = "what was tried is told with --nocapture")]
fn report(line: &str) {
    eprintln!("{line}");
}

/// The most memory that the process has held, where the system tells.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Reads the formats that are read apart as the program does: what their parsers
/// make of such bytes (they reserve memory for whatever a cell's place claims) ends
/// with a process of its own, and only of that nothing may come.
fn in_a_process_of_its_own(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    command.arg("read-apart");
    let head = head_of_question(limits).unwrap();
    supervise(command, &[&head, bytes], Duration::from_secs(limits.seconds))
}

/// Reads bytes as a form would be; what is said has to be sayable.
fn read_form(bytes: &[u8]) {
    let opened = read::open(bytes, &Limits::default(), in_a_process_of_its_own);
    match opened.and_then(|it| it.parse(&WORDING)) {
        Ok(parsed) => say(&parsed.findings),
        Err(finding) => say(std::slice::from_ref(&finding)),
    }
}

/// Puts findings into words; a missing text panics.
fn say(findings: &[Finding]) {
    let catalogue = Catalogue::new(Lang::Vi);
    let mut said = String::new();
    for finding in findings.iter().take(200) {
        write!(said, "{}", catalogue.render(finding).message).unwrap();
    }
}

#[test]
fn bytes_of_a_package() {
    package::bytes();
}

#[test]
fn parts_of_a_workbook() {
    package::parts();
}

#[test]
fn values_of_cells() {
    values::values();
}

#[test]
fn profiles_and_settings() {
    profiles::profiles();
}

#[test]
fn overlays() {
    profiles::overlays();
}
