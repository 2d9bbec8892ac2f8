//! Who of this year is whom of the years before, by the evidence and by what somebody said; and what
//! has to be asked.

use std::collections::BTreeSet;

use super::people::{self, Doubt, Found, Identity, Pairs, Said};
use super::years::{Year, Years};
use super::{CARD_OF_ANOTHER, Now, PAIRING_UNUSED, PERHAPS, PERHAPS_ONE_OF, identity};
use crate::finding::{Arg, Finding};
use crate::model::PartialDate;
use crate::workspace::Workspace;
use crate::workspace::previous::{Pairing, Who};

/// So many of last year are named in a question.
const NAMED: usize = 3;

/// Who is whom.
pub(super) struct Links {
    /// Of this year among the latest of the earlier.
    pub(super) now: Vec<Found>,
    /// Of each earlier year among the one before it.
    pub(super) earlier: Vec<Vec<Found>>,
    /// Those of the latest year who are nobody of this one.
    pub(super) left: Vec<usize>,
}

/// Entries of the workspace, and whether they were of use.
struct Entries<'a> {
    all: Vec<(&'a Pairing, bool)>,
    used: BTreeSet<usize>,
    /// Those that mean several people, or none of this year.
    unclear: BTreeSet<usize>,
}

impl<'a> Entries<'a> {
    fn of(workspace: &'a Workspace) -> Self {
        let same = workspace.same_person.iter().map(|it| (it, true));
        let other = workspace.not_same.iter().map(|it| (it, false));
        let (used, unclear) = (BTreeSet::new(), BTreeSet::new());
        Self { all: same.chain(other).collect(), used, unclear }
    }

    /// What they say of two years: `now` tells whose rows of the later one each means.
    fn said(&mut self, now: &[Vec<usize>], year: &Year) -> Said {
        let mut said = Said::default();
        for (nth, (entry, is_same)) in self.all.iter().enumerate() {
            if entry.year.is_some_and(|it| it != year.year) {
                continue;
            }
            let was = (0..year.len()).filter(|&it| {
                let branch = (year.branch(it), year.code(it));
                entry.was(Who::from(year.member(it)), branch)
            });
            let was: Vec<usize> = was.collect();
            match (now[nth].as_slice(), was.as_slice()) {
                (_, []) | ([], _) => {}
                ([one], [other]) if *is_same => {
                    self.used.insert(nth);
                    said.same.insert((*one, *other));
                }
                _ if *is_same => {
                    self.unclear.insert(nth);
                }
                (own, earlier) => {
                    self.used.insert(nth);
                    let pairs = own.iter().flat_map(|one| earlier.iter().map(|it| (*one, *it)));
                    said.other.extend(pairs);
                }
            }
        }
        said
    }

    /// Whom of this year each means.
    fn now(&self, now: &[Now]) -> Vec<Vec<usize>> {
        let of = |entry: &Pairing| {
            let is_it = |it: &(usize, &Now)| {
                let member = &it.1.member;
                let who = Who { name: member.name, birth: member.birth, card: member.card };
                entry.is_now(who, &it.1.result.branch.code)
            };
            now.iter().enumerate().filter(is_it).map(|it| it.0).collect()
        };
        self.all.iter().map(|it| of(it.0)).collect()
    }

    fn unused(&self, workspace: &Workspace, now: &[Now]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (nth, (entry, is_same)) in self.all.iter().enumerate() {
            let branch = workspace.branch(&entry.branch);
            // Of a branch whose form is not there nothing can be said.
            let is_out =
                branch.is_some_and(|own| now.iter().all(|it| it.result.branch.code != own.code));
            if self.used.contains(&nth) || is_out {
                continue;
            }
            let why = if self.unclear.contains(&nth) {
                "previous-entry-several"
            } else {
                "previous-entry-nobody"
            };
            let kind = if *is_same { "[[same-person]]" } else { "[[not-same]]" };
            let finding = Finding::new(&PAIRING_UNUSED).arg("entry", kind);
            let finding = finding.arg("name", &entry.name).arg("was", &entry.was);
            let finding = finding.arg("why", Arg::Word(why));
            findings.push(Finding { branch: branch.map(|it| it.code.clone()), ..finding });
        }
        findings
    }
}

/// Who is whom among the earlier years alone.
pub(super) fn among(years: &Years) -> Links {
    let earlier = years
        .all
        .windows(2)
        .map(|it| people::pair(&it[0].identities(), &it[1].identities(), &Said::default()).now);
    Links { now: Vec::new(), earlier: earlier.collect(), left: Vec::new() }
}

/// Finds out who is whom in all years.
pub(super) fn link(now: &[Now], years: &Years, workspace: &Workspace) -> (Links, Vec<Finding>) {
    let mut entries = Entries::of(workspace);
    let own: Vec<Identity> = now.iter().map(identity).collect();
    let mut meant = entries.now(now);
    let last = &years.all[0];
    let said = entries.said(&meant, last);
    let pairs: Pairs = people::pair(&own, &last.identities(), &said);
    let mut findings = questions(now, &pairs.now, last);
    let mut links = Links { now: pairs.now, earlier: Vec::new(), left: pairs.left };
    let mut latest: Vec<Option<usize>> = links.now.iter().map(same).collect();
    for pair in years.all.windows(2) {
        let [year, before] = pair else { break };
        // Who of this year stands behind the rows of that one.
        meant = meant
            .iter()
            .map(|it| it.iter().filter_map(|it| latest.get(*it).copied().flatten()).collect())
            .collect();
        let said = entries.said(&meant, before);
        let found = people::pair(&year.identities(), &before.identities(), &said).now;
        for (place, own) in latest.iter().enumerate() {
            let Some(open) = own.map(|it| &found[it]) else { continue };
            if let Found::Doubtful(open) = open {
                findings.push(question(&now[place], open, before));
            }
        }
        // Places of entries are those of this year again.
        meant = entries.now(now);
        latest = latest.iter().map(|it| it.and_then(|it| same(&found[it]))).collect();
        links.earlier.push(found);
    }
    findings.extend(entries.unused(workspace, now));
    (links, findings)
}

fn same(found: &Found) -> Option<usize> {
    match found {
        Found::Same(place, _) => Some(*place),
        _ => None,
    }
}

/// One question for each who is not known for sure.
fn questions(now: &[Now], found: &[Found], last: &Year) -> Vec<Finding> {
    let open = now.iter().zip(found).filter_map(|(it, found)| match found {
        Found::Doubtful(open) => Some(question(it, open, last)),
        _ => None,
    });
    open.collect()
}

fn question(it: &Now, open: &[(usize, Doubt)], year: &Year) -> Finding {
    let (first, doubt) = open[0];
    let code = match (open, doubt) {
        ([_], Doubt::CardOfAnother) => &CARD_OF_ANOTHER,
        ([_], _) => &PERHAPS,
        _ => &PERHAPS_ONE_OF,
    };
    let date = |it: Option<PartialDate>| {
        it.map_or(Arg::Word("previous-not-given"), |it| Arg::from(it.to_string()))
    };
    let text = |it: &str| match it {
        "" => Arg::Word("previous-not-given"),
        it => Arg::from(it),
    };
    let was = year.member(first);
    let mut names: Vec<String> = open
        .iter()
        .take(NAMED)
        .map(|it| {
            let member = year.member(it.0);
            let birth = member.birth.map_or_else(|| "?".to_owned(), |it| it.to_string());
            format!("{} ({birth}, {})", member.name, year.branch(it.0))
        })
        .collect();
    if open.len() > NAMED {
        names.push("…".to_owned());
    }
    it.finding(code)
        .arg("name", it.member.name)
        .arg("year", year.year)
        .arg("was", was.name.as_str())
        .arg("was_birth", date(was.birth))
        .arg("was_admitted", date(was.admitted))
        .arg("was_card", text(&was.card))
        .arg("before", year.branch(first))
        .arg("why", Arg::Word(why(doubt)))
        .arg("names", names.join("; "))
        .arg("entry", entry(it, year, first, open.len() > 1))
}

fn why(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Namesakes => "previous-doubt-namesakes",
        Doubt::CardOfAnother => "previous-doubt-card-of-another",
        Doubt::NameChanged => "previous-doubt-name",
        Doubt::AdmittedOther => "previous-doubt-admitted",
        Doubt::BirthOther => "previous-doubt-birth",
        Doubt::DatesOther => "previous-doubt-dates",
        Doubt::CardOther => "previous-doubt-card",
        Doubt::Vague => "previous-doubt-vague",
    }
}

/// What answers the question, as it is written at the end of the workspace file.
fn entry(it: &Now, year: &Year, was: usize, are_several: bool) -> String {
    let member = year.member(was);
    let mut lines = vec![
        format!("branch = {}", quoted(&it.result.branch.code)),
        format!("name = {}", quoted(it.member.name)),
        format!("was = {}", quoted(&member.name)),
    ];
    if are_several {
        lines.extend(it.member.birth.map(|it| format!("birth = {}", quoted(&it.to_string()))));
        lines.push(format!("was-branch = {}", quoted(year.branch(was))));
        lines.extend(member.birth.map(|it| format!("was-birth = {}", quoted(&it.to_string()))));
    }
    lines.join("\n")
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
