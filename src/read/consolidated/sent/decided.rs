//! What is decided, and what is not: a workbook that calls itself final and is not would make the superior's final.

use super::super::Reader;
use super::super::list::{Header, List, with_decision};
use super::{HEADING, Sending, UNDECIDED};
use crate::finding::Finding;
use crate::model::{BranchStatus, CellRef};
use crate::read::grid::{Book, Sheet};
use crate::regime::consolidated::{
    BranchSource, CollectiveSource, Column, PersonSource, SheetHead,
};

impl Reader<'_> {
    /// Whether all sheets have their columns of decisions: what was decided in one that is gone would count as never
    /// decided.
    pub(super) fn has_decision_columns(&mut self, book: &Book) -> bool {
        let profile = &self.regime.consolidated;
        let (members, branches, leaders) = (&profile.members, &profile.branches, &profile.leaders);
        let mut all = Vec::new();
        let wanted = [PersonSource::Name, PersonSource::Decision];
        all.extend(self.without(book, &members.sheet, &members.column, wanted));
        let wanted = [BranchSource::Branch, BranchSource::Decision];
        all.extend(self.without(book, &branches.sheet, &branches.column, wanted));
        let wanted = [CollectiveSource::Name, CollectiveSource::Decision];
        all.extend(self.without(book, &leaders.sheet, &leaders.collective, wanted));
        let has_all = all.is_empty();
        self.findings.extend(all);
        has_all
    }

    /// The sheets of a section that have the first of these columns and not the second.
    fn without<S: Copy + PartialEq>(
        &self,
        book: &Book,
        head: &SheetHead,
        columns: &[Column<S>],
        wanted: [S; 2],
    ) -> Vec<Finding> {
        let Some(heading) = columns.iter().find(|it| it.source == wanted[1]) else {
            return Vec::new();
        };
        let columns = with_decision(columns, wanted[1], self.regime);
        let Some(list) = List::find(book, head, &columns, &wanted) else { return Vec::new() };
        let lacking = list.sheets.iter().filter(|it| it.1.column(wanted[1]).is_none());
        lacking.map(|(sheet, header)| missing(sheet, header, &heading.heading)).collect()
    }

    /// Proposals on which nothing is decided: a workbook that has some is no final one, whatever it calls itself.
    pub(super) fn undecided(&mut self, sending: &mut Sending) {
        if sending.year_book.is_draft {
            return;
        }
        let year = &sending.year_book;
        let mut decided = 0_usize;
        let mut open: Vec<&CellRef> = Vec::new();
        let mut add = |at, is_proposed: bool, is_decided: bool| match (is_proposed, is_decided) {
            (true, false) => open.push(at),
            (true, true) => decided += 1,
            (false, _) => {}
        };
        for member in &year.members {
            add(&member.at, member.proposal.is_some(), member.decided.is_some());
        }
        for (place, branch) in year.branches.iter().enumerate() {
            let Some(line) = sending.table.get(place).and_then(Option::as_ref) else { continue };
            let is_proposed = branch.proposal.or(branch.self_rating).is_some();
            if line.status == BranchStatus::Accepted {
                add(&line.at, is_proposed, branch.decided.is_some());
            }
        }
        for (collective, rating) in sending.collectives.values().flatten() {
            let Some(at) = collective.name.cell() else { continue };
            add(at, collective.proposal.get().is_some(), rating.is_some());
        }
        let Some(first) = open.first() else { return };
        if decided > 0 {
            let finding = Finding::at(&UNDECIDED, first).arg("decided", decided);
            self.findings.push(finding.arg("open", open.len()));
        }
        sending.year_book.is_draft = true;
    }

    /// The sheets of a section where rows stand and no heading of theirs.
    pub(super) fn heading_gone(&mut self, at: &CellRef, heading: &str) {
        self.findings.push(Finding::at(&HEADING, at).arg("heading", heading));
    }
}

/// That a column is gone from these headings.
pub(super) fn missing<S: Copy + PartialEq>(
    sheet: &Sheet,
    header: &Header<S>,
    heading: &str,
) -> Finding {
    let at = CellRef::new(&sheet.name, header.rows.0, header.name);
    Finding::at(&HEADING, &at).arg("heading", heading)
}
