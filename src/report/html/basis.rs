//! What the run judged by: the regime with its clauses, and the settings.

use crate::context::Context;
use crate::model::{Aid, Certainty};
use crate::regime::rules::{Condition, Subject};
use crate::words::Catalogue;
use crate::workspace::{Duplicates, Heads, QuotaBase, QuotaRounding, Settings, SixMonthDate};

use super::Page;

/// A setting and what it is set to.
pub(super) struct SettingRow {
    pub name: String,
    pub value: String,
    /// The key in `xeploai.toml`.
    pub key: String,
    /// Whether the workspace changed it.
    pub is_changed: bool,
}

/// Rules of how decisions are made; the others are of forms.
const OF_DECISIONS: [&str; 4] = ["R-ORDER", "R-ORDER-D", "R-RERATE", "R-THREE"];

/// A clause and what was judged by it.
pub(super) struct ClauseRow<'a> {
    pub clause: &'a str,
    pub uses: Vec<String>,
    pub sure: String,
}

/// The regime, its clauses and the settings.
pub(super) struct Basis<'a> {
    pub regime: &'a str,
    pub settings: Vec<SettingRow>,
    pub clauses: Vec<ClauseRow<'a>>,
}

impl<'a> Basis<'a> {
    /// `None` when no single regime was used.
    pub(super) fn new(page: &Page<'a>, words: &Catalogue) -> Option<Self> {
        let context = page.context?;
        let rules = &context.regime.rules;
        let mut clauses: Vec<ClauseRow> = Vec::new();
        let mut add = |clause: &'a str, what: String, sure: Certainty| {
            let sure = certainty(sure, words);
            match clauses.iter_mut().find(|it| it.clause == clause && it.sure == sure) {
                Some(row) if row.uses.contains(&what) => {}
                Some(row) => row.uses.push(what),
                None => clauses.push(ClauseRow { clause, uses: vec![what], sure }),
            }
        };
        for condition in &rules.condition {
            add(&condition.clause, condition_words(condition, words), condition.sure);
        }
        let of_members = if rules.quota.is_by_group() {
            "page-clause-quota-groups"
        } else {
            "page-clause-quota-members"
        };
        for (quota, key) in [
            (&rules.quota.members, of_members),
            (&rules.quota.branches, "page-clause-quota-branches"),
        ] {
            let what = words.ui(key, &[("percent", u32::from(quota.percent).into())]);
            add(&quota.clause, what, quota.sure);
        }
        let has_units = context.workspace.is_some_and(|it| !it.unit.is_empty());
        for own in rules.deciding.iter().filter(|_| has_units).flat_map(|it| it.of.values()) {
            add(&own.clause, words.ui("page-clause-deciding", &[]), own.sure);
        }
        for (id, rule) in &rules.rule {
            let is_of_decisions = OF_DECISIONS.contains(&id.as_str());
            let key = if is_of_decisions { "page-clause-decisions" } else { "page-clause-form" };
            add(&rule.clause, words.ui(key, &[]), rule.sure);
        }
        Some(Self { regime: &rules.name, settings: settings(&context, words), clauses })
    }
}

/// What a condition is about: its title, if the catalogue has one, and whose it is.
fn condition_words(condition: &Condition, words: &Catalogue) -> String {
    let subject = words.ui(
        match condition.subject {
            Subject::Member => "page-subject-member",
            Subject::Branch => "page-subject-branch",
            Subject::Collective => "page-subject-collective",
        },
        &[],
    );
    match words.condition(&condition.rule) {
        Some(entry) => format!("{subject}: {}", entry.title),
        None => format!("{subject}: {}", condition.rule),
    }
}

fn certainty(sure: Certainty, words: &Catalogue) -> String {
    let key = match sure {
        Certainty::Certain => "page-sure-certain",
        Certainty::Inferred => "page-sure-inferred",
        Certainty::Unknown => "page-sure-unknown",
    };
    words.ui(key, &[])
}

fn settings(context: &Context, words: &Catalogue) -> Vec<SettingRow> {
    let (own, plain) = (context.settings, &Settings::default());
    let mut rows = Vec::new();
    let mut add = |key: &str, value: String, is_changed: bool| {
        let name = words.ui(&format!("setting-{key}"), &[]);
        rows.push(SettingRow { name, value, key: key.to_owned(), is_changed });
    };
    let word = |key: &str| words.ui(key, &[]);
    let yes_no = |on: bool| word(if on { "setting-yes" } else { "setting-no" });
    let base = match own.quota_base {
        QuotaBase::Good => "setting-base-good",
        QuotaBase::GoodOrBetter => "setting-base-good-or-better",
    };
    add("quota-base", word(base), own.quota_base != plain.quota_base);
    let rounding = match own.quota_rounding {
        QuotaRounding::Down => "setting-rounding-down",
        QuotaRounding::Nearest => "setting-rounding-nearest",
        QuotaRounding::Up => "setting-rounding-up",
    };
    add("quota-rounding", word(rounding), own.quota_rounding != plain.quota_rounding);
    if !own.quota_order.is_empty() {
        let named = own.quota_order.iter().map(|it| {
            word(match it {
                Aid::Votes => "setting-order-votes",
                Aid::Quarters => "setting-order-quarters",
                Aid::Points => "setting-order-points",
            })
        });
        add("quota-order", named.collect::<Vec<_>>().join(", "), true);
    }
    let duplicates = match own.duplicates {
        Duplicates::Error => "setting-duplicates-error",
        Duplicates::Newest => "setting-duplicates-newest",
    };
    add("duplicates", word(duplicates), own.duplicates != plain.duplicates);
    add("require-ballots", yes_no(own.require_ballots), own.require_ballots);
    let threshold = own.vote_threshold.fraction();
    let threshold_words = match threshold {
        Some((above, below)) => {
            words.ui("setting-threshold-share", &[("above", above.into()), ("below", below.into())])
        }
        None => word("setting-threshold-none"),
    };
    add("vote-threshold", threshold_words, threshold.is_some());
    let date = match own.six_month_date {
        SixMonthDate::Meeting => "setting-date-meeting",
        SixMonthDate::YearEnd => "setting-date-year-end",
    };
    add("six-month-date", word(date), own.six_month_date != plain.six_month_date);
    add("head-cap", yes_no(context.is_head_capped()), own.head_cap.is_some());
    add("village-bodies", yes_no(own.village_bodies), own.village_bodies);
    if own.quota_heads != plain.quota_heads {
        let heads = match own.heads {
            Heads::Both => "setting-heads-both",
            Heads::Secretary => "setting-heads-secretary",
            Heads::Leaders => "setting-heads-leaders",
        };
        add("quota-heads", word(heads), true);
    }
    for (code, &severity) in context.workspace.iter().flat_map(|it| &it.severity) {
        rows.push(SettingRow {
            name: words.ui("setting-severity", &[("code", code.into())]),
            value: words.severity(severity),
            key: format!("severity.{code}"),
            is_changed: true,
        });
    }
    rows
}
