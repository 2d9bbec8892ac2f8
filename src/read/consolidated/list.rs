//! A list of a consolidated workbook: its sheets, its columns, its rows.

use std::sync::Arc;

use super::super::grid::{Book, Cell, Row, Sheet};
use super::numbered::{counts, is_column_numbers, is_roman, without_number};
use crate::model::CellRef;
use crate::model::text::fold;
use crate::regime::Regime;
use crate::regime::consolidated::{Column, PersonSource, SheetHead, Words};

/// Headings stand within so many rows that have a cell.
const HEAD_ROWS: usize = 40;

/// Where the columns of a list are.
pub(super) struct Header<S> {
    /// The first row of the headings, and the last.
    pub(super) rows: (u32, u32),
    /// The column of names.
    pub(super) name: u32,
    columns: Vec<(S, u32, String)>,
}

impl<S: Copy + PartialEq> Header<S> {
    /// The column with this.
    pub(super) fn column(&self, source: S) -> Option<u32> {
        self.columns.iter().find(|it| it.0 == source).map(|it| it.1)
    }

    /// Its heading.
    pub(super) fn heading(&self, source: S) -> &str {
        self.columns.iter().find(|it| it.0 == source).map_or("", |it| &it.2)
    }

    /// The headings that a sheet has of these columns, of which the first one wanted is needed.
    pub(super) fn find(sheet: &Sheet, columns: &[Column<S>], wanted: &[S]) -> Option<Self> {
        Self::find_within(sheet, columns, wanted, HEAD_ROWS)
    }

    /// The same among so many rows that have a cell.
    pub(super) fn find_within(
        sheet: &Sheet,
        columns: &[Column<S>],
        wanted: &[S],
        head_rows: usize,
    ) -> Option<Self> {
        let depth = columns.iter().map(|it| it.groups.len()).max().unwrap_or_default();
        let asked = || columns.iter().filter(|it| wanted.contains(&it.source));
        let rows = sheet.rows.iter().take(head_rows);
        for (place, row) in rows.enumerate().filter(|it| it.1.cells.len() >= 3) {
            let texts = |row: &Row| -> Vec<(u32, String)> {
                let text = |it: &Cell| Some((it.col, fold(it.text()?)));
                row.cells.iter().filter_map(text).collect()
            };
            let mut all = texts(row);
            let name = asked().find(|it| it.source == wanted[0])?;
            let Some(name) = headed(&all, name) else { continue };
            let below = sheet.rows.iter().skip(place + 1).take(depth);
            let mut last = row.index;
            for more in below.filter(|it| it.index <= row.index + u32::try_from(depth).unwrap_or(0))
            {
                // The column numbers are no headings.
                if more.cells.iter().all(|it| it.text().is_some()) {
                    all.extend(texts(more));
                    last = more.index;
                }
            }
            let found = asked().filter_map(|column| {
                Some((column.source, headed(&all, column)?, column.heading.clone()))
            });
            return Some(Self { rows: (row.index, last), name, columns: found.collect() });
        }
        None
    }
}

/// The column with the heading of this one, else with one of the other words for it.
fn headed<S>(all: &[(u32, String)], column: &Column<S>) -> Option<u32> {
    let mut headings = std::iter::once(&column.heading).chain(&column.also);
    headings.find_map(|heading| {
        let heading = fold(heading);
        all.iter().find(|it| it.1 == heading).map(|it| it.0)
    })
}

/// The columns, and once more that of decisions as it is headed where the workspace has units: which body
/// decides differs from row to row there.
pub(super) fn with_decision<S: Copy + PartialEq>(
    columns: &[Column<S>],
    decision: S,
    regime: &Regime,
) -> Vec<Column<S>> {
    let mut all = columns.to_vec();
    if let Some(words) = &regime.consolidated.units
        && let Some(own) = columns.iter().find(|it| it.source == decision)
    {
        all.push(Column { heading: words.decision.clone(), ..own.clone() });
    }
    all
}

/// A list, in all sheets in which it goes on.
pub(super) struct List<'a, S = PersonSource> {
    /// The sheets in their order, each with its headings; never empty.
    pub(super) sheets: Vec<(&'a Sheet, Header<S>)>,
    /// The year in the title.
    pub(super) year: Option<u32>,
}

/// What a row of a list is.
pub(super) enum Entry<'a, 'b> {
    /// The name of a part, its number off.
    Band(String),
    /// A text in the column of names, and nothing else: the name of a part, or somebody's without all else.
    Lone(CellRef, &'a str),
    /// Somebody.
    Person(&'a Sheet, &'b Header<PersonSource>, &'a Row),
    /// How many the list says it has.
    Closing(CellRef, u32),
    /// Somebody, by his name, below the row that says how many the list has.
    Below(CellRef, &'a str),
}

impl<'a, S: Copy + PartialEq> List<'a, S> {
    /// The list of a section: its sheets are known by the title, else by their names.
    pub(super) fn find(
        book: &'a Book,
        head: &SheetHead,
        columns: &[Column<S>],
        wanted: &[S],
    ) -> Option<Self> {
        let mut sheets = Vec::new();
        let mut year = None;
        for sheet in book.sheets.iter().filter(|it| !it.hidden) {
            if !is_of(sheet, head) {
                continue;
            }
            let titled = behind_title(sheet, &head.title);
            if let Some(header) = Header::find(sheet, columns, wanted) {
                let own = titled.and_then(|it| year_in(&it));
                year = year.or(own);
                sheets.push((sheet, header));
            }
        }
        (!sheets.is_empty()).then_some(Self { sheets, year })
    }
}

impl<'a> List<'a> {
    /// The texts above the headings of the first sheet.
    pub(super) fn head_texts(&self) -> impl Iterator<Item = &'a str> {
        let (sheet, header) = &self.sheets[0];
        let (sheet, first) = (*sheet, header.rows.0);
        let rows = sheet.rows.iter().take_while(move |it| it.index < first);
        rows.flat_map(|it| &it.cells).filter_map(Cell::text)
    }

    /// What the rows are, in all sheets.
    pub(super) fn entries<'b>(&'b self, words: &'b Words) -> impl Iterator<Item = Entry<'a, 'b>> {
        let (before, after) = words.closing.split_once("{count}").unwrap_or_default();
        let (before, after) = (fold(before), fold(after));
        self.sheets.iter().flat_map(move |(sheet, header)| {
            let mut is_over = false;
            let (before, after) = (before.clone(), after.clone());
            let rows = sheet.rows.iter().filter(|it| it.index > header.rows.1);
            rows.filter_map(move |row| {
                if is_over {
                    return below(sheet, header, row);
                }
                let entry = entry(sheet, header, row, (&before, &after))?;
                is_over = matches!(entry, Entry::Closing(..));
                Some(entry)
            })
        })
    }
}

/// What a row is; nothing where it is blank or has only the numbers of columns.
fn entry<'a, 'b>(
    sheet: &'a Sheet,
    header: &'b Header<PersonSource>,
    row: &'a Row,
    closing: (&str, &str),
) -> Option<Entry<'a, 'b>> {
    // Remarks stand in columns that the list does not have.
    let is_own =
        |it: &&Cell| it.col <= header.name || header.columns.iter().any(|own| own.1 == it.col);
    let own: Vec<&Cell> = row.cells.iter().filter(is_own).collect();
    if let [only] = own[..]
        && (only.col < header.name || row.cells.len() == 1)
    {
        let text = only.text()?;
        let folded = fold(text);
        if let Some(count) = folded.strip_prefix(closing.0)
            && !closing.0.is_empty()
            && let Ok(count) = count.strip_suffix(closing.1).unwrap_or(count).trim().parse()
        {
            return Some(Entry::Closing(CellRef::new(&sheet.name, row.index, only.col), count));
        }
        // A number that waits for somebody.
        if only.col < header.name && counts(only) {
            return None;
        }
        if only.col == header.name {
            return Some(Entry::Lone(CellRef::new(&sheet.name, row.index, only.col), text.trim()));
        }
        return Some(Entry::Band(without_number(text).to_owned()));
    }
    if let ([only], []) = (row.cells.as_slice(), &own[..]) {
        return Some(Entry::Band(without_number(only.text()?).to_owned()));
    }
    let name = row.get(header.name);
    // Its number may have a cell of its own, as offices lay out their lists.
    if let [number, part] = own[..]
        && number.col < header.name
        && part.col == header.name
        && number.text().is_some_and(|it| is_roman(it.trim()))
    {
        return Some(Entry::Band(part.text()?.trim().to_owned()));
    }
    // The numbers of the columns stand right below the headings.
    let is_number = |it: &&Cell| it.text().is_none() || counts(it);
    let are_numbers = own.iter().all(is_number) || is_column_numbers(row);
    if are_numbers && name.is_some() {
        return None;
    }
    let has_name = name.is_some_and(|it| it.text().is_some());
    let others = header.columns.iter().filter(|it| it.1 != header.name);
    let others = others.filter(|it| row.get(it.1).is_some()).count();
    let has_number = row.cells.iter().any(|it| it.col < header.name && counts(it));
    match (has_name, has_number, others) {
        // A remark beside it is nothing of the list.
        (true, false, 0) if own.len() == 1 => {
            let at = CellRef::new(&sheet.name, row.index, header.name);
            Some(Entry::Lone(at, name?.text()?.trim()))
        }
        // Signatures stand below the list, and have neither.
        (false, false, _) | (true, false, 0) | (false, true, 0) => None,
        _ => Some(Entry::Person(sheet, header, row)),
    }
}

/// Somebody below the end of a list: a name, and a text or two numbers more of what the list has of people. Those who
/// sign stand in other columns.
fn below<'a, 'b>(
    sheet: &'a Sheet,
    header: &'b Header<PersonSource>,
    row: &'a Row,
) -> Option<Entry<'a, 'b>> {
    let name = row.get(header.name)?;
    let others = header.columns.iter().filter(|it| it.1 != header.name);
    let others: Vec<&Cell> = others.filter_map(|it| row.get(it.1)).collect();
    let is_somebody = others.len() >= 2 || others.iter().any(|it| it.text().is_some());
    let at = CellRef::new(&sheet.name, row.index, name.col);
    Some(Entry::Below(at, name.text().filter(|_| is_somebody)?))
}

/// The rows of a table as far as the sum, without those of the columns' numbers.
pub(super) fn rows_to_sum<'a, S: Copy + PartialEq>(
    sheet: &'a Sheet,
    header: &Header<S>,
    words: &Words,
) -> impl Iterator<Item = &'a Row> + use<'a, S> {
    let below = header.rows.1;
    let rows = sheet.rows.iter().filter(move |it| it.index > below);
    // Its label may stand in the column of numbers.
    let name = header.name;
    let labels = rows.clone().filter_map(|row| {
        let mut texts = row.cells.iter().filter(|it| it.col <= name).filter_map(Cell::text);
        Some((row.index, texts.find(|it| !it.trim().is_empty())?))
    });
    let sum = words.sum_row(labels);
    rows.take_while(move |it| sum.is_none_or(|sum| it.index < sum))
        .filter(|it| !is_column_numbers(it))
}

/// The title of a sheet as far as it is one: for a finding about a value without a heading.
pub(super) fn title_of(sheet: &Sheet) -> &str {
    &sheet.name
}

/// Whether a sheet is called so, or goes on from one that is.
fn is_named(name: &Arc<str>, wanted: &str) -> bool {
    name.strip_prefix(wanted).is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix(" (")
                .and_then(|it| it.strip_suffix(')'))
                .is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    })
}

/// Whether a sheet is of a section: by its title, else by its name, unless its title is another section's.
pub(super) fn is_of(sheet: &Sheet, head: &SheetHead) -> bool {
    let is_titled = |title: &str| behind_title(sheet, title).is_some();
    is_titled(&head.title)
        || is_named(&sheet.name, &head.name) && !head.others.iter().any(|it| is_titled(it))
}

/// What stands behind the title of a sheet, folded: nothing where it has no such title.
fn behind_title(sheet: &Sheet, title: &str) -> Option<String> {
    Some(titled(sheet, title)?.1)
}

/// The cell of that title, and what stands behind it.
pub(super) fn titled(sheet: &Sheet, title: &str) -> Option<(CellRef, String)> {
    let (before, _) = title.split_once("{year}")?;
    let wanted = fold(before);
    let rows = sheet.rows.iter().take(HEAD_ROWS);
    let mut cells = rows.flat_map(|row| row.cells.iter().map(|it| (row.index, it)));
    cells.find_map(|(row, it)| {
        let text = fold(it.text()?);
        let rest = text.strip_prefix(&wanted)?.to_owned();
        Some((CellRef::new(&sheet.name, row, it.col), rest))
    })
}

/// The year in the title of a sheet of a section, and its cell.
pub(super) fn year_of(sheet: &Sheet, head: &SheetHead) -> Option<(CellRef, u32)> {
    let (at, rest) = titled(sheet, &head.title)?;
    Some((at, year_in(&rest)?))
}

fn year_in(text: &str) -> Option<u32> {
    text.split(' ').find_map(|it| it.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_in_sheets_of_its_name() {
        for (name, is_its) in
            [("DS01", true), ("DS01 (2)", true), ("DS01 (a)", false), ("DS011", false)]
        {
            assert_eq!(is_named(&Arc::from(name), "DS01"), is_its, "{name}");
        }
    }
}
