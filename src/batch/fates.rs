//! What becomes of a form beside the others of the inbox: copies, corrected
//! copies, and two different forms of one branch.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::workspace::{Duplicates, Workspace};

use super::{Content, Opened};

pub(super) static COPY: Code = code("B007", "copy", Severity::Notice);
pub(super) static BRANCH_TWICE: Code = fixed_code("B008", "branch-twice");
pub(super) static NEWEST_UNKNOWN: Code = fixed_code("B032", "branch-twice-undated");
pub(super) static SUPERSEDED: Code = code("B009", "superseded", Severity::Notice);
pub(super) static OLDER: Code = code("B017", "older-form", Severity::Notice);
pub(super) static BLANK_BESIDE: Code = code("B030", "blank-beside-filled", Severity::Notice);

/// Decides which forms count. Files are in path order. Without a workspace the
/// code on the form is the branch.
pub(super) fn decide(opened: &mut [Opened], workspace: Option<&Workspace>) {
    ignore_copies(opened);
    name_branches(opened, workspace);
    ignore_superseded(opened);
    ignore_blank_beside_filled(opened);
    part_twins(opened, workspace.map_or(Duplicates::Error, |it| it.settings.duplicates));
}

/// Whether the finding says that two different forms of a branch are there.
pub(super) fn is_dispute(finding: &Finding) -> bool {
    finding.code == &BRANCH_TWICE || finding.code == &NEWEST_UNKNOWN
}

fn ignore(file: &mut Opened, finding: Finding) {
    file.content = Content::Ignored(Box::new(finding));
}

fn name_branches(opened: &mut [Opened], workspace: Option<&Workspace>) {
    for file in opened {
        if let Content::Form(form) = &mut file.content {
            let code = form.read.as_ref().map_or("", |it| it.info.branch_code.text().trim());
            form.branch = match workspace {
                Some(workspace) => workspace.branch(code).map(|it| it.code.clone()),
                None => (!code.is_empty()).then(|| code.to_ascii_uppercase()),
            };
        }
    }
}

/// Byte-equal files: the first by path counts.
fn ignore_copies(opened: &mut [Opened]) {
    let mut first_of: BTreeMap<String, String> = BTreeMap::new();
    for file in opened {
        let Some(sha256) = file.sha256.clone() else { continue };
        match first_of.get(&sha256) {
            None => {
                first_of.insert(sha256, file.path.clone());
            }
            Some(first) => {
                let finding = Finding::new(&COPY).arg("path", &file.path).arg("first", first);
                ignore(file, finding);
            }
        }
    }
}

/// A corrected copy carries the hashes of the file it was made from and of the
/// rounds before that one; it takes the place of them all.
fn ignore_superseded(opened: &mut [Opened]) {
    let mut by_hash: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &*opened {
        let Content::Form(form) = &file.content else { continue };
        for hash in &form.corrects {
            by_hash.entry(hash.clone()).or_default().push(file.path.clone());
        }
    }
    let is_corrected = |file: &Opened| {
        file.sha256.as_ref().is_some_and(|it| by_hash.contains_key(it))
            && matches!(file.content, Content::Form(_))
    };
    let corrected: Vec<_> =
        opened.iter().filter(|it| is_corrected(it)).map(|it| it.path.clone()).collect();
    for file in opened {
        let by = file.sha256.as_ref().and_then(|it| by_hash.get(it));
        if let (Content::Form(_), Some(by)) = (&file.content, by) {
            // The last round, where it names this file; else the next one.
            let last = by.iter().find(|it| !corrected.contains(it)).or(by.first());
            let finding = Finding::new(&SUPERSEDED)
                .arg("path", &file.path)
                .arg("by", last.map_or("", String::as_str));
            ignore(file, finding);
        }
    }
}

/// The blank form that a branch got may lie beside the one that it filled:
/// there is nothing in it that could be lost or be right instead.
fn ignore_blank_beside_filled(opened: &mut [Opened]) {
    let mut filled: BTreeMap<String, String> = BTreeMap::new();
    for file in opened.iter() {
        if let Content::Form(form) = &file.content
            && !form.unfilled
            && let Some(branch) = &form.branch
        {
            filled.entry(branch.clone()).or_insert_with(|| file.path.clone());
        }
    }
    for file in opened {
        if let Content::Form(form) = &file.content
            && form.unfilled
            && let Some(kept) = form.branch.as_ref().and_then(|it| filled.get(it))
        {
            let finding = Finding::new(&BLANK_BESIDE).arg("path", &file.path).arg("kept", kept);
            ignore(file, finding);
        }
    }
}

/// Two different forms of one branch: an error at both, or the newest counts.
fn part_twins(opened: &mut [Opened], setting: Duplicates) {
    let mut of_branch: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, file) in opened.iter().enumerate() {
        if let Content::Form(form) = &file.content
            && let Some(branch) = &form.branch
        {
            of_branch.entry(branch.clone()).or_default().push(place);
        }
    }
    for (branch, places) in of_branch {
        if places.len() < 2 {
            continue;
        }
        if setting == Duplicates::Newest
            && let Some(newest) = newest_of(opened, &places)
        {
            let kept = opened[newest].path.clone();
            for place in places.into_iter().filter(|&it| it != newest) {
                let finding =
                    Finding::new(&OLDER).arg("path", &opened[place].path).arg("kept", &kept);
                ignore(&mut opened[place], finding);
            }
            continue;
        }
        // With the setting on, its absence is not the advice to give.
        let code = match setting {
            Duplicates::Error => &BRANCH_TWICE,
            Duplicates::Newest => &NEWEST_UNKNOWN,
        };
        let paths: Vec<_> = places.iter().map(|&it| opened[it].path.clone()).collect();
        for place in places {
            let others: Vec<_> =
                paths.iter().filter(|&it| *it != opened[place].path).cloned().collect();
            if let Content::Form(form) = &mut opened[place].content {
                let finding =
                    Finding::new(code).arg("branch", &branch).arg("others", others.join(", "));
                form.conflict = Some(Box::new(finding));
            }
        }
    }
}

/// The one last modified by the date *inside* the file; `None` when a date is
/// missing or the latest stands twice.
fn newest_of(opened: &[Opened], places: &[usize]) -> Option<usize> {
    let mut dated = Vec::new();
    for &place in places {
        let Content::Form(form) = &opened[place].content else { return None };
        let modified: jiff::Timestamp = form.modified.as_deref()?.parse().ok()?;
        dated.push((modified, place));
    }
    dated.sort_unstable();
    match dated.as_slice() {
        [.., (before, _), (last, place)] if before < last => Some(*place),
        _ => None,
    }
}
