//! The report (`bao-cao.json`) that a commune sends along with its workbook, or in its place. It has numbers and no
//! people: it is compared with the workbook, and counts nowhere, since what counts here is counted from lists.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::{REPORT_ALONE, REPORT_UNREAD};
use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{ByName, CommuneResult, Rating, Sent, Tally};
use crate::regime::Regime;
use crate::report::COUNTS;
use crate::workspace::Commune;

type Line = [u32; COUNTS.len()];

/// What a report says.
pub(super) struct Said {
    pub(super) year: u32,
    regime: Option<String>,
    pub(super) committee: String,
    total: Line,
    /// Excellent heads outside every quota.
    outside: u32,
    limit: Option<u32>,
    accepted: u32,
    expected: u32,
    branches: Vec<SaidBranch>,
    quotas: Vec<SaidQuota>,
    /// All of it, for two that say the same.
    pub(super) text: String,
}

struct SaidBranch {
    path: String,
    name: String,
    /// None of a branch that is out.
    line: Option<Line>,
}

struct SaidQuota {
    path: String,
    group: Option<String>,
    excellent: u32,
    limit: u32,
}

/// What the lists of a workbook give.
pub(super) struct Counts {
    regime: String,
    is_above: bool,
    total: Line,
    /// By name.
    branches: Vec<(String, Line)>,
    limits: Vec<(Option<String>, u32)>,
}

impl Counts {
    pub(super) fn of(results: &CommuneResult, sent: &Sent, regime: &Regime) -> Self {
        let branches = results.branches.iter();
        Self {
            regime: regime.id.clone(),
            is_above: sent.is_above,
            total: line(&results.total),
            branches: branches
                .filter_map(|it| Some((it.branch.name.clone(), line(it.tally()?))))
                .collect(),
            limits: sent
                .limits
                .iter()
                .map(|it| (it.group.as_deref().map(fold), it.limit))
                .collect(),
        }
    }
}

fn line(tally: &Tally) -> Line {
    let [excellent, good, satisfactory, unsatisfactory] =
        [Rating::Excellent, Rating::Good, Rating::Satisfactory, Rating::Unsatisfactory]
            .map(|it| tally.count(it));
    let Tally { members, exempt, unrated, rated, .. } = *tally;
    [members, exempt, unrated, rated, excellent, good, satisfactory, unsatisfactory]
}

/// What a file says, if it is such a report of a commune; the error is what of it cannot be read.
pub(super) fn read(bytes: &[u8]) -> Option<Result<Said, Box<Finding>>> {
    let text = decoded(bytes)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let unread = |key: &str| Some(Err(Box::new(Finding::new(&REPORT_UNREAD).stored(key))));
    if !text.starts_with('{') {
        return None;
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        let begin: String = text.chars().take(80).filter(|it| !it.is_whitespace()).collect();
        return if begin.starts_with("{\"tool\":{\"name\":\"xeploai\"") {
            unread("{ … }")
        } else {
            None
        };
    };
    if value["tool"]["name"] != "xeploai" {
        return None;
    }
    // What was checked without a workspace is nobody's report.
    if value["committee"].is_null() && value["year"].is_null() {
        return None;
    }
    match said(&value) {
        Ok(said) => Some(Ok(said)),
        Err(key) => unread(&key),
    }
}

/// Its text: what a shell of Windows redirects is in UTF-16.
fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).map(|it| of([it[0], it[1]]));
        String::from_utf16(&pairs.collect::<Vec<_>>()).ok().map(Cow::Owned)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, b'{', ..] | [b'{', ..] => {
            std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
        }
        _ => None,
    }
}

/// The error is the key that is missing, or has no such value.
fn said(value: &Value) -> Result<Said, String> {
    let text = |key: &str| value[key].as_str().map(str::to_owned).ok_or_else(|| key.to_owned());
    let totals = &value["totals"];
    let of_totals = |key: &str| number(totals, "totals", key);
    let listed = value["branches"].as_array().ok_or("branches")?;
    let mut branches = Vec::new();
    for (nth, it) in listed.iter().enumerate() {
        let path = format!("branches[{nth}]");
        let name = it["name"].as_str().ok_or_else(|| format!("{path}.name"))?.to_owned();
        let status = it["status"].as_str().ok_or_else(|| format!("{path}.status"))?;
        let line = (status == "accepted").then(|| counts(it, &path)).transpose()?;
        branches.push(SaidBranch { path, name, line });
    }
    let mut quotas = Vec::new();
    for (nth, it) in value["quotas"].as_array().into_iter().flatten().enumerate() {
        let path = format!("quotas[{nth}]");
        let [excellent, limit] = ["excellent", "limit"].map(|key| number(it, &path, key));
        let group = it["group"].as_str().map(str::to_owned);
        quotas.push(SaidQuota { path, group, excellent: excellent?, limit: limit? });
    }
    Ok(Said {
        year: number(value, "", "year")?,
        regime: value["regime"].as_str().map(str::to_owned),
        committee: text("committee")?,
        total: counts(totals, "totals")?,
        // Keys that came later are missing in reports of earlier versions.
        outside: of_totals("quota_outside").unwrap_or_default(),
        limit: of_totals("quota_limit").ok(),
        accepted: of_totals("accepted")?,
        expected: of_totals("branches_expected")?,
        branches,
        quotas,
        text: value.to_string(),
    })
}

fn counts(value: &Value, path: &str) -> Result<Line, String> {
    let mut line = Line::default();
    for (own, key) in line.iter_mut().zip(COUNTS) {
        *own = number(value, path, key)?;
    }
    Ok(line)
}

fn number(value: &Value, path: &str, key: &str) -> Result<u32, String> {
    let number = value[key].as_u64().and_then(|it| u32::try_from(it).ok());
    let place = || if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    number.ok_or_else(place)
}

impl Said {
    /// Numbers of it that contradict others of it.
    pub(super) fn contradictions(&self) -> Vec<String> {
        let mut all = Vec::new();
        let accepted: Vec<&Line> = self.branches.iter().filter_map(|it| it.line.as_ref()).collect();
        let mut sum = [0_u64; COUNTS.len()];
        for line in &accepted {
            for (sum, own) in sum.iter_mut().zip(*line) {
                *sum += u64::from(*own);
            }
        }
        let mut differ = |path: &str, key: &str, own: u32, wanted: u64| {
            if u64::from(own) != wanted {
                all.push(format!("{path}.{key}: {own} ≠ {wanted}"));
            }
        };
        for ((key, own), wanted) in COUNTS.iter().zip(self.total).zip(sum) {
            differ("totals", key, own, wanted);
        }
        let lines = self.branches.iter().filter_map(|it| Some((it.path.as_str(), it.line?)));
        for (path, line) in std::iter::once(("totals", self.total)).chain(lines) {
            let [_, exempt, unrated, rated, ratings @ ..] = line.map(u64::from);
            differ(path, "members", line[0], exempt + unrated + rated);
            differ(path, "rated", line[3], ratings.iter().sum());
        }
        differ("totals", "accepted", self.accepted, accepted.len() as u64);
        differ("totals", "branches_expected", self.expected, self.branches.len() as u64);
        if !self.quotas.is_empty() {
            let excellent = self.quotas.iter().map(|it| u64::from(it.excellent)).sum::<u64>();
            differ("totals", "excellent", self.total[4], excellent + u64::from(self.outside));
            // Groups that nobody is in may have a limit, and are not among them.
            let limits = self.quotas.iter().map(|it| u64::from(it.limit)).sum::<u64>();
            if let Some(limit) = self.limit.filter(|it| u64::from(*it) < limits) {
                differ("totals", "quota_limit", limit, limits);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Numbers of it that are not those of the workbook.
    pub(super) fn differences(&self, counts: &Counts) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(own) = self.regime.as_ref().filter(|it| **it != counts.regime) {
            all.push(format!("regime: {own} ≠ {}", counts.regime));
        }
        let differ = |all: &mut Vec<String>, path: &str, (own, wanted): (&Line, &Line)| {
            for ((key, own), wanted) in COUNTS.iter().zip(own).zip(wanted) {
                if own != wanted {
                    all.push(format!("{path}.{key}: {own} ≠ {wanted}"));
                }
            }
        };
        differ(&mut all, "totals", (&self.total, &counts.total));
        if counts.is_above {
            // There communes stand where branches do here.
            return all;
        }
        let places = ByName::of(counts.branches.iter().map(|it| it.0.as_str()))
            .pair(self.branches.iter().map(|it| it.name.as_str()));
        for (own, place) in self.branches.iter().zip(&places) {
            let theirs = place.and_then(|it| counts.branches.get(it));
            match (&own.line, theirs) {
                (Some(line), Some((_, wanted))) => {
                    let path = format!("{} ({})", own.path, own.name);
                    differ(&mut all, &path, (line, wanted));
                }
                (None, None) => {}
                (line, _) => {
                    let [own_members, members] = [line.as_ref(), theirs.map(|it| &it.1)]
                        .map(|it| it.map_or_else(|| "–".to_owned(), |it| it[0].to_string()));
                    let path = format!("{} ({})", own.path, own.name);
                    all.push(format!("{path}.members: {own_members} ≠ {members}"));
                }
            }
        }
        let said: BTreeSet<usize> = places.into_iter().flatten().collect();
        for (_, (name, line)) in
            counts.branches.iter().enumerate().filter(|it| !said.contains(&it.0))
        {
            let name = fold(name);
            all.push(format!("branches[…] ({name}).members: – ≠ {}", line[0]));
        }
        for quota in &self.quotas {
            let group = quota.group.as_deref().map(fold);
            let theirs = counts.limits.iter().find(|it| it.0 == group);
            if let Some((_, limit)) = theirs.filter(|it| it.1 != quota.limit) {
                let name = quota.group.as_deref().unwrap_or("–");
                all.push(format!("{} ({name}).limit: {} ≠ {limit}", quota.path, quota.limit));
            }
        }
        all
    }

    /// That nothing but it has come.
    pub(super) fn alone(&self, commune: &Commune) -> Finding {
        let mut finding = Finding::new(&REPORT_ALONE)
            .arg("name", commune.name.as_str())
            .arg("accepted", self.accepted)
            .arg("branches", self.expected);
        for (key, number) in COUNTS.iter().zip(self.total) {
            finding = finding.arg(key, number);
        }
        finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(change: impl Fn(&mut Value)) -> Result<Said, String> {
        let line = serde_json::json!({"name": "Chi bộ A", "status": "accepted", "members": 10, "exempt": 1,
            "unrated": 1, "rated": 8, "excellent": 1, "good": 6, "satisfactory": 1, "unsatisfactory": 0});
        let mut totals = line.clone();
        totals["accepted"] = 1.into();
        totals["branches_expected"] = 2.into();
        totals["quota_limit"] = 1.into();
        let mut value = serde_json::json!({"tool": {"name": "xeploai"}, "year": 2026, "regime": "2025-hd43",
            "committee": "Đảng ủy xã A", "totals": totals,
            "quotas": [{"group": null, "excellent": 1, "limit": 1}],
            "branches": [line, {"name": "Chi bộ B", "status": "missing", "members": null}]});
        change(&mut value);
        let bytes = value.to_string().into_bytes();
        match read(&bytes).expect("it is a report") {
            Ok(said) => Ok(said),
            Err(finding) => Err(finding.stored.unwrap_or_default()),
        }
    }

    #[test]
    fn numbers_that_contradict_others_are_named_by_their_keys() {
        let wrong =
            |change: &dyn Fn(&mut Value)| report(change).unwrap().contradictions().join("; ");
        assert_eq!(wrong(&|_| ()), "");
        assert_eq!(
            wrong(&|it| it["totals"]["exempt"] = 3.into()),
            "totals.exempt: 3 ≠ 1; totals.members: 10 ≠ 12"
        );
        assert_eq!(
            wrong(&|it| it["branches"][0]["good"] = 5.into()),
            "branches[0].rated: 8 ≠ 7; totals.good: 6 ≠ 5"
        );
        assert_eq!(wrong(&|it| it["quotas"][0]["excellent"] = 2.into()), "totals.excellent: 1 ≠ 2");
        assert_eq!(wrong(&|it| it["quotas"][0]["limit"] = 2.into()), "totals.quota_limit: 1 ≠ 2");
        assert_eq!(
            wrong(&|it| it["totals"]["quota_limit"] = 9.into()),
            "",
            "of groups that nobody is in"
        );
        assert_eq!(wrong(&|it| it["totals"]["accepted"] = 2.into()), "totals.accepted: 2 ≠ 1");
        // Keys that earlier versions did not write.
        assert_eq!(wrong(&|it| drop(it.as_object_mut().unwrap().remove("quotas"))), "");
    }

    #[test]
    fn what_is_no_number_is_named_by_its_key() {
        let unread = |change: &dyn Fn(&mut Value)| report(change).err();
        assert_eq!(unread(&|_| ()), None);
        assert_eq!(unread(&|it| it["totals"]["good"] = "6".into()).as_deref(), Some("totals.good"));
        assert_eq!(
            unread(&|it| it["totals"]["good"] = (-6).into()).as_deref(),
            Some("totals.good")
        );
        assert_eq!(unread(&|it| it["totals"] = Value::Null).as_deref(), Some("totals.members"));
        assert_eq!(
            unread(&|it| it["branches"][0]["rated"] = 8.5.into()).as_deref(),
            Some("branches[0].rated")
        );
        assert_eq!(unread(&|it| it["year"] = Value::Null).as_deref(), Some("year"));
        assert!(read(b"{\"tool\": {\"name\": \"xeploai\", \"ver").is_some_and(|it| it.is_err()));
        assert!(read(b"{\"tool\": {\"name\": \"other\"}}").is_none());
        assert!(read(b"PK\x03\x04").is_none());
    }

    #[test]
    fn a_report_may_be_in_utf_16() {
        let text = "{\"tool\":{\"name\":\"xeploai\"},\"year\":2026,\"committee\":\"Đảng ủy\"}";
        let wide = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<_>>();
        for (mark, bytes) in [
            (&[0xFF, 0xFE][..], wide(u16::to_le_bytes)),
            (&[0xFE, 0xFF][..], wide(u16::to_be_bytes)),
            (&[0xEF, 0xBB, 0xBF][..], text.as_bytes().to_vec()),
        ] {
            let found = read(&[mark, &bytes].concat()).expect("it is a report");
            assert_eq!(found.err().and_then(|it| it.stored).as_deref(), Some("branches"));
        }
    }
}
