//! The report on a terminal: findings by branch, errors first, then a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table};

use crate::finding::{Arg, Severity};
use crate::model::BranchStatus;
use crate::words::Catalogue;

use super::phrase::status_key;
use super::{BranchLine, FindingLine, Parted, Report, UnitLine};

/// Findings of one branch that a terminal shows; the files hold all of them.
const SHOWN_PER_FILE: usize = 50;
/// Branches, and files that are nobody's, of whose findings it tells: with more those that have an error come first.
const GROUPS_MAX: usize = 500;
/// Rows of its table: with more branches it has those alone that are out.
const ROWS_MAX: usize = 200;

/// How the report is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Columns of the terminal; 60 to 200 are sensible.
    pub width: u16,
    /// Whether notices are shown too.
    pub notices: bool,
    /// Whether the files that hold everything are written as well.
    pub is_written: bool,
}

const RED: anstyle::Style = anstyle::AnsiColor::Red.on_default().effects(anstyle::Effects::BOLD);
const YELLOW: anstyle::Style =
    anstyle::AnsiColor::Yellow.on_default().effects(anstyle::Effects::BOLD);
const CYAN: anstyle::Style = anstyle::AnsiColor::Cyan.on_default().effects(anstyle::Effects::BOLD);
const BOLD: anstyle::Style = anstyle::Style::new().bold();

/// The whole report. Carries colours; the stream strips them where they are not wanted.
pub fn render(report: &Report, layout: Layout, words: &Catalogue) -> String {
    let mut out = String::new();
    findings(&mut out, report, layout, words);
    if report.totals.is_some() {
        out.push_str(&board(report, layout, words));
        out.push('\n');
    }
    for text in summary(report, words) {
        line(&mut out, &text, layout.width);
    }
    out
}

/// One group of findings: a branch, a file without branch, or the commune.
fn group_of(finding: &FindingLine) -> (Option<&str>, Option<&str>) {
    match finding.branch.as_deref() {
        Some(branch) => (Some(branch), None),
        None => (None, finding.file.as_deref()),
    }
}

// Writing to a `String` cannot fail; `let _` says that this is known.

fn findings(out: &mut String, report: &Report, layout: Layout, words: &Catalogue) {
    let shown = |it: &&FindingLine| layout.notices || it.severity != Severity::Notice;
    let mut parted = Parted::default();
    for finding in report.findings.iter().filter(shown) {
        parted.put(group_of(finding), finding);
    }
    let mut groups = parted.in_order();
    let more = groups.len().saturating_sub(GROUPS_MAX);
    if more > 0 {
        let has_error = |own: &[&FindingLine]| own.iter().any(|it| it.severity == Severity::Error);
        groups.sort_by_key(|(_, own)| !has_error(own));
        groups.truncate(GROUPS_MAX);
    }
    let names: BTreeMap<&str, &str> =
        report.branches.iter().map(|it| (it.code.as_str(), it.name.as_str())).collect();
    for (group, mut own) in groups {
        own.sort_by_key(|it| it.severity);
        let heading = wrapped(&heading(group, &names, words), layout.width);
        let _ = writeln!(out, "{BOLD}{heading}{BOLD:#}");
        for finding in own.iter().take(SHOWN_PER_FILE) {
            one(out, finding, layout, words);
        }
        if own.len() > SHOWN_PER_FILE {
            let count = Arg::from(own.len() - SHOWN_PER_FILE);
            let key = if layout.is_written { "and-more" } else { "and-more-unwritten" };
            let _ = writeln!(out, "  {}", words.ui(key, &[("count", count)]));
        }
        out.push('\n');
    }
    if more > 0 {
        let key = if layout.is_written { "and-more-groups" } else { "and-more-groups-unwritten" };
        line(out, &words.ui(key, &[("count", Arg::from(more))]), layout.width);
        out.push('\n');
    }
}

fn heading(
    group: (Option<&str>, Option<&str>),
    names: &BTreeMap<&str, &str>,
    words: &Catalogue,
) -> String {
    match group {
        (Some(code), _) => {
            names.get(code).map_or_else(|| code.to_owned(), |it| format!("{it} ({code})"))
        }
        (None, Some(file)) => words.ui("group-file", &[("file", Arg::from(file))]),
        (None, None) => words.ui("group-commune", &[]),
    }
}

fn one(out: &mut String, finding: &FindingLine, layout: Layout, words: &Catalogue) {
    let style = match finding.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Notice => CYAN,
    };
    let severity = words.severity(finding.severity);
    let head = format!("  {style}{severity} {}{style:#}: ", finding.code);
    let plain_width = 2 + severity.chars().count() + 1 + finding.code.len() + 2;
    out.push_str(&head);
    wrap(out, &finding.message, plain_width, 4, layout.width);
    let mut place = Vec::new();
    place.extend(finding.file.clone());
    place.extend(match (&finding.sheet, &finding.cell) {
        (Some(sheet), Some(cell)) => {
            let (sheet, cell) = (Arg::from(sheet), Arg::from(cell));
            Some(words.ui("place-cell", &[("sheet", sheet), ("cell", cell)]))
        }
        (Some(sheet), None) => Some(words.ui("place-sheet", &[("sheet", Arg::from(sheet))])),
        (None, _) => None,
    });
    place.extend(finding.member.clone());
    if !place.is_empty() {
        out.push_str("    → ");
        wrap(out, &place.join(" · "), 6, 6, layout.width);
    }
    let labelled = |out: &mut String, key: &str, text: &str| {
        let label = words.ui(key, &[]);
        let _ = write!(out, "    {label}: ");
        wrap(out, text, 6 + label.chars().count(), 6, layout.width);
    };
    if let Some(expected) = &finding.expected {
        labelled(out, "label-expected", expected);
    }
    labelled(out, "label-help", &finding.help);
    if let Some(waiver) = &finding.waiver {
        labelled(out, "label-waiver", waiver);
    }
    if finding.severity == Severity::Error
        && let Some(clause) = &finding.clause
    {
        labelled(out, "label-clause", clause);
    }
}

/// Appends `text` and a line feed, broken at blanks so that no line passes `width`.
fn wrap(out: &mut String, text: &str, used: usize, indent: usize, width: u16) {
    let width = usize::from(width);
    let mut column = used;
    for (place, word) in text.split_whitespace().enumerate() {
        let length = word.chars().count();
        if place > 0 && column + 1 + length > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if place > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

/// Appends `text` and a line feed, on one line where it fits and else broken at blanks.
fn line(out: &mut String, text: &str, width: u16) {
    if text.chars().count() <= usize::from(width) {
        out.push_str(text);
        out.push('\n');
    } else {
        wrap(out, text, 0, 2, width);
    }
}

/// A text of one line, broken at blanks where it is wider than `width`.
pub fn wrapped(text: &str, width: u16) -> String {
    let mut out = String::new();
    line(&mut out, text, width);
    out.truncate(out.trim_end().len());
    out
}

/// Columns of a terminal from which on the table has lines between its columns.
const RULED_FROM: u16 = 110;
/// Columns below which the table leaves out the codes and two of the counts, which
/// are in every file that is written.
const WHOLE_FROM: u16 = 78;

/// The columns of the table that stand however narrow the terminal is.
const ALWAYS: [&str; 7] = [
    "board-branch",
    "board-status",
    "board-members",
    "board-excellent",
    "board-good",
    "board-satisfactory",
    "board-unsatisfactory",
];
/// The columns of the table.
const COLUMNS: [&str; 11] = [
    "board-code",
    "board-branch",
    "board-status",
    "board-members",
    "board-exempt",
    "board-unrated",
    "board-rated",
    "board-excellent",
    "board-good",
    "board-satisfactory",
    "board-unsatisfactory",
];

/// The table of branches. Only the name of a branch is ever broken over lines: a
/// number in two pieces would be read as another one.
fn board(report: &Report, layout: Layout, words: &Catalogue) -> String {
    let shown = |key: &str| layout.width >= WHOLE_FROM || ALWAYS.contains(&key);
    let only_shown = |row: Vec<String>| -> Vec<String> {
        let columns = COLUMNS.iter().zip(row);
        columns.filter(|(key, _)| shown(key)).map(|(_, cell)| cell).collect()
    };
    let mut table = Table::new();
    let is_ruled = layout.width >= RULED_FROM;
    if is_ruled {
        table.load_style(UTF8_FULL_CONDENSED);
    } else {
        let rule = LineStyle::none().fill('─').junction('─');
        table.load_style(NOTHING.header_separator(rule));
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(layout.width);
    // A word a line: the numbers below are narrower than their headings.
    let heading = |key: &str| match key {
        "board-branch" => words.ui(key, &[]),
        _ if is_ruled => words.ui(key, &[]),
        _ => words.ui(key, &[]).replace(' ', "\n"),
    };
    table.set_header(COLUMNS.iter().filter(|it| shown(it)).map(|it| heading(it)));
    let rows = shown_rows(report);
    for branch in &rows {
        table.add_row(only_shown(cells(branch, words)));
    }
    for unit in &report.units {
        table.add_row(only_shown(unit_cells(unit)));
    }
    if let Some(totals) = &report.totals {
        let counts = [
            totals.members,
            totals.exempt,
            totals.unrated,
            totals.rated,
            totals.excellent,
            totals.good,
            totals.satisfactory,
            totals.unsatisfactory,
        ];
        let mut row = vec![
            String::new(),
            words.ui("board-total", &[]),
            format!("{}/{}", totals.accepted, totals.branches_expected),
        ];
        row.extend(counts.map(|it| it.to_string()));
        table.add_row(only_shown(row));
    }
    let keys = COLUMNS.iter().filter(|it| shown(it));
    for (column, key) in table.column_iter_mut().zip(keys) {
        if *key != "board-branch" {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        if !["board-code", "board-branch", "board-status"].contains(key) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if !is_ruled {
            column.set_padding((0, 0));
        }
    }
    let mut text = table.trim_fmt();
    let more = report.branches.len() - rows.len();
    if more > 0 {
        let key = if layout.is_written { "board-more" } else { "board-more-unwritten" };
        text.push('\n');
        text.push_str(&wrapped(&words.ui(key, &[("count", Arg::from(more))]), layout.width));
    }
    text
}

/// The branches that the table has: of very many those that are out.
fn shown_rows(report: &Report) -> Vec<&BranchLine> {
    if report.branches.len() <= ROWS_MAX {
        return report.branches.iter().collect();
    }
    let is_out = |it: &&BranchLine| it.status != BranchStatus::Accepted;
    report.branches.iter().filter(is_out).take(ROWS_MAX).collect()
}

/// The sums of a unit, below the branches.
fn unit_cells(unit: &UnitLine) -> Vec<String> {
    let name = format!("{} {}", unit.number, unit.name);
    let status = format!("{}/{}", unit.accepted, unit.branches_expected);
    let mut row = vec![unit.code.clone().unwrap_or_default(), name, status];
    let counts = [
        unit.members,
        unit.exempt,
        unit.unrated,
        unit.rated,
        unit.excellent,
        unit.good,
        unit.satisfactory,
        unit.unsatisfactory,
    ];
    row.extend(counts.map(|it| it.to_string()));
    row
}

fn cells(branch: &BranchLine, words: &Catalogue) -> Vec<String> {
    let status = words.ui(status_key(branch.status), &[]);
    let mut row = vec![branch.code.clone(), branch.name.clone(), status];
    let counts = [
        branch.members,
        branch.exempt,
        branch.unrated,
        branch.rated,
        branch.excellent,
        branch.good,
        branch.satisfactory,
        branch.unsatisfactory,
    ];
    row.extend(counts.map(|it| it.map_or_else(|| "–".to_owned(), |it| it.to_string())));
    row
}

fn summary(report: &Report, words: &Catalogue) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(totals) = &report.totals {
        let groups = report.quotas.iter().filter(|it| it.group.is_some()).count();
        let key = match (groups > 0, totals.quota_provisional) {
            (false, false) => "quota",
            (false, true) => "quota-provisional",
            (true, false) => "quota-groups",
            (true, true) => "quota-groups-provisional",
        };
        let counted: u32 = report.quotas.iter().map(|it| it.excellent).sum();
        let excellent = if groups > 0 { counted } else { totals.excellent };
        lines.push(words.ui(
            key,
            &[
                ("excellent", Arg::from(excellent)),
                ("limit", Arg::from(totals.quota_limit)),
                ("base", Arg::from(totals.quota_base)),
                ("groups", Arg::from(groups)),
            ],
        ));
        for quota in &report.quotas {
            let Some(group) = &quota.group else { continue };
            let key = if quota.over() > 0 { "quota-of-group-over" } else { "quota-of-group" };
            lines.push(words.ui(
                key,
                &[
                    ("group", Arg::from(group)),
                    ("excellent", Arg::from(quota.excellent)),
                    ("limit", Arg::from(quota.limit)),
                    ("over", Arg::from(quota.over())),
                    ("percent", Arg::from(u32::from(quota.percent))),
                    ("base", Arg::from(quota.base)),
                ],
            ));
        }
    }
    let outside = report.totals.as_ref().map_or(0, |it| it.quota_outside);
    if outside > 0 {
        lines.push(words.ui("quota-outside", &[("heads", Arg::from(outside))]));
    }
    let count = |severity| Arg::from(report.count(severity));
    lines.extend(super::decisions_told(report, words));
    lines.push(words.ui(
        "counts",
        &[
            ("errors", count(Severity::Error)),
            ("warnings", count(Severity::Warning)),
            ("notices", count(Severity::Notice)),
        ],
    ));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_line_that_fits_stays_as_it_is() {
        assert_eq!(wrapped("đã ghi  ./ket-qua", 60), "đã ghi  ./ket-qua");
        assert_eq!(wrapped("một hai ba bốn năm", 10), "một hai ba\n  bốn năm");
    }

    #[test]
    fn wrapping_keeps_every_word_and_the_width() {
        let mut out = "    x: ".to_owned();
        wrap(&mut out, "một hai ba bốn năm sáu bảy tám chín mười", 7, 6, 20);
        assert!(out.lines().all(|line| line.chars().count() <= 20), "{out}");
        let words: Vec<_> = out.split_whitespace().skip(1).collect();
        assert_eq!(words.join(" "), "một hai ba bốn năm sáu bảy tám chín mười");
    }

    #[test]
    fn of_very_many_branches_the_table_has_those_that_are_out() {
        let told = |branches: usize| {
            let codes: Vec<String> = (0..branches).map(|it| format!("CB{it}")).collect();
            let status = |it: usize| match it {
                7 => BranchStatus::Missing,
                8 => BranchStatus::Returned,
                _ => BranchStatus::Accepted,
            };
            let all: Vec<(&str, BranchStatus)> =
                codes.iter().enumerate().map(|(at, it)| (it.as_str(), status(at))).collect();
            let report = crate::report::since::tests::report(&[], &all);
            let layout = Layout { width: 100, notices: false, is_written: true };
            render(&report, layout, &Catalogue::new(Lang::Vi))
        };
        let all = told(ROWS_MAX);
        assert!(all.contains("CB0") && all.contains("CB199") && !all.contains("không ghi ở đây"));
        let few = told(ROWS_MAX + 1);
        assert!(few.contains("CB7") && few.contains("CB8") && !few.contains("CB9"), "{few}");
        assert!(few.contains("199/201") && few.contains("còn 199 chi bộ không ghi ở đây"), "{few}");
    }

    #[test]
    fn of_very_many_findings_those_of_branches_with_an_error_are_told_first() {
        let mut report = crate::report::since::tests::report(&[], &[]);
        let finding = |at: usize, severity| FindingLine {
            code: "V000",
            name: "some",
            severity,
            branch: Some(format!("CB{at}")),
            file: None,
            sheet: None,
            cell: None,
            member: None,
            message: String::new(),
            help: String::new(),
            clause: None,
            rule: None,
            stored: None,
            expected: None,
            waiver: None,
        };
        report.findings = (0..GROUPS_MAX).map(|it| finding(it, Severity::Warning)).collect();
        report.findings.push(finding(9_999, Severity::Error));
        let layout = Layout { width: 100, notices: false, is_written: false };
        let text = render(&report, layout, &Catalogue::new(Lang::Vi));
        assert!(text.starts_with("\u{1b}[1mCB9999"), "{}", &text[..80]);
        assert!(text.contains("CB498") && !text.contains("CB499"));
        assert!(text.contains("Còn 1 chi bộ hoặc tệp khác"), "{text}");
    }
}
