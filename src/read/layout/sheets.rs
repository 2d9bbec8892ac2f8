//! Which sheet of the workbook is which of the form: by name, else by headings.

use std::cell::OnceCell;

use super::facts;
use super::header::{Header, Points, Top};
use super::headings::Headings;
use crate::finding::{Code, Finding, Severity, code};
use crate::read::fold::fold;
use crate::read::known::TABLES;
use crate::read::wording::Wording;
use crate::workbook::grid::{Book, Sheet};

pub(crate) static SHEET_MISSING: Code = code("R101", "sheet-missing", Severity::Error);
pub(crate) static SHEET_RENAMED: Code = code("R102", "sheet-renamed", Severity::Notice);
pub(crate) static SHEET_TWICE: Code = code("R103", "sheet-twice", Severity::Error);
pub(crate) static SECOND_TABLE: Code = code("R104", "second-table", Severity::Warning);
pub(crate) static UNKNOWN_SHEET: Code = code("R105", "unknown-sheet", Severity::Notice);
pub(crate) static HEADINGS_MISSING: Code = code("R115", "headings-missing", Severity::Error);
pub(crate) static NO_FORM: Code = code("F016", "no-form", Severity::Error);

/// The least share of headings or labels, in percent, by which a sheet of
/// another name is recognised.
const RECOGNISED_PERCENT: usize = 50;

/// The sheets of the form as far as the workbook has them.
pub(crate) struct Sheets<'a> {
    /// Sheet 1.
    pub info: Option<&'a Sheet>,
    /// Sheet 2 and its headings.
    pub members: Option<(&'a Sheet, Header)>,
    /// Sheet 3 and its headings.
    pub collectives: Option<(&'a Sheet, Header)>,
    /// The sheet of sub-criteria and its headings.
    pub scoring: Option<(&'a Sheet, Header)>,
    /// Sheets that are seen and not read.
    pub others: Vec<Other<'a>>,
}

/// A sheet that is none of the form's.
pub(crate) struct Other<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Its headings, if it has most of those of a list of members.
    pub members: Option<Header>,
    /// The same of those of the table of collectives.
    pub collectives: Option<Header>,
    /// Whether it has most of the facts of sheet 1.
    pub is_info: bool,
    /// Whether it has most headings of some table of the form.
    is_table: bool,
}

impl Other<'_> {
    /// That it is not read.
    pub(crate) fn finding(&self) -> Finding {
        let code = if self.is_table { &SECOND_TABLE } else { &UNKNOWN_SHEET };
        Finding::new(code).sheet(&self.sheet.name)
    }
}

/// How well a set of sheets answers a part of the form.
enum Choice {
    None,
    /// Named as it should be, but with none of the headings.
    Bare(usize),
    One(usize),
    Several(Vec<usize>),
}

/// Finds the sheets. The error is the finding of a workbook that has none.
pub(crate) fn find<'a>(
    book: &'a Book,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Sheets<'a>, Box<Finding>> {
    let Wording { members, collectives, scoring, .. } = wording;
    let (form, scoring) = (&wording.regime.form, scoring.as_ref());
    let sheets = &book.sheets;
    let mut looked = Looked::of(sheets, wording);

    let mut taken = vec![false; sheets.len()];
    let mut pick = |name: &str, choice: Choice| {
        let mut search = Search { sheets, taken: &mut taken, findings };
        search.pick(name, &choice)
    };
    let score = |place: usize| looked.facts(place);
    let info = pick(&form.info.sheet, choose(sheets, &form.info.sheet, score, form.info.row.len()));
    let score = |place: usize| looked.score(place, members);
    let choice = choose(sheets, &form.members.sheet, score, members.wanted.len());
    let member_place = pick(&form.members.sheet, choice);
    let score = |place: usize| looked.score(place, collectives);
    let choice = choose(sheets, &form.collectives.sheet, score, collectives.wanted.len());
    let collective_place = pick(&form.collectives.sheet, choice);
    // Nobody has to send this one.
    let scoring_place = form.scoring.as_ref().zip(scoring).and_then(|(table, headings)| {
        let score = |place: usize| looked.score(place, headings);
        let is_there = (0..sheets.len()).any(|it| score(it) > 0);
        let choice = choose(sheets, &table.sheet, score, headings.wanted.len());
        is_there.then(|| pick(&table.sheet, choice))?
    });

    if !taken.contains(&true) {
        let names: Vec<&str> = sheets.iter().filter(|it| !it.hidden).map(|it| &*it.name).collect();
        let wanted = [&form.info.sheet, &form.members.sheet, &form.collectives.sheet];
        let wanted = wanted.map(String::as_str).join(", ");
        let finding = Finding::new(&NO_FORM).arg("found", names.join(", ")).arg("wanted", wanted);
        return Err(Box::new(finding));
    }
    let guide = fold(&form.guide.sheet);
    let mut others = Vec::new();
    for (place, sheet) in sheets.iter().enumerate() {
        if taken[place] || sheet.rows.is_empty() || fold(&sheet.name) == guide {
            continue;
        }
        let is_like = |it: &Headings| is_recognised(looked.score(place, it), it.wanted.len());
        let is_members = is_like(members);
        // Hidden sheets hold the lists of the drop-downs.
        if sheet.hidden && !is_members {
            continue;
        }
        let is_table = is_members || is_like(collectives) || scoring.is_some_and(is_like);
        let header = |is_it: bool, headings| {
            is_it.then(|| looked.header(place, headings).cloned()).flatten()
        };
        others.push(Other {
            sheet,
            members: header(is_members, members),
            collectives: header(!is_members && is_like(collectives), collectives),
            is_info: !is_table && is_recognised(looked.facts(place), form.info.row.len()),
            is_table,
        });
    }
    let mut with_header = |place: Option<usize>, headings: &Headings| {
        let place = place?;
        Some((&sheets[place], looked.take(place, headings)?))
    };
    Ok(Sheets {
        info: info.map(|it| &sheets[it]),
        members: with_header(member_place, members),
        collectives: with_header(collective_place, collectives),
        scoring: scoring.and_then(|it| with_header(scoring_place, it)),
        others,
    })
}

/// What was looked for on the sheets: nothing that nobody asks for.
struct Looked<'a, 'w> {
    wording: &'w Wording<'w>,
    sheets: &'a [Sheet],
    tops: Vec<OnceCell<Top<'a, 'w>>>,
    /// Of each sheet what its texts may be to each table.
    points: Vec<[OnceCell<Points>; TABLES]>,
    /// Of each sheet the rows of headings of each table.
    headers: Vec<[OnceCell<Option<Header>>; TABLES]>,
}

impl<'a, 'w> Looked<'a, 'w> {
    fn of(sheets: &'a [Sheet], wording: &'w Wording<'w>) -> Self {
        let tops = sheets.iter().map(|_| OnceCell::new()).collect();
        let points = sheets.iter().map(|_| [const { OnceCell::new() }; TABLES]).collect();
        let headers = sheets.iter().map(|_| [const { OnceCell::new() }; TABLES]).collect();
        Self { wording, sheets, tops, points, headers }
    }

    fn top(&self, place: usize) -> &Top<'a, 'w> {
        self.tops[place].get_or_init(|| Top::of(&self.sheets[place], self.wording))
    }

    /// How many facts of the form a sheet has.
    fn facts(&self, place: usize) -> usize {
        facts::count(&self.wording.info, self.top(place))
    }

    fn points(&self, place: usize, headings: &Headings) -> &Points {
        self.points[place][headings.table].get_or_init(|| self.top(place).points(headings))
    }

    /// The rows that have most of a table's headings.
    fn header(&self, place: usize, headings: &Headings) -> Option<&Header> {
        let header = || self.top(place).find(headings, self.points(place, headings));
        self.headers[place][headings.table].get_or_init(header).as_ref()
    }

    fn take(&mut self, place: usize, headings: &Headings) -> Option<Header> {
        self.headers[place][headings.table].take().flatten()
    }

    /// How many headings of a table a sheet has. The tables share headings: a sheet is what it
    /// has most of, the first of two of which it has as many.
    fn score(&self, place: usize, headings: &Headings) -> usize {
        let count = |it: &Headings| self.header(place, it).map_or(0, |it| it.headings);
        let own = count(headings);
        if own == 0 {
            return 0;
        }
        // Looked for where it may matter: most sheets have of the other tables what these share with their own.
        let most = |it: &Headings| self.points(place, it).headings_most;
        let Wording { members, collectives, scoring, .. } = self.wording;
        let mut others = [members, collectives].into_iter().chain(scoring);
        let is_more = others.all(|it| {
            let other = || count(it);
            it.table == headings.table
                || own > most(it)
                || own > other()
                || (own == other() && headings.table < it.table)
        });
        if is_more { own } else { 0 }
    }
}

/// A sheet's name as it is compared: folded, numbers aside.
fn bare_name(name: &str) -> String {
    fold(name).chars().filter(|it| !it.is_ascii_digit()).collect()
}

fn is_recognised(score: usize, total: usize) -> bool {
    score * 100 >= total * RECOGNISED_PERCENT
}

/// The sheets that answer a part of the form by their name or by what `score` says they have of
/// it, which is asked only of those of which it matters.
fn choose(sheets: &[Sheet], name: &str, score: impl Fn(usize) -> usize, total: usize) -> Choice {
    let wanted = fold(name);
    let named: Vec<bool> = sheets.iter().map(|it| fold(&it.name) == wanted).collect();
    let places = |is_it: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..sheets.len()).filter(|it| is_it(*it)).collect()
    };
    let nearly = |it: usize| bare_name(&sheets[it].name) == bare_name(name) && score(it) > 0;
    let alike = |it| is_recognised(score(it), total);
    let kinds: [&dyn Fn(usize) -> bool; 4] =
        [&|it| named[it] && score(it) > 0, &nearly, &|it| !sheets[it].hidden && alike(it), &alike];
    for is_it in kinds {
        match places(is_it).as_slice() {
            [] => {}
            [only] => return Choice::One(*only),
            several => return Choice::Several(several.to_vec()),
        }
    }
    named.iter().position(|it| *it).map_or(Choice::None, Choice::Bare)
}

struct Search<'a, 'b> {
    sheets: &'a [Sheet],
    taken: &'b mut [bool],
    findings: &'b mut Vec<Finding>,
}

impl Search<'_, '_> {
    /// The sheet for a part of the form; reports what is amiss.
    fn pick(&mut self, name: &str, choice: &Choice) -> Option<usize> {
        match choice {
            Choice::None => {
                self.findings.push(Finding::new(&SHEET_MISSING).arg("wanted", name));
                None
            }
            Choice::Bare(place) => {
                let sheet = &self.sheets[*place];
                self.taken[*place] = true;
                self.findings.push(Finding::new(&HEADINGS_MISSING).sheet(&sheet.name));
                None
            }
            Choice::Several(places) => {
                for place in places {
                    self.taken[*place] = true;
                }
                let names: Vec<&str> = places.iter().map(|it| &*self.sheets[*it].name).collect();
                let finding = Finding::new(&SHEET_TWICE).arg("wanted", name);
                self.findings.push(finding.arg("found", names.join(", ")));
                None
            }
            Choice::One(place) => {
                let sheet = &self.sheets[*place];
                self.taken[*place] = true;
                if fold(&sheet.name) != fold(name) {
                    let finding = Finding::new(&SHEET_RENAMED).sheet(&sheet.name);
                    self.findings.push(finding.arg("wanted", name));
                }
                Some(*place)
            }
        }
    }
}
