//! The lists of what was decided otherwise than proposed and of what changed since the last final workbook. Everybody
//! of the first stands in the other lists with both ratings, and everybody whose ratings differ there stands in it.

use std::collections::BTreeMap;

use super::super::list::{Header, List};
use super::super::numbered::{counts, is_column_numbers};
use super::super::{Line, Reader};
use super::sheets::hidden;
use super::{CHANGE_DIFFERS, HIDDEN, LEFT_OUT, NAMELESS, NOT_LISTED, Sending, TABLE_MISSING};
use crate::finding::{Finding, Severity};
use crate::model::text::fold;
use crate::model::{
    CellRef, PartialDate, Rating, SentChange, SentRow, SentSince, SentSinceList, Slot,
};
use crate::read::grid::{Book, Cell, Row, Sheet};
use crate::regime::consolidated::SheetHead;
use crate::regime::decisions::{ChangeSource, SinceSource};

const CHANGE: [ChangeSource; 8] = [
    ChangeSource::Name,
    ChangeSource::Number,
    ChangeSource::Birth,
    ChangeSource::Branch,
    ChangeSource::Proposal,
    ChangeSource::Decision,
    ChangeSource::Reason,
    ChangeSource::Paper,
];

const SINCE: [SinceSource; 8] = [
    SinceSource::Name,
    SinceSource::Number,
    SinceSource::Birth,
    SinceSource::Branch,
    SinceSource::Before,
    SinceSource::After,
    SinceSource::Why,
    SinceSource::Date,
];

/// By what somebody is known in these lists: name and branch folded, and the birth.
type Key = (String, Option<PartialDate>, String);

/// Somebody on whom something is decided, as the other lists have him.
struct Case<'a> {
    name: &'a str,
    branch: &'a str,
    birth: Option<PartialDate>,
    proposal: Rating,
    decided: Rating,
    at: &'a CellRef,
    is_listed: bool,
}

impl Case<'_> {
    fn key(&self) -> Key {
        (fold(self.name), self.birth, fold(self.branch))
    }
}

impl Reader<'_> {
    /// What was decided otherwise than proposed.
    pub(super) fn changes(&mut self, book: &Book, sending: &Sending) -> Vec<SentChange> {
        let Some(profile) = self.regime.decisions.as_deref().map(|it| &it.changes) else {
            return Vec::new();
        };
        let mut cases = cases(sending);
        let list = List::find(book, &profile.sheet, &profile.column, &CHANGE);
        let Some(list) = list else {
            return self.without_list(book, &cases, &profile.sheet);
        };
        let branches = &self.regime.consolidated.branches.sheet.name;
        let has_branches = !sending.absent.contains_key(branches);
        let mut places: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (place, case) in cases.iter().enumerate() {
            places.entry(case.key()).or_default().push(place);
        }
        let mut changes = Vec::new();
        for (sheet, header) in &list.sheets {
            let ratings = [ChangeSource::Proposal, ChangeSource::Decision];
            for row in items(sheet, header, ChangeSource::Number, &ratings) {
                let Some(line) = self.line(sheet, header, row) else { continue };
                let columns = [ChangeSource::Birth, ChangeSource::Branch];
                let who = self.who(&line, columns[0], columns[1]);
                let told = self.findings.len();
                let proposal = self.rating(&line, ChangeSource::Proposal);
                let decision = self.rating(&line, ChangeSource::Decision);
                let is_read = self.findings.len() == told;
                let own = places.get(&(fold(&who.name), who.birth, fold(&who.branch)));
                let mut own = own.into_iter().flatten().copied().filter(|it| !cases[*it].is_listed);
                let said = |it: &usize| {
                    let case = &cases[*it];
                    (Some(case.proposal), Some(case.decided)) == (proposal, decision)
                };
                let first = own.clone().next();
                let found = own.find(said);
                match (found.or(first), found.is_some()) {
                    // Nobody proposes anything of a đảng bộ, and no other list has what was decided on it.
                    (None, _) if who.branch.is_empty() => {}
                    // Without the table of branches that is told.
                    (None, _) if !has_branches && fold(&who.branch) == fold(&who.name) => {}
                    (None, _) => {
                        let finding = Finding::at(&NOT_LISTED, &who.at).member(&who.name);
                        self.findings.push(finding);
                    }
                    (Some(place), is_equal) => {
                        cases[place].is_listed = true;
                        if !is_equal && is_read {
                            self.differs(&line, &who, &cases[place]);
                        }
                    }
                }
                let reason = self.text(&line, &[ChangeSource::Reason]);
                let paper = self.text(&line, &[ChangeSource::Paper]);
                changes.push(SentChange { who, proposal, decision, reason, paper });
            }
        }
        for case in cases.iter().filter(|it| !it.is_listed && it.proposal != it.decided) {
            let finding = Finding::at(&LEFT_OUT, case.at).member(case.name);
            self.findings.push(finding.arg("list", profile.sheet.name.as_str()));
        }
        changes
    }

    fn differs(&mut self, line: &Line<ChangeSource>, who: &SentRow, case: &Case) {
        let cell = line.cell(&[ChangeSource::Decision]).map_or(who.at.col, |it| it.1.col);
        let at = CellRef::new(&line.sheet.name, line.row.index, cell);
        let short = |it| self.regime.rules.short(it);
        let finding = Finding::at(&CHANGE_DIFFERS, &at)
            .member(&who.name)
            .arg("proposal", short(case.proposal))
            .arg("decision", short(case.decided))
            .arg("other", case.at.to_string());
        self.findings.push(finding);
    }

    /// What the other lists say where there is no such list. Nobody is lost without it, only why and by
    /// which paper: an office that made the workbook by hand may have none.
    fn without_list(&mut self, book: &Book, cases: &[Case], head: &SheetHead) -> Vec<SentChange> {
        let differ = cases.iter().filter(|it| it.proposal != it.decided);
        let changes: Vec<SentChange> = differ
            .map(|it| SentChange {
                who: SentRow {
                    name: it.name.to_owned(),
                    birth: it.birth,
                    branch: it.branch.to_owned(),
                    at: it.at.clone(),
                },
                proposal: Some(it.proposal),
                decision: Some(it.decided),
                reason: String::new(),
                paper: String::new(),
            })
            .collect();
        if !changes.is_empty() {
            let finding = match hidden(book, head) {
                Some(sheet) => Finding::new(&HIDDEN).sheet(&sheet.name),
                None => Finding::new(&TABLE_MISSING).arg("table", head.name.as_str()),
            };
            self.findings.push(finding.severity(Severity::Warning));
        }
        changes
    }

    /// What changed since the last final workbook.
    pub(super) fn since(&mut self, book: &Book, sending: &Sending) -> SentSinceList {
        let profile = self.regime.decisions.as_deref().and_then(|it| it.since.as_ref());
        let mut all = SentSinceList::default();
        let Some(profile) = profile else { return all };
        let Some(list) = List::find(book, &profile.sheet, &profile.column, &SINCE) else {
            return all;
        };
        let start = fold(profile.base.split('{').next().unwrap_or_default());
        let ratings = [SinceSource::Before, SinceSource::After];
        for (sheet, header) in &list.sheets {
            for row in items(sheet, header, SinceSource::Number, &ratings) {
                let Some(line) = self.line(sheet, header, row) else { continue };
                let who = self.who(&line, SinceSource::Birth, SinceSource::Branch);
                let [before, after] = ratings.map(|it| self.text(&line, &[it]));
                self.stands(&who, &after, sending, &profile.absent);
                let why = self.text(&line, &[SinceSource::Why]);
                let date = self.date(&line, SinceSource::Date);
                all.rows.push(SentSince { who, before, after, why, date });
            }
            let rows = sheet.rows.iter().filter(|it| it.index > header.rows.1);
            let texts = rows.flat_map(|it| &it.cells).filter_map(Cell::text);
            let is_base = |it: &&str| !start.is_empty() && fold(it).starts_with(&start);
            all.bases.extend(texts.filter(is_base).map(str::to_owned));
        }
        all
    }

    /// Whether a member of the list of changes stands in the list of all, or in neither.
    fn stands(&mut self, who: &SentRow, after: &str, sending: &Sending, absent: &str) {
        let book = &sending.year_book;
        if who.branch.is_empty() || fold(after) == fold(absent) {
            return;
        }
        let is_it = |it: &&crate::model::BookMember| {
            fold(&it.name) == fold(&who.name)
                && it.birth == who.birth
                && fold(book.branch_of(it)) == fold(&who.branch)
        };
        let mut own = book.members.iter().filter(is_it).peekable();
        let short = |it| self.regime.rules.short(it);
        if own.peek().is_none() {
            self.findings.push(Finding::at(&NOT_LISTED, &who.at).member(&who.name));
        } else if !own
            .clone()
            .any(|it| it.counted().is_none_or(|it| fold(short(it)) == fold(after)))
            && let Some(it) = own.next()
        {
            let counted = it.counted().map_or("", short);
            let finding = Finding::at(&CHANGE_DIFFERS, &who.at)
                .member(&who.name)
                .arg("proposal", it.proposal.map_or("", short))
                .arg("decision", counted)
                .arg("other", it.at.to_string());
            self.findings.push(finding);
        }
    }

    /// A row with a name; one without is told.
    fn line<'a, 'b, S: Copy + PartialEq>(
        &mut self,
        sheet: &'a Sheet,
        header: &'b Header<S>,
        row: &'a Row,
    ) -> Option<Line<'a, 'b, S>>
    where
        'a: 'b,
    {
        let Some(name) = row.get(header.name).and_then(Cell::text) else {
            let at = CellRef::new(&sheet.name, row.index, header.name);
            self.findings.push(Finding::at(&NAMELESS, &at));
            return None;
        };
        Some(Line { sheet, row, header, name })
    }

    fn who<S: Copy + PartialEq>(&mut self, line: &Line<S>, birth: S, branch: S) -> SentRow {
        SentRow {
            name: line.name.trim().to_owned(),
            birth: self.date(line, birth),
            branch: self.text(line, &[branch]),
            at: CellRef::new(&line.sheet.name, line.row.index, line.header.name),
        }
    }
}

/// The rows of such a list: those with a number of their own, and those with a name and a rating.
fn items<'a, S: Copy + PartialEq>(
    sheet: &'a Sheet,
    header: &Header<S>,
    number: S,
    ratings: &[S],
) -> Vec<&'a Row> {
    let has = |row: &Row, source| header.column(source).and_then(|it| row.get(it)).is_some();
    let is_item = |row: &&Row| {
        let name = row.get(header.name);
        let is_number = |it: &Cell| it.text().is_none() || counts(it);
        // The numbers of the columns stand right below the headings.
        if row.index <= header.rows.1 || row.cells.iter().all(is_number) {
            return false;
        }
        if is_column_numbers(row) {
            return false;
        }
        let is_named = name.is_some_and(|it| it.text().is_some());
        let column = header.column(number);
        let is_numbered = column.and_then(|it| row.get(it)).is_some_and(counts);
        let is_rated = ratings.iter().any(|it| has(row, *it));
        is_rated && (is_named || (is_numbered && name.is_none()))
    };
    sheet.rows.iter().filter(is_item).collect()
}

/// Everybody, and every collective and branch, of whom both ratings are known.
fn cases(sending: &Sending) -> Vec<Case<'_>> {
    let book = &sending.year_book;
    let members = book.members.iter().filter_map(|it| {
        Some(Case {
            name: &it.name,
            branch: book.branch_of(it),
            birth: it.birth,
            proposal: it.proposal?,
            decided: it.decided?,
            at: &it.at,
            is_listed: false,
        })
    });
    let collectives = sending.collectives.iter().flat_map(|(branch, all)| {
        let name = book.branches.get(*branch).map_or("", |it| it.name.as_str());
        all.iter().filter_map(move |(it, decided)| {
            let Slot::Is(own) = &it.name else { return None };
            Some(Case {
                name: &own.value,
                branch: name,
                birth: None,
                proposal: it.proposal.get()?,
                decided: (*decided)?,
                at: &own.at,
                is_listed: false,
            })
        })
    });
    let branches = book.branches.iter().zip(&sending.table).filter_map(|(it, line)| {
        Some(Case {
            name: &it.name,
            branch: &it.name,
            birth: None,
            proposal: it.proposal.or(it.self_rating)?,
            decided: it.decided?,
            at: &line.as_ref()?.at,
            is_listed: false,
        })
    });
    members.chain(collectives).chain(branches).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::consolidated::Column;

    #[test]
    fn every_column_of_both_lists_is_read() {
        for regime in crate::regime::Sources::builtin().all().unwrap() {
            let Some(decisions) = regime.decisions.as_deref() else { continue };
            let all = |it: &[Column<ChangeSource>]| it.iter().all(|it| CHANGE.contains(&it.source));
            assert!(all(&decisions.changes.column), "{}", regime.id);
            let since = decisions.since.iter().flat_map(|it| &it.column);
            assert!(since.map(|it| it.source).all(|it| SINCE.contains(&it)), "{}", regime.id);
        }
    }
}
