//! Keys of the files of an inbox, and their fates carried out.

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, Severity, code, fixed_code};
use crate::model::{Extract, Submission};
use crate::validate;
use crate::workspace::{Duplicates, Workspace};

use super::people::People;
use super::saved::Saved;
use super::{Choice, Fate, Key, Whose, fates, foreign_marks, whose};
use crate::batch::{Content, Form, InboxFile, Run, Season};

pub(crate) static COPY: Code = code("B007", "copy", Severity::Notice);
pub(crate) static BRANCH_TWICE: Code = fixed_code("B008", "branch-twice");
pub(crate) static NEWEST_UNKNOWN: Code = fixed_code("B032", "branch-twice-undated");
pub(crate) static SUPERSEDED: Code = code("B009", "superseded", Severity::Notice);
pub(crate) static OLDER: Code = code("B017", "older-form", Severity::Notice);
pub(crate) static BLANK_BESIDE: Code = code("B030", "blank-beside-filled", Severity::Notice);
/// The mark is lost; the list sheet tells that the form was sent back.
pub(crate) static BY_LIST: Code = code("B033", "superseded-by-list", Severity::Notice);
/// A form of another year or regulation beside this season's of its branch.
pub(crate) static OTHER_SEASON: Code = code("B034", "form-of-another-season", Severity::Notice);
/// Made from the returned form of another branch or season.
pub(crate) static FOREIGN_MARK: Code = code("B035", "made-from-another", Severity::Notice);

/// A form of another season, by which people are known.
#[derive(Debug)]
pub(crate) struct Former {
    pub(crate) path: String,
    pub(crate) branch: String,
    pub(crate) form: Extract,
}

/// Decides which forms count. Files are in path order. Without a workspace the
/// code on the form is the branch. Gives what forms of other seasons say.
pub(crate) fn decide(opened: &mut [InboxFile], season: &Season) -> Vec<Former> {
    let workspace = season.workspace.map(|(workspace, _)| workspace);
    let mut people = whose::name_branches(opened, season);
    let mut key_of = |(place, file)| key(file, people.remove(&place).unwrap_or_default());
    let keys: Vec<Key> = opened.iter().enumerate().map(&mut key_of).collect();
    let duplicates = workspace.map_or(Duplicates::Error, |it| it.settings.duplicates);
    let year = workspace.map_or(0, |it| it.year);
    let fates = fates(&keys, duplicates, year);
    for (marked, other) in foreign_marks(&keys, &fates) {
        let finding = Finding::new(&FOREIGN_MARK)
            .arg("path", &opened[marked].path)
            .arg("other", &opened[other].path);
        if let Content::Form(form) = &mut opened[marked].content {
            form.told.push(finding);
        }
    }
    let mut former = Vec::new();
    for (place, fate) in fates.into_iter().enumerate() {
        let is_former = matches!(fate, Fate::OtherSeason(_));
        if let (true, Content::Form(form)) = (is_former, &mut opened[place].content)
            && let (Some(branch), Some(form)) = (&form.branch, &form.extract)
        {
            let (form, branch) = ((**form).clone(), branch.clone());
            former.push(Former { path: opened[place].path.clone(), branch, form });
        }
        carry_out(opened, place, fate);
    }
    former
}

/// Whether the finding says that two different forms of a branch are there.
pub(crate) fn is_dispute(finding: &Finding) -> bool {
    finding.code == &BRANCH_TWICE || finding.code == &NEWEST_UNKNOWN
}

impl Run {
    /// Whether two different forms of the branch are there, so that neither is
    /// known to be the one to correct.
    pub fn is_disputed(&self, branch: &str) -> bool {
        let twice = |it: &Finding| is_dispute(it) && it.branch.as_deref() == Some(branch);
        self.findings.iter().any(twice)
    }
}

fn carry_out(opened: &mut [InboxFile], place: usize, fate: Fate) {
    let path = opened[place].path.clone();
    let ignored = |code, key, other: &str| {
        Content::Ignored(Box::new(Finding::new(code).arg("path", &path).arg(key, other)))
    };
    let content = match fate {
        Fate::Stands => return,
        Fate::Copy(of) => {
            let is_form = matches!(opened[of].content, Content::Form(_));
            let (alike, once) = if is_form {
                ("copy-of-form", "copy-counted-once")
            } else {
                ("copy-of-file", "copy-told-once")
            };
            let finding = Finding::new(&COPY).arg("path", &path).arg("first", &opened[of].path);
            let finding = finding.arg("alike", Arg::Word(alike)).arg("once", Arg::Word(once));
            Content::Ignored(Box::new(finding))
        }
        Fate::Corrected(by) => ignored(&SUPERSEDED, "by", &opened[by].path),
        Fate::CorrectedByList(by) => ignored(&BY_LIST, "by", &opened[by].path),
        Fate::Blank(beside) => ignored(&BLANK_BESIDE, "kept", &opened[beside].path),
        Fate::Older(than) => ignored(&OLDER, "kept", &opened[than].path),
        Fate::OtherSeason(Some(beside)) => {
            let shown = match &opened[place].content {
                Content::Form(form) => form.other_season.clone().unwrap_or_default(),
                _ => String::new(),
            };
            let finding = Finding::new(&OTHER_SEASON).arg("path", &path).arg("season", shown);
            Content::Ignored(Box::new(finding.arg("kept", &opened[beside].path)))
        }
        Fate::OtherSeason(None) => {
            if let Content::Form(form) = &mut opened[place].content {
                form.alone = form.stranger.take();
            }
            return;
        }
        Fate::Rival(others, has_more, why) => {
            let mut others: Vec<_> =
                others.into_iter().map(|it| opened[it].path.as_str()).collect();
            if has_more {
                others.push("…");
            }
            let others = others.join(", ");
            if let Content::Form(form) = &mut opened[place].content {
                let branch = form.branch.clone().unwrap_or_default();
                let (code, reason) = match why {
                    Choice::Asked => (&BRANCH_TWICE, "twice-alike"),
                    Choice::OtherPeople => (&BRANCH_TWICE, "twice-other-people"),
                    Choice::Undated(why) => (&NEWEST_UNKNOWN, why.key()),
                };
                let finding = Finding::new(code).arg("branch", branch).arg("others", others);
                form.conflict = Some(Box::new(finding.arg("reason", Arg::Word(reason))));
            }
            return;
        }
    };
    opened[place].content = content;
}

fn key(file: &InboxFile, people: People) -> Key {
    let sha256 = file.sha256.clone();
    let Content::Form(form) = &file.content else {
        return Key {
            whose: Whose::Nobody,
            other_season: None,
            sha256,
            values: None,
            is_native: true,
            corrects: Vec::new(),
            has_list: false,
            is_unfilled: false,
            is_supplement: false,
            saved: None,
            people,
        };
    };
    let whose = match (&form.branch, &form.miscoded) {
        (Some(branch), Some(other)) => Whose::Unclear(branch.clone(), other.clone()),
        (Some(branch), None) => Whose::Of(branch.clone()),
        (None, _) => Whose::Nobody,
    };
    Key {
        whose,
        other_season: form.other_season.clone(),
        sha256,
        values: Some(form.values.clone()),
        is_native: form.is_native,
        corrects: form.corrects.clone(),
        has_list: form.has_list,
        is_unfilled: form.unfilled,
        is_supplement: form.supplement.is_some(),
        saved: form.modified.as_deref().and_then(Saved::parse),
        people,
    }
}

/// The one finding of a form that is not of this season. A code that belongs to no regulation
/// is a slip, which says nothing about the season.
pub(crate) fn of_other_season(read: &Submission, season: &Season) -> Option<Finding> {
    let (workspace, regime): (&Workspace, _) = season.workspace?;
    let context = Context {
        regime,
        settings: &workspace.settings,
        year: workspace.year,
        workspace: Some(workspace),
    };
    validate::other_season(read, season.regimes, &context)
}

impl Form {
    /// Whether another form of its branch stands beside it.
    pub(crate) fn conflicted(&self) -> bool {
        self.conflict.is_some() || self.findings.iter().any(is_dispute)
    }
}
