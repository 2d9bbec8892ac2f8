//! Which sheet of the workbook is which of the form: by name, else by headings.

use super::header::{Header, Top};
use crate::finding::{Code, Finding, Severity, code};
use crate::read::fold::fold;
use crate::read::wording::Wording;
use crate::workbook::grid::{Book, Sheet};

pub(in crate::read) static SHEET_MISSING: Code = code("R101", "sheet-missing", Severity::Error);
pub(in crate::read) static SHEET_RENAMED: Code = code("R102", "sheet-renamed", Severity::Notice);
pub(in crate::read) static SHEET_TWICE: Code = code("R103", "sheet-twice", Severity::Error);
pub(in crate::read) static SECOND_TABLE: Code = code("R104", "second-table", Severity::Warning);
pub(in crate::read) static UNKNOWN_SHEET: Code = code("R105", "unknown-sheet", Severity::Notice);
pub(in crate::read) static HEADINGS_MISSING: Code =
    code("R115", "headings-missing", Severity::Error);
pub(in crate::read) static NO_FORM: Code = code("F016", "no-form", Severity::Error);

/// The least share of headings or labels, in percent, by which a sheet of
/// another name is recognised.
const RECOGNISED_PERCENT: usize = 50;

/// The sheets of the form as far as the workbook has them.
pub(in crate::read) struct Sheets<'a> {
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
pub(in crate::read) struct Other<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Its headings, if it has most of those of a list of members.
    pub members: Option<Header>,
    /// Whether it has most headings of some table of the form.
    is_table: bool,
}

impl Other<'_> {
    /// That it is not read.
    pub(in crate::read) fn finding(&self) -> Finding {
        let code = if self.is_table { &SECOND_TABLE } else { &UNKNOWN_SHEET };
        Finding::new(code).sheet(&self.sheet.name)
    }
}

/// What a sheet may be.
struct Candidate {
    place: usize,
    is_named: bool,
    /// Headings or labels of the form that it has.
    score: usize,
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
pub(in crate::read) fn find<'a>(
    book: &'a Book,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Sheets<'a>, Box<Finding>> {
    let Wording { members, collectives, scoring, .. } = wording;
    let (form, scoring) = (&wording.regime.form, scoring.as_ref());
    let sheets = &book.sheets;
    let tops: Vec<Top<'_>> = sheets.iter().map(Top::of).collect();
    let mut headers: Vec<(Option<Header>, Option<Header>)> =
        tops.iter().map(|it| (it.find(members), it.find(collectives))).collect();
    let count = |it: &Option<Header>| it.as_ref().map_or(0, |it| it.headings);
    let mut scoring_headers: Vec<Option<Header>> =
        tops.iter().map(|it| it.find(scoring?)).collect();
    let counts: Vec<[usize; 3]> = headers
        .iter()
        .zip(&scoring_headers)
        .map(|((a, b), c)| [count(a), count(b), count(c)])
        .collect();
    // The tables share headings: a sheet is what it has most of.
    let scores = |is_it: &dyn Fn([usize; 3]) -> bool, table: usize| -> Vec<usize> {
        counts.iter().map(|it| if is_it(*it) { it[table] } else { 0 }).collect()
    };
    let member_scores = scores(&|[a, b, c]| a >= b && a >= c, 0);
    let collective_scores = scores(&|[a, b, c]| b > a && b >= c, 1);
    let scoring_scores = scores(&|[a, b, c]| c > a && c > b, 2);
    let fact_scores: Vec<usize> = tops.iter().map(|it| wording.info.count(it)).collect();

    let mut taken = vec![false; sheets.len()];
    let mut pick = |name: &str, scores: &[usize], total: usize| {
        let choice = choose(sheets, name, scores, total);
        let mut search = Search { sheets, taken: &mut taken, findings };
        search.pick(name, &choice)
    };
    let info = pick(&form.info.sheet, &fact_scores, form.info.row.len());
    let member_place = pick(&form.members.sheet, &member_scores, members.wanted.len());
    let collective_place =
        pick(&form.collectives.sheet, &collective_scores, collectives.wanted.len());
    // Nobody has to send this one.
    let scoring_place = form.scoring.as_ref().zip(scoring).and_then(|(table, headings)| {
        let is_there = scoring_scores.iter().any(|it| *it > 0);
        is_there.then(|| pick(&table.sheet, &scoring_scores, headings.wanted.len()))?
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
        let is_members = is_recognised(member_scores[place], members.wanted.len());
        // Hidden sheets hold the lists of the drop-downs.
        let is_unseen = sheet.hidden && !is_members;
        if taken[place] || is_unseen || sheet.rows.is_empty() || fold(&sheet.name) == guide {
            continue;
        }
        let is_table = is_members
            || is_recognised(collective_scores[place], collectives.wanted.len())
            || scoring.is_some_and(|it| is_recognised(scoring_scores[place], it.wanted.len()));
        let header = headers[place].0.take().filter(|_| is_members);
        others.push(Other { sheet, members: header, is_table });
    }
    Ok(Sheets {
        info: info.map(|it| &sheets[it]),
        members: member_place.and_then(|it| Some((&sheets[it], headers[it].0.take()?))),
        collectives: collective_place.and_then(|it| Some((&sheets[it], headers[it].1.take()?))),
        scoring: scoring_place.and_then(|it| Some((&sheets[it], scoring_headers[it].take()?))),
        others,
    })
}

/// A sheet's name as it is compared: folded, numbers aside.
fn bare_name(name: &str) -> String {
    fold(name).chars().filter(|it| !it.is_ascii_digit()).collect()
}

fn is_recognised(score: usize, total: usize) -> bool {
    score * 100 >= total * RECOGNISED_PERCENT
}

fn choose(sheets: &[Sheet], name: &str, scores: &[usize], total: usize) -> Choice {
    let candidates: Vec<Candidate> = (0..sheets.len())
        .map(|place| Candidate {
            place,
            is_named: fold(&sheets[place].name) == fold(name),
            score: scores[place],
        })
        .collect();
    let places = |is_it: &dyn Fn(&Candidate) -> bool| -> Vec<usize> {
        candidates.iter().filter(|it| is_it(it)).map(|it| it.place).collect()
    };
    let named = places(&|it| it.is_named && it.score > 0);
    let nearly = places(&|it| it.score > 0 && bare_name(&sheets[it.place].name) == bare_name(name));
    let alike = places(&|it| is_recognised(it.score, total));
    let visible = |all: &[usize]| -> Vec<usize> {
        all.iter().copied().filter(|it| !sheets[*it].hidden).collect()
    };
    for found in [named, nearly, visible(&alike), alike] {
        match found.as_slice() {
            [] => {}
            [only] => return Choice::One(*only),
            _ => return Choice::Several(found),
        }
    }
    match candidates.iter().find(|it| it.is_named) {
        Some(bare) => Choice::Bare(bare.place),
        None => Choice::None,
    }
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
