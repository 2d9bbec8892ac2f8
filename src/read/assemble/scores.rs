//! The optional sheet on which members' points are split into sub-criteria.

use std::sync::Arc;

use super::entries::{entries, spots_of};
use super::reader::Reader;
use crate::model::{ScoreRow, SubCriterion};
use crate::read::fold::tidy;
use crate::read::layout::columns::Place;
use crate::read::layout::end_marks::EndMarks;
use crate::read::layout::header::Header;
use crate::read::layout::headings::Headings;
use crate::read::layout::rows::Table;
use crate::read::values::counts;
use crate::regime::form::{ScoreField, TableSheet};
use crate::workbook::grid::{Cell, Sheet};

/// Reads the rows, one for each member that it names.
pub(super) fn read(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    header: &Header,
    scoring: &TableSheet<ScoreField>,
    headings: &Headings,
    marks: &EndMarks,
) -> Vec<ScoreRow> {
    let places = scoring.places();
    let (number, name) = (places.of(ScoreField::Number), places.of(ScoreField::Name));
    // Points may be sums, and names signatures: nothing here is evidence of an entry.
    let table = Table {
        sheet,
        wording: reader.wording,
        headings,
        number,
        name,
        note: None,
        marks,
        of_people: false,
        is_evidence: &|_, _| false,
        is_person: &|_, _| true,
    };
    let entries = entries(reader, &table, header);
    let mut rows = Vec::with_capacity(entries.rows.len());
    for (columns, row) in &entries.rows {
        let typed = match name.map(|it| &columns.places[it]) {
            Some(Place::At(col)) => row.get(*col).and_then(Cell::text).map(tidy),
            _ => None,
        };
        let spots = spots_of(reader, &table, columns, row, typed.unwrap_or_default(), None);
        let criteria = places.criteria().iter().map(|it| SubCriterion {
            key: Arc::clone(&it.key),
            task: it.task,
            points: reader.points(&spots.spot(it.place), it.most),
        });
        let criteria = criteria.collect();
        let (number, name) = (spots.spot_or_absent(number), spots.spot_or_absent(name));
        rows.push(ScoreRow {
            row: row.index,
            number: reader.slot(&number, |_, cell| counts::read_numbering(cell)),
            name: reader.name(&name),
            criteria,
        });
    }
    rows
}
