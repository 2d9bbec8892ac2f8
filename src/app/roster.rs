//! The members that blank forms are filled with beforehand: from the earlier years of the workspace, or
//! from earlier workspaces and filled forms, each with where he came from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::batch::{self, Season};
use crate::cli::Common;
use crate::finding::{Arg, Finding};
use crate::model::text::fold;
use crate::model::{BookBranch, BookMember, Branch, PartialDate, is_same_name};
use crate::previous::{self, Remembered};
use crate::regime::Regime;
use crate::words::{Catalogue, Lang};
use crate::workbook::Limits;
use crate::workspace::lines::{NameFit, SameNames, Was, called};
use crate::write::blank::{self, RosterMember};

use super::find::{self, Asked};
use super::terminal::Terminal;
use super::workspace::OpenWorkspace;
use super::{Failure, archive, files, reader_process, usage, workspace};

/// Members by upper-case branch code.
pub(super) type Rosters = BTreeMap<String, Vec<RosterMember>>;

/// A list of members and where it is from.
struct Source {
    /// The folder or the file, as it was named.
    from: String,
    /// Code and name of the branch there.
    branch: BookBranch,
    roster: Vec<RosterMember>,
    /// The committee of its commune; empty where that is not known.
    committee: String,
}

impl Source {
    fn was(&self) -> Was<'_> {
        Was { branch: &self.branch, committee: &self.committee, from: &self.from }
    }
}

/// The members as the latest of the earlier years has them, each with what it says of him; none where
/// the workspace names no earlier years.
pub(super) fn remembered(opened: &OpenWorkspace, words: &Catalogue, terminal: Terminal) -> Rosters {
    let known = previous::remembered(&opened.workspace);
    if known.is_empty() {
        return Rosters::new();
    }
    terminal.tell(&words.ui("form-roster-default", &[]));
    for it in previous::same_names(&opened.workspace) {
        warn(&it, words, terminal);
    }
    let mut rosters = Rosters::new();
    for (place, people) in known {
        let Some(branch) = opened.workspace.branch.get(place) else { continue };
        let own = people.iter().map(|it| member(it, &opened.regime)).collect();
        let sources = people.iter().map(|it| (it.branch, it.source));
        tell(&branch.name, sources, words, terminal);
        rosters.insert(branch.code.to_ascii_uppercase(), own);
    }
    rosters
}

/// Says what leaves a form without people who perhaps belong there.
fn warn(finding: &Finding, words: &Catalogue, terminal: Terminal) {
    let worded = words.render(finding);
    terminal.tell(&format!("{}: {}. {}", finding.code.id, worded.message, worded.help));
}

/// Says how many people of a branch came from where.
fn tell<'a>(
    branch: &str,
    sources: impl Iterator<Item = (&'a str, &'a str)>,
    words: &Catalogue,
    terminal: Terminal,
) {
    let mut counts: Vec<((&str, &str), usize)> = Vec::new();
    for source in sources {
        match counts.iter_mut().find(|it| it.0 == source) {
            Some(known) => known.1 += 1,
            None => counts.push((source, 1)),
        }
    }
    let count: usize = counts.iter().map(|it| it.1).sum();
    let told: Vec<String> = counts
        .iter()
        .map(|((name, from), count)| match *name {
            "" => format!("{from} ({count})"),
            name => format!("{name} – {from} ({count})"),
        })
        .collect();
    let args = [
        ("branch", Arg::from(branch)),
        ("count", Arg::from(count)),
        ("sources", Arg::from(told.join("; "))),
    ];
    terminal.tell(&words.ui("form-roster-from", &args));
}

/// What a form says beforehand of somebody of last year. The notes speak the language of the form.
fn member(it: &Remembered, regime: &Regime) -> RosterMember {
    let BookMember { name, birth, gender, ethnicity, posts, admitted, official, card, .. } =
        it.member;
    let (party_post, other_post) = match posts.split_once(';') {
        Some((party, other)) => (party.trim(), other.trim()),
        None if regime.rules.posts.is_one_of(posts, &regime.rules.posts.secretary) => {
            (posts.as_str(), "")
        }
        None => ("", posts.as_str()),
    };
    let rating = it.member.counted().map_or("–", |it| regime.rules.short(it));
    let note = Catalogue::new(Lang::Vi).ui(
        "form-roster-note",
        &[
            ("year", it.year.into()),
            ("source", Arg::from(format!("{}, {}", it.branch, it.source))),
            ("rating", rating.into()),
            ("years", it.running.years.into()),
        ],
    );
    RosterMember {
        name: name.clone(),
        birth: *birth,
        gender: *gender,
        ethnicity: ethnicity.clone(),
        party_post: party_post.to_owned(),
        other_post: other_post.to_owned(),
        admitted: *admitted,
        official: *official,
        card: card.clone(),
        leader: None,
        note,
    }
}

/// Members for the workspace in `dir` from earlier workspaces or filled forms. A form counts here as it
/// counts in a run; of two different forms of a branch neither is taken, and that is said.
pub(super) fn taken(
    (dir, paths): (&Path, &[PathBuf]),
    opened: &OpenWorkspace,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<Rosters, Failure> {
    let mut sources = Vec::new();
    for path in paths {
        sources.extend(of_path((dir, path), common, words, terminal)?);
    }
    let all: Vec<Was> = sources.iter().map(Source::was).collect();
    let same_names = SameNames::of(&all, &opened.workspace.branch);
    let has_code = |it: &BookBranch| {
        let is_its = |branch: &Arc<Branch>| branch.code.eq_ignore_ascii_case(&it.code);
        is_alone(it, &sources) && opened.workspace.branch.iter().any(is_its)
    };
    let unclear = same_names.unclear(&all, &opened.workspace.branch, has_code);
    for it in &unclear {
        warn(&previous::of_one_name(it), words, terminal);
    }
    if !unclear.is_empty() && opened.workspace.previous.is_empty() {
        terminal.tell(&words.ui("form-roster-previous", &[]));
    }
    let are_several = paths.len() > 1;
    let mut rosters = Rosters::new();
    let mut twice = 0_usize;
    for (place, branch) in opened.workspace.branch.iter().enumerate() {
        let own = of_branch((place, branch), &opened.workspace.branch, (&sources, &same_names));
        if own.is_empty() {
            continue;
        }
        let mut seen: BTreeSet<(String, Option<PartialDate>, String)> = BTreeSet::new();
        let mut people = Vec::new();
        for source in &own {
            for it in &source.roster {
                if !seen.insert((fold(&it.name), it.birth, fold(&it.card))) {
                    twice += 1;
                    continue;
                }
                let note = if are_several {
                    format!("{} – {}", source.branch.name, source.from)
                } else {
                    String::new()
                };
                people.push(RosterMember { note, ..it.clone() });
            }
        }
        if are_several {
            let all = own.iter().flat_map(|it| {
                let name = it.branch.name.as_str();
                it.roster.iter().map(move |_| (name, it.from.as_str()))
            });
            tell(&branch.name, all, words, terminal);
        }
        rosters.insert(branch.code.to_ascii_uppercase(), people);
    }
    if twice > 0 {
        terminal.tell(&words.ui("form-roster-twice", &[("count", Arg::from(twice))]));
    }
    Ok(rosters)
}

/// Whether no other source has the code of a branch.
fn is_alone(own: &BookBranch, all: &[Source]) -> bool {
    all.iter().filter(|it| it.branch.code.eq_ignore_ascii_case(&own.code)).count() == 1
}

/// The lists that are a branch's: by what the branch says it came of, else by its name or its code;
/// a code that several sources have is no sign, nor is a name that several have, then or now, or that another
/// branch has to the letter.
fn of_branch<'s>(
    (place, branch): (usize, &Branch),
    branches: &[Arc<Branch>],
    (all, same_names): (&'s [Source], &SameNames),
) -> Vec<&'s Source> {
    let sources: Vec<Was> = all.iter().map(Source::was).collect();
    let said: Vec<Was> = branch.previous_codes.iter().flat_map(|it| called(&sources, it)).collect();
    let has_same = all.iter().any(|it| is_same_name(&it.branch.name, &branch.name));
    let is_of = |source: &&Source| {
        let own = &source.branch;
        if said.iter().any(|it| std::ptr::eq(it.branch, own)) {
            return true;
        }
        let is_code = own.code.eq_ignore_ascii_case(&branch.code);
        let is_others = || branches.iter().any(|it| is_same_name(&it.name, &own.name));
        let is_name = match same_names.fit(&own.name) {
            NameFit::Only(only) => only == place,
            NameFit::Unclear => false,
            NameFit::Usual => {
                !own.name.is_empty()
                    && fold(&own.name) == fold(&branch.name)
                    && (is_same_name(&own.name, &branch.name) || (!has_same && !is_others()))
            }
        };
        branch.previous_codes.is_empty()
            && if is_alone(own, all) { is_code || is_name } else { is_name }
    };
    all.iter().filter(is_of).collect()
}

fn of_path(
    (dir, path): (&Path, &Path),
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<Vec<Source>, Failure> {
    let limits = Limits::default();
    let load = |path: &Path| files::load(path, limits.file_bytes);
    let path = &find::as_meant(path);
    if !path.exists() {
        let dir = dir.display().to_string();
        let before = [usage::command("form", words), dir.as_str(), "--roster"];
        return Err(find::missing(path, Asked::new(&before, words)));
    }
    // A sealed archive of a year is opened as the workspace that it was.
    let unpacked = archive::unpacked(path)?;
    let shown = path;
    let path = unpacked.as_ref().map_or(path.as_path(), |it| it.path());
    let mut committee = String::new();
    let standing = if let Some(earlier) = find::itself(path)? {
        let earlier = workspace::open_alone(&earlier, common)?;
        committee.clone_from(&earlier.workspace.committee);
        let entries = workspace::list(&earlier.dir, &earlier.inbox()?, &earlier.limits)?;
        batch::standing(entries, &earlier.season(reader_process::read), common.threads, load)
    } else {
        let regimes = workspace::regimes(&[path.to_owned()], common)?.into();
        let season = Season {
            regimes: &regimes,
            workspace: None,
            limits: &limits,
            apart: reader_process::read,
        };
        let entries = workspace::list(Path::new(""), path, &limits)?;
        batch::standing(entries, &season, common.threads, load)
    };
    let mut found: BTreeMap<String, Source> = BTreeMap::new();
    let mut disputed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let from = shown.display().to_string();
    let source = |branch, roster| Source {
        from: from.clone(),
        branch,
        roster,
        committee: committee.clone(),
    };
    for form in standing {
        let code = form.branch.to_ascii_uppercase();
        if form.is_disputed {
            disputed.entry(code).or_default().push(form.path);
            continue;
        }
        let roster = blank::roster_of(&form.submission);
        if !roster.is_empty() {
            let name = form.submission.info.branch_name.text().to_owned();
            let branch = BookBranch { code: code.clone(), name, ..BookBranch::default() };
            found.insert(code, source(branch, roster));
        }
    }
    for (code, paths) in &disputed {
        let args = [("branch", Arg::from(code)), ("paths", Arg::from(paths.join(", ")))];
        terminal.tell(&words.ui("form-roster-two", &args));
        let branch = BookBranch { code: code.clone(), ..BookBranch::default() };
        found.insert(code.clone(), source(branch, Vec::new()));
    }
    if found.is_empty() {
        let shown = Arg::from(from);
        return Err(Failure::Told("form-roster-unreadable", vec![("path", shown)]));
    }
    Ok(found.into_values().collect())
}
