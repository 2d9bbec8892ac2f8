//! Earlier years beside this one: who is whom, who came, moved or left, what the years in a row are,
//! and what of it somebody has to say.
//!
//! People are told apart by a table of evidence ([`people`]); what it leaves open is asked, with what
//! to write, and until somebody answers nothing is concluded of them.

mod ask;
pub mod people;
mod running;
mod years;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{
    Award, Before, BookMember, BranchBefore, BranchResult, Change, ChangeKind, CommuneResult,
    MemberBrief, Memory, PartialDate, PastRating, Rating, Running, Standing,
};
use crate::workspace::Workspace;
use crate::workspace::lines::Unclear;
use people::{Evidence, Found, Identity};
use years::{Year, Years};

/// Perhaps this one of last year.
pub(crate) static PERHAPS: Code = code("P010", "perhaps-last-years-member", Severity::Warning);
/// Perhaps one of several of last year.
pub(crate) static PERHAPS_ONE_OF: Code =
    code("P011", "perhaps-one-of-last-years-members", Severity::Warning);
/// The card was somebody else's.
pub(crate) static CARD_OF_ANOTHER: Code =
    code("P012", "card-of-another-last-year", Severity::Warning);
static CARD_CHANGED: Code = code("P013", "card-changed", Severity::Notice);
static NAME_CHANGED: Code = code("P014", "name-changed", Severity::Notice);
pub(crate) static PAIRING_UNUSED: Code = code("P015", "pairing-unused", Severity::Warning);
static YEARS_OTHER: Code =
    code("P020", "years-running-not-as-decided", Severity::Warning).citing(&["R-AWARD"]);
static YEARS_BLANK: Code =
    code("P021", "years-running-left-blank", Severity::Notice).citing(&["R-AWARD"]);
static COUNTED_AGAIN: Code = code("P022", "breach-counted-again", Severity::Warning);
static NOT_COUNTED: Code = code("P023", "breach-not-counted-last-year", Severity::Warning);
static YEARS_ALONE: Code =
    code("P024", "years-running-not-checked", Severity::Notice).citing(&["R-AWARD"]);
static ADMITTED: Code = code("P030", "admitted-since-last-year", Severity::Notice);
static CAME: Code = code("P031", "came-since-last-year", Severity::Notice);
static MOVED: Code = code("P032", "moved-since-last-year", Severity::Notice);
static LEFT: Code = code("P033", "left-since-last-year", Severity::Notice);
static DRAFT: Code = code("P040", "last-year-not-decided", Severity::Notice);
static PARTIAL: Code = code("P041", "last-year-partial", Severity::Warning);
static BRANCH_GONE: Code = code("P042", "branch-of-last-year-not-continued", Severity::Warning);
static YEARS_MISSING: Code = code("P043", "year-before-not-there", Severity::Notice);
/// The earlier years could not be looked at here.
pub static NOT_HERE: Code = code("P044", "last-year-not-here", Severity::Warning);
/// The workbook of an earlier year is not as it was written.
pub static EDITED: Code = code("P045", "last-year-edited", Severity::Warning);
/// Decisions were typed into the workbook of an earlier year, and no run took them in.
pub static TYPED: Code = code("P046", "decisions-typed-into-last-year", Severity::Warning);

/// Branches of last year, or of this one, have one name, and nothing else tells which is which.
static SAME_NAME: Code = code("P050", "branches-of-one-name", Severity::Warning);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &PERHAPS,
    &PERHAPS_ONE_OF,
    &CARD_OF_ANOTHER,
    &CARD_CHANGED,
    &NAME_CHANGED,
    &PAIRING_UNUSED,
    &YEARS_OTHER,
    &YEARS_BLANK,
    &COUNTED_AGAIN,
    &NOT_COUNTED,
    &YEARS_ALONE,
    &ADMITTED,
    &CAME,
    &MOVED,
    &LEFT,
    &DRAFT,
    &PARTIAL,
    &BRANCH_GONE,
    &YEARS_MISSING,
    &NOT_HERE,
    &EDITED,
    &TYPED,
    &SAME_NAME,
];

/// That of branches of one name nobody is taken by it, with what to write.
pub fn of_one_name(unclear: &Unclear) -> Finding {
    let entry = unclear.was.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ");
    Finding::new(&SAME_NAME)
        .arg("name", unclear.name.as_str())
        .arg("was", unclear.was.join(", "))
        .arg("now", unclear.now.join(", "))
        .arg("entry", format!("previous-codes = [{entry}]"))
}

/// What of the latest of the earlier years its names leave open.
pub fn same_names(workspace: &Workspace) -> Vec<Finding> {
    let last = workspace.earlier_years().next();
    let unclear = last.map(|it| workspace.unclear_in(it)).unwrap_or_default();
    unclear.iter().map(of_one_name).collect()
}

/// Somebody of the latest of the earlier years.
#[derive(Clone, Copy, Debug)]
pub struct Remembered<'a> {
    /// What that year says of him.
    pub member: &'a BookMember,
    /// His branch then.
    pub branch: &'a str,
    /// The year.
    pub year: u32,
    /// The workbook.
    pub source: &'a str,
    /// Years of excellence in a row up to then.
    pub running: Running,
}

/// The people of the latest of the earlier years, by the places of the branches in which they would
/// stand this year; of a branch that was parted in each of the new ones.
pub fn remembered(workspace: &Workspace) -> BTreeMap<usize, Vec<Remembered<'_>>> {
    let mut known: BTreeMap<usize, Vec<Remembered>> = BTreeMap::new();
    if workspace.earlier.is_empty() {
        return known;
    }
    let years = Years::of(workspace);
    let links = ask::among(&years);
    let last = &years.all[0];
    for place in 0..last.len() {
        let member = last.member(place);
        let own = workspace.earlier.iter().find(|it| it.path == last.source(place));
        let Some(book) = own else { continue };
        let it = Remembered {
            member,
            branch: book.branch_of(member),
            year: last.year,
            source: &book.path,
            running: running::up_to(&years, &links, 0, place),
        };
        for line in &last.lines[place] {
            known.entry(*line).or_default().push(it);
        }
    }
    known
}

/// A member of this year.
struct Now<'a> {
    /// The place of the branch.
    branch: usize,
    result: &'a BranchResult,
    member: MemberBrief<'a>,
}

impl Now<'_> {
    fn rating(&self) -> Option<Rating> {
        match self.member.standing() {
            Standing::Rated(rating) => Some(rating),
            _ => None,
        }
    }

    /// A finding about the row.
    fn finding(&self, code: &'static Code) -> Finding {
        let finding = Finding::new(code).maybe_cell(self.member.name_cell().as_ref());
        Finding {
            file: self.result.file().map(|it| it.path.clone()),
            branch: Some(self.result.branch.code.clone()),
            ..finding.of_whom(self.member.name)
        }
    }
}

/// Last year's rating and the years in a row, by the row of the form.
type Rows = BTreeMap<u32, (Option<Rating>, Option<u32>)>;

/// Lays the earlier years of the workspace beside the results, and takes into them what these say.
/// Without earlier years nothing is done.
pub fn compare(results: &mut CommuneResult, context: &Context) -> Vec<Finding> {
    let Some(workspace) = context.workspace.filter(|it| !it.earlier.is_empty()) else {
        return Vec::new();
    };
    let years = Years::of(workspace);
    let now: Vec<Now> = members(results);
    let (links, mut findings) = ask::link(&now, &years, workspace);
    let mut before = Before { years: years.lines(), ..Before::default() };
    let mut known: BTreeMap<usize, Rows> = BTreeMap::new();
    let last = &years.all[0];
    let is_last_year = last.year + 1 == context.year;
    if !is_last_year {
        let finding = Finding::new(&YEARS_MISSING).arg("year", context.year.saturating_sub(1));
        findings.push(finding.arg("latest", last.year));
    }
    for (place, it) in now.iter().enumerate() {
        let Found::Same(own, evidence) = &links.now[place] else {
            findings.extend(running::unchecked(it, &links.now[place], context));
            continue;
        };
        let member = last.member(*own);
        let mut memory = Memory {
            branch: last.branch(*own).to_owned(),
            name: member.name.clone(),
            birth: member.birth,
            source: (last.source(*own).to_owned(), member.at.row),
            ..Memory::default()
        };
        if is_last_year {
            memory.ratings = ratings(&years, &links, *own);
            memory.running = running::up_to(&years, &links, 0, *own);
        }
        findings.extend(changed(it, member, *evidence, last));
        findings.extend(breach(it, member, last.year));
        let mut shown = None;
        if is_last_year {
            let (years_in_a_row, told) = running::check(it, &memory, context);
            shown = years_in_a_row;
            findings.extend(told);
            before.awards.extend(award(it, &memory, shown, context));
        }
        let rating = memory.ratings.first().and_then(|it| it.rating);
        known.entry(it.branch).or_default().insert(it.member.row, (rating, shown));
        before.people.insert((it.result.branch.code.clone(), it.member.row), memory);
    }
    if is_last_year {
        before.branches = branches(workspace, last);
    }
    let (changes, told) = changes(results, workspace, &now, (&years, &links));
    before.changes = changes;
    findings.extend(told);
    findings.extend(sources(&years));
    findings.extend(same_names(workspace));
    for (branch, rows) in known {
        if let Some(form) = results.branches.get_mut(branch).and_then(BranchResult::accepted_mut) {
            form.extract.remember(&rows);
        }
    }
    results.before = Some(Arc::new(before));
    for finding in &mut findings {
        let rule = finding.code.rules.first().filter(|_| finding.rule.is_none());
        if let Some(rule) = rule {
            *finding = context.cite(finding.clone(), rule);
        }
    }
    findings
}

/// Everybody who is counted, in the order of the workspace.
fn members(results: &CommuneResult) -> Vec<Now<'_>> {
    let mut now = Vec::new();
    for (branch, result) in results.branches.iter().enumerate() {
        let own = result.members().filter(|it| !it.is_guest());
        now.extend(own.map(|member| Now { branch, result, member }));
    }
    now
}

fn identity(it: &Now) -> Identity {
    Identity {
        name: it.member.name.to_owned(),
        birth: it.member.birth,
        admitted: it.member.admitted,
        card: it.member.card.to_owned(),
        lines: vec![it.branch],
    }
}

/// The award that years in a row bring, where there are enough.
fn award(it: &Now, memory: &Memory, years: Option<u32>, context: &Context) -> Option<Award> {
    let (least, years) = (context.regime.rules.award_years?, years?);
    (years >= least).then(|| Award {
        name: it.member.name.to_owned(),
        branch: it.result.branch.name.clone(),
        years,
        ratings: memory.ratings.clone(),
        stated: memory.running.stated,
    })
}

/// The ratings of the years before, as far as no year is missing between them.
fn ratings(years: &Years, links: &ask::Links, last: usize) -> Vec<PastRating> {
    let mut ratings = Vec::new();
    let mut own = Some(last);
    for (nth, year) in years.all.iter().enumerate() {
        let Some(place) = own else { break };
        if nth > 0 && years.all[nth - 1].year != year.year + 1 {
            break;
        }
        let member = year.member(place);
        ratings.push(PastRating {
            year: year.year,
            rating: member.counted(),
            is_decided: member.decided.is_some(),
        });
        own = links.earlier.get(nth).and_then(|it| match it[place] {
            Found::Same(before, _) => Some(before),
            _ => None,
        });
    }
    ratings
}

/// The branches of last year, in the order of those of this year that go on from them.
fn branches(workspace: &Workspace, last: &Year) -> Vec<BranchBefore> {
    let mut found: Vec<(usize, BranchBefore)> = Vec::new();
    for book in &last.books {
        for (was, lines) in book.branches.iter().zip(workspace.lines_of(book)) {
            for place in lines {
                let Some(now) = workspace.branch.get(place) else { continue };
                let it = BranchBefore {
                    code: now.code.clone(),
                    name: was.name.clone(),
                    rating: was.counted(),
                    is_decided: was.decided.is_some(),
                };
                found.push((place, it));
            }
        }
    }
    found.sort_by_key(|it| it.0);
    found.into_iter().map(|it| it.1).collect()
}

/// What of somebody who was known again is not as it was.
fn changed(it: &Now, was: &BookMember, evidence: Evidence, last: &Year) -> Vec<Finding> {
    use crate::model::text::fold;
    let key = |card: &str| fold(card).replace(' ', "");
    let mut found = Vec::new();
    let tell = |code| {
        let finding = it.finding(code).arg("name", it.member.name).arg("year", last.year);
        finding.arg("card", it.member.card).arg("was_card", was.card.as_str())
    };
    let has_both = !it.member.card.is_empty() && !was.card.is_empty();
    if has_both && key(it.member.card) != key(&was.card) {
        found.push(tell(&CARD_CHANGED));
    }
    if fold(it.member.name) != fold(&was.name) && evidence != Evidence::Told {
        found.push(tell(&NAME_CHANGED).arg("was", was.name.as_str()));
    }
    found
}

/// A breach counts once: the same decision on it was in last year's list already.
fn breach(it: &Now, was: &BookMember, year: u32) -> Option<Finding> {
    let numbers = |text: &str| -> Vec<u32> {
        let parts = text.split(|it: char| !it.is_ascii_digit());
        parts.filter_map(|it| it.parse().ok()).collect()
    };
    let (own, before) = (numbers(it.member.discipline_decision), numbers(&was.discipline_decision));
    let is_same = own.len() > 1 && own == before;
    let code = match it.member.is_old_breach {
        Some(true) if was.discipline.is_none() && it.member.discipline.is_some() => &NOT_COUNTED,
        None | Some(false) if is_same && it.member.discipline.is_some() => &COUNTED_AGAIN,
        _ => return None,
    };
    let finding = it.finding(code).arg("name", it.member.name).arg("year", year);
    Some(finding.arg("decision", it.member.discipline_decision))
}

/// Who came, moved or left, each once, with a finding each.
fn changes(
    results: &CommuneResult,
    workspace: &Workspace,
    now: &[Now],
    (years, links): (&Years, &ask::Links),
) -> (Vec<Change>, Vec<Finding>) {
    let last = &years.all[0];
    let (mut changes, mut findings) = (Vec::new(), Vec::new());
    // Where the people of a branch went that nothing goes on from.
    let mut gone: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (place, it) in now.iter().enumerate() {
        let mut change = Change {
            kind: ChangeKind::Came,
            name: it.member.name.to_owned(),
            birth: it.member.birth,
            branch: it.result.branch.name.clone(),
            before: String::new(),
        };
        let code = match &links.now[place] {
            Found::Nobody => {
                let admitted = it.member.admitted.map(PartialDate::year);
                let is_new = admitted.and_then(|it| u32::try_from(it).ok()) > Some(last.year);
                change.kind = if is_new { ChangeKind::Admitted } else { ChangeKind::Came };
                if is_new { &ADMITTED } else { &CAME }
            }
            Found::Doubtful(open) => {
                change.kind = ChangeKind::Asked;
                last.branch(open[0].0).clone_into(&mut change.before);
                changes.push(change);
                continue;
            }
            Found::Same(own, _) => {
                let goes_on = &last.lines[*own];
                if goes_on.is_empty() {
                    let to = gone.entry(last.branches[*own]).or_default();
                    *to.entry(it.branch).or_default() += 1;
                }
                if goes_on.is_empty() || goes_on.contains(&it.branch) {
                    continue;
                }
                change.kind = ChangeKind::Moved;
                last.branch(*own).clone_into(&mut change.before);
                &MOVED
            }
        };
        let finding = it.finding(code).arg("name", it.member.name).arg("year", last.year);
        findings.push(finding.arg("branch", &change.branch).arg("before", &change.before));
        changes.push(change);
    }
    let are_out = results.branches.iter().filter(|it| !it.is_accepted()).count();
    let out = if are_out > 0 { "previous-some-out" } else { "previous-all-in" };
    for &place in &links.left {
        let goes_on = &last.lines[place];
        let is_in = |it: &usize| results.branches.get(*it).is_some_and(BranchResult::is_accepted);
        // Whoever was in a branch whose form is not there may well stand on it.
        if !goes_on.iter().all(is_in) || (goes_on.is_empty() && are_out > 0) {
            continue;
        }
        let member = last.member(place);
        let before = last.branch(place).to_owned();
        let finding = Finding::new(&LEFT).arg("name", member.name.as_str());
        let finding =
            finding.arg("year", last.year).arg("before", &before).arg("out", Arg::Word(out));
        let branch = goes_on.first().and_then(|it| results.branches.get(*it));
        findings.push(Finding {
            branch: branch.map(|it| it.branch.code.clone()),
            ..finding.member(&member.name)
        });
        changes.push(Change {
            kind: ChangeKind::Left,
            name: member.name.clone(),
            birth: member.birth,
            branch: String::new(),
            before,
        });
    }
    for (branch, to) in gone {
        let count: usize = to.values().sum();
        let name = |it: usize| results.branches.get(it).map_or("", |it| &it.branch.name);
        let mut most: Vec<_> = to.into_iter().collect();
        most.sort_by_key(|it| (std::cmp::Reverse(it.1), it.0));
        let where_to: Vec<String> =
            most.iter().take(3).map(|it| format!("{} ({})", name(it.0), it.1)).collect();
        let code = most.first().and_then(|it| results.branches.get(it.0));
        findings.push(
            Finding::new(&BRANCH_GONE)
                .arg("before", last.label(workspace, branch))
                .arg("year", last.year)
                .arg("count", count)
                .arg("branches", where_to.join(", "))
                .arg("code", code.map_or("", |it| &it.branch.code)),
        );
    }
    changes.sort_by_key(|it| it.kind);
    (changes, findings)
}

/// What is to be known of the earlier workbooks.
fn sources(years: &Years) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for book in years.all.iter().flat_map(|it| &it.books) {
        let of_book = |code| {
            let finding = Finding::new(code).arg("year", book.year);
            Finding { file: Some(book.path.clone()), ..finding.arg("committee", &book.committee) }
        };
        if !seen.insert(&book.path) {
            continue;
        }
        if !book.is_final() {
            let (due, decided) = book.decided();
            findings.push(of_book(&DRAFT).arg("due", due).arg("decided", decided));
        }
        if let Some((accepted, branches)) = book.partial {
            findings.push(of_book(&PARTIAL).arg("accepted", accepted).arg("branches", branches));
        }
    }
    findings
}
