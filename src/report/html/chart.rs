//! Bars and the gauge: where things lie, in hundredths of a percent, so that
//! equal counts draw equal pictures on every machine.

use std::borrow::Cow;

use crate::finding::Arg;
use crate::model::{Certainty, Hundredths, Rating};
use crate::report::{BranchLine, MemberQuotaLine};
use crate::words::Catalogue;
use crate::workspace::{QuotaBase, QuotaRounding};

use super::{Page, counted, rating_short};

/// All of a bar, in hundredths of a percent.
const WHOLE: u64 = 10_000;
/// A part narrower than this (6 %) has no room for its number.
const LABEL_MIN: u64 = 600;

/// `1250` is written `12.5%`.
fn percent(hundredths: u64) -> String {
    let hundredths = i32::try_from(hundredths.min(10 * WHOLE)).unwrap_or_default();
    format!("{}%", Hundredths::new(hundredths).with_point('.'))
}

/// `part` of `all` in hundredths of a percent, rounded to the nearest; 0 of nothing.
pub(super) fn share(part: u32, all: u32) -> u64 {
    let (part, all) = (u64::from(part), u64::from(all));
    (part * WHOLE + all / 2).checked_div(all).unwrap_or(0)
}

/// A share in words, with two decimals as in the workbook: `16,20%`.
pub(super) fn told(hundredths: u64, words: &Catalogue) -> String {
    let (whole, part, point) = (hundredths / 100, hundredths % 100, words.lang().point());
    let number = format!("{whole}{point}{part:02}");
    words.ui("page-percent", &[("number", Arg::from(number))])
}

/// One rating of a bar.
pub(super) struct Segment {
    /// Class of the rating, e.g. `excellent`.
    pub class: &'static str,
    pub x: String,
    pub width: String,
    pub middle: String,
    /// The count, where there is room.
    pub label: Option<u32>,
    /// What the pointer shows, e.g. `HTTNV: 14`.
    pub title: String,
}

/// How many excellent members there may be, marked on a bar: excellent members begin it.
pub(super) struct Mark {
    pub x: String,
    /// The mark in words.
    pub words: String,
}

/// The four ratings of a branch or of the commune.
pub(super) struct Bar<'a> {
    pub name: Cow<'a, str>,
    /// Why there is no bar.
    pub empty: Option<String>,
    pub segments: Vec<Segment>,
    /// The quota, where it is counted over all that the bar shows.
    pub limit: Option<Mark>,
    /// The whole bar in words.
    pub words: String,
    /// How many are rated, in words.
    pub rated: String,
    /// Members, exempt, unrated, rated, then the four ratings; `–` where unknown.
    pub cells: Vec<String>,
}

/// A rating of the legend.
pub(super) struct LegendRow {
    pub class: &'static str,
    pub short: String,
    pub name: String,
}

/// The chart of ratings and the table behind it.
pub(super) struct Bars<'a> {
    pub legend: Vec<LegendRow>,
    pub commune: Bar<'a>,
    pub branches: Vec<Bar<'a>>,
    /// That there are too many of them, in words.
    pub more: Option<String>,
    /// Shares of the rated members of the commune, best first.
    pub shares: Vec<String>,
}

impl<'a> Bars<'a> {
    /// `None` without a workspace.
    pub(super) fn new(page: &Page<'a>, words: &Catalogue) -> Option<Self> {
        let totals = page.report.totals.as_ref()?;
        let shorts = Rating::BEST_FIRST.map(|it| rating_short(page, it, words));
        let legend = Rating::BEST_FIRST.into_iter().zip(&shorts).map(|(rating, short)| LegendRow {
            class: rating.key(),
            short: short.clone(),
            name: page
                .context
                .map_or_else(String::new, |it| it.regime.rules.rating_name(rating).to_owned()),
        });
        // The committee is not who is rated.
        let name = words.ui("group-commune", &[]);
        let ratings = [totals.excellent, totals.good, totals.satisfactory, totals.unsatisfactory];
        let others = [totals.members, totals.exempt, totals.unrated, totals.rated];
        let mut commune = bar(name, Some((others, ratings)), &shorts, words);
        commune.limit = mark(page, totals.rated, words);
        let all = &page.report.branches;
        let mut shown: Vec<&BranchLine> =
            if page.is_large() { vec![] } else { all.iter().collect() };
        if page.is_above() {
            // Stable: the share of excellent members, and who is out last.
            let share = |it: &&BranchLine| counts(it).map(|(all, own)| share(own[0], all[3]));
            shown.sort_by_key(|it| std::cmp::Reverse(share(it)));
        }
        let branches = shown.into_iter().map(|branch| {
            let mut bar = bar(branch.name.as_str(), counts(branch), &shorts, words);
            if counts(branch).is_none() {
                let status = words.ui(crate::report::phrase::status_key(branch.status), &[]);
                bar.empty = Some(words.ui("page-bar-out", &[("status", status.into())]));
            }
            bar
        });
        let shares = ratings.map(|count| told(share(count, totals.rated), words));
        Some(Self {
            legend: legend.collect(),
            commune,
            branches: branches.collect(),
            more: page.is_large().then(|| counted(words, "page-more-bars", all.len())),
            shares: shares.into(),
        })
    }
}

/// Members, exempt, unrated, rated; and the four ratings, best first.
pub(super) type Counts = ([u32; 4], [u32; 4]);

fn counts(branch: &BranchLine) -> Option<Counts> {
    Some((
        [branch.members?, branch.exempt?, branch.unrated?, branch.rated?],
        [branch.excellent?, branch.good?, branch.satisfactory?, branch.unsatisfactory?],
    ))
}

/// The quota on the bar of the commune; a quota in groups has a gauge for each, since room
/// in one of them is none in another.
fn mark(page: &Page, rated: u32, words: &Catalogue) -> Option<Mark> {
    let [quota] = page.report.quotas.as_slice() else { return None };
    if quota.group.is_some() || rated == 0 {
        return None;
    }
    Some(Mark {
        x: percent(share(quota.limit.min(rated), rated)),
        words: words.ui("page-bar-limit", &[("limit", quota.limit.into())]),
    })
}

pub(super) fn bar<'a>(
    name: impl Into<Cow<'a, str>>,
    counts: Option<Counts>,
    shorts: &[String; 4],
    words: &Catalogue,
) -> Bar<'a> {
    let name = name.into();
    let Some((others, ratings)) = counts else {
        let cells = vec!["–".to_owned(); 8];
        let (segments, text) = (Vec::new(), String::new());
        let limit = None;
        return Bar { name, empty: None, segments, limit, words: text.clone(), rated: text, cells };
    };
    let rated: u32 = ratings.iter().sum();
    let mut segments = Vec::new();
    let mut told = Vec::new();
    let mut before = 0;
    for ((rating, count), short) in Rating::BEST_FIRST.into_iter().zip(ratings).zip(shorts) {
        let title = words.ui("page-bar-part", &[("rating", short.into()), ("count", count.into())]);
        told.push(title.clone());
        let (from, to) = (share(before, rated), share(before + count, rated));
        before += count;
        if count > 0 {
            segments.push(Segment {
                class: rating.key(),
                x: percent(from),
                width: percent(to - from),
                middle: percent(u64::midpoint(from, to)),
                label: (to - from >= LABEL_MIN).then_some(count),
                title,
            });
        }
    }
    let parts = told.join(", ");
    let told = words.ui("page-bar", &[("name", (*name).into()), ("parts", parts.into())]);
    Bar {
        name,
        empty: (rated == 0).then(|| words.ui("page-bar-nobody", &[])),
        segments,
        limit: None,
        words: told,
        rated: words.ui("page-bar-rated", &[("count", rated.into())]),
        cells: others.iter().chain(&ratings).map(u32::to_string).collect(),
    }
}

/// The quota of excellent branches of one kind.
pub(super) struct KindRow<'a> {
    pub kind: &'a str,
    pub excellent: u32,
    pub good: u32,
    pub limit: u32,
    pub verdict: String,
    pub is_over: bool,
}

/// A gauge: excellent members against their limit, and how the limit comes about.
pub(super) struct Gauge<'a> {
    /// The group; none where the quota is counted over the commune.
    pub group: Option<&'a str>,
    pub verdict: String,
    pub is_over: bool,
    pub excellent: u32,
    pub limit: u32,
    /// Where on the gauge the excellent members end.
    pub filled: String,
    /// Where on the gauge the limit stands.
    pub mark: String,
    /// How the limit's number is set so that it stays on the gauge.
    pub anchor: &'static str,
    /// The gauge in words.
    pub words: String,
    /// How the limit comes about.
    pub formula: Option<String>,
    /// The other reading of the clause.
    pub other: Option<String>,
    /// The decision that allows the group more.
    pub decision: Option<String>,
}

/// The quota of excellent members: a gauge for each group, or one for the commune.
pub(super) struct Quota<'a> {
    pub provisional: bool,
    /// That heads are counted by themselves, where a setting says so.
    pub outside: Option<String>,
    pub gauges: Vec<Gauge<'a>>,
    /// The clause.
    pub clause: Option<&'a str>,
    /// Quotas of branches by kind, and their clause.
    pub kinds: Vec<KindRow<'a>>,
    pub kinds_clause: Option<&'a str>,
    /// Whether the clause on branches is only inferred.
    pub kinds_inferred: bool,
}

impl<'a> Quota<'a> {
    /// `None` without a workspace.
    pub(super) fn new(page: &Page<'a>, words: &Catalogue) -> Option<Self> {
        let totals = page.report.totals.as_ref()?;
        let rules = page.context.map(|it| &it.regime.rules.quota);
        Some(Self {
            provisional: totals.quota_provisional,
            outside: (totals.quota_outside > 0)
                .then(|| words.ui("quota-outside", &[("heads", totals.quota_outside.into())])),
            gauges: page.report.quotas.iter().map(|it| gauge(page, it, words)).collect(),
            clause: rules.map(|it| it.members.clause.as_str()),
            kinds: page
                .report
                .branch_quotas
                .iter()
                .map(|it| KindRow {
                    kind: it.kind.as_deref().unwrap_or("–"),
                    excellent: it.excellent,
                    good: it.good,
                    limit: it.limit,
                    verdict: if it.excellent == 0 {
                        words.ui("page-kind-none", &[])
                    } else {
                        verdict(it.excellent, it.limit, "page-kind", words)
                    },
                    is_over: it.excellent > it.limit,
                })
                .collect(),
            kinds_clause: rules.map(|it| it.branches.clause.as_str()),
            kinds_inferred: rules.is_some_and(|it| it.branches.sure != Certainty::Certain),
        })
    }
}

fn gauge<'a>(page: &Page<'a>, quota: &'a MemberQuotaLine, words: &Catalogue) -> Gauge<'a> {
    let (excellent, limit) = (quota.excellent, quota.limit);
    // A fifth of the scale stays free, so that the end can be seen.
    let scale = excellent.max(limit).max(1);
    let place = |count: u32| share(count, scale) * 5 / 6;
    let (formula, other) = if page.is_above() {
        (Some(words.ui("page-quota-above", &[])), None)
    } else {
        page.context.map(|it| formulas(&it, quota, words)).unzip()
    };
    let group = quota.group.as_deref();
    let decision = group.and_then(|it| page.context?.decision(it)).map(|it| {
        let args = [("number", Arg::from(&it.number)), ("date", Arg::from(&it.date))];
        words.ui("page-quota-decision", &args)
    });
    let args = [
        ("group", group.unwrap_or_default().into()),
        ("excellent", excellent.into()),
        ("limit", limit.into()),
    ];
    let verdict = if group.is_some() && excellent == 0 {
        words.ui("page-kind-none", &[])
    } else {
        verdict(excellent, limit, "page-quota", words)
    };
    Gauge {
        group,
        verdict,
        is_over: quota.over() > 0,
        excellent,
        limit,
        filled: percent(place(excellent)),
        mark: percent(place(limit)),
        anchor: if place(limit) < 1_000 { "start" } else { "middle" },
        words: words.ui(if group.is_some() { "page-gauge-of" } else { "page-gauge" }, &args),
        formula,
        other,
        decision,
    }
}

fn verdict(excellent: u32, limit: u32, prefix: &str, words: &Catalogue) -> String {
    let (key, count) = match limit.checked_sub(excellent) {
        Some(0) => ("full", 0),
        Some(left) => ("left", left),
        None => ("over", excellent - limit),
    };
    counted(words, &format!("{prefix}-{key}"), count as usize)
}

/// The formula by the settings, and the other reading of the clause.
fn formulas(
    context: &crate::context::Context,
    quota: &MemberQuotaLine,
    words: &Catalogue,
) -> (String, String) {
    let rounding = match context.settings.quota_rounding {
        QuotaRounding::Down => "setting-rounding-down",
        QuotaRounding::Nearest => "setting-rounding-nearest",
        QuotaRounding::Up => "setting-rounding-up",
    };
    let one = |key: &str, base_key: &'static str, base: u32, limit: u32| {
        // Percent times people is hundredths of people.
        let exact = i32::try_from(u64::from(quota.percent) * u64::from(base)).unwrap_or(i32::MAX);
        words.ui(
            key,
            &[
                ("percent", u32::from(quota.percent).into()),
                ("base", base.into()),
                ("what", Arg::Word(base_key)),
                ("exact", Hundredths::new(exact).into()),
                ("rounding", words.ui(rounding, &[]).into()),
                ("limit", limit.into()),
            ],
        )
    };
    let good = ("setting-base-good", quota.good, quota.limit_good);
    let better =
        ("setting-base-good-or-better", quota.good + quota.excellent, quota.limit_good_or_better);
    let (own, other) = match context.settings.quota_base {
        QuotaBase::Good => (good, better),
        QuotaBase::GoodOrBetter => (better, good),
    };
    (
        one("page-quota-formula", own.0, quota.base, quota.limit),
        one("page-quota-other", other.0, other.1, other.2),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_never_divides_by_nothing() {
        #[rustfmt::skip]
        let table = [
            // part, all, hundredths of a percent
            (0, 0, 0),
            (0, 7, 0),
            (1, 3, 3_333),
            (2, 3, 6_667),
            (7, 7, 10_000),
        ];
        for (part, all, expected) in table {
            assert_eq!(share(part, all), expected, "{part} of {all}");
        }
        assert_eq!(percent(3_333), "33.33%");
        assert_eq!(percent(10_000), "100%");
    }

    #[test]
    fn the_verdict_turns_at_the_limit() {
        let words = Catalogue::new(crate::words::Lang::Vi);
        #[rustfmt::skip]
        let table = [
            // excellent, limit, verdict
            (0, 1, "Trong mức cho phép, còn 1 người"),
            (1, 1, "Vừa đúng mức cho phép"),
            (2, 1, "Vượt mức cho phép 1 người"),
            (0, 0, "Vừa đúng mức cho phép"),
        ];
        for (excellent, limit, expected) in table {
            assert_eq!(verdict(excellent, limit, "page-quota", &words), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_parts_of_a_bar_fill_it_and_never_overlap(ratings in proptest::array::uniform4(0u32..500)) {
            let words = Catalogue::new(crate::words::Lang::Vi);
            let shorts = ["a", "b", "c", "d"].map(str::to_owned);
            let drawn = bar("x", Some(([0; 4], ratings)), &shorts, &words);
            let number = |text: &str| text.trim_end_matches('%').parse::<f64>().unwrap();
            let mut end = 0.0;
            for segment in &drawn.segments {
                proptest::prop_assert!((number(&segment.x) - end).abs() < 0.001, "{end}");
                end = number(&segment.x) + number(&segment.width);
            }
            let all: u32 = ratings.iter().sum();
            let full = if all == 0 { 0.0 } else { 100.0 };
            proptest::prop_assert!((end - full).abs() < 0.001, "{end}");
        }
    }
}
