//! What a run found, for people and programs: one value, several forms.
//!
//! Every form (text, JSON, later pages) is made from the same [`Report`], and
//! every count in it is derived from the one list of findings and the results.

pub mod html;
pub mod letter;
mod phrase;
mod previous;
pub mod since;
#[cfg(feature = "cli")]
pub mod text;
mod units;

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use serde::Serialize;

use crate::finding::{Arg, Finding, Severity};
use crate::model::{
    BranchResult, BranchStatus, CommuneResult, Decisions, QuotaState, Rating, Tally,
};
use crate::words::Catalogue;
use crate::workspace::Workspace;

pub use previous::{
    AwardLine, BranchYears, ChangeLine, KnownLine, PastLine, PreviousLine, WasBranch, YearCounts,
};
pub use units::UnitLine;

/// The report: also `bao-cao.json`. Keys are public interface; new ones may be added.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program.
    pub tool: Tool,
    /// The regime; null when loose files of several years were checked.
    pub regime: Option<String>,
    /// The rating year; null without a workspace.
    pub year: Option<u32>,
    /// The commune's committee; null without a workspace.
    pub committee: Option<String>,
    /// Sums over the accepted branches; null without a workspace.
    pub totals: Option<Totals>,
    /// Quotas of excellent members: of each group, or one of the whole commune; empty
    /// without a workspace.
    pub quotas: Vec<MemberQuotaLine>,
    /// Quotas of excellent branches by kind; empty without a workspace.
    pub branch_quotas: Vec<QuotaLine>,
    /// Sums by đảng bộ, each before those under it; left out where the workspace has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitLine>,
    /// How far the decisions are; not there where none are in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<DecisionsLine>,
    /// Earlier years beside this one; not there where none are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousLine>,
    /// Branches in the workspace's order.
    pub branches: Vec<BranchLine>,
    /// The one list of findings.
    pub findings: Vec<FindingLine>,
    /// Files of the inbox in path order.
    pub files: Vec<FileLine>,
}

/// The program.
#[derive(Clone, Debug, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// What is counted of the whole and of each branch, by the keys of [`Totals`] and [`BranchLine`].
pub const COUNTS: [&str; 8] = [
    "members",
    "exempt",
    "unrated",
    "rated",
    "excellent",
    "good",
    "satisfactory",
    "unsatisfactory",
];

/// Sums over the accepted branches.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each is the count that its name says, as model::Tally has it")]
pub struct Totals {
    pub branches_expected: usize,
    pub accepted: usize,
    pub returned: usize,
    pub missing: usize,
    pub members: u32,
    pub exempt: u32,
    pub unrated: u32,
    pub rated: u32,
    pub excellent: u32,
    pub good: u32,
    pub satisfactory: u32,
    pub unsatisfactory: u32,
    /// The most excellent members that the quota allows; the sum of its groups.
    pub quota_limit: u32,
    /// What the quota is a share of.
    pub quota_base: u32,
    /// The limit if the base were good ratings alone.
    pub quota_limit_good: u32,
    /// The limit if the base were good and excellent ratings.
    pub quota_limit_good_or_better: u32,
    /// Whether a branch is out, so that the quota is not final.
    pub quota_provisional: bool,
    /// Excellent heads, whom a setting leaves out of every quota; left out where it is 0.
    #[serde(skip_serializing_if = "is_nought")]
    pub quota_outside: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_nought(number: &u32) -> bool {
    *number == 0
}

/// The quota of excellent members of one group.
#[derive(Clone, Debug, Serialize)]
#[expect(
    missing_docs,
    reason = "each is the count that its name says, as model::QuotaState has it"
)]
pub struct MemberQuotaLine {
    /// The group; null where it is counted over the whole commune.
    pub group: Option<String>,
    pub excellent: u32,
    pub good: u32,
    /// So many percent of the base are allowed.
    pub percent: u8,
    /// What the quota is a share of.
    pub base: u32,
    /// The most that the quota allows.
    pub limit: u32,
    /// The limit if the base were good ratings alone.
    pub limit_good: u32,
    /// The limit if the base were good and excellent ratings.
    pub limit_good_or_better: u32,
}

impl MemberQuotaLine {
    /// How many excellent members are too many.
    pub fn over(&self) -> u32 {
        self.excellent.saturating_sub(self.limit)
    }
}

/// The quota of excellent branches of one kind.
#[derive(Clone, Debug, Serialize)]
#[expect(
    missing_docs,
    reason = "each is the count that its name says, as model::QuotaState has it"
)]
pub struct QuotaLine {
    /// The kind; null for all branches together.
    pub kind: Option<String>,
    pub excellent: u32,
    pub good: u32,
    /// What the quota is a share of.
    pub base: u32,
    /// The most that the quota allows.
    pub limit: u32,
}

/// How far the decisions are.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionsLine {
    /// Whether everybody is decided on, by papers with number and date.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// Members, collectives, branches and units that nobody decided on yet.
    pub open: u32,
    /// Members to be decided on.
    pub members_due: u32,
    /// Members decided on.
    pub members_decided: u32,
    /// Collectives to be decided on, branches aside.
    pub collectives_due: u32,
    /// Collectives decided on.
    pub collectives_decided: u32,
    /// Branches to be decided on.
    pub branches_due: u32,
    /// Branches decided on.
    pub branches_decided: u32,
    /// Units to be decided on; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units_due: Option<u32>,
    /// Units decided on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units_decided: Option<u32>,
    /// The papers in the order of their dates.
    pub papers: Vec<PaperLine>,
}

/// A paper by which ratings were decided.
#[derive(Clone, Debug, Serialize)]
pub struct PaperLine {
    /// Its number; empty where none is typed.
    pub number: String,
    /// Its date.
    pub date: Option<String>,
    /// The body that decided.
    pub body: String,
    /// The file that it was read from.
    pub file: String,
    /// How many decisions of it stand.
    pub decided: usize,
}

/// One branch. Counts are null unless it was accepted.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each is the count that its name says, as model::Tally has it")]
pub struct BranchLine {
    pub code: String,
    pub name: String,
    pub kind: String,
    /// Code of the đảng bộ that it stands under; left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub contact: Option<String>,
    pub status: BranchStatus,
    pub file: Option<String>,
    pub sha256: Option<String>,
    pub members: Option<u32>,
    pub exempt: Option<u32>,
    pub unrated: Option<u32>,
    pub rated: Option<u32>,
    pub excellent: Option<u32>,
    pub good: Option<u32>,
    pub satisfactory: Option<u32>,
    pub unsatisfactory: Option<u32>,
    /// What the branch proposes for itself.
    pub proposed: Option<&'static str>,
    /// The most that the certain conditions allow it.
    pub ceiling: Option<&'static str>,
}

/// One finding in words.
#[derive(Clone, Debug, Serialize)]
pub struct FindingLine {
    /// Its code, e.g. `V104`.
    pub code: &'static str,
    /// Its name, e.g. `member-twice`.
    pub name: &'static str,
    /// Its weight, settings applied.
    pub severity: Severity,
    /// Code of the branch.
    pub branch: Option<String>,
    /// Path relative to the workspace.
    pub file: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The cell as Excel names it.
    pub cell: Option<String>,
    /// Name of the member or collective.
    pub member: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The clause.
    pub clause: Option<String>,
    /// The rule's id.
    pub rule: Option<String>,
    /// The value as stored.
    pub stored: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// Why and by whom it was let through.
    pub waiver: Option<String>,
}

/// One file of the inbox.
#[derive(Clone, Debug, Serialize)]
pub struct FileLine {
    /// Path relative to the workspace.
    pub path: String,
    /// `accepted`, `returned`, `ignored` or `unreadable`.
    pub status: &'static str,
    /// Why it is not accepted.
    pub reason: Option<String>,
    /// SHA-256 in hexadecimal.
    pub sha256: Option<String>,
    /// Code of its branch, if the workspace has it.
    pub branch: Option<String>,
    /// Whether it has decisions in it.
    #[serde(skip)]
    pub is_decisions: bool,
}

/// What a report is made of; the run itself is of a higher layer.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The regime, if there is one.
    pub regime: Option<&'a str>,
    /// Year and committee, with a workspace.
    pub season: Option<(u32, &'a str)>,
    /// The workspace, for its units.
    pub workspace: Option<&'a Workspace>,
    /// Branches and totals, with a workspace.
    pub results: Option<&'a CommuneResult>,
    /// The one list of findings.
    pub findings: &'a [Finding],
}

/// The program's name and version.
pub fn tool() -> Tool {
    Tool { name: "xeploai", version: env!("CARGO_PKG_VERSION") }
}

impl Report {
    /// Words a run.
    pub fn new(sources: Sources, files: Vec<FileLine>, words: &Catalogue) -> Self {
        let results = sources.results;
        Self {
            tool: tool(),
            regime: sources.regime.map(str::to_owned),
            year: sources.season.map(|(year, _)| year),
            committee: sources.season.map(|(_, committee)| committee.to_owned()),
            totals: results.map(totals),
            quotas: results
                .map(|it| it.quotas().map(member_quota_line).collect())
                .unwrap_or_default(),
            branch_quotas: results
                .map(|it| it.branch_quotas.iter().map(quota_line).collect())
                .unwrap_or_default(),
            units: results.map(|it| units::lines(it, sources.workspace, words)).unwrap_or_default(),
            decisions: results.and_then(|it| it.decisions.as_ref()).map(decisions_line),
            previous: results.and_then(|it| {
                let year = sources.season.map(|it| it.0)?;
                Some(previous::line(it, it.before.as_deref()?, year))
            }),
            branches: results
                .map(|it| it.branches.iter().map(branch_line).collect())
                .unwrap_or_default(),
            findings: sources.findings.iter().map(|it| finding_line(it, words)).collect(),
            files,
        }
    }

    /// The report as JSON, ending in a line feed.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The same written piece by piece: of a province it has hundreds of megabytes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_json(&self, out: impl Write) -> serde_json::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n").and_then(|()| out.flush()).map_err(serde_json::Error::io)
    }

    /// How many findings have this weight.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|it| it.severity == severity).count()
    }
}

fn totals(results: &CommuneResult) -> Totals {
    let having = |status| results.branches.iter().filter(|it| it.status() == status).count();
    let total = &results.total;
    Totals {
        branches_expected: results.branches.len(),
        accepted: having(BranchStatus::Accepted),
        returned: having(BranchStatus::Returned),
        missing: having(BranchStatus::Missing),
        members: total.members,
        exempt: total.exempt,
        unrated: total.unrated,
        rated: total.rated,
        excellent: total.count(Rating::Excellent),
        good: total.count(Rating::Good),
        satisfactory: total.count(Rating::Satisfactory),
        unsatisfactory: total.count(Rating::Unsatisfactory),
        quota_limit: results.quota.limit,
        quota_base: results.quota.base,
        quota_limit_good: results.quota.limit_good,
        quota_limit_good_or_better: results.quota.limit_good_or_better,
        quota_provisional: results.provisional,
        quota_outside: results.outside(),
    }
}

fn member_quota_line(quota: &QuotaState) -> MemberQuotaLine {
    MemberQuotaLine {
        group: quota.group.clone(),
        excellent: quota.excellent,
        good: quota.good,
        percent: quota.percent,
        base: quota.base,
        limit: quota.limit,
        limit_good: quota.limit_good,
        limit_good_or_better: quota.limit_good_or_better,
    }
}

fn quota_line(quota: &QuotaState) -> QuotaLine {
    QuotaLine {
        kind: quota.group.clone(),
        excellent: quota.excellent,
        good: quota.good,
        base: quota.base,
        limit: quota.limit,
    }
}

fn decisions_line(decisions: &Decisions) -> DecisionsLine {
    let [members, collectives, branches] =
        [decisions.members, decisions.collectives, decisions.branches];
    let units = Some(decisions.units).filter(|it| it.due > 0);
    let standing =
        |place: usize| decisions.decided.values().filter(|it| it.now.paper == place).count();
    let papers = decisions.papers.iter().enumerate().map(|(place, it)| PaperLine {
        number: it.number.clone(),
        date: it.date.map(|it| it.to_string()),
        body: it.body.clone(),
        file: it.file.clone(),
        decided: standing(place),
    });
    DecisionsLine {
        is_final: decisions.is_final(),
        open: decisions.open(),
        members_due: members.due,
        members_decided: members.decided,
        collectives_due: collectives.due,
        collectives_decided: collectives.decided,
        branches_due: branches.due,
        branches_decided: branches.decided,
        units_due: units.map(|it| it.due),
        units_decided: units.map(|it| it.decided),
        papers: papers.collect(),
    }
}

/// How far the decisions are, in a sentence.
pub(crate) fn decisions_told(report: &Report, words: &Catalogue) -> Option<String> {
    let it = report.decisions.as_ref()?;
    let organizations =
        it.collectives_decided + it.branches_decided + it.units_decided.unwrap_or_default();
    let is_returned = report.files.iter().any(|it| it.is_decisions && it.status == "returned");
    let is_numbered = it.papers.iter().all(|it| !it.number.is_empty() && it.date.is_some());
    let key = match (it.is_final, it.members_decided + organizations) {
        (true, _) => "decisions-final",
        (false, 0) if is_returned => "decisions-returned",
        (false, 0) => "decisions-none-yet",
        (false, _) if it.open > 0 && it.units_due.is_some() => "decisions-so-far-units",
        (false, _) if it.open > 0 => "decisions-so-far",
        (false, _) if is_numbered => "decisions-forms-out",
        (false, _) => "decisions-unnumbered",
    };
    let numbers: Vec<&str> =
        it.papers.iter().map(|it| it.number.as_str()).filter(|it| !it.is_empty()).collect();
    let args = [
        ("decided", Arg::from(it.members_decided)),
        ("due", Arg::from(it.members_due)),
        ("open", Arg::from(it.open)),
        ("papers", Arg::from(numbers.join(", "))),
    ];
    Some(words.ui(key, &args))
}

fn branch_line(result: &BranchResult) -> BranchLine {
    let count = |get: fn(&Tally) -> u32| result.tally().map(get);
    let row = result.own_row();
    let proposed = row.and_then(|it| it.proposal).map(Rating::key);
    let ceiling = row.and_then(|it| it.allowed).map(|it| it.certain.key());
    BranchLine {
        code: result.branch.code.clone(),
        name: result.branch.name.clone(),
        kind: result.branch.kind.clone(),
        unit: result.branch.unit.clone(),
        contact: result.branch.contact.clone(),
        status: result.status(),
        file: result.file().map(|it| it.path.clone()),
        sha256: result.file().and_then(|it| it.sha256.clone()),
        members: count(|it| it.members),
        exempt: count(|it| it.exempt),
        unrated: count(|it| it.unrated),
        rated: count(|it| it.rated),
        excellent: count(|it| it.count(Rating::Excellent)),
        good: count(|it| it.count(Rating::Good)),
        satisfactory: count(|it| it.count(Rating::Satisfactory)),
        unsatisfactory: count(|it| it.count(Rating::Unsatisfactory)),
        proposed,
        ceiling,
    }
}

fn finding_line(finding: &Finding, words: &Catalogue) -> FindingLine {
    let worded = words.render(finding);
    FindingLine {
        code: finding.code.id,
        name: finding.code.name,
        severity: finding.severity,
        branch: finding.branch.clone(),
        file: finding.file.clone(),
        sheet: finding.sheet.clone(),
        cell: finding.cell.as_ref().map(crate::model::CellRef::a1),
        member: finding.member.clone(),
        message: worded.message,
        help: worded.help,
        clause: finding.clause.clone(),
        rule: finding.rule.clone(),
        stored: finding.stored.clone(),
        expected: worded.expected,
        waiver: finding.waiver.clone(),
    }
}

/// Findings parted by whose they are, in the order in which each part comes first.
#[derive(Debug, Default)]
struct Parted<'a> {
    places: BTreeMap<(Option<&'a str>, Option<&'a str>), usize>,
    parts: Vec<Part<'a>>,
}

/// A branch and a file, as far as they are known, and their findings.
type Part<'a> = ((Option<&'a str>, Option<&'a str>), Vec<&'a FindingLine>);

impl<'a> Parted<'a> {
    fn put(&mut self, of: (Option<&'a str>, Option<&'a str>), line: &'a FindingLine) {
        let place = *self.places.entry(of).or_insert(self.parts.len());
        match self.parts.get_mut(place) {
            Some((_, lines)) => lines.push(line),
            None => self.parts.push((of, vec![line])),
        }
    }

    fn in_order(self) -> Vec<Part<'a>> {
        self.parts
    }
}

/// Why a file is not accepted, in words.
pub fn file_reason(reason: Option<&Finding>, errors: usize, words: &Catalogue) -> Option<String> {
    match reason {
        Some(finding) => Some(words.render(finding).message),
        None if errors > 0 => Some(words.ui("file-errors", &[("count", Arg::from(errors))])),
        None => None,
    }
}
