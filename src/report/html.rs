//! `bao-cao.html`: one self-contained page for people, to be opened from a USB
//! stick in whatever browser is there, and to be printed on A4.
//!
//! Everything on it comes from the [`Report`] and what stands beside it in
//! [`Page`]; every count is the report's. The templates in `templates/report/`
//! lay it out, askama escapes every value, and a content security policy lets
//! nothing run but the one script of ours. No clock: equal inputs, equal bytes.

mod basis;
mod chart;
mod findings;
mod overview;
mod policy;
mod years;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use crate::context::Context;
use crate::finding::Arg;
use crate::model::{BranchStatus, CommuneResult, Rating};
use crate::words::{Catalogue, Lang};

use super::{FindingLine, Report};

use basis::Basis;
use chart::{Bars, Quota};
use findings::Findings;
use overview::{Board, Statement, Unrated};
use years::Years;

/// Of more branches than these the page shows only what somebody has to do something about, and says
/// where the rest stands: nobody reads thousands of rows in a browser, and an old one cannot show them.
const BRANCHES_SHOWN: usize = 300;
/// So many rows of one kind it shows then.
const ROWS_SHOWN: usize = 300;

/// What the page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What the run found; every number on the page is from here.
    pub report: &'a Report,
    /// For the names of those who are not rated; `None` without a workspace.
    pub results: Option<&'a CommuneResult>,
    /// The regime with its clauses, the settings and the workspace; `None` when
    /// loose files of several years were checked.
    pub context: Option<Context<'a>>,
    /// Path and SHA-256 of each other output, in the order to be shown.
    pub outputs: &'a [(String, String)],
    /// Codes of the branches for which `tra-lai/<code>.xlsx` was written.
    pub returned: &'a BTreeSet<String>,
    /// Pages of the branches by their codes: paths from the folder of the outputs.
    pub pages: &'a BTreeMap<String, String>,
}

impl Page<'_> {
    /// Whether communes stand in the place of branches.
    fn is_above(&self) -> bool {
        self.results.is_some_and(|it| it.above.is_some())
    }

    /// Whether there are too many branches to show each of them.
    fn is_large(&self) -> bool {
        self.report.branches.len() > BRANCHES_SHOWN
    }

    /// Takes away the rows that a page of very many branches has no room for: what is said in
    /// their place.
    fn shorten<T>(
        &self,
        rows: &mut Vec<T>,
        all: usize,
        key: &str,
        words: &Catalogue,
    ) -> Option<String> {
        if self.is_large() {
            rows.truncate(ROWS_SHOWN);
        }
        let more = all.saturating_sub(rows.len());
        (more > 0).then(|| counted(words, key, more))
    }
}

/// What is in the page only while the program watches: a browser that has it open reads it again every
/// so many seconds.
const RENEW: &str = "<meta http-equiv=\"refresh\" content=\"20\">";
/// What it stands before.
const BEFORE_RENEW: &str = "<title>";

/// The page, so that it renews itself in an open browser.
pub fn renewing(page: &str) -> String {
    page.replacen(BEFORE_RENEW, &format!("{RENEW}{BEFORE_RENEW}"), 1)
}

/// The page as it is where nobody watches.
pub fn plain(page: Vec<u8>) -> Vec<u8> {
    let renewed = format!("{RENEW}{BEFORE_RENEW}");
    match memchr::memmem::find(&page, renewed.as_bytes()) {
        Some(at) => [&page[..at], &page[at + RENEW.len()..]].concat(),
        None => page,
    }
}

/// The page. Fails only when a template cannot be written out.
pub fn render(page: &Page, words: &Catalogue) -> Result<String, askama::Error> {
    let script = policy::unix_lines(include_str!("../../templates/report/page.js"));
    let style = policy::unix_lines(include_str!("../../templates/report/page.css"));
    let findings = Findings::new(page, words);
    let view = View {
        t: Words(words),
        lang: match words.lang() {
            Lang::Vi => "vi",
            Lang::En => "en",
        },
        report: page.report,
        title: title(page.report, words),
        statement: Statement::new(page, &findings, words),
        board: Board::new(page, &findings, words),
        bars: Bars::new(page, words),
        quota: Quota::new(page, words),
        decisions: super::decisions_told(page.report, words),
        unrated: Unrated::new(page, words),
        years: Years::new(page, words),
        basis: Basis::new(page, words),
        outputs: page.outputs.iter().map(output).collect(),
        files: Files::new(page, words),
        made_by: words.ui(
            "page-made-by",
            &[("name", page.report.tool.name.into()), ("version", page.report.tool.version.into())],
        ),
        findings,
        policy: policy::policy(&script),
        script,
        style,
    };
    view.render()
}

/// Everything that the templates mention.
#[derive(Template)]
#[template(path = "report/page.html", whitespace = "minimize")]
struct View<'a> {
    t: Words<'a>,
    lang: &'static str,
    report: &'a Report,
    title: String,
    statement: Statement,
    board: Option<Board<'a>>,
    bars: Option<Bars<'a>>,
    quota: Option<Quota<'a>>,
    decisions: Option<String>,
    findings: Findings<'a>,
    unrated: Option<Unrated<'a>>,
    years: Option<Years<'a>>,
    basis: Option<Basis<'a>>,
    outputs: Vec<OutputRow<'a>>,
    files: Files<'a>,
    made_by: String,
    policy: String,
    script: String,
    style: String,
}

/// The catalogue, with a short name for the templates.
#[derive(Clone, Copy)]
struct Words<'a>(&'a Catalogue);

impl Words<'_> {
    /// A text without arguments.
    fn w(self, key: &str) -> String {
        self.0.ui(key, &[])
    }
}

/// An output.
struct OutputRow<'a> {
    path: &'a str,
    /// Where it lies, as seen from the page.
    address: String,
    hash: &'a str,
}

fn output((path, hash): &(String, String)) -> OutputRow<'_> {
    OutputRow { path, address: address(path), hash }
}

/// A relative path as an address: every byte that could mean something else in one is escaped.
fn address(path: &str) -> String {
    use std::fmt::Write as _;
    path.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A file of the inbox.
struct FileRow<'a> {
    path: &'a str,
    status: String,
    reason: Option<String>,
    sha256: Option<&'a str>,
}

/// The files of the inbox.
struct Files<'a> {
    rows: Vec<FileRow<'a>>,
    /// How many are not shown, in words.
    more: Option<String>,
}

impl<'a> Files<'a> {
    fn new(page: &Page<'a>, words: &Catalogue) -> Self {
        let all = &page.report.files;
        let is_shown = |it: &&super::FileLine| !page.is_large() || it.status != "accepted";
        let shown = all.iter().filter(is_shown);
        let most = if page.is_large() { ROWS_SHOWN } else { usize::MAX };
        let mut rows = shown.take(most).map(|it| file_row(it, words)).collect();
        let more = page.shorten(&mut rows, all.len(), "page-more-files", words);
        Self { rows, more }
    }
}

fn file_row<'a>(file: &'a super::FileLine, words: &Catalogue) -> FileRow<'a> {
    FileRow {
        path: &file.path,
        status: match file.status {
            "accepted" => words.ui(super::phrase::status_key(BranchStatus::Accepted), &[]),
            "returned" => words.ui(super::phrase::status_key(BranchStatus::Returned), &[]),
            "ignored" => words.ui("page-file-ignored", &[]),
            "unreadable" => words.ui("page-file-unreadable", &[]),
            other => other.to_owned(),
        },
        reason: file.reason.as_deref().map(super::phrase::sentence),
        sha256: file.sha256.as_deref(),
    }
}

fn title(report: &Report, words: &Catalogue) -> String {
    match report.year {
        Some(year) => words.ui("page-title", &[("year", year.into())]),
        None => words.ui("page-title-loose", &[]),
    }
}

/// The paper's abbreviation of a rating; the catalogue's where no regime is known.
fn rating_short(page: &Page, rating: Rating, words: &Catalogue) -> String {
    match page.context {
        Some(context) => context.regime.rules.short(rating).to_owned(),
        None => words.ui(
            match rating {
                Rating::Excellent => "board-excellent",
                Rating::Good => "board-good",
                Rating::Satisfactory => "board-satisfactory",
                Rating::Unsatisfactory => "board-unsatisfactory",
            },
            &[],
        ),
    }
}

/// The rating with a key of the report, abbreviated.
fn rating_of_key(page: &Page, key: Option<&str>, words: &Catalogue) -> Option<String> {
    let rating = Rating::BEST_FIRST.into_iter().find(|it| Some(it.key()) == key)?;
    Some(rating_short(page, rating, words))
}

/// Whether it has to be mended before everything is in order.
fn is_open_error(finding: &FindingLine) -> bool {
    finding.severity == crate::finding::Severity::Error && finding.waiver.is_none()
}

/// A text with one count in it.
fn counted(words: &Catalogue, key: &str, count: usize) -> String {
    words.ui(key, &[("count", Arg::from(count))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_an_output_leads_to_it_whatever_its_name() {
        assert_eq!(address("tra-lai/TP.xlsx"), "tra-lai/TP.xlsx");
        assert_eq!(address("mẫu #1 (trên)?.xlsx"), "m%E1%BA%ABu%20%231%20%28tr%C3%AAn%29%3F.xlsx");
        assert_eq!(address("javascript:x"), "javascript%3Ax");
    }
}
