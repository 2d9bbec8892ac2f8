//! A form judged by itself, whatever becomes of it among the others; and what is told of it at the end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use super::form::{Content, Form, InboxFile, Mark};
use super::{INTERNAL, NOT_FILLED, Season, WITHOUT_WORKSPACE, outcome, precedence, supplement};
use crate::context::Context;
use crate::discover;
use crate::finding::Finding;
use crate::model::{Extract, Info, Submission};
use crate::rate;
use crate::read;
use crate::validate;
use crate::workspace::Settings;

/// Judges one form by itself, whatever becomes of it among the others.
pub(super) fn judge(file: &mut InboxFile, season: &Season) {
    if let Content::Form(form) = &mut file.content {
        form.judge_guarded(season);
    }
}

impl Form {
    /// Judges it and lets go of what only that needed. That the program failed is remembered.
    pub(super) fn judge_guarded(&mut self, season: &Season) {
        let Some(submission) = self.read.take().filter(|_| !self.unfilled) else { return };
        let judged = catch_unwind(AssertUnwindSafe(|| self.judge(*submission, season)));
        self.judged.has_failed = judged.is_err();
    }

    /// Finds out whether it is a supplement.
    pub(super) fn mark(&mut self, path: &str, season: &Season) {
        if let Some(read) = &mut self.read {
            self.supplement = Mark::of(path, read, season);
        }
    }

    /// Takes out of what was read what is kept of it.
    pub(super) fn extract_it(&mut self, season: &Season) {
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
pub(super) fn judge_as_given(
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
pub(super) fn conclude(file: &mut InboxFile, season: &Season) {
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
static DEFAULT_SETTINGS: LazyLock<Settings> = LazyLock::new(Default::default);
