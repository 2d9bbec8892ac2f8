//! Which of a table's columns a heading found on a sheet is.

use std::collections::BTreeMap;

use super::found::Found;
use super::headings::{Headings, fold_heading, without_notes};
use super::ticks::{self, Misspelt, Ticks};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::read::fold::tidy;
use crate::read::near::nearest;
use crate::workbook::grid::Sheet;

pub(crate) static COLUMN_MISSING: Code = code("R110", "column-missing", Severity::Error);
pub(crate) static OPTIONAL_COLUMN_MISSING: Code =
    code("R111", "optional-column-missing", Severity::Notice);
pub(crate) static COLUMN_TWICE: Code = code("R113", "column-twice", Severity::Error);
pub(crate) static HEADING_MISSPELT: Code = code("R114", "heading-misspelt", Severity::Notice);

/// Where a column of the form is on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere.
    Missing,
    /// Perhaps in a column with another heading, of which a finding asks.
    Renamed,
    /// In several columns, so that no value can be taken.
    Twice(Vec<u32>),
    /// In this column.
    At(u32),
    /// In four columns, one a level of rating, best first.
    Ticks([u32; 4]),
}

/// The columns of a sheet as far as they are the form's.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// One place for each wanted column.
    pub places: Vec<Place>,
    /// The last row of headings.
    pub bottom: u32,
    /// Headings that are not the form's: column, row, text.
    pub unknown: Vec<(u32, u32, String)>,
    /// Columns of the sheet that the form's columns are in, with the wanted one.
    pub used: BTreeMap<u32, usize>,
}

impl Columns {
    /// The sheet's column of a wanted one, if there is exactly one.
    pub(crate) fn col(&self, wanted: Option<usize>) -> Option<u32> {
        match self.places.get(wanted?)? {
            Place::At(col) => Some(*col),
            Place::Missing | Place::Renamed | Place::Twice(_) | Place::Ticks(_) => None,
        }
    }
}

/// Says which found heading is which column, and reports what is amiss.
pub(crate) fn resolve(
    headings: &Headings,
    sheet: &Sheet,
    found: &[Found],
    bottom: u32,
    findings: &mut Vec<Finding>,
) -> Columns {
    let mut matching = Matching {
        headings,
        found,
        ticks: ticks::find(headings, found),
        of_found: vec![None; found.len()],
        of_wanted: vec![Vec::new(); headings.wanted.len()],
    };
    matching.by_group_and_heading();
    matching.by_heading_alone();
    let misspelt = matching.by_near_heading();
    matching.by_heading_without_hint();
    for at in misspelt {
        let (Some(found), Some(wanted)) = (found.get(at), matching.of_found[at]) else {
            continue;
        };
        let cell = CellRef::new(&sheet.name, found.row, found.col);
        findings.push(
            Finding::at(&HEADING_MISSPELT, &cell)
                .stored(format!("\"{}\"", found.text))
                .arg("heading", headings.wanted[wanted].label.clone()),
        );
    }
    for it in &matching.ticks.misspelt {
        findings.extend(misspelt_above(headings, sheet, found, it));
    }
    matching.finish(sheet, bottom, findings)
}

/// That a heading of a rating in four columns is misspelt.
fn misspelt_above(
    headings: &Headings,
    sheet: &Sheet,
    found: &[Found],
    it: &Misspelt,
) -> Option<Finding> {
    let own = found.get(it.at)?;
    let (row, col, text) = match &it.above {
        None => (own.row, own.col, own.text.clone()),
        Some(above) => {
            // The nearest of that text above, or to the left when cells are merged.
            let cells = sheet.rows.iter().filter(|row| row.index < own.row).rev();
            let mut cells = cells.flat_map(|row| {
                row.cells.iter().rev().filter(|it| it.col <= own.col).map(|it| (row.index, it))
            });
            cells.find_map(|(row, cell)| {
                let text = cell.text().filter(|it| fold_heading(it) == *above)?;
                Some((row, cell.col, tidy(text)))
            })?
        }
    };
    let heading = &headings.wanted.get(it.wanted)?.label;
    let heading = match it.level {
        Some(level) => format!("{heading} / {}", headings.levels.name(level)),
        None => heading.clone(),
    };
    let finding = Finding::at(&HEADING_MISSPELT, &CellRef::new(&sheet.name, row, col));
    Some(finding.stored(format!("\"{text}\"")).arg("heading", heading))
}

/// Headings of a sheet and columns of the form while they are being matched.
struct Matching<'a> {
    headings: &'a Headings,
    found: &'a [Found],
    /// Headings of four columns for one rating, which are nothing else.
    ticks: Ticks,
    of_found: Vec<Option<usize>>,
    of_wanted: Vec<Vec<usize>>,
}

/// How a found heading's group agrees with a wanted one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Same,
    /// The sheet names no group of the form there.
    Unsaid,
    Other,
}

impl Matching<'_> {
    fn group(&self, found: &Found, wanted: usize) -> Group {
        let wanted = &self.headings.wanted[wanted];
        let is_wanted = |it: &String| {
            let names = wanted.groups.iter().map(|name| (name.as_str(), ()));
            wanted.groups.contains(it) || nearest(it, 3, names).is_some()
        };
        let is_known = |it: &String| self.headings.is_group(it);
        if found.groups.iter().any(is_wanted) {
            return Group::Same;
        }
        if found.groups.iter().any(is_known) {
            // Merged cells say it for certain; a heading carried to the right
            // may simply have ended.
            return Group::Other;
        }
        if found.carried.iter().any(is_wanted) { Group::Same } else { Group::Unsaid }
    }

    fn take(&mut self, found: usize, wanted: usize) {
        self.of_found[found] = Some(wanted);
        self.of_wanted[wanted].push(found);
    }

    /// Whether a found heading may still be any column's.
    fn is_open(&self, at: usize) -> bool {
        self.of_found[at].is_none() && !self.ticks.all.contains(&at)
    }

    fn candidates(&self, found: &Found) -> Vec<usize> {
        let by_name = |name: &String| self.headings.by_name.get(name);
        let names = by_name(&found.folded).or_else(|| by_name(&found.joined));
        names.cloned().unwrap_or_default()
    }

    fn by_group_and_heading(&mut self) {
        for at in 0..self.found.len() {
            if !self.is_open(at) {
                continue;
            }
            let found = &self.found[at];
            let candidates = self.candidates(found);
            let is_sure = |it: &&usize| {
                if self.headings.wanted[**it].groups.is_empty() {
                    // A heading of its own may stand under whatever it likes.
                    candidates.len() == 1
                        || !found.groups.iter().any(|it| self.headings.is_group(it))
                } else {
                    self.group(found, **it) == Group::Same
                }
            };
            let sure: Vec<usize> = candidates.iter().filter(is_sure).copied().collect();
            // With a group named, the grouped one of two is meant.
            let grouped = |it: &&usize| !self.headings.wanted[**it].groups.is_empty();
            let chosen = sure.iter().find(grouped).or_else(|| sure.first()).copied();
            if let Some(wanted) = chosen {
                self.take(at, wanted);
            }
        }
    }

    fn by_heading_alone(&mut self) {
        for at in 0..self.found.len() {
            if !self.is_open(at) {
                continue;
            }
            let found = &self.found[at];
            let sure = |it: &usize| !self.of_wanted[*it].iter().any(|own| self.is_sure(*own, *it));
            let open: Vec<usize> = self
                .candidates(found)
                .into_iter()
                .filter(|it| self.group(found, *it) == Group::Unsaid && sure(it))
                .collect();
            if let [only] = open.as_slice() {
                self.take(at, *only);
            }
        }
    }

    /// Whether a match rests on the group as well.
    fn is_sure(&self, found: usize, wanted: usize) -> bool {
        self.headings.wanted[wanted].groups.is_empty()
            || self.group(&self.found[found], wanted) == Group::Same
    }

    /// Matches what is left by what stands before a hint in brackets: `Giới tính (Nam/Nữ)`.
    fn by_heading_without_hint(&mut self) {
        for at in 0..self.found.len() {
            let found = &self.found[at];
            if !self.is_open(at) || !found.text.contains(['(', '[']) {
                continue;
            }
            let bare = without_notes(&found.text.replace('[', "(").replace(']', ")"));
            let named = self.headings.by_name.get(&bare).map_or(&[][..], Vec::as_slice);
            let open: Vec<usize> = named
                .iter()
                .filter(|it| self.of_wanted[**it].is_empty())
                .filter(|it| self.group(found, **it) != Group::Other)
                .copied()
                .collect();
            if let [only] = open.as_slice() {
                self.take(at, *only);
            }
        }
    }

    /// Matches what is left by likeness; gives the places in `found`.
    fn by_near_heading(&mut self) -> Vec<usize> {
        let mut matched = Vec::new();
        for at in 0..self.found.len() {
            if !self.is_open(at) {
                continue;
            }
            let found = &self.found[at];
            let open = (0..self.headings.wanted.len())
                .filter(|it| self.of_wanted[*it].is_empty())
                .filter(|it| self.group(found, *it) != Group::Other)
                .flat_map(|it| {
                    self.headings.wanted[it].names.iter().map(move |name| (name.as_str(), it))
                });
            let near = nearest(&found.folded, 3, open);
            if let Some(wanted) = near {
                self.take(at, wanted);
                matched.push(at);
            }
        }
        matched
    }

    fn finish(mut self, sheet: &Sheet, bottom: u32, findings: &mut Vec<Finding>) -> Columns {
        let whole = std::mem::take(&mut self.ticks.whole);
        for (wanted, four) in &whole {
            for at in four {
                self.take(*at, *wanted);
            }
        }
        let mut columns =
            Columns { places: Vec::new(), bottom, unknown: Vec::new(), used: BTreeMap::new() };
        for (wanted, found) in self.headings.wanted.iter().zip(&self.of_wanted) {
            let place = columns.places.len();
            let cols: Vec<u32> = found.iter().map(|it| self.found[*it].col).collect();
            columns.used.extend(cols.iter().map(|it| (*it, place)));
            columns.places.push(match cols.as_slice() {
                [] if wanted.added && !wanted.required => Place::Missing,
                [] => {
                    let code =
                        if wanted.required { &COLUMN_MISSING } else { &OPTIONAL_COLUMN_MISSING };
                    let finding = Finding::new(code).sheet(&sheet.name);
                    findings.push(finding.arg("heading", wanted.label.clone()));
                    Place::Missing
                }
                [only] => Place::At(*only),
                [a, b, c, d] if whole.iter().any(|it| it.0 == place) => {
                    Place::Ticks([*a, *b, *c, *d])
                }
                [first, second, ..] => {
                    let row = self.found[found[1]].row;
                    let cell = CellRef::new(&sheet.name, row, *second);
                    let other = CellRef::new(&sheet.name, self.found[found[0]].row, *first);
                    findings.push(
                        Finding::at(&COLUMN_TWICE, &cell)
                            .arg("heading", wanted.label.clone())
                            .arg("first", other.a1()),
                    );
                    Place::Twice(cols)
                }
            });
        }
        for (found, wanted) in self.found.iter().zip(&self.of_found) {
            if wanted.is_none() {
                columns.unknown.push((found.col, found.row, found.text.clone()));
            }
        }
        columns
    }
}
