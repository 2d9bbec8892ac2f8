//! What stands where several rows decide on one.

use std::collections::BTreeMap;

use super::typed::AGAINST_SHEET;
use super::{Decreed, FiledDecisions, Meant, REPLACED, TWICE, TWO_WAYS};
use crate::context::Context;
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{
    CellRef, Decision, DecisionPaper, DecisionSheet, Rating, Ruling, Subject, is_later_paper,
};

/// What one row decides.
#[derive(Clone, Copy)]
pub(super) struct Ballot<'a> {
    pub(super) rating: Rating,
    pub(super) reason: &'a str,
    pub(super) cell: &'a CellRef,
}

/// By what a paper is known: its date, its number and its body; without a number by its file.
type Key = (Option<PartialDateKey>, String, String, Option<usize>);
/// A date that sorts.
type PartialDateKey = (jiff::civil::Date, jiff::civil::Date);

fn key(sheet: &DecisionSheet, file: usize) -> Key {
    let date = sheet.date.get().map(|it| (it.earliest(), it.latest()));
    let number = fold(sheet.number.text());
    let body = fold(sheet.body.text());
    let own = number.is_empty().then_some(file);
    (date, number, body, own)
}

/// The papers in the order of their dates, those without one first.
fn papers(
    files: &[FiledDecisions<'_>],
    meant: &[Meant<'_>],
    context: &Context,
) -> (Vec<DecisionPaper>, Vec<Key>) {
    let authorities = context.authorities();
    let mut known: BTreeMap<Key, DecisionPaper> = BTreeMap::new();
    for it in meant.iter().filter(|it| it.row.decision.value().is_some()) {
        let Some(own) = files.get(it.file) else { continue };
        known.entry(key(it.sheet, it.file)).or_insert_with(|| DecisionPaper {
            authority: it.case.authority(&authorities).code.clone(),
            body: it.sheet.body.text().to_owned(),
            number: it.sheet.number.text().to_owned(),
            date: it.sheet.date.get(),
            file: own.path.to_owned(),
            sha256: own.sha256.to_owned(),
            is_typed: own.is_typed(),
            waiting: 0,
        });
    }
    known.into_iter().map(|(key, paper)| (paper, key)).unzip()
}

/// One decision among several on one subject.
struct Told<'a> {
    ballot: Ballot<'a>,
    paper: usize,
    file: usize,
    name: &'a str,
}

/// Leaves out what was typed into our workbook and says no more than the sheets of decisions do: these
/// have a number and a date.
pub(super) fn drop_repeated(
    files: &[FiledDecisions<'_>],
    meant: &mut Vec<Meant<'_>>,
    context: &Context,
) {
    let is_typed = |it: &Meant<'_>| files.get(it.file).is_some_and(FiledDecisions::is_typed);
    if !meant.iter().any(is_typed) {
        return;
    }
    let of_sheets: Vec<Meant<'_>> = meant.iter().filter(|it| !is_typed(it)).copied().collect();
    let stands = settle(files, &of_sheets, &[], context).0.decisions;
    meant.retain(|it| {
        let ruling = stands.of(&it.case.whom.subject());
        let is_same = ruling.is_some_and(|own| it.row.decision.get() == Some(own.now.rating));
        !(is_typed(it) && it.sheet.number.is_blank() && is_same)
    });
}

/// What stands, and what is to be said of decisions that do not agree.
pub(super) fn settle<'a>(
    files: &[FiledDecisions<'_>],
    meant: &'a [Meant<'a>],
    waits: &[(usize, &DecisionSheet)],
    context: &Context,
) -> (Decreed, Vec<(usize, Finding)>) {
    let (mut papers, keys) = papers(files, meant, context);
    for (file, sheet) in waits {
        let own = key(sheet, *file);
        if let Some(place) = keys.iter().position(|it| *it == own) {
            papers[place].waiting += 1;
        }
    }
    for it in files.iter().flat_map(|it| &it.file.waiting) {
        let is_its = |own: &&mut DecisionPaper| {
            own.is_typed
                && (fold(&own.body), fold(&own.number), own.date)
                    == (fold(&it.body), fold(&it.number), it.date)
        };
        // Of whom no body is known yet: each may be it.
        let is_open = it.body.is_empty();
        for own in papers.iter_mut().filter(|own| is_open && own.is_typed || is_its(own)) {
            own.waiting += 1;
        }
    }
    let mut all: BTreeMap<Subject, Vec<Told<'a>>> = BTreeMap::new();
    for it in meant {
        let Some(ballot) = it.ballot() else { continue };
        let own = key(it.sheet, it.file);
        let Some(paper) = keys.iter().position(|it| *it == own) else { continue };
        let told = Told { ballot, paper, file: it.file, name: it.case.whom.name() };
        all.entry(it.case.whom.subject()).or_default().push(told);
    }
    let mut decreed = Decreed::default();
    let mut findings = Vec::new();
    for (subject, mut told) in all {
        // Stable: of one paper in the order of the files and rows.
        told.sort_by_key(|it| it.paper);
        let mut stands: Option<&Told<'_>> = None;
        let mut earlier: Vec<Decision> = Vec::new();
        for it in &told {
            let Some(before) = stands else {
                stands = Some(it);
                continue;
            };
            let finding = |code| {
                let (cell, path) =
                    (&before.ballot.cell, files.get(before.file).map_or("", |it| it.path));
                let finding = Finding::at(code, it.ballot.cell).of_whom(it.name);
                let finding = finding.arg("first", cell.to_string()).arg("path", path);
                finding.arg("name", it.name)
            };
            let is_same = it.ballot.rating == before.ballot.rating;
            if it.paper == before.paper {
                if it.file == before.file {
                    findings.push((it.file, finding(&TWICE)));
                } else if !is_same {
                    findings.push((it.file, finding(&TWO_WAYS)));
                }
                continue;
            }
            match is_later(&papers, before.paper, it.paper) {
                true => {
                    if !is_same {
                        findings.push((it.file, context.cite(finding(&REPLACED), "R-RERATE")));
                    }
                    earlier.insert(0, decision(before));
                    stands = Some(it);
                }
                false if is_same => {}
                false => findings.push(contradiction(files, before, it)),
            }
        }
        if let Some(it) = stands {
            decreed.places.insert(subject.clone(), (it.file, it.ballot.cell.clone()));
            decreed.decisions.decided.insert(subject, Ruling { now: decision(it), earlier });
        }
    }
    decreed.decisions.papers = papers;
    (decreed, findings)
}

/// That two say different things and nobody knows which is later; told at what was typed into our
/// workbook where the other is a sheet of decisions.
fn contradiction(
    files: &[FiledDecisions<'_>],
    before: &Told<'_>,
    it: &Told<'_>,
) -> (usize, Finding) {
    let is_typed = |it: &Told<'_>| files.get(it.file).is_some_and(FiledDecisions::is_typed);
    let (code, own, other) = match (is_typed(before), is_typed(it)) {
        (true, false) => (&AGAINST_SHEET, before, it),
        (false, true) => (&AGAINST_SHEET, it, before),
        _ => (&TWO_WAYS, it, before),
    };
    let path = files.get(other.file).map_or("", |it| it.path);
    let finding = Finding::at(code, own.ballot.cell).of_whom(own.name).arg("name", own.name);
    (own.file, finding.arg("first", other.ballot.cell.to_string()).arg("path", path))
}

fn decision(told: &Told<'_>) -> Decision {
    Decision {
        rating: told.ballot.rating,
        reason: told.ballot.reason.to_owned(),
        paper: told.paper,
    }
}

/// Whether a paper is later than another for sure.
fn is_later(papers: &[DecisionPaper], one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (papers.get(one), papers.get(other)) else { return false };
    is_later_paper((&one.number, one.date), (&other.number, other.date))
}
