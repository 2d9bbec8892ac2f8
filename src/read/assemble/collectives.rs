//! Sheet 3: the collectives, the branch itself first.

use super::{Reader, RowSpots, entries, is_evidence};
use crate::model::{Collective, Criterion, Points, Slot, Tasks};
use crate::read::fold::tidy;
use crate::read::grid::{Cell, Sheet};
use crate::read::layout::header::Header;
use crate::read::layout::headings::{Headings, Place};
use crate::read::layout::rows::{EndMarks, Table};
use crate::regime::form::{CollectiveField, Column};

/// Reads the collectives, one a row.
pub(super) fn read(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    header: &Header,
    headings: &Headings,
    marks: &EndMarks,
) -> Vec<Collective> {
    let columns = &reader.regime.form.collectives.column;
    let place_of = |field| columns.iter().position(|it| it.field == field);
    let words = reader.words;
    let evidence = |wanted: usize, cell: &Cell| {
        let column: Option<&Column<CollectiveField>> = columns.get(wanted);
        column.is_some_and(|it| is_evidence(words, it.kind, it.choice.as_deref(), cell))
    };
    let name = place_of(CollectiveField::Name);
    let table = Table {
        sheet,
        headings,
        number: place_of(CollectiveField::Number),
        name,
        marks,
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
        let spots = RowSpots { sheet, headings, columns, row, member };
        collectives.push(collective(reader, &spots));
    }
    collectives
}

fn collective(reader: &mut Reader<'_>, spots: &RowSpots<'_>) -> Collective {
    let columns = &reader.regime.form.collectives.column;
    let find = |field: CollectiveField| columns.iter().position(|it| it.field == field);
    let spot = |field| spots.spot_or_absent(find(field));
    let list_of = |field| find(field).and_then(|it| columns[it].choice.as_deref());
    let (list, weaknesses) = (list_of(CollectiveField::Kind), list_of(CollectiveField::Weaknesses));
    let points = |reader: &mut Reader<'_>, field| {
        reader.points(&spot(field), find(field).and_then(|it| columns[it].most))
    };
    let mut criteria = Vec::new();
    for (wanted, column) in columns.iter().enumerate() {
        if let Some(key) = &column.criterion {
            criteria.push(Criterion {
                key: key.clone(),
                heading: column.heading.clone(),
                task: column.task,
                grade: reader.grade(&spots.spot(wanted)),
            });
        }
    }
    Collective {
        row: spots.row.index,
        name: reader.text(&spot(CollectiveField::Name)),
        kind: reader.choice(&spot(CollectiveField::Kind), list.unwrap_or("")),
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
        weaknesses: reader.choice(&spot(CollectiveField::Weaknesses), weaknesses.unwrap_or("")),
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
