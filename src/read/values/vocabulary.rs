//! The words of the profile, folded once for a whole form.

use std::collections::{BTreeMap, BTreeSet};

use super::{MISSPELT, Outcome, Remark};
use crate::model::{Eligibility, Grade, Rating};
use crate::read::fold::{fold, fold_words, is_tidy, marks_fit, tidy};
use crate::read::near::nearest;
use crate::regime::form::{Choice, MemberField};
use crate::regime::{Keyed, Regime};

/// A word and what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Term<T> {
    /// What it stands for.
    pub value: T,
    /// The word as the profile writes it.
    pub label: String,
    /// The word folded.
    folded: String,
}

/// Everything that cells are compared with.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    /// Names, abbreviations and aliases of the ratings.
    pub ratings: Vec<Term<Rating>>,
    /// Names and aliases of the grades.
    pub grades: Vec<Term<Grade>>,
    /// What stands for yes and no.
    pub yes_no: Vec<Term<bool>>,
    /// Signs for what stands above, in lower case.
    pub ditto: Vec<String>,
    /// How many letters and digits the longest of them has.
    pub ditto_letters: usize,
    /// What ticks one of several columns besides, in lower case.
    pub ticks: Vec<String>,
    /// Drop-down lists by name; the value is the profile's key.
    pub choices: BTreeMap<String, Vec<Term<String>>>,
    /// The offered labels of each list, for messages.
    pub offered: BTreeMap<String, String>,
    /// The four ratings as messages list them.
    pub rating_names: String,
    /// Their short names, best first.
    shorts: Vec<String>,
    /// The four grades as messages list them.
    pub grade_names: String,
    /// Every word of the lists, in lower case.
    labels: BTreeSet<String>,
    /// Names of ethnic groups, folded.
    pub ethnicities: BTreeSet<String>,
    /// Labels of abolished ratings, folded.
    pub old_labels: Vec<String>,
    /// Words for a rating that people mix up, folded.
    pub mixed_up: BTreeSet<String>,
    /// What says that a quarter has no rating, folded.
    pub unrated_quarter: BTreeSet<String>,
    /// What says, in place of a rating, that a member has none, folded.
    unrated_member: BTreeSet<String>,
    /// Words before the number of a level, folded to words.
    pub level_words: Vec<Vec<String>>,
    /// Forms of address, composed and in lower case.
    pub prefixes: Vec<String>,
}

fn term<T>(value: T, label: &str) -> Term<T> {
    Term { value, label: label.to_owned(), folded: fold(label) }
}

/// What says that a member is not rated: the profile's words, and its reasons why somebody is not.
fn unrated_member(regime: &Regime) -> BTreeSet<String> {
    let words = &regime.rules.words;
    let list = regime.form.members.places().list(MemberField::Eligibility);
    let options = regime.form.choice.get(list).map_or(&[][..], Vec::as_slice);
    let is_unrated = |it: &&Choice| Eligibility::from_key(&it.key) != Some(Eligibility::Rated);
    let reasons = options.iter().filter(is_unrated);
    let reasons = reasons.flat_map(|it| std::iter::once(&it.label).chain(&it.aliases));
    words
        .unrated_quarter
        .iter()
        .chain(&words.unrated_member)
        .chain(reasons)
        .map(|it| fold(it))
        .collect()
}

impl Vocabulary {
    /// Gathers the words of a profile.
    pub(crate) fn new(regime: &Regime) -> Self {
        let (form, rules) = (&regime.form, &regime.rules);
        let mut ratings = Vec::new();
        for level in &rules.rating {
            ratings.push(term(level.key, &level.name));
            ratings.push(term(level.key, &level.short));
            ratings.extend(level.aliases.iter().map(|it| term(level.key, it)));
        }
        let mut grades = Vec::new();
        for level in &rules.grade {
            grades.push(term(level.key, &level.name));
            grades.extend(level.aliases.iter().map(|it| term(level.key, it)));
        }
        let yes = rules.words.yes.iter().map(|it| term(true, it));
        let no = rules.words.no.iter().map(|it| term(false, it));
        let (mut choices, mut offered) = (BTreeMap::new(), BTreeMap::new());
        for (name, options) in &form.choice {
            let mut terms = Vec::new();
            for option in options {
                terms.push(term(option.key.clone(), &option.label));
                terms.extend(option.aliases.iter().map(|it| term(option.key.clone(), it)));
            }
            choices.insert(name.clone(), terms);
            let labels: Vec<&str> = options.iter().map(|it| it.label.as_str()).collect();
            offered.insert(name.clone(), labels.join("; "));
        }
        let shorts: Vec<&str> = rules.rating.iter().map(|it| it.short.as_str()).collect();
        let short_of = |it: Rating| rules.rating.iter().find(|level| level.key == it);
        let by_place = Rating::BEST_FIRST
            .into_iter()
            .map(|it| short_of(it).map_or_else(String::new, |level| level.short.clone()))
            .collect();
        let names: Vec<&str> = rules.grade.iter().map(|it| it.name.as_str()).collect();
        let yes_no: Vec<Term<bool>> = yes.chain(no).collect();
        let labels = ratings
            .iter()
            .map(|it| &it.label)
            .chain(grades.iter().map(|it: &Term<Grade>| &it.label))
            .chain(yes_no.iter().map(|it| &it.label))
            .chain(choices.values().flatten().map(|it: &Term<String>| &it.label));
        let labels = labels.map(|it| it.to_lowercase()).collect();
        let ditto: Vec<String> =
            rules.words.ditto.iter().map(|it| tidy(it).to_lowercase()).collect();
        let letters = |it: &String| it.chars().filter(|it| it.is_alphanumeric()).count();
        let ditto_letters = ditto.iter().map(letters).max().unwrap_or_default();
        let ethnicities = form.ethnicities.names.iter().chain(&form.ethnicities.aliases);
        Self {
            ratings,
            grades,
            yes_no,
            labels,
            ditto,
            ditto_letters,
            ticks: rules.words.ticks.iter().map(|it| tidy(it).to_lowercase()).collect(),
            choices,
            offered,
            rating_names: shorts.join(", "),
            shorts: by_place,
            grade_names: names.join(", "),
            ethnicities: ethnicities.map(|it| fold(it)).collect(),
            old_labels: rules.words.old_labels.iter().map(|it| fold(it)).collect(),
            mixed_up: rules.words.mixed_up.iter().map(|it| fold(it)).collect(),
            unrated_quarter: rules.words.unrated_quarter.iter().map(|it| fold(it)).collect(),
            unrated_member: unrated_member(regime),
            level_words: rules.words.level_words.iter().map(|it| fold_words(it)).collect(),
            prefixes: rules.words.name_prefixes.iter().map(|it| tidy(it).to_lowercase()).collect(),
        }
    }

    /// The words of the levels of rating, folded.
    pub(crate) fn levels(&self) -> Vec<(String, Rating)> {
        self.ratings.iter().map(|it| (it.folded.clone(), it.value)).collect()
    }

    /// How messages call a rating.
    pub(crate) fn rating_name(&self, rating: Rating) -> String {
        self.shorts.get(rating.place()).cloned().unwrap_or_default()
    }

    /// Whether folded text is a value that may stand in a cell, so that it
    /// cannot tell a row of headings.
    pub(crate) fn is_value(&self, folded: &str) -> bool {
        self.ratings.iter().any(|it| it.folded == folded)
            || self.grades.iter().any(|it| it.folded == folded)
            || self.yes_no.iter().any(|it| it.folded == folded)
            || self.choices.values().flatten().any(|it| it.folded == folded)
    }

    /// Whether text says, in place of a rating, that a member has none.
    pub(crate) fn says_unrated(&self, text: &str) -> bool {
        self.unrated_member.contains(&fold(text))
    }

    /// Whether text is a word of the profile, mark by mark; only its case may differ.
    pub(crate) fn has_label(&self, text: &str) -> bool {
        self.labels.contains(&tidy(text).to_lowercase())
    }
}

/// What text stands for among `terms`: the word itself, without its marks, or
/// with one slip (of a mark, or in a long word of a letter), which is remarked.
/// `None` when it is none of them.
pub(super) fn look_up<T: Clone + PartialEq>(text: &str, terms: &[Term<T>]) -> Option<Outcome<T>> {
    if let Some(value) = as_offered(text, terms) {
        return Some(Ok((value.clone(), None)));
    }
    // Nobody need fold a text that has more letters than each word and one slip.
    let longest = terms.iter().map(|it| it.folded.len()).max().unwrap_or_default();
    if text.bytes().filter(u8::is_ascii_alphanumeric).nth(longest + 1).is_some() {
        return None;
    }
    let typed = tidy(text);
    // Who asks says nothing.
    if typed.len() > 1 && typed.ends_with('?') {
        return None;
    }
    let folded = fold(&typed);
    // Signs such as ✓ have no letters; they are compared as they are.
    let same = |it: &&Term<T>| {
        if it.folded.is_empty() || folded.is_empty() {
            it.label == typed
        } else {
            it.folded == folded
        }
    };
    let mut matches = terms.iter().filter(same).peekable();
    if let Some(first) = matches.peek().copied() {
        return Some(match matches.find(|it| marks_fit(&typed, &it.label)) {
            Some(it) => Ok((it.value.clone(), None)),
            None => Ok((first.value.clone(), Some(misspelt(&first.label)))),
        });
    }
    let candidates = terms.iter().enumerate().map(|(place, it)| (it.folded.as_str(), place));
    // Two words of one value are no contradiction: compare by what they stand for.
    let by_value = candidates.map(|(name, place)| {
        let first = terms.iter().position(|it| it.value == terms[place].value);
        (name, first.unwrap_or(place))
    });
    let place = nearest(&folded, 1, by_value)?;
    Some(Ok((terms[place].value.clone(), Some(misspelt(&terms[place].label)))))
}

/// What a text stands for that is one of the words to the letter, if no word before it is the same but for
/// its marks: most cells are picked from a list.
fn as_offered<'t, T>(text: &str, terms: &'t [Term<T>]) -> Option<&'t T> {
    let place = terms.iter().position(|it| it.label == *text)?;
    let (before, own) = (terms.get(..place)?, terms.get(place)?);
    let is_first = before.iter().all(|it| it.folded != own.folded);
    let is_word = is_first && !own.folded.is_empty() && is_tidy(text) && !text.ends_with('?');
    is_word.then_some(&own.value)
}

fn misspelt(label: &str) -> Remark {
    Remark::new(&MISSPELT).arg("read", label)
}
