//! Which workbook stands for which commune.

use super::super::settings::Settled;
use super::open::{Candidate, Content, Opened};
use super::report::Said;
use super::reports;
use super::sorted::Sorted;
use super::twice;
use super::{
    COPY, CORRECTED, DRAFT, NOT_NAMED, OTHER_YEAR, OUTDATED, PARTIAL, TWO_VERSIONS, UNKNOWN,
};
use crate::batch::FileStatus;
use crate::finding::{Finding, Severity};
use crate::model::ByName;
use crate::workspace::{Commune, Duplicates};

/// What becomes of each file, in their order.
pub(super) fn sort_out(files: Vec<Opened>, communes: &[Commune], settled: &Settled) -> Vec<Sorted> {
    let place = |it: &str| {
        let words = settled.regime.consolidated.above.as_ref();
        words.map_or_else(|| it.to_owned(), |words| words.place(it))
    };
    let places: Vec<String> = communes.iter().map(|it| place(&it.name)).collect();
    let named = ByName::of(places.iter().map(String::as_str));
    let whose: Vec<Option<usize>> = files
        .iter()
        .map(|it| match &it.content {
            Content::Sent(it) => named.get(&place(&it.sent.head.committee)),
            _ => None,
        })
        .collect();
    let mut apart: Vec<Option<Finding>> = vec![None; files.len()];
    for nth in 0..communes.len() {
        let own: Vec<usize> = (0..files.len()).filter(|it| whose[*it] == Some(nth)).collect();
        of_commune(&files, &own, settled, &mut apart);
    }
    let all = files.into_iter().zip(whose).zip(apart);
    let sorted = all.map(|((file, commune), apart)| {
        let code = commune.and_then(|it| communes.get(it)).map(|it| it.code.clone());
        sorted(file, commune, code, apart, settled.workspace.year)
    });
    let mut sorted: Vec<Sorted> = sorted.collect();
    twice::part(&mut sorted, communes);
    let whose = |said: &Said| named.get(&place(&said.committee));
    reports::sort_out(&mut sorted, communes, settled.workspace.year, whose);
    sorted
}

/// Parts the workbooks of one commune: of those that do not count, why.
fn of_commune(files: &[Opened], own: &[usize], settled: &Settled, apart: &mut [Option<Finding>]) {
    let of = |place: usize| match &files[place].content {
        Content::Sent(it) => Some(&**it),
        _ => None,
    };
    let year = settled.workspace.year;
    let is_of_year = |it: &usize| of(*it).is_some_and(|it| it.is_of(year));
    let mut this_year: Vec<usize> = own.iter().copied().filter(is_of_year).collect();
    for place in own.iter().filter(|it| !is_of_year(it)) {
        let other = of(*place).map_or(0, |it| it.sent.head.year);
        let finding = Finding::new(&OTHER_YEAR).arg("other", other).arg("year", year);
        // Beside this year's it is only left over; else the commune has not sent, which is told of it.
        let is_beside = !this_year.is_empty();
        let weight = if is_beside { Severity::Notice } else { Severity::Warning };
        apart[*place] = Some(finding.severity(weight));
    }
    let hash = |it: usize| files[it].sha256.as_deref().unwrap_or_default();
    for old in &this_year {
        let corrects = |new: &&usize| {
            let corrects = of(**new).map_or(&[][..], |it| it.corrects.as_slice());
            *new != old && corrects.iter().any(|it| it == hash(*old))
        };
        if let Some(new) = this_year.iter().find(corrects) {
            let finding = Finding::new(&CORRECTED).arg("other", files[*new].path.as_str());
            apart[*old] = Some(finding);
        }
    }
    this_year.retain(|it| apart[*it].is_none());
    // Of copies the first counts.
    let mut kept: Vec<usize> = Vec::new();
    for place in this_year {
        let values = of(place).map_or("", |it| it.values.as_str());
        let first = kept.iter().find(|it| of(**it).is_some_and(|it| it.values == values));
        if let Some(first) = first {
            apart[place] = Some(Finding::new(&COPY).arg("other", files[*first].path.as_str()));
        } else {
            kept.push(place);
        }
    }
    if kept.len() < 2 {
        return;
    }
    let is_newest = settled.workspace.settings.duplicates == Duplicates::Newest;
    let newest = if is_newest { newest(&kept, of) } else { None };
    for place in kept.iter().filter(|it| Some(**it) != newest) {
        apart[*place] = Some(if let Some(it) = newest {
            Finding::new(&OUTDATED).arg("other", files[it].path.as_str())
        } else {
            let others = kept.iter().filter(|it| *it != place);
            let others: Vec<&str> = others.map(|it| files[*it].path.as_str()).collect();
            Finding::new(&TWO_VERSIONS).arg("others", others.join(", "))
        });
    }
}

/// The one that was saved last, if that is one.
fn newest<'a>(places: &[usize], of: impl Fn(usize) -> Option<&'a Candidate>) -> Option<usize> {
    let saved = |it: usize| of(it).and_then(|it| it.modified.as_deref());
    let last = places.iter().copied().max_by_key(|it| saved(*it))?;
    let is_alone = places.iter().filter(|it| saved(**it) == saved(last)).count() == 1;
    (is_alone && places.iter().all(|it| saved(*it).is_some())).then_some(last)
}

fn sorted(
    file: Opened,
    commune: Option<usize>,
    code: Option<String>,
    apart: Option<Finding>,
    year: u32,
) -> Sorted {
    let mut sorted = Sorted {
        path: file.path,
        sha256: file.sha256,
        status: FileStatus::Unreadable,
        commune,
        findings: Vec::new(),
        sent: None,
        counts: None,
        is_report: false,
        said: None,
        reason: None,
        code,
        rounds: Vec::new(),
    };
    match file.content {
        Content::Ignored(finding) => {
            sorted.status = FileStatus::Ignored;
            sorted.findings.push((*finding).clone());
            sorted.reason = Some(finding);
        }
        Content::Unreadable(finding) => {
            sorted.findings.push((*finding).clone());
            sorted.reason = Some(finding);
        }
        Content::Report(said) => (sorted.is_report, sorted.said) = (true, Some(*said)),
        Content::Sent(candidate) => take(&mut sorted, *candidate, apart, year),
    }
    for finding in sorted.findings.iter_mut().chain(sorted.reason.as_deref_mut()) {
        finding.file = Some(sorted.path.clone());
        finding.branch.clone_from(&sorted.code);
    }
    sorted
}

fn take(sorted: &mut Sorted, candidate: Candidate, apart: Option<Finding>, year: u32) {
    let Candidate { sent, findings, corrects, counts, .. } = candidate;
    sorted.rounds = corrects;
    let head = &sent.head;
    if let Some(finding) = apart {
        let is_error = finding.is_error();
        sorted.status = if is_error { FileStatus::Returned } else { FileStatus::Ignored };
        sorted.reason = (!is_error).then(|| Box::new(finding.clone()));
        sorted.findings.push(finding);
        return;
    }
    if sorted.commune.is_none() {
        sorted.status = FileStatus::Returned;
        sorted.findings.push(if head.committee.is_empty() {
            Finding::new(&NOT_NAMED)
        } else {
            Finding::new(&UNKNOWN).stored(head.committee.as_str())
        });
        if head.year != year {
            let finding = Finding::new(&OTHER_YEAR).arg("other", head.year);
            sorted.findings.push(finding.arg("year", year));
        }
        return;
    }
    sorted.findings = findings;
    if let Some((accepted, branches)) = head.partial {
        let finding = Finding::new(&PARTIAL).arg("accepted", accepted);
        sorted.findings.push(finding.arg("branches", branches));
    }
    if head.is_draft {
        sorted.findings.push(Finding::new(&DRAFT));
    }
    let is_wrong = sorted.findings.iter().any(Finding::is_error);
    sorted.status = if is_wrong { FileStatus::Returned } else { FileStatus::Accepted };
    (sorted.sent, sorted.counts) = (Some(sent), counts);
}
