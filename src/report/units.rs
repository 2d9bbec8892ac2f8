//! Sums by đảng bộ, where the workspace has some.

use serde::Serialize;

use crate::model::{CommuneResult, Rating};
use crate::tables::{Section, sections, units};
use crate::words::Catalogue;
use crate::workspace::{UnitKind, Workspace};

/// A đảng bộ: sums over its accepted branches, those under other units of it among them.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each is the count that its name says, as model::Tally has it")]
pub struct UnitLine {
    /// Null of the branches that stand under no unit.
    pub code: Option<String>,
    pub name: String,
    /// `dang-bo-co-so` or `dang-bo-bo-phan`; null of the branches under no unit.
    pub kind: Option<&'static str>,
    /// Code of the unit that it stands under.
    pub under: Option<String>,
    /// Its number in the tables, e.g. `II.1`.
    pub number: String,
    /// How many units it stands under.
    #[serde(skip)]
    pub depth: usize,
    pub branches_expected: usize,
    pub accepted: usize,
    pub members: u32,
    pub exempt: u32,
    pub unrated: u32,
    pub rated: u32,
    pub excellent: u32,
    pub good: u32,
    pub satisfactory: u32,
    pub unsatisfactory: u32,
    /// What was decided on the unit itself; left out until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<&'static str>,
}

pub(super) fn lines(
    results: &CommuneResult,
    workspace: Option<&Workspace>,
    words: &Catalogue,
) -> Vec<UnitLine> {
    sections(results, workspace).iter().map(|it| line(it, results, words)).collect()
}

fn decided(section: &Section, results: &CommuneResult) -> Option<Rating> {
    let own = units(results).find(|it| section.unit.is_some_and(|unit| unit.code == it.unit.code));
    own?.decided()
}

fn line(section: &Section, results: &CommuneResult, words: &Catalogue) -> UnitLine {
    let tally = section.tally(results);
    let is_in = |it: &&usize| results.branches[**it].is_accepted();
    UnitLine {
        code: section.unit.map(|it| it.code.clone()),
        name: section.unit.map_or_else(|| words.ui("unit-direct", &[]), |it| it.name.clone()),
        kind: section.unit.map(|it| match it.kind {
            UnitKind::DangBoCoSo => "dang-bo-co-so",
            UnitKind::DangBoBoPhan => "dang-bo-bo-phan",
        }),
        under: section.unit.and_then(|it| it.under.clone()),
        number: section.number.clone(),
        depth: section.depth,
        branches_expected: section.all.len(),
        accepted: section.all.iter().filter(is_in).count(),
        members: tally.members,
        exempt: tally.exempt,
        unrated: tally.unrated,
        rated: tally.rated,
        excellent: tally.count(Rating::Excellent),
        good: tally.count(Rating::Good),
        satisfactory: tally.count(Rating::Satisfactory),
        unsatisfactory: tally.count(Rating::Unsatisfactory),
        decided: decided(section, results).map(Rating::key),
    }
}
