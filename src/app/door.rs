//! The program without a command: double-clicked, or with a folder or files dropped on it.
//!
//! Where a workspace is there, beside or above, the main job is done and told in short;
//! where there is none, what a new one needs is asked.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

use crate::cli::{self, Color, Common};
use crate::finding::Arg;
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;

use super::answers::Asker;
use super::consolidate::Wanted;
use super::terminal::{self, Terminal};
use super::{Failure, complain, consolidate, form, validate, wizard, workspace};

/// Environment variable that keeps the report from being opened: `never`.
const OPEN_VARIABLE: &str = "XEPLOAI_OPEN";
/// Files that could not be used are named up to this number.
const FILES_NAMED: usize = 10;

/// What a person came with.
#[derive(Debug)]
pub(super) struct Visit {
    /// What was dropped on the program.
    dropped: Vec<PathBuf>,
    /// The workspaces that may be meant, the nearest first.
    found: Vec<PathBuf>,
}

/// A visit without a command; `None` where there is a command, or nobody to talk to.
pub(super) fn visit(args: &[OsString], words: &Catalogue) -> Option<Visit> {
    let given = args.get(1..).unwrap_or_default();
    let is_option = |it: &OsString| it.to_string_lossy().starts_with('-');
    let grammar = cli::command(words);
    let is_command = given.first().is_some_and(|it| grammar.find_subcommand(it).is_some());
    let dropped: Vec<PathBuf> = given.iter().map(PathBuf::from).collect();
    if is_command || given.iter().any(is_option) || !dropped.iter().all(|it| it.exists()) {
        return None;
    }
    let found = found(&dropped);
    let is_welcome = !dropped.is_empty() || !found.is_empty() || has_answers();
    is_welcome.then_some(Visit { dropped, found })
}

/// Whether there is somebody who answers: at the keyboard, or lines at hand.
fn has_answers() -> bool {
    if Terminal::may_ask() {
        return true;
    }
    let stdin = io::stdin();
    // What is looked at here is still there to be read.
    !stdin.is_terminal() && stdin.lock().fill_buf().is_ok_and(|it| !it.is_empty())
}

/// Workspaces where the person is, or where what was dropped lies: there, above, or in a
/// folder beside; on Windows also where the program itself lies.
fn found(dropped: &[PathBuf]) -> Vec<PathBuf> {
    let here = || env::current_dir().into_iter().collect();
    let mut roots: Vec<PathBuf> =
        if dropped.is_empty() { here() } else { dropped.iter().map(|it| absolute(it)).collect() };
    if cfg!(windows)
        && let Some(own) = env::current_exe().ok().as_deref().and_then(Path::parent)
    {
        roots.push(own.to_owned());
    }
    roots.iter().map(|it| near(it)).find(|it| !it.is_empty()).unwrap_or_default()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The workspace that a place lies in, else those in the folders of it.
fn near(place: &Path) -> Vec<PathBuf> {
    let is_one = |it: &Path| it.join(FILE_NAME).is_file();
    if let Some(above) = place.ancestors().find(|it| is_one(it)) {
        return vec![above.to_owned()];
    }
    let dir = if place.is_dir() { Some(place) } else { place.parent() };
    #[expect(clippy::disallowed_methods, reason = "sorted below; these are not forms of the inbox")]
    let listed = dir.and_then(|it| fs::read_dir(it).ok()).into_iter().flatten();
    let mut beside: Vec<PathBuf> =
        listed.filter_map(|it| Some(it.ok()?.path())).filter(|it| is_one(it)).collect();
    // The last in the order of names is the last year, as a rule.
    beside.sort();
    beside.reverse();
    beside
}

/// Does what the person came for. A window that was opened for the program stays until Enter.
pub(super) fn enter(visit: &Visit, words: &Catalogue) -> ExitCode {
    let common = Common {
        json: false,
        lang: words.lang(),
        threads: 0,
        verbosity: 0,
        templates: None,
        color: Color::Auto,
    };
    let terminal = Terminal::new(&common);
    let code = match welcome(visit, &common, words, terminal) {
        Ok(code) => ExitCode::from(code),
        Err(failure) if terminal::is_broken_pipe(&failure) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure, words, terminal);
            ExitCode::from(2)
        }
    };
    if is_own_window() {
        // Nothing can be done when the window is gone already.
        let _ = terminal.print(&(words.ui("door-end", &[]).replace("\\n", "\n") + "\n"));
        let _ = io::stdin().lock().read_line(&mut String::new());
    }
    code
}

fn welcome(
    visit: &Visit,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let dir = match &visit.found[..] {
        [] => return without_workspace(visit, common, words, terminal),
        [only] => only.clone(),
        several => which(several, words, terminal)?,
    };
    let shown = Arg::from(dir.display().to_string());
    terminal.print(&(words.ui("door-works-in", &[("dir", shown)]) + "\n"))?;
    let code = consolidate::run(&dir, Wanted::once((&[], false)), common, words, terminal.brief())?;
    let opened = workspace::open(&dir, common)?;
    let inbox = dir.join(&opened.workspace.inbox);
    if code == crate::batch::Ending::NoInput as u8 {
        if Terminal::may_ask() && !opened.output().join("bieu-mau").is_dir() {
            return offer_forms(&dir, &inbox, common, words, terminal);
        }
        return Ok(code);
    }
    tell_outside(visit, &dir, &inbox, words, terminal);
    let output = opened.output();
    if let Some(summary) = summary(&output, opened.workspace.year, words) {
        terminal.print(&summary)?;
    }
    show(&output.join(crate::job::PAGE));
    Ok(code)
}

/// What was dropped and is no part of the workspace's inbox is not counted: never in silence.
fn tell_outside(visit: &Visit, dir: &Path, inbox: &Path, words: &Catalogue, terminal: Terminal) {
    let real = |it: &Path| fs::canonicalize(it).unwrap_or_else(|_| absolute(it));
    let (dir, real_inbox) = (real(dir), real(inbox));
    for path in &visit.dropped {
        let it = real(path);
        // The workspace itself, what lies above it, and its own files are dropped to start the job.
        let is_own = dir.starts_with(&it) || (it.is_file() && it.parent() == Some(&*dir));
        if is_own || it.starts_with(&real_inbox) || it.starts_with(dir.join("ket-qua")) {
            continue;
        }
        let (path, inbox) = (path.display().to_string(), inbox.display().to_string());
        terminal.tell(&words.ui("door-outside", &[("path", path.into()), ("inbox", inbox.into())]));
    }
}

/// Loose forms are checked; else a workspace is made by questions.
fn without_workspace(
    visit: &Visit,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let is_full = |it: &PathBuf| {
        #[expect(clippy::disallowed_methods, reason = "only whether anything is there")]
        let mut listed = fs::read_dir(it).into_iter().flatten();
        it.is_file() || listed.next().is_some()
    };
    if visit.dropped.iter().any(is_full) {
        return validate::run(&visit.dropped, common, words, terminal);
    }
    let base = match visit.dropped.first() {
        Some(empty) => absolute(empty),
        None => own_base(words, terminal)?,
    };
    if visit.dropped.is_empty() {
        return wizard::run(&wizard::Place::Inside(&base), None, common, words, terminal);
    }
    wizard::run(&wizard::Place::Folder(&base), None, common, words, terminal)
}

/// Where a new workspace lies: where the person is. A program that is started out of a zip
/// without being unpacked lies in a folder that Windows throws away.
fn own_base(words: &Catalogue, terminal: Terminal) -> Result<PathBuf, Failure> {
    let here = env::current_dir().map_err(anyhow::Error::from)?;
    let is_passing = cfg!(windows) && here.starts_with(env::temp_dir());
    let documents = env::var_os("USERPROFILE").map(|it| PathBuf::from(it).join("Documents"));
    match documents.filter(|it| is_passing && it.is_dir()) {
        Some(documents) => {
            terminal.tell(&words.ui("door-unpack", &[]));
            Ok(documents)
        }
        None => Ok(here),
    }
}

/// Which of several workspaces is meant.
fn which(found: &[PathBuf], words: &Catalogue, terminal: Terminal) -> Result<PathBuf, Failure> {
    let names = || found.iter().map(|it| it.display().to_string());
    if !has_answers() {
        let list = names().collect::<Vec<_>>().join(", ");
        return Err(Failure::Told("door-several", vec![("list", list.into())]));
    }
    let list: Vec<String> =
        (1..).zip(names()).map(|(at, it): (usize, _)| format!("  {at}. {it}")).collect();
    let mut asker = Asker::new(words, terminal);
    let answer = asker.ask("door-which", &[("list", list.join("\n").into())])?;
    let number = if answer.is_empty() { Some(1) } else { answer.parse::<usize>().ok() };
    let chosen = number.and_then(|it| found.get(it.checked_sub(1)?));
    chosen.cloned().ok_or_else(|| {
        let list = names().collect::<Vec<_>>().join(", ");
        Failure::Told("door-several", vec![("list", list.into())])
    })
}

fn offer_forms(
    dir: &Path,
    inbox: &Path,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let mut asker = Asker::new(words, terminal);
    if !asker.is_yes("door-forms", &[("inbox", inbox.display().to_string().into())])? {
        return Ok(crate::batch::Ending::NoInput as u8);
    }
    form::run(dir, &[], common, words, terminal)
}

/// The report in a few lines: what is in, what goes back, what is missing.
pub(super) fn summary(output: &Path, year: u32, words: &Catalogue) -> Option<String> {
    let report: Value =
        serde_json::from_str(&fs::read_to_string(output.join(crate::job::REPORT)).ok()?).ok()?;
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let number = |it: &Value| it.as_u64().unwrap_or_default();
    let mut lines = Vec::new();
    let mut say = |key: &str, args: &[(&'static str, Arg)]| {
        lines.push(words.ui(key, args).replace("\\n", "\n"));
    };
    let totals = &report["totals"];
    let args = [
        ("committee", Arg::from(text(&report["committee"]))),
        ("year", Arg::from(year)),
        ("accepted", number(&totals["accepted"]).into()),
        ("expected", number(&totals["branches_expected"]).into()),
    ];
    say("door-head", &args);
    let findings = report["findings"].as_array()?;
    let errors_of = |branch: &Value| {
        let is_error = |it: &&Value| {
            it["severity"] == "error" && it["waiver"].is_null() && it["branch"] == *branch
        };
        findings.iter().filter(is_error).count()
    };
    let branches = report["branches"].as_array()?;
    let contact = |it: &Value| match it["contact"].as_str() {
        Some(contact) => words.ui("door-contact", &[("contact", contact.into())]),
        None => String::new(),
    };
    for (status, head, line) in [
        ("returned", "door-returned", "door-returned-line"),
        ("missing", "door-missing", "door-missing-line"),
    ] {
        let of_status: Vec<&Value> = branches.iter().filter(|it| it["status"] == status).collect();
        if of_status.is_empty() {
            continue;
        }
        say(head, &[("count", of_status.len().into())]);
        for it in of_status {
            // Of two forms of which nobody knows which counts there is no copy, only a letter.
            let of_code = |kind: &str| {
                output.join(crate::job::RETURNED).join(format!("{}.{kind}", text(&it["code"])))
            };
            let copy = Some(of_code("xlsx")).filter(|it| it.is_file());
            let copy = copy.unwrap_or_else(|| of_code("txt"));
            let args = [
                ("code", Arg::from(text(&it["code"]))),
                ("name", text(&it["name"]).into()),
                ("errors", errors_of(&it["code"]).into()),
                ("copy", copy.display().to_string().into()),
                ("contact", contact(it).into()),
            ];
            say(line, &args);
        }
    }
    let files = report["files"].as_array()?;
    let unreadable: Vec<&Value> = files.iter().filter(|it| it["status"] == "unreadable").collect();
    if !unreadable.is_empty() {
        say("door-files", &[("count", unreadable.len().into())]);
    }
    let of_commune = findings.iter().filter(|it| {
        it["severity"] == "error"
            && it["waiver"].is_null()
            && it["file"].is_null()
            && it["branch"].is_null()
    });
    let of_commune = of_commune.count();
    let named = unreadable.iter().take(FILES_NAMED);
    lines.extend(named.map(|it| format!("  {}: {}", text(&it["path"]), text(&it["reason"]))));
    if of_commune > 0 {
        let count = [("count", Arg::from(of_commune))];
        lines.push(words.ui("door-commune-errors", &count));
    }
    let shown = |name: &str| Arg::from(output.join(name).display().to_string());
    let args = [
        ("workbook", shown(&crate::job::workbook_name(year))),
        ("report", shown(crate::job::PAGE)),
    ];
    lines.push(words.ui("door-report", &args).replace("\\n", "\n"));
    Some(lines.join("\n") + "\n")
}

/// Opens the report in the browser of a person who looks on.
fn show(report: &Path) {
    let is_wanted = env::var(OPEN_VARIABLE).as_deref() != Ok("never");
    if !is_wanted || !io::stdout().is_terminal() || !report.is_file() {
        return;
    }
    let mut opener = opener(report);
    opener.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Where nothing can open it, its place was told.
    if let Err(error) = opener.spawn() {
        log::info!("the report was not opened: {error}");
    }
}

/// `start` opens a file as a double-click does.
#[cfg(windows)]
fn opener(report: &Path) -> Command {
    use std::os::windows::process::CommandExt as _;
    let mut command = Command::new("cmd");
    // `cmd` has quotes of its own; no name of a file has one.
    command.raw_arg(format!("/c start \"\" \"{}\"", report.display()));
    command
}

#[cfg(not(windows))]
fn opener(report: &Path) -> Command {
    let name = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(name);
    command.arg(report);
    command
}

/// Whether the window was opened for the program and closes with it. Every shell leaves a mark in
/// the environment, and Explorer none; where one is doubtful an Enter too many does no harm.
fn is_own_window() -> bool {
    const SHELLS: [&str; 6] = ["PROMPT", "SHELL", "TERM", "WT_SESSION", "MSYSTEM", "TERM_PROGRAM"];
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    cfg!(windows)
        && is_terminal
        && !SHELLS.iter().any(|it| env::var_os(it).is_some())
        && !is_powershell()
}

/// PowerShell puts the folder of its person's modules before those of the machine.
fn is_powershell() -> bool {
    let modules = env::var("PSModulePath").unwrap_or_default().to_lowercase();
    let own = env::var("USERPROFILE").unwrap_or_default().to_lowercase();
    !own.is_empty() && modules.contains(&own)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_found_there_above_and_beside() {
        let base = tempfile::tempdir().unwrap();
        let root = base.path();
        let (one, two) = (root.join("xa/2025"), root.join("xa/2026"));
        for dir in [&one, &two] {
            fs::create_dir_all(dir.join("nop/sau")).unwrap();
            fs::write(dir.join(FILE_NAME), "").unwrap();
        }
        fs::write(two.join("nop/a.xlsx"), "").unwrap();
        fs::write(root.join("b.xlsx"), "").unwrap();
        for (place, expected) in [
            (one.clone(), vec![one.clone()]),
            (two.join("nop/sau"), vec![two.clone()]),
            (two.join("nop/a.xlsx"), vec![two.clone()]),
            (root.join("xa"), vec![two.clone(), one.clone()]),
            (root.to_owned(), vec![]),
            (root.join("b.xlsx"), vec![]),
        ] {
            assert_eq!(near(&place), expected, "{}", place.display());
        }
    }

    #[test]
    fn commands_and_flags_are_no_visits() {
        let words = Catalogue::new(crate::words::Lang::Vi);
        let args = |line: &str| -> Vec<OsString> {
            std::iter::once("xeploai").chain(line.split_whitespace()).map(OsString::from).collect()
        };
        for line in ["tong-hop", "consolidate .", "init x", "--help", "khong-co", ". --help"] {
            assert!(visit(&args(line), &words).is_none(), "{line}");
        }
        let dropped = [OsString::from("xeploai"), crate::sources().join("src").into()];
        assert!(visit(&dropped, &words).is_some());
    }
}
