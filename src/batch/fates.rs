//! What becomes of a form beside the others of the inbox: copies, corrected
//! copies, and two different forms of one branch.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::workspace::{Duplicates, Workspace};

use super::{Content, Opened};

pub(super) static COPY: Code = code("B007", "copy", Severity::Notice);
pub(super) static BRANCH_TWICE: Code = fixed_code("B008", "branch-twice");
pub(super) static SUPERSEDED: Code = code("B009", "superseded", Severity::Notice);
pub(super) static OLDER: Code = code("B017", "older-form", Severity::Notice);

/// Decides which forms count. Files are in path order.
pub(super) fn decide(opened: &mut [Opened], workspace: &Workspace) {
    ignore_copies(opened);
    name_branches(opened, workspace);
    ignore_superseded(opened);
    part_twins(opened, workspace.settings.duplicates);
}

fn ignore(file: &mut Opened, finding: Finding) {
    file.content = Content::Ignored(Box::new(finding));
}

fn name_branches(opened: &mut [Opened], workspace: &Workspace) {
    for file in opened {
        if let Content::Form(form) = &mut file.content {
            let code = form.parsed.submission.info.branch_code.text();
            form.branch = workspace.branch(code).map(|it| it.code.clone());
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

/// A corrected copy carries the hash of the file it was made from and takes its place.
fn ignore_superseded(opened: &mut [Opened]) {
    let corrected: BTreeMap<String, String> = opened
        .iter()
        .filter_map(|file| match &file.content {
            Content::Form(form) => Some((form.parsed.corrects.clone()?, file.path.clone())),
            _ => None,
        })
        .collect();
    for file in opened {
        let by = file.sha256.as_ref().and_then(|it| corrected.get(it));
        if let (Content::Form(_), Some(by)) = (&file.content, by)
            && *by != file.path
        {
            let finding = Finding::new(&SUPERSEDED).arg("path", &file.path).arg("by", by);
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
        let paths: Vec<_> = places.iter().map(|&it| opened[it].path.clone()).collect();
        for place in places {
            let others: Vec<_> =
                paths.iter().filter(|&it| *it != opened[place].path).cloned().collect();
            if let Content::Form(form) = &mut opened[place].content {
                let finding = Finding::new(&BRANCH_TWICE)
                    .arg("branch", &branch)
                    .arg("others", others.join(", "));
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
        let modified: jiff::Timestamp = form.parsed.modified.as_deref()?.parse().ok()?;
        dated.push((modified, place));
    }
    dated.sort_unstable();
    match dated.as_slice() {
        [.., (before, _), (last, place)] if before < last => Some(*place),
        _ => None,
    }
}
