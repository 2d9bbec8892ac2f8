//! The whole run over an inbox as a function from values to values.
//!
//! Only this module knows threads (`threads.rs`; without the feature `cli` it has none). A file's bytes come from a function that the
//! caller gives, so tests need no disk; one bad file never stops the others.

mod budget;
mod decisions;
mod kept;
mod outcome;
pub(crate) mod own;
mod precedence;
mod reader;
mod supplement;
mod threads;
mod twins;
mod wordings;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::consolidate;
use crate::context::Context;
use crate::discover::{self, Entry};
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::text::hex;
use crate::model::{
    Branch, BranchForm, BranchResult, CellRef, CommuneResult, DecisionFile, Extract, FormFile,
    Info, Submission,
};
use crate::rate;
use crate::read::{self, Apart, Limits, Parsed};
use crate::regime::{Known, Regime};
use crate::report::{self, FileLine, Report, Sources};
use crate::validate::{self, Filed};
use crate::words::Catalogue;
use crate::workspace::Workspace;
use budget::Budget;
pub use kept::Keeper;
use precedence::Given;
use reader::Reader;
use threads::{in_pool, prelude::*};
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
    &outcome::COUNTED_TWICE,
    &outcome::BRANCH_MISSING,
    &outcome::BRANCH_UNCLEAR,
    &supplement::COUNTED,
    &supplement::WAITS,
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

/// What became of a file of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Its numbers count.
    Accepted,
    /// It goes back.
    Returned,
    /// Left alone.
    Ignored,
    /// It gives no submission.
    Unreadable,
}

/// A file of the inbox after the run.
#[derive(Clone, Debug)]
pub struct FileResult {
    /// Path relative to the workspace, `/` on every system.
    pub path: String,
    /// What became of it.
    pub status: FileStatus,
    /// Code of the branch it belongs to, when the workspace has it.
    pub branch: Option<String>,
    /// SHA-256 of its content in hexadecimal, if it was opened.
    pub sha256: Option<String>,
    /// What a copy that goes back carries besides, so that the corrected form takes the place of this
    /// one and of every round before: fingerprints, latest first.
    pub rounds: Vec<String>,
    /// Why it is ignored or unreadable.
    pub reason: Option<Box<Finding>>,
    /// Findings that keep it out.
    pub errors: usize,
    /// Whether it is a supplement: of members of a branch who were rated late.
    pub is_supplement: bool,
    /// Whether it is no form but has sheets of decisions.
    pub is_decisions: bool,
    /// Whether it has such sheets, and nobody has written in them.
    pub is_untouched: bool,
}

/// Everything that a run found.
#[derive(Clone, Debug)]
pub struct Run {
    /// Files in path order.
    pub files: Vec<FileResult>,
    /// Branches, totals and quotas; `None` without a workspace.
    pub results: Option<CommuneResult>,
    /// The one list of findings: by branch in the workspace's order, then by
    /// file, sheet, row and column.
    pub findings: Vec<Finding>,
}

/// What is written for the code of a branch in a supplement, and in the names of files about one.
pub fn supplement_code(branch: &str) -> String {
    format!("{branch}-BoSung")
}

/// How a run ended. The numbers are public interface; scripts test them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 0: every expected branch is in, no error.
    Clean = 0,
    /// 1: an error, or a branch is missing.
    Findings = 1,
    /// 3: no file but ignored ones. Likely the wrong folder.
    NoInput = 3,
}

/// A form that goes back.
#[derive(Clone, Debug)]
pub struct GoingBack {
    /// Whose it is; a supplement is called by the code of its own.
    pub branch: Branch,
    /// The file.
    pub file: FormFile,
}

impl FileResult {
    /// The file as a form.
    fn form_file(&self) -> FormFile {
        FormFile { path: self.path.clone(), sha256: self.sha256.clone() }
    }
}

impl Run {
    /// The branches whose form goes back.
    pub fn returned(&self) -> Vec<GoingBack> {
        let branches = self.results.as_ref().map_or(&[][..], |it| it.branches.as_slice());
        let back = branches.iter().filter_map(|it| match &it.form {
            BranchForm::Returned(Some(file)) => {
                Some(GoingBack { branch: (*it.branch).clone(), file: file.clone() })
            }
            BranchForm::Returned(None) | BranchForm::Accepted(_) | BranchForm::Missing => None,
        });
        back.collect()
    }

    /// The supplements that go back, each as the form of a branch that is called by the code of its own and
    /// the word.
    pub fn returned_supplements(&self) -> Vec<GoingBack> {
        let branches = self.results.as_ref().map_or(&[][..], |it| it.branches.as_slice());
        let mut back: Vec<GoingBack> = Vec::new();
        let wrong =
            self.files.iter().filter(|it| it.is_supplement && it.status == FileStatus::Returned);
        for file in wrong {
            let is_its = |it: &&BranchResult| Some(&it.branch.code) == file.branch.as_ref();
            let Some(of) = branches.iter().find(is_its) else { continue };
            let code = supplement_code(&of.branch.code);
            let numbered = (2_u32..).map(|it| format!("{code}-{it}"));
            let mut codes = std::iter::once(code.clone()).chain(numbered);
            let free = codes.find(|it| back.iter().all(|own| own.branch.code != *it));
            back.push(GoingBack {
                branch: Branch { code: free.unwrap_or(code), ..(*of.branch).clone() },
                file: file.form_file(),
            });
        }
        back
    }

    /// Whether two different forms of the branch are there, so that neither is
    /// known to be the one to correct.
    pub fn is_disputed(&self, branch: &str) -> bool {
        let twice =
            |it: &Finding| precedence::is_dispute(it) && it.branch.as_deref() == Some(branch);
        self.findings.iter().any(twice)
    }

    /// The run in words.
    pub fn report(&self, season: &Season, words: &Catalogue) -> Report {
        let line = |file: &FileResult| FileLine {
            path: file.path.clone(),
            status: file.status.key(),
            reason: report::file_reason(file.reason.as_deref(), file.errors, words),
            sha256: file.sha256.clone(),
            branch: file.branch.clone(),
        };
        let regime = match season.workspace {
            Some((_, regime)) => Some(regime.id.as_str()),
            None => match season.regimes.all() {
                [only] => Some(only.id.as_str()),
                _ => None,
            },
        };
        let sources = Sources {
            regime,
            season: season.workspace.map(|(it, _)| (it.year, it.committee.as_str())),
            workspace: season.workspace.map(|(it, _)| it),
            results: self.results.as_ref(),
            findings: &self.findings,
        };
        Report::new(sources, self.files.iter().map(line).collect(), words)
    }

    /// Why files are ignored or unreadable, in path order.
    pub fn reasons(&self) -> Vec<Finding> {
        self.files.iter().filter_map(|it| it.reason.as_deref().cloned()).collect()
    }

    /// Adds what was found after the run, in its place in the list.
    pub fn add(&mut self, finding: Finding, workspace: &Workspace) {
        self.findings.push(finding);
        outcome::sort(&mut self.findings, Some(workspace));
    }

    /// Puts the findings in their order.
    pub fn in_order(&mut self, workspace: &Workspace) {
        outcome::sort(&mut self.findings, Some(workspace));
    }

    /// How the run ended.
    pub fn ending(&self) -> Ending {
        let is_form =
            |it: &FileResult| matches!(it.status, FileStatus::Accepted | FileStatus::Returned);
        let waits =
            |it: &FileResult| it.reason.as_ref().is_some_and(|it| it.code == &supplement::WAITS);
        if self.files.iter().all(|it| it.status == FileStatus::Ignored && !waits(it)) {
            Ending::NoInput
        } else if self.findings.iter().any(Finding::is_error) {
            Ending::Findings
        } else if self.files.iter().any(is_form) {
            Ending::Clean
        } else {
            // Forms that have not come down yet, and no branch that would be missing.
            Ending::NoInput
        }
    }
}

/// A file after it was opened.
struct InboxFile {
    path: String,
    /// Where it lies, if it was opened.
    real: Option<PathBuf>,
    sha256: Option<String>,
    content: Content,
}

enum Content {
    /// Left alone; the finding says why.
    Ignored(Box<Finding>),
    /// No submission; the finding says why.
    Unreadable(Box<Finding>),
    /// A form.
    Form(Box<Form>),
    /// Sheets of decisions, and what was found as they were read.
    Decisions(Box<(DecisionFile, Vec<Finding>)>),
}

/// What a file turned out to be.
enum Understood {
    Form(Box<Form>),
    Decisions(Box<(DecisionFile, Vec<Finding>)>),
}

/// What the judges of a form found besides their findings.
#[derive(Default)]
struct Verdict {
    /// Whether every member falls into one count.
    is_countable: bool,
    /// Cells that were not read and without which a member falls into no count.
    needed: BTreeSet<CellRef>,
    /// Whether the program failed as it was judged.
    has_failed: bool,
}

/// A form on its way through the stages.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Form {
    /// What was read; gone once it is judged.
    read: Option<Box<Submission>>,
    /// What is kept of it; gone where it cannot count.
    extract: Option<Arc<Extract>>,
    /// What its judges found besides.
    judged: Verdict,
    /// That it is of another season, if it is.
    stranger: Option<Box<Finding>>,
    /// The branch as which it is judged, where that is not the one that it says.
    given: Option<Given>,
    /// That it is a supplement, if it is.
    supplement: Option<supplement::Mark>,
    /// Whether it is called a supplement and is none.
    is_whole: bool,
    /// As in [`Parsed`].
    modified: Option<String>,
    /// As in [`Parsed`].
    corrects: Vec<String>,
    /// As in [`Parsed`].
    values: String,
    /// As in [`Parsed`].
    is_native: bool,
    /// As in [`Parsed`].
    has_list: bool,
    /// As in [`Parsed`].
    unfilled: bool,
    /// Place in the season's regimes; `None` = the workspace's.
    regime: Option<usize>,
    /// Code of the workspace's branch that it names.
    branch: Option<String>,
    /// Code of another branch to which its code or its name belongs.
    miscoded: Option<String>,
    /// The year and the regulation, where they are not this season's.
    other_season: Option<String>,
    /// The only thing to say of it.
    alone: Option<Box<Finding>>,
    /// What is to be said of it besides what its judges find.
    told: Vec<Finding>,
    /// Why it cannot count although it may be right: another form of the branch is there.
    conflict: Option<Box<Finding>>,
    findings: Vec<Finding>,
}

impl Form {
    /// What was read, and what was found besides; `regime` as in the field.
    fn of(mut parsed: Parsed, regime: Option<usize>, mut findings: Vec<Finding>) -> Self {
        findings.splice(0..0, parsed.findings.drain(..));
        read::keep_few(&mut findings);
        Self {
            read: Some(Box::new(parsed.submission)),
            extract: None,
            judged: Verdict::default(),
            stranger: None,
            given: None,
            supplement: None,
            is_whole: false,
            modified: parsed.modified,
            corrects: parsed.corrects,
            values: parsed.values,
            is_native: parsed.is_native,
            has_list: parsed.has_list,
            unfilled: parsed.unfilled,
            regime,
            branch: None,
            miscoded: None,
            other_season: None,
            alone: None,
            told: Vec::new(),
            conflict: None,
            findings,
        }
    }
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

/// `work` on a thread of its own, which takes over the memory of those that ended before it.
pub fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    in_pool(1, work)
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

/// Judges one form by itself, whatever becomes of it among the others.
fn judge(file: &mut InboxFile, season: &Season) {
    if let Content::Form(form) = &mut file.content {
        form.judge_guarded(season);
    }
}

impl Form {
    /// Judges it and lets go of what only that needed. That the program failed is remembered.
    fn judge_guarded(&mut self, season: &Season) {
        let Some(submission) = self.read.take().filter(|_| !self.unfilled) else { return };
        let judged = catch_unwind(AssertUnwindSafe(|| self.judge(*submission, season)));
        self.judged.has_failed = judged.is_err();
    }

    /// Finds out whether it is a supplement.
    fn mark(&mut self, path: &str, season: &Season) {
        if let Some(read) = &mut self.read {
            self.supplement = supplement::Mark::of(path, read, season);
        }
    }

    /// Takes out of what was read what is kept of it.
    fn extract_it(&mut self, season: &Season) {
        let Some(read) = &self.read else { return };
        let mut extract = Extract::from(&**read);
        if self.supplement.is_some() {
            // The branch's own rating is its form's.
            extract.drop_collectives();
        }
        self.extract = Some(Arc::new(extract));
        self.stranger = precedence::of_other_season(read, season).map(Box::new);
    }

    fn judge(&mut self, mut submission: Submission, season: &Season) {
        let context = context_of(&submission.info, self.regime, season);
        let is_supplement = self.supplement.is_some();
        if is_supplement {
            let sheet = &context.regime.form.collectives.sheet;
            let at = submission.collectives.iter().find_map(|it| it.name.cell());
            let at = at.map_or_else(|| sheet.clone(), |it| it.sheet.to_string());
            self.findings.retain(|it| !read::is_about_sheet(it, &at));
            submission.collectives.clear();
            submission.has_collectives = false;
        }
        // The reader knows the form, not what its rules weigh.
        context.weigh(&mut self.findings, &submission.info);
        self.findings.extend(if is_supplement {
            let mut found = validate::validate_supplement(&submission, &context);
            supplement::meet_late(&mut found, &submission, &context);
            found
        } else {
            validate::validate(&submission, &context)
        });
        read::keep_few(&mut self.findings);
        self.judged.is_countable = outcome::is_countable(&submission);
        self.judged.needed = outcome::unread(&submission);
        if let Some(mark) = &mut self.supplement {
            mark.ask_head(&submission, &context);
        }
        // Not copied: a province has thousands of them.
        let (rated, findings) = rate::rate(submission, &context);
        self.findings.extend(findings);
        read::keep_few(&mut self.findings);
        if let Some(extract) = &mut self.extract {
            Arc::make_mut(extract).allow(&rated);
        }
    }
}

/// Judges a form once more where it is judged as another branch's than it says: what it said is gone, so it
/// is read again. One that has changed since is one that cannot be opened.
fn judge_as_given(
    file: &mut InboxFile,
    season: &Season,
    again: &impl Fn(&InboxFile) -> Option<Box<Form>>,
) {
    let (given, is_whole) = match &mut file.content {
        Content::Form(form) => (form.given.take(), form.is_whole),
        Content::Ignored(_) | Content::Unreadable(_) | Content::Decisions(_) => return,
    };
    if given.is_none() && !is_whole {
        return;
    }
    let Some(mut other) = again(file) else {
        file.content = Content::Unreadable(Box::new(discover::cannot_open(
            &file.path,
            &std::io::Error::other("it changed"),
        )));
        return;
    };
    if is_whole {
        other.supplement = None;
    }
    if let (Some(read), Some(given)) = (&mut other.read, given) {
        given.write(&mut read.info);
    }
    other.extract_it(season);
    other.judge_guarded(season);
    let Content::Form(form) = &mut file.content else { return };
    form.extract = other.extract;
    form.judged = other.judged;
    form.findings = other.findings;
}

/// What is told of a form, once it is known which forms count. A failure of the program itself becomes a
/// finding.
fn conclude(file: &mut InboxFile, season: &Season) {
    let Content::Form(form) = &mut file.content else { return };
    let only = match form.alone.take() {
        Some(alone) => Some(*alone),
        None if form.unfilled => Some(Finding::new(&NOT_FILLED)),
        None => form.judged.has_failed.then(|| Finding::new(&INTERNAL)),
    };
    if let Some(only) = only {
        form.findings = vec![only];
        form.extract = None;
        return;
    }
    form.findings.extend(form.conflict.take().map(|it| *it));
    form.findings.append(&mut form.told);
    if season.workspace.is_none() {
        form.findings.push(Finding::new(&WITHOUT_WORKSPACE));
        if form.supplement.is_some() {
            form.findings.push(Finding::new(&supplement::ALONE));
        }
    }
}

fn context_of<'a>(info: &Info, regime: Option<usize>, season: &Season<'a>) -> Context<'a> {
    if let Some((workspace, regime)) = season.workspace {
        let (settings, year) = (&workspace.settings, workspace.year);
        return Context { regime, settings, year, workspace: Some(workspace) };
    }
    let regime = &season.regimes.all()[regime.unwrap_or_default()];
    let met = info.meeting.value().and_then(|it| u32::try_from(it.year()).ok());
    let newest = regime.rules.years.last().copied();
    let year = info.year.get().or(met).or(newest).unwrap_or_default();
    Context { regime, settings: &DEFAULT_SETTINGS, year, workspace: None }
}

/// Settings where there is no workspace to say otherwise.
static DEFAULT_SETTINGS: std::sync::LazyLock<crate::workspace::Settings> =
    std::sync::LazyLock::new(Default::default);

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

impl FileStatus {
    /// The key used in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Ignored => "ignored",
            Self::Unreadable => "unreadable",
        }
    }
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
