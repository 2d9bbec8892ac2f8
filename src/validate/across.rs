//! No person stands in two branches (R-DUP, R-MOVE, R-TEMP): at both rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::phone;
use crate::model::text::fold;
use crate::model::{Extract, MemberBrief};

use super::person::{Likeness, Rows, Shared, Who};

/// One person listed by two branches, guest of neither.
pub(super) static SAME: Code =
    code("V704", "member-of-two-branches", Severity::Error).citing(&["R-DUP"]);
/// Perhaps one person, listed by two branches.
pub(super) static LIKELY: Code =
    code("V705", "member-likely-of-two-branches", Severity::Warning).citing(&["R-DUP"]);
/// A guest whose own branch lists him too: as it should be.
pub(super) static GUEST: Code =
    code("V706", "guest-of-another-branch", Severity::Notice).citing(&["R-TEMP"]);
/// One card number for two names in two branches.
pub(super) static CARD: Code =
    code("V707", "card-of-another-branch", Severity::Error).citing(&["R-DUP"]);

/// Most of another branch's list on a form.
pub(super) static LIST: Code =
    code("V711", "list-of-another-branch", Severity::Error).citing(&["R-DUP"]);

/// Fewer people than these in two branches are told of one by one.
const LIST_MIN: usize = 3;
/// Names that a message lists.
const NAMES_MAX: usize = 5;

/// One form of the inbox beside the others.
#[derive(Clone, Copy, Debug)]
pub struct Filed<'a> {
    /// Its path relative to the workspace.
    pub file: &'a str,
    /// The code of its branch, if known.
    pub branch: Option<&'a str>,
    /// What is kept of it.
    pub form: &'a Extract,
}

impl Filed<'_> {
    /// The branch as people call it.
    fn branch_name<'b>(&'b self, context: &'b Context) -> &'b str {
        let listed = self.branch.and_then(|it| context.workspace?.branch(it));
        let stated = self.form.info.branch_name.text();
        match listed {
            Some(branch) => &branch.name,
            None if stated.is_empty() => self.file,
            None => stated,
        }
    }
}

/// Applies the rules that compare forms of different branches. Findings have
/// their file and branch filled in.
pub fn across(filed: &[Filed], context: &Context) -> Vec<Finding> {
    let lists = lists(filed);
    let shared = filed.iter().flat_map(|it| it.form.members());
    let shared = Shared::of(shared.map(|it| Who::from(&it)));
    let mut all = Vec::new();
    let mut rows = Rows::default();
    for (place, form) in filed.iter().enumerate() {
        for member in form.form.members().filter(|it| shared.has(it)) {
            rows.insert(&member, lists[place], all.len());
            all.push((place, member));
        }
    }
    let mut alike: Vec<Alike> = Vec::new();
    for (place, form) in filed.iter().enumerate() {
        for member in form.form.members().filter(|it| shared.has(it)) {
            let Some((likeness, other)) = rows.likest(&member, lists[place]) else { continue };
            let (other_place, other) = all[other];
            let Some(code) = code_of(likeness, &member, &other) else { continue };
            alike.push(Alike { code, place, member, other_place, other });
        }
    }
    told(&alike, filed, context)
}

/// A person of a form who stands on another too, or so it seems.
struct Alike<'a> {
    code: &'static Code,
    place: usize,
    member: MemberBrief<'a>,
    other_place: usize,
    other: MemberBrief<'a>,
}

/// What is told of them: where one form has the list of another, that alone.
fn told(alike: &[Alike], filed: &[Filed], context: &Context) -> Vec<Finding> {
    let mut shared: BTreeMap<(usize, usize), Vec<&Alike>> = BTreeMap::new();
    for it in alike.iter().filter(|it| it.code != &GUEST) {
        shared.entry((it.place, it.other_place)).or_default().push(it);
    }
    let mut copied: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    for (&(place, other), own) in &shared {
        let size = |it: usize| filed[it].form.members().filter(|it| !it.is_guest()).count();
        let least = size(place).min(size(other));
        if own.len() >= LIST_MIN && own.len() * 2 >= least {
            let (form, beside) = (&filed[place], &filed[other]);
            let doubt = (doubt(own, form, beside, context), share(own.len(), size(place)));
            let other_own = shared.get(&(other, place)).map_or(&[][..], Vec::as_slice);
            let other_doubt = (
                self::doubt(other_own, beside, form, context),
                share(other_own.len(), size(other)),
            );
            // Where nothing tells whose list it is, both are asked.
            copied.insert((place, other), doubt >= other_doubt);
        }
    }
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for it in alike {
        let pair = (it.place, it.other_place);
        match copied.get(&pair).or(copied.get(&(pair.1, pair.0))).filter(|_| it.code != &GUEST) {
            None => found.push(finding(
                it.code,
                &it.member,
                &filed[it.place],
                &it.other,
                &filed[it.other_place],
                context,
            )),
            Some(_) if copied.get(&pair) == Some(&true) && done.insert(pair) => {
                found.push(list(&shared[&pair], &filed[it.place], &filed[it.other_place], context));
            }
            Some(_) => {}
        }
    }
    found
}

/// The list that each form belongs to: that of its branch, else its own. Two forms of one
/// branch are a matter of their own: everybody would stand twice.
fn lists(filed: &[Filed]) -> Vec<usize> {
    let mut known: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut list_of = |form: &Filed| {
        let key = match form.branch {
            Some(branch) => (true, branch.to_ascii_uppercase()),
            None => (false, form.file.to_owned()),
        };
        let next = known.len();
        *known.entry(key).or_insert(next)
    };
    filed.iter().map(&mut list_of).collect()
}

/// A share in thousandths.
fn share(part: usize, whole: usize) -> usize {
    part * 1000 / whole.max(1)
}

/// How much speaks against the list being the form's own: the telephone is the other branch's, its
/// secretary is not on it though others are, the numbers of sheet 1 or of the workspace are others.
fn doubt(shared: &[&Alike], form: &Filed, beside: &Filed, context: &Context) -> usize {
    let info = &form.form.info;
    let own = || form.form.members().filter(|it| !it.is_guest());
    let count = u32::try_from(own().count()).unwrap_or(u32::MAX);
    let secretary = fold(info.secretary.text());
    let is_stranger = !secretary.is_empty() && own().all(|it| fold(it.name) != secretary);
    let is_shared = shared.iter().any(|it| fold(it.member.name) == secretary);
    let branch = |it: &Filed| context.workspace?.branch(it.branch?);
    let expected = branch(form).and_then(|it| it.members);
    let phones = phone::numbers(info.phone.text());
    let rings_at = |it: &Filed| {
        let known = phone::numbers(branch(it).and_then(|it| it.contact.as_deref()).unwrap_or(""));
        phones.iter().any(|it| known.contains(it))
    };
    let phone = match (rings_at(form), rings_at(beside)) {
        (true, _) => 0,
        (false, true) => 9,
        (false, false) => 1,
    };
    let differs = |it: Option<u32>| usize::from(it.is_some_and(|it| it != count));
    // The secretary of whom the list is stands on it.
    phone
        + 4 * usize::from(is_stranger)
        + 2 * usize::from(!is_shared)
        + differs(info.total.get())
        + differs(expected)
}

fn list(shared: &[&Alike], form: &Filed, other: &Filed, context: &Context) -> Finding {
    let names: Vec<&str> = shared.iter().take(NAMES_MAX).map(|it| it.member.name).collect();
    let more = if shared.len() > NAMES_MAX { ", …" } else { "" };
    let cell = shared.first().and_then(|it| it.member.name_cell().or(it.member.card_cell()));
    let mut finding = Finding::new(&LIST)
        .maybe_cell(cell.as_ref())
        .arg("count", shared.len())
        .arg("names", format!("{}{more}", names.join(", ")))
        .arg("other_branch", other.branch_name(context))
        .arg("other_file", other.file);
    finding.file = Some(form.file.to_owned());
    finding.branch = form.branch.map(str::to_owned);
    let mut finding = context.cite(finding, "R-DUP");
    context.weigh(std::slice::from_mut(&mut finding), &form.form.info);
    finding
}

/// What it is that one person, or card, stands in two branches. A guest is
/// told of at his own row only, and asked nothing where it is not certain.
fn code_of(likeness: Likeness, member: &MemberBrief, other: &MemberBrief) -> Option<&'static Code> {
    match (likeness, member.is_guest(), other.is_guest()) {
        (Likeness::Card, ..) => Some(&CARD),
        (Likeness::Same, false, false) => Some(&SAME),
        (Likeness::Likely, false, false) => Some(&LIKELY),
        (Likeness::Same, true, false) => Some(&GUEST),
        (Likeness::Same | Likeness::Likely, ..) => None,
    }
}

fn finding(
    code: &'static Code,
    member: &MemberBrief,
    form: &Filed,
    other: &MemberBrief,
    other_form: &Filed,
    context: &Context,
) -> Finding {
    let (cell, text) = if code == &CARD {
        (member.card_cell(), member.card)
    } else {
        (member.name_cell(), member.name)
    };
    let mut finding = Finding::new(code)
        .maybe_cell(cell.as_ref())
        .of_whom(member.name)
        .stored(text)
        .arg("name", member.name)
        .arg("other", other.name)
        .arg("other_branch", other_form.branch_name(context))
        .arg("other_file", other_form.file)
        .arg("other_row", u64::from(other.row) + 1);
    finding.file = Some(form.file.to_owned());
    finding.branch = form.branch.map(str::to_owned);
    let mut finding = context.cite(finding, if code == &GUEST { "R-TEMP" } else { "R-DUP" });
    context.weigh(std::slice::from_mut(&mut finding), &form.form.info);
    finding
}
