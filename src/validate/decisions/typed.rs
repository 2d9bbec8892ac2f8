//! What people typed into the columns of decisions of our workbook for the superior.
//!
//! Only what differs from what we wrote there counts as typed, cell by cell: a person stands in several
//! lists, and who changes one of them means that one. What was typed into an earlier workbook stands
//! printed in the next one, where it may be changed or taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::papers::{Head, Papers};
use super::whom::{Lists, is_same_day, told};
use super::{NO_NAME, UNCLEAR, WAITS};
use crate::context::{Authorities, Context};
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::fold;
use crate::model::{
    At, CaseKind, CellRef, CommuneResult, Decider, DecisionFile, DecisionRow, DecisionSheet,
    PartialDate, Rating, Slot, Subject, TypedDecision, TypedRow, TypedWorkbook,
};
use crate::regime::consolidated::PersonSource;
use crate::tables::{
    Case, Commune, Value, Whom, judge, note_on_rating, typed_decision, typed_state,
};

pub(super) static NO_PAPER: Code = code("D027", "typed-without-paper", Severity::Warning);
pub(super) static NO_REASON: Code =
    code("D028", "typed-otherwise-without-reason", Severity::Warning).citing(&["R-THREE"]);
pub(super) static AGAINST_SHEET: Code = fixed_code("D029", "typed-against-a-decision");
pub(super) static TWO_CELLS: Code = fixed_code("D033", "typed-two-ways");
pub(super) static OF_SUPERIOR: Code =
    code("D034", "typed-in-the-column-of-another-body", Severity::Warning);
pub(super) static GONE: Code = code("D042", "typed-decision-on-nobody-now", Severity::Warning);
pub(super) static CLEARED: Code = code("D035", "decision-cleared", Severity::Warning);

/// What was typed into a workbook, as sheets of decisions.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The sheets: one for each body, kind and paper.
    pub sheets: Vec<DecisionSheet>,
    /// What was decided on those whose branch's form is out.
    pub waiting: Vec<TypedDecision>,
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

/// Whom a row means.
enum Meaning<'a> {
    Case(Case<'a>),
    /// It says nothing that was typed.
    Nothing,
    /// Perhaps somebody of a branch whose form is out, on whom this was decided.
    Waits(Rating),
    Wrong(Finding),
}

/// What was decided on one, as it is said now.
struct Now<'a> {
    case: Case<'a>,
    /// The rating and where it stands; none where it was taken back.
    decided: Option<(Rating, CellRef)>,
    /// Whether it was typed since the workbook was written.
    is_changed: bool,
    /// What we noted of it.
    noted: Noted,
}

/// Places among the decisions that we noted.
#[derive(Clone, Debug, Default)]
struct Noted {
    standing: Option<usize>,
    /// From the first to the last.
    replaced: Vec<usize>,
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
    let commune = Commune::new(results, context);
    let mut noted = noted(typed, &lists);
    let mut all: BTreeMap<Subject, Told<'_>> = BTreeMap::new();
    let mut waiting = Waiting::default();
    for row in &typed.rows {
        match meant(typed, row, &lists) {
            Meaning::Case(case) => {
                let told = all.entry(case.whom.subject()).or_insert_with(|| Told {
                    case,
                    cells: Vec::new(),
                    reasons: Vec::new(),
                    notes: Vec::new(),
                });
                let found = told.take(row, typed, &authorities);
                resolved.findings.extend(found);
            }
            Meaning::Nothing => {}
            Meaning::Waits(rating) => waiting.take(row, rating),
            Meaning::Wrong(finding) => resolved.findings.push(finding),
        }
    }
    let mut now: Vec<Now<'_>> = Vec::new();
    for case in lists.cases() {
        let subject = case.whom.subject();
        let noted = noted.of.remove(&subject).unwrap_or_default();
        let standing = noted.standing.map(|it| typed.record.typed[it].rating);
        let decided = decided(case, all.get(&subject), (typed, standing), &mut resolved);
        let is_taken_back = decided.is_none() && !noted.replaced.is_empty();
        if let Some((decided, is_changed)) = decided {
            now.push(Now { case: *case, decided: Some(decided), is_changed, noted });
        } else if is_taken_back {
            let cells = all.get(&subject).map_or(&[][..], |it| it.cells.as_slice());
            if let Some((_, cell)) = cells.first().filter(|_| noted.standing.is_some()) {
                let name = case.whom.name();
                let finding = Finding::at(&CLEARED, cell).of_whom(name).arg("name", name);
                let what = crate::finding::Arg::Word("cleared-to-earlier");
                resolved.findings.push(finding.arg("what", what).arg("other", "…"));
            }
            now.push(Now { case: *case, decided: None, is_changed: true, noted });
        }
    }
    let changed: BTreeSet<String> = now
        .iter()
        .filter(|it| it.is_changed && it.decided.is_some())
        .map(|it| fold(&it.case.authority(&authorities).name))
        .collect();
    let (papers, found) = Papers::of(typed, |body| changed.contains(body));
    resolved.findings.extend(found);
    let mut sheets: BTreeMap<(usize, CaseKind, Option<Head>), DecisionSheet> = BTreeMap::new();
    let mut state = Vec::new();
    for it in &now {
        let told = all.get(&it.case.whom.subject());
        for (head, row) in rows(it, told, typed, &papers, &commune) {
            let authority = it.case.authority(&authorities);
            let kind = it.case.kind();
            let own = sheets.entry((authority.order, kind, head)).or_insert_with(|| {
                sheet(kind, &authority.name, papers.head(head), row.decision.cell())
            });
            let paper = (authority.name.as_str(), own.number.text(), own.date.get());
            let rating = row.decision.get().zip(Some(row.reason.text()));
            state.extend(rating.map(|it_is| typed_decision(&it.case, it_is, paper, false)));
            own.rows.push(row);
        }
    }
    for place in &noted.gone {
        let it = &typed.record.typed[*place];
        // Where a list still has them it is told there.
        let is_told = |own: &Finding| own.member.as_deref() == Some(it.name.as_str());
        if !it.is_replaced && !resolved.findings.iter().any(is_told) {
            let finding = Finding::new(&GONE).maybe_cell(typed.heading.as_ref());
            let finding = finding.of_whom(&it.name).arg("name", it.name.as_str());
            resolved.findings.push(finding.arg("number", it.number.as_str()));
        }
    }
    mark_replaced(&mut state);
    let waits = waiting.all(&noted.waiting, typed, &papers, &mut resolved.findings);
    state.extend(waits.iter().cloned());
    resolved.waiting = waits;
    resolved.state = typed_state(state.iter());
    resolved.sheets = sheets.into_values().collect();
    // Of several papers on one the last one is judged.
    resolved.sheets.sort_by_key(|it| it.date.get().map(PartialDate::earliest));
    resolved
}

/// Where a cell is wanted and nobody will look at it.
fn no_cell() -> CellRef {
    CellRef::new(&Arc::from(""), 0, 0)
}

/// Of several decisions on one all but the last were replaced.
fn mark_replaced(all: &mut [TypedDecision]) {
    let mut last: BTreeSet<String> = BTreeSet::new();
    for it in all.iter_mut().rev() {
        it.is_replaced = !last.insert(it.identity.clone());
    }
}

/// The decisions that we noted, by whom they mean now.
#[derive(Default)]
struct AllNoted {
    of: BTreeMap<Subject, Noted>,
    /// Places of those of whom no form is in.
    waiting: Vec<usize>,
    /// Of those whom the form of their branch, which is in, has no more.
    gone: Vec<usize>,
}

fn noted(typed: &TypedWorkbook, lists: &Lists<'_>) -> AllNoted {
    let mut all = AllNoted::default();
    let mut known: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
    if !typed.record.typed.is_empty() {
        for it in lists.cases() {
            known.entry(it.identity()).or_default().push(it.whom.subject());
        }
    }
    for (place, it) in typed.record.typed.iter().enumerate() {
        let own = match known.get(&it.identity).map(Vec::as_slice) {
            Some([only]) => Some(only.clone()),
            // The form changed since, or there was none.
            _ => match lists.candidates(it.kind, &row_of(it, lists)) {
                Ok(found) if found.len() == 1 => Some(found[0].whom.subject()),
                Ok(_) | Err(_) => None,
            },
        };
        match own {
            Some(own) if it.is_replaced => all.of.entry(own).or_default().replaced.push(place),
            Some(own) => all.of.entry(own).or_default().standing = Some(place),
            None if lists.may_be_out(&it.branch) => all.waiting.push(place),
            None => all.gone.push(place),
        }
    }
    all
}

/// What we noted as a row of a list.
fn row_of(it: &TypedDecision, lists: &Lists<'_>) -> DecisionRow {
    let at = no_cell();
    let is = |value: &str| match value {
        "" => Slot::Absent,
        own => Slot::Is(At { value: own.to_owned(), at: at.clone() }),
    };
    // A code that the workspace has no more says nothing.
    let branch = if lists.knows_branch(&it.branch) { it.branch.as_str() } else { "" };
    DecisionRow {
        name: is(&it.name),
        birth: it.birth,
        card: is(&it.card),
        branch: is(branch),
        key: String::new(),
        decision: Slot::Is(At { value: it.rating, at: at.clone() }),
        reason: is(&it.reason),
    }
}

/// Whom a row means, where it says anything of a decision that we did not write there.
fn meant<'a>(typed: &TypedWorkbook, row: &TypedRow, lists: &Lists<'a>) -> Meaning<'a> {
    let said = || row.row.decision.get().or(row.superior.get());
    if row.row.name.is_blank() {
        let cell = row.row.decision.cell().filter(|_| said().is_some());
        return cell.map_or(Meaning::Nothing, |it| Meaning::Wrong(Finding::at(&NO_NAME, it)));
    }
    let found = match lists.candidates(row.kind, &row.row) {
        Ok(found) => found,
        Err(finding) if said().is_some() => return Meaning::Wrong(*finding),
        Err(_) => return Meaning::Nothing,
    };
    let wrote = |it: &Case<'_>| typed.record.written.get(&it.identity()).map(|it| it.0);
    match (found.as_slice(), said()) {
        ([only], _) => Meaning::Case(*only),
        (_, None) => Meaning::Nothing,
        ([], Some(rating)) if lists.may_wait(row.kind, &row.row) => {
            // What sheets of decisions say we wrote there ourselves.
            let ours = lists.identities_of_those_out(row.kind, &row.row);
            let wrote = ours.iter().find_map(|it| typed.record.written.get(it));
            if wrote == Some(&(rating, false)) { Meaning::Nothing } else { Meaning::Waits(rating) }
        }
        ([], Some(_)) => Meaning::Wrong(lists.told_of_nobody(&row.row)),
        // Whichever it is: that is what we wrote.
        (several, Some(rating)) if several.iter().all(|it| wrote(it) == Some(rating)) => {
            Meaning::Nothing
        }
        (_, Some(_)) => Meaning::Wrong(told(&UNCLEAR, &row.row)),
    }
}

/// What was decided on people of whom no form is in.
#[derive(Default)]
struct Waiting<'a> {
    rows: Vec<Waits<'a>>,
}

/// One of them, who may stand in several lists.
struct Waits<'a> {
    row: &'a TypedRow,
    birth: Option<PartialDate>,
    ratings: Vec<Rating>,
}

impl<'a> Waiting<'a> {
    /// Takes a row. Not every list has dates of birth.
    fn take(&mut self, row: &'a TypedRow, rating: Rating) {
        let birth = row.row.birth;
        match self.of(row.row.name.text(), birth) {
            Some(place) => {
                let own = &mut self.rows[place];
                own.birth = own.birth.or(birth);
                own.ratings.push(rating);
            }
            None => self.rows.push(Waits { row, birth, ratings: vec![rating] }),
        }
    }

    /// The place of somebody.
    fn of(&self, name: &str, birth: Option<PartialDate>) -> Option<usize> {
        let name = fold(name);
        let is_same = |it: &Waits<'_>| {
            let is_born = birth.zip(it.birth).is_none_or(|(one, other)| is_same_day(one, other));
            is_born && fold(it.row.row.name.text()) == name
        };
        self.rows.iter().position(is_same)
    }

    /// All of them, those that we noted before others, and what is to be said: once of each.
    fn all(
        self,
        noted: &[usize],
        typed: &TypedWorkbook,
        papers: &Papers<'_>,
        findings: &mut Vec<Finding>,
    ) -> Vec<TypedDecision> {
        let by = |it: &TypedDecision, head: Option<Head>| {
            let (number, date) = papers.head(head);
            let number = number.text().to_owned();
            TypedDecision { number, date: date.get(), ..it.clone() }
        };
        let mut all = Vec::new();
        let mut known: BTreeSet<usize> = BTreeSet::new();
        for place in noted {
            let it = &typed.record.typed[*place];
            let own = by(it, Some(papers.noted(*place)));
            let Some(row) = self.of(&it.name, it.birth).filter(|_| !it.is_replaced) else {
                if !it.is_replaced {
                    let finding = Finding::new(&WAITS).maybe_cell(typed.heading.as_ref());
                    findings.push(finding.of_whom(&it.name).arg("name", it.name.as_str()));
                }
                all.push(own);
                continue;
            };
            known.insert(row);
            let row = &self.rows[row];
            findings.push(told(&WAITS, &row.row.row));
            let Some(rating) = row.ratings.iter().find(|rating| **rating != it.rating) else {
                all.push(own);
                continue;
            };
            // Typed anew since.
            let head = papers.changed(&it.body, Some(*place));
            if head != Some(papers.noted(*place)) {
                all.push(TypedDecision { is_replaced: true, ..own });
            }
            let reason = row.row.row.reason.text().to_owned();
            all.push(by(&TypedDecision { rating: *rating, reason, ..it.clone() }, head));
        }
        for (_, it) in self.rows.into_iter().enumerate().filter(|it| !known.contains(&it.0)) {
            let row = &it.row.row;
            findings.push(told(&WAITS, row));
            all.extend(it.ratings.first().map(|rating| TypedDecision {
                identity: String::new(),
                kind: it.row.kind,
                name: row.name.text().to_owned(),
                birth: it.birth,
                card: row.card.text().to_owned(),
                branch: row.branch.text().to_owned(),
                rating: *rating,
                reason: row.reason.text().to_owned(),
                body: String::new(),
                number: String::new(),
                date: None,
                is_replaced: false,
            }));
        }
        all
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

/// What is typed of somebody, where, and whether it was since the workbook was written. `noted` is the rating that had been
/// typed before.
fn decided(
    case: &Case<'_>,
    told: Option<&Told<'_>>,
    (typed, noted): (&TypedWorkbook, Option<Rating>),
    resolved: &mut Resolved,
) -> Option<((Rating, CellRef), bool)> {
    let written = typed.record.written.get(&case.identity()).copied();
    // Whose form was out stood in no list, or without a rating.
    let was_out = written.is_none() && noted.is_some();
    let written = written.or(noted.map(|it| (it, true)));
    let (wrote, was_typed) = (written.map(|it| it.0), written.is_some_and(|it| it.1));
    let cells = told.map_or(&[][..], |it| it.cells.as_slice());
    let name = case.whom.name();
    let mut changed = cells.iter().filter(|it| it.0 != wrote && !(was_out && it.0.is_none()));
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
        return Some(((rating, cell.clone()), true));
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
    wrote.filter(|_| was_typed).zip(at).map(|it| (it, false))
}

/// A sheet of what was typed, with the number and the date of its paper.
fn sheet(
    kind: CaseKind,
    body: &str,
    (number, date): (Slot<String>, Slot<PartialDate>),
    first: Option<&CellRef>,
) -> DecisionSheet {
    let first = first.cloned().unwrap_or_else(no_cell);
    DecisionSheet {
        kind,
        year: Slot::Absent,
        body: Slot::Is(At { value: body.to_owned(), at: first.clone() }),
        number,
        date,
        heading: first,
        rows: Vec::new(),
    }
}

/// All that is decided on one, each by its paper, from the first to the last.
fn rows(
    it: &Now<'_>,
    told: Option<&Told<'_>>,
    typed: &TypedWorkbook,
    papers: &Papers<'_>,
    commune: &Commune<'_>,
) -> Vec<(Option<Head>, DecisionRow)> {
    let noted = |place: usize| &typed.record.typed[place];
    let case = &it.case;
    let heading = || typed.heading.clone().unwrap_or_else(no_cell);
    let at = it.decided.as_ref().map_or_else(heading, |it| it.1.clone());
    let before = |place: usize| {
        let own = noted(place);
        let reason = Slot::Is(At { value: own.reason.clone(), at: at.clone() });
        let reason = if own.reason.is_empty() { Slot::Absent } else { reason };
        (Some(papers.noted(place)), row(case, (own.rating, &at), reason))
    };
    let mut all: Vec<_> = it.noted.replaced.iter().map(|it| before(*it)).collect();
    let Some((rating, cell)) = &it.decided else { return all };
    let body = case.authority(&commune.context.authorities()).name.clone();
    let standing = it.noted.standing;
    let head = match standing {
        Some(own) if !it.is_changed => Some(papers.noted(own)),
        own => papers.changed(&body, own),
    };
    if let Some(own) = standing.filter(|own| it.is_changed && Some(papers.noted(*own)) != head) {
        all.push(before(own));
    }
    let was = standing.map_or("", |it| noted(it).reason.as_str());
    let mut reason = told.map_or(Slot::Absent, |own| reason(own, was, it.is_changed, commune));
    if !it.is_changed && reason.cell().is_none() && !was.is_empty() {
        reason = Slot::Is(At { value: was.to_owned(), at: cell.clone() });
    }
    all.push((head, row(case, (*rating, cell), reason)));
    all
}

fn row(case: &Case<'_>, (rating, at): (Rating, &CellRef), reason: Slot<String>) -> DecisionRow {
    let is = |value: &str| Slot::Is(At { value: value.to_owned(), at: at.clone() });
    let member = match &case.whom {
        Whom::Member(it) => Some(it.member),
        Whom::Collective(_) | Whom::Branch(_) | Whom::Unit(_) => None,
    };
    DecisionRow {
        name: is(case.whom.name()),
        birth: member.as_ref().and_then(|it| it.birth),
        card: member.as_ref().map_or(Slot::Absent, |it| is(it.card)),
        branch: case.branch.map_or(Slot::Absent, |it| is(&it.branch.name)),
        key: case.key(),
        decision: Slot::Is(At { value: rating, at: at.clone() }),
        reason,
    }
}

/// Why: in the list of changes, else in a note what we did not write there. Of a rating that was typed since that is not
/// `was`, the reason of the one before, which still stands there.
fn reason(told: &Told<'_>, was: &str, is_changed: bool, commune: &Commune<'_>) -> Slot<String> {
    let is_new = |it: &str| !is_changed || was.is_empty() || fold(it) != fold(was);
    if let Some(own) = told.reasons.iter().find(|it| !it.is_blank() && is_new(it.text())) {
        return own.clone();
    }
    let ours = notes(&told.case, commune);
    for note in &told.notes {
        let Slot::Is(At { value, at }) = note else { continue };
        let parts = value.split([';', '\n']).map(str::trim);
        let own: Vec<&str> =
            parts.filter(|it| !it.is_empty() && !ours.contains(&fold(it)) && is_new(it)).collect();
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
