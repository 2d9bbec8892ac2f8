//! Reads one place at a time, as what its column or row wants, and reports what is amiss there.

use super::spots::{Eligible, Spot, SpotAt, Why};
use crate::finding::{Arg, Finding};
use crate::model::{At, CellRef, Eligibility, Grade, Hundredths, Rating, Slot};
use crate::read::fold::{fold, tidy};
use crate::read::values::dates::Typed;
use crate::read::values::vocabulary::Vocabulary;
use crate::read::values::{
    self, Outcome, Remark, cards, choices, counts, dates, grades, months, names, percents, points,
    ratings, refused, text, yes_no,
};
use crate::read::wording::Wording;
use crate::regime::form::InfoField;
use crate::regime::{Keyed, Regime};
use crate::workbook::grid::{Cell, Raw};

/// Reads values and reports what is amiss with them.
pub(super) struct Reader<'a> {
    pub(super) regime: &'a Regime,
    pub(super) words: &'a Vocabulary,
    pub(super) wording: &'a Wording<'a>,
    pub(super) findings: &'a mut Vec<Finding>,
    /// How many rows a list may have.
    pub(super) list_rows: usize,
    /// The finding of a list that has more.
    pub(super) over: Option<Box<Finding>>,
}

impl Reader<'_> {
    /// Reads one place.
    pub(super) fn slot<T>(
        &mut self,
        spot: &Spot<'_>,
        read: impl Fn(&Vocabulary, &Cell) -> Outcome<T>,
    ) -> Slot<T> {
        let (at, cell) = match &spot.at {
            SpotAt::Absent => return Slot::Absent,
            // Of ratings only, which are read elsewhere.
            SpotAt::Unknown | SpotAt::Ticks(_) => return Slot::Unread(None),
            SpotAt::Hidden(at, cell, why) => return self.hidden(spot, at, *cell, *why),
            SpotAt::Cell(at, None) => return Slot::Empty(at.clone()),
            SpotAt::Cell(at, Some(cell)) => (at, *cell),
        };
        match refused::read(self.words, cell, spot.is_listed, read) {
            Ok((value, remark)) => {
                if let Some(remark) = remark {
                    self.report(spot, at, cell, remark);
                }
                Slot::Is(At { value, at: at.clone() })
            }
            Err(_) if self.is_said_unrated(spot.eligibility, cell) => {
                self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
                Slot::Empty(at.clone())
            }
            Err(remark) => {
                let is_rating = *remark.code == ratings::NOT_A_RATING;
                let better = if is_rating { self.without_rating(spot, cell) } else { None };
                let remark = better.unwrap_or(remark);
                self.report(spot, at, cell, remark);
                Slot::Unread(Some(at.clone()))
            }
        }
    }

    /// What to say, rather than to choose a rating, of a cell that has none: somebody who is not
    /// rated has none to choose, and of somebody who is it may say that he is not.
    fn without_rating(&self, spot: &Spot<'_>, cell: &Cell) -> Option<Remark> {
        let eligible = spot.eligibility.filter(|_| spot.empty_when_unrated)?;
        if self.is_unrated(eligible) {
            return Some(Remark::new(&ratings::NO_RATING_WANTED));
        }
        let is_said =
            cell.text().is_some_and(|it| self.words.says_unrated(it)) && !self.is_no(cell);
        let otherwise = if spot.may_be_empty { "rating-not-yet" } else { "rating-not-for-member" };
        is_said.then(|| {
            Remark::new(&ratings::SAYS_UNRATED)
                .arg("choices", self.words.rating_names.clone())
                .arg("eligibility", eligible.heading)
                .arg("otherwise", Arg::Word(otherwise))
        })
    }

    /// Whether somebody is not rated, and a cell of the row says so too in place of a value.
    pub(super) fn is_said_unrated(&self, eligible: Option<Eligible<'_>>, cell: &Cell) -> bool {
        eligible.is_some_and(|it| self.is_unrated(it)) && self.says_unrated(cell)
    }

    /// Whether the member is not rated; what is amiss with the cell that says so is told where
    /// it is read.
    fn is_unrated(&self, eligible: Eligible<'_>) -> bool {
        let Eligible { list, cell: Some(cell), .. } = eligible else { return false };
        let key = choices::read(self.words, list, cell, true).ok().and_then(|it| it.0);
        let eligibility = key.and_then(|it| Eligibility::from_key(&it));
        eligibility.is_some_and(|it| it != Eligibility::Rated)
    }

    /// Whether a cell of somebody who is not rated says so: by a dash, in words, or with a no.
    fn says_unrated(&self, cell: &Cell) -> bool {
        let Some(text) = cell.text() else { return false };
        dash(text) || self.words.says_unrated(text) || (!are_figures(text) && self.is_no(cell))
    }

    /// Whether a cell says no.
    fn is_no(&self, cell: &Cell) -> bool {
        cell.text().is_some() && matches!(yes_no::read(self.words, cell), Ok((false, None)))
    }

    pub(super) fn report(&mut self, spot: &Spot<'_>, at: &CellRef, cell: &Cell, remark: Remark) {
        let mut finding = Finding::at(remark.code, at)
            .member(spot.member)
            .stored(values::stored(cell))
            .arg("heading", spot.heading);
        for (name, value) in remark.args {
            finding = finding.arg(name, value);
        }
        self.findings.push(finding);
    }

    /// Says why a cell gives no value.
    fn hidden<T>(
        &mut self,
        spot: &Spot<'_>,
        at: &CellRef,
        cell: Option<&Cell>,
        why: Why,
    ) -> Slot<T> {
        self.unseen(spot, at, cell, why);
        Slot::Unread(Some(at.clone()))
    }

    /// The same, where the caller gives the value up.
    pub(super) fn unseen(&mut self, spot: &Spot<'_>, at: &CellRef, cell: Option<&Cell>, why: Why) {
        let remark = why.remark();
        let mut finding = Finding::at(remark.code, at).member(spot.member);
        if let Some(cell) = cell {
            finding = finding.stored(values::stored(cell));
        }
        finding = finding.arg("heading", spot.heading);
        finding.args.extend(remark.args);
        self.findings.push(finding);
    }

    pub(super) fn text(&mut self, spot: &Spot<'_>) -> Slot<String> {
        self.slot(spot, |_, cell| text::read(cell))
    }

    /// A text that need not be there: a dash, "no" or a nought is none, with a notice.
    pub(super) fn text_or_no(&mut self, spot: &Spot<'_>) -> Slot<String> {
        let blank = self.left_blank(spot).or_else(|| self.is_nought(spot));
        blank.unwrap_or_else(|| self.text(spot))
    }

    /// The name of a group of similar role.
    pub(super) fn group(&mut self, spot: &Spot<'_>) -> Slot<String> {
        let blank = self.left_blank(spot).or_else(|| self.is_nought(spot));
        let regime = self.regime;
        blank
            .unwrap_or_else(|| self.slot(spot, |words, cell| text::read_group(words, regime, cell)))
    }

    /// The name of an ethnic group.
    pub(super) fn ethnicity(&mut self, spot: &Spot<'_>) -> Slot<String> {
        let blank = self.left_blank(spot).or_else(|| self.is_nought(spot));
        blank.unwrap_or_else(|| self.slot(spot, text::read_ethnicity))
    }

    pub(super) fn name(&mut self, spot: &Spot<'_>) -> Slot<String> {
        self.slot(spot, if spot.is_listed { names::read_listed_name } else { names::read_name })
    }

    /// A cell that says "no" where that means nothing to tell: blank, with a notice.
    pub(super) fn says_no<T>(&mut self, spot: &Spot<'_>) -> Option<Slot<T>> {
        let SpotAt::Cell(at, Some(cell)) = &spot.at else { return None };
        if !self.is_no(cell) {
            return None;
        }
        self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
        Some(Slot::Empty(at.clone()))
    }

    /// A cell that holds a dash and nothing else, which is how people leave blank.
    fn is_dash(spot: &Spot<'_>) -> Option<CellRef> {
        let SpotAt::Cell(at, Some(cell)) = &spot.at else { return None };
        dash(cell.text()?).then(|| at.clone())
    }

    /// Reads a person's name, or "no" for nobody.
    pub(super) fn name_or_no(&mut self, spot: &Spot<'_>) -> Slot<String> {
        self.left_blank(spot).or_else(|| self.says_no(spot)).unwrap_or_else(|| self.name(spot))
    }

    /// A count of votes: a dash is none.
    pub(super) fn votes(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        match Self::is_dash(spot) {
            Some(at) => Slot::Empty(at),
            None if is_figures(spot) => self.count(spot),
            None => self.says_no(spot).unwrap_or_else(|| self.count(spot)),
        }
    }

    /// A cell that need not be filled and says so with a dash or "no": blank, with a notice.
    fn left_blank<T>(&mut self, spot: &Spot<'_>) -> Option<Slot<T>> {
        if !spot.may_be_empty {
            return None;
        }
        if let (Some(at), SpotAt::Cell(_, Some(cell))) = (Self::is_dash(spot), &spot.at) {
            self.report(spot, &at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Some(Slot::Empty(at));
        }
        // "0" is a word for no, but where numbers stand it is one.
        if is_figures(spot) {
            return None;
        }
        self.says_no(spot)
    }

    /// A date, a text or the number of a card, of which none is nought: where it need not be
    /// there it is blank, with a notice.
    fn is_nought<T>(&mut self, spot: &Spot<'_>) -> Option<Slot<T>> {
        let SpotAt::Cell(at, Some(cell)) = &spot.at else { return None };
        let is_nought = match &cell.raw {
            Raw::Number(number) => *number == 0.0,
            Raw::Text(text) => {
                let is_sign =
                    |it: char| matches!(it, '/' | '.' | ' ') || values::DASHES.contains(&it);
                text.contains('0') && tidy(text).chars().all(|it| it == '0' || is_sign(it))
            }
            _ => false,
        };
        if !(spot.may_be_empty && is_nought) {
            return None;
        }
        self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
        Some(Slot::Empty(at.clone()))
    }

    /// A rating that only some have: "no" or a dash is none, with a notice.
    pub(super) fn rating_or_no(&mut self, spot: &Spot<'_>) -> Slot<Rating> {
        if let (Some(at), SpotAt::Cell(_, Some(cell))) = (Self::is_dash(spot), &spot.at) {
            self.report(spot, &at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at);
        }
        self.says_no(spot).unwrap_or_else(|| self.rating(spot))
    }

    /// The rating of a quarter: who has none for lawful reasons is said so in words too.
    pub(super) fn quarter(&mut self, spot: &Spot<'_>) -> Slot<Rating> {
        if let SpotAt::Cell(at, Some(cell)) = &spot.at
            && cell.text().is_some_and(|it| self.words.unrated_quarter.contains(&fold(it)))
        {
            self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at.clone());
        }
        self.rating_or_no(spot)
    }

    pub(super) fn count(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, |_, cell| counts::read(cell)))
    }

    /// A number of years in a row.
    pub(super) fn years(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        let read = |_: &Vocabulary, cell: &Cell| counts::read_years(cell);
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, read))
    }

    pub(super) fn months(&mut self, spot: &Spot<'_>) -> Slot<Hundredths> {
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, |_, cell| months::read(cell)))
    }

    pub(super) fn date(&mut self, spot: &Spot<'_>) -> Slot<Typed> {
        if let Some(blank) = self.left_blank(spot).or_else(|| self.is_nought(spot)) {
            return blank;
        }
        self.slot(spot, |_, cell| dates::read(cell))
    }

    /// The date of becoming official: who writes there what the form calls those who are not
    /// yet says that there is none.
    pub(super) fn official(&mut self, spot: &Spot<'_>) -> Slot<Typed> {
        let rows = &self.regime.form.info.row;
        let label = rows.iter().find(|it| it.field == InfoField::Probationary);
        let word = label.and_then(|it| it.label.rsplit(':').next()).map(fold);
        if let (SpotAt::Cell(at, Some(cell)), Some(word)) = (&spot.at, word)
            && cell.text().is_some_and(|it| it.len() < 100 && fold(it).ends_with(&word))
        {
            self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at.clone());
        }
        self.date(spot)
    }

    /// The number of a card.
    pub(super) fn card(&mut self, spot: &Spot<'_>) -> Slot<String> {
        if let Some(blank) = self.left_blank(spot).or_else(|| self.is_nought(spot)) {
            return blank;
        }
        self.slot(spot, |_, cell| cards::read_card(cell))
    }

    pub(super) fn percent(&mut self, spot: &Spot<'_>) -> Slot<Hundredths> {
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, |_, cell| percents::read(cell)))
    }

    pub(super) fn points(&mut self, spot: &Spot<'_>, most: Option<u32>) -> Slot<Hundredths> {
        let read = |_: &Vocabulary, cell: &Cell| points::read(cell, most.unwrap_or(0));
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, read))
    }

    pub(super) fn grade(&mut self, spot: &Spot<'_>) -> Slot<Grade> {
        self.slot(spot, grades::read)
    }

    pub(super) fn yes_no(&mut self, spot: &Spot<'_>) -> Slot<bool> {
        if spot.may_be_empty
            && let (Some(at), SpotAt::Cell(_, Some(cell))) = (Self::is_dash(spot), &spot.at)
        {
            self.report(spot, &at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at);
        }
        self.slot(spot, yes_no::read)
    }

    /// Reads an entry of a drop-down list, as its key.
    pub(super) fn key(&mut self, spot: &Spot<'_>, list: &str) -> Slot<String> {
        let is_required = spot.is_required;
        match self.slot(spot, |words, cell| choices::read(words, list, cell, is_required)) {
            Slot::Is(At { value: Some(value), at }) => Slot::Is(At { value, at }),
            Slot::Is(At { value: None, at }) | Slot::Empty(at) => Slot::Empty(at),
            Slot::Absent => Slot::Absent,
            Slot::Unread(at) => Slot::Unread(at),
        }
    }

    /// Reads an entry of a drop-down list, as what its key stands for. A key
    /// that the program does not know counts as unread: the profile is at fault.
    pub(super) fn choice<T: Keyed>(&mut self, spot: &Spot<'_>, list: &str) -> Slot<T> {
        match self.key(spot, list) {
            Slot::Is(At { value, at }) => match T::from_key(&value) {
                Some(value) => Slot::Is(At { value, at }),
                None => Slot::Unread(Some(at)),
            },
            Slot::Empty(at) => Slot::Empty(at),
            Slot::Absent => Slot::Absent,
            Slot::Unread(at) => Slot::Unread(at),
        }
    }
}

/// Whether a text is a dash and nothing else.
fn dash(text: &str) -> bool {
    // Letters stay whatever is tidied.
    if text.bytes().any(|it| it.is_ascii_alphanumeric()) {
        return false;
    }
    let text = tidy(text);
    !text.is_empty() && text.chars().all(|it| values::DASHES.contains(&it))
}

/// Whether a cell has text of figures alone.
fn is_figures(spot: &Spot<'_>) -> bool {
    let SpotAt::Cell(_, Some(cell)) = &spot.at else { return false };
    cell.text().is_some_and(are_figures)
}

fn are_figures(text: &str) -> bool {
    !text.bytes().any(|it| it.is_ascii_alphabetic())
        && tidy(text).bytes().all(|it| it.is_ascii_digit())
}
