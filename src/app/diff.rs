//! `xeploai diff A B`: two consolidated workbooks or reports beside one another.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::cli::Common;
use crate::finding::Arg;
use crate::job::diff::{BranchLine, CountLine, Difference, MemberLine, Side, difference};
use crate::read;
use crate::regime::Regime;
use crate::words::Catalogue;
use crate::workbook::Limits;

use super::find::{self, Asked};
use super::terminal::Terminal;
use super::{Failure, files, reader_process, usage, workspace};

/// A report that is longer was not written by this program.
const REPORT_BYTES_MAX: u64 = 256 << 20;

/// 0: nothing differs. 1: something does.
pub(super) fn run(
    paths: [&Path; 2],
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let command = usage::command("diff", words);
    let paths = paths.map(find::as_meant);
    let first = paths[0].display().to_string();
    let before = [vec![command], vec![command, first.as_str()]];
    for (path, before) in paths.iter().zip(&before) {
        if !path.exists() {
            return Err(find::missing(path, Asked::new(before, words)));
        }
    }
    let regimes = workspace::regimes(&paths, common)?;
    let [a, b] = [side(&paths[0], &regimes)?, side(&paths[1], &regimes)?];
    let found = difference(&a, &b);
    if common.json {
        let json = serde_json::to_string_pretty(&found).map_err(anyhow::Error::from)?;
        terminal.print(&(json + "\n"))?;
    } else {
        let names = [0, 1].map(|it: usize| paths[it].display().to_string());
        terminal.print(&Told { words, regimes: &regimes, found: &found }.text(&names))?;
    }
    Ok(u8::from(!found.same))
}

/// What a file says.
fn side(path: &Path, regimes: &[Regime]) -> Result<Side, Failure> {
    let shown = || vec![("path", Arg::from(path.display().to_string()))];
    let no_such = || Failure::Told("compare-neither", shown());
    if path.is_dir() {
        return Err(no_such());
    }
    let limits = Limits::default().of_consolidated();
    let failed = |it: &std::io::Error| super::outputs::failed(path, it);
    let mut start = Vec::new();
    let opened = File::open(path).map_err(|it| failed(&it))?;
    opened.take(8).read_to_end(&mut start).map_err(|it| failed(&it))?;
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    if start.trim_ascii_start().starts_with(b"{") {
        let mut text = String::new();
        let opened = File::open(path).map_err(|it| failed(&it))?;
        opened.take(REPORT_BYTES_MAX).read_to_string(&mut text).map_err(|_| no_such())?;
        return Side::of_report(text.trim_start_matches('\u{feff}')).ok_or_else(no_such);
    }
    let bytes = files::load(path, limits.file_bytes).map_err(|it| failed(&it))?;
    let book = read::open(&bytes, &limits, reader_process::read)
        .ok()
        .and_then(|it| it.year_book(regimes).ok())
        .ok_or_else(no_such)?;
    Ok(Side::of_book(&book.0))
}

/// Differences in words.
struct Told<'a> {
    words: &'a Catalogue,
    regimes: &'a [Regime],
    found: &'a Difference,
}

impl Told<'_> {
    fn text(&self, names: &[String; 2]) -> String {
        let mut out = String::new();
        let [a, b] = names;
        let args = [("a", Arg::from(a)), ("b", Arg::from(b))];
        let _ = writeln!(out, "{}", self.words.ui("compare-of", &args));
        if self.found.same {
            let _ = writeln!(out, "{}", self.words.ui("compare-nothing", &[]));
        }
        let [one, other] = self.found.years;
        if one != other {
            let year = |it: Option<u32>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
            let args = [("a", Arg::from(year(one))), ("b", Arg::from(year(other)))];
            let _ = writeln!(out, "{}", self.words.ui("compare-years", &args));
        }
        let sums = self.found.sums.iter().map(|it| self.count(it));
        self.part(&mut out, "compare-sums", sums.collect());
        let branches = self.found.branches.iter().map(|it| self.branch(it));
        self.part(&mut out, "compare-branches", branches.collect());
        match &self.found.members {
            Some(members) => {
                let members = members.iter().map(|it| self.member(it));
                self.part(&mut out, "compare-members", members.collect());
            }
            None => {
                let _ = writeln!(out, "\n{}", self.words.ui("compare-no-members", &[]));
            }
        }
        out
    }

    fn part(&self, out: &mut String, key: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        let count = Arg::from(lines.len());
        let _ = writeln!(out, "\n{}", self.words.ui(key, &[("count", count)]));
        for line in lines {
            let _ = writeln!(out, "  - {line}");
        }
    }

    fn count(&self, it: &CountLine) -> String {
        let what = self.words.ui(&format!("compare-count-{}", it.what), &[]);
        let args = [("what", Arg::from(what)), ("a", Arg::from(it.a)), ("b", Arg::from(it.b))];
        self.words.ui("compare-count", &args)
    }

    fn branch(&self, it: &BranchLine) -> String {
        let mut said = Vec::new();
        if it.stands_in != "both" {
            said.push(self.words.ui(&format!("compare-only-{}", it.stands_in), &[]));
        }
        if let Some([a, b]) = &it.status {
            let status = |it: &str| self.words.ui(&format!("compare-status-{it}"), &[]);
            said.push(self.arrow(status(a), status(b)));
        }
        if let Some([a, b]) = it.rating {
            let (a, b) = (Arg::from(self.rating(a)), Arg::from(self.rating(b)));
            said.push(self.words.ui("compare-rating", &[("a", a), ("b", b)]));
        }
        said.extend(it.counts.iter().map(|it| self.count(it)));
        format!("{}: {}", it.name, said.join("; "))
    }

    fn member(&self, it: &MemberLine) -> String {
        let mut said = Vec::new();
        let [a, b] = it.ratings;
        match it.stands_in {
            "a" => {
                said.push(format!("{} ({})", self.words.ui("compare-gone", &[]), self.rating(a)));
            }
            "b" => {
                said.push(format!("{} ({})", self.words.ui("compare-came", &[]), self.rating(b)));
            }
            _ if a != b => said.push(self.arrow(self.rating(a), self.rating(b))),
            _ => {}
        }
        let branches = match &it.branches {
            [Some(a), Some(b)] if a != b => self.arrow(a.clone(), b.clone()),
            [_, Some(it)] | [Some(it), None] => it.clone(),
            [None, None] => String::new(),
        };
        if it.doubtful {
            said.push(self.words.ui("compare-doubtful", &[]));
        }
        format!("{} ({branches}): {}", it.name, said.join("; "))
    }

    fn arrow(&self, a: String, b: String) -> String {
        self.words.ui("compare-arrow", &[("a", Arg::from(a)), ("b", Arg::from(b))])
    }

    /// The abbreviation of a rating.
    fn rating(&self, key: Option<&str>) -> String {
        let Some(key) = key else { return self.words.ui("compare-unrated", &[]) };
        let rating = crate::model::Rating::BEST_FIRST.into_iter().find(|it| it.key() == key);
        let regime = self.regimes.last();
        let short = rating.zip(regime).map(|(it, regime)| regime.rules.short(it).to_owned());
        short.unwrap_or_else(|| key.to_owned())
    }
}
