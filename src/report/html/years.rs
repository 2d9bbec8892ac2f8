//! The ratings year on year, as bars and as a table; who came, moved or left; and the awards that years
//! in a row bring.

use crate::finding::Arg;
use crate::model::Rating;
use crate::report::{AwardLine, BranchYears, PreviousLine, WasBranch, YearCounts};
use crate::words::Catalogue;

use super::chart::{Bar, bar, share, told};
use super::{Page, rating_of_key, rating_short};

/// A year in the table.
pub(super) struct YearRow {
    pub year: u32,
    /// Members, rated.
    pub counts: [u32; 2],
    /// Each rating with its share, best first.
    pub ratings: Vec<String>,
    /// What is to be known of it.
    pub note: String,
}

/// Somebody who is not where he was.
pub(super) struct ChangeRow<'a> {
    pub kind: String,
    pub name: &'a str,
    pub birth: &'a str,
    pub was: &'a str,
    pub now: &'a str,
}

/// Somebody who may be proposed for an award.
pub(super) struct AwardRow<'a> {
    pub name: &'a str,
    pub branch: &'a str,
    pub years: u32,
    /// What it rests on.
    pub ground: String,
}

/// A branch this year and last year.
pub(super) struct BranchRow<'a> {
    pub name: &'a str,
    /// What it goes on from, with the ratings.
    pub was: String,
    pub now: String,
}

/// Earlier years beside this one.
pub(super) struct Years<'a> {
    pub shorts: [String; 4],
    pub rows: Vec<YearRow>,
    pub bars: Vec<Bar<'a>>,
    pub summary: String,
    pub changes: Vec<ChangeRow<'a>>,
    /// How many are not shown, in words.
    pub more: Option<String>,
    pub awards: Vec<AwardRow<'a>>,
    pub branches: Vec<BranchRow<'a>>,
    /// How many of them are not shown, in words.
    pub more_branches: Option<String>,
}

impl<'a> Years<'a> {
    /// `None` where no earlier years are known.
    pub(super) fn new(page: &Page<'a>, words: &Catalogue) -> Option<Self> {
        let previous: &'a PreviousLine = page.report.previous.as_ref()?;
        let shorts = Rating::BEST_FIRST.map(|it| rating_short(page, it, words));
        let bars = previous.years.iter().map(|it| {
            let others = [it.members, 0, 0, it.rated];
            bar(it.year.to_string(), Some((others, it.ratings())), &shorts, words)
        });
        let bars = bars.collect();
        let rows = previous.years.iter().map(|it| row(it, words)).collect();
        let having = |kind: &str| previous.changes.iter().filter(|it| it.kind == kind).count();
        let args = ["admitted", "came", "moved", "left", "asked"].map(|it| (it, having(it).into()));
        let mut changes: Vec<ChangeRow> = previous
            .changes
            .iter()
            .map(|it| ChangeRow {
                kind: words.ui(change_key(it.kind), &[]),
                name: &it.name,
                birth: it.birth.as_deref().unwrap_or_default(),
                was: it.was_branch.as_deref().unwrap_or_default(),
                now: it.branch.as_deref().unwrap_or_default(),
            })
            .collect();
        let all = changes.len();
        let more = page.shorten(&mut changes, all, "page-years-more", words);
        let awards = previous.awards.iter().map(|it| AwardRow {
            name: &it.name,
            branch: &it.branch,
            years: it.years,
            ground: ground(page, it, words),
        });
        let awards = awards.collect();
        let summary = words.ui("page-years-changes", &args);
        let mut branches: Vec<BranchRow> =
            previous.branches.iter().map(|it| branch(page, it, words)).collect();
        let all = branches.len();
        let more_branches = page.shorten(&mut branches, all, "page-years-more-branches", words);
        Some(Self { shorts, rows, bars, summary, changes, more, awards, branches, more_branches })
    }
}

fn row(it: &YearCounts, words: &Catalogue) -> YearRow {
    let rating = |count: u32| {
        let share = told(share(count, it.rated), words);
        format!("{count} ({share})")
    };
    YearRow {
        year: it.year,
        counts: [it.members, it.rated],
        ratings: it.ratings().into_iter().map(rating).collect(),
        note: if it.is_final { String::new() } else { words.ui("page-years-proposed", &[]) },
    }
}

fn branch<'a>(page: &Page<'a>, it: &'a BranchYears, words: &Catalogue) -> BranchRow<'a> {
    let short = |rating| rating_of_key(page, rating, words).unwrap_or_else(|| "–".to_owned());
    let one = |was: &WasBranch| {
        let rating = match (was.rating, was.decided) {
            (Some(_), false) => {
                let args = [("rating", Arg::from(short(was.rating)))];
                words.ui("page-years-proposed-rating", &args)
            }
            (rating, _) => short(rating),
        };
        if was.name == it.name { rating } else { format!("{}: {rating}", was.name) }
    };
    let was: Vec<String> = it.was.iter().map(one).collect();
    BranchRow { name: &it.name, was: was.join("; "), now: short(it.rating) }
}

fn change_key(kind: &str) -> &'static str {
    match kind {
        "asked" => "page-years-asked",
        "admitted" => "page-years-admitted",
        "came" => "page-years-came",
        "moved" => "page-years-moved",
        _ => "page-years-left",
    }
}

/// The ratings that an award rests on.
fn ground(page: &Page, award: &AwardLine, words: &Catalogue) -> String {
    let mut parts: Vec<String> = Vec::new();
    for it in &award.ratings {
        let rating = rating_of_key(page, it.rating, words).unwrap_or_else(|| "–".to_owned());
        let key = if it.decided { "page-years-decided" } else { "page-years-by-proposal" };
        let args = [("year", Arg::from(it.year)), ("rating", Arg::from(rating))];
        parts.push(words.ui(key, &args));
        if it.rating != Some(Rating::Excellent.key()) {
            break;
        }
    }
    if award.stated > 0 {
        parts.push(words.ui("page-years-stated", &[("years", award.stated.into())]));
    }
    parts.join("; ")
}
