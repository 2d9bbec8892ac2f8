//! A list of a consolidated workbook: its sheets, its columns, its rows.

use std::sync::Arc;

use super::super::grid::{Book, Cell, Row, Sheet};
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

/// Whether this is the name in the row of a unit, or of the branches that stand under none.
pub(super) fn is_unit_row(name: &str, regime: &Regime) -> bool {
    let Some(words) = &regime.consolidated.units else { return true };
    counted(name, &words.row) || counted(name, &words.direct)
}

/// Whether a text ends as one with a count of branches does, and begins as it does.
fn counted(text: &str, row: &str) -> bool {
    let Some((before, after)) = row.split_once("{branches}") else { return false };
    let before = fold(before.split('}').next_back().unwrap_or_default());
    let text = fold(text);
    let Some(text) = text.strip_suffix(&fold(after)) else { return false };
    let text = text.trim_end();
    let start = text.trim_end_matches(|it: char| it.is_ascii_digit());
    start.len() < text.len() && start.trim_end().starts_with(&before)
}

/// A row of column numbers has so many of them at least.
const NUMBERED: usize = 3;
/// And so many texts at most that somebody put beside them.
const REMARKS_MAX: usize = 2;

/// Whether a row has the numbers of the columns: `1`, `(2)`, `A`, `3=4+5`.
pub(super) fn is_column_numbers(row: &Row) -> bool {
    // The first columns may have letters: A, B.
    let letters = row.cells.iter().zip('A'..='Z');
    let letters = letters.take_while(|(it, own)| is_letter(it, *own)).count();
    let numbers = &row.cells[letters..];
    let remarks = numbers.iter().filter(|it| !is_column_number(it)).count();
    row.cells.len() >= NUMBERED
        && numbers.iter().take(NUMBERED.saturating_sub(letters).max(1)).all(is_column_number)
        && remarks <= REMARKS_MAX
        && numbers.len() > remarks
}

fn is_letter(cell: &Cell, letter: char) -> bool {
    let text = cell.text().map(|it| it.trim().trim_matches(['(', ')']).trim());
    text.is_some_and(|it| it.chars().eq([letter]))
}

fn is_column_number(cell: &Cell) -> bool {
    let Some(text) = cell.text() else { return cell.plain_number().is_some() };
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let text = inner.unwrap_or(text).trim();
    // `3=4+5` is how a column comes about.
    let is_sign = |it: char| it.is_whitespace() || "=+-*/:.,()%".contains(it);
    let is_made = text.starts_with(|it: char| it.is_ascii_digit())
        && text.contains('=')
        && text.chars().all(|it| it.is_ascii_digit() || is_sign(it));
    let is_whole = (1..4).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    is_made || is_whole
}

/// Whether a cell has the number of a row, as a number or typed as text: `1`, `1.`, `1)`.
pub(super) fn counts(cell: &Cell) -> bool {
    let is_typed = |it: &str| {
        let digits = it.trim().trim_start_matches('(').trim_end_matches(['.', ')']).trim_end();
        !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
    };
    cell.plain_number().is_some() || cell.text().is_some_and(is_typed)
}

/// Whether somebody's row is numbered, left of the names.
pub(super) fn is_numbered(row: &Row, name: u32) -> bool {
    row.cells.iter().any(|it| it.col < name && counts(it))
}

/// The title of a sheet as far as it is one: for a finding about a value without a heading.
pub(super) fn title_of(sheet: &Sheet) -> &str {
    &sheet.name
}

/// The name of a part without its number: `I. `, `I - `, `1)`, `II.1. `.
pub(super) fn without_number(text: &str) -> &str {
    let text = text.trim();
    let behind = |text: &'_ str, is_it: fn(char) -> bool| -> usize {
        text.find(|it: char| !is_it(it)).unwrap_or(text.len())
    };
    let roman = behind(text, |it| "IVXLCDM".contains(it));
    let end = if roman > 0 { roman } else { behind(text, |it| it.is_ascii_digit()) };
    let rest = text[end..].trim_start();
    let Some(rest) = rest.strip_prefix(['.', ')', '/', '-', '–', '—', ':']).filter(|_| end > 0)
    else {
        return text;
    };
    let name = rest.trim_start();
    match name.chars().next() {
        Some(it) if it.is_alphabetic() => name,
        // The number of a part of a part.
        Some(it) if it.is_ascii_digit() && rest.len() == name.len() => match without_number(name) {
            bare if bare.len() < name.len() => bare,
            _ => text,
        },
        _ => text,
    }
}

/// The name of a branch: what is counted in brackets and its number off.
pub(super) fn branch_name<'a>(text: &'a str, words: &Words) -> &'a str {
    without_number(words.without_count(text))
}

/// Whether a text begins with a number or a letter of its own, as headings do: `A. `, `I. `, `1. `, `- `.
pub(super) fn is_headed(text: &str) -> bool {
    let Some((number, _)) = text.trim().split_once(['.', ')', '-']) else { return false };
    let number = number.trim_end();
    let is_digits = number.bytes().all(|it| it.is_ascii_digit());
    number.len() == 1 || is_digits || number.chars().all(|it| "IVXLCDM".contains(it))
}

/// Whether a number is that of a part: Roman signs, perhaps with the numbers of parts of it.
pub(super) fn is_roman(number: &str) -> bool {
    let first = number.split('.').next().unwrap_or_default();
    !first.is_empty() && first.chars().all(|it| "IVXLCDM".contains(it))
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
    use crate::read::grid::{Format, Raw};

    #[test]
    fn the_number_of_a_part_is_no_name() {
        for (typed, name) in [
            ("I. Chi bộ thôn Nà Mẻ", "Chi bộ thôn Nà Mẻ"),
            ("XLIV. Chi bộ A. B", "Chi bộ A. B"),
            ("A. CẤP TRÊN QUYẾT ĐỊNH", "A. CẤP TRÊN QUYẾT ĐỊNH"),
            ("Chi bộ I. Nà Mẻ", "Chi bộ I. Nà Mẻ"),
            ("1. Chi bộ A", "Chi bộ A"),
            ("I - Chi bộ A", "Chi bộ A"),
            ("II) Chi bộ A", "Chi bộ A"),
            ("III/ Chi bộ A", "Chi bộ A"),
            ("IV.Chi bộ A", "Chi bộ A"),
            ("II.1. Chi bộ A", "Chi bộ A"),
            ("I: Chi bộ A", "Chi bộ A"),
            ("Vi Văn A", "Vi Văn A"),
            ("30/4", "30/4"),
            ("1-5", "1-5"),
            ("12", "12"),
        ] {
            assert_eq!(without_number(typed), name);
        }
    }

    #[test]
    fn column_numbers_are_known_however_they_are_typed() {
        let row = |texts: &[&str]| {
            let cell = |(col, text): (u32, &&str)| Cell {
                col,
                raw: Raw::Text((*text).into()),
                format: Format::Plain,
            };
            Row { index: 0, cells: (0..).zip(texts).map(cell).collect() }
        };
        for (texts, are_numbers) in [
            (&["1", "2", "3", "4"][..], true),
            (&["(1)", "( 2 )", "(3=4+5)", "4"], true),
            (&["A", "B", "1", "2"], true),
            (&["1", "2", "3=4+5+6", "4", "đã xem"], true),
            (&["A", "B", "C"], false),
            (&["1", "A", "3", "4"], false),
            (&["A", "2", "3", "4"], true),
            (&["A", "D", "3", "4"], false),
            (&["1", "2"], false),
            (&["1", "Ma Văn A", "2", "3"], false),
            (&["1. Số có mặt (1 = 2+3+4)", "2", "3", "4"], false),
            (&["1", "2026", "3", "4"], false),
        ] {
            assert_eq!(is_column_numbers(&row(texts)), are_numbers, "{texts:?}");
        }
    }

    #[test]
    fn a_heading_has_a_number_and_a_name_has_none() {
        for (typed, is_one) in [
            ("A. CẤP TRÊN QUYẾT ĐỊNH", true),
            ("IV. Trường học", true),
            ("2) Trường học", true),
            ("- Trường học", true),
            ("Vi Văn Mạo", false),
            ("VI VĂN MẠO", false),
            ("Nguyễn Văn A.", false),
        ] {
            assert_eq!(is_headed(typed), is_one, "{typed}");
        }
    }

    #[test]
    fn a_list_goes_on_in_sheets_of_its_name() {
        for (name, is_its) in
            [("DS01", true), ("DS01 (2)", true), ("DS01 (a)", false), ("DS011", false)]
        {
            assert_eq!(is_named(&Arc::from(name), "DS01"), is_its, "{name}");
        }
    }
}
