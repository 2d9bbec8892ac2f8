//! Ratings that stand twice: the table of leaders has to say what the list of all members says. That list is counted, so
//! what somebody wrote into the table alone would be lost.

use super::super::list::{Header, List, with_decision};
use super::super::{Line, Reader};
use super::RATING_DIFFERS;
use crate::finding::{Arg, Finding};
use crate::model::{CellRef, LeaderScope};
use crate::read::grid::{Book, Cell, Sheet};
use crate::read::values::{ratings, stored};
use crate::regime::consolidated::PersonSource;

/// What both say: in the table, and in the list of all members.
const PAIRS: [(PersonSource, PersonSource); 4] = [
    (PersonSource::SelfRating, PersonSource::SelfRating),
    (PersonSource::Proposal, PersonSource::Proposal),
    (PersonSource::Decision, PersonSource::Decision),
    (PersonSource::SuperiorDecision, PersonSource::Decision),
];

/// The sheets of the list of all members, with their headings of ratings.
pub(super) type Listed<'a> = Vec<(&'a Sheet, Header<PersonSource>)>;

impl Reader<'_> {
    /// Where the list of all members has ratings.
    pub(super) fn listed<'a>(&self, book: &'a Book) -> Listed<'a> {
        let profile = &self.regime.consolidated.members;
        let columns = with_decision(&profile.column, PersonSource::Decision, self.regime);
        let wanted = [
            PersonSource::Name,
            PersonSource::SelfRating,
            PersonSource::Proposal,
            PersonSource::Decision,
        ];
        List::find(book, &profile.sheet, &columns, &wanted).map_or_else(Vec::new, |it| it.sheets)
    }

    /// Tells of ratings in a leader's row that are not those in his row of the list of all members.
    pub(super) fn agrees(
        &mut self,
        line: &Line,
        scope: LeaderScope,
        listed: &Listed,
        own: &CellRef,
    ) {
        let Some((sheet, header)) = listed.iter().find(|it| it.0.name == own.sheet) else { return };
        let Some(row) = sheet.rows.iter().find(|it| it.index == own.row) else { return };
        for (here, there) in PAIRS {
            // On those of the superior the committee only has a say.
            if here == PersonSource::Decision && scope == LeaderScope::Superior {
                continue;
            }
            let (Some((_, cell)), Some(col)) = (line.cell(&[here]), header.column(there)) else {
                continue;
            };
            let read = |it: &Cell| ratings::read(&self.words, it).ok().map(|it| it.0);
            let Some(rating) = read(cell) else { continue };
            let other = row.get(col);
            let is_none = |it: &Cell| {
                it.text().is_some_and(|it| self.regime.consolidated.words.is_no_rating(it))
            };
            // A value that is none is told there.
            if other.is_some_and(|it| read(it).map_or(!is_none(it), |it| it == rating)) {
                continue;
            }
            let at = CellRef::new(&line.sheet.name, line.row.index, cell.col);
            let place = CellRef::new(&sheet.name, row.index, col).to_string();
            let finding = Finding::at(&RATING_DIFFERS, &at).member(line.name).stored(stored(cell));
            let finding = finding.arg("heading", line.header.heading(here)).arg("other", place);
            let value = other.map_or(Arg::Word("rating-blank"), |it| stored(it).as_str().into());
            self.findings.push(finding.arg("value", value));
        }
    }
}
