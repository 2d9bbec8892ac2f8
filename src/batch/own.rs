//! Outputs of this program that lie in the inbox: told by what is in them, not by their
//! names, so that a form that somebody called `kiem-tra.xlsx` stays a form.

use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::read;
use crate::regime::{Known, Regime};
use crate::words::{Catalogue, Lang};
use crate::workbook::ours;
use crate::write::findings;

pub(super) static OWN_OUTPUT: Code = code("B048", "own-output", Severity::Notice);

/// The word for a consolidated workbook.
const CONSOLIDATED: &str = "own-consolidated";
/// A consolidated workbook has so many of its sheets: a branch may add one by such a name.
const SHEETS_MIN: usize = 5;
/// A list of findings has so many of its headings.
const HEADINGS_MIN: usize = 8;

/// That a file is a consolidated workbook.
pub(super) fn consolidated(path: &str) -> Finding {
    *own(path, CONSOLIDATED)
}

/// Whether a finding says that a file is an output of this program.
pub(crate) fn is_own(finding: &Finding) -> bool {
    finding.code == &OWN_OUTPUT
}

/// Whether that is what a finding says.
pub(crate) fn is_consolidated(finding: &Finding) -> bool {
    finding.args.iter().any(|it| matches!(it.1, Arg::Word(CONSOLIDATED)))
}

fn own(path: &str, what: &'static str) -> Box<Finding> {
    Box::new(Finding::new(&OWN_OUTPUT).arg("path", path).arg("what", Arg::Word(what)))
}

/// The finding of a report.
pub(crate) fn report(path: &str) -> Box<Finding> {
    own(path, "own-report")
}

/// The finding of a report, a page, a letter or a printed workbook.
pub(crate) fn text(path: &str, bytes: &[u8]) -> Option<Box<Finding>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Another program made it, and a page of a form has no numbers to take anyhow.
    if bytes.starts_with(b"%PDF") {
        let year = name.strip_prefix(ours::CONSOLIDATED)?.strip_suffix(".pdf")?;
        let is_year = year.len() == 4 && year.bytes().all(|it| it.is_ascii_digit());
        return is_year.then(|| own(path, "own-consolidated"));
    }
    if !bytes.starts_with(b"{") && !bytes.starts_with(b"<!DOCTYPE html>") && !is_marked(bytes) {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    if text.starts_with('{') {
        let begin: String = text.chars().take(80).filter(|it| !it.is_whitespace()).collect();
        let is_report = begin.starts_with("{\"tool\":{\"name\":\"xeploai\"");
        return is_report.then(|| report(path));
    }
    if text.starts_with('<') {
        let parts = ["<header class=\"masthead\" id=\"dau-trang\">", "<main id=\"noi-dung\">"];
        return parts.iter().all(|it| text.contains(it)).then(|| own(path, "own-page"));
    }
    let is_letter = [Lang::Vi, Lang::En].into_iter().any(|lang| {
        let words = Catalogue::new(lang);
        ["letter-questions", "letter-thanks"].iter().all(|it| text.contains(&words.ui(it, &[])))
    });
    is_letter.then(|| own(path, "own-letter"))
}

/// Whether text begins as our letters do.
fn is_marked(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xEF\xBB\xBF")
}

/// The finding of a consolidated workbook or of a list of findings.
pub(crate) fn workbook(
    path: &str,
    opened: &read::OpenedFile,
    regimes: &Known,
    season: Option<&Regime>,
) -> Option<Box<Finding>> {
    let names = opened.sheet_names();
    if names == [findings::SHEET] {
        let first = opened.texts_of_first_row();
        let is_list = [Lang::Vi, Lang::En].into_iter().any(|lang| {
            let headings = findings::headings(&Catalogue::new(lang));
            headings.iter().filter(|it| first.contains(&it.as_str())).count() >= HEADINGS_MIN
        });
        return is_list.then(|| own(path, "own-list"));
    }
    // A form of the season has too few sheets besides its own, whatever they are called: no other regime is asked.
    let is_of_form = |name: &str| {
        season.is_some_and(|it| name == it.form.info.sheet || name == it.form.members.sheet)
    };
    if names.iter().filter(|name| !is_of_form(name)).count() < SHEETS_MIN {
        return None;
    }
    let is_consolidated = regimes.all().iter().any(|regime| {
        let has = |name: &str| names.contains(&name);
        let form = &regime.form;
        let is_form = has(&form.info.sheet) || has(&form.members.sheet);
        let sheets = regime.consolidated.sheet_names();
        !is_form && sheets.into_iter().filter(|it| has(it)).count() >= SHEETS_MIN
    });
    is_consolidated.then(|| own(path, CONSOLIDATED))
}
