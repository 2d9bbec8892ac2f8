//! The rows of a table that are entries of it, and the totals below them.

use super::reader::Reader;
use super::spots::{Eligible, RowSpots};
use super::{merged, sight};
use crate::finding::Finding;
use crate::read::layout::columns::{self, Columns};
use crate::read::layout::header::Header;
use crate::read::layout::report_unseen;
use crate::read::layout::rows::{Entries, STATED_TOTAL, Table};
use crate::read::package::over_limit;
use crate::read::values::vocabulary::Vocabulary;
use crate::read::values::{choices, dates, grades, ratings, ticks, yes_no};
use crate::regime::form::Kind;
use crate::workbook::grid::{Cell, Row};

/// The entries of a table, after what is unseen of its sheet was reported.
pub(super) fn entries<'a>(
    reader: &mut Reader<'_>,
    table: &Table<'a>,
    header: &Header,
) -> Entries<'a> {
    let sheet = table.sheet;
    let bottom = sheet.rows[header.bottom].index;
    let columns = columns::resolve(table.headings, sheet, &header.found, bottom, reader.findings);
    let used = columns.used.clone();
    let mut entries = table.entries(columns, header.bottom + 1, reader.findings);
    let found = entries.rows.len();
    if found > reader.list_rows {
        let allowed = reader.list_rows.to_string();
        let finding = over_limit("limit-list", found.to_string(), allowed).sheet(&sheet.name);
        reader.over.get_or_insert_with(|| Box::new(finding));
        entries.rows.clear();
        entries.totals.clear();
    }
    sight::take_struck_rows(table, &mut entries, reader.findings);
    sight::report_table(table, &entries, reader.findings);
    let rows = bottom.saturating_add(1)..=entries.last;
    let is_used = |it| used.contains_key(&it);
    report_unseen(sheet, rows, &entries.headings, is_used, reader.findings);
    entries
}

/// The places of an entry, after its merged cells were told.
pub(super) fn spots_of<'a>(
    reader: &mut Reader<'_>,
    table: &Table<'a>,
    columns: &'a Columns,
    row: &'a Row,
    member: String,
    eligibility: Option<Eligible<'a>>,
) -> RowSpots<'a> {
    let unclear = merged::unclear(reader, table, columns, row, &member, eligibility);
    let (sheet, headings) = (table.sheet, table.headings);
    RowSpots { sheet, headings, columns, row, member, unclear, eligibility }
}

/// Reports totals that are no number of rows: neither of their own table nor of
/// all above them, guests counted or not.
pub(super) fn check_totals(reader: &mut Reader<'_>, entries: &Entries<'_>, is_guest: &[bool]) {
    // How many guests stand above a place.
    let above: Vec<usize> = std::iter::once(0)
        .chain(is_guest.iter().scan(0, |count, it| {
            *count += usize::from(*it);
            Some(*count)
        }))
        .collect();
    for total in &entries.totals {
        let guests =
            |rows: std::ops::Range<usize>| match (above.get(rows.end), above.get(rows.start)) {
                (Some(end), Some(start)) => end - start,
                _ => 0,
            };
        let own = total.rows.clone();
        let (all, part) = (0..own.end, total.part.min(own.end)..own.end);
        let is_count = |stated: usize| {
            [own.clone(), all.clone(), part.clone()]
                .into_iter()
                .any(|rows| stated == rows.len() || stated == rows.len() - guests(rows.clone()))
        };
        // Some of them are no more than all.
        let is_some = |stated: &u32| total.is_part && *stated as usize <= all.len();
        let agrees = total.numbers.iter().any(|it| is_count(*it as usize))
            || total.numbers.iter().all(is_some);
        if !agrees {
            reader.findings.push(
                Finding::at(&STATED_TOTAL, &total.cell)
                    .stored(total.stored.clone())
                    .arg("total", total.number as usize)
                    .arg("count", own.len()),
            );
        }
    }
}

/// Whether a cell holds what only an entry of a table holds: a word of a list,
/// a rating, a date. Numbers alone do not, they may be sums.
pub(super) fn is_evidence(words: &Vocabulary, kind: Kind, list: Option<&str>, cell: &Cell) -> bool {
    let is_digits = |text: &str| text.trim().chars().all(|it| it.is_ascii_digit());
    if cell.plain_number().is_some() || cell.text().is_some_and(is_digits) {
        return false;
    }
    match kind {
        Kind::Date => dates::read(cell).is_ok(),
        Kind::Rating => ratings::read(words, cell).is_ok() || ticks::is_mark(words, cell),
        Kind::Grade => grades::read(words, cell).is_ok(),
        Kind::YesNo => yes_no::read(words, cell).is_ok(),
        Kind::Choice => list.is_some_and(|list| {
            matches!(choices::read(words, list, cell, false), Ok((Some(_), _)))
        }),
        // Numbers may be sums, and text may be a signature.
        Kind::Months
        | Kind::Percent
        | Kind::Points
        | Kind::Year
        | Kind::Count
        | Kind::Text
        | Kind::Card
        | Kind::Ethnicity => false,
    }
}
