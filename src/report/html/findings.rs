//! Findings by branch: the commune's own first, then branches in the
//! workspace's order, then files of no known branch.

use crate::finding::Severity;
use crate::model::BranchStatus;
use crate::report::letter::letter;
use crate::report::{BranchLine, FindingLine, Parted, phrase};
use crate::sorted::{BTreeMap, BTreeSet};
use crate::words::Catalogue;

use super::{Page, ROWS_SHOWN, counted, is_open_error};

/// Findings of one group that the page shows; `kiem-tra.xlsx` has all.
const SHOWN_PER_GROUP: usize = 500;

/// One finding as it is shown.
pub(super) struct Item<'a> {
    pub line: &'a FindingLine,
    /// `error`, `warning` or `notice`: class, filter and name of the sign.
    pub severity: &'static str,
    pub severity_word: String,
    pub message: String,
    pub place: Option<String>,
    /// The file, where the group's heading does not name it.
    pub file: Option<&'a str>,
}

impl Item<'_> {
    /// Whether it points at something.
    pub(super) fn has_place(&self) -> bool {
        self.place.is_some()
            || self.file.is_some()
            || self.line.member.is_some()
            || self.line.stored.is_some()
    }
}

/// Findings of a branch, of a file without branch, or of the commune.
pub(super) struct Group<'a> {
    /// Anchor and filter: `nhom-1` and so on.
    pub id: String,
    pub name: String,
    pub branch: Option<&'a BranchLine>,
    /// Class of the branch's status.
    pub status: &'static str,
    pub status_word: String,
    /// What the group has, e.g. `2 lỗi, 1 cảnh báo`.
    pub counts: String,
    pub items: Vec<Item<'a>>,
    /// How many found no room, in words.
    pub more: Option<String>,
    /// Whether `tra-lai/<code>.xlsx` was written.
    pub has_returned_copy: bool,
    /// The letter, for a branch whose form goes back.
    pub letter: Option<String>,
}

/// Every group, and what the filter offers.
pub(super) struct Findings<'a> {
    pub groups: Vec<Group<'a>>,
    /// How many findings are not shown, in words.
    pub more: Option<String>,
    pub total: String,
    pub errors: usize,
    pub warnings: usize,
    pub notices: usize,
}

impl<'a> Findings<'a> {
    pub(super) fn new(page: &Page<'a>, words: &Catalogue) -> Self {
        let report = page.report;
        let mut groups = Vec::new();
        let mut by_branch: BTreeMap<&str, Vec<&FindingLine>> = BTreeMap::new();
        let (mut commune, mut others) = (Vec::new(), Parted::default());
        let known: BTreeSet<&str> = report.branches.iter().map(|it| it.code.as_str()).collect();
        for line in &report.findings {
            match (line.branch.as_deref(), line.file.as_deref()) {
                (None, None) => commune.push(line),
                (Some(code), _) if known.contains(code) => {
                    by_branch.entry(code).or_default().push(line);
                }
                of => others.put(of, line),
            }
        }
        let mut hidden = 0;
        groups.extend(group(page, None, words.ui("group-commune", &[]), commune, words));
        for branch in &report.branches {
            let own = by_branch.remove(branch.code.as_str()).unwrap_or_default();
            let is_open = own.iter().any(|it| is_open_error(it));
            if page.is_large() && (!is_open || groups.len() >= ROWS_SHOWN) {
                hidden += own.len();
                continue;
            }
            groups.extend(group(page, Some(branch), branch.name.clone(), own, words));
        }
        for ((branch, file), own) in others.in_order() {
            if page.is_large() && groups.len() >= 2 * ROWS_SHOWN {
                hidden += own.len();
                continue;
            }
            let name = match (file, branch) {
                (Some(file), _) => words.ui("group-file", &[("file", file.into())]),
                (None, Some(code)) => code.to_owned(),
                (None, None) => words.ui("group-commune", &[]),
            };
            groups.extend(group(page, None, name, own, words));
        }
        for (number, group) in (1..).zip(&mut groups) {
            group.id = format!("nhom-{number}");
        }
        Self {
            groups,
            more: (hidden > 0).then(|| counted(words, "page-more-findings", hidden)),
            total: counted(words, "page-findings-total", report.findings.len()),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notices: report.count(Severity::Notice),
        }
    }

    /// The group of a branch, if it has findings.
    pub(super) fn of(&self, code: &str) -> Option<&Group<'a>> {
        self.groups.iter().find(|it| it.branch.is_some_and(|it| it.code == code))
    }
}

impl Group<'_> {
    /// Whether a letter or a returned form goes with it.
    pub(super) fn goes_back(&self) -> bool {
        self.has_returned_copy || self.letter.is_some()
    }
}

/// `None` when there is nothing in it.
fn group<'a>(
    page: &Page<'a>,
    branch: Option<&'a BranchLine>,
    name: String,
    mut own: Vec<&'a FindingLine>,
    words: &Catalogue,
) -> Option<Group<'a>> {
    if own.is_empty() {
        return None;
    }
    own.sort_by_key(|it| it.severity);
    let has_returned_copy = branch.is_some_and(|it| page.returned.contains(&it.code));
    let letter = branch.filter(|it| it.status == BranchStatus::Returned).map(|it| {
        let committee = page.report.committee.as_deref().unwrap_or_default();
        let copy_of = it.file.as_deref().filter(|_| has_returned_copy);
        letter(&it.code, &it.name, committee, &own, copy_of, words)
    });
    let known_file = branch.and_then(|it| it.file.as_deref());
    let more = own.len().checked_sub(SHOWN_PER_GROUP).filter(|&it| it > 0);
    Some(Group {
        id: String::new(),
        name,
        branch,
        status: branch.map_or("", |it| status_class(it.status)),
        status_word: branch.map_or_else(String::new, |it| status_word(it.status, words)),
        counts: counts(&own, words),
        items: own
            .iter()
            .take(SHOWN_PER_GROUP)
            .map(|line| item(line, branch.is_some(), known_file, words))
            .collect(),
        more: more.map(|it| counted(words, "and-more", it)),
        has_returned_copy,
        letter,
    })
}

fn item<'a>(
    line: &'a FindingLine,
    in_branch: bool,
    known_file: Option<&str>,
    words: &Catalogue,
) -> Item<'a> {
    Item {
        line,
        severity: match line.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        },
        severity_word: words.severity(line.severity),
        message: phrase::sentence(&line.message),
        place: phrase::place(line, words).map(|it| phrase::capital(&it)),
        file: line.file.as_deref().filter(|&it| in_branch && Some(it) != known_file),
    }
}

/// The counts of a list by weight, those that are 0 left out.
pub(super) fn counts(findings: &[&FindingLine], words: &Catalogue) -> String {
    let parts = [
        (Severity::Error, "page-count-errors"),
        (Severity::Warning, "page-count-warnings"),
        (Severity::Notice, "page-count-notices"),
    ];
    let told = parts.into_iter().filter_map(|(severity, key)| {
        let count = findings.iter().filter(|it| it.severity == severity).count();
        (count > 0).then(|| counted(words, key, count))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Class of a status: chooses the sign.
pub(super) fn status_class(status: BranchStatus) -> &'static str {
    match status {
        BranchStatus::Accepted => "accepted",
        BranchStatus::Returned => "returned",
        BranchStatus::Missing => "missing",
    }
}

/// The word for a status, with a capital.
pub(super) fn status_word(status: BranchStatus, words: &Catalogue) -> String {
    phrase::capital(&words.ui(phrase::status_key(status), &[]))
}
