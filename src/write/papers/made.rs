//! Which papers a run gives, and what the lists of each have: a notice to a branch is made of results in
//! which there is no other branch.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::finding::Finding;
use crate::model::{Accepted, BranchResult, CommuneResult, Decisions, Rating, Subject, Tally};
use crate::tables::{Case, Commune, Listed, Person, UnitRow, Whom, cases};
use crate::workbook::Limits;
use crate::write::fill::data::Data;
use crate::write::fill::values::Extent;

use super::built_in::{PAPERS, Paper, Per};
use super::{check, filled};
use crate::write::bodies::Bodies;

/// The extension of papers.
const EXTENSION: &str = ".docx";

/// Templates that take the place of built-in ones, by the names of the papers.
pub type Own = BTreeMap<String, Vec<u8>>;

/// A paper that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The name of its file.
    pub file: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether it bears that it is a draft.
    pub is_draft: bool,
}

/// The names of all papers, without the extension.
pub fn names() -> impl Iterator<Item = &'static str> {
    PAPERS.iter().map(|it| it.name)
}

/// A built-in template by the name of its paper.
pub fn template(name: &str) -> Option<&'static [u8]> {
    PAPERS.iter().find(|it| it.name == name).map(|it| it.template)
}

/// All papers of a run. Where not everything of a paper is decided, with number and date, it is marked
/// with `draft`. Findings are of the own templates, each with the name of its file.
///
/// # Errors
/// What is wrong with an own template; then no paper is to be written.
pub fn make(
    results: &CommuneResult,
    context: &Context,
    own: &Own,
    draft: &str,
) -> Result<Vec<Made>, Vec<Finding>> {
    let limits = Limits::default();
    let findings: Vec<Finding> =
        own.iter().flat_map(|(name, bytes)| of_file(check(bytes, &limits), name)).collect();
    if !findings.is_empty() {
        return Err(findings);
    }
    let bodies = Bodies::new(context);
    let maker = Maker { results, context, own, draft, bodies: &bodies };
    let mut made = Vec::new();
    for paper in &PAPERS {
        match paper.per {
            Per::Members | Per::Branches | Per::Collectives | Per::Units => {
                maker.decisions(paper, &mut made)?;
            }
            Per::Branch => maker.notices(paper, &mut made)?,
            Per::Commune => made.push(maker.of_commune(paper)?),
        }
    }
    Ok(made)
}

fn of_file(mut findings: Vec<Finding>, name: &str) -> Vec<Finding> {
    for it in &mut findings {
        it.file = Some(format!("{name}{EXTENSION}"));
    }
    findings
}

struct Maker<'a> {
    results: &'a CommuneResult,
    context: &'a Context<'a>,
    own: &'a Own,
    draft: &'a str,
    bodies: &'a Bodies<'a>,
}

/// By whom, and by which of their papers; no paper where nothing is decided yet.
type Key = (usize, Option<usize>);

/// Those on whom one body decides with one paper.
#[derive(Default)]
struct Group {
    subjects: BTreeSet<Subject>,
    ratings: [u32; 4],
}

impl Maker<'_> {
    /// One decision for each body and each of its papers.
    fn decisions(&self, paper: &Paper, made: &mut Vec<Made>) -> Result<(), Vec<Finding>> {
        let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
        for case in cases(self.results).filter(|it| is_of(paper.per, it)) {
            // A paper names whom it named when it was signed, whatever replaced that since.
            let earlier = case.decided.iter().flat_map(|it| &it.earlier);
            let earlier = earlier.map(|it| (self.key(&case, Some(it.paper)), Some(it.rating)));
            let now = case.decided.map(|it| it.now.paper);
            let now = std::iter::once((self.key(&case, now), rating_of(&case)));
            for (key, rating) in now.chain(earlier) {
                // What the body above decides it writes itself.
                if self.bodies.is_above(key.0) {
                    continue;
                }
                let group = groups.entry(key).or_default();
                if let Some(rating) = rating {
                    group.ratings[rating.place()] += 1;
                }
                group.subjects.insert(case.whom.subject());
            }
        }
        let bodies: BTreeSet<usize> = groups.keys().map(|it| it.0).collect();
        let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
        for (key, group) in &groups {
            let mut file = paper.name.to_owned();
            if bodies.len() > 1 {
                file = format!("{file}-{}", self.bodies.code(key.0));
            }
            // What is open besides has a name of its own, so that the others keep theirs.
            let of_body = groups.keys().filter(|it| it.0 == key.0).count();
            if key.1.is_none() && of_body > 1 {
                file.push_str("-con-lai");
            } else {
                let number = numbers.entry(key.0).and_modify(|it| *it += 1).or_insert(1);
                if *number > 1 {
                    file = format!("{file}-{number}");
                }
            }
            made.push(self.decision(paper, *key, group, &file)?);
        }
        Ok(())
    }

    /// Who decides on one, and by which paper; whoever signed that, where it is there.
    fn key(&self, case: &Case, paper: Option<usize>) -> Key {
        let of_paper = paper.and_then(|it| self.papers()?.papers.get(it));
        let known = of_paper.and_then(|it| self.bodies.of_code(&it.authority));
        (known.unwrap_or_else(|| self.bodies.of_case(case)), paper)
    }

    fn papers(&self) -> Option<&Decisions> {
        self.results.decisions.as_ref()
    }

    /// Whether a paper has number and date.
    fn is_numbered(&self, paper: Option<usize>) -> bool {
        let paper = paper.and_then(|it| self.papers()?.papers.get(it));
        paper.is_some_and(|it| !it.number.is_empty() && it.date.is_some())
    }

    /// Whether it has everybody on whom it decided besides.
    fn is_whole(&self, paper: Option<usize>) -> bool {
        let own = paper.and_then(|it| self.papers()?.papers.get(it));
        self.is_numbered(paper) && own.is_some_and(|it| it.waiting == 0)
    }

    fn decision(
        &self,
        paper: &Paper,
        (body, number): Key,
        group: &Group,
        file: &str,
    ) -> Result<Made, Vec<Finding>> {
        let rated: u32 = group.ratings.iter().sum();
        let mut results = self.results.clone();
        let replaced =
            |it: &crate::model::Ruling| it.earlier.iter().any(|it| Some(it.paper) == number);
        if let (Some(paper), Some(all)) = (number, self.papers())
            && all.decided.values().any(replaced)
        {
            let signed = all.as_of(paper);
            signed.lay_over(&mut results.branches);
            results.decisions = Some(signed);
        }
        results.total = Tally { members: rated, rated, ratings: group.ratings, ..Tally::default() };
        if paper.per == Per::Branches {
            results
                .branches
                .retain(|it| group.subjects.contains(&Subject::Branch(it.branch.code.clone())));
        }
        let has = |whom: Whom| group.subjects.contains(&whom.subject());
        let extent = Extent {
            member: &|it: &Person| has(Whom::Member(*it)),
            collective: &|it: &Listed| has(Whom::Collective(*it)),
            branch: &|it: &BranchResult| {
                group.subjects.contains(&Subject::Branch(it.branch.code.clone()))
            },
            unit: &|it: &UnitRow| has(Whom::Unit(*it)),
            paper: &|it| Some(it) == number,
            ..Extent::all()
        };
        self.paper(paper, file, &results, (body, !self.is_whole(number)), extent)
    }

    /// One notice for each accepted branch.
    fn notices(&self, paper: &Paper, made: &mut Vec<Made>) -> Result<(), Vec<Finding>> {
        let mut open: BTreeMap<&str, bool> = BTreeMap::new();
        let mut papers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for case in cases(self.results) {
            let Some(code) = case.branch.map(|it| it.branch.code.as_str()) else { continue };
            let paper = case.decided.map(|it| it.now.paper);
            *open.entry(code).or_default() |= !self.is_numbered(paper);
            papers.entry(code).or_default().extend(paper);
        }
        let all = self.results.branches.iter();
        for (branch, form) in all.filter_map(|it| Some((it, it.accepted()?))) {
            let code = branch.branch.code.as_str();
            let results = self.of_branch(branch, form);
            let own = papers.remove(code).unwrap_or_default();
            let is_draft = open.get(code).copied().unwrap_or(self.papers().is_none());
            let extent = Extent { paper: &|it| own.contains(&it), ..Extent::all() };
            let body = self.bodies.of_branch(&branch.branch);
            let file = format!("{}-{code}", paper.name);
            made.push(self.paper(paper, &file, &results, (body, is_draft), extent)?);
        }
        Ok(())
    }

    /// A commune of this branch alone.
    fn of_branch(&self, branch: &BranchResult, form: &Accepted) -> CommuneResult {
        let all = self.results;
        CommuneResult {
            branches: vec![branch.clone()],
            units: Vec::new(),
            total: form.tally.clone(),
            quota: all.quota.clone(),
            groups: all.groups.clone(),
            branch_quotas: Vec::new(),
            provisional: false,
            // Whatever was decided on others is left behind.
            decisions: all
                .decisions
                .as_ref()
                .map(|it| Decisions { papers: it.papers.clone(), ..Decisions::default() }),
            above: None,
            before: None,
        }
    }

    fn of_commune(&self, paper: &Paper) -> Result<Made, Vec<Finding>> {
        let is_draft = !self.papers().is_some_and(Decisions::is_final);
        let body = self.bodies.committee();
        self.paper(paper, paper.name, self.results, (body, is_draft), Extent::all())
    }

    fn paper(
        &self,
        paper: &Paper,
        file: &str,
        results: &CommuneResult,
        (body, is_draft): (usize, bool),
        mut extent: Extent,
    ) -> Result<Made, Vec<Finding>> {
        let own = self.own.get(paper.name);
        let template = own.map_or(paper.template, Vec::as_slice);
        let draft = if is_draft { self.draft } else { "" };
        let issuer = self.bodies.issuer(body, paper.name);
        extent.issuer = issuer;
        draft.clone_into(&mut extent.draft);
        let data = Data::within(results, Commune::new(results, self.context), extent);
        let bytes = filled(template, &data, draft).map_err(|it| of_file(it, paper.name))?;
        Ok(Made { file: format!("{file}{EXTENSION}"), bytes, is_draft })
    }
}

fn is_of(per: Per, case: &Case) -> bool {
    match case.whom {
        Whom::Member(_) => per == Per::Members,
        Whom::Collective(_) => per == Per::Collectives,
        Whom::Branch(_) => per == Per::Branches,
        Whom::Unit(_) => per == Per::Units,
    }
}

/// The rating that counts; none of a unit on which nobody decided.
fn rating_of(case: &Case) -> Option<Rating> {
    case.decided.map(|it| it.now.rating).or(case.proposal)
}
