//! The whole run over an inbox as a function from values to values.
//!
//! Each form is judged on a thread beside others (`crate::threads`). A file's bytes come from a function that the
//! caller gives, so tests need no disk; one bad file never stops the others.

mod budget;
mod decisions;
mod form;
mod judging;
mod kept;
mod outcome;
pub(crate) mod own;
mod precedence;
mod reader;
mod result;
mod settled;
mod supplement;
mod twins;
mod wordings;

pub(crate) use precedence::saved;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::consolidate;
use crate::context::Context;
use crate::discover::Entry;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::hex;
use crate::model::{CommuneResult, Submission};
use crate::read::{self, Apart, Limits};
use crate::regime::{Known, Regime};
use crate::threads::{in_pool, prelude::*};
use crate::validate::{self, Filed};
use crate::workspace::Workspace;
use budget::Budget;
use form::{Content, Form, InboxFile, Understood, Verdict};
use judging::{conclude, judge, judge_as_given};
pub use kept::Keeper;
use reader::Reader;
pub use result::{Ending, FileResult, FileStatus, GoingBack, Run, supplement_code};
use twins::Twins;
use wordings::Wordings;

static INTERNAL: Code = fixed_code("B010", "internal-failure");
static NOT_FILLED: Code = fixed_code("B011", "not-filled");
static YEAR_WITHOUT_REGIME: Code = fixed_code("B015", "year-without-regime");
/// The form was checked by itself: branch list, roster and quota were not there to compare with.
pub static WITHOUT_WORKSPACE: Code = code("B016", "without-workspace", Severity::Notice);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &precedence::COPY,
    &precedence::BRANCH_TWICE,
    &precedence::NEWEST_UNKNOWN,
    &precedence::SUPERSEDED,
    &precedence::OLDER,
    &precedence::BLANK_BESIDE,
    &precedence::BY_LIST,
    &precedence::OTHER_SEASON,
    &precedence::FOREIGN_MARK,
    &own::OWN_OUTPUT,
    &decisions::OVER_QUOTA,
    &decisions::BRANCHES_OVER_QUOTA,
    &decisions::SUPERSEDED,
    &decisions::COPY,
    &decisions::LOOSE,
    &INTERNAL,
    &NOT_FILLED,
    &outcome::WAIVER_UNUSED,
    &outcome::UNFILLED,
    &outcome::WAIVER_REFUSED,
    &settled::COUNTED_TWICE,
    &outcome::BRANCH_MISSING,
    &outcome::BRANCH_UNCLEAR,
    &supplement::COUNTED,
    &result::WAITS,
    &supplement::RATED,
    &supplement::UNKNOWN,
    &supplement::TWICE,
    &supplement::WHOLE,
    &supplement::DOUBTFUL,
    &supplement::NOT_LATE,
    &supplement::ALONE,
    &supplement::RATES_BRANCH,
    &supplement::AFTER_YEAR,
    &YEAR_WITHOUT_REGIME,
    &WITHOUT_WORKSPACE,
];

/// What a run judges by.
#[derive(Clone, Copy, Debug)]
pub struct Season<'a> {
    /// Every regime that a loose file may belong to; in a workspace, those by which a form of
    /// another season is known.
    pub regimes: &'a Known,
    /// The workspace and its regime; without it each file's own year selects the regime.
    pub workspace: Option<(&'a Workspace, &'a Regime)>,
    /// Bounds on what is read.
    pub limits: &'a Limits,
    /// How formats are read that are read apart.
    pub apart: Apart,
}

/// Runs every stage over `entries` on `threads` threads (0 = one for each core).
/// `load` gives a file's bytes; `done` is called after each file, on any thread.
/// The result does not depend on the number of threads.
pub fn run<L>(
    entries: Vec<Entry>,
    season: &Season,
    threads: usize,
    load: L,
    done: impl Fn() + Sync,
) -> Run
where
    L: Fn(&Path) -> std::io::Result<Vec<u8>> + Sync,
{
    run_keeping(entries, season, threads, None, load, done)
}

/// As [`run`]; what `keeper` has of a file that was read before is taken for the reading and judging
/// of it by itself, and what it has not is handed to it. The result is the same.
pub fn run_keeping<L>(
    entries: Vec<Entry>,
    season: &Season,
    threads: usize,
    keeper: Option<&Keeper<'_>>,
    load: L,
    done: impl Fn() + Sync,
) -> Run
where
    L: Fn(&Path) -> std::io::Result<Vec<u8>> + Sync,
{
    let reader = Reader {
        season,
        wordings: &Wordings::new(season),
        budget: &Budget::of(season.limits),
        load: &load,
    };
    let twins = Twins::default();
    let opened = in_pool(threads, || {
        entries
            .into_par_iter()
            .map(|entry| {
                let mut file = reader.open(entry, keeper);
                judge(&mut file, season);
                twins.share(&mut file);
                if let Some(keeper) = keeper {
                    keeper.keep(&file);
                }
                file
            })
            .inspect(|_| done())
            .collect()
    });
    drop(twins);
    // On a thread that takes over the memory that those had.
    in_pool(1, || finish(opened, season, |file| reader.read_again(file)))
}

/// All that comes after each form was judged by itself: which files count, and what only all of them
/// show. `again` gives the form of a file once more, as it was before it was judged.
fn finish(
    mut opened: Vec<InboxFile>,
    season: &Season,
    again: impl Fn(&InboxFile) -> Option<Box<Form>>,
) -> Run {
    let workspace = season.workspace.map(|it| it.0);
    opened.retain(|it| !decisions::typed::is_no_workbook(it, workspace));
    supplement::believe(&mut opened, season);
    let former = match season.workspace {
        Some(_) => precedence::decide(&mut opened, season),
        None => Vec::new(),
    };
    for file in &mut opened {
        judge_as_given(file, season, &again);
        conclude(file, season);
    }
    compare(&mut opened, &former, season);
    outcome::settle(opened, season)
}

/// A form that stands for its branch, read and not judged.
#[derive(Clone, Debug)]
pub struct StandingForm {
    /// Path as it is shown.
    pub path: String,
    /// Code of its branch: the workspace's, else as the form says, in capitals.
    pub branch: String,
    /// What it says.
    pub submission: Submission,
    /// Whether another, different form of the branch stands beside it.
    pub is_disputed: bool,
}

/// The forms of `entries` that stand for a branch: copies, forms that a
/// correction replaced and blank ones beside filled ones are left out, by the
/// same decision as in [`run`].
pub fn standing<L>(
    entries: Vec<Entry>,
    season: &Season,
    threads: usize,
    load: L,
) -> Vec<StandingForm>
where
    L: Fn(&Path) -> std::io::Result<Vec<u8>> + Sync,
{
    let reader = Reader {
        season,
        wordings: &Wordings::new(season),
        budget: &Budget::of(season.limits),
        load: &load,
    };
    let mut opened: Vec<InboxFile> =
        in_pool(threads, || entries.into_par_iter().map(|it| reader.open(it, None)).collect());
    supplement::believe(&mut opened, season);
    let _ = precedence::decide(&mut opened, season);
    let standing = |file: InboxFile| {
        let Content::Form(form) = file.content else { return None };
        if form.alone.is_some() || form.miscoded.is_some() || form.supplement.is_some() {
            return None;
        }
        Some(StandingForm {
            path: file.path,
            branch: form.branch?,
            submission: *form.read?,
            is_disputed: form.conflict.is_some(),
        })
    };
    opened.into_iter().filter_map(standing).collect()
}

/// `work` on threads of its own (so many; 0 = one for each core), which take over the memory of those that
/// ended before them.
pub fn apart<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    in_pool(threads, work)
}

/// `work` on each of `items`, on `threads` threads (0 = one for each core). The
/// results stand in the order of the items. Where `work` fails as a program
/// there is the finding that says so, and the others are done all the same.
pub fn map<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Send + Sync,
) -> Vec<Result<R, Box<Finding>>> {
    let guarded = |item: &T| {
        catch_unwind(AssertUnwindSafe(|| work(item))).map_err(|_| Box::new(Finding::new(&INTERNAL)))
    };
    in_pool(threads, || items.par_iter().map(guarded).collect())
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Compares the forms that count with one another.
fn compare(opened: &mut [InboxFile], former: &[precedence::Former], season: &Season) {
    let Some((workspace, regime)) = season.workspace else { return };
    let (settings, year) = (&workspace.settings, workspace.year);
    let context = Context { regime, settings, year, workspace: Some(workspace) };
    let filed: Vec<Filed> = opened
        .iter()
        .filter_map(|file| match &file.content {
            Content::Form(form)
                if !form.conflicted() && form.miscoded.is_none() && form.supplement.is_none() =>
            {
                Some(Filed {
                    file: &file.path,
                    branch: form.branch.as_deref(),
                    form: form.extract.as_deref()?,
                })
            }
            _ => None,
        })
        .collect();
    let former =
        former.iter().map(|it| Filed { file: &it.path, branch: Some(&it.branch), form: &it.form });
    let former: Vec<Filed> = former.collect();
    let mut found: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    let beside = validate::beside(&filed, &former, &context);
    for finding in beside.findings {
        let file = finding.file.clone().unwrap_or_default();
        found.entry(file).or_default().push(finding);
    }
    for file in opened {
        if let (Content::Form(form), Some(own)) = (&mut file.content, found.remove(&file.path)) {
            // One cause: without the people of another branch the numbers are right.
            let is_explained = |it: &Finding| {
                let those = beside.explained.iter().filter(|own| own.0 == file.path);
                those.into_iter().any(|own| own.1 == it.code)
            };
            form.findings.retain(|it| !is_explained(it));
            form.findings.extend(own);
            read::keep_few(&mut form.findings);
        }
    }
}

/// Adds up what was accepted. Kept here so that `settle` need not know the stage.
fn add_up(
    branches: Vec<crate::model::BranchResult>,
    context: &Context,
) -> (CommuneResult, Vec<Finding>) {
    consolidate::consolidate(branches, context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_of_the_program_stops_nothing_else() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let done = map(&[1, 2, 3], 2, |&it| if it == 2 { panic!("as a bug would") } else { it });
        std::panic::set_hook(hook);
        let told: Vec<_> = done.iter().map(|it| it.as_ref().map_err(|it| it.code.id)).collect();
        assert_eq!(told, [Ok(&1), Err("B010"), Ok(&3)]);
    }
}
