//! Our workbooks for the superior among the files of decisions: which of them count.
//!
//! Each says, out of sight, from which it was made. One that somebody typed into takes the place of those;
//! one in which nothing was typed since counts only where such a file has gone, so that nothing is lost
//! with it.

use super::super::{Content, InboxFile, own};
use super::Filed;
use crate::batch::{FileResult, FileStatus};
use crate::context::Context;
use crate::finding::Finding;
use crate::model::{CommuneResult, DecisionFile, TypedSources};
use crate::read;
use crate::validate::decisions::{Resolved, resolve};
use crate::workbook::ours::CONSOLIDATED;
use crate::workspace::Workspace;

/// So many fingerprints of earlier ones are remembered, two of each; nobody types into more.
const SOURCES_MAX: usize = 32;

/// What a workbook is to the others.
struct Read {
    filed: Filed,
    /// Whether nothing was typed since we wrote it.
    is_fresh: bool,
}

/// Makes sheets of decisions of what was typed into our workbooks, and takes out those that say nothing
/// new: of these the ones that lie in the inbox are told.
pub(super) fn take(
    taken: Vec<Filed>,
    results: &CommuneResult,
    context: &Context,
) -> (Vec<Filed>, Vec<FileResult>) {
    let mut kept = Vec::new();
    let mut passed = Vec::new();
    let mut read: Vec<Read> = Vec::new();
    for filed in taken {
        match filed.file.typed.as_deref().map(|it| resolve(it, results, context)) {
            None => kept.push(filed),
            Some(it) if says_nothing(&it, &filed) => passed.extend(left_alone(filed, context)),
            Some(it) => read.push(settled(filed, it)),
        }
    }
    let typed: Vec<[String; 2]> =
        read.iter().filter(|it| !it.is_fresh).map(|it| hashes(&it.filed.file)).collect();
    for it in read {
        let file = &it.filed.file;
        let sources = file.typed.as_deref().map_or(&[][..], |it| &it.record.sources);
        let is_of = |source: &String, own: &[String; 2]| {
            source.split(' ').any(|it| own.iter().any(|own| own == it))
        };
        let is_made_of_these = sources.iter().all(|it| typed.iter().any(|own| is_of(it, own)));
        let is_newest = typed.iter().all(|it| it.iter().any(|it| file.corrects.contains(it)));
        if it.is_fresh && (is_made_of_these || !is_newest) {
            passed.extend(left_alone(it.filed, context));
        } else {
            kept.push(it.filed);
        }
    }
    kept.sort_by(|a, b| a.path.cmp(&b.path));
    (kept, passed)
}

/// By what a workbook is known that somebody typed into: by what was typed, which follows the forms, and by its
/// cells, which another program that saves it may change.
fn hashes(file: &DecisionFile) -> [String; 2] {
    [file.values.clone(), file.cells.clone()]
}

/// Whether nothing was typed into a workbook that was made of no other.
fn says_nothing(resolved: &Resolved, filed: &Filed) -> bool {
    let is_wrong = |it: &Finding| it.is_error();
    let is_empty = resolved.sheets.is_empty()
        && resolved.waiting.is_empty()
        && resolved.findings.is_empty()
        && filed.file.corrects.is_empty()
        && !filed.found.iter().any(is_wrong);
    resolved.is_other_year || is_empty
}

fn settled(mut filed: Filed, resolved: Resolved) -> Read {
    let record = filed.file.typed.as_deref().map(|it| it.record.state.as_str());
    // Whoever clears a cell changes nothing where the rating stands elsewhere, and is told.
    let is_fresh = record == Some(resolved.state.as_str()) && resolved.findings.is_empty();
    if let Some(typed) = filed.file.typed.as_deref_mut().filter(|_| !is_fresh) {
        typed.record.state.clear();
    }
    filed.file.sheets = resolved.sheets;
    filed.file.waiting = resolved.waiting;
    filed.file.values = resolved.state;
    filed.found.extend(resolved.findings);
    Read { filed, is_fresh }
}

/// Whether a file lies among the outputs under the name of our workbook and is none, nor one that cannot be
/// opened: somebody's own, which nobody asked us to read.
pub(crate) fn is_no_workbook(file: &InboxFile, workspace: Option<&Workspace>) -> bool {
    let is_named = workspace.is_some_and(|it| is_output(&file.path, &it.output))
        && file
            .path
            .rsplit('/')
            .next()
            .is_some_and(|it| it.to_lowercase().starts_with(CONSOLIDATED));
    is_named
        && match &file.content {
            Content::Decisions(it) => it.0.typed.is_none(),
            Content::Form(_) | Content::Ignored(_) => true,
            Content::Unreadable(finding) => read::is_no_form(finding),
        }
}

/// Whether a file lies among the outputs.
fn is_output(path: &str, output: &str) -> bool {
    path.strip_prefix(output).is_some_and(|it| it.starts_with('/'))
}

/// A workbook in which nothing is to be taken; among the outputs nobody has to hear of it.
fn left_alone(filed: Filed, context: &Context) -> Option<FileResult> {
    let output = context.workspace.map_or("", |it| it.output.as_str());
    if is_output(&filed.path, output) {
        return None;
    }
    let reason = own::consolidated(&filed.path);
    Some(FileResult {
        status: FileStatus::Ignored,
        branch: None,
        sha256: filed.sha256,
        rounds: Vec::new(),
        reason: Some(Box::new(Finding { file: Some(filed.path.clone()), ..reason })),
        errors: 0,
        is_decisions: false,
        is_supplement: false,
        is_untouched: false,
        path: filed.path,
    })
}

/// The workbooks of which what counts was taken.
pub(super) fn sources<'a>(live: impl Iterator<Item = &'a Filed>) -> TypedSources {
    let mut sources = TypedSources::default();
    let add = |all: &mut Vec<String>, it: &String| {
        if !all.contains(it) && all.len() < SOURCES_MAX {
            all.push(it.clone());
        }
    };
    for filed in live {
        let Some(typed) = filed.file.typed.as_deref() else { continue };
        // One in which nothing was typed is no source itself.
        let is_fresh = typed.record.state == filed.file.values;
        if is_fresh {
            typed.record.sources.iter().for_each(|it| add(&mut sources.direct, it));
        } else {
            let own = hashes(&filed.file);
            add(&mut sources.direct, &own.join(" "));
            for it in &own {
                add(&mut sources.all, it);
            }
        }
        filed.file.corrects.iter().for_each(|it| add(&mut sources.all, it));
    }
    sources
}
