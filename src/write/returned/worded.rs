//! Findings as notes and as rows of the list, in the catalogue's words.

use crate::finding::{Arg, Finding, Severity};
use crate::words::{Catalogue, LIST_HEADINGS};
use crate::write::returned::{List, ListRow, Mark};

/// Notes and list for the findings of one file.
///
/// Every finding is in the list: errors first, then in the order in which they
/// come. Those at a cell are marks too, except what is merely for information
/// or was let through.
pub fn from_findings(findings: &[Finding], catalogue: &Catalogue) -> (Vec<Mark>, List) {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|it| (it.waiver.is_some(), it.severity));
    let marks = sorted.iter().filter_map(|it| mark(it, catalogue)).collect();
    let count = |severity: Severity| {
        sorted.iter().filter(|it| it.severity == severity && it.waiver.is_none()).count()
    };
    let counts = [
        ("errors", Arg::from(count(Severity::Error))),
        ("warnings", Arg::from(count(Severity::Warning))),
    ];
    let list = List {
        title: catalogue.ui("returned-title", &[]),
        intro: ["returned-counts", "returned-colours", "returned-send"]
            .map(|key| catalogue.ui(key, &counts))
            .to_vec(),
        headings: LIST_HEADINGS.map(|key| catalogue.ui(key, &[])),
        rows: sorted.iter().map(|it| row(it, catalogue)).collect(),
        // The names of sheets are filled in where they are known.
        protected_hint: catalogue.ui("returned-protected", &[]),
        more_hint: catalogue.ui("returned-more", &[]),
    };
    (marks, list)
}

fn mark(finding: &Finding, catalogue: &Catalogue) -> Option<Mark> {
    let cell = finding.cell.as_ref()?;
    if finding.waiver.is_some() || finding.severity == Severity::Notice {
        return None;
    }
    let worded = catalogue.render(finding);
    let mut text = catalogue.ui(
        "returned-note",
        &[
            ("severity", catalogue.severity(finding.severity).into()),
            ("message", worded.message.into()),
        ],
    );
    if let Some(expected) = worded.expected {
        text.push('\n');
        text.push_str(&catalogue.ui("returned-note-expected", &[("expected", expected.into())]));
    }
    text.push('\n');
    text.push_str(&catalogue.ui("returned-note-help", &[("help", worded.help.into())]));
    Some(Mark {
        sheet: cell.sheet.to_string(),
        row: cell.row,
        col: cell.col,
        severity: finding.severity,
        text,
    })
}

fn row(finding: &Finding, catalogue: &Catalogue) -> ListRow {
    let worded = catalogue.render(finding);
    let message = match worded.expected {
        Some(expected) => {
            let expected = catalogue.ui("returned-note-expected", &[("expected", expected.into())]);
            format!("{}\n{expected}", worded.message)
        }
        None => worded.message,
    };
    let (severity, word) = if finding.waiver.is_some() {
        (Severity::Notice, catalogue.ui("returned-waived", &[]))
    } else {
        (finding.severity, catalogue.severity(finding.severity))
    };
    ListRow {
        severity,
        word,
        code: finding.code.id.to_owned(),
        sheet: finding.sheet.clone().unwrap_or_default(),
        cell: finding.cell.as_ref().map(|it| (it.row, it.col)),
        member: finding.member.clone().unwrap_or_default(),
        message,
        help: worded.help,
        clause: finding.clause.clone().unwrap_or_default(),
    }
}
