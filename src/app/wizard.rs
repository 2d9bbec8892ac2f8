//! Questions in place of settings: what a new workspace needs, each with an answer that
//! Enter gives.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use crate::cli::Common;
use crate::finding::Arg;
use crate::model::Branch;
use crate::model::text::{fold, starts_with_words};
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;
use crate::workspace::table::{KnownKind, Pasted, kind_for, pasted};

use super::start::{self, COMMUNES, Start, place_of};
use super::terminal::Terminal;
use super::{Failure, branches, form};

/// Branches of a commune where nobody says how many.
const BRANCHES: usize = 10;
/// No commune has more; a larger number is a slip of the keyboard.
const BRANCHES_MAX: usize = 500;
/// Letters of the name of a folder.
const FOLDER_CHARS: usize = 40;

/// Where the workspace will be.
#[derive(Debug)]
pub(super) enum Place<'a> {
    /// In this folder.
    Folder(&'a Path),
    /// In a new folder inside this one.
    Inside(&'a Path),
}

/// Asks on the terminal.
pub(super) fn run(
    place: &Place,
    year: Option<u32>,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let mut stdin = io::stdin().lock();
    let mut asker = Asker { input: &mut stdin, words, terminal };
    ask_all(&mut asker, place, year, common)
}

/// Who asks: lines in, questions out.
pub(super) struct Asker<'a> {
    pub(super) input: &'a mut dyn BufRead,
    pub(super) words: &'a Catalogue,
    pub(super) terminal: Terminal,
}

impl Asker<'_> {
    /// A line; `None` when there are no more.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        let mut bytes = Vec::new();
        self.input.read_until(b'\n', &mut bytes).map_err(anyhow::Error::from)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        Ok(Some(line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']).to_owned()))
    }

    fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> Result<(), Failure> {
        self.terminal.print(&(self.words.ui(key, args).replace("\\n", "\n") + "\n"))
    }

    /// The answer to a question; empty for Enter, and where nobody answers any more.
    pub(super) fn ask(
        &mut self,
        key: &str,
        args: &[(&'static str, Arg)],
    ) -> Result<String, Failure> {
        self.terminal.print(&(self.words.ui(key, args).replace("\\n", "\n") + " "))?;
        let answer = self.line()?;
        if answer.is_none() {
            self.terminal.print("\n")?;
        }
        Ok(answer.unwrap_or_default().trim().to_owned())
    }

    /// Lines up to an empty one.
    fn lines(&mut self) -> Result<String, Failure> {
        let mut all = String::new();
        while let Some(line) = self.line()?.filter(|it| !it.trim().is_empty()) {
            all.push_str(&line);
            all.push('\n');
            // A number alone is an answer, more lines are not expected.
            if all.lines().count() == 1 && line.trim().parse::<usize>().is_ok() {
                break;
            }
        }
        Ok(all)
    }
}

fn ask_all(
    asker: &mut Asker,
    place: &Place,
    year: Option<u32>,
    common: &Common,
) -> Result<u8, Failure> {
    asker.say("wizard-hello", &[])?;
    let commune = commune_of(&asker.ask("wizard-commune", &[])?);
    let year = match year {
        Some(year) => year,
        None => ask_year(asker, common)?,
    };
    let regime = start::regime_of(year, common)?;
    let branches = ask_branches(asker, &branches::known_kinds(&regime))?;
    let dir = match place {
        Place::Folder(dir) => (*dir).to_owned(),
        Place::Inside(base) => ask_folder(asker, base, commune.as_deref(), year)?,
    };
    start::make(&dir, &Start { year, commune, branches }, &regime)?;
    let shown = || Arg::from(dir.display().to_string());
    asker.say("wizard-made", &[("dir", shown()), ("year", Arg::from(year))])?;
    if is_no(&asker.ask("wizard-forms", &[])?) {
        return asker.say("wizard-next-forms", &[("dir", shown())]).map(|()| 0);
    }
    let code = form::run(&dir, None, common, asker.words, asker.terminal)?;
    let blanks = dir.join("ket-qua").join("bieu-mau");
    let inbox = dir.join("nop");
    let args = [
        ("blanks", Arg::from(blanks.display().to_string())),
        ("inbox", Arg::from(inbox.display().to_string())),
        ("dir", shown()),
    ];
    asker.say("wizard-next", &args)?;
    Ok(code)
}

pub(super) fn is_no(answer: &str) -> bool {
    ["k", "khong", "n", "no"].contains(&fold(answer).as_str())
}

/// The year, until one has forms.
fn ask_year(asker: &mut Asker, common: &Common) -> Result<u32, Failure> {
    let years = start::years(common)?;
    let season = start::season_year();
    let usual = if years.contains(&season) { Some(season) } else { years.last().copied() };
    let usual = usual.unwrap_or(season);
    loop {
        let answer = asker.ask("wizard-year", &[("year", Arg::from(usual))])?;
        if answer.is_empty() {
            return Ok(usual);
        }
        match answer.parse::<u32>() {
            Ok(year) if years.contains(&year) => return Ok(year),
            _ => {
                let all = years.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
                asker.say(
                    "wizard-no-year",
                    &[("answer", Arg::from(answer)), ("years", all.into())],
                )?;
            }
        }
    }
}

/// The branches, until they are right.
fn ask_branches(asker: &mut Asker, kinds: &[KnownKind]) -> Result<Vec<Branch>, Failure> {
    loop {
        asker.say("wizard-branches", &[("count", Arg::from(BRANCHES))])?;
        let lines = asker.lines()?;
        let made = match lines.trim().parse::<usize>() {
            _ if lines.is_empty() => numbered(BRANCHES, kinds, asker.words),
            Ok(count @ 1..=BRANCHES_MAX) => numbered(count, kinds, asker.words),
            Ok(_) => Pasted::default(),
            Err(_) => pasted(&lines, kinds),
        };
        if made.branches.is_empty() {
            asker.say("wizard-no-branches", &[])?;
            continue;
        }
        show(asker, &made)?;
        if !["l", "lai", "a", "again"].contains(&fold(&asker.ask("wizard-right", &[])?).as_str()) {
            return Ok(made.branches);
        }
    }
}

/// Branches without names of their own, to be named in the table.
fn numbered(count: usize, kinds: &[KnownKind], words: &Catalogue) -> Pasted {
    let branch = |number: usize| {
        let name = words.ui("wizard-branch-name", &[("number", Arg::from(number))]);
        let kind = kind_for(&name, kinds);
        Branch {
            code: format!("CB{number}"),
            name,
            kind,
            members: None,
            contact: None,
            unit: None,
            previous_codes: Vec::new(),
        }
    };
    Pasted { branches: (1..=count).map(branch).collect(), ..Pasted::default() }
}

/// Shows what was made of the answer: codes and kinds may have been proposed.
fn show(asker: &Asker, made: &Pasted) -> Result<(), Failure> {
    let longest = made.branches.iter().map(|it| it.code.len()).max().unwrap_or_default();
    for branch in &made.branches {
        let guess = if made.guessed.contains(&branch.code) { " (?)" } else { "" };
        let line =
            format!("  {:longest$}  {} · {}{guess}\n", branch.code, branch.name, branch.kind);
        asker.terminal.print(&line)?;
    }
    asker.say("wizard-count", &[("count", Arg::from(made.branches.len()))])?;
    if !made.guessed.is_empty() {
        asker.say("wizard-guessed", &[])?;
    }
    if !made.left_out.is_empty() {
        asker.say("wizard-left-out", &[("lines", Arg::from(made.left_out.join("; ")))])?;
    }
    Ok(())
}

/// A folder that has no workspace yet.
fn ask_folder(
    asker: &mut Asker,
    base: &Path,
    commune: Option<&str>,
    year: u32,
) -> Result<PathBuf, Failure> {
    let usual = free_folder(base, commune, year);
    loop {
        let shown = usual.display().to_string();
        let answer = asker.ask("wizard-folder", &[("dir", Arg::from(shown))])?;
        // A folder dragged into the window comes with quotes.
        let answer = answer.trim_matches('"');
        if answer.is_empty() {
            return Ok(usual);
        }
        let dir = base.join(answer);
        if !dir.join(FILE_NAME).exists() {
            return Ok(dir);
        }
        asker.say("wizard-folder-taken", &[("dir", Arg::from(dir.display().to_string()))])?;
    }
}

/// `binh-an-2026`, or the first number behind it that is free.
fn free_folder(base: &Path, commune: Option<&str>, year: u32) -> PathBuf {
    let name = commune.map(|it| fold(&place_of(it)).replace(' ', "-")).unwrap_or_default();
    let name: String = name.chars().filter(char::is_ascii).take(FOLDER_CHARS).collect();
    let name = if name.is_empty() { "xep-loai" } else { name.trim_matches('-') };
    let first = base.join(format!("{name}-{year}"));
    let numbered = (2..100).map(|it| base.join(format!("{name}-{year}-{it}")));
    std::iter::once(first.clone()).chain(numbered).find(|it| !it.exists()).unwrap_or(first)
}

/// `xã Bình An` from what was answered; nothing from nothing.
fn commune_of(answer: &str) -> Option<String> {
    let mut answer = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    for above in ["Đảng bộ", "Đảng ủy"] {
        if starts_with_words(&answer, above) {
            answer = answer.split(' ').skip(2).collect::<Vec<_>>().join(" ");
        }
    }
    if answer.is_empty() {
        return None;
    }
    for kind in COMMUNES {
        if starts_with_words(&answer, kind) && answer.split(' ').count() > kind.split(' ').count() {
            let name: Vec<&str> = answer.split(' ').skip(kind.split(' ').count()).collect();
            return Some(format!("{kind} {}", name.join(" ")));
        }
    }
    Some(format!("{} {answer}", COMMUNES[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_has_its_kind_and_its_place() {
        for (answer, commune, place) in [
            ("Bình An", "xã Bình An", "Bình An"),
            ("Xã  Bình An", "xã Bình An", "Bình An"),
            ("PHƯỜNG Minh Xuân", "phường Minh Xuân", "Minh Xuân"),
            ("Đảng ủy xã Bình An", "xã Bình An", "Bình An"),
            ("thị trấn Na Hang", "thị trấn Na Hang", "Na Hang"),
            ("đặc khu Phú Quý", "đặc khu Phú Quý", "Phú Quý"),
            ("Xã", "xã Xã", "Xã"),
        ] {
            let made = commune_of(answer).unwrap();
            assert_eq!((made.as_str(), place_of(&made).as_str()), (commune, place), "{answer}");
        }
        assert_eq!(commune_of("  "), None);
    }

    #[test]
    fn a_folder_is_named_after_the_commune_and_free() {
        let base = tempfile::tempdir().unwrap();
        let name = |commune: Option<&str>| {
            let dir = free_folder(base.path(), commune, 2026);
            dir.file_name().unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(name(Some("xã Đường Âm")), "duong-am-2026");
        assert_eq!(name(None), "xep-loai-2026");
        std::fs::create_dir(base.path().join("xep-loai-2026")).unwrap();
        assert_eq!(name(None), "xep-loai-2026-2");
    }
}
