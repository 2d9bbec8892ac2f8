//! Sheets of decisions: known by their headings, wherever they stand; a row is whatever it says of
//! itself, not where it stands.

use super::reader::Reader;
use super::spots::{self, Spot, SpotAt};
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{
    At, CaseKind, CellRef, DecisionFile, DecisionRow, DecisionSheet, PartialDate, Slot,
};
use crate::read::values::dates::Typed;
use crate::read::wording::Wording;
use crate::regime::Regime;
use crate::regime::decisions::{CaseSource, CaseTable, DecisionSheets};
use crate::workbook::grid::{Book, Cell, Raw, Row, Sheet};

/// Headings stand within so many rows that have a cell.
const HEAD_ROWS: usize = 40;
/// The heading of the keys stands so many rows below the others at most.
const BELOW: u32 = 4;

/// Where the columns of a table are.
struct Header<'a> {
    kind: CaseKind,
    table: &'a CaseTable,
    /// The row of the headings, and the last row of them.
    rows: (u32, u32),
    columns: Vec<(CaseSource, u32)>,
    key: Option<u32>,
}

impl Header<'_> {
    fn column(&self, source: CaseSource) -> Option<u32> {
        self.columns.iter().find(|it| it.0 == source).map(|it| it.1)
    }
}

/// Whether a workbook has a sheet of decisions and is no form.
pub(crate) fn are_there(book: &Book, regime: &Regime) -> bool {
    let Some(profile) = regime.decisions.as_deref() else { return false };
    let form = &regime.form;
    let is_of_form = |it: &Sheet| *it.name == *form.info.sheet || *it.name == *form.members.sheet;
    !book.sheets.iter().any(is_of_form)
        && book.sheets.iter().any(|it| !it.hidden && header(it, profile).is_some())
}

/// Reads every sheet of decisions of a workbook.
pub(crate) fn read(
    book: &Book,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> DecisionFile {
    let Wording { regime, words, .. } = wording;
    let mut file = DecisionFile::default();
    let Some(profile) = regime.decisions.as_deref() else { return file };
    let list_rows = book.list_rows.unwrap_or(usize::MAX);
    let mut reader = Reader { regime, words, wording, findings, list_rows, over: None };
    for sheet in book.sheets.iter().filter(|it| !it.hidden) {
        if let Some(header) = header(sheet, profile) {
            file.sheets.push(read_sheet(&mut reader, sheet, profile, &header));
        }
    }
    file
}

/// The headings of a sheet of decisions.
fn header<'a>(sheet: &Sheet, profile: &'a DecisionSheets) -> Option<Header<'a>> {
    for row in sheet.rows.iter().take(HEAD_ROWS) {
        // Nearly every row of a form ends here.
        if row.cells.len() < 3 {
            continue;
        }
        let texts: Vec<(u32, String)> =
            row.cells.iter().filter_map(|it| Some((it.col, fold(it.text()?)))).collect();
        for (kind, table) in profile.tables() {
            let columns = columns(&texts, table);
            let has = |source| columns.iter().any(|it| it.0 == source);
            let is_whole = has(CaseSource::Name)
                && has(CaseSource::Decision)
                && (matches!(kind, CaseKind::Branches | CaseKind::Units)
                    || has(CaseSource::Branch));
            if is_whole {
                let below = sheet.rows.iter().filter(|it| {
                    it.index > row.index && it.index <= row.index.saturating_add(BELOW)
                });
                let key = fold(&profile.head.key);
                let mut found = below.flat_map(|it| &it.cells);
                let key = found.find(|it| it.text().is_some_and(|it| fold(it) == key));
                let last = last_of_headings(sheet, row.index, key.map(|it| it.col));
                let (rows, key) = ((row.index, last), key.map(|it| it.col));
                return Some(Header { kind, table, rows, columns, key });
            }
        }
    }
    None
}

/// The first column with each heading of the table.
fn columns(texts: &[(u32, String)], table: &CaseTable) -> Vec<(CaseSource, u32)> {
    let found = table.column.iter().filter(|it| it.groups.is_empty()).filter_map(|column| {
        let wanted = fold(&column.heading);
        texts.iter().find(|it| it.1 == wanted).map(|it| (column.source, it.0))
    });
    found.collect()
}

/// The last row of the headings: that of the key's heading, or those that are merged with the first.
fn last_of_headings(sheet: &Sheet, first: u32, key: Option<u32>) -> u32 {
    let merged = sheet.merges_from(first..=first).iter().map(|it| it.bottom).max();
    let merged = merged.unwrap_or(first);
    let below = key.and_then(|key| {
        let rows = sheet.rows.iter().filter(|it| it.index >= first);
        rows.take(BELOW as usize + 1).find(|it| it.get(key).is_some()).map(|it| it.index)
    });
    merged.max(below.unwrap_or(first))
}

fn read_sheet(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    profile: &DecisionSheets,
    header: &Header<'_>,
) -> DecisionSheet {
    let col = header.column(CaseSource::Decision).unwrap_or_default();
    let mut read = DecisionSheet {
        kind: header.kind,
        year: year(sheet, header),
        body: entry(reader, sheet, header, &profile.head.body, text),
        number: entry(reader, sheet, header, &profile.head.number, text),
        date: entry(reader, sheet, header, &profile.head.date, date),
        heading: CellRef::new(&sheet.name, header.rows.0, col),
        rows: Vec::new(),
    };
    for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
        if is_case(row, header) {
            let case = case(reader, sheet, row, header);
            read.rows.push(case);
        }
    }
    read
}

/// Whether a row is a case: it has a name and something else that tells whose, or a decision.
fn is_case(row: &Row, header: &Header<'_>) -> bool {
    let cell = |source| header.column(source).and_then(|it| row.get(it));
    let said = |source| cell(source).and_then(Cell::text).map(fold);
    let is_heading =
        |source| said(source).is_some_and(|it| it == fold(header.table.heading(source)));
    // Headings that were copied along.
    if is_heading(CaseSource::Name) || is_heading(CaseSource::Decision) {
        return false;
    }
    let more: &[CaseSource] = match header.kind {
        CaseKind::Units => &[CaseSource::Kind],
        _ => &[CaseSource::Birth, CaseSource::Card, CaseSource::Branch, CaseSource::Proposal],
    };
    let is_known = header.key.is_some_and(|it| row.get(it).is_some())
        || more.iter().any(|it| cell(*it).is_some());
    match said(CaseSource::Name) {
        Some(_) => is_known || cell(CaseSource::Decision).is_some(),
        // The row of column numbers has one in the column of decisions.
        None => said(CaseSource::Decision).is_some(),
    }
}

fn case(reader: &mut Reader<'_>, sheet: &Sheet, row: &Row, header: &Header<'_>) -> DecisionRow {
    let at = |col: u32| CellRef::new(&sheet.name, row.index, col);
    let plain = |source: CaseSource| -> Slot<String> {
        let Some(col) = header.column(source) else { return Slot::Absent };
        match row.get(col).and_then(shown) {
            Some(value) => Slot::Is(At { value, at: at(col) }),
            None => Slot::Empty(at(col)),
        }
    };
    let name = plain(CaseSource::Name);
    let member = name.text().to_owned();
    let spot = |source: CaseSource| Spot {
        at: match header.column(source) {
            Some(col) => spots::spot(sheet, at(col), row.get(col)),
            None => SpotAt::Absent,
        },
        heading: header.table.heading(source),
        member: &member,
        is_required: false,
        may_be_empty: true,
        is_listed: true,
        empty_when_unrated: false,
        eligibility: None,
    };
    let decision = reader.rating_or_no(&spot(CaseSource::Decision));
    let reason = reader.text_or_no(&spot(CaseSource::Reason));
    let key = header.key.and_then(|it| row.get(it)).and_then(Cell::text).unwrap_or_default();
    let birth = header.column(CaseSource::Birth).and_then(|it| row.get(it)).and_then(birth);
    DecisionRow {
        birth,
        card: plain(CaseSource::Card),
        branch: plain(CaseSource::Branch),
        key: key.trim().to_owned(),
        name,
        decision,
        reason,
    }
}

/// What a cell that tells who is meant says.
pub(super) fn shown(cell: &Cell) -> Option<String> {
    match &cell.raw {
        Raw::Text(text) => {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            (!text.is_empty()).then_some(text)
        }
        Raw::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn birth(cell: &Cell) -> Option<PartialDate> {
    match crate::read::values::dates::read(cell) {
        Ok((Typed::Sure(date), _)) => Some(date),
        _ => None,
    }
}

fn text(reader: &mut Reader<'_>, spot: &Spot<'_>) -> Slot<String> {
    reader.text(spot)
}

/// The date of a paper: of one with two digits of the year that of this century.
pub(super) fn date(reader: &mut Reader<'_>, spot: &Spot<'_>) -> Slot<PartialDate> {
    match reader.date(spot) {
        Slot::Is(At { value, at }) => match value.candidates().last() {
            Some(date) => Slot::Is(At { value: *date, at }),
            None => Slot::Unread(Some(at)),
        },
        Slot::Empty(at) => Slot::Empty(at),
        Slot::Absent => Slot::Absent,
        Slot::Unread(at) => Slot::Unread(at),
    }
}

/// What stands behind a label of the head: in its cell, or in the next one that has something.
fn entry<T>(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    header: &Header<'_>,
    label: &str,
    read: impl Fn(&mut Reader<'_>, &Spot<'_>) -> Slot<T>,
) -> Slot<T> {
    let wanted = fold(label);
    for row in sheet.rows.iter().take_while(|it| it.index < header.rows.0) {
        let Some(place) = row
            .cells
            .iter()
            .position(|it| it.text().is_some_and(|it| fold(it).starts_with(&wanted)))
        else {
            continue;
        };
        let own = &row.cells[place];
        let said = own.text().and_then(|it| it.split_once(':')).map_or("", |it| it.1.trim());
        let text = Cell { raw: Raw::Text(said.into()), ..own.clone() };
        let cell = if said.is_empty() { row.cells.get(place + 1) } else { Some(&text) };
        let region = sheet.merges_from(row.index..=row.index).iter();
        let right = region.filter(|it| it.contains(row.index, own.col)).map(|it| it.right).max();
        let col = cell.map_or(right.unwrap_or(own.col) + 1, |it| it.col);
        let at = CellRef::new(&sheet.name, row.index, col);
        let spot = Spot {
            at: spots::spot(sheet, at, cell),
            heading: label.trim_end_matches([':', ' ']),
            member: "",
            is_required: false,
            may_be_empty: true,
            is_listed: false,
            empty_when_unrated: false,
            eligibility: None,
        };
        return read(reader, &spot);
    }
    Slot::Absent
}

/// The year in the title.
fn year(sheet: &Sheet, header: &Header<'_>) -> Slot<u32> {
    let title = header.table.title.split('{').next().unwrap_or_default();
    let wanted = fold(title);
    for row in sheet.rows.iter().take_while(|it| it.index < header.rows.0) {
        for cell in &row.cells {
            let Some(text) = cell.text().map(fold) else { continue };
            let Some(rest) = text.strip_prefix(&wanted) else { continue };
            let at = CellRef::new(&sheet.name, row.index, cell.col);
            return match rest.split(' ').find_map(|it| it.parse::<u32>().ok()) {
                Some(value) => Slot::Is(At { value, at }),
                None => Slot::Empty(at),
            };
        }
    }
    Slot::Absent
}
