//! No person stands in two branches (R-DUP, R-MOVE, R-TEMP): at both rows, as either may be right.
//! A list that was copied is one finding, at the form that copied it (`between_branches/owner.rs`).

mod owner;

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::{fold, listed};
use crate::model::{Extract, MemberBrief};

use super::person::{Likeness, Rows, Shared, Who, card_key};
use owner::{Former, Side, owner};

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

/// A form without a branch that has the name and the people of a branch that another form came from.
pub(super) static WITHOUT_CODE: Code =
    code("V716", "second-form-without-code", Severity::Error).citing(&["R-DUP"]);
/// That there is such a form, told at the one that counts.
pub(super) static ANOTHER_CAME: Code =
    code("V717", "second-form-has-come", Severity::Warning).citing(&["R-DUP"]);

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
    pub(crate) fn branch_name(&self, context: &Context) -> String {
        let listed = self.branch.and_then(|it| context.workspace?.branch(it));
        if let Some(branch) = listed {
            return branch.name.clone();
        }
        match self.form.info().branch_name.text() {
            "" => file_name(self.file).to_owned(),
            stated => stated.to_owned(),
        }
    }
}

/// Applies the rules that compare forms of different branches, which `former` helps to tell apart:
/// forms of other years. Findings have their file and branch filled in.
pub fn across<'a>(
    filed: &[Filed<'a>],
    former: &[Filed<'a>],
    context: &Context<'a>,
) -> Vec<Finding> {
    beside(filed, former, context).findings
}

/// What forms beside one another tell.
#[derive(Debug)]
pub struct Beside {
    /// What is told, with file and branch.
    pub findings: Vec<Finding>,
    /// File and kind of findings on one form that people of another branch on it explain.
    pub explained: Vec<(String, &'static Code)>,
}

/// As [`across`], and what need not be told besides.
pub fn beside<'a>(filed: &[Filed<'a>], former: &[Filed<'a>], context: &Context<'a>) -> Beside {
    let lists = lists(filed);
    let alike = alike(filed, &lists, |_| true);
    let mut overlaps: BTreeMap<(usize, usize), Overlap> = BTreeMap::new();
    for it in alike.iter().filter(|it| it.code != &GUEST) {
        let (low, high) = (it.place.min(it.other_place), it.place.max(it.other_place));
        overlaps.entry((low, high)).or_default().add(it);
    }
    let known = if overlaps.is_empty() { Former::default() } else { Former::of(former) };
    let verdicts: BTreeMap<(usize, usize), Verdict> = overlaps
        .iter()
        .map(|(&pair, it)| {
            (pair, it.verdict([pair.0, pair.1].map(|it| filed[it]), &known, context))
        })
        .collect();
    let findings = told(&alike, &overlaps, &verdicts, &Told { filed, lists: &lists, context });
    Beside { findings, explained: explained(&overlaps, &verdicts, filed, context) }
}

/// Numbers that are right without the people who came from other lists.
fn explained(
    overlaps: &BTreeMap<(usize, usize), Overlap>,
    verdicts: &BTreeMap<(usize, usize), Verdict>,
    filed: &[Filed],
    context: &Context,
) -> Vec<(String, &'static Code)> {
    let mut strangers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (pair, verdict) in verdicts {
        if let (Verdict::List(side), Some(overlap)) = (*verdict, overlaps.get(pair)) {
            let place = if side == 0 { pair.0 } else { pair.1 };
            strangers.entry(place).or_default().extend(overlap.rows[side].keys());
        }
    }
    let severities = context.workspace.map(|it| &it.severity);
    let is_lowered =
        severities.is_some_and(|it| [LIST.id, LIST.name].iter().any(|key| it.contains_key(*key)));
    let mut explained = Vec::new();
    for (place, rows) in strangers.into_iter().filter(|_| !is_lowered) {
        let rest = filed[place].form.counted_without(&rows);
        let found = super::numbers_of_members(&rest, context);
        explained.extend(found.into_iter().map(|code| (filed[place].file.to_owned(), code)));
    }
    explained
}

/// A person of a form who stands on another too, or so it seems.
struct Alike<'a> {
    code: &'static Code,
    place: usize,
    /// The place on the form's list.
    nth: usize,
    member: MemberBrief<'a>,
    other_place: usize,
    other_nth: usize,
    other: MemberBrief<'a>,
}

/// Each row with those of other lists that are like it, the most alike first, as far as they are wanted: such a pair
/// takes a kilobyte.
fn alike<'a>(
    filed: &[Filed<'a>],
    lists: &[usize],
    is_wanted: impl Fn(&Alike) -> bool,
) -> Vec<Alike<'a>> {
    let shared = filed.iter().flat_map(|it| it.form.members());
    let shared = Shared::of(shared.map(|it| Who::from(&it)));
    let mut rows = Rows::default();
    let mut all: Vec<(usize, usize, MemberBrief<'a>)> = Vec::new();
    for (place, form) in filed.iter().enumerate() {
        let members = form.form.members().enumerate();
        for (nth, member) in members.filter(|it| shared.has(&it.1)) {
            rows.insert(&member, lists[place], all.len());
            all.push((place, nth, member));
        }
    }
    let mut alike = Vec::new();
    for &(place, nth, member) in &all {
        for (likeness, other) in rows.others(&member, lists[place]) {
            let (other_place, other_nth, other) = all[other];
            if let Some(code) = code_of(likeness, &member, &other) {
                let pair = Alike { code, place, nth, member, other_place, other_nth, other };
                if is_wanted(&pair) {
                    alike.push(pair);
                }
            }
        }
    }
    alike
}

/// The people that two forms have in common: of the earlier one and of the other.
#[derive(Debug, Default)]
struct Overlap {
    /// Place on the form's list to that on the other's.
    rows: [BTreeMap<usize, usize>; 2],
    /// Those of the earlier who are surely the same.
    same: BTreeSet<usize>,
}

/// Who is told of the people that two forms have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Each row of both, unless it is the other's secretary.
    EachRow,
    /// In one finding both forms.
    Lists,
    /// In one finding the form that copied the other's list.
    List(usize),
}

impl Overlap {
    fn add(&mut self, it: &Alike) {
        let side = usize::from(it.place > it.other_place);
        self.rows[side].insert(it.nth, it.other_nth);
        self.rows[1 - side].entry(it.other_nth).or_insert(it.nth);
        if it.code == &SAME {
            self.same.insert(if side == 0 { it.nth } else { it.other_nth });
        }
    }

    fn verdict<'a>(
        &self,
        forms: [Filed<'a>; 2],
        former: &Former<'a>,
        context: &Context<'a>,
    ) -> Verdict {
        let [one, other] = &self.rows;
        let count = one.len().max(other.len());
        if count < LIST_MIN {
            return Verdict::EachRow;
        }
        let side = |it: usize| {
            Side::new(forms[it], self.rows[it].keys().copied().collect(), former, context)
        };
        let sides = [side(0), side(1)];
        let least = sides[0].size().min(sides[1].size());
        // Pasted in one piece, which people who moved from one branch to the other are not.
        let is_piece = sides.iter().all(Side::is_run)
            && one.values().is_sorted()
            && other.values().is_sorted();
        let is_list = count * 2 >= least || (is_piece && self.same.len() >= LIST_MIN);
        let led = || match [0, 1].map(|it| sides[it].is_led_by_them(&sides[1 - it])) {
            [true, false] => Some(0),
            [false, true] => Some(1),
            _ => None,
        };
        let owner = if is_list { owner(&sides) } else { led() };
        match owner.map(|it| 1 - it) {
            // Whoever waives it at one form says that the other is wrong.
            Some(copier) if !is_waived(&forms[copier], &LIST, context) => Verdict::List(copier),
            Some(_) => Verdict::Lists,
            None if is_list => Verdict::Lists,
            None => Verdict::EachRow,
        }
    }
}

/// Whether the workspace lets this kind of finding through at the form.
fn is_waived(form: &Filed, code: &Code, context: &Context) -> bool {
    let waivers = context.workspace.map_or(&[][..], |it| it.waive.as_slice());
    waivers.iter().any(|it| {
        form.branch.is_some_and(|branch| branch.eq_ignore_ascii_case(&it.branch))
            && (it.code.eq_ignore_ascii_case(code.id) || it.code == code.name)
    })
}

/// What findings are made of.
struct Told<'a, 'b> {
    filed: &'b [Filed<'a>],
    lists: &'b [usize],
    context: &'b Context<'a>,
}

/// One finding a list that was copied; else one a row, about the person most like it.
fn told(
    alike: &[Alike],
    overlaps: &BTreeMap<(usize, usize), Overlap>,
    verdicts: &BTreeMap<(usize, usize), Verdict>,
    all: &Told,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for row in alike.chunk_by(|one, other| (one.place, one.nth) == (other.place, other.nth)) {
        let mut single = None;
        let mut is_told = false;
        for it in row {
            let pair = (it.place.min(it.other_place), it.place.max(it.other_place));
            let side = usize::from(it.place > it.other_place);
            match verdicts.get(&pair).filter(|_| it.code != &GUEST) {
                // No list was copied: it is the branch's own, once more.
                Some(Verdict::List(_) | Verdict::Lists) if all.is_second_form(pair) => {
                    is_told = true;
                    if done.insert(pair) {
                        found.extend(all.second_form(pair));
                    }
                }
                Some(Verdict::List(copier)) if *copier != side => {}
                Some(Verdict::List(_) | Verdict::Lists) => {
                    is_told = true;
                    if done.insert((it.place, it.other_place)) {
                        found.push(all.list(&overlaps[&pair].rows[side], it));
                    }
                }
                Some(Verdict::EachRow) | None => {
                    if single.is_none() && !all.is_the_others_matter(it) {
                        single = Some(it);
                    }
                }
            }
        }
        found.extend(single.filter(|_| !is_told).map(|it| all.row(it)));
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

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Told<'_, '_> {
    /// Whether a single person is the secretary of the form and of no other: only the other
    /// form is wrong.
    fn is_the_others_matter(&self, it: &Alike) -> bool {
        let [own, other] = [it.place, it.other_place].map(|it| &self.filed[it]);
        let [own_head, other_head] = [own, other].map(|it| fold(it.form.info().secretary.text()));
        let is_head = own_head == fold(it.member.name) && other_head != own_head;
        it.code == &SAME && is_head && !is_waived(other, &SAME, self.context)
    }

    /// Which of two forms has no branch, where its sheet 1 has the name of the other's.
    fn without_branch(&self, (one, other): (usize, usize)) -> Option<[&Filed<'_>; 2]> {
        let [one, other] = [one, other].map(|it| &self.filed[it]);
        let [nobodys, known] = match (one.branch, other.branch) {
            (None, Some(_)) => [one, other],
            (Some(_), None) => [other, one],
            _ => return None,
        };
        let stated = fold(nobodys.form.info().branch_name.text());
        let is_it = !stated.is_empty() && stated == fold(&known.branch_name(self.context));
        is_it.then_some([nobodys, known])
    }

    fn is_second_form(&self, pair: (usize, usize)) -> bool {
        self.without_branch(pair).is_some()
    }

    /// That a form wants its branch's code, told at both.
    fn second_form(&self, pair: (usize, usize)) -> Vec<Finding> {
        let Some([nobodys, known]) = self.without_branch(pair) else { return Vec::new() };
        let name = known.branch_name(self.context);
        let code = known.branch.unwrap_or_default();
        let told = |code: &'static Code, at: &Filed, other: &Filed| {
            Finding::new(code)
                .maybe_cell(at.form.info().branch_code.cell())
                .arg("own_branch", name.as_str())
                .arg("other_file", file_name(other.file))
        };
        let wants = told(&WITHOUT_CODE, nobodys, known).arg("code", code);
        vec![
            self.of_form(wants, nobodys, "R-DUP"),
            self.of_form(told(&ANOTHER_CAME, known, nobodys), known, "R-DUP"),
        ]
    }

    /// The other branch as people call it, and which of its files, where it has several.
    fn other(&self, it: &Alike) -> String {
        let other = &self.filed[it.other_place];
        let own_list = self.lists[it.other_place];
        let name = other.branch_name(self.context);
        if self.lists.iter().filter(|it| **it == own_list).nth(1).is_none() {
            return name;
        }
        format!("{name} ({})", file_name(other.file))
    }

    /// One finding about all people that a form has in common with another.
    fn list(&self, rows: &BTreeMap<usize, usize>, it: &Alike) -> Finding {
        let form = &self.filed[it.place];
        let members = || rows.keys().filter_map(|it| form.form.nth_member(*it));
        let names: Vec<&str> = members().map(|it| it.name).collect();
        let cell = members().next().and_then(|it| it.name_cell().or(it.card_cell()));
        let finding = Finding::new(&LIST)
            .maybe_cell(cell.as_ref())
            .arg("count", rows.len())
            .arg("names", listed(&names, NAMES_MAX, ", "))
            .arg("other_branch", self.other(it));
        self.of_form(finding, form, "R-DUP")
    }

    /// A finding about one row.
    fn row(&self, it: &Alike) -> Finding {
        let (cell, text) = if it.code == &CARD {
            (it.member.card_cell(), it.member.card)
        } else {
            (it.member.name_cell(), it.member.name)
        };
        let finding = Finding::new(it.code)
            .maybe_cell(cell.as_ref())
            .of_whom(it.member.name)
            .stored(text)
            .arg("name", it.member.name)
            .arg("other", it.other.name)
            .arg("other_branch", self.other(it))
            .arg("other_row", u64::from(it.other.row) + 1);
        let rule = if it.code == &GUEST { "R-TEMP" } else { "R-DUP" };
        self.of_form(finding, &self.filed[it.place], rule)
    }

    fn of_form(&self, mut finding: Finding, form: &Filed, rule: &str) -> Finding {
        finding.file = Some(form.file.to_owned());
        finding.branch = form.branch.map(str::to_owned);
        let mut finding = self.context.cite(finding, rule);
        self.context.weigh(std::slice::from_mut(&mut finding), &form.form.info());
        finding
    }
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

/// People who stand on two forms and are a guest of neither, so that a total of both would count
/// them twice.
#[derive(Clone, Debug)]
pub struct Twice {
    /// The places of the two forms, the earlier first.
    pub forms: [usize; 2],
    /// The member of each.
    pub members: [usize; 2],
    /// Whether the card number says it, not the day of birth.
    pub is_by_card: bool,
}

/// Everybody who is counted twice on these forms.
pub fn counted_twice(filed: &[Filed]) -> Vec<Twice> {
    // Each pair once.
    let found = alike(filed, &lists(filed), |it| it.code == &SAME && it.place < it.other_place);
    let twice = |it: &Alike| Twice {
        forms: [it.place, it.other_place],
        members: [it.nth, it.other_nth],
        is_by_card: card_key((&it.member).into()).is_some()
            && card_key((&it.member).into()) == card_key((&it.other).into()),
    };
    found.iter().map(twice).collect()
}
