//! A file from its bytes to what a commune says, checked against itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::settings::Settled;
use super::{NO_WORKBOOK, NUMBER_DIFFERS, ROW_MISSING, ROW_UNKNOWN, TABLE_MISSING};
use crate::batch::{self, own};
use crate::context::Context;
use crate::discover::{self, Action, Entry};
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{Above, Branch, BranchResult, CellRef, Decisions, Numbers, Place, Sent};
use crate::read::{self, Apart, OpenedFile};
use crate::regime::Regime;
use crate::regime::consolidated::GroupSource;
use crate::workspace::{Unit, UnitKind, Workspace};
use crate::write::consolidated::{self, Derived};

/// Numbers that differ by less are equal.
const TOLERANCE: f64 = 1e-6;

/// A file of the inbox.
pub(super) struct Opened {
    pub(super) path: String,
    pub(super) sha256: Option<String>,
    pub(super) content: Content,
}

/// What is in it.
pub(super) enum Content {
    Ignored(Box<Finding>),
    Unreadable(Box<Finding>),
    Sent(Box<Candidate>),
}

/// A consolidated workbook.
pub(super) struct Candidate {
    pub(super) sent: Sent,
    pub(super) findings: Vec<Finding>,
    /// The same for two files that say the same.
    pub(super) values: String,
    /// When it was last saved, as it says itself.
    pub(super) modified: Option<String>,
    /// The fingerprints of the files whose corrected copy it is.
    pub(super) corrects: Vec<String>,
}

impl Opened {
    pub(super) fn refused(path: String, finding: Box<Finding>) -> Self {
        Self { path, sha256: None, content: Content::Unreadable(finding) }
    }
}

/// What files are opened with.
pub(super) struct Opening<'a, L> {
    pub(super) settled: &'a Settled,
    pub(super) apart: Apart,
    pub(super) load: &'a L,
}

impl<L> Opening<'_, L>
where
    L: Fn(&Path) -> std::io::Result<Vec<u8>>,
{
    pub(super) fn open(&self, entry: &Entry) -> Opened {
        let path = entry.path.clone();
        let content = match &entry.task {
            Action::Read(real) => return self.open_at(path, real, entry.bytes),
            Action::Ignore(finding) => Content::Ignored(finding.clone()),
            Action::Refuse(finding) => Content::Unreadable(finding.clone()),
        };
        Opened { path, sha256: None, content }
    }

    fn open_at(&self, path: String, real: &Path, size: u64) -> Opened {
        if let Some(finding) = read::too_long(size, &self.settled.limits) {
            return Opened::refused(path, finding);
        }
        let bytes = match (self.load)(real) {
            Ok(bytes) => bytes,
            Err(error) => {
                let finding = Box::new(discover::cannot_open(&path, &error));
                return Opened::refused(path, finding);
            }
        };
        let sha256 = Some(batch::sha256(&bytes));
        // What a commune sends along with its workbook.
        let content = match own::text(&path, &bytes) {
            Some(finding) => Content::Ignored(finding),
            None => self.content(&path, &bytes),
        };
        Opened { path, sha256, content }
    }

    fn content(&self, path: &str, bytes: &[u8]) -> Content {
        let file = match read::open(bytes, &self.settled.limits, self.apart) {
            Ok(file) => file,
            Err(finding) => return Content::Unreadable(finding),
        };
        let own = own::workbook(path, &file, &self.settled.regimes);
        if let Some(list) = own.filter(|it| !own::is_consolidated(it)) {
            return Content::Ignored(list);
        }
        match self.candidate(&file) {
            Ok(candidate) => Content::Sent(Box::new(candidate)),
            Err(finding) => Content::Unreadable(finding),
        }
    }

    fn candidate(&self, file: &OpenedFile) -> Result<Candidate, Box<Finding>> {
        let settled = self.settled;
        let is_none = |_: Box<Finding>| Box::new(Finding::new(&NO_WORKBOOK));
        let (sent, mut findings) = file.sent(&settled.regimes).map_err(is_none)?;
        let regime = settled.regimes.iter().find(|it| it.id == sent.head.regime);
        // What cannot be read is told as such: what would be counted without it is no check.
        if findings.is_empty()
            && let Some(regime) = regime
        {
            findings = recount(file, &sent, regime, (settled, self.apart));
        }
        Ok(Candidate {
            values: file.fingerprint(),
            modified: file.modified().map(str::to_owned),
            corrects: file.corrects().to_vec(),
            sent,
            findings,
        })
    }
}

/// What of the tables is not what the lists of the same workbook give: these are counted, and all tables
/// made of them once more, as the commune's own program makes them.
fn recount(
    file: &OpenedFile,
    sent: &Sent,
    regime: &Regime,
    (settled, apart): (&Settled, Apart),
) -> Vec<Finding> {
    let head = &sent.head;
    let mut workspace = Workspace::bare(head.year, ["", &head.committee, "", ""]);
    let (units, branches) = standing(sent, "");
    workspace.unit = units;
    workspace.branch = branches.iter().map(|it| it.branch.clone()).collect();
    let context = Context {
        regime,
        settings: &workspace.settings,
        year: head.year,
        workspace: Some(&workspace),
    };
    let (mut results, _) = crate::consolidate::consolidate(branches, &context);
    results.decisions = has_decisions(sent).then(Decisions::default);
    results.above = sent.is_above.then(Above::default);
    let made = consolidated::workbook_derived(&results, &context).ok();
    let own = made.and_then(|(bytes, derived)| {
        Some((read::open(&bytes, &settled.limits, apart).ok()?, derived))
    });
    match own {
        Some((own, derived)) => {
            let known = Known::new(file.numbers(regime), own.numbers(regime), &derived);
            differences(&known, regime)
        }
        // Its lists contradict one another.
        None => vec![Finding::new(&TABLE_MISSING).arg("table", "")],
    }
}

/// The branches of a commune, with its units, each code beginning with that of the commune.
pub(super) fn standing(sent: &Sent, commune: &str) -> (Vec<Unit>, Vec<BranchResult>) {
    let begin = if commune.is_empty() { String::new() } else { format!("{commune}-") };
    let unit_code = |place: usize| format!("{begin}U{}", place + 1);
    let units = sent.units.iter().enumerate().map(|(place, it)| Unit {
        code: unit_code(place),
        name: it.name.clone(),
        kind: UnitKind::DangBoCoSo,
        under: it.under.map(unit_code),
        body: None,
    });
    let branches = sent.branches.iter().enumerate().map(|(place, it)| BranchResult {
        branch: Branch {
            code: format!("{begin}{}", place + 1),
            name: it.name.clone(),
            kind: it.kind.clone(),
            members: None,
            contact: None,
            unit: it.unit.map(unit_code),
            previous_codes: Vec::new(),
        },
        status: it.status,
        file: None,
        sha256: None,
        tally: None,
        extract: it.extract.clone(),
        late_out: false,
        errors: 0,
    });
    (units.collect(), branches.collect())
}

/// Whether somebody is decided on.
pub(super) fn has_decisions(sent: &Sent) -> bool {
    sent.branches.iter().filter_map(|it| it.extract.as_ref()).any(|it| {
        it.members().any(|it| it.decided.is_some())
            || it.collectives().any(|it| it.decided.is_some())
    })
}

/// The numbers of a workbook, those that its lists give, and how these come about.
struct Known<'a> {
    theirs: Numbers,
    ours: Numbers,
    derived: BTreeMap<&'a CellRef, &'a Derived>,
    /// The places of ours by their cells.
    places: BTreeMap<CellRef, Place>,
}

impl<'a> Known<'a> {
    fn new(theirs: Numbers, ours: Numbers, derived: &'a [Derived]) -> Self {
        let derived = derived.iter().map(|it| (&it.at, it)).collect();
        let places = ours.all.iter().map(|(place, it)| (it.at.clone(), place.clone())).collect();
        Self { theirs, ours, derived, places }
    }

    /// Whether a number of theirs follows from others of theirs as ours does: then it is these that differ,
    /// and a wrong number is told once.
    fn follows(&self, own: &CellRef, stated: f64) -> bool {
        let Some(derived) = self.derived.get(own) else { return false };
        let number = |it: &CellRef| {
            let theirs = self.places.get(it).and_then(|it| self.theirs.all.get(it));
            theirs.and_then(|it| it.number).unwrap_or_default()
        };
        let sum = |cells: &[CellRef]| cells.iter().map(number).sum::<f64>();
        let given = match &derived.whole {
            None => sum(&derived.parts),
            Some(whole) => {
                let whole = sum(whole);
                if whole == 0.0 {
                    return false;
                }
                sum(&derived.parts) / whole
            }
        };
        (given - stated).abs() < TOLERANCE
    }
}

/// The numbers of a workbook that are not those of its lists.
fn differences(known: &Known, regime: &Regime) -> Vec<Finding> {
    let (theirs, ours) = (&known.theirs, &known.ours);
    let by_setting = by_setting(regime);
    let mut findings = Vec::new();
    for table in ours.sheets.iter().filter(|it| !theirs.sheets.contains(*it)) {
        findings.push(Finding::new(&TABLE_MISSING).arg("table", table.as_str()));
    }
    let rows = |all: &Numbers| -> BTreeSet<(String, String, u32)> {
        all.all.keys().map(|it| (it.table.clone(), it.row.clone(), it.nth)).collect()
    };
    let (their_rows, our_rows) = (rows(theirs), rows(ours));
    let mut told = BTreeSet::new();
    for (place, own) in &ours.all {
        if !theirs.sheets.contains(&place.table) || by_setting(place) {
            continue;
        }
        let row = (place.table.clone(), place.row.clone(), place.nth);
        if !their_rows.contains(&row) {
            if told.insert(row) {
                let finding = Finding::new(&ROW_MISSING).sheet(&place.table);
                findings.push(finding.stored(own.label.as_str()));
            }
            continue;
        }
        let Some(wanted) = own.number else { continue };
        let stated = theirs.all.get(place);
        let is_equal = match stated {
            Some(it) => it.number.is_some_and(|it| (it - wanted).abs() < TOLERANCE),
            // A cell that nobody filled is nought.
            None => wanted.abs() < TOLERANCE,
        };
        let follows = || {
            let stated = stated.and_then(|it| it.number);
            stated.is_some_and(|it| known.follows(&own.at, it))
        };
        if !is_equal && !follows() {
            let finding = Finding::new(&NUMBER_DIFFERS).arg("row", own.label.as_str());
            let finding = match stated {
                Some(it) => finding.cell(&it.at).stored(it.shown.as_str()),
                None => finding.sheet(&place.table),
            };
            findings.push(finding.arg("wanted", own.shown.as_str()));
        }
    }
    for (place, stated) in &theirs.all {
        let row = (place.table.clone(), place.row.clone(), place.nth);
        let is_strange = ours.sheets.contains(&place.table) && !our_rows.contains(&row);
        if is_strange && !by_setting(place) && told.insert(row) {
            findings.push(Finding::at(&ROW_UNKNOWN, &stated.at).stored(stated.label.as_str()));
        }
    }
    findings
}

/// Whether a number hangs on settings of the commune, which its workbook does not say: the limits of quotas
/// and what lies above them.
fn by_setting(regime: &Regime) -> impl Fn(&Place) -> bool + use<> {
    let profile = &regime.consolidated;
    let quota = &profile.totals.quota;
    let start = |it: &String| fold(it.split('{').next().unwrap_or_default());
    let mut lines: Vec<String> = [&quota.limit, &quota.limit_of_groups].map(start).to_vec();
    lines.extend(profile.above.as_ref().map(|it| start(&it.limit)));
    lines.retain(|it| !it.is_empty());
    let columns: Vec<String> = profile
        .groups
        .iter()
        .flat_map(|it| &it.column)
        .filter(|it| matches!(it.source, GroupSource::Limit | GroupSource::Over))
        .map(|it| fold(&it.heading))
        .collect();
    let groups = profile.groups.as_ref().map(|it| it.sheet.name.clone());
    move |place: &Place| {
        lines.iter().any(|it| place.row.starts_with(it.as_str()))
            || (groups.as_ref() == Some(&place.table) && columns.contains(&place.column))
    }
}
