//! What becomes of a form beside the others of the inbox. This file decides on plain keys
//! and knows no form; [`apply`] makes the keys and carries the fates out.
//!
//! The first line that fits counts. "One" and "other" are files of **one branch and one
//! season** (year and regulation); a form that is nobody's for sure, because its code is one branch's
//! and its name or its people are another's ([`Whose::Unclear`], told by [`whose`]), is no other
//! form's rival. Two forms whose lists have hardly a person in common are never taken for rounds
//! of one form, and no date chooses between them: one may be a neighbour's.
//!
//! | one | the other | fate of the one |
//! |---|---|---|
//! | named by the mark of the other, or equal to what that names | the later round, with people of the one | [`Fate::Corrected`] |
//! | equal values, whatever the bytes (any file: equal bytes) | first by path, xlsx before other formats | [`Fate::Copy`] |
//! | of another season, filled or not | a filled form of this season, **same branch**, be it that it only seems so | [`Fate::OtherSeason`] beside it |
//! | of another season | none | [`Fate::OtherSeason`], alone |
//! | blank | filled | [`Fate::Blank`] |
//! | no list sheet, not saved later, the only other | our list sheet, but a mark that names nobody here; people of the one | [`Fate::CorrectedByList`] |
//! | saved earlier, `duplicates = "newest"` | saved last for certain, no date of before the year, with people of the one | [`Fate::Older`] |
//! | anything else | different values | [`Fate::Rival`], both |
//! | | none | [`Fate::Stands`] |
//!
//! A supplement ([`super::supplement`]) is no form of its branch here: it stands beside every other, and only its
//! own corrected copy, an equal supplement or a blank beside a filled form take a place or give it up.
//!
//! A mark that names a file of another branch or season moves nothing: each is judged as it
//! lies, and [`foreign_marks`] names both. So whatever leaves for another file leaves for one of
//! its own branch and season; only a form of another season leaves for one of this season, and
//! that could not be accepted.

mod apply;
mod people;
pub(crate) mod saved;
#[cfg(test)]
mod tests;
mod whose;

use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::Duplicates;

pub(super) use apply::{
    BLANK_BESIDE, BRANCH_TWICE, BY_LIST, COPY, FOREIGN_MARK, Former, NEWEST_UNKNOWN, OLDER,
    OTHER_SEASON, SUPERSEDED, decide, of_other_season,
};
use people::People;
use saved::Saved;

/// So many other forms of its branch a form names.
const OTHERS_NAMED: usize = 20;

/// Whose form it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    /// Nobody's that is known.
    Nobody,
    /// A branch's, by everything that it says.
    Of(String),
    /// The code is one branch's, the name or the people another's; the first is whose it seems to be.
    Unclear(String, String),
}

/// All that decides the fate of a file.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Key {
    whose: Whose,
    /// Another year or regulation than this season's; `None` for this season.
    other_season: Option<String>,
    sha256: Option<String>,
    /// The fingerprint of what was read, if it is a form.
    values: Option<String>,
    /// Whether it came in the format of our own forms, which is kept before another.
    is_native: bool,
    /// Fingerprints of the files that it corrects.
    corrects: Vec<String>,
    /// Whether it has our list of findings.
    has_list: bool,
    is_unfilled: bool,
    /// Whether it is a supplement, which is nobody's rival and no branch's form.
    is_supplement: bool,
    saved: Option<Saved>,
    /// Who is on it; nobody where nothing is to be told by them.
    people: People,
}

/// What becomes of a file; numbers are places in the list of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// It is judged for what it says.
    Stands,
    /// Equal to another, which is the one that is judged.
    Copy(usize),
    /// A later round took its place.
    Corrected(usize),
    /// The same, told by the list sheet alone.
    CorrectedByList(usize),
    /// Not of this season; the form of its branch that is.
    OtherSeason(Option<usize>),
    /// Blank beside a filled form.
    Blank(usize),
    /// Saved before the one that counts.
    Older(usize),
    /// Other forms of its branch, the first of them, and whether there are more; and why none of them counts.
    Rival(Vec<usize>, bool, Choice),
}

/// Why none of several forms of a branch is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// It is the branch's.
    Asked,
    /// Their lists are of different people: one may be another branch's.
    OtherPeople,
    /// It is not known which was saved last.
    Undated(saved::Unknown),
}

/// The fate of each file. Files are in path order.
fn fates(keys: &[Key], duplicates: Duplicates, year: u32) -> Vec<Fate> {
    let mut fates = vec![Fate::Stands; keys.len()];
    let marks = Marks::of(keys);
    let last: Vec<Option<usize>> = (0..keys.len()).map(|it| marks.last_round(it)).collect();
    // By the values of what was corrected: it may have been saved again after it was sent back.
    let mut of_values: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (key, last) in keys.iter().zip(&last) {
        if let (Some(values), Some(by)) = (&key.values, *last) {
            of_values.entry(values).or_default().insert(by);
        }
    }
    for (place, key) in keys.iter().enumerate() {
        if let Some(by) = last[place] {
            fates[place] = Fate::Corrected(by);
        } else if let Some(values) = key.values.as_deref().filter(|_| !was_sent_back(key)) {
            let by = of_values.get(values).into_iter().flatten().copied().find(|&by| {
                by != place && keys[by].values != key.values && may_correct(&keys[by], key)
            });
            fates[place] = by.map_or(Fate::Stands, Fate::Corrected);
        }
    }
    let mut first_of: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let native_first =
        |is_native| (0..keys.len()).filter(move |&it| keys[it].is_native == is_native);
    for place in native_first(true).chain(native_first(false)) {
        let key = &keys[place];
        let Some(content) = key.values.as_deref().or(key.sha256.as_deref()) else { continue };
        if fates[place] == Fate::Stands {
            let content = (key.is_supplement, content);
            match first_of.get(&content) {
                Some(&first) => fates[place] = Fate::Copy(first),
                None => drop(first_of.insert(content, place)),
            }
        }
    }
    for rivals in filled(keys, &fates).into_values().filter(|it| it.len() > 1) {
        part(keys, &rivals, (duplicates, year), &mut fates);
    }
    let filled = filled(keys, &fates);
    let seeming = seeming(keys, &fates);
    for (place, key) in keys.iter().enumerate() {
        if fates[place] != Fate::Stands {
            continue;
        }
        let beside = match &key.whose {
            Whose::Of(branch) => filled.get(branch.as_str()).and_then(|it| it.first().copied()),
            Whose::Nobody | Whose::Unclear(..) => None,
        };
        if key.other_season.is_some() {
            // It cannot count, so that a form which goes back to the branch is enough.
            let seeming = match &key.whose {
                Whose::Of(branch) => seeming.get(branch.as_str()).copied(),
                Whose::Nobody | Whose::Unclear(..) => None,
            };
            fates[place] = Fate::OtherSeason(beside.or(seeming));
        } else if let (true, Some(beside)) = (key.is_unfilled, beside) {
            fates[place] = Fate::Blank(beside);
        }
    }
    fates
}

/// Two or more different forms of a branch.
fn part(keys: &[Key], rivals: &[usize], (duplicates, year): (Duplicates, u32), fates: &mut [Fate]) {
    if let Some((original, corrected)) = by_list(keys, rivals) {
        fates[original] = Fate::CorrectedByList(corrected);
        return;
    }
    // Each with the first: with thousands of them that is enough to be in doubt.
    let is_one_list =
        rivals.iter().all(|&it| !keys[it].people.are_others_than(&keys[rivals[0]].people));
    let dates = || rivals.iter().map(|&it| keys[it].saved);
    let newest = match duplicates {
        _ if !is_one_list => Err(Choice::OtherPeople),
        Duplicates::Error => Err(Choice::Asked),
        Duplicates::Newest => saved::newest(dates(), year).map_err(Choice::Undated),
    };
    for &place in rivals {
        fates[place] = match newest {
            Ok(newest) if rivals[newest] == place => Fate::Stands,
            Ok(newest) => Fate::Older(rivals[newest]),
            Err(why) => {
                let others = rivals.iter().copied().filter(|&it| it != place);
                let others: Vec<usize> = others.take(OTHERS_NAMED).collect();
                let has_more = others.len() + 1 < rivals.len();
                Fate::Rival(others, has_more, why)
            }
        };
    }
}

/// Of two forms the one that our list sheet shows to have been sent back, and the other
/// that then was its original: never one that was sent back itself or saved later.
fn by_list(keys: &[Key], rivals: &[usize]) -> Option<(usize, usize)> {
    let &[one, other] = rivals else { return None };
    let (original, corrected) = match (was_sent_back(&keys[one]), was_sent_back(&keys[other])) {
        (false, true) => (one, other),
        (true, false) => (other, one),
        _ => return None,
    };
    let is_later = match (keys[corrected].saved, keys[original].saved) {
        (Some(corrected), Some(original)) => corrected.is_before(original),
        _ => false,
    };
    let is_round = keys[corrected].has_list && may_correct(&keys[corrected], &keys[original]);
    (is_round && !is_later).then_some((original, corrected))
}

/// Whether a file shows that it went back once.
fn was_sent_back(key: &Key) -> bool {
    key.has_list || !key.corrects.is_empty()
}

/// Filled forms of this season that have not left, by their branch.
fn filled<'a>(keys: &'a [Key], fates: &[Fate]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, key) in keys.iter().enumerate() {
        let is_there = matches!(fates[place], Fate::Stands | Fate::Rival(..));
        if let (true, Whose::Of(branch)) = (is_there, &key.whose)
            && key.other_season.is_none()
            && !key.is_unfilled
            && !key.is_supplement
        {
            found.entry(branch).or_default().push(place);
        }
    }
    found
}

/// Filled forms of this season that seem to be a branch's, the first of each.
fn seeming<'a>(keys: &'a [Key], fates: &[Fate]) -> BTreeMap<&'a str, usize> {
    let mut found = BTreeMap::new();
    for (place, key) in keys.iter().enumerate().filter(|it| fates[it.0] == Fate::Stands) {
        if let Whose::Unclear(branch, _) = &key.whose
            && key.other_season.is_none()
            && !key.is_unfilled
        {
            found.entry(branch.as_str()).or_insert(place);
        }
    }
    found
}

/// Whether a mark of one on the other counts: they are of one branch and one season, and have
/// people in common, unless the list of the other was a third one's.
fn may_correct(one: &Key, other: &Key) -> bool {
    let has_people = other.people.are_anothers || !one.people.are_others_than(&other.people);
    is_of_one_branch(one, other) && has_people
}

/// Whether they are of one branch and one season. A form that was sent back because it may be
/// either of two branches' may come back as either's.
fn is_of_one_branch(one: &Key, other: &Key) -> bool {
    let is_one_branch = match (&one.whose, &other.whose) {
        (Whose::Of(one), Whose::Of(other)) => one == other,
        (Whose::Of(one), Whose::Unclear(seems, other)) => one == seems || one == other,
        (Whose::Unclear(..), Whose::Unclear(..)) => one.whose == other.whose,
        _ => false,
    };
    is_one_branch
        && one.other_season == other.other_season
        && one.is_supplement == other.is_supplement
}

/// Which file names which by its mark.
struct Marks {
    /// To each file those that take its place.
    by: Vec<Vec<usize>>,
    /// Marks on files of another branch or season: the marked file, and the one that it names.
    foreign: Vec<(usize, usize)>,
}

impl Marks {
    fn of(keys: &[Key]) -> Self {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, key) in keys.iter().enumerate() {
            if let Some(sha256) = &key.sha256 {
                places.entry(sha256).or_default().push(place);
            }
            // Whatever has no mark itself may be an original that was saved again.
            if let (Some(values), false) = (&key.values, was_sent_back(key)) {
                places.entry(values).or_default().push(place);
            }
        }
        let mut marks = Self { by: vec![Vec::new(); keys.len()], foreign: Vec::new() };
        for (place, key) in keys.iter().enumerate() {
            for mark in &key.corrects {
                for &other in places.get(mark.as_str()).map_or(&[][..], Vec::as_slice) {
                    if other == place || keys[other].values.is_none() {
                        continue;
                    }
                    if may_correct(key, &keys[other]) {
                        // Those of one file come one after another.
                        if marks.by[other].last() != Some(&place) {
                            marks.by[other].push(place);
                        }
                    } else if !is_of_one_branch(key, &keys[other])
                        // People make a supplement from the form that came back.
                        && key.is_supplement == keys[other].is_supplement
                        && marks.foreign.last().is_none_or(|it| it.0 != place)
                    {
                        // One finding a file: the latest round that is there.
                        marks.foreign.push((place, other));
                    }
                }
            }
        }
        marks
    }

    /// The last round that takes the place of a file: one that nothing corrects. `None` where
    /// there is none, be it that files name one another in a circle.
    fn last_round(&self, place: usize) -> Option<usize> {
        let mut seen = vec![place];
        let mut known = BTreeSet::from([place]);
        let mut next = 0;
        let mut last: Option<usize> = None;
        while let Some(&at) = seen.get(next) {
            for &by in &self.by[at] {
                if self.by[by].is_empty() {
                    // One that names the file itself before one that does so by another.
                    if at == place || last.is_none() {
                        last = Some(last.filter(|_| at == place).map_or(by, |it| it.min(by)));
                    }
                } else if known.insert(by) {
                    seen.push(by);
                }
            }
            if last.is_some() {
                return last;
            }
            next += 1;
        }
        None
    }
}

/// Marks that move nothing: the marked file, and the file of another branch or season that it names.
/// One of its own branch that is of another season is told of at that file already.
fn foreign_marks(keys: &[Key], fates: &[Fate]) -> Vec<(usize, usize)> {
    let mut foreign = Marks::of(keys).foreign;
    foreign.retain(|&(marked, other)| {
        let is_told = keys[marked].whose == keys[other].whose
            && matches!(fates[other], Fate::OtherSeason(Some(_)));
        !is_told && matches!(fates[marked], Fate::Stands | Fate::Rival(..))
    });
    foreign
}
