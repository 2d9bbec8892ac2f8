//! A name over two columns: somebody put in a column right of the names and wrote the given names there, so that
//! the column of names has only what stands before them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Table;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, column_name};
use crate::read::fold::{fold, fold_words, tidy};
use crate::read::layout::columns::Columns;
use crate::read::values::{names, stored, yes_no};
use crate::workbook::grid::{Cell, Row};

pub(crate) static NAME_SPLIT: Code = code("R312", "name-over-two-columns", Severity::Error);

/// Words of a name that is whole more often than not.
const WHOLE: usize = 3;

/// A cell beside a name.
struct Beside<'a> {
    row: u32,
    name: &'a Cell,
    /// How many words the name has.
    words: usize,
    cell: &'a Cell,
    /// What stands in it, if it may be the rest of the name.
    rest: Option<String>,
    /// Whether it may be something else as well: a gender, an ethnic group, a rating.
    is_word: bool,
}

/// What is to be said of the names that go on in the column `col`, which is not the form's; `heading` is what
/// stands above it. Nothing where it may as well be something else.
pub(super) fn find(
    table: &Table<'_>,
    rows: &[(Rc<Columns>, &Row)],
    col: u32,
    heading: Option<&str>,
) -> Vec<Finding> {
    let wanted = table.name.and_then(|it| table.headings.wanted.get(it));
    let (true, Some(wanted)) = (table.of_people, wanted) else { return Vec::new() };
    // `Tên` is what the form's own heading ends with; any other says what stands below it.
    let last = fold_words(&wanted.heading).pop();
    let is_titled =
        heading.is_some_and(|it| matches!(&fold_words(it)[..], [it] if Some(it) == last.as_ref()));
    if heading.is_some() && !is_titled {
        return Vec::new();
    }
    let all = rows.iter().filter_map(|(columns, row)| beside(table, columns, row, col, is_titled));
    let all: Vec<Beside<'_>> = all.collect();
    let are_names = is_titled || are_names(&all);
    let said =
        all.iter().filter(|it| are_names || (it.words == 1 && !it.is_word)).filter_map(|it| {
            let rest = it.rest.as_ref()?;
            let place = |col| CellRef::new(&table.sheet.name, it.row, col);
            Some(
                Finding::at(&NAME_SPLIT, &place(it.name.col))
                    .member(&format!("{} {rest}", it.name.text().map(tidy).unwrap_or_default()))
                    .stored(stored(it.name))
                    .arg("heading", wanted.label.clone())
                    .arg("rest", rest.as_str())
                    .arg("beside", place(it.cell.col).a1())
                    .arg("column", column_name(col)),
            )
        });
    said.collect()
}

/// What stands beside the name of a row; nothing where the name has it already, as in a column to sort by.
fn beside<'a>(
    table: &Table<'_>,
    columns: &Columns,
    row: &'a Row,
    col: u32,
    is_titled: bool,
) -> Option<Beside<'a>> {
    let name = row.get(columns.col(table.name)?)?;
    let cell = row.get(col)?;
    let (whole, _) = names::read_name(&table.wording.words, name).ok()?;
    let text = cell.text().map(tidy);
    let own = fold_words(&whole);
    if text.as_ref().is_some_and(|it| own.ends_with(&fold_words(it))) {
        return None;
    }
    let words = own.len();
    let rest = text.filter(|it| may_end(table, &whole, words, it, cell, is_titled));
    let is_word = !is_titled && rest.as_ref().is_some_and(|it| is_word(table, it));
    Some(Beside { row: row.index, name, words, cell, rest, is_word })
}

/// Whether a text is a word of the form's lists, mark by mark: Hoa may be an ethnic group, Hòa is none.
fn is_word(table: &Table<'_>, text: &str) -> bool {
    let known = &table.wording.regime.form.ethnicities;
    let typed = text.to_lowercase();
    table.wording.words.has_label(text)
        || known.names.iter().chain(&known.aliases).any(|it| it.to_lowercase() == typed)
}

/// Whether a text may be the rest of a name: a word or two of letters that are written as the name is, and no tick.
fn may_end(
    table: &Table<'_>,
    name: &str,
    words: usize,
    rest: &str,
    cell: &Cell,
    is_titled: bool,
) -> bool {
    /// A surname alone has more to come.
    const MOST: usize = 4;
    let most = if words == 1 || is_titled { MOST } else { 2 };
    let is_letter = |it: char| it.is_alphabetic() || matches!(it, '\'' | '’' | '-' | ' ');
    let count = rest.split(' ').count();
    if count > most || !rest.starts_with(char::is_alphabetic) || !rest.chars().all(is_letter) {
        return false;
    }
    if is_titled {
        return true;
    }
    let has_capitals = name.contains(char::is_uppercase);
    let is_capital = |it: &str| it.starts_with(char::is_uppercase);
    // BT, UV: a post.
    let is_short = name.contains(char::is_lowercase) && !rest.contains(char::is_lowercase);
    (!has_capitals || rest.split(' ').all(is_capital))
        && !is_short
        && rest.chars().nth(1).is_some()
        && yes_no::read(&table.wording.words, cell).is_err()
}

/// Whether a column without a heading is one of given names: most of its cells may be the rest of a name, they
/// differ as given names do, villages and notes do not, and as many of the names beside them are short.
fn are_names(all: &[Beside<'_>]) -> bool {
    let likely: Vec<&Beside<'_>> =
        all.iter().filter(|it| it.rest.is_some() && !it.is_word).collect();
    let kinds: BTreeSet<String> =
        likely.iter().filter_map(|it| it.rest.as_deref()).map(fold).collect();
    let short = likely.iter().filter(|it| it.words < WHOLE).count();
    likely.len() * 2 > all.len() && kinds.len() * 2 > likely.len() && short * 2 >= likely.len()
}
