//! A fresh form of ours in place of a workbook that cannot be patched: what the
//! branch typed stands in it as stored, marked and listed like any other copy.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity};
use crate::model::text::fold;
use crate::model::{CellRef, StoredCell, Submission};
use crate::regime::Regime;
use crate::regime::form::CollectiveField;
use crate::words::Catalogue;
use crate::write::blank::{self, BlankError, BlankFor, Filled, Spot};
use crate::write::returned::{ListRow, Refusal, annotate, from_findings, ticked};

/// Why no fresh form could be made either.
#[derive(Debug, thiserror::Error)]
pub enum FreshError {
    /// Our own form cannot be written.
    #[error("the fresh form cannot be written")]
    Blank(#[from] BlankError),
    /// Our own form cannot be annotated.
    #[error("the fresh form cannot be annotated")]
    Annotate(#[from] Refusal),
}

/// What a fresh form is made from.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<'a> {
    /// Whose form it is.
    pub regime: &'a Regime,
    /// What the office knows; none of it is filled in, only its titles.
    pub blank: BlankFor<'a>,
    /// What was read from the branch's file.
    pub submission: &'a Submission,
    /// Every cell of that file.
    pub cells: &'a [StoredCell],
    /// Its SHA-256 and, after a blank, those that it carries itself.
    pub original_sha256: &'a str,
    /// Why it is not the branch's own workbook, as the finding says it.
    pub refusal: Refusal,
}

/// The fresh form with the findings about the branch's file. What it has no
/// place for is listed with its values.
pub fn fresh(
    fresh: &Fresh,
    findings: &[Finding],
    words: &Catalogue,
) -> Result<Vec<u8>, FreshError> {
    let form = &fresh.regime.form;
    let spots = spots(fresh.submission, fresh.regime);
    let mut filled = Filled::default();
    let mut left = Vec::new();
    for spot in spots.values() {
        filled.reach(*spot);
    }
    let ratings = ticked::ratings(fresh.submission, form);
    let unread = ticked::unread(fresh.submission, form);
    let ticks = ticked::Ticks::new(&spots, (fresh.regime, fresh.cells));
    let beside = ticks.beside();
    for cell in fresh.cells {
        match spots.get(&cell.at) {
            // A cross that could not be read says nothing in the one column of our form;
            // the finding there names the levels.
            Some(_) if unread.contains(&cell.at) && ticks.has(&cell.at) => {}
            // Nor do the others of the four: what was ticked there is read or told.
            None if beside.contains(&(cell.at.sheet.as_ref(), cell.at.col)) => {}
            Some(spot) => {
                let rating = ratings.get(&cell.at);
                let as_ours = rating.map(|it| ticked::put(&cell.value, *it, fresh.regime));
                filled.put(*spot, as_ours.unwrap_or_else(|| cell.value.clone()));
            }
            None => left.push(cell),
        }
    }
    let bytes = blank::filled(fresh.regime, &fresh.blank, &filled)?;

    let moved: Vec<Finding> = findings
        .iter()
        .map(|finding| {
            let mut moved = finding.clone();
            let spot = finding.cell.as_ref().and_then(|it| spots.get(it));
            if let Some(spot) = spot {
                let (sheet, row, col) = spot.place(form);
                moved.cell = Some(CellRef::new(&sheet.into(), row, col));
                moved.sheet = Some(sheet.to_owned());
            } else if let Some(sheet) = &finding.sheet {
                // A place of the branch's file: not to be looked for in this one.
                let there = words.ui("returned-fresh-there", &[("sheet", sheet.into())]);
                if let Some(cell) = &mut moved.cell {
                    cell.sheet = there.as_str().into();
                }
                moved.sheet = Some(there);
            }
            moved
        })
        .collect();
    let (marks, mut list) = from_findings(&moved, words);
    let reason = words.ui(fresh.refusal.key(), &[]);
    let told = words.ui("returned-fresh", &[("reason", reason.into())]);
    list.intro.insert(0, told);
    list.rows.extend(left_out(&left, &spots, fresh, words));
    Ok(annotate(&bytes, fresh.original_sha256, &marks, &list)?)
}

/// Where on our form each cell of the branch's file belongs.
fn spots(submission: &Submission, regime: &Regime) -> BTreeMap<CellRef, Spot> {
    let form = &regime.form;
    let mut spots = BTreeMap::new();
    let mut put = |cell: Option<&CellRef>, spot| {
        if let Some(cell) = cell {
            spots.entry(cell.clone()).or_insert(spot);
        }
    };
    for (fact, (_, slot)) in (0..).zip(form.info.slots(&submission.info)) {
        put(slot.cell(), Spot::Info(fact));
    }
    for (row, member) in (0..).zip(&submission.members) {
        for (col, (_, slot)) in (0..).zip(form.members.slots(member)) {
            put(slot.cell(), Spot::Member(row, col));
        }
    }
    for (row, collective) in (0..).zip(&submission.collectives) {
        for (col, (_, slot)) in (0..).zip(form.collectives.slots(collective)) {
            put(slot.cell(), Spot::Collective(row, col));
        }
    }
    if let Some(scoring) = &form.scoring {
        for (row, score) in (0..).zip(&submission.scores) {
            for (col, (_, slot)) in (0..).zip(scoring.slots(score)) {
                put(slot.cell(), Spot::Score(row, col));
            }
        }
    }
    spots
}

/// Rows of the list for the columns that our form does not have: their heading
/// and every value in the rows of entries.
fn left_out(
    left: &[&StoredCell],
    spots: &BTreeMap<CellRef, Spot>,
    fresh: &Fresh,
    words: &Catalogue,
) -> Vec<ListRow> {
    // Places in a list are given anew.
    let collectives = &fresh.regime.form.collectives.column;
    let number = collectives.iter().find(|it| it.field == CollectiveField::Number);
    let is_number = |heading: &str| number.is_some_and(|it| fold(&it.heading) == fold(heading));
    // Rows of entries only: above them are titles, below them signatures.
    let is_entry = |spot: &Spot| !matches!(spot, Spot::Info(_));
    let entries: BTreeSet<(&str, u32)> = spots
        .iter()
        .filter(|(_, spot)| is_entry(spot))
        .map(|(cell, _)| (cell.sheet.as_ref(), cell.row))
        .collect();
    let mut columns: BTreeMap<(&str, u32), Vec<&StoredCell>> = BTreeMap::new();
    for cell in left.iter().filter(|it| entries.contains(&(it.at.sheet.as_ref(), it.at.row))) {
        columns.entry((cell.at.sheet.as_ref(), cell.at.col)).or_default().push(cell);
    }
    let row = |((sheet, col), values): ((&str, u32), Vec<&StoredCell>)| {
        let first = entries.iter().find(|it| it.0 == sheet).map_or(0, |it| it.1);
        let heading = ticked::heading(fresh.cells, sheet, col, first).unwrap_or_default();
        if is_number(&heading) {
            return None;
        }
        let shown: Vec<_> =
            values.iter().map(|it| format!("{}: {}", it.at.a1(), it.value.text())).collect();
        let args = [
            ("heading", heading.into()),
            ("column", crate::model::column_name(col).into()),
            ("values", shown.join("; ").into()),
        ];
        Some(ListRow {
            severity: Severity::Notice,
            word: words.severity(Severity::Notice),
            code: String::new(),
            sheet: words.ui("returned-fresh-there", &[("sheet", sheet.into())]),
            cell: None,
            member: String::new(),
            message: words.ui("returned-fresh-left-out", &args),
            help: words.ui("returned-fresh-left-out-help", &[]),
            clause: String::new(),
        })
    };
    columns.into_iter().filter_map(row).collect()
}
