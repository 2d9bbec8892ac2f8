//! Columns of pasted rows that have no headings: by what stands in them.

use std::collections::BTreeSet;

use super::columns::Column;
use super::values::{self, Said};
use super::{KnownKind, MEMBERS_MAX};
use crate::model::phone;
use crate::model::text::fold;
use crate::workbook::grid::Sheet;

/// A code that is typed is short; a longer word is a name.
const CODE_CHARS: usize = 10;

/// The kind that a text names.
pub(super) fn known(text: &str, kinds: &[KnownKind]) -> Option<String> {
    let key = fold(text);
    let is_it =
        |it: &&KnownKind| fold(it.label) == key || it.others.iter().any(|it| fold(it) == key);
    kinds.iter().find(is_it).map(|it| it.label.to_owned())
}

/// Which column says what from a row on, those of groups aside, where no heading says it; `unused` gets the first of each
/// other column.
pub(super) fn guess(
    sheet: &Sheet,
    (first, groups): (u32, &[u32]),
    kinds: &[KnownKind],
    unused: &mut Vec<String>,
) -> Vec<(Column, u32)> {
    let cols = sheet.rows.iter().flat_map(|it| it.cells.iter().map(|it| it.col)).max().unwrap_or(0);
    let texts_of = |col: u32| -> Vec<String> {
        let rows = sheet.rows.iter().filter(|it| it.index >= first && !groups.contains(&it.index));
        let said = rows.map(|row| values::said(sheet, row.index, col));
        said.filter_map(|it| if let Said::Text(text) = it { Some(text) } else { None }).collect()
    };
    // A single column has the names, whatever else stands in it.
    if cols == 0 {
        return vec![(Column::Name, 0)];
    }
    let length = |col: u32| -> usize { texts_of(col).iter().map(|it| it.chars().count()).sum() };
    let mut places: Vec<(Column, u32)> = Vec::new();
    let mut names: Option<(u32, usize)> = None;
    let mut others: Vec<u32> = Vec::new();
    for col in 0..=cols {
        let texts = texts_of(col);
        let most = |is: &dyn Fn(&String) -> bool| {
            !texts.is_empty() && texts.iter().filter(|it| is(it)).count() * 4 > texts.len() * 3
        };
        let is_free = |wanted| places.iter().all(|it: &(Column, u32)| it.0 != wanted);
        if is_numbering(&texts) {
            continue;
        }
        if most(&|it| known(it, kinds).is_some()) && is_free(Column::Kind) {
            places.push((Column::Kind, col));
        } else if most(&|it| !phone::numbers(it).is_empty()) && is_free(Column::Contact) {
            places.push((Column::Contact, col));
        } else if most(&|it| values::count(it).is_some_and(|it| it <= MEMBERS_MAX)) {
            if is_free(Column::Members) && col > 0 {
                places.push((Column::Members, col));
            } else {
                others.push(col);
            }
        } else if most(&|it| is_short_code(it)) && is_free(Column::Code) && are_distinct(&texts) {
            places.push((Column::Code, col));
        } else if length(col) > 0 {
            match names {
                Some((_, most)) if length(col) <= most => others.push(col),
                _ => others.extend(names.replace((col, length(col))).map(|it| it.0)),
            }
        }
    }
    // Names of one word look like codes: what is shorter is the code, and a code alone is a name.
    let code = places.iter().position(|it| it.0 == Column::Code);
    match (code, &mut names) {
        (Some(code), Some((col, most))) if *most < length(places[code].1) => {
            std::mem::swap(col, &mut places[code].1);
        }
        (Some(code), None) => names = Some((places.remove(code).1, 0)),
        _ => {}
    }
    places.extend(names.map(|it| (Column::Name, it.0)));
    others.sort_unstable();
    unused.extend(others.into_iter().filter_map(|col| {
        let head = first.checked_sub(1).map(|row| values::said(sheet, row, col));
        match head {
            Some(Said::Text(head)) => Some(head),
            _ => texts_of(col).into_iter().next(),
        }
    }));
    places
}

/// 1, 2, 3 …: the numbers of the rows, which may begin again in each group.
fn is_numbering(texts: &[String]) -> bool {
    let bare = |it: &String| values::count(it.trim_end_matches(['.', ')', '/']));
    let mut next = 1;
    let is_next = |it: &String| {
        let number = bare(it);
        let is_it = number == Some(next) || number == Some(1);
        next = number.unwrap_or_default() + 1;
        is_it
    };
    texts.len() > 1 && texts.iter().all(is_next)
}

fn is_short_code(text: &str) -> bool {
    super::super::is_usable_code(text) && text.len() <= CODE_CHARS
}

/// Whether no text comes twice.
fn are_distinct(texts: &[String]) -> bool {
    let seen: BTreeSet<String> = texts.iter().map(|it| it.to_ascii_uppercase()).collect();
    seen.len() == texts.len()
}
