//! What changed since the last run, whose `bao-cao.json` is still there.
//!
//! Files and branches alone, by name and status: nothing of what forms say.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::finding::Arg;
use crate::model::BranchStatus;
use crate::words::Catalogue;

use super::{FileLine, Report};

/// More changes than these nobody reads.
const TOLD_MAX: usize = 8;

/// What the report of the last run says of files and branches.
#[derive(Clone, Debug, Deserialize)]
pub struct Before {
    year: Option<u32>,
    branches: Vec<Branch>,
    files: Vec<File>,
}

#[derive(Clone, Debug, Deserialize)]
struct Branch {
    code: String,
    status: String,
}

#[derive(Clone, Debug, Deserialize)]
struct File {
    path: String,
    status: String,
    sha256: Option<String>,
    #[serde(default)]
    branch: Option<String>,
}

impl Before {
    /// Reads the report of the last run; what is damaged, or another's, says nothing.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The changes in a sentence without its end, and what is still out: "thêm la.xlsx → trả lại; còn 1
/// chi bộ chưa đạt". Paths are shown without `inbox`. Nothing where the report was another year's.
pub fn told(before: &Before, now: &Report, inbox: &str, words: &Catalogue) -> Option<String> {
    let totals = now.totals.as_ref().filter(|_| before.year == now.year)?;
    let told = Changes { inbox, words, told: Vec::new(), branches: BTreeSet::new() };
    let mut told = told.of(before, now);
    if told.len() > TOLD_MAX {
        let more = Arg::from(told.len() - TOLD_MAX);
        told.truncate(TOLD_MAX);
        told.push(words.ui("since-more", &[("count", more)]));
    }
    if told.is_empty() {
        told.push(words.ui("since-nothing", &[]));
    }
    let out = totals.branches_expected - totals.accepted;
    let key = if out == 0 { "since-all-in" } else { "since-out" };
    told.push(words.ui(key, &[("count", Arg::from(out))]));
    Some(told.join("; "))
}

/// What is told, and the branches of which it tells.
struct Changes<'a> {
    inbox: &'a str,
    words: &'a Catalogue,
    told: Vec<String>,
    branches: BTreeSet<&'a str>,
}

impl<'a> Changes<'a> {
    fn of(mut self, before: &'a Before, now: &'a Report) -> Vec<String> {
        // What a sync program or Excel leaves beside a form comes and goes.
        let counts =
            |status: &str, sha256: &Option<String>| status != "ignored" || sha256.is_some();
        let old: BTreeMap<&str, &File> = before
            .files
            .iter()
            .filter(|it| counts(&it.status, &it.sha256))
            .map(|it| (it.path.as_str(), it))
            .collect();
        let new: BTreeMap<&str, &FileLine> = now
            .files
            .iter()
            .filter(|it| counts(it.status, &it.sha256))
            .map(|it| (it.path.as_str(), it))
            .collect();
        let mut gone: Vec<&File> =
            old.values().filter(|it| !new.contains_key(it.path.as_str())).copied().collect();
        for file in new.values() {
            let same = |it: &&File| it.sha256.is_some() && it.sha256 == file.sha256;
            match old.get(file.path.as_str()) {
                Some(was) => self.stays(was, file),
                None => match gone.iter().position(same) {
                    Some(place) => self.moves(gone.remove(place), file),
                    None => self.file("since-added", file, ""),
                },
            }
        }
        for file in gone {
            self.branches.extend(file.branch.as_deref());
            let name = Arg::from(self.short(&file.path));
            self.told.push(self.words.ui("since-removed", &[("file", name)]));
        }
        self.rest(before, now);
        self.told
    }

    fn stays(&mut self, was: &'a File, file: &'a FileLine) {
        if was.sha256 != file.sha256 {
            self.branches.extend(was.branch.as_deref());
            self.file("since-changed", file, "");
        } else if was.status != file.status {
            let status = self.words.ui(&file_key(&was.status), &[]);
            self.file("since-judged", file, &status);
        }
    }

    fn moves(&mut self, was: &'a File, file: &'a FileLine) {
        self.branches.extend(was.branch.as_deref());
        let name = self.short(&was.path);
        self.file("since-renamed", file, &name);
    }

    fn file(&mut self, key: &str, file: &'a FileLine, old: &str) {
        self.branches.extend(file.branch.as_deref());
        let args = [
            ("file", Arg::from(self.short(&file.path))),
            ("old", Arg::from(old)),
            ("status", Arg::from(self.words.ui(&file_key(file.status), &[]))),
        ];
        self.told.push(self.words.ui(key, &args));
    }

    /// Branches that changed while their files did not: a waiver, another form of theirs.
    fn rest(&mut self, before: &'a Before, now: &Report) {
        let old: BTreeMap<&str, &str> =
            before.branches.iter().map(|it| (it.code.as_str(), it.status.as_str())).collect();
        for branch in &now.branches {
            let status = branch.status;
            let was = old.get(branch.code.as_str()).and_then(|it| status_of(it));
            let Some(was) = was.filter(|it| *it != status) else { continue };
            if self.branches.contains(branch.code.as_str()) {
                continue;
            }
            let word = |it| Arg::from(self.words.ui(super::phrase::status_key(it), &[]));
            let args =
                [("branch", Arg::from(&branch.code)), ("old", word(was)), ("status", word(status))];
            self.told.push(self.words.ui("since-branch", &args));
        }
    }

    /// The path without the inbox, which all of them have.
    fn short(&self, path: &str) -> String {
        let inside = path.strip_prefix(self.inbox).and_then(|it| it.strip_prefix('/'));
        inside.unwrap_or(path).to_owned()
    }
}

fn status_of(key: &str) -> Option<BranchStatus> {
    match key {
        "accepted" => Some(BranchStatus::Accepted),
        "returned" => Some(BranchStatus::Returned),
        "missing" => Some(BranchStatus::Missing),
        _ => None,
    }
}

/// The key of the words for a file's status.
fn file_key(status: &str) -> String {
    match status {
        "accepted" => super::phrase::status_key(BranchStatus::Accepted).to_owned(),
        "returned" => super::phrase::status_key(BranchStatus::Returned).to_owned(),
        "unreadable" => "since-unreadable".to_owned(),
        _ => "since-ignored".to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::report::{BranchLine, Totals, tool};
    use crate::words::Lang;

    /// Path, status, hash; and code and status of the branches.
    pub(crate) fn report(
        files: &[(&str, &'static str, &str)],
        branches: &[(&str, BranchStatus)],
    ) -> Report {
        let having = |wanted| branches.iter().filter(|it| it.1 == wanted).count();
        let branch = |(code, status): &(&str, BranchStatus)| BranchLine {
            unit: None,
            code: (*code).to_owned(),
            name: format!("Chi bộ {code}"),
            kind: String::new(),
            contact: None,
            status: *status,
            file: None,
            sha256: None,
            members: None,
            exempt: None,
            unrated: None,
            rated: None,
            excellent: None,
            good: None,
            satisfactory: None,
            unsatisfactory: None,
            proposed: None,
            ceiling: None,
        };
        let file = |(path, status, hash): &(&str, &'static str, &str)| FileLine {
            path: (*path).to_owned(),
            status,
            reason: None,
            sha256: (!hash.is_empty()).then(|| (*hash).to_owned()),
            branch: path.strip_prefix("nop/").and_then(|it| it.get(..2)).map(str::to_uppercase),
            is_decisions: false,
        };
        Report {
            tool: tool(),
            regime: None,
            year: Some(2026),
            committee: None,
            previous: None,
            totals: Some(Totals {
                branches_expected: branches.len(),
                accepted: having(BranchStatus::Accepted),
                returned: having(BranchStatus::Returned),
                missing: having(BranchStatus::Missing),
                members: 0,
                exempt: 0,
                unrated: 0,
                rated: 0,
                excellent: 0,
                good: 0,
                satisfactory: 0,
                unsatisfactory: 0,
                quota_limit: 0,
                quota_base: 0,
                quota_limit_good: 0,
                quota_limit_good_or_better: 0,
                quota_provisional: false,
                quota_outside: 0,
            }),
            quotas: Vec::new(),
            branch_quotas: Vec::new(),
            units: Vec::new(),
            decisions: None,
            branches: branches.iter().map(branch).collect(),
            findings: Vec::new(),
            files: files.iter().map(file).collect(),
        }
    }

    #[track_caller]
    fn says(before: &Report, now: &Report, expected: &str) {
        let before = Before::parse(&before.json().unwrap()).unwrap();
        let words = Catalogue::new(Lang::Vi);
        assert_eq!(told(&before, now, "nop", &words).as_deref(), Some(expected));
    }

    #[test]
    fn each_change_is_told_once_with_what_is_out() {
        use BranchStatus::{Accepted, Missing, Returned};
        let none = report(&[], &[("LA", Missing)]);
        let sent = report(&[("nop/la.xlsx", "returned", "1")], &[("LA", Returned)]);
        let mended = report(&[("nop/la.xlsx", "accepted", "2")], &[("LA", Accepted)]);
        let moved = report(&[("nop/b/la sua.xlsx", "accepted", "2")], &[("LA", Accepted)]);
        says(&none, &sent, "thêm la.xlsx → trả lại; còn 1 chi bộ chưa đạt");
        says(&sent, &mended, "sửa la.xlsx → đạt; đã đủ mọi chi bộ");
        says(&mended, &moved, "đổi tên la.xlsx thành b/la sua.xlsx → đạt; đã đủ mọi chi bộ");
        says(&mended, &none, "bỏ la.xlsx; còn 1 chi bộ chưa đạt");
        says(&sent, &sent, "không có gì thay đổi; còn 1 chi bộ chưa đạt");
        // The same file judged otherwise: a setting changed.
        let waived = report(&[("nop/la.xlsx", "accepted", "1")], &[("LA", Accepted)]);
        says(&sent, &waived, "la.xlsx: trả lại → đạt; đã đủ mọi chi bộ");
        // A branch without a change of its files.
        let other = report(&[("nop/xx.xlsx", "returned", "1")], &[("LA", Missing)]);
        let given = report(&[("nop/xx.xlsx", "returned", "1")], &[("LA", Returned)]);
        says(&other, &given, "LA: chưa nộp → trả lại; còn 1 chi bộ chưa đạt");
    }

    #[test]
    fn noise_is_not_told_and_many_changes_are_counted() {
        let none = report(&[], &[("LA", BranchStatus::Missing)]);
        let noise = report(&[("nop/~$la.xlsx", "ignored", "")], &[("LA", BranchStatus::Missing)]);
        says(&none, &noise, "không có gì thay đổi; còn 1 chi bộ chưa đạt");
        let names: Vec<String> = (10..30).map(|it| format!("nop/{it}.xlsx")).collect();
        let files: Vec<(&str, &'static str, &str)> =
            names.iter().map(|it| (it.as_str(), "unreadable", "x")).collect();
        let many = report(&files, &[("LA", BranchStatus::Missing)]);
        let before = Before::parse(&none.json().unwrap()).unwrap();
        let said = told(&before, &many, "nop", &Catalogue::new(Lang::Vi)).unwrap();
        assert!(said.contains("thêm 17.xlsx → không đọc được; và 12 thay đổi nữa"), "{said}");
    }

    #[test]
    fn what_is_damaged_or_another_years_says_nothing() {
        for text in ["", "{", "[]", "{\"year\":2026}", "{\"files\":[1],\"branches\":[]}"] {
            assert!(Before::parse(text).is_none(), "{text}");
        }
        let now = report(&[], &[("LA", BranchStatus::Missing)]);
        let before = Report { year: Some(2025), ..now.clone() };
        let before = Before::parse(&before.json().unwrap()).unwrap();
        assert!(told(&before, &now, "nop", &Catalogue::new(Lang::Vi)).is_none());
    }
}
