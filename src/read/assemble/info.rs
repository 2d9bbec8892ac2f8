//! Sheet 1.

use super::centuries::resolve_in_year;
use super::reader::Reader;
use super::sight;
use super::spots::{self, Spot, SpotAt};
use crate::model::{Info, PartialDate, Slot};
use crate::read::layout::facts::{self, Fact};
use crate::read::layout::report_unseen;
use crate::read::values::counts;
use crate::regime::form::{InfoField, InfoRow};
use crate::workbook::grid::Sheet;

/// Reads the facts; without the sheet all are unread.
pub(super) fn read(reader: &mut Reader<'_>, sheet: Option<&Sheet>) -> Info {
    let rows = &reader.regime.form.info.row;
    let found = match sheet {
        Some(sheet) => {
            let found =
                facts::find(sheet, &reader.regime.form.info, &reader.wording.info, reader.findings);
            let last = sheet.rows.last().map_or(0, |it| it.index);
            tell_seen(reader, sheet, rows, &found);
            let is_used =
                |col| found.iter().any(|it| matches!(it, Fact::At(cell, _) if cell.col == col));
            report_unseen(sheet, 0..=last, &[], is_used, reader.findings);
            Some(found)
        }
        None => None,
    };
    let facts = Facts { rows, sheet, found };
    let year = reader.slot(&facts.spot(InfoField::Year), |_, cell| counts::read_year(cell));
    let kinds = rows.iter().find(|it| it.field == InfoField::BranchKind);
    let list = kinds.and_then(|it| it.choice.as_deref()).unwrap_or("");
    let date = |reader: &mut Reader<'_>, field| -> Slot<PartialDate> {
        let spot = facts.spot(field);
        let typed = reader.date(&spot);
        resolve_in_year(reader, &spot, typed, year.get())
    };
    // "Không" where there is nothing to tell is a way to leave blank.
    let founded = match reader.says_no(&facts.spot(InfoField::Founded)) {
        Some(blank) => blank,
        None => date(reader, InfoField::Founded),
    };
    let meeting = date(reader, InfoField::Meeting);
    let draft_sent = match reader.says_no(&facts.spot(InfoField::DraftSent)) {
        Some(blank) => blank,
        None => date(reader, InfoField::DraftSent),
    };
    let mut count = |field| reader.count(&facts.spot(field));
    let (total, official, probationary) =
        (count(InfoField::Total), count(InfoField::Official), count(InfoField::Probationary));
    let (female, ethnic) = (count(InfoField::Female), count(InfoField::Ethnic));
    let (exempt, unrated, rated) =
        (count(InfoField::Exempt), count(InfoField::Unrated), count(InfoField::Rated));
    let (summoned, present) = (count(InfoField::Summoned), count(InfoField::Present));
    let ballots_issued = count(InfoField::BallotsIssued);
    let ballots_collected = count(InfoField::BallotsCollected);
    let ballots_valid = count(InfoField::BallotsValid);
    let ballots_invalid = count(InfoField::BallotsInvalid);
    Info {
        form_code: reader.text(&facts.spot(InfoField::FormCode)),
        branch_code: reader.text(&facts.spot(InfoField::BranchCode)),
        branch_name: reader.text(&facts.spot(InfoField::BranchName)),
        branch_kind: reader.key(&facts.spot(InfoField::BranchKind), list),
        year,
        secretary: reader.name_or_no(&facts.spot(InfoField::Secretary)),
        deputy: reader.name_or_no(&facts.spot(InfoField::Deputy)),
        preparer: reader.name_or_no(&facts.spot(InfoField::Preparer)),
        phone: reader.text(&facts.spot(InfoField::Phone)),
        founded,
        meeting,
        total,
        official,
        probationary,
        female,
        ethnic,
        exempt,
        unrated,
        rated,
        summoned,
        present,
        ballots_issued,
        ballots_collected,
        ballots_valid,
        ballots_invalid,
        draft_sent,
    }
}

/// Tells what is seen over and beside the facts.
fn tell_seen(reader: &mut Reader<'_>, sheet: &Sheet, rows: &[InfoRow], found: &[Fact<'_>]) {
    let known = rows.iter().zip(found).filter_map(|(row, fact)| match fact {
        Fact::At(at, cell) => {
            let has_value = cell.is_some();
            Some(((at.row, at.col), sight::Known { heading: &row.label, member: "", has_value }))
        }
        Fact::Missing | Fact::Twice => None,
    });
    sight::report(sheet, &known.collect(), reader.findings);
}

struct Facts<'a> {
    rows: &'a [InfoRow],
    sheet: Option<&'a Sheet>,
    /// `None` without the sheet.
    found: Option<Vec<Fact<'a>>>,
}

impl Facts<'_> {
    /// The place of a fact; one that the profile does not have is absent.
    fn spot(&self, field: InfoField) -> Spot<'_> {
        let place = self.rows.iter().position(|it| it.field == field);
        let row = place.and_then(|it| self.rows.get(it));
        let heading = row.map_or("", |it| it.label.as_str());
        let is_required = row.is_some_and(|it| it.required);
        let may_be_empty = row.is_some_and(|it| !it.required);
        let fact = match (place, &self.found) {
            (None, _) => None,
            (Some(_), None) => {
                return Spot {
                    at: SpotAt::Unknown,
                    heading,
                    member: "",
                    is_required,
                    may_be_empty,
                    is_listed: false,
                    empty_when_unrated: false,
                    eligibility: None,
                };
            }
            (Some(place), Some(found)) => found.get(place),
        };
        let at = match fact {
            Some(Fact::At(at, cell)) => match self.sheet {
                Some(sheet) => spots::spot(sheet, at.clone(), *cell),
                None => SpotAt::Cell(at.clone(), *cell),
            },
            Some(Fact::Twice) => SpotAt::Unknown,
            Some(Fact::Missing) if row.is_some_and(|it| it.required) => SpotAt::Unknown,
            Some(Fact::Missing) | None => SpotAt::Absent,
        };
        Spot {
            at,
            heading,
            member: "",
            is_required,
            may_be_empty,
            is_listed: false,
            empty_when_unrated: false,
            eligibility: None,
        }
    }
}
