//! A file from its bytes to what a commune says, checked against itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::super::settings::Settled;
use super::report::{self, Counts, Said};
use super::{
    COLUMN_MISSING, FORMERLY, LIMIT_TOO_HIGH, NO_WORKBOOK, NOT_COUNTED, NUMBER_BLANK,
    NUMBER_DIFFERS, NUMBER_UNKNOWN, ROW_MISSING, ROW_UNKNOWN,
};
use crate::batch::saved::Saved;
use crate::batch::{self, own};
use crate::context::Context;
use crate::discover::{self, Action, Entry};
use crate::finding::{Arg, Finding};
use crate::model::text::fold;
use crate::model::{
    Above, Accepted, Branch, BranchForm, BranchResult, BranchStatus, CellRef, CommuneResult,
    Decisions, Group, Hundredths, Number, Numbers, Place, Sent, SentLimit,
};
use crate::read::{self, Apart, HIDDEN, Limits, OpenedFile, TABLE_MISSING};
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
    Report(Box<Said>),
}

/// A consolidated workbook.
pub(super) struct Candidate {
    pub(super) sent: Sent,
    pub(super) findings: Vec<Finding>,
    /// The same for two files that say the same.
    pub(super) values: String,
    /// When it was last saved, as it says itself; nothing where it is as the commune's program wrote it.
    pub(super) saved: Option<Saved>,
    /// The fingerprints of the files whose corrected copy it is.
    pub(super) corrects: Vec<String>,
    /// What its lists give, where they could be counted.
    pub(super) counts: Option<Counts>,
}

impl Candidate {
    /// Whether it is of a year, or some of its sheets say so: then it is no other year's, but contradicts itself.
    pub(super) fn is_of(&self, year: u32) -> bool {
        let says = |it: &Finding| {
            let of = || it.args.iter().any(|it| it.0 == "other" && it.1 == Arg::from(year));
            it.code == &read::OTHER_YEAR && of()
        };
        self.sent.head.year == year || self.findings.iter().any(says)
    }
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
    /// Bounds on what is read.
    pub(super) limits: Limits,
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
        if let Some(finding) = read::too_long(size, &self.limits) {
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
        let content = match (report::read(&bytes), own::text(&path, &bytes)) {
            (Some(Ok(said)), _) => Content::Report(Box::new(said)),
            (Some(Err(finding)), _) => Content::Unreadable(finding),
            (None, Some(finding)) => Content::Ignored(finding),
            (None, None) => self.content(&path, &bytes),
        };
        Opened { path, sha256, content }
    }

    fn content(&self, path: &str, bytes: &[u8]) -> Content {
        let mut file = match read::open(bytes, &self.limits, self.apart) {
            Ok(file) => file,
            Err(finding) => return Content::Unreadable(finding),
        };
        let own = own::workbook(path, &file, &self.settled.regimes, None);
        if let Some(list) = own.filter(|it| !own::is_consolidated(it)) {
            return Content::Ignored(list);
        }
        match self.candidate(&mut file) {
            Ok(candidate) => Content::Sent(Box::new(candidate)),
            Err(finding) => Content::Unreadable(finding),
        }
    }

    fn candidate(&self, file: &mut OpenedFile) -> Result<Candidate, Box<Finding>> {
        let settled = self.settled;
        let is_none = |it: Box<Finding>| {
            if it.code == &HIDDEN { it } else { Box::new(Finding::new(&NO_WORKBOOK)) }
        };
        let repeated = file.part_repeated(settled.regimes.all());
        let (sent, mut findings) = file.sent(settled.regimes.all()).map_err(is_none)?;
        let regime = settled.regimes.all().iter().find(|it| it.id == sent.head.regime);
        let mut counts = None;
        // What cannot be read is told as such: what would be counted without it is no check.
        if !findings.iter().any(Finding::is_error)
            && let Some(regime) = regime
        {
            let (more, own) = recount(file, &sent, regime, self.apart);
            findings.extend(more);
            counts = Some(own);
        }
        findings.extend(repeated);
        Ok(Candidate {
            values: file.fingerprint(),
            saved: saved(file, sent.head.year),
            corrects: file.corrects().to_vec(),
            sent,
            findings,
            counts,
        })
    }
}

/// When a workbook of a year was last saved: what our own writer says is no time, since it has no clock.
fn saved(file: &OpenedFile, year: u32) -> Option<Saved> {
    file.modified().filter(|_| file.is_saved_since(year)).and_then(Saved::parse)
}

/// What of the tables is not what the lists of the same workbook give: these are counted, and all tables
/// made of them once more, as the commune's own program makes them.
fn recount(
    file: &OpenedFile,
    sent: &Sent,
    regime: &Regime,
    apart: Apart,
) -> (Vec<Finding>, Counts) {
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
    results.above =
        sent.is_above.then(|| Above { changes: sent.changes.clone(), ..Above::default() });
    let counts = Counts::of(&results, sent, regime);
    let made = consolidated::workbook_derived(&results, &context).ok();
    let own = made.and_then(|(bytes, derived)| {
        Some((read::open(&bytes, &Limits::default().of_consolidated(), apart).ok()?, derived))
    });
    let findings = match own {
        Some((own, derived)) => {
            let known = Known::new(file.numbers(regime), own.numbers(regime), &derived);
            let mut findings = differences(&known, regime);
            findings.extend(sent.limits.iter().filter_map(|it| too_high(it, &results)));
            findings
        }
        None => vec![Finding::new(&NOT_COUNTED)],
    };
    (findings, counts)
}

/// That a limit is more than the members of whom it is a share.
fn too_high(limit: &SentLimit, results: &CommuneResult) -> Option<Finding> {
    let members = match &limit.group {
        Some(group) => {
            let is_it = |it: &&Group| fold(&it.name) == fold(group);
            results.groups.iter().find(is_it)?.tally.members
        }
        None => results.total.members,
    };
    let finding = || Finding::at(&LIMIT_TOO_HIGH, &limit.at).stored(limit.limit.to_string());
    (limit.limit > members).then(|| finding().arg("members", members))
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
        branch: Arc::new(Branch {
            code: format!("{begin}{}", place + 1),
            name: it.name.clone(),
            kind: it.kind.clone(),
            members: None,
            contact: None,
            unit: it.unit.map(unit_code),
            previous_codes: Vec::new(),
        }),
        form: match (&it.extract, it.status) {
            (Some(extract), _) => {
                BranchForm::Accepted(Box::new(Accepted::new(None, extract.clone())))
            }
            (None, BranchStatus::Missing) => BranchForm::Missing,
            (None, _) => BranchForm::Returned(None),
        },
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
    fn follows(&self, own: &Number, stated: &Number) -> bool {
        self.given(&own.at).is_some_and(|it| self.is(own, stated, it))
    }

    /// Whether a number of ours is a share.
    fn is_share(&self, own: &Number) -> bool {
        let is_percent = || own.share.is_some_and(|it| it.is_percent);
        self.derived.get(&own.at).is_some_and(|it| it.whole.is_some()) || is_percent()
    }

    /// Whether a number of theirs is the one that is wanted: a share as far as it was typed.
    fn is(&self, own: &Number, stated: &Number, wanted: f64) -> bool {
        if self.is_share(own) {
            return stated.share.is_some_and(|it| it.is(wanted));
        }
        stated.number.is_some_and(|it| (it - wanted).abs() < TOLERANCE)
    }

    /// What the others of theirs give for it, where it comes about from others.
    fn given(&self, own: &CellRef) -> Option<f64> {
        let derived = self.derived.get(own)?;
        // What follows from a table that is gone is not known.
        let is_gone = |it: &CellRef| {
            self.places.get(it).is_some_and(|it| !self.theirs.sheets.contains(&it.table))
        };
        if derived.parts.iter().any(is_gone) {
            return None;
        }
        let number = |it: &CellRef| {
            let theirs = self.places.get(it).and_then(|it| self.theirs.all.get(it));
            theirs.and_then(|it| it.number).unwrap_or_default()
        };
        let sum = |cells: &[CellRef]| cells.iter().map(number).sum::<f64>();
        match (&derived.whole, &derived.above) {
            (None, None) => Some(sum(&derived.parts)),
            (None, Some(above)) => Some((sum(&derived.parts) - number(above)).max(0.0)),
            (Some(whole), _) => {
                let whole = sum(whole);
                (whole > 0.0).then(|| sum(&derived.parts) / whole)
            }
        }
    }
}

/// The numbers of a workbook that are not those of its lists.
fn differences(known: &Known, regime: &Regime) -> Vec<Finding> {
    let (theirs, ours) = (&known.theirs, &known.ours);
    let by_setting = by_setting(regime);
    let mut findings = Vec::new();
    if theirs.is_formerly {
        findings.push(Finding::new(&FORMERLY));
    }
    for table in ours.sheets.iter().filter(|it| !theirs.sheets.contains(*it)) {
        findings.push(match theirs.hidden.get(table) {
            Some(sheet) => Finding::new(&HIDDEN).sheet(sheet),
            None => Finding::new(&TABLE_MISSING).arg("table", table.as_str()),
        });
    }
    let mut told = BTreeSet::new();
    let mut without = BTreeSet::new();
    for (place, own) in &ours.all {
        if !theirs.sheets.contains(&place.table) {
            continue;
        }
        let row = (place.table.clone(), place.row.clone(), place.nth);
        // Captions and signatures are nobody's numbers.
        let Some(mut wanted) = own.number else { continue };
        if !theirs.rows.contains_key(&row) {
            if told.insert(row) {
                let finding = Finding::new(&ROW_MISSING).sheet(&place.table);
                findings.push(finding.stored(own.label.as_str()));
            }
            continue;
        }
        let column = (place.table.clone(), place.column.clone());
        if !theirs.columns.contains_key(&column) {
            if without.insert(column.clone()) {
                let heading = ours.columns.get(&column).map_or("", |it| it.heading.as_str());
                let finding = Finding::new(&COLUMN_MISSING).sheet(&place.table);
                findings.push(finding.stored(heading));
            }
            continue;
        }
        let mut shown = own.shown.clone();
        if by_setting(place) {
            // Only what comes about from others there can be asked.
            let Some(given) = known.given(&own.at) else { continue };
            (wanted, shown) = (given, given.to_string());
        }
        let stated = theirs.all.get(place);
        let is_share = known.is_share(own);
        let is_equal = match stated {
            Some(it) => known.is(own, it, wanted),
            // A cell that nobody filled is nought; a share nobody has to work out.
            None => is_share || wanted.abs() < TOLERANCE,
        };
        if !is_equal && !stated.is_some_and(|it| known.follows(own, it)) {
            let finding = match stated {
                Some(it) if is_share => Finding::at(&NUMBER_DIFFERS, &it.at).stored(as_share(it)),
                Some(it) => Finding::at(&NUMBER_DIFFERS, &it.at).stored(it.shown.as_str()),
                None => blank(theirs, place),
            };
            let wanted = match share_shown(wanted, stated).filter(|_| is_share) {
                Some(it) => it,
                None => Arg::from(shown),
            };
            let row = stated.map_or(own.label.as_str(), |it| it.label.as_str());
            findings.push(finding.arg("row", row).arg("wanted", wanted));
        }
    }
    let columns: BTreeSet<(String, String)> =
        ours.all.keys().map(|it| (it.table.clone(), it.column.clone())).collect();
    let mut strange = BTreeSet::new();
    for (place, stated) in &theirs.all {
        let row = (place.table.clone(), place.row.clone(), place.nth);
        // Text is a number only where one belongs.
        if !ours.sheets.contains(&place.table) || by_setting(place) || stated.is_text {
            continue;
        }
        let is_known = ours.rows.contains_key(&row);
        if !is_known && told.insert(row) {
            let row = (place.table.clone(), place.row.clone(), place.nth);
            let at = theirs.rows.get(&row).unwrap_or(&stated.at);
            findings.push(Finding::at(&ROW_UNKNOWN, at).stored(stated.label.as_str()));
        }
        // Where the lists give nothing: rows for the hand aside, nobody counts what stands there.
        let is_for_the_hand = place.table == regime.consolidated.reviews.sheet.name;
        let is_some = stated.number.is_none_or(|it| it.abs() > TOLERANCE);
        // A column of somebody's own is told once.
        let column = (place.table.clone(), place.column.clone());
        let is_strange = !columns.contains(&column);
        if is_known && !is_for_the_hand && is_some && !ours.all.contains_key(place) {
            if is_strange && !strange.insert(column) {
                continue;
            }
            let finding =
                Finding::at(&NUMBER_UNKNOWN, &stated.at).arg("row", stated.label.as_str());
            findings.push(finding.stored(stated.shown.as_str()));
        }
    }
    findings
}

/// That a number stands in no cell: where its row and its column meet.
fn blank(theirs: &Numbers, place: &Place) -> Finding {
    let finding = Finding::new(&NUMBER_BLANK);
    let row = theirs.rows.get(&(place.table.clone(), place.row.clone(), place.nth));
    let column = theirs.columns.get(&(place.table.clone(), place.column.clone()));
    match (row, column) {
        (Some(row), Some(column)) => finding.cell(&CellRef::new(&row.sheet, row.row, column.col)),
        _ => finding.sheet(&place.table),
    }
}

/// A share of theirs as a message shows it: nobody reads more than two decimals.
fn as_share(stated: &Number) -> String {
    match (stated.number, stated.share) {
        (Some(number), Some(share)) if share.is_percent && share.decimals > 4 => {
            format!("{}%", (number * 10_000.0).round() / 100.0)
        }
        _ => stated.shown.clone(),
    }
}

/// A share that is wanted: to the tenth of a percent, to the hundredth where the tenth is what was typed.
fn share_shown(wanted: f64, stated: Option<&Number>) -> Option<Arg> {
    let to = |share: f64, places: f64| (share * 100.0 * places).round() / places;
    let is_alike = |it: f64| {
        let number = if it > 1.0 { it / 100.0 } else { it };
        (to(number, 10.0) - to(wanted, 10.0)).abs() < TOLERANCE
    };
    let typed = stated.and_then(|it| it.share).map(|it| it.number);
    let places = if typed.is_some_and(is_alike) { 100.0 } else { 10.0 };
    Hundredths::from_f64(to(wanted, places)).map(Arg::Percent)
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
