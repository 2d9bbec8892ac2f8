//! A sheet that stands there twice, as somebody copies one to keep it: "DS01 (2)" then says the same people once
//! more, where our own second sheet of a list goes on with others.

use std::collections::BTreeSet;

use super::super::list;
use super::REPEATED;
use super::sheets::heads;
use crate::finding::{Finding, Severity};
use crate::read::grid::{Book, Raw, Row, Sheet};
use crate::regime::Regime;

/// A row of a table has so many cells.
const CELLS_MIN: usize = 3;

/// Takes the later ones of such sheets out, and tells of them.
pub(in crate::read) fn part(book: &mut Book, regimes: &[Regime]) -> Vec<Finding> {
    let mut out: BTreeSet<usize> = BTreeSet::new();
    let mut findings = Vec::new();
    for head in regimes.iter().flat_map(heads) {
        let sheets = book.sheets.iter().enumerate();
        let own = sheets.filter(|it| !it.1.hidden && list::is_of(it.1, head));
        let own: Vec<(usize, &Sheet)> = own.filter(|it| !out.contains(&it.0)).collect();
        if own.len() < 2 {
            continue;
        }
        let rows: Vec<Vec<String>> = own.iter().map(|it| rows(it.1)).collect();
        for (nth, (place, sheet)) in own.iter().enumerate().skip(1) {
            let earlier = (0..nth).find(|it| is_again(&rows[*it], &rows[nth]));
            let Some(earlier) = earlier else { continue };
            out.insert(*place);
            let finding = Finding::new(&REPEATED).sheet(&sheet.name);
            let finding = finding.arg("first", &*own[earlier].1.name);
            // Nobody has to say which of two equal ones is right.
            let is_equal = rows[earlier] == rows[nth];
            let weight = if is_equal { Severity::Warning } else { Severity::Error };
            findings.push(finding.severity(weight));
        }
    }
    let mut place = 0;
    book.sheets.retain(|_| {
        place += 1;
        !out.contains(&(place - 1))
    });
    findings
}

/// Whether half of the rows are those of another.
fn is_again(first: &[String], again: &[String]) -> bool {
    let all: BTreeSet<&String> = first.iter().collect();
    let common = again.iter().filter(|it| all.contains(it)).count();
    common > 0 && common * 2 >= again.len()
}

/// What stands in the rows below the numbers of the columns.
fn rows(sheet: &Sheet) -> Vec<String> {
    let is_number = |it: &Row| it.cells.iter().all(|it| it.text().is_none());
    let tables = || sheet.rows.iter().filter(|it| it.cells.len() >= CELLS_MIN);
    let Some(head) = tables().find(|it| is_number(it)).map(|it| it.index) else {
        return Vec::new();
    };
    let rows = tables().filter(|it| it.index > head);
    rows.map(|row| {
        let cells = row.cells.iter().map(|it| match &it.raw {
            Raw::Text(text) => format!("{}={text}", it.col),
            Raw::Number(number) | Raw::Old(number, _) => format!("{}={number}", it.col),
            other => format!("{}={other:?}", it.col),
        });
        cells.collect::<Vec<_>>().join("\n")
    })
    .collect()
}
