//! Two consolidated workbooks or reports beside one another, as far as they say the same things: sums, branches,
//! and people where both are workbooks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::compare::{Beside, Listed, beside, listed};
use crate::model::text::fold;
use crate::model::{ByName, Rating, YearBook, is_same_name};
use crate::report::COUNTS;

/// What a consolidated workbook or a report says.
#[derive(Clone, Debug)]
pub struct Side {
    /// The rating year.
    pub year: Option<u32>,
    /// Counts of the commune by what they count, in order.
    sums: Counts,
    branches: Vec<BranchSide>,
    /// Its members; a report names none.
    people: Option<Vec<Listed>>,
}

type Counts = Vec<(&'static str, u32)>;

#[derive(Clone, Debug)]
struct BranchSide {
    name: String,
    /// `accepted`, `returned`, `missing`; a workbook does not say it.
    status: Option<String>,
    counts: Counts,
    /// The rating that counts, of a workbook; what is proposed, of a report.
    rating: Option<Rating>,
}

impl Side {
    /// What a consolidated workbook says.
    pub fn of_book(book: &YearBook) -> Self {
        let people = listed(book);
        let mut of_branch: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
        for it in &people {
            of_branch.entry(&it.branch).or_default().push(it);
        }
        let branch = |it: &crate::model::BookBranch| BranchSide {
            name: it.name.clone(),
            status: None,
            // A branch that is out has no rows and no numbers.
            counts: of_branch.get(&*it.name).map_or_else(Vec::new, |own| counts(own)),
            rating: it.counted(),
        };
        let branches = book.branches.iter().map(branch).collect();
        let sums = counts(&people.iter().collect::<Vec<_>>());
        Self { year: Some(book.year), sums, branches, people: Some(people) }
    }

    /// What a report says; `None` where the text is none of a commune.
    pub fn of_report(text: &str) -> Option<Self> {
        let report: Report = serde_json::from_str(text).ok()?;
        if report.tool.name != "xeploai" {
            return None;
        }
        let number = |all: &serde_json::Map<String, serde_json::Value>, key: &str| {
            u32::try_from(all.get(key)?.as_u64()?).ok()
        };
        let counted = |all: &serde_json::Map<String, serde_json::Value>| -> Counts {
            COUNTS.iter().filter_map(|it| Some((*it, number(all, it)?))).collect()
        };
        let text = |all: &serde_json::Map<String, serde_json::Value>, key: &str| {
            all.get(key).and_then(|it| it.as_str()).map(str::to_owned)
        };
        let branch = |it: &serde_json::Map<String, serde_json::Value>| BranchSide {
            name: text(it, "name").unwrap_or_default(),
            status: text(it, "status"),
            counts: counted(it),
            rating: text(it, "proposed").and_then(|it| rating_of(&it)),
        };
        let branches = report.branches.iter().map(branch).collect();
        Some(Self { year: report.year, sums: counted(&report.totals?), branches, people: None })
    }
}

fn rating_of(key: &str) -> Option<Rating> {
    Rating::BEST_FIRST.into_iter().find(|it| it.key() == key)
}

#[derive(Deserialize)]
struct Report {
    tool: Tool,
    year: Option<u32>,
    totals: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(default)]
    branches: Vec<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

fn counts(people: &[&Listed]) -> Counts {
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    let with = |rating| number(people.iter().filter(|it| it.rating == Some(rating)).count());
    let rated = number(people.iter().filter(|it| it.rating.is_some()).count());
    let mut counts = vec![("members", number(people.len())), ("rated", rated)];
    counts.extend(Rating::BEST_FIRST.into_iter().map(|it| (it.key(), with(it))));
    counts
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Whether nothing does.
    pub same: bool,
    /// The rating years.
    pub years: [Option<u32>; 2],
    /// Counts of the commune that differ.
    pub sums: Vec<CountLine>,
    /// Branches that differ.
    pub branches: Vec<BranchLine>,
    /// Members who differ; null where one of the two names none.
    pub members: Option<Vec<MemberLine>>,
}

/// A count that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountLine {
    /// What is counted.
    pub what: &'static str,
    /// In the first.
    pub a: u32,
    /// In the second.
    pub b: u32,
}

/// A branch that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BranchLine {
    /// Its name.
    pub name: String,
    /// Where it stands: `a`, `b` or `both`.
    pub stands_in: &'static str,
    /// What became of its form, where that differs.
    pub status: Option<[String; 2]>,
    /// Its rating, where that differs.
    pub rating: Option<[Option<&'static str>; 2]>,
    /// Counts that differ.
    pub counts: Vec<CountLine>,
}

/// A member who differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberLine {
    /// The name, as the second has it if it has the member.
    pub name: String,
    /// Branch in the first and in the second.
    pub branches: [Option<String>; 2],
    /// Rating in the first and in the second; null where not rated, or not there.
    pub ratings: [Option<&'static str>; 2],
    /// `a`, `b` or `both`.
    pub stands_in: &'static str,
    /// Whether it is not sure that both are one person.
    pub doubtful: bool,
}

/// Lays two sides beside one another.
pub fn difference(a: &Side, b: &Side) -> Difference {
    let is_one_kind = a.people.is_some() == b.people.is_some();
    let members = match (&a.people, &b.people) {
        (Some(one), Some(other)) => Some(members(one, other)),
        _ => None,
    };
    let mut found = Difference {
        same: false,
        years: [a.year, b.year],
        sums: counted(&a.sums, &b.sums),
        branches: branches(a, b, is_one_kind),
        members,
    };
    found.same = a.year == b.year
        && found.sums.is_empty()
        && found.branches.is_empty()
        && found.members.as_ref().is_none_or(Vec::is_empty);
    found
}

/// Counts that both have, and differ.
fn counted(a: &Counts, b: &Counts) -> Vec<CountLine> {
    let line = |&(what, a): &(&'static str, u32)| {
        let b = b.iter().find(|it| it.0 == what)?.1;
        (a != b).then_some(CountLine { what, a, b })
    };
    a.iter().filter_map(line).collect()
}

fn branches(a: &Side, b: &Side, is_one_kind: bool) -> Vec<BranchLine> {
    let names = |of: &Side| of.branches.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    let (own, others) = (names(a), names(b));
    let others = ByName::of(others.iter().map(String::as_str));
    let places = others.pair(own.iter().map(String::as_str));
    let alone = |it: &BranchSide, stands_in| BranchLine {
        name: it.name.clone(),
        stands_in,
        status: None,
        rating: None,
        counts: Vec::new(),
    };
    let mut lines = Vec::new();
    for (one, place) in a.branches.iter().zip(&places) {
        let Some(other) = place.and_then(|it| b.branches.get(it)) else {
            lines.push(alone(one, "a"));
            continue;
        };
        let status = one.status.clone().zip(other.status.clone()).filter(|it| it.0 != it.1);
        let ratings = [one.rating.map(Rating::key), other.rating.map(Rating::key)];
        let line = BranchLine {
            status: status.map(|it| [it.0, it.1]),
            rating: (is_one_kind && ratings[0] != ratings[1]).then_some(ratings),
            counts: branch_counts(one, other),
            ..alone(other, "both")
        };
        if line.status.is_some() || line.rating.is_some() || !line.counts.is_empty() {
            lines.push(line);
        }
    }
    let seen: BTreeSet<usize> = places.into_iter().flatten().collect();
    let new = b.branches.iter().enumerate().filter(|it| !seen.contains(&it.0));
    lines.extend(new.map(|it| alone(it.1, "b")));
    lines
}

/// Where one has no numbers at all the other's count from nothing.
fn branch_counts(one: &BranchSide, other: &BranchSide) -> Vec<CountLine> {
    let nothing = |it: &Counts| it.iter().map(|it| (it.0, 0)).collect::<Counts>();
    match (one.counts.is_empty(), other.counts.is_empty()) {
        (true, false) => counted(&nothing(&other.counts), &other.counts),
        (false, true) => counted(&one.counts, &nothing(&one.counts)),
        _ => counted(&one.counts, &other.counts),
    }
}

fn members(a: &[Listed], b: &[Listed]) -> Vec<MemberLine> {
    let key = |it: &Listed| it.rating.map(Rating::key);
    let mut lines = Vec::new();
    let branches = ByName::of(b.iter().map(|it| it.branch.as_str()));
    for row in beside(a, b) {
        lines.push(match row {
            Beside::Same(one, other) | Beside::Perhaps(one, other) => {
                let (one, other) = (&a[one], &b[other]);
                let doubtful = matches!(row, Beside::Perhaps(..));
                // Of two that differ in marks alone another one may have the earlier name.
                let is_moved = fold(&one.branch) != fold(&other.branch)
                    || (!is_same_name(&one.branch, &other.branch)
                        && branches.same(&one.branch).is_some());
                if !doubtful && !is_moved && one.rating == other.rating {
                    continue;
                }
                MemberLine {
                    name: other.name.clone(),
                    branches: [Some(one.branch.clone()), Some(other.branch.clone())],
                    ratings: [key(one), key(other)],
                    stands_in: "both",
                    doubtful,
                }
            }
            Beside::Came(other) => MemberLine {
                name: b[other].name.clone(),
                branches: [None, Some(b[other].branch.clone())],
                ratings: [None, key(&b[other])],
                stands_in: "b",
                doubtful: false,
            },
            Beside::Gone(one) => MemberLine {
                name: a[one].name.clone(),
                branches: [Some(a[one].branch.clone()), None],
                ratings: [key(&a[one]), None],
                stands_in: "a",
                doubtful: false,
            },
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(change: impl FnOnce(&mut serde_json::Value)) -> Side {
        let mut value = serde_json::json!({
            "tool": {"name": "xeploai", "version": "0"},
            "year": 2026,
            "totals": {"members": 8, "exempt": 1, "unrated": 2, "rated": 5, "excellent": 1, "good": 3,
                "satisfactory": 1, "unsatisfactory": 0},
            "branches": [
                {"code": "TP", "name": "Chi bộ thôn Tống Pu", "status": "accepted", "members": 8,
                    "rated": 5, "unrated": 2, "proposed": "good"},
                {"code": "NM", "name": "Chi bộ thôn Nà Mẻ", "status": "missing", "members": null},
            ],
        });
        change(&mut value);
        Side::of_report(&value.to_string()).unwrap()
    }

    #[test]
    fn who_went_to_a_village_of_nearly_the_same_name_has_moved() {
        let person = |card: &str, branch: &str| Listed {
            name: format!("Ma Văn {card}"),
            birth: None,
            admitted: None,
            card: card.to_owned(),
            branch: branch.to_owned(),
            rating: Some(Rating::Good),
        };
        let before = [person("111111", "Chi bộ Nà Pù"), person("222222", "Chi bộ Nà Pù")];
        let moved = [person("111111", "Chi bộ Nà Pu"), person("222222", "Chi bộ Nà Pù")];
        let told: Vec<_> = members(&before, &moved).into_iter().map(|it| it.branches).collect();
        assert_eq!(told, [["Chi bộ Nà Pù", "Chi bộ Nà Pu"].map(|it| Some(it.to_owned()))]);
        // Written another way it is the branch that it was.
        let renamed = moved.map(|it| Listed { branch: "CHI BỘ NÀ PU".to_owned(), ..it });
        assert_eq!(members(&before, &renamed).len(), 0);
    }

    #[test]
    fn a_report_beside_itself_is_the_same() {
        let found = difference(&report(|_| {}), &report(|_| {}));
        assert!(found.same && found.members.is_none());
    }

    #[test]
    fn what_changed_is_told_once() {
        let other = report(|it| {
            it["totals"]["rated"] = 6.into();
            it["branches"][0]["rated"] = 6.into();
            it["branches"][1]["status"] = "accepted".into();
            it["branches"][1]["members"] = 4.into();
        });
        let found = difference(&report(|_| {}), &other);
        assert!(!found.same);
        assert_eq!(found.sums, [CountLine { what: "rated", a: 5, b: 6 }]);
        assert_eq!(found.branches.len(), 2);
        assert_eq!(found.branches[0].counts, [CountLine { what: "rated", a: 5, b: 6 }]);
        let missing = &found.branches[1];
        assert_eq!(missing.status, Some(["missing".to_owned(), "accepted".to_owned()]));
        assert_eq!(missing.counts, [CountLine { what: "members", a: 0, b: 4 }]);
        let year = report(|it| it["year"] = 2025.into());
        assert!(!difference(&report(|_| {}), &year).same);
    }

    #[test]
    fn what_is_no_report_of_a_commune_is_none() {
        for text in ["", "{}", "[]", r#"{"tool":{"name":"khac"},"year":2026,"totals":{}}"#] {
            assert!(Side::of_report(text).is_none(), "{text}");
        }
        let loose = r#"{"tool":{"name":"xeploai"},"year":null,"totals":null,"branches":[]}"#;
        assert!(Side::of_report(loose).is_none());
    }
}
