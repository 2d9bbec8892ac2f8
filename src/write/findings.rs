//! The list of findings, `kiem-tra.xlsx`: for the commune's office, not sent up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::returned::{self, LIST_SHEET};
use super::sheet::style::Face;
use super::sheet::{Book, RowKind, Sheet, Style, Unwritable, Value};
use crate::finding::{Arg, Finding};
use crate::model::Branch;
use crate::words::Catalogue;

/// Name of the sheet: public interface, the same in every language.
pub const SHEET: &str = "KiemTra";
const FONT: &str = "Times New Roman";
/// Year of the fixed creation date; the list has none of its own.
const YEAR: u32 = 2000;
/// Excel takes 65,530 links a sheet …
const LINKS_MAX: usize = 65_000;
/// … and 2,080 characters a link.
const LINK_LENGTH_MAX: usize = 2_000;
const LEFT: Style = Style::cell(11);
const CENTER: Style = LEFT.center();

/// The headings, as the list shows them.
pub fn headings(words: &Catalogue) -> Vec<String> {
    COLUMNS.iter().map(|(key, _)| words.ui(key, &[])).collect()
}

/// Headings, by their keys in the catalogue, and widths in characters.
const COLUMNS: [(&str, f64); 10] = [
    ("findings-severity", 9.5),
    ("findings-code", 7.0),
    ("findings-branch", 19.0),
    ("findings-file", 17.0),
    ("findings-sheet", 16.5),
    ("findings-cell", 7.0),
    ("findings-member", 17.0),
    ("findings-message", 40.0),
    ("findings-help", 31.5),
    ("findings-clause", 16.5),
];

/// The bytes of the workbook. Branches stand in their order, errors first in
/// each; after them what belongs to no branch, and last what belongs to the
/// commune.
///
/// `returned` says which forms came back annotated: the path of the form in the
/// workspace and the path of its copy beside this list, with `/`. A cell links
/// to that copy, never into the inbox; where the copy is a fresh form, which has
/// other cells, to the list in it.
pub fn workbook(
    findings: &[Finding],
    branches: &[Arc<Branch>],
    words: &Catalogue,
    returned: &BTreeMap<String, String>,
) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(SHEET, COLUMNS.iter().map(|it| it.1).collect());
    let heading = sheet.row(RowKind::Frame);
    for (col, (key, _)) in (0_u16..).zip(&COLUMNS) {
        sheet.put(heading, col, words.ui(key, &[]), LEFT.bold().center());
    }
    let numbered = branches.iter().enumerate().rev();
    let places: BTreeMap<&str, usize> = numbered.map(|(at, it)| (it.code.as_str(), at)).collect();
    let place = |finding: &Finding| {
        let own = finding.branch.as_deref();
        let place = own.and_then(|code| places.get(code).copied());
        match (place, &finding.file) {
            (Some(place), _) => place,
            (None, Some(_)) => branches.len(),
            (None, None) => branches.len() + 1,
        }
    };
    let mut sorted: Vec<_> = findings.iter().collect();
    // Stable: within that, the order in which they come.
    sorted.sort_by_cached_key(|it| (place(it), !it.is_error(), it.severity));
    let anew = findings.iter().filter(|it| it.code == &returned::NOT_ANNOTATED);
    let fresh: BTreeSet<&str> = anew.filter_map(|it| it.file.as_deref()).collect();
    let mut links = 0;
    for finding in &sorted {
        let row = sheet.row(RowKind::Item);
        let branch = branches.get(place(finding)).map(Arc::as_ref);
        let is_fresh = finding.file.as_deref().is_some_and(|it| fresh.contains(it));
        let target = target_of(finding, is_fresh, returned).filter(|_| links < LINKS_MAX);
        links += usize::from(target.is_some());
        write(&mut sheet, row, finding, branch, target, words);
    }
    if sorted.is_empty() {
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, (0, sheet.columns() - 1), words.ui("findings-none", &[]), CENTER);
    } else {
        sheet.filter = Some((heading, sheet.next_row() - 1));
    }
    sheet.repeated = Some((heading, heading));
    sheet.frozen = (heading + 1, 0);
    sheet.fit_heights();
    let book = Book {
        sheets: vec![sheet],
        title: words.ui("findings-title", &[]),
        author: "xeploai".to_owned(),
        year: YEAR,
        font: FONT.to_owned(),
        margins_mm: [20, 12, 12, 12],
        names: Vec::new(),
        corrects: Vec::new(),
    };
    book.render(None)
}

fn write(
    sheet: &mut Sheet,
    row: u32,
    finding: &Finding,
    branch: Option<&Branch>,
    target: Option<String>,
    words: &Catalogue,
) {
    let worded = words.render(finding);
    let severity = words.severity(finding.severity);
    let severity = match &finding.waiver {
        Some(_) => words.ui("findings-waived", &[("severity", Arg::from(severity))]),
        None => severity,
    };
    let mut message = vec![worded.message];
    if let Some(expected) = worded.expected {
        message.push(words.ui("findings-expected", &[("expected", Arg::from(expected))]));
    }
    if let Some(waiver) = &finding.waiver {
        message.push(words.ui("findings-waiver", &[("waiver", Arg::from(waiver))]));
    }
    let cell = finding.cell.as_ref().map(crate::model::CellRef::a1).unwrap_or_default();
    let cell = match target {
        Some(target) => {
            (Value::Link { text: cell, target }, Style { face: Face::Linked, ..CENTER })
        }
        None => (Value::from(cell), CENTER),
    };
    let is_error = finding.is_error();
    let cells = [
        (Value::from(severity), if is_error { CENTER.bold() } else { CENTER }),
        (Value::from(finding.code.id), CENTER),
        (Value::from(branch_text(finding, branch, words)), LEFT),
        (Value::from(finding.file.clone().unwrap_or_default()), LEFT),
        (Value::from(finding.sheet.clone().unwrap_or_default()), LEFT),
        cell,
        (Value::from(finding.member.clone().unwrap_or_default()), LEFT),
        (Value::from(message.join("\n")), LEFT),
        (Value::from(worded.help), LEFT),
        (Value::from(finding.clause.clone().unwrap_or_default()), LEFT),
    ];
    for (col, (value, style)) in (0_u16..).zip(cells) {
        sheet.put(row, col, value, style);
    }
}

/// The branch and whom to ring; the whole commune where there is no file either.
fn branch_text(finding: &Finding, branch: Option<&Branch>, words: &Catalogue) -> String {
    let Some(branch) = branch else {
        return match (&finding.branch, &finding.file) {
            (Some(code), _) => code.clone(),
            (None, Some(_)) => String::new(),
            (None, None) => words.ui("findings-commune", &[]),
        };
    };
    match &branch.contact {
        Some(contact) => {
            let contact = words.ui("findings-contact", &[("contact", Arg::from(contact))]);
            format!("{} ({})\n{contact}", branch.name, branch.code)
        }
        None => format!("{} ({})", branch.name, branch.code),
    }
}

/// The link to the finding's cell in the copy that goes back to the branch.
fn target_of(
    finding: &Finding,
    is_fresh: bool,
    returned: &BTreeMap<String, String>,
) -> Option<String> {
    let copy = returned.get(finding.file.as_ref()?)?;
    let cell = finding.cell.as_ref()?;
    let (sheet, cell) =
        if is_fresh { (LIST_SHEET, "A1".to_owned()) } else { (cell.sheet.as_ref(), cell.a1()) };
    let target = format!("file:///{copy}#'{}'!{cell}", sheet.replace('\'', "''"));
    (target.encode_utf16().count() <= LINK_LENGTH_MAX).then_some(target)
}
