//! Keys of the files of an inbox, and their fates carried out.

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, Severity, code, fixed_code};
use crate::model::{Branch, Slot, Submission};
use crate::validate;
use crate::workspace::{Duplicates, Workspace};

use super::saved::Saved;
use super::{Fate, Key, Whose, fates, foreign_marks};
use crate::batch::{Content, Form, Opened, Season};

pub(in crate::batch) static COPY: Code = code("B007", "copy", Severity::Notice);
pub(in crate::batch) static BRANCH_TWICE: Code = fixed_code("B008", "branch-twice");
pub(in crate::batch) static NEWEST_UNKNOWN: Code = fixed_code("B032", "branch-twice-undated");
pub(in crate::batch) static SUPERSEDED: Code = code("B009", "superseded", Severity::Notice);
pub(in crate::batch) static OLDER: Code = code("B017", "older-form", Severity::Notice);
pub(in crate::batch) static BLANK_BESIDE: Code =
    code("B030", "blank-beside-filled", Severity::Notice);
/// The mark is lost; the list sheet tells that the form was sent back.
pub(in crate::batch) static BY_LIST: Code = code("B033", "superseded-by-list", Severity::Notice);
/// A form of another year or regulation beside this season's of its branch.
pub(in crate::batch) static OTHER_SEASON: Code =
    code("B034", "form-of-another-season", Severity::Notice);
/// Made from the returned form of another branch or season.
pub(in crate::batch) static FOREIGN_MARK: Code =
    code("B035", "made-from-another", Severity::Notice);

/// Decides which forms count. Files are in path order. Without a workspace the
/// code on the form is the branch.
pub(in crate::batch) fn decide(opened: &mut [Opened], season: &Season) {
    let workspace = season.workspace.map(|(workspace, _)| workspace);
    name_branches(opened, season);
    let keys: Vec<Key> = opened.iter().map(key).collect();
    let duplicates = workspace.map_or(Duplicates::Error, |it| it.settings.duplicates);
    let fates = fates(&keys, duplicates);
    for (marked, other) in foreign_marks(&keys, &fates) {
        let finding = Finding::new(&FOREIGN_MARK)
            .arg("path", &opened[marked].path)
            .arg("other", &opened[other].path);
        if let Content::Form(form) = &mut opened[marked].content {
            form.told.push(finding);
        }
    }
    for (place, fate) in fates.into_iter().enumerate() {
        carry_out(opened, place, fate, season);
    }
}

/// Whether the finding says that two different forms of a branch are there.
pub(in crate::batch) fn is_dispute(finding: &Finding) -> bool {
    finding.code == &BRANCH_TWICE || finding.code == &NEWEST_UNKNOWN
}

fn carry_out(opened: &mut [Opened], place: usize, fate: Fate, season: &Season) {
    let path = opened[place].path.clone();
    let ignored = |code, key, other: &str| {
        Content::Ignored(Box::new(Finding::new(code).arg("path", &path).arg(key, other)))
    };
    let content = match fate {
        Fate::Stands => return,
        Fate::Copy(of) => ignored(&COPY, "first", &opened[of].path),
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
                form.alone = form.read.as_ref().and_then(|it| of_other_season(it, season));
            }
            return;
        }
        Fate::Rival(others, why) => {
            let others: Vec<_> = others.into_iter().map(|it| opened[it].path.clone()).collect();
            if let Content::Form(form) = &mut opened[place].content {
                let branch = form.branch.clone().unwrap_or_default();
                let code = if why.is_some() { &NEWEST_UNKNOWN } else { &BRANCH_TWICE };
                let mut finding =
                    Finding::new(code).arg("branch", branch).arg("others", others.join(", "));
                if let Some(why) = why {
                    finding = finding.arg("reason", Arg::Word(why.key()));
                }
                form.conflict = Some(Box::new(finding));
            }
            return;
        }
    };
    opened[place].content = content;
}

fn key(file: &Opened) -> Key {
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
            saved: None,
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
        saved: form.modified.as_deref().and_then(Saved::parse),
    }
}

/// Names the branch and the season of every form.
fn name_branches(opened: &mut [Opened], season: &Season) {
    let Some((workspace, regime)) = season.workspace else {
        for file in opened {
            if let Content::Form(form) = &mut file.content {
                let code = form.read.as_ref().map_or("", |it| it.info.branch_code.text().trim());
                form.branch = (!code.is_empty()).then(|| code.to_ascii_uppercase());
            }
        }
        return;
    };
    let (settings, year) = (&workspace.settings, workspace.year);
    let context = Context { regime, settings, year, workspace: Some(workspace) };
    let mut unclear = Vec::new();
    for (place, file) in opened.iter_mut().enumerate() {
        let Content::Form(form) = &mut file.content else { continue };
        let Some(read) = &form.read else { continue };
        form.branch = context.branch_of(read).map(|it| it.code.clone());
        form.other_season = of_other_season(read, season).map(|_| label(read));
        let named = validate::named_otherwise(read, &context);
        if let (Some((own, named)), None) = (named, &form.other_season) {
            unclear.push((place, own, named));
        }
    }
    let has_own: Vec<Option<String>> = opened
        .iter()
        .enumerate()
        .map(|(place, file)| match &file.content {
            Content::Form(form)
                if form.other_season.is_none()
                    && !form.unfilled
                    && unclear.iter().all(|it| it.0 != place) =>
            {
                form.branch.clone()
            }
            _ => None,
        })
        .collect();
    for (place, own, named) in unclear {
        let is_there = |branch: &Branch| has_own.iter().flatten().any(|it| *it == branch.code);
        let own_people = people_of(opened, &has_own, &own.code);
        let Content::Form(form) = &mut opened[place].content else { continue };
        let Some(read) = &mut form.read else { continue };
        let is_named = match phone_of(read, own, named) {
            Some(is_named) => is_named,
            // The branch whose form is there sent this one too only if its people are on it.
            None if is_there(own) == is_there(named) => !is_list_of(read, &own_people),
            None => is_there(own) && !is_list_of(read, &own_people),
        };
        if is_named {
            // What it says is judged as the branch's whose it seems to be.
            form.told.push(validate::miscoded(read, own, named));
            if let Slot::Is(at) = &mut read.info.branch_code {
                at.value.clone_from(&named.code);
            }
        }
        let (seems, other) = if is_named { (named, own) } else { (own, named) };
        form.branch = Some(seems.code.clone());
        form.miscoded = Some(other.code.clone());
    }
}

/// Whether the telephone on the form is that of the branch which it names: `None` where
/// it is neither's or both's.
fn phone_of(read: &Submission, own: &Branch, named: &Branch) -> Option<bool> {
    let digits = |it: &str| it.chars().filter(char::is_ascii_digit).collect::<String>();
    let phone = digits(read.info.phone.text());
    let is_of = |branch: &Branch| {
        phone.len() >= 8 && branch.contact.as_deref().is_some_and(|it| digits(it).contains(&phone))
    };
    (is_of(own) != is_of(named)).then(|| is_of(named))
}

/// The names on the forms of a branch that say nothing else.
fn people_of(opened: &[Opened], whose: &[Option<String>], branch: &str) -> Vec<String> {
    let mut people = Vec::new();
    for (file, whose) in opened.iter().zip(whose) {
        if let (Content::Form(form), true) = (&file.content, whose.as_deref() == Some(branch)) {
            people.extend(form.read.iter().flat_map(names));
        }
    }
    people.sort_unstable();
    people
}

fn names(read: &Submission) -> impl Iterator<Item = String> {
    read.members.iter().filter_map(|it| it.name.value()).map(|it| crate::model::text::fold(it))
}

/// Whether most of the people of a form stand among others.
fn is_list_of(read: &Submission, people: &[String]) -> bool {
    let all = names(read).count();
    let there = names(read).filter(|it| people.binary_search(it).is_ok()).count();
    there * 2 > all
}

/// The one finding of a form that is not of this season. A code that belongs to no regulation
/// is a slip, which says nothing about the season.
pub(in crate::batch) fn of_other_season(read: &Submission, season: &Season) -> Option<Finding> {
    let (workspace, regime): (&Workspace, _) = season.workspace?;
    let context = Context {
        regime,
        settings: &workspace.settings,
        year: workspace.year,
        workspace: Some(workspace),
    };
    let codes: Vec<&str> = season.regimes.iter().map(|it| it.form.code.as_str()).collect();
    validate::other_season(read, &codes, &context)
}

/// What season it is of, to be compared with another's: the year and the form's code.
fn label(read: &Submission) -> String {
    let year = read.info.year.get().map_or_else(|| "-".to_owned(), |it| it.to_string());
    format!("{year}, {}", read.info.form_code.text().trim().to_uppercase())
}

impl Form {
    /// Whether another form of its branch stands beside it.
    pub(in crate::batch) fn conflicted(&self) -> bool {
        self.conflict.is_some() || self.findings.iter().any(is_dispute)
    }
}
