//! The headings that a form's table has, and which of them a heading found on
//! a sheet is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::header::Found;
use super::ticks::{self, Levels, Misspelt, Ticks};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::model::text::plain;
use crate::read::fold::{fold, tidy};
use crate::read::near::nearest;
use crate::read::values::vocabulary::Vocabulary;
use crate::regime::form::{Fill, Kind, TableSheet};
use crate::workbook::grid::Sheet;

pub(in crate::read) static COLUMN_MISSING: Code = code("R110", "column-missing", Severity::Error);
pub(in crate::read) static OPTIONAL_COLUMN_MISSING: Code =
    code("R111", "optional-column-missing", Severity::Notice);
pub(in crate::read) static COLUMN_TWICE: Code = code("R113", "column-twice", Severity::Error);
pub(in crate::read) static HEADING_MISSPELT: Code =
    code("R114", "heading-misspelt", Severity::Notice);

/// A heading as it is compared: folded, and the words for numbering as one.
pub(in crate::read) fn fold_heading(text: &str) -> String {
    as_heading(fold(text))
}

/// The same of a folded text.
pub(in crate::read) fn as_heading(folded: String) -> String {
    match folded.as_str() {
        "stt" | "sott" | "sothutu" | "thutu" => "tt".to_owned(),
        _ => folded,
    }
}

/// The first two bytes of a folded text, as far as it has them.
fn beginning(folded: &str) -> [u8; 2] {
    let mut bytes = folded.bytes();
    [bytes.next().unwrap_or_default(), bytes.next().unwrap_or_default()]
}

/// The same without what stands in parentheses, which people leave out.
fn without_notes(text: &str) -> String {
    let mut depth = 0_u32;
    let kept = text.chars().filter(|it| match it {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    fold_heading(&kept.collect::<String>())
}

/// A column that the form has.
#[derive(Clone, Debug)]
pub(in crate::read) struct Wanted {
    /// Its headings as messages show them: `group / heading`.
    pub label: String,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether forms are out that are older than it.
    added: bool,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether every row may leave it empty.
    pub may_be_empty: bool,
    /// Ways to write its heading, folded.
    names: Vec<String>,
    /// Ways to write its group, folded; empty without a group.
    groups: Vec<String>,
}

/// All columns of one table.
#[derive(Clone, Debug)]
pub(in crate::read) struct Headings {
    /// Which of the form's tables it is, from 0.
    pub(super) table: usize,
    /// The columns in the form's order.
    pub wanted: Vec<Wanted>,
    /// Columns by each way to write their heading.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Every way to write a group.
    groups: BTreeSet<String>,
    /// Ratings that may be asked for in four columns, and the headings of these.
    pub(super) levels: Levels,
    /// Headings that are no values of cells: they tell a row of headings.
    telling: BTreeSet<String>,
    /// How headings and groups begin: most texts of a sheet begin otherwise.
    beginnings: BTreeSet<[u8; 2]>,
}

/// Where a column of the form is on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum Place {
    /// Nowhere.
    Missing,
    /// In several columns, so that no value can be taken.
    Twice(Vec<u32>),
    /// In this column.
    At(u32),
    /// In four columns, one a level of rating, best first.
    Ticks([u32; 4]),
}

/// The columns of a sheet as far as they are the form's.
#[derive(Clone, Debug)]
pub(in crate::read) struct Columns {
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
    pub(in crate::read) fn col(&self, wanted: Option<usize>) -> Option<u32> {
        match self.places.get(wanted?)? {
            Place::At(col) => Some(*col),
            Place::Missing | Place::Twice(_) | Place::Ticks(_) => None,
        }
    }
}

impl Headings {
    /// The headings of a table of the profile.
    pub(in crate::read) fn new<F>(place: usize, table: &TableSheet<F>, words: &Vocabulary) -> Self {
        let variants = |text: &str| {
            let mut all = vec![fold_heading(text), without_notes(text)];
            all.retain(|it| !it.is_empty());
            all.dedup();
            all
        };
        let mut headings = Self {
            table: place,
            wanted: Vec::new(),
            by_name: BTreeMap::new(),
            groups: BTreeSet::new(),
            telling: BTreeSet::new(),
            levels: Levels::new(words),
            beginnings: BTreeSet::new(),
        };
        for (place, column) in table.column.iter().enumerate() {
            let mut names = variants(&column.heading);
            names.extend(column.aliases.iter().map(|it| fold_heading(it)));
            let groups = variants(&column.group);
            for name in &names {
                let places = headings.by_name.entry(name.clone()).or_default();
                if !places.contains(&place) {
                    places.push(place);
                }
                if !words.is_value(name) && name != "tt" {
                    headings.telling.insert(name.clone());
                }
            }
            if column.kind == Kind::Rating {
                for name in &names {
                    headings.levels.headings.add(name, place);
                }
            }
            headings.groups.extend(groups.iter().cloned());
            headings.wanted.push(Wanted {
                label: column.full_heading(),
                required: column.required,
                added: column.added,
                kind: column.kind,
                may_be_empty: column.fill == Fill::Optional,
                names,
                groups,
            });
        }
        let known = headings.by_name.keys().chain(&headings.groups);
        headings.beginnings = known.map(|it| beginning(it)).collect();
        headings
    }

    /// Whether a text may be one of these by its first two letters, before it is folded.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        let (mut bytes, mut count, mut is_other) = ([0; 2], 0, false);
        for letter in text.chars() {
            if count == 2 {
                break;
            }
            plain(letter, |it| {
                // Others than ASCII are more than a byte, and left to the other way.
                if it.is_alphanumeric()
                    && let Some(place) = bytes.get_mut(count)
                {
                    is_other |= !it.is_ascii();
                    *place = u8::try_from(it).unwrap_or_default();
                    count += 1;
                }
            });
        }
        // STT stands for TT, and so do others with the same letters.
        let is_tt = matches!(bytes[0], b's' | b't');
        count < 2 || is_other || is_tt || self.beginnings.contains(&bytes)
    }

    /// Whether folded text may be a heading, a group, or the beginning of one.
    pub(super) fn may_be(&self, folded: &str) -> bool {
        folded.len() < 2 || self.beginnings.contains(&beginning(folded))
    }

    /// Whether folded text is a heading of the table.
    pub(super) fn is_heading(&self, folded: &str) -> bool {
        self.by_name.contains_key(folded)
    }

    /// Whether a text is the heading of a column.
    pub(in crate::read) fn is_of(&self, text: &str, wanted: usize) -> bool {
        /// No heading is longer; folding long texts is in vain.
        const HEADING_BYTES: usize = 300;
        text.len() <= HEADING_BYTES
            && self.by_name.get(&fold_heading(text)).is_some_and(|it| it.contains(&wanted))
    }

    /// Whether a heading of the table begins with folded text.
    pub(super) fn begins(&self, folded: &str) -> bool {
        let mut from = self.by_name.range::<str, _>((Bound::Included(folded), Bound::Unbounded));
        from.next().is_some_and(|it| it.0.starts_with(folded))
    }

    /// Whether folded text is a heading of the table that no cell holds as its value.
    pub(super) fn is_telling(&self, folded: &str) -> bool {
        self.telling.contains(folded)
    }

    /// Whether folded text is a group of the table.
    pub(super) fn is_group(&self, folded: &str) -> bool {
        self.groups.contains(folded)
    }

    /// Whether folded text is the group of a column.
    pub(super) fn is_group_of(&self, folded: &str, wanted: usize) -> bool {
        self.wanted[wanted].groups.iter().any(|it| it == folded)
    }

    /// Says which found heading is which column, and reports what is amiss.
    pub(in crate::read) fn resolve(
        &self,
        sheet: &Sheet,
        found: &[Found],
        bottom: u32,
        findings: &mut Vec<Finding>,
    ) -> Columns {
        let mut matching = Matching {
            headings: self,
            found,
            ticks: ticks::find(self, found),
            of_found: vec![None; found.len()],
            of_wanted: vec![Vec::new(); self.wanted.len()],
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
                    .arg("heading", self.wanted[wanted].label.clone()),
            );
        }
        for it in &matching.ticks.misspelt {
            findings.extend(self.misspelt_above(sheet, found, it));
        }
        matching.finish(sheet, bottom, findings)
    }

    /// That a heading of a rating in four columns is misspelt.
    fn misspelt_above(&self, sheet: &Sheet, found: &[Found], it: &Misspelt) -> Option<Finding> {
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
        let heading = &self.wanted.get(it.wanted)?.label;
        let heading = match it.level {
            Some(level) => format!("{heading} / {}", self.levels.name(level)),
            None => heading.clone(),
        };
        let finding = Finding::at(&HEADING_MISSPELT, &CellRef::new(&sheet.name, row, col));
        Some(finding.stored(format!("\"{text}\"")).arg("heading", heading))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_notes_and_numbering_words() {
        for (text, folded) in [
            ("STT", "tt"),
            ("TT", "tt"),
            ("Số\nTT *", "tt"),
            ("Họ và tên (*)", "hovaten"),
            ("Tỷ lệ hoàn thành nhiệm vụ (%) *", "tylehoanthanhnhiemvu"),
        ] {
            assert_eq!(fold_heading(text), folded);
        }
        let heading = "Xếp loại cán bộ, công chức, viên chức (nếu có)";
        assert_eq!(without_notes(heading), "xeploaicanbocongchucvienchuc");
        assert_eq!(without_notes("a) b (c"), "ab");
    }
}
