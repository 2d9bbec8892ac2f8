//! What people typed into the columns of decisions of our workbook for the superior.
//!
//! Only what differs from what we wrote there counts as typed, cell by cell: a person stands in several
//! lists, and who changes one of them means that one. What was typed into an earlier workbook stands
//! printed in the next one, where it may be changed or taken back.

use std::collections::{BTreeMap, BTreeSet};

use super::whom::{Lists, told};
use super::{NO_NAME, UNCLEAR};
use crate::context::{Authorities, Context};
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::fold;
use crate::model::{
    At, CaseKind, CellRef, CommuneResult, Decider, DecisionFile, DecisionRow, DecisionSheet,
    Rating, Slot, Subject, TypedRow, TypedWorkbook,
};
use crate::regime::consolidated::PersonSource;
use crate::tables::{Case, Commune, Value, Whom, judge, note_on_rating, typed_line, typed_state};

pub(super) static NO_PAPER: Code = code("D027", "typed-without-paper", Severity::Warning);
pub(super) static NO_REASON: Code =
    code("D028", "typed-otherwise-without-reason", Severity::Warning).citing(&["R-THREE"]);
pub(super) static AGAINST_SHEET: Code = fixed_code("D029", "typed-against-a-decision");
pub(super) static TWO_CELLS: Code = fixed_code("D033", "typed-two-ways");
pub(super) static OF_SUPERIOR: Code =
    code("D034", "typed-in-the-column-of-another-body", Severity::Warning);
pub(super) static CLEARED: Code = code("D035", "decision-cleared", Severity::Warning);

/// What was typed into a workbook, as sheets of decisions.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The sheets: one for each body and kind.
    pub sheets: Vec<DecisionSheet>,
    /// What is to be said of it.
    pub findings: Vec<Finding>,
    /// The fingerprint of what is typed.
    pub state: String,
    /// Whether it is of another year.
    pub is_other_year: bool,
}

/// Somebody of the lists of a workbook.
struct Told<'a> {
    case: Case<'a>,
    cells: Vec<(Option<Rating>, CellRef)>,
    /// What is typed as a reason, and where one may be: in the list of changes before a note.
    reasons: Vec<Slot<String>>,
    notes: Vec<Slot<String>>,
}

/// What was typed, by what the forms say.
pub fn resolve(typed: &TypedWorkbook, results: &CommuneResult, context: &Context) -> Resolved {
    let mut resolved = Resolved::default();
    if typed.year.get().is_some_and(|it| it != context.year) {
        resolved.is_other_year = true;
        return resolved;
    }
    let lists = Lists::of(results);
    let authorities = context.authorities();
    let mut all: BTreeMap<Subject, Told<'_>> = BTreeMap::new();
    for row in &typed.rows {
        match meant(typed, row, &lists) {
            Ok(Some(case)) => {
                let told = all.entry(case.whom.subject()).or_insert_with(|| Told {
                    case,
                    cells: Vec::new(),
                    reasons: Vec::new(),
                    notes: Vec::new(),
                });
                let found = told.take(row, typed, &authorities);
                resolved.findings.extend(found);
            }
            Ok(None) => {}
            Err(finding) => resolved.findings.push(*finding),
        }
    }
    let commune = Commune::new(results, context);
    let mut sheets: BTreeMap<(usize, CaseKind), DecisionSheet> = BTreeMap::new();
    let mut lines = Vec::new();
    for case in lists.cases() {
        let Some((rating, at)) = decided(case, all.get(&case.whom.subject()), typed, &mut resolved)
        else {
            continue;
        };
        let told = all.get(&case.whom.subject());
        let authority = case.authority(&authorities);
        let kind = match case.whom {
            Whom::Member(_) => CaseKind::Members,
            Whom::Collective(_) => CaseKind::Collectives,
            Whom::Branch(_) => CaseKind::Branches,
            Whom::Unit(_) => CaseKind::Units,
        };
        let sheet = sheets
            .entry((authority.order, kind))
            .or_insert_with(|| sheet(typed, kind, &authority.name, &at));
        let row = row(case, told, (rating, &at), &commune);
        let paper = (authority.name.as_str(), sheet.number.text(), sheet.date.get());
        lines.push(typed_line(case, (rating, row.reason.text()), paper));
        sheet.rows.push(row);
    }
    resolved.state = typed_state(lines);
    resolved.sheets = sheets.into_values().collect();
    resolved
}

/// Whom a row means, where it says anything of a decision that we did not write there.
fn meant<'a>(
    typed: &TypedWorkbook,
    row: &TypedRow,
    lists: &Lists<'a>,
) -> Result<Option<Case<'a>>, Box<Finding>> {
    let said = || row.row.decision.get().or(row.superior.get());
    if row.row.name.is_blank() {
        let cell = row.row.decision.cell().filter(|_| said().is_some());
        return cell.map_or(Ok(None), |it| Err(Box::new(Finding::at(&NO_NAME, it))));
    }
    let found = match lists.candidates(row.kind, &row.row) {
        Ok(found) => found,
        Err(finding) => return if said().is_some() { Err(finding) } else { Ok(None) },
    };
    let wrote = |it: &Case<'_>| typed.record.written.get(&it.identity()).map(|it| it.0);
    match (found.as_slice(), said()) {
        ([only], _) => Ok(Some(*only)),
        (_, None) => Ok(None),
        ([], Some(_)) => Err(Box::new(lists.told_of_nobody(&row.row))),
        // Whichever it is: that is what we wrote.
        (several, Some(rating)) if several.iter().all(|it| wrote(it) == Some(rating)) => Ok(None),
        (_, Some(_)) => Err(Box::new(told(&UNCLEAR, &row.row))),
    }
}

impl Told<'_> {
    /// Takes what a row says of them.
    fn take(
        &mut self,
        row: &TypedRow,
        typed: &TypedWorkbook,
        authorities: &Authorities<'_>,
    ) -> Option<Finding> {
        let wrote = typed.record.written.get(&self.case.identity()).map(|it| it.0);
        let is_superiors = self.case.authority(authorities).kind == Decider::Superior;
        let has_both = row.superior.cell().is_some();
        let (own, other) = match (has_both, is_superiors) {
            (true, true) => (&row.superior, Some(&row.row.decision)),
            (true, false) => (&row.row.decision, Some(&row.superior)),
            (false, _) => (&row.row.decision, None),
        };
        if let (Some(cell), false) = (own.cell(), own.is_unread()) {
            self.cells.push((own.get(), cell.clone()));
        }
        if row.row.reason.cell().is_some() {
            self.reasons.push(row.row.reason.clone());
        }
        if row.note.cell().is_some() {
            self.notes.push(row.note.clone());
        }
        let other = other?;
        let (rating, cell) = (other.get()?, other.cell()?);
        if Some(rating) == wrote || Some(rating) == own.get() {
            return None;
        }
        let body = self.case.authority(authorities).name.as_str();
        let finding = Finding::at(&OF_SUPERIOR, cell).of_whom(self.case.whom.name());
        Some(finding.arg("body", body).arg("name", self.case.whom.name()))
    }
}

/// What is typed of somebody, and where.
fn decided(
    case: &Case<'_>,
    told: Option<&Told<'_>>,
    typed: &TypedWorkbook,
    resolved: &mut Resolved,
) -> Option<(Rating, CellRef)> {
    let written = typed.record.written.get(&case.identity()).copied();
    let (wrote, was_typed) = (written.map(|it| it.0), written.is_some_and(|it| it.1));
    let cells = told.map_or(&[][..], |it| it.cells.as_slice());
    let name = case.whom.name();
    let mut changed = cells.iter().filter(|it| it.0 != wrote);
    let mut now: Option<(Rating, &CellRef)> = None;
    for (rating, cell) in changed.clone().filter_map(|it| Some((it.0?, &it.1))) {
        match now {
            None => now = Some((rating, cell)),
            Some((first, _)) if first == rating => {}
            Some((_, at)) => {
                let finding = Finding::at(&TWO_CELLS, cell).of_whom(name).arg("name", name);
                resolved.findings.push(finding.arg("first", at.to_string()));
                return None;
            }
        }
    }
    if let Some((rating, cell)) = now {
        return Some((rating, cell.clone()));
    }
    let kept = cells.iter().find(|it| it.0 == wrote && it.0.is_some());
    if let Some((_, cleared)) = changed.next() {
        // Taken back where no list says it any more, and no sheet of decisions does.
        if was_typed && kept.is_none() {
            return None;
        }
        let finding = Finding::at(&CLEARED, cleared).of_whom(name).arg("name", name);
        let what = if was_typed { "cleared-in-one-list" } else { "cleared-of-a-sheet" };
        let finding = finding.arg("what", crate::finding::Arg::Word(what));
        let other = kept.map_or_else(|| "…".to_owned(), |it| it.1.to_string());
        resolved.findings.push(finding.arg("other", other));
    }
    let at = kept.map(|it| it.1.clone()).or_else(|| typed.heading.clone());
    wrote.filter(|_| was_typed).zip(at)
}

/// A sheet of what was typed, with the number and the date of its body.
fn sheet(typed: &TypedWorkbook, kind: CaseKind, body: &str, first: &CellRef) -> DecisionSheet {
    let wanted = fold(body);
    let paper = typed.papers.iter().find(|it| fold(&it.body) == wanted);
    DecisionSheet {
        kind,
        year: Slot::Absent,
        body: Slot::Is(At { value: body.to_owned(), at: first.clone() }),
        number: paper.map_or(Slot::Absent, |it| it.number.clone()),
        date: paper.map_or(Slot::Absent, |it| it.date.clone()),
        heading: first.clone(),
        rows: Vec::new(),
    }
}

fn row(
    case: &Case<'_>,
    told: Option<&Told<'_>>,
    (rating, at): (Rating, &CellRef),
    commune: &Commune<'_>,
) -> DecisionRow {
    let is = |value: &str| Slot::Is(At { value: value.to_owned(), at: at.clone() });
    DecisionRow {
        name: is(case.whom.name()),
        birth: None,
        card: Slot::Absent,
        branch: case.branch.map_or(Slot::Absent, |it| is(&it.branch.name)),
        key: String::new(),
        decision: Slot::Is(At { value: rating, at: at.clone() }),
        reason: told.map_or(Slot::Absent, |it| reason(it, commune)),
    }
}

/// Why: in the list of changes, else in a note what we did not write there.
fn reason(told: &Told<'_>, commune: &Commune<'_>) -> Slot<String> {
    if let Some(own) = told.reasons.iter().find(|it| !it.is_blank()) {
        return own.clone();
    }
    let ours = notes(&told.case, commune);
    for note in &told.notes {
        let Slot::Is(At { value, at }) = note else { continue };
        let parts = value.split([';', '\n']).map(str::trim);
        let own: Vec<&str> =
            parts.filter(|it| !it.is_empty() && !ours.contains(&fold(it))).collect();
        if !own.is_empty() {
            return Slot::Is(At { value: own.join("; "), at: at.clone() });
        }
    }
    let cell = told.reasons.first().or(told.notes.first()).and_then(Slot::cell);
    cell.map_or(Slot::Absent, |it| Slot::Empty(it.clone()))
}

/// What we may have written as a note, part by part.
fn notes(case: &Case<'_>, commune: &Commune<'_>) -> BTreeSet<String> {
    let profile = commune.profile;
    let mut all: Vec<String> = Vec::new();
    match &case.whom {
        Whom::Member(it) => {
            let kinds =
                [PersonSource::Note, PersonSource::NoteShort, PersonSource::NoteAndQuarters];
            for kind in kinds {
                if let Value::Text(text) = it.value(kind, None, false, commune) {
                    all.push(text);
                }
            }
        }
        Whom::Collective(it) => all.push(it.note(commune)),
        Whom::Branch(it) => {
            all.push(it.note(commune));
            all.push(note_on_rating(commune, it.branch, judge(it.branch)));
        }
        // Nothing but the reason.
        Whom::Unit(_) => {}
    }
    // These follow what is decided, which is not known yet.
    for text in [&profile.words.ceiling_inferred, &profile.members.short.ceiling_inferred] {
        let own = Rating::BEST_FIRST.map(|it| commune.fill(text, &[("rating", commune.short(it))]));
        all.extend(own);
    }
    let parts = all.iter().flat_map(|it| it.split([';', '\n'])).map(fold);
    parts.filter(|it| !it.is_empty()).collect()
}

/// What decisions that were typed lack of a paper: once for each body.
pub(super) fn heads(file: &DecisionFile, context: &Context) -> Vec<Finding> {
    let sheet = context.regime.decisions.as_deref().map_or("", |it| &it.changes.sheet.name);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for it in &file.sheets {
        let what = match (it.number.is_blank(), it.date.is_blank()) {
            (false, false) => continue,
            (true, true) => "typed-no-number-no-date",
            (true, false) => "typed-no-number",
            (false, true) => "typed-no-date",
        };
        if !told.insert(it.body.text()) {
            continue;
        }
        let missing = if it.number.is_blank() { it.number.cell() } else { it.date.cell() };
        let finding = Finding::at(&NO_PAPER, missing.unwrap_or(&it.heading));
        let finding = finding.arg("what", crate::finding::Arg::Word(what));
        found.push(finding.arg("body", it.body.text()).arg("sheet", sheet));
    }
    found
}
