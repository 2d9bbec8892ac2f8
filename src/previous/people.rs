//! Who of two lists is one person: a table of evidence. What is sure is paired, what is doubtful is
//! asked, and nobody is paired twice. Costs grow as the lists do: candidates are looked up by keys.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::PartialDate;
use crate::model::text::{card_key, fold};

/// A key that more people have than these tells nobody apart.
const ALIKE_MAX: usize = 64;

/// What tells who somebody is.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Họ và tên, as typed.
    pub name: String,
    /// Ngày sinh.
    pub birth: Option<PartialDate>,
    /// Ngày vào Đảng.
    pub admitted: Option<PartialDate>,
    /// Số thẻ; empty where there is none.
    pub card: String,
    /// The branches of this year in which he would be looked for: his own, or those that go on from
    /// the one in which he was.
    pub lines: Vec<usize>,
}

/// What makes two rows one person, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Somebody said so.
    Told,
    /// Card and name.
    CardAndName,
    /// Card, birth and admission; the name is another.
    CardAndDates,
    /// Name, birth and admission, each to the day.
    NameAndDates,
    /// The same, one of them not to the day, in the same branch.
    NameInBranch,
}

/// Why two rows may be one person, and may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Several are alike to the last sign.
    Namesakes,
    /// One card, two names, and no dates that say more.
    CardOfAnother,
    /// Birth and admission are the same, the name is not.
    NameChanged,
    /// Name and birth are the same, the admission is not.
    AdmittedOther,
    /// Name and admission are the same, the birth is not.
    BirthOther,
    /// Card and name are the same, both dates are not.
    DatesOther,
    /// Name and one date are the same to the day, the cards differ.
    CardOther,
    /// Too little is known of one of them.
    Vague,
}

/// Who a row of this year is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This one of the earlier list.
    Same(usize, Evidence),
    /// Perhaps one of these.
    Doubtful(Vec<(usize, Doubt)>),
    /// Nobody of the earlier list.
    Nobody,
}

/// Two lists laid beside one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// Who each of this year is.
    pub now: Vec<Found>,
    /// Those of the earlier list who are nobody of this year, and may be nobody.
    pub left: Vec<usize>,
}

/// What somebody said of two rows.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Pairs that are one person: places of this year's list and of the earlier one.
    pub same: BTreeSet<(usize, usize)>,
    /// Pairs that are two.
    pub other: BTreeSet<(usize, usize)>,
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Like {
    /// Equal, dates to the day.
    Same,
    /// They may be.
    Alike,
    Other,
    /// One of them is not known.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Sure(Evidence),
    Maybe(Doubt),
}

/// An identity with what is compared of it.
struct Known<'a> {
    name: String,
    card: Option<String>,
    own: &'a Identity,
}

impl<'a> Known<'a> {
    fn of(own: &'a Identity) -> Self {
        Self { name: fold(&own.name), card: card_key(&own.card), own }
    }

    fn is_in_line(&self, other: &Self) -> bool {
        self.own.lines.iter().any(|it| other.own.lines.contains(it))
    }
}

fn dates(one: Option<PartialDate>, other: Option<PartialDate>) -> Like {
    let (Some(one), Some(other)) = (one, other) else { return Like::Unknown };
    if one == other && one.is_day() {
        Like::Same
    } else if one.earliest() <= other.latest() && other.earliest() <= one.latest() {
        Like::Alike
    } else {
        Like::Other
    }
}

/// The table of evidence.
fn judge(now: &Known, before: &Known) -> Option<Verdict> {
    use Like::{Alike, Other, Same, Unknown};
    let card = match (&now.card, &before.card) {
        (Some(one), Some(other)) if one == other => Same,
        (Some(_), Some(_)) => Other,
        _ => Unknown,
    };
    let is_name = !now.name.is_empty() && now.name == before.name;
    let birth = dates(now.own.birth, before.own.birth);
    let admitted = dates(now.own.admitted, before.own.admitted);
    let is_in_line = now.is_in_line(before);
    let is_equal = now.own.birth == before.own.birth && now.own.admitted == before.own.admitted;
    let sure = |it| Some(Verdict::Sure(it));
    let maybe = |it| Some(Verdict::Maybe(it));
    match (card, is_name, birth, admitted) {
        (Same, true, Other, Other) => maybe(Doubt::DatesOther),
        (Same, true, ..) => sure(Evidence::CardAndName),
        (Same, false, Same, Same) => sure(Evidence::CardAndDates),
        (Same, false, Same | Alike, Same | Alike) | (Unknown, false, Same, Same) => {
            maybe(Doubt::NameChanged)
        }
        (Same, false, ..) => maybe(Doubt::CardOfAnother),
        (_, true, Same, Same) => sure(Evidence::NameAndDates),
        // Whatever is not to the day counts only where nothing speaks against it.
        (Unknown, true, Same, Alike | Unknown) | (Unknown, true, Alike, Same) if is_in_line => {
            sure(Evidence::NameInBranch)
        }
        (Unknown, true, Alike, Alike) if is_in_line && is_equal => sure(Evidence::NameInBranch),
        (Other, true, Same, Alike | Unknown) | (Other, true, Alike, Same) => {
            maybe(Doubt::CardOther)
        }
        (_, true, Same, Other) => maybe(Doubt::AdmittedOther),
        (_, true, Other, Same) => maybe(Doubt::BirthOther),
        // Another date, or two cards and no day that is the same: two people of one name.
        (_, true, Other, _) | (_, true, _, Other) | (Other, true, ..) | (_, false, ..) => None,
        (_, true, Unknown, Unknown) if !is_in_line => None,
        (_, true, ..) => maybe(Doubt::Vague),
    }
}

/// By what somebody is looked up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Card(String),
    Birth(String, i16),
    Admitted(String, i16),
    Dates(PartialDate, PartialDate),
    /// The name of one of whom birth or admission is not known; or of anybody, for those.
    Name(String),
}

/// The keys under which a row is found, and those by which it looks.
fn keys(of: &Known) -> Vec<Key> {
    let mut keys: Vec<Key> = of.card.iter().map(|it| Key::Card(it.clone())).collect();
    if let (Some(birth), Some(admitted)) = (of.own.birth, of.own.admitted) {
        keys.push(Key::Dates(birth, admitted));
    }
    if !of.name.is_empty() {
        keys.extend(of.own.birth.map(|it| Key::Birth(of.name.clone(), it.year())));
        keys.extend(of.own.admitted.map(|it| Key::Admitted(of.name.clone(), it.year())));
        keys.push(Key::Name(of.name.clone()));
    }
    keys
}

/// A pair that may be one person.
struct Candidate {
    now: usize,
    before: usize,
    verdict: Verdict,
    is_in_line: bool,
}

/// Lays two lists beside one another.
pub fn pair(now: &[Identity], before: &[Identity], said: &Said) -> Pairs {
    let candidates = candidates(now, before, said);
    let mut taken = Taken { now: vec![None; now.len()], before: vec![false; before.len()] };
    for &(one, other) in &said.same {
        taken.take(one, other, Evidence::Told);
    }
    let levels = [
        Evidence::CardAndName,
        Evidence::CardAndDates,
        Evidence::NameAndDates,
        Evidence::NameInBranch,
    ];
    for level in levels {
        let is_of = |it: &&Candidate| it.verdict == Verdict::Sure(level) && taken.is_free(it);
        let open: Vec<&Candidate> = candidates.iter().filter(is_of).collect();
        let lonely = alone(&open);
        // Of several who are alike their branches tell.
        let rest: Vec<&Candidate> = open
            .iter()
            .filter(|it| it.is_in_line && !lonely.contains(&(it.now, it.before)))
            .copied()
            .collect();
        let in_line = alone(&rest);
        for (one, other) in lonely.into_iter().chain(in_line) {
            taken.take(one, other, level);
        }
    }
    settle(&candidates, taken)
}

/// The pairs of which neither side is in another one.
fn alone(open: &[&Candidate]) -> Vec<(usize, usize)> {
    let mut counts: [BTreeMap<usize, usize>; 2] = Default::default();
    for it in open {
        *counts[0].entry(it.now).or_default() += 1;
        *counts[1].entry(it.before).or_default() += 1;
    }
    let is_alone = |it: &&&Candidate| counts[0][&it.now] == 1 && counts[1][&it.before] == 1;
    open.iter().filter(is_alone).map(|it| (it.now, it.before)).collect()
}

/// Who was paired.
struct Taken {
    now: Vec<Option<(usize, Evidence)>>,
    before: Vec<bool>,
}

impl Taken {
    fn is_free(&self, it: &Candidate) -> bool {
        self.now[it.now].is_none() && !self.before[it.before]
    }

    fn take(&mut self, now: usize, before: usize, evidence: Evidence) {
        let (Some(one), Some(other)) = (self.now.get_mut(now), self.before.get_mut(before)) else {
            return;
        };
        if one.is_none() && !*other {
            *one = Some((before, evidence));
            *other = true;
        }
    }
}

/// What is left open after all that is sure.
fn settle(candidates: &[Candidate], taken: Taken) -> Pairs {
    let mut doubts: BTreeMap<usize, Vec<(usize, Doubt)>> = BTreeMap::new();
    let mut asked = BTreeSet::new();
    for it in candidates.iter().filter(|it| taken.is_free(it)) {
        let doubt = match it.verdict {
            Verdict::Sure(_) => Doubt::Namesakes,
            Verdict::Maybe(doubt) => doubt,
        };
        doubts.entry(it.now).or_default().push((it.before, doubt));
        asked.insert(it.before);
    }
    let left = (0..taken.before.len()).filter(|it| !taken.before[*it] && !asked.contains(it));
    let left = left.collect();
    let found = taken.now.into_iter().enumerate().map(|(place, it)| match it {
        Some((before, evidence)) => Found::Same(before, evidence),
        None => match doubts.remove(&place) {
            Some(mut open) => {
                open.sort_unstable();
                Found::Doubtful(open)
            }
            None => Found::Nobody,
        },
    });
    Pairs { now: found.collect(), left }
}

fn candidates(now: &[Identity], before: &[Identity], said: &Said) -> Vec<Candidate> {
    let known: Vec<Known> = before.iter().map(Known::of).collect();
    let mut places: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (place, it) in known.iter().enumerate() {
        for key in keys(it) {
            places.entry(key).or_default().push(place);
        }
    }
    let mut candidates = Vec::new();
    for (place, it) in now.iter().enumerate() {
        let own = Known::of(it);
        let mut tried = BTreeSet::new();
        for key in keys(&own) {
            let alike = places.get(&key).filter(|it| it.len() <= ALIKE_MAX);
            tried.extend(alike.into_iter().flatten().copied());
        }
        for other in tried {
            if said.other.contains(&(place, other)) {
                continue;
            }
            if let Some(verdict) = judge(&own, &known[other]) {
                let is_in_line = own.is_in_line(&known[other]);
                candidates.push(Candidate { now: place, before: other, verdict, is_in_line });
            }
        }
    }
    candidates
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
