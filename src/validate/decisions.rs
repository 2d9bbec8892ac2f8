//! Sheets of decisions against the forms: whom each row means, and whether what is decided can stand.
//!
//! A row means a person, not a place: it is found by the number of the card, else by name, date of
//! birth and branch. Several sheets with one head are one paper; a later paper replaces an earlier one
//! (R-RERATE), and both stay known.

mod dates;
mod papers;
mod rulings;
mod typed;
mod whom;

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::listed;
use crate::model::{
    CellRef, CommuneResult, DecisionFile, DecisionRow, DecisionSheet, Decisions, Progress, Rating,
    Subject,
};
use crate::regime::decisions::ChangeSource;
use crate::tables::{Case, Whom, cases};

pub use typed::{Resolved, resolve};

use rulings::Ballot;
use whom::{Found, Lists};

static UNTOUCHED: Code = code("D001", "decisions-not-filled-in", Severity::Notice);
static UNDECIDED: Code = code("D002", "decisions-open", Severity::Warning);
static ABOVE_CEILING: Code = code("D003", "decided-above-ceiling", Severity::Error);
static ABOVE_INFERRED: Code = code("D004", "decided-above-inferred-ceiling", Severity::Warning);
static NO_REASON: Code =
    code("D005", "decided-otherwise-without-reason", Severity::Warning).citing(&["R-THREE"]);
static NO_NUMBER: Code = code("D006", "decisions-without-number", Severity::Warning);
static NO_DATE: Code = code("D007", "decisions-without-date", Severity::Warning);
static NOBODY: Code = fixed_code("D009", "decided-on-nobody");
static WAITS: Code = code("D036", "decision-waits-for-form", Severity::Notice);
static TWICE: Code = fixed_code("D010", "decided-twice");
static TWO_WAYS: Code = fixed_code("D011", "decided-two-ways");
static FORM_CHANGED: Code = code("D012", "form-changed-since", Severity::Warning);
static NOT_LISTED: Code = code("D013", "not-on-any-sheet", Severity::Warning);
static UNCLEAR: Code = fixed_code("D014", "decided-on-whom");
static NO_NAME: Code = fixed_code("D015", "decision-without-name");
static NOT_RATED: Code = fixed_code("D016", "decided-on-unrated");
static OTHER_YEAR: Code = fixed_code("D017", "decisions-of-another-year");
static UNIT_CHANGED: Code = code("D038", "unit-changed-since", Severity::Warning);
static NO_UNIT: Code = fixed_code("D039", "decided-on-no-unit");
static REPLACED: Code = code("D020", "decision-replaced", Severity::Notice).citing(&["R-RERATE"]);

/// Kinds of findings of this part.
pub static CODES: &[&Code] = &[
    &UNTOUCHED,
    &UNDECIDED,
    &ABOVE_CEILING,
    &ABOVE_INFERRED,
    &NO_REASON,
    &NO_NUMBER,
    &NO_DATE,
    &NOBODY,
    &TWICE,
    &TWO_WAYS,
    &FORM_CHANGED,
    &NOT_LISTED,
    &UNCLEAR,
    &NO_NAME,
    &NOT_RATED,
    &OTHER_YEAR,
    &REPLACED,
    &UNIT_CHANGED,
    &NO_UNIT,
    &typed::NO_PAPER,
    &typed::NO_REASON,
    &typed::AGAINST_SHEET,
    &typed::TWO_CELLS,
    &typed::OF_SUPERIOR,
    &typed::CLEARED,
    &typed::GONE,
    &papers::ANEW,
    &papers::CORRECTED,
    &dates::BEFORE_MEETING,
    &dates::BEFORE_LOWER,
    &dates::BEFORE_MEMBERS,
    &dates::BEFORE_BRANCHES,
    &WAITS,
];

/// Names that a message lists.
const NAMES_MAX: usize = 8;

/// A file of decisions with its path and its fingerprint.
#[derive(Clone, Copy, Debug)]
pub struct FiledDecisions<'a> {
    /// Path relative to the workspace.
    pub path: &'a str,
    /// SHA-256 of it.
    pub sha256: &'a str,
    /// What it says.
    pub file: &'a DecisionFile,
}

/// What the sheets of decisions say together.
#[derive(Clone, Debug, Default)]
pub struct Decreed {
    /// The decisions.
    pub decisions: Decisions,
    /// What is to be said of them: each of a file, but for those of the commune.
    pub findings: Vec<Finding>,
    /// Where each standing decision is: its file and its cell.
    pub places: BTreeMap<Subject, (usize, CellRef)>,
}

impl FiledDecisions<'_> {
    /// Whether it is our workbook for the superior, into which decisions were typed.
    pub fn is_typed(&self) -> bool {
        self.file.typed.is_some()
    }
}

/// A row that means somebody, with its sheet.
#[derive(Clone, Copy)]
struct Meant<'a> {
    file: usize,
    sheet: &'a DecisionSheet,
    row: &'a DecisionRow,
    case: Case<'a>,
}

/// Judges the sheets of decisions by what the forms say. `results` are those of the forms alone.
pub fn decide(files: &[FiledDecisions<'_>], results: &CommuneResult, context: &Context) -> Decreed {
    let lists = Lists::of(results);
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    let mut meant = Vec::new();
    let mut waits: Vec<(usize, &DecisionSheet)> = Vec::new();
    let mut listed = BTreeSet::new();
    for (place, filed) in files.iter().enumerate() {
        if filed.file.is_untouched() && !filed.is_typed() {
            findings.push((place, Finding::new(&UNTOUCHED).arg("path", filed.path)));
        }
        for sheet in &filed.file.sheets {
            if let Some(finding) = other_year(sheet, context) {
                findings.push((place, finding));
                continue;
            }
            for row in &sheet.rows {
                match lists.find(sheet.kind, row) {
                    Found::Case(case) => {
                        listed.insert(case.whom.subject());
                        meant.push(Meant { file: place, sheet, row, case });
                    }
                    Found::Not(finding) => {
                        waits.extend((finding.code == &WAITS).then_some((place, sheet)));
                        findings.push((place, finding));
                    }
                    Found::Blank => {}
                }
            }
            if !filed.is_typed() {
                findings.extend(head(sheet).into_iter().map(|it| (place, it)));
            }
        }
        if filed.is_typed() {
            findings.extend(typed::heads(filed.file, context).into_iter().map(|it| (place, it)));
        }
    }
    rulings::drop_repeated(files, &mut meant, context);
    // The keys of a file stand for the forms of the day on which it was made, whichever rows they
    // are beside: who sorts what is in sight leaves the hidden column behind.
    let keys: Vec<BTreeSet<&str>> = files
        .iter()
        .map(|it| {
            let rows = it.file.sheets.iter().flat_map(|it| &it.rows);
            rows.map(|it| said(&it.key)).filter(|it| !it.is_empty()).collect()
        })
        .collect();
    // Of several that were typed on one by several papers the last one is judged: it replaced the others.
    let typed = |it: &Meant<'_>| files.get(it.file).is_some_and(FiledDecisions::is_typed);
    let last: BTreeMap<(usize, Subject), *const DecisionRow> = meant
        .iter()
        .filter(|it| typed(it))
        .map(|it| ((it.file, it.case.whom.subject()), std::ptr::from_ref(it.row)))
        .collect();
    for it in &meant {
        let own = last.get(&(it.file, it.case.whom.subject()));
        if own.is_some_and(|own| !std::ptr::eq(*own, it.row)) {
            continue;
        }
        if is_changed(it, &keys[it.file]) {
            let cell = it.row.name.cell();
            let code = if it.case.branch.is_some() { &FORM_CHANGED } else { &UNIT_CHANGED };
            let finding = Finding::new(code).maybe_cell(cell).of_whom(it.case.whom.name());
            findings.push((it.file, finding.arg("branch", it.case.branch_name())));
        }
        let own = of_row(it, typed(it), context);
        findings.extend(own.into_iter().map(|finding| (it.file, finding)));
    }
    findings.extend(undecided(files, &meant));
    findings.extend(dates::findings(files, &meant, context));
    let (mut decreed, more) = rulings::settle(files, &meant, &waits, context);
    findings.extend(more);
    progress(&mut decreed.decisions, results);
    let of_file = |(place, finding): (usize, Finding)| Finding {
        file: files.get(place).map(|it| it.path.to_owned()),
        ..finding
    };
    decreed.findings = findings.into_iter().map(of_file).collect();
    // The workbook for the superior lists everybody.
    if let Some(filed) = files.iter().find(|it| it.is_typed()) {
        if files.iter().all(FiledDecisions::is_typed) {
            decreed.findings.extend(open(&decreed.decisions, results, filed));
        }
    } else if files.iter().any(|it| !it.file.is_untouched()) {
        decreed.findings.extend(not_listed(results, &listed));
    }
    decreed
}

/// How many are to be decided on, and how many are.
fn progress(decisions: &mut Decisions, results: &CommuneResult) {
    let mut all = [Progress::default(); 4];
    for case in cases(results) {
        let own = &mut all[match case.whom {
            Whom::Member(_) => 0,
            Whom::Collective(_) => 1,
            Whom::Branch(_) => 2,
            Whom::Unit(_) => 3,
        }];
        own.due += 1;
        own.decided += u32::from(decisions.of(&case.whom.subject()).is_some());
    }
    [decisions.members, decisions.collectives, decisions.branches, decisions.units] = all;
    decisions.is_provisional = results.provisional;
}

fn other_year(sheet: &DecisionSheet, context: &Context) -> Option<Finding> {
    let year = sheet.year.get().filter(|it| *it != context.year)?;
    let finding = Finding::new(&OTHER_YEAR).maybe_cell(sheet.year.cell());
    Some(finding.stored(year.to_string()).arg("year", context.year))
}

/// What the head of a sheet lacks, once something is decided on it.
fn head(sheet: &DecisionSheet) -> Vec<Finding> {
    if sheet.rows.iter().all(|it| it.decision.value().is_none()) {
        return Vec::new();
    }
    let cell = |own: Option<&CellRef>| own.unwrap_or(&sheet.heading).clone();
    let mut found = Vec::new();
    if sheet.number.is_blank() {
        found.push(Finding::at(&NO_NUMBER, &cell(sheet.number.cell())));
    }
    if sheet.date.is_blank() {
        found.push(Finding::at(&NO_DATE, &cell(sheet.date.cell())));
    }
    found
}

/// Whether the form says other things of a row than when its sheet was made.
fn is_changed(it: &Meant<'_>, keys: &BTreeSet<&str>) -> bool {
    !it.sheet.is_untouched() && !keys.is_empty() && !keys.contains(said(&it.case.key()))
}

/// What a key says of the form: its branch may have another code since.
fn said(key: &str) -> &str {
    key.rsplit_once('/').map_or(key, |it| it.1)
}

/// What is to be said of one row.
fn of_row(it: &Meant<'_>, is_typed: bool, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    let (row, case) = (it.row, &it.case);
    let name = case.whom.name();
    let short = |rating: Rating| context.regime.rules.short(rating).to_owned();
    let (Some(decided), Some(cell)) = (row.decision.get(), row.decision.cell()) else {
        return found;
    };
    // On whom nothing is proposed, nothing is decided otherwise, and nothing is known of a ceiling.
    let Some(proposal) = case.proposal else { return found };
    let of_whom = |code: &'static Code| {
        let finding = Finding::at(code, cell).of_whom(name).stored(short(decided));
        finding.arg("decided", short(decided)).arg("proposal", short(proposal))
    };
    if let Some(allowed) = case.allowed {
        let cap = match &case.whom {
            Whom::Member(it) => it.member.cap,
            Whom::Collective(it) | Whom::Branch(it) => it.collective.cap,
            Whom::Unit(_) => "",
        };
        if decided > allowed.certain {
            let finding = of_whom(&ABOVE_CEILING).arg("ceiling", short(allowed.certain));
            found.push(cite(finding, cap, context));
        } else if decided > allowed.inferred {
            let finding = of_whom(&ABOVE_INFERRED).arg("ceiling", short(allowed.inferred));
            found.push(cite(finding, cap, context));
        }
    }
    if decided != proposal && row.reason.is_blank() {
        let code = if is_typed { &typed::NO_REASON } else { &NO_REASON };
        let (sheet, column) = context.regime.decisions.as_deref().map_or(("", ""), |it| {
            let own = it.changes.column.iter().find(|it| it.source == ChangeSource::Reason);
            (&it.changes.sheet.name, own.map_or("", |it| &it.heading))
        });
        let finding = of_whom(code).arg("sheet", sheet).arg("column", column);
        let finding = context.cite(finding, "R-THREE");
        found.push(match row.reason.cell() {
            Some(reason) => finding.cell(reason),
            None => finding,
        });
    }
    found
}

fn cite(finding: Finding, rule: &str, context: &Context) -> Finding {
    let conditions = &context.regime.rules.condition;
    match conditions.iter().find(|it| *it.rule == *rule) {
        Some(it) => finding.rule(rule, &it.clause),
        None => finding,
    }
}

/// The rows of each sheet on which nothing is decided, once somebody has begun to.
fn undecided(files: &[FiledDecisions<'_>], meant: &[Meant<'_>]) -> Vec<(usize, Finding)> {
    let mut found = Vec::new();
    for (place, filed) in files.iter().enumerate() {
        for sheet in filed.file.sheets.iter().filter(|it| !it.is_untouched()) {
            let own = meant.iter().filter(|it| std::ptr::eq(it.sheet, sheet));
            let open: Vec<_> = own.filter(|it| it.row.decision.is_blank()).collect();
            let Some(first) = open.first() else { continue };
            let names = names(open.iter().map(|it| it.case.whom.name()));
            let finding = Finding::new(&UNDECIDED).maybe_cell(first.row.decision.cell());
            found.push((place, finding.arg("count", open.len()).arg("names", names)));
        }
    }
    found
}

/// Those on whom nothing is typed in the workbook for the superior, nor decided elsewhere.
fn open(
    decisions: &Decisions,
    results: &CommuneResult,
    filed: &FiledDecisions<'_>,
) -> Option<Finding> {
    let is_open = |it: &Case<'_>| decisions.of(&it.whom.subject()).is_none();
    let open: Vec<_> = cases(results).filter(is_open).collect();
    if open.is_empty() || decisions.decided.is_empty() {
        return None;
    }
    let finding = Finding::new(&UNDECIDED).arg("count", open.len());
    let finding = finding.arg("names", names(open.iter().map(|it| it.whom.name())));
    Some(Finding { file: Some(filed.path.to_owned()), ..finding })
}

/// Those who are on no sheet: lost when sheets were split, or of forms that came later.
fn not_listed(results: &CommuneResult, listed: &BTreeSet<Subject>) -> Option<Finding> {
    let lost: Vec<_> = cases(results).filter(|it| !listed.contains(&it.whom.subject())).collect();
    if lost.is_empty() {
        return None;
    }
    let names = names(lost.iter().map(|it| it.whom.name()));
    Some(Finding::new(&NOT_LISTED).arg("count", lost.len()).arg("names", names))
}

/// The first of these names.
fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = all.take(NAMES_MAX + 1).collect();
    listed(&all, NAMES_MAX, ", ")
}

impl<'a> Meant<'a> {
    fn ballot(&self) -> Option<Ballot<'a>> {
        let rating = self.row.decision.get()?;
        let cell = self.row.decision.cell()?;
        Some(Ballot { rating, reason: self.row.reason.text(), cell })
    }
}
