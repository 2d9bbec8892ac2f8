//! Sheet 2: the members.

use std::sync::Arc;

use super::centuries::resolve_member;
use super::entries::{check_totals, entries, is_evidence, spots_of};
use super::reader::Reader;
use super::spots::{Eligible, RowSpots};
use crate::finding::{Code, Finding};
use crate::model::{Criterion, Member, Points, Slot, Tasks, UnitLed};
use crate::read::fold::{fold, tidy};
use crate::read::grid::{Cell, Raw, Row, Sheet};
use crate::read::layout::columns::{Columns, Place};
use crate::read::layout::end_marks::EndMarks;
use crate::read::layout::header::Header;
use crate::read::layout::headings::Headings;
use crate::read::layout::rows::Table;
use crate::read::values::vocabulary::Vocabulary;
use crate::read::values::{counts, dates, names, ratings, text};
use crate::regime::form::{Column, MemberField, Places};

/// Reads the members, one a row, and says whether no row was left unread.
pub(super) fn read(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    header: &Header,
    headings: &Headings,
    marks: &EndMarks,
    year: Option<u32>,
) -> (Vec<Member>, bool) {
    let columns = &reader.regime.form.members.column;
    let places = reader.regime.form.members.places();
    let words = reader.words;
    let evidence = |wanted: usize, cell: &Cell| {
        let column: Option<&Column<MemberField>> = columns.get(wanted);
        column.is_some_and(|it| is_evidence(words, it.kind, it.choice.as_deref(), cell))
    };
    let person = |wanted: usize, cell: &Cell| {
        columns.get(wanted).is_some_and(|it| is_person(it.field, cell))
    };
    let (name, eligibility) = (places.of(MemberField::Name), places.of(MemberField::Eligibility));
    let table = Table {
        sheet,
        wording: reader.wording,
        headings,
        number: places.of(MemberField::Number),
        name,
        note: places.of(MemberField::Note),
        marks,
        of_people: true,
        is_evidence: &evidence,
        is_person: &person,
    };
    let entries = entries(reader, &table, header);
    let mut members = Vec::with_capacity(entries.rows.len());
    let first = reader.findings.len();
    for (columns, row) in &entries.rows {
        let typed = match name.map(|it| &columns.places[it]) {
            Some(Place::At(col)) => row.get(*col).and_then(Cell::text).map(tidy),
            _ => None,
        };
        let eligible = eligibility.map(|it| Eligible {
            heading: &headings.wanted[it].label,
            list: places.list(MemberField::Eligibility),
            cell: match columns.places[it] {
                Place::At(col) => row.get(col),
                _ => None,
            },
        });
        let member = typed.unwrap_or_default();
        let mut spots = spots_of(reader, &table, columns, row, member, eligible);
        let read = reader.name(&spots.spot_or_absent(name));
        // The name without a form of address goes into the row's findings.
        if let Some(value) = read.value() {
            spots.member.clone_from(value);
        }
        members.push(member_of(reader, &spots, &places, read, year));
    }
    say_once(reader.findings, first, &counts::ODD_NUMBERING);
    say_once(reader.findings, first, &text::GROUP_BY_NUMBER);
    super::swapped::check(reader, &table, &entries);
    let is_guest: Vec<bool> = members.iter().map(Member::is_guest).collect();
    check_totals(reader, &entries, &is_guest);
    (members, entries.left_out == 0)
}

/// Leaves the first of several findings that mean nothing to the numbers, or have one cause.
fn say_once(findings: &mut Vec<Finding>, from: usize, code: &Code) {
    let mut is_said = false;
    let mut place = 0;
    findings.retain(|it| {
        let is_again = place >= from && it.code == code && std::mem::replace(&mut is_said, true);
        place += 1;
        !is_again
    });
}

/// Whether a cell tells that its row is somebody: a name, a date of the person's own, a card.
/// Ratings, grades and counts do not: they are filled down, and added up.
fn is_person(field: MemberField, cell: &Cell) -> bool {
    let digits = |it: &str| it.bytes().filter(u8::is_ascii_digit).count();
    match (field, &cell.raw) {
        (MemberField::Name, _) => {
            cell.text().is_some_and(|it| it.chars().any(char::is_alphanumeric))
        }
        (MemberField::Birth | MemberField::Admitted | MemberField::Official, Raw::Text(text)) => {
            digits(text) >= 2
        }
        (
            MemberField::Birth | MemberField::Admitted | MemberField::Official | MemberField::Card,
            Raw::Number(number),
        ) => *number >= 1000.0,
        (MemberField::Card, Raw::Text(text)) => digits(text) >= 3,
        _ => false,
    }
}

/// Those of a list that stands elsewhere who are not among `members`, by name: of two of one
/// name both have to be there.
pub(super) fn missing_from(members: &[Member], others: &[Member]) -> Vec<String> {
    let mut known: Vec<String> = members.iter().map(|it| fold(it.name.text())).collect();
    let mut missing = Vec::new();
    for name in others.iter().map(|it| it.name.text()).filter(|it| !it.is_empty()) {
        match known.iter().position(|it| *it == fold(name)) {
            Some(place) => {
                known.swap_remove(place);
            }
            None => missing.push(name.to_owned()),
        }
    }
    missing
}

/// Who stands in both lists, by name; of two of one name those of one birth are the same.
pub(super) fn same_people<'a>(
    members: &'a [Member],
    others: &'a [Member],
) -> Vec<(&'a Member, &'a Member)> {
    let mut left: Vec<(String, &Member)> =
        others.iter().map(|it| (fold(it.name.text()), it)).collect();
    let mut same = Vec::new();
    for member in members.iter().filter(|it| !it.name.text().is_empty()) {
        let name = fold(member.name.text());
        let is_named = |it: &(String, &Member)| it.0 == name;
        let birth = member.birth.get();
        let place = left
            .iter()
            .position(|it| is_named(it) && it.1.birth.get() == birth)
            .or_else(|| left.iter().position(is_named));
        if let Some(place) = place {
            same.push((member, left.remove(place).1));
        }
    }
    same
}

/// Names of rows that stand where the columns of the list stand on its own sheet, as on a
/// sheet that goes on with it without any headings: name, birth and admission are there.
pub(super) fn continued(
    sheet: &Sheet,
    columns: &Columns,
    fields: &[Column<MemberField>],
) -> Vec<String> {
    let col = |field| columns.col(fields.iter().position(|it| it.field == field));
    let (Some(name), Some(birth), Some(admitted)) =
        (col(MemberField::Name), col(MemberField::Birth), col(MemberField::Admitted))
    else {
        return Vec::new();
    };
    let is_date = |row: &Row, col| row.get(col).is_some_and(|it| dates::read(it).is_ok());
    let rows = sheet.rows.iter().filter(|it| is_date(it, birth) && is_date(it, admitted));
    rows.filter_map(|it| it.get(name)?.text().map(tidy)).collect()
}

/// Names below a heading for names, on a sheet with few headings of the form: rows with a name
/// of several words and a date or a rating beside it, which lists of guests have not.
pub(super) fn below_a_heading(
    sheet: &Sheet,
    headings: &Headings,
    words: &Vocabulary,
    fields: &[Column<MemberField>],
) -> Vec<String> {
    /// Rows with cells that are searched for the heading.
    const ROWS_SEARCHED: usize = 50;
    let Some(wanted) = fields.iter().position(|it| it.field == MemberField::Name) else {
        return Vec::new();
    };
    let is_heading = |cell: &&Cell| cell.text().is_some_and(|it| headings.is_of(it, wanted));
    let mut rows = sheet.rows.iter();
    let top = rows.by_ref().take(ROWS_SEARCHED);
    let Some(col) = top.filter_map(|it| it.cells.iter().find(is_heading)).map(|it| it.col).next()
    else {
        return Vec::new();
    };
    let is_fact = |cell: &Cell| {
        cell.col != col && (dates::read(cell).is_ok() || ratings::read(words, cell).is_ok())
    };
    let mut names = Vec::new();
    for row in rows.filter(|it| it.cells.iter().any(is_fact)) {
        let name = row.get(col).and_then(|it| names::read_name(words, it).ok()).map(|it| it.0);
        names.extend(name.filter(|it| it.split_whitespace().nth(1).is_some()));
    }
    names
}

fn member_of(
    reader: &mut Reader<'_>,
    spots: &RowSpots<'_>,
    places: &Places<'_, MemberField>,
    name: Slot<String>,
    year: Option<u32>,
) -> Member {
    let spot = |field| spots.spot_or_absent(places.of(field));
    let list = |field| places.list(field);
    let points = |reader: &mut Reader<'_>, field| {
        reader.points(&spot(field), places.column(field).and_then(|it| it.most))
    };

    let date_spots =
        [spot(MemberField::Birth), spot(MemberField::Admitted), spot(MemberField::Official)];
    let [birth, admitted, official] = date_spots.each_ref();
    let typed = [reader.date(birth), reader.date(admitted), reader.official(official)];
    let [birth, admitted, official] = resolve_member(reader, date_spots.each_ref(), typed, year);
    let criteria = places.criteria().iter().map(|it| Criterion {
        key: Arc::clone(&it.key),
        heading: Arc::clone(&it.heading),
        task: it.task,
        grade: reader.grade(&spots.spot(it.place)),
    });
    let criteria = criteria.collect();
    Member {
        row: spots.row.index,
        number: reader.numbering(&spot(MemberField::Number)),
        name,
        birth,
        gender: reader.choice(&spot(MemberField::Gender), list(MemberField::Gender)),
        ethnicity: reader.ethnicity(&spot(MemberField::Ethnicity)),
        party_post: reader.text_or_no(&spot(MemberField::PartyPost)),
        other_post: reader.text_or_no(&spot(MemberField::OtherPost)),
        admitted,
        official,
        card: reader.card(&spot(MemberField::Card)),
        leader: reader.choice(&spot(MemberField::Leader), list(MemberField::Leader)),
        self_form: reader.key(&spot(MemberField::SelfForm), list(MemberField::SelfForm)),
        group: reader.group(&spot(MemberField::Group)),
        self_points: Points {
            general: points(reader, MemberField::SelfGeneral),
            task: points(reader, MemberField::SelfTask),
            total: points(reader, MemberField::SelfTotal),
        },
        points: Points {
            general: points(reader, MemberField::General),
            task: points(reader, MemberField::Task),
            total: points(reader, MemberField::Total),
        },
        tasks: Tasks {
            assigned: reader.count(&spot(MemberField::TasksAssigned)),
            done: reader.count(&spot(MemberField::TasksCompleted)),
            on_time: reader.count(&spot(MemberField::TasksOnTime)),
            beyond: reader.count(&spot(MemberField::TasksBeyond)),
            failed: reader.count(&spot(MemberField::TasksFailed)),
        },
        weaknesses: reader.choice(&spot(MemberField::Weaknesses), list(MemberField::Weaknesses)),
        unit: UnitLed {
            tasks_done: reader.percent(&spot(MemberField::UnitDone)),
            tasks_beyond: reader.percent(&spot(MemberField::UnitBeyond)),
            failing_units: reader.percent(&spot(MemberField::UnitFailing)),
            low_confidence: reader.percent(&spot(MemberField::LowConfidence)),
        },
        quarters: [
            reader.quarter(&spot(MemberField::QuarterOne)),
            reader.quarter(&spot(MemberField::QuarterTwo)),
            reader.quarter(&spot(MemberField::QuarterThree)),
            reader.quarter(&spot(MemberField::QuarterFour)),
        ],
        eligibility: reader.choice(&spot(MemberField::Eligibility), list(MemberField::Eligibility)),
        reviewed: reader.yes_no(&spot(MemberField::Reviewed)),
        criteria,
        tasks_done: reader.percent(&spot(MemberField::TasksDone)),
        sick_months: reader.months(&spot(MemberField::SickMonths)),
        self_rating: reader.rating(&spot(MemberField::SelfRating)),
        state_rating: reader.rating_or_no(&spot(MemberField::StateRating)),
        union_rating: reader.rating_or_no(&spot(MemberField::UnionRating)),
        committee_rating: reader.rating_or_no(&spot(MemberField::CommitteeRating)),
        ballots: [
            reader.votes(&spot(MemberField::BallotsExcellent)),
            reader.votes(&spot(MemberField::BallotsGood)),
            reader.votes(&spot(MemberField::BallotsSatisfactory)),
            reader.votes(&spot(MemberField::BallotsUnsatisfactory)),
        ],
        proposal: reader.rating(&spot(MemberField::Proposal)),
        cause: reader.key(&spot(MemberField::Cause), list(MemberField::Cause)),
        discipline: reader.choice(&spot(MemberField::Discipline), list(MemberField::Discipline)),
        discipline_decision: reader.text_or_no(&spot(MemberField::DisciplineDecision)),
        discipline_counted: reader.yes_no(&spot(MemberField::DisciplineCounted)),
        discipline_duty: reader.yes_no(&spot(MemberField::DisciplineDuty)),
        discipline_breach: reader.yes_no(&spot(MemberField::DisciplineBreach)),
        discipline_owned_up: reader.yes_no(&spot(MemberField::DisciplineOwnedUp)),
        discipline_elsewhere: reader.yes_no(&spot(MemberField::DisciplineElsewhere)),
        discipline_earlier: reader.yes_no(&spot(MemberField::DisciplineEarlier)),
        key_targets_missed: reader.yes_no(&spot(MemberField::KeyTargetsMissed)),
        force_majeure: reader.yes_no(&spot(MemberField::ForceMajeure)),
        excellent_years: reader.years(&spot(MemberField::ExcellentYears)),
        reason: reader.text_or_no(&spot(MemberField::Reason)),
        note: reader.text_or_no(&spot(MemberField::Note)),
    }
}
