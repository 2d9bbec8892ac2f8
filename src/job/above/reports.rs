//! What becomes of the reports that came beside workbooks, or in their place.

use super::report::Said;
use super::sorted::Sorted;
use super::{COPY, REPORT_DIFFERS, REPORT_SUMS, REPORT_UNKNOWN, REPORT_YEAR};
use crate::batch::{FileStatus, own};
use crate::finding::{Finding, Severity};
use crate::model::text::listed;
use crate::workspace::Commune;

/// So many numbers that differ are told.
const NUMBERS_MAX: usize = 4;

/// What becomes of the reports, once it is known which workbooks count.
pub(super) fn sort_out(
    files: &mut [Sorted],
    communes: &[Commune],
    year: u32,
    whose: impl Fn(&Said) -> Option<usize>,
) {
    // Those that are alone, for two that say the same.
    let mut alone: Vec<(String, String)> = Vec::new();
    for place in 0..files.len() {
        let Some(said) = files[place].said.take() else { continue };
        let commune = whose(&said);
        let (status, mut findings) = match commune.and_then(|it| Some((it, communes.get(it)?))) {
            None => {
                let finding = Finding::new(&REPORT_UNKNOWN).stored(said.committee.as_str());
                (FileStatus::Ignored, vec![finding])
            }
            Some((nth, commune)) => {
                let path = files[place].path.clone();
                judged(files, &said, (nth, commune), (year, &path), &mut alone)
            }
        };
        let file = &mut files[place];
        file.code = commune.and_then(|it| communes.get(it)).map(|it| it.code.clone());
        file.commune = commune;
        file.status = status;
        for finding in &mut findings {
            finding.file = Some(file.path.clone());
            // One that says what its workbook says is nothing to speak of.
            if !own::is_own(finding) {
                finding.branch.clone_from(&file.code);
            }
        }
        let is_left = status == FileStatus::Ignored;
        file.reason = findings.first().filter(|_| is_left).map(|it| Box::new(it.clone()));
        file.findings = findings;
    }
}

fn judged(
    files: &[Sorted],
    said: &Said,
    (nth, commune): (usize, &Commune),
    (year, path): (u32, &str),
    alone: &mut Vec<(String, String)>,
) -> (FileStatus, Vec<Finding>) {
    let of = |status| {
        let is_its = move |it: &&Sorted| it.commune == Some(nth) && it.status == status;
        files.iter().filter(|it| !it.is_report).find(is_its)
    };
    let counted = of(FileStatus::Accepted);
    let has_workbook = counted.is_some() || of(FileStatus::Returned).is_some();
    let left = |finding: Finding| (FileStatus::Ignored, vec![finding]);
    if said.year != year {
        let weight = if has_workbook { Severity::Notice } else { Severity::Warning };
        let finding = Finding::new(&REPORT_YEAR).arg("other", said.year).arg("year", year);
        return left(finding.severity(weight));
    }
    if let Some((file, counts)) = counted.and_then(|it| Some((it, it.counts.as_ref()?))) {
        let differ = said.differences(counts);
        if !differ.is_empty() {
            let finding = Finding::new(&REPORT_DIFFERS).arg("other", file.path.as_str());
            return left(finding.arg("list", list(&differ)));
        }
    }
    if has_workbook {
        return left(*own::report(path));
    }
    if let Some((_, first)) = alone.iter().find(|it| it.0 == said.text) {
        return left(Finding::new(&COPY).arg("other", first.as_str()));
    }
    alone.push((said.text.clone(), path.to_owned()));
    let mut findings = vec![said.alone(commune)];
    let contradictions = said.contradictions();
    if !contradictions.is_empty() {
        findings.push(Finding::new(&REPORT_SUMS).arg("list", list(&contradictions)));
    }
    (FileStatus::Returned, findings)
}

fn list(all: &[String]) -> String {
    listed(all, NUMBERS_MAX, "; ")
}
