//! Whoever stands in the workbooks of two communes: each would count him.

use std::collections::{BTreeMap, BTreeSet};

use super::sorted::Sorted;
use super::{ANOTHERS, IN_TWO};
use crate::batch::FileStatus;
use crate::finding::Finding;
use crate::validate::{self, Filed, Twice};
use crate::workspace::Commune;

/// Two who are one person: the place of the form and that of the member of each, the earlier first.
type Pair = [(usize, usize); 2];

/// Of files that count, those that have most of the people of another commune count no longer, and neither does
/// the other: whose the people are nobody can tell. Of the others everybody is told who stands in two.
pub(super) fn part(files: &mut [Sorted], communes: &[Commune]) {
    let mut forms = Vec::new();
    let mut whose = Vec::new();
    let mut people = vec![0_usize; files.len()];
    for (place, file) in files.iter().enumerate() {
        let is_counted = file.status == FileStatus::Accepted;
        let (true, Some(sent), Some(commune)) = (is_counted, &file.sent, file.commune) else {
            continue;
        };
        for branch in &sent.branches {
            let Some(form) = &branch.extract else { continue };
            let branch = communes.get(commune).map(|it| it.code.as_str());
            people[place] += form.members().filter(|it| !it.is_guest()).count();
            forms.push(Filed { file: &file.path, branch, form });
            whose.push((place, commune));
        }
    }
    let mut pairs = pairs(&forms);
    pairs.retain(|it| whose[it[0].0].1 != whose[it[1].0].1);
    let mut common: BTreeMap<[usize; 2], [BTreeSet<(usize, usize)>; 2]> = BTreeMap::new();
    for [one, other] in &pairs {
        let mut both = [(whose[one.0].0, *one), (whose[other.0].0, *other)];
        both.sort_by_key(|it| it.0);
        let own = common.entry(both.map(|it| it.0)).or_default();
        own[0].insert(both[0].1);
        own[1].insert(both[1].1);
    }
    // By file: the others, and how many of its people each has.
    let mut of: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for ([one, other], [first, second]) in &common {
        if first.len() * 2 > people[*one] || second.len() * 2 > people[*other] {
            of.entry(*one).or_default().push((*other, first.len()));
            of.entry(*other).or_default().push((*one, second.len()));
        }
    }
    let mut findings = Vec::new();
    for [(first, _), (form, nth)] in &pairs {
        let ((one, commune), (place, _)) = (whose[*first], whose[*form]);
        // Of a file that does not count nobody is counted.
        if of.contains_key(&one) || of.contains_key(&place) {
            continue;
        }
        let Some(member) = forms[*form].form.nth_member(*nth) else { continue };
        let finding = Finding::new(&IN_TWO)
            .maybe_cell(member.name_cell().as_ref())
            .member(member.name)
            .arg("other", communes[commune].name.as_str());
        findings.push((place, finding));
    }
    for (place, others) in of {
        let named = |it: &(usize, usize)| {
            let name = files[it.0].commune.and_then(|it| communes.get(it));
            format!("{} ({})", files[it.0].path, name.map_or("", |it| it.name.as_str()))
        };
        let members = others.iter().map(|it| it.1).max().unwrap_or_default();
        let others: Vec<String> = others.iter().map(named).collect();
        let finding = Finding::new(&ANOTHERS).arg("others", others.join(", "));
        let finding = finding.arg("members", members).arg("all", people[place]);
        findings.push((place, finding));
    }
    for (place, mut finding) in findings {
        let file = &mut files[place];
        if finding.is_error() {
            file.status = FileStatus::Returned;
        }
        finding.file = Some(file.path.clone());
        finding.branch.clone_from(&file.code);
        file.findings.push(finding);
    }
}

/// Whoever stands on two of these forms, as between the forms of a commune.
fn pairs(forms: &[Filed]) -> Vec<Pair> {
    let pair = |it: Twice| {
        let [one, other] = it.forms;
        let [first, second] = it.members;
        [(one, first), (other, second)]
    };
    validate::counted_twice(forms).into_iter().map(pair).collect()
}
