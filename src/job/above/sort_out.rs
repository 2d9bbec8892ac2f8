//! Which workbook stands for which commune.

use super::super::settings::Settled;
use super::open::{Candidate, Content, Opened};
use super::report::Said;
use super::reports;
use super::sorted::Sorted;
use super::twice;
use super::{
    COPY, CORRECTED, DRAFT, NOT_NAMED, OTHER_YEAR, OUTDATED, PARTIAL, SUPERSEDED, TWO_VERSIONS,
    UNDATED, UNKNOWN,
};
use crate::batch::{FileStatus, saved};
use crate::finding::{Arg, Finding, Severity};
use crate::model::ByName;
use crate::model::text::fold;
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
    let is_newest = settled.workspace.settings.duplicates == Duplicates::Newest;
    of_bases(files, &mut kept, settled, is_newest, apart);
    if kept.len() < 2 {
        return;
    }
    let newest = is_newest.then(|| {
        let dates = kept.iter().map(|it| of(*it).and_then(|it| it.saved));
        saved::newest(dates, year).map(|it| kept[it])
    });
    for place in &kept {
        let others = || {
            let others = kept.iter().filter(|it| *it != place);
            others.map(|it| files[*it].path.as_str()).collect::<Vec<_>>().join(", ")
        };
        apart[*place] = match newest {
            Some(Ok(it)) if it == *place => None,
            Some(Ok(it)) => Some(Finding::new(&OUTDATED).arg("other", files[it].path.as_str())),
            Some(Err(why)) => {
                let finding = Finding::new(&UNDATED).arg("others", others());
                Some(finding.arg("reason", Arg::Word(why.key())))
            }
            None => Some(Finding::new(&TWO_VERSIONS).arg("others", others())),
        };
    }
}

/// Sets apart each workbook that another one of the commune says it was made after. A draft says so too: it
/// takes the place of a final one only where the settings want what is newest.
fn of_bases(
    files: &[Opened],
    kept: &mut Vec<usize>,
    settled: &Settled,
    is_newest: bool,
    apart: &mut [Option<Finding>],
) {
    let sent = |place: usize| match &files[place].content {
        Content::Sent(it) => Some(&it.sent),
        _ => None,
    };
    let name = |place: usize| files[place].path.rsplit('/').next().unwrap_or_default();
    let is_after = |new: usize, old: usize| {
        let Some(sent) = sent(new).filter(|it| is_newest || !it.head.is_draft) else {
            return false;
        };
        let regime = settled.regimes.all().iter().find(|it| it.id == sent.head.regime);
        let since = regime.and_then(|it| it.decisions.as_deref()).and_then(|it| it.since.as_ref());
        let base = since.map(|it| fold(&it.base.replace("{file}", name(old))));
        new != old && sent.since.bases.iter().any(|it| Some(fold(it)) == base)
    };
    // A name that two of them have says of neither that it is meant.
    let is_alone = |old: usize| kept.iter().filter(|it| name(**it) == name(old)).count() == 1;
    let mut after: Vec<(usize, usize)> = Vec::new();
    for &old in kept.iter().filter(|it| is_alone(**it)) {
        let new = kept.iter().find(|new| is_after(**new, old) && !is_after(old, **new));
        after.extend(new.map(|new| (old, *new)));
    }
    // Where each was made after another nobody knows what was first.
    if after.len() == kept.len() {
        return;
    }
    for (old, new) in &after {
        apart[*old] = Some(Finding::new(&SUPERSEDED).arg("other", files[*new].path.as_str()));
    }
    kept.retain(|it| apart[*it].is_none());
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
