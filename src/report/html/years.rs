//! The ratings year on year, as bars and as a table; who came, moved or left; and the awards that years
//! in a row bring.

use crate::finding::Arg;
use crate::model::Rating;
use crate::report::{AwardLine, PreviousLine, YearCounts};
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
        Some(Self { shorts, rows, bars, summary, changes, more, awards })
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
