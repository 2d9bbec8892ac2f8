//! Questions in place of settings: what a new workspace needs, each with an answer that
//! Enter gives.

use std::fs;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use crate::cli::Common;
use crate::finding::Arg;
use crate::model::text::{fold, is_invisible, starts_with_words};
use crate::model::{Branch, is_same_name};
use crate::words::Catalogue;
use crate::workspace::FILE_NAME;
use crate::workspace::table::{KnownKind, Pasted, kind_for, pasted};

use super::answers::{Asker, yes_or_no};
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
    ask_all(&mut Asker::new(words, terminal), place, year, common)
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
    // A list that lies in the folder is the workspace's, and nobody is asked for another.
    let own = match place {
        Place::Folder(dir) => branches::beside(dir),
        Place::Inside(_) => None,
    };
    let branches = match own {
        Some(path) => {
            asker.say("wizard-list-there", &[("path", Arg::from(path.display().to_string()))])?;
            Vec::new()
        }
        None => ask_branches(asker, &branches::known_kinds(&regime))?,
    };
    let dir = match place {
        Place::Folder(dir) => (*dir).to_owned(),
        Place::Inside(base) => ask_folder(asker, base, commune.as_deref(), year)?,
    };
    start::make(&dir, &Start { year, commune, branches }, &regime)?;
    let shown = || Arg::from(dir.display().to_string());
    asker.say("wizard-made", &[("dir", shown()), ("year", Arg::from(year))])?;
    if !asker.is_yes("wizard-forms", &[])? {
        return asker.say("wizard-next-forms", &[("dir", shown())]).map(|()| 0);
    }
    let code = form::run(&dir, &[], common, asker.words, asker.terminal)?;
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
        let lines = asker.list()?;
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
        if asker.is_yes("wizard-right", &[])? {
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

/// Shows what was made of the answer: codes and kinds may have been proposed, numbers of a list taken off.
fn show(asker: &Asker, made: &Pasted) -> Result<(), Failure> {
    let longest = made.branches.iter().map(|it| it.code.len()).max().unwrap_or_default();
    for (place, branch) in made.branches.iter().enumerate() {
        let guess = if made.guessed.contains(&branch.code) { " (?)" } else { "" };
        let mut line =
            format!("  {:longest$}  {} · {}{guess}", branch.code, branch.name, branch.kind);
        if let Some(count) = branch.members {
            let count = asker.words.ui("wizard-members", &[("count", Arg::from(count))]);
            line = format!("{line} · {count}");
        }
        if let Some(contact) = &branch.contact {
            line = format!("{line} · {contact}");
        }
        if let Some(dropped) = made.dropped.get(place).filter(|it| !it.is_empty()) {
            let dropped = asker.words.ui("wizard-dropped", &[("texts", quoted(dropped).into())]);
            line = format!("{line}   [{dropped}]");
        }
        asker.terminal.print(&(line + "\n"))?;
    }
    asker.say("wizard-count", &[("count", Arg::from(made.branches.len()))])?;
    if !made.guessed.is_empty() {
        asker.say("wizard-guessed", &[])?;
    }
    let unlike = unlike_others(&made.branches);
    if !unlike.is_empty() {
        asker.say("wizard-unlike", &[("names", Arg::from(quoted(&unlike)))])?;
    }
    let twice = names_of_several(&made.branches);
    if !twice.is_empty() {
        asker.say("wizard-same-names", &[("names", Arg::from(twice.join("; ")))])?;
    }
    if !made.unused.is_empty() {
        asker.say("wizard-unused", &[("columns", Arg::from(quoted(&made.unused)))])?;
    }
    if !made.left_out.is_empty() {
        asker.say("wizard-left-out", &[("lines", Arg::from(quoted(&made.left_out)))])?;
    }
    Ok(())
}

/// Texts as they stood.
fn quoted(texts: &[String]) -> String {
    texts.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>().join(", ")
}

/// Names that are not called a branch, where nearly all others are: greetings and headings, perhaps.
fn unlike_others(branches: &[Branch]) -> Vec<String> {
    let is_called = |it: &&Branch| {
        ["chi bộ", "đảng bộ", "CB"].iter().any(|word| starts_with_words(&it.name, word))
    };
    let others = branches.iter().filter(|it| !is_called(it)).map(|it| it.name.clone());
    let called = branches.iter().filter(is_called).count();
    if called * 2 > branches.len() { others.collect() } else { Vec::new() }
}

/// Names that several of the branches have, each once.
fn names_of_several(branches: &[Branch]) -> Vec<&str> {
    let is_so = |one: &Branch, other: &Branch| is_same_name(&one.name, &other.name);
    let again = branches.iter().enumerate().filter(|(place, it)| {
        branches[..*place].iter().filter(|other| is_so(other, it)).count() == 1
    });
    again.map(|it| it.1.name.as_str()).collect()
}

/// A folder that has no workspace yet, and no list of branches that would be another than the one of the answers.
fn ask_folder(
    asker: &mut Asker,
    base: &Path,
    commune: Option<&str>,
    year: u32,
) -> Result<PathBuf, Failure> {
    let usual = free_folder(base, commune, year);
    loop {
        let shown = usual.display().to_string();
        let said = asker.answer("wizard-folder", &[("dir", Arg::from(shown))])?;
        let is_answered = said.is_some();
        // A folder dragged into the window comes with quotes.
        let answer = said.unwrap_or_default().trim_matches('"').to_owned();
        let dir = match yes_or_no(&answer) {
            Some(true) => usual.clone(),
            Some(false) => {
                asker.say("wizard-folder-no", &[("answer", Arg::from(answer))])?;
                continue;
            }
            None => base.join(&answer),
        };
        let shown = ("dir", Arg::from(dir.display().to_string()));
        if dir.join(FILE_NAME).exists() {
            asker.say("wizard-folder-taken", &[shown])?;
            continue;
        }
        if let Some(path) = branches::beside(&dir) {
            asker.say("wizard-folder-list", &[("path", path.display().to_string().into())])?;
            continue;
        }
        // Of a name that cannot be one only this question is asked again: the list stays.
        match fs::create_dir_all(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if is_answered => {
                log::info!("{}: {error}", dir.display());
                asker.say("wizard-folder-failed", &[shown])?;
            }
            Err(error) => return Err(anyhow::Error::from(error).into()),
        }
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
    let seen: String = answer.nfc().filter(|it| !is_invisible(*it)).collect();
    let mut answer = seen.split_whitespace().collect::<Vec<_>>().join(" ");
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
