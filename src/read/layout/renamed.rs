//! Headings and labels that were worded otherwise: which of the form's, that the sheet has not,
//! a strange one seems to be. It is a question to whoever filled the form in, never an answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::fold::fold_words;

/// A heading or label that is not the form's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stranger<'a> {
    /// Its column, or the row of a label.
    pub at: u32,
    /// Its text; empty where nothing stands.
    pub text: &'a str,
    /// Whether something stands below or beside it.
    pub is_filled: bool,
}

/// What the form has and the sheet has not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gone {
    /// Its place in the form.
    pub place: usize,
    /// Whether the form cannot do without it.
    pub is_required: bool,
    /// Whether forms are out that never had it.
    pub is_added: bool,
}

/// What a sheet has of the form.
pub(super) struct Sheet<'a> {
    /// Every heading or label, in the form's order.
    pub headings: Vec<&'a str>,
    /// Where those are that the sheet has.
    pub known: &'a BTreeMap<u32, usize>,
    /// Those that it has not.
    pub gone: Vec<Gone>,
}

/// For each stranger the place in the form of what it seems to be, each place once: what stands
/// where that would stand, or is called by words that nothing else of the form has. `fits` says
/// of a stranger and a place whether what is typed there is of its kind; nothing where it cannot
/// be it.
pub(super) fn find(
    sheet: &Sheet<'_>,
    strangers: &[Stranger<'_>],
    fits: impl Fn(usize, usize) -> Option<bool>,
) -> Vec<Option<usize>> {
    let mut found = vec![None; strangers.len()];
    if sheet.gone.is_empty() || strangers.is_empty() {
        return found;
    }
    let grams: Vec<Grams> = sheet.headings.iter().map(|it| Grams::of(it)).collect();
    let mut pairs = Vec::new();
    for (at, stranger) in strangers.iter().enumerate() {
        for gone in &sheet.gone {
            if !stranger.is_filled && (!gone.is_required || stranger.text.is_empty()) {
                continue;
            }
            if let Some(points) = points(sheet, &grams, *stranger, *gone)
                && let Some(fits) = fits(at, gone.place)
            {
                // What is typed there decides between two that are as likely.
                let points = 2 * points + usize::from(fits);
                pairs.push((std::cmp::Reverse(points), gone.place, at));
            }
        }
    }
    pairs.sort_unstable();
    let mut taken = BTreeSet::new();
    for (_, place, at) in pairs {
        if found[at].is_none() && taken.insert(place) {
            found[at] = Some(place);
        }
    }
    found
}

/// How much speaks for a stranger being what is gone; nothing where it is too little to ask.
fn points(sheet: &Sheet<'_>, grams: &[Grams], stranger: Stranger<'_>, gone: Gone) -> Option<usize> {
    let own = Grams::of(stranger.text);
    let wanted = grams.get(gone.place)?;
    if gone.is_added {
        // An old form never had it, so that nothing is missing in its place.
        return own.begins_like(wanted).then_some(WORD);
    }
    let shared = wanted.shared(&own, |gram| {
        let others = grams.iter().enumerate().filter(|it| it.0 != gone.place);
        !others.map(|it| it.1).any(|it| it.all.contains(gram))
    });
    if let Some(exact) = stands_there(sheet.known, stranger.at, gone.place) {
        return Some(1 + PLACE * usize::from(exact) + WORD * shared);
    }
    let is_like = shared * 2 >= wanted.words.len() || own.begins_like(wanted);
    (shared > 0 && is_like).then_some(WORD * shared)
}

/// What one word of its own counts.
const WORD: usize = 4;
/// What counts to stand just as far from a neighbour as on the form.
const PLACE: usize = 2;

/// Whether what is gone would stand at this column or row, by the neighbours that are there, and
/// whether just here; nothing where it would not, or where the form's last ones are to the left.
fn stands_there(known: &BTreeMap<u32, usize>, at: u32, place: usize) -> Option<bool> {
    let before = known.range(..at).next_back();
    let (after_at, after) = known.range(at..).find(|it| *it.0 > at)?;
    let is_between = place < *after && before.is_none_or(|it| *it.1 < place);
    let steps = |from: u32, to: u32| usize::try_from(to.abs_diff(from)).ok();
    let is_exact = before
        .and_then(|(from, it)| Some(it + steps(*from, at)? == place))
        .into_iter()
        .chain(steps(at, *after_at).map(|it| place + it == *after))
        .any(|it| it);
    is_between.then_some(is_exact)
}

/// The words of a heading, alone and two by two.
struct Grams {
    words: Vec<String>,
    all: BTreeSet<String>,
}

impl Grams {
    fn of(text: &str) -> Self {
        // A note in parentheses says how to fill it in.
        let bare = text.split(['(', '[']).next().unwrap_or_default();
        let words = fold_words(if bare.trim().is_empty() { text } else { bare });
        let pairs = words.windows(2).map(|it| it.join(" "));
        let all = words.iter().cloned().chain(pairs).collect();
        Self { words, all }
    }

    /// How many of the words stand in `other` as well, alone or beside the same neighbour, and
    /// are `distinct`.
    fn shared(&self, other: &Self, distinct: impl Fn(&String) -> bool) -> usize {
        let is_shared = |gram: &String| other.all.contains(gram) && distinct(gram);
        let words = self.words.iter().enumerate();
        let shared = words.filter(|(at, word)| {
            let beside = |from: usize| self.words.get(from..from + 2).map(|it| it.join(" "));
            let pairs = [at.checked_sub(1).and_then(beside), beside(*at)];
            is_shared(word) || pairs.iter().flatten().any(is_shared)
        });
        shared.count()
    }

    /// Whether both begin with the same two words, which is no accident.
    fn begins_like(&self, other: &Self) -> bool {
        matches!((self.words.get(..2), other.words.get(..2)), (Some(own), Some(other)) if own == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: [&str; 7] = [
        "Số TT",
        "Họ và tên",
        "Ngày vào Đảng",
        "Ngày chính thức",
        "Số thẻ đảng viên",
        "Diện đánh giá",
        "Ghi chú",
    ];

    /// What each stranger, by its column, seems to be on a sheet that has `known`.
    fn found(known: &[(u32, usize)], strangers: &[(u32, &str)]) -> Vec<Option<usize>> {
        let known: BTreeMap<u32, usize> = known.iter().copied().collect();
        let is_gone = |it: &usize| !known.values().any(|own| own == it);
        let gone = (0..FORM.len()).filter(is_gone);
        let gone = gone.map(|place| Gone { place, is_required: false, is_added: false });
        let sheet = Sheet { headings: FORM.to_vec(), known: &known, gone: gone.collect() };
        let all: Vec<Stranger<'_>> = strangers
            .iter()
            .map(|(at, text)| Stranger { at: *at, text, is_filled: true })
            .collect();
        find(&sheet, &all, |_, _| Some(false))
    }

    #[test]
    fn what_stands_in_the_place_of_a_missing_one_is_asked_about() {
        let known = [(0, 0), (1, 1), (2, 2), (4, 4), (5, 5), (6, 6)];
        assert_eq!(found(&known, &[(3, "Công nhận")]), [Some(3)]);
        assert_eq!(found(&known, &[(3, "")]), [Some(3)]);
        // Elsewhere only by words that no other heading has, and most of the missing one's.
        assert_eq!(found(&known, &[(8, "Công nhận")]), [None]);
        assert_eq!(found(&known, &[(8, "Chính thức (ngày)")]), [Some(3)]);
        assert_eq!(found(&known, &[(8, "Ngày họp")]), [None]);
        // All that the form has is there.
        let all: Vec<(u32, usize)> = (0..).step_by(2).zip(0..7).collect();
        assert_eq!(found(&all, &[(3, "Ngày chính thức cũ"), (20, "Quê quán")]), [None, None]);
    }

    #[test]
    fn of_several_each_is_one() {
        // In their order, unless their words say otherwise.
        let known = [(0, 0), (1, 1), (5, 5), (6, 6)];
        let three = [(2, "Vào"), (3, "CT"), (4, "Thẻ")];
        assert_eq!(found(&known, &three), [Some(2), Some(3), Some(4)]);
        let turned = [(2, "Thẻ"), (3, "CT"), (4, "Vào")];
        assert_eq!(found(&known, &turned), [Some(4), Some(3), Some(2)]);
        // One more than are missing.
        let known = [(0, 0), (1, 1), (2, 2), (5, 4), (6, 5), (7, 6)];
        assert_eq!(found(&known, &[(3, "Quê quán"), (4, "Chính thức")]), [None, Some(3)]);
    }

    #[test]
    fn nothing_stands_in_a_place_where_the_form_has_ended_or_is_in_another_order() {
        assert_eq!(
            found(&[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)], &[(6, "Quê quán")]),
            [None]
        );
        let turned = [(6, 0), (5, 1), (4, 2), (2, 4), (1, 5), (0, 6)];
        assert_eq!(found(&turned, &[(3, "Công nhận")]), [None]);
    }

    #[test]
    fn what_old_forms_never_had_is_known_by_its_first_words_only() {
        let known: BTreeMap<u32, usize> = [(0, 0), (2, 2)].into();
        let gone = vec![Gone { place: 1, is_required: false, is_added: true }];
        let headings = vec!["Số TT", "Vi phạm của năm trước", "Ghi chú"];
        let sheet = Sheet { headings, known: &known, gone };
        let stranger = |text| [Stranger { at: 1, text, is_filled: true }];
        assert_eq!(find(&sheet, &stranger("Xếp loại năm trước"), |_, _| Some(true)), [None]);
        assert_eq!(find(&sheet, &stranger("Vi phạm cũ"), |_, _| Some(true)), [Some(1)]);
    }
}
