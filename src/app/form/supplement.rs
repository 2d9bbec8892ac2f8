//! `xeploai form --supplement CODE`: a blank supplement with the members whom the branch's form leaves unrated.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::app::outputs::{self, save_atomically};
use crate::app::terminal::{Stream, Terminal};
use crate::app::{Failure, inbox, stop, workspace};
use crate::batch::{self, Ending};
use crate::cli::Common;
use crate::finding::Arg;
use crate::model::{Branch, BranchResult, MemberBrief, Standing};
use crate::words::Catalogue;
use crate::write::blank::{self, BlankFor, RosterMember};

use super::FOLDER;

pub(crate) fn run(
    dir: &Path,
    code: &str,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open(dir, common)?;
    let Some(branch) = opened.workspace.branch(code.trim()) else {
        let codes: Vec<&str> = opened.workspace.branch.iter().map(|it| &*it.code).collect();
        let args = vec![("code", Arg::from(code)), ("codes", Arg::from(codes.join(", ")))];
        return Err(Failure::Told("form-supplement-branch", args));
    };
    let ControlFlow::Continue(entries) = inbox::listed(&opened, words, terminal)? else {
        return Ok(Ending::NoInput as u8);
    };
    let ControlFlow::Continue(run) = inbox::judged(entries, &opened, common, words, terminal)?
    else {
        return Ok(Ending::NoInput as u8);
    };
    let of_branch = run.results.iter().flat_map(|it| &it.branches);
    let form = of_branch.filter(|it| it.branch.code == branch.code).find_map(BranchResult::extract);
    let name = || Arg::from(branch.name.as_str());
    let Some(form) = form else {
        return Err(Failure::Told("form-supplement-no-form", vec![("branch", name())]));
    };
    let late = form.members().filter(|it| it.standing() == Standing::Unrated);
    let roster: Vec<RosterMember> = late.map(|it| known(&it)).collect();
    if roster.is_empty() {
        return Err(Failure::Told("form-supplement-nobody", vec![("branch", name())]));
    }
    let own = Branch { code: batch::supplement_code(&branch.code), ..branch.clone() };
    let bytes = blank::workbook(
        &opened.regime,
        &BlankFor {
            year: Some(opened.workspace.year),
            committee: &opened.workspace.committee,
            branch: Some(&own),
            roster: &roster,
        },
    )
    .map_err(anyhow::Error::from)?;
    let folder = opened.output().join(FOLDER);
    fs::create_dir_all(&folder).map_err(|it| outputs::failed(&folder, &it))?;
    stop::now(stop::Doing::Forms);
    let (path, is_there) = place(&folder, &own.code, &bytes);
    if !is_there {
        save_atomically(&path, &bytes)?;
    }
    let key = if is_there { "form-supplement-kept" } else { "form-supplement-written" };
    let shown = Arg::from(path.display().to_string());
    let text = words.ui(key, &[("path", shown), ("count", Arg::from(roster.len()))]);
    terminal.print(&terminal.linked(&(text + "\n"), &folder, Stream::Stdout))?;
    Ok(0)
}

/// Where it is written: no file that is there is written over. Whether the very same is there.
fn place(folder: &Path, code: &str, bytes: &[u8]) -> (PathBuf, bool) {
    let numbered = (2_u32..).map(|it| format!("{code}-{it}"));
    for name in std::iter::once(code.to_owned()).chain(numbered) {
        let path = folder.join(format!("{name}.xlsx"));
        if !path.exists() {
            return (path, false);
        }
        if fs::read(&path).is_ok_and(|it| it == bytes) {
            return (path, true);
        }
    }
    (folder.join(format!("{code}.xlsx")), false)
}

/// What the branch's form says of who somebody is.
fn known(member: &MemberBrief) -> RosterMember {
    RosterMember {
        name: member.name.to_owned(),
        birth: member.birth,
        gender: member.gender,
        ethnicity: member.ethnicity.to_owned(),
        party_post: member.party_post.to_owned(),
        other_post: member.other_post.to_owned(),
        admitted: member.admitted,
        official: member.official,
        card: member.card.to_owned(),
        leader: member.leader,
        note: String::new(),
    }
}
