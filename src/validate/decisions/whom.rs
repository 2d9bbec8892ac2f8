//! Whom a row means.

use std::collections::BTreeMap;

use super::{NO_NAME, NO_UNIT, NOBODY, NOT_RATED, UNCLEAR, WAITS};
use crate::finding::Finding;
use crate::model::text::{self, fold};
use crate::model::{Branch, CaseKind, CommuneResult, DecisionRow, PartialDate, is_same_name};
use crate::tables::{Case, Person, Whom, cases, everybody, identity};
use crate::validate::person::card_key;

/// What a row turned out to mean.
pub(super) enum Found<'a> {
    /// Somebody to be decided on.
    Case(Case<'a>),
    /// Nobody of whom that can be decided; the finding says why.
    Not(Finding),
    /// Nobody, and nothing is decided: a leftover of the sheet.
    Blank,
}

/// Everybody by what a row may say of them.
pub(super) struct Lists<'a> {
    cases: Vec<Case<'a>>,
    /// Places of members by card and by name.
    by_card: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
    collectives: BTreeMap<String, Vec<usize>>,
    branches: BTreeMap<String, Vec<usize>>,
    /// By name and by code.
    units: BTreeMap<String, Vec<usize>>,
    /// Members of whom nothing is proposed, by name.
    unrated: BTreeMap<String, Vec<Person<'a>>>,
    /// Branches of which no form counts: folded name and code.
    out: Vec<[String; 2]>,
    /// Names and codes of these as the workspace has them.
    branches_out: Vec<&'a Branch>,
    /// The other branches.
    accepted: Vec<[String; 2]>,
}

impl<'a> Lists<'a> {
    pub(super) fn of(results: &'a CommuneResult) -> Self {
        let mut lists = Self {
            cases: cases(results).collect(),
            by_card: BTreeMap::new(),
            by_name: BTreeMap::new(),
            collectives: BTreeMap::new(),
            branches: BTreeMap::new(),
            units: BTreeMap::new(),
            unrated: BTreeMap::new(),
            out: folded(results, false),
            branches_out: results
                .branches
                .iter()
                .filter(|it| !it.is_accepted())
                .map(|it| &*it.branch)
                .collect(),
            accepted: folded(results, true),
        };
        for (place, case) in lists.cases.iter().enumerate() {
            let name = fold(case.whom.name());
            let by_name = match &case.whom {
                Whom::Member(it) => {
                    if let Some(card) = card_key((&it.member).into()) {
                        lists.by_card.entry(card).or_default().push(place);
                    }
                    &mut lists.by_name
                }
                Whom::Collective(_) => &mut lists.collectives,
                Whom::Branch(_) => &mut lists.branches,
                Whom::Unit(it) => {
                    let code = fold(&it.unit.code);
                    if code != name {
                        lists.units.entry(code).or_default().push(place);
                    }
                    &mut lists.units
                }
            };
            by_name.entry(name).or_default().push(place);
        }
        let rated: std::collections::BTreeSet<_> =
            lists.cases.iter().map(|it| it.whom.subject()).collect();
        for it in everybody(results) {
            if !rated.contains(&Whom::Member(it).subject()) {
                lists.unrated.entry(fold(it.member.name)).or_default().push(it);
            }
        }
        lists
    }

    /// Everybody.
    pub(super) fn cases(&self) -> &[Case<'a>] {
        &self.cases
    }

    /// All whom a row of a list of our workbook may mean, whose kind may not be known: members are
    /// told by a date of birth or a card, branches by their names alone.
    pub(super) fn candidates(
        &self,
        kind: Option<CaseKind>,
        row: &DecisionRow,
    ) -> Result<Vec<Case<'a>>, Box<Finding>> {
        let name = fold(row.name.text());
        let of = |all: &BTreeMap<String, Vec<usize>>| all.get(&name).cloned().unwrap_or_default();
        let found = match kind {
            Some(CaseKind::Members) => self.member(row, &name)?,
            Some(CaseKind::Collectives) => self.named(&self.collectives, row, &name),
            Some(CaseKind::Branches) => of(&self.branches),
            Some(CaseKind::Units) => of(&self.units),
            None if row.birth.is_some() => self.member(row, &name)?,
            None => {
                let mut all = self.member(row, &name)?;
                all.extend(self.named(&self.collectives, row, &name));
                all.extend(of(&self.branches));
                all.extend(of(&self.units));
                all
            }
        };
        Ok(self.as_written(found, row).into_iter().map(|it| self.cases[it]).collect())
    }

    /// Whether the workspace has a branch of this code or name.
    pub(super) fn knows_branch(&self, branch: &str) -> bool {
        let named = fold(branch);
        self.in_or_out(&named)
    }

    /// Whether somebody of a branch, by its code or name, may be on a form that is out; of no known one, if any is.
    pub(super) fn may_be_out(&self, branch: &str) -> bool {
        let named = fold(branch);
        let is_its = |it: &[String; 2]| it[0] == named || it[1] == named;
        if named.is_empty() { !self.out.is_empty() } else { self.out.iter().any(is_its) }
    }

    fn in_or_out(&self, named: &str) -> bool {
        let is_its = |it: &[String; 2]| it[0] == *named || it[1] == *named;
        self.out.iter().any(is_its) || self.accepted.iter().any(is_its)
    }

    /// Whether a row of a list of our workbook, which means nobody, may mean somebody of a branch whose form is out. Most
    /// lists do not say of which branch somebody is; whoever stands there had a form once.
    pub(super) fn may_wait(&self, kind: Option<CaseKind>, row: &DecisionRow) -> bool {
        let name = fold(row.name.text());
        if self.out.is_empty() || kind == Some(CaseKind::Units) {
            return false;
        }
        if kind == Some(CaseKind::Branches) {
            return self.waits(CaseKind::Branches, row, &name);
        }
        let is_rated = !matches!(self.nobody(row, &name), Found::Not(it) if it.code == &NOT_RATED);
        is_rated && (row.branch.is_blank() || self.waits(CaseKind::Branches, row, &name))
    }

    /// By what somebody of such a branch would be known.
    pub(super) fn identities_of_those_out(
        &self,
        kind: Option<CaseKind>,
        row: &DecisionRow,
    ) -> Vec<String> {
        let (name, card) = (row.name.text(), row.card.text());
        let of = |it: &&Branch| match kind {
            Some(CaseKind::Members) | None => identity("member", &it.code, (name, row.birth, card)),
            Some(CaseKind::Collectives) => identity("collective", &it.code, (name, None, "")),
            Some(CaseKind::Branches) => identity("branch", &it.code, (name, None, "")),
            Some(CaseKind::Units) => identity("unit", &it.code, (name, None, "")),
        };
        self.branches_out.iter().map(of).collect()
    }

    /// What is to be said of a row that means nobody.
    pub(super) fn told_of_nobody(&self, row: &DecisionRow) -> Finding {
        let name = fold(row.name.text());
        let kinds = [CaseKind::Members, CaseKind::Branches];
        if kinds.into_iter().any(|it| self.waits(it, row, &name)) {
            return told(&WAITS, row);
        }
        match self.nobody(row, &name) {
            Found::Not(finding) => finding,
            Found::Case(_) | Found::Blank => told(&NOBODY, row),
        }
    }

    /// Whom a row means.
    pub(super) fn find(&self, kind: CaseKind, row: &DecisionRow) -> Found<'a> {
        let name = fold(row.name.text());
        if name.is_empty() {
            return match row.decision.cell().filter(|_| !row.decision.is_blank()) {
                Some(cell) => Found::Not(Finding::at(&NO_NAME, cell)),
                None => Found::Blank,
            };
        }
        let found = match kind {
            CaseKind::Members => match self.member(row, &name) {
                Ok(found) => found,
                Err(finding) => return Found::Not(*finding),
            },
            CaseKind::Collectives => self.named(&self.collectives, row, &name),
            CaseKind::Branches => match self.named(&self.branches, row, &name) {
                // It has another name since, or had one of which nobody knows.
                found if found.is_empty() && !self.in_or_out(&name) => self.of_key(row),
                found => found,
            },
            // It stands under no branch.
            CaseKind::Units => self.units.get(&name).cloned().unwrap_or_default(),
        };
        let found = self.as_written(found, row);
        match found[..] {
            [only] => Found::Case(self.cases[only]),
            // Its branch's form will say whom it means.
            [] if kind != CaseKind::Units && self.waits(kind, row, &name) => {
                if row.decision.is_blank() { Found::Blank } else { Found::Not(told(&WAITS, row)) }
            }
            [] if kind == CaseKind::Members => self.nobody(row, &name),
            [] if kind == CaseKind::Units => Found::Not(told(&NO_UNIT, row)),
            [] => Found::Not(told(&NOBODY, row)),
            _ => match found.iter().find(|it| self.cases[**it].key() == row.key) {
                Some(only) => Found::Case(self.cases[*only]),
                None => Found::Not(told(&UNCLEAR, row)),
            },
        }
    }

    /// Of several those that are written as the row has it, by name and by branch, if any are: names of two may differ
    /// in marks alone.
    fn as_written(&self, mut found: Vec<usize>, row: &DecisionRow) -> Vec<usize> {
        let own = |it: usize| self.cases[it].whom.name();
        let branch = |it: usize| self.cases[it].branch.map_or("", |it| it.branch.name.as_str());
        let narrow = |found: &mut Vec<usize>, is_so: &dyn Fn(usize) -> bool| {
            if found.len() > 1 && found.iter().any(|it| is_so(*it)) {
                found.retain(|it| is_so(*it));
            }
        };
        narrow(&mut found, &|it| is_same_name(own(it), row.name.text()));
        narrow(&mut found, &|it| is_same_name(branch(it), row.branch.text()));
        // One whose form is out is called just so: the row means that one.
        let is_other = |text: &str, own: &str| !is_same_name(own, text) && self.is_out(text);
        found.retain(|it| {
            let is_branch = matches!(self.cases[*it].whom, Whom::Branch(_));
            !(is_branch && is_other(row.name.text(), own(*it))
                || is_other(row.branch.text(), branch(*it)))
        });
        found
    }

    /// Whether a branch of which no form counts is called just so.
    fn is_out(&self, name: &str) -> bool {
        !name.is_empty() && self.branches_out.iter().any(|it| is_same_name(&it.name, name))
    }

    fn member(&self, row: &DecisionRow, name: &str) -> Result<Vec<usize>, Box<Finding>> {
        let card = text::card_key(row.card.text());
        let by_card = card.as_ref().and_then(|it| self.by_card.get(it));
        if let Some(found) = by_card {
            let own: Vec<_> = found
                .iter()
                .copied()
                .filter(|it| fold(self.cases[*it].whom.name()) == name)
                .collect();
            // The card of one and the name of another.
            if own.is_empty() {
                return Err(Box::new(told(&UNCLEAR, row)));
            }
            return Ok(own);
        }
        let Some(named) = self.by_name.get(name) else { return Ok(Vec::new()) };
        let fits = |it: &usize| {
            let Whom::Member(person) = &self.cases[*it].whom else { return false };
            let is_birth = match (row.birth, person.member.birth) {
                (Some(typed), Some(own)) => is_same_day(typed, own),
                _ => true,
            };
            // A number of a card on either side, and they differ.
            let other_card = card.is_some() && card_key((&person.member).into()).is_some();
            is_birth && !other_card && self.is_of_branch(*it, row)
        };
        Ok(named.iter().copied().filter(fits).collect())
    }

    fn named(
        &self,
        all: &BTreeMap<String, Vec<usize>>,
        row: &DecisionRow,
        name: &str,
    ) -> Vec<usize> {
        let found = all.get(name).map_or(&[][..], Vec::as_slice);
        found.iter().copied().filter(|it| self.is_of_branch(*it, row)).collect()
    }

    /// The branch whose code the hidden key of a row has.
    fn of_key(&self, row: &DecisionRow) -> Vec<usize> {
        let Some(code) = code_of(row) else { return Vec::new() };
        let is_its = |it: &&usize| fold(self.cases[**it].code()) == code;
        self.branches.values().flatten().filter(is_its).copied().collect()
    }

    /// Whether the branch that a row names is that of a case; a row that names none fits any, since
    /// a hidden key may stay where it was when the columns in sight are sorted.
    fn is_of_branch(&self, place: usize, row: &DecisionRow) -> bool {
        let Some(branch) = self.cases[place].branch.map(|it| &it.branch) else { return true };
        let named = fold(row.branch.text());
        named.is_empty()
            || named == fold(&branch.name)
            || named == fold(&branch.code)
            // Its name changed since.
            || code_of(row).is_some_and(|it| it == fold(&branch.code)) && !self.in_or_out(&named)
    }

    /// Whether a row is of a branch of which no form counts yet.
    fn waits(&self, kind: CaseKind, row: &DecisionRow, name: &str) -> bool {
        let branch = fold(row.branch.text());
        let code = code_of(row).unwrap_or_default();
        self.out.iter().any(|[named, own]| {
            branch == *named
                || branch == *own
                || branch.is_empty() && code == *own
                || kind == CaseKind::Branches && name == *named
        })
    }

    /// That a row means nobody, or somebody on whom nothing can be decided.
    fn nobody(&self, row: &DecisionRow, name: &str) -> Found<'a> {
        let is_there = self.unrated.get(name).is_some_and(|all| {
            all.iter().any(|it| match (row.birth, it.member.birth) {
                (Some(typed), Some(own)) => is_same_day(typed, own),
                _ => true,
            })
        });
        match (is_there, row.decision.is_blank()) {
            // The form says now that nobody is rated there: there is nothing to take.
            (true, true) => Found::Blank,
            (true, false) => Found::Not(told(&NOT_RATED, row)),
            (false, _) => Found::Not(told(&NOBODY, row)),
        }
    }
}

/// Names and codes, folded, of the branches whose form counts, or does not.
fn folded(results: &CommuneResult, is_accepted: bool) -> Vec<[String; 2]> {
    let own = results.branches.iter().filter(|it| it.is_accepted() == is_accepted);
    own.map(|it| [fold(&it.branch.name), fold(&it.branch.code)]).collect()
}

/// Whether two dates may be one: as precise as the less precise of them.
pub(super) fn is_same_day(one: PartialDate, other: PartialDate) -> bool {
    one.earliest() <= other.latest() && other.earliest() <= one.latest()
}

/// The code of a branch in the hidden key of a row, folded.
fn code_of(row: &DecisionRow) -> Option<String> {
    row.key.rsplit_once('/').map(|it| fold(it.0)).filter(|it| !it.is_empty())
}

pub(super) fn told(code: &'static crate::finding::Code, row: &DecisionRow) -> Finding {
    let cell = row.name.cell().or_else(|| row.decision.cell());
    let finding = Finding::new(code).maybe_cell(cell).of_whom(row.name.text());
    finding.stored(row.name.text()).arg("name", row.name.text())
}
