//! Our workbook for the superior, when people typed into its columns of decisions. Its lists are known by
//! their headings, wherever they stand; a row is whatever it says of itself, not where it stands.

use std::collections::BTreeMap;

use jiff::civil;

use super::decisions::{birth, date, shown};
use super::reader::Reader;
use super::spots::{self, Spot, SpotAt};
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{
    At, CaseKind, CellRef, DecidedRecord, DecisionRow, PartialDate, Rating, Slot, TypedDecision,
    TypedPaper, TypedRow, TypedWorkbook,
};
use crate::read::wording::Wording;
use crate::regime::Regime;
use crate::regime::consolidated::{
    AuthoritySource, BranchSource, CollectiveSource, Column, PersonSource,
};
use crate::regime::decisions::{ChangeSource, TypedWords};
use crate::workbook::grid::{Book, Cell, Raw, Row, Sheet};
use crate::workbook::ours::{
    DECIDED_BEFORE, DECIDED_REPLACED, DECIDED_SHEET, DECIDED_SOURCE, DECIDED_STATE, DECIDED_TYPED,
};

/// What a column is to whoever looks for decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Name,
    Birth,
    Card,
    Branch,
    Decision,
    Superior,
    Reason,
    Note,
}

/// The columns of a list, by their headings.
struct List {
    kind: Option<CaseKind>,
    columns: Vec<(Role, String)>,
}

/// The columns of a list where they stand.
struct Header<'a> {
    list: &'a List,
    places: Vec<(Role, u32)>,
}

impl Header<'_> {
    fn col(&self, role: Role) -> Option<u32> {
        self.places.iter().find(|it| it.0 == role).map(|it| it.1)
    }

    fn heading(&self, role: Role) -> &str {
        self.list.columns.iter().find(|it| it.0 == role).map_or("", |it| &it.1)
    }
}

/// What stands in the columns of decisions of our workbook.
pub(crate) fn read(
    book: &Book,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> TypedWorkbook {
    let Wording { regime, words, .. } = wording;
    let lists = lists(regime);
    let papers = regime.decisions.as_deref().map(|it| &it.changes.typed);
    let mut reader = Reader { regime, words, wording, findings, list_rows: usize::MAX, over: None };
    let mut typed = TypedWorkbook::default();
    for sheet in &book.sheets {
        if fold(&sheet.name) == fold(DECIDED_SHEET) {
            typed.record = record(sheet, regime);
        } else if !sheet.hidden {
            read_sheet(&mut reader, sheet, &lists, papers, &mut typed);
        }
    }
    typed
}

fn read_sheet(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    lists: &[List],
    papers: Option<&TypedWords>,
    typed: &mut TypedWorkbook,
) {
    let mut header: Option<Header<'_>> = None;
    let mut of_papers = None;
    let mut title = Slot::Absent;
    for row in &sheet.rows {
        if let Some(found) = header_of(row, lists) {
            if let (Slot::Absent, Slot::Is(_)) = (&typed.year, &title) {
                typed.year = title.clone();
            }
            let decision = found.col(Role::Decision).unwrap_or_default();
            typed.heading.get_or_insert_with(|| CellRef::new(&sheet.name, row.index, decision));
            (header, of_papers) = (Some(found), None);
        } else if let Some(columns) = papers.and_then(|it| columns_of_papers(row, it)) {
            (header, of_papers) = (None, Some(columns));
        } else if let (Some(columns), Some(words)) = (of_papers, papers) {
            typed.papers.extend(paper(reader, sheet, row, columns, words));
        } else if let Some(header) = &header {
            typed.rows.extend(case(reader, sheet, row, header));
        } else if title == Slot::Absent {
            title = year(sheet, row, reader.regime);
        }
    }
}

/// The lists that have a column of decisions.
fn lists(regime: &Regime) -> Vec<List> {
    let profile = &regime.consolidated;
    let mut lists = vec![
        of(Some(CaseKind::Members), &profile.members.column, of_person),
        of(Some(CaseKind::Members), &profile.leaders.column, of_person),
        of(None, &profile.leaders.collective, of_collective),
        of(Some(CaseKind::Branches), &profile.branches.column, of_branch),
    ];
    lists.extend(profile.authorities.iter().map(|it| of(None, &it.column, of_authority)));
    lists.extend(regime.decisions.iter().map(|it| of(None, &it.changes.column, of_change)));
    if let Some(units) = &profile.units {
        // With units the heading is another one: which body decides differs from row to row.
        let more: Vec<List> = lists
            .iter()
            .map(|list| {
                let other = |(role, own): &(Role, String)| {
                    let text = if *role == Role::Decision { &units.decision } else { own };
                    (*role, text.clone())
                };
                List { kind: list.kind, columns: list.columns.iter().map(other).collect() }
            })
            .collect();
        lists.extend(more);
    }
    lists
}

fn of<S: Copy>(
    kind: Option<CaseKind>,
    columns: &[Column<S>],
    role: impl Fn(S) -> Option<Role>,
) -> List {
    let own = columns.iter().filter(|it| it.groups.is_empty());
    let columns = own.filter_map(|it| Some((role(it.source)?, it.heading.clone()))).collect();
    List { kind, columns }
}

fn of_person(source: PersonSource) -> Option<Role> {
    Some(match source {
        PersonSource::Name => Role::Name,
        PersonSource::Birth => Role::Birth,
        PersonSource::Card => Role::Card,
        PersonSource::Branch => Role::Branch,
        PersonSource::Decision => Role::Decision,
        PersonSource::SuperiorDecision => Role::Superior,
        PersonSource::Note | PersonSource::NoteShort | PersonSource::NoteAndQuarters => Role::Note,
        _ => return None,
    })
}

fn of_collective(source: CollectiveSource) -> Option<Role> {
    Some(match source {
        CollectiveSource::Name => Role::Name,
        CollectiveSource::Branch => Role::Branch,
        CollectiveSource::Decision => Role::Decision,
        CollectiveSource::Note => Role::Note,
        _ => return None,
    })
}

fn of_branch(source: BranchSource) -> Option<Role> {
    Some(match source {
        BranchSource::Branch => Role::Name,
        BranchSource::Decision => Role::Decision,
        BranchSource::Note => Role::Note,
        _ => return None,
    })
}

fn of_authority(source: AuthoritySource) -> Option<Role> {
    Some(match source {
        AuthoritySource::Name => Role::Name,
        AuthoritySource::Where => Role::Branch,
        AuthoritySource::Decision => Role::Decision,
        AuthoritySource::Note => Role::Note,
        _ => return None,
    })
}

fn of_change(source: ChangeSource) -> Option<Role> {
    Some(match source {
        ChangeSource::Name => Role::Name,
        ChangeSource::Birth => Role::Birth,
        ChangeSource::Branch => Role::Branch,
        ChangeSource::Decision => Role::Decision,
        ChangeSource::Reason => Role::Reason,
        _ => return None,
    })
}

/// The list whose headings a row has: of several the one with the most.
fn header_of<'a>(row: &Row, lists: &'a [List]) -> Option<Header<'a>> {
    // Nearly every row ends here.
    if row.cells.len() < 3 {
        return None;
    }
    let texts: Vec<(u32, String)> =
        row.cells.iter().filter_map(|it| Some((it.col, fold(it.text()?)))).collect();
    let found = lists.iter().filter_map(|list| {
        let place = |(role, heading): &(Role, String)| {
            let wanted = fold(heading);
            texts.iter().find(|it| it.1 == wanted).map(|it| (*role, it.0))
        };
        let places: Vec<_> = list.columns.iter().filter_map(place).collect();
        let has = |role| places.iter().any(|it| it.0 == role);
        (has(Role::Name) && has(Role::Decision)).then_some(Header { list, places })
    });
    // Of two alike the first.
    found.fold(None, |best: Option<Header<'_>>, it| match best {
        Some(best) if best.places.len() >= it.places.len() => Some(best),
        _ => Some(it),
    })
}

fn case(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    row: &Row,
    header: &Header<'_>,
) -> Option<TypedRow> {
    let at = |col: u32| CellRef::new(&sheet.name, row.index, col);
    let cell = |role| header.col(role).and_then(|it| row.get(it));
    let plain = |role: Role| -> Slot<String> {
        let Some(col) = header.col(role) else { return Slot::Absent };
        match row.get(col).and_then(shown) {
            Some(value) => Slot::Is(At { value, at: at(col) }),
            None => Slot::Empty(at(col)),
        }
    };
    match cell(Role::Name).map(|it| &it.raw) {
        Some(Raw::Text(_)) => {}
        // The row of column numbers.
        Some(_) => return None,
        // What stands below a list, unless it is a rating beside nobody's name.
        None if !cell(Role::Decision).is_some_and(|it| is_rating(it, reader.regime)) => {
            return None;
        }
        None => {}
    }
    let name = plain(Role::Name);
    let member = name.text().to_owned();
    let spot = |role: Role| Spot {
        at: match header.col(role) {
            Some(col) => spots::spot(sheet, at(col), row.get(col)),
            None => SpotAt::Absent,
        },
        heading: header.heading(role),
        member: &member,
        is_required: false,
        may_be_empty: true,
        is_listed: true,
        empty_when_unrated: false,
        eligibility: None,
    };
    let decision = reader.rating_or_no(&spot(Role::Decision));
    let superior = reader.rating_or_no(&spot(Role::Superior));
    let reason = plain(Role::Reason);
    let note = plain(Role::Note);
    let row = DecisionRow {
        birth: cell(Role::Birth).and_then(birth),
        card: plain(Role::Card),
        branch: plain(Role::Branch),
        key: String::new(),
        name,
        decision,
        reason,
    };
    Some(TypedRow { kind: header.list.kind, row, superior, note })
}

/// Whether a cell says a rating as the regulation names it.
fn is_rating(cell: &Cell, regime: &Regime) -> bool {
    let Some(text) = cell.text().map(fold) else { return false };
    Rating::BEST_FIRST.iter().any(|it| {
        let rules = &regime.rules;
        [rules.short(*it), rules.rating_name(*it)].iter().any(|it| fold(it) == text)
    })
}

/// The columns of body, number and date in the row of their headings.
fn columns_of_papers(row: &Row, words: &TypedWords) -> Option<[u32; 3]> {
    let col = |heading: &str| {
        let wanted = fold(heading);
        row.cells.iter().find(|it| it.text().is_some_and(|it| fold(it) == wanted)).map(|it| it.col)
    };
    Some([col(&words.body)?, col(&words.number)?, col(&words.date)?])
}

fn paper(
    reader: &mut Reader<'_>,
    sheet: &Sheet,
    row: &Row,
    [body, number, day]: [u32; 3],
    words: &TypedWords,
) -> Option<TypedPaper> {
    // The row of column numbers has no text.
    let body = row.get(body).filter(|it| it.text().is_some()).and_then(shown)?;
    let spot = |col: u32, heading| Spot {
        at: spots::spot(sheet, CellRef::new(&sheet.name, row.index, col), row.get(col)),
        heading,
        member: "",
        is_required: false,
        may_be_empty: true,
        is_listed: false,
        empty_when_unrated: false,
        eligibility: None,
    };
    let number = reader.text(&spot(number, &words.number));
    let date = date(reader, &spot(day, &words.date));
    Some(TypedPaper { body, number, date })
}

/// The year in the title of a list, in its row.
fn year(sheet: &Sheet, row: &Row, regime: &Regime) -> Slot<u32> {
    let profile = &regime.consolidated;
    let titles = [&profile.members.sheet, &profile.branches.sheet, &profile.leaders.sheet];
    for cell in &row.cells {
        let Some(text) = cell.text().map(fold) else { continue };
        let own = titles.iter().find_map(|it| {
            let title = fold(it.title.split('{').next().unwrap_or_default());
            text.strip_prefix(&title).map(str::to_owned)
        });
        let year = own.and_then(|it| it.split(' ').find_map(|it| it.parse::<u32>().ok()));
        if let Some(value) = year {
            return Slot::Is(At { value, at: CellRef::new(&sheet.name, row.index, cell.col) });
        }
    }
    Slot::Absent
}

/// The ratings that we noted out of sight, by what a case is known by.
pub(crate) fn recorded(book: &Book, regime: &Regime) -> BTreeMap<String, Rating> {
    let sheet = book.sheets.iter().find(|it| fold(&it.name) == fold(DECIDED_SHEET));
    let written = sheet.map(|it| record(it, regime).written).unwrap_or_default();
    written.into_iter().map(|(key, it)| (key, it.0)).collect()
}

/// What we noted out of sight.
fn record(sheet: &Sheet, regime: &Regime) -> DecidedRecord {
    let mut record = DecidedRecord::default();
    for row in &sheet.rows {
        let text = |col: u32| row.get(col).and_then(shown).unwrap_or_default();
        let (key, value) = (text(0), text(1));
        match key.as_str() {
            DECIDED_STATE => record.state = value,
            DECIDED_SOURCE => record.sources.push(value),
            DECIDED_BEFORE => record.before.push(value),
            _ => {
                let is_it = |it: &&Rating| regime.rules.short(**it) == value;
                let Some(rating) = Rating::BEST_FIRST.into_iter().find(|it| is_it(&it)) else {
                    continue;
                };
                let is_replaced = key == DECIDED_REPLACED;
                if !is_replaced && key != DECIDED_TYPED {
                    record.written.insert(key, (rating, text(2) == DECIDED_TYPED));
                    continue;
                }
                record.typed.push(TypedDecision {
                    identity: text(2),
                    kind: CaseKind::of_word(&text(3)),
                    branch: text(4),
                    name: text(5),
                    birth: noted_date(&text(6)),
                    card: text(7),
                    rating,
                    reason: text(8),
                    body: text(9),
                    number: text(10),
                    date: noted_date(&text(11)),
                    is_replaced,
                });
            }
        }
    }
    record
}

/// A date as we note it.
fn noted_date(text: &str) -> Option<PartialDate> {
    let parts: Vec<i16> = text.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
    let small = |it: i16| i8::try_from(it).ok();
    match parts[..] {
        [year] => Some(PartialDate::Year(year)),
        [month, year] => Some(PartialDate::Month(year, small(month)?)),
        [day, month, year] => {
            let day = civil::Date::new(year, small(month)?, small(day)?).ok()?;
            Some(PartialDate::Day(day))
        }
        _ => None,
    }
}
