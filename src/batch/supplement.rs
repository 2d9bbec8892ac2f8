//! Supplements: forms of the members of a branch whom its meeting did not rate and a later one did.
//!
//! A form says that it is one in the cell of its code, its branch's code or its name ("TP-BoSung"), or by the
//! name of its file. Only the cell is believed whatever the form says: a file that is called so and has the
//! whole list of the branch is another form of the branch ([`believe`]). A supplement is nobody's rival and no
//! branch's form; [`join`] puts its rows in the place of those of the accepted form of its branch, or lets it wait.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, Severity, code, fixed_code};
use crate::model::text::{fold, listed};
use crate::model::{Extract, Late, MemberBrief, PartialDate, Rating, Slot, Standing, Submission};
use crate::rate;
use crate::validate::{self, Filed, Met};

use super::Season;
use super::form::{ByBranch, Content, Form, InboxFile, Mark};
use super::result::{FileStatus, WAITS};
use super::settled::{COUNTED_TWICE, Settled};

/// What it adds is counted.
pub(super) static COUNTED: Code = code("B104", "supplement-counted", Severity::Notice);
/// Somebody on it was rated by the meeting.
pub(super) static RATED: Code = fixed_code("B106", "supplement-of-rated");
/// Somebody on it is not on the branch's form.
pub(super) static UNKNOWN: Code = fixed_code("B107", "supplement-of-unknown");
/// Somebody is on two of them.
pub(super) static TWICE: Code = fixed_code("B108", "supplement-twice");
/// The name of the file says that it is one, its list says that it is not.
pub(super) static WHOLE: Code = code("B109", "whole-form-called-supplement", Severity::Warning);
/// Somebody on it may be somebody on the branch's form.
pub(super) static DOUBTFUL: Code = fixed_code("B111", "supplement-of-whom");
/// Somebody on it is no one who is rated late: exempt, or a guest.
pub(super) static NOT_LATE: Code = fixed_code("B112", "supplement-of-others");
/// It was checked by itself.
pub(super) static ALONE: Code = code("B113", "supplement-alone", Severity::Notice);
/// It rates the branch otherwise than the branch's form does.
pub(super) static RATES_BRANCH: Code = code("B114", "supplement-rates-branch", Severity::Warning);

/// Its meeting was after 31 December.
pub(super) static AFTER_YEAR: Code = code("B115", "supplement-after-year", Severity::Warning);

/// Names of people that a message lists.
const NAMES_MAX: usize = 5;

impl Mark {
    /// Looks for the mark, and takes it off the cells of the form: what is left is the branch's.
    pub(super) fn of(path: &str, form: &mut Submission, season: &Season) -> Option<Self> {
        let workspace = season.workspace.map(|it| it.0);
        let info = &mut form.info;
        let is_code = workspace.is_some_and(|it| it.branch(info.branch_code.text()).is_some());
        let mut is_in_cell = false;
        for (slot, is_taken) in [
            (&mut info.branch_code, is_code),
            (&mut info.form_code, false),
            (&mut info.branch_name, false),
        ] {
            if let (Slot::Is(at), false) = (slot, is_taken)
                && let Some(bare) = without_mark(&at.value)
            {
                at.value = bare.to_owned();
                is_in_cell = true;
            }
        }
        // A village may have the words in its name.
        let is_name = fold(info.branch_name.text()).contains("bo sung");
        if !is_in_cell && (is_name || !is_called_so(path)) {
            return None;
        }
        let branch_rating = form.branch_row().and_then(|it| match &it.proposal {
            Slot::Is(at) => Some((at.value, at.at.clone())),
            _ => None,
        });
        Some(Self { is_in_cell, branch_rating, by_branch: Vec::new() })
    }

    /// Notes what its head is allowed by each rating that the branch may be proposed for, which only the
    /// branch's own form says.
    pub(super) fn ask_head(&mut self, form: &Submission, context: &Context) {
        let head = context.secretary_of(form);
        if !head.is_some_and(crate::model::Member::is_rated) {
            return;
        }
        let by = |branch: Rating| {
            let (ceilings, findings) = rate::rate_late(form, branch, context);
            ByBranch { branch, ceilings, findings }
        };
        self.by_branch = Rating::BEST_FIRST.into_iter().map(by).collect();
    }
}

/// Whether folded words say that something is a supplement: "bổ sung", "phiếu bổ sung lần 2".
fn says_so(folded: &str) -> bool {
    let rest = folded.strip_prefix("phieu ").unwrap_or(folded);
    let Some(rest) = rest.strip_prefix("bo sung").or_else(|| rest.strip_prefix("bosung")) else {
        return false;
    };
    let rest = rest.trim_start();
    let number = rest.strip_prefix("lan").map_or(rest, str::trim_start);
    number.len() <= 2 && number.bytes().all(|it| it.is_ascii_digit())
}

/// A text of a cell without the words at its end that say so; `None` where they are not there.
fn without_mark(text: &str) -> Option<&str> {
    let starts = text.char_indices().map(|it| it.0).filter(|it| *it > 0);
    let (end, _) = starts.map(|it| (it, &text[it..])).find(|(at, rest)| {
        // A word of its own, or written onto a code in capitals.
        let is_apart = rest.starts_with(|it: char| !it.is_alphanumeric());
        let is_joined = rest.starts_with("BoSung") && text[..*at].ends_with(char::is_alphanumeric);
        (is_apart || is_joined) && says_so(&fold(rest))
    })?;
    let bare = text[..end].trim_end_matches(|it: char| !it.is_alphanumeric());
    (!bare.is_empty()).then_some(bare)
}

/// Whether the name of a file has the word.
pub(super) fn is_called_so(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |it| it.0);
    let folded = fold(stem);
    let words: Vec<&str> = folded.split(' ').collect();
    let bare = |it: &str| it.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned();
    words.iter().any(|it| bare(it).ends_with("bosung"))
        || words.windows(2).any(|it| it[0] == "bo" && bare(it[1]) == "sung")
}

/// Files that are only called so and have the whole list of their branch are forms of the branch.
pub(super) fn believe(opened: &mut [InboxFile], season: &Season) {
    let Some((workspace, regime)) = season.workspace else { return };
    let (settings, year) = (&workspace.settings, workspace.year);
    let context = Context { regime, settings, year, workspace: Some(workspace) };
    let is_called = |form: &Form| form.supplement.as_ref().is_some_and(|it| !it.is_in_cell);
    let mut whole: Vec<usize> = Vec::new();
    for (place, file) in opened.iter().enumerate() {
        let Content::Form(form) = &file.content else { continue };
        let Some(read) = form.extract.as_ref().filter(|_| is_called(form)) else { continue };
        let Some(branch) = context.branch_of(&read.info()) else { continue };
        let others = opened.iter().filter_map(|it| match &it.content {
            Content::Form(form) if form.supplement.is_none() && form.stranger.is_none() => {
                form.extract.as_ref()
            }
            _ => None,
        });
        let mut others = others
            .filter(|it| context.branch_of(&it.info()).is_some_and(|it| it.code == branch.code))
            .peekable();
        let size = read.members().filter(|it| !it.is_guest()).count();
        let is_all_of_it = branch.members.is_some_and(|it| u32::try_from(size) == Ok(it));
        let is_whole = match others.peek() {
            Some(_) => others.any(|it| validate::is_whole(it, read)),
            None => is_all_of_it,
        };
        if is_whole {
            whole.push(place);
        }
    }
    for place in whole {
        let path = opened[place].path.clone();
        if let Content::Form(form) = &mut opened[place].content {
            form.supplement = None;
            form.is_whole = true;
            form.told.push(Finding::new(&WHOLE).arg("path", path));
        }
    }
}

/// Puts the rows of supplements in the place of those of the accepted form of their branch. One with an error
/// goes back; one whose branch has no accepted form waits. `weigh` gives findings the workspace's severities.
pub(super) fn join(settled: &mut [Settled], context: &Context, weigh: impl Fn(&mut Vec<Finding>)) {
    let mut by_branch: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, it) in settled.iter().enumerate() {
        if let (Some(_), Some(_), Some(branch)) = (&it.supplement, &it.extract, &it.result.branch) {
            by_branch.entry(branch.clone()).or_default().push(place);
        }
    }
    for (branch, places) in by_branch {
        let is_own =
            |it: &&Settled| it.supplement.is_none() && it.result.branch.as_deref() == Some(&branch);
        let main = settled.iter().position(|it| {
            is_own(&it) && it.extract.is_some() && it.result.status == FileStatus::Accepted
        });
        let Some(main) = main else {
            let is_back = settled.iter().any(|it| is_own(&it));
            for place in places {
                wait(&mut settled[place], is_back, context, &weigh);
            }
            continue;
        };
        let told = judged(settled, main, &places, context);
        for (place, mut found) in told {
            head_by_branch(settled, main, place, &mut found);
            let it = &mut settled[place];
            for finding in &mut found {
                finding.file = Some(it.result.path.clone());
                finding.branch = Some(branch.clone());
            }
            weigh(&mut found);
            it.findings.extend(found);
            it.result.errors = it.findings.iter().filter(|it| it.is_error()).count();
            if it.result.errors > 0 {
                it.result.status = FileStatus::Returned;
                it.extract = None;
                continue;
            }
            take_in(settled, main, place, &weigh);
        }
    }
}

/// The branch's form is not there: it is said, and nothing is counted. One with errors goes back all the same.
fn wait(it: &mut Settled, is_back: bool, context: &Context, weigh: &impl Fn(&mut Vec<Finding>)) {
    it.extract = None;
    let branch = it.result.branch.as_deref().and_then(|it| context.workspace?.branch(it));
    let why = if is_back { "supplement-main-back" } else { "supplement-main-missing" };
    let mut finding = Finding::new(&WAITS)
        .arg("branch", branch.map_or("", |it| &it.name))
        .arg("why", Arg::Word(why));
    finding.file = Some(it.result.path.clone());
    finding.branch.clone_from(&it.result.branch);
    let mut told = vec![finding];
    weigh(&mut told);
    if it.result.status == FileStatus::Accepted {
        it.result.status = FileStatus::Ignored;
        it.result.reason = told.first().cloned().map(Box::new);
        it.findings.clear();
    }
    it.findings.extend(told);
    it.result.errors = it.findings.iter().filter(|it| it.is_error()).count();
}

/// What a head who is rated late is allowed hangs on what the branch's form proposes for the branch: what
/// was said without knowing it goes.
fn head_by_branch(settled: &mut [Settled], main: usize, place: usize, found: &mut Vec<Finding>) {
    let branch = settled[main].extract.as_ref().and_then(|it| it.branch_row()?.proposal);
    let it = &mut settled[place];
    let by = it.supplement.as_mut().map(|it| std::mem::take(&mut it.by_branch));
    let mut by = by.unwrap_or_default().into_iter().filter(|it| Some(it.branch) == branch);
    let (Some(by), Some(extract)) = (by.next(), it.extract.as_mut()) else { return };
    extract.allow_members(&by.ceilings);
    it.findings.retain(|it| !rate::is_of_ceiling(it));
    found.extend(by.findings);
}

/// A meeting of after the rating year is what a supplement is for: it is said, and nothing is wrong with it.
/// One of still a year later is none of this rating.
pub(super) fn meet_late(findings: &mut [Finding], form: &Submission, context: &Context) {
    let end = context.year_end();
    let last = end.saturating_add(jiff::Span::new().years(1));
    let Some(meeting) = form.info.meeting.get().filter(|it| it.latest() <= last) else { return };
    for it in findings.iter_mut().filter(|it| validate::is_after_year(it, form)) {
        let finding = Finding::new(&AFTER_YEAR).arg("meeting", meeting);
        *it = finding.arg("end", PartialDate::Day(end)).maybe_cell(form.info.meeting.cell());
    }
}

/// What is to be said of each supplement of a branch beside its form.
fn judged(
    settled: &[Settled],
    main: usize,
    places: &[usize],
    context: &Context,
) -> Vec<(usize, Vec<Finding>)> {
    let Some(form) = &settled[main].extract else { return Vec::new() };
    let found: Vec<(usize, Vec<Met>)> = places
        .iter()
        .filter_map(|it| Some((*it, validate::met(form, settled[*it].extract.as_ref()?))))
        .collect();
    let mut on: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, met) in &found {
        for row in met.iter().filter_map(|it| it.replaced()) {
            let files = on.entry(row).or_default();
            if files.last() != Some(place) {
                files.push(*place);
            }
        }
    }
    let told = found.iter().map(|(place, met)| {
        let own = &settled[*place];
        let mut told = Vec::new();
        let Some(read) = &own.extract else { return (*place, told) };
        let asked = Asked { main: form, main_path: &settled[main].result.path, context };
        for (member, met) in read.members().zip(met) {
            told.extend(asked.about(&member, *met));
            let others = met.replaced().and_then(|it| on.get(&it)).into_iter().flatten();
            let others: Vec<&str> = others
                .filter(|it| *it != place)
                .map(|it| settled[*it].result.path.as_str())
                .collect();
            if !others.is_empty() {
                told.push(at_name(&TWICE, &member).arg("others", others.join(", ")));
            }
        }
        told.extend(counted_elsewhere(settled, main, *place, met, context));
        told.extend(asked.branch_rating(own.supplement.as_ref()));
        (*place, told)
    });
    told.collect()
}

/// A finding about somebody on a supplement.
fn at_name(code: &'static Code, member: &MemberBrief) -> Finding {
    Finding::new(code)
        .maybe_cell(member.name_cell().as_ref())
        .of_whom(member.name)
        .stored(member.name)
        .arg("name", member.name)
}

/// The form of a branch, beside which a supplement of it is judged.
struct Asked<'a> {
    main: &'a Extract,
    main_path: &'a str,
    context: &'a Context<'a>,
}

impl Asked<'_> {
    fn about(&self, member: &MemberBrief, met: Met) -> Option<Finding> {
        // Without a name there is a finding already.
        if member.name.is_empty() {
            return None;
        }
        if member.is_guest() {
            let finding = at_name(&NOT_LATE, member).arg("main", self.main_path);
            return Some(finding.arg("why", Arg::Word("supplement-guest")));
        }
        let finding = |code, row| {
            let main = self.main.nth_member(row);
            at_name(code, member)
                .arg("main", self.main_path)
                .arg("main_name", main.map_or("", |it| it.name))
                .arg("main_row", main.map_or(0, |it| u64::from(it.row) + 1))
        };
        Some(match met {
            Met::Unrated(_) | Met::Guest(_) => return None,
            Met::Rated(row) => {
                let rating = match self.main.nth_member(row).map(|it| it.standing()) {
                    Some(Standing::Rated(rating)) => self.context.regime.rules.short(rating),
                    _ => "",
                };
                finding(&RATED, row).arg("rating", rating)
            }
            Met::Exempt(row) => finding(&NOT_LATE, row).arg("why", Arg::Word("supplement-exempt")),
            Met::Perhaps(row) => {
                finding(&DOUBTFUL, row).arg("why", Arg::Word("supplement-perhaps"))
            }
            Met::CardOf(row) => {
                let cell = member.card_cell();
                let finding = finding(&DOUBTFUL, row).maybe_cell(cell.as_ref());
                finding.stored(member.card).arg("why", Arg::Word("supplement-card"))
            }
            Met::Nobody => {
                let late = self.main.members().filter(|it| it.standing() == Standing::Unrated);
                let names: Vec<&str> = late.map(|it| it.name).take(NAMES_MAX + 1).collect();
                let names = listed(&names, NAMES_MAX, ", ");
                let names = if names.is_empty() { "-".to_owned() } else { names };
                at_name(&UNKNOWN, member).arg("main", self.main_path).arg("late", names)
            }
        })
    }

    /// That what it proposes for the branch is not taken.
    fn branch_rating(&self, mark: Option<&Mark>) -> Option<Finding> {
        let (rating, cell) = mark?.branch_rating.as_ref()?;
        let own = self.main.branch_row()?.proposal?;
        let short = |it: Rating| self.context.regime.rules.short(it).to_owned();
        (own != *rating).then(|| {
            let finding = Finding::at(&RATES_BRANCH, cell).arg("rating", short(*rating));
            finding.arg("own", short(own)).arg("main", self.main_path)
        })
    }
}

/// Guests of the branch's form whom their own branch counts: rated here they would be counted twice.
fn counted_elsewhere(
    settled: &[Settled],
    main: usize,
    place: usize,
    met: &[Met],
    context: &Context,
) -> Option<Finding> {
    let guests: BTreeSet<usize> =
        (0..met.len()).filter(|it| matches!(met[*it], Met::Guest(_))).collect();
    let own = settled[place].filed().filter(|_| !guests.is_empty())?;
    let others = settled.iter().enumerate().filter(|(other, it)| {
        *other != main && it.supplement.is_none() && it.result.branch.is_some()
    });
    let filed: Vec<Filed> =
        std::iter::once(own).chain(others.filter_map(|it| it.1.filed())).collect();
    let mut names: Vec<&str> = Vec::new();
    let mut other = None;
    for twice in validate::counted_twice(&filed) {
        if twice.forms[0] == 0 && guests.contains(&twice.members[0]) {
            names.extend(filed[0].form.nth_member(twice.members[0]).map(|it| it.name));
            other.get_or_insert_with(|| filed[twice.forms[1]].branch_name(context));
        }
    }
    let finding = Finding::new(&COUNTED_TWICE).arg("count", names.len());
    Some(finding.arg("names", listed(&names, NAMES_MAX, ", ")).arg("other_branch", other?))
}

/// The rows of a supplement take the place of those of the same people.
fn take_in(settled: &mut [Settled], main: usize, place: usize, weigh: &impl Fn(&mut Vec<Finding>)) {
    let (Some(read), path) = (settled[place].extract.take(), settled[place].result.path.clone())
    else {
        return;
    };
    let main_path = settled[main].result.path.clone();
    let Some(form) = &mut settled[main].extract else { return };
    let met = validate::met(form, &read);
    let rows: Vec<(usize, usize)> = met
        .iter()
        .enumerate()
        .filter_map(|(late, it)| it.replaced().map(|own| (own, late)))
        .collect();
    let rated = read.members().filter(|it| matches!(it.standing(), Standing::Rated(_)));
    let names: Vec<&str> = rated.map(|it| it.name).collect();
    let mut finding = Finding::new(&COUNTED)
        .arg("count", names.len())
        .arg("names", listed(&names, NAMES_MAX, ", "))
        .arg("main", &main_path);
    let info = read.info();
    let late = Late {
        file: path.clone(),
        meeting: info.meeting.get(),
        ballots_valid: info.ballots_valid.get(),
    };
    let done: BTreeSet<u32> = rows
        .iter()
        .filter(|it| read.nth_member(it.1).is_some_and(|it| it.is_rated()))
        .filter_map(|it| form.nth_member(it.0).map(|it| it.row))
        .collect();
    form.supplement(&read, &rows, late);
    // What these were still to get they have.
    let is_done = |it: &Finding| {
        it.code == validate::TO_BE_RATED
            && it.cell.as_ref().is_some_and(|it| done.contains(&it.row))
    };
    settled[main].findings.retain(|it| !is_done(it));
    let it = &mut settled[place];
    finding.file = Some(path);
    finding.branch.clone_from(&it.result.branch);
    let mut told = vec![finding];
    weigh(&mut told);
    it.findings.extend(told);
}

#[cfg(test)]
mod tests;
