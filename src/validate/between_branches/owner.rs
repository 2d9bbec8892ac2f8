//! Whose people are they that stand on the forms of two branches. The first line that speaks for
//! one of the two, and not for the other as well, decides:
//!
//! | order | what speaks for a branch |
//! |---|---|
//! | 1 | its telephone stands on the form of the other |
//! | 2 | most of these people stand on its form of another year that lies in the inbox |
//! | 3 | the secretary of its form is one of them |
//! | 4 | one of them is named in its line of the workspace |
//! | 5 | the secretary of the other form is not on that form's list at all |
//! | 6 | a post of theirs names the branch |
//! | 7 | the votes for them are as many as the valid ballots of its form, and not of the other |
//! | 8 | its list is as long as sheet 1 and the workspace say, and the other's is not, above all where it would be without these people |
//! | 9 | the rows are numbered on from those above, and on the other form are not |
//! | 10 | its own telephone stands on its form |
//! | 11 | its list begins with one of them |
//! | 12 | they stand in one piece at the end of the other list |
//! | 13 | they are all that is on its list |
//!
//! A list that begins with them although its secretary stands elsewhere on it is not taken for theirs
//! by lines 11 and 12. Where nothing decides, both branches are asked.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::model::text::fold;
use crate::model::{Branch, MemberBrief, phone};

use super::Filed;
use crate::validate::person::card_key;

/// One of two forms that have people in common.
pub(super) struct Side<'a> {
    form: Filed<'a>,
    branch: Option<&'a Branch>,
    /// The places of these people on the form's list, rising.
    rows: Vec<usize>,
    /// How many of them stand on the branch's form of another year.
    former: usize,
}

impl<'a> Side<'a> {
    pub(super) fn new(
        form: Filed<'a>,
        rows: Vec<usize>,
        former: &Former,
        context: &Context<'a>,
    ) -> Self {
        let branch = form.branch.and_then(|it| context.workspace?.branch(it));
        let mut side = Self { form, branch, rows, former: 0 };
        side.former = side.people().filter(|it| former.has(it, form.branch)).count();
        side
    }

    fn members(&self) -> impl ExactSizeIterator<Item = MemberBrief<'a>> + use<'a> {
        self.form.form.members()
    }

    /// The people in question.
    pub(super) fn people(&self) -> impl Iterator<Item = MemberBrief<'a>> + '_ {
        self.rows.iter().filter_map(|it| self.form.form.nth_member(*it))
    }

    /// How many members the form has, guests aside.
    pub(super) fn size(&self) -> usize {
        self.members().filter(|it| !it.is_guest()).count()
    }

    /// Whether they stand in one piece, in whatever order.
    pub(super) fn is_run(&self) -> bool {
        match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) => last - first + 1 == self.rows.len(),
            _ => false,
        }
    }

    /// Whether they are at the end of the list, and others before them.
    fn is_tail(&self) -> bool {
        self.is_run()
            && self.rows.len() < self.members().len()
            && self.rows.last().is_some_and(|it| it + 1 == self.members().len())
    }

    fn begins_with_them(&self) -> bool {
        self.rows.first() == Some(&0)
    }

    /// The secretary of sheet 1, folded.
    fn secretary(&self) -> String {
        fold(self.form.form.info().secretary.text())
    }

    fn has_among_them(&self, name: &str) -> bool {
        !name.is_empty() && self.people().any(|it| fold(it.name) == name)
    }

    /// Whether the secretary is on the list, and none of them.
    fn is_led_by_another(&self) -> bool {
        let name = self.secretary();
        !name.is_empty()
            && !self.has_among_them(&name)
            && self.members().any(|it| fold(it.name) == name)
    }

    fn contact(&self) -> &str {
        self.branch.and_then(|it| it.contact.as_deref()).unwrap_or_default()
    }

    fn rings_at(&self, other: &Self) -> bool {
        let known = phone::numbers(other.contact());
        let typed = phone::numbers(self.form.form.info().phone.text());
        typed.iter().any(|it| known.contains(it))
    }

    /// How little the numbers of members fit: most where they would without these people.
    fn misfit(&self) -> usize {
        let size = self.size();
        let is = |number: u32, size: usize| u32::try_from(size) == Ok(number);
        let of = |number: Option<u32>| match number {
            Some(it) if is(it, size) => 0,
            Some(it) if is(it, size - self.rows.len().min(size)) => 2,
            Some(_) => 1,
            None => 0,
        };
        of(self.form.form.info().total.get()) + of(self.branch.and_then(|it| it.members))
    }

    /// Whether each row of theirs has as many votes as there are valid ballots; `None` where
    /// there are none.
    fn has_its_votes(&self) -> Option<bool> {
        let valid = self.form.form.info().ballots_valid.get()?;
        let read = self.people().filter(|it| !it.has_unread_votes);
        let mut votes = read.filter_map(|it| it.votes).filter(|it| *it > 0).peekable();
        votes.peek()?;
        Some(votes.all(|it| it == valid))
    }

    /// Whether their rows are numbered on from the row above; `None` where no number is typed.
    fn is_numbered_on(&self) -> Option<bool> {
        let number = |it: usize| self.form.form.nth_member(it)?.number;
        let mut starts = self.rows.iter().filter(|&&it| it == 0 || !self.rows.contains(&(it - 1)));
        let is_on = |&start: &usize| {
            let before = if start == 0 { 0 } else { number(start - 1)? };
            Some(before.checked_add(1) == Some(number(start)?))
        };
        starts.try_fold(true, |all, it| Some(all & is_on(it)?))
    }

    /// Whether a post of theirs names the branch.
    fn is_named_by_them(&self) -> bool {
        let name = fold(self.branch.map_or("", |it| &it.name));
        let name = name.strip_prefix("chi bo ").unwrap_or(&name);
        let wanted = format!(" {name} ");
        !name.is_empty()
            && self.people().any(|it| {
                let posts = [it.party_post, it.other_post];
                posts.iter().any(|it| format!(" {} ", fold(it)).contains(&wanted))
            })
    }

    /// How the secretary alone speaks for a side, be it of a single person: nobody leads two branches.
    pub(super) fn is_led_by_them(&self, other: &Self) -> bool {
        let name = self.secretary();
        self.has_among_them(&name) && name != other.secretary()
    }
}

/// Whether something speaks for the first.
type Speaks = fn(&Side, &Side) -> bool;

/// What may, the strongest first: the table above.
const EVIDENCE: [Speaks; 13] = [
    |one, other| other.rings_at(one) && !other.rings_at(other),
    |one, _| one.former * 2 > one.rows.len(),
    |one, other| one.is_led_by_them(other),
    |one, _| phone::names(one.contact()).iter().any(|it| one.has_among_them(it)),
    |_, other| {
        let name = other.secretary();
        let is_he = |it: MemberBrief| fold(it.name) == name;
        !name.is_empty() && !other.members().any(is_he)
    },
    |one, _| one.is_named_by_them(),
    |one, other| one.has_its_votes() == Some(true) && other.has_its_votes() == Some(false),
    |one, other| one.misfit() < other.misfit(),
    |one, other| one.is_numbered_on() == Some(true) && other.is_numbered_on() == Some(false),
    |one, _| one.rings_at(one),
    |one, _| one.begins_with_them() && !one.is_led_by_another(),
    |one, other| other.is_tail() && !(one.begins_with_them() && one.is_led_by_another()),
    |one, _| one.rows.len() == one.size(),
];

/// Whose these people are, 0 or 1; `None` where nothing tells.
pub(super) fn owner(sides: &[Side; 2]) -> Option<usize> {
    let [one, other] = sides;
    EVIDENCE.iter().find_map(|speaks| match (speaks(one, other), speaks(other, one)) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    })
}

/// Who stands on the forms of other years: branches, by what a person is known by.
#[derive(Debug, Default)]
pub(super) struct Former<'a>(BTreeMap<String, BTreeSet<&'a str>>);

impl<'a> Former<'a> {
    pub(super) fn of(forms: &[Filed<'a>]) -> Self {
        let mut known = Self::default();
        for form in forms {
            let Some(branch) = form.branch else { continue };
            let own = form.form.members().filter(|it| !it.is_guest());
            for key in own.flat_map(|it| keys(&it)) {
                known.0.entry(key).or_default().insert(branch);
            }
        }
        known
    }

    fn has(&self, member: &MemberBrief, branch: Option<&str>) -> bool {
        let Some(branch) = branch else { return false };
        !self.0.is_empty()
            && keys(member).any(|it| self.0.get(&it).is_some_and(|it| it.contains(branch)))
    }
}

/// The card number, and the name with the day of birth.
fn keys(member: &MemberBrief) -> impl Iterator<Item = String> + use<> {
    let card = card_key(member.into()).map(|it| format!("card {it}"));
    let born = member.birth.filter(|it| it.is_day());
    let name = fold(member.name);
    let named = born.filter(|_| !name.is_empty()).map(|it| format!("{name} {it:?}"));
    card.into_iter().chain(named)
}
