//! Sheet 3: the collectives, the branch itself first.

use std::sync::Arc;

use super::entries::{entries, is_evidence, spots_of};
use super::reader::Reader;
use super::spots::RowSpots;
use crate::model::{Collective, Criterion, Points, Slot, Tasks};
use crate::read::fold::tidy;
use crate::read::grid::{Cell, Sheet};
use crate::read::layout::columns::Place;
use crate::read::layout::end_marks::EndMarks;
use crate::read::layout::header::Header;
use crate::read::layout::headings::Headings;
use crate::read::layout::rows::Table;
use crate::regime::form::{CollectiveField, Column, Places};

/// Reads the collectives, one a row.
pub(super) fn read(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    header: &Header,
    headings: &Headings,
    marks: &EndMarks,
) -> Vec<Collective> {
    let columns = &reader.regime.form.collectives.column;
    let places = reader.regime.form.collectives.places();
    let words = reader.words;
    let evidence = |wanted: usize, cell: &Cell| {
        let column: Option<&Column<CollectiveField>> = columns.get(wanted);
        column.is_some_and(|it| is_evidence(words, it.kind, it.choice.as_deref(), cell))
    };
    let name = places.of(CollectiveField::Name);
    let table = Table {
        sheet,
        wording: reader.wording,
        headings,
        number: places.of(CollectiveField::Number),
        name,
        note: places.of(CollectiveField::Note),
        marks,
        of_people: false,
        is_evidence: &evidence,
        is_person: &|_, _| true,
    };
    let entries = entries(reader, &table, header);
    let mut collectives = Vec::with_capacity(entries.rows.len());
    for (columns, row) in &entries.rows {
        let typed = match name.map(|it| &columns.places[it]) {
            Some(Place::At(col)) => row.get(*col).and_then(Cell::text).map(tidy),
            _ => None,
        };
        let member = typed.unwrap_or_default();
        let spots = spots_of(reader, &table, columns, row, member, None);
        collectives.push(collective(reader, &spots, &places));
    }
    collectives
}

fn collective(
    reader: &mut Reader<'_>,
    spots: &RowSpots<'_>,
    places: &Places<'_, CollectiveField>,
) -> Collective {
    let spot = |field| spots.spot_or_absent(places.of(field));
    let list = |field| places.list(field);
    let points = |reader: &mut Reader<'_>, field| {
        reader.points(&spot(field), places.column(field).and_then(|it| it.most))
    };
    let criteria = places.criteria().iter().map(|it| Criterion {
        key: Arc::clone(&it.key),
        heading: Arc::clone(&it.heading),
        task: it.task,
        grade: reader.grade(&spots.spot(it.place)),
    });
    let criteria = criteria.collect();
    Collective {
        row: spots.row.index,
        name: reader.text(&spot(CollectiveField::Name)),
        kind: reader.choice(&spot(CollectiveField::Kind), list(CollectiveField::Kind)),
        criteria,
        tasks_done: reader.percent(&spot(CollectiveField::TasksDone)),
        points: Points {
            general: points(reader, CollectiveField::General),
            task: points(reader, CollectiveField::Task),
            total: points(reader, CollectiveField::Total),
        },
        tasks: Tasks {
            assigned: reader.count(&spot(CollectiveField::TasksAssigned)),
            done: reader.count(&spot(CollectiveField::TasksCompleted)),
            on_time: reader.count(&spot(CollectiveField::TasksOnTime)),
            beyond: reader.count(&spot(CollectiveField::TasksBeyond)),
            failed: Slot::Absent,
        },
        weaknesses: reader
            .choice(&spot(CollectiveField::Weaknesses), list(CollectiveField::Weaknesses)),
        subordinate_disciplined: reader.yes_no(&spot(CollectiveField::SubordinateDisciplined)),
        disunity: reader.yes_no(&spot(CollectiveField::Disunity)),
        units_disciplined: reader.percent(&spot(CollectiveField::UnitsDisciplined)),
        key_targets_missed: reader.yes_no(&spot(CollectiveField::KeyTargetsMissed)),
        force_majeure: reader.yes_no(&spot(CollectiveField::ForceMajeure)),
        disciplined: reader.yes_no(&spot(CollectiveField::Disciplined)),
        self_discovered: reader.yes_no(&spot(CollectiveField::SelfDiscovered)),
        bodies_rating: reader.rating_or_no(&spot(CollectiveField::BodiesRating)),
        self_rating: reader.rating(&spot(CollectiveField::SelfRating)),
        ballots: [
            reader.votes(&spot(CollectiveField::BallotsExcellent)),
            reader.votes(&spot(CollectiveField::BallotsGood)),
            reader.votes(&spot(CollectiveField::BallotsSatisfactory)),
            reader.votes(&spot(CollectiveField::BallotsUnsatisfactory)),
        ],
        proposal: reader.rating(&spot(CollectiveField::Proposal)),
        reason: reader.text(&spot(CollectiveField::Reason)),
        note: reader.text(&spot(CollectiveField::Note)),
    }
}
