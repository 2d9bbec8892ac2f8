//! The letter to a branch whose form goes back: short enough to paste into a
//! chat, in the words of somebody who writes to an older comrade.
//!
//! The most important comes first; what needs one and the same correction stands
//! under one number. The returned form and `kiem-tra.xlsx` hold every finding.

use crate::finding::{Arg, Severity};
use crate::sorted::{BTreeMap, BTreeSet};
use crate::words::Catalogue;

use super::{FindingLine, phrase};

/// Numbered points of a letter; more than these nobody reads in a chat.
const POINTS_MAX: usize = 8;
/// Places listed under one number.
const PLACES_MAX: usize = 4;

/// The letter for the branch `branch_code`, ending in a line feed.
///
/// `findings` are the branch's own, in the report's order. Notices and what the
/// office settles itself are left out; errors come before what should only be
/// looked at. Of several files each point says which it is about. `copy_of` is the file of which
/// `<branch_code>.xlsx`, which lies beside the letter, is the copy.
pub fn letter(
    branch_code: &str,
    branch_name: &str,
    committee: &str,
    findings: &[&FindingLine],
    copy_of: Option<&str>,
    words: &Catalogue,
) -> String {
    let file = format!("{branch_code}.xlsx");
    let told: Vec<&FindingLine> = findings.iter().copied().filter(|it| concerns(it)).collect();
    let mut text = Text { out: String::new(), words, points: 0, untold: 0, names: BTreeMap::new() };
    text.paragraph("letter-to", &[("branch", branch_name.into())]);
    let files = disputed(&told);
    if !files.is_empty() {
        text.which(committee, &files);
        return text.out;
    }
    let files: BTreeSet<&str> = told.iter().filter_map(|it| it.file.as_deref()).collect();
    let is_one = files.len() < 2;
    if !is_one {
        text.names = names(files);
    }
    let (errors, others): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|it| it.severity == Severity::Error);
    let received = if is_one { "letter-received" } else { "letter-received-several" };
    let count = text.names.len();
    text.paragraph(received, &[("committee", committee.into()), ("count", count.into())]);
    match (errors.len(), others.len()) {
        (0, 0) => text.paragraph("letter-nothing", &[]),
        (0, count) => text.points("letter-look-only", count, points(&others)),
        (count, _) => {
            text.points("letter-please", count, points(&errors));
            if !others.is_empty() {
                text.points("letter-look", others.len(), points(&others));
            }
        }
    }
    if text.untold > 0 {
        let is_marked = copy_of.is_some() && is_one;
        let key = if is_marked { "letter-more" } else { "letter-more-no-file" };
        text.paragraph(key, &[("count", text.untold.into())]);
    }
    if let Some(of) = copy_of {
        let is_fresh = findings.iter().any(|it| it.name == "copy-not-annotated");
        let key = if is_fresh { "letter-fresh" } else { "letter-file" };
        text.paragraph(key, &[("file", file.as_str().into())]);
        if let Some(of) = text.names.get(of).cloned() {
            text.paragraph("letter-copy-of", &[("file", file.into()), ("of", of.into())]);
        }
        if needs_blank(findings) {
            text.paragraph("letter-blank", &[("file", blank_name(branch_code).into())]);
        }
    } else if !errors.is_empty() {
        text.paragraph("letter-no-file", &[]);
    }
    text.paragraph("letter-questions", &[]);
    text.paragraph("letter-thanks", &[]);
    text.out.push_str(committee);
    text.out.push('\n');
    text.out
}

/// Whether a blank form goes along: what is missing in a form cannot be marked in it. A fresh
/// form has all of it already.
pub fn needs_blank(findings: &[&FindingLine]) -> bool {
    let is_missing = |it: &&FindingLine| {
        let name = matches!(
            it.name,
            "column-missing" | "sheet-missing" | "headings-missing" | "row-missing"
        );
        name && it.severity == Severity::Error && it.waiver.is_none()
    };
    findings.iter().any(is_missing) && !findings.iter().any(|it| it.name == "copy-not-annotated")
}

/// The name of the blank form that goes along with a branch's own.
pub fn blank_name(branch_code: &str) -> String {
    format!("{branch_code}-mau-trong.xlsx")
}

/// The letter as a text file that every Notepad shows rightly: older ones know
/// neither bare line feeds nor UTF-8 without its mark.
pub fn as_file(letter: &str) -> String {
    format!("\u{feff}{}", letter.replace('\n', "\r\n"))
}

/// The different forms of the branch, if there are several: which of them is right is all
/// that can be asked before it is known.
fn disputed<'a>(findings: &[&'a FindingLine]) -> Vec<&'a str> {
    let is_dispute = |it: &FindingLine| matches!(it.name, "branch-twice" | "branch-twice-undated");
    let files = findings.iter().filter(|it| is_dispute(it)).filter_map(|it| it.file.as_deref());
    files.collect()
}

/// What each file is called: its name, or its path where two have one name.
fn names(files: BTreeSet<&str>) -> BTreeMap<String, String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in &files {
        *counts.entry(name(path)).or_default() += 1;
    }
    let called = |path: &str| match counts.get(&name(path)) {
        Some(1) => name(path),
        _ => path.to_owned(),
    };
    files.into_iter().map(|it| (it.to_owned(), called(it))).collect()
}

/// Whether the branch has something to do about it.
fn concerns(finding: &FindingLine) -> bool {
    let is_settled = finding.waiver.is_some() || is_of_the_workspace(finding);
    finding.severity != Severity::Notice && !is_settled
}

/// Findings about `xeploai.toml`, which no branch has seen.
fn is_of_the_workspace(finding: &FindingLine) -> bool {
    matches!(finding.name, "waiver-unused" | "waiver-refused")
}

/// Findings of the run are about files, and their advice speaks to the office.
fn is_about_a_file(finding: &FindingLine) -> bool {
    finding.code.starts_with('B')
}

/// Findings that the same correction mends.
type Point<'a> = Vec<&'a FindingLine>;

/// Whole files first, then sheets, then cells; equal advice for one kind of finding is one point.
fn points<'a>(findings: &[&'a FindingLine]) -> Vec<Point<'a>> {
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|it| (it.sheet.is_some(), it.cell.is_some()));
    let mut points: Vec<Point> = Vec::new();
    let mut places = BTreeMap::new();
    for finding in sorted {
        let kind = (finding.code, finding.help.as_str(), finding.expected.as_deref());
        let place = *places.entry(kind).or_insert(points.len());
        match points.get_mut(place) {
            Some(point) => point.push(finding),
            None => points.push(vec![finding]),
        }
    }
    points
}

/// The letter as far as it is written.
struct Text<'a> {
    out: String,
    words: &'a Catalogue,
    /// Points numbered so far; the numbers run through the whole letter.
    points: usize,
    /// Places that found no room.
    untold: usize,
    /// What the branch's files are called, where there are several.
    names: BTreeMap<String, String>,
}

impl Text<'_> {
    fn paragraph(&mut self, key: &str, args: &[(&'static str, Arg)]) {
        self.out.push_str(&self.words.ui(key, args));
        self.out.push_str("\n\n");
    }

    /// All of a letter that asks which of several forms is right.
    fn which(&mut self, committee: &str, files: &[&str]) {
        let args = [("committee", committee.into()), ("count", files.len().into())];
        let intro = self.words.ui("letter-which", &args);
        self.line("", &intro);
        for name in names(files.iter().copied().collect()).values() {
            self.line("   - ", name);
        }
        self.out.push('\n');
        self.paragraph("letter-which-answer", &[]);
        self.paragraph("letter-thanks", &[]);
        self.line("", committee);
    }

    fn line(&mut self, indent: &str, text: &str) {
        self.out.push_str(indent);
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn points(&mut self, key: &str, count: usize, points: Vec<Point>) {
        if self.points >= POINTS_MAX {
            self.untold += count;
            return;
        }
        let intro = self.words.ui(key, &[("count", count.into())]);
        self.line("", &intro);
        self.out.push('\n');
        for point in points {
            if self.points < POINTS_MAX {
                self.points += 1;
                self.point(&point);
                self.out.push('\n');
            } else {
                self.untold += point.len();
            }
        }
    }

    fn point(&mut self, point: &[&FindingLine]) {
        let number = self.points;
        let Some(first) = point.first() else { return };
        if point.len() == 1 {
            let sentence = self.sentence(first);
            self.line("", &format!("{number}. {sentence}"));
        } else {
            let alike = self.words.ui("letter-alike", &[("count", point.len().into())]);
            self.line("", &format!("{number}. {alike}"));
            for finding in point.iter().take(PLACES_MAX) {
                let sentence = self.sentence(finding);
                self.line("   - ", &sentence);
            }
            if let Some(more @ 1..) = point.len().checked_sub(PLACES_MAX) {
                let more = self.words.ui("letter-and-more", &[("count", more.into())]);
                self.line("   - ", &more);
            }
        }
        if let Some(expected) = &first.expected {
            let line = self.words.ui("letter-expected", &[("expected", expected.into())]);
            self.line("   ", &line);
        }
        let help = if is_about_a_file(first) {
            self.words.ui("letter-send-again", &[])
        } else {
            self.words.ui("letter-help", &[("help", Arg::from(&first.help))])
        };
        self.line("   ", &help);
    }

    /// Where and what, e.g. `Trang 2_DangVien, ô F12 (Nguyễn Văn A): … .`
    fn sentence(&self, finding: &FindingLine) -> String {
        let message = phrase::stopped(&finding.message);
        let of = finding.file.as_ref().and_then(|it| self.names.get(it));
        let of = of.map(|it| self.words.ui("letter-in-file", &[("file", it.into())]));
        let place: Vec<String> = of.into_iter().chain(phrase::place(finding, self.words)).collect();
        let place = phrase::capital(&place.join(", "));
        match &finding.member {
            _ if place.is_empty() => phrase::capital(&message),
            Some(member) if finding.sheet.is_some() => format!("{place} ({member}): {message}"),
            _ => format!("{place}: {message}"),
        }
    }
}
