//! The level above: the consolidated workbooks of communes, put together as a commune puts the forms of its
//! branches together. Each is checked against its own lists before it counts.

mod merge;
mod open;
mod report;
mod reports;
mod sort_out;
mod sorted;
mod twice;

use std::path::Path;
use std::sync::Arc;

use crate::batch::{self, Run};
use crate::discover::Entry;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{Branch, CommuneResult};
use crate::read::Apart;
use crate::words::Catalogue;
use crate::workspace::{Commune, Workspace};
use crate::write;

use super::outputs::{NotMade, Put, put_all, workbook_name};
use super::settings::Settled;
use open::{Opened, Opening};

/// A file that is no consolidated workbook.
static NO_WORKBOOK: Code = code("U001", "no-commune-workbook", Severity::Error);
/// A workbook of another year.
static OTHER_YEAR: Code = code("U002", "commune-workbook-of-other-year", Severity::Error);
/// The same as another file.
static COPY: Code = code("U003", "commune-workbook-copy", Severity::Notice);
/// Two different workbooks of one commune and year.
static TWO_VERSIONS: Code = code("U004", "commune-workbook-twice", Severity::Error);
/// A workbook of none of the communes that are expected.
static UNKNOWN: Code = code("U005", "commune-unknown", Severity::Error);
/// A commune that has not sent.
static MISSING: Code = code("U006", "commune-missing", Severity::Error);
/// A workbook that is no final one.
static DRAFT: Code = code("U007", "commune-workbook-draft", Severity::Warning);
/// A workbook that lacks branches.
static PARTIAL: Code = code("U008", "commune-workbook-partial", Severity::Warning);
/// More excellent members than the workbook itself says are allowed.
static OVER_QUOTA: Code = code("U009", "commune-over-quota", Severity::Warning);
/// A number that is not what the lists of the same workbook give.
static NUMBER_DIFFERS: Code = code("U016", "number-not-of-lists", Severity::Error);
/// A number that nobody wrote, where the lists give one.
static NUMBER_BLANK: Code = code("U042", "number-blank", Severity::Error);
/// A number where the lists give none.
static NUMBER_UNKNOWN: Code = code("U027", "number-not-in-lists", Severity::Warning);
/// A limit of a quota that is more than all members of whom it is a share.
static LIMIT_TOO_HIGH: Code = code("U028", "limit-too-high", Severity::Error);
/// Somebody in two communes.
static IN_TWO: Code = code("U029", "person-in-two-communes", Severity::Warning);
/// Most of the people of a workbook stand in that of another commune.
static ANOTHERS: Code = code("U049", "people-of-another-commune", Severity::Error);
/// Lists of which no tables can be made.
static NOT_COUNTED: Code = code("U026", "commune-workbook-not-counted", Severity::Error);
/// A row that is gone.
static ROW_MISSING: Code = code("U018", "table-row-missing", Severity::Error);
/// A column that is gone.
static COLUMN_MISSING: Code = code("U046", "table-column-missing", Severity::Error);
/// A workbook in the words of an earlier version.
static FORMERLY: Code = code("U047", "workbook-of-earlier-version", Severity::Notice);
/// A row that the lists know nothing of.
static ROW_UNKNOWN: Code = code("U019", "table-row-unknown", Severity::Warning);
/// The later one of two versions counts, as the settings want it.
static OUTDATED: Code = code("U020", "commune-workbook-outdated", Severity::Notice);
/// The corrected copy of a workbook takes its place.
static CORRECTED: Code = code("U021", "commune-workbook-corrected", Severity::Notice);
/// Another workbook of the commune says that it was made after this one.
static SUPERSEDED: Code = code("U070", "commune-workbook-superseded", Severity::Notice);
/// The later one of two versions would count, but nobody knows which one that is.
static UNDATED: Code = code("U071", "commune-workbooks-undated", Severity::Error);

/// A workbook that does not say whose it is.
static NOT_NAMED: Code = code("U039", "commune-not-named", Severity::Error);
/// A commune of which only the report has come.
static REPORT_ALONE: Code = code("U033", "report-without-workbook", Severity::Error);
/// A report that says other numbers than the workbook of its commune.
static REPORT_DIFFERS: Code = code("U034", "report-not-of-workbook", Severity::Warning);
/// A report whose numbers contradict one another.
static REPORT_SUMS: Code = code("U035", "report-contradicts-itself", Severity::Warning);
/// A report that cannot be read.
static REPORT_UNREAD: Code = code("U036", "report-unread", Severity::Warning);
/// A report of another year.
static REPORT_YEAR: Code = code("U037", "report-of-other-year", Severity::Warning);
/// A report of none of the communes that are expected.
static REPORT_UNKNOWN: Code = code("U038", "report-of-unknown-commune", Severity::Warning);

/// Kinds of findings of this job.
pub static CODES: &[&Code] = &[
    &NO_WORKBOOK,
    &OTHER_YEAR,
    &COPY,
    &TWO_VERSIONS,
    &UNKNOWN,
    &MISSING,
    &DRAFT,
    &PARTIAL,
    &OVER_QUOTA,
    &NUMBER_DIFFERS,
    &NUMBER_BLANK,
    &NUMBER_UNKNOWN,
    &LIMIT_TOO_HIGH,
    &IN_TWO,
    &ANOTHERS,
    &NOT_COUNTED,
    &ROW_MISSING,
    &ROW_UNKNOWN,
    &COLUMN_MISSING,
    &FORMERLY,
    &OUTDATED,
    &CORRECTED,
    &SUPERSEDED,
    &UNDATED,
    &NOT_NAMED,
    &REPORT_ALONE,
    &REPORT_DIFFERS,
    &REPORT_SUMS,
    &REPORT_UNREAD,
    &REPORT_YEAR,
    &REPORT_UNKNOWN,
];

/// What came of the workbooks of the communes.
#[derive(Debug)]
pub struct RolledUp {
    /// The run: each commune stands in it as a branch does in a commune's.
    pub run: Run,
    /// All branches of the communes that count, under their communes; none where no workbook counts.
    whole: Option<(CommuneResult, Workspace)>,
}

/// Puts the workbooks of an inbox together. The communes of the workspace take the place of its branches.
/// The result does not depend on the number of threads.
pub fn roll_up<L>(
    entries: Vec<Entry>,
    settled: &mut Settled,
    (apart, threads): (Apart, usize),
    load: L,
    done: impl Fn() + Sync,
) -> RolledUp
where
    L: Fn(&Path) -> std::io::Result<Vec<u8>> + Sync,
{
    let limits = settled.limits.of_consolidated();
    let opening = Opening { settled, apart, limits, load: &load };
    let opened = batch::map(&entries, threads, |entry| {
        let opened = opening.open(entry);
        done();
        opened
    });
    let mut files: Vec<Opened> = Vec::new();
    for (entry, opened) in entries.into_iter().zip(opened) {
        files.push(opened.unwrap_or_else(|failure| Opened::refused(entry.path, failure)));
    }
    let communes = settled.workspace.commune.clone();
    settled.workspace.branch = communes.iter().map(branch).collect();
    let sorted = sort_out::sort_out(files, &communes, settled);
    let merged = merge::merge(&sorted, &communes, settled);
    let files = sorted.iter().map(sorted::Sorted::result).collect();
    let mut findings: Vec<Finding> = sorted.into_iter().flat_map(|it| it.findings).collect();
    findings.extend(merged.findings);
    let mut run = Run { files, results: Some(merged.board), findings };
    run.in_order(&settled.workspace);
    RolledUp { run, whole: merged.whole }
}

/// A commune as the branch that it is to its superior.
fn branch(commune: &Commune) -> Arc<Branch> {
    Arc::new(Branch {
        code: commune.code.clone(),
        name: commune.name.clone(),
        kind: String::new(),
        members: None,
        contact: commune.contact.clone(),
        unit: commune.unit.clone(),
        previous_codes: Vec::new(),
    })
}

impl RolledUp {
    /// Makes all outputs but the page, and hands each to `put`, as [`super::make`] does.
    ///
    /// # Errors
    /// When one cannot be made or put; then none is to be written.
    pub fn make<E: From<NotMade>>(
        &mut self,
        settled: &Settled,
        load: impl Fn(&str) -> Option<Vec<u8>> + Sync,
        apart: Apart,
        threads: usize,
        words: &Catalogue,
        put: &mut impl Put<E>,
    ) -> Result<super::Made, E> {
        if let Some((results, workspace)) = &self.whole {
            let context = crate::context::Context {
                regime: &settled.regime,
                settings: &workspace.settings,
                year: workspace.year,
                workspace: Some(workspace),
            };
            put.put_large(&workbook_name(workspace.year), &mut |out| {
                write::consolidated::write_since(results, &context, None, out)
                    .map_err(|error| NotMade::Contradiction(error.to_string()))
            })?;
        }
        put_all(settled, &mut self.run, load, apart, threads, words, put)
    }
}
