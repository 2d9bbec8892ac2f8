//! Earlier years beside this one, for JSON and the page.

use serde::Serialize;

use crate::model::{
    Before, BranchResult, CollectiveBrief, CommuneResult, Decisions, PastRating, Rating,
};

/// Earlier years beside this one.
#[derive(Clone, Debug, Serialize)]
pub struct PreviousLine {
    /// The ratings year by year, the oldest first, this one last.
    pub years: Vec<YearCounts>,
    /// Who is known from last year: as he stands on this year's form, and as he stood.
    pub members: Vec<KnownLine>,
    /// Who came, moved, left, or has to be asked for: each once.
    pub changes: Vec<ChangeLine>,
    /// Who was excellent for as many years as the award asks for.
    pub awards: Vec<AwardLine>,
    /// Each branch beside those of last year that it goes on from.
    pub branches: Vec<BranchYears>,
}

/// A branch this year and last year.
#[derive(Clone, Debug, Serialize)]
pub struct BranchYears {
    /// Code of the branch of this year.
    pub branch: String,
    /// Its name.
    pub name: String,
    /// How it is rated; null of one that is out.
    pub rating: Option<&'static str>,
    /// The branches of last year that it goes on from.
    pub was: Vec<WasBranch>,
}

/// A branch of last year.
#[derive(Clone, Debug, Serialize)]
pub struct WasBranch {
    /// Its name.
    pub name: String,
    /// How it was rated.
    pub rating: Option<&'static str>,
    /// Whether that was decided, not only proposed.
    pub decided: bool,
}

/// The ratings of a year.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each is the count that its name says, as model::Tally has it")]
pub struct YearCounts {
    pub year: u32,
    pub members: u32,
    pub rated: u32,
    pub excellent: u32,
    pub good: u32,
    pub satisfactory: u32,
    pub unsatisfactory: u32,
    /// Whether all of it was decided.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// The workbooks that it was read from; none of this year.
    pub sources: Vec<String>,
}

impl YearCounts {
    /// The four ratings, best first.
    pub fn ratings(&self) -> [u32; 4] {
        [self.excellent, self.good, self.satisfactory, self.unsatisfactory]
    }
}

/// Somebody who is known from last year.
#[derive(Clone, Debug, Serialize)]
pub struct KnownLine {
    /// Code of the branch of this year.
    pub branch: String,
    /// The row of the form, as Excel counts it.
    pub row: u32,
    /// The name last year.
    pub was: String,
    /// The date of birth as last year has it.
    pub was_birth: Option<String>,
    /// The branch of last year.
    pub was_branch: String,
    /// The workbook of last year.
    pub was_source: String,
    /// The row of its list, as Excel counts it.
    pub was_row: u32,
    /// The rating of last year.
    pub last: Option<&'static str>,
    /// Years of excellence in a row, this one included; null of one who is not excellent.
    pub years: Option<u32>,
}

/// Somebody who is not where he was.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeLine {
    /// `asked`, `admitted`, `came`, `moved` or `left`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The date of birth.
    pub birth: Option<String>,
    /// The branch of this year; null of one who left.
    pub branch: Option<String>,
    /// The branch of last year; null of one who came.
    pub was_branch: Option<String>,
}

/// Somebody who may be proposed for an award.
#[derive(Clone, Debug, Serialize)]
pub struct AwardLine {
    /// The name.
    pub name: String,
    /// The branch.
    pub branch: String,
    /// Years in a row, this one included.
    pub years: u32,
    /// The ratings of the years before, the latest first.
    pub ratings: Vec<PastLine>,
    /// How many of the years no workbook shows: an earlier form said so.
    pub stated: u32,
}

/// A rating of an earlier year.
#[derive(Clone, Debug, Serialize)]
pub struct PastLine {
    /// The year.
    pub year: u32,
    /// The rating.
    pub rating: Option<&'static str>,
    /// Whether it was decided, not only proposed.
    pub decided: bool,
}

impl From<&PastRating> for PastLine {
    fn from(it: &PastRating) -> Self {
        Self { year: it.year, rating: it.rating.map(Rating::key), decided: it.is_decided }
    }
}

/// What is told of the earlier years.
pub(super) fn line(results: &CommuneResult, before: &Before, year: u32) -> PreviousLine {
    let mut years: Vec<YearCounts> = before
        .years
        .iter()
        .map(|it| YearCounts {
            year: it.year,
            members: it.members,
            rated: it.rated(),
            excellent: it.ratings[0],
            good: it.ratings[1],
            satisfactory: it.ratings[2],
            unsatisfactory: it.ratings[3],
            is_final: it.is_final,
            sources: it.sources.clone(),
        })
        .collect();
    let total = &results.total;
    years.push(YearCounts {
        year,
        members: total.members,
        rated: total.rated,
        excellent: total.ratings[0],
        good: total.ratings[1],
        satisfactory: total.ratings[2],
        unsatisfactory: total.ratings[3],
        is_final: results.decisions.as_ref().is_some_and(Decisions::is_final)
            && results.branches.iter().all(BranchResult::is_accepted),
        sources: Vec::new(),
    });
    let changes = before.changes.iter().map(|it| ChangeLine {
        kind: it.kind.key(),
        name: it.name.clone(),
        birth: it.birth.map(|it| it.to_string()),
        branch: Some(it.branch.clone()).filter(|it| !it.is_empty()),
        was_branch: Some(it.before.clone()).filter(|it| !it.is_empty()),
    });
    let awards = before.awards.iter().map(|it| AwardLine {
        name: it.name.clone(),
        branch: it.branch.clone(),
        years: it.years,
        ratings: it.ratings.iter().map(PastLine::from).collect(),
        stated: it.stated,
    });
    PreviousLine {
        years,
        members: known(results, before),
        changes: changes.collect(),
        awards: awards.collect(),
        branches: branches(results, before),
    }
}

fn branches(results: &CommuneResult, before: &Before) -> Vec<BranchYears> {
    let one = |it: &BranchResult| {
        let was = before.branches.iter().filter(|own| own.code == it.branch.code);
        let was = was.map(|own| WasBranch {
            name: own.name.clone(),
            rating: own.rating.map(Rating::key),
            decided: own.is_decided,
        });
        let was: Vec<WasBranch> = was.collect();
        let row = it.own_row();
        let rating = row.as_ref().and_then(CollectiveBrief::counted).map(Rating::key);
        (!was.is_empty()).then(|| BranchYears {
            branch: it.branch.code.clone(),
            name: it.branch.name.clone(),
            rating,
            was,
        })
    };
    results.branches.iter().filter_map(one).collect()
}

fn known(results: &CommuneResult, before: &Before) -> Vec<KnownLine> {
    let mut lines = Vec::new();
    for branch in &results.branches {
        for member in branch.members() {
            let key = (branch.branch.code.clone(), member.row);
            let Some(memory) = before.people.get(&key) else { continue };
            let is_excellent =
                member.standing() == crate::model::Standing::Rated(Rating::Excellent);
            lines.push(KnownLine {
                branch: key.0,
                row: member.row + 1,
                was: memory.name.clone(),
                was_birth: memory.birth.map(|it| it.to_string()),
                was_branch: memory.branch.clone(),
                was_source: memory.source.0.clone(),
                was_row: memory.source.1 + 1,
                last: member.last_year.map(Rating::key),
                years: member.excellent_years.filter(|_| is_excellent),
            });
        }
    }
    lines
}
